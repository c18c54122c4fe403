//! Leaving with everything, and leaving nothing behind: export, erasing, and backups that come back.

use std::collections::BTreeMap;

use relais::actions::sign_in::SignedIn;
use relais::domain::access::{Caller, Role};
use relais::safe::house;
use relais::safe::shares::Shown;

use crate::support::databases::on_both;
use crate::support::safe::{SafeTown, at_work, pdf, said};

async fn exported(town: &SafeTown, by: &SignedIn) -> Vec<u8> {
    let mut pieces = town.desk().export_safe(by, town.town.now()).await.unwrap();
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.recv().await {
        bytes.extend_from_slice(&piece.unwrap());
    }
    bytes
}

/// The files of a ZIP without compression, by its own table of contents.
fn unzipped(zip: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let number =
        |at: usize, count: usize| (0..count).rev().fold(0_usize, |sum, byte| sum << 8 | usize::from(zip[at + byte]));
    let end = zip.len() - 22;
    assert_eq!(&zip[end..end + 4], b"PK\x05\x06");
    let (count, mut at) = (number(end + 10, 2), number(end + 16, 4));
    let mut files = BTreeMap::new();
    for _ in 0..count {
        assert_eq!(&zip[at..at + 4], b"PK\x01\x02");
        let (crc, size, name, offset) =
            (number(at + 16, 4), number(at + 24, 4), number(at + 28, 2), number(at + 42, 4));
        let called = String::from_utf8(zip[at + 46..at + 46 + name].to_vec()).unwrap();
        assert_eq!(&zip[offset..offset + 4], b"PK\x03\x04");
        let start = offset + 30 + number(offset + 26, 2);
        let bytes = zip[start..start + size].to_vec();
        assert_eq!(relais::safe::files::crc32(0, &bytes) as usize, crc, "{called}");
        files.insert(called, bytes);
        at += 46 + name;
    }
    files
}

fn sum(bytes: &[u8]) -> String {
    relais::deliver::keys::to_hex(&<sha2::Sha256 as sha2::Digest>::digest(bytes))
}

#[tokio::test(flavor = "multi_thread")]
async fn one_request_gives_everything_back_with_sums_that_a_stranger_can_check() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let item = town.keep("=carte d’identité/verso", &pdf("carte")).await;
        let large = [pdf("bail"), vec![7; 300_000]].concat();
        town.keep("bail", &large).await;
        town.grant(Shown::Item(item), 1).await;
        town.trained(1).await;
        town.read_by(&at_work(&town.town, 1, Role::Worker), item).await.unwrap();
        let binned = town.keep("jeté", &pdf("jeté")).await;
        town.desk().bin_document(&town.holder, binned, town.town.now()).await.unwrap();
        let files = unzipped(&exported(&town, &town.holder).await);
        let documents: Vec<_> = files.keys().filter(|name| name.starts_with("documents/")).collect();
        assert_eq!(documents.len(), 2, "{documents:?}");
        assert!(files.values().any(|bytes| *bytes == large) && files.values().any(|bytes| *bytes == pdf("carte")));
        let sums = String::from_utf8(files["SHA256SUMS"].clone()).unwrap();
        assert_eq!(sums.lines().count(), 4);
        for line in sums.lines() {
            let (expected, name) = line.split_once("  ").unwrap();
            assert_eq!(expected, sum(&files[name]), "{name}");
        }
        let manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
        let named: Vec<_> = manifest["documents"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
        assert_eq!(named, ["bail", "=carte d’identité/verso"]);
        assert_eq!(manifest["grants"][0]["purpose"], "demande de logement");
        assert!(
            manifest["log"]
                .as_array()
                .unwrap()
                .iter()
                .any(|line| line["act"] == "item_read" && line["by"] == "Agent 1, MDS")
        );
        let csv = String::from_utf8(files["manifest.csv"].clone()).unwrap();
        assert_eq!(csv.lines().count(), 3);
        assert!(csv.contains("'=carte"), "no formula in a spreadsheet: {csv}");
        assert_eq!(town.acts().await.last().map(String::as_str), Some("safe_exported"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_document_is_left_out_of_an_export_and_named() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        town.keep("perdu", &pdf("perdu")).await;
        let file = town.stored_files().remove(0);
        let mut bytes = std::fs::read(&file).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&file, bytes).unwrap();
        town.keep("gardé", &pdf("gardé")).await;
        let files = unzipped(&exported(&town, &town.holder).await);
        let manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
        let states: Vec<_> = manifest["documents"].as_array().unwrap().iter().map(|one| one["state"].clone()).collect();
        assert_eq!(states, ["held", "damaged"]);
        assert_eq!(files.keys().filter(|name| name.starts_with("documents/")).count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_destroyed_stays_so_when_a_backup_comes_back() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let (desk, now) = (town.desk(), town.town.now());
        let (gone, kept) = (town.keep("parti", &pdf("parti")).await, town.keep("gardé", &pdf("gardé")).await);
        // Last night’s backup: rows and files.
        let mut raw = town.town.raw().await;
        let tables = ["safe_item", "safe_version"];
        for table in tables {
            raw.run(&format!("CREATE TABLE backup_{table} AS SELECT * FROM {table}")).await.unwrap();
        }
        let files: Vec<_> = town.stored_files().into_iter().map(|file| (std::fs::read(&file).unwrap(), file)).collect();
        desk.destroy_document(&town.holder, gone, now).await.unwrap();
        for table in tables.iter().rev() {
            raw.run(&format!("DELETE FROM {table}")).await.unwrap();
        }
        for table in tables {
            raw.run(&format!("INSERT INTO {table} SELECT * FROM backup_{table}")).await.unwrap();
            raw.run(&format!("DROP TABLE backup_{table}")).await.unwrap();
        }
        for (bytes, file) in files {
            std::fs::write(file, bytes).unwrap();
        }
        assert_eq!(town.read(gone).await.unwrap(), pdf("parti"), "the backup brings it back");
        assert_eq!(desk.vault.apply_deletions(&desk.db, now).await.unwrap(), 1);
        assert_eq!(said(&town.read(gone).await), "not_found");
        assert_eq!(town.read(kept).await.unwrap(), pdf("gardé"));
        assert_eq!(town.stored_files().len(), 1);
        assert_eq!(desk.vault.apply_deletions(&desk.db, now).await.unwrap(), 0, "again does nothing");
        // A document made after the restore may be given the same id: it is another one.
        raw.run(&format!("DELETE FROM safe_item WHERE id = {gone}")).await.unwrap();
        let again = town.keep("nouveau", &pdf("nouveau")).await;
        assert_eq!(desk.vault.apply_deletions(&desk.db, now).await.unwrap(), 0);
        assert_eq!(town.read(again).await.unwrap(), pdf("nouveau"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_safe_leaves_lines_of_ids_and_nothing_that_opens() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let (desk, now) = (town.desk(), town.town.now());
        let item = town.keep("carte", &pdf("carte")).await;
        desk.add_folder(&town.holder, "Logement", now).await.unwrap();
        town.grant(Shown::Item(item), 1).await;
        let before = house::who_saw(&desk.db, town.town.territory, town.person, 100).await.unwrap();
        assert!(before.iter().any(|line| line.act == "grant_made"));
        // No role of the screens may.
        let admin = at_work(&town.town, 0, Role::TerritoryAdmin).caller().unwrap();
        assert_eq!(said(&desk.erase_safe(&admin, town.person, now).await), "denied");
        assert_eq!(desk.erase_safe(&town.town.caller(), town.person, now).await.unwrap(), 1);
        let mut raw = town.town.raw().await;
        for table in ["safe", "safe_key", "safe_item", "safe_version", "safe_folder", "safe_grant", "safe_opening"] {
            assert_eq!(raw.count(table).await, 0, "{table}");
        }
        assert!(town.stored_files().is_empty());
        assert_eq!(raw.count("journal WHERE thing = 'safe' AND act = 'item_received'").await, 1);
        let details = raw.texts("SELECT detail FROM journal WHERE thing = 'safe'").await.concat();
        assert!(!details.contains("carte") && !details.contains("Logement") && !details.contains("logement"));
        assert_eq!(said(&town.read(item).await), "closed");
        let caller: Caller = town.town.caller();
        assert_eq!(said(&desk.erase_safe(&caller, town.person, now).await), "not_found");
    })
    .await;
}
