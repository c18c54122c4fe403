//! Random lives of appointments: the last message each person received always agrees with the state.
//! And hours that are easy to get wrong: nights, overseas, the weeks when the clock changes.

use std::collections::HashMap;

use chrono::Timelike;
use relais::domain::appointments::Status;
use relais::domain::ids::AppointmentId;
use relais::domain::scheduling::zones;
use relais::domain::time::{Minutes, Timestamp};

use crate::support::databases::{TestDb, on_both};
use crate::support::messages::Post;
use crate::support::random::{Random, seeds};
use crate::support::town::{TestTown, paris};

const APPOINTMENTS: usize = 24;

/// A half-hour of Thursday 12 or Friday 13 March, when somebody receives.
fn hour(random: &mut Random) -> Timestamp {
    let minutes = [0, 30][random.below(2)];
    paris(2026, 3, 12 + random.below(2) as u32, *random.pick(&[9, 10, 11, 14, 15, 16, 17]), minutes)
}

async fn live(town: &TestTown, random: &mut Random, appointments: &[AppointmentId]) {
    let mut raw = town.raw().await;
    let id = *random.pick(appointments);
    let person = format!("id IN (SELECT person_id FROM participation WHERE appointment_id = {id})");
    // What is not possible from where it stands is refused, and changes nothing.
    match random.below(8) {
        0..=2 => drop(town.moved(town.move_request(id, hour(random), None)).await),
        3 => drop(town.set(id, Status::Cancelled).await),
        4 => drop(town.set(id, Status::Excused).await),
        5 => drop(town.set(id, Status::Booked).await),
        6 => {
            let language = random.pick(&["fr", "en", "ar"]);
            raw.run(&format!("UPDATE person SET language = '{language}' WHERE {person}")).await.unwrap();
        }
        _ => {
            let phone = match random.below(3) {
                0 => "NULL".to_owned(),
                _ => format!("'+336{:08}'", 30_000_000 + random.below(1_000_000)),
            };
            let change = format!("UPDATE person SET phone = {phone}, email = 'p' || id || '@example.org' WHERE {person}");
            raw.run(&change).await.unwrap();
        }
    }
}

async fn history(db: TestDb, seed: u64) {
    let (town, post): (TestTown, Post) = TestTown::with_post(db, 3).await;
    let mut random = Random::seeded(seed);
    let mut appointments = Vec::new();
    while appointments.len() < APPOINTMENTS {
        let worker = random.below(3);
        if let Ok(done) = town.staff_books(hour(&mut random), worker, appointments.len()).await {
            appointments.push(done.appointment.id);
        }
    }
    let end = paris(2026, 3, 11, 10, 0);
    while town.now() < end {
        for _ in 0..random.below(6) {
            live(&town, &mut random, &appointments).await;
        }
        if !random.once_in(3) {
            town.beat().await;
        }
        town.app.clock.advance(Minutes(60 + random.below(900) as i64));
    }
    // In the daytime, so that nothing waits for a morning.
    let local = zones::wall_clock(chrono_tz::Europe::Paris, town.now());
    if !(9..19).contains(&local.hour()) {
        town.app.clock.advance(Minutes::hours((33 - i64::from(local.hour())) % 24));
    }
    town.beat().await;
    agrees(&town, &post, seed).await;
    // Afterwards nothing is owed to anybody, and of what is cancelled nothing was said.
    town.set_clock(paris(2026, 3, 14, 12, 0));
    town.beat().await;
    let mut raw = town.raw().await;
    assert_eq!(raw.count("message WHERE state IN ('due', 'sending')").await, 0, "seed {seed}");
    let twice = "(SELECT key FROM message GROUP BY key HAVING count(*) > 1) AS twice";
    assert_eq!(raw.count(twice).await, 0, "seed {seed}");
}

/// The last that each person heard, against the state.
async fn agrees(town: &TestTown, post: &Post, seed: u64) {
    let mut raw = town.raw().await;
    let texts: HashMap<String, String> = post.all().into_iter().map(|one| (one.reference, one.text)).collect();
    let ids = raw.numbers("SELECT DISTINCT appointment_id FROM message ORDER BY 1").await;
    assert_eq!(ids.len(), APPOINTMENTS, "seed {seed}");
    for id in ids {
        let appointment = town.app.desk.appointment(&town.claimant(), AppointmentId(id)).await.unwrap();
        if appointment.span.start() <= town.now() {
            continue;
        }
        let last = raw
            .numbers(&format!(
                "SELECT id FROM message WHERE appointment_id = {id} AND state = 'handed_over' ORDER BY said_at DESC, id DESC"
            ))
            .await;
        let whole = raw.ledger(&format!("appointment_id = {id}")).await;
        let last = last.first().unwrap_or_else(|| panic!("seed {seed}: nothing was said of {id}: {whole:?}"));
        let text = &texts[&format!("m{last}")];
        let local = zones::wall_clock(appointment.zone, appointment.span.start());
        let cancelled = ["Annul", "Cancelled", "ألغي"].iter().any(|stem| text.contains(stem));
        assert_eq!(cancelled, !appointment.status.blocks(), "seed {seed}, {id}: {text} {whole:?}");
        let hours = [local.format("%-H h").to_string(), local.format("%-H:%M").to_string()];
        assert!(hours.iter().any(|hour| text.contains(hour)), "seed {seed}, {id} at {local}: {text} {whole:?}");
        assert!(text.contains(&local.format("%-d ").to_string()), "seed {seed}, {id} at {local}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn at_30_the_last_message_always_agrees_with_the_state() {
    for seed in seeds(2) {
        on_both(|db| history(db, seed)).await;
    }
}

/// An appointment brought to an hour around the rules: nobody receives at night.
async fn brought_to(town: &TestTown, id: AppointmentId, zone: chrono_tz::Tz, start: &str) -> Timestamp {
    let start = zones::instant(zone, start.parse().unwrap());
    let mut raw = town.raw().await;
    let (from, to) = (raw.at(start), raw.at(start + Minutes(30)));
    let hours = format!("starts_at = {from}, ends_at = {to}");
    raw.run(&format!("UPDATE appointment SET {hours}, zone = '{zone}' WHERE id = {id}")).await.unwrap();
    raw.run(&format!("UPDATE participation SET {hours} WHERE appointment_id = {id}")).await.unwrap();
    start
}

#[tokio::test(flavor = "multi_thread")]
async fn at_23_24_reminders_say_the_hour_of_the_place_and_wake_nobody() {
    on_both(|db| async {
        let (town, post) = TestTown::with_post(db, 1).await;
        let zones = [
            (chrono_tz::Europe::Paris, "2026-03-29T23:30:00", "dimanche 29 mars à 23 h 30"),
            (chrono_tz::Europe::Paris, "2026-03-30T00:30:00", "lundi 30 mars à 0 h 30"),
            (chrono_tz::Indian::Reunion, "2026-03-30T00:30:00", "lundi 30 mars à 0 h 30"),
            (chrono_tz::America::Guadeloupe, "2026-03-29T09:00:00", "dimanche 29 mars à 9 h"),
            (chrono_tz::Pacific::Noumea, "2026-03-30T23:30:00", "lundi 30 mars à 23 h 30"),
        ];
        let mut starts = Vec::new();
        for (number, (zone, start, _)) in zones.iter().enumerate() {
            let at = paris(2026, 3, 5, 9, 0) + Minutes(30 * number as i64);
            let id = town.staff_books(at, 0, number).await.unwrap().appointment.id;
            starts.push((id, *zone, brought_to(&town, id, *zone, start).await));
        }
        let end = paris(2026, 4, 1, 0, 0);
        while town.now() < end {
            town.beat().await;
            town.app.clock.advance(Minutes(30));
        }
        let mut raw = town.raw().await;
        for (number, (id, zone, start)) in starts.into_iter().enumerate() {
            let said = raw
                .numbers(&format!("SELECT id FROM message WHERE appointment_id = {id} AND state = 'handed_over' ORDER BY id"))
                .await;
            assert_eq!(said.len(), 3, "{zone}: {:?}", raw.ledger(&format!("appointment_id = {id}")).await);
            for message in said {
                let taken = post.sms.taken().into_iter().find(|taken| taken.reference == format!("m{message}")).unwrap();
                assert!(taken.text.contains(zones[number].2), "{}", taken.text);
                let when = raw.at_of(&format!("SELECT said_at FROM message WHERE id = {message}")).await;
                let local = relais::domain::scheduling::zones::wall_clock(zone, when);
                let soon = start - Minutes::hours(12) < when;
                assert!((8..20).contains(&local.hour()) || soon, "{zone} at {local}: {}", taken.text);
            }
        }
    })
    .await;
}
