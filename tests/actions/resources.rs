//! Rooms, cars and interpreters are kept free of double bookings like workers are, and a refusal
//! names what is missing.

use relais::domain::appointments::Status;
use relais::domain::ids::ResourceId;
use relais::domain::motives::{ResourceKind, ResourceKinds};
use relais::domain::scheduling::booking::Refusal;
use relais::domain::time::Minutes;
use relais::store::{self, StoreError};

use crate::support::acts::{monday, refusal, word};
use crate::support::databases::{TestDb, on_both};
use crate::support::town::{TestTown, motive};

/// Three workers and a motive that needs these kinds, of which there is one each.
async fn with_resources(db: TestDb, kinds: &[ResourceKind]) -> (TestTown, Vec<ResourceId>) {
    let mut town = TestTown::new(db, 3).await;
    let (territory, organisation, place, all) = (town.territory, town.organisation, town.place, kinds.to_vec());
    let resources = town.app.desk.db.write(move |tx| {
        Box::pin(async move {
            let mut resources = Vec::new();
            for kind in all {
                let at = Some(place).filter(|_| kind == ResourceKind::Room);
                let name = format!("{kind} 1");
                resources.push(store::insert_resource(tx, (territory, organisation), kind, &name, at).await?.0);
            }
            Ok::<_, StoreError>(resources)
        })
    });
    let resources = resources.await.unwrap();
    let mut visit = motive(town.organisation, "Visite");
    visit.resources = ResourceKinds(kinds.to_vec());
    town.motive = town.add_motive(visit).await;
    (town, resources)
}

#[tokio::test(flavor = "multi_thread")]
async fn at_14_one_room_one_car_one_interpreter_are_in_one_place_at_a_time() {
    on_both(|db| async move {
        for kind in ResourceKind::ALL {
            let (town, resources) = with_resources(crate::support::databases::like(&db).await, &[*kind]).await;
            let answers = futures_util::future::join_all((0..12).map(|number| {
                // Three workers are free, at hours that overlap by half: the one resource decides.
                let start = monday(9, 0) + Minutes(15 * (number % 4) as i64);
                town.staff_books(start, number % 3, number)
            }))
            .await;
            let booked: Vec<_> = answers.iter().flatten().collect();
            assert!(!booked.is_empty() && booked.len() <= 2, "{booked:?}");
            assert!(booked.iter().all(|done| done.appointment.resources == resources));
            for answer in answers.iter().filter(|answer| answer.is_err()) {
                assert!(["taken", "resource_taken"].contains(&word(answer).as_str()), "{answer:?}");
            }
            assert_eq!(town.raw().await.overlaps().await, 0);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_14_the_refusal_names_the_kind_that_is_missing() {
    on_both(|db| async {
        let (town, resources) = with_resources(db, &[ResourceKind::Car, ResourceKind::Interpreter]).await;
        let shown = town.shown_on_monday(town.motive).await;
        assert_eq!(shown[0].slot.workers.len(), 3);
        let first = town.staff_books(monday(9, 0), 0, 1).await.unwrap().appointment;
        assert_eq!(first.resources, resources);
        assert_eq!(first.calendars.len(), 3);
        // Two workers are still free, without a car.
        let refused = town.staff_books(monday(9, 0), 1, 2).await;
        assert_eq!(refusal(refused), Refusal::ResourceTaken { kind: ResourceKind::Car });
        let public = town.book(town.wish(town.motive, &shown[0], town.somebody(3))).await;
        assert_eq!(refusal(public), Refusal::ResourceTaken { kind: ResourceKind::Car });
        assert!(town.shown_on_monday(town.motive).await.iter().all(|slot| slot.slot.span.start() != monday(9, 0)));
        // A cancellation frees the car; what was booked since keeps it.
        town.set(first.id, Status::Cancelled).await.unwrap();
        let second = town.staff_books(monday(9, 15), 1, 2).await.unwrap().appointment;
        assert_eq!(refusal(town.set(first.id, Status::Booked).await), Refusal::Taken { by: vec![second.id] });
        // A move gives it back too, and takes it at the new hour.
        town.moved(town.move_request(second.id, monday(10, 0), None)).await.unwrap();
        town.set(first.id, Status::Booked).await.unwrap();
        let there = town.staff_books(monday(10, 15), 2, 4).await;
        assert_eq!(refusal(there), Refusal::ResourceTaken { kind: ResourceKind::Car });
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_14_a_room_that_is_somewhere_else_does_not_help() {
    on_both(|db| async {
        let (town, _) = with_resources(db, &[ResourceKind::Room]).await;
        let mut raw = town.raw().await;
        let (territory, organisation) = (town.territory, town.organisation);
        let elsewhere = format!(
            "INSERT INTO place (territory_id, organisation_id, name, zone, holidays)
             VALUES ({territory}, {organisation}, 'Annexe', 'Europe/Paris', 'metropole') RETURNING id"
        );
        let elsewhere = raw.made(&elsewhere).await.unwrap();
        raw.run(&format!("UPDATE resource SET place_id = {elsewhere}")).await.unwrap();
        assert!(town.shown_on_monday(town.motive).await.is_empty());
        let refused = town.staff_books(monday(9, 0), 0, 1).await;
        assert_eq!(refusal(refused), Refusal::ResourceTaken { kind: ResourceKind::Room });
    })
    .await;
}
