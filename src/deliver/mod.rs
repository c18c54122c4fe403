//! The outside: what is not decided here, only asked or delivered. Small enums, each with a
//! variant kept for tests.

pub mod clock;
pub mod form_key;
pub mod keys;
pub mod mail;
pub mod simulated;
pub mod sms;

use mail::Mailer;
use sms::SmsSender;

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
