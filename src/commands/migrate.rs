//! `relais migrate`: the schema of this version.

use relais::config::Config;
use relais::store::{self, Db};

use super::voice::Voice;

pub async fn run(voice: &Voice, config: Config) -> anyhow::Result<()> {
    let db = Db::open(&config.database, config.connections).await.map_err(|error| voice.open(&error))?;
    let missing = db.missing_migrations().await.map_err(|error| voice.database(&error))?;
    db.migrate().await.map_err(|error| voice.open(&error))?;
    store::write_missing_name_keys(&db).await.map_err(|error| voice.database(&error))?;
    voice.print(&voice.say("migrate-done", &[("kind", db.kind().into()), ("count", missing.len().into())]));
    db.close().await;
    Ok(())
}
