//! Appointments that need more than one worker: two of a team, a named pair, rooms, cars and
//! interpreters.

use relais::domain::ids::{PlaceId, WorkerId};
use relais::domain::motives::{ResourceKind, WorkersNeeded};
use relais::domain::scheduling::booking::{Refusal, Wish};
use relais::domain::scheduling::search::{Nothing, Query};
use relais::domain::time::Minutes;

use super::builders::*;

const TUESDAY: &str = "Tue 10 March 2026";
const NO_START: [&str; 0] = [];

/// Three workers with different mornings: 9–11, 10–12 and 9–12.
fn three_workers() -> Town {
    town()
        .worker(worker(1))
        .worker(worker(2))
        .team(TEAM, &[worker(0), worker(1)])
        .open(open(TUESDAY, "09:00-11:00"))
        .open(open(TUESDAY, "10:00-12:00").of(worker(1)))
        .open(open(TUESDAY, "09:00-12:00").of(worker(2)))
}

fn workers_shown(town: &Town, query: &Query) -> Result<Vec<(String, Vec<i64>)>, Nothing> {
    let tuesday = town.span("Tue 10 March 2026 00:00", "Tue 10 March 2026 23:59");
    let slots = town.search(query, tuesday)?;
    let number = |id: &WorkerId| id.0 - WORKER.0;
    Ok(slots
        .iter()
        .map(|slot| (town.written(slot.span.start(), "%H:%M"), slot.workers.iter().map(number).collect()))
        .collect())
}

#[test]
fn any_two_of_a_team_are_offered_when_both_are_free() {
    let town = three_workers().needing(WorkersNeeded::AnyTwoOf(TEAM));

    // The third worker is free all morning, and not of the team.
    assert_eq!(town.starts(TUESDAY), ["10:00", "10:30"]);
}

#[test]
fn a_named_pair_is_offered_when_both_are_free() {
    let town = three_workers().needing(WorkersNeeded::Pair(worker(1), worker(2)));

    assert_eq!(town.starts(TUESDAY), ["10:00", "10:30", "11:00", "11:30"]);
    let busy = town.span("Tue 10 March 2026 10:15", "Tue 10 March 2026 11:00");
    assert_eq!(town.taken(calendar_of(worker(2)), busy).starts(TUESDAY), ["11:00", "11:30"]);
}

/// On the grid of one of them; the other only needs to be free.
#[test]
fn two_workers_with_different_grids_meet_on_either() {
    let town = town()
        .worker(worker(1))
        .needing(WorkersNeeded::Pair(worker(0), worker(1)))
        .open(open(TUESDAY, "09:00-10:00"))
        .open(open(TUESDAY, "09:10-10:00").of(worker(1)));

    assert_eq!(town.starts(TUESDAY), ["09:10", "09:30"]);
}

#[test]
fn with_three_of_a_team_every_free_colleague_is_named() {
    let town = three_workers().team(TEAM, &[worker(0), worker(1), worker(2)]).needing(WorkersNeeded::AnyTwoOf(TEAM));
    let shown = |query| workers_shown(&town, &query).unwrap();

    let expected = [
        ("09:00".to_owned(), vec![0, 2]),
        ("09:30".to_owned(), vec![0, 2]),
        ("10:00".to_owned(), vec![0, 1, 2]),
        ("10:30".to_owned(), vec![0, 1, 2]),
        ("11:00".to_owned(), vec![1, 2]),
        ("11:30".to_owned(), vec![1, 2]),
    ];
    assert_eq!(shown(everybody()), expected);
    // Who is named must be one of the two; the colleague may be anybody.
    let with_first = Query { workers: Some(vec![worker(0)]), ..everybody() };
    assert_eq!(shown(with_first), expected[..4]);
}

#[test]
fn two_of_a_team_of_one_give_no_slot_and_the_reason() {
    let town = three_workers().team(TEAM, &[worker(0)]).needing(WorkersNeeded::AnyTwoOf(TEAM));

    assert_eq!(workers_shown(&town, &everybody()), Err(Nothing::NoWorker));
}

#[test]
fn two_workers_must_be_at_the_same_place() {
    let town = town()
        .worker(worker(1))
        .place(place(1))
        .needing(WorkersNeeded::Pair(worker(0), worker(1)))
        .open(open(TUESDAY, "09:00-10:00"))
        .open(open(TUESDAY, "09:00-10:00").of(worker(1)).at(Some(place(1))));

    assert_eq!(town.starts(TUESDAY), NO_START);
    let wish = town.wish("Tue 10 March 2026 09:00");
    assert_eq!(town.decide(&wish, &[worker(0), worker(1)]), Err(Refusal::NoLongerOpen));
}

#[test]
fn two_workers_are_booked_together_or_not_at_all() {
    let both = [worker(0), worker(1)];
    let town = three_workers().needing(WorkersNeeded::Pair(worker(0), worker(1)));
    let wish = town.wish("Tue 10 March 2026 10:00");
    let decision = town.decide(&wish, &both).unwrap();
    assert_eq!(decision.workers, both);

    let busy = town.span("Tue 10 March 2026 10:15", "Tue 10 March 2026 10:20");
    let refused = town.clone().taken(calendar_of(worker(1)), busy).decide(&wish, &both).unwrap_err();
    assert!(matches!(refused, Refusal::Taken { .. }), "{refused:?}");
    // Both lose the time.
    assert_eq!(town.booked(&decision).starts(TUESDAY), ["10:30"]);
}

/// Every kind that a motive may need, with its one resource.
fn with(kind: ResourceKind, at: Option<PlaceId>) -> Town {
    town().open(open(TUESDAY, "09:00-10:00")).needing_resources(&[kind]).resource(resource(0), kind, at)
}

#[test]
fn a_start_without_a_free_resource_is_not_shown_and_its_refusal_names_the_kind() {
    for kind in [ResourceKind::Room, ResourceKind::Car, ResourceKind::Interpreter] {
        let town = with(kind, None);
        let wish = town.wish("Tue 10 March 2026 09:00");
        assert_eq!(town.starts(TUESDAY), ["09:00", "09:30"]);
        let decision = town.decide(&wish, &[WORKER]).unwrap();
        assert_eq!(decision.resources, [resource(0)]);

        let busy = town.span("Tue 10 March 2026 09:15", "Tue 10 March 2026 09:30");
        let taken = town.taken(calendar_of_resource(resource(0)), busy);
        assert_eq!(taken.starts(TUESDAY), ["09:30"]);
        assert_eq!(taken.decide(&wish, &[WORKER]), Err(Refusal::ResourceTaken { kind }));
    }
}

#[test]
fn a_kind_of_which_there_is_none_gives_no_slot() {
    let town = town().open(open(TUESDAY, "09:00-10:00")).needing_resources(&[ResourceKind::Car]);

    assert_eq!(town.starts(TUESDAY), NO_START);
}

#[test]
fn the_refusal_names_the_first_kind_that_is_missing() {
    let town = with(ResourceKind::Room, None).needing_resources(&[
        ResourceKind::Room,
        ResourceKind::Interpreter,
        ResourceKind::Car,
    ]);
    let wish = town.wish("Tue 10 March 2026 09:00");

    assert_eq!(town.decide(&wish, &[WORKER]), Err(Refusal::ResourceTaken { kind: ResourceKind::Interpreter }));
}

#[test]
fn a_room_elsewhere_does_not_help_and_a_car_goes_everywhere() {
    let elsewhere = Some(place(1));

    assert_eq!(with(ResourceKind::Room, elsewhere).place(place(1)).starts(TUESDAY), NO_START);
    assert_eq!(with(ResourceKind::Room, Some(PLACE)).starts(TUESDAY), ["09:00", "09:30"]);
    assert_eq!(with(ResourceKind::Car, None).starts(TUESDAY), ["09:00", "09:30"]);
}

#[test]
fn a_second_room_takes_over_when_the_first_is_taken() {
    let town = with(ResourceKind::Room, Some(PLACE)).resource(resource(1), ResourceKind::Room, Some(PLACE));
    let wish = town.wish("Tue 10 March 2026 09:00");
    let first = town.decide(&wish, &[WORKER]).unwrap();
    assert_eq!(first.resources, [resource(0)]);

    let town = town.taken(calendar_of_resource(resource(0)), first.busy);
    assert_eq!(town.decide(&wish, &[WORKER]).unwrap().resources, [resource(1)]);
}

#[test]
fn a_resource_that_is_not_there_is_not_free() {
    let town = with(ResourceKind::Interpreter, None).absence(
        calendar_of_resource(resource(0)),
        "Tue 10 March 2026 08:00",
        "Tue 10 March 2026 09:30",
        None,
    );

    assert_eq!(town.starts(TUESDAY), ["09:30"]);
}

#[test]
fn a_resource_is_taken_with_the_buffers_of_the_appointment() {
    let town = with(ResourceKind::Car, None).buffers(0, 30);
    let busy = town.span("Tue 10 March 2026 10:00", "Tue 10 March 2026 11:00");
    let town = town.taken(calendar_of_resource(resource(0)), busy);

    assert_eq!(town.starts(TUESDAY), ["09:00"]);
    let late = Wish { start: town.at("Tue 10 March 2026 09:00") + Minutes(1), ..town.wish("Tue 10 March 2026 09:00") };
    assert_eq!(town.decide(&late, &[WORKER]), Err(Refusal::ResourceTaken { kind: ResourceKind::Car }));
}
