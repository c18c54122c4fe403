//! Openings as their worker reads and changes them: the list in plain words, and one form for a new
//! one, for one occurrence, for all that follow, or for all of them.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;

use super::hours::{self, Left, Tick, TypedDays};
use crate::actions::ActionError;
use crate::actions::agenda::{FormKey, OpeningDone, OpeningLine, Receives};
use crate::app::App;
use crate::domain::ids::{MotiveId, OpeningId, OrganisationId, PlaceId, WorkerId};
use crate::domain::motives::Motive;
use crate::domain::scheduling::editing::{Hours, OpeningPlan, Unfit, When, Which};
use crate::domain::scheduling::zones;
use crate::web::booking::Asked;
use crate::web::browser::{Posted, form_key};
use crate::web::desk::place_name;
use crate::web::fields::{Faults, Fields};
use crate::web::once::body_hash;
use crate::web::shell::Shell;
use crate::web::staff::Staff;

/// Rows of hours in a form: morning and afternoon.
const ROWS: usize = 2;

struct Line {
    id: OpeningId,
    days: String,
    hours: String,
    period: String,
    place: String,
    motives: String,
    exceptions: Vec<String>,
}

#[derive(Template)]
#[template(path = "agenda/openings.html")]
struct ListPage {
    shell: Shell,
    worker: WorkerId,
    name: String,
    lines: Vec<Line>,
    over: Vec<Line>,
}

/// What is in the fields of the form.
#[derive(Default)]
struct Typed {
    days: TypedDays,
    place: Option<PlaceId>,
    blocks: Vec<(String, String)>,
    motives: BTreeSet<MotiveId>,
    /// `this`, `following` or `all`.
    which: String,
}

#[derive(Template)]
#[template(path = "agenda/opening.html")]
struct FormPage {
    shell: Shell,
    title: String,
    action: String,
    key: String,
    worker: WorkerId,
    name: String,
    /// The occurrence that was chosen in the agenda.
    day: Option<NaiveDate>,
    is_new: bool,
    /// Whether it is asked which occurrences are meant.
    asks_which: bool,
    which: String,
    differs: bool,
    days: TypedDays,
    ticks: Vec<Tick>,
    blocks: Vec<(usize, String, String)>,
    places: Vec<(PlaceId, String, bool)>,
    motives: Vec<(MotiveId, String, &'static str, bool)>,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "agenda/left.html")]
pub(super) struct LeftPage {
    pub shell: Shell,
    pub title: String,
    pub what: String,
    pub left: Vec<Left>,
    /// A sentence about those of other organisations; empty without any.
    pub others: String,
    pub back: String,
}

/// The worker a page is about: the one named, or who asks.
pub(super) fn worker_of(staff: &Staff, fields: &Fields) -> WorkerId {
    fields.parsed("worker").unwrap_or(staff.worker)
}

/// Back in the agenda, where it can be seen.
pub(super) fn agenda_at(worker: WorkerId, day: Option<NaiveDate>) -> String {
    match day {
        Some(day) => format!("/agenda?worker={worker}&day={day}"),
        None => format!("/agenda?worker={worker}"),
    }
}

pub(super) fn form_of(fields: &Fields) -> Option<FormKey> {
    fields.given("key").map(|key| FormKey { key: key.to_owned(), body_hash: body_hash(fields) })
}

pub(super) fn name_of(receives: &Receives) -> String {
    receives.settings.workers.get(&receives.worker).map(|worker| worker.name.clone()).unwrap_or_default()
}

pub(super) fn zone_of(receives: &Receives, organisation: OrganisationId, place: Option<PlaceId>) -> chrono_tz::Tz {
    let site = receives.settings.site(organisation, place);
    let site = site.or_else(|| receives.settings.site(organisation, None));
    site.map_or(chrono_tz::Tz::UTC, |site| site.zone)
}

pub async fn list(State(app): State<App>, staff: Staff, asked: Asked) -> Response {
    listed(&app, &staff, worker_of(&staff, &asked.query)).await.unwrap_or_else(|sorry| sorry)
}

async fn listed(app: &App, staff: &Staff, worker: WorkerId) -> Result<Response, Response> {
    let shell = staff.shell.clone();
    let now = app.clock.now();
    let receives = app.desk.receives(&staff.claimant(), worker, now).await.map_err(|error| shell.failed(error))?;
    let (mut lines, mut over) = (Vec::new(), Vec::new());
    for opening in &receives.openings {
        let today = zones::local_day(zone_of(&receives, opening.organisation, opening.plan.place), now);
        let is_over = hours::is_over(&opening.plan.when, 0, today);
        if is_over { &mut over } else { &mut lines }.push(line(&shell, &receives, opening, today));
    }
    over.reverse();
    let page = ListPage { worker, name: name_of(&receives), lines, over, shell: shell.clone() };
    Ok(shell.page(&page))
}

fn line(shell: &Shell, receives: &Receives, opening: &OpeningLine, today: NaiveDate) -> Line {
    let (plan, settings) = (&opening.plan, &receives.settings);
    let all = own_motives(receives, opening.organisation, &BTreeSet::new());
    let names: Vec<String> =
        plan.motives().iter().filter_map(|id| settings.motives.get(id)).map(|motive| motive.name.clone()).collect();
    let motives = match all.iter().all(|motive| plan.motives().contains(&motive.id)) {
        true => shell.t("openings-all-motives"),
        false => hours::and(shell, names),
    };
    let exceptions = opening.exceptions.iter().filter(|(day, _)| **day >= today).map(|(day, blocks)| {
        let day = shell.day(day);
        match blocks.is_empty() {
            true => shell.t1("openings-not-on", "day", day),
            false => shell.t2("openings-other-hours", "day", day, "hours", hours::blocks_in_words(shell, blocks)),
        }
    });
    let place = match plan.place {
        Some(_) => place_name(settings, plan.place),
        None => shell.t("agenda-no-place"),
    };
    Line {
        id: opening.id,
        days: hours::days_in_words(shell, &plan.when),
        hours: hours::blocks_in_words(shell, plan.hours.blocks()),
        period: hours::period_in_words(shell, &plan.when),
        place,
        motives,
        exceptions: exceptions.collect(),
    }
}

/// The motives of the organisation that are given, and those that are chosen already.
fn own_motives<'r>(
    receives: &'r Receives,
    organisation: OrganisationId,
    chosen: &BTreeSet<MotiveId>,
) -> Vec<&'r Motive> {
    let own = receives.settings.motives.values().filter(|motive| motive.organisation == organisation);
    let mut own: Vec<&Motive> = own.filter(|motive| motive.active || chosen.contains(&motive.id)).collect();
    own.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    own
}

pub async fn new(State(app): State<App>, staff: Staff, asked: Asked) -> Response {
    ask_new(&app, &staff, &asked.query).await.unwrap_or_else(|sorry| sorry)
}

async fn ask_new(app: &App, staff: &Staff, query: &Fields) -> Result<Response, Response> {
    let now = app.clock.now();
    let worker = worker_of(staff, query);
    let receives = app.desk.receives(&staff.claimant(), worker, now).await;
    let receives = receives.map_err(|error| staff.shell.failed(error))?;
    let organisation = receives.organisation;
    let today = zones::local_day(zone_of(&receives, organisation, None), now);
    let day = hours::day(query.text("day"));
    let mut places = receives.settings.places.values().filter(|place| place.organisation == organisation);
    let typed = Typed {
        days: TypedDays::new(day.unwrap_or(today), "weekly"),
        // The only one there is, or none is guessed.
        place: places.next().filter(|_| places.next().is_none()).map(|place| place.id),
        motives: own_motives(&receives, organisation, &BTreeSet::new()).iter().map(|motive| motive.id).collect(),
        ..Typed::default()
    };
    Ok(form(staff, &receives, None, day, typed, Faults::default()))
}

pub async fn edit(State(app): State<App>, Path(id): Path<i64>, staff: Staff, asked: Asked) -> Response {
    ask_edit(&app, &staff, OpeningId(id), &asked.query).await.unwrap_or_else(|sorry| sorry)
}

async fn ask_edit(app: &App, staff: &Staff, id: OpeningId, query: &Fields) -> Result<Response, Response> {
    let found = app.desk.receives_with_opening(&staff.claimant(), id, app.clock.now()).await;
    let (receives, opening) = found.map_err(|error| staff.shell.failed(error))?;
    let day = hours::day(query.text("day")).filter(|day| opening.plan.when.is_on(*day));
    // What the agenda shows on that day is what is changed.
    let other = day.and_then(|day| opening.exceptions.get(&day)).filter(|blocks| !blocks.is_empty());
    let typed = Typed {
        days: TypedDays::of(&opening.plan.when),
        place: opening.plan.place,
        blocks: hours::shown_blocks(other.map_or(opening.plan.hours.blocks(), Vec::as_slice)),
        motives: opening.plan.motives().iter().copied().collect(),
        which: "this".to_owned(),
    };
    Ok(form(staff, &receives, Some(&opening), day, typed, Faults::default()))
}

fn form(
    staff: &Staff,
    receives: &Receives,
    opening: Option<&OpeningLine>,
    day: Option<NaiveDate>,
    typed: Typed,
    faults: Faults,
) -> Response {
    let shell = staff.shell.clone();
    let organisation = opening.map_or(receives.organisation, |opening| opening.organisation);
    let places = receives.settings.places.values().filter(|place| place.organisation == organisation);
    let mut places: Vec<_> =
        places.map(|place| (place.id, place.name.clone(), typed.place == Some(place.id))).collect();
    places.sort_by(|one, other| one.1.cmp(&other.1));
    let motives = own_motives(receives, organisation, &typed.motives);
    let mut blocks = typed.blocks;
    while blocks.len() < ROWS {
        blocks.push((String::new(), String::new()));
    }
    let page = FormPage {
        title: shell.t(if opening.is_some() { "opening-edit" } else { "opening-new" }),
        action: match opening {
            Some(opening) => format!("/agenda/openings/{}", opening.id),
            None => "/agenda/openings/new".to_owned(),
        },
        key: form_key().into_owned(),
        worker: receives.worker,
        name: name_of(receives),
        day,
        is_new: opening.is_none(),
        asks_which: day.is_some() && opening.is_some_and(|opening| opening.plan.when.recurs()),
        which: typed.which,
        differs: day.zip(opening).is_some_and(|(day, opening)| opening.exceptions.contains_key(&day)),
        ticks: typed.days.ticks(&shell),
        days: typed.days,
        blocks: blocks.into_iter().enumerate().map(|(at, (from, to))| (at + 1, from, to)).collect(),
        places,
        motives: motives
            .into_iter()
            .map(|motive| (motive.id, motive.name.clone(), motive.mode.word(), typed.motives.contains(&motive.id)))
            .collect(),
        shell: shell.clone(),
        faults,
    };
    let status = if page.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    shell.page_with(status, &page)
}

impl Typed {
    fn read(fields: &Fields) -> Typed {
        Typed {
            days: TypedDays::read(fields),
            place: fields.parsed("place"),
            blocks: hours::typed_blocks(fields),
            motives: fields.all("motive").filter_map(|id| id.parse().ok()).collect(),
            which: fields.text("which").to_owned(),
        }
    }

    /// Which occurrences are meant. Without a day it is all of them: nobody was asked.
    fn which(&self, day: Option<NaiveDate>) -> Which {
        match (self.which.as_str(), day) {
            ("this", Some(day)) => Which::ThisOnly(day),
            ("following", Some(day)) => Which::FromThisOn(day),
            _ => Which::All,
        }
    }

    fn plan(&self, zone: chrono_tz::Tz, which: Which, shell: &Shell, faults: &mut Faults) -> Option<OpeningPlan> {
        let blocks = hours::blocks(&self.blocks, shell, faults);
        let hours = Hours::new(blocks).map_err(|why| hours::unfit(&why, shell, faults)).ok();
        let mut of_days = Faults::default();
        let when = match which {
            // The days of the form are those of the whole.
            Which::ThisOnly(day) => Some(When::once(day)),
            _ => self.days.when(zone, shell, &mut of_days),
        };
        for (field, why) in of_days.iter() {
            faults.add(field, why.clone());
        }
        let motives: Vec<MotiveId> = self.motives.iter().copied().collect();
        // Said also when something else is wrong: everything at once.
        if motives.is_empty() {
            hours::unfit(&Unfit::NoMotive, shell, faults);
        }
        let plan = OpeningPlan::new(self.place, when?, hours?, motives);
        plan.map_err(|why| hours::unfit(&why, shell, faults)).ok().filter(|_| faults.is_empty())
    }
}

pub async fn create(State(app): State<App>, staff: Staff, posted: Posted) -> Response {
    created(&app, &staff, &posted.fields).await.unwrap_or_else(|sorry| sorry)
}

async fn created(app: &App, staff: &Staff, fields: &Fields) -> Result<Response, Response> {
    let shell = &staff.shell;
    let now = app.clock.now();
    let (claimant, worker) = (staff.claimant(), worker_of(staff, fields));
    let receives = app.desk.receives(&claimant, worker, now).await.map_err(|error| shell.failed(error))?;
    let typed = Typed::read(fields);
    let mut faults = Faults::default();
    let zone = zone_of(&receives, receives.organisation, typed.place);
    let Some(plan) = typed.plan(zone, Which::All, shell, &mut faults) else {
        return Ok(form(staff, &receives, None, None, typed, faults));
    };
    let first = plan.when.first();
    match app.desk.create_opening_once(&claimant, worker, plan, form_of(fields), now).await {
        Ok(_) => Ok(shell.go(&agenda_at(worker, first))),
        Err(ActionError::Invalid { field, why }) => {
            faults.add(field, shell.t(&why));
            Ok(form(staff, &receives, None, None, typed, faults))
        }
        Err(error) => Err(shell.failed(error)),
    }
}

pub async fn change(State(app): State<App>, Path(id): Path<i64>, staff: Staff, posted: Posted) -> Response {
    changed(&app, &staff, OpeningId(id), &posted.fields).await.unwrap_or_else(|sorry| sorry)
}

async fn changed(app: &App, staff: &Staff, id: OpeningId, fields: &Fields) -> Result<Response, Response> {
    let shell = &staff.shell;
    let now = app.clock.now();
    let claimant = staff.claimant();
    let found = app.desk.receives_with_opening(&claimant, id, now).await;
    let (receives, opening) = found.map_err(|error| shell.failed(error))?;
    let typed = Typed::read(fields);
    let day = hours::day(fields.text("day"));
    let which = typed.which(day);
    let mut faults = Faults::default();
    let zone = zone_of(&receives, opening.organisation, typed.place);
    let Some(plan) = typed.plan(zone, which, shell, &mut faults) else {
        return Ok(form(staff, &receives, Some(&opening), day, typed, faults));
    };
    let shown = day.or(plan.when.first());
    match app.desk.change_opening_once(&claimant, (id, which), plan, form_of(fields), now).await {
        Ok(done) => Ok(saved(staff, &receives, &done, shown)),
        Err(ActionError::Invalid { field, why }) => {
            faults.add(field, shell.t(&why));
            Ok(form(staff, &receives, Some(&opening), day, typed, faults))
        }
        Err(error) => Err(shell.failed(error)),
    }
}

/// Back to the agenda, or first what is now outside.
fn saved(staff: &Staff, receives: &Receives, done: &OpeningDone, day: Option<NaiveDate>) -> Response {
    let shell = staff.shell.clone();
    let back = agenda_at(receives.worker, day);
    if done.outside.is_empty() {
        return shell.go(&back);
    }
    let page = LeftPage {
        title: shell.t("opening-outside-title"),
        what: shell.t("opening-outside"),
        left: hours::left(&receives.settings, &done.outside),
        others: String::new(),
        back,
        shell: shell.clone(),
    };
    shell.page(&page)
}

pub async fn delete(State(app): State<App>, Path(id): Path<i64>, staff: Staff, posted: Posted) -> Response {
    deleted(&app, &staff, OpeningId(id), &posted.fields).await.unwrap_or_else(|sorry| sorry)
}

async fn deleted(app: &App, staff: &Staff, id: OpeningId, fields: &Fields) -> Result<Response, Response> {
    let shell = &staff.shell;
    let now = app.clock.now();
    let (claimant, worker) = (staff.claimant(), worker_of(staff, fields));
    let day = hours::day(fields.text("day"));
    let receives = app.desk.receives(&claimant, worker, now).await.map_err(|error| shell.failed(error))?;
    let which = Typed::read(fields).which(day);
    match app.desk.delete_opening_once(&claimant, (id, which), form_of(fields), now).await {
        Ok(done) => Ok(saved(staff, &receives, &done, day)),
        // Gone already: a second click, or somebody else was quicker.
        Err(ActionError::NotFound("opening")) => Ok(shell.go(&agenda_at(worker, day))),
        Err(ActionError::Invalid { .. }) => {
            Err(shell.sorry(StatusCode::CONFLICT, shell.t("desk-refused"), shell.t("agenda-not-an-occurrence")))
        }
        Err(error) => Err(shell.failed(error)),
    }
}
