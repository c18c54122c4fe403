//! From an empty database to a first appointment, with files alone.

use relais::actions::set_up::{SetUpError, TownPlan, Why};

use crate::support::cli::Folder;

const OPENINGS: &str = "key;worker_email;place;motives;first_day;last_day;days;blocks\n\
    anne;anne.lambert@exemple.fr;Accueil;Premier accueil;2026-01-05;;lu-ve;09:00-12:00\n";

#[test]
fn a_plan_makes_a_territory_that_can_be_booked() {
    let folder = Folder::new();
    let example = folder.relais(&["set-up", "--example"]);
    assert_eq!(example.code, Some(0), "{}", example.err);
    folder.write("plan.json", &example.out);
    let looked = folder.relais(&["set-up", "plan.json"]);
    assert!(looked.out.contains("1 lieu, 2 agents, 5 motifs") && looked.out.contains("--write"), "{}", looked.out);
    assert!(!folder.has("data/relais.db"));
    let made = folder.relais(&["set-up", "plan.json", "--write"]);
    assert_eq!(made.code, Some(0), "{}", made.err);
    let again = folder.relais(&["set-up", "plan.json", "--write"]);
    assert!(again.code == Some(1) && again.err.contains("existe déjà"), "{}", again.err);
    folder.write("openings.csv", OPENINGS);
    let opened = folder.relais(&["import", "openings", "openings.csv", "--write"]);
    assert_eq!(opened.code, Some(0), "{}{}", opened.out, opened.err);
    let slots = folder.relais(&["slots", "--motive", "Premier accueil", "--next"]);
    assert!(slots.out.contains("Un créneau"), "{}{}", slots.out, slots.err);
    assert!(folder.relais(&["doctor"]).code == Some(0));
}

#[test]
fn a_plan_that_does_not_hold_together_is_refused_with_every_fault_named() {
    let folder = Folder::new();
    let plan = folder.relais(&["set-up", "--example"]).out;
    let faulty = plan
        .replace("\"duration\": 45", "\"duration\": 0")
        .replace("\"place\": \"Accueil\"", "\"place\": \"Ailleurs\"")
        .replace("\"two_of\": \"Visites à deux\"", "\"two_of\": \"Personne\"")
        .replace("\"email\": \"bruno.petit@exemple.fr\"", "\"email\": \"Anne.Lambert@exemple.fr\"");
    let Err(SetUpError::Faults(faults)) = TownPlan::read(&faulty) else { panic!("read all the same") };
    let named: Vec<(&str, &Why)> = faults.iter().map(|fault| (fault.at.as_str(), &fault.why)).collect();
    let unknown = |value: &str| Why::Unknown { value: value.to_owned() };
    assert_eq!(
        named,
        [
            ("organisations[0].workers[1].email", &Why::Twice { value: "anne.lambert@exemple.fr".to_owned() }),
            ("organisations[0].teams[0].workers[1]", &unknown("bruno.petit@exemple.fr")),
            ("organisations[0].resources[0].place", &unknown("Ailleurs")),
            ("organisations[0].motives[2].duration", &Why::Number { value: 0, from: 1, to: 1440 }),
            ("organisations[0].motives[3].two_of", &unknown("Personne")),
        ]
    );
    folder.write("plan.json", &faulty);
    let refused = folder.relais(&["set-up", "plan.json", "--write"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("motives[2].duration : 0 n’est pas entre 1 et 1440"), "{}", refused.err);
    assert!(!folder.has("data/relais.db"));
    folder.write("plan.json", &plan.replace("Europe/Paris", "Europe/Lille"));
    let refused = folder.relais(&["set-up", "plan.json"]);
    assert!(refused.err.contains("organisations[0].zone") && refused.err.contains("--example"), "{}", refused.err);
}
