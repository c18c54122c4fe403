//! Log lines go to stderr, as the settings say; what a command answers goes to stdout.

use relais::config::{Config, LogFormat};
use tracing_subscriber::EnvFilter;

pub fn start(config: &Config) {
    // A filter that cannot be read is reported by check-config; it must not keep the town closed.
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().init(),
    }
}
