//! Two records of one person made one, and two again. What moves is listed row by row, so that undoing
//! gives back exactly that, and nothing that came since. Whether it may be done is for the actions.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::case_changes::put_spellings;
use super::case_files::{birth, spellings_of};
use super::db::StoreError;
use super::name_keys::replace_keys;
use super::settings::bad_row;
use super::statement::{Statement, execute, fetch_all, fetch_optional, fetch_scalar, statements};
use super::tx::{ReadTx, WriteTx};
use crate::domain::access::Scope;
use crate::domain::cases::{Field, Record, Side, field_after};
use crate::domain::ids::{AppointmentId, MergeId, OrganisationId, PersonId, TerritoryId, WorkerId};
use crate::domain::people::folded;
use crate::domain::time::Timestamp;

statements! {
    RECORDS {
        "SELECT person.id, person.first_name, person.last_name, person.birth_date, person.birth_precision, person.phone,
                person.email,
                (SELECT string_agg(spelt.name, ' / ') FROM person_name AS spelt WHERE spelt.person_id = person.id) AS names
         FROM person_organisation AS known JOIN person ON person.id = known.person_id
         WHERE known.territory_id = $1 AND known.organisation_id = $2 ORDER BY person.id DESC LIMIT $3"
    }
    RECORD {
        "SELECT person.id, person.first_name, person.last_name, person.birth_date, person.birth_precision, person.phone,
                person.email,
                (SELECT string_agg(spelt.name, ' / ') FROM person_name AS spelt WHERE spelt.person_id = person.id) AS names
         FROM person_organisation AS known JOIN person ON person.id = known.person_id
         WHERE known.territory_id = $1 AND known.organisation_id = $2 AND known.person_id = $3"
    }
    APART { "SELECT person_id, other_id FROM two_people WHERE territory_id = $1" }
    KEEP_APART { "INSERT INTO two_people (territory_id, person_id, other_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING" }
    KNOWN_ELSEWHERE_TOO {
        "SELECT COUNT(*) FROM person_organisation WHERE territory_id = $1 AND person_id IN ($2, $3) AND organisation_id <> $4"
    }
    /// Live appointments of one motive at hours that overlap: one of each two has to go.
    CONFLICTS {
        "SELECT own.appointment_id, theirs.appointment_id
         FROM participation AS own
         JOIN participation AS theirs ON theirs.person_id = $3 AND theirs.motive_id = own.motive_id AND theirs.live
              AND own.starts_at < theirs.ends_at AND theirs.starts_at < own.ends_at
              AND theirs.appointment_id <> own.appointment_id
         WHERE own.territory_id = $1 AND own.person_id = $2 AND own.live ORDER BY own.starts_at"
    }
    /// A seat in the same session: the one of the record that goes is given back.
    SEATS_TWICE {
        "SELECT gone.appointment_id FROM participation AS gone
         JOIN participation AS kept ON kept.appointment_id = gone.appointment_id AND kept.person_id = $3
         WHERE gone.territory_id = $1 AND gone.person_id = $2"
    }
    DROP_SEAT { "DELETE FROM participation WHERE territory_id = $1 AND person_id = $2 AND appointment_id = $3" }
    /// Given back as of somebody who left: the seat itself may be another's by now.
    SEAT_BACK {
        "INSERT INTO participation (territory_id, appointment_id, person_id, motive_id, starts_at, ends_at, status, live)
         SELECT $1, appointment.id, $2, appointment.motive_id, appointment.starts_at, appointment.ends_at, 'excused', FALSE
         FROM appointment WHERE appointment.territory_id = $1 AND appointment.id = $3 ON CONFLICT DO NOTHING"
    }
    APPOINTMENTS_TO_MOVE {
        "SELECT appointment_id FROM participation WHERE territory_id = $1 AND person_id = $2
           AND appointment_id NOT IN (SELECT kept.appointment_id FROM participation AS kept WHERE kept.person_id = $3)"
    }
    MOVE_APPOINTMENTS {
        "UPDATE participation SET person_id = $3 WHERE territory_id = $1 AND person_id = $2 AND appointment_id = $4"
    }
    WAITING_TO_MOVE { "SELECT id FROM waiting_entry WHERE territory_id = $1 AND person_id = $2 AND person_id <> $3" }
    MOVE_WAITING { "UPDATE waiting_entry SET person_id = $3 WHERE territory_id = $1 AND person_id = $2 AND id = $4" }
    CALLS_TO_MOVE { "SELECT id FROM call_back WHERE territory_id = $1 AND person_id = $2 AND person_id <> $3" }
    MOVE_CALLS { "UPDATE call_back SET person_id = $3 WHERE territory_id = $1 AND person_id = $2 AND id = $4" }
    LINKS_TO_MOVE { "SELECT id FROM link WHERE territory_id = $1 AND person_id = $2 AND person_id <> $3" }
    MOVE_LINKS { "UPDATE link SET person_id = $3 WHERE territory_id = $1 AND person_id = $2 AND id = $4" }
    NOTES_TO_MOVE { "SELECT id FROM case_note WHERE territory_id = $1 AND person_id = $2 AND person_id <> $3" }
    MOVE_NOTES { "UPDATE case_note SET person_id = $3 WHERE territory_id = $1 AND person_id = $2 AND id = $4" }
    /// What is still to be said: the record that goes has no address any more.
    MESSAGES_TO_MOVE {
        "SELECT id FROM outbox WHERE territory_id = $1 AND person_id = $2 AND done_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM outbox AS kept WHERE kept.person_id = $3 AND kept.kind = outbox.kind
                             AND kept.appointment_id = outbox.appointment_id
                             AND kept.appointment_version = outbox.appointment_version)"
    }
    MOVE_MESSAGES { "UPDATE outbox SET person_id = $3 WHERE territory_id = $1 AND person_id = $2 AND id = $4" }
    REFERENTS_TO_MOVE {
        "SELECT worker_id FROM referent WHERE territory_id = $1 AND person_id = $2
           AND worker_id NOT IN (SELECT kept.worker_id FROM referent AS kept WHERE kept.person_id = $3)"
    }
    MOVE_REFERENTS { "UPDATE referent SET person_id = $3 WHERE territory_id = $1 AND person_id = $2 AND worker_id = $4" }
    RELATIVES_TO_MOVE {
        "SELECT relative_id FROM relative WHERE territory_id = $1 AND person_id = $2 AND relative_id <> $3
           AND relative_id NOT IN (SELECT kept.relative_id FROM relative AS kept WHERE kept.person_id = $3)"
    }
    MOVE_RELATIVES { "UPDATE relative SET person_id = $3 WHERE territory_id = $1 AND person_id = $2 AND relative_id = $4" }
    RELATIVES_OF_TO_MOVE {
        "SELECT person_id FROM relative WHERE territory_id = $1 AND relative_id = $2 AND person_id <> $3
           AND person_id NOT IN (SELECT kept.person_id FROM relative AS kept WHERE kept.relative_id = $3)"
    }
    MOVE_RELATIVES_OF { "UPDATE relative SET relative_id = $3 WHERE territory_id = $1 AND relative_id = $2 AND person_id = $4" }
    FILES_TO_MOVE {
        "SELECT organisation_id FROM case_file WHERE territory_id = $1 AND person_id = $2
           AND organisation_id NOT IN (SELECT kept.organisation_id FROM case_file AS kept WHERE kept.person_id = $3)"
    }
    MOVE_FILES { "UPDATE case_file SET person_id = $3 WHERE territory_id = $1 AND person_id = $2 AND organisation_id = $4" }
    PREFERENCES_TO_MOVE {
        "SELECT person_id FROM contact_preference WHERE territory_id = $1 AND person_id = $2
           AND NOT EXISTS (SELECT 1 FROM contact_preference AS kept WHERE kept.person_id = $3)"
    }
    MOVE_PREFERENCES { "UPDATE contact_preference SET person_id = $3 WHERE territory_id = $1 AND person_id = $2 AND $4 > 0" }
    NUMBERS { "SELECT kind, value FROM person_identifier WHERE territory_id = $1 AND person_id = $2 ORDER BY kind, value" }
    MOVE_NUMBER {
        "UPDATE person_identifier SET person_id = $3
         WHERE territory_id = $1 AND person_id = $2 AND kind = $4 AND value = $5"
    }
    KNOWN_BY { "SELECT organisation_id FROM person_organisation WHERE territory_id = $1 AND person_id = $2" }
    KNOW { "INSERT INTO person_organisation (territory_id, person_id, organisation_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING" }
    FORGET { "DELETE FROM person_organisation WHERE territory_id = $1 AND person_id = $2 AND organisation_id = $3" }
    FIELDS { "SELECT first_name, last_name, birth_date, birth_precision, phone, email, language, merged_into FROM person
              WHERE territory_id = $1 AND id = $2" }
    SET_FIELDS {
        "UPDATE person SET first_name = $3, last_name = $4, first_name_key = $5, last_name_key = $6, birth_date = $7,
                           birth_precision = $8, phone = $9, email = $10, language = $11, merged_into = $12
         WHERE territory_id = $1 AND id = $2"
    }
    NO_KEYS { "DELETE FROM person_name_key WHERE territory_id = $1 AND person_id = $2" }
    /// Whoever proved the number of the record that goes proves it again.
    END_SESSIONS { "UPDATE session SET revoked_at = $3 WHERE territory_id = $1 AND person_id = $2 AND revoked_at IS NULL" }
    INSERT_MERGE {
        "INSERT INTO person_merge (territory_id, organisation_id, kept_id, gone_id, worker_id, merged_at, undo)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
    }
    MERGES {
        "SELECT merge.id, merge.kept_id, merge.gone_id, merge.merged_at, merge.undone_at,
                kept.first_name || ' ' || kept.last_name AS kept_name, gone.first_name || ' ' || gone.last_name AS gone_name
         FROM person_merge AS merge JOIN person AS kept ON kept.id = merge.kept_id JOIN person AS gone ON gone.id = merge.gone_id
         WHERE merge.territory_id = $1 AND merge.organisation_id = $2 AND merge.merged_at > $3
         ORDER BY merge.merged_at DESC, merge.id DESC"
    }
    MERGE {
        sqlite: "SELECT kept_id, gone_id, merged_at, undone_at, undo FROM person_merge
                 WHERE territory_id = $1 AND organisation_id = $2 AND id = $3",
        postgres: "SELECT kept_id, gone_id, merged_at, undone_at, undo FROM person_merge
                 WHERE territory_id = $1 AND organisation_id = $2 AND id = $3 FOR UPDATE"
    }
    UNDONE { "UPDATE person_merge SET undone_at = $2, undo = '' WHERE id = $1" }
    /// What can no longer be undone is not kept either.
    FORGET_UNDO { "UPDATE person_merge SET undo = '' WHERE territory_id = $1 AND merged_at < $2 AND undo <> ''" }
}

/// What moves by itself: its name in the undo, how it is listed, how one is moved.
const MOVES: &[(&str, Statement, Statement)] = &[
    ("appointments", APPOINTMENTS_TO_MOVE, MOVE_APPOINTMENTS),
    ("waiting", WAITING_TO_MOVE, MOVE_WAITING),
    ("calls", CALLS_TO_MOVE, MOVE_CALLS),
    ("links", LINKS_TO_MOVE, MOVE_LINKS),
    ("notes", NOTES_TO_MOVE, MOVE_NOTES),
    ("messages", MESSAGES_TO_MOVE, MOVE_MESSAGES),
    ("referents", REFERENTS_TO_MOVE, MOVE_REFERENTS),
    ("relatives", RELATIVES_TO_MOVE, MOVE_RELATIVES),
    ("relatives_of", RELATIVES_OF_TO_MOVE, MOVE_RELATIVES_OF),
    ("files", FILES_TO_MOVE, MOVE_FILES),
    ("preferences", PREFERENCES_TO_MOVE, MOVE_PREFERENCES),
];

type Result<T> = std::result::Result<T, StoreError>;

#[derive(FromRow)]
struct RecordRow {
    id: PersonId,
    first_name: String,
    last_name: String,
    birth_date: Option<NaiveDate>,
    birth_precision: String,
    phone: Option<String>,
    email: Option<String>,
    names: Option<String>,
}

fn record(row: RecordRow) -> Result<Record> {
    Ok(Record {
        id: row.id,
        first_name: row.first_name,
        last_name: row.last_name,
        names: row.names.map(|names| names.split(" / ").map(str::to_owned).collect()).unwrap_or_default(),
        birth: birth(row.birth_date, &row.birth_precision)?,
        phone: row.phone,
        email: row.email,
    })
}

/// Everybody whom an organisation knows, the newest first.
///
/// # Errors
/// As every function here: the database refuses, does not answer, or holds a row that cannot be read.
pub async fn records(
    tx: &mut ReadTx,
    scope: &Scope,
    (organisation, most): (OrganisationId, i64),
) -> Result<Vec<Record>> {
    let rows = fetch_all!(tx, RecordRow, RECORDS, scope.territory(), organisation, most)?;
    rows.into_iter().map(record).collect()
}

/// # Errors
/// As [`records`].
pub async fn record_of(
    tx: &mut ReadTx,
    scope: &Scope,
    (organisation, person): (OrganisationId, PersonId),
) -> Result<Option<Record>> {
    fetch_optional!(tx, RecordRow, RECORD, scope.territory(), organisation, person)?.map(record).transpose()
}

/// The pairs that somebody looked at and kept two, the lower id first.
///
/// # Errors
/// As [`records`].
pub async fn kept_apart(tx: &mut ReadTx, scope: &Scope) -> Result<Vec<(PersonId, PersonId)>> {
    fetch_all!(tx, (PersonId, PersonId), APART, scope.territory())
}

/// # Errors
/// As [`records`].
pub async fn keep_apart(tx: &mut WriteTx, territory: TerritoryId, (one, other): (PersonId, PersonId)) -> Result<bool> {
    Ok(execute!(tx, KEEP_APART, territory, one.min(other), one.max(other))? > 0)
}

/// Whether another organisation knows one of the two.
///
/// # Errors
/// As [`records`].
pub async fn known_elsewhere_too(
    tx: &mut ReadTx,
    scope: &Scope,
    (one, other): (PersonId, PersonId),
    organisation: OrganisationId,
) -> Result<bool> {
    Ok(fetch_scalar!(tx, i64, KNOWN_ELSEWHERE_TOO, scope.territory(), one, other, organisation)? > 0)
}

/// Pairs of appointments, one of each record, that one person cannot both have.
///
/// # Errors
/// As [`records`].
pub async fn merge_conflicts(
    tx: &mut ReadTx,
    scope: &Scope,
    (kept, gone): (PersonId, PersonId),
) -> Result<Vec<(AppointmentId, AppointmentId)>> {
    fetch_all!(tx, (AppointmentId, AppointmentId), CONFLICTS, scope.territory(), kept, gone)
}

/// How many rows of each kind would move, and the file numbers.
///
/// # Errors
/// As [`records`].
pub async fn merge_moves(
    tx: &mut ReadTx,
    scope: &Scope,
    (kept, gone): (PersonId, PersonId),
) -> Result<(Vec<(&'static str, usize)>, Vec<String>)> {
    let mut moves = Vec::new();
    for (name, list, _) in MOVES {
        let rows = fetch_all!(tx, (i64,), *list, scope.territory(), gone, kept)?;
        moves.push((*name, rows.len()));
    }
    let numbers = fetch_all!(tx, (String, String), NUMBERS, scope.territory(), gone)?;
    Ok((moves, numbers.into_iter().map(|(_, value)| value).collect()))
}

/// What it takes to have both records again.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Undo {
    /// Of the record that was kept.
    fields: Vec<Field>,
    phone: Option<String>,
    email: Option<String>,
    /// Of the record that went.
    organisations: Vec<i64>,
    /// Those that know the kept record only since.
    organisations_added: Vec<i64>,
    numbers: Vec<(String, String)>,
    seats: Vec<i64>,
    moved: Vec<(String, Vec<i64>)>,
    spellings: Vec<String>,
}

#[derive(FromRow)]
struct FieldsRow {
    first_name: String,
    last_name: String,
    birth_date: Option<NaiveDate>,
    birth_precision: String,
    phone: Option<String>,
    email: Option<String>,
    language: String,
    merged_into: Option<i64>,
}

/// The fields that a merge decides one by one, as the form names them. A birth is one field.
pub const MERGED_FIELDS: [&str; 6] = ["first_name", "last_name", "birth", "phone", "email", "language"];

impl FieldsRow {
    fn get(&self, name: &str) -> Option<String> {
        match name {
            "first_name" => Some(self.first_name.clone()),
            "last_name" => Some(self.last_name.clone()),
            "birth" => self.birth_date.map(|date| format!("{} {date}", self.birth_precision)),
            "phone" => self.phone.clone(),
            "email" => self.email.clone(),
            _ => Some(self.language.clone()),
        }
    }

    fn set(&mut self, name: &str, value: Option<&str>) -> Result<()> {
        let text = || value.unwrap_or_default().to_owned();
        match name {
            "first_name" => self.first_name = text(),
            "last_name" => self.last_name = text(),
            "phone" => self.phone = value.map(str::to_owned),
            "email" => self.email = value.map(str::to_owned),
            "language" => self.language = text(),
            _ => {
                let (precision, date) = value.and_then(|value| value.split_once(' ')).unzip();
                self.birth_precision = precision.unwrap_or("day").to_owned();
                self.birth_date = date.map(str::parse).transpose().map_err(|error| bad_row("merge", error))?;
            }
        }
        Ok(())
    }

    async fn save(&self, tx: &mut WriteTx, territory: TerritoryId, person: PersonId) -> Result<()> {
        execute!(
            tx,
            SET_FIELDS,
            territory,
            person,
            self.first_name.as_str(),
            self.last_name.as_str(),
            folded(&self.first_name),
            folded(&self.last_name),
            self.birth_date,
            self.birth_precision.as_str(),
            self.phone.as_deref(),
            self.email.as_deref(),
            self.language.as_str(),
            self.merged_into
        )?;
        Ok(())
    }
}

async fn fields_of(tx: &mut ReadTx, territory: TerritoryId, person: PersonId) -> Result<FieldsRow> {
    let row = fetch_optional!(tx, FieldsRow, FIELDS, territory, person)?;
    row.ok_or_else(|| StoreError::BadRow(format!("person {person} has gone")))
}

async fn move_all(
    tx: &mut WriteTx,
    (territory, from, to): (TerritoryId, PersonId, PersonId),
    name: &str,
    ids: &[i64],
) -> Result<()> {
    let Some((_, _, one)) = MOVES.iter().find(|(own, ..)| *own == name) else {
        return Err(StoreError::BadRow(format!("a merge moved {name}")));
    };
    for id in ids {
        execute!(tx, *one, territory, from, to, *id)?;
    }
    Ok(())
}

/// Makes `gone` another spelling of `kept`: everything of it moves, its fields where `sides` says so. Both
/// rows are taken, and appointments that one person cannot both have are gone already.
///
/// # Errors
/// As [`records`]; `participation_twice` where an appointment was booked meanwhile.
pub async fn merge_people(
    tx: &mut WriteTx,
    scope: &Scope,
    (organisation, worker): (OrganisationId, Option<WorkerId>),
    (kept, gone): (PersonId, PersonId),
    sides: &[(&str, Side)],
    (now, undone_until): (Timestamp, Timestamp),
) -> Result<MergeId> {
    let territory = scope.territory();
    execute!(tx, FORGET_UNDO, territory, undone_until)?;
    let mut undo = Undo::default();
    for (appointment,) in fetch_all!(tx, (i64,), SEATS_TWICE, territory, gone, kept)? {
        execute!(tx, DROP_SEAT, territory, gone, appointment)?;
        undo.seats.push(appointment);
    }
    for (name, list, _) in MOVES {
        let rows = fetch_all!(tx, (i64,), *list, territory, gone, kept)?;
        let ids: Vec<i64> = rows.into_iter().map(|(id,)| id).collect();
        move_all(tx, (territory, gone, kept), name, &ids).await?;
        undo.moved.push(((*name).to_owned(), ids));
    }
    for (kind, value) in fetch_all!(tx, (String, String), NUMBERS, territory, gone)? {
        execute!(tx, MOVE_NUMBER, territory, gone, kept, kind.as_str(), value.as_str())?;
        undo.numbers.push((kind, value));
    }
    for (of,) in fetch_all!(tx, (i64,), KNOWN_BY, territory, gone)? {
        if execute!(tx, KNOW, territory, kept, of)? > 0 {
            undo.organisations_added.push(of);
        }
        execute!(tx, FORGET, territory, gone, of)?;
        undo.organisations.push(of);
    }
    let (mut own, mut theirs) = (fields_of(tx, territory, kept).await?, fields_of(tx, territory, gone).await?);
    let names =
        [format!("{} {}", own.first_name, own.last_name), format!("{} {}", theirs.first_name, theirs.last_name)];
    for (name, side) in sides {
        let before = own.get(name);
        let merged = if *side == Side::Kept { before.clone() } else { theirs.get(name) };
        own.set(name, merged.as_deref())?;
        undo.fields.push(Field { name: (*name).to_owned(), before, merged });
    }
    own.save(tx, territory, kept).await?;
    // Every way the name was written stays searchable.
    let now_named = folded(&format!("{} {}", own.first_name, own.last_name));
    let mut spelt = spellings_of(tx, scope, kept).await?;
    for name in names.into_iter().chain(spellings_of(tx, scope, gone).await?) {
        let name = name.trim().to_owned();
        if folded(&name) != now_named && !name.is_empty() && !spelt.contains(&name) {
            undo.spellings.push(name.clone());
            spelt.push(name);
        }
    }
    put_spellings(tx, territory, kept, &spelt).await?;
    replace_keys(tx, territory, kept, (&own.first_name, &own.last_name)).await?;
    (undo.phone, undo.email) = (theirs.phone.take(), theirs.email.take());
    theirs.merged_into = Some(kept.0);
    theirs.save(tx, territory, gone).await?;
    execute!(tx, NO_KEYS, territory, gone)?;
    execute!(tx, END_SESSIONS, territory, gone, now)?;
    let undo = serde_json::to_string(&undo).map_err(|error| bad_row("merge", error))?;
    fetch_scalar!(tx, MergeId, INSERT_MERGE, territory, organisation, kept, gone, worker, now, undo)
}

/// A merge, and whether it was undone.
#[derive(Clone, Debug, FromRow)]
pub struct MergeLine {
    pub id: MergeId,
    pub kept_id: PersonId,
    pub gone_id: PersonId,
    pub merged_at: Timestamp,
    pub undone_at: Option<Timestamp>,
    pub kept_name: String,
    pub gone_name: String,
}

/// The merges of an organisation after an instant, the newest first.
///
/// # Errors
/// As [`records`].
pub async fn merges_since(
    tx: &mut ReadTx,
    scope: &Scope,
    (organisation, since): (OrganisationId, Timestamp),
) -> Result<Vec<MergeLine>> {
    fetch_all!(tx, MergeLine, MERGES, scope.territory(), organisation, since)
}

/// A merge that is about to be undone.
#[derive(Clone, Debug, FromRow)]
pub struct LockedMerge {
    pub kept_id: PersonId,
    pub gone_id: PersonId,
    pub merged_at: Timestamp,
    pub undone_at: Option<Timestamp>,
    undo: String,
}

/// # Errors
/// As [`records`].
pub async fn lock_merge(
    tx: &mut WriteTx,
    scope: &Scope,
    (organisation, merge): (OrganisationId, MergeId),
) -> Result<Option<LockedMerge>> {
    fetch_optional!(tx, LockedMerge, MERGE, scope.territory(), organisation, merge)
}

/// Whether a record has become another.
///
/// # Errors
/// As [`records`].
pub async fn is_merged(tx: &mut ReadTx, territory: TerritoryId, person: PersonId) -> Result<bool> {
    Ok(fields_of(tx, territory, person).await?.merged_into.is_some())
}

/// Both records again: what moved goes back where it still is, fields where nobody changed them since.
///
/// # Errors
/// As [`records`].
pub async fn undo_merge(
    tx: &mut WriteTx,
    scope: &Scope,
    (id, merge): (MergeId, &LockedMerge),
    now: Timestamp,
) -> Result<()> {
    let territory = scope.territory();
    let undo: Undo = serde_json::from_str(&merge.undo).map_err(|error| bad_row("merge", error))?;
    let (kept, gone) = (merge.kept_id, merge.gone_id);
    for (name, ids) in &undo.moved {
        move_all(tx, (territory, kept, gone), name, ids).await?;
    }
    for seat in &undo.seats {
        execute!(tx, SEAT_BACK, territory, gone, *seat)?;
    }
    for (kind, value) in &undo.numbers {
        execute!(tx, MOVE_NUMBER, territory, kept, gone, kind.as_str(), value.as_str())?;
    }
    for of in &undo.organisations {
        execute!(tx, KNOW, territory, gone, *of)?;
    }
    for of in &undo.organisations_added {
        execute!(tx, FORGET, territory, kept, *of)?;
    }
    let mut own = fields_of(tx, territory, kept).await?;
    for field in &undo.fields {
        let now = own.get(&field.name);
        own.set(&field.name, field_after(field, now.as_deref()))?;
    }
    own.save(tx, territory, kept).await?;
    let mut spelt = spellings_of(tx, scope, kept).await?;
    spelt.retain(|name| !undo.spellings.contains(name));
    put_spellings(tx, territory, kept, &spelt).await?;
    replace_keys(tx, territory, kept, (&own.first_name, &own.last_name)).await?;
    let mut theirs = fields_of(tx, territory, gone).await?;
    (theirs.phone, theirs.email, theirs.merged_into) = (undo.phone, undo.email, None);
    theirs.save(tx, territory, gone).await?;
    replace_keys(tx, territory, gone, (&theirs.first_name, &theirs.last_name)).await?;
    execute!(tx, UNDONE, id, now)?;
    Ok(())
}
