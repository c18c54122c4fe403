//! What a motive allows: how many, how soon, how late, with whom, for whom.

use relais::actions::find_slots::SlotRequest;
use relais::domain::appointments::Status;
use relais::domain::ids::MotiveId;
use relais::domain::motives::{BookableBy, Motive};
use relais::domain::people::Who;
use relais::domain::scheduling::booking::Refusal;
use relais::domain::scheduling::search::{Audience, Bound, Nothing};
use relais::domain::time::Minutes;
use relais::store::{self, StoreError};

use crate::support::acts::{monday, refusal, word};
use crate::support::databases::{TestDb, on_both};
use crate::support::town::{TestTown, motive, paris};

async fn with(db: TestDb, workers: usize, change: impl Fn(&mut Motive)) -> (TestTown, MotiveId) {
    let mut town = TestTown::new(db, workers).await;
    let mut special = motive(town.organisation, "Suivi");
    change(&mut special);
    town.motive = town.add_motive(special).await;
    let motive = town.motive;
    (town, motive)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_has_as_many_appointments_to_come_as_the_quota_says() {
    on_both(|db| async {
        let (town, motive) = with(db, 2, |motive| motive.quota = Some(2)).await;
        let amina = Who::Known(town.known_person("Amina").await);
        let shown = town.shown_on_monday(motive).await;
        let book = |slot: usize| town.book(town.wish(motive, &shown[slot], amina.clone()));
        let first = book(0).await.unwrap().appointment;
        // The last one allowed is wanted by ten at once.
        let answers = futures_util::future::join_all((1..11).map(book)).await;
        let got = answers.iter().flatten().count();
        assert_eq!(got, 1);
        for answer in answers {
            assert!(answer.is_ok() || refusal(answer) == Refusal::QuotaReached { quota: 2 });
        }
        // A cancelled one no longer counts; nor one that is over.
        town.set(first.id, Status::Cancelled).await.unwrap();
        town.book(town.wish(motive, &shown[12], amina.clone())).await.unwrap();
        town.app.clock.advance(Minutes::days(2));
        let tuesday = town.shown(motive, paris(2026, 3, 3, 13, 0), paris(2026, 3, 3, 18, 0)).await;
        town.book(town.wish(motive, &tuesday[0], amina.clone())).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_booking_window_is_kept_to_the_minute() {
    on_both(|db| async {
        // Sunday noon; nine on Monday is 21 hours ahead.
        let (town, motive) = with(db, 1, |motive| {
            motive.window.min_delay = Minutes::hours(21);
            motive.window.max_delay = Minutes::hours(29);
        })
        .await;
        let shown = town.shown_on_monday(motive).await;
        let starts: Vec<_> = shown.iter().map(|slot| slot.slot.span.start()).collect();
        assert_eq!((starts[0], *starts.last().unwrap()), (monday(9, 0), monday(17, 0)));
        // A minute later nine is too soon to be shown, and half past five still too late.
        town.app.clock.advance(Minutes(1));
        let later: Vec<_> = town.shown_on_monday(motive).await.iter().map(|slot| slot.slot.span.start()).collect();
        assert_eq!((later[0], *later.last().unwrap()), (monday(9, 30), monday(17, 0)));
        // What was shown is kept while its offer lives: reading slowly costs nothing.
        town.app.clock.advance(Minutes(28));
        town.book(town.wish(motive, &shown[0], town.somebody(1))).await.unwrap();
        town.app.clock.advance(Minutes(1));
        assert_eq!(word(&town.book(town.wish(motive, &shown[1], town.somebody(2))).await), "offer_expired");
        // The staff keeps to no delay.
        town.staff_books(monday(17, 30), 0, 3).await.unwrap();
        let request = SlotRequest::new(
            motive,
            Audience::Public,
            Bound::At(paris(2026, 3, 9, 0, 0)),
            Bound::At(paris(2026, 3, 10, 0, 0)),
        );
        assert_eq!(town.nothing(&request).await, Nothing::OutsideBookingWindow);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_and_moving_alone_end_at_their_notice_to_the_minute() {
    on_both(|db| async {
        let (town, motive) = with(db, 1, |motive| {
            motive.cancel_notice = Minutes::hours(4);
            motive.move_notice = Minutes::hours(6);
        })
        .await;
        let shown = town.shown_on_monday(motive).await;
        let id = town.book(town.wish(motive, &shown[0], town.somebody(1))).await.unwrap().appointment.id;
        // Three o'clock: six hours before, to the minute.
        town.app.clock.advance(Minutes::hours(15));
        let fresh = town.shown_on_monday(motive).await;
        town.moved(town.move_to(id, &fresh[0])).await.unwrap();
        town.app.clock.advance(Minutes(31));
        let fresh = town.shown_on_monday(motive).await;
        assert_eq!(refusal(town.moved(town.move_to(id, &fresh[2])).await), Refusal::TooLateToMove);
        // Half past five: four hours before half past nine.
        town.app.clock.advance(Minutes(119));
        town.change(Audience::Public, id, Status::Excused, Vec::new()).await.unwrap();
        town.set(id, Status::Booked).await.unwrap();
        town.app.clock.advance(Minutes(1));
        let late = town.change(Audience::Public, id, Status::Excused, Vec::new()).await;
        assert_eq!(refusal(late), Refusal::TooLateToCancel);
        town.set(id, Status::Cancelled).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_up_is_with_the_referent_or_not_at_all() {
    on_both(|db| async {
        let (town, motive) = with(db, 3, |motive| motive.follow_up = true).await;
        let (amina, boris) = (town.known_person("Amina").await, town.known_person("Boris").await);
        let (territory, referent) = (town.territory, town.workers[1]);
        let write = town
            .app
            .desk
            .db
            .write(move |tx| Box::pin(async move { store::insert_referent(tx, territory, amina, referent).await }));
        write.await.map_err(|error: StoreError| error).unwrap();
        let mut request = SlotRequest::new(motive, Audience::Public, Bound::At(monday(0, 0)), Bound::At(monday(23, 0)));
        assert_eq!(town.nothing(&request).await, Nothing::NoReferent);
        request.person = Some(boris);
        assert_eq!(town.nothing(&request).await, Nothing::NoReferent);
        request.person = Some(amina);
        let found = town.app.desk.find_slots(&town.claimant(), &request, town.now()).await.unwrap().found;
        let relais::actions::find_slots::Found::Slots(shown) = found else { panic!("{found:?}") };
        assert!(shown.iter().all(|slot| slot.slot.workers == [referent]) && shown.len() == 14);
        let done = town.book(town.wish(motive, &shown[0], Who::Known(amina))).await.unwrap();
        assert_eq!(done.appointment.workers, [referent]);
        // The offer is of a slot: who has no referent does not get it, nor does a newcomer.
        for who in [Who::Known(boris), town.somebody(7)] {
            let refused = town.book(town.wish(motive, &shown[1], who)).await;
            assert_eq!(refusal(refused), Refusal::Nothing { reason: Nothing::NoReferent });
        }
        let staff = town.staff_wish(motive, monday(10, 0), town.workers[0], Who::Known(amina));
        assert_eq!(word(&town.book(staff).await), "no_worker");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_motive_is_for_those_it_is_open_to() {
    on_both(|db| async move {
        for (by, audiences) in [
            (BookableBy::Staff, &[Audience::Staff][..]),
            (BookableBy::Invited, &[Audience::Staff, Audience::Invited]),
            (BookableBy::Public, &[Audience::Staff, Audience::Invited, Audience::Public]),
        ] {
            let (town, motive) =
                with(crate::support::databases::like(&db).await, 1, |motive| motive.bookable_by = by).await;
            for audience in Audience::ALL {
                let request = SlotRequest::new(motive, *audience, Bound::At(monday(0, 0)), Bound::At(monday(23, 0)));
                let found = town.app.desk.find_slots(&town.claimant(), &request, town.now()).await.unwrap().found;
                let nothing = matches!(found, relais::actions::find_slots::Found::Nothing(Nothing::NotOpenToYou));
                assert_eq!(nothing, !audiences.contains(audience), "{by} for {audience}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_search_always_says_why() {
    on_both(|db| async {
        let (town, motive) = with(db, 1, |motive| motive.seats = None).await;
        let day = |day| (Bound::At(paris(2026, 3, day, 0, 0)), Bound::At(paris(2026, 3, day, 23, 0)));
        // A Sunday; a day in the past.
        let (from, to) = day(8);
        assert_eq!(town.nothing(&SlotRequest::new(motive, Audience::Public, from, to)).await, Nothing::NoOpening);
        let past = (Bound::At(paris(2026, 2, 2, 0, 0)), Bound::At(paris(2026, 2, 3, 0, 0)));
        let past = SlotRequest::new(motive, Audience::Staff, past.0, past.1);
        assert_eq!(town.nothing(&past).await, Nothing::OutsideBookingWindow);
        let (from, to) = day(2);
        let mut request = SlotRequest::new(motive, Audience::Public, from, to);
        request.mode = Some(relais::domain::motives::Mode::Phone);
        assert_eq!(town.nothing(&request).await, Nothing::OtherMode);
        request.mode = None;
        for (number, slot) in town.shown_on_monday(motive).await.iter().enumerate() {
            town.book(town.wish(motive, slot, town.somebody(number))).await.unwrap();
        }
        assert_eq!(town.nothing(&request).await, Nothing::Full);
    })
    .await;
}
