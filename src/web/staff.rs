//! The door to the staff's pages: who is signed in, and whether the role may ask for the page. What
//! passes here is decided again by each action; here it is said early and in words.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::browser::Browser;
use super::shell::Shell;
use super::sign_in::sorry;
use crate::actions::Claimant;
use crate::actions::sign_in::{SignInError, Standing};
use crate::app::App;
use crate::domain::access::{Caller, Deed, Role};
use crate::domain::ids::{OrganisationId, SessionId, WorkerId};

/// A worker signed in, on one page.
#[derive(Clone, Debug)]
pub struct Staff {
    pub shell: Shell,
    pub caller: Caller,
    pub session: SessionId,
    pub worker: WorkerId,
    /// Where she is at work now.
    pub organisation: OrganisationId,
    /// Where she may go to work instead, this one included.
    pub organisations: Vec<OrganisationId>,
    pub role: Role,
    /// As colleagues know them.
    pub name: String,
}

impl Staff {
    pub fn claimant(&self) -> Claimant {
        Claimant::Known(self.caller.clone())
    }

    pub fn may(&self, deed: Deed) -> bool {
        self.role.may(deed)
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let browser = Browser::from_request_parts(parts, app).await?;
        // The gate puts it there; a route without its gate has nobody signed in.
        parts.extensions.get::<Staff>().cloned().ok_or_else(|| {
            let shell = Shell::new(app, &browser);
            shell.sorry(StatusCode::FORBIDDEN, shell.t("sorry-denied-title"), shell.t("sorry-denied"))
        })
    }
}

/// Stands before every page of the staff.
pub async fn gate(State((app, deed)): State<(App, Deed)>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let browser = match Browser::from_request_parts(&mut parts, &app).await {
        Ok(browser) => browser,
        Err(failure) => return failure,
    };
    let shell = Shell::new(&app, &browser);
    let staff = match signed_in(&app, &browser, &shell).await {
        Ok(Some(staff)) => staff,
        // A form that was being filled in when the session ended is not thrown away: the page it is on
        // stays open, and says what to do.
        Ok(None) if parts.method == Method::POST => {
            return shell.sorry(StatusCode::UNAUTHORIZED, shell.t("signed-out-title"), shell.t("signed-out"));
        }
        Ok(None) => return shell.go(&format!("/staff/sign-in?next={}", parts.uri.path())),
        Err(error) => return sorry(&shell, error, app.clock.now()),
    };
    if !staff.may(deed) {
        return shell.sorry(StatusCode::FORBIDDEN, shell.t("sorry-denied-title"), shell.t("sorry-denied"));
    }
    parts.extensions.insert(staff);
    next.run(Request::from_parts(parts, body)).await
}

async fn signed_in(app: &App, browser: &Browser, shell: &Shell) -> Result<Option<Staff>, SignInError> {
    if browser.fresh {
        return Ok(None);
    }
    let Some(signed_in) = app.desk.session(&browser.cookie, app.clock.now()).await? else { return Ok(None) };
    let (Some(caller), Standing::Worker(work)) = (signed_in.caller(), &signed_in.standing) else { return Ok(None) };
    let mut shell = shell.clone();
    shell.doors = doors(work.role);
    shell.signed_in_as = work.name.clone();
    Ok(Some(Staff {
        shell,
        caller,
        session: signed_in.session,
        worker: work.id,
        organisation: work.organisation,
        organisations: work.organisations.iter().map(|(organisation, _)| *organisation).collect(),
        role: work.role,
        name: work.name.clone(),
    }))
}

/// The areas that a role finds in its menu: address and name of the text.
fn doors(role: Role) -> Vec<(&'static str, &'static str)> {
    [
        (Deed::SeeAgendas, "/agenda", "door-agenda"),
        (Deed::BookAsStaff, "/desk", "door-desk"),
        (Deed::ReadCase, "/cases", "door-cases"),
        (Deed::ReadAppointments, "/calls", "door-calls"),
        (Deed::SeeStatistics, "/statistics", "door-statistics"),
        (Deed::EditSettings, "/settings", "door-settings"),
        (Deed::OwnAccount, "/account", "door-account"),
    ]
    .into_iter()
    .filter(|(deed, ..)| role.may(*deed))
    .map(|(_, to, name)| (to, name))
    .collect()
}
