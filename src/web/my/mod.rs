//! One's own appointments: see, move, cancel, say that one is late, ask to be called, keep a copy.

pub mod change;
pub mod copies;
pub mod kept;
pub mod list;
pub mod waiting;

use axum::response::Response;
use chrono::NaiveDateTime;

use super::browser::Browser;
use super::shell::Shell;
use super::sign_in::sorry;
use super::visitor::Visitor;
use crate::app::App;
use crate::domain::appointments::{Status, desk_code};
use crate::domain::ids::AppointmentId;
use crate::domain::motives::Motive;
use crate::domain::scheduling::zones;
use crate::domain::time::Timestamp;
use crate::store::{Appointment, Town};

/// An appointment as its person reads it.
pub struct Card {
    pub id: AppointmentId,
    pub when: NaiveDateTime,
    pub mode: crate::domain::motives::Mode,
    pub motive: String,
    pub place: String,
    pub address: String,
    pub phone: Option<String>,
    pub status: Status,
    pub text_before: String,
    pub text_after: String,
    pub code: Option<String>,
    pub to_come: bool,
    pub may_move: bool,
    pub may_cancel: bool,
    /// On the day itself: late, or here.
    pub today: bool,
}

/// Somebody who has appointments, at one of them.
pub struct Mine {
    pub shell: Shell,
    pub visitor: Visitor,
    pub town: Town,
    pub now: Timestamp,
}

impl Mine {
    /// # Errors
    /// A page: this browser has no appointment; it is shown how to find one.
    pub async fn open(app: &App, browser: &Browser) -> Result<Mine, Response> {
        let shell = Shell::new(app, browser);
        let now = app.clock.now();
        let visitor = match Visitor::known(app, browser).await {
            Ok(Some(visitor)) => visitor,
            Ok(None) => return Err(shell.go("/sign-in")),
            Err(error) => return Err(sorry(&shell, error, now)),
        };
        let (town, _) = app.desk.settings(&visitor.claimant(), now).await.map_err(|error| shell.failed(error))?;
        Ok(Mine { shell, visitor, town, now })
    }

    pub async fn appointment(&self, app: &App, id: i64) -> Result<Appointment, Response> {
        app.desk
            .appointment(&self.visitor.claimant(), AppointmentId(id))
            .await
            .map_err(|error| self.shell.failed(error))
    }

    pub fn motive(&self, appointment: &Appointment) -> Option<&Motive> {
        self.town.settings.motives.get(&appointment.motive)
    }

    pub fn card(&self, appointment: &Appointment) -> Card {
        let settings = &self.town.settings;
        let motive = self.motive(appointment);
        let place = appointment.place.and_then(|place| settings.places.get(&place));
        let organisation = settings.organisations.get(&appointment.organisation);
        let start = appointment.span.start();
        // In a workshop each has a state of one's own.
        let own = appointment.people.iter().find(|(person, _)| self.visitor.people().contains(person));
        let status = match (appointment.seats, own) {
            (Some(_), Some((_, status))) => *status,
            _ => appointment.status,
        };
        let to_come = status.is_to_come() && self.now < appointment.span.end();
        let here = |at| zones::local_day(appointment.zone, at);
        Card {
            id: appointment.id,
            when: zones::wall_clock(appointment.zone, start),
            mode: appointment.mode,
            motive: motive.map(|motive| motive.public_name.clone()).unwrap_or_default(),
            place: place
                .map(|place| place.name.clone())
                .or(organisation.map(|organisation| organisation.name.clone()))
                .unwrap_or_default(),
            address: place.map(|place| place.address.clone()).unwrap_or_default(),
            phone: place.and_then(|place| place.phone.clone()),
            status,
            text_before: motive.map(|motive| motive.text_before.clone()).unwrap_or_default(),
            text_after: motive.map(|motive| motive.text_after.clone()).unwrap_or_default(),
            code: desk_code(appointment.id),
            to_come,
            may_move: to_come
                && appointment.seats.is_none()
                && motive.is_some_and(|motive| self.now <= start - motive.move_notice),
            // Out of a workshop goes one person: it must be known who.
            may_cancel: to_come
                && (appointment.seats.is_none() || own.is_some())
                && motive.is_some_and(|motive| self.now <= start - motive.cancel_notice),
            today: to_come && here(self.now) == here(start),
        }
    }
}
