//! Calls: those that were tried, and those that people ask for. And the drafts of workers.

use sqlx::FromRow;

use super::db::StoreError;
use super::settings::bad_row;
use super::statement::{execute, fetch_all, fetch_optional, fetch_scalar, statements};
use super::tx::{ReadTx, WriteTx};
use super::types::organisation_of;
use crate::domain::access::Scope;
use crate::domain::calls::{CallBackOutcome, CallOutcome, CameBy, DraftKind};
use crate::domain::ids::{AppointmentId, CallBackId, CallTryId, OrganisationId, PersonId, TerritoryId, WorkerId};
use crate::domain::time::Timestamp;

statements! {
    INSERT_TRY {
        "INSERT INTO call_try (territory_id, appointment_id, at, outcome, worker_id) VALUES ($1, $2, $3, $4, $5) RETURNING id"
    }
    TRIES { "SELECT at, outcome, worker_id FROM call_try WHERE territory_id = $1 AND appointment_id = $2 ORDER BY at, id" }
    /// A number waits in one line only. On SQLite there is one writer; on PostgreSQL the organisation's
    /// row is taken before.
    LOCK_ORGANISATION {
        sqlite: "",
        postgres: "SELECT id FROM organisation WHERE territory_id = $1 AND id = $2 FOR NO KEY UPDATE"
    }
    OPEN_CALL_BACK {
        "SELECT id FROM call_back WHERE territory_id = $1 AND organisation_id = $2 AND phone = $3 AND done_at IS NULL
         ORDER BY id LIMIT 1"
    }
    INSERT_CALL_BACK {
        "INSERT INTO call_back (territory_id, organisation_id, person_id, appointment_id, name, phone, asked_at, came_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"
    }
    CALL_BACKS {
        "SELECT id, organisation_id, person_id, appointment_id, name, phone, asked_at, came_by, taken_at, taken_by, tries
         FROM call_back
         WHERE territory_id = $1 AND ($2 = 0 OR organisation_id = $2) AND done_at IS NULL
         ORDER BY asked_at, id LIMIT $3"
    }
    CALL_BACK_DONE {
        "SELECT done_at FROM call_back WHERE territory_id = $1 AND ($2 = 0 OR organisation_id = $2) AND id = $3"
    }
    FINISH_CALL_BACK {
        "UPDATE call_back SET done_at = $2, done_by = $3, outcome = $4 WHERE id = $1 AND done_at IS NULL"
    }
    /// One's own again, somebody's who left it lying, or nobody's.
    TAKE_CALL_BACK {
        "UPDATE call_back SET taken_by = $2, taken_at = $3
         WHERE id = $1 AND done_at IS NULL AND (taken_by IS NULL OR taken_by = $2 OR taken_at <= $4)"
    }
    LEAVE_CALL_BACK {
        "UPDATE call_back SET taken_by = NULL, taken_at = NULL, tries = tries + $2 WHERE id = $1 AND done_at IS NULL"
    }
    PUT_DRAFT {
        "INSERT INTO draft (territory_id, worker_id, kind, body, updated_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (worker_id, kind) DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at"
    }
    DRAFT { "SELECT body, updated_at FROM draft WHERE territory_id = $1 AND worker_id = $2 AND kind = $3 AND updated_at > $4" }
    DELETE_DRAFT { "DELETE FROM draft WHERE territory_id = $1 AND worker_id = $2 AND kind = $3" }
    DELETE_OLD_DRAFTS { "DELETE FROM draft WHERE updated_at <= $1" }
}

type Result<T> = std::result::Result<T, StoreError>;

/// One try to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallTry {
    pub at: Timestamp,
    pub outcome: CallOutcome,
    /// `None`: not by a worker signed in.
    pub worker: Option<WorkerId>,
}

/// # Errors
/// As every function here: the database refuses or does not answer.
pub async fn insert_call_try(
    tx: &mut WriteTx,
    territory: TerritoryId,
    appointment: AppointmentId,
    call: &CallTry,
) -> Result<CallTryId> {
    fetch_scalar!(tx, CallTryId, INSERT_TRY, territory, appointment, call.at, call.outcome.word(), call.worker)
}

/// The tries for an appointment, in order. The caller has looked whether it may be seen.
///
/// # Errors
/// The database does not answer.
pub async fn call_tries(tx: &mut ReadTx, scope: &Scope, appointment: AppointmentId) -> Result<Vec<CallTry>> {
    let rows = fetch_all!(tx, (Timestamp, String, Option<WorkerId>), TRIES, scope.territory(), appointment)?;
    let one = |(at, outcome, worker): (Timestamp, String, Option<WorkerId>)| {
        let outcome = outcome.parse().map_err(|error| bad_row("call", error))?;
        Ok(CallTry { at, outcome, worker })
    };
    rows.into_iter().map(one).collect()
}

/// Somebody who waits to be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallBack {
    pub id: CallBackId,
    pub organisation: OrganisationId,
    pub person: Option<PersonId>,
    pub appointment: Option<AppointmentId>,
    pub name: String,
    /// In E.164.
    pub phone: String,
    pub asked_at: Timestamp,
    pub came_by: CameBy,
    /// Who is calling, and since when.
    pub taken: Option<(WorkerId, Timestamp)>,
    /// Calls that found nobody.
    pub tries: i64,
}

#[derive(FromRow)]
struct CallBackRow {
    id: CallBackId,
    organisation_id: OrganisationId,
    person_id: Option<PersonId>,
    appointment_id: Option<AppointmentId>,
    name: String,
    phone: String,
    asked_at: Timestamp,
    came_by: String,
    taken_at: Option<Timestamp>,
    taken_by: Option<WorkerId>,
    tries: i64,
}

/// Writes that somebody asks to be called; `id` is ignored. A number that waits already stays where it
/// is in the line. Its id, and whether it is new.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn put_call_back(tx: &mut WriteTx, territory: TerritoryId, new: &CallBack) -> Result<(CallBackId, bool)> {
    execute!(tx, LOCK_ORGANISATION, territory, new.organisation)?;
    let waiting = fetch_optional!(tx, (CallBackId,), OPEN_CALL_BACK, territory, new.organisation, new.phone.as_str())?;
    if let Some((id,)) = waiting {
        return Ok((id, false));
    }
    let id = fetch_scalar!(
        tx,
        CallBackId,
        INSERT_CALL_BACK,
        territory,
        new.organisation,
        new.person,
        new.appointment,
        new.name.as_str(),
        new.phone.as_str(),
        new.asked_at,
        new.came_by.word()
    )?;
    Ok((id, true))
}

/// Who waits to be called, the longest first.
///
/// # Errors
/// The database does not answer.
pub async fn call_backs(tx: &mut ReadTx, scope: &Scope, most: i64) -> Result<Vec<CallBack>> {
    let rows = fetch_all!(tx, CallBackRow, CALL_BACKS, scope.territory(), organisation_of(scope), most)?;
    let one = |row: CallBackRow| {
        Ok(CallBack {
            id: row.id,
            organisation: row.organisation_id,
            person: row.person_id,
            appointment: row.appointment_id,
            name: row.name,
            phone: row.phone,
            asked_at: row.asked_at,
            came_by: row.came_by.parse().map_err(|error| bad_row("call-back", error))?,
            taken: row.taken_by.zip(row.taken_at),
            tries: row.tries,
        })
    };
    rows.into_iter().map(one).collect()
}

/// Whether there is such a call-back in this scope, done or not.
///
/// # Errors
/// The database does not answer.
pub async fn knows_call_back(tx: &mut ReadTx, scope: &Scope, id: CallBackId) -> Result<bool> {
    let known =
        fetch_optional!(tx, (Option<Timestamp>,), CALL_BACK_DONE, scope.territory(), organisation_of(scope), id)?;
    Ok(known.is_some())
}

/// Whether it is this worker's now. `left`: who took it before is no longer waited for.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn take_call_back(
    tx: &mut WriteTx,
    id: CallBackId,
    worker: WorkerId,
    (now, left): (Timestamp, Timestamp),
) -> Result<bool> {
    Ok(execute!(tx, TAKE_CALL_BACK, id, worker, now, left)? > 0)
}

/// Back in the line; `tried` when nobody answered.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn leave_call_back(tx: &mut WriteTx, id: CallBackId, tried: bool) -> Result<bool> {
    Ok(execute!(tx, LEAVE_CALL_BACK, id, i64::from(tried))? > 0)
}

/// Whether it was not done yet.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn finish_call_back(
    tx: &mut WriteTx,
    id: CallBackId,
    outcome: CallBackOutcome,
    (now, worker): (Timestamp, Option<WorkerId>),
) -> Result<bool> {
    Ok(execute!(tx, FINISH_CALL_BACK, id, now, worker, outcome.word())? > 0)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn put_draft(
    tx: &mut WriteTx,
    territory: TerritoryId,
    (worker, kind): (WorkerId, DraftKind),
    body: &str,
    now: Timestamp,
) -> Result<()> {
    execute!(tx, PUT_DRAFT, territory, worker, kind.word(), body, now)?;
    Ok(())
}

/// The draft of a worker, when it was changed after an instant; and when that was.
///
/// # Errors
/// The database does not answer.
pub async fn draft(
    tx: &mut ReadTx,
    territory: TerritoryId,
    (worker, kind): (WorkerId, DraftKind),
    after: Timestamp,
) -> Result<Option<(String, Timestamp)>> {
    fetch_optional!(tx, (String, Timestamp), DRAFT, territory, worker, kind.word(), after)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn delete_draft(
    tx: &mut WriteTx,
    territory: TerritoryId,
    (worker, kind): (WorkerId, DraftKind),
) -> Result<()> {
    execute!(tx, DELETE_DRAFT, territory, worker, kind.word())?;
    Ok(())
}

/// Every draft last changed at an instant or before. How many went.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn delete_old_drafts(tx: &mut WriteTx, until: Timestamp) -> Result<u64> {
    execute!(tx, DELETE_OLD_DRAFTS, until)
}
