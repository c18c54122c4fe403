//! `relais bounce < mail`: reads a mail that came back, says which of ours it was and why, and keeps it.

use std::io::Read;
use std::process::ExitCode;

use relais::app::App;
use relais::config::Config;
use relais::deliver::bounces::{self, Action};
use relais::domain::messages::replies::ReportState;

use super::voice::Voice;

/// No notification is longer; a mail server may pipe anything.
const LONGEST: u64 = 10 * 1024 * 1024;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The mail in a file; without it, it is read from standard input.
    file: Option<std::path::PathBuf>,
}

/// 0: read and kept. 1: not such a notification.
pub async fn run(voice: &Voice, config: Config, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let mut bytes = Vec::new();
    match &arguments.file {
        Some(file) => std::fs::File::open(file)?.take(LONGEST).read_to_end(&mut bytes)?,
        None => std::io::stdin().lock().take(LONGEST).read_to_end(&mut bytes)?,
    };
    let found = bounces::read(&String::from_utf8_lossy(&bytes));
    if found.is_empty() {
        return Err(voice.error("bounce-none", &[]));
    }
    let app = App::start(config).await.map_err(|error| voice.start(&error))?;
    for bounce in found {
        let (state, key) = match bounce.action {
            Action::Failed => (Some(ReportState::Failed), "bounce-failed"),
            Action::Delayed => (None, "bounce-delayed"),
            Action::Delivered => (Some(ReportState::Delivered), "bounce-delivered"),
        };
        let id = bounce.message_id.clone().unwrap_or_default();
        let args = [
            ("address", bounce.address.as_str().into()),
            ("id", bounce.reference.as_deref().unwrap_or(&id).into()),
            ("status", bounce.status.as_str().into()),
            ("reason", bounce.reason.as_str().into()),
        ];
        voice.print(&voice.say(key, &args));
        if let (Some(reference), Some(state)) = (bounce.reference, state) {
            let reason = format!("{} {}", bounce.status, bounce.reason);
            let kept = app.desk.record_report(reference, state, reason, app.clock.now()).await;
            kept.map_err(|error| voice.action(error))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
