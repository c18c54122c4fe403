-- Signing in, of the staff and of guests: SQLite. The same stands in ../postgres/. No column holds a
-- secret: tokens are hashed; codes, links and second factors are derived by a keyed MAC from a salt.

-- How a worker signs in. The secret of the second factor is made from the root key, the worker and the salt.
CREATE TABLE worker_login (
    worker_id INTEGER NOT NULL,
    territory_id INTEGER NOT NULL,
    password_hash TEXT,
    totp_salt TEXT,
    totp_confirmed INTEGER NOT NULL DEFAULT 0 CHECK (totp_confirmed IN (0, 1)),
    totp_last_step INTEGER NOT NULL DEFAULT 0,
    changed_at INTEGER NOT NULL,
    CONSTRAINT worker_login_once PRIMARY KEY (worker_id),
    CONSTRAINT worker_login_factor CHECK (totp_salt IS NOT NULL OR NOT totp_confirmed),
    FOREIGN KEY (territory_id, worker_id) REFERENCES worker (territory_id, id)
) STRICT;

-- A browser of which something must be remembered. `organisation_id`: where the worker is at work now; `phone`: the number a guest proved; `person_id`: who is calling, or whom an invitation names.
CREATE TABLE session (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    token_hash TEXT NOT NULL,
    kind TEXT NOT NULL,
    worker_id INTEGER,
    organisation_id INTEGER,
    phone TEXT,
    person_id INTEGER,
    second_factor_at INTEGER,
    device TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    CONSTRAINT session_token UNIQUE (token_hash),
    CONSTRAINT session_kind CHECK (kind IN ('worker', 'guest') AND (kind = 'worker') = (worker_id IS NOT NULL) AND (kind = 'worker' OR (organisation_id IS NULL AND second_factor_at IS NULL)) AND (kind = 'guest' OR (phone IS NULL AND person_id IS NULL))),
    CONSTRAINT session_in_territory UNIQUE (territory_id, id),
    FOREIGN KEY (territory_id, worker_id) REFERENCES worker (territory_id, id),
    FOREIGN KEY (territory_id, organisation_id) REFERENCES organisation (territory_id, id),
    FOREIGN KEY (territory_id, person_id) REFERENCES person (territory_id, id)
) STRICT;

-- The appointments a browser made or has a link to: all that an unproven guest sees.
CREATE TABLE guest_appointment (
    territory_id INTEGER NOT NULL,
    session_id INTEGER NOT NULL,
    appointment_id INTEGER NOT NULL,
    CONSTRAINT guest_appointment_once PRIMARY KEY (session_id, appointment_id),
    FOREIGN KEY (territory_id, session_id) REFERENCES session (territory_id, id) ON DELETE CASCADE,
    FOREIGN KEY (territory_id, appointment_id) REFERENCES appointment (territory_id, id)
) STRICT, WITHOUT ROWID;

-- A code of six digits, made from the root key, the number and the salt. Only the newest of a number counts. A row is written for a number nobody has too, so that both cost the same; nothing is sent then.
CREATE TABLE sign_in_code (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    phone TEXT NOT NULL,
    salt TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    CONSTRAINT sign_in_code_tries CHECK (tries BETWEEN 0 AND 5),
    CONSTRAINT sign_in_code_in_territory UNIQUE (territory_id, id),
    FOREIGN KEY (territory_id) REFERENCES territory (id)
) STRICT;

-- A link in a message. Its token is made from the root key and the salt. `bound_to`: the session that acted on it first (no key: the session may be swept before the link).
CREATE TABLE link (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    salt TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    person_id INTEGER,
    appointment_id INTEGER,
    motive_id INTEGER,
    worker_id INTEGER,
    bound_to INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    CONSTRAINT link_token UNIQUE (token_hash),
    CONSTRAINT link_purpose CHECK (CASE purpose WHEN 'appointment' THEN appointment_id IS NOT NULL WHEN 'invitation' THEN person_id IS NOT NULL WHEN 'worker_invitation' THEN worker_id IS NOT NULL WHEN 'password_reset' THEN worker_id IS NOT NULL ELSE FALSE END),
    CONSTRAINT link_in_territory UNIQUE (territory_id, id),
    FOREIGN KEY (territory_id, person_id) REFERENCES person (territory_id, id),
    FOREIGN KEY (territory_id, appointment_id) REFERENCES appointment (territory_id, id),
    FOREIGN KEY (territory_id, motive_id) REFERENCES motive (territory_id, id),
    FOREIGN KEY (territory_id, worker_id) REFERENCES worker (territory_id, id)
) STRICT;

-- How often something was tried, for every process. The key is a keyed hash: no address, no number. A window is the moment, cut to the width that its limit says.
CREATE TABLE attempt (
    key TEXT NOT NULL,
    window_start INTEGER NOT NULL,
    count INTEGER NOT NULL,
    CONSTRAINT attempt_once PRIMARY KEY (key, window_start)
) STRICT, WITHOUT ROWID;

-- What is to be sent to sign in or to open something: whom, and the row its secret is derived from.
CREATE TABLE notice (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    phone TEXT,
    email TEXT,
    language TEXT NOT NULL,
    code_id INTEGER,
    link_id INTEGER,
    created_at INTEGER NOT NULL,
    done_at INTEGER,
    CONSTRAINT notice_secret CHECK ((code_id IS NULL) <> (link_id IS NULL)),
    CONSTRAINT notice_to CHECK (phone IS NOT NULL OR email IS NOT NULL),
    FOREIGN KEY (territory_id, code_id) REFERENCES sign_in_code (territory_id, id) ON DELETE CASCADE,
    FOREIGN KEY (territory_id, link_id) REFERENCES link (territory_id, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX worker_by_email ON worker (email);
CREATE INDEX session_by_worker ON session (worker_id) WHERE worker_id IS NOT NULL;
CREATE INDEX session_by_end ON session (expires_at);
CREATE INDEX sign_in_code_by_phone ON sign_in_code (territory_id, phone, id);
CREATE INDEX sign_in_code_by_end ON sign_in_code (expires_at);
CREATE INDEX link_by_worker ON link (worker_id) WHERE worker_id IS NOT NULL;
CREATE INDEX attempt_by_window ON attempt (window_start);
CREATE INDEX notice_to_do ON notice (id) WHERE done_at IS NULL;
CREATE INDEX notice_by_code ON notice (code_id) WHERE code_id IS NOT NULL;
CREATE INDEX notice_by_link ON notice (link_id) WHERE link_id IS NOT NULL;
