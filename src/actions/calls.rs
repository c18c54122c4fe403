//! Calls: a try is noted, somebody asks to be called, somebody has been called. And the draft of a form,
//! for when the line drops.
//!
//! A try never changes the state of an appointment: no answer is not "did not come".

use super::{ActionError, Claimant, Desk};
use crate::domain::access::{Caller, Deed, Scope};
use crate::domain::calls::{CALL_KEPT, CallBackOutcome, CallOutcome, CameBy, DRAFT_KEPT, DraftKind, LONGEST_DRAFT};
use crate::domain::ids::{AppointmentId, CallBackId, OrganisationId, PersonId, WorkerId};
use crate::domain::journal::{Act, Detail, Line, Thing};
use crate::domain::people;
use crate::domain::time::Timestamp;
use crate::store::{self, CallBack, CallTry, WriteTx};

/// How many call-backs are shown at once.
const MOST_SHOWN: i64 = 200;

/// Somebody asks to be called.
#[derive(Clone, Debug)]
pub struct CallBackRequest {
    pub organisation: OrganisationId,
    pub person: Option<PersonId>,
    pub appointment: Option<AppointmentId>,
    pub name: String,
    /// As it was typed.
    pub phone: String,
    pub came_by: CameBy,
}

impl Desk {
    /// # Errors
    /// `NotFound` for an appointment that is not the caller's to see.
    pub async fn note_call(
        &self,
        claimant: &Claimant,
        (appointment, outcome): (AppointmentId, CallOutcome),
        now: Timestamp,
    ) -> Result<(), ActionError> {
        let (scope, worker) = self.staff(claimant, Deed::BookAsStaff).await?;
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                let known = store::appointment(tx, &scope, appointment).await?;
                known.ok_or(ActionError::NotFound("appointment"))?;
                let call = CallTry { at: now, outcome, worker };
                store::insert_call_try(tx, scope.territory(), appointment, &call).await?;
                let detail = Detail { to: Some(outcome.word().to_owned()), ..Detail::default() };
                journal(tx, &scope, (Act::Called, Thing::Appointment, appointment.0), detail, now).await
            })
        });
        write.await
    }

    /// The tries to call about an appointment, in order.
    ///
    /// # Errors
    /// As [`Desk::note_call`].
    pub async fn calls(&self, claimant: &Claimant, appointment: AppointmentId) -> Result<Vec<CallTry>, ActionError> {
        let mut tx = self.db.read().await?;
        let scope = self.caller(&mut tx, claimant).await?.may(Deed::BookAsStaff)?;
        let known = store::appointment(&mut tx, &scope, appointment).await?;
        known.ok_or(ActionError::NotFound("appointment"))?;
        Ok(store::call_tries(&mut tx, &scope, appointment).await?)
    }

    /// Asks to be called, also by anybody on the public pages. A number that waits already is not put in
    /// the line again. Its id, and whether it is new.
    ///
    /// # Errors
    /// `Invalid` without a name or with a number that is none; `NotFound` for an organisation, a person or
    /// an appointment that the caller may not name.
    pub async fn ask_call_back(
        &self,
        claimant: &Claimant,
        request: CallBackRequest,
        now: Timestamp,
    ) -> Result<(CallBackId, bool), ActionError> {
        let name = request.name.trim().to_owned();
        if name.is_empty() {
            return Err(ActionError::invalid("name", "agenda-name"));
        }
        let phone = people::phone(&request.phone).map_err(|_| ActionError::invalid("phone", "agenda-phone"))?;
        let scope = {
            let mut tx = self.db.read().await?;
            let (town, caller) = self.town(&mut tx, claimant, None, (now, now), |_, _| Vec::new()).await?;
            let scope = caller.may(Deed::Book)?;
            let known = town.settings.organisations.contains_key(&request.organisation);
            if !known || !scope.covers(request.organisation) {
                return Err(ActionError::NotFound("organisation"));
            }
            scope
        };
        let CallBackRequest { organisation, person, appointment, came_by, .. } = request;
        let stranger = self.stranger(&scope, Some(&phone));
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                stranger.count(tx, now).await?;
                if let Some(person) = person {
                    let known = store::lock_person(tx, &scope, person).await?;
                    known.ok_or(ActionError::NotFound("person"))?;
                }
                if let Some(appointment) = appointment {
                    let known = store::appointment(tx, &scope, appointment).await?;
                    let known = known.filter(|known| known.organisation == organisation);
                    known.ok_or(ActionError::NotFound("appointment"))?;
                }
                let new = CallBack {
                    id: CallBackId(0),
                    organisation,
                    person,
                    appointment,
                    name,
                    phone,
                    asked_at: now,
                    came_by,
                    taken: None,
                    tries: 0,
                };
                let (id, is_new) = store::put_call_back(tx, scope.territory(), &new).await?;
                if is_new {
                    journal(tx, &scope, (Act::Added, Thing::CallBack, id.0), Detail::default(), now).await?;
                }
                Ok::<_, ActionError>((id, is_new))
            })
        });
        write.await
    }

    /// Who waits to be called by the caller's organisation, the longest first.
    ///
    /// # Errors
    /// The caller is no staff.
    pub async fn call_backs(&self, claimant: &Claimant) -> Result<Vec<CallBack>, ActionError> {
        let mut tx = self.db.read().await?;
        let scope = self.caller(&mut tx, claimant).await?.may(Deed::BookAsStaff)?;
        Ok(store::call_backs(&mut tx, &scope, MOST_SHOWN).await?)
    }

    /// Takes a call: nobody else calls the same person meanwhile. Whether it is the caller's now; a colleague
    /// who took it first keeps it for half an hour.
    ///
    /// # Errors
    /// `NotFound` for another organisation's; the caller is no worker.
    pub async fn take_call_back(
        &self,
        claimant: &Claimant,
        id: CallBackId,
        now: Timestamp,
    ) -> Result<bool, ActionError> {
        let (scope, worker) = self.staff(claimant, Deed::BookAsStaff).await?;
        let worker = worker.ok_or(ActionError::NotFound("worker"))?;
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                known(tx, &scope, id).await?;
                Ok::<_, ActionError>(store::take_call_back(tx, id, worker, (now, now - CALL_KEPT)).await?)
            })
        });
        write.await
    }

    /// How a call ended. `None`: nobody answered; it stays in the line, free for all. A second click changes
    /// nothing: who ended it first stays named.
    ///
    /// # Errors
    /// `NotFound` for another organisation's.
    pub async fn end_call_back(
        &self,
        claimant: &Claimant,
        (id, outcome): (CallBackId, Option<CallBackOutcome>),
        now: Timestamp,
    ) -> Result<(), ActionError> {
        let (scope, worker) = self.staff(claimant, Deed::BookAsStaff).await?;
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                known(tx, &scope, id).await?;
                let (changed, act, to) = match outcome {
                    None => (store::leave_call_back(tx, id, true).await?, Act::Called, CallOutcome::NoAnswer.word()),
                    Some(outcome) => {
                        let done = store::finish_call_back(tx, id, outcome, (now, worker)).await?;
                        (done, Act::Done, outcome.word())
                    }
                };
                if changed {
                    let detail = Detail { to: Some(to.to_owned()), ..Detail::default() };
                    journal(tx, &scope, (act, Thing::CallBack, id.0), detail, now).await?;
                }
                Ok::<_, ActionError>(())
            })
        });
        write.await
    }

    /// Puts a call back in the line, untried.
    ///
    /// # Errors
    /// `NotFound` for another organisation's.
    pub async fn leave_call_back(&self, claimant: &Claimant, id: CallBackId) -> Result<(), ActionError> {
        let (scope, _) = self.staff(claimant, Deed::BookAsStaff).await?;
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                known(tx, &scope, id).await?;
                store::leave_call_back(tx, id, false).await?;
                Ok::<_, ActionError>(())
            })
        });
        write.await
    }

    /// Keeps what a worker is typing, for a day. `body` is the page's own; nothing of it is read here, and
    /// it leaves no line in the journal: nothing has been done yet.
    ///
    /// # Errors
    /// `Invalid` when it is too long; the caller is no worker.
    pub async fn save_draft(
        &self,
        claimant: &Claimant,
        kind: DraftKind,
        body: String,
        now: Timestamp,
    ) -> Result<(), ActionError> {
        if body.len() > LONGEST_DRAFT {
            return Err(ActionError::invalid("body", "agenda-draft-too-long"));
        }
        let (scope, worker) = self.drafter(claimant).await?;
        let write = self.db.write(move |tx| {
            Box::pin(async move { store::put_draft(tx, scope.territory(), (worker, kind), &body, now).await })
        });
        Ok(write.await?)
    }

    /// What the worker was typing less than a day ago, and when.
    ///
    /// # Errors
    /// The caller is no worker.
    pub async fn draft(
        &self,
        claimant: &Claimant,
        kind: DraftKind,
        now: Timestamp,
    ) -> Result<Option<(String, Timestamp)>, ActionError> {
        let (scope, worker) = self.drafter(claimant).await?;
        let mut tx = self.db.read().await?;
        Ok(store::draft(&mut tx, scope.territory(), (worker, kind), now - DRAFT_KEPT).await?)
    }

    /// # Errors
    /// The caller is no worker.
    pub async fn delete_draft(&self, claimant: &Claimant, kind: DraftKind) -> Result<(), ActionError> {
        let (scope, worker) = self.drafter(claimant).await?;
        let write = self
            .db
            .write(move |tx| Box::pin(async move { store::delete_draft(tx, scope.territory(), (worker, kind)).await }));
        Ok(write.await?)
    }

    /// Every draft that nobody came back to, of the whole database: for a job. How many went.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn forget_drafts(&self, now: Timestamp) -> Result<u64, ActionError> {
        let write =
            self.db.write(move |tx| Box::pin(async move { store::delete_old_drafts(tx, now - DRAFT_KEPT).await }));
        Ok(write.await?)
    }

    async fn staff(&self, claimant: &Claimant, deed: Deed) -> Result<(Scope, Option<WorkerId>), ActionError> {
        let mut tx = self.db.read().await?;
        let caller: Caller = self.caller(&mut tx, claimant).await?;
        Ok((caller.may(deed)?, caller.worker()))
    }

    async fn drafter(&self, claimant: &Claimant) -> Result<(Scope, WorkerId), ActionError> {
        let (scope, worker) = self.staff(claimant, Deed::OwnAccount).await?;
        Ok((scope, worker.ok_or(ActionError::NotFound("worker"))?))
    }
}

/// # Errors
/// `NotFound` for what is not the scope's.
async fn known(tx: &mut WriteTx, scope: &Scope, id: CallBackId) -> Result<(), ActionError> {
    let known = store::knows_call_back(tx, scope, id).await?;
    known.then_some(()).ok_or(ActionError::NotFound("call_back"))
}

async fn journal(
    tx: &mut WriteTx,
    scope: &Scope,
    (act, thing, thing_id): (Act, Thing, i64),
    detail: Detail,
    now: Timestamp,
) -> Result<(), ActionError> {
    let line = Line { at: now, actor: scope.actor(), act, thing, thing_id, detail };
    Ok(store::write_line(tx, scope.territory(), &line).await?)
}
