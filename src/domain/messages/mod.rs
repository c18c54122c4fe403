//! What somebody must be told, and how it stands: kinds, channels, states, reasons. An outbox row and
//! a row of the ledger hold ids and a kind, never a text: what is said is decided when it is sent,
//! from the state at that moment (`decide`).

pub mod decide;
pub mod gsm7;
pub mod reach;
pub mod reminders;
pub mod replies;
pub mod said;

use super::ids::{AppointmentId, PersonId, WorkerId};
use super::motives::words;
use super::sign_in::NoticeKind;
use super::time::{Minutes, Timestamp};

words! {
    MessageKind {
        Confirmation = "confirmation",
        Moved = "moved",
        Cancelled = "cancelled",
        Reinstated = "reinstated",
        /// The place is closed then: other times are offered. The appointment stays as it is until the
        /// person or the desk moves it, or the desk cancels it. Nothing to say when it was moved before
        /// this is sent.
        ProposeOther = "propose_other",
        Reminder = "reminder",
        /// Shortly before: time to leave.
        LeaveNow = "leave_now",
        SignInCode = "sign_in_code",
        Invitation = "invitation",
        WorkerInvitation = "worker_invitation",
        PasswordReset = "password_reset",
        AppointmentLink = "appointment_link",
        /// A time came free, and is kept for who waits for it.
        WaitingProposal = "waiting_proposal",
        /// To a worker: what others did in her agenda.
        WorkerBooked = "worker_booked",
        WorkerMoved = "worker_moved",
        WorkerCancelled = "worker_cancelled",
        /// To a worker: appointments that are over and have no outcome.
        Outcomes = "outcomes",
    }
}

words! {
    Channel {
        Sms = "sms",
        Email = "email",
        /// Printed and posted by the desk.
        Letter = "letter",
        /// On the list of calls to make.
        Call = "call",
    }
}

words! {
    /// Where a row of the ledger stands.
    MessageState {
        Due = "due",
        /// A server is handing it over right now.
        Sending = "sending",
        /// Decided; somebody prints it or calls.
        ByHand = "by_hand",
        /// The provider has it.
        HandedOver = "handed_over",
        Delivered = "delivered",
        Failed = "failed",
        /// Not said, and why.
        Refused = "refused",
        /// It may have been taken: shown, never silently repeated.
        Unknown = "unknown",
    }
}

words! {
    /// Why something was not said, or not surely.
    Reason {
        /// Cancelled before this could be said.
        Cancelled = "cancelled",
        Moved = "moved",
        /// On again before its cancellation was said.
        Reinstated = "reinstated",
        /// Its place is closed then: other times were offered instead.
        PlaceClosed = "place_closed",
        /// The person came, or did not: nothing to announce any more.
        Over = "over",
        TooLate = "too_late",
        /// The person asked not to be written to.
        DoNotWrite = "do_not_write",
        /// The person answered STOP.
        Stopped = "stopped",
        NoAddress = "no_address",
        /// The settings changed since it was planned.
        Setting = "setting",
        /// A code or a link that opens nothing any more.
        Used = "used",
        /// The organisation has spent what it may in a day.
        Cap = "cap",
        /// The provider said no.
        Provider = "provider",
        /// The provider did not take it, however often it was asked.
        GaveUp = "gave_up",
        /// The provider did not answer in time.
        TimedOut = "timed_out",
        /// The server stopped while it was handing it over.
        Interrupted = "interrupted",
        /// Nobody has that address; it came back.
        Bounced = "bounced",
    }
}

words! {
    /// How a worker is told what others do in her agenda.
    ToldBy { Off = "off", Email = "email" }
}

impl MessageKind {
    /// Asked for by whoever waits for it: goes before everything else, at any hour.
    pub fn is_urgent(self) -> bool {
        matches!(self, MessageKind::SignInCode | MessageKind::PasswordReset | MessageKind::WorkerInvitation)
    }

    pub fn is_reminder(self) -> bool {
        matches!(self, MessageKind::Reminder | MessageKind::LeaveNow)
    }

    /// What the outbox announces about an appointment.
    pub fn is_announcement(self) -> bool {
        matches!(
            self,
            MessageKind::Confirmation
                | MessageKind::Moved
                | MessageKind::Cancelled
                | MessageKind::Reinstated
                | MessageKind::ProposeOther
        )
    }

    /// What the agenda's owner hears of an announcement.
    pub fn for_worker(self) -> Option<MessageKind> {
        match self {
            MessageKind::Confirmation | MessageKind::Reinstated => Some(MessageKind::WorkerBooked),
            MessageKind::Moved => Some(MessageKind::WorkerMoved),
            MessageKind::Cancelled => Some(MessageKind::WorkerCancelled),
            _ => None,
        }
    }

    pub fn of_notice(kind: NoticeKind) -> MessageKind {
        match kind {
            NoticeKind::SignInCode => MessageKind::SignInCode,
            NoticeKind::Invitation => MessageKind::Invitation,
            NoticeKind::WorkerInvitation => MessageKind::WorkerInvitation,
            NoticeKind::PasswordReset => MessageKind::PasswordReset,
            NoticeKind::AppointmentLink => MessageKind::AppointmentLink,
            NoticeKind::WaitingProposal => MessageKind::WaitingProposal,
        }
    }

    /// Whether an answer (OUI, NON, RAPPEL) means something.
    pub fn asks_for_reply(self) -> bool {
        matches!(self, MessageKind::Confirmation | MessageKind::Moved | MessageKind::Reinstated | MessageKind::Reminder)
    }
}

impl Channel {
    /// Whether a machine sends it; the rest is for people to do.
    pub fn is_automatic(self) -> bool {
        matches!(self, Channel::Sms | Channel::Email)
    }
}

/// When a message that should have left is an alarm.
pub const LATE: Minutes = Minutes(10);
/// How long a server may hold what it is handing over before it is taken for gone.
pub const LEASE: Minutes = Minutes(3);
/// A day's text messages above this many times the mean of the week before are an alarm.
pub const ALARM: i64 = 2;

/// How long to wait before the next try, after so many that were surely not taken; `None`: give up.
pub fn retry_after(attempts: i64) -> Option<Minutes> {
    const WAITS: [i64; 10] = [1, 1, 2, 5, 10, 20, 30, 60, 120, 240];
    usize::try_from(attempts - 1).ok().and_then(|at| WAITS.get(at)).map(|minutes| Minutes(*minutes))
}

/// The name of a message: what it is about. The same for the same thing, however often it is planned.
pub fn person_key(
    (appointment, version): (AppointmentId, i64),
    person: PersonId,
    (kind, ahead): (MessageKind, Option<Minutes>),
    channel: Channel,
) -> String {
    let ahead = ahead.map(|ahead| format!("-{}", ahead.0)).unwrap_or_default();
    format!("appointment:{appointment}:{version}:person:{person}:{kind}{ahead}:{channel}")
}

pub fn worker_key(appointment: AppointmentId, version: i64, worker: WorkerId, kind: MessageKind) -> String {
    format!("appointment:{appointment}:{version}:worker:{worker}:{kind}:{}", Channel::Email)
}

/// A row to be written into the ledger.
#[derive(Clone, Debug)]
pub struct NewMessage {
    pub territory: super::ids::TerritoryId,
    pub organisation: Option<super::ids::OrganisationId>,
    pub key: String,
    pub kind: MessageKind,
    pub channel: Channel,
    pub appointment: Option<(AppointmentId, i64)>,
    pub ahead: Option<Minutes>,
    pub person: Option<PersonId>,
    pub worker: Option<WorkerId>,
    pub notice: Option<super::ids::NoticeId>,
    pub due_at: Timestamp,
    pub useless_after: Timestamp,
}
