//! Who was shown which document or folder, until when; and the lines of the journal about one safe.
//! Named by `src/safe` alone.

use sqlx::FromRow;

use super::db::StoreError;
use super::statement::{execute, fetch_all, fetch_scalar, statements};
use super::tx::{ReadTx, WriteTx};
use crate::domain::ids::{FolderId, GrantId, ItemId, PersonId, SafeId, TerritoryId, WorkerId};
use crate::domain::time::Timestamp;

statements! {
    INSERT_GRANT {
        "INSERT INTO safe_grant (territory_id, safe_id, item_id, folder_id, worker_id, key_version, sealed_purpose,
                                 created_at, ends_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"
    }
    REVOKE {
        "UPDATE safe_grant SET revoked_at = $3 WHERE safe_id = $1 AND id = $2 AND revoked_at IS NULL AND ends_at > $3"
    }
    GRANTS_OF_SAFE {
        "SELECT id, safe_id, item_id, folder_id, worker_id, key_version, sealed_purpose, created_at, ends_at, revoked_at
         FROM safe_grant WHERE safe_id = $1 ORDER BY id DESC LIMIT $2"
    }
    /// Alive, of a document that is held: directly, or through the folder it lies in. What is in the bin is shown to nobody.
    GRANTS_TO_WORKER {
        "SELECT one.id AS grant_id, one.ends_at, one.key_version, one.sealed_purpose, one.safe_id, safe.person_id, item.id AS item_id
         FROM safe_grant AS one
         JOIN safe ON safe.id = one.safe_id
         JOIN safe_item AS item ON item.safe_id = one.safe_id
              AND (item.id = one.item_id OR item.folder_id = one.folder_id) AND item.state = 'held'
         WHERE one.territory_id = $1 AND one.worker_id = $2 AND one.revoked_at IS NULL AND one.ends_at > $3
           AND ($4 = 0 OR item.id = $4)
         ORDER BY one.ends_at DESC, one.id, item.id LIMIT $5"
    }
    /// Of the safes that were opened to a worker at any time: a refusal is told to the person only then.
    SAFE_OF_ITEM { "SELECT safe_id FROM safe_item WHERE territory_id = $1 AND id = $2" }
    LOG {
        "SELECT id, at, actor_kind, actor_id, act, detail FROM journal
         WHERE thing = 'safe' AND thing_id = $1 AND territory_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4"
    }
    ERASE_GRANTS { "DELETE FROM safe_grant WHERE safe_id = $1" }
    END_GRANTS_OF_ITEM { "UPDATE safe_grant SET revoked_at = $2 WHERE item_id = $1 AND revoked_at IS NULL AND ends_at > $2" }
}

#[derive(Clone, Debug, FromRow)]
pub struct GrantRow {
    pub id: GrantId,
    pub safe_id: SafeId,
    pub item_id: Option<ItemId>,
    pub folder_id: Option<FolderId>,
    pub worker_id: WorkerId,
    pub key_version: i64,
    pub sealed_purpose: Vec<u8>,
    pub created_at: Timestamp,
    pub ends_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

#[derive(Clone, Debug)]
pub struct NewGrant<'a> {
    pub item: Option<ItemId>,
    pub folder: Option<FolderId>,
    pub worker: WorkerId,
    pub key_version: i64,
    pub sealed_purpose: &'a [u8],
    pub ends_at: Timestamp,
}

/// # Errors
/// The database refuses or does not answer; item, folder and worker must be of the safe's territory.
pub async fn insert_grant(
    tx: &mut WriteTx,
    (territory, safe): (TerritoryId, SafeId),
    new: &NewGrant<'_>,
    now: Timestamp,
) -> Result<GrantId, StoreError> {
    fetch_scalar!(
        tx,
        GrantId,
        INSERT_GRANT,
        territory,
        safe,
        new.item,
        new.folder,
        new.worker,
        new.key_version,
        new.sealed_purpose,
        now,
        new.ends_at
    )
}

/// # Errors
/// The database refuses or does not answer.
pub async fn revoke(tx: &mut WriteTx, safe: SafeId, grant: GrantId, now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, REVOKE, safe, grant, now)? > 0)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn end_grants_of(tx: &mut WriteTx, item: ItemId, now: Timestamp) -> Result<u64, StoreError> {
    execute!(tx, END_GRANTS_OF_ITEM, item, now)
}

/// # Errors
/// The database does not answer.
pub async fn grants_of(tx: &mut ReadTx, safe: SafeId, most: i64) -> Result<Vec<GrantRow>, StoreError> {
    fetch_all!(tx, GrantRow, GRANTS_OF_SAFE, safe, most)
}

/// A document that a worker may read now, and by which grant.
#[derive(Clone, Debug, FromRow)]
pub struct GrantedRow {
    pub grant_id: GrantId,
    pub ends_at: Timestamp,
    pub key_version: i64,
    pub sealed_purpose: Vec<u8>,
    pub safe_id: SafeId,
    pub person_id: PersonId,
    pub item_id: ItemId,
}

/// Everything that is shown to a worker, or one document of it.
///
/// # Errors
/// The database does not answer.
pub async fn granted(
    tx: &mut ReadTx,
    (territory, worker): (TerritoryId, WorkerId),
    item: Option<ItemId>,
    now: Timestamp,
    most: i64,
) -> Result<Vec<GrantedRow>, StoreError> {
    let item = item.map_or(0, |item| item.0);
    fetch_all!(tx, GrantedRow, GRANTS_TO_WORKER, territory, worker, now, item, most)
}

/// In which safe a document lies: for the line that a refused try leaves.
///
/// # Errors
/// The database does not answer.
pub async fn safe_of_item(tx: &mut ReadTx, territory: TerritoryId, item: ItemId) -> Result<Option<SafeId>, StoreError> {
    let rows = fetch_all!(tx, (SafeId,), SAFE_OF_ITEM, territory, item)?;
    Ok(rows.first().map(|(safe,)| *safe))
}

/// A line of the journal about a safe, as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct LogRow {
    pub id: i64,
    pub at: Timestamp,
    pub actor_kind: String,
    pub actor_id: Option<i64>,
    pub act: String,
    pub detail: String,
}

/// Newest first, before an id.
///
/// # Errors
/// The database does not answer.
pub async fn log(
    tx: &mut ReadTx,
    (territory, safe): (TerritoryId, SafeId),
    (before, most): (i64, i64),
) -> Result<Vec<LogRow>, StoreError> {
    fetch_all!(tx, LogRow, LOG, safe, territory, before, most)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn erase_grants(tx: &mut WriteTx, safe: SafeId) -> Result<(), StoreError> {
    execute!(tx, ERASE_GRANTS, safe)?;
    Ok(())
}
