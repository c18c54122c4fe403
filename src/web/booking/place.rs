//! Where: by phone first, else the commune, else a list for those who do not know.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::{Asked, Counter, Trip};
use crate::actions::find_slots::{Found, SlotRequest};
use crate::app::App;
use crate::domain::communes;
use crate::domain::ids::TerritoryId;
use crate::domain::motives::{Mode, Motive};
use crate::domain::people::folded;
use crate::domain::scheduling::search::{Bound, FURTHEST};
use crate::domain::scheduling::zones;
use crate::web::shell::Shell;

/// Communes shown at most: more means that the name was too short.
const MOST_COMMUNES: usize = 12;

/// One line of a list: where it leads, what it is, and what helps to choose.
pub struct Choice {
    pub to: String,
    pub name: String,
    pub hint: String,
}

#[derive(Template)]
#[template(path = "booking/where.html")]
struct WherePage {
    shell: Shell,
    trip: Trip,
    by_phone: Vec<Choice>,
    elsewhere: bool,
    typed: String,
    communes: Vec<Choice>,
    nothing: bool,
}

#[derive(Template)]
#[template(path = "booking/places.html")]
struct PlacesPage {
    shell: Shell,
    trip: Trip,
    places: Vec<Choice>,
    no_sector: bool,
}

pub async fn choose_place(State(app): State<App>, Path(territory): Path<i64>, asked: Asked) -> Response {
    answer(&app, TerritoryId(territory), asked).await.unwrap_or_else(|sorry| sorry)
}

async fn answer(app: &App, territory: TerritoryId, asked: Asked) -> Result<Response, Response> {
    let counter = Counter::open(app, &asked.browser, territory).await?;
    let shell = counter.shell.clone();
    let trip = Trip::read(territory, &asked.query).ok_or_else(|| shell.not_found())?;
    let motive = counter.motive(trip.motive)?.clone();
    let group = counter.group(&motive);
    let by_phone: Vec<&Motive> = group.iter().copied().filter(|one| one.mode == Mode::Phone).collect();
    let elsewhere = group.iter().any(|one| one.mode != Mode::Phone);
    let several = by_phone.len() > 1;
    let by_phone: Vec<Choice> = by_phone
        .into_iter()
        .map(|one| Choice {
            to: trip.with_motive(one.id).to("slots"),
            name: shell.t("where-by-phone"),
            // Which office calls matters only where there are several.
            hint: match counter.settings.organisations.get(&one.organisation) {
                Some(organisation) if several => organisation.name.clone(),
                _ => shell.t("where-by-phone-hint"),
            },
        })
        .collect();
    if !elsewhere && let [only] = by_phone.as_slice() {
        return Ok(shell.go(&only.to));
    }
    let typed = asked.query.text("q").to_owned();
    let found = communes::find(&typed, MOST_COMMUNES);
    if let [only] = found.as_slice() {
        let trip = Trip { city: Some(only.code.to_owned()), ..trip };
        return Ok(shell.go(&trip.to("slots")));
    }
    let communes = found
        .iter()
        .map(|commune| Choice {
            to: Trip { city: Some(commune.code.to_owned()), ..trip.clone() }.to("slots"),
            name: commune.name.to_owned(),
            hint: commune.postcodes().take(3).collect::<Vec<_>>().join(", "),
        })
        .collect::<Vec<_>>();
    let nothing = !typed.is_empty() && communes.is_empty();
    let page = WherePage { shell: shell.clone(), trip, by_phone, elsewhere, typed, communes, nothing };
    Ok(shell.page(&page))
}

pub async fn list_places(State(app): State<App>, Path(territory): Path<i64>, asked: Asked) -> Response {
    places(&app, TerritoryId(territory), &asked).await.unwrap_or_else(|sorry| sorry)
}

async fn places(app: &App, territory: TerritoryId, asked: &Asked) -> Result<Response, Response> {
    let counter = Counter::open(app, &asked.browser, territory).await?;
    let trip = Trip::read(territory, &asked.query).ok_or_else(|| counter.shell.not_found())?;
    list(app, &counter, trip, false).await
}

/// Every place of the choice with its next free slot, those of the commune that was named first.
///
/// # Errors
/// A page that says what went wrong.
pub async fn list(app: &App, counter: &Counter, trip: Trip, no_sector: bool) -> Result<Response, Response> {
    let shell = &counter.shell;
    let motive = counter.motive(trip.motive)?;
    let now = app.clock.now();
    let commune = trip.city.as_deref().and_then(communes::by_code).map(|commune| folded(commune.name));
    let mut lines = Vec::new();
    for one in counter.group(motive).into_iter().filter(|one| one.mode != Mode::Phone) {
        let places: Vec<_> =
            counter.settings.places.values().filter(|place| place.organisation == one.organisation).collect();
        let request = SlotRequest {
            places: Some(places.iter().map(|place| place.id).collect()),
            person: counter.visitor.person(),
            ..SlotRequest::new(one.id, counter.visitor.audience(), Bound::At(now), Bound::At(now + FURTHEST))
        };
        let next =
            app.desk.next_slots(&counter.claimant(), &request, now).await.map_err(|error| shell.failed(error))?;
        let Found::Slots(slots) = next.found else { continue };
        for offered in slots {
            let Some(place) = offered.slot.place.and_then(|place| counter.settings.places.get(&place)) else {
                continue;
            };
            let when = zones::wall_clock(offered.zone, offered.slot.span.start());
            let near = commune.as_ref().is_some_and(|commune| folded(&place.address).contains(commune.as_str()));
            let to = trip.with_motive(one.id).at_place(place.id).to("slots");
            let hint = shell.t2("where-place-hint", "address", &place.address, "when", shell.when(&when));
            lines.push((!near, when, Choice { to, name: place.name.clone(), hint }));
        }
    }
    lines.sort_by(|one, other| (one.0, one.1, &one.2.name).cmp(&(other.0, other.1, &other.2.name)));
    let places = lines.into_iter().map(|(.., choice)| choice).collect();
    Ok(shell.page(&PlacesPage { shell: shell.clone(), trip, places, no_sector }))
}
