//! Absences as their worker reads and changes them: whole days, hours, or every week; and the
//! appointments that lie under one, to be moved or called about.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{NaiveDate, NaiveTime, TimeDelta};

use super::hours::{self, Tick, TypedDays};
use super::openings::{LeftPage, agenda_at, form_of, name_of, worker_of, zone_of};
use crate::actions::ActionError;
use crate::actions::agenda::{AbsenceDone, AbsenceLine, Receives};
use crate::app::App;
use crate::domain::ids::{AbsenceId, WorkerId};
use crate::domain::scheduling::editing::{AbsencePlan, Unfit};
use crate::domain::scheduling::zones;
use crate::web::booking::Asked;
use crate::web::browser::{Posted, form_key};
use crate::web::fields::{Faults, Fields};
use crate::web::shell::Shell;
use crate::web::staff::Staff;

const MIDNIGHT: NaiveTime = NaiveTime::MIN;

struct Line {
    id: AbsenceId,
    days: String,
    hours: String,
    period: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "agenda/absences.html")]
struct ListPage {
    shell: Shell,
    worker: WorkerId,
    name: String,
    lines: Vec<Line>,
    over: Vec<Line>,
}

/// What is in the fields of the form. How often is `days`, `hours`, `weekly` or `kept`.
struct Typed {
    days: TypedDays,
    from: String,
    to: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "agenda/absence.html")]
struct FormPage {
    shell: Shell,
    title: String,
    action: String,
    key: String,
    worker: WorkerId,
    name: String,
    is_new: bool,
    days: TypedDays,
    ticks: Vec<Tick>,
    from: String,
    to: String,
    reason: String,
    faults: Faults,
}

/// The last of its days, and whether it takes them whole.
fn lasting(plan: &AbsencePlan) -> (NaiveDate, bool) {
    let (from, to) = plan.hours();
    // Until midnight is until the end of the day before.
    let over = plan.days_over() - i64::from(to == MIDNIGHT);
    (plan.when().first_day() + TimeDelta::days(over.max(0)), from == MIDNIGHT && to == MIDNIGHT)
}

pub async fn list(State(app): State<App>, staff: Staff, asked: Asked) -> Response {
    listed(&app, &staff, worker_of(&staff, &asked.query)).await.unwrap_or_else(|sorry| sorry)
}

async fn listed(app: &App, staff: &Staff, worker: WorkerId) -> Result<Response, Response> {
    let shell = staff.shell.clone();
    let now = app.clock.now();
    let receives = app.desk.receives(&staff.claimant(), worker, now).await.map_err(|error| shell.failed(error))?;
    let today = zones::local_day(zone_of(&receives, receives.organisation, None), now);
    let (mut lines, mut over) = (Vec::new(), Vec::new());
    for absence in &receives.absences {
        let plan = &absence.plan;
        let lasts = (lasting(plan).0 - plan.when().first_day()).num_days();
        let is_over = hours::is_over(plan.when(), lasts, today);
        if is_over { &mut over } else { &mut lines }.push(line(&shell, absence));
    }
    over.reverse();
    let page = ListPage { worker, name: name_of(&receives), lines, over, shell: shell.clone() };
    Ok(shell.page(&page))
}

fn line(shell: &Shell, absence: &AbsenceLine) -> Line {
    let plan = &absence.plan;
    let first = plan.when().first_day();
    let ((last, whole), (from, to)) = (lasting(plan), plan.hours());
    let days = match plan.when().recurs() || last == first {
        true => hours::days_in_words(shell, plan.when()),
        false => shell.t2("absence-from-to", "first", shell.day(&first), "last", shell.day(&last)),
    };
    Line {
        id: absence.id,
        days,
        hours: if whole { shell.t("absence-whole") } else { hours::from_to(shell, from, to) },
        period: hours::period_in_words(shell, plan.when()),
        reason: plan.reason().to_owned(),
    }
}

pub async fn new(State(app): State<App>, staff: Staff, asked: Asked) -> Response {
    ask_new(&app, &staff, &asked.query).await.unwrap_or_else(|sorry| sorry)
}

async fn ask_new(app: &App, staff: &Staff, query: &Fields) -> Result<Response, Response> {
    let now = app.clock.now();
    let receives = app.desk.receives(&staff.claimant(), worker_of(staff, query), now).await;
    let receives = receives.map_err(|error| staff.shell.failed(error))?;
    let today = zones::local_day(zone_of(&receives, receives.organisation, None), now);
    let day = hours::day(query.text("day")).unwrap_or(today);
    // The boxes of the week are empty: they say nothing about whole days.
    let days = TypedDays { weekdays: Vec::new(), ..TypedDays::new(day, "days") };
    let typed = Typed { days, from: String::new(), to: String::new(), reason: String::new() };
    Ok(form(staff, &receives, None, typed, Faults::default()))
}

pub async fn edit(State(app): State<App>, Path(id): Path<i64>, staff: Staff) -> Response {
    ask_edit(&app, &staff, AbsenceId(id)).await.unwrap_or_else(|sorry| sorry)
}

async fn ask_edit(app: &App, staff: &Staff, id: AbsenceId) -> Result<Response, Response> {
    let found = app.desk.receives_with_absence(&staff.claimant(), id, app.clock.now()).await;
    let (receives, absence) = found.map_err(|error| staff.shell.failed(error))?;
    let plan = &absence.plan;
    let mut days = TypedDays::of(plan.when());
    let ((last, whole), (from, to)) = (lasting(plan), plan.hours());
    if !plan.when().recurs() {
        days.often = if whole { "days" } else { "hours" }.to_owned();
        days.last_day = last.to_string();
    }
    let shown = |at| if whole { String::new() } else { hours::clock(at) };
    let typed = Typed { days, from: shown(from), to: shown(to), reason: plan.reason().to_owned() };
    Ok(form(staff, &receives, Some(id), typed, Faults::default()))
}

fn form(staff: &Staff, receives: &Receives, id: Option<AbsenceId>, typed: Typed, faults: Faults) -> Response {
    let shell = staff.shell.clone();
    let page = FormPage {
        title: shell.t(if id.is_some() { "absence-edit" } else { "absence-new" }),
        action: match id {
            Some(id) => format!("/agenda/absences/{id}"),
            None => "/agenda/absences/new".to_owned(),
        },
        key: form_key().into_owned(),
        worker: receives.worker,
        name: name_of(receives),
        is_new: id.is_none(),
        ticks: typed.days.ticks(&shell),
        days: typed.days,
        from: typed.from,
        to: typed.to,
        reason: typed.reason,
        shell: shell.clone(),
        faults,
    };
    let status = if page.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    shell.page_with(status, &page)
}

impl Typed {
    fn read(fields: &Fields) -> Typed {
        let text = |name| fields.text(name).to_owned();
        Typed { days: TypedDays::read(fields), from: text("from"), to: text("to"), reason: text("reason") }
    }

    /// Both hours, or `None` with what is wrong.
    fn hours(&self, shell: &Shell, faults: &mut Faults) -> Option<(NaiveTime, NaiveTime)> {
        let hours = hours::time(&self.from).zip(hours::time(&self.to));
        if hours.is_none() {
            faults.add("blocks", shell.t("hours-half"));
        }
        hours
    }

    fn plan(&self, zone: chrono_tz::Tz, shell: &Shell, faults: &mut Faults) -> Option<AbsencePlan> {
        let plan = match self.days.often.as_str() {
            "days" => {
                let (first, last) = (self.days.first(shell, faults), self.days.last(shell, faults));
                let first = first.filter(|_| faults.is_empty())?;
                AbsencePlan::whole_days(first, last.unwrap_or(first), &self.reason)
            }
            "hours" => {
                let (first, last) = (self.days.first(shell, faults), self.days.last(shell, faults));
                let hours = self.hours(shell, faults);
                let ((from, to), first) = (hours?, first.filter(|_| faults.is_empty())?);
                let last = last.unwrap_or(first);
                let end = if to == MIDNIGHT { last + TimeDelta::days(1) } else { last };
                AbsencePlan::once((first, from), (end, to), &self.reason)
            }
            _ => {
                let when = self.days.when(zone, shell, faults);
                let hours = match (self.from.is_empty(), self.to.is_empty()) {
                    (true, true) => Some((MIDNIGHT, MIDNIGHT)),
                    _ => self.hours(shell, faults),
                };
                AbsencePlan::recurring(when?, hours?, &self.reason)
            }
        };
        let said = plan.map_err(|why| match (&why, self.days.often.as_str()) {
            // Of one day it is the hours that are the wrong way round.
            (Unfit::EndsBeforeItStarts, "weekly" | "kept") => faults.add("blocks", shell.t(why.key())),
            _ => hours::unfit(&why, shell, faults),
        });
        said.ok()
    }
}

pub async fn create(State(app): State<App>, staff: Staff, posted: Posted) -> Response {
    let worker = worker_of(&staff, &posted.fields);
    put(&app, &staff, worker, None, &posted.fields).await.unwrap_or_else(|sorry| sorry)
}

pub async fn change(State(app): State<App>, Path(id): Path<i64>, staff: Staff, posted: Posted) -> Response {
    let id = AbsenceId(id);
    let found = app.desk.receives_with_absence(&staff.claimant(), id, app.clock.now()).await;
    match found {
        Ok((receives, _)) => {
            let done = put(&app, &staff, receives.worker, Some(id), &posted.fields).await;
            done.unwrap_or_else(|sorry| sorry)
        }
        Err(error) => staff.shell.failed(error),
    }
}

async fn put(
    app: &App,
    staff: &Staff,
    worker: WorkerId,
    id: Option<AbsenceId>,
    fields: &Fields,
) -> Result<Response, Response> {
    let shell = &staff.shell;
    let now = app.clock.now();
    let claimant = staff.claimant();
    let receives = app.desk.receives(&claimant, worker, now).await.map_err(|error| shell.failed(error))?;
    let typed = Typed::read(fields);
    let mut faults = Faults::default();
    let zone = zone_of(&receives, receives.organisation, None);
    let Some(plan) = typed.plan(zone, shell, &mut faults) else {
        return Ok(form(staff, &receives, id, typed, faults));
    };
    let first = plan.when().first();
    let done = match id {
        None => app.desk.create_absence_once(&claimant, worker, plan, form_of(fields), now).await,
        Some(id) => app.desk.change_absence(&claimant, id, plan, now).await,
    };
    match done {
        Ok(done) => Ok(saved(staff, &receives, &done, first)),
        Err(ActionError::Invalid { field, why }) => {
            faults.add(field, shell.t(&why));
            Ok(form(staff, &receives, id, typed, faults))
        }
        Err(error) => Err(shell.failed(error)),
    }
}

/// Back to the agenda, or first those who would come for nothing.
fn saved(staff: &Staff, receives: &Receives, done: &AbsenceDone, day: Option<NaiveDate>) -> Response {
    let shell = staff.shell.clone();
    let back = agenda_at(receives.worker, day);
    let covered = &done.covered;
    if covered.appointments.is_empty() && covered.others == 0 {
        return shell.go(&back);
    }
    let page = LeftPage {
        title: shell.t("absence-covers-title"),
        what: shell.t("absence-covers"),
        left: hours::left(&receives.settings, &covered.appointments),
        others: match i64::try_from(covered.others).unwrap_or(i64::MAX) {
            0 => String::new(),
            others => shell.count("absence-covers-others", &others),
        },
        back,
        shell: shell.clone(),
    };
    shell.page(&page)
}

pub async fn delete(State(app): State<App>, Path(id): Path<i64>, staff: Staff, posted: Posted) -> Response {
    let shell = &staff.shell;
    let day = hours::day(posted.fields.text("first_day"));
    let back = agenda_at(worker_of(&staff, &posted.fields), day);
    match app.desk.delete_absence(&staff.claimant(), AbsenceId(id), app.clock.now()).await {
        // Gone already: a second click, or somebody else was quicker.
        Ok(()) | Err(ActionError::NotFound("absence")) => shell.go(&back),
        Err(error) => shell.failed(error),
    }
}
