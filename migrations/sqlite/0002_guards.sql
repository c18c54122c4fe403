-- What the database itself refuses and keeps: SQLite. The same rules stand in ../postgres/.

-- No double booking: an ordinary row over any blocking row is refused, deliberate ones included. A
-- row lasts 24 hours at most, which bounds the look-up.
CREATE TRIGGER busy_time_overlap_insert BEFORE INSERT ON busy_time
WHEN NEW.blocking AND NOT NEW.deliberate
BEGIN
    SELECT RAISE(ABORT, 'busy_time_overlap')
    WHERE EXISTS (
        SELECT 1 FROM busy_time AS other
        WHERE other.calendar_id = NEW.calendar_id AND other.blocking
          AND other.starts_at < NEW.ends_at AND other.starts_at > NEW.starts_at - 86400000000
          AND other.ends_at > NEW.starts_at
    );
END;

CREATE TRIGGER busy_time_overlap_update BEFORE UPDATE OF starts_at, ends_at, blocking, deliberate ON busy_time
WHEN NEW.blocking AND NOT NEW.deliberate
BEGIN
    SELECT RAISE(ABORT, 'busy_time_overlap')
    WHERE EXISTS (
        SELECT 1 FROM busy_time AS other
        WHERE other.calendar_id = NEW.calendar_id AND other.blocking AND other.id <> NEW.id
          AND other.starts_at < NEW.ends_at AND other.starts_at > NEW.starts_at - 86400000000
          AND other.ends_at > NEW.starts_at
    );
END;

CREATE TRIGGER busy_time_stays BEFORE UPDATE OF calendar_id ON busy_time
WHEN NEW.calendar_id <> OLD.calendar_id
BEGIN
    SELECT RAISE(ABORT, 'busy_time_stays');
END;

-- Every change is stamped with the version it makes: a copy in memory asks what is newer than its own.
CREATE TRIGGER busy_time_version_insert AFTER INSERT ON busy_time
BEGIN
    UPDATE calendar SET busy_version = busy_version + 1 WHERE id = NEW.calendar_id;
    UPDATE busy_time SET changed = (SELECT busy_version FROM calendar WHERE id = NEW.calendar_id) WHERE id = NEW.id;
END;

CREATE TRIGGER busy_time_version_update AFTER UPDATE OF starts_at, ends_at, expires_at, blocking, deliberate ON busy_time
BEGIN
    UPDATE calendar SET busy_version = busy_version + 1 WHERE id = NEW.calendar_id;
    UPDATE busy_time SET changed = (SELECT busy_version FROM calendar WHERE id = NEW.calendar_id) WHERE id = NEW.id;
END;

CREATE TRIGGER busy_time_version_delete AFTER DELETE ON busy_time
BEGIN
    UPDATE calendar SET busy_version = busy_version + 1, busy_floor = busy_version + 1 WHERE id = OLD.calendar_id;
END;

-- The same person, motive and overlapping hours: one appointment.
CREATE TRIGGER participation_twice_insert BEFORE INSERT ON participation
WHEN NEW.live
BEGIN
    SELECT RAISE(ABORT, 'participation_twice')
    WHERE EXISTS (
        SELECT 1 FROM participation AS other
        WHERE other.person_id = NEW.person_id AND other.motive_id = NEW.motive_id AND other.live
          AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at
    );
END;

CREATE TRIGGER participation_twice_update BEFORE UPDATE OF starts_at, ends_at, live, motive_id ON participation
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

-- The seats of workshops are counted here, and `appointment_seats` refuses one too many.
CREATE TRIGGER participation_seat_insert AFTER INSERT ON participation
WHEN NEW.live
BEGIN
    UPDATE appointment SET seats_taken = seats_taken + 1 WHERE id = NEW.appointment_id AND seats IS NOT NULL;
END;

CREATE TRIGGER participation_seat_update AFTER UPDATE OF live ON participation
WHEN NEW.live <> OLD.live
BEGIN
    UPDATE appointment SET seats_taken = seats_taken + NEW.live - OLD.live
    WHERE id = NEW.appointment_id AND seats IS NOT NULL;
END;

CREATE TRIGGER participation_seat_delete AFTER DELETE ON participation
WHEN OLD.live
BEGIN
    UPDATE appointment SET seats_taken = seats_taken - 1 WHERE id = OLD.appointment_id AND seats IS NOT NULL;
END;

CREATE TRIGGER journal_stays_update BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'journal_stays');
END;

CREATE TRIGGER journal_stays_delete BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'journal_stays');
END;

-- INSERT OR REPLACE deletes the line it replaces without asking the trigger above.
CREATE TRIGGER journal_stays_insert BEFORE INSERT ON journal
WHEN EXISTS (SELECT 1 FROM journal WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'journal_stays');
END;

-- When a calendar receives: its opening version grows with openings, exceptions, motives, absences.
-- What changes hands concerns both calendars.
CREATE TRIGGER opening_version_insert AFTER INSERT ON opening
BEGIN
    UPDATE calendar SET opening_version = opening_version + 1 WHERE id = NEW.calendar_id;
END;

CREATE TRIGGER opening_version_update AFTER UPDATE ON opening
BEGIN
    UPDATE calendar SET opening_version = opening_version + 1 WHERE id IN (OLD.calendar_id, NEW.calendar_id);
END;

CREATE TRIGGER opening_version_delete AFTER DELETE ON opening
BEGIN
    UPDATE calendar SET opening_version = opening_version + 1 WHERE id = OLD.calendar_id;
END;

CREATE TRIGGER absence_version_insert AFTER INSERT ON absence
BEGIN
    UPDATE calendar SET opening_version = opening_version + 1 WHERE id = NEW.calendar_id;
END;

CREATE TRIGGER absence_version_update AFTER UPDATE ON absence
BEGIN
    UPDATE calendar SET opening_version = opening_version + 1 WHERE id IN (OLD.calendar_id, NEW.calendar_id);
END;

CREATE TRIGGER absence_version_delete AFTER DELETE ON absence
BEGIN
    UPDATE calendar SET opening_version = opening_version + 1 WHERE id = OLD.calendar_id;
END;

CREATE TRIGGER opening_motive_version_insert AFTER INSERT ON opening_motive
BEGIN
    UPDATE calendar SET opening_version = opening_version + 1
    WHERE id = (SELECT calendar_id FROM opening WHERE id = NEW.opening_id);
END;

CREATE TRIGGER opening_motive_version_update AFTER UPDATE ON opening_motive
BEGIN
    UPDATE calendar SET opening_version = opening_version + 1
    WHERE id IN (SELECT calendar_id FROM opening WHERE id IN (OLD.opening_id, NEW.opening_id));
END;

CREATE TRIGGER opening_motive_version_delete AFTER DELETE ON opening_motive
BEGIN
    UPDATE calendar SET opening_version = opening_version + 1
    WHERE id = (SELECT calendar_id FROM opening WHERE id = OLD.opening_id);
END;

CREATE TRIGGER opening_exception_version_insert AFTER INSERT ON opening_exception
BEGIN
    UPDATE calendar SET opening_version = opening_version + 1
    WHERE id = (SELECT calendar_id FROM opening WHERE id = NEW.opening_id);
END;

CREATE TRIGGER opening_exception_version_update AFTER UPDATE ON opening_exception
BEGIN
    UPDATE calendar SET opening_version = opening_version + 1
    WHERE id IN (SELECT calendar_id FROM opening WHERE id IN (OLD.opening_id, NEW.opening_id));
END;

CREATE TRIGGER opening_exception_version_delete AFTER DELETE ON opening_exception
BEGIN
    UPDATE calendar SET opening_version = opening_version + 1
    WHERE id = (SELECT calendar_id FROM opening WHERE id = OLD.opening_id);
END;

-- How a territory is set up: one version for all of it.
CREATE TRIGGER organisation_settings_insert AFTER INSERT ON organisation
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id = NEW.territory_id;
END;

CREATE TRIGGER organisation_settings_update AFTER UPDATE ON organisation
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id IN (OLD.territory_id, NEW.territory_id);
END;

CREATE TRIGGER organisation_settings_delete AFTER DELETE ON organisation
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id = OLD.territory_id;
END;

CREATE TRIGGER service_settings_insert AFTER INSERT ON service
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id = NEW.territory_id;
END;

CREATE TRIGGER service_settings_update AFTER UPDATE ON service
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id IN (OLD.territory_id, NEW.territory_id);
END;

CREATE TRIGGER service_settings_delete AFTER DELETE ON service
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id = OLD.territory_id;
END;

CREATE TRIGGER place_settings_insert AFTER INSERT ON place
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id = NEW.territory_id;
END;

CREATE TRIGGER place_settings_update AFTER UPDATE ON place
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id IN (OLD.territory_id, NEW.territory_id);
END;

CREATE TRIGGER place_settings_delete AFTER DELETE ON place
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id = OLD.territory_id;
END;

CREATE TRIGGER closure_settings_insert AFTER INSERT ON closure
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id = NEW.territory_id;
END;

CREATE TRIGGER closure_settings_update AFTER UPDATE ON closure
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id IN (OLD.territory_id, NEW.territory_id);
END;

CREATE TRIGGER closure_settings_delete AFTER DELETE ON closure
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id = OLD.territory_id;
END;

CREATE TRIGGER worker_settings_insert AFTER INSERT ON worker
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id = NEW.territory_id;
END;

CREATE TRIGGER worker_settings_update AFTER UPDATE ON worker
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id IN (OLD.territory_id, NEW.territory_id);
END;

CREATE TRIGGER worker_settings_delete AFTER DELETE ON worker
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id = OLD.territory_id;
END;

CREATE TRIGGER worker_organisation_settings_insert AFTER INSERT ON worker_organisation
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id = NEW.territory_id;
END;

CREATE TRIGGER worker_organisation_settings_update AFTER UPDATE ON worker_organisation
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id IN (OLD.territory_id, NEW.territory_id);
END;

CREATE TRIGGER worker_organisation_settings_delete AFTER DELETE ON worker_organisation
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id = OLD.territory_id;
END;

CREATE TRIGGER team_settings_insert AFTER INSERT ON team
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id = NEW.territory_id;
END;

CREATE TRIGGER team_settings_update AFTER UPDATE ON team
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id IN (OLD.territory_id, NEW.territory_id);
END;

CREATE TRIGGER team_settings_delete AFTER DELETE ON team
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id = OLD.territory_id;
END;

CREATE TRIGGER team_member_settings_insert AFTER INSERT ON team_member
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id = NEW.territory_id;
END;

CREATE TRIGGER team_member_settings_update AFTER UPDATE ON team_member
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id IN (OLD.territory_id, NEW.territory_id);
END;

CREATE TRIGGER team_member_settings_delete AFTER DELETE ON team_member
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id = OLD.territory_id;
END;

CREATE TRIGGER resource_settings_insert AFTER INSERT ON resource
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id = NEW.territory_id;
END;

CREATE TRIGGER resource_settings_update AFTER UPDATE ON resource
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id IN (OLD.territory_id, NEW.territory_id);
END;

CREATE TRIGGER resource_settings_delete AFTER DELETE ON resource
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id = OLD.territory_id;
END;

CREATE TRIGGER motive_settings_insert AFTER INSERT ON motive
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id = NEW.territory_id;
END;

CREATE TRIGGER motive_settings_update AFTER UPDATE ON motive
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id IN (OLD.territory_id, NEW.territory_id);
END;

CREATE TRIGGER motive_settings_delete AFTER DELETE ON motive
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id = OLD.territory_id;
END;
