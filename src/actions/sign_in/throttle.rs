//! What is counted against whom, and what follows. The figures stand in `domain::sign_in`.
//!
//! A try is counted before it is made and given back when it was none: a hundred requests at the
//! same moment are a hundred tries.

use super::SignInError;
use super::secrets::{Secrets, network};
use crate::domain::sign_in::{FAILURES, Limit, second, wait_after};
use crate::domain::time::{Minutes, Timestamp};
use crate::store::{self, ReadTx, WriteTx};

/// Somebody's request, as far as throttles and lists of sessions go.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The network address it comes from.
    pub address: String,
    /// What the browser calls itself.
    pub device: String,
}

impl Visit {
    pub(super) fn network(&self) -> String {
        network(&self.address)
    }

    pub(super) fn key(&self, secrets: &Secrets, what: &str) -> String {
        secrets.throttle(what, &[&self.network()])
    }
}

/// One more under this key.
///
/// # Errors
/// `Wait` when that is one too many; the transaction is then undone, and this one counts for nothing.
pub(in crate::actions) async fn take(
    tx: &mut WriteTx,
    key: &str,
    limit: Limit,
    now: Timestamp,
) -> Result<(), SignInError> {
    store::count_attempt(tx, key, limit.window(now)).await?;
    check(tx, key, Limit { most: limit.most + 1, ..limit }, now).await
}

/// # Errors
/// `Wait` when nothing is left under this key.
pub(in crate::actions) async fn check(
    tx: &mut ReadTx,
    key: &str,
    limit: Limit,
    now: Timestamp,
) -> Result<(), SignInError> {
    let counted = store::attempts(tx, key, limit.since(now)).await?;
    match counted.first {
        Some(first) if counted.count >= limit.most => Err(SignInError::Wait { until: limit.again(first) }),
        _ => Ok(()),
    }
}

/// Counts a failure that has not happened yet; how many there were before.
///
/// # Errors
/// `Wait` when those before still have to be waited for; the transaction is then undone.
pub(super) async fn expect_failure(tx: &mut WriteTx, key: &str, free: i64, now: Timestamp) -> Result<i64, SignInError> {
    let window = second(now);
    let here = store::count_attempt(tx, key, window).await?;
    let all = store::attempts(tx, key, now - FAILURES).await?;
    let before = all.count - 1;
    // Of this second when others are at it right now.
    let last =
        if here > 1 { Some(window) } else { store::attempts_before(tx, key, now - FAILURES, window).await?.last };
    let wait = wait_after(before, free);
    match last {
        Some(last) if wait > Minutes(0) && now < last + wait => Err(SignInError::Wait { until: last + wait }),
        _ => Ok(before),
    }
}
