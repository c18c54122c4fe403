//! What is done beside requests. One file per job, whose first lines say when it runs, what it looks
//! for and what it does; here: the list of them, and how any of them is run.
//!
//! A job finds what is due in the database each time, so that one that did not run catches up, and
//! running it twice adds nothing. With several servers a lease gives each job to one of them at a time;
//! the senders need none: each row of the ledger is claimed by itself.

mod clean_up;
mod keep_safes;
pub mod metronome;
mod outcomes;
mod plan_messages;
mod plan_reminders;
pub mod retention;
mod seal_journal;
mod send_messages;
mod waiting_list;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;

use crate::actions::ActionError;
use crate::app::App;
use crate::domain::messages::Channel;
use crate::domain::time::{Minutes, Timestamp};
use crate::store::{self, JobEnd, StoreError};

/// A job that is not heard of for so long may be taken over by another server.
const LEASE: Minutes = Minutes(15);
/// An idle job that runs every few seconds is written down no more often than this.
const NOTED_EVERY: Minutes = Minutes(1);

/// How a run ended, in figures (`planned=3`): for those who watch.
type Ended = Result<Done, StoreError>;

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done(pub Vec<(&'static str, i64)>);

impl std::fmt::Display for Done {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (nth, (what, count)) in self.0.iter().enumerate() {
            write!(f, "{}{what}={count}", if nth == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

/// What a run is told.
#[derive(Clone)]
pub struct Run {
    pub app: App,
    /// This process, as leases know it.
    pub server: Arc<str>,
    /// Only says what it would do.
    pub dry: bool,
    /// The process is asked to end: finish what is in hand, take nothing new.
    pub stopping: Arc<AtomicBool>,
}

impl Run {
    pub fn new(app: App) -> Run {
        // Random: a process number comes back after a crash, and would own what the dead one left.
        let name = crate::deliver::keys::random_bytes::<8>().map(|bytes| crate::deliver::keys::to_hex(&bytes));
        let server = name.unwrap_or_else(|_| format!("process-{}", std::process::id()));
        Run { app, server: server.into(), dry: false, stopping: Arc::default() }
    }

    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

/// One job: its name, how often it runs, and what it does.
pub struct Job {
    pub name: &'static str,
    pub every: Duration,
    /// One server at a time; without, each server takes rows of its own.
    exclusive: bool,
    run: for<'r> fn(&'r Run) -> BoxFuture<'r, Ended>,
}

const SECONDS: Duration = Duration::from_secs(5);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// What an action met, as a job says it.
fn stored(error: impl std::fmt::Display) -> StoreError {
    StoreError::BadRow(error.to_string())
}

/// All of them. Their places are kept here for: a second word to people who were invited, the daily list
/// by e-mail.
pub const JOBS: &[Job] = &[
    Job { name: "plan_messages", every: SECONDS, exclusive: true, run: |run| Box::pin(plan_messages::run(run)) },
    Job { name: "plan_reminders", every: MINUTE, exclusive: true, run: |run| Box::pin(plan_reminders::run(run)) },
    // A lane each: a provider that hangs holds up nobody but those who wait for it.
    Job {
        name: "send_codes",
        every: SECONDS,
        exclusive: false,
        run: |run| Box::pin(send_messages::run(run, (Channel::Sms, true))),
    },
    Job {
        name: "send_sms",
        every: SECONDS,
        exclusive: false,
        run: |run| Box::pin(send_messages::run(run, (Channel::Sms, false))),
    },
    Job {
        name: "send_links",
        every: SECONDS,
        exclusive: false,
        run: |run| Box::pin(send_messages::run(run, (Channel::Email, true))),
    },
    Job {
        name: "send_email",
        every: SECONDS,
        exclusive: false,
        run: |run| Box::pin(send_messages::run(run, (Channel::Email, false))),
    },
    Job {
        name: "list_letters",
        every: MINUTE,
        exclusive: false,
        run: |run| Box::pin(send_messages::run(run, (Channel::Letter, false))),
    },
    Job {
        name: "list_calls",
        every: MINUTE,
        exclusive: false,
        run: |run| Box::pin(send_messages::run(run, (Channel::Call, false))),
    },
    Job { name: "waiting_list", every: MINUTE, exclusive: true, run: |run| Box::pin(waiting_list::run(run)) },
    Job { name: "seal_journal", every: SECONDS, exclusive: true, run: |run| Box::pin(seal_journal::run(run)) },
    Job { name: "keep_safes", every: HOUR, exclusive: true, run: |run| Box::pin(keep_safes::run(run)) },
    Job { name: "outcomes", every: HOUR, exclusive: true, run: |run| Box::pin(outcomes::run(run)) },
    Job { name: "clean_up", every: HOUR, exclusive: true, run: |run| Box::pin(clean_up::run(run)) },
    Job { name: "retention", every: DAY, exclusive: true, run: |run| Box::pin(retention::run(run)) },
];

pub fn named(name: &str) -> Option<&'static Job> {
    JOBS.iter().find(|job| job.name == name)
}

/// How a run was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done(Done),
    /// Not due yet, or another server runs it.
    NotNow,
}

impl Job {
    /// Runs it when it is due and nobody else does; with `anyway` also before it is due.
    ///
    /// # Errors
    /// What the job met; it is written down, and the job is tried again at its next beat.
    pub async fn run(&self, run: &Run, anyway: bool) -> Result<Outcome, ActionError> {
        let started_at = run.now();
        let (db, server, name) = (&run.app.desk.db, run.server.clone(), self.name);
        if self.exclusive {
            let until = started_at + LEASE;
            let claimed = db.write(move |tx| {
                Box::pin(async move { store::claim_job(tx, (name, &server), (started_at, until), anyway).await })
            });
            if !claimed.await? {
                return Ok(Outcome::NotNow);
            }
        }
        let begun = Instant::now();
        let ended = (self.run)(run).await;
        let took = begun.elapsed();
        metrics::histogram!("relais_job_seconds", "job" => name).record(took);
        if let Err(error) = &ended {
            metrics::counter!("relais_job_failures_total", "job" => name).increment(1);
            tracing::error!(job = name, %error, "a job failed; it is tried again at its next beat");
        }
        let end = JobEnd {
            ended_at: run.now(),
            next_at: self.after(started_at),
            took_ms: i64::try_from(took.as_millis()).unwrap_or(i64::MAX),
            // What went wrong stands in the log: the row is shown to whoever lists jobs.
            result: ended.as_ref().map_or_else(|_| "failed".to_owned(), Done::to_string),
            well: ended.is_ok(),
        };
        let (server, exclusive) = (run.server.clone(), self.exclusive);
        let written: Result<(), StoreError> = db
            .write(move |tx| {
                Box::pin(async move {
                    match exclusive {
                        true => store::end_job(tx, (name, &server), &end).await,
                        false => store::note_job(tx, name, started_at, &end).await,
                    }
                })
            })
            .await;
        written?;
        Ok(Outcome::Done(ended?))
    }

    /// The beat after: counted in whole beats, so that a day's job keeps its hour.
    fn after(&self, now: Timestamp) -> Timestamp {
        let beat = i64::try_from(self.every.as_micros()).unwrap_or(i64::MAX).max(1);
        Timestamp::from_micros((now.micros() / beat + 1).saturating_mul(beat)).unwrap_or(Timestamp::MAX)
    }
}

/// Runs every job that is due, one after the other: for tests, and `relais work --once`.
///
/// # Errors
/// What the first job met.
pub async fn run_all(run: &Run) -> Result<(), ActionError> {
    for job in JOBS {
        job.run(run, true).await?;
    }
    Ok(())
}
