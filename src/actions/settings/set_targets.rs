//! Say who is in charge of a sector: organisations, or some of their workers.

use super::{Claimant, Desk, Saved, SettingsError};
use crate::actions::ActionError;
use crate::domain::access::Deed;
use crate::domain::ids::SectorId;
use crate::domain::journal::Thing;
use crate::domain::scheduling::sectors::Target;
use crate::domain::time::Timestamp;
use crate::store;

impl Desk {
    /// Those named are in charge, and nobody else.
    ///
    /// # Errors
    /// `NotFound` for a sector or an organisation of another territory, or a worker who is not of
    /// the organisation named with her. Who was in charge before may stay, also without working there.
    pub async fn set_sector_targets(
        &self,
        claimant: &Claimant,
        sector: SectorId,
        mut targets: Vec<Target>,
        now: Timestamp,
    ) -> Result<Saved<SectorId>, SettingsError> {
        let office = self.office(claimant, Deed::EditTerritory).await?;
        targets.sort_unstable_by_key(|target| (target.organisation, target.worker));
        targets.dedup();
        let settings = {
            let mut tx = self.db.read().await?;
            self.town(&mut tx, claimant, None, (now, now), |_, _| Vec::new()).await?.0.settings
        };
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let territory = office.territory;
                    let sectors = store::list_sectors(tx, territory).await?;
                    let old = sectors.into_iter().find(|one| one.id == sector);
                    let old = old.ok_or(ActionError::NotFound("sector"))?.targets;
                    let mut changed = false;
                    for target in targets.iter().filter(|target| !old.contains(target)) {
                        let Target { organisation, worker } = target;
                        if !settings.organisations.contains_key(organisation) {
                            return Err(ActionError::NotFound("organisation").into());
                        }
                        if worker.is_some_and(|worker| !settings.workers_of(*organisation).contains(&worker)) {
                            return Err(ActionError::NotFound("worker").into());
                        }
                        changed |= store::set_target(tx, territory, sector, *target, true).await?;
                    }
                    for target in old.iter().filter(|target| !targets.contains(target)) {
                        changed |= store::set_target(tx, territory, sector, *target, false).await?;
                    }
                    Ok::<_, SettingsError>(office.changed(tx, (Thing::Sector, sector), changed, now).await?)
                })
            })
            .await
    }
}
