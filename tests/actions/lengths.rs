//! An appointment that is made longer or shorter: a move of its end. What it takes follows, and no time is
//! taken twice.

use relais::actions::ActionError;
use relais::actions::move_appointment::MoveRequest;
use relais::domain::scheduling::booking::{Refusal, Warning};
use relais::domain::time::{Minutes, Span};

use crate::support::acts::{monday, refusal, word};
use crate::support::databases::on_both;
use crate::support::town::TestTown;

fn lasting(request: MoveRequest, minutes: i64) -> MoveRequest {
    MoveRequest { minutes: Some(Minutes(minutes)), ..request }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_longer_appointment_holds_its_time_and_a_shorter_one_gives_it_back() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let old = town.staff_books(monday(9, 0), 0, 1).await.unwrap().appointment;
        let stays = town.move_request(old.id, monday(9, 0), None);
        let longer = town.moved(lasting(stays.clone(), 75)).await.unwrap().appointment;
        assert_eq!(longer.span, Span::new(monday(9, 0), monday(10, 15)).unwrap());
        // Every row that says hours says the same.
        let mut raw = town.raw().await;
        let same = "appointment JOIN busy_time ON busy_time.appointment_id = appointment.id
                    JOIN participation ON participation.appointment_id = appointment.id
                    WHERE appointment.ends_at = busy_time.ends_at AND participation.ends_at = busy_time.ends_at";
        assert_eq!(raw.count(same).await, 1);
        assert_eq!(word(&town.staff_books(monday(9, 45), 0, 2).await), "taken");
        // Who comes at the same hour is told nothing; the journal tells both ends.
        assert_eq!(raw.count("outbox WHERE kind = 'moved'").await, 0);
        let detail = raw.texts("SELECT detail FROM journal WHERE act = 'moved'").await.remove(0);
        assert!(detail.contains("2026-03-02T09:15:00Z"), "{detail}");
        // Moved elsewhere it keeps its length, until it is given another.
        let moved = town.moved(town.move_request(old.id, monday(14, 0), None)).await.unwrap().appointment;
        assert_eq!(moved.span, Span::new(monday(14, 0), monday(15, 15)).unwrap());
        town.moved(lasting(town.move_request(old.id, monday(14, 0), None), 15)).await.unwrap();
        assert_eq!(word(&town.staff_books(monday(14, 15), 0, 3).await), "ok");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appointment_made_longer_over_its_neighbour_is_refused_and_untouched() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let old = town.staff_books(monday(9, 0), 0, 1).await.unwrap().appointment;
        let next = town.staff_books(monday(9, 30), 0, 2).await.unwrap().appointment;
        let mut request = lasting(town.move_request(old.id, monday(9, 0), None), 45);
        assert_eq!(refusal(town.moved(request.clone()).await), Refusal::Taken { by: vec![next.id] });
        let now = town.app.desk.appointment(&town.claimant(), old.id).await.unwrap();
        assert_eq!((now.span, now.version), (old.span, 1));
        assert_eq!(town.raw().await.overlaps().await, 0);
        // Knowingly, and by name: as for every other act over a neighbour.
        request.accept = vec![Warning::Overlap];
        assert_eq!(town.moved(request).await.unwrap().appointment.span.end(), monday(9, 45));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_length_that_cannot_be_is_refused_and_the_public_gives_none() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let old = town.staff_books(monday(9, 0), 0, 1).await.unwrap().appointment;
        for minutes in [i64::MIN, -30, 0, 4, 1441, i64::MAX] {
            let answer = town.moved(lasting(town.move_request(old.id, monday(9, 0), None), minutes)).await;
            assert!(matches!(answer, Err(ActionError::Invalid { field: "minutes", .. })), "{minutes}: {answer:?}");
        }
        let shown = town.shown_on_monday(town.motive).await;
        let asked = lasting(town.move_to(old.id, &shown[2]), 240);
        let moved = town.moved(asked).await.unwrap().appointment;
        assert_eq!(moved.span.length().num_minutes(), 30);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_neighbours_who_grow_into_the_same_time_do_not_both_have_it() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let one = town.staff_books(monday(9, 0), 0, 1).await.unwrap().appointment;
        let other = town.staff_books(monday(10, 0), 0, 2).await.unwrap().appointment;
        let (first, second) = tokio::join!(
            town.moved(lasting(town.move_request(one.id, monday(9, 0), None), 60)),
            town.moved(lasting(town.move_request(other.id, monday(9, 30), None), 60))
        );
        let mut words = [word(&first), word(&second)];
        words.sort();
        assert_eq!(words, ["ok", "taken"]);
        assert_eq!(town.raw().await.overlaps().await, 0);
    })
    .await;
}
