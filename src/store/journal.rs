//! What every write leaves behind: a line of the journal, and an outbox row where somebody must be
//! told. Both belong to the transaction of the write itself.

use super::db::StoreError;
use super::statement::{execute, statements};
use super::tx::WriteTx;
use crate::domain::ids::{AppointmentId, PersonId, TerritoryId};
use crate::domain::journal::Line;
use crate::domain::messages::MessageKind;
use crate::domain::time::Timestamp;

statements! {
    INSERT_LINE { "INSERT INTO journal (territory_id, at, actor_kind, actor_id, act, thing, thing_id, detail)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)" }

    /// One row per person who shares the state of the appointment (somebody who left a workshop
    /// before does not hear of it again), or for one person only.
    TELL_PARTICIPANTS {
        "INSERT INTO outbox (territory_id, kind, appointment_id, appointment_version, person_id, created_at)
         SELECT participation.territory_id, $2, appointment.id, appointment.version, participation.person_id, $3
         FROM appointment JOIN participation ON participation.appointment_id = appointment.id
         WHERE appointment.id = $1
           AND (participation.person_id = $4 OR ($4 = 0 AND participation.status = appointment.status))
         ON CONFLICT DO NOTHING"
    }
}

/// # Errors
/// The database refuses or does not answer.
pub async fn write_line(tx: &mut WriteTx, territory: TerritoryId, line: &Line) -> Result<(), StoreError> {
    let detail = serde_json::to_string(&line.detail).map_err(|error| StoreError::BadRow(error.to_string()))?;
    execute!(
        tx,
        INSERT_LINE,
        territory,
        line.at,
        line.actor.kind.word(),
        line.actor.id,
        line.act.word(),
        line.thing.word(),
        line.thing_id,
        detail
    )?;
    Ok(())
}

/// Asks that everybody in an appointment be told, or only one of them. The same version is told once, however often it is asked.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn tell_participants(
    tx: &mut WriteTx,
    appointment: AppointmentId,
    person: Option<PersonId>,
    kind: MessageKind,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, TELL_PARTICIPANTS, appointment, kind.word(), now, person.map_or(0, |person| person.0))?;
    Ok(())
}
