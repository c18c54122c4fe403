//! A conflict is found when the form is sent, shown with the appointment in the way, and passed over
//! only by an explicit act of the staff, which the journal keeps.

use relais::actions::ActionError;
use relais::actions::book::BookRequest;
use relais::domain::appointments::Status;
use relais::domain::scheduling::booking::{Refusal, Warning};

use crate::support::acts::{monday, refusal, word};
use crate::support::databases::on_both;
use crate::support::town::TestTown;

#[tokio::test(flavor = "multi_thread")]
async fn at_08_the_staff_is_shown_what_was_booked_meanwhile() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let shown = town.shown_on_monday(town.motive).await;
        let form = town.staff_wish(town.motive, monday(9, 15), town.workers[0], town.somebody(1));
        // While the form is open, somebody books at nine.
        let meanwhile = town.book(town.wish(town.motive, &shown[0], town.somebody(2))).await.unwrap();
        match town.book(form.clone()).await {
            Err(ActionError::Refused { refusal, others }) => {
                assert_eq!(refusal, Refusal::Taken { by: vec![meanwhile.appointment.id] });
                assert_eq!(others.len(), 3);
            }
            other => panic!("{other:?}"),
        }
        let done = town.book(BookRequest { accept: vec![Warning::Overlap], ..form }).await.unwrap();
        let mut raw = town.raw().await;
        let line = format!("SELECT detail FROM journal WHERE act = 'booked' AND thing_id = {}", done.appointment.id);
        assert_eq!(raw.texts(&line).await, [r#"{"warnings":["overlap"]}"#]);
        let deliberate = format!("busy_time WHERE deliberate AND appointment_id = {}", done.appointment.id);
        assert_eq!(raw.count(&deliberate).await, 1);
        assert_eq!(raw.count("busy_time WHERE NOT deliberate").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_15_beside_a_deliberate_overlap_nothing_ordinary_is_booked() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let shown = town.shown_on_monday(town.motive).await;
        let first = town.book(town.wish(town.motive, &shown[0], town.somebody(1))).await.unwrap();
        let mut over = town.staff_wish(town.motive, monday(9, 15), town.workers[0], town.somebody(2));
        over.accept = vec![Warning::Overlap];
        let over = town.book(over).await.unwrap();
        town.set(first.appointment.id, Status::Cancelled).await.unwrap();
        // Only the deliberate one is left, and it is in the way of everybody.
        for number in [3, 4] {
            let refused = town.book(town.wish(town.motive, &shown[number - 3], town.somebody(number))).await;
            assert_eq!(word(&refused), "taken");
        }
        assert_eq!(
            refusal(town.staff_books(monday(9, 30), 0, 5).await),
            Refusal::Taken { by: vec![over.appointment.id] }
        );
        let back = town.set(first.appointment.id, Status::Booked).await;
        assert_eq!(refusal(back), Refusal::Taken { by: vec![over.appointment.id] });
        assert_eq!(town.raw().await.overlaps().await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_passes_over_nothing() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let shown = town.shown_on_monday(town.motive).await;
        town.book(town.wish(town.motive, &shown[0], town.somebody(1))).await.unwrap();
        let accept = Warning::ALL.to_vec();
        let over = BookRequest { accept: accept.clone(), ..town.wish(town.motive, &shown[0], town.somebody(2)) };
        match town.book(over).await {
            // The public is told that the time is taken, never by which appointment.
            Err(ActionError::Refused { refusal, others }) => {
                assert_eq!(refusal, Refusal::Taken { by: Vec::new() });
                assert_eq!(others.len(), 3);
            }
            other => panic!("{other:?}"),
        }
        // A start that was never offered, or offered for another one.
        let mut never = town.wish(town.motive, &shown[1], town.somebody(3));
        never.start = monday(9, 40);
        assert_eq!(word(&town.book(BookRequest { accept: accept.clone(), ..never.clone() }).await), "not_offered");
        never.offer = None;
        assert_eq!(word(&town.book(BookRequest { accept, ..never }).await), "not_offered");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outside_openings_the_staff_accepts_each_warning_by_name() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let lunch = town.staff_wish(town.motive, monday(12, 30), town.workers[0], town.somebody(1));
        let named = Refusal::NeedsAcceptance { warnings: vec![Warning::OutsideOpening] };
        assert_eq!(refusal(town.book(lunch.clone()).await), named);
        let other = BookRequest { accept: vec![Warning::Overlap, Warning::Absent], ..lunch.clone() };
        assert_eq!(refusal(town.book(other).await), named);
        let done = town.book(BookRequest { accept: vec![Warning::OutsideOpening], ..lunch }).await.unwrap();
        let mut raw = town.raw().await;
        let line =
            format!("SELECT detail FROM journal WHERE thing = 'appointment' AND thing_id = {}", done.appointment.id);
        assert_eq!(raw.texts(&line).await, [r#"{"warnings":["outside_opening"]}"#]);
        // Accepting an overlap where there is none leaves an ordinary row.
        assert_eq!(raw.count("busy_time WHERE deliberate").await, 0);
        // Outside openings a blocking row still wins.
        let mut over = town.staff_wish(town.motive, monday(12, 45), town.workers[0], town.somebody(2));
        over.accept = vec![Warning::OutsideOpening];
        assert_eq!(refusal(town.book(over).await), Refusal::Taken { by: vec![done.appointment.id] });
    })
    .await;
}
