//! What is shown can be booked, and what is not shown cannot: one function behind both.

use relais::actions::book::BookRequest;
use relais::domain::appointments::Status;
use relais::domain::motives::{ResourceKind, ResourceKinds};
use relais::domain::scheduling::offers::Offer;
use relais::domain::time::{Minutes, Timestamp};
use relais::store::{self, StoreError};

use crate::support::acts::{monday, word};
use crate::support::databases::{TestDb, postgres, sqlite};
use crate::support::random::{Random, seeds};
use crate::support::town::{TestTown, motive};

/// A town in some state: appointments at odd hours, absences, closures, holds, one room for two.
async fn some_state(db: TestDb, random: &mut Random) -> TestTown {
    let mut town = TestTown::new(db, 2).await;
    let (territory, organisation, place) = (town.territory, town.organisation, town.place);
    let write = town.app.desk.db.write(move |tx| {
        Box::pin(async move {
            store::insert_resource(tx, (territory, organisation), ResourceKind::Room, "Salle", Some(place)).await
        })
    });
    write.await.map_err(|error: StoreError| error).unwrap();
    let mut some = motive(organisation, "Premier");
    some.buffer_before = Minutes(*random.pick(&[0, 5, 15]));
    some.buffer_after = Minutes(*random.pick(&[0, 10]));
    some.duration = Minutes(*random.pick(&[20, 30, 45]));
    some.window.min_delay = Minutes(*random.pick(&[0, 22 * 60]));
    if random.once_in(2) {
        some.resources = ResourceKinds(vec![ResourceKind::Room]);
    }
    town.motive = town.add_motive(some).await;
    let mut raw = town.raw().await;
    for number in 0..random.below(9) {
        let start = monday(9, 0) + Minutes(5 * random.below(100) as i64);
        let done = town.staff_books(start, random.below(2), number).await;
        if let (Ok(done), true) = (done, random.once_in(4)) {
            town.set(done.appointment.id, Status::Cancelled).await.unwrap();
        }
    }
    if random.once_in(2) {
        let (calendar, from) = (random.pick(&town.calendars), 9 + random.below(8));
        let sql = format!(
            "INSERT INTO absence (territory_id, calendar_id, first_day, zone, block)
             VALUES ({territory}, {calendar}, '2026-03-02', 'Europe/Paris', '{from:02}:10-{:02}:40')",
            from + 1
        );
        raw.run(&sql).await.unwrap();
    }
    if random.once_in(3) {
        let (from, to) = (raw.at(monday(15, 0)), raw.at(monday(15, 50)));
        let sql = format!(
            "INSERT INTO closure (territory_id, place_id, starts_at, ends_at, reason) VALUES ({territory}, {place}, {from}, {to}, '')"
        );
        raw.run(&sql).await.unwrap();
    }
    if random.once_in(2) {
        let shown = town.shown_on_monday(town.motive).await;
        if !shown.is_empty() {
            let slot = random.pick(&shown);
            town.hold(slot, 20).await.unwrap();
        }
    }
    town
}

async fn shown_is_bookable(db: TestDb, seed: u64) {
    let mut random = Random::seeded(seed);
    let town = some_state(db, &mut random).await;
    let mut shown = town.shown_on_monday(town.motive).await;
    let starts: Vec<Timestamp> = shown.iter().map(|slot| slot.slot.span.start()).collect();
    random.shuffle(&mut shown);
    for (number, slot) in shown.iter().take(8).enumerate() {
        // A second server that knows nothing yet books what the first has shown.
        let who = town.somebody(1_000 + number);
        let done = town.book(town.wish(town.motive, slot, who)).await;
        let done = done.unwrap_or_else(|error| panic!("seed {seed}: shown, and refused: {:?}: {error}", slot.slot));
        assert_eq!((done.appointment.span, done.appointment.place), (slot.slot.span, slot.slot.place));
        // As it was before, for the next one.
        town.set(done.appointment.id, Status::Cancelled).await.unwrap();
        let again: Vec<_> = town.shown_on_monday(town.motive).await.iter().map(|slot| slot.slot.span.start()).collect();
        assert_eq!(again, starts, "seed {seed}");
    }
    // Starts that were not shown: never without an offer, and with one only where somebody is free.
    let length = town.shown(town.motive, monday(0, 0), monday(23, 0)).await.first().map(|slot| slot.slot.span);
    for number in 0..12 {
        let start = monday(8, 0) + Minutes(5 * random.below(130) as i64);
        let wish = BookRequest {
            start,
            place: Some(town.place),
            ..town.staff_wish(town.motive, start, town.workers[0], town.somebody(2_000 + number))
        };
        let wish = BookRequest { audience: relais::domain::scheduling::search::Audience::Public, worker: None, ..wish };
        assert_eq!(word(&town.book(wish.clone()).await), "not_offered", "seed {seed}");
        // As if the grid had moved since it was shown.
        let offer = Offer {
            territory: town.territory,
            motive: town.motive,
            place: Some(town.place),
            worker: None,
            start,
            shown_at: town.now(),
        };
        let offered = BookRequest { offer: Some(town.app.desk.signer.sign(&offer)), ..wish };
        let answer = town.book(offered).await;
        let inside = length.is_some_and(|span| {
            let end = start + Minutes(span.length().num_minutes());
            (monday(9, 0) <= start && end <= monday(12, 0)) || (monday(14, 0) <= start && end <= monday(18, 0))
        });
        match &answer {
            Ok(done) => {
                assert!(inside, "seed {seed}: {start} is outside every opening");
                town.set(done.appointment.id, Status::Cancelled).await.unwrap();
            }
            // A refusal always names its reason; a start on the grid that was shown is never refused.
            Err(_) => {
                let reasons = ["taken", "no_longer_open", "resource_taken", "too_soon"];
                assert!(reasons.contains(&word(&answer).as_str()), "seed {seed}: {answer:?}");
                assert!(!starts.contains(&start), "seed {seed}: {start} was shown: {answer:?}");
            }
        }
    }
    assert_eq!(town.raw().await.overlaps().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn at_46_what_is_shown_can_be_booked_and_nothing_else() {
    for seed in seeds(4) {
        shown_is_bookable(sqlite().await, seed).await;
        shown_is_bookable(postgres().await, seed).await;
    }
}
