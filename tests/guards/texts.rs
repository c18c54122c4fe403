//! Everything a person reads: the same keys in every language, none unused, none missing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use relais::domain::access::Role;
use relais::domain::appointments::Status;
use relais::domain::calls::{CallBackOutcome, CallOutcome, CameBy};
use relais::domain::cases::{CaseRule, Custody, Need, NotUndone, ReferentRole, RelativeKind, Shared, Why};
use relais::domain::ids::AppointmentId;
use relais::domain::messages::{Channel, MessageKind, MessageState, Reason};
use relais::domain::motives::{BookableBy, Mode, Pictogram, ResourceKind};
use relais::domain::scheduling::booking::{Refusal, Warning};
use relais::domain::scheduling::holidays::{Holiday, HolidayRegion};
use relais::domain::scheduling::search::Nothing;
use relais::domain::settings_rules::{FRENCH_ZONES, Wrong};
use relais::domain::sign_in::{NoticeKind, PasswordFault};
use relais::domain::waiting::WaitingReason;
use relais::texts::{Lang, texts};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, extension: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|one| one == extension) {
            found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
    found.sort();
    found
}

/// The keys of one language, each with the values it wants.
fn keys(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut last = None;
    for (name, text) in files(&root().join("locales").join(language), "ftl") {
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((key, _)) = line.split_once('=').filter(|(key, _)| {
                !key.starts_with(' ') && key.trim().chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            }) {
                let key = key.trim().to_owned();
                assert!(keys.insert(key.clone(), BTreeSet::new()).is_none(), "{name}: {key} is there twice");
                last = Some(key);
            }
            let values = line.split("{ $").skip(1).filter_map(|rest| rest.split([' ', '}']).next());
            if let Some(wants) = last.as_ref().and_then(|key| keys.get_mut(key)) {
                wants.extend(values.map(str::to_owned));
            }
        }
    }
    keys
}

/// One of each refusal. A new one does not compile until it stands here, and in the texts.
fn refusals() -> Vec<Refusal> {
    let all = vec![
        Refusal::Taken { by: vec![AppointmentId(1)] },
        Refusal::ResourceTaken { kind: ResourceKind::Room },
        Refusal::NoLongerOpen,
        Refusal::NotOffered,
        Refusal::OfferExpired,
        Refusal::HoldExpired,
        Refusal::TooSoon,
        Refusal::TooLate,
        Refusal::NeedsAcceptance { warnings: Warning::ALL.to_vec() },
        Refusal::Nothing { reason: Nothing::Full },
        Refusal::AlreadyBooked { appointment: AppointmentId(1) },
        Refusal::QuotaReached { quota: 2 },
        Refusal::AskedTooOften,
        Refusal::SeatsTaken,
        Refusal::TooLateToCancel,
        Refusal::TooLateToMove,
        Refusal::NotPossibleFrom { from: Status::Seen, to: Status::Late },
        Refusal::NotYet,
    ];
    for refusal in &all {
        match refusal {
            Refusal::Taken { .. }
            | Refusal::ResourceTaken { .. }
            | Refusal::NoLongerOpen
            | Refusal::NotOffered
            | Refusal::OfferExpired
            | Refusal::HoldExpired
            | Refusal::TooSoon
            | Refusal::TooLate
            | Refusal::NeedsAcceptance { .. }
            | Refusal::Nothing { .. }
            | Refusal::AlreadyBooked { .. }
            | Refusal::QuotaReached { .. }
            | Refusal::AskedTooOften
            | Refusal::SeatsTaken
            | Refusal::TooLateToCancel
            | Refusal::TooLateToMove
            | Refusal::NotPossibleFrom { .. }
            | Refusal::NotYet => {}
        }
    }
    all
}

/// Keys made of a family and a word: the words are those of our own enums and of the sources.
fn made_keys(sources: &str) -> BTreeSet<String> {
    let key = |family: &str, word: &str| format!("{family}-{}", word.replace('_', "-"));
    let mut made = BTreeSet::new();
    let refusals = refusals();
    let codes = refusals.iter().filter(|refusal| !matches!(refusal, Refusal::Nothing { .. }));
    made.extend(codes.map(|refusal| key("refusal", refusal.code())));
    made.extend(Nothing::ALL.iter().map(|nothing| key("nothing", nothing.word())));
    made.extend(Warning::ALL.iter().map(|warning| key("warning", warning.word())));
    made.extend(Status::ALL.iter().map(|status| key("status", status.word())));
    made.extend(NotUndone::ALL.iter().map(|why| key("not-undone", why.word())));
    made.extend(Wrong::ALL.iter().map(|wrong| key("wrong", wrong.word())));
    made.extend(ResourceKind::ALL.iter().map(|kind| key("resource", kind.word())));
    made.extend(NoticeKind::ALL.iter().map(|kind| key("notice", kind.word())));
    for kind in MessageKind::ALL {
        made.insert(key("mail", kind.word()));
        made.insert(key("mail-subject", kind.word()));
        // Workers are written e-mails.
        if !kind.word().starts_with("worker_") && *kind != MessageKind::Outcomes
            || *kind == MessageKind::WorkerInvitation
        {
            made.insert(key("sms", kind.word()));
        }
    }
    made.extend(super::paper_texts::keys_of_papers());
    made.extend((1..=7).map(|day| format!("weekday-{day}")));
    made.extend((1..=12).map(|month| format!("month-{month}")));
    // `Reason::Start { .. } => "start"`: the code of an import's reason.
    made.extend(quoted_after(sources, "Reason::", "=> \"").map(|code| key("import", &code)));
    made.extend(quoted_after(sources, "NotFound(\"", "").map(|thing| key("thing", &thing)));
    made.extend(quoted_after(sources, "voice.thing(\"", "").map(|thing| key("thing", &thing)));
    made.extend(quoted_after(sources, "not_found(voice, \"", "").map(|thing| key("thing", &thing)));
    // Columns that a file must have, and settings that check-config explains.
    made.extend(quoted_after(sources, "Column { field: \"", "required: true").map(|field| key("field", &field)));
    made.extend(
        quoted_after(sources, "(\"", "|figment, name|").map(|setting| key("expected", &setting.replace('.', "-"))),
    );
    made
}

/// The words of a family that pages say: `shell.word("mode", …)`. A page that says another family
/// names its words here.
fn words_of(family: &str) -> Vec<&'static str> {
    match family {
        "why" => Why::ALL.iter().map(|why| why.word()).collect(),
        "case-rule" => CaseRule::ALL.iter().map(|rule| rule.word()).collect(),
        "merge-field" => vec!["first_name", "last_name", "birth", "phone", "email"],
        "merge-move" => {
            vec!["appointments", "waiting", "calls", "notes", "referents", "relatives", "relatives_of"]
        }
        "duplicates-done" => vec!["merged", "apart", "undone"],
        "need" => Need::ALL.iter().map(|need| need.word()).collect(),
        "referent-role" => ReferentRole::ALL.iter().map(|role| role.word()).collect(),
        "relative" | "relative-of" => RelativeKind::ALL.iter().map(|kind| kind.word()).collect(),
        "custody" => Custody::ALL.iter().map(|custody| custody.word()).collect(),
        "shared" => Shared::ALL.iter().map(|shared| shared.word()).collect(),
        "bookable-by" => BookableBy::ALL.iter().map(|by| by.word()).collect(),
        "call-ended" => CallBackOutcome::ALL.iter().map(|outcome| outcome.word()).collect(),
        "came-by" => CameBy::ALL.iter().map(|how| how.word()).collect(),
        "call" => CallOutcome::ALL.iter().map(|outcome| outcome.word()).collect(),
        "channel" => Channel::ALL.iter().map(|channel| channel.word()).collect(),
        "message" => MessageKind::ALL.iter().map(|kind| kind.word()).collect(),
        "message-state" => MessageState::ALL.iter().map(|state| state.word()).collect(),
        "message-reason" => Reason::ALL.iter().map(|reason| reason.word()).collect(),
        "close-then" => vec!["phone", "other", "leave"],
        "done" | "set" | "status" => Status::ALL.iter().map(|status| status.word()).collect(),
        "holiday" => Holiday::ALL.iter().map(|holiday| holiday.code()).collect(),
        "weekday" => vec!["1", "2", "3", "4", "5", "6", "7"],
        "agenda-view" => vec!["week", "day", "team"],
        "sign-in" => {
            let faults = PasswordFault::ALL.iter().map(|fault| fault.word());
            ["refused", "no_link", "needs_code", "signed_out", "not_a_phone"].into_iter().chain(faults).collect()
        }
        "mode" | "mode-short" | "motive-mode" => Mode::ALL.iter().map(|mode| mode.word()).collect(),
        "nothing" => Nothing::ALL.iter().map(|nothing| nothing.word()).collect(),
        "pictogram" => Pictogram::ALL.iter().map(|pictogram| pictogram.word()).collect(),
        "region" => HolidayRegion::ALL.iter().map(|region| region.code()).collect(),
        "resource" | "motive-resource" => ResourceKind::ALL.iter().map(|kind| kind.word()).collect(),
        // Guests are no workers: no page says their role.
        "role" | "role-what" => {
            let staff = Role::ALL.iter().filter(|role| !matches!(role, Role::Visitor | Role::Beneficiary));
            staff.map(|role| role.word()).collect()
        }
        "unit" => vec!["minutes", "hours", "days"],
        "waiting-reason" => WaitingReason::ALL.iter().map(|reason| reason.word()).collect(),
        "warning" => Warning::ALL.iter().map(|warning| warning.word()).collect(),
        "wrong" => Wrong::ALL.iter().map(|wrong| wrong.word()).collect(),
        "zone" => FRENCH_ZONES.iter().map(|(_, word)| *word).collect(),
        other => panic!("a page says words of the family “{other}”: name them in tests/guards/texts.rs"),
    }
}

/// The families of words that pages say, in templates and in the code of pages.
fn families(pages: &str) -> BTreeSet<String> {
    let calls = pages.split("shell.word(").skip(1);
    let first = calls.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split_once('"'));
    first.map(|(family, _)| family.to_owned()).collect()
}

/// The keys that pages say for certain: `shell.t("…")` and its sisters, in templates and in the code
/// of pages.
fn keys_of_pages(pages: &str) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    for call in ["shell.t(", "shell.t1(", "shell.t2(", "shell.count("] {
        for rest in pages.split(call).skip(1) {
            let Some(text) = rest.trim_start().strip_prefix('"') else { continue };
            said.extend(text.split_once('"').map(|(key, _)| key.to_owned()));
        }
    }
    said
}

/// What stands in quotes on lines that have both marks: after the second when it ends with a
/// quote, else after the first.
fn quoted_after(sources: &str, first: &str, second: &str) -> impl Iterator<Item = String> {
    let mark = if second.ends_with('"') { second } else { first };
    let lines = sources.lines().filter(move |line| line.contains(first) && line.contains(second));
    let quoted =
        lines.filter_map(move |line| line.split_once(mark)?.1.split_once('"').map(|(word, _)| word.to_owned()));
    quoted.collect::<Vec<_>>().into_iter()
}

/// Every string in the sources that has the form of a key.
fn written_keys(sources: &str) -> BTreeSet<String> {
    let strings = sources.split('"').skip(1).map(str::to_owned);
    let like_a_key = |text: &String| {
        text.split('-')
            .all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()))
    };
    strings.filter(like_a_key).collect()
}

/// Keys that are said for certain: the first string of a call of `say` or `error`.
fn said_keys(sources: &str) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    for call in [".say(", "voice.error("] {
        for rest in sources.split(call).skip(1) {
            // `say(lang, "key", …)`, `say("key", …)`, on one line or several.
            let argument = rest.trim_start();
            let argument = argument.strip_prefix("lang,").or(argument.strip_prefix("self.lang,")).unwrap_or(argument);
            let Some(text) = argument.trim_start().strip_prefix('"') else { continue };
            said.extend(text.split_once('"').map(|(key, _)| key.to_owned()));
        }
    }
    said
}

fn sources() -> String {
    let mut all: Vec<(String, String)> = files(&root().join("src"), "rs");
    // Formatted columns stand on several lines: brought back to one.
    for (_, text) in &mut all {
        // What tests say is not said to anybody.
        text.truncate(text.find("#[cfg(test)]").unwrap_or(text.len()));
        *text =
            text.replace("Column {\n        field:", "Column { field:").replace(",\n        required:", ", required:");
        *text = text.replace("(\n        \"", "(\"").replace("not_found(\n        voice, ", "not_found(voice, ");
    }
    all.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n")
}

/// Templates as they are, comments of askama left out: what is not shown is not said.
fn templates() -> String {
    let mut all = String::new();
    for (_, text) in files(&root().join("templates"), "html") {
        for (nth, part) in text.split("{#").enumerate() {
            all.push_str(if nth == 0 { part } else { part.split_once("#}").map_or("", |(_, rest)| rest) });
        }
        all.push('\n');
    }
    all
}

#[test]
fn the_keys_of_pages_are_read_as_they_are_meant() {
    let page = r#"<h1 class="a-b">{{ shell.t("one-key") }}</h1>{{ shell.t1( "two-key", "x", y) }}{{ shell.t(name) }}
        {{ shell.word("mode", m.word()) }}{{ shell.count("three", n) }}{% call f::x(shell.t("four")) %}"#;
    let said: Vec<String> = keys_of_pages(page).into_iter().collect();
    assert_eq!(said, ["four", "one-key", "three", "two-key"]);
    assert_eq!(families(page).into_iter().collect::<Vec<_>>(), ["mode"]);
    assert!(words_of("role").contains(&"team_lead") && !words_of("role").contains(&"visitor"));
}

#[test]
fn every_language_has_the_same_keys_with_the_same_values() {
    let french = keys(Lang::DEFAULT.code());
    assert!(french.len() > 100, "the texts were not found");
    for lang in Lang::all() {
        let other = keys(lang.code());
        let only = |one: &BTreeMap<_, _>, other: &BTreeMap<_, _>| -> Vec<String> {
            one.iter()
                .filter(|(key, values)| other.get(*key) != Some(*values))
                .map(|(key, _): (&String, _)| key.clone())
                .collect()
        };
        let differ: Vec<String> = only(&french, &other).into_iter().chain(only(&other, &french)).collect();
        // A plural that names its number in one language only is no mistake: hour and minutes.
        let differ: Vec<String> = differ.into_iter().filter(|key| key != "date-hour").collect();
        assert!(differ.is_empty(), "{lang} and fr differ in {differ:?}");
    }
    let folders = std::fs::read_dir(root().join("locales")).unwrap().count();
    assert_eq!(Lang::all().count(), folders, "a folder of locales/ is not in src/texts.rs, or the reverse");
}

#[test]
fn no_text_is_missing_and_none_is_unused() {
    let sources = sources();
    let (mut made, mut said, mut written) = (made_keys(&sources), said_keys(&sources), written_keys(&sources));
    assert!(said.len() > 50, "the calls of say were not found");
    let templates = templates();
    for pages in [&sources, &templates] {
        said.extend(keys_of_pages(pages));
        for family in families(pages) {
            made.extend(words_of(&family).iter().map(|word| format!("{family}-{}", word.replace('_', "-"))));
        }
    }
    assert!(keys_of_pages(&templates).len() > 50, "the texts of the pages were not found");
    // Of a template only what it says: its classes and ids look like keys too.
    written.extend(keys_of_pages(&templates));
    let there: BTreeSet<String> = keys(Lang::DEFAULT.code()).into_keys().collect();
    let missing: Vec<&String> = made.union(&said).filter(|key| !there.contains(*key)).collect();
    assert!(missing.is_empty(), "said and not in locales/: {missing:?}");
    let unused: Vec<&String> = there.iter().filter(|key| !made.contains(*key) && !written.contains(*key)).collect();
    assert!(unused.is_empty(), "in locales/ and never said: {unused:?}");
}

#[test]
fn every_refusal_reason_and_warning_is_a_sentence_in_every_language() {
    let complete = |said: &str, what: &str| {
        assert!(said.ends_with('.') && !said.contains(['{', '}', '$']) && said.contains(' '), "{what}: {said}");
    };
    for lang in Lang::all() {
        for refusal in refusals() {
            complete(&texts().refusal(lang, &refusal), refusal.code());
        }
        for nothing in Nothing::ALL {
            complete(&texts().nothing(lang, *nothing), nothing.word());
        }
        for warning in Warning::ALL {
            complete(&texts().warning(lang, *warning), warning.word());
        }
        for status in Status::ALL {
            assert!(!texts().status(lang, *status).contains('-'), "{lang}: {status}");
        }
    }
}

#[test]
fn days_and_hours_are_said_as_people_say_them() {
    let at = |text: &str| text.parse::<chrono::NaiveDateTime>().unwrap();
    let french = Lang::of("fr-FR").unwrap();
    assert_eq!(texts().day_and_hour(french, at("2026-03-10T09:30:00")), "mardi 10 mars 2026 à 9 h 30");
    assert_eq!(texts().day_and_hour(french, at("2026-08-01T14:00:00")), "samedi 1er août 2026 à 14 h");
    assert_eq!(
        texts().day_and_hour(Lang::of("en").unwrap(), at("2026-03-10T09:05:00")),
        "Tuesday 10 March 2026 at 9:05"
    );
    assert_eq!(Lang::of("xx"), None);
}
