//! Closures of places, and what becomes of the appointments they cover.

use super::agenda_view::ClosureLine;
use super::db::StoreError;
use super::settings::bad_row;
use super::statement::{execute, fetch_all, fetch_optional, fetch_scalar, statements};
use super::tx::{ReadTx, WriteTx};
use super::types::organisation_of;
use crate::domain::access::Scope;
use crate::domain::ids::{AppointmentId, CalendarId, ClosureId, PersonId, PlaceId, TerritoryId};
use crate::domain::time::{Span, Timestamp};

statements! {
    CLOSURES_OF {
        "SELECT closure.id, closure.place_id, closure.starts_at, closure.ends_at, closure.reason
         FROM closure JOIN place ON place.id = closure.place_id
         WHERE closure.territory_id = $1 AND ($2 = 0 OR place.organisation_id = $2) AND closure.ends_at > $3
         ORDER BY closure.starts_at, closure.id"
    }
    CLOSURE {
        "SELECT closure.id, closure.place_id, closure.starts_at, closure.ends_at, closure.reason
         FROM closure JOIN place ON place.id = closure.place_id
         WHERE closure.territory_id = $1 AND ($2 = 0 OR place.organisation_id = $2) AND closure.id = $3"
    }
    SAME_CLOSURE { "SELECT id FROM closure WHERE place_id = $1 AND starts_at = $2 AND ends_at = $3 ORDER BY id LIMIT 1" }
    DELETE_CLOSURE { "DELETE FROM closure WHERE id = $1" }
    /// Whoever receives at a place.
    CALENDARS_AT { "SELECT DISTINCT calendar_id FROM opening WHERE territory_id = $1 AND place_id = $2 ORDER BY calendar_id" }
    /// SQLite has one writer: nothing to take.
    LOCK_PLACE {
        sqlite: "",
        postgres: "SELECT id FROM place WHERE territory_id = $1 AND id = $2 FOR NO KEY UPDATE"
    }
    /// A call happens nowhere: its room and its car are free again.
    GIVE_ROOMS_BACK {
        "DELETE FROM busy_time WHERE appointment_id = $1
         AND calendar_id IN (SELECT resource.calendar_id FROM resource WHERE resource.kind IN ('room', 'car'))"
    }
    BY_PHONE {
        "UPDATE appointment SET mode = 'phone', place_id = NULL, zone = $2, version = version + 1
         WHERE id = $1 RETURNING version"
    }
    /// Once for each time it has: who was offered others, and was not moved since, is not written to again.
    OFFER_OTHER {
        "INSERT INTO outbox (territory_id, kind, appointment_id, appointment_version, person_id, created_at)
         SELECT appointment.territory_id, 'propose_other', appointment.id, appointment.version, participation.person_id, $3
         FROM appointment JOIN participation ON participation.appointment_id = appointment.id
         WHERE appointment.id = $1 AND participation.person_id = $2
           AND NOT EXISTS (SELECT 1 FROM outbox AS said
                           WHERE said.appointment_id = $1 AND said.person_id = $2 AND said.kind = 'propose_other'
                             AND said.appointment_version >= COALESCE(
                                 (SELECT MAX(moved.appointment_version) FROM outbox AS moved
                                  WHERE moved.appointment_id = $1 AND moved.kind = 'moved'), 0))
         ON CONFLICT DO NOTHING"
    }
}

type Row = (ClosureId, PlaceId, Timestamp, Timestamp, String);

fn line((id, place, start, end, reason): Row) -> Result<ClosureLine, StoreError> {
    let span = Span::new(start, end).ok_or_else(|| bad_row("closure", "ends before it starts"))?;
    Ok(ClosureLine { id, place, span, reason })
}

/// The closures of the scope that end after an instant, in order of their start.
///
/// # Errors
/// As every function here: the database refuses or does not answer.
pub async fn closures(tx: &mut ReadTx, scope: &Scope, after: Timestamp) -> Result<Vec<ClosureLine>, StoreError> {
    let rows = fetch_all!(tx, Row, CLOSURES_OF, scope.territory(), organisation_of(scope), after)?;
    rows.into_iter().map(line).collect()
}

/// # Errors
/// The database does not answer.
pub async fn closure(tx: &mut ReadTx, scope: &Scope, id: ClosureId) -> Result<Option<ClosureLine>, StoreError> {
    fetch_optional!(tx, Row, CLOSURE, scope.territory(), organisation_of(scope), id)?.map(line).transpose()
}

/// The closure of exactly these hours.
///
/// # Errors
/// The database does not answer.
pub async fn same_closure(tx: &mut ReadTx, place: PlaceId, span: Span) -> Result<Option<ClosureId>, StoreError> {
    let found = fetch_optional!(tx, (ClosureId,), SAME_CLOSURE, place, span.start(), span.end())?;
    Ok(found.map(|(id,)| id))
}

/// # Errors
/// The database refuses or does not answer.
pub async fn delete_closure(tx: &mut WriteTx, id: ClosureId) -> Result<(), StoreError> {
    execute!(tx, DELETE_CLOSURE, id)?;
    Ok(())
}

/// Takes a place for this transaction: it is closed by one at a time.
///
/// # Errors
/// The database does not answer.
pub async fn lock_place(tx: &mut WriteTx, territory: TerritoryId, place: PlaceId) -> Result<(), StoreError> {
    execute!(tx, LOCK_PLACE, territory, place)?;
    Ok(())
}

/// The calendars of those who receive at a place, in order.
///
/// # Errors
/// The database does not answer.
pub async fn calendars_at(
    tx: &mut ReadTx,
    territory: TerritoryId,
    place: PlaceId,
) -> Result<Vec<CalendarId>, StoreError> {
    let rows = fetch_all!(tx, (CalendarId,), CALENDARS_AT, territory, place)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The appointment is a phone call of the same hour with the same worker from now on, whatever its
/// motive says. Gives back its new version.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn make_phone_call(
    tx: &mut WriteTx,
    appointment: AppointmentId,
    zone: chrono_tz::Tz,
) -> Result<i64, StoreError> {
    execute!(tx, GIVE_ROOMS_BACK, appointment)?;
    fetch_scalar!(tx, i64, BY_PHONE, appointment, zone.name())
}

/// Asks that a person be offered other times; whether it had not been asked yet.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn offer_other(
    tx: &mut WriteTx,
    appointment: AppointmentId,
    person: PersonId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, OFFER_OTHER, appointment, person, now)? > 0)
}
