//! The waiting list: join it, leave it, see who is on it. Who is on it and is told of a time that comes
//! free is for a job.

use chrono::NaiveDate;

use super::{ActionError, Claimant, Desk};
use crate::domain::access::Deed;
use crate::domain::ids::{MotiveId, PlaceId, WaitingEntryId, WorkerId};
use crate::domain::journal::{Act, Detail, Line, Thing};
use crate::domain::motives::BookableBy;
use crate::domain::people::Who;
use crate::domain::scheduling::booking::Refusal;
use crate::domain::scheduling::editing::Unfit;
use crate::domain::scheduling::search::Nothing;
use crate::domain::time::Timestamp;
use crate::store::{self, WaitingFor, WaitingLine};

/// How many entries are shown at once.
const MOST_SHOWN: i64 = 500;

/// What somebody would come for sooner.
#[derive(Clone, Debug)]
pub struct WaitingRequest {
    pub who: Who,
    pub motive: MotiveId,
    /// `None`: anywhere.
    pub place: Option<PlaceId>,
    /// `None`: anybody.
    pub worker: Option<WorkerId>,
    pub first_day: Option<NaiveDate>,
    /// Included.
    pub last_day: Option<NaiveDate>,
}

impl Desk {
    /// Puts a person on the list, once per motive: asked again, what the person waits for is changed and
    /// the place in the line stays. The entry, and whether it is new.
    ///
    /// # Errors
    /// `NotFound` for what is not of the caller's; `Refused` for a motive that the public does not book.
    pub async fn join_waiting_list(
        &self,
        claimant: &Claimant,
        request: WaitingRequest,
        now: Timestamp,
    ) -> Result<(WaitingEntryId, bool), ActionError> {
        if request.last_day.zip(request.first_day).is_some_and(|(last, first)| last < first) {
            return Err(Unfit::EndsBeforeItStarts.into());
        }
        let (scope, organisation) = {
            let mut tx = self.db.read().await?;
            let (town, caller) = self.town(&mut tx, claimant, None, (now, now), |_, _| Vec::new()).await?;
            let scope = caller.may(Deed::Book)?;
            let motive = town.settings.motives.get(&request.motive).filter(|motive| motive.active);
            let motive = motive.filter(|motive| scope.covers(motive.organisation));
            let motive = motive.ok_or(ActionError::NotFound("motive"))?;
            if !scope.is_staff() && motive.bookable_by != BookableBy::Public {
                return Err(Refusal::Nothing { reason: Nothing::NotOpenToYou }.into());
            }
            if let Some(place) = request.place {
                let place = town.settings.places.get(&place);
                let place = place.filter(|place| place.organisation == motive.organisation);
                place.ok_or(ActionError::NotFound("place"))?;
            }
            if let Some(worker) = request.worker {
                let worker = town.settings.workers.get(&worker);
                let worker = worker.filter(|worker| worker.organisations.contains(&motive.organisation));
                worker.ok_or(ActionError::NotFound("worker"))?;
            }
            (scope, motive.organisation)
        };
        let stranger = self.stranger_of(&scope, Some(&request.who));
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                stranger.count(tx, now).await?;
                let WaitingRequest { who, motive, place, worker, first_day, last_day } = request;
                // Taken either way: two clicks are one entry.
                let person = match who {
                    Who::Known(person) => {
                        let person = store::lock_person(tx, &scope, person).await?;
                        person.ok_or(ActionError::NotFound("person"))?
                    }
                    Who::New(new) => store::person_for(tx, &scope, organisation, &new, now).await?,
                };
                let wish = WaitingFor { organisation, person, motive, place, worker, first_day, last_day };
                let (id, new) = store::put_waiting(tx, scope.territory(), &wish, now).await?;
                let act = if new { Act::Waiting } else { Act::Changed };
                let line = Line {
                    at: now,
                    actor: scope.actor(),
                    act,
                    thing: Thing::WaitingEntry,
                    thing_id: id.0,
                    detail: Detail::default(),
                };
                store::write_line(tx, scope.territory(), &line).await?;
                Ok::<_, ActionError>((id, new))
            })
        });
        write.await
    }

    /// Takes an entry off the list; one that is off already stays off.
    ///
    /// # Errors
    /// `NotFound` for an entry that is not the caller's.
    pub async fn leave_waiting_list(
        &self,
        claimant: &Claimant,
        entry: WaitingEntryId,
        now: Timestamp,
    ) -> Result<(), ActionError> {
        let scope = {
            let mut tx = self.db.read().await?;
            self.caller(&mut tx, claimant).await?.may(Deed::Book)?
        };
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                let person = store::waiting_person(tx, &scope, entry).await?;
                person.ok_or(ActionError::NotFound("waiting_entry"))?;
                if store::close_waiting(tx, entry, now).await? {
                    let line = Line {
                        at: now,
                        actor: scope.actor(),
                        act: Act::Removed,
                        thing: Thing::WaitingEntry,
                        thing_id: entry.0,
                        detail: Detail::default(),
                    };
                    store::write_line(tx, scope.territory(), &line).await?;
                }
                Ok::<_, ActionError>(())
            })
        });
        write.await
    }

    /// Who waits at the caller's organisation, the longest first; for one motive, or for all.
    ///
    /// # Errors
    /// The caller is no staff.
    pub async fn waiting_list(
        &self,
        claimant: &Claimant,
        motive: Option<MotiveId>,
    ) -> Result<Vec<WaitingLine>, ActionError> {
        let mut tx = self.db.read().await?;
        let scope = self.caller(&mut tx, claimant).await?.may(Deed::BookAsStaff)?;
        Ok(store::waiting_list(&mut tx, &scope, motive, MOST_SHOWN).await?)
    }

    /// What the guest, and those the guest acts for, wait for; nothing for who has not proven who it is.
    ///
    /// # Errors
    /// The caller is no guest.
    pub async fn own_waiting(&self, claimant: &Claimant) -> Result<Vec<WaitingLine>, ActionError> {
        let mut tx = self.db.read().await?;
        let scope = self.caller(&mut tx, claimant).await?.may(Deed::Book)?;
        let guest = scope.guest().cloned().ok_or(ActionError::NotFound("person"))?;
        let mut own = Vec::new();
        for person in guest.people.iter().filter(|_| guest.proven) {
            own.extend(store::waiting_of_person(&mut tx, &scope, *person).await?);
        }
        Ok(own)
    }
}
