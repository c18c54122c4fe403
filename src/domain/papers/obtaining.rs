//! What is brought to a filing, and how what is missing is obtained in time: prerequisites backwards,
//! each asked for not so early that it is stale when used, not so late that it is not there.
//!
//! A piece still to be asked for is taken as issued on the day of asking: the worst case for its
//! freshness. Leads are calendar days; asking happens on working days.
//!
//! Not here: which day the filing is ([`super::plans`]).

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::dates::{self, Anchor, plus_days};
use super::held::{Freshness, HeldPaper, Keeping, Told, freshness, freshness_of};
use super::rules::{Alternative, Asked, Circumstance, PaperCode, Rule, RuleBook};
use crate::domain::ids::PaperId;
use crate::domain::motives::words;

/// The days on which something can be asked for or filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingDays {
    /// Monday first.
    pub weekdays: [bool; 7],
    /// Holidays, closures, the worker's absences.
    pub off: BTreeSet<NaiveDate>,
}

impl WorkingDays {
    pub fn monday_to_friday() -> WorkingDays {
        WorkingDays { weekdays: [true, true, true, true, true, false, false], off: BTreeSet::new() }
    }

    pub fn is(&self, day: NaiveDate) -> bool {
        self.weekdays[day.weekday().num_days_from_monday() as usize] && !self.off.contains(&day)
    }

    /// The day itself or the next working one; the day itself when there is none within a year.
    pub fn at_or_after(&self, day: NaiveDate) -> NaiveDate {
        (0..366).map(|days| plus_days(day, days)).find(|day| self.is(*day)).unwrap_or(day)
    }

    pub fn at_or_before(&self, day: NaiveDate) -> NaiveDate {
        (0..366).map(|days| plus_days(day, -days)).find(|day| self.is(*day)).unwrap_or(day)
    }
}

/// What a plan is made from, beside the paper itself. Everything is handed in: the same values give the
/// same plan, so a plan is recomputed, never mended.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    pub book: &'a RuleBook,
    /// Every paper of the person, in any state.
    pub held: &'a [HeldPaper],
    pub case: &'a [Circumstance],
    /// On the wall calendar of the place.
    pub today: NaiveDate,
    pub working: &'a WorkingDays,
}

words! {
    /// A piece on the day it is used.
    PieceState {
        /// Seen or copied by us, and good that day.
        Held = "held",
        /// The person has it, good that day, and brings it.
        WithPerson = "with_person",
        /// Asked for, and expected by then.
        Coming = "coming",
        /// There is one, and it is too old or past its end that day.
        Stale = "stale",
        Missing = "missing",
    }
}

/// One line of the list of what to bring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The paper that answers, or the one that is to be obtained.
    pub paper: PaperCode,
    /// Everything that would do.
    pub one_of: Vec<PaperCode>,
    pub state: PieceState,
    /// The person's paper that answers, or the stale one.
    pub held: Option<PaperId>,
    /// Good through that day; `None`: for ever, or not known.
    pub good_until: Option<NaiveDate>,
    /// The step of the plan that obtains it.
    pub step: Option<usize>,
    /// Brought when there is one; nothing is planned for it.
    pub bring_only: bool,
}

/// Something to ask for before the filing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    pub paper: PaperCode,
    /// What it is needed for.
    pub for_paper: PaperCode,
    /// When to ask: not before, or it is stale when used.
    pub do_on: NaiveDate,
    /// The last day on which asking still makes the day it is used.
    pub last_day: NaiveDate,
    /// Expected on that day.
    pub ready_on: NaiveDate,
    /// The day it is used: of the filing, or of asking for the next thing.
    pub used_on: NaiveDate,
    /// Days from asking to having.
    pub lead_days: u32,
    /// Days from asking to the filing, along the whole chain.
    pub days_before_filing: u32,
    pub cost_euros: Option<u32>,
    /// Earlier steps that it needs.
    pub needs: Vec<usize>,
}

/// What stands in the way of a plan, or makes it worse than it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Problem {
    /// The paper has ended: what is filed is late, and no renewal.
    WindowClosed { since: NaiveDate },
    /// Everything ready, it is filed after the last day.
    PastMustBy { must_by: NaiveDate, filed_on: NaiveDate },
    /// No appointment between these days, although everything would be ready.
    NoSlotInTime { from: NaiveDate, to: NaiveDate },
    /// A missed visit cannot be made up for before the last day.
    NoRoomForMissedVisit { must_by: NaiveDate },
    /// This takes longer than there is time.
    NotReadyInTime { paper: PaperCode, ready_on: NaiveDate, must_by: NaiveDate },
    /// It takes longer to come than it may be old: it cannot be counted on.
    LeadLongerThanFreshness { paper: PaperCode },
    /// No rule says how it is obtained.
    NoWayToObtain { paper: PaperCode },
    /// Good on the day of filing, stale when that visit is missed.
    StaleIfMissed { paper: PaperCode, good_until: NaiveDate },
    /// What the window is counted from has no date.
    AnchorUnknown { anchor: Anchor },
}

impl Problem {
    /// Whether the renewal cannot be done in time as things stand; the others are worth a word.
    pub fn blocks(&self) -> bool {
        !matches!(self, Problem::NoRoomForMissedVisit { .. } | Problem::StaleIfMissed { .. })
    }

    /// As texts call it: `paper-problem-` and this with hyphens.
    pub fn code(&self) -> &'static str {
        match self {
            Problem::WindowClosed { .. } => "window_closed",
            Problem::PastMustBy { .. } => "past_must_by",
            Problem::NoSlotInTime { .. } => "no_slot_in_time",
            Problem::NoRoomForMissedVisit { .. } => "no_room_for_missed_visit",
            Problem::NotReadyInTime { .. } => "not_ready_in_time",
            Problem::LeadLongerThanFreshness { .. } => "lead_longer_than_freshness",
            Problem::NoWayToObtain { .. } => "no_way_to_obtain",
            Problem::StaleIfMissed { .. } => "stale_if_missed",
            Problem::AnchorUnknown { .. } => "anchor_unknown",
        }
    }

    pub const CODES: [&'static str; 9] = [
        "window_closed",
        "past_must_by",
        "no_slot_in_time",
        "no_room_for_missed_visit",
        "not_ready_in_time",
        "lead_longer_than_freshness",
        "no_way_to_obtain",
        "stale_if_missed",
        "anchor_unknown",
    ];
}

/// The circumstances of replacing one paper: those of the case, and lost or stolen when that paper is.
pub(super) fn case_of(situation: &Situation<'_>, paper: &PaperCode) -> Vec<Circumstance> {
    let gone = |one: &Circumstance| matches!(one, Circumstance::Lost | Circumstance::Stolen);
    let mut case: Vec<Circumstance> = situation.case.iter().copied().filter(|one| !gone(one)).collect();
    for held in situation.held.iter().filter(|held| held.paper == *paper) {
        match held.told {
            Some(Told::Lost | Told::Missing) => case.push(Circumstance::Lost),
            Some(Told::Stolen) => case.push(Circumstance::Stolen),
            _ => {}
        }
    }
    case
}

/// How the pieces of one filing are gathered for one day.
pub(super) struct Gathering<'a> {
    pub situation: Situation<'a>,
    pub steps: Vec<Step>,
    pub problems: Vec<Problem>,
}

/// A day of use: that of the visit, and that of the next one if it is missed.
#[derive(Clone, Copy)]
pub(super) struct Use {
    pub on: NaiveDate,
    pub again: NaiveDate,
}

/// A piece, and the day from which it can be there.
pub(super) struct Gathered {
    pub piece: Piece,
    pub ready: NaiveDate,
}

impl<'a> Gathering<'a> {
    pub fn new(situation: Situation<'a>) -> Self {
        Gathering { situation, steps: Vec::new(), problems: Vec::new() }
    }

    fn mark(&self) -> (usize, usize) {
        (self.steps.len(), self.problems.len())
    }

    fn back_to(&mut self, (steps, problems): (usize, usize)) {
        self.steps.truncate(steps);
        self.problems.truncate(problems);
    }

    /// Every piece that a rule asks for, used that day.
    pub fn all(&mut self, rule: &'a Rule, case: &[Circumstance], used: Use) -> Vec<Gathered> {
        let asked = rule.asks.iter().filter(|asked| asked.applies(case));
        asked.map(|asked| self.piece(asked, &rule.paper, used)).collect()
    }

    fn piece(&mut self, asked: &'a Asked, for_paper: &PaperCode, used: Use) -> Gathered {
        let one_of: Vec<PaperCode> = asked.one_of.iter().map(|one| one.paper.clone()).collect();
        let piece = |paper: &PaperCode, state, held, good_until, step| Piece {
            paper: paper.clone(),
            one_of: one_of.clone(),
            state,
            held,
            good_until,
            step,
            bring_only: asked.bring_only,
        };
        if let Some((alternative, held, until)) = self.at_hand(asked, used) {
            if !asked.bring_only
                && let Some(good_until) = until.filter(|until| *until < used.again)
            {
                self.problems.push(Problem::StaleIfMissed { paper: alternative.paper.clone(), good_until });
            }
            let state = match held.keeping {
                Keeping::OnFile => PieceState::Held,
                Keeping::WithPerson => PieceState::WithPerson,
            };
            return Gathered { piece: piece(&alternative.paper, state, Some(held.id), until, None), ready: used.on };
        }
        if let Some((alternative, held, ready, until)) = self.coming(asked, used) {
            return Gathered {
                piece: piece(&alternative.paper, PieceState::Coming, Some(held.id), until, None),
                ready,
            };
        }
        // One that is there and no longer good is worth saying: it is the sort the person knows.
        let stale = asked.one_of.iter().find_map(|one| Some((one, self.papers(one).find(|held| held.at_hand())?)));
        let state = if stale.is_some() { PieceState::Stale } else { PieceState::Missing };
        let stale_id = stale.map(|(_, held)| held.id);
        if asked.bring_only {
            let paper = stale.map_or(&asked.one_of[0].paper, |(one, _)| &one.paper);
            return Gathered { piece: piece(paper, state, stale_id, None, None), ready: used.on };
        }
        if let Some((alternative, step)) = self.planned_already(asked, used) {
            return Gathered { piece: piece(&alternative.paper, state, stale_id, None, Some(step)), ready: used.on };
        }
        let best = self.best_way(asked, for_paper, used);
        let (ready, step) = self.obtain(best, for_paper, used);
        Gathered { piece: piece(&best.paper, state, stale_id, None, step), ready }
    }

    fn papers<'s>(&'s self, one: &'s Alternative) -> impl Iterator<Item = &'a HeldPaper> + 's {
        let held = self.situation.held;
        held.iter().filter(move |held| held.paper == one.paper)
    }

    /// A paper at hand that is good that day; one that is also good for the second visit, when there is.
    fn at_hand(&self, asked: &'a Asked, used: Use) -> Option<(&'a Alternative, &'a HeldPaper, Option<NaiveDate>)> {
        let mut found = None;
        for one in &asked.one_of {
            for held in self.papers(one).filter(|held| held.at_hand()) {
                if let Freshness::Fresh { until } = freshness_of(held, one, self.situation.book, used.on) {
                    if until.is_none_or(|until| until >= used.again) {
                        return Some((one, held, until));
                    }
                    found = found.or(Some((one, held, until)));
                }
            }
        }
        found
    }

    /// A paper that has been asked for, the day it is expected, and how long it is good.
    fn coming(
        &self,
        asked: &'a Asked,
        used: Use,
    ) -> Option<(&'a Alternative, &'a HeldPaper, NaiveDate, Option<NaiveDate>)> {
        let Situation { book, today, .. } = self.situation;
        for one in &asked.one_of {
            // Dated after the day of use: it is there from its date on.
            for held in self.papers(one).filter(|held| held.at_hand()) {
                if let Freshness::NotYet { from } = freshness_of(held, one, book, used.on)
                    && let Freshness::Fresh { until } = freshness_of(held, one, book, from)
                {
                    return Some((one, held, from, until));
                }
            }
            for held in self.papers(one).filter(|held| held.told == Some(Told::AskedFor)) {
                let rule = book.rule(one.paper.as_str(), today);
                let asked_on = held.told_on.unwrap_or(today).min(today);
                let expected = plus_days(asked_on, rule.map_or(0, |rule| i64::from(rule.lead()))).max(today);
                let end = rule.and_then(|rule| rule.validity.end(held.ends_on, Some(asked_on))).map(|end| end.day);
                let on = used.on.max(expected);
                if let Freshness::Fresh { until } = freshness(one.fresh, Some(asked_on), end, on) {
                    return Some((one, held, expected, until));
                }
            }
        }
        None
    }

    /// A step of this plan that will have obtained it, still good that day.
    fn planned_already(&self, asked: &'a Asked, used: Use) -> Option<(&'a Alternative, usize)> {
        asked.one_of.iter().find_map(|one| {
            let good = |step: &Step| {
                let rule = self.situation.book.rule(one.paper.as_str(), self.situation.today);
                let end = rule.and_then(|rule| rule.validity.end(None, Some(step.do_on))).map(|end| end.day);
                step.paper == one.paper
                    && step.ready_on <= used.on
                    && freshness(one.fresh, Some(step.do_on), end, used.again).is_fresh()
            };
            self.steps.iter().position(good).map(|step| (one, step))
        })
    }

    /// Of the alternatives, the one that is ready in time, then the cheapest, then the soonest.
    fn best_way(&mut self, asked: &'a Asked, for_paper: &PaperCode, used: Use) -> &'a Alternative {
        let tried = |gathering: &mut Self, one: &'a Alternative| {
            let mark = gathering.mark();
            let (ready, _) = gathering.obtain(one, for_paper, used);
            let blocked = gathering.problems[mark.1..].iter().filter(|problem| problem.blocks()).count();
            gathering.back_to(mark);
            let rule = gathering.situation.book.rule(one.paper.as_str(), gathering.situation.today);
            let cost = rule.and_then(|rule| rule.cost(&[])).unwrap_or(0);
            // Too late anyhow: then the soonest, whatever it costs.
            (blocked, Some(ready).filter(|ready| *ready > used.on), cost, ready)
        };
        match asked.one_of.as_slice() {
            [only] => only,
            several => several.iter().min_by_key(|one| tried(self, one)).unwrap_or(&several[0]),
        }
    }

    /// Plans to obtain it for that use: the day it can be there, and its step.
    fn obtain(&mut self, one: &'a Alternative, for_paper: &PaperCode, used: Use) -> (NaiveDate, Option<usize>) {
        let Situation { book, today, working, .. } = self.situation;
        let Some(rule) = book.rule(one.paper.as_str(), today) else {
            self.problems.push(Problem::NoWayToObtain { paper: one.paper.clone() });
            return (used.on, None);
        };
        let lead = i64::from(rule.lead());
        let earliest = self.not_too_early(one, lead, used);
        let case = case_of(&self.situation, &one.paper);
        let mut do_on = working.at_or_after(earliest.max(today));
        let mark = self.mark();
        let mut needs = Vec::new();
        // Each round comes to a later day, and no chain is longer than the data is wide.
        for _ in 0..16 {
            let pieces = self.all(rule, &case, Use { on: do_on, again: do_on });
            let ready = pieces.iter().map(|one| one.ready).max().unwrap_or(do_on);
            needs = pieces.iter().filter_map(|one| one.piece.step).collect();
            // What ends by itself before it is used (a certificate of the last school year).
            let ends = rule.validity.end(None, Some(do_on)).filter(|end| end.day < used.on && !one.expired_ok);
            let next = ends.map_or(ready, |end| ready.max(plus_days(end.day, 1)));
            if next <= do_on {
                break;
            }
            self.back_to(mark);
            needs.clear();
            do_on = working.at_or_after(next);
        }
        let ready_on = plus_days(do_on, lead);
        needs.sort_unstable();
        needs.dedup();
        self.steps.push(Step {
            paper: one.paper.clone(),
            for_paper: for_paper.clone(),
            do_on,
            last_day: working.at_or_before(plus_days(used.on, -lead)),
            ready_on,
            used_on: used.on,
            lead_days: rule.lead(),
            days_before_filing: rule.lead(),
            cost_euros: rule.cost(&case),
            needs,
        });
        (ready_on, Some(self.steps.len() - 1))
    }

    /// The first day of asking on which it is still fresh when used, at the second visit if it can be.
    fn not_too_early(&mut self, one: &Alternative, lead: i64, used: Use) -> NaiveDate {
        let Some(limit) = one.fresh else { return NaiveDate::MIN };
        let (working, latest) = (self.situation.working, plus_days(used.on, -lead));
        let for_second = dates::fresh_if_issued_from(used.again, limit);
        if working.at_or_after(for_second) <= latest {
            return for_second;
        }
        let for_first = dates::fresh_if_issued_from(used.on, limit);
        if for_first <= latest {
            if used.again > used.on {
                let asked = working.at_or_after(for_first);
                let good_until = dates::fresh_until(asked, limit);
                self.problems.push(Problem::StaleIfMissed { paper: one.paper.clone(), good_until });
            }
            return for_first;
        }
        self.problems.push(Problem::LeadLongerThanFreshness { paper: one.paper.clone() });
        latest
    }
}

/// Steps in the order in which they are done, with what they and the pieces point to, and how many days
/// before the filing each must begin.
pub(super) fn in_order(mut steps: Vec<Step>, pieces: &mut [Piece]) -> Vec<Step> {
    // What is needed was pushed before what needs it: backwards, each knows its users.
    for user in (0..steps.len()).rev() {
        let before = steps[user].days_before_filing;
        for need in steps[user].needs.clone() {
            steps[need].days_before_filing = steps[need].days_before_filing.max(before + steps[need].lead_days);
        }
    }
    let mut order: Vec<usize> = (0..steps.len()).collect();
    // A stable sort keeps what is needed first on the same day.
    order.sort_by_key(|index| steps[*index].do_on);
    let mut place = vec![0; steps.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old] = new;
    }
    for piece in pieces {
        piece.step = piece.step.map(|step| place[step]);
    }
    let mut moved: Vec<Option<Step>> = steps.into_iter().map(Some).collect();
    order
        .into_iter()
        .filter_map(|old| {
            let mut step = moved[old].take()?;
            step.needs.iter_mut().for_each(|need| *need = place[*need]);
            step.needs.sort_unstable();
            Some(step)
        })
        .collect()
}
