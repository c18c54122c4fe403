//! Keys and files together: what is encrypted on its way to the file store, and checked on its way
//! back. Memory stays flat, whatever the size. Never inside a database transaction.

use std::io;
use std::sync::Arc;

use futures_util::{Stream, StreamExt};

use super::SafeError;
use super::deletions::{Deletions, beside};
use super::files::{FileFacts, Intake};
use super::holdings::Staged;
use super::keys::{Belongs, Damaged, Key, Ring, What};
use super::seal::JournalSeal;
use super::stream::{Opening, PIECE, Sealing};
use crate::deliver::keys::{KeyError, RootKey, random_bytes, to_hex};
use crate::deliver::object_store::{Objects, Pieces};
use crate::deliver::scanner::{Scanner, Verdict};
use crate::domain::safe::{FILE_LIMITS, FileLimits};

/// Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    pub(super) ring: Arc<Ring>,
    pub objects: Objects,
    pub scanner: Scanner,
    pub(super) deletions: Deletions,
    pub seal: JournalSeal,
    pub limits: FileLimits,
}

/// Where one version of a document lies, and the key that opens it.
#[derive(Clone)]
pub struct Shelf {
    pub(super) key: Key,
    pub(super) belongs: Belongs,
    pub(super) object: String,
}

/// A file that is on disk.
#[derive(Clone, Debug)]
pub struct Taken {
    pub facts: FileFacts,
    /// The scanner did not answer.
    pub quarantined: bool,
}

/// A random name that nobody guesses and that says nothing.
///
/// # Errors
/// The system gives no random numbers.
pub(super) fn uid() -> Result<String, KeyError> {
    Ok(to_hex(&random_bytes::<16>()?))
}

impl Vault {
    /// `root` and the roots before it; the files that belong beside the key go beside `key_file`.
    pub fn new(root: &RootKey, older: &[RootKey], config: &SafeConfig) -> Vault {
        Vault {
            ring: Arc::new(Ring::new(root, older)),
            objects: Objects::at(&config.files),
            scanner: Scanner::at(&config.scanner),
            deletions: Deletions::at(beside(&config.key_file, "deletions")),
            seal: JournalSeal::new(root.derive("journal seal"), beside(&config.key_file, "journal")),
            limits: FILE_LIMITS,
        }
    }

    /// Another root wraps from now on; those before it are still opened.
    #[must_use]
    pub fn with_roots(self, current: &RootKey, older: &[RootKey]) -> Vault {
        Vault { ring: Arc::new(Ring::new(current, older)), ..self }
    }

    /// Takes a file in: looks at it, has it scanned and encrypts it as it passes by. On disk once this
    /// answers; what is refused leaves nothing.
    ///
    /// # Errors
    /// `File`: what it is; `BrokenOff`; the store does not take it.
    async fn stow<B: AsRef<[u8]>>(
        &self,
        shelf: &Shelf,
        mut file: impl Stream<Item = io::Result<B>> + Unpin,
    ) -> Result<(FileFacts, Option<Verdict>), SafeError> {
        let mut writing = self.objects.write(&shelf.object).await?;
        let mut intake = Intake::new(self.limits);
        let mut scan = self.scanner.begin().await;
        let mut out = Vec::with_capacity(2 * PIECE);
        let result = async {
            let mut sealing = Sealing::begin(&shelf.key, shelf.belongs, &mut out)?;
            while let Some(piece) = file.next().await {
                let piece = piece.map_err(SafeError::BrokenOff)?;
                // One that hands a whole file over at once fills no memory twice.
                for part in piece.as_ref().chunks(4 * PIECE) {
                    intake.push(part)?;
                    scan.push(part).await;
                    sealing.push(part, &mut out);
                    writing.push(&out).await?;
                    out.clear();
                }
            }
            let mut facts = intake.finish()?;
            let verdict = scan.end().await;
            if matches!(verdict, Some(Verdict::Infected(_))) {
                return Err(SafeError::File(crate::domain::safe::FileFault::Infected));
            }
            facts.scanned = verdict == Some(Verdict::Clean);
            sealing.finish(&mut out);
            writing.push(&out).await?;
            Ok((facts, verdict))
        };
        match result.await {
            Ok(done) => {
                writing.finish().await?;
                Ok(done)
            }
            Err(error) => {
                writing.abort().await;
                Err(error)
            }
        }
    }

    /// Takes the file in for which a place was made.
    ///
    /// # Errors
    /// `File`: what it is; `BrokenOff`; the store does not take it. Nothing is kept then.
    pub async fn take<B: AsRef<[u8]>>(
        &self,
        staged: &Staged,
        file: impl Stream<Item = io::Result<B>> + Unpin,
    ) -> Result<Taken, SafeError> {
        let (facts, verdict) = self.stow(&staged.shelf, file).await?;
        let quarantined = match verdict {
            Some(Verdict::Unavailable(why)) => {
                tracing::warn!(why, "the virus scanner does not answer; a document waits in quarantine");
                true
            }
            Some(Verdict::Clean | Verdict::Infected(_)) | None => false,
        };
        Ok(Taken { facts, quarantined })
    }

    /// A file on its way out.
    ///
    /// # Errors
    /// `Damaged`: it is not there any more; the store does not answer.
    pub async fn fetch(&self, shelf: Shelf) -> Result<Reading, SafeError> {
        let pieces = match self.objects.read(&shelf.object).await {
            Ok(pieces) => pieces,
            Err(error) if error.is_absent() => return Err(Damaged.into()),
            Err(error) => return Err(error.into()),
        };
        Ok(Reading { pieces, opening: Some(Opening::begin(shelf.key, shelf.belongs)) })
    }

    /// Lets the scanner look at what is stored.
    pub(super) async fn scan_again(&self, shelf: Shelf) -> Result<Option<Verdict>, SafeError> {
        let mut scan = self.scanner.begin().await;
        let mut reading = self.fetch(shelf).await?;
        while let Some(piece) = reading.next().await? {
            scan.push(&piece).await;
        }
        Ok(scan.end().await)
    }

    pub(super) async fn drop_objects(&self, objects: &[String]) {
        for object in objects {
            // Its key is gone: what stays is noise, and the sweep removes it.
            if let Err(error) = self.objects.delete(object).await {
                tracing::warn!(%error, "an encrypted file without a key stays until the sweep");
            }
        }
    }
}

/// A file, piece by piece; each piece is proven before it comes out.
pub struct Reading {
    pieces: Pieces,
    opening: Option<Opening>,
}

impl Reading {
    /// `None`: that was all of it, to the last byte.
    ///
    /// # Errors
    /// `Damaged`; the store stops answering.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, SafeError> {
        let mut out = Vec::new();
        while out.is_empty() {
            let Some(opening) = &mut self.opening else { return Ok(None) };
            match self.pieces.next().await? {
                Some(piece) => opening.push(&piece, &mut out)?,
                None => {
                    if let Some(opening) = self.opening.take() {
                        opening.finish(&mut out)?;
                    }
                }
            }
        }
        Ok(Some(out))
    }
}

/// What the vault is told by the settings.
#[derive(Clone, Debug)]
pub struct SafeConfig {
    pub files: String,
    pub scanner: String,
    pub key_file: std::path::PathBuf,
}

impl Shelf {
    pub(super) fn seal(&self, what: What, plain: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.key.seal(what, self.belongs, plain)
    }
}
