-- Case files: who somebody is, how to reach them, who follows them, what was noted; two records of one person made one. The same stands in ../postgres/.

-- `birth_precision`: whether the day is known, only the year, or the first of January stands for "unknown". `merged_into`: the record was another spelling of that one.
ALTER TABLE person ADD COLUMN birth_precision TEXT NOT NULL DEFAULT 'day';
ALTER TABLE person ADD COLUMN merged_into INTEGER;
-- From this instant on a worker reads nothing any more.
ALTER TABLE worker ADD COLUMN leaves_at INTEGER;
-- Which colleagues may open a case file: 'referent', 'service' or 'organisation'.
ALTER TABLE organisation ADD COLUMN case_rule TEXT NOT NULL DEFAULT 'service';
-- `ends_on`: the first day on which the worker is no longer a referent.
ALTER TABLE referent ADD COLUMN role TEXT NOT NULL DEFAULT 'main';
ALTER TABLE referent ADD COLUMN starts_on TEXT;
ALTER TABLE referent ADD COLUMN ends_on TEXT;
-- `together`: they live in one home. `custody`: what `person_id` may decide for a child; with 'none' this person does not act for the other.
ALTER TABLE relative ADD COLUMN together INTEGER NOT NULL DEFAULT 1 CHECK (together IN (0, 1));
ALTER TABLE relative ADD COLUMN custody TEXT NOT NULL DEFAULT 'whole';

-- Other spellings of a name: searched like the name itself.
CREATE TABLE person_name (
    territory_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT person_name_once PRIMARY KEY (person_id, name),
    FOREIGN KEY (territory_id, person_id) REFERENCES person (territory_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- How somebody can be reached without harm; of the person, for every organisation that knows them. Hours as 18:00 in the wall clock of who reads. Who asked not to be written to stands in `person`.
CREATE TABLE contact_preference (
    territory_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    languages TEXT NOT NULL DEFAULT '',
    safe_from TEXT,
    safe_until TEXT,
    phone_shared INTEGER NOT NULL DEFAULT 0 CHECK (phone_shared IN (0, 1)),
    how TEXT NOT NULL DEFAULT '',
    CONSTRAINT contact_preference_once PRIMARY KEY (person_id),
    CONSTRAINT contact_preference_hours CHECK ((safe_from IS NULL) = (safe_until IS NULL)),
    FOREIGN KEY (territory_id, person_id) REFERENCES person (territory_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What one organisation keeps about a person. `needs` as reading,interpreter.
CREATE TABLE case_file (
    territory_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    needs TEXT NOT NULL DEFAULT '',
    next_contact_on TEXT,
    CONSTRAINT case_file_once PRIMARY KEY (organisation_id, person_id),
    FOREIGN KEY (territory_id, organisation_id) REFERENCES organisation (territory_id, id),
    FOREIGN KEY (territory_id, person_id) REFERENCES person (territory_id, id)
) STRICT, WITHOUT ROWID;

-- `service_id`: that of the author when it was written; `shared`: who else reads it.
CREATE TABLE case_note (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    worker_id INTEGER NOT NULL,
    service_id INTEGER,
    shared TEXT NOT NULL,
    body TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    changed_at INTEGER,
    CONSTRAINT case_note_shared CHECK (shared IN ('own', 'service', 'organisation')),
    FOREIGN KEY (territory_id, organisation_id) REFERENCES organisation (territory_id, id),
    FOREIGN KEY (territory_id, person_id) REFERENCES person (territory_id, id),
    FOREIGN KEY (territory_id, worker_id) REFERENCES worker (territory_id, id),
    FOREIGN KEY (territory_id, service_id) REFERENCES service (territory_id, id)
) STRICT;

-- Two records that look alike and are two people: somebody looked.
CREATE TABLE two_people (
    territory_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    other_id INTEGER NOT NULL,
    CONSTRAINT two_people_once PRIMARY KEY (person_id, other_id),
    CONSTRAINT two_people_order CHECK (person_id < other_id),
    FOREIGN KEY (territory_id, person_id) REFERENCES person (territory_id, id),
    FOREIGN KEY (territory_id, other_id) REFERENCES person (territory_id, id)
) STRICT, WITHOUT ROWID;

-- Two records made one. `undo`: what it takes to have both again, as JSON; emptied when that is no longer possible.
CREATE TABLE person_merge (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    territory_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    kept_id INTEGER NOT NULL,
    gone_id INTEGER NOT NULL,
    worker_id INTEGER,
    merged_at INTEGER NOT NULL,
    undone_at INTEGER,
    undo TEXT NOT NULL,
    CONSTRAINT person_merge_two CHECK (kept_id <> gone_id),
    FOREIGN KEY (territory_id, organisation_id) REFERENCES organisation (territory_id, id),
    FOREIGN KEY (territory_id, kept_id) REFERENCES person (territory_id, id),
    FOREIGN KEY (territory_id, gone_id) REFERENCES person (territory_id, id),
    FOREIGN KEY (territory_id, worker_id) REFERENCES worker (territory_id, id)
) STRICT;

CREATE INDEX referent_by_worker ON referent (worker_id);
CREATE INDEX relative_of ON relative (relative_id);
CREATE INDEX case_note_by_person ON case_note (person_id, written_at);
CREATE INDEX person_merge_by_time ON person_merge (organisation_id, merged_at);

-- A record that takes over the appointments of another keeps the rule of `participation_twice`; on PostgreSQL its constraint says so already.
CREATE TRIGGER participation_twice_person BEFORE UPDATE OF person_id ON participation
WHEN NEW.live
BEGIN
    SELECT RAISE(ABORT, 'participation_twice')
    WHERE EXISTS (
        SELECT 1 FROM participation AS other
        WHERE other.person_id = NEW.person_id AND other.motive_id = NEW.motive_id AND other.live
          AND other.appointment_id <> NEW.appointment_id
          AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at
    );
END;
