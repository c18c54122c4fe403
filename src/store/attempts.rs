//! How often something was tried: throttles that hold for every process. The keys are made by the
//! actions, and are keyed hashes.

use super::db::StoreError;
use super::statement::{execute, fetch_optional, fetch_scalar, statements};
use super::tx::{ReadTx, WriteTx};
use crate::domain::time::Timestamp;

statements! {
    COUNT_ATTEMPT {
        "INSERT INTO attempt (key, window_start, count) VALUES ($1, $2, 1)
         ON CONFLICT (key, window_start) DO UPDATE SET count = attempt.count + 1
         RETURNING count"
    }
    ATTEMPTS {
        "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT), MIN(window_start), MAX(window_start)
         FROM attempt WHERE key = $1 AND window_start > $2 AND window_start < $3 AND count > 0"
    }
    GIVE_BACK { "UPDATE attempt SET count = count - 1 WHERE key = $1 AND window_start = $2 AND count > 0" }
    FORGET_ATTEMPTS { "DELETE FROM attempt WHERE key = $1" }
    SWEEP_ATTEMPTS { "DELETE FROM attempt WHERE window_start < $1" }
}

/// What was counted under a key.
#[derive(Clone, Copy, Debug, Default)]
pub struct Attempts {
    pub count: i64,
    pub first: Option<Timestamp>,
    pub last: Option<Timestamp>,
}

/// One more in this window; how many there are in it now. Others who count under the same key in the
/// same window wait for the end of this transaction.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn count_attempt(tx: &mut WriteTx, key: &str, window: Timestamp) -> Result<i64, StoreError> {
    fetch_scalar!(tx, i64, COUNT_ATTEMPT, key, window)
}

/// # Errors
/// The database does not answer.
pub async fn attempts(tx: &mut ReadTx, key: &str, since: Timestamp) -> Result<Attempts, StoreError> {
    attempts_before(tx, key, since, Timestamp::MAX).await
}

/// Without those of a window and later.
///
/// # Errors
/// The database does not answer.
pub async fn attempts_before(
    tx: &mut ReadTx,
    key: &str,
    since: Timestamp,
    window: Timestamp,
) -> Result<Attempts, StoreError> {
    let row = fetch_optional!(tx, (i64, Option<Timestamp>, Option<Timestamp>), ATTEMPTS, key, since, window)?;
    Ok(row.map_or_else(Attempts::default, |(count, first, last)| Attempts { count, first, last }))
}

/// It was no failure after all.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn give_back_attempt(tx: &mut WriteTx, key: &str, window: Timestamp) -> Result<(), StoreError> {
    execute!(tx, GIVE_BACK, key, window)?;
    Ok(())
}

/// # Errors
/// The database refuses or does not answer.
pub async fn forget_attempts(tx: &mut WriteTx, key: &str) -> Result<(), StoreError> {
    execute!(tx, FORGET_ATTEMPTS, key)?;
    Ok(())
}

/// # Errors
/// The database refuses or does not answer.
pub async fn sweep_attempts(tx: &mut WriteTx, before: Timestamp) -> Result<u64, StoreError> {
    execute!(tx, SWEEP_ATTEMPTS, before)
}
