//! Files in and out: what is taken in, when "received" is said, what quarantine and the bin mean, and
//! what damage does.

use relais::actions::safe::keep::Extras;
use relais::deliver::scanner::Verdict;
use relais::domain::ids::ItemId;
use relais::domain::safe::{ItemState, VersionState};
use relais::domain::time::Minutes;

use crate::support::databases::on_both;
use crate::support::safe::{SafeTown, coming, facts, pdf, said};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_put_in_comes_back_byte_for_byte() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let large = [pdf("grand"), (0..400_000_u32).map(|at| (at % 251) as u8).collect()].concat();
        for bytes in [pdf("petit"), large] {
            let item = town.keep("document", &bytes).await;
            assert!(town.read(item).await.unwrap() == bytes);
        }
        let (items, damaged) =
            town.desk().documents(&town.holder, ItemState::Held, None, (None, 50), town.town.now()).await.unwrap();
        assert_eq!((items.len(), damaged.len()), (2, 0));
        assert_eq!(items[0].facts.name, "document");
        assert!(!items[0].facts.compared, "nobody compared what the person put in alone");
        assert!(items[0].file.scanned);
        assert_eq!(town.stored_files().len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_or_breaks_off_leaves_nothing() {
    on_both(|db| async {
        let mut town = SafeTown::new(db).await;
        town.town.app.desk.vault.limits.bytes = 200_000;
        let (desk, now) = (town.desk(), town.town.now());
        let too_large = [pdf("x"), vec![0; 200_000]].concat();
        assert_eq!(said(&town.try_keep("page", b"<html><script>alert(1)</script></html>").await), "unknown_type");
        assert_eq!(said(&town.try_keep("vide", b"").await), "empty");
        assert_eq!(said(&town.try_keep("grand", &too_large).await), "too_large");
        *town.scanner.lock().unwrap() = Some(Verdict::Infected("Eicar".to_owned()));
        assert_eq!(said(&town.try_keep("virus", &pdf("x")).await), "infected");
        *town.scanner.lock().unwrap() = Some(Verdict::Clean);
        let broken = futures_util::stream::iter(vec![Ok(pdf("x")), Err(std::io::Error::other("gone"))]);
        let broken = desk.keep_document(&town.holder, (facts("coupé"), None), broken, Extras::default(), now).await;
        assert_eq!(said(&broken), "broken_off");
        for bad in ["", "   ", &"x".repeat(200)] {
            assert_eq!(said(&town.try_keep(bad, &pdf("x")).await), "name");
        }
        let mut raw = town.town.raw().await;
        assert_eq!(raw.count("safe_item").await, 0);
        assert_eq!(raw.count("safe_version").await, 0);
        assert!(town.stored_files().is_empty(), "{:?}", town.stored_files());
        assert_eq!(town.acts().await.last().map(String::as_str), Some("item_refused"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanner_that_does_not_answer_means_quarantine_and_never_pass() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let (desk, now) = (town.desk(), town.town.now());
        *town.scanner.lock().unwrap() = None;
        let first = town.try_keep("un", &pdf("un")).await.unwrap();
        let second = town.try_keep("deux", &pdf("deux")).await.unwrap();
        assert!(first.quarantined && second.quarantined);
        assert_eq!(said(&town.read(first.item).await), "not_found");
        assert_eq!(desk.vault.scan_quarantined(&desk.db, now).await.unwrap(), (0, 0), "still down");
        assert_eq!(said(&town.read(first.item).await), "not_found");
        let (items, _) = desk.documents(&town.holder, ItemState::Held, None, (None, 9), now).await.unwrap();
        assert!(items.iter().all(|item| item.state == VersionState::Quarantined), "the holder sees that it waits");
        *town.scanner.lock().unwrap() = Some(Verdict::Clean);
        assert_eq!(desk.vault.scan_quarantined(&desk.db, now).await.unwrap(), (2, 0));
        assert_eq!(town.read(first.item).await.unwrap(), pdf("un"));
        *town.scanner.lock().unwrap() = None;
        let third = town.try_keep("trois", &pdf("trois")).await.unwrap();
        *town.scanner.lock().unwrap() = Some(Verdict::Infected("Eicar".to_owned()));
        assert_eq!(desk.vault.scan_quarantined(&desk.db, now).await.unwrap(), (0, 1));
        assert_eq!(said(&town.read(third.item).await), "not_found");
        assert_eq!(town.stored_files().len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_byte_flipped_is_refused_marked_and_told() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let item = town.keep("carte", &pdf("carte")).await;
        let file = town.stored_files().remove(0);
        let good = std::fs::read(&file).unwrap();
        for position in [0, 5, 12, 30, good.len() / 2, good.len() - 1] {
            let mut bad = good.clone();
            bad[position] ^= 1;
            std::fs::write(&file, &bad).unwrap();
            assert_eq!(said(&town.read(item).await), "damaged", "byte {position}");
        }
        assert!(town.acts().await.contains(&"item_damaged".to_owned()));
        let mut raw = town.town.raw().await;
        assert_eq!(raw.texts("SELECT state FROM safe_version").await, ["damaged"]);
        // Somebody else’s file in its place, or none at all.
        town.keep("autre", &pdf("autre")).await;
        let other = town.stored_files().into_iter().find(|one| *one != file).unwrap();
        std::fs::copy(&other, &file).unwrap();
        assert_eq!(said(&town.read(item).await), "damaged");
        std::fs::remove_file(&file).unwrap();
        assert_eq!(said(&town.read(item).await), "damaged");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_scrub_finds_damage_before_anybody_asks_for_the_document() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let (vault, now) = (&town.desk().vault, town.town.now());
        let first = town.keep("un", &pdf("un")).await;
        let file = town.stored_files().remove(0);
        let (second, third) = (town.keep("deux", &pdf("deux")).await, town.keep("trois", &pdf("trois")).await);
        let mut bytes = std::fs::read(&file).unwrap();
        bytes[40] ^= 1;
        std::fs::write(&file, bytes).unwrap();
        let found = vault.scrub(&town.desk().db, ItemId(0), 2, now).await.unwrap();
        assert_eq!((found.proven, found.damaged, found.next), (1, vec![first], Some(second)));
        let found = vault.scrub(&town.desk().db, second, 2, now).await.unwrap();
        assert_eq!((found.proven, found.damaged, found.next), (1, vec![], Some(third)));
        assert_eq!(vault.scrub(&town.desk().db, third, 2, now).await.unwrap().next, None);
        assert_eq!(town.acts().await.last().map(String::as_str), Some("item_damaged"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_moved_in_the_database_does_not_open_elsewhere() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let one = town.keep("un", &pdf("un")).await;
        let two = town.keep("deux", &pdf("deux")).await;
        let mut raw = town.town.raw().await;
        let from = |column: &str| format!("(SELECT {column} FROM safe_item WHERE id = {one})");
        for column in ["wrapped_key", "sealed_name"] {
            let before = format!("CREATE TABLE kept AS SELECT {column} FROM safe_item WHERE id = {two}");
            raw.run(&before).await.unwrap();
            raw.run(&format!("UPDATE safe_item SET {column} = {} WHERE id = {two}", from(column))).await.unwrap();
            assert_eq!(said(&town.read(two).await), "damaged", "{column}");
            raw.run(&format!("UPDATE safe_item SET {column} = (SELECT {column} FROM kept) WHERE id = {two}"))
                .await
                .unwrap();
            raw.run("DROP TABLE kept").await.unwrap();
        }
        assert_eq!(town.read(two).await.unwrap(), pdf("deux"));
        let all = "wrapped_key = (SELECT wrapped_key FROM safe_version WHERE item_id =";
        raw.run(&format!("UPDATE safe_version SET {all} {one}) WHERE item_id = {two}")).await.unwrap();
        assert_eq!(said(&town.read(two).await), "damaged");
        assert_eq!(town.read(one).await.unwrap(), pdf("un"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bin_keeps_thirty_days_and_destroying_is_at_once() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let (desk, db) = (town.desk(), &town.desk().db);
        let (kept, binned, destroyed) =
            (town.keep("a", &pdf("a")).await, town.keep("b", &pdf("b")).await, town.keep("c", &pdf("c")).await);
        let now = town.town.now();
        desk.bin_document(&town.holder, binned, now).await.unwrap();
        desk.destroy_document(&town.holder, destroyed, now).await.unwrap();
        assert_eq!(said(&town.read(binned).await), "not_found");
        assert_eq!(said(&town.read(destroyed).await), "not_found");
        assert_eq!(said(&desk.restore_document(&town.holder, destroyed, now).await), "not_found");
        assert_eq!(town.stored_files().len(), 2);
        town.later(Minutes::days(29));
        assert_eq!(desk.vault.empty_bins(db, town.town.now()).await.unwrap(), 0);
        town.later(Minutes::days(2));
        assert_eq!(desk.vault.empty_bins(db, town.town.now()).await.unwrap(), 1);
        assert_eq!(town.stored_files().len(), 1);
        let mut raw = town.town.raw().await;
        assert_eq!(raw.count("safe_item WHERE state = 'destroyed' AND wrapped_key IS NULL").await, 2);
        assert_eq!(raw.count("safe_version").await, 1);
        let mut destroyed = town.acts().await;
        destroyed.retain(|act| act == "item_destroyed");
        assert_eq!(destroyed.len(), 2);
        let _ = kept;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sweep_removes_what_was_never_finished_and_nothing_else() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let desk = town.desk();
        let item = town.keep("carte", &pdf("carte")).await;
        // As a kill leaves it: a staged row, and a file that nobody was told of.
        let mut raw = town.town.raw().await;
        raw.run("UPDATE safe_item SET state = 'staged', version = 0").await.unwrap();
        raw.run("UPDATE safe_version SET state = 'staged', received_at = NULL").await.unwrap();
        assert_eq!(said(&town.read(item).await), "not_found");
        std::fs::write(town.folder.join("files/orphan"), b"an orphan").unwrap();
        assert_eq!(desk.vault.sweep(&desk.db, town.town.now()).await.unwrap(), (0, 0), "too young");
        let old = std::time::UNIX_EPOCH + std::time::Duration::from_secs(86_400);
        let orphan = std::fs::File::options().write(true).open(town.folder.join("files/orphan")).unwrap();
        orphan.set_modified(old).unwrap();
        town.later(Minutes::days(2));
        assert_eq!(desk.vault.sweep(&desk.db, town.town.now()).await.unwrap(), (1, 1));
        assert!(town.stored_files().is_empty());
        assert_eq!(raw.count("safe_item").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_replaces_the_old_one_only_once_it_is_there() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let (desk, now) = (town.desk(), town.town.now());
        let item = town.keep("carte", &pdf("ancienne")).await;
        let bad = desk.replace_document(&town.holder, item, coming(b"<html>"), Extras::default(), now).await;
        assert_eq!(said(&bad), "unknown_type");
        assert_eq!(town.read(item).await.unwrap(), pdf("ancienne"));
        let extras = Extras { text: Some("texte lu".to_owned()), thumbnail: Some(vec![1, 2, 3]) };
        let new = desk.replace_document(&town.holder, item, coming(&pdf("nouvelle")), extras, now).await.unwrap();
        assert_eq!((new.item, new.version), (item, 2));
        assert_eq!(town.read(item).await.unwrap(), pdf("nouvelle"));
        let extras = desk.document_extras(&town.holder, item, now).await.unwrap();
        assert_eq!((extras.text.as_deref(), extras.thumbnail), (Some("texte lu"), Some(vec![1, 2, 3])));
    })
    .await;
}

/// Against Debian's clamd: `scripts/clamd COMMAND` starts one and says where.
#[tokio::test(flavor = "multi_thread")]
async fn a_real_scanner_finds_what_it_knows_by_its_port_and_by_its_socket() {
    let addresses = ["RELAIS_TEST_CLAMD", "RELAIS_TEST_CLAMD_SOCKET"]
        .map(|name| std::env::var(name).expect("this test needs clamd: run it with scripts/test, or scripts/clamd"));
    let mut town = SafeTown::new(crate::support::databases::sqlite().await).await;
    for address in addresses {
        town.town.app.desk.vault.scanner = relais::deliver::scanner::Scanner::at(&address);
        let clean = [pdf("propre"), vec![b' '; 300_000]].concat();
        let kept = town.try_keep("propre", &clean).await.unwrap();
        assert!(!kept.quarantined && town.read(kept.item).await.unwrap() == clean);
        let virus = [pdf("sale"), vec![b' '; 300_000], b"RELAIS-TEST-VIRUS".to_vec()].concat();
        assert_eq!(said(&town.try_keep("sale", &virus).await), "infected");
    }
    // Nobody listens there.
    for nowhere in ["127.0.0.1:1", "/nowhere/clamd.sock"] {
        town.town.app.desk.vault.scanner = relais::deliver::scanner::Scanner::at(nowhere);
        assert!(town.try_keep("propre", &pdf("propre")).await.unwrap().quarantined, "{nowhere}");
    }
}

/// Against a real S3 server: `scripts/s3 COMMAND` starts one and says where.
#[tokio::test(flavor = "multi_thread")]
async fn files_lie_in_a_store_that_speaks_s3_as_they_do_in_a_folder() {
    let place = std::env::var("RELAIS_TEST_S3").expect("this test needs S3: run it with scripts/test, or scripts/s3");
    let mut town = SafeTown::new(crate::support::databases::sqlite().await).await;
    let objects = relais::deliver::object_store::Objects::at(&place);
    town.town.app.desk.vault.objects = objects.clone();
    // More than one part of an upload in parts, and less than one.
    let large = [pdf("grand"), vec![3; 12 << 20]].concat();
    let (one, two) = (town.keep("grand", &large).await, town.keep("petit", &pdf("petit")).await);
    assert!(town.read(one).await.unwrap() == large);
    assert_eq!(town.read(two).await.unwrap(), pdf("petit"));
    assert_eq!(said(&town.try_keep("page", &[b"<html>".to_vec(), vec![0; 100]].concat()).await), "unknown_type");
    let all = || async { objects.older_than(relais::domain::time::Timestamp::MAX).await.unwrap().len() };
    assert_eq!(all().await, 2);
    town.desk().destroy_document(&town.holder, one, town.town.now()).await.unwrap();
    assert_eq!(all().await, 1);
    assert!(town.stored_files().is_empty());
}
