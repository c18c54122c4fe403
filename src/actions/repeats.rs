//! What was asked before: an idempotency key at work, and the second click of the same person.

use std::sync::Arc;

use super::book::{BookRequest, Done, Outcome, Render, Replay};
use super::find_slots::Ready;
use super::{ActionError, caller_name};
use crate::domain::access::{Caller, Scope};
use crate::domain::ids::{MotiveId, PersonId};
use crate::domain::people::Who;
use crate::domain::scheduling::booking::Refusal;
use crate::domain::settings::Settings;
use crate::domain::time::{Span, Timestamp};
use crate::store::{self, Appointment, Claim, Db, IdempotencyKey, ReadTx, WriteTx};

/// An idempotency key at work.
#[derive(Clone)]
pub(super) struct Keyed {
    key: IdempotencyKey,
    render: Render,
}

impl Keyed {
    pub(super) fn new(caller: &Caller, scope: &Scope, action: &'static str, replay: Replay) -> Keyed {
        let key = IdempotencyKey {
            territory: scope.territory(),
            caller: caller_name(caller),
            action,
            key: replay.key,
            body_hash: replay.body_hash,
        };
        Keyed { key, render: replay.render }
    }

    /// The answer given before, when there is one. A twin that runs now is waited for.
    pub(super) async fn claim(&self, tx: &mut WriteTx, now: Timestamp) -> Result<Option<Outcome>, ActionError> {
        replayed(store::claim_key(tx, &self.key, now).await?)
    }

    /// The same without claiming: for a request that is refused before it comes to a transaction.
    pub(super) async fn before(&self, db: &Db, now: Timestamp) -> Result<Option<Outcome>, ActionError> {
        replayed(store::key_before(&mut db.read().await?, &self.key, now).await?)
    }

    /// Writes the answer next to its effect.
    pub(super) async fn answer(&self, tx: &mut WriteTx, outcome: Outcome) -> Result<Outcome, ActionError> {
        if let Outcome::Done { done, .. } = &outcome {
            let (status, body) = (self.render)(done);
            store::answer_key(tx, &self.key, i64::from(status), &body).await?;
        }
        Ok(outcome)
    }
}

/// How many appointments a person has to come for a motive, and the one that is at this time.
pub(super) async fn live_and_same(
    tx: &mut ReadTx,
    scope: &Scope,
    (person, motive): (PersonId, MotiveId),
    span: Span,
    now: Timestamp,
) -> Result<(usize, Option<Appointment>), ActionError> {
    let live = store::live_appointments(tx, scope, person, motive, span.start().min(now)).await?;
    let same = live.iter().find(|one| one.starts_at < span.end() && span.start() < one.ends_at);
    let same = match same {
        Some(same) => {
            let appointment = store::appointment_just_named(tx, scope, same.appointment_id).await?;
            Some(appointment.ok_or(Refusal::AlreadyBooked { appointment: same.appointment_id })?)
        }
        None => None,
    };
    Ok((live.len(), same))
}

/// What a refused request may have done before: its answer was lost, or it is the second click. The
/// slot is then taken by the very person who asks, or its offer has ended since.
pub(super) struct Before {
    scope: Scope,
    settings: Arc<Settings>,
    motive: MotiveId,
    span: Option<Span>,
    who: Option<Who>,
    keyed: Option<Keyed>,
}

impl Before {
    pub(super) fn of(ready: &Ready, scope: &Scope, request: &BookRequest, keyed: Option<Keyed>) -> Before {
        Before {
            scope: scope.clone(),
            settings: ready.town.settings.clone(),
            motive: request.motive,
            span: ready.motive.span_at(request.start),
            who: request.who.clone(),
            keyed,
        }
    }

    /// Asked only of a refusal, so that a booking that succeeds costs nothing more.
    pub(super) async fn look(
        &self,
        db: &Db,
        refusal: &Refusal,
        now: Timestamp,
    ) -> Result<Option<Outcome>, ActionError> {
        if let Some(keyed) = &self.keyed
            && let Some(replayed) = keyed.before(db, now).await?
        {
            return Ok(Some(replayed));
        }
        let may_be = refusal.is_taken() || matches!(refusal, Refusal::HoldExpired | Refusal::AlreadyBooked { .. });
        let Some(span) = self.span.filter(|_| may_be) else { return Ok(None) };
        let mut tx = db.read().await?;
        let organisation = self.settings.motives.get(&self.motive).map(|motive| motive.organisation);
        let person = match (&self.who, organisation) {
            (Some(Who::Known(person)), _) => Some(*person),
            (Some(Who::New(new)), Some(organisation)) => {
                store::known_newcomer(&mut tx, &self.scope, organisation, new).await?
            }
            _ => None,
        };
        let Some(person) = person else { return Ok(None) };
        let (_, same) = live_and_same(&mut tx, &self.scope, (person, self.motive), span, now).await?;
        Ok(same.map(|appointment| Outcome::Done {
            done: Box::new(Done::already(appointment)),
            settings: self.settings.clone(),
        }))
    }
}

fn replayed(claim: Claim) -> Result<Option<Outcome>, ActionError> {
    match claim {
        Claim::New => Ok(None),
        Claim::OtherRequest => Err(ActionError::KeyReused),
        Claim::Done { status, response } => {
            Ok(Some(Outcome::Replayed { status: u16::try_from(status).unwrap_or(200), body: response }))
        }
    }
}
