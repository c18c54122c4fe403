//! `relais move`: other hours, another worker, another place.

use clap::Args;
use relais::actions::ActionError;
use relais::actions::book::Outcome;
use relais::actions::move_appointment::MoveRequest;
use relais::config::Config;
use relais::domain::ids::AppointmentId;
use relais::domain::scheduling::booking::Warning;
use relais::domain::scheduling::search::Audience;
use relais::domain::scheduling::zones;

use super::town::{Town, Where};
use super::voice::Voice;
use super::{named, show};

#[derive(Debug, Args)]
pub struct Arguments {
    /// The number of the appointment.
    appointment: AppointmentId,
    /// The new start, on the wall clock there: "2026-03-10 09:00".
    #[arg(long)]
    start: String,
    #[command(flatten)]
    wanted: Where,
    /// Another worker: e-mail, name or id.
    #[arg(long)]
    worker: Option<String>,
    /// Another place: name or id.
    #[arg(long)]
    place: Option<String>,
    /// What is passed over, by name: outside_opening, absent, place_closed, public_holiday,
    /// in_the_past, overlap (separated by commas).
    #[arg(long, value_delimiter = ',')]
    accept: Vec<Warning>,
}

pub async fn run(voice: &Voice, config: Config, arguments: Arguments) -> anyhow::Result<()> {
    let town = Town::open(voice, config, &arguments.wanted).await?;
    let claimant = town.claimant();
    let old = town.app.desk.appointment(&claimant, arguments.appointment).await;
    let old = old.map_err(|error| voice.action(error))?;
    let place = match &arguments.place {
        Some(wanted) => Some(named::place(voice, &town.settings, Some(old.organisation), wanted)?),
        None => None,
    };
    let worker = match &arguments.worker {
        Some(wanted) => Some(named::worker(voice, &town, wanted).await?),
        None => None,
    };
    let zone = place.map_or(old.zone, |place| place.site.zone);
    let start = zones::read(&arguments.start, zone)
        .ok_or_else(|| voice.error("start-form", &[("value", arguments.start.as_str().into())]))?;
    let request = MoveRequest {
        appointment: old.id,
        minutes: None,
        audience: Audience::Staff,
        start,
        place: place.map(|place| place.id),
        worker,
        offer: None,
        accept: arguments.accept,
    };
    match town.app.desk.move_appointment(&claimant, request, None, town.now).await {
        Ok(Outcome::Done { done, settings }) => {
            voice.print(&show::appointment(voice, &settings, "moved", &done.appointment));
        }
        Ok(Outcome::Replayed { .. }) => {}
        Err(ActionError::Refused { refusal, others }) => {
            let motive = town.settings.motives.get(&old.motive);
            let motive = motive.ok_or_else(|| voice.action(ActionError::NotFound("motive")))?;
            return Err(show::refused(voice, &town.settings, motive, &refusal, &others));
        }
        Err(error) => return Err(voice.action(error)),
    }
    town.app.desk.db.close().await;
    Ok(())
}
