//! Appointments: the row, the time it takes on calendars, the people in it.

use sqlx::FromRow;

use super::db::StoreError;
use super::settings::bad_row;
use super::statement::{execute, fetch_all, fetch_optional, fetch_scalar, json_list, statements};
use super::tx::{ReadTx, WriteTx};
use super::types::organisation_of;
use crate::domain::access::Scope;
use crate::domain::appointments::Status;
use crate::domain::ids::{
    AppointmentId, CalendarId, MotiveId, OrganisationId, PersonId, PlaceId, ResourceId, TerritoryId, WorkerId,
};
use crate::domain::motives::Mode;
use crate::domain::scheduling::search::Session;
use crate::domain::time::{Span, Timestamp};

statements! {
    DELETE_BUSY_OF_APPOINTMENT { "DELETE FROM busy_time WHERE appointment_id = $1" }
    SET_BLOCKING { "UPDATE busy_time SET blocking = $2, deliberate = $3 WHERE appointment_id = $1" }
    INSERT_PARTICIPATION {
        "INSERT INTO participation (territory_id, appointment_id, person_id, motive_id, starts_at, ends_at, status, live)
         VALUES ($1, $2, $3, $4, $5, $6, 'booked', TRUE)
         -- Who left a workshop may come back to it; it may have been moved since.
         ON CONFLICT (appointment_id, person_id)
         DO UPDATE SET status = 'booked', live = TRUE, starts_at = excluded.starts_at, ends_at = excluded.ends_at
         WHERE NOT participation.live"
    }
    SET_STATUS { "UPDATE appointment SET status = $2, version = version + 1 WHERE id = $1 RETURNING version" }
    /// Those who share the state of the appointment follow it; who left a workshop stays away.
    SET_PARTICIPATIONS { "UPDATE participation SET status = $2, live = $3 WHERE appointment_id = $1 AND status = $4" }
    LEAVE { "UPDATE participation SET status = $3, live = FALSE WHERE appointment_id = $1 AND person_id = $2 AND live" }
    /// The message to who left, and one to who comes back, are each of a version of their own.
    GROW { "UPDATE appointment SET version = version + 1 WHERE id = $1" }
    MOVE_APPOINTMENT {
        "UPDATE appointment SET starts_at = $2, ends_at = $3, place_id = $4, zone = $5, status = 'booked', version = version + 1
         WHERE id = $1 RETURNING version"
    }
    MOVE_PARTICIPATIONS {
        "UPDATE participation SET starts_at = $2, ends_at = $3, status = 'booked' WHERE appointment_id = $1 AND live"
    }
    /// Taken before anything else of an appointment is changed.
    LOCK_APPOINTMENT {
        sqlite: "SELECT id FROM appointment WHERE territory_id = $1 AND id = $2 AND ($3 = 0 OR organisation_id = $3)",
        postgres: "SELECT id FROM appointment WHERE territory_id = $1 AND id = $2 AND ($3 = 0 OR organisation_id = $3)
                   FOR UPDATE"
    }
    APPOINTMENTS {
        "SELECT id, organisation_id, motive_id, place_id, mode, status, starts_at, ends_at, zone, seats, version,
                caller_name, caller_phone, created_at,
                (SELECT string_agg(CAST(worker.id AS TEXT), ',') FROM busy_time
                 JOIN worker ON worker.calendar_id = busy_time.calendar_id
                 WHERE busy_time.appointment_id = appointment.id) AS workers,
                (SELECT string_agg(CAST(resource.id AS TEXT), ',') FROM busy_time
                 JOIN resource ON resource.calendar_id = busy_time.calendar_id
                 WHERE busy_time.appointment_id = appointment.id) AS resources,
                (SELECT string_agg(CAST(calendar_id AS TEXT), ',') FROM busy_time
                 WHERE busy_time.appointment_id = appointment.id) AS calendars,
                (SELECT string_agg(CAST(person_id AS TEXT) || '=' || status, ',') FROM participation
                 WHERE participation.appointment_id = appointment.id) AS people
         FROM appointment
         WHERE organisation_id IN (SELECT organisation.id FROM organisation
                                   WHERE organisation.territory_id = $1 AND ($2 = 0 OR organisation.id = $2))
           AND starts_at >= $3 AND starts_at < $4 AND id > $5
         ORDER BY id LIMIT $6"
    }
    /// By the key alone: the plan of the list above would look at hours first.
    APPOINTMENT {
        "SELECT id, organisation_id, motive_id, place_id, mode, status, starts_at, ends_at, zone, seats, version,
                caller_name, caller_phone, created_at,
                (SELECT string_agg(CAST(worker.id AS TEXT), ',') FROM busy_time
                 JOIN worker ON worker.calendar_id = busy_time.calendar_id
                 WHERE busy_time.appointment_id = appointment.id) AS workers,
                (SELECT string_agg(CAST(resource.id AS TEXT), ',') FROM busy_time
                 JOIN resource ON resource.calendar_id = busy_time.calendar_id
                 WHERE busy_time.appointment_id = appointment.id) AS resources,
                (SELECT string_agg(CAST(calendar_id AS TEXT), ',') FROM busy_time
                 WHERE busy_time.appointment_id = appointment.id) AS calendars,
                (SELECT string_agg(CAST(person_id AS TEXT) || '=' || status, ',') FROM participation
                 WHERE participation.appointment_id = appointment.id) AS people
         FROM appointment
         WHERE id = $2 AND territory_id = $1 AND ($3 = 0 OR organisation_id = $3)"
    }
    SESSIONS {
        "SELECT appointment.id, starts_at, ends_at, place_id, seats, seats_taken,
                (SELECT string_agg(CAST(worker.id AS TEXT), ',') FROM busy_time
                 JOIN worker ON worker.calendar_id = busy_time.calendar_id
                 WHERE busy_time.appointment_id = appointment.id) AS workers,
                EXISTS (SELECT 1 FROM participation
                        WHERE participation.appointment_id = appointment.id AND person_id = $5 AND live) AS joined
         FROM appointment
         WHERE territory_id = $1 AND motive_id = $2 AND seats IS NOT NULL AND status = 'booked'
           AND starts_at >= $3 AND starts_at < $4
         ORDER BY starts_at, appointment.id"
    }
    IN_SCOPE {
        sqlite: "SELECT id FROM appointment WHERE territory_id = $1 AND ($2 = 0 OR organisation_id = $2)
                   AND id IN (SELECT value FROM json_each($3)) ORDER BY id",
        postgres: "SELECT id FROM appointment WHERE territory_id = $1 AND ($2 = 0 OR organisation_id = $2)
                     AND id = ANY (translate($3, '[]', '{}')::bigint[]) ORDER BY id"
    }
    /// In any state: who cancelled sees that it is cancelled.
    OF_PEOPLE {
        sqlite: "SELECT DISTINCT appointment_id FROM participation
                 WHERE territory_id = $1 AND person_id IN (SELECT value FROM json_each($2)) AND ends_at > $3",
        postgres: "SELECT DISTINCT appointment_id FROM participation
                   WHERE territory_id = $1 AND person_id = ANY (translate($2, '[]', '{}')::bigint[]) AND ends_at > $3"
    }
    APPOINTMENT_BY_KEY { "SELECT id FROM appointment WHERE territory_id = $1 AND external_key = $2" }
}

/// # Errors
/// The database refuses or does not answer.
pub async fn give_time_back(tx: &mut WriteTx, appointment: AppointmentId) -> Result<(), StoreError> {
    execute!(tx, DELETE_BUSY_OF_APPOINTMENT, appointment)?;
    Ok(())
}

/// Gives a person a seat; a seat the person already has stays one. The database refuses one too many
/// (`appointment_seats`) and the same motive at overlapping hours (`participation_twice`).
///
/// # Errors
/// `Refused` with one of these names, above all.
pub async fn seat_person(
    tx: &mut WriteTx,
    territory: TerritoryId,
    (appointment, person, motive): (AppointmentId, PersonId, MotiveId),
    span: Span,
) -> Result<(), StoreError> {
    execute!(tx, INSERT_PARTICIPATION, territory, appointment, person, motive, span.start(), span.end())?;
    Ok(())
}

/// Changes the state of an appointment and of everybody in it; its time follows. A reinstated one
/// takes its time again, and the database may refuse. Gives back the new version.
///
/// # Errors
/// `Refused` when the time is no longer free.
pub async fn set_status(
    tx: &mut WriteTx,
    appointment: AppointmentId,
    (from, to): (Status, Status),
    deliberate: bool,
) -> Result<i64, StoreError> {
    if from.blocks() != to.blocks() {
        execute!(tx, SET_BLOCKING, appointment, to.blocks(), deliberate)?;
    }
    execute!(tx, SET_PARTICIPATIONS, appointment, to.word(), to.blocks(), from.word())?;
    fetch_scalar!(tx, i64, SET_STATUS, appointment, to.word())
}

/// One person leaves a workshop that goes on, with a state that the workshop as a whole never has: a
/// reinstatement does not bring this person back. Whether the person was in it.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn leave(tx: &mut WriteTx, appointment: AppointmentId, person: PersonId) -> Result<bool, StoreError> {
    let left = execute!(tx, LEAVE, appointment, person, Status::Excused.word())? > 0;
    if left {
        execute!(tx, GROW, appointment)?;
    }
    Ok(left)
}

/// Writes the new hours of an appointment whose time was given back and taken anew.
///
/// # Errors
/// `Refused` when a person has the same motive then.
pub async fn set_hours(
    tx: &mut WriteTx,
    appointment: AppointmentId,
    span: Span,
    place: Option<PlaceId>,
    zone: chrono_tz::Tz,
) -> Result<i64, StoreError> {
    execute!(tx, MOVE_PARTICIPATIONS, appointment, span.start(), span.end())?;
    fetch_scalar!(tx, i64, MOVE_APPOINTMENT, appointment, span.start(), span.end(), place, zone.name())
}

/// An appointment with everybody in it.
#[derive(Clone, Debug)]
pub struct Appointment {
    pub id: AppointmentId,
    pub organisation: OrganisationId,
    pub motive: MotiveId,
    pub place: Option<PlaceId>,
    pub mode: Mode,
    pub status: Status,
    pub span: Span,
    pub zone: chrono_tz::Tz,
    pub seats: Option<i64>,
    pub version: i64,
    pub caller_name: Option<String>,
    pub caller_phone: Option<String>,
    pub created_at: Timestamp,
    pub workers: Vec<WorkerId>,
    pub resources: Vec<ResourceId>,
    pub calendars: Vec<CalendarId>,
    pub people: Vec<(PersonId, Status)>,
}

#[derive(FromRow)]
struct AppointmentRow {
    id: AppointmentId,
    organisation_id: OrganisationId,
    motive_id: MotiveId,
    place_id: Option<PlaceId>,
    mode: String,
    status: String,
    starts_at: Timestamp,
    ends_at: Timestamp,
    zone: String,
    seats: Option<i64>,
    version: i64,
    caller_name: Option<String>,
    caller_phone: Option<String>,
    created_at: Timestamp,
    workers: Option<String>,
    resources: Option<String>,
    calendars: Option<String>,
    people: Option<String>,
}

fn list<T>(text: Option<&str>, id: fn(i64) -> T) -> Result<Vec<T>, StoreError> {
    let mut ids = text
        .into_iter()
        .flat_map(|text| text.split(','))
        .map(|part| part.parse::<i64>().map_err(|error| bad_row("appointment", error)))
        .collect::<Result<Vec<i64>, _>>()?;
    ids.sort_unstable();
    Ok(ids.into_iter().map(id).collect())
}

impl Appointment {
    /// How many people come.
    pub fn seats_taken(&self) -> usize {
        self.people.iter().filter(|(_, status)| status.blocks()).count()
    }
}

impl TryFrom<AppointmentRow> for Appointment {
    type Error = StoreError;

    fn try_from(row: AppointmentRow) -> Result<Self, StoreError> {
        let mut people = Vec::new();
        for part in row.people.as_deref().into_iter().flat_map(|people| people.split(',')) {
            let (person, status) =
                part.split_once('=').ok_or_else(|| bad_row("participation", format_args!("“{part}”")))?;
            people.push((
                person.parse().map_err(|error| bad_row("participation", error))?,
                status.parse().map_err(|error| bad_row("participation", error))?,
            ));
        }
        people.sort_unstable();
        Ok(Appointment {
            id: row.id,
            organisation: row.organisation_id,
            motive: row.motive_id,
            place: row.place_id,
            mode: row.mode.parse().map_err(|error| bad_row("appointment", error))?,
            status: row.status.parse().map_err(|error| bad_row("appointment", error))?,
            span: Span::new(row.starts_at, row.ends_at)
                .ok_or_else(|| bad_row("appointment", "ends before it starts"))?,
            zone: row.zone.parse().map_err(|error| bad_row("appointment", error))?,
            seats: row.seats,
            version: row.version,
            caller_name: row.caller_name,
            caller_phone: row.caller_phone,
            created_at: row.created_at,
            workers: list(row.workers.as_deref(), WorkerId)?,
            resources: list(row.resources.as_deref(), ResourceId)?,
            calendars: list(row.calendars.as_deref(), CalendarId)?,
            people,
        })
    }
}

/// `None`: not there, or not for this scope.
///
/// # Errors
/// The database does not answer, or holds a row that cannot be read.
pub async fn appointment(
    tx: &mut ReadTx,
    scope: &Scope,
    appointment: AppointmentId,
) -> Result<Option<Appointment>, StoreError> {
    Ok(appointment_just_named(tx, scope, appointment).await?.filter(|found| seen_by(scope, found)))
}

/// The same for an appointment that the request itself found by saying whose it is and when: a guest
/// is told that it exists, which it has just said.
///
/// # Errors
/// As [`appointment`].
pub async fn appointment_just_named(
    tx: &mut ReadTx,
    scope: &Scope,
    appointment: AppointmentId,
) -> Result<Option<Appointment>, StoreError> {
    fetch_optional!(tx, AppointmentRow, APPOINTMENT, scope.territory(), appointment, organisation_of(scope))?
        .map(Appointment::try_from)
        .transpose()
}

fn seen_by(scope: &Scope, appointment: &Appointment) -> bool {
    scope.sees(appointment.id, appointment.people.iter().map(|(person, _)| *person))
}

/// The same, taken for this transaction.
///
/// # Errors
/// As [`appointment`].
pub async fn lock_appointment(
    tx: &mut WriteTx,
    scope: &Scope,
    id: AppointmentId,
) -> Result<Option<Appointment>, StoreError> {
    Ok(lock_appointment_just_named(tx, scope, id).await?.filter(|found| seen_by(scope, found)))
}

/// The same for [`appointment_just_named`].
///
/// # Errors
/// As [`appointment`].
pub async fn lock_appointment_just_named(
    tx: &mut WriteTx,
    scope: &Scope,
    id: AppointmentId,
) -> Result<Option<Appointment>, StoreError> {
    let locked =
        fetch_optional!(tx, (AppointmentId,), LOCK_APPOINTMENT, scope.territory(), id, organisation_of(scope))?;
    match locked {
        // Read after the lock: what stood there before it may have changed while we waited.
        Some(_) => appointment_just_named(tx, scope, id).await,
        None => Ok(None),
    }
}

/// Appointments that start in `range`, in order of their id, after a given one.
///
/// # Errors
/// As [`appointment`].
pub async fn appointments(
    tx: &mut ReadTx,
    scope: &Scope,
    range: Span,
    (after, limit): (i64, i64),
) -> Result<Vec<Appointment>, StoreError> {
    let organisation = organisation_of(scope);
    let rows = fetch_all!(
        tx,
        AppointmentRow,
        APPOINTMENTS,
        scope.territory(),
        organisation,
        range.start(),
        range.end(),
        after,
        limit
    )?;
    let all: Result<Vec<Appointment>, StoreError> = rows.into_iter().map(Appointment::try_from).collect();
    Ok(all?.into_iter().filter(|found| seen_by(scope, found)).collect())
}

/// The appointments of people that end after an instant, in no order.
///
/// # Errors
/// The database does not answer.
pub async fn appointments_of_people(
    tx: &mut ReadTx,
    scope: &Scope,
    people: &[PersonId],
    after: Timestamp,
) -> Result<Vec<AppointmentId>, StoreError> {
    let rows = fetch_all!(tx, (AppointmentId,), OF_PEOPLE, scope.territory(), json_list(people), after)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

#[derive(FromRow)]
struct SessionRow {
    id: AppointmentId,
    starts_at: Timestamp,
    ends_at: Timestamp,
    place_id: Option<PlaceId>,
    seats: i64,
    seats_taken: i64,
    workers: Option<String>,
    joined: bool,
}

/// The planned sessions of a collective motive that start in `range`, full ones included.
///
/// # Errors
/// As [`appointment`].
pub async fn sessions(
    tx: &mut ReadTx,
    territory: TerritoryId,
    motive: MotiveId,
    range: Span,
    person: Option<PersonId>,
) -> Result<Vec<Session>, StoreError> {
    let person = person.map_or(0, |person| person.0);
    fetch_all!(tx, SessionRow, SESSIONS, territory, motive, range.start(), range.end(), person)?
        .into_iter()
        .map(|row| {
            Ok(Session {
                appointment: row.id,
                span: Span::new(row.starts_at, row.ends_at)
                    .ok_or_else(|| bad_row("session", "ends before it starts"))?,
                place: row.place_id,
                workers: list(row.workers.as_deref(), WorkerId)?,
                seats: row.seats,
                taken: row.seats_taken,
                joined: row.joined,
            })
        })
        .collect()
}

/// Those of these appointments that the scope covers.
///
/// # Errors
/// The database does not answer.
pub async fn in_scope(
    tx: &mut ReadTx,
    scope: &Scope,
    appointments: &[AppointmentId],
) -> Result<Vec<AppointmentId>, StoreError> {
    let list = json_list(appointments);
    let rows = fetch_all!(tx, (AppointmentId,), IN_SCOPE, scope.territory(), organisation_of(scope), list)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The appointment that a file calls by this name.
///
/// # Errors
/// The database does not answer.
pub async fn appointment_by_key(
    tx: &mut ReadTx,
    territory: TerritoryId,
    key: &str,
) -> Result<Option<AppointmentId>, StoreError> {
    Ok(fetch_optional!(tx, (AppointmentId,), APPOINTMENT_BY_KEY, territory, key)?.map(|(id,)| id))
}
