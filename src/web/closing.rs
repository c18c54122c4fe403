//! Closing a place: which and when, what it would cover, what becomes of each appointment, and what was
//! done. Sent twice it is done once; the report then says so.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDateTime;
use chrono_tz::Tz;

use super::browser::Posted;
use super::desk::{names, place_name};
use super::fields::{Faults, Fields};
use super::shell::Shell;
use super::staff::Staff;
use crate::actions::close_place::{ClosePlace, Then};
use crate::app::App;
use crate::domain::ids::{AppointmentId, ClosureId, PlaceId};
use crate::domain::motives::Mode;
use crate::domain::people::phone_shown;
use crate::domain::scheduling::zones;
use crate::domain::settings::Settings;
use crate::domain::time::Span;
use crate::store::AgendaAppointment;

/// What the pages call what becomes of an appointment; the first is what is chosen for all at first.
const CHOICES: [(&str, Then); 3] = [("phone", Then::Phone), ("other", Then::ProposeOther), ("leave", Then::Leave)];

fn then(word: &str) -> Option<Then> {
    CHOICES.iter().find(|(one, _)| *one == word).map(|(_, then)| *then)
}

/// What was typed, as it was typed.
#[derive(Clone, Debug, Default)]
struct Typed {
    place: Option<PlaceId>,
    from: String,
    to: String,
    reason: String,
}

impl Typed {
    fn read(fields: &Fields) -> Typed {
        let text = |name| fields.text(name).to_owned();
        Typed { place: fields.parsed("place"), from: text("from"), to: text("to"), reason: text("reason") }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![("from", self.from.clone()), ("to", self.to.clone()), ("reason", self.reason.clone())];
        pairs.extend(self.place.map(|place| ("place", place.to_string())));
        pairs
    }
}

struct ClosureLine {
    id: ClosureId,
    place: String,
    from: NaiveDateTime,
    to: NaiveDateTime,
    reason: String,
}

/// An appointment under a closure, on one line.
struct Line {
    id: AppointmentId,
    at: NaiveDateTime,
    people: String,
    phones: Vec<(String, String)>,
    with: String,
    motive: String,
    mode: Mode,
    /// A workshop, or somebody without a number: no phone call can be made of it.
    callable: bool,
}

#[derive(Template)]
#[template(path = "closing/form.html")]
struct FormPage {
    shell: Shell,
    places: Vec<(PlaceId, String)>,
    typed: Typed,
    faults: Faults,
    closures: Vec<ClosureLine>,
}

#[derive(Template)]
#[template(path = "closing/preview.html")]
struct PreviewPage {
    shell: Shell,
    place: String,
    from: NaiveDateTime,
    to: NaiveDateTime,
    typed: Typed,
    lines: Vec<Line>,
    choices: [&'static str; 3],
}

#[derive(Template)]
#[template(path = "closing/report.html")]
struct ReportPage {
    shell: Shell,
    place: String,
    from: NaiveDateTime,
    to: NaiveDateTime,
    already: bool,
    by_phone: i64,
    offered: i64,
    offered_before: i64,
    left: i64,
    /// With those who follow the people.
    unreachable: Vec<(Line, String)>,
}

fn count<T>(list: &[T]) -> i64 {
    i64::try_from(list.len()).unwrap_or(i64::MAX)
}

fn line(settings: &Settings, zone: Tz, appointment: &AgendaAppointment) -> Line {
    let name = |first: &str, last: &str| format!("{first} {last}").trim().to_owned();
    let people = appointment.people.iter().filter(|one| one.status.blocks());
    let people: Vec<_> = people.collect();
    let own = people.iter().filter_map(|one| one.phone.clone());
    let phones = own.chain(appointment.caller_phone.clone()).map(|phone| (phone_shown(&phone), phone));
    let named: Vec<String> = people.iter().map(|one| name(&one.first_name, &one.last_name)).collect();
    Line {
        id: appointment.id,
        at: zones::wall_clock(zone, appointment.span.start()),
        people: named.join(", "),
        phones: phones.collect(),
        with: names(settings, &appointment.workers),
        motive: settings.motives.get(&appointment.motive).map(|motive| motive.name.clone()).unwrap_or_default(),
        mode: appointment.mode,
        callable: appointment.seats.is_none() && !people.is_empty() && people.iter().all(|one| one.phone.is_some()),
    }
}

pub async fn form(State(app): State<App>, staff: Staff) -> Response {
    show_form(&app, &staff, Typed::default(), Faults::default()).await.unwrap_or_else(|sorry| sorry)
}

async fn show_form(app: &App, staff: &Staff, typed: Typed, faults: Faults) -> Result<Response, Response> {
    let failed = |error| staff.shell.failed(error);
    let now = app.clock.now();
    let (town, _) = app.desk.settings(&staff.claimant(), now).await.map_err(failed)?;
    let closures = app.desk.closures(&staff.claimant(), now).await.map_err(failed)?;
    let settings = &town.settings;
    let own = settings.places.values().filter(|place| place.organisation == staff.organisation);
    let mut places: Vec<(PlaceId, String)> = own.map(|place| (place.id, place.name.clone())).collect();
    places.sort_by(|one, other| one.1.cmp(&other.1));
    let closures = closures
        .into_iter()
        .map(|closure| {
            let zone = settings.places.get(&closure.place).map_or(Tz::UTC, |place| place.site.zone);
            ClosureLine {
                id: closure.id,
                place: place_name(settings, Some(closure.place)),
                from: zones::wall_clock(zone, closure.span.start()),
                to: zones::wall_clock(zone, closure.span.end()),
                reason: closure.reason,
            }
        })
        .collect();
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = staff.shell.clone();
    Ok(shell.page_with(status, &FormPage { shell: shell.clone(), places, typed, faults, closures }))
}

/// A place and hours that can be closed.
struct Closing {
    place: PlaceId,
    name: String,
    zone: Tz,
    span: Span,
    from: NaiveDateTime,
    to: NaiveDateTime,
}

/// Hours are in the wall clock of the place.
fn closing(app: &App, staff: &Staff, settings: &Settings, typed: &Typed) -> Result<Closing, Faults> {
    let shell = &staff.shell;
    let mut faults = Faults::default();
    let place = typed.place.and_then(|place| settings.places.get(&place));
    let place = place.filter(|place| place.organisation == staff.organisation);
    if place.is_none() {
        faults.add("place", shell.t("close-place-missing"));
    }
    let zone = place.map_or(Tz::UTC, |place| place.site.zone);
    let at = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok();
    let (from, to) = (at(&typed.from), at(&typed.to));
    if from.is_none() {
        faults.add("from", shell.t("close-from-missing"));
    }
    if to.is_none() {
        faults.add("to", shell.t("close-to-missing"));
    }
    let span = from.zip(to).and_then(|(from, to)| Span::new(zones::instant(zone, from), zones::instant(zone, to)));
    match span {
        None => faults.add("to", shell.t("agenda-ends-before-it-starts")),
        Some(span) if place.is_some() && span.end() <= app.clock.now() => {
            faults.add("to", shell.t("close-over"));
        }
        Some(_) => {}
    }
    match (place, span, from, to) {
        (Some(place), Some(span), Some(from), Some(to)) if faults.is_empty() => {
            Ok(Closing { place: place.id, name: place.name.clone(), zone, span, from, to })
        }
        _ => Err(faults),
    }
}

pub async fn preview(State(app): State<App>, staff: Staff, posted: Posted) -> Response {
    previewed(&app, &staff, posted.fields).await.unwrap_or_else(|sorry| sorry)
}

async fn previewed(app: &App, staff: &Staff, fields: Fields) -> Result<Response, Response> {
    let failed = |error| staff.shell.failed(error);
    let now = app.clock.now();
    let typed = Typed::read(&fields);
    if fields.has("edit") {
        return show_form(app, staff, typed, Faults::default()).await;
    }
    let (town, _) = app.desk.settings(&staff.claimant(), now).await.map_err(failed)?;
    let closing = match closing(app, staff, &town.settings, &typed) {
        Ok(closing) => closing,
        Err(faults) => return show_form(app, staff, typed, faults).await,
    };
    let Closing { place, name, zone, span, from, to } = closing;
    let covered = app.desk.preview_closure(&staff.claimant(), (place, span), now).await.map_err(failed)?;
    let lines = covered.appointments.iter().map(|one| line(&town.settings, zone, one)).collect();
    let shell = staff.shell.clone();
    let choices = CHOICES.map(|(word, _)| word);
    Ok(shell.page(&PreviewPage { shell: shell.clone(), place: name, from, to, typed, lines, choices }))
}

pub async fn close(State(app): State<App>, staff: Staff, posted: Posted) -> Response {
    closed(&app, &staff, posted.fields).await.unwrap_or_else(|sorry| sorry)
}

async fn closed(app: &App, staff: &Staff, fields: Fields) -> Result<Response, Response> {
    let failed = |error| staff.shell.failed(error);
    let now = app.clock.now();
    let claimant = staff.claimant();
    let typed = Typed::read(&fields);
    let (town, _) = app.desk.settings(&claimant, now).await.map_err(failed)?;
    let settings = &town.settings;
    let closing = match closing(app, staff, settings, &typed) {
        Ok(closing) => closing,
        Err(faults) => return show_form(app, staff, typed, faults).await,
    };
    // Of what is not chosen by name nothing becomes: the desk sees to it.
    let for_all = then(fields.text("then")).unwrap_or(Then::Leave);
    let chosen =
        |(name, word): (&str, &str)| Some((AppointmentId(name.strip_prefix("each-")?.parse().ok()?), then(word)?));
    let each: HashMap<AppointmentId, Then> = fields.pairs().filter_map(chosen).collect();
    let request = ClosePlace { place: closing.place, span: closing.span, reason: typed.reason, then: for_all, each };
    let done = app.desk.close_place(&claimant, request, now).await.map_err(failed)?;
    let mut unreachable = Vec::new();
    for appointment in &done.unreachable {
        let mut referents = Vec::new();
        for person in &appointment.people {
            referents.extend(app.desk.person(&claimant, person.id, now).await.map_err(failed)?.referents);
        }
        unreachable.push((line(settings, closing.zone, appointment), names(settings, &referents)));
    }
    let shell = staff.shell.clone();
    let page = ReportPage {
        place: closing.name,
        from: closing.from,
        to: closing.to,
        already: done.already,
        by_phone: count(&done.by_phone),
        offered: count(&done.offered),
        offered_before: count(&done.offered_before),
        left: count(&done.left),
        unreachable,
        shell: shell.clone(),
    };
    Ok(shell.page(&page))
}

pub async fn reopen(State(app): State<App>, Path(closure): Path<i64>, staff: Staff, _: Posted) -> Response {
    match app.desk.delete_closure(&staff.claimant(), ClosureId(closure), app.clock.now()).await {
        Ok(()) => staff.shell.go("/settings/close"),
        Err(error) => staff.shell.failed(error),
    }
}
