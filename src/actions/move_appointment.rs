//! Move an appointment: other hours, another length, another place, another worker. All of it, or
//! nothing: on a conflict the old appointment is untouched.

use std::sync::Arc;

use super::book::{Done, Outcome, Replay};
use super::candidates::candidates;
use super::find_slots::SlotRequest;
use super::locks::{Needs, calendars_of, locked_town, refused};
use super::offers::Wanted;
use super::repeats::Keyed;
use super::{ActionError, Claimant, Desk};
use crate::domain::access::{Deed, Scope};
use crate::domain::appointments::Status;
use crate::domain::ids::{AppointmentId, HoldId, PlaceId, WorkerId};
use crate::domain::journal::{Act, Detail, Line, Thing};
use crate::domain::messages::MessageKind;
use crate::domain::motives::Motive;
use crate::domain::scheduling::booking::{self, Refusal, Warning, Wish};
use crate::domain::scheduling::search::{Audience, Bound};
use crate::domain::time::{Minutes, Span, Timestamp};
use crate::store::{self, Appointment, BusyFor, Towns, WriteTx};

/// A row of the agenda.
const SHORTEST: Minutes = Minutes(5);

/// Where an appointment is to go.
#[derive(Clone, Debug)]
pub struct MoveRequest {
    pub appointment: AppointmentId,
    pub audience: Audience,
    pub start: Timestamp,
    /// How long it is to last, for the staff. `None`: as long as it does now. For the public the
    /// motive says it, as in what was offered.
    pub minutes: Option<Minutes>,
    /// `None`: where it is now, for the staff; what was offered, for the public.
    pub place: Option<PlaceId>,
    /// `None`: the same worker, or another who is free when the offer was for any.
    pub worker: Option<WorkerId>,
    pub offer: Option<String>,
    pub accept: Vec<Warning>,
}

impl Desk {
    /// # Errors
    /// `Refused` as for a booking; `TooLateToMove` for the public past the motive's notice.
    pub async fn move_appointment(
        &self,
        claimant: &Claimant,
        request: MoveRequest,
        replay: Option<Replay>,
        now: Timestamp,
    ) -> Result<Outcome, ActionError> {
        let deed = if request.audience == Audience::Staff { Deed::BookAsStaff } else { Deed::Book };
        let (old, scope, keyed) = {
            let mut tx = self.db.read().await?;
            let caller = self.caller(&mut tx, claimant).await?;
            let scope = caller.may(deed)?;
            let old = store::appointment(&mut tx, &scope, request.appointment).await?;
            let keyed = replay.map(|replay| Keyed::new(&caller, &scope, "move", replay));
            (old.ok_or(ActionError::NotFound("appointment"))?, scope, keyed)
        };
        let audience = request.audience;
        match self.try_move(claimant, request, (old, &scope, deed), keyed.clone(), now).await {
            Err(ActionError::Refused { refusal, others }) => {
                // What was done before may be what is in the way, or its offer has ended since.
                if let Some(keyed) = &keyed
                    && let Some(replayed) = keyed.before(&self.db, now).await?
                {
                    return Ok(replayed);
                }
                Err(ActionError::Refused { refusal: self.told(&scope, audience, refusal).await?, others })
            }
            other => other,
        }
    }

    async fn try_move(
        &self,
        claimant: &Claimant,
        request: MoveRequest,
        (old, scope, deed): (Appointment, &Scope, Deed),
        keyed: Option<Keyed>,
        now: Timestamp,
    ) -> Result<Outcome, ActionError> {
        let (from, to) = (Bound::At(request.start), Bound::At(request.start + Minutes(1)));
        let search = SlotRequest {
            places: request.place.map(|place| vec![place]),
            workers: request.worker.map(|worker| vec![worker]),
            // A guest whose number is not proven made the appointment, and may name nobody.
            person: old.people.iter().map(|(person, _)| *person).find(|person| scope.may_name(*person)),
            ..SlotRequest::new(old.motive, request.audience, from, to)
        };
        let mut ready = self.ready(claimant, &search, deed, now).await?;
        ready.motive = lasting(&ready.motive, &request, old.span)?;
        let mut worker = request.worker;
        let (as_of, place) = match (request.audience, &request.offer) {
            (Audience::Staff, _) => (now, request.place.or(old.place)),
            (_, None) => return Err(Refusal::NotOffered.into()),
            (_, Some(offer)) => {
                let wanted = Wanted {
                    territory: scope.territory(),
                    motive: old.motive,
                    place: request.place,
                    worker: request.worker,
                    start: request.start,
                };
                let offer = self.signer.check(offer, wanted, now)?;
                worker = offer.worker;
                (offer.shown_at, request.place)
            }
        };
        let accepted = if request.audience == Audience::Staff { request.accept.clone() } else { Vec::new() };
        let wish = Wish { audience: request.audience, start: request.start, place, as_of, accepted };
        // The same worker first: whom the person knows. Then, when nobody was named by the public's
        // choice or the staff's, whoever is free.
        let mut tried: Vec<Vec<WorkerId>> = Vec::new();
        if worker.is_none_or(|worker| old.workers.contains(&worker)) {
            tried.push(old.workers.clone());
        }
        let others = worker.is_some() || request.audience != Audience::Staff;
        if others {
            // Its own time still counts as taken here, so an error only means "nobody else".
            let more = candidates(&ready, &ready.motive, &wish, worker, now).unwrap_or_default();
            tried.extend(more.into_iter().filter(|workers| *workers != old.workers));
        }
        let moving = Arc::new(Moving {
            towns: self.towns.clone(),
            scope: scope.clone(),
            motive: ready.motive.clone(),
            wish,
            request,
            held: None,
            keyed,
            now,
        });
        let start = moving.request.start;
        let mut last = Refusal::Taken { by: Vec::new() };
        for workers in tried {
            let moving = moving.clone();
            let done = self.db.write(move |tx| Box::pin(async move { moving.run(tx, &workers).await })).await;
            match done {
                Err(ActionError::Refused { refusal, .. }) if refusal.is_taken() => last = refusal,
                other => return other,
            }
        }
        let mut ready = self.ready(claimant, &search, deed, now).await?;
        ready.motive.duration = moving.motive.duration;
        let others = self.other_slots(ready, false, start, now);
        Err(ActionError::Refused { refusal: last, others })
    }
}

/// The motive, with the length this one appointment is to have.
fn lasting(motive: &Motive, request: &MoveRequest, old: Span) -> Result<Motive, ActionError> {
    // With its buffers a day at most, as the database wants it.
    let longest = Minutes(Minutes::days(1).0 - motive.buffer_before.0 - motive.buffer_after.0);
    let duration = match (request.audience, request.minutes) {
        (Audience::Staff, Some(minutes)) if minutes < SHORTEST || minutes > longest => {
            return Err(ActionError::invalid("minutes", "from five minutes to a day"));
        }
        (Audience::Staff, Some(minutes)) => minutes,
        (Audience::Staff, None) => Minutes(old.length().num_minutes()),
        _ => motive.duration,
    };
    Ok(Motive { duration, ..motive.clone() })
}

impl Desk {
    /// Moves an appointment to the time that a hold keeps for it.
    ///
    /// # Errors
    /// `HoldExpired`; `Refused` as for every move.
    pub(super) async fn move_into_hold(
        &self,
        claimant: &Claimant,
        (appointment, audience): (AppointmentId, Audience),
        token: String,
        now: Timestamp,
    ) -> Result<Outcome, ActionError> {
        let deed = if audience == Audience::Staff { Deed::BookAsStaff } else { Deed::Book };
        let (settings, scope) = {
            let mut tx = self.db.read().await?;
            let (town, caller) = self.town(&mut tx, claimant, None, (now, now), |_, _| Vec::new()).await?;
            (town.settings, caller.may(deed)?)
        };
        let (towns, token) = (self.towns.clone(), super::api_keys::hashed(&token));
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let hold = store::lock_hold(tx, scope.territory(), &token).await?;
                    let hold = hold.filter(|hold| scope.covers(hold.organisation) && hold.expires_at > now);
                    let hold = hold.filter(|hold| !hold.workers.is_empty()).ok_or(Refusal::HoldExpired)?;
                    let motive = settings.motives.get(&hold.motive).cloned();
                    let motive = motive.ok_or(ActionError::NotFound("motive"))?;
                    let wish = Wish {
                        audience,
                        start: hold.start,
                        place: hold.place,
                        as_of: hold.shown_at,
                        accepted: Vec::new(),
                    };
                    let request = MoveRequest {
                        appointment,
                        audience,
                        start: hold.start,
                        place: hold.place,
                        worker: None,
                        offer: None,
                        // As long as what is kept.
                        minutes: Some(motive.duration),
                        accept: Vec::new(),
                    };
                    let held = Some(hold.id);
                    let moving = Moving { towns, scope, motive, wish, request, held, keyed: None, now };
                    let done = moving.write(tx, &hold.workers).await?;
                    store::hold_was_taken(tx, hold.id, appointment, now).await?;
                    Ok(done)
                })
            })
            .await
    }
}

struct Moving {
    towns: Arc<Towns>,
    scope: Scope,
    motive: Motive,
    wish: Wish,
    request: MoveRequest,
    /// Kept for this move: given up and taken again under the same lock.
    held: Option<HoldId>,
    keyed: Option<Keyed>,
    now: Timestamp,
}

impl Moving {
    async fn run(&self, tx: &mut WriteTx, workers: &[WorkerId]) -> Result<Outcome, ActionError> {
        if let Some(keyed) = &self.keyed
            && let Some(replayed) = keyed.claim(tx, self.now).await?
        {
            return Ok(replayed);
        }
        let done = self.write(tx, workers).await?;
        match &self.keyed {
            Some(keyed) => keyed.answer(tx, done).await,
            None => Ok(done),
        }
    }

    async fn write(&self, tx: &mut WriteTx, workers: &[WorkerId]) -> Result<Outcome, ActionError> {
        let territory = self.scope.territory();
        let old = store::lock_appointment(tx, &self.scope, self.request.appointment).await?;
        let old = old.ok_or(ActionError::NotFound("appointment"))?;
        if !old.status.is_to_come() {
            return Err(Refusal::NotPossibleFrom { from: old.status, to: Status::Booked }.into());
        }
        if self.wish.audience != Audience::Staff && old.seats.is_some() {
            return Err(ActionError::invalid("appointment", "only the staff moves a workshop"));
        }
        if self.wish.audience != Audience::Staff && self.now > old.span.start() - self.motive.move_notice {
            return Err(Refusal::TooLateToMove.into());
        }
        // Its length as it is now: somebody else may have changed it meanwhile.
        let motive = &lasting(&self.motive, &self.request, old.span)?;
        let span = motive.span_at(self.wish.start).ok_or(Refusal::NoLongerOpen)?;
        let needs = Needs { motive, workers, more: &old.calendars, person: None, span };
        locked_town(tx, &self.towns, &self.scope, needs, self.now).await?;
        // Given back first, so that an appointment can move into its own time; undone if refused.
        store::give_time_back(tx, old.id).await?;
        if let Some(hold) = self.held {
            store::delete_hold(tx, hold).await?;
        }
        let town = locked_town(tx, &self.towns, &self.scope, needs, self.now).await?;
        let decision = booking::decide(&town.settings, &town.agendas, motive, &self.wish, workers, self.now)?;
        let site = town.settings.site(self.motive.organisation, decision.place);
        let zone = site.ok_or(ActionError::NotFound("place"))?.zone;
        let calendars = calendars_of(&town.settings, &decision.workers, &decision.resources);
        let busy = BusyFor::Appointment { id: old.id, deliberate: decision.deliberate() };
        store::take_time(tx, territory, &calendars, decision.busy, busy).await.map_err(refused)?;
        store::set_hours(tx, old.id, decision.span, decision.place, zone).await.map_err(refused)?;
        let resized = decision.span.length() != old.span.length();
        // Another length is told by both ends.
        let hours = |span: Span| match resized {
            true => format!("{}/{}", span.start(), span.end()),
            false => span.start().to_string(),
        };
        let detail = Detail {
            warnings: decision.warnings.clone(),
            from: Some(hours(old.span)),
            to: Some(hours(decision.span)),
            ..Detail::default()
        };
        let line = Line {
            at: self.now,
            actor: self.scope.actor(),
            act: Act::Moved,
            thing: Thing::Appointment,
            thing_id: old.id.0,
            detail,
        };
        store::write_line(tx, territory, &line).await?;
        // Who comes at the same hour, to the same place, has nothing to learn from another end.
        let same = (decision.span.start(), decision.place) == (old.span.start(), old.place);
        if !(resized && same && decision.workers == old.workers) {
            store::tell_participants(tx, old.id, None, MessageKind::Moved, self.now).await?;
        }
        let appointment = store::appointment(tx, &self.scope, old.id).await?;
        let appointment = appointment.ok_or(ActionError::NotFound("appointment"))?;
        Ok(Outcome::Done {
            done: Box::new(Done { appointment, already: false, taken: Vec::new() }),
            settings: town.settings,
        })
    }
}
