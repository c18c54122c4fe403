//! Everything a person reads: one folder of `locales/` per language, embedded in the binary. The
//! same keys stand in every language (tests/guards/texts.rs).
//!
//! Here: finding a text, and the few shapes that pages, API and command line share (a refusal, a
//! day, an hour). Not here: which text is said when.

use std::fmt;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

pub use fluent_bundle::FluentValue as Value;

use crate::domain::appointments::Status;
use crate::domain::motives::ResourceKind;
use crate::domain::scheduling::booking::{Refusal, Warning};
use crate::domain::scheduling::search::Nothing;

/// The files of one language; a new file is named once, here.
macro_rules! language {
    ($code:literal) => {
        (
            $code,
            &[
                include_str!(concat!("../locales/", $code, "/refusals.ftl")),
                include_str!(concat!("../locales/", $code, "/dates.ftl")),
                include_str!(concat!("../locales/", $code, "/import.ftl")),
                include_str!(concat!("../locales/", $code, "/commands.ftl")),
                include_str!(concat!("../locales/", $code, "/settings.ftl")),
                include_str!(concat!("../locales/", $code, "/safe_commands.ftl")),
                include_str!(concat!("../locales/", $code, "/admin.ftl")),
                include_str!(concat!("../locales/", $code, "/pages.ftl")),
                include_str!(concat!("../locales/", $code, "/booking.ftl")),
                include_str!(concat!("../locales/", $code, "/my.ftl")),
                include_str!(concat!("../locales/", $code, "/staff.ftl")),
                include_str!(concat!("../locales/", $code, "/agenda_pages.ftl")),
                include_str!(concat!("../locales/", $code, "/agenda_forms.ftl")),
                include_str!(concat!("../locales/", $code, "/sign_in.ftl")),
                include_str!(concat!("../locales/", $code, "/demo.ftl")),
                include_str!(concat!("../locales/", $code, "/agenda.ftl")),
                include_str!(concat!("../locales/", $code, "/counter.ftl")),
                include_str!(concat!("../locales/", $code, "/messages.ftl")),
                include_str!(concat!("../locales/", $code, "/papers.ftl")),
                include_str!(concat!("../locales/", $code, "/cases.ftl")),
            ],
        )
    };
}

/// A new language: a folder of `locales/`, and its line here. The first one is what is spoken when
/// nothing else is asked for.
const LANGUAGES: &[(&str, &[&str])] = &[language!("fr"), language!("en"), language!("ar")];

/// A language that we speak; only [`Texts`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lang(usize);

impl Lang {
    /// French.
    pub const DEFAULT: Lang = Lang(0);

    /// As HTML and HTTP write it.
    pub fn code(self) -> &'static str {
        LANGUAGES[self.0].0
    }

    /// Whether it is written from right to left.
    pub fn is_right_to_left(self) -> bool {
        matches!(self.code(), "ar" | "fa" | "ps" | "ur" | "he")
    }

    pub fn all() -> impl Iterator<Item = Lang> {
        (0..LANGUAGES.len()).map(Lang)
    }

    /// The language of a code such as `fr` or `fr-CA`.
    pub fn of(code: &str) -> Option<Lang> {
        let primary = code.split(['-', '_']).next().unwrap_or_default();
        Lang::all().find(|lang| lang.code().eq_ignore_ascii_case(primary))
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Every text in every language.
pub struct Texts(Vec<FluentBundle<FluentResource>>);

/// The texts of the program, read once.
pub fn texts() -> &'static Texts {
    static TEXTS: LazyLock<Texts> = LazyLock::new(Texts::read);
    &TEXTS
}

impl Texts {
    fn read() -> Texts {
        let bundle = |(code, files): &(&str, &[&str])| {
            let language: LanguageIdentifier = code.parse().expect("the folders of locales/ are language codes");
            let mut bundle = FluentBundle::new_concurrent(vec![language]);
            // The invisible marks around values would end in SMS, CSV files and terminals.
            bundle.set_use_isolating(false);
            for file in *files {
                let resource = match FluentResource::try_new((*file).to_owned()) {
                    Ok(resource) => resource,
                    // What can be read is kept; the guard test refuses such a file before it ships.
                    Err((resource, errors)) => {
                        tracing::error!(language = code, ?errors, "a file of texts has mistakes");
                        resource
                    }
                };
                if let Err(errors) = bundle.add_resource(resource) {
                    tracing::error!(language = code, ?errors, "a text is there twice");
                }
            }
            bundle
        };
        Texts(LANGUAGES.iter().map(bundle).collect())
    }

    /// The text of a key. A key that does not exist is said as itself and logged: a page with one
    /// strange word is better than none.
    pub fn say<'a>(&'a self, lang: Lang, key: &'a str, args: &[(&'a str, Value<'a>)]) -> String {
        let bundle = &self.0[lang.0];
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, language = lang.code(), "a text is missing");
            return key.to_owned();
        };
        let args: FluentArgs = args.iter().map(|(name, value)| (*name, value.clone())).collect();
        let mut errors = Vec::new();
        let said = bundle.format_pattern(pattern, Some(&args), &mut errors);
        if !errors.is_empty() {
            tracing::error!(key, language = lang.code(), ?errors, "a text lacks a value");
        }
        said.into_owned()
    }

    /// The text of a word of ours: its family and the word make the key.
    pub fn word(&self, lang: Lang, family: &str, word: &str) -> String {
        let key = format!("{family}-{}", word.replace('_', "-"));
        self.say(lang, &key, &[])
    }

    pub fn has(&self, lang: Lang, key: &str) -> bool {
        self.0[lang.0].has_message(key)
    }

    /// What a refusal says to who asked: why, and what to do.
    pub fn refusal(&self, lang: Lang, refusal: &Refusal) -> String {
        let mut args: Vec<(&str, Value<'_>)> = Vec::new();
        match refusal {
            Refusal::Nothing { reason } => return self.nothing(lang, *reason),
            Refusal::ResourceTaken { kind } => args.push(("kind", self.resource(lang, *kind).into())),
            Refusal::NeedsAcceptance { warnings } => {
                let named: Vec<String> = warnings.iter().map(|warning| self.warning(lang, *warning)).collect();
                args.push(("warnings", named.join(" ").into()));
            }
            Refusal::QuotaReached { quota } => args.push(("quota", (*quota).into())),
            Refusal::NotPossibleFrom { from, to } => {
                args.push(("from", self.status(lang, *from).into()));
                args.push(("to", self.status(lang, *to).into()));
            }
            Refusal::Taken { .. }
            | Refusal::NoLongerOpen
            | Refusal::NotOffered
            | Refusal::OfferExpired
            | Refusal::HoldExpired
            | Refusal::TooSoon
            | Refusal::TooLate
            | Refusal::AlreadyBooked { .. }
            | Refusal::AskedTooOften
            | Refusal::SeatsTaken
            | Refusal::TooLateToCancel
            | Refusal::TooLateToMove
            | Refusal::NotYet => {}
        }
        let key = format!("refusal-{}", refusal.code().replace('_', "-"));
        self.say(lang, &key, &args)
    }

    pub fn nothing(&self, lang: Lang, nothing: Nothing) -> String {
        self.word(lang, "nothing", nothing.word())
    }

    pub fn warning(&self, lang: Lang, warning: Warning) -> String {
        self.word(lang, "warning", warning.word())
    }

    pub fn status(&self, lang: Lang, status: Status) -> String {
        self.word(lang, "status", status.word())
    }

    pub fn resource(&self, lang: Lang, kind: ResourceKind) -> String {
        self.word(lang, "resource", kind.word())
    }

    /// `mardi 10 mars 2026`.
    pub fn day(&self, lang: Lang, day: NaiveDate) -> String {
        let weekday = self.word(lang, "weekday", &day.weekday().number_from_monday().to_string());
        let month = self.word(lang, "month", &day.month().to_string());
        let args = [
            ("weekday", weekday.into()),
            ("day", Value::from(i64::from(day.day()))),
            ("month", month.into()),
            ("year", day.year().to_string().into()),
        ];
        self.say(lang, "date-day", &args)
    }

    /// `9 h 30`.
    pub fn hour(&self, lang: Lang, hour: NaiveTime) -> String {
        let args = [
            ("hour", Value::from(i64::from(hour.hour()))),
            ("minutes", i64::from(hour.minute()).into()),
            ("minute", format!("{:02}", hour.minute()).into()),
        ];
        self.say(lang, "date-hour", &args)
    }

    /// `mardi 10 mars 2026 à 9 h 30`.
    pub fn day_and_hour(&self, lang: Lang, at: NaiveDateTime) -> String {
        let args = [("day", self.day(lang, at.date()).into()), ("hour", self.hour(lang, at.time()).into())];
        self.say(lang, "date-day-and-hour", &args)
    }
}
