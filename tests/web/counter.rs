//! The pages around the counter, as somebody without JavaScript uses them: being called back, waiting,
//! calls noted, a place closed, the figures, the half-typed form.

use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use relais::domain::access::Role;
use relais::domain::appointments::Status;
use relais::domain::time::Minutes;
use relais::web::routes;
use tower::ServiceExt;

use crate::support::acts::monday;
use crate::support::agenda::march;
use crate::support::databases::on_both;
use crate::support::pages::Pages;
use crate::support::town::{TestTown, motive};

#[tokio::test(flavor = "multi_thread")]
async fn somebody_asks_to_be_called_and_is_called() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let guest = Pages::of(&town);
        let address = format!("/book/{}/call-me", town.territory);
        let page = guest.get(&format!("{address}?m={}", town.motive)).await;
        assert_eq!(page.status, 200, "{}", page.html);
        // What is missing is said beside its field, and what was typed stays.
        let wrong = guest.post(&page.form(&address).set("first_name", "Zoé").set("phone", "06 12")).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.says("This number does not exist."), "{}", wrong.html);
        let form = wrong.form(&address);
        assert_eq!((form.get("first_name"), form.get("phone")), ("Zoé", "06 12"));
        let form = form.set("phone", "06 12 34 56 78");
        let done = guest.post(&form).await;
        assert!(done.status == 200 && done.says("MDS will call you"), "{}", done.html);
        // A second click is the same wish.
        assert_eq!(guest.post(&form).await.status, 200);
        assert_eq!(town.raw().await.count("call_back").await, 1);
        for path in [format!("{address}?a=999"), format!("{address}?m=999"), address.clone()] {
            assert_eq!(guest.get(&path).await.status, 200, "{path}");
        }

        let staff = Pages::signed_in(&town, Role::Secretary).await;
        let calls = staff.get("/calls").await;
        assert!(calls.says("Zoé") && calls.says("tel:+33612345678"), "{}", calls.html);
        // One takes the call (and no other: actions::around_agenda).
        let taken = staff.post_and_follow(&calls.form("/calls/1/take")).await;
        // Nobody answers: back in the line, for all.
        let again = staff.post_and_follow(&taken.form("/calls/1/end")).await;
        assert!(again.says("1 try, no answer") && again.says("/calls/1/take"), "{}", again.html);
        town.app.clock.advance(Minutes::hours(11));
        staff.get("/calls").await;
        town.app.clock.advance(Minutes::hours(11));
        staff.get("/calls").await;
        town.app.clock.advance(Minutes::hours(3));
        let late = staff.get("/calls").await;
        assert!(late.says("Late"), "{}", late.html);
        let taken = staff.post_and_follow(&late.form("/calls/1/take")).await;
        let form = taken.form("/calls/1/end").set("outcome", "reached");
        assert!(!staff.post_and_follow(&form).await.says("Zoé"));
        assert!(staff.post_and_follow(&form).await.says("Nobody waits to be called."));
        // Who calls in is put on the same list.
        let wrong = staff.post(&calls.form("/calls").set("name", "Noé").set("phone", "12")).await;
        assert!(wrong.status == 422 && wrong.form("/calls").get("name") == "Noé", "{}", wrong.html);
        let added = staff.post_and_follow(&wrong.form("/calls").set("phone", "0612345679")).await;
        assert!(added.says("Noé") && added.says("noted at the desk"), "{}", added.html);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_waits_for_a_time_and_leaves_the_list() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let address = format!("/book/{}/waiting", town.territory);
        let asked = format!("{address}?m={}&p={}", town.motive, town.place);
        let guest = Pages::of(&town);
        let page = guest.get(&asked).await;
        let nothing = guest.post(&page.form(&address)).await;
        assert!(nothing.status == 422 && nothing.says("Write a first name."), "{}", nothing.html);
        let form = nothing.form(&address).set("first_name", "Zoé").set("phone", "06 12 34 56 78");
        for _ in 0..2 {
            let done = guest.post(&form).await;
            assert!(done.status == 200 && done.says("You are on the waiting list"), "{}", done.html);
        }
        assert_eq!(town.raw().await.count("waiting_entry").await, 1);

        let staff = Pages::signed_in(&town, Role::Secretary).await;
        let calls = staff.get("/calls").await;
        let link = format!("/desk/person/1?m={}", town.motive);
        assert!(calls.says("Zoé") && calls.says(&link) && calls.says("Mairie"), "{}", calls.html);

        // Who has proven the number is not asked again, and sees what it waits for.
        let known = Pages::of(&town);
        let form = known.get("/sign-in").await.form("/sign-in").set("phone", "06 12 34 56 78");
        let form = known.post(&form).await.form("/sign-in/code").set("code", &town.last_secret().await);
        assert_eq!(known.post(&form).await.status, 303);
        let page = known.get(&asked).await;
        assert!(!page.says("first_name"), "{}", page.html);
        assert_eq!(known.post(&page.form(&address)).await.status, 200);
        assert_eq!(town.raw().await.count("waiting_entry").await, 1);
        let own = known.get("/my").await;
        assert!(own.says("On the waiting list"), "{}", own.html);
        let leave = own.form("/my/waiting/1/leave");
        assert!(!known.post_and_follow(&leave).await.says("On the waiting list"));
        assert_eq!(known.post(&leave).await.status, 303);
        assert!(!known.get("/calls").await.says("Zoé"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_try_to_call_is_noted_and_changes_no_status() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let (appointment, _) = town.appointment_at(9).await;
        let staff = Pages::signed_in(&town, Role::Secretary).await;
        let address = format!("/agenda/appointment/{appointment}");
        let form = staff.get(&address).await.form(&format!("{address}/call"));
        for (word, said) in [("no_answer", "– No answer"), ("wrong_number", "– Wrong number"), ("reached", "– Reached")]
        {
            let page = staff.post_and_follow(&form.clone().set("outcome", word)).await;
            assert!(page.says(said), "{}", page.html);
        }
        assert_eq!(staff.post(&form.clone().set("outcome", "no_show")).await.status, 404);
        let stored = town.app.desk.appointment(&town.claimant(), appointment).await.unwrap();
        assert_eq!(stored.status, Status::Booked);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_is_closed_once_however_often_it_is_sent() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let (by_phone, _) = town.appointment_at(9).await;
        let (other, _) = town.appointment_at(10).await;
        let (alone, person) = town.appointment_at(11).await;
        let forget = format!("UPDATE person SET phone = NULL WHERE id = {person}");
        town.raw().await.run(&forget).await.unwrap();
        let staff = Pages::signed_in(&town, Role::OrganisationAdmin).await;
        let page = staff.get("/settings/close").await;
        let form = page.form("/settings/close").set("place", &town.place.to_string()).set("reason", "=travaux");
        let wrong = staff.post(&form.clone().set("from", "2026-03-02T12:00").set("to", "2026-03-02T08:00")).await;
        assert_eq!(wrong.status, 422);
        assert_eq!(wrong.form("/settings/close").get("reason"), "=travaux");
        let past = form.clone().set("from", "2026-02-02T08:00").set("to", "2026-02-02T12:00");
        assert!(staff.post(&past).await.says("These hours are over."));
        let preview = staff.post(&form.set("from", "2026-03-02T08:00").set("to", "2026-03-02T12:00")).await;
        assert!(preview.says("Personne9") && preview.says("Personne10"), "{}", preview.html);
        assert_eq!(town.raw().await.count("closure").await, 0, "nothing is closed before it is confirmed");
        let confirm = preview.form("/settings/close/confirm").set(&format!("each-{other}"), "other");
        let report = staff.post(&confirm).await;
        assert!(report.says("The place is closed") && report.says("People to tell"), "{}", report.html);
        assert!(report.says("Personne11") && !report.says("Personne9") && !report.says("Personne10"));
        let again = staff.post(&confirm).await;
        assert!(again.says("nothing was done twice") && again.says("Personne11"), "{}", again.html);
        assert_eq!(town.raw().await.count("closure").await, 1);
        let mode = format!("appointment WHERE mode = 'phone' AND id = {by_phone}");
        assert_eq!(town.raw().await.count(&mode).await, 1);
        let left = format!("appointment WHERE mode = 'office' AND id IN ({other}, {alone})");
        assert_eq!(town.raw().await.count(&left).await, 2);

        let listed = staff.get("/settings/close").await;
        assert!(listed.says("=travaux"));
        assert!(!staff.post_and_follow(&listed.form("/settings/close/1/delete")).await.says("=travaux"));
        town.set_role(town.workers[0], town.organisation, Role::Secretary).await;
        assert_eq!(staff.get("/settings/close").await.status, 403);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_say_what_happened_as_a_page_and_as_a_workbook() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        town.appointment_at(9).await;
        let empty = town.add_motive(motive(town.organisation, "=1+1")).await;
        let sql = format!("DELETE FROM opening_motive WHERE motive_id = {empty}");
        town.raw().await.run(&sql).await.unwrap();
        let guest = Pages::of(&town);
        // The first visit leaves a cookie; a miss is counted for a browser that brings it back.
        guest.get(&format!("/book/{}", town.territory)).await;
        let slots = guest.get(&format!("/book/{}/slots?m={empty}", town.territory)).await;
        assert!(slots.says("Tell me if a place becomes free"), "{}", slots.html);
        let staff = Pages::signed_in(&town, Role::TeamLead).await;
        let page = staff.get("/statistics?from=2026-02-20&to=2026-03-05").await;
        assert!(page.status == 200 && page.says("Premier accueil") && page.says("=1+1"), "{}", page.html);
        assert!(!page.says("No search found nothing."), "{}", page.html);
        assert_eq!(staff.get("/statistics").await.status, 200);
        for wrong in ["from=2026-03-05&to=2026-03-01", "from=2020-01-01&to=2026-03-01", "from=x"] {
            assert_eq!(staff.get(&format!("/statistics?{wrong}")).await.status, 422, "{wrong}");
            assert_eq!(staff.get(&format!("/statistics.xlsx?{wrong}")).await.status, 422, "{wrong}");
        }
        for language in ["fr", "ar", "en"] {
            assert_eq!(staff.get(&format!("/statistics?lang={language}")).await.status, 200);
            let request = Request::builder().uri(format!("/statistics.xlsx?lang={language}&to=2026-03-05"));
            let request = request.header(header::COOKIE, staff.cookie_header()).body(Body::empty()).unwrap();
            let answer = routes::router(town.app.clone()).oneshot(request).await.unwrap();
            assert_eq!(answer.status(), 200);
            assert!(answer.headers()[header::CONTENT_TYPE].to_str().unwrap().contains("spreadsheetml"));
            let bytes = answer.into_body().collect().await.unwrap().to_bytes();
            assert!(bytes.starts_with(b"PK"));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_at_the_desk_is_found_again_until_it_is_booked() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let staff = Pages::signed_in(&town, Role::Secretary).await;
        let mut keep = staff.get("/desk/new").await.form("/desk/book");
        keep.action = "/desk/draft".to_owned();
        let typed = r#"{"first_name":"Zoé","last_name":"Martin","phone":"06 12"}"#;
        assert_eq!(staff.post(&keep.clone().set("body", "no form")).await.status, 422);
        assert_eq!(staff.post(&keep.clone().set("body", typed)).await.status, 204);
        let desk = staff.get("/desk").await;
        assert!(desk.says("Unfinished: Zoé Martin"), "{}", desk.html);
        assert!(!staff.post_and_follow(&desk.form("/desk/draft/discard")).await.says("Unfinished"));
        assert_eq!(staff.post(&keep.set("body", typed)).await.status, 204);
        let page = staff.get("/desk/new?resume").await;
        let form = page.form("/desk/book");
        assert_eq!((form.get("first_name"), form.get("phone")), ("Zoé", "06 12"));
        let slot = format!("{} {} {}", monday(9, 0), town.place, town.workers[0]);
        let form = form.set("phone", "").set("slot", &slot);
        let booked = staff.post(&form).await;
        assert_eq!(booked.status, 303, "{}", booked.html);
        assert!(!staff.get("/desk").await.says("Unfinished"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_known_is_not_asked_for_a_name_and_chooses_whom_to_ask() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let (territory, zone) = (town.territory, "Europe/Paris");
        let sql = format!(
            "INSERT INTO organisation (territory_id, name, zone, holidays) VALUES ({territory}, 'CCAS', '{zone}', 'metropole')"
        );
        town.raw().await.run(&sql).await.unwrap();
        let person = town.person_with("Zoé", "Martin", "+33612345678", true).await;
        let known = Pages::of(&town);
        let form = known.get("/sign-in").await.form("/sign-in").set("phone", "06 12 34 56 78");
        let form = known.post(&form).await.form("/sign-in/code").set("code", &town.last_secret().await);
        assert_eq!(known.post(&form).await.status, 303);
        let address = format!("/book/{territory}/call-me");
        let page = known.get(&address).await;
        assert!(!page.says("first_name") && page.says("CCAS") && page.says("MDS"), "{}", page.html);
        let form = page.form(&address);
        assert_eq!(form.get("phone").replace(' ', ""), "0612345678");
        let wrong = known.post(&form).await;
        assert!(wrong.status == 422 && wrong.says("Choose who should call you."), "{}", wrong.html);
        let done = known.post(&wrong.form(&address).set("organisation", &town.organisation.to_string())).await;
        assert!(done.says("MDS will call you"), "{}", done.html);
        let asked = format!("call_back WHERE person_id = {person} AND organisation_id = {}", town.organisation);
        assert_eq!(town.raw().await.count(&asked).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_counter_speaks_every_language_and_opens_to_whom_it_may() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let guest = Pages::of(&town);
        let staff = Pages::signed_in(&town, Role::OrganisationAdmin).await;
        let of_guests = [
            format!("/book/{}/call-me?m={}", town.territory, town.motive),
            format!("/book/{}/waiting?m={}", town.territory, town.motive),
        ];
        let of_staff = ["/calls", "/settings/close", "/statistics", "/statistics.xlsx"];
        for language in ["fr", "ar", "en"] {
            for path in &of_guests {
                assert_eq!(guest.get(&format!("{path}&lang={language}")).await.status, 200, "{path} in {language}");
            }
            for path in &of_staff[..3] {
                assert_eq!(staff.get(&format!("{path}?lang={language}")).await.status, 200, "{path} in {language}");
            }
        }
        for path in of_staff {
            let page = guest.get(path).await;
            assert!(page.status == 303 && page.location.starts_with("/staff/sign-in"), "{path}: {page:?}");
        }
        town.set_role(town.workers[0], town.organisation, Role::Worker).await;
        for path in ["/calls", "/desk"] {
            assert_eq!(staff.get(path).await.status, 200, "{path}");
        }
        for path in ["/settings/close", "/statistics", "/statistics.xlsx"] {
            assert_eq!(staff.get(path).await.status, 403, "{path}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_47_an_invitation_is_sent_from_the_person_or_the_worker_is_told_why_not() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let person = town.person_with("Amina", "Benali", "+33639980001", true).await;
        let staff = Pages::signed_in(&town, Role::Secretary).await;
        let address = format!("/desk/person/{person}");
        let form = staff.get(&address).await.form(&format!("{address}/invite"));
        let invitations = "link WHERE purpose = 'invitation'";
        let sent = staff.post_and_follow(&form).await;
        assert!(sent.says("Invitation recorded"), "{}", sent.html);
        assert_eq!(town.raw().await.count(invitations).await, 1);
        town.raw().await.run("DELETE FROM opening_motive").await.unwrap();
        let told = staff.post(&form).await;
        assert!(told.status == 409 && told.says("it would lead to no slot"), "{} {}", told.status, told.html);
        assert_eq!(town.raw().await.count(invitations).await, 1);
        // Who has no number is not offered what cannot reach them.
        town.raw().await.run(&format!("UPDATE person SET phone = NULL WHERE id = {person}")).await.unwrap();
        assert!(!staff.get(&address).await.says("Send an invitation"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_found_nothing_counts_once_for_a_browser_however_often_it_reloads() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        town.raw().await.run("DELETE FROM opening_motive").await.unwrap();
        let admin = town.with_role(Role::OrganisationAdmin);
        let address = format!("/book/{}/slots?m={}", town.territory, town.motive);
        let count = async || {
            let found = town.app.desk.statistics(&admin, (march(1), march(2)), town.now()).await.unwrap().misses;
            found.iter().map(|(_, _, count)| *count).sum::<i64>()
        };
        let guest = Pages::of(&town);
        guest.get("/").await;
        for _ in 0..3 {
            assert_eq!(guest.get(&address).await.status, 200);
        }
        assert_eq!(count().await, 1);
        let other = Pages::of(&town);
        other.get("/").await;
        other.get(&address).await;
        assert_eq!(count().await, 2);
    })
    .await;
}
