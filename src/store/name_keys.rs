//! The keys of names: written with every person, and once for people who were there before there
//! were keys. Looking up by them stands in `people_search.rs`.

use super::db::{Db, StoreError};
use super::settings::bad_row;
use super::statement::{execute, fetch_all, fetch_optional, statements};
use super::tx::WriteTx;
use crate::domain::ids::{PersonId, TerritoryId};
use crate::domain::names::name_keys;

statements! {
    /// The keys of a name that is now another.
    REPLACE_KEYS {
        sqlite: "
        DELETE FROM person_name_key WHERE territory_id = $1 AND person_id = $2;
        INSERT INTO person_name_key (territory_id, person_id, kind, key)
        SELECT $1, $2, one.value ->> 0, one.value ->> 1 FROM json_each($3) AS one",
        // Both halves of the statement see the rows as they were: what stays is not deleted.
        postgres: "
        WITH wanted AS (
            SELECT one.value ->> 0 AS kind, one.value ->> 1 AS key FROM json_array_elements($3::json) AS one
        ), gone AS (
            DELETE FROM person_name_key AS old WHERE old.territory_id = $1 AND old.person_id = $2
              AND NOT EXISTS (SELECT 1 FROM wanted WHERE wanted.kind = old.kind AND wanted.key = old.key)
        )
        INSERT INTO person_name_key (territory_id, person_id, kind, key)
        SELECT $1, $2, kind, key FROM wanted ON CONFLICT DO NOTHING"
    }
    /// The other spellings, a line each.
    OTHER_NAMES { "SELECT string_agg(name, ' / ') FROM person_name WHERE territory_id = $1 AND person_id = $2" }
    WITHOUT_KEYS {
        "SELECT id, territory_id, first_name, last_name FROM person
         WHERE id > $1 AND merged_into IS NULL
           AND NOT EXISTS (SELECT 1 FROM person_name_key WHERE person_name_key.person_id = person.id)
         ORDER BY id LIMIT $2"
    }
}

/// People given keys in one transaction.
const BATCH: i64 = 200;

/// The keys of a name as one value, which both databases unfold: `[["token","diallo"],…]`.
pub(super) fn keys_json(first_name: &str, last_name: &str) -> Result<String, StoreError> {
    serde_json::to_string(&name_keys(first_name, last_name)).map_err(|error| bad_row("keys of a name", error))
}

/// Gives a person the keys of this name and of its other spellings, and no others.
///
/// # Errors
/// The database refuses or does not answer.
pub(super) async fn replace_keys(
    tx: &mut WriteTx,
    territory: TerritoryId,
    person: PersonId,
    (first_name, last_name): (&str, &str),
) -> Result<(), StoreError> {
    let others = fetch_optional!(tx, (Option<String>,), OTHER_NAMES, territory, person)?.and_then(|(others,)| others);
    let mut keys = name_keys(first_name, last_name);
    for key in others.iter().flat_map(|names| names.split(" / ")).flat_map(|name| name_keys("", name)) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let keys = serde_json::to_string(&keys).map_err(|error| bad_row("keys of a name", error))?;
    execute!(tx, REPLACE_KEYS, territory, person, keys)?;
    Ok(())
}

/// Writes the keys of people who have none; how many there were. Done after every migration: it
/// finds nobody, except once.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn write_missing_name_keys(db: &Db) -> Result<u64, StoreError> {
    let (mut after, mut written) = (PersonId(0), 0);
    loop {
        let done = db.write(move |tx| {
            Box::pin(async move {
                let rows = fetch_all!(tx, (PersonId, TerritoryId, String, String), WITHOUT_KEYS, after, BATCH)?;
                for (person, territory, first_name, last_name) in &rows {
                    replace_keys(tx, *territory, *person, (first_name, last_name)).await?;
                }
                Ok::<_, StoreError>((rows.last().map(|(person, ..)| *person), rows.len() as u64))
            })
        });
        let (last, count) = done.await?;
        written += count;
        match last {
            Some(last) => after = last,
            None => return Ok(written),
        }
    }
}
