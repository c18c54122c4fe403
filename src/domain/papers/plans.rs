//! The renewal plan: the filing inside its window, with room for one missed visit; what is brought and
//! what must be asked for before; the last useful day; and when none of it fits, what and why, with the
//! least bad plan.
//!
//! Recomputed from its inputs whenever one of them moves. Not here: searching slots, booking, telling
//! anybody (the caller hands slots in, and reads [`Plan::person_is_told`]).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;
use thiserror::Error;

use super::dates::{Anchor, AnchorUnknown, Anchors, End, Window, WindowState, plus_days};
use super::held::{HeldPaper, Keeping};
use super::obtaining::{Gathering, Piece, PieceState, Problem, Situation, Step, Use, case_of, in_order};
use super::rules::{Circumstance, Mode, PaperCode, PaperKind, Remark, RemarkKind, Rule, RuleRef};
use crate::domain::scheduling::zones;
use crate::domain::time::Span;

/// Days until another appointment can be had when nobody has searched yet.
pub const REBOOKING_DAYS: i64 = 14;

/// An appointment that can be booked for the filing; `key` is the caller's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CandidateSlot {
    pub span: Span,
    pub key: u64,
}

/// What is to be renewed, or done in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject<'a> {
    pub paper: PaperCode,
    /// The paper that ends, when there is one.
    pub held: Option<&'a HeldPaper>,
    /// Events other than its end (arrival, quarter, eighteenth birthday); the end of `held` is added.
    pub anchors: Anchors,
}

impl<'a> Subject<'a> {
    pub fn renewal(held: &'a HeldPaper) -> Subject<'a> {
        Subject { paper: held.paper.clone(), held: Some(held), anchors: Anchors::default() }
    }
}

/// Why there is nothing to plan.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum NoPlan {
    #[error("no rule speaks of this paper")]
    NoRule,
    /// It has no end, or renews itself.
    #[error("this paper is not renewed")]
    NotRenewed,
    /// A clock is no filing: see [`super::clocks`].
    #[error("a clock runs by itself")]
    Clock,
    #[error("the day of “{0}” is not known")]
    AnchorUnknown(Anchor),
}

impl From<AnchorUnknown> for NoPlan {
    fn from(unknown: AnchorUnknown) -> Self {
        NoPlan::AnchorUnknown(unknown.0)
    }
}

/// How one paper gets renewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Plan {
    pub paper: PaperCode,
    /// The rule that was followed: kept with what is done on it.
    pub rule: RuleRef,
    pub mode: Mode,
    pub end: Option<End>,
    pub window: Window,
    /// Where today lies in it.
    pub state: WindowState,
    /// The day of the filing.
    pub file_on: NaiveDate,
    /// The appointment for it; `None`: none was searched, or none is in time.
    pub file_at: Option<CandidateSlot>,
    /// The day that is left when the first is missed, not after the last day.
    pub again_on: Option<NaiveDate>,
    pub again_at: Option<CandidateSlot>,
    /// The last working day on which filing is in time.
    pub last_filing_day: NaiveDate,
    /// The last day on which starting still makes `last_filing_day`, the longest chain counted back.
    pub last_useful_day: NaiveDate,
    /// The worker sees something to do from this day; the person from `window.may_from`.
    pub worker_sees_from: NaiveDate,
    /// In the order in which they are done.
    pub steps: Vec<Step>,
    /// What to bring to the filing.
    pub pieces: Vec<Piece>,
    pub problems: Vec<Problem>,
    pub remarks: BTreeSet<Remark>,
}

impl Plan {
    /// Whether it can be done in time as things stand.
    pub fn is_feasible(&self) -> bool {
        !self.problems.iter().any(Problem::blocks)
    }

    /// Days left before it is too late to start; negative when it is.
    pub fn slack_days(&self, today: NaiveDate) -> i64 {
        (self.last_useful_day - today).num_days()
    }

    /// The person is told nothing before the authority takes the file.
    pub fn person_is_told(&self, today: NaiveDate) -> bool {
        self.window.may_from.is_none_or(|from| today >= from)
    }

    pub fn worker_sees(&self, today: NaiveDate) -> bool {
        today >= self.worker_sees_from
    }

    /// The pieces that are not there on the day: "2 papers missing, see your list".
    pub fn lacking(&self) -> impl Iterator<Item = &Piece> {
        let lacks = |piece: &&Piece| matches!(piece.state, PieceState::Stale | PieceState::Missing);
        self.pieces.iter().filter(move |piece| !piece.bring_only && lacks(piece))
    }
}

/// Plans one renewal. `slots` are the appointments that can be booked, in order of start, all of them
/// to come; `None` when nobody has searched yet (working days stand in for them). `zone` is that of the
/// place: the day of a slot is its day there.
///
/// # Errors
/// When there is nothing to plan, and why.
pub fn plan(
    situation: Situation<'_>,
    subject: &Subject<'_>,
    slots: Option<&[CandidateSlot]>,
    zone: Tz,
) -> Result<Plan, NoPlan> {
    let Situation { book, today, working, .. } = situation;
    let rule = book.rule(subject.paper.as_str(), today).ok_or(NoPlan::NoRule)?;
    if rule.kind == PaperKind::Clock {
        return Err(NoPlan::Clock);
    }
    let end = subject.held.and_then(|held| held.end(rule));
    let anchors = Anchors { end: end.map(|end| end.day).or(subject.anchors.end), ..subject.anchors };
    let window = rule.window(&anchors)?.ok_or(NoPlan::NotRenewed)?;
    let planning = Planning { situation, subject, rule, window, slots, zone };
    let (filing, problems) = planning.filing();
    let Filing { day, slot, again, gathered } = filing;
    let Gathered { mut gathering, mut pieces, .. } = gathered;
    let steps = in_order(std::mem::take(&mut gathering.steps), &mut pieces);

    // An appointment may lie on a day on which nothing else is done.
    let last_working = working.at_or_before(window.must_by);
    let last_filing_day = if day <= window.must_by { last_working.max(day) } else { last_working };
    let last_starts = steps.iter().map(|step| plus_days(last_filing_day, -i64::from(step.days_before_filing)));
    let last_useful_day = last_starts.min().map_or(last_filing_day, |day| working.at_or_before(day));
    let first_step = steps.iter().map(|step| step.do_on).min();
    let seen_from = window.may_from.unwrap_or(window.should_by);
    // Whatever spoke: the rule itself, those of the pieces it judged, those of the steps.
    let mut remarks: BTreeSet<Remark> = rule.remarks(today).into_iter().collect();
    let judged = pieces.iter().filter(|piece| !piece.bring_only).map(|piece| (&piece.paper, false));
    for (paper, obtained) in judged.chain(steps.iter().map(|step| (&step.paper, true))) {
        let Some(spoke) = book.rule(paper.as_str(), today) else { continue };
        remarks.extend(spoke.remarks(today));
        if obtained && spoke.lead_days.is_none() {
            remarks.insert(Remark { paper: paper.clone(), what: RemarkKind::LeadUnknown, field: None });
        }
    }
    let mut all_problems = problems;
    for problem in gathering.problems {
        if !all_problems.contains(&problem) {
            all_problems.push(problem);
        }
    }
    Ok(Plan {
        paper: subject.paper.clone(),
        rule: rule.reference(),
        mode: rule.mode,
        end,
        window,
        state: window.state(today),
        file_on: day,
        file_at: slot,
        again_on: again.map(|again| again.day),
        again_at: again.and_then(|again| again.slot),
        last_filing_day,
        last_useful_day,
        worker_sees_from: first_step.map_or(seen_from, |day| day.min(seen_from)),
        steps,
        pieces,
        problems: all_problems,
        remarks,
    })
}

/// A day on which the file can be handed in.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    day: NaiveDate,
    slot: Option<CandidateSlot>,
}

struct Gathered<'a> {
    gathering: Gathering<'a>,
    pieces: Vec<Piece>,
    ready: NaiveDate,
    /// What makes it be that late.
    slowest: Option<PaperCode>,
}

struct Filing<'a> {
    day: NaiveDate,
    slot: Option<CandidateSlot>,
    again: Option<Candidate>,
    gathered: Gathered<'a>,
}

struct Planning<'a, 's> {
    situation: Situation<'a>,
    subject: &'s Subject<'s>,
    rule: &'a Rule,
    window: Window,
    slots: Option<&'s [CandidateSlot]>,
    zone: Tz,
}

/// Each try moves to a later day; more than this many means that nothing fits.
const MOST_TRIES: usize = 64;

impl<'a> Planning<'a, '_> {
    /// The first slot of the first day from `day` on.
    fn slot_from(&self, slots: &[CandidateSlot], day: NaiveDate) -> Option<Candidate> {
        let start = zones::day_start(self.zone, day);
        let slot = *slots.get(slots.partition_point(|slot| slot.span.start() < start))?;
        Some(Candidate { day: zones::local_day(self.zone, slot.span.start()), slot: Some(slot) })
    }

    fn working_from(&self, day: NaiveDate) -> Candidate {
        Candidate { day: self.situation.working.at_or_after(day), slot: None }
    }

    fn candidate(&self, day: NaiveDate) -> Option<Candidate> {
        match self.slots {
            Some(slots) => self.slot_from(slots, day),
            None => Some(self.working_from(day)),
        }
    }

    /// The visit that is left when that of `day` is missed, if it is still in time.
    fn again(&self, day: NaiveDate) -> Option<Candidate> {
        let again = match self.slots {
            Some(slots) => self.slot_from(slots, plus_days(day, 1))?,
            None => self.working_from(plus_days(day, REBOOKING_DAYS)),
        };
        (again.day <= self.window.must_by).then_some(again)
    }

    fn gathered(&self, day: NaiveDate, again: Option<Candidate>) -> Gathered<'a> {
        let mut gathering = Gathering::new(self.situation);
        let mut case = case_of(&self.situation, &self.subject.paper);
        let gone = |one: &&Circumstance| matches!(one, Circumstance::Lost | Circumstance::Stolen);
        case.extend(self.situation.case.iter().filter(gone));
        let used = Use { on: day, again: again.map_or(day, |again| again.day) };
        let all = gathering.all(self.rule, &case, used);
        let slowest = all.iter().max_by_key(|one| one.ready).filter(|one| one.ready > day);
        let (ready, slowest) = (slowest.map_or(day, |one| one.ready), slowest.map(|one| one.piece.paper.clone()));
        let mut pieces: Vec<Piece> = self.old_paper().into_iter().collect();
        pieces.extend(all.into_iter().map(|one| one.piece));
        Gathered { gathering, pieces, ready, slowest }
    }

    /// The paper that ends is handed in or shown; one that is gone is replaced by its declaration.
    fn old_paper(&self) -> Option<Piece> {
        let held = self.subject.held.filter(|_| self.rule.brings_old)?;
        let state = match (held.at_hand(), held.keeping) {
            (true, Keeping::OnFile) => PieceState::Held,
            (true, Keeping::WithPerson) => PieceState::WithPerson,
            (false, _) => PieceState::Missing,
        };
        Some(Piece {
            paper: held.paper.clone(),
            one_of: vec![held.paper.clone()],
            state,
            held: Some(held.id),
            good_until: None,
            step: None,
            bring_only: true,
        })
    }

    /// The first candidate from `from` on for which everything is ready; and, when it had to wait for a
    /// piece, that piece.
    fn first_ready(
        &self,
        from: NaiveDate,
        next: impl Fn(NaiveDate) -> Option<Candidate>,
        slowest: &mut Option<(PaperCode, NaiveDate)>,
        earliest: &mut NaiveDate,
    ) -> Option<Filing<'a>> {
        let mut from = from;
        for _ in 0..MOST_TRIES {
            let candidate = next(from)?;
            let again = self.again(candidate.day);
            let gathered = self.gathered(candidate.day, again);
            if gathered.ready <= candidate.day {
                return Some(Filing { day: candidate.day, slot: candidate.slot, again, gathered });
            }
            if let Some(paper) = &gathered.slowest {
                *slowest = Some((paper.clone(), gathered.ready));
            }
            *earliest = gathered.ready;
            from = gathered.ready;
        }
        None
    }

    fn filing(&self) -> (Filing<'a>, Vec<Problem>) {
        let (window, today) = (self.window, self.situation.today);
        let lower = window.may_from.map_or(today, |from| from.max(today));
        let mut problems = Vec::new();
        if window.state(today) == WindowState::Closed {
            problems.push(Problem::WindowClosed { since: plus_days(window.closes_after, 1) });
        }
        let (mut slowest, mut earliest) = (None, lower);
        let found = self.first_ready(lower, |day| self.candidate(day), &mut slowest, &mut earliest);
        if let Some(filing) = found.filter(|filing| filing.day <= window.must_by) {
            if filing.again.is_none() {
                problems.push(Problem::NoRoomForMissedVisit { must_by: window.must_by });
            }
            return (filing, problems);
        }
        // No appointment in time: is it the appointments, or is it what must be there?
        let (mut slowest, mut earliest) = (None, lower);
        let without = self.first_ready(lower, |day| Some(self.working_from(day)), &mut slowest, &mut earliest);
        let filing = without.unwrap_or_else(|| {
            let day = self.working_from(earliest).day;
            Filing { day, slot: None, again: None, gathered: self.gathered(day, None) }
        });
        if filing.day <= window.must_by {
            problems.push(Problem::NoSlotInTime { from: filing.day, to: window.must_by });
            return (filing, problems);
        }
        let ready_late = slowest.filter(|(_, ready_on)| *ready_on > window.must_by);
        if let Some((paper, ready_on)) = ready_late {
            problems.push(Problem::NotReadyInTime { paper, ready_on, must_by: window.must_by });
        }
        // Late in any case: the first real appointment is better than a day without one.
        let (mut ignored, mut earliest) = (None, filing.day);
        let late = self.first_ready(filing.day, |day| self.candidate(day), &mut ignored, &mut earliest);
        let filing = late.unwrap_or(filing);
        problems.push(Problem::PastMustBy { must_by: window.must_by, filed_on: filing.day });
        (filing, problems)
    }
}
