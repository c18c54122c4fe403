//! Read what a caller may see.

use super::{ActionError, Claimant, Desk};
use crate::domain::access::Deed;
use crate::domain::ids::{AppointmentId, PersonId, WorkerId};
use crate::domain::time::{Minutes, Span, Timestamp};
use crate::store::{self, Appointment, FoundPerson, Town};

/// How long a guest still finds an appointment that is over.
const SHOWN_AFTER: Minutes = Minutes::days(30);

/// A person as the desk sees them.
#[derive(Clone, Debug)]
pub struct PersonCard {
    pub person: FoundPerson,
    pub referents: Vec<WorkerId>,
    /// In order of their start.
    pub appointments: Vec<Appointment>,
}

impl Desk {
    /// # Errors
    /// `NotFound` for what is not there or not the caller's.
    pub async fn appointment(&self, claimant: &Claimant, id: AppointmentId) -> Result<Appointment, ActionError> {
        let mut tx = self.db.read().await?;
        let scope = self.caller(&mut tx, claimant).await?.may(Deed::ReadAppointments)?;
        store::appointment(&mut tx, &scope, id).await?.ok_or(ActionError::NotFound("appointment"))
    }

    /// Appointments that start in a range, in order of their id, after a given one.
    ///
    /// # Errors
    /// The permission is missing.
    pub async fn appointments(
        &self,
        claimant: &Claimant,
        range: Span,
        page: (i64, i64),
    ) -> Result<Vec<Appointment>, ActionError> {
        let mut tx = self.db.read().await?;
        let scope = self.caller(&mut tx, claimant).await?.may(Deed::ReadAppointments)?;
        Ok(store::appointments(&mut tx, &scope, range, page).await?)
    }

    /// A guest's own appointments: those its browser made or has a link to, and of the people it may act
    /// for all that has not ended for a month.
    ///
    /// # Errors
    /// The caller is no guest.
    pub async fn own_appointments(&self, claimant: &Claimant, now: Timestamp) -> Result<Vec<Appointment>, ActionError> {
        let mut tx = self.db.read().await?;
        let scope = self.caller(&mut tx, claimant).await?.may(Deed::ReadAppointments)?;
        let guest = scope.guest().cloned().ok_or(ActionError::NotFound("person"))?;
        let mut ids = guest.appointments;
        if guest.proven {
            ids.extend(store::appointments_of_people(&mut tx, &scope, &guest.people, now - SHOWN_AFTER).await?);
        }
        ids.sort_unstable();
        ids.dedup();
        let mut own = Vec::new();
        for id in ids {
            own.extend(store::appointment(&mut tx, &scope, id).await?);
        }
        Ok(own)
    }

    /// A person as the desk sees them: name and number, who follows them, their appointments from a day
    /// ago on; neither notes nor papers.
    ///
    /// # Errors
    /// `NotFound` for a person the organisation does not know.
    pub async fn person(
        &self,
        claimant: &Claimant,
        person: PersonId,
        now: Timestamp,
    ) -> Result<PersonCard, ActionError> {
        let mut tx = self.db.read().await?;
        let scope = self.caller(&mut tx, claimant).await?.may(Deed::ReadPeople)?;
        let found = store::person(&mut tx, &scope, person).await?.ok_or(ActionError::NotFound("person"))?;
        let referents = store::referents(&mut tx, &scope, person).await?;
        let ids = store::appointments_of_people(&mut tx, &scope, &[person], now - SHOWN_AFTER).await?;
        let mut appointments = Vec::new();
        for id in ids {
            // What belongs to another organisation is not there.
            appointments.extend(store::appointment(&mut tx, &scope, id).await?);
        }
        appointments.sort_unstable_by_key(|appointment| appointment.span.start());
        Ok(PersonCard { person: found, referents, appointments })
    }

    /// People of the caller's organisation by file number or phone.
    ///
    /// # Errors
    /// The permission is missing.
    pub async fn people(
        &self,
        claimant: &Claimant,
        (number, phone): (&str, &str),
        page: (i64, i64),
    ) -> Result<Vec<FoundPerson>, ActionError> {
        let mut tx = self.db.read().await?;
        let scope = self.caller(&mut tx, claimant).await?.may(Deed::ReadPeople)?;
        Ok(store::find_people(&mut tx, &scope, number, phone, page).await?)
    }

    /// The settings of the town, and the organisation they may be seen for.
    ///
    /// # Errors
    /// The permission is missing.
    pub async fn settings(
        &self,
        claimant: &Claimant,
        now: Timestamp,
    ) -> Result<(Town, crate::domain::access::Scope), ActionError> {
        let mut tx = self.db.read().await?;
        let (town, caller) = self.town(&mut tx, claimant, None, (now, now), |_, _| Vec::new()).await?;
        let scope = caller.may(Deed::FindSlots)?;
        Ok((town, scope))
    }
}
