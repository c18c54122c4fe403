//! Put documents in, read them, sort them, throw them away. "Received" is said once the file is on
//! disk and its row is committed; a reading is in the journal before its first byte.

use std::io;

use futures_util::Stream;

use super::super::Desk;
use super::super::sign_in::SignedIn;
use super::{holder, worker};
use crate::domain::access::{Deed, Scope};
use crate::domain::ids::{FolderId, ItemId, PersonId, SessionId};
use crate::domain::journal::{Act, Detail};
use crate::domain::safe::{FileFault, ItemFacts, ItemState, VersionState};
use crate::domain::time::Timestamp;
use crate::safe::SafeError;
use crate::safe::door::Door;
use crate::safe::holdings::{self, Folder, Item, Staged};
use crate::safe::shares;
use crate::safe::vault::Reading;
use crate::store::WriteTx;

/// What became of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received {
    pub item: ItemId,
    pub version: i64,
    /// The scanner did not answer: it is kept, and nobody reads it before it did.
    pub quarantined: bool,
}

/// Recognised text and a small picture, made where the document was captured.
#[derive(Clone, Debug, Default)]
pub struct Extras {
    pub text: Option<String>,
    pub thumbnail: Option<Vec<u8>>,
}

/// Who puts something in.
#[derive(Clone)]
enum Giver {
    Holder(Scope, (SessionId, PersonId)),
    Worker(Scope, PersonId),
}

impl Giver {
    async fn door(&self, tx: &mut WriteTx, now: Timestamp) -> Result<Door, SafeError> {
        match self {
            Giver::Holder(scope, who) => Door::of_holder(tx, scope, *who, now).await,
            Giver::Worker(scope, person) => Door::to_capture(tx, scope, *person).await,
        }
    }
}

/// What is put in.
#[derive(Clone)]
enum Wish {
    New(ItemFacts, Option<FolderId>),
    Again(ItemId),
}

impl Desk {
    /// A new document in the holder's own safe.
    ///
    /// # Errors
    /// `Closed`; `Invalid`; `File`: what it is; `BrokenOff`. Nothing is kept then.
    pub async fn keep_document<B: AsRef<[u8]>>(
        &self,
        signed_in: &SignedIn,
        (facts, folder): (ItemFacts, Option<FolderId>),
        file: impl Stream<Item = io::Result<B>> + Unpin,
        extras: Extras,
        now: Timestamp,
    ) -> Result<Received, SafeError> {
        let (scope, who) = holder(signed_in)?;
        self.take_in(Giver::Holder(scope, who), Wish::New(facts, folder), file, extras, now).await
    }

    /// Another version of a document; the one before stays until this one is there.
    ///
    /// # Errors
    /// As [`Desk::keep_document`].
    pub async fn replace_document<B: AsRef<[u8]>>(
        &self,
        signed_in: &SignedIn,
        item: ItemId,
        file: impl Stream<Item = io::Result<B>> + Unpin,
        extras: Extras,
        now: Timestamp,
    ) -> Result<Received, SafeError> {
        let (scope, who) = holder(signed_in)?;
        self.take_in(Giver::Holder(scope, who), Wish::Again(item), file, extras, now).await
    }

    /// A worker captures a document for somebody her organisation knows. She keeps no right to read it.
    ///
    /// # Errors
    /// `NotYet`; `NotFound`: the person, or a safe of theirs; as [`Desk::keep_document`].
    pub async fn capture_document<B: AsRef<[u8]>>(
        &self,
        signed_in: &SignedIn,
        (person, facts): (PersonId, ItemFacts),
        file: impl Stream<Item = io::Result<B>> + Unpin,
        extras: Extras,
        now: Timestamp,
    ) -> Result<Received, SafeError> {
        let scope = worker(signed_in, Deed::CaptureForSafe)?;
        self.take_in(Giver::Worker(scope, person), Wish::New(facts, None), file, extras, now).await
    }

    async fn take_in<B: AsRef<[u8]>>(
        &self,
        giver: Giver,
        wish: Wish,
        file: impl Stream<Item = io::Result<B>> + Unpin,
        extras: Extras,
        now: Timestamp,
    ) -> Result<Received, SafeError> {
        let vault = self.vault.clone();
        let staged = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let door = giver.door(tx, now).await?;
                    match wish {
                        Wish::New(facts, folder) => holdings::stage(tx, &vault, &door, &facts, folder, now).await,
                        Wish::Again(item) => holdings::stage_again(tx, &vault, &door, item, now).await,
                    }
                })
            })
            .await?;
        let taken = match self.vault.take(&staged, file).await {
            Ok(taken) => taken,
            Err(error) => {
                self.give_up(staged, &error, now).await;
                return Err(error);
            }
        };
        let quarantined = taken.quarantined;
        let received = Received { item: staged.item, version: staged.version, quarantined };
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    // The door is not asked again: an upload may last longer than an opening.
                    let state = if quarantined { VersionState::Quarantined } else { VersionState::Held };
                    holdings::received(tx, &staged, &taken.facts, state, now).await?;
                    holdings::seal_extras(tx, &staged, extras.text.as_deref(), extras.thumbnail.as_deref()).await?;
                    let act = if quarantined { Act::ItemQuarantined } else { Act::ItemReceived };
                    let detail = Detail { item: Some(staged.item.0), ..Detail::default() };
                    Ok::<_, SafeError>(staged.note(tx, act, detail, now).await?)
                })
            })
            .await?;
        Ok(received)
    }

    /// Nothing of it stays; what cannot be undone now, the sweep undoes.
    async fn give_up(&self, staged: Staged, error: &SafeError, now: Timestamp) {
        let reason = match error {
            SafeError::File(fault) => fault.word(),
            _ => "broken_off",
        };
        let infected = matches!(error, SafeError::File(FileFault::Infected));
        let undone = self.db.write(move |tx| {
            Box::pin(async move {
                let detail = Detail { item: Some(staged.item.0), reason: Some(reason.to_owned()), ..Detail::default() };
                if infected {
                    staged.note(tx, Act::ItemRefused, detail, now).await?;
                }
                holdings::give_up(tx, &staged).await
            })
        });
        if let Err(error) = undone.await {
            tracing::warn!(%error, "an unfinished upload stays until the sweep");
        }
    }

    /// The holder's documents, newest first; and those whose names cannot be opened any more.
    ///
    /// # Errors
    /// `Closed`.
    pub async fn documents(
        &self,
        signed_in: &SignedIn,
        state: ItemState,
        folder: Option<FolderId>,
        (before, most): (Option<ItemId>, i64),
        now: Timestamp,
    ) -> Result<(Vec<Item>, Vec<ItemId>), SafeError> {
        let (scope, who) = holder(signed_in)?;
        let mut tx = self.db.read().await?;
        let door = Door::of_holder(&mut tx, &scope, who, now).await?;
        let (items, damaged) =
            holdings::list(&mut tx, &self.vault, &door, state, folder, (before, most.clamp(1, 500))).await?;
        Ok((items.into_iter().map(|(item, _)| item).collect(), damaged))
    }

    /// A document: the holder's own, or one that is shown to this worker. The line is in the journal
    /// before the first byte comes.
    ///
    /// # Errors
    /// `NotFound` for everybody else, whatever the reason; `Closed`, `NotYet`; `Damaged`.
    pub async fn read_document(
        &self,
        signed_in: &SignedIn,
        item: ItemId,
        now: Timestamp,
    ) -> Result<(Item, DocumentReading), SafeError> {
        let asker = Asker::of(signed_in)?;
        let (vault, desk) = (self.vault.clone(), self.clone());
        let found = self.db.write(move |tx| {
            Box::pin(async move {
                let found = async {
                    let door = asker.door(tx, item, now).await?;
                    let found = holdings::to_read(tx, &vault, &door, item).await?;
                    Ok((door, found))
                };
                match found.await {
                    Ok((door, (found, shelf, grant))) => {
                        let grant = grant.map(|grant| grant.0);
                        let detail = Detail { item: Some(item.0), grant, ..Detail::default() };
                        door.note(tx, Act::ItemRead, detail, now).await?;
                        Ok(Ok((door, found, shelf)))
                    }
                    Err(error) => {
                        asker.note_refused(tx, item, &error, now).await?;
                        // Kept, so that the person reads of the try.
                        if matches!(error, SafeError::Store(_)) { Err(error) } else { Ok(Err(error)) }
                    }
                }
            })
        });
        let (door, found, shelf) = found.await??;
        let document = (found.id, found.version);
        match self.vault.fetch(shelf).await {
            Ok(reading) => Ok((found, DocumentReading { reading, desk, door, document, now })),
            Err(SafeError::Damaged(damaged)) => {
                self.report_damage(door, document, now).await;
                Err(damaged.into())
            }
            Err(error) => Err(error),
        }
    }

    /// Recognised text and thumbnail: read under the same rights, and with the same line, as the document.
    ///
    /// # Errors
    /// As [`Desk::read_document`].
    pub async fn document_extras(
        &self,
        signed_in: &SignedIn,
        item: ItemId,
        now: Timestamp,
    ) -> Result<Extras, SafeError> {
        let asker = Asker::of(signed_in)?;
        let vault = self.vault.clone();
        let found = self.db.write(move |tx| {
            Box::pin(async move {
                let found = async {
                    let door = asker.door(tx, item, now).await?;
                    let grant = holdings::to_read(tx, &vault, &door, item).await?.2;
                    Ok((holdings::extras(tx, &vault, &door, item).await?, door, grant))
                };
                match found.await {
                    Ok(((text, thumbnail), door, grant)) => {
                        let grant = grant.map(|grant| grant.0);
                        let reason = Some("preview".to_owned());
                        let detail = Detail { item: Some(item.0), grant, reason, ..Detail::default() };
                        door.note(tx, Act::ItemRead, detail, now).await?;
                        Ok(Ok(Extras { text, thumbnail }))
                    }
                    Err(error) => {
                        asker.note_refused(tx, item, &error, now).await?;
                        if matches!(error, SafeError::Store(_)) { Err(error) } else { Ok(Err(error)) }
                    }
                }
            })
        });
        found.await?
    }

    async fn report_damage(&self, door: Door, document: (ItemId, i64), now: Timestamp) {
        tracing::error!(item = document.0.0, version = document.1, "a document is not what was received");
        let marked = self.db.write(move |tx| {
            Box::pin(async move {
                if holdings::mark_damaged(tx, document).await? {
                    let detail = Detail { item: Some(document.0.0), ..Detail::default() };
                    door.note(tx, Act::ItemDamaged, detail, now).await?;
                }
                Ok::<_, SafeError>(())
            })
        });
        if let Err(error) = marked.await {
            tracing::error!(%error, "a damaged document could not be marked");
        }
    }

    /// # Errors
    /// `Closed`; `Invalid`.
    pub async fn add_folder(&self, signed_in: &SignedIn, name: &str, now: Timestamp) -> Result<FolderId, SafeError> {
        let (vault, name) = (self.vault.clone(), name.to_owned());
        self.as_holder(signed_in, now, move |tx, door| {
            Box::pin(async move {
                let folder = holdings::add_folder(tx, &vault, &door, &name, now).await?;
                let detail = Detail { folder: Some(folder.0), ..Detail::default() };
                door.note(tx, Act::FolderAdded, detail, now).await?;
                Ok(folder)
            })
        })
        .await
    }

    /// # Errors
    /// `Closed`.
    pub async fn folders(&self, signed_in: &SignedIn, now: Timestamp) -> Result<Vec<Folder>, SafeError> {
        let (scope, who) = holder(signed_in)?;
        let mut tx = self.db.read().await?;
        let door = Door::of_holder(&mut tx, &scope, who, now).await?;
        holdings::folders(&mut tx, &self.vault, &door).await
    }

    /// # Errors
    /// `Closed`; `NotFound`: the document or the folder.
    pub async fn put_into_folder(
        &self,
        signed_in: &SignedIn,
        item: ItemId,
        folder: Option<FolderId>,
        now: Timestamp,
    ) -> Result<(), SafeError> {
        self.as_holder(signed_in, now, move |tx, door| {
            Box::pin(async move {
                holdings::put_into(tx, &door, item, folder).await?;
                changed(tx, &door, Act::ItemChanged, item, now).await
            })
        })
        .await
    }

    /// # Errors
    /// `Closed`; `NotFound`; `Invalid`.
    pub async fn rename_document(
        &self,
        signed_in: &SignedIn,
        item: ItemId,
        name: &str,
        now: Timestamp,
    ) -> Result<(), SafeError> {
        let (vault, name) = (self.vault.clone(), name.to_owned());
        self.as_holder(signed_in, now, move |tx, door| {
            Box::pin(async move {
                holdings::rename(tx, &vault, &door, item, &name).await?;
                changed(tx, &door, Act::ItemChanged, item, now).await
            })
        })
        .await
    }

    /// Into the bin: shown to nobody any more, and the holder's to take out for thirty days.
    ///
    /// # Errors
    /// `Closed`; `NotFound`.
    pub async fn bin_document(&self, signed_in: &SignedIn, item: ItemId, now: Timestamp) -> Result<(), SafeError> {
        self.as_holder(signed_in, now, move |tx, door| {
            Box::pin(async move {
                holdings::bin(tx, &door, item, now).await?;
                changed(tx, &door, Act::ItemBinned, item, now).await
            })
        })
        .await
    }

    /// # Errors
    /// `Closed`; `NotFound`.
    pub async fn restore_document(&self, signed_in: &SignedIn, item: ItemId, now: Timestamp) -> Result<(), SafeError> {
        self.as_holder(signed_in, now, move |tx, door| {
            Box::pin(async move {
                holdings::restore(tx, &door, item).await?;
                changed(tx, &door, Act::ItemRestored, item, now).await
            })
        })
        .await
    }

    /// At once and for ever: the key is destroyed, and stays so after a restore.
    ///
    /// # Errors
    /// `Closed`; `NotFound`; the log of deletions cannot be written.
    pub async fn destroy_document(&self, signed_in: &SignedIn, item: ItemId, now: Timestamp) -> Result<(), SafeError> {
        let (scope, who) = holder(signed_in)?;
        let door = Door::of_holder(&mut self.db.read().await?, &scope, who, now).await?;
        self.vault.destroy(&self.db, &door, item, now).await
    }
}

async fn changed(tx: &mut WriteTx, door: &Door, act: Act, item: ItemId, now: Timestamp) -> Result<(), SafeError> {
    let detail = Detail { item: Some(item.0), ..Detail::default() };
    Ok(door.note(tx, act, detail, now).await?)
}

/// Who asks for a document.
enum Asker {
    Holder(Scope, (SessionId, PersonId)),
    Worker(Scope),
}

impl Asker {
    fn of(signed_in: &SignedIn) -> Result<Asker, SafeError> {
        match holder(signed_in) {
            Ok((scope, who)) => Ok(Asker::Holder(scope, who)),
            Err(SafeError::NotFound(_)) => Ok(Asker::Worker(worker(signed_in, Deed::ReadGranted)?)),
            Err(error) => Err(error),
        }
    }

    async fn door(&self, tx: &mut WriteTx, item: ItemId, now: Timestamp) -> Result<Door, SafeError> {
        match self {
            Asker::Holder(scope, who) => Door::of_holder(tx, scope, *who, now).await,
            Asker::Worker(scope) => Door::by_grant(tx, scope, item, now).await,
        }
    }

    async fn note_refused(
        &self,
        tx: &mut WriteTx,
        item: ItemId,
        error: &SafeError,
        now: Timestamp,
    ) -> Result<(), SafeError> {
        match (self, error) {
            (_, SafeError::Store(_)) => Ok(()),
            (Asker::Holder(scope, _) | Asker::Worker(scope), _) => shares::note_refused(tx, scope, item, now).await,
        }
    }
}

/// A document on its way to whoever may read it. Damage is marked and reported where it shows.
pub struct DocumentReading {
    reading: Reading,
    desk: Desk,
    door: Door,
    document: (ItemId, i64),
    now: Timestamp,
}

impl DocumentReading {
    /// `None`: that was all of it, and all of it was right.
    ///
    /// # Errors
    /// `Damaged`: nothing of the bad piece comes out.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, SafeError> {
        let piece = self.reading.next().await;
        if let Err(SafeError::Damaged(_)) = &piece {
            self.desk.report_damage(self.door.clone(), self.document, self.now).await;
        }
        piece
    }

    /// All of it: for small documents.
    ///
    /// # Errors
    /// As [`DocumentReading::next`].
    pub async fn whole(mut self) -> Result<Vec<u8>, SafeError> {
        let mut bytes = Vec::new();
        while let Some(piece) = self.next().await? {
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }
}
