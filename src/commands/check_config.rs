//! `relais check-config`: each setting, its value, where it comes from, and what is wrong with it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use figment::{Figment, Metadata, Source};
use relais::config::{Config, LogFormat};
use relais::texts::Lang;
use tracing_subscriber::EnvFilter;

use super::show::without_password;
use super::voice::Voice;

/// Whether what stands under a name will do.
type Check = fn(&Figment, &str) -> bool;

/// Every setting.
const SETTINGS: &[(&str, Check)] = &[
    ("database", |figment, name| figment.extract_inner::<String>(name).is_ok_and(|address| is_database(&address))),
    ("listen", |figment, name| figment.extract_inner::<SocketAddr>(name).is_ok()),
    ("public_url", |figment, name| {
        figment.extract_inner::<String>(name).is_ok_and(|url| url.starts_with("http://") || url.starts_with("https://"))
    }),
    ("behind_proxy", |figment, name| figment.extract_inner::<bool>(name).is_ok()),
    ("key_file", |figment, name| {
        figment.extract_inner::<PathBuf>(name).is_ok_and(|file| !file.as_os_str().is_empty() && !file.is_dir())
    }),
    ("safe_key_file", |figment, name| figment.extract_inner::<PathBuf>(name).is_ok_and(|file| !file.is_dir())),
    ("old_safe_key_files", |figment, name| figment.extract_inner::<String>(name).is_ok()),
    ("files", |figment, name| figment.extract_inner::<String>(name).is_ok_and(|place| !place.is_empty())),
    ("scanner", |figment, name| {
        figment.extract_inner::<String>(name).is_ok_and(|at| at.is_empty() || at.starts_with('/') || at.contains(':'))
    }),
    ("connections", |figment, name| figment.extract_inner::<u32>(name).is_ok_and(|count| (1..=1000).contains(&count))),
    ("log", |figment, name| figment.extract_inner::<String>(name).is_ok_and(|log| EnvFilter::try_new(log).is_ok())),
    ("log_format", |figment, name| figment.extract_inner::<LogFormat>(name).is_ok()),
    ("language", |figment, name| figment.extract_inner::<String>(name).is_ok_and(|code| Lang::of(&code).is_some())),
    ("codes_a_day", |figment, name| is_a_day(figment, name)),
    ("strangers_a_day", |figment, name| is_a_day(figment, name)),
];

fn is_a_day(figment: &Figment, name: &str) -> bool {
    figment.extract_inner::<u32>(name).is_ok_and(|count| (1..=1_000_000).contains(&count))
}

fn is_database(address: &str) -> bool {
    match address.split_once(':') {
        Some(("sqlite", path)) => !path.is_empty(),
        Some(("postgres" | "postgresql", rest)) => rest.starts_with("//"),
        _ => false,
    }
}

pub fn run(voice: &Voice, file: &Path) -> ExitCode {
    let figment = Config::figment(file);
    let all: BTreeMap<String, figment::value::Value> = match figment.extract() {
        Ok(all) => all,
        // Not even a list of settings: the file is not TOML.
        Err(error) => {
            let args = [("file", file.display().to_string().into()), ("why", error.to_string().into())];
            voice.print(&voice.say("config-not-toml", &args));
            return ExitCode::FAILURE;
        }
    };
    let mut mistakes = Vec::new();
    for (name, good) in SETTINGS {
        let value = all.get(*name).map(shown).unwrap_or_default();
        let from = origin(voice, &figment, name);
        let args = [("name", (*name).into()), ("value", value.clone().into()), ("origin", from.clone().into())];
        voice.print(&voice.say("config-line", &args));
        if !good(&figment, name) {
            let expected = expected(voice, name);
            let args = [
                ("name", (*name).into()),
                ("value", value.into()),
                ("origin", from.into()),
                ("expected", expected.into()),
            ];
            mistakes.push(voice.say("config-wrong", &args));
        }
    }
    let known = SETTINGS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    for name in all.keys().filter(|name| SETTINGS.iter().all(|(known, _)| known != name)) {
        let from = origin(voice, &figment, name);
        let args = [("name", name.into()), ("origin", from.into()), ("known", known.as_str().into())];
        mistakes.push(voice.say("config-unknown", &args));
    }
    voice.print("");
    if mistakes.is_empty() {
        voice.print(&voice.say("config-all-good", &[]));
        return ExitCode::SUCCESS;
    }
    mistakes.iter().for_each(|mistake| voice.print(mistake));
    voice.print(&voice.say("config-mistakes", &[("count", mistakes.len().into())]));
    ExitCode::FAILURE
}

fn expected(voice: &Voice, name: &str) -> String {
    let known = Lang::all().map(Lang::code).collect::<Vec<_>>().join(", ");
    voice.say(&format!("expected-{}", name.replace('_', "-")), &[("known", known.into())])
}

/// A value as it is written in the file; a password is not.
fn shown(value: &figment::value::Value) -> String {
    match value {
        figment::value::Value::String(_, text) => without_password(text),
        other => match serde_json::to_value(other) {
            Ok(json) => json.to_string(),
            Err(_) => String::new(),
        },
    }
}

fn origin(voice: &Voice, figment: &Figment, name: &str) -> String {
    match figment.find_metadata(name) {
        Some(Metadata { source: Some(Source::File(file)), .. }) => {
            voice.say("config-origin-file", &[("file", file.display().to_string().into())])
        }
        Some(metadata) if metadata.name.contains("environment") => {
            let variable = format!("RELAIS_{}", name.to_uppercase());
            voice.say("config-origin-environment", &[("variable", variable.into())])
        }
        _ => voice.say("config-origin-default", &[]),
    }
}
