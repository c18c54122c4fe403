//! How a territory is set up: organisations, places, workers, teams, resources and motives.
//! A value read from the database as a whole; it changes seldom and is small.

use std::collections::HashMap;
use std::sync::OnceLock;

use chrono_tz::Tz;

use super::ids::{CalendarId, MotiveId, OrganisationId, PlaceId, ResourceId, ServiceId, TeamId, TerritoryId, WorkerId};
use super::motives::{Motive, ResourceKind};
use super::scheduling::holidays::HolidayRegion;
use super::time::Span;

/// What decides the hours somewhere: its wall clock, its public holidays, its closures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    pub zone: Tz,
    pub holidays: HolidayRegion,
    /// In order of their start.
    pub closures: Vec<Span>,
}

#[derive(Clone, Debug)]
pub struct Organisation {
    pub id: OrganisationId,
    pub name: String,
    /// For what happens in no place: phone, video.
    pub site: Site,
}

#[derive(Clone, Debug)]
pub struct Place {
    pub id: PlaceId,
    pub organisation: OrganisationId,
    pub name: String,
    /// On one line, as it is said to people.
    pub address: String,
    /// As it is dialled.
    pub phone: Option<String>,
    pub site: Site,
}

#[derive(Clone, Debug)]
pub struct Worker {
    pub id: WorkerId,
    pub calendar: CalendarId,
    pub name: String,
    pub service: Option<ServiceId>,
    pub organisations: Vec<OrganisationId>,
    pub teams: Vec<TeamId>,
}

/// Workers who stand in for each other; one of them may belong to other organisations too.
#[derive(Clone, Debug)]
pub struct Team {
    pub organisation: OrganisationId,
    pub name: String,
    pub members: Vec<WorkerId>,
}

#[derive(Clone, Debug)]
pub struct Resource {
    pub id: ResourceId,
    pub calendar: CalendarId,
    pub organisation: OrganisationId,
    pub kind: ResourceKind,
    pub name: String,
    /// A room is somewhere; a car or an interpreter goes everywhere in its organisation.
    pub place: Option<PlaceId>,
}

/// The settings of one territory at one version.
#[derive(Clone, Debug)]
pub struct Settings {
    pub territory: TerritoryId,
    /// Of the territory.
    pub name: String,
    pub version: i64,
    pub organisations: HashMap<OrganisationId, Organisation>,
    pub places: HashMap<PlaceId, Place>,
    pub workers: HashMap<WorkerId, Worker>,
    pub teams: HashMap<TeamId, Team>,
    pub resources: HashMap<ResourceId, Resource>,
    pub motives: HashMap<MotiveId, Motive>,
    pub workers_by_organisation: OnceLock<HashMap<OrganisationId, Vec<WorkerId>>>,
}

impl Settings {
    /// Where an opening happens: its place, or its organisation when it has none.
    pub fn site(&self, organisation: OrganisationId, place: Option<PlaceId>) -> Option<&Site> {
        match place {
            Some(place) => self.places.get(&place).map(|place| &place.site),
            None => self.organisations.get(&organisation).map(|organisation| &organisation.site),
        }
    }

    /// The workers of an organisation, in order of their id. Worked out once for these settings: every
    /// search asks, and a territory has thousands of workers.
    pub fn workers_of(&self, organisation: OrganisationId) -> &[WorkerId] {
        let by_organisation = self.workers_by_organisation.get_or_init(|| {
            let mut by_organisation: HashMap<OrganisationId, Vec<WorkerId>> = HashMap::new();
            for worker in self.workers.values() {
                for organisation in &worker.organisations {
                    by_organisation.entry(*organisation).or_default().push(worker.id);
                }
            }
            by_organisation.values_mut().for_each(|workers| workers.sort_unstable());
            by_organisation
        });
        by_organisation.get(&organisation).map_or(&[], Vec::as_slice)
    }

    pub fn resources_for(&self, motive: &Motive, kind: ResourceKind) -> Vec<&Resource> {
        let mut resources: Vec<&Resource> = self
            .resources
            .values()
            .filter(|resource| resource.organisation == motive.organisation && resource.kind == kind)
            .collect();
        resources.sort_unstable_by_key(|resource| resource.id);
        resources
    }
}
