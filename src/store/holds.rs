//! Holds: a slot kept for minutes. Its busy rows block like any other until they end; the next
//! writer on the calendar sweeps those that have ended.

use sqlx::FromRow;

use super::db::StoreError;
use super::statement::{execute, fetch_optional, fetch_scalar, json_list, statements};
use super::tx::WriteTx;
use crate::domain::ids::{CalendarId, HoldId, MotiveId, OrganisationId, PlaceId, TerritoryId, WorkerId};
use crate::domain::time::Timestamp;

statements! {
    INSERT_HOLD {
        "INSERT INTO hold (territory_id, organisation_id, motive_id, place_id, starts_at, shown_at, expires_at, token_hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"
    }
    LOCK_HOLD {
        sqlite: "SELECT id, organisation_id, motive_id, place_id, starts_at, shown_at, expires_at,
                        (SELECT string_agg(CAST(worker.id AS TEXT), ',') FROM busy_time
                         JOIN worker ON worker.calendar_id = busy_time.calendar_id
                         WHERE busy_time.hold_id = hold.id) AS workers
                 FROM hold WHERE territory_id = $1 AND token_hash = $2",
        postgres: "SELECT id, organisation_id, motive_id, place_id, starts_at, shown_at, expires_at,
                        (SELECT string_agg(CAST(worker.id AS TEXT), ',') FROM busy_time
                         JOIN worker ON worker.calendar_id = busy_time.calendar_id
                         WHERE busy_time.hold_id = hold.id) AS workers
                 FROM hold WHERE territory_id = $1 AND token_hash = $2 FOR UPDATE OF hold"
    }
    /// Its busy rows go with it.
    DELETE_HOLD { "DELETE FROM hold WHERE id = $1" }
    SWEEP {
        sqlite: "DELETE FROM busy_time WHERE hold_id IS NOT NULL AND expires_at <= $2
                 AND calendar_id IN (SELECT value FROM json_each($1))",
        postgres: "DELETE FROM busy_time WHERE hold_id IS NOT NULL AND expires_at <= $2
                 AND calendar_id = ANY (translate($1, '[]', '{}')::bigint[])"
    }
}

/// A hold to be written.
#[derive(Clone, Debug)]
pub struct NewHold {
    pub organisation: OrganisationId,
    pub motive: MotiveId,
    pub place: Option<PlaceId>,
    pub start: Timestamp,
    pub shown_at: Timestamp,
    pub expires_at: Timestamp,
    pub token_hash: String,
}

/// # Errors
/// The database refuses or does not answer.
pub async fn insert_hold(tx: &mut WriteTx, territory: TerritoryId, new: &NewHold) -> Result<HoldId, StoreError> {
    fetch_scalar!(
        tx,
        HoldId,
        INSERT_HOLD,
        territory,
        new.organisation,
        new.motive,
        new.place,
        new.start,
        new.shown_at,
        new.expires_at,
        new.token_hash.as_str()
    )
}

/// A hold, taken for this transaction.
#[derive(Clone, Debug)]
pub struct Hold {
    pub id: HoldId,
    pub organisation: OrganisationId,
    pub motive: MotiveId,
    pub place: Option<PlaceId>,
    pub start: Timestamp,
    pub shown_at: Timestamp,
    pub expires_at: Timestamp,
    /// Empty once its time was swept.
    pub workers: Vec<WorkerId>,
}

#[derive(FromRow)]
struct HoldRow {
    id: HoldId,
    organisation_id: OrganisationId,
    motive_id: MotiveId,
    place_id: Option<PlaceId>,
    starts_at: Timestamp,
    shown_at: Timestamp,
    expires_at: Timestamp,
    workers: Option<String>,
}

/// # Errors
/// The database does not answer.
pub async fn lock_hold(tx: &mut WriteTx, territory: TerritoryId, token_hash: &str) -> Result<Option<Hold>, StoreError> {
    let row = fetch_optional!(tx, HoldRow, LOCK_HOLD, territory, token_hash)?;
    Ok(row.map(|row| Hold {
        id: row.id,
        organisation: row.organisation_id,
        motive: row.motive_id,
        place: row.place_id,
        start: row.starts_at,
        shown_at: row.shown_at,
        expires_at: row.expires_at,
        workers: row
            .workers
            .iter()
            .flat_map(|workers| workers.split(','))
            .filter_map(|worker| worker.parse().ok())
            .collect(),
    }))
}

/// # Errors
/// The database does not answer.
pub async fn delete_hold(tx: &mut WriteTx, hold: HoldId) -> Result<(), StoreError> {
    execute!(tx, DELETE_HOLD, hold)?;
    Ok(())
}

/// Deletes the time of holds that have ended on these calendars.
///
/// # Errors
/// The database does not answer.
pub async fn sweep_holds(tx: &mut WriteTx, calendars: &[CalendarId], now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, SWEEP, json_list(calendars), now)?;
    Ok(())
}
