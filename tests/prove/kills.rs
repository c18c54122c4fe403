//! The server (and PostgreSQL) killed in the middle of bookings: what was acknowledged is there,
//! whole, and what was not answered can be asked again without doing it twice.
#![allow(dead_code, reason = "the tests look at less of a result than the script prints")]

use std::cell::{Cell, RefCell};
use std::process::Command;
use std::rc::Rc;
use std::time::{Duration, Instant};

use serde_json::json;

use super::checks::{self, Broken};
use super::town::ProveTown;
use crate::bench_support::chance::Chance;
use crate::bench_support::database::{Database, Kind};
use crate::bench_support::load::{Ask, Client};
use crate::bench_support::measure::{postgres_backends, postmaster};
use crate::bench_support::server::Server;
use crate::bench_support::town::{usual_half_hours, written};

const CLIENTS: usize = 16;
/// A load may last so long before it is killed.
const LONGEST_LOAD: usize = 300;
const LONGEST_START: Duration = Duration::from_secs(5);

/// What came of the kills.
#[derive(Debug, Default)]
pub struct Kills {
    pub kills: usize,
    /// Of PostgreSQL itself: a backend, or everything.
    pub database_kills: usize,
    pub booked: i64,
    pub cancelled: i64,
    /// Requests that the kill left without an answer, and were asked again under the same key.
    pub asked_again: usize,
    /// Of these, how many had been done before the kill.
    pub had_been_done: usize,
    /// Acknowledged and not there, or there more often than acknowledged.
    pub lost: i64,
    pub extra: i64,
    pub overlaps: i64,
    pub broken: Vec<Broken>,
    pub slowest_start: Duration,
    /// Answers of 5xx while PostgreSQL was alive.
    pub failed: usize,
    pub damaged: i64,
}

impl Kills {
    pub fn is_right(&self) -> bool {
        self.lost == 0
            && self.extra == 0
            && self.overlaps == 0
            && self.broken.is_empty()
            && self.failed == 0
            && self.damaged == 0
            && self.booked > 0
            && self.slowest_start <= LONGEST_START
    }
}

/// What the clients of one load know.
struct Shared {
    town: ProveTown,
    /// Starts not asked for yet, each with a worker.
    wishes: RefCell<Vec<(i64, i64)>>,
    people: Cell<i64>,
    /// Appointments that were acknowledged, and whether their cancellation was.
    booked: RefCell<Vec<i64>>,
    cancelled: RefCell<Vec<i64>>,
    unanswered: RefCell<Vec<Ask>>,
    failed: Cell<usize>,
    stop: Cell<bool>,
}

impl Shared {
    fn booking(&self, chance: &mut Chance) -> Option<Ask> {
        let (worker, start) = self.wishes.borrow_mut().pop()?;
        let person = self.people.get();
        self.people.set(person + 1);
        let body = json!({
            "motive_id": self.town.usual, "starts_at": written(start), "worker_id": worker,
            "person": {"id": person}, "audience": "staff",
        });
        let ask = Ask::post("/api/v2/appointments", &body).by(&self.town.token);
        Some(ask.once(format!("{:016x}", chance.next())))
    }

    /// Books and, now and then, cancels, until the server is gone.
    async fn play(&self, mut client: Client, mut chance: Chance) {
        while !self.stop.get() {
            let cancel = if chance.percent(15) { self.booked.borrow_mut().pop() } else { None };
            let ask = match cancel {
                Some(id) => Ask::post(&format!("/api/v2/appointments/{id}/cancel"), &json!({"audience": "staff"}))
                    .by(&self.town.token),
                None => match self.booking(&mut chance) {
                    Some(ask) => ask,
                    None => return,
                },
            };
            match (client.send(&ask).await, cancel) {
                (Ok(answer), Some(id)) if answer.status == 200 => self.cancelled.borrow_mut().push(id),
                (Ok(answer), None) if answer.status == 201 => {
                    self.booked.borrow_mut().push(answer.json()["id"].as_i64().expect("an appointment has an id"));
                }
                (Ok(answer), _) => {
                    if answer.status >= 500 {
                        self.failed.set(self.failed.get() + 1);
                        self.unanswered.borrow_mut().push(ask);
                    }
                }
                (Err(_), _) => {
                    self.unanswered.borrow_mut().push(ask);
                    return;
                }
            }
        }
    }
}

/// Kills the server `kills` times under load, and PostgreSQL itself `database_kills` times.
pub async fn kills(kind: Kind, seed: u64, kills: usize, database_kills: usize) -> Kills {
    let mut chance = Chance::new(seed);
    let database = Database::create(kind).await;
    let total = kills + database_kills;
    let people = i64::try_from(total * 2_000 + 1_000).expect("a number of people").min(400_000);
    let town = ProveTown::build(database.sql().await, "Chute", 200, people).await;
    let mut wishes: Vec<(i64, i64)> = usual_half_hours(town.monday, 300)
        .iter()
        .flat_map(|start| town.workers.ids.clone().map(|worker| (worker, *start)))
        .collect();
    chance.shuffle(&mut wishes);
    let territory = town.at.territory;
    let first_person = town.people.start;
    let shared = Rc::new(Shared {
        town,
        wishes: RefCell::new(wishes),
        people: Cell::new(first_person),
        booked: RefCell::default(),
        cancelled: RefCell::default(),
        unanswered: RefCell::default(),
        failed: Cell::new(0),
        stop: Cell::new(false),
    });
    let mut result = Kills::default();
    let mut server = Server::start(&database.url, &database.folder).await;
    let mut checked = 0;
    for number in 0..total {
        // The kills of PostgreSQL are spread over the whole run.
        let of_database = number * database_kills / total != (number + 1) * database_kills / total;
        let wait = Duration::from_millis(10 + u64::try_from(chance.below(LONGEST_LOAD)).expect("small"));
        load(&shared, &server, &mut chance, wait, || {
            if of_database { kill_postgres(number % 2 == 0) } else { server.strike() }
        })
        .await;
        if of_database {
            result.database_kills += 1;
            // The server lived through it: its failures then are not counted.
            shared.failed.set(0);
            wait_until_ready(&server).await;
        } else {
            result.kills += 1;
            server.kill();
            server = Server::start(&database.url, &database.folder).await;
            result.slowest_start = result.slowest_start.max(server.started_in);
        }
        ask_again(&shared, &server, &mut result).await;
        result.failed += shared.failed.take();
        // Everything every tenth time, what is new each time.
        let mut sql = database.sql().await;
        let after = if number % 10 == 9 || number + 1 == total { 0 } else { checked };
        merge(&mut result.broken, checks::halves(&mut sql, territory, after).await);
        checked =
            sql.number(format!("SELECT COALESCE(MAX(id), 0) FROM appointment WHERE territory_id = {territory}")).await;
        sql.close().await;
    }
    let (booked, cancelled) = (shared.booked.take(), shared.cancelled.take());
    result.booked = i64::try_from(booked.len() + cancelled.len()).expect("a count");
    result.cancelled = i64::try_from(cancelled.len()).expect("a count");
    let mut sql = database.sql().await;
    for (ids, live) in [(&booked, "="), (&cancelled, "<>")] {
        for ids in ids.chunks(500) {
            let list = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
            let there = sql
                .number(format!("SELECT COUNT(*) FROM appointment WHERE id IN ({list}) AND status {live} 'booked'"))
                .await;
            result.lost += i64::try_from(ids.len()).expect("a count") - there;
        }
    }
    let stored = sql.number(format!("SELECT COUNT(*) FROM appointment WHERE territory_id = {territory}")).await;
    result.extra = (stored - result.booked).max(0);
    result.overlaps = checks::overlaps(&mut sql, territory).await;
    if kind == Kind::Sqlite {
        let verdict = sql.texts("SELECT integrity_check, '' FROM pragma_integrity_check").await;
        result.damaged = i64::from(verdict != [("ok".to_owned(), String::new())]);
    }
    sql.close().await;
    server.stop();
    result
}

/// A load of bookings, struck after a while.
async fn load(shared: &Rc<Shared>, server: &Server, chance: &mut Chance, wait: Duration, strike: impl FnOnce()) {
    let local = tokio::task::LocalSet::new();
    shared.stop.set(false);
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        let (shared, address, chance) = (shared.clone(), server.address, Chance::new(chance.next()));
        clients.push(local.spawn_local(async move {
            if let Ok(client) = Client::connect(address).await {
                shared.play(client, chance).await;
            }
        }));
    }
    local
        .run_until(async {
            tokio::time::sleep(wait).await;
            strike();
            // Not at once: what was under way is to fail by itself, not by our stopping.
            tokio::time::sleep(Duration::from_millis(20)).await;
            shared.stop.set(true);
            for client in clients {
                client.await.expect("a client does not panic");
            }
        })
        .await;
}

/// What was left without an answer, under the same key: done now, or it was done and says so.
async fn ask_again(shared: &Shared, server: &Server, result: &mut Kills) {
    let mut client = Client::connect(server.address).await.expect("the server answers");
    for ask in shared.unanswered.take() {
        result.asked_again += 1;
        let answer = client.send(&ask).await.expect("the server answers");
        let id = answer.json()["id"].as_i64();
        match (answer.status, id) {
            (201, Some(id)) => shared.booked.borrow_mut().push(id),
            (200, Some(id)) => shared.cancelled.borrow_mut().push(id),
            _ => {
                eprintln!("asked again: {} {}", answer.status, String::from_utf8_lossy(&answer.body));
                shared.failed.set(shared.failed.get() + 1);
            }
        }
        // Written before the kill: its time of making lies before this server's start.
        let made = answer.json()["created_at"].as_str().and_then(|at| chrono::DateTime::parse_from_rfc3339(at).ok());
        let age = made.map_or(0, |made| crate::bench_support::town::now_micros() - made.timestamp_micros());
        if answer.status == 201 && u128::try_from(age).unwrap_or(0) > server.since.elapsed().as_micros() {
            result.had_been_done += 1;
        }
    }
}

async fn wait_until_ready(server: &Server) {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(60) {
        if let Ok(mut client) = Client::connect(server.address).await
            && client.send(&Ask::get("/ready")).await.is_ok_and(|answer| answer.status == 200)
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the server does not find PostgreSQL again: {}", server.last_words());
}

/// SIGKILL to one backend (PostgreSQL then throws all of them out and recovers from its log), or to
/// every process of the PostgreSQL that `scripts/postgres` started, which is then started again.
fn kill_postgres(all: bool) {
    let first = postmaster().expect("scripts/postgres tells its process");
    let signal = |pid: u32| {
        let _ = Command::new("kill").args(["-9", &pid.to_string()]).status();
    };
    if !all {
        // A backend of ours at work: those of the server are the latest.
        if let Some(backend) = postgres_backends().into_iter().max() {
            signal(backend);
        }
        return;
    }
    let backends = postgres_backends();
    signal(first);
    backends.into_iter().for_each(signal);
    restart_postgres();
}

fn restart_postgres() {
    let pidfile = std::path::PathBuf::from(std::env::var("RELAIS_TEST_POSTGRES_PIDFILE").expect("scripts/postgres"));
    let data = pidfile.parent().expect("the folder of the data").to_owned();
    let options = std::fs::read_to_string(data.join("postmaster.opts")).expect("PostgreSQL notes how it was started");
    let _ = std::fs::remove_file(&pidfile);
    for _ in 0..50 {
        // As root the server runs as the user `postgres`.
        let line = format!("{} >>'{}/../log' 2>&1 &", options.trim(), data.display());
        let owner = Command::new("stat").args(["-c", "%U", &data.display().to_string()]).output().expect("stat");
        let owner = String::from_utf8_lossy(&owner.stdout).trim().to_owned();
        let me = std::env::var("USER").unwrap_or_default();
        let mut start = if owner == me || owner.is_empty() {
            Command::new("sh")
        } else {
            let mut start = Command::new("runuser");
            start.args(["-u", &owner, "--", "sh"]);
            start
        };
        let _ = start.args(["-c", &line]).status();
        std::thread::sleep(Duration::from_millis(200));
        if postmaster().is_some() {
            return;
        }
    }
    panic!("PostgreSQL does not start again");
}

fn merge(all: &mut Vec<Broken>, found: Vec<Broken>) {
    for (rule, count) in found {
        match all.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, known)) => *known = (*known).max(count),
            None => all.push((rule, count)),
        }
    }
}
