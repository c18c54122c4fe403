//! One appointment, as the staff sees and changes it: here, late, seen, did not come, excused in one
//! tap; moved, called, and the next one offered at once.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDateTime;

use crate::actions::ActionError;
use crate::actions::book::Outcome;
use crate::actions::change_status::StatusRequest;
use crate::actions::move_appointment::MoveRequest;
use crate::app::App;
use crate::domain::access::Deed;
use crate::domain::appointments::{Status, desk_code};
use crate::domain::calls::CallOutcome;
use crate::domain::ids::{AppointmentId, PersonId, PlaceId, WorkerId};
use crate::domain::messages::{Channel, MessageKind, MessageState, Reason};
use crate::domain::motives::Mode;
use crate::domain::people::phone_shown;
use crate::domain::scheduling::search::Audience;
use crate::domain::scheduling::zones;
use crate::domain::time::Minutes;
use crate::store::Appointment;
use crate::web::browser::{Posted, form_key};
use crate::web::desk::refused::{accepted, refused};
use crate::web::desk::{names, place_name, workers};
use crate::web::fields::Fields;
use crate::web::once::replay;
use crate::web::shell::Shell;
use crate::web::staff::Staff;

struct PersonLine {
    id: PersonId,
    name: String,
    phone: Option<String>,
    dialled: Option<String>,
    language: String,
    status: Status,
}

/// What was said about it, and how that stands.
struct MessageLine {
    /// When it was said, or else when it is due.
    at: NaiveDateTime,
    kind: MessageKind,
    channel: Channel,
    state: MessageState,
    reason: Option<Reason>,
}

#[derive(Template)]
#[template(path = "agenda/appointment.html")]
struct AppointmentPage {
    shell: Shell,
    id: AppointmentId,
    when: NaiveDateTime,
    until: NaiveDateTime,
    /// As the field of a form wants it.
    at: String,
    /// How long it lasts.
    minutes: i64,
    mode: Mode,
    motive: String,
    with: String,
    place: String,
    status: Status,
    code: Option<String>,
    people: Vec<PersonLine>,
    caller: Option<(String, Option<String>)>,
    seats: Option<(usize, i64)>,
    next: Vec<Status>,
    workers: Vec<(WorkerId, String)>,
    places: Vec<(PlaceId, String)>,
    own_worker: Option<WorkerId>,
    own_place: Option<PlaceId>,
    key: String,
    may_move: bool,
    may_open_case: bool,
    over: bool,
    /// The tries to call: when, how they ended, who called.
    tries: Vec<(NaiveDateTime, CallOutcome, String)>,
    messages: Vec<MessageLine>,
    outcomes: &'static [CallOutcome],
}

pub async fn appointment(State(app): State<App>, Path(id): Path<i64>, staff: Staff) -> Response {
    show(&app, &staff, AppointmentId(id)).await.unwrap_or_else(|sorry| sorry)
}

async fn show(app: &App, staff: &Staff, id: AppointmentId) -> Result<Response, Response> {
    let failed = |error| staff.shell.failed(error);
    let now = app.clock.now();
    let appointment = app.desk.appointment(&staff.claimant(), id).await.map_err(failed)?;
    let (town, _) = app.desk.settings(&staff.claimant(), now).await.map_err(failed)?;
    let settings = &town.settings;
    let mut people = Vec::new();
    for (person, status) in &appointment.people {
        let card = app.desk.person(&staff.claimant(), *person, now).await.map_err(failed)?;
        people.push(PersonLine {
            id: *person,
            name: format!("{} {}", card.person.first_name, card.person.last_name).trim().to_owned(),
            phone: card.person.phone.as_deref().map(phone_shown),
            dialled: card.person.phone,
            language: card.person.language,
            status: *status,
        });
    }
    let tries = match staff.may(Deed::BookAsStaff) {
        true => app.desk.calls(&staff.claimant(), id).await.map_err(failed)?,
        false => Vec::new(),
    };
    let tries = tries
        .into_iter()
        .map(|call| {
            let by = call.worker.map(|worker| names(settings, &[worker])).unwrap_or_default();
            (zones::wall_clock(appointment.zone, call.at), call.outcome, by)
        })
        .collect();
    let messages = app.desk.messages_of(&staff.claimant(), id).await.map_err(failed)?.into_iter();
    let messages = messages
        .map(|line| MessageLine {
            at: zones::wall_clock(appointment.zone, line.said_at.unwrap_or(line.due_at)),
            kind: line.kind,
            channel: line.channel,
            state: line.state,
            reason: line.reason,
        })
        .collect();
    let start = appointment.span.start();
    let possible = |to: &Status| appointment.status.change(*to, start, now).is_ok();
    let mut places: Vec<(PlaceId, String)> = settings
        .places
        .values()
        .filter(|place| place.organisation == appointment.organisation)
        .map(|place| (place.id, place.name.clone()))
        .collect();
    places.sort_by(|one, other| one.1.cmp(&other.1));
    let shell = staff.shell.clone();
    let when = zones::wall_clock(appointment.zone, start);
    let page = AppointmentPage {
        id,
        when,
        until: zones::wall_clock(appointment.zone, appointment.span.end()),
        at: when.format("%Y-%m-%dT%H:%M").to_string(),
        minutes: appointment.span.length().num_minutes(),
        mode: appointment.mode,
        motive: settings.motives.get(&appointment.motive).map(|motive| motive.name.clone()).unwrap_or_default(),
        with: names(settings, &appointment.workers),
        place: place_name(settings, appointment.place),
        status: appointment.status,
        code: desk_code(id),
        people,
        caller: appointment.caller_name.clone().map(|name| (name, appointment.caller_phone.clone())),
        seats: appointment.seats.map(|seats| (appointment.seats_taken(), seats)),
        next: Status::ALL.iter().copied().filter(possible).collect(),
        workers: workers(settings, staff),
        places,
        own_worker: appointment.workers.first().copied(),
        own_place: appointment.place,
        key: form_key().into_owned(),
        may_move: appointment.status.is_to_come() && staff.may(Deed::BookAsStaff),
        may_open_case: staff.may(Deed::ReadCase),
        over: now >= appointment.span.end(),
        tries,
        messages,
        outcomes: if staff.may(Deed::BookAsStaff) { CallOutcome::ALL } else { &[] },
        shell: shell.clone(),
    };
    Ok(shell.page(&page))
}

/// Where the page goes when it is done: where the reader came from, when that is one of our lists.
fn back(fields: &Fields, id: i64) -> String {
    match fields.text("back") {
        back if back.starts_with("/agenda") || back.starts_with("/desk/") => back.to_owned(),
        _ => format!("/agenda/appointment/{id}"),
    }
}

pub async fn set_status(State(app): State<App>, Path(id): Path<i64>, staff: Staff, posted: Posted) -> Response {
    let fields = posted.fields;
    let Some(to) = fields.parsed::<Status>("to") else { return staff.shell.not_found() };
    let request = StatusRequest {
        appointment: AppointmentId(id),
        audience: Audience::Staff,
        to,
        person: fields.parsed("person"),
        accept: accepted(&fields),
        reason: fields.given("reason").map(str::to_owned),
    };
    let done = app.desk.change_status(&staff.claimant(), request, replay(&fields), app.clock.now()).await;
    answer(&staff, id, &fields, done, "status")
}

/// A try to call, and how it ended. The status stays what it is.
pub async fn note_call(State(app): State<App>, Path(id): Path<i64>, staff: Staff, posted: Posted) -> Response {
    let Some(outcome) = posted.fields.parsed::<CallOutcome>("outcome") else { return staff.shell.not_found() };
    match app.desk.note_call(&staff.claimant(), (AppointmentId(id), outcome), app.clock.now()).await {
        Ok(()) => staff.shell.go(&format!("/agenda/appointment/{id}#calls")),
        Err(error) => staff.shell.failed(error),
    }
}

/// Another hour, place or worker. Hours are in the wall clock of where it will be.
pub async fn move_to(State(app): State<App>, Path(id): Path<i64>, staff: Staff, posted: Posted) -> Response {
    moved(&app, &staff, id, posted.fields).await.unwrap_or_else(|sorry| sorry)
}

async fn moved(app: &App, staff: &Staff, id: i64, fields: Fields) -> Result<Response, Response> {
    let failed = |error| staff.shell.failed(error);
    let now = app.clock.now();
    let old: Appointment = app.desk.appointment(&staff.claimant(), AppointmentId(id)).await.map_err(failed)?;
    let (town, _) = app.desk.settings(&staff.claimant(), now).await.map_err(failed)?;
    let place = fields.parsed::<PlaceId>("place").or(old.place);
    let zone = town.settings.site(old.organisation, place).map_or(old.zone, |site| site.zone);
    let Ok(at) = NaiveDateTime::parse_from_str(fields.text("at"), "%Y-%m-%dT%H:%M") else {
        let shell = &staff.shell;
        let page = shell.sorry(StatusCode::UNPROCESSABLE_ENTITY, shell.t("desk-refused"), shell.t("desk-at-missing"));
        return Ok(page);
    };
    let request = MoveRequest {
        appointment: AppointmentId(id),
        audience: Audience::Staff,
        start: zones::instant(zone, at),
        minutes: fields.parsed::<i64>("minutes").map(Minutes),
        place: fields.parsed("place"),
        worker: fields.parsed("worker"),
        offer: None,
        accept: accepted(&fields),
    };
    let done = app.desk.move_appointment(&staff.claimant(), request, replay(&fields), now).await;
    Ok(answer(staff, id, &fields, done, "move"))
}

fn answer(staff: &Staff, id: i64, fields: &Fields, done: Result<Outcome, ActionError>, act: &str) -> Response {
    let shell = staff.shell.clone();
    match done {
        Ok(_) => shell.go(&back(fields, id)),
        Err(ActionError::Refused { refusal, .. }) => {
            let action = format!("/agenda/appointment/{id}/{act}");
            refused(staff, (&refusal, Vec::new()), fields, action, back(fields, id))
        }
        Err(error) => shell.failed(error),
    }
}
