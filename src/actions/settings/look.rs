//! What the settings pages show: everything of the organisation, also what is switched off.

use std::sync::Arc;

use super::{ActionError, Claimant, Desk};
use crate::domain::access::Deed;
use crate::domain::ids::OrganisationId;
use crate::domain::motives::Motive;
use crate::domain::settings::Settings;
use crate::domain::time::Timestamp;
use crate::store::{self, ListedPlace, ListedSector, ListedService, ListedTeam, ListedWorker};

/// An organisation, as those who set it up see it.
#[derive(Clone, Debug)]
pub struct Lists {
    pub organisation: OrganisationId,
    pub settings: Arc<Settings>,
    pub places: Vec<ListedPlace>,
    /// Of the whole territory.
    pub services: Vec<ListedService>,
    pub workers: Vec<ListedWorker>,
    pub teams: Vec<ListedTeam>,
}

impl Lists {
    /// The motives of the organisation: those in use first, then by name.
    pub fn motives(&self) -> Vec<&Motive> {
        let all = self.settings.motives.values();
        let mut motives: Vec<&Motive> = all.filter(|motive| motive.organisation == self.organisation).collect();
        motives.sort_by(|a, b| (!a.active, &a.name, a.id).cmp(&(!b.active, &b.name, b.id)));
        motives
    }
}

impl Desk {
    /// # Errors
    /// The caller may not change settings.
    pub async fn settings_lists(&self, claimant: &Claimant, now: Timestamp) -> Result<Lists, ActionError> {
        let office = self.office(claimant, Deed::EditSettings).await?;
        let at = office.at()?;
        let mut tx = self.db.read().await?;
        let (town, _) = self.town(&mut tx, claimant, None, (now, now), |_, _| Vec::new()).await?;
        Ok(Lists {
            organisation: at.1,
            settings: town.settings,
            places: store::list_places(&mut tx, at).await?,
            services: store::list_services(&mut tx, at.0).await?,
            workers: store::list_workers(&mut tx, at).await?,
            teams: store::list_teams(&mut tx, at).await?,
        })
    }

    /// # Errors
    /// The caller may not change the territory.
    pub async fn sectors(&self, claimant: &Claimant) -> Result<Vec<ListedSector>, ActionError> {
        let office = self.office(claimant, Deed::EditTerritory).await?;
        Ok(store::list_sectors(&mut self.db.read().await?, office.territory).await?)
    }
}
