//! API keys: only the hash of a token is stored. What a key is worth is read by `town.rs`, in the
//! statement that each request runs anyway.

use super::db::StoreError;
use super::statement::{fetch_optional, fetch_scalar, statements};
use super::town::CallerKey;
use super::tx::{ReadTx, WriteTx};
use crate::domain::access::Permissions;
use crate::domain::ids::{ApiKeyId, OrganisationId, TerritoryId};
use crate::domain::time::Timestamp;

statements! {
    INSERT_KEY { "INSERT INTO api_key (territory_id, organisation_id, name, token_hash, permissions, created_at)
                  VALUES ($1, $2, $3, $4, $5, $6) RETURNING id" }
    KEY_BY_HASH { "SELECT id, organisation_id, permissions FROM api_key
                   WHERE territory_id = $1 AND token_hash = $2 AND revoked_at IS NULL" }
}

/// # Errors
/// The database refuses or does not answer.
pub async fn insert_api_key(
    tx: &mut WriteTx,
    (territory, organisation): (TerritoryId, OrganisationId),
    name: &str,
    token_hash: &str,
    permissions: &Permissions,
    now: Timestamp,
) -> Result<ApiKeyId, StoreError> {
    fetch_scalar!(tx, ApiKeyId, INSERT_KEY, territory, organisation, name, token_hash, permissions.to_string(), now)
}

/// What a key is worth now. `None`: unknown, or revoked.
///
/// # Errors
/// The database does not answer.
pub async fn key_by_hash(
    tx: &mut ReadTx,
    territory: TerritoryId,
    token_hash: &str,
) -> Result<Option<CallerKey>, StoreError> {
    let row = fetch_optional!(tx, (ApiKeyId, OrganisationId, String), KEY_BY_HASH, territory, token_hash)?;
    Ok(row.map(|(id, organisation, permissions)| CallerKey { id, organisation, permissions }))
}
