//! The settings pages, as somebody without JavaScript uses them: every page opens, what was typed
//! stays with the sentence about it, and what was saved is there.

use relais::domain::access::Role;
use relais::domain::ids::MotiveId;

use crate::support::databases::{on_both, sqlite};
use crate::support::pages::Pages;
use crate::support::town::TestTown;

#[tokio::test(flavor = "multi_thread")]
async fn every_settings_page_opens_and_says_everything_in_words() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let mut raw = town.raw().await;
        let sql = format!("INSERT INTO sector (territory_id, name) VALUES ({}, 'Nord')", town.territory);
        raw.run(&sql).await.unwrap();
        let sql = format!("INSERT INTO service (territory_id, name) VALUES ({}, 'Enfance')", town.territory);
        raw.run(&sql).await.unwrap();
        let sql = format!(
            "INSERT INTO team (territory_id, organisation_id, name) VALUES ({}, {}, 'Duo')",
            town.territory, town.organisation
        );
        raw.run(&sql).await.unwrap();
        let pages = Pages::signed_in(&town, Role::TerritoryAdmin).await;
        for (path, named) in [
            ("/settings", "Public holidays"),
            ("/settings/motives", "Premier accueil"),
            ("/settings/motives/new", "See what it would offer"),
            ("/settings/motives/1", "Premier accueil"),
            ("/settings/places", "Mairie"),
            ("/settings/places/new", "Public holidays"),
            ("/settings/places/1", "1 place du Marché"),
            ("/settings/services", "Enfance"),
            ("/settings/services/new", "Name of the service"),
            ("/settings/services/1", "Enfance"),
            ("/settings/workers", "worker1@example.org"),
            ("/settings/workers/new", "Territory administrator"),
            ("/settings/workers/2", "worker1@example.org"),
            ("/settings/teams", "Duo"),
            ("/settings/teams/new", "Agent 1"),
            ("/settings/teams/1", "Duo"),
            ("/settings/sectors", "Nord"),
            ("/settings/sectors/1", "MDS"),
            ("/settings/holidays", "Armistice 1918"),
        ] {
            let page = pages.get(path).await;
            assert_eq!(page.status, 200, "{path}");
            assert!(page.says(named), "{path} does not name {named}: {}", page.html);
            for language in ["fr", "ar"] {
                let page = pages.get(&format!("{path}?lang={language}")).await;
                assert_eq!(page.status, 200, "{path} in {language}");
            }
            pages.get(&format!("{path}?lang=en")).await;
        }
        for path in ["motives", "places", "services", "workers", "teams", "sectors"] {
            assert_eq!(pages.get(&format!("/settings/{path}/99999")).await.status, 404, "{path}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_motive_is_previewed_corrected_and_saved_with_every_setting() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let pages = Pages::signed_in(&town, Role::TerritoryAdmin).await;
        let form = pages.get("/settings/motives/new").await.form("/settings/motives/new");
        let form = form.set("name", "Budget <b>").set("public_name", "Rendez-vous budget").set("duration", "une heure");
        let page = pages.post(&form).await;
        assert_eq!(page.status, 422);
        assert!(page.says("Write a whole number"), "{}", page.html);
        let form = page.form("/settings/motives/new");
        assert_eq!((form.get("name"), form.get("duration")), ("Budget <b>", "une heure"));
        let form = form.set("duration", "60").set("bookable_by", "public").set("do", "preview");
        let page = pages.post(&form).await;
        assert_eq!(page.status, 200);
        assert!(page.says("This would have offered") && page.says("Nothing is saved yet"), "{}", page.html);
        let mut raw = town.raw().await;
        assert_eq!(raw.count("motive").await, 1);
        // Everything set to something else than usual.
        let form = page
            .form("/settings/motives/new")
            .set("mode", "phone")
            .set("min_delay", "2")
            .set("min_delay_unit", "days")
            .set("max_delay", "60")
            .set("cancel_notice", "90")
            .set("cancel_notice_unit", "minutes")
            .set("quota", "3")
            .set("follow_up", "on")
            .set("buffer_before", "5")
            .set("buffer_after", "10")
            .set("workers", "pair")
            .set("first_worker", &town.workers[0].to_string())
            .set("second_worker", &town.workers[1].to_string())
            .set("resource_room", "2")
            .set("text_before", "Votre carte\r\net vos papiers")
            .set("pictogram", "money")
            .set("do", "save");
        let listed = pages.post_and_follow(&form).await;
        assert!(listed.says("Budget <b>") && listed.says("Saved."), "{}", listed.html);
        let id = raw.number("SELECT max(id) FROM motive").await;
        let path = format!("/settings/motives/{id}");
        let shown = pages.get(&path).await.form(&path);
        for (name, value) in [
            ("public_name", "Rendez-vous budget"),
            ("mode", "phone"),
            ("duration", "60"),
            ("bookable_by", "public"),
            ("min_delay", "2"),
            ("min_delay_unit", "days"),
            ("max_delay", "60"),
            ("max_delay_unit", "days"),
            ("cancel_notice", "90"),
            ("cancel_notice_unit", "minutes"),
            ("move_notice", "4"),
            ("move_notice_unit", "hours"),
            ("quota", "3"),
            ("follow_up", "on"),
            ("buffer_before", "5"),
            ("buffer_after", "10"),
            ("workers", "pair"),
            ("resource_room", "2"),
            ("resource_car", "0"),
            ("text_before", "Votre carte\net vos papiers"),
            ("pictogram", "money"),
            ("seats", ""),
        ] {
            assert_eq!(shown.get(name), value, "{name}");
        }
        // Sent again as it stands, it changes nothing; the button of the list page twice adds nothing.
        let lines = raw.count("journal").await;
        pages.post_and_follow(&shown).await;
        pages.post_and_follow(&form).await;
        assert_eq!((raw.count("journal").await, raw.count("motive").await), (lines, 2));
        // Off and on again.
        let switch = format!("{path}/switch");
        let off = pages.get(&path).await.form(&switch);
        assert!(pages.post_and_follow(&off).await.says("Switched off"));
        let on = pages.get(&path).await.form(&switch);
        pages.post_and_follow(&on).await;
        let held = town.app.desk.settings(&town.claimant(), town.now()).await.unwrap().0.settings;
        assert!(held.motives[&MotiveId(id)].active);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn places_services_teams_workers_and_sectors_are_saved_and_shown() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let pages = Pages::signed_in(&town, Role::TerritoryAdmin).await;
        let new = async |area: &str| {
            let path = format!("/settings/{area}/new");
            pages.get(&path).await.form(&path)
        };
        let form = new("places").await;
        assert_eq!((form.get("zone"), form.get("holidays")), ("Europe/Paris", "metropole"));
        let form = form.set("name", "Annexe").set("phone", "12").set("zone", "Indian/Reunion");
        let page = pages.post(&form).await;
        assert!(page.status == 422 && page.says("This number does not exist"), "{}", page.html);
        let form = page.form("/settings/places/new");
        assert_eq!((form.get("phone"), form.get("zone")), ("12", "Indian/Reunion"));
        assert!(pages.post_and_follow(&form.set("phone", "0262 00 00 00")).await.says("Annexe"));
        assert!(pages.get("/settings/places/2").await.says("0262 00 00 00"));
        let page = pages.post(&new("places").await.set("name", "Annexe")).await;
        assert!(page.status == 422 && page.says("This name is taken"), "{}", page.html);

        assert!(pages.post_and_follow(&new("services").await.set("name", "Enfance")).await.says("Enfance"));
        let page = pages.post(&new("services").await).await;
        assert!(page.status == 422 && page.says("Write something here"));

        let members = new("teams").await.set("name", "Duo").tick("member", "1").tick("member", "2");
        assert!(pages.post_and_follow(&members).await.says("Agent 0, Agent 1"));
        let form = pages.get("/settings/teams/1").await.form("/settings/teams/1").untick("member", "1");
        assert!(!pages.post_and_follow(&form).await.says("Agent 0, Agent 1"));

        let form = new("workers").await.set("first_name", "Rose").set("last_name", "Morel").set("email", "rose");
        let page = pages.post(&form.set("service", "1").set("role", "secretary")).await;
        assert!(page.status == 422 && page.says("Write a whole address"), "{}", page.html);
        let form = page.form("/settings/workers/new");
        assert_eq!((form.get("role"), form.get("service"), form.get("email")), ("secretary", "1", "rose"));
        let form = form.set("email", "rose@example.org");
        let invitations = town.notices().await.len();
        let listed = pages.post_and_follow(&form).await;
        assert!(listed.says("Rose Morel") && listed.says("Secretary") && listed.says("Enfance"), "{}", listed.html);
        assert_eq!(town.notices().await.len(), invitations + 1);
        // A second click, and the same form with other words: said, not lost.
        pages.post_and_follow(&form).await;
        let page = pages.post(&form.clone().set("last_name", "Moreau")).await;
        assert!(page.status == 409 && page.says("has been saved already"), "{}", page.html);
        assert_eq!(town.raw().await.count("worker").await, 3);
        assert_eq!(town.notices().await.len(), invitations + 1);
        let again = pages.get("/settings/workers/3").await.form("/settings/workers/3/invite");
        assert!(pages.post_and_follow(&again).await.says("The invitation goes out"));
        assert_eq!(town.notices().await.len(), invitations + 2);
        let form = pages.get("/settings/workers/3").await.form("/settings/workers/3").set("role", "team_lead");
        assert!(pages.post_and_follow(&form).await.says("Team lead"));

        let mut raw = town.raw().await;
        let sql = format!("INSERT INTO sector (territory_id, name) VALUES ({}, 'Nord')", town.territory);
        raw.run(&sql).await.unwrap();
        assert!(pages.get("/settings/sectors").await.says("Nobody"));
        let form = pages.get("/settings/sectors/1").await.form("/settings/sectors/1").set("target", "1:3");
        assert!(pages.post_and_follow(&form).await.says("Rose Morel (MDS)"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_who_is_awaited_is_not_switched_off_and_the_page_says_why() {
    let town = TestTown::new(sqlite().await, 2).await;
    let pages = Pages::signed_in(&town, Role::TerritoryAdmin).await;
    let path = "/settings/workers/2";
    let start = crate::support::acts::monday(9, 0);
    town.staff_books(start, 1, 1).await.unwrap();
    let page = pages.post(&pages.get(path).await.form(&format!("{path}/switch"))).await;
    assert_eq!(page.status, 409);
    assert!(page.says("still has 1 appointment to come"), "{}", page.html);
    // Her own page has no such button.
    assert!(!pages.get("/settings/workers/1").await.html.contains("/switch"));
    // Without the proof of the form nothing happens.
    let form = pages.get("/settings/places/1").await.form("/settings/places/1/switch").set("csrf", "x");
    assert!(pages.post(&form).await.says("One more tap"));
    assert_eq!(town.raw().await.count("place WHERE active").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_change_settings_finds_no_page_of_them() {
    let town = TestTown::new(sqlite().await, 1).await;
    for (role, office, territory) in
        [(Role::TeamLead, 403, 403), (Role::OrganisationAdmin, 200, 403), (Role::TerritoryAdmin, 200, 200)]
    {
        let town = TestTown::new(sqlite().await, 1).await;
        let pages = Pages::signed_in(&town, role).await;
        for path in ["/settings", "/settings/motives", "/settings/workers/new", "/settings/holidays"] {
            assert_eq!(pages.get(path).await.status, office, "{role} {path}");
        }
        for path in ["/settings/services", "/settings/sectors", "/settings/services/new"] {
            assert_eq!(pages.get(path).await.status, territory, "{role} {path}");
        }
    }
    let page = Pages::of(&town).get("/settings").await;
    assert!(page.status == 303 && page.location.starts_with("/staff/sign-in"));
}
