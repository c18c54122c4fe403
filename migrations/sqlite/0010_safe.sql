-- The document safe, and the seals of the journal: SQLite. The same stands in ../postgres/. What is `sealed_` or `wrapped_` is encrypted (`src/safe/keys.rs`); names, sizes and contents stand in clear nowhere.

-- It belongs to the person. `uid` names it in the log of deletions, which outlives a restored backup; secrets are hashes.
CREATE TABLE safe (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    uid TEXT NOT NULL,
    pin_hash TEXT,
    card_hash TEXT,
    ticket_hash TEXT,
    ticket_ends_at INTEGER,
    key_version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    CONSTRAINT safe_person UNIQUE (territory_id, person_id),
    CONSTRAINT safe_uid UNIQUE (uid),
    CONSTRAINT safe_ticket CHECK ((ticket_hash IS NULL) = (ticket_ends_at IS NULL)),
    CONSTRAINT safe_in_territory UNIQUE (territory_id, id),
    FOREIGN KEY (territory_id, person_id) REFERENCES person (territory_id, id)
) STRICT;

-- The person's key, wrapped by the root key that `root` names.
CREATE TABLE safe_key (
    territory_id INTEGER NOT NULL,
    safe_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    root TEXT NOT NULL,
    wrapped_key BLOB NOT NULL,
    CONSTRAINT safe_key_once PRIMARY KEY (safe_id, version),
    FOREIGN KEY (territory_id, safe_id) REFERENCES safe (territory_id, id)
) STRICT, WITHOUT ROWID;

-- The browser that opened a safe, for as long as it stays open.
CREATE TABLE safe_opening (
    territory_id INTEGER NOT NULL,
    session_id INTEGER NOT NULL,
    safe_id INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    CONSTRAINT safe_opening_once PRIMARY KEY (session_id, safe_id),
    FOREIGN KEY (territory_id, session_id) REFERENCES session (territory_id, id) ON DELETE CASCADE,
    FOREIGN KEY (territory_id, safe_id) REFERENCES safe (territory_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE safe_folder (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    safe_id INTEGER NOT NULL,
    key_version INTEGER NOT NULL,
    sealed_name BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT safe_folder_in_safe UNIQUE (territory_id, safe_id, id),
    FOREIGN KEY (territory_id, safe_id) REFERENCES safe (territory_id, id)
) STRICT;

-- A document. When it is destroyed the row stays, without key, name, kind or dates: the reading log names it.
CREATE TABLE safe_item (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    safe_id INTEGER NOT NULL,
    folder_id INTEGER,
    uid TEXT NOT NULL,
    kind TEXT,
    issued_on TEXT,
    expires_on TEXT,
    worker_id INTEGER,
    compared INTEGER NOT NULL DEFAULT 0 CHECK (compared IN (0, 1)),
    state TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    key_version INTEGER NOT NULL,
    wrapped_key BLOB,
    sealed_name BLOB,
    binned_at INTEGER,
    created_at INTEGER NOT NULL,
    CONSTRAINT safe_item_uid UNIQUE (uid),
    CONSTRAINT safe_item_state CHECK (state IN ('staged', 'held', 'binned', 'destroyed') AND (state = 'binned') = (binned_at IS NOT NULL)),
    CONSTRAINT safe_item_key CHECK (CASE WHEN state = 'destroyed' THEN wrapped_key IS NULL AND sealed_name IS NULL AND kind IS NULL AND issued_on IS NULL AND expires_on IS NULL ELSE wrapped_key IS NOT NULL AND sealed_name IS NOT NULL AND kind IS NOT NULL END),
    CONSTRAINT safe_item_in_safe UNIQUE (territory_id, safe_id, id),
    FOREIGN KEY (territory_id, safe_id) REFERENCES safe (territory_id, id),
    FOREIGN KEY (territory_id, safe_id, folder_id) REFERENCES safe_folder (territory_id, safe_id, id),
    FOREIGN KEY (territory_id, worker_id) REFERENCES worker (territory_id, id)
) STRICT;

-- The bytes of a document, under `object` in the file store. Only what is `held` is read; what is `quarantined` waits for the scanner.
CREATE TABLE safe_version (
    territory_id INTEGER NOT NULL,
    safe_id INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    object TEXT NOT NULL,
    wrapped_key BLOB NOT NULL,
    sealed_facts BLOB,
    sealed_text BLOB,
    sealed_thumbnail BLOB,
    state TEXT NOT NULL,
    worker_id INTEGER,
    staged_at INTEGER NOT NULL,
    received_at INTEGER,
    CONSTRAINT safe_version_once PRIMARY KEY (item_id, version),
    CONSTRAINT safe_version_object UNIQUE (object),
    CONSTRAINT safe_version_state CHECK (state IN ('staged', 'held', 'quarantined', 'damaged') AND (state = 'staged') = (received_at IS NULL) AND (state = 'staged' OR sealed_facts IS NOT NULL)),
    FOREIGN KEY (territory_id, safe_id, item_id) REFERENCES safe_item (territory_id, safe_id, id),
    FOREIGN KEY (territory_id, worker_id) REFERENCES worker (territory_id, id)
) STRICT, WITHOUT ROWID;

-- A document or a folder, shown to one worker, for a purpose, until an end.
CREATE TABLE safe_grant (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    safe_id INTEGER NOT NULL,
    item_id INTEGER,
    folder_id INTEGER,
    worker_id INTEGER NOT NULL,
    key_version INTEGER NOT NULL,
    sealed_purpose BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    revoked_at INTEGER,
    CONSTRAINT safe_grant_what CHECK ((item_id IS NULL) <> (folder_id IS NULL)),
    CONSTRAINT safe_grant_end CHECK (ends_at > created_at),
    FOREIGN KEY (territory_id, safe_id) REFERENCES safe (territory_id, id),
    FOREIGN KEY (territory_id, safe_id, item_id) REFERENCES safe_item (territory_id, safe_id, id),
    FOREIGN KEY (territory_id, safe_id, folder_id) REFERENCES safe_folder (territory_id, safe_id, id),
    FOREIGN KEY (territory_id, worker_id) REFERENCES worker (territory_id, id)
) STRICT;

-- What a worker must have signed and learnt before any safe opens to her.
CREATE TABLE worker_charter (
    territory_id INTEGER NOT NULL,
    worker_id INTEGER NOT NULL,
    signed_on TEXT,
    trained_on TEXT,
    CONSTRAINT worker_charter_once PRIMARY KEY (worker_id),
    FOREIGN KEY (territory_id, worker_id) REFERENCES worker (territory_id, id)
) STRICT, WITHOUT ROWID;

-- The chain over the journal: each seal is a keyed MAC of the line and of the seal before it.
CREATE TABLE journal_seal (
    seal_number INTEGER NOT NULL,
    journal_id INTEGER NOT NULL,
    mac BLOB NOT NULL,
    CONSTRAINT journal_seal_once PRIMARY KEY (seal_number),
    CONSTRAINT journal_seal_line UNIQUE (journal_id)
) STRICT, WITHOUT ROWID;

-- The one sealer, by a lease, and how far it is. `head` is a MAC of `seal_number` and `mac`.
CREATE TABLE journal_sealer (
    id INTEGER NOT NULL,
    holder TEXT NOT NULL,
    lease_ends_at INTEGER NOT NULL,
    seal_number INTEGER NOT NULL,
    newest_journal_id INTEGER NOT NULL,
    mac BLOB NOT NULL,
    head BLOB NOT NULL,
    CONSTRAINT journal_sealer_once PRIMARY KEY (id),
    CONSTRAINT journal_sealer_alone CHECK (id = 1)
) STRICT, WITHOUT ROWID;

CREATE INDEX safe_key_by_root ON safe_key (root);
CREATE INDEX safe_opening_by_safe ON safe_opening (safe_id);
CREATE INDEX safe_item_listed ON safe_item (safe_id, state, id);
CREATE INDEX safe_item_by_folder ON safe_item (folder_id) WHERE folder_id IS NOT NULL;
CREATE INDEX safe_item_in_bin ON safe_item (binned_at) WHERE state = 'binned';
CREATE INDEX safe_version_waiting ON safe_version (state, staged_at) WHERE state IN ('staged', 'quarantined');
CREATE INDEX safe_grant_of_safe ON safe_grant (safe_id, ends_at);
CREATE INDEX safe_grant_to_worker ON safe_grant (worker_id, ends_at);

CREATE TRIGGER journal_seal_stays_update BEFORE UPDATE ON journal_seal
BEGIN
    SELECT RAISE(ABORT, 'journal_seal_stays');
END;

CREATE TRIGGER journal_seal_stays_delete BEFORE DELETE ON journal_seal
BEGIN
    SELECT RAISE(ABORT, 'journal_seal_stays');
END;

CREATE TRIGGER journal_seal_stays_insert BEFORE INSERT ON journal_seal
WHEN EXISTS (SELECT 1 FROM journal_seal WHERE seal_number = NEW.seal_number)
BEGIN
    SELECT RAISE(ABORT, 'journal_seal_stays');
END;
