//! What puts rows into the ledger: the outbox, the notices, the appointments that come near. Each
//! statement finds what is to do by an index of its own, however many rows there are.

use sqlx::FromRow;

use super::db::StoreError;
use super::settings::bad_row;
use super::statement::{execute, fetch_all, fetch_scalar, statements};
use super::tx::{ReadTx, WriteTx};
use crate::domain::ids::{AppointmentId, NoticeId, OrganisationId, OutboxId, PersonId, TerritoryId, WorkerId};
use crate::domain::messages::MessageKind;
use crate::domain::messages::reach::Recipient;
use crate::domain::messages::reminders::Delays;
use crate::domain::sign_in::NoticeKind;
use crate::domain::time::{Minutes, Timestamp};

statements! {
    /// With the workers who want to hear of it, and the worker who did it.
    OUTBOX_TO_DO {
        "SELECT outbox.id, outbox.territory_id, outbox.kind, outbox.appointment_id, outbox.appointment_version,
                outbox.person_id, outbox.created_at, appointment.organisation_id, appointment.starts_at, appointment.ends_at,
                person.phone, person.email, person.language, person.do_not_write, person.stopped_at, organisation.writes_abroad,
                (SELECT string_agg(CAST(worker.id AS TEXT), ',') FROM busy_time
                 JOIN worker ON worker.calendar_id = busy_time.calendar_id
                 WHERE busy_time.appointment_id = outbox.appointment_id AND worker.told_by = 'email' AND worker.active) AS workers,
                (SELECT journal.actor_id FROM journal
                 WHERE journal.thing = 'appointment' AND journal.thing_id = outbox.appointment_id
                   AND journal.at = outbox.created_at AND journal.actor_kind = 'worker'
                 ORDER BY journal.id DESC LIMIT 1) AS by_worker
         FROM outbox
         JOIN appointment ON appointment.id = outbox.appointment_id
         JOIN organisation ON organisation.id = appointment.organisation_id
         JOIN person ON person.id = outbox.person_id
         WHERE outbox.done_at IS NULL ORDER BY outbox.id LIMIT $1"
    }
    ANY_TO_PLAN {
        "SELECT EXISTS (SELECT 1 FROM outbox WHERE done_at IS NULL) OR EXISTS (SELECT 1 FROM notice WHERE done_at IS NULL)"
    }
    OUTBOX_DONE { "UPDATE outbox SET done_at = $2 WHERE id = $1" }
    /// Its hours, or who is in it, are other than they were.
    REMIND_ANEW { "UPDATE appointment SET reminders_planned = FALSE WHERE id = $1 AND reminders_planned" }
    REMIND_ANEW_OF_ORGANISATION {
        "UPDATE appointment SET reminders_planned = FALSE
         WHERE organisation_id = $1 AND starts_at > $2 AND starts_at <= $3 AND reminders_planned"
    }
    NOTICES_TO_DO {
        "SELECT notice.id, notice.territory_id, notice.kind, notice.phone, notice.email, notice.language, notice.created_at,
                COALESCE(code.expires_at, link.expires_at) AS expires_at, link.appointment_id, link.person_id
         FROM notice LEFT JOIN sign_in_code AS code ON code.id = notice.code_id LEFT JOIN link ON link.id = notice.link_id
         WHERE notice.done_at IS NULL ORDER BY notice.id LIMIT $1"
    }
    /// One row per person who comes; one without a person where nobody does.
    TO_REMIND {
        "SELECT soon.id, soon.territory_id, soon.organisation_id, soon.starts_at, soon.zone, soon.created_at,
                COALESCE(motive.reminders, organisation.reminders) AS reminders, organisation.leave_now,
                organisation.writes_abroad,
                person.id AS person_id, person.phone, person.email, person.language, person.do_not_write, person.stopped_at,
                (SELECT MAX(told.created_at) FROM outbox AS told
                 WHERE told.appointment_id = soon.id AND told.person_id = person.id
                   AND told.kind IN ('confirmation', 'moved', 'reinstated')) AS told_at,
                COALESCE((SELECT MAX(told.appointment_version) FROM outbox AS told
                          WHERE told.appointment_id = soon.id AND told.person_id = person.id
                            AND told.kind IN ('confirmation', 'moved', 'reinstated')), 1) AS hours
         FROM (SELECT id, territory_id, organisation_id, motive_id, starts_at, zone, created_at FROM appointment
               WHERE NOT reminders_planned AND starts_at > $1 AND starts_at <= $2 AND status IN ('booked', 'late')
               ORDER BY starts_at LIMIT $3) AS soon
         JOIN organisation ON organisation.id = soon.organisation_id
         JOIN motive ON motive.id = soon.motive_id
         LEFT JOIN participation ON participation.appointment_id = soon.id AND participation.live
         LEFT JOIN person ON person.id = participation.person_id
         ORDER BY soon.starts_at, soon.id"
    }
    REMINDERS_PLANNED { "UPDATE appointment SET reminders_planned = TRUE WHERE id = $1" }
    ZONE_OF { "SELECT zone FROM organisation WHERE id = $1" }
    /// Over for a while, and nobody said how it ended; by worker who wants to hear of it.
    WITHOUT_OUTCOME {
        "SELECT worker.territory_id, worker.id, COUNT(*) AS appointments, MIN(appointment.organisation_id) AS organisation
         FROM worker
         JOIN busy_time ON busy_time.calendar_id = worker.calendar_id AND busy_time.blocking
                       AND busy_time.starts_at >= $1 AND busy_time.starts_at < $2
         JOIN appointment ON appointment.id = busy_time.appointment_id AND appointment.status IN ('booked', 'late', 'arrived')
                         AND appointment.ends_at < $2
         WHERE worker.told_by = 'email' AND worker.active AND ($3 = 0 OR worker.id = $3)
         GROUP BY worker.territory_id, worker.id"
    }
}

/// An announcement that is not in the ledger yet.
#[derive(Clone, Debug, FromRow)]
pub struct ToTell {
    pub id: OutboxId,
    pub territory_id: TerritoryId,
    kind: String,
    pub appointment_id: AppointmentId,
    pub appointment_version: i64,
    pub person_id: PersonId,
    pub created_at: Timestamp,
    pub organisation_id: OrganisationId,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    phone: Option<String>,
    email: Option<String>,
    language: String,
    do_not_write: bool,
    stopped_at: Option<Timestamp>,
    writes_abroad: bool,
    workers: Option<String>,
    by_worker: Option<i64>,
}

impl ToTell {
    /// # Errors
    /// A row that cannot be read.
    pub fn kind(&self) -> Result<MessageKind, StoreError> {
        self.kind.parse().map_err(|error| bad_row("outbox", error))
    }

    pub fn recipient(&self) -> Recipient {
        Recipient {
            phone: self.phone.clone(),
            email: self.email.clone(),
            language: self.language.clone(),
            do_not_write: self.do_not_write,
            stopped: self.stopped_at.is_some(),
            abroad: self.writes_abroad,
        }
    }

    /// The workers who want to hear of it: not of what they did themselves.
    pub fn workers(&self) -> Vec<WorkerId> {
        let listed = self.workers.iter().flat_map(|workers| workers.split(','));
        let mut workers: Vec<WorkerId> = listed.filter_map(|id| id.parse().ok()).map(WorkerId).collect();
        workers.retain(|worker| Some(worker.0) != self.by_worker);
        workers.sort_unstable();
        workers.dedup();
        workers
    }
}

/// # Errors
/// The database does not answer.
pub async fn outbox_to_do(tx: &mut ReadTx, most: i64) -> Result<Vec<ToTell>, StoreError> {
    fetch_all!(tx, ToTell, OUTBOX_TO_DO, most)
}

/// Whether the outbox or the notices hold anything: asked often, and cheap.
///
/// # Errors
/// The database does not answer.
pub async fn any_to_plan(tx: &mut ReadTx) -> Result<bool, StoreError> {
    fetch_scalar!(tx, bool, ANY_TO_PLAN)
}

/// Its messages are in the ledger; its reminders are to be planned anew.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn outbox_done(tx: &mut WriteTx, told: &ToTell, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, OUTBOX_DONE, told.id, now)?;
    execute!(tx, REMIND_ANEW, told.appointment_id)?;
    Ok(())
}

/// The delays of an organisation are other than they were.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn remind_anew(
    tx: &mut WriteTx,
    organisation: OrganisationId,
    (from, to): (Timestamp, Timestamp),
) -> Result<u64, StoreError> {
    execute!(tx, REMIND_ANEW_OF_ORGANISATION, organisation, from, to)
}

/// A notice that is not in the ledger yet.
#[derive(Clone, Debug, FromRow)]
pub struct NoticeToSend {
    pub id: NoticeId,
    pub territory_id: TerritoryId,
    kind: String,
    phone: Option<String>,
    email: Option<String>,
    language: String,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub appointment_id: Option<AppointmentId>,
    pub person_id: Option<PersonId>,
}

impl NoticeToSend {
    /// # Errors
    /// A row that cannot be read.
    pub fn kind(&self) -> Result<NoticeKind, StoreError> {
        self.kind.parse().map_err(|error| bad_row("notice", error))
    }

    pub fn recipient(&self) -> Recipient {
        Recipient {
            phone: self.phone.clone(),
            email: self.email.clone(),
            language: self.language.clone(),
            ..Recipient::default()
        }
    }
}

/// # Errors
/// The database does not answer.
pub async fn notices_to_do(tx: &mut ReadTx, most: i64) -> Result<Vec<NoticeToSend>, StoreError> {
    fetch_all!(tx, NoticeToSend, NOTICES_TO_DO, most)
}

/// A person in an appointment that comes near.
#[derive(Clone, Debug, FromRow)]
pub struct ToRemind {
    pub id: AppointmentId,
    pub territory_id: TerritoryId,
    pub organisation_id: OrganisationId,
    pub starts_at: Timestamp,
    zone: String,
    created_at: Timestamp,
    reminders: String,
    leave_now: Option<i64>,
    writes_abroad: bool,
    pub person_id: Option<PersonId>,
    phone: Option<String>,
    email: Option<String>,
    language: Option<String>,
    do_not_write: Option<bool>,
    stopped_at: Option<Timestamp>,
    told_at: Option<Timestamp>,
    /// The version that these hours come from.
    pub hours: i64,
}

impl ToRemind {
    /// # Errors
    /// A row that cannot be read.
    pub fn zone(&self) -> Result<chrono_tz::Tz, StoreError> {
        self.zone.parse().map_err(|error| bad_row("appointment", error))
    }

    /// # Errors
    /// A row that cannot be read.
    pub fn delays(&self) -> Result<(Delays, Option<Minutes>), StoreError> {
        let delays = self.reminders.parse().map_err(|error| bad_row("reminders", error))?;
        Ok((delays, self.leave_now.map(Minutes)))
    }

    /// Since when the person knows of these hours.
    pub fn since(&self) -> Timestamp {
        self.told_at.unwrap_or(self.created_at)
    }

    pub fn recipient(&self) -> Recipient {
        Recipient {
            phone: self.phone.clone(),
            email: self.email.clone(),
            language: self.language.clone().unwrap_or_default(),
            do_not_write: self.do_not_write.unwrap_or(false),
            stopped: self.stopped_at.is_some(),
            abroad: self.writes_abroad,
        }
    }
}

/// The people of at most so many appointments that start between two instants, and whose reminders are
/// not in the ledger.
///
/// # Errors
/// The database does not answer.
pub async fn to_remind(
    tx: &mut ReadTx,
    (from, to): (Timestamp, Timestamp),
    most: i64,
) -> Result<Vec<ToRemind>, StoreError> {
    fetch_all!(tx, ToRemind, TO_REMIND, from, to, most)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn reminders_planned(tx: &mut WriteTx, appointment: AppointmentId) -> Result<(), StoreError> {
    execute!(tx, REMINDERS_PLANNED, appointment)?;
    Ok(())
}

/// A worker with appointments that are over and have no outcome.
#[derive(Clone, Debug, FromRow)]
pub struct WithoutOutcome {
    pub territory_id: TerritoryId,
    pub id: WorkerId,
    pub appointments: i64,
    pub organisation: OrganisationId,
}

/// Of appointments that began between two instants; of one worker, or of all.
///
/// # Errors
/// The database does not answer.
pub async fn without_outcome(
    tx: &mut ReadTx,
    (from, to): (Timestamp, Timestamp),
    worker: Option<WorkerId>,
) -> Result<Vec<WithoutOutcome>, StoreError> {
    fetch_all!(tx, WithoutOutcome, WITHOUT_OUTCOME, from, to, worker.map_or(0, |worker| worker.0))
}

/// The name of the zone of an organisation.
///
/// # Errors
/// The database does not answer.
pub async fn zone_of(tx: &mut ReadTx, organisation: OrganisationId) -> Result<String, StoreError> {
    fetch_scalar!(tx, String, ZONE_OF, organisation)
}
