//! `relais serve`: pages and API on the configured address, and the jobs beside them. `relais work`: the
//! jobs alone, on a machine of their own.

use relais::app::App;
use relais::config::Config;
use relais::jobs::Run;
use relais::jobs::metronome::Metronome;
use tokio::net::TcpListener;

use super::voice::Voice;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Answer only: another process runs the jobs (`relais work`).
    #[arg(long)]
    no_jobs: bool,
}

pub async fn run(voice: &Voice, config: Config, arguments: Arguments) -> anyhow::Result<()> {
    let listener = listen(voice, &config).await?;
    let app = App::start(config).await.map_err(|error| voice.start(&error))?;
    answer(app, listener, !arguments.no_jobs).await
}

/// The jobs alone.
pub async fn work(voice: &Voice, config: Config) -> anyhow::Result<()> {
    let app = App::start(config).await.map_err(|error| voice.start(&error))?;
    let metronome = Metronome::start(Run::new(app.clone())).await?;
    relais::web::asked_to_stop().await;
    metronome.stop().await;
    app.desk.db.close().await;
    Ok(())
}

/// Takes the address first: two servers on one address would both seem to start.
pub async fn listen(voice: &Voice, config: &Config) -> anyhow::Result<TcpListener> {
    let address = config.listen.to_string();
    TcpListener::bind(config.listen)
        .await
        .map_err(|error| voice.error("start-listen", &[("address", address.into()), ("why", error.to_string().into())]))
}

pub async fn answer(app: App, listener: TcpListener, jobs: bool) -> anyhow::Result<()> {
    tracing::info!(address = %app.config.listen, database = app.desk.db.kind(), "answering");
    let metronome = match jobs {
        true => Some(Metronome::start(Run::new(app.clone())).await?),
        false => None,
    };
    let db = app.desk.db.clone();
    let served = relais::web::serve(app, listener).await;
    // What is in hand is finished before the database closes.
    if let Some(metronome) = metronome {
        metronome.stop().await;
    }
    db.close().await;
    Ok(served?)
}
