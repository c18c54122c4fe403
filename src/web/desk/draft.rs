//! The half-typed form of the desk: kept while the secretary types, found again on `/desk`, gone with
//! the booking. Nothing here may stand in the way of the desk: what cannot be kept is only logged.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDateTime;
use chrono_tz::Tz;

use super::person::NewTyped;
use crate::actions::ActionError;
use crate::app::App;
use crate::domain::calls::DraftKind;
use crate::domain::scheduling::zones;
use crate::domain::settings::Settings;
use crate::domain::time::Timestamp;
use crate::web::browser::Posted;
use crate::web::fields::Fields;
use crate::web::staff::Staff;

/// A form that was not finished: for whom it was, and since when.
pub struct Unfinished {
    pub name: String,
    pub at: NaiveDateTime,
}

fn read(body: &str) -> Option<Fields> {
    serde_json::from_str::<BTreeMap<String, String>>(body).ok().map(Fields::from_iter)
}

async fn found(app: &App, staff: &Staff) -> Option<(Fields, Timestamp)> {
    match app.desk.draft(&staff.claimant(), DraftKind::Desk, app.clock.now()).await {
        Ok(draft) => draft.and_then(|(body, at)| Some((read(&body)?, at))),
        Err(error) => {
            tracing::warn!(%error, "a draft could not be read");
            None
        }
    }
}

/// What was typed, to be typed on.
pub async fn kept(app: &App, staff: &Staff) -> Option<Fields> {
    found(app, staff).await.map(|(fields, _)| fields)
}

/// The draft as `/desk` names it. A form in which nothing was typed is none.
pub async fn unfinished(app: &App, staff: &Staff, settings: &Settings) -> Option<Unfinished> {
    let (fields, at) = found(app, staff).await?;
    let typed = NewTyped::read(&fields);
    let name = format!("{} {}", typed.first_name, typed.last_name).trim().to_owned();
    let said = [name, typed.phone, typed.caller_name, typed.caller_phone];
    let name = said.into_iter().find(|text| !text.is_empty())?;
    let zone = settings.site(staff.organisation, None).map_or(Tz::UTC, |site| site.zone);
    Some(Unfinished { name, at: zones::wall_clock(zone, at) })
}

/// The booking is made: the draft is done with.
pub async fn forget(app: &App, staff: &Staff) {
    if let Err(error) = app.desk.delete_draft(&staff.claimant(), DraftKind::Desk).await {
        tracing::warn!(%error, "a draft was not deleted");
    }
}

/// Sent by the page as somebody types.
pub async fn keep(State(app): State<App>, staff: Staff, posted: Posted) -> Response {
    let body = posted.fields.text("body").to_owned();
    if read(&body).is_none() {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    }
    match app.desk.save_draft(&staff.claimant(), DraftKind::Desk, body, app.clock.now()).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(ActionError::Invalid { .. }) => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
        Err(error) => staff.shell.failed(error),
    }
}

pub async fn discard(State(app): State<App>, staff: Staff, _: Posted) -> Response {
    match app.desk.delete_draft(&staff.claimant(), DraftKind::Desk).await {
        Ok(()) => staff.shell.go("/desk"),
        Err(error) => staff.shell.failed(error),
    }
}
