//! Save a service of the territory: a new one, or another name. Every organisation of the territory
//! shares them.

use super::{Claimant, Desk, NAME_TAKEN, Once, Saved, SettingsError, none};
use crate::actions::ActionError;
use crate::domain::access::Deed;
use crate::domain::ids::ServiceId;
use crate::domain::journal::Thing;
use crate::domain::settings_rules;
use crate::domain::time::Timestamp;
use crate::store;

const ACTION: &str = "add_service";

impl Desk {
    /// Adds the service when none is named.
    ///
    /// # Errors
    /// What to correct; `NotFound` for a service of another territory.
    pub async fn save_service(
        &self,
        claimant: &Claimant,
        service: Option<ServiceId>,
        name: String,
        once: Option<Once>,
        now: Timestamp,
    ) -> Result<Saved<ServiceId>, SettingsError> {
        let office = self.office(claimant, Deed::EditTerritory).await?;
        none(settings_rules::name("name", &name))?;
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                let Some(service) = service else {
                    if let Some(saved) = office.added_before(tx, (ACTION, once.as_ref()), now).await? {
                        return Ok(saved);
                    }
                    let id = store::insert_service(tx, office.territory, &name).await?;
                    return Ok(office.added(tx, (ACTION, once.as_ref()), (Thing::Service, id), now).await?);
                };
                let services = store::list_services(tx, office.territory).await?;
                services.iter().find(|one| one.id == service).ok_or(ActionError::NotFound("service"))?;
                let changed = store::rename_service(tx, office.territory, service, &name).await?;
                Ok(office.changed(tx, (Thing::Service, service), changed, now).await?)
            })
        });
        write.await.map_err(|error: SettingsError| error.or_taken("service_name", NAME_TAKEN))
    }
}
