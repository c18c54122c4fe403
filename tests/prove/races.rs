//! Many people, few slots: over HTTP, against the real server, then counted in plain SQL.
#![allow(dead_code, reason = "the tests look at less of a result than the script prints")]

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Value, json};

use super::checks::{self, Broken};
use super::town::ProveTown;
use crate::bench_support::chance::Chance;
use crate::bench_support::database::Database;
use crate::bench_support::load::{Answer, Ask, Client, Outcome, send_all};
use crate::bench_support::server::Server;
use crate::bench_support::town::{usual_half_hours, written};

const SLOTS: usize = 100;
const CLIENTS: usize = 50;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Shuffled,
    /// All attempts on one slot at once, then the next.
    Bursts,
}

/// How the 100 slots lie: workers, and whether the public chooses among them.
const SHAPES: [(usize, &str); 5] = [(1, "worker"), (10, "worker"), (20, "start"), (100, "worker"), (5, "start")];

/// What came of a race.
#[derive(Debug, Default)]
pub struct Race {
    pub attempts: usize,
    pub stored: i64,
    pub overlaps: i64,
    pub failed: usize,
    /// Refusals that are no 409 `taken` with three other slots.
    pub unhelpful: usize,
    pub broken: Vec<Broken>,
    pub told: usize,
}

impl Race {
    pub fn is_right(&self) -> bool {
        self.stored == 100
            && self.told == 100
            && self.overlaps == 0
            && self.failed == 0
            && self.unhelpful == 0
            && self.broken.is_empty()
    }
}

fn newcomer(chance: &mut Chance) -> Value {
    let phone = format!("06{:08}", 10_000_000 + chance.below(20_000_000));
    json!({"first_name": format!("Rapide {}", chance.next()), "phone": phone})
}

/// `attempts` on 100 slots by people nobody knows, as the public.
pub async fn race(database: &Database, server: &Server, seed: u64, order: Order, attempts: usize) -> Race {
    let mut chance = Chance::new(seed);
    let (workers, by) = SHAPES[usize::try_from(seed).expect("small") % SHAPES.len()];
    let name = format!("Course {seed} {order:?}");
    let count = i64::try_from(workers).expect("few");
    let town = ProveTown::build(database.sql().await, &name, count, 1).await;
    let found = send_all(server.address, 1, vec![town.search(town.usual, by, 14)]).await;
    let found = found.answers[0].as_ref().expect("an answer").json();
    // A merged start can be had once per worker.
    let starts = if by == "worker" { SLOTS } else { SLOTS / workers };
    let slots = &found["slots"].as_array().expect("slots")[..starts];
    let mut asks = Vec::with_capacity(attempts);
    for slot in slots {
        for _ in 0..attempts / starts {
            let mut body = json!({
                "motive_id": town.usual, "starts_at": slot["starts_at"], "place_id": slot["place_id"],
                "offer": slot["offer"], "person": newcomer(&mut chance),
            });
            if by == "worker" {
                body["worker_id"] = slot["worker_ids"][0].clone();
            }
            let ask = Ask::post("/api/v2/appointments", &body).by(&town.token);
            asks.push(if chance.percent(50) { ask.once(format!("{}", chance.next())) } else { ask });
        }
    }
    if order == Order::Shuffled {
        chance.shuffle(&mut asks);
    }
    let attempts = asks.len();
    let outcome = send_all(server.address, CLIENTS, asks).await;
    let mut sql = database.sql().await;
    let territory = town.at.territory;
    let taken = format!("SELECT COUNT(*) FROM busy_time WHERE territory_id = {territory} AND blocking");
    let race = Race {
        attempts,
        stored: sql.number(taken).await,
        overlaps: checks::overlaps(&mut sql, territory).await,
        failed: outcome.failed(),
        unhelpful: unhelpful(&outcome),
        broken: checks::halves(&mut sql, territory, 0).await,
        told: outcome.with_status(|status| status == 201),
    };
    sql.close().await;
    race
}

fn unhelpful(outcome: &Outcome) -> usize {
    let helps = |answer: &Answer| {
        let problem = answer.json();
        answer.status == 409
            && problem["code"] == "taken"
            && problem["other_slots"].as_array().is_some_and(|others| others.len() == 3)
    };
    outcome.answers.iter().flatten().filter(|answer| answer.status != 201 && !helps(answer)).count()
}

/// What came of everything at once.
#[derive(Debug, Default)]
pub struct Mixed {
    pub operations: usize,
    pub done: usize,
    pub refused: usize,
    pub failed: usize,
    pub overlaps: i64,
    pub twice: i64,
    pub broken: Vec<Broken>,
    /// Answers of 201, and rows.
    pub told: i64,
    pub stored: i64,
    /// What was done, by kind and status.
    pub by_kind: BTreeMap<(&'static str, u16), usize>,
    pub first_failure: Option<String>,
}

impl Mixed {
    pub fn is_right(&self) -> bool {
        self.failed == 0
            && self.overlaps == 0
            && self.twice == 0
            && self.broken.is_empty()
            && self.told == self.stored
            && self.done > 0
    }
}

/// What the clients of a mixed run share.
struct Shared {
    town: ProveTown,
    /// Starts on a grid of 15 minutes, around 100 half-hours of a few workers.
    starts: Vec<i64>,
    left: Cell<usize>,
    known: RefCell<Vec<i64>>,
    told: Cell<i64>,
    answers: RefCell<BTreeMap<(&'static str, u16), usize>>,
    first_failure: RefCell<Option<String>>,
}

/// Bookings of three motives at partly overlapping hours, by public and staff, with one worker, any
/// or two, moves, cancellations, reinstatements and deliberate overlaps, all at once.
pub async fn mixed(database: &Database, server: &Server, seed: u64, operations: usize) -> Mixed {
    let town = ProveTown::build(database.sql().await, &format!("Mêlée {seed}"), 4, 300).await;
    let territory = town.at.territory;
    let quarter = 15 * 60 * 1_000_000;
    let starts = usual_half_hours(town.monday, 2).into_iter().flat_map(|start| [start, start + quarter]).collect();
    let shared = Rc::new(Shared {
        town,
        starts,
        left: Cell::new(operations),
        known: RefCell::default(),
        told: Cell::new(0),
        answers: RefCell::default(),
        first_failure: RefCell::default(),
    });
    let local = tokio::task::LocalSet::new();
    let mut clients = Vec::new();
    for number in 0..CLIENTS {
        let shared = shared.clone();
        let address = server.address;
        let chance = Chance::new(seed.wrapping_mul(1_000_003).wrapping_add(number as u64));
        clients.push(local.spawn_local(async move {
            let client = Client::connect(address).await.expect("the server takes connections");
            play(&shared, client, chance).await;
        }));
    }
    local
        .run_until(async {
            for client in clients {
                client.await.expect("a client does not panic");
            }
        })
        .await;
    let mut sql = database.sql().await;
    let by_kind = shared.answers.take();
    let count = |wanted: fn(u16) -> bool| by_kind.iter().filter(|((_, s), _)| wanted(*s)).map(|(_, n)| n).sum();
    let mixed = Mixed {
        operations,
        done: count(|status| status < 300),
        refused: count(|status| (400..500).contains(&status)),
        failed: count(|status| status >= 500),
        overlaps: checks::overlaps(&mut sql, territory).await,
        twice: checks::twice(&mut sql, territory).await,
        broken: checks::halves(&mut sql, territory, 0).await,
        told: shared.told.get(),
        stored: sql.number(format!("SELECT COUNT(*) FROM appointment WHERE territory_id = {territory}")).await,
        by_kind: by_kind.clone(),
        first_failure: shared.first_failure.take(),
    };
    sql.close().await;
    mixed
}

async fn play(shared: &Shared, mut client: Client, mut chance: Chance) {
    while shared.left.get() > 0 {
        shared.left.set(shared.left.get() - 1);
        let Some((kind, ask)) = next(shared, &mut client, &mut chance).await else { continue };
        let ask = if chance.percent(20) { ask.once(format!("{}", chance.next())) } else { ask };
        let answer = client.send(&ask).await;
        // No answer at all counts as a failure.
        let status = answer.as_ref().map_or(599, |answer| answer.status);
        *shared.answers.borrow_mut().entry((kind, status)).or_default() += 1;
        match answer {
            Ok(answer) if status == 201 => {
                shared.told.set(shared.told.get() + 1);
                shared.known.borrow_mut().extend(answer.json()["id"].as_i64());
            }
            Ok(answer) if status >= 500 || status == 400 || status == 422 => {
                let body = String::from_utf8_lossy(&answer.body).into_owned();
                shared.first_failure.borrow_mut().get_or_insert(format!("{kind} {status} {body}"));
            }
            _ => {}
        }
    }
}

/// The next thing that somebody wants.
async fn next(shared: &Shared, client: &mut Client, chance: &mut Chance) -> Option<(&'static str, Ask)> {
    let town = &shared.town;
    let post = |path: &str, body: &Value| Ask::post(path, body).by(&town.token);
    let overlap = |chance: &mut Chance| {
        // Everything may be passed over but the time itself; that only now and then.
        let mut accept = vec!["outside_opening"];
        if chance.percent(6) {
            accept.push("overlap");
        }
        json!(accept)
    };
    let known = |chance: &mut Chance| {
        let known = shared.known.borrow();
        (!known.is_empty()).then(|| *chance.pick(&known))
    };
    let worker = |chance: &mut Chance| town.workers.ids.start + i64::try_from(chance.below(4)).expect("few");
    let draw = chance.below(100);
    let booking = |motive: i64, chance: &mut Chance| {
        let start = written(*chance.pick(&shared.starts));
        let person = town.people.start + i64::try_from(chance.below(300)).expect("few");
        let person = if chance.percent(70) { json!({"id": person}) } else { newcomer(chance) };
        json!({"motive_id": motive, "starts_at": start, "person": person, "audience": "staff", "accept": overlap(chance)})
    };
    match draw {
        0..30 => {
            let motive = if chance.percent(60) { town.usual } else { town.long };
            let mut body = booking(motive, chance);
            if chance.percent(80) {
                body["worker_id"] = json!(worker(chance));
            }
            Some(("book", post("/api/v2/appointments", &body)))
        }
        30..40 => Some(("book two", post("/api/v2/appointments", &booking(town.pair, chance)))),
        40..50 => {
            let answer = client.send(&town.search(town.usual, "worker", 2)).await.ok()?.json();
            let slots = answer["slots"].as_array().filter(|slots| !slots.is_empty())?;
            let slot = chance.pick(slots);
            let body = json!({
                "motive_id": town.usual, "starts_at": slot["starts_at"], "place_id": slot["place_id"],
                "worker_id": slot["worker_ids"][0], "offer": slot["offer"], "person": newcomer(chance),
            });
            Some(("book shown", post("/api/v2/appointments", &body)))
        }
        50..70 => {
            let id = known(chance)?;
            let mut body = json!({
                "starts_at": written(*chance.pick(&shared.starts)), "audience": "staff", "accept": overlap(chance),
            });
            if chance.percent(50) {
                body["worker_id"] = json!(worker(chance));
            }
            Some(("move", post(&format!("/api/v2/appointments/{id}/move"), &body)))
        }
        70..88 => {
            let id = known(chance)?;
            let audience = if chance.percent(70) { "staff" } else { "public" };
            Some(("cancel", post(&format!("/api/v2/appointments/{id}/cancel"), &json!({"audience": audience}))))
        }
        _ => {
            let id = known(chance)?;
            let accept = if chance.percent(6) { json!(["overlap"]) } else { json!([]) };
            Some(("reinstate", post(&format!("/api/v2/appointments/{id}/reinstate"), &json!({"accept": accept}))))
        }
    }
}
