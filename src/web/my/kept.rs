//! A time that came free and is kept for who waits: taken, or left to the next.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDateTime;
use chrono_tz::Tz;

use super::Mine;
use crate::actions::ActionError;
use crate::actions::sign_in::Visit;
use crate::actions::sign_in::links::Kept;
use crate::app::App;
use crate::domain::ids::{MotiveId, OrganisationId, PersonId, PlaceId, ProposalId, TerritoryId};
use crate::domain::scheduling::zones;
use crate::domain::settings::Settings;
use crate::domain::time::Timestamp;
use crate::web::booking::Counter;
use crate::web::browser::{Browser, Posted};
use crate::web::desk::place_name;
use crate::web::shell::Shell;
use crate::web::visitor::Visitor;

/// A time that is kept, as its person reads it.
pub struct KeptLine {
    pub id: ProposalId,
    pub when: NaiveDateTime,
    pub until: NaiveDateTime,
    pub place: String,
}

impl KeptLine {
    fn new(
        settings: &Settings,
        id: ProposalId,
        (organisation, place): (OrganisationId, Option<PlaceId>),
        (start, until): (Timestamp, Timestamp),
    ) -> KeptLine {
        let zone = settings.site(organisation, place).map_or(Tz::UTC, |site| site.zone);
        let [when, until] = [start, until].map(|at| zones::wall_clock(zone, at));
        KeptLine { id, when, until, place: place_name(settings, place) }
    }
}

#[derive(Template)]
#[template(path = "my/kept.html")]
struct KeptPage {
    shell: Shell,
    kept: KeptLine,
}

/// What is kept for whom a link names, before anything was done with the link.
///
/// # Errors
/// A page: the database does not answer.
pub async fn page(
    app: &App,
    shell: &Shell,
    (territory, person, motive): (TerritoryId, PersonId, MotiveId),
    kept: Kept,
) -> Result<Response, Response> {
    let counter = Counter::of(app, shell.clone(), Visitor::invited(territory, person)).await?;
    let motive = counter.motive(motive)?;
    let where_to = (motive.organisation, kept.place);
    let kept = KeptLine::new(&counter.settings, kept.id, where_to, (kept.starts_at, kept.until));
    Ok(shell.page(&KeptPage { shell: shell.clone(), kept }))
}

/// Takes it for whom the link names; this browser sees the appointment from now on.
pub async fn take_by_link(
    app: &App,
    shell: &Shell,
    (visitor, browser, visit): (Visitor, &Browser, &Visit),
    kept: ProposalId,
) -> Response {
    match app.desk.accept_proposal(&visitor.claimant(), kept, app.clock.now()).await {
        Ok(appointment) => match visitor.remember(app, (browser, visit), appointment).await {
            Ok(shell) => shell.go(&format!("/my/{appointment}?done")),
            Err(sorry) => sorry,
        },
        Err(error) => over(shell, error),
    }
}

fn over(shell: &Shell, error: ActionError) -> Response {
    match error {
        ActionError::Refused { .. } => {
            shell.sorry(StatusCode::CONFLICT, shell.t("kept-over-title"), shell.t("kept-over"))
        }
        error => shell.failed(error),
    }
}

/// # Errors
/// A page: the database does not answer.
pub async fn own(app: &App, mine: &Mine) -> Result<Vec<KeptLine>, Response> {
    let kept = app.desk.own_proposals(&mine.visitor.claimant(), mine.now).await;
    let kept = kept.map_err(|error| mine.shell.failed(error))?;
    let settings = &mine.town.settings;
    let line = |one: crate::store::ProposalLine| {
        KeptLine::new(settings, one.id, (one.organisation, one.place), (one.starts_at, one.answer_by))
    };
    Ok(kept.into_iter().map(line).collect())
}

pub async fn take(State(app): State<App>, Path(kept): Path<i64>, posted: Posted) -> Response {
    let mine = match Mine::open(&app, &posted.browser).await {
        Ok(mine) => mine,
        Err(page) => return page,
    };
    match app.desk.accept_proposal(&mine.visitor.claimant(), ProposalId(kept), mine.now).await {
        Ok(appointment) => mine.shell.go(&format!("/my/{appointment}?done")),
        Err(error) => over(&mine.shell, error),
    }
}

pub async fn decline(State(app): State<App>, Path(kept): Path<i64>, posted: Posted) -> Response {
    let mine = match Mine::open(&app, &posted.browser).await {
        Ok(mine) => mine,
        Err(page) => return page,
    };
    match app.desk.decline_proposal(&mine.visitor.claimant(), ProposalId(kept), mine.now).await {
        Ok(()) => mine.shell.go("/my"),
        Err(error) => mine.shell.failed(error),
    }
}
