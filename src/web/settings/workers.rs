//! The workers of the organisation: who they are, what they may do, and inviting one.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::{Choice, Form, either, lists, once, refused, sentences};
use crate::actions::settings::{Lists, Switched, WorkerForm};
use crate::app::App;
use crate::domain::access::Role;
use crate::domain::ids::{ServiceId, WorkerId};
use crate::domain::settings_rules::{Fault, Wrong, may_give};
use crate::store::ListedWorker;
use crate::web::booking::Asked;
use crate::web::browser::Posted;
use crate::web::fields::Fields;
use crate::web::shell::Shell;
use crate::web::sign_in::sorry;
use crate::web::staff::Staff;

const LIST: &str = "/settings/workers";

#[derive(Template)]
#[template(path = "settings/workers.html")]
struct ListPage {
    shell: Shell,
    /// Each worker with the name of her service.
    workers: Vec<(ListedWorker, String)>,
    saved: bool,
    invited: bool,
}

#[derive(Template)]
#[template(path = "settings/worker.html")]
struct WorkerPage {
    shell: Shell,
    worker: Option<ListedWorker>,
    form: Form,
    roles: Vec<Role>,
    services: Vec<Choice>,
    /// Oneself: neither the role nor being there can be taken away.
    yourself: bool,
}

fn page(staff: &Staff, lists: &Lists, worker: Option<ListedWorker>, form: Form) -> Response {
    let shell = staff.shell.clone();
    let yourself = worker.as_ref().is_some_and(|worker| worker.id == staff.worker);
    let now = worker.as_ref().map(|worker| worker.role);
    let roles = Role::ALL.iter().copied();
    let roles = roles.filter(|role| Some(*role) == now || (!yourself && may_give(staff.role, *role))).collect();
    let mut services = vec![(String::new(), shell.t("settings-no-service"))];
    services.extend(lists.services.iter().map(|service| (service.id.to_string(), service.name.clone())));
    let status = form.status();
    staff.shell.page_with(status, &WorkerPage { shell, worker, form, roles, services, yourself })
}

fn found(shell: &Shell, lists: &Lists, id: i64) -> Result<ListedWorker, Response> {
    let worker = lists.workers.iter().find(|worker| worker.id == WorkerId(id));
    worker.cloned().ok_or_else(|| shell.not_found())
}

fn filled(worker: &ListedWorker) -> Form {
    Form::of([
        ("role", worker.role.word().to_owned()),
        ("service", worker.service.map(|service| service.to_string()).unwrap_or_default()),
    ])
}

/// Role and service as they were chosen.
fn chosen(fields: &Fields) -> Result<(Role, Option<ServiceId>), Vec<Fault>> {
    let mut faults = Vec::new();
    let role = fields.parsed("role");
    let service = fields.given("service").map(str::parse).transpose();
    if role.is_none() {
        faults.push(Fault::new("role", Wrong::NotInList));
    }
    if service.is_err() {
        faults.push(Fault::new("service", Wrong::NotInList));
    }
    role.zip(service.ok()).ok_or(faults)
}

pub async fn list(State(app): State<App>, staff: Staff, asked: Asked) -> Response {
    either(lists(&app, &staff).await.map(|lists| {
        let service = |worker: &ListedWorker| {
            let service = lists.services.iter().find(|service| Some(service.id) == worker.service);
            service.map(|service| service.name.clone()).unwrap_or_default()
        };
        let workers = lists.workers.iter().map(|worker| (worker.clone(), service(worker))).collect();
        let (saved, invited) = (asked.query.has("saved"), asked.query.has("invited"));
        staff.shell.page(&ListPage { shell: staff.shell.clone(), workers, saved, invited })
    }))
}

pub async fn new(State(app): State<App>, staff: Staff) -> Response {
    either(lists(&app, &staff).await.map(|lists| {
        let form = Form::of([("role", Role::Worker.word().to_owned())]);
        page(&staff, &lists, None, form)
    }))
}

pub async fn edit(State(app): State<App>, staff: Staff, Path(id): Path<i64>) -> Response {
    either(lists(&app, &staff).await.and_then(|lists| {
        let worker = found(&staff.shell, &lists, id)?;
        let form = filled(&worker);
        Ok(page(&staff, &lists, Some(worker), form))
    }))
}

pub async fn add(State(app): State<App>, staff: Staff, posted: Posted) -> Response {
    either(invite(&app, &staff, posted.fields).await)
}

async fn invite(app: &App, staff: &Staff, fields: Fields) -> Result<Response, Response> {
    let shell = &staff.shell;
    let (role, service) = match chosen(&fields) {
        Ok(chosen) => chosen,
        Err(faults) => {
            let form = Form::again(fields, (sentences(shell, &faults), None));
            return Ok(page(staff, &lists(app, staff).await?, None, form));
        }
    };
    let text = |name| fields.text(name).to_owned();
    let form = WorkerForm {
        first_name: text("first_name"),
        last_name: text("last_name"),
        email: text("email"),
        role,
        service,
    };
    match app.desk.add_worker(&staff.claimant(), form, once(&fields), app.clock.now()).await {
        Ok(saved) => {
            if saved.changed {
                send_invitation(app, staff, saved.id).await?;
            }
            Ok(shell.go(&format!("{LIST}?invited")))
        }
        Err(error) => {
            let form = Form::again(fields, refused(shell, error, "worker-to-come")?);
            Ok(page(staff, &lists(app, staff).await?, None, form))
        }
    }
}

/// The link by which she chooses her password. The worker is there already: when this fails, the page
/// of the worker sends it again.
async fn send_invitation(app: &App, staff: &Staff, worker: WorkerId) -> Result<(), Response> {
    let now = app.clock.now();
    let sent = app.desk.invite_worker(&staff.caller, worker, now).await;
    sent.map_err(|error| sorry(&staff.shell, error, now))
}

/// Asked for again: the link sent before stops working.
pub async fn invite_again(State(app): State<App>, staff: Staff, Path(id): Path<i64>, _posted: Posted) -> Response {
    either(send_invitation(&app, &staff, WorkerId(id)).await.map(|()| staff.shell.go(&format!("{LIST}?invited"))))
}

pub async fn change(State(app): State<App>, staff: Staff, Path(id): Path<i64>, posted: Posted) -> Response {
    either(changed(&app, &staff, id, posted.fields).await)
}

async fn changed(app: &App, staff: &Staff, id: i64, fields: Fields) -> Result<Response, Response> {
    let shell = &staff.shell;
    let refusal = match chosen(&fields) {
        Ok(chosen) => match app.desk.change_worker(&staff.claimant(), WorkerId(id), chosen, app.clock.now()).await {
            Ok(_) => return Ok(shell.go(&format!("{LIST}?saved"))),
            Err(error) => refused(shell, error, "worker-to-come")?,
        },
        Err(faults) => (sentences(shell, &faults), None),
    };
    let lists = lists(app, staff).await?;
    let worker = found(shell, &lists, id)?;
    Ok(page(staff, &lists, Some(worker), Form::again(fields, refusal)))
}

pub async fn switch(State(app): State<App>, staff: Staff, Path(id): Path<i64>, posted: Posted) -> Response {
    either(switched(&app, &staff, id, &posted.fields).await)
}

async fn switched(app: &App, staff: &Staff, id: i64, fields: &Fields) -> Result<Response, Response> {
    let shell = &staff.shell;
    let what = Switched::Worker(WorkerId(id));
    match app.desk.switch(&staff.claimant(), what, fields.has("on"), app.clock.now()).await {
        Ok(_) => Ok(shell.go(&format!("{LIST}?saved"))),
        Err(error) => {
            let (faults, note) = refused(shell, error, "worker-to-come")?;
            let lists = lists(app, staff).await?;
            let worker = found(shell, &lists, id)?;
            let form = Form { faults, note, ..filled(&worker) };
            Ok(page(staff, &lists, Some(worker), form))
        }
    }
}
