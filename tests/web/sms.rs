//! What providers of text messages bring: only with the secret, by GET or POST; and the list of replies.

use std::sync::Arc;

use relais::app::App;
use relais::config::Config;
use relais::deliver::secret::Secret;
use relais::web::routes;

use axum::body::Body;
use axum::http::Request;
use tower::ServiceExt;

use crate::support::acts::monday;
use crate::support::databases::on_both;
use crate::support::town::TestTown;

const SECRET: &str = "a secret & of the tests";

fn app_with(town: &TestTown, secret: &str) -> App {
    let mut config = Config::default();
    config.sms.incoming_secret = Secret::new(secret);
    App { config: Arc::new(config), ..town.app.clone() }
}

async fn ask(app: &App, request: Request<Body>) -> u16 {
    routes::router(app.clone()).oneshot(request).await.unwrap().status().as_u16()
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_know_the_secret_brings_nothing() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let app = app_with(&town, SECRET);
        for path in
            ["/sms/incoming?from=%2B33610000001&text=STOP", "/sms/incoming?secret=x&from=%2B33610000001&text=STOP"]
        {
            assert_eq!(ask(&app, get(path)).await, 403, "{path}");
        }
        assert_eq!(ask(&app, get("/sms/report?secret=&reference=m1&state=1")).await, 403);
        // Nothing configured: an empty secret lets nobody in.
        assert_eq!(ask(&town.app, get("/sms/incoming?secret=&from=1&text=x")).await, 404);
        let mut raw = town.raw().await;
        assert_eq!((raw.count("reply").await, raw.count("delivery_report").await), (0, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_and_replies_arrive_by_get_form_and_json() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let app = app_with(&town, SECRET);
        let secret = "secret=a+secret+%26+of+the+tests";
        town.staff_books(monday(9, 0), 0, 1).await.unwrap();
        assert_eq!(ask(&app, get(&format!("/sms/report?{secret}&reference=m1&state=8&reason="))).await, 200);
        assert_eq!(ask(&app, get(&format!("/sms/report?{secret}&reference=m1&state=2&reason=ABSENT"))).await, 200);
        assert_eq!(ask(&app, get(&format!("/sms/report?{secret}&reference=m1&state=77"))).await, 400);
        let form = Request::post("/sms/incoming")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(format!("{secret}&from=%2B33610000001&text=oui&id=1")));
        assert_eq!(ask(&app, form.unwrap()).await, 200);
        let json =
            Request::post("/sms/incoming").header("content-type", "application/json").header("x-relais-secret", SECRET);
        let json = json.body(Body::from(r#"{"from":"+33610000001","text":"j'arrive à pied, 10 min","id":2}"#));
        assert_eq!(ask(&app, json.unwrap()).await, 200);
        let mut raw = town.raw().await;
        assert_eq!(raw.texts("SELECT outcome FROM reply ORDER BY id").await, ["confirmed", "for_people"]);
        let reports = raw.texts("SELECT state || ' ' || reason FROM delivery_report ORDER BY id").await;
        assert_eq!(reports, ["handed_over ", "failed ABSENT"]);
    })
    .await;
}
