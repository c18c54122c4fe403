//! The second factor: set it up, confirm it, give it at each sign-in. A step is used once.

use totp_rs::Totp;

use super::secrets::{TOTP_STEP, cookie, salt};
use super::throttle::expect_failure;
use super::{SignInError, Visit, look, note, token_hash};
use crate::actions::{ActionError, Desk};
use crate::domain::access::{Caller, Deed};
use crate::domain::ids::WorkerId;
use crate::domain::journal::{Act, ActorKind, Thing};
use crate::domain::sign_in::{self, FREE_PER_PAIR, FREE_SECOND_FACTORS, KNOWN_ADDRESS, WORKER_SESSION};
use crate::domain::time::Timestamp;
use crate::store::{self, Factor, LiveSession};

/// What an application that makes codes must be told.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// `otpauth://…`, to be shown as a QR code.
    pub url: String,
    /// The same secret, to be typed.
    pub secret: String,
}

impl Desk {
    /// The secret of a second factor that is not confirmed yet. Asked twice, it is the same.
    ///
    /// # Errors
    /// `SignedOut`: no session that waits for this.
    pub async fn enrol_totp(&self, token: &str, now: Timestamp) -> Result<Enrolment, SignInError> {
        let (token, drawn, secrets) = (token.to_owned(), salt()?, self.secrets.clone());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let (_, worker) = waiting(look(tx, &token, now).await?)?;
                    store::set_totp_salt(tx, worker, &drawn, now).await?;
                    let factor = store::factor_of(tx, worker).await?.ok_or(SignInError::SignedOut)?;
                    let salt = factor.totp_salt.as_deref().filter(|_| !factor.totp_confirmed);
                    let totp = secrets.totp(worker, salt.ok_or(SignInError::SignedOut)?, &factor.email)?;
                    let url = totp.to_url().map_err(|error| SignInError::System(error.to_string()))?;
                    Ok(Enrolment { url, secret: totp.secret().to_base32() })
                })
            })
            .await
    }

    /// A code of the new second factor: from now on it is asked for, and the worker is signed in
    /// under the cookie given back.
    ///
    /// # Errors
    /// `Refused`: not the code of this moment. `Wait`: too many wrong ones.
    pub async fn confirm_totp(
        &self,
        token: &str,
        code: &str,
        visit: &Visit,
        now: Timestamp,
    ) -> Result<String, SignInError> {
        self.give_code(token, code, (visit, false), now).await
    }

    /// Signs in: the cookie to set instead of the one that waited.
    ///
    /// # Errors
    /// `Refused`: not the code of this moment, or already used. `Wait`: too many wrong ones.
    pub async fn second_factor(
        &self,
        token: &str,
        code: &str,
        visit: &Visit,
        now: Timestamp,
    ) -> Result<String, SignInError> {
        self.give_code(token, code, (visit, true), now).await
    }

    async fn give_code(
        &self,
        token: &str,
        code: &str,
        (visit, confirmed): (&Visit, bool),
        now: Timestamp,
    ) -> Result<String, SignInError> {
        let (token, code, secrets) = (token.to_owned(), sign_in::code(code), self.secrets.clone());
        let (network, fresh) = (visit.network(), cookie()?);
        let fresh_hash = token_hash(&fresh);
        let given = self.db.write(move |tx| {
            Box::pin(async move {
                let (session, worker) = waiting(look(tx, &token, now).await?)?;
                let factor = store::factor_of(tx, worker).await?.ok_or(SignInError::SignedOut)?;
                let Factor { email, totp_salt: Some(salt), totp_confirmed, .. } = factor else {
                    return Err(SignInError::SignedOut);
                };
                if totp_confirmed != confirmed {
                    return Err(SignInError::SignedOut);
                }
                // Whoever gets here has the password: the pair waits, and with very many wrong codes every
                // address from which this account was never signed into.
                let id = worker.to_string();
                let pair = secrets.throttle("factor-pair", &[&id, &network]);
                let all = secrets.throttle("factor-account", &[&id]);
                expect_failure(tx, &pair, FREE_PER_PAIR, now).await?;
                let known = secrets.throttle("factor-known", &[&id, &network]);
                let is_known = store::attempts(tx, &known, now - KNOWN_ADDRESS).await?.count > 0;
                expect_failure(tx, &all, if is_known { i64::MAX } else { FREE_SECOND_FACTORS }, now).await?;
                let totp = secrets.totp(worker, &salt, &email)?;
                let step = code.and_then(|code| totp.check(&code, seconds(now)));
                let step = step.and_then(|step| i64::try_from(step).ok());
                let used = match step {
                    Some(step) => store::use_totp_step(tx, worker, &salt, step).await?,
                    None => false,
                };
                if !used {
                    // Kept, so that it counts.
                    return Ok(Err(SignInError::Refused));
                }
                let window = sign_in::second(now);
                store::forget_attempts(tx, &pair).await?;
                store::give_back_attempt(tx, &all, window).await?;
                store::forget_attempts(tx, &known).await?;
                store::count_attempt(tx, &known, window).await?;
                let until = (now, now + WORKER_SESSION);
                if !store::second_factor_given(tx, session.id, &fresh_hash, until).await? {
                    return Err(SignInError::SignedOut);
                }
                let actor = (ActorKind::Worker, Some(worker.0));
                if !totp_confirmed {
                    note(tx, session.territory, actor, Act::SecondFactorSet, (Thing::Worker, worker.0), now).await?;
                }
                note(tx, session.territory, actor, Act::SignedIn, (Thing::Session, session.id.0), now).await?;
                Ok::<Result<(), SignInError>, SignInError>(Ok(()))
            })
        });
        given.await?.map(|()| fresh)
    }

    /// A phone was lost: the second factor is set up anew at the next sign-in, and every session ends.
    ///
    /// # Errors
    /// Only who may edit the settings of the worker's organisation; not one's own.
    pub async fn forget_second_factor(
        &self,
        caller: &Caller,
        worker: WorkerId,
        now: Timestamp,
    ) -> Result<(), SignInError> {
        let scope = caller.may(Deed::EditSettings)?;
        let own = scope.actor().kind == ActorKind::Worker && scope.actor().id == Some(worker.0);
        if own {
            return Err(ActionError::Denied(Deed::EditSettings).into());
        }
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let territory = scope.territory();
                    let known = store::worker_to_invite(tx, territory, worker, scope.organisation()).await?;
                    known.ok_or(ActionError::NotFound("worker"))?;
                    store::forget_totp(tx, worker, now).await?;
                    store::revoke_sessions_of(tx, worker, now).await?;
                    let actor = (scope.actor().kind, scope.actor().id);
                    note(tx, territory, actor, Act::SecondFactorSet, (Thing::Worker, worker.0), now).await?;
                    Ok(())
                })
            })
            .await
    }
}

/// A session whose password was right and whose second factor is still to come.
fn waiting(session: Option<LiveSession>) -> Result<(LiveSession, WorkerId), SignInError> {
    let session = session.filter(|session| !session.second_factor).ok_or(SignInError::SignedOut)?;
    let worker = session.worker.ok_or(SignInError::SignedOut)?;
    Ok((session, worker))
}

/// Seconds since 1970, as authenticators count.
fn seconds(now: Timestamp) -> u64 {
    u64::try_from(now.micros() / 1_000_000).unwrap_or_default()
}

/// The code that an authenticator shows now.
pub(super) fn current(totp: &Totp, now: Timestamp) -> String {
    let step = seconds(now) / TOTP_STEP * TOTP_STEP;
    totp.generate(step).to_string()
}
