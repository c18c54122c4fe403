//! Changing when a worker receives: one occurrence, all from a day on, all of them; and whose calendar
//! it may be.

use relais::domain::access::Role;
use relais::domain::scheduling::editing::{Hours, OpeningPlan, Unfit, When, Which};

use crate::support::agenda::{denied, hours, march, mistake, not_found, weekly};
use crate::support::databases::on_both;
use crate::support::town::{TestTown, motive};

const MONDAYS: &str = "FREQ=WEEKLY;BYDAY=MO";

#[tokio::test(flavor = "multi_thread")]
async fn one_occurrence_gets_other_hours_or_none_and_the_rest_stays() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let desk = &town.app.desk;
        let me = town.with_role(Role::Worker);
        let opening = town.usual_opening(0).await;
        let plan = desk.opening(&me, opening, town.now()).await.unwrap().plan;
        let other =
            OpeningPlan::new(plan.place, plan.when.clone(), hours("10:00-11:00"), plan.motives().to_vec()).unwrap();
        let done = desk.change_opening(&me, (opening, Which::ThisOnly(march(9))), other, town.now()).await.unwrap();
        assert_eq!(done.opening, Some(opening));
        desk.delete_opening(&me, (opening, Which::ThisOnly(march(10))), town.now()).await.unwrap();
        assert_eq!(town.open_on(9).await, "10:00-11:00");
        assert_eq!(town.open_on(10).await, "");
        assert_eq!(town.open_on(11).await, "09:00-12:00,14:00-18:00");

        // Elsewhere on one day: an opening of its own.
        let by_phone =
            OpeningPlan::new(None, plan.when.clone(), hours("08:00-09:00"), plan.motives().to_vec()).unwrap();
        let done = desk.change_opening(&me, (opening, Which::ThisOnly(march(12))), by_phone, town.now()).await.unwrap();
        assert_ne!(done.opening, Some(opening));
        let own = desk.opening(&me, done.opening.unwrap(), town.now()).await.unwrap().plan;
        assert_eq!((own.when, own.place), (When::once(march(12)), None));
        assert_eq!(town.open_on(12).await, "08:00-09:00");
        assert_eq!(town.open_on(13).await, "09:00-12:00,14:00-18:00");

        let sunday = desk.delete_opening(&me, (opening, Which::ThisOnly(march(8))), town.now()).await;
        assert_eq!(mistake(sunday), "agenda-not-an-occurrence");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_day_on_another_opening_follows_and_takes_over_what_differs_later() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let (desk, now) = (&town.app.desk, town.now());
        let me = town.with_role(Role::Worker);
        let usual = town.usual_opening(0).await;
        desk.delete_opening(&me, (usual, Which::All), now).await.unwrap();
        let plan = town.plan(weekly("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU"), "09:00-12:00");
        let first = desk.create_opening(&me, town.workers[0], plan, now).await.unwrap().opening.unwrap();
        let short = || town.plan(weekly(MONDAYS), "10:00-11:00");
        for day in [3, 16, 30] {
            desk.change_opening(&me, (first, Which::ThisOnly(march(day))), short(), now).await.unwrap();
        }

        let from_16 = town.plan(weekly("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"), "14:00-15:00");
        let done = desk.change_opening(&me, (first, Which::FromThisOn(march(16))), from_16, now).await.unwrap();
        let second = done.opening.unwrap();
        assert_ne!(second, first);
        for (day, open) in [
            (2, "09:00-12:00"),
            (3, "10:00-11:00"),
            (9, ""),
            // The day of the change takes the new hours; the Tuesday is no longer one of its days.
            (16, "14:00-15:00"),
            (17, ""),
            (23, ""),
            (30, "10:00-11:00"),
        ] {
            assert_eq!(town.open_on(day).await, open, "{day} March");
        }
        let ended = desk.opening(&me, first, now).await.unwrap().plan;
        assert_eq!(ended.when.last_day(), Some(march(15)));

        desk.delete_opening(&me, (second, Which::FromThisOn(march(30))), now).await.unwrap();
        assert_eq!((town.open_on(16).await.as_str(), town.open_on(30).await.as_str()), ("14:00-15:00", ""));
        // From the first day on is all of it.
        let gone = desk.delete_opening(&me, (second, Which::FromThisOn(march(16))), now).await.unwrap();
        assert_eq!(gone.opening, None);
        not_found(desk.opening(&me, second, now).await, "opening");
        let mut raw = town.raw().await;
        assert_eq!(raw.count("opening_exception").await, 1);
        assert_eq!(raw.count("journal WHERE thing = 'opening'").await, 8);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_counts_its_days_has_the_rest_of_them_after_a_split() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let (desk, now) = (&town.app.desk, town.now());
        let me = town.with_role(Role::Worker);
        let usual = town.usual_opening(0).await;
        desk.delete_opening(&me, (usual, Which::All), now).await.unwrap();
        let when = weekly("FREQ=WEEKLY;BYDAY=MO;COUNT=4");
        let plan = town.plan(when.clone(), "09:00-10:00");
        let id = desk.create_opening(&me, town.workers[0], plan, now).await.unwrap().opening.unwrap();
        let later = town.plan(when, "11:00-12:00");
        let next = desk.change_opening(&me, (id, Which::FromThisOn(march(16))), later, now).await.unwrap();
        let next = desk.opening(&me, next.opening.unwrap(), now).await.unwrap().plan;
        assert_eq!(next.when.rule().as_deref(), Some("FREQ=WEEKLY;BYDAY=MO;COUNT=2"));
        let mut open = Vec::new();
        for day in [2, 9, 16, 23, 30] {
            open.push(town.open_on(day).await);
        }
        assert_eq!(open, ["09:00-10:00", "09:00-10:00", "11:00-12:00", "11:00-12:00", ""]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opening_that_shrinks_or_goes_tells_which_appointments_are_now_outside() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let (desk, now) = (&town.app.desk, town.now());
        let me = town.with_role(Role::Worker);
        let early = town.staff_books(town.at(2, "09:00"), 0, 1).await.unwrap().appointment.id;
        let late = town.staff_books(town.at(9, "15:00"), 0, 2).await.unwrap().appointment.id;
        let usual = town.usual_opening(0).await;
        let mornings = town.plan(weekly("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"), "09:00-12:00");
        let done = desk.change_opening(&me, (usual, Which::All), mornings, now).await.unwrap();
        assert_eq!(done.outside.iter().map(|one| one.id).collect::<Vec<_>>(), [late]);
        assert_eq!(done.outside[0].people[0].first_name, "Personne2");
        // What was outside before is not news.
        let done = desk.delete_opening(&me, (usual, Which::All), now).await.unwrap();
        assert_eq!(done.outside.iter().map(|one| one.id).collect::<Vec<_>>(), [early]);
        assert_eq!(town.raw().await.count("appointment WHERE status = 'booked'").await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_changes_her_own_calendar_and_others_only_those_of_their_organisation() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let (desk, now) = (&town.app.desk, town.now());
        let neighbour = town.neighbour().await;
        let plan = || town.plan(weekly(MONDAYS), "18:00-19:00");
        let (me, colleague) = (town.with_role(Role::Worker), town.workers[1]);
        desk.create_opening(&me, town.workers[0], plan(), now).await.unwrap();
        denied(desk.create_opening(&me, colleague, plan(), now).await);
        let hers = town.usual_opening(1).await;
        denied(desk.delete_opening(&me, (hers, Which::All), now).await);
        let secretary = town.with_role(Role::Secretary);
        desk.create_opening(&secretary, colleague, plan(), now).await.unwrap();
        not_found(desk.create_opening(&secretary, neighbour.worker, plan(), now).await, "worker");

        // The worker whom both share: each sees and changes its own openings only.
        let there = town.signed_in(neighbour.worker, neighbour.organisation, Role::OrganisationAdmin);
        let mine = town.usual_opening(0).await;
        not_found(desk.delete_opening(&there, (mine, Which::All), now).await, "opening");
        not_found(desk.opening(&there, mine, now).await, "opening");
        not_found(desk.create_opening(&there, town.workers[0], plan(), now).await, "place");
        let foreign = town.add_motive(motive(neighbour.organisation, "Autre")).await;
        let wrong = OpeningPlan::new(None, weekly(MONDAYS), hours("18:00-19:00"), vec![foreign]).unwrap();
        not_found(desk.create_opening(&me, town.workers[0], wrong, now).await, "motive");
        denied(desk.create_opening(&town.guest(&[], &[]), town.workers[0], plan(), now).await);
        // No key may: agendas are for people who sign in.
        denied(desk.create_opening(&town.claimant(), town.workers[0], plan(), now).await);
    })
    .await;
}

#[test]
fn what_cannot_be_is_refused_with_its_field_before_anything_is_written() {
    let zone = chrono_tz::Europe::Paris;
    let when = |last, rule| When::new(march(2), last, rule, zone).unwrap_err();
    assert_eq!(when(Some(march(1)), None), Unfit::EndsBeforeItStarts);
    assert_eq!(when(Some(march(3)), None), Unfit::DaysMissing);
    assert_eq!(when(Some(march(3)), Some("FREQ=WEEKLY;BYDAY=SU")), Unfit::NoDay);
    assert_eq!(when(None, Some("FREQ=HOURLY")).field(), "rule");
    assert_eq!(Hours::new(Vec::new()), Err(Unfit::NoHours));
    let overlapping = relais::domain::scheduling::agenda::parse_blocks("09:00-12:00,11:00-13:00").unwrap();
    assert_eq!(Hours::new(overlapping), Err(Unfit::HoursOverlap));
    let no_motive = OpeningPlan::new(None, When::once(march(2)), hours("09:00-10:00"), Vec::new());
    assert_eq!(no_motive.unwrap_err().field(), "motives");
}
