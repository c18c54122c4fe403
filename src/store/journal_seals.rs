//! The seals over the journal: what is not sealed yet, the chain, and how far it is. Which bytes are
//! sealed with which key is in `src/safe/seal.rs`.

use sqlx::FromRow;

use super::db::StoreError;
use super::statement::{execute, fetch_all, fetch_optional, statements};
use super::tx::{ReadTx, WriteTx};
use crate::domain::ids::TerritoryId;
use crate::domain::time::Timestamp;

statements! {
    /// On PostgreSQL the row is taken: two sealers take turns.
    TAKE_SEALER {
        "INSERT INTO journal_sealer (id, holder, lease_ends_at, seal_number, newest_journal_id, mac, head)
         VALUES (1, $1, $2, 0, 0, $4, $5)
         ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, lease_ends_at = excluded.lease_ends_at
            WHERE journal_sealer.holder = excluded.holder OR journal_sealer.lease_ends_at <= $3
         RETURNING seal_number AS position, newest_journal_id, mac, head"
    }
    SEALER { "SELECT seal_number AS position, newest_journal_id, mac, head FROM journal_sealer WHERE id = 1" }
    MOVE_HEAD {
        "UPDATE journal_sealer SET seal_number = $2, newest_journal_id = $3, mac = $4, head = $5
         WHERE id = 1 AND holder = $1"
    }
    /// Lines are committed in another order than they are numbered: a few thousand before the newest may still come.
    UNSEALED {
        "SELECT id, territory_id, at, actor_kind, actor_id, act, thing, thing_id, detail FROM journal
         WHERE id > $1 AND NOT EXISTS (SELECT 1 FROM journal_seal WHERE journal_seal.journal_id = journal.id)
         ORDER BY id LIMIT $2"
    }
    INSERT_SEAL { "INSERT INTO journal_seal (seal_number, journal_id, mac) VALUES ($1, $2, $3)" }
    SEALED {
        "SELECT seal.seal_number AS position, seal.journal_id, seal.mac, journal.id, journal.territory_id, journal.at,
                journal.actor_kind, journal.actor_id, journal.act, journal.thing, journal.thing_id, journal.detail
         FROM journal_seal AS seal LEFT JOIN journal ON journal.id = seal.journal_id
         WHERE seal.seal_number > $1 ORDER BY seal.seal_number LIMIT $2"
    }
    /// Lines that nobody sealed although all around them was: they were put there later.
    NEVER_SEALED {
        "SELECT id FROM journal WHERE id <= $1
         AND NOT EXISTS (SELECT 1 FROM journal_seal WHERE journal_seal.journal_id = journal.id) ORDER BY id LIMIT $2"
    }
}

/// How far the chain is.
#[derive(Clone, Debug, FromRow)]
pub struct SealerRow {
    pub position: i64,
    pub newest_journal_id: i64,
    pub mac: Vec<u8>,
    pub head: Vec<u8>,
}

/// A line of the journal, as it is sealed.
#[derive(Clone, Debug, FromRow)]
pub struct JournalRow {
    pub id: i64,
    pub territory_id: TerritoryId,
    pub at: Timestamp,
    pub actor_kind: String,
    pub actor_id: Option<i64>,
    pub act: String,
    pub thing: String,
    pub thing_id: i64,
    pub detail: String,
}

/// `None`: another process holds the lease. The first time the chain begins with `mac` and `head`.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn take_sealer(
    tx: &mut WriteTx,
    holder: &str,
    (now, until): (Timestamp, Timestamp),
    (mac, head): (&[u8], &[u8]),
) -> Result<Option<SealerRow>, StoreError> {
    fetch_optional!(tx, SealerRow, TAKE_SEALER, holder, until, now, mac, head)
}

/// `None`: nothing was ever sealed.
///
/// # Errors
/// The database does not answer.
pub async fn sealer(tx: &mut ReadTx) -> Result<Option<SealerRow>, StoreError> {
    fetch_optional!(tx, SealerRow, SEALER)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn move_head(tx: &mut WriteTx, holder: &str, to: &SealerRow) -> Result<bool, StoreError> {
    let moved =
        execute!(tx, MOVE_HEAD, holder, to.position, to.newest_journal_id, to.mac.as_slice(), to.head.as_slice())?;
    Ok(moved > 0)
}

/// # Errors
/// The database does not answer.
pub async fn unsealed(tx: &mut ReadTx, after: i64, most: i64) -> Result<Vec<JournalRow>, StoreError> {
    fetch_all!(tx, JournalRow, UNSEALED, after, most)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn insert_seal(tx: &mut WriteTx, position: i64, journal_id: i64, mac: &[u8]) -> Result<(), StoreError> {
    execute!(tx, INSERT_SEAL, position, journal_id, mac)?;
    Ok(())
}

/// A seal and its line, as far as it is there.
#[derive(Clone, Debug)]
pub struct Sealed {
    pub position: i64,
    pub journal_id: i64,
    pub mac: Vec<u8>,
    pub line: Option<JournalRow>,
}

#[derive(FromRow)]
struct SealedRow {
    position: i64,
    journal_id: i64,
    mac: Vec<u8>,
    id: Option<i64>,
    territory_id: Option<TerritoryId>,
    at: Option<Timestamp>,
    actor_kind: Option<String>,
    actor_id: Option<i64>,
    act: Option<String>,
    thing: Option<String>,
    thing_id: Option<i64>,
    detail: Option<String>,
}

impl SealedRow {
    fn line(&self) -> Option<JournalRow> {
        Some(JournalRow {
            id: self.id?,
            territory_id: self.territory_id?,
            at: self.at?,
            actor_kind: self.actor_kind.clone()?,
            actor_id: self.actor_id,
            act: self.act.clone()?,
            thing: self.thing.clone()?,
            thing_id: self.thing_id?,
            detail: self.detail.clone()?,
        })
    }
}

/// # Errors
/// The database does not answer.
pub async fn sealed_after(tx: &mut ReadTx, position: i64, most: i64) -> Result<Vec<Sealed>, StoreError> {
    let rows = fetch_all!(tx, SealedRow, SEALED, position, most)?;
    let sealed =
        |row: SealedRow| Sealed { line: row.line(), position: row.position, journal_id: row.journal_id, mac: row.mac };
    Ok(rows.into_iter().map(sealed).collect())
}

/// # Errors
/// The database does not answer.
pub async fn never_sealed(tx: &mut ReadTx, up_to: i64, most: i64) -> Result<Vec<i64>, StoreError> {
    Ok(fetch_all!(tx, (i64,), NEVER_SEALED, up_to, most)?.into_iter().map(|(id,)| id).collect())
}
