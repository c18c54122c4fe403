//! Wall clock and instants, in every zone there is: our tables of whole days say what the zone
//! itself says for each hour asked alone.

use chrono::{Days, LocalResult, NaiveDate, TimeDelta, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};
use relais::domain::scheduling::zones;
use relais::domain::time::Timestamp;

use super::trials::proving;

/// Minutes of a day at which clocks are compared: both ends, and where changes happen.
const MINUTES: [i64; 9] = [0, 1, 59, 61, 121, 150, 179, 719, 1439];

fn as_the_zone_says(zone: Tz, day: NaiveDate) -> Result<(), String> {
    for minute in MINUTES {
        let local = day.and_hms_opt(0, 0, 0).unwrap() + TimeDelta::minutes(minute);
        let alone = zone.from_utc_datetime(&local).naive_local();
        let ours = zones::wall_clock(zone, Timestamp::from_utc(local.and_utc()));
        if ours != alone {
            return Err(format!("{zone}: {local} in UTC is {alone} there, and was read as {ours}"));
        }
        // A time that does not exist has its own tests: there the zone says nothing.
        let (LocalResult::Single(alone) | LocalResult::Ambiguous(alone, _)) = zone.from_local_datetime(&local) else {
            continue;
        };
        let ours = zones::instant(zone, local);
        if ours != Timestamp::from_utc(alone.to_utc()) {
            return Err(format!("{zone}: {local} there is {alone}, and was read as {ours}"));
        }
    }
    Ok(())
}

#[test]
fn every_zone_keeps_its_own_clock() {
    let years = if proving() { (1970, 2060) } else { (2018, 2032) };
    let (first, last) =
        (NaiveDate::from_ymd_opt(years.0, 1, 1).unwrap(), NaiveDate::from_ymd_opt(years.1, 12, 31).unwrap());
    for (nth, zone) in TZ_VARIANTS.into_iter().enumerate() {
        let mut day = first + Days::new(nth as u64 % 31);
        let mut offset = None;
        while day <= last {
            // Always around a change of the clock, and else now and then.
            let now = zone.offset_from_utc_datetime(&day.and_hms_opt(0, 0, 0).unwrap()).to_string();
            let changed = offset.replace(now.clone()).is_some_and(|before| before != now);
            let from = if changed { day - Days::new(31) } else { day };
            let mut one = from;
            while one <= day {
                if let Err(difference) = as_the_zone_says(zone, one) {
                    panic!("{difference}");
                }
                one = one + Days::new(1);
            }
            day = day + Days::new(if proving() { 1 } else { 31 });
        }
    }
}
