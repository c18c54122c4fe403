//! Between the ledger and what is said: the data of a message, its link, and what is tried when a
//! channel fails. And the ledger as the staff looks at it.

use super::sign_in::links::open_standing_link;
use super::sign_in::secrets::Secrets;
use super::{ActionError, Claimant, Desk};
use crate::domain::access::{Caller, Deed};
use crate::domain::ids::{AppointmentId, MessageId};
use crate::domain::messages::decide::Standing;
use crate::domain::messages::said::{Event, Said};
use crate::domain::messages::{Channel, MessageKind, NewMessage, person_key};
use crate::domain::motives::Mode;
use crate::domain::scheduling::zones;
use crate::domain::sign_in::{AFTER_APPOINTMENT, LinkPurpose};
use crate::domain::time::{Minutes, Timestamp};
use crate::store::{self, LedgerLine, MessageNow, ReadTx, StoreError, WriteTx};

/// A worker is reminded of what began within so long.
pub const OUTCOMES_WITHIN: Minutes = Minutes::days(14);

/// What a message says, and the secret in it that the ledger must not keep.
#[derive(Clone, Debug)]
pub struct Content {
    pub said: Said,
    pub secret: Option<String>,
}

/// What a message says, from its row as it stands at `now`.
///
/// # Errors
/// A row that cannot be read, or the database does not answer.
pub async fn content(
    tx: &mut ReadTx,
    row: &MessageNow,
    (secrets, public_url): (&Secrets, &str),
    now: Timestamp,
) -> Result<Content, StoreError> {
    let kind = row.facts()?.kind;
    let standing = row.standing()?;
    let (link, code, secret) = secret(row, kind, (secrets, public_url))?;
    let count = match (kind, row.worker_id) {
        (MessageKind::Outcomes, Some(worker)) => {
            let missing = store::without_outcome(tx, (now - OUTCOMES_WITHIN, now), Some(worker)).await?;
            missing.first().map_or(0, |missing| missing.appointments)
        }
        _ => 0,
    };
    let said = Said {
        kind,
        when: standing.as_ref().map(|standing| zones::wall_clock(standing.zone, standing.span.start())),
        mode: standing.as_ref().map_or(Mode::Office, |standing| standing.mode),
        place: row.place_name.clone().unwrap_or_default(),
        address: row.address.clone().unwrap_or_default(),
        place_phone: row.place_phone.clone(),
        motive: row.public_name.clone().filter(|_| row.names_motive == Some(true)),
        link,
        code,
        count,
        event: standing.filter(|_| kind.is_announcement()).and_then(|standing| event(row, kind, &standing, now)),
    };
    Ok(Content { said, secret })
}

/// The link, the code, and which of them is a secret.
type Secret = (Option<String>, Option<String>, Option<String>);

fn secret(row: &MessageNow, kind: MessageKind, (secrets, url): (&Secrets, &str)) -> Result<Secret, StoreError> {
    let opening = |token: String| (Some(format!("{url}/l/{token}")), None, Some(token));
    let bad = |why: &str| StoreError::BadRow(format!("message {}: {why}", row.id));
    if row.notice_id.is_some() {
        return match (&row.code_phone, &row.code_salt, &row.purpose, &row.link_salt) {
            (Some(phone), Some(salt), ..) => {
                let code = secrets.code(row.territory_id, phone, salt);
                Ok((None, Some(code.clone()), Some(code)))
            }
            (_, _, Some(purpose), Some(salt)) => {
                let purpose: LinkPurpose = purpose.parse().map_err(|_| bad("a link for nothing we know"))?;
                Ok(opening(secrets.link(row.territory_id, purpose, salt)))
            }
            _ => Err(bad("nothing to derive its secret from")),
        };
    }
    Ok(match (row.appointment_id, row.person_id) {
        (Some(appointment), Some(person)) => opening(secrets.standing_token(row.territory_id, appointment, person)),
        // Workers sign in.
        (Some(appointment), None) => (Some(format!("{url}/agenda/appointment/{appointment}")), None, None),
        _ if kind == MessageKind::Outcomes => (Some(format!("{url}/agenda")), None, None),
        _ => (None, None, None),
    })
}

fn event(row: &MessageNow, kind: MessageKind, standing: &Standing, now: Timestamp) -> Option<Event> {
    Some(Event {
        uid: format!("appointment-{}-{}", row.territory_id, row.appointment_id?),
        sequence: row.appointment_version?,
        span: standing.span,
        cancelled: kind == MessageKind::Cancelled,
        stamp: now,
    })
}

/// Has the link in a message open what it is about.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn open_link(
    tx: &mut WriteTx,
    row: &MessageNow,
    secrets: &Secrets,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (Some(appointment), Some(person), None) = (row.appointment_id, row.person_id, row.notice_id) else {
        return Ok(());
    };
    let Some(standing) = row.standing()? else { return Ok(()) };
    debug_assert_eq!(LinkPurpose::Appointment.lives(), AFTER_APPOINTMENT);
    open_standing_link(tx, secrets, (row.territory_id, appointment, person), (now, standing.span.end())).await
}

/// Puts what a channel could not say onto the next one that the person has and that was not tried. The
/// channel, when there is one left.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn try_next_channel(
    tx: &mut WriteTx,
    row: &MessageNow,
    now: Timestamp,
) -> Result<Option<Channel>, StoreError> {
    let facts = row.facts()?;
    let to = row.recipient();
    let (Some(appointment), Some(version), Some(person)) = (row.appointment_id, row.appointment_version, row.person_id)
    else {
        return Ok(None);
    };
    if to.do_not_write || now > row.useless_after {
        return Ok(None);
    }
    for channel in to.channels(facts.kind).into_iter().filter(|channel| *channel != facts.channel) {
        let new = NewMessage {
            territory: row.territory_id,
            organisation: row.organisation_id,
            key: person_key((appointment, version), person, (facts.kind, facts.ahead), channel),
            kind: facts.kind,
            channel,
            appointment: Some((appointment, version)),
            ahead: facts.ahead,
            person: Some(person),
            worker: None,
            notice: None,
            due_at: now,
            useless_after: row.useless_after,
        };
        if store::insert_message(tx, &new, now).await? {
            return Ok(Some(channel));
        }
    }
    Ok(None)
}

/// A line of the ledger, and for the demo what is or would be said.
#[derive(Clone, Debug)]
pub struct Shown {
    pub line: LedgerLine,
    pub language: String,
    pub said: Option<Said>,
}

impl Desk {
    /// What was said about an appointment, and how each message stands.
    ///
    /// # Errors
    /// `NotFound`: no such appointment for this caller.
    pub async fn messages_of(
        &self,
        claimant: &Claimant,
        appointment: AppointmentId,
    ) -> Result<Vec<LedgerLine>, ActionError> {
        let mut tx = self.db.read().await?;
        let scope = self.caller(&mut tx, claimant).await?.may(Deed::ReadPeople)?;
        let found = store::appointment(&mut tx, &scope, appointment).await?;
        found.ok_or(ActionError::NotFound("appointment"))?;
        Ok(store::messages_of_appointment(&mut tx, &scope, appointment).await?)
    }

    /// The newest messages of a territory, codes and links included: for the page of the demo, and for
    /// nobody else.
    ///
    /// # Errors
    /// Only the command line may.
    pub async fn demo_messages(
        &self,
        caller: &Caller,
        public_url: &str,
        most: i64,
        now: Timestamp,
    ) -> Result<Vec<Shown>, ActionError> {
        let Caller::CommandLine { .. } = caller else { return Err(ActionError::Unauthorised) };
        let scope = caller.may(Deed::ReadPeople)?;
        let mut tx = self.db.read().await?;
        let mut shown = Vec::new();
        for line in store::latest_messages(&mut tx, &scope, most).await? {
            let Some(row) = store::message_now(&mut tx, line.id).await? else { continue };
            // What is swept with its code can no longer be said.
            let content = content(&mut tx, &row, (&self.secrets, public_url), now).await.ok();
            shown.push(Shown { line, language: row.recipient().language, said: content.map(|content| content.said) });
        }
        Ok(shown)
    }

    /// What the provider says became of a message; one that failed is tried on the next channel. Whether
    /// that is news.
    ///
    /// # Errors
    /// The database refuses or does not answer.
    pub async fn report_message(
        &self,
        message: MessageId,
        state: crate::domain::messages::MessageState,
        reason: Option<crate::domain::messages::Reason>,
        now: Timestamp,
    ) -> Result<bool, ActionError> {
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let news = store::report_message(tx, message, state, reason).await?;
                    if news
                        && state == crate::domain::messages::MessageState::Failed
                        && let Some(row) = store::message_now(tx, message).await?
                    {
                        try_next_channel(tx, &row, now).await?;
                    }
                    Ok(news)
                })
            })
            .await
    }
}
