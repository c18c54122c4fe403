//! `relais api-key`: a key for the API, shown once.

use clap::Args;
use relais::config::Config;
use relais::domain::access::Permissions;

use super::town::{Town, Where};
use super::voice::Voice;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    wanted: Where,
    /// What the key is for, to know it again.
    #[arg(long)]
    name: String,
    /// What it may do: slots, read, book, staff (separated by commas).
    #[arg(long, default_value = "slots,read,book")]
    permissions: Permissions,
}

pub async fn run(voice: &Voice, config: Config, arguments: Arguments) -> anyhow::Result<()> {
    let town = Town::open(voice, config, &arguments.wanted).await?;
    let organisation = town.organisation(voice, &arguments.wanted)?;
    let permissions = arguments.permissions.to_string();
    let made = town
        .app
        .desk
        .make_api_key(&town.caller, organisation.id, &arguments.name, arguments.permissions, town.now)
        .await;
    let token = made.map_err(|error| voice.action(error))?;
    let args = [
        ("name", arguments.name.into()),
        ("organisation", organisation.name.as_str().into()),
        ("permissions", permissions.into()),
    ];
    // The key alone on stdout, so that a script can keep it.
    eprintln!("{}", voice.say("api-key-made", &args));
    voice.print(&token);
    Ok(())
}
