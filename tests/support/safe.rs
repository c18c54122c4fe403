//! A town with safes: somebody who has one open, workers who may, files that look like documents.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::NaiveDate;
use futures_util::stream;
use relais::actions::safe::keep::{Extras, Received};
use relais::actions::safe::open::Secret;
use relais::actions::sign_in::{AtWork, SignedIn, Standing};
use relais::deliver::keys::RootKey;
use relais::deliver::scanner::{Scanner, Verdict};
use relais::domain::access::Role;
use relais::domain::ids::{ItemId, PersonId, SessionId, WorkerId};
use relais::domain::safe::ItemFacts;
use relais::domain::time::Minutes;
use relais::safe::SafeError;
use relais::safe::shares::{GrantWish, Shown};
use relais::safe::vault::{SafeConfig, Vault};
use relais::store::safes::CharterRow;

use super::databases::TestDb;
use super::town::TestTown;

pub const PIN: &str = "274091";
pub const PHONE: &str = "+33612345678";

/// The files of a town, gone with it.
pub struct SafeTown {
    pub town: TestTown,
    pub folder: PathBuf,
    pub root: RootKey,
    pub scanner: Arc<Mutex<Option<Verdict>>>,
    pub person: PersonId,
    /// The browser of the person: number proven, safe open.
    pub holder: SignedIn,
    pub cookie: String,
    /// Worker 0: charter signed, trained.
    pub worker: SignedIn,
}

impl Drop for SafeTown {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub fn pdf(words: &str) -> Vec<u8> {
    format!("%PDF-1.7\n1 0 obj <</Type /Page /Contents ({words})>>\n%%EOF\n").into_bytes()
}

pub fn facts(name: &str) -> ItemFacts {
    ItemFacts {
        kind: "identity_card".to_owned(),
        name: name.to_owned(),
        issued_on: None,
        expires_on: NaiveDate::from_ymd_opt(2030, 1, 1),
        compared: true,
    }
}

/// The word of what came out.
pub fn said<T>(result: &Result<T, SafeError>) -> String {
    match result {
        Ok(_) => "ok".to_owned(),
        Err(error) if error.code() == "failure" => error.to_string(),
        Err(error) => error.code().to_owned(),
    }
}

/// A file as it comes over the network: in pieces.
pub fn coming(bytes: &[u8]) -> impl futures_util::Stream<Item = std::io::Result<Vec<u8>>> + Unpin + use<> {
    let pieces: Vec<_> = bytes.chunks(10_000).map(|piece| Ok(piece.to_vec())).collect();
    stream::iter(pieces)
}

/// The vault of a town whose files lie there.
pub fn vault(folder: &Path, root: &RootKey) -> Vault {
    let config = SafeConfig {
        files: folder.join("files").display().to_string(),
        scanner: String::new(),
        key_file: folder.join("keys/relais.key"),
    };
    Vault::new(root, &[], &config)
}

impl SafeTown {
    pub async fn new(db: TestDb) -> SafeTown {
        let mut town = TestTown::new(db, 3).await;
        let folder = std::env::temp_dir()
            .join(format!("relais_safe_{:032x}", u128::from_be_bytes(relais::deliver::keys::random_bytes().unwrap())));
        std::fs::create_dir_all(&folder).unwrap();
        let root = RootKey::open(&folder.join("keys/relais.key")).unwrap();
        let mut vault = vault(&folder, &root);
        let scanner = Arc::new(Mutex::new(Some(Verdict::Clean)));
        vault.scanner = Scanner::ByHand(scanner.clone());
        town.app.desk.vault = vault;
        let person = town.person_with("Amina", "Benali", PHONE, false).await;
        let cookie = town.proven("a browser of Amina", PHONE).await;
        let holder = town.session(&cookie).await.unwrap();
        let worker = at_work(&town, 0, Role::Worker);
        let town = SafeTown { town, folder, root, scanner, person, holder, cookie, worker };
        town.trained(0).await;
        let ticket = town.ticket().await;
        town.desk().choose_pin(&town.holder, &ticket, PIN, town.town.now()).await.unwrap();
        town.open().await;
        town
    }

    pub fn desk(&self) -> &relais::actions::Desk {
        &self.town.app.desk
    }

    pub fn later(&self, by: Minutes) {
        self.town.app.clock.advance(by);
    }

    pub async fn trained(&self, number: usize) {
        let day = NaiveDate::from_ymd_opt(2026, 2, 1);
        let charter = CharterRow { signed_on: day, trained_on: day };
        let (caller, now) = (self.town.caller(), self.town.now());
        self.desk().record_charter(&caller, self.town.workers[number], charter, now).await.unwrap();
    }

    pub async fn ticket(&self) -> String {
        self.desk().safe_ticket(&self.worker, self.person, self.town.now()).await.unwrap().0
    }

    pub fn pin(&self) -> Secret {
        Secret::Pin(PIN.to_owned())
    }

    pub async fn open(&self) {
        self.desk().open_safe(&self.holder, &self.pin(), self.town.now()).await.unwrap();
    }

    pub async fn try_keep(&self, name: &str, bytes: &[u8]) -> Result<Received, SafeError> {
        let (wish, now) = ((facts(name), None), self.town.now());
        self.desk().keep_document(&self.holder, wish, coming(bytes), Extras::default(), now).await
    }

    pub async fn keep(&self, name: &str, bytes: &[u8]) -> ItemId {
        self.try_keep(name, bytes).await.unwrap().item
    }

    pub async fn read_by(&self, who: &SignedIn, item: ItemId) -> Result<Vec<u8>, SafeError> {
        let (_, reading) = self.desk().read_document(who, item, self.town.now()).await?;
        reading.whole().await
    }

    pub async fn read(&self, item: ItemId) -> Result<Vec<u8>, SafeError> {
        self.read_by(&self.holder, item).await
    }

    pub fn wish(&self, what: Shown, worker: usize) -> GrantWish {
        GrantWish {
            what,
            worker: self.town.workers[worker],
            purpose: "demande de logement".to_owned(),
            ends_at: self.town.now() + relais::domain::safe::GRANT_LIVES,
        }
    }

    pub async fn grant(&self, what: Shown, worker: usize) -> relais::domain::ids::GrantId {
        let wish = self.wish(what, worker);
        self.desk().grant(&self.holder, &self.pin(), wish, self.town.now()).await.unwrap()
    }

    /// Somebody else with a safe of their own, open.
    pub async fn another_holder(&self) -> SignedIn {
        let phone = "+33698765432";
        let person = self.town.person_with("Boris", "Petrov", phone, false).await;
        let cookie = self.town.proven("a browser of Boris", phone).await;
        let other = self.town.session(&cookie).await.unwrap();
        let now = self.town.now();
        let ticket = self.desk().safe_ticket(&self.worker, person, now).await.unwrap().0;
        self.desk().choose_pin(&other, &ticket, PIN, now).await.unwrap();
        self.desk().open_safe(&other, &self.pin(), now).await.unwrap();
        other
    }

    /// Every file of the store.
    pub fn stored_files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.join("files")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files
    }

    /// The acts of this person's safe, in order.
    pub async fn acts(&self) -> Vec<String> {
        let mut raw = self.town.raw().await;
        let safe = raw.number(&format!("SELECT id FROM safe WHERE person_id = {}", self.person)).await;
        raw.texts(&format!("SELECT act FROM journal WHERE thing = 'safe' AND thing_id = {safe} ORDER BY id")).await
    }
}

/// A worker at her desk, second factor given.
pub fn at_work(town: &TestTown, number: usize, role: Role) -> SignedIn {
    let worker: WorkerId = town.workers[number];
    SignedIn {
        session: SessionId(1_000_000 + number as i64),
        territory: town.territory,
        standing: Standing::Worker(AtWork {
            id: worker,
            name: "Agent".to_owned(),
            organisation: town.organisation,
            role,
            organisations: vec![(town.organisation, role)],
        }),
    }
}

/// Another browser with the same number.
pub async fn another_browser(town: &TestTown, name: &str) -> SignedIn {
    let cookie = town.proven(name, PHONE).await;
    town.session(&cookie).await.unwrap()
}
