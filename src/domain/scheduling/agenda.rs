//! What one calendar holds: when it receives (openings), when it does not (absences), and what is
//! already taken (busy times).

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use thiserror::Error;

use super::recurrence::Days;
use super::zones;
use crate::domain::ids::{
    AbsenceId, AppointmentId, BusyTimeId, CalendarId, MotiveId, OpeningId, OrganisationId, PlaceId,
};
use crate::domain::time::{Minutes, Span, Timestamp};

const MINUTES_PER_DAY: u16 = 24 * 60;

/// Hours inside a day in wall clock, such as 09:00–12:00; may run past midnight (22:00–02:00).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Block {
    /// Minutes after midnight of the day it belongs to.
    from: u16,
    /// Minutes after the same midnight: over 1440 when the block ends on a later day.
    to: u16,
}

#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum BlockError {
    #[error("“{0}” is not of the form 09:00-12:00")]
    Form(String),
    #[error("the block “{0}” ends when it starts")]
    Empty(String),
}

impl Block {
    /// From one wall-clock time to another; an end at or before the start is on the next day.
    /// `None` when both are the same: such a block does not exist.
    pub fn new(from: NaiveTime, to: NaiveTime) -> Option<Block> {
        let minute = |time: NaiveTime| (time.signed_duration_since(NaiveTime::MIN).num_minutes()) as u16;
        let (from, to) = (minute(from), minute(to));
        match from.cmp(&to) {
            std::cmp::Ordering::Less => Some(Block { from, to }),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(Block { from, to: to + MINUTES_PER_DAY }),
        }
    }

    /// From a time of one day to a time `days_later`: an absence from the 27th 9:00 to the 28th 12:00.
    pub fn over_days(from: NaiveTime, to: NaiveTime, days_later: u16) -> Option<Block> {
        let minute = |time: NaiveTime| (time.signed_duration_since(NaiveTime::MIN).num_minutes()) as u32;
        let (from, to) = (minute(from), minute(to) + u32::from(days_later) * u32::from(MINUTES_PER_DAY));
        (from < to && to <= u32::from(u16::MAX)).then_some(Block { from: from as u16, to: to as u16 })
    }

    /// The instants of this block on that day. `None` where a change of the clock leaves nothing.
    pub fn on(self, day: NaiveDate, zone: Tz) -> Option<Span> {
        if self.to <= MINUTES_PER_DAY
            && let Some(midnight) = zones::steady_midnight(zone, day)
        {
            let at = |minutes: u16| midnight + Minutes(i64::from(minutes));
            return Span::new(at(self.from), at(self.to));
        }
        let at = |minutes: u16| -> Option<NaiveDateTime> {
            day.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(i64::from(minutes)))
        };
        Span::new(zones::instant(zone, at(self.from)?), zones::instant(zone, at(self.to)?))
    }

    /// What the clock shows when it begins and when it ends; midnight for the end of a day.
    pub fn times(self) -> (NaiveTime, NaiveTime) {
        let at = |minutes: u16| NaiveTime::MIN + TimeDelta::minutes(i64::from(minutes % MINUTES_PER_DAY));
        (at(self.from), at(self.to))
    }

    /// How many days before an instant its block may have begun.
    pub fn days_over(self) -> u16 {
        self.to / MINUTES_PER_DAY
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = match self.to % MINUTES_PER_DAY {
            0 => MINUTES_PER_DAY,
            minutes => minutes,
        };
        write!(f, "{:02}:{:02}-{:02}:{:02}", self.from / 60, self.from % 60, to / 60, to % 60)
    }
}

impl FromStr for Block {
    type Err = BlockError;

    /// `09:00-12:00`; `24:00` may be written for the end of the day.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form = || BlockError::Form(text.to_owned());
        let (from, to) = text.trim().split_once('-').ok_or_else(form)?;
        let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").map_err(|_| form());
        if to.trim() == "24:00" {
            let from = time(from)?;
            return Block::over_days(from, NaiveTime::MIN, 1).ok_or_else(form);
        }
        Block::new(time(from)?, time(to)?).ok_or_else(|| BlockError::Empty(text.to_owned()))
    }
}

/// Blocks as the database and the import files write them: `09:00-12:00,14:00-17:00`.
///
/// # Errors
/// The first block that cannot be read.
pub fn parse_blocks(text: &str) -> Result<Vec<Block>, BlockError> {
    text.split(',').filter(|block| !block.trim().is_empty()).map(str::parse).collect()
}

/// The reverse of [`parse_blocks`].
pub fn write_blocks(blocks: &[Block]) -> String {
    blocks.iter().map(Block::to_string).collect::<Vec<_>>().join(",")
}

/// When a worker receives, for which motives and where (nowhere: phone, video).
#[derive(Clone, Debug)]
pub struct Opening {
    pub id: OpeningId,
    pub organisation: OrganisationId,
    pub place: Option<PlaceId>,
    pub motives: Vec<MotiveId>,
    pub days: Days,
    pub blocks: Vec<Block>,
    /// One occurrence, changed: other blocks on that day, or none when it is dropped.
    pub exceptions: BTreeMap<NaiveDate, Vec<Block>>,
}

impl Opening {
    /// Each block of each occurrence that overlaps `window`, whole, in order of days.
    pub fn spans(&self, window: Span, zone: Tz) -> impl Iterator<Item = Span> + '_ {
        self.spans_on(zones::local_days(zone, window), window, zone)
    }

    /// The same, when the local days of the window are known.
    pub fn spans_on(&self, days: (NaiveDate, NaiveDate), window: Span, zone: Tz) -> impl Iterator<Item = Span> + '_ {
        self.dated_spans(days, window, zone).map(|(_, span)| span)
    }

    /// The same, each with the day of its occurrence: a block past midnight belongs to the day before.
    pub fn dated_spans(
        &self,
        (first, last): (NaiveDate, NaiveDate),
        window: Span,
        zone: Tz,
    ) -> impl Iterator<Item = (NaiveDate, Span)> + '_ {
        let days_over =
            self.blocks.iter().chain(self.exceptions.values().flatten()).map(|block| block.days_over()).max();
        self.days
            .between(days_before(first, days_over.unwrap_or(0)), last)
            .flat_map(move |day| {
                let blocks = self.exceptions.get(&day).unwrap_or(&self.blocks);
                blocks.iter().filter_map(move |block| Some((day, block.on(day, zone)?)))
            })
            .filter(move |(_, span)| span.overlaps(window))
    }
}

/// When a worker (or a resource) is not there, whatever its openings say.
#[derive(Clone, Debug)]
pub struct Absence {
    pub id: AbsenceId,
    pub zone: Tz,
    pub days: Days,
    /// May last several days: one block from the first morning to the last evening.
    pub block: Block,
}

impl Absence {
    pub fn spans(&self, window: Span) -> impl Iterator<Item = Span> + '_ {
        let (first, last) = zones::local_days(self.zone, window);
        self.days
            .between(days_before(first, self.block.days_over()), last)
            .filter_map(|day| self.block.on(day, self.zone))
            .filter(move |span| span.overlaps(window))
    }
}

/// The day on which something that lasts into `first` may have begun.
fn days_before(first: NaiveDate, days_over: u16) -> NaiveDate {
    first.checked_sub_days(chrono::Days::new(u64::from(days_over))).unwrap_or(first)
}

/// Time that is taken, buffers included: an appointment, or a hold that ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BusyTime {
    pub id: BusyTimeId,
    pub span: Span,
    /// `None` for a hold.
    pub appointment: Option<AppointmentId>,
    /// A hold no longer counts from this instant on.
    pub expires_at: Option<Timestamp>,
}

impl BusyTime {
    pub fn counts_at(self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }
}

/// The longest a busy time may last; the database checks it too. It bounds every look-up: what
/// overlaps an instant began at most this long before.
pub const LONGEST_BUSY_TIME: Minutes = Minutes::hours(24);

/// The busy times of one calendar, in order of their start.
#[derive(Clone, Debug, Default)]
pub struct BusyTimes(Vec<BusyTime>);

impl BusyTimes {
    pub fn new(mut times: Vec<BusyTime>) -> Self {
        times.sort_unstable_by_key(|busy| (busy.span, busy.id));
        BusyTimes(times)
    }

    pub fn all(&self) -> &[BusyTime] {
        &self.0
    }

    /// These and one more.
    #[must_use]
    pub fn with(&self, busy: BusyTime) -> Self {
        let at = self.0.partition_point(|one| (one.span, one.id) < (busy.span, busy.id));
        let mut times = Vec::with_capacity(self.0.len() + 1);
        times.extend_from_slice(&self.0[..at]);
        times.push(busy);
        times.extend_from_slice(&self.0[at..]);
        BusyTimes(times)
    }

    /// Those that overlap `window`, holds that have ended included.
    pub fn overlapping(&self, window: Span) -> impl Iterator<Item = BusyTime> + '_ {
        let first = self.0.partition_point(|busy| busy.span.start() <= window.start() - LONGEST_BUSY_TIME);
        self.0[first..]
            .iter()
            .take_while(move |busy| busy.span.start() < window.end())
            .filter(move |busy| busy.span.overlaps(window))
            .copied()
    }

    /// Those that overlap `window` and still count at `now`.
    pub fn within(&self, window: Span, now: Timestamp) -> impl Iterator<Item = BusyTime> + '_ {
        self.overlapping(window).filter(move |busy| busy.counts_at(now))
    }
}

/// Everything that decides when one calendar is free. Openings and absences are shared: they change
/// much less often than what is busy.
#[derive(Clone, Debug)]
pub struct Agenda {
    pub calendar: CalendarId,
    pub openings: Arc<Vec<Opening>>,
    pub absences: Arc<Vec<Absence>>,
    pub busy: BusyTimes,
}

impl Agenda {
    /// The same openings and absences, and other busy times.
    #[must_use]
    pub fn with_busy(&self, busy: BusyTimes) -> Self {
        Agenda { calendar: self.calendar, openings: self.openings.clone(), absences: self.absences.clone(), busy }
    }
}
