//! The chain of papers that cover a stay: on which days is somebody without one, and on which with a
//! mere proof of filing, which is no right to stay.
//!
//! Not here: the clock that runs beside the chain ([`super::clocks::Silence`]).

use chrono::NaiveDate;
use serde::Serialize;

use super::dates::{Period, plus_days, plus_months};
use super::held::{HeldPaper, Told};
use super::rules::{PaperCode, RuleBook};
use crate::domain::ids::PaperId;
use crate::domain::motives::words;

words! {
    /// What a day is covered by, best first.
    Cover {
        /// A paper that proves the right to stay.
        Title = "title",
        /// An ended card whose rights go on, with a proof of filing.
        KeptRights = "kept_rights",
        /// A proof of filing and nothing else: red.
        FilingOnly = "filing_only",
        None = "none",
    }
}

/// Days through which a paper covers, both ends included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Covered {
    pub paper: PaperId,
    pub by: Cover,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// A stretch of days with the same cover, both ends included; `papers` give it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stretch {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub by: Cover,
    pub papers: Vec<PaperId>,
}

/// What each of the person's papers covers. A paper that is lost still gives its right; one that has
/// only been asked for does not. A paper without a date of issue covers from the beginning of time (its
/// holder has it now), one without an end covers nothing: an unknown end is a day without cover unseen.
///
/// `filing` is the code of the proof of filing (`filing_proof`); it covers from its issue on, weakly.
pub fn covers(held: &[HeldPaper], filing: &str, book: &RuleBook, today: NaiveDate) -> Vec<Covered> {
    let has = |one: &&HeldPaper| one.told != Some(Told::AskedFor) && one.told != Some(Told::Missing);
    let proof_from = |held: &HeldPaper| held.issued_on.unwrap_or(NaiveDate::MIN);
    let proofs: Vec<&HeldPaper> = held.iter().filter(has).filter(|one| one.paper.as_str() == filing).collect();
    let mut all = Vec::new();
    for proof in &proofs {
        let to = proof.ends_on.unwrap_or(NaiveDate::MAX);
        all.push(Covered { paper: proof.id, by: Cover::FilingOnly, from: proof_from(proof), to });
    }
    for one in held.iter().filter(has) {
        let Some(rule) = book.rule(one.paper.as_str(), today).filter(|rule| rule.proves_stay) else { continue };
        let Some(end) = one.end(rule).map(|end| end.day) else { continue };
        let from = one.issued_on.unwrap_or(NaiveDate::MIN);
        all.push(Covered { paper: one.id, by: Cover::Title, from, to: end });
        let Some(kept) = rule.kept_after_end else { continue };
        // Only with a proof of filing made before the end, from that day on.
        if let Some(proof) = proofs.iter().find(|proof| (from..=end).contains(&proof_from(proof))) {
            let kept_until = match kept {
                Period::Months(months) => plus_months(end, i32::try_from(months).unwrap_or(i32::MAX)),
                Period::Days(days) => plus_days(end, i64::from(days)),
            };
            let to = kept_until.min(proof.ends_on.unwrap_or(NaiveDate::MAX));
            all.push(Covered { paper: one.id, by: Cover::KeptRights, from: plus_days(end, 1), to });
        }
    }
    all.retain(|one| one.from <= one.to);
    all
}

/// Every day from `from` to `to`, both included, in stretches of the same best cover: no day is left
/// out, and days without cover stand there as [`Cover::None`].
pub fn chain(covered: &[Covered], from: NaiveDate, to: NaiveDate) -> Vec<Stretch> {
    if from > to {
        return Vec::new();
    }
    let mut turns = vec![from];
    for one in covered {
        turns.push(one.from);
        if one.to < to {
            turns.push(plus_days(one.to, 1));
        }
    }
    turns.retain(|day| (from..=to).contains(day));
    turns.sort_unstable();
    turns.dedup();
    let mut stretches: Vec<Stretch> = Vec::new();
    for (index, start) in turns.iter().enumerate() {
        let end = turns.get(index + 1).map_or(to, |next| plus_days(*next, -1));
        let that_day = covered.iter().filter(|one| (one.from..=one.to).contains(start));
        let by = that_day.clone().map(|one| one.by).min().unwrap_or(Cover::None);
        let mut papers: Vec<PaperId> = that_day.filter(|one| one.by == by).map(|one| one.paper).collect();
        papers.sort_unstable();
        papers.dedup();
        match stretches.last_mut().filter(|last| last.by == by && last.papers == papers) {
            Some(last) => last.to = end,
            None => stretches.push(Stretch { from: *start, to: end, by, papers }),
        }
    }
    stretches
}

/// The days without a right to stay: no cover, or a proof of filing alone.
pub fn gaps(covered: &[Covered], from: NaiveDate, to: NaiveDate) -> Vec<Stretch> {
    let open = |one: &Stretch| matches!(one.by, Cover::None | Cover::FilingOnly);
    chain(covered, from, to).into_iter().filter(open).collect()
}

/// When the next paper of the chain must be there: the day after the last covered one in a row from
/// `today`; `None` when today itself is not covered, or nothing ends.
pub fn covered_through(covered: &[Covered], today: NaiveDate) -> Option<NaiveDate> {
    let mut through = None;
    let mut day = today;
    loop {
        let right = |one: &&Covered| matches!(one.by, Cover::Title | Cover::KeptRights);
        let longest =
            covered.iter().filter(right).filter(|one| (one.from..=one.to).contains(&day)).map(|one| one.to).max();
        match longest {
            Some(NaiveDate::MAX) => return None,
            Some(to) => {
                through = Some(to);
                day = plus_days(to, 1);
            }
            None => return through,
        }
    }
}

/// The words of a rule's interim paper that follows another: what to wait for after filing.
pub fn next_link(book: &RuleBook, paper: &str, today: NaiveDate) -> Option<PaperCode> {
    book.rule(paper, today)?.interim.clone()
}
