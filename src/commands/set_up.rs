//! `relais set-up`: a territory from a plan in JSON. The first command on an empty database.

use std::path::PathBuf;

use clap::Args;
use relais::actions::set_up::{SetUpError, TownPlan, Why};
use relais::app::App;
use relais::config::Config;

use super::voice::Voice;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The plan: territory, organisations, places, workers, teams, resources, motives.
    #[arg(value_name = "FILE", required_unless_present = "example")]
    file: Option<PathBuf>,
    /// Print a plan to start from.
    #[arg(long)]
    example: bool,
    /// Write. Without it, only say what would be made.
    #[arg(long)]
    write: bool,
}

pub async fn run(voice: &Voice, config: Config, arguments: Arguments) -> anyhow::Result<()> {
    let Some(file) = arguments.file.filter(|_| !arguments.example) else {
        voice.print(include_str!("set_up_example.json").trim_end());
        return Ok(());
    };
    let name = file.display().to_string();
    let text = std::fs::read_to_string(&file)
        .map_err(|error| voice.error("file-not-there", &[("file", name.into()), ("why", error.to_string().into())]))?;
    let plan = TownPlan::read(&text).map_err(|error| told(voice, &error))?;
    let territory = plan.territory.clone();
    voice.print(&summary(voice, &plan));
    if !arguments.write {
        voice.print(&voice.say("set-up-not-written", &[]));
        return Ok(());
    }
    let app = App::start(config).await.map_err(|error| voice.start(&error))?;
    app.desk.set_up(plan, app.clock.now()).await.map_err(|error| told(voice, &error))?;
    app.desk.db.close().await;
    voice.print(&voice.say("set-up-done", &[("territory", territory.into())]));
    Ok(())
}

fn summary(voice: &Voice, plan: &TownPlan) -> String {
    let mut lines = vec![plan.territory.clone()];
    for organisation in &plan.organisations {
        let args = [
            ("organisation", organisation.name.as_str().into()),
            ("zone", organisation.zone.name().into()),
            ("places", organisation.places.len().into()),
            ("workers", organisation.workers.len().into()),
            ("motives", organisation.motives.len().into()),
        ];
        lines.push(format!("  {}", voice.say("set-up-organisation", &args)));
    }
    lines.join("\n")
}

fn told(voice: &Voice, error: &SetUpError) -> anyhow::Error {
    match error {
        SetUpError::Form { at, why } => {
            voice.error("set-up-form", &[("at", at.as_str().into()), ("why", why.as_str().into())])
        }
        SetUpError::Exists(territory) => voice.error("set-up-exists", &[("territory", territory.as_str().into())]),
        SetUpError::Store(error) => voice.database(error),
        SetUpError::Faults(faults) => {
            let line = |at: &str, why: &Why| {
                let why = match why {
                    Why::Empty => voice.say("set-up-empty", &[]),
                    Why::Twice { value } => voice.say("set-up-twice", &[("value", value.as_str().into())]),
                    Why::Unknown { value } => voice.say("set-up-unknown", &[("value", value.as_str().into())]),
                    Why::Number { value, from, to } => voice.say(
                        "set-up-number",
                        &[
                            ("value", value.to_string().into()),
                            ("from", from.to_string().into()),
                            ("to", to.to_string().into()),
                        ],
                    ),
                    Why::Both { other } => voice.say("set-up-both", &[("other", (*other).into())]),
                };
                format!("  {at} : {why}")
            };
            let lines: Vec<String> = faults.iter().map(|fault| line(&fault.at, &fault.why)).collect();
            let all = lines.join("\n");
            voice.error("set-up-faults", &[("faults", all.into())])
        }
    }
}
