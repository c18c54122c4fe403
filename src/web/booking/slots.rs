//! When: the free slots of the coming days, day by day; or why there are none, and what else to do.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{NaiveDate, NaiveDateTime};

use super::place;
use super::{Asked, Counter, Trip};
use crate::actions::find_slots::{Found, SlotRequest};
use crate::app::App;
use crate::domain::ids::{MotiveId, PersonId, TerritoryId};
use crate::domain::motives::{Mode, Motive};
use crate::domain::scheduling::search::{Bound, FURTHEST, Nothing};
use crate::domain::scheduling::zones;
use crate::domain::time::{Minutes, Timestamp};
use crate::texts::texts;
use crate::web::fields::Fields;
use crate::web::shell::Shell;
use crate::web::visitor::Visitor;

/// Slots on one page: enough to choose from, few enough for a slow line.
const MOST_SLOTS: usize = 48;
const DAYS_AT_ONCE: Minutes = Minutes::days(7);

pub struct SlotLine {
    pub to: String,
    pub at: NaiveDateTime,
    /// Seats left of a workshop.
    pub left: Option<i64>,
}

pub struct DayLine {
    pub day: NaiveDate,
    pub slots: Vec<SlotLine>,
}

#[derive(Template)]
#[template(path = "booking/slots.html")]
struct SlotsPage {
    shell: Shell,
    trip: Trip,
    place: Option<(String, String)>,
    mode: Mode,
    days: Vec<DayLine>,
    earlier: Option<String>,
    later: Option<String>,
    nothing: Option<String>,
    /// Choosing a slot also makes the link this browser's: a button, not a link.
    taking: bool,
}

#[derive(Template)]
#[template(path = "booking/street.html")]
struct StreetPage {
    shell: Shell,
    trip: Trip,
    typed: String,
}

pub async fn choose_slot(State(app): State<App>, Path(territory): Path<i64>, asked: Asked) -> Response {
    answer(&app, TerritoryId(territory), &asked).await.unwrap_or_else(|sorry| sorry)
}

async fn answer(app: &App, territory: TerritoryId, asked: &Asked) -> Result<Response, Response> {
    let counter = Counter::open(app, &asked.browser, territory).await?;
    let shell = &counter.shell;
    let trip = Trip::read(territory, &asked.query).ok_or_else(|| shell.not_found())?.without_slot();
    let motive = counter.motive(trip.motive)?.clone();
    let now = app.clock.now();
    let from = asked.query.parsed::<NaiveDate>("from");
    // Where the commune decides who is in charge, each office of the choice is asked.
    let wanted: Vec<Motive> = match (&trip.city, motive.mode) {
        (Some(_), mode) if mode != Mode::Phone => {
            counter.group(&motive).into_iter().filter(|one| one.mode != Mode::Phone).cloned().collect()
        }
        _ => vec![motive.clone()],
    };
    let mut reason = None;
    for one in &wanted {
        let trip = trip.with_motive(one.id);
        match days(app, &counter, &trip, one, from, now).await? {
            Ok(found) => {
                let here = trip.to("slots");
                return Ok(shell.page(&page(&counter, trip, one, (here, from), found)));
            }
            Err(Nothing::StreetNeeded) => {
                let typed = trip.street.clone().unwrap_or_default();
                return Ok(shell.page(&StreetPage { shell: shell.clone(), trip, typed }));
            }
            // Full somewhere says more than "not in charge" elsewhere.
            Err(nothing) if reason.is_none() || nothing == Nothing::Full => reason = Some(nothing),
            Err(_) => {}
        }
    }
    let reason = reason.unwrap_or(Nothing::NoOpening);
    // Counted for the statistics; the page is worth more than its count. A browser that brings no
    // cookie back cannot be told from itself a second later: it does not count.
    if !asked.browser.fresh {
        let cookie = &asked.browser.cookie;
        if let Err(error) = app.desk.note_miss(&counter.claimant(), motive.id, reason, cookie, now).await {
            tracing::warn!(%error, "a search that found nothing was not counted");
        }
    }
    if matches!(reason, Nothing::SectorUnknown | Nothing::NobodyInSector) {
        return place::list(app, &counter, trip, true).await;
    }
    let nothing = Some(texts().nothing(shell.lang, reason));
    let here = trip.to("slots");
    Ok(shell.page(&SlotsPage { nothing, ..page(&counter, trip, &motive, (here, from), Days7::default()) }))
}

/// The slots of whom a link invites, before anything was done with the link. `None`: there are none to
/// show at once.
///
/// # Errors
/// A page: the database does not answer.
pub async fn invited(
    app: &App,
    shell: &Shell,
    (territory, person, motive): (TerritoryId, PersonId, MotiveId),
    from: Option<NaiveDate>,
) -> Result<Option<Response>, Response> {
    let counter = Counter::of(app, shell.clone(), Visitor::invited(territory, person)).await?;
    let trip = Trip::about(territory, motive);
    let Some(motive) = counter.settings.motives.get(&motive).filter(|motive| counter.bookable(motive)) else {
        return Ok(None);
    };
    let found = days(app, &counter, &trip, motive, from, app.clock.now()).await?;
    Ok(found.ok().map(|found| {
        let page = page(&counter, trip, motive, ("/link?".to_owned(), from), found);
        shell.page(&SlotsPage { taking: true, ..page })
    }))
}

/// The slot that was chosen on the page of a link, as its next step.
pub fn chosen(territory: TerritoryId, address: &str) -> Option<String> {
    let (_, query) = address.split_once('?')?;
    Some(Trip::read(territory, &Fields::read(query.as_bytes()))?.to("check"))
}

/// The slots of the page, and the day on which the next page begins.
#[derive(Default)]
struct Days7 {
    days: Vec<DayLine>,
    next: Option<NaiveDate>,
}

async fn days(
    app: &App,
    counter: &Counter,
    trip: &Trip,
    motive: &Motive,
    from: Option<NaiveDate>,
    now: Timestamp,
) -> Result<Result<Days7, Nothing>, Response> {
    let claimant = counter.claimant();
    let begin = from.map_or(Bound::At(now), Bound::On);
    let request = |from: Bound, to: Bound| SlotRequest {
        places: trip.place.map(|place| vec![place]),
        address: trip.city.clone().map(|city| (city, trip.street.clone())),
        person: counter.visitor.person(),
        ..SlotRequest::new(motive.id, counter.visitor.audience(), from, to)
    };
    let failed = |error| counter.shell.failed(error);
    let far = Bound::At(now + FURTHEST);
    let next = app.desk.next_slots(&claimant, &request(begin, far), now).await.map_err(failed)?;
    let first = match next.found {
        Found::Nothing(nothing) => return Ok(Err(nothing)),
        Found::Slots(slots) => slots.first().map(|offered| (offered.zone, offered.slot.span.start())),
        Found::Sessions(sessions) => {
            let zone = counter.settings.site(motive.organisation, trip.place).map(|site| site.zone);
            sessions.first().zip(zone).map(|(session, zone)| (zone, session.span.start()))
        }
    };
    let Some((zone, first)) = first else { return Ok(Err(Nothing::Full)) };
    let first = Bound::At(zones::day_start(zone, zones::local_day(zone, first)).max(now));
    let last = Bound::At(first.first(zone) + DAYS_AT_ONCE);
    let found = app.desk.find_slots(&claimant, &request(first, last), now).await.map_err(failed)?.found;
    let mut lines: Vec<SlotLine> = match found {
        Found::Nothing(nothing) => return Ok(Err(nothing)),
        Found::Slots(slots) => slots
            .into_iter()
            .map(|offered| {
                let at = zones::wall_clock(offered.zone, offered.slot.span.start());
                let start = Some(offered.slot.span.start());
                let chosen = Trip { place: offered.slot.place, start, offer: Some(offered.offer), ..trip.clone() };
                SlotLine { to: chosen.to(counter.step_after_slot(trip)), at, left: None }
            })
            .collect(),
        Found::Sessions(sessions) => sessions
            .into_iter()
            .map(|session| {
                let at = zones::wall_clock(zone, session.span.start());
                let start = Some(session.span.start());
                let chosen = Trip { place: session.place, start, session: Some(session.appointment), ..trip.clone() };
                SlotLine { to: chosen.to(counter.step_after_slot(trip)), at, left: Some(session.seats - session.taken) }
            })
            .collect(),
    };
    lines.sort_by_key(|line| line.at);
    let whole_week = lines.len() <= MOST_SLOTS;
    let mut days: Vec<DayLine> = Vec::new();
    let mut shown = 0;
    let mut next = None;
    for line in lines {
        let day = line.at.date();
        if days.last().is_none_or(|last| last.day != day) {
            if shown >= MOST_SLOTS {
                next = Some(day);
                break;
            }
            days.push(DayLine { day, slots: Vec::new() });
        }
        if let Some(last) = days.last_mut() {
            last.slots.push(line);
            shown += 1;
        }
    }
    if whole_week {
        next = Some(zones::local_day(zone, last.first(zone)));
    }
    Ok(Ok(Days7 { days, next }))
}

/// `here`: the address of this page, to which a day is added.
fn page(
    counter: &Counter,
    trip: Trip,
    motive: &Motive,
    (here, from): (String, Option<NaiveDate>),
    found: Days7,
) -> SlotsPage {
    let place = trip.place.and_then(|place| counter.settings.places.get(&place));
    let organisation = counter.settings.organisations.get(&motive.organisation);
    SlotsPage {
        shell: counter.shell.clone(),
        place: match place {
            Some(place) => Some((place.name.clone(), place.address.clone())),
            None => organisation.map(|organisation| (organisation.name.clone(), String::new())),
        },
        mode: motive.mode,
        earlier: from.map(|_| here.clone()),
        later: found.next.filter(|_| !found.days.is_empty()).map(|day| format!("{here}&from={day}")),
        days: found.days,
        nothing: None,
        taking: false,
        trip,
    }
}
