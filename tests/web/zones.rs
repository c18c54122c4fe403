//! Hours over the API: an instant, its IANA zone, and what the clock on the wall shows there.

use chrono::{DateTime, Datelike, NaiveDateTime, Utc, Weekday};
use chrono_tz::Tz;
use relais::domain::scheduling::holidays::HolidayRegion;
use relais::domain::time::Minutes;
use relais::store::{self, NewOpening, StoreError};
use serde_json::{Value, json};

use crate::support::acts::monday;
use crate::support::api::Api;
use crate::support::databases::on_both;
use crate::support::town::TestTown;

/// A place of that zone where the first worker receives at these hours, all the year round.
async fn add_place(town: &TestTown, name: &'static str, zone: Tz, blocks: &'static str) -> i64 {
    let (territory, organisation, calendar, motive) =
        (town.territory, town.organisation, town.calendars[0], town.motive);
    let write = town.app.desk.db.write(move |tx| {
        Box::pin(async move {
            let at = (territory, organisation);
            let place = store::insert_place(tx, at, (name, ""), zone, HolidayRegion::Metropole).await?;
            let opening = NewOpening {
                organisation,
                calendar,
                place: Some(place),
                // Written in January, for every week.
                first_day: chrono::NaiveDate::from_ymd_opt(2026, 1, 6).unwrap(),
                last_day: None,
                rule: Some("FREQ=DAILY".to_owned()),
                blocks: blocks.to_owned(),
                motives: vec![motive],
                external_key: None,
            };
            store::insert_opening(tx, territory, &opening).await?;
            Ok::<_, StoreError>(place)
        })
    });
    write.await.unwrap().0
}

/// A town without openings of its own, so that only the places that are added count.
async fn empty(db: crate::support::databases::TestDb) -> TestTown {
    let town = TestTown::new(db, 1).await;
    let mut raw = town.raw().await;
    raw.run("DELETE FROM opening").await.unwrap();
    raw.run("UPDATE motive SET max_delay = 600000").await.unwrap();
    town
}

fn instant(slot: &Value, field: &str) -> DateTime<Utc> {
    let text = slot[field].as_str().unwrap();
    assert!(text.ends_with('Z'), "{text} is in UTC");
    text.parse().unwrap()
}

/// The wall clock says the same as the instant in the zone, and the length is right.
fn consistent(slot: &Value, minutes: i64) -> (DateTime<Utc>, NaiveDateTime) {
    let (start, end) = (instant(slot, "starts_at"), instant(slot, "ends_at"));
    let zone: Tz = slot["zone"].as_str().unwrap().parse().unwrap();
    let local = start.with_timezone(&zone).naive_local();
    assert_eq!(slot["local_start"], local.format("%Y-%m-%dT%H:%M").to_string(), "{slot}");
    assert_eq!((end - start).num_minutes(), minutes, "{slot}");
    (start, local)
}

async fn slots(api: &Api, question: &str) -> Vec<Value> {
    let answer = api.get(&format!("/api/v2/slots?{question}")).await;
    assert_eq!(answer.status, 200, "{question}: {answer:?}");
    answer.json()["slots"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn at_17_nine_on_tuesday_is_nine_on_every_tuesday_of_the_year() {
    on_both(|db| async {
        let town = empty(db).await;
        let place = add_place(&town, "Annexe", chrono_tz::Europe::Paris, "09:00-10:00").await;
        let api = Api::of(&town);
        let found = slots(&api, &format!("motive={}&from=2026-03-02&to=2027-02-28&audience=staff", town.motive)).await;
        let mut tuesdays = 0;
        let mut offsets = std::collections::BTreeSet::new();
        for slot in found.iter().filter(|slot| slot["local_start"].as_str().unwrap().ends_with("T09:00")) {
            let (start, local) = consistent(slot, 30);
            assert_eq!((slot["place_id"].as_i64(), &slot["zone"]), (Some(place), &json!("Europe/Paris")));
            tuesdays += usize::from(local.weekday() == Weekday::Tue);
            offsets.insert((local - start.naive_utc()).num_hours());
        }
        // 52 Tuesdays, of which 14 July is a public holiday; winter and summer.
        assert_eq!(tuesdays, 51);
        assert_eq!(offsets.into_iter().collect::<Vec<_>>(), [1, 2]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_18_an_appointment_is_read_back_as_instant_and_zone_across_both_changes_of_the_clock() {
    on_both(|db| async {
        let town = empty(db).await;
        add_place(&town, "Annexe", chrono_tz::Europe::Paris, "09:00-10:00").await;
        let api = Api::of(&town);
        for (number, (day, utc)) in [
            ("2026-03-28", "08"),
            ("2026-03-29", "07"),
            ("2026-03-30", "07"),
            ("2026-10-24", "07"),
            ("2026-10-25", "08"),
        ]
        .into_iter()
        .enumerate()
        {
            let slot = slots(&api, &format!("motive={}&from={day}&to={day}", town.motive)).await.remove(0);
            consistent(&slot, 30);
            assert_eq!(slot["starts_at"], format!("{day}T{utc}:00:00Z"));
            assert_eq!(slot["local_start"], format!("{day}T09:00"));
            let body = json!({
                "motive_id": town.motive.0, "starts_at": slot["starts_at"], "place_id": slot["place_id"],
                "offer": slot["offer"], "person": { "first_name": format!("Amina {number}") }
            });
            let booked = api.post("/api/v2/appointments", &body).await;
            assert_eq!(booked.status, 201, "{booked:?}");
            let id = booked.json()["id"].as_i64().unwrap();
            let read = api.get(&format!("/api/v2/appointments/{id}")).await.json();
            consistent(&read, 30);
            for field in ["starts_at", "ends_at", "zone", "local_start", "place_id"] {
                assert_eq!(read[field], slot[field], "{day}: {field}");
                assert_eq!(read[field], booked.json()[field], "{day}: {field}");
            }
            // The same instant, written with the offset of the place or of anywhere.
            let listed = api.get(&format!("/api/v2/appointments?from={day}T{utc}:00:00Z&to={day}T{utc}:00:01Z")).await;
            assert_eq!(listed.json()["appointments"][0]["id"], id);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_19_a_place_in_reunion_and_one_in_martinique_each_show_their_own_clock() {
    on_both(|db| async {
        // The organisation is in Paris; its worker receives overseas.
        let town = empty(db).await;
        let reunion = add_place(&town, "Saint-Denis", chrono_tz::Indian::Reunion, "09:00-10:00").await;
        let martinique = add_place(&town, "Fort-de-France", chrono_tz::America::Martinique, "09:00-10:00").await;
        let api = Api::of(&town);
        for (place, zone, utc) in [(reunion, "Indian/Reunion", "05"), (martinique, "America/Martinique", "13")] {
            // A day is the day there.
            let question = format!("motive={}&places={place}&from=2026-07-01&to=2026-07-01", town.motive);
            let found = slots(&api, &question).await;
            assert_eq!(found.len(), 2, "{zone}");
            for slot in &found {
                consistent(slot, 30);
                assert_eq!(slot["zone"], zone);
            }
            assert_eq!(found[0]["starts_at"], format!("2026-07-01T{utc}:00:00Z"));
            assert_eq!(found[0]["local_start"], "2026-07-01T09:00");
            let body = json!({
                "motive_id": town.motive.0, "starts_at": found[0]["starts_at"], "place_id": place,
                "offer": found[0]["offer"], "person": { "first_name": zone }
            });
            let booked = api.post("/api/v2/appointments", &body).await.json();
            consistent(&booked, 30);
            assert_eq!((&booked["zone"], &booked["local_start"]), (&json!(zone), &json!("2026-07-01T09:00")));
        }
        let seen = api.get("/api/v2/town").await.json();
        let zones: Vec<&str> =
            seen["places"].as_array().unwrap().iter().map(|one| one["zone"].as_str().unwrap()).collect();
        assert_eq!(zones, ["Europe/Paris", "Indian/Reunion", "America/Martinique"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_21_every_slot_lasts_its_duration_in_the_nights_when_the_clock_changes() {
    on_both(|db| async {
        let town = empty(db).await;
        add_place(&town, "Nuit", chrono_tz::Europe::Paris, "00:30-05:00").await;
        let api = Api::of(&town);
        for (day, hours_open) in [("2026-03-29", 3.5), ("2026-10-25", 5.5), ("2026-10-26", 4.5)] {
            let found = slots(&api, &format!("motive={}&from={day}&to={day}", town.motive)).await;
            assert_eq!(found.len() as f64, hours_open * 2.0, "{day}");
            let mut before = None;
            for slot in &found {
                let (start, _) = consistent(slot, 30);
                assert!(before.is_none_or(|before| before <= start), "{day}: slots overlap");
                before = Some(instant(slot, "ends_at"));
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_16_the_same_instants_are_shown_whatever_the_offset_of_the_question() {
    on_both(|db| async {
        let town = empty(db).await;
        add_place(&town, "Nouméa", chrono_tz::Pacific::Noumea, "09:00-12:00").await;
        let api = Api::of(&town);
        let from = monday(0, 0);
        let mut shown = std::collections::BTreeSet::new();
        for quarter in -48..=56 {
            let offset = chrono::FixedOffset::east_opt(quarter * 900).unwrap();
            let write = |instant: relais::domain::time::Timestamp| {
                instant.utc().with_timezone(&offset).to_rfc3339().replace('+', "%2B")
            };
            let question = format!("motive={}&from={}&to={}", town.motive, write(from), write(from + Minutes::days(3)));
            let found = slots(&api, &question).await;
            let starts: Vec<String> = found.iter().map(|slot| slot["starts_at"].as_str().unwrap().to_owned()).collect();
            assert!(found.iter().all(|slot| slot["zone"] == "Pacific/Noumea"));
            shown.insert(starts);
        }
        assert_eq!(shown.len(), 1);
        assert_eq!(shown.first().unwrap().len(), 18);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plus_that_was_not_escaped_is_read_as_one() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let api = Api::of(&town);
        let question = format!("motive={}&from=2026-03-02T09:00:00+01:00&to=2026-03-02T10:00:00+01:00", town.motive);
        assert_eq!(slots(&api, &question).await.len(), 2);
    })
    .await;
}
