//! Every minute: appointments that come near and whose reminders are not in the ledger get them, each
//! with its hour. *When* is `domain::messages::reminders`; this file looks who is due. A move, a
//! reinstatement or a newcomer in a workshop makes it look again.

use super::{Done, Ended, Run};
use crate::domain::messages::reminders::{LONGEST, plan};
use crate::domain::messages::{Channel, MessageKind, NewMessage, person_key};
use crate::domain::time::{Minutes, Timestamp};
use crate::store::{self, StoreError, ToRemind, WriteTx};

/// Appointments in one transaction: others wait for the file.
const BATCH: i64 = 50;
/// A reminder in the night goes out before its hour.
const EARLIER: Minutes = Minutes::days(1);

pub async fn run(run: &Run) -> Ended {
    let (mut appointments, mut planned) = (0, 0);
    while !run.is_stopping() {
        let now = run.now();
        let range = (now, now + LONGEST + EARLIER);
        if run.dry {
            let found = store::to_remind(&mut run.app.desk.db.read().await?, range, BATCH).await?;
            return Ok(Done(vec![("people", found.len() as i64)]));
        }
        let batch = run.app.desk.db.write(move |tx| {
            Box::pin(async move {
                let found = store::to_remind(tx, range, BATCH).await?;
                let (mut new, mut seen) = (0, Vec::new());
                for one in &found {
                    new += remind(tx, one, now).await?;
                    if seen.last() != Some(&one.id) {
                        seen.push(one.id);
                        store::reminders_planned(tx, one.id).await?;
                    }
                }
                Ok::<_, StoreError>((seen.len() as i64, new))
            })
        });
        let (seen, new) = batch.await?;
        (appointments, planned) = (appointments + seen, planned + new);
        if seen < BATCH {
            break;
        }
    }
    Ok(Done(vec![("appointments", appointments), ("planned", planned)]))
}

async fn remind(tx: &mut WriteTx, one: &ToRemind, now: Timestamp) -> Result<i64, StoreError> {
    let Some(person) = one.person_id else { return Ok(0) };
    let (delays, leave_now) = one.delays()?;
    let to = one.recipient();
    let mut new = 0;
    for reminder in plan(one.starts_at, one.zone()?, (&delays, leave_now), one.since()) {
        let channel = match to.channels(reminder.kind).first() {
            Some(channel) => *channel,
            // Refused when it is due, so that it shows that somebody was not reminded.
            None if reminder.kind == MessageKind::Reminder => Channel::Sms,
            None => continue,
        };
        let appointment = (one.id, one.hours);
        let message = NewMessage {
            territory: one.territory_id,
            organisation: Some(one.organisation_id),
            key: person_key(appointment, person, (reminder.kind, Some(reminder.ahead)), channel),
            kind: reminder.kind,
            channel,
            appointment: Some(appointment),
            ahead: Some(reminder.ahead),
            person: Some(person),
            worker: None,
            notice: None,
            due_at: reminder.due_at,
            useless_after: reminder.useless_after,
        };
        new += i64::from(store::insert_message(tx, &message, now).await?);
    }
    Ok(new)
}
