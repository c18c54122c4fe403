//! Renewal plans: inside the window, with room for one missed visit, prerequisites backwards, and when
//! it does not fit, what and why.

use chrono::NaiveDate;
use relais::domain::papers::dates::{Anchors, Quarter, WindowState};
use relais::domain::papers::held::{HeldPaper, Keeping, Told};
use relais::domain::papers::obtaining::{PieceState, Problem};
use relais::domain::papers::plans::*;
use relais::domain::papers::rules::{Circumstance, RemarkKind, RuleBook};
use relais::domain::scheduling::zones;

use super::papers_support::*;

fn permit() -> HeldPaper {
    held(1, "titre_sejour_anef", Some("2025-04-01"), Some("2027-03-31"))
}

/// The plan of a permit that ends on 31 March 2027, with these other papers.
fn planned(today: &str, others: Vec<HeldPaper>, offered: Option<&[&str]>) -> Plan {
    let life = life(today, others);
    let permit = permit();
    let slots = offered.map(slots);
    plan(life.situation(), &Subject::renewal(&permit), slots.as_deref(), PARIS).unwrap()
}

fn piece(plan: &Plan, paper: &str) -> (PieceState, Option<usize>) {
    let piece = plan.pieces.iter().find(|piece| piece.paper.as_str() == paper).unwrap_or_else(|| panic!("{paper}"));
    (piece.state, piece.step)
}

#[test]
fn a_permit_is_filed_at_the_first_real_slot_of_its_window_with_another_left() {
    let plan =
        planned("2026-11-23", pieces_of_a_permit(), Some(&["2026-11-25", "2026-12-02", "2026-12-09", "2027-01-20"]));
    assert_eq!(plan.state, WindowState::TooEarly);
    assert_eq!(plan.file_on, day("2026-12-02"));
    assert_eq!(plan.file_at.unwrap().key, 1);
    assert_eq!((plan.again_on, plan.again_at.unwrap().key), (Some(day("2026-12-09")), 2));
    assert_eq!(plan.last_filing_day, day("2027-01-29"), "30 January 2027 is a Saturday");
    assert!(plan.problems.is_empty(), "{:?}", plan.problems);
    assert!(plan.steps.is_empty() && plan.lacking().count() == 0);
    assert!(!plan.person_is_told(day("2026-11-30")) && plan.person_is_told(day("2026-12-01")));
    assert!(!plan.worker_sees(day("2026-11-30")));
    assert_eq!(plan.rule.paper.as_str(), "titre_sejour_anef");
    assert!(plan.remarks.iter().any(|remark| remark.what == RemarkKind::Proposed));
    // What is not verified is said wherever it speaks: how long a tax notice counts is not.
    let mut doubts = plan.remarks.iter().filter(|remark| remark.what == RemarkKind::NotVerified);
    assert!(doubts.any(|remark| remark.paper.as_str() == "tax_notice"));
    assert_eq!(piece(&plan, "titre_sejour_anef").0, PieceState::WithPerson);
}

#[test]
fn before_anybody_has_searched_working_days_stand_in_for_slots() {
    let plan = planned("2026-11-23", pieces_of_a_permit(), None);
    assert_eq!((plan.file_on, plan.file_at), (day("2026-12-01"), None));
    assert_eq!(plan.again_on, Some(day("2026-12-15")));
    assert!(plan.is_feasible());
}

#[test]
fn a_missing_piece_is_asked_for_before_the_window_opens_and_only_the_worker_sees_it() {
    let mut others = pieces_of_a_permit();
    others.retain(|paper| paper.paper.as_str() != "address_proof");
    let plan = planned("2026-11-23", others, Some(&["2026-12-02", "2026-12-09"]));
    assert_eq!(piece(&plan, "address_proof"), (PieceState::Missing, Some(0)));
    let step = &plan.steps[0];
    assert_eq!((step.do_on, step.last_day), (day("2026-11-23"), day("2026-11-25")));
    assert_eq!(step.used_on, day("2026-12-02"));
    assert!(plan.worker_sees(day("2026-11-23")) && !plan.person_is_told(day("2026-11-23")));
    assert_eq!(plan.last_useful_day, day("2027-01-22"), "seven days before the last filing day");
    assert_eq!(plan.slack_days(day("2026-11-23")), 60);
}

#[test]
fn a_piece_that_will_be_too_old_is_stale_and_asked_for_again_not_too_early() {
    let mut others = pieces_of_a_permit();
    others[1].issued_on = Some(day("2026-06-01"));
    let plan = planned("2026-11-23", others.clone(), Some(&["2026-12-02", "2026-12-09"]));
    assert_eq!(piece(&plan, "address_proof"), (PieceState::Stale, Some(0)));

    // Fresh on the day of filing and too old a week later: said, not hidden.
    others[1].issued_on = Some(day("2026-06-05"));
    let plan = planned("2026-11-23", others, Some(&["2026-12-02", "2026-12-09"]));
    assert_eq!(piece(&plan, "address_proof").0, PieceState::WithPerson);
    let good_until = day("2026-12-04");
    assert_eq!(plan.problems, [Problem::StaleIfMissed { paper: "address_proof".into(), good_until }]);
    assert!(plan.is_feasible());
}

#[test]
fn what_must_be_recent_is_not_asked_for_too_early() {
    // A disability file: the certificate of domicile must be under three months old at the filing.
    let today = "2026-06-01";
    let life = life(today, vec![held(2, "medical_certificate", Some("2026-05-01"), None)]);
    let allowance = held(1, "aah", None, Some("2027-06-30"));
    let plan =
        plan(life.situation(), &Subject::renewal(&allowance), Some(&slots(&["2026-11-20", "2026-11-27"])), PARIS)
            .unwrap();
    assert_eq!(plan.file_on, day("2026-11-20"));
    let address = plan.steps.iter().find(|step| step.paper.as_str() == "address_proof").unwrap();
    assert_eq!(address.do_on, day("2026-08-28"), "still fresh on the 27th, the second visit");
    assert_eq!(address.last_day, day("2026-11-13"));
}

#[test]
fn prerequisites_of_prerequisites_come_first() {
    // Hosted, with nothing in hand: the host's papers, then the host's certificate, then the file.
    let mut life = life("2026-11-23", vec![held(2, "photo", Some("2026-11-01"), None)]);
    // No bill in one's own name: the rule of this test knows the host only.
    let text = "jurisdiction = \"here\"\nrecorded_on = \"2026-01-01\"\nreview_on = \"2027-01-01\"\n\
        [[rule]]\npaper = \"cni\"\nsource = \"test\"\nasks = [{ paper = \"photo\", fresh = \"6mo\" }, { paper = \"hosting_certificate\", fresh = \"1y\" }]\n";
    life.book = life.book.with_override("test.toml", text).unwrap();
    let card = held(1, "cni", None, Some("2027-03-31"));
    let plan = plan(life.situation(), &Subject::renewal(&card), None, PARIS).unwrap();
    let steps: Vec<(&str, &str)> =
        plan.steps.iter().map(|step| (step.paper.as_str(), step.for_paper.as_str())).collect();
    assert_eq!(steps[2], ("hosting_certificate", "cni"));
    assert!(steps[..2].iter().all(|step| step.1 == "hosting_certificate"));
    assert_eq!(plan.steps[2].needs, [0, 1]);
    assert_eq!(plan.steps[0].days_before_filing, 10);
    assert!(plan.steps[0].ready_on <= plan.steps[2].do_on && plan.steps[2].ready_on <= plan.file_on);
    assert_eq!(plan.last_useful_day, day("2027-03-19"), "ten days before, and the 20th and 21st are a weekend");
}

#[test]
fn conditional_pieces_are_asked_for_in_their_case_only() {
    let mut life = life("2026-11-23", vec![]);
    let card = held(1, "cni", None, Some("2027-03-31"));
    let has = |life: &Life, paper: &str| {
        let plan = plan(life.situation(), &Subject::renewal(&card), None, PARIS).unwrap();
        plan.pieces.iter().any(|piece| piece.paper.as_str() == paper)
    };
    assert!(!has(&life, "birth_certificate"));
    life.case = vec![Circumstance::ExpiredTooLong];
    assert!(has(&life, "birth_certificate") && !has(&life, "loss_declaration"));
    life.held = vec![HeldPaper { told: Some(Told::Lost), ..card.clone() }];
    assert!(has(&life, "loss_declaration"));
}

#[test]
fn a_paper_asked_for_is_coming_and_the_filing_waits_for_it() {
    let mut others = pieces_of_a_permit();
    others[0] = HeldPaper {
        told: Some(Told::AskedFor),
        told_on: Some(day("2026-11-20")),
        ..held(101, "foreign_passport", None, None)
    };
    let plan = planned("2026-11-23", others, Some(&["2026-12-02", "2026-12-09", "2026-12-16", "2026-12-23"]));
    assert_eq!(piece(&plan, "foreign_passport"), (PieceState::Coming, None));
    assert_eq!(plan.file_on, day("2026-12-16"), "21 days when nobody has said how long");
}

#[test]
fn a_paper_kept_by_somebody_else_is_not_brought() {
    let mut others = pieces_of_a_permit();
    others[0].told = Some(Told::HeldByOther);
    let plan = planned("2026-11-23", others, None);
    assert_eq!(piece(&plan, "foreign_passport").0, PieceState::Missing);
    let on_file = planned(
        "2026-11-23",
        pieces_of_a_permit().into_iter().map(|paper| HeldPaper { keeping: Keeping::OnFile, ..paper }).collect(),
        None,
    );
    assert_eq!(piece(&on_file, "foreign_passport").0, PieceState::Held);
}

#[test]
fn no_slot_in_time_is_said_with_the_days_and_a_day_is_kept() {
    let plan = planned("2026-12-10", pieces_of_a_permit(), Some(&["2027-02-03"]));
    assert_eq!(plan.problems, [Problem::NoSlotInTime { from: day("2026-12-10"), to: day("2027-01-30") }]);
    assert_eq!((plan.file_on, plan.file_at), (day("2026-12-10"), None));
    assert!(!plan.is_feasible());
    assert!(!planned("2026-12-10", pieces_of_a_permit(), Some(&[])).is_feasible());
}

#[test]
fn one_slot_in_time_leaves_no_room_for_a_missed_visit() {
    let plan = planned("2026-12-10", pieces_of_a_permit(), Some(&["2027-01-27", "2027-02-03"]));
    assert_eq!(plan.file_on, day("2027-01-27"));
    assert_eq!(plan.problems, [Problem::NoRoomForMissedVisit { must_by: day("2027-01-30") }]);
    assert!(plan.is_feasible());
}

#[test]
fn what_cannot_be_ready_in_time_is_named_and_the_least_bad_day_kept() {
    let mut others = pieces_of_a_permit();
    others.retain(|paper| paper.paper.as_str() != "foreign_passport");
    let plan = planned("2027-01-18", others, Some(&["2027-01-20", "2027-01-27", "2027-02-10", "2027-02-17"]));
    let ready_on = day("2027-02-08");
    assert!(plan.problems.contains(&Problem::NotReadyInTime {
        paper: "foreign_passport".into(),
        ready_on,
        must_by: day("2027-01-30")
    }));
    assert!(plan.problems.contains(&Problem::PastMustBy { must_by: day("2027-01-30"), filed_on: day("2027-02-10") }));
    assert_eq!((plan.file_on, plan.file_at.unwrap().key), (day("2027-02-10"), 2));
    assert!(plan.slack_days(day("2027-01-18")) < 0);
}

#[test]
fn after_the_last_day_and_after_the_end_the_plan_says_so() {
    let late = planned("2027-02-15", pieces_of_a_permit(), Some(&["2027-02-17", "2027-02-24"]));
    assert_eq!(late.state, WindowState::Red);
    assert_eq!(late.problems, [Problem::PastMustBy { must_by: day("2027-01-30"), filed_on: day("2027-02-17") }]);
    let ended = planned("2027-04-01", pieces_of_a_permit(), Some(&["2027-04-07"]));
    assert_eq!(ended.state, WindowState::Closed);
    assert!(ended.problems.contains(&Problem::WindowClosed { since: day("2027-04-01") }));
}

#[test]
fn what_takes_longer_to_come_than_it_stays_fresh_is_said() {
    let text = "jurisdiction = \"here\"\nrecorded_on = \"2026-01-01\"\nreview_on = \"2027-01-01\"\n\
        [[rule]]\npaper = \"birth_certificate\"\nsource = \"SCEC\"\nlead_days = 120\n";
    let mut life = life("2026-06-01", vec![]);
    life.book = book().with_override("scec.toml", text).unwrap();
    life.case = vec![Circumstance::ExpiredTooLong];
    let card = held(1, "cni", None, Some("2027-03-31"));
    let plan = plan(life.situation(), &Subject::renewal(&card), None, PARIS).unwrap();
    assert!(plan.problems.contains(&Problem::LeadLongerThanFreshness { paper: "birth_certificate".into() }));
    assert!(!plan.is_feasible());
    assert!(plan.file_on <= day("2027-03-31"), "and still there is a plan");
}

#[test]
fn what_moves_moves_the_plan() {
    let days = ["2026-12-02", "2026-12-09", "2026-12-16"];
    assert_eq!(planned("2026-11-23", pieces_of_a_permit(), Some(&days)).file_on, day("2026-12-02"));
    // An absence of the worker takes the first slot away.
    assert_eq!(planned("2026-11-23", pieces_of_a_permit(), Some(&days[1..])).file_on, day("2026-12-09"));
    // Another end: read on the card, it is a month later.
    let life = life("2026-11-23", pieces_of_a_permit());
    let later = HeldPaper { ends_on: Some(day("2027-04-10")), ..permit() };
    let slots = slots(&days);
    let moved = plan(life.situation(), &Subject::renewal(&later), Some(&slots), PARIS).unwrap();
    assert_eq!(moved.file_on, day("2026-12-16"));
    // Another rule.
    let text = "jurisdiction = \"here\"\nrecorded_on = \"2026-01-01\"\nreview_on = \"2027-01-01\"\n\
        [[rule]]\npaper = \"titre_sejour_anef\"\nmay_from = \"D-115\"\nsource = \"test\"\n";
    let changed: RuleBook = book().with_override("test.toml", text).unwrap();
    let situation = relais::domain::papers::obtaining::Situation { book: &changed, ..life.situation() };
    let permit = permit();
    let ruled = plan(situation, &Subject::renewal(&permit), Some(&slots), PARIS).unwrap();
    assert_eq!(ruled.file_on, day("2026-12-09"));
    assert_eq!(ruled.rule.local.as_deref(), Some("test.toml"));
}

#[test]
fn the_day_of_a_slot_is_its_day_at_the_place() {
    let life = life("2026-11-23", pieces_of_a_permit());
    let permit = permit();
    // Half past nine in the evening of 30 November in Cayenne is the 1st of December in Paris.
    let late = chrono_tz::America::Cayenne;
    let start = zones::instant(late, day("2026-11-30").and_hms_opt(21, 30, 0).unwrap());
    let span = relais::domain::time::Span::lasting(start, relais::domain::time::Minutes(30)).unwrap();
    let mut offered = vec![CandidateSlot { span, key: 7 }];
    offered.extend(slots_in(late, &[day("2026-12-03"), day("2026-12-04")]));
    let plan = plan(life.situation(), &Subject::renewal(&permit), Some(&offered), late).unwrap();
    assert_eq!((plan.file_on, plan.file_at.unwrap().key), (day("2026-12-03"), 0));
}

#[test]
fn procedures_are_planned_from_their_event() {
    let life = life("2026-11-23", vec![]);
    let arrived = Anchors { arrival: Some(day("2026-10-01")), ..Anchors::default() };
    let visa = Subject { paper: "vls_ts_validation".into(), held: None, anchors: arrived };
    let validation = plan(life.situation(), &visa, None, PARIS).unwrap();
    assert_eq!(validation.window.must_by, day("2026-12-30"));
    assert_eq!(validation.state, WindowState::ShouldFile);
    assert_eq!(validation.pieces[0].paper.as_str(), "tax_stamp");

    let quarter = Some(Quarter::holding(day("2026-11-23"), 1));
    let rsa =
        Subject { paper: "rsa_declaration".into(), held: None, anchors: Anchors { quarter, ..Anchors::default() } };
    assert_eq!(plan(life.situation(), &rsa, None, PARIS).unwrap().window.must_by, day("2026-12-31"));

    let eighteen = Anchors { age18: Some(day("2026-11-01")), ..Anchors::default() };
    let young = Subject { paper: "stay_at_18".into(), held: None, anchors: eighteen };
    let young = plan(life.situation(), &young, None, PARIS).unwrap();
    assert_eq!((young.window.must_by, young.window.closes_after), (day("2027-01-01"), day("2027-11-01")));
}

#[test]
fn what_cannot_be_planned_says_why() {
    let life = life("2026-11-23", vec![]);
    let why = |paper: &HeldPaper| plan(life.situation(), &Subject::renewal(paper), None, PARIS).unwrap_err();
    use relais::domain::papers::dates::Anchor;
    assert_eq!(why(&held(1, "library_card", None, None)), NoPlan::NoRule);
    assert_eq!(why(&held(1, "vitale", None, None)), NoPlan::NotRenewed);
    assert_eq!(why(&held(1, "titre_sejour_anef", None, None)), NoPlan::AnchorUnknown(Anchor::End));
    assert_eq!(why(&held(1, "implicit_refusal_clock", None, None)), NoPlan::Clock);
}

#[test]
fn a_town_without_working_days_does_not_hang() {
    let mut life = life("2026-12-10", vec![]);
    life.working.weekdays = [false; 7];
    let permit = permit();
    let plan = plan(life.situation(), &Subject::renewal(&permit), None, PARIS).unwrap();
    assert!(plan.file_on >= day("2026-12-10"));
    assert_ne!(plan.last_useful_day, NaiveDate::MIN);
}
