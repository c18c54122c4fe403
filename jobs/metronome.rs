//! The beat: tokio-cron-scheduler, in UTC, and nothing more. It forgets ticks that it missed and knows
//! no zone that changes; so what is due stands in the database, and hours of places are reckoned there.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio_cron_scheduler::{Job as Tick, JobScheduler, JobSchedulerError};

use super::{JOBS, Job, NOTED_EVERY, Run, SECONDS};
use crate::domain::messages::Channel;
use crate::store;

/// How long the jobs are given to finish what is in hand when the process ends: longer than a provider.
const TO_FINISH: Duration = Duration::from_secs(40);

/// The jobs of this process, running.
pub struct Metronome {
    scheduler: JobScheduler,
    run: Run,
    /// One turn per job: a job never runs twice at once in a process.
    turns: Vec<Arc<Semaphore>>,
}

impl Metronome {
    /// # Errors
    /// The scheduler does not start.
    pub async fn start(run: Run) -> Result<Metronome, JobSchedulerError> {
        let scheduler = JobScheduler::new().await?;
        let mut turns = Vec::new();
        for job in JOBS {
            let turn = Arc::new(Semaphore::new(1));
            turns.push(turn.clone());
            let noted = Arc::new(AtomicI64::new(0));
            let run = run.clone();
            // A job of a day looks every minute whether it is its hour: that hour may have been missed.
            let tick = Tick::new_repeated_async(job.every.min(super::MINUTE), move |_, _| {
                let (run, turn, noted) = (run.clone(), turn.clone(), noted.clone());
                Box::pin(async move {
                    let Ok(_turn) = turn.try_acquire() else { return };
                    beat(job, &run, &noted).await;
                })
            })?;
            scheduler.add(tick).await?;
        }
        scheduler.start().await?;
        tracing::info!(jobs = JOBS.len(), "the jobs run");
        Ok(Metronome { scheduler, run, turns })
    }

    /// Takes nothing new and waits for what is in hand.
    pub async fn stop(mut self) {
        self.run.stopping.store(true, Ordering::Relaxed);
        if let Err(error) = self.scheduler.shutdown().await {
            tracing::warn!(%error, "the metronome did not stop");
        }
        for (job, turn) in JOBS.iter().zip(&self.turns) {
            if tokio::time::timeout(TO_FINISH, turn.acquire()).await.is_err() {
                tracing::warn!(job = job.name, "a job did not finish in time; what it held is taken back later");
            }
        }
    }
}

async fn beat(job: &'static Job, run: &Run, noted: &AtomicI64) {
    if run.is_stopping() {
        return;
    }
    let now = run.now();
    let told = noted.load(Ordering::Relaxed) + NOTED_EVERY.micros() > now.micros();
    // An idle server writes nothing every few seconds.
    if job.every == SECONDS && told && !has_work(job, run).await {
        return;
    }
    match job.run(run, false).await {
        Ok(_) => noted.store(now.micros(), Ordering::Relaxed),
        Err(error) => tracing::error!(job = job.name, %error, "a job could not be run"),
    }
}

async fn has_work(job: &Job, run: &Run) -> bool {
    let found = async {
        let mut tx = run.app.desk.db.read().await?;
        let lane = match job.name {
            "send_codes" => (Channel::Sms, true),
            "send_sms" => (Channel::Sms, false),
            "send_links" => (Channel::Email, true),
            "send_email" => (Channel::Email, false),
            _ => return store::any_to_plan(&mut tx).await,
        };
        store::any_due(&mut tx, lane, run.now()).await
    };
    // When it cannot be asked the job runs, and says what is wrong.
    found.await.unwrap_or(true)
}
