//! Hold a slot for minutes: for a person who is still typing, or for the first on a waiting list.

use std::sync::Arc;

use super::candidates::candidates;
use super::find_slots::SlotRequest;
use super::locks::{Needs, calendars_of, locked_town, refused};
use super::offers::Wanted;
use super::waiting_proposals::Proposing;
use super::{ActionError, Claimant, Desk, api_keys};
use crate::domain::access::Deed;
use crate::domain::ids::{MotiveId, PlaceId, WorkerId};
use crate::domain::journal::{Act, Detail, Line, Thing};
use crate::domain::scheduling::booking::{self, Refusal, Wish};
use crate::domain::scheduling::search::{Audience, Bound};
use crate::domain::time::{Minutes, Span, Timestamp};
use crate::store::{self, BusyFor, NewHold};

/// How long a slot may be kept at most.
pub const LONGEST_HOLD: Minutes = Minutes(30);

/// A slot to be kept.
#[derive(Clone, Debug)]
pub struct HoldRequest {
    pub motive: MotiveId,
    pub audience: Audience,
    pub start: Timestamp,
    pub place: Option<PlaceId>,
    pub worker: Option<WorkerId>,
    pub offer: Option<String>,
    pub minutes: Minutes,
}

/// A slot that is kept. The token is what books it.
#[derive(Clone, Debug)]
pub struct Held {
    pub token: String,
    pub span: Span,
    pub place: Option<PlaceId>,
    pub expires_at: Timestamp,
}

/// How a slot is kept.
pub(super) struct Keep {
    pub token: String,
    pub until: Timestamp,
    /// For somebody on the waiting list, who is told of it.
    pub proposing: Option<Proposing>,
}

impl Desk {
    /// # Errors
    /// `Refused` as for a booking, with other slots when the time is taken.
    pub async fn hold(&self, claimant: &Claimant, request: HoldRequest, now: Timestamp) -> Result<Held, ActionError> {
        if !(1..=LONGEST_HOLD.0).contains(&request.minutes.0) {
            return Err(ActionError::invalid("minutes", format_args!("from 1 to {}", LONGEST_HOLD.0)));
        }
        let keep = Keep { token: api_keys::secret()?, until: now + request.minutes, proposing: None };
        self.keep(claimant, request, keep, now).await
    }

    /// # Errors
    /// As [`Desk::hold`].
    pub(super) async fn keep(
        &self,
        claimant: &Claimant,
        request: HoldRequest,
        keep: Keep,
        now: Timestamp,
    ) -> Result<Held, ActionError> {
        let deed = if request.audience == Audience::Staff { Deed::BookAsStaff } else { Deed::Book };
        let (from, to) = (Bound::At(request.start), Bound::At(request.start + Minutes(1)));
        let search = SlotRequest {
            places: request.place.map(|place| vec![place]),
            workers: request.worker.map(|worker| vec![worker]),
            ..SlotRequest::new(request.motive, request.audience, from, to)
        };
        let ready = self.ready(claimant, &search, deed, now).await?;
        let scope = ready.caller.may(deed)?;
        if ready.motive.seats.is_some() {
            return Err(ActionError::invalid("motive", "seats of a workshop are joined, not held"));
        }
        let (worker, as_of) = match (request.audience, &request.offer) {
            (Audience::Staff, _) => (request.worker, now),
            (_, None) => return Err(Refusal::NotOffered.into()),
            (_, Some(offer)) => {
                let wanted = Wanted {
                    territory: scope.territory(),
                    motive: request.motive,
                    place: request.place,
                    worker: request.worker,
                    start: request.start,
                };
                let offer = self.signer.check(offer, wanted, now)?;
                (offer.worker, offer.shown_at)
            }
        };
        let wish = Wish {
            audience: request.audience,
            start: request.start,
            place: request.place,
            as_of,
            accepted: Vec::new(),
        };
        let mut last = Refusal::Taken { by: Vec::new() };
        let candidates = match candidates(&ready, &ready.motive, &wish, worker, now) {
            Err(ActionError::Refused { refusal, .. }) if refusal.is_taken() => {
                last = refusal;
                Vec::new()
            }
            other => other?,
        };
        let Keep { token, until, proposing } = keep;
        let attempt = Arc::new(Attempt {
            towns: self.towns.clone(),
            scope: scope.clone(),
            motive: ready.motive.clone(),
            wish,
            token_hash: api_keys::hashed(&token),
            expires_at: until,
            proposing,
            now,
        });
        for workers in candidates {
            let attempt = attempt.clone();
            let done = self.db.write(move |tx| Box::pin(async move { attempt.run(tx, &workers).await })).await;
            match done {
                Ok(decision) => {
                    return Ok(Held { token, span: decision.span, place: decision.place, expires_at: until });
                }
                Err(ActionError::Refused { refusal, .. }) if refusal.is_taken() => last = refusal,
                Err(other) => return Err(other),
            }
        }
        let ready = self.ready(claimant, &search, deed, now).await?;
        let others = self.other_slots(ready, false, request.start, now);
        Err(ActionError::Refused { refusal: self.told(&scope, request.audience, last).await?, others })
    }
}

struct Attempt {
    towns: Arc<store::Towns>,
    scope: crate::domain::access::Scope,
    motive: crate::domain::motives::Motive,
    wish: Wish,
    token_hash: String,
    expires_at: Timestamp,
    proposing: Option<Proposing>,
    now: Timestamp,
}

impl Attempt {
    async fn run(&self, tx: &mut store::WriteTx, workers: &[WorkerId]) -> Result<booking::Decision, ActionError> {
        let territory = self.scope.territory();
        let span = self.motive.span_at(self.wish.start).ok_or(Refusal::NoLongerOpen)?;
        let needs = Needs { motive: &self.motive, workers, more: &[], person: None, span };
        let town = locked_town(tx, &self.towns, &self.scope, needs, self.now).await?;
        let decision = booking::decide(&town.settings, &town.agendas, &self.motive, &self.wish, workers, self.now)?;
        let new = NewHold {
            organisation: self.motive.organisation,
            motive: self.motive.id,
            place: decision.place,
            start: self.wish.start,
            shown_at: self.wish.as_of,
            expires_at: self.expires_at,
            token_hash: self.token_hash.clone(),
        };
        let hold = store::insert_hold(tx, territory, &new).await?;
        let calendars = calendars_of(&town.settings, &decision.workers, &decision.resources);
        let busy = BusyFor::Hold { id: hold, expires_at: self.expires_at };
        store::take_time(tx, territory, &calendars, decision.busy, busy).await.map_err(refused)?;
        if let Some(proposing) = &self.proposing {
            let kept = (hold, decision.place, self.wish.start);
            proposing.write(tx, &self.scope, kept, (self.now, self.expires_at)).await?;
        }
        let line = Line {
            at: self.now,
            actor: self.scope.actor(),
            act: Act::Held,
            thing: Thing::Hold,
            thing_id: hold.0,
            detail: Detail::default(),
        };
        store::write_line(tx, territory, &line).await?;
        Ok(decision)
    }
}
