//! What somebody must be told. An outbox row holds ids and a kind, never a text: what is said is
//! decided when it is sent, from the state at that moment.

use super::motives::words;

words! {
    MessageKind {
        Confirmation = "confirmation",
        Moved = "moved",
        Cancelled = "cancelled",
        Reinstated = "reinstated",
    }
}
