//! The waiting list: who goes first, which free time suits whom, and until when it is kept.

use chrono::{Datelike, NaiveDate, NaiveTime};
use chrono_tz::Tz;

use super::ids::{PlaceId, WaitingEntryId, WorkerId};
use super::motives::words;
use super::scheduling::search::Slot;
use super::scheduling::zones;
use super::time::{Minutes, Timestamp};

words! {
    /// Why somebody goes before those who only wait longer.
    WaitingReason {
        RightsAtRisk = "rights_at_risk",
        NoHome = "no_home",
        Health = "health",
        Child = "child",
    }
}

words! {
    /// What came of a time that was kept for somebody.
    ProposalOutcome {
        Open = "open",
        Accepted = "accepted",
        Declined = "declined",
        /// Nobody answered in time.
        Lapsed = "lapsed",
        /// The worker no longer receives then.
        Gone = "gone",
    }
}

/// Every day of the week, the first bit being Monday.
pub const EVERY_DAY: i64 = 0b111_1111;

/// People are asked, and their time to answer runs, between these hours of the place.
const DAY_BEGINS: NaiveTime = NaiveTime::from_hms_opt(8, 0, 0).expect("an hour of every day");
const DAY_ENDS: NaiveTime = NaiveTime::from_hms_opt(20, 0, 0).expect("an hour of every day");
const LONGEST: Minutes = Minutes::hours(4);
const SHORTEST: Minutes = Minutes(30);
/// From the last moment to answer to the appointment: time to get there.
const TO_COME: Minutes = Minutes::hours(1);
/// Who did not answer, or did not want a time, is not asked again before.
pub const REST: Minutes = Minutes::hours(24);
/// An appointment is worth exchanging for one that is at least this much sooner.
pub const SOONER_BY: Minutes = Minutes::hours(24);

/// Somebody who waits, as far as it decides what suits.
#[derive(Clone, Debug)]
pub struct Wanting {
    pub entry: WaitingEntryId,
    pub place: Option<PlaceId>,
    pub worker: Option<WorkerId>,
    /// Both included, in the zone of the place.
    pub first_day: Option<NaiveDate>,
    pub last_day: Option<NaiveDate>,
    /// As in [`EVERY_DAY`].
    pub weekdays: i64,
    /// When the appointment is that this person has already for the motive.
    pub has: Option<Timestamp>,
}

impl Wanting {
    /// Whether a slot, in the zone where it is, suits.
    pub fn suits(&self, slot: &Slot, zone: Tz) -> bool {
        let start = slot.span.start();
        let day = zones::local_day(zone, start);
        self.place.is_none_or(|place| slot.place == Some(place))
            && self.worker.is_none_or(|worker| slot.workers.contains(&worker))
            && self.first_day.is_none_or(|first| day >= first)
            && self.last_day.is_none_or(|last| day <= last)
            && self.weekdays & (1 << day.weekday().num_days_from_monday()) != 0
            && self.has.is_none_or(|has| start + SOONER_BY <= has)
    }
}

/// Until when a time that starts at `start` is kept for who is told of it now, in the zone of the place:
/// a quarter of what is left until then, from half an hour to four hours, counted by day only. `None`:
/// it is night, or too late for anybody to answer and still come.
pub fn answer_by(zone: Tz, now: Timestamp, start: Timestamp) -> Option<Timestamp> {
    let clock = zones::wall_clock(zone, now).time();
    if !(DAY_BEGINS..DAY_ENDS).contains(&clock) {
        return None;
    }
    let left = Minutes((start - now).num_minutes());
    let keep = Minutes((left.0 / 4).clamp(SHORTEST.0, LONGEST.0));
    let today = zones::local_day(zone, now);
    let evening = zones::instant(zone, today.and_time(DAY_ENDS));
    let end = match now + keep {
        end if end <= evening => end,
        end => {
            let over = Minutes((end - evening).num_minutes());
            zones::instant(zone, today.succ_opt()?.and_time(DAY_BEGINS)) + over
        }
    };
    (end + TO_COME <= start).then_some(end)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Paris;
    use chrono_tz::Indian::Reunion;

    use super::*;
    use crate::domain::time::Span;

    fn at(zone: Tz, text: &str) -> Timestamp {
        zones::read(text, zone).unwrap()
    }

    #[test]
    fn a_time_is_kept_a_quarter_of_what_is_left_and_by_day_only() {
        for zone in [Paris, Reunion] {
            let by = |now: &str, start: &str| answer_by(zone, at(zone, now), at(zone, start));
            // Four hours at most.
            assert_eq!(by("2026-03-02T09:00", "2026-03-09T09:00"), Some(at(zone, "2026-03-02T13:00")));
            // Tomorrow at ten: 24 hours are left, four hours; six hours later the same day: an hour and a half.
            assert_eq!(by("2026-03-02T10:00", "2026-03-03T10:00"), Some(at(zone, "2026-03-02T14:00")));
            assert_eq!(by("2026-03-02T10:00", "2026-03-02T16:00"), Some(at(zone, "2026-03-02T11:30")));
            // In the evening: the rest of it runs the next morning.
            assert_eq!(by("2026-03-02T18:30", "2026-03-09T09:00"), Some(at(zone, "2026-03-03T10:30")));
            // Too late to be asked, to answer and to come.
            assert_eq!(by("2026-03-02T10:00", "2026-03-02T11:00"), None);
            assert_eq!(by("2026-03-02T18:30", "2026-03-03T09:00"), None);
            // Nobody is asked at night.
            assert_eq!(by("2026-03-02T20:00", "2026-03-09T09:00"), None);
            assert_eq!(by("2026-03-02T07:59", "2026-03-09T09:00"), None);
        }
    }

    #[test]
    fn what_suits_is_what_was_asked_for() {
        let start = at(Paris, "2026-03-04T09:00");
        let span = Span::new(start, start + Minutes(30)).unwrap();
        let slot = Slot { span, place: Some(PlaceId(1)), workers: vec![WorkerId(1), WorkerId(2)] };
        let anything = Wanting {
            entry: WaitingEntryId(1),
            place: None,
            worker: None,
            first_day: None,
            last_day: None,
            weekdays: EVERY_DAY,
            has: None,
        };
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day);
        let suits = |wanting: Wanting| wanting.suits(&slot, Paris);
        assert!(suits(anything.clone()));
        assert!(suits(Wanting { place: Some(PlaceId(1)), worker: Some(WorkerId(2)), ..anything.clone() }));
        assert!(!suits(Wanting { place: Some(PlaceId(2)), ..anything.clone() }));
        assert!(!suits(Wanting { worker: Some(WorkerId(3)), ..anything.clone() }));
        assert!(suits(Wanting { first_day: day(4), last_day: day(4), ..anything.clone() }));
        assert!(!suits(Wanting { first_day: day(5), ..anything.clone() }));
        assert!(!suits(Wanting { last_day: day(3), ..anything.clone() }));
        // A Wednesday.
        assert!(suits(Wanting { weekdays: 0b000_0100, ..anything.clone() }));
        assert!(!suits(Wanting { weekdays: 0b111_1011, ..anything.clone() }));
        assert!(suits(Wanting { has: Some(start + Minutes::days(1)), ..anything.clone() }));
        assert!(!suits(Wanting { has: Some(start + Minutes::hours(23)), ..anything }));
    }
}
