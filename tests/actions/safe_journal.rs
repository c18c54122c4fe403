//! The sealed journal: what is sealed and when, and that no edit, removal, swap or cut tail of sealed
//! lines goes unseen.

use relais::domain::time::Minutes;
use relais::safe::seal::{Fault, Verified};

use crate::support::databases::on_both;
use crate::support::random::Random;
use crate::support::raw::Raw;
use crate::support::safe::{SafeTown, pdf};

async fn sealed(town: &SafeTown) -> usize {
    town.desk().vault.seal.seal_pending(&town.desk().db, "tests", town.town.now()).await.unwrap()
}

async fn verified(town: &SafeTown) -> Verified {
    town.desk().vault.seal.verify(&town.desk().db).await.unwrap()
}

/// Somebody with all rights on the database takes its guards away.
async fn unguarded(raw: &mut Raw) {
    if raw.is_sqlite() {
        let names = raw.texts("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'journal%'").await;
        for name in names {
            raw.run(&format!("DROP TRIGGER {name}")).await.unwrap();
        }
    } else {
        for table in ["journal", "journal_seal"] {
            raw.run(&format!("ALTER TABLE {table} DISABLE TRIGGER ALL")).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_line_is_sealed_once_and_the_chain_is_whole() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let lines = town.town.raw().await.count("journal").await as usize;
        assert_eq!(sealed(&town).await, lines);
        assert_eq!(sealed(&town).await, 0);
        town.keep("carte", &pdf("carte")).await;
        assert!(sealed(&town).await > 0);
        let found = verified(&town).await;
        assert_eq!(found.faults, []);
        assert!(found.sealed as usize > lines);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_process_seals_at_a_time_and_the_next_takes_over_when_it_is_gone() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let (desk, now) = (town.desk(), town.town.now());
        sealed(&town).await;
        town.keep("carte", &pdf("carte")).await;
        assert_eq!(desk.vault.seal.seal_pending(&desk.db, "another process", now).await.unwrap(), 0);
        town.later(Minutes(2));
        assert!(desk.vault.seal.seal_pending(&desk.db, "another process", town.town.now()).await.unwrap() > 0);
        // Many at the same moment: still one chain.
        for number in 0..5 {
            town.keep(&format!("document {number}"), &pdf("x")).await;
        }
        let now = town.town.now() + Minutes(2);
        let together = (0..4).map(|number| {
            let desk = desk.clone();
            tokio::spawn(async move { desk.vault.seal.seal_pending(&desk.db, &format!("p{number}"), now).await })
        });
        let mut count = 0;
        for one in together.collect::<Vec<_>>() {
            count += one.await.unwrap().unwrap();
        }
        assert!(count >= 5);
        assert_eq!(verified(&town).await.faults, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_and_seals_are_never_changed_by_the_program() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        sealed(&town).await;
        let mut raw = town.town.raw().await;
        for (table, change) in [("journal", "act = 'x'"), ("journal_seal", "journal_id = journal_id + 1000")] {
            let stays = format!("{table}_stays");
            assert_eq!(raw.run(&format!("UPDATE {table} SET {change}")).await, Err(stays.clone()));
            assert_eq!(raw.run(&format!("DELETE FROM {table}")).await, Err(stays.clone()));
            if !raw.is_sqlite() {
                assert_eq!(raw.run(&format!("TRUNCATE {table}")).await, Err(stays));
            }
        }
    })
    .await;
}

/// One change by somebody who writes SQL, and how it is undone.
async fn tampered(raw: &mut Raw, random: &mut Random, newest: i64) -> (String, bool) {
    let any = |random: &mut Random| 1 + random.below(newest as usize) as i64;
    let line = any(random);
    let (mut other, kind) = (any(random), random.below(10));
    while other == line {
        other = any(random);
    }
    let of = |position: i64| format!("(SELECT journal_id FROM journal_seal WHERE seal_number = {position})");
    // Whether the place is expected to be named.
    let (what, sql): (&str, Vec<String>) = match kind {
        0 => ("act", vec![format!("UPDATE journal SET act = act || 'x' WHERE id = {}", of(line))]),
        1 => {
            ("actor", vec![format!("UPDATE journal SET actor_id = COALESCE(actor_id, 0) + 1 WHERE id = {}", of(line))])
        }
        2 => ("detail", vec![format!("UPDATE journal SET detail = '{{\"to\":\"x\"}}' WHERE id = {}", of(line))]),
        3 => ("thing", vec![format!("UPDATE journal SET thing_id = thing_id + 1 WHERE id = {}", of(line))]),
        4 => {
            let later = if raw.is_sqlite() { "at + 1000000" } else { "at + INTERVAL '1 second'" };
            ("time", vec![format!("UPDATE journal SET at = {later} WHERE id = {}", of(line))])
        }
        5 => ("removed", vec![format!("DELETE FROM journal WHERE id = {}", of(line))]),
        6 => (
            "removed with its seal",
            vec![
                format!("DELETE FROM journal WHERE id = {}", of(line)),
                format!("DELETE FROM journal_seal WHERE seal_number = {line}"),
            ],
        ),
        7 => (
            "swapped",
            vec![
                format!("CREATE TABLE one AS SELECT seal_number, mac FROM journal_seal WHERE seal_number = {line}"),
                format!(
                    "UPDATE journal_seal SET mac = (SELECT mac FROM journal_seal AS o WHERE o.seal_number = {other}) WHERE seal_number = {line}"
                ),
                format!("UPDATE journal_seal SET mac = (SELECT mac FROM one) WHERE seal_number = {other}"),
                "DROP TABLE one".to_owned(),
            ],
        ),
        8 => {
            ("pointing elsewhere", vec![format!("UPDATE journal_seal SET journal_id = -1 WHERE seal_number = {line}")])
        }
        _ => (
            "cut tail",
            vec![
                format!(
                    "DELETE FROM journal WHERE id IN (SELECT journal_id FROM journal_seal WHERE seal_number >= {line})"
                ),
                format!("DELETE FROM journal_seal WHERE seal_number >= {line}"),
            ],
        ),
    };
    for sql in sql {
        raw.run(&sql).await.unwrap();
    }
    (format!("{what} at {line}"), kind <= 5)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_edit_removal_swap_and_cut_tail_is_found() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        for number in 0..10 {
            town.keep(&format!("document {number}"), &pdf("x")).await;
        }
        sealed(&town).await;
        let mut raw = town.town.raw().await;
        unguarded(&mut raw).await;
        let newest = raw.number("SELECT MAX(seal_number) FROM journal_seal").await;
        let mut random = Random::seeded(6);
        // scripts/prove does ten thousand.
        let edits = std::env::var("RELAIS_PROVE_EDITS").ok().and_then(|edits| edits.parse().ok()).unwrap_or(60_usize);
        for table in ["journal", "journal_seal"] {
            raw.run(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await.unwrap();
        }
        assert_eq!(verified(&town).await.faults, []);
        for _ in 0..edits {
            let (what, named) = tampered(&mut raw, &mut random, newest).await;
            let faults = verified(&town).await.faults;
            assert!(!faults.is_empty(), "{what}: not found");
            if named {
                let place: i64 = what.rsplit(' ').next().unwrap().parse().unwrap();
                let here = |fault: &Fault| matches!(fault, Fault::Changed { position, .. } | Fault::LineRemoved { position, .. } if *position == place);
                assert!(faults.len() == 1 && faults.iter().all(here), "{what}: {faults:?}");
            }
            for table in ["journal", "journal_seal"] {
                raw.run(&format!("DELETE FROM {table}")).await.unwrap();
                raw.run(&format!("INSERT INTO {table} SELECT * FROM kept_{table}")).await.unwrap();
            }
        }
        assert_eq!(verified(&town).await.faults, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_rolled_back_with_its_head_is_found_by_the_copy_outside() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let desk = town.desk();
        sealed(&town).await;
        let mut raw = town.town.raw().await;
        let end = raw.number("SELECT MAX(seal_number) FROM journal_seal").await;
        raw.run("CREATE TABLE kept_sealer AS SELECT * FROM journal_sealer").await.unwrap();
        town.keep("carte", &pdf("carte")).await;
        sealed(&town).await;
        let now = town.town.now();
        assert!(desk.vault.seal.write_head_outside(&desk.db, now).await.unwrap());
        assert!(!desk.vault.seal.write_head_outside(&desk.db, now).await.unwrap(), "once a day");
        assert_eq!(verified(&town).await.faults, []);
        unguarded(&mut raw).await;
        let cut = format!("(SELECT journal_id FROM journal_seal WHERE seal_number > {end})");
        raw.run(&format!("DELETE FROM journal WHERE id IN {cut}")).await.unwrap();
        raw.run(&format!("DELETE FROM journal_seal WHERE seal_number > {end}")).await.unwrap();
        // The head alone says so, until an old one is put back.
        assert!(matches!(verified(&town).await.faults[..], [Fault::TailCut { .. }, Fault::NotAsOutside { .. }]));
        raw.run("DELETE FROM journal_sealer").await.unwrap();
        raw.run("INSERT INTO journal_sealer SELECT * FROM kept_sealer").await.unwrap();
        assert!(matches!(verified(&town).await.faults[..], [Fault::NotAsOutside { .. }]));
        raw.run("DELETE FROM journal_seal").await.unwrap();
        raw.run("DELETE FROM journal_sealer").await.unwrap();
        assert!(!verified(&town).await.faults.is_empty(), "everything gone is not nothing to see");
        // Nor can the copy itself be rewritten without the key.
        let outside = town.folder.join("keys/relais.key.journal");
        let text = std::fs::read_to_string(&outside).unwrap();
        std::fs::write(&outside, text.replacen("2026", "2025", 1)).unwrap();
        assert!(verified(&town).await.faults.contains(&Fault::NotAsOutside { position: -1 }));
    })
    .await;
}
