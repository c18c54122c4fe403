//! The territory a command works on: opened, and found by name.

use std::sync::Arc;

use clap::Args;
use relais::actions::Claimant;
use relais::app::App;
use relais::config::Config;
use relais::domain::access::Caller;
use relais::domain::ids::TerritoryId;
use relais::domain::people::folded;
use relais::domain::settings::{Organisation, Settings};
use relais::domain::time::Timestamp;
use relais::store;

use super::named;
use super::voice::Voice;

/// Which territory and organisation.
#[derive(Clone, Debug, Default, Args)]
pub struct Where {
    /// Territory, by name or id. Default: the only one.
    #[arg(long)]
    territory: Option<String>,
    /// Organisation, by name or id. Default: the only one.
    #[arg(long)]
    organisation: Option<String>,
}

/// An open territory.
pub struct Town {
    pub app: App,
    pub caller: Caller,
    pub settings: Arc<Settings>,
    pub now: Timestamp,
}

impl Town {
    pub async fn open(voice: &Voice, config: Config, wanted: &Where) -> anyhow::Result<Town> {
        let app = App::start(config).await.map_err(|error| voice.start(&error))?;
        let territory = territory(voice, &app, wanted.territory.as_deref()).await?;
        let caller = Caller::CommandLine { territory };
        let now = app.clock.now();
        let claimant = Claimant::Known(caller.clone());
        let (town, _) = app.desk.settings(&claimant, now).await.map_err(|error| voice.action(error))?;
        Ok(Town { app, caller, settings: town.settings, now })
    }

    pub fn claimant(&self) -> Claimant {
        Claimant::Known(self.caller.clone())
    }

    pub fn territory(&self) -> TerritoryId {
        self.settings.territory
    }

    /// The organisation that was named, or the only one.
    pub fn organisation(&self, voice: &Voice, wanted: &Where) -> anyhow::Result<&Organisation> {
        named::organisation(voice, &self.settings, wanted.organisation.as_deref())
    }

    /// The organisation that was named; `None` when none was, for what can be found in any.
    pub fn named_organisation(&self, voice: &Voice, wanted: &Where) -> anyhow::Result<Option<&Organisation>> {
        wanted.organisation.as_deref().map(|named| named::organisation(voice, &self.settings, Some(named))).transpose()
    }
}

async fn territory(voice: &Voice, app: &App, wanted: Option<&str>) -> anyhow::Result<TerritoryId> {
    let mut tx = app.desk.db.read().await.map_err(|error| voice.database(&error))?;
    let all = store::territories(&mut tx).await.map_err(|error| voice.database(&error))?;
    let known = || all.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ");
    match (all.as_slice(), wanted) {
        ([], _) => Err(voice.error("name-none-yet", &[])),
        ([(territory, _)], None) => Ok(*territory),
        (_, None) => Err(voice.error(
            "name-needed",
            &[("thing", voice.thing("territory").into()), ("option", "--territory".into()), ("known", known().into())],
        )),
        (all, Some(wanted)) => {
            let called = all.iter().find(|(_, name)| folded(name) == folded(wanted));
            let numbered = || all.iter().find(|(id, _)| id.to_string() == wanted.trim());
            called.or_else(numbered).map(|(territory, _)| *territory).ok_or_else(|| {
                let thing = voice.thing("territory");
                voice.error(
                    "name-unknown",
                    &[("thing", thing.into()), ("value", wanted.into()), ("known", known().into())],
                )
            })
        }
    }
}
