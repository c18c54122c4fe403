//! Every few seconds: what was announced since (the outbox) and codes and links to send (the notices)
//! become rows of the ledger, one per recipient, by the best channel there is. Nothing is decided here:
//! that is for the moment of sending.

use super::{Done, Ended, Run};
use crate::domain::messages::{Channel, MessageKind, NewMessage, person_key, worker_key};
use crate::domain::time::Timestamp;
use crate::store::{self, NoticeToSend, StoreError, ToTell, WriteTx};

/// Rows in one transaction: others wait for the file.
const BATCH: i64 = 50;

pub async fn run(run: &Run) -> Ended {
    let (mut announced, mut noticed, mut planned) = (0, 0, 0);
    if run.dry {
        let mut tx = run.app.desk.db.read().await?;
        announced = store::outbox_to_do(&mut tx, BATCH).await?.len() as i64;
        noticed = store::notices_to_do(&mut tx, BATCH).await?.len() as i64;
        return Ok(Done(vec![("announced", announced), ("notices", noticed)]));
    }
    while !run.is_stopping() {
        let now = run.now();
        let batch = run.app.desk.db.write(move |tx| {
            Box::pin(async move {
                let (told, notices) = (store::outbox_to_do(tx, BATCH).await?, store::notices_to_do(tx, BATCH).await?);
                let mut new = 0;
                for told in &told {
                    new += announce(tx, told, now).await?;
                    store::outbox_done(tx, told, now).await?;
                }
                for notice in &notices {
                    new += i64::from(store::insert_message(tx, &of_notice(notice)?, now).await?);
                    store::notice_done(tx, notice.id, now).await?;
                }
                Ok::<_, StoreError>((told.len() as i64, notices.len() as i64, new))
            })
        });
        let (told, notices, new) = batch.await?;
        (announced, noticed, planned) = (announced + told, noticed + notices, planned + new);
        if told < BATCH && notices < BATCH {
            break;
        }
    }
    Ok(Done(vec![("announced", announced), ("notices", noticed), ("planned", planned)]))
}

/// To the person, and to the workers who want to hear what others do in their agenda.
async fn announce(tx: &mut WriteTx, told: &ToTell, now: Timestamp) -> Result<i64, StoreError> {
    let kind = told.kind()?;
    let appointment = (told.appointment_id, told.appointment_version);
    // Nobody without an address: a letter is always possible.
    let channel = told.recipient().channels(kind).first().copied().unwrap_or(Channel::Letter);
    let to_person = NewMessage {
        territory: told.territory_id,
        organisation: Some(told.organisation_id),
        key: person_key(appointment, told.person_id, (kind, None), channel),
        kind,
        channel,
        appointment: Some(appointment),
        ahead: None,
        person: Some(told.person_id),
        worker: None,
        notice: None,
        due_at: told.created_at,
        useless_after: told.starts_at,
    };
    let mut planned = i64::from(store::insert_message(tx, &to_person, now).await?);
    let Some(kind) = kind.for_worker() else { return Ok(planned) };
    for worker in told.workers() {
        let to_worker = NewMessage {
            key: worker_key(told.appointment_id, told.appointment_version, worker, kind),
            kind,
            channel: Channel::Email,
            person: None,
            worker: Some(worker),
            useless_after: told.ends_at,
            ..to_person.clone()
        };
        planned += i64::from(store::insert_message(tx, &to_worker, now).await?);
    }
    Ok(planned)
}

fn of_notice(notice: &NoticeToSend) -> Result<NewMessage, StoreError> {
    let kind = MessageKind::of_notice(notice.kind()?);
    let channel = notice.recipient().channels(kind).first().copied().unwrap_or(Channel::Sms);
    Ok(NewMessage {
        territory: notice.territory_id,
        organisation: None,
        key: format!("notice:{}:{channel}", notice.id),
        kind,
        channel,
        appointment: None,
        ahead: None,
        person: notice.person_id,
        worker: None,
        notice: Some(notice.id),
        due_at: notice.created_at,
        useless_after: notice.expires_at.unwrap_or(notice.created_at),
    })
}
