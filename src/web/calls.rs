//! Whom to call: those who asked for it, and those who wait for a time that comes free.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDateTime;
use chrono_tz::Tz;

use super::browser::Posted;
use super::desk::place_name;
use super::fields::Faults;
use super::shell::Shell;
use super::staff::Staff;
use crate::actions::ActionError;
use crate::actions::calls::CallBackRequest;
use crate::app::App;
use crate::domain::access::Deed;
use crate::domain::calls::{CALL_KEPT, CALL_WITHIN, CallBackOutcome, CameBy};
use crate::domain::ids::{AppointmentId, CallBackId, MotiveId, OrganisationId, PersonId, PlaceId, WaitingEntryId};
use crate::domain::people::phone_shown;
use crate::domain::scheduling::zones;
use crate::domain::settings::Settings;
use crate::domain::time::Timestamp;
use crate::domain::waiting::WaitingReason;

struct CallLine {
    id: CallBackId,
    name: String,
    phone: String,
    dialled: String,
    at: NaiveDateTime,
    /// Longer ago than anybody should wait.
    late: bool,
    came_by: CameBy,
    tries: i64,
    taken: Taken,
    person: Option<PersonId>,
    appointment: Option<AppointmentId>,
}

/// Who calls somebody back.
enum Taken {
    Free,
    /// Who reads the page.
    Mine,
    By(String),
}

struct WaitingLine {
    id: WaitingEntryId,
    reason: Option<WaitingReason>,
    /// The time that is kept for this person, and until when.
    kept: Option<(NaiveDateTime, NaiveDateTime)>,
    person: PersonId,
    motive: MotiveId,
    name: String,
    phone: Option<(String, String)>,
    wish: String,
    since: NaiveDateTime,
}

#[derive(Template)]
#[template(path = "staff/calls.html")]
struct CallsPage {
    shell: Shell,
    calls: Vec<CallLine>,
    waiting: Vec<WaitingLine>,
    /// The name and the number of the form, as they were typed.
    typed: (String, String),
    faults: Faults,
    /// Whether the role may tick a call off, and open a person.
    may_finish: bool,
    may_read_people: bool,
}

fn local(
    settings: &Settings,
    (organisation, place): (OrganisationId, Option<PlaceId>),
    at: Timestamp,
) -> NaiveDateTime {
    zones::wall_clock(settings.site(organisation, place).map_or(Tz::UTC, |site| site.zone), at)
}

pub async fn calls(State(app): State<App>, staff: Staff) -> Response {
    let nothing = (String::new(), String::new());
    show(&app, &staff, nothing, Faults::default()).await.unwrap_or_else(|sorry| sorry)
}

async fn show(app: &App, staff: &Staff, typed: (String, String), faults: Faults) -> Result<Response, Response> {
    let failed = |error| staff.shell.failed(error);
    let claimant = staff.claimant();
    let calls = app.desk.call_backs(&claimant).await.map_err(failed)?;
    let waiting = app.desk.waiting_list(&claimant, None).await.map_err(failed)?;
    let proposals = app.desk.proposals(&claimant).await.map_err(failed)?;
    let now = app.clock.now();
    let (town, _) = app.desk.settings(&claimant, now).await.map_err(failed)?;
    let settings = &town.settings;
    let calls = calls
        .into_iter()
        .map(|call| CallLine {
            id: call.id,
            phone: phone_shown(&call.phone),
            at: local(settings, (call.organisation, None), call.asked_at),
            late: now - call.asked_at > chrono::TimeDelta::minutes(CALL_WITHIN.0),
            came_by: call.came_by,
            tries: call.tries,
            taken: match call.taken {
                Some((worker, at)) if now < at + CALL_KEPT && worker == staff.worker => Taken::Mine,
                Some((worker, at)) if now < at + CALL_KEPT => {
                    Taken::By(settings.workers.get(&worker).map(|worker| worker.name.clone()).unwrap_or_default())
                }
                _ => Taken::Free,
            },
            dialled: call.phone,
            name: call.name,
            person: call.person,
            appointment: call.appointment,
        })
        .collect();
    let waiting = waiting
        .into_iter()
        .map(|entry| {
            let motive = settings.motives.get(&entry.motive).map(|motive| motive.name.clone());
            let place = Some(place_name(settings, entry.place)).filter(|name| !name.is_empty());
            let worker = entry.worker.and_then(|id| settings.workers.get(&id)).map(|worker| worker.name.clone());
            let kept = proposals.iter().find(|one| one.entry == entry.id).map(|one| {
                let at = |instant| local(settings, (one.organisation, one.place), instant);
                (at(one.starts_at), at(one.answer_by))
            });
            WaitingLine {
                id: entry.id,
                reason: entry.reason.as_deref().and_then(|word| word.parse().ok()),
                kept,
                person: entry.person,
                motive: entry.motive,
                name: format!("{} {}", entry.first_name, entry.last_name).trim().to_owned(),
                phone: entry.phone.map(|phone| (phone_shown(&phone), phone)),
                wish: [motive, place, worker].into_iter().flatten().collect::<Vec<_>>().join(" · "),
                since: local(settings, (entry.organisation, entry.place), entry.created_at),
            }
        })
        .collect();
    let shell = staff.shell.clone();
    let (may_finish, may_read_people) = (staff.may(Deed::BookAsStaff), staff.may(Deed::ReadPeople));
    Ok(shell.page(&CallsPage { shell: shell.clone(), calls, waiting, typed, faults, may_finish, may_read_people }))
}

/// Why somebody on the waiting list goes first.
pub async fn set_reason(State(app): State<App>, Path(entry): Path<i64>, staff: Staff, posted: Posted) -> Response {
    let reason = posted.fields.parsed::<WaitingReason>("reason");
    match app.desk.set_waiting_reason(&staff.claimant(), WaitingEntryId(entry), reason, app.clock.now()).await {
        Ok(()) => staff.shell.go("/calls#waiting"),
        Err(error) => staff.shell.failed(error),
    }
}

/// One calls; the others see who.
pub async fn take(State(app): State<App>, Path(call): Path<i64>, staff: Staff, _: Posted) -> Response {
    match app.desk.take_call_back(&staff.claimant(), CallBackId(call), app.clock.now()).await {
        // Somebody else was first: the page says who.
        Ok(_) => staff.shell.go("/calls"),
        Err(error) => staff.shell.failed(error),
    }
}

pub async fn leave(State(app): State<App>, Path(call): Path<i64>, staff: Staff, _: Posted) -> Response {
    match app.desk.leave_call_back(&staff.claimant(), CallBackId(call)).await {
        Ok(()) => staff.shell.go("/calls"),
        Err(error) => staff.shell.failed(error),
    }
}

/// How the call ended; nobody answered where nothing else is said.
pub async fn end(State(app): State<App>, Path(call): Path<i64>, staff: Staff, posted: Posted) -> Response {
    let outcome = posted.fields.parsed::<CallBackOutcome>("outcome");
    match app.desk.end_call_back(&staff.claimant(), (CallBackId(call), outcome), app.clock.now()).await {
        Ok(()) => staff.shell.go("/calls"),
        Err(error) => staff.shell.failed(error),
    }
}

/// Somebody at the desk, or on the line, asks to be called.
pub async fn add(State(app): State<App>, staff: Staff, posted: Posted) -> Response {
    let fields = &posted.fields;
    let request = CallBackRequest {
        organisation: staff.organisation,
        person: None,
        appointment: None,
        name: fields.text("name").to_owned(),
        phone: fields.text("phone").to_owned(),
        came_by: CameBy::Desk,
    };
    match app.desk.ask_call_back(&staff.claimant(), request, app.clock.now()).await {
        Ok(_) => staff.shell.go("/calls"),
        Err(ActionError::Invalid { field, .. }) => {
            let key = if field == "name" { "who-name-missing" } else { "who-phone-wrong" };
            let field = if field == "name" { "name" } else { "phone" };
            let typed = (fields.text("name").to_owned(), fields.text("phone").to_owned());
            let faults = Faults::one(field, staff.shell.t(key));
            let mut page = show(&app, &staff, typed, faults).await.unwrap_or_else(|sorry| sorry);
            *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            page
        }
        Err(error) => staff.shell.failed(error),
    }
}
