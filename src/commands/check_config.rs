//! `relais check-config`: each setting, its value, where it comes from, and what is wrong with it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use figment::{Figment, Metadata, Source};
use relais::config::{Config, LogFormat};
use relais::deliver::mail::{MailKind, MailTls};
use relais::deliver::secret::Secret;
use relais::deliver::sms::SmsKind;
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
    ("sms.sender", |figment, name| figment.extract_inner::<SmsKind>(name).is_ok()),
    ("sms.url", is_url_of_sender),
    ("sms.user", is_text),
    ("sms.password", is_secret),
    ("sms.from", is_text),
    ("sms.smsc", is_text),
    ("sms.headers", |figment, name| {
        figment
            .extract_inner::<Secret>(name)
            .is_ok_and(|lines| lines.exposed().lines().all(|line| line.trim().is_empty() || line.contains(':')))
    }),
    ("sms.body", is_text),
    ("sms.success", is_text),
    ("sms.provider_ref", |figment, name| text(figment, name).is_some_and(|at| at.is_empty() || at.starts_with('/'))),
    ("sms.file", is_file),
    // Kannel writes it into addresses that it logs; guessed, it lets anybody cancel appointments.
    ("sms.incoming_secret", |figment, name| {
        let secret = figment.extract_inner::<Secret>(name);
        secret.is_ok_and(|secret| secret.is_empty() || secret.exposed().chars().count() >= 16)
    }),
    ("sms.territory", |figment, name| figment.extract_inner::<i64>(name).is_ok_and(|id| id >= 0)),
    ("sms.callback_url", is_url_or_nothing),
    ("sms.timeout_seconds", is_seconds),
    ("mail.sender", |figment, name| figment.extract_inner::<MailKind>(name).is_ok()),
    ("mail.host", |figment, name| {
        text(figment, name).is_some_and(|host| !host.is_empty() && !host.contains([':', '/', ' ']))
    }),
    ("mail.port", |figment, name| figment.extract_inner::<u16>(name).is_ok_and(|port| port > 0)),
    ("mail.tls", |figment, name| figment.extract_inner::<MailTls>(name).is_ok()),
    ("mail.ca_file", |figment, name| {
        text(figment, name).is_some_and(|file| file.is_empty() || Path::new(&file).is_file())
    }),
    ("mail.user", is_text),
    ("mail.password", is_secret),
    ("mail.from", is_writer),
    ("mail.bounces_to", is_address_or_nothing),
    ("mail.folder", is_text),
    ("mail.connections", |figment, name| {
        figment.extract_inner::<u32>(name).is_ok_and(|count| (1..=100).contains(&count))
    }),
    ("mail.timeout_seconds", is_seconds),
];

fn text(figment: &Figment, name: &str) -> Option<String> {
    figment.extract_inner(name).ok()
}

fn is_text(figment: &Figment, name: &str) -> bool {
    text(figment, name).is_some()
}

fn is_secret(figment: &Figment, name: &str) -> bool {
    figment.extract_inner::<Secret>(name).is_ok()
}

fn is_file(figment: &Figment, name: &str) -> bool {
    figment.extract_inner::<PathBuf>(name).is_ok_and(|file| !file.as_os_str().is_empty() && !file.is_dir())
}

fn is_seconds(figment: &Figment, name: &str) -> bool {
    figment.extract_inner::<u64>(name).is_ok_and(|seconds| (1..=120).contains(&seconds))
}

fn is_url_of_sender(figment: &Figment, name: &str) -> bool {
    let sends = text(figment, "sms.sender").is_some_and(|sender| ["kannel", "http"].contains(&sender.as_str()));
    is_url_or_nothing(figment, name) && !(sends && text(figment, name).is_some_and(|url| url.is_empty()))
}

fn is_url_or_nothing(figment: &Figment, name: &str) -> bool {
    text(figment, name).is_some_and(|url| url.is_empty() || is_http(&url))
}

fn is_writer(figment: &Figment, name: &str) -> bool {
    let sends = text(figment, "mail.sender").is_some_and(|sender| sender != "none");
    is_address_or_nothing(figment, name) && !(sends && text(figment, name).is_some_and(|from| from.is_empty()))
}

fn is_address_or_nothing(figment: &Figment, name: &str) -> bool {
    text(figment, name).is_some_and(|to| to.is_empty() || relais::deliver::mail::is_address(&to))
}

fn is_http(url: &str) -> bool {
    url.starts_with("http://") || url.starts_with("https://")
}

/// What is never shown, only whether it is there.
const SECRETS: [&str; 4] = ["sms.password", "sms.headers", "sms.incoming_secret", "mail.password"];

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
    let all = flat(all);
    let mut mistakes = Vec::new();
    for (name, good) in SETTINGS {
        let value = match all.get(*name) {
            Some(value) if SECRETS.contains(name) => if shown(value).is_empty() { "" } else { "•••" }.to_owned(),
            Some(value) => shown(value),
            None => String::new(),
        };
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
    // Several settings want the same.
    let sentence = match name {
        "sms.url" | "sms.callback_url" => "expected-http",
        "sms.user" | "sms.from" | "sms.smsc" | "sms.body" | "sms.success" | "mail.user" | "mail.folder" => {
            "expected-text"
        }
        "sms.password" | "mail.password" => "expected-text",
        "sms.timeout_seconds" | "mail.timeout_seconds" => "expected-seconds",
        "sms.file" => "expected-key-file",
        "mail.from" | "mail.bounces_to" => "expected-email",
        other => &format!("expected-{}", other.replace(['_', '.'], "-")),
    };
    voice.say(sentence, &[("known", known.into())])
}

/// The settings of a table under their full name, `sms.url`.
fn flat(all: BTreeMap<String, figment::value::Value>) -> BTreeMap<String, figment::value::Value> {
    let mut found = BTreeMap::new();
    for (name, value) in all {
        match value {
            figment::value::Value::Dict(_, table) => {
                found.extend(table.into_iter().map(|(setting, value)| (format!("{name}.{setting}"), value)));
            }
            value => {
                found.insert(name, value);
            }
        }
    }
    found
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
            let variable = format!("RELAIS_{}", name.replace('.', "__").to_uppercase());
            voice.say("config-origin-environment", &[("variable", variable.into())])
        }
        _ => voice.say("config-origin-default", &[]),
    }
}
