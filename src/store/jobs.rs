//! Jobs: who runs each one now, how it went last, when it is to run again. A lease in the database, so
//! that several servers share the work and a dead one holds nobody up.

use sqlx::FromRow;

use super::db::StoreError;
use super::statement::{execute, fetch_all, statements};
use super::tx::{ReadTx, WriteTx};
use crate::domain::time::Timestamp;

statements! {
    /// The first time a job is heard of, it is due.
    CLAIM_JOB {
        "INSERT INTO job (name, next_at, leased_until, leased_by, started_at) VALUES ($1, $3, $4, $2, $3)
         ON CONFLICT (name) DO UPDATE
         SET leased_until = excluded.leased_until, leased_by = excluded.leased_by, started_at = excluded.started_at
         WHERE (job.leased_until IS NULL OR job.leased_until < excluded.started_at)
           AND (job.next_at <= excluded.started_at OR $5)"
    }
    KEEP_JOB { "UPDATE job SET leased_until = $3 WHERE name = $1 AND leased_by = $2" }
    END_JOB {
        "UPDATE job SET leased_until = NULL, leased_by = NULL, ended_at = $3, next_at = $4, took_ms = $5, result = $6,
                        failures = CASE WHEN $7 THEN 0 ELSE failures + 1 END
         WHERE name = $1 AND leased_by = $2"
    }
    /// Of a job that several servers run at once.
    NOTE_JOB {
        "INSERT INTO job (name, started_at, ended_at, next_at, took_ms, result, failures)
         VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $7 THEN 0 ELSE 1 END)
         ON CONFLICT (name) DO UPDATE
         SET started_at = excluded.started_at, ended_at = excluded.ended_at, next_at = excluded.next_at,
             took_ms = excluded.took_ms, result = excluded.result,
             failures = CASE WHEN $7 THEN 0 ELSE job.failures + 1 END"
    }
    JOBS { "SELECT name, next_at, leased_until, started_at, ended_at, took_ms, result, failures FROM job ORDER BY name" }
}

/// A job as it stands.
#[derive(Clone, Debug, FromRow)]
pub struct JobRow {
    pub name: String,
    pub next_at: Timestamp,
    pub leased_until: Option<Timestamp>,
    pub started_at: Option<Timestamp>,
    /// Of the last run that came to an end, well or not.
    pub ended_at: Option<Timestamp>,
    pub took_ms: Option<i64>,
    pub result: Option<String>,
    /// In a row.
    pub failures: i64,
}

/// Whether the job is this server's until then: it is due (or `anyway`), and nobody else runs it.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn claim_job(
    tx: &mut WriteTx,
    (name, server): (&str, &str),
    (now, until): (Timestamp, Timestamp),
    anyway: bool,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, CLAIM_JOB, name, server, now, until, anyway)? > 0)
}

/// A job that goes on for long says so. Whether it is still this server's.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn keep_job(tx: &mut WriteTx, (name, server): (&str, &str), until: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, KEEP_JOB, name, server, until)? > 0)
}

/// How a run ended.
#[derive(Clone, Debug)]
pub struct JobEnd {
    pub ended_at: Timestamp,
    pub next_at: Timestamp,
    pub took_ms: i64,
    pub result: String,
    pub well: bool,
}

/// # Errors
/// The database refuses or does not answer.
pub async fn end_job(tx: &mut WriteTx, (name, server): (&str, &str), end: &JobEnd) -> Result<(), StoreError> {
    execute!(tx, END_JOB, name, server, end.ended_at, end.next_at, end.took_ms, end.result.as_str(), end.well)?;
    Ok(())
}

/// The same for a job that several servers run at once, without a lease.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn note_job(tx: &mut WriteTx, name: &str, started_at: Timestamp, end: &JobEnd) -> Result<(), StoreError> {
    let result = end.result.as_str();
    execute!(tx, NOTE_JOB, name, started_at, end.ended_at, end.next_at, end.took_ms, result, end.well)?;
    Ok(())
}

/// # Errors
/// The database does not answer.
pub async fn jobs(tx: &mut ReadTx) -> Result<Vec<JobRow>, StoreError> {
    fetch_all!(tx, JobRow, JOBS)
}
