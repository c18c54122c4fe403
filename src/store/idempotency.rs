//! Idempotency keys: a key belongs to a caller and an action, and commits with its effect.

use sqlx::FromRow;

use super::db::StoreError;
use super::statement::{execute, fetch_optional, statements};
use super::tx::{ReadTx, WriteTx};
use crate::domain::ids::TerritoryId;
use crate::domain::time::{Minutes, Timestamp};

/// How long an answer is replayed.
pub const REPLAYED_FOR: Minutes = Minutes::days(30);

statements! {
    /// A twin that runs at this moment makes this wait until its transaction has ended.
    CLAIM {
        "INSERT INTO idempotency (territory_id, caller, action, key, body_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (territory_id, caller, action, key) DO UPDATE
         SET body_hash = excluded.body_hash, created_at = excluded.created_at, status = NULL, response = NULL
         WHERE idempotency.created_at < $7"
    }
    CLAIMED { "SELECT body_hash, status, response FROM idempotency
               WHERE territory_id = $1 AND caller = $2 AND action = $3 AND key = $4 AND created_at >= $5" }
    ANSWER { "UPDATE idempotency SET status = $5, response = $6
              WHERE territory_id = $1 AND caller = $2 AND action = $3 AND key = $4" }
}

/// A key as its caller sent it.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    pub territory: TerritoryId,
    pub caller: String,
    pub action: &'static str,
    pub key: String,
    /// SHA-256 of the request.
    pub body_hash: Vec<u8>,
}

/// What is known of a key.
#[derive(Debug)]
pub enum Claim {
    /// Ours: the effect and the answer are to follow in this transaction.
    New,
    /// Done before: the answer, byte for byte.
    Done { status: i64, response: Vec<u8> },
    /// The same key with another request.
    OtherRequest,
}

#[derive(FromRow)]
struct ClaimedRow {
    body_hash: Vec<u8>,
    status: Option<i64>,
    response: Option<Vec<u8>>,
}

/// # Errors
/// The database refuses or does not answer.
pub async fn claim_key(tx: &mut WriteTx, key: &IdempotencyKey, now: Timestamp) -> Result<Claim, StoreError> {
    let inserted = execute!(
        tx,
        CLAIM,
        key.territory,
        key.caller.as_str(),
        key.action,
        key.key.as_str(),
        key.body_hash.as_slice(),
        now,
        now - REPLAYED_FOR
    )?;
    if inserted > 0 {
        return Ok(Claim::New);
    }
    match key_before(tx, key, now).await? {
        Claim::New => Err(never_answered()),
        claimed => Ok(claimed),
    }
}

/// What is known of a key, without claiming it.
///
/// # Errors
/// The database does not answer.
pub async fn key_before(tx: &mut ReadTx, key: &IdempotencyKey, now: Timestamp) -> Result<Claim, StoreError> {
    let row = fetch_optional!(
        tx,
        ClaimedRow,
        CLAIMED,
        key.territory,
        key.caller.as_str(),
        key.action,
        key.key.as_str(),
        now - REPLAYED_FOR
    )?;
    Ok(match row {
        None => Claim::New,
        Some(row) if row.body_hash != key.body_hash => Claim::OtherRequest,
        Some(ClaimedRow { status: Some(status), response: Some(response), .. }) => Claim::Done { status, response },
        Some(_) => return Err(never_answered()),
    })
}

/// Claims without an answer never commit: refusals undo the transaction, successes answer in it.
fn never_answered() -> StoreError {
    StoreError::BadRow("an idempotency key was claimed and never answered".to_owned())
}

/// # Errors
/// The database refuses or does not answer.
pub async fn answer_key(
    tx: &mut WriteTx,
    key: &IdempotencyKey,
    status: i64,
    response: &[u8],
) -> Result<(), StoreError> {
    execute!(tx, ANSWER, key.territory, key.caller.as_str(), key.action, key.key.as_str(), status, response)?;
    Ok(())
}
