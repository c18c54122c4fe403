//! The journal, sealed: a keyed chain over its lines, made by one leased sealer within seconds, and
//! its head written outside the database every day. [`JournalSeal::verify`] finds any line or seal
//! that was changed, removed or swapped, and a tail that was cut, and names the place.

use std::io;
use std::path::PathBuf;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use thiserror::Error;

use crate::deliver::keys::to_hex;
use crate::domain::time::{Minutes, Timestamp};
use crate::store::journal_seals::{self, JournalRow, SealerRow};
use crate::store::{Db, StoreError, WriteTx};

const AT_ONCE: i64 = 200;
const LEASE: Minutes = Minutes(1);
/// On PostgreSQL a line may be committed after lines with higher numbers: so many are looked at again.
/// A transaction that idles for 30 seconds is ended, so none comes later than that.
const LOOK_BACK: i64 = 10_000;

#[derive(Debug, Error)]
pub enum SealError {
    #[error("the outside copy {0} cannot be read or written: {1}")]
    Outside(String, #[source] io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The line was changed or swapped, or its seal was.
    Changed { position: i64, line: i64 },
    /// The seal stands, its line does not.
    LineRemoved { position: i64, line: i64 },
    /// A seal is missing inside the chain.
    SealRemoved { position: i64 },
    /// The chain ends before its head says.
    TailCut { sealed_to: i64, found: i64 },
    /// The head is not one that was sealed here.
    HeadForged,
    /// A head that was written outside is not in the chain.
    NotAsOutside { position: i64 },
    /// A line among sealed ones that nobody sealed.
    NeverSealed { line: i64 },
}

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    pub sealed: i64,
    pub outside: usize,
    pub faults: Vec<Fault>,
}

/// Cheap to clone.
#[derive(Clone)]
pub struct JournalSeal {
    mac: Hmac<Sha256>,
    outside: PathBuf,
}

impl JournalSeal {
    pub fn new(key: [u8; 32], outside: PathBuf) -> JournalSeal {
        let mac = Hmac::new_from_slice(&key).expect("HMAC takes keys of any length");
        JournalSeal { mac, outside }
    }

    /// The seal of a line: of all it says, its place in the chain, and the seal before it.
    fn of_line(&self, before: &[u8], position: i64, line: &JournalRow) -> [u8; 32] {
        let mut mac = self.mac.clone();
        let mut part = |bytes: &[u8]| {
            mac.update(&(bytes.len() as u64).to_be_bytes());
            mac.update(bytes);
        };
        part(b"line");
        part(before);
        for number in [position, line.id, line.territory_id.0, line.at.micros(), line.thing_id] {
            part(&number.to_be_bytes());
        }
        match line.actor_id {
            Some(id) => part(&id.to_be_bytes()),
            None => part(b""),
        }
        for text in [&line.actor_kind, &line.act, &line.thing, &line.detail] {
            part(text.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }

    fn of_head(&self, position: i64, newest: i64, last: &[u8]) -> [u8; 32] {
        let mut mac = self.mac.clone();
        mac.update(b"head");
        for number in [position, newest] {
            mac.update(&number.to_be_bytes());
        }
        mac.update(last);
        mac.finalize().into_bytes().into()
    }

    fn of_outside(&self, day: &str, position: i64, last: &str) -> String {
        let mut mac = self.mac.clone();
        mac.update(format!("outside {day} {position} {last}").as_bytes());
        to_hex(&mac.finalize().into_bytes())
    }

    /// Seals what is not sealed yet. `holder` names this process: another one that holds the lease is
    /// left to it. How many lines were sealed.
    ///
    /// # Errors
    /// The database refuses or does not answer.
    pub async fn seal_pending(&self, db: &Db, holder: &str, now: Timestamp) -> Result<usize, StoreError> {
        let look_back = look_back(db);
        let mut sealed = 0;
        loop {
            {
                // Looked at first: when there is nothing to do, nothing is written.
                let mut tx = db.read().await?;
                let newest = journal_seals::sealer(&mut tx).await?.map_or(0, |sealer| sealer.newest_journal_id);
                if journal_seals::unsealed(&mut tx, newest - look_back, 1).await?.is_empty() {
                    return Ok(sealed);
                }
            }
            let (seal, holder) = (self.clone(), holder.to_owned());
            let count =
                db.write(move |tx| Box::pin(async move { seal.seal_some(tx, &holder, look_back, now).await })).await?;
            sealed += count;
            if count < AT_ONCE as usize {
                return Ok(sealed);
            }
        }
    }

    async fn seal_some(
        &self,
        tx: &mut WriteTx,
        holder: &str,
        look_back: i64,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let first = self.of_head(0, 0, b"");
        let lease = (now, now + LEASE);
        let Some(mut sealer) = journal_seals::take_sealer(tx, holder, lease, (b"", &first)).await? else {
            return Ok(0);
        };
        let lines = journal_seals::unsealed(tx, sealer.newest_journal_id - look_back, AT_ONCE).await?;
        for line in &lines {
            sealer.position += 1;
            sealer.mac = self.of_line(&sealer.mac, sealer.position, line).to_vec();
            sealer.newest_journal_id = sealer.newest_journal_id.max(line.id);
            journal_seals::insert_seal(tx, sealer.position, line.id, &sealer.mac).await?;
        }
        sealer.head = self.of_head(sealer.position, sealer.newest_journal_id, &sealer.mac).to_vec();
        journal_seals::move_head(tx, holder, &sealer).await?;
        Ok(lines.len())
    }

    /// Writes the head outside the database, once a day. Whether it was written.
    ///
    /// # Errors
    /// The file cannot be written.
    pub async fn write_head_outside(&self, db: &Db, now: Timestamp) -> Result<bool, SealError> {
        let Some(sealer) = journal_seals::sealer(&mut db.read().await?).await? else { return Ok(false) };
        let day = now.utc().format("%Y-%m-%d").to_string();
        let known = self.read_outside()?;
        if known.iter().any(|(written, ..)| *written == day) {
            return Ok(false);
        }
        let last = to_hex(&sealer.mac);
        let mac = self.of_outside(&day, sealer.position, &last);
        let line = format!("{day} {} {last} {mac}\n", sealer.position);
        super::deletions::append(&self.outside, &line)
            .map_err(|error| SealError::Outside(self.outside.display().to_string(), error))?;
        Ok(true)
    }

    /// Day, position, seal; a line whose own seal is wrong has position -1.
    fn read_outside(&self) -> Result<Vec<(String, i64, String)>, SealError> {
        let text = match std::fs::read_to_string(&self.outside) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            other => other.map_err(|error| SealError::Outside(self.outside.display().to_string(), error))?,
        };
        let mut heads = Vec::new();
        for line in text.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            let good = match words[..] {
                [day, position, last, mac] => position
                    .parse()
                    .ok()
                    .filter(|position| self.of_outside(day, *position, last) == mac)
                    .map(|position| (day.to_owned(), position, last.to_owned())),
                _ => None,
            };
            heads.push(good.unwrap_or_else(|| (String::new(), -1, String::new())));
        }
        Ok(heads)
    }

    /// Walks the whole chain.
    ///
    /// # Errors
    /// The database or the outside copy cannot be read: that is not the same as a fault.
    pub async fn verify(&self, db: &Db) -> Result<Verified, SealError> {
        let mut outside = self.read_outside()?;
        let mut found = Verified { outside: outside.len(), ..Verified::default() };
        let mut tx = db.read().await?;
        // Read first: what is sealed meanwhile only makes the chain longer.
        let sealer = journal_seals::sealer(&mut tx).await?;
        let (mut position, mut before): (i64, Option<Vec<u8>>) = (0, Some(Vec::new()));
        let mut last_at_head = None;
        loop {
            let part = journal_seals::sealed_after(&mut tx, position, 1000).await?;
            if part.is_empty() {
                break;
            }
            for seal in part {
                if seal.position != position + 1 {
                    found.faults.push(Fault::SealRemoved { position: position + 1 });
                    before = None;
                }
                position = seal.position;
                found.sealed += 1;
                match (&seal.line, &before) {
                    (None, _) => found.faults.push(Fault::LineRemoved { position, line: seal.journal_id }),
                    (Some(line), Some(before)) if self.of_line(before, position, line)[..] != seal.mac[..] => {
                        found.faults.push(Fault::Changed { position, line: seal.journal_id });
                    }
                    // What came before it is missing: it cannot be told, and the gap was.
                    _ => {}
                }
                outside.retain(|(_, at, last)| *at != position || *last != to_hex(&seal.mac));
                if sealer.as_ref().is_some_and(|sealer| sealer.position == position) {
                    last_at_head = Some(seal.mac.clone());
                }
                before = Some(seal.mac);
            }
        }
        self.check_head(&mut found, sealer.as_ref(), position, last_at_head);
        // A head of nothing is a chain that had not begun.
        outside.retain(|(_, at, last)| *at != 0 || !last.is_empty());
        found.faults.extend(outside.iter().map(|(_, position, _)| Fault::NotAsOutside { position: *position }));
        if let Some(sealer) = sealer {
            let settled = sealer.newest_journal_id - look_back(db);
            let never = journal_seals::never_sealed(&mut tx, settled, 1000).await?;
            found.faults.extend(never.into_iter().map(|line| Fault::NeverSealed { line }));
        }
        Ok(found)
    }

    fn check_head(&self, found: &mut Verified, sealer: Option<&SealerRow>, end: i64, last_at_head: Option<Vec<u8>>) {
        let Some(sealer) = sealer else {
            if end > 0 {
                found.faults.push(Fault::HeadForged);
            }
            return;
        };
        if self.of_head(sealer.position, sealer.newest_journal_id, &sealer.mac)[..] != sealer.head[..] {
            found.faults.push(Fault::HeadForged);
        } else if end < sealer.position {
            found.faults.push(Fault::TailCut { sealed_to: sealer.position, found: end });
        } else if sealer.position > 0 && last_at_head.is_some_and(|last| last != sealer.mac) {
            found.faults.push(Fault::HeadForged);
        }
    }
}

/// SQLite has one writer: lines are numbered as they are committed.
fn look_back(db: &Db) -> i64 {
    match db {
        Db::Sqlite { .. } => 0,
        Db::Postgres(_) => LOOK_BACK,
    }
}
