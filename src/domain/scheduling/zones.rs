//! Wall clock ↔ instants, in the zone of a place. A local time that does not exist or exists
//! twice is decided here and nowhere else.

use chrono::{Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;

use crate::domain::time::{Span, Timestamp, YEARS};

/// The instant of a wall-clock time, read as RFC 5545 (3.3.5) does: a time that exists twice is the
/// first of the two; a time inside a gap is shifted by the gap (02:30 becomes 03:30).
pub fn instant(zone: Tz, local: NaiveDateTime) -> Timestamp {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => Timestamp::from_utc(instant.to_utc()),
        LocalResult::None => {
            // RFC 5545 reads a missing time with the offset in force before the gap. Gaps last an
            // hour or less today, but a whole day has been skipped before (Samoa, 2011).
            let before = (1..=26)
                .filter_map(|hours| local.checked_sub_signed(TimeDelta::hours(hours)))
                .find_map(|earlier| zone.offset_from_local_datetime(&earlier).latest())
                .map(|offset| offset.fix())
                .unwrap_or_else(|| zone.offset_from_utc_datetime(&local).fix());
            Timestamp::from_utc((local - before).and_utc())
        }
    }
}

/// An hour as people type it, on the wall clock of `zone`: `2026-03-10 09:00`, `10/03/2026 9h30`;
/// or an instant with its offset (RFC 3339), whatever the zone.
pub fn read(text: &str, zone: Tz) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(instant) = Timestamp::parse(text) {
        return Some(instant);
    }
    const FORMS: [&str; 6] = [
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M:%S",
        "%d/%m/%Y %H:%M",
        "%d/%m/%Y %Hh%M",
    ];
    let local = FORMS.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
    // `10/03/26` is the year 26 for chrono, and a slip of the finger for us.
    YEARS.contains(&chrono::Datelike::year(&local)).then(|| instant(zone, local))
}

/// What a clock on the wall shows at that instant.
pub fn wall_clock(zone: Tz, instant: Timestamp) -> NaiveDateTime {
    instant.utc().with_timezone(&zone).naive_local()
}

/// The day on the wall calendar at that instant.
pub fn local_day(zone: Tz, instant: Timestamp) -> NaiveDate {
    wall_clock(zone, instant).date()
}

/// The first instant of a local day (not always midnight: some zones change at 00:00).
pub fn day_start(zone: Tz, day: NaiveDate) -> Timestamp {
    instant(zone, day.and_time(NaiveTime::MIN))
}

/// From the first instant of a local day to the first of the next: 23, 24 or 25 hours.
pub fn day_span(zone: Tz, day: NaiveDate) -> Option<Span> {
    Span::new(day_start(zone, day), day_start(zone, day.checked_add_days(Days::new(1))?))
}
