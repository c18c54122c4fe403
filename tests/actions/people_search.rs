//! Finding people at the desk: by name, phone, birth, file number; and what is never shown.

use relais::actions::search_people::FoundHere;
use relais::domain::access::{Caller, Guest};
use relais::domain::ids::WorkerId;
use relais::domain::people::{IdentifierKind, NewPerson, Who};
use relais::domain::time::Minutes;
use relais::store::{self, PersonLine, StoreError, statements_run};

use crate::support::acts::monday;
use crate::support::databases::{TestDb, on_both, postgres, sqlite};
use crate::support::people::{born, somebody, with_phone};
use crate::support::town::TestTown;

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_found_in_any_order_and_while_it_is_typed() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        let diallo = town.add_one(town.organisation, somebody("Aminata", "Diallo")).await;
        let said = town.add_one(town.organisation, somebody("Youssef", "Ben Saïd")).await;
        town.add_one(town.organisation, somebody("Paul", "Lemoine")).await;
        for typed in ["aminata diallo", "DIALLO Aminata", "diallo", "dial", "ami dia", "jallow aminatta", "Diallo, A"] {
            assert_eq!(town.find(typed).await, [diallo], "{typed}");
        }
        for typed in ["bensaid", "ben said", "yussef bensaïd", "said youss"] {
            assert_eq!(town.find(typed).await, [said], "{typed}");
        }
        for typed in ["", "   ", "zzyzx", "%", "' OR 1=1 --", "_", "\u{0}"] {
            assert!(town.find(typed).await.is_empty(), "{typed}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_is_found_in_any_shape_and_by_its_end() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        let paris = with_phone(somebody("Aminata", "Diallo"), "+33612345678");
        let guadeloupe = with_phone(somebody("Marie", "Titus"), "+590690123456");
        let reunion = with_phone(somebody("Jean", "Hoarau"), "+262692765432");
        let people = town.add_people(town.organisation, vec![paris, guadeloupe, reunion]).await;
        for (typed, found) in [
            ("0612345678", 0),
            ("06 12 34 56 78", 0),
            ("+33 6 12 34 56 78", 0),
            ("0033612345678", 0),
            ("5678", 0),
            ("diallo 06.12.34.56.78", 0),
            ("0690 12 34 56", 1),
            ("+590690123456", 1),
            ("690123456", 1),
            ("123456", 1),
            ("+262 692 76 54 32", 2),
            ("0692765432", 2),
            ("765432", 2),
        ] {
            assert_eq!(town.find(typed).await, [people[found]], "{typed}");
        }
        assert!(town.find("678").await.is_empty());
        assert!(town.find("0699999999").await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_birth_and_a_file_number_are_found_alone_and_beside_a_name() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        let lines = vec![
            born(somebody("Aminata", "Diallo"), 1985, 3, 12),
            born(somebody("Mamadou", "Diallo"), 1962, 1, 1),
            born(somebody("Luc", "Martin"), 1985, 7, 1),
        ];
        let people = town.add_people(town.organisation, lines).await;
        let (territory, luc) = (town.territory, people[2]);
        let write = town.app.desk.db.write(move |tx| {
            Box::pin(
                async move { store::insert_identifier(tx, territory, luc, IdentifierKind::Caf, "CAF-7654321").await },
            )
        });
        write.await.map_err(|error: StoreError| error).unwrap();
        assert_eq!(town.find("1985").await, [people[2], people[0]]);
        assert_eq!(town.find("12/03/1985").await, [people[0]]);
        assert_eq!(town.find("diallo 1985").await[0], people[0]);
        assert_eq!(town.find("1962 dialo").await[0], people[1]);
        // A year that was misheard hides nobody.
        assert_eq!(town.find("diallo aminata 1958").await[0], people[0]);
        for typed in ["CAF-7654321", "caf-7654321", "martin CAF-7654321"] {
            assert_eq!(town.find(typed).await[0], people[2], "{typed}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_of_somebody() {
    on_both(|db| async move {
        let town = TestTown::new(db, 2).await;
        let line = born(with_phone(somebody("Aminata", "Diallo"), "+33612345678"), 1985, 3, 12);
        let person = town.add_one(town.organisation, line).await;
        let (territory, referent) = (town.territory, town.workers[1]);
        let write =
            town.app.desk.db.write(move |tx| {
                Box::pin(async move { store::insert_referent(tx, territory, person, referent).await })
            });
        write.await.map_err(|error: StoreError| error).unwrap();
        let worker = town.workers[0];
        town.book(town.staff_wish(town.motive, monday(9, 0), worker, Who::Known(person))).await.unwrap();
        let found = town.search_for(town.organisation, "diallo").await;
        let shown = FoundHere {
            id: person,
            first_name: "Aminata".to_owned(),
            last_name: "Diallo".to_owned(),
            phone: Some("+33612345678".to_owned()),
            birth_date: chrono::NaiveDate::from_ymd_opt(1985, 3, 12),
            language: "fr".to_owned(),
            referents: vec![referent],
            last_motive: Some(town.motive),
            proven: true,
        };
        assert_eq!(found.here, [shown]);
        assert!(found.elsewhere.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_follow_the_name_however_it_came() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        // Booked by somebody new.
        let new = NewPerson {
            first_name: "Ousmane".to_owned(),
            last_name: "Sow".to_owned(),
            phone: None,
            email: None,
            language: "fr".to_owned(),
        };
        let done = town.book(town.staff_wish(town.motive, monday(9, 0), town.workers[0], Who::New(new))).await.unwrap();
        let booked = done.appointment.people[0].0;
        assert_eq!(town.find("usman so").await, [booked]);
        // Renamed: the old name is gone, what stays the same stays.
        let person = town.add_one(town.organisation, somebody("Marie", "Lefèvre")).await;
        let (territory, line) = (town.territory, somebody("Marie", "Kouyaté"));
        let write = town
            .app
            .desk
            .db
            .write(move |tx| Box::pin(async move { store::update_person(tx, territory, person, &line).await }));
        assert!(write.await.map_err(|error: StoreError| error).unwrap());
        assert_eq!(town.find("marie kuyateh").await, [person]);
        assert!(town.find("lefebvre").await.is_empty());
        // Older than the keys.
        let mut raw = town.raw().await;
        raw.run("DELETE FROM person_name_key").await.unwrap();
        assert!(town.find("kouyaté").await.is_empty());
        assert_eq!(store::write_missing_name_keys(&town.app.desk.db).await.unwrap(), 2);
        assert_eq!(store::write_missing_name_keys(&town.app.desk.db).await.unwrap(), 0);
        assert_eq!(town.find("kouyaté").await, [person]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_of_another_organisation_are_not_found_by_anything() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        let there = town.add_organisation("CCAS d'Arras").await;
        let line = born(with_phone(somebody("Aminata", "Diallo"), "+33612345678"), 1985, 3, 12);
        let person = town.add_one(there, line).await;
        let territory = town.territory;
        let write = town.app.desk.db.write(move |tx| {
            Box::pin(
                async move { store::insert_identifier(tx, territory, person, IdentifierKind::Caf, "7654321").await },
            )
        });
        write.await.map_err(|error: StoreError| error).unwrap();
        for typed in
            ["diallo", "aminata diallo", "dial", "jallow", "0612345678", "5678", "1985", "12/03/1985", "7654321"]
        {
            assert!(town.find(typed).await.is_empty(), "{typed}");
            let there = town.search_for(there, typed).await;
            assert_eq!(there.here.len(), 1, "{typed}");
            assert!(there.elsewhere.is_empty(), "{typed}");
        }
        // Nor may a guest look for anybody.
        let guest = Guest {
            territory: town.territory,
            proven: true,
            people: vec![person],
            appointments: Vec::new(),
            address: None,
        };
        let guest = relais::actions::Claimant::Known(Caller::Guest(guest));
        assert!(town.app.desk.search_people(&guest, "diallo", town.now()).await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_57_a_person_known_elsewhere_is_an_organisation_to_ask_and_nothing_else() {
    on_both(|db| async move {
        let town = TestTown::new(db, 2).await;
        let there = town.add_organisation("CCAS d'Arras").await;
        let line = born(with_phone(somebody("Zorica", "Canarova"), "+33612345678"), 1985, 3, 12);
        let person = town.add_one(there, line).await;
        let mut raw = town.raw().await;
        let lines = "journal WHERE act = 'looked_elsewhere'";
        // What is weak says nothing, and leaves nothing.
        for typed in
            ["canarova", "zorica", "zorica canarov", "zoritsa canarova", "5678", "1985", "zorica canarova 1986"]
        {
            let found = town.search_for(town.organisation, typed).await;
            assert!(found.here.is_empty() && found.elsewhere.is_empty(), "{typed}: {found:?}");
        }
        assert_eq!(raw.count(lines).await, 0);
        // What is strong says whom to ask: no name, phone, date or number of the person.
        let strong = ["zorica canarova", "CANAROVA Zorica", "06 12 34 56 78", "zorica canarova 1985"];
        for typed in strong {
            let found = town.search_for(town.organisation, typed).await;
            assert!(found.here.is_empty(), "{typed}");
            assert_eq!(found.elsewhere, ["CCAS d'Arras"], "{typed}");
            let shown = format!("{found:?}").to_lowercase();
            for secret in ["zorica", "canarova", "612345678", "1985", &person.to_string()] {
                assert!(!shown.contains(secret), "{typed}: {shown}");
            }
        }
        // Each time is journaled: who, whom, which organisation.
        let written = format!("{lines} AND actor_kind = 'worker' AND thing = 'person' AND thing_id = {person}");
        assert_eq!(raw.count(&written).await, strong.len() as i64);
        let detail = raw.texts("SELECT detail FROM journal WHERE act = 'looked_elsewhere'").await;
        assert!(detail.iter().all(|detail| *detail == format!("{{\"to\":\"{there}\"}}")), "{detail:?}");
        // Who is known here too is no secret, and nobody is asked.
        let (territory, organisation) = (town.territory, town.organisation);
        let write = town.app.desk.db.write(move |tx| {
            Box::pin(async move { store::join_organisation(tx, territory, person, organisation).await })
        });
        write.await.map_err(|error: StoreError| error).unwrap();
        let found = town.search_for(town.organisation, "zorica canarova").await;
        assert_eq!((found.here.len(), found.elsewhere.len()), (1, 0));
        // Another territory is another world.
        let (elsewhere, before) =
            (TestTown::new(crate::support::databases::like(&town.test_db).await, 1).await, raw.count(lines).await);
        assert!(elsewhere.search_for(elsewhere.organisation, "zorica canarova").await.elsewhere.is_empty());
        assert_eq!(raw.count(lines).await, before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_57_thirty_such_answers_an_hour_and_no_more() {
    on_both(|db| async move {
        let town = TestTown::new(db, 2).await;
        let there = town.add_organisation("CCAS d'Arras").await;
        let lines = (0..40).map(|number| somebody("Zorica", &format!("Canarova{}", letters(number)))).collect();
        town.add_people(there, lines).await;
        let told = async |worker: WorkerId, number: usize, later: Minutes| {
            let claimant = town.secretary_who(worker, town.organisation);
            let typed = format!("zorica canarova{}", letters(number));
            let found = town.app.desk.search_people(&claimant, &typed, town.now() + later).await.unwrap();
            !found.elsewhere.is_empty()
        };
        let [one, other] = [town.workers[0], town.workers[1]];
        for number in 0..30 {
            assert!(told(one, number, Minutes(0)).await, "{number}");
        }
        for number in 30..40 {
            assert!(!told(one, number, Minutes(1)).await, "{number}");
        }
        assert!(!told(one, 0, Minutes(59)).await);
        assert_eq!(town.raw().await.count("journal WHERE act = 'looked_elsewhere'").await, 30);
        assert!(told(other, 30, Minutes(1)).await);
        assert!(told(one, 30, Minutes(61)).await);
    })
    .await;
}

fn letters(number: usize) -> String {
    let letter = |n: usize| char::from(b'a' + n as u8);
    format!("{}{}", letter(number / 20), letter(number % 20))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_many_people_have_elsewhere_says_nothing() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        let there = town.add_organisation("CCAS d'Arras").await;
        town.add_people(there, vec![somebody("Mohamed", "Diallo"); 7]).await;
        assert!(town.search_for(town.organisation, "mohamed diallo").await.elsewhere.is_empty());
        assert_eq!(town.raw().await.count("journal WHERE act = 'looked_elsewhere'").await, 0);
    })
    .await;
}

/// Two people, or two thousand with one name: the same statements, few and quick.
async fn counted(db: TestDb) {
    let town = TestTown::new(db, 1).await;
    let there = town.add_organisation("CCAS d'Arras").await;
    town.add_one(there, somebody("Zorica", "Canarova")).await;
    for _ in 0..2 {
        for typed in ["mohamed diallo", "dia", "mohamed diallo 1985", "0612345678", "1985", "7654321", "x"] {
            for (claimant, most) in [(town.secretary(town.organisation), 2), (town.claimant(), 3)] {
                let before = statements_run();
                town.app.desk.search_people(&claimant, typed, town.now()).await.unwrap();
                let run = statements_run() - before;
                assert!(run <= most, "{typed}: {run} statements on {}", town.test_db.db.kind());
            }
        }
        // Telling of somebody elsewhere is journaled: a transaction of its own, no more than that.
        let before = statements_run();
        assert!(!town.search_for(town.organisation, "zorica canarova").await.elsewhere.is_empty());
        assert!(statements_run() - before <= 5);
        let line = |number: usize| PersonLine {
            birth_date: None,
            ..with_phone(somebody("Mohamed", "Diallo"), &format!("+337{number:08}"))
        };
        town.add_people(town.organisation, (0..2_000).map(line).collect()).await;
    }
    assert_eq!(town.find("mohamed diallo").await.len(), 10);
}

#[test]
fn a_search_for_people_takes_three_statements_at_most() {
    crate::actions::statement_counts::alone_in("people_search", "people_counted");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "counts the statements of its whole process: started alone"]
async fn people_counted() {
    counted(sqlite().await).await;
    counted(postgres().await).await;
}
