//! What the settings pages list: also what is switched off, teams without members, sectors with
//! their communes. The settings that searches work with are in `settings.rs`.

use chrono_tz::Tz;
use sqlx::FromRow;

use super::db::StoreError;
use super::settings::bad_row;
use super::statement::{fetch_all, fetch_scalar, statements};
use super::tx::ReadTx;
use crate::domain::access::Role;
use crate::domain::ids::{
    CalendarId, MotiveId, OrganisationId, PlaceId, SectorId, ServiceId, TeamId, TerritoryId, WorkerId,
};
use crate::domain::scheduling::holidays::HolidayRegion;
use crate::domain::scheduling::sectors::Target;
use crate::domain::time::Timestamp;

statements! {
    MOTIVE_IS_OF { "SELECT count(*) FROM motive WHERE id = $1 AND territory_id = $2 AND organisation_id = $3" }
    LIST_PLACES { "SELECT id, name, address, phone, zone, holidays, active FROM place
                   WHERE territory_id = $1 AND organisation_id = $2 ORDER BY active DESC, name, id" }
    LIST_SERVICES {
        "SELECT service.id, service.name,
                (SELECT count(*) FROM worker WHERE worker.service_id = service.id AND worker.active) AS workers
         FROM service WHERE service.territory_id = $1 ORDER BY service.name, service.id"
    }
    LIST_WORKERS {
        "SELECT worker.id, worker.calendar_id, worker.first_name, worker.last_name, worker.email, worker.service_id,
                own.role, worker.active,
                (SELECT count(*) FROM worker_organisation AS other
                 WHERE other.worker_id = worker.id AND other.organisation_id <> $2) AS elsewhere
         FROM worker_organisation AS own JOIN worker ON worker.id = own.worker_id
         WHERE own.territory_id = $1 AND own.organisation_id = $2
         ORDER BY worker.active DESC, worker.last_name, worker.first_name, worker.id"
    }
    /// One row per member; one without a member for a team that has none.
    LIST_TEAMS {
        "SELECT team.id, team.name, team_member.worker_id
         FROM team LEFT JOIN team_member ON team_member.team_id = team.id
         WHERE team.territory_id = $1 AND team.organisation_id = $2
         ORDER BY team.name, team.id, team_member.worker_id"
    }
    LIST_SECTORS { "SELECT id, name FROM sector WHERE territory_id = $1 ORDER BY name, id" }
    LIST_ZONES { "SELECT sector_id, city_name, street_name FROM sector_zone WHERE territory_id = $1
                  ORDER BY city_name, street_name, sector_id" }
    LIST_TARGETS { "SELECT sector_id, organisation_id, worker_id FROM sector_target WHERE territory_id = $1
                    ORDER BY sector_id, organisation_id, worker_id NULLS FIRST" }
    /// What still lies on a calendar; it belongs to an appointment, so a kept slot does not count.
    TO_COME_WITH { "SELECT count(DISTINCT appointment_id) FROM busy_time
                    WHERE territory_id = $1 AND calendar_id = $2 AND blocking AND appointment_id IS NOT NULL
                      AND ends_at > $3" }
    TO_COME_AT { "SELECT count(*) FROM appointment
                  WHERE territory_id = $1 AND organisation_id = $2 AND place_id = $3 AND ends_at > $4
                    AND status IN ('booked', 'late', 'arrived')" }
}

type Result<T> = std::result::Result<T, StoreError>;

/// Whether a motive is one of an organisation.
///
/// # Errors
/// The database does not answer.
pub async fn motive_is_of(
    tx: &mut ReadTx,
    (territory, of): (TerritoryId, OrganisationId),
    motive: MotiveId,
) -> Result<bool> {
    Ok(fetch_scalar!(tx, i64, MOTIVE_IS_OF, motive, territory, of)? > 0)
}

/// A place as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPlace {
    pub id: PlaceId,
    pub name: String,
    pub address: String,
    pub phone: Option<String>,
    pub zone: Tz,
    pub holidays: HolidayRegion,
    pub active: bool,
}

#[derive(FromRow)]
struct PlaceRow {
    id: PlaceId,
    name: String,
    address: String,
    phone: Option<String>,
    zone: String,
    holidays: String,
    active: bool,
}

/// The places of an organisation, those in use first.
///
/// # Errors
/// The database does not answer.
pub async fn list_places(tx: &mut ReadTx, (territory, of): (TerritoryId, OrganisationId)) -> Result<Vec<ListedPlace>> {
    let rows = fetch_all!(tx, PlaceRow, LIST_PLACES, territory, of)?;
    let place = |row: PlaceRow| {
        Ok(ListedPlace {
            id: row.id,
            name: row.name,
            address: row.address,
            phone: row.phone,
            zone: row.zone.parse().map_err(|error| bad_row("place", error))?,
            holidays: row.holidays.parse().map_err(|error| bad_row("place", error))?,
            active: row.active,
        })
    };
    rows.into_iter().map(place).collect()
}

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ListedService {
    pub id: ServiceId,
    pub name: String,
    /// How many work in it.
    pub workers: i64,
}

/// # Errors
/// The database does not answer.
pub async fn list_services(tx: &mut ReadTx, territory: TerritoryId) -> Result<Vec<ListedService>> {
    fetch_all!(tx, ListedService, LIST_SERVICES, territory)
}

/// A worker as the page of an organisation shows her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedWorker {
    pub id: WorkerId,
    pub calendar: CalendarId,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub service: Option<ServiceId>,
    /// In this organisation.
    pub role: Role,
    pub active: bool,
    /// Whether other organisations have her too.
    pub works_elsewhere: bool,
}

impl ListedWorker {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

#[derive(FromRow)]
struct WorkerRow {
    id: WorkerId,
    calendar_id: CalendarId,
    first_name: String,
    last_name: String,
    email: String,
    service_id: Option<ServiceId>,
    role: String,
    active: bool,
    elsewhere: i64,
}

/// The workers of an organisation, those who work there now first.
///
/// # Errors
/// The database does not answer.
pub async fn list_workers(
    tx: &mut ReadTx,
    (territory, of): (TerritoryId, OrganisationId),
) -> Result<Vec<ListedWorker>> {
    let rows = fetch_all!(tx, WorkerRow, LIST_WORKERS, territory, of)?;
    let worker = |row: WorkerRow| {
        Ok(ListedWorker {
            id: row.id,
            calendar: row.calendar_id,
            first_name: row.first_name,
            last_name: row.last_name,
            email: row.email,
            service: row.service_id,
            role: row.role.parse().map_err(|error| bad_row("role of a worker", error))?,
            active: row.active,
            works_elsewhere: row.elsewhere > 0,
        })
    };
    rows.into_iter().map(worker).collect()
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedTeam {
    pub id: TeamId,
    pub name: String,
    /// In order of their id.
    pub members: Vec<WorkerId>,
}

#[derive(FromRow)]
struct TeamRow {
    id: TeamId,
    name: String,
    worker_id: Option<WorkerId>,
}

/// # Errors
/// The database does not answer.
pub async fn list_teams(tx: &mut ReadTx, (territory, of): (TerritoryId, OrganisationId)) -> Result<Vec<ListedTeam>> {
    let mut teams: Vec<ListedTeam> = Vec::new();
    for row in fetch_all!(tx, TeamRow, LIST_TEAMS, territory, of)? {
        match teams.last_mut().filter(|team| team.id == row.id) {
            Some(team) => team.members.extend(row.worker_id),
            None => teams.push(ListedTeam { id: row.id, name: row.name, members: row.worker_id.into_iter().collect() }),
        }
    }
    Ok(teams)
}

/// A sector: where it is, and who is in charge of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSector {
    pub id: SectorId,
    pub name: String,
    /// Commune, and street when only that street belongs to it.
    pub zones: Vec<(String, String)>,
    pub targets: Vec<Target>,
}

/// The sectors of a territory, by name.
///
/// # Errors
/// The database does not answer.
pub async fn list_sectors(tx: &mut ReadTx, territory: TerritoryId) -> Result<Vec<ListedSector>> {
    let named = fetch_all!(tx, (SectorId, String), LIST_SECTORS, territory)?;
    let mut sectors: Vec<ListedSector> =
        named.into_iter().map(|(id, name)| ListedSector { id, name, zones: Vec::new(), targets: Vec::new() }).collect();
    let nth: std::collections::HashMap<SectorId, usize> =
        sectors.iter().enumerate().map(|(nth, sector)| (sector.id, nth)).collect();
    for (sector, city, street) in fetch_all!(tx, (SectorId, String, String), LIST_ZONES, territory)? {
        if let Some(nth) = nth.get(&sector) {
            sectors[*nth].zones.push((city, street));
        }
    }
    for (sector, organisation, worker) in
        fetch_all!(tx, (SectorId, OrganisationId, Option<WorkerId>), LIST_TARGETS, territory)?
    {
        if let Some(nth) = nth.get(&sector) {
            sectors[*nth].targets.push(Target { organisation, worker });
        }
    }
    Ok(sectors)
}

/// How many appointments to come lie on a calendar, in whichever organisation.
///
/// # Errors
/// The database does not answer.
pub async fn to_come_with(
    tx: &mut ReadTx,
    territory: TerritoryId,
    calendar: CalendarId,
    now: Timestamp,
) -> Result<i64> {
    fetch_scalar!(tx, i64, TO_COME_WITH, territory, calendar, now)
}

/// How many appointments to come are at a place.
///
/// # Errors
/// The database does not answer.
pub async fn to_come_at(
    tx: &mut ReadTx,
    (territory, of): (TerritoryId, OrganisationId),
    place: PlaceId,
    now: Timestamp,
) -> Result<i64> {
    fetch_scalar!(tx, i64, TO_COME_AT, territory, of, place, now)
}
