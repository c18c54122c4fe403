//! A paper of a person, what state it is in today, and whether it is good on a later day.
//!
//! Not here: what must be done about it ([`super::plans`]).

use chrono::NaiveDate;
use serde::Serialize;

use super::dates::{self, Anchors, End, Period, Window, WindowState};
use super::rules::{Alternative, Field, PaperCode, PaperKind, Remark, Rule, RuleBook};
use crate::domain::ids::PaperId;
use crate::domain::motives::words;

words! {
    /// What somebody has told us about a paper. It goes before anything computed.
    Told {
        Lost = "lost",
        Stolen = "stolen",
        /// An employer, a landlord, a spouse, an authority keeps it.
        HeldByOther = "held_by_other",
        Missing = "missing",
        /// Asked for and not there yet.
        AskedFor = "asked_for",
    }
}

words! {
    /// Where it is, as far as we know.
    Keeping {
        /// We have seen it or keep a copy.
        OnFile = "on_file",
        /// The person says so, and brings it.
        WithPerson = "with_person",
    }
}

/// A paper of one person. A paper without a scan is a paper too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPaper {
    pub id: PaperId,
    pub paper: PaperCode,
    /// As written on it.
    pub issued_on: Option<NaiveDate>,
    /// The last day of validity as written on it.
    pub ends_on: Option<NaiveDate>,
    /// Issued when the person was under eighteen.
    pub minor_at_issue: bool,
    /// When a worker last saw the paper itself.
    pub seen_on: Option<NaiveDate>,
    pub keeping: Keeping,
    pub told: Option<Told>,
    /// Since when `told`; for a paper asked for, the day of asking.
    pub told_on: Option<NaiveDate>,
}

impl HeldPaper {
    /// A paper that the person has, with nothing known about it.
    pub fn new(id: PaperId, paper: impl Into<PaperCode>) -> HeldPaper {
        HeldPaper {
            id,
            paper: paper.into(),
            issued_on: None,
            ends_on: None,
            minor_at_issue: false,
            seen_on: None,
            keeping: Keeping::WithPerson,
            told: None,
            told_on: None,
        }
    }

    /// The last day of validity: written on it, or computed from its issue.
    pub fn end(&self, rule: &Rule) -> Option<End> {
        rule.validity_of(self.minor_at_issue).end(self.ends_on, self.issued_on)
    }

    /// Whether it can be laid on a table: not lost, not elsewhere, not still to come.
    pub fn at_hand(&self) -> bool {
        self.told.is_none()
    }
}

words! {
    /// The state of a paper, as pages say it.
    PaperState {
        Valid = "valid",
        /// Valid, and a worker has seen it.
        Seen = "seen",
        /// Its window is open.
        Expiring = "expiring",
        Expired = "expired",
        Lost = "lost",
        Stolen = "stolen",
        HeldByOther = "held_by_other",
        Missing = "missing",
        AskedFor = "asked_for",
    }
}

words! {
    /// Why a paper is in its state, or what is not known.
    StateReason {
        Told = "told",
        EndWritten = "end_written",
        /// Computed from the issue: to be confirmed on the paper.
        EndComputed = "end_computed",
        /// It has an end and nobody knows it: nothing can be warned of.
        EndUnknown = "end_unknown",
        Endless = "endless",
        /// Nobody of ours has seen it.
        NeverSeen = "never_seen",
        SeenByWorker = "seen_by_worker",
        WindowOpen = "window_open",
        WindowDue = "window_due",
        WindowLate = "window_late",
        WindowRed = "window_red",
        EndPassed = "end_passed",
        /// No rule speaks of this paper.
        NoRule = "no_rule",
    }
}

/// The state of a paper with its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    pub state: PaperState,
    pub reasons: Vec<StateReason>,
    pub end: Option<End>,
    pub window: Option<Window>,
    /// Of the rule that spoke: not verified, ours, changed here, not re-checked.
    pub remarks: Vec<Remark>,
}

/// The state of a paper on a day.
pub fn standing(held: &HeldPaper, book: &RuleBook, today: NaiveDate) -> Standing {
    let rule = book.rule(held.paper.as_str(), today);
    let end = match rule {
        Some(rule) => held.end(rule),
        None => held.ends_on.map(|day| End { day, computed: false }),
    };
    let window = rule.zip(end).and_then(|(rule, end)| rule.window(&Anchors::of_end(end.day)).ok().flatten());
    let mut reasons = Vec::new();
    let state = match held.told {
        Some(told) => {
            reasons.push(StateReason::Told);
            match told {
                Told::Lost => PaperState::Lost,
                Told::Stolen => PaperState::Stolen,
                Told::HeldByOther => PaperState::HeldByOther,
                Told::Missing => PaperState::Missing,
                Told::AskedFor => PaperState::AskedFor,
            }
        }
        None => on_its_own(held, end, window, today, &mut reasons),
    };
    reasons.push(match (rule, end) {
        (None, _) => StateReason::NoRule,
        (_, Some(end)) if end.computed => StateReason::EndComputed,
        (_, Some(_)) => StateReason::EndWritten,
        (Some(rule), None) if rule.validity_of(held.minor_at_issue).has_end() => StateReason::EndUnknown,
        (Some(_), None) => StateReason::Endless,
    });
    reasons.push(if held.seen_on.is_some() { StateReason::SeenByWorker } else { StateReason::NeverSeen });
    let remarks = rule.map_or(Vec::new(), |rule| rule.remarks(today));
    Standing { state, reasons, end, window, remarks }
}

fn on_its_own(
    held: &HeldPaper,
    end: Option<End>,
    window: Option<Window>,
    today: NaiveDate,
    reasons: &mut Vec<StateReason>,
) -> PaperState {
    if end.is_some_and(|end| end.day < today) {
        reasons.push(StateReason::EndPassed);
        return PaperState::Expired;
    }
    let open = window.and_then(|window| match window.state(today) {
        WindowState::TooEarly => None,
        // A rule that names no first day would have every paper expire from its issue: due is the start.
        WindowState::MayFile => window.may_from.map(|_| StateReason::WindowOpen),
        WindowState::ShouldFile => Some(StateReason::WindowDue),
        WindowState::Late => Some(StateReason::WindowLate),
        WindowState::Red | WindowState::Closed => Some(StateReason::WindowRed),
    });
    match open {
        Some(reason) => {
            reasons.push(reason);
            PaperState::Expiring
        }
        None if held.seen_on.is_some() => PaperState::Seen,
        None => PaperState::Valid,
    }
}

/// Whether a piece is good on the day it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Freshness {
    /// Good that day, and until when; `None`: for ever.
    Fresh { until: Option<NaiveDate> },
    /// Too old that day, or past its end; since when.
    Stale { since: NaiveDate },
    /// Issued only after that day: not there yet.
    NotYet { from: NaiveDate },
    /// It must be recent, and nobody knows when it was issued.
    AgeUnknown,
}

impl Freshness {
    pub fn is_fresh(self) -> bool {
        matches!(self, Freshness::Fresh { .. })
    }
}

/// How good something issued on `issued`, valid through `end`, is on the day it is used.
pub fn freshness(
    limit: Option<Period>,
    issued: Option<NaiveDate>,
    end: Option<NaiveDate>,
    used: NaiveDate,
) -> Freshness {
    if let Some(from) = issued.filter(|issued| *issued > used) {
        return Freshness::NotYet { from };
    }
    let recent_until = match (limit, issued) {
        (Some(limit), Some(issued)) => Some(dates::fresh_until(issued, limit)),
        (Some(_), None) => return Freshness::AgeUnknown,
        (None, _) => None,
    };
    let until = match (recent_until, end) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    match until {
        Some(until) if until < used => Freshness::Stale { since: dates::plus_days(until, 1) },
        until => Freshness::Fresh { until },
    }
}

/// How good a paper at hand is for what is asked, on the day of filing.
pub fn freshness_of(held: &HeldPaper, asked: &Alternative, book: &RuleBook, used: NaiveDate) -> Freshness {
    let end = match book.rule(asked.paper.as_str(), used) {
        _ if asked.expired_ok => None,
        Some(rule) => held.end(rule).map(|end| end.day),
        None => held.ends_on,
    };
    freshness(asked.fresh, held.issued_on, end, used)
}

/// A person's paper whose days differ under changed rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affected {
    pub paper: PaperId,
    pub before: Standing,
    pub after: Standing,
}

/// Who a change of rules touches, shown before it is made: the papers whose end, window or state
/// differs. What is asked for differs when `asks_changed` says so.
pub fn affected(before: &RuleBook, after: &RuleBook, held: &[HeldPaper], today: NaiveDate) -> Vec<Affected> {
    let both = held.iter().map(|paper| Affected {
        paper: paper.id,
        before: standing(paper, before, today),
        after: standing(paper, after, today),
    });
    let differs = |one: &Affected, paper: &HeldPaper| {
        (one.before.state, one.before.end, one.before.window) != (one.after.state, one.after.end, one.after.window)
            || asks_changed(before, after, paper.paper.as_str(), today)
    };
    both.zip(held).filter(|(one, paper)| differs(one, paper)).map(|(one, _)| one).collect()
}

/// Whether what is asked for, or how long it takes, differs between two books.
pub fn asks_changed(before: &RuleBook, after: &RuleBook, paper: &str, today: NaiveDate) -> bool {
    match (before.rule(paper, today), after.rule(paper, today)) {
        (Some(one), Some(other)) => (&one.asks, one.lead_days, one.mode) != (&other.asks, other.lead_days, other.mode),
        (one, other) => one.is_some() != other.is_some(),
    }
}

/// The papers of a type that can be held: what a page offers when one is added.
pub fn holdable(book: &RuleBook, today: NaiveDate) -> Vec<&Rule> {
    let kinds = [PaperKind::Paper, PaperKind::Piece];
    book.papers()
        .filter_map(|paper| book.rule(paper.as_str(), today))
        .filter(|rule| kinds.contains(&rule.kind))
        .collect()
}

/// Whether a value that a page shows must carry "not verified".
pub fn not_verified(book: &RuleBook, paper: &str, field: Field, today: NaiveDate) -> bool {
    book.rule(paper, today).is_some_and(|rule| !rule.is_verified(field))
}
