//! A form that may be sent twice does its deed once: the key its page gave it, what it says, and what was
//! answered. What the key protects is the actions' matter.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::fields::Fields;
use crate::actions::book::{Done, Replay};

/// The first time and every other time the answer is the id of the appointment.
pub fn replay(fields: &Fields) -> Option<Replay> {
    fields.given("key").map(|key| Replay {
        key: key.to_owned(),
        body_hash: body_hash(fields),
        render: Arc::new(|done: &Done| (200, done.appointment.id.to_string().into_bytes())),
    })
}

/// What was typed; not the tokens, which are others on a page that was opened twice.
pub fn body_hash(fields: &Fields) -> Vec<u8> {
    let mut hash = Sha256::new();
    for (name, value) in fields.pairs().filter(|(name, _)| !matches!(*name, "csrf" | "key")) {
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(value.as_bytes());
        hash.update([0]);
    }
    hash.finalize().to_vec()
}
