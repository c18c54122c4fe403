-- The tables of SQLite. The same number, name and meaning stands in ../postgres/; ../README.md has the rules.

-- A département or a town: the shard. `settings_version` grows with every change of its settings.
CREATE TABLE territory (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    settings_version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT territory_name UNIQUE (name)
) STRICT;

CREATE TABLE organisation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL REFERENCES territory (id),
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    holidays TEXT NOT NULL,
    CONSTRAINT organisation_name UNIQUE (territory_id, name),
    CONSTRAINT organisation_in_territory UNIQUE (territory_id, id)
) STRICT;

CREATE TABLE service (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL REFERENCES territory (id),
    name TEXT NOT NULL,
    CONSTRAINT service_name UNIQUE (territory_id, name),
    CONSTRAINT service_in_territory UNIQUE (territory_id, id)
) STRICT;

CREATE TABLE place (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL DEFAULT '',
    phone TEXT,
    zone TEXT NOT NULL,
    holidays TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    CONSTRAINT place_name UNIQUE (territory_id, organisation_id, name),
    CONSTRAINT place_in_territory UNIQUE (territory_id, id),
    FOREIGN KEY (territory_id, organisation_id) REFERENCES organisation (territory_id, id)
) STRICT;

-- A place closed for a period.
CREATE TABLE closure (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    place_id INTEGER NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT closure_end CHECK (ends_at > starts_at),
    FOREIGN KEY (territory_id, place_id) REFERENCES place (territory_id, id)
) STRICT;

-- What may not be double-booked. The versions grow with every change of what they name; `busy_floor` is the busy version before which a row may have been deleted.
CREATE TABLE calendar (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL REFERENCES territory (id),
    opening_version INTEGER NOT NULL DEFAULT 1,
    busy_version INTEGER NOT NULL DEFAULT 1,
    busy_floor INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT calendar_in_territory UNIQUE (territory_id, id)
) STRICT;

CREATE TABLE worker (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    calendar_id INTEGER NOT NULL,
    service_id INTEGER,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    email TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    CONSTRAINT worker_email UNIQUE (territory_id, email),
    CONSTRAINT worker_calendar UNIQUE (calendar_id),
    CONSTRAINT worker_in_territory UNIQUE (territory_id, id),
    FOREIGN KEY (territory_id, calendar_id) REFERENCES calendar (territory_id, id),
    FOREIGN KEY (territory_id, service_id) REFERENCES service (territory_id, id)
) STRICT;

CREATE TABLE worker_organisation (
    territory_id INTEGER NOT NULL,
    worker_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    role TEXT NOT NULL,
    CONSTRAINT worker_organisation_once PRIMARY KEY (worker_id, organisation_id),
    FOREIGN KEY (territory_id, worker_id) REFERENCES worker (territory_id, id),
    FOREIGN KEY (territory_id, organisation_id) REFERENCES organisation (territory_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE team (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT team_name UNIQUE (territory_id, organisation_id, name),
    CONSTRAINT team_in_territory UNIQUE (territory_id, id),
    FOREIGN KEY (territory_id, organisation_id) REFERENCES organisation (territory_id, id)
) STRICT;

CREATE TABLE team_member (
    territory_id INTEGER NOT NULL,
    team_id INTEGER NOT NULL,
    worker_id INTEGER NOT NULL,
    CONSTRAINT team_member_once PRIMARY KEY (team_id, worker_id),
    FOREIGN KEY (territory_id, team_id) REFERENCES team (territory_id, id),
    FOREIGN KEY (territory_id, worker_id) REFERENCES worker (territory_id, id)
) STRICT, WITHOUT ROWID;

-- A room, a car, an interpreter.
CREATE TABLE resource (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    calendar_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    place_id INTEGER,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    CONSTRAINT resource_name UNIQUE (territory_id, organisation_id, name),
    CONSTRAINT resource_calendar UNIQUE (calendar_id),
    FOREIGN KEY (territory_id, calendar_id) REFERENCES calendar (territory_id, id),
    FOREIGN KEY (territory_id, organisation_id) REFERENCES organisation (territory_id, id),
    FOREIGN KEY (territory_id, place_id) REFERENCES place (territory_id, id)
) STRICT;

-- Durations, delays and notices in minutes.
CREATE TABLE motive (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    service_id INTEGER,
    name TEXT NOT NULL,
    public_name TEXT NOT NULL,
    mode TEXT NOT NULL,
    duration INTEGER NOT NULL,
    buffer_before INTEGER NOT NULL DEFAULT 0,
    buffer_after INTEGER NOT NULL DEFAULT 0,
    min_delay INTEGER NOT NULL DEFAULT 0,
    max_delay INTEGER NOT NULL DEFAULT 129600,
    cancel_notice INTEGER NOT NULL DEFAULT 0,
    move_notice INTEGER NOT NULL DEFAULT 0,
    follow_up INTEGER NOT NULL DEFAULT 0 CHECK (follow_up IN (0, 1)),
    bookable_by TEXT NOT NULL DEFAULT 'staff',
    quota INTEGER,
    seats INTEGER,
    team_id INTEGER,
    first_worker_id INTEGER,
    second_worker_id INTEGER,
    resources TEXT NOT NULL DEFAULT '',
    text_before TEXT NOT NULL DEFAULT '',
    text_after TEXT NOT NULL DEFAULT '',
    pictogram TEXT NOT NULL DEFAULT 'talk',
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    CONSTRAINT motive_name UNIQUE (territory_id, organisation_id, name, mode),
    CONSTRAINT motive_duration CHECK (duration > 0 AND buffer_before >= 0 AND buffer_after >= 0 AND buffer_before + duration + buffer_after <= 1440),
    CONSTRAINT motive_window CHECK (min_delay >= 0 AND max_delay >= min_delay),
    CONSTRAINT motive_notice CHECK (cancel_notice >= 0 AND move_notice >= 0),
    CONSTRAINT motive_numbers CHECK (quota > 0 AND seats > 0),
    CONSTRAINT motive_workers CHECK ((first_worker_id IS NULL) = (second_worker_id IS NULL) AND (team_id IS NULL OR first_worker_id IS NULL) AND first_worker_id <> second_worker_id),
    CONSTRAINT motive_in_territory UNIQUE (territory_id, id),
    FOREIGN KEY (territory_id, organisation_id) REFERENCES organisation (territory_id, id),
    FOREIGN KEY (territory_id, service_id) REFERENCES service (territory_id, id),
    FOREIGN KEY (territory_id, team_id) REFERENCES team (territory_id, id),
    FOREIGN KEY (territory_id, first_worker_id) REFERENCES worker (territory_id, id),
    FOREIGN KEY (territory_id, second_worker_id) REFERENCES worker (territory_id, id)
) STRICT;

-- When a worker receives. `blocks` as 09:00-12:00,14:00-17:00 in wall clock of the place (of the organisation without one); `rule` as RFC 5545; `last_day` included.
CREATE TABLE opening (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    calendar_id INTEGER NOT NULL,
    place_id INTEGER,
    first_day TEXT NOT NULL,
    last_day TEXT,
    rule TEXT,
    blocks TEXT NOT NULL,
    external_key TEXT,
    CONSTRAINT opening_key UNIQUE (territory_id, external_key),
    CONSTRAINT opening_days CHECK (last_day >= first_day),
    CONSTRAINT opening_in_territory UNIQUE (territory_id, id),
    FOREIGN KEY (territory_id, organisation_id) REFERENCES organisation (territory_id, id),
    FOREIGN KEY (territory_id, calendar_id) REFERENCES calendar (territory_id, id),
    FOREIGN KEY (territory_id, place_id) REFERENCES place (territory_id, id)
) STRICT;

CREATE TABLE opening_motive (
    territory_id INTEGER NOT NULL,
    opening_id INTEGER NOT NULL,
    motive_id INTEGER NOT NULL,
    CONSTRAINT opening_motive_once PRIMARY KEY (opening_id, motive_id),
    FOREIGN KEY (territory_id, opening_id) REFERENCES opening (territory_id, id) ON DELETE CASCADE,
    FOREIGN KEY (territory_id, motive_id) REFERENCES motive (territory_id, id)
) STRICT, WITHOUT ROWID;

-- One occurrence, changed; dropped when `blocks` is empty.
CREATE TABLE opening_exception (
    territory_id INTEGER NOT NULL,
    opening_id INTEGER NOT NULL,
    day TEXT NOT NULL,
    blocks TEXT NOT NULL,
    CONSTRAINT opening_exception_once PRIMARY KEY (opening_id, day),
    FOREIGN KEY (territory_id, opening_id) REFERENCES opening (territory_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- `block` as 09:00-12:00 in wall clock of `zone`; it ends `days_over` days after it starts.
CREATE TABLE absence (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    calendar_id INTEGER NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT,
    rule TEXT,
    zone TEXT NOT NULL,
    block TEXT NOT NULL,
    days_over INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    external_key TEXT,
    CONSTRAINT absence_key UNIQUE (territory_id, external_key),
    CONSTRAINT absence_days_over CHECK (days_over BETWEEN 0 AND 44),
    FOREIGN KEY (territory_id, calendar_id) REFERENCES calendar (territory_id, id)
) STRICT;

-- The keys are the names folded in Rust: no accents, no case.
CREATE TABLE person (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL REFERENCES territory (id),
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    first_name_key TEXT NOT NULL,
    last_name_key TEXT NOT NULL,
    birth_date TEXT,
    phone TEXT,
    email TEXT,
    language TEXT NOT NULL DEFAULT 'fr',
    proven INTEGER NOT NULL DEFAULT 0 CHECK (proven IN (0, 1)),
    created_at INTEGER NOT NULL,
    CONSTRAINT person_in_territory UNIQUE (territory_id, id)
) STRICT;

-- Which organisations know a person.
CREATE TABLE person_organisation (
    territory_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    CONSTRAINT person_organisation_once PRIMARY KEY (organisation_id, person_id),
    FOREIGN KEY (territory_id, person_id) REFERENCES person (territory_id, id),
    FOREIGN KEY (territory_id, organisation_id) REFERENCES organisation (territory_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE person_identifier (
    territory_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT person_identifier_once PRIMARY KEY (territory_id, kind, value),
    FOREIGN KEY (territory_id, person_id) REFERENCES person (territory_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE relative (
    territory_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    relative_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    CONSTRAINT relative_once PRIMARY KEY (person_id, relative_id),
    CONSTRAINT relative_other CHECK (person_id <> relative_id),
    FOREIGN KEY (territory_id, person_id) REFERENCES person (territory_id, id),
    FOREIGN KEY (territory_id, relative_id) REFERENCES person (territory_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE referent (
    territory_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    worker_id INTEGER NOT NULL,
    CONSTRAINT referent_once PRIMARY KEY (person_id, worker_id),
    FOREIGN KEY (territory_id, person_id) REFERENCES person (territory_id, id),
    FOREIGN KEY (territory_id, worker_id) REFERENCES worker (territory_id, id)
) STRICT, WITHOUT ROWID;

-- `version` grows with every change; `seats_taken` is kept by triggers, for workshops: those that have `seats`.
CREATE TABLE appointment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    motive_id INTEGER NOT NULL,
    place_id INTEGER,
    mode TEXT NOT NULL,
    status TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    zone TEXT NOT NULL,
    seats INTEGER,
    seats_taken INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 1,
    caller_name TEXT,
    caller_phone TEXT,
    external_key TEXT,
    created_at INTEGER NOT NULL,
    CONSTRAINT appointment_key UNIQUE (territory_id, external_key),
    CONSTRAINT appointment_end CHECK (ends_at > starts_at),
    CONSTRAINT appointment_seats CHECK (seats_taken <= seats),
    CONSTRAINT appointment_status CHECK (status IN ('booked', 'late', 'arrived', 'seen', 'no_show', 'excused', 'cancelled')),
    CONSTRAINT appointment_in_territory UNIQUE (territory_id, id),
    FOREIGN KEY (territory_id, organisation_id) REFERENCES organisation (territory_id, id),
    FOREIGN KEY (territory_id, motive_id) REFERENCES motive (territory_id, id),
    FOREIGN KEY (territory_id, place_id) REFERENCES place (territory_id, id)
) STRICT;

-- A person in an appointment. Motive and hours are repeated here so that the database can refuse the same appointment twice (`participation_twice`).
CREATE TABLE participation (
    territory_id INTEGER NOT NULL,
    appointment_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    motive_id INTEGER NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    live INTEGER NOT NULL CHECK (live IN (0, 1)),
    CONSTRAINT participation_seat PRIMARY KEY (appointment_id, person_id),
    CONSTRAINT participation_end CHECK (ends_at > starts_at),
    FOREIGN KEY (territory_id, appointment_id) REFERENCES appointment (territory_id, id),
    FOREIGN KEY (territory_id, person_id) REFERENCES person (territory_id, id),
    FOREIGN KEY (territory_id, motive_id) REFERENCES motive (territory_id, id)
) STRICT, WITHOUT ROWID;

-- A slot kept for minutes. `token_hash` is what proves whose it is.
CREATE TABLE hold (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    motive_id INTEGER NOT NULL,
    place_id INTEGER,
    starts_at INTEGER NOT NULL,
    shown_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    token_hash TEXT NOT NULL,
    CONSTRAINT hold_token UNIQUE (token_hash),
    CONSTRAINT hold_in_territory UNIQUE (territory_id, id),
    FOREIGN KEY (territory_id, organisation_id) REFERENCES organisation (territory_id, id),
    FOREIGN KEY (territory_id, motive_id) REFERENCES motive (territory_id, id),
    FOREIGN KEY (territory_id, place_id) REFERENCES place (territory_id, id)
) STRICT;

-- What calendars lose to appointments and holds, buffers included. The one place that refuses a double booking.
CREATE TABLE busy_time (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    calendar_id INTEGER NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    appointment_id INTEGER,
    hold_id INTEGER,
    expires_at INTEGER,
    blocking INTEGER NOT NULL CHECK (blocking IN (0, 1)),
    deliberate INTEGER NOT NULL CHECK (deliberate IN (0, 1)),
    changed INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT busy_time_owner CHECK ((appointment_id IS NULL) <> (hold_id IS NULL) AND (hold_id IS NULL) = (expires_at IS NULL)),
    CONSTRAINT busy_time_end CHECK (ends_at > starts_at AND ends_at - starts_at <= 86400000000),
    FOREIGN KEY (territory_id, calendar_id) REFERENCES calendar (territory_id, id),
    FOREIGN KEY (territory_id, appointment_id) REFERENCES appointment (territory_id, id),
    FOREIGN KEY (territory_id, hold_id) REFERENCES hold (territory_id, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE waiting_entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    motive_id INTEGER NOT NULL,
    place_id INTEGER,
    worker_id INTEGER,
    first_day TEXT,
    last_day TEXT,
    weekdays INTEGER NOT NULL DEFAULT 127,
    reason TEXT,
    created_at INTEGER NOT NULL,
    rests_until INTEGER,
    closed_at INTEGER,
    CONSTRAINT waiting_entry_in_territory UNIQUE (territory_id, id),
    CONSTRAINT waiting_entry_weekdays CHECK (weekdays BETWEEN 1 AND 127),
    CONSTRAINT waiting_entry_reason CHECK (reason IN ('rights_at_risk', 'no_home', 'health', 'child')),
    FOREIGN KEY (territory_id, organisation_id) REFERENCES organisation (territory_id, id),
    FOREIGN KEY (territory_id, person_id) REFERENCES person (territory_id, id),
    FOREIGN KEY (territory_id, motive_id) REFERENCES motive (territory_id, id),
    FOREIGN KEY (territory_id, place_id) REFERENCES place (territory_id, id),
    FOREIGN KEY (territory_id, worker_id) REFERENCES worker (territory_id, id)
) STRICT;

CREATE TABLE sector (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL REFERENCES territory (id),
    name TEXT NOT NULL,
    CONSTRAINT sector_name UNIQUE (territory_id, name),
    CONSTRAINT sector_in_territory UNIQUE (territory_id, id)
) STRICT;

-- A commune (INSEE code), or one of its streets when `street_key` is not empty.
CREATE TABLE sector_zone (
    territory_id INTEGER NOT NULL,
    sector_id INTEGER NOT NULL,
    city_code TEXT NOT NULL,
    city_name TEXT NOT NULL,
    street_key TEXT NOT NULL DEFAULT '',
    street_name TEXT NOT NULL DEFAULT '',
    CONSTRAINT sector_zone_once PRIMARY KEY (territory_id, city_code, street_key, sector_id),
    FOREIGN KEY (territory_id, sector_id) REFERENCES sector (territory_id, id)
) STRICT, WITHOUT ROWID;

-- Who is in charge of a sector: an organisation, or one of its workers.
CREATE TABLE sector_target (
    territory_id INTEGER NOT NULL,
    sector_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    worker_id INTEGER,
    CONSTRAINT sector_target_once UNIQUE (sector_id, organisation_id, worker_id),
    FOREIGN KEY (territory_id, sector_id) REFERENCES sector (territory_id, id),
    FOREIGN KEY (territory_id, organisation_id) REFERENCES organisation (territory_id, id),
    FOREIGN KEY (territory_id, worker_id) REFERENCES worker (territory_id, id)
) STRICT;

CREATE TABLE api_key (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    permissions TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER,
    CONSTRAINT api_key_token UNIQUE (token_hash),
    FOREIGN KEY (territory_id, organisation_id) REFERENCES organisation (territory_id, id)
) STRICT;

-- A key belongs to a caller and an action; the answer is replayed byte for byte for 30 days.
CREATE TABLE idempotency (
    territory_id INTEGER NOT NULL REFERENCES territory (id),
    caller TEXT NOT NULL,
    action TEXT NOT NULL,
    key TEXT NOT NULL,
    body_hash BLOB NOT NULL,
    status INTEGER,
    response BLOB,
    created_at INTEGER NOT NULL,
    CONSTRAINT idempotency_key PRIMARY KEY (territory_id, caller, action, key)
) STRICT, WITHOUT ROWID;

-- Ids and codes only. Never updated, never deleted: a trigger refuses.
CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL REFERENCES territory (id),
    at INTEGER NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id INTEGER,
    act TEXT NOT NULL,
    thing TEXT NOT NULL,
    thing_id INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT;

-- Whom to tell, never what: the text is decided when it is sent.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    appointment_id INTEGER NOT NULL,
    appointment_version INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    done_at INTEGER,
    CONSTRAINT outbox_once UNIQUE (appointment_id, appointment_version, person_id, kind),
    FOREIGN KEY (territory_id, appointment_id) REFERENCES appointment (territory_id, id),
    FOREIGN KEY (territory_id, person_id) REFERENCES person (territory_id, id)
) STRICT;

CREATE INDEX closure_by_place ON closure (place_id);
CREATE INDEX opening_by_calendar ON opening (calendar_id);
CREATE INDEX absence_by_calendar ON absence (calendar_id);
CREATE INDEX opening_motive_by_motive ON opening_motive (motive_id);
CREATE INDEX person_by_name ON person (territory_id, last_name_key, first_name_key);
CREATE INDEX person_by_phone ON person (territory_id, phone);
CREATE INDEX person_organisation_by_person ON person_organisation (person_id);
CREATE INDEX person_identifier_by_person ON person_identifier (person_id);
CREATE INDEX appointment_by_start ON appointment (organisation_id, starts_at);
CREATE INDEX appointment_sessions ON appointment (motive_id, starts_at) WHERE seats IS NOT NULL;
CREATE INDEX participation_by_person ON participation (person_id, starts_at);
-- Covering: a search reads the busy times of a calendar from this index alone.
CREATE INDEX busy_time_by_start ON busy_time (calendar_id, starts_at, ends_at, id, appointment_id, expires_at) WHERE blocking;
-- What changed since a version: how a copy in memory is brought up to date.
CREATE INDEX busy_time_by_change ON busy_time (calendar_id, changed);
CREATE INDEX busy_time_by_appointment ON busy_time (appointment_id) WHERE appointment_id IS NOT NULL;
CREATE INDEX busy_time_by_hold ON busy_time (hold_id) WHERE hold_id IS NOT NULL;
CREATE INDEX sector_target_by_sector ON sector_target (sector_id);
CREATE INDEX outbox_to_do ON outbox (id) WHERE done_at IS NULL;
CREATE INDEX journal_by_thing ON journal (thing, thing_id);
