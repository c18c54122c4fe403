//! Who comes: a phone number, then the code that was sent to it; then, when several share the number,
//! who is calling.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::{From, said, sorry};
use crate::actions::sign_in::SignInError;
use crate::actions::sign_in::guests::Calling;
use crate::app::App;
use crate::domain::ids::{PersonId, TerritoryId};
use crate::domain::people::phone_shown;
use crate::store;
use crate::web::booking::Asked;
use crate::web::browser::{Browser, Posted};
use crate::web::fields::Fields;
use crate::web::shell::Shell;

#[derive(Template)]
#[template(path = "sign_in/phone.html")]
struct PhonePage {
    shell: Shell,
    territories: Vec<(TerritoryId, String)>,
    territory: Option<TerritoryId>,
    typed: String,
    why: Option<String>,
}

#[derive(Template)]
#[template(path = "sign_in/code.html")]
struct CodePage {
    shell: Shell,
    territory: TerritoryId,
    typed: String,
    shown: String,
    why: Option<String>,
}

#[derive(Template)]
#[template(path = "sign_in/who.html")]
struct WhoPage {
    shell: Shell,
    calling: Calling,
}

async fn phone_page(app: &App, shell: Shell, fields: &Fields, why: Option<String>) -> Response {
    let territories = async { store::territories(&mut app.desk.db.read().await?).await }.await;
    match territories {
        Ok(territories) => {
            let status = if why.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            let territory = fields.parsed("territory").or(territories.first().map(|(id, _)| *id));
            let typed = fields.text("phone").to_owned();
            let page = PhonePage { territories, territory, typed, why, shell: shell.clone() };
            shell.page_with(status, &page)
        }
        Err(error) => shell.failed(error.into()),
    }
}

pub async fn ask_phone(State(app): State<App>, asked: Asked) -> Response {
    phone_page(&app, Shell::new(&app, &asked.browser), &asked.query, None).await
}

/// Sends a code; sent again with everything typed kept.
pub async fn send_code(State(app): State<App>, From(visit): From, posted: Posted) -> Response {
    let shell = Shell::new(&app, &posted.browser);
    let now = app.clock.now();
    let typed = posted.fields.text("phone").to_owned();
    let Some(territory) = posted.fields.parsed::<TerritoryId>("territory") else { return shell.not_found() };
    match app.desk.ask_code(territory, &typed, &visit, now).await {
        Ok(phone) => {
            let page = CodePage { territory, typed, shown: phone_shown(&phone), why: None, shell: shell.clone() };
            shell.page(&page)
        }
        Err(error) => match said(&shell, &error, now) {
            Some(why) => phone_page(&app, shell, &posted.fields, Some(why)).await,
            None => sorry(&shell, error, now),
        },
    }
}

pub async fn prove(State(app): State<App>, From(visit): From, posted: Posted) -> Response {
    let shell = Shell::new(&app, &posted.browser);
    let now = app.clock.now();
    let typed = posted.fields.text("phone").to_owned();
    let Some(territory) = posted.fields.parsed::<TerritoryId>("territory") else { return shell.not_found() };
    let code = posted.fields.text("code");
    match app.desk.prove_code(&posted.browser.cookie, territory, &typed, code, &visit, now).await {
        Ok(cookie) => {
            let browser = posted.browser.renewed(cookie);
            let shell = Shell::new(&app, &browser);
            match app.desk.who_is_calling(&browser.cookie, now).await {
                Ok(calling) if calling.chosen.is_none() => shell.go("/sign-in/who"),
                Ok(_) => shell.go("/my"),
                Err(error) => sorry(&shell, error, now),
            }
        }
        Err(error) => match said(&shell, &error, now) {
            Some(why) => {
                let shown = crate::domain::people::phone(&typed).map_or(typed.clone(), |phone| phone_shown(&phone));
                let page = CodePage { territory, typed, shown, why: Some(why), shell: shell.clone() };
                shell.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
            }
            None => sorry(&shell, error, now),
        },
    }
}

pub async fn ask_who(State(app): State<App>, browser: Browser) -> Response {
    let shell = Shell::new(&app, &browser);
    let now = app.clock.now();
    match app.desk.who_is_calling(&browser.cookie, now).await {
        Ok(calling) => shell.page(&WhoPage { calling, shell: shell.clone() }),
        Err(SignInError::SignedOut) => shell.go("/sign-in"),
        Err(error) => sorry(&shell, error, now),
    }
}

pub async fn choose_who(State(app): State<App>, posted: Posted) -> Response {
    let shell = Shell::new(&app, &posted.browser);
    let now = app.clock.now();
    let Some(person) = posted.fields.parsed::<PersonId>("person") else { return shell.go("/sign-in/who") };
    match app.desk.choose_person(&posted.browser.cookie, person, now).await {
        Ok(()) => shell.go("/my"),
        Err(error) => sorry(&shell, error, now),
    }
}

pub async fn sign_out(State(app): State<App>, posted: Posted) -> Response {
    let shell = Shell::new(&app, &posted.browser);
    let now = app.clock.now();
    match app.desk.sign_out(&posted.browser.cookie, now).await {
        Ok(()) => match Browser::unknown(&posted.browser) {
            Some(browser) => Shell::new(&app, &browser).go("/"),
            None => shell.go("/"),
        },
        Err(error) => sorry(&shell, error, now),
    }
}
