//! What an appointment may become: the written table, and the time that goes with it.

use relais::actions::ActionError;
use relais::domain::access::Deed;
use relais::domain::appointments::Status;
use relais::domain::people::Who;
use relais::domain::scheduling::booking::{Refusal, Warning};
use relais::domain::scheduling::search::Audience;
use relais::domain::time::Minutes;

use crate::support::acts::{monday, refusal, word};
use crate::support::databases::on_both;
use crate::support::town::TestTown;

use Status::{Arrived, Booked, Cancelled, Excused, Late, NoShow, Seen};

/// Written a second time, by hand: from each state, the states that it may become.
const TABLE: [(Status, &[Status]); 7] = [
    (Booked, &[Late, Arrived, Seen, NoShow, Excused, Cancelled]),
    (Late, &[Booked, Arrived, Seen, NoShow, Excused, Cancelled]),
    (Arrived, &[Booked, Seen]),
    (Seen, &[Booked]),
    (NoShow, &[Booked, Arrived, Seen, Excused]),
    (Excused, &[Booked]),
    (Cancelled, &[Booked]),
];

#[test]
fn the_state_table_is_the_one_that_is_written_here() {
    for (from, allowed) in TABLE {
        for to in Status::ALL {
            assert_eq!(from.may_become(*to), allowed.contains(to), "{from} to {to}");
        }
    }
    assert_eq!(TABLE.len(), Status::ALL.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_pair_of_states_is_changed_or_refused_as_the_table_says() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        // At its very hour, everything that an hour can show is possible.
        let id = town.staff_books(monday(9, 0), 0, 1).await.unwrap().appointment.id;
        town.app.clock.advance(Minutes::hours(21));
        let mut raw = town.raw().await;
        for (from, allowed) in TABLE {
            for to in Status::ALL {
                // Brought there around the rules.
                let live = from.blocks();
                raw.run(&format!("UPDATE appointment SET status = '{from}'")).await.unwrap();
                raw.run(&format!("UPDATE participation SET status = '{from}', live = {live}")).await.unwrap();
                raw.run(&format!("UPDATE busy_time SET blocking = {live}")).await.unwrap();
                let lines = raw.count("journal").await;
                let answer = town.set(id, *to).await;
                let changed = raw.count("journal").await - lines;
                if from == *to {
                    assert!(answer.unwrap().already && changed == 0, "a second click on {to}");
                    continue;
                }
                if !allowed.contains(to) {
                    assert_eq!(refusal(answer), Refusal::NotPossibleFrom { from, to: *to });
                    assert_eq!(changed, 0, "{from} to {to}");
                    continue;
                }
                let now = answer.unwrap_or_else(|error| panic!("{from} to {to}: {error}")).appointment;
                assert_eq!((now.status, now.people[0].1, changed), (*to, *to, 1));
                assert_eq!(raw.count("busy_time WHERE blocking").await, i64::from(to.blocks()), "{from} to {to}");
                assert_eq!(raw.count("participation WHERE live").await, i64::from(to.blocks()), "{from} to {to}");
                assert_eq!(raw.miscounted_seats().await, 0);
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_its_hour_can_show_is_not_said_before() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let id = town.staff_books(monday(9, 0), 0, 1).await.unwrap().appointment.id;
        for to in [NoShow, Seen, Arrived] {
            assert_eq!(refusal(town.set(id, to).await), Refusal::NotYet, "{to}");
        }
        town.app.clock.advance(Minutes::hours(20));
        assert_eq!(refusal(town.set(id, NoShow).await), Refusal::NotYet);
        town.set(id, Arrived).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_cancels_or_is_late_and_nothing_else() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let id = town.staff_books(monday(9, 0), 0, 1).await.unwrap().appointment.id;
        for to in [Arrived, Seen, NoShow, Cancelled, Booked] {
            let answer = town.change(Audience::Public, id, to, Vec::new()).await;
            assert!(matches!(answer, Err(ActionError::Denied(Deed::BookAsStaff))), "{to}: {answer:?}");
        }
        town.change(Audience::Public, id, Late, Vec::new()).await.unwrap();
        town.change(Audience::Public, id, Excused, Vec::new()).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_appointment_frees_its_time_and_a_no_show_keeps_it() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let first = town.staff_books(monday(9, 0), 0, 1).await.unwrap().appointment.id;
        let second = town.staff_books(monday(9, 30), 0, 2).await.unwrap().appointment.id;
        town.set(first, Cancelled).await.unwrap();
        let starts: Vec<_> = town.shown_on_monday(town.motive).await.iter().map(|s| s.slot.span.start()).collect();
        assert!(starts.contains(&monday(9, 0)) && !starts.contains(&monday(9, 30)));
        town.app.clock.advance(Minutes::hours(22));
        town.set(second, NoShow).await.unwrap();
        let mut over = town.staff_wish(town.motive, monday(9, 30), town.workers[0], town.somebody(3));
        over.accept = vec![Warning::InThePast];
        assert_eq!(refusal(town.book(over).await), Refusal::Taken { by: vec![second] });
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reinstating_obeys_the_constraint() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let first = town.staff_books(monday(9, 0), 0, 1).await.unwrap().appointment.id;
        town.set(first, Cancelled).await.unwrap();
        let second = town.staff_books(monday(9, 15), 0, 2).await.unwrap().appointment.id;
        assert_eq!(refusal(town.set(first, Booked).await), Refusal::Taken { by: vec![second] });
        let untouched = town.app.desk.appointment(&town.claimant(), first).await.unwrap();
        assert_eq!((untouched.status, untouched.version), (Cancelled, 2));
        // Knowingly, as a named act of the staff.
        let over = town.change(Audience::Staff, first, Booked, vec![Warning::Overlap]).await.unwrap();
        assert_eq!(over.appointment.status, Booked);
        let mut raw = town.raw().await;
        let detail = raw.texts("SELECT detail FROM journal WHERE act = 'reinstated'").await;
        assert_eq!(detail, [r#"{"warnings":["overlap"],"from":"cancelled","to":"booked"}"#]);
        assert_eq!((raw.overlaps().await, raw.count("busy_time WHERE deliberate").await), (0, 1));
        // Cancelled and reinstated once its time is free: an ordinary row again.
        town.set(first, Cancelled).await.unwrap();
        town.set(second, Cancelled).await.unwrap();
        town.set(first, Booked).await.unwrap();
        assert_eq!(raw.count("busy_time WHERE blocking AND NOT deliberate").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_are_reinstated_at_once_on_one_time_one_comes_back() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let mut cancelled = Vec::new();
        for number in 0..6 {
            let id = town.staff_books(monday(9, 0), 0, number).await.unwrap().appointment.id;
            town.set(id, Cancelled).await.unwrap();
            cancelled.push(id);
        }
        let answers = futures_util::future::join_all(cancelled.iter().map(|id| town.set(*id, Booked))).await;
        let mut words: Vec<String> = answers.iter().map(word).collect();
        words.sort_unstable();
        assert_eq!(words, ["ok", "taken", "taken", "taken", "taken", "taken"]);
        assert_eq!(town.raw().await.overlaps().await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reinstating_does_not_give_a_person_the_same_hour_twice() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let amina = Who::Known(town.known_person("Amina").await);
        let book =
            |worker: usize| town.book(town.staff_wish(town.motive, monday(9, 0), town.workers[worker], amina.clone()));
        let first = book(0).await.unwrap().appointment.id;
        town.set(first, Cancelled).await.unwrap();
        let second = book(1).await.unwrap();
        assert!(!second.already);
        assert_eq!(word(&town.set(first, Booked).await), "already_booked");
        assert_eq!(town.raw().await.count("participation WHERE live").await, 1);
    })
    .await;
}
