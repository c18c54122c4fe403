//! Showing a document or a folder to one worker, for a purpose, until an end; and who looked. Made by
//! the holder alone; read anew by each request, so that a revoked grant is dead at the next.

use super::SafeError;
use super::door::{Door, note, ready};
use super::holdings::{self, Item, person_key};
use super::keys::{Belongs, What};
use super::vault::Vault;
use crate::domain::access::Scope;
use crate::domain::ids::{FolderId, GrantId, ItemId, PersonId, WorkerId};
use crate::domain::journal::{Act, Detail};
use crate::domain::safe::{GRANT_LIVES_AT_MOST, LONGEST_PURPOSE};
use crate::domain::time::Timestamp;
use crate::store::safe_grants::{self, NewGrant};
use crate::store::{ReadTx, StoreError, WriteTx, safes};

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    Item(ItemId),
    Folder(FolderId),
}

/// What the holder decides.
#[derive(Clone, Debug)]
pub struct GrantWish {
    pub what: Shown,
    pub worker: WorkerId,
    /// In the person's own words.
    pub purpose: String,
    pub ends_at: Timestamp,
}

/// A grant as its maker sees it.
#[derive(Clone, Debug)]
pub struct Grant {
    pub id: GrantId,
    pub what: Shown,
    pub worker: WorkerId,
    pub worker_name: String,
    pub organisation: Option<String>,
    pub purpose: String,
    pub created_at: Timestamp,
    pub ends_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

impl Grant {
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.ends_at
    }
}

/// A document as it is shown to a worker.
#[derive(Clone, Debug)]
pub struct ShownItem {
    pub item: Item,
    pub grant: GrantId,
    pub person: PersonId,
    pub purpose: String,
    pub ends_at: Timestamp,
}

/// # Errors
/// `NotFound`: document, folder or worker; `Invalid`: purpose or end.
pub async fn grant(
    tx: &mut WriteTx,
    vault: &Vault,
    door: &Door,
    wish: &GrantWish,
    now: Timestamp,
) -> Result<GrantId, SafeError> {
    door.for_holder()?;
    let purpose = wish.purpose.trim();
    if purpose.is_empty() || purpose.chars().count() > LONGEST_PURPOSE {
        return Err(SafeError::Invalid("purpose"));
    }
    if wish.ends_at <= now || wish.ends_at > now + GRANT_LIVES_AT_MOST {
        return Err(SafeError::Invalid("ends_at"));
    }
    if !safes::worker_is_here(tx, door.territory(), wish.worker).await? {
        return Err(SafeError::NotFound("worker"));
    }
    let (item, folder) = match wish.what {
        Shown::Item(item) => {
            holdings::uid_of(tx, door, item).await?;
            (Some(item), None)
        }
        Shown::Folder(folder) => {
            let there = holdings::folders(tx, vault, door).await?.iter().any(|one| one.id == folder);
            if !there {
                return Err(SafeError::NotFound("folder"));
            }
            (None, Some(folder))
        }
    };
    let key = person_key(tx, vault, door, door.key_version()).await?;
    let sealed = key.seal(What::Purpose, purpose_belongs(door, wish.worker), purpose.as_bytes())?;
    let new = NewGrant {
        item,
        folder,
        worker: wish.worker,
        key_version: door.key_version(),
        sealed_purpose: &sealed,
        ends_at: wish.ends_at,
    };
    let grant = safe_grants::insert_grant(tx, door.at(), &new, now).await?;
    let detail = Detail {
        grant: Some(grant.0),
        item: item.map(|item| item.0),
        folder: folder.map(|folder| folder.0),
        to: Some(format!("worker:{}", wish.worker)),
        ..Detail::default()
    };
    door.note(tx, Act::GrantMade, detail, now).await?;
    Ok(grant)
}

/// A purpose is bound to the worker it was given to: it cannot be moved to another grant.
fn purpose_belongs(door: &Door, worker: WorkerId) -> Belongs {
    Belongs { version: worker.0, ..Belongs::to_person(door.territory(), door.person()) }
}

/// # Errors
/// `NotFound`: no live grant of this safe.
pub async fn revoke(tx: &mut WriteTx, door: &Door, grant: GrantId, now: Timestamp) -> Result<(), SafeError> {
    door.for_holder()?;
    if !safe_grants::revoke(tx, door.safe(), grant, now).await? {
        return Err(SafeError::NotFound("grant"));
    }
    let detail = Detail { grant: Some(grant.0), ..Detail::default() };
    Ok(door.note(tx, Act::GrantRevoked, detail, now).await?)
}

/// # Errors
/// Only the holder sees them.
pub async fn grants(tx: &mut ReadTx, vault: &Vault, door: &Door) -> Result<Vec<Grant>, SafeError> {
    door.for_holder()?;
    let mut grants = Vec::new();
    for row in safe_grants::grants_of(tx, door.safe(), 500).await? {
        let what = match (row.item_id, row.folder_id) {
            (Some(item), _) => Shown::Item(item),
            (None, Some(folder)) => Shown::Folder(folder),
            (None, None) => return Err(StoreError::BadRow(format!("grant {} of nothing", row.id)).into()),
        };
        let key = person_key(tx, vault, door, row.key_version).await?;
        let purpose = key.open_text(What::Purpose, purpose_belongs(door, row.worker_id), &row.sealed_purpose)?;
        let named = safes::worker_named(tx, door.territory(), row.worker_id).await?.unwrap_or_default();
        grants.push(Grant {
            id: row.id,
            what,
            worker: row.worker_id,
            worker_name: named.0,
            organisation: named.1,
            purpose,
            created_at: row.created_at,
            ends_at: row.ends_at,
            revoked_at: row.revoked_at,
        });
    }
    Ok(grants)
}

/// Everything that is shown to a worker now.
///
/// # Errors
/// `NotYet`: charter or training.
pub async fn shown_to(
    tx: &mut ReadTx,
    vault: &Vault,
    scope: &Scope,
    now: Timestamp,
) -> Result<Vec<ShownItem>, SafeError> {
    let worker = ready(tx, scope).await?;
    let mut shown: Vec<ShownItem> = Vec::new();
    for row in safe_grants::granted(tx, (scope.territory(), worker), None, now, 500).await? {
        // A document of a folder may be shown twice; it is listed once, for as long as the longer.
        if shown.iter().any(|one| one.item.id == row.item_id) {
            continue;
        }
        let door = Door::by_grant(tx, scope, row.item_id, now).await?;
        let key = person_key(tx, vault, &door, row.key_version).await?;
        let purpose = key.open_text(What::Purpose, purpose_belongs(&door, worker), &row.sealed_purpose)?;
        match holdings::look(tx, vault, &door, row.item_id).await {
            Ok(item) => shown.push(ShownItem {
                item,
                grant: row.grant_id,
                person: row.person_id,
                purpose,
                ends_at: row.ends_at,
            }),
            // In quarantine, or damaged: not there for now.
            Err(SafeError::NotFound(_) | SafeError::Damaged(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(shown)
}

/// A worker asked for a document that is not shown to her: the person reads it in the log. She is told
/// what everybody is told about what does not exist.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn note_refused(tx: &mut WriteTx, scope: &Scope, item: ItemId, now: Timestamp) -> Result<(), SafeError> {
    if let Some(safe) = safe_grants::safe_of_item(tx, scope.territory(), item).await? {
        let detail = Detail { item: Some(item.0), ..Detail::default() };
        note(tx, (scope.territory(), safe), scope.actor(), Act::ItemRefused, detail, now).await?;
    }
    Ok(())
}

/// A line of the reading log.
#[derive(Clone, Debug)]
pub struct LogLine {
    pub id: i64,
    pub at: Timestamp,
    pub act: Act,
    /// A worker and her organisation; `None`: the person, or the house.
    pub worker: Option<(String, Option<String>)>,
    pub by_person: bool,
    pub detail: Detail,
    /// Of the grant that the line names.
    pub purpose: Option<String>,
}

/// Who opened what, when and for which purpose: newest first, before a line.
///
/// # Errors
/// Only the holder reads it.
pub async fn log(
    tx: &mut ReadTx,
    vault: &Vault,
    door: &Door,
    (before, most): (Option<i64>, i64),
) -> Result<Vec<LogLine>, SafeError> {
    let grants = grants(tx, vault, door).await?;
    let mut lines = Vec::new();
    for row in safe_grants::log(tx, door.at(), (before.unwrap_or(i64::MAX), most)).await? {
        let bad =
            |error: &dyn std::fmt::Display| StoreError::BadRow(format!("line {} of the journal: {error}", row.id));
        let act: Act = row.act.parse().map_err(|error| bad(&error))?;
        let detail: Detail = serde_json::from_str(&row.detail).map_err(|error| bad(&error))?;
        let worker = match (row.actor_kind.as_str(), row.actor_id) {
            ("worker", Some(worker)) => safes::worker_named(tx, door.territory(), WorkerId(worker)).await?,
            _ => None,
        };
        let purpose = grants.iter().find(|grant| Some(grant.id.0) == detail.grant).map(|grant| grant.purpose.clone());
        lines.push(LogLine {
            id: row.id,
            at: row.at,
            act,
            worker,
            by_person: row.actor_kind == "person",
            detail,
            purpose,
        });
    }
    Ok(lines)
}
