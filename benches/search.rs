//! What a search costs: CPU of our process (and of PostgreSQL's) per request at 16 connections,
//! beside `hello` (GET /live) of the same server in the same minute; the median of five runs.

use std::time::Duration;

use chrono::Days;

use crate::support::database::{Database, Kind};
use crate::support::load::{Ask, Client, Outcome, repeat, shown_statuses};
use crate::support::measure::{
    cpu_of, cpu_of_postgres, exact_cpu_of, exact_cpu_of_postgres, median, memory_of, micros, percentile,
    postgres_backends, shown, shown_time,
};
use crate::support::number_from_env;
use crate::support::server::Server;
use crate::support::table::{Table, yes};
use crate::support::town::{BenchTown, settle};

const CONNECTIONS: usize = 16;

/// A search and what issue 2 asks of it.
struct Search {
    name: &'static str,
    ask: Ask,
    /// CPU in microseconds: SQLite, and PostgreSQL with its backends.
    cpu: Option<(f64, f64)>,
    /// 99 of 100 answers within.
    p99: Option<Duration>,
}

fn searches(town: &BenchTown) -> Vec<Search> {
    let day = |days: u64| town.monday + Days::new(days);
    let range = |days: u64| format!("from={}&to={}", day(0), day(days - 1));
    let one = town.search.1.ids.start;
    let places = town.many.1.clone().map(|place| place.to_string()).collect::<Vec<_>>().join(",");
    let search = |name, path: String, cpu, p99| Search { name, ask: Ask::get(&path).by(&town.token), cpu, p99 };
    let slots = format!("/api/v2/slots?motive={}", town.search.0);
    vec![
        search("one worker, 7 days", format!("{slots}&workers={one}&{}", range(7)), Some((250.0, 400.0)), None),
        search("one worker, 28 days", format!("{slots}&workers={one}&{}", range(28)), None, None),
        search("50 workers, 28 days, merged", format!("{slots}&{}", range(28)), Some((5_000.0, 6_000.0)), None),
        search(
            "50 workers, 28 days, by worker",
            format!("{slots}&{}&by=worker", range(28)),
            Some((5_000.0, 6_000.0)),
            None,
        ),
        search(
            "first of 50, full 10 weeks",
            format!("/api/v2/next-availability?motive={}&from={}", town.full.0, day(0)),
            Some((10_000.0, 15_000.0)),
            Some(Duration::from_millis(10)),
        ),
        search(
            "64 places × 28 openings × 8 weeks",
            format!("/api/v2/next-availability?motive={}&places={places}&{}", town.many.0, range(56)),
            None,
            Some(Duration::from_millis(50)),
        ),
    ]
}

/// One run of one search.
struct Run {
    server: f64,
    postgres: f64,
    hello: f64,
    outcome: Outcome,
}

/// CPU per request in microseconds, of the server and of PostgreSQL.
async fn cpu_per_request(server: &Server, kind: Kind, ask: &Ask, times: usize) -> (f64, f64, Outcome) {
    let postgres = || if kind == Kind::Postgres { cpu_of_postgres() } else { Duration::ZERO };
    let before = (cpu_of(server.pid), postgres());
    let outcome = repeat(server.address, CONNECTIONS, ask, times).await;
    let after = (cpu_of(server.pid), postgres());
    assert_eq!(outcome.failed(), 0, "{}: {}", ask.path, shown_statuses(&outcome.statuses()));
    let each = |spent: Duration| micros(spent) / times as f64;
    (each(after.0 - before.0), each(after.1.saturating_sub(before.1)), outcome)
}

/// So many requests that the clock of `/proc`, which ticks every 10 ms, says enough.
async fn enough(server: &Server, kind: Kind, ask: &Ask) -> usize {
    let (cpu, ..) = cpu_per_request(server, kind, ask, 200).await;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a positive number of requests")]
    let times = (1e6 / cpu.max(20.0)) as usize;
    times.clamp(1_000, 20_000)
}

/// One request at a time: the CPU of each, to the nanosecond.
async fn one_by_one(server: &Server, ask: &Ask, backends: &[u32]) -> Vec<Duration> {
    let mut client = Client::connect(server.address).await.expect("the server answers");
    let mut spent = Vec::with_capacity(1_000);
    let cpu = || exact_cpu_of(server.pid) + exact_cpu_of_postgres(backends);
    let mut before = cpu();
    for _ in 0..1_000 {
        client.send(ask).await.expect("the server answers");
        let after = cpu();
        spent.push(after.saturating_sub(before));
        before = after;
    }
    spent
}

pub async fn run(kinds: &[Kind]) {
    let runs = number_from_env("RELAIS_BENCH_RUNS", 5).max(1);
    let background = i64::try_from(number_from_env("RELAIS_BENCH_BACKGROUND", 1_000_000)).expect("not that many rows");
    for kind in kinds {
        let begun = std::time::Instant::now();
        let database = Database::create(*kind).await;
        let town = BenchTown::build(database.sql().await, background).await;
        settle(database.sql().await).await;
        println!("\n{}: a town of {} busy rows, built in {:.0?}", kind.name(), town.busy_rows, begun.elapsed());
        let server = Server::start(&database.url, &database.folder).await;
        table(*kind, &server, &town, runs).await;
        println!("memory of the server afterwards: {:.0} MiB", memory_of(server.pid));
        server.stop();
    }
}

async fn table(kind: Kind, server: &Server, town: &BenchTown, runs: usize) {
    let mut table = Table::new(
        &format!(
            "Search on {}: CPU per request at {CONNECTIONS} connections, median of {runs} runs; answers in percentiles",
            kind.name()
        ),
        &[
            "search",
            "server",
            "database",
            "both",
            "target",
            "met",
            "× hello",
            "hello",
            "alone median",
            "alone p99",
            "SQL",
            "req/s",
            "p50",
            "p95",
            "p99",
            "target",
            "met",
            "bytes",
        ],
    );
    let hello = Ask::get("/live");
    for search in searches(town) {
        let Search { name, ask, cpu, p99 } = search;
        // Warm: the copies in memory are filled, as on any server that has run for a minute.
        let first = repeat(server.address, CONNECTIONS, &ask, 200).await;
        let answer = first.answers[0].clone().expect("an answer");
        assert_eq!(answer.status, 200, "{name}: {}", String::from_utf8_lossy(&answer.body));
        assert!(answer.json()["slots"].as_array().is_some_and(|slots| !slots.is_empty()), "{name} finds something");
        let (times, hellos) = (enough(server, kind, &ask).await, enough(server, kind, &hello).await);
        let mut done = Vec::new();
        for _ in 0..runs {
            let (hello, ..) = cpu_per_request(server, kind, &hello, hellos).await;
            let (own, postgres, outcome) = cpu_per_request(server, kind, &ask, times).await;
            done.push(Run { server: own, postgres, hello, outcome });
        }
        let statements = server.statements().await;
        repeat(server.address, 1, &ask, 100).await;
        let statements = (server.statements().await - statements) / 100.0;
        let backends = if kind == Kind::Postgres { postgres_backends() } else { Vec::new() };
        let mut alone = one_by_one(server, &ask, &backends).await;
        let of = |figure: fn(&Run) -> f64| median(&mut done.iter().map(figure).collect::<Vec<_>>());
        let both = of(|run| run.server + run.postgres);
        let time = |percent: f64| {
            let mut each: Vec<f64> = done.iter().map(|run| micros(run.outcome.percentile(percent))).collect();
            median(&mut each)
        };
        let target = cpu.map(|(sqlite, postgres)| if kind == Kind::Sqlite { sqlite } else { postgres });
        let slowest = time(99.0);
        table.row(vec![
            name.to_owned(),
            shown(of(|run| run.server)),
            shown(of(|run| run.postgres)),
            shown(both),
            target.map_or_else(|| "–".to_owned(), |target| format!("≤ {}", shown(target))),
            target.map_or_else(|| "–".to_owned(), |target| yes(both <= target)),
            format!("{:.1}", both / of(|run| run.hello)),
            shown(of(|run| run.hello)),
            shown_time(percentile(&mut alone, 50.0)),
            shown_time(percentile(&mut alone, 99.0)),
            format!("{statements:.2}"),
            format!("{:.0}", of(|run| run.outcome.per_second())),
            shown(time(50.0)),
            shown(time(95.0)),
            shown(slowest),
            p99.map_or_else(|| "–".to_owned(), |p99| format!("≤ {}", shown_time(p99))),
            p99.map_or_else(|| "–".to_owned(), |p99| yes(slowest <= micros(p99))),
            answer.body.len().to_string(),
        ]);
    }
    table.print();
}
