//! Looking at agendas: what stands in them, on days of 23 and 25 hours too, in few statements.

use std::process::Command;

use relais::actions::agenda::{AgendaRequest, ClosedWhy, WhoseAgenda};
use relais::domain::access::Role;
use relais::domain::appointments::Status;
use relais::domain::scheduling::editing::{AbsencePlan, When};
use relais::domain::scheduling::holidays::Holiday;
use relais::domain::scheduling::zones;
use relais::domain::time::{Minutes, Span};
use relais::store::statements_run;

use crate::support::agenda::{days, denied, march, mistake, not_found, on_the_wall};
use crate::support::databases::{on_both, sqlite};
use crate::support::town::{TestTown, motive};

#[tokio::test(flavor = "multi_thread")]
async fn an_agenda_names_what_is_in_it() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let mut with_buffers = motive(town.organisation, "Long");
        with_buffers.buffer_before = Minutes(10);
        with_buffers.buffer_after = Minutes(5);
        let long = town.add_motive(with_buffers).await;
        let mut wish = town.staff_wish(long, town.at(2, "10:00"), town.workers[0], town.somebody(1));
        wish.caller = Some(("Sa fille".to_owned(), Some("+33612345678".to_owned())));
        let id = town.book(wish).await.unwrap().appointment.id;
        let gone = town.staff_books(town.at(2, "15:00"), 0, 2).await.unwrap().appointment.id;
        town.set(gone, Status::Cancelled).await.unwrap();

        let view = town.agenda_of(&town.with_role(Role::Secretary), days(2, 2)).await;
        assert_eq!(view.workers.len(), 2);
        let agenda = &view.workers[0];
        assert_eq!((agenda.worker, agenda.name.as_str()), (town.workers[0], "Agent 0"));
        assert_eq!(agenda.openings.len(), 4, "two blocks of two openings");
        assert!(agenda.openings.iter().all(|one| one.day == march(2) && one.recurs && !one.differs));
        assert_eq!(agenda.openings[0].place, Some(town.place));
        let shown = &agenda.appointments[0];
        assert_eq!((shown.id, shown.motive, shown.status, shown.version), (id, long, Status::Booked, 1));
        assert_eq!((on_the_wall(shown.span), on_the_wall(shown.busy)), ("10:00-10:30".into(), "09:50-10:35".into()));
        assert_eq!(shown.caller_name.as_deref(), Some("Sa fille"));
        assert_eq!(shown.caller_phone.as_deref(), Some("+33612345678"));
        let person = &shown.people[0];
        assert_eq!((person.first_name.as_str(), person.language.as_str(), person.proven), ("Personne1", "fr", true));
        assert!(person.phone.is_some());
        assert_eq!((agenda.appointments[1].id, agenda.appointments[1].status), (gone, Status::Cancelled));
        assert!(view.workers[1].appointments.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agenda_of_a_place_shows_who_is_there() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let neighbour = town.neighbour().await;
        let (desk, now) = (&town.app.desk, town.now());
        let me = town.with_role(Role::Secretary);
        let opening = town.usual_opening(1).await;
        let way = relais::domain::scheduling::editing::Which::All;
        desk.delete_opening(&me, (opening, way), now).await.unwrap();
        let at = |place| AgendaRequest { whose: WhoseAgenda::Place(place), span: days(2, 2) };
        let view = desk.agenda(&me, &at(town.place), now).await.unwrap();
        assert_eq!(view.workers.iter().map(|one| one.worker).collect::<Vec<_>>(), town.workers[..1]);
        not_found(desk.agenda(&me, &at(neighbour.place), now).await, "place");
        let named = AgendaRequest { whose: WhoseAgenda::Workers(vec![neighbour.worker]), span: days(2, 2) };
        not_found(desk.agenda(&me, &named, now).await, "worker");
        denied(desk.agenda(&town.guest(&[], &[]), &at(town.place), now).await);
        let span = Span::lasting(now, Minutes::days(400)).unwrap();
        let long = AgendaRequest { whose: WhoseAgenda::Workers(Vec::new()), span };
        assert_eq!(mistake(desk.agenda(&me, &long, now).await), "agenda-span-too-long");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_of_23_hours_and_one_of_25_are_shown_as_long_as_they_are() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let (desk, now) = (&town.app.desk, town.now());
        let me = town.with_role(Role::Worker);
        let zone = chrono_tz::Europe::Paris;
        let sundays = When::new(march(22), None, Some("FREQ=WEEKLY;BYDAY=SU"), zone).unwrap();
        desk.create_opening(&me, town.workers[0], town.plan(sundays, "00:00-06:00"), now).await.unwrap();
        let autumn = chrono::NaiveDate::from_ymd_opt(2026, 10, 25).unwrap();
        for (day, hours) in [(march(22), 6), (march(29), 5), (autumn, 7)] {
            let span = zones::day_span(zone, day).unwrap();
            let view = town.agenda_of(&me, span).await;
            let [opening] = &view.workers[0].openings[..] else { panic!("{:?}", view.workers[0].openings) };
            assert_eq!((opening.day, opening.span.length().num_hours()), (day, hours), "{day}");
        }
        let absence = AbsencePlan::whole_days(march(29), march(29), "").unwrap();
        desk.create_absence(&me, town.workers[0], absence, now).await.unwrap();
        let view = town.agenda_of(&me, days(29, 29)).await;
        assert_eq!(view.workers[0].absences[0].span.length().num_hours(), 23);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn public_holidays_are_shown_for_the_organisation_and_its_places() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let easter = Span::lasting(town.at(31, "00:00"), Minutes::days(8)).unwrap();
        let view = town.agenda_of(&town.with_role(Role::Worker), easter).await;
        let closed: Vec<_> = view.closed.iter().map(|closed| (closed.place, closed.why.clone())).collect();
        let holiday = ClosedWhy::Holiday(Holiday::EasterMonday);
        assert_eq!(closed, [(None, holiday.clone()), (Some(town.place), holiday)]);
    })
    .await;
}

// Statements are counted for the whole process: the count runs alone, in one of its own.
#[test]
fn an_agenda_takes_six_statements_however_many_workers() {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "actions::agenda_look::counted", "--ignored", "--test-threads=1", "--nocapture"])
        .output()
        .unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&child.stdout), String::from_utf8_lossy(&child.stderr));
    assert!(child.status.success() && text.contains("1 passed"), "{text}");
}

#[tokio::test]
#[ignore = "run by the test above, alone"]
async fn counted() {
    for workers in [1, 30] {
        let town = TestTown::new(sqlite().await, workers).await;
        for worker in 0..workers {
            town.staff_books(town.at(2, "09:00"), worker, worker).await.unwrap();
        }
        let before = statements_run();
        let view = town.agenda_of(&town.with_role(Role::Secretary), days(2, 8)).await;
        assert!(view.workers.iter().all(|agenda| agenda.appointments.len() == 1 && agenda.openings.len() == 10));
        let run = statements_run() - before;
        assert!(run <= 6, "{run} statements for {workers} workers");
    }
}
