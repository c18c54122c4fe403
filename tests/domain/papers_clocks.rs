//! Clocks: silence and appeal, presence, declarations, ages; and the chain of interim papers.

use chrono::NaiveDate;
use relais::domain::ids::PaperId;
use relais::domain::papers::clocks::*;
use relais::domain::papers::held::{HeldPaper, Told};
use relais::domain::papers::interim::{self, Cover};

use super::papers_support::*;

fn silence(filed: &str) -> Silence {
    Silence::of(rule("implicit_refusal_clock"), day(filed)).unwrap().unwrap()
}

#[test]
fn silence_refuses_after_four_months_and_the_appeal_ends_two_months_later() {
    let clock = silence("2026-01-15");
    assert_eq!(clock.warn_from, day("2026-05-05"));
    assert_eq!(clock.escalate_from, day("2026-05-08"));
    assert_eq!(clock.refused_on, day("2026-05-15"));
    assert_eq!(clock.appeal_by, Some(day("2026-07-15")));
    for (on, state) in [
        ("2026-05-04", SilenceState::Waiting),
        ("2026-05-05", SilenceState::RefusalNear),
        ("2026-05-14", SilenceState::RefusalNear),
        ("2026-05-15", SilenceState::Refused),
        ("2026-07-04", SilenceState::Refused),
        ("2026-07-05", SilenceState::AppealNear),
        ("2026-07-15", SilenceState::AppealNear),
        ("2026-07-16", SilenceState::AppealOver),
    ] {
        assert_eq!(clock.state(day(on)), state, "{on}");
    }
}

#[test]
fn at_the_end_of_months_the_appeal_ends_on_the_earlier_day() {
    let clock = silence("2026-10-31");
    assert_eq!((clock.refused_on, clock.appeal_by), (day("2027-02-28"), Some(day("2027-04-28"))));
    let leap = silence("2027-10-31");
    assert_eq!((leap.refused_on, leap.appeal_by), (day("2028-02-29"), Some(day("2028-04-29"))));
    assert_eq!(silence("2026-02-28").appeal_by, Some(day("2026-08-28")));
    for filed in day("2026-01-01").iter_days().take(1500) {
        let clock = Silence::of(rule("implicit_refusal_clock"), filed).unwrap().unwrap();
        let appeal = clock.appeal_by.unwrap();
        assert!(clock.warn_from <= clock.escalate_from && clock.escalate_from <= clock.refused_on, "{filed}");
        let days = (appeal - clock.refused_on).num_days();
        assert!((59..=62).contains(&days), "{filed}: {days} days of appeal");
    }
}

#[test]
fn shorter_silences_count_in_days_and_the_appeal_from_the_refusal() {
    let clock = Silence::of(rule("implicit_refusal_clock_90"), day("2026-01-15")).unwrap().unwrap();
    assert_eq!((clock.refused_on, clock.appeal_by), (day("2026-04-15"), Some(day("2026-06-15"))));
}

#[test]
fn a_filing_starts_the_next_link_and_the_next_clock() {
    let permit = rule("titre_sejour_anef");
    let after = after_filing(book(), permit, day("2026-12-05"), Some(day("2026-12-07")));
    assert_eq!(after.interim.as_ref().map(|paper| paper.as_str()), Some("api"));
    let (code, clock) = after.silence.unwrap();
    assert_eq!(code.as_str(), "implicit_refusal_clock");
    assert_eq!(clock.refused_on, day("2027-04-07"));
    let incomplete = after_filing(book(), permit, day("2026-12-05"), None);
    assert_eq!(incomplete.silence, None, "no silence runs before the file is complete");
    assert!(after_filing(book(), rule("titre_sejour_prefecture"), day("2026-12-05"), None).interim.is_some());
    assert_eq!(after_filing(book(), rule("vitale"), day("2026-12-05"), Some(day("2026-12-05"))).silence, None);
}

fn presence(started: &str, signs: &[&str], planned: &[&str], today: &str) -> Presence {
    let signs: Vec<(NaiveDate, SignOfLife)> = signs.iter().map(|text| (day(text), SignOfLife::Phone)).collect();
    let planned: Vec<NaiveDate> = planned.iter().map(|text| day(text)).collect();
    Presence::of(rule("domiciliation"), day(started), &signs, &planned, day(today)).unwrap()
}

#[test]
fn a_domiciliation_wants_a_sign_of_life_every_ninety_days() {
    let none_yet = presence("2026-01-10", &[], &[], "2026-02-01");
    assert_eq!(none_yet.last, day("2026-01-10"));
    assert_eq!(none_yet.must_by, day("2026-04-10"), "90 days");
    assert_eq!(none_yet.state(day("2026-02-01")), PresenceState::Fine);
    assert_eq!(none_yet.state(day("2026-03-20")), PresenceState::Due);
    assert_eq!(none_yet.state(day("2026-04-10")), PresenceState::Red);
    assert_eq!(none_yet.state(day("2026-04-11")), PresenceState::StruckOff);

    let called = presence("2026-01-10", &["2026-03-01", "2026-02-01"], &[], "2026-03-20");
    assert_eq!(called.last, day("2026-03-01"));
    assert_eq!(called.state(day("2026-03-20")), PresenceState::Fine);
}

#[test]
fn three_months_are_89_days_at_their_shortest_and_the_earlier_day_counts() {
    let short = presence("2026-01-31", &[], &[], "2026-02-01");
    assert_eq!((short.must_by, short.struck_off_from), (day("2026-04-30"), day("2026-05-02")));
    for started in day("2026-01-01").iter_days().take(1500) {
        let presence = Presence::of(rule("domiciliation"), started, &[], &[], started).unwrap();
        assert!((89..=90).contains(&(presence.must_by - started).num_days()), "{started}");
        assert!(presence.struck_off_from > presence.must_by);
    }
}

#[test]
fn signs_of_another_time_do_not_count_and_a_planned_visit_in_time_calms() {
    let before = presence("2026-01-10", &["2025-12-01", "2026-09-01"], &[], "2026-02-01");
    assert_eq!(before.last, day("2026-01-10"), "neither before the domiciliation nor in the future");
    let planned = presence("2026-01-10", &[], &["2026-04-09", "2026-05-01"], "2026-03-25");
    assert_eq!(planned.planned, Some(day("2026-04-09")));
    assert_eq!(planned.state(day("2026-03-25")), PresenceState::Planned);
    assert_eq!(planned.state(day("2026-04-10")), PresenceState::Red);
    let late = presence("2026-01-10", &[], &["2026-05-01"], "2026-03-25");
    assert_eq!(late.state(day("2026-03-25")), PresenceState::Due);
}

#[test]
fn declarations_not_made_are_named_oldest_first() {
    let declared = [day("2026-01-03"), day("2026-07-15")];
    let open = declarations(rule("rsa_declaration"), 1, day("2026-01-01"), &declared, day("2026-11-23")).unwrap();
    let quarters: Vec<String> = open.iter().map(|one| one.quarter.first.to_string()).collect();
    assert_eq!(quarters, ["2026-04-01", "2026-10-01"]);
    let now = open[1];
    assert_eq!(now.window.may_from, Some(day("2026-10-01")));
    assert_eq!(now.window.should_by, day("2026-10-11"));
    assert_eq!(now.window.must_by, day("2026-12-31"));
    assert_eq!(now.struck_off_on, Some(day("2027-02-01")));
    let own = declarations(rule("rsa_declaration"), 11, day("2026-11-01"), &[], day("2026-11-23")).unwrap();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].window.must_by, day("2027-01-31"));
    assert!(declarations(rule("css"), 1, day("2026-01-01"), &[], day("2026-11-23")).is_err());
}

#[test]
fn children_make_dates_at_3_6_16_18_and_19() {
    let dates = ages(day("2024-02-29"), true, day("2026-11-23"));
    let said: Vec<(u32, String)> = dates.iter().map(|date| (date.age, date.on.to_string())).collect();
    let expected = [(3, "2027-02-28"), (6, "2030-02-28"), (16, "2040-02-29"), (18, "2042-02-28"), (19, "2043-02-28")];
    assert_eq!(said, expected.map(|(age, on)| (age, on.to_owned())));
    let older = ages(day("2008-11-23"), false, day("2026-11-23"));
    assert_eq!(older.iter().map(|date| date.age).collect::<Vec<_>>(), [18, 19], "the day itself still counts");
    assert!(older.iter().all(|date| !date.certain));
    assert!(ages(day("1960-01-01"), true, day("2026-11-23")).is_empty());
}

fn stretches(held: &[HeldPaper], from: &str, to: &str) -> Vec<(String, String, Cover)> {
    let covered = interim::covers(held, "filing_proof", book(), day("2026-11-23"));
    let chain = interim::chain(&covered, day(from), day(to));
    chain.into_iter().map(|one| (one.from.to_string(), one.to.to_string(), one.by)).collect()
}

fn stretch(from: &str, to: &str, by: Cover) -> (String, String, Cover) {
    (from.to_owned(), to.to_owned(), by)
}

#[test]
fn a_chain_of_interim_papers_shows_the_day_between_two() {
    let held = [
        held(1, "titre_sejour_prefecture", Some("2025-04-01"), Some("2026-03-31")),
        held(2, "recepisse", Some("2026-04-01"), Some("2026-06-30")),
        held(3, "recepisse", Some("2026-07-02"), Some("2026-10-01")),
    ];
    let found = stretches(&held, "2026-03-01", "2026-10-31");
    assert_eq!(found.iter().filter(|one| one.2 == Cover::None).count(), 2);
    assert!(found.contains(&stretch("2026-07-01", "2026-07-01", Cover::None)));
    assert!(found.contains(&stretch("2026-10-02", "2026-10-31", Cover::None)));
}

#[test]
fn a_proof_of_filing_alone_is_no_right_to_stay_and_keeps_those_of_some_cards() {
    let permit = held(1, "titre_sejour_anef", Some("2025-04-01"), Some("2026-03-31"));
    let proof = held(2, "filing_proof", Some("2026-01-10"), None);
    assert_eq!(
        stretches(&[permit, proof.clone()], "2026-03-30", "2026-04-30"),
        [stretch("2026-03-30", "2026-03-31", Cover::Title), stretch("2026-04-01", "2026-04-30", Cover::FilingOnly)]
    );
    let resident = held(3, "carte_resident", Some("2016-04-01"), Some("2026-03-31"));
    assert_eq!(
        stretches(&[resident.clone(), proof], "2026-03-31", "2026-07-31"),
        [
            stretch("2026-03-31", "2026-03-31", Cover::Title),
            stretch("2026-04-01", "2026-06-30", Cover::KeptRights),
            stretch("2026-07-01", "2026-07-31", Cover::FilingOnly),
        ]
    );
    let late = held(4, "filing_proof", Some("2026-04-10"), None);
    assert!(stretches(&[resident, late], "2026-04-01", "2026-04-30").iter().all(|one| one.2 != Cover::KeptRights));
}

#[test]
fn an_unknown_end_and_a_paper_to_come_cover_nothing() {
    let unknown = held(1, "titre_sejour_anef", Some("2026-01-01"), None);
    let to_come = HeldPaper { told: Some(Told::AskedFor), ..held(2, "api", None, Some("2027-06-30")) };
    let found = stretches(&[unknown, to_come], "2026-11-01", "2026-11-30");
    assert_eq!(found, [stretch("2026-11-01", "2026-11-30", Cover::None)]);
    let lost = HeldPaper { told: Some(Told::Lost), ..held(3, "api", Some("2026-10-01"), Some("2026-12-30")) };
    assert_eq!(
        stretches(&[lost], "2026-11-01", "2026-11-30")[0].2,
        Cover::Title,
        "the right is not lost with the paper"
    );
}

#[test]
fn the_next_link_is_due_the_day_after_the_last_covered_one() {
    let held = [
        held(1, "recepisse", Some("2026-09-01"), Some("2026-11-30")),
        held(2, "recepisse", Some("2026-12-01"), Some("2027-02-28")),
    ];
    let covered = interim::covers(&held, "filing_proof", book(), day("2026-11-23"));
    assert_eq!(interim::covered_through(&covered, day("2026-11-23")), Some(day("2027-02-28")));
    assert_eq!(interim::covered_through(&covered, day("2027-03-01")), None);
    assert_eq!(interim::covered_through(&covered[1..], day("2026-11-23")), None);
    assert_eq!(covered[0].paper, PaperId(1));
}
