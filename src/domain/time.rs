//! Instants in UTC, cut to microseconds, and the spans between them.

use std::fmt;
use std::ops::{Add, Sub};

use chrono::{DateTime, Datelike, SecondsFormat, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The years that a request may name: everything else is a slip of the finger.
pub const YEARS: std::ops::RangeInclusive<i32> = 1970..=2200;

/// The first instant that can be written as a date, in microseconds.
const EARLIEST: i64 = DateTime::<Utc>::MIN_UTC.timestamp_micros();

/// An instant in UTC, cut to microseconds: the precision that both databases keep.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The latest instant we can write; used as "no end".
    pub const MAX: Timestamp = Timestamp(DateTime::<Utc>::MAX_UTC.timestamp_micros());

    pub fn from_utc(instant: DateTime<Utc>) -> Self {
        Timestamp(instant.timestamp_micros())
    }

    /// `None` outside the years that a date can be written in.
    pub fn from_micros(micros: i64) -> Option<Self> {
        DateTime::from_timestamp_micros(micros).map(Self::from_utc)
    }

    /// Reads any RFC 3339 instant with its offset, of a year in which somebody may have an appointment.
    ///
    /// # Errors
    /// A sentence that says what is expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let instant = DateTime::parse_from_rfc3339(text).map_err(|error| {
            format!("“{text}” is not an instant with its offset, such as 2026-03-10T09:00:00+01:00 ({error})")
        })?;
        if YEARS.contains(&instant.year()) {
            Ok(Timestamp::from_utc(instant.to_utc()))
        } else {
            Err(format!("“{text}” is not between the years {} and {}", YEARS.start(), YEARS.end()))
        }
    }

    pub fn micros(self) -> i64 {
        self.0
    }

    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0)
            .expect("every Timestamp is made from a DateTime or checked against its range")
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC: `2026-03-10T08:00:00Z`. By hand for whole seconds of our years: a search writes
    /// thousands of them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let utc = self.utc();
        if utc.timestamp_subsec_micros() != 0 || !YEARS.contains(&utc.year()) {
            return f.write_str(&utc.to_rfc3339_opts(SecondsFormat::AutoSi, true));
        }
        let mut text = *b"0000-00-00T00:00:00Z";
        let year = utc.year() as u32;
        let pairs = [
            (0, year / 100),
            (2, year % 100),
            (5, utc.month()),
            (8, utc.day()),
            (11, utc.hour()),
            (14, utc.minute()),
            (17, utc.second()),
        ];
        for (at, value) in pairs {
            text[at] += (value / 10) as u8;
            text[at + 1] += (value % 10) as u8;
        }
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    /// As [`Timestamp::parse`]: a time without its offset is refused, never guessed.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Timestamp::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// A number of whole minutes: the unit of every delay, duration and buffer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Minutes(pub i64);

impl Minutes {
    pub const fn hours(hours: i64) -> Self {
        Minutes(hours * 60)
    }

    pub const fn days(days: i64) -> Self {
        Minutes(days * 24 * 60)
    }

    pub const fn micros(self) -> i64 {
        self.0 * 60_000_000
    }
}

impl Add<Minutes> for Timestamp {
    type Output = Timestamp;

    fn add(self, minutes: Minutes) -> Timestamp {
        Timestamp(self.0.saturating_add(minutes.micros()).min(Timestamp::MAX.0))
    }
}

impl Sub<Minutes> for Timestamp {
    type Output = Timestamp;

    fn sub(self, minutes: Minutes) -> Timestamp {
        Timestamp(self.0.saturating_sub(minutes.micros()).max(EARLIEST))
    }
}

impl Sub<Timestamp> for Timestamp {
    type Output = TimeDelta;

    fn sub(self, earlier: Timestamp) -> TimeDelta {
        TimeDelta::microseconds(self.0 - earlier.0)
    }
}

/// A half-open stretch of time `[start, end)` that is never empty: spans that touch do not overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    start: Timestamp,
    end: Timestamp,
}

impl Span {
    /// `None` when the end is not after the start.
    pub fn new(start: Timestamp, end: Timestamp) -> Option<Span> {
        (start < end).then_some(Span { start, end })
    }

    /// The span of `length` from `start`; `None` when the length is not positive.
    pub fn lasting(start: Timestamp, length: Minutes) -> Option<Span> {
        Span::new(start, start + length)
    }

    pub fn start(self) -> Timestamp {
        self.start
    }

    pub fn end(self) -> Timestamp {
        self.end
    }

    pub fn length(self) -> TimeDelta {
        self.end - self.start
    }

    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    pub fn common(self, other: Span) -> Option<Span> {
        Span::new(self.start.max(other.start), self.end.min(other.end))
    }

    /// The same span with more time before and after it.
    pub fn widened(self, before: Minutes, after: Minutes) -> Span {
        Span { start: self.start - before, end: self.end + after }
    }
}
