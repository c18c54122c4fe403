//! People by what is typed at the desk: candidates of the scope, in one statement, to be ranked by
//! `domain::names`; and whom to ask about somebody whom only another organisation knows.

use chrono::NaiveDate;
use sqlx::FromRow;

use super::db::StoreError;
use super::settings::bad_row;
use super::statement::{execute, fetch_all, statements};
use super::tx::{ReadTx, WriteTx};
use super::types::organisation_of;
use crate::domain::access::Scope;
use crate::domain::ids::{MotiveId, OrganisationId, PersonId, WorkerId};
use crate::domain::journal::{Act, Detail, Thing};
use crate::domain::names::{Form, NameKeyKind, Typed, forms, near, skeletons};
use crate::domain::time::{Minutes, Timestamp};

statements! {
    /// The people with most of what is typed: each word counts once, by its best key (`$3`: word, kind,
    /// first and last key, points); then phone, end of a phone, file number, birth. The scope is
    /// asked of whoever was hit, before any is left out. `OFFSET 0` has PostgreSQL go through the wanted
    /// keys, by the index: joined, it compared each of them with every key there is.
    CANDIDATES {
        sqlite: "
        WITH wanted AS (
            SELECT one.value ->> 0 AS word, one.value ->> 1 AS kind,
                   one.value ->> 2 AS first, one.value ->> 3 AS last,
                   one.value ->> 4 AS points
            FROM json_each($3) AS one
        ), hit AS (
            SELECT name.person_id, wanted.word, MAX(wanted.points) AS points
            FROM wanted CROSS JOIN person_name_key AS name
            WHERE name.territory_id = $1 AND name.kind = wanted.kind AND name.key BETWEEN wanted.first AND wanted.last
            GROUP BY name.person_id, wanted.word
            UNION ALL
            SELECT id, -1, 40 FROM person WHERE territory_id = $1 AND phone = $4
            UNION ALL
            SELECT id, -2, 20 FROM person WHERE territory_id = $1 AND substr(phone, -4) = $5 AND phone LIKE $6
            UNION ALL
            SELECT person_id, -3, 40 FROM person_identifier
            WHERE territory_id = $1 AND kind IN ('caf', 'social', 'external') AND value IN (SELECT value FROM json_each($7))
            UNION ALL
            SELECT id, -4, 5 FROM person WHERE territory_id = $1 AND birth_date BETWEEN $8 AND $9
        ), best AS (
            SELECT person_id, SUM(points) AS points, MAX(word = -3) AS numbered FROM hit
            WHERE $2 = 0 OR EXISTS (SELECT 1 FROM person_organisation AS known
                                    WHERE known.organisation_id = $2 AND known.person_id = hit.person_id)
            GROUP BY person_id ORDER BY SUM(points) DESC, person_id DESC LIMIT $10
        )
        SELECT person.id, person.first_name, person.last_name, person.phone, person.birth_date, person.language,
               person.proven, CAST(best.numbered AS INTEGER) AS numbered,
               (SELECT string_agg(CAST(referent.worker_id AS TEXT), ',') FROM referent
                WHERE referent.person_id = person.id AND referent.ends_on IS NULL) AS referents,
               (SELECT string_agg(spelt.name, ' / ') FROM person_name AS spelt WHERE spelt.person_id = person.id) AS names,
               (SELECT appointment.motive_id FROM participation
                JOIN appointment ON appointment.id = participation.appointment_id
                WHERE participation.person_id = person.id AND ($2 = 0 OR appointment.organisation_id = $2)
                ORDER BY participation.starts_at DESC LIMIT 1) AS last_motive
        FROM best JOIN person ON person.id = best.person_id
        ORDER BY best.points DESC, person.id DESC",
        postgres: "
        WITH wanted AS (
            SELECT (one.value ->> 0)::bigint AS word, one.value ->> 1 AS kind, one.value ->> 2 AS first,
                   one.value ->> 3 AS last, (one.value ->> 4)::bigint AS points
            FROM json_array_elements($3::json) AS one
        ), hit AS (
            SELECT name.person_id, wanted.word, MAX(wanted.points) AS points
            FROM wanted CROSS JOIN LATERAL (
                SELECT own.person_id FROM person_name_key AS own
                WHERE own.territory_id = $1 AND own.kind = wanted.kind AND own.key BETWEEN wanted.first AND wanted.last OFFSET 0
            ) AS name
            GROUP BY name.person_id, wanted.word
            UNION ALL
            SELECT id, -1, 40 FROM person WHERE territory_id = $1 AND phone = $4
            UNION ALL
            SELECT id, -2, 20 FROM person WHERE territory_id = $1 AND right(phone, 4) = $5 AND phone LIKE $6
            UNION ALL
            SELECT person_id, -3, 40 FROM person_identifier
            WHERE territory_id = $1 AND kind IN ('caf', 'social', 'external')
              AND value IN (SELECT value FROM json_array_elements_text($7::json))
            UNION ALL
            SELECT id, -4, 5 FROM person WHERE territory_id = $1 AND birth_date BETWEEN $8 AND $9
        ), best AS (
            SELECT person_id, SUM(points) AS points, bool_or(word = -3) AS numbered FROM hit
            WHERE $2 = 0 OR EXISTS (SELECT 1 FROM person_organisation AS known
                                    WHERE known.organisation_id = $2 AND known.person_id = hit.person_id)
            GROUP BY person_id ORDER BY SUM(points) DESC, person_id DESC LIMIT $10
        )
        SELECT person.id, person.first_name, person.last_name, person.phone, person.birth_date, person.language,
               person.proven, best.numbered,
               (SELECT string_agg(CAST(referent.worker_id AS TEXT), ',') FROM referent
                WHERE referent.person_id = person.id AND referent.ends_on IS NULL) AS referents,
               (SELECT string_agg(spelt.name, ' / ') FROM person_name AS spelt WHERE spelt.person_id = person.id) AS names,
               (SELECT appointment.motive_id FROM participation
                JOIN appointment ON appointment.id = participation.appointment_id
                WHERE participation.person_id = person.id AND ($2 = 0 OR appointment.organisation_id = $2)
                ORDER BY participation.starts_at DESC LIMIT 1) AS last_motive
        FROM best JOIN person ON person.id = best.person_id
        ORDER BY best.points DESC, person.id DESC"
    }

    /// People of the territory whom this organisation does not know, by their exact phone or their
    /// exact folded names (`$4`: last, first), with each organisation that does know them. Nothing of
    /// the person but an id for the journal.
    ELSEWHERE {
        sqlite: "
        SELECT person.id, organisation.id, organisation.name
        FROM (SELECT id FROM person WHERE territory_id = $1 AND phone = $3
              UNION
              SELECT named.id FROM json_each($4) AS pair CROSS JOIN person AS named
              WHERE named.territory_id = $1 AND named.last_name_key = pair.value ->> 0
                AND named.first_name_key = pair.value ->> 1) AS found
        JOIN person ON person.id = found.id
        JOIN person_organisation AS other ON other.person_id = person.id
        JOIN organisation ON organisation.id = other.organisation_id
        WHERE NOT EXISTS (SELECT 1 FROM person_organisation AS own
                          WHERE own.organisation_id = $2 AND own.person_id = person.id)
          AND ($5 IS NULL OR person.birth_date IS NULL OR person.birth_date BETWEEN $5 AND $6)
        ORDER BY person.id, organisation.id LIMIT $7",
        postgres: "
        SELECT person.id, organisation.id, organisation.name
        FROM (SELECT id FROM person WHERE territory_id = $1 AND phone = $3
              UNION
              SELECT named.id FROM json_array_elements($4::json) AS pair
              JOIN person AS named ON named.territory_id = $1 AND named.last_name_key = pair.value ->> 0
                                  AND named.first_name_key = pair.value ->> 1) AS found
        JOIN person ON person.id = found.id
        JOIN person_organisation AS other ON other.person_id = person.id
        JOIN organisation ON organisation.id = other.organisation_id
        WHERE NOT EXISTS (SELECT 1 FROM person_organisation AS own
                          WHERE own.organisation_id = $2 AND own.person_id = person.id)
          AND ($5::date IS NULL OR person.birth_date IS NULL OR person.birth_date BETWEEN $5 AND $6)
        ORDER BY person.id, organisation.id LIMIT $7"
    }
    /// One asker at a time, so that the count below is true.
    LOCK_ASKER {
        sqlite: "",
        postgres: "SELECT pg_advisory_xact_lock(hashtext($1), hashtext($2))"
    }
    /// A line for each person (`$7`: person, organisations), unless that were too many within the time.
    LOOK_ELSEWHERE {
        sqlite: "
        INSERT INTO journal (territory_id, at, actor_kind, actor_id, act, thing, thing_id, detail)
        SELECT $1, $2, $3, $4, $5, $6, one.value ->> 0, one.value ->> 1
        FROM json_each($7) AS one
        WHERE json_array_length($7) + (SELECT COUNT(*) FROM journal AS before
               WHERE before.territory_id = $1 AND before.actor_kind = $3 AND before.actor_id = $4
                 AND before.act = 'looked_elsewhere' AND before.at > $8) <= $9",
        postgres: "
        INSERT INTO journal (territory_id, at, actor_kind, actor_id, act, thing, thing_id, detail)
        SELECT $1, $2, $3, $4, $5, $6, (one.value ->> 0)::bigint, one.value ->> 1
        FROM json_array_elements($7::json) AS one
        WHERE json_array_length($7::json) + (SELECT COUNT(*) FROM journal AS before
               WHERE before.territory_id = $1 AND before.actor_kind = $3 AND before.actor_id = $4
                 AND before.act = 'looked_elsewhere' AND before.at > $8) <= $9"
    }
}

/// Ranked in Rust, at most.
const MOST_CANDIDATES: i64 = 200;
/// Rows of (person, organisation) that one answer may rest on; a name that more people have says nothing.
const MOST_ELSEWHERE: i64 = 6;
/// People that one asker is told about within the time below.
const MOST_TOLD: i64 = 30;
const TOLD_WITHIN: Minutes = Minutes(60);

/// Somebody who may be meant.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub id: PersonId,
    pub first_name: String,
    pub last_name: String,
    pub phone: Option<String>,
    pub birth_date: Option<NaiveDate>,
    pub language: String,
    pub proven: bool,
    /// Whether a file number is what was typed.
    pub numbered: bool,
    pub referents: Vec<WorkerId>,
    /// Other spellings.
    pub names: Vec<String>,
    /// Of the latest appointment in the scope.
    pub last_motive: Option<MotiveId>,
}

#[derive(FromRow)]
struct CandidateRow {
    id: PersonId,
    first_name: String,
    last_name: String,
    phone: Option<String>,
    birth_date: Option<NaiveDate>,
    language: String,
    proven: bool,
    numbered: bool,
    referents: Option<String>,
    names: Option<String>,
    last_motive: Option<MotiveId>,
}

/// A key to look for, or a range of them, and what a hit is worth.
type Wanted = (usize, NameKeyKind, String, String, i64);

/// The keys of what is typed. How many words are right counts more than how right one is: so the
/// points lie close together, and a name of which both words are misspelt still comes before the
/// thousand people with one of them.
fn wanted(words: &[String]) -> Vec<Wanted> {
    let mut wanted: Vec<Wanted> = Vec::new();
    let typed = words.join(" ");
    for (nth, Form { text, words, .. }) in forms([typed.as_str()]).into_iter().enumerate() {
        let mut exact = |kind, key: String, points| wanted.push((nth, kind, key.clone(), key, points));
        exact(NameKeyKind::Token, text.clone(), 6);
        let skeletons = skeletons(&text);
        for skeleton in &skeletons {
            exact(NameKeyKind::Sound, skeleton.clone(), 5);
        }
        // Of two joined words only the whole is meant.
        if words > 1 {
            continue;
        }
        for near in skeletons.first().map(|skeleton| near(skeleton)).unwrap_or_default() {
            exact(NameKeyKind::Sound, near, 3);
        }
        let mut begun =
            |kind, key: &str, points| wanted.push((nth, kind, key.to_owned(), format!("{key}\u{10FFFF}"), points));
        if text.chars().count() >= 2 {
            begun(NameKeyKind::Token, &text, 4);
        }
        for skeleton in skeletons.iter().filter(|skeleton| skeleton.len() >= 3) {
            begun(NameKeyKind::Sound, skeleton, 3);
        }
    }
    wanted
}

/// Who in the scope may be meant by what is typed.
///
/// # Errors
/// The database does not answer, or holds a row that cannot be read.
pub async fn candidates(tx: &mut ReadTx, scope: &Scope, typed: &Typed) -> Result<Vec<Candidate>, StoreError> {
    let organisation = organisation_of(scope);
    let wanted = serde_json::to_string(&wanted(&typed.words)).map_err(|error| bad_row("keys of names", error))?;
    let numbers = serde_json::to_string(&typed.numbers).map_err(|error| bad_row("numbers", error))?;
    let end = typed.phone_end.as_deref().unwrap_or_default();
    let last_four = &end[end.len().saturating_sub(4)..];
    let (first_day, last_day) = typed.birth.and_then(|birth| birth.days()).unzip();
    let rows = fetch_all!(
        tx,
        CandidateRow,
        CANDIDATES,
        scope.territory(),
        organisation,
        wanted.as_str(),
        typed.phone.as_deref(),
        last_four,
        format!("%{end}"),
        numbers.as_str(),
        first_day,
        last_day,
        MOST_CANDIDATES
    )?;
    let candidate = |row: CandidateRow| {
        let ids = row.referents.as_deref().into_iter().flat_map(|ids| ids.split(','));
        let referents = ids.map(|id| id.parse().map_err(|error| bad_row("referent", error)));
        Ok(Candidate {
            referents: referents.collect::<Result<_, StoreError>>()?,
            names: row.names.map(|names| names.split(" / ").map(str::to_owned).collect()).unwrap_or_default(),
            id: row.id,
            first_name: row.first_name,
            last_name: row.last_name,
            phone: row.phone,
            birth_date: row.birth_date,
            language: row.language,
            proven: row.proven,
            numbered: row.numbered,
            last_motive: row.last_motive,
        })
    };
    // A guest reads nobody; said again here, where people are read.
    rows.into_iter().filter(|row| scope.may_name(row.id)).map(candidate).collect()
}

/// A person whom only another organisation knows, and that organisation.
#[derive(Clone, Debug, FromRow)]
pub struct KnownElsewhere {
    pub person: PersonId,
    pub organisation: OrganisationId,
    pub name: String,
}

/// Whoever has exactly this phone, or exactly these names, and is known to others only. Empty when
/// what is typed is too little to be sure, or fits too many.
///
/// # Errors
/// The database does not answer.
pub async fn known_elsewhere(tx: &mut ReadTx, scope: &Scope, typed: &Typed) -> Result<Vec<KnownElsewhere>, StoreError> {
    let Some(organisation) = scope.organisation() else { return Ok(Vec::new()) };
    // Where the first name ends is not known, nor which of the two was typed first.
    let mut pairs = Vec::new();
    for end in 1..typed.words.len() {
        let (one, other) = (typed.words[..end].join(" "), typed.words[end..].join(" "));
        pairs.push((other.clone(), one.clone()));
        pairs.push((one, other));
    }
    if pairs.is_empty() && typed.phone.is_none() {
        return Ok(Vec::new());
    }
    let pairs = serde_json::to_string(&pairs).map_err(|error| bad_row("names", error))?;
    let (first_day, last_day) = typed.birth.and_then(|birth| birth.days()).unzip();
    let rows = fetch_all!(
        tx,
        (PersonId, OrganisationId, String),
        ELSEWHERE,
        scope.territory(),
        organisation,
        typed.phone.as_deref(),
        pairs.as_str(),
        first_day,
        last_day,
        MOST_ELSEWHERE + 1
    )?;
    if rows.len() as i64 > MOST_ELSEWHERE {
        return Ok(Vec::new());
    }
    Ok(rows.into_iter().map(|(person, organisation, name)| KnownElsewhere { person, organisation, name }).collect())
}

/// Journals that somebody is about to be told of these people: a line for each. `false`: the asker was
/// told of too many within the last hour, nothing is written and nothing may be told.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn may_tell_elsewhere(
    tx: &mut WriteTx,
    scope: &Scope,
    known: &[KnownElsewhere],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let actor = scope.actor();
    let mut lines: Vec<(PersonId, String)> = Vec::new();
    for one in known {
        if lines.last().is_some_and(|(person, _)| *person == one.person) {
            continue;
        }
        let own = known.iter().filter(|other| other.person == one.person);
        let organisations: Vec<String> = own.map(|other| other.organisation.to_string()).collect();
        let detail = Detail { to: Some(organisations.join(",")), ..Detail::default() };
        let detail = serde_json::to_string(&detail).map_err(|error| bad_row("line of the journal", error))?;
        lines.push((one.person, detail));
    }
    let lines = serde_json::to_string(&lines).map_err(|error| bad_row("lines of the journal", error))?;
    let asker = format!("{} {}", scope.territory(), actor.id.unwrap_or_default());
    execute!(tx, LOCK_ASKER, asker.as_str(), actor.kind.word())?;
    let written = execute!(
        tx,
        LOOK_ELSEWHERE,
        scope.territory(),
        now,
        actor.kind.word(),
        actor.id,
        Act::LookedElsewhere.word(),
        Thing::Person.word(),
        lines.as_str(),
        now - TOLD_WITHIN,
        MOST_TOLD
    )?;
    Ok(written > 0)
}
