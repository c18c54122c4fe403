//! A second server on the same database sees at once what the first one wrote: the copies in memory
//! never serve what is no longer so.

use chrono::NaiveDate;
use relais::actions::ActionError;
use relais::actions::change_status::StatusRequest;
use relais::actions::find_slots::{Found, SlotRequest};
use relais::actions::move_appointment::MoveRequest;
use relais::app::App;
use relais::domain::appointments::Status;
use relais::domain::ids::OpeningId;
use relais::domain::scheduling::search::{Audience, Bound};
use relais::domain::time::{Span, Timestamp};
use relais::store::{self, NewAbsence, StoreError};

use crate::support::databases::on_both;
use crate::support::raw::Raw;
use crate::support::town::{TestTown, paris};

/// The starts of Monday and Tuesday, as that server shows them.
async fn starts(town: &TestTown, app: &App) -> Vec<Timestamp> {
    let (from, to) = (Bound::At(paris(2026, 3, 2, 0, 0)), Bound::At(paris(2026, 3, 4, 0, 0)));
    let request = SlotRequest::new(town.motive, Audience::Public, from, to);
    match app.desk.find_slots(&town.claimant(), &request, town.now()).await.unwrap().found {
        Found::Slots(slots) => slots.iter().map(|slot| slot.slot.span.start()).collect(),
        Found::Nothing(_) => Vec::new(),
        Found::Sessions(_) => panic!("slots were asked for"),
    }
}

fn without(all: &[Timestamp], gone: &[Timestamp]) -> Vec<Timestamp> {
    all.iter().copied().filter(|start| !gone.contains(start)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_a_move_and_a_cancellation_are_seen_at_once() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let second = town.second_process().await;
        let all = starts(&town, &second).await;
        assert_eq!(all.len(), 28);
        let shown = town.shown(town.motive, paris(2026, 3, 2, 0, 0), paris(2026, 3, 3, 0, 0)).await;
        let done = town.book(town.wish(town.motive, &shown[0], town.somebody(1))).await.unwrap();
        let (nine, ten) = (paris(2026, 3, 2, 9, 0), paris(2026, 3, 2, 10, 0));
        assert_eq!(starts(&town, &second).await, without(&all, &[nine]));

        let request = MoveRequest {
            appointment: done.appointment.id,
            minutes: None,
            audience: Audience::Staff,
            start: ten,
            place: None,
            worker: None,
            offer: None,
            accept: Vec::new(),
        };
        second.desk.move_appointment(&town.claimant(), request, None, town.now()).await.unwrap();
        assert_eq!(starts(&town, &town.app).await, without(&all, &[ten]));

        let request = StatusRequest {
            appointment: done.appointment.id,
            audience: Audience::Staff,
            to: Status::Cancelled,
            person: None,
            accept: Vec::new(),
            reason: None,
        };
        town.app.desk.change_status(&town.claimant(), request, None, town.now()).await.unwrap();
        assert_eq!(starts(&town, &second).await, all);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absence_an_exception_a_closure_and_a_motive_are_seen_at_once() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let second = town.second_process().await;
        let all = starts(&town, &second).await;
        let (territory, calendar, place) = (town.territory, town.calendars[0], town.place);
        let monday = |hour, minute| paris(2026, 3, 2, hour, minute);
        let write = &town.app.desk.db;
        write
            .write(move |tx| {
                Box::pin(async move {
                    let absence = NewAbsence {
                        calendar,
                        first_day: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(),
                        last_day: None,
                        rule: None,
                        zone: chrono_tz::Europe::Paris,
                        block: "09:00-10:00",
                        days_over: 0,
                        reason: "",
                    };
                    store::insert_absence(tx, territory, &absence).await
                })
            })
            .await
            .map_err(|error: StoreError| error)
            .unwrap();
        let mut gone = vec![monday(9, 0), monday(9, 30)];
        assert_eq!(starts(&town, &second).await, without(&all, &gone));

        let opening = OpeningId(Raw::open(&town.test_db.url).await.number("SELECT id FROM opening").await);
        write
            .write(move |tx| {
                let tuesday = NaiveDate::from_ymd_opt(2026, 3, 3).unwrap();
                Box::pin(async move { store::put_exception(tx, territory, opening, tuesday, "").await })
            })
            .await
            .map_err(|error: StoreError| error)
            .unwrap();
        gone.extend(all.iter().filter(|start| **start > paris(2026, 3, 3, 0, 0)));
        assert_eq!(starts(&town, &second).await, without(&all, &gone));

        write
            .write(move |tx| {
                let span = Span::new(monday(14, 0), monday(15, 0)).unwrap();
                Box::pin(async move { store::insert_closure(tx, territory, place, span, "works").await })
            })
            .await
            .map_err(|error: StoreError| error)
            .unwrap();
        gone.extend([monday(14, 0), monday(14, 30)]);
        assert_eq!(starts(&town, &second).await, without(&all, &gone));

        let mut raw = Raw::open(&town.test_db.url).await;
        raw.run("UPDATE motive SET duration = 60").await.unwrap();
        let hours = [monday(10, 0), monday(11, 0), monday(15, 0), monday(16, 0), monday(17, 0)];
        assert_eq!(starts(&town, &second).await, hours);
        raw.run("UPDATE motive SET active = FALSE").await.unwrap();
        let request =
            SlotRequest::new(town.motive, Audience::Public, Bound::At(monday(0, 0)), Bound::At(monday(23, 0)));
        let refused = second.desk.find_slots(&town.claimant(), &request, town.now()).await;
        assert!(matches!(refused, Err(ActionError::NotFound("motive"))), "{refused:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_key_is_worth_nothing_at_once() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let second = town.second_process().await;
        assert_eq!(starts(&town, &second).await.len(), 28);
        let now = town.now().micros();
        let mut raw = Raw::open(&town.test_db.url).await;
        let revoked = raw.at(Timestamp::from_micros(now).unwrap());
        raw.run(&format!("UPDATE api_key SET revoked_at = {revoked}")).await.unwrap();
        let (from, to) = (Bound::At(paris(2026, 3, 2, 0, 0)), Bound::At(paris(2026, 3, 3, 0, 0)));
        let request = SlotRequest::new(town.motive, Audience::Public, from, to);
        for app in [&second, &town.app] {
            let refused = app.desk.find_slots(&town.claimant(), &request, town.now()).await;
            assert!(matches!(refused, Err(ActionError::Unauthorised)), "{refused:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slot_that_another_server_gave_away_is_refused_here() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let second = town.second_process().await;
        let (monday, tuesday) = (paris(2026, 3, 2, 0, 0), paris(2026, 3, 3, 0, 0));
        let shown = town.shown(town.motive, monday, tuesday).await;
        starts(&town, &second).await;
        let wish = town.wish(town.motive, &shown[0], town.somebody(1));
        second.desk.book(&town.claimant(), wish, None, town.now()).await.unwrap();
        let late = town.book(town.wish(town.motive, &shown[0], town.somebody(2))).await;
        assert!(matches!(&late, Err(ActionError::Refused { refusal, .. }) if refusal.code() == "taken"), "{late:?}");
    })
    .await;
}
