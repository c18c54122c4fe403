//! What can be done with a document safe. Who is asking comes from the session alone; what they reach,
//! from the door in `src/safe`. Each verb leaves its line in the journal, a refused try too.

pub mod keep;
pub mod leave;
pub mod open;
pub mod share;

use super::sign_in::{SignInError, SignedIn, Standing};
use crate::domain::access::{Caller, Deed, Scope};
use crate::domain::ids::{PersonId, SessionId};
use crate::safe::SafeError;

pub use crate::safe::SafeError as Error;

impl From<SignInError> for SafeError {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Wait { until } => SafeError::Wait { until },
            SignInError::Store(error) => SafeError::Store(error),
            other => SafeError::System(other.to_string()),
        }
    }
}

/// The person behind a browser that proved their number.
///
/// # Errors
/// `Closed`: no proven number, or nobody chosen yet.
fn holder(signed_in: &SignedIn) -> Result<(Scope, (SessionId, PersonId)), SafeError> {
    let Standing::Guest(known) = &signed_in.standing else { return Err(SafeError::NotFound("safe")) };
    let (Some(_), Some(person)) = (&known.phone, known.person) else { return Err(SafeError::Closed) };
    let scope = Caller::Guest(known.guest.clone()).may(Deed::OwnSafe)?;
    Ok((scope, (signed_in.session, person)))
}

/// A worker signed in, second factor included.
///
/// # Errors
/// `NotFound` for everybody who may never: nobody learns what there is.
fn worker(signed_in: &SignedIn, deed: Deed) -> Result<Scope, SafeError> {
    let Some(caller @ Caller::Worker { .. }) = signed_in.caller() else { return Err(SafeError::NotFound("item")) };
    caller.may(deed).map_err(|_| SafeError::NotFound("item"))
}
