//! Many people at once: each slot is given once, to somebody who is free, and nobody is told "yes"
//! without a row. The full counts run in scripts/prove; here, the short form.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::StreamExt;
use futures_util::stream;
use relais::actions::ActionError;
use relais::actions::book::{BookRequest, Done, Outcome};
use relais::app::App;
use relais::domain::scheduling::booking::Refusal;
use relais::domain::time::{Minutes, Timestamp};

use crate::support::acts::{monday, word};
use crate::support::databases::{TestDb, on_both, postgres, sqlite};
use crate::support::random::{Random, seeds};
use crate::support::town::TestTown;

const SLOTS: usize = 20;
const ATTEMPTS_PER_SLOT: usize = 20;
const CLIENTS: usize = 32;

/// Sends every request, many at a time, to one server or the other.
async fn race(town: &TestTown, servers: &[App], requests: Vec<BookRequest>) -> Vec<Result<Done, ActionError>> {
    let tasks = requests.into_iter().enumerate().map(|(number, request)| {
        let (desk, claimant, now) = (servers[number % servers.len()].desk.clone(), town.claimant(), town.now());
        async move {
            let task = tokio::spawn(async move { desk.book(&claimant, request, None, now).await });
            match task.await.unwrap() {
                Ok(Outcome::Done { done, .. }) => Ok(*done),
                Ok(Outcome::Replayed { .. }) => panic!("no key was given"),
                Err(error) => Err(error),
            }
        }
    });
    stream::iter(tasks).buffer_unordered(CLIENTS).collect().await
}

async fn four_hundred_on_twenty(db: TestDb, seed: u64, shuffled: bool) {
    let town = TestTown::new(db, 2).await;
    let servers = [town.app.clone(), town.second_process().await];
    let shown = town.shown_by_worker(town.motive, monday(0, 0), monday(23, 0)).await;
    let mut requests = Vec::new();
    for (number, slot) in shown.iter().take(SLOTS).enumerate() {
        for attempt in 0..ATTEMPTS_PER_SLOT {
            let who = town.somebody(number * ATTEMPTS_PER_SLOT + attempt);
            requests.push(BookRequest { worker: Some(slot.slot.workers[0]), ..town.wish(town.motive, slot, who) });
        }
    }
    if shuffled {
        Random::seeded(seed).shuffle(&mut requests);
    }
    let answers = race(&town, &servers, requests).await;
    let mut kept = BTreeSet::new();
    for answer in &answers {
        match answer {
            Ok(done) => assert!(!done.already && kept.insert(done.appointment.id), "{done:?}"),
            Err(ActionError::Refused { refusal: Refusal::Taken { .. }, others }) => assert_eq!(others.len(), 3),
            Err(other) => panic!("seed {seed}: {other:?}"),
        }
    }
    assert_eq!(kept.len(), SLOTS, "seed {seed}");
    let mut raw = town.raw().await;
    assert_eq!(raw.overlaps().await, 0, "seed {seed}");
    assert_eq!(raw.count("appointment").await, SLOTS as i64);
    assert_eq!(raw.count("busy_time WHERE blocking").await, SLOTS as i64);
    assert_eq!(raw.count("outbox WHERE kind = 'confirmation'").await, SLOTS as i64);
    assert_eq!(raw.count("journal WHERE act = 'booked'").await, SLOTS as i64);
}

#[tokio::test(flavor = "multi_thread")]
async fn at_01_four_hundred_shuffled_attempts_on_twenty_slots_store_twenty() {
    for seed in seeds(1) {
        four_hundred_on_twenty(sqlite().await, seed, true).await;
        four_hundred_on_twenty(postgres().await, seed, true).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn at_01_bursts_on_one_slot_after_the_other_store_each_once() {
    for seed in seeds(1) {
        four_hundred_on_twenty(sqlite().await, seed, false).await;
        four_hundred_on_twenty(postgres().await, seed, false).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn at_02_any_worker_is_never_refused_while_one_is_free() {
    on_both(|db| async {
        const WORKERS: usize = 5;
        let town = TestTown::new(db, WORKERS).await;
        let servers = [town.app.clone(), town.second_process().await];
        // One worker is already taken at nine.
        town.staff_books(monday(9, 0), 0, 9_000).await.unwrap();
        let shown = town.shown_on_monday(town.motive).await;
        let mut requests = Vec::new();
        let mut wanted: BTreeMap<Timestamp, usize> = BTreeMap::new();
        for (number, slot) in shown.iter().take(6).enumerate() {
            let free = slot.slot.workers.len();
            wanted.insert(slot.slot.span.start(), free);
            // Exactly as many people as there are free workers: all of them must get an appointment.
            requests.extend((0..free).map(|one| town.wish(town.motive, slot, town.somebody(number * 100 + one))));
        }
        assert_eq!(wanted[&monday(9, 0)], WORKERS - 1);
        let everybody = requests.len();
        Random::seeded(2).shuffle(&mut requests);
        let answers = race(&town, &servers, requests).await;
        let refused: Vec<String> = answers.iter().map(word).filter(|word| word != "ok").collect();
        assert!(refused.is_empty(), "{} of {everybody} refused: {refused:?}", refused.len());
        let mut taken = BTreeSet::new();
        for done in answers.into_iter().flatten() {
            assert!(taken.insert((done.appointment.span.start(), done.appointment.workers.clone())), "{done:?}");
        }
        // And the next one is refused: nobody is free.
        for (number, slot) in shown.iter().take(6).enumerate() {
            let late = town.book(town.wish(town.motive, slot, town.somebody(8_000 + number))).await;
            assert_eq!(word(&late), "taken");
        }
        assert_eq!(town.raw().await.overlaps().await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_03_whoever_is_assigned_is_really_free() {
    for seed in seeds(2) {
        for db in [sqlite().await, postgres().await] {
            let town = TestTown::new(db, 3).await;
            let mut raw = town.raw().await;
            let mut random = Random::seeded(seed);
            for attempt in 0..60 {
                let start = monday(8, 0) + Minutes(15 * random.below(44) as i64);
                let end = start + Minutes(30);
                // Minute by minute, as plainly as possible.
                let (from, to) = (raw.at(start), raw.at(end));
                let busy = format!("SELECT calendar_id FROM busy_time WHERE starts_at < {to} AND ends_at > {from}");
                let busy = raw.numbers(&busy).await;
                let inside =
                    (monday(9, 0) <= start && end <= monday(12, 0)) || (monday(14, 0) <= start && end <= monday(18, 0));
                let free: Vec<_> = (0..town.workers.len())
                    .filter(|worker| inside && !busy.contains(&town.calendars[*worker].0))
                    .map(|worker| town.workers[worker])
                    .collect();
                let any = BookRequest {
                    worker: None,
                    ..town.staff_wish(town.motive, start, town.workers[0], town.somebody(attempt))
                };
                match town.book(any).await {
                    Ok(done) => {
                        assert!(free.contains(&done.appointment.workers[0]), "{start}: {done:?}, free {free:?}")
                    }
                    Err(error) => assert!(free.is_empty(), "seed {seed}, {start}: {error} and {free:?} are free"),
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn at_04_nobody_is_told_yes_without_a_row() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let servers = [town.app.clone(), town.second_process().await];
        let shown = town.shown_on_monday(town.motive).await;
        // Starts that overlap each other by a quarter of an hour, by the staff, and slots by the public.
        let mut requests = Vec::new();
        for number in 0..60 {
            let start = monday(9, 0) + Minutes(15 * (number % 10) as i64);
            requests.push(town.staff_wish(town.motive, start, town.workers[number % 2], town.somebody(number)));
            let slot = &shown[number % 6];
            requests.push(town.wish(town.motive, slot, town.somebody(500 + number)));
        }
        Random::seeded(4).shuffle(&mut requests);
        let answers = race(&town, &servers, requests).await;
        let mut told: Vec<i64> = Vec::new();
        for answer in &answers {
            match answer {
                Ok(done) => told.push(done.appointment.id.0),
                Err(ActionError::Refused { refusal, .. }) => {
                    assert!(refusal.is_taken() || refusal.code() == "needs_acceptance", "{refusal:?}");
                }
                Err(other) => panic!("{other:?}"),
            }
        }
        told.sort_unstable();
        let mut raw = town.raw().await;
        assert_eq!(raw.numbers("SELECT id FROM appointment ORDER BY id").await, told);
        assert_eq!(raw.numbers("SELECT appointment_id FROM outbox ORDER BY appointment_id").await, told);
        assert_eq!(raw.overlaps().await, 0);
    })
    .await;
}
