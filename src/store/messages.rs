//! The ledger: what is to be said, what was said. Here: its rows as the sender claims and marks them,
//! and as they are counted. What puts rows into it is in `messages_plan`, who looks at it in
//! `messages_view`.
//!
//! These functions serve the jobs, which work for every territory: they take no scope, and give
//! nothing to anybody who asks.

use sqlx::FromRow;

use super::db::StoreError;
use super::settings::bad_row;
use super::statement::{execute, fetch_all, fetch_optional, fetch_scalar, statements};
use super::tx::{ReadTx, WriteTx};
use crate::domain::ids::{AppointmentId, MessageId, NoticeId, OrganisationId, PersonId, TerritoryId, WorkerId};
use crate::domain::messages::decide::{About, Facts, Standing};
use crate::domain::messages::reach::Recipient;
use crate::domain::messages::{Channel, MessageKind, MessageState, NewMessage, Reason, ToldBy};
use crate::domain::time::{Minutes, Span, Timestamp};

statements! {
    INSERT_MESSAGE {
        "INSERT INTO message (territory_id, organisation_id, key, kind, channel, urgent, appointment_id,
                              appointment_version, ahead, person_id, worker_id, notice_id, created_at, due_at,
                              useless_after, try_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $14)
         ON CONFLICT (key) DO NOTHING"
    }
    /// What is due on one lane, the longest waiting first.
    DUE_MESSAGES {
        sqlite: "SELECT id FROM message WHERE state = 'due' AND channel = $1 AND urgent = $2 AND try_at <= $3
                 ORDER BY try_at LIMIT $4",
        postgres: "SELECT id FROM message WHERE state = 'due' AND channel = $1 AND urgent = $2 AND try_at <= $3
                   ORDER BY try_at LIMIT $4 FOR UPDATE SKIP LOCKED"
    }
    ANY_DUE {
        "SELECT EXISTS (SELECT 1 FROM message WHERE state = 'due' AND channel = $1 AND urgent = $2 AND try_at <= $3)
             OR EXISTS (SELECT 1 FROM message WHERE state = 'sending' AND leased_until < $3 AND channel = $1)"
    }
    /// With all that decides about it, as it stands now. The version of the hours is the last that a
    /// person was told hours of; without any (an imported appointment) it is the first.
    MESSAGE_NOW {
        "SELECT message.id, message.territory_id, message.organisation_id, message.key, message.kind, message.channel,
                message.appointment_id, message.appointment_version, message.ahead, message.person_id, message.worker_id,
                message.notice_id, message.due_at, message.useless_after, message.attempts,
                participation.status, appointment.status AS appointment_status, appointment.starts_at, appointment.ends_at,
                appointment.zone, appointment.mode, place.name AS place_name, place.address, place.phone AS place_phone,
                organisation.name AS organisation_name, motive.public_name,
                COALESCE(motive.reminders, organisation.reminders) AS reminders, organisation.leave_now,
                organisation.names_motive, organisation.writes_abroad, organisation.segments_a_day,
                person.phone, person.email, person.language, person.do_not_write, person.stopped_at,
                worker.email AS worker_email, worker.language AS worker_language, worker.told_by,
                worker.active AS worker_active,
                COALESCE((SELECT MAX(told.appointment_version) FROM outbox AS told
                          WHERE told.appointment_id = message.appointment_id
                            AND (told.person_id = message.person_id OR message.person_id IS NULL)), 1) AS announced,
                COALESCE((SELECT MAX(told.appointment_version) FROM outbox AS told
                          WHERE told.appointment_id = message.appointment_id AND told.person_id = message.person_id
                            AND told.kind IN ('confirmation', 'moved', 'reinstated')), 1) AS hours,
                (SELECT MAX(told.appointment_version) FROM outbox AS told
                 WHERE told.appointment_id = message.appointment_id AND told.person_id = message.person_id
                   AND told.kind = 'propose_other') AS offered_other,
                notice.phone AS notice_phone, notice.email AS notice_email, notice.language AS notice_language,
                code.phone AS code_phone, code.salt AS code_salt, link.purpose, link.salt AS link_salt,
                COALESCE(code.used_at, link.used_at, proposal.answered_at) AS used_at,
                COALESCE(code.expires_at, proposal.answer_by, link.expires_at) AS expires_at
         FROM message
         LEFT JOIN appointment ON appointment.id = message.appointment_id
         LEFT JOIN participation ON participation.appointment_id = message.appointment_id
                                AND participation.person_id = message.person_id
         LEFT JOIN place ON place.id = appointment.place_id
         LEFT JOIN organisation ON organisation.id = message.organisation_id
         LEFT JOIN motive ON motive.id = appointment.motive_id
         LEFT JOIN person ON person.id = message.person_id
         LEFT JOIN worker ON worker.id = message.worker_id
         LEFT JOIN notice ON notice.id = message.notice_id
         LEFT JOIN sign_in_code AS code ON code.id = notice.code_id
         LEFT JOIN link ON link.id = notice.link_id
         LEFT JOIN waiting_proposal AS proposal ON proposal.link_id = link.id
         WHERE message.id = $1"
    }
    DECIDE_MESSAGE {
        "UPDATE message SET state = $2, reason = $3, try_at = COALESCE($4, try_at), leased_until = $5, leased_by = $6,
                decided_at = $7, sent_to = $8, language = $9, body = $10, segments = $11, attempts = $12,
                due_at = COALESCE($13, due_at)
         WHERE id = $1"
    }
    /// Only by the server that holds it: another may have taken this one for gone.
    END_MESSAGE {
        "UPDATE message SET state = $3, reason = $4, try_at = COALESCE($5, try_at), provider_ref = $6, said_at = $7,
                leased_until = NULL, leased_by = NULL
         WHERE id = $1 AND state = 'sending' AND leased_by = $2"
    }
    /// Held by a server that is gone. With `again` it is asked for once more under the same reference.
    LEFT_BEHIND {
        "UPDATE message SET state = $3, reason = $4, try_at = $1, said_at = CASE WHEN $3 = 'unknown' THEN $1 ELSE said_at END,
                leased_until = NULL, leased_by = NULL
         WHERE state = 'sending' AND leased_until < $1 AND channel = $2"
    }
    /// A day's spending, when the cap allows it.
    SPEND {
        "INSERT INTO message_count (territory_id, organisation_id, day, segments, messages)
         SELECT $1, $2, $3, $4, 1 WHERE CAST($4 AS BIGINT) <= CAST($5 AS BIGINT)
         ON CONFLICT (territory_id, organisation_id, day)
         DO UPDATE SET segments = message_count.segments + excluded.segments, messages = message_count.messages + 1
         WHERE message_count.segments + excluded.segments <= $5"
    }
    SPENT {
        "SELECT territory_id, organisation_id, CAST(SUM(CASE WHEN day = $1 THEN segments ELSE 0 END) AS BIGINT) AS today,
                CAST(SUM(CASE WHEN day < $1 THEN segments ELSE 0 END) AS BIGINT) AS before
         FROM message_count WHERE day <= $1 AND day >= $2 GROUP BY territory_id, organisation_id"
    }
    LATE_MESSAGES {
        "SELECT (SELECT COUNT(*) FROM message WHERE state = 'due' AND due_at < $1 AND channel = $2)
              + (SELECT COUNT(*) FROM message WHERE state = 'sending' AND leased_until < $1 AND channel = $2)"
    }
    COUNT_BY_STATE {
        "SELECT channel, state, COUNT(*) AS messages FROM message WHERE created_at >= $1 GROUP BY channel, state"
    }
    REPORT_MESSAGE {
        "UPDATE message SET state = $2, reason = $3 WHERE id = $1 AND state IN ('handed_over', 'unknown', 'sending')"
    }
    /// What the reports of a provider name; ours is `m` and the id.
    MESSAGE_BY_REFERENCE { "SELECT id FROM message WHERE id = $1" }
    /// What somebody may be answering: the last that was said to this number and asked for an answer.
    LAST_ASKED {
        "SELECT id, territory_id, appointment_id, person_id, kind FROM message
         WHERE sent_to = $1 AND said_at >= $2 AND kind IN ('confirmation', 'moved', 'reinstated', 'reminder')
           AND state IN ('handed_over', 'delivered', 'unknown')
         ORDER BY said_at DESC, id DESC LIMIT $3"
    }
}

/// Whether it is new: the same key is planned once.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn insert_message(tx: &mut WriteTx, new: &NewMessage, now: Timestamp) -> Result<bool, StoreError> {
    let (appointment, version) = new.appointment.unzip();
    let inserted = execute!(
        tx,
        INSERT_MESSAGE,
        new.territory,
        new.organisation,
        new.key.as_str(),
        new.kind.word(),
        new.channel.word(),
        new.kind.is_urgent(),
        appointment,
        version,
        new.ahead.map(|ahead| ahead.0),
        new.person,
        new.worker,
        new.notice,
        now,
        new.due_at,
        new.useless_after
    )?;
    Ok(inserted > 0)
}

/// A row of the ledger with all that decides about it.
#[derive(Clone, Debug, FromRow)]
pub struct MessageNow {
    pub id: MessageId,
    pub territory_id: TerritoryId,
    pub organisation_id: Option<OrganisationId>,
    pub key: String,
    kind: String,
    channel: String,
    pub appointment_id: Option<AppointmentId>,
    pub appointment_version: Option<i64>,
    ahead: Option<i64>,
    pub person_id: Option<PersonId>,
    pub worker_id: Option<WorkerId>,
    pub notice_id: Option<NoticeId>,
    pub due_at: Timestamp,
    pub useless_after: Timestamp,
    pub attempts: i64,
    status: Option<String>,
    appointment_status: Option<String>,
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
    zone: Option<String>,
    mode: Option<String>,
    pub place_name: Option<String>,
    pub address: Option<String>,
    pub place_phone: Option<String>,
    pub organisation_name: Option<String>,
    pub public_name: Option<String>,
    reminders: Option<String>,
    leave_now: Option<i64>,
    pub names_motive: Option<bool>,
    writes_abroad: Option<bool>,
    pub segments_a_day: Option<i64>,
    phone: Option<String>,
    email: Option<String>,
    language: Option<String>,
    do_not_write: Option<bool>,
    stopped_at: Option<Timestamp>,
    worker_email: Option<String>,
    worker_language: Option<String>,
    told_by: Option<String>,
    worker_active: Option<bool>,
    announced: i64,
    hours: i64,
    offered_other: Option<i64>,
    notice_phone: Option<String>,
    notice_email: Option<String>,
    notice_language: Option<String>,
    /// What the secret of a notice is derived from.
    pub code_phone: Option<String>,
    pub code_salt: Option<String>,
    pub purpose: Option<String>,
    pub link_salt: Option<String>,
    used_at: Option<Timestamp>,
    expires_at: Option<Timestamp>,
}

impl MessageNow {
    fn bad(&self, why: impl std::fmt::Display) -> StoreError {
        bad_row("message", format_args!("{}: {why}", self.id))
    }

    /// # Errors
    /// A row that cannot be read, as for all of these.
    pub fn facts(&self) -> Result<Facts, StoreError> {
        Ok(Facts {
            kind: self.kind.parse().map_err(|error| self.bad(error))?,
            channel: self.channel.parse().map_err(|error| self.bad(error))?,
            // About no appointment: nothing newer is ever announced.
            version: self.appointment_version.unwrap_or(i64::MAX),
            ahead: self.ahead.map(Minutes),
            useless_after: self.useless_after,
        })
    }

    /// The person, the worker, or whom the notice names, as they can be reached now.
    pub fn recipient(&self) -> Recipient {
        let (phone, email, language) = match (self.notice_id, self.worker_id) {
            (Some(_), _) => (&self.notice_phone, &self.notice_email, &self.notice_language),
            (None, Some(_)) => (&None, &self.worker_email, &self.worker_language),
            (None, None) => (&self.phone, &self.email, &self.language),
        };
        Recipient {
            phone: phone.clone(),
            email: email.clone(),
            language: language.clone().unwrap_or_default(),
            do_not_write: self.do_not_write.unwrap_or(false),
            stopped: self.stopped_at.is_some(),
            abroad: self.writes_abroad.unwrap_or(false),
        }
    }

    /// The hours, and the wall clock they are read on.
    ///
    /// # Errors
    /// A row that cannot be read.
    pub fn standing(&self) -> Result<Option<Standing>, StoreError> {
        let (Some(starts_at), Some(ends_at), Some(zone)) = (self.starts_at, self.ends_at, &self.zone) else {
            return Ok(None);
        };
        let status = self.status.as_ref().or(self.appointment_status.as_ref());
        let status = status.ok_or_else(|| self.bad("nobody is in it"))?;
        Ok(Some(Standing {
            status: status.parse().map_err(|error| self.bad(error))?,
            span: Span::new(starts_at, ends_at).ok_or_else(|| self.bad("ends before it starts"))?,
            zone: zone.parse().map_err(|error| self.bad(error))?,
            mode: self.mode.as_deref().unwrap_or_default().parse().map_err(|error| self.bad(error))?,
            announced: self.announced,
            hours: self.hours,
            offered_other: self.offered_other.is_some_and(|offered| offered >= self.hours),
            delays: self.reminders.as_deref().unwrap_or_default().parse().map_err(|error| self.bad(error))?,
            leave_now: self.leave_now.map(Minutes),
        }))
    }

    /// What it is about, as it stands at `now`.
    ///
    /// # Errors
    /// A row that cannot be read.
    pub fn about(&self, now: Timestamp) -> Result<About, StoreError> {
        if self.notice_id.is_some() {
            // A notice that was swept with its code opens nothing either.
            let open = self.used_at.is_none() && self.expires_at.is_some_and(|expires_at| now < expires_at);
            return Ok(About::Secret { open });
        }
        if self.worker_id.is_some() {
            let wanted = self.told_by.as_deref() == Some(ToldBy::Email.word()) && self.worker_active == Some(true);
            return Ok(About::Agenda { wanted, announced: self.announced });
        }
        self.standing()?.map(About::Appointment).ok_or_else(|| self.bad("about nothing"))
    }
}

/// Takes what is due on a lane, for this transaction.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn due_messages(
    tx: &mut WriteTx,
    (channel, urgent): (Channel, bool),
    now: Timestamp,
    most: i64,
) -> Result<Vec<MessageNow>, StoreError> {
    let ids = fetch_all!(tx, (MessageId,), DUE_MESSAGES, channel.word(), urgent, now, most)?;
    let mut due = Vec::with_capacity(ids.len());
    for (id,) in ids {
        due.extend(message_now(tx, id).await?);
    }
    Ok(due)
}

/// Whether a lane has anything to do: asked often, and cheap.
///
/// # Errors
/// The database does not answer.
pub async fn any_due(tx: &mut ReadTx, (channel, urgent): (Channel, bool), now: Timestamp) -> Result<bool, StoreError> {
    fetch_scalar!(tx, bool, ANY_DUE, channel.word(), urgent, now)
}

/// # Errors
/// The database does not answer.
pub async fn message_now(tx: &mut ReadTx, message: MessageId) -> Result<Option<MessageNow>, StoreError> {
    fetch_optional!(tx, MessageNow, MESSAGE_NOW, message)
}

/// What was decided about a message.
#[derive(Clone, Debug)]
pub struct Decided {
    pub state: MessageState,
    pub reason: Option<Reason>,
    /// When to look at it again; `None`: as before.
    pub try_at: Option<Timestamp>,
    /// It waits for the morning: from then on it is due.
    pub due_at: Option<Timestamp>,
    /// Until when this server hands it over, and which one it is.
    pub lease: Option<(Timestamp, String)>,
    pub said: Option<SaidSo>,
    pub attempts: i64,
}

/// What is said, as the ledger keeps it: without codes and tokens.
#[derive(Clone, Debug)]
pub struct SaidSo {
    pub to: String,
    pub language: String,
    pub body: String,
    pub segments: i64,
}

/// # Errors
/// The database refuses or does not answer.
pub async fn decide_message(
    tx: &mut WriteTx,
    message: MessageId,
    decided: &Decided,
    now: Timestamp,
) -> Result<(), StoreError> {
    let said = decided.said.as_ref();
    execute!(
        tx,
        DECIDE_MESSAGE,
        message,
        decided.state.word(),
        decided.reason.map(Reason::word),
        decided.try_at,
        decided.lease.as_ref().map(|(until, _)| *until),
        decided.lease.as_ref().map(|(_, by)| by.as_str()),
        now,
        said.map(|said| said.to.as_str()),
        said.map(|said| said.language.as_str()),
        said.map(|said| said.body.as_str()),
        said.map(|said| said.segments),
        decided.attempts,
        decided.due_at
    )?;
    Ok(())
}

/// How the handing over of a message ended.
#[derive(Clone, Debug)]
pub struct Ended {
    pub message: MessageId,
    pub state: MessageState,
    pub reason: Option<Reason>,
    pub try_at: Option<Timestamp>,
    pub provider_ref: Option<String>,
    pub said_at: Option<Timestamp>,
}

/// Whether it was still this server's.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn end_message(tx: &mut WriteTx, server: &str, ended: &Ended) -> Result<bool, StoreError> {
    let marked = execute!(
        tx,
        END_MESSAGE,
        ended.message,
        server,
        ended.state.word(),
        ended.reason.map(Reason::word),
        ended.try_at,
        ended.provider_ref.as_deref(),
        ended.said_at
    )?;
    Ok(marked > 0)
}

/// What a server that is gone was handing over: asked for again where the provider knows our reference,
/// else unknown. How many.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn take_back(tx: &mut WriteTx, channel: Channel, again: bool, now: Timestamp) -> Result<u64, StoreError> {
    let (state, reason) = match again {
        true => (MessageState::Due, None),
        false => (MessageState::Unknown, Some(Reason::Interrupted.word())),
    };
    execute!(tx, LEFT_BEHIND, now, channel.word(), state.word(), reason)
}

/// Spends so many segments of a day's cap, if they are left. Organisation 0: the territory's own, codes.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn spend(
    tx: &mut WriteTx,
    (territory, organisation): (TerritoryId, OrganisationId),
    day: chrono::NaiveDate,
    segments: i64,
    cap: i64,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, SPEND, territory, organisation, day, segments, cap)? > 0)
}

/// What an organisation spent: today, and in the days since another, today left out.
#[derive(Clone, Debug, FromRow)]
pub struct Spent {
    pub territory_id: TerritoryId,
    pub organisation_id: OrganisationId,
    pub today: i64,
    pub before: i64,
}

/// # Errors
/// The database does not answer.
pub async fn spent(
    tx: &mut ReadTx,
    today: chrono::NaiveDate,
    since: chrono::NaiveDate,
) -> Result<Vec<Spent>, StoreError> {
    fetch_all!(tx, Spent, SPENT, today, since)
}

/// How many messages of a channel should have left before an instant, and have neither left nor a reason.
///
/// # Errors
/// The database does not answer.
pub async fn late_messages(tx: &mut ReadTx, channel: Channel, before: Timestamp) -> Result<i64, StoreError> {
    fetch_scalar!(tx, i64, LATE_MESSAGES, before, channel.word())
}

/// How many messages made since an instant are in each state, by channel.
///
/// # Errors
/// The database does not answer.
pub async fn messages_by_state(tx: &mut ReadTx, since: Timestamp) -> Result<Vec<(String, String, i64)>, StoreError> {
    fetch_all!(tx, (String, String, i64), COUNT_BY_STATE, since)
}

/// Our reference, as providers hear and repeat it.
pub fn reference(message: MessageId) -> String {
    format!("m{message}")
}

/// The message that a provider names by our reference.
///
/// # Errors
/// The database does not answer.
pub async fn message_by_reference(tx: &mut ReadTx, reference: &str) -> Result<Option<MessageId>, StoreError> {
    let Some(id) = reference.strip_prefix('m').and_then(|id| id.parse::<i64>().ok()) else { return Ok(None) };
    Ok(fetch_optional!(tx, (MessageId,), MESSAGE_BY_REFERENCE, id)?.map(|(id,)| id))
}

/// What the provider says became of a message it took. Whether that is news: a report that comes
/// twice, or after another that settled it, changes nothing.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn report_message(
    tx: &mut WriteTx,
    message: MessageId,
    state: MessageState,
    reason: Option<Reason>,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, REPORT_MESSAGE, message, state.word(), reason.map(Reason::word))? > 0)
}

/// A message that somebody may be answering.
#[derive(Clone, Debug, FromRow)]
pub struct Asked {
    pub id: MessageId,
    pub territory_id: TerritoryId,
    pub appointment_id: Option<AppointmentId>,
    pub person_id: Option<PersonId>,
    kind: String,
}

impl Asked {
    /// # Errors
    /// A row that cannot be read.
    pub fn kind(&self) -> Result<MessageKind, StoreError> {
        self.kind.parse().map_err(|error| bad_row("message", error))
    }
}

/// The last messages said to a number since an instant that asked for an answer, the newest first.
///
/// # Errors
/// The database does not answer.
pub async fn last_asked(tx: &mut ReadTx, number: &str, since: Timestamp, most: i64) -> Result<Vec<Asked>, StoreError> {
    fetch_all!(tx, Asked, LAST_ASKED, number, since, most)
}
