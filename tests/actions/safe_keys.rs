//! What whoever steals the database and the files gets: nothing. And the root key, turned.

use relais::actions::safe::keep::Extras;
use relais::deliver::keys::RootKey;
use relais::safe::shares::Shown;

use crate::support::databases::on_both;
use crate::support::raw::Raw;
use crate::support::safe::{SafeTown, coming, facts, pdf, said};

/// Every byte that somebody with the database and the files has.
async fn stolen(town: &SafeTown) -> Vec<u8> {
    let mut bytes = Vec::new();
    for file in town.stored_files() {
        bytes.extend_from_slice(file.display().to_string().as_bytes());
        bytes.extend_from_slice(&std::fs::read(file).unwrap());
    }
    let mut raw = town.town.raw().await;
    match raw.is_sqlite() {
        true => {
            let _ = raw.run("PRAGMA wal_checkpoint(TRUNCATE)").await;
            let path = town.town.test_db.url.trim_start_matches("sqlite:").to_owned();
            for ending in ["", "-wal"] {
                bytes.extend_from_slice(&std::fs::read(format!("{path}{ending}")).unwrap_or_default());
            }
        }
        false => {
            let tables =
                raw.texts("SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'");
            for table in tables.await {
                // Bytes as they are, not in hexadecimal: a planted text would not be found there.
                let columns = raw
                    .texts(&format!(
                        "SELECT CASE data_type WHEN 'bytea' THEN 'encode(' || column_name || ', ''escape'')'
                                ELSE column_name || '::text' END
                         FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{table}'"
                    ))
                    .await;
                let row = columns
                    .iter()
                    .map(|column| format!("COALESCE({column}, '')"))
                    .collect::<Vec<_>>()
                    .join(" || ' ' || ");
                for line in raw.texts(&format!("SELECT {row} FROM {table}")).await {
                    bytes.extend_from_slice(line.as_bytes());
                }
            }
        }
    }
    bytes
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn none_of_the_planted_strings_is_found_in_a_stolen_database_with_its_files() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let (desk, now) = (town.desk(), town.town.now());
        // `scripts/prove` plants 1,000; here a hundred, of five kinds.
        let mut planted = Vec::new();
        let mut plant = |what: &str, number: usize| {
            let word = format!("PLANT{what}{number:05}Q");
            planted.push(word.clone());
            word
        };
        for number in 0..20 {
            let (name, body) = (plant("name", number), plant("body", number));
            let (text, picture, folder) = (plant("text", number), plant("picture", number), plant("folder", number));
            let extras = Extras { text: Some(text), thumbnail: Some(picture.into_bytes()) };
            let file = coming(&pdf(&body));
            let kept = desk.keep_document(&town.holder, (facts(&name), None), file, extras, now).await.unwrap();
            desk.add_folder(&town.holder, &folder, now).await.unwrap();
            if number % 5 == 0 {
                let mut wish = town.wish(Shown::Item(kept.item), 1);
                wish.purpose = plant("purpose", number);
                desk.grant(&town.holder, &town.pin(), wish, now).await.unwrap();
            }
        }
        let bytes = stolen(&town).await;
        // The search finds what is in clear: a name of the case file, a kind.
        assert!(holds(&bytes, "Benali") && holds(&bytes, "identity_card"));
        let found: Vec<_> = planted.iter().filter(|word| holds(&bytes, word)).collect();
        assert!(planted.len() > 100 && found.is_empty(), "{found:?}");
        // Nor the hash or the size by which a known document is recognised.
        let body = pdf("PLANTbody00000Q");
        let sum = relais::deliver::keys::to_hex(&<sha2::Sha256 as sha2::Digest>::digest(&body));
        assert!(!holds(&bytes, &sum));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_root_key_opens_nothing() {
    on_both(|db| async {
        let mut town = SafeTown::new(db).await;
        let item = town.keep("carte", &pdf("carte")).await;
        let vault = town.desk().vault.clone();
        town.town.app.desk.vault = vault.clone().with_roots(&RootKey::random().unwrap(), &[]);
        assert_eq!(said(&town.read(item).await), "damaged");
        assert_eq!(said(&town.try_keep("autre", &pdf("autre")).await), "damaged");
        town.town.app.desk.vault = vault;
        assert_eq!(town.read(item).await.unwrap(), pdf("carte"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_root_key_is_turned_without_touching_a_document_and_from_wherever_it_stopped() {
    on_both(|db| async {
        let mut town = SafeTown::new(db).await;
        let item = town.keep("carte", &pdf("carte")).await;
        let boris = town.another_holder().await;
        let (desk, now) = (town.desk().clone(), town.town.now());
        let kept = desk.keep_document(&boris, (facts("passeport"), None), coming(&pdf("p")), Extras::default(), now);
        let other = kept.await.unwrap().item;
        let mut raw = town.town.raw().await;
        let bodies = |raw: &mut Raw| {
            let sql = match raw.is_sqlite() {
                true => "SELECT hex(wrapped_key) FROM safe_version UNION ALL SELECT hex(wrapped_key) FROM safe_item",
                false => "SELECT encode(wrapped_key, 'hex') FROM safe_version UNION ALL SELECT encode(wrapped_key, 'hex') FROM safe_item",
            };
            sql.to_owned()
        };
        let sql = bodies(&mut raw);
        let before = raw.texts(&sql).await;
        let files: Vec<_> = town.stored_files().iter().map(|file| std::fs::read(file).unwrap()).collect();
        let new = RootKey::random().unwrap();
        let old = desk.vault.clone();
        let turning = old.clone().with_roots(&new, std::slice::from_ref(&town.root));
        // As a kill between two commits leaves it: one key turned, one not. Both are read.
        let first = raw.number("SELECT MIN(safe_id) FROM safe_key").await;
        let root = raw.texts("SELECT DISTINCT root FROM safe_key").await.remove(0);
        assert_eq!(turning.rewrap_keys(&desk.db).await.unwrap(), 2);
        let wrapped = raw.texts(&format!("SELECT root FROM safe_key WHERE safe_id = {first}")).await;
        assert_ne!(wrapped, std::slice::from_ref(&root));
        town.town.app.desk.vault = turning.clone();
        assert_eq!(town.read(item).await.unwrap(), pdf("carte"));
        assert_eq!(turning.rewrap_keys(&desk.db).await.unwrap(), 0, "again does nothing");
        // The old root is needed no more, and opens nothing any more.
        town.town.app.desk.vault = old.clone().with_roots(&new, &[]);
        assert_eq!(town.read(item).await.unwrap(), pdf("carte"));
        assert_eq!(town.read_by(&boris, other).await.unwrap(), pdf("p"));
        town.town.app.desk.vault = old.clone();
        assert_eq!(said(&town.read(item).await), "damaged");
        // Half way: one under each root.
        let back = old.clone().with_roots(&town.root, std::slice::from_ref(&new));
        back.rewrap_keys(&desk.db).await.unwrap();
        let mid = turning.clone();
        town.town.app.desk.vault = mid;
        assert_eq!(town.read(item).await.unwrap(), pdf("carte"));
        assert_eq!(raw.texts(&sql).await, before, "keys of documents stay as they are");
        let now: Vec<_> = town.stored_files().iter().map(|file| std::fs::read(file).unwrap()).collect();
        assert!(now == files, "bodies stay as they are");
    })
    .await;
}
