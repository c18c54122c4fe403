//! What the server says of itself: the description of the API, and whether it is well.

use axum::body::Body;
use axum::http::Request;
use relais::web::routes;

use super::rights::inventory;
use crate::support::api::Api;
use crate::support::databases::on_both;
use crate::support::town::TestTown;

#[tokio::test(flavor = "multi_thread")]
async fn the_description_is_openapi_3_1_and_lists_every_route() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let served = Api::of(&town).get("/api/v2/openapi.json").await;
        assert_eq!((served.status, served.kind.as_str()), (200, "application/json"));
        let served = served.json();
        assert!(served["openapi"].as_str().unwrap().starts_with("3.1"));
        assert_eq!(served, serde_json::to_value(routes::openapi()).unwrap());
        for (method, path, _) in inventory() {
            let route = &served["paths"][&path][method.to_lowercase()];
            assert!(route.is_object(), "{method} {path}");
            for status in ["401", "403"] {
                assert!(route["responses"][status].is_object(), "{method} {path} does not mention {status}");
            }
            assert!(route["operationId"].is_string() && route["tags"].is_array(), "{method} {path}");
            if method == "POST" {
                assert!(route["requestBody"].is_object(), "{method} {path}");
            }
        }
        // Everything it refers to is there.
        let text = served.to_string();
        for reference in text.split("\"#/components/schemas/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(served["components"]["schemas"][name].is_object(), "{name} is referred to and not described");
        }
        assert!(served["components"]["securitySchemes"]["key"].is_object());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_watch_over_the_server_find_it_alive_and_ready_with_figures() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let api = Api::of(&town);
        let plain = async |path: &str| api.send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(plain("/live").await.text, "alive\n");
        assert_eq!(plain("/ready").await.text, "ready\n");
        assert_eq!(plain("/").await.status, 200);
        api.get(&format!("/api/v2/slots?motive={}", town.motive)).await;
        let figures = plain("/metrics").await.text;
        for name in ["relais_requests_total", "relais_request_seconds", "relais_sql_statements_total"] {
            assert!(figures.contains(name), "{name} is missing from {figures}");
        }
        // By route, never by address: addresses hold ids.
        api.get("/api/v2/appointments/123456789").await;
        let figures = plain("/metrics").await.text;
        assert!(figures.contains("/api/v2/appointments/{id}") && !figures.contains("123456789"), "{figures}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_database_lacks_a_migration_is_alive_and_not_ready() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let mut raw = town.raw().await;
        raw.run("DELETE FROM _sqlx_migrations WHERE version = (SELECT max(version) FROM _sqlx_migrations)")
            .await
            .unwrap();
        let router = routes::router(town.app.clone());
        let ask = async |path: &str| {
            use tower::ServiceExt;
            let request = Request::get(path).body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap().status().as_u16()
        };
        assert_eq!((ask("/live").await, ask("/ready").await), (200, 503));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_said_in_the_language_of_whoever_asks() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let api = Api::of(&town);
        let body = format!(
            r#"{{"motive_id":{},"starts_at":"2026-03-02T09:00:00Z","person":{{"first_name":"A"}}}}"#,
            town.motive
        );
        let mut said = std::collections::BTreeSet::new();
        for language in ["fr", "en"] {
            let request = api.request("POST", "/api/v2/appointments").header("content-type", "application/json");
            let request = request.header("accept-language", format!("xx, {language};q=0.8"));
            let answer = api.send(request.body(Body::from(body.clone())).unwrap()).await;
            assert_eq!((answer.status, answer.code().as_str()), (409, "not_offered"));
            said.insert(answer.json()["detail"].as_str().unwrap().to_owned());
        }
        assert_eq!(said.len(), 2, "{said:?}");
    })
    .await;
}
