//! Clocks that run by themselves: silence that becomes a refusal and the appeal after it, the sign of
//! life that a domiciliation wants, the quarterly declaration, the ages of children.
//!
//! Days are those of the place. Not here: the window of a paper that ends ([`super::dates`]).

use chrono::NaiveDate;
use serde::Serialize;

use super::dates::{AnchorUnknown, Anchors, Period, Quarter, Window, fresh_until, plus_days, plus_months};
use super::rules::{PaperCode, Rule, RuleBook};
use crate::domain::motives::words;

/// What begins with a filing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AfterFiling {
    /// The paper to wait for while the file is looked at.
    pub interim: Option<PaperCode>,
    /// The clock that runs when the file is complete.
    pub silence: Option<(PaperCode, Silence)>,
}

/// The next link and the next clock of a filing made today. `complete_on` is when the file was complete:
/// before that no silence runs.
pub fn after_filing(book: &RuleBook, rule: &Rule, filed_on: NaiveDate, complete_on: Option<NaiveDate>) -> AfterFiling {
    let clock = rule.silence.as_ref().and_then(|code| book.rule(code.as_str(), filed_on));
    let silence = clock.zip(complete_on).and_then(|(clock, complete_on)| {
        let silence = Silence::of(clock, complete_on).ok().flatten()?;
        Some((clock.paper.clone(), silence))
    });
    AfterFiling { interim: rule.interim.clone(), silence }
}

/// Silence of the authority, from a complete filing. It runs on even when an interim paper is renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Silence {
    pub filed_on: NaiveDate,
    /// The worker is told from here.
    pub warn_from: NaiveDate,
    pub escalate_from: NaiveDate,
    /// The day on which silence is a refusal.
    pub refused_on: NaiveDate,
    /// The last day of the appeal; `None`: the facts do not say.
    pub appeal_by: Option<NaiveDate>,
}

words! {
    SilenceState {
        Waiting = "waiting",
        /// Ask the authority now; prepare the appeal.
        RefusalNear = "refusal_near",
        /// Silence has refused: the appeal runs.
        Refused = "refused",
        /// The last days of the appeal.
        AppealNear = "appeal_near",
        AppealOver = "appeal_over",
    }
}

/// The appeal is urgent in its last days.
const APPEAL_DAYS: i64 = 10;

impl Silence {
    /// `Ok(None)` for a rule without a window. Where the months leave a choice, the appeal ends on the
    /// earlier day: filed on 31 October, refused on 28 February, appeal by 28 April and not by the 30th.
    ///
    /// # Errors
    /// When the clock counts from something else than a filing.
    pub fn of(rule: &Rule, filed_on: NaiveDate) -> Result<Option<Silence>, AnchorUnknown> {
        let filed = Anchors { filing: Some(filed_on), ..Anchors::default() };
        let (Some(offsets), Some(window)) = (rule.window, rule.window(&filed)?) else { return Ok(None) };
        let refused = Anchors { refusal: Some(window.must_by), ..filed };
        let appeal_by = match offsets.appeal_by {
            Some(appeal) => {
                let day = refused.day(appeal)?;
                let months = appeal.months - offsets.must_by.months;
                let after_refusal = (appeal.from == offsets.must_by.from && appeal.days == offsets.must_by.days)
                    .then(|| plus_months(window.must_by, months));
                Some(after_refusal.map_or(day, |other| day.min(other)))
            }
            None => None,
        };
        Ok(Some(Silence {
            filed_on,
            warn_from: window.should_by,
            escalate_from: window.escalate_from,
            refused_on: window.must_by,
            appeal_by,
        }))
    }

    pub fn state(&self, today: NaiveDate) -> SilenceState {
        match self.appeal_by {
            Some(appeal_by) if today > appeal_by => SilenceState::AppealOver,
            Some(appeal_by) if today >= self.refused_on && today >= plus_days(appeal_by, -APPEAL_DAYS) => {
                SilenceState::AppealNear
            }
            _ if today >= self.refused_on => SilenceState::Refused,
            _ if today >= self.warn_from => SilenceState::RefusalNear,
            _ => SilenceState::Waiting,
        }
    }
}

words! {
    /// A sign of life.
    SignOfLife { Visit = "visit", Phone = "phone" }
}

/// The presence that a domiciliation wants: attended and phone appointments are its signs of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Presence {
    /// The last sign; the beginning of the domiciliation when there has been none.
    pub last: NaiveDate,
    pub warn_from: NaiveDate,
    /// The last day of the next sign.
    pub must_by: NaiveDate,
    /// From then on the body may strike the person off.
    pub struck_off_from: NaiveDate,
    /// A visit or a call is planned in time.
    pub planned: Option<NaiveDate>,
}

words! {
    PresenceState {
        Fine = "fine",
        /// Due, and an appointment in time is planned.
        Planned = "planned",
        Due = "due",
        /// Today is the last day, or it has passed.
        Red = "red",
        /// More than the time allowed without a sign.
        StruckOff = "struck_off",
    }
}

/// Days before the last one on which the worker is told; ours.
pub const PRESENCE_WARNING_DAYS: i64 = 21;

impl Presence {
    /// `signs` are the days of attended and phone appointments, `planned` those to come, in any order.
    /// `None` for a rule that asks for no presence. The last day is the earlier of the days of the rule
    /// (90) and its months (3): from 30 November three months are 89 days.
    pub fn of(
        rule: &Rule,
        started_on: NaiveDate,
        signs: &[(NaiveDate, SignOfLife)],
        planned: &[NaiveDate],
        today: NaiveDate,
    ) -> Option<Presence> {
        let days = i64::from(rule.presence_days?);
        let seen = signs.iter().map(|(day, _)| *day).filter(|day| (started_on..=today).contains(day));
        let last = seen.max().unwrap_or(started_on);
        let by_days = plus_days(last, days);
        let over = rule.struck_off_after.map(|limit| plus_days(fresh_until(last, limit), 1));
        let must_by = over.map_or(by_days, |over| by_days.min(over));
        let struck_off_from = plus_days(over.map_or(by_days, |over| over.max(by_days)), 1);
        let planned = planned.iter().copied().filter(|day| (today..=must_by).contains(day)).min();
        let warn_from = plus_days(must_by, -PRESENCE_WARNING_DAYS).max(last);
        Some(Presence { last, warn_from, must_by, struck_off_from, planned })
    }

    pub fn state(&self, today: NaiveDate) -> PresenceState {
        match today {
            day if day >= self.struck_off_from => PresenceState::StruckOff,
            day if day >= self.must_by => PresenceState::Red,
            _ if self.planned.is_some() => PresenceState::Planned,
            day if day >= self.warn_from => PresenceState::Due,
            _ => PresenceState::Fine,
        }
    }
}

/// The declaration of a quarter that is due or missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Declaration {
    pub quarter: Quarter,
    pub window: Window,
    /// The right is struck off when it is still missing then.
    pub struck_off_on: Option<NaiveDate>,
}

/// The declarations not made yet, oldest first, that of today's quarter last. `month` is one with which
/// a quarter of this person begins; `since` the first day of the right; `made` any day of each quarter
/// declared (or its first). At most the eight last quarters are looked at: older ones are no deadline.
///
/// The striking-off is counted from the first day of the quarter: the earlier reading.
///
/// # Errors
/// When the rule counts from something else than a quarter.
pub fn declarations(
    rule: &Rule,
    month: u32,
    since: NaiveDate,
    made: &[NaiveDate],
    today: NaiveDate,
) -> Result<Vec<Declaration>, AnchorUnknown> {
    const QUARTERS_BACK: i32 = 8;
    let now = Quarter::holding(today, month);
    let mut open = Vec::new();
    for back in (0..QUARTERS_BACK).rev() {
        let quarter = Quarter::holding(plus_months(now.first, -3 * back), month);
        let declared = made.iter().any(|day| (quarter.first..=quarter.last).contains(day));
        if declared || quarter.last < since {
            continue;
        }
        let anchors = Anchors { quarter: Some(quarter), ..Anchors::default() };
        let Some(window) = rule.window(&anchors)? else { continue };
        let struck_off_on = rule.struck_off_after.map(|limit| match limit {
            Period::Months(months) => plus_months(quarter.first, i32::try_from(months).unwrap_or(i32::MAX)),
            Period::Days(days) => plus_days(quarter.first, i64::from(days)),
        });
        open.push(Declaration { quarter, window, struck_off_on });
    }
    Ok(open)
}

/// The ages of a child that make a date: school (3, 6), its end (16), majority (18), and the last day to
/// ask for a title (before 19).
pub const AGES: [u32; 5] = [3, 6, 16, 18, 19];

/// The day somebody turns an age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct AgeDate {
    pub age: u32,
    pub on: NaiveDate,
    /// Not when only the year is known, or the day is presumed.
    pub certain: bool,
}

/// The days on which a child turns 3, 6, 16, 18 and 19, from `today` on. A birth on 29 February is kept
/// on the 28th in other years: the earlier day. `certain` is false for a day that is presumed, such as
/// the 1 January of a year of birth.
pub fn ages(born: NaiveDate, certain: bool, today: NaiveDate) -> Vec<AgeDate> {
    let turns = |age: u32| AgeDate { age, on: plus_months(born, age as i32 * 12), certain };
    AGES.into_iter().map(turns).filter(|date| date.on >= today).collect()
}
