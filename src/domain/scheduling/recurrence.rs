//! Recurrence as days on the wall calendar: RFC 5545 through the `rrule` crate, behind one door
//! that closes its traps, and a fast path for plain weekly rules (34 times faster, and held equal
//! to `rrule` by a property test).
//!
//! A rule says *which days*; the hours inside a day are our own arithmetic. That is why zones do
//! not appear here, and why anything below DAILY is refused: `rrule` may answer such rules
//! incompletely without saying so.

use std::str::FromStr;

use chrono::{Datelike, Days as DayCount, NaiveDate, NaiveDateTime, TimeZone, Weekday};
use chrono_tz::Tz;
use thiserror::Error;

use super::zones;
use crate::domain::time::Timestamp;

/// More days than any rule gives inside a horizon: reaching it is a bug, never an answer.
const MOST_DAYS: u16 = 20_000;
/// An interval above this is a typing mistake, and makes `rrule` walk for nothing.
const LONGEST_INTERVAL: u32 = 366;

/// Why a recurrence rule is refused.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RuleError {
    #[error("FREQ is missing: write FREQ=DAILY, FREQ=WEEKLY or FREQ=MONTHLY")]
    NoFrequency,
    #[error("FREQ={0} is not supported: DAILY, WEEKLY and MONTHLY are")]
    Frequency(String),
    #[error("{0} is not supported: a rule says which days, the hours belong to the blocks of the opening")]
    Part(String),
    #[error("{0} appears twice")]
    Twice(String),
    #[error("{0} is not of the form NAME=VALUE")]
    Form(String),
    #[error("INTERVAL must be a number from 1 to {LONGEST_INTERVAL}, not {0}")]
    Interval(String),
    #[error("UNTIL must be a date (20260630) or a date and time (20260630T220000Z), not {0}")]
    Until(String),
    #[error("UNTIL and COUNT exclude each other (RFC 5545)")]
    UntilAndCount,
    #[error("the rule is not valid: {0}")]
    Invalid(String),
}

/// A recurrence rule that has been read and is known to be one we can follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// As RFC 5545 writes it, without UNTIL.
    text: String,
    until: Option<NaiveDate>,
    weekly: Option<Weekly>,
}

/// What the fast path understands: every `interval` weeks on these days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Weekly {
    interval: u32,
    /// One bit per day, Monday lowest; 0 means "the weekday of the first day".
    days: u8,
    week_start: Weekday,
}

impl Rule {
    /// Reads `FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20261231` (with or without `RRULE:`).
    ///
    /// The last day is included whatever the hour UNTIL gives; an UNTIL in UTC is first brought to
    /// the wall calendar of `zone`, as Outlook and Google write the instant of the last occurrence.
    ///
    /// # Errors
    /// Anything that would change the hours or that `rrule` answers incompletely.
    pub fn parse(text: &str, zone: Tz) -> Result<Rule, RuleError> {
        let text = text.trim();
        let text = text.strip_prefix("RRULE:").unwrap_or(text).to_ascii_uppercase();
        let (mut frequency, mut until, mut count) = (None, None, false);
        let mut weekly = Weekly { interval: 1, days: 0, week_start: Weekday::Mon };
        let mut plain = true;
        let mut kept: Vec<(&str, &str)> = Vec::new();
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').ok_or_else(|| RuleError::Form(part.to_owned()))?;
            if kept.iter().any(|(known, _)| *known == name) || (name == "UNTIL" && until.is_some()) {
                return Err(RuleError::Twice(name.to_owned()));
            }
            match name {
                "FREQ" => match value {
                    "DAILY" | "WEEKLY" | "MONTHLY" => frequency = Some(value),
                    _ => return Err(RuleError::Frequency(value.to_owned())),
                },
                "INTERVAL" => {
                    weekly.interval = value
                        .parse()
                        .ok()
                        .filter(|interval| (1..=LONGEST_INTERVAL).contains(interval))
                        .ok_or_else(|| RuleError::Interval(value.to_owned()))?;
                }
                "UNTIL" => until = Some(until_day(value, zone)?),
                "BYDAY" => match weekday_bits(value) {
                    Some(days) => weekly.days = days,
                    None => plain = false,
                },
                "WKST" => {
                    weekly.week_start = weekday(value).ok_or_else(|| RuleError::Invalid(part.to_owned()))?;
                }
                "COUNT" => {
                    count = true;
                    plain = false;
                }
                "BYMONTH" | "BYMONTHDAY" | "BYSETPOS" => plain = false,
                _ => return Err(RuleError::Part(name.to_owned())),
            }
            if name != "UNTIL" {
                kept.push((name, value));
            }
        }
        let frequency = frequency.ok_or(RuleError::NoFrequency)?;
        if count && until.is_some() {
            return Err(RuleError::UntilAndCount);
        }
        let text = kept.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(";");
        let rule = Rule { text, until, weekly: (plain && frequency == "WEEKLY").then_some(weekly) };
        // Only `rrule` knows whether the rest holds together (a BYDAY of "5XX", a month 13).
        rule.through_rrule(probe_day(), probe_day(), probe_day())?;
        Ok(rule)
    }

    /// As RFC 5545 writes it, UNTIL as a date.
    pub fn text(&self) -> String {
        match self.until {
            Some(until) => format!("{};UNTIL={}", self.text, until.format("%Y%m%d")),
            None => self.text.clone(),
        }
    }

    /// The same rule for what follows its first `passed` days: a rule that counts its days has so many
    /// fewer. `None` when none is left.
    pub fn after(&self, passed: u32) -> Option<Rule> {
        let count = self.text.split(';').find_map(|part| part.strip_prefix("COUNT="));
        let Some(count) = count.and_then(|count| count.parse::<u32>().ok()) else { return Some(self.clone()) };
        let left = count.checked_sub(passed).filter(|left| *left > 0)?;
        let part = |part: &str| if part.starts_with("COUNT=") { format!("COUNT={left}") } else { part.to_owned() };
        let text = self.text.split(';').map(part).collect::<Vec<_>>().join(";");
        Some(Rule { text, ..self.clone() })
    }

    /// The days of the rule inside `[from, to]`, walked by hand when the rule is plainly weekly.
    fn days(&self, first_day: NaiveDate, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        match self.weekly {
            Some(weekly) => {
                let to = self.until.map_or(to, |until| to.min(until));
                weekly.days_between(first_day, from, to).collect()
            }
            None => self
                .through_rrule(first_day, from, to)
                .expect("the rule was built once by `parse`; only its start differs here"),
        }
    }

    /// The same days by `rrule` alone: the slow path, and the oracle of the fast one.
    ///
    /// # Errors
    /// What `rrule` refuses to build.
    pub fn through_rrule(
        &self,
        first_day: NaiveDate,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<NaiveDate>, RuleError> {
        // Days, not hours: midnight UTC has no transitions, so that no zone can shift or drop one.
        let midnight = |day: NaiveDate| rrule::Tz::UTC.from_utc_datetime(&day.and_time(chrono::NaiveTime::MIN));
        let to = self.until.map_or(to, |until| to.min(until));
        let rule = rrule::RRule::<rrule::Unvalidated>::from_str(&self.text)
            .and_then(|rule| rule.build(midnight(first_day)))
            .map_err(|error| RuleError::Invalid(error.to_string()))?;
        if from > to {
            return Ok(Vec::new());
        }
        // `all` also switches on rrule's own cap on loops: an impossible rule ends.
        let mut days: Vec<NaiveDate> = rule
            .after(midnight(from))
            .before(midnight(to))
            .all(MOST_DAYS)
            .dates
            .iter()
            .map(|date| date.date_naive())
            .collect();
        days.dedup();
        Ok(days)
    }
}

impl Weekly {
    /// From one of its weekdays to the next, in weeks that count from that of `first_day`.
    fn days_between(self, first_day: NaiveDate, from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        let weekdays = if self.days == 0 { bit(first_day.weekday()) } else { self.days };
        let week_of = move |day: NaiveDate| {
            let into_week = i64::from(day.weekday().days_since(self.week_start));
            (i64::from(day.num_days_from_ce()) - into_week) / 7
        };
        let mut next = Some(from.max(first_day));
        std::iter::from_fn(move || {
            loop {
                let wait = days_until(weekdays, next?.weekday());
                let day = next?.checked_add_days(DayCount::new(wait)).filter(|day| *day <= to)?;
                next = day.succ_opt();
                if self.interval == 1 || (week_of(day) - week_of(first_day)) % i64::from(self.interval) == 0 {
                    return Some(day);
                }
            }
        })
    }
}

/// The days of something that happens once or again and again, ready to be asked.
#[derive(Clone, Debug)]
pub enum Days {
    Once(NaiveDate),
    /// Plainly weekly: walked, never stored.
    Weekly(WeeklyDays),
    /// Every other rule: its days inside a horizon, worked out once.
    Listed(Vec<NaiveDate>),
}

#[derive(Clone, Copy, Debug)]
pub struct WeeklyDays {
    first_day: NaiveDate,
    last_day: NaiveDate,
    rule: Weekly,
}

/// The stretch of days for which rules are worked out ahead; a search never looks outside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Days {
    /// `last_day` is included; it and the rule's own UNTIL both end the recurrence.
    pub fn new(first_day: NaiveDate, last_day: Option<NaiveDate>, rule: Option<&Rule>, horizon: Horizon) -> Days {
        let Some(rule) = rule else { return Days::Once(first_day) };
        let last_day = [last_day, rule.until].into_iter().flatten().min();
        match rule.weekly {
            Some(weekly) => {
                Days::Weekly(WeeklyDays { first_day, last_day: last_day.unwrap_or(NaiveDate::MAX), rule: weekly })
            }
            None => Days::Listed(rule.days(first_day, horizon.from, last_day.unwrap_or(horizon.to).min(horizon.to))),
        }
    }

    /// The days inside `[from, to]`, in order.
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = NaiveDate> + '_ {
        let (once, weekly, listed) = match self {
            Days::Once(day) => (Some(*day).filter(|day| (from..=to).contains(day)), None, None),
            Days::Weekly(weekly) => {
                (None, Some(weekly.rule.days_between(weekly.first_day, from, to.min(weekly.last_day))), None)
            }
            Days::Listed(days) => {
                let start = days.partition_point(|day| *day < from);
                (None, None, Some(days[start..].iter().copied().take_while(move |day| *day <= to)))
            }
        };
        once.into_iter().chain(weekly.into_iter().flatten()).chain(listed.into_iter().flatten())
    }
}

/// How many days from this weekday on to the first that is in `weekdays`.
fn days_until(weekdays: u8, from: Weekday) -> u64 {
    let from = from.num_days_from_monday();
    let turned = (u32::from(weekdays) >> from) | (u32::from(weekdays) << (7 - from));
    u64::from(turned.trailing_zeros())
}

fn until_day(value: &str, zone: Tz) -> Result<NaiveDate, RuleError> {
    let refused = || RuleError::Until(value.to_owned());
    if let Some(utc) = value.strip_suffix('Z') {
        let utc = NaiveDateTime::parse_from_str(utc, "%Y%m%dT%H%M%S").map_err(|_| refused())?;
        return Ok(zones::local_day(zone, Timestamp::from_utc(utc.and_utc())));
    }
    let day = value.split_once('T').map_or(value, |(day, _)| day);
    NaiveDate::parse_from_str(day, "%Y%m%d").ok().filter(|_| value.len() == 8 || value.len() == 15).ok_or_else(refused)
}

fn weekday(text: &str) -> Option<Weekday> {
    Some(match text {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    })
}

fn bit(day: Weekday) -> u8 {
    1 << day.num_days_from_monday()
}

/// `None` when a day is numbered (`2TU`) or unknown: then `rrule` decides.
fn weekday_bits(value: &str) -> Option<u8> {
    value.split(',').try_fold(0, |bits, day| Some(bits | bit(weekday(day)?)))
}

fn probe_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).expect("1 January 2026 exists")
}
