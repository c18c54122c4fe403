//! Servers that stop, die or work at once: nothing is lost, nothing is said twice.

use std::collections::BTreeSet;
use std::time::Duration;

use relais::deliver::simulated::Behaviour;
use relais::domain::messages::LEASE;
use relais::domain::time::{Minutes, Timestamp};
use relais::jobs::{self, Run, retention};
use relais::store::all_statements;
use sqlx::AssertSqlSafe;

use crate::support::databases::{on_both, postgres, sqlite};
use crate::support::messages::Post;
use crate::support::raw::Raw;
use crate::support::town::{TestTown, paris};

fn on(day: u32, hour: u32) -> Timestamp {
    paris(2026, 3, day, hour, 0)
}

#[tokio::test(flavor = "multi_thread")]
async fn at_28_after_three_days_what_is_still_useful_is_said_once() {
    on_both(|db| async {
        let (town, post) = TestTown::with_post(db, 1).await;
        town.staff_books(on(12, 10), 0, 1).await.unwrap();
        town.staff_books(on(10, 10), 0, 2).await.unwrap();
        town.beat().await;
        assert_eq!(post.texts().len(), 2);
        // Nothing runs from the 8th to the 11th.
        town.set_clock(on(11, 14));
        town.beat().await;
        let reminders = "kind = 'reminder' AND appointment_id = (SELECT min(id) FROM appointment)";
        let mut raw = town.raw().await;
        assert_eq!(raw.ledger(reminders).await, ["reminder sms refused too_late", "reminder sms handed_over"]);
        let missed = "kind = 'reminder' AND appointment_id = (SELECT max(id) FROM appointment)";
        assert_eq!(raw.ledger(missed).await, ["reminder sms refused too_late", "reminder sms refused too_late"]);
        assert_eq!(post.texts().len(), 3);
        // Planning a thousand times adds nothing.
        let rows = raw.count("message").await;
        raw.run("UPDATE appointment SET reminders_planned = FALSE").await.unwrap();
        raw.run("UPDATE outbox SET done_at = NULL").await.unwrap();
        for _ in 0..20 {
            town.run_job("plan_messages").await;
            town.run_job("plan_reminders").await;
        }
        assert_eq!(raw.count("message").await, rows);
        town.beat().await;
        assert_eq!(post.texts().len(), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_32_two_servers_one_of_which_dies_say_nothing_twice() {
    on_both(|db| async {
        let (town, post): (TestTown, Post) = TestTown::with_post(db, 4).await;
        let mut number = 0;
        for hour in [9, 10, 11, 14, 15, 16, 17] {
            for minute in [0, 30] {
                for worker in 0..4 {
                    town.staff_books(paris(2026, 3, 5, hour, minute), worker, number).await.unwrap();
                    number += 1;
                }
            }
        }
        town.run_job("plan_messages").await;
        post.sms.behaves(|_, _| Behaviour::Slow(Duration::from_millis(20)));
        let job = jobs::named("send_sms").unwrap();
        for _ in 0..2 {
            let dying = Run::new(town.app.clone());
            let task = tokio::spawn(async move { job.run(&dying, true).await.map(drop) });
            tokio::time::sleep(Duration::from_millis(35)).await;
            task.abort();
            let _ = task.await;
        }
        let (one, other) = (Run::new(town.app.clone()), Run::new(town.another_server()));
        let (first, second) = tokio::join!(job.run(&one, true), job.run(&other, true));
        assert!(first.is_ok() && second.is_ok());
        // What the dead were handing over is taken back once they are surely gone.
        town.app.clock.advance(LEASE);
        town.app.clock.advance(Minutes(1));
        job.run(&one, true).await.unwrap();
        let mut raw = town.raw().await;
        let said: Vec<String> = post.sms.taken().into_iter().map(|taken| taken.reference).collect();
        assert_eq!(said.len(), said.iter().collect::<BTreeSet<_>>().len(), "said twice");
        let unknown = raw.count("message WHERE state = 'unknown' AND reason = 'interrupted'").await;
        assert_eq!(raw.count("message WHERE state = 'handed_over'").await + unknown, number as i64);
        assert!(unknown <= 2 * 16, "{unknown}");

        // A provider that knows our references is asked again, and loses nothing.
        let post = Post { sms: post.sms.clone().that_knows_references(), mail: post.mail.clone() };
        let mut town = town;
        town.send_by(&post);
        raw.run("UPDATE message SET state = 'sending', reason = NULL, leased_by = 'gone', leased_until = try_at
                 WHERE state = 'unknown'")
            .await
            .unwrap();
        town.run_job("send_sms").await;
        assert_eq!(raw.count("message WHERE state = 'handed_over'").await, number as i64);
        let said = post.sms.taken().into_iter().map(|taken| taken.reference).collect::<BTreeSet<_>>();
        assert_eq!((said.len(), post.sms.taken().len()), (number, number));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_runs_on_one_server_at_a_time_and_a_dead_one_is_replaced() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let db = &town.app.desk.db;
        let now = town.now();
        let claim = |server: &'static str, now: Timestamp| async move {
            let until = now + Minutes(15);
            db.write(move |tx| {
                Box::pin(async move { relais::store::claim_job(tx, ("clean_up", server), (now, until), false).await })
            })
            .await
            .map_err(|error: relais::store::StoreError| error)
            .unwrap()
        };
        assert!(claim("a", now).await);
        assert!(!claim("b", now).await);
        assert!(!claim("b", now + Minutes(15)).await);
        assert!(claim("b", now + Minutes(16)).await);
        town.app.clock.advance(Minutes(60));
        town.run_job("clean_up").await;
        assert!(!claim("a", town.now()).await, "it has just run");
        let rows = relais::store::jobs(&mut db.read().await.unwrap()).await.unwrap();
        assert_eq!(rows[0].result.as_deref(), Some("holds=0 codes_and_links=0 sessions=0 attempts=0 drafts=0 answers=0"));
    })
    .await;
}

/// What the sender and the planners ask all the time.
const HOT: [&str; 9] = [
    "messages::DUE_MESSAGES",
    "messages::ANY_DUE",
    "messages::MESSAGE_NOW",
    "messages::LATE_MESSAGES",
    "messages_plan::OUTBOX_TO_DO",
    "messages_plan::ANY_TO_PLAN",
    "messages_plan::NOTICES_TO_DO",
    "messages_plan::TO_REMIND",
    "messages_view::OF_APPOINTMENT",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_pass_of_a_job_reads_a_whole_table() {
    let (sqlite, postgres) = (sqlite().await, postgres().await);
    let (mut lite, mut post) = (Raw::open(&sqlite.url).await, Raw::open(&postgres.url).await);
    let tables = lite.texts("SELECT name FROM sqlite_master WHERE type = 'table'").await;
    // On empty tables PostgreSQL reads everything; told not to, it shows whether it could do otherwise.
    post.run("SET enable_seqscan = off").await.unwrap();
    post.run("SET plan_cache_mode = force_generic_plan").await.unwrap();
    let mut seen = 0;
    for (name, statement) in all_statements() {
        if !HOT.iter().any(|hot| name.ends_with(hot)) {
            continue;
        }
        seen += 1;
        let Raw::Sqlite(conn) = &mut lite else { panic!("opened as SQLite") };
        let explain = format!("EXPLAIN QUERY PLAN {}", statement.sqlite);
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(AssertSqlSafe(explain)).fetch_all(conn).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        for (.., line) in plan {
            let scanned = line.strip_prefix("SCAN ").filter(|rest| !rest.contains("USING"));
            let whole = scanned.is_some_and(|rest| tables.iter().any(|table| rest.split(' ').next() == Some(table)));
            assert!(!whole, "{name} on SQLite: {line}");
        }
        let parameters = (1..=20).filter(|n| statement.postgres.contains(&format!("${n}"))).count();
        let nulls = vec!["NULL"; parameters].join(", ");
        let values = if parameters == 0 { String::new() } else { format!("({nulls})") };
        post.run(&format!("PREPARE hot{seen} AS {}", statement.postgres)).await.unwrap();
        for line in post.texts(&format!("EXPLAIN EXECUTE hot{seen}{values}")).await {
            assert!(!line.contains("Seq Scan"), "{name} on PostgreSQL: {line}");
        }
    }
    assert_eq!(seen, HOT.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_has_its_limit_in_the_file_of_retention() {
    let sqlite = sqlite().await;
    let tables = Raw::open(&sqlite.url)
        .await
        .texts("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_%' ESCAPE '\\'")
        .await;
    let there: BTreeSet<&str> = tables.iter().map(String::as_str).collect();
    let listed: BTreeSet<&str> = retention::LIMITS.iter().map(|(table, _)| *table).collect();
    assert_eq!(there, listed, "jobs/retention.rs says how long each table is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_forgotten_two_years_after_they_were_last_heard_of() {
    on_both(|db| async {
        let (town, _post) = TestTown::with_post(db, 1).await;
        town.staff_books(on(5, 10), 0, 1).await.unwrap();
        town.staff_books(on(5, 11), 0, 2).await.unwrap();
        town.beat().await;
        let mut raw = town.raw().await;
        raw.run("UPDATE person SET email = 'canary@example.org'").await.unwrap();
        town.app.clock.advance(Minutes::days(200));
        town.run_job("retention").await;
        assert_eq!(raw.count("message WHERE body IS NOT NULL OR sent_to IS NOT NULL").await, 0);
        assert_eq!(raw.count("person WHERE forgotten_at IS NOT NULL").await, 0);
        town.app.clock.advance(Minutes::days(600));
        // One of them comes back.
        let start = raw.at(town.now() - Minutes::days(30));
        let end = raw.at(town.now() - Minutes::days(29));
        let back = "person_id = (SELECT max(id) FROM person)";
        raw.run(&format!("UPDATE participation SET starts_at = {start}, ends_at = {end} WHERE {back}")).await.unwrap();
        let dry = Run { dry: true, ..Run::new(town.app.clone()) };
        jobs::named("retention").unwrap().run(&dry, true).await.unwrap();
        assert_eq!(raw.texts("SELECT result FROM job WHERE name = 'retention'").await, ["people=1"]);
        assert_eq!(raw.count("person WHERE forgotten_at IS NOT NULL").await, 0);
        town.run_job("retention").await;
        assert_eq!(raw.numbers("SELECT id FROM person WHERE forgotten_at IS NOT NULL").await.len(), 1);
        assert_eq!(raw.count("person WHERE email IS NOT NULL").await, 1);
        assert_eq!((raw.count("message").await, raw.count("appointment").await), (0, 2));
        let known = "person_name_key WHERE person_id IN (SELECT id FROM person WHERE forgotten_at IS NOT NULL)";
        assert_eq!(raw.count(known).await, 0);
    })
    .await;
}
