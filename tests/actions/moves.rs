//! Moving: all of it or nothing. On a conflict the old appointment is untouched.

use relais::actions::ActionError;
use relais::domain::scheduling::booking::{Refusal, Warning};
use relais::domain::time::Minutes;

use crate::support::acts::{done, monday, refusal, word};
use crate::support::databases::{TestDb, on_both, postgres, sqlite};
use crate::support::random::{Random, seeds};
use crate::support::town::TestTown;

async fn moves_race_bookings(db: TestDb, seed: u64) {
    let town = TestTown::new(db, 2).await;
    let servers = [town.app.clone(), town.second_process().await];
    let mut random = Random::seeded(seed);
    let mut movers = Vec::new();
    for number in 0..8 {
        let start = monday(14, 0) + Minutes(30 * (number % 4) as i64);
        movers.push(town.staff_books(start, number / 4, number).await.unwrap().appointment);
    }
    let shown = town.shown_by_worker(town.motive, monday(9, 0), monday(12, 0)).await;
    let mut tasks = Vec::new();
    // Eight movers and twenty-four newcomers for twelve slots, some at half a slot's distance.
    for number in 0..32 {
        let (desk, claimant, now) = (servers[number % 2].desk.clone(), town.claimant(), town.now());
        let slot = random.pick(&shown);
        let start = slot.slot.span.start() + Minutes(if random.once_in(4) { 15 } else { 0 });
        let worker = slot.slot.workers[0];
        let moving = movers.get(number).map(|old| town.move_request(old.id, start, Some(worker)));
        let booking = town.staff_wish(town.motive, start, worker, town.somebody(100 + number));
        tasks.push(async move {
            match moving {
                Some(request) => (Some(request.clone()), desk.move_appointment(&claimant, request, None, now).await),
                None => (None, desk.book(&claimant, booking, None, now).await),
            }
        });
    }
    random.shuffle(&mut tasks);
    let tasks: Vec<_> = tasks.into_iter().map(tokio::spawn).collect();
    let (mut moved, mut booked) = (0, 0);
    for task in tasks {
        let (request, answer) = task.await.unwrap();
        let refused = word(&answer);
        assert!(["ok", "taken", "needs_acceptance"].contains(&refused.as_str()), "seed {seed}: {answer:?}");
        let Some(request) = request else {
            booked += i64::from(answer.is_ok());
            continue;
        };
        moved += i64::from(answer.is_ok());
        let now = town.app.desk.appointment(&town.claimant(), request.appointment).await.unwrap();
        let old = movers.iter().find(|old| old.id == request.appointment).unwrap();
        match answer {
            Ok(outcome) => {
                assert_eq!(done(outcome).appointment.span.start(), request.start);
                assert_eq!((now.span.start(), now.workers.clone()), (request.start, vec![request.worker.unwrap()]));
                assert_eq!(now.version, 2);
            }
            Err(_) => assert_eq!(
                (now.span, now.workers, now.calendars, now.version, now.people),
                (old.span, old.workers.clone(), old.calendars.clone(), 1, old.people.clone()),
                "seed {seed}: refused, so untouched"
            ),
        }
    }
    let mut raw = town.raw().await;
    assert_eq!(raw.overlaps().await, 0, "seed {seed}");
    // Nothing lost, nothing doubled: one busy row each, and only what was answered.
    assert_eq!(raw.count("appointment").await, 8 + booked);
    assert_eq!(raw.count("busy_time WHERE blocking").await, 8 + booked);
    assert_eq!(raw.count("journal WHERE act = 'moved'").await, moved);
    assert_eq!(raw.count("outbox WHERE kind = 'moved'").await, moved);
    let apart = "appointment JOIN busy_time ON busy_time.appointment_id = appointment.id
                 JOIN participation ON participation.appointment_id = appointment.id
                 WHERE appointment.starts_at <> busy_time.starts_at OR participation.starts_at <> busy_time.starts_at";
    assert_eq!(raw.count(apart).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn at_11_a_move_that_loses_a_race_leaves_the_old_appointment_untouched() {
    for seed in seeds(3) {
        moves_race_bookings(sqlite().await, seed).await;
        moves_race_bookings(postgres().await, seed).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn at_11_two_people_who_change_places_do_not_wait_for_each_other() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let one = town.staff_books(monday(9, 0), 0, 1).await.unwrap().appointment;
        let other = town.staff_books(monday(9, 0), 1, 2).await.unwrap().appointment;
        // Each wants the other's time: both are refused, at once, and nothing is lost.
        for _ in 0..5 {
            let (first, second) = tokio::join!(
                town.moved(town.move_request(one.id, monday(9, 0), Some(town.workers[1]))),
                town.moved(town.move_request(other.id, monday(9, 0), Some(town.workers[0])))
            );
            assert_eq!((word(&first).as_str(), word(&second).as_str()), ("taken", "taken"));
        }
        assert_eq!(town.raw().await.count("busy_time WHERE blocking").await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appointment_moves_into_its_own_time() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let old = town.staff_books(monday(9, 0), 0, 1).await.unwrap().appointment;
        let moved = town.moved(town.move_request(old.id, monday(9, 15), None)).await.unwrap();
        assert_eq!(moved.appointment.span.start(), monday(9, 15));
        assert_eq!(moved.appointment.workers, old.workers);
        assert_eq!(moved.appointment.place, old.place);
        assert_eq!(word(&town.staff_books(monday(9, 30), 0, 2).await), "taken");
        assert_eq!(word(&town.staff_books(monday(9, 45), 0, 2).await), "ok");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appointment_moves_to_another_worker_and_frees_the_first() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let old = town.staff_books(monday(9, 0), 0, 1).await.unwrap().appointment;
        let moved = town.moved(town.move_request(old.id, monday(9, 0), Some(town.workers[1]))).await.unwrap();
        assert_eq!(moved.appointment.workers, [town.workers[1]]);
        assert_eq!(word(&town.staff_books(monday(9, 0), 0, 2).await), "ok");
        assert_eq!(word(&town.staff_books(monday(9, 0), 1, 3).await), "taken");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_moves_to_a_slot_it_was_shown_with_the_same_worker_when_free() {
    on_both(|db| async {
        let town = TestTown::new(db, 3).await;
        let shown = town.shown_on_monday(town.motive).await;
        let old = town.book(town.wish(town.motive, &shown[0], town.somebody(1))).await.unwrap().appointment;
        let moved = town.moved(town.move_to(old.id, &shown[4])).await.unwrap().appointment;
        assert_eq!((moved.span.start(), &moved.workers), (shown[4].slot.span.start(), &old.workers));
        // That worker is taken at the next one: whoever is free takes over.
        let mine = town.workers.iter().position(|worker| moved.workers == [*worker]).unwrap();
        town.staff_books(shown[6].slot.span.start(), mine, 2).await.unwrap();
        let moved = town.moved(town.move_to(old.id, &shown[6])).await.unwrap().appointment;
        assert_ne!(moved.workers, old.workers);
        // Never to what was not offered.
        let mut never = town.move_to(old.id, &shown[8]);
        never.start = shown[8].slot.span.start() + Minutes(5);
        assert_eq!(refusal(town.moved(never.clone()).await), Refusal::NotOffered);
        never.offer = None;
        assert_eq!(refusal(town.moved(never).await), Refusal::NotOffered);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_of_a_move_shows_what_is_in_the_way_and_other_slots() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let old = town.staff_books(monday(9, 0), 0, 1).await.unwrap().appointment;
        let there = town.staff_books(monday(10, 0), 0, 2).await.unwrap().appointment;
        let mut request = town.move_request(old.id, monday(10, 15), None);
        match town.moved(request.clone()).await {
            Err(ActionError::Refused { refusal, others }) => {
                assert_eq!(refusal, Refusal::Taken { by: vec![there.id] });
                assert_eq!(others.len(), 3);
            }
            other => panic!("{other:?}"),
        }
        request.accept = vec![Warning::Overlap];
        let moved = town.moved(request).await.unwrap().appointment;
        let line = "SELECT detail FROM journal WHERE act = 'moved'";
        let detail = town.raw().await.texts(line).await.remove(0);
        assert!(detail.contains(r#""warnings":["overlap"]"#) && detail.contains("2026-03-02T08:00:00Z"), "{detail}");
        assert_eq!(moved.span.start(), monday(10, 15));
    })
    .await;
}
