//! Holds: a slot kept for minutes.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::appointments::audience;
use super::extract::{ApiJson, Key};
use crate::actions::hold::HoldRequest;
use crate::app::App;
use crate::domain::ids::{MotiveId, PlaceId, WorkerId};
use crate::domain::time::{Minutes, Timestamp};
use crate::web::problem::Problem;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldBody {
    motive_id: i64,
    #[schema(value_type = String, format = DateTime)]
    starts_at: Timestamp,
    place_id: Option<i64>,
    worker_id: Option<i64>,
    /// The offer of the slot, for the public.
    offer: Option<String>,
    /// `public` (default), `invited` or `staff`.
    audience: Option<String>,
    /// How long to keep it, from 1 to 30. Default: 10.
    #[schema(minimum = 1, maximum = 30)]
    minutes: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HoldView {
    /// Book with it: `POST /api/v2/appointments` with `hold`.
    pub hold: String,
    #[schema(value_type = String, format = DateTime)]
    pub starts_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub ends_at: Timestamp,
    pub place_id: Option<i64>,
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
}

/// Keeps a slot for minutes.
#[utoipa::path(post, path = "/api/v2/holds", tag = "appointments", request_body = HoldBody, responses(
    (status = 201, body = HoldView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem),
    (status = 415, body = Problem), (status = 422, body = Problem)))]
pub async fn hold_slot(
    State(app): State<App>,
    Key { claimant, lang }: Key,
    ApiJson { value: body, .. }: ApiJson<HoldBody>,
) -> Result<(StatusCode, Json<HoldView>), Problem> {
    let request = HoldRequest {
        motive: MotiveId(body.motive_id),
        audience: audience(body.audience.as_deref())?,
        start: body.starts_at,
        place: body.place_id.map(PlaceId),
        worker: body.worker_id.map(WorkerId),
        offer: body.offer,
        minutes: Minutes(body.minutes.unwrap_or(10)),
    };
    let held =
        app.desk.hold(&claimant, request, app.clock.now()).await.map_err(|error| Problem::from_action(error, lang))?;
    let view = HoldView {
        hold: held.token,
        starts_at: held.span.start(),
        ends_at: held.span.end(),
        place_id: held.place.map(|place| place.0),
        expires_at: held.expires_at,
    };
    Ok((StatusCode::CREATED, Json(view)))
}
