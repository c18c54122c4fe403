//! Booking from the desk: for a known or a new person, at a slot that was shown or at any free time;
//! what is outside the openings is said by name and accepted by name.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDateTime;

use super::person::{NewTyped, newcomer};
use super::refused::{accepted, other_times, refused};
use super::{Chosen, names, place_name};
use crate::actions::ActionError;
use crate::actions::book::{BookRequest, Outcome};
use crate::actions::find_slots::{Found, SlotRequest};
use crate::app::App;
use crate::domain::access::Deed;
use crate::domain::appointments::desk_code;
use crate::domain::ids::{AppointmentId, MotiveId, PersonId, PlaceId, WorkerId};
use crate::domain::people::{self, NewPerson, Who, phone_shown};
use crate::domain::scheduling::search::{Audience, Bound};
use crate::domain::scheduling::zones;
use crate::domain::settings::Settings;
use crate::domain::time::Minutes;
use crate::web::browser::Posted;
use crate::web::fields::{Faults, Fields};
use crate::web::once::replay;
use crate::web::shell::Shell;
use crate::web::staff::Staff;

#[derive(Template)]
#[template(path = "desk/booked.html")]
struct BookedPage {
    shell: Shell,
    id: AppointmentId,
    when: NaiveDateTime,
    mode: crate::domain::motives::Mode,
    name: String,
    phone: Option<String>,
    with: String,
    place: String,
    address: String,
    text_before: String,
    code: Option<String>,
    person: Option<PersonId>,
}

/// Who it is for, or what is wrong with what was typed.
fn who(staff: &Staff, fields: &Fields, typed: &NewTyped) -> Result<Who, Faults> {
    if let Some(person) = fields.parsed::<PersonId>("person") {
        return Ok(Who::Known(person));
    }
    let shell = &staff.shell;
    let mut faults = Faults::default();
    if typed.first_name.is_empty() && typed.last_name.is_empty() {
        faults.add("first_name", shell.t("who-name-missing"));
    }
    let phone = phone(shell, &typed.phone, "phone", &mut faults);
    match faults.is_empty() {
        true => Ok(Who::New(NewPerson {
            first_name: typed.first_name.clone(),
            last_name: typed.last_name.clone(),
            phone,
            email: None,
            language: if typed.language.is_empty() { "fr".to_owned() } else { typed.language.clone() },
        })),
        false => Err(faults),
    }
}

fn phone(shell: &Shell, typed: &str, field: &'static str, faults: &mut Faults) -> Option<String> {
    if typed.is_empty() {
        return None;
    }
    people::phone(typed).map_err(|_| faults.add(field, shell.t("who-phone-wrong"))).ok()
}

pub async fn book(State(app): State<App>, staff: Staff, posted: Posted) -> Response {
    booked(&app, &staff, posted.fields).await.unwrap_or_else(|sorry| sorry)
}

async fn booked(app: &App, staff: &Staff, fields: Fields) -> Result<Response, Response> {
    let shell = &staff.shell;
    let now = app.clock.now();
    let typed = NewTyped::read(&fields);
    let mut faults = Faults::default();
    let caller_phone = phone(shell, &typed.caller_phone, "caller_phone", &mut faults);
    let who = who(staff, &fields, &typed);
    let who = match (who, faults.is_empty()) {
        (Ok(who), true) => who,
        (Err(faults), _) => return newcomer(app, staff, typed, faults, &fields).await,
        (Ok(_), false) => return newcomer(app, staff, typed, faults, &fields).await,
    };
    let (town, _) = app.desk.settings(&staff.claimant(), now).await.map_err(|error| shell.failed(error))?;
    let settings = &town.settings;
    let motive = fields.parsed::<MotiveId>("m").ok_or_else(|| shell.not_found())?;
    let chosen = match fields.text("slot") {
        "free" => free_time(app, settings, staff, (&who, motive), &fields).await?,
        slot => Chosen::read(slot),
    };
    let Some(chosen) = chosen else {
        faults.add("at", shell.t("desk-at-missing"));
        return newcomer(app, staff, typed, faults, &fields).await;
    };
    let replay = replay(&fields);
    let claimant = staff.claimant();
    let answer = match chosen {
        Chosen::Session(session) => app.desk.join(&claimant, (session, who), Audience::Staff, replay, now).await,
        Chosen::Slot { start, place, worker } => {
            let request = BookRequest {
                motive,
                audience: Audience::Staff,
                start,
                place: place.map(PlaceId),
                worker: worker.map(WorkerId),
                who: Some(who),
                offer: None,
                hold: None,
                accept: accepted(&fields),
                caller: Some((typed.caller_name.clone(), caller_phone)).filter(|(name, _)| !name.is_empty()),
                external_key: None,
            };
            app.desk.book(&claimant, request, replay, now).await
        }
    };
    if answer.is_ok() && !fields.has("person") {
        super::draft::forget(app, staff).await;
    }
    match answer {
        Ok(Outcome::Done { done, .. }) => Ok(shell.go(&format!("/desk/booked/{}", done.appointment.id))),
        Ok(Outcome::Replayed { body, .. }) => {
            let id = String::from_utf8(body).unwrap_or_default();
            Ok(shell.go(&format!("/desk/booked/{id}")))
        }
        Err(ActionError::Refused { refusal, others }) => {
            let back = match fields.given("person") {
                Some(person) => format!("/desk/person/{person}?m={}", fields.text("m")),
                None => "/desk".to_owned(),
            };
            let others = other_times(settings, &others);
            Ok(refused(staff, (&refusal, others), &fields, "/desk/book".to_owned(), back))
        }
        Err(error) => Err(shell.failed(error)),
    }
}

/// A time typed by hand, in the wall clock of the place (of the organisation without one). Where no
/// place was named, it is the one where the worker receives then.
async fn free_time(
    app: &App,
    settings: &Settings,
    staff: &Staff,
    (who, motive): (&Who, MotiveId),
    fields: &Fields,
) -> Result<Option<Chosen>, Response> {
    let named = fields.parsed::<PlaceId>("place");
    let worker = fields.parsed::<WorkerId>("worker");
    let Some(zone) = settings.site(staff.organisation, named).map(|site| site.zone) else { return Ok(None) };
    let Ok(at) = NaiveDateTime::parse_from_str(fields.text("at"), "%Y-%m-%dT%H:%M") else { return Ok(None) };
    let start = zones::instant(zone, at);
    let place = match named {
        Some(place) => Some(place),
        None => {
            let now = app.clock.now();
            let person = if let Who::Known(person) = who { Some(*person) } else { None };
            let request = SlotRequest {
                person,
                workers: worker.map(|worker| vec![worker]),
                ..SlotRequest::new(motive, Audience::Staff, Bound::At(start), Bound::At(start + Minutes(1)))
            };
            let found = app.desk.earliest_slots(&staff.claimant(), &request, 1, now).await;
            match found.map_err(|error| staff.shell.failed(error))?.found {
                Found::Slots(slots) => slots.first().and_then(|offered| offered.slot.place),
                Found::Sessions(_) | Found::Nothing(_) => None,
            }
        }
    };
    let (place, worker) = (place.map(|place| place.0), worker.map(|worker| worker.0));
    Ok(Some(Chosen::Slot { start, place, worker }))
}

/// What is read to the caller; it stands here only because it is committed.
pub async fn see_booked(State(app): State<App>, Path(id): Path<i64>, staff: Staff) -> Response {
    said(&app, &staff, AppointmentId(id)).await.unwrap_or_else(|sorry| sorry)
}

async fn said(app: &App, staff: &Staff, id: AppointmentId) -> Result<Response, Response> {
    let failed = |error| staff.shell.failed(error);
    let now = app.clock.now();
    let appointment = app.desk.appointment(&staff.claimant(), id).await.map_err(failed)?;
    let (town, _) = app.desk.settings(&staff.claimant(), now).await.map_err(failed)?;
    let person = appointment.people.first().map(|(person, _)| *person);
    let card = match person {
        Some(person) if staff.may(Deed::ReadPeople) => {
            Some(app.desk.person(&staff.claimant(), person, now).await.map_err(failed)?)
        }
        _ => None,
    };
    let motive = town.settings.motives.get(&appointment.motive);
    let place = appointment.place.and_then(|place| town.settings.places.get(&place));
    let shell = staff.shell.clone();
    let page = BookedPage {
        id,
        when: zones::wall_clock(appointment.zone, appointment.span.start()),
        mode: appointment.mode,
        name: card
            .as_ref()
            .map(|card| format!("{} {}", card.person.first_name, card.person.last_name))
            .unwrap_or_default(),
        phone: card.as_ref().and_then(|card| card.person.phone.as_deref().map(phone_shown)),
        with: names(&town.settings, &appointment.workers),
        place: place_name(&town.settings, appointment.place),
        address: place.map(|place| place.address.clone()).unwrap_or_default(),
        text_before: motive.map(|motive| motive.text_before.clone()).unwrap_or_default(),
        code: desk_code(id),
        person,
        shell: shell.clone(),
    };
    Ok(shell.page(&page))
}
