//! People as the scheduling needs them: who they are, which organisations know them, who their
//! referents are. Every function that reads about people takes a `Scope`.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::FromRow;

use super::db::StoreError;
use super::name_keys::{keys_json, replace_keys};
use super::settings::bad_row;
use super::statement::{execute, fetch_all, fetch_optional, fetch_scalar, statements};
use super::tx::{ReadTx, WriteTx};
use super::types::organisation_of;
use crate::domain::access::Scope;
use crate::domain::ids::{AppointmentId, MotiveId, OrganisationId, PersonId, TerritoryId, WorkerId};
use crate::domain::journal::{Act, Detail, Thing};
use crate::domain::people::{IdentifierKind, NewPerson, folded};
use crate::domain::time::Timestamp;

statements! {
    /// A person outside the scope's organisation is not there. On PostgreSQL the row is taken: the
    /// person's rules are decided by one transaction at a time.
    LOCK_PERSON {
        sqlite: "SELECT person.id FROM person WHERE person.territory_id = $1 AND person.id = $2
                 AND ($3 = 0 OR EXISTS (SELECT 1 FROM person_organisation AS known
                                        WHERE known.person_id = person.id AND known.organisation_id = $3))",
        postgres: "SELECT person.id FROM person WHERE person.territory_id = $1 AND person.id = $2
                 AND ($3 = 0 OR EXISTS (SELECT 1 FROM person_organisation AS known
                                        WHERE known.person_id = person.id AND known.organisation_id = $3))
                 FOR NO KEY UPDATE OF person"
    }
    /// Newcomers are locked by name and phone, so that two tabs make one person.
    LOCK_NEWCOMER {
        sqlite: "",
        postgres: "SELECT pg_advisory_xact_lock($1)"
    }
    PERSON_BY_PHONE_AND_NAME {
        "SELECT person.id FROM person
         JOIN person_organisation AS known ON known.person_id = person.id AND known.organisation_id = $5
         WHERE person.territory_id = $1 AND person.phone = $2 AND person.first_name_key = $3
           AND ($4 = '' OR person.last_name_key = '' OR person.last_name_key = $4)
           AND (person.proven = FALSE OR $6)
         ORDER BY person.id LIMIT 1"
    }
    /// A person and the keys of the name (`$12`), in one round trip.
    INSERT_PERSON {
        sqlite: "
        INSERT INTO person (territory_id, first_name, last_name, first_name_key, last_name_key, birth_date, phone, email,
                            language, proven, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);
        INSERT INTO person_name_key (territory_id, person_id, kind, key)
        SELECT $1, (SELECT MAX(id) FROM person), one.value ->> 0, one.value ->> 1
        FROM json_each($12) AS one;
        SELECT id FROM person ORDER BY id DESC LIMIT 1",
        postgres: "
        WITH made AS (
            INSERT INTO person (territory_id, first_name, last_name, first_name_key, last_name_key, birth_date, phone, email,
                                language, proven, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id
        ), named AS (
            INSERT INTO person_name_key (territory_id, person_id, kind, key)
            SELECT $1, made.id, one.value ->> 0, one.value ->> 1 FROM made, json_array_elements($12::json) AS one
        )
        SELECT id FROM made"
    }
    UPDATE_PERSON {
        "UPDATE person SET first_name = $3, last_name = $4, first_name_key = $5, last_name_key = $6, birth_date = $7,
                           phone = $8, email = $9
         WHERE territory_id = $1 AND id = $2
           AND (first_name <> $3 OR last_name <> $4 OR birth_date IS DISTINCT FROM $7 OR phone IS DISTINCT FROM $8
                OR email IS DISTINCT FROM $9)"
    }
    /// A person, the keys of the name, the organisation that knows them from now on, and the line of the
    /// journal, in one round trip. On SQLite the newest row is theirs: there is one writer.
    INSERT_NEWCOMER {
        sqlite: "
        INSERT INTO person (territory_id, first_name, last_name, first_name_key, last_name_key, phone, email, language,
                            proven, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);
        INSERT INTO person_organisation (territory_id, person_id, organisation_id)
        SELECT $1, id, $11 FROM person ORDER BY id DESC LIMIT 1;
        INSERT INTO person_name_key (territory_id, person_id, kind, key)
        SELECT $1, (SELECT MAX(id) FROM person), one.value ->> 0, one.value ->> 1
        FROM json_each($17) AS one;
        INSERT INTO journal (territory_id, at, actor_kind, actor_id, act, thing, thing_id, detail)
        SELECT $1, $10, $12, $13, $14, $15, id, $16 FROM person ORDER BY id DESC LIMIT 1;
        SELECT id FROM person ORDER BY id DESC LIMIT 1",
        postgres: "
        WITH made AS (
            INSERT INTO person (territory_id, first_name, last_name, first_name_key, last_name_key, phone, email, language,
                                proven, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id
        ), known AS (
            INSERT INTO person_organisation (territory_id, person_id, organisation_id) SELECT $1, id, $11 FROM made
        ), named AS (
            INSERT INTO person_name_key (territory_id, person_id, kind, key)
            SELECT $1, made.id, one.value ->> 0, one.value ->> 1 FROM made, json_array_elements($17::json) AS one
        ), written AS (
            INSERT INTO journal (territory_id, at, actor_kind, actor_id, act, thing, thing_id, detail)
            SELECT $1, $10, $12, $13, $14, $15, id, $16 FROM made
        )
        SELECT id FROM made"
    }
    JOIN_ORGANISATION { "INSERT INTO person_organisation (territory_id, person_id, organisation_id) VALUES ($1, $2, $3)
                         ON CONFLICT DO NOTHING" }
    PERSON_BY_IDENTIFIER { "SELECT person_id FROM person_identifier WHERE territory_id = $1 AND kind = $2 AND value = $3" }
    INSERT_IDENTIFIER { "INSERT INTO person_identifier (territory_id, person_id, kind, value) VALUES ($1, $2, $3, $4)
                         ON CONFLICT DO NOTHING" }
    INSERT_REFERENT { "INSERT INTO referent (territory_id, person_id, worker_id) VALUES ($1, $2, $3)
                       ON CONFLICT (person_id, worker_id) DO UPDATE SET ends_on = NULL WHERE referent.ends_on IS NOT NULL" }
    LIVE_APPOINTMENTS {
        "SELECT appointment_id, starts_at, ends_at FROM participation
         WHERE territory_id = $1 AND person_id = $2 AND motive_id = $3 AND live AND ends_at > $4
         ORDER BY starts_at"
    }
    /// Whoever has one of these file numbers, with all that an import compares. `numbers` says which
    /// kinds of numbers the person has.
    PEOPLE_BY_NUMBERS {
        sqlite: "
        SELECT number.kind, number.value, person.id, person.first_name, person.last_name, person.birth_date, person.phone,
               person.email, person.language, person.proven,
               EXISTS (SELECT 1 FROM person_organisation AS known
                       WHERE known.person_id = person.id AND known.organisation_id = $3) AS known,
               (SELECT string_agg(own.kind || '=' || own.value, ';') FROM person_identifier AS own
                WHERE own.person_id = person.id) AS numbers,
               (SELECT string_agg(CAST(referent.worker_id AS TEXT), ',') FROM referent
                WHERE referent.person_id = person.id AND referent.ends_on IS NULL) AS referents
        FROM person_identifier AS number JOIN person ON person.id = number.person_id
        WHERE number.territory_id = $1 AND number.kind IN ('caf', 'social', 'external')
          AND number.value IN (SELECT value FROM json_each($2))",
        postgres: "
        SELECT number.kind, number.value, person.id, person.first_name, person.last_name, person.birth_date, person.phone,
               person.email, person.language, person.proven,
               EXISTS (SELECT 1 FROM person_organisation AS known
                       WHERE known.person_id = person.id AND known.organisation_id = $3) AS known,
               (SELECT string_agg(own.kind || '=' || own.value, ';') FROM person_identifier AS own
                WHERE own.person_id = person.id) AS numbers,
               (SELECT string_agg(CAST(referent.worker_id AS TEXT), ',') FROM referent
                WHERE referent.person_id = person.id AND referent.ends_on IS NULL) AS referents
        FROM person_identifier AS number JOIN person ON person.id = number.person_id
        WHERE number.territory_id = $1 AND number.kind IN ('caf', 'social', 'external')
          AND number.value IN (SELECT value FROM json_array_elements_text($2::json))"
    }
    /// Everybody, a page at a time. The next two are apart, so that each has its index.
    PEOPLE_PAGE {
        "SELECT person.id, person.first_name, person.last_name, person.phone, person.language
         FROM person
         WHERE person.territory_id = $1
           AND ($2 = 0 OR EXISTS (SELECT 1 FROM person_organisation AS known
                                  WHERE known.person_id = person.id AND known.organisation_id = $2))
           AND person.id > $3
         ORDER BY person.id LIMIT $4"
    }
    PERSON {
        "SELECT person.id, person.first_name, person.last_name, person.phone, person.language
         FROM person
         WHERE person.territory_id = $1 AND person.id = $3
           AND ($2 = 0 OR EXISTS (SELECT 1 FROM person_organisation AS known
                                  WHERE known.person_id = person.id AND known.organisation_id = $2))"
    }
    /// Those who follow a person from now on.
    REFERENTS { "SELECT worker_id FROM referent WHERE territory_id = $1 AND person_id = $2 AND ends_on IS NULL ORDER BY worker_id" }
    PEOPLE_WITH_PHONE {
        "SELECT person.id, person.first_name, person.last_name, person.phone, person.language
         FROM person
         WHERE person.territory_id = $1
           AND ($2 = 0 OR EXISTS (SELECT 1 FROM person_organisation AS known
                                  WHERE known.person_id = person.id AND known.organisation_id = $2))
           AND person.id > $3 AND person.phone = $5
         ORDER BY person.id LIMIT $4"
    }
    PEOPLE_WITH_NUMBER {
        "SELECT person.id, person.first_name, person.last_name, person.phone, person.language
         FROM person
         WHERE person.territory_id = $1
           AND ($2 = 0 OR EXISTS (SELECT 1 FROM person_organisation AS known
                                  WHERE known.person_id = person.id AND known.organisation_id = $2))
           AND person.id > $3 AND ($6 = '' OR person.phone = $6)
           AND person.id IN (SELECT number.person_id FROM person_identifier AS number
                             WHERE number.territory_id = $1 AND number.kind IN ('caf', 'social', 'external')
                               AND number.value = $5)
         ORDER BY person.id LIMIT $4"
    }
}

/// The people whose row is locked for this transaction. `None`: not there, or not for this scope.
///
/// # Errors
/// The database does not answer.
pub async fn lock_person(tx: &mut WriteTx, scope: &Scope, person: PersonId) -> Result<Option<PersonId>, StoreError> {
    if !scope.may_name(person) {
        return Ok(None);
    }
    let organisation = organisation_of(scope);
    Ok(fetch_optional!(tx, (PersonId,), LOCK_PERSON, scope.territory(), person, organisation)?.map(|(id,)| id))
}

/// Somebody with this phone and this first name whom the organisation already knows, else a new
/// person, journaled. Contact data alone never merges: without a phone it is always a new one.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn person_for(
    tx: &mut WriteTx,
    scope: &Scope,
    organisation: OrganisationId,
    new: &NewPerson,
    now: Timestamp,
) -> Result<PersonId, StoreError> {
    if let Some(phone) = &new.phone {
        execute!(tx, LOCK_NEWCOMER, newcomer_lock(scope.territory(), phone, &folded(&new.first_name)))?;
        if let Some(person) = known_newcomer(tx, scope, organisation, new).await? {
            return Ok(person);
        }
    }
    let detail = serde_json::to_string(&Detail::default()).map_err(|error| bad_row("line of the journal", error))?;
    let actor = scope.actor();
    fetch_scalar!(
        tx,
        PersonId,
        INSERT_NEWCOMER,
        scope.territory(),
        new.first_name.as_str(),
        new.last_name.as_str(),
        folded(&new.first_name),
        folded(&new.last_name),
        new.phone.as_deref(),
        new.email.as_deref(),
        new.language.as_str(),
        scope.is_staff(),
        now,
        organisation,
        actor.kind.word(),
        actor.id,
        Act::PersonAdded.word(),
        Thing::Person.word(),
        detail,
        keys_json(&new.first_name, &new.last_name)?
    )
}

/// Somebody with this phone and this first name whom the organisation already knows.
///
/// # Errors
/// The database does not answer.
pub async fn known_newcomer(
    tx: &mut ReadTx,
    scope: &Scope,
    organisation: OrganisationId,
    new: &NewPerson,
) -> Result<Option<PersonId>, StoreError> {
    let Some(phone) = &new.phone else { return Ok(None) };
    let known = fetch_optional!(
        tx,
        (PersonId,),
        PERSON_BY_PHONE_AND_NAME,
        scope.territory(),
        phone.as_str(),
        folded(&new.first_name),
        folded(&new.last_name),
        organisation,
        scope.attaches()
    )?;
    Ok(known.map(|(person,)| person))
}

/// The number of the lock that two requests for the same newcomer share (FNV-1a).
fn newcomer_lock(territory: TerritoryId, phone: &str, first_name: &str) -> i64 {
    let bytes = territory.0.to_be_bytes();
    let all = bytes.iter().copied().chain(phone.bytes()).chain([0]).chain(first_name.bytes());
    all.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)) as i64
}

/// A person as a file or a form gives it; the phone in E.164.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonLine {
    pub first_name: String,
    pub last_name: String,
    pub birth_date: Option<NaiveDate>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub language: String,
    pub proven: bool,
}

/// # Errors
/// The database refuses or does not answer.
pub async fn insert_person(
    tx: &mut WriteTx,
    territory: TerritoryId,
    line: &PersonLine,
    now: Timestamp,
) -> Result<PersonId, StoreError> {
    fetch_scalar!(
        tx,
        PersonId,
        INSERT_PERSON,
        territory,
        line.first_name.as_str(),
        line.last_name.as_str(),
        folded(&line.first_name),
        folded(&line.last_name),
        line.birth_date,
        line.phone.as_deref(),
        line.email.as_deref(),
        line.language.as_str(),
        line.proven,
        now,
        keys_json(&line.first_name, &line.last_name)?
    )
}

/// Whether something changed.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn update_person(
    tx: &mut WriteTx,
    territory: TerritoryId,
    person: PersonId,
    line: &PersonLine,
) -> Result<bool, StoreError> {
    let changed = execute!(
        tx,
        UPDATE_PERSON,
        territory,
        person,
        line.first_name.as_str(),
        line.last_name.as_str(),
        folded(&line.first_name),
        folded(&line.last_name),
        line.birth_date,
        line.phone.as_deref(),
        line.email.as_deref()
    )?;
    if changed > 0 {
        replace_keys(tx, territory, person, (&line.first_name, &line.last_name)).await?;
    }
    Ok(changed > 0)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn join_organisation(
    tx: &mut WriteTx,
    territory: TerritoryId,
    person: PersonId,
    organisation: OrganisationId,
) -> Result<(), StoreError> {
    execute!(tx, JOIN_ORGANISATION, territory, person, organisation)?;
    Ok(())
}

/// # Errors
/// The database does not answer.
pub async fn person_by_identifier(
    tx: &mut ReadTx,
    territory: TerritoryId,
    kind: IdentifierKind,
    value: &str,
) -> Result<Option<PersonId>, StoreError> {
    Ok(fetch_optional!(tx, (PersonId,), PERSON_BY_IDENTIFIER, territory, kind.word(), value)?.map(|(id,)| id))
}

/// # Errors
/// The database refuses or does not answer.
pub async fn insert_identifier(
    tx: &mut WriteTx,
    territory: TerritoryId,
    person: PersonId,
    kind: IdentifierKind,
    value: &str,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, INSERT_IDENTIFIER, territory, person, kind.word(), value)? > 0)
}

/// Whether the worker was not yet a referent.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn insert_referent(
    tx: &mut WriteTx,
    territory: TerritoryId,
    person: PersonId,
    worker: WorkerId,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, INSERT_REFERENT, territory, person, worker)? > 0)
}

/// A person found by a file number.
#[derive(Clone, Debug)]
pub struct NumberedPerson {
    pub id: PersonId,
    pub line: PersonLine,
    /// Whether the organisation that was asked for knows the person.
    pub known: bool,
    pub numbers: Vec<(IdentifierKind, String)>,
    pub referents: Vec<WorkerId>,
}

#[derive(FromRow)]
struct NumberedRow {
    kind: String,
    value: String,
    id: PersonId,
    first_name: String,
    last_name: String,
    birth_date: Option<NaiveDate>,
    phone: Option<String>,
    email: Option<String>,
    language: String,
    proven: bool,
    known: bool,
    numbers: Option<String>,
    referents: Option<String>,
}

/// Whoever has one of these file numbers, by that number.
///
/// # Errors
/// The database does not answer, or holds a row that cannot be read.
pub async fn people_by_numbers(
    tx: &mut ReadTx,
    scope: &Scope,
    organisation: OrganisationId,
    values: &[&str],
) -> Result<HashMap<(IdentifierKind, String), NumberedPerson>, StoreError> {
    let values = serde_json::to_string(values).map_err(|error| bad_row("numbers", error))?;
    let rows = fetch_all!(tx, NumberedRow, PEOPLE_BY_NUMBERS, scope.territory(), values, organisation)?;
    let mut found = HashMap::with_capacity(rows.len());
    for row in rows {
        let kind = |word: &str| word.parse::<IdentifierKind>().map_err(|error| bad_row("person_identifier", error));
        let mut numbers = Vec::new();
        for own in row.numbers.as_deref().into_iter().flat_map(|own| own.split(';')) {
            // A number that holds a `;` itself is cut: its kind is still told.
            if let Some((own, value)) = own.split_once('=') {
                numbers.push((kind(own)?, value.to_owned()));
            }
        }
        let mut referents = Vec::new();
        for worker in row.referents.as_deref().into_iter().flat_map(|ids| ids.split(',')) {
            referents.push(worker.parse().map_err(|error| bad_row("referent", error))?);
        }
        let line = PersonLine {
            first_name: row.first_name,
            last_name: row.last_name,
            birth_date: row.birth_date,
            phone: row.phone,
            email: row.email,
            language: row.language,
            proven: row.proven,
        };
        let person = NumberedPerson { id: row.id, line, known: row.known, numbers, referents };
        found.insert((kind(&row.kind)?, row.value), person);
    }
    Ok(found)
}

/// A live appointment of a person for one motive, not over yet.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct LiveAppointment {
    pub appointment_id: AppointmentId,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
}

/// # Errors
/// The database does not answer.
pub async fn live_appointments(
    tx: &mut ReadTx,
    scope: &Scope,
    person: PersonId,
    motive: MotiveId,
    after: Timestamp,
) -> Result<Vec<LiveAppointment>, StoreError> {
    fetch_all!(tx, LiveAppointment, LIVE_APPOINTMENTS, scope.territory(), person, motive, after)
}

/// A person as lists show them.
#[derive(Clone, Debug, FromRow)]
pub struct FoundPerson {
    pub id: PersonId,
    pub first_name: String,
    pub last_name: String,
    pub phone: Option<String>,
    pub language: String,
}

/// A person of the scope.
///
/// # Errors
/// The database does not answer.
pub async fn person(tx: &mut ReadTx, scope: &Scope, person: PersonId) -> Result<Option<FoundPerson>, StoreError> {
    if !scope.may_name(person) {
        return Ok(None);
    }
    let organisation = organisation_of(scope);
    fetch_optional!(tx, FoundPerson, PERSON, scope.territory(), organisation, person)
}

/// Who follows a person.
///
/// # Errors
/// The database does not answer.
pub async fn referents(tx: &mut ReadTx, scope: &Scope, person: PersonId) -> Result<Vec<WorkerId>, StoreError> {
    let rows = fetch_all!(tx, (WorkerId,), REFERENTS, scope.territory(), person)?;
    Ok(rows.into_iter().map(|(worker,)| worker).collect())
}

/// People of the scope by file number or phone, in order of their id, after a given one.
///
/// # Errors
/// The database does not answer.
pub async fn find_people(
    tx: &mut ReadTx,
    scope: &Scope,
    number: &str,
    phone: &str,
    (after, limit): (i64, i64),
) -> Result<Vec<FoundPerson>, StoreError> {
    let organisation = organisation_of(scope);
    let territory = scope.territory();
    match (number, phone) {
        ("", "") => fetch_all!(tx, FoundPerson, PEOPLE_PAGE, territory, organisation, after, limit),
        ("", _) => fetch_all!(tx, FoundPerson, PEOPLE_WITH_PHONE, territory, organisation, after, limit, phone),
        _ => fetch_all!(tx, FoundPerson, PEOPLE_WITH_NUMBER, territory, organisation, after, limit, number, phone),
    }
}
