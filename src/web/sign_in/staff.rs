//! The staff: address and password, then a code of the second factor. The first time, the factor is set up.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use qrcode::QrCode;
use qrcode::render::svg;

use super::{From, said, sorry};
use crate::actions::sign_in::second_factor::Enrolment;
use crate::actions::sign_in::staff::PasswordRight;
use crate::actions::sign_in::{Next, SignInError, Standing};
use crate::app::App;
use crate::domain::ids::TerritoryId;
use crate::web::booking::Asked;
use crate::web::browser::{Browser, Posted};
use crate::web::fields::Fields;
use crate::web::shell::Shell;

#[derive(Template)]
#[template(path = "sign_in/password.html")]
struct PasswordPage {
    shell: Shell,
    typed: String,
    territories: Vec<(TerritoryId, String)>,
    next: String,
    why: Option<String>,
}

#[derive(Template)]
#[template(path = "sign_in/factor.html")]
struct FactorPage {
    shell: Shell,
    /// The first time: what the application must be told.
    enrolment: Option<(Enrolment, Option<String>)>,
    next: String,
    why: Option<String>,
}

#[derive(Template)]
#[template(path = "sign_in/reset.html")]
struct ResetPage {
    shell: Shell,
    sent: bool,
    typed: String,
}

/// Only a page of ours: an address with a host would lead away. Browsers drop tabs and line ends, so
/// that `/<tab>/host` is one too.
fn next(fields: &Fields) -> String {
    let asked = fields.text("next");
    let ours =
        asked.starts_with('/') && !asked.starts_with("//") && !asked.contains(|c: char| c == '\\' || c.is_control());
    if ours { asked.to_owned() } else { "/agenda".to_owned() }
}

pub async fn ask_password(State(app): State<App>, asked: Asked) -> Response {
    let shell = Shell::new(&app, &asked.browser);
    let page = PasswordPage {
        typed: String::new(),
        territories: Vec::new(),
        next: next(&asked.query),
        why: None,
        shell: shell.clone(),
    };
    shell.page(&page)
}

pub async fn password(State(app): State<App>, From(visit): From, posted: Posted) -> Response {
    let shell = Shell::new(&app, &posted.browser);
    let now = app.clock.now();
    let fields = &posted.fields;
    let typed = fields.text("email").to_owned();
    let next = next(fields);
    let answer = app.desk.sign_in(&typed, fields.text("password"), fields.parsed("territory"), &visit, now).await;
    match answer {
        Ok(PasswordRight::Next { token, .. }) => {
            let browser = posted.browser.renewed(token);
            Shell::new(&app, &browser).go(&format!("/staff/second-factor?next={next}"))
        }
        Ok(PasswordRight::Where(territories)) => {
            let why = Some(shell.t("sign-in-where"));
            shell.page(&PasswordPage { typed, territories, next, why, shell: shell.clone() })
        }
        Err(error) => match said(&shell, &error, now) {
            Some(why) => {
                let page = PasswordPage { typed, territories: Vec::new(), next, why: Some(why), shell: shell.clone() };
                shell.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
            }
            None => sorry(&shell, error, now),
        },
    }
}

pub async fn ask_factor(State(app): State<App>, asked: Asked) -> Response {
    factor_page(&app, &asked.browser, next(&asked.query), None).await
}

async fn factor_page(app: &App, browser: &Browser, next: String, why: Option<String>) -> Response {
    let shell = Shell::new(app, browser);
    let now = app.clock.now();
    let status = if why.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let standing = match app.desk.session(&browser.cookie, now).await {
        Ok(Some(signed_in)) => signed_in.standing,
        Ok(None) => return shell.go("/staff/sign-in"),
        Err(error) => return sorry(&shell, error, now),
    };
    let enrolment = match standing {
        Standing::Worker(_) => return shell.go(&next),
        Standing::Guest(_) => return shell.go("/staff/sign-in"),
        Standing::HalfWay { next: Next::SecondFactor, .. } => None,
        Standing::HalfWay { next: Next::EnrolTotp, .. } => match app.desk.enrol_totp(&browser.cookie, now).await {
            Ok(enrolment) => {
                let qr = drawing(&enrolment.url);
                Some((enrolment, qr))
            }
            Err(error) => return sorry(&shell, error, now),
        },
    };
    shell.page_with(status, &FactorPage { enrolment, next, why, shell: shell.clone() })
}

fn drawing(url: &str) -> Option<String> {
    let drawing = QrCode::new(url.as_bytes()).ok()?.render::<svg::Color<'_>>().min_dimensions(200, 200).build();
    drawing.split_once("?>").map(|(_, svg)| svg.to_owned())
}

pub async fn factor(State(app): State<App>, From(visit): From, posted: Posted) -> Response {
    let shell = Shell::new(&app, &posted.browser);
    let now = app.clock.now();
    let (cookie, code) = (&posted.browser.cookie, posted.fields.text("code"));
    let next = next(&posted.fields);
    let enrolling = matches!(
        app.desk.session(cookie, now).await,
        Ok(Some(signed_in)) if matches!(signed_in.standing, Standing::HalfWay { next: Next::EnrolTotp, .. })
    );
    let answer = match enrolling {
        true => app.desk.confirm_totp(cookie, code, &visit, now).await,
        false => app.desk.second_factor(cookie, code, &visit, now).await,
    };
    match answer {
        Ok(token) => Shell::new(&app, &posted.browser.renewed(token)).go(&next),
        Err(SignInError::SignedOut) => shell.go("/staff/sign-in"),
        Err(error) => match said(&shell, &error, now) {
            Some(why) => factor_page(&app, &posted.browser, next, Some(why)).await,
            None => sorry(&shell, error, now),
        },
    }
}

pub async fn sign_out(State(app): State<App>, posted: Posted) -> Response {
    let shell = Shell::new(&app, &posted.browser);
    let now = app.clock.now();
    match app.desk.sign_out(&posted.browser.cookie, now).await {
        Ok(()) => match Browser::unknown(&posted.browser) {
            Some(browser) => Shell::new(&app, &browser).go("/staff/sign-in"),
            None => shell.go("/staff/sign-in"),
        },
        Err(error) => sorry(&shell, error, now),
    }
}

pub async fn ask_reset(State(app): State<App>, asked: Asked) -> Response {
    let shell = Shell::new(&app, &asked.browser);
    shell.page(&ResetPage { sent: false, typed: String::new(), shell: shell.clone() })
}

/// Says the same whether somebody has the address or not.
pub async fn send_reset(State(app): State<App>, From(visit): From, posted: Posted) -> Response {
    let shell = Shell::new(&app, &posted.browser);
    let now = app.clock.now();
    let typed = posted.fields.text("email").to_owned();
    match app.desk.ask_reset(&typed, &visit, now).await {
        Ok(()) => shell.page(&ResetPage { sent: true, typed, shell: shell.clone() }),
        Err(error) => sorry(&shell, error, now),
    }
}
