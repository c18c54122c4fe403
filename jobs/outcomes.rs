//! Every hour: in the evening of their organisation, workers with appointments that are over and have
//! no outcome are reminded of them, once a day, if they want to hear.

use chrono::Timelike;

use super::{Done, Ended, Run};
use crate::actions::messages::OUTCOMES_WITHIN;
use crate::domain::messages::{Channel, MessageKind, NewMessage};
use crate::domain::scheduling::zones;
use crate::domain::time::Minutes;
use crate::store::{self, StoreError};

/// On the wall clock of the organisation.
const EVENING: u32 = 17;

pub async fn run(run: &Run) -> Ended {
    let now = run.now();
    let dry = run.dry;
    let found = store::without_outcome(&mut run.app.desk.db.read().await?, (now - OUTCOMES_WITHIN, now), None).await?;
    let mut planned = 0;
    for missing in found {
        let zone = zone(run, &missing).await?;
        let local = zones::wall_clock(zone, now);
        if local.hour() != EVENING || dry {
            continue;
        }
        let message = NewMessage {
            territory: missing.territory_id,
            organisation: Some(missing.organisation),
            key: format!("worker:{}:{}:{}", missing.id, MessageKind::Outcomes, local.date()),
            kind: MessageKind::Outcomes,
            channel: Channel::Email,
            appointment: None,
            ahead: None,
            person: None,
            worker: Some(missing.id),
            notice: None,
            due_at: now,
            useless_after: now + Minutes::hours(24),
        };
        let db = &run.app.desk.db;
        let written = db.write(move |tx| Box::pin(async move { store::insert_message(tx, &message, now).await }));
        planned += i64::from(written.await?);
    }
    Ok(Done(vec![("planned", planned)]))
}

async fn zone(run: &Run, missing: &store::WithoutOutcome) -> Result<chrono_tz::Tz, StoreError> {
    let zone = store::zone_of(&mut run.app.desk.db.read().await?, missing.organisation).await?;
    zone.parse().map_err(|_| StoreError::BadRow(format!("organisation {}: {zone} is no zone", missing.organisation)))
}
