//! What one agenda leaves free for one motive. The one function behind everything that is shown
//! and everything that is accepted: search cuts its answer into starts, booking asks whether it
//! covers a start.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::agenda::Agenda;
use super::{holidays, zones};
use crate::domain::ids::{OrganisationId, PlaceId};
use crate::domain::motives::Motive;
use crate::domain::settings::{Settings, Site};
use crate::domain::time::{Minutes, Span, Timestamp};

/// When an opening has already begun, its first start is a multiple of this after its beginning.
const STEP_ONCE_BEGUN: Minutes = Minutes(5);
/// No block of an opening reaches further than this from the day it belongs to.
const LONGEST_BLOCK: Minutes = Minutes::days(2);

/// A stretch in which a person can be received for a motive. Buffers are already respected: they
/// may reach outside it (over an absence, past the end of the opening), never into a busy time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreeTime {
    pub span: Span,
    pub place: Option<PlaceId>,
}

impl FreeTime {
    /// The starts that are shown: every `duration` from the beginning, or from the next five
    /// minutes when it has begun. A slot may end exactly when the free time does.
    pub fn starts(self, duration: Minutes, now: Timestamp) -> impl Iterator<Item = Timestamp> {
        let begins = self.span.start();
        let first = match (now - begins).num_microseconds() {
            Some(late) if late > 0 => {
                let step = STEP_ONCE_BEGUN.micros();
                begins + Minutes((late + step - 1) / step * STEP_ONCE_BEGUN.0)
            }
            _ => begins,
        };
        std::iter::successors(Some(first), move |start| Some(*start + duration))
            .take_while(move |start| self.covers_lasting(*start, duration))
    }

    /// Whether a person can be received for all of `span`.
    pub fn covers(self, span: Span) -> bool {
        self.span.contains(span)
    }

    fn covers_lasting(self, start: Timestamp, duration: Minutes) -> bool {
        Span::lasting(start, duration).is_some_and(|span| self.covers(span))
    }
}

/// The free time of an agenda for a motive, for every block of an opening that overlaps `window`:
/// blocks are whole, also outside the window, because each begins its own grid of starts.
///
/// `places` narrows to openings there; `None` is everywhere and nowhere (phone, video). `now` only
/// decides which holds still count.
pub fn free_time(
    settings: &Settings,
    agenda: &Agenda,
    motive: &Motive,
    places: Option<&[PlaceId]>,
    window: Span,
    now: Timestamp,
) -> Vec<FreeTime> {
    let mut free = Vec::new();
    // Absences are worked out once for the call; blocks reach at most two days past the window.
    let around = window.widened(LONGEST_BLOCK, LONGEST_BLOCK);
    let absences: Vec<Span> = agenda.absences.iter().flat_map(|absence| absence.spans(around)).collect();
    // So are the sites: an agenda has many openings at few of them.
    let mut sites: Vec<Here> = Vec::new();
    let mut taken = Vec::new();
    for opening in agenda.openings.iter() {
        if !opening.motives.contains(&motive.id) {
            continue;
        }
        let at = (opening.organisation, opening.place);
        let here = match sites.iter().position(|here| here.at == at) {
            Some(known) => &sites[known],
            None => {
                sites.push(Here::new(settings, at, places, (window, around)));
                &sites[sites.len() - 1]
            }
        };
        let Some(zone) = here.wanted else { continue };
        for block in opening.spans_on(here.days, window, zone) {
            taken.clear();
            taken.extend(absences.iter().chain(&here.closed).copied().filter(|span| span.overlaps(block)));
            // A start needs its buffers clear of every busy time: seen from the slot itself, each
            // busy time is longer by our buffer after it on its left, before it on its right.
            let reach = block.widened(motive.buffer_before, motive.buffer_after);
            taken.extend(
                agenda.busy.within(reach, now).map(|busy| busy.span.widened(motive.buffer_after, motive.buffer_before)),
            );
            subtract(block, &mut taken, |span| free.push(FreeTime { span, place: opening.place }));
        }
    }
    free
}

/// What a site says about a search, once for all openings there.
struct Here {
    at: (OrganisationId, Option<PlaceId>),
    /// Its zone, when openings there are looked for.
    wanted: Option<Tz>,
    /// The local days of the search.
    days: (NaiveDate, NaiveDate),
    closed: Vec<Span>,
}

impl Here {
    fn new(
        settings: &Settings,
        at: (OrganisationId, Option<PlaceId>),
        places: Option<&[PlaceId]>,
        (window, around): (Span, Span),
    ) -> Here {
        let (organisation, place) = at;
        let looked_for = places.is_none_or(|places| place.is_some_and(|place| places.contains(&place)));
        match settings.site(organisation, place).filter(|_| looked_for) {
            Some(site) => Here {
                at,
                wanted: Some(site.zone),
                days: zones::local_days(site.zone, window),
                closed: closed(site, around).collect(),
            },
            None => Here { at, wanted: None, days: (NaiveDate::MAX, NaiveDate::MIN), closed: Vec::new() },
        }
    }
}

/// Closures and public holidays of a site that touch a span.
pub(super) fn closed(site: &Site, span: Span) -> impl Iterator<Item = Span> + '_ {
    let closures = site
        .closures
        .iter()
        .copied()
        .take_while(move |closure| closure.start() < span.end())
        .filter(move |closure| closure.overlaps(span));
    closures.chain(holidays_in(site, span))
}

/// The public holidays of a site that touch a span, each as a whole local day.
pub(super) fn holidays_in(site: &Site, span: Span) -> impl Iterator<Item = Span> + '_ {
    let (first, last) = zones::local_days(site.zone, span);
    first
        .iter_days()
        .take_while(move |day: &NaiveDate| *day <= last)
        .filter(|day| holidays::holiday_on(site.holidays, *day).is_some())
        .filter_map(|day| zones::day_span(site.zone, day))
        .filter(move |day| day.overlaps(span))
}

/// What is left of `whole` without `taken` (in any order, overlapping or not), from left to right.
fn subtract(whole: Span, taken: &mut [Span], mut left: impl FnMut(Span)) {
    taken.sort_unstable();
    let mut from = whole.start();
    for taken in taken.iter() {
        if let Some(before) = Span::new(from, taken.start().min(whole.end())) {
            left(before);
        }
        from = from.max(taken.end());
    }
    if let Some(rest) = Span::new(from, whole.end()) {
        left(rest);
    }
}
