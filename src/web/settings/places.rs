//! The places of the organisation: where people are received.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::{Choice, Form, either, lists, once, refused, sentences};
use crate::actions::settings::{Lists, Switched};
use crate::app::App;
use crate::domain::ids::PlaceId;
use crate::domain::people::{self, phone_shown};
use crate::domain::scheduling::holidays::HolidayRegion;
use crate::domain::settings_rules::{FRENCH_ZONES, Fault, Wrong};
use crate::store::{ListedPlace, PlaceForm};
use crate::web::booking::Asked;
use crate::web::browser::Posted;
use crate::web::fields::Fields;
use crate::web::shell::Shell;
use crate::web::staff::Staff;

const LIST: &str = "/settings/places";

#[derive(Template)]
#[template(path = "settings/places.html")]
struct ListPage {
    shell: Shell,
    places: Vec<ListedPlace>,
    saved: bool,
}

#[derive(Template)]
#[template(path = "settings/place.html")]
struct PlacePage {
    shell: Shell,
    place: Option<ListedPlace>,
    form: Form,
    zones: Vec<Choice>,
    regions: Vec<Choice>,
}

fn zone_name(shell: &Shell, zone: chrono_tz::Tz) -> String {
    match FRENCH_ZONES.iter().find(|(one, _)| *one == zone) {
        Some((_, word)) => shell.word("zone", word),
        None => zone.name().to_owned(),
    }
}

fn page(shell: &Shell, place: Option<ListedPlace>, form: Form) -> Response {
    let mut zones: Vec<Choice> =
        FRENCH_ZONES.iter().map(|(zone, word)| (zone.name().to_owned(), shell.word("zone", word))).collect();
    // A place set up elsewhere keeps its clock.
    if let Some(zone) = place.as_ref().map(|place| place.zone)
        && !FRENCH_ZONES.iter().any(|(one, _)| *one == zone)
    {
        zones.push((zone.name().to_owned(), zone_name(shell, zone)));
    }
    let regions = HolidayRegion::ALL.map(|region| (region.code().to_owned(), shell.word("region", region.code())));
    let status = form.status();
    let page = PlacePage { shell: shell.clone(), place, form, zones, regions: regions.to_vec() };
    shell.page_with(status, &page)
}

/// A place of the organisation, or the page that says there is none.
fn found(shell: &Shell, lists: Lists, id: i64) -> Result<ListedPlace, Response> {
    let mut places = lists.places.into_iter();
    places.find(|place| place.id == PlaceId(id)).ok_or_else(|| shell.not_found())
}

fn filled(place: &ListedPlace) -> Form {
    Form::of([
        ("name", place.name.clone()),
        ("address", place.address.clone()),
        ("phone", place.phone.as_deref().map(phone_shown).unwrap_or_default()),
        ("zone", place.zone.name().to_owned()),
        ("holidays", place.holidays.code().to_owned()),
    ])
}

fn read(fields: &Fields) -> Result<PlaceForm, Vec<Fault>> {
    let mut faults = Vec::new();
    let phone = fields
        .given("phone")
        .and_then(|typed| people::phone(typed).map_err(|_| faults.push(Fault::new("phone", Wrong::NotAPhone))).ok());
    let (zone, holidays) = (fields.parsed("zone"), fields.parsed("holidays"));
    for (field, missing) in [("zone", zone.is_none()), ("holidays", holidays.is_none())] {
        if missing {
            faults.push(Fault::new(field, Wrong::NotInList));
        }
    }
    let name = fields.text("name").to_owned();
    faults.extend(crate::domain::settings_rules::name("name", &name));
    match (zone, holidays) {
        (Some(zone), Some(holidays)) if faults.is_empty() => {
            Ok(PlaceForm { name, address: fields.text("address").to_owned(), phone, zone, holidays })
        }
        _ => Err(faults),
    }
}

pub async fn list(State(app): State<App>, staff: Staff, asked: Asked) -> Response {
    either(lists(&app, &staff).await.map(|lists| {
        let shell = staff.shell.clone();
        staff.shell.page(&ListPage { shell, places: lists.places, saved: asked.query.has("saved") })
    }))
}

pub async fn new(State(app): State<App>, staff: Staff) -> Response {
    either(lists(&app, &staff).await.map(|lists| {
        // Most places are where their organisation is.
        let site = lists.settings.organisations.get(&lists.organisation).map(|own| &own.site);
        let form =
            Form::of(site.into_iter().flat_map(|site| {
                [("zone", site.zone.name().to_owned()), ("holidays", site.holidays.code().to_owned())]
            }));
        page(&staff.shell, None, form)
    }))
}

pub async fn edit(State(app): State<App>, staff: Staff, Path(id): Path<i64>) -> Response {
    let place = lists(&app, &staff).await.and_then(|lists| found(&staff.shell, lists, id));
    either(place.map(|place| {
        let form = filled(&place);
        page(&staff.shell, Some(place), form)
    }))
}

pub async fn add(State(app): State<App>, staff: Staff, posted: Posted) -> Response {
    either(save(&app, &staff, None, posted.fields).await)
}

pub async fn change(State(app): State<App>, staff: Staff, Path(id): Path<i64>, posted: Posted) -> Response {
    let place = lists(&app, &staff).await.and_then(|lists| found(&staff.shell, lists, id));
    either(match place {
        Ok(place) => save(&app, &staff, Some(place), posted.fields).await,
        Err(page) => Err(page),
    })
}

async fn save(app: &App, staff: &Staff, place: Option<ListedPlace>, fields: Fields) -> Result<Response, Response> {
    let shell = &staff.shell;
    let form = match read(&fields) {
        Ok(form) => form,
        Err(faults) => return Ok(page(shell, place, Form::again(fields, (sentences(shell, &faults), None)))),
    };
    let id = place.as_ref().map(|place| place.id);
    match app.desk.save_place(&staff.claimant(), id, form, once(&fields), app.clock.now()).await {
        Ok(_) => Ok(shell.go(&format!("{LIST}?saved"))),
        Err(error) => Ok(page(shell, place, Form::again(fields, refused(shell, error, "place-to-come")?))),
    }
}

pub async fn switch(State(app): State<App>, staff: Staff, Path(id): Path<i64>, posted: Posted) -> Response {
    either(switched(&app, &staff, id, &posted.fields).await)
}

async fn switched(app: &App, staff: &Staff, id: i64, fields: &Fields) -> Result<Response, Response> {
    let shell = &staff.shell;
    let what = Switched::Place(PlaceId(id));
    match app.desk.switch(&staff.claimant(), what, fields.has("on"), app.clock.now()).await {
        Ok(_) => Ok(shell.go(&format!("{LIST}?saved"))),
        Err(error) => {
            let (faults, note) = refused(shell, error, "place-to-come")?;
            let place = found(shell, lists(app, staff).await?, id)?;
            let form = Form { faults, note, ..filled(&place) };
            Ok(page(shell, Some(place), form))
        }
    }
}
