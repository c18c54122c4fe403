//! The pages of openings and absences, as a worker without JavaScript uses them: what is saved is said
//! in plain words, a second click makes nothing twice, and a colleague's agenda stays closed.

use relais::domain::access::Role;

use crate::support::acts::monday;
use crate::support::databases::on_both;
use crate::support::pages::{Form, Page, Pages};
use crate::support::town::TestTown;

/// The rows of hours, from the first on.
fn hours(mut form: Form, blocks: &[(&str, &str)]) -> Form {
    for (name, end) in [("from", 0), ("to", 1)] {
        let mut values = blocks.iter().map(|block| if end == 0 { block.0 } else { block.1 });
        for field in form.fields.iter_mut().filter(|(one, _)| one == name) {
            field.1 = values.next().unwrap_or_default().to_owned();
        }
    }
    form
}

/// The same form, sent by its button to delete.
fn deleting(form: Form) -> Form {
    Form { action: format!("{}/delete", form.action), ..form }
}

fn says(page: &Page, sentences: &[&str]) {
    for sentence in sentences {
        assert!(page.says(sentence), "does not say “{sentence}”: {}", page.html);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_opening_is_made_once_and_said_in_plain_words() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let worker = town.workers[0];
        let pages = Pages::signed_in(&town, Role::Worker).await;
        let page = pages.get(&format!("/agenda/openings/new?worker={worker}&day=2026-03-10")).await;
        let form = page.form("/agenda/openings/new");
        assert_eq!((form.get("weekday"), form.get("first_day")), ("TU", "2026-03-10"));
        assert_eq!(form.get("motive"), town.motive.to_string(), "all motives are ticked");
        let form = hours(form, &[("09:00", "12:00"), ("14:00", "17:00")]);
        for _ in 0..2 {
            let done = pages.post(&form).await;
            assert_eq!(done.status, 303, "{}", done.html);
            assert_eq!(done.location, format!("/agenda?worker={worker}&day=2026-03-10"));
        }
        assert_eq!(town.raw().await.count("opening").await, 2, "the one of the town, and this one");
        let list = pages.get(&format!("/agenda/openings?worker={worker}")).await;
        says(&list, &["every Tuesday, 9:00–12:00 and 14:00–17:00", "Mairie · from Tuesday 10 March 2026"]);
        says(&list, &["every Monday, Tuesday, Wednesday, Thursday and Friday", "All motives"]);
        // In every language, without a sentence missing.
        for (language, sentence) in [("fr", "chaque mardi"), ("ar", "كل أسبوع: الثلاثاء")] {
            let list = pages.get(&format!("/agenda/openings?worker={worker}&lang={language}")).await;
            says(&list, &[sentence]);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_by_the_field_and_what_was_typed_stays() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let pages = Pages::signed_in(&town, Role::Worker).await;
        let form = pages.get("/agenda/openings/new?day=2026-03-10").await.form("/agenda/openings/new");
        let form = form.untick("weekday", "TU").untick("motive", &town.motive.to_string()).set("every", "3");
        let page = pages.post(&hours(form.clone(), &[("9h30", "")])).await;
        assert_eq!(page.status, 422);
        says(&page, &["An hour is missing", "The days are not chosen", "No motive is chosen"]);
        let kept = page.form("/agenda/openings/new");
        assert_eq!((kept.get("from"), kept.get("every"), kept.get("weekday")), ("9h30", "3", ""));
        let page = pages.post(&hours(form.clone(), &[("12:00", "09:00")])).await;
        says(&page, &["The end is before the beginning"]);
        let page = pages.post(&hours(form.clone(), &[("09:00", "12:00"), ("11:00", "13:00")])).await;
        says(&page, &["Two blocks overlap"]);
        let page = pages.post(&form.set("last_day", "2026-01-01").tick("weekday", "MO")).await;
        says(&page, &["No hours are given", "The end is before the beginning"]);
        let form = pages.get("/agenda/absences/new").await.form("/agenda/absences/new");
        let page = pages.post(&form.clone().set("often", "hours").set("reason", "Visite").set("from", "9h")).await;
        assert_eq!((page.status, page.form("/agenda/absences/new").get("reason")), (422, "Visite"));
        let page = pages.post(&form.set("last_day", "2027-01-01")).await;
        says(&page, &["An absence lasts 44 days at most"]);
        assert_eq!(town.raw().await.count("absence").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_day_the_following_ones_or_all_of_an_opening_change() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let appointment = town.staff_books(monday(10, 0), 0, 1).await.unwrap().appointment.id;
        let worker = town.workers[0];
        let list = format!("/agenda/openings?worker={worker}");
        let pages = Pages::signed_in(&town, Role::Worker).await;
        let id = town.raw().await.number("SELECT id FROM opening").await;
        let action = format!("/agenda/openings/{id}");

        // This day only: the appointment of the morning is outside now, and is named.
        let form = pages.get(&format!("{action}?day=2026-03-02")).await.form(&action);
        assert_eq!(form.get("which"), "this");
        let page = pages.post(&hours(form, &[("14:00", "18:00")])).await;
        assert_eq!(page.status, 200);
        says(&page, &["Personne1", "06 10 00 00 01", &format!("/agenda/appointment/{appointment}")]);
        says(&pages.get(&list).await, &["Monday 2 March 2026: 14:00–18:00"]);
        let again = pages.get(&format!("{action}?day=2026-03-02")).await;
        says(&again, &["This day already has other hours"]);
        assert_eq!(again.form(&action).get("from"), "14:00");

        // All that follow, twice clicked.
        let form = pages.get(&format!("{action}?day=2026-03-09")).await.form(&action);
        let form = hours(form, &[("10:00", "11:00")]).set("which", "following");
        for _ in 0..2 {
            assert_eq!(pages.post(&form).await.location, format!("/agenda?worker={worker}&day=2026-03-09"));
        }
        assert_eq!(town.raw().await.count("opening").await, 2);
        let said = pages.get(&list).await;
        says(&said, &["from Monday 2 March 2026 to Sunday 8 March 2026", "10:00–11:00", "from Monday 9 March 2026"]);

        // One day of those goes, then all of them.
        let next = town.raw().await.number("SELECT max(id) FROM opening").await;
        let action = format!("/agenda/openings/{next}");
        let form = pages.get(&format!("{action}?day=2026-03-11")).await.form(&action);
        assert_eq!(pages.post(&deleting(form.clone())).await.status, 303);
        says(&pages.get(&list).await, &["Not on Wednesday 11 March 2026"]);
        let all = deleting(form.set("which", "all").set("key", "another"));
        for _ in 0..2 {
            assert_eq!(pages.post(&all).await.status, 303);
        }
        assert_eq!(town.raw().await.count("opening").await, 1);

        // The whole, without a day: every second week, until summer.
        let action = format!("/agenda/openings/{id}");
        let form = pages.get(&action).await.form(&action);
        assert_eq!((form.get("which"), form.get("last_day")), ("", "2026-03-08"));
        let mut form = form.set("every", "2").set("last_day", "2026-06-30").set("place", "");
        form.fields.retain(|(name, value)| name != "weekday" || value == "MO");
        // The appointment was outside before: nothing new to say.
        assert_eq!(pages.post(&form).await.status, 303);
        let said = pages.get(&list).await;
        says(&said, &["every 2 weeks, Monday", "to Tuesday 30 June 2026", "Monday 2 March 2026: 14:00–18:00"]);
        assert_eq!(pages.get("/agenda/openings/99999").await.status, 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absence_names_who_comes_for_nothing() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let appointment = town.staff_books(monday(10, 0), 0, 1).await.unwrap().appointment.id;
        let worker = town.workers[0];
        let list = format!("/agenda/absences?worker={worker}");
        let pages = Pages::signed_in(&town, Role::Worker).await;
        let new = format!("/agenda/absences/new?worker={worker}&day=2026-03-02");
        let form = pages.get(&new).await.form("/agenda/absences/new");
        let form = form.set("last_day", "2026-03-04").set("reason", "Formation <b>");
        for _ in 0..2 {
            let page = pages.post(&form).await;
            assert_eq!(page.status, 200);
            says(&page, &["Nobody has been told yet", "Personne1", "06 10 00 00 01"]);
            says(&page, &[&format!("/agenda/appointment/{appointment}")]);
        }
        assert_eq!(town.raw().await.count("absence").await, 1);
        let said = pages.get(&list).await;
        says(&said, &["from Monday 2 March 2026 to Wednesday 4 March 2026, all day", "Formation <b>"]);
        assert!(!said.html.contains("<b>"), "what was typed is text");

        // Some hours of the afternoon instead: nobody comes then.
        let id = town.raw().await.number("SELECT id FROM absence").await;
        let action = format!("/agenda/absences/{id}");
        let form = pages.get(&action).await.form(&action);
        assert_eq!((form.get("often"), form.get("last_day")), ("days", "2026-03-04"));
        let form = form.set("often", "hours").set("last_day", "").set("from", "14:00").set("to", "15:30");
        assert_eq!(pages.post(&form).await.location, format!("/agenda?worker={worker}&day=2026-03-02"));
        says(&pages.get(&list).await, &["Monday 2 March 2026, 14:00–15:30"]);

        // Every Thursday morning; and whole days of the week.
        let form = pages.get(&action).await.form(&action);
        assert_eq!((form.get("often"), form.get("from"), form.get("to")), ("hours", "14:00", "15:30"));
        let form = form.set("often", "weekly").set("last_day", "").set("from", "").set("to", "").tick("weekday", "TH");
        assert_eq!(pages.post(&form).await.location, format!("/agenda?worker={worker}&day=2026-03-05"));
        says(&pages.get(&list).await, &["every Thursday, all day", "from Monday 2 March 2026"]);
        let form = pages.get(&action).await.form(&action);
        assert_eq!((form.get("often"), form.get("weekday"), form.get("from")), ("weekly", "TH", ""));
        for _ in 0..2 {
            assert_eq!(pages.post(&deleting(form.clone())).await.status, 303);
        }
        assert_eq!(town.raw().await.count("absence").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleagues_agenda_opens_only_for_those_who_keep_it() {
    on_both(|db| async move {
        for (role, status) in [(Role::Worker, 403), (Role::Secretary, 200)] {
            let town = TestTown::new(crate::support::databases::like(&db).await, 2).await;
            let colleague = town.workers[1];
            let pages = Pages::signed_in(&town, role).await;
            let opening = town.raw().await.number("SELECT max(id) FROM opening").await;
            for path in [
                format!("/agenda/openings?worker={colleague}"),
                format!("/agenda/openings/new?worker={colleague}"),
                format!("/agenda/openings/{opening}?day=2026-03-02"),
                format!("/agenda/absences?worker={colleague}"),
                format!("/agenda/absences/new?worker={colleague}"),
            ] {
                assert_eq!(pages.get(&path).await.status, status, "{path} for {role}");
            }
            // Nor by the form of one's own page.
            let form = pages.get("/agenda/absences/new").await.form("/agenda/absences/new");
            let posted = pages.post(&form.set("worker", &colleague.to_string())).await.status;
            assert_eq!(posted, if status == 200 { 303 } else { 403 }, "{role}");
        }
    })
    .await;
}
