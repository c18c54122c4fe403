//! Calendar arithmetic of papers: periods, offsets from an event, the last day of validity, how long
//! a piece is fresh, and the window in which a paper is renewed.
//!
//! Days are days on the wall calendar of the place. Not here: which rule has which numbers (the data).

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::domain::motives::words;

/// Longer periods and offsets in a rule are slips of the finger.
const MOST_MONTHS: u32 = 100 * 12;
const MOST_DAYS: u32 = 100 * 366;

/// What cannot be read as a period, an offset or a validity, and what was expected.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("“{given}” is not {expected}")]
pub struct NotADate {
    given: String,
    expected: &'static str,
}

/// A span of calendar time: months (a year is twelve), or days. Never both, never nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Period {
    Months(u32),
    Days(u32),
}

impl FromStr for Period {
    type Err = NotADate;

    /// `10y`, `3mo`, `90d`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || NotADate { given: text.to_owned(), expected: "a period such as 10y, 3mo or 90d" };
        let digits = text.chars().take_while(char::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        let number: u32 = number.parse().map_err(|_| refused())?;
        let period = match unit {
            "y" => Period::Months(number.checked_mul(12).ok_or_else(refused)?),
            "mo" => Period::Months(number),
            "d" => Period::Days(number),
            _ => return Err(refused()),
        };
        match period {
            Period::Months(1..=MOST_MONTHS) | Period::Days(1..=MOST_DAYS) => Ok(period),
            _ => Err(refused()),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Months(months) if months % 12 == 0 => write!(f, "{}y", months / 12),
            Period::Months(months) => write!(f, "{months}mo"),
            Period::Days(days) => write!(f, "{days}d"),
        }
    }
}

/// `day` and some days; the furthest day that can be written when there is none.
pub fn plus_days(day: NaiveDate, days: i64) -> NaiveDate {
    let moved = match u64::try_from(days) {
        Ok(days) => day.checked_add_days(Days::new(days)),
        Err(_) => day.checked_sub_days(Days::new(days.unsigned_abs())),
    };
    moved.unwrap_or(if days < 0 { NaiveDate::MIN } else { NaiveDate::MAX })
}

/// `day` and some calendar months; a day that the month lacks becomes its last (31 October and four
/// months is 28 or 29 February).
pub fn plus_months(day: NaiveDate, months: i32) -> NaiveDate {
    let moved = match u32::try_from(months) {
        Ok(months) => day.checked_add_months(Months::new(months)),
        Err(_) => day.checked_sub_months(Months::new(months.unsigned_abs())),
    };
    moved.unwrap_or(if months < 0 { NaiveDate::MIN } else { NaiveDate::MAX })
}

/// The last day on which something issued on `issued` for `period` is valid: the day before the same
/// day of the month. Where the month lacks it, its last day: issued 29 February 2024 for ten years is
/// valid through 28 February 2034; issued 31 August for six months, through the end of February.
pub fn last_valid_day(issued: NaiveDate, period: Period) -> NaiveDate {
    let months = match period {
        Period::Days(days) => return plus_days(issued, i64::from(days) - 1),
        Period::Months(months) => months,
    };
    let first = issued.with_day(1).unwrap_or(issued);
    let first = plus_months(first, i32::try_from(months).unwrap_or(i32::MAX));
    match issued.day() - 1 {
        0 => plus_days(first, -1),
        day => first.with_day(day).unwrap_or_else(|| last_of_month(first)),
    }
}

fn last_of_month(first: NaiveDate) -> NaiveDate {
    plus_days(plus_months(first, 1), -1)
}

/// The last day on which something issued on `issued` is *less than* `limit` old. Where the calendar
/// leaves a choice, the earlier day: 30 November is three months old on 28 February, so the 27th is
/// the last. A file refused at the counter costs more than a day.
pub fn fresh_until(issued: NaiveDate, limit: Period) -> NaiveDate {
    match limit {
        Period::Days(days) => plus_days(issued, i64::from(days) - 1),
        Period::Months(months) => plus_days(plus_months(issued, i32::try_from(months).unwrap_or(i32::MAX)), -1),
    }
}

/// The first day of issue that is still fresh on `used`: what is asked for earlier is stale then.
pub fn fresh_if_issued_from(used: NaiveDate, limit: Period) -> NaiveDate {
    let mut day = match limit {
        Period::Days(days) => return plus_days(used, 1 - i64::from(days)),
        Period::Months(months) => plus_months(used, -i32::try_from(months).unwrap_or(i32::MAX)),
    };
    // Months have four lengths: the answer is a few days away at most, except at the end of time.
    const FEW: usize = 8;
    for _ in 0..FEW {
        if fresh_until(day, limit) < used {
            day = plus_days(day, 1);
        }
    }
    for _ in 0..FEW {
        if day > NaiveDate::MIN && fresh_until(plus_days(day, -1), limit) >= used {
            day = plus_days(day, -1);
        }
    }
    day
}

/// Until when a paper is valid, by its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Validity {
    /// The end is written on the paper and cannot be computed.
    ByDocument,
    /// It has no end.
    Endless,
    /// From its issue.
    For(Period),
    /// From its issue, for the one or the other: computed with the shorter.
    Between(Period, Period),
    /// Until this day and month comes next (a school year).
    UntilNext { month: u32, day: u32 },
    /// Until this day and month of the year after its issue (a tax notice).
    NextYear { month: u32, day: u32 },
    /// A quarter of a declaration: see [`Quarter`].
    Quarter,
}

impl FromStr for Validity {
    type Err = NotADate;

    /// `by document`, `none`, `10y`, `3mo-6mo`, `until 08-31`, `next year 09-30`, `quarter`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || NotADate {
            given: text.to_owned(),
            expected: "a validity: by document, none, quarter, a period (10y), two (3mo-6mo), until 08-31, next year 09-30",
        };
        let month_and_day = |text: &str| {
            let (month, day) = text.split_once('-')?;
            let (month, day) = (month.parse().ok()?, day.parse().ok()?);
            // A day that every year has.
            NaiveDate::from_ymd_opt(2025, month, day).map(|_| (month, day))
        };
        match text {
            "by document" => return Ok(Validity::ByDocument),
            "none" => return Ok(Validity::Endless),
            "quarter" => return Ok(Validity::Quarter),
            _ => {}
        }
        if let Some(rest) = text.strip_prefix("until ") {
            let (month, day) = month_and_day(rest).ok_or_else(refused)?;
            return Ok(Validity::UntilNext { month, day });
        }
        if let Some(rest) = text.strip_prefix("next year ") {
            let (month, day) = month_and_day(rest).ok_or_else(refused)?;
            return Ok(Validity::NextYear { month, day });
        }
        match text.split_once('-') {
            Some((short, long)) => Ok(Validity::Between(short.parse()?, long.parse()?)),
            None => text.parse().map(Validity::For).map_err(|_| refused()),
        }
    }
}

impl fmt::Display for Validity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Validity::ByDocument => f.write_str("by document"),
            Validity::Endless => f.write_str("none"),
            Validity::Quarter => f.write_str("quarter"),
            Validity::For(period) => period.fmt(f),
            Validity::Between(short, long) => write!(f, "{short}-{long}"),
            Validity::UntilNext { month, day } => write!(f, "until {month:02}-{day:02}"),
            Validity::NextYear { month, day } => write!(f, "next year {month:02}-{day:02}"),
        }
    }
}

/// The last day of validity, and how we know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct End {
    pub day: NaiveDate,
    /// Computed from the issue and the rule, not read on the paper: to be confirmed there.
    pub computed: bool,
}

impl Validity {
    /// The end of a paper: what is written on it when it says so, else computed from its issue.
    /// `None`: it has no end, or nobody knows it.
    pub fn end(self, written: Option<NaiveDate>, issued: Option<NaiveDate>) -> Option<End> {
        if let Some(day) = written {
            return Some(End { day, computed: false });
        }
        let issued = issued?;
        let in_year = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
        let day = match self {
            Validity::ByDocument | Validity::Endless | Validity::Quarter => return None,
            Validity::For(period) => last_valid_day(issued, period),
            Validity::Between(one, other) => last_valid_day(issued, one).min(last_valid_day(issued, other)),
            Validity::UntilNext { month, day } => {
                let this_year = in_year(issued.year(), month, day)?;
                if this_year >= issued { this_year } else { in_year(issued.year() + 1, month, day)? }
            }
            Validity::NextYear { month, day } => in_year(issued.year() + 1, month, day)?,
        };
        Some(End { day, computed: true })
    }

    pub fn has_end(self) -> bool {
        !matches!(self, Validity::Endless | Validity::Quarter)
    }
}

/// The end of an identity card of the old format, whose machine-readable zone gives the month of issue
/// only (facts §5.6). Computed with the first day of that month, so never later than the true end:
///
/// - to adults from January 2004: ten years printed (fifteen from 2014), fifteen in fact;
/// - to minors, and before 2004: ten years;
/// - none is valid after the first days of August 2031 (European rule; not verified).
///
/// `None` for a month that does not exist.
pub fn old_identity_card_end(year: i32, month: u32, adult_at_issue: bool) -> Option<End> {
    let issued = NaiveDate::from_ymd_opt(year, month, 1)?;
    let years = if adult_at_issue && year >= 2004 { 15 } else { 10 };
    let latest = NaiveDate::from_ymd_opt(2031, 8, 1)?;
    Some(End { day: last_valid_day(issued, Period::Months(years * 12)).min(latest), computed: true })
}

words! {
    /// What an offset is counted from.
    Anchor {
        /// The last day of validity: the D of D−60.
        End = "D",
        /// Arrival in France, or another event that starts a delay.
        Arrival = "arrival",
        /// The filing of a complete file.
        Filing = "filing",
        /// The day on which silence became a refusal.
        Refusal = "refusal",
        /// The first day of a quarter of declaration.
        QuarterStart = "quarter",
        QuarterEnd = "quarter_end",
        /// The eighteenth birthday.
        Age18 = "age18",
    }
}

/// A day counted from an event: months first, then days. Written as in the facts: `D-120`, `D0`,
/// `arrival+90`, `filing+3mo+20`, `quarter_end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Offset {
    pub from: Anchor,
    pub months: i32,
    pub days: i32,
}

impl Offset {
    pub fn day(self, anchor: NaiveDate) -> NaiveDate {
        plus_days(plus_months(anchor, self.months), i64::from(self.days))
    }
}

impl FromStr for Offset {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || NotADate {
            given: text.to_owned(),
            expected: "an offset such as D-120, D0, arrival+90, filing+3mo+20, quarter_end or age18+2mo",
        };
        let longest_first = [
            Anchor::QuarterEnd,
            Anchor::QuarterStart,
            Anchor::Arrival,
            Anchor::Filing,
            Anchor::Refusal,
            Anchor::Age18,
            Anchor::End,
        ];
        let (from, mut rest) = longest_first
            .into_iter()
            .find_map(|anchor| text.strip_prefix(anchor.word()).map(|rest| (anchor, rest)))
            .ok_or_else(refused)?;
        let mut offset = Offset { from, months: 0, days: 0 };
        if rest == "0" {
            return Ok(offset);
        }
        while !rest.is_empty() {
            let sign = match rest.as_bytes()[0] {
                b'+' => 1,
                b'-' => -1,
                _ => return Err(refused()),
            };
            let digits = rest[1..].chars().take_while(char::is_ascii_digit).count();
            let number: i32 = rest[1..=digits].parse().map_err(|_| refused())?;
            rest = &rest[1 + digits..];
            match rest.strip_prefix("mo") {
                Some(after) if number <= MOST_MONTHS as i32 && offset.months == 0 => {
                    offset.months = sign * number;
                    rest = after;
                }
                None if number <= MOST_DAYS as i32 && offset.days == 0 => offset.days = sign * number,
                _ => return Err(refused()),
            }
        }
        Ok(offset)
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.from.fmt(f)?;
        match (self.months, self.days) {
            (0, 0) if self.from == Anchor::End => f.write_str("0"),
            (0, 0) => Ok(()),
            (0, days) => write!(f, "{days:+}"),
            (months, 0) => write!(f, "{months:+}mo"),
            (months, days) => write!(f, "{months:+}mo{days:+}"),
        }
    }
}

macro_rules! text_on_the_wire {
    ($($name:ident),+) => {$(
        impl TryFrom<String> for $name {
            type Error = NotADate;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.to_string()
            }
        }
    )+};
}
text_on_the_wire!(Period, Validity, Offset);

/// A quarter of declaration: three calendar months. It need not be one of the year: each person's
/// begins with the month in which the right was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Quarter {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

impl Quarter {
    /// The quarter that holds `day`, for somebody one of whose quarters begins in `month` (1–12; 1 for
    /// those of the year). Any other number counts as 1.
    pub fn holding(day: NaiveDate, month: u32) -> Quarter {
        let month = if (1..=12).contains(&month) { month } else { 1 };
        let into = (day.month() + 12 - month) % 3;
        let first = plus_months(day.with_day(1).unwrap_or(day), -(into as i32));
        Quarter { first, last: plus_days(plus_months(first, 3), -1) }
    }

    pub fn next(self) -> Quarter {
        Quarter::holding(plus_days(self.last, 1), self.first.month())
    }
}

/// The days that offsets are counted from, as far as they are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Anchors {
    pub end: Option<NaiveDate>,
    pub arrival: Option<NaiveDate>,
    pub filing: Option<NaiveDate>,
    pub refusal: Option<NaiveDate>,
    pub quarter: Option<Quarter>,
    pub age18: Option<NaiveDate>,
}

/// The event that a window is counted from is not known.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the day of “{0}” is not known")]
pub struct AnchorUnknown(pub Anchor);

impl Anchors {
    pub fn of_end(end: NaiveDate) -> Anchors {
        Anchors { end: Some(end), ..Anchors::default() }
    }

    /// # Errors
    /// When that event has no date.
    pub fn day(&self, offset: Offset) -> Result<NaiveDate, AnchorUnknown> {
        let anchor = match offset.from {
            Anchor::End => self.end,
            Anchor::Arrival => self.arrival,
            Anchor::Filing => self.filing,
            Anchor::Refusal => self.refusal,
            Anchor::QuarterStart => self.quarter.map(|quarter| quarter.first),
            Anchor::QuarterEnd => self.quarter.map(|quarter| quarter.last),
            Anchor::Age18 => self.age18,
        };
        anchor.map(|anchor| offset.day(anchor)).ok_or(AnchorUnknown(offset.from))
    }
}

words! {
    /// Where a day lies in the window of a renewal, earliest first.
    WindowState {
        /// The authority takes no file yet; the person is told nothing.
        TooEarly = "too_early",
        MayFile = "may_file",
        /// Due.
        ShouldFile = "should_file",
        /// Escalated: few days are left before it must be filed.
        Late = "late",
        /// It must be filed by today, or should have been.
        Red = "red",
        /// The paper has ended: what is filed now is no renewal.
        Closed = "closed",
    }
}

/// The days of one renewal, each the first day of its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Window {
    /// `None`: at any time.
    pub may_from: Option<NaiveDate>,
    pub should_by: NaiveDate,
    pub escalate_from: NaiveDate,
    /// The last day in time, and the first red one.
    pub must_by: NaiveDate,
    /// The last day on which there is something to renew.
    pub closes_after: NaiveDate,
}

impl Window {
    /// Keeps the order of the days whatever the offsets gave: nothing is due before it may be done.
    pub fn new(
        may_from: Option<NaiveDate>,
        should_by: NaiveDate,
        must_by: NaiveDate,
        escalate_days: u32,
        end: Option<NaiveDate>,
    ) -> Window {
        let should_by = should_by.max(may_from.unwrap_or(should_by)).min(must_by);
        let escalate_from = plus_days(must_by, -i64::from(escalate_days)).clamp(should_by, must_by);
        Window { may_from, should_by, escalate_from, must_by, closes_after: end.unwrap_or(must_by).max(must_by) }
    }

    pub fn state(&self, day: NaiveDate) -> WindowState {
        match day {
            day if day > self.closes_after => WindowState::Closed,
            day if day >= self.must_by => WindowState::Red,
            day if day >= self.escalate_from => WindowState::Late,
            day if day >= self.should_by => WindowState::ShouldFile,
            day if self.may_from.is_none_or(|from| day >= from) => WindowState::MayFile,
            _ => WindowState::TooEarly,
        }
    }

    /// Whether a file handed in that day is in time.
    pub fn in_time(&self, day: NaiveDate) -> bool {
        self.may_from.is_none_or(|from| day >= from) && day <= self.must_by
    }

    /// The next day on which the state changes, after `day`.
    pub fn next_change(&self, day: NaiveDate) -> Option<NaiveDate> {
        let days = [
            self.may_from.unwrap_or(self.should_by),
            self.should_by,
            self.escalate_from,
            self.must_by,
            plus_days(self.closes_after, 1),
        ];
        days.into_iter().find(|change| *change > day && self.state(*change) != self.state(day))
    }
}
