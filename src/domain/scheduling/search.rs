//! Search: the slots of a motive, by worker or merged for the public, and the next one.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;

use super::agenda::Agenda;
use super::free_time::{FreeTime, free_time};
use super::sectors::Target;
use super::zones;
use crate::domain::ids::{AppointmentId, CalendarId, MotiveId, PlaceId, ResourceId, TeamId, WorkerId};
use crate::domain::motives::{BookableBy, Mode, Motive, ResourceKind, WorkersNeeded, words};
use crate::domain::settings::Settings;
use crate::domain::time::{Minutes, Span, Timestamp};

/// How far ahead the next availability is looked for.
pub const FURTHEST: Minutes = Minutes::days(366);

words! {
    /// On whose behalf slots are looked for.
    Audience {
        /// Anybody: booking windows apply, and public motives only.
        Public = "public",
        /// Somebody who was sent a link: as the public, and motives for invited people.
        Invited = "invited",
        /// A worker or a secretary: every slot to come.
        Staff = "staff",
    }
}

words! {
    /// Why a search finds nothing. Never an empty list without its reason.
    Nothing {
        /// A follow-up motive, and the person has no referent (or none is named).
        NoReferent = "no_referent",
        SectorUnknown = "sector_unknown",
        StreetNeeded = "street_needed",
        NobodyInSector = "nobody_in_sector",
        /// The motive is not for this audience.
        NotOpenToYou = "not_open_to_you",
        /// The motive happens otherwise (by phone, in an office…).
        OtherMode = "other_mode",
        /// Nobody there gives this motive.
        NoWorker = "no_worker",
        /// The range is wholly before the shortest notice or past the longest, or in the past.
        OutsideBookingWindow = "outside_booking_window",
        /// No opening in the range.
        NoOpening = "no_opening",
        /// Openings, and all of their time is taken.
        Full = "full",
    }
}

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Query {
    pub motive: MotiveId,
    pub audience: Audience,
    /// Only there. `None`: any place, and openings without one.
    pub places: Option<Vec<PlaceId>>,
    /// Only these workers. `None`: all of the motive's organisation.
    pub workers: Option<Vec<WorkerId>>,
    /// Only its members; and the workers who are named, when some are.
    pub team: Option<TeamId>,
    pub mode: Option<Mode>,
    /// Who is in charge where the person lives.
    pub sector: Option<Vec<Target>>,
    /// The referents of the person, when a person is known.
    pub referents: Option<Vec<WorkerId>>,
}

impl Query {
    pub fn for_motive(motive: MotiveId, audience: Audience) -> Query {
        Query { motive, audience, places: None, workers: None, team: None, mode: None, sector: None, referents: None }
    }
}

/// One end of the range of a search: an instant, or a whole day on the wall calendar there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    At(Timestamp),
    On(NaiveDate),
}

impl Bound {
    /// The first instant of the range, when this is where it begins.
    pub fn first(self, zone: Tz) -> Timestamp {
        match self {
            Bound::At(instant) => instant,
            Bound::On(day) => zones::day_start(zone, day),
        }
    }

    /// The instant after the range, when this is where it ends: a day is included whole.
    pub fn after(self, zone: Tz) -> Timestamp {
        match self {
            Bound::At(instant) => instant,
            Bound::On(day) => zones::day_start(zone, day.succ_opt().unwrap_or(day)),
        }
    }
}

/// A start at which a motive can be booked, and who is free for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Slot {
    pub span: Span,
    pub place: Option<PlaceId>,
    /// In order of their id.
    pub workers: Vec<WorkerId>,
}

/// The agendas a search may need, by calendar.
pub type Agendas = HashMap<CalendarId, Arc<Agenda>>;

/// The workers a query can end at.
///
/// # Errors
/// The reason when there is none: never "all workers" instead.
pub fn eligible(settings: &Settings, motive: &Motive, query: &Query) -> Result<Vec<WorkerId>, Nothing> {
    let open = match query.audience {
        Audience::Staff => true,
        Audience::Invited => motive.bookable_by != BookableBy::Staff,
        Audience::Public => motive.bookable_by == BookableBy::Public,
    };
    if !open {
        return Err(Nothing::NotOpenToYou);
    }
    if query.mode.is_some_and(|mode| mode != motive.mode) {
        return Err(Nothing::OtherMode);
    }
    let mut workers: Vec<WorkerId> = settings.workers_of(motive.organisation).to_vec();
    if let Some(targets) = &query.sector {
        workers.retain(|worker| {
            targets.iter().any(|target| {
                target.organisation == motive.organisation && target.worker.is_none_or(|named| named == *worker)
            })
        });
        if workers.is_empty() {
            return Err(Nothing::NobodyInSector);
        }
    }
    if motive.follow_up {
        let referents = query.referents.as_deref().unwrap_or_default();
        workers.retain(|worker| referents.contains(worker));
        if workers.is_empty() {
            return Err(Nothing::NoReferent);
        }
    }
    match motive.workers {
        WorkersNeeded::One => {}
        WorkersNeeded::AnyTwoOf(team) => keep_members(settings, &mut workers, team),
        WorkersNeeded::Pair(one, other) => workers.retain(|worker| *worker == one || *worker == other),
    }
    // A named worker is one of the two when two are needed: the colleague may be anybody.
    if motive.workers == WorkersNeeded::One && (query.workers.is_some() || query.team.is_some()) {
        let named = query.workers.as_deref().unwrap_or_default();
        let members = query.team.map_or(&[][..], |team| members(settings, team));
        workers.retain(|worker| named.contains(worker) || members.contains(worker));
    }
    if workers.len() < motive.workers.count() { Err(Nothing::NoWorker) } else { Ok(workers) }
}

fn keep_members(settings: &Settings, workers: &mut Vec<WorkerId>, team: TeamId) {
    let members = members(settings, team);
    workers.retain(|worker| members.contains(worker));
}

fn members(settings: &Settings, team: TeamId) -> &[WorkerId] {
    settings.teams.get(&team).map_or(&[], |team| team.members.as_slice())
}

/// Every calendar that decides a search: those of the workers, and of the resources it may need.
pub fn calendars(settings: &Settings, motive: &Motive, workers: &[WorkerId]) -> Vec<CalendarId> {
    let workers = workers.iter().filter_map(|worker| settings.workers.get(worker)).map(|worker| worker.calendar);
    let resources = motive
        .resources
        .0
        .iter()
        .flat_map(|kind| settings.resources_for(motive, *kind))
        .map(|resource| resource.calendar);
    let mut calendars: Vec<CalendarId> = workers.chain(resources).collect();
    calendars.sort_unstable();
    calendars.dedup();
    calendars
}

/// The starts that may be given in `range`: from now on for the staff, inside the booking window
/// for everybody else. Both ends are included, to the minute that was asked.
///
/// # Errors
/// `OutsideBookingWindow` when nothing is left.
pub fn start_range(motive: &Motive, audience: Audience, range: Span, now: Timestamp) -> Result<StartRange, Nothing> {
    let last_of_range = Timestamp::from_micros(range.end().micros() - 1).unwrap_or(range.end());
    let (first, last) = match audience {
        Audience::Staff => (range.start().max(now), last_of_range),
        Audience::Public | Audience::Invited => {
            (range.start().max(motive.window.earliest(now)).max(now), last_of_range.min(motive.window.latest(now)))
        }
    };
    if first > last { Err(Nothing::OutsideBookingWindow) } else { Ok(StartRange { first, last }) }
}

/// The first and the last start that may be given, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartRange {
    first: Timestamp,
    last: Timestamp,
}

impl StartRange {
    fn contains(self, start: Timestamp) -> bool {
        self.first <= start && start <= self.last
    }

    /// The stretch of time in which free time can hold such a start.
    fn window(self) -> Span {
        Span::new(self.first, self.last + Minutes(1)).expect("the first start is not after the last")
    }

    /// The same range in pieces that double in length: a search that stops early looks at little.
    fn pieces(self) -> impl Iterator<Item = StartRange> {
        let mut from = self.first;
        let mut length = Minutes::days(1);
        std::iter::from_fn(move || {
            if from > self.last {
                return None;
            }
            let next = from + length;
            let just_before = Timestamp::from_micros(next.micros() - 1).unwrap_or(self.last);
            let piece = StartRange { first: from, last: self.last.min(just_before) };
            from = next;
            length = Minutes((length.0 * 2).min(Minutes::days(56).0));
            Some(piece)
        })
    }
}

/// The slots whose start lies in `range`, in order of start and place.
pub fn slots(
    settings: &Settings,
    agendas: &Agendas,
    motive: &Motive,
    query: &Query,
    workers: &[WorkerId],
    range: StartRange,
    now: Timestamp,
) -> Vec<Slot> {
    let places = query.places.as_deref();
    let mut shown: Vec<(Timestamp, Option<PlaceId>, WorkerId)> = Vec::new();
    let mut free_by_worker: Vec<(WorkerId, Vec<FreeTime>)> = Vec::with_capacity(workers.len());
    for worker in workers {
        let Some(agenda) = agenda_of(settings, agendas, *worker) else { continue };
        let free = free_time(settings, agenda, motive, places, range.window(), now);
        for free in &free {
            let starts = free.starts(motive.duration, now).skip_while(|start| *start < range.first);
            shown.extend(starts.take_while(|start| range.contains(*start)).map(|start| (start, free.place, *worker)));
        }
        if motive.workers.count() > 1 {
            free_by_worker.push((*worker, free));
        }
    }
    shown.sort_unstable();
    // Two overlapping openings of one worker give each start once.
    shown.dedup();
    let mut slots = Vec::new();
    for same in shown.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let (start, place, _) = same[0];
        let Some(span) = motive.span_at(start) else { continue };
        let workers = if motive.workers.count() == 1 {
            same.iter().map(|(_, _, worker)| *worker).collect()
        } else {
            // On the grid of one of them; the others only need to be free.
            let free_then = |free: &[FreeTime]| free.iter().any(|free| free.place == place && free.covers(span));
            let free: Vec<WorkerId> =
                free_by_worker.iter().filter(|(_, free)| free_then(free)).map(|(worker, _)| *worker).collect();
            let named_is_in = query.workers.as_ref().is_none_or(|named| free.iter().any(|w| named.contains(w)));
            if free.len() < motive.workers.count() || !named_is_in {
                continue;
            }
            free
        };
        if resources(settings, agendas, motive, span, place, now).is_ok() {
            slots.push(Slot { span, place, workers });
        }
    }
    slots
}

/// The first slot of each place (`None`: of openings without one), from the first start on.
/// Stops as soon as every place that was asked for has one, or, when none was, at the first slot.
pub fn first_slots(
    settings: &Settings,
    agendas: &Agendas,
    motive: &Motive,
    query: &Query,
    workers: &[WorkerId],
    range: StartRange,
    now: Timestamp,
) -> BTreeMap<Option<PlaceId>, Slot> {
    let mut first: BTreeMap<Option<PlaceId>, Slot> = BTreeMap::new();
    let mut left = query.clone();
    for piece in range.pieces() {
        for slot in slots(settings, agendas, motive, &left, workers, piece, now) {
            first.entry(slot.place).or_insert(slot);
        }
        match &mut left.places {
            Some(places) => {
                places.retain(|place| !first.contains_key(&Some(*place)));
                if places.is_empty() {
                    break;
                }
            }
            None if !first.is_empty() => break,
            None => {}
        }
    }
    first
}

/// The first slots of a range, at most `most`; stops as soon as it has them.
#[expect(clippy::too_many_arguments, reason = "the same as `slots`, and how many")]
pub fn earliest(
    settings: &Settings,
    agendas: &Agendas,
    motive: &Motive,
    query: &Query,
    workers: &[WorkerId],
    range: StartRange,
    now: Timestamp,
    most: usize,
) -> Vec<Slot> {
    let pieces = range.pieces();
    pieces.flat_map(|piece| slots(settings, agendas, motive, query, workers, piece, now)).take(most).collect()
}

/// One free resource of each kind the motive needs, in order of their id.
///
/// # Errors
/// The first kind of which none is free.
pub fn resources(
    settings: &Settings,
    agendas: &Agendas,
    motive: &Motive,
    span: Span,
    place: Option<PlaceId>,
    now: Timestamp,
) -> Result<Vec<ResourceId>, ResourceKind> {
    let busy = motive.busy_span(span);
    let mut chosen: Vec<ResourceId> = Vec::with_capacity(motive.resources.0.len());
    for kind in &motive.resources.0 {
        let free = settings.resources_for(motive, *kind).into_iter().find(|resource| {
            // Two rooms are two: one is not found again.
            !chosen.contains(&resource.id)
                && (resource.place.is_none() || resource.place == place)
                && agendas.get(&resource.calendar).is_some_and(|agenda| {
                    agenda.busy.within(busy, now).next().is_none()
                        && agenda.absences.iter().all(|absence| absence.spans(span).next().is_none())
                })
        });
        chosen.push(free.ok_or(*kind)?.id);
    }
    Ok(chosen)
}

/// Why no slot was found in a range that has starts: no opening, or all of their time taken.
pub fn why_nothing(
    settings: &Settings,
    agendas: &Agendas,
    motive: &Motive,
    query: &Query,
    workers: &[WorkerId],
    range: StartRange,
) -> Nothing {
    let window = range.window();
    let any_opening = workers.iter().filter_map(|worker| agenda_of(settings, agendas, *worker)).any(|agenda| {
        agenda.openings.iter().any(|opening| {
            opening.motives.contains(&motive.id)
                && query.places.as_ref().is_none_or(|places| opening.place.is_some_and(|at| places.contains(&at)))
                && settings
                    .site(opening.organisation, opening.place)
                    .is_some_and(|site| opening.spans(window, site.zone).next().is_some())
        })
    });
    if any_opening { Nothing::Full } else { Nothing::NoOpening }
}

pub(super) fn agenda_of<'a>(settings: &Settings, agendas: &'a Agendas, worker: WorkerId) -> Option<&'a Agenda> {
    let worker = settings.workers.get(&worker)?;
    agendas.get(&worker.calendar).map(Arc::as_ref)
}

/// A workshop with seats: for a collective motive, sessions are planned, and people join them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub appointment: AppointmentId,
    pub span: Span,
    pub place: Option<PlaceId>,
    pub workers: Vec<WorkerId>,
    pub seats: i64,
    pub taken: i64,
    /// The person who asks already has a seat.
    pub joined: bool,
}

/// The sessions that are shown: in the range, with a seat left (or the person's own), of an
/// eligible worker, at one of the places asked for.
pub fn open_sessions(sessions: Vec<Session>, query: &Query, workers: &[WorkerId], range: StartRange) -> Vec<Session> {
    let mut open: Vec<Session> = sessions
        .into_iter()
        .filter(|session| range.contains(session.span.start()))
        .filter(|session| session.joined || session.taken < session.seats)
        .filter(|session| session.workers.iter().any(|worker| workers.contains(worker)))
        .filter(|session| {
            query.places.as_ref().is_none_or(|places| session.place.is_some_and(|place| places.contains(&place)))
        })
        .collect();
    open.sort_by_key(|session| (session.span, session.appointment));
    open
}
