//! Reading requests: a key, a query, a body. What cannot be read is a problem with its reason.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::actions::{ActionError, Claimant, api_keys};
use crate::texts::Lang;
use crate::web::problem::Problem;

/// The claim of the key that was sent, proven by the statement the action runs anyway; and the
/// language in which refusals are said.
pub struct Key {
    pub claimant: Claimant,
    pub lang: Lang,
}

/// The first language of the list that we speak, in the order of the list. French otherwise.
fn language(headers: &HeaderMap) -> Lang {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let spoken = wanted.split(',').filter_map(|one| Lang::of(one.split(';').next().unwrap_or_default().trim()));
    spoken.into_iter().next().unwrap_or(Lang::DEFAULT)
}

impl<S: Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let lang = language(&parts.headers);
        parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .and_then(|token| api_keys::claim(token.trim()))
            .map(|claimant| Key { claimant, lang })
            .ok_or_else(|| Problem::from_action(ActionError::Unauthorised, lang))
    }
}

/// A query string as a type that cannot be wrong.
pub struct ApiQuery<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for ApiQuery<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Query::try_from_uri(&parts.uri)
            .map(|Query(query)| ApiQuery(query))
            .map_err(|e| Problem::unreadable(e.body_text()))
    }
}

/// The id in an address. What is no number names nothing.
pub struct Id(pub i64);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(id) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| Problem::not_found())?;
        id.parse().map(Id).map_err(|_| Problem::not_found())
    }
}

/// A JSON body, with the hash under which an idempotency key holds it.
pub struct ApiJson<T> {
    pub value: T,
    pub idempotency: Option<(String, Vec<u8>)>,
}

/// The longest idempotency key.
const LONGEST_KEY: usize = 255;

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for ApiJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let is_json =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| {
                value.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
            });
        if !is_json {
            let problem = Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", "The body must be JSON");
            return Err(problem.detail("Send it with `Content-Type: application/json`."));
        }
        let key = idempotency_key(request.headers())?;
        let address = request.uri().path().to_owned();
        let body = Bytes::from_request(request, state).await.map_err(|error| {
            Problem::new(error.status(), "body_refused", "The body cannot be taken").detail(error.body_text())
        })?;
        let idempotency = key.map(|key| {
            let mut hash = Sha256::new();
            // The same body at another address is another request.
            hash.update(address.as_bytes());
            hash.update([0]);
            hash.update(&body);
            (key, hash.finalize().to_vec())
        });
        // An empty body is an object without fields: `POST …/cancel` needs nothing.
        let text: &[u8] = if body.is_empty() { b"{}" } else { &body };
        // A list would be read as the fields in their order: `[]` cancelled an appointment.
        if text.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
            return Err(Problem::unreadable("the body must be a JSON object"));
        }
        let value = serde_json::from_slice(text).map_err(Problem::unreadable)?;
        Ok(ApiJson { value, idempotency })
    }
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    let key = key.to_str().ok().map(str::trim).filter(|key| (1..=LONGEST_KEY).contains(&key.len()));
    key.map(|key| Some(key.to_owned())).ok_or_else(|| {
        Problem::unreadable(format_args!("Idempotency-Key must have from 1 to {LONGEST_KEY} printable characters"))
    })
}
