//! The outside: what is not decided here, only asked or delivered. Small enums, each with a
//! variant kept for tests.

pub mod bounces;
pub mod clock;
pub mod form_key;
pub mod keys;
pub mod mail;
pub mod object_store;
pub mod scanner;
pub mod secret;
pub mod simulated;
pub mod sms;

use mail::{MailSettings, Mailer};
use sms::{SmsSender, SmsSettings};
use thiserror::Error;

/// What a provider took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandedOver {
    pub provider_ref: Option<String>,
}

/// Why a message was not handed over, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// For good, and why.
    Refused(String),
    /// It was surely not taken.
    TryAgain(String),
    /// It may have been taken.
    Unknown(String),
}

/// By which ways messages leave; `None`: they stay due, and `/ready` says so.
#[derive(Default)]
pub struct Senders {
    pub sms: Option<SmsSender>,
    pub mail: Option<Mailer>,
}

/// A setting that no sender can be made of. `check-config` says what is expected.
#[derive(Debug, Error)]
#[error("{setting}: {why}. `relais check-config` shows what is expected")]
pub struct BadSender {
    pub setting: &'static str,
    pub why: String,
}

impl Senders {
    /// # Errors
    /// The setting that is wrong, and why.
    pub fn new(sms: &SmsSettings, mail: &MailSettings, public_url: &str) -> Result<Senders, BadSender> {
        Ok(Senders { sms: SmsSender::new(sms, public_url)?, mail: Mailer::new(mail)? })
    }
}

/// The beginning of what a provider answered: enough to understand, too short to fill a log.
fn shortened(answer: &str) -> String {
    let line = answer.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(200).collect()
}
