//! For whom, the check, and the booking itself. What was typed stays in the form from page to page,
//! and comes back with every refusal.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDateTime;

use super::{Asked, Counter, Trip};
use crate::actions::ActionError;
use crate::actions::book::{BookRequest, Outcome};
use crate::actions::find_slots::{Found, SlotRequest};
use crate::app::App;
use crate::domain::ids::{AppointmentId, PersonId, TerritoryId};
use crate::domain::motives::{Mode, Motive};
use crate::domain::people::{self, NewPerson, Who, phone_shown};
use crate::domain::scheduling::booking::Refusal;
use crate::domain::scheduling::search::{Audience, Bound};
use crate::domain::scheduling::zones;
use crate::domain::time::Minutes;
use crate::texts::texts;
use crate::web::browser::{Posted, form_key};
use crate::web::fields::{Faults, Fields};
use crate::web::once::replay;
use crate::web::shell::Shell;
use crate::web::sign_in::From;

/// Longer than any name; shorter than an attack on the page.
const LONGEST_NAME: usize = 80;

/// What was typed about who comes, as it was typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub first_name: String,
    pub phone: String,
    pub no_phone: bool,
    /// Somebody else than who types.
    pub other: bool,
    pub other_name: String,
    /// One of those this browser may act for.
    pub person: Option<PersonId>,
}

impl Typed {
    fn read(fields: &Fields) -> Typed {
        Typed {
            first_name: fields.text("first_name").to_owned(),
            phone: fields.text("phone").to_owned(),
            no_phone: fields.has("no_phone"),
            other: fields.has("other"),
            other_name: fields.text("other_name").to_owned(),
            person: fields.parsed("person"),
        }
    }

    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![
            ("first_name", self.first_name.clone()),
            ("phone", self.phone.clone()),
            ("other_name", self.other_name.clone()),
        ];
        pairs.retain(|(_, value)| !value.is_empty());
        pairs.extend(self.no_phone.then(|| ("no_phone", "on".to_owned())));
        pairs.extend(self.other.then(|| ("other", "on".to_owned())));
        pairs.extend(self.person.map(|person| ("person", person.to_string())));
        pairs
    }
}

/// A first name is needed, and not a long one.
pub fn name_fault(shell: &Shell, name: &str, field: &'static str, faults: &mut Faults) {
    match name.chars().count() {
        0 => faults.add(field, shell.t("who-name-missing")),
        1..=LONGEST_NAME => {}
        _ => faults.add(field, shell.t("who-name-long")),
    }
}

/// A number without which nobody can be called, as it is dialled; `missing` is said when there is none.
pub fn phone_fault(shell: &Shell, phone: &str, missing: &str, faults: &mut Faults) -> Option<String> {
    match phone {
        "" => {
            faults.add("phone", shell.t(missing));
            None
        }
        phone => people::phone(phone).map_err(|_| faults.add("phone", shell.t("who-phone-wrong"))).ok(),
    }
}

/// Who comes, once everything typed can be used.
struct Coming {
    who: Who,
    /// As the check page says it.
    name: String,
    phone: Option<String>,
    caller: Option<(String, Option<String>)>,
}

fn coming(counter: &Counter, typed: &Typed) -> Result<Coming, Faults> {
    let shell = &counter.shell;
    let known = typed.person.or(counter.visitor.person()).filter(|one| counter.visitor.people().contains(one));
    if let Some(person) = known {
        let name = counter.visitor.name_of(person);
        return Ok(Coming { who: Who::Known(person), name, phone: None, caller: None });
    }
    let mut faults = Faults::default();
    name_fault(shell, &typed.first_name, "first_name", &mut faults);
    if typed.other {
        name_fault(shell, &typed.other_name, "other_name", &mut faults);
    }
    let phone = match (typed.phone.as_str(), typed.no_phone) {
        ("", true) => None,
        ("", false) => {
            faults.add("phone", shell.t("who-phone-missing"));
            None
        }
        (phone, _) => people::phone(phone).map_err(|_| faults.add("phone", shell.t("who-phone-wrong"))).ok(),
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    let (first_name, caller) = match typed.other {
        true => (typed.other_name.clone(), Some((typed.first_name.clone(), phone.clone()))),
        false => (typed.first_name.clone(), None),
    };
    let new = NewPerson {
        first_name: first_name.clone(),
        last_name: String::new(),
        phone: phone.clone(),
        email: None,
        language: shell.lang.code().to_owned(),
    };
    Ok(Coming { who: Who::New(new), name: first_name, phone, caller })
}

#[derive(Template)]
#[template(path = "booking/who.html")]
struct WhoPage {
    shell: Shell,
    trip: Trip,
    summary: Summary,
    typed: Typed,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "booking/check.html")]
struct CheckPage {
    shell: Shell,
    trip: Trip,
    summary: Summary,
    typed: Typed,
    name: String,
    phone: Option<String>,
    /// For whom it can be: several share a phone.
    people: Vec<(PersonId, String)>,
    text_before: String,
    key: String,
    again: bool,
    moved_from: Option<NaiveDateTime>,
}

#[derive(Template)]
#[template(path = "booking/taken.html")]
struct TakenPage {
    shell: Shell,
    trip: Trip,
    typed: Typed,
    why: String,
    others: Vec<(Trip, NaiveDateTime)>,
}

/// What was chosen, as the pages say it.
pub struct Summary {
    pub when: NaiveDateTime,
    pub mode: Mode,
    pub motive: String,
    pub place: String,
    pub address: String,
}

fn summary(counter: &Counter, trip: &Trip, motive: &Motive) -> Option<Summary> {
    let site = counter.settings.site(motive.organisation, trip.place)?;
    let place = trip.place.and_then(|place| counter.settings.places.get(&place));
    let organisation = counter.settings.organisations.get(&motive.organisation)?;
    Some(Summary {
        when: zones::wall_clock(site.zone, trip.start?),
        mode: motive.mode,
        motive: motive.public_name.clone(),
        place: place.map_or_else(|| organisation.name.clone(), |place| place.name.clone()),
        address: place.map(|place| place.address.clone()).unwrap_or_default(),
    })
}

/// A trip with its slot, on its way to the end.
struct Step {
    counter: Counter,
    trip: Trip,
    motive: Motive,
    summary: Summary,
}

impl Step {
    async fn open(
        app: &App,
        browser: &crate::web::browser::Browser,
        territory: i64,
        fields: &Fields,
    ) -> Result<Step, Response> {
        let counter = Counter::open(app, browser, TerritoryId(territory)).await?;
        let trip = Trip::read(TerritoryId(territory), fields).ok_or_else(|| counter.shell.not_found())?;
        let motive = counter.motive(trip.motive)?.clone();
        // Without a slot there is nothing to check: back to where slots are.
        let summary =
            summary(&counter, &trip, &motive).ok_or_else(|| counter.shell.go(&trip.without_slot().to("slots")))?;
        Ok(Step { counter, trip, motive, summary })
    }

    fn who(self, typed: Typed, faults: Faults) -> Response {
        let Step { counter: Counter { shell, .. }, trip, summary, .. } = self;
        let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        shell.page_with(status, &WhoPage { shell: shell.clone(), trip, summary, typed, faults })
    }

    async fn check(self, app: &App, typed: Typed, again: bool) -> Response {
        let (name, phone) = match coming(&self.counter, &typed) {
            Ok(coming) => (coming.name, coming.phone),
            // Who moves an appointment of this browser was named when it was made.
            Err(_) if self.trip.moving.is_some() => (String::new(), None),
            Err(faults) => return self.who(typed, faults),
        };
        let moved_from = match self.trip.moving {
            Some(id) => match app.desk.appointment(&self.counter.claimant(), id).await {
                Ok(old) => Some(zones::wall_clock(old.zone, old.span.start())),
                Err(error) => return self.counter.shell.failed(error),
            },
            None => None,
        };
        let Step { counter, trip, motive, summary } = self;
        let shell = counter.shell.clone();
        let people = counter.visitor.named_people().to_vec();
        let page = CheckPage {
            trip,
            summary,
            typed,
            name,
            phone: phone.as_deref().map(phone_shown),
            people,
            text_before: motive.text_before.clone(),
            key: form_key().into_owned(),
            again,
            moved_from,
            shell: shell.clone(),
        };
        shell.page(&page)
    }
}

pub async fn ask_who(State(app): State<App>, Path(territory): Path<i64>, asked: Asked) -> Response {
    match Step::open(&app, &asked.browser, territory, &asked.query).await {
        Ok(step) => step.who(Typed::default(), Faults::default()),
        Err(sorry) => sorry,
    }
}

/// Back from the check, with everything typed.
pub async fn ask_who_again(State(app): State<App>, Path(territory): Path<i64>, posted: Posted) -> Response {
    match Step::open(&app, &posted.browser, territory, &posted.fields).await {
        Ok(step) => step.who(Typed::read(&posted.fields), Faults::default()),
        Err(sorry) => sorry,
    }
}

/// Who is known comes here straight from the slot.
pub async fn check_known(State(app): State<App>, Path(territory): Path<i64>, asked: Asked) -> Response {
    match Step::open(&app, &asked.browser, territory, &asked.query).await {
        Ok(step) if step.counter.visitor.is_invited() || step.trip.moving.is_some() => {
            step.check(&app, Typed::default(), false).await
        }
        Ok(step) => step.who(Typed::default(), Faults::default()),
        Err(sorry) => sorry,
    }
}

pub async fn check(State(app): State<App>, Path(territory): Path<i64>, posted: Posted) -> Response {
    match Step::open(&app, &posted.browser, territory, &posted.fields).await {
        Ok(step) => step.check(&app, Typed::read(&posted.fields), false).await,
        Err(sorry) => sorry,
    }
}

/// The booking. Success is shown by the page of the appointment alone, which reads the committed row.
pub async fn confirm(
    State(app): State<App>,
    Path(territory): Path<i64>,
    From(visit): From,
    posted: Posted,
) -> Response {
    let Posted { browser, fields } = posted;
    let mut step = match Step::open(&app, &browser, territory, &fields).await {
        Ok(step) => step,
        Err(sorry) => return sorry,
    };
    step.counter.visitor = step.counter.visitor.from(&visit);
    let typed = Typed::read(&fields);
    let coming = match coming(&step.counter, &typed) {
        Ok(coming) => coming,
        Err(faults) => return step.who(typed, faults),
    };
    let Some(start) = step.trip.start else { return step.counter.shell.not_found() };
    let replay = replay(&fields);
    let now = app.clock.now();
    let claimant = step.counter.claimant();
    let answer = match step.trip.session {
        Some(session) => app.desk.join(&claimant, (session, coming.who), Audience::Public, replay, now).await,
        None => {
            let request = BookRequest {
                motive: step.motive.id,
                audience: step.counter.visitor.audience(),
                start,
                place: step.trip.place,
                worker: None,
                who: Some(coming.who),
                offer: step.trip.offer.clone(),
                hold: None,
                accept: Vec::new(),
                caller: coming.caller,
                external_key: None,
            };
            app.desk.book(&claimant, request, replay, now).await
        }
    };
    let (appointment, already) = match answer {
        Ok(Outcome::Done { done, .. }) => (done.appointment.id, done.already),
        Ok(Outcome::Replayed { body, .. }) => {
            match std::str::from_utf8(&body).ok().and_then(|text| text.parse::<AppointmentId>().ok()) {
                Some(id) => (id, false),
                None => return step.counter.shell.not_found(),
            }
        }
        Err(ActionError::Refused { refusal: Refusal::OfferExpired, .. }) => {
            return offer_again(&app, step, typed).await;
        }
        Err(ActionError::Refused { refusal: refusal @ Refusal::AskedTooOften, .. }) => {
            let faults = Faults::one("phone", texts().refusal(step.counter.shell.lang, &refusal));
            return step.who(typed, faults);
        }
        Err(ActionError::Refused { refusal, others }) => return taken(step, typed, &refusal, others),
        Err(error) => return step.counter.shell.failed(error),
    };
    let shell = &step.counter.shell;
    if already && !step.counter.visitor.made(appointment) && !step.counter.visitor.is_invited() {
        // Somebody with this name and phone has it already; that alone does not open it here.
        return shell.sorry(
            StatusCode::OK,
            shell.t("already-title"),
            shell.t1("already", "when", shell.when(&step.summary.when)),
        );
    }
    match step.counter.visitor.remember(&app, (&browser, &visit), appointment).await {
        Ok(shell) => shell.go(&format!("/my/{appointment}?done")),
        Err(sorry) => sorry,
    }
}

/// Half an hour has gone by: when the slot is still free it is offered again, one tap away.
async fn offer_again(app: &App, step: Step, typed: Typed) -> Response {
    let now = app.clock.now();
    let Some(start) = step.trip.start else { return step.counter.shell.not_found() };
    let request = SlotRequest {
        places: step.trip.place.map(|place| vec![place]),
        person: step.counter.visitor.person(),
        ..SlotRequest::new(
            step.motive.id,
            step.counter.visitor.audience(),
            Bound::At(start),
            Bound::At(start + Minutes(1)),
        )
    };
    let found = match app.desk.find_slots(&step.counter.claimant(), &request, now).await {
        Ok(search) => search.found,
        Err(error) => return step.counter.shell.failed(error),
    };
    match found {
        Found::Slots(slots) if !slots.is_empty() => {
            let offer = slots.into_iter().next().map(|offered| offered.offer);
            let trip = Trip { offer, ..step.trip.clone() };
            Step { trip, ..step }.check(app, typed, true).await
        }
        _ => taken(step, typed, &Refusal::OfferExpired, Vec::new()),
    }
}

fn taken(step: Step, typed: Typed, refusal: &Refusal, others: Vec<crate::actions::OfferedSlot>) -> Response {
    let Step { counter, trip, .. } = step;
    let shell = counter.shell.clone();
    let others = others
        .into_iter()
        .map(|other| {
            let start = other.slot.span.start();
            let at = zones::wall_clock(other.zone, start);
            let place = other.slot.place;
            (Trip { place, start: Some(start), offer: Some(other.offer), ..trip.clone() }, at)
        })
        .collect();
    let why = texts().refusal(shell.lang, refusal);
    let page = TakenPage { shell: shell.clone(), trip: trip.without_slot(), typed, why, others };
    shell.page_with(StatusCode::CONFLICT, &page)
}
