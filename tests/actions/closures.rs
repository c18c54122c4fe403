//! Closing a place: what it covers, what becomes of each appointment, and doing it twice.

use std::collections::HashMap;

use relais::actions::close_place::{ClosePlace, Then};
use relais::domain::access::Role;
use relais::domain::appointments::Status;
use relais::domain::ids::AppointmentId;
use relais::domain::motives::{Mode, ResourceKind, ResourceKinds};
use relais::domain::people::{NewPerson, Who};
use relais::store::{self, StoreError};

use crate::support::agenda::{days, denied, not_found};
use crate::support::databases::on_both;
use crate::support::town::{TestTown, motive};

fn closing(town: &TestTown, then: Then) -> ClosePlace {
    ClosePlace { place: town.place, span: days(2, 3), reason: "Inondation".into(), then, each: HashMap::new() }
}

/// Somebody with what is given to reach them by.
fn somebody(name: &str, phone: Option<&str>, email: Option<&str>) -> Who {
    Who::New(NewPerson {
        first_name: name.to_owned(),
        last_name: String::new(),
        phone: phone.map(str::to_owned),
        email: email.map(str::to_owned),
        language: "fr".to_owned(),
    })
}

async fn booked(town: &TestTown, clock: &str, who: Who) -> AppointmentId {
    let wish = town.staff_wish(town.motive, town.at(2, clock), town.workers[0], who);
    town.book(wish).await.unwrap().appointment.id
}

#[tokio::test(flavor = "multi_thread")]
async fn covered_appointments_become_calls_or_are_offered_other_times_and_nobody_is_told_twice() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let (desk, now) = (&town.app.desk, town.now());
        let admin = town.with_role(Role::OrganisationAdmin);
        let called = booked(&town, "09:00", somebody("A", Some("+33611111111"), None)).await;
        let asked = booked(&town, "09:30", somebody("B", Some("+33622222222"), None)).await;
        let by_mail = booked(&town, "10:00", somebody("C", None, Some("c@example.org"))).await;
        let nobody = booked(&town, "10:30", somebody("D", None, None)).await;
        let kept = booked(&town, "11:00", somebody("E", Some("+33655555555"), None)).await;
        let excused = booked(&town, "14:00", somebody("F", Some("+33666666666"), None)).await;
        town.set(excused, Status::Excused).await.unwrap();
        let after = town.staff_books(town.at(4, "09:00"), 0, 8).await.unwrap().appointment.id;
        let mut raw = town.raw().await;
        raw.run("DELETE FROM outbox").await.unwrap();

        let covered = desk.preview_closure(&admin, (town.place, days(2, 3)), now).await.unwrap();
        let ids: Vec<_> = covered.appointments.iter().map(|one| one.id).collect();
        assert_eq!(ids, [called, asked, by_mail, nobody, kept]);

        let mut request = closing(&town, Then::Phone);
        request.each = HashMap::from([(asked, Then::ProposeOther), (kept, Then::Leave)]);
        let done = desk.close_place(&admin, request.clone(), now).await.unwrap();
        assert!(!done.already);
        assert_eq!(
            (&done.by_phone[..], &done.offered[..], &done.left[..]),
            (&[called][..], &[asked, by_mail][..], &[kept][..])
        );
        assert_eq!(done.unreachable.iter().map(|one| one.id).collect::<Vec<_>>(), [nobody]);

        let call = desk.appointment(&town.claimant(), called).await.unwrap();
        assert_eq!((call.mode, call.place, call.motive, call.version), (Mode::Phone, None, town.motive, 2));
        assert_eq!((call.span.start(), &call.workers[..]), (town.at(2, "09:00"), &town.workers[..]));
        let stays = desk.appointment(&town.claimant(), asked).await.unwrap();
        assert_eq!(
            (stays.mode, stays.place, stays.status, stays.version),
            (Mode::Office, Some(town.place), Status::Booked, 1)
        );
        let told = raw.texts("SELECT kind || ' ' || appointment_id FROM outbox ORDER BY id").await;
        let wanted = [format!("moved {called}"), format!("propose_other {asked}"), format!("propose_other {by_mail}")];
        assert_eq!(told, wanted);
        assert!(town.shown(town.motive, town.at(2, "00:00"), town.at(4, "00:00")).await.is_empty());

        // Done again: nothing is added, and the rest can be settled. One who says she is late since is
        // not written to again.
        town.set(asked, Status::Late).await.unwrap();
        let (lines, messages) = (raw.count("journal").await, raw.count("outbox").await);
        let again = desk.close_place(&admin, request, now).await.unwrap();
        assert!(again.already && again.closure == done.closure);
        assert_eq!((again.by_phone.len(), again.offered.len()), (0, 0));
        assert_eq!((&again.offered_before[..], again.unreachable.len()), (&[asked, by_mail][..], 1));
        assert_eq!((raw.count("journal").await, raw.count("outbox").await), (lines, messages));
        assert_eq!(raw.count("closure").await, 1);
        let last = desk.close_place(&admin, closing(&town, Then::ProposeOther), now).await.unwrap();
        assert_eq!(last.offered, [kept]);
        assert_eq!(desk.appointment(&town.claimant(), after).await.unwrap().version, 1);

        let [closure] = &desk.closures(&admin, now).await.unwrap()[..] else { panic!("one closure") };
        assert_eq!((closure.span, closure.reason.as_str()), (days(2, 3), "Inondation"));
        desk.delete_closure(&admin, closure.id, now).await.unwrap();
        assert!(desk.closures(&admin, now).await.unwrap().is_empty());
        assert!(!town.shown(town.motive, town.at(3, "00:00"), town.at(4, "00:00")).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_gives_its_room_back_and_a_workshop_is_never_a_call() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let (desk, now) = (&town.app.desk, town.now());
        let (territory, organisation, place) = (town.territory, town.organisation, town.place);
        let add = town.app.desk.db.write(move |tx| {
            Box::pin(async move {
                let at = (territory, organisation);
                store::insert_resource(tx, at, ResourceKind::Room, "Salle", Some(place)).await?;
                Ok::<_, StoreError>(())
            })
        });
        add.await.unwrap();
        let mut in_room = motive(town.organisation, "En salle");
        in_room.resources = ResourceKinds(vec![ResourceKind::Room]);
        let in_room = town.add_motive(in_room).await;
        let wish = town.staff_wish(in_room, town.at(2, "09:00"), town.workers[0], town.somebody(1));
        let id = town.book(wish).await.unwrap().appointment.id;
        let mut workshop = motive(town.organisation, "Atelier");
        workshop.seats = Some(3);
        let workshop = town.add_motive(workshop).await;
        let mut wish = town.staff_wish(workshop, town.at(3, "10:00"), town.workers[0], town.somebody(2));
        wish.who = None;
        let session = town.book(wish).await.unwrap().appointment.id;
        for number in [2, 3] {
            town.join(session, town.somebody(number)).await.unwrap();
        }
        let mut raw = town.raw().await;
        raw.run("DELETE FROM outbox").await.unwrap();

        let admin = town.with_role(Role::OrganisationAdmin);
        let done = desk.close_place(&admin, closing(&town, Then::Phone), now).await.unwrap();
        assert_eq!((&done.by_phone[..], &done.offered[..]), (&[id][..], &[session][..]));
        let call = desk.appointment(&town.claimant(), id).await.unwrap();
        assert_eq!((call.resources.len(), call.calendars.len()), (0, 1));
        assert_eq!(raw.count("outbox WHERE kind = 'propose_other'").await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_is_closed_by_those_who_keep_the_settings_of_its_organisation() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let (desk, now) = (&town.app.desk, town.now());
        let neighbour = town.neighbour().await;
        let there = town.signed_in(neighbour.worker, neighbour.organisation, Role::OrganisationAdmin);
        denied(desk.close_place(&town.with_role(Role::Worker), closing(&town, Then::Phone), now).await);
        not_found(desk.close_place(&there, closing(&town, Then::Phone), now).await, "place");
        not_found(desk.preview_closure(&there, (town.place, days(2, 2)), now).await, "place");
        let admin = town.with_role(Role::OrganisationAdmin);
        let done = desk.close_place(&admin, closing(&town, Then::Phone), now).await.unwrap();
        not_found(desk.delete_closure(&there, done.closure, now).await, "closure");
        assert!(desk.closures(&there, now).await.unwrap().is_empty());
    })
    .await;
}
