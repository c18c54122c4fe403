//! Switch a motive, a place or a worker off, or on again. Nothing is deleted: appointments and
//! statistics still name it.

use super::{Claimant, Desk, Office, SettingsError};
use crate::actions::ActionError;
use crate::domain::access::{Deed, Role};
use crate::domain::ids::{MotiveId, PlaceId, WorkerId};
use crate::domain::journal::{Act, Detail, Thing};
use crate::domain::settings_rules::{Fault, Wrong, may_give};
use crate::domain::time::Timestamp;
use crate::store::{self, WriteTx};

/// What is switched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switched {
    Motive(MotiveId),
    Place(PlaceId),
    Worker(WorkerId),
}

impl Switched {
    fn thing(self) -> (Thing, i64) {
        match self {
            Switched::Motive(id) => (Thing::Motive, id.0),
            Switched::Place(id) => (Thing::Place, id.0),
            Switched::Worker(id) => (Thing::Worker, id.0),
        }
    }
}

impl Desk {
    /// Whether something changed.
    ///
    /// # Errors
    /// `ToCome` when appointments still need the place or the worker; `Yourself`, `RoleAboveYours`,
    /// `WorksElsewhere` for a worker; `NotFound` for what is of another organisation.
    pub async fn switch(
        &self,
        claimant: &Claimant,
        what: Switched,
        on: bool,
        now: Timestamp,
    ) -> Result<bool, SettingsError> {
        let office = self.office(claimant, Deed::EditSettings).await?;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let changed = match what {
                        Switched::Motive(motive) => switch_motive(tx, &office, motive, on).await?,
                        Switched::Place(place) => switch_place(tx, &office, place, on, now).await?,
                        Switched::Worker(worker) => switch_worker(tx, &office, worker, on, now).await?,
                    };
                    if changed {
                        let act = if on { Act::SwitchedOn } else { Act::SwitchedOff };
                        office.note(tx, act, what.thing(), Detail::default(), now).await?;
                    }
                    Ok::<_, SettingsError>(changed)
                })
            })
            .await
    }
}

async fn switch_motive(tx: &mut WriteTx, office: &Office, motive: MotiveId, on: bool) -> Result<bool, SettingsError> {
    let at = office.at()?;
    if !store::motive_is_of(tx, at, motive).await? {
        return Err(ActionError::NotFound("motive").into());
    }
    Ok(store::switch_motive(tx, at, motive, on).await?)
}

async fn switch_place(
    tx: &mut WriteTx,
    office: &Office,
    place: PlaceId,
    on: bool,
    now: Timestamp,
) -> Result<bool, SettingsError> {
    let at = office.at()?;
    let places = store::list_places(tx, at).await?;
    let old = places.iter().find(|one| one.id == place).ok_or(ActionError::NotFound("place"))?;
    if old.active && !on {
        none_to_come(store::to_come_at(tx, at, place, now).await?)?;
    }
    Ok(store::switch_place(tx, at, place, on).await?)
}

async fn switch_worker(
    tx: &mut WriteTx,
    office: &Office,
    worker: WorkerId,
    on: bool,
    now: Timestamp,
) -> Result<bool, SettingsError> {
    let at = office.at()?;
    let workers = store::list_workers(tx, at).await?;
    let old = workers.iter().find(|one| one.id == worker).ok_or(ActionError::NotFound("worker"))?;
    let refused = if office.worker == Some(worker) {
        Some(Wrong::Yourself)
    } else if !may_give(office.role, old.role) {
        Some(Wrong::RoleAboveYours)
    } else if old.works_elsewhere && office.role != Role::TerritoryAdmin {
        Some(Wrong::WorksElsewhere)
    } else {
        None
    };
    if let Some(wrong) = refused.filter(|_| old.active != on) {
        return Err(Fault::new("worker", wrong).into());
    }
    if old.active && !on {
        store::take_calendar(tx, at.0, old.calendar).await?;
        none_to_come(store::to_come_with(tx, at.0, old.calendar, now).await?)?;
    }
    Ok(store::switch_worker(tx, at.0, worker, on).await?)
}

fn none_to_come(count: i64) -> Result<(), SettingsError> {
    if count == 0 { Ok(()) } else { Err(SettingsError::ToCome(count)) }
}
