//! What lies in a safe, through its door: documents, versions and folders. Names and facts are opened
//! here, and nowhere before somebody has the right to read them.

use chrono::NaiveDate;

use super::SafeError;
use super::door::{Door, note};
use super::files::FileFacts;
use super::keys::{Belongs, Damaged, Key, What};
use super::vault::{Shelf, Vault, uid};
use crate::domain::ids::{FolderId, GrantId, ItemId, SafeId, TerritoryId, WorkerId};
use crate::domain::journal::{Act, Actor, Detail};
use crate::domain::safe::{ItemFacts, ItemState, LONGEST_NAME, VersionState};
use crate::domain::time::Timestamp;
use crate::store::safe_items::{self, ItemRow, NewItem};
use crate::store::{ReadTx, StoreError, WriteTx, safes};

/// A document, to whoever may read it.
#[derive(Clone, Debug)]
pub struct Item {
    pub id: ItemId,
    pub folder: Option<FolderId>,
    pub facts: ItemFacts,
    /// Who captured it, when it was not the person.
    pub worker: Option<WorkerId>,
    pub version: i64,
    pub state: VersionState,
    pub file: FileFacts,
    pub created_at: Timestamp,
    pub binned_at: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    pub id: FolderId,
    pub name: String,
}

/// A place for a file that is about to come.
pub struct Staged {
    pub item: ItemId,
    pub version: i64,
    pub(super) shelf: Shelf,
    at: (TerritoryId, SafeId),
    actor: Actor,
}

impl Staged {
    /// A line of the journal in the name of whoever staged it.
    ///
    /// # Errors
    /// The database refuses or does not answer.
    pub async fn note(&self, tx: &mut WriteTx, act: Act, detail: Detail, now: Timestamp) -> Result<(), StoreError> {
        note(tx, self.at, self.actor, act, detail, now).await
    }
}

fn belongs(door: &Door) -> Belongs {
    Belongs::to_person(door.territory(), door.person())
}

/// The person's key of a version.
pub(super) async fn person_key(tx: &mut ReadTx, vault: &Vault, door: &Door, version: i64) -> Result<Key, SafeError> {
    let (root, wrapped) = safes::key_of(tx, door.safe(), version).await?.ok_or(Damaged)?;
    Ok(vault.ring.unwrap(&root, belongs(door), &wrapped)?)
}

fn item_key(person: &Key, door: &Door, row: &ItemRow) -> Result<Key, Damaged> {
    person.unwrap(What::ItemKey, belongs(door).to_item(row.id), row.wrapped_key.as_deref().ok_or(Damaged)?)
}

fn bad_row(what: &str, error: impl std::fmt::Display) -> StoreError {
    StoreError::BadRow(format!("{what}: {error}"))
}

/// # Errors
/// It was sealed elsewhere, or changed.
fn opened(person: &Key, door: &Door, row: ItemRow) -> Result<(Item, Shelf), SafeError> {
    let item = item_key(person, door, &row)?;
    let place = belongs(door).to_item(row.id);
    let name = item.open_text(What::Name, place, row.sealed_name.as_deref().ok_or(Damaged)?)?;
    let place = belongs(door).to_version(row.id, row.version);
    let version = item.unwrap(What::VersionKey, place, &row.version_key)?;
    let facts = version.open(What::Facts, place, row.sealed_facts.as_deref().ok_or(Damaged)?)?;
    let file: FileFacts = serde_json::from_slice(&facts).map_err(|_| Damaged)?;
    let shelf = Shelf { key: version, belongs: place, object: row.object };
    let state = row.version_state.parse().map_err(|error| bad_row("state of a version", error))?;
    let facts = ItemFacts {
        kind: row.kind.unwrap_or_default(),
        name,
        issued_on: row.issued_on,
        expires_on: row.expires_on,
        compared: row.compared,
    };
    let item = Item {
        id: row.id,
        folder: row.folder_id,
        facts,
        worker: row.worker_id,
        version: row.version,
        state,
        file,
        created_at: row.created_at,
        binned_at: row.binned_at,
    };
    Ok((item, shelf))
}

/// Makes a place for a new document: nobody sees it before [`received`].
///
/// # Errors
/// `Invalid`; `NotFound`: the folder; whoever may only read.
pub async fn stage(
    tx: &mut WriteTx,
    vault: &Vault,
    door: &Door,
    facts: &ItemFacts,
    folder: Option<FolderId>,
    now: Timestamp,
) -> Result<Staged, SafeError> {
    door.writes()?;
    facts.check().map_err(SafeError::Invalid)?;
    if let Some(folder) = folder
        && (door.for_holder().is_err() || !safe_items::has_folder(tx, door.safe(), folder).await?)
    {
        return Err(SafeError::NotFound("folder"));
    }
    let person = person_key(tx, vault, door, door.key_version()).await?;
    let uid = uid()?;
    let new = NewItem {
        folder,
        uid: &uid,
        kind: &facts.kind,
        issued_on: facts.issued_on,
        expires_on: facts.expires_on,
        worker: door.worker(),
        // The person alone compares nothing: that is said by who held the original in her hand.
        compared: facts.compared && door.worker().is_some(),
        key_version: door.key_version(),
    };
    let item = safe_items::insert_item(tx, door.at(), &new, now).await?;
    let key = Key::random(1)?;
    let place = belongs(door).to_item(item);
    let name = key.seal(What::Name, place, facts.name.trim().as_bytes())?;
    safe_items::seal_item(tx, item, &person.wrap(What::ItemKey, place, &key)?, &name).await?;
    stage_version(tx, door, item, 1, &key, now).await
}

/// Makes a place for another version of a document; the one before stays readable until it is there.
///
/// # Errors
/// `NotFound`: only the holder replaces.
pub async fn stage_again(
    tx: &mut WriteTx,
    vault: &Vault,
    door: &Door,
    item: ItemId,
    now: Timestamp,
) -> Result<Staged, SafeError> {
    door.for_holder()?;
    let row = held(tx, door, item).await?;
    let person = person_key(tx, vault, door, row.key_version).await?;
    let key = item_key(&person, door, &row)?;
    let version = safe_items::next_version(tx, item).await?;
    stage_version(tx, door, item, version, &key, now).await
}

async fn stage_version(
    tx: &mut WriteTx,
    door: &Door,
    item: ItemId,
    version: i64,
    item_key: &Key,
    now: Timestamp,
) -> Result<Staged, SafeError> {
    let place = belongs(door).to_version(item, version);
    let key = Key::random(u32::try_from(version).map_err(|_| SafeError::Invalid("version"))?)?;
    let name = uid()?;
    // Folders of a file system want few entries each.
    let object = format!("{}/{name}", &name[..2]);
    let wrapped = item_key.wrap(What::VersionKey, place, &key)?;
    safe_items::insert_version(tx, door.at(), (item, version), (&object, &wrapped), door.worker(), now).await?;
    let shelf = Shelf { key, belongs: place, object };
    Ok(Staged { item, version, shelf, at: door.at(), actor: door.actor() })
}

/// The file is on disk: from this commit on, the document is there.
///
/// # Errors
/// `NotFound`: the sweep was faster, or it was thrown away meanwhile.
pub async fn received(
    tx: &mut WriteTx,
    staged: &Staged,
    file: &FileFacts,
    state: VersionState,
    now: Timestamp,
) -> Result<(), SafeError> {
    let facts = serde_json::to_vec(file).map_err(|error| bad_row("facts of a file", error))?;
    let sealed = staged.shelf.seal(What::Facts, &facts)?;
    let received = safe_items::receive(tx, (staged.item, staged.version), state, &sealed, now).await?;
    if received { Ok(()) } else { Err(SafeError::NotFound("item")) }
}

/// What was staged came to nothing. Its object, if there is one, is the sweep's.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn give_up(tx: &mut WriteTx, staged: &Staged) -> Result<(), SafeError> {
    safe_items::drop_staged(tx, (staged.item, staged.version)).await?;
    Ok(())
}

/// Recognised text and thumbnail of what was just received.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn seal_extras(
    tx: &mut WriteTx,
    staged: &Staged,
    text: Option<&str>,
    thumbnail: Option<&[u8]>,
) -> Result<(), SafeError> {
    let text = text.map(|text| staged.shelf.seal(What::Text, text.as_bytes())).transpose()?;
    let thumbnail = thumbnail.map(|picture| staged.shelf.seal(What::Thumbnail, picture)).transpose()?;
    let at = (staged.item, staged.version);
    Ok(safe_items::seal_extras(tx, at, text.as_deref(), thumbnail.as_deref()).await?)
}

async fn held(tx: &mut ReadTx, door: &Door, item: ItemId) -> Result<ItemRow, SafeError> {
    let row = safe_items::item(tx, door.at(), item).await?;
    row.filter(|row| row.state == ItemState::Held.word()).ok_or(SafeError::NotFound("item"))
}

/// A document, where its file lies, and the grant by which it is read.
///
/// # Errors
/// `NotFound`: no right, not there, in the bin, or in quarantine; `Damaged`.
pub async fn to_read(
    tx: &mut ReadTx,
    vault: &Vault,
    door: &Door,
    item: ItemId,
) -> Result<(Item, Shelf, Option<GrantId>), SafeError> {
    let grant = door.reads(item)?;
    let row = held(tx, door, item).await?;
    if row.version_state == VersionState::Quarantined.word() {
        return Err(SafeError::NotFound("item"));
    }
    let person = person_key(tx, vault, door, row.key_version).await?;
    let (item, shelf) = opened(&person, door, row)?;
    Ok((item, shelf, grant))
}

/// Recognised text and thumbnail, under the same rights as the file.
///
/// # Errors
/// As [`to_read`].
pub async fn extras(
    tx: &mut ReadTx,
    vault: &Vault,
    door: &Door,
    item: ItemId,
) -> Result<(Option<String>, Option<Vec<u8>>), SafeError> {
    let (item, shelf, _) = to_read(tx, vault, door, item).await?;
    let (text, thumbnail) = safe_items::extras(tx, (item.id, item.version)).await?;
    let text = text.map(|sealed| shelf.key.open_text(What::Text, shelf.belongs, &sealed)).transpose()?;
    let thumbnail = thumbnail.map(|sealed| shelf.key.open(What::Thumbnail, shelf.belongs, &sealed)).transpose()?;
    Ok((text, thumbnail.map(|picture| picture.to_vec())))
}

/// The holder's documents, newest first, before an id. What cannot be opened is left out and named.
///
/// # Errors
/// `NotFound`: only the holder sees the list.
pub async fn list(
    tx: &mut ReadTx,
    vault: &Vault,
    door: &Door,
    state: ItemState,
    folder: Option<FolderId>,
    (before, most): (Option<ItemId>, i64),
) -> Result<(Vec<(Item, Shelf)>, Vec<ItemId>), SafeError> {
    door.for_holder()?;
    let before = before.unwrap_or(ItemId(i64::MAX));
    let rows = safe_items::items(tx, door.at(), state.word(), folder, (before, most)).await?;
    let mut keys: Vec<(i64, Key)> = Vec::new();
    let (mut items, mut damaged) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        if !keys.iter().any(|(version, _)| *version == row.key_version) {
            keys.push((row.key_version, person_key(tx, vault, door, row.key_version).await?));
        }
        let key = keys.iter().find(|(version, _)| *version == row.key_version).map(|(_, key)| key);
        let id = row.id;
        match key.ok_or(Damaged).map_err(SafeError::from).and_then(|key| opened(key, door, row)) {
            Ok(item) => items.push(item),
            Err(SafeError::Damaged(_)) => damaged.push(id),
            Err(error) => return Err(error),
        }
    }
    Ok((items, damaged))
}

/// One document as somebody may see it in a list: the holder, or who has a grant.
///
/// # Errors
/// As [`to_read`].
pub async fn look(tx: &mut ReadTx, vault: &Vault, door: &Door, item: ItemId) -> Result<Item, SafeError> {
    Ok(to_read(tx, vault, door, item).await?.0)
}

/// # Errors
/// `NotFound`; `Invalid`.
pub async fn rename(tx: &mut WriteTx, vault: &Vault, door: &Door, item: ItemId, name: &str) -> Result<(), SafeError> {
    door.for_holder()?;
    let row = held(tx, door, item).await?;
    let name = good_name(name)?;
    let person = person_key(tx, vault, door, row.key_version).await?;
    let sealed = item_key(&person, door, &row)?.seal(What::Name, belongs(door).to_item(item), name.as_bytes())?;
    found(safe_items::rename_item(tx, door.safe(), item, &sealed).await?)
}

/// # Errors
/// `NotFound`: the document or the folder.
pub async fn put_into(tx: &mut WriteTx, door: &Door, item: ItemId, folder: Option<FolderId>) -> Result<(), SafeError> {
    door.for_holder()?;
    if let Some(folder) = folder
        && !safe_items::has_folder(tx, door.safe(), folder).await?
    {
        return Err(SafeError::NotFound("folder"));
    }
    found(safe_items::move_item(tx, door.safe(), item, folder).await?)
}

/// # Errors
/// `NotFound`.
pub async fn bin(tx: &mut WriteTx, door: &Door, item: ItemId, now: Timestamp) -> Result<(), SafeError> {
    door.for_holder()?;
    found(safe_items::bin_item(tx, door.safe(), item, now).await?)
}

/// # Errors
/// `NotFound`: nothing of the kind in the bin.
pub async fn restore(tx: &mut WriteTx, door: &Door, item: ItemId) -> Result<(), SafeError> {
    door.for_holder()?;
    found(safe_items::restore_item(tx, door.safe(), item).await?)
}

/// The random name of a document that is held or binned: for the log of deletions.
///
/// # Errors
/// `NotFound`.
pub async fn uid_of(tx: &mut ReadTx, door: &Door, item: ItemId) -> Result<String, SafeError> {
    door.for_holder()?;
    let row = safe_items::item(tx, door.at(), item).await?;
    let there = row.filter(|row| [ItemState::Held.word(), ItemState::Binned.word()].contains(&row.state.as_str()));
    there.map(|row| row.uid).ok_or(SafeError::NotFound("item"))
}

/// # Errors
/// `Invalid`; only the holder makes folders.
pub async fn add_folder(
    tx: &mut WriteTx,
    vault: &Vault,
    door: &Door,
    name: &str,
    now: Timestamp,
) -> Result<FolderId, SafeError> {
    door.for_holder()?;
    let name = good_name(name)?;
    let person = person_key(tx, vault, door, door.key_version()).await?;
    let folder = safe_items::insert_folder(tx, door.at(), door.key_version(), now).await?;
    // A folder has no key of its own.
    let sealed = person.seal(What::Folder, folder_belongs(door, folder), name.as_bytes())?;
    safe_items::seal_folder(tx, folder, &sealed).await?;
    Ok(folder)
}

fn folder_belongs(door: &Door, folder: FolderId) -> Belongs {
    Belongs { version: folder.0, ..belongs(door) }
}

/// # Errors
/// Only the holder sees them; `Damaged`.
pub async fn folders(tx: &mut ReadTx, vault: &Vault, door: &Door) -> Result<Vec<Folder>, SafeError> {
    door.for_holder()?;
    let mut folders = Vec::new();
    for (id, version, sealed) in safe_items::folders(tx, door.safe()).await? {
        let person = person_key(tx, vault, door, version).await?;
        folders.push(Folder { id, name: person.open_text(What::Folder, folder_belongs(door, id), &sealed)? });
    }
    Ok(folders)
}

/// Its bytes are not those that were received.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn mark_damaged(tx: &mut WriteTx, at: (ItemId, i64)) -> Result<bool, SafeError> {
    Ok(safe_items::set_version_state(tx, at, VersionState::Damaged).await?)
}

fn good_name(name: &str) -> Result<&str, SafeError> {
    let name = name.trim();
    let good = !name.is_empty() && name.chars().count() <= LONGEST_NAME;
    if good { Ok(name) } else { Err(SafeError::Invalid("name")) }
}

fn found(changed: bool) -> Result<(), SafeError> {
    if changed { Ok(()) } else { Err(SafeError::NotFound("item")) }
}

/// The day of an instant, for names of files and manifests.
pub fn day(at: Timestamp) -> NaiveDate {
    at.utc().date_naive()
}
