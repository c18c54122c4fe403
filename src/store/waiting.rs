//! The waiting list: who would come sooner, for which motive, where and when.

use chrono::NaiveDate;
use sqlx::FromRow;

use super::db::StoreError;
use super::statement::{execute, fetch_all, fetch_optional, fetch_scalar, statements};
use super::tx::{ReadTx, WriteTx};
use super::types::organisation_of;
use crate::domain::access::Scope;
use crate::domain::ids::{MotiveId, OrganisationId, PersonId, PlaceId, TerritoryId, WaitingEntryId, WorkerId};
use crate::domain::time::Timestamp;

statements! {
    OPEN_ENTRY {
        "SELECT id FROM waiting_entry WHERE territory_id = $1 AND organisation_id = $2 AND person_id = $3 AND motive_id = $4
           AND closed_at IS NULL ORDER BY id LIMIT 1"
    }
    INSERT_ENTRY {
        "INSERT INTO waiting_entry (territory_id, organisation_id, person_id, motive_id, place_id, worker_id, first_day,
                                    last_day, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"
    }
    CHANGE_ENTRY {
        "UPDATE waiting_entry SET place_id = $2, worker_id = $3, first_day = $4, last_day = $5 WHERE id = $1"
    }
    ENTRY {
        "SELECT person_id, closed_at IS NULL FROM waiting_entry
         WHERE territory_id = $1 AND ($2 = 0 OR organisation_id = $2) AND id = $3"
    }
    CLOSE_ENTRY { "UPDATE waiting_entry SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL" }
    ENTRIES {
        "SELECT entry.id, entry.organisation_id, entry.person_id, entry.motive_id, entry.place_id, entry.worker_id,
                entry.first_day, entry.last_day, entry.reason, entry.created_at, person.first_name, person.last_name, person.phone,
                person.language
         FROM waiting_entry AS entry JOIN person ON person.id = entry.person_id
         WHERE entry.territory_id = $1 AND ($2 = 0 OR entry.organisation_id = $2) AND entry.closed_at IS NULL
           AND ($3 = 0 OR entry.motive_id = $3)
         ORDER BY CASE WHEN entry.reason IS NULL THEN 1 ELSE 0 END, entry.created_at, entry.id LIMIT $4"
    }
    ENTRIES_OF_PERSON {
        "SELECT entry.id, entry.organisation_id, entry.person_id, entry.motive_id, entry.place_id, entry.worker_id,
                entry.first_day, entry.last_day, entry.reason, entry.created_at, person.first_name, person.last_name, person.phone,
                person.language
         FROM waiting_entry AS entry JOIN person ON person.id = entry.person_id
         WHERE entry.territory_id = $1 AND entry.person_id = $2 AND entry.closed_at IS NULL
         ORDER BY entry.created_at, entry.id"
    }
}

type Result<T> = std::result::Result<T, StoreError>;

/// What somebody waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingFor {
    pub organisation: OrganisationId,
    pub person: PersonId,
    pub motive: MotiveId,
    pub place: Option<PlaceId>,
    pub worker: Option<WorkerId>,
    pub first_day: Option<NaiveDate>,
    pub last_day: Option<NaiveDate>,
}

/// Somebody on the list.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct WaitingLine {
    pub id: WaitingEntryId,
    #[sqlx(rename = "organisation_id")]
    pub organisation: OrganisationId,
    #[sqlx(rename = "person_id")]
    pub person: PersonId,
    #[sqlx(rename = "motive_id")]
    pub motive: MotiveId,
    #[sqlx(rename = "place_id")]
    pub place: Option<PlaceId>,
    #[sqlx(rename = "worker_id")]
    pub worker: Option<WorkerId>,
    pub first_day: Option<NaiveDate>,
    pub last_day: Option<NaiveDate>,
    /// A word of `WaitingReason`: why the person goes first.
    pub reason: Option<String>,
    pub created_at: Timestamp,
    pub first_name: String,
    pub last_name: String,
    pub phone: Option<String>,
    pub language: String,
}

/// Puts a person on the list, or changes what the person waits for without losing the place in it. The
/// person is locked before, so that two clicks are one entry. Its id, and whether it is new.
///
/// # Errors
/// As every function here: the database refuses or does not answer.
pub async fn put_waiting(
    tx: &mut WriteTx,
    territory: TerritoryId,
    wish: &WaitingFor,
    now: Timestamp,
) -> Result<(WaitingEntryId, bool)> {
    let WaitingFor { organisation, person, motive, place, worker, first_day, last_day } = wish;
    let open = fetch_optional!(tx, (WaitingEntryId,), OPEN_ENTRY, territory, *organisation, *person, *motive)?;
    if let Some((id,)) = open {
        execute!(tx, CHANGE_ENTRY, id, *place, *worker, *first_day, *last_day)?;
        return Ok((id, false));
    }
    let id = fetch_scalar!(
        tx,
        WaitingEntryId,
        INSERT_ENTRY,
        territory,
        *organisation,
        *person,
        *motive,
        *place,
        *worker,
        *first_day,
        *last_day,
        now
    )?;
    Ok((id, true))
}

/// Who waits under this number. `None`: not there, or not for this scope.
///
/// # Errors
/// The database does not answer.
pub async fn waiting_person(tx: &mut ReadTx, scope: &Scope, id: WaitingEntryId) -> Result<Option<PersonId>> {
    let organisation = organisation_of(scope);
    let entry = fetch_optional!(tx, (PersonId, bool), ENTRY, scope.territory(), organisation, id)?;
    Ok(entry.map(|(person, _)| person).filter(|person| scope.may_name(*person)))
}

/// Whether the entry was still open.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn close_waiting(tx: &mut WriteTx, id: WaitingEntryId, now: Timestamp) -> Result<bool> {
    Ok(execute!(tx, CLOSE_ENTRY, id, now)? > 0)
}

/// Who waits, the longest first; for one motive, or for all.
///
/// # Errors
/// The database does not answer.
pub async fn waiting_list(
    tx: &mut ReadTx,
    scope: &Scope,
    motive: Option<MotiveId>,
    most: i64,
) -> Result<Vec<WaitingLine>> {
    let organisation = organisation_of(scope);
    let motive = motive.map_or(0, |motive| motive.0);
    fetch_all!(tx, WaitingLine, ENTRIES, scope.territory(), organisation, motive, most)
}

/// What a person waits for, the longest first.
///
/// # Errors
/// The database does not answer.
pub async fn waiting_of_person(tx: &mut ReadTx, scope: &Scope, person: PersonId) -> Result<Vec<WaitingLine>> {
    if !scope.may_name(person) {
        return Ok(Vec::new());
    }
    fetch_all!(tx, WaitingLine, ENTRIES_OF_PERSON, scope.territory(), person)
}
