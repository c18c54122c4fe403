//! Add a worker to the organisation: with a calendar of her own, a role and perhaps a service. The
//! link by which she chooses her password is asked for afterwards, by the page.

use super::{Claimant, Desk, Once, Saved, SettingsError, none};
use crate::actions::ActionError;
use crate::domain::access::{Deed, Role};
use crate::domain::ids::{ServiceId, WorkerId};
use crate::domain::journal::Thing;
use crate::domain::settings_rules::{self, Fault, Wrong};
use crate::domain::time::Timestamp;
use crate::store::{self, NewWorker};

const ACTION: &str = "add_worker";

/// A worker as the form of the invitation gives her.
#[derive(Clone, Debug)]
pub struct WorkerForm {
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub role: Role,
    pub service: Option<ServiceId>,
}

impl Desk {
    /// # Errors
    /// What to correct, also when somebody of the territory has the e-mail address already;
    /// `NotFound` for a service of another territory.
    pub async fn add_worker(
        &self,
        claimant: &Claimant,
        form: WorkerForm,
        once: Option<Once>,
        now: Timestamp,
    ) -> Result<Saved<WorkerId>, SettingsError> {
        let office = self.office(claimant, Deed::EditSettings).await?;
        // As sign-in and imports compare them.
        let form = WorkerForm { email: form.email.trim().to_lowercase(), ..form };
        let above = !settings_rules::may_give(office.role, form.role);
        let faults = [
            settings_rules::name("first_name", &form.first_name),
            settings_rules::name("last_name", &form.last_name),
            settings_rules::email("email", &form.email),
            above.then_some(Fault::new("role", Wrong::RoleAboveYours)),
        ];
        none(faults.into_iter().flatten())?;
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                let at = office.at()?;
                if let Some(saved) = office.added_before(tx, (ACTION, once.as_ref()), now).await? {
                    return Ok(saved);
                }
                if let Some(service) = form.service {
                    let services = store::list_services(tx, at.0).await?;
                    services.iter().find(|one| one.id == service).ok_or(ActionError::NotFound("service"))?;
                }
                let new = NewWorker {
                    first_name: &form.first_name,
                    last_name: &form.last_name,
                    email: &form.email,
                    service: form.service,
                    // The role comes with the organisation, below.
                    organisations: &[],
                };
                let (worker, _) = store::insert_worker(tx, at.0, &new).await?;
                store::add_role(tx, at, worker, form.role).await?;
                Ok(office.added(tx, (ACTION, once.as_ref()), (Thing::Worker, worker), now).await?)
            })
        });
        let taken = Fault::new("email", Wrong::EmailTaken);
        write.await.map_err(|error: SettingsError| error.or_taken("worker_email", taken))
    }
}
