//! What providers of text messages bring: reports of what became of a message, and what people answer.
//! Guarded by a secret in the settings. Kannel can only GET: these are the only GETs that write.
//! The answer is empty: some providers send it to the person who wrote.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};

use super::fields::Fields;
use crate::actions::ActionError;
use crate::actions::replies::Incoming;
use crate::app::App;
use crate::domain::ids::TerritoryId;
use crate::domain::messages::replies::ReportState;

pub async fn report(State(app): State<App>, uri: Uri, headers: HeaderMap, body: Bytes) -> StatusCode {
    let fields = match brought(&app, &uri, &headers, &body) {
        Ok(fields) => fields,
        Err(status) => return status,
    };
    let state = fields.text("state");
    // Kannel's numbers, or our words.
    let state = match state {
        "1" => Some(ReportState::Delivered),
        "2" | "16" => Some(ReportState::Failed),
        "4" | "8" => Some(ReportState::HandedOver),
        word => word.parse().ok(),
    };
    let (Some(state), Some(reference)) = (state, fields.given("reference")) else { return StatusCode::BAD_REQUEST };
    let reason: String = fields.text("reason").chars().filter(|c| !c.is_control()).take(200).collect();
    let recorded = app.desk.record_report(reference.to_owned(), state, reason, app.clock.now()).await;
    answer(recorded.map(drop))
}

pub async fn incoming(State(app): State<App>, uri: Uri, headers: HeaderMap, body: Bytes) -> StatusCode {
    let fields = match brought(&app, &uri, &headers, &body) {
        Ok(fields) => fields,
        Err(status) => return status,
    };
    let Some(from) = fields.given("from") else { return StatusCode::BAD_REQUEST };
    let territory = app.config.sms.territory;
    let reply = Incoming {
        territory: (territory > 0).then_some(TerritoryId(territory)),
        from: from.to_owned(),
        text: fields.text("text").to_owned(),
        provider_id: fields.given("id").map(str::to_owned),
    };
    answer(app.desk.take_reply(reply, app.clock.now()).await.map(drop))
}

/// What is brought, by somebody who knows the secret: in the address, in a form or in flat JSON.
fn brought(app: &App, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Result<Fields, StatusCode> {
    let secret = &app.config.sms.incoming_secret;
    // Nothing is configured: there is no such page.
    if secret.is_empty() {
        return Err(StatusCode::NOT_FOUND);
    }
    let asked = Fields::read(uri.query().unwrap_or_default().as_bytes());
    let sent = match body.trim_ascii_start().first() {
        Some(b'{') => json(body).ok_or(StatusCode::BAD_REQUEST)?,
        _ => Fields::read(body),
    };
    let fields: Fields = asked.pairs().chain(sent.pairs()).map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
    let in_header = headers.get("x-relais-secret").and_then(|value| value.to_str().ok()).unwrap_or_default();
    match secret.is(fields.text("secret")) || secret.is(in_header) {
        true => Ok(fields),
        false => Err(StatusCode::FORBIDDEN),
    }
}

fn json(body: &[u8]) -> Option<Fields> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(body).ok()?;
    let flat = object.into_iter().filter_map(|(name, value)| match value {
        serde_json::Value::String(text) => Some((name, text)),
        serde_json::Value::Number(number) => Some((name, number.to_string())),
        _ => None,
    });
    Some(flat.collect())
}

/// What a provider is told: it may bring again what could not be kept.
fn answer(done: Result<(), ActionError>) -> StatusCode {
    match done {
        Ok(()) => StatusCode::OK,
        Err(error) => {
            tracing::error!(%error, "what a provider of text messages brought could not be kept");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
