//! Sign in with a password, go to work elsewhere, see and end one's sessions.

use super::secrets::cookie;
use super::throttle::expect_failure;
use super::{Next, SignInError, Visit, look, note, token_hash};
use crate::actions::Desk;
use crate::domain::access::{Caller, Deed};
use crate::domain::ids::{OrganisationId, SessionId, TerritoryId, WorkerId};
use crate::domain::journal::{Act, ActorKind, Thing};
use crate::domain::sign_in::{self, FREE_PER_ADDRESS, FREE_PER_PAIR, KNOWN_ADDRESS, SessionKind};
use crate::domain::time::Timestamp;
use crate::store::{self, Login, NewSession, SessionLine, WriteTx};

/// A password was right.
#[derive(Clone, Debug)]
pub enum PasswordRight {
    /// The browser gets this cookie, which opens nothing yet.
    Next { token: String, next: Next },
    /// It opens accounts in several territories: ask where, and sign in again with the answer.
    Where(Vec<(TerritoryId, String)>),
}

/// As many passwords are checked for an address that nobody has as for one with accounts in two
/// territories: the time tells nothing.
const CHECKED: usize = 2;

/// The names under which a sign-in is counted.
struct Keys {
    pair: String,
    address: String,
    account: String,
    /// Since when this account is known from this address.
    known: String,
}

impl Desk {
    /// # Errors
    /// `Refused`: address or password, never which. `Wait`: too many failures from this address.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        territory: Option<TerritoryId>,
        visit: &Visit,
        now: Timestamp,
    ) -> Result<PasswordRight, SignInError> {
        let email = sign_in::email(email);
        let network = visit.network();
        let keys = std::sync::Arc::new(Keys {
            pair: self.secrets.throttle("staff-pair", &[&email, &network]),
            address: self.secrets.throttle("staff-address", &[&network]),
            account: self.secrets.throttle("staff-account", &[&email]),
            known: self.secrets.throttle("staff-known", &[&email, &network]),
        });
        let (expected, searched) = (keys.clone(), email.clone());
        let (logins, paces) = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    expect_failure(tx, &expected.pair, FREE_PER_PAIR, now).await?;
                    expect_failure(tx, &expected.address, FREE_PER_ADDRESS, now).await?;
                    // Never a lock: somebody elsewhere must not keep the owner out.
                    let failures = expect_failure(tx, &expected.account, i64::MAX, now).await?;
                    let known = store::attempts(tx, &expected.known, now - KNOWN_ADDRESS).await?;
                    let paces = if known.count > 0 { 0 } else { sign_in::paces_after(failures) };
                    Ok::<_, SignInError>((store::logins_by_email(tx, &searched).await?, paces))
                })
            })
            .await?;
        if paces > 0 {
            tokio::time::sleep(self.secrets.pace * paces).await;
        }
        let mut right: Vec<Login> = Vec::new();
        for position in 0..logins.len().max(CHECKED) {
            let login = logins.get(position);
            let hash = login.and_then(|login| login.password_hash.as_deref());
            if let (true, Some(login)) = (self.secrets.passwords.is(password, hash).await?, login) {
                right.push(login.clone());
            }
        }
        right.retain(|login| territory.is_none_or(|territory| territory == login.territory));
        let token = cookie()?;
        let (hash, device) = (token_hash(&token), sign_in::device(&visit.device));
        match right.as_slice() {
            [] => Err(SignInError::Refused),
            [login] => {
                let login = login.clone();
                let next = if login.totp_confirmed { Next::SecondFactor } else { Next::EnrolTotp };
                self.db
                    .write(move |tx| {
                        Box::pin(async move {
                            no_failure(tx, &keys, now).await?;
                            half_way(tx, &login, (&hash, &device), now).await
                        })
                    })
                    .await?;
                Ok(PasswordRight::Next { token, next })
            }
            several => {
                let several = several.iter().map(|login| (login.territory, login.territory_name.clone())).collect();
                self.db.write(move |tx| Box::pin(async move { no_failure(tx, &keys, now).await })).await?;
                Ok(PasswordRight::Where(several))
            }
        }
    }

    /// Goes to work in another of her organisations.
    ///
    /// # Errors
    /// `SignedOut`: not signed in, or not one of hers.
    pub async fn work_for(&self, token: &str, organisation: OrganisationId, now: Timestamp) -> Result<(), SignInError> {
        let token = token.to_owned();
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let session = look(tx, &token, now).await?.filter(|session| session.second_factor);
                    let session = session.ok_or(SignInError::SignedOut)?;
                    match store::work_for(tx, session.id, organisation).await? {
                        true => Ok(()),
                        false => Err(SignInError::SignedOut),
                    }
                })
            })
            .await
    }

    /// One's own sessions, the latest first.
    ///
    /// # Errors
    /// Only a worker has some.
    pub async fn sessions(&self, caller: &Caller, now: Timestamp) -> Result<Vec<SessionLine>, SignInError> {
        let (worker, _) = own(caller)?;
        let mut tx = self.db.read().await?;
        Ok(store::sessions_of(&mut tx, worker, now, now - sign_in::WORKER_IDLE).await?)
    }

    /// Ends one of one's own sessions, here or elsewhere.
    ///
    /// # Errors
    /// `NotFound`: not there, or somebody else's.
    pub async fn revoke_session(&self, caller: &Caller, session: SessionId, now: Timestamp) -> Result<(), SignInError> {
        let (worker, territory) = own(caller)?;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    if !store::revoke_own_session(tx, worker, session, now).await? {
                        return Err(crate::actions::ActionError::NotFound("session").into());
                    }
                    let actor = (ActorKind::Worker, Some(worker.0));
                    note(tx, territory, actor, Act::SignedOut, (Thing::Session, session.0), now).await?;
                    Ok(())
                })
            })
            .await
    }
}

/// The worker who asks about her own account.
pub(super) fn own(caller: &Caller) -> Result<(WorkerId, TerritoryId), SignInError> {
    caller.may(Deed::OwnAccount)?;
    match caller {
        Caller::Worker { id, territory, .. } => Ok((*id, *territory)),
        Caller::ApiKey { .. } | Caller::CommandLine { .. } | Caller::Guest(_) => Err(SignInError::SignedOut),
    }
}

/// The address is known from now on. The pair starts anew; the others get back what was counted.
async fn no_failure(tx: &mut WriteTx, keys: &Keys, now: Timestamp) -> Result<(), SignInError> {
    let window = sign_in::second(now);
    store::forget_attempts(tx, &keys.pair).await?;
    store::give_back_attempt(tx, &keys.address, window).await?;
    store::give_back_attempt(tx, &keys.account, window).await?;
    store::forget_attempts(tx, &keys.known).await?;
    store::count_attempt(tx, &keys.known, window).await?;
    Ok(())
}

/// A session that waits for the second factor.
pub(super) async fn half_way(
    tx: &mut WriteTx,
    login: &Login,
    (token_hash, device): (&str, &str),
    now: Timestamp,
) -> Result<(), SignInError> {
    let new = NewSession {
        territory: login.territory,
        token_hash,
        kind: SessionKind::Worker,
        worker: Some(login.worker),
        organisation: login.organisation,
        phone: None,
        person: None,
        device,
        expires_at: now + sign_in::HALF_SESSION,
    };
    store::insert_session(tx, &new, now).await?.ok_or(SignInError::SignedOut)?;
    Ok(())
}
