//! The command line: what is asked for, and how it ends. Each command is a file.
//!
//! 0: done. 1: not done, and a sentence says what to do. 2: done, but some rows of a file were
//! refused (clap also answers 2 to a command it does not understand).

mod api_key;
mod book;
mod bounce;
mod cancel;
mod check_config;
mod demo;
mod doctor;
mod import;
mod job;
mod logging;
mod migrate;
mod move_appointment;
mod named;
mod safe;
mod serve;
mod set_up;
mod show;
mod slots;
mod town;
mod voice;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use relais::config::Config;
use relais::texts::Lang;
use voice::Voice;

const DEFAULT_CONFIG: &str = "relais.toml";

/// Appointments and caseloads for social services.
#[derive(Debug, Parser)]
#[command(name = "relais", version, about, arg_required_else_help = true)]
pub struct Cli {
    /// Settings file (TOML). Default: relais.toml when it exists. Every setting can also be given as
    /// RELAIS_DATABASE, RELAIS_LISTEN, RELAIS_KEY_FILE…, which win over the file.
    #[arg(long, global = true, value_name = "FILE", env = "RELAIS_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer on the configured address: pages and API; and run the jobs.
    Serve(serve::Arguments),
    /// Run the jobs alone: reminders, messages, cleaning up.
    Work,
    /// List the jobs with how they went last, or run one now.
    #[command(subcommand)]
    Job(job::What),
    /// Make a demo town (once), serve it, and say what to try.
    Demo(demo::Arguments),
    /// Set a territory up from a plan in JSON: organisations, places, workers, motives. Only says what
    /// would be made, until --write is added.
    SetUp(set_up::Arguments),
    /// Load people, sectors, openings or appointments from a CSV file. Only says what would happen,
    /// until --write is added.
    #[command(subcommand)]
    Import(import::What),
    /// Show the free slots of a motive.
    Slots(slots::Arguments),
    /// Book an appointment, as the staff.
    Book(book::Arguments),
    /// Move an appointment, as the staff.
    Move(move_appointment::Arguments),
    /// Cancel an appointment, as the staff.
    Cancel(cancel::Arguments),
    /// Read a mail that came back (a delivery status notification, on standard input): which of ours, and why.
    Bounce(bounce::Arguments),
    /// Make a key for the API. It is shown once.
    ApiKey(api_key::Arguments),
    /// Show each setting, where it comes from, and what is wrong with it.
    CheckConfig,
    /// Check the installation: database, migrations, key, and that no rule was broken.
    Doctor,
    /// Bring the database to the version of this program.
    Migrate,
    /// Walk the sealed journal, and name every line or seal that was changed, removed, swapped or cut off.
    VerifyJournal,
    /// Say who opened what of somebody's document safe, and when. No names of documents.
    WhoSaw(safe::OfPerson),
    /// Erase somebody's document safe for good. Only says so, until --write is added.
    EraseSafe(safe::Erase),
    /// Wrap the keys of all safes with the root key that is configured now (safe_key_file, with the one
    /// before it in old_safe_key_files). Stopped, it is simply run again.
    TurnSafeKey,
}

pub async fn run(cli: Cli) -> ExitCode {
    let file = cli.config.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_CONFIG));
    let voice = Voice::new(language(&file));
    match answer(cli, &file, &voice).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{}", voice.say("error", &[("what", format!("{error:#}").into())]));
            ExitCode::FAILURE
        }
    }
}

async fn answer(cli: Cli, file: &Path, voice: &Voice) -> anyhow::Result<ExitCode> {
    if cli.config.is_some() && !file.exists() {
        return Err(voice.error("config-not-there", &[("file", file.display().to_string().into())]));
    }
    if matches!(cli.command, Command::CheckConfig) {
        return Ok(check_config::run(voice, file));
    }
    let config = Config::read(file).map_err(|error| voice.error("config-bad", &[("why", error.to_string().into())]))?;
    logging::start(&config);
    match cli.command {
        Command::CheckConfig => {}
        Command::Serve(arguments) => serve::run(voice, config, arguments).await?,
        Command::Work => serve::work(voice, config).await?,
        Command::Job(what) => job::run(voice, config, what).await?,
        Command::Demo(arguments) => demo::run(voice, config, arguments).await?,
        Command::SetUp(arguments) => set_up::run(voice, config, arguments).await?,
        Command::Import(what) => return import::run(voice, config, what).await,
        Command::Slots(arguments) => slots::run(voice, config, arguments).await?,
        Command::Book(arguments) => book::run(voice, config, arguments).await?,
        Command::Move(arguments) => move_appointment::run(voice, config, arguments).await?,
        Command::Cancel(arguments) => cancel::run(voice, config, arguments).await?,
        Command::Bounce(arguments) => return bounce::run(voice, config, arguments).await,
        Command::ApiKey(arguments) => api_key::run(voice, config, arguments).await?,
        Command::Doctor => return doctor::run(voice, config).await,
        Command::Migrate => migrate::run(voice, config).await?,
        Command::VerifyJournal => return safe::verify_journal(voice, config).await,
        Command::WhoSaw(arguments) => safe::who_saw(voice, config, arguments).await?,
        Command::EraseSafe(arguments) => safe::erase(voice, config, arguments).await?,
        Command::TurnSafeKey => safe::turn_key(voice, config).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The language of the settings, as far as they can be read: their own mistakes are said in it.
fn language(file: &Path) -> Lang {
    let wanted: Option<String> = Config::figment(file).extract_inner("language").ok();
    wanted.as_deref().and_then(Lang::of).unwrap_or(Lang::DEFAULT)
}
