//! The links of messages. The first visit puts the token in a cookie and leaves the address bar; from
//! there it is read as often as one likes, and acts only when a button is pressed.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use chrono::{NaiveDate, NaiveDateTime};

use super::{From, said, sorry};
use crate::actions::sign_in::links::{Manage, Opened};
use crate::actions::sign_in::{Next, SignInError};
use crate::app::App;
use crate::domain::ids::TerritoryId;
use crate::domain::scheduling::zones;
use crate::web::booking::{Asked, slots};
use crate::web::browser::{Browser, LINK_COOKIE, Posted};
use crate::web::my::kept;
use crate::web::shell::Shell;
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "sign_in/link.html")]
struct LinkPage {
    shell: Shell,
    territory: TerritoryId,
    when: Option<NaiveDateTime>,
    place: String,
    manage: Manage,
}

#[derive(Template)]
#[template(path = "sign_in/choose_password.html")]
struct ChoosePage {
    shell: Shell,
    email: String,
    invited: bool,
    why: Option<String>,
}

/// Changes nothing, whoever follows it.
pub async fn arrive(State(app): State<App>, Path(token): Path<String>, browser: Browser) -> Response {
    let shell = Shell::new(&app, &browser);
    let mut response = shell.go("/link");
    let secure = if app.config.is_public_over_https() { "; Secure" } else { "" };
    let good = token.len() <= 64 && token.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let token = if good { token.as_str() } else { "" };
    let cookie = format!("{LINK_COOKIE}={token}; Path=/link; HttpOnly; SameSite=Lax{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

pub async fn open(State(app): State<App>, From(visit): From, asked: Asked) -> Response {
    let Asked { browser, query } = asked;
    let shell = Shell::new(&app, &browser);
    let now = app.clock.now();
    match app.desk.link(&browser.link, Some(&browser.cookie), &visit, now).await {
        Ok(opened) => match slots_of(&app, &shell, &opened, query.parsed("from")).await {
            Ok(Some(slots)) | Err(slots) => slots,
            Ok(None) => page(&app, shell, opened, None).await,
        },
        Err(error) => sorry(&shell, error, now),
    }
}

/// Who is invited sees the slots at once: one tap chooses one and takes the link.
async fn slots_of(
    app: &App,
    shell: &Shell,
    opened: &Opened,
    from: Option<NaiveDate>,
) -> Result<Option<Response>, Response> {
    match opened {
        Opened::Invitation { territory, person, motive: Some(motive), kept: Some(kept), manage }
            if *manage != Manage::AfterCode && app.clock.now() < kept.until =>
        {
            kept::page(app, shell, (*territory, *person, *motive), *kept).await.map(Some)
        }
        Opened::Invitation { territory, person, motive: Some(motive), manage: Manage::ByTaking, .. } => {
            slots::invited(app, shell, (*territory, *person, *motive), from).await
        }
        _ => Ok(None),
    }
}

async fn page(app: &App, shell: Shell, opened: Opened, why: Option<String>) -> Response {
    match opened {
        Opened::Appointment { appointment, manage: Manage::Here, .. } => shell.go(&format!("/my/{appointment}")),
        Opened::Appointment { territory, starts_at, zone, place, manage, .. } => {
            let settings = app.desk.towns.held_settings(territory);
            let place = place.and_then(|place| settings.as_ref()?.places.get(&place).map(|place| place.name.clone()));
            let when = Some(zones::wall_clock(zone, starts_at));
            let page = LinkPage { territory, when, place: place.unwrap_or_default(), manage, shell: shell.clone() };
            shell.page(&page)
        }
        Opened::Invitation { territory, motive, manage: Manage::Here, .. } => shell.go(&invited(territory, motive)),
        Opened::Invitation { territory, manage, .. } => {
            shell.page(&LinkPage { territory, when: None, place: String::new(), manage, shell: shell.clone() })
        }
        Opened::WorkerInvitation { email, .. } => {
            shell.page(&ChoosePage { email, invited: true, why, shell: shell.clone() })
        }
        Opened::PasswordReset { email, .. } => {
            shell.page(&ChoosePage { email, invited: false, why, shell: shell.clone() })
        }
    }
}

fn invited(territory: TerritoryId, motive: Option<crate::domain::ids::MotiveId>) -> String {
    match motive {
        Some(motive) => format!("/book/{territory}/slots?m={motive}"),
        None => format!("/book/{territory}"),
    }
}

/// The button: from now on the link is this browser's.
pub async fn take(State(app): State<App>, From(visit): From, posted: Posted) -> Response {
    let shell = Shell::new(&app, &posted.browser);
    let now = app.clock.now();
    let token = posted.browser.link.clone();
    let opened = match app.desk.link(&token, Some(&posted.browser.cookie), &visit, now).await {
        Ok(opened) => opened,
        Err(error) => return sorry(&shell, error, now),
    };
    match app.desk.take_link(&token, &posted.browser.cookie, &visit, now).await {
        Ok(fresh) => {
            let browser = fresh.map_or(posted.browser.clone(), |cookie| posted.browser.renewed(cookie));
            let shell = Shell::new(&app, &browser);
            match opened {
                Opened::Appointment { appointment, .. } => shell.go(&format!("/my/{appointment}")),
                Opened::Invitation { territory, person, kept: Some(kept), .. } if posted.fields.has("kept") => {
                    let visitor = Visitor::invited(territory, person);
                    kept::take_by_link(&app, &shell, (visitor, &browser, &visit), kept.id).await
                }
                Opened::Invitation { territory, motive, .. } => {
                    let chosen = posted.fields.given("slot").and_then(|slot| slots::chosen(territory, slot));
                    shell.go(&chosen.unwrap_or_else(|| invited(territory, motive)))
                }
                Opened::WorkerInvitation { .. } | Opened::PasswordReset { .. } => shell.go("/link"),
            }
        }
        Err(SignInError::NeedsCode) => shell.go("/link"),
        Err(error) => sorry(&shell, error, now),
    }
}

/// A password for an invited worker, or a new one.
pub async fn choose_password(State(app): State<App>, From(visit): From, posted: Posted) -> Response {
    let shell = Shell::new(&app, &posted.browser);
    let now = app.clock.now();
    let token = posted.browser.link.clone();
    let password = posted.fields.text("password");
    let opened = match app.desk.link(&token, Some(&posted.browser.cookie), &visit, now).await {
        Ok(opened) => opened,
        Err(error) => return sorry(&shell, error, now),
    };
    let answer = match opened {
        Opened::WorkerInvitation { .. } => app.desk.accept_invitation(&token, password, &visit, now).await.map(Some),
        _ => app.desk.reset(&token, password, &visit, now).await.map(|()| None),
    };
    match answer {
        Ok(Some((cookie, Next::SecondFactor | Next::EnrolTotp))) => {
            Shell::new(&app, &posted.browser.renewed(cookie)).go("/staff/second-factor")
        }
        Ok(None) => shell.go("/staff/sign-in"),
        Err(error @ SignInError::Password(_)) => {
            let why = said(&shell, &error, now);
            let mut response = page(&app, shell, opened, why).await;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            response
        }
        Err(error) => sorry(&shell, error, now),
    }
}
