//! What the settings pages write. Each statement names the territory, and the organisation where the
//! thing has one, and changes a row only when something in it differs: the same form sent twice
//! changes nothing the second time. Triggers make the version of the settings grow.
//!
//! New motives, workers, services and teams: `setup.rs`.

use chrono_tz::Tz;

use super::db::StoreError;
use super::statement::{execute, fetch_scalar, statements};
use super::tx::WriteTx;
use crate::domain::access::Role;
use crate::domain::ids::{
    CalendarId, MotiveId, OrganisationId, PlaceId, SectorId, ServiceId, TeamId, TerritoryId, WorkerId,
};
use crate::domain::motives::{Motive, WorkersNeeded};
use crate::domain::scheduling::holidays::HolidayRegion;
use crate::domain::scheduling::sectors::Target;

statements! {
    UPDATE_MOTIVE {
        "UPDATE motive
         SET service_id = $4, name = $5, public_name = $6, mode = $7, duration = $8, buffer_before = $9, buffer_after = $10,
             min_delay = $11, max_delay = $12, cancel_notice = $13, move_notice = $14, follow_up = $15, bookable_by = $16,
             quota = $17, seats = $18, team_id = $19, first_worker_id = $20, second_worker_id = $21, resources = $22,
             text_before = $23, text_after = $24, pictogram = $25
         WHERE id = $1 AND territory_id = $2 AND organisation_id = $3
           AND (name <> $5 OR public_name <> $6 OR mode <> $7 OR duration <> $8 OR buffer_before <> $9
                OR buffer_after <> $10 OR min_delay <> $11 OR max_delay <> $12 OR cancel_notice <> $13 OR move_notice <> $14
                OR follow_up <> $15 OR bookable_by <> $16 OR resources <> $22 OR text_before <> $23 OR text_after <> $24
                OR pictogram <> $25 OR service_id IS DISTINCT FROM $4 OR quota IS DISTINCT FROM $17
                OR seats IS DISTINCT FROM $18 OR team_id IS DISTINCT FROM $19 OR first_worker_id IS DISTINCT FROM $20
                OR second_worker_id IS DISTINCT FROM $21)"
    }
    SWITCH_MOTIVE { "UPDATE motive SET active = $4
                     WHERE id = $1 AND territory_id = $2 AND organisation_id = $3 AND active <> $4" }
    ADD_PLACE { "INSERT INTO place (territory_id, organisation_id, name, address, phone, zone, holidays)
                 VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id" }
    UPDATE_PLACE {
        "UPDATE place SET name = $4, address = $5, phone = $6, zone = $7, holidays = $8
         WHERE id = $1 AND territory_id = $2 AND organisation_id = $3
           AND (name <> $4 OR address <> $5 OR phone IS DISTINCT FROM $6 OR zone <> $7 OR holidays <> $8)"
    }
    SWITCH_PLACE { "UPDATE place SET active = $4
                    WHERE id = $1 AND territory_id = $2 AND organisation_id = $3 AND active <> $4" }
    RENAME_SERVICE { "UPDATE service SET name = $3 WHERE id = $1 AND territory_id = $2 AND name <> $3" }
    ADD_ROLE { "INSERT INTO worker_organisation (territory_id, worker_id, organisation_id, role) VALUES ($1, $2, $3, $4)" }
    UPDATE_ROLE { "UPDATE worker_organisation SET role = $4
                   WHERE worker_id = $1 AND territory_id = $2 AND organisation_id = $3 AND role <> $4" }
    UPDATE_SERVICE_OF { "UPDATE worker SET service_id = $3
                         WHERE id = $1 AND territory_id = $2 AND service_id IS DISTINCT FROM $3" }
    /// Who comes back has no last day any more.
    SWITCH_WORKER {
        "UPDATE worker SET active = $3, leaves_at = CASE WHEN $3 THEN NULL ELSE leaves_at END
         WHERE id = $1 AND territory_id = $2 AND active <> $3"
    }
    /// Whoever books on this calendar waits, or was first and is counted. SQLite has one writer.
    TAKE_CALENDAR {
        sqlite: "",
        postgres: "SELECT id FROM calendar WHERE territory_id = $1 AND id = $2 FOR NO KEY UPDATE"
    }
    RENAME_TEAM { "UPDATE team SET name = $4
                   WHERE id = $1 AND territory_id = $2 AND organisation_id = $3 AND name <> $4" }
    ADD_MEMBER { "INSERT INTO team_member (territory_id, team_id, worker_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING" }
    DROP_MEMBER { "DELETE FROM team_member WHERE territory_id = $1 AND team_id = $2 AND worker_id = $3" }
    ADD_TARGET {
        "INSERT INTO sector_target (territory_id, sector_id, organisation_id, worker_id)
         SELECT $1, $2, $3, $4
         WHERE NOT EXISTS (SELECT 1 FROM sector_target WHERE sector_id = $2 AND organisation_id = $3
                           AND worker_id IS NOT DISTINCT FROM $4)"
    }
    DROP_TARGET {
        "DELETE FROM sector_target WHERE territory_id = $1 AND sector_id = $2 AND organisation_id = $3
                                     AND worker_id IS NOT DISTINCT FROM $4"
    }
}

type Result<T> = std::result::Result<T, StoreError>;

/// An organisation in its territory.
type Office = (TerritoryId, OrganisationId);

/// Whether something changed. What is active stays so: [`switch_motive`].
///
/// # Errors
/// `motive_name` when another of the organisation has the name and the mode; as every function here,
/// the database refuses or does not answer.
pub async fn update_motive(tx: &mut WriteTx, (territory, of): Office, motive: &Motive) -> Result<bool> {
    let (team, first, second) = match motive.workers {
        WorkersNeeded::One => (None, None, None),
        WorkersNeeded::AnyTwoOf(team) => (Some(team), None, None),
        WorkersNeeded::Pair(first, second) => (None, Some(first), Some(second)),
    };
    let changed = execute!(
        tx,
        UPDATE_MOTIVE,
        motive.id,
        territory,
        of,
        motive.service,
        motive.name.as_str(),
        motive.public_name.as_str(),
        motive.mode.word(),
        motive.duration.0,
        motive.buffer_before.0,
        motive.buffer_after.0,
        motive.window.min_delay.0,
        motive.window.max_delay.0,
        motive.cancel_notice.0,
        motive.move_notice.0,
        motive.follow_up,
        motive.bookable_by.word(),
        motive.quota,
        motive.seats,
        team,
        first,
        second,
        motive.resources.to_string(),
        motive.text_before.as_str(),
        motive.text_after.as_str(),
        motive.pictogram.word()
    )?;
    Ok(changed > 0)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn switch_motive(tx: &mut WriteTx, (territory, of): Office, motive: MotiveId, active: bool) -> Result<bool> {
    Ok(execute!(tx, SWITCH_MOTIVE, motive, territory, of, active)? > 0)
}

/// A place as its form gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceForm {
    pub name: String,
    pub address: String,
    /// In E.164.
    pub phone: Option<String>,
    pub zone: Tz,
    pub holidays: HolidayRegion,
}

/// # Errors
/// `place_name` when another of the organisation has the name.
pub async fn add_place(tx: &mut WriteTx, (territory, of): Office, form: &PlaceForm) -> Result<PlaceId> {
    fetch_scalar!(
        tx,
        PlaceId,
        ADD_PLACE,
        territory,
        of,
        form.name.as_str(),
        form.address.as_str(),
        form.phone.as_deref(),
        form.zone.name(),
        form.holidays.code()
    )
}

/// # Errors
/// As [`add_place`].
pub async fn update_place(tx: &mut WriteTx, (territory, of): Office, place: PlaceId, form: &PlaceForm) -> Result<bool> {
    let changed = execute!(
        tx,
        UPDATE_PLACE,
        place,
        territory,
        of,
        form.name.as_str(),
        form.address.as_str(),
        form.phone.as_deref(),
        form.zone.name(),
        form.holidays.code()
    )?;
    Ok(changed > 0)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn switch_place(tx: &mut WriteTx, (territory, of): Office, place: PlaceId, active: bool) -> Result<bool> {
    Ok(execute!(tx, SWITCH_PLACE, place, territory, of, active)? > 0)
}

/// # Errors
/// `service_name` when another of the territory has the name.
pub async fn rename_service(tx: &mut WriteTx, territory: TerritoryId, service: ServiceId, name: &str) -> Result<bool> {
    Ok(execute!(tx, RENAME_SERVICE, service, territory, name)? > 0)
}

/// The first role of a worker in an organisation.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn add_role(tx: &mut WriteTx, (territory, of): Office, worker: WorkerId, role: Role) -> Result<()> {
    execute!(tx, ADD_ROLE, territory, worker, of, role.word())?;
    Ok(())
}

/// # Errors
/// The database refuses or does not answer.
pub async fn update_role(tx: &mut WriteTx, (territory, of): Office, worker: WorkerId, role: Role) -> Result<bool> {
    Ok(execute!(tx, UPDATE_ROLE, worker, territory, of, role.word())? > 0)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn move_to_service(
    tx: &mut WriteTx,
    territory: TerritoryId,
    worker: WorkerId,
    service: Option<ServiceId>,
) -> Result<bool> {
    Ok(execute!(tx, UPDATE_SERVICE_OF, worker, territory, service)? > 0)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn switch_worker(tx: &mut WriteTx, territory: TerritoryId, worker: WorkerId, active: bool) -> Result<bool> {
    Ok(execute!(tx, SWITCH_WORKER, worker, territory, active)? > 0)
}

/// Makes whoever books on a calendar wait for the end of this transaction.
///
/// # Errors
/// The database does not answer.
pub async fn take_calendar(tx: &mut WriteTx, territory: TerritoryId, calendar: CalendarId) -> Result<()> {
    execute!(tx, TAKE_CALENDAR, territory, calendar)?;
    Ok(())
}

/// # Errors
/// `team_name` when another of the organisation has the name.
pub async fn rename_team(tx: &mut WriteTx, (territory, of): Office, team: TeamId, name: &str) -> Result<bool> {
    Ok(execute!(tx, RENAME_TEAM, team, territory, of, name)? > 0)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn put_member(
    tx: &mut WriteTx,
    territory: TerritoryId,
    team: TeamId,
    worker: WorkerId,
    member: bool,
) -> Result<bool> {
    let changed = match member {
        true => execute!(tx, ADD_MEMBER, territory, team, worker)?,
        false => execute!(tx, DROP_MEMBER, territory, team, worker)?,
    };
    Ok(changed > 0)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn set_target(
    tx: &mut WriteTx,
    territory: TerritoryId,
    sector: SectorId,
    target: Target,
    in_charge: bool,
) -> Result<bool> {
    let changed = match in_charge {
        true => execute!(tx, ADD_TARGET, territory, sector, target.organisation, target.worker)?,
        false => execute!(tx, DROP_TARGET, territory, sector, target.organisation, target.worker)?,
    };
    Ok(changed > 0)
}
