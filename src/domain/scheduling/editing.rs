//! Changing when a calendar receives: openings and absences as a form gives them, known to be good,
//! and what a change to one occurrence, to all that follow, or to all of them means.
//!
//! Here: the rules, on plain values. Not here: whose calendar it is, and writing it.

use std::collections::BTreeMap;

use chrono::{Days as DayCount, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use thiserror::Error;

use super::agenda::{Block, parse_blocks, write_blocks};
use super::recurrence::{Days, Horizon, Rule, RuleError};
use crate::domain::ids::{MotiveId, PlaceId};

/// The longest absence in days: the database holds the same.
const LONGEST_ABSENCE: i64 = 44;
/// A recurring absence lasts less than a day: its occurrences would lie over one another.
const MIDNIGHT: NaiveTime = NaiveTime::MIN;

/// Why an opening or an absence cannot be as it was typed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Unfit {
    #[error("no hours are given")]
    NoHours,
    #[error("two of its hours overlap")]
    HoursOverlap,
    #[error("its last day is before its first")]
    EndsBeforeItStarts,
    #[error("a last day without a rule does not say which days between")]
    DaysMissing,
    #[error("the rule cannot be followed: {0}")]
    Rule(RuleError),
    #[error("the rule gives no day")]
    NoDay,
    #[error("nothing is received for")]
    NoMotive,
    #[error("there is nothing on that day")]
    NotAnOccurrence,
    #[error("longer than {LONGEST_ABSENCE} days")]
    TooLong,
}

impl Unfit {
    /// The field of the form that it is about.
    pub fn field(&self) -> &'static str {
        match self {
            Unfit::NoHours | Unfit::HoursOverlap => "blocks",
            Unfit::EndsBeforeItStarts | Unfit::TooLong => "last_day",
            Unfit::DaysMissing | Unfit::Rule(_) | Unfit::NoDay => "rule",
            Unfit::NoMotive => "motives",
            Unfit::NotAnOccurrence => "day",
        }
    }

    /// The key of the sentence that says it.
    pub fn key(&self) -> &'static str {
        match self {
            Unfit::NoHours => "agenda-no-hours",
            Unfit::HoursOverlap => "agenda-hours-overlap",
            Unfit::EndsBeforeItStarts => "agenda-ends-before-it-starts",
            Unfit::DaysMissing => "agenda-days-missing",
            Unfit::Rule(_) => "agenda-rule",
            Unfit::NoDay => "agenda-no-day",
            Unfit::NoMotive => "agenda-no-motive",
            Unfit::NotAnOccurrence => "agenda-not-an-occurrence",
            Unfit::TooLong => "agenda-absence-too-long",
        }
    }
}

/// The hours of a day: at least one block, in order, none over another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours(Vec<Block>);

impl Hours {
    /// # Errors
    /// `NoHours`, `HoursOverlap`.
    pub fn new(mut blocks: Vec<Block>) -> Result<Hours, Unfit> {
        if blocks.is_empty() {
            return Err(Unfit::NoHours);
        }
        blocks.sort_unstable();
        let any_day = NaiveDate::from_ymd_opt(2026, 1, 1).expect("1 January 2026 exists");
        let spans: Vec<_> = blocks.iter().filter_map(|block| block.on(any_day, Tz::UTC)).collect();
        if spans.windows(2).any(|pair| pair[0].overlaps(pair[1])) {
            return Err(Unfit::HoursOverlap);
        }
        Ok(Hours(blocks))
    }

    pub fn blocks(&self) -> &[Block] {
        &self.0
    }

    /// As the database writes them.
    pub fn text(&self) -> String {
        write_blocks(&self.0)
    }
}

/// On which days: once, or again and again. It has at least one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    first_day: NaiveDate,
    last_day: Option<NaiveDate>,
    rule: Option<Rule>,
}

impl When {
    pub fn once(day: NaiveDate) -> When {
        When { first_day: day, last_day: None, rule: None }
    }

    /// `rule` as RFC 5545 (`FREQ=WEEKLY;BYDAY=MO`), its UNTIL read on the wall calendar of `zone`;
    /// `last_day` is included.
    ///
    /// # Errors
    /// `EndsBeforeItStarts`, `DaysMissing`, `Rule`, `NoDay`.
    pub fn new(first_day: NaiveDate, last_day: Option<NaiveDate>, rule: Option<&str>, zone: Tz) -> Result<When, Unfit> {
        if last_day.is_some_and(|last_day| last_day < first_day) {
            return Err(Unfit::EndsBeforeItStarts);
        }
        let rule = rule.map(|rule| Rule::parse(rule, zone)).transpose().map_err(Unfit::Rule)?;
        if rule.is_none() && last_day.is_some_and(|last_day| last_day != first_day) {
            return Err(Unfit::DaysMissing);
        }
        let last_day = last_day.filter(|_| rule.is_some());
        let when = When { first_day, last_day, rule };
        if when.first().is_none() { Err(Unfit::NoDay) } else { Ok(when) }
    }

    pub fn first_day(&self) -> NaiveDate {
        self.first_day
    }

    pub fn last_day(&self) -> Option<NaiveDate> {
        self.last_day
    }

    pub fn rule(&self) -> Option<String> {
        self.rule.as_ref().map(Rule::text)
    }

    pub fn recurs(&self) -> bool {
        self.rule.is_some()
    }

    fn days(&self, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        let days = Days::new(self.first_day, self.last_day, self.rule.as_ref(), Horizon { from, to });
        days.between(from, to).collect()
    }

    /// The first day of all; looked for over ten years, which no rule that somebody means outlasts.
    pub fn first(&self) -> Option<NaiveDate> {
        let year = |years: u64| self.first_day.checked_add_days(DayCount::new(years * 366));
        [1, 10].into_iter().filter_map(year).find_map(|to| self.days(self.first_day, to).first().copied())
    }

    pub fn is_on(&self, day: NaiveDate) -> bool {
        self.days(day, day).first() == Some(&day)
    }

    /// How many days it had before this one.
    fn passed(&self, day: NaiveDate) -> u32 {
        let before = day.pred_opt().unwrap_or(day);
        if before < self.first_day {
            0
        } else {
            u32::try_from(self.days(self.first_day, before).len()).unwrap_or(u32::MAX)
        }
    }
}

/// An opening as a form gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningPlan {
    /// `None`: by phone or video.
    pub place: Option<PlaceId>,
    pub when: When,
    pub hours: Hours,
    motives: Vec<MotiveId>,
}

impl OpeningPlan {
    /// # Errors
    /// `NoMotive`: such an opening would offer nothing, and nobody would see why.
    pub fn new(place: Option<PlaceId>, when: When, hours: Hours, mut motives: Vec<MotiveId>) -> Result<Self, Unfit> {
        motives.sort_unstable();
        motives.dedup();
        if motives.is_empty() { Err(Unfit::NoMotive) } else { Ok(OpeningPlan { place, when, hours, motives }) }
    }

    /// An opening as it was written, by a file perhaps: only read, not judged.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn stored(
        place: Option<PlaceId>,
        (first_day, last_day): (NaiveDate, Option<NaiveDate>),
        rule: Option<&str>,
        blocks: &str,
        motives: Vec<MotiveId>,
        zone: Tz,
    ) -> Result<Self, String> {
        let rule = rule.map(|rule| Rule::parse(rule, zone)).transpose().map_err(|error| error.to_string())?;
        let hours = Hours(parse_blocks(blocks).map_err(|error| error.to_string())?);
        Ok(OpeningPlan { place, when: When { first_day, last_day, rule }, hours, motives })
    }

    /// In order of their id.
    pub fn motives(&self) -> &[MotiveId] {
        &self.motives
    }
}

/// Which occurrences a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    ThisOnly(NaiveDate),
    /// That day included.
    FromThisOn(NaiveDate),
    All,
}

/// Single occurrences that differ: other hours, or none.
pub type Exceptions = BTreeMap<NaiveDate, Vec<Block>>;

/// What a change comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The opening itself, whole.
    Rewrite(OpeningPlan),
    /// Other hours on one day.
    Except(NaiveDate, Hours),
    /// Nothing on one day; with a plan, an opening of its own instead.
    Drop(NaiveDate, Option<OpeningPlan>),
    /// It ends with that day; with a plan, another one follows and takes over the later exceptions.
    End(NaiveDate, Option<OpeningPlan>),
    Delete,
}

/// What to do to `old` so that `which` becomes `plan`.
///
/// # Errors
/// `NotAnOccurrence` for a day it does not have, `NoDay` when a rule that counts has no day left.
pub fn change(old: &OpeningPlan, which: Which, plan: OpeningPlan) -> Result<Change, Unfit> {
    match settled(&old.when, which)? {
        Which::All => Ok(Change::Rewrite(plan)),
        Which::ThisOnly(day) => {
            let one =
                OpeningPlan { when: When::once(if plan.when.recurs() { day } else { plan.when.first_day }), ..plan };
            // The same people at the same place on the same day: only its hours differ.
            if (one.place, &one.motives, one.when.first_day) == (old.place, &old.motives, day) {
                Ok(Change::Except(day, one.hours))
            } else {
                Ok(Change::Drop(day, Some(one)))
            }
        }
        Which::FromThisOn(day) => {
            let mut plan = plan;
            // The form shows the rule of the whole; what follows begins here, with the days that are left.
            if plan.when.first_day < day {
                plan.when.first_day = day;
            }
            if plan.when.rule == old.when.rule {
                let passed = old.when.passed(day);
                plan.when.rule = match plan.when.rule {
                    Some(rule) => Some(rule.after(passed).ok_or(Unfit::NoDay)?),
                    None => None,
                };
            }
            if plan.when.last_day.is_some_and(|last_day| last_day < plan.when.first_day) {
                return Err(Unfit::EndsBeforeItStarts);
            }
            if plan.when.first().is_none() {
                return Err(Unfit::NoDay);
            }
            Ok(Change::End(day.pred_opt().unwrap_or(day), Some(plan)))
        }
    }
}

/// What to do to `old` so that `which` is no longer.
///
/// # Errors
/// `NotAnOccurrence`.
pub fn delete(old: &When, which: Which) -> Result<Change, Unfit> {
    Ok(match settled(old, which)? {
        Which::All => Change::Delete,
        Which::ThisOnly(day) => Change::Drop(day, None),
        Which::FromThisOn(day) => Change::End(day.pred_opt().unwrap_or(day), None),
    })
}

/// Of what happens once every way is all of it; from the first day on is all of it too.
fn settled(old: &When, which: Which) -> Result<Which, Unfit> {
    match which {
        Which::All => Ok(Which::All),
        Which::ThisOnly(day) | Which::FromThisOn(day) if !old.is_on(day) => Err(Unfit::NotAnOccurrence),
        Which::ThisOnly(_) if !old.recurs() => Ok(Which::All),
        Which::FromThisOn(day) if old.first() == Some(day) => Ok(Which::All),
        which => Ok(which),
    }
}

/// An absence as a form gives it: a part of a day or several days, once; or a part of a day again and
/// again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsencePlan {
    when: When,
    hours: (NaiveTime, NaiveTime),
    days_over: u16,
    reason: String,
}

impl AbsencePlan {
    /// From one wall-clock time to another, on the same day or later. Midnight as an end is the end of
    /// the day before.
    ///
    /// # Errors
    /// `EndsBeforeItStarts`, `TooLong`.
    pub fn once(from: (NaiveDate, NaiveTime), to: (NaiveDate, NaiveTime), reason: &str) -> Result<Self, Unfit> {
        let days_over = (to.0 - from.0).num_days();
        if days_over > LONGEST_ABSENCE {
            return Err(Unfit::TooLong);
        }
        let days_over = u16::try_from(days_over).map_err(|_| Unfit::EndsBeforeItStarts)?;
        AbsencePlan { when: When::once(from.0), hours: (from.1, to.1), days_over, reason: reason.trim().to_owned() }
            .that_lasts()
    }

    /// Whole days, both included.
    ///
    /// # Errors
    /// As [`AbsencePlan::once`].
    pub fn whole_days(first: NaiveDate, last: NaiveDate, reason: &str) -> Result<Self, Unfit> {
        if last < first {
            return Err(Unfit::EndsBeforeItStarts);
        }
        let after = last.succ_opt().ok_or(Unfit::TooLong)?;
        AbsencePlan::once((first, MIDNIGHT), (after, MIDNIGHT), reason)
    }

    /// The same hours on each day of a rule; an end at midnight is that of the day.
    ///
    /// # Errors
    /// `EndsBeforeItStarts` also when the hours run past midnight.
    pub fn recurring(when: When, hours: (NaiveTime, NaiveTime), reason: &str) -> Result<Self, Unfit> {
        let days_over = u16::from(hours.1 == MIDNIGHT);
        AbsencePlan { when, hours, days_over, reason: reason.trim().to_owned() }.that_lasts()
    }

    /// An absence as it was written, by a file perhaps: only read, not judged.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn stored(
        (first_day, last_day): (NaiveDate, Option<NaiveDate>),
        rule: Option<&str>,
        zone: Tz,
        (block, days_over): (&str, i64),
        reason: &str,
    ) -> Result<Self, String> {
        let rule = rule.map(|rule| Rule::parse(rule, zone)).transpose().map_err(|error| error.to_string())?;
        let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").map_err(|error| error.to_string());
        let (from, to) = block.split_once('-').ok_or_else(|| format!("“{block}” is no block"))?;
        let days_over = u16::try_from(days_over).map_err(|error| error.to_string())?;
        let when = When { first_day, last_day, rule };
        Ok(AbsencePlan { when, hours: (time(from)?, time(to)?), days_over, reason: reason.to_owned() })
    }

    fn that_lasts(self) -> Result<Self, Unfit> {
        let block = Block::over_days(self.hours.0, self.hours.1, self.days_over);
        block.is_some().then_some(self).ok_or(Unfit::EndsBeforeItStarts)
    }

    pub fn when(&self) -> &When {
        &self.when
    }

    pub fn reason(&self) -> &str {
        &self.reason
    }

    pub fn hours(&self) -> (NaiveTime, NaiveTime) {
        self.hours
    }

    /// How many days after it starts it ends.
    pub fn days_over(&self) -> i64 {
        i64::from(self.days_over)
    }

    /// Its hours as the database writes them, whatever lies between.
    pub fn block(&self) -> String {
        format!("{}-{}", self.hours.0.format("%H:%M"), self.hours.1.format("%H:%M"))
    }
}
