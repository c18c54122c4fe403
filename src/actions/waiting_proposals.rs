//! A time that came free is kept for the first on the waiting list whom it suits, who is told of it; who
//! does not want it, or does not answer, leaves it to the next.

use std::collections::HashMap;

use chrono::Days;

use super::book::{BookRequest, Outcome};
use super::find_slots::{Found, SlotRequest};
use super::hold::{HoldRequest, Keep};
use super::sign_in::links::new_link;
use super::sign_in::secrets::{Secrets, salt};
use super::{ActionError, Claimant, Desk, OfferedSlot};
use crate::domain::access::{Caller, Deed, Scope};
use crate::domain::ids::{
    AppointmentId, HoldId, MotiveId, PersonId, PlaceId, ProposalId, TerritoryId, WaitingEntryId, WorkerId,
};
use crate::domain::journal::{Act, Detail, Line, Thing};
use crate::domain::people::Who;
use crate::domain::scheduling::booking::Refusal;
use crate::domain::scheduling::search::{Audience, Bound, FURTHEST};
use crate::domain::sign_in::{LinkPurpose, NoticeKind};
use crate::domain::time::{Minutes, Timestamp};
use crate::domain::waiting::{self, ProposalOutcome, REST, WaitingReason, Wanting};
use crate::store::{self, LinkTo, NewProposal, ProposalLine, StoreError, WhoWaits, WriteTx};

/// How many people are looked at in one pass; the next pass is a minute away.
const AT_ONCE: i64 = 500;
/// How many of the earliest slots one wish is held against.
const EARLIEST: usize = 60;
/// How many of them are tried for one person: each try is a transaction.
const TRIES: usize = 3;
const MOST_SHOWN: i64 = 500;

/// What is looked for once for everybody who waits for the same.
type Wish = (MotiveId, Option<PlaceId>, Option<WorkerId>, Option<PersonId>);

/// What a hold is for, when it is for somebody who waits.
pub(super) struct Proposing {
    pub secrets: Secrets,
    pub entry: WaitingEntryId,
    pub person: PersonId,
    pub motive: MotiveId,
    pub salt: String,
}

impl Proposing {
    /// The proposal, the link that opens it, and the notice that carries the link: with the hold, or not at all.
    pub(super) async fn write(
        &self,
        tx: &mut WriteTx,
        scope: &Scope,
        (hold, place, start): (HoldId, Option<PlaceId>, Timestamp),
        (now, answer_by): (Timestamp, Timestamp),
    ) -> Result<(), ActionError> {
        let territory = scope.territory();
        let to = LinkTo { person: Some(self.person), motive: Some(self.motive), ..LinkTo::default() };
        let (link, _) =
            new_link(tx, &self.secrets, (territory, LinkPurpose::Invitation), to, (now, now)).await.map_err(system)?;
        let new = NewProposal { entry: self.entry, hold, link, salt: &self.salt, place, starts_at: start, answer_by };
        store::insert_proposal(tx, territory, &new, now).await?;
        // Who has neither number nor address is on the list of calls, with the time that is kept.
        store::notice_to_person(tx, (territory, self.person), link, NoticeKind::WaitingProposal, now).await?;
        Ok(())
    }
}

impl Desk {
    /// One pass over those who wait, in their order: the earliest free time that suits is kept for each, and
    /// the person is told. How many were told.
    ///
    /// # Errors
    /// The database refuses or does not answer.
    pub async fn offer_freed_times(&self, territory: TerritoryId, now: Timestamp) -> Result<usize, ActionError> {
        let caller = Caller::CommandLine { territory };
        let scope = caller.may(Deed::BookAsStaff)?;
        let claimant = Claimant::Known(caller);
        let waiting = store::who_waits(&mut self.db.read().await?, &scope, now, AT_ONCE).await?;
        let mut free: HashMap<Wish, Vec<OfferedSlot>> = HashMap::new();
        let mut told = 0;
        for who in waiting {
            let wish = match self.is_follow_up(&claimant, who.motive, now).await? {
                true => (who.motive, who.place, who.worker, Some(who.person)),
                false => (who.motive, who.place, who.worker, None),
            };
            let slots = match free.remove(&wish) {
                Some(slots) => slots,
                None => self.earliest(&claimant, wish, now).await?,
            };
            let (kept, left) = self.keep_one(&claimant, &who, slots, now).await?;
            told += usize::from(kept);
            free.insert(wish, left);
        }
        Ok(told)
    }

    async fn is_follow_up(&self, claimant: &Claimant, motive: MotiveId, now: Timestamp) -> Result<bool, ActionError> {
        let territory = claimant.territory();
        let settings = match self.towns.held_settings(territory) {
            Some(settings) => settings,
            None => self.settings(claimant, now).await?.0.settings,
        };
        Ok(settings.motives.get(&motive).is_some_and(|motive| motive.follow_up))
    }

    async fn earliest(&self, claimant: &Claimant, wish: Wish, now: Timestamp) -> Result<Vec<OfferedSlot>, ActionError> {
        let (motive, place, worker, person) = wish;
        let request = SlotRequest {
            places: place.map(|place| vec![place]),
            workers: worker.map(|worker| vec![worker]),
            person,
            ..SlotRequest::new(motive, Audience::Invited, Bound::At(now), Bound::At(now + FURTHEST))
        };
        match self.earliest_slots(claimant, &request, EARLIEST, now).await {
            Ok(search) => match search.found {
                Found::Slots(slots) => Ok(slots),
                // Seats of a workshop are not held: who waits for one is on the list of calls.
                Found::Sessions(_) | Found::Nothing(_) => Ok(Vec::new()),
            },
            // The motive, the place or the worker is there no more.
            Err(ActionError::NotFound(_)) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Keeps the first of these slots that suits; whether one did, and those that may still be free.
    async fn keep_one(
        &self,
        claimant: &Claimant,
        who: &WhoWaits,
        mut slots: Vec<OfferedSlot>,
        now: Timestamp,
    ) -> Result<(bool, Vec<OfferedSlot>), ActionError> {
        let wanting = Wanting {
            entry: who.id,
            place: who.place,
            worker: who.worker,
            first_day: who.first_day,
            last_day: who.last_day,
            weekdays: who.weekdays,
            has: who.has,
        };
        let mut tries = 0;
        let mut at = 0;
        while let Some(slot) = slots.get(at).filter(|_| tries < TRIES) {
            let start = slot.slot.span.start();
            let answer_by = waiting::answer_by(slot.zone, now, start);
            let Some(answer_by) = answer_by.filter(|_| wanting.suits(&slot.slot, slot.zone)) else {
                at += 1;
                continue;
            };
            tries += 1;
            let salt = salt().map_err(system)?;
            let request = HoldRequest {
                motive: who.motive,
                audience: Audience::Invited,
                start,
                place: slot.slot.place,
                worker: None,
                offer: Some(slot.offer.clone()),
                minutes: Minutes((answer_by - now).num_minutes()),
            };
            let token = self.secrets.proposal(claimant.territory(), &salt);
            let (entry, person, motive) = (who.id, who.person, who.motive);
            let proposing = Proposing { secrets: self.secrets.clone(), entry, person, motive, salt };
            let keep = Keep { token, until: answer_by, proposing: Some(proposing) };
            match self.keep(claimant, request, keep, now).await {
                Ok(_) => return Ok((true, slots)),
                Err(ActionError::Refused { .. }) => {
                    slots.remove(at);
                }
                // Another server was first.
                Err(ActionError::Store(StoreError::Refused(rule))) if rule.name() == "waiting_proposal_one_open" => {
                    return Ok((false, slots));
                }
                Err(error) => return Err(error),
            }
        }
        Ok((false, slots))
    }

    /// Ends what nobody answered in time, and what was waited for until a day that is over. How many
    /// proposals ended.
    ///
    /// # Errors
    /// The database refuses or does not answer.
    pub async fn let_proposals_lapse(&self, territory: TerritoryId, now: Timestamp) -> Result<usize, ActionError> {
        let scope = Caller::CommandLine { territory }.may(Deed::BookAsStaff)?;
        let lapsed = store::proposals_to_lapse(&mut self.db.read().await?, &scope, now, AT_ONCE).await?;
        let count = lapsed.len();
        // A day that is over everywhere.
        let before = now.utc().date_naive() - Days::new(1);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    for id in lapsed {
                        store::end_proposal(tx, id, ProposalOutcome::Lapsed, (now, now + REST)).await?;
                    }
                    store::close_past_entries(tx, &scope, before, now).await?;
                    Ok::<_, ActionError>(())
                })
            })
            .await?;
        Ok(count)
    }

    /// What is kept for people of the caller's organisation.
    ///
    /// # Errors
    /// The caller is no staff.
    pub async fn proposals(&self, claimant: &Claimant) -> Result<Vec<ProposalLine>, ActionError> {
        let mut tx = self.db.read().await?;
        let scope = self.caller(&mut tx, claimant).await?.may(Deed::BookAsStaff)?;
        Ok(store::open_proposals(&mut tx, &scope, MOST_SHOWN).await?)
    }

    /// What is kept for the guest, and for those the guest acts for.
    ///
    /// # Errors
    /// The caller is no guest.
    pub async fn own_proposals(&self, claimant: &Claimant, now: Timestamp) -> Result<Vec<ProposalLine>, ActionError> {
        let mut tx = self.db.read().await?;
        let scope = self.caller(&mut tx, claimant).await?.may(Deed::Book)?;
        let guest = scope.guest().cloned().ok_or(ActionError::NotFound("person"))?;
        let mut own = Vec::new();
        for person in guest.people {
            own.extend(store::proposals_of_person(&mut tx, &scope, person, now).await?);
        }
        Ok(own)
    }

    /// Takes the time that is kept: a new appointment, or the one the person has for the same motive moves
    /// there.
    ///
    /// # Errors
    /// `HoldExpired`: it is over; `Refused` as for a booking. `NotFound` for what is kept for somebody else.
    pub async fn accept_proposal(
        &self,
        claimant: &Claimant,
        proposal: ProposalId,
        now: Timestamp,
    ) -> Result<AppointmentId, ActionError> {
        let (scope, kept) = {
            let mut tx = self.db.read().await?;
            let scope = self.caller(&mut tx, claimant).await?.may(Deed::Book)?;
            let kept = store::kept_time(&mut tx, &scope, proposal, now).await?;
            (scope, kept.ok_or(ActionError::NotFound("proposal"))?)
        };
        if !kept.open || now >= kept.answer_by {
            return Err(Refusal::HoldExpired.into());
        }
        let token = self.secrets.proposal(scope.territory(), &kept.salt);
        let audience = if scope.is_staff() { Audience::Staff } else { Audience::Invited };
        let taken = match kept.replaces {
            Some(appointment) => self.move_into_hold(claimant, (appointment, audience), token, now).await,
            None => {
                let request = BookRequest {
                    motive: kept.motive,
                    audience,
                    start: kept.starts_at,
                    place: kept.place,
                    worker: None,
                    who: Some(Who::Known(kept.person)),
                    offer: None,
                    hold: Some(token),
                    accept: Vec::new(),
                    caller: None,
                    external_key: None,
                };
                self.book(claimant, request, None, now).await
            }
        };
        match taken {
            Ok(Outcome::Done { done, .. }) => Ok(done.appointment.id),
            Ok(Outcome::Replayed { .. }) => Err(ActionError::KeyReused),
            Err(ActionError::Refused { refusal: Refusal::NoLongerOpen, others }) => {
                // The worker fell ill meanwhile: the person stays first.
                self.end(scope, proposal, ProposalOutcome::Gone, (now, now)).await?;
                Err(ActionError::Refused { refusal: Refusal::NoLongerOpen, others })
            }
            Err(error) => Err(error),
        }
    }

    /// Leaves the time to the next. A second click finds it as it was asked.
    ///
    /// # Errors
    /// `NotFound` for what is kept for somebody else.
    pub async fn decline_proposal(
        &self,
        claimant: &Claimant,
        proposal: ProposalId,
        now: Timestamp,
    ) -> Result<(), ActionError> {
        let scope = {
            let mut tx = self.db.read().await?;
            let scope = self.caller(&mut tx, claimant).await?.may(Deed::Book)?;
            let kept = store::kept_time(&mut tx, &scope, proposal, now).await?;
            kept.ok_or(ActionError::NotFound("proposal"))?;
            scope
        };
        self.end(scope, proposal, ProposalOutcome::Declined, (now, now + REST)).await
    }

    async fn end(
        &self,
        scope: Scope,
        proposal: ProposalId,
        outcome: ProposalOutcome,
        (now, rests_until): (Timestamp, Timestamp),
    ) -> Result<(), ActionError> {
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    if store::end_proposal(tx, proposal, outcome, (now, rests_until)).await? {
                        let detail = Detail { to: Some(outcome.word().to_owned()), ..Detail::default() };
                        let (actor, act) = (scope.actor(), Act::Released);
                        let line = Line { at: now, actor, act, thing: Thing::Proposal, thing_id: proposal.0, detail };
                        store::write_line(tx, scope.territory(), &line).await?;
                    }
                    Ok::<_, ActionError>(())
                })
            })
            .await
    }

    /// Why somebody goes first, for everybody at work to see.
    ///
    /// # Errors
    /// `NotFound` for an entry that is not the caller's; the caller is no staff.
    pub async fn set_waiting_reason(
        &self,
        claimant: &Claimant,
        entry: WaitingEntryId,
        reason: Option<WaitingReason>,
        now: Timestamp,
    ) -> Result<(), ActionError> {
        let scope = {
            let mut tx = self.db.read().await?;
            self.caller(&mut tx, claimant).await?.may(Deed::BookAsStaff)?
        };
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    if !store::set_waiting_reason(tx, &scope, entry, reason).await? {
                        return Err(ActionError::NotFound("waiting_entry"));
                    }
                    let detail = Detail { reason: reason.map(|one| one.word().to_owned()), ..Detail::default() };
                    let (actor, act, thing) = (scope.actor(), Act::Changed, Thing::WaitingEntry);
                    let line = Line { at: now, actor, act, thing, thing_id: entry.0, detail };
                    store::write_line(tx, scope.territory(), &line).await?;
                    Ok(())
                })
            })
            .await
    }
}

fn system(error: super::sign_in::SignInError) -> ActionError {
    match error {
        super::sign_in::SignInError::Action(error) => error,
        super::sign_in::SignInError::Store(error) => error.into(),
        error => ActionError::invalid("system", error),
    }
}
