-- What comes back from outside: replies of people to text messages, and what providers say became of what
-- they took.

-- Answered STOP: no text message is sent to this person's number any more.
ALTER TABLE person ADD COLUMN stopped_at INTEGER;

-- One text that somebody wrote. `provider_id` is the provider's own, so that what it brings twice is here
-- once. `phone` is in E.164 when it is a number. `outcome` is NULL while it is being dealt with; what is for
-- people is on the secretary's list until `handled_at`.
CREATE TABLE reply (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    provider_id TEXT,
    phone TEXT NOT NULL,
    body TEXT NOT NULL,
    arrived_at INTEGER NOT NULL,
    understood TEXT NOT NULL,
    person_id INTEGER,
    appointment_id INTEGER,
    outcome TEXT,
    handled_at INTEGER,
    handled_by INTEGER,
    CONSTRAINT reply_once UNIQUE (territory_id, provider_id),
    CONSTRAINT reply_understood CHECK (understood IN ('yes', 'no', 'call_me', 'stop', 'unsure')),
    CONSTRAINT reply_outcome CHECK (outcome IN ('confirmed', 'asked_again', 'cancelled', 'too_late', 'call_back', 'stopped', 'for_people')),
    FOREIGN KEY (territory_id, organisation_id) REFERENCES organisation (territory_id, id),
    FOREIGN KEY (territory_id, person_id) REFERENCES person (territory_id, id),
    FOREIGN KEY (territory_id, appointment_id) REFERENCES appointment (territory_id, id),
    FOREIGN KEY (territory_id, handled_by) REFERENCES worker (territory_id, id)
) STRICT;

-- What was said of a message of ours by the provider that took it, or by a mail that came back: as it
-- came, also before the ledger knows that the message left.
CREATE TABLE delivery_report (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reference TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    CONSTRAINT delivery_report_once UNIQUE (reference, state),
    CONSTRAINT delivery_report_state CHECK (state IN ('handed_over', 'delivered', 'failed'))
) STRICT;

CREATE INDEX reply_open ON reply (organisation_id, arrived_at) WHERE handled_at IS NULL;
CREATE INDEX reply_by_phone ON reply (territory_id, phone, id);
