//! A search asks the database a bounded number of times, whatever the team, the places, the range.
//!
//! Statements are counted for the whole process, so each count runs alone, in a process of its own:
//! this same test binary, asked for one ignored test.

use std::process::Command;

use chrono::NaiveDate;
use relais::actions::find_slots::SlotRequest;
use relais::app::App;
use relais::domain::ids::PlaceId;
use relais::domain::people::Who;
use relais::domain::scheduling::holidays::HolidayRegion;
use relais::domain::scheduling::search::{Audience, Bound};
use relais::domain::time::Minutes;
use relais::store::{self, NewOpening, StoreError, ZoneLine, statements_run};

use crate::support::acts::monday;
use crate::support::databases::{TestDb, postgres, sqlite};
use crate::support::town::{TestTown, motive};

const MOST_STATEMENTS: u64 = 6;

fn alone(name: &str) {
    alone_in("statement_counts", name);
}

pub fn alone_in(file: &str, name: &str) {
    let name = format!("actions::{file}::{name}");
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &name, "--ignored", "--test-threads=1", "--nocapture"])
        .output()
        .unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&child.stdout), String::from_utf8_lossy(&child.stderr));
    assert!(child.status.success() && text.contains("1 passed"), "{text}");
}

#[test]
fn at_48_a_search_takes_six_statements_at_most_and_one_or_two_when_warm() {
    alone("counted_whatever_the_size");
}

#[test]
fn at_50_the_first_slot_of_a_full_year_takes_no_more_statements_than_a_week() {
    alone("counted_for_the_first_slot");
}

#[derive(Clone, Copy, PartialEq)]
enum Search {
    Range,
    First,
}

async fn statements(town: &TestTown, app: &App, request: &SlotRequest, search: Search) -> u64 {
    let before = statements_run();
    match search {
        Search::Range => app.desk.find_slots(&town.claimant(), request, town.now()).await.unwrap(),
        Search::First => app.desk.next_slots(&town.claimant(), request, town.now()).await.unwrap(),
    };
    statements_run() - before
}

fn days(town: &TestTown, days: i64) -> SlotRequest {
    let from = monday(0, 0);
    SlotRequest::new(town.motive, Audience::Public, Bound::At(from), Bound::At(from + Minutes::days(days)))
}

/// More places, each with an opening of every worker.
async fn add_places(town: &TestTown, number: usize) -> Vec<PlaceId> {
    let (territory, organisation, motive) = (town.territory, town.organisation, town.motive);
    let calendars = town.calendars.clone();
    let write = town.app.desk.db.write(move |tx| {
        Box::pin(async move {
            let mut places = Vec::new();
            for place in 0..number {
                let name = format!("Lieu {place}");
                let at = (territory, organisation);
                let zone = chrono_tz::Europe::Paris;
                let place = store::insert_place(tx, at, (&name, ""), zone, HolidayRegion::Metropole).await?;
                for calendar in &calendars {
                    let opening = NewOpening {
                        organisation,
                        calendar: *calendar,
                        place: Some(place),
                        first_day: NaiveDate::from_ymd_opt(2026, 3, 7).unwrap(),
                        last_day: None,
                        rule: Some("FREQ=WEEKLY;BYDAY=SA".to_owned()),
                        blocks: "09:00-12:00".to_owned(),
                        motives: vec![motive],
                        external_key: None,
                    };
                    store::insert_opening(tx, territory, &opening).await?;
                }
                places.push(place);
            }
            Ok::<_, StoreError>(places)
        })
    });
    write.await.unwrap()
}

async fn add_sector(town: &TestTown) {
    let (territory, organisation) = (town.territory, town.organisation);
    let write = town.app.desk.db.write(move |tx| {
        Box::pin(async move {
            let sector = store::sector_named(tx, territory, "Ouest").await?;
            let line =
                ZoneLine { city_code: "62041".to_owned(), city_name: "A".to_owned(), street_name: String::new() };
            store::put_zone(tx, territory, sector, &line).await?;
            store::put_target(tx, territory, sector, organisation).await
        })
    });
    write.await.map_err(|error: StoreError| error).unwrap();
}

async fn whatever_the_size(databases: [TestDb; 2]) {
    let [small, large] = databases;
    for (db, workers, places) in [(small, 1, 1), (large, 24, 10)] {
        let town = TestTown::new(db, workers).await;
        let places = add_places(&town, places).await;
        add_sector(&town).await;
        let person = town.known_person("Amina").await;
        let mut requests = vec![("a week", days(&town, 7)), ("a year", days(&town, 360))];
        let mut everywhere = days(&town, 56);
        everywhere.places = Some(places);
        everywhere.workers = Some(town.workers.clone());
        requests.push(("places and workers", everywhere));
        let mut known = days(&town, 28);
        known.person = Some(person);
        known.by_worker = true;
        requests.push(("for a person", known));
        let mut sector = days(&town, 28);
        sector.address = Some(("62041".to_owned(), None));
        requests.push(("for an address", sector));
        let kind = town.test_db.db.kind();
        for (what, request) in &requests {
            for search in [Search::Range, Search::First] {
                let server = town.another_server();
                let cold = statements(&town, &server, request, search).await;
                let warm = statements(&town, &server, request, search).await;
                assert!(cold <= MOST_STATEMENTS, "{what}, {workers} workers on {kind}: {cold} statements when cold");
                // The versions; and the sector of an address.
                let wanted = if request.address.is_some() { 2 } else { 1 };
                assert_eq!(warm, wanted, "{what}, {workers} workers on {kind}, warm");
                // What somebody else wrote is brought up to date by itself.
                town.staff_books(monday(9, 0), 0, 1).await.unwrap();
                let behind = statements(&town, &server, request, search).await;
                assert!(behind <= wanted + 1, "{what}, {workers} workers on {kind}: {behind} after a booking");
            }
        }
    }
}

async fn workshops_and_follow_ups(db: TestDb) {
    let mut town = TestTown::new(db, 3).await;
    add_sector(&town).await;
    let mut workshop = motive(town.organisation, "Atelier");
    workshop.seats = Some(5);
    let mut follow_up = motive(town.organisation, "Suivi");
    follow_up.follow_up = true;
    let (workshop, follow_up) = (town.add_motive(workshop).await, town.add_motive(follow_up).await);
    let person = town.known_person("Amina").await;
    let (territory, worker) = (town.territory, town.workers[0]);
    let write = town
        .app
        .desk
        .db
        .write(move |tx| Box::pin(async move { store::insert_referent(tx, territory, person, worker).await }));
    write.await.map_err(|error: StoreError| error).unwrap();
    for motive in [workshop, follow_up] {
        town.motive = motive;
        let mut request = days(&town, 60);
        request.person = Some(person);
        request.address = Some(("62041".to_owned(), Some("rue Verte".to_owned())));
        let cold = statements(&town, &town.another_server(), &request, Search::Range).await;
        request.address = None;
        let server = town.another_server();
        let cold_without = statements(&town, &server, &request, Search::Range).await;
        let warm = statements(&town, &server, &request, Search::Range).await;
        assert!(cold.max(cold_without).max(warm) <= MOST_STATEMENTS, "{cold}, {cold_without}, {warm}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "counts the statements of its whole process: started alone by at_48"]
async fn counted_whatever_the_size() {
    whatever_the_size([sqlite().await, sqlite().await]).await;
    whatever_the_size([postgres().await, postgres().await]).await;
    workshops_and_follow_ups(sqlite().await).await;
    workshops_and_follow_ups(postgres().await).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "counts the statements of its whole process: started alone by at_50"]
async fn counted_for_the_first_slot() {
    for db in [sqlite().await, postgres().await] {
        let town = TestTown::new(db, 6).await;
        // Nobody receives for ten months: the first slot is far away.
        for sql in ["UPDATE opening SET first_day = '2027-01-04'", "UPDATE motive SET max_delay = 600000"] {
            town.raw().await.run(sql).await.unwrap();
        }
        let server = town.another_server();
        let year = days(&town, 360);
        let cold = statements(&town, &server, &year, Search::First).await;
        assert!(cold <= MOST_STATEMENTS, "{cold}");
        assert_eq!(statements(&town, &server, &year, Search::First).await, 1);
        let done = server.desk.next_slots(&town.claimant(), &year, town.now()).await.unwrap().found;
        let relais::actions::find_slots::Found::Slots(first) = done else { panic!("{done:?}") };
        assert_eq!(first.len(), 1);
        assert_eq!(first[0].slot.span.start().to_string(), "2027-01-04T08:00:00Z");
        let who = Who::Known(town.known_person("Amina").await);
        town.book(town.wish(town.motive, &first[0], who)).await.unwrap();
    }
}
