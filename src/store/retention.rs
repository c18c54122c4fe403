//! What is deleted when its time is over. How long that is stands in `jobs/retention.rs`.

use super::db::StoreError;
use super::statement::{execute, fetch_all, statements};
use super::tx::{ReadTx, WriteTx};
use crate::domain::ids::{HoldId, PersonId};
use crate::domain::time::Timestamp;

statements! {
    ENDED_HOLDS { "SELECT id FROM hold WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2" }
    SWEEP_ANSWERS { "DELETE FROM idempotency WHERE created_at < $1" }
    /// The ledger keeps that something was said, and no longer what.
    CLEAR_BODIES {
        "UPDATE message SET body = NULL, sent_to = NULL
         WHERE id IN (SELECT old.id FROM message AS old WHERE old.body IS NOT NULL AND old.created_at < $1
                      ORDER BY old.created_at LIMIT $2)"
    }
    DELETE_MESSAGES {
        "DELETE FROM message WHERE id IN (SELECT old.id FROM message AS old WHERE old.created_at < $1
                                          ORDER BY old.created_at LIMIT $2)"
    }
    DELETE_TOLD {
        "DELETE FROM outbox WHERE id IN (SELECT old.id FROM outbox AS old WHERE old.done_at IS NOT NULL AND old.done_at < $1
                                         ORDER BY old.done_at LIMIT $2)"
    }
    DELETE_CALL_BACKS { "DELETE FROM call_back WHERE done_at < $1" }
    DELETE_WAITING { "DELETE FROM waiting_entry WHERE closed_at < $1" }
    DELETE_REPLIES { "DELETE FROM reply WHERE arrived_at < $1" }
    DELETE_REPORTS { "DELETE FROM delivery_report WHERE at < $1" }
    DELETE_MISSES { "DELETE FROM search_miss WHERE day < $1" }
    DELETE_COUNTS { "DELETE FROM message_count WHERE day < $1" }
    /// Nobody heard of for so long: no appointment since, none to come, no call asked for, no place on a
    /// waiting list.
    PEOPLE_TO_FORGET {
        "SELECT person.id FROM person
         WHERE person.id > $2 AND person.created_at < $1 AND person.forgotten_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM participation
                           WHERE participation.person_id = person.id AND participation.starts_at >= $1)
           AND NOT EXISTS (SELECT 1 FROM waiting_entry
                           WHERE waiting_entry.person_id = person.id
                             AND (waiting_entry.closed_at IS NULL OR waiting_entry.closed_at >= $1))
           AND NOT EXISTS (SELECT 1 FROM call_back
                           WHERE call_back.person_id = person.id
                             AND (call_back.done_at IS NULL OR call_back.done_at >= $1))
           AND NOT EXISTS (SELECT 1 FROM relative
                           JOIN participation ON participation.person_id = relative.relative_id
                           WHERE relative.person_id = person.id AND participation.starts_at >= $1)
           AND NOT EXISTS (SELECT 1 FROM safe WHERE safe.person_id = person.id)
           AND NOT EXISTS (SELECT 1 FROM case_note WHERE case_note.person_id = person.id AND case_note.written_at >= $1)
         ORDER BY person.id LIMIT $3"
    }
    /// The row stays for the figures; nothing in it says who it was.
    FORGET_PERSON {
        "UPDATE person SET first_name = '', last_name = '', first_name_key = '', last_name_key = '', birth_date = NULL,
                phone = NULL, email = NULL, forgotten_at = $2
         WHERE id = $1"
    }
    FORGET_NAME_KEYS { "DELETE FROM person_name_key WHERE person_id = $1" }
    FORGET_IDENTIFIERS { "DELETE FROM person_identifier WHERE person_id = $1" }
    FORGET_RELATIVES { "DELETE FROM relative WHERE person_id = $1 OR relative_id = $1" }
    FORGET_REFERENTS { "DELETE FROM referent WHERE person_id = $1" }
    FORGET_ORGANISATIONS { "DELETE FROM person_organisation WHERE person_id = $1" }
    FORGET_CALL_BACKS { "DELETE FROM call_back WHERE person_id = $1" }
    FORGET_REPLIES { "DELETE FROM reply WHERE person_id = $1" }
    FORGET_SPELLINGS { "DELETE FROM person_name WHERE person_id = $1" }
    FORGET_PREFERENCE { "DELETE FROM contact_preference WHERE person_id = $1" }
    FORGET_CASE_FILES { "DELETE FROM case_file WHERE person_id = $1" }
    FORGET_NOTES { "DELETE FROM case_note WHERE person_id = $1" }
    FORGET_DIFFERENCES { "DELETE FROM two_people WHERE person_id = $1 OR other_id = $1" }
    /// What would bring a merged record back names somebody.
    FORGET_MERGES { "DELETE FROM person_merge WHERE kept_id = $1 OR gone_id = $1" }
    FORGET_WAITING { "DELETE FROM waiting_entry WHERE person_id = $1" }
    FORGET_BODIES { "UPDATE message SET body = NULL, sent_to = NULL WHERE person_id = $1" }
    FORGET_CALLERS {
        "UPDATE appointment SET caller_name = NULL, caller_phone = NULL
         WHERE id IN (SELECT appointment_id FROM participation WHERE person_id = $1)"
    }
}

/// # Errors
/// The database does not answer, as for all of these.
pub async fn ended_holds(tx: &mut ReadTx, now: Timestamp, most: i64) -> Result<Vec<HoldId>, StoreError> {
    Ok(fetch_all!(tx, (HoldId,), ENDED_HOLDS, now, most)?.into_iter().map(|(id,)| id).collect())
}

/// # Errors
/// The database refuses or does not answer.
pub async fn sweep_answers(tx: &mut WriteTx, before: Timestamp) -> Result<u64, StoreError> {
    execute!(tx, SWEEP_ANSWERS, before)
}

/// The texts and addresses of old messages. How many, at most so many.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn clear_bodies(tx: &mut WriteTx, before: Timestamp, most: i64) -> Result<u64, StoreError> {
    execute!(tx, CLEAR_BODIES, before, most)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn delete_messages(tx: &mut WriteTx, before: Timestamp, most: i64) -> Result<u64, StoreError> {
    execute!(tx, DELETE_MESSAGES, before, most)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn delete_told(tx: &mut WriteTx, before: Timestamp, most: i64) -> Result<u64, StoreError> {
    execute!(tx, DELETE_TOLD, before, most)
}

/// Calls that were made, places on waiting lists that were given up.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn delete_asked(tx: &mut WriteTx, before: Timestamp) -> Result<u64, StoreError> {
    Ok(execute!(tx, DELETE_CALL_BACKS, before)? + execute!(tx, DELETE_WAITING, before)?)
}

/// What people answered, and what providers reported.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn delete_replies(tx: &mut WriteTx, before: Timestamp) -> Result<u64, StoreError> {
    Ok(execute!(tx, DELETE_REPLIES, before)? + execute!(tx, DELETE_REPORTS, before)?)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn delete_counts(tx: &mut WriteTx, before: chrono::NaiveDate) -> Result<u64, StoreError> {
    Ok(execute!(tx, DELETE_MISSES, before)? + execute!(tx, DELETE_COUNTS, before)?)
}

/// People after an id of whom nothing was heard since an instant.
///
/// # Errors
/// The database does not answer.
pub async fn people_to_forget(
    tx: &mut ReadTx,
    since: Timestamp,
    (after, most): (PersonId, i64),
) -> Result<Vec<PersonId>, StoreError> {
    let rows = fetch_all!(tx, (PersonId,), PEOPLE_TO_FORGET, since, after, most)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// All that says who a person was; the appointments stay, of nobody.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn forget_person(tx: &mut WriteTx, person: PersonId, now: Timestamp) -> Result<(), StoreError> {
    for statement in [
        FORGET_NAME_KEYS,
        FORGET_IDENTIFIERS,
        FORGET_RELATIVES,
        FORGET_REFERENTS,
        FORGET_ORGANISATIONS,
        FORGET_CALL_BACKS,
        FORGET_REPLIES,
        FORGET_SPELLINGS,
        FORGET_PREFERENCE,
        FORGET_CASE_FILES,
        FORGET_NOTES,
        FORGET_DIFFERENCES,
        FORGET_MERGES,
        FORGET_WAITING,
        FORGET_BODIES,
        FORGET_CALLERS,
    ] {
        execute!(tx, statement, person)?;
    }
    execute!(tx, FORGET_PERSON, person, now)?;
    Ok(())
}
