//! How fast, on this machine; the bounds hold for a release build (`scripts/prove safe`).

use std::time::{Duration, Instant};

use relais::domain::safe::ItemState;

use crate::support::databases::{on_both, sqlite};
use crate::support::safe::{SafeTown, pdf};

#[tokio::test(flavor = "multi_thread")]
async fn ten_mebibytes_are_stored_and_read_back_at_fifty_megabytes_a_second() {
    let town = SafeTown::new(sqlite().await).await;
    let size = if cfg!(debug_assertions) { 1 << 20 } else { 10 << 20 };
    let bytes = [pdf("x"), vec![7; size]].concat();
    let (mut stored, mut read) = (Duration::MAX, Duration::MAX);
    for number in 0..5 {
        let begun = Instant::now();
        let item = town.keep(&format!("document {number}"), &bytes).await;
        stored = stored.min(begun.elapsed());
        let begun = Instant::now();
        let (_, mut reading) = town.desk().read_document(&town.holder, item, town.town.now()).await.unwrap();
        let mut length = 0;
        while let Some(piece) = reading.next().await.unwrap() {
            length += piece.len();
        }
        read = read.min(begun.elapsed());
        assert_eq!(length, bytes.len());
    }
    let rate = |time: Duration| bytes.len() as f64 / 1e6 / time.as_secs_f64();
    println!("stored at {:.0} MB/s, read at {:.0} MB/s", rate(stored), rate(read));
    if !cfg!(debug_assertions) {
        assert!(rate(stored) >= 50.0 && rate(read) >= 50.0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_a_hundred_thousand_documents_is_there_in_fifty_milliseconds() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let first = town.keep("premier", &pdf("x")).await;
        let mut raw = town.town.raw().await;
        let count = if cfg!(debug_assertions) { 2_000 } else { 100_000 };
        let numbers = format!("WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {count})");
        raw.run(&format!(
            "{numbers} INSERT INTO safe_item (territory_id, safe_id, uid, kind, state, version, key_version, wrapped_key, sealed_name, created_at)
             SELECT territory_id, safe_id, 'u' || n.n, kind, state, version, key_version, wrapped_key, sealed_name, created_at
             FROM n, safe_item WHERE safe_item.id = {first}"
        ))
        .await
        .unwrap();
        raw.run(&format!(
            "INSERT INTO safe_version (territory_id, safe_id, item_id, version, object, wrapped_key, sealed_facts, state, staged_at, received_at)
             SELECT one.territory_id, one.safe_id, item.id, 1, item.uid, one.wrapped_key, one.sealed_facts, one.state, one.staged_at, one.received_at
             FROM safe_version AS one, safe_item AS item WHERE one.item_id = {first} AND item.id <> {first}"
        ))
        .await
        .unwrap();
        for number in 0..50 {
            town.keep(&format!("document {number}"), &pdf("x")).await;
        }
        let mut best = Duration::MAX;
        for _ in 0..10 {
            let begun = Instant::now();
            let listing = town.desk().documents(&town.holder, ItemState::Held, None, (None, 50), town.town.now());
            assert_eq!(listing.await.unwrap().0.len(), 50);
            best = best.min(begun.elapsed());
        }
        println!("{count} documents: a page of 50 in {best:?}");
        if !cfg!(debug_assertions) {
            assert!(best < Duration::from_millis(50));
        }
    })
    .await;
}
