//! Cases 33 to 37 of the slot search: workshops, referents, sectors, teams, and what is accepted.

use relais::domain::ids::{AppointmentId, OrganisationId, PlaceId, TeamId, WorkerId};
use relais::domain::motives::{BookableBy, Mode};
use relais::domain::scheduling::booking::Refusal;
use relais::domain::scheduling::search::{self, Audience, Nothing, Query, Session};
use relais::domain::scheduling::sectors::Target;
use relais::domain::time::{Minutes, Span};

use super::builders::*;

const TUESDAY: &str = "Tue 10 March 2026";

/// Two workers who both receive on Tuesday from 9:00 to 10:00.
fn two_workers() -> Town {
    town().worker(worker(1)).open(open(TUESDAY, "09:00-10:00")).open(open(TUESDAY, "09:00-10:00").of(worker(1)))
}

fn tuesday(town: &Town) -> Span {
    town.span("Tue 10 March 2026 00:00", "Tue 10 March 2026 23:59")
}

/// Who is shown on Tuesday.
fn who(town: &Town, query: &Query) -> Result<Vec<WorkerId>, Nothing> {
    let mut workers: Vec<WorkerId> =
        town.search(query, tuesday(town))?.into_iter().flat_map(|slot| slot.workers).collect();
    workers.sort_unstable();
    workers.dedup();
    Ok(workers)
}

fn session(town: &Town, number: i64, start: &str) -> Session {
    Session {
        appointment: AppointmentId(300_000 + number),
        span: Span::lasting(town.at(start), Minutes(60)).unwrap(),
        place: Some(PLACE),
        workers: vec![WORKER],
        seats: 8,
        taken: 3,
        joined: false,
    }
}

fn listed(town: &Town, query: &Query, sessions: &[Session]) -> Vec<i64> {
    let motive = town.the_motive();
    let Ok(workers) = search::eligible(&town.settings, motive, query) else { return Vec::new() };
    let march = town.span("Sun 01 March 2026 00:00", "Wed 01 April 2026 00:00");
    let range = search::start_range(motive, query.audience, march, town.now).unwrap();
    let open = search::open_sessions(sessions.to_vec(), query, &workers, range);
    open.into_iter().map(|session| session.appointment.0 - 300_000).collect()
}

#[test]
fn case_33_a_workshop_that_is_past_full_elsewhere_or_outside_the_delays_is_hidden() {
    let town = town().now("Tue 03 March 2026 12:00").delays(Minutes::days(1), Minutes::days(14));
    let sessions = [
        Session { place: Some(place(1)), ..session(&town, 1, "Tue 10 March 2026 10:00") },
        Session { taken: 8, ..session(&town, 2, "Tue 10 March 2026 10:00") },
        session(&town, 3, "Tue 03 March 2026 09:00"),
        session(&town, 4, "Wed 04 March 2026 11:00"),
        session(&town, 5, "Tue 17 March 2026 12:15"),
        session(&town, 6, "Tue 17 March 2026 12:00"),
        session(&town, 7, "Tue 10 March 2026 10:00"),
    ];
    let here = Query { places: Some(vec![PLACE]), ..everybody() };

    assert_eq!(listed(&town, &here, &sessions), [7, 6]);
}

#[test]
fn case_33_a_full_workshop_that_the_person_has_joined_is_still_listed() {
    let town = town();
    let joined = Session { taken: 8, joined: true, ..session(&town, 1, "Tue 10 March 2026 10:00") };

    assert_eq!(listed(&town, &everybody(), &[joined]), [1]);
}

#[test]
fn case_33_a_workshop_of_others_than_the_referents_or_the_sector_is_hidden() {
    let town = town().worker(worker(1));
    let sessions = [
        session(&town, 1, "Tue 10 March 2026 10:00"),
        Session { workers: vec![worker(1)], ..session(&town, 2, "Tue 10 March 2026 14:00") },
    ];
    let sector = vec![Target { organisation: ORGANISATION, worker: Some(worker(1)) }];
    assert_eq!(listed(&town, &Query { sector: Some(sector), ..everybody() }, &sessions), [2]);

    let town = town.motive(|motive| motive.follow_up = true);
    assert_eq!(listed(&town, &Query { referents: Some(vec![WORKER]), ..everybody() }, &sessions), [1]);
    assert_eq!(listed(&town, &everybody(), &sessions), Vec::<i64>::new());
}

#[test]
fn case_34_a_start_of_two_workers_is_offered_once_with_both_their_names() {
    let town = two_workers();
    let slots = town.search(&everybody(), tuesday(&town)).unwrap();

    // The public picks an hour, the staff one of the names: the same list.
    assert_eq!(town.starts(TUESDAY), ["09:00", "09:30"]);
    assert!(slots.iter().all(|slot| slot.workers == [WORKER, worker(1)]));
    assert_eq!(town.search(&staff(), tuesday(&town)).unwrap(), slots);
}

#[test]
fn case_35_a_follow_up_is_with_the_referent_only() {
    let town = two_workers().motive(|motive| motive.follow_up = true);
    let with = |referents: Option<Vec<WorkerId>>| who(&town, &Query { referents, ..everybody() });

    assert_eq!(with(Some(vec![worker(1)])), Ok(vec![worker(1)]));
}

/// We differ: the peer shows every worker then.
#[test]
fn case_35_a_follow_up_without_a_referent_gives_no_slot_and_the_reason() {
    let town = two_workers().motive(|motive| motive.follow_up = true);
    for referents in [None, Some(vec![]), Some(vec![worker(7)])] {
        for query in [everybody(), staff()] {
            assert_eq!(who(&town, &Query { referents: referents.clone(), ..query }), Err(Nothing::NoReferent));
        }
    }
}

/// We differ (E9): never all workers instead of none.
#[test]
fn a_sector_without_a_worker_gives_no_slot_and_the_reason() {
    let town = two_workers();
    let elsewhere = Target { organisation: OrganisationId(ORGANISATION.0 + 1), worker: None };
    let gone = Target { organisation: ORGANISATION, worker: Some(worker(7)) };
    for sector in [vec![], vec![elsewhere], vec![gone]] {
        assert_eq!(who(&town, &Query { sector: Some(sector), ..everybody() }), Err(Nothing::NobodyInSector));
    }
}

#[test]
fn a_sector_leads_to_its_workers_or_to_the_whole_organisation() {
    let town = two_workers();
    let in_charge = |worker| {
        let sector = Some(vec![Target { organisation: ORGANISATION, worker }]);
        who(&town, &Query { sector, ..everybody() })
    };

    assert_eq!(in_charge(None), Ok(vec![WORKER, worker(1)]));
    assert_eq!(in_charge(Some(worker(1))), Ok(vec![worker(1)]));
}

#[test]
fn a_motive_that_is_not_for_this_audience_or_mode_gives_no_slot_and_the_reason() {
    let invited = || Query::for_motive(MOTIVE, Audience::Invited);
    let town = two_workers();
    let bookable_by = |by| town.clone().motive(|motive| motive.bookable_by = by);

    assert_eq!(who(&bookable_by(BookableBy::Invited), &everybody()), Err(Nothing::NotOpenToYou));
    assert_eq!(who(&bookable_by(BookableBy::Invited), &invited()).map(|workers| workers.len()), Ok(2));
    assert_eq!(who(&bookable_by(BookableBy::Staff), &invited()), Err(Nothing::NotOpenToYou));
    assert_eq!(who(&bookable_by(BookableBy::Staff), &staff()).map(|workers| workers.len()), Ok(2));
    assert_eq!(who(&town, &Query { mode: Some(Mode::Phone), ..everybody() }), Err(Nothing::OtherMode));
}

#[test]
fn case_36_a_start_that_is_taken_or_not_open_is_refused_with_its_reason() {
    let town = two_workers().busy("Tue 10 March 2026 09:30", "Tue 10 March 2026 10:00");

    let taken = town.decide(&town.wish("Tue 10 March 2026 09:30"), &[WORKER]).unwrap_err();
    assert!(matches!(&taken, Refusal::Taken { by } if by.len() == 1), "{taken:?}");
    let closed = town.decide(&town.wish("Tue 10 March 2026 09:45"), &[worker(1)]);
    assert_eq!(closed, Err(Refusal::NoLongerOpen));
}

#[test]
fn case_36_any_one_of_several_free_workers_may_take_the_start() {
    let town = two_workers();
    for id in [WORKER, worker(1)] {
        let decision = town.decide(&town.wish("Tue 10 March 2026 09:00"), &[id]).unwrap();

        assert_eq!(decision.workers, [id]);
    }
}

#[test]
fn case_37_places_are_sorted_by_their_next_availability() {
    let town = town()
        .place(place(1))
        .place(place(2))
        .open(open("Thu 12 March 2026", "09:00-10:00"))
        .open(open(TUESDAY, "09:00-10:00").at(Some(place(1))));
    let query = Query { places: Some(vec![place(0), place(1), place(2)]), ..staff() };
    let mut next: Vec<_> = town.next(&query).unwrap().into_values().collect();
    next.sort_by_key(|slot| slot.span);

    let order: Vec<Option<PlaceId>> = next.iter().map(|slot| slot.place).collect();
    assert_eq!(order, [Some(place(1)), Some(place(0))]);
}

#[test]
fn case_37_a_worker_who_never_receives_at_the_place_gives_nothing() {
    let town = town().place(place(1)).open(open(TUESDAY, "09:00-10:00"));
    let query = Query { places: Some(vec![place(1)]), workers: Some(vec![WORKER]), ..staff() };

    assert_eq!(town.search(&query, tuesday(&town)), Ok(vec![]));
}

#[test]
fn case_37_teams_and_named_workers_add_up() {
    let third = open(TUESDAY, "09:00-10:00").of(worker(2));
    let town = two_workers().worker(worker(2)).open(third).team(TEAM, &[worker(1)]);
    let asked = |team, workers| who(&town, &Query { team, workers, ..staff() });

    assert_eq!(asked(Some(TEAM), None), Ok(vec![worker(1)]));
    assert_eq!(asked(None, Some(vec![WORKER])), Ok(vec![WORKER]));
    assert_eq!(asked(Some(TEAM), Some(vec![WORKER])), Ok(vec![WORKER, worker(1)]));
    assert_eq!(asked(Some(TeamId(TEAM.0 + 1)), None), Err(Nothing::NoWorker));
    assert_eq!(asked(None, Some(vec![])), Err(Nothing::NoWorker));
}

#[test]
fn nothing_found_says_whether_there_is_no_opening_or_no_time_left() {
    let full = town().open(open(TUESDAY, "09:00-10:00")).busy("Tue 10 March 2026 09:00", "Tue 10 March 2026 10:00");
    for (town, expected) in [(town(), Nothing::NoOpening), (full, Nothing::Full)] {
        let range = search::start_range(town.the_motive(), Audience::Public, tuesday(&town), town.now).unwrap();
        let why = search::why_nothing(&town.settings, &town.agendas, town.the_motive(), &everybody(), &[WORKER], range);

        assert_eq!(why, expected);
    }
}
