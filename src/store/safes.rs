//! Whose safe it is, its wrapped keys, which browser has it open, and what workers have signed. Named
//! by `src/safe` alone.

use chrono::NaiveDate;
use sqlx::FromRow;

use super::db::StoreError;
use super::statement::{execute, fetch_all, fetch_optional, fetch_scalar, statements};
use super::tx::{ReadTx, WriteTx};
use crate::domain::ids::{OrganisationId, PersonId, SafeId, SessionId, TerritoryId, WorkerId};
use crate::domain::time::Timestamp;

statements! {
    SAFE_OF_PERSON {
        "SELECT id, territory_id, person_id, uid, pin_hash, card_hash, ticket_hash, ticket_ends_at, key_version
         FROM safe WHERE territory_id = $1 AND person_id = $2"
    }
    SAFE_BY_ID {
        "SELECT id, territory_id, person_id, uid, pin_hash, card_hash, ticket_hash, ticket_ends_at, key_version
         FROM safe WHERE territory_id = $1 AND id = $2"
    }
    INSERT_SAFE {
        "INSERT INTO safe (territory_id, person_id, uid, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (territory_id, person_id) DO NOTHING RETURNING id"
    }
    INSERT_KEY { "INSERT INTO safe_key (territory_id, safe_id, version, root, wrapped_key) VALUES ($1, $2, $3, $4, $5)" }
    KEY_OF_SAFE { "SELECT root, wrapped_key FROM safe_key WHERE safe_id = $1 AND version = $2" }
    SET_TICKET { "UPDATE safe SET ticket_hash = $2, ticket_ends_at = $3 WHERE id = $1" }
    SET_PIN { "UPDATE safe SET pin_hash = $2, ticket_hash = NULL, ticket_ends_at = NULL WHERE id = $1" }
    SET_CARD { "UPDATE safe SET card_hash = $2 WHERE id = $1" }
    CLOSE_EVERYWHERE { "DELETE FROM safe_opening WHERE safe_id = $1" }
    CLOSE { "DELETE FROM safe_opening WHERE session_id = $1 AND safe_id = $2" }
    OPEN {
        "INSERT INTO safe_opening (territory_id, session_id, safe_id, opened_at, ends_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (session_id, safe_id) DO UPDATE SET opened_at = excluded.opened_at, ends_at = excluded.ends_at"
    }
    /// The session must still be alive, and still be who it was: its number proven, the same person.
    OPENED {
        "SELECT safe.id, safe.territory_id, safe.person_id, safe.uid, safe.pin_hash, safe.card_hash, safe.ticket_hash,
                safe.ticket_ends_at, safe.key_version
         FROM safe_opening AS opening
         JOIN safe ON safe.id = opening.safe_id
         JOIN session ON session.id = opening.session_id AND session.revoked_at IS NULL AND session.expires_at > $4
              AND session.phone IS NOT NULL AND session.person_id = safe.person_id
         WHERE safe.territory_id = $1 AND opening.session_id = $2 AND safe.person_id = $3 AND opening.ends_at > $4"
    }
    SESSION_PROVED {
        "SELECT COUNT(*) FROM session WHERE territory_id = $1 AND id = $2 AND person_id = $3 AND phone IS NOT NULL
         AND kind = 'guest' AND revoked_at IS NULL AND expires_at > $4"
    }
    SAFE_UNDER_ROOT_BUT {
        "SELECT safe_key.safe_id, safe_key.version, safe_key.root, safe_key.wrapped_key, safe.territory_id, safe.person_id
         FROM safe_key JOIN safe ON safe.id = safe_key.safe_id
         WHERE safe_key.root <> $1 ORDER BY safe_key.safe_id, safe_key.version LIMIT $2"
    }
    /// Only what is still as it was read: another process may turn the same keys.
    REWRAP {
        "UPDATE safe_key SET root = $4, wrapped_key = $5 WHERE safe_id = $1 AND version = $2 AND root = $3"
    }
    CHARTER { "SELECT signed_on, trained_on FROM worker_charter WHERE territory_id = $1 AND worker_id = $2" }
    SET_CHARTER {
        "INSERT INTO worker_charter (territory_id, worker_id, signed_on, trained_on) VALUES ($1, $2, $3, $4)
         ON CONFLICT (worker_id) DO UPDATE SET signed_on = excluded.signed_on, trained_on = excluded.trained_on"
    }
    /// Those who can record a charter: the organisation's, then the territory's.
    WHO_LIFTS {
        "SELECT worker.first_name || ' ' || worker.last_name FROM worker
         JOIN worker_organisation AS own ON own.worker_id = worker.id
         WHERE worker.territory_id = $1 AND worker.active AND worker.id <> $3
           AND ((own.organisation_id = $2 AND own.role = 'organisation_admin') OR own.role = 'territory_admin')
         ORDER BY own.role, worker.id LIMIT 5"
    }
    WORKER_IS_HERE {
        "SELECT COUNT(*) FROM worker WHERE territory_id = $1 AND id = $2 AND active"
    }
    WORKER_IS_OF {
        "SELECT COUNT(*) FROM worker_organisation WHERE territory_id = $1 AND worker_id = $2 AND organisation_id = $3"
    }
    WORKER_NAMES {
        "SELECT worker.id, worker.first_name || ' ' || worker.last_name, organisation.name
         FROM worker LEFT JOIN worker_organisation AS own ON own.worker_id = worker.id
         LEFT JOIN organisation ON organisation.id = own.organisation_id
         WHERE worker.territory_id = $1 AND worker.id = $2 ORDER BY organisation.id LIMIT 1"
    }
    ERASE_KEYS { "DELETE FROM safe_key WHERE safe_id = $1" }
    ERASE_SAFE { "DELETE FROM safe WHERE id = $1" }
    SAFES_BY_UID {
        sqlite: "SELECT id, territory_id, person_id, uid, pin_hash, card_hash, ticket_hash, ticket_ends_at, key_version
                 FROM safe WHERE uid IN (SELECT value FROM json_each($1))",
        postgres: "SELECT id, territory_id, person_id, uid, pin_hash, card_hash, ticket_hash, ticket_ends_at, key_version
                 FROM safe WHERE uid IN (SELECT json_array_elements_text($1::json))"
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct SafeRow {
    pub id: SafeId,
    pub territory_id: TerritoryId,
    pub person_id: PersonId,
    pub uid: String,
    pub pin_hash: Option<String>,
    pub card_hash: Option<String>,
    pub ticket_hash: Option<String>,
    pub ticket_ends_at: Option<Timestamp>,
    pub key_version: i64,
}

/// # Errors
/// The database does not answer.
pub async fn safe_of(tx: &mut ReadTx, territory: TerritoryId, person: PersonId) -> Result<Option<SafeRow>, StoreError> {
    fetch_optional!(tx, SafeRow, SAFE_OF_PERSON, territory, person)
}

/// # Errors
/// The database does not answer.
pub async fn safe(tx: &mut ReadTx, territory: TerritoryId, safe: SafeId) -> Result<Option<SafeRow>, StoreError> {
    fetch_optional!(tx, SafeRow, SAFE_BY_ID, territory, safe)
}

/// # Errors
/// The database does not answer.
pub async fn safes_by_uid(tx: &mut ReadTx, uids: &[String]) -> Result<Vec<SafeRow>, StoreError> {
    fetch_all!(tx, SafeRow, SAFES_BY_UID, text_list(uids))
}

/// Words of our own making, as one bind.
pub(super) fn text_list(texts: &[String]) -> String {
    serde_json::to_string(texts).expect("a list of texts is JSON")
}

/// `None`: the person has one already.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn insert_safe(
    tx: &mut WriteTx,
    (territory, person): (TerritoryId, PersonId),
    uid: &str,
    now: Timestamp,
) -> Result<Option<SafeId>, StoreError> {
    Ok(fetch_optional!(tx, (SafeId,), INSERT_SAFE, territory, person, uid, now)?.map(|(id,)| id))
}

/// # Errors
/// The database refuses or does not answer.
pub async fn insert_key(
    tx: &mut WriteTx,
    (territory, safe): (TerritoryId, SafeId),
    version: i64,
    (root, wrapped): (&str, &[u8]),
) -> Result<(), StoreError> {
    execute!(tx, INSERT_KEY, territory, safe, version, root, wrapped)?;
    Ok(())
}

/// The root and the wrapped key of a version.
///
/// # Errors
/// The database does not answer.
pub async fn key_of(tx: &mut ReadTx, safe: SafeId, version: i64) -> Result<Option<(String, Vec<u8>)>, StoreError> {
    fetch_optional!(tx, (String, Vec<u8>), KEY_OF_SAFE, safe, version)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn set_ticket(tx: &mut WriteTx, safe: SafeId, hash: &str, ends_at: Timestamp) -> Result<(), StoreError> {
    execute!(tx, SET_TICKET, safe, hash, ends_at)?;
    Ok(())
}

/// The ticket is used up with it.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn set_pin(tx: &mut WriteTx, safe: SafeId, hash: &str) -> Result<(), StoreError> {
    execute!(tx, SET_PIN, safe, hash)?;
    Ok(())
}

/// # Errors
/// The database refuses or does not answer.
pub async fn set_card(tx: &mut WriteTx, safe: SafeId, hash: &str) -> Result<(), StoreError> {
    execute!(tx, SET_CARD, safe, hash)?;
    Ok(())
}

/// # Errors
/// The database refuses or does not answer.
pub async fn open_for(
    tx: &mut WriteTx,
    (territory, safe): (TerritoryId, SafeId),
    session: SessionId,
    (now, ends_at): (Timestamp, Timestamp),
) -> Result<(), StoreError> {
    execute!(tx, OPEN, territory, session, safe, now, ends_at)?;
    Ok(())
}

/// # Errors
/// The database refuses or does not answer.
pub async fn close_everywhere(tx: &mut WriteTx, safe: SafeId) -> Result<(), StoreError> {
    execute!(tx, CLOSE_EVERYWHERE, safe)?;
    Ok(())
}

/// # Errors
/// The database refuses or does not answer.
pub async fn close_for(tx: &mut WriteTx, session: SessionId, safe: SafeId) -> Result<bool, StoreError> {
    Ok(execute!(tx, CLOSE, session, safe)? > 0)
}

/// The safe of the person, when this session has it open.
///
/// # Errors
/// The database does not answer.
pub async fn opened(
    tx: &mut ReadTx,
    (territory, person): (TerritoryId, PersonId),
    session: SessionId,
    now: Timestamp,
) -> Result<Option<SafeRow>, StoreError> {
    fetch_optional!(tx, SafeRow, OPENED, territory, session, person, now)
}

/// Whether this session is a guest who proved a number and is this person.
///
/// # Errors
/// The database does not answer.
pub async fn session_is(
    tx: &mut ReadTx,
    (territory, person): (TerritoryId, PersonId),
    session: SessionId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(fetch_scalar!(tx, i64, SESSION_PROVED, territory, session, person, now)? > 0)
}

/// A person's key that another root wrapped.
#[derive(Clone, Debug, FromRow)]
pub struct WrappedKey {
    pub safe_id: SafeId,
    pub version: i64,
    pub root: String,
    pub wrapped_key: Vec<u8>,
    pub territory_id: TerritoryId,
    pub person_id: PersonId,
}

/// # Errors
/// The database does not answer.
pub async fn keys_under_other_roots(tx: &mut ReadTx, root: &str, most: i64) -> Result<Vec<WrappedKey>, StoreError> {
    fetch_all!(tx, WrappedKey, SAFE_UNDER_ROOT_BUT, root, most)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn rewrap(tx: &mut WriteTx, old: &WrappedKey, root: &str, wrapped: &[u8]) -> Result<bool, StoreError> {
    Ok(execute!(tx, REWRAP, old.safe_id, old.version, old.root.as_str(), root, wrapped)? > 0)
}

#[derive(Clone, Copy, Debug, Default, FromRow)]
pub struct CharterRow {
    pub signed_on: Option<NaiveDate>,
    pub trained_on: Option<NaiveDate>,
}

/// # Errors
/// The database does not answer.
pub async fn charter(tx: &mut ReadTx, territory: TerritoryId, worker: WorkerId) -> Result<CharterRow, StoreError> {
    Ok(fetch_optional!(tx, CharterRow, CHARTER, territory, worker)?.unwrap_or_default())
}

/// # Errors
/// The database refuses or does not answer; the worker must be of the territory.
pub async fn set_charter(
    tx: &mut WriteTx,
    territory: TerritoryId,
    worker: WorkerId,
    charter: CharterRow,
) -> Result<(), StoreError> {
    execute!(tx, SET_CHARTER, territory, worker, charter.signed_on, charter.trained_on)?;
    Ok(())
}

/// # Errors
/// The database does not answer.
pub async fn who_lifts(
    tx: &mut ReadTx,
    territory: TerritoryId,
    organisation: OrganisationId,
    worker: WorkerId,
) -> Result<Vec<String>, StoreError> {
    let rows = fetch_all!(tx, (String,), WHO_LIFTS, territory, organisation, worker)?;
    let mut names: Vec<String> = rows.into_iter().map(|(name,)| name).collect();
    names.dedup();
    Ok(names)
}

/// # Errors
/// The database does not answer.
pub async fn worker_is_here(tx: &mut ReadTx, territory: TerritoryId, worker: WorkerId) -> Result<bool, StoreError> {
    Ok(fetch_scalar!(tx, i64, WORKER_IS_HERE, territory, worker)? > 0)
}

/// # Errors
/// The database does not answer.
pub async fn worker_is_of(
    tx: &mut ReadTx,
    territory: TerritoryId,
    worker: WorkerId,
    organisation: OrganisationId,
) -> Result<bool, StoreError> {
    Ok(fetch_scalar!(tx, i64, WORKER_IS_OF, territory, worker, organisation)? > 0)
}

/// Who a worker is, and where: as the person reads it.
///
/// # Errors
/// The database does not answer.
pub async fn worker_named(
    tx: &mut ReadTx,
    territory: TerritoryId,
    worker: WorkerId,
) -> Result<Option<(String, Option<String>)>, StoreError> {
    let row = fetch_optional!(tx, (WorkerId, String, Option<String>), WORKER_NAMES, territory, worker)?;
    Ok(row.map(|(_, name, organisation)| (name, organisation)))
}

/// Everything else of it must be gone.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn erase_safe(tx: &mut WriteTx, safe: SafeId) -> Result<(), StoreError> {
    execute!(tx, CLOSE_EVERYWHERE, safe)?;
    execute!(tx, ERASE_KEYS, safe)?;
    execute!(tx, ERASE_SAFE, safe)?;
    Ok(())
}
