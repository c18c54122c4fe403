//! A guest of the public pages: whom this browser may act for, and which appointments it has made.

use crate::actions::{ActionError, Claimant};
use crate::app::App;
use crate::domain::access::{Caller, Guest};
use crate::domain::ids::{AppointmentId, PersonId, TerritoryId};
use crate::domain::scheduling::search::Audience;
use crate::web::browser::Browser;

#[derive(Clone, Debug)]
pub struct Visitor {
    guest: Guest,
}

impl Visitor {
    pub async fn of(_app: &App, _browser: &Browser, territory: TerritoryId) -> Result<Visitor, ActionError> {
        Ok(Visitor { guest: Guest { territory, proven: false, people: Vec::new(), appointments: Vec::new() } })
    }

    /// Whoever this browser was before; `None` when nothing is remembered of it.
    pub async fn known(_app: &App, _browser: &Browser) -> Result<Option<Visitor>, ActionError> {
        Ok(None)
    }

    /// This browser made the appointment: it sees it from now on.
    pub async fn remember(
        &self,
        _app: &App,
        _browser: &Browser,
        _appointment: AppointmentId,
    ) -> Result<(), ActionError> {
        Ok(())
    }

    pub fn named_people(&self) -> &[(PersonId, String)] {
        &[]
    }

    pub fn name_of(&self, _person: PersonId) -> String {
        String::new()
    }

    pub fn territory(&self) -> TerritoryId {
        self.guest.territory
    }

    pub fn is_proven(&self) -> bool {
        self.guest.proven
    }

    pub fn claimant(&self) -> Claimant {
        Claimant::Known(Caller::Guest(self.guest.clone()))
    }

    /// Whom this guest may act for.
    pub fn people(&self) -> &[PersonId] {
        &self.guest.people
    }

    /// For whom slots are looked for, as long as nobody else is named.
    pub fn person(&self) -> Option<PersonId> {
        self.guest.people.first().copied()
    }

    /// Somebody we know came by a link or proved a number: motives for invited people are open.
    pub fn is_invited(&self) -> bool {
        !self.guest.people.is_empty()
    }

    pub fn audience(&self) -> Audience {
        if self.is_invited() { Audience::Invited } else { Audience::Public }
    }

    pub fn has_appointments(&self) -> bool {
        self.guest.proven || !self.guest.appointments.is_empty()
    }

    /// Whether this browser made the appointment, or has a link to it.
    pub fn made(&self, appointment: AppointmentId) -> bool {
        self.guest.appointments.contains(&appointment)
    }
}
