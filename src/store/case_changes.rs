//! Case files as they are written: who somebody is, contact, needs, referents, household, notes. The
//! caller has opened the file and writes the line of the journal.

use chrono::NaiveDate;

use super::case_files::ContactPreference;
use super::db::StoreError;
use super::name_keys::replace_keys;
use super::settings::bad_row;
use super::statement::{execute, fetch_optional, fetch_scalar, statements};
use super::tx::{ReadTx, WriteTx};
use crate::domain::cases::{Birth, CaseRule, Custody, Needs, ReferentRole, RelativeKind, Shared};
use crate::domain::ids::{CaseNoteId, OrganisationId, PersonId, ServiceId, TerritoryId, WorkerId};
use crate::domain::people::folded;
use crate::domain::time::Timestamp;

statements! {
    UPDATE_IDENTITY {
        "UPDATE person SET first_name = $3, last_name = $4, first_name_key = $5, last_name_key = $6, birth_date = $7,
                           birth_precision = $8
         WHERE territory_id = $1 AND id = $2"
    }
    DELETE_SPELLINGS { "DELETE FROM person_name WHERE territory_id = $1 AND person_id = $2" }
    INSERT_SPELLING { "INSERT INTO person_name (territory_id, person_id, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING" }
    /// A number that the staff writes down is theirs; one that did not change stays as proven as it was.
    UPDATE_CONTACT {
        "UPDATE person SET phone = $3, email = $4, language = $5, do_not_write = $6,
                           proven = (proven OR phone IS DISTINCT FROM $3)
         WHERE territory_id = $1 AND id = $2"
    }
    PUT_PREFERENCE {
        "INSERT INTO contact_preference (territory_id, person_id, languages, safe_from, safe_until,
                                         phone_shared, how)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (person_id) DO UPDATE
         SET languages = excluded.languages, safe_from = excluded.safe_from, safe_until = excluded.safe_until,
             phone_shared = excluded.phone_shared, how = excluded.how"
    }
    PUT_CASE_FILE {
        "INSERT INTO case_file (territory_id, organisation_id, person_id, needs, next_contact_on) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (organisation_id, person_id) DO UPDATE
         SET needs = excluded.needs, next_contact_on = excluded.next_contact_on"
    }
    /// Who was a referent before is one again from this day on.
    PUT_REFERENT {
        "INSERT INTO referent (territory_id, person_id, worker_id, role, starts_on, ends_on)
         SELECT $1, $2, worker.id, $4, $5, NULL FROM worker
         JOIN worker_organisation AS own ON own.worker_id = worker.id AND own.organisation_id = $6
         WHERE worker.territory_id = $1 AND worker.id = $3 AND worker.active
         ON CONFLICT (person_id, worker_id) DO UPDATE
         SET role = excluded.role, ends_on = NULL,
             starts_on = CASE WHEN referent.ends_on IS NULL THEN referent.starts_on ELSE excluded.starts_on END"
    }
    END_REFERENT {
        "UPDATE referent SET ends_on = $4
         WHERE territory_id = $1 AND person_id = $2 AND worker_id = $3 AND (ends_on IS NULL OR ends_on > $4)"
    }
    PUT_RELATIVE {
        "INSERT INTO relative (territory_id, person_id, relative_id, kind, together, custody) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (person_id, relative_id) DO UPDATE
         SET kind = excluded.kind, together = excluded.together, custody = excluded.custody"
    }
    DELETE_RELATIVE { "DELETE FROM relative WHERE territory_id = $1 AND person_id = $2 AND relative_id = $3" }
    INSERT_NOTE {
        "INSERT INTO case_note (territory_id, organisation_id, person_id, worker_id, service_id, shared, body, written_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"
    }
    NOTE_AUTHOR {
        "SELECT worker_id FROM case_note WHERE territory_id = $1 AND organisation_id = $2 AND person_id = $3 AND id = $4"
    }
    UPDATE_NOTE { "UPDATE case_note SET shared = $2, body = $3, changed_at = $4 WHERE id = $1" }
    DELETE_NOTE { "DELETE FROM case_note WHERE id = $1" }
    CASE_RULE { "SELECT case_rule FROM organisation WHERE territory_id = $1 AND id = $2" }
    SET_CASE_RULE { "UPDATE organisation SET case_rule = $3 WHERE territory_id = $1 AND id = $2 AND case_rule <> $3" }
}

type Result<T> = std::result::Result<T, StoreError>;

/// Who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub first_name: String,
    pub last_name: String,
    pub spellings: Vec<String>,
    pub birth: Option<Birth>,
}

/// # Errors
/// As every function here: the database refuses or does not answer.
pub async fn save_identity(
    tx: &mut WriteTx,
    territory: TerritoryId,
    person: PersonId,
    identity: &Identity,
) -> Result<()> {
    let Identity { first_name, last_name, spellings, birth } = identity;
    execute!(
        tx,
        UPDATE_IDENTITY,
        territory,
        person,
        first_name.as_str(),
        last_name.as_str(),
        folded(first_name),
        folded(last_name),
        birth.map(|birth| birth.date),
        birth.map_or("day", |birth| birth.precision.word())
    )?;
    put_spellings(tx, territory, person, spellings).await?;
    replace_keys(tx, territory, person, (first_name, last_name)).await
}

/// The other spellings of a name, and no others. The keys are the caller's.
pub(super) async fn put_spellings(
    tx: &mut WriteTx,
    territory: TerritoryId,
    person: PersonId,
    spellings: &[String],
) -> Result<()> {
    execute!(tx, DELETE_SPELLINGS, territory, person)?;
    for name in spellings {
        execute!(tx, INSERT_SPELLING, territory, person, name.as_str())?;
    }
    Ok(())
}

/// # Errors
/// As [`save_identity`].
pub async fn save_contact(
    tx: &mut WriteTx,
    territory: TerritoryId,
    person: PersonId,
    (phone, email, language): (Option<&str>, Option<&str>, &str),
    preference: &ContactPreference,
) -> Result<()> {
    execute!(tx, UPDATE_CONTACT, territory, person, phone, email, language, preference.do_not_write)?;
    let (from, until) = preference.safe.unzip();
    let hour = |hour: Option<chrono::NaiveTime>| hour.map(|hour| hour.format("%H:%M").to_string());
    execute!(
        tx,
        PUT_PREFERENCE,
        territory,
        person,
        preference.languages.as_str(),
        hour(from),
        hour(until),
        preference.phone_shared,
        preference.how.as_str()
    )?;
    Ok(())
}

/// # Errors
/// As [`save_identity`].
pub async fn save_case_file(
    tx: &mut WriteTx,
    (territory, organisation): (TerritoryId, OrganisationId),
    person: PersonId,
    (needs, next_contact): (&Needs, Option<NaiveDate>),
) -> Result<()> {
    execute!(tx, PUT_CASE_FILE, territory, organisation, person, needs.to_string(), next_contact)?;
    Ok(())
}

/// Whether the worker is one of the organisation.
///
/// # Errors
/// As [`save_identity`].
pub async fn put_referent(
    tx: &mut WriteTx,
    (territory, organisation): (TerritoryId, OrganisationId),
    (person, worker): (PersonId, WorkerId),
    (role, starts_on): (ReferentRole, NaiveDate),
) -> Result<bool> {
    Ok(execute!(tx, PUT_REFERENT, territory, person, worker, role.word(), starts_on, organisation)? > 0)
}

/// Ends it from a day on; whether it had not ended by then.
///
/// # Errors
/// As [`save_identity`].
pub async fn end_referent(
    tx: &mut WriteTx,
    territory: TerritoryId,
    (person, worker): (PersonId, WorkerId),
    ends_on: NaiveDate,
) -> Result<bool> {
    Ok(execute!(tx, END_REFERENT, territory, person, worker, ends_on)? > 0)
}

/// # Errors
/// As [`save_identity`].
pub async fn put_relative(
    tx: &mut WriteTx,
    territory: TerritoryId,
    (person, relative): (PersonId, PersonId),
    (kind, together, custody): (RelativeKind, bool, Custody),
) -> Result<()> {
    execute!(tx, PUT_RELATIVE, territory, person, relative, kind.word(), together, custody.word())?;
    Ok(())
}

/// # Errors
/// As [`save_identity`].
pub async fn delete_relative(
    tx: &mut WriteTx,
    territory: TerritoryId,
    (person, relative): (PersonId, PersonId),
) -> Result<bool> {
    Ok(execute!(tx, DELETE_RELATIVE, territory, person, relative)? > 0)
}

/// # Errors
/// As [`save_identity`].
pub async fn insert_note(
    tx: &mut WriteTx,
    (territory, organisation): (TerritoryId, OrganisationId),
    (person, worker, service): (PersonId, WorkerId, Option<ServiceId>),
    (shared, body): (Shared, &str),
    now: Timestamp,
) -> Result<CaseNoteId> {
    fetch_scalar!(
        tx,
        CaseNoteId,
        INSERT_NOTE,
        territory,
        organisation,
        person,
        worker,
        service,
        shared.word(),
        body,
        now
    )
}

/// Who wrote a note of this case file.
///
/// # Errors
/// As [`save_identity`].
pub async fn note_author(
    tx: &mut ReadTx,
    (territory, organisation): (TerritoryId, OrganisationId),
    (person, note): (PersonId, CaseNoteId),
) -> Result<Option<WorkerId>> {
    let row = fetch_optional!(tx, (WorkerId,), NOTE_AUTHOR, territory, organisation, person, note)?;
    Ok(row.map(|(worker,)| worker))
}

/// # Errors
/// As [`save_identity`].
pub async fn update_note(
    tx: &mut WriteTx,
    note: CaseNoteId,
    (shared, body): (Shared, &str),
    now: Timestamp,
) -> Result<()> {
    execute!(tx, UPDATE_NOTE, note, shared.word(), body, now)?;
    Ok(())
}

/// # Errors
/// As [`save_identity`].
pub async fn delete_note(tx: &mut WriteTx, note: CaseNoteId) -> Result<()> {
    execute!(tx, DELETE_NOTE, note)?;
    Ok(())
}

/// Which colleagues an organisation lets open a case file.
///
/// # Errors
/// As [`save_identity`].
pub async fn case_rule(tx: &mut ReadTx, (territory, organisation): (TerritoryId, OrganisationId)) -> Result<CaseRule> {
    let rule = fetch_scalar!(tx, String, CASE_RULE, territory, organisation)?;
    rule.parse().map_err(|error| bad_row("organisation", error))
}

/// Whether it was another.
///
/// # Errors
/// As [`save_identity`].
pub async fn set_case_rule(
    tx: &mut WriteTx,
    (territory, organisation): (TerritoryId, OrganisationId),
    rule: CaseRule,
) -> Result<bool> {
    Ok(execute!(tx, SET_CASE_RULE, territory, organisation, rule.word())? > 0)
}
