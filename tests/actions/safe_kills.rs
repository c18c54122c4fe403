//! Uploads killed at random points, in a process of their own: what was answered "received" is there,
//! with the same SHA-256, and nothing else is ever shown.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use relais::actions::safe::keep::Extras;
use relais::app::App;
use relais::config::Config;
use relais::deliver::clock::Clock;
use relais::deliver::keys::{RootKey, to_hex};
use relais::domain::ids::ItemId;
use relais::domain::safe::ItemState;
use relais::store::Db;
use sha2::{Digest, Sha256};

use crate::support::databases::on_both;
use crate::support::random::Random;
use crate::support::safe::{SafeTown, coming, facts, pdf, vault};
use crate::support::town::sunday_noon;

const CHILD: &str = "RELAIS_TEST_SAFE_CHILD";

fn sum(bytes: &[u8]) -> String {
    to_hex(&Sha256::digest(bytes))
}

/// The child: puts documents in until it is killed, and says what was received.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs in the processes that the test below starts"]
async fn uploads_until_it_is_killed() {
    let Ok(told) = std::env::var(CHILD) else { return };
    let [url, folder, cookie, seed]: [&str; 4] = told.split('|').collect::<Vec<_>>().try_into().unwrap();
    let folder = std::path::Path::new(folder);
    let root = RootKey::open(&folder.join("keys/relais.key")).unwrap();
    let db = Db::open(url, 4).await.unwrap();
    let mut app = App::with(db, &root, Clock::by_hand(sunday_noon()), Config::default());
    app.desk.vault = vault(folder, &root);
    let holder = app.desk.session(cookie, sunday_noon()).await.unwrap().unwrap();
    let mut random = Random::seeded(seed.parse().unwrap());
    loop {
        let bytes: Vec<u8> = [pdf(seed), (0..random.below(300_000)).map(|at| (at * 31 % 256) as u8).collect()].concat();
        let wish = (facts("document"), None);
        let kept = app.desk.keep_document(&holder, wish, coming(&bytes), Extras::default(), sunday_noon()).await;
        let line = format!("\nreceived {} {}\n", kept.unwrap().item, sum(&bytes));
        let mut out = std::io::stdout().lock();
        out.write_all(line.as_bytes()).unwrap();
        out.flush().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_as_received_is_there_after_any_kill() {
    let kills = std::env::var("RELAIS_PROVE_SAFE_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(6_usize);
    on_both(|db| async move {
        let town = SafeTown::new(db).await;
        let mut random = Random::seeded(63);
        let mut received: Vec<(ItemId, String)> = Vec::new();
        for number in 0..kills {
            let told = format!("{}|{}|{}|{number}", town.town.test_db.url, town.folder.display(), town.cookie);
            let mut child = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "actions::safe_kills::uploads_until_it_is_killed", "--ignored", "--nocapture"])
                .env(CHILD, told)
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let out = child.stdout.take().unwrap();
            let (first, started) = std::sync::mpsc::channel();
            let reader = std::thread::spawn(move || {
                let mut lines = Vec::new();
                for line in BufReader::new(out).lines().map_while(Result::ok) {
                    if let Some(rest) = line.strip_prefix("received ") {
                        let (item, sum) = rest.split_once(' ').unwrap();
                        lines.push((ItemId(item.parse().unwrap()), sum.to_owned()));
                        let _ = first.send(());
                    }
                }
                lines
            });
            started.recv_timeout(Duration::from_secs(60)).expect("the child uploads");
            std::thread::sleep(Duration::from_micros(random.below(200_000) as u64));
            child.kill().unwrap();
            child.wait().unwrap();
            received.extend(reader.join().unwrap());
        }
        for (item, expected) in &received {
            assert_eq!(sum(&town.read(*item).await.unwrap()), *expected, "{item}");
        }
        // What was not answered is whole, or not there at all.
        let mut before = None;
        let mut listed = 0;
        loop {
            let page = (before, 500);
            let listing = town.desk().documents(&town.holder, ItemState::Held, None, page, town.town.now());
            let (items, damaged) = listing.await.unwrap();
            assert!(damaged.is_empty());
            let Some(last) = items.last() else { break };
            before = Some(last.id);
            listed += items.len();
            for item in &items {
                assert_eq!(sum(&town.read(item.id).await.unwrap()), item.file.sha256);
            }
        }
        assert!(listed >= received.len() && listed <= received.len() + kills, "{listed} of {}", received.len());
        println!("{} kills, {} documents received, {listed} there", kills, received.len());
    })
    .await;
}
