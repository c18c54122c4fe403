//! The short form of the proofs, part of every test run; `scripts/prove` runs the full counts.

use super::kills::kills;
use super::races::{Order, mixed, race};
use crate::bench_support::database::{BOTH, Database};
use crate::bench_support::server::Server;

#[tokio::test]
async fn at_01_of_a_thousand_attempts_on_a_hundred_slots_a_hundred_are_stored() {
    for kind in BOTH {
        let database = Database::create(kind).await;
        let server = Server::start(&database.url, &database.folder).await;
        for (seed, order) in [(1, Order::Shuffled), (2, Order::Bursts)] {
            let race = race(&database, &server, seed, order, 1_000).await;
            assert!(race.is_right(), "{}, seed {seed}, {order:?}: {race:?}", kind.name());
        }
        server.stop();
    }
}

#[tokio::test]
async fn whatever_is_done_at_once_nothing_overlaps_and_nothing_is_half() {
    for kind in BOTH {
        let database = Database::create(kind).await;
        let server = Server::start(&database.url, &database.folder).await;
        for seed in [1, 2] {
            let mixed = mixed(&database, &server, seed, 600).await;
            assert!(mixed.is_right(), "{}, seed {seed}: {mixed:?}", kind.name());
        }
        server.stop();
    }
}

#[tokio::test]
async fn a_killed_server_has_kept_what_it_acknowledged() {
    for kind in BOTH {
        let killed = kills(kind, 1, 3, 0).await;
        assert!(killed.is_right(), "{}: {killed:?}", kind.name());
    }
}
