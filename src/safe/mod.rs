//! The document safe: keys, encryption, files, grants, and one narrow door. What a safe holds is read
//! and changed only through a [`door::Door`]; the transactions, and who is asking, are in
//! `src/actions/safe`.
//!
//! What this protects against, and what not: whoever steals the database and the files reads nothing,
//! nor does anybody with a role. Whoever runs the server and holds the root key could; the pages say so.

pub mod deletions;
pub mod door;
pub mod files;
pub mod holdings;
pub mod house;
pub mod keys;
pub mod seal;
pub mod secrets;
pub mod shares;
pub mod stream;
pub mod vault;
pub mod zip;

use thiserror::Error;

use crate::deliver::keys::KeyError;
use crate::deliver::object_store::ObjectError;
use crate::domain::access::{Deed, Denied};
use crate::domain::safe::{FileFault, Missing};
use crate::domain::time::Timestamp;
use crate::store::StoreError;
use keys::Damaged;

/// What somebody at a safe can meet. What is not theirs does not exist.
#[derive(Debug, Error)]
pub enum SafeError {
    /// No proven number here, or no PIN or card given yet.
    #[error("this safe is not open here")]
    Closed,
    #[error("that is not right")]
    WrongSecret,
    #[error("too many tries; the next one is possible at {until}")]
    Wait { until: Timestamp },
    #[error("everybody tries this PIN first")]
    WeakPin,
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// A worker who may open no safe yet, and who can change that.
    #[error("first: {missing:?}")]
    NotYet { missing: Vec<Missing>, lifted_by: Vec<String> },
    #[error("this file is not taken in: {0}")]
    File(FileFault),
    #[error("{0} will not do")]
    Invalid(&'static str),
    #[error("“{0}” is not allowed")]
    Denied(Deed),
    /// What is stored is not what was received. It is marked and reported, and nothing of it comes out.
    #[error(transparent)]
    Damaged(#[from] Damaged),
    #[error("the upload broke off: {0}")]
    BrokenOff(#[source] std::io::Error),
    #[error("the log of deletions {0} cannot be written or read: {1}")]
    Deletions(String, #[source] std::io::Error),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Objects(#[from] ObjectError),
    #[error("system: {0}")]
    System(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Denied> for SafeError {
    fn from(denied: Denied) -> Self {
        SafeError::Denied(denied.0)
    }
}

impl From<FileFault> for SafeError {
    fn from(fault: FileFault) -> Self {
        SafeError::File(fault)
    }
}

impl SafeError {
    /// The stable word of each case, for texts.
    pub fn code(&self) -> &'static str {
        match self {
            SafeError::Closed => "closed",
            SafeError::WrongSecret => "wrong_secret",
            SafeError::Wait { .. } => "wait",
            SafeError::WeakPin => "weak_pin",
            SafeError::NotFound(_) => "not_found",
            SafeError::NotYet { .. } => "not_yet",
            SafeError::File(fault) => fault.word(),
            SafeError::Invalid(field) => field,
            SafeError::Denied(_) => "denied",
            SafeError::Damaged(_) => "damaged",
            SafeError::BrokenOff(_) => "broken_off",
            SafeError::Deletions(..)
            | SafeError::Key(_)
            | SafeError::Objects(_)
            | SafeError::System(_)
            | SafeError::Store(_) => "failure",
        }
    }
}
