//! The same thing twice: two tabs, a double click, an answer that was lost. One appointment, and
//! the second request is given the first one.

use relais::actions::ActionError;
use relais::actions::book::{BookRequest, Outcome};
use relais::domain::people::{NewPerson, Who};
use relais::domain::time::Minutes;

use crate::support::acts::{keyed, monday, word};
use crate::support::databases::on_both;
use crate::support::town::{TestTown, motive};

fn replayed(outcome: Result<Outcome, ActionError>) -> String {
    match outcome {
        Ok(Outcome::Replayed { status: 201, body }) => String::from_utf8(body).unwrap(),
        other => panic!("the answer given before was expected: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn at_09_a_double_click_is_given_the_appointment_of_the_first_one() {
    on_both(|db| async move {
        // One worker: after the first click the slot is taken, by the very person who clicks.
        for (workers, clicks) in [(1, 2), (3, 12)] {
            let town = TestTown::new(crate::support::databases::like(&db).await, workers).await;
            let shown = town.shown_on_monday(town.motive).await;
            let wish = town.wish(town.motive, &shown[0], town.somebody(1));
            let answers = futures_util::future::join_all((0..clicks).map(|_| town.book(wish.clone()))).await;
            let answers: Vec<_> = answers.into_iter().map(|answer| answer.unwrap()).collect();
            assert_eq!(answers.iter().filter(|done| !done.already).count(), 1);
            assert!(answers.iter().all(|done| done.appointment.id == answers[0].appointment.id));
            let later = town.book(wish).await.unwrap();
            assert!(later.already && later.appointment.id == answers[0].appointment.id);
            let mut raw = town.raw().await;
            for (table, rows) in [("appointment", 1), ("person", 1), ("outbox", 1), ("busy_time", 1)] {
                assert_eq!(raw.count(table).await, rows, "{table}, {workers} workers");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_09_two_tabs_at_overlapping_hours_are_one_appointment() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let person = town.known_person("Amina").await;
        let shown = town.shown_by_worker(town.motive, monday(0, 0), monday(23, 0)).await;
        let of = |worker: usize, hour: u32| {
            let slot = shown
                .iter()
                .find(|slot| slot.slot.workers == [town.workers[worker]] && slot.slot.span.start() == monday(hour, 0));
            let wish = town.wish(town.motive, slot.unwrap(), Who::Known(person));
            BookRequest { worker: Some(town.workers[worker]), ..wish }
        };
        // Two workers, the same hour; then the staff, a quarter of an hour later.
        let (one, other) = tokio::join!(town.book(of(0, 9)), town.book(of(1, 9)));
        let (one, other) = (one.unwrap(), other.unwrap());
        assert_eq!(one.appointment.id, other.appointment.id);
        assert_ne!(one.already, other.already);
        let staff = town.staff_wish(town.motive, monday(9, 15), town.workers[1], Who::Known(person));
        let staff = town.book(staff).await.unwrap();
        assert!(staff.already && staff.appointment.id == one.appointment.id);
        assert_eq!(town.raw().await.count("appointment").await, 1);
        // At another hour, and for another reason at the same hour, it is another appointment.
        assert!(!town.book(of(0, 10)).await.unwrap().already);
        let other_motive = town.add_motive(motive(town.organisation, "Logement")).await;
        let free = 1 - usize::from(one.appointment.workers == [town.workers[1]]);
        let elsewhere = town.staff_wish(other_motive, monday(9, 0), town.workers[free], Who::Known(person));
        assert!(!town.book(elsewhere).await.unwrap().already);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_09_a_newcomer_is_one_person_however_the_name_is_typed() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let shown = town.shown_on_monday(town.motive).await;
        let typed = |first_name: &str| {
            Who::New(NewPerson {
                first_name: first_name.to_owned(),
                last_name: String::new(),
                phone: Some("+33612345678".to_owned()),
                email: None,
                language: "fr".to_owned(),
            })
        };
        let first = town.book(town.wish(town.motive, &shown[0], typed("Élodie"))).await.unwrap();
        let again = town.book(town.wish(town.motive, &shown[0], typed("  elodie "))).await.unwrap();
        assert_eq!(first.appointment.id, again.appointment.id);
        // A phone is shared in a family: another first name is another person, who finds it taken.
        assert_eq!(word(&town.book(town.wish(town.motive, &shown[0], typed("Karim"))).await), "taken");
        assert_eq!(town.raw().await.count("person").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_10_an_answer_that_was_lost_is_given_again_byte_for_byte() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let shown = town.shown_on_monday(town.motive).await;
        let wish = town.wish(town.motive, &shown[0], town.somebody(1));
        // Stored, and the connection lost before the answer.
        let lost = town.book_with(&town.app, wish.clone(), Some(keyed("k", "body"))).await.unwrap();
        let Outcome::Done { done, .. } = lost else { panic!("the first time") };
        let body = format!("appointment {}", done.appointment.id);
        let second_server = town.second_process().await;
        for server in [&town.app, &second_server] {
            assert_eq!(replayed(town.book_with(server, wish.clone(), Some(keyed("k", "body"))).await), body);
        }
        // Long after the offer has ended, and days later.
        for later in [Minutes(45), Minutes::days(20)] {
            town.app.clock.advance(later);
            assert_eq!(replayed(town.book_with(&second_server, wish.clone(), Some(keyed("k", "body"))).await), body);
        }
        let mut raw = town.raw().await;
        for table in ["appointment", "outbox", "busy_time", "journal WHERE act = 'booked'"] {
            assert_eq!(raw.count(table).await, 1, "{table}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_10_a_key_belongs_to_one_request() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let shown = town.shown_on_monday(town.motive).await;
        let wish = town.wish(town.motive, &shown[0], town.somebody(1));
        town.book_with(&town.app, wish, Some(keyed("k", "body"))).await.unwrap();
        // Another body, at a free slot and at a taken one: the key is what is wrong.
        for slot in [&shown[3], &shown[0]] {
            let other = town.wish(town.motive, slot, town.somebody(2));
            let refused = town.book_with(&town.app, other, Some(keyed("k", "another body"))).await;
            assert!(matches!(refused, Err(ActionError::KeyReused)), "{refused:?}");
        }
        // The same key for another action is another key.
        let appointment = town.book(town.wish(town.motive, &shown[1], town.somebody(1))).await.unwrap().appointment.id;
        let request = town.move_request(appointment, monday(16, 0), None);
        let moved =
            town.app.desk.move_appointment(&town.claimant(), request, Some(keyed("k", "body")), town.now()).await;
        assert!(matches!(moved, Ok(Outcome::Done { .. })), "{moved:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_10_a_twin_that_runs_at_the_same_moment_waits_and_is_given_the_same_answer() {
    on_both(|db| async {
        let town = TestTown::new(db, 3).await;
        let servers = [town.app.clone(), town.second_process().await];
        let shown = town.shown_on_monday(town.motive).await;
        let wish = town.wish(town.motive, &shown[0], town.somebody(1));
        let answers = futures_util::future::join_all(
            (0..20).map(|number| town.book_with(&servers[number % 2], wish.clone(), Some(keyed("k", "body")))),
        )
        .await;
        let mut done = 0;
        let mut bodies = std::collections::BTreeSet::new();
        for answer in answers {
            match answer.unwrap() {
                Outcome::Done { done: appointment, .. } => {
                    done += 1;
                    bodies.insert(format!("appointment {}", appointment.appointment.id));
                }
                Outcome::Replayed { body, .. } => {
                    bodies.insert(String::from_utf8(body).unwrap());
                }
            }
        }
        assert_eq!((done, bodies.len()), (1, 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_10_a_refusal_is_decided_anew() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let shown = town.shown_on_monday(town.motive).await;
        let held = town.hold(&shown[0], 5).await.unwrap();
        let wish = town.wish(town.motive, &shown[0], town.somebody(1));
        let refused = town.book_with(&town.app, wish.clone(), Some(keyed("k", "body"))).await;
        assert_eq!(word(&refused), "taken");
        assert_eq!(town.raw().await.count("idempotency").await, 0);
        // The hold ends; the same request under the same key now succeeds.
        town.app.clock.advance(Minutes(6));
        let now_free = town.book_with(&town.app, wish, Some(keyed("k", "body"))).await;
        assert!(matches!(now_free, Ok(Outcome::Done { .. })), "{now_free:?}");
        drop(held);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_10_moves_and_cancellations_are_repeated_too() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let shown = town.shown_on_monday(town.motive).await;
        let appointment = town.book(town.wish(town.motive, &shown[0], town.somebody(1))).await.unwrap().appointment.id;
        let request = town.move_to(appointment, &shown[2]);
        let (desk, claimant) = (&town.app.desk, town.claimant());
        let moved = desk.move_appointment(&claimant, request.clone(), Some(keyed("k", "body")), town.now()).await;
        assert!(matches!(moved, Ok(Outcome::Done { .. })), "{moved:?}");
        town.app.clock.advance(Minutes(45));
        let again = desk.move_appointment(&claimant, request, Some(keyed("k", "body")), town.now()).await;
        assert_eq!(replayed(again), format!("appointment {appointment}"));
        let cancel = relais::actions::change_status::StatusRequest {
            appointment,
            audience: relais::domain::scheduling::search::Audience::Public,
            to: relais::domain::appointments::Status::Excused,
            person: None,
            accept: Vec::new(),
            reason: None,
        };
        let cancelled = desk.change_status(&claimant, cancel.clone(), Some(keyed("k", "body")), town.now()).await;
        assert!(matches!(cancelled, Ok(Outcome::Done { .. })), "{cancelled:?}");
        // Past its hour a first cancellation would be too late; this one was done.
        town.app.clock.advance(Minutes::days(3));
        let again = desk.change_status(&claimant, cancel, Some(keyed("k", "body")), town.now()).await;
        assert_eq!(replayed(again), format!("appointment {appointment}"));
        assert_eq!(town.raw().await.count("outbox").await, 3);
    })
    .await;
}
