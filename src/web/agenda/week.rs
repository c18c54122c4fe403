//! The grid: a worker's week or day, a team side by side, a place. Everything on it is a link; dragging
//! and keys are `static/agenda.js`.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;

use super::grid::{self, Block, Column, Hours, Kind};
use crate::actions::agenda::{AgendaRequest, AgendaView, ClosedWhy, WhoseAgenda, WorkerAgenda};
use crate::app::App;
use crate::domain::ids::{PlaceId, WorkerId};
use crate::domain::scheduling::zones;
use crate::domain::time::Span;
use crate::store::AgendaAppointment;
use crate::web::booking::Asked;
use crate::web::browser::form_key;
use crate::web::desk::workers;
use crate::web::shell::Shell;
use crate::web::staff::Staff;

/// How the agenda is looked at.
const VIEWS: [&str; 3] = ["week", "day", "team"];
/// Colours of motives.
const COLOURS: i64 = 8;

#[derive(Template)]
#[template(path = "agenda/grid.html")]
struct GridPage {
    shell: Shell,
    title: String,
    /// What is looked at, in a line: the summary of the choices.
    chosen: String,
    view: &'static str,
    views: Vec<(&'static str, String)>,
    day: NaiveDate,
    earlier: String,
    today: String,
    later: String,
    here: String,
    worker: WorkerId,
    workers: Vec<(WorkerId, String)>,
    place: Option<PlaceId>,
    places: Vec<(PlaceId, String)>,
    hours: Hours,
    columns: Vec<Column>,
    key: String,
}

struct Line {
    id: i64,
    at: String,
    until: String,
    name: String,
    phone: Option<String>,
    language: String,
    motive: String,
    place: String,
    mode: crate::domain::motives::Mode,
}

#[derive(Template)]
#[template(path = "agenda/print.html")]
struct PrintPage {
    shell: Shell,
    day: NaiveDate,
    name: String,
    lines: Vec<Line>,
    worker: WorkerId,
}

/// What is looked at, read from the address once.
struct Look {
    view: &'static str,
    day: NaiveDate,
    worker: WorkerId,
    place: Option<PlaceId>,
    zone: Tz,
    now_day: NaiveDate,
}

impl Look {
    fn address(&self, view: &str, day: NaiveDate) -> String {
        let place = self.place.map(|place| format!("&place={place}")).unwrap_or_default();
        format!("/agenda?view={view}&day={day}&worker={}{place}", self.worker)
    }

    fn days(&self) -> Vec<NaiveDate> {
        match self.view {
            "week" => self.day.week(chrono::Weekday::Mon).first_day().iter_days().take(5).collect(),
            _ => vec![self.day],
        }
    }

    fn step(&self) -> Days {
        Days::new(if self.view == "week" { 7 } else { 1 })
    }
}

pub async fn agenda(State(app): State<App>, staff: Staff, asked: Asked) -> Response {
    show(&app, &staff, &asked).await.unwrap_or_else(|sorry| sorry)
}

async fn look(app: &App, staff: &Staff, asked: &Asked) -> Result<(Look, Vec<(WorkerId, String)>), Response> {
    let now = app.clock.now();
    let (town, _) = app.desk.settings(&staff.claimant(), now).await.map_err(|error| staff.shell.failed(error))?;
    let settings = &town.settings;
    let workers = workers(settings, staff);
    let place = asked.query.parsed::<PlaceId>("place");
    let place =
        place.filter(|place| settings.places.get(place).is_some_and(|one| one.organisation == staff.organisation));
    let zone = settings.site(staff.organisation, place).map_or(Tz::UTC, |site| site.zone);
    let own = |id: &WorkerId| workers.iter().any(|(one, _)| one == id);
    let worker = asked.query.parsed::<WorkerId>("worker").filter(own).unwrap_or(staff.worker);
    let worker = if own(&worker) { Some(worker) } else { workers.first().map(|(id, _)| *id) };
    let now_day = zones::local_day(zone, now);
    // Whoever books for others looks at all of them first.
    let usual = if own(&staff.worker) && staff.role == crate::domain::access::Role::Worker { "week" } else { "team" };
    let asked_view = VIEWS.iter().find(|view| **view == asked.query.text("view"));
    let view = match (asked_view, asked.query.has("worker")) {
        (Some(view), _) => view,
        (None, true) => "week",
        (None, false) => usual,
    };
    let day = asked.query.parsed::<NaiveDate>("day").filter(|day| (1970..2200).contains(&day.year()));
    let worker = worker.ok_or_else(|| staff.shell.not_found())?;
    Ok((Look { view, day: day.unwrap_or(now_day), worker, place, zone, now_day }, workers))
}

async fn view(app: &App, staff: &Staff, look: &Look, days: &[NaiveDate]) -> Result<AgendaView, Response> {
    let first = days.first().copied().unwrap_or(look.day);
    let last = days.last().copied().unwrap_or(look.day);
    let from = zones::day_start(look.zone, first);
    let to = last.succ_opt().map_or(from, |day| zones::day_start(look.zone, day));
    let span = Span::new(from, to).ok_or_else(|| staff.shell.not_found())?;
    let whose = match (look.place, look.view) {
        (Some(place), _) => WhoseAgenda::Place(place),
        (None, "team") => WhoseAgenda::Workers(Vec::new()),
        (None, _) => WhoseAgenda::Workers(vec![look.worker]),
    };
    let now = app.clock.now();
    app.desk
        .agenda(&staff.claimant(), &AgendaRequest { whose, span }, now)
        .await
        .map_err(|error| staff.shell.failed(error))
}

async fn show(app: &App, staff: &Staff, asked: &Asked) -> Result<Response, Response> {
    let (look, all_workers) = look(app, staff, asked).await?;
    let shell = staff.shell.clone();
    let mut days = look.days();
    let mut seen = view(app, staff, &look, &days).await?;
    // A weekend with nothing in it is not shown.
    if look.view == "week" {
        let weekend: Vec<NaiveDate> = days.last().into_iter().flat_map(|day| day.iter_days().skip(1).take(2)).collect();
        let more = view(app, staff, &look, &weekend).await?;
        let used = |day: &NaiveDate| {
            more.workers.iter().any(|worker| {
                let of_day = |span: Span| zones::local_day(look.zone, span.start()) == *day;
                worker.openings.iter().any(|one| one.day == *day)
                    || worker.appointments.iter().any(|one| of_day(one.span))
            })
        };
        let used: Vec<NaiveDate> = weekend.into_iter().filter(used).collect();
        if !used.is_empty() {
            days.extend(used);
            seen = view(app, staff, &look, &days).await?;
        }
    }
    let shown: Vec<&WorkerAgenda> = match look.view {
        "team" => seen.workers.iter().collect(),
        _ => seen.workers.iter().filter(|worker| worker.worker == look.worker).collect(),
    };
    let mut raw: Vec<(Column, Vec<Block>, Vec<Block>)> = Vec::new();
    for worker in shown {
        for day in &days {
            raw.push(column(&shell, &look, &seen, worker, *day));
        }
    }
    let hours = Hours::of(raw.iter().flat_map(|(_, behind, before)| behind.iter().chain(before)));
    let columns = raw
        .into_iter()
        .enumerate()
        .map(|(at, (column, behind, before))| Column {
            background: grid::place(hours, column.day, &format!("b{at}"), behind),
            placed: grid::place(hours, column.day, &format!("e{at}"), before),
            ..column
        })
        .collect();
    let name = |id: WorkerId| all_workers.iter().find(|(one, _)| *one == id).map(|(_, name)| name.clone());
    let title = match look.view {
        "week" => shell.t2("agenda-week", "name", name(look.worker).unwrap_or_default(), "day", shell.day(&days[0])),
        "day" => shell.t2("agenda-of-day", "name", name(look.worker).unwrap_or_default(), "day", shell.day(&look.day)),
        _ => shell.t1("agenda-team", "day", shell.day(&look.day)),
    };
    let mut places: Vec<(PlaceId, String)> = seen
        .settings
        .places
        .values()
        .filter(|place| place.organisation == staff.organisation)
        .map(|place| (place.id, place.name.clone()))
        .collect();
    places.sort_by(|one, other| one.1.cmp(&other.1));
    let place = places.iter().find(|(id, _)| Some(*id) == look.place).map(|(_, name)| name.clone());
    let place = place.unwrap_or_else(|| shell.t("agenda-everywhere"));
    // Side by side there is nobody in particular.
    let who = name(look.worker).filter(|_| look.view != "team");
    let chosen = [Some(shell.word("agenda-view", look.view)), who, Some(place)];
    let chosen = chosen.into_iter().flatten().collect::<Vec<String>>().join(" · ");
    let step = look.step();
    let page = GridPage {
        title,
        chosen,
        view: look.view,
        views: VIEWS.iter().map(|view| (*view, look.address(view, look.day))).collect(),
        day: look.day,
        earlier: look.address(look.view, look.day.checked_sub_days(step).unwrap_or(look.day)),
        today: look.address(look.view, look.now_day),
        later: look.address(look.view, look.day.checked_add_days(step).unwrap_or(look.day)),
        here: look.address(look.view, look.day),
        worker: look.worker,
        workers: all_workers,
        place: look.place,
        places,
        hours,
        columns,
        key: form_key().into_owned(),
        shell: shell.clone(),
    };
    Ok(shell.page(&page))
}

/// One worker's day: what stands behind (openings, absences), and what stands before.
fn column(
    shell: &Shell,
    look: &Look,
    seen: &AgendaView,
    worker: &WorkerAgenda,
    day: NaiveDate,
) -> (Column, Vec<Block>, Vec<Block>) {
    let zone = look.zone;
    let whole = zones::day_span(zone, day);
    let touches = |span: Span| whole.is_some_and(|whole| whole.overlaps(span));
    let block = |kind, span: Span| Block {
        kind,
        from: zones::wall_clock(zone, span.start()),
        to: zones::wall_clock(zone, span.end()),
        href: String::new(),
        id: 0,
        title: String::new(),
        sub: String::new(),
        colour: 0,
        status: String::new(),
        movable: false,
    };
    let place_name = |place: Option<PlaceId>| {
        place.and_then(|place| seen.settings.places.get(&place)).map(|place| place.name.clone())
    };
    let mut behind: Vec<Block> = worker
        .openings
        .iter()
        .filter(|opening| touches(opening.span))
        .map(|opening| Block {
            href: format!("/agenda/openings/{}?day={}", opening.opening, opening.day),
            title: place_name(opening.place).unwrap_or_else(|| shell.t("agenda-no-place")),
            sub: hours(zone, opening.span),
            ..block(Kind::Opening, opening.span)
        })
        .collect();
    behind.extend(worker.absences.iter().filter(|absence| touches(absence.span)).map(|absence| Block {
        href: format!("/agenda/absences/{}", absence.absence),
        title: match absence.reason.is_empty() {
            true => shell.t("agenda-absent"),
            false => absence.reason.clone(),
        },
        sub: hours(zone, absence.span),
        ..block(Kind::Absence, absence.span)
    }));
    let mut before: Vec<Block> = worker
        .appointments
        .iter()
        .filter(|one| touches(one.span) && one.status.blocks())
        .map(|one| appointment(shell, seen, one, block(Kind::Appointment, one.span)))
        .collect();
    before.extend(
        worker
            .busy
            .iter()
            .filter(|span| touches(**span))
            .map(|span| Block { title: shell.t("agenda-busy"), ..block(Kind::Busy, *span) }),
    );
    let closed = seen.closed.iter().filter(|closed| touches(closed.span)).find_map(|closed| match &closed.why {
        ClosedWhy::Holiday(holiday) if closed.place.is_none() => Some(shell.word("holiday", holiday.code())),
        ClosedWhy::Closure { reason, .. } => {
            let place = place_name(closed.place).unwrap_or_default();
            Some(shell.t2("agenda-closed", "place", place, "reason", reason))
        }
        ClosedWhy::Holiday(_) => None,
    });
    let title = if look.view == "team" { worker.name.clone() } else { shell.day(&day) };
    let column = Column {
        day,
        worker: worker.worker.0,
        title,
        note: closed.unwrap_or_default(),
        today: day == look.now_day,
        background: Vec::new(),
        placed: Vec::new(),
    };
    (column, behind, before)
}

/// `09:00–12:00`.
fn hours(zone: Tz, span: Span) -> String {
    let clock = |at| grid::clock(zones::wall_clock(zone, at).time());
    format!("{}–{}", clock(span.start()), clock(span.end()))
}

fn appointment(shell: &Shell, seen: &AgendaView, one: &AgendaAppointment, block: Block) -> Block {
    let names: Vec<String> = one
        .people
        .iter()
        .filter(|person| person.status.blocks())
        .map(|person| format!("{} {}", person.first_name, person.last_name).trim().to_owned())
        .collect();
    let motive = seen.settings.motives.get(&one.motive).map(|motive| motive.name.clone()).unwrap_or_default();
    let who = match (one.seats, names.as_slice()) {
        (Some(seats), _) => format!("{motive} {}/{seats}", names.len()),
        (None, []) => motive.clone(),
        (None, names) => names.join(", "),
    };
    let hour = grid::clock(block.from.time());
    let mode = shell.word("mode-short", one.mode.word());
    Block {
        href: format!("/agenda/appointment/{}", one.id),
        id: one.id.0,
        title: format!("{hour} {who}"),
        sub: format!("{motive} · {mode} · {}", shell.word("status", one.status.word())),
        colour: one.motive.0.rem_euclid(COLOURS),
        status: one.status.word().to_owned(),
        movable: one.status.is_to_come(),
        ..block
    }
}

/// Today's list on one A4 page.
pub async fn print(State(app): State<App>, staff: Staff, asked: Asked) -> Response {
    printed(&app, &staff, &asked).await.unwrap_or_else(|sorry| sorry)
}

async fn printed(app: &App, staff: &Staff, asked: &Asked) -> Result<Response, Response> {
    let (look, workers) = look(app, staff, asked).await?;
    let look = Look { view: "day", place: None, ..look };
    let seen = view(app, staff, &look, &[look.day]).await?;
    let shell = staff.shell.clone();
    let names: HashMap<WorkerId, String> = workers.into_iter().collect();
    let mut lines = Vec::new();
    for worker in seen.workers.iter().filter(|worker| worker.worker == look.worker) {
        for one in worker.appointments.iter().filter(|one| one.status.blocks()) {
            let block = |at| grid::clock(zones::wall_clock(look.zone, at).time());
            for person in &one.people {
                lines.push(Line {
                    id: one.id.0,
                    at: block(one.span.start()),
                    until: block(one.span.end()),
                    name: format!("{} {}", person.first_name, person.last_name).trim().to_owned(),
                    phone: person.phone.as_deref().map(crate::domain::people::phone_shown),
                    language: person.language.clone(),
                    motive: seen.settings.motives.get(&one.motive).map(|m| m.name.clone()).unwrap_or_default(),
                    place: one
                        .place
                        .and_then(|place| seen.settings.places.get(&place))
                        .map(|place| place.name.clone())
                        .unwrap_or_default(),
                    mode: one.mode,
                });
            }
        }
    }
    lines.sort_by(|one, other| (&one.at, one.id).cmp(&(&other.at, other.id)));
    let page = PrintPage {
        day: look.day,
        name: names.get(&look.worker).cloned().unwrap_or_default(),
        lines,
        worker: look.worker,
        shell: shell.clone(),
    };
    Ok(shell.page(&page))
}
