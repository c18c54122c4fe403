//! No double booking, by the database alone: rows are written on a connection of their own, around
//! our code.

use relais::domain::ids::CalendarId;
use relais::domain::scheduling::holidays::HolidayRegion;
use relais::domain::time::{Minutes, Timestamp};
use relais::store::{self, StoreError};

use crate::support::databases::on_both;
use crate::support::rows::{Rows, at, refused};
use crate::support::town::{TestTown, motive};

const OVERLAP: &str = "busy_time_overlap";

type Hours = Vec<(Timestamp, Timestamp)>;

/// What lies over 09:00–09:30, and what only touches it.
fn over_and_beside() -> (Hours, Hours) {
    let over = vec![
        (at(9, 15), at(9, 45)),
        (at(8, 45), at(9, 15)),
        (at(9, 0), at(9, 30)),
        (at(9, 10), at(9, 20)),
        (at(8, 0), at(10, 0)),
        (at(9, 29), at(9, 31)),
        (at(9, 0), at(9, 1)),
        // As long as a row may be, and beginning a day before.
        (at(9, 1) - Minutes::hours(24), at(9, 1)),
        (at(9, 29), at(9, 29) + Minutes::hours(24)),
    ];
    let beside = vec![(at(9, 30), at(10, 0)), (at(8, 30), at(9, 0)), (at(7, 0), at(7, 30))];
    (over, beside)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_refuses_every_overlap_and_lets_times_touch() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let calendar = town.calendars[0];
        let mut rows = Rows::of(&town).await;
        rows.add_busy(calendar, (at(9, 0), at(9, 30))).await.unwrap();
        let (over, beside) = over_and_beside();
        for hours in over {
            refused(rows.add_busy(calendar, hours).await, OVERLAP);
        }
        for hours in beside {
            rows.add_busy(calendar, hours).await.unwrap_or_else(|error| panic!("{hours:?}: {error}"));
        }
        assert_eq!(rows.raw.count("busy_time").await, 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_15_hours_that_overlap_are_refused_across_motives_and_organisations() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let other_motive = town.add_motive(motive(town.organisation, "Logement")).await;
        let territory = town.territory;
        let other_organisation = town
            .app
            .desk
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let zone = chrono_tz::Europe::Paris;
                    store::insert_organisation(tx, territory, "CCAS", zone, HolidayRegion::Metropole).await
                })
            })
            .await
            .map_err(|error: StoreError| error)
            .unwrap();
        let calendar = town.calendars[0];
        let mut rows = Rows::of(&town).await;
        rows.add_busy(calendar, (at(9, 0), at(9, 30))).await.unwrap();
        rows.appointment = rows.add_appointment(town.organisation.0, other_motive.0, None).await.unwrap();
        refused(rows.add_busy(calendar, (at(9, 15), at(9, 45))).await, OVERLAP);
        rows.appointment = rows.add_appointment(other_organisation.0, other_motive.0, None).await.unwrap();
        refused(rows.add_busy(calendar, (at(9, 15), at(9, 45))).await, OVERLAP);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ordinary_row_over_a_deliberate_one_is_refused_and_not_the_other_way_round() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let calendar = town.calendars[0];
        let mut rows = Rows::of(&town).await;
        rows.add_busy(calendar, (at(9, 0), at(9, 30))).await.unwrap();
        rows.add_deliberate(calendar, (at(9, 15), at(10, 0))).await.unwrap();
        rows.add_deliberate(calendar, (at(9, 15), at(10, 0))).await.unwrap();
        // Over the deliberate rows only.
        refused(rows.add_busy(calendar, (at(9, 30), at(9, 45))).await, OVERLAP);
        // What no longer blocks is in nobody's way.
        rows.raw.run("UPDATE busy_time SET blocking = FALSE WHERE deliberate").await.unwrap();
        rows.add_busy(calendar, (at(9, 30), at(9, 45))).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_hours_of_blocking_or_of_deliberate_is_checked_like_a_new_row() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let calendar = town.calendars[0];
        let mut rows = Rows::of(&town).await;
        rows.add_busy(calendar, (at(9, 0), at(9, 30))).await.unwrap();
        let later = rows.add_busy(calendar, (at(10, 0), at(10, 30))).await.unwrap();
        let gone = rows.add_busy_row(calendar, (at(9, 15), at(9, 45)), "FALSE", "FALSE").await.unwrap();
        let deliberate = rows.add_deliberate(calendar, (at(9, 0), at(9, 30))).await.unwrap();

        let quarter_past = rows.raw.at(at(9, 15));
        let update = |what: &str, id: i64| format!("UPDATE busy_time SET {what} WHERE id = {id}");
        refused(rows.raw.run(&update(&format!("starts_at = {quarter_past}"), later)).await, OVERLAP);
        refused(rows.raw.run(&update("blocking = TRUE", gone)).await, OVERLAP);
        refused(rows.raw.run(&update("deliberate = FALSE", deliberate)).await, OVERLAP);
        let other = town.calendars[1];
        refused(rows.raw.run(&update(&format!("calendar_id = {other}"), later)).await, "busy_time_stays");

        // Its own hours are not in its way, and what is free may be taken.
        let half_past = rows.raw.at(at(9, 30));
        rows.raw.run(&update(&format!("starts_at = {half_past}"), later)).await.unwrap();
        rows.raw.run(&update("deliberate = TRUE", later)).await.unwrap();
        rows.raw.run(&update("blocking = TRUE, deliberate = TRUE", gone)).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_lasts_a_day_at_most_and_ends_after_it_starts() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let calendar = town.calendars[0];
        let mut rows = Rows::of(&town).await;
        let start = at(9, 0);
        for end in [start, start - Minutes(1), start + Minutes(24 * 60 + 1)] {
            refused(rows.add_busy(calendar, (start, end)).await, "busy_time_end");
            refused(rows.add_deliberate(calendar, (start, end)).await, "busy_time_end");
        }
        let day = rows.add_busy(calendar, (start, start + Minutes::hours(24))).await.unwrap();
        let longer = rows.raw.at(start + Minutes(24 * 60 + 1));
        let sql = format!("UPDATE busy_time SET ends_at = {longer} WHERE id = {day}");
        refused(rows.raw.run(&sql).await, "busy_time_end");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_time_belongs_to_an_appointment_or_to_a_hold_with_an_end() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let calendar = town.calendars[0];
        let mut rows = Rows::of(&town).await;
        let id = rows.add_busy(calendar, (at(9, 0), at(9, 30))).await.unwrap();
        let end = rows.raw.at(at(9, 0));
        for what in ["appointment_id = NULL".to_owned(), format!("expires_at = {end}")] {
            refused(rows.raw.run(&format!("UPDATE busy_time SET {what} WHERE id = {id}")).await, "busy_time_owner");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_connections_at_once_cannot_overlap_and_never_deadlock() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let appointment = Rows::of(&town).await.appointment;
        let tasks = (0..8).map(|task| {
            let (url, territory, calendars) = (town.test_db.url.clone(), town.territory, town.calendars.clone());
            tokio::spawn(async move {
                let mut raw = crate::support::raw::Raw::open(&url).await;
                let mut stored = 0;
                for attempt in 0..24 {
                    let from = at(9, 0) + Minutes((attempt * 7 + task * 3) % 90);
                    let (from, to) = (raw.at(from), raw.at(from + Minutes(20)));
                    let calendar: CalendarId = calendars[(attempt % 2) as usize];
                    let done = raw
                        .run(&format!(
                            "INSERT INTO busy_time (territory_id, calendar_id, starts_at, ends_at, appointment_id, blocking,
                                                    deliberate)
                             VALUES ({territory}, {calendar}, {from}, {to}, {appointment}, TRUE, FALSE)"
                        ))
                        .await;
                    match done {
                        Ok(_) => stored += 1,
                        Err(error) => assert!(error.contains(OVERLAP), "{error}"),
                    }
                }
                stored
            })
        });
        let stored: i64 = futures_util::future::join_all(tasks).await.into_iter().map(|task| task.unwrap()).sum();
        let mut raw = crate::support::raw::Raw::open(&town.test_db.url).await;
        assert_eq!(raw.count("busy_time").await, stored);
        assert_eq!(raw.overlaps().await, 0);
    })
    .await;
}
