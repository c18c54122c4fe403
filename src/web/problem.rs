//! Errors as `application/problem+json` (RFC 9457): a stable code, a sentence, and the way on.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::api_v2::views::SlotView;
use crate::actions::ActionError;
use crate::domain::access::needs;
use crate::domain::scheduling::booking::Refusal;
use crate::texts::{Lang, texts};

/// In characters.
const LONGEST_DETAIL: usize = 500;

/// What went wrong, as RFC 9457 writes it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// `about:blank`: the code says it all.
    #[serde(rename = "type")]
    kind: &'static str,
    status: u16,
    /// A stable word for programs: `taken`, `not_offered`, `not_found`…
    code: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// What the refusal names: the appointments in the way, the warnings to accept.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    refusal: Option<Refusal>,
    /// Other slots, when the one that was wanted is taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    other_slots: Option<Vec<SlotView>>,
}

impl Problem {
    pub fn new(status: StatusCode, code: &str, title: impl ToString) -> Problem {
        Problem {
            kind: "about:blank",
            status: status.as_u16(),
            code: code.to_owned(),
            title: title.to_string(),
            detail: None,
            refusal: None,
            other_slots: None,
        }
    }

    /// Cut where it becomes long: what is quoted from a request may be of any length.
    pub fn detail(mut self, detail: impl ToString) -> Problem {
        let detail = detail.to_string();
        self.detail = Some(match detail.char_indices().nth(LONGEST_DETAIL) {
            Some((end, _)) => format!("{}…", &detail[..end]),
            None => detail,
        });
        self
    }

    pub fn unreadable(detail: impl ToString) -> Problem {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "unreadable", "The request cannot be read").detail(detail)
    }

    pub fn not_found() -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "not_found", "There is nothing at this address")
    }

    pub fn from_action(error: ActionError, lang: Lang) -> Problem {
        match error {
            ActionError::Unauthorised => Problem::new(StatusCode::UNAUTHORIZED, "unauthorised", error.to_string())
                .detail("Send a key made with `relais api-key`, as `Authorization: Bearer relais_…`."),
            ActionError::Denied(deed) => match needs(deed) {
                Some(permission) => Problem::new(
                    StatusCode::FORBIDDEN,
                    "denied",
                    format_args!("the permission “{permission}” is missing"),
                )
                .detail("Make a key that has it: `relais api-key --permissions …`."),
                None => Problem::new(StatusCode::FORBIDDEN, "denied", format_args!("no key may do “{deed}”")),
            },
            ActionError::NotFound(thing) => {
                Problem::new(StatusCode::NOT_FOUND, "not_found", format_args!("there is no such {thing}"))
            }
            ActionError::Invalid { field, why } => {
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", format_args!("{field} cannot be used"))
                    .detail(why)
            }
            ActionError::KeyReused => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "key_reused", error.to_string())
                .detail("Use a new Idempotency-Key for a new request; the same key only repeats the same one."),
            ActionError::Refused { refusal, others } => {
                let mut problem = Problem::new(StatusCode::CONFLICT, refusal.code(), refusal.to_string())
                    .detail(texts().refusal(lang, &refusal));
                problem.other_slots =
                    refusal.is_taken().then(|| others.iter().map(|other| SlotView::new(other, false)).collect());
                problem.refusal = Some(refusal);
                problem
            }
            ActionError::Store(error) => {
                // The one line about this failure; what the caller sees tells nothing of the inside.
                tracing::error!(%error, "a request failed in the database");
                Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", "Something failed on our side")
                    .detail("Nothing was kept. Try again with the same Idempotency-Key.")
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
