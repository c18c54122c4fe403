//! An e-mail: the same sentence as the text message with more room, plain and as HTML.

use askama::Template;

use super::{calendar, moment, sentence, what};
use crate::domain::messages::MessageKind;
use crate::domain::messages::said::Said;
use crate::texts::{Lang, Value, texts};

/// What an e-mail is made of.
#[derive(Clone, Debug)]
pub struct Letter {
    pub subject: String,
    pub text: String,
    pub html: String,
    /// The method and the text of an invitation to a calendar.
    pub calendar: Option<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "mail/message.html")]
struct Html<'a> {
    lang: &'a str,
    dir: &'a str,
    subject: &'a str,
    lines: &'a [String],
    /// Where the button leads, and what it says.
    button: Option<(&'a str, String)>,
    footer: String,
}

/// `organizer` is the address that calendars show as who invites; `to` the reader's own.
pub fn letter(lang: Lang, said: &Said, (organizer, to): (&str, &str)) -> Letter {
    let when = said.when.map(|when| moment(lang, when)).unwrap_or_default();
    let key = format!("mail-subject-{}", said.kind.word().replace('_', "-"));
    let args = [("when", Value::from(when)), ("what", what(lang, said).into())];
    let subject = texts().say(lang, &key, &args).trim().to_owned();
    let mut lines = vec![sentence(lang, "mail", said)];
    if said.when.is_some() && said.kind != MessageKind::Cancelled {
        if !said.address.is_empty() {
            lines.push(texts().say(lang, "mail-address", &[("address", said.address.as_str().into())]));
        }
        if let Some(phone) = &said.place_phone {
            lines.push(texts().say(lang, "mail-phone", &[("phone", phone.as_str().into())]));
        }
    }
    let button = said.link.as_deref().map(|link| (link, texts().say(lang, "mail-button", &[])));
    let footer = texts().say(lang, "mail-footer", &[]);
    let mut text = lines.join("\n");
    if let Some((link, label)) = &button {
        text.push_str(&format!("\n\n{label}\n{link}"));
    }
    text.push_str(&format!("\n\n{footer}\n"));
    let dir = if lang.is_right_to_left() { "rtl" } else { "ltr" };
    let page = Html { lang: lang.code(), dir, subject: &subject, lines: &lines, button, footer };
    // A template of strings alone: it cannot fail, and without it there is still the text.
    let html = page.render().unwrap_or_default();
    Letter { text, html, calendar: calendar::invitation(lang, said, organizer, to), subject }
}
