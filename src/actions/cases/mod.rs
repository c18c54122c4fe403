//! Case files: open one, change it, see one's own; make two records one; hand over what a worker leaves. Who may is asked twice: of the role by the table of
//! `domain::access`, of the person by `domain::cases`. What one may not open is not there.

mod change;
mod handover;
mod merge;
mod read;

pub use change::{CaseChange, NewContact, RelativeWho};
pub use handover::{Handover, HandoverPlan, WithoutOwner};
pub use merge::{MergeChoices, MergeConflict, MergePreview};
pub use read::{CaseView, OwnCases};

use chrono::NaiveDate;

use super::{ActionError, Claimant, Desk, caller_name};
use crate::domain::access::{Caller, Deed, Denied, Role, Scope};
use crate::domain::cases::{Standing, may_open};
use crate::domain::ids::{OrganisationId, PersonId, TerritoryId, WorkerId};
use crate::domain::journal::{Act, Detail, Line, Thing};
use crate::domain::scheduling::zones;
use crate::domain::time::{Minutes, Timestamp};
use crate::store::{self, CaseHead, CaseReferent, ReadTx, StoreError, WriteTx};

/// Whom a worker received so lately that she may still have to write it down.
const LATELY: Minutes = Minutes::days(90);

/// A worker at case files, at work for one organisation.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    scope: Scope,
    worker: WorkerId,
    role: Role,
    territory: TerritoryId,
    organisation: OrganisationId,
    /// As the records of idempotency keys name her.
    caller: String,
}

/// A case file that was opened: who it is about, and who follows.
pub(super) struct Opened {
    head: CaseHead,
    referents: Vec<CaseReferent>,
    /// In the organisation's zone.
    today: NaiveDate,
}

impl Desk {
    /// # Errors
    /// `Denied` to whoever is no worker: neither a key nor the command line opens case files.
    async fn reader(&self, claimant: &Claimant, deed: Deed) -> Result<Reader, ActionError> {
        let caller = match claimant {
            Claimant::Known(caller) => caller.clone(),
            Claimant::Token { .. } => self.caller(&mut self.db.read().await?, claimant).await?,
        };
        let scope = caller.may(deed)?;
        let name = caller_name(&caller);
        match caller {
            Caller::Worker { id, territory, organisation, role } => {
                Ok(Reader { scope, worker: id, role, territory, organisation, caller: name })
            }
            _ => Err(Denied(deed).into()),
        }
    }
}

impl Reader {
    fn at(&self) -> (TerritoryId, OrganisationId) {
        (self.territory, self.organisation)
    }

    /// # Errors
    /// `NotFound` for a person whom the organisation does not know, or whose file this worker may not open.
    async fn open(&self, tx: &mut ReadTx, person: PersonId, now: Timestamp) -> Result<Opened, ActionError> {
        let of = (self.organisation, person);
        let head = store::case_head(tx, &self.scope, of, (self.worker, now - LATELY)).await?;
        let head = head.ok_or(ActionError::NotFound("person"))?;
        let referents = store::case_referents(tx, &self.scope, of).await?;
        let today = zones::local_day(head.zone, now);
        let standing = Standing {
            role: self.role,
            worker: self.worker,
            service: head.service,
            referents: referents.iter().filter(|one| one.is_on(today)).map(|one| (one.worker, one.service)).collect(),
            receives: head.receives,
            rule: head.rule,
        };
        if may_open(&standing) { Ok(Opened { head, referents, today }) } else { Err(ActionError::NotFound("person")) }
    }

    async fn note(
        &self,
        tx: &mut WriteTx,
        act: Act,
        (thing, id): (Thing, i64),
        detail: Detail,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let line = Line { at: now, actor: self.scope.actor(), act, thing, thing_id: id, detail };
        store::write_line(tx, self.territory, &line).await
    }
}
