-- Around the agenda: calls that were tried, calls asked for, half-written forms, searches that found nothing.

-- One try to call the people of an appointment. It changes no status: who does not answer has not failed to come.
CREATE TABLE call_try (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    appointment_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    worker_id INTEGER,
    CONSTRAINT call_try_outcome CHECK (outcome IN ('no_answer', 'reached', 'wrong_number')),
    FOREIGN KEY (territory_id, appointment_id) REFERENCES appointment (territory_id, id),
    FOREIGN KEY (territory_id, worker_id) REFERENCES worker (territory_id, id)
) STRICT;

-- Somebody asks to be called; open until `done_at`. `taken_by` is calling, since `taken_at`; `tries` found nobody.
CREATE TABLE call_back (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    person_id INTEGER,
    appointment_id INTEGER,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    came_by TEXT NOT NULL DEFAULT 'web',
    asked_at INTEGER NOT NULL,
    taken_at INTEGER,
    taken_by INTEGER,
    tries INTEGER NOT NULL DEFAULT 0,
    done_at INTEGER,
    done_by INTEGER,
    outcome TEXT,
    CONSTRAINT call_back_came_by CHECK (came_by IN ('web', 'sms', 'desk')),
    CONSTRAINT call_back_outcome CHECK (outcome IN ('booked', 'reached', 'wrong_number', 'dropped') AND (outcome IS NULL) = (done_at IS NULL)),
    FOREIGN KEY (territory_id, taken_by) REFERENCES worker (territory_id, id),
    FOREIGN KEY (territory_id, organisation_id) REFERENCES organisation (territory_id, id),
    FOREIGN KEY (territory_id, person_id) REFERENCES person (territory_id, id),
    FOREIGN KEY (territory_id, appointment_id) REFERENCES appointment (territory_id, id),
    FOREIGN KEY (territory_id, done_by) REFERENCES worker (territory_id, id)
) STRICT;

-- What a worker was typing; kept for a day from `updated_at`. `body` is the page's own.
CREATE TABLE draft (
    territory_id INTEGER NOT NULL,
    worker_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT draft_once PRIMARY KEY (worker_id, kind),
    FOREIGN KEY (territory_id, worker_id) REFERENCES worker (territory_id, id)
) STRICT, WITHOUT ROWID;

-- How often a search found nothing, and why: counts, nothing about who searched.
CREATE TABLE search_miss (
    territory_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    motive_id INTEGER NOT NULL,
    day TEXT NOT NULL,
    reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    CONSTRAINT search_miss_once PRIMARY KEY (organisation_id, motive_id, day, reason),
    FOREIGN KEY (territory_id, organisation_id) REFERENCES organisation (territory_id, id),
    FOREIGN KEY (territory_id, motive_id) REFERENCES motive (territory_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX call_try_by_appointment ON call_try (appointment_id);
CREATE INDEX call_back_open ON call_back (organisation_id, asked_at) WHERE done_at IS NULL;
CREATE INDEX waiting_entry_open ON waiting_entry (organisation_id, created_at) WHERE closed_at IS NULL;
