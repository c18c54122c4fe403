//! The documents of a safe, their versions and folders: ids, states, dates, and what is sealed. Named
//! by `src/safe` alone, which hands in a safe only to whoever came through its door.

use chrono::NaiveDate;
use sqlx::FromRow;

use super::db::StoreError;
use super::safes::text_list;
use super::statement::{execute, fetch_all, fetch_optional, fetch_scalar, statements};
use super::tx::{ReadTx, WriteTx};
use crate::domain::ids::{FolderId, ItemId, PersonId, SafeId, TerritoryId, WorkerId};
use crate::domain::safe::VersionState;
use crate::domain::time::Timestamp;

statements! {
    INSERT_ITEM {
        "INSERT INTO safe_item (territory_id, safe_id, folder_id, uid, kind, issued_on, expires_on, worker_id, compared,
                                state, key_version, wrapped_key, sealed_name, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'staged', $10, $11, $12, $13) RETURNING id"
    }
    /// The name and the key are bound to the id, which exists only now.
    SEAL_ITEM { "UPDATE safe_item SET wrapped_key = $2, sealed_name = $3 WHERE id = $1" }
    INSERT_VERSION {
        "INSERT INTO safe_version (territory_id, safe_id, item_id, version, object, wrapped_key, state, worker_id, staged_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'staged', $7, $8)"
    }
    NEXT_VERSION { "SELECT CAST(COALESCE(MAX(version), 0) + 1 AS BIGINT) FROM safe_version WHERE item_id = $1" }
    /// Only what is still staged: the sweep may have been faster.
    RECEIVE_VERSION {
        "UPDATE safe_version SET state = $3, sealed_facts = $4, received_at = $5
         WHERE item_id = $1 AND version = $2 AND state = 'staged'"
    }
    RECEIVE_ITEM {
        "UPDATE safe_item SET state = 'held', version = $2 WHERE id = $1 AND state IN ('staged', 'held') AND version < $2"
    }
    SEAL_EXTRAS {
        "UPDATE safe_version SET sealed_text = COALESCE($3, sealed_text), sealed_thumbnail = COALESCE($4, sealed_thumbnail)
         WHERE item_id = $1 AND version = $2"
    }
    EXTRAS { "SELECT sealed_text, sealed_thumbnail FROM safe_version WHERE item_id = $1 AND version = $2 AND state = 'held'" }
    SET_VERSION_STATE { "UPDATE safe_version SET state = $3 WHERE item_id = $1 AND version = $2 AND state <> 'staged' AND state <> $3" }
    ITEM {
        "SELECT item.id, item.folder_id, item.uid, item.kind, item.issued_on, item.expires_on, item.worker_id, item.compared,
                item.state, item.version, item.key_version, item.wrapped_key, item.sealed_name, item.binned_at,
                item.created_at, version.object, version.wrapped_key AS version_key, version.sealed_facts,
                version.state AS version_state
         FROM safe_item AS item
         JOIN safe_version AS version ON version.item_id = item.id AND version.version = item.version
         WHERE item.territory_id = $1 AND item.safe_id = $2 AND item.id = $3"
    }
    ITEMS {
        "SELECT item.id, item.folder_id, item.uid, item.kind, item.issued_on, item.expires_on, item.worker_id, item.compared,
                item.state, item.version, item.key_version, item.wrapped_key, item.sealed_name, item.binned_at,
                item.created_at, version.object, version.wrapped_key AS version_key, version.sealed_facts,
                version.state AS version_state
         FROM safe_item AS item
         JOIN safe_version AS version ON version.item_id = item.id AND version.version = item.version
         WHERE item.territory_id = $1 AND item.safe_id = $2 AND item.state = $3 AND item.id < $4
           AND ($5 = 0 OR item.folder_id = $5)
         ORDER BY item.id DESC LIMIT $6"
    }
    MOVE_ITEM { "UPDATE safe_item SET folder_id = $3 WHERE safe_id = $1 AND id = $2 AND state = 'held'" }
    RENAME_ITEM { "UPDATE safe_item SET sealed_name = $3 WHERE safe_id = $1 AND id = $2 AND state = 'held'" }
    BIN_ITEM {
        "UPDATE safe_item SET state = 'binned', binned_at = $3 WHERE safe_id = $1 AND id = $2 AND state = 'held'"
    }
    RESTORE_ITEM {
        "UPDATE safe_item SET state = 'held', binned_at = NULL WHERE safe_id = $1 AND id = $2 AND state = 'binned'"
    }
    /// The row stays for the reading log; everything that could be opened is gone.
    DESTROY_ITEM {
        "UPDATE safe_item SET state = 'destroyed', binned_at = NULL, wrapped_key = NULL, sealed_name = NULL, kind = NULL,
                issued_on = NULL, expires_on = NULL, compared = FALSE, folder_id = NULL
         WHERE id = $1 AND state <> 'destroyed'"
    }
    DESTROY_VERSIONS { "DELETE FROM safe_version WHERE item_id = $1 RETURNING object" }
    DROP_STAGED_VERSION { "DELETE FROM safe_version WHERE item_id = $1 AND version = $2 AND state = 'staged'" }
    DROP_STAGED_ITEM {
        "DELETE FROM safe_item WHERE id = $1 AND state = 'staged'
         AND NOT EXISTS (SELECT 1 FROM safe_version WHERE safe_version.item_id = safe_item.id)"
    }
    STAGED_BEFORE {
        "SELECT item_id, version, object FROM safe_version WHERE state = 'staged' AND staged_at < $1
         ORDER BY staged_at LIMIT $2"
    }
    KNOWN_OBJECTS {
        sqlite: "SELECT object FROM safe_version WHERE object IN (SELECT value FROM json_each($1))",
        postgres: "SELECT object FROM safe_version WHERE object IN (SELECT json_array_elements_text($1::json))"
    }
    BINNED_BEFORE {
        "SELECT item.id, item.uid, item.safe_id, item.territory_id, safe.person_id
         FROM safe_item AS item JOIN safe ON safe.id = item.safe_id
         WHERE item.state = 'binned' AND item.binned_at < $1 ORDER BY item.binned_at LIMIT $2"
    }
    ITEMS_BY_UID {
        sqlite: "SELECT item.id, item.uid, item.safe_id, item.territory_id, safe.person_id
                 FROM safe_item AS item JOIN safe ON safe.id = item.safe_id
                 WHERE item.state <> 'destroyed' AND item.uid IN (SELECT value FROM json_each($1))",
        postgres: "SELECT item.id, item.uid, item.safe_id, item.territory_id, safe.person_id
                 FROM safe_item AS item JOIN safe ON safe.id = item.safe_id
                 WHERE item.state <> 'destroyed' AND item.uid IN (SELECT json_array_elements_text($1::json))"
    }
    QUARANTINED {
        "SELECT version.item_id, version.version, version.object, version.wrapped_key AS version_key, item.key_version,
                item.wrapped_key, item.safe_id, item.territory_id, safe.person_id, item.uid
         FROM safe_version AS version JOIN safe_item AS item ON item.id = version.item_id
         JOIN safe ON safe.id = item.safe_id
         WHERE version.state = 'quarantined' ORDER BY version.staged_at LIMIT $1"
    }
    HELD_AFTER {
        "SELECT version.item_id, version.version, version.object, version.wrapped_key AS version_key, item.key_version,
                item.wrapped_key, item.safe_id, item.territory_id, safe.person_id, item.uid
         FROM safe_item AS item
         JOIN safe_version AS version ON version.item_id = item.id AND version.version = item.version
         JOIN safe ON safe.id = item.safe_id
         WHERE item.id > $1 AND item.state = 'held' AND version.state = 'held' ORDER BY item.id LIMIT $2"
    }
    INSERT_FOLDER {
        "INSERT INTO safe_folder (territory_id, safe_id, key_version, sealed_name, created_at)
         VALUES ($1, $2, $3, $4, $5) RETURNING id"
    }
    SEAL_FOLDER { "UPDATE safe_folder SET sealed_name = $2 WHERE id = $1" }
    FOLDERS { "SELECT id, key_version, sealed_name FROM safe_folder WHERE safe_id = $1 ORDER BY id" }
    HAS_FOLDER { "SELECT COUNT(*) FROM safe_folder WHERE safe_id = $1 AND id = $2" }
    ERASE_VERSIONS { "DELETE FROM safe_version WHERE safe_id = $1 RETURNING object" }
    ERASE_ITEMS { "DELETE FROM safe_item WHERE safe_id = $1" }
    ERASE_FOLDERS { "DELETE FROM safe_folder WHERE safe_id = $1" }
}

/// A document with its newest version, as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct ItemRow {
    pub id: ItemId,
    pub folder_id: Option<FolderId>,
    pub uid: String,
    pub kind: Option<String>,
    pub issued_on: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
    pub worker_id: Option<WorkerId>,
    pub compared: bool,
    pub state: String,
    pub version: i64,
    pub key_version: i64,
    pub wrapped_key: Option<Vec<u8>>,
    pub sealed_name: Option<Vec<u8>>,
    pub binned_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub object: String,
    pub version_key: Vec<u8>,
    pub sealed_facts: Option<Vec<u8>>,
    pub version_state: String,
}

#[derive(Clone, Debug)]
pub struct NewItem<'a> {
    pub folder: Option<FolderId>,
    pub uid: &'a str,
    pub kind: &'a str,
    pub issued_on: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
    pub worker: Option<WorkerId>,
    pub compared: bool,
    pub key_version: i64,
}

/// Staged: nobody sees it. Its key and name are sealed in the same transaction, by [`seal_item`].
///
/// # Errors
/// The database refuses or does not answer.
pub async fn insert_item(
    tx: &mut WriteTx,
    (territory, safe): (TerritoryId, SafeId),
    new: &NewItem<'_>,
    now: Timestamp,
) -> Result<ItemId, StoreError> {
    let empty: &[u8] = &[];
    fetch_scalar!(
        tx,
        ItemId,
        INSERT_ITEM,
        territory,
        safe,
        new.folder,
        new.uid,
        new.kind,
        new.issued_on,
        new.expires_on,
        new.worker,
        new.compared,
        new.key_version,
        empty,
        empty,
        now
    )
}

/// # Errors
/// The database refuses or does not answer.
pub async fn seal_item(
    tx: &mut WriteTx,
    item: ItemId,
    wrapped_key: &[u8],
    sealed_name: &[u8],
) -> Result<(), StoreError> {
    execute!(tx, SEAL_ITEM, item, wrapped_key, sealed_name)?;
    Ok(())
}

/// # Errors
/// The database does not answer.
pub async fn next_version(tx: &mut ReadTx, item: ItemId) -> Result<i64, StoreError> {
    fetch_scalar!(tx, i64, NEXT_VERSION, item)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn insert_version(
    tx: &mut WriteTx,
    (territory, safe): (TerritoryId, SafeId),
    (item, version): (ItemId, i64),
    (object, wrapped_key): (&str, &[u8]),
    worker: Option<WorkerId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, INSERT_VERSION, territory, safe, item, version, object, wrapped_key, worker, now)?;
    Ok(())
}

/// Whether it was still staged.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn receive(
    tx: &mut WriteTx,
    (item, version): (ItemId, i64),
    state: VersionState,
    sealed_facts: &[u8],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let received = execute!(tx, RECEIVE_VERSION, item, version, state.word(), sealed_facts, now)? > 0;
    Ok(received && execute!(tx, RECEIVE_ITEM, item, version)? > 0)
}

/// Recognised text and thumbnail, sealed; what is `None` stays as it was.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn seal_extras(
    tx: &mut WriteTx,
    (item, version): (ItemId, i64),
    text: Option<&[u8]>,
    thumbnail: Option<&[u8]>,
) -> Result<(), StoreError> {
    execute!(tx, SEAL_EXTRAS, item, version, text, thumbnail)?;
    Ok(())
}

/// # Errors
/// The database does not answer.
pub async fn extras(
    tx: &mut ReadTx,
    (item, version): (ItemId, i64),
) -> Result<(Option<Vec<u8>>, Option<Vec<u8>>), StoreError> {
    let row = fetch_optional!(tx, (Option<Vec<u8>>, Option<Vec<u8>>), EXTRAS, item, version)?;
    Ok(row.unwrap_or_default())
}

/// # Errors
/// The database refuses or does not answer.
pub async fn set_version_state(
    tx: &mut WriteTx,
    (item, version): (ItemId, i64),
    state: VersionState,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, SET_VERSION_STATE, item, version, state.word())? > 0)
}

/// # Errors
/// The database does not answer.
pub async fn item(
    tx: &mut ReadTx,
    (territory, safe): (TerritoryId, SafeId),
    item: ItemId,
) -> Result<Option<ItemRow>, StoreError> {
    fetch_optional!(tx, ItemRow, ITEM, territory, safe, item)
}

/// Newest first, before an id.
///
/// # Errors
/// The database does not answer.
pub async fn items(
    tx: &mut ReadTx,
    (territory, safe): (TerritoryId, SafeId),
    state: &str,
    folder: Option<FolderId>,
    (before, most): (ItemId, i64),
) -> Result<Vec<ItemRow>, StoreError> {
    let folder = folder.map_or(0, |folder| folder.0);
    fetch_all!(tx, ItemRow, ITEMS, territory, safe, state, before, folder, most)
}

/// # Errors
/// The database refuses or does not answer; the folder must be of the same safe.
pub async fn move_item(
    tx: &mut WriteTx,
    safe: SafeId,
    item: ItemId,
    folder: Option<FolderId>,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, MOVE_ITEM, safe, item, folder)? > 0)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn rename_item(tx: &mut WriteTx, safe: SafeId, item: ItemId, sealed: &[u8]) -> Result<bool, StoreError> {
    Ok(execute!(tx, RENAME_ITEM, safe, item, sealed)? > 0)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn bin_item(tx: &mut WriteTx, safe: SafeId, item: ItemId, now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, BIN_ITEM, safe, item, now)? > 0)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn restore_item(tx: &mut WriteTx, safe: SafeId, item: ItemId) -> Result<bool, StoreError> {
    Ok(execute!(tx, RESTORE_ITEM, safe, item)? > 0)
}

/// The objects that lie there for nobody now; `None`: it was destroyed before.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn destroy_item(tx: &mut WriteTx, item: ItemId) -> Result<Option<Vec<String>>, StoreError> {
    let objects = fetch_all!(tx, (String,), DESTROY_VERSIONS, item)?;
    let destroyed = execute!(tx, DESTROY_ITEM, item)? > 0;
    Ok(destroyed.then(|| objects.into_iter().map(|(object,)| object).collect()))
}

/// An upload that came to nothing.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn drop_staged(tx: &mut WriteTx, (item, version): (ItemId, i64)) -> Result<bool, StoreError> {
    let dropped = execute!(tx, DROP_STAGED_VERSION, item, version)? > 0;
    execute!(tx, DROP_STAGED_ITEM, item)?;
    Ok(dropped)
}

#[derive(Clone, Debug, FromRow)]
pub struct StagedRow {
    pub item_id: ItemId,
    pub version: i64,
    pub object: String,
}

/// # Errors
/// The database does not answer.
pub async fn staged_before(tx: &mut ReadTx, before: Timestamp, most: i64) -> Result<Vec<StagedRow>, StoreError> {
    fetch_all!(tx, StagedRow, STAGED_BEFORE, before, most)
}

/// Those of these objects that a version has.
///
/// # Errors
/// The database does not answer.
pub async fn known_objects(tx: &mut ReadTx, objects: &[String]) -> Result<Vec<String>, StoreError> {
    Ok(fetch_all!(tx, (String,), KNOWN_OBJECTS, text_list(objects))?.into_iter().map(|(one,)| one).collect())
}

/// A document, found without its safe's door: to be destroyed.
#[derive(Clone, Debug, FromRow)]
pub struct DoomedRow {
    pub id: ItemId,
    pub uid: String,
    pub safe_id: SafeId,
    pub territory_id: TerritoryId,
    pub person_id: PersonId,
}

/// # Errors
/// The database does not answer.
pub async fn binned_before(tx: &mut ReadTx, before: Timestamp, most: i64) -> Result<Vec<DoomedRow>, StoreError> {
    fetch_all!(tx, DoomedRow, BINNED_BEFORE, before, most)
}

/// # Errors
/// The database does not answer.
pub async fn items_by_uid(tx: &mut ReadTx, uids: &[String]) -> Result<Vec<DoomedRow>, StoreError> {
    fetch_all!(tx, DoomedRow, ITEMS_BY_UID, text_list(uids))
}

/// A version and what opens it, found without its safe's door: for the scanner, and for proving it whole.
#[derive(Clone, Debug, FromRow)]
pub struct StoredRow {
    pub item_id: ItemId,
    pub version: i64,
    pub object: String,
    pub version_key: Vec<u8>,
    pub key_version: i64,
    pub wrapped_key: Option<Vec<u8>>,
    pub safe_id: SafeId,
    pub territory_id: TerritoryId,
    pub person_id: PersonId,
    pub uid: String,
}

/// # Errors
/// The database does not answer.
pub async fn quarantined(tx: &mut ReadTx, most: i64) -> Result<Vec<StoredRow>, StoreError> {
    fetch_all!(tx, StoredRow, QUARANTINED, most)
}

/// # Errors
/// The database does not answer.
pub async fn held_after(tx: &mut ReadTx, item: ItemId, most: i64) -> Result<Vec<StoredRow>, StoreError> {
    fetch_all!(tx, StoredRow, HELD_AFTER, item, most)
}

/// Its name is sealed in the same transaction, by [`seal_folder`].
///
/// # Errors
/// The database refuses or does not answer.
pub async fn insert_folder(
    tx: &mut WriteTx,
    (territory, safe): (TerritoryId, SafeId),
    key_version: i64,
    now: Timestamp,
) -> Result<FolderId, StoreError> {
    let empty: &[u8] = &[];
    fetch_scalar!(tx, FolderId, INSERT_FOLDER, territory, safe, key_version, empty, now)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn seal_folder(tx: &mut WriteTx, folder: FolderId, sealed_name: &[u8]) -> Result<(), StoreError> {
    execute!(tx, SEAL_FOLDER, folder, sealed_name)?;
    Ok(())
}

/// # Errors
/// The database does not answer.
pub async fn folders(tx: &mut ReadTx, safe: SafeId) -> Result<Vec<(FolderId, i64, Vec<u8>)>, StoreError> {
    fetch_all!(tx, (FolderId, i64, Vec<u8>), FOLDERS, safe)
}

/// # Errors
/// The database does not answer.
pub async fn has_folder(tx: &mut ReadTx, safe: SafeId, folder: FolderId) -> Result<bool, StoreError> {
    Ok(fetch_scalar!(tx, i64, HAS_FOLDER, safe, folder)? > 0)
}

/// The objects that lie there for nobody now. Grants must be gone.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn erase_items(tx: &mut WriteTx, safe: SafeId) -> Result<Vec<String>, StoreError> {
    let objects = fetch_all!(tx, (String,), ERASE_VERSIONS, safe)?;
    execute!(tx, ERASE_ITEMS, safe)?;
    execute!(tx, ERASE_FOLDERS, safe)?;
    Ok(objects.into_iter().map(|(object,)| object).collect())
}
