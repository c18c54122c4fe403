//! A worker leaves: what is open, to whom it goes, and what nobody owns.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{NaiveDate, NaiveDateTime};

use crate::actions::ActionError;
use crate::actions::cases::{Handover, HandoverPlan};
use crate::app::App;
use crate::domain::access::Deed;
use crate::domain::cases::CaseRule;
use crate::domain::ids::{AppointmentId, PersonId, WorkerId};
use crate::domain::scheduling::zones;
use crate::domain::settings::Settings;
use crate::store::OpenAppointment;
use crate::web::booking::Asked;
use crate::web::browser::Posted;
use crate::web::fields::{Faults, Fields};
use crate::web::settings::{Choice, Form};
use crate::web::shell::Shell;
use crate::web::staff::Staff;

struct AppointmentLine {
    id: AppointmentId,
    at: NaiveDateTime,
    what: String,
    who: String,
}

#[derive(Template)]
#[template(path = "cases/handover.html")]
struct IndexPage {
    shell: Shell,
    people: Vec<(PersonId, String)>,
    appointments: Vec<AppointmentLine>,
    workers: Vec<(WorkerId, String, bool)>,
    rule: CaseRule,
    edits_rule: bool,
    may_open: bool,
    saved: bool,
}

#[derive(Template)]
#[template(path = "cases/handover_worker.html")]
struct WorkerPage {
    shell: Shell,
    id: WorkerId,
    name: String,
    last_day: Option<NaiveDate>,
    cases: Vec<(PersonId, String, Option<NaiveDateTime>)>,
    appointments: Vec<AppointmentLine>,
    waiting: Vec<(String, String)>,
    colleagues: Vec<Choice>,
    form: Form,
    done: bool,
}

fn line(settings: &Settings, one: &OpenAppointment) -> AppointmentLine {
    AppointmentLine {
        id: one.id,
        at: zones::wall_clock(one.zone, one.starts_at),
        what: settings.motives.get(&one.motive).map(|motive| motive.name.clone()).unwrap_or_default(),
        who: one.people.clone(),
    }
}

pub async fn index(State(app): State<App>, staff: Staff, asked: Asked) -> Response {
    overview(&app, &staff, asked.query.has("saved")).await.unwrap_or_else(|page| page)
}

async fn overview(app: &App, staff: &Staff, saved: bool) -> Result<Response, Response> {
    let failed = |error| staff.shell.failed(error);
    let (now, claimant) = (app.clock.now(), staff.claimant());
    let open = app.desk.without_owner(&claimant, now).await.map_err(failed)?;
    let rule = app.desk.case_rule(&claimant, now).await.map_err(failed)?;
    let (town, _) = app.desk.settings(&claimant, now).await.map_err(failed)?;
    let page = IndexPage {
        people: open.people,
        appointments: open.appointments.iter().map(|one| line(&town.settings, one)).collect(),
        workers: open.workers.iter().map(|one| (one.id, one.name(), one.active)).collect(),
        rule,
        edits_rule: staff.may(Deed::EditSettings),
        may_open: staff.may(Deed::ReadCase),
        saved,
        shell: staff.shell.clone(),
    };
    Ok(staff.shell.page(&page))
}

pub async fn worker(State(app): State<App>, Path(id): Path<i64>, staff: Staff, asked: Asked) -> Response {
    show(&app, &staff, WorkerId(id), None, asked.query.has("done")).await.unwrap_or_else(|page| page)
}

async fn show(app: &App, staff: &Staff, id: WorkerId, form: Option<Form>, done: bool) -> Result<Response, Response> {
    let failed = |error| staff.shell.failed(error);
    let now = app.clock.now();
    let open: Handover = app.desk.handover(&staff.claimant(), id, now).await.map_err(failed)?;
    let (town, _) = app.desk.settings(&staff.claimant(), now).await.map_err(failed)?;
    let settings = &town.settings;
    let last_day = open.last_day.unwrap_or(open.today).to_string();
    let form = form.unwrap_or_else(|| Form::of([("last_day", last_day)]));
    let status = form.status();
    let page = WorkerPage {
        id,
        name: open.worker.name(),
        last_day: open.last_day,
        cases: open
            .cases
            .iter()
            .map(|case| (case.person, case.name.clone(), case.next_at.map(|at| zones::wall_clock(open.zone, at))))
            .collect(),
        appointments: open.appointments.iter().map(|one| line(settings, one)).collect(),
        waiting: open
            .waiting
            .iter()
            .map(|(_, motive, name)| {
                let motive = settings.motives.get(motive).map(|motive| motive.name.clone()).unwrap_or_default();
                (name.trim().to_owned(), motive)
            })
            .collect(),
        colleagues: open.colleagues.iter().map(|one| (one.id.to_string(), one.name())).collect(),
        form,
        done,
        shell: staff.shell.clone(),
    };
    Ok(staff.shell.page_with(status, &page))
}

/// What follows a word in the names of fields: `case-12`.
fn each<K: From<i64> + std::hash::Hash + Eq>(fields: &Fields, start: &str) -> HashMap<K, WorkerId> {
    let own = fields.pairs().filter_map(|(name, value)| {
        let id: i64 = name.strip_prefix(start)?.parse().ok()?;
        Some((K::from(id), value.parse().ok()?))
    });
    own.collect()
}

pub async fn hand_over(State(app): State<App>, Path(id): Path<i64>, staff: Staff, posted: Posted) -> Response {
    let (fields, id) = (posted.fields, WorkerId(id));
    let plan = match (fields.parsed("last_day"), fields.parsed("to")) {
        (Some(last_day), Some(to)) => Ok(HandoverPlan {
            last_day,
            to,
            cases: each(&fields, "case-"),
            appointments: each(&fields, "appointment-"),
        }),
        (None, _) => Err(ActionError::Invalid { field: "last_day", why: "case-not-a-day".to_owned() }),
        _ => Err(ActionError::Invalid { field: "to", why: "handover-to-whom".to_owned() }),
    };
    let done = match plan {
        Ok(plan) => app.desk.hand_over(&staff.claimant(), id, plan, app.clock.now()).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => staff.shell.go(&format!("/people/handover/{id}?done")),
        Err(ActionError::Invalid { field, why }) => {
            let form = Form::again(fields, (Faults::one(field, staff.shell.t(&why)), None));
            show(&app, &staff, id, Some(form), false).await.unwrap_or_else(|page| page)
        }
        Err(error) => staff.shell.failed(error),
    }
}

pub async fn save_rule(State(app): State<App>, staff: Staff, posted: Posted) -> Response {
    let Some(rule) = posted.fields.parsed::<CaseRule>("rule") else { return staff.shell.not_found() };
    match app.desk.set_case_rule(&staff.claimant(), rule, app.clock.now()).await {
        Ok(()) => staff.shell.go("/people/handover?saved"),
        Err(error) => staff.shell.failed(error),
    }
}
