//! A guest of the public pages: whom this browser may act for, and which appointments it has made.

use super::browser::Browser;
use super::shell::Shell;
use super::sign_in::sorry;
use crate::actions::Claimant;
use crate::actions::sign_in::{KnownGuest, SignInError, Standing, Visit};
use crate::app::App;
use crate::domain::access::{Caller, Guest};
use crate::domain::ids::{AppointmentId, PersonId, TerritoryId};
use crate::domain::scheduling::search::Audience;
use axum::response::Response;

#[derive(Clone, Debug)]
pub struct Visitor {
    guest: Guest,
    /// Those it may act for, as they are named here; empty as long as nobody was chosen.
    people: Vec<(PersonId, String)>,
    /// The number that was proven.
    phone: Option<String>,
}

impl Visitor {
    /// Anybody in a territory: as far as this browser is known there, or as a stranger.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn of(app: &App, browser: &Browser, territory: TerritoryId) -> Result<Visitor, SignInError> {
        let stranger = Guest { territory, proven: false, people: Vec::new(), appointments: Vec::new(), address: None };
        let known = Visitor::known(app, browser).await?.filter(|visitor| visitor.guest.territory == territory);
        Ok(known.unwrap_or(Visitor { guest: stranger, people: Vec::new(), phone: None }))
    }

    /// Whom a link names, as this browser will be once it acts on the link.
    pub fn invited(territory: TerritoryId, person: PersonId) -> Visitor {
        let people = vec![person];
        let guest = Guest { territory, proven: false, people, appointments: Vec::new(), address: None };
        Visitor { guest, people: Vec::new(), phone: None }
    }

    /// Whoever this browser was before; `None` when nothing is remembered of it, or when a number was
    /// proven and it is not yet said who is calling.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn known(app: &App, browser: &Browser) -> Result<Option<Visitor>, SignInError> {
        if browser.fresh {
            return Ok(None);
        }
        let now = app.clock.now();
        let Some(signed_in) = app.desk.session(&browser.cookie, now).await? else { return Ok(None) };
        let Standing::Guest(KnownGuest { guest, phone, person }) = signed_in.standing else { return Ok(None) };
        if phone.is_some() && person.is_none() {
            return Ok(None);
        }
        let mut people = Vec::new();
        if phone.is_some() {
            let calling = app.desk.who_is_calling(&browser.cookie, now).await?;
            let own = calling.people.into_iter().filter(|one| Some(one.person) == person);
            people = own.chain(calling.relatives).map(|one| (one.person, one.name)).collect();
        }
        Ok(Some(Visitor { guest, people, phone }))
    }

    /// This browser made the appointment: it sees it from now on. The shell under which to answer.
    ///
    /// # Errors
    /// A page: the database does not answer.
    pub async fn remember(
        &self,
        app: &App,
        (browser, visit): (&Browser, &Visit),
        appointment: AppointmentId,
    ) -> Result<Shell, Response> {
        let now = app.clock.now();
        let territory = self.guest.territory;
        match app.desk.remember_appointment(&browser.cookie, territory, appointment, visit, now).await {
            Ok(fresh) => {
                let browser = fresh.map_or(browser.clone(), |cookie| browser.renewed(cookie));
                Ok(Shell::new(app, &browser))
            }
            Err(error) => Err(sorry(&Shell::new(app, browser), error, now)),
        }
    }

    pub fn named_people(&self) -> &[(PersonId, String)] {
        &self.people
    }

    pub fn name_of(&self, person: PersonId) -> String {
        self.people.iter().find(|(one, _)| *one == person).map(|(_, name)| name.clone()).unwrap_or_default()
    }

    pub fn phone(&self) -> Option<&str> {
        self.phone.as_deref()
    }

    pub fn territory(&self) -> TerritoryId {
        self.guest.territory
    }

    pub fn is_proven(&self) -> bool {
        self.guest.proven
    }

    /// Somebody who books or asks for something: counted against this address as long as nothing is proven.
    #[must_use]
    pub fn from(mut self, visit: &Visit) -> Visitor {
        self.guest.address = Some(visit.address.clone());
        self
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
