//! Get a password: invited by an administrator, or after having forgotten it. By a link to the
//! worker's own address, used once.

use super::links::{good_link, new_link};
use super::secrets::cookie;
use super::staff::{half_way, own};
use super::throttle::{expect_failure, take};
use super::{Next, SignInError, Visit, note, token_hash};
use crate::actions::{ActionError, Desk};
use crate::domain::access::{Caller, Deed};
use crate::domain::ids::{SessionId, WorkerId};
use crate::domain::journal::{Act, ActorKind, Thing};
use crate::domain::sign_in::{
    self, FREE_PER_PAIR, LinkPurpose, RESETS_PER_ACCOUNT, RESETS_PER_ADDRESS, check_password,
};
use crate::domain::time::Timestamp;
use crate::store::{self, LinkRow, LinkTo};

impl Desk {
    /// Sends a worker a link to choose a password, for 72 hours. The links sent before stop working.
    ///
    /// # Errors
    /// Only who may edit the settings of the worker's organisation.
    pub async fn invite_worker(&self, caller: &Caller, worker: WorkerId, now: Timestamp) -> Result<(), SignInError> {
        let scope = caller.may(Deed::EditSettings)?;
        let secrets = self.secrets.clone();
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let territory = scope.territory();
                    let known = store::worker_to_invite(tx, territory, worker, scope.organisation()).await?;
                    known.ok_or(ActionError::NotFound("worker"))?;
                    store::spend_links_of_worker(tx, worker, now).await?;
                    let purpose = LinkPurpose::WorkerInvitation;
                    let to = LinkTo { worker: Some(worker), ..LinkTo::default() };
                    let (link, _) = new_link(tx, &secrets, (territory, purpose), to, (now, now)).await?;
                    store::notice_to_worker(tx, worker, link, (purpose.notice(), "fr"), now).await?;
                    let actor = (scope.actor().kind, scope.actor().id);
                    note(tx, territory, actor, Act::Invited, (Thing::Worker, worker.0), now).await?;
                    Ok(())
                })
            })
            .await
    }

    /// The invited worker chooses a password, and goes on to set the second factor up.
    ///
    /// # Errors
    /// `NoLink`; `Password`: which rule it breaks. The link is then still good.
    pub async fn accept_invitation(
        &self,
        token: &str,
        password: &str,
        visit: &Visit,
        now: Timestamp,
    ) -> Result<(String, Next), SignInError> {
        let row = self.choose_password(token, LinkPurpose::WorkerInvitation, password, visit, now).await?;
        let fresh = cookie()?;
        let (hash, device) = (token_hash(&fresh), sign_in::device(&visit.device));
        let email = row.email.unwrap_or_default();
        let next = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let logins = store::logins_by_email(tx, &email).await?;
                    let login = logins.into_iter().find(|login| Some(login.worker) == row.worker_id);
                    let login = login.ok_or(SignInError::SignedOut)?;
                    half_way(tx, &login, (&hash, &device), now).await?;
                    Ok::<_, SignInError>(if login.totp_confirmed { Next::SecondFactor } else { Next::EnrolTotp })
                })
            })
            .await?;
        Ok((fresh, next))
    }

    /// Sends a link for a new password to whoever has this address. Says nothing about whether
    /// somebody has it.
    ///
    /// # Errors
    /// `Wait`: asked too often, for this address or from this one.
    pub async fn ask_reset(&self, email: &str, visit: &Visit, now: Timestamp) -> Result<(), SignInError> {
        let (email, secrets) = (sign_in::email(email), self.secrets.clone());
        let account = secrets.throttle("reset-account", &[&email]);
        let address = visit.key(&secrets, "reset-address");
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    take(tx, &account, RESETS_PER_ACCOUNT, now).await?;
                    take(tx, &address, RESETS_PER_ADDRESS, now).await?;
                    for login in store::logins_by_email(tx, &email).await? {
                        // Who was never invited has nothing to forget.
                        if login.password_hash.is_none() {
                            continue;
                        }
                        let purpose = LinkPurpose::PasswordReset;
                        let to = LinkTo { worker: Some(login.worker), ..LinkTo::default() };
                        let (link, _) = new_link(tx, &secrets, (login.territory, purpose), to, (now, now)).await?;
                        store::notice_to_worker(tx, login.worker, link, (purpose.notice(), "fr"), now).await?;
                        let actor = (ActorKind::Worker, None);
                        let thing = (Thing::Worker, login.worker.0);
                        note(tx, login.territory, actor, Act::ResetAsked, thing, now).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// A new password; every session of the worker ends. The second factor stays.
    ///
    /// # Errors
    /// `NoLink`; `Password`: which rule it breaks. The link is then still good.
    pub async fn reset(&self, token: &str, password: &str, visit: &Visit, now: Timestamp) -> Result<(), SignInError> {
        self.choose_password(token, LinkPurpose::PasswordReset, password, visit, now).await.map(drop)
    }

    /// One's own password, changed while signed in: by whoever knows the old one. Every other session
    /// ends, and links sent before open nothing any more.
    ///
    /// # Errors
    /// `Password`: which rule the new one breaks. `Refused`: the old one is another. `Wait`: tried too often.
    pub async fn change_password(
        &self,
        caller: &Caller,
        session: SessionId,
        (old, new): (&str, &str),
        now: Timestamp,
    ) -> Result<(), SignInError> {
        let (worker, territory) = own(caller)?;
        let known = store::password_of(&mut self.db.read().await?, worker).await?;
        let Some((email, Some(before))) = known else { return Err(SignInError::Refused) };
        check_password(new, email.as_deref().unwrap_or_default()).map_err(SignInError::Password)?;
        let key = self.secrets.throttle("own-password", &[&worker.to_string()]);
        let counted = key.clone();
        self.db
            .write(move |tx| Box::pin(async move { expect_failure(tx, &counted, FREE_PER_PAIR, now).await.map(drop) }))
            .await?;
        if !self.secrets.passwords.is(old, Some(before.as_str())).await? {
            return Err(SignInError::Refused);
        }
        let hash = self.secrets.passwords.hash(new).await?;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    // A reset in between has made another password the old one.
                    let still = store::password_of(tx, worker).await?.and_then(|(_, hash)| hash);
                    if still.as_deref() != Some(before.as_str()) {
                        return Err(SignInError::Refused);
                    }
                    store::forget_attempts(tx, &key).await?;
                    store::set_password(tx, (territory, worker), &hash, now).await?;
                    store::spend_links_of_worker(tx, worker, now).await?;
                    store::revoke_other_sessions(tx, worker, session, now).await?;
                    let actor = (ActorKind::Worker, Some(worker.0));
                    note(tx, territory, actor, Act::PasswordSet, (Thing::Worker, worker.0), now).await?;
                    Ok(())
                })
            })
            .await
    }

    async fn choose_password(
        &self,
        token: &str,
        purpose: LinkPurpose,
        password: &str,
        visit: &Visit,
        now: Timestamp,
    ) -> Result<LinkRow, SignInError> {
        let (row, is) = self.found_link(token, visit, now).await?;
        let (Some(worker), Some(email)) = (row.worker_id, row.email.as_deref()) else {
            return Err(SignInError::NoLink);
        };
        if is != purpose {
            return Err(SignInError::NoLink);
        }
        check_password(password, email).map_err(SignInError::Password)?;
        let hash = self.secrets.passwords.hash(password).await?;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    good_link(&row, now)?;
                    if !store::spend_link(tx, row.id, now).await? {
                        return Err(SignInError::NoLink);
                    }
                    store::set_password(tx, (row.territory_id, worker), &hash, now).await?;
                    store::spend_links_of_worker(tx, worker, now).await?;
                    store::revoke_sessions_of(tx, worker, now).await?;
                    let actor = (ActorKind::Worker, Some(worker.0));
                    note(tx, row.territory_id, actor, Act::PasswordSet, (Thing::Worker, worker.0), now).await?;
                    Ok(row)
                })
            })
            .await
    }
}
