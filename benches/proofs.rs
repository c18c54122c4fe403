//! The full counts of what issue 2 wants shown, one table per proof; `scripts/prove` is their script.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::prove::kills::kills;
use crate::prove::load::load;
use crate::prove::races::{Order, mixed, race};
use crate::prove::town::ProveTown;
use crate::support::database::{Database, Kind};
use crate::support::load::shown_statuses;
use crate::support::measure::shown_time;
use crate::support::number_from_env;
use crate::support::server::Server;
use crate::support::table::{Table, yes};

pub async fn run(words: &[String], kinds: &[Kind]) {
    let named = |word: &str| words.iter().any(|one| one == word);
    let mut right = true;
    if named("races") {
        right &= races(kinds).await;
    }
    if named("kills") {
        right &= all_kills(kinds).await;
    }
    if named("load") {
        right &= loads(kinds).await;
    }
    if !right {
        std::process::exit(1);
    }
}

async fn races(kinds: &[Kind]) -> bool {
    let seeds = number_from_env("RELAIS_PROVE_SEEDS", 50);
    let attempts = number_from_env("RELAIS_PROVE_ATTEMPTS", 10_000);
    let mut right = true;
    let mut table = Table::new(
        &format!("{attempts} attempts on 100 slots, {seeds} seeds"),
        &[
            "database and order",
            "runs",
            "attempts",
            "stored",
            "overlaps",
            "5xx",
            "unhelpful",
            "halves",
            "time",
            "right",
        ],
    );
    for kind in kinds {
        for order in [Order::Shuffled, Order::Bursts] {
            // A database per order: it grows with every seed.
            let database = Database::create(*kind).await;
            let server = Server::start(&database.url, &database.folder).await;
            let begun = Instant::now();
            let (mut tried, mut stored, mut overlaps, mut failed, mut unhelpful, mut halves) = (0, vec![], 0, 0, 0, 0);
            let mut wrong = 0;
            for seed in 0..seeds as u64 {
                let one = race(&database, &server, seed, order, attempts).await;
                if !one.is_right() {
                    wrong += 1;
                    println!("{}, {order:?}, seed {seed}: {one:?}", kind.name());
                }
                tried += one.attempts;
                stored.push(one.stored);
                overlaps += one.overlaps;
                failed += one.failed;
                unhelpful += one.unhelpful;
                halves += one.broken.len();
            }
            right &= wrong == 0;
            let (least, most) = (stored.iter().min().unwrap_or(&0), stored.iter().max().unwrap_or(&0));
            table.row(vec![
                format!("{}, {}", kind.name(), if order == Order::Shuffled { "shuffled" } else { "in bursts" }),
                stored.len().to_string(),
                tried.to_string(),
                if least == most { format!("{least} each") } else { format!("{least} to {most}") },
                overlaps.to_string(),
                failed.to_string(),
                unhelpful.to_string(),
                halves.to_string(),
                format!("{:.0?}", begun.elapsed()),
                yes(wrong == 0),
            ]);
            server.stop();
        }
    }
    table.print();
    let mut table = Table::new(
        &format!("{attempts} operations of every kind at once, {seeds} seeds"),
        &[
            "database",
            "runs",
            "operations",
            "done",
            "refused",
            "5xx",
            "overlaps",
            "twice",
            "halves",
            "answers = rows",
            "time",
            "right",
        ],
    );
    let mut kinds_of_operations = std::collections::BTreeMap::new();
    for kind in kinds {
        let database = Database::create(*kind).await;
        let server = Server::start(&database.url, &database.folder).await;
        let begun = Instant::now();
        let (mut operations, mut done, mut refused, mut failed) = (0, 0, 0, 0);
        let (mut overlaps, mut twice, mut halves, mut differing, mut wrong) = (0, 0, 0, 0, 0);
        for seed in 0..seeds as u64 {
            let one = mixed(&database, &server, seed, attempts).await;
            if !one.is_right() {
                wrong += 1;
                println!("{}, seed {seed}: {one:?}", kind.name());
                println!("  {}", one.first_failure.as_deref().unwrap_or("every request was answered well"));
            }
            operations += one.operations;
            done += one.done;
            refused += one.refused;
            failed += one.failed;
            overlaps += one.overlaps;
            twice += one.twice;
            halves += one.broken.len();
            differing += usize::from(one.told != one.stored);
            for ((kind, status), count) in one.by_kind {
                *kinds_of_operations
                    .entry(kind)
                    .or_insert_with(std::collections::BTreeMap::new)
                    .entry(status)
                    .or_insert(0) += count;
            }
        }
        right &= wrong == 0;
        table.row(vec![
            kind.name().to_owned(),
            seeds.to_string(),
            operations.to_string(),
            done.to_string(),
            refused.to_string(),
            failed.to_string(),
            overlaps.to_string(),
            twice.to_string(),
            halves.to_string(),
            yes(differing == 0),
            format!("{:.0?}", begun.elapsed()),
            yes(wrong == 0),
        ]);
        server.stop();
    }
    table.print();
    for (kind, statuses) in kinds_of_operations {
        println!("  {kind}: {}", shown_statuses(&statuses));
    }
    right
}

async fn all_kills(kinds: &[Kind]) -> bool {
    let count = number_from_env("RELAIS_PROVE_KILLS", 200);
    let of_database = number_from_env("RELAIS_PROVE_DATABASE_KILLS", 20);
    let mut right = true;
    let mut table = Table::new(
        "kill -9 at random points of a booking load",
        &[
            "database",
            "kills",
            "of the database",
            "acknowledged",
            "cancelled",
            "asked again",
            "had been done",
            "lost",
            "twice",
            "overlaps",
            "halves",
            "5xx",
            "slowest start",
            "time",
            "right",
        ],
    );
    for kind in kinds {
        let begun = Instant::now();
        let of_database = if *kind == Kind::Postgres { of_database } else { 0 };
        let one = kills(*kind, 2, count, of_database).await;
        if !one.is_right() {
            println!("{}: {one:?}", kind.name());
        }
        right &= one.is_right();
        table.row(vec![
            kind.name().to_owned(),
            one.kills.to_string(),
            one.database_kills.to_string(),
            one.booked.to_string(),
            one.cancelled.to_string(),
            one.asked_again.to_string(),
            one.had_been_done.to_string(),
            one.lost.to_string(),
            one.extra.to_string(),
            one.overlaps.to_string(),
            one.broken.len().to_string(),
            one.failed.to_string(),
            shown_time(one.slowest_start),
            format!("{:.0?}", begun.elapsed()),
            yes(one.is_right()),
        ]);
    }
    table.print();
    right
}

async fn loads(kinds: &[Kind]) -> bool {
    let list = std::env::var("RELAIS_PROVE_PEOPLE").unwrap_or_else(|_| "../shared/data/people-600.csv".to_owned());
    let list = PathBuf::from(list);
    let mut right = true;
    let mut table = Table::new(
        "600 appointments booked by script while the list of people is imported again",
        &[
            "database",
            "people",
            "booked",
            "5xx",
            "overlaps",
            "halves",
            "p50",
            "p99",
            "≤ 250 ms",
            "imports during",
            "right",
        ],
    );
    for kind in kinds {
        let database = Database::create(*kind).await;
        let server = Server::start(&database.url, &database.folder).await;
        let one = load(&database, &server, &list).await;
        if !one.is_right() {
            println!("{}: {one:?}", kind.name());
        }
        right &= one.is_right();
        table.row(vec![
            kind.name().to_owned(),
            one.people.to_string(),
            one.booked.to_string(),
            one.failed.to_string(),
            one.overlaps.to_string(),
            one.broken.len().to_string(),
            shown_time(one.p50),
            shown_time(one.p99),
            yes(one.p99 <= crate::prove::load::LONGEST),
            one.imports.to_string(),
            yes(one.is_right()),
        ]);
        server.stop();
    }
    table.print();
    right
}

/// Runs what stands after `++` beside a server with a small town.
pub async fn with_town(kinds: &[Kind]) {
    let mut command: Vec<String> = std::env::args().skip_while(|word| word != "++").skip(1).collect();
    // Cargo's own word, behind everything else.
    command.pop_if(|word| word == "--bench");
    let (program, arguments) = command.split_first().expect("a command after ++");
    let database = Database::create(kinds[0]).await;
    let town = ProveTown::build(database.sql().await, "Essai", 5, 20).await;
    let server = Server::start(&database.url, &database.folder).await;
    let status = Command::new(program)
        .args(arguments)
        .env("RELAIS_URL", format!("http://{}", server.address))
        .env("RELAIS_TOKEN", &town.token)
        .status()
        .expect("the command can be started");
    let words = server.last_words();
    server.stop();
    if !status.success() {
        println!("{words}");
        std::process::exit(1);
    }
}
