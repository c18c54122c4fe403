//! Every route, in one list: it builds the router, the description of the API, and the tests that
//! try each route with each right. A guard refuses `.route(` anywhere else.

use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};
use utoipa_axum::routes;

use super::problem::Problem;
use super::{api_v2, health, home};
use crate::app::App;
use crate::domain::access::Deed;

/// No request of the API is larger.
const LARGEST_BODY: usize = 64 * 1024;
const LONGEST_REQUEST: Duration = Duration::from_secs(30);

/// A route of the API and what it does; the table of rights says what that needs.
pub struct ApiRoute {
    pub deed: Deed,
    pub handler: UtoipaMethodRouter<App>,
}

/// The list.
pub fn api() -> Vec<ApiRoute> {
    use api_v2::{appointments, holds, people, slots, town};
    let route = |deed, handler| ApiRoute { deed, handler };
    vec![
        route(Deed::FindSlots, routes!(town::read_town)),
        route(Deed::FindSlots, routes!(slots::find_slots)),
        route(Deed::FindSlots, routes!(slots::next_availability)),
        route(Deed::Book, routes!(holds::hold_slot)),
        route(Deed::ReadAppointments, routes!(appointments::list_appointments)),
        route(Deed::Book, routes!(appointments::book_appointment)),
        route(Deed::ReadAppointments, routes!(appointments::read_appointment)),
        route(Deed::Book, routes!(appointments::move_appointment)),
        route(Deed::Book, routes!(appointments::cancel_appointment)),
        route(Deed::BookAsStaff, routes!(appointments::reinstate_appointment)),
        route(Deed::Book, routes!(appointments::set_status)),
        route(Deed::Book, routes!(appointments::join_session)),
        route(Deed::ReadPeople, routes!(people::find_people)),
    ]
}

fn api_router() -> (Router<App>, OpenApi) {
    let mut router = OpenApiRouter::with_openapi(api_v2::description());
    for route in api() {
        router = router.routes(route.handler);
    }
    router.split_for_parts()
}

/// The description of the API, as it is served.
pub fn openapi() -> OpenApi {
    api_router().1
}

pub fn router(app: App) -> Router {
    health::start_metrics();
    let (api, openapi) = api_router();
    api.route("/", get(home::home))
        .route("/live", get(health::live))
        .route("/ready", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/api/v2/openapi.json", get(move || async move { Json(openapi) }))
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "This address takes another method")
        })
        .layer(middleware::from_fn(health::measure))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| panicked()))
        .with_state(app)
}

fn panicked() -> Response {
    tracing::error!("a request handler panicked");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", "Something failed on our side").into_response()
}
