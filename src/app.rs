//! The application: built once from the configuration, handed to the web and the jobs.

use std::sync::Arc;

use thiserror::Error;

use crate::actions::Desk;
use crate::actions::offers::Signer;
use crate::actions::sign_in::secrets::Secrets;
use crate::config::Config;
use crate::deliver::Senders;
use crate::deliver::clock::Clock;
use crate::deliver::form_key::FormKey;
use crate::deliver::keys::{KeyError, RootKey};
use crate::domain::ids::TerritoryId;
use crate::store::{self, Db, OpenError, StoreError, Towns};

#[derive(Clone)]
pub struct App {
    pub desk: Desk,
    pub clock: Clock,
    pub config: Arc<Config>,
    /// Proves that forms were made here.
    pub forms: FormKey,
    /// A town to try: its accounts and messages are shown to everybody, on `/demo`.
    pub demo: Option<TerritoryId>,
    /// By which ways messages leave.
    pub senders: Arc<Senders>,
}

#[derive(Debug, Error)]
pub enum StartError {
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Database(#[from] OpenError),
    #[error(transparent)]
    Keys(#[from] StoreError),
}

impl App {
    /// Opens the key and the database, and brings the database to the current version.
    ///
    /// # Errors
    /// Each says what to do.
    pub async fn start(config: Config) -> Result<App, StartError> {
        let key = RootKey::open(&config.key_file)?;
        let db = Db::open(&config.database, config.connections).await?;
        db.migrate().await?;
        store::write_missing_name_keys(&db).await?;
        Ok(App::with(db, &key, Clock::System, config))
    }

    pub fn with(db: Db, key: &RootKey, clock: Clock, config: Config) -> App {
        let secrets = Secrets::new(|usage| key.derive(usage), config.codes_a_day);
        let desk = Desk { db, towns: Arc::new(Towns::default()), signer: Signer::new(key.derive("offers")), secrets };
        let forms = FormKey::new(key.derive("forms"));
        App { desk, clock, config: Arc::new(config), forms, demo: None, senders: Arc::new(Senders::default()) }
    }
}
