//! Every setting, in one struct, with defaults that run without any file.
//!
//! Read from `relais.toml` when there is one, then from the environment (`RELAIS_DATABASE=…`),
//! which wins. A setting of a table is `RELAIS_SMS__URL` there: two underlines between table and name.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::providers::{Env, Format, Serialized, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};
use serde::{Deserialize, Serialize};

use crate::deliver::mail::MailSettings;
use crate::deliver::sms::SmsSettings;

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
    /// How text messages leave, and how what comes back reaches us.
    pub sms: SmsSettings,
    /// How e-mails leave.
    pub mail: MailSettings,
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
            sms: SmsSettings::default(),
            mail: MailSettings::default(),
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
            .merge(
                Env::prefixed("RELAIS_")
                    .filter(|name| !is_for_the_tests(name.as_str()) && !is_of_a_table(name.as_str())),
            )
            .merge(Tables)
    }
}

fn is_of_a_table(name: &str) -> bool {
    name.contains("__")
}

/// The settings of tables, from the environment. figment's own reading would make a number of a password
/// of digits, and lose the plus of a phone number and the zeros before a code.
struct Tables;

impl Provider for Tables {
    fn metadata(&self) -> Metadata {
        Metadata::named("environment variable(s)")
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let mut tables = Dict::new();
        for (name, text) in Env::prefixed("RELAIS_").iter().filter(|(name, _)| is_of_a_table(name.as_str())) {
            let name = name.as_str().to_ascii_lowercase();
            let Some((table, setting)) = name.split_once("__") else { continue };
            let counted = ["port", "connections", "timeout_seconds", "territory"].contains(&setting);
            let value = match text.trim().parse::<u64>() {
                Ok(number) if counted => Value::from(number),
                _ => Value::from(text),
            };
            let table = tables.entry(table.to_owned()).or_insert_with(|| Value::from(Dict::new()));
            if let Value::Dict(_, settings) = table {
                settings.insert(setting.to_owned(), value);
            }
        }
        Ok(Profile::Default.collect(tables))
    }
}

/// What the tests and proofs are told through the environment is no setting; nor is the name of the
/// settings file itself.
fn is_for_the_tests(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["test_", "prove", "bench"].iter().any(|prefix| name.starts_with(prefix))
        || ["config", "seed"].contains(&name.as_str())
}
