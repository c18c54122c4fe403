//! Somebody on the line: who it is, what for, when. Known or new, the page ends in the same three slots.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDateTime;

use super::{Offer, Wanted, names, offer};
use crate::actions::sign_in::SignInError;
use crate::app::App;
use crate::domain::appointments::Status;
use crate::domain::ids::{AppointmentId, MotiveId, PersonId};
use crate::domain::people::phone_shown;
use crate::domain::scheduling::zones;
use crate::domain::time::Timestamp;
use crate::web::booking::Asked;
use crate::web::browser::{Posted, form_key};
use crate::web::fields::{Faults, Fields};
use crate::web::shell::Shell;
use crate::web::sign_in::{said, sorry};
use crate::web::staff::Staff;

/// An appointment of the person, on one line.
pub struct Line {
    pub id: AppointmentId,
    pub at: NaiveDateTime,
    pub motive: String,
    pub with: String,
    pub status: Status,
}

#[derive(Template)]
#[template(path = "desk/person.html")]
struct PersonPage {
    shell: Shell,
    person: PersonId,
    name: String,
    phone: Option<String>,
    referents: String,
    appointments: Vec<Line>,
    offer: Offer,
    typed: NewTyped,
    key: String,
    invited: bool,
    not_invited: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/new.html")]
struct NewPage {
    shell: Shell,
    offer: Offer,
    typed: NewTyped,
    faults: Faults,
    key: String,
}

/// What was typed about a new person and about who calls.
#[derive(Clone, Debug, Default)]
pub struct NewTyped {
    pub first_name: String,
    pub last_name: String,
    pub phone: String,
    pub language: String,
    pub caller_name: String,
    pub caller_phone: String,
}

impl NewTyped {
    pub fn read(fields: &Fields) -> NewTyped {
        let text = |name| fields.text(name).to_owned();
        NewTyped {
            first_name: text("first_name"),
            last_name: text("last_name"),
            phone: text("phone"),
            language: text("language"),
            caller_name: text("caller_name"),
            caller_phone: text("caller_phone"),
        }
    }

    /// What stood in the box: digits are a phone, the rest a name.
    fn from_box(typed: &str) -> NewTyped {
        let is_number = |word: &&str| word.chars().all(|c| c.is_ascii_digit() || c == '+' || c == '.');
        let (numbers, words): (Vec<&str>, Vec<&str>) = typed.split_whitespace().partition(is_number);
        let mut words = words.into_iter();
        NewTyped {
            first_name: words.next().unwrap_or_default().to_owned(),
            last_name: words.collect::<Vec<_>>().join(" "),
            phone: numbers.concat(),
            ..NewTyped::default()
        }
    }
}

fn after(fields: &Fields) -> Option<Timestamp> {
    fields.given("after").and_then(|text| Timestamp::parse(text).ok())
}

pub async fn person(State(app): State<App>, Path(id): Path<i64>, staff: Staff, asked: Asked) -> Response {
    known(&app, &staff, PersonId(id), &asked.query, None).await.unwrap_or_else(|sorry| sorry)
}

/// Sends a link to book for the motive; or says why it would find nothing.
pub async fn invite(State(app): State<App>, Path(id): Path<i64>, staff: Staff, posted: Posted) -> Response {
    let now = app.clock.now();
    let Some(motive) = posted.fields.parsed::<MotiveId>("m") else { return staff.shell.not_found() };
    match app.desk.invite_person(&staff.caller, PersonId(id), Some(motive), now).await {
        Ok(_) => staff.shell.go(&format!("/desk/person/{id}?m={motive}&invited=1")),
        Err(error @ SignInError::NoSlot(_)) => {
            let why = said(&staff.shell, &error, now);
            let page = known(&app, &staff, PersonId(id), &posted.fields, why).await;
            page.map_or_else(
                |sorry| sorry,
                |mut page| {
                    *page.status_mut() = StatusCode::CONFLICT;
                    page
                },
            )
        }
        Err(error) => sorry(&staff.shell, error, now),
    }
}

async fn known(
    app: &App,
    staff: &Staff,
    person: PersonId,
    query: &Fields,
    not_invited: Option<String>,
) -> Result<Response, Response> {
    let now = app.clock.now();
    let failed = |error| staff.shell.failed(error);
    let card = app.desk.person(&staff.claimant(), person, now).await.map_err(failed)?;
    let (town, _) = app.desk.settings(&staff.claimant(), now).await.map_err(failed)?;
    let settings = &town.settings;
    let usual = card.appointments.last().map(|last| last.motive);
    let offer = offer(
        app,
        staff,
        settings,
        (Some(person), &card.referents),
        (query.parsed("m"), usual),
        (after(query), Wanted::read(query)),
    )
    .await?;
    let shell = staff.shell.clone();
    let line = |appointment: &crate::store::Appointment| Line {
        id: appointment.id,
        at: zones::wall_clock(appointment.zone, appointment.span.start()),
        motive: settings.motives.get(&appointment.motive).map(|motive| motive.name.clone()).unwrap_or_default(),
        with: names(settings, &appointment.workers),
        status: appointment.status,
    };
    let page = PersonPage {
        person,
        name: format!("{} {}", card.person.first_name, card.person.last_name).trim().to_owned(),
        phone: card.person.phone.as_deref().map(phone_shown),
        referents: names(settings, &card.referents),
        appointments: card.appointments.iter().map(line).collect(),
        offer,
        typed: NewTyped::read(query),
        key: form_key().into_owned(),
        invited: query.has("invited"),
        not_invited,
        shell: shell.clone(),
    };
    Ok(shell.page(&page))
}

pub async fn new_person(State(app): State<App>, staff: Staff, asked: Asked) -> Response {
    if asked.query.has("resume") {
        let kept = super::draft::kept(&app, &staff).await.unwrap_or_default();
        let typed = NewTyped::read(&kept);
        return newcomer(&app, &staff, typed, Faults::default(), &kept).await.unwrap_or_else(|sorry| sorry);
    }
    let typed = match asked.query.given("q") {
        Some(typed) => NewTyped::from_box(typed),
        None => NewTyped::read(&asked.query),
    };
    newcomer(&app, &staff, typed, Faults::default(), &asked.query).await.unwrap_or_else(|sorry| sorry)
}

/// Another motive was chosen: its slots, with everything typed.
pub async fn show_again(State(app): State<App>, staff: Staff, posted: Posted) -> Response {
    let typed = NewTyped::read(&posted.fields);
    newcomer(&app, &staff, typed, Faults::default(), &posted.fields).await.unwrap_or_else(|sorry| sorry)
}

/// The form of a new person, with what was typed and what is wrong with it.
///
/// # Errors
/// A page that says what went wrong.
pub async fn newcomer(
    app: &App,
    staff: &Staff,
    typed: NewTyped,
    faults: Faults,
    query: &Fields,
) -> Result<Response, Response> {
    let now = app.clock.now();
    let settled = app.desk.settings(&staff.claimant(), now).await.map_err(|error| staff.shell.failed(error))?;
    let offer = offer(
        app,
        staff,
        &settled.0.settings,
        (None, &[]),
        (query.parsed("m"), None),
        (after(query), Wanted::read(query)),
    )
    .await?;
    let shell = staff.shell.clone();
    let page = NewPage { shell: shell.clone(), offer, typed, faults, key: form_key().into_owned() };
    Ok(shell.page(&page))
}
