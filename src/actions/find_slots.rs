//! Find slots: in a range, by worker or merged; the next one; the next one of many places.

use chrono::TimeDelta;
use chrono_tz::Tz;

use super::{ActionError, Claimant, Desk, OfferedSlot};
use crate::domain::access::{Caller, Deed, Scope};
use crate::domain::ids::{CalendarId, MotiveId, PersonId, PlaceId, TeamId, WorkerId};
use crate::domain::motives::{Mode, Motive, WorkersNeeded};
use crate::domain::scheduling::search::{self, Audience, Bound, Nothing, Query, Session, Slot, StartRange};
use crate::domain::scheduling::sectors::{Target, in_charge};
use crate::domain::settings::Settings;
use crate::domain::time::{Minutes, Span, Timestamp};
use crate::store::{self, ReadTx, Town};

/// How many other slots a refusal proposes.
const OTHERS: usize = 3;
/// How far after the refused start they are looked for, before those between now and it.
const OTHERS_WITHIN: Minutes = Minutes::days(28);
/// The next availability is looked for up to twelve months ahead; a day more for the zones.
const LONGEST_RANGE: TimeDelta = TimeDelta::days(367);

/// What somebody looks for.
#[derive(Clone, Debug)]
pub struct SlotRequest {
    pub motive: MotiveId,
    pub audience: Audience,
    pub places: Option<Vec<PlaceId>>,
    pub workers: Option<Vec<WorkerId>>,
    pub team: Option<TeamId>,
    pub mode: Option<Mode>,
    /// INSEE code of the commune, and the street when it is known.
    pub address: Option<(String, Option<String>)>,
    /// For whom: decides referents, and what they already have.
    pub person: Option<PersonId>,
    pub from: Bound,
    pub to: Bound,
    /// One slot per worker instead of one per start.
    pub by_worker: bool,
}

impl SlotRequest {
    pub fn new(motive: MotiveId, audience: Audience, from: Bound, to: Bound) -> SlotRequest {
        SlotRequest {
            motive,
            audience,
            places: None,
            workers: None,
            team: None,
            mode: None,
            address: None,
            person: None,
            from,
            to,
            by_worker: false,
        }
    }
}

/// What a search gives: never an empty list without its reason.
#[derive(Debug)]
pub enum Found {
    Slots(Vec<OfferedSlot>),
    Sessions(Vec<Session>),
    Nothing(Nothing),
}

/// A search with the settings it was made with, so that slots can be written with names and zones.
#[derive(Debug)]
pub struct Search {
    pub town: Town,
    pub motive: Motive,
    pub found: Found,
}

impl Desk {
    /// The slots of a motive in a range, each with its offer.
    ///
    /// # Errors
    /// `NotFound` for a motive, place, worker, team or person that is not of the caller's.
    pub async fn find_slots(
        &self,
        claimant: &Claimant,
        request: &SlotRequest,
        now: Timestamp,
    ) -> Result<Search, ActionError> {
        let mut tx = self.db.read().await?;
        let ready = self.prepare(&mut tx, claimant, request, Deed::FindSlots, now).await?;
        let found = match ready.start_range(ready.range, now) {
            Err(nothing) => Found::Nothing(nothing),
            Ok((workers, range)) if ready.motive.seats.is_some() => {
                ready.sessions(&mut tx, request, &workers, range).await?
            }
            Ok((workers, range)) => {
                let Ready { town, motive, query, .. } = &ready;
                let slots = search::slots(&town.settings, &town.agendas, motive, query, &workers, range, now);
                if slots.is_empty() {
                    let town = &ready.town;
                    let why = search::why_nothing(&town.settings, &town.agendas, motive, query, &workers, range);
                    Found::Nothing(why)
                } else {
                    Found::Slots(self.offered(&ready, slots, request.by_worker, now))
                }
            }
        };
        Ok(ready.search(found))
    }

    /// The next slot from the beginning of the range on, or, when places are named, the next of
    /// each of them; looked for over the whole range, stopping at the first.
    ///
    /// # Errors
    /// As [`Desk::find_slots`].
    pub async fn next_slots(
        &self,
        claimant: &Claimant,
        request: &SlotRequest,
        now: Timestamp,
    ) -> Result<Search, ActionError> {
        let mut tx = self.db.read().await?;
        let ready = self.prepare(&mut tx, claimant, request, Deed::FindSlots, now).await?;
        let found = match ready.start_range(ready.range, now) {
            Err(nothing) => Found::Nothing(nothing),
            Ok((workers, range)) if ready.motive.seats.is_some() => {
                match ready.sessions(&mut tx, request, &workers, range).await? {
                    Found::Sessions(mut sessions) => {
                        sessions.truncate(1);
                        Found::Sessions(sessions)
                    }
                    other => other,
                }
            }
            Ok((workers, range)) => {
                let Ready { town, motive, query, .. } = &ready;
                let first = search::first_slots(&town.settings, &town.agendas, motive, query, &workers, range, now);
                if first.is_empty() {
                    Found::Nothing(search::why_nothing(&town.settings, &town.agendas, motive, query, &workers, range))
                } else {
                    let mut slots: Vec<Slot> = first.into_values().collect();
                    slots.sort_by_key(|slot| (slot.span, slot.place));
                    Found::Slots(self.offered(&ready, slots, request.by_worker, now))
                }
            }
        };
        Ok(ready.search(found))
    }

    /// The earliest slots of the range, merged over workers and places; of a workshop, its next sessions.
    ///
    /// # Errors
    /// As [`Desk::find_slots`].
    pub async fn earliest_slots(
        &self,
        claimant: &Claimant,
        request: &SlotRequest,
        most: usize,
        now: Timestamp,
    ) -> Result<Search, ActionError> {
        let mut tx = self.db.read().await?;
        let ready = self.prepare(&mut tx, claimant, request, Deed::FindSlots, now).await?;
        let found = match ready.start_range(ready.range, now) {
            Err(nothing) => Found::Nothing(nothing),
            Ok((workers, range)) if ready.motive.seats.is_some() => {
                match ready.sessions(&mut tx, request, &workers, range).await? {
                    Found::Sessions(mut sessions) => {
                        sessions.truncate(most);
                        Found::Sessions(sessions)
                    }
                    other => other,
                }
            }
            Ok((workers, range)) => {
                let Ready { town, motive, query, .. } = &ready;
                let slots = search::earliest(&town.settings, &town.agendas, motive, query, &workers, range, now, most);
                if slots.is_empty() {
                    Found::Nothing(search::why_nothing(&town.settings, &town.agendas, motive, query, &workers, range))
                } else {
                    Found::Slots(self.offered(&ready, slots, false, now))
                }
            }
        };
        Ok(ready.search(found))
    }

    /// Slots near a start that was refused, anywhere: the first after it, then the first of all.
    pub(super) fn other_slots(
        &self,
        mut ready: Ready,
        by_worker: bool,
        start: Timestamp,
        now: Timestamp,
    ) -> Vec<OfferedSlot> {
        ready.query.places = None;
        let Ready { town, motive, query, .. } = &ready;
        let mut others: Vec<Slot> = Vec::new();
        for (from, to) in [(start, start + OTHERS_WITHIN), (now, start)] {
            let Some(range) = Span::new(from, to) else { continue };
            let Ok((workers, range)) = ready.start_range(range, now) else { continue };
            let more = OTHERS - others.len();
            others.extend(search::earliest(&town.settings, &town.agendas, motive, query, &workers, range, now, more));
            if others.len() == OTHERS {
                break;
            }
        }
        self.offered(&ready, others, by_worker, now)
    }

    /// As [`Desk::prepare`], on a connection of its own, given back at once.
    pub(super) async fn ready(
        &self,
        claimant: &Claimant,
        request: &SlotRequest,
        deed: Deed,
        now: Timestamp,
    ) -> Result<Ready, ActionError> {
        self.prepare(&mut self.db.read().await?, claimant, request, deed, now).await
    }

    /// Reads what a search needs and checks that the caller may do what it is for, and that
    /// everything it names belongs to the caller.
    pub(super) async fn prepare(
        &self,
        tx: &mut ReadTx,
        claimant: &Claimant,
        request: &SlotRequest,
        deed: Deed,
        now: Timestamp,
    ) -> Result<Ready, ActionError> {
        let zones = match &request.address {
            Some((city, _)) => Some(store::zones_of(tx, claimant.territory(), city).await?),
            None => None,
        };
        let sector = zones.map(|zones| {
            let street = request.address.as_ref().and_then(|(_, street)| street.as_deref());
            in_charge(&zones, street)
        });
        let query = |referents: &[WorkerId]| Query {
            motive: request.motive,
            audience: request.audience,
            places: request.places.clone(),
            workers: request.workers.clone(),
            team: request.team,
            mode: request.mode,
            sector: sector.as_ref().and_then(|sector| sector.as_ref().ok()).cloned(),
            referents: Some(referents.to_vec()),
        };
        let calendars = |settings: &Settings, referents: &[WorkerId]| -> Vec<CalendarId> {
            let Some(motive) = settings.motives.get(&request.motive) else { return Vec::new() };
            // Who looks for sessions of a workshop needs no free time: they are planned already.
            if motive.seats.is_some() && deed == Deed::FindSlots {
                return Vec::new();
            }
            let workers = search::eligible(settings, motive, &query(referents)).unwrap_or_default();
            search::calendars(settings, motive, &workers)
        };
        // The zone is known only once the settings are read: a day begins at most a day before its
        // midnight in UTC, wherever it is.
        let from = request.from.first(Tz::UTC) - Minutes::days(1);
        let from = from.min(now);
        let (town, caller) = self.town(tx, claimant, request.person, (now, from), calendars).await?;
        let scope = caller.may(deed)?;
        if request.audience == Audience::Staff {
            caller.may(Deed::BookAsStaff)?;
        }
        let motive = town.settings.motives.get(&request.motive).filter(|motive| scope.covers(motive.organisation));
        let motive = motive.filter(|motive| motive.active).ok_or(ActionError::NotFound("motive"))?.clone();
        named_exist(&town.settings, &scope, request)?;
        let named = request.person.is_none_or(|person| {
            scope.may_name(person) && town.known_by.iter().any(|organisation| scope.covers(*organisation))
        });
        if !named {
            return Err(ActionError::NotFound("person"));
        }
        let site = match request.places.as_deref() {
            Some([place]) => town.settings.site(motive.organisation, Some(*place)),
            _ => town.settings.site(motive.organisation, None),
        };
        let zone = site.ok_or(ActionError::NotFound("organisation"))?.zone;
        let range = Span::new(request.from.first(zone), request.to.after(zone))
            .ok_or_else(|| ActionError::invalid("to", "the end of the range is before its beginning"))?;
        if range.length() > LONGEST_RANGE {
            return Err(ActionError::invalid("to", "the range is longer than 366 days"));
        }
        let query = query(&town.referents);
        Ok(Ready { town, caller, motive, query, range, sector })
    }

    pub(super) fn offered(&self, ready: &Ready, slots: Vec<Slot>, by_worker: bool, now: Timestamp) -> Vec<OfferedSlot> {
        let territory = ready.town.settings.territory;
        // Two workers are offered as the pair they are: nobody can choose half of it.
        let by_worker = by_worker && ready.motive.workers == WorkersNeeded::One;
        let mut offered = Vec::with_capacity(slots.len());
        for slot in slots {
            // A place that left the settings leaves no slot either; the zone is then never asked.
            let site = ready.town.settings.site(ready.motive.organisation, slot.place);
            let Some(zone) = site.map(|site| site.zone) else { continue };
            if !by_worker {
                offered.push(self.signer.offer(territory, ready.motive.id, (slot, zone), None, now));
                continue;
            }
            for worker in &slot.workers {
                let own = Slot { span: slot.span, place: slot.place, workers: vec![*worker] };
                offered.push(self.signer.offer(territory, ready.motive.id, (own, zone), Some(*worker), now));
            }
        }
        offered
    }
}

fn named_exist(settings: &Settings, scope: &Scope, request: &SlotRequest) -> Result<(), ActionError> {
    for place in request.places.iter().flatten() {
        let place = settings.places.get(place).filter(|place| scope.covers(place.organisation));
        place.ok_or(ActionError::NotFound("place"))?;
    }
    for worker in request.workers.iter().flatten() {
        let worker = settings.workers.get(worker);
        worker
            .filter(|worker| worker.organisations.iter().any(|organisation| scope.covers(*organisation)))
            .ok_or(ActionError::NotFound("worker"))?;
    }
    if let Some(team) = request.team {
        let team = settings.teams.get(&team).filter(|team| scope.covers(team.organisation));
        team.ok_or(ActionError::NotFound("team"))?;
    }
    Ok(())
}

/// A search whose every name has been checked.
pub(super) struct Ready {
    pub town: Town,
    pub caller: Caller,
    pub motive: Motive,
    pub query: Query,
    range: Span,
    sector: Option<Result<Vec<Target>, Nothing>>,
}

impl Ready {
    /// The workers a slot can be with.
    pub(super) fn eligible(&self) -> Result<Vec<WorkerId>, Nothing> {
        if let Some(Err(nothing)) = &self.sector {
            return Err(*nothing);
        }
        search::eligible(&self.town.settings, &self.motive, &self.query)
    }

    pub(super) fn start_range(&self, range: Span, now: Timestamp) -> Result<(Vec<WorkerId>, StartRange), Nothing> {
        let workers = self.eligible()?;
        Ok((workers, search::start_range(&self.motive, self.query.audience, range, now)?))
    }

    async fn sessions(
        &self,
        tx: &mut ReadTx,
        request: &SlotRequest,
        workers: &[WorkerId],
        range: StartRange,
    ) -> Result<Found, ActionError> {
        let all = store::sessions(tx, self.town.settings.territory, self.motive.id, self.range, request.person).await?;
        let planned = !all.is_empty();
        let open = search::open_sessions(all, &self.query, workers, range);
        Ok(match (open.is_empty(), planned) {
            (false, _) => Found::Sessions(open),
            (true, true) => Found::Nothing(Nothing::Full),
            (true, false) => Found::Nothing(Nothing::NoOpening),
        })
    }

    fn search(self, found: Found) -> Search {
        Search { town: self.town, motive: self.motive, found }
    }
}
