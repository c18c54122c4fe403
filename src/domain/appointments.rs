//! What an appointment can be, and what it can become.

use super::motives::words;
use super::scheduling::booking::Refusal;
use super::time::{Minutes, Timestamp};

words! {
    /// The state of an appointment, and of each person in it.
    Status {
        Booked = "booked",
        /// Still coming: said so.
        Late = "late",
        /// In the waiting room.
        Arrived = "arrived",
        Seen = "seen",
        /// Did not come, and did not say so. Keeps its time: it was lost.
        NoShow = "no_show",
        /// The person cancelled.
        Excused = "excused",
        /// We cancelled.
        Cancelled = "cancelled",
    }
}

/// How long before its start an appointment may be marked as arrived or seen: people come early.
const EARLY: Minutes = Minutes::hours(12);

/// The state table: from each state, the states it may become. Written out so that it can be read;
/// everything else is refused.
const TABLE: &[(Status, &[Status])] = &[
    (
        Status::Booked,
        &[Status::Late, Status::Arrived, Status::Seen, Status::NoShow, Status::Excused, Status::Cancelled],
    ),
    (
        Status::Late,
        &[Status::Booked, Status::Arrived, Status::Seen, Status::NoShow, Status::Excused, Status::Cancelled],
    ),
    // Somebody who is here did not fail to come; a slip of the finger goes back to booked.
    (Status::Arrived, &[Status::Booked, Status::Seen]),
    (Status::Seen, &[Status::Booked]),
    (Status::NoShow, &[Status::Booked, Status::Arrived, Status::Seen, Status::Excused]),
    // Reinstated: its time must be free again.
    (Status::Excused, &[Status::Booked]),
    (Status::Cancelled, &[Status::Booked]),
];

impl Status {
    /// Whether it keeps its time on the calendars.
    pub fn blocks(self) -> bool {
        !matches!(self, Status::Excused | Status::Cancelled)
    }

    /// Whether it is still to happen: it can be moved and cancelled.
    pub fn is_to_come(self) -> bool {
        matches!(self, Status::Booked | Status::Late)
    }

    pub fn may_become(self, to: Status) -> bool {
        TABLE.iter().any(|(from, tos)| *from == self && tos.contains(&to))
    }

    /// Whether this appointment may become `to` at `now`.
    ///
    /// # Errors
    /// `NotPossibleFrom` by the table; `NotYet` for what only its hour can show.
    pub fn change(self, to: Status, starts_at: Timestamp, now: Timestamp) -> Result<(), Refusal> {
        if !self.may_become(to) {
            return Err(Refusal::NotPossibleFrom { from: self, to });
        }
        let too_early = match to {
            Status::NoShow => now < starts_at,
            Status::Arrived | Status::Seen => now < starts_at - EARLY,
            _ => false,
        };
        if too_early { Err(Refusal::NotYet) } else { Ok(()) }
    }
}
