//! Absences: written, changed, deleted; and which appointments they cover.

use relais::domain::access::Role;
use relais::domain::ids::AppointmentId;
use relais::domain::scheduling::editing::{AbsencePlan, OpeningPlan, Unfit, When};

use crate::support::agenda::{days, denied, hours, march, not_found, on_the_wall, time, weekly};
use crate::support::databases::on_both;
use crate::support::town::{TestTown, motive};

#[tokio::test(flavor = "multi_thread")]
async fn an_absence_answers_with_the_appointments_it_covers() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let (desk, now) = (&town.app.desk, town.now());
        let me = town.with_role(Role::Worker);
        let mut ids: Vec<AppointmentId> = Vec::new();
        for (number, (day, clock)) in [(2, "09:00"), (2, "11:30"), (3, "09:00"), (9, "15:00")].iter().enumerate() {
            ids.push(town.staff_books(town.at(*day, clock), 0, number).await.unwrap().appointment.id);
        }
        town.staff_books(town.at(2, "09:00"), 1, 9).await.unwrap();
        let covered = |done: &relais::actions::agenda::AbsenceDone| -> Vec<AppointmentId> {
            done.covered.appointments.iter().map(|one| one.id).collect()
        };
        // A part of a day: what ends when it starts is not under it.
        let part = AbsencePlan::once((march(2), time("09:30")), (march(2), time("12:00")), "Formation").unwrap();
        let done = desk.create_absence(&me, town.workers[0], part, now).await.unwrap();
        assert_eq!(covered(&done), ids[1..2]);
        // Changed to several days.
        let long = AbsencePlan::whole_days(march(2), march(3), "Congé").unwrap();
        let changed = desk.change_absence(&me, done.absence, long, now).await.unwrap();
        assert_eq!((covered(&changed), changed.covered.others), (ids[..3].to_vec(), 0));
        let view = town.agenda_of(&me, days(2, 4)).await;
        let agenda = view.workers.iter().find(|agenda| agenda.worker == town.workers[0]).unwrap();
        let shown: Vec<_> = agenda.absences.iter().map(|one| (on_the_wall(one.span), one.reason.as_str())).collect();
        assert_eq!(shown, [("00:00-00:00".to_owned(), "Congé")]);
        // Nothing is free under it.
        let shown = town.shown_by_worker(town.motive, town.at(2, "00:00"), town.at(4, "00:00")).await;
        assert!(shown.iter().all(|slot| slot.slot.workers == [town.workers[1]]));
        // Again and again.
        let mondays = When::new(march(2), None, Some("FREQ=WEEKLY;BYDAY=MO"), chrono_tz::Europe::Paris).unwrap();
        let again = AbsencePlan::recurring(mondays, (time("15:00"), time("00:00")), "École").unwrap();
        let again = desk.create_absence(&me, town.workers[0], again, now).await.unwrap();
        assert_eq!(covered(&again), ids[3..]);
        desk.delete_absence(&me, changed.absence, now).await.unwrap();
        not_found(desk.delete_absence(&me, changed.absence, now).await, "absence");
        assert_eq!(town.raw().await.count("journal WHERE thing = 'absence'").await, 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_organisation_booked_is_counted_and_not_shown() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let (desk, now) = (&town.app.desk, town.now());
        let neighbour = town.neighbour().await;
        let foreign = town.add_motive(motive(neighbour.organisation, "Autre")).await;
        let token = town.add_key(neighbour.organisation, "voisins", "slots,read,book,staff").await;
        let claimant = relais::actions::api_keys::claim(&token).unwrap();
        let mut wish = town.staff_wish(foreign, town.at(2, "09:00"), town.workers[0], town.somebody(7));
        wish.accept = vec![relais::domain::scheduling::booking::Warning::OutsideOpening];
        desk.book(&claimant, wish, None, now).await.unwrap();
        let own = town.staff_books(town.at(2, "10:00"), 0, 1).await.unwrap().appointment.id;

        let there = town.signed_in(neighbour.worker, neighbour.organisation, Role::Secretary);
        let monday = When::once(march(2));
        let theirs = OpeningPlan::new(Some(neighbour.place), monday, hours("18:00-19:00"), vec![foreign]).unwrap();
        let theirs = desk.create_opening(&there, town.workers[0], theirs, now).await.unwrap().opening.unwrap();

        let day = AbsencePlan::whole_days(march(2), march(2), "").unwrap();
        let me = town.with_role(Role::Worker);
        let done = desk.create_absence(&me, town.workers[0], day, now).await.unwrap();
        assert_eq!(done.covered.appointments.iter().map(|one| one.id).collect::<Vec<_>>(), [own]);
        assert_eq!(done.covered.others, 1);
        let view = town.agenda_of(&me, days(2, 2)).await;
        assert_eq!(view.workers.len(), 1);
        let agenda = &view.workers[0];
        assert_eq!(agenda.appointments.len(), 1);
        assert_eq!(agenda.busy.iter().map(|busy| on_the_wall(*busy)).collect::<Vec<_>>(), ["09:00-09:30"]);
        assert!(agenda.openings.iter().all(|opening| opening.opening != theirs));
        let view = town.agenda_of(&there, days(2, 2)).await;
        let agenda = view.workers.iter().find(|agenda| agenda.worker == town.workers[0]).unwrap();
        assert_eq!(agenda.openings.iter().map(|one| one.opening).collect::<Vec<_>>(), [theirs]);
        assert_eq!((agenda.appointments.len(), agenda.busy.len()), (1, 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_is_declared_absent_by_those_who_keep_the_agendas() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let (desk, now) = (&town.app.desk, town.now());
        let neighbour = town.neighbour().await;
        let plan = || AbsencePlan::whole_days(march(2), march(2), "").unwrap();
        let (me, lead) = (town.with_role(Role::Worker), town.with_role(Role::TeamLead));
        denied(desk.create_absence(&me, town.workers[1], plan(), now).await);
        let hers = desk.create_absence(&lead, town.workers[1], plan(), now).await.unwrap().absence;
        denied(desk.change_absence(&me, hers, plan(), now).await);
        denied(desk.delete_absence(&me, hers, now).await);
        let there = town.signed_in(neighbour.worker, neighbour.organisation, Role::OrganisationAdmin);
        not_found(desk.delete_absence(&there, hers, now).await, "absence");
        not_found(desk.create_absence(&lead, neighbour.worker, plan(), now).await, "worker");
    })
    .await;
}

#[test]
fn an_absence_ends_after_it_starts_and_lasts_44_days_at_most() {
    let once = |from: (u32, &str), to: (u32, &str)| {
        AbsencePlan::once((march(from.0), time(from.1)), (march(to.0), time(to.1)), "").map(|plan| plan.block())
    };
    assert_eq!(once((2, "09:00"), (2, "09:00")), Err(Unfit::EndsBeforeItStarts));
    assert_eq!(once((3, "09:00"), (2, "10:00")), Err(Unfit::EndsBeforeItStarts));
    assert_eq!(once((2, "09:00"), (3, "08:00")).as_deref(), Ok("09:00-08:00"));
    let too_long = AbsencePlan::whole_days(march(1), march(1) + chrono::Days::new(44), "");
    assert_eq!(too_long, Err(Unfit::TooLong));
    let night = AbsencePlan::recurring(weekly("FREQ=DAILY"), (time("22:00"), time("02:00")), "");
    assert_eq!(night, Err(Unfit::EndsBeforeItStarts));
}
