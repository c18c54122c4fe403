//! The lost bag: tick what is gone, get an ordered plan: declarations, then what is free, and nothing
//! before what it needs.
//!
//! Not here: appointments for the steps (the caller books them) or the printed page.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::dates::{self, Period, plus_days};
use super::held::freshness_of;
use super::obtaining::{Problem, Situation, case_of};
use super::rules::{Asked, Authority, Circumstance, Mode, PaperCode, PaperKind, Remark, Rule};
use crate::domain::ids::PaperId;

/// One thing to do after the loss.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BagStep {
    pub paper: PaperCode,
    pub kind: PaperKind,
    pub mode: Mode,
    pub authority: Authority,
    /// It was in the bag; otherwise it is needed for something that was.
    pub was_in_bag: bool,
    pub do_on: NaiveDate,
    pub ready_on: NaiveDate,
    pub cost_euros: Option<u32>,
    /// Earlier steps that it needs.
    pub needs: Vec<usize>,
    /// Papers still at hand that are brought.
    pub brings: Vec<PaperId>,
}

/// What to do after the loss, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BagPlan {
    pub steps: Vec<BagStep>,
    /// What cannot be replaced by any rule, or will be too old when it is used.
    pub problems: Vec<Problem>,
    pub remarks: BTreeSet<Remark>,
}

struct Node<'a> {
    rule: &'a Rule,
    was_in_bag: bool,
    case: Vec<Circumstance>,
    /// Each with how recent it must be when this is asked for.
    needs: BTreeMap<PaperCode, Option<Period>>,
    brings: BTreeSet<PaperId>,
}

type Nodes<'a> = BTreeMap<PaperCode, Node<'a>>;

/// Plans the replacement of `gone`. The situation holds every paper of the person, those that are gone
/// included, in whatever state: `gone` decides.
pub fn lost_bag(situation: Situation<'_>, gone: &[PaperCode]) -> BagPlan {
    let mut bag = Bag { situation, gone: gone.iter().collect(), stale: BTreeSet::new(), problems: Vec::new() };
    // A paper at hand may be too old by the day it would be used: then it is obtained anew. Each round
    // takes at least one out of use.
    loop {
        let (nodes, order, days) = bag.scheduled();
        match bag.stale_at_use(&nodes, &days) {
            stale if stale.is_empty() => return bag.plan(&nodes, &order, days),
            stale => bag.stale.extend(stale),
        }
    }
}

struct Bag<'a> {
    situation: Situation<'a>,
    gone: BTreeSet<&'a PaperCode>,
    stale: BTreeSet<PaperId>,
    problems: Vec<Problem>,
}

impl<'a> Bag<'a> {
    fn case(&self, paper: &PaperCode) -> Vec<Circumstance> {
        let mut case = case_of(&self.situation, paper);
        if self.gone.contains(paper) && !case.contains(&Circumstance::Stolen) && !case.contains(&Circumstance::Lost) {
            case.push(Circumstance::Lost);
        }
        case
    }

    /// The paper at hand that answers, if there is one good enough that day.
    fn at_hand(&self, asked: &Asked, day: NaiveDate) -> Option<PaperId> {
        let left = |paper: &PaperId| !self.stale.contains(paper);
        asked.one_of.iter().find_map(|one| {
            let held = self.situation.held.iter().filter(|held| held.paper == one.paper && held.at_hand());
            let mut held = held.filter(|held| !self.gone.contains(&held.paper) && left(&held.id));
            held.find(|held| freshness_of(held, one, self.situation.book, day).is_fresh()).map(|held| held.id)
        })
    }

    fn add(&mut self, paper: &PaperCode, nodes: &mut Nodes<'a>) {
        if nodes.contains_key(paper) {
            return;
        }
        let Situation { book, today, .. } = self.situation;
        let Some(rule) = book.rule(paper.as_str(), today) else {
            self.problems.push(Problem::NoWayToObtain { paper: paper.clone() });
            return;
        };
        let case = self.case(paper);
        let (mut needs, mut brings) = (BTreeMap::new(), BTreeSet::new());
        for asked in rule.asks.iter().filter(|asked| asked.applies(&case)) {
            if let Some(held) = self.at_hand(asked, today) {
                brings.insert(held);
                continue;
            }
            if asked.bring_only {
                continue;
            }
            // What must be replaced anyway, else what is cheapest and soonest.
            let cost = |code: &PaperCode| {
                let rule = book.rule(code.as_str(), today);
                let known = rule.map(|rule| (rule.cost_euros.unwrap_or(0), rule.lead()));
                (!self.gone.contains(code), rule.is_none(), known)
            };
            let Some(best) = asked.one_of.iter().min_by_key(|one| cost(&one.paper)) else { continue };
            // Asked for twice: the stricter of the two.
            let stricter = |old: Option<Period>| match (old, best.fresh) {
                (Some(one), Some(other)) => {
                    let until = |limit| dates::fresh_until(today, limit);
                    Some(if until(one) <= until(other) { one } else { other })
                }
                (one, other) => one.or(other),
            };
            let old = needs.get(&best.paper).copied().flatten();
            needs.insert(best.paper.clone(), stricter(old));
        }
        let wanted: Vec<PaperCode> = needs.keys().cloned().collect();
        let was_in_bag = self.gone.contains(paper);
        nodes.insert(paper.clone(), Node { rule, was_in_bag, case, needs, brings });
        wanted.iter().for_each(|needed| self.add(needed, nodes));
    }

    /// What is to be done, an order in which nothing comes before what it needs, and the days.
    fn scheduled(&mut self) -> (Nodes<'a>, Vec<PaperCode>, BTreeMap<PaperCode, NaiveDate>) {
        self.problems.clear();
        let mut nodes = Nodes::new();
        for paper in self.gone.clone() {
            self.add(paper, &mut nodes);
        }
        let order = order(&nodes);
        let days = self.days(&nodes, &order);
        (nodes, order, days)
    }

    fn days(&mut self, nodes: &Nodes<'a>, order: &[PaperCode]) -> BTreeMap<PaperCode, NaiveDate> {
        let Situation { today, working, .. } = self.situation;
        let mut days: BTreeMap<PaperCode, NaiveDate> = BTreeMap::new();
        let lead = |paper: &PaperCode| nodes.get(paper).map_or(0, |node| i64::from(node.rule.lead()));
        for paper in order {
            let needs = nodes.get(paper).into_iter().flat_map(|node| node.needs.keys());
            let ready = needs.filter_map(|need| Some(plus_days(*days.get(need)?, lead(need)))).max();
            days.insert(paper.clone(), working.at_or_after(ready.unwrap_or(today).max(today)));
        }
        // Backwards: what is asked for too early for its use waits, as long as it still comes in time.
        for paper in order.iter().rev() {
            let uses = nodes.iter().filter_map(|(by, node)| Some((*days.get(by)?, *node.needs.get(paper)?)));
            let uses: Vec<(NaiveDate, Option<Period>)> = uses.collect();
            let Some(first_use) = uses.iter().map(|(day, _)| *day).min() else { continue };
            let day = days.get(paper).copied().unwrap_or(today);
            let limits = uses.iter().filter_map(|(day, limit)| Some(dates::fresh_if_issued_from(*day, (*limit)?)));
            // What ends by itself before it is used (a certificate of the last school year).
            let end = nodes.get(paper).and_then(|node| node.rule.validity.end(None, Some(day)));
            let last_use = uses.iter().map(|(day, _)| *day).max().unwrap_or(first_use);
            let ended = end.filter(|end| end.day < last_use).map(|end| plus_days(end.day, 1));
            let Some(not_before) = limits.chain(ended).max() else { continue };
            let later = working.at_or_after(day.max(not_before));
            if plus_days(later, lead(paper)) <= first_use {
                days.insert(paper.clone(), later);
            } else {
                self.problems.push(Problem::LeadLongerThanFreshness { paper: paper.clone() });
            }
        }
        days
    }

    /// Papers at hand that are no longer good on the day they are brought.
    fn stale_at_use(&self, nodes: &Nodes<'a>, days: &BTreeMap<PaperCode, NaiveDate>) -> BTreeSet<PaperId> {
        let mut stale = BTreeSet::new();
        for (paper, node) in nodes {
            let day = days.get(paper).copied().unwrap_or(self.situation.today);
            for asked in node.rule.asks.iter().filter(|asked| asked.applies(&node.case) && !asked.bring_only) {
                if let Some(held) = self.at_hand(asked, self.situation.today)
                    && self.at_hand(asked, day) != Some(held)
                {
                    stale.insert(held);
                }
            }
        }
        stale
    }

    fn plan(self, nodes: &Nodes<'a>, order: &[PaperCode], days: BTreeMap<PaperCode, NaiveDate>) -> BagPlan {
        let today = self.situation.today;
        let day = |paper: &PaperCode| days.get(paper).copied().unwrap_or(today);
        let mut order: Vec<&PaperCode> = order.iter().collect();
        // By day; on one day the order stays as it was made.
        order.sort_by_key(|paper| day(paper));
        let place: BTreeMap<&PaperCode, usize> = order.iter().enumerate().map(|(at, paper)| (*paper, at)).collect();
        let mut plan = BagPlan { problems: self.problems, ..BagPlan::default() };
        for paper in &order {
            let Some(node) = nodes.get(*paper) else { continue };
            plan.remarks.extend(node.rule.remarks(today));
            plan.steps.push(BagStep {
                paper: (*paper).clone(),
                kind: node.rule.kind,
                mode: node.rule.mode,
                authority: node.rule.authority,
                was_in_bag: node.was_in_bag,
                do_on: day(paper),
                ready_on: plus_days(day(paper), i64::from(node.rule.lead())),
                cost_euros: node.rule.cost(&node.case),
                needs: node.needs.keys().filter_map(|need| place.get(need).copied()).collect(),
                brings: node.brings.iter().copied().collect(),
            });
        }
        plan
    }
}

/// Nothing before what it needs; of what can be done next: declarations, then what is free, then what
/// most others wait for, then the cheapest and the quickest.
fn order(nodes: &Nodes<'_>) -> Vec<PaperCode> {
    let waiting_for = |paper: &PaperCode| nodes.values().filter(|node| node.needs.contains_key(paper)).count();
    let rank = |paper: &PaperCode, node: &Node<'_>| {
        let cost = node.rule.cost(&node.case);
        let price = match cost {
            Some(0) => 0,
            None => 1,
            Some(_) => 2,
        };
        let first = node.rule.kind != PaperKind::Declaration;
        (first, price, std::cmp::Reverse(waiting_for(paper)), cost, node.rule.lead(), paper.clone())
    };
    let mut left: BTreeMap<&PaperCode, &Node<'_>> = nodes.iter().collect();
    let mut order: Vec<PaperCode> = Vec::with_capacity(nodes.len());
    while !left.is_empty() {
        let free = left.iter().filter(|(_, node)| !node.needs.keys().any(|need| left.contains_key(need)));
        // The data has no cycles (reading refuses them): something can always be done next.
        let next = free.min_by_key(|(paper, node)| rank(paper, node)).or(left.iter().next());
        let Some(next) = next.map(|(paper, _)| *paper) else { break };
        left.remove(next);
        order.push(next.clone());
    }
    order
}
