//! The application: built once from the configuration, handed to the web and the jobs.

use std::path::Path;
use std::sync::Arc;

use thiserror::Error;

use crate::actions::Desk;
use crate::actions::offers::Signer;
use crate::actions::sign_in::secrets::{Caps, Secrets};
use crate::config::Config;
use crate::deliver::clock::Clock;
use crate::deliver::form_key::FormKey;
use crate::deliver::keys::{KeyError, RootKey};
use crate::deliver::{BadSender, Senders};
use crate::domain::ids::TerritoryId;
use crate::safe::SafeError;
use crate::safe::vault::{SafeConfig, Vault};
use crate::store::{self, Db, OpenError, StoreError, Towns};

#[derive(Clone)]
pub struct App {
    pub desk: Desk,
    pub clock: Clock,
    pub config: Arc<Config>,
    /// How messages leave.
    pub senders: Arc<Senders>,
    /// Proves that forms were made here.
    pub forms: FormKey,
    /// A town to try: its accounts and messages are shown to everybody, on `/demo`.
    pub demo: Option<TerritoryId>,
}

#[derive(Debug, Error)]
pub enum StartError {
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Database(#[from] OpenError),
    #[error(transparent)]
    Keys(#[from] StoreError),
    #[error(transparent)]
    Sender(#[from] BadSender),
    #[error(transparent)]
    Safe(#[from] SafeError),
}

/// The root of the safe when it has one of its own, and those before it.
fn safe_roots(config: &Config) -> Result<(Option<RootKey>, Vec<RootKey>), KeyError> {
    let older = config.old_safe_key_files.split(',').map(str::trim).filter(|file| !file.is_empty());
    let older = older.map(|file| RootKey::existing(Path::new(file))).collect::<Result<_, _>>()?;
    let own = &config.safe_key_file;
    let own = if own.as_os_str().is_empty() { None } else { Some(RootKey::open(own)?) };
    Ok((own, older))
}

impl App {
    /// Opens the key and the database, and brings the database to the current version.
    ///
    /// # Errors
    /// Each says what to do.
    pub async fn start(config: Config) -> Result<App, StartError> {
        let key = RootKey::open(&config.key_file)?;
        let senders = Senders::new(&config.sms, &config.mail, &config.public_url)?;
        let (root, older) = safe_roots(&config)?;
        let db = Db::open(&config.database, config.connections).await?;
        db.migrate().await?;
        store::write_missing_name_keys(&db).await?;
        let mut app = App::with(db, &key, Clock::System, config);
        if let Some(root) = root {
            let older: Vec<RootKey> = older.into_iter().chain([key]).collect();
            app.desk.vault = app.desk.vault.with_roots(&root, &older);
        } else if !older.is_empty() {
            app.desk.vault = app.desk.vault.with_roots(&key, &older);
        }
        // Before anything is served: the database may be a restored backup.
        let again = app.desk.vault.apply_deletions(&app.desk.db, app.clock.now()).await?;
        if again > 0 {
            tracing::warn!(again, "safes and documents that had been destroyed were back, and were destroyed again");
        }
        app.senders = Arc::new(senders);
        Ok(app)
    }

    /// Without senders: nothing leaves.
    pub fn with(db: Db, key: &RootKey, clock: Clock, config: Config) -> App {
        let caps =
            Caps { codes_a_day: i64::from(config.codes_a_day), strangers_a_day: i64::from(config.strangers_a_day) };
        let secrets = Secrets::new(|usage| key.derive(usage), caps);
        let files = SafeConfig {
            files: config.files.clone(),
            scanner: config.scanner.clone(),
            key_file: config.key_file.clone(),
        };
        let vault = Vault::new(key, &[], &files);
        let signer = Signer::new(key.derive("offers"));
        let desk = Desk { db, towns: Arc::new(Towns::default()), signer, secrets, vault };
        let forms = FormKey::new(key.derive("forms"));
        App { desk, clock, config: Arc::new(config), senders: Arc::default(), forms, demo: None }
    }
}
