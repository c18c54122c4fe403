//! For those who watch over the server: alive, ready, and its figures.

use std::sync::OnceLock;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::problem::Problem;
use crate::app::App;
use crate::store;

/// The process answers. Also the `hello` that the benchmarks compare with.
pub async fn live() -> &'static str {
    "alive\n"
}

/// The database answers and is at the version of this program.
pub async fn ready(State(app): State<App>) -> Response {
    let not_ready = |why: String| {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready", "The server cannot work now").detail(why)
    };
    match app.desk.db.missing_migrations().await {
        Ok(missing) if missing.is_empty() => "ready\n".into_response(),
        Ok(missing) => not_ready(format!("run `relais migrate`: {} missing", missing.join(", "))).into_response(),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            not_ready("the database does not answer".to_owned()).into_response()
        }
    }
}

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Starts counting; a second server in the same process (as in tests) shares the figures.
pub fn start_metrics() {
    RECORDER.get_or_init(|| PrometheusBuilder::new().install_recorder().ok());
}

pub async fn metrics() -> String {
    metrics::counter!("relais_sql_statements_total").absolute(store::statements_run());
    RECORDER.get().and_then(Option::as_ref).map(PrometheusHandle::render).unwrap_or_default()
}

/// Counts each answer by route and status, never by address: addresses hold ids.
pub async fn measure(path: Option<MatchedPath>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let response = next.run(request).await;
    let route = path.as_ref().map_or("other", MatchedPath::as_str).to_owned();
    let status = response.status().as_u16().to_string();
    metrics::counter!("relais_requests_total", "route" => route.clone(), "status" => status).increment(1);
    metrics::histogram!("relais_request_seconds", "route" => route).record(begun.elapsed());
    response
}
