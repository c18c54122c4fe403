//! The settings of an organisation and of its territory: one verb per file. Each is one transaction
//! with its line in the journal; a form sent twice changes nothing more; what belongs to another
//! organisation does not exist here.

mod add_worker;
mod change_worker;
mod look;
mod preview_motive;
mod save_motive;
mod save_place;
mod save_service;
mod save_team;
mod set_targets;
mod switch;

pub use add_worker::WorkerForm;
pub use look::Lists;
pub use preview_motive::Preview;
pub use switch::Switched;

use thiserror::Error;

use super::{ActionError, Claimant, Desk, caller_name};
use crate::domain::access::{Caller, Deed, Denied, Role};
use crate::domain::ids::{OrganisationId, TerritoryId, WorkerId};
use crate::domain::journal::{Act, Actor, Detail, Line, Thing};
use crate::domain::settings_rules::{Fault, Wrong};
use crate::domain::time::Timestamp;
use crate::store::{self, Claim, IdempotencyKey, StoreError, WriteTx};

/// Why a setting was not changed.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// What to correct, by field.
    #[error("to correct: {0:?}")]
    Faults(Vec<Fault>),
    /// Switching this off would leave so many appointments without it.
    #[error("{0} appointments to come")]
    ToCome(i64),
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for SettingsError {
    fn from(error: StoreError) -> Self {
        SettingsError::Action(error.into())
    }
}

impl From<Denied> for SettingsError {
    fn from(denied: Denied) -> Self {
        SettingsError::Action(denied.into())
    }
}

impl From<Fault> for SettingsError {
    fn from(fault: Fault) -> Self {
        SettingsError::Faults(vec![fault])
    }
}

impl SettingsError {
    /// The refusal of a unique name by the database, as the field it is about.
    fn or_taken(self, constraint: &str, fault: Fault) -> SettingsError {
        match self {
            SettingsError::Action(ActionError::Store(StoreError::Refused(refused))) if refused.name() == constraint => {
                fault.into()
            }
            other => other,
        }
    }
}

fn none(faults: impl IntoIterator<Item = Fault>) -> Result<(), SettingsError> {
    let faults: Vec<Fault> = faults.into_iter().collect();
    if faults.is_empty() { Ok(()) } else { Err(SettingsError::Faults(faults)) }
}

/// What a form carries so that a second click does not add a second thing.
#[derive(Clone, Debug)]
pub struct Once {
    pub key: String,
    /// SHA-256 of the form.
    pub body_hash: Vec<u8>,
}

/// What was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved<Id> {
    pub id: Id,
    /// `false`: it already was so.
    pub changed: bool,
}

/// Who changes settings, and where.
#[derive(Clone)]
struct Office {
    territory: TerritoryId,
    organisation: Option<OrganisationId>,
    actor: Actor,
    /// As the records of idempotency keys name them.
    caller: String,
    worker: Option<WorkerId>,
    role: Role,
}

impl Desk {
    async fn office(&self, claimant: &Claimant, deed: Deed) -> Result<Office, ActionError> {
        let caller = self.caller(&mut self.db.read().await?, claimant).await?;
        let scope = caller.may(deed)?;
        let (worker, role) = match caller {
            Caller::Worker { id, role, .. } => (Some(id), role),
            // Whoever holds the server may do all that an administrator may.
            _ => (None, Role::TerritoryAdmin),
        };
        Ok(Office {
            territory: scope.territory(),
            organisation: scope.organisation(),
            actor: scope.actor(),
            caller: caller_name(&caller),
            worker,
            role,
        })
    }
}

impl Office {
    /// The organisation whose settings these are.
    ///
    /// # Errors
    /// The command line is at work for none.
    fn at(&self) -> Result<(TerritoryId, OrganisationId), ActionError> {
        Ok((self.territory, self.organisation.ok_or(ActionError::NotFound("organisation"))?))
    }

    async fn note(
        &self,
        tx: &mut WriteTx,
        act: Act,
        (thing, id): (Thing, i64),
        detail: Detail,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let line = Line { at: now, actor: self.actor, act, thing, thing_id: id, detail };
        store::write_line(tx, self.territory, &line).await
    }

    fn key(&self, action: &'static str, once: &Once) -> IdempotencyKey {
        IdempotencyKey {
            territory: self.territory,
            caller: self.caller.clone(),
            action,
            key: once.key.clone(),
            body_hash: once.body_hash.clone(),
        }
    }

    /// What the same form has added already. A twin that runs now is waited for.
    async fn added_before<Id: From<i64>>(
        &self,
        tx: &mut WriteTx,
        (action, once): (&'static str, Option<&Once>),
        now: Timestamp,
    ) -> Result<Option<Saved<Id>>, ActionError> {
        let Some(once) = once else { return Ok(None) };
        match store::claim_key(tx, &self.key(action, once), now).await? {
            Claim::New => Ok(None),
            Claim::OtherRequest => Err(ActionError::KeyReused),
            Claim::Done { response, .. } => {
                let id = std::str::from_utf8(&response).ok().and_then(|text| text.parse::<i64>().ok());
                let id = id.ok_or_else(|| StoreError::BadRow(format!("the answer of a key of {action}")))?;
                Ok(Some(Saved { id: id.into(), changed: false }))
            }
        }
    }

    /// Writes down what a form has added, in the journal and for its second click.
    async fn added<Id: Into<i64> + Copy>(
        &self,
        tx: &mut WriteTx,
        (action, once): (&'static str, Option<&Once>),
        (thing, id): (Thing, Id),
        now: Timestamp,
    ) -> Result<Saved<Id>, ActionError> {
        self.note(tx, Act::Added, (thing, id.into()), Detail::default(), now).await?;
        if let Some(once) = once {
            let id: i64 = id.into();
            store::answer_key(tx, &self.key(action, once), 201, id.to_string().as_bytes()).await?;
        }
        Ok(Saved { id, changed: true })
    }

    /// Writes down a change, when there was one.
    async fn changed<Id: Into<i64> + Copy>(
        &self,
        tx: &mut WriteTx,
        (thing, id): (Thing, Id),
        changed: bool,
        now: Timestamp,
    ) -> Result<Saved<Id>, ActionError> {
        if changed {
            self.note(tx, Act::Changed, (thing, id.into()), Detail::default(), now).await?;
        }
        Ok(Saved { id, changed })
    }
}

/// The fault of a name that another has.
const NAME_TAKEN: Fault = Fault::new("name", Wrong::NameTaken);
