//! What people type, and what they read.

use crate::support::cli::{Ended, Folder};

const OFFICE: [&str; 4] = ["--organisation", "Maison des solidarités", "--motive", "Premier accueil"];

/// The first hour of the table that `slots` prints, as `2026-03-10 09:00`.
fn first_free(folder: &Folder, worker: &str) -> String {
    let slots =
        folder.relais(&[&["slots", "--by-worker", "--days", "30", "--worker", worker], OFFICE.as_slice()].concat());
    assert_eq!(slots.code, Some(0), "{}", slots.err);
    let mut lines = slots.out.lines().skip_while(|line| !line.starts_with("  "));
    let hour = lines.next().unwrap().trim().split('–').next().unwrap().to_owned();
    let heading = slots.out.lines().nth(2).unwrap();
    let words: Vec<&str> = heading.split(' ').collect();
    let months = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let month = months.iter().position(|month| *month == words[2]).unwrap() + 1;
    let day: u32 = words[1].trim_end_matches("er").parse().unwrap();
    format!("{}-{month:02}-{day:02} {hour}", words[3])
}

fn number_in(ended: &Ended) -> String {
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    ended.out.split("n° ").nth(1).unwrap().split(' ').next().unwrap().to_owned()
}

#[test]
fn an_appointment_is_booked_moved_and_cancelled_from_the_command_line() {
    let folder = Folder::with_demo();
    let worker = "anne.lambert@exemple.fr";
    let start = first_free(&folder, worker);
    let book = |person: &str, start: &str| {
        let options = ["book", "--worker", worker, "--person", person, "--start", start];
        folder.relais(&[options.as_slice(), OFFICE.as_slice()].concat())
    };
    let booked = book("DEMO0150", &start);
    let number = number_in(&booked);
    assert!(booked.out.contains("Anne Lambert, Mairie de quartier Nord."), "{}", booked.out);
    assert!(book("DEMO0150", &start).out.starts_with("Cette personne a déjà ce rendez-vous"));
    let taken = book("DEMO0151", &start);
    assert_eq!((taken.code, taken.out.as_str()), (Some(1), ""));
    assert!(taken.err.contains("vient d’être prise") && taken.err.contains("D’autres créneaux"), "{}", taken.err);

    let next = first_free(&folder, worker);
    assert_ne!(next, start);
    let moved = folder.relais(&["move", &number, "--start", &next]);
    assert!(moved.out.contains("déplacé"), "{}{}", moved.out, moved.err);
    let cancelled = folder.relais(&["cancel", &number, "--by-person"]);
    assert!(cancelled.out.contains("annulé par la personne"), "{}{}", cancelled.out, cancelled.err);
    assert_eq!(folder.relais(&["move", &number, "--start", &start]).code, Some(1));
    assert_eq!(folder.relais(&["doctor"]).code, Some(0));
}

#[test]
fn outside_hours_needs_its_name_and_says_which() {
    let folder = Folder::with_demo();
    let night = ["book", "--first-name", "Zoé", "--start", "2035-03-06 03:00", "--worker", "Anne Lambert"];
    let refused = folder.relais(&[night.as_slice(), OFFICE.as_slice()].concat());
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("--accept outside_opening"), "{}", refused.err);
    let accepted = [night.as_slice(), OFFICE.as_slice(), &["--accept", "outside_opening"]].concat();
    assert_eq!(folder.relais(&accepted).code, Some(0));
}

#[test]
fn an_import_says_first_and_writes_when_told() {
    let folder = Folder::with_demo();
    folder.write("people.csv", include_str!("../fixtures/people.csv"));
    let import = ["import", "people", "people.csv", "--organisation", "Maison des solidarités"];
    let dry = folder.relais(&import);
    assert_eq!(dry.code, Some(2), "some rows are refused");
    for said in [
        "Essai : rien n’a été écrit.",
        "À ajouter : 5",
        "Refusées : 6",
        "ligne 7, « Date de Naissance » : Le 31/02/1980 n’existe pas.",
        "Aucun agent n’a l’adresse « nobody@example.org »",
        "Colonnes non reprises : Civilité, CP Ville, Role",
        "--create-workers",
        "--write",
    ] {
        assert!(dry.out.contains(said), "{said}\n{}", dry.out);
    }
    let written = folder.relais(&[import.as_slice(), &["--write"]].concat());
    assert!(written.out.contains("Ajoutées : 5"), "{}", written.out);
    let again = folder.relais(&[import.as_slice(), &["--write"]].concat());
    assert!(again.out.contains("Ajoutées : 0") && again.out.contains("Inchangées : 6"), "{}", again.out);
}

#[test]
fn every_failure_says_what_to_do_and_ends_with_an_error() {
    let folder = Folder::with_demo();
    folder.write("columns.csv", "Prénom;Ville\nAnne;Arras\n");
    folder.write("empty.csv", "");
    let import = |file: &str| folder.relais(&["import", "people", file, "--organisation", "1"]);
    for (ended, said) in [
        (import("columns.csv"), "Il manque des colonnes : Nom."),
        (import("empty.csv"), "Le fichier est vide."),
        (import("nowhere.csv"), "Vérifiez son nom et son dossier."),
        (folder.relais(&["import", "people", "empty.csv"]), "Ajoutez --organisation"),
        (folder.relais(&["slots", "--motive", "Dentiste"]), "« Dentiste » n’existe pas. Connus : Atelier budget"),
        (folder.relais(&["slots", "--motive", "Premier accueil"]), "plusieurs s’appellent « Premier accueil »"),
        (folder.relais(&["slots", "--motive", "1", "--place", "Gare"]), "Connus : Antenne des Tilleuls"),
        (folder.relais(&["slots", "--motive", "1", "--worker", "x@y.fr"]), "Connus : anne.lambert@exemple.fr"),
        (folder.relais(&["slots", "--motive", "1", "--from", "lundi"]), "Écrivez-la ainsi"),
        (folder.relais(&["book", "--motive", "1", "--start", "demain", "--person", "DEMO0001"]), "Écrivez-les ainsi"),
        (folder.relais(&["book", "--motive", "1", "--start", "2035-01-02 09:00"]), "Dites pour qui"),
        (folder.relais(&["book", "--motive", "1", "--start", "2035-01-02 09:00", "--person", "N9"]), "numéro « N9 »"),
        (folder.relais(&["cancel", "999999"]), "introuvable"),
        (folder.relais(&["--config", "nowhere.toml", "doctor"]), "n’existe pas"),
        (
            folder.relais_with(&[("RELAIS_DATABASE", "mysql://a:b@c/d")], &["slots", "--motive", "1"]),
            "sqlite:data/relais.db",
        ),
        (folder.relais_with(&[("RELAIS_LISTEN", "x")], &["doctor"]), "relais check-config"),
        (folder.relais_with(&[("RELAIS_DATABASE", "sqlite:other.db")], &["slots", "--motive", "1"]), "relais demo"),
    ] {
        assert_eq!(ended.code, Some(1), "{said}: {}", ended.out);
        assert!(ended.err.contains(said), "{said}\n{}", ended.err);
    }
}

#[test]
fn check_config_shows_where_each_setting_comes_from_and_hides_passwords() {
    let folder = Folder::new();
    folder.write("relais.toml", "listen = \"127.0.0.1:9000\"\nlog_format = \"xml\"\ncolour = \"red\"\n");
    let shown = folder.relais_with(&[("RELAIS_DATABASE", "postgres://relais:s3cret@db/town")], &["check-config"]);
    assert_eq!(shown.code, Some(1));
    assert!(!shown.out.contains("s3cret"));
    for said in [
        "database = postgres://relais:•••@db/town   (variable d’environnement RELAIS_DATABASE)",
        "listen = 127.0.0.1:9000   (fichier ",
        "connections = 8   (valeur par défaut)",
        "log_format : « xml » ne va pas",
        "« colour » n’est pas un réglage",
        "2 réglages sont à corriger.",
    ] {
        assert!(shown.out.contains(said), "{said}\n{}", shown.out);
    }
    let good = Folder::new().relais_with(&[("RELAIS_LANGUAGE", "en")], &["check-config"]);
    assert_eq!((good.code, good.out.contains("Every setting is good.")), (Some(0), true), "{}", good.out);
}

#[test]
fn the_doctor_looks_and_makes_nothing() {
    let folder = Folder::new();
    let nothing = folder.relais(&["doctor"]);
    assert_eq!(nothing.code, Some(1));
    assert!(!folder.has("data") && !folder.has("relais.key"));
    assert_eq!(folder.relais(&["migrate"]).code, Some(0));
    assert!(folder.relais(&["migrate"]).out.contains("déjà à jour"));
    let beside = folder.relais_with(&[("RELAIS_KEY_FILE", "data/relais.key")], &["slots", "--motive", "1"]);
    assert_eq!(beside.code, Some(1));
    let warned = folder.relais_with(&[("RELAIS_KEY_FILE", "data/relais.key")], &["doctor"]);
    assert!(warned.out.contains("est dans le dossier des données"), "{}", warned.out);
}

#[test]
fn an_api_key_is_alone_on_stdout() {
    let folder = Folder::with_demo();
    let key = folder.relais(&["api-key", "--name", "essai", "--organisation", "1", "--permissions", "slots,read"]);
    assert_eq!((key.code, key.out.lines().count()), (Some(0), 1), "{}", key.err);
    assert!(key.out.starts_with("relais_1_"));
    assert_eq!(folder.relais(&["api-key", "--name", "x", "--permissions", "all"]).code, Some(2));
}

#[test]
fn check_config_reads_the_tables_of_the_senders_and_never_shows_a_secret() {
    let folder = Folder::new();
    folder.write(
        "relais.toml",
        "[sms]\nsender = \"kannel\"\nincoming_secret = \"short-s3cret\"\ncolour = \"red\"\n[mail]\nport = 465\n",
    );
    let settings =
        [("RELAIS_SMS__PASSWORD", "00123"), ("RELAIS_SMS__FROM", "+33639980001"), ("RELAIS_MAIL__TLS", "ssl")];
    let shown = folder.relais_with(&settings, &["check-config"]);
    assert_eq!(shown.code, Some(1));
    assert!(!shown.out.contains("s3cret") && !shown.out.contains("00123"), "{}", shown.out);
    for said in [
        "sms.password = •••   (variable d’environnement RELAIS_SMS__PASSWORD)",
        "sms.from = +33639980001   (",
        "mail.port = 465   (fichier ",
        "sms.url : «  » ne va pas",
        "sms.incoming_secret : « ••• » ne va pas",
        "mail.tls : « ssl » ne va pas (variable d’environnement RELAIS_MAIL__TLS). Écrivez none, starttls ou tls.",
        "« sms.colour » n’est pas un réglage",
        "4 réglages sont à corriger.",
    ] {
        assert!(shown.out.contains(said), "{said}\n{}", shown.out);
    }
}

#[test]
fn a_mail_that_came_back_says_which_one_and_why() {
    let folder = Folder::new();
    let bounce = "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; amina@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 User unknown\n\n--x\nContent-Type: text/rfc822-headers\n\nMessage-ID: <m42@exemple.fr>\n\n--x--\n";
    folder.write("bounce.eml", bounce);
    folder.write("holiday.eml", "Subject: Absent\n\nJe suis en congé.\n");
    let read = folder.relais(&["bounce", "bounce.eml"]);
    assert_eq!(
        (read.code, read.out.trim()),
        (Some(0), "m42 n’est pas arrivé chez amina@example.org : 5.1.1 550 User unknown")
    );
    assert_eq!(folder.relais(&["bounce", "holiday.eml"]).code, Some(1));
}
