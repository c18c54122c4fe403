//! Every setting, in one struct, with defaults that run without any file.
//!
//! Read from `relais.toml` when there is one, then from the environment (`RELAIS_DATABASE=…`),
//! which wins.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `sqlite:data/relais.db` or `postgres://user:password@host/name`.
    pub database: String,
    /// Where the pages and the API answer.
    pub listen: SocketAddr,
    /// The address people type, such as `https://rdv.exemple.fr`: in links, and whether cookies need HTTPS.
    pub public_url: String,
    /// Whether a proxy of ours stands before: then it says whose request it is (`X-Forwarded-For`).
    pub behind_proxy: bool,
    /// The root key; made at the first start. Keep it outside the data folder and its backups.
    pub key_file: PathBuf,
    /// Another root key for the document safe alone, so that it can be turned without the sign-in of
    /// everybody; empty: the one above.
    pub safe_key_file: PathBuf,
    /// Root keys of the safe before this one, separated by commas: they still open, until
    /// `relais turn-safe-key` has wrapped everything anew.
    pub old_safe_key_files: String,
    /// Where encrypted files lie: a folder, or `s3://bucket/prefix` (address and keys as AWS_… in the
    /// environment).
    pub files: String,
    /// The virus scanner (clamd): `127.0.0.1:3310` or the path of its socket; empty: none.
    pub scanner: String,
    /// Connections to PostgreSQL at most; SQLite has one writer and four readers.
    pub connections: u32,
    /// What is logged, as `tracing` filters write it: `info`, `relais=debug,info`.
    pub log: String,
    /// `text` for people, `json` for machines.
    pub log_format: LogFormat,
    /// The language of what the command line says: a folder of `locales/`.
    pub language: String,
    /// Sign-in codes that a territory sends in a day at most: what a flood of requests can cost.
    pub codes_a_day: u32,
    /// Bookings, places on the waiting list and calls that people who have proven nothing ask for, from
    /// one address, in a day at most. Who proves a number is not counted.
    pub strangers_a_day: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            database: "sqlite:data/relais.db".to_owned(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: "http://127.0.0.1:8080".to_owned(),
            behind_proxy: false,
            key_file: PathBuf::from("relais.key"),
            safe_key_file: PathBuf::new(),
            old_safe_key_files: String::new(),
            files: "data/files".to_owned(),
            scanner: String::new(),
            connections: 8,
            log: "info,sqlx=warn".to_owned(),
            log_format: LogFormat::Text,
            language: "fr".to_owned(),
            codes_a_day: 500,
            strangers_a_day: 20,
        }
    }
}

impl Config {
    pub fn is_public_over_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// # Errors
    /// Each setting that cannot be read, with its name, where it stands and what is expected.
    pub fn read(file: &Path) -> Result<Config, Box<figment::Error>> {
        Config::figment(file).extract().map_err(Box::new)
    }

    /// Each setting with the place it comes from, not yet read.
    pub fn figment(file: &Path) -> Figment {
        Figment::from(Serialized::defaults(Config::default()))
            .merge(Toml::file(file))
            .merge(Env::prefixed("RELAIS_").filter(|name| !is_for_the_tests(name.as_str())))
    }
}

/// What the tests and proofs are told through the environment is no setting; nor is the name of the
/// settings file itself.
fn is_for_the_tests(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["test_", "prove", "bench"].iter().any(|prefix| name.starts_with(prefix))
        || ["config", "seed"].contains(&name.as_str())
}
