//! `relais job list`: each job, when it ran last, how long it took and what it did. `relais job run NAME`:
//! now, whether it is due or not; with `--dry-run` it only says what it would do.

use clap::Subcommand;
use relais::app::App;
use relais::config::Config;
use relais::jobs::{self, JOBS, Outcome, Run};
use relais::store;

use super::voice::Voice;

#[derive(Debug, Subcommand)]
pub enum What {
    /// Each job: last run, duration, result, next run.
    List,
    /// Run one now.
    Run {
        name: String,
        /// Only say what it would do.
        #[arg(long)]
        dry_run: bool,
    },
}

pub async fn run(voice: &Voice, config: Config, what: What) -> anyhow::Result<()> {
    let app = App::start(config).await.map_err(|error| voice.start(&error))?;
    let done = match what {
        What::List => list(voice, &app).await,
        What::Run { name, dry_run } => run_one(voice, &app, &name, dry_run).await,
    };
    app.desk.db.close().await;
    done
}

async fn list(voice: &Voice, app: &App) -> anyhow::Result<()> {
    let rows = store::jobs(&mut app.desk.db.read().await?).await?;
    for job in JOBS {
        let Some(row) = rows.iter().find(|row| row.name == job.name) else {
            voice.print(&voice.say("job-never", &[("name", job.name.into())]));
            continue;
        };
        let args = [
            ("name", job.name.into()),
            ("ended", row.ended_at.map(|at| at.to_string()).unwrap_or_default().into()),
            ("took", row.took_ms.unwrap_or(0).into()),
            ("result", row.result.clone().unwrap_or_default().into()),
            ("next", row.next_at.to_string().into()),
            ("failures", row.failures.into()),
        ];
        voice.print(&voice.say("job-line", &args));
    }
    Ok(())
}

async fn run_one(voice: &Voice, app: &App, name: &str, dry: bool) -> anyhow::Result<()> {
    let Some(job) = jobs::named(name) else {
        let names: Vec<&str> = JOBS.iter().map(|job| job.name).collect();
        return Err(voice.error("job-unknown", &[("name", name.into()), ("names", names.join(", ").into())]));
    };
    let run = Run { dry, ..Run::new(app.clone()) };
    match job.run(&run, true).await.map_err(|error| voice.action(error))? {
        Outcome::Done(done) => {
            let key = if dry { "job-would" } else { "job-done" };
            voice.print(&voice.say(key, &[("name", name.into()), ("result", done.to_string().into())]));
            Ok(())
        }
        Outcome::NotNow => Err(voice.error("job-elsewhere", &[("name", name.into())])),
    }
}
