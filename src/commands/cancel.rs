//! `relais cancel`: an appointment does not take place.

use clap::Args;
use relais::actions::book::Outcome;
use relais::actions::change_status::StatusRequest;
use relais::config::Config;
use relais::domain::appointments::Status;
use relais::domain::ids::AppointmentId;
use relais::domain::scheduling::search::Audience;

use super::named;
use super::show;
use super::town::{Town, Where};
use super::voice::Voice;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The number of the appointment.
    appointment: AppointmentId,
    #[command(flatten)]
    wanted: Where,
    /// The person cancelled, not we.
    #[arg(long)]
    by_person: bool,
    /// Only this person of a workshop: a file number, or the id in Relais.
    #[arg(long)]
    person: Option<String>,
    /// A code of yours for the reason, never a sentence: it is journaled.
    #[arg(long)]
    reason: Option<String>,
}

pub async fn run(voice: &Voice, config: Config, arguments: Arguments) -> anyhow::Result<()> {
    let town = Town::open(voice, config, &arguments.wanted).await?;
    let person = match &arguments.person {
        Some(wanted) => Some(named::person(voice, &town, wanted).await?),
        None => None,
    };
    let request = StatusRequest {
        appointment: arguments.appointment,
        audience: Audience::Staff,
        to: if arguments.by_person { Status::Excused } else { Status::Cancelled },
        person,
        accept: Vec::new(),
        reason: arguments.reason,
    };
    let status = voice.texts.status(voice.lang, request.to);
    let outcome = town.app.desk.change_status(&town.claimant(), request, None, town.now).await;
    if let Outcome::Done { done, .. } = outcome.map_err(|error| voice.action(error))? {
        let appointment = &done.appointment;
        let key = if done.already { "cancelled-already" } else { "cancelled" };
        let args = [
            ("appointment", appointment.id.to_string().into()),
            ("status", status.into()),
            ("when", show::when(voice, appointment.span.start(), appointment.zone).into()),
        ];
        voice.print(&voice.say(key, &args));
    }
    town.app.desk.db.close().await;
    Ok(())
}
