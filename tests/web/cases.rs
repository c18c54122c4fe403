//! The pages of case files, as somebody without JavaScript uses them.

use relais::domain::access::Role;

use crate::support::databases::on_both;
use crate::support::pages::Pages;
use crate::support::people::{born, somebody, with_phone};
use crate::support::town::TestTown;

#[tokio::test(flavor = "multi_thread")]
async fn a_case_file_is_read_and_changed_on_one_page() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let person = town.add_one(town.organisation, somebody("Awa", "Diop")).await;
        let child = town.add_one(town.organisation, born(somebody("Sami", "Diop"), 2020, 5, 10)).await;
        let mut raw = town.raw().await;
        let (territory, worker) = (town.territory, town.workers[0]);
        let referent = format!(
            "INSERT INTO referent (territory_id, person_id, worker_id) VALUES ({territory}, {person}, {worker})"
        );
        raw.run(&referent).await.unwrap();
        let pages = Pages::signed_in(&town, Role::Worker).await;
        assert!(pages.get("/cases").await.says("Awa Diop"));
        let path = format!("/cases/{person}");
        let page = pages.get(&path).await;
        assert!(page.says("Birth date unknown") && page.says("No phone"), "{}", page.html);
        // Who.
        let form = page.form(&format!("{path}/identity"));
        let wrong = pages.post(&form.clone().set("born", "hier").set("spellings", "Hawa Dioup")).await;
        assert!(wrong.status == 422 && wrong.says("Write a day as 12/04/1987"), "{}", wrong.html);
        let form = wrong.form(&format!("{path}/identity"));
        assert_eq!((form.get("born"), form.get("spellings")), ("hier", "Hawa Dioup"));
        let page = pages.post_and_follow(&form.set("born", "1990").tick("presumed", "on")).await;
        assert!(page.says("born in 1990 (1 January presumed)") && page.says("also spelt Hawa Dioup"), "{}", page.html);
        // How to reach.
        let form = page.form(&format!("{path}/contact")).set("safe_from", "18:00");
        let wrong = pages.post(&form).await;
        assert!(wrong.status == 422 && wrong.says("Write both hours, or none."));
        let form = wrong.form(&format!("{path}/contact"));
        let form = form.set("safe_until", "20:00").tick("do_not_write", "on").set("phone", "06 39 98 00 01");
        let page = pages.post_and_follow(&form).await;
        assert!(page.says("Do not write.") && page.says("Call between 18:00 and 20:00."), "{}", page.html);
        let form = page.form(&format!("{path}/contact")).untick("do_not_write", "on");
        assert!(!pages.post_and_follow(&form).await.says("Do not write."));
        // Needs.
        let form = pages.get(&path).await.form(&format!("{path}/needs")).tick("need", "interpreter");
        let page = pages.post_and_follow(&form.set("next_contact", "2026-03-20")).await;
        assert!(page.says("Needs an interpreter") && page.says("Friday 20 March 2026"), "{}", page.html);
        // The household: the child is known already, and offered.
        let form = page.form(&format!("{path}/relatives")).set("relative_first", "Sami").set("relative_last", "Diop");
        let page = pages.post(&form).await;
        assert!(page.status == 409 && page.says("Is it one of these people?"), "{} {}", page.status, page.html);
        let form = page.form(&format!("{path}/relatives"));
        assert_eq!(form.get("relative"), child.to_string());
        let page = pages.post_and_follow(&form).await;
        assert!(page.says("Sami Diop") && page.says("6 on Sunday 10 May 2026"), "{}", page.html);
        let remove = page.form(&format!("{path}/relatives/{child}/remove"));
        assert!(pages.post_and_follow(&remove).await.says("No relative noted."));
        // Notes: twice the same form is one note.
        let form = pages.get(&path).await.form(&format!("{path}/notes"));
        assert_eq!(form.get("shared"), "own");
        let form = form.set("body", "Première visite <b>");
        pages.post_and_follow(&form).await;
        let page = pages.post_and_follow(&form).await;
        assert_eq!(raw.count("case_note").await, 1);
        let note = raw.number("SELECT max(id) FROM case_note").await;
        let form = page.form(&format!("{path}/notes/{note}")).set("shared", "organisation");
        assert!(pages.post_and_follow(&form).await.says("The whole organisation"));
        // Ending one's own part leads away from the file.
        let end = pages.get(&path).await.form(&format!("{path}/referents/{worker}/end"));
        let list = pages.post_and_follow(&end).await;
        assert!(list.says("You follow nobody"), "{}", list.html);
        assert_eq!(pages.get(&path).await.status, 404);
        for language in ["fr", "ar"] {
            assert_eq!(pages.get(&format!("/cases?lang={language}")).await.status, 200);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_records_are_made_one_and_two_again_by_clicks() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let kept = town.add_one(town.organisation, somebody("Fatoumata", "Diallo")).await;
        let line = with_phone(born(somebody("Fatumata", "Jallow"), 1990, 5, 3), "+33639980001");
        let gone = town.add_one(town.organisation, line).await;
        let pages = Pages::signed_in(&town, Role::TeamLead).await;
        let list = pages.get("/people/duplicates").await;
        assert!(list.says("Fatoumata Diallo") && list.says("name spelt otherwise"), "{}", list.html);
        let path = format!("/people/duplicates/{kept}/{gone}");
        let form = pages.get(&path).await.form(&path);
        assert_eq!((form.get("first_name"), form.get("birth"), form.get("phone")), ("kept", "gone", "gone"));
        let list = pages.post_and_follow(&form.set("do", "merge")).await;
        assert!(list.says("The two records are now one.") && list.says("No duplicate found."), "{}", list.html);
        let merge = town.raw().await.number("SELECT max(id) FROM person_merge").await;
        let undo = list.form(&format!("/people/merges/{merge}/undo"));
        let list = pages.post_and_follow(&undo).await;
        assert!(list.says("The merge is undone") && list.says("Fatumata Jallow"), "{}", list.html);
        // A second click says so.
        let again = pages.post(&undo).await;
        assert!(again.status == 409 && again.says("This merge is undone already."), "{}", again.html);
        let form = pages.get(&path).await.form(&path);
        let list = pages.post_and_follow(&form.set("do", "apart")).await;
        assert!(list.says("two different people") && list.says("No duplicate found."), "{}", list.html);
        for language in ["fr", "ar"] {
            assert_eq!(pages.get(&format!("{path}?lang={language}")).await.status, 200);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_departure_is_prepared_on_one_page() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let person = town.add_one(town.organisation, somebody("Awa", "Diop")).await;
        let (territory, leaver) = (town.territory, town.workers[1]);
        let referent = format!(
            "INSERT INTO referent (territory_id, person_id, worker_id) VALUES ({territory}, {person}, {leaver})"
        );
        town.raw().await.run(&referent).await.unwrap();
        let pages = Pages::signed_in(&town, Role::TerritoryAdmin).await;
        assert!(pages.get("/people/handover").await.says("Everything has somebody in charge."));
        let path = format!("/people/handover/{leaver}");
        let page = pages.get(&path).await;
        assert!(page.says("Agent 1 leaves") && page.says("Awa Diop"), "{}", page.html);
        let wrong = pages.post(&page.form(&path).set("to", "")).await;
        assert!(wrong.status == 422 && wrong.says("Choose a colleague."), "{}", wrong.html);
        let form = wrong.form(&path).set("to", &town.workers[0].to_string()).set("last_day", "2026-03-06");
        let page = pages.post_and_follow(&form).await;
        assert!(page.says("Everything is handed over.") && page.says("Friday 6 March 2026"), "{}", page.html);
        let form = pages.get("/people/handover").await.form("/people/rule");
        assert_eq!(form.get("rule"), "service");
        let page = pages.post_and_follow(&form.set("rule", "organisation")).await;
        assert!(page.says("Saved.") && page.form("/people/rule").get("rule") == "organisation");
    })
    .await;
}
