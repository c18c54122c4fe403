//! Around the agenda: calls, drafts, the waiting list, "I am late", statistics.

use relais::actions::calls::CallBackRequest;
use relais::actions::change_status::StatusRequest;
use relais::actions::waiting_list::WaitingRequest;
use relais::domain::access::Role;
use relais::domain::appointments::Status;
use relais::domain::calls::{CALL_KEPT, CallBackOutcome, CallOutcome, CameBy, DraftKind};
use relais::domain::motives::BookableBy;
use relais::domain::people::Who;
use relais::domain::scheduling::booking::Refusal;
use relais::domain::scheduling::editing::AbsencePlan;
use relais::domain::scheduling::search::{Audience, Nothing};
use relais::domain::time::Minutes;

use crate::support::acts::refusal;
use crate::support::agenda::{denied, march, mistake, not_found};
use crate::support::databases::on_both;
use crate::support::town::{TestTown, motive};

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_nobody_answers_is_noted_and_changes_no_status() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let (desk, now) = (&town.app.desk, town.now());
        let neighbour = town.neighbour().await;
        let me = town.with_role(Role::Worker);
        let id = town.staff_books(town.at(2, "09:00"), 0, 1).await.unwrap().appointment.id;
        desk.note_call(&me, (id, CallOutcome::NoAnswer), now).await.unwrap();
        desk.note_call(&town.claimant(), (id, CallOutcome::Reached), now + Minutes(5)).await.unwrap();
        let tries = desk.calls(&me, id).await.unwrap();
        let shown: Vec<_> = tries.iter().map(|call| (call.outcome, call.worker)).collect();
        assert_eq!(shown, [(CallOutcome::NoAnswer, Some(town.workers[0])), (CallOutcome::Reached, None)]);
        let appointment = desk.appointment(&me, id).await.unwrap();
        assert_eq!((appointment.status, appointment.version), (Status::Booked, 1));
        let there = town.signed_in(neighbour.worker, neighbour.organisation, Role::Worker);
        not_found(desk.note_call(&there, (id, CallOutcome::Reached), now).await, "appointment");
        denied(desk.note_call(&town.guest(&[], &[id]), (id, CallOutcome::Reached), now).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_asks_to_be_called_once_and_the_staff_crosses_it_off() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let (desk, now) = (&town.app.desk, town.now());
        let neighbour = town.neighbour().await;
        let booked = town.staff_books(town.at(2, "09:00"), 0, 1).await.unwrap().appointment;
        let guest = town.guest(&[booked.people[0].0], &[booked.id]);
        let ask = |phone: &str| CallBackRequest {
            organisation: town.organisation,
            person: Some(booked.people[0].0),
            appointment: Some(booked.id),
            name: "Awa".to_owned(),
            phone: phone.to_owned(),
            came_by: CameBy::Web,
        };
        let (id, new) = desk.ask_call_back(&guest, ask("06 12 34 56 78"), now).await.unwrap();
        assert!(new);
        assert_eq!(desk.ask_call_back(&guest, ask("+33612345678"), now).await.unwrap(), (id, false));
        assert_eq!(mistake(desk.ask_call_back(&guest, ask("12"), now).await), "agenda-phone");
        not_found(desk.ask_call_back(&town.guest(&[], &[]), ask("0612345678"), now).await, "person");
        let me = town.with_role(Role::Secretary);
        let waiting = desk.call_backs(&me).await.unwrap();
        assert_eq!(
            (waiting.len(), waiting[0].phone.as_str(), waiting[0].appointment),
            (1, "+33612345678", Some(booked.id))
        );
        let there = town.signed_in(neighbour.worker, neighbour.organisation, Role::Worker);
        assert!(desk.call_backs(&there).await.unwrap().is_empty());
        not_found(desk.end_call_back(&there, (id, Some(CallBackOutcome::Reached)), now).await, "call_back");
        not_found(desk.take_call_back(&there, id, now).await, "call_back");
        not_found(desk.leave_call_back(&there, id).await, "call_back");
        denied(desk.call_backs(&guest).await);
        desk.end_call_back(&me, (id, Some(CallBackOutcome::Reached)), now).await.unwrap();
        desk.end_call_back(&me, (id, Some(CallBackOutcome::Reached)), now).await.unwrap();
        assert!(desk.call_backs(&me).await.unwrap().is_empty());
        assert_eq!(town.raw().await.count("journal WHERE thing = 'call_back'").await, 2);
        assert!(desk.ask_call_back(&guest, ask("0612345678"), now).await.unwrap().1, "it may be asked again");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_there_for_a_day_and_for_its_worker_alone() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let (desk, now) = (&town.app.desk, town.now());
        let me = town.with_role(Role::Worker);
        let colleague = town.signed_in(town.workers[1], town.organisation, Role::Worker);
        desk.save_draft(&me, DraftKind::Desk, "{\"a\":1}".into(), now).await.unwrap();
        desk.save_draft(&me, DraftKind::Desk, "{\"a\":2}".into(), now + Minutes(1)).await.unwrap();
        let draft = desk.draft(&me, DraftKind::Desk, now + Minutes::hours(23)).await.unwrap();
        assert_eq!(draft, Some(("{\"a\":2}".to_owned(), now + Minutes(1))));
        assert_eq!(desk.draft(&colleague, DraftKind::Desk, now).await.unwrap(), None);
        assert_eq!(desk.draft(&me, DraftKind::Absence, now).await.unwrap(), None);
        let next_day = now + Minutes::days(1) + Minutes(1);
        assert_eq!(desk.draft(&me, DraftKind::Desk, next_day).await.unwrap(), None);
        assert_eq!(desk.forget_drafts(next_day).await.unwrap(), 1);
        desk.save_draft(&me, DraftKind::Desk, "{}".into(), now).await.unwrap();
        desk.delete_draft(&me, DraftKind::Desk).await.unwrap();
        assert_eq!(desk.draft(&me, DraftKind::Desk, now).await.unwrap(), None);
        let long = desk.save_draft(&me, DraftKind::Desk, "x".repeat(70_000), now).await;
        assert_eq!(mistake(long), "agenda-draft-too-long");
        denied(desk.save_draft(&town.guest(&[], &[]), DraftKind::Desk, "{}".into(), now).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_waits_once_per_motive_until_she_leaves_the_list() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let (desk, now) = (&town.app.desk, town.now());
        let neighbour = town.neighbour().await;
        let person = town.known_person("Awa").await;
        let wish = |who, place, last_day| WaitingRequest {
            who,
            motive: town.motive,
            place,
            worker: None,
            first_day: Some(march(5)),
            last_day,
        };
        let guest = town.guest(&[person], &[]);
        let (id, new) = desk.join_waiting_list(&guest, wish(Who::Known(person), None, None), now).await.unwrap();
        assert!(new);
        let again = wish(Who::Known(person), Some(town.place), Some(march(20)));
        let me = town.with_role(Role::Secretary);
        assert_eq!(desk.join_waiting_list(&me, again, now).await.unwrap(), (id, false));
        desk.join_waiting_list(&town.claimant(), wish(town.somebody(1), None, None), now + Minutes(1)).await.unwrap();
        let list = desk.waiting_list(&me, Some(town.motive)).await.unwrap();
        assert_eq!(list.iter().map(|line| line.first_name.as_str()).collect::<Vec<_>>(), ["Awa", "Personne1"]);
        assert_eq!((list[0].place, list[0].last_day), (Some(town.place), Some(march(20))));
        let backwards = wish(Who::Known(person), None, Some(march(1)));
        assert_eq!(mistake(desk.join_waiting_list(&me, backwards, now).await), "agenda-ends-before-it-starts");
        let elsewhere = wish(Who::Known(person), Some(neighbour.place), None);
        not_found(desk.join_waiting_list(&me, elsewhere, now).await, "place");
        let mut staff_only = motive(town.organisation, "Interne");
        staff_only.bookable_by = BookableBy::Staff;
        let staff_only = town.add_motive(staff_only).await;
        let closed = WaitingRequest { motive: staff_only, ..wish(Who::Known(person), None, None) };
        let refused = desk.join_waiting_list(&guest, closed, now).await;
        assert_eq!(refusal(refused), Refusal::Nothing { reason: Nothing::NotOpenToYou });
        let there = town.signed_in(neighbour.worker, neighbour.organisation, Role::Worker);
        assert!(desk.waiting_list(&there, None).await.unwrap().is_empty());
        not_found(desk.leave_waiting_list(&there, id, now).await, "waiting_entry");
        not_found(desk.leave_waiting_list(&town.guest(&[], &[]), id, now).await, "waiting_entry");
        desk.leave_waiting_list(&guest, id, now).await.unwrap();
        desk.leave_waiting_list(&guest, id, now).await.unwrap();
        let known = wish(Who::Known(person), None, None);
        assert!(desk.join_waiting_list(&guest, known, now).await.unwrap().1, "she may come back");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_says_on_the_day_that_she_is_late() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let booked = town.staff_books(town.at(2, "09:00"), 0, 1).await.unwrap().appointment;
        town.app.clock.advance(Minutes(20 * 60 + 50));
        let late = || StatusRequest {
            appointment: booked.id,
            audience: Audience::Public,
            to: Status::Late,
            person: None,
            accept: Vec::new(),
            reason: None,
        };
        let desk = &town.app.desk;
        not_found(desk.change_status(&town.guest(&[], &[]), late(), None, town.now()).await, "appointment");
        let guest = town.guest(&[], &[booked.id]);
        desk.change_status(&guest, late(), None, town.now()).await.unwrap();
        assert_eq!(desk.appointment(&guest, booked.id).await.unwrap().status, Status::Late);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn statistics_count_states_occupancy_waits_and_searches_that_found_nothing() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let desk = &town.app.desk;
        let neighbour = town.neighbour().await;
        let lead = town.with_role(Role::TeamLead);
        let seen = town.staff_books(town.at(2, "09:00"), 0, 1).await.unwrap().appointment.id;
        let missed = town.staff_books(town.at(2, "09:30"), 0, 2).await.unwrap().appointment.id;
        let gone = town.staff_books(town.at(2, "10:00"), 0, 3).await.unwrap().appointment.id;
        town.staff_books(town.at(3, "09:00"), 0, 4).await.unwrap();
        let absence = AbsencePlan::whole_days(march(3), march(3), "").unwrap();
        desk.create_absence(&lead, town.workers[1], absence, town.now()).await.unwrap();
        town.set(gone, Status::Cancelled).await.unwrap();
        // Two browsers; the first looks again.
        for browser in ["one", "other", "one"] {
            desk.note_miss(&town.guest(&[], &[]), town.motive, Nothing::Full, browser, town.now()).await.unwrap();
        }
        // Monday 11:00.
        town.app.clock.advance(Minutes::hours(23));
        town.set(seen, Status::Seen).await.unwrap();
        town.set(missed, Status::NoShow).await.unwrap();

        let all = desk.statistics(&lead, (march(1), march(3)), town.now()).await.unwrap();
        let [motive] = &all.by_motive[..] else { panic!("{:?}", all.by_motive) };
        let of = |status| motive.tally.of(status);
        assert_eq!((of(Status::Seen), of(Status::NoShow), of(Status::Cancelled), of(Status::Booked)), (1, 1, 1, 1));
        assert_eq!((motive.tally.booked, motive.tally.no_show_per_mille()), (Minutes(90), Some(500)));
        assert_eq!(motive.third_slot, Some(0));
        let [one, other] = &all.by_worker[..] else { panic!("{:?}", all.by_worker) };
        assert_eq!((one.open, one.taken, one.occupancy_per_mille()), (Minutes(14 * 60), Minutes(90), Some(107)));
        assert_eq!((other.open, other.taken, other.tally.all()), (Minutes(7 * 60), Minutes(0), 0));
        assert_eq!(all.misses, [(town.motive, Nothing::Full, 2)]);

        denied(desk.statistics(&town.with_role(Role::Worker), (march(1), march(3)), town.now()).await);
        assert_eq!(
            mistake(desk.statistics(&lead, (march(3), march(1)), town.now()).await),
            "agenda-ends-before-it-starts"
        );
        let there = town.signed_in(neighbour.worker, neighbour.organisation, Role::TeamLead);
        let theirs = desk.statistics(&there, (march(1), march(3)), town.now()).await.unwrap();
        assert!(theirs.by_motive.is_empty() && theirs.misses.is_empty());
        assert!(theirs.by_worker.iter().all(|one| one.tally.all() == 0 && one.open == Minutes(0)));
        not_found(desk.note_miss(&there, town.motive, Nothing::Full, "one", town.now()).await, "motive");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_taken_by_exactly_one_and_not_for_ever() {
    on_both(|db| async {
        let town = TestTown::new(db, 8).await;
        let (desk, now) = (&town.app.desk, town.now());
        let ask = CallBackRequest {
            organisation: town.organisation,
            person: None,
            appointment: None,
            name: "Awa".to_owned(),
            phone: "0612345678".to_owned(),
            came_by: CameBy::Desk,
        };
        let (id, _) = desk.ask_call_back(&town.with_role(Role::Secretary), ask, now).await.unwrap();
        let by = |worker: usize| town.signed_in(town.workers[worker], town.organisation, Role::Secretary);
        let all = futures_util::future::join_all((0..8).map(|worker| {
            let who = by(worker);
            async move { desk.take_call_back(&who, id, now).await.unwrap() }
        }));
        let taken = all.await;
        assert_eq!(taken.iter().filter(|taken| **taken).count(), 1, "{taken:?}");
        let first = taken.iter().position(|taken| *taken).unwrap();
        let other = (first + 1) % 8;
        assert!(desk.take_call_back(&by(first), id, now).await.unwrap(), "one's own stays one's own");
        let later = now + CALL_KEPT;
        assert!(!desk.take_call_back(&by(other), id, later - Minutes(1)).await.unwrap());
        assert!(desk.take_call_back(&by(other), id, later).await.unwrap(), "it was left lying");
        desk.end_call_back(&by(other), (id, None), later).await.unwrap();
        let line = desk.call_backs(&by(first)).await.unwrap().remove(0);
        assert_eq!((line.tries, line.taken), (1, None));
    })
    .await;
}
