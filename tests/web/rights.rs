//! Who may call what: every route of the list, with every single permission, and with none.

use axum::body::Body;
use axum::http::{Request, header};
use relais::domain::access::{Deed, Permission, needs};
use relais::web::routes;
use serde_json::json;

use crate::support::acts::monday;
use crate::support::api::Api;
use crate::support::databases::on_both;
use crate::support::town::TestTown;

/// The routes of the API: method, path, deed. Read from the list that builds the router.
pub fn inventory() -> Vec<(String, String, Deed)> {
    let mut all = Vec::new();
    for route in routes::api() {
        let paths = serde_json::to_value(&route.handler.1).unwrap();
        for (path, item) in paths.as_object().unwrap() {
            for method in item.as_object().unwrap().keys().filter(|key| ["get", "post"].contains(&key.as_str())) {
                all.push((method.to_uppercase(), path.clone(), route.deed));
            }
        }
    }
    all
}

/// A request that can be read, so that only the key decides.
async fn call(api: &Api, town: &TestTown, method: &str, path: &str) -> u16 {
    let motive = town.motive.0;
    let path = path.replace("{id}", "1");
    if method == "GET" {
        let question = match path.as_str() {
            "/api/v2/slots" | "/api/v2/next-availability" => format!("?motive={motive}"),
            "/api/v2/appointments" => "?from=2026-03-01&to=2026-03-31".to_owned(),
            _ => String::new(),
        };
        return api.get(&format!("{path}{question}")).await.status;
    }
    let start = monday(10, 0).to_string();
    let body = match path.rsplit('/').next().unwrap() {
        "holds" => json!({ "motive_id": motive, "starts_at": start }),
        "appointments" => json!({ "motive_id": motive, "starts_at": start, "person": { "first_name": "A" } }),
        "move" => json!({ "starts_at": start }),
        "status" => json!({ "status": "late" }),
        "join" => json!({ "person": { "first_name": "A" } }),
        _ => json!({}),
    };
    api.post(&path, &body).await.status
}

#[test]
fn at_55_no_route_is_missing_from_the_inventory() {
    let described = serde_json::to_value(routes::openapi()).unwrap();
    let described: usize =
        described["paths"].as_object().unwrap().values().map(|item| item.as_object().unwrap().len()).sum();
    assert_eq!(inventory().len(), described);
    assert_eq!(inventory().len(), routes::api().len());
}

#[tokio::test(flavor = "multi_thread")]
async fn at_55_each_route_needs_the_permission_that_the_table_names_and_no_other() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        town.staff_books(monday(9, 0), 0, 1).await.unwrap();
        let api = Api::of(&town);
        let mut wrong = Vec::new();
        for permission in std::iter::once(None).chain(Permission::ALL.iter().copied().map(Some)) {
            let words = permission.map_or("", Permission::word);
            let api = api.with(&town.add_key(town.organisation, "one", words).await);
            for (method, path, deed) in inventory() {
                let status = call(&api, &town, &method, &path).await;
                let allowed = permission.is_some() && needs(deed) == permission;
                if allowed == (status == 403) || status == 401 {
                    wrong.push(format!("{method} {path} with “{words}”: {status}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_the_staff_may_is_refused_to_a_key_that_books_for_the_public() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        town.staff_books(monday(9, 0), 0, 1).await.unwrap();
        let api = Api::of(&town).with(&town.add_key(town.organisation, "public", "slots,read,book").await);
        let (motive, start) = (town.motive.0, monday(10, 0).to_string());
        let staff =
            json!({ "motive_id": motive, "starts_at": start, "audience": "staff", "person": { "first_name": "A" } });
        let hold = json!({ "motive_id": motive, "starts_at": start, "audience": "staff" });
        let before = town.raw().await.stored().await;
        for (path, body) in [
            ("/api/v2/appointments", &staff),
            ("/api/v2/holds", &hold),
            ("/api/v2/appointments/1/move", &json!({ "starts_at": start, "audience": "staff" })),
            ("/api/v2/appointments/1/cancel", &json!({ "audience": "staff" })),
            ("/api/v2/appointments/1/status", &json!({ "status": "seen" })),
            ("/api/v2/appointments/1/status", &json!({ "status": "late", "audience": "staff" })),
            ("/api/v2/appointments/1/reinstate", &json!({})),
        ] {
            let answer = api.post(path, body).await;
            answer.is_a_problem(path);
            assert_eq!((answer.status, answer.code().as_str()), (403, "denied"), "{path}: {answer:?}");
        }
        let answer = api.get(&format!("/api/v2/slots?motive={motive}&audience=staff")).await;
        assert_eq!(answer.status, 403, "{answer:?}");
        assert_eq!(town.raw().await.stored().await, before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_that_is_worth_something_every_route_answers_401() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        town.staff_books(monday(9, 0), 0, 1).await.unwrap();
        let api = Api::of(&town);
        let revoked = town.add_key(town.organisation, "old", "slots,read,book,staff").await;
        let mut raw = town.raw().await;
        raw.run("UPDATE api_key SET revoked_at = created_at WHERE name = 'old'").await.unwrap();
        let secret = town.token.rsplit('_').next().unwrap();
        let before = raw.stored().await;
        for (method, path, _) in inventory() {
            for token in [
                String::new(),
                "relais_1_".to_owned(),
                "relais_1_nonsense".to_owned(),
                format!("relais_2_{secret}"),
                format!("relais_99999999999999999999_{secret}"),
                format!("relais__{secret}"),
                format!("{}x", town.token),
                town.token.to_uppercase(),
                revoked.clone(),
            ] {
                let status = call(&api.with(&token), &town, &method, &path).await;
                assert_eq!(status, 401, "{method} {path} with {token:?}");
            }
            for scheme in ["Basic ", "bearer", "Token "] {
                let path = path.replace("{id}", "1");
                let request = Request::builder().method(method.as_str()).uri(&path);
                let request = request.header(header::AUTHORIZATION, format!("{scheme}{}", town.token));
                let answer = api.send(request.body(Body::empty()).unwrap()).await;
                answer.is_a_problem(scheme);
                assert_eq!(answer.status, 401, "{method} {path} as {scheme}");
            }
        }
        assert_eq!(raw.stored().await, before);
    })
    .await;
}
