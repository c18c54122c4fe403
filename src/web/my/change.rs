//! Moving, cancelling, being late: each by a form of its own, never by following a link.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::{Card, Mine};
use crate::actions::ActionError;
use crate::actions::change_status::StatusRequest;
use crate::actions::move_appointment::MoveRequest;
use crate::app::App;
use crate::domain::appointments::Status;
use crate::domain::ids::AppointmentId;
use crate::domain::scheduling::search::Audience;
use crate::texts::texts;
use crate::web::booking::{Asked, Trip};
use crate::web::browser::{Posted, form_key};
use crate::web::once::replay;
use crate::web::shell::Shell;

#[derive(Template)]
#[template(path = "my/cancel.html")]
struct CancelPage {
    shell: Shell,
    card: Card,
    key: String,
}

pub async fn ask_cancel(State(app): State<App>, Path(id): Path<i64>, asked: Asked) -> Response {
    match cancel_page(&app, id, &asked).await {
        Ok(page) | Err(page) => page,
    }
}

async fn cancel_page(app: &App, id: i64, asked: &Asked) -> Result<Response, Response> {
    let mine = Mine::open(app, &asked.browser).await?;
    let card = mine.card(&mine.appointment(app, id).await?);
    if !card.may_cancel {
        return Ok(mine.shell.go(&format!("/my/{id}")));
    }
    let shell = mine.shell.clone();
    Ok(shell.page(&CancelPage { shell: shell.clone(), card, key: form_key().into_owned() }))
}

pub async fn cancel(State(app): State<App>, Path(id): Path<i64>, posted: Posted) -> Response {
    status(&app, id, posted, Status::Excused).await
}

pub async fn late(State(app): State<App>, Path(id): Path<i64>, posted: Posted) -> Response {
    status(&app, id, posted, Status::Late).await
}

async fn status(app: &App, id: i64, posted: Posted, to: Status) -> Response {
    match change(app, id, posted, to).await {
        Ok(page) | Err(page) => page,
    }
}

async fn change(app: &App, id: i64, posted: Posted, to: Status) -> Result<Response, Response> {
    let mine = Mine::open(app, &posted.browser).await?;
    let appointment = mine.appointment(app, id).await?;
    // Who leaves a workshop leaves alone.
    let own = appointment.people.iter().map(|(person, _)| *person);
    let person = own.filter(|_| appointment.seats.is_some()).find(|one| mine.visitor.people().contains(one));
    let request = StatusRequest {
        appointment: appointment.id,
        audience: Audience::Public,
        to,
        person,
        accept: Vec::new(),
        reason: None,
    };
    let done = app.desk.change_status(&mine.visitor.claimant(), request, replay(&posted.fields), mine.now).await;
    match done {
        Ok(_) => Ok(mine.shell.go(&format!("/my/{id}?done"))),
        // The second of two clicks, or of two tabs: it is as was asked.
        Err(ActionError::Refused { .. }) if appointment.status == to => Ok(mine.shell.go(&format!("/my/{id}"))),
        Err(error) => Ok(mine.shell.failed(error)),
    }
}

/// Goes to the slots of the same motive; the check page there posts to [`move_to`].
pub async fn ask_move(State(app): State<App>, Path(id): Path<i64>, asked: Asked) -> Response {
    let mine = match Mine::open(&app, &asked.browser).await {
        Ok(mine) => mine,
        Err(page) => return page,
    };
    match mine.appointment(&app, id).await {
        Ok(appointment) => {
            let about = Trip::about(mine.visitor.territory(), appointment.motive);
            let trip = Trip { place: appointment.place, moving: Some(appointment.id), ..about };
            mine.shell.go(&trip.to("slots"))
        }
        Err(page) => page,
    }
}

pub async fn move_to(State(app): State<App>, Path(id): Path<i64>, posted: Posted) -> Response {
    let mine = match Mine::open(&app, &posted.browser).await {
        Ok(mine) => mine,
        Err(page) => return page,
    };
    let shell = &mine.shell;
    let trip = Trip::read(mine.visitor.territory(), &posted.fields);
    let Some((trip, start)) = trip.and_then(|trip| trip.start.map(|start| (trip, start))) else {
        return shell.not_found();
    };
    let request = MoveRequest {
        appointment: AppointmentId(id),
        minutes: None,
        audience: mine.visitor.audience(),
        start,
        place: trip.place,
        worker: None,
        offer: trip.offer.clone(),
        accept: Vec::new(),
    };
    let moved = app.desk.move_appointment(&mine.visitor.claimant(), request, replay(&posted.fields), mine.now).await;
    match moved {
        Ok(_) => shell.go(&format!("/my/{id}?done")),
        Err(ActionError::Refused { refusal, .. }) => {
            let why = texts().refusal(shell.lang, &refusal);
            let what = shell.t1("move-refused", "why", why);
            shell.sorry(StatusCode::CONFLICT, shell.t("taken-title"), what)
        }
        Err(error) => shell.failed(error),
    }
}
