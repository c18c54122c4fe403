//! The accounts of the demo town: one for each role, with passwords made from the root key, so that
//! they can be shown again and stand nowhere.

use serde::Deserialize;

use super::second_factor::current;
use super::secrets::Secrets;
use super::{SignInError, note};
use crate::actions::Desk;
use crate::domain::access::Role;
use crate::domain::ids::TerritoryId;
use crate::domain::journal::{Act, ActorKind, Thing};
use crate::domain::time::Timestamp;
use crate::store;

/// As demo.json has it.
#[derive(Clone, Debug, Deserialize)]
pub struct AccountPlan {
    pub email: String,
    pub role: Role,
}

/// An account to sign in with.
#[derive(Clone, Debug)]
pub struct DemoAccount {
    pub email: String,
    pub name: String,
    pub role: Role,
    pub password: String,
    /// The second factor at this moment.
    pub code: String,
}

/// Known to whoever has the root key, as the secret itself.
fn salt(secrets: &Secrets, email: &str) -> String {
    secrets.throttle("demo-factor", &[email])
}

impl Desk {
    /// Gives the accounts their roles, passwords and second factors; again at each start, because
    /// another root key makes others.
    pub(in crate::actions) async fn make_demo_accounts(
        &self,
        territory: TerritoryId,
        plan: Vec<AccountPlan>,
        now: Timestamp,
    ) -> Result<(), SignInError> {
        let mut made = Vec::with_capacity(plan.len());
        for account in plan {
            let hash = self.secrets.passwords.hash(&self.secrets.demo_password(&account.email)).await?;
            let salt = salt(&self.secrets, &account.email);
            made.push((account, hash, salt));
        }
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    for (account, hash, salt) in made {
                        let logins = store::logins_by_email(tx, &account.email).await?;
                        let login = logins.into_iter().find(|login| login.territory == territory);
                        let Some(login) = login else { continue };
                        if let Some(organisation) = login.organisation {
                            store::set_role(tx, login.worker, organisation, account.role.word()).await?;
                        }
                        store::set_password(tx, (territory, login.worker), &hash, now).await?;
                        let factor = store::factor_of(tx, login.worker).await?;
                        if factor.is_none_or(|factor| factor.totp_salt.as_deref() != Some(salt.as_str())) {
                            store::forget_totp(tx, login.worker, now).await?;
                            store::set_totp_salt(tx, login.worker, &salt, now).await?;
                            store::use_totp_step(tx, login.worker, &salt, 1).await?;
                        }
                        let thing = (Thing::Worker, login.worker.0);
                        let actor = (ActorKind::CommandLine, None);
                        note(tx, territory, actor, Act::PasswordSet, thing, now).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// The accounts of the demo town as they can be used now. Of a database that is no demo: none.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn demo_accounts(&self, now: Timestamp) -> Result<Vec<DemoAccount>, SignInError> {
        let (territory, plan) = crate::actions::demo::accounts()?;
        let mut tx = self.db.read().await?;
        let mut accounts = Vec::with_capacity(plan.len());
        for account in plan {
            let login = store::logins_by_email(&mut tx, &account.email).await?;
            let Some(login) = login.into_iter().find(|login| login.territory_name == territory) else { continue };
            let Some(factor) = store::factor_of(&mut tx, login.worker).await? else { continue };
            let salt = salt(&self.secrets, &account.email);
            // Whoever has set up another second factor is no account of ours any more.
            if factor.totp_salt.as_deref() != Some(salt.as_str()) {
                continue;
            }
            accounts.push(DemoAccount {
                password: self.secrets.demo_password(&account.email),
                code: current(&self.secrets.totp(login.worker, &salt, &account.email)?, now),
                name: login.name,
                email: account.email,
                role: account.role,
            });
        }
        Ok(accounts)
    }
}
