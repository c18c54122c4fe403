//! Booking alone: motive → where → slot → who → check → done. One thing per page; what was chosen so
//! far travels in the address, what was typed in the form: nothing is kept before the appointment is.

pub mod call_me;
pub mod motive;
pub mod place;
pub mod slots;
pub mod waiting;
pub mod who;

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use form_urlencoded::Serializer;

use super::browser::Browser;
use super::fields::Fields;
use super::shell::Shell;
use super::sign_in::sorry;
use super::visitor::Visitor;
use crate::actions::{ActionError, Claimant};
use crate::app::App;
use crate::domain::ids::{AppointmentId, MotiveId, PlaceId, TerritoryId};
use crate::domain::motives::{BookableBy, Mode, Motive};
use crate::domain::settings::Settings;
use crate::domain::time::Timestamp;

/// A page that is asked for: by whom, and with which words in its address.
pub struct Asked {
    pub browser: Browser,
    pub query: Fields,
}

impl FromRequestParts<App> for Asked {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let browser = Browser::from_request_parts(parts, app).await?;
        Ok(Asked { browser, query: Fields::read(parts.uri.query().unwrap_or_default().as_bytes()) })
    }
}

/// What was chosen so far, as it stands in the address.
#[derive(Clone, Debug)]
pub struct Trip {
    pub territory: TerritoryId,
    pub motive: MotiveId,
    pub place: Option<PlaceId>,
    /// INSEE code of the commune, and the street where one is asked for.
    pub city: Option<String>,
    pub street: Option<String>,
    pub start: Option<Timestamp>,
    pub offer: Option<String>,
    /// The session of a workshop.
    pub session: Option<AppointmentId>,
    /// The appointment that is to be moved, when this is no new one.
    pub moving: Option<AppointmentId>,
}

impl Trip {
    pub fn read(territory: TerritoryId, fields: &Fields) -> Option<Trip> {
        Some(Trip {
            territory,
            motive: fields.parsed("m")?,
            place: fields.parsed("p"),
            city: fields.given("c").map(str::to_owned),
            street: fields.given("s").map(str::to_owned),
            start: fields.given("t").and_then(|text| Timestamp::parse(text).ok()),
            offer: fields.given("o").map(str::to_owned),
            session: fields.parsed("w"),
            moving: fields.parsed("move"),
        })
    }

    /// At its beginning: only what it is about.
    pub fn about(territory: TerritoryId, motive: MotiveId) -> Trip {
        Trip {
            territory,
            motive,
            place: None,
            city: None,
            street: None,
            start: None,
            offer: None,
            session: None,
            moving: None,
        }
    }

    /// As names and values, for an address or for hidden fields.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![("m", self.motive.to_string())];
        pairs.extend(self.place.map(|place| ("p", place.to_string())));
        pairs.extend(self.city.clone().map(|city| ("c", city)));
        pairs.extend(self.street.clone().map(|street| ("s", street)));
        pairs.extend(self.start.map(|start| ("t", start.to_string())));
        pairs.extend(self.offer.clone().map(|offer| ("o", offer)));
        pairs.extend(self.session.map(|id| ("w", id.to_string())));
        pairs.extend(self.moving.map(|id| ("move", id.to_string())));
        pairs
    }

    /// The address of a step of this trip.
    pub fn to(&self, step: &str) -> String {
        let query = Serializer::new(String::new()).extend_pairs(self.pairs()).finish();
        format!("/book/{}/{step}?{query}", self.territory)
    }

    pub fn with_motive(&self, motive: MotiveId) -> Trip {
        Trip { motive, ..self.clone() }
    }

    pub fn at_place(&self, place: PlaceId) -> Trip {
        Trip { place: Some(place), city: None, street: None, ..self.clone() }
    }

    /// Without a slot: where others are looked for.
    pub fn without_slot(&self) -> Trip {
        Trip { start: None, offer: None, session: None, ..self.clone() }
    }
}

/// What every page of the trip works with.
pub struct Counter {
    pub shell: Shell,
    pub visitor: Visitor,
    pub settings: Arc<Settings>,
}

impl Counter {
    /// # Errors
    /// A page: the territory is not there, or the database does not answer.
    pub async fn open(app: &App, browser: &Browser, territory: TerritoryId) -> Result<Counter, Response> {
        let shell = Shell::new(app, browser);
        let now = app.clock.now();
        let visitor = Visitor::of(app, browser, territory).await.map_err(|error| sorry(&shell, error, now))?;
        Counter::of(app, shell, visitor).await
    }

    /// # Errors
    /// As [`Counter::open`].
    pub async fn of(app: &App, shell: Shell, visitor: Visitor) -> Result<Counter, Response> {
        let now = app.clock.now();
        match app.desk.settings(&visitor.claimant(), now).await {
            Ok((town, _)) => Ok(Counter { shell, visitor, settings: town.settings }),
            Err(ActionError::Unauthorised) => Err(shell.not_found()),
            Err(error) => Err(shell.failed(error)),
        }
    }

    pub fn claimant(&self) -> Claimant {
        self.visitor.claimant()
    }

    /// # Errors
    /// The page that says that there is no such thing (any more).
    pub fn motive(&self, motive: MotiveId) -> Result<&Motive, Response> {
        self.settings.motives.get(&motive).filter(|motive| self.bookable(motive)).ok_or_else(|| self.shell.not_found())
    }

    /// Whether this visitor may book it alone. A follow-up needs somebody who is known.
    pub fn bookable(&self, motive: &Motive) -> bool {
        let invited = !self.visitor.people().is_empty();
        motive.active
            && match motive.bookable_by {
                BookableBy::Public => !motive.follow_up || invited,
                BookableBy::Invited => self.visitor.is_invited(),
                BookableBy::Staff => false,
            }
    }

    /// The motives that are one choice to the public: the same name, wherever and however.
    pub fn group(&self, motive: &Motive) -> Vec<&Motive> {
        let mut group: Vec<&Motive> = self
            .settings
            .motives
            .values()
            .filter(|one| one.public_name == motive.public_name && self.bookable(one))
            .collect();
        group.sort_unstable_by_key(|one| (one.mode != Mode::Phone, one.id));
        group
    }

    /// Who is known already is not asked again.
    pub fn step_after_slot(&self, trip: &Trip) -> &'static str {
        if trip.moving.is_some() || self.visitor.is_invited() { "check" } else { "who" }
    }
}
