//! Codes, links, and the notices that carry them. Rows hold salts and hashes; what is printed is
//! derived from them by the actions.

use sqlx::FromRow;

use super::db::StoreError;
use super::statement::{execute, fetch_all, fetch_optional, fetch_scalar, statements};
use super::tx::{ReadTx, WriteTx};
use super::types::organisation_of;
use crate::domain::access::Scope;
use crate::domain::ids::{
    AppointmentId, LinkId, MotiveId, NoticeId, OrganisationId, PersonId, PlaceId, ProposalId, SessionId, SignInCodeId,
    TerritoryId, WorkerId,
};
use crate::domain::sign_in::{CODE_TRIES, LinkPurpose, NoticeKind};
use crate::domain::time::Timestamp;

statements! {
    INSERT_CODE {
        "INSERT INTO sign_in_code (territory_id, phone, salt, created_at, expires_at) VALUES ($1, $2, $3, $4, $5) RETURNING id"
    }
    /// The newest code of a number, one try spent. `None` when it is used, used up, or too old.
    TRY_CODE {
        "UPDATE sign_in_code SET tries = tries + 1
         WHERE id = (SELECT newest.id FROM sign_in_code AS newest
                     WHERE newest.territory_id = $1 AND newest.phone = $2 ORDER BY newest.id DESC LIMIT 1)
           AND tries < $4 AND used_at IS NULL AND expires_at > $3
         RETURNING id, salt"
    }
    USE_CODE { "UPDATE sign_in_code SET used_at = $2 WHERE id = $1 AND used_at IS NULL" }
    /// In the language of the first who has the number; nothing when nobody has it.
    NOTICE_OF_CODE {
        "INSERT INTO notice (territory_id, kind, phone, language, code_id, created_at)
         SELECT person.territory_id, $4, person.phone, person.language, $3, $5
         FROM person WHERE person.territory_id = $1 AND person.phone = $2 ORDER BY person.id LIMIT 1"
    }
    INSERT_LINK {
        "INSERT INTO link (territory_id, purpose, salt, token_hash, person_id, appointment_id, motive_id, worker_id,
                           created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id"
    }
    /// The link of a person to an appointment is one: every message carries it.
    STANDING_LINK {
        "INSERT INTO link (territory_id, purpose, salt, token_hash, person_id, appointment_id, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (token_hash) DO NOTHING"
    }
    NOTICE_TO_WORKER {
        "INSERT INTO notice (territory_id, kind, email, language, link_id, created_at)
         SELECT worker.territory_id, $3, worker.email, $4, $2, $5 FROM worker WHERE worker.id = $1"
    }
    /// To somebody who can be reached.
    NOTICE_TO_PERSON {
        "INSERT INTO notice (territory_id, kind, phone, email, language, link_id, created_at)
         SELECT person.territory_id, $4, person.phone, person.email, person.language, $3, $5 FROM person
         WHERE person.territory_id = $1 AND person.id = $2 AND (person.phone IS NOT NULL OR person.email IS NOT NULL)"
    }
    LINK_BY_TOKEN {
        "SELECT link.id, link.territory_id, link.purpose, link.person_id, link.appointment_id, link.motive_id, link.worker_id,
                link.bound_to, link.expires_at, link.used_at, worker.email, worker.active,
                appointment.starts_at, appointment.ends_at, appointment.place_id, appointment.zone, appointment.organisation_id,
                proposal.id AS kept_id, proposal.starts_at AS kept_from, proposal.answer_by AS kept_until,
                proposal.place_id AS kept_place
         FROM link LEFT JOIN appointment ON appointment.id = link.appointment_id
         LEFT JOIN waiting_proposal AS proposal ON proposal.link_id = link.id AND proposal.outcome = 'open'
         LEFT JOIN worker ON worker.id = link.worker_id
         WHERE link.token_hash = $1"
    }
    BIND_LINK { "UPDATE link SET bound_to = $2 WHERE id = $1 AND (bound_to IS NULL OR bound_to = $2)" }
    USE_LINK { "UPDATE link SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND expires_at > $2" }
    /// Whatever else was sent to a worker for the same end is worth nothing once one was used.
    USE_LINKS_OF_WORKER {
        "UPDATE link SET used_at = $2
         WHERE worker_id = $1 AND purpose IN ('worker_invitation', 'password_reset') AND used_at IS NULL"
    }
    APPOINTMENT_TO_LINK {
        "SELECT appointment.organisation_id, appointment.ends_at
         FROM participation JOIN appointment ON appointment.id = participation.appointment_id
         WHERE participation.territory_id = $1 AND participation.appointment_id = $2 AND participation.person_id = $3"
    }
    PERSON_TO_INVITE {
        "SELECT person.id FROM person
         WHERE person.territory_id = $1 AND person.id = $2
           AND ($3 = 0 OR EXISTS (SELECT 1 FROM person_organisation AS known
                                  WHERE known.person_id = person.id AND known.organisation_id = $3))"
    }
    NOTICES {
        "SELECT notice.id, notice.kind, notice.phone, notice.email, notice.language, notice.created_at, notice.done_at,
                notice.territory_id, code.phone AS code_phone, code.salt AS code_salt, link.purpose, link.salt AS link_salt,
                link.appointment_id, link.person_id
         FROM notice LEFT JOIN sign_in_code AS code ON code.id = notice.code_id LEFT JOIN link ON link.id = notice.link_id
         WHERE notice.territory_id = $1 ORDER BY notice.id DESC LIMIT $2"
    }
    NOTICE_DONE { "UPDATE notice SET done_at = $2 WHERE id = $1 AND done_at IS NULL" }
    SWEEP_CODES { "DELETE FROM sign_in_code WHERE expires_at < $1" }
    SWEEP_LINKS {
        "DELETE FROM link WHERE expires_at < $1
           AND NOT EXISTS (SELECT 1 FROM appointment WHERE appointment.id = link.appointment_id AND appointment.ends_at >= $1)"
    }
}

/// # Errors
/// The database refuses or does not answer.
pub async fn insert_code(
    tx: &mut WriteTx,
    (territory, phone): (TerritoryId, &str),
    salt: &str,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<SignInCodeId, StoreError> {
    fetch_scalar!(tx, SignInCodeId, INSERT_CODE, territory, phone, salt, now, expires_at)
}

/// Spends a try of the newest code of a number: its id and its salt.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn try_code(
    tx: &mut WriteTx,
    territory: TerritoryId,
    phone: &str,
    now: Timestamp,
) -> Result<Option<(SignInCodeId, String)>, StoreError> {
    fetch_optional!(tx, (SignInCodeId, String), TRY_CODE, territory, phone, now, CODE_TRIES)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn use_code(tx: &mut WriteTx, code: SignInCodeId, now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, USE_CODE, code, now)? > 0)
}

/// Whether there is somebody to send it to.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn notice_of_code(
    tx: &mut WriteTx,
    (territory, phone): (TerritoryId, &str),
    code: SignInCodeId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, NOTICE_OF_CODE, territory, phone, code, NoticeKind::SignInCode.word(), now)? > 0)
}

/// What a link is about.
#[derive(Clone, Copy, Debug, Default)]
pub struct LinkTo {
    pub person: Option<PersonId>,
    pub appointment: Option<AppointmentId>,
    pub motive: Option<MotiveId>,
    pub worker: Option<WorkerId>,
}

#[derive(Clone, Debug)]
pub struct NewLink<'a> {
    pub territory: TerritoryId,
    pub purpose: LinkPurpose,
    pub salt: &'a str,
    pub token_hash: &'a str,
    pub to: LinkTo,
    pub expires_at: Timestamp,
}

/// # Errors
/// The database refuses or does not answer.
pub async fn insert_link(tx: &mut WriteTx, new: &NewLink<'_>, now: Timestamp) -> Result<LinkId, StoreError> {
    fetch_scalar!(
        tx,
        LinkId,
        INSERT_LINK,
        new.territory,
        new.purpose.word(),
        new.salt,
        new.token_hash,
        new.to.person,
        new.to.appointment,
        new.to.motive,
        new.to.worker,
        now,
        new.expires_at
    )
}

/// The one link of a person to an appointment; written once, however often it is asked for.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn standing_link(tx: &mut WriteTx, new: &NewLink<'_>, now: Timestamp) -> Result<(), StoreError> {
    execute!(
        tx,
        STANDING_LINK,
        new.territory,
        new.purpose.word(),
        new.salt,
        new.token_hash,
        new.to.person,
        new.to.appointment,
        now,
        new.expires_at
    )?;
    Ok(())
}

/// # Errors
/// The database refuses or does not answer.
pub async fn notice_to_worker(
    tx: &mut WriteTx,
    worker: WorkerId,
    link: LinkId,
    (kind, language): (NoticeKind, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, NOTICE_TO_WORKER, worker, link, kind.word(), language, now)?;
    Ok(())
}

/// Whether the person can be reached.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn notice_to_person(
    tx: &mut WriteTx,
    (territory, person): (TerritoryId, PersonId),
    link: LinkId,
    kind: NoticeKind,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, NOTICE_TO_PERSON, territory, person, link, kind.word(), now)? > 0)
}

/// A link as it stands, whether it still opens something or not.
#[derive(Clone, Debug, FromRow)]
pub struct LinkRow {
    pub id: LinkId,
    pub territory_id: TerritoryId,
    pub purpose: String,
    pub person_id: Option<PersonId>,
    pub appointment_id: Option<AppointmentId>,
    pub motive_id: Option<MotiveId>,
    pub worker_id: Option<WorkerId>,
    pub bound_to: Option<SessionId>,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    pub email: Option<String>,
    pub active: Option<bool>,
    pub starts_at: Option<Timestamp>,
    pub ends_at: Option<Timestamp>,
    pub place_id: Option<PlaceId>,
    pub zone: Option<String>,
    pub organisation_id: Option<OrganisationId>,
    pub kept_id: Option<ProposalId>,
    pub kept_from: Option<Timestamp>,
    pub kept_until: Option<Timestamp>,
    pub kept_place: Option<PlaceId>,
}

/// # Errors
/// The database does not answer.
pub async fn link_by_token(tx: &mut ReadTx, token_hash: &str) -> Result<Option<LinkRow>, StoreError> {
    fetch_optional!(tx, LinkRow, LINK_BY_TOKEN, token_hash)
}

/// Whether the link is this session's, from now on or already.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn bind_link(tx: &mut WriteTx, link: LinkId, session: SessionId) -> Result<bool, StoreError> {
    Ok(execute!(tx, BIND_LINK, link, session)? > 0)
}

/// Whether it was still unused and young enough.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn spend_link(tx: &mut WriteTx, link: LinkId, now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, USE_LINK, link, now)? > 0)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn spend_links_of_worker(tx: &mut WriteTx, worker: WorkerId, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, USE_LINKS_OF_WORKER, worker, now)?;
    Ok(())
}

/// Of an appointment that the scope covers and the person is in: when it ends.
///
/// # Errors
/// The database does not answer.
pub async fn appointment_to_link(
    tx: &mut ReadTx,
    scope: &Scope,
    appointment: AppointmentId,
    person: PersonId,
) -> Result<Option<Timestamp>, StoreError> {
    let found =
        fetch_optional!(tx, (OrganisationId, Timestamp), APPOINTMENT_TO_LINK, scope.territory(), appointment, person)?;
    Ok(found.filter(|(organisation, _)| scope.covers(*organisation)).map(|(_, ends_at)| ends_at))
}

/// # Errors
/// The database does not answer.
pub async fn knows_person(tx: &mut ReadTx, scope: &Scope, person: PersonId) -> Result<bool, StoreError> {
    let organisation = organisation_of(scope);
    Ok(fetch_optional!(tx, (PersonId,), PERSON_TO_INVITE, scope.territory(), person, organisation)?.is_some())
}

/// A notice with what its secret is derived from.
#[derive(Clone, Debug, FromRow)]
pub struct NoticeRow {
    pub id: NoticeId,
    pub territory_id: TerritoryId,
    pub kind: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub language: String,
    pub created_at: Timestamp,
    pub done_at: Option<Timestamp>,
    pub code_phone: Option<String>,
    pub code_salt: Option<String>,
    pub purpose: Option<String>,
    pub link_salt: Option<String>,
    pub appointment_id: Option<AppointmentId>,
    pub person_id: Option<PersonId>,
}

/// The latest first.
///
/// # Errors
/// The database does not answer.
pub async fn notices(tx: &mut ReadTx, scope: &Scope, limit: i64) -> Result<Vec<NoticeRow>, StoreError> {
    fetch_all!(tx, NoticeRow, NOTICES, scope.territory(), limit)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn notice_done(tx: &mut WriteTx, notice: NoticeId, now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, NOTICE_DONE, notice, now)? > 0)
}

/// Codes and links that open nothing any more, with their notices.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn sweep_codes_and_links(tx: &mut WriteTx, before: Timestamp) -> Result<u64, StoreError> {
    Ok(execute!(tx, SWEEP_CODES, before)? + execute!(tx, SWEEP_LINKS, before)?)
}
