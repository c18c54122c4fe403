//! Holds: a slot kept for minutes occupies it like an appointment, ends by itself, and becomes one
//! appointment at most.

use relais::actions::ActionError;
use relais::actions::book::Outcome;
use relais::domain::scheduling::booking::Refusal;
use relais::domain::time::Minutes;

use crate::support::acts::{keyed, monday, refusal, word};
use crate::support::databases::on_both;
use crate::support::town::TestTown;

#[tokio::test(flavor = "multi_thread")]
async fn at_05_of_two_holds_on_one_slot_one_is_refused() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let shown = town.shown_on_monday(town.motive).await;
        let slot = &shown[0];
        let (first, second) = tokio::join!(town.hold(slot, 10), town.hold(slot, 10));
        let mut words = [word(&first), word(&second)];
        words.sort_unstable();
        assert_eq!(words, ["ok", "taken"]);
        match town.hold(slot, 10).await {
            Err(ActionError::Refused { refusal: Refusal::Taken { .. }, others }) => assert_eq!(others.len(), 3),
            other => panic!("{other:?}"),
        }
        // Nor can anybody book it, or see it, meanwhile.
        assert_eq!(word(&town.book(town.wish(town.motive, slot, town.somebody(1))).await), "taken");
        assert_eq!(word(&town.staff_books(monday(9, 15), 0, 2).await), "taken");
        assert_eq!(town.shown_on_monday(town.motive).await.len(), 13);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_05_of_two_people_who_confirm_one_hold_one_gets_it() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let shown = town.shown_on_monday(town.motive).await;
        let held = town.hold(&shown[0], 10).await.unwrap();
        let answers = futures_util::future::join_all((0..20).map(|number| {
            let request = town.confirmation(&shown[0], &held, town.somebody(number));
            town.book(request)
        }))
        .await;
        let got = answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(got, 1);
        for answer in answers.iter().filter(|answer| answer.is_err()) {
            assert_eq!(word(answer), "hold_expired");
        }
        let mut raw = town.raw().await;
        assert_eq!(raw.count("appointment").await, 1);
        assert_eq!(raw.count("person").await, 1, "who was refused leaves nothing behind");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_06_fifty_parallel_confirmations_of_one_hold_are_one_appointment() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let servers = [town.app.clone(), town.second_process().await];
        let shown = town.shown_on_monday(town.motive).await;
        let held = town.hold(&shown[0], 10).await.unwrap();
        let answers = futures_util::future::join_all((0..50).map(|number| {
            let request = town.confirmation(&shown[0], &held, town.somebody(1));
            let (desk, claimant, now) = (servers[number % 2].desk.clone(), town.claimant(), town.now());
            tokio::spawn(async move { desk.book(&claimant, request, None, now).await })
        }))
        .await;
        let mut new = 0;
        for answer in answers {
            match answer.unwrap() {
                // A double click is shown the appointment that the first one made.
                Ok(Outcome::Done { done, .. }) => new += usize::from(!done.already),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(new, 1);
        let mut raw = town.raw().await;
        for (table, rows) in [("appointment", 1), ("busy_time", 1), ("outbox", 1), ("journal WHERE act = 'booked'", 1)]
        {
            assert_eq!(raw.count(table).await, rows, "{table}");
        }
        assert_eq!(raw.count("hold").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_06_the_same_key_on_fifty_confirmations_gives_the_same_bytes() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let shown = town.shown_on_monday(town.motive).await;
        let held = town.hold(&shown[0], 10).await.unwrap();
        let answers = futures_util::future::join_all((0..50).map(|_| {
            let request = town.confirmation(&shown[0], &held, town.somebody(1));
            town.book_with(&town.app, request, Some(keyed("confirm", "same")))
        }))
        .await;
        let mut new = 0;
        for answer in answers {
            match answer.unwrap() {
                Outcome::Done { .. } => new += 1,
                Outcome::Replayed { status, body } => {
                    assert_eq!((status, body.as_slice()), (201, &b"appointment 1"[..]))
                }
            }
        }
        assert_eq!(new, 1);
        assert_eq!(town.raw().await.count("outbox").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_07_a_hold_ends_by_itself_and_its_slot_is_given_to_the_next() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let shown = town.shown_on_monday(town.motive).await;
        let held = town.hold(&shown[0], 10).await.unwrap();
        town.app.clock.advance(Minutes(9));
        assert_eq!(town.shown_on_monday(town.motive).await.len(), 13);
        town.app.clock.advance(Minutes(1));
        // Shown again although nobody has written anything.
        assert_eq!(town.raw().await.count("busy_time").await, 1);
        assert_eq!(town.shown_on_monday(town.motive).await.len(), 14);
        let late = town.book(town.confirmation(&shown[0], &held, town.somebody(1))).await;
        assert_eq!(refusal(late), Refusal::HoldExpired);
        // The next writer takes the slot, and sweeps what was left of the hold.
        town.book(town.wish(town.motive, &shown[0], town.somebody(2))).await.unwrap();
        let mut raw = town.raw().await;
        assert_eq!(raw.count("busy_time WHERE hold_id IS NOT NULL").await, 0);
        assert_eq!(raw.count("busy_time").await, 1);
        let retaken = town.book(town.confirmation(&shown[0], &held, town.somebody(1))).await;
        assert_eq!(refusal(retaken), Refusal::HoldExpired);
        assert_eq!(raw.count("appointment").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_07_a_hold_of_a_few_minutes_is_kept_longer_than_its_offer() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let shown = town.shown_on_monday(town.motive).await;
        town.app.clock.advance(Minutes(29));
        let held = town.hold(&shown[0], 30).await.unwrap();
        town.app.clock.advance(Minutes(29));
        let done = town.book(town.confirmation(&shown[0], &held, town.somebody(1))).await.unwrap();
        assert_eq!(done.appointment.span.start(), monday(9, 0));
        // Used up: the token is worth nothing more, even to somebody else.
        let again = town.book(town.confirmation(&shown[0], &held, town.somebody(2))).await;
        assert_eq!(refusal(again), Refusal::HoldExpired);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_books_only_what_was_held() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let other = town.add_motive(crate::support::town::motive(town.organisation, "Logement")).await;
        let shown = town.shown_on_monday(town.motive).await;
        let held = town.hold(&shown[0], 10).await.unwrap();
        let mut request = town.confirmation(&shown[1], &held, town.somebody(1));
        assert_eq!(word(&town.book(request.clone()).await), "hold_expired");
        request = town.confirmation(&shown[0], &held, town.somebody(1));
        request.motive = other;
        assert_eq!(word(&town.book(request).await), "hold_expired");
        for minutes in [0, -5, 31] {
            let refused = town.hold(&shown[2], minutes).await;
            assert!(matches!(refused, Err(ActionError::Invalid { field: "minutes", .. })), "{refused:?}");
        }
        town.book(town.confirmation(&shown[0], &held, town.somebody(1))).await.unwrap();
    })
    .await;
}
