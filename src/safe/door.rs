//! The door: the only way to what a safe holds. It is opened here alone, for one of four: the holder
//! with number and PIN or card, a worker with a live grant, a worker who puts something in and sees
//! nothing, and the house, which destroys and counts but does not read.

use super::SafeError;
use crate::domain::access::Scope;
use crate::domain::ids::{GrantId, ItemId, PersonId, SafeId, SessionId, TerritoryId, WorkerId};
use crate::domain::journal::{Act, Actor, ActorKind, Detail, Line, Thing};
use crate::domain::safe::Missing;
use crate::domain::time::Timestamp;
use crate::store::safes::SafeRow;
use crate::store::{self, ReadTx, StoreError, WriteTx, safe_grants, safes};

/// One safe, open to somebody for something.
#[derive(Clone, Debug)]
pub struct Door {
    territory: TerritoryId,
    safe: SafeId,
    person: PersonId,
    key_version: i64,
    actor: Actor,
    way: Way,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Reads, changes, grants.
    Holder,
    /// Reads one document.
    Granted { grant: GrantId, item: ItemId },
    /// Puts in; keeps no right to read.
    Capturing { worker: WorkerId },
    /// Destroys what its holder threw away, releases what the scanner found clean.
    House,
}

impl Door {
    fn to(row: &SafeRow, actor: Actor, way: Way) -> Door {
        Door {
            territory: row.territory_id,
            safe: row.id,
            person: row.person_id,
            key_version: row.key_version,
            actor,
            way,
        }
    }

    /// For the person, in the browser that proved their number and gave their PIN or card.
    ///
    /// # Errors
    /// `Closed`: one of the two is missing, or too long ago.
    pub async fn of_holder(
        tx: &mut ReadTx,
        scope: &Scope,
        (session, person): (SessionId, PersonId),
        now: Timestamp,
    ) -> Result<Door, SafeError> {
        let guest = scope.guest().filter(|guest| guest.proven).ok_or(SafeError::Closed)?;
        // Relatives may be booked for; their safes are their own.
        if guest.people.first() != Some(&person) {
            return Err(SafeError::NotFound("safe"));
        }
        let row = safes::opened(tx, (scope.territory(), person), session, now).await?.ok_or(SafeError::Closed)?;
        let actor = Actor { kind: ActorKind::Person, id: Some(person.0) };
        Ok(Door::to(&row, actor, Way::Holder))
    }

    /// For a worker who was shown this document. Whatever is missing, the document does not exist.
    ///
    /// # Errors
    /// `NotYet`: charter or training; `NotFound` for everything else.
    pub async fn by_grant(tx: &mut ReadTx, scope: &Scope, item: ItemId, now: Timestamp) -> Result<Door, SafeError> {
        let worker = ready(tx, scope).await?;
        let granted = safe_grants::granted(tx, (scope.territory(), worker), Some(item), now, 1).await?;
        let granted = granted.first().ok_or(SafeError::NotFound("item"))?;
        let row = safes::safe(tx, scope.territory(), granted.safe_id).await?.ok_or(SafeError::NotFound("item"))?;
        Ok(Door::to(&row, scope.actor(), Way::Granted { grant: granted.grant_id, item }))
    }

    /// For a worker who puts a document into the safe of somebody her organisation knows.
    ///
    /// # Errors
    /// `NotYet`; `NotFound`: the person, or a safe of theirs.
    pub async fn to_capture(tx: &mut WriteTx, scope: &Scope, person: PersonId) -> Result<Door, SafeError> {
        let worker = ready(tx, scope).await?;
        let known = store::lock_person(tx, scope, person).await?;
        known.ok_or(SafeError::NotFound("person"))?;
        let row = safes::safe_of(tx, scope.territory(), person).await?.ok_or(SafeError::NotFound("safe"))?;
        Ok(Door::to(&row, scope.actor(), Way::Capturing { worker }))
    }

    /// For jobs and commands.
    pub(super) fn of_house(row: &SafeRow) -> Door {
        Door::to(row, Actor { kind: ActorKind::Job, id: None }, Way::House)
    }

    pub fn territory(&self) -> TerritoryId {
        self.territory
    }

    pub fn person(&self) -> PersonId {
        self.person
    }

    pub fn safe(&self) -> SafeId {
        self.safe
    }

    pub(super) fn at(&self) -> (TerritoryId, SafeId) {
        (self.territory, self.safe)
    }

    pub(super) fn actor(&self) -> Actor {
        self.actor
    }

    pub(super) fn key_version(&self) -> i64 {
        self.key_version
    }

    pub(super) fn worker(&self) -> Option<WorkerId> {
        match self.way {
            Way::Capturing { worker } => Some(worker),
            _ => None,
        }
    }

    /// # Errors
    /// `NotFound`: only the holder may.
    pub(super) fn for_holder(&self) -> Result<(), SafeError> {
        if self.way == Way::Holder { Ok(()) } else { Err(SafeError::NotFound("item")) }
    }

    /// # Errors
    /// `NotFound`: a grant that is for another document, or no right to read at all.
    pub(super) fn reads(&self, item: ItemId) -> Result<Option<GrantId>, SafeError> {
        match self.way {
            Way::Holder => Ok(None),
            Way::Granted { grant, item: granted } if granted == item => Ok(Some(grant)),
            Way::Granted { .. } | Way::Capturing { .. } | Way::House => Err(SafeError::NotFound("item")),
        }
    }

    /// # Errors
    /// `NotFound`: a grant lets nobody write.
    pub(super) fn writes(&self) -> Result<(), SafeError> {
        match self.way {
            Way::Holder | Way::Capturing { .. } => Ok(()),
            Way::Granted { .. } | Way::House => Err(SafeError::NotFound("item")),
        }
    }

    /// A line of the journal about this safe.
    pub async fn note(&self, tx: &mut WriteTx, act: Act, detail: Detail, now: Timestamp) -> Result<(), StoreError> {
        note(tx, self.at(), self.actor, act, detail, now).await
    }
}

/// A line of the journal about a safe, in its transaction.
pub(super) async fn note(
    tx: &mut WriteTx,
    (territory, safe): (TerritoryId, SafeId),
    actor: Actor,
    act: Act,
    detail: Detail,
    now: Timestamp,
) -> Result<(), StoreError> {
    let line = Line { at: now, actor, act, thing: Thing::Safe, thing_id: safe.0, detail };
    store::write_line(tx, territory, &line).await
}

/// A worker who has signed the charter and was trained. Her second factor is why she is one here: a
/// password alone makes no `Scope` of a worker.
///
/// # Errors
/// `NotYet`, with those who can record it; `NotFound` for whoever is no worker.
pub async fn ready(tx: &mut ReadTx, scope: &Scope) -> Result<WorkerId, SafeError> {
    let actor = scope.actor();
    let (ActorKind::Worker, Some(worker), Some(organisation)) = (actor.kind, actor.id, scope.organisation()) else {
        return Err(SafeError::NotFound("item"));
    };
    let worker = WorkerId(worker);
    let charter = safes::charter(tx, scope.territory(), worker).await?;
    let mut missing = Vec::new();
    if charter.signed_on.is_none() {
        missing.push(Missing::Charter);
    }
    if charter.trained_on.is_none() {
        missing.push(Missing::Training);
    }
    if missing.is_empty() {
        return Ok(worker);
    }
    let lifted_by = safes::who_lifts(tx, scope.territory(), organisation, worker).await?;
    Err(SafeError::NotYet { missing, lifted_by })
}
