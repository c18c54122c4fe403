//! By which channels somebody can be told something, the best first.

use super::{Channel, MessageKind};

/// Who is told, as it stands now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipient {
    /// In E.164.
    pub phone: Option<String>,
    pub email: Option<String>,
    /// A code of `locales/`.
    pub language: String,
    pub do_not_write: bool,
    /// No text messages: the person answered STOP.
    pub stopped: bool,
    /// Whether text messages may leave the country.
    pub abroad: bool,
}

/// Prefixes of mobile phones of France and its territories overseas.
const FRENCH_MOBILES: &[&str] = &[
    "+336", "+337", "+262692", "+262693", "+262639", "+590690", "+590691", "+594694", "+596696", "+596697", "+50855",
    "+68777", "+6878", "+6879", "+68982", "+68983", "+68984", "+68985", "+68986", "+68987", "+68988", "+68989",
    "+68182", "+68183", "+68184",
];
const FRENCH: &[&str] = &["+33", "+262", "+508", "+590", "+594", "+596", "+681", "+687", "+689"];

/// Whether a text message reaches this number, and may be sent to it.
pub fn takes_sms(phone: &str, abroad: bool) -> bool {
    let starts = |list: &[&str]| list.iter().any(|prefix| phone.starts_with(prefix));
    if starts(FRENCH) { starts(FRENCH_MOBILES) } else { abroad }
}

impl Recipient {
    pub fn sms(&self) -> Option<&str> {
        self.phone.as_deref().filter(|phone| !self.stopped && takes_sms(phone, self.abroad))
    }

    /// The address on a channel; `None` when there is none.
    pub fn address(&self, channel: Channel) -> Option<&str> {
        match channel {
            Channel::Sms => self.sms(),
            Channel::Email => self.email.as_deref(),
            Channel::Call => self.phone.as_deref(),
            // The desk knows it, or asks.
            Channel::Letter => Some(""),
        }
    }

    /// The channels for a kind, the best first: a text, an e-mail, a call; a letter when there is
    /// nothing else, for what is worth a stamp and can wait for the post.
    pub fn channels(&self, kind: MessageKind) -> Vec<Channel> {
        let fits = |channel: &Channel| match kind {
            MessageKind::LeaveNow | MessageKind::SignInCode => *channel == Channel::Sms,
            MessageKind::Invitation => *channel != Channel::Call,
            MessageKind::AppointmentLink => channel.is_automatic(),
            MessageKind::Reminder => *channel != Channel::Letter,
            _ => true,
        };
        let all = [Channel::Sms, Channel::Email, Channel::Call, Channel::Letter];
        let mut there: Vec<Channel> =
            all.into_iter().filter(fits).filter(|channel| self.address(*channel).is_some()).collect();
        // Who can be called is not written a letter.
        if there.contains(&Channel::Call) {
            there.retain(|channel| *channel != Channel::Letter);
        }
        there
    }

    /// What is tried after a channel failed.
    pub fn after(&self, failed: Channel, kind: MessageKind) -> Option<Channel> {
        self.channels(kind).into_iter().find(|channel| *channel > failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(phone: Option<&str>, email: Option<&str>) -> Recipient {
        Recipient { phone: phone.map(str::to_owned), email: email.map(str::to_owned), ..Recipient::default() }
    }

    #[test]
    fn a_landline_is_called_and_a_mobile_is_written_to() {
        let kind = MessageKind::Confirmation;
        assert_eq!(
            who(Some("+33612345678"), Some("a@b.fr")).channels(kind),
            [Channel::Sms, Channel::Email, Channel::Call]
        );
        assert_eq!(who(Some("+33321123456"), None).channels(kind), [Channel::Call]);
        assert_eq!(who(None, None).channels(kind), [Channel::Letter]);
        assert_eq!(who(Some("+262692123456"), None).after(Channel::Sms, kind), Some(Channel::Call));
        assert_eq!(who(None, None).channels(MessageKind::Reminder), []);
        assert!(!takes_sms("+447911123456", false) && takes_sms("+447911123456", true));
    }

    #[test]
    fn who_answered_stop_gets_no_text() {
        let stopped = Recipient { stopped: true, ..who(Some("+33612345678"), None) };
        assert_eq!(stopped.channels(MessageKind::Reminder), [Channel::Call]);
        assert_eq!(stopped.channels(MessageKind::LeaveNow), []);
    }
}
