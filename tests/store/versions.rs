//! Versions: whatever is written, by whomever, makes the right one grow. The copies in memory are
//! true only because of this.

use relais::domain::motives::ResourceKind;
use relais::domain::time::Span;
use relais::store::{self, NewAbsence, StoreError};

use crate::support::databases::on_both;
use crate::support::rows::{Rows, at};
use crate::support::town::TestTown;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Grows {
    Busy,
    Openings,
    Settings,
}

async fn version(rows: &mut Rows<'_>, grows: Grows, calendar: i64) -> i64 {
    let territory = rows.town.territory;
    let sql = match grows {
        Grows::Busy => format!("SELECT busy_version FROM calendar WHERE id = {calendar}"),
        Grows::Openings => format!("SELECT opening_version FROM calendar WHERE id = {calendar}"),
        Grows::Settings => format!("SELECT settings_version FROM territory WHERE id = {territory}"),
    };
    rows.raw.number(&sql).await
}

/// Runs a statement and checks that it made a version grow, on each of these calendars.
async fn grown_by(rows: &mut Rows<'_>, sql: &str, grows: Grows, calendars: &[i64]) {
    let mut before = Vec::new();
    for calendar in calendars {
        before.push(version(rows, grows, *calendar).await);
    }
    assert!(rows.raw.run(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}")) > 0, "{sql} changed no row");
    for (calendar, before) in calendars.iter().zip(before) {
        let after = version(rows, grows, *calendar).await;
        assert!(after > before, "{sql}: {grows:?} of calendar {calendar} stays at {before}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_write_to_busy_times_makes_the_busy_version_grow() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let calendar = town.calendars[0].0;
        let mut rows = Rows::of(&town).await;
        let (territory, appointment) = (town.territory, rows.appointment);
        let (from, to, later) = (rows.raw.at(at(9, 0)), rows.raw.at(at(9, 30)), rows.raw.at(at(10, 0)));
        let hold = format!(
            "INSERT INTO hold (territory_id, organisation_id, motive_id, starts_at, shown_at, expires_at, token_hash)
             VALUES ({territory}, {}, {}, {from}, {from}, {from}, 'x') RETURNING id",
            town.organisation, town.motive
        );
        let hold = rows.raw.made(&hold).await.unwrap();
        let insert = |owner: &str, owned: String| {
            format!(
                "INSERT INTO busy_time (territory_id, calendar_id, starts_at, ends_at, {owner}, blocking, deliberate)
                 VALUES ({territory}, {calendar}, {from}, {to}, {owned}, TRUE, TRUE)"
            )
        };
        let newest = "SELECT max(changed) FROM busy_time";
        for sql in [
            insert("appointment_id", appointment.to_string()),
            insert("hold_id, expires_at", format!("{hold}, {from}")),
            format!("UPDATE busy_time SET ends_at = {later} WHERE hold_id IS NULL"),
            format!("UPDATE busy_time SET starts_at = {to} WHERE hold_id IS NULL"),
            format!("UPDATE busy_time SET expires_at = {later} WHERE hold_id IS NOT NULL"),
            "UPDATE busy_time SET blocking = FALSE WHERE hold_id IS NULL".to_owned(),
            "UPDATE busy_time SET deliberate = FALSE WHERE hold_id IS NULL".to_owned(),
        ] {
            grown_by(&mut rows, &sql, Grows::Busy, &[calendar]).await;
            // The row carries the version that it made: what changed since is found by it.
            let version = version(&mut rows, Grows::Busy, calendar).await;
            assert_eq!(rows.raw.number(newest).await, version, "{sql}");
        }
        // A row that is gone cannot carry a version: the floor says that copies before it are blind.
        for sql in [format!("DELETE FROM hold WHERE id = {hold}"), "DELETE FROM busy_time".to_owned()] {
            grown_by(&mut rows, &sql, Grows::Busy, &[calendar]).await;
            let floor = rows.raw.number(&format!("SELECT busy_floor FROM calendar WHERE id = {calendar}")).await;
            assert_eq!(floor, version(&mut rows, Grows::Busy, calendar).await, "{sql}");
        }
        assert_eq!(rows.raw.count("busy_time").await, 0, "the time of a hold goes with it");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_write_to_openings_and_absences_makes_the_opening_version_grow() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let (one, other) = (town.calendars[0].0, town.calendars[1].0);
        let mut rows = Rows::of(&town).await;
        let (territory, organisation, motive) = (town.territory, town.organisation, town.motive);
        let mut opening = async |calendar: i64| {
            let sql = format!(
                "INSERT INTO opening (territory_id, organisation_id, calendar_id, first_day, blocks)
                 VALUES ({territory}, {organisation}, {calendar}, '2026-04-01', '09:00-12:00')"
            );
            grown_by(&mut rows, &sql, Grows::Openings, &[calendar]).await;
            rows.raw.number("SELECT max(id) FROM opening").await
        };
        let (mine, theirs) = (opening(one).await, opening(other).await);
        let absence = format!(
            "INSERT INTO absence (territory_id, calendar_id, first_day, zone, block)
             VALUES ({territory}, {one}, '2026-04-01', 'Europe/Paris', '09:00-12:00')"
        );
        let exception = format!(
            "INSERT INTO opening_exception (territory_id, opening_id, day, blocks)
             VALUES ({territory}, {mine}, '2026-04-01', '')"
        );
        let link = format!(
            "INSERT INTO opening_motive (territory_id, opening_id, motive_id) VALUES ({territory}, {mine}, {motive})"
        );
        let steps: Vec<(String, Vec<i64>)> = vec![
            (absence, vec![one]),
            (exception, vec![one]),
            (link, vec![one]),
            (format!("UPDATE opening SET blocks = '10:00-12:00' WHERE id = {mine}"), vec![one]),
            ("UPDATE absence SET block = '10:00-12:00'".to_owned(), vec![one]),
            ("UPDATE opening_exception SET blocks = '10:00-11:00'".to_owned(), vec![one]),
            (format!("UPDATE opening_motive SET motive_id = motive_id WHERE opening_id = {mine}"), vec![one]),
            // What changes hands concerns both.
            (format!("UPDATE absence SET calendar_id = {other}"), vec![one, other]),
            (format!("UPDATE opening_exception SET opening_id = {theirs}"), vec![one, other]),
            (format!("UPDATE opening_motive SET opening_id = {theirs} WHERE opening_id = {mine}"), vec![one, other]),
            (format!("UPDATE opening SET calendar_id = {other} WHERE id = {mine}"), vec![one, other]),
            (format!("DELETE FROM opening_exception WHERE opening_id = {theirs}"), vec![other]),
            (format!("DELETE FROM opening_motive WHERE opening_id = {theirs}"), vec![other]),
            ("DELETE FROM absence".to_owned(), vec![other]),
            (format!("DELETE FROM opening WHERE id = {theirs}"), vec![other]),
        ];
        for (sql, calendars) in steps {
            grown_by(&mut rows, &sql, Grows::Openings, &calendars).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_write_to_the_settings_makes_their_version_grow() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let (territory, organisation, place) = (town.territory, town.organisation, town.place);
        let (worker, other) = (town.workers[0], town.workers[1]);
        let mut rows = Rows::of(&town).await;
        let (from, to) = (rows.raw.at(at(9, 0)), rows.raw.at(at(9, 30)));
        let free = rows.raw.made(&format!("INSERT INTO calendar (territory_id) VALUES ({territory}) RETURNING id")).await;
        let free = free.unwrap();
        // Each table: one row in, changed, and out again.
        let tables: Vec<(&str, String, &str)> = vec![
            ("service", format!("(territory_id, name) VALUES ({territory}, 'PMI')"), "name = 'ASE'"),
            (
                "organisation",
                format!("(territory_id, name, zone, holidays) VALUES ({territory}, 'CCAS', 'Europe/Paris', 'metropole')"),
                "zone = 'Indian/Reunion'",
            ),
            (
                "place",
                format!(
                    "(territory_id, organisation_id, name, zone, holidays)
                     VALUES ({territory}, {organisation}, 'Annexe', 'Europe/Paris', 'metropole')"
                ),
                "active = FALSE",
            ),
            (
                "closure",
                format!(
                    "(territory_id, place_id, starts_at, ends_at, reason) VALUES ({territory}, {place}, {from}, {to}, '')"
                ),
                "reason = 'works'",
            ),
            (
                "team",
                format!("(territory_id, organisation_id, name) VALUES ({territory}, {organisation}, 'Nord')"),
                "name = 'Sud'",
            ),
            (
                "resource",
                format!(
                    "(territory_id, calendar_id, organisation_id, kind, name)
                     VALUES ({territory}, {free}, {organisation}, 'room', 'Salle 1')"
                ),
                "active = FALSE",
            ),
            (
                "motive",
                format!(
                    "(territory_id, organisation_id, name, public_name, mode, duration)
                     VALUES ({territory}, {organisation}, 'Bilan', 'Rendez-vous', 'office', 30)"
                ),
                "duration = 45",
            ),
        ];
        for (table, insert, change) in tables {
            grown_by(&mut rows, &format!("INSERT INTO {table} {insert}"), Grows::Settings, &[0]).await;
            let id = rows.raw.number(&format!("SELECT max(id) FROM {table}")).await;
            grown_by(&mut rows, &format!("UPDATE {table} SET {change} WHERE id = {id}"), Grows::Settings, &[0]).await;
            grown_by(&mut rows, &format!("DELETE FROM {table} WHERE id = {id}"), Grows::Settings, &[0]).await;
        }
        let team = format!(
            "INSERT INTO team (territory_id, organisation_id, name) VALUES ({territory}, {organisation}, 'Est') RETURNING id"
        );
        let team = rows.raw.made(&team).await.unwrap();
        for sql in [
            format!("INSERT INTO team_member (territory_id, team_id, worker_id) VALUES ({territory}, {team}, {worker})"),
            format!("UPDATE team_member SET worker_id = {other} WHERE team_id = {team}"),
            format!("DELETE FROM team_member WHERE team_id = {team}"),
            format!("UPDATE worker_organisation SET role = 'admin' WHERE worker_id = {worker}"),
            format!("DELETE FROM worker_organisation WHERE worker_id = {worker}"),
            format!("UPDATE worker SET active = FALSE WHERE id = {worker}"),
            format!("DELETE FROM worker WHERE id = {worker}"),
        ] {
            grown_by(&mut rows, &sql, Grows::Settings, &[0]).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn our_own_writes_make_the_versions_grow_too() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let calendar = town.calendars[0];
        let mut rows = Rows::of(&town).await;
        let settings = version(&mut rows, Grows::Settings, calendar.0).await;
        let openings = version(&mut rows, Grows::Openings, calendar.0).await;
        let (territory, organisation, place) = (town.territory, town.organisation, town.place);
        town.app
            .desk
            .db
            .write(move |tx| {
                Box::pin(async move {
                    store::insert_resource(tx, (territory, organisation), ResourceKind::Car, "Clio", None).await?;
                    let span = Span::new(at(9, 0), at(9, 30)).unwrap();
                    store::insert_closure(tx, territory, place, span, "works").await?;
                    let absence = NewAbsence {
                        calendar,
                        first_day: chrono::NaiveDate::from_ymd_opt(2026, 3, 4).unwrap(),
                        last_day: None,
                        rule: None,
                        zone: chrono_tz::Europe::Paris,
                        block: "09:00-12:00",
                        days_over: 0,
                        reason: "",
                    };
                    store::insert_absence(tx, territory, &absence).await?;
                    Ok::<_, StoreError>(())
                })
            })
            .await
            .unwrap();
        assert_eq!(version(&mut rows, Grows::Settings, calendar.0).await, settings + 2);
        assert_eq!(version(&mut rows, Grows::Openings, calendar.0).await, openings + 1);
    })
    .await;
}
