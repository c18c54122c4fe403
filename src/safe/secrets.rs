//! What opens a safe beside the proven number: the PIN, the card, and the ticket from the desk with
//! which a PIN is chosen. Kept as hashes, which the actions make; each change closes every opening.

use super::SafeError;
use super::door::{note, ready};
use super::keys::{Belongs, Key};
use super::vault::{Vault, uid};
use crate::domain::access::Scope;
use crate::domain::ids::{PersonId, SafeId, SessionId, TerritoryId, WorkerId};
use crate::domain::journal::{Act, Actor, ActorKind, Detail};
use crate::domain::safe::{OPENING_LIVES, TICKET_LIVES};
use crate::domain::time::Timestamp;
use crate::store::safes::{CharterRow, SafeRow};
use crate::store::{self, ReadTx, WriteTx, safes};

/// A safe, as far as its lock goes.
#[derive(Clone, Debug)]
pub struct Lock(SafeRow);

impl Lock {
    /// The person's own, for a browser that proved their number.
    ///
    /// # Errors
    /// `Closed`: this browser did not; `NotFound`: they have none.
    pub async fn of_holder(
        tx: &mut ReadTx,
        scope: &Scope,
        (session, person): (SessionId, PersonId),
        now: Timestamp,
    ) -> Result<Lock, SafeError> {
        let own = scope.guest().is_some_and(|guest| guest.proven && guest.people.first() == Some(&person));
        if !own || !safes::session_is(tx, (scope.territory(), person), session, now).await? {
            return Err(SafeError::Closed);
        }
        let row = safes::safe_of(tx, scope.territory(), person).await?.ok_or(SafeError::NotFound("safe"))?;
        Ok(Lock(row))
    }

    /// Set up at the desk, with the person standing there; made when there is none.
    ///
    /// # Errors
    /// `NotYet`; `NotFound`: the organisation does not know this person.
    pub async fn at_desk(
        tx: &mut WriteTx,
        vault: &Vault,
        scope: &Scope,
        person: PersonId,
        now: Timestamp,
    ) -> Result<Lock, SafeError> {
        ready(tx, scope).await?;
        let territory = scope.territory();
        store::lock_person(tx, scope, person).await?.ok_or(SafeError::NotFound("person"))?;
        if safes::safe_of(tx, territory, person).await?.is_none() {
            let key = Key::random(1)?;
            let wrapped = vault.ring.wrap(Belongs::to_person(territory, person), &key)?;
            if let Some(safe) = safes::insert_safe(tx, (territory, person), &uid()?, now).await? {
                safes::insert_key(tx, (territory, safe), 1, (vault.ring.current(), &wrapped)).await?;
                note(tx, (territory, safe), scope.actor(), Act::SafeSetUp, Detail::default(), now).await?;
            }
        }
        let row = safes::safe_of(tx, territory, person).await?.ok_or(SafeError::NotFound("safe"))?;
        Ok(Lock(row))
    }

    pub fn safe(&self) -> SafeId {
        self.0.id
    }

    pub fn uid(&self) -> &str {
        &self.0.uid
    }

    pub fn pin_hash(&self) -> Option<&str> {
        self.0.pin_hash.as_deref()
    }

    pub fn card_hash(&self) -> Option<&str> {
        self.0.card_hash.as_deref()
    }

    /// What was said at the desk, while it lasts.
    pub fn ticket_hash(&self, now: Timestamp) -> Option<&str> {
        self.0.ticket_hash.as_deref().filter(|_| self.0.ticket_ends_at.is_some_and(|end| now < end))
    }

    fn at(&self) -> (TerritoryId, SafeId) {
        (self.0.territory_id, self.0.id)
    }

    fn holder(&self) -> Actor {
        Actor { kind: ActorKind::Person, id: Some(self.0.person_id.0) }
    }

    /// # Errors
    /// The database refuses or does not answer.
    pub async fn set_ticket(
        &self,
        tx: &mut WriteTx,
        by: &Scope,
        hash: &str,
        now: Timestamp,
    ) -> Result<Timestamp, SafeError> {
        let ends_at = now + TICKET_LIVES;
        safes::set_ticket(tx, self.0.id, hash, ends_at).await?;
        let detail = Detail { to: Some("ticket".to_owned()), ..Detail::default() };
        note(tx, self.at(), by.actor(), Act::SafeSecretSet, detail, now).await?;
        Ok(ends_at)
    }

    /// # Errors
    /// The database refuses or does not answer.
    pub async fn set_pin(&self, tx: &mut WriteTx, hash: &str, now: Timestamp) -> Result<(), SafeError> {
        safes::set_pin(tx, self.0.id, hash).await?;
        safes::close_everywhere(tx, self.0.id).await?;
        let detail = Detail { to: Some("pin".to_owned()), ..Detail::default() };
        Ok(note(tx, self.at(), self.holder(), Act::SafeSecretSet, detail, now).await?)
    }

    /// The card before it opens nothing any more.
    ///
    /// # Errors
    /// The database refuses or does not answer.
    pub async fn set_card(&self, tx: &mut WriteTx, by: &Scope, hash: &str, now: Timestamp) -> Result<(), SafeError> {
        safes::set_card(tx, self.0.id, hash).await?;
        safes::close_everywhere(tx, self.0.id).await?;
        let detail = Detail { to: Some("card".to_owned()), ..Detail::default() };
        Ok(note(tx, self.at(), by.actor(), Act::SafeSecretSet, detail, now).await?)
    }

    /// # Errors
    /// The database refuses or does not answer.
    pub async fn open(&self, tx: &mut WriteTx, session: SessionId, now: Timestamp) -> Result<(), SafeError> {
        safes::open_for(tx, self.at(), session, (now, now + OPENING_LIVES)).await?;
        Ok(note(tx, self.at(), self.holder(), Act::SafeOpened, Detail::default(), now).await?)
    }

    /// # Errors
    /// The database refuses or does not answer.
    pub async fn close(&self, tx: &mut WriteTx, session: SessionId, now: Timestamp) -> Result<(), SafeError> {
        if safes::close_for(tx, session, self.0.id).await? {
            note(tx, self.at(), self.holder(), Act::SafeClosed, Detail::default(), now).await?;
        }
        Ok(())
    }

    /// Somebody gave a wrong PIN, card or ticket: the person reads it in the log.
    ///
    /// # Errors
    /// The database refuses or does not answer.
    pub async fn refuse(&self, tx: &mut WriteTx, what: &'static str, now: Timestamp) -> Result<(), SafeError> {
        let detail = Detail { reason: Some(what.to_owned()), ..Detail::default() };
        Ok(note(tx, self.at(), self.holder(), Act::SafeRefused, detail, now).await?)
    }
}

/// Records what a worker signed and learnt.
///
/// # Errors
/// The database refuses or does not answer; `NotFound`: no such worker of the organisation.
pub async fn record_charter(
    tx: &mut WriteTx,
    scope: &Scope,
    worker: WorkerId,
    charter: CharterRow,
) -> Result<(), SafeError> {
    let known = match scope.organisation() {
        Some(organisation) => safes::worker_is_of(tx, scope.territory(), worker, organisation).await?,
        None => safes::worker_is_here(tx, scope.territory(), worker).await?,
    };
    if !known {
        return Err(SafeError::NotFound("worker"));
    }
    Ok(safes::set_charter(tx, scope.territory(), worker, charter).await?)
}
