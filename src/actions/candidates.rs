//! Who may take a wish, and in which order they are tried.

use super::ActionError;
use super::find_slots::Ready;
use crate::domain::ids::WorkerId;
use crate::domain::motives::{Motive, WorkersNeeded};
use crate::domain::scheduling::assignment;
use crate::domain::scheduling::booking::{self, Refusal, Wish};
use crate::domain::scheduling::search::Nothing;
use crate::domain::time::Timestamp;

/// How many pairs of workers are tried before two are refused.
const MOST_PAIRS: usize = 12;

/// Who may take the wish, in the order in which they are tried.
pub(super) fn candidates(
    ready: &Ready,
    motive: &Motive,
    wish: &Wish,
    worker: Option<WorkerId>,
    now: Timestamp,
) -> Result<Vec<Vec<WorkerId>>, ActionError> {
    let settings = &ready.town.settings;
    let mut eligible = ready.eligible().map_err(|reason| Refusal::Nothing { reason })?;
    if let (WorkersNeeded::One, Some(worker)) = (motive.workers, worker) {
        eligible.retain(|one| *one == worker);
        if eligible.is_empty() {
            return Err(Refusal::Nothing { reason: Nothing::NoWorker }.into());
        }
        return Ok(vec![eligible]);
    }
    let decide = |workers: &[WorkerId]| booking::decide(settings, &ready.town.agendas, motive, wish, workers, now);
    let zone = settings.site(motive.organisation, wish.place).map(|site| site.zone);
    let in_order = |workers: &[WorkerId]| {
        let counted = workers.iter().map(|worker| {
            let agenda = settings.workers.get(worker).and_then(|worker| ready.town.agendas.get(&worker.calendar));
            let booked =
                agenda.zip(zone).map_or(0, |(agenda, zone)| assignment::booked_that_day(agenda, wish.start, zone, now));
            (*worker, booked)
        });
        assignment::in_order(counted.collect(), motive.id, wish.start)
    };
    let mut refused = None;
    let mut candidates = Vec::new();
    let mut note = |workers: Vec<WorkerId>| match decide(&workers) {
        Ok(_) => candidates.push(workers),
        Err(refusal) if refused.as_ref().is_none_or(|known| tells(known) <= tells(&refusal)) => {
            refused = Some(refusal);
        }
        Err(_) => {}
    };
    match motive.workers {
        WorkersNeeded::One => in_order(&eligible).into_iter().for_each(|worker| note(vec![worker])),
        WorkersNeeded::Pair(one, other) => note(vec![one, other]),
        WorkersNeeded::AnyTwoOf(_) => {
            let ordered = in_order(&eligible);
            for (position, one) in ordered.iter().enumerate() {
                for other in &ordered[position + 1..] {
                    if worker.is_none_or(|named| named == *one || named == *other) {
                        note(vec![*one, *other]);
                    }
                }
            }
        }
    }
    if candidates.is_empty() {
        return Err(refused.unwrap_or(Refusal::Nothing { reason: Nothing::NoWorker }).into());
    }
    if motive.workers != WorkersNeeded::One {
        candidates.truncate(MOST_PAIRS);
    }
    Ok(candidates)
}

/// Of several workers' reasons the one that says most: a missing car where somebody is free, a taken
/// time rather than a closed door.
fn tells(refusal: &Refusal) -> u8 {
    match refusal {
        Refusal::ResourceTaken { .. } => 2,
        Refusal::Taken { .. } => 1,
        _ => 0,
    }
}
