//! Show a document or a folder to a worker, take it back, see who looked.

use futures_util::future::BoxFuture;

use super::super::Desk;
use super::super::sign_in::SignedIn;
use super::open::Secret;
use super::{holder, worker};
use crate::domain::access::Deed;
use crate::domain::ids::GrantId;
use crate::domain::time::Timestamp;
use crate::safe::SafeError;
use crate::safe::door::Door;
use crate::safe::shares::{self, Grant, GrantWish, LogLine, ShownItem};
use crate::store::WriteTx;

impl Desk {
    /// One transaction behind the holder's door.
    pub(super) async fn as_holder<T, F>(&self, signed_in: &SignedIn, now: Timestamp, act: F) -> Result<T, SafeError>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut WriteTx, Door) -> BoxFuture<'t, Result<T, SafeError>> + Send + 'static,
    {
        let (scope, who) = holder(signed_in)?;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let door = Door::of_holder(tx, &scope, who, now).await?;
                    act(tx, door).await
                })
            })
            .await
    }

    /// With the PIN or the card once more: an open safe on a table shows nothing to anybody.
    ///
    /// # Errors
    /// `Closed`, `WrongSecret`, `Wait`; `NotFound`: document, folder or worker; `Invalid`.
    pub async fn grant(
        &self,
        signed_in: &SignedIn,
        secret: &Secret,
        wish: GrantWish,
        now: Timestamp,
    ) -> Result<GrantId, SafeError> {
        // Open first: a wrong PIN is not tried where nothing could be granted.
        let (scope, who) = holder(signed_in)?;
        Door::of_holder(&mut self.db.read().await?, &scope, who, now).await?;
        self.confirm(signed_in, secret, now).await?;
        let vault = self.vault.clone();
        self.as_holder(signed_in, now, move |tx, door| {
            Box::pin(async move { shares::grant(tx, &vault, &door, &wish, now).await })
        })
        .await
    }

    /// Dead at the next request.
    ///
    /// # Errors
    /// `Closed`; `NotFound`.
    pub async fn revoke(&self, signed_in: &SignedIn, grant: GrantId, now: Timestamp) -> Result<(), SafeError> {
        self.as_holder(signed_in, now, move |tx, door| {
            Box::pin(async move { shares::revoke(tx, &door, grant, now).await })
        })
        .await
    }

    /// # Errors
    /// `Closed`.
    pub async fn grants(&self, signed_in: &SignedIn, now: Timestamp) -> Result<Vec<Grant>, SafeError> {
        let (scope, who) = holder(signed_in)?;
        let mut tx = self.db.read().await?;
        let door = Door::of_holder(&mut tx, &scope, who, now).await?;
        shares::grants(&mut tx, &self.vault, &door).await
    }

    /// What is shown to this worker now.
    ///
    /// # Errors
    /// `NotYet`; `NotFound` for roles that read nobody's documents.
    pub async fn shown_to_me(&self, signed_in: &SignedIn, now: Timestamp) -> Result<Vec<ShownItem>, SafeError> {
        let scope = worker(signed_in, Deed::ReadGranted)?;
        shares::shown_to(&mut self.db.read().await?, &self.vault, &scope, now).await
    }

    /// Who opened what, when and for which purpose, refused tries included: newest first.
    ///
    /// # Errors
    /// `Closed`.
    pub async fn reading_log(
        &self,
        signed_in: &SignedIn,
        (before, most): (Option<i64>, i64),
        now: Timestamp,
    ) -> Result<Vec<LogLine>, SafeError> {
        let (scope, who) = holder(signed_in)?;
        let mut tx = self.db.read().await?;
        let door = Door::of_holder(&mut tx, &scope, who, now).await?;
        shares::log(&mut tx, &self.vault, &door, (before, most.clamp(1, 500))).await
    }
}
