//! Case files as they are read: one person for one organisation, and the list of one's own. Who may open
//! one is decided by `domain::cases` from the `Head` read here; each reading leaves its line of the journal
//! with the statement that reads the notes.

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use sqlx::FromRow;

use super::db::StoreError;
use super::settings::bad_row;
use super::statement::{fetch_all, fetch_optional, statements};
use super::tx::{ReadTx, WriteTx};
use crate::domain::access::Scope;
use crate::domain::appointments::Status;
use crate::domain::cases::{Birth, CaseRule, Custody, Needs, ReferentRole, RelativeKind, Shared};
use crate::domain::ids::{AppointmentId, CaseNoteId, MotiveId, OrganisationId, PersonId, ServiceId, WorkerId};
use crate::domain::journal::{Act, Thing};
use crate::domain::motives::Mode;
use crate::domain::time::Timestamp;

statements! {
    CASE_HEAD {
        "SELECT person.id, person.first_name, person.last_name, person.birth_date, person.birth_precision, person.phone,
                person.email, person.language, person.proven,
                contact.languages, contact.safe_from, contact.safe_until, person.do_not_write, contact.phone_shared,
                contact.how, file.needs, file.next_contact_on, organisation.case_rule, organisation.zone,
                (SELECT worker.service_id FROM worker WHERE worker.territory_id = $1 AND worker.id = $4) AS service_id,
                EXISTS (SELECT 1 FROM participation
                        JOIN busy_time ON busy_time.appointment_id = participation.appointment_id
                        JOIN worker ON worker.calendar_id = busy_time.calendar_id
                        WHERE participation.person_id = person.id AND participation.starts_at > $5
                          AND worker.id = $4) AS receives
         FROM person_organisation AS known
         JOIN person ON person.id = known.person_id
         JOIN organisation ON organisation.id = known.organisation_id
         LEFT JOIN contact_preference AS contact ON contact.person_id = person.id
         LEFT JOIN case_file AS file ON file.person_id = person.id AND file.organisation_id = known.organisation_id
         WHERE known.territory_id = $1 AND known.organisation_id = $2 AND known.person_id = $3"
    }
    CASE_REFERENTS {
        "SELECT referent.worker_id, worker.first_name, worker.last_name, worker.service_id, worker.active, referent.role,
                referent.starts_on, referent.ends_on
         FROM referent JOIN worker ON worker.id = referent.worker_id
         JOIN worker_organisation AS own ON own.worker_id = worker.id AND own.organisation_id = $2
         WHERE referent.territory_id = $1 AND referent.person_id = $3
         ORDER BY referent.ends_on NULLS FIRST, referent.starts_on NULLS FIRST, referent.worker_id"
    }
    SPELLINGS { "SELECT name FROM person_name WHERE territory_id = $1 AND person_id = $2 ORDER BY name" }
    /// Those that the organisation knows, one step away: whose relatives they are is on their own file.
    CASE_RELATIVES {
        "SELECT relative.relative_id AS other_id, relative.kind, relative.together, relative.custody, TRUE AS own,
                person.first_name, person.last_name, person.birth_date, person.birth_precision
         FROM relative JOIN person ON person.id = relative.relative_id
         JOIN person_organisation AS known ON known.person_id = person.id AND known.organisation_id = $2
         WHERE relative.territory_id = $1 AND relative.person_id = $3
         UNION ALL
         SELECT relative.person_id, relative.kind, relative.together, relative.custody, FALSE,
                person.first_name, person.last_name, person.birth_date, person.birth_precision
         FROM relative JOIN person ON person.id = relative.person_id
         JOIN person_organisation AS known ON known.person_id = person.id AND known.organisation_id = $2
         WHERE relative.territory_id = $1 AND relative.relative_id = $3
         ORDER BY birth_date DESC NULLS LAST, other_id"
    }
    CASE_APPOINTMENTS {
        "SELECT appointment.id, appointment.starts_at, appointment.ends_at, appointment.zone, participation.status,
                appointment.motive_id, appointment.mode,
                (SELECT string_agg(worker.first_name || ' ' || worker.last_name, ', ') FROM busy_time
                 JOIN worker ON worker.calendar_id = busy_time.calendar_id
                 WHERE busy_time.appointment_id = appointment.id) AS workers
         FROM participation JOIN appointment ON appointment.id = participation.appointment_id
         WHERE participation.territory_id = $1 AND participation.person_id = $3 AND appointment.organisation_id = $2
         ORDER BY participation.starts_at DESC LIMIT 60"
    }
    /// The notes, and the line that says who read the file: no reading without it.
    CASE_NOTES {
        sqlite: "
        INSERT INTO journal (territory_id, at, actor_kind, actor_id, act, thing, thing_id, detail)
        VALUES ($1, $4, $5, $6, $7, $8, $3, '{}');
        SELECT note.id, note.worker_id, note.service_id, note.shared, note.body, note.written_at, note.changed_at,
               worker.first_name, worker.last_name
        FROM case_note AS note JOIN worker ON worker.id = note.worker_id
        WHERE note.territory_id = $1 AND note.organisation_id = $2 AND note.person_id = $3
        ORDER BY note.written_at DESC, note.id DESC",
        postgres: "
        WITH read AS (
            INSERT INTO journal (territory_id, at, actor_kind, actor_id, act, thing, thing_id, detail)
            VALUES ($1, $4, $5, $6, $7, $8, $3, '{}')
        )
        SELECT note.id, note.worker_id, note.service_id, note.shared, note.body, note.written_at, note.changed_at,
               worker.first_name, worker.last_name
        FROM case_note AS note JOIN worker ON worker.id = note.worker_id
        WHERE note.territory_id = $1 AND note.organisation_id = $2 AND note.person_id = $3
        ORDER BY note.written_at DESC, note.id DESC"
    }
    CASES_OF_WORKER {
        "SELECT person.id, person.first_name, person.last_name, referent.role, referent.ends_on, file.next_contact_on,
                (SELECT MIN(participation.starts_at) FROM participation
                 JOIN appointment ON appointment.id = participation.appointment_id
                 WHERE participation.person_id = person.id AND participation.live AND participation.starts_at > $4
                   AND appointment.organisation_id = $2) AS next_at,
                (SELECT MAX(participation.starts_at) FROM participation
                 JOIN appointment ON appointment.id = participation.appointment_id
                 WHERE participation.person_id = person.id AND participation.status = 'seen'
                   AND appointment.organisation_id = $2) AS seen_at
         FROM referent JOIN person ON person.id = referent.person_id
         JOIN person_organisation AS known ON known.person_id = person.id AND known.organisation_id = $2
         LEFT JOIN case_file AS file ON file.person_id = person.id AND file.organisation_id = $2
         WHERE referent.territory_id = $1 AND referent.worker_id = $3
           AND (referent.ends_on IS NULL OR referent.ends_on > $5)
         ORDER BY person.last_name_key, person.first_name_key, person.id"
    }
}

type Result<T> = std::result::Result<T, StoreError>;

/// How somebody can be reached without harm.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactPreference {
    /// Spoken, as typed.
    pub languages: String,
    /// When a call does no harm.
    pub safe: Option<(NaiveTime, NaiveTime)>,
    pub do_not_write: bool,
    pub phone_shared: bool,
    pub how: String,
}

/// A person as one organisation's file has them, and what its reader is to them.
#[derive(Clone, Debug)]
pub struct CaseHead {
    pub person: PersonId,
    pub first_name: String,
    pub last_name: String,
    pub birth: Option<Birth>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub language: String,
    pub proven: bool,
    pub contact: ContactPreference,
    pub needs: Needs,
    pub next_contact: Option<NaiveDate>,
    pub rule: CaseRule,
    pub zone: Tz,
    /// Of the reader.
    pub service: Option<ServiceId>,
    pub receives: bool,
}

#[derive(FromRow)]
struct HeadRow {
    id: PersonId,
    first_name: String,
    last_name: String,
    birth_date: Option<NaiveDate>,
    birth_precision: String,
    phone: Option<String>,
    email: Option<String>,
    language: String,
    proven: bool,
    languages: Option<String>,
    safe_from: Option<String>,
    safe_until: Option<String>,
    do_not_write: bool,
    phone_shared: Option<bool>,
    how: Option<String>,
    needs: Option<String>,
    next_contact_on: Option<NaiveDate>,
    case_rule: String,
    zone: String,
    service_id: Option<ServiceId>,
    receives: bool,
}

pub(super) fn birth(date: Option<NaiveDate>, precision: &str) -> Result<Option<Birth>> {
    let precision = precision.parse().map_err(|error| bad_row("birth", error))?;
    Ok(date.map(|date| Birth { date, precision }))
}

fn hour(text: Option<&str>) -> Result<Option<NaiveTime>> {
    let read = |text| NaiveTime::parse_from_str(text, "%H:%M").map_err(|error| bad_row("contact_preference", error));
    text.map(read).transpose()
}

/// `None`: not known to this organisation.
///
/// # Errors
/// As every function here: the database does not answer, or holds a row that cannot be read.
pub async fn case_head(
    tx: &mut ReadTx,
    scope: &Scope,
    (organisation, person): (OrganisationId, PersonId),
    (worker, since): (WorkerId, Timestamp),
) -> Result<Option<CaseHead>> {
    let row = fetch_optional!(tx, HeadRow, CASE_HEAD, scope.territory(), organisation, person, worker, since)?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(CaseHead {
        person: row.id,
        birth: birth(row.birth_date, &row.birth_precision)?,
        first_name: row.first_name,
        last_name: row.last_name,
        phone: row.phone,
        email: row.email,
        language: row.language,
        proven: row.proven,
        contact: ContactPreference {
            languages: row.languages.unwrap_or_default(),
            safe: hour(row.safe_from.as_deref())?.zip(hour(row.safe_until.as_deref())?),
            do_not_write: row.do_not_write,
            phone_shared: row.phone_shared.unwrap_or(false),
            how: row.how.unwrap_or_default(),
        },
        needs: row.needs.unwrap_or_default().parse().map_err(|error| bad_row("case_file", error))?,
        next_contact: row.next_contact_on,
        rule: row.case_rule.parse().map_err(|error| bad_row("organisation", error))?,
        zone: row.zone.parse().map_err(|error| bad_row("organisation", error))?,
        service: row.service_id,
        receives: row.receives,
    }))
}

/// Who follows, or followed, a person.
#[derive(Clone, Debug)]
pub struct CaseReferent {
    pub worker: WorkerId,
    pub name: String,
    pub service: Option<ServiceId>,
    pub role: ReferentRole,
    pub starts_on: Option<NaiveDate>,
    /// The first day on which she no longer does.
    pub ends_on: Option<NaiveDate>,
}

impl CaseReferent {
    pub fn is_on(&self, day: NaiveDate) -> bool {
        self.ends_on.is_none_or(|ends| ends > day)
    }
}

/// # Errors
/// As [`case_head`].
pub async fn case_referents(
    tx: &mut ReadTx,
    scope: &Scope,
    (organisation, person): (OrganisationId, PersonId),
) -> Result<Vec<CaseReferent>> {
    type Row = (WorkerId, String, String, Option<ServiceId>, bool, String, Option<NaiveDate>, Option<NaiveDate>);
    let rows = fetch_all!(tx, Row, CASE_REFERENTS, scope.territory(), organisation, person)?;
    let one = |(worker, first, last, service, _, role, starts_on, ends_on): Row| {
        let role = role.parse().map_err(|error| bad_row("referent", error))?;
        Ok(CaseReferent { worker, name: format!("{first} {last}"), service, role, starts_on, ends_on })
    };
    rows.into_iter().map(one).collect()
}

/// # Errors
/// As [`case_head`].
pub async fn spellings_of(tx: &mut ReadTx, scope: &Scope, person: PersonId) -> Result<Vec<String>> {
    let rows = fetch_all!(tx, (String,), SPELLINGS, scope.territory(), person)?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// Somebody of the household, or of the family.
#[derive(Clone, Debug)]
pub struct CaseRelative {
    pub other: PersonId,
    /// What the other is to the person; where `own` is false, what the person is to the other.
    pub kind: RelativeKind,
    pub together: bool,
    pub custody: Custody,
    pub own: bool,
    pub first_name: String,
    pub last_name: String,
    pub birth: Option<Birth>,
}

#[derive(FromRow)]
struct RelativeRow {
    other_id: PersonId,
    kind: String,
    together: bool,
    custody: String,
    own: bool,
    first_name: String,
    last_name: String,
    birth_date: Option<NaiveDate>,
    birth_precision: String,
}

/// # Errors
/// As [`case_head`].
pub async fn case_relatives(
    tx: &mut ReadTx,
    scope: &Scope,
    (organisation, person): (OrganisationId, PersonId),
) -> Result<Vec<CaseRelative>> {
    let rows = fetch_all!(tx, RelativeRow, CASE_RELATIVES, scope.territory(), organisation, person)?;
    let one = |row: RelativeRow| {
        Ok(CaseRelative {
            other: row.other_id,
            // A tie that another part of the program wrote with a word of its own is still a tie.
            kind: row.kind.parse().unwrap_or(RelativeKind::Other),
            together: row.together,
            custody: row.custody.parse().map_err(|error| bad_row("relative", error))?,
            own: row.own,
            first_name: row.first_name,
            last_name: row.last_name,
            birth: birth(row.birth_date, &row.birth_precision)?,
        })
    };
    rows.into_iter().map(one).collect()
}

/// An appointment of a case file, past or to come.
#[derive(Clone, Debug)]
pub struct CaseAppointment {
    pub id: AppointmentId,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub zone: Tz,
    /// Of this person.
    pub status: Status,
    pub motive: MotiveId,
    pub mode: Mode,
    pub workers: String,
}

/// The latest first.
///
/// # Errors
/// As [`case_head`].
pub async fn case_appointments(
    tx: &mut ReadTx,
    scope: &Scope,
    (organisation, person): (OrganisationId, PersonId),
) -> Result<Vec<CaseAppointment>> {
    type Row = (AppointmentId, Timestamp, Timestamp, String, String, MotiveId, String, Option<String>);
    let rows = fetch_all!(tx, Row, CASE_APPOINTMENTS, scope.territory(), organisation, person)?;
    let one = |(id, starts_at, ends_at, zone, status, motive, mode, workers): Row| {
        Ok(CaseAppointment {
            id,
            starts_at,
            ends_at,
            zone: zone.parse().map_err(|error| bad_row("appointment", error))?,
            status: status.parse().map_err(|error| bad_row("participation", error))?,
            motive,
            mode: mode.parse().map_err(|error| bad_row("appointment", error))?,
            workers: workers.unwrap_or_default(),
        })
    };
    rows.into_iter().map(one).collect()
}

#[derive(Clone, Debug)]
pub struct CaseNote {
    pub id: CaseNoteId,
    pub author: WorkerId,
    pub author_name: String,
    /// In which it was written.
    pub service: Option<ServiceId>,
    pub shared: Shared,
    pub body: String,
    pub written_at: Timestamp,
    pub changed_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct NoteRow {
    id: CaseNoteId,
    worker_id: WorkerId,
    service_id: Option<ServiceId>,
    shared: String,
    body: String,
    written_at: Timestamp,
    changed_at: Option<Timestamp>,
    first_name: String,
    last_name: String,
}

/// Every note of a case file, the newest first, and the line of the journal that says it was opened. Which
/// of them this reader sees is decided by `domain::cases::reads_note`.
///
/// # Errors
/// As [`case_head`].
pub async fn open_case_notes(
    tx: &mut WriteTx,
    scope: &Scope,
    (organisation, person): (OrganisationId, PersonId),
    now: Timestamp,
) -> Result<Vec<CaseNote>> {
    let actor = scope.actor();
    let rows = fetch_all!(
        tx,
        NoteRow,
        CASE_NOTES,
        scope.territory(),
        organisation,
        person,
        now,
        actor.kind.word(),
        actor.id,
        Act::CaseRead.word(),
        Thing::Person.word()
    )?;
    let one = |row: NoteRow| {
        Ok(CaseNote {
            id: row.id,
            author: row.worker_id,
            author_name: format!("{} {}", row.first_name, row.last_name),
            service: row.service_id,
            shared: row.shared.parse().map_err(|error| bad_row("case_note", error))?,
            body: row.body,
            written_at: row.written_at,
            changed_at: row.changed_at,
        })
    };
    rows.into_iter().map(one).collect()
}

/// A line of a worker's own list.
#[derive(Clone, Debug)]
pub struct OwnCase {
    pub person: PersonId,
    pub name: String,
    pub role: ReferentRole,
    pub ends_on: Option<NaiveDate>,
    pub next_contact: Option<NaiveDate>,
    pub next_at: Option<Timestamp>,
    pub seen_at: Option<Timestamp>,
}

/// Whom a worker follows today at an organisation.
///
/// # Errors
/// As [`case_head`].
pub async fn cases_of_worker(
    tx: &mut ReadTx,
    scope: &Scope,
    (organisation, worker): (OrganisationId, WorkerId),
    (now, today): (Timestamp, NaiveDate),
) -> Result<Vec<OwnCase>> {
    type Row =
        (PersonId, String, String, String, Option<NaiveDate>, Option<NaiveDate>, Option<Timestamp>, Option<Timestamp>);
    let rows = fetch_all!(tx, Row, CASES_OF_WORKER, scope.territory(), organisation, worker, now, today)?;
    let one = |(person, first, last, role, ends_on, next_contact, next_at, seen_at): Row| {
        let role = role.parse().map_err(|error| bad_row("referent", error))?;
        let name = format!("{first} {last}").trim().to_owned();
        Ok(OwnCase { person, name, role, ends_on, next_contact, next_at, seen_at })
    };
    rows.into_iter().map(one).collect()
}
