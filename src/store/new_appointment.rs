//! Writing a new appointment, in one round trip with all that it leaves; and taking time on calendars.

use super::db::StoreError;
use super::settings::bad_row;
use super::statement::{execute, fetch_optional, json_list, statements};
use super::tx::WriteTx;
use crate::domain::ids::{
    AppointmentId, BusyTimeId, CalendarId, HoldId, MotiveId, OrganisationId, PersonId, PlaceId, TerritoryId,
};
use crate::domain::journal::{Act, Actor, Detail, Thing};
use crate::domain::messages::MessageKind;
use crate::domain::motives::Mode;
use crate::domain::scheduling::agenda::BusyTime;
use crate::domain::time::{Span, Timestamp};

statements! {
    /// An appointment and all that it leaves, in one round trip: its time on calendars (in the order
    /// given), the person, the journal, the outbox. Gives back its id, and the rows it took as
    /// `calendar:row:version`. On SQLite it is the newest row: there is one writer.
    INSERT_APPOINTMENT {
        sqlite: "
        INSERT INTO appointment (territory_id, organisation_id, motive_id, place_id, mode, status, starts_at, ends_at,
                                 zone, seats, caller_name, caller_phone, external_key, created_at)
        VALUES ($1, $2, $3, $4, $5, 'booked', $6, $7, $8, $9, $10, $11, $12, $13);
        INSERT INTO busy_time (territory_id, calendar_id, starts_at, ends_at, appointment_id, blocking, deliberate)
        SELECT $1, calendar.value, $14, $15, (SELECT MAX(id) FROM appointment), TRUE, $16
        FROM json_each($17) AS calendar ORDER BY calendar.key;
        INSERT INTO participation (territory_id, appointment_id, person_id, motive_id, starts_at, ends_at, status, live)
        SELECT $1, id, $18, $3, $6, $7, 'booked', TRUE FROM appointment WHERE $18 IS NOT NULL ORDER BY id DESC LIMIT 1;
        INSERT INTO journal (territory_id, at, actor_kind, actor_id, act, thing, thing_id, detail)
        SELECT $1, $13, $19, $20, $21, $22, id, $23 FROM appointment ORDER BY id DESC LIMIT 1;
        INSERT INTO outbox (territory_id, kind, appointment_id, appointment_version, person_id, created_at)
        SELECT $1, $24, id, 1, $18, $13 FROM appointment WHERE $24 IS NOT NULL ORDER BY id DESC LIMIT 1;
        SELECT id, (SELECT string_agg(calendar_id || ':' || busy_time.id || ':' || changed, ',') FROM busy_time
                    WHERE appointment_id = appointment.id) AS taken
        FROM appointment ORDER BY id DESC LIMIT 1",
        postgres: "
        WITH made AS (
            INSERT INTO appointment (territory_id, organisation_id, motive_id, place_id, mode, status, starts_at, ends_at,
                                     zone, seats, caller_name, caller_phone, external_key, created_at)
            VALUES ($1, $2, $3, $4, $5, 'booked', $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id
        ), taken AS (
            INSERT INTO busy_time (territory_id, calendar_id, starts_at, ends_at, appointment_id, blocking, deliberate)
            SELECT $1, calendar.id, $14, $15, made.id, TRUE, $16
            FROM made, unnest(translate($17, '[]', '{}')::bigint[]) WITH ORDINALITY AS calendar (id, nth)
            ORDER BY calendar.nth
            RETURNING calendar_id, id, changed
        ), seated AS (
            INSERT INTO participation (territory_id, appointment_id, person_id, motive_id, starts_at, ends_at, status, live)
            SELECT $1, made.id, $18, $3, $6, $7, 'booked', TRUE FROM made WHERE $18::bigint IS NOT NULL
        ), written AS (
            INSERT INTO journal (territory_id, at, actor_kind, actor_id, act, thing, thing_id, detail)
            SELECT $1, $13, $19, $20, $21, $22, made.id, $23 FROM made
        ), told AS (
            INSERT INTO outbox (territory_id, kind, appointment_id, appointment_version, person_id, created_at)
            SELECT $1, $24, made.id, 1, $18, $13 FROM made WHERE $24::text IS NOT NULL
        )
        SELECT id, (SELECT string_agg(calendar_id || ':' || taken.id || ':' || changed, ',') FROM taken) AS taken
        FROM made"
    }
    INSERT_BUSY {
        "INSERT INTO busy_time (territory_id, calendar_id, starts_at, ends_at, appointment_id, hold_id, expires_at,
                                blocking, deliberate)
         VALUES ($1, $2, $3, $4, $5, $6, $7, TRUE, $8)"
    }
}

/// An appointment to be written.
#[derive(Clone, Debug)]
pub struct NewAppointment {
    pub organisation: OrganisationId,
    pub motive: MotiveId,
    pub place: Option<PlaceId>,
    pub mode: Mode,
    pub span: Span,
    pub zone: chrono_tz::Tz,
    /// Of a workshop.
    pub seats: Option<i64>,
    /// Who called, when it is not the person.
    pub caller_name: Option<String>,
    pub caller_phone: Option<String>,
    /// The name of this appointment in the file it comes from.
    pub external_key: Option<String>,
    /// What its calendars lose: its hours and their buffers.
    pub busy: Span,
    pub deliberate: bool,
    pub calendars: Vec<CalendarId>,
    pub person: Option<PersonId>,
    /// What the person is told.
    pub tell: Option<MessageKind>,
    /// What the journal says of it.
    pub line: (Actor, Act, Detail),
}

/// A busy row that was written, and the version of its calendar that it made.
#[derive(Clone, Debug)]
pub struct Taken {
    pub calendar: CalendarId,
    pub version: i64,
    pub busy: BusyTime,
}

/// Writes an appointment with its time, its person, its line of the journal and its message. The
/// database refuses an overlap (`busy_time_overlap`) and the same motive at overlapping hours for one
/// person (`participation_twice`).
///
/// # Errors
/// `Refused` with one of these names, above all.
pub async fn insert_appointment(
    tx: &mut WriteTx,
    territory: TerritoryId,
    new: &NewAppointment,
    now: Timestamp,
) -> Result<(AppointmentId, Vec<Taken>), StoreError> {
    let (actor, act, detail) = &new.line;
    let detail = serde_json::to_string(detail).map_err(|error| bad_row("line of the journal", error))?;
    let (id, taken) = fetch_optional!(
        tx,
        (AppointmentId, Option<String>),
        INSERT_APPOINTMENT,
        territory,
        new.organisation,
        new.motive,
        new.place,
        new.mode.word(),
        new.span.start(),
        new.span.end(),
        new.zone.name(),
        new.seats,
        new.caller_name.as_deref(),
        new.caller_phone.as_deref(),
        new.external_key.as_deref(),
        now,
        new.busy.start(),
        new.busy.end(),
        new.deliberate,
        // In order of their ids, whoever writes: two writers can then never wait for each other.
        json_list(&new.calendars),
        new.person,
        actor.kind.word(),
        actor.id,
        act.word(),
        Thing::Appointment.word(),
        detail,
        new.tell.map(MessageKind::word)
    )?
    .ok_or_else(|| bad_row("appointment", "nothing came back from its writing"))?;
    let taken = taken.iter().flat_map(|taken| taken.split(',')).map(|row| {
        let mut numbers = row.split(':').map(str::parse::<i64>);
        let mut next = || numbers.next().and_then(Result::ok).ok_or_else(|| bad_row("busy time", row));
        let calendar = CalendarId(next()?);
        let busy = BusyTime { id: BusyTimeId(next()?), span: new.busy, appointment: Some(id), expires_at: None };
        Ok(Taken { calendar, version: next()?, busy })
    });
    Ok((id, taken.collect::<Result<_, StoreError>>()?))
}

/// Whose time it is.
#[derive(Clone, Copy, Debug)]
pub enum BusyFor {
    Appointment { id: AppointmentId, deliberate: bool },
    Hold { id: HoldId, expires_at: Timestamp },
}

/// Takes time on calendars. The database refuses an overlap: `busy_time_overlap`.
///
/// # Errors
/// `Refused` with that name, above all.
pub async fn take_time(
    tx: &mut WriteTx,
    territory: TerritoryId,
    calendars: &[CalendarId],
    span: Span,
    busy: BusyFor,
) -> Result<(), StoreError> {
    let mut calendars = calendars.to_vec();
    // In order of their ids, whoever writes: two writers can then never wait for each other.
    calendars.sort_unstable();
    let (appointment, hold, expires_at, deliberate) = match busy {
        BusyFor::Appointment { id, deliberate } => (Some(id), None, None, deliberate),
        BusyFor::Hold { id, expires_at } => (None, Some(id), Some(expires_at), false),
    };
    for calendar in calendars {
        execute!(
            tx,
            INSERT_BUSY,
            territory,
            calendar,
            span.start(),
            span.end(),
            appointment,
            hold,
            expires_at,
            deliberate
        )?;
    }
    Ok(())
}
