//! For those who watch over the server: alive, ready, and its figures.

use std::sync::OnceLock;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::problem::Problem;
use crate::actions::watch::Watch;
use crate::app::App;
use crate::domain::messages::Channel;
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
        Ok(missing) if missing.is_empty() => match app.desk.watch(app.clock.now()).await {
            Ok(watch) => match watched(&app, &watch) {
                Ok(ready) => ready.into_response(),
                Err(why) => not_ready(why).into_response(),
            },
            Err(error) => {
                tracing::error!(%error, "the jobs cannot be watched");
                not_ready("the jobs cannot be watched".to_owned()).into_response()
            }
        },
        Ok(missing) => not_ready(format!("run `relais migrate`: {} missing", missing.join(", "))).into_response(),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            not_ready("the database does not answer".to_owned()).into_response()
        }
    }
}

/// Whether the jobs run and messages leave: a line that begins with `ready`, or why not. Messages that
/// nobody can send, because no sender is configured, are said and are no reason to take the server out.
fn watched(app: &App, watch: &Watch) -> Result<String, String> {
    let has_sender = |channel: Channel| match channel {
        Channel::Sms => app.senders.sms.is_some(),
        Channel::Email => app.senders.mail.is_some(),
        Channel::Letter | Channel::Call => true,
    };
    if !watch.late_jobs.is_empty() {
        return Err(format!("late jobs: {}", watch.late_jobs.join(", ")));
    }
    let mut ready = "ready\n".to_owned();
    for (channel, late) in watch.late_messages.iter().filter(|(_, late)| *late > 0) {
        if has_sender(*channel) {
            return Err(format!("{late} messages ({channel}) are late"));
        }
        ready.push_str(&format!("{late} messages ({channel}) wait: no sender is configured\n"));
    }
    Ok(ready)
}

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Starts counting; a second server in the same process (as in tests) shares the figures.
pub fn start_metrics() {
    RECORDER.get_or_init(|| PrometheusBuilder::new().install_recorder().ok());
}

pub async fn metrics(State(app): State<App>) -> String {
    let now = app.clock.now();
    if let Ok(watch) = app.desk.watch(now).await {
        metrics::gauge!("relais_jobs_late").set(watch.late_jobs.len() as f64);
        for (channel, late) in watch.late_messages {
            metrics::gauge!("relais_messages_late", "channel" => channel.word()).set(late as f64);
        }
    }
    if let Ok(alarms) = app.desk.spending_alarms(now).await {
        metrics::gauge!("relais_spending_alarms").set(alarms as f64);
    }
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
