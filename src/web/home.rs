//! The first page: where things are. The screens of the three people come next.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

#[derive(Template)]
#[template(path = "home/home.html")]
struct HomePage {
    version: &'static str,
}

pub async fn home() -> Response {
    match (HomePage { version: env!("CARGO_PKG_VERSION") }).render() {
        Ok(page) => {
            let policy = HeaderValue::from_static("default-src 'none'; style-src 'self'; base-uri 'none'");
            let html = HeaderValue::from_static("text/html; charset=utf-8");
            ([(header::CONTENT_SECURITY_POLICY, policy), (header::CONTENT_TYPE, html)], page).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the home page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
