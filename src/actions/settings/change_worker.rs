//! Change what a worker is: her role in the organisation, and the service she works in.

use super::{Claimant, Desk, Saved, SettingsError};
use crate::actions::ActionError;
use crate::domain::access::{Deed, Role};
use crate::domain::ids::{ServiceId, WorkerId};
use crate::domain::journal::{Act, Detail, Thing};
use crate::domain::settings_rules::{Fault, Wrong, may_give};
use crate::domain::time::Timestamp;
use crate::store;

impl Desk {
    /// # Errors
    /// `Yourself` and `RoleAboveYours`; `NotFound` for a worker of another organisation, or a service
    /// of another territory.
    pub async fn change_worker(
        &self,
        claimant: &Claimant,
        worker: WorkerId,
        (role, service): (Role, Option<ServiceId>),
        now: Timestamp,
    ) -> Result<Saved<WorkerId>, SettingsError> {
        let office = self.office(claimant, Deed::EditSettings).await?;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let at = office.at()?;
                    let workers = store::list_workers(tx, at).await?;
                    let old = workers.into_iter().find(|one| one.id == worker);
                    let old = old.ok_or(ActionError::NotFound("worker"))?;
                    if let Some(service) = service {
                        let services = store::list_services(tx, at.0).await?;
                        services.iter().find(|one| one.id == service).ok_or(ActionError::NotFound("service"))?;
                    }
                    let mut changed = false;
                    if role != old.role {
                        if office.worker == Some(worker) {
                            return Err(Fault::new("role", Wrong::Yourself).into());
                        }
                        if !may_give(office.role, role) || !may_give(office.role, old.role) {
                            return Err(Fault::new("role", Wrong::RoleAboveYours).into());
                        }
                        if store::update_role(tx, at, worker, role).await? {
                            let detail = Detail {
                                from: Some(old.role.word().to_owned()),
                                to: Some(role.word().to_owned()),
                                ..Detail::default()
                            };
                            office.note(tx, Act::Changed, (Thing::Worker, worker.0), detail, now).await?;
                            changed = true;
                        }
                    }
                    let moved = store::move_to_service(tx, at.0, worker, service).await?;
                    office.changed(tx, (Thing::Worker, worker), moved, now).await?;
                    Ok::<_, SettingsError>(Saved { id: worker, changed: changed || moved })
                })
            })
            .await
    }
}
