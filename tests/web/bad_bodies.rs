//! Every endpoint that takes a body, with what nobody should send: a clear 4xx, a problem with its
//! reason, and nothing stored.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use serde_json::{Value, json};

use crate::support::acts::monday;
use crate::support::api::Api;
use crate::support::databases::on_both;
use crate::support::town::{TestTown, motive};

/// A town with an appointment (1), a workshop (2) and a good body for each route that takes one.
async fn bodies(town: &TestTown) -> Vec<(String, Value)> {
    let mut workshop = motive(town.organisation, "Atelier");
    workshop.seats = Some(3);
    let workshop = town.add_motive(workshop).await;
    town.staff_books(monday(9, 0), 0, 1).await.unwrap();
    let mut session = town.staff_wish(workshop, monday(17, 0), town.workers[0], town.somebody(2));
    session.who = None;
    town.book(session).await.unwrap();
    let shown = town.shown_on_monday(town.motive).await;
    let slot = |number: usize, more: Value| {
        let mut body = json!({
            "motive_id": town.motive.0, "place_id": town.place.0, "worker_id": null, "audience": "public",
            "starts_at": shown[number].slot.span.start().to_string(), "offer": shown[number].offer
        });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let person =
        json!({ "first_name": "Amina", "last_name": "B", "phone": "0612345678", "email": "a@b.fr", "language": "fr" });
    let mut moving = slot(2, json!({ "accept": [] }));
    moving.as_object_mut().unwrap().remove("motive_id");
    let booking = json!({ "person": person, "accept": [], "caller_name": "Voisine", "caller_phone": "0612345679" });
    let act = |id: i64, act: &str| format!("/api/v2/appointments/{id}/{act}");
    vec![
        ("/api/v2/holds".to_owned(), slot(0, json!({ "minutes": 10 }))),
        ("/api/v2/appointments".to_owned(), slot(1, booking)),
        (act(1, "move"), moving),
        (act(1, "status"), json!({ "status": "late", "audience": "public", "reason": "code" })),
        (act(1, "cancel"), json!({ "audience": "public", "reason": "code" })),
        (act(1, "reinstate"), json!({ "accept": [] })),
        (act(2, "join"), json!({ "person": person, "audience": "public" })),
    ]
}

const NO_INSTANTS: [&str; 11] = [
    "2026-02-31T09:00:00Z",
    "2026-03-02T25:00:00Z",
    "2026-03-02T09:00:00",
    "2026-03-02T09:00:00 Europe/Paris",
    "2026-03-02T09:00:00+99:00",
    "2026-03-02",
    "9999-12-31T23:59:59Z",
    "0000-01-01T00:00:00Z",
    "+262142-12-31T23:59:59Z",
    "1234567890",
    "",
];

/// What is wrong in a field of that name, with that good value.
fn wrong_values(field: &str, good: &Value) -> Vec<Value> {
    let mut wrong = vec![json!({ "a": { "b": [] } }), json!(true)];
    if field.ends_with("_id") || field == "minutes" {
        wrong.extend([json!("1"), json!(1.5), json!(1e300), json!([1]), json!(18_446_744_073_709_551_615_u64)]);
    }
    if good.is_string() && field != "offer" {
        wrong.extend([json!("a\u{0}b"), json!("a".repeat(60_000)), json!(7)]);
    }
    wrong.extend(match field {
        "minutes" => vec![json!(0), json!(-1), json!(31), json!(i64::MAX)],
        "starts_at" => NO_INSTANTS.map(|text| json!(text)).to_vec(),
        "audience" | "status" => vec![json!("everybody"), json!("")],
        "phone" | "caller_phone" => vec![json!("12")],
        "accept" => vec![json!(["everything"]), json!([1]), json!("overlap")],
        "first_name" => vec![json!("  "), Value::Null],
        "reason" => vec![json!("il ne vient pas")],
        _ => Vec::new(),
    });
    wrong
}

/// Every body with one thing wrong in it, and what is wrong.
fn spoiled(body: &Value) -> Vec<(String, Value)> {
    let mut paths = vec![vec!["nonsense".to_owned()], vec!["zone".to_owned()]];
    for (name, value) in body.as_object().unwrap() {
        paths.push(vec![name.clone()]);
        for field in value.as_object().into_iter().flat_map(|inner| inner.keys()) {
            paths.push(vec![name.clone(), field.clone()]);
        }
    }
    let mut all = Vec::new();
    for path in paths {
        let field = path.last().unwrap().as_str();
        let pointer = format!("/{}", path.join("/"));
        for wrong in wrong_values(field, body.pointer(&pointer).unwrap_or(&Value::Null)) {
            let mut other = body.clone();
            if path.len() == 1 {
                other[field] = wrong.clone();
            } else {
                other[path[0].as_str()][field] = wrong.clone();
            }
            let mut what = format!("{} is {wrong}", path.join("."));
            what.truncate(what.char_indices().map(|(at, _)| at).take_while(|at| *at < 80).last().unwrap_or(0));
            all.push((what, other));
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_body_is_refused_with_its_reason_and_stores_nothing() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let bodies = bodies(&town).await;
        let api = Api::of(&town);
        let mut raw = town.raw().await;
        let before = raw.stored().await;
        for (path, body) in &bodies {
            for (what, wrong) in spoiled(body) {
                let answer = api.post(path, &wrong).await;
                answer.is_a_problem(&format!("{path}: {what}"));
                assert!(answer.text.len() < 4_000, "{path}: {what}: {} bytes answered", answer.text.len());
            }
            assert_eq!(raw.stored().await, before, "{path}");
        }
        // And each of them as it is, to know that only one thing was wrong.
        for (path, body) in &bodies {
            let answer = api.post(path, body).await;
            assert!([200, 201].contains(&answer.status), "{path}: {answer:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_json_or_too_large_is_refused_and_stores_nothing() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let bodies = bodies(&town).await;
        let api = Api::of(&town);
        let mut raw = town.raw().await;
        let before = raw.stored().await;
        let ten_megabytes = format!("{{\"a\":\"{}\"}}", "a".repeat(10 << 20)).into_bytes();
        for (path, body) in &bodies {
            let good = body.to_string().into_bytes();
            for kind in [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("application/jsonp")]
            {
                let answer = api.post_bytes(path, kind, good.clone()).await;
                answer.is_a_problem(&format!("{path} as {kind:?}"));
                assert_eq!(answer.status, 415, "{path} as {kind:?}");
            }
            let mut twice = good.clone();
            twice.splice(
                1..1,
                b"\"accept\":[],\"accept\":[],\"audience\":\"staff\",\"audience\":\"staff\",".iter().copied(),
            );
            for (what, bytes) in [
                ("cut short", good[..good.len() - 1].to_vec()),
                ("a list", b"[]".to_vec()),
                ("a list of values", b"[1,2,3]".to_vec()),
                ("null", b"null".to_vec()),
                ("a word", b"true".to_vec()),
                ("no UTF-8", b"{\"audience\":\"\xff\xfe\"}".to_vec()),
                ("two values", [good.clone(), good.clone()].concat()),
                ("deeply nested", "[".repeat(30_000).into_bytes()),
                ("the same field twice", twice),
            ] {
                let answer = api.post_bytes(path, Some("application/json"), bytes).await;
                answer.is_a_problem(&format!("{path}: {what}"));
                assert_eq!(answer.status, 422, "{path}: {what}: {answer:?}");
            }
            let answer = api.post_bytes(path, Some("application/json"), ten_megabytes.clone()).await;
            answer.is_a_problem(&format!("{path}: ten megabytes"));
            assert_eq!(answer.status, 413);
            // Nothing at all is enough only where nothing is needed.
            if !path.ends_with("/cancel") && !path.ends_with("/reinstate") {
                let answer = api.post_bytes(path, Some("application/json"), Vec::new()).await;
                answer.is_a_problem(&format!("{path}: empty"));
            }
            for key in ["", " ", &"k".repeat(256), "clé"] {
                let request = api.request("POST", path).header(header::CONTENT_TYPE, "application/json");
                let request = request.header("idempotency-key", HeaderValue::from_bytes(key.as_bytes()).unwrap());
                let answer = api.send(request.body(Body::from(good.clone())).unwrap()).await;
                answer.is_a_problem(&format!("{path}: Idempotency-Key {key:?}"));
            }
        }
        assert_eq!(raw.stored().await, before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_names_nothing_is_not_found() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let bodies = bodies(&town).await;
        let api = Api::of(&town);
        let mut raw = town.raw().await;
        let before = raw.stored().await;
        let (large, larger) = ("9223372036854775807", "99999999999999999999");
        for id in ["0", "-1", "404", "abc", large, larger, "%00", "1%00", "1%2F2", "%20", "1.0", "%FF"] {
            let answer = api.get(&format!("/api/v2/appointments/{id}")).await;
            answer.is_a_problem(id);
            assert_eq!((answer.status, answer.code().as_str()), (404, "not_found"), "{id}");
            for (path, body) in bodies.iter().filter(|(path, _)| path.matches('/').count() > 4) {
                let path = format!("/api/v2/appointments/{id}/{}", path.rsplit('/').next().unwrap());
                let answer = api.post(&path, body).await;
                answer.is_a_problem(&path);
                assert_eq!(answer.status, 404, "{path}: {answer:?}");
            }
        }
        for (path, body) in &bodies {
            for field in ["motive_id", "place_id", "worker_id"].iter().filter(|field| body.get(field).is_some()) {
                for id in [0, -1, 404, i64::MAX, i64::MIN] {
                    let mut body = body.clone();
                    body[*field] = json!(id);
                    let answer = api.post(path, &body).await;
                    answer.is_a_problem(&format!("{path}: {field} {id}"));
                    assert_eq!(answer.status, 404, "{path}: {field} {id}: {answer:?}");
                }
            }
            if body.get("person").is_some() {
                let mut body = body.clone();
                body["person"] = json!({ "id": 404 });
                assert_eq!(api.post(path, &body).await.status, 404, "{path}");
                body["person"] = json!({ "id": 1, "first_name": "Amina" });
                assert_eq!(api.post(path, &body).await.status, 422, "{path}");
            }
        }
        for nowhere in ["/api/v2/nothing", "/api/v2/appointments/1/", "/api/v2/appointments/1/undo", "/api/v1/slots"] {
            let answer = api.get(nowhere).await;
            answer.is_a_problem(nowhere);
            assert_eq!(answer.status, 404, "{nowhere}");
        }
        let answer = api.post("/api/v2/slots", &json!({})).await;
        answer.is_a_problem("POST where GET is meant");
        assert_eq!(answer.status, 405);
        assert_eq!(raw.stored().await, before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_staff_cannot_book_in_a_year_that_nobody_means() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let api = Api::of(&town);
        for year in ["9999", "2201", "1969", "0001"] {
            let body = json!({
                "motive_id": town.motive.0, "worker_id": town.workers[0].0, "audience": "staff",
                "starts_at": format!("{year}-03-02T09:00:00Z"), "person": { "first_name": "Amina" },
                "accept": ["outside_opening", "in_the_past", "public_holiday", "overlap"]
            });
            let answer = api.post("/api/v2/appointments", &body).await;
            answer.is_a_problem(year);
            assert_eq!(answer.status, 422, "{answer:?}");
        }
        assert_eq!(town.raw().await.count("appointment").await, 0);
    })
    .await;
}
