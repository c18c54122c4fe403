//! Workshops: sessions with seats that people join and leave.

use std::collections::BTreeSet;

use relais::actions::ActionError;
use relais::actions::find_slots::{Found, SlotRequest};
use relais::domain::appointments::Status;
use relais::domain::ids::{AppointmentId, MotiveId, PersonId};
use relais::domain::motives::Motive;
use relais::domain::people::Who;
use relais::domain::scheduling::booking::Refusal;
use relais::domain::scheduling::search::{Audience, Bound, Nothing, Session};
use relais::domain::time::Minutes;

use crate::support::acts::{monday, refusal, word};
use crate::support::databases::{TestDb, on_both};
use crate::support::town::{TestTown, motive};

const SEATS: i64 = 8;

/// A town with a workshop on Monday at nine, planned by the staff.
async fn with_workshop(db: TestDb, change: impl Fn(&mut Motive)) -> (TestTown, MotiveId, AppointmentId) {
    let mut town = TestTown::new(db, 1).await;
    let mut workshop = motive(town.organisation, "Atelier");
    workshop.seats = Some(SEATS);
    change(&mut workshop);
    town.motive = town.add_motive(workshop).await;
    let mut plan = town.staff_wish(town.motive, monday(9, 0), town.workers[0], Who::Known(PersonId(0)));
    plan.who = None;
    let session = town.book(plan).await.unwrap().appointment.id;
    let motive = town.motive;
    (town, motive, session)
}

async fn sessions(town: &TestTown) -> Vec<Session> {
    let request = SlotRequest::new(town.motive, Audience::Public, Bound::At(monday(0, 0)), Bound::At(monday(23, 0)));
    match town.app.desk.find_slots(&town.claimant(), &request, town.now()).await.unwrap().found {
        Found::Sessions(sessions) => sessions,
        Found::Nothing(Nothing::Full) => Vec::new(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn at_12_fifty_too_many_race_for_the_seats_and_exactly_the_seats_are_taken() {
    on_both(|db| async {
        let (town, _, session) = with_workshop(db, |_| {}).await;
        let servers = [town.app.clone(), town.second_process().await];
        let answers = futures_util::future::join_all((0..SEATS as usize + 50).map(|number| {
            let (desk, claimant, now) = (servers[number % 2].desk.clone(), town.claimant(), town.now());
            let who = town.somebody(number);
            tokio::spawn(async move { desk.join(&claimant, (session, who), Audience::Public, None, now).await })
        }))
        .await;
        let mut seated = 0;
        for answer in answers {
            match word(&answer.unwrap()).as_str() {
                "ok" => seated += 1,
                "seats_taken" => {}
                other => panic!("{other}"),
            }
        }
        assert_eq!(seated, SEATS);
        let mut raw = town.raw().await;
        assert_eq!(raw.count("participation WHERE live").await, SEATS);
        assert_eq!(raw.number("SELECT seats_taken FROM appointment").await, SEATS);
        assert_eq!(raw.count("person").await, SEATS, "who found no seat leaves nothing behind");
        assert_eq!(raw.count("outbox WHERE kind = 'confirmation'").await, SEATS);
        assert_eq!(raw.count("journal WHERE act = 'joined'").await, SEATS);
        assert_eq!(raw.count("journal WHERE act = 'person_added'").await, SEATS);
        assert!(sessions(&town).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seat_that_is_left_is_given_to_the_next_and_who_left_may_come_back() {
    on_both(|db| async {
        let (town, _, session) = with_workshop(db, |workshop| workshop.seats = Some(1)).await;
        let (amina, boris) = (town.known_person("Amina").await, town.known_person("Boris").await);
        let mut raw = town.raw().await;
        town.join(session, Who::Known(amina)).await.unwrap();
        assert!(town.join(session, Who::Known(amina)).await.unwrap().already);
        assert_eq!(refusal(town.join(session, Who::Known(boris)).await), Refusal::SeatsTaken);
        town.leave(session, amina).await.unwrap();
        assert!(town.leave(session, amina).await.unwrap().already);
        assert_eq!(sessions(&town).await[0].taken, 0);
        town.join(session, Who::Known(boris)).await.unwrap();
        assert_eq!(refusal(town.join(session, Who::Known(amina)).await), Refusal::SeatsTaken);
        town.leave(session, boris).await.unwrap();
        let back = town.join(session, Who::Known(amina)).await.unwrap().appointment;
        assert!(back.people.contains(&(amina, Status::Booked)));
        assert_eq!((back.seats_taken(), raw.miscounted_seats().await), (1, 0));
        // Each of them heard of each change: the last message says what is so.
        let told = format!("SELECT kind FROM outbox WHERE person_id = {amina} ORDER BY id");
        assert_eq!(raw.texts(&told).await, ["confirmation", "cancelled", "confirmation"]);
        let told = format!("SELECT kind FROM outbox WHERE person_id = {boris} ORDER BY id");
        assert_eq!(raw.texts(&told).await, ["confirmation", "cancelled"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_left_does_not_come_back_with_a_workshop_that_is_reinstated() {
    on_both(|db| async {
        let (town, _, session) = with_workshop(db, |_| {}).await;
        let people =
            [town.known_person("Amina").await, town.known_person("Boris").await, town.known_person("Chloé").await];
        for person in people {
            town.join(session, Who::Known(person)).await.unwrap();
        }
        town.leave(session, people[0]).await.unwrap();
        // The staff takes somebody out too.
        let request = relais::actions::change_status::StatusRequest {
            appointment: session,
            audience: Audience::Staff,
            to: Status::Cancelled,
            person: Some(people[1]),
            accept: Vec::new(),
            reason: None,
        };
        town.app.desk.change_status(&town.claimant(), request, None, town.now()).await.unwrap();
        let mut raw = town.raw().await;
        town.set(session, Status::Cancelled).await.unwrap();
        assert_eq!(raw.count("participation WHERE live").await, 0);
        assert_eq!(refusal(town.join(session, Who::Known(people[0])).await).code(), "not_possible_from");
        let back = town.set(session, Status::Booked).await.unwrap().appointment;
        assert_eq!(back.seats_taken(), 1);
        let live: Vec<PersonId> =
            back.people.iter().filter(|(_, status)| status.blocks()).map(|(person, _)| *person).collect();
        assert_eq!(live, [people[2]]);
        for (person, messages) in people.iter().zip([2, 2, 3]) {
            // Somebody who had left hears neither of the cancellation nor of the return.
            assert_eq!(raw.count(&format!("outbox WHERE person_id = {person}")).await, messages);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_to_a_workshop_that_was_moved_meanwhile_is_there_at_its_new_hours() {
    on_both(|db| async {
        let (town, _, session) = with_workshop(db, |_| {}).await;
        let amina = town.known_person("Amina").await;
        town.join(session, Who::Known(amina)).await.unwrap();
        town.leave(session, amina).await.unwrap();
        let request = relais::actions::move_appointment::MoveRequest {
            appointment: session,
            minutes: None,
            audience: Audience::Staff,
            start: monday(14, 0),
            place: None,
            worker: None,
            offer: None,
            accept: Vec::new(),
        };
        town.app.desk.move_appointment(&town.claimant(), request, None, town.now()).await.unwrap();
        town.join(session, Who::Known(amina)).await.unwrap();
        let mut raw = town.raw().await;
        let same_hours = "participation JOIN appointment ON appointment.id = appointment_id
                          WHERE live AND participation.starts_at = appointment.starts_at
                            AND participation.ends_at = appointment.ends_at";
        assert_eq!(raw.count(same_hours).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_leaves_a_workshop_but_never_cancels_or_moves_it() {
    on_both(|db| async {
        let (town, _, session) = with_workshop(db, |_| {}).await;
        let amina = town.known_person("Amina").await;
        town.join(session, Who::Known(amina)).await.unwrap();
        for to in [Status::Excused, Status::Late] {
            let whole = town.change(Audience::Public, session, to, Vec::new()).await;
            assert!(matches!(whole, Err(ActionError::Invalid { field: "person", .. })), "{whole:?}");
        }
        // A slot of another motive at that hour proves nothing either.
        let other = town.add_motive(motive(town.organisation, "Bilan")).await;
        let slot = town.shown_on_monday(other).await.remove(0);
        assert_eq!(word(&town.moved(town.move_to(session, &slot)).await), "not_offered");
        let now = town.app.desk.appointment(&town.claimant(), session).await.unwrap();
        assert_eq!((now.status, now.seats_taken()), (Status::Booked, 1));
        let stranger = town.known_person("Boris").await;
        assert!(matches!(town.leave(session, stranger).await, Err(ActionError::NotFound("person"))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn joining_and_leaving_keep_to_the_delays_of_the_motive() {
    on_both(|db| async {
        let (town, _, session) = with_workshop(db, |workshop| {
            workshop.window.min_delay = Minutes::hours(2);
            workshop.cancel_notice = Minutes::hours(4);
            workshop.quota = Some(1);
        })
        .await;
        let (amina, boris) = (town.known_person("Amina").await, town.known_person("Boris").await);
        town.join(session, Who::Known(amina)).await.unwrap();
        // Sunday noon to Monday, six in the morning: three hours before the start.
        town.app.clock.advance(Minutes::hours(18));
        assert_eq!(refusal(town.leave(session, amina).await), Refusal::TooLateToCancel);
        town.join(session, Who::Known(boris)).await.unwrap();
        town.app.clock.advance(Minutes::hours(2));
        let late = town.known_person("Chloé").await;
        assert_eq!(refusal(town.join(session, Who::Known(late)).await), Refusal::TooSoon);
        // The quota counts sessions to come.
        let mut next = town.staff_wish(town.motive, monday(15, 0), town.workers[0], Who::Known(amina));
        next.who = None;
        let next = town.book(next).await.unwrap().appointment.id;
        assert_eq!(refusal(town.join(next, Who::Known(amina)).await), Refusal::QuotaReached { quota: 1 });
        town.join(next, Who::Known(late)).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_shows_its_seats_and_who_asks_finds_its_own() {
    on_both(|db| async {
        let (town, motive, session) = with_workshop(db, |workshop| workshop.seats = Some(2)).await;
        let (amina, boris) = (town.known_person("Amina").await, town.known_person("Boris").await);
        town.join(session, Who::Known(amina)).await.unwrap();
        let shown = sessions(&town).await;
        assert_eq!((shown[0].appointment, shown[0].seats, shown[0].taken, shown[0].joined), (session, 2, 1, false));
        town.join(session, Who::Known(boris)).await.unwrap();
        assert!(sessions(&town).await.is_empty());
        // Full, and still shown to those who have a seat in it.
        let mut request = SlotRequest::new(motive, Audience::Public, Bound::At(monday(0, 0)), Bound::At(monday(23, 0)));
        request.person = Some(amina);
        let found = town.app.desk.find_slots(&town.claimant(), &request, town.now()).await.unwrap().found;
        assert!(matches!(&found, Found::Sessions(mine) if mine.len() == 1 && mine[0].joined), "{found:?}");
        // An individual appointment is not joined.
        let other = town.add_motive(crate::support::town::motive(town.organisation, "Bilan")).await;
        let alone = town.staff_wish(other, monday(10, 0), town.workers[0], Who::Known(amina));
        let alone = town.book(alone).await.unwrap().appointment.id;
        assert!(matches!(town.join(alone, Who::Known(boris)).await, Err(ActionError::Invalid { .. })));
        let distinct: BTreeSet<_> = [alone, session].into();
        assert_eq!(distinct.len(), 2);
    })
    .await;
}
