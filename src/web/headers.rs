//! The headers that every page has, whatever it says.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

const OF_PAGES: [(HeaderName, HeaderValue); 5] = [
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    // Phones are shared: nothing of a page stays in a cache. Form fields come back with the page itself.
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

pub async fn of_pages(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in OF_PAGES {
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}
