//! Sessions: a browser of which something is remembered. What one is worth is read in one statement,
//! by each request. The session is itself the proof that a `Scope` is made from, so these functions
//! take none; what they read about people they reach through the session's own row.

use sqlx::FromRow;

use super::db::StoreError;
use super::statement::{execute, fetch_all, fetch_optional, statements};
use super::tx::{ReadTx, WriteTx};
use crate::domain::ids::{AppointmentId, OrganisationId, PersonId, SessionId, TerritoryId, WorkerId};
use crate::domain::sign_in::SessionKind;
use crate::domain::time::Timestamp;

statements! {
    /// A person whose number was changed since is no longer the one who proved it; a worker who left
    /// an organisation is no longer at work there.
    SESSION_BY_TOKEN {
        "SELECT session.id, session.territory_id, session.worker_id, session.organisation_id, session.phone,
                session.second_factor_at, session.seen_at, session.kind,
                worker.first_name, worker.last_name,
                (SELECT login.totp_confirmed FROM worker_login AS login WHERE login.worker_id = session.worker_id) AS confirmed,
                (SELECT string_agg(CAST(own.organisation_id AS TEXT) || '=' || own.role, ',') FROM worker_organisation AS own
                 WHERE own.worker_id = session.worker_id) AS roles,
                (SELECT person.id FROM person
                 WHERE person.id = session.person_id AND (session.phone IS NULL OR person.phone = session.phone)) AS person_id,
                (SELECT string_agg(CAST(relative.relative_id AS TEXT), ',') FROM relative
                 WHERE relative.person_id = session.person_id AND session.phone IS NOT NULL
                   AND relative.custody <> 'none') AS relatives,
                (SELECT string_agg(CAST(made.appointment_id AS TEXT), ',') FROM guest_appointment AS made
                 WHERE made.session_id = session.id) AS appointments
         FROM session LEFT JOIN worker ON worker.id = session.worker_id
         WHERE session.token_hash = $1 AND session.revoked_at IS NULL AND session.expires_at > $2
           AND (session.kind = 'guest' OR (session.seen_at > $3 AND worker.active
               AND (worker.leaves_at IS NULL OR worker.leaves_at > $2)))"
    }
    INSERT_SESSION {
        "INSERT INTO session (territory_id, token_hash, kind, worker_id, organisation_id, phone, person_id, device,
                              created_at, seen_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)
         ON CONFLICT (token_hash) DO NOTHING RETURNING id"
    }
    TOUCH_SESSION { "UPDATE session SET seen_at = $2 WHERE id = $1 AND seen_at < $2" }
    SECOND_FACTOR_GIVEN {
        "UPDATE session SET second_factor_at = $2, seen_at = $2, expires_at = $3, token_hash = $4
         WHERE id = $1 AND revoked_at IS NULL"
    }
    PROVE_NUMBER {
        "UPDATE session SET token_hash = $2, phone = $3, person_id = $4, seen_at = $5, expires_at = $6
         WHERE id = $1 AND kind = 'guest' AND revoked_at IS NULL"
    }
    CHOOSE_PERSON {
        "UPDATE session SET person_id = $2
         WHERE id = $1 AND kind = 'guest'
           AND EXISTS (SELECT 1 FROM person WHERE person.territory_id = session.territory_id AND person.id = $2
                         AND person.phone = session.phone)"
    }
    NAME_PERSON { "UPDATE session SET person_id = $2 WHERE id = $1 AND kind = 'guest' AND phone IS NULL" }
    WORK_FOR {
        "UPDATE session SET organisation_id = $2
         WHERE id = $1 AND EXISTS (SELECT 1 FROM worker_organisation AS own
                                   WHERE own.worker_id = session.worker_id AND own.organisation_id = $2)"
    }
    REVOKE_SESSION { "UPDATE session SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL" }
    REVOKE_OWN_SESSION { "UPDATE session SET revoked_at = $3 WHERE worker_id = $1 AND id = $2 AND revoked_at IS NULL" }
    REVOKE_SESSIONS_OF_WORKER { "UPDATE session SET revoked_at = $2 WHERE worker_id = $1 AND revoked_at IS NULL" }
    REVOKE_OTHER_SESSIONS {
        "UPDATE session SET revoked_at = $3 WHERE worker_id = $1 AND id <> $2 AND revoked_at IS NULL"
    }
    SESSIONS_OF_WORKER {
        "SELECT id, device, created_at, seen_at FROM session
         WHERE worker_id = $1 AND revoked_at IS NULL AND expires_at > $2 AND seen_at > $3 AND second_factor_at IS NOT NULL
         ORDER BY seen_at DESC, id DESC"
    }
    REMEMBER_APPOINTMENT {
        "INSERT INTO guest_appointment (territory_id, session_id, appointment_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
    }
    /// Whoever has the number that this session proved.
    PEOPLE_OF_SESSION {
        "SELECT person.id, person.first_name, person.last_name
         FROM session JOIN person ON person.territory_id = session.territory_id AND person.phone = session.phone
         WHERE session.id = $1 ORDER BY person.id"
    }
    RELATIVES_OF_SESSION {
        "SELECT person.id, person.first_name, person.last_name
         FROM session JOIN relative ON relative.person_id = session.person_id AND relative.custody <> 'none'
         JOIN person ON person.id = relative.relative_id
         WHERE session.id = $1 AND session.phone IS NOT NULL ORDER BY person.id"
    }
    PEOPLE_WITH_PROVEN_NUMBER { "SELECT id FROM person WHERE territory_id = $1 AND phone = $2 ORDER BY id" }
    NUMBER_IS_PROVEN { "UPDATE person SET proven = TRUE WHERE territory_id = $1 AND phone = $2 AND proven = FALSE" }
    SWEEP_SESSIONS { "DELETE FROM session WHERE expires_at < $1" }
}

/// A session that is alive.
#[derive(Clone, Debug)]
pub struct LiveSession {
    pub id: SessionId,
    pub kind: SessionKind,
    pub territory: TerritoryId,
    pub worker: Option<WorkerId>,
    pub name: String,
    pub organisation: Option<OrganisationId>,
    /// Where the worker may work, each with its role.
    pub roles: Vec<(OrganisationId, String)>,
    pub totp_confirmed: bool,
    pub second_factor: bool,
    pub phone: Option<String>,
    pub person: Option<PersonId>,
    pub relatives: Vec<PersonId>,
    pub appointments: Vec<AppointmentId>,
    pub seen_at: Timestamp,
}

#[derive(FromRow)]
struct SessionRow {
    id: SessionId,
    territory_id: TerritoryId,
    worker_id: Option<WorkerId>,
    organisation_id: Option<OrganisationId>,
    phone: Option<String>,
    second_factor_at: Option<Timestamp>,
    seen_at: Timestamp,
    kind: String,
    first_name: Option<String>,
    last_name: Option<String>,
    confirmed: Option<bool>,
    roles: Option<String>,
    person_id: Option<PersonId>,
    relatives: Option<String>,
    appointments: Option<String>,
}

fn ids<T: From<i64>>(list: Option<&str>) -> Result<Vec<T>, StoreError> {
    let mut ids = Vec::new();
    for id in list.into_iter().flat_map(|list| list.split(',')) {
        let id: i64 = id.parse().map_err(|error| StoreError::BadRow(format!("ids of a session: {error}")))?;
        ids.push(T::from(id));
    }
    Ok(ids)
}

/// `None`: unknown, over, revoked, or its worker has left.
///
/// # Errors
/// The database does not answer, or holds a row that cannot be read.
pub async fn session_by_token(
    tx: &mut ReadTx,
    token_hash: &str,
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Option<LiveSession>, StoreError> {
    let row = fetch_optional!(tx, SessionRow, SESSION_BY_TOKEN, token_hash, now, idle_since)?;
    let Some(row) = row else { return Ok(None) };
    let mut roles = Vec::new();
    for pair in row.roles.as_deref().into_iter().flat_map(|roles| roles.split(',')) {
        let bad = || StoreError::BadRow(format!("roles of session {}: {pair}", row.id));
        let (organisation, role) = pair.split_once('=').ok_or_else(bad)?;
        roles.push((organisation.parse().map_err(|_| bad())?, role.to_owned()));
    }
    roles.sort_unstable();
    Ok(Some(LiveSession {
        id: row.id,
        kind: row.kind.parse().map_err(|error| StoreError::BadRow(format!("session {}: {error}", row.id)))?,
        territory: row.territory_id,
        worker: row.worker_id,
        name: [row.first_name, row.last_name].into_iter().flatten().collect::<Vec<_>>().join(" "),
        organisation: row.organisation_id,
        roles,
        totp_confirmed: row.confirmed.unwrap_or(false),
        second_factor: row.second_factor_at.is_some(),
        phone: row.phone,
        person: row.person_id,
        relatives: ids(row.relatives.as_deref())?,
        appointments: ids(row.appointments.as_deref())?,
        seen_at: row.seen_at,
    }))
}

#[derive(Clone, Debug)]
pub struct NewSession<'a> {
    pub territory: TerritoryId,
    pub token_hash: &'a str,
    pub kind: SessionKind,
    pub worker: Option<WorkerId>,
    pub organisation: Option<OrganisationId>,
    pub phone: Option<&'a str>,
    pub person: Option<PersonId>,
    pub device: &'a str,
    pub expires_at: Timestamp,
}

/// `None`: this token has a session already, alive or not.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn insert_session(
    tx: &mut WriteTx,
    new: &NewSession<'_>,
    now: Timestamp,
) -> Result<Option<SessionId>, StoreError> {
    let row = fetch_optional!(
        tx,
        (SessionId,),
        INSERT_SESSION,
        new.territory,
        new.token_hash,
        new.kind.word(),
        new.worker,
        new.organisation,
        new.phone,
        new.person,
        new.device,
        now,
        new.expires_at
    )?;
    Ok(row.map(|(id,)| id))
}

/// # Errors
/// The database refuses or does not answer.
pub async fn touch_session(tx: &mut WriteTx, session: SessionId, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, TOUCH_SESSION, session, now)?;
    Ok(())
}

/// The worker is signed in: the session lives longer, under a new token.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn second_factor_given(
    tx: &mut WriteTx,
    session: SessionId,
    token_hash: &str,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<bool, StoreError> {
    Ok(execute!(tx, SECOND_FACTOR_GIVEN, session, now, expires_at, token_hash)? > 0)
}

/// The guest is now who has this number, under a new token.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn prove_number(
    tx: &mut WriteTx,
    session: SessionId,
    token_hash: &str,
    (phone, person): (&str, Option<PersonId>),
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<bool, StoreError> {
    Ok(execute!(tx, PROVE_NUMBER, session, token_hash, phone, person, now, expires_at)? > 0)
}

/// Whether the person has the number that the session proved.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn choose_person(tx: &mut WriteTx, session: SessionId, person: PersonId) -> Result<bool, StoreError> {
    Ok(execute!(tx, CHOOSE_PERSON, session, person)? > 0)
}

/// Whom an invitation names, as long as the session proved no number.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn name_person(tx: &mut WriteTx, session: SessionId, person: PersonId) -> Result<bool, StoreError> {
    Ok(execute!(tx, NAME_PERSON, session, person)? > 0)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn work_for(tx: &mut WriteTx, session: SessionId, organisation: OrganisationId) -> Result<bool, StoreError> {
    Ok(execute!(tx, WORK_FOR, session, organisation)? > 0)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn revoke_session(tx: &mut WriteTx, session: SessionId, now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, REVOKE_SESSION, session, now)? > 0)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn revoke_own_session(
    tx: &mut WriteTx,
    worker: WorkerId,
    session: SessionId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, REVOKE_OWN_SESSION, worker, session, now)? > 0)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn revoke_sessions_of(tx: &mut WriteTx, worker: WorkerId, now: Timestamp) -> Result<u64, StoreError> {
    execute!(tx, REVOKE_SESSIONS_OF_WORKER, worker, now)
}

/// Ends a worker's sessions but this one.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn revoke_other_sessions(
    tx: &mut WriteTx,
    worker: WorkerId,
    but: SessionId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    execute!(tx, REVOKE_OTHER_SESSIONS, worker, but, now)
}

/// A session as its owner sees it.
#[derive(Clone, Debug, FromRow)]
pub struct SessionLine {
    pub id: SessionId,
    pub device: String,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
}

/// # Errors
/// The database does not answer.
pub async fn sessions_of(
    tx: &mut ReadTx,
    worker: WorkerId,
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Vec<SessionLine>, StoreError> {
    fetch_all!(tx, SessionLine, SESSIONS_OF_WORKER, worker, now, idle_since)
}

/// # Errors
/// The database refuses or does not answer; the appointment must be of the territory.
pub async fn remember_appointment(
    tx: &mut WriteTx,
    territory: TerritoryId,
    session: SessionId,
    appointment: AppointmentId,
) -> Result<(), StoreError> {
    execute!(tx, REMEMBER_APPOINTMENT, territory, session, appointment)?;
    Ok(())
}

#[derive(Clone, Debug, FromRow)]
pub struct CallingPerson {
    pub id: PersonId,
    pub first_name: String,
    pub last_name: String,
}

/// Whoever has the number that this session proved.
///
/// # Errors
/// The database does not answer.
pub async fn people_of_session(tx: &mut ReadTx, session: SessionId) -> Result<Vec<CallingPerson>, StoreError> {
    fetch_all!(tx, CallingPerson, PEOPLE_OF_SESSION, session)
}

/// The relatives of whom the session chose.
///
/// # Errors
/// The database does not answer.
pub async fn relatives_of_session(tx: &mut ReadTx, session: SessionId) -> Result<Vec<CallingPerson>, StoreError> {
    fetch_all!(tx, CallingPerson, RELATIVES_OF_SESSION, session)
}

/// Whoever has this number, which has just been proven.
///
/// # Errors
/// The database does not answer.
pub async fn people_with_proven_number(
    tx: &mut ReadTx,
    territory: TerritoryId,
    phone: &str,
) -> Result<Vec<PersonId>, StoreError> {
    let rows = fetch_all!(tx, (PersonId,), PEOPLE_WITH_PROVEN_NUMBER, territory, phone)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Those who booked with this number before it was proven.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn number_is_proven(tx: &mut WriteTx, territory: TerritoryId, phone: &str) -> Result<u64, StoreError> {
    execute!(tx, NUMBER_IS_PROVEN, territory, phone)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn sweep_sessions(tx: &mut WriteTx, before: Timestamp) -> Result<u64, StoreError> {
    execute!(tx, SWEEP_SESSIONS, before)
}
