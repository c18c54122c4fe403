//! The data: every rule of facts/papers.md §5.5 with its numbers; bad files refused with their place;
//! what a centre lays over it.

use relais::domain::papers::reading::{BadRules, RuleFault};
use relais::domain::papers::rules::*;

use super::papers_support::*;

/// §5.5 as it stands in the facts: paper, valid, may_from, should_by, must_by, mode, confidence of its row.
const SEEDS: [(&str, &str, &str, &str, &str, &str, &str); 19] = [
    ("titre_sejour_anef", "by document", "D-120", "D-110", "D-60", "online", "H"),
    ("titre_sejour_prefecture", "by document", "D-60", "D-60", "D0", "appointment", "H"),
    ("api", "3mo", "D-21", "D-14", "D-1", "portal_message", "H"),
    ("recepisse", "3mo-6mo", "D-21", "D-14", "D-1", "prefecture", "M"),
    ("attest_asile", "6mo-10mo", "D-30", "D-21", "D-1", "prefecture", "M"),
    ("vls_ts_validation", "none", "arrival", "arrival+45", "arrival+90", "online", "H"),
    ("cni", "10y", "D-365", "D-180", "D0", "town_hall", "H"),
    ("passport", "10y", "D-365", "D-180", "D0", "town_hall", "H"),
    ("css", "1y", "D-120", "D-110", "D-60", "cpam", "H"),
    ("ame", "1y", "D-60", "D-60", "D0", "cpam", "M"),
    ("aah", "by document", "D-365", "D-200", "D-180", "mdph", "H"),
    ("cmi", "by document", "D-365", "D-200", "D-180", "mdph", "M"),
    ("rqth", "by document", "D-365", "D-200", "D-180", "mdph", "M"),
    ("domiciliation", "1y", "D-75", "D-60", "D0", "interview", "H"),
    ("social_housing_request", "1y", "D-60", "D-30", "D0", "portal", "H"),
    ("rsa_declaration", "quarter", "quarter", "quarter+10", "quarter_end", "caf", "H"),
    ("home_insurance", "1y", "D-45", "D-30", "D0", "insurer", "H"),
    ("implicit_refusal_clock", "none", "", "filing+3mo+20", "filing+4mo", "event", "H"),
    ("cni_old", "by document", "D-365", "D-180", "D0", "town_hall", "H"),
];

#[test]
fn every_rule_of_the_facts_stands_in_the_data_with_its_numbers() {
    for (paper, validity, may_from, should_by, must_by, mode, confidence) in SEEDS {
        let rule = rule(paper);
        let window = rule.window.unwrap();
        let said = |offset: Option<relais::domain::papers::dates::Offset>| offset.map(|one| one.to_string());
        assert_eq!(rule.validity.to_string(), validity, "{paper}");
        assert_eq!(said(window.may_from).unwrap_or_default(), may_from, "{paper}");
        assert_eq!(said(window.should_by).unwrap_or_default(), should_by, "{paper}");
        assert_eq!(window.must_by.to_string(), must_by, "{paper}");
        assert_eq!(rule.mode.word(), mode, "{paper}");
        assert_eq!(rule.confidence.word(), confidence, "{paper}");
        assert!(rule.source.len() > 5, "{paper}");
    }
    assert_eq!(rule("passport").validity_minor.unwrap().to_string(), "5y");
    assert_eq!(rule("titre_sejour_anef").window.unwrap().escalate_days, 10);
    assert_eq!(rule("implicit_refusal_clock").window.unwrap().appeal_by.unwrap().to_string(), "filing+6mo");
    assert_eq!(rule("domiciliation").presence_days, Some(90));
}

#[test]
fn what_is_asked_is_as_fresh_as_the_facts_say() {
    let asked = |paper: &str| {
        let asks = rule(paper).asks.iter().flat_map(|asked| &asked.one_of);
        let fresh = asks.filter_map(|one| Some(format!("{}<{}", one.paper, one.fresh.or(one.covers)?)));
        fresh.collect::<Vec<_>>().join(" ")
    };
    let permit = "address_proof<6mo hosting_certificate<6mo photo<6mo";
    assert_eq!(asked("titre_sejour_anef"), permit);
    assert_eq!(asked("titre_sejour_prefecture"), permit);
    assert_eq!(asked("recepisse"), "address_proof<6mo hosting_certificate<6mo");
    assert_eq!(asked("attest_asile"), "address_proof<6mo hosting_certificate<6mo");
    let identity =
        "photo<6mo address_proof<1y hosting_certificate<1y birth_certificate<3mo birth_certificate_abroad<6mo";
    assert_eq!(asked("cni"), identity);
    assert_eq!(asked("passport"), identity);
    assert_eq!(asked("css"), "income<1y");
    assert_eq!(asked("aah"), "medical_certificate<1y address_proof<3mo hosting_certificate<3mo");
    assert_eq!(asked("rqth"), asked("aah"));
    assert_eq!(asked("cmi"), asked("aah"));
    // The asylum certificate takes a domiciliation for an address; a birth certificate is for some cases only.
    let asylum = &rule("attest_asile").asks[0];
    assert!(asylum.one_of.iter().any(|one| one.paper.as_str() == "domiciliation" && one.fresh.is_none()));
    assert!(
        rule("cni")
            .asks
            .iter()
            .all(|asked| !asked.one_of[0].paper.as_str().starts_with("birth") || !asked.when.is_empty())
    );
}

#[test]
fn what_the_facts_mark_as_not_verified_is_marked() {
    let whole = ["cst", "csp", "carte_resident", "certificat_residence_algerien", "aps", "dcem", "family_book"];
    let money =
        ["home_insurance", "tax_notice", "rib", "lease", "income", "school_certificate", "young_adult_contract"];
    for paper in whole.iter().chain(&money).chain(&["judgment", "driving_licence", "siao_request", "dalo_answer_clock"])
    {
        assert!(!rule(paper).verified, "{paper}");
        assert!(!rule(paper).is_verified(Field::MustBy), "{paper}");
    }
    for (paper, field) in [
        ("domiciliation", Field::ShouldBy),
        ("attest_asile", Field::MayFrom),
        ("birth_certificate", Field::LeadDays),
        ("css", Field::LeadDays),
        ("ame_silence_clock", Field::MustBy),
        ("cni_old", Field::Validity),
    ] {
        assert!(!rule(paper).is_verified(field), "{paper} {field}");
        assert!(rule(paper).is_verified(Field::Authority), "{paper}");
    }
    assert!(rule("titre_sejour_anef").not_verified.is_empty() && rule("titre_sejour_anef").verified);
    // Ours and no law's: said beside it.
    assert_eq!(rule("titre_sejour_anef").proposed, [Field::ShouldBy]);
}

#[test]
fn every_rule_has_a_source_a_review_date_and_a_confidence_and_every_window_is_in_order() {
    let all: Vec<&Rule> = book().all().collect();
    assert!(all.len() > 65, "{}", all.len());
    for rule in all {
        assert!(!rule.source.is_empty() && rule.review_on > rule.recorded_on, "{}", rule.paper);
        let Some(window) = &rule.window else { continue };
        assert!(window.escalate_days > 0, "{}", rule.paper);
        assert!(rule.source != "facts/papers.md" || !rule.verified, "{}: a verified rule names its source", rule.paper);
    }
}

const HEAD: &str =
    "family = \"home\"\njurisdiction = \"fr\"\nrecorded_on = \"2026-01-01\"\nreview_on = \"2027-01-01\"\n";

fn line(paper: &str, more: &str) -> String {
    format!(
        "[[rule]]\npaper = \"{paper}\"\nvalidity = \"none\"\nmode = \"none\"\nauthority = \"caf\"\nconfidence = \"H\"\nsource = \"x\"\n{more}\n"
    )
}

fn fault(text: &str) -> (usize, String, &'static str, RuleFault, Option<String>) {
    match RuleBook::read(&[("bad.toml", text)]).unwrap_err() {
        BadRules::Wrong { file, line, paper, field, fault, detail } => {
            assert_eq!(file, "bad.toml");
            (line, paper, field, fault, detail)
        }
        other => panic!("{other}"),
    }
}

#[test]
fn a_bad_file_is_refused_with_its_place_and_its_reason() {
    let good = line("good", "");
    for (bad, field, why) in [
        (line("bad", "asks = [{ paper = \"nothing\" }]"), "asks", RuleFault::UnknownPaper),
        (line("bad", "asks = [{ group = \"nothing\" }]"), "asks", RuleFault::UnknownGroup),
        (line("bad", "asks = [{ paper = \"good\", group = \"x\" }]"), "asks", RuleFault::OneOfThree),
        (line("bad", "asks = [{ fresh = \"3mo\" }]"), "asks", RuleFault::OneOfThree),
        (line("bad", "asks = [{ one_of = [] }]"), "asks", RuleFault::OneOfThree),
        (line("bad", "asks = [{ paper = \"bad\" }]"), "asks", RuleFault::Cycle),
        (line("bad", "like = \"nothing\""), "like", RuleFault::UnknownPaper),
        (line("bad", "like = \"bad\""), "like", RuleFault::LikeALike),
        (line("bad", "silence = \"nothing\""), "silence", RuleFault::UnknownPaper),
        (line("bad", "should_by = \"D-3\""), "must_by", RuleFault::WindowWithoutEnd),
        (line("bad", "must_by = \"D-3\""), "escalate_days", RuleFault::Missing),
        (line("bad", "must_by = \"D-30\"\nshould_by = \"D-10\"\nescalate_days = 1"), "must_by", RuleFault::OutOfOrder),
        (
            line("bad", "must_by = \"D-30\"\nshould_by = \"D-40\"\nescalate_days = 11"),
            "escalate_days",
            RuleFault::OutOfOrder,
        ),
        (
            line("bad", "must_by = \"D0\"\nmay_from = \"D-9\"\nshould_by = \"D-10\"\nescalate_days = 1"),
            "should_by",
            RuleFault::OutOfOrder,
        ),
        (
            line("bad", "in_force_from = \"2026-02-01\"\nin_force_to = \"2026-01-01\""),
            "in_force_to",
            RuleFault::Backwards,
        ),
        (line("Bad one", ""), "paper", RuleFault::Code),
        (line("good", ""), "version", RuleFault::Twice),
        (line("good", "version = 2"), "in_force_from", RuleFault::Overlap),
    ] {
        let (number, paper, at, fault, _) = fault(&format!("{HEAD}{good}{bad}"));
        assert_eq!((at, fault), (field, why), "{bad}");
        assert_eq!(number, 13, "{bad}: the line of its [[rule]]");
        assert!(bad.contains(&paper));
    }
}

#[test]
fn what_is_missing_is_named() {
    for field in ["validity", "mode", "authority", "confidence", "source"] {
        let whole = line("one", "");
        let without: Vec<&str> = whole.lines().filter(|line| !line.starts_with(field)).collect();
        let (_, _, at, why, _) = fault(&format!("{HEAD}{}", without.join("\n")));
        assert_eq!((at, why), (field, RuleFault::Missing));
    }
    let (_, _, at, why, _) = fault(&line("one", ""));
    assert_eq!((at, why), ("recorded_on", RuleFault::Missing));
}

#[test]
fn what_cannot_be_read_shows_its_line() {
    for (bad, says) in [
        ("[[rule]\n", "line 5"),
        ("[[rule]]\npaper = \"x\"\nmust_by = \"D120\"\n", "D120"),
        ("[[rule]]\npaper = \"x\"\nvalidity = \"long\"\n", "long"),
        ("[[rule]]\npaper = \"x\"\nconfidence = \"sure\"\n", "sure"),
        ("[[rule]]\npaper = \"x\"\nescalate_days = -3\n", "-3"),
        ("[[rule]]\npaper = \"x\"\nreview_on = \"2027-02-30\"\n", "line 7"),
        ("[[rule]]\npaper = \"x\"\nmust_bye = \"D0\"\n", "must_bye"),
    ] {
        match RuleBook::read(&[("bad.toml", &format!("{HEAD}{bad}"))]).unwrap_err() {
            BadRules::Unreadable { file, reason } => {
                assert_eq!(file, "bad.toml");
                assert!(reason.contains(says) && reason.contains("line "), "{bad}: {reason}");
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn a_long_cycle_is_refused_and_named() {
    let needs = |paper: &str| format!("asks = [{{ paper = \"{paper}\" }}]");
    let text = format!("{HEAD}{}{}{}", line("a", &needs("b")), line("b", &needs("c")), line("c", &needs("a")));
    let (_, _, _, why, detail) = fault(&text);
    assert_eq!(why, RuleFault::Cycle);
    assert_eq!(detail.as_deref(), Some("a → b → c → a"));
    let shown = text.replace("[{ paper = \"a\" }]", "[{ paper = \"a\", bring_only = true }]");
    assert!(RuleBook::read(&[("good.toml", &shown)]).is_ok(), "what is only shown is not obtained");
}

const LOCAL: &str = "jurisdiction = \"93\"\nrecorded_on = \"2026-11-01\"\nreview_on = \"2027-11-01\"\n";

#[test]
fn a_centre_changes_one_value_with_its_own_source_and_the_rest_stays() {
    let text = format!(
        "{LOCAL}[[rule]]\npaper = \"domiciliation\"\nshould_by = \"D-70\"\nsource = \"CCAS de Bobigny, 3 nov. 2026\"\nchecked_on = \"2026-11-03\"\n"
    );
    let changed = book().with_override("bobigny.toml", &text).unwrap();
    let rule = changed.rule("domiciliation", day("2026-11-23")).unwrap();
    let window = rule.window.unwrap();
    assert_eq!(window.should_by.unwrap().to_string(), "D-70");
    assert_eq!(window.may_from.unwrap().to_string(), "D-75");
    assert_eq!(rule.presence_days, Some(90));
    assert_eq!((rule.source.as_str(), rule.jurisdiction.as_str()), ("CCAS de Bobigny, 3 nov. 2026", "93"));
    assert!(rule.is_verified(Field::ShouldBy), "the centre has checked what it says");
    assert!(rule.remarks(day("2026-11-23")).iter().any(|remark| remark.what == RemarkKind::Local));
    // Both versions can be found again by what an act has kept.
    let kept = rule.reference();
    assert_eq!(changed.version(&kept), Some(rule));
    let base = book().rule("domiciliation", day("2026-11-23")).unwrap();
    assert_eq!(changed.version(&base.reference()), Some(base));
    assert_ne!(kept, base.reference());
}

#[test]
fn a_local_value_on_an_unverified_rule_leaves_the_rest_unverified() {
    let text = format!("{LOCAL}[[rule]]\npaper = \"lease\"\nmust_by = \"D-10\"\nsource = \"ADIL 93\"\n");
    let changed = book().with_override("here.toml", &text).unwrap();
    let rule = changed.rule("lease", day("2026-11-23")).unwrap();
    assert!(rule.is_verified(Field::MustBy));
    assert!(!rule.is_verified(Field::ShouldBy) && !rule.is_verified(Field::Validity));
}

#[test]
fn a_local_rule_holds_on_its_days_only_and_a_second_file_of_the_same_name_replaces_it() {
    let over = |days: u32| {
        format!(
            "{LOCAL}[[rule]]\npaper = \"ame\"\nlead_days = {days}\nin_force_from = \"2026-12-01\"\nin_force_to = \"2026-12-31\"\nsource = \"CPAM\"\n"
        )
    };
    let once = book().with_override("here.toml", &over(90)).unwrap();
    let lead = |book: &RuleBook, on: &str| book.rule("ame", day(on)).unwrap().lead_days;
    assert_eq!(lead(&once, "2026-11-30"), Some(60));
    assert_eq!(lead(&once, "2026-12-01"), Some(90));
    assert_eq!(lead(&once, "2027-01-01"), Some(60));
    let twice = once.with_override("here.toml", &over(95)).unwrap();
    assert_eq!(lead(&twice, "2026-12-01"), Some(95));
}

#[test]
fn a_local_file_is_refused_when_it_is_wrong_once_laid_over() {
    let refused = |rule: &str| match book().with_override("here.toml", &format!("{LOCAL}{rule}")).unwrap_err() {
        BadRules::Wrong { file, field, fault, .. } => {
            assert_eq!(file, "here.toml");
            (field, fault)
        }
        other => panic!("{other}"),
    };
    let no_source = "[[rule]]\npaper = \"ame\"\nlead_days = 3\n";
    assert_eq!(refused(no_source), ("source", RuleFault::Missing));
    let order = "[[rule]]\npaper = \"ame\"\nmust_by = \"D-70\"\nsource = \"x\"\n";
    assert_eq!(refused(order), ("must_by", RuleFault::OutOfOrder));
    let cycle = "[[rule]]\npaper = \"photo\"\nasks = [{ paper = \"cni\" }]\nsource = \"x\"\n";
    assert_eq!(refused(cycle), ("asks", RuleFault::Cycle));
    let own = "[[rule]]\npaper = \"swimming_pool_card\"\nsource = \"x\"\n";
    assert_eq!(refused(own), ("validity", RuleFault::Missing));
}

#[test]
fn a_new_version_takes_over_on_its_day() {
    let two = format!(
        "{HEAD}{}{}",
        line("one", "lead_days = 1\nin_force_to = \"2026-12-31\""),
        line("one", "lead_days = 2\nversion = 2\nin_force_from = \"2027-01-01\"")
    );
    let book = RuleBook::read(&[("two.toml", &two)]).unwrap();
    let on = |today: &str| book.rule("one", day(today)).unwrap().version;
    assert_eq!((on("2026-12-31"), on("2027-01-01")), (1, 2));
}
