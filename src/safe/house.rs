//! What the house does to safes without opening them: it destroys what was thrown away, sweeps what
//! came to nothing, asks the scanner again, turns the root key, erases a person. For jobs and commands;
//! each owns its transactions, of 200 rows at most.

use super::SafeError;
use super::deletions::Deletion;
use super::door::{Door, note};
use super::holdings::person_key;
use super::keys::{Belongs, Damaged, What};
use super::vault::{Shelf, Vault};
use crate::deliver::scanner::Verdict;
use crate::domain::ids::{ItemId, PersonId, SafeId, TerritoryId};
use crate::domain::journal::{Act, Actor, ActorKind, Detail};
use crate::domain::safe::{BIN_KEEPS, FileFault, STAGED_LIVES, VersionState};
use crate::domain::time::Timestamp;
use crate::store::safe_grants::{self, LogRow};
use crate::store::safe_items::{self, DoomedRow, StoredRow};
use crate::store::safes::{self, SafeRow};
use crate::store::{Db, StoreError, WriteTx};

const AT_ONCE: i64 = 200;

/// What a scrub found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scrubbed {
    pub proven: usize,
    pub damaged: Vec<ItemId>,
    pub next: Option<ItemId>,
}

fn job() -> Actor {
    Actor { kind: ActorKind::Job, id: None }
}

/// In the transaction of whoever asks for it: the keys are gone with its commit. The objects are noise
/// then, to be dropped after it.
pub(super) async fn destroy(
    tx: &mut WriteTx,
    (territory, safe): (TerritoryId, SafeId),
    item: ItemId,
    actor: Actor,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<Vec<String>, SafeError> {
    safe_grants::end_grants_of(tx, item, now).await?;
    let Some(objects) = safe_items::destroy_item(tx, item).await? else { return Ok(Vec::new()) };
    let detail = Detail { item: Some(item.0), reason: reason.map(str::to_owned), ..Detail::default() };
    note(tx, (territory, safe), actor, Act::ItemDestroyed, detail, now).await?;
    Ok(objects)
}

impl Vault {
    /// Destroys a document of this door now and for ever: its key, then its bytes.
    ///
    /// # Errors
    /// `NotFound`; the log of deletions cannot be written: nothing is destroyed then.
    pub async fn destroy(&self, db: &Db, door: &Door, item: ItemId, now: Timestamp) -> Result<(), SafeError> {
        let uid = super::holdings::uid_of(&mut db.read().await?, door, item).await?;
        self.deletions.add(&[Deletion::Item(uid)]).await?;
        let (at, actor) = (door.at(), Actor { kind: ActorKind::Person, id: Some(door.person().0) });
        let objects =
            db.write(move |tx| Box::pin(async move { destroy(tx, at, item, actor, None, now).await })).await?;
        self.drop_objects(&objects).await;
        Ok(())
    }

    async fn destroy_all(
        &self,
        db: &Db,
        doomed: Vec<DoomedRow>,
        reason: &'static str,
        now: Timestamp,
    ) -> Result<usize, SafeError> {
        let count = doomed.len();
        let objects = db
            .write(move |tx| {
                Box::pin(async move {
                    let mut objects = Vec::new();
                    for one in doomed {
                        let at = (one.territory_id, one.safe_id);
                        objects.extend(destroy(tx, at, one.id, job(), Some(reason), now).await?);
                    }
                    Ok::<_, SafeError>(objects)
                })
            })
            .await?;
        self.drop_objects(&objects).await;
        Ok(count)
    }

    /// Destroys what has lain in a bin for thirty days. How many.
    ///
    /// # Errors
    /// The database refuses; the log of deletions cannot be written.
    pub async fn empty_bins(&self, db: &Db, now: Timestamp) -> Result<usize, SafeError> {
        let mut emptied = 0;
        loop {
            let doomed = safe_items::binned_before(&mut db.read().await?, now - BIN_KEEPS, AT_ONCE).await?;
            if doomed.is_empty() {
                return Ok(emptied);
            }
            let lines: Vec<_> = doomed.iter().map(|one| Deletion::Item(one.uid.clone())).collect();
            self.deletions.add(&lines).await?;
            emptied += self.destroy_all(db, doomed, "bin", now).await?;
        }
    }

    /// Destroys again whatever the log of deletions names: before anything is served, because the
    /// database may be a restored backup. How many safes and documents had come back.
    ///
    /// # Errors
    /// The log cannot be read: nothing may be served then.
    pub async fn apply_deletions(&self, db: &Db, now: Timestamp) -> Result<usize, SafeError> {
        let mut again = 0;
        for part in self.deletions.all().await?.chunks(AT_ONCE as usize) {
            let (mut items, mut gone) = (Vec::new(), Vec::new());
            for deletion in part {
                match deletion {
                    Deletion::Item(uid) => items.push(uid.clone()),
                    Deletion::Safe(uid) => gone.push(uid.clone()),
                }
            }
            let (doomed, erased) = {
                let mut tx = db.read().await?;
                (safe_items::items_by_uid(&mut tx, &items).await?, safes::safes_by_uid(&mut tx, &gone).await?)
            };
            if !doomed.is_empty() {
                again += self.destroy_all(db, doomed, "after_restore", now).await?;
            }
            for row in erased {
                self.erase_row(db, row, job(), now).await?;
                again += 1;
            }
        }
        Ok(again)
    }

    /// Removes uploads that were never finished, and objects that belong to nothing. How many of each.
    ///
    /// # Errors
    /// The database or the store does not answer.
    pub async fn sweep(&self, db: &Db, now: Timestamp) -> Result<(usize, usize), SafeError> {
        let mut unfinished = 0;
        loop {
            let staged = safe_items::staged_before(&mut db.read().await?, now - STAGED_LIVES, AT_ONCE).await?;
            if staged.is_empty() {
                break;
            }
            unfinished += staged.len();
            let objects: Vec<_> = staged.iter().map(|one| one.object.clone()).collect();
            db.write(move |tx| {
                Box::pin(async move {
                    for one in staged {
                        safe_items::drop_staged(tx, (one.item_id, one.version)).await?;
                    }
                    Ok::<_, StoreError>(())
                })
            })
            .await?;
            self.drop_objects(&objects).await;
        }
        // Rows come before objects: what has no row after a day never will. The clock of the store counts.
        let mut orphans = 0;
        let old = self.objects.older_than(now - STAGED_LIVES).await?;
        for part in old.chunks(AT_ONCE as usize) {
            let known = safe_items::known_objects(&mut db.read().await?, part).await?;
            let lost: Vec<_> = part.iter().filter(|object| !known.contains(object)).cloned().collect();
            orphans += lost.len();
            self.drop_objects(&lost).await;
        }
        Ok((unfinished, orphans))
    }

    /// Shows the scanner what it did not see when it came in. How many were released, and how many
    /// destroyed; what it still does not answer about stays where it is.
    ///
    /// # Errors
    /// The database or the store does not answer.
    pub async fn scan_quarantined(&self, db: &Db, now: Timestamp) -> Result<(usize, usize), SafeError> {
        let (mut released, mut destroyed) = (0, 0);
        let waiting = safe_items::quarantined(&mut db.read().await?, AT_ONCE).await?;
        for one in waiting {
            let (at, version) = ((one.territory_id, one.safe_id), (one.item_id, one.version));
            let shelf = self.shelf_of(db, &one).await?;
            match self.scan_again(shelf).await {
                Ok(Some(Verdict::Unavailable(_))) => break,
                // Without a scanner any more, nobody can say: it stays.
                Ok(None) => break,
                Ok(Some(Verdict::Clean)) => {
                    db.write(move |tx| {
                        Box::pin(async move {
                            safe_items::set_version_state(tx, version, VersionState::Held).await?;
                            let detail = Detail { item: Some(version.0.0), ..Detail::default() };
                            note(tx, at, job(), Act::ItemReleased, detail, now).await
                        })
                    })
                    .await?;
                    released += 1;
                }
                Ok(Some(Verdict::Infected(_))) => {
                    self.deletions.add(&[Deletion::Item(one.uid)]).await?;
                    let reason = FileFault::Infected.word();
                    let objects = db
                        .write(move |tx| {
                            Box::pin(async move { destroy(tx, at, version.0, job(), Some(reason), now).await })
                        })
                        .await?;
                    self.drop_objects(&objects).await;
                    destroyed += 1;
                }
                Err(SafeError::Damaged(_)) => self.mark_damaged(db, at, version, now).await?,
                Err(error) => return Err(error),
            }
        }
        Ok((released, destroyed))
    }

    async fn shelf_of(&self, db: &Db, one: &StoredRow) -> Result<Shelf, SafeError> {
        let mut tx = db.read().await?;
        let row = safes::safe(&mut tx, one.territory_id, one.safe_id).await?;
        let door = Door::of_house(&row.ok_or(SafeError::NotFound("safe"))?);
        let belongs = Belongs::to_person(one.territory_id, one.person_id);
        let person = person_key(&mut tx, self, &door, one.key_version).await?;
        let wrapped = one.wrapped_key.as_deref().ok_or(Damaged)?;
        let item = person.unwrap(What::ItemKey, belongs.to_item(one.item_id), wrapped)?;
        let belongs = belongs.to_version(one.item_id, one.version);
        let key = item.unwrap(What::VersionKey, belongs, &one.version_key)?;
        Ok(Shelf { key, belongs, object: one.object.clone() })
    }

    async fn mark_damaged(
        &self,
        db: &Db,
        at: (TerritoryId, SafeId),
        version: (ItemId, i64),
        now: Timestamp,
    ) -> Result<(), SafeError> {
        tracing::error!(item = version.0.0, version = version.1, "a document is not what was received");
        db.write(move |tx| {
            Box::pin(async move {
                if safe_items::set_version_state(tx, version, VersionState::Damaged).await? {
                    let detail = Detail { item: Some(version.0.0), ..Detail::default() };
                    note(tx, at, job(), Act::ItemDamaged, detail, now).await?;
                }
                Ok::<_, SafeError>(())
            })
        })
        .await
    }

    /// Proves the next documents after one whole, byte by byte, without showing them to anybody. How
    /// many were proven, which are damaged, and where to go on; `None`: that was the last.
    ///
    /// # Errors
    /// The database or the store does not answer.
    pub async fn scrub(&self, db: &Db, after: ItemId, most: i64, now: Timestamp) -> Result<Scrubbed, SafeError> {
        let rows = safe_items::held_after(&mut db.read().await?, after, most.clamp(1, AT_ONCE)).await?;
        let mut scrubbed = Scrubbed { next: rows.last().map(|last| last.item_id), ..Scrubbed::default() };
        for one in rows {
            let proven = async {
                let mut reading = self.fetch(self.shelf_of(db, &one).await?).await?;
                while reading.next().await?.is_some() {}
                Ok(())
            };
            match proven.await {
                Ok(()) => scrubbed.proven += 1,
                Err(SafeError::Damaged(_)) => {
                    let version = (one.item_id, one.version);
                    self.mark_damaged(db, (one.territory_id, one.safe_id), version, now).await?;
                    scrubbed.damaged.push(one.item_id);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(scrubbed)
    }

    /// Wraps every person's key with the current root. Bodies and documents' keys stay as they are;
    /// stopped at any point it is simply run again, and both roots read meanwhile. How many were turned.
    ///
    /// # Errors
    /// `Damaged`: a key under a root that is not here; those before it are turned.
    pub async fn rewrap_keys(&self, db: &Db) -> Result<usize, SafeError> {
        let mut turned = 0;
        loop {
            let ring = self.ring.clone();
            let others = safes::keys_under_other_roots(&mut db.read().await?, ring.current(), AT_ONCE).await?;
            if others.is_empty() {
                return Ok(turned);
            }
            turned += others.len();
            db.write(move |tx| {
                Box::pin(async move {
                    for old in others {
                        let belongs = Belongs::to_person(old.territory_id, old.person_id);
                        let key = ring.unwrap(&old.root, belongs, &old.wrapped_key)?;
                        safes::rewrap(tx, &old, ring.current(), &ring.wrap(belongs, &key)?).await?;
                    }
                    Ok::<_, SafeError>(())
                })
            })
            .await?;
        }
    }

    /// Erases a safe and everything in it. What stays: the lines of the journal, which hold ids and
    /// codes only, and the random name of the safe in the log of deletions.
    ///
    /// # Errors
    /// `NotFound`: no such safe; the log of deletions cannot be written: nothing is erased then.
    pub async fn erase(
        &self,
        db: &Db,
        (territory, person): (TerritoryId, PersonId),
        by: Actor,
        now: Timestamp,
    ) -> Result<usize, SafeError> {
        let row = safes::safe_of(&mut db.read().await?, territory, person).await?;
        let row = row.ok_or(SafeError::NotFound("safe"))?;
        self.deletions.add(&[Deletion::Safe(row.uid.clone())]).await?;
        self.erase_row(db, row, by, now).await
    }

    async fn erase_row(&self, db: &Db, row: SafeRow, by: Actor, now: Timestamp) -> Result<usize, SafeError> {
        let objects = db
            .write(move |tx| {
                Box::pin(async move {
                    let at = (row.territory_id, row.id);
                    safe_grants::erase_grants(tx, row.id).await?;
                    let objects = safe_items::erase_items(tx, row.id).await?;
                    safes::erase_safe(tx, row.id).await?;
                    note(tx, at, by, Act::SafeErased, Detail::default(), now).await?;
                    Ok::<_, StoreError>(objects)
                })
            })
            .await?;
        self.drop_objects(&objects).await;
        Ok(objects.len())
    }
}

/// Who saw what of a person's safe, for whoever must answer that question: ids, codes and times, no
/// names of documents.
///
/// # Errors
/// `NotFound`: they have none.
pub async fn who_saw(db: &Db, territory: TerritoryId, person: PersonId, most: i64) -> Result<Vec<LogRow>, SafeError> {
    let mut tx = db.read().await?;
    let row = safes::safe_of(&mut tx, territory, person).await?.ok_or(SafeError::NotFound("safe"))?;
    Ok(safe_grants::log(&mut tx, (territory, row.id), (i64::MAX, most)).await?)
}
