//! Save a place: a new one, or what is known of one.

use super::{Claimant, Desk, NAME_TAKEN, Once, Saved, SettingsError, none};
use crate::actions::ActionError;
use crate::domain::access::Deed;
use crate::domain::ids::PlaceId;
use crate::domain::journal::Thing;
use crate::domain::settings_rules;
use crate::domain::time::Timestamp;
use crate::store::{self, PlaceForm};

const ACTION: &str = "add_place";

impl Desk {
    /// Adds the place when none is named.
    ///
    /// # Errors
    /// What to correct; `NotFound` for a place of somebody else.
    pub async fn save_place(
        &self,
        claimant: &Claimant,
        place: Option<PlaceId>,
        form: PlaceForm,
        once: Option<Once>,
        now: Timestamp,
    ) -> Result<Saved<PlaceId>, SettingsError> {
        let office = self.office(claimant, Deed::EditSettings).await?;
        none(
            settings_rules::name("name", &form.name).into_iter().chain(settings_rules::text("address", &form.address)),
        )?;
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                let at = office.at()?;
                let Some(place) = place else {
                    if let Some(saved) = office.added_before(tx, (ACTION, once.as_ref()), now).await? {
                        return Ok(saved);
                    }
                    let id = store::add_place(tx, at, &form).await?;
                    return Ok(office.added(tx, (ACTION, once.as_ref()), (Thing::Place, id), now).await?);
                };
                let places = store::list_places(tx, at).await?;
                places.iter().find(|one| one.id == place).ok_or(ActionError::NotFound("place"))?;
                let changed = store::update_place(tx, at, place, &form).await?;
                Ok(office.changed(tx, (Thing::Place, place), changed, now).await?)
            })
        });
        write.await.map_err(|error: SettingsError| error.or_taken("place_name", NAME_TAKEN))
    }
}
