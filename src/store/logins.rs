//! How workers sign in: passwords as hashes, second factors as salts. Sign-in alone looks across
//! territories.

use sqlx::FromRow;

use super::db::StoreError;
use super::statement::{execute, fetch_all, fetch_optional, statements};
use super::tx::{ReadTx, WriteTx};
use crate::domain::ids::{OrganisationId, TerritoryId, WorkerId};
use crate::domain::time::Timestamp;

statements! {
    LOGINS_BY_EMAIL {
        "SELECT worker.id AS worker, worker.territory_id AS territory, territory.name AS territory_name,
                worker.first_name || ' ' || worker.last_name AS name,
                login.password_hash, COALESCE(login.totp_confirmed, FALSE) AS totp_confirmed,
                (SELECT MIN(own.organisation_id) FROM worker_organisation AS own WHERE own.worker_id = worker.id) AS organisation
         FROM worker JOIN territory ON territory.id = worker.territory_id
         LEFT JOIN worker_login AS login ON login.worker_id = worker.id
         WHERE worker.email = $1 AND worker.active ORDER BY worker.territory_id"
    }
    LOGIN_OF_WORKER {
        "SELECT worker.email, worker.territory_id AS territory, login.totp_salt, login.totp_confirmed
         FROM worker JOIN worker_login AS login ON login.worker_id = worker.id WHERE worker.id = $1"
    }
    PASSWORD_OF_WORKER {
        "SELECT worker.email, login.password_hash
         FROM worker JOIN worker_login AS login ON login.worker_id = worker.id
         WHERE worker.id = $1 AND worker.active"
    }
    WORKER_TO_INVITE {
        "SELECT worker.email FROM worker
         WHERE worker.territory_id = $1 AND worker.id = $2 AND worker.active
           AND ($3 = 0 OR EXISTS (SELECT 1 FROM worker_organisation AS own
                                  WHERE own.worker_id = worker.id AND own.organisation_id = $3))"
    }
    SET_PASSWORD {
        "INSERT INTO worker_login (worker_id, territory_id, password_hash, changed_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (worker_id) DO UPDATE SET password_hash = excluded.password_hash, changed_at = excluded.changed_at"
    }
    SET_TOTP_SALT {
        "UPDATE worker_login SET totp_salt = $2, changed_at = $3
         WHERE worker_id = $1 AND totp_salt IS NULL AND totp_confirmed = FALSE"
    }
    FORGET_TOTP {
        "UPDATE worker_login SET totp_salt = NULL, totp_confirmed = FALSE, totp_last_step = 0, changed_at = $2
         WHERE worker_id = $1"
    }
    /// A step is used once, whatever two requests do at the same moment.
    USE_TOTP_STEP {
        "UPDATE worker_login SET totp_last_step = $2, totp_confirmed = TRUE
         WHERE worker_id = $1 AND totp_salt = $3 AND totp_last_step < $2"
    }
    SET_ROLE { "UPDATE worker_organisation SET role = $3 WHERE worker_id = $1 AND organisation_id = $2" }
}

/// A worker who has an address, in one territory.
#[derive(Clone, Debug, FromRow)]
pub struct Login {
    pub worker: WorkerId,
    pub territory: TerritoryId,
    pub territory_name: String,
    pub name: String,
    /// `None`: invited at most.
    pub password_hash: Option<String>,
    pub totp_confirmed: bool,
    pub organisation: Option<OrganisationId>,
}

/// # Errors
/// The database does not answer.
pub async fn logins_by_email(tx: &mut ReadTx, email: &str) -> Result<Vec<Login>, StoreError> {
    fetch_all!(tx, Login, LOGINS_BY_EMAIL, email)
}

#[derive(Clone, Debug, FromRow)]
pub struct Factor {
    pub email: String,
    pub territory: TerritoryId,
    pub totp_salt: Option<String>,
    pub totp_confirmed: bool,
}

/// # Errors
/// The database does not answer.
pub async fn factor_of(tx: &mut ReadTx, worker: WorkerId) -> Result<Option<Factor>, StoreError> {
    fetch_optional!(tx, Factor, LOGIN_OF_WORKER, worker)
}

/// The address of a worker, of an organisation unless `None`.
///
/// # Errors
/// The database does not answer.
pub async fn worker_to_invite(
    tx: &mut ReadTx,
    territory: TerritoryId,
    worker: WorkerId,
    organisation: Option<OrganisationId>,
) -> Result<Option<String>, StoreError> {
    let organisation = organisation.map_or(0, |organisation| organisation.0);
    Ok(fetch_optional!(tx, (String,), WORKER_TO_INVITE, territory, worker, organisation)?.map(|(email,)| email))
}

/// # Errors
/// The database refuses or does not answer.
pub async fn set_password(
    tx: &mut WriteTx,
    (territory, worker): (TerritoryId, WorkerId),
    hash: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, SET_PASSWORD, worker, territory, hash, now)?;
    Ok(())
}

/// Kept when there is one: a page that is opened twice shows the same secret.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn set_totp_salt(tx: &mut WriteTx, worker: WorkerId, salt: &str, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, SET_TOTP_SALT, worker, salt, now)?;
    Ok(())
}

/// # Errors
/// The database refuses or does not answer.
pub async fn forget_totp(tx: &mut WriteTx, worker: WorkerId, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, FORGET_TOTP, worker, now)?;
    Ok(())
}

/// Whether the step was still unused; from now on the second factor is confirmed.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn use_totp_step(tx: &mut WriteTx, worker: WorkerId, salt: &str, step: i64) -> Result<bool, StoreError> {
    Ok(execute!(tx, USE_TOTP_STEP, worker, step, salt)? > 0)
}

/// # Errors
/// The database refuses or does not answer.
pub async fn set_role(
    tx: &mut WriteTx,
    worker: WorkerId,
    organisation: OrganisationId,
    role: &str,
) -> Result<(), StoreError> {
    execute!(tx, SET_ROLE, worker, organisation, role)?;
    Ok(())
}

/// The address and the password's hash of a worker.
///
/// # Errors
/// The database does not answer.
pub async fn password_of(
    tx: &mut ReadTx,
    worker: WorkerId,
) -> Result<Option<(Option<String>, Option<String>)>, StoreError> {
    fetch_optional!(tx, (Option<String>, Option<String>), PASSWORD_OF_WORKER, worker)
}
