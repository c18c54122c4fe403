//! The list, and one appointment.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::kept::KeptLine;
use super::waiting::WaitingEntry;
use super::{Card, Mine};
use crate::app::App;
use crate::domain::ids::TerritoryId;
use crate::web::booking::Asked;
use crate::web::browser::form_key;
use crate::web::shell::Shell;

#[derive(Template)]
#[template(path = "my/list.html")]
struct ListPage {
    shell: Shell,
    territory: TerritoryId,
    cards: Vec<Card>,
    kept: Vec<KeptLine>,
    waiting: Vec<WaitingEntry>,
    proven: bool,
}

#[derive(Template)]
#[template(path = "my/appointment.html")]
struct AppointmentPage {
    shell: Shell,
    territory: TerritoryId,
    card: Card,
    /// It has just been booked, moved, or said to be late.
    done: bool,
    proven: bool,
    qr: Option<String>,
    key: String,
}

pub async fn appointments(State(app): State<App>, asked: Asked) -> Response {
    match Mine::open(&app, &asked.browser).await {
        Ok(mine) => list(&app, mine).await,
        Err(page) => page,
    }
}

async fn list(app: &App, mine: Mine) -> Response {
    match app.desk.own_appointments(&mine.visitor.claimant(), mine.now).await {
        Ok(mut own) => {
            own.sort_by_key(|appointment| appointment.span.start());
            let waiting = match super::waiting::own(app, &mine).await {
                Ok(waiting) => waiting,
                Err(page) => return page,
            };
            let kept = match super::kept::own(app, &mine).await {
                Ok(kept) => kept,
                Err(page) => return page,
            };
            let cards = own.iter().map(|appointment| mine.card(appointment)).collect();
            let shell = mine.shell.clone();
            let territory = mine.visitor.territory();
            let proven = mine.visitor.is_proven();
            shell.page(&ListPage { shell: shell.clone(), territory, cards, kept, waiting, proven })
        }
        Err(error) => mine.shell.failed(error),
    }
}

pub async fn appointment(State(app): State<App>, Path(id): Path<i64>, asked: Asked) -> Response {
    match one(&app, id, &asked).await {
        Ok(page) | Err(page) => page,
    }
}

async fn one(app: &App, id: i64, asked: &Asked) -> Result<Response, Response> {
    let mine = Mine::open(app, &asked.browser).await?;
    let appointment = mine.appointment(app, id).await?;
    let card = mine.card(&appointment);
    let shell = mine.shell.clone();
    let page = AppointmentPage {
        territory: mine.visitor.territory(),
        qr: card.code.as_deref().filter(|_| card.to_come).and_then(super::copies::qr),
        done: asked.query.has("done"),
        proven: mine.visitor.is_proven(),
        key: form_key().into_owned(),
        card,
        shell: shell.clone(),
    };
    Ok(shell.page(&page))
}
