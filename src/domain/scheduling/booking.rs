//! The booking rules: a start is accepted, or refused with its reason. Decided on the agendas as
//! they are under their locks; the database has the last word.

use serde::Serialize;
use thiserror::Error;

use super::agenda::{Agenda, BusyTime, BusyTimes};
use super::free_time::{closed, free_time, holidays_in};
use super::search::{self, Agendas, Audience, Nothing, agenda_of};
use crate::domain::ids::{AppointmentId, PlaceId, ResourceId, WorkerId};
use crate::domain::motives::{Motive, ResourceKind, words};
use crate::domain::settings::Settings;
use crate::domain::time::{Span, Timestamp};

words! {
    /// What the staff may knowingly pass over, each by its name; what was passed over is journaled.
    Warning {
        OutsideOpening = "outside_opening",
        Absent = "absent",
        PlaceClosed = "place_closed",
        PublicHoliday = "public_holiday",
        InThePast = "in_the_past",
        /// A deliberate overlap with what the worker already has then. (A room or a car is never in two
        /// places: there is no overlap of resources.)
        Overlap = "overlap",
    }
}

/// Why an appointment cannot be made, moved or changed. Each has its sentence in the locales.
#[derive(Clone, Debug, Error, PartialEq, Eq, Serialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum Refusal {
    #[error("the time is taken")]
    Taken { by: Vec<AppointmentId> },
    #[error("no {kind} is free then")]
    ResourceTaken { kind: ResourceKind },
    #[error("the worker no longer receives then")]
    NoLongerOpen,
    #[error("this start was not offered")]
    NotOffered,
    #[error("the offer is older than its half hour")]
    OfferExpired,
    #[error("the hold has ended")]
    HoldExpired,
    #[error("sooner than the shortest notice")]
    TooSoon,
    #[error("later than the longest notice")]
    TooLate,
    #[error("to be accepted by name first: {warnings:?}")]
    NeedsAcceptance { warnings: Vec<Warning> },
    #[error("no slot: {reason}")]
    Nothing { reason: Nothing },
    #[error("the person already has this appointment")]
    AlreadyBooked { appointment: AppointmentId },
    #[error("the person already has {quota} appointments for this motive")]
    QuotaReached { quota: i64 },
    /// By somebody who has proven nothing.
    #[error("asked too often today from this number or this address")]
    AskedTooOften,
    #[error("every seat is taken")]
    SeatsTaken,
    #[error("too late to cancel without calling")]
    TooLateToCancel,
    #[error("too late to move without calling")]
    TooLateToMove,
    #[error("an appointment that is {from} cannot become {to}")]
    NotPossibleFrom { from: crate::domain::appointments::Status, to: crate::domain::appointments::Status },
    #[error("not before the appointment has begun")]
    NotYet,
}

impl Refusal {
    /// The stable word of the refusal: in the API, in texts, in metrics.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Taken { .. } => "taken",
            Refusal::ResourceTaken { .. } => "resource_taken",
            Refusal::NoLongerOpen => "no_longer_open",
            Refusal::NotOffered => "not_offered",
            Refusal::OfferExpired => "offer_expired",
            Refusal::HoldExpired => "hold_expired",
            Refusal::TooSoon => "too_soon",
            Refusal::TooLate => "too_late",
            Refusal::NeedsAcceptance { .. } => "needs_acceptance",
            Refusal::Nothing { reason } => reason.word(),
            Refusal::AlreadyBooked { .. } => "already_booked",
            Refusal::QuotaReached { .. } => "quota_reached",
            Refusal::AskedTooOften => "asked_too_often",
            Refusal::SeatsTaken => "seats_taken",
            Refusal::TooLateToCancel => "too_late_to_cancel",
            Refusal::TooLateToMove => "too_late_to_move",
            Refusal::NotPossibleFrom { .. } => "not_possible_from",
            Refusal::NotYet => "not_yet",
        }
    }

    /// Whether another time, or another worker, may well be free.
    pub fn is_taken(&self) -> bool {
        matches!(
            self,
            Refusal::Taken { .. } | Refusal::ResourceTaken { .. } | Refusal::NoLongerOpen | Refusal::SeatsTaken
        )
    }
}

/// A start that somebody wants.
#[derive(Clone, Debug)]
pub struct Wish {
    pub audience: Audience,
    pub start: Timestamp,
    /// The public takes the place as it was offered. For the staff `None` is "wherever she is".
    pub place: Option<PlaceId>,
    /// When the slot was shown: delays are counted from then, so that reading slowly costs nothing.
    pub as_of: Timestamp,
    /// What the staff passes over, by name. Always empty for the public.
    pub accepted: Vec<Warning>,
}

/// An appointment that may be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub span: Span,
    /// What the calendars lose: the span and its buffers.
    pub busy: Span,
    pub place: Option<PlaceId>,
    pub workers: Vec<WorkerId>,
    pub resources: Vec<ResourceId>,
    /// What was knowingly passed over, to be journaled.
    pub warnings: Vec<Warning>,
}

impl Decision {
    /// The busy rows may lie over others: an explicit act of the staff.
    pub fn deliberate(&self) -> bool {
        self.warnings.contains(&Warning::Overlap)
    }
}

/// Whether `workers` together can take the wish.
///
/// # Errors
/// The first refusal met, in the order: booking window, worker, resource, acceptance.
pub fn decide(
    settings: &Settings,
    agendas: &Agendas,
    motive: &Motive,
    wish: &Wish,
    workers: &[WorkerId],
    now: Timestamp,
) -> Result<Decision, Refusal> {
    // Two are two: a pair is never made of one, whoever is named.
    if workers.len() != motive.workers.count() {
        return Err(Refusal::Nothing { reason: Nothing::NoWorker });
    }
    let span = motive.span_at(wish.start).ok_or(Refusal::NoLongerOpen)?;
    let mut warnings = Vec::new();
    match wish.audience {
        Audience::Staff if wish.start < now => warnings.push(Warning::InThePast),
        Audience::Staff => {}
        Audience::Public | Audience::Invited => {
            if wish.start < motive.window.earliest(wish.as_of).max(wish.as_of) || span.end() <= now {
                return Err(Refusal::TooSoon);
            }
            if wish.start > motive.window.latest(wish.as_of) {
                return Err(Refusal::TooLate);
            }
        }
    }
    let mut refused = None;
    for place in places(settings, agendas, motive, wish, workers, span) {
        match decide_at(settings, agendas, motive, wish, workers, (span, place), now) {
            Ok((resources, at_place)) => {
                warnings.extend(at_place);
                warnings.sort_unstable();
                warnings.dedup();
                let missing: Vec<Warning> =
                    warnings.iter().copied().filter(|warning| !wish.accepted.contains(warning)).collect();
                if !missing.is_empty() {
                    return Err(Refusal::NeedsAcceptance { warnings: missing });
                }
                let busy = motive.busy_span(span);
                return Ok(Decision { span, busy, place, workers: workers.to_vec(), resources, warnings });
            }
            Err(refusal) => refused = refused.or(Some(refusal)),
        }
    }
    Err(refused.unwrap_or(Refusal::NoLongerOpen))
}

/// Where it can be: as the public was offered, as the staff says, or else where the workers have an
/// opening then, whatever already lies on it.
fn places(
    settings: &Settings,
    agendas: &Agendas,
    motive: &Motive,
    wish: &Wish,
    workers: &[WorkerId],
    span: Span,
) -> Vec<Option<PlaceId>> {
    if wish.place.is_some() || wish.audience != Audience::Staff {
        return vec![wish.place];
    }
    let mut places: Vec<Option<PlaceId>> = workers
        .iter()
        .filter_map(|worker| agenda_of(settings, agendas, *worker))
        .flat_map(|agenda| agenda.openings.iter())
        .filter(|opening| opening.motives.contains(&motive.id))
        .filter(|opening| {
            settings
                .site(opening.organisation, opening.place)
                .is_some_and(|site| opening.spans(span, site.zone).any(|block| block.contains(span)))
        })
        .map(|opening| opening.place)
        .collect();
    places.dedup();
    if places.is_empty() { vec![None] } else { places }
}

/// The same at one place: the resources it takes, and what would be passed over.
fn decide_at(
    settings: &Settings,
    agendas: &Agendas,
    motive: &Motive,
    wish: &Wish,
    workers: &[WorkerId],
    (span, place): (Span, Option<PlaceId>),
    now: Timestamp,
) -> Result<(Vec<ResourceId>, Vec<Warning>), Refusal> {
    let mut warnings = Vec::new();
    for worker in workers {
        let Some(agenda) = agenda_of(settings, agendas, *worker) else {
            return Err(Refusal::Nothing { reason: Nothing::NoWorker });
        };
        let open = |agenda: &Agenda| {
            free_time(settings, agenda, motive, None, span, now)
                .into_iter()
                .any(|free| free.covers(span) && free.place == place)
        };
        if open(agenda) {
            continue;
        }
        let taken: Vec<BusyTime> = agenda.busy.within(motive.busy_span(span), now).collect();
        if !taken.is_empty() {
            if wish.audience != Audience::Staff || !wish.accepted.contains(&Warning::Overlap) {
                let by = taken.iter().filter_map(|busy| busy.appointment).collect();
                return Err(Refusal::Taken { by });
            }
            warnings.push(Warning::Overlap);
        }
        if wish.audience != Audience::Staff {
            return Err(Refusal::NoLongerOpen);
        }
        // Over an overlap the opening may still be there: only what is really missing is named.
        if !open(&agenda.with_busy(BusyTimes::default())) {
            warnings.push(why_not_open(settings, agenda, motive, place, span));
        }
    }
    let resources = search::resources(settings, agendas, motive, span, place, now)
        .map_err(|kind| Refusal::ResourceTaken { kind })?;
    Ok((resources, warnings))
}

fn why_not_open(settings: &Settings, agenda: &Agenda, motive: &Motive, place: Option<PlaceId>, span: Span) -> Warning {
    if agenda.absences.iter().any(|absence| absence.spans(span).next().is_some()) {
        return Warning::Absent;
    }
    let Some(site) = settings.site(motive.organisation, place) else { return Warning::OutsideOpening };
    if holidays_in(site, span).next().is_some() {
        Warning::PublicHoliday
    } else if closed(site, span).next().is_some() {
        Warning::PlaceClosed
    } else {
        Warning::OutsideOpening
    }
}
