//! What comes back: replies of people, who may have written them, and what providers report.

use sqlx::FromRow;

use super::db::StoreError;
use super::settings::bad_row;
use super::statement::{execute, fetch_all, fetch_optional, statements};
use super::tx::{ReadTx, WriteTx};
use super::types::organisation_of;
use crate::domain::access::Scope;
use crate::domain::ids::{AppointmentId, OrganisationId, PersonId, ReplyId, TerritoryId, WorkerId};
use crate::domain::messages::replies::{Before, MayBe, Next, ReplyOutcome, ReportState, Understood};
use crate::domain::time::Timestamp;

statements! {
    TERRITORIES { "SELECT id FROM territory ORDER BY id LIMIT 2" }
    FIRST_ORGANISATION { "SELECT id FROM organisation WHERE territory_id = $1 ORDER BY id LIMIT 1" }
    /// Everybody with this number, each with the appointments still to come, the soonest first.
    MAY_BE {
        "SELECT person.id AS person_id, person.first_name, person.last_name,
                (SELECT MIN(known.organisation_id) FROM person_organisation AS known
                 WHERE known.person_id = person.id) AS known_to,
                appointment.id AS appointment_id, appointment.organisation_id, appointment.starts_at
         FROM person
         LEFT JOIN participation ON participation.person_id = person.id AND participation.live
                                    AND participation.starts_at > $3
         LEFT JOIN appointment ON appointment.id = participation.appointment_id
                                  AND appointment.status IN ('booked', 'late')
         WHERE person.territory_id = $1 AND person.phone = $2
         ORDER BY person.id, appointment.starts_at NULLS LAST
         LIMIT 200"
    }
    BEFORE {
        "SELECT outcome, appointment_id, arrived_at FROM reply
         WHERE territory_id = $1 AND phone = $2 AND id < $3 AND outcome IS NOT NULL
         ORDER BY id DESC LIMIT 1"
    }
    INSERT_REPLY {
        "INSERT INTO reply (territory_id, organisation_id, provider_id, phone, body, arrived_at, understood)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (territory_id, provider_id) DO NOTHING RETURNING id"
    }
    REPLY_BY_PROVIDER { "SELECT id, outcome FROM reply WHERE territory_id = $1 AND provider_id = $2" }
    END_REPLY {
        "UPDATE reply SET outcome = $3, person_id = $4, appointment_id = $5, organisation_id = COALESCE($6, organisation_id),
                          handled_at = $7
         WHERE territory_id = $1 AND id = $2 AND outcome IS NULL"
    }
    STOP_NUMBER { "UPDATE person SET stopped_at = $3 WHERE territory_id = $1 AND phone = $2 AND stopped_at IS NULL" }
    OPEN_REPLIES {
        "SELECT reply.id, reply.organisation_id, reply.phone, reply.body, reply.arrived_at, reply.person_id,
                reply.appointment_id, person.first_name, person.last_name
         FROM reply LEFT JOIN person ON person.id = reply.person_id
         WHERE reply.territory_id = $1 AND ($2 = 0 OR reply.organisation_id = $2) AND reply.handled_at IS NULL
         ORDER BY reply.arrived_at, reply.id LIMIT $3"
    }
    REPLY_OF_SCOPE { "SELECT id FROM reply WHERE territory_id = $1 AND ($2 = 0 OR organisation_id = $2) AND id = $3" }
    HANDLE_REPLY { "UPDATE reply SET handled_at = $2, handled_by = $3 WHERE id = $1 AND handled_at IS NULL" }
    INSERT_REPORT {
        "INSERT INTO delivery_report (reference, state, reason, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (reference, state) DO NOTHING"
    }
}

type Result<T> = std::result::Result<T, StoreError>;

/// The territory, when there is only one.
///
/// # Errors
/// As every function here: the database does not answer.
pub async fn only_territory(tx: &mut ReadTx) -> Result<Option<TerritoryId>> {
    let all = fetch_all!(tx, (TerritoryId,), TERRITORIES,)?;
    Ok(match all.as_slice() {
        [(one,)] => Some(*one),
        _ => None,
    })
}

/// Who reads what nobody can be named for.
///
/// # Errors
/// The database does not answer.
pub async fn first_organisation(tx: &mut ReadTx, territory: TerritoryId) -> Result<Option<OrganisationId>> {
    Ok(fetch_optional!(tx, (OrganisationId,), FIRST_ORGANISATION, territory)?.map(|(id,)| id))
}

#[derive(FromRow)]
struct MayBeRow {
    person_id: PersonId,
    first_name: String,
    last_name: String,
    known_to: Option<OrganisationId>,
    appointment_id: Option<AppointmentId>,
    organisation_id: Option<OrganisationId>,
    starts_at: Option<Timestamp>,
}

/// Who may be writing from a number, and how each is called. Of several appointments to come, a reply is
/// about the one that `asked` for it, else about the next. `reader` reads for those whom no organisation
/// knows.
///
/// # Errors
/// The database does not answer.
pub async fn may_be_writing(
    tx: &mut ReadTx,
    territory: TerritoryId,
    phone: &str,
    (reader, asked): (OrganisationId, Option<AppointmentId>),
    now: Timestamp,
) -> Result<Vec<(MayBe, String)>> {
    let mut found: Vec<(MayBe, String)> = Vec::new();
    for row in fetch_all!(tx, MayBeRow, MAY_BE, territory, phone, now)? {
        let next = match (row.appointment_id, row.organisation_id, row.starts_at) {
            (Some(appointment), Some(organisation), Some(starts_at)) => {
                Some(Next { appointment, organisation, starts_at })
            }
            _ => None,
        };
        match found.last_mut() {
            Some((known, _)) if known.person == row.person_id => {
                let is_asked = next.filter(|next| asked == Some(next.appointment));
                known.next = is_asked.or(known.next).or(next);
            }
            _ => {
                let organisation = next.map(|next| next.organisation).or(row.known_to).unwrap_or(reader);
                let name = format!("{} {}", row.first_name, row.last_name).trim().to_owned();
                found.push((MayBe { person: row.person_id, organisation, next }, name));
            }
        }
    }
    Ok(found)
}

/// What the reply before this one did.
///
/// # Errors
/// The database does not answer.
pub async fn reply_before(
    tx: &mut ReadTx,
    territory: TerritoryId,
    phone: &str,
    reply: ReplyId,
) -> Result<Option<Before>> {
    let row = fetch_optional!(tx, (String, Option<AppointmentId>, Timestamp), BEFORE, territory, phone, reply)?;
    row.map(|(outcome, appointment, at)| {
        let outcome = outcome.parse().map_err(|error| bad_row("reply", error))?;
        Ok(Before { outcome, appointment, at })
    })
    .transpose()
}

/// A text as it arrived.
#[derive(Clone, Debug)]
pub struct NewReply {
    pub organisation: OrganisationId,
    pub provider_id: Option<String>,
    pub phone: String,
    pub body: String,
    pub understood: Understood,
    pub at: Timestamp,
}

/// Keeps a reply; one that the provider brings again is the one that is there, with what was done.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn put_reply(
    tx: &mut WriteTx,
    territory: TerritoryId,
    new: &NewReply,
) -> Result<(ReplyId, Option<ReplyOutcome>, bool)> {
    let made = fetch_optional!(
        tx,
        (ReplyId,),
        INSERT_REPLY,
        territory,
        new.organisation,
        new.provider_id.as_deref(),
        new.phone.as_str(),
        new.body.as_str(),
        new.at,
        new.understood.word()
    )?;
    if let Some((id,)) = made {
        return Ok((id, None, true));
    }
    let known =
        fetch_optional!(tx, (ReplyId, Option<String>), REPLY_BY_PROVIDER, territory, new.provider_id.as_deref())?;
    let (id, outcome) = known.ok_or_else(|| StoreError::BadRow("a reply that is there is not there".to_owned()))?;
    let outcome = outcome.map(|word| word.parse().map_err(|error| bad_row("reply", error))).transpose()?;
    Ok((id, outcome, false))
}

/// What was done with a reply, about whom, and who reads it.
#[derive(Clone, Copy, Debug)]
pub struct EndedReply {
    pub outcome: ReplyOutcome,
    pub person: Option<PersonId>,
    pub appointment: Option<AppointmentId>,
    pub organisation: Option<OrganisationId>,
}

/// Whether it was not yet ended.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn end_reply(
    tx: &mut WriteTx,
    territory: TerritoryId,
    reply: ReplyId,
    ended: &EndedReply,
    now: Timestamp,
) -> Result<bool> {
    let EndedReply { outcome, person, appointment, organisation } = *ended;
    let handled = (outcome != ReplyOutcome::ForPeople).then_some(now);
    Ok(execute!(tx, END_REPLY, territory, reply, outcome.word(), person, appointment, organisation, handled)? > 0)
}

/// No text message is sent to this number any more. How many people have it.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn stop_number(tx: &mut WriteTx, territory: TerritoryId, phone: &str, now: Timestamp) -> Result<u64> {
    execute!(tx, STOP_NUMBER, territory, phone, now)
}

/// A reply for a person to read.
#[derive(Clone, Debug, FromRow)]
pub struct OpenReply {
    pub id: ReplyId,
    pub organisation_id: OrganisationId,
    pub phone: String,
    pub body: String,
    pub arrived_at: Timestamp,
    pub person_id: Option<PersonId>,
    pub appointment_id: Option<AppointmentId>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
}

/// What waits to be read, the oldest first.
///
/// # Errors
/// The database does not answer.
pub async fn open_replies(tx: &mut ReadTx, scope: &Scope, most: i64) -> Result<Vec<OpenReply>> {
    fetch_all!(tx, OpenReply, OPEN_REPLIES, scope.territory(), organisation_of(scope), most)
}

/// Takes a reply off the list; whether it was on it. `None`: not there, or not for this scope.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn handle_reply(
    tx: &mut WriteTx,
    scope: &Scope,
    reply: ReplyId,
    (now, worker): (Timestamp, Option<WorkerId>),
) -> Result<Option<bool>> {
    let known = fetch_optional!(tx, (ReplyId,), REPLY_OF_SCOPE, scope.territory(), organisation_of(scope), reply)?;
    if known.is_none() {
        return Ok(None);
    }
    Ok(Some(execute!(tx, HANDLE_REPLY, reply, now, worker)? > 0))
}

/// Keeps what a provider reports; whether it is news.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn put_report(
    tx: &mut WriteTx,
    reference: &str,
    (state, reason): (ReportState, &str),
    now: Timestamp,
) -> Result<bool> {
    Ok(execute!(tx, INSERT_REPORT, reference, state.word(), reason, now)? > 0)
}
