//! `relais serve`: pages and API on the configured address.

use relais::app::App;
use relais::config::Config;
use tokio::net::TcpListener;

use super::voice::Voice;

pub async fn run(voice: &Voice, config: Config) -> anyhow::Result<()> {
    let listener = listen(voice, &config).await?;
    let app = App::start(config).await.map_err(|error| voice.start(&error))?;
    answer(app, listener).await
}

/// Takes the address first: two servers on one address would both seem to start.
pub async fn listen(voice: &Voice, config: &Config) -> anyhow::Result<TcpListener> {
    let address = config.listen.to_string();
    TcpListener::bind(config.listen)
        .await
        .map_err(|error| voice.error("start-listen", &[("address", address.into()), ("why", error.to_string().into())]))
}

pub async fn answer(app: App, listener: TcpListener) -> anyhow::Result<()> {
    tracing::info!(address = %app.config.listen, database = app.desk.db.kind(), "answering");
    Ok(relais::web::serve(app, listener).await?)
}
