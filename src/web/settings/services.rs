//! The services of the territory: what workers belong to, and motives too.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::{Form, either, lists, once, refused};
use crate::app::App;
use crate::domain::ids::ServiceId;
use crate::store::ListedService;
use crate::web::booking::Asked;
use crate::web::browser::Posted;
use crate::web::fields::Fields;
use crate::web::shell::Shell;
use crate::web::staff::Staff;

const LIST: &str = "/settings/services";

#[derive(Template)]
#[template(path = "settings/services.html")]
struct ListPage {
    shell: Shell,
    services: Vec<ListedService>,
    saved: bool,
}

#[derive(Template)]
#[template(path = "settings/service.html")]
struct ServicePage {
    shell: Shell,
    service: Option<ListedService>,
    form: Form,
}

fn page(shell: &Shell, service: Option<ListedService>, form: Form) -> Response {
    let status = form.status();
    shell.page_with(status, &ServicePage { shell: shell.clone(), service, form })
}

async fn found(app: &App, staff: &Staff, id: i64) -> Result<ListedService, Response> {
    let services = lists(app, staff).await?.services;
    services.into_iter().find(|service| service.id == ServiceId(id)).ok_or_else(|| staff.shell.not_found())
}

pub async fn list(State(app): State<App>, staff: Staff, asked: Asked) -> Response {
    either(lists(&app, &staff).await.map(|lists| {
        let shell = staff.shell.clone();
        staff.shell.page(&ListPage { shell, services: lists.services, saved: asked.query.has("saved") })
    }))
}

pub async fn new(staff: Staff) -> Response {
    page(&staff.shell, None, Form::of([]))
}

pub async fn edit(State(app): State<App>, staff: Staff, Path(id): Path<i64>) -> Response {
    either(found(&app, &staff, id).await.map(|service| {
        let form = Form::of([("name", service.name.clone())]);
        page(&staff.shell, Some(service), form)
    }))
}

pub async fn add(State(app): State<App>, staff: Staff, posted: Posted) -> Response {
    either(save(&app, &staff, None, posted.fields).await)
}

pub async fn change(State(app): State<App>, staff: Staff, Path(id): Path<i64>, posted: Posted) -> Response {
    either(match found(&app, &staff, id).await {
        Ok(service) => save(&app, &staff, Some(service), posted.fields).await,
        Err(page) => Err(page),
    })
}

async fn save(app: &App, staff: &Staff, service: Option<ListedService>, fields: Fields) -> Result<Response, Response> {
    let shell = &staff.shell;
    let (id, name) = (service.as_ref().map(|service| service.id), fields.text("name").to_owned());
    match app.desk.save_service(&staff.claimant(), id, name, once(&fields), app.clock.now()).await {
        Ok(_) => Ok(shell.go(&format!("{LIST}?saved"))),
        Err(error) => Ok(page(shell, service, Form::again(fields, refused(shell, error, "place-to-come")?))),
    }
}
