//! What a worker has written about when she receives, to be read and changed; and forms that come
//! twice. Only for those who may change it: others look at the agenda.

use std::sync::Arc;

use super::openings::stored;
use super::{Editing, Of};
use crate::actions::{ActionError, Claimant, Desk, caller_name};
use crate::domain::ids::{AbsenceId, OpeningId, OrganisationId, WorkerId};
use crate::domain::scheduling::editing::{AbsencePlan, Exceptions, OpeningPlan};
use crate::domain::settings::Settings;
use crate::domain::time::Timestamp;
use crate::store::{self, Claim, IdempotencyKey, StoreError, WriteTx};

/// All that is written about when a worker receives.
#[derive(Clone, Debug)]
pub struct Receives {
    pub settings: Arc<Settings>,
    pub worker: WorkerId,
    /// For which new openings are.
    pub organisation: OrganisationId,
    /// Of the caller's organisation, in order of their first day.
    pub openings: Vec<OpeningLine>,
    pub absences: Vec<AbsenceLine>,
}

#[derive(Clone, Debug)]
pub struct OpeningLine {
    pub id: OpeningId,
    pub organisation: OrganisationId,
    pub plan: OpeningPlan,
    pub exceptions: Exceptions,
}

#[derive(Clone, Debug)]
pub struct AbsenceLine {
    pub id: AbsenceId,
    pub plan: AbsencePlan,
}

/// What a form carries so that sent twice it does one thing.
#[derive(Clone, Debug)]
pub struct FormKey {
    pub key: String,
    /// Of everything that was sent.
    pub body_hash: Vec<u8>,
}

impl Desk {
    /// # Errors
    /// `NotFound` for a worker of another organisation, `Denied` for a colleague.
    pub async fn receives(
        &self,
        claimant: &Claimant,
        worker: WorkerId,
        now: Timestamp,
    ) -> Result<Receives, ActionError> {
        let editing = self.editing(claimant, Of::Worker(worker), now).await?;
        self.written(editing).await
    }

    /// The same, of whoever has this opening.
    ///
    /// # Errors
    /// As [`Desk::receives`].
    pub async fn receives_with_opening(
        &self,
        claimant: &Claimant,
        id: OpeningId,
        now: Timestamp,
    ) -> Result<(Receives, OpeningLine), ActionError> {
        let editing = self.editing(claimant, Of::Opening(id), now).await?;
        let receives = self.written(editing).await?;
        let line = receives.openings.iter().find(|line| line.id == id).cloned();
        Ok((receives, line.ok_or(ActionError::NotFound("opening"))?))
    }

    /// The same, of whoever has this absence.
    ///
    /// # Errors
    /// As [`Desk::receives`].
    pub async fn receives_with_absence(
        &self,
        claimant: &Claimant,
        id: AbsenceId,
        now: Timestamp,
    ) -> Result<(Receives, AbsenceLine), ActionError> {
        let editing = self.editing(claimant, Of::Absence(id), now).await?;
        let receives = self.written(editing).await?;
        let line = receives.absences.iter().find(|line| line.id == id).cloned();
        Ok((receives, line.ok_or(ActionError::NotFound("absence"))?))
    }

    async fn written(&self, editing: Editing) -> Result<Receives, ActionError> {
        let worker = editing.settings.workers.values().find(|worker| worker.calendar == editing.calendar);
        let worker = worker.ok_or(ActionError::NotFound("worker"))?.id;
        let mut tx = self.db.read().await?;
        let territory = editing.scope.territory();
        let mut openings = Vec::new();
        for (id, row, exceptions) in store::openings_of(&mut tx, territory, editing.calendar).await? {
            if editing.scope.covers(row.organisation) {
                let plan = stored(&editing.settings, &row)?;
                openings.push(OpeningLine { id, organisation: row.organisation, plan, exceptions });
            }
        }
        let absences = store::absences_of(&mut tx, territory, editing.calendar).await?;
        Ok(Receives {
            settings: editing.settings,
            worker,
            organisation: editing.organisation,
            openings,
            absences: absences.into_iter().map(|(id, plan)| AbsenceLine { id, plan }).collect(),
        })
    }
}

impl Editing {
    pub(super) fn form(&self, claimant: &Claimant, action: &'static str, form: FormKey) -> IdempotencyKey {
        let caller = match claimant {
            Claimant::Known(caller) => caller_name(caller),
            // Pages know who is signed in; for the API the key is of whoever holds the token.
            Claimant::Token { hash, .. } => hash.clone(),
        };
        let FormKey { key, body_hash } = form;
        IdempotencyKey { territory: self.scope.territory(), caller, action, key, body_hash }
    }

    /// What a form made when it came before; else it is taken until the transaction ends.
    pub(super) async fn done_before(
        &self,
        tx: &mut WriteTx,
        form: Option<&IdempotencyKey>,
    ) -> Result<Option<i64>, ActionError> {
        let Some(form) = form else { return Ok(None) };
        match store::claim_key(tx, form, self.now).await? {
            Claim::New => Ok(None),
            Claim::OtherRequest => Err(ActionError::KeyReused),
            Claim::Done { response, .. } => {
                let id = String::from_utf8(response).ok().and_then(|id| id.parse().ok());
                let bad = || StoreError::BadRow("the answer to a form is no id".to_owned());
                Ok(Some(id.ok_or_else(bad)?))
            }
        }
    }

    /// What a form made, for when it comes again.
    pub(super) async fn remember(
        &self,
        tx: &mut WriteTx,
        form: Option<&IdempotencyKey>,
        id: i64,
    ) -> Result<(), ActionError> {
        if let Some(form) = form {
            store::answer_key(tx, form, 200, id.to_string().as_bytes()).await?;
        }
        Ok(())
    }
}
