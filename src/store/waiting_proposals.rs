//! Times that came free and are kept for somebody on the waiting list.

use chrono::NaiveDate;
use sqlx::FromRow;

use super::db::StoreError;
use super::statement::{execute, fetch_all, fetch_optional, fetch_scalar, statements};
use super::tx::{ReadTx, WriteTx};
use super::types::organisation_of;
use crate::domain::access::Scope;
use crate::domain::ids::{
    AppointmentId, HoldId, LinkId, MotiveId, OrganisationId, PersonId, PlaceId, ProposalId, TerritoryId,
    WaitingEntryId, WorkerId,
};
use crate::domain::time::Timestamp;
use crate::domain::waiting::{ProposalOutcome, WaitingReason};

statements! {
    /// Those for whom nothing is kept now, in the order in which they are asked.
    WHO_WAITS {
        "SELECT entry.id, entry.organisation_id, entry.person_id, entry.motive_id, entry.place_id, entry.worker_id,
                entry.first_day, entry.last_day, entry.weekdays,
                (SELECT MIN(participation.starts_at) FROM participation
                 WHERE participation.person_id = entry.person_id AND participation.motive_id = entry.motive_id
                   AND participation.live AND participation.starts_at > $2) AS has
         FROM waiting_entry AS entry
         WHERE entry.territory_id = $1 AND entry.closed_at IS NULL AND (entry.rests_until IS NULL OR entry.rests_until <= $2)
           AND NOT EXISTS (SELECT 1 FROM waiting_proposal AS open WHERE open.entry_id = entry.id AND open.outcome = 'open')
         ORDER BY CASE WHEN entry.reason IS NULL THEN 1 ELSE 0 END, entry.created_at, entry.id LIMIT $3"
    }
    INSERT_PROPOSAL {
        "INSERT INTO waiting_proposal (territory_id, entry_id, hold_id, link_id, salt, place_id, starts_at, proposed_at,
                                       answer_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"
    }
    PROPOSAL {
        "SELECT proposal.id, proposal.entry_id, proposal.salt, proposal.place_id, proposal.starts_at, proposal.answer_by,
                proposal.outcome = 'open' AS open, entry.organisation_id, entry.person_id, entry.motive_id,
                (SELECT participation.appointment_id FROM participation
                 WHERE participation.person_id = entry.person_id AND participation.motive_id = entry.motive_id
                   AND participation.live AND participation.starts_at > $4
                 ORDER BY participation.starts_at LIMIT 1) AS appointment_id
         FROM waiting_proposal AS proposal JOIN waiting_entry AS entry ON entry.id = proposal.entry_id
         WHERE proposal.territory_id = $1 AND ($2 = 0 OR entry.organisation_id = $2) AND proposal.id = $3"
    }
    PROPOSAL_OF_LINK { "SELECT id FROM waiting_proposal WHERE link_id = $1 AND outcome = 'open'" }
    OPEN_PROPOSALS {
        "SELECT proposal.id, proposal.entry_id, proposal.place_id, proposal.starts_at, proposal.answer_by,
                entry.organisation_id, entry.person_id, entry.motive_id
         FROM waiting_proposal AS proposal JOIN waiting_entry AS entry ON entry.id = proposal.entry_id
         WHERE proposal.territory_id = $1 AND ($2 = 0 OR entry.organisation_id = $2) AND proposal.outcome = 'open'
         ORDER BY proposal.id LIMIT $3"
    }
    OPEN_PROPOSALS_OF_PERSON {
        "SELECT proposal.id, proposal.entry_id, proposal.place_id, proposal.starts_at, proposal.answer_by,
                entry.organisation_id, entry.person_id, entry.motive_id
         FROM waiting_entry AS entry JOIN waiting_proposal AS proposal ON proposal.entry_id = entry.id
         WHERE entry.territory_id = $1 AND entry.person_id = $2 AND proposal.outcome = 'open' AND proposal.answer_by > $3
         ORDER BY proposal.starts_at"
    }
    ANSWER_BY_HOLD {
        "UPDATE waiting_proposal SET outcome = 'accepted', answered_at = $3, appointment_id = $2
         WHERE hold_id = $1 AND outcome = 'open'"
    }
    CLOSE_ENTRY_OF_HOLD {
        "UPDATE waiting_entry SET closed_at = $2
         WHERE closed_at IS NULL AND id = (SELECT entry_id FROM waiting_proposal WHERE hold_id = $1)"
    }
    ANSWER_PROPOSAL {
        "UPDATE waiting_proposal SET outcome = $2, answered_at = $3 WHERE id = $1 AND outcome = 'open'"
    }
    HOLD_OF_PROPOSAL { "SELECT hold_id FROM waiting_proposal WHERE id = $1" }
    REST_ENTRY {
        "UPDATE waiting_entry SET rests_until = $2 WHERE id = (SELECT entry_id FROM waiting_proposal WHERE id = $1)"
    }
    TO_LAPSE { "SELECT id FROM waiting_proposal WHERE outcome = 'open' AND territory_id = $1 AND answer_by <= $2 ORDER BY answer_by LIMIT $3" }
    CLOSE_PAST_ENTRIES {
        "UPDATE waiting_entry SET closed_at = $3 WHERE territory_id = $1 AND closed_at IS NULL AND last_day < $2
           AND NOT EXISTS (SELECT 1 FROM waiting_proposal AS open WHERE open.entry_id = waiting_entry.id AND open.outcome = 'open')"
    }
    SET_REASON {
        "UPDATE waiting_entry SET reason = $3
         WHERE territory_id = $4 AND id = $2 AND closed_at IS NULL AND ($1 = 0 OR organisation_id = $1)"
    }
}

type Result<T> = std::result::Result<T, StoreError>;

/// Somebody who may be asked now.
#[derive(Clone, Debug, FromRow)]
pub struct WhoWaits {
    pub id: WaitingEntryId,
    #[sqlx(rename = "organisation_id")]
    pub organisation: OrganisationId,
    #[sqlx(rename = "person_id")]
    pub person: PersonId,
    #[sqlx(rename = "motive_id")]
    pub motive: MotiveId,
    #[sqlx(rename = "place_id")]
    pub place: Option<PlaceId>,
    #[sqlx(rename = "worker_id")]
    pub worker: Option<WorkerId>,
    pub first_day: Option<NaiveDate>,
    pub last_day: Option<NaiveDate>,
    pub weekdays: i64,
    /// When the person has an appointment for this motive already.
    pub has: Option<Timestamp>,
}

/// # Errors
/// As every function here: the database refuses or does not answer.
pub async fn who_waits(tx: &mut ReadTx, scope: &Scope, now: Timestamp, most: i64) -> Result<Vec<WhoWaits>> {
    fetch_all!(tx, WhoWaits, WHO_WAITS, scope.territory(), now, most)
}

/// A time to be kept for somebody.
#[derive(Clone, Debug)]
pub struct NewProposal<'a> {
    pub entry: WaitingEntryId,
    pub hold: HoldId,
    pub link: LinkId,
    pub salt: &'a str,
    pub place: Option<PlaceId>,
    pub starts_at: Timestamp,
    pub answer_by: Timestamp,
}

/// # Errors
/// `waiting_proposal_one_open`: something is kept for this person already.
pub async fn insert_proposal(
    tx: &mut WriteTx,
    territory: TerritoryId,
    new: &NewProposal<'_>,
    now: Timestamp,
) -> Result<ProposalId> {
    fetch_scalar!(
        tx,
        ProposalId,
        INSERT_PROPOSAL,
        territory,
        new.entry,
        new.hold,
        new.link,
        new.salt,
        new.place,
        new.starts_at,
        now,
        new.answer_by
    )
}

/// A time that is or was kept, with what books it.
#[derive(Clone, Debug, FromRow)]
pub struct KeptTime {
    pub id: ProposalId,
    #[sqlx(rename = "entry_id")]
    pub entry: WaitingEntryId,
    pub salt: String,
    #[sqlx(rename = "place_id")]
    pub place: Option<PlaceId>,
    pub starts_at: Timestamp,
    pub answer_by: Timestamp,
    pub open: bool,
    #[sqlx(rename = "organisation_id")]
    pub organisation: OrganisationId,
    #[sqlx(rename = "person_id")]
    pub person: PersonId,
    #[sqlx(rename = "motive_id")]
    pub motive: MotiveId,
    /// The appointment for the same motive that this one would replace.
    #[sqlx(rename = "appointment_id")]
    pub replaces: Option<AppointmentId>,
}

/// # Errors
/// The database does not answer.
pub async fn kept_time(tx: &mut ReadTx, scope: &Scope, id: ProposalId, now: Timestamp) -> Result<Option<KeptTime>> {
    let organisation = organisation_of(scope);
    let kept = fetch_optional!(tx, KeptTime, PROPOSAL, scope.territory(), organisation, id, now)?;
    Ok(kept.filter(|kept| scope.may_name(kept.person)))
}

/// # Errors
/// The database does not answer.
pub async fn proposal_of_link(tx: &mut ReadTx, link: LinkId) -> Result<Option<ProposalId>> {
    Ok(fetch_optional!(tx, (ProposalId,), PROPOSAL_OF_LINK, link)?.map(|(id,)| id))
}

/// A time that is kept, as lists show it.
#[derive(Clone, Debug, FromRow)]
pub struct ProposalLine {
    pub id: ProposalId,
    #[sqlx(rename = "entry_id")]
    pub entry: WaitingEntryId,
    #[sqlx(rename = "place_id")]
    pub place: Option<PlaceId>,
    pub starts_at: Timestamp,
    pub answer_by: Timestamp,
    #[sqlx(rename = "organisation_id")]
    pub organisation: OrganisationId,
    #[sqlx(rename = "person_id")]
    pub person: PersonId,
    #[sqlx(rename = "motive_id")]
    pub motive: MotiveId,
}

/// What is kept for people at the scope's organisation.
///
/// # Errors
/// The database does not answer.
pub async fn open_proposals(tx: &mut ReadTx, scope: &Scope, most: i64) -> Result<Vec<ProposalLine>> {
    let organisation = organisation_of(scope);
    fetch_all!(tx, ProposalLine, OPEN_PROPOSALS, scope.territory(), organisation, most)
}

/// What is kept for a person, and can still be taken.
///
/// # Errors
/// The database does not answer.
pub async fn proposals_of_person(
    tx: &mut ReadTx,
    scope: &Scope,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<ProposalLine>> {
    if !scope.may_name(person) {
        return Ok(Vec::new());
    }
    fetch_all!(tx, ProposalLine, OPEN_PROPOSALS_OF_PERSON, scope.territory(), person, now)
}

/// What a hold kept became an appointment: who waited for it no longer does. Nothing happens to other holds.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn hold_was_taken(tx: &mut WriteTx, hold: HoldId, appointment: AppointmentId, now: Timestamp) -> Result<()> {
    if execute!(tx, ANSWER_BY_HOLD, hold, appointment, now)? > 0 {
        execute!(tx, CLOSE_ENTRY_OF_HOLD, hold, now)?;
    }
    Ok(())
}

/// Ends a proposal that nobody took: its time is free again, and the person rests until then. Whether it
/// was still open.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn end_proposal(
    tx: &mut WriteTx,
    id: ProposalId,
    outcome: ProposalOutcome,
    (now, rests_until): (Timestamp, Timestamp),
) -> Result<bool> {
    if execute!(tx, ANSWER_PROPOSAL, id, outcome.word(), now)? == 0 {
        return Ok(false);
    }
    execute!(tx, REST_ENTRY, id, rests_until)?;
    if let Some((hold,)) = fetch_optional!(tx, (HoldId,), HOLD_OF_PROPOSAL, id)? {
        super::holds::delete_hold(tx, hold).await?;
    }
    Ok(true)
}

/// Those whose time to answer is over.
///
/// # Errors
/// The database does not answer.
pub async fn proposals_to_lapse(tx: &mut ReadTx, scope: &Scope, now: Timestamp, most: i64) -> Result<Vec<ProposalId>> {
    let rows = fetch_all!(tx, (ProposalId,), TO_LAPSE, scope.territory(), now, most)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Closes what was waited for until a day that is over.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn close_past_entries(tx: &mut WriteTx, scope: &Scope, before: NaiveDate, now: Timestamp) -> Result<u64> {
    execute!(tx, CLOSE_PAST_ENTRIES, scope.territory(), before, now)
}

/// Whether there is such an entry, still open, in this scope.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn set_waiting_reason(
    tx: &mut WriteTx,
    scope: &Scope,
    entry: WaitingEntryId,
    reason: Option<WaitingReason>,
) -> Result<bool> {
    Ok(execute!(tx, SET_REASON, organisation_of(scope), entry, reason.map(WaitingReason::word), scope.territory())? > 0)
}
