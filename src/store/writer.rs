//! SQLite's one writer: a queue in front of one connection. Actions that wait at the same moment
//! are done in one transaction, each in its savepoint, and all are answered after its commit: one
//! fsync for many bookings, and none is acknowledged before it is on disk.

use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sqlx::SqlitePool;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use tokio::sync::{mpsc, oneshot};

use super::db::StoreError;
use super::statement::{carrying, count_statement};
use super::tx::{Conn, On, WriteTx};

/// No write transaction lasts longer than 50 ms: other processes may wait for the file.
const LONGEST_GROUP: Duration = Duration::from_millis(20);
const LARGEST_GROUP: usize = 128;
const QUEUE: usize = 4096;

#[derive(Clone)]
pub struct Writer {
    jobs: mpsc::Sender<Job>,
    pool: SqlitePool,
}

type Job = Box<dyn for<'t> FnOnce(&'t mut WriteTx) -> BoxFuture<'t, Finished> + Send>;

/// An action that has run: to be kept or undone, and how it is answered once that is certain.
struct Finished {
    keep: bool,
    answer: Box<dyn FnOnce(Result<(), String>) + Send>,
}

impl Writer {
    pub(super) async fn start(options: SqliteConnectOptions) -> Result<Writer, sqlx::Error> {
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(options)
            .await?;
        let (jobs, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(write(pool.clone(), waiting));
        Ok(Writer { jobs, pool })
    }

    pub(super) async fn migrate(&self, migrator: &Migrator) -> Result<(), MigrateError> {
        migrator.run(&self.pool).await
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }

    pub(super) async fn run<T, E, F>(&self, action: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'t> FnOnce(&'t mut WriteTx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |tx| {
            Box::pin(async move {
                let result = match AssertUnwindSafe(action(tx)).catch_unwind().await {
                    Ok(result) => result,
                    Err(_) => Err(StoreError::NotCommitted("the action panicked".to_owned()).into()),
                };
                let result = if tx.has_failed() { result.and(Err(StoreError::Spoiled.into())) } else { result };
                Finished {
                    keep: result.is_ok(),
                    answer: Box::new(move |committed| {
                        let result = match committed {
                            Ok(()) => result,
                            Err(why) => result.and(Err(StoreError::NotCommitted(why).into())),
                        };
                        // The asker may have hung up: what is committed stays.
                        let _ = answer.send(result);
                    }),
                }
            })
        });
        let gone = || StoreError::NotCommitted("the writer has stopped".to_owned());
        self.jobs.send(job).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

async fn write(pool: SqlitePool, mut waiting: mpsc::Receiver<Job>) {
    while let Some(first) = waiting.recv().await {
        // Held for the group only, so that migrations and closing get their turn.
        let conn = match pool.acquire().await {
            Ok(conn) => conn,
            Err(error) => {
                tracing::error!(%error, "no connection to write with");
                continue; // dropping the job answers it with an error
            }
        };
        let mut tx = WriteTx::new(Conn::Sqlite(conn));
        let mut finished = Vec::new();
        let committed = match command(&mut tx, "BEGIN IMMEDIATE; SAVEPOINT action").await {
            Ok(()) => {
                let outcome = match group(&mut tx, first, &mut waiting, &mut finished).await {
                    Ok(()) => command(&mut tx, "COMMIT").await,
                    Err(error) => Err(error),
                };
                if outcome.is_err() {
                    let _ = command(&mut tx, "ROLLBACK").await;
                }
                outcome
            }
            Err(error) => Err(error),
        };
        let committed = committed.map_err(|error| {
            tracing::error!(%error, "a group of writes could not be committed");
            error.to_string()
        });
        for finished in finished {
            (finished.answer)(committed.clone());
        }
    }
}

/// Runs what waits, one after the other. An error means that the whole group must be undone.
async fn group(
    tx: &mut WriteTx,
    first: Job,
    waiting: &mut mpsc::Receiver<Job>,
    finished: &mut Vec<Finished>,
) -> Result<(), sqlx::Error> {
    let begun = Instant::now();
    let mut next = Some(first);
    while let Some(job) = next {
        tx.forget_failure();
        let done = job(tx).await;
        let keep = done.keep;
        finished.push(done);
        let room = finished.len() < LARGEST_GROUP && begun.elapsed() < LONGEST_GROUP;
        next = if room { waiting.try_recv().ok() } else { None };
        if tx.has_failed() {
            // Now, not before the next statement: after some errors SQLite has undone everything itself,
            // and nobody may go on as if the transaction were there.
            command(tx, "ROLLBACK TO action").await?;
        } else if !tx.is_untouched() {
            // The savepoint stays open after its rollback, for whoever is next.
            tx.run_before(if keep { "RELEASE action; SAVEPOINT action; " } else { "ROLLBACK TO action; " });
        }
    }
    Ok(())
}

async fn command(tx: &mut WriteTx, sql: &'static str) -> Result<(), sqlx::Error> {
    count_statement();
    match tx.on() {
        On::Sqlite(conn, before) => sqlx::query(carrying(before, sql)).execute(conn).await.map(drop),
        On::Postgres(_) => unreachable!("this queue stands in front of SQLite only"),
    }
}
