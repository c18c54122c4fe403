//! Figures over spans of time: how much of what was open was taken. On plain values.

use super::agenda::{Absence, Opening};
use super::free_time::closed;
use crate::domain::appointments::Status;
use crate::domain::settings::Settings;
use crate::domain::time::{Minutes, Span};

/// The same time, without overlaps, in order.
pub fn united(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut united: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match united.last_mut() {
            Some(last) if span.start() <= last.end() => {
                if let Some(longer) = Span::new(last.start(), last.end().max(span.end())) {
                    *last = longer;
                }
            }
            _ => united.push(span),
        }
    }
    united
}

/// What is left of `whole` without `taken`; both united.
pub fn without(whole: &[Span], taken: &[Span]) -> Vec<Span> {
    let mut left = Vec::with_capacity(whole.len());
    for span in whole {
        let mut from = span.start();
        for taken in overlapping(taken, *span) {
            left.extend(Span::new(from, taken.start().min(span.end())));
            from = from.max(taken.end());
        }
        left.extend(Span::new(from, span.end()));
    }
    left
}

/// What both have; both united.
pub fn common(one: &[Span], other: &[Span]) -> Vec<Span> {
    one.iter().flat_map(|span| overlapping(other, *span).filter_map(|taken| taken.common(*span))).collect()
}

fn overlapping(united: &[Span], span: Span) -> impl Iterator<Item = Span> + '_ {
    let first = united.partition_point(|one| one.end() <= span.start());
    united[first..].iter().copied().take_while(move |one| one.start() < span.end())
}

pub fn minutes(spans: &[Span]) -> Minutes {
    Minutes(spans.iter().map(|span| span.length().num_minutes()).sum())
}

/// How many appointments are in each state, and how long they last together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    counts: [i64; Status::ALL.len()],
    /// Of those that keep their time.
    pub booked: Minutes,
}

impl Tally {
    pub fn add(&mut self, status: Status, count: i64, minutes: Minutes) {
        self.counts[place(status)] += count;
        if status.blocks() {
            self.booked = Minutes(self.booked.0 + minutes.0);
        }
    }

    pub fn of(&self, status: Status) -> i64 {
        self.counts[place(status)]
    }

    pub fn all(&self) -> i64 {
        self.counts.iter().sum()
    }

    /// Of those whose outcome is known, the share that did not come and did not say so, in thousandths.
    /// `None` as long as none is known.
    pub fn no_show_per_mille(&self) -> Option<i64> {
        let missed = self.of(Status::NoShow);
        let known = missed + self.of(Status::Seen) + self.of(Status::Arrived);
        per_mille(missed, known)
    }
}

fn place(status: Status) -> usize {
    Status::ALL.iter().position(|one| *one == status).unwrap_or_default()
}

/// `None` of nothing.
pub fn per_mille(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| (part * 1000 + whole / 2) / whole)
}

/// The time inside `window` in which somebody received: openings without absences, closures and public
/// holidays; openings over one another count once.
pub fn open_time<'a>(
    settings: &Settings,
    openings: impl Iterator<Item = &'a Opening>,
    absences: &[Absence],
    window: Span,
) -> Vec<Span> {
    let mut open = Vec::new();
    for opening in openings {
        let Some(site) = settings.site(opening.organisation, opening.place) else { continue };
        let spans = opening.spans(window, site.zone).filter_map(|span| span.common(window));
        let closed = united(closed(site, window).collect());
        open.extend(without(&united(spans.collect()), &closed));
    }
    let away = united(absences.iter().flat_map(|absence| absence.spans(window)).collect());
    without(&united(open), &away)
}
