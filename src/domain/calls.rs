//! Around calls: how a try ended, and which half-written forms are kept.

use super::motives::words;
use super::time::Minutes;

words! {
    /// How a try to call somebody ended. None of them says that an appointment was missed.
    CallOutcome {
        /// To be tried again.
        NoAnswer = "no_answer",
        Reached = "reached",
        WrongNumber = "wrong_number",
    }
}

words! {
    /// How somebody came to wait for a call.
    CameBy { Web = "web", Sms = "sms", Desk = "desk" }
}

words! {
    /// What came of a call that somebody asked for.
    CallBackOutcome {
        /// An appointment was made.
        Booked = "booked",
        Reached = "reached",
        WrongNumber = "wrong_number",
        /// Not wanted any more, or tried too often.
        Dropped = "dropped",
    }
}

/// Who asks to be called is called within this; later, the line is red.
pub const CALL_WITHIN: Minutes = Minutes::hours(24);
/// Who has taken a call and neither ended nor left it keeps it from the others that long.
pub const CALL_KEPT: Minutes = Minutes(30);

words! {
    /// Which form a draft belongs to: one of each kind per worker.
    DraftKind {
        /// The form of the desk.
        Desk = "desk",
        Opening = "opening",
        Absence = "absence",
        Closure = "closure",
    }
}

/// How long a draft is kept after its last change.
pub const DRAFT_KEPT: Minutes = Minutes::days(1);
/// Bytes of a draft at most: a form, never a file.
pub const LONGEST_DRAFT: usize = 64 * 1024;
