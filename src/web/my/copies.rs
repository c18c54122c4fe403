//! Copies to keep: the calendar file, and the QR that the desk reads.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use icalendar::{Calendar, Component, Event, EventLike};
use qrcode::QrCode;
use qrcode::render::svg;

use super::Mine;
use crate::app::App;
use crate::web::booking::Asked;

/// The code as a drawing, quiet zone included; what a reader at the desk types is the code itself.
pub fn qr(code: &str) -> Option<String> {
    let drawing = QrCode::new(code.as_bytes()).ok()?.render::<svg::Color<'_>>().min_dimensions(120, 120).build();
    // The drawing alone: the page is HTML.
    drawing.split_once("?>").map(|(_, svg)| svg.replacen("<svg ", "<svg role=\"img\" aria-hidden=\"true\" ", 1))
}

/// In UTC: every calendar shows it in its own wall clock. The text is neutral; a calendar is often shared.
pub async fn calendar(State(app): State<App>, Path(id): Path<i64>, asked: Asked) -> Response {
    match file(&app, id, &asked).await {
        Ok(answer) | Err(answer) => answer,
    }
}

async fn file(app: &App, id: i64, asked: &Asked) -> Result<Response, Response> {
    let mine = Mine::open(app, &asked.browser).await?;
    let appointment = mine.appointment(app, id).await?;
    let card = mine.card(&appointment);
    let location = [card.place.as_str(), card.address.as_str()].into_iter().filter(|part| !part.is_empty());
    let event = Event::new()
        .uid(&format!("appointment-{}-{}", mine.visitor.territory(), appointment.id))
        .summary(&mine.shell.t("calendar-summary"))
        .location(&location.collect::<Vec<_>>().join(", "))
        .starts(appointment.span.start().utc())
        .ends(appointment.span.end().utc())
        .timestamp(mine.now.utc())
        .sequence(u32::try_from(appointment.version).unwrap_or(0))
        .done();
    let text = Calendar::new().push(event).done().to_string();
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"rdv.ics\""));
    Ok(response)
}
