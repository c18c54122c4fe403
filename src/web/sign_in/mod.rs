//! Signing in: a number and a code for those who come, a password and a second factor for the staff,
//! and the links of messages. A link leaves the address bar at once and changes nothing by being read.

pub mod account;
pub mod guest;
pub mod link;
pub mod staff;

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::Response;

use super::shell::Shell;
use crate::actions::sign_in::{SignInError, Visit};
use crate::app::App;
use crate::domain::time::Timestamp;
use crate::texts::texts;

/// Whose request it is, for the throttles.
pub struct From(pub Visit);

impl FromRequestParts<App> for From {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        // Only a proxy of ours is believed, and only the address it has itself seen: the last.
        let forwarded = parts.headers.get("x-forwarded-for").filter(|_| app.config.behind_proxy);
        let forwarded = forwarded.and_then(|value| value.to_str().ok()).and_then(|list| list.rsplit(',').next());
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip().to_string());
        let address = forwarded.map(|one| one.trim().to_owned()).or(peer).unwrap_or_default();
        let device = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(From(Visit { address, device: device.chars().take(300).collect() }))
    }
}

/// What is said of an error of signing in, where a field can carry it; `None` for what is no fault of the reader.
pub fn said(shell: &Shell, error: &SignInError, now: Timestamp) -> Option<String> {
    match error {
        SignInError::Wait { until } => {
            let minutes = ((*until - now).num_seconds().max(0) + 59) / 60;
            Some(shell.count("sign-in-wait", &minutes.max(1)))
        }
        SignInError::NoSlot(nothing) => Some(texts().nothing(shell.lang, *nothing)),
        SignInError::System(_) | SignInError::Action(_) | SignInError::Store(_) => None,
        other => Some(shell.word("sign-in", other.code())),
    }
}

/// The page of an error that no field can carry.
pub fn sorry(shell: &Shell, error: SignInError, now: Timestamp) -> Response {
    match error {
        SignInError::Action(error) => shell.failed(error),
        SignInError::Store(error) => shell.failed(error.into()),
        SignInError::System(why) => {
            tracing::error!(why, "signing in failed");
            shell.sorry(
                StatusCode::INTERNAL_SERVER_ERROR,
                shell.t("sorry-failed-title"),
                shell.t1("sorry-failed", "reference", "-"),
            )
        }
        error => {
            let what = said(shell, &error, now).unwrap_or_default();
            let status = match error {
                SignInError::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
                SignInError::NoLink => StatusCode::NOT_FOUND,
                _ => StatusCode::FORBIDDEN,
            };
            shell.sorry(status, shell.t("sign-in-sorry"), what)
        }
    }
}
