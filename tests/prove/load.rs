//! 600 appointments booked by script over HTTP, as a département would on its first morning, while
//! the list of its people is imported again.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;

use super::checks::{self, Broken};
use super::town::ProveTown;
use crate::bench_support::chance::Chance;
use crate::bench_support::database::Database;
use crate::bench_support::load::{Ask, send_all};
use crate::bench_support::server::{Import, Server, import_people};
use crate::bench_support::town::{usual_half_hours, written};

const WORKERS: i64 = 20;
const APPOINTMENTS: usize = 600;
const CLIENTS: usize = 16;
pub const LONGEST: Duration = Duration::from_millis(250);

#[derive(Debug, Default)]
pub struct Load {
    pub booked: usize,
    pub failed: usize,
    pub overlaps: i64,
    pub broken: Vec<Broken>,
    pub p50: Duration,
    pub p99: Duration,
    /// Imports that ended during the load.
    pub imports: usize,
    pub import_failed: Option<String>,
    pub people: i64,
}

impl Load {
    pub fn is_right(&self) -> bool {
        self.booked == APPOINTMENTS
            && self.failed == 0
            && self.overlaps == 0
            && self.broken.is_empty()
            && self.p99 <= LONGEST
            && self.imports > 0
            && self.import_failed.is_none()
    }
}

/// `list`: the file of people.
pub async fn load(database: &Database, server: &Server, list: &Path) -> Load {
    let name = "Pas-de-Calais";
    let town = ProveTown::build(database.sql().await, name, WORKERS, 1).await;
    let territory = town.at.territory;
    let into =
        Import { database: database.url.clone(), key_file: database.folder.join("relais.key"), name: name.to_owned() };
    // Once before, as an administrator does; then again and again during the load.
    let mut result = Load { import_failed: import_people(&into, list).err(), ..Load::default() };
    let mut sql = database.sql().await;
    let people = sql.pairs(format!("SELECT id, id FROM person WHERE territory_id = {territory} ORDER BY id")).await;
    sql.close().await;
    result.people = i64::try_from(people.len()).expect("a count");
    let mut chance = Chance::new(600);
    let mut wishes: Vec<(i64, i64)> = usual_half_hours(town.monday, 7)
        .iter()
        .flat_map(|start| town.workers.ids.clone().map(|worker| (worker, *start)))
        .collect();
    chance.shuffle(&mut wishes);
    let asks = wishes.into_iter().take(APPOINTMENTS).enumerate().map(|(number, (worker, start))| {
        // The people of the list when they are there, newcomers otherwise.
        let person = match people.get(number + 1) {
            Some((id, _)) => json!({"id": id}),
            None => json!({"first_name": format!("Personne {number}"), "phone": format!("06{:08}", 10_000_000 + number)}),
        };
        let body = json!({
            "motive_id": town.usual, "starts_at": written(start), "worker_id": worker, "person": person, "audience": "staff",
        });
        Ask::post("/api/v2/appointments", &body).by(&town.token)
    });
    let asks: Vec<Ask> = asks.collect();
    let list = list.to_owned();
    let importing = std::thread::spawn(move || {
        let begun = Instant::now();
        let (mut done, mut failed) = (0, None);
        while begun.elapsed() < Duration::from_secs(2) {
            match import_people(&into, &list) {
                Ok(()) => done += 1,
                Err(why) => failed = Some(why),
            }
        }
        (done, failed)
    });
    let outcome = send_all(server.address, CLIENTS, asks).await;
    let (done, failed) = importing.join().expect("an import does not panic");
    result.imports = done;
    result.import_failed = result.import_failed.or(failed);
    let mut sql = database.sql().await;
    result.booked = outcome.with_status(|status| status == 201);
    result.failed = outcome.failed();
    result.overlaps = checks::overlaps(&mut sql, territory).await;
    result.broken = checks::halves(&mut sql, territory, 0).await;
    result.p50 = outcome.percentile(50.0);
    result.p99 = outcome.percentile(99.0);
    sql.close().await;
    result
}
