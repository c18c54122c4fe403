//! The waiting list, for who found no time: told when one comes free.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::who::{name_fault, phone_fault};
use super::{Asked, Counter, Trip};
use crate::actions::ActionError;
use crate::actions::sign_in::Visit;
use crate::actions::waiting_list::WaitingRequest;
use crate::app::App;
use crate::domain::ids::{PersonId, TerritoryId};
use crate::domain::people::{NewPerson, Who};
use crate::domain::scheduling::booking::Refusal;
use crate::texts::texts;
use crate::web::browser::{Browser, Posted};
use crate::web::fields::{Faults, Fields};
use crate::web::shell::Shell;
use crate::web::sign_in::From;

#[derive(Clone, Debug, Default)]
struct Typed {
    first_name: String,
    phone: String,
    person: Option<PersonId>,
}

#[derive(Template)]
#[template(path = "booking/waiting.html")]
struct WaitingPage {
    shell: Shell,
    trip: Trip,
    motive: String,
    place: String,
    /// For whom it can be; empty for who is not known.
    people: Vec<(PersonId, String)>,
    known: bool,
    typed: Typed,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "booking/waiting_done.html")]
struct DonePage {
    shell: Shell,
    territory: TerritoryId,
    motive: String,
    place: String,
    /// The entry is found again under one's own appointments.
    proven: bool,
}

struct Wish {
    counter: Counter,
    trip: Trip,
    motive: String,
    place: String,
}

impl Wish {
    async fn open(app: &App, browser: &Browser, territory: i64, fields: &Fields) -> Result<Wish, Response> {
        let territory = TerritoryId(territory);
        let counter = Counter::open(app, browser, territory).await?;
        let trip = Trip::read(territory, fields).ok_or_else(|| counter.shell.not_found())?.without_slot();
        let motive = counter.motive(trip.motive)?;
        let (name, organisation) = (motive.public_name.clone(), motive.organisation);
        // A place of another office than the motive's: anywhere, then.
        let place = trip.place.and_then(|place| counter.settings.places.get(&place));
        let place = place.filter(|place| place.organisation == organisation);
        let trip = Trip { place: place.map(|place| place.id), ..trip };
        let place = place.map(|place| place.name.clone()).unwrap_or_default();
        Ok(Wish { trip, motive: name, place, counter })
    }

    fn page(self, typed: Typed, faults: Faults) -> Response {
        let Wish { counter, trip, motive, place } = self;
        let people = counter.visitor.named_people().to_vec();
        let known = counter.visitor.person().is_some();
        let shell = counter.shell;
        let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let page = WaitingPage { shell: shell.clone(), trip, motive, place, people, known, typed, faults };
        shell.page_with(status, &page)
    }
}

pub async fn ask(State(app): State<App>, Path(territory): Path<i64>, asked: Asked) -> Response {
    match Wish::open(&app, &asked.browser, territory, &asked.query).await {
        Ok(wish) => wish.page(Typed::default(), Faults::default()),
        Err(sorry) => sorry,
    }
}

pub async fn join(State(app): State<App>, Path(territory): Path<i64>, From(visit): From, posted: Posted) -> Response {
    joined(&app, territory, &visit, posted).await.unwrap_or_else(|sorry| sorry)
}

async fn joined(app: &App, territory: i64, visit: &Visit, posted: Posted) -> Result<Response, Response> {
    let fields = posted.fields;
    let mut wish = Wish::open(app, &posted.browser, territory, &fields).await?;
    wish.counter.visitor = wish.counter.visitor.from(visit);
    let shell = wish.counter.shell.clone();
    let visitor = &wish.counter.visitor;
    let typed = Typed {
        first_name: fields.text("first_name").to_owned(),
        phone: fields.text("phone").to_owned(),
        person: fields.parsed("person"),
    };
    let kept = typed.clone();
    let who = match typed.person.or(visitor.person()).filter(|one| visitor.people().contains(one)) {
        Some(person) => Who::Known(person),
        None => {
            let mut faults = Faults::default();
            name_fault(&shell, &typed.first_name, "first_name", &mut faults);
            let phone = phone_fault(&shell, &typed.phone, "waiting-phone-missing", &mut faults);
            if !faults.is_empty() {
                return Ok(wish.page(typed, faults));
            }
            Who::New(NewPerson {
                first_name: typed.first_name,
                last_name: String::new(),
                phone,
                email: None,
                language: shell.lang.code().to_owned(),
            })
        }
    };
    let (motive, place) = (wish.trip.motive, wish.trip.place);
    let request = WaitingRequest { who, motive, place, worker: None, first_day: None, last_day: None };
    let done = app.desk.join_waiting_list(&visitor.claimant(), request, app.clock.now()).await;
    match done {
        Err(ActionError::Refused { refusal: refusal @ Refusal::AskedTooOften, .. }) => {
            return Ok(wish.page(kept, Faults::one("phone", texts().refusal(shell.lang, &refusal))));
        }
        done => done.map_err(|error| shell.failed(error))?,
    };
    let page = DonePage {
        territory: wish.trip.territory,
        proven: visitor.is_proven(),
        motive: wish.motive,
        place: wish.place,
        shell: shell.clone(),
    };
    Ok(shell.page(&page))
}
