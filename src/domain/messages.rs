//! What somebody must be told. An outbox row holds ids and a kind, never a text: what is said is
//! decided when it is sent, from the state at that moment.

pub mod replies;

use super::motives::words;

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
    }
}
