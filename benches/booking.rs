//! Durable bookings per second beside the disk's own rate, and 2,000 attempts on 100 slots.

use std::time::Duration;

use serde_json::json;

use crate::support::chance::Chance;
use crate::support::database::{Database, Kind};
use crate::support::load::{Ask, Outcome, send_all, shown_statuses};
use crate::support::measure::{cpu_of, cpu_of_postgres, median, micros, shown, shown_time, syncs_per_second};
use crate::support::number_from_env;
use crate::support::server::Server;
use crate::support::table::{Table, yes};
use crate::support::town::{BenchTown, settle, usual_half_hours, written};

const CLIENTS: usize = 16;
const RACERS: usize = 200;
const ATTEMPTS: usize = 2_000;
const SLOTS: usize = 100;
const LONGEST_RACE: Duration = Duration::from_millis(150);

pub async fn run(kinds: &[Kind]) {
    let runs = number_from_env("RELAIS_BENCH_RUNS", 5).max(1);
    let background = i64::try_from(number_from_env("RELAIS_BENCH_BACKGROUND", 1_000_000)).expect("not that many rows");
    let mut rates = Table::new(
        &format!("Durable bookings by the staff, {CLIENTS} clients, every slot another; median of {runs} runs"),
        &[
            "database and person",
            "bookings/s",
            "syncs/s",
            "ratio",
            "target",
            "met",
            "p50",
            "p95",
            "p99",
            "CPU server",
            "CPU database",
            "SQL",
            "answers",
        ],
    );
    let mut races = Table::new(
        &format!("{ATTEMPTS} attempts by {RACERS} clients on {SLOTS} slots"),
        &["database and order", "stored", "overlaps", "5xx", "attempts/s", "p50", "p95", "p99", "≤ 150 ms", "answers"],
    );
    for kind in kinds {
        let database = Database::create(*kind).await;
        let town = BenchTown::build(database.sql().await, background).await;
        settle(database.sql().await).await;
        let server = Server::start(&database.url, &database.folder).await;
        let mut wishes = wishes(&town);
        // Warm, as on any server that has run for a minute.
        let warm =
            send_all(server.address, CLIENTS, asks(&town, wishes.split_off(wishes.len() - 500), Person::Known)).await;
        assert_eq!(warm.with_status(|status| status != 201), 0, "{}", first_refusal(&warm));
        let each = if *kind == Kind::Sqlite { 6_000 } else { 3_000 };
        for person in [Person::Known, Person::New] {
            rates.row(booking_rate(&database, &server, &town, &mut wishes, (person, runs, each)).await);
        }
        for (group, order) in ["shuffled", "in bursts"].into_iter().enumerate() {
            races.row(race(&database, &server, &town, (group, order)).await);
        }
        server.stop();
    }
    rates.print();
    races.print();
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Person {
    /// By id.
    Known,
    /// By first name and phone: found or made in the same transaction.
    New,
}

/// Every free start of every booking worker, in an order that spreads over the workers.
fn wishes(town: &BenchTown) -> Vec<(i64, i64)> {
    let starts = usual_half_hours(town.monday, 126);
    let mut wishes: Vec<(i64, i64)> =
        starts.iter().flat_map(|start| town.booking.1.ids.clone().map(|worker| (worker, *start))).collect();
    Chance::new(20).shuffle(&mut wishes);
    wishes
}

fn asks(town: &BenchTown, wishes: Vec<(i64, i64)>, person: Person) -> Vec<Ask> {
    let mut chance = Chance::new(wishes.first().map_or(0, |(_, start)| start.unsigned_abs()));
    let mut people = town.people.clone().skip(chance.below(90_000));
    let ask = |(worker, start): (i64, i64)| {
        let person = match person {
            // Nobody twice in one run: an overlap of one's own would be answered with what is there.
            Person::Known => json!({"id": people.next().expect("more people than wishes")}),
            Person::New => json!({"first_name": format!("Passant {}", chance.next()), "phone": phone(&mut chance)}),
        };
        let body = json!({
            "motive_id": town.booking.0, "starts_at": written(start), "worker_id": worker, "person": person,
            "audience": "staff",
        });
        Ask::post("/api/v2/appointments", &body).by(&town.token)
    };
    wishes.into_iter().map(ask).collect()
}

fn phone(chance: &mut Chance) -> String {
    // From 06 10 to 06 29: of metropolitan France.
    format!("06{:08}", 10_000_000 + chance.below(20_000_000))
}

fn first_refusal(outcome: &Outcome) -> String {
    let refused = outcome.answers.iter().flatten().find(|answer| answer.status != 201);
    refused.map_or_else(String::new, |answer| format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body)))
}

async fn booking_rate(
    database: &Database,
    server: &Server,
    town: &BenchTown,
    wishes: &mut Vec<(i64, i64)>,
    (person, runs, each): (Person, usize, usize),
) -> Vec<String> {
    let kind = database.kind;
    let (mut rates, mut syncs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let (mut own, mut postgres) = (Vec::new(), Vec::new());
    let (mut p50, mut p95, mut p99) = (Vec::new(), Vec::new(), Vec::new());
    let mut refused = std::collections::BTreeMap::new();
    let statements = server.statements().await;
    let before = database.sql().await.number("SELECT COUNT(*) FROM appointment").await;
    for _ in 0..runs {
        let asks = asks(town, wishes.split_off(wishes.len() - each), person);
        let first = syncs_per_second(&database.disk(), Duration::from_secs(1));
        let cpu = (cpu_of(server.pid), cpu_of_postgres());
        let outcome = send_all(server.address, CLIENTS, asks).await;
        own.push(micros(cpu_of(server.pid) - cpu.0) / each as f64);
        postgres.push(micros(cpu_of_postgres().saturating_sub(cpu.1)) / each as f64);
        let last = syncs_per_second(&database.disk(), Duration::from_secs(1));
        let sync = f64::midpoint(first, last);
        rates.push(outcome.per_second());
        syncs.push(sync);
        ratios.push(outcome.per_second() / sync);
        for (list, percent) in [(&mut p50, 50.0), (&mut p95, 95.0), (&mut p99, 99.0)] {
            list.push(micros(outcome.percentile(percent)));
        }
        for (status, count) in outcome.statuses() {
            *refused.entry(status).or_insert(0) += count;
        }
        assert_eq!(outcome.failed(), 0, "{}", first_refusal(&outcome));
    }
    let statements = (server.statements().await - statements) / (runs * each) as f64;
    let stored = database.sql().await.number("SELECT COUNT(*) FROM appointment").await - before;
    let created = refused.get(&201).copied().unwrap_or(0);
    assert_eq!(usize::try_from(stored).expect("a count"), created, "as many rows as answers of 201");
    let (ratio, target) = (median(&mut ratios), if kind == Kind::Sqlite { 1.0 } else { 0.6 });
    let name = if person == Person::Known { "known" } else { "new" };
    vec![
        format!("{}, {name}", kind.name()),
        format!("{:.0}", median(&mut rates)),
        format!("{:.0}", median(&mut syncs)),
        format!("{ratio:.2}"),
        format!("≥ {target}"),
        yes(ratio >= target),
        shown(median(&mut p50)),
        shown(median(&mut p95)),
        shown(median(&mut p99)),
        shown(median(&mut own)),
        if kind == Kind::Postgres { shown(median(&mut postgres)) } else { "–".to_owned() },
        format!("{statements:.1}"),
        shown_statuses(&refused),
    ]
}

/// 100 slots of ten workers, each wanted twenty times by somebody new, as the public.
async fn race(database: &Database, server: &Server, town: &BenchTown, (group, order): (usize, &str)) -> Vec<String> {
    let first = town.racing.1.ids.start + 10 * i64::try_from(group).expect("one of ten");
    let workers = (first..first + 10).map(|id| id.to_string()).collect::<Vec<_>>().join(",");
    let search = format!(
        "/api/v2/slots?motive={}&workers={workers}&by=worker&from={}&to={}",
        town.racing.0,
        town.monday,
        town.monday + chrono::Days::new(6)
    );
    let found = send_all(server.address, 1, vec![Ask::get(&search).by(&town.token)]).await;
    let slots = found.answers[0].clone().expect("an answer").json()["slots"].as_array().expect("slots").clone();
    let mut chance = Chance::new(7 + group as u64);
    let mut asks = Vec::new();
    for slot in &slots[..SLOTS] {
        for _ in 0..ATTEMPTS / SLOTS {
            let body = json!({
                "motive_id": town.racing.0, "starts_at": slot["starts_at"], "place_id": slot["place_id"],
                "worker_id": slot["worker_ids"][0], "offer": slot["offer"],
                "person": {"first_name": format!("Rapide {}", chance.next()), "phone": phone(&mut chance)},
            });
            asks.push(Ask::post("/api/v2/appointments", &body).by(&town.token));
        }
    }
    if order == "shuffled" {
        chance.shuffle(&mut asks);
    }
    let outcome = send_all(server.address, RACERS, asks).await;
    let mut sql = database.sql().await;
    let calendars = format!("calendar_id >= {0} AND calendar_id < {0} + 10", town.racing.1.calendar_of(first));
    let stored = sql.number(format!("SELECT COUNT(*) FROM busy_time WHERE {calendars}")).await;
    let overlaps = sql
        .number(format!(
            "SELECT COUNT(*) FROM busy_time AS a JOIN busy_time AS b ON b.calendar_id = a.calendar_id AND b.id > a.id
             AND b.starts_at < a.ends_at AND b.ends_at > a.starts_at WHERE a.{calendars}",
            calendars = calendars.replace("AND calendar_id", "AND a.calendar_id")
        ))
        .await;
    let p99 = outcome.percentile(99.0);
    vec![
        format!("{}, {order}", database.kind.name()),
        stored.to_string(),
        overlaps.to_string(),
        outcome.failed().to_string(),
        format!("{:.0}", outcome.per_second()),
        shown_time(outcome.percentile(50.0)),
        shown_time(outcome.percentile(95.0)),
        shown_time(p99),
        yes(p99 <= LONGEST_RACE && stored == 100 && overlaps == 0 && outcome.failed() == 0),
        shown_statuses(&outcome.statuses()),
    ]
}
