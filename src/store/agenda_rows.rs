//! Writing when a calendar receives, one opening or absence at a time: what the agenda changes. Reading
//! them for a search is in agendas.rs, writing those of files in setup.rs.

use chrono::NaiveDate;
use sqlx::FromRow;

use super::db::StoreError;
use super::settings::bad_row;
use super::setup::NewOpening;
use super::statement::{execute, fetch_all, fetch_optional, fetch_scalar, json_list, statements};
use super::tx::{ReadTx, WriteTx};
use crate::domain::ids::{AbsenceId, CalendarId, MotiveId, OpeningId, OrganisationId, PlaceId, TerritoryId};
use crate::domain::scheduling::editing::AbsencePlan;

statements! {
    /// SQLite has one writer: nothing to take.
    LOCK_CALENDARS {
        sqlite: "",
        postgres: "SELECT id FROM calendar WHERE territory_id = $1 AND id = ANY (translate($2, '[]', '{}')::bigint[])
                   ORDER BY id FOR NO KEY UPDATE"
    }
    OPENING {
        "SELECT organisation_id, calendar_id, place_id, first_day, last_day, rule, blocks, external_key,
                (SELECT string_agg(CAST(motive_id AS TEXT), ',') FROM opening_motive WHERE opening_id = opening.id) AS motives
         FROM opening WHERE territory_id = $1 AND id = $2"
    }
    ABSENCE { "SELECT calendar_id FROM absence WHERE territory_id = $1 AND id = $2" }
    REWRITE_OPENING {
        "UPDATE opening SET place_id = $2, first_day = $3, last_day = $4, rule = $5, blocks = $6 WHERE id = $1"
    }
    END_OPENING { "UPDATE opening SET last_day = $2 WHERE id = $1" }
    DELETE_OPENING { "DELETE FROM opening WHERE id = $1" }
    UNLINK_MOTIVES { "DELETE FROM opening_motive WHERE opening_id = $1" }
    LINK_MOTIVE { "INSERT INTO opening_motive (territory_id, opening_id, motive_id) VALUES ($1, $2, $3)" }
    EXCEPTION_DAYS { "SELECT day FROM opening_exception WHERE opening_id = $1 ORDER BY day" }
    DELETE_EXCEPTION { "DELETE FROM opening_exception WHERE opening_id = $1 AND day = $2" }
    MOVE_EXCEPTION { "UPDATE opening_exception SET opening_id = $3 WHERE opening_id = $1 AND day = $2" }
    WRITE_ABSENCE {
        "INSERT INTO absence (territory_id, calendar_id, first_day, last_day, rule, zone, block, days_over, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"
    }
    REWRITE_ABSENCE {
        "UPDATE absence SET first_day = $2, last_day = $3, rule = $4, zone = $5, block = $6, days_over = $7, reason = $8
         WHERE id = $1"
    }
    DELETE_ABSENCE { "DELETE FROM absence WHERE id = $1" }
}

type Result<T> = std::result::Result<T, StoreError>;

/// Takes calendars for this transaction, in the order of their ids.
///
/// # Errors
/// As every function here: the database refuses or does not answer.
pub async fn lock_calendars(tx: &mut WriteTx, territory: TerritoryId, calendars: &[CalendarId]) -> Result<()> {
    execute!(tx, LOCK_CALENDARS, territory, json_list(calendars))?;
    Ok(())
}

#[derive(FromRow)]
struct OpeningRow {
    organisation_id: OrganisationId,
    calendar_id: CalendarId,
    place_id: Option<PlaceId>,
    first_day: NaiveDate,
    last_day: Option<NaiveDate>,
    rule: Option<String>,
    blocks: String,
    external_key: Option<String>,
    motives: Option<String>,
}

/// An opening as it is stored; its motives in order of their id.
///
/// # Errors
/// The database does not answer.
pub async fn opening(tx: &mut ReadTx, territory: TerritoryId, id: OpeningId) -> Result<Option<NewOpening>> {
    let Some(row) = fetch_optional!(tx, OpeningRow, OPENING, territory, id)? else { return Ok(None) };
    let ids = row.motives.as_deref().into_iter().flat_map(|ids| ids.split(','));
    let motives: std::result::Result<Vec<MotiveId>, _> = ids.map(str::parse).collect();
    let mut motives = motives.map_err(|error| bad_row("opening", error))?;
    motives.sort_unstable();
    Ok(Some(NewOpening {
        organisation: row.organisation_id,
        calendar: row.calendar_id,
        place: row.place_id,
        first_day: row.first_day,
        last_day: row.last_day,
        rule: row.rule,
        blocks: row.blocks,
        motives,
        external_key: row.external_key,
    }))
}

/// Whose absence it is.
///
/// # Errors
/// The database does not answer.
pub async fn absence_calendar(tx: &mut ReadTx, territory: TerritoryId, id: AbsenceId) -> Result<Option<CalendarId>> {
    Ok(fetch_optional!(tx, (CalendarId,), ABSENCE, territory, id)?.map(|(calendar,)| calendar))
}

/// Days, hours, place and motives of an opening; whose it is stays.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn rewrite_opening(tx: &mut WriteTx, territory: TerritoryId, id: OpeningId, new: &NewOpening) -> Result<()> {
    let rule = new.rule.as_deref();
    execute!(tx, REWRITE_OPENING, id, new.place, new.first_day, new.last_day, rule, new.blocks.as_str())?;
    execute!(tx, UNLINK_MOTIVES, id)?;
    for motive in &new.motives {
        execute!(tx, LINK_MOTIVE, territory, id, *motive)?;
    }
    Ok(())
}

/// # Errors
/// The database refuses or does not answer.
pub async fn end_opening(tx: &mut WriteTx, id: OpeningId, last_day: NaiveDate) -> Result<()> {
    execute!(tx, END_OPENING, id, last_day)?;
    Ok(())
}

/// Its motives and exceptions go with it.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn delete_opening(tx: &mut WriteTx, id: OpeningId) -> Result<()> {
    execute!(tx, DELETE_OPENING, id)?;
    Ok(())
}

/// # Errors
/// The database does not answer.
pub async fn exception_days(tx: &mut ReadTx, id: OpeningId) -> Result<Vec<NaiveDate>> {
    Ok(fetch_all!(tx, (NaiveDate,), EXCEPTION_DAYS, id)?.into_iter().map(|(day,)| day).collect())
}

/// # Errors
/// The database refuses or does not answer.
pub async fn delete_exception(tx: &mut WriteTx, id: OpeningId, day: NaiveDate) -> Result<()> {
    execute!(tx, DELETE_EXCEPTION, id, day)?;
    Ok(())
}

/// What differs on one day of an opening belongs to another one from now on.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn move_exception(tx: &mut WriteTx, from: OpeningId, day: NaiveDate, to: OpeningId) -> Result<()> {
    execute!(tx, MOVE_EXCEPTION, from, day, to)?;
    Ok(())
}

/// An absence of a calendar; its hours are on the wall clock of `zone`.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn write_absence(
    tx: &mut WriteTx,
    territory: TerritoryId,
    calendar: CalendarId,
    plan: &AbsencePlan,
    zone: chrono_tz::Tz,
) -> Result<AbsenceId> {
    let when = plan.when();
    fetch_scalar!(
        tx,
        AbsenceId,
        WRITE_ABSENCE,
        territory,
        calendar,
        when.first_day(),
        when.last_day(),
        when.rule(),
        zone.name(),
        plan.block(),
        plan.days_over(),
        plan.reason()
    )
}

/// # Errors
/// The database refuses or does not answer.
pub async fn rewrite_absence(tx: &mut WriteTx, id: AbsenceId, plan: &AbsencePlan, zone: chrono_tz::Tz) -> Result<()> {
    let when = plan.when();
    execute!(
        tx,
        REWRITE_ABSENCE,
        id,
        when.first_day(),
        when.last_day(),
        when.rule(),
        zone.name(),
        plan.block(),
        plan.days_over(),
        plan.reason()
    )?;
    Ok(())
}

/// # Errors
/// The database refuses or does not answer.
pub async fn delete_absence(tx: &mut WriteTx, id: AbsenceId) -> Result<()> {
    execute!(tx, DELETE_ABSENCE, id)?;
    Ok(())
}
