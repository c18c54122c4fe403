//! Make an API key. Its token names the territory and proves itself by 256 random bits; only the
//! hash is stored, so that it can be shown once.

use sha2::{Digest, Sha256};

use super::{ActionError, Claimant, Desk};
use crate::domain::access::{Caller, Permissions};
use crate::domain::ids::{OrganisationId, TerritoryId};
use crate::domain::journal::{Act, Actor, ActorKind, Detail, Line, Thing};
use crate::domain::time::Timestamp;
use crate::store;

const PREFIX: &str = "relais";

/// What proves a token: its hash.
pub fn hashed(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// 256 random bits as text.
///
/// # Errors
/// The system gives no random numbers.
pub(super) fn secret() -> Result<String, ActionError> {
    use base64::Engine;
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| ActionError::invalid("system", error))?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}

/// The claim of a token as it was sent: `relais_TERRITORY_SECRET`.
pub fn claim(token: &str) -> Option<Claimant> {
    let rest = token.strip_prefix(PREFIX)?.strip_prefix('_')?;
    let (territory, _) = rest.split_once('_')?;
    Some(Claimant::Token { territory: territory.parse().ok()?, hash: hashed(token) })
}

impl Desk {
    /// Gives back the token: it is shown once and cannot be read again.
    ///
    /// # Errors
    /// Only the command line makes keys; the organisation must be of its territory.
    pub async fn make_api_key(
        &self,
        caller: &Caller,
        organisation: OrganisationId,
        name: &str,
        permissions: Permissions,
        now: Timestamp,
    ) -> Result<String, ActionError> {
        let Caller::CommandLine { territory } = *caller else { return Err(ActionError::Unauthorised) };
        let token = format!("{PREFIX}_{territory}_{}", secret()?);
        let (name, hash) = (name.to_owned(), hashed(&token));
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let place: (TerritoryId, OrganisationId) = (territory, organisation);
                    let key = store::insert_api_key(tx, place, &name, &hash, &permissions, now).await?;
                    let line = Line {
                        at: now,
                        actor: Actor { kind: ActorKind::CommandLine, id: None },
                        act: Act::ApiKeyMade,
                        thing: Thing::ApiKey,
                        thing_id: key.0,
                        detail: Detail::default(),
                    };
                    store::write_line(tx, territory, &line).await?;
                    Ok::<_, ActionError>(())
                })
            })
            .await?;
        Ok(token)
    }
}
