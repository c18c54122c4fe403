//! Who gets it: the worker with the fewest appointments that day; among equals, a shuffle that is
//! the same for everybody who asks for the same start, and different for the next start.
//!
//! Least booked first spreads the work; the shuffle keeps the first name of the list from being
//! the first choice all day; and being stable, it makes a test and a complaint reproducible.

use super::agenda::Agenda;
use super::zones;
use crate::domain::ids::{MotiveId, WorkerId};
use crate::domain::time::Timestamp;
use chrono_tz::Tz;

/// How many appointments an agenda holds on the local day of `start`.
pub fn booked_that_day(agenda: &Agenda, start: Timestamp, zone: Tz, now: Timestamp) -> usize {
    zones::day_span(zone, zones::local_day(zone, start)).map_or(0, |day| agenda.busy.within(day, now).count())
}

/// Sorts candidates, each with its count of that day, into the order in which they are tried.
pub fn in_order(mut candidates: Vec<(WorkerId, usize)>, motive: MotiveId, start: Timestamp) -> Vec<WorkerId> {
    candidates.sort_unstable_by_key(|(worker, booked)| (*booked, shuffled(motive, start, *worker), *worker));
    candidates.into_iter().map(|(worker, _)| worker).collect()
}

/// A well-mixed number from the three ids (SplitMix64's finaliser): no secret, only fair.
fn shuffled(motive: MotiveId, start: Timestamp, worker: WorkerId) -> u64 {
    let mix = |mut x: u64| {
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    };
    [motive.0 as u64, start.micros() as u64, worker.0 as u64]
        .into_iter()
        .fold(0x9e37_79b9_7f4a_7c15, |state, value| mix(state ^ mix(value)))
}
