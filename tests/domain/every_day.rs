//! One plain opening on every day of 2020 to 2040 in every French zone, held to the oracle; and what
//! the days of a change of the clock must not do to it.
//!
//! A plain run takes every twentieth day and all days next to a change of the clock; with
//! `RELAIS_PROVE` it takes every day.

use chrono::{Datelike, NaiveDate, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;

use super::builders::*;
use super::oracle::*;
use super::trials::proving;
use super::worlds::*;

/// Over the hours in which clocks change, an ordinary morning, an afternoon whose 13:00 must never
/// be read as 01:00, and past midnight.
const BLOCKS: [Hours; 4] = [(30, 270), (9 * 60, 12 * 60), (13 * 60, 16 * 60), (22 * 60, 26 * 60)];

fn changes_its_clock(zone: Tz, day: NaiveDate) -> bool {
    let offset = |day: NaiveDate| zone.offset_from_utc_datetime(&day.and_hms_opt(12, 0, 0).unwrap()).fix();
    offset(day - TimeDelta::days(2)) != offset(day + TimeDelta::days(2))
}

fn differing_days(zone: Tz, region: relais::domain::scheduling::holidays::HolidayRegion) -> (u32, Vec<NaiveDate>) {
    let first = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
    let weekly = Some(PlainWeekly { every: 1, on: [true; 7] });
    let opening = PlainOpening {
        site: 0,
        for_motive: true,
        days: PlainDays { first: first - TimeDelta::days(7), last: None, weekly },
        blocks: BLOCKS.to_vec(),
        exceptions: Default::default(),
    };
    let motive = PlainMotive {
        duration: 30,
        before: 0,
        after: 0,
        min_delay: 0,
        max_delay: 365 * 1440,
        workers: vec![0],
        two: false,
        kinds: vec![],
    };
    let sites = vec![PlainSite { zone, region, closures: vec![] }; 3];
    let workers = vec![PlainCalendar { openings: vec![opening], ..Default::default() }];
    let town = PlainTown { sites, workers, resources: vec![], motive };
    let world = World { town, asked: (0, 1), now: 0 };
    let (engine, mut compared, mut differing) = (world.built(), 0, Vec::new());
    let mut from = first;
    while from.year() <= 2040 {
        // Nine weeks at a time: the oracle looks far around whatever it is asked.
        let days = if proving() { 63 } else { 1 };
        let asked = (minute_of(from), minute_of(from) + days * 1440);
        let mut town = world.town.clone();
        // Every day since always: the oracle need not walk from 2020 each time.
        town.workers[0].openings[0].days.first = from - TimeDelta::days(6);
        let mut engine = engine.clone();
        engine.now = timestamp(asked.0);
        let found: Vec<PlainSlot> =
            engine.search(&everybody(), span(asked)).unwrap_or_default().iter().map(plain).collect();
        if found != Oracle::look(&town, asked, asked.0).slots(asked, true) {
            differing.push(from);
        }
        compared += days as u32;
        from = if proving() {
            from + TimeDelta::days(days)
        } else {
            let next = |day: &NaiveDate| (*day - from).num_days() == 20 || changes_its_clock(zone, *day);
            from.iter_days().skip(1).find(next).unwrap()
        };
    }
    (compared, differing)
}

#[test]
fn at_16_slots_equal_the_oracle_on_the_days_of_2020_to_2040_in_every_french_zone() {
    for (zone, region) in ZONES {
        let (compared, differing) = differing_days(zone, region);

        assert_eq!(differing, [], "{zone}: these of {compared} days differ");
        assert!(compared >= if proving() { 7671 } else { 380 }, "{zone}: {compared} days");
    }
}
