//! Save a motive: a new one, or every setting of one that is there.

use super::{Claimant, Desk, NAME_TAKEN, Office, Once, Saved, SettingsError, none};
use crate::actions::ActionError;
use crate::domain::access::Deed;
use crate::domain::ids::MotiveId;
use crate::domain::journal::Thing;
use crate::domain::motives::{Motive, WorkersNeeded};
use crate::domain::settings_rules;
use crate::domain::time::Timestamp;
use crate::store::{self, ReadTx};

const ACTION: &str = "add_motive";

impl Desk {
    /// Adds the motive when its id is 0. Whether it is in use stays as it is: [`Desk::switch_motive`].
    ///
    /// # Errors
    /// What to correct; `NotFound` for a motive, service, team or worker of somebody else.
    pub async fn save_motive(
        &self,
        claimant: &Claimant,
        motive: Motive,
        once: Option<Once>,
        now: Timestamp,
    ) -> Result<Saved<MotiveId>, SettingsError> {
        let office = self.office(claimant, Deed::EditSettings).await?;
        none(settings_rules::motive(&motive))?;
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                let at = office.at()?;
                let motive = Motive { organisation: at.1, ..motive };
                if motive.id != MotiveId(0) {
                    let there = store::motive_is_of(tx, at, motive.id).await?;
                    if !there {
                        return Err(ActionError::NotFound("motive").into());
                    }
                } else if let Some(saved) = office.added_before(tx, (ACTION, once.as_ref()), now).await? {
                    return Ok(saved);
                }
                named_exist(tx, &office, &motive).await?;
                if motive.id == MotiveId(0) {
                    let id = store::insert_motive(tx, at.0, &motive).await?;
                    return Ok(office.added(tx, (ACTION, once.as_ref()), (Thing::Motive, id), now).await?);
                }
                let changed = store::update_motive(tx, at, &motive).await?;
                Ok(office.changed(tx, (Thing::Motive, motive.id), changed, now).await?)
            })
        });
        write.await.map_err(|error: SettingsError| error.or_taken("motive_name", NAME_TAKEN))
    }
}

/// Service, team and workers that a motive names are those of its own house.
pub(super) async fn named_exist(tx: &mut ReadTx, office: &Office, motive: &Motive) -> Result<(), ActionError> {
    let at = office.at()?;
    if let Some(service) = motive.service {
        let services = store::list_services(tx, at.0).await?;
        services.iter().find(|one| one.id == service).ok_or(ActionError::NotFound("service"))?;
    }
    match motive.workers {
        WorkersNeeded::One => {}
        WorkersNeeded::AnyTwoOf(team) => {
            let teams = store::list_teams(tx, at).await?;
            teams.iter().find(|one| one.id == team).ok_or(ActionError::NotFound("team"))?;
        }
        WorkersNeeded::Pair(first, second) => {
            let workers = store::list_workers(tx, at).await?;
            for worker in [first, second] {
                workers.iter().find(|one| one.id == worker).ok_or(ActionError::NotFound("worker"))?;
            }
        }
    }
    Ok(())
}
