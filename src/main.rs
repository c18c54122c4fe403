//! The program `relais`: one file per command in `commands/`.

mod commands;

use std::process::ExitCode;

use clap::Parser;

#[tokio::main]
async fn main() -> ExitCode {
    // Two libraries speak TLS, both by this provider; an error only says that it is there already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    commands::run(commands::Cli::parse()).await
}
