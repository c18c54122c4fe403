//! Text messages: one enum of the ways they leave, and the settings it is made of. What they say is
//! decided elsewhere; each way has its file beside this one.

mod file;
mod http;
mod kannel;

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::secret::Secret;
use super::simulated::Simulated;
use super::{BadSender, HandedOver, NotSent};

pub use file::File;
pub use http::Http;
pub use kannel::Kannel;

pub struct Sms<'a> {
    /// In E.164.
    pub to: &'a str,
    pub text: &'a str,
    /// Ours, the same for each try.
    pub reference: &'a str,
}

pub enum SmsSender {
    Kannel(Box<Kannel>),
    /// A provider that settings describe.
    Http(Box<Http>),
    /// For development: a line each.
    File(File),
    /// Kept for tests: remembers, and fails as it is told to.
    Simulated(Simulated),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmsKind {
    None,
    Kannel,
    Http,
    File,
}

/// The table `[sms]`. What a sender does not use is left empty.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SmsSettings {
    pub sender: SmsKind,
    /// Kannel's `sendsms`, or the address of the provider.
    pub url: String,
    pub user: String,
    pub password: Secret,
    /// What the recipient sees as the sender, when the operator lets us choose.
    pub from: String,
    /// The link of Kannel to use; empty: as Kannel routes. Kannel takes another while that one is down.
    pub smsc: String,
    /// Lines `Name: value` for an HTTP provider; they may hold a key.
    pub headers: Secret,
    /// What an HTTP provider is sent, with `{to}`, `{to_digits}`, `{text}`, `{from}` and `{reference}`;
    /// empty: nothing is posted, the address is asked for.
    pub body: String,
    /// What the answer of an HTTP provider contains when it took the message; empty: any 2xx.
    pub success: String,
    /// Where its own reference stands in its answer, as a JSON pointer (`/messages/0/id`).
    pub provider_ref: String,
    pub file: PathBuf,
    /// What those who report and bring replies must know, in `secret=`.
    pub incoming_secret: Secret,
    /// Whose replies arrive, when there are several territories; 0: there is one.
    pub territory: i64,
    /// Where Kannel reaches us; empty: at the public address.
    pub callback_url: String,
    pub timeout_seconds: u64,
}

impl Default for SmsSettings {
    fn default() -> Self {
        SmsSettings {
            sender: SmsKind::None,
            url: String::new(),
            user: String::new(),
            password: Secret::default(),
            from: String::new(),
            smsc: String::new(),
            headers: Secret::default(),
            body: String::new(),
            success: String::new(),
            provider_ref: String::new(),
            file: PathBuf::from("data/sms.jsonl"),
            incoming_secret: Secret::default(),
            territory: 0,
            callback_url: String::new(),
            timeout_seconds: 10,
        }
    }
}

impl SmsSettings {
    fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_seconds.max(1))
    }
}

impl SmsSender {
    /// `None`: nothing is configured.
    ///
    /// # Errors
    /// The setting that is wrong, and why.
    pub fn new(settings: &SmsSettings, public_url: &str) -> Result<Option<SmsSender>, BadSender> {
        Ok(match settings.sender {
            SmsKind::None => None,
            SmsKind::Kannel => Some(SmsSender::Kannel(Box::new(Kannel::new(settings, public_url)?))),
            SmsKind::Http => Some(SmsSender::Http(Box::new(Http::new(settings)?))),
            SmsKind::File => Some(SmsSender::File(File::new(settings.file.clone()))),
        })
    }

    /// # Errors
    /// Whether it was refused, surely not taken, or nobody knows.
    pub async fn send(&self, sms: &Sms<'_>) -> Result<HandedOver, NotSent> {
        match self {
            SmsSender::Kannel(kannel) => kannel.send(sms).await,
            SmsSender::Http(provider) => provider.send(sms).await,
            SmsSender::File(file) => file.send(sms),
            SmsSender::Simulated(provider) => provider.take(sms.to, sms.text, sms.reference).await,
        }
    }

    /// Whether the provider sends what it is asked twice, under one reference, once.
    pub fn knows_reference(&self) -> bool {
        match self {
            // Kannel gives each request an id of its own; of others we do not know.
            SmsSender::Kannel(_) | SmsSender::Http(_) | SmsSender::File(_) => false,
            SmsSender::Simulated(provider) => provider.knows_reference,
        }
    }
}

/// What a failed request means. Refused connections took nothing; after that, who knows.
fn not_sent(error: &reqwest::Error) -> NotSent {
    // The address is left out: it holds the password, the number and the text.
    let why = match (error.is_connect(), error.is_timeout()) {
        (true, true) => "the connection was not made in time",
        (true, false) => "no connection",
        (false, true) => "no answer in time",
        (false, false) => "the connection broke",
    };
    match error.is_connect() || error.is_builder() {
        true => NotSent::TryAgain(why.to_owned()),
        false => NotSent::Unknown(why.to_owned()),
    }
}
