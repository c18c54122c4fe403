//! The program `relais`: one file per command in `commands/`.

mod commands;

use std::process::ExitCode;

use clap::Parser;

#[tokio::main]
async fn main() -> ExitCode {
    commands::run(commands::Cli::parse()).await
}
