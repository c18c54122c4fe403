//! Text messages: one enum of the ways they leave. What they say is decided elsewhere.

use super::simulated::Simulated;
use super::{HandedOver, NotSent};

pub struct Sms<'a> {
    /// In E.164.
    pub to: &'a str,
    pub text: &'a str,
    /// Ours, the same for each try.
    pub reference: &'a str,
}

pub enum SmsSender {
    /// Kept for tests: remembers, and fails as it is told to.
    Simulated(Simulated),
}

impl SmsSender {
    /// # Errors
    /// Whether it was refused, surely not taken, or nobody knows.
    pub async fn send(&self, sms: &Sms<'_>) -> Result<HandedOver, NotSent> {
        match self {
            SmsSender::Simulated(provider) => provider.take(sms.to, sms.text, sms.reference).await,
        }
    }

    /// Whether the provider sends what it is asked twice, under one reference, once.
    pub fn knows_reference(&self) -> bool {
        match self {
            SmsSender::Simulated(provider) => provider.knows_reference,
        }
    }
}
