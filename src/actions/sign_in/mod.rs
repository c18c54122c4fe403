//! Signing in. The staff: password and second factor. Guests: nothing, a link, or a code sent to
//! their number. What a browser may do is read from its session, in one statement, by each request.
//!
//! Tokens of sessions are never taken over from one standing to the next: whoever knew the cookie
//! before does not know it after.

pub mod accounts;
pub mod guests;
pub mod links;
pub mod notices;
pub mod passwords;
pub mod second_factor;
pub mod secrets;
pub mod staff;
pub mod throttle;

use thiserror::Error;

pub use throttle::Visit;

use super::{ActionError, Desk};
use crate::domain::access::{Caller, Denied, Guest, Role};
use crate::domain::ids::{OrganisationId, PersonId, SessionId, TerritoryId, WorkerId};
use crate::domain::journal::{Act, Actor, ActorKind, Detail, Line, Thing};
use crate::domain::people::NotAPhone;
use crate::domain::scheduling::search::Nothing;
use crate::domain::sign_in::{PasswordFault, SessionKind, TOUCH, WORKER_IDLE};
use crate::domain::time::Timestamp;
use crate::store::{self, LiveSession, ReadTx, StoreError, WriteTx};

/// What signing in can meet. None of them says whether an address or a number is known.
#[derive(Debug, Error)]
pub enum SignInError {
    /// Address, password or code: one of them is wrong, or the code is too old or used.
    #[error("that is not right")]
    Refused,
    #[error("too many tries; the next one is possible at {until}")]
    Wait { until: Timestamp },
    /// Unknown, used, or over.
    #[error("this link opens nothing")]
    NoLink,
    /// Another browser acted on the link first: the number must be proven by a code.
    #[error("this link is another browser's")]
    NeedsCode,
    /// No session, or one that is not far enough for this.
    #[error("nobody is signed in")]
    SignedOut,
    /// An invitation would lead nowhere: no slot is open to whoever holds the link.
    #[error("no slot for this invitation: {0}")]
    NoSlot(Nothing),
    #[error("the password will not do: {0}")]
    Password(PasswordFault),
    #[error(transparent)]
    Phone(#[from] NotAPhone),
    #[error("system: {0}")]
    System(String),
    #[error(transparent)]
    Action(#[from] ActionError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Denied> for SignInError {
    fn from(denied: Denied) -> Self {
        SignInError::Action(denied.into())
    }
}

impl SignInError {
    /// The stable word of each case, for texts.
    pub fn code(&self) -> &'static str {
        match self {
            SignInError::Refused => "refused",
            SignInError::Wait { .. } => "wait",
            SignInError::NoLink => "no_link",
            SignInError::NeedsCode => "needs_code",
            SignInError::SignedOut => "signed_out",
            SignInError::NoSlot(nothing) => nothing.word(),
            SignInError::Password(fault) => fault.word(),
            SignInError::Phone(_) => "not_a_phone",
            SignInError::System(_) | SignInError::Action(_) | SignInError::Store(_) => "failure",
        }
    }
}

/// Who a browser is.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub session: SessionId,
    pub territory: TerritoryId,
    pub standing: Standing,
}

#[derive(Clone, Debug)]
pub enum Standing {
    /// Signed in, second factor included.
    Worker(AtWork),
    /// The password was right; nothing may be done yet but this.
    HalfWay {
        worker: WorkerId,
        next: Next,
    },
    Guest(KnownGuest),
}

/// A worker at work for one of her organisations.
#[derive(Clone, Debug)]
pub struct AtWork {
    pub id: WorkerId,
    pub name: String,
    pub organisation: OrganisationId,
    pub role: Role,
    /// Where she may go to work instead (`Desk::work_for`), this one included.
    pub organisations: Vec<(OrganisationId, Role)>,
}

/// What comes after the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    SecondFactor,
    /// The first time: the secret is shown once (`Desk::enrol_totp`), and a code confirms it.
    EnrolTotp,
}

#[derive(Clone, Debug)]
pub struct KnownGuest {
    pub guest: Guest,
    /// The number that was proven.
    pub phone: Option<String>,
    /// Who is calling, or whom an invitation names.
    pub person: Option<PersonId>,
}

impl KnownGuest {
    /// Several people share the proven number: nothing is seen until one is chosen.
    pub fn must_choose(&self) -> bool {
        self.phone.is_some() && self.person.is_none()
    }
}

impl SignedIn {
    /// `None` halfway: a password alone opens nothing.
    pub fn caller(&self) -> Option<Caller> {
        match &self.standing {
            Standing::Worker(worker) => Some(Caller::Worker {
                id: worker.id,
                territory: self.territory,
                organisation: worker.organisation,
                role: worker.role,
            }),
            Standing::HalfWay { .. } => None,
            Standing::Guest(known) => Some(Caller::Guest(known.guest.clone())),
        }
    }
}

/// What is stored of a token.
pub(super) fn token_hash(token: &str) -> String {
    super::api_keys::hashed(token)
}

fn read(session: LiveSession) -> Result<SignedIn, StoreError> {
    let standing = match (session.kind, session.worker) {
        (SessionKind::Worker, Some(worker)) if session.second_factor => {
            let mut organisations = Vec::with_capacity(session.roles.len());
            for (organisation, word) in &session.roles {
                let role = word.parse().map_err(|error| StoreError::BadRow(format!("role of {worker}: {error}")))?;
                organisations.push((*organisation, role));
            }
            // Where she was may no longer be one of hers.
            let here = organisations.iter().find(|(one, _)| Some(*one) == session.organisation);
            match here.or(organisations.first()).copied() {
                Some((organisation, role)) => {
                    Standing::Worker(AtWork { id: worker, name: session.name, organisation, role, organisations })
                }
                // Nowhere: a role is what a right hangs on.
                None => Standing::HalfWay { worker, next: Next::SecondFactor },
            }
        }
        (SessionKind::Worker, Some(worker)) => {
            let next = if session.totp_confirmed { Next::SecondFactor } else { Next::EnrolTotp };
            Standing::HalfWay { worker, next }
        }
        (SessionKind::Worker, None) => {
            return Err(StoreError::BadRow(format!("session {} has no worker", session.id)));
        }
        (SessionKind::Guest, _) => {
            let people = session.person.into_iter().chain(session.relatives).collect();
            let guest = Guest {
                territory: session.territory,
                proven: session.phone.is_some(),
                people,
                appointments: session.appointments,
                address: None,
            };
            Standing::Guest(KnownGuest { guest, phone: session.phone, person: session.person })
        }
    };
    Ok(SignedIn { session: session.id, territory: session.territory, standing })
}

/// The session behind a cookie, alive.
async fn look(tx: &mut ReadTx, token: &str, now: Timestamp) -> Result<Option<LiveSession>, StoreError> {
    store::session_by_token(tx, &token_hash(token), now, now - WORKER_IDLE).await
}

/// A line of the journal about signing in.
async fn note(
    tx: &mut WriteTx,
    territory: TerritoryId,
    actor: (ActorKind, Option<i64>),
    act: Act,
    (thing, thing_id): (Thing, i64),
    now: Timestamp,
) -> Result<(), StoreError> {
    let actor = Actor { kind: actor.0, id: actor.1 };
    store::write_line(tx, territory, &Line { at: now, actor, act, thing, thing_id, detail: Detail::default() }).await
}

impl Desk {
    /// Who a browser is, by its cookie: one statement. `None`: nothing is remembered of it.
    ///
    /// A worker's session is marked as seen, at most every five minutes.
    ///
    /// # Errors
    /// The database does not answer, or holds a row that cannot be read.
    pub async fn session(&self, token: &str, now: Timestamp) -> Result<Option<SignedIn>, SignInError> {
        let found = {
            let mut tx = self.db.read().await?;
            look(&mut tx, token, now).await?
        };
        let Some(session) = found else { return Ok(None) };
        if session.kind == SessionKind::Worker && session.second_factor && now >= session.seen_at + TOUCH {
            let id = session.id;
            let touched =
                self.db.write(move |tx| Box::pin(async move { store::touch_session(tx, id, now).await })).await;
            if let Err(error) = touched {
                // The page is worth more than the mark.
                tracing::warn!(%error, session = id.0, "a session could not be marked as seen");
            }
        }
        Ok(Some(read(session)?))
    }

    /// Ends the session of this browser, of whatever kind.
    ///
    /// # Errors
    /// The database refuses or does not answer.
    pub async fn sign_out(&self, token: &str, now: Timestamp) -> Result<(), SignInError> {
        let token = token.to_owned();
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let Some(session) = look(tx, &token, now).await? else { return Ok(()) };
                    store::revoke_session(tx, session.id, now).await?;
                    let actor = match session.worker {
                        Some(worker) => (ActorKind::Worker, Some(worker.0)),
                        None => (ActorKind::Person, session.person.map(|person| person.0)),
                    };
                    let thing = (Thing::Session, session.id.0);
                    note(tx, session.territory, actor, Act::SignedOut, thing, now).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Removes what has no use any more: codes, links and sessions that ended, what was tried long ago.
    ///
    /// # Errors
    /// The database refuses or does not answer.
    pub async fn sweep_sign_in(&self, now: Timestamp) -> Result<u64, SignInError> {
        use crate::domain::sign_in::KNOWN_ADDRESS;
        use crate::domain::time::Minutes;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let codes = store::sweep_codes_and_links(tx, now - Minutes::days(2)).await?;
                    let sessions = store::sweep_sessions(tx, now - Minutes::days(30)).await?;
                    Ok(codes + sessions + store::sweep_attempts(tx, now - KNOWN_ADDRESS).await?)
                })
            })
            .await
    }
}
