-- Messages and jobs: what is said to whom, and what is done beside requests. The same stands in ../postgres/.

-- How long before an appointment people are reminded, in minutes, the longest first (`motive.reminders`
-- when it is not NULL); `leave_now` minutes before a last text; whether a message may name the motive;
-- whether text messages leave the country; segments of text messages in a day at most.
ALTER TABLE organisation ADD COLUMN reminders TEXT NOT NULL DEFAULT '4320,1440';
ALTER TABLE organisation ADD COLUMN leave_now INTEGER;
ALTER TABLE organisation ADD COLUMN names_motive INTEGER NOT NULL DEFAULT 0 CHECK (names_motive IN (0, 1));
ALTER TABLE organisation ADD COLUMN writes_abroad INTEGER NOT NULL DEFAULT 0 CHECK (writes_abroad IN (0, 1));
ALTER TABLE organisation ADD COLUMN segments_a_day INTEGER NOT NULL DEFAULT 2000;
ALTER TABLE motive ADD COLUMN reminders TEXT;
-- What others do to her agenda is told a worker by `off` or `email`.
ALTER TABLE worker ADD COLUMN told_by TEXT NOT NULL DEFAULT 'off';
ALTER TABLE worker ADD COLUMN language TEXT NOT NULL DEFAULT 'fr';
-- Asked not to be written to; forgotten when the time to keep was over.
ALTER TABLE person ADD COLUMN do_not_write INTEGER NOT NULL DEFAULT 0 CHECK (do_not_write IN (0, 1));
ALTER TABLE person ADD COLUMN forgotten_at INTEGER;
-- Whether the ledger holds the reminders of these hours; what is announced about it clears it.
ALTER TABLE appointment ADD COLUMN reminders_planned INTEGER NOT NULL DEFAULT 0 CHECK (reminders_planned IN (0, 1));

-- The ledger: one thing to say to one recipient by one channel. `key` is made of what it is about, so
-- that planning twice adds nothing. Decided from the state at `decided_at`; `body` holds no code and no
-- token. `ahead`: minutes before the start, of a reminder. `notice_id` has no key: codes are swept before messages.
CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    organisation_id INTEGER,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),
    appointment_id INTEGER,
    appointment_version INTEGER,
    ahead INTEGER,
    person_id INTEGER,
    worker_id INTEGER,
    notice_id INTEGER,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    useless_after INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'due',
    reason TEXT,
    try_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    leased_until INTEGER,
    leased_by TEXT,
    decided_at INTEGER,
    said_at INTEGER,
    provider_ref TEXT,
    sent_to TEXT,
    language TEXT,
    body TEXT,
    segments INTEGER,
    CONSTRAINT message_key UNIQUE (key),
    CONSTRAINT message_channel CHECK (channel IN ('sms', 'email', 'letter', 'call')),
    CONSTRAINT message_state CHECK (state IN ('due', 'sending', 'by_hand', 'handed_over', 'delivered', 'failed', 'refused', 'unknown')),
    CONSTRAINT message_reason CHECK (state NOT IN ('failed', 'refused', 'unknown') OR reason IS NOT NULL),
    CONSTRAINT message_lease CHECK ((leased_until IS NULL) = (leased_by IS NULL)),
    CONSTRAINT message_about CHECK ((appointment_id IS NULL) = (appointment_version IS NULL)),
    CONSTRAINT message_in_territory UNIQUE (territory_id, id),
    FOREIGN KEY (territory_id) REFERENCES territory (id),
    FOREIGN KEY (territory_id, organisation_id) REFERENCES organisation (territory_id, id),
    FOREIGN KEY (territory_id, appointment_id) REFERENCES appointment (territory_id, id),
    FOREIGN KEY (territory_id, person_id) REFERENCES person (territory_id, id),
    FOREIGN KEY (territory_id, worker_id) REFERENCES worker (territory_id, id)
) STRICT;

-- What was spent on text messages in a day, for caps and alarms; `organisation_id` 0: codes of the territory.
CREATE TABLE message_count (
    territory_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    day TEXT NOT NULL,
    segments INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    CONSTRAINT message_count_once PRIMARY KEY (territory_id, organisation_id, day),
    FOREIGN KEY (territory_id) REFERENCES territory (id)
) STRICT, WITHOUT ROWID;

-- A job: who runs it now, and how it went last. `next_at`: when it is to run again.
CREATE TABLE job (
    name TEXT NOT NULL,
    next_at INTEGER NOT NULL,
    leased_until INTEGER,
    leased_by TEXT,
    started_at INTEGER,
    ended_at INTEGER,
    took_ms INTEGER,
    result TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT job_once PRIMARY KEY (name),
    CONSTRAINT job_lease CHECK ((leased_until IS NULL) = (leased_by IS NULL))
) STRICT, WITHOUT ROWID;

-- What the sender claims, what was claimed by a server that is gone, and what people do by hand.
CREATE INDEX message_to_send ON message (channel, urgent, try_at) WHERE state = 'due';
CREATE INDEX message_sending ON message (leased_until) WHERE state = 'sending';
CREATE INDEX message_by_hand ON message (organisation_id, due_at) WHERE state = 'by_hand';
-- What should have left by now.
CREATE INDEX message_late ON message (due_at) WHERE state = 'due';
CREATE INDEX message_by_appointment ON message (appointment_id) WHERE appointment_id IS NOT NULL;
CREATE INDEX message_by_person ON message (person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX message_by_number ON message (sent_to, said_at) WHERE sent_to IS NOT NULL;
CREATE INDEX message_with_body ON message (created_at) WHERE body IS NOT NULL;
CREATE INDEX message_by_creation ON message (created_at);
CREATE INDEX appointment_to_remind ON appointment (starts_at) WHERE NOT reminders_planned;
CREATE INDEX hold_by_end ON hold (expires_at);
CREATE INDEX idempotency_by_age ON idempotency (created_at);
CREATE INDEX outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL;
