//! What a worker who leaves has open, and what is open and nobody's.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::db::StoreError;
use super::settings::bad_row;
use super::statement::{execute, fetch_all, fetch_optional, statements};
use super::tx::{ReadTx, WriteTx};
use crate::domain::access::Scope;
use crate::domain::ids::{
    AppointmentId, MotiveId, OrganisationId, PersonId, PlaceId, TerritoryId, WaitingEntryId, WorkerId,
};
use crate::domain::time::Timestamp;

statements! {
    OPEN_APPOINTMENTS {
        "SELECT appointment.id, appointment.starts_at, appointment.zone, appointment.motive_id, appointment.place_id,
                (SELECT string_agg(person.first_name || ' ' || person.last_name, ', ') FROM participation
                 JOIN person ON person.id = participation.person_id
                 WHERE participation.appointment_id = appointment.id AND participation.live) AS people
         FROM worker JOIN busy_time ON busy_time.calendar_id = worker.calendar_id AND busy_time.blocking
         JOIN appointment ON appointment.id = busy_time.appointment_id
         WHERE worker.territory_id = $1 AND appointment.organisation_id = $2 AND worker.id = $3
           AND busy_time.ends_at > $4 AND appointment.starts_at > $4
           AND appointment.status IN ('booked', 'late', 'arrived')
         ORDER BY appointment.starts_at, appointment.id"
    }
    OPEN_WAITING {
        "SELECT waiting_entry.id, waiting_entry.motive_id, person.first_name || ' ' || person.last_name AS name
         FROM waiting_entry JOIN person ON person.id = waiting_entry.person_id
         WHERE waiting_entry.territory_id = $1 AND waiting_entry.organisation_id = $2 AND waiting_entry.worker_id = $3
           AND waiting_entry.closed_at IS NULL ORDER BY waiting_entry.created_at"
    }
    GIVE_WAITING {
        "UPDATE waiting_entry SET worker_id = $4
         WHERE territory_id = $1 AND organisation_id = $2 AND worker_id = $3 AND closed_at IS NULL"
    }
    LEAVES_AT { "SELECT leaves_at FROM worker WHERE territory_id = $1 AND id = $2" }
    SET_LEAVES_AT { "UPDATE worker SET leaves_at = $3 WHERE territory_id = $1 AND id = $2" }
    END_OPENINGS {
        "UPDATE opening SET last_day = $3
         WHERE territory_id = $1 AND calendar_id = (SELECT calendar_id FROM worker WHERE worker.id = $2)
           AND first_day <= $3 AND (last_day IS NULL OR last_day > $3)"
    }
    DROP_OPENINGS {
        "DELETE FROM opening
         WHERE territory_id = $1 AND calendar_id = (SELECT calendar_id FROM worker WHERE worker.id = $2) AND first_day > $3"
    }
    /// People who had a referent at the organisation, and have none any more who is still there.
    ORPHANS {
        "SELECT person.id, person.first_name || ' ' || person.last_name AS name
         FROM person_organisation AS known JOIN person ON person.id = known.person_id
         WHERE known.territory_id = $1 AND known.organisation_id = $2
           AND EXISTS (SELECT 1 FROM referent WHERE referent.person_id = person.id)
           AND NOT EXISTS (SELECT 1 FROM referent JOIN worker ON worker.id = referent.worker_id
                           WHERE referent.person_id = person.id AND (referent.ends_on IS NULL OR referent.ends_on > $4)
                             AND worker.active AND (worker.leaves_at IS NULL OR worker.leaves_at > $3))
         ORDER BY person.last_name_key, person.first_name_key, person.id LIMIT 200"
    }
    /// Appointments to come with a worker who has left or is switched off.
    LEFT_APPOINTMENTS {
        "SELECT appointment.id, appointment.starts_at, appointment.zone, appointment.motive_id, appointment.place_id,
                worker.first_name || ' ' || worker.last_name AS people
         FROM worker JOIN busy_time ON busy_time.calendar_id = worker.calendar_id AND busy_time.blocking
         JOIN appointment ON appointment.id = busy_time.appointment_id
         WHERE worker.territory_id = $1 AND appointment.organisation_id = $2 AND appointment.starts_at > $3
           AND (NOT worker.active OR worker.leaves_at <= appointment.starts_at)
           AND appointment.status IN ('booked', 'late', 'arrived')
         ORDER BY appointment.starts_at, appointment.id LIMIT 200"
    }
}

type Result<T> = std::result::Result<T, StoreError>;

/// An appointment that needs a worker.
#[derive(Clone, Debug)]
pub struct OpenAppointment {
    pub id: AppointmentId,
    pub starts_at: Timestamp,
    pub zone: Tz,
    pub motive: MotiveId,
    pub place: Option<PlaceId>,
    /// Whom it is for; in the list of what nobody owns, whose it was.
    pub people: String,
}

type OpenRow = (AppointmentId, Timestamp, String, MotiveId, Option<PlaceId>, Option<String>);

fn open((id, starts_at, zone, motive, place, people): OpenRow) -> Result<OpenAppointment> {
    let zone = zone.parse().map_err(|error| bad_row("appointment", error))?;
    Ok(OpenAppointment { id, starts_at, zone, motive, place, people: people.unwrap_or_default() })
}

/// The appointments of a worker after an instant.
///
/// # Errors
/// As every function here: the database refuses, does not answer, or holds a row that cannot be read.
pub async fn open_appointments(
    tx: &mut ReadTx,
    scope: &Scope,
    (organisation, worker): (OrganisationId, WorkerId),
    after: Timestamp,
) -> Result<Vec<OpenAppointment>> {
    let rows = fetch_all!(tx, OpenRow, OPEN_APPOINTMENTS, scope.territory(), organisation, worker, after)?;
    rows.into_iter().map(open).collect()
}

/// Those who wait for this very worker: entry, motive, name.
///
/// # Errors
/// As [`open_appointments`].
pub async fn open_waiting(
    tx: &mut ReadTx,
    scope: &Scope,
    (organisation, worker): (OrganisationId, WorkerId),
) -> Result<Vec<(WaitingEntryId, MotiveId, String)>> {
    fetch_all!(tx, (WaitingEntryId, MotiveId, String), OPEN_WAITING, scope.territory(), organisation, worker)
}

/// # Errors
/// As [`open_appointments`].
pub async fn give_waiting(
    tx: &mut WriteTx,
    (territory, organisation): (TerritoryId, OrganisationId),
    (from, to): (WorkerId, WorkerId),
) -> Result<u64> {
    execute!(tx, GIVE_WAITING, territory, organisation, from, to)
}

/// # Errors
/// As [`open_appointments`].
pub async fn leaves_at(tx: &mut ReadTx, territory: TerritoryId, worker: WorkerId) -> Result<Option<Timestamp>> {
    Ok(fetch_optional!(tx, (Option<Timestamp>,), LEAVES_AT, territory, worker)?.and_then(|(at,)| at))
}

/// From `at` on the worker reads nothing, and nobody is offered her time after `last_day`.
///
/// # Errors
/// As [`open_appointments`].
pub async fn worker_leaves(
    tx: &mut WriteTx,
    (territory, worker): (TerritoryId, WorkerId),
    (last_day, at): (NaiveDate, Timestamp),
) -> Result<()> {
    execute!(tx, SET_LEAVES_AT, territory, worker, at)?;
    execute!(tx, DROP_OPENINGS, territory, worker, last_day)?;
    execute!(tx, END_OPENINGS, territory, worker, last_day)?;
    Ok(())
}

/// People whom nobody follows any more.
///
/// # Errors
/// As [`open_appointments`].
pub async fn orphans(
    tx: &mut ReadTx,
    scope: &Scope,
    organisation: OrganisationId,
    (now, today): (Timestamp, NaiveDate),
) -> Result<Vec<(PersonId, String)>> {
    fetch_all!(tx, (PersonId, String), ORPHANS, scope.territory(), organisation, now, today)
}

/// Appointments to come at a time when their worker is no longer there.
///
/// # Errors
/// As [`open_appointments`].
pub async fn left_appointments(
    tx: &mut ReadTx,
    scope: &Scope,
    organisation: OrganisationId,
    now: Timestamp,
) -> Result<Vec<OpenAppointment>> {
    let rows = fetch_all!(tx, OpenRow, LEFT_APPOINTMENTS, scope.territory(), organisation, now)?;
    rows.into_iter().map(open).collect()
}
