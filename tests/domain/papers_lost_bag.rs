//! The lost bag: every subset of twelve papers gives an order in which nothing comes before what it
//! needs.

use relais::domain::papers::held::HeldPaper;
use relais::domain::papers::lost_bag::*;
use relais::domain::papers::obtaining::Problem;
use relais::domain::papers::rules::{PaperCode, PaperKind};

use super::papers_support::*;

const TWELVE: [&str; 12] = [
    "cni",
    "passport",
    "driving_licence",
    "titre_sejour_anef",
    "recepisse",
    "foreign_passport",
    "vitale",
    "ame",
    "aah",
    "domiciliation",
    "attest_asile",
    "hosting_certificate",
];

fn lost(gone: &[&str], held: Vec<HeldPaper>, today: &str) -> BagPlan {
    let gone: Vec<PaperCode> = gone.iter().map(|code| PaperCode::from(*code)).collect();
    lost_bag(life(today, held).situation(), &gone)
}

/// Nothing before what it needs, counted apart from the planner: in place, in day, and complete.
fn check(plan: &BagPlan, gone: &[&str], has: &[&str]) {
    for (place, step) in plan.steps.iter().enumerate() {
        for need in &step.needs {
            assert!(*need < place, "{gone:?}: {} stands before what it needs", step.paper);
            assert!(plan.steps[*need].ready_on <= step.do_on, "{gone:?}: {} is asked for too early", step.paper);
        }
        let asked = rule(step.paper.as_str()).asks.iter().filter(|asked| asked.when.is_empty() && !asked.bring_only);
        for asked in asked {
            let planned =
                step.needs.iter().any(|need| asked.one_of.iter().any(|one| one.paper == plan.steps[*need].paper));
            let at_hand =
                asked.one_of.iter().any(|one| has.contains(&one.paper.as_str()) && !gone.contains(&one.paper.as_str()));
            assert!(planned || at_hand, "{gone:?}: {} lacks one of {:?}", step.paper, asked.one_of);
        }
        assert!(place == 0 || plan.steps[place - 1].do_on <= step.do_on);
    }
    for paper in gone {
        assert_eq!(plan.steps.iter().filter(|step| step.paper.as_str() == *paper && step.was_in_bag).count(), 1);
    }
}

#[test]
fn every_subset_of_twelve_papers_has_a_valid_order() {
    for subset in 0..1 << TWELVE.len() {
        let gone: Vec<&str> = (0..12).filter(|bit| subset >> bit & 1 == 1).map(|bit| TWELVE[bit]).collect();
        let plan = lost(&gone, vec![], "2026-11-23");
        check(&plan, &gone, &[]);
        assert!(plan.problems.is_empty(), "{gone:?}: {:?}", plan.problems);
    }
}

#[test]
fn the_same_with_the_other_papers_at_hand() {
    let held: Vec<HeldPaper> = TWELVE
        .iter()
        .chain(&["photo", "address_proof", "tax_notice", "income"])
        .enumerate()
        .map(|(id, code)| held(id as i64, code, Some("2026-10-01"), Some("2028-10-01")))
        .collect();
    let has: Vec<String> = held.iter().map(|paper| paper.paper.to_string()).collect();
    let has: Vec<&str> = has.iter().map(String::as_str).collect();
    for subset in 0..1 << TWELVE.len() {
        let gone: Vec<&str> = (0..12).filter(|bit| subset >> bit & 1 == 1).map(|bit| TWELVE[bit]).collect();
        let plan = lost(&gone, held.clone(), "2026-11-23");
        check(&plan, &gone, &has);
        for step in &plan.steps {
            let brings_what_is_gone =
                |id: &relais::domain::ids::PaperId| gone.contains(&TWELVE.get(id.0 as usize).copied().unwrap_or(""));
            assert!(!step.brings.iter().any(brings_what_is_gone), "{gone:?}");
        }
    }
}

#[test]
fn declarations_come_first_then_what_is_free() {
    let plan = lost(&["cni", "passport", "domiciliation"], vec![], "2026-11-23");
    let steps: Vec<&str> = plan.steps.iter().map(|step| step.paper.as_str()).collect();
    assert_eq!(steps[0], "loss_declaration");
    assert_eq!(plan.steps[0].kind, PaperKind::Declaration);
    let place = |code: &str| steps.iter().position(|step| *step == code).unwrap();
    assert!(
        place("domiciliation") < place("cni") && place("cni") < place("passport")
            || place("domiciliation") < place("passport")
    );
    let cost = |code: &str| plan.steps[place(code)].cost_euros;
    assert_eq!((cost("cni"), cost("passport"), cost("domiciliation")), (Some(25), Some(86), Some(0)));
    assert_eq!(steps.iter().filter(|step| **step == "photo").count(), 1, "one set of photos for both");
}

#[test]
fn what_is_stolen_is_declared_to_the_police() {
    let stolen = HeldPaper {
        told: Some(relais::domain::papers::held::Told::Stolen),
        ..held(1, "cni", None, Some("2030-01-01"))
    };
    let plan = lost(&["cni"], vec![stolen], "2026-11-23");
    assert!(plan.steps.iter().any(|step| step.paper.as_str() == "theft_declaration"));
    assert!(!plan.steps.iter().any(|step| step.paper.as_str() == "loss_declaration"));
}

#[test]
fn what_is_at_hand_is_brought_and_not_asked_for_again() {
    let photo = held(1, "photo", Some("2026-11-01"), None);
    let plan = lost(&["cni"], vec![photo], "2026-11-23");
    assert!(!plan.steps.iter().any(|step| step.paper.as_str() == "photo"));
    let card = plan.steps.iter().find(|step| step.paper.as_str() == "cni").unwrap();
    assert_eq!(card.brings, [relais::domain::ids::PaperId(1)]);
    // Good today and too old a week later, when the proof of address has come.
    let old = held(1, "photo", Some("2026-05-25"), None);
    let plan = lost(&["cni"], vec![old], "2026-11-23");
    assert!(plan.steps.iter().any(|step| step.paper.as_str() == "photo"));
}

#[test]
fn what_no_rule_knows_is_named_and_the_rest_is_planned() {
    let plan = lost(&["library_card", "vitale"], vec![], "2026-11-23");
    assert_eq!(plan.problems, [Problem::NoWayToObtain { paper: "library_card".into() }]);
    assert!(plan.steps.iter().any(|step| step.paper.as_str() == "vitale"));
    assert!(lost(&[], vec![], "2026-11-23").steps.is_empty());
}
