//! E-mails: one enum of the ways they leave. What they say is decided elsewhere.

use super::simulated::Simulated;
use super::{HandedOver, NotSent};

/// An invitation of a calendar, as text.
pub struct CalendarPart<'a> {
    /// `REQUEST` or `CANCEL`.
    pub method: &'a str,
    pub text: &'a str,
}

pub struct Mail<'a> {
    pub to: &'a str,
    pub subject: &'a str,
    pub text: &'a str,
    pub html: &'a str,
    pub calendar: Option<CalendarPart<'a>>,
    /// Ours, the same for each try.
    pub reference: &'a str,
    /// An address where one says that no more are wanted.
    pub list_unsubscribe: Option<&'a str>,
}

pub enum Mailer {
    /// Kept for tests: remembers, and fails as it is told to.
    Simulated(Simulated),
}

impl Mailer {
    /// # Errors
    /// Whether it was refused, surely not taken, or nobody knows.
    pub async fn send(&self, mail: &Mail<'_>) -> Result<HandedOver, NotSent> {
        match self {
            Mailer::Simulated(provider) => {
                let calendar = mail.calendar.as_ref().map_or("", |calendar| calendar.text);
                let said = format!("{}\n\n{}\n{calendar}", mail.subject, mail.text);
                provider.take(mail.to, &said, mail.reference).await
            }
        }
    }

    /// Whether the provider sends what it is asked twice, under one reference, once.
    pub fn knows_reference(&self) -> bool {
        match self {
            Mailer::Simulated(provider) => provider.knows_reference,
        }
    }
}
