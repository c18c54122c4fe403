//! Leave with everything, in one request: the original files, a manifest, sums that `sha256sum -c`
//! checks, the grants and the log. And erase a safe for good.

use std::fmt::Write;

use serde::Serialize;
use tokio::sync::mpsc;

use super::super::Desk;
use super::super::sign_in::SignedIn;

use crate::domain::access::{Caller, Deed};
use crate::domain::ids::{ItemId, PersonId};
use crate::domain::journal::{Act, Detail};
use crate::domain::safe::{ItemState, VersionState};
use crate::domain::time::Timestamp;
use crate::safe::SafeError;
use crate::safe::door::Door;
use crate::safe::files::sha256;
use crate::safe::holdings::{self, Item};
use crate::safe::shares::{self, Grant, LogLine};
use crate::safe::vault::{Shelf, Vault};
use crate::safe::zip::{TooLarge, Zip};
use crate::store::Db;

/// So much waits for a slow reader.
const AHEAD: usize = 8;
const AT_ONCE: i64 = 200;

/// A line of the manifest.
#[derive(Debug, Serialize)]
struct Entry {
    /// Where it lies in the archive; `None`: it is in quarantine, or damaged.
    file: Option<String>,
    name: String,
    kind: String,
    issued_on: Option<String>,
    expires_on: Option<String>,
    compared_with_original: bool,
    captured_by_worker: Option<i64>,
    received_at: String,
    file_type: &'static str,
    bytes: u64,
    sha256: String,
    state: &'static str,
}

#[derive(Debug, Serialize)]
struct GrantEntry {
    document: Option<i64>,
    folder: Option<i64>,
    worker: String,
    organisation: Option<String>,
    purpose: String,
    from: String,
    until: String,
    revoked: Option<String>,
}

#[derive(Debug, Serialize)]
struct LogEntry {
    at: String,
    act: &'static str,
    by: String,
    document: Option<i64>,
    purpose: Option<String>,
}

#[derive(Debug, Serialize)]
struct Manifest<'a> {
    documents: &'a [Entry],
    grants: Vec<GrantEntry>,
    log: Vec<LogEntry>,
}

impl Desk {
    /// Everything the holder has here, as a ZIP, piece by piece.
    ///
    /// # Errors
    /// `Closed`. Later, in the pieces: the store does not answer. A damaged document is left out and
    /// named in the manifest.
    pub async fn export_safe(
        &self,
        signed_in: &SignedIn,
        now: Timestamp,
    ) -> Result<mpsc::Receiver<Result<Vec<u8>, SafeError>>, SafeError> {
        let door = self
            .as_holder(signed_in, now, move |tx, door| {
                Box::pin(async move {
                    door.note(tx, Act::SafeExported, Detail::default(), now).await?;
                    Ok(door)
                })
            })
            .await?;
        let (pieces, reader) = mpsc::channel(AHEAD);
        let (vault, db) = (self.vault.clone(), self.db.clone());
        tokio::spawn(async move {
            let out = pieces.clone();
            let writing =
                Writing { vault, db, door, out, zip: Zip::default(), entries: Vec::new(), sums: String::new() };
            if let Err(error) = writing.run().await {
                // A reader that has gone away needs no answer.
                let _ = pieces.send(Err(error)).await;
            }
        });
        Ok(reader)
    }

    /// Erases somebody's safe and everything in it, on the server itself. How many files went. What is
    /// kept: the lines of the journal, which hold ids and codes only, because the law asks for the
    /// trace; and the random name of the safe in the log of deletions, so that a backup brings nothing back.
    ///
    /// # Errors
    /// `Denied`; `NotFound`: they have none; the log of deletions cannot be written.
    pub async fn erase_safe(&self, caller: &Caller, person: PersonId, now: Timestamp) -> Result<usize, SafeError> {
        let scope = caller.may(Deed::EraseSafe)?;
        self.vault.erase(&self.db, (scope.territory(), person), scope.actor(), now).await
    }
}

struct Writing {
    vault: Vault,
    db: Db,
    door: Door,
    out: mpsc::Sender<Result<Vec<u8>, SafeError>>,
    zip: Zip,
    entries: Vec<Entry>,
    sums: String,
}

impl Writing {
    async fn send(&self, bytes: Vec<u8>) -> Result<(), SafeError> {
        self.out.send(Ok(bytes)).await.map_err(|_| SafeError::System("the reader has gone".to_owned()))
    }

    async fn run(mut self) -> Result<(), SafeError> {
        let mut before: Option<ItemId> = None;
        loop {
            let part = {
                let mut tx = self.db.read().await?;
                let page = (before, AT_ONCE);
                holdings::list(&mut tx, &self.vault, &self.door, ItemState::Held, None, page).await?.0
            };
            let Some((last, _)) = part.last() else { break };
            before = Some(last.id);
            for (item, shelf) in part {
                self.document(item, shelf).await?;
            }
        }
        let (grants, log) = {
            let mut tx = self.db.read().await?;
            let grants = shares::grants(&mut tx, &self.vault, &self.door).await?;
            let mut log: Vec<LogLine> = Vec::new();
            loop {
                let page = (log.last().map(|line| line.id), AT_ONCE);
                let part = shares::log(&mut tx, &self.vault, &self.door, page).await?;
                if part.is_empty() {
                    break;
                }
                log.extend(part);
            }
            (grants, log)
        };
        let csv = table(&self.entries)?;
        let entries = std::mem::take(&mut self.entries);
        let manifest = Manifest {
            documents: &entries,
            grants: grants.into_iter().map(grant_entry).collect(),
            log: log.into_iter().map(log_entry).collect(),
        };
        let json = serde_json::to_vec_pretty(&manifest).map_err(|error| SafeError::System(error.to_string()))?;
        self.small("manifest.json", &json).await?;
        self.small("manifest.csv", &csv).await?;
        let sums = std::mem::take(&mut self.sums);
        let file = self.zip.whole("SHA256SUMS", sums.as_bytes()).map_err(too_large)?;
        self.send(file).await?;
        let table = std::mem::take(&mut self.zip).finish().map_err(too_large)?;
        self.send(table).await
    }

    async fn small(&mut self, name: &str, bytes: &[u8]) -> Result<(), SafeError> {
        let _ = writeln!(self.sums, "{}  {name}", sha256(bytes));
        let file = self.zip.whole(name, bytes).map_err(too_large)?;
        self.send(file).await
    }

    async fn document(&mut self, item: Item, shelf: Shelf) -> Result<(), SafeError> {
        let ending = item.file.file_type.ending();
        let path = format!("documents/{:05}-{}.{ending}", item.id.0, plain(&item.facts.name));
        let whole = item.state == VersionState::Held && self.proves(shelf.clone()).await?;
        if whole {
            let header = self.zip.begin(&path, item.file.bytes, item.file.crc32).map_err(too_large)?;
            self.send(header).await?;
            let mut reading = self.vault.fetch(shelf).await?;
            while let Some(piece) = reading.next().await? {
                self.send(piece).await?;
            }
            let _ = writeln!(self.sums, "{}  {path}", item.file.sha256);
        }
        let state = if whole || item.state != VersionState::Held { item.state } else { VersionState::Damaged };
        self.entries.push(Entry {
            file: whole.then_some(path),
            kind: item.facts.kind,
            name: item.facts.name,
            issued_on: item.facts.issued_on.map(|day| day.to_string()),
            expires_on: item.facts.expires_on.map(|day| day.to_string()),
            compared_with_original: item.facts.compared,
            captured_by_worker: item.worker.map(|worker| worker.0),
            received_at: item.created_at.to_string(),
            file_type: item.file.file_type.word(),
            bytes: item.file.bytes,
            sha256: item.file.sha256,
            state: state.word(),
        });
        Ok(())
    }

    /// Read once before it is promised: an archive that breaks off would lose everything after it.
    async fn proves(&self, shelf: Shelf) -> Result<bool, SafeError> {
        let read = async {
            let mut reading = self.vault.fetch(shelf).await?;
            while reading.next().await?.is_some() {}
            Ok(true)
        };
        match read.await {
            Err(SafeError::Damaged(_)) => Ok(false),
            other => other,
        }
    }
}

fn too_large(_: TooLarge) -> SafeError {
    SafeError::Invalid("size")
}

/// A name as any file system takes it.
fn plain(name: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    let name: String = name.chars().map(kept).take(60).collect();
    name.trim_matches('.').to_owned()
}

/// A cell that a spreadsheet takes for a formula is kept from being one.
fn cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

fn table(entries: &[Entry]) -> Result<Vec<u8>, SafeError> {
    let failed = |error: &dyn std::fmt::Display| SafeError::System(error.to_string());
    let mut table = csv::Writer::from_writer(Vec::new());
    let head = [
        "file",
        "name",
        "kind",
        "issued_on",
        "expires_on",
        "compared_with_original",
        "captured_by_worker",
        "received_at",
        "file_type",
        "bytes",
        "sha256",
        "state",
    ];
    table.write_record(head).map_err(|error| failed(&error))?;
    for entry in entries {
        let record = [
            entry.file.clone().unwrap_or_default(),
            cell(&entry.name),
            entry.kind.clone(),
            entry.issued_on.clone().unwrap_or_default(),
            entry.expires_on.clone().unwrap_or_default(),
            entry.compared_with_original.to_string(),
            entry.captured_by_worker.map(|worker| worker.to_string()).unwrap_or_default(),
            entry.received_at.clone(),
            entry.file_type.to_owned(),
            entry.bytes.to_string(),
            entry.sha256.clone(),
            entry.state.to_owned(),
        ];
        table.write_record(&record).map_err(|error| failed(&error))?;
    }
    table.into_inner().map_err(|error| failed(&error))
}

fn grant_entry(grant: Grant) -> GrantEntry {
    let (document, folder) = match grant.what {
        shares::Shown::Item(item) => (Some(item.0), None),
        shares::Shown::Folder(folder) => (None, Some(folder.0)),
    };
    GrantEntry {
        document,
        folder,
        worker: grant.worker_name,
        organisation: grant.organisation,
        purpose: grant.purpose,
        from: grant.created_at.to_string(),
        until: grant.ends_at.to_string(),
        revoked: grant.revoked_at.map(|at| at.to_string()),
    }
}

fn log_entry(line: LogLine) -> LogEntry {
    let by = match (&line.worker, line.by_person) {
        (Some((name, Some(organisation))), _) => format!("{name}, {organisation}"),
        (Some((name, None)), _) => name.clone(),
        (None, true) => "holder".to_owned(),
        (None, false) => "service".to_owned(),
    };
    LogEntry { at: line.at.to_string(), act: line.act.word(), by, document: line.detail.item, purpose: line.purpose }
}
