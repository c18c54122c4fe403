//! Appointments that need two workers: a named pair, or any two of a team. Both, or nobody.

use std::collections::BTreeSet;

use relais::actions::book::BookRequest;
use relais::domain::ids::WorkerId;
use relais::domain::motives::WorkersNeeded;
use relais::domain::scheduling::booking::Refusal;
use relais::domain::time::Minutes;
use relais::store::{self, StoreError};

use crate::support::acts::{monday, refusal, word};
use crate::support::databases::{TestDb, on_both};
use crate::support::town::{TestTown, motive};

async fn with_team(db: TestDb, members: usize) -> TestTown {
    let mut town = TestTown::new(db, members).await;
    let (territory, organisation, workers) = (town.territory, town.organisation, town.workers.clone());
    let team = town.app.desk.db.write(move |tx| {
        Box::pin(async move { store::insert_team(tx, (territory, organisation), "Nord", &workers).await })
    });
    let team = team.await.map_err(|error: StoreError| error).unwrap();
    let mut visit = motive(town.organisation, "Visite à deux");
    visit.workers = WorkersNeeded::AnyTwoOf(team);
    town.motive = town.add_motive(visit).await;
    town
}

fn anybody(request: BookRequest) -> BookRequest {
    BookRequest { worker: None, ..request }
}

#[tokio::test(flavor = "multi_thread")]
async fn any_two_of_a_team_are_taken_together_until_fewer_than_two_are_free() {
    on_both(|db| async {
        let town = with_team(db, 5).await;
        let shown = town.shown_on_monday(town.motive).await;
        let answers = futures_util::future::join_all(
            (0..8).map(|number| town.book(town.wish(town.motive, &shown[0], town.somebody(number)))),
        )
        .await;
        let booked: Vec<_> = answers.iter().flatten().collect();
        // Five workers: two pairs, and one who is left over.
        assert_eq!(booked.len(), 2);
        let taken: BTreeSet<WorkerId> = booked.iter().flat_map(|done| done.appointment.workers.clone()).collect();
        assert_eq!(taken.len(), 4);
        for answer in answers.iter().filter(|answer| answer.is_err()) {
            assert_eq!(word(answer), "taken");
        }
        assert!(town.shown_on_monday(town.motive).await.iter().all(|slot| slot.slot.span.start() != monday(9, 0)));
        let mut raw = town.raw().await;
        assert_eq!((raw.overlaps().await, raw.count("busy_time").await), (0, 4));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_is_refused_when_one_of_the_two_is_taken() {
    on_both(|db| async {
        let mut town = TestTown::new(db, 3).await;
        let alone = town.motive;
        let mut visit = motive(town.organisation, "Visite à deux");
        visit.workers = WorkersNeeded::Pair(town.workers[0], town.workers[2]);
        town.motive = town.add_motive(visit).await;
        let shown = town.shown_on_monday(town.motive).await;
        assert_eq!(shown[0].slot.workers, [town.workers[0], town.workers[2]]);
        let one = town.staff_wish(alone, monday(9, 15), town.workers[2], town.somebody(1));
        let one = town.book(one).await.unwrap().appointment;
        assert_eq!(word(&town.book(town.wish(town.motive, &shown[0], town.somebody(2))).await), "taken");
        let staff = anybody(town.staff_wish(town.motive, monday(9, 0), town.workers[0], town.somebody(2)));
        assert_eq!(refusal(town.book(staff).await), Refusal::Taken { by: vec![one.id] });
        // Nothing of the first was kept for the second.
        let free = town.staff_wish(alone, monday(9, 0), town.workers[0], town.somebody(3));
        town.book(free).await.unwrap();
        let pair = anybody(town.staff_wish(town.motive, monday(10, 0), town.workers[0], town.somebody(4)));
        let pair = town.book(pair).await.unwrap().appointment;
        assert_eq!((pair.workers.len(), pair.calendars.len()), (2, 2));
        // They move together, or not at all.
        assert_eq!(word(&town.moved(town.move_request(pair.id, monday(9, 0), None)).await), "taken");
        let moved = town.moved(town.move_request(pair.id, monday(10, 15), None)).await.unwrap().appointment;
        assert_eq!(moved.workers, pair.workers);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appointment_of_two_never_moves_to_one_worker_alone() {
    on_both(|db| async {
        let town = with_team(db, 3).await;
        let alone = town.add_motive(motive(town.organisation, "Seul")).await;
        let [one, two, three] = town.workers[..] else { panic!("three workers") };
        town.book(town.staff_wish(alone, monday(9, 0), three, town.somebody(1))).await.unwrap();
        let pair = anybody(town.staff_wish(town.motive, monday(9, 0), one, town.somebody(2)));
        let pair = town.book(pair).await.unwrap().appointment;
        assert_eq!(pair.workers, [one, two]);
        for (worker, number) in [(one, 3), (two, 4)] {
            town.book(town.staff_wish(alone, monday(10, 0), worker, town.somebody(number))).await.unwrap();
        }
        // Only the third is free then: nobody to go with.
        assert_eq!(word(&town.moved(town.move_request(pair.id, monday(10, 0), Some(three))).await), "taken");
        let mut raw = town.raw().await;
        let taken = format!("busy_time WHERE appointment_id = {}", pair.id);
        assert_eq!(raw.count(&taken).await, 2);
        // With somebody to go with, the named one is among the two.
        let moved = town.moved(town.move_request(pair.id, monday(11, 0), Some(three))).await.unwrap().appointment;
        assert!(moved.workers.len() == 2 && moved.workers.contains(&three));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pairs_and_single_appointments_race_without_waiting_for_each_other() {
    on_both(|db| async {
        let town = with_team(db, 4).await;
        let alone = town.add_motive(motive(town.organisation, "Seul")).await;
        let servers = [town.app.clone(), town.second_process().await];
        let answers = futures_util::future::join_all((0..48).map(|number| {
            let start = monday(9, 0) + Minutes(15 * (number % 6) as i64);
            let worker = town.workers[number % 4];
            let (motive, two) = if number % 2 == 0 { (town.motive, true) } else { (alone, false) };
            let wish = town.staff_wish(motive, start, worker, town.somebody(number));
            let wish = if two && number % 4 == 0 { anybody(wish) } else { wish };
            let (desk, claimant, now) = (servers[number % 2].desk.clone(), town.claimant(), town.now());
            tokio::spawn(async move { desk.book(&claimant, wish, None, now).await })
        }))
        .await;
        let mut booked = 0;
        for answer in answers {
            match word(&answer.unwrap()).as_str() {
                "ok" => booked += 1,
                "taken" => {}
                other => panic!("{other}"),
            }
        }
        let mut raw = town.raw().await;
        assert_eq!((raw.overlaps().await, raw.count("appointment").await), (0, booked));
        let halves = "appointment JOIN motive ON motive.id = motive_id WHERE team_id IS NOT NULL
                      AND 2 <> (SELECT count(*) FROM busy_time WHERE appointment_id = appointment.id AND blocking)";
        assert_eq!(raw.count(halves).await, 0);
    })
    .await;
}
