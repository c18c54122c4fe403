//! One's own account: where one is at work, and the sessions that are open.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDateTime;

use super::sorry;
use crate::app::App;
use crate::domain::ids::{OrganisationId, SessionId};
use crate::domain::scheduling::zones;
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
}

pub async fn account(State(app): State<App>, staff: Staff) -> Response {
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
