//! `relais book`: an appointment for somebody, a session of a workshop, or a seat in one.

use clap::Args;
use relais::actions::ActionError;
use relais::actions::book::{BookRequest, Outcome};
use relais::config::Config;
use relais::domain::ids::AppointmentId;
use relais::domain::scheduling::booking::Warning;
use relais::domain::scheduling::search::Audience;
use relais::domain::scheduling::zones;

use super::named::{self, ForWhom};
use super::show;
use super::town::{Town, Where};
use super::voice::Voice;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    wanted: Where,
    /// The motive: name (with its mode where one name has several: "Suivi phone") or id.
    #[arg(long, required_unless_present = "session")]
    motive: Option<String>,
    /// The start, on the wall clock there: "2026-03-10 09:00".
    #[arg(long, required_unless_present = "session")]
    start: Option<String>,
    /// The worker: e-mail, name or id. Default: whoever is free.
    #[arg(long)]
    worker: Option<String>,
    /// The place: name or id. Default: wherever the worker is.
    #[arg(long)]
    place: Option<String>,
    /// Give a seat in this session of a workshop, instead of --motive and --start.
    #[arg(long, conflicts_with_all = ["motive", "start", "worker", "place"])]
    session: Option<AppointmentId>,
    #[command(flatten)]
    whom: ForWhom,
    /// What is passed over, by name: outside_opening, absent, place_closed, public_holiday,
    /// in_the_past, overlap (separated by commas).
    #[arg(long, value_delimiter = ',')]
    accept: Vec<Warning>,
}

pub async fn run(voice: &Voice, config: Config, arguments: Arguments) -> anyhow::Result<()> {
    let town = Town::open(voice, config, &arguments.wanted).await?;
    let who = arguments.whom.find(voice, &town).await?;
    let claimant = town.claimant();
    if let Some(session) = arguments.session {
        let who = who.ok_or_else(|| voice.error("person-needed", &[]))?;
        let joined = town.app.desk.join(&claimant, (session, who), Audience::Staff, None, town.now).await;
        if let Outcome::Done { done, settings } = joined.map_err(|error| voice.action(error))? {
            let key = if done.already { "booked-joined-already" } else { "booked-joined" };
            voice.print(&show::appointment(voice, &settings, key, &done.appointment));
        }
        town.app.desk.db.close().await;
        return Ok(());
    }
    let organisation = town.named_organisation(voice, &arguments.wanted)?.map(|organisation| organisation.id);
    let motive = named::motive(voice, &town.settings, organisation, arguments.motive.as_deref().unwrap_or_default())?;
    if who.is_none() && motive.seats.is_none() {
        return Err(voice.error("person-needed", &[]));
    }
    let place = match &arguments.place {
        Some(wanted) => Some(named::place(voice, &town.settings, Some(motive.organisation), wanted)?),
        None => None,
    };
    let worker = match &arguments.worker {
        Some(wanted) => Some(named::worker(voice, &town, wanted).await?),
        None => None,
    };
    let zone = place.map_or_else(|| show::home_zone(&town.settings, motive), |place| place.site.zone);
    let typed = arguments.start.as_deref().unwrap_or_default();
    let start = zones::read(typed, zone).ok_or_else(|| voice.error("start-form", &[("value", typed.into())]))?;
    let for_somebody = who.is_some();
    let request = BookRequest {
        motive: motive.id,
        audience: Audience::Staff,
        start,
        place: place.map(|place| place.id),
        worker,
        who,
        offer: None,
        hold: None,
        accept: arguments.accept,
        caller: None,
        external_key: None,
    };
    match town.app.desk.book(&claimant, request, None, town.now).await {
        Ok(Outcome::Done { done, settings }) => {
            let key = match (done.already, for_somebody) {
                (true, _) => "booked-already",
                (false, true) => "booked",
                (false, false) => "booked-session",
            };
            voice.print(&show::appointment(voice, &settings, key, &done.appointment));
        }
        Ok(Outcome::Replayed { .. }) => {}
        Err(ActionError::Refused { refusal, others }) => {
            return Err(show::refused(voice, &town.settings, motive, &refusal, &others));
        }
        Err(error) => return Err(voice.action(error)),
    }
    town.app.desk.db.close().await;
    Ok(())
}
