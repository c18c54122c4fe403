//! What a message says, in the reader's language: the sentence of a text message, and the parts of an
//! e-mail. Not here: whether it is said (`domain::messages::decide`), and how it leaves (`deliver`).

mod calendar;
mod mail;

pub use mail::{Letter, letter};

use chrono::{Datelike, NaiveDateTime};

use crate::domain::messages::gsm7;
use crate::domain::messages::said::Said;
use crate::domain::motives::Mode;
use crate::texts::{Lang, Value, texts};

/// What a text message may cost: one segment of the Latin alphabet, two of any other.
const MOST_SEPTETS: usize = gsm7::ONE_SEGMENT;
const MOST_UNITS: usize = 134;

/// The text message, short enough whatever the names are: places and motives are cut, never the hour
/// or the link.
pub fn sms(lang: Lang, said: &Said) -> String {
    let mut said = said.clone();
    loop {
        let text = sentence(lang, "sms", &said);
        let text = if is_latin(lang) { gsm7::plain(&text) } else { text };
        let over = over_budget(lang, &text);
        if over == 0 || !cut(&mut said, over) {
            return text;
        }
    }
}

/// Whether its letters are in the alphabet that costs little.
pub fn is_latin(lang: Lang) -> bool {
    !matches!(lang.code(), "ar" | "fa" | "ps" | "ur" | "ru" | "uk" | "ti" | "am" | "bn" | "ta")
}

fn over_budget(lang: Lang, text: &str) -> usize {
    match (is_latin(lang), gsm7::septets(text)) {
        (true, Some(septets)) => septets.saturating_sub(MOST_SEPTETS),
        // A name in another script: dear, and no reason to say nothing.
        _ => text.encode_utf16().count().saturating_sub(MOST_UNITS),
    }
}

/// Takes so many characters from the longer of the two names. Whether there was something to take.
fn cut(said: &mut Said, over: usize) -> bool {
    let motive = said.motive.get_or_insert_default();
    let longest = if motive.chars().count() > said.place.chars().count() { motive } else { &mut said.place };
    let length = longest.chars().count();
    let kept: String = longest.chars().take(length.saturating_sub(over)).collect();
    *longest = kept.trim_end_matches([' ', ',', '-', '\'']).to_owned();
    if said.motive.as_ref().is_some_and(String::is_empty) {
        said.motive = None;
    }
    length > 0
}

/// The sentence of a kind, in the family of texts of a channel.
fn sentence(lang: Lang, family: &str, said: &Said) -> String {
    let key = format!("{family}-{}", said.kind.word().replace('_', "-"));
    let args = [
        ("what", Value::from(what(lang, said))),
        ("when", said.when.map(|when| moment(lang, when)).unwrap_or_default().into()),
        ("hour", said.when.map(|when| texts().hour(lang, when.time())).unwrap_or_default().into()),
        ("how", how(lang, said).into()),
        ("link", said.link.clone().unwrap_or_default().into()),
        ("code", said.code.clone().unwrap_or_default().into()),
        ("count", said.count.into()),
    ];
    texts().say(lang, &key, &args).trim_end().to_owned()
}

/// Neutral, unless the organisation lets the motive be named.
fn what(lang: Lang, said: &Said) -> String {
    match &said.motive {
        Some(motive) => motive.clone(),
        None => texts().say(lang, "message-appointment", &[]),
    }
}

/// The weekday in full, the day, the hour; never the year: it is soon.
fn moment(lang: Lang, at: NaiveDateTime) -> String {
    let args = [
        ("weekday", texts().word(lang, "weekday", &at.weekday().number_from_monday().to_string()).into()),
        ("day", Value::from(i64::from(at.day()))),
        ("month", texts().word(lang, "month", &at.month().to_string()).into()),
        ("hour", texts().hour(lang, at.time()).into()),
    ];
    texts().say(lang, "message-when", &args)
}

fn how(lang: Lang, said: &Said) -> String {
    let key = match said.mode {
        Mode::Phone => "message-how-phone",
        Mode::Home => "message-how-home",
        Mode::Video => "message-how-video",
        Mode::Office | Mode::Outreach if said.place.is_empty() => "message-how-here",
        Mode::Office | Mode::Outreach => "message-how-place",
    };
    texts().say(lang, key, &[("place", said.place.as_str().into())])
}
