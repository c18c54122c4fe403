//! The keys that papers are said with: a name for every code of the rules, a text for every word.

use std::collections::BTreeSet;

use relais::domain::papers::caseload::{BoardReason, WhoseMove, WhyNotServed};
use relais::domain::papers::clocks::{PresenceState, SignOfLife, SilenceState};
use relais::domain::papers::dates::WindowState;
use relais::domain::papers::held::{Keeping, PaperState, StateReason, Told};
use relais::domain::papers::interim::Cover;
use relais::domain::papers::obtaining::{PieceState, Problem};
use relais::domain::papers::reading::RuleFault;
use relais::domain::papers::rules::{
    Authority, Circumstance, Confidence, Family, Field, Mode, PaperKind, RemarkKind, RuleBook,
};

macro_rules! families {
    ($($family:literal: $words:ty),+ $(,)?) => {
        [$(($family, <$words>::ALL.iter().map(|word| word.word()).collect::<Vec<_>>())),+]
    };
}

pub fn keys_of_papers() -> BTreeSet<String> {
    let families = families! {
        "paper-state": PaperState,
        "paper-reason": StateReason,
        "paper-window": WindowState,
        "paper-remark": RemarkKind,
        "paper-field": Field,
        "paper-mode": Mode,
        "paper-authority": Authority,
        "paper-family": Family,
        "paper-kind": PaperKind,
        "paper-confidence": Confidence,
        "paper-case": Circumstance,
        "paper-told": Told,
        "paper-keeping": Keeping,
        "piece": PieceState,
        "cover": Cover,
        "silence": SilenceState,
        "presence": PresenceState,
        "sign-of-life": SignOfLife,
        "whose-move": WhoseMove,
        "board-reason": BoardReason,
        "not-served": WhyNotServed,
        "rule-fault": RuleFault,
    };
    let problems = ("paper-problem", Problem::CODES.to_vec());
    let words = families.into_iter().chain([problems]);
    let words = words
        .flat_map(|(family, words)| words.into_iter().map(move |word| format!("{family}-{}", word.replace('_', "-"))));
    words.chain(RuleBook::embedded().papers().map(|paper| paper.key())).collect()
}

#[test]
fn every_paper_has_a_name_of_its_own_in_every_language() {
    use relais::texts::{Lang, texts};
    for lang in Lang::all() {
        let names: Vec<String> =
            RuleBook::embedded().papers().map(|paper| texts().say(lang, &paper.key(), &[])).collect();
        let different: BTreeSet<&String> = names.iter().collect();
        assert_eq!(names.len(), different.len(), "{lang}: two papers have the same name");
    }
}
