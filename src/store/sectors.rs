//! Sectors: which zones a commune has, and who is in charge of each.

use std::collections::HashMap;

use sqlx::FromRow;

use super::db::StoreError;
use super::statement::{execute, fetch_all, fetch_optional, fetch_scalar, statements};
use super::tx::{ReadTx, WriteTx};
use crate::domain::communes;
use crate::domain::ids::{OrganisationId, SectorId, TerritoryId, WorkerId};
use crate::domain::scheduling::sectors::{Target, Zone};

statements! {
    ZONES {
        sqlite: "
        SELECT sector_zone.sector_id, sector_zone.street_key, sector_target.organisation_id, sector_target.worker_id
        FROM sector_zone LEFT JOIN sector_target ON sector_target.sector_id = sector_zone.sector_id
        WHERE sector_zone.territory_id = $1 AND sector_zone.city_code IN (SELECT value FROM json_each($2))
        ORDER BY sector_zone.sector_id, sector_zone.street_key, sector_target.organisation_id,
                 sector_target.worker_id NULLS FIRST",
        postgres: "
        SELECT sector_zone.sector_id, sector_zone.street_key, sector_target.organisation_id, sector_target.worker_id
        FROM sector_zone LEFT JOIN sector_target ON sector_target.sector_id = sector_zone.sector_id
        WHERE sector_zone.territory_id = $1
          AND sector_zone.city_code IN (SELECT value FROM json_array_elements_text($2::json))
        ORDER BY sector_zone.sector_id, sector_zone.street_key, sector_target.organisation_id,
                 sector_target.worker_id NULLS FIRST"
    }
    /// One row per zone; one without a zone for a sector that has none.
    SECTORS { "SELECT sector.name, sector_zone.city_code, sector_zone.city_name, sector_zone.street_key,
                      sector_zone.street_name,
                      EXISTS (SELECT 1 FROM sector_target WHERE sector_target.sector_id = sector.id) AS in_charge
               FROM sector LEFT JOIN sector_zone ON sector_zone.sector_id = sector.id
               WHERE sector.territory_id = $1" }
    SECTOR_BY_NAME { "SELECT id FROM sector WHERE territory_id = $1 AND name = $2" }
    INSERT_SECTOR { "INSERT INTO sector (territory_id, name) VALUES ($1, $2) RETURNING id" }
    /// Changes nothing when the zone is already there with the same names.
    PUT_ZONE {
        "INSERT INTO sector_zone (territory_id, sector_id, city_code, city_name, street_key, street_name)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (territory_id, city_code, street_key, sector_id) DO UPDATE
         SET city_name = excluded.city_name, street_name = excluded.street_name
         WHERE sector_zone.city_name <> excluded.city_name OR sector_zone.street_name <> excluded.street_name"
    }
    PUT_TARGET {
        "INSERT INTO sector_target (territory_id, sector_id, organisation_id)
         SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT 1 FROM sector_target WHERE sector_id = $2)"
    }
}

#[derive(FromRow)]
struct ZoneRow {
    sector_id: SectorId,
    street_key: String,
    organisation_id: Option<OrganisationId>,
    worker_id: Option<WorkerId>,
}

/// The zones of a commune (by its INSEE code), each with who is in charge. An arrondissement that no
/// zone names belongs to the zones of its city; a city that none names, to those of its arrondissements.
///
/// # Errors
/// The database does not answer.
pub async fn zones_of(tx: &mut ReadTx, territory: TerritoryId, city_code: &str) -> Result<Vec<Zone>, StoreError> {
    let own = zones_of_codes(tx, territory, &[city_code.to_owned()]).await?;
    let related = if own.is_empty() { communes::related(city_code) } else { Vec::new() };
    if related.is_empty() { Ok(own) } else { zones_of_codes(tx, territory, &related).await }
}

async fn zones_of_codes(tx: &mut ReadTx, territory: TerritoryId, codes: &[String]) -> Result<Vec<Zone>, StoreError> {
    let mut zones: Vec<Zone> = Vec::new();
    let codes = serde_json::to_string(codes).map_err(|error| StoreError::BadRow(format!("codes: {error}")))?;
    for row in fetch_all!(tx, ZoneRow, ZONES, territory, codes)? {
        let street = Some(row.street_key).filter(|street| !street.is_empty());
        let target = row.organisation_id.map(|organisation| Target { organisation, worker: row.worker_id });
        match zones.last_mut().filter(|zone| zone.sector == row.sector_id && zone.street == street) {
            // Two communes of one sector have the same people in charge.
            Some(zone) => zone.targets.extend(target.filter(|target| !zone.targets.contains(target))),
            None => zones.push(Zone { sector: row.sector_id, street, targets: target.into_iter().collect() }),
        }
    }
    Ok(zones)
}

/// The sectors of a territory as an import compares them.
#[derive(Clone, Debug, Default)]
pub struct Sectors {
    /// Each sector by its name, and whether somebody is in charge of it.
    pub sectors: HashMap<String, bool>,
    /// City and street name as shown, by sector, commune and street.
    pub zones: HashMap<(String, String, String), (String, String)>,
}

#[derive(FromRow)]
struct SectorRow {
    name: String,
    city_code: Option<String>,
    city_name: Option<String>,
    street_key: Option<String>,
    street_name: Option<String>,
    in_charge: bool,
}

/// # Errors
/// The database does not answer.
pub async fn sectors(tx: &mut ReadTx, territory: TerritoryId) -> Result<Sectors, StoreError> {
    let mut all = Sectors::default();
    for row in fetch_all!(tx, SectorRow, SECTORS, territory)? {
        all.sectors.insert(row.name.clone(), row.in_charge);
        if let (Some(city), Some(street)) = (row.city_code, row.street_key) {
            let shown = (row.city_name.unwrap_or_default(), row.street_name.unwrap_or_default());
            all.zones.insert((row.name, city, street), shown);
        }
    }
    Ok(all)
}

/// The sector of that name, made when there is none.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn sector_named(tx: &mut WriteTx, territory: TerritoryId, name: &str) -> Result<SectorId, StoreError> {
    match fetch_optional!(tx, (SectorId,), SECTOR_BY_NAME, territory, name)? {
        Some((sector,)) => Ok(sector),
        None => fetch_scalar!(tx, SectorId, INSERT_SECTOR, territory, name),
    }
}

/// A zone as a file gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneLine {
    pub city_code: String,
    pub city_name: String,
    pub street_name: String,
}

/// Whether something changed.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn put_zone(
    tx: &mut WriteTx,
    territory: TerritoryId,
    sector: SectorId,
    zone: &ZoneLine,
) -> Result<bool, StoreError> {
    let street_key = crate::domain::scheduling::sectors::street_key(&zone.street_name);
    let changed = execute!(
        tx,
        PUT_ZONE,
        territory,
        sector,
        zone.city_code.as_str(),
        zone.city_name.as_str(),
        street_key,
        zone.street_name.as_str()
    )?;
    Ok(changed > 0)
}

/// Puts an organisation in charge of a sector that has nobody yet.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn put_target(
    tx: &mut WriteTx,
    territory: TerritoryId,
    sector: SectorId,
    organisation: OrganisationId,
) -> Result<(), StoreError> {
    execute!(tx, PUT_TARGET, territory, sector, organisation)?;
    Ok(())
}
