//! `relais verify-journal`, `who-saw`, `erase-safe`, `turn-safe-key`: what whoever runs the server does
//! about safes and the journal. None of them shows a document or its name.

use std::process::ExitCode;

use clap::Args;
use relais::app::App;
use relais::config::Config;
use relais::domain::ids::PersonId;
use relais::safe::SafeError;
use relais::safe::house;
use relais::safe::seal::Fault;

use super::town::{Town, Where};
use super::voice::Voice;

#[derive(Debug, Args)]
pub struct OfPerson {
    #[command(flatten)]
    wanted: Where,
    /// The id of the person.
    #[arg(long)]
    person: PersonId,
}

#[derive(Debug, Args)]
pub struct Erase {
    #[command(flatten)]
    of: OfPerson,
    /// Erase it. Without this nothing is erased.
    #[arg(long)]
    write: bool,
}

pub async fn verify_journal(voice: &Voice, config: Config) -> anyhow::Result<ExitCode> {
    let app = App::start(config).await.map_err(|error| voice.start(&error))?;
    let found = app.desk.vault.seal.verify(&app.desk.db).await.map_err(|error| voice.database(&error))?;
    let args = [("sealed", found.sealed.into()), ("outside", found.outside.into())];
    voice.print(&voice.say("journal-verified", &args));
    for fault in &found.faults {
        voice.print(&said(voice, fault));
    }
    if found.faults.is_empty() {
        voice.print(&voice.say("journal-whole", &[]));
        return Ok(ExitCode::SUCCESS);
    }
    voice.print(&voice.say("journal-broken", &[("count", found.faults.len().into())]));
    Ok(ExitCode::FAILURE)
}

fn said(voice: &Voice, fault: &Fault) -> String {
    match fault {
        Fault::Changed { position, line } => {
            voice.say("journal-changed", &[("position", (*position).into()), ("line", (*line).into())])
        }
        Fault::LineRemoved { position, line } => {
            voice.say("journal-line-removed", &[("position", (*position).into()), ("line", (*line).into())])
        }
        Fault::SealRemoved { position } => voice.say("journal-seal-removed", &[("position", (*position).into())]),
        Fault::TailCut { sealed_to, found } => {
            voice.say("journal-tail-cut", &[("sealed", (*sealed_to).into()), ("found", (*found).into())])
        }
        Fault::HeadForged => voice.say("journal-head-forged", &[]),
        Fault::NotAsOutside { position } => voice.say("journal-not-as-outside", &[("position", (*position).into())]),
        Fault::NeverSealed { line } => voice.say("journal-never-sealed", &[("line", (*line).into())]),
    }
}

pub async fn who_saw(voice: &Voice, config: Config, arguments: OfPerson) -> anyhow::Result<()> {
    let town = Town::open(voice, config, &arguments.wanted).await?;
    let lines = house::who_saw(&town.app.desk.db, town.territory(), arguments.person, 10_000).await;
    for line in lines.map_err(|error| met(voice, &error))? {
        let who = line.actor_id.map(|id| format!(" {id}")).unwrap_or_default();
        voice.print(&format!("{}\t{}{who}\t{}\t{}", line.at, line.actor_kind, line.act, line.detail));
    }
    Ok(())
}

pub async fn erase(voice: &Voice, config: Config, arguments: Erase) -> anyhow::Result<()> {
    let town = Town::open(voice, config, &arguments.of.wanted).await?;
    let person = arguments.of.person;
    if !arguments.write {
        voice.print(&voice.say("safe-would-be-erased", &[("person", person.0.into())]));
        return Ok(());
    }
    let files = town.app.desk.erase_safe(&town.caller, person, town.now).await.map_err(|error| met(voice, &error))?;
    voice.print(&voice.say("safe-erased", &[("person", person.0.into()), ("count", files.into())]));
    Ok(())
}

pub async fn turn_key(voice: &Voice, config: Config) -> anyhow::Result<()> {
    let app = App::start(config).await.map_err(|error| voice.start(&error))?;
    let turned = app.desk.vault.rewrap_keys(&app.desk.db).await.map_err(|error| met(voice, &error))?;
    voice.print(&voice.say("safe-key-turned", &[("count", turned.into())]));
    Ok(())
}

fn met(voice: &Voice, error: &SafeError) -> anyhow::Error {
    match error {
        SafeError::NotFound(thing) => voice.error("error-not-found", &[("thing", voice.thing(thing).into())]),
        other => voice.database(other),
    }
}
