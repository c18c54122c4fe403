//! Reads rule files and refuses a bad one with its place: file, line, paper, value, and why.
//!
//! Not here: what a rule means ([`super::rules`]). The embedded files are `rules/*.toml`; a centre's own
//! file has the same shape.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;

use super::dates::{Anchor, Offset, Period, Validity};
use super::rules::{
    Alternative, Asked, Authority, Circumstance, Confidence, Family, Field, Mode, PaperCode, PaperKind, Rule, RuleBook,
    WindowRule,
};
use crate::domain::motives::words;

const FILES: &[(&str, &str)] = &[
    ("identity.toml", include_str!("rules/identity.toml")),
    ("stay.toml", include_str!("rules/stay.toml")),
    ("health.toml", include_str!("rules/health.toml")),
    ("home.toml", include_str!("rules/home.toml")),
];

words! {
    /// Why a rule is refused.
    RuleFault {
        Missing = "missing",
        UnknownPaper = "unknown_paper",
        UnknownGroup = "unknown_group",
        /// `like` names a line that is like another, or itself.
        LikeALike = "like_a_like",
        Twice = "twice",
        /// Two versions hold on the same day.
        Overlap = "overlap",
        /// May, should, escalate, must: out of this order.
        OutOfOrder = "out_of_order",
        /// One of `paper`, `one_of` and `group` names what is asked for.
        OneOfThree = "one_of_three",
        /// Obtaining it would need itself.
        Cycle = "cycle",
        /// A window without its last day.
        WindowWithoutEnd = "window_without_end",
        /// Not written in small letters, digits and underscores.
        Code = "code",
        Backwards = "backwards",
    }
}

/// What is wrong with a rule file.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum BadRules {
    /// Not TOML, an unknown word, a value of the wrong form: `reason` shows the line.
    #[error("{file}: {reason}")]
    Unreadable { file: String, reason: String },
    #[error("{file}, line {line}, {paper}, {field}: {fault}{}", .detail.as_deref().map(|detail| format!(" ({detail})")).unwrap_or_default())]
    Wrong { file: String, line: usize, paper: String, field: &'static str, fault: RuleFault, detail: Option<String> },
}

/// A file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    family: Option<Family>,
    jurisdiction: Option<String>,
    recorded_on: Option<NaiveDate>,
    review_on: Option<NaiveDate>,
    #[serde(default)]
    groups: BTreeMap<String, Vec<Alternative>>,
    #[serde(default)]
    rule: Vec<Spanned<Line>>,
}

/// One thing asked for, as it is written.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedLine {
    paper: Option<PaperCode>,
    fresh: Option<Period>,
    covers: Option<Period>,
    one_of: Option<Vec<Alternative>>,
    group: Option<String>,
    #[serde(default)]
    when: Vec<Circumstance>,
    #[serde(default)]
    bring_only: bool,
}

/// The values of a line that one like it, or the centre's, takes over when it says nothing.
macro_rules! line {
    ($($field:ident: $type:ty),+ $(,)?) => {
        /// One `[[rule]]` as it is written; `None`: not said.
        #[derive(Clone, Debug, PartialEq, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Line {
            paper: PaperCode,
            like: Option<PaperCode>,
            version: Option<u32>,
            in_force_from: Option<NaiveDate>,
            in_force_to: Option<NaiveDate>,
            source: Option<String>,
            checked_on: Option<NaiveDate>,
            recorded_on: Option<NaiveDate>,
            review_on: Option<NaiveDate>,
            confidence: Option<Confidence>,
            verified: Option<bool>,
            not_verified: Option<Vec<Field>>,
            $($field: Option<$type>),+
        }

        impl Line {
            fn take_over(&mut self, from: &Line) {
                $(if self.$field.is_none() {
                    self.$field.clone_from(&from.$field);
                })+
            }

            /// Which of the values that pages speak of this line says itself.
            fn said(&self) -> BTreeSet<&'static str> {
                let mut said = BTreeSet::new();
                $(if self.$field.is_some() {
                    said.insert(stringify!($field));
                })+
                said
            }
        }
    };
}
line! {
    family: Family,
    jurisdiction: String,
    kind: PaperKind,
    validity: Validity,
    validity_minor: Validity,
    may_from: Offset,
    should_by: Offset,
    must_by: Offset,
    closes: Offset,
    appeal_by: Offset,
    escalate_days: u32,
    mode: Mode,
    authority: Authority,
    brings_old: bool,
    asks: Vec<AskedLine>,
    lead_days: u32,
    lead_confidence: Confidence,
    cost_euros: u32,
    cost_lost_euros: u32,
    cost_late_euros: u32,
    collect_within: Period,
    update_every: Period,
    presence_days: u32,
    struck_off_after: Period,
    proves_stay: bool,
    kept_after_end: Period,
    interim: PaperCode,
    silence: PaperCode,
    proposed: Vec<Field>,
}

/// A line with the place it came from.
#[derive(Clone, Debug, PartialEq)]
struct Placed {
    file: String,
    line: usize,
    values: Line,
    local: Option<String>,
}

/// The lines a book was made from: a centre's changes are laid over these.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Raw {
    groups: BTreeMap<String, Vec<Alternative>>,
    lines: Vec<Placed>,
}

impl Placed {
    fn refused(&self, field: &'static str, fault: RuleFault, detail: Option<String>) -> BadRules {
        BadRules::Wrong {
            file: self.file.clone(),
            line: self.line,
            paper: self.values.paper.to_string(),
            field,
            fault,
            detail,
        }
    }
}

pub(super) fn embedded() -> Result<RuleBook, BadRules> {
    read(FILES)
}

pub(super) fn read(files: &[(&str, &str)]) -> Result<RuleBook, BadRules> {
    let mut raw = Raw::default();
    for (name, text) in files {
        read_file(name, text, None, &mut raw)?;
    }
    // A line like another takes over what it does not say; the other stands for itself.
    let originals = raw.lines.clone();
    for line in &mut raw.lines {
        let Some(like) = line.values.like.clone() else { continue };
        let Some(other) = originals.iter().find(|other| other.values.paper == like) else {
            return Err(line.refused("like", RuleFault::UnknownPaper, Some(like.to_string())));
        };
        if other.values.like.is_some() {
            return Err(line.refused("like", RuleFault::LikeALike, Some(like.to_string())));
        }
        line.values.take_over(&other.values);
    }
    build(raw)
}

pub(super) fn with_override(book: &RuleBook, name: &str, text: &str) -> Result<RuleBook, BadRules> {
    let mut over = Raw::default();
    read_file(name, text, Some(name), &mut over)?;
    let mut raw = book.raw.clone();
    raw.groups.extend(over.groups);
    // A second file of the same name replaces the first.
    raw.lines.retain(|line| line.local.as_deref() != Some(name));
    let mut local = Vec::new();
    for line in over.lines {
        if line.values.like.is_some() {
            return Err(line.refused("like", RuleFault::LikeALike, None));
        }
        let ours = |one: &&Placed| one.local.is_none() && one.values.paper == line.values.paper;
        let below: Vec<&Placed> = raw.lines.iter().filter(ours).collect();
        if below.is_empty() {
            // A paper of this centre alone: the line must say everything itself.
            local.push(line);
            continue;
        }
        let said = line.values.said();
        for below in below {
            let Some((from, to)) = common(&line.values, &below.values) else { continue };
            let mut merged = line.clone();
            merged.values.take_over(&below.values);
            (merged.values.in_force_from, merged.values.in_force_to) = (from, to);
            merged.values.version = line.values.version.or(below.values.version);
            // What the centre says with its own source is as sure as the centre says; the rest stays as
            // sure as the line below.
            let mut doubts = line.values.not_verified.clone().unwrap_or_default();
            if below.values.verified == Some(false) {
                let rest = Field::ALL.iter().filter(|field| !said.contains(field.word()));
                doubts.extend(rest);
            }
            let inherited = below.values.not_verified.iter().flatten().filter(|field| !said.contains(field.word()));
            doubts.extend(inherited);
            doubts.sort();
            doubts.dedup();
            merged.values.not_verified = Some(doubts);
            if line.values.proposed.is_none() {
                let rest = below.values.proposed.iter().flatten().filter(|field| !said.contains(field.word()));
                merged.values.proposed = Some(rest.copied().collect());
            }
            merged.values.confidence = line.values.confidence.or(below.values.confidence);
            merged.values.verified = line.values.verified.or(Some(true));
            local.push(merged);
        }
    }
    raw.lines.splice(0..0, local);
    build(raw)
}

/// The days on which both lines hold.
fn common(one: &Line, other: &Line) -> Option<(Option<NaiveDate>, Option<NaiveDate>)> {
    let from = one.in_force_from.max(other.in_force_from);
    let to = match (one.in_force_to, other.in_force_to) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    let empty = from.zip(to).is_some_and(|(from, to)| to < from);
    (!empty).then_some((from, to))
}

fn read_file(name: &str, text: &str, local: Option<&str>, raw: &mut Raw) -> Result<(), BadRules> {
    let file: File = toml::from_str(text)
        .map_err(|error| BadRules::Unreadable { file: name.to_owned(), reason: error.to_string().trim().to_owned() })?;
    raw.groups.extend(file.groups);
    for line in file.rule {
        let start = line.span().start.min(text.len());
        let number = 1 + text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count();
        let mut values = line.into_inner();
        values.recorded_on = values.recorded_on.or(file.recorded_on);
        values.review_on = values.review_on.or(file.review_on);
        // A centre's own file need not repeat the family of what it changes.
        values.family = values.family.or(file.family);
        values.jurisdiction = values.jurisdiction.or_else(|| file.jurisdiction.clone());
        raw.lines.push(Placed { file: name.to_owned(), line: number, values, local: local.map(str::to_owned) });
    }
    Ok(())
}

fn build(raw: Raw) -> Result<RuleBook, BadRules> {
    let known: BTreeSet<&PaperCode> = raw.lines.iter().map(|line| &line.values.paper).collect();
    let mut rules: BTreeMap<PaperCode, Vec<(Arc<Rule>, &Placed)>> = BTreeMap::new();
    for line in &raw.lines {
        let rule = rule(line, &raw.groups, &known)?;
        let versions = rules.entry(rule.paper.clone()).or_default();
        for (other, _) in versions.iter().filter(|(other, _)| other.local == rule.local) {
            // What a centre lays over two versions keeps the number of its own line.
            if other.version == rule.version && rule.local.is_none() {
                return Err(line.refused("version", RuleFault::Twice, Some(rule.version.to_string())));
            }
            let apart = other.in_force_to.zip(rule.in_force_from).is_some_and(|(to, from)| to < from)
                || rule.in_force_to.zip(other.in_force_from).is_some_and(|(to, from)| to < from);
            if !apart {
                return Err(line.refused("in_force_from", RuleFault::Overlap, None));
            }
        }
        versions.push((Arc::new(rule), line));
    }
    refuse_cycles(&rules)?;
    let rules = rules
        .into_iter()
        .map(|(paper, versions)| {
            let mut versions: Vec<Arc<Rule>> = versions.into_iter().map(|(rule, _)| rule).collect();
            versions.sort_by_key(|rule| (rule.local.is_none(), std::cmp::Reverse(rule.in_force_from)));
            (paper, versions)
        })
        .collect();
    Ok(RuleBook { rules, raw })
}

fn rule(
    line: &Placed,
    groups: &BTreeMap<String, Vec<Alternative>>,
    known: &BTreeSet<&PaperCode>,
) -> Result<Rule, BadRules> {
    let values = &line.values;
    let missing = |field| line.refused(field, RuleFault::Missing, None);
    let code = values.paper.as_str();
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if code.is_empty() || !code.chars().all(good) {
        return Err(line.refused("paper", RuleFault::Code, None));
    }
    let source = values.source.clone().filter(|source| !source.trim().is_empty()).ok_or_else(|| missing("source"))?;
    if values.in_force_from.zip(values.in_force_to).is_some_and(|(from, to)| to < from) {
        return Err(line.refused("in_force_to", RuleFault::Backwards, None));
    }
    for (field, code) in [("interim", &values.interim), ("silence", &values.silence)] {
        if let Some(code) = code.as_ref().filter(|code| !known.contains(code)) {
            return Err(line.refused(field, RuleFault::UnknownPaper, Some(code.to_string())));
        }
    }
    let recorded_on = values.recorded_on.or(values.checked_on).ok_or_else(|| missing("recorded_on"))?;
    Ok(Rule {
        paper: values.paper.clone(),
        family: values.family.unwrap_or(Family::Other),
        jurisdiction: values.jurisdiction.clone().ok_or_else(|| missing("jurisdiction"))?,
        kind: values.kind.unwrap_or(PaperKind::Paper),
        version: values.version.unwrap_or(1),
        in_force_from: values.in_force_from,
        in_force_to: values.in_force_to,
        validity: values.validity.ok_or_else(|| missing("validity"))?,
        validity_minor: values.validity_minor,
        window: window(line)?,
        mode: values.mode.ok_or_else(|| missing("mode"))?,
        authority: values.authority.ok_or_else(|| missing("authority"))?,
        brings_old: values.brings_old.unwrap_or(false),
        asks: asks(line, groups, known)?,
        lead_days: values.lead_days,
        lead_confidence: values.lead_confidence,
        cost_euros: values.cost_euros,
        cost_lost_euros: values.cost_lost_euros,
        cost_late_euros: values.cost_late_euros,
        collect_within: values.collect_within,
        update_every: values.update_every,
        presence_days: values.presence_days,
        struck_off_after: values.struck_off_after,
        proves_stay: values.proves_stay.unwrap_or(false),
        kept_after_end: values.kept_after_end,
        interim: values.interim.clone(),
        silence: values.silence.clone(),
        source,
        checked_on: values.checked_on,
        recorded_on,
        review_on: values.review_on.ok_or_else(|| missing("review_on"))?,
        confidence: values.confidence.ok_or_else(|| missing("confidence"))?,
        verified: values.verified.unwrap_or(true),
        not_verified: values.not_verified.clone().unwrap_or_default(),
        proposed: values.proposed.clone().unwrap_or_default(),
        local: line.local.clone(),
    })
}

fn window(line: &Placed) -> Result<Option<WindowRule>, BadRules> {
    let values = &line.values;
    let Some(must_by) = values.must_by else {
        let others = [values.may_from, values.should_by, values.closes, values.appeal_by];
        return match others.iter().any(Option::is_some) || values.escalate_days.is_some() {
            true => Err(line.refused("must_by", RuleFault::WindowWithoutEnd, None)),
            false => Ok(None),
        };
    };
    let escalate_days = values.escalate_days.ok_or_else(|| line.refused("escalate_days", RuleFault::Missing, None))?;
    let order = [
        ("may_from", values.may_from),
        ("should_by", values.should_by),
        ("must_by", Some(must_by)),
        ("closes", values.closes),
        ("appeal_by", values.appeal_by),
    ];
    let said: Vec<(&'static str, Offset)> =
        order.iter().filter_map(|(name, offset)| Some((*name, (*offset)?))).collect();
    for pair in said.windows(2) {
        let ((_, earlier), (name, later)) = (pair[0], pair[1]);
        if backwards(earlier, later) {
            return Err(line.refused(name, RuleFault::OutOfOrder, Some(format!("{earlier}, {later}"))));
        }
    }
    let first = values.should_by.or(values.may_from);
    let escalation =
        i32::try_from(escalate_days).ok().map(|days| Offset { days: must_by.days.saturating_sub(days), ..must_by });
    if first.zip(escalation).is_none_or(|(first, escalation)| backwards(first, escalation)) && first.is_some() {
        return Err(line.refused("escalate_days", RuleFault::OutOfOrder, Some(escalate_days.to_string())));
    }
    let (may_from, should_by) = (values.may_from, values.should_by);
    let (closes, appeal_by) = (values.closes, values.appeal_by);
    Ok(Some(WindowRule { may_from, should_by, must_by, closes, appeal_by, escalate_days }))
}

/// Whether the first comes after the second for every possible day of the event. Months are taken at
/// their longest and shortest, so only what is certainly wrong is refused.
fn backwards(first: Offset, second: Offset) -> bool {
    // The quarter's end lies 89 to 91 days after its start.
    let from_start = |offset: Offset| match offset.from {
        Anchor::QuarterEnd => (Anchor::QuarterStart, offset.days + 91),
        from => (from, offset.days),
    };
    let ((first_from, first_days), (second_from, second_days)) = (from_start(first), from_start(second));
    first_from == second_from && first_days + first.months * 28 > second_days + second.months * 31
}

fn asks(
    line: &Placed,
    groups: &BTreeMap<String, Vec<Alternative>>,
    known: &BTreeSet<&PaperCode>,
) -> Result<Vec<Asked>, BadRules> {
    let mut asks = Vec::new();
    for asked in line.values.asks.iter().flatten() {
        let one_of = match (&asked.paper, &asked.one_of, &asked.group) {
            (Some(paper), None, None) => {
                let (fresh, covers) = (asked.fresh, asked.covers);
                vec![Alternative { paper: paper.clone(), fresh, covers, expired_ok: false }]
            }
            (None, Some(one_of), None) if !one_of.is_empty() && asked.fresh.or(asked.covers).is_none() => {
                one_of.clone()
            }
            (None, None, Some(group)) if asked.fresh.or(asked.covers).is_none() => groups
                .get(group)
                .filter(|group| !group.is_empty())
                .cloned()
                .ok_or_else(|| line.refused("asks", RuleFault::UnknownGroup, Some(group.clone())))?,
            _ => return Err(line.refused("asks", RuleFault::OneOfThree, None)),
        };
        if let Some(other) = one_of.iter().find(|one| !known.contains(&one.paper)) {
            return Err(line.refused("asks", RuleFault::UnknownPaper, Some(other.paper.to_string())));
        }
        asks.push(Asked { one_of, when: asked.when.clone(), bring_only: asked.bring_only });
    }
    Ok(asks)
}

/// A plan to obtain something must come to an end: no paper may need itself, whatever the case, the
/// version and the choice among alternatives.
fn refuse_cycles(rules: &BTreeMap<PaperCode, Vec<(Arc<Rule>, &Placed)>>) -> Result<(), BadRules> {
    let mut done = BTreeSet::new();
    rules.keys().try_for_each(|paper| walk(paper, rules, &mut Vec::new(), &mut done))
}

/// Follows what a paper needs; `path` is how we came here, each paper with the line that led on from it.
fn walk<'a>(
    paper: &'a PaperCode,
    rules: &'a BTreeMap<PaperCode, Vec<(Arc<Rule>, &'a Placed)>>,
    path: &mut Vec<(&'a PaperCode, &'a Placed)>,
    done: &mut BTreeSet<&'a PaperCode>,
) -> Result<(), BadRules> {
    if done.contains(paper) {
        return Ok(());
    }
    for (rule, line) in rules.get(paper).into_iter().flatten() {
        let line: &'a Placed = line;
        path.push((paper, line));
        let planned = rule.asks.iter().filter(|asked| !asked.bring_only);
        for needed in planned.flat_map(|asked| &asked.one_of) {
            if let Some(from) = path.iter().position(|(one, _)| **one == needed.paper) {
                let round = &path[from..];
                let mut names: Vec<&str> = round.iter().map(|(one, _)| one.as_str()).collect();
                names.push(needed.paper.as_str());
                // The line of the centre is the one to change, if it has its part in it.
                let local = round.iter().map(|(_, line)| *line).find(|line| line.local.is_some());
                return Err(local.unwrap_or(line).refused("asks", RuleFault::Cycle, Some(names.join(" → "))));
            }
            walk(&needed.paper, rules, path, done)?;
        }
        path.pop();
    }
    done.insert(paper);
    Ok(())
}
