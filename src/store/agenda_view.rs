//! Agendas as they are looked at: appointments with the people in them, what is busy elsewhere, reasons.
//! Each in one statement, however many workers; times for a search are in agendas.rs.

use std::collections::{BTreeMap, HashMap};

use sqlx::FromRow;

use super::agendas;
use super::db::StoreError;
use super::settings::bad_row;
use super::statement::{fetch_all, json_list, statements};
use super::tx::ReadTx;
use super::types::organisation_of;
use crate::domain::access::Scope;
use crate::domain::appointments::Status;
use crate::domain::ids::{
    AbsenceId, AppointmentId, CalendarId, ClosureId, MotiveId, OrganisationId, PersonId, PlaceId, WorkerId,
};
use crate::domain::motives::Mode;
use crate::domain::scheduling::agenda::{Absence, LONGEST_BUSY_TIME, Opening};
use crate::domain::scheduling::recurrence::Horizon;
use crate::domain::settings::Settings;
use crate::domain::time::{Span, Timestamp};

statements! {
    /// One row per appointment of the scope and calendar, in any state. By the hours of the organisation:
    /// what no longer blocks is in no index of a calendar.
    OF_CALENDARS {
        sqlite: "
        SELECT appointment.id, appointment.organisation_id, appointment.motive_id, appointment.place_id, appointment.mode,
               appointment.status, appointment.starts_at, appointment.ends_at, appointment.seats, appointment.version,
               appointment.caller_name, appointment.caller_phone, busy.calendar_id,
               busy.starts_at AS busy_from, busy.ends_at AS busy_to,
               (SELECT string_agg(CAST(worker.id AS TEXT), ',') FROM busy_time AS own
                JOIN worker ON worker.calendar_id = own.calendar_id
                WHERE own.appointment_id = appointment.id) AS workers
        FROM appointment JOIN busy_time AS busy ON busy.appointment_id = appointment.id
        WHERE appointment.organisation_id IN (SELECT organisation.id FROM organisation
                                              WHERE organisation.territory_id = $1 AND ($2 = 0 OR organisation.id = $2))
          AND appointment.starts_at > $3 AND appointment.starts_at < $5 AND appointment.ends_at > $4
          AND busy.calendar_id IN (SELECT value FROM json_each($6))
        ORDER BY appointment.starts_at, appointment.id",
        postgres: "
        SELECT appointment.id, appointment.organisation_id, appointment.motive_id, appointment.place_id, appointment.mode,
               appointment.status, appointment.starts_at, appointment.ends_at, appointment.seats, appointment.version,
               appointment.caller_name, appointment.caller_phone, busy.calendar_id,
               busy.starts_at AS busy_from, busy.ends_at AS busy_to,
               (SELECT string_agg(CAST(worker.id AS TEXT), ',') FROM busy_time AS own
                JOIN worker ON worker.calendar_id = own.calendar_id
                WHERE own.appointment_id = appointment.id) AS workers
        FROM appointment JOIN busy_time AS busy ON busy.appointment_id = appointment.id
        WHERE appointment.organisation_id IN (SELECT organisation.id FROM organisation
                                              WHERE organisation.territory_id = $1 AND ($2 = 0 OR organisation.id = $2))
          AND appointment.starts_at > $3 AND appointment.starts_at < $5 AND appointment.ends_at > $4
          AND busy.calendar_id = ANY (translate($6, '[]', '{}')::bigint[])
        ORDER BY appointment.starts_at, appointment.id"
    }
    /// Those still to happen at a place.
    AT_PLACE {
        "SELECT appointment.id, appointment.organisation_id, appointment.motive_id, appointment.place_id, appointment.mode,
                appointment.status, appointment.starts_at, appointment.ends_at, appointment.seats, appointment.version,
                appointment.caller_name, appointment.caller_phone, busy.calendar_id,
                busy.starts_at AS busy_from, busy.ends_at AS busy_to,
                (SELECT string_agg(CAST(worker.id AS TEXT), ',') FROM busy_time AS own
                 JOIN worker ON worker.calendar_id = own.calendar_id
                 WHERE own.appointment_id = appointment.id) AS workers
         FROM appointment JOIN busy_time AS busy ON busy.appointment_id = appointment.id
         WHERE appointment.organisation_id IN (SELECT organisation.id FROM organisation
                                               WHERE organisation.territory_id = $1 AND ($2 = 0 OR organisation.id = $2))
           AND appointment.starts_at > $3 AND appointment.starts_at < $5 AND appointment.ends_at > $4
           AND appointment.place_id = $6 AND appointment.status IN ('booked', 'late')
         ORDER BY appointment.starts_at, appointment.id"
    }
    PEOPLE_IN {
        sqlite: "
        SELECT participation.appointment_id, person.id, person.first_name, person.last_name, person.phone,
               person.email IS NOT NULL AS has_email, person.language, person.proven, participation.status
        FROM participation JOIN person ON person.id = participation.person_id
        WHERE participation.territory_id = $1 AND participation.appointment_id IN (SELECT value FROM json_each($2))
        ORDER BY participation.appointment_id, person.id",
        postgres: "
        SELECT participation.appointment_id, person.id, person.first_name, person.last_name, person.phone,
               person.email IS NOT NULL AS has_email, person.language, person.proven, participation.status
        FROM participation JOIN person ON person.id = participation.person_id
        WHERE participation.territory_id = $1
          AND participation.appointment_id = ANY (translate($2, '[]', '{}')::bigint[])
        ORDER BY participation.appointment_id, person.id"
    }
    /// What blocks and is not the scope's own: hours and nothing else.
    ELSEWHERE {
        sqlite: "
        SELECT busy.calendar_id, busy.starts_at, busy.ends_at, busy.appointment_id IS NOT NULL AS booked
        FROM busy_time AS busy LEFT JOIN appointment ON appointment.id = busy.appointment_id
        WHERE busy.territory_id = $1 AND busy.calendar_id IN (SELECT value FROM json_each($6)) AND busy.blocking
          AND busy.starts_at > $3 AND busy.starts_at < $5 AND busy.ends_at > $4
          AND (busy.expires_at IS NULL OR busy.expires_at > $7)
          AND (appointment.id IS NULL OR ($2 <> 0 AND appointment.organisation_id <> $2))
        ORDER BY busy.starts_at, busy.ends_at",
        postgres: "
        SELECT busy.calendar_id, busy.starts_at, busy.ends_at, busy.appointment_id IS NOT NULL AS booked
        FROM busy_time AS busy LEFT JOIN appointment ON appointment.id = busy.appointment_id
        WHERE busy.territory_id = $1 AND busy.calendar_id = ANY (translate($6, '[]', '{}')::bigint[]) AND busy.blocking
          AND busy.starts_at > $3 AND busy.starts_at < $5 AND busy.ends_at > $4
          AND (busy.expires_at IS NULL OR busy.expires_at > $7)
          AND (appointment.id IS NULL OR ($2 <> 0 AND appointment.organisation_id <> $2))
        ORDER BY busy.starts_at, busy.ends_at"
    }
    /// Why somebody is absent, and which places are closed. Closures first: PostgreSQL takes the types of
    /// the columns from there.
    REASONS {
        sqlite: "
        SELECT 'closure' AS kind, id, place_id, reason, starts_at, ends_at
        FROM closure WHERE territory_id = $1 AND starts_at < $3 AND ends_at > $2
        UNION ALL
        SELECT 'absence', id, NULL, reason, NULL, NULL FROM absence
        WHERE territory_id = $1 AND calendar_id IN (SELECT value FROM json_each($4))",
        postgres: "
        SELECT 'closure' AS kind, id, place_id, reason, starts_at, ends_at
        FROM closure WHERE territory_id = $1 AND starts_at < $3 AND ends_at > $2
        UNION ALL
        SELECT 'absence', id, NULL, reason, NULL, NULL FROM absence
        WHERE territory_id = $1 AND calendar_id = ANY (translate($4, '[]', '{}')::bigint[])"
    }
}

/// A person in an appointment, as the desk calls them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgendaPerson {
    pub id: PersonId,
    pub first_name: String,
    pub last_name: String,
    pub phone: Option<String>,
    pub has_email: bool,
    pub language: String,
    pub proven: bool,
    pub status: Status,
}

impl AgendaPerson {
    /// Whether a message can come to them.
    pub fn is_reachable(&self) -> bool {
        self.phone.is_some() || self.has_email
    }
}

/// An appointment as an agenda shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgendaAppointment {
    pub id: AppointmentId,
    pub organisation: OrganisationId,
    pub motive: MotiveId,
    pub place: Option<PlaceId>,
    pub mode: Mode,
    pub status: Status,
    pub span: Span,
    /// With its buffers.
    pub busy: Span,
    pub seats: Option<i64>,
    /// Grows with every change.
    pub version: i64,
    pub caller_name: Option<String>,
    pub caller_phone: Option<String>,
    pub workers: Vec<WorkerId>,
    /// Of those that were asked for.
    pub calendars: Vec<CalendarId>,
    pub people: Vec<AgendaPerson>,
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
    seats: Option<i64>,
    version: i64,
    caller_name: Option<String>,
    caller_phone: Option<String>,
    calendar_id: CalendarId,
    busy_from: Timestamp,
    busy_to: Timestamp,
    workers: Option<String>,
}

#[derive(FromRow)]
struct PersonRow {
    appointment_id: AppointmentId,
    id: PersonId,
    first_name: String,
    last_name: String,
    phone: Option<String>,
    has_email: bool,
    language: String,
    proven: bool,
    status: String,
}

/// The appointments of the scope on these calendars that overlap `window`, in any state, in order of
/// their start.
///
/// # Errors
/// The database does not answer, or holds a row that cannot be read.
pub async fn agenda_appointments(
    tx: &mut ReadTx,
    scope: &Scope,
    calendars: &[CalendarId],
    window: Span,
) -> Result<Vec<AgendaAppointment>, StoreError> {
    let (first, list) = (window.start() - LONGEST_BUSY_TIME, json_list(calendars));
    let organisation = organisation_of(scope);
    let (territory, start, end) = (scope.territory(), window.start(), window.end());
    let rows = fetch_all!(tx, AppointmentRow, OF_CALENDARS, territory, organisation, first, start, end, list)?;
    with_people(tx, scope, rows).await
}

/// The appointments of the scope at a place that overlap `window` and are still to happen.
///
/// # Errors
/// As [`agenda_appointments`].
pub async fn appointments_at(
    tx: &mut ReadTx,
    scope: &Scope,
    place: PlaceId,
    window: Span,
) -> Result<Vec<AgendaAppointment>, StoreError> {
    let first = window.start() - LONGEST_BUSY_TIME;
    let organisation = organisation_of(scope);
    let (territory, start, end) = (scope.territory(), window.start(), window.end());
    let rows = fetch_all!(tx, AppointmentRow, AT_PLACE, territory, organisation, first, start, end, place)?;
    with_people(tx, scope, rows).await
}

async fn with_people(
    tx: &mut ReadTx,
    scope: &Scope,
    rows: Vec<AppointmentRow>,
) -> Result<Vec<AgendaAppointment>, StoreError> {
    let mut found: Vec<AgendaAppointment> = Vec::new();
    let mut at: HashMap<AppointmentId, usize> = HashMap::new();
    for row in rows {
        let busy =
            Span::new(row.busy_from, row.busy_to).ok_or_else(|| bad_row("busy time", "ends before it starts"))?;
        if let Some(known) = at.get(&row.id) {
            found[*known].calendars.push(row.calendar_id);
            continue;
        }
        let span = Span::new(row.starts_at, row.ends_at);
        let workers = row.workers.as_deref().into_iter().flat_map(|ids| ids.split(',')).map(str::parse);
        let workers: Result<Vec<WorkerId>, _> = workers.collect();
        let mut workers = workers.map_err(|error| bad_row("appointment", error))?;
        workers.sort_unstable();
        at.insert(row.id, found.len());
        found.push(AgendaAppointment {
            id: row.id,
            organisation: row.organisation_id,
            motive: row.motive_id,
            place: row.place_id,
            mode: row.mode.parse().map_err(|error| bad_row("appointment", error))?,
            status: row.status.parse().map_err(|error| bad_row("appointment", error))?,
            span: span.ok_or_else(|| bad_row("appointment", "ends before it starts"))?,
            busy,
            seats: row.seats,
            version: row.version,
            caller_name: row.caller_name,
            caller_phone: row.caller_phone,
            workers,
            calendars: vec![row.calendar_id],
            people: Vec::new(),
        });
    }
    if found.is_empty() {
        return Ok(found);
    }
    let ids: Vec<AppointmentId> = found.iter().map(|appointment| appointment.id).collect();
    for row in fetch_all!(tx, PersonRow, PEOPLE_IN, scope.territory(), json_list(&ids))? {
        let Some(at) = at.get(&row.appointment_id) else { continue };
        found[*at].people.push(AgendaPerson {
            id: row.id,
            first_name: row.first_name,
            last_name: row.last_name,
            phone: row.phone,
            has_email: row.has_email,
            language: row.language,
            proven: row.proven,
            status: row.status.parse().map_err(|error| bad_row("participation", error))?,
        });
    }
    Ok(found)
}

/// Time that is taken and not the scope's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    pub calendar: CalendarId,
    pub span: Span,
    /// An appointment of another organisation, rather than a slot kept for minutes.
    pub booked: bool,
}

#[derive(FromRow)]
struct ElsewhereRow {
    calendar_id: CalendarId,
    starts_at: Timestamp,
    ends_at: Timestamp,
    booked: bool,
}

/// What blocks on these calendars in `window` and is not the scope's own, holds that still count
/// included. Of each calendar in order of its start.
///
/// # Errors
/// The database does not answer.
pub async fn busy_elsewhere(
    tx: &mut ReadTx,
    scope: &Scope,
    calendars: &[CalendarId],
    window: Span,
    now: Timestamp,
) -> Result<Vec<Elsewhere>, StoreError> {
    let (first, list) = (window.start() - LONGEST_BUSY_TIME, json_list(calendars));
    let organisation = organisation_of(scope);
    let (territory, start, end) = (scope.territory(), window.start(), window.end());
    let rows = fetch_all!(tx, ElsewhereRow, ELSEWHERE, territory, organisation, first, start, end, list, now)?;
    let one = |row: ElsewhereRow| {
        let span =
            Span::new(row.starts_at, row.ends_at).ok_or_else(|| bad_row("busy time", "ends before it starts"))?;
        Ok(Elsewhere { calendar: row.calendar_id, span, booked: row.booked })
    };
    rows.into_iter().map(one).collect()
}

/// Openings and absences of calendars, worked out over `horizon` and never kept: an agenda also looks
/// back, where the copies in memory do not.
///
/// # Errors
/// As [`agenda_appointments`].
pub async fn received(
    tx: &mut ReadTx,
    settings: &Settings,
    calendars: &[CalendarId],
    horizon: Horizon,
) -> Result<BTreeMap<CalendarId, (Vec<Opening>, Vec<Absence>)>, StoreError> {
    let found = agendas::openings(tx, settings, calendars, horizon).await?;
    Ok(found
        .into_iter()
        .map(|(calendar, receives)| (calendar, (receives.openings.to_vec(), receives.absences.to_vec())))
        .collect())
}

/// A place closed for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosureLine {
    pub id: ClosureId,
    pub place: PlaceId,
    pub span: Span,
    pub reason: String,
}

#[derive(FromRow)]
struct ReasonRow {
    kind: String,
    id: i64,
    place_id: Option<PlaceId>,
    reason: String,
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
}

/// Why the workers of these calendars are absent, and the closures of the territory that overlap
/// `window`, in order of their start.
///
/// # Errors
/// The database does not answer.
pub async fn reasons(
    tx: &mut ReadTx,
    scope: &Scope,
    calendars: &[CalendarId],
    window: Span,
) -> Result<(HashMap<AbsenceId, String>, Vec<ClosureLine>), StoreError> {
    let list = json_list(calendars);
    let rows = fetch_all!(tx, ReasonRow, REASONS, scope.territory(), window.start(), window.end(), list)?;
    let (mut absences, mut closures) = (HashMap::new(), Vec::new());
    for row in rows {
        let span = row.starts_at.zip(row.ends_at).and_then(|(start, end)| Span::new(start, end));
        match (row.kind.as_str(), row.place_id, span) {
            ("closure", Some(place), Some(span)) => {
                closures.push(ClosureLine { id: ClosureId(row.id), place, span, reason: row.reason });
            }
            _ => {
                absences.insert(AbsenceId(row.id), row.reason);
            }
        }
    }
    closures.sort_unstable_by_key(|closure| (closure.span, closure.id));
    Ok((absences, closures))
}
