//! From the start of the process to its first answer, and what it holds in memory when idle.

use std::time::Duration;

use crate::support::database::{Database, Kind};
use crate::support::measure::{memory_of, percentile, shown_time};
use crate::support::number_from_env;
use crate::support::server::Server;
use crate::support::table::{Table, yes};

const LONGEST_START: Duration = Duration::from_millis(100);
const MOST_MEMORY: f64 = 40.0;

pub async fn run(kinds: &[Kind]) {
    let mut table = Table::new(
        "Cold start (process to first answer of /live) and idle memory, on an empty town",
        &["database", "starts", "median", "slowest", "≤ 100 ms", "memory", "≤ 40 MiB"],
    );
    let starts = number_from_env("RELAIS_BENCH_RUNS", 5) * 4;
    for kind in kinds {
        let database = Database::create(*kind).await;
        let mut times = Vec::new();
        let mut memory = 0.0_f64;
        for _ in 0..starts {
            let server = Server::start(&database.url, &database.folder).await;
            times.push(server.started_in);
            tokio::time::sleep(Duration::from_millis(300)).await;
            memory = memory.max(memory_of(server.pid));
            server.stop();
        }
        let (median, slowest) = (percentile(&mut times, 50.0), percentile(&mut times, 100.0));
        table.row(vec![
            kind.name().to_owned(),
            starts.to_string(),
            shown_time(median),
            shown_time(slowest),
            yes(median <= LONGEST_START),
            format!("{memory:.1} MiB"),
            yes(memory <= MOST_MEMORY),
        ]);
    }
    table.print();
}
