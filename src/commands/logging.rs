//! Log lines go to stderr, as the settings say; what a command answers goes to stdout.

use std::io::IsTerminal;

use relais::config::{Config, LogFormat};
use tracing_subscriber::EnvFilter;

pub fn start(config: &Config) {
    // A filter that cannot be read is reported by check-config; it must not keep the town closed.
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours);
    match config.log_format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().init(),
    }
}
