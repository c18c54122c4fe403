//! The ledger as people look at it: what was said about an appointment, and how each message stands.

use sqlx::FromRow;

use super::db::StoreError;
use super::settings::bad_row;
use super::statement::{fetch_all, statements};
use super::tx::ReadTx;
use crate::domain::access::Scope;
use crate::domain::ids::{AppointmentId, MessageId, OrganisationId, PersonId};
use crate::domain::messages::{Channel, MessageKind, MessageState, Reason};
use crate::domain::time::Timestamp;

statements! {
    OF_APPOINTMENT {
        "SELECT message.id, message.organisation_id, message.kind, message.channel, message.state, message.reason,
                message.due_at, message.said_at, message.sent_to, message.body, message.appointment_id, message.person_id
         FROM message WHERE message.appointment_id = $2 AND message.territory_id = $1 ORDER BY message.id DESC LIMIT 100"
    }
    LATEST {
        "SELECT message.id, message.organisation_id, message.kind, message.channel, message.state, message.reason,
                message.due_at, message.said_at, message.sent_to, message.body, message.appointment_id, message.person_id
         FROM message WHERE message.territory_id = $1 ORDER BY message.id DESC LIMIT $2"
    }
}

#[derive(FromRow)]
struct Row {
    id: MessageId,
    organisation_id: Option<OrganisationId>,
    kind: String,
    channel: String,
    state: String,
    reason: Option<String>,
    due_at: Timestamp,
    said_at: Option<Timestamp>,
    sent_to: Option<String>,
    body: Option<String>,
    appointment_id: Option<AppointmentId>,
    person_id: Option<PersonId>,
}

/// A message, as it stands.
#[derive(Clone, Debug)]
pub struct LedgerLine {
    pub id: MessageId,
    pub kind: MessageKind,
    pub channel: Channel,
    pub state: MessageState,
    pub reason: Option<Reason>,
    pub due_at: Timestamp,
    pub said_at: Option<Timestamp>,
    pub sent_to: Option<String>,
    /// Without codes and tokens; gone after six months.
    pub body: Option<String>,
    pub appointment: Option<AppointmentId>,
    pub person: Option<PersonId>,
}

fn lines(rows: Vec<Row>, scope: &Scope) -> Result<Vec<LedgerLine>, StoreError> {
    // What belongs to no organisation is a code: for nobody but the command line.
    let covered = |row: &Row| match row.organisation_id {
        Some(organisation) => scope.covers(organisation),
        None => scope.organisation().is_none(),
    };
    rows.into_iter()
        .filter(covered)
        .map(|row| {
            let bad = |error: crate::domain::motives::UnknownWord| bad_row("message", error);
            Ok(LedgerLine {
                id: row.id,
                kind: row.kind.parse().map_err(bad)?,
                channel: row.channel.parse().map_err(bad)?,
                state: row.state.parse().map_err(bad)?,
                reason: row.reason.as_deref().map(str::parse).transpose().map_err(bad)?,
                due_at: row.due_at,
                said_at: row.said_at,
                sent_to: row.sent_to,
                body: row.body,
                appointment: row.appointment_id,
                person: row.person_id,
            })
        })
        .collect()
}

/// The newest first.
///
/// # Errors
/// The database does not answer, or holds a row that cannot be read.
pub async fn messages_of_appointment(
    tx: &mut ReadTx,
    scope: &Scope,
    appointment: AppointmentId,
) -> Result<Vec<LedgerLine>, StoreError> {
    lines(fetch_all!(tx, Row, OF_APPOINTMENT, scope.territory(), appointment)?, scope)
}

/// The newest of a territory first.
///
/// # Errors
/// As [`messages_of_appointment`].
pub async fn latest_messages(tx: &mut ReadTx, scope: &Scope, most: i64) -> Result<Vec<LedgerLine>, StoreError> {
    lines(fetch_all!(tx, Row, LATEST, scope.territory(), most)?, scope)
}
