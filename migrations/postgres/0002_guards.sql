-- What the database itself refuses and keeps: PostgreSQL. The same rules stand in ../sqlite/.

-- No double booking. The constraint settles two ordinary rows; the trigger also refuses an ordinary
-- row over a deliberate one, and takes the calendar's row first, so that writers queue up there.
ALTER TABLE busy_time ADD CONSTRAINT busy_time_overlap
    EXCLUDE USING gist (calendar_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (blocking AND NOT deliberate);

CREATE FUNCTION busy_time_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.calendar_id <> OLD.calendar_id THEN
        RAISE EXCEPTION 'busy_time_stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'busy_time_stays';
    END IF;
    -- Every change is stamped with the version it makes: a copy in memory asks what is newer than its own.
    UPDATE calendar SET busy_version = busy_version + 1 WHERE id = NEW.calendar_id
        RETURNING busy_version INTO NEW.changed;
    IF NEW.blocking AND NOT NEW.deliberate AND EXISTS (
        SELECT 1 FROM busy_time AS other
        WHERE other.calendar_id = NEW.calendar_id AND other.blocking AND other.id <> NEW.id
          AND other.starts_at < NEW.ends_at AND other.starts_at > NEW.starts_at - INTERVAL '24 hours'
          AND other.ends_at > NEW.starts_at
    ) THEN
        RAISE EXCEPTION 'busy_time_overlap' USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'busy_time_overlap';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER busy_time_guard BEFORE INSERT OR UPDATE ON busy_time
    FOR EACH ROW EXECUTE FUNCTION busy_time_guard();

CREATE FUNCTION busy_time_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE calendar SET busy_version = busy_version + 1, busy_floor = busy_version + 1 WHERE id = OLD.calendar_id;
    RETURN NULL;
END $$;

CREATE TRIGGER busy_time_deleted AFTER DELETE ON busy_time
    FOR EACH ROW EXECUTE FUNCTION busy_time_deleted();

-- The same person, motive and overlapping hours: one appointment.
ALTER TABLE participation ADD CONSTRAINT participation_twice
    EXCLUDE USING gist (person_id WITH =, motive_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (live);

-- The seats of workshops are counted here, and `appointment_seats` refuses one too many.
CREATE FUNCTION participation_seats() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    change BIGINT := 0;
BEGIN
    IF TG_OP <> 'DELETE' AND NEW.live THEN change := change + 1; END IF;
    IF TG_OP <> 'INSERT' AND OLD.live THEN change := change - 1; END IF;
    IF change <> 0 THEN
        UPDATE appointment SET seats_taken = seats_taken + change
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.appointment_id ELSE NEW.appointment_id END
            AND seats IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER participation_seats AFTER INSERT OR UPDATE OF live OR DELETE ON participation
    FOR EACH ROW EXECUTE FUNCTION participation_seats();

CREATE FUNCTION journal_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'journal_stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'journal_stays';
END $$;

CREATE TRIGGER journal_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_stays();

-- When a calendar receives: its opening version grows with openings, exceptions, motives, absences.
-- What changes hands concerns both calendars; OLD or NEW is NULL where there is none.
CREATE FUNCTION opening_version_by_calendar() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE calendar SET opening_version = opening_version + 1 WHERE id IN (OLD.calendar_id, NEW.calendar_id);
    RETURN NULL;
END $$;

CREATE TRIGGER opening_version AFTER INSERT OR UPDATE OR DELETE ON opening
    FOR EACH ROW EXECUTE FUNCTION opening_version_by_calendar();
CREATE TRIGGER absence_version AFTER INSERT OR UPDATE OR DELETE ON absence
    FOR EACH ROW EXECUTE FUNCTION opening_version_by_calendar();

CREATE FUNCTION opening_version_by_opening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE calendar SET opening_version = opening_version + 1
    WHERE id IN (SELECT calendar_id FROM opening WHERE id IN (OLD.opening_id, NEW.opening_id));
    RETURN NULL;
END $$;

CREATE TRIGGER opening_motive_version AFTER INSERT OR UPDATE OR DELETE ON opening_motive
    FOR EACH ROW EXECUTE FUNCTION opening_version_by_opening();
CREATE TRIGGER opening_exception_version AFTER INSERT OR UPDATE OR DELETE ON opening_exception
    FOR EACH ROW EXECUTE FUNCTION opening_version_by_opening();

-- How a territory is set up: one version for all of it.
CREATE FUNCTION settings_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE territory SET settings_version = settings_version + 1 WHERE id IN (OLD.territory_id, NEW.territory_id);
    RETURN NULL;
END $$;

CREATE TRIGGER organisation_settings AFTER INSERT OR UPDATE OR DELETE ON organisation
    FOR EACH ROW EXECUTE FUNCTION settings_version();
CREATE TRIGGER service_settings AFTER INSERT OR UPDATE OR DELETE ON service
    FOR EACH ROW EXECUTE FUNCTION settings_version();
CREATE TRIGGER place_settings AFTER INSERT OR UPDATE OR DELETE ON place
    FOR EACH ROW EXECUTE FUNCTION settings_version();
CREATE TRIGGER closure_settings AFTER INSERT OR UPDATE OR DELETE ON closure
    FOR EACH ROW EXECUTE FUNCTION settings_version();
CREATE TRIGGER worker_settings AFTER INSERT OR UPDATE OR DELETE ON worker
    FOR EACH ROW EXECUTE FUNCTION settings_version();
CREATE TRIGGER worker_organisation_settings AFTER INSERT OR UPDATE OR DELETE ON worker_organisation
    FOR EACH ROW EXECUTE FUNCTION settings_version();
CREATE TRIGGER team_settings AFTER INSERT OR UPDATE OR DELETE ON team
    FOR EACH ROW EXECUTE FUNCTION settings_version();
CREATE TRIGGER team_member_settings AFTER INSERT OR UPDATE OR DELETE ON team_member
    FOR EACH ROW EXECUTE FUNCTION settings_version();
CREATE TRIGGER resource_settings AFTER INSERT OR UPDATE OR DELETE ON resource
    FOR EACH ROW EXECUTE FUNCTION settings_version();
CREATE TRIGGER motive_settings AFTER INSERT OR UPDATE OR DELETE ON motive
    FOR EACH ROW EXECUTE FUNCTION settings_version();
