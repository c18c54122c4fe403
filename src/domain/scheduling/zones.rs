//! Wall clock ↔ instants, in the zone of a place. A local time that does not exist or exists
//! twice is decided here and nowhere else.

use std::cell::RefCell;
use std::rc::Rc;

use chrono::{
    Datelike, Days, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone,
};
use chrono_tz::Tz;

use crate::domain::time::{Span, Timestamp, YEARS};

/// The instant of a wall-clock time, read as RFC 5545 (3.3.5) does: a time that exists twice is the
/// first of the two; a time inside a gap is shifted by the gap (02:30 becomes 03:30).
pub fn instant(zone: Tz, local: NaiveDateTime) -> Timestamp {
    match steady_offset(zone, local.date(), Clock::Wall) {
        Some(offset) => Timestamp::from_utc((local - offset).and_utc()),
        None => looked_up(zone, local),
    }
}

fn looked_up(zone: Tz, local: NaiveDateTime) -> Timestamp {
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
    YEARS.contains(&local.year()).then(|| instant(zone, local))
}

/// What a clock on the wall shows at that instant.
pub fn wall_clock(zone: Tz, instant: Timestamp) -> NaiveDateTime {
    let utc = instant.utc();
    match steady_offset(zone, utc.date_naive(), Clock::Utc) {
        Some(offset) => utc.naive_utc() + offset,
        None => utc.with_timezone(&zone).naive_local(),
    }
}

/// The day on the wall calendar at that instant.
pub fn local_day(zone: Tz, instant: Timestamp) -> NaiveDate {
    wall_clock(zone, instant).date()
}

/// The days on the wall calendar that a span touches, its end included.
pub fn local_days(zone: Tz, span: Span) -> (NaiveDate, NaiveDate) {
    (local_day(zone, span.start()), local_day(zone, span.end()))
}

/// The midnight that begins a day all through which the clock runs evenly; `None` on days of change.
pub fn steady_midnight(zone: Tz, day: NaiveDate) -> Option<Timestamp> {
    let offset = steady_offset(zone, day, Clock::Wall)?;
    Some(Timestamp::from_utc((day.and_time(NaiveTime::MIN) - offset).and_utc()))
}

/// The first instant of a local day (not always midnight: some zones change at 00:00).
pub fn day_start(zone: Tz, day: NaiveDate) -> Timestamp {
    instant(zone, day.and_time(NaiveTime::MIN))
}

/// From the first instant of a local day to the first of the next: 23, 24 or 25 hours.
pub fn day_span(zone: Tz, day: NaiveDate) -> Option<Span> {
    Span::new(day_start(zone, day), day_start(zone, day.checked_add_days(Days::new(1))?))
}

/// Which calendar a day is counted on.
#[derive(Clone, Copy)]
enum Clock {
    Wall,
    Utc,
}

/// The offsets of one zone over one year, by day of the year; `None` on days when the clock changes.
struct Year {
    zone: Tz,
    year: i32,
    wall: Vec<Option<FixedOffset>>,
    utc: Vec<Option<FixedOffset>>,
}

/// A search turns tens of thousands of hours of a few zones and years; past this many, start again.
const MOST_YEARS: usize = 64;

thread_local! {
    static KEPT: RefCell<Vec<Rc<Year>>> = const { RefCell::new(Vec::new()) };
}

/// The offset of a day all through which it is the same: nearly every day. Looking it up in the zone
/// is half of a search over many places.
fn steady_offset(zone: Tz, day: NaiveDate, clock: Clock) -> Option<FixedOffset> {
    let year = day.year();
    if !YEARS.contains(&year) {
        return None;
    }
    let year = KEPT.with_borrow_mut(|kept| {
        if let Some(found) = kept.iter().find(|one| one.year == year && one.zone == zone) {
            return found.clone();
        }
        if kept.len() == MOST_YEARS {
            kept.clear();
        }
        kept.push(Rc::new(Year::new(zone, year)));
        kept[kept.len() - 1].clone()
    });
    let days = match clock {
        Clock::Wall => &year.wall,
        Clock::Utc => &year.utc,
    };
    days.get(day.ordinal0() as usize).copied().flatten()
}

impl Year {
    fn new(zone: Tz, year: i32) -> Year {
        let days = || (1..=366).filter_map(|nth| NaiveDate::from_yo_opt(year, nth));
        // No zone has ever changed its clock twice within a day: the same offset at both ends is the
        // offset of all of it. A test holds every zone to this.
        let on_the_wall = |day: NaiveDate| {
            let at = |day: NaiveDate| match zone.offset_from_local_datetime(&day.and_time(NaiveTime::MIN)) {
                LocalResult::Single(offset) => Some(offset.fix()),
                _ => None,
            };
            let offset = at(day)?;
            (at(day.succ_opt()?)? == offset).then_some(offset)
        };
        let in_utc = |day: NaiveDate| {
            let at = |day: NaiveDate| zone.offset_from_utc_datetime(&day.and_time(NaiveTime::MIN)).fix();
            (at(day.succ_opt()?) == at(day)).then(|| at(day))
        };
        Year { zone, year, wall: days().map(on_the_wall).collect(), utc: days().map(in_utc).collect() }
    }
}
