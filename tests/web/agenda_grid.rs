//! The grid and what is done from it: a length changed by its form, the page of what is refused, and what
//! a full team weighs.

use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use relais::domain::access::Role;
use relais::domain::time::Minutes;
use relais::web::routes;
use tower::ServiceExt;

use crate::support::acts::monday;
use crate::support::databases::on_both;
use crate::support::pages::Pages;
use crate::support::town::TestTown;

#[tokio::test(flavor = "multi_thread")]
async fn an_appointment_made_longer_by_its_form_is_refused_over_a_neighbour_and_accepted_by_name() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let id = town.staff_books(monday(9, 0), 0, 1).await.unwrap().appointment.id;
        town.staff_books(monday(10, 0), 0, 2).await.unwrap();
        let pages = Pages::signed_in(&town, Role::Secretary).await;
        let (path, action) = (format!("/agenda/appointment/{id}"), format!("/agenda/appointment/{id}/move"));
        let form = pages.get(&path).await.form(&action);
        assert_eq!((form.get("at"), form.get("minutes")), ("2026-03-02T09:00", "30"));
        assert_eq!(pages.post(&form.set("minutes", "60")).await.location, path);
        // As dragging its lower edge sends it.
        let back = "/agenda?view=day&day=2026-03-02&worker=1";
        let form = pages.get(&path).await.form(&action).set("minutes", "75").set("back", back);
        let refused = pages.post(&form).await;
        assert_eq!(refused.status, 409, "{}", refused.html);
        assert!(refused.says(back), "{}", refused.html);
        let anyway = refused.form(&action);
        assert_eq!((anyway.get("accept"), anyway.get("minutes")), ("overlap", "75"));
        assert_eq!(pages.post(&anyway).await.location, back);
        assert_eq!(pages.get(&path).await.form(&action).get("minutes"), "75");
        let never = pages.get(&path).await.form(&action).set("minutes", "0");
        assert_eq!(pages.post(&never).await.status, 422);
    })
    .await;
}

/// Bytes of the body, as a browser is sent it.
async fn compressed(town: &TestTown, pages: &Pages, path: &str) -> usize {
    let request = Request::builder().uri(path).header(header::COOKIE, pages.cookie_header());
    let request = request.header(header::ACCEPT_LANGUAGE, "en").header(header::ACCEPT_ENCODING, "gzip");
    let response = routes::router(town.app.clone()).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    assert_eq!(response.headers()[header::CONTENT_ENCODING], "gzip", "{path}");
    response.into_body().collect().await.unwrap().to_bytes().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_full_day_of_a_team_of_twenty_weighs_at_most_60_kib() {
    on_both(|db| async {
        let town = TestTown::new(db, 20).await;
        let mut number = 0;
        for worker in 0..20 {
            for slot in 0..14 {
                let start = if slot < 6 { monday(9, 0) } else { monday(11, 0) };
                number += 1;
                town.staff_books(start + Minutes(30 * slot), worker, number).await.unwrap();
            }
        }
        let pages = Pages::signed_in(&town, Role::Secretary).await;
        let path = "/agenda?view=team&day=2026-03-02";
        let page = pages.get(path).await;
        assert_eq!(page.html.matches("data-move=").count(), 280);
        let mut bytes = compressed(&town, &pages, path).await;
        // The files it names come with the first load.
        for name in ["staff.css", "staff.js", "agenda.js"] {
            let (stem, end) = name.split_once('.').unwrap();
            let named = |one: &&str| one.starts_with("/static/") && one.contains(stem) && one.ends_with(end);
            let address = page.html.split('"').find(named).unwrap_or_else(|| panic!("{name} is not named"));
            bytes += compressed(&town, &pages, address).await;
        }
        assert!(bytes <= 60 * 1024, "{bytes} bytes");
        eprintln!("the full day of a team of twenty: {bytes} bytes");
    })
    .await;
}
