//! The engine held to the oracle, in random towns.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::Index;
use relais::domain::ids::WorkerId;
use relais::domain::scheduling::assignment::{booked_that_day, in_order};
use relais::domain::scheduling::booking::{Decision, Refusal, Wish};
use relais::domain::scheduling::offers::VALID_FOR;
use relais::domain::scheduling::search::{self, Audience, Query, Slot};

use super::builders::*;
use super::oracle::*;
use super::trials::hold;
use super::worlds::*;

fn shown(world: &World, query: &Query) -> Vec<Slot> {
    world.built().search(query, span(world.asked)).unwrap_or_default()
}

#[test]
fn at_16_the_slots_are_those_of_the_oracle_each_as_long_as_its_motive() {
    // Towns in which nothing is ever free would prove nothing.
    let (towns, with_slots, with_busy) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let count = |counter: &Cell<u32>, yes: bool| counter.set(counter.get() + u32::from(yes));
    hold(400, worlds(5), |world| {
        let oracle = world.oracle();
        for (query, public) in [(everybody(), true), (staff(), false)] {
            let found = shown(&world, &query);
            for slot in &found {
                prop_assert_eq!(slot.span.length().num_minutes(), world.town.motive.duration);
            }
            let found: Vec<PlainSlot> = found.iter().map(plain).collect();

            prop_assert_eq!(&found, &oracle.slots(world.asked, public), "public: {}", public);
            count(&with_slots, !found.is_empty() && !public);
        }
        count(&towns, true);
        count(&with_busy, world.town.workers.iter().any(|worker| !worker.busy.is_empty()));
        Ok(())
    });

    assert!(with_slots.get() * 2 > towns.get(), "{} of {} towns have slots", with_slots.get(), towns.get());
    assert!(with_busy.get() * 2 > towns.get());
}

#[test]
fn the_next_availability_is_the_first_of_all_slots_and_that_of_each_place_the_first_there() {
    hold(150, worlds(40), |world| {
        let town = world.built();
        let all = world.oracle().slots(world.asked, true);
        let motive = town.the_motive();
        let first = |query: &Query| {
            let workers = search::eligible(&town.settings, motive, query).unwrap();
            let range = search::start_range(motive, query.audience, span(world.asked), town.now).ok()?;
            Some(search::first_slots(&town.settings, &town.agendas, motive, query, &workers, range, town.now))
        };
        let anywhere = first(&everybody()).and_then(|first| first.values().map(plain).min());
        prop_assert_eq!(anywhere.as_ref(), all.first());

        let places = Some(vec![place(1), place(2)]);
        let by_place = first(&Query { places, ..everybody() }).unwrap_or_default();
        for site in [1, 2] {
            let found = by_place.get(&place_of(site)).map(plain);
            prop_assert_eq!(found.as_ref(), all.iter().find(|slot| slot.site == site), "place {}", site);
        }
        Ok(())
    });
}

#[test]
fn the_merged_slots_are_the_slots_of_each_worker_put_together() {
    hold(150, worlds(5), |mut world| {
        world.town.motive.two = false;
        let mut together: BTreeMap<_, BTreeSet<usize>> = BTreeMap::new();
        for number in 0..world.town.workers.len() {
            let workers = Some(vec![worker(number as i64)]);
            for slot in shown(&world, &Query { workers, ..everybody() }).iter().map(plain) {
                together.entry((slot.start, slot.site)).or_default().extend(slot.workers);
            }
        }
        let merged: Vec<PlainSlot> = shown(&world, &everybody()).iter().map(plain).collect();
        let together: Vec<PlainSlot> = together
            .into_iter()
            .map(|((start, site), workers)| PlainSlot { start, site, workers: Vec::from_iter(workers) })
            .collect();

        prop_assert_eq!(merged, together);
        Ok(())
    });
}

/// Everybody who could be booked together: each alone, or every two.
fn crews(motive: &PlainMotive) -> Vec<Vec<usize>> {
    if !motive.two {
        return motive.workers.iter().map(|worker| vec![*worker]).collect();
    }
    let pairs = |one: &usize| {
        let others = motive.workers.iter().filter(move |other| *other > one).copied();
        others.map(|other| vec![*one, other]).collect::<Vec<_>>()
    };
    motive.workers.iter().flat_map(pairs).collect()
}

fn ids(crew: &[usize]) -> Vec<WorkerId> {
    crew.iter().map(|number| worker(*number as i64)).collect()
}

fn public_wish(start: Minute, site: usize, shown: Minute) -> Wish {
    let (audience, place) = (Audience::Public, place_of(site));
    Wish { audience, start: timestamp(start), place, as_of: timestamp(shown), accepted: Vec::new() }
}

/// What the oracle says to a wish of the public.
fn may_have(oracle: &Oracle, motive: &PlainMotive, crew: &[usize], (start, site): (Minute, usize)) -> bool {
    crew.iter().all(|worker| oracle.is_free(*worker, site, start)) && oracle.missing_kind(site, start).is_none()
        // Nobody is received in an appointment that has ended while it was read about.
        && start + motive.duration > oracle.now()
}

fn check_decision(
    world: &World,
    oracle: &Oracle,
    decided: Result<Decision, Refusal>,
    crew: &[usize],
    (start, site): (Minute, usize),
    expected: bool,
) -> Result<(), TestCaseError> {
    let motive = &world.town.motive;
    match decided {
        Ok(decision) => {
            prop_assert!(expected, "accepted at {}, and the oracle says no", decision.span.start());
            prop_assert_eq!(decision.span, span((start, start + motive.duration)));
            prop_assert_eq!(decision.busy, span((start - motive.before, start + motive.duration + motive.after)));
            prop_assert_eq!(decision.workers, ids(crew));
            prop_assert_eq!(decision.resources.len(), motive.kinds.len());
            for (id, kind) in decision.resources.iter().zip(&motive.kinds) {
                let number = (id.0 - resource(0).0) as usize;
                prop_assert_eq!(world.town.resources[number].kind, *kind);
                prop_assert!(oracle.resource_is_free(number, site, start), "resource {} is taken", number);
            }
        }
        Err(refusal) => {
            prop_assert!(!expected, "refused ({}) at {}, and the oracle says yes", refusal, timestamp(start));
            let free = crew.iter().all(|worker| oracle.is_free(*worker, site, start));
            if let (Refusal::ResourceTaken { kind }, true) = (&refusal, free) {
                prop_assert_eq!(Some(*kind), oracle.missing_kind(site, start));
            }
        }
    }
    Ok(())
}

/// Somebody looks, reads for a while, and takes what she saw; in between others are booked. What
/// was shown is accepted exactly when its time is still free, whatever became of the grid.
#[test]
fn at_46_a_shown_slot_is_accepted_exactly_when_its_time_is_still_free() {
    let (taken, refused) = (Cell::new(0), Cell::new(0));
    let others = prop::collection::vec((any::<Index>(), -20..20i64, 10..60i64), 0..8);
    hold(250, (worlds(5), 0..VALID_FOR.0, others), |(world, reading, others)| {
        let slots = shown(&world, &everybody());
        let mut later = world.clone();
        later.now += reading;
        for (place, shift, length) in others.iter().filter(|_| !slots.is_empty()) {
            let start = minute(place.get(&slots).span.start()) + shift;
            let worker = place.index(later.town.workers.len());
            later.town.workers[worker].busy.push(PlainBusy { at: (start, start + length), expires: None });
        }
        let (oracle, town) = (later.oracle(), later.built());
        for slot in slots.iter().map(plain) {
            let at = (slot.start, slot.site);
            let crews = crews(&world.town.motive);
            for crew in crews.iter().filter(|crew| crew.iter().all(|worker| slot.workers.contains(worker))) {
                let decided = town.decide(&public_wish(slot.start, slot.site, world.now), &ids(crew));
                let expected = may_have(&oracle, &world.town.motive, crew, at);
                if others.is_empty() && slot.start >= later.now {
                    prop_assert!(expected, "nothing has happened since it was shown");
                }
                let counter = if expected { &taken } else { &refused };
                counter.set(counter.get() + 1);
                check_decision(&later, &oracle, decided, crew, at, expected)?;
            }
        }
        Ok(())
    });

    println!("{} accepted, {} refused", taken.get(), refused.get());
    assert!(taken.get() > 1000, "only {} accepted", taken.get());
    assert!(refused.get() > 100, "only {} refused", refused.get());
}

/// Any minute, shown or not: accepted when everybody and everything is free and the delays allow,
/// refused otherwise. (That a start was offered at all is in the signature of its offer.)
#[test]
fn any_start_is_accepted_exactly_when_the_oracle_finds_it_free() {
    let probes = prop::collection::vec((0..5 * 1440i64, 0..3usize), 60);
    hold(250, (worlds(5), probes), |(world, probes)| {
        let (oracle, town) = (world.oracle(), world.built());
        for (later, site) in probes {
            let start = world.asked.0 + later % (world.asked.1 - world.asked.0);
            for crew in crews(&world.town.motive) {
                let decided = town.decide(&public_wish(start, site, world.now), &ids(&crew));
                let expected =
                    oracle.in_time(start, world.now) && may_have(&oracle, &world.town.motive, &crew, (start, site));
                check_decision(&world, &oracle, decided, &crew, (start, site), expected)?;
            }
        }
        Ok(())
    });
}

/// "Any worker": tried in the order of fairness, one appointment after another until the week is
/// fuller. Whoever gets it is really free; when nobody does, nobody was.
#[test]
fn at_03_any_worker_who_is_picked_is_really_free() {
    let picks = Cell::new(0);
    let wishes = prop::collection::vec(any::<Index>(), 1..12);
    hold(250, (worlds(4), wishes), |(mut world, wishes)| {
        let mut town = world.built();
        let slots: Vec<PlainSlot> = shown(&world, &everybody()).iter().map(plain).collect();
        for wish in wishes.iter().filter(|_| !slots.is_empty()) {
            let PlainSlot { start, site, .. } = wish.get(&slots).clone();
            let motive = world.town.motive.clone();
            let candidates = ids(&motive.workers)
                .into_iter()
                .map(|id| {
                    let agenda = &town.agendas[&calendar_of(id)];
                    (id, booked_that_day(agenda, timestamp(start), town.zone, town.now))
                })
                .collect();
            let order: Vec<usize> = in_order(candidates, MOTIVE, timestamp(start)).into_iter().map(number_of).collect();
            prop_assert_eq!(BTreeSet::from_iter(&order), BTreeSet::from_iter(&motive.workers));

            let ordered = crews(&PlainMotive { workers: Vec::from_iter(0..order.len()), ..motive.clone() });
            let ordered = ordered.into_iter().map(|crew| crew.iter().map(|nth| order[*nth]).collect::<Vec<_>>());
            let oracle = world.oracle();
            let wish = public_wish(start, site, world.now);
            let picked = ordered.clone().find_map(|crew| Some((town.decide(&wish, &ids(&crew)).ok()?, crew)));
            let Some((decision, crew)) = picked else {
                for crew in ordered {
                    prop_assert!(!may_have(&oracle, &motive, &crew, (start, site)), "{:?} was free", crew);
                }
                continue;
            };
            for worker in &crew {
                prop_assert!(oracle.is_free(*worker, site, start), "worker {} is not free", worker);
            }
            picks.set(picks.get() + 1);
            let at = (start - motive.before, start + motive.duration + motive.after);
            for worker in crew {
                world.town.workers[worker].busy.push(PlainBusy { at, expires: None });
            }
            for id in &decision.resources {
                let number = (id.0 - resource(0).0) as usize;
                world.town.resources[number].calendar.busy.push(PlainBusy { at, expires: None });
            }
            town = town.booked(&decision);
        }
        Ok(())
    });

    println!("{} picks", picks.get());
    assert!(picks.get() > 300, "only {} picks", picks.get());
}
