//! When reminders go out: so long before the start, never while people sleep.

use std::str::FromStr;

use chrono::{Days, NaiveTime, Timelike};
use chrono_tz::Tz;

use super::MessageKind;
use crate::domain::scheduling::zones;
use crate::domain::time::{Minutes, Timestamp};

/// Nothing is said outside these hours of the place…
const MORNING: u32 = 8;
const EVENING: u32 = 20;
/// … unless the appointment is nearer than this.
const SOON: Minutes = Minutes::hours(12);
/// What would go out in the night and cannot wait for the morning goes out the evening before.
const LAST_CALL: NaiveTime = NaiveTime::from_hms_opt(19, 30, 0).expect("an hour of the day");
/// Who has just been told everything is not reminded of it.
const JUST_SAID: Minutes = Minutes::hours(1);
/// The longest delay there is.
pub const LONGEST: Minutes = Minutes::days(14);

/// How long before the start people are reminded, as `4320,1440`: the longest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delays(Vec<Minutes>);

impl Delays {
    pub fn contains(&self, delay: Minutes) -> bool {
        self.0.contains(&delay)
    }
}

#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("“{0}” is not a list of delays in minutes, such as 4320,1440")]
pub struct NoDelays(String);

impl FromStr for Delays {
    type Err = NoDelays;

    fn from_str(text: &str) -> Result<Self, NoDelays> {
        let bad = || NoDelays(text.to_owned());
        let mut delays = Vec::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let minutes: i64 = part.parse().map_err(|_| bad())?;
            if !(1..=LONGEST.0).contains(&minutes) {
                return Err(bad());
            }
            delays.push(Minutes(minutes));
        }
        delays.sort_unstable_by(|a, b| b.cmp(a));
        delays.dedup();
        Ok(Delays(delays))
    }
}

/// One reminder of one appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    pub kind: MessageKind,
    pub ahead: Minutes,
    pub due_at: Timestamp,
    /// From then on the next one says the same, or it has begun.
    pub useless_after: Timestamp,
}

/// The reminders of an appointment whose hours have been as they are since `since`. What would say
/// again what was said then is left out: who books late gets the confirmation alone.
pub fn plan(
    start: Timestamp,
    zone: Tz,
    (delays, leave_now): (&Delays, Option<Minutes>),
    since: Timestamp,
) -> Vec<Planned> {
    let heard = polite(since, start, zone);
    let leaving = leave_now.map(|ahead| (MessageKind::LeaveNow, ahead, heard));
    let wanted = delays.0.iter().map(|ahead| (MessageKind::Reminder, *ahead, heard + JUST_SAID)).chain(leaving);
    let mut planned: Vec<Planned> = Vec::new();
    for (kind, ahead, not_before) in wanted {
        let due_at = polite(start - ahead, start, zone);
        if due_at < not_before || due_at >= start {
            continue;
        }
        // The one before has nothing to add from then on.
        if let Some(last) = planned.last_mut().filter(|last| last.useless_after > due_at && kind == last.kind) {
            last.useless_after = due_at;
        }
        planned.push(Planned { kind, ahead, due_at, useless_after: start });
    }
    planned.retain(|one| one.due_at < one.useless_after);
    planned
}

/// Whether people are awake, or the appointment is too near to wait.
pub fn may_say(now: Timestamp, start: Timestamp, zone: Tz) -> bool {
    let hour = zones::wall_clock(zone, now).hour();
    (MORNING..EVENING).contains(&hour) || start - SOON < now
}

/// The next morning, when people are asleep now.
pub fn morning_after(now: Timestamp, zone: Tz) -> Timestamp {
    let local = zones::wall_clock(zone, now);
    let day = if local.hour() < MORNING { local.date() } else { local.date() + Days::new(1) };
    zones::instant(zone, day.and_hms_opt(MORNING, 0, 0).unwrap_or(local))
}

/// The nearest hour at which it may be said: the next morning, or the evening before when the morning
/// would leave less than half of the delay.
fn polite(at: Timestamp, start: Timestamp, zone: Tz) -> Timestamp {
    if may_say(at, start, zone) {
        return at;
    }
    let morning = morning_after(at, zone);
    if (start - morning) * 2 >= start - at {
        return morning;
    }
    let local = zones::wall_clock(zone, at);
    let evening = if local.hour() < MORNING { local.date() - Days::new(1) } else { local.date() };
    zones::instant(zone, evening.and_time(LAST_CALL))
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    const PARIS: Tz = chrono_tz::Europe::Paris;

    fn at(zone: Tz, text: &str) -> Timestamp {
        let local: chrono::NaiveDateTime = text.parse().unwrap();
        Timestamp::from_utc(zone.from_local_datetime(&local).earliest().unwrap().to_utc())
    }

    fn hours(zone: Tz, start: &str, since: &str) -> Vec<String> {
        let delays = "4320,1440".parse().unwrap();
        plan(at(zone, start), zone, (&delays, Some(Minutes(60))), at(zone, since))
            .into_iter()
            .map(|one| format!("{} {}", one.kind, zones::wall_clock(zone, one.due_at).format("%d %H:%M")))
            .collect()
    }

    #[test]
    fn three_days_and_one_day_before() {
        let said = hours(PARIS, "2026-03-20T10:00:00", "2026-03-01T10:00:00");
        assert_eq!(said, ["reminder 17 10:00", "reminder 19 10:00", "leave_now 20 09:00"]);
    }

    #[test]
    fn at_24_nobody_is_woken() {
        for start in ["2026-03-20T00:30:00", "2026-03-20T06:00:00", "2026-03-20T23:30:00"] {
            for zone in [PARIS, chrono_tz::Indian::Reunion, chrono_tz::America::Guadeloupe, chrono_tz::Pacific::Noumea]
            {
                let delays: Delays = "4320,2880,1440,1000,800".parse().unwrap();
                for one in plan(at(zone, start), zone, (&delays, Some(Minutes(60))), at(zone, "2026-03-01T10:00:00")) {
                    let hour = zones::wall_clock(zone, one.due_at).hour();
                    let soon = at(zone, start) - Minutes::hours(12) < one.due_at;
                    assert!((8..20).contains(&hour) || soon, "{start} {zone}: {one:?}");
                }
            }
        }
        assert_eq!(
            hours(PARIS, "2026-03-20T00:30:00", "2026-03-01T10:00:00")[..2],
            ["reminder 17 08:00", "reminder 19 08:00"]
        );
    }

    #[test]
    fn in_the_weeks_when_the_clock_changes_the_day_before_is_the_day_before() {
        // The clock goes forward on 29 March and back on 25 October.
        assert_eq!(hours(PARIS, "2026-03-29T10:00:00", "2026-03-01T10:00:00")[1], "reminder 28 09:00");
        assert_eq!(hours(PARIS, "2026-10-25T10:00:00", "2026-10-01T10:00:00")[1], "reminder 24 11:00");
        assert_eq!(hours(PARIS, "2026-03-30T08:00:00", "2026-03-01T10:00:00")[1], "reminder 29 08:00");
    }

    #[test]
    fn at_33_who_books_late_hears_nothing_twice() {
        assert_eq!(hours(PARIS, "2026-03-20T10:00:00", "2026-03-19T10:30:00"), ["leave_now 20 09:00"]);
        assert_eq!(hours(PARIS, "2026-03-20T10:00:00", "2026-03-20T09:30:00"), [] as [&str; 0]);
        assert_eq!(
            hours(PARIS, "2026-03-20T10:00:00", "2026-03-18T10:00:00"),
            ["reminder 19 10:00", "leave_now 20 09:00"]
        );
    }

    #[test]
    fn the_first_is_useless_once_the_second_is_due() {
        let delays = "4320,1440".parse().unwrap();
        let start = at(PARIS, "2026-03-20T10:00:00");
        let planned = plan(start, PARIS, (&delays, None), at(PARIS, "2026-03-01T10:00:00"));
        assert_eq!(planned[0].useless_after, planned[1].due_at);
        assert_eq!(planned[1].useless_after, start);
    }

    #[test]
    fn delays_are_read_or_refused() {
        assert_eq!("1440, 4320,1440".parse(), Ok(Delays(vec![Minutes(4320), Minutes(1440)])));
        assert_eq!("".parse(), Ok(Delays::default()));
        assert!("0".parse::<Delays>().is_err() && "99999".parse::<Delays>().is_err() && "a".parse::<Delays>().is_err());
    }
}
