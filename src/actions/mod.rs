//! What can be done: one verb per file, each owns its transaction. Data, journal and outbox commit
//! together; nothing here touches the network.

pub mod agenda;
pub mod api_keys;
pub mod book;
pub mod calls;
mod candidates;
pub mod cases;
pub mod change_status;
pub mod close_place;
pub mod demo;
mod demo_cases;
pub mod find_slots;
pub mod hold;
pub mod import;
mod locks;
pub mod messages;
pub mod move_appointment;
pub mod names;
pub mod offers;
pub mod read;
mod repeats;
pub mod replies;
pub mod safe;
pub mod search_people;
pub mod set_up;
pub mod settings;
pub mod sign_in;
pub mod statistics;
mod strangers;
pub mod waiting_list;
pub mod waiting_proposals;
pub mod watch;

use std::sync::Arc;

use thiserror::Error;

use crate::domain::access::{Caller, Deed, Denied, Guest, Scope};
use crate::domain::ids::{ApiKeyId, CalendarId, PersonId, TerritoryId, WorkerId};
use crate::domain::scheduling::booking::Refusal;
use crate::domain::scheduling::search::{Audience, Slot};
use crate::domain::settings::Settings;
use crate::domain::time::Timestamp;
use crate::safe::vault::Vault;
use crate::store::{Ask, CallerKey, Db, ReadTx, StoreError, Town, Towns};
use offers::Signer;
use sign_in::secrets::Secrets;

/// What every action works with.
#[derive(Clone)]
pub struct Desk {
    pub db: Db,
    pub towns: Arc<Towns>,
    pub signer: Signer,
    pub secrets: Secrets,
    pub vault: Vault,
}

/// Who says that they may: proven by the statement that reads the versions of the town.
#[derive(Clone, Debug)]
pub enum Claimant {
    /// A token from outside; the territory is the one it names, not yet believed.
    Token {
        territory: TerritoryId,
        hash: String,
    },
    Known(Caller),
}

impl Claimant {
    pub fn territory(&self) -> TerritoryId {
        match self {
            Claimant::Token { territory, .. } => *territory,
            Claimant::Known(caller) => caller.territory(),
        }
    }

    fn token_hash(&self) -> Option<&str> {
        match self {
            Claimant::Token { hash, .. } => Some(hash),
            Claimant::Known(_) => None,
        }
    }

    /// # Errors
    /// `Unauthorised`: the token is worth nothing (any more).
    fn proven(&self, key: Option<&CallerKey>) -> Result<Caller, ActionError> {
        match self {
            Claimant::Known(caller) => Ok(caller.clone()),
            Claimant::Token { territory, .. } => {
                let key = key.ok_or(ActionError::Unauthorised)?;
                let permissions = key
                    .permissions
                    .parse()
                    .map_err(|error| StoreError::BadRow(format!("permissions of key {}: {error}", key.id)))?;
                Ok(Caller::ApiKey { id: key.id, territory: *territory, organisation: key.organisation, permissions })
            }
        }
    }
}

/// A slot with the proof that it was shown.
#[derive(Clone, Debug)]
pub struct OfferedSlot {
    pub slot: Slot,
    /// Of the place, or of the organisation where there is none.
    pub zone: chrono_tz::Tz,
    pub offer: String,
}

/// What an action can meet.
#[derive(Debug, Error)]
pub enum ActionError {
    #[error("the API key is missing, unknown or revoked")]
    Unauthorised,
    #[error("“{0}” is not allowed")]
    Denied(Deed),
    /// Also what belongs to somebody else: it does not exist here.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    #[error("{field}: {why}")]
    Invalid { field: &'static str, why: String },
    #[error("refused: {refusal}")]
    Refused { refusal: Refusal, others: Vec<OfferedSlot> },
    #[error("this idempotency key was used for another request")]
    KeyReused,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Denied> for ActionError {
    fn from(denied: Denied) -> Self {
        ActionError::Denied(denied.0)
    }
}

impl From<Refusal> for ActionError {
    fn from(refusal: Refusal) -> Self {
        ActionError::Refused { refusal, others: Vec::new() }
    }
}

impl ActionError {
    pub(crate) fn invalid(field: &'static str, why: impl ToString) -> Self {
        ActionError::Invalid { field, why: why.to_string() }
    }
}

impl Desk {
    /// The town of a claimant, and who the claimant is.
    ///
    /// # Errors
    /// `Unauthorised` for a token worth nothing, also when its territory does not exist.
    async fn town(
        &self,
        tx: &mut ReadTx,
        claimant: &Claimant,
        person: Option<PersonId>,
        (now, from): (Timestamp, Timestamp),
        calendars: impl Fn(&Settings, &[WorkerId]) -> Vec<CalendarId>,
    ) -> Result<(Town, Caller), ActionError> {
        let ask = Ask { territory: claimant.territory(), token_hash: claimant.token_hash(), person, now, from };
        let town = self.towns.look(tx, &ask, calendars).await?.ok_or(ActionError::Unauthorised)?;
        let caller = claimant.proven(town.key.as_ref())?;
        Ok((town, caller))
    }

    /// A refusal as this caller may be told it: the staff sees which appointments of its own
    /// organisation are in the way, everybody else that something is.
    pub(crate) async fn told(
        &self,
        scope: &Scope,
        audience: Audience,
        refusal: Refusal,
    ) -> Result<Refusal, ActionError> {
        match refusal {
            Refusal::Taken { by } if audience == Audience::Staff && !by.is_empty() => {
                let mut tx = self.db.read().await?;
                Ok(Refusal::Taken { by: crate::store::in_scope(&mut tx, scope, &by).await? })
            }
            Refusal::Taken { .. } => Ok(Refusal::Taken { by: Vec::new() }),
            other => Ok(other),
        }
    }

    /// Who a claimant is, for actions that look at no town.
    ///
    /// # Errors
    /// `Unauthorised` for a token worth nothing.
    pub async fn caller(&self, tx: &mut ReadTx, claimant: &Claimant) -> Result<Caller, ActionError> {
        let key = match claimant {
            Claimant::Known(_) => None,
            Claimant::Token { territory, hash } => crate::store::key_by_hash(tx, *territory, hash).await?,
        };
        claimant.proven(key.as_ref())
    }
}

/// Where a key is named in an idempotency record.
pub(crate) fn caller_name(caller: &Caller) -> String {
    match caller {
        Caller::ApiKey { id: ApiKeyId(id), .. } => format!("api_key:{id}"),
        Caller::CommandLine { .. } => "command_line".to_owned(),
        Caller::Worker { id: WorkerId(id), .. } => format!("worker:{id}"),
        // Keys of forms are drawn by us, with each page: no two guests share one.
        Caller::Guest(Guest { .. }) => "guest".to_owned(),
    }
}
