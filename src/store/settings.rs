//! The settings of a territory, read as a whole in two statements.

use std::collections::HashMap;

use sqlx::FromRow;

use super::db::StoreError;
use super::statement::{fetch_all, statements};
use super::tx::ReadTx;
use crate::domain::ids::{
    CalendarId, MotiveId, OrganisationId, PlaceId, ResourceId, ServiceId, TeamId, TerritoryId, WorkerId,
};
use crate::domain::motives::{BookingWindow, Motive, WorkersNeeded};
use crate::domain::settings::{Organisation, Place, Resource, Settings, Site, Team, Worker};
use crate::domain::time::{Minutes, Span, Timestamp};

statements! {
    MOTIVES { "SELECT id, organisation_id, service_id, name, public_name, mode, duration, buffer_before, buffer_after,
                      min_delay, max_delay, cancel_notice, move_notice, follow_up, bookable_by, quota, seats, team_id,
                      first_worker_id, second_worker_id, resources, text_before, text_after, pictogram, active
               FROM motive WHERE territory_id = $1" }

    // Everything else at once, one kind of row after the other, so that a search that finds its
    // settings outdated still stays within six statements. The version comes with the rows.
    // Closures come first: PostgreSQL takes the types of the columns from there.
    DIRECTORY {
        "SELECT 'closure' AS kind, id, place_id AS ref, CAST(NULL AS BIGINT) AS other, NULL AS name, NULL AS word,
                NULL AS zone, starts_at, ends_at, NULL AS address, NULL AS phone
         FROM closure WHERE territory_id = $1
         UNION ALL
         SELECT 'territory', id, settings_version, NULL, name, NULL, NULL, NULL, NULL, NULL, NULL FROM territory WHERE id = $1
         UNION ALL
         SELECT 'organisation', id, NULL, NULL, name, holidays, zone, NULL, NULL, NULL, NULL FROM organisation WHERE territory_id = $1
         UNION ALL
         SELECT 'place', id, organisation_id, NULL, name, holidays, zone, NULL, NULL, address, phone
         FROM place WHERE territory_id = $1 AND active
         UNION ALL
         SELECT 'worker', id, calendar_id, service_id, first_name || ' ' || last_name, NULL, NULL, NULL, NULL, NULL, NULL
         FROM worker WHERE territory_id = $1 AND active
         UNION ALL
         SELECT 'role', worker_id, organisation_id, NULL, NULL, role, NULL, NULL, NULL, NULL, NULL
         FROM worker_organisation WHERE territory_id = $1
         UNION ALL
         SELECT 'member', worker_id, team_id, team.organisation_id, team.name, NULL, NULL, NULL, NULL, NULL, NULL
         FROM team_member JOIN team ON team.id = team_id WHERE team_member.territory_id = $1
         UNION ALL
         SELECT 'resource', id, calendar_id, organisation_id, name, kind, NULL, NULL, NULL, NULL, NULL
         FROM resource WHERE territory_id = $1 AND active
         UNION ALL
         SELECT 'room', id, place_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
         FROM resource WHERE territory_id = $1 AND active AND place_id IS NOT NULL"
    }
}

#[derive(FromRow)]
struct MotiveRow {
    id: MotiveId,
    organisation_id: OrganisationId,
    service_id: Option<ServiceId>,
    name: String,
    public_name: String,
    mode: String,
    duration: i64,
    buffer_before: i64,
    buffer_after: i64,
    min_delay: i64,
    max_delay: i64,
    cancel_notice: i64,
    move_notice: i64,
    follow_up: bool,
    bookable_by: String,
    quota: Option<i64>,
    seats: Option<i64>,
    team_id: Option<TeamId>,
    first_worker_id: Option<WorkerId>,
    second_worker_id: Option<WorkerId>,
    resources: String,
    text_before: String,
    text_after: String,
    pictogram: String,
    active: bool,
}

#[derive(FromRow)]
struct DirectoryRow {
    kind: String,
    id: i64,
    #[sqlx(rename = "ref")]
    reference: Option<i64>,
    other: Option<i64>,
    name: Option<String>,
    word: Option<String>,
    zone: Option<String>,
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
    address: Option<String>,
    phone: Option<String>,
}

pub(super) fn bad_row(what: &str, why: impl std::fmt::Display) -> StoreError {
    StoreError::BadRow(format!("{what}: {why}"))
}

/// The settings of a territory as they are now. `None`: there is no such territory.
pub(super) async fn settings(tx: &mut ReadTx, territory: TerritoryId) -> Result<Option<Settings>, StoreError> {
    // The version is read with the first rows: what is read after it is at least as new.
    let directory = fetch_all!(tx, DirectoryRow, DIRECTORY, territory)?;
    let motives = fetch_all!(tx, MotiveRow, MOTIVES, territory)?;
    let mut settings = Settings {
        territory,
        name: String::new(),
        version: 0,
        organisations: HashMap::new(),
        places: HashMap::new(),
        workers: HashMap::new(),
        teams: HashMap::new(),
        resources: HashMap::new(),
        motives: HashMap::new(),
        workers_by_organisation: Default::default(),
    };
    let mut found = false;
    let mut closures: HashMap<PlaceId, Vec<Span>> = HashMap::new();
    let mut links = Vec::new();
    for row in directory {
        let id = row.id;
        match row.kind.as_str() {
            "territory" => {
                found = true;
                settings.version = row.reference.unwrap_or_default();
                settings.name = row.name.unwrap_or_default();
            }
            "organisation" => {
                let site = site(&row, "organisation")?;
                let organisation = OrganisationId(id);
                let name = row.name.unwrap_or_default();
                settings.organisations.insert(organisation, Organisation { id: organisation, name, site });
            }
            "place" => {
                let site = site(&row, "place")?;
                let place = PlaceId(id);
                let organisation = OrganisationId(row.reference.unwrap_or_default());
                let place = Place {
                    id: place,
                    organisation,
                    name: row.name.unwrap_or_default(),
                    address: row.address.unwrap_or_default(),
                    phone: row.phone,
                    site,
                };
                settings.places.insert(place.id, place);
            }
            "closure" => {
                let span = row.starts_at.zip(row.ends_at).and_then(|(start, end)| Span::new(start, end));
                closures.entry(PlaceId(row.reference.unwrap_or_default())).or_default().extend(span);
            }
            "worker" => {
                let worker = Worker {
                    id: WorkerId(id),
                    calendar: CalendarId(row.reference.unwrap_or_default()),
                    name: row.name.unwrap_or_default(),
                    service: row.other.map(ServiceId),
                    organisations: Vec::new(),
                    teams: Vec::new(),
                };
                settings.workers.insert(worker.id, worker);
            }
            "resource" => {
                let kind = row.word.as_deref().unwrap_or_default().parse().map_err(|e| bad_row("resource", e))?;
                let resource = Resource {
                    id: ResourceId(id),
                    calendar: CalendarId(row.reference.unwrap_or_default()),
                    organisation: OrganisationId(row.other.unwrap_or_default()),
                    kind,
                    name: row.name.unwrap_or_default(),
                    place: None,
                };
                settings.resources.insert(resource.id, resource);
            }
            _ => links.push(row),
        }
    }
    for link in links {
        let Some(reference) = link.reference else { continue };
        match link.kind.as_str() {
            "role" => {
                if let Some(worker) = settings.workers.get_mut(&WorkerId(link.id)) {
                    worker.organisations.push(OrganisationId(reference));
                }
            }
            "member" => {
                if let Some(worker) = settings.workers.get_mut(&WorkerId(link.id)) {
                    worker.teams.push(TeamId(reference));
                    let organisation = OrganisationId(link.other.unwrap_or_default());
                    let name = link.name.unwrap_or_default();
                    let team = Team { organisation, name, members: Vec::new() };
                    settings.teams.entry(TeamId(reference)).or_insert(team).members.push(worker.id);
                }
            }
            "room" => {
                if let Some(resource) = settings.resources.get_mut(&ResourceId(link.id)) {
                    resource.place = Some(PlaceId(reference));
                }
            }
            other => return Err(bad_row("directory", format_args!("unknown kind {other}"))),
        }
    }
    for (place, mut spans) in closures {
        spans.sort_unstable();
        if let Some(place) = settings.places.get_mut(&place) {
            place.site.closures = spans;
        }
    }
    for row in motives {
        let motive = motive(row)?;
        settings.motives.insert(motive.id, motive);
    }
    Ok(found.then_some(settings))
}

fn site(row: &DirectoryRow, what: &str) -> Result<Site, StoreError> {
    Ok(Site {
        zone: row.zone.as_deref().unwrap_or_default().parse().map_err(|e| bad_row(what, e))?,
        holidays: row.word.as_deref().unwrap_or_default().parse().map_err(|e| bad_row(what, e))?,
        closures: Vec::new(),
    })
}

fn motive(row: MotiveRow) -> Result<Motive, StoreError> {
    let workers = match (row.team_id, row.first_worker_id, row.second_worker_id) {
        (Some(team), _, _) => WorkersNeeded::AnyTwoOf(team),
        (None, Some(one), Some(other)) => WorkersNeeded::Pair(one, other),
        _ => WorkersNeeded::One,
    };
    Ok(Motive {
        id: row.id,
        organisation: row.organisation_id,
        service: row.service_id,
        name: row.name,
        public_name: row.public_name,
        mode: row.mode.parse().map_err(|e| bad_row("motive", e))?,
        duration: Minutes(row.duration),
        buffer_before: Minutes(row.buffer_before),
        buffer_after: Minutes(row.buffer_after),
        window: BookingWindow { min_delay: Minutes(row.min_delay), max_delay: Minutes(row.max_delay) },
        cancel_notice: Minutes(row.cancel_notice),
        move_notice: Minutes(row.move_notice),
        follow_up: row.follow_up,
        bookable_by: row.bookable_by.parse().map_err(|e| bad_row("motive", e))?,
        quota: row.quota,
        seats: row.seats,
        workers,
        resources: row.resources.parse().map_err(|e| bad_row("motive", e))?,
        text_before: row.text_before,
        text_after: row.text_after,
        pictogram: row.pictogram.parse().map_err(|e| bad_row("motive", e))?,
        active: row.active,
    })
}
