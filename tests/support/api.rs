//! The API through its router, in this process. Every answer is held to what the API says of itself:
//! its status must be documented for that route, and errors are problems.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use relais::web::routes;
use serde_json::Value;
use tower::ServiceExt;

use super::town::TestTown;

pub struct Api {
    router: Router,
    description: Value,
    pub token: String,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub kind: String,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The stable word of a problem.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// An error that says what is wrong, in the form that is promised.
    pub fn is_a_problem(&self, what: &str) {
        assert!((400..500).contains(&self.status), "{what}: {self:?}");
        assert_eq!(self.kind, "application/problem+json", "{what}: {self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{what}: {self:?}");
        for field in ["code", "title"] {
            assert!(problem[field].as_str().is_some_and(|text| !text.is_empty()), "{what}: {self:?}");
        }
    }
}

/// A path with its ids as the description writes it.
fn template(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    match path.strip_prefix("/api/v2/appointments/") {
        Some(rest) => match rest.split_once('/') {
            Some((_, act)) => format!("/api/v2/appointments/{{id}}/{act}"),
            None => "/api/v2/appointments/{id}".to_owned(),
        },
        None => path.to_owned(),
    }
}

impl Api {
    pub fn of(town: &TestTown) -> Api {
        let description = serde_json::to_value(routes::openapi()).unwrap();
        Api { router: routes::router(town.app.clone()), description, token: town.token.clone() }
    }

    /// The same API for another key.
    pub fn with(&self, token: &str) -> Api {
        Api { router: self.router.clone(), description: self.description.clone(), token: token.to_owned() }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().as_str().to_lowercase(), request.uri().to_string());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let kind = response.headers().get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap().to_owned());
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let answer = Answer {
            status,
            kind: kind.unwrap_or_default(),
            text: String::from_utf8(body.to_vec()).expect("every answer is UTF-8"),
        };
        let documented = &self.description["paths"][template(&path)][&method]["responses"];
        if documented.is_object() {
            assert!(documented.get(status.to_string()).is_some(), "{method} {path}: undocumented {answer:?}");
        }
        assert!(status < 500, "{method} {path}: {answer:?}");
        answer
    }

    pub fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        Request::builder().method(method).uri(path).header(header::AUTHORIZATION, format!("Bearer {}", self.token))
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_bytes(path, Some("application/json"), body.to_string().into_bytes()).await
    }

    pub async fn post_bytes(&self, path: &str, kind: Option<&str>, body: Vec<u8>) -> Answer {
        let mut request = self.request("POST", path);
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        self.send(request.body(Body::from(body)).unwrap()).await
    }
}
