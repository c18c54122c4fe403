//! The state of a paper, and whether a piece is good on the filing day.

use relais::domain::papers::dates::Period;
use relais::domain::papers::held::*;
use relais::domain::papers::rules::RemarkKind;

use super::papers_support::*;

#[test]
fn a_paper_is_valid_then_expiring_then_expired() {
    let permit = held(1, "titre_sejour_anef", None, Some("2027-03-31"));
    let state = |today: &str| standing(&permit, book(), day(today)).state;
    assert_eq!(state("2026-11-30"), PaperState::Valid);
    assert_eq!(state("2026-12-01"), PaperState::Expiring);
    assert_eq!(state("2027-03-31"), PaperState::Expiring);
    assert_eq!(state("2027-04-01"), PaperState::Expired);

    let seen = HeldPaper { seen_on: Some(day("2026-11-01")), ..permit };
    let standing = standing(&seen, book(), day("2026-11-30"));
    assert_eq!(standing.state, PaperState::Seen);
    assert!(
        standing.reasons.contains(&StateReason::SeenByWorker) && standing.reasons.contains(&StateReason::EndWritten)
    );
}

#[test]
fn what_somebody_told_goes_before_what_is_computed() {
    for (told, state) in [
        (Told::Lost, PaperState::Lost),
        (Told::Stolen, PaperState::Stolen),
        (Told::HeldByOther, PaperState::HeldByOther),
        (Told::Missing, PaperState::Missing),
        (Told::AskedFor, PaperState::AskedFor),
    ] {
        let paper = HeldPaper { told: Some(told), ..held(1, "cni", None, Some("2020-01-01")) };
        let standing = standing(&paper, book(), day("2026-11-23"));
        assert_eq!(standing.state, state);
        assert_eq!(standing.reasons[0], StateReason::Told);
    }
}

#[test]
fn an_end_that_nobody_knows_is_said() {
    let permit = held(1, "titre_sejour_anef", Some("2026-01-01"), None);
    let standing_of = |paper: &HeldPaper| standing(paper, book(), day("2026-11-23"));
    assert!(standing_of(&permit).reasons.contains(&StateReason::EndUnknown));
    let card = held(2, "cni", Some("2016-11-30"), None);
    let standing = standing_of(&card);
    assert!(standing.reasons.contains(&StateReason::EndComputed));
    assert_eq!(standing.state, PaperState::Expiring, "its last day is 29 November 2026");
    assert!(standing_of(&held(3, "vitale", None, None)).reasons.contains(&StateReason::Endless));
    let unknown = standing_of(&held(4, "library_card", None, Some("2026-11-22")));
    assert_eq!(unknown.state, PaperState::Expired);
    assert!(unknown.reasons.contains(&StateReason::NoRule));
}

#[test]
fn a_passport_of_a_child_ends_after_five_years() {
    let passport = HeldPaper { minor_at_issue: true, ..held(1, "passport", Some("2021-12-01"), None) };
    assert_eq!(passport.end(rule("passport")).unwrap().day, day("2026-11-30"));
    let adult = HeldPaper { minor_at_issue: false, ..passport };
    assert_eq!(adult.end(rule("passport")).unwrap().day, day("2031-11-30"));
}

#[test]
fn not_verified_speaks_with_the_paper() {
    let domiciliation = standing(&held(1, "domiciliation", None, Some("2027-06-30")), book(), day("2026-11-23"));
    let doubts = domiciliation.remarks.iter().filter(|remark| remark.what == RemarkKind::NotVerified);
    assert_eq!(doubts.map(|remark| remark.field.unwrap().word()).collect::<Vec<_>>(), ["should_by"]);
    let lease = standing(&held(1, "lease", None, Some("2027-06-30")), book(), day("2026-11-23"));
    assert!(lease.remarks.iter().any(|remark| remark.what == RemarkKind::NotVerified && remark.field.is_none()));
    let late = standing(&held(1, "css", None, Some("2027-06-30")), book(), rule("css").review_on);
    assert!(late.remarks.iter().any(|remark| remark.what == RemarkKind::NotRechecked));
}

#[test]
fn a_piece_is_fresh_on_the_filing_day_or_it_is_not() {
    let three = Some(Period::Months(3));
    let issued = Some(day("2026-11-30"));
    let on = |used: &str| freshness(three, issued, None, day(used));
    assert_eq!(on("2026-11-29"), Freshness::NotYet { from: day("2026-11-30") });
    assert_eq!(on("2026-11-30"), Freshness::Fresh { until: Some(day("2027-02-27")) });
    assert_eq!(on("2027-02-27"), Freshness::Fresh { until: Some(day("2027-02-27")) });
    assert_eq!(on("2027-02-28"), Freshness::Stale { since: day("2027-02-28") });
    assert_eq!(freshness(three, None, None, day("2026-11-30")), Freshness::AgeUnknown);
    assert_eq!(freshness(None, None, None, day("2026-11-30")), Freshness::Fresh { until: None });
    let ended = freshness(three, issued, Some(day("2026-12-15")), day("2026-12-16"));
    assert_eq!(ended, Freshness::Stale { since: day("2026-12-16") });
}

#[test]
fn a_birth_certificate_of_day_90_is_good_for_day_60_and_one_of_day_180_is_not() {
    let end = day("2027-03-31");
    let filing = end - chrono::Days::new(60);
    let three = Some(Period::Months(3));
    assert!(freshness(three, Some(end - chrono::Days::new(90)), None, filing).is_fresh());
    assert!(!freshness(three, Some(end - chrono::Days::new(180)), None, filing).is_fresh());
}

#[test]
fn a_change_of_rules_says_who_is_affected() {
    let changed = book()
        .with_override(
            "here.toml",
            "jurisdiction = \"here\"\nrecorded_on = \"2026-11-23\"\nreview_on = \"2027-11-23\"\n\
             [[rule]]\npaper = \"titre_sejour_anef\"\nmay_from = \"D-130\"\nsource = \"préfecture\"\n",
        )
        .unwrap();
    let all = [
        held(1, "titre_sejour_anef", None, Some("2027-03-31")),
        held(2, "css", None, Some("2027-03-31")),
        held(3, "titre_sejour_anef", None, None),
    ];
    let touched = affected(book(), &changed, &all, day("2026-11-25"));
    assert_eq!(touched.len(), 1);
    assert_eq!((touched[0].before.state, touched[0].after.state), (PaperState::Valid, PaperState::Expiring));
    assert!(affected(book(), &book().clone(), &all, day("2026-11-25")).is_empty());
}
