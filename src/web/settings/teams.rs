//! The teams of the organisation: workers who stand in for each other.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::{Choice, Form, either, lists, once, refused};
use crate::actions::settings::Lists;
use crate::app::App;
use crate::domain::ids::{TeamId, WorkerId};
use crate::store::ListedTeam;
use crate::web::booking::Asked;
use crate::web::browser::Posted;
use crate::web::fields::Fields;
use crate::web::shell::Shell;
use crate::web::staff::Staff;

const LIST: &str = "/settings/teams";

#[derive(Template)]
#[template(path = "settings/teams.html")]
struct ListPage {
    shell: Shell,
    /// Each team with the names of its members.
    teams: Vec<(ListedTeam, String)>,
    saved: bool,
}

#[derive(Template)]
#[template(path = "settings/team.html")]
struct TeamPage {
    shell: Shell,
    team: Option<ListedTeam>,
    form: Form,
    workers: Vec<Choice>,
}

fn page(shell: &Shell, lists: &Lists, team: Option<ListedTeam>, form: Form) -> Response {
    let is_member = |worker: &WorkerId| team.as_ref().is_some_and(|team| team.members.contains(worker));
    let workers = lists.workers.iter().filter(|worker| worker.active || is_member(&worker.id));
    let workers = workers.map(|worker| (worker.id.to_string(), worker.name())).collect();
    let status = form.status();
    shell.page_with(status, &TeamPage { shell: shell.clone(), team, form, workers })
}

fn found(shell: &Shell, lists: &Lists, id: i64) -> Result<ListedTeam, Response> {
    let team = lists.teams.iter().find(|team| team.id == TeamId(id));
    team.cloned().ok_or_else(|| shell.not_found())
}

pub async fn list(State(app): State<App>, staff: Staff, asked: Asked) -> Response {
    either(lists(&app, &staff).await.map(|lists| {
        let named = |team: &ListedTeam| {
            let members = lists.workers.iter().filter(|worker| team.members.contains(&worker.id));
            members.map(|worker| worker.name()).collect::<Vec<_>>().join(", ")
        };
        let teams = lists.teams.iter().map(|team| (team.clone(), named(team))).collect();
        staff.shell.page(&ListPage { shell: staff.shell.clone(), teams, saved: asked.query.has("saved") })
    }))
}

pub async fn new(State(app): State<App>, staff: Staff) -> Response {
    either(lists(&app, &staff).await.map(|lists| page(&staff.shell, &lists, None, Form::of([]))))
}

pub async fn edit(State(app): State<App>, staff: Staff, Path(id): Path<i64>) -> Response {
    either(lists(&app, &staff).await.and_then(|lists| {
        let team = found(&staff.shell, &lists, id)?;
        let members = team.members.iter().map(|member| ("member", member.to_string()));
        let form = Form::of(std::iter::once(("name", team.name.clone())).chain(members));
        Ok(page(&staff.shell, &lists, Some(team), form))
    }))
}

pub async fn add(State(app): State<App>, staff: Staff, posted: Posted) -> Response {
    either(match lists(&app, &staff).await {
        Ok(lists) => save(&app, &staff, &lists, None, posted.fields).await,
        Err(page) => Err(page),
    })
}

pub async fn change(State(app): State<App>, staff: Staff, Path(id): Path<i64>, posted: Posted) -> Response {
    either(match lists(&app, &staff).await.and_then(|lists| Ok((found(&staff.shell, &lists, id)?, lists))) {
        Ok((team, lists)) => save(&app, &staff, &lists, Some(team), posted.fields).await,
        Err(page) => Err(page),
    })
}

async fn save(
    app: &App,
    staff: &Staff,
    lists: &Lists,
    team: Option<ListedTeam>,
    fields: Fields,
) -> Result<Response, Response> {
    let shell = &staff.shell;
    let members: Vec<WorkerId> = fields.all("member").filter_map(|id| id.parse().ok()).collect();
    let (id, form) = (team.as_ref().map(|team| team.id), (fields.text("name").to_owned(), members));
    match app.desk.save_team(&staff.claimant(), id, form, once(&fields), app.clock.now()).await {
        Ok(_) => Ok(shell.go(&format!("{LIST}?saved"))),
        Err(error) => Ok(page(shell, lists, team, Form::again(fields, refused(shell, error, "place-to-come")?))),
    }
}
