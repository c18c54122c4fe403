//! What an appointment can be, and what it can become.

use super::ids::AppointmentId;
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

/// The letters and digits of a code that is read aloud: none that looks or sounds like another.
const DESK_LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DESK_BITS: u32 = 30;
/// Odd, so that multiplying by it can be undone; neighbours get codes that do not look alike.
const DESK_SPREAD: u64 = 0x2545_F491;

/// Six characters that name an appointment at the desk, on paper and in a QR. They prove nothing: the
/// staff finds with them what it may see anyway. `None` past a thousand million appointments.
pub fn desk_code(appointment: AppointmentId) -> Option<String> {
    let id = u64::try_from(appointment.0).ok().filter(|id| *id < 1 << DESK_BITS)?;
    let spread = id.wrapping_mul(DESK_SPREAD) & ((1 << DESK_BITS) - 1);
    let letter = |at: u32| char::from(DESK_LETTERS[(spread >> (5 * at)) as usize & 31]);
    Some((0..6).rev().map(letter).collect())
}

/// The appointment of a code as it was typed: in any case, with spaces or dashes.
pub fn appointment_of_code(typed: &str) -> Option<AppointmentId> {
    let mut spread: u64 = 0;
    let mut letters = 0;
    for c in typed.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        let c = match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        };
        let value = DESK_LETTERS.iter().position(|letter| char::from(*letter) == c)?;
        spread = (spread << 5) | value as u64;
        letters += 1;
        if letters > 6 {
            return None;
        }
    }
    // The inverse of an odd number modulo a power of two, by Newton: each step doubles the bits.
    let mut inverse: u64 = 1;
    for _ in 0..5 {
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(DESK_SPREAD.wrapping_mul(inverse)));
    }
    let id = spread.wrapping_mul(inverse) & ((1 << DESK_BITS) - 1);
    (letters == 6 && id > 0).then_some(AppointmentId(id as i64))
}
