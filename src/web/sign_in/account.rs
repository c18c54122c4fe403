//! One's own account: where one is at work, and the sessions that are open.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDateTime;

use super::{said, sorry};
use crate::actions::sign_in::SignInError;
use crate::app::App;
use crate::domain::ids::{OrganisationId, SessionId};
use crate::domain::scheduling::zones;
use crate::web::booking::Asked;
use crate::web::browser::Posted;
use crate::web::shell::Shell;
use crate::web::staff::Staff;

struct Line {
    id: SessionId,
    device: String,
    seen: NaiveDateTime,
    here: bool,
}

#[derive(Template)]
#[template(path = "sign_in/account.html")]
struct AccountPage {
    shell: Shell,
    name: String,
    role: &'static str,
    organisation: OrganisationId,
    organisations: Vec<(OrganisationId, String)>,
    sessions: Vec<Line>,
    changed: bool,
    wrong: Wrong,
}

/// What is wrong with the passwords that were typed.
#[derive(Default)]
struct Wrong {
    old: Option<String>,
    new: Option<String>,
}

pub async fn account(State(app): State<App>, staff: Staff, asked: Asked) -> Response {
    page(&app, &staff, asked.query.has("changed"), Wrong::default()).await
}

async fn page(app: &App, staff: &Staff, changed: bool, wrong: Wrong) -> Response {
    let shell = staff.shell.clone();
    let now = app.clock.now();
    let sessions = match app.desk.sessions(&staff.caller, now).await {
        Ok(sessions) => sessions,
        Err(error) => return sorry(&shell, error, now),
    };
    let settings = app.desk.settings(&staff.claimant(), now).await;
    let (organisations, zone) = match &settings {
        Ok((town, _)) => {
            let name = |id: &OrganisationId| town.settings.organisations.get(id).map(|one| one.name.clone());
            let own = staff.organisations.iter();
            let zone = town.settings.site(staff.organisation, None).map(|site| site.zone);
            (own.map(|id| (*id, name(id).unwrap_or_default())).collect(), zone)
        }
        // Who runs the server sees no settings.
        Err(_) => (Vec::new(), None),
    };
    let zone = zone.unwrap_or(chrono_tz::Europe::Paris);
    let line = |one: crate::store::SessionLine| Line {
        here: one.id == staff.session,
        id: one.id,
        device: one.device,
        seen: zones::wall_clock(zone, one.seen_at),
    };
    let page = AccountPage {
        name: staff.name.clone(),
        role: staff.role.word(),
        organisation: staff.organisation,
        organisations,
        sessions: sessions.into_iter().map(line).collect(),
        changed,
        wrong,
        shell: shell.clone(),
    };
    shell.page(&page)
}

pub async fn revoke(State(app): State<App>, staff: Staff, posted: Posted) -> Response {
    let now = app.clock.now();
    let Some(session) = posted.fields.parsed::<SessionId>("session") else { return staff.shell.not_found() };
    match app.desk.revoke_session(&staff.caller, session, now).await {
        Ok(()) => staff.shell.go("/account"),
        Err(error) => sorry(&staff.shell, error, now),
    }
}

pub async fn work_for(State(app): State<App>, staff: Staff, posted: Posted) -> Response {
    let now = app.clock.now();
    let Some(organisation) = posted.fields.parsed::<OrganisationId>("organisation") else {
        return staff.shell.not_found();
    };
    match app.desk.work_for(&posted.browser.cookie, organisation, now).await {
        Ok(()) => staff.shell.go("/account"),
        Err(error) => sorry(&staff.shell, error, now),
    }
}

/// One's own password; asks for the old one.
pub async fn change_password(State(app): State<App>, staff: Staff, posted: Posted) -> Response {
    let now = app.clock.now();
    let typed = (posted.fields.text("old"), posted.fields.text("new"));
    let shell = &staff.shell;
    let wrong = match app.desk.change_password(&staff.caller, staff.session, typed, now).await {
        Ok(()) => return shell.go("/account?changed=password"),
        Err(SignInError::Refused) => Wrong { old: Some(shell.t("account-password-wrong")), new: None },
        Err(error @ SignInError::Wait { .. }) => Wrong { old: said(shell, &error, now), new: None },
        Err(error @ SignInError::Password(_)) => Wrong { old: None, new: said(shell, &error, now) },
        Err(error) => return sorry(shell, error, now),
    };
    let mut response = page(&app, &staff, false, wrong).await;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    response
}
