//! The desk: a caller on the line, a queue in front. One box; person → motive → one of three slots → Enter.

pub mod book;
pub mod draft;
pub mod find;
pub mod person;
pub mod refused;

use axum::response::Response;
use chrono::NaiveDateTime;

use super::fields::Fields;
use super::staff::Staff;
use crate::actions::find_slots::{Found, SlotRequest};
use crate::app::App;
use crate::domain::ids::{AppointmentId, MotiveId, PersonId, PlaceId, WorkerId};
use crate::domain::motives::{Mode, Motive};
use crate::domain::scheduling::search::{Audience, Bound, FURTHEST};
use crate::domain::scheduling::zones;
use crate::domain::settings::Settings;
use crate::domain::time::Timestamp;
use crate::texts::texts;

/// Slots shown at once: to be read to a caller.
const SLOTS: usize = 3;

/// A motive as a choice.
pub struct MotiveLine {
    pub id: MotiveId,
    pub name: String,
    pub mode: Mode,
    pub chosen: bool,
}

/// A slot as a button: what it sends, and what is said.
pub struct SlotLine {
    pub value: String,
    pub at: NaiveDateTime,
    pub with: String,
    pub place: String,
    pub left: Option<i64>,
}

/// What the desk offers for one motive.
pub struct Offer {
    pub motives: Vec<MotiveLine>,
    pub motive: Option<MotiveId>,
    pub slots: Vec<SlotLine>,
    pub nothing: Option<String>,
    /// From when on slots are shown, when it is not now.
    pub after: Option<String>,
    pub workers: Vec<(WorkerId, String)>,
    pub places: Vec<(PlaceId, String)>,
    /// The time that was chosen on the agenda.
    pub wanted: Wanted,
}

/// A time chosen on the agenda, on its way to the booking: as it stands in the address.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub at: String,
    pub worker: Option<WorkerId>,
    /// As a person reads it.
    pub when: Option<NaiveDateTime>,
}

impl Wanted {
    pub fn read(fields: &Fields) -> Wanted {
        let at = fields.text("at");
        let when = NaiveDateTime::parse_from_str(at, "%Y-%m-%dT%H:%M").ok();
        // A day without an hour: the day begins.
        let day = fields.given("day").map(|day| format!("{day}T09:00"));
        let day = day.and_then(|text| NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M").ok());
        let when = when.or(day);
        let at = when.map(|when| when.format("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default();
        Wanted { at, worker: fields.parsed("worker"), when }
    }

    /// What follows in an address.
    pub fn query(&self) -> String {
        match (self.at.is_empty(), self.worker) {
            (true, _) => String::new(),
            (false, None) => format!("&at={}", self.at),
            (false, Some(worker)) => format!("&at={}&worker={worker}", self.at),
        }
    }
}

/// The motives of the organisation, and the earliest slots of the chosen one (or of the usual one).
///
/// # Errors
/// A page that says what went wrong.
pub async fn offer(
    app: &App,
    staff: &Staff,
    settings: &Settings,
    (person, referents): (Option<PersonId>, &[WorkerId]),
    (chosen, usual): (Option<MotiveId>, Option<MotiveId>),
    (after, wanted): (Option<Timestamp>, Wanted),
) -> Result<Offer, Response> {
    let now = app.clock.now();
    let own = |motive: &&Motive| motive.active && motive.organisation == staff.organisation;
    let mut motives: Vec<&Motive> = settings.motives.values().filter(own).collect();
    motives.sort_unstable_by_key(|motive| motive.id);
    let is_own = |id: &MotiveId| motives.iter().any(|motive| motive.id == *id);
    let motive = chosen.filter(is_own).or(usual.filter(is_own)).or(motives.first().map(|motive| motive.id));
    let motive = motive.and_then(|id| settings.motives.get(&id));
    let mut offer = Offer {
        motives: motives
            .iter()
            .map(|one| MotiveLine {
                id: one.id,
                name: one.name.clone(),
                mode: one.mode,
                chosen: motive.is_some_and(|motive| motive.id == one.id),
            })
            .collect(),
        motive: motive.map(|motive| motive.id),
        slots: Vec::new(),
        nothing: None,
        after: None,
        workers: workers(settings, staff),
        places: places(settings, staff),
        wanted,
    };
    let Some(motive) = motive else { return Ok(offer) };
    let request = SlotRequest {
        person,
        ..SlotRequest::new(
            motive.id,
            Audience::Staff,
            Bound::At(after.unwrap_or(now).max(now)),
            Bound::At(now + FURTHEST),
        )
    };
    let search = app
        .desk
        .earliest_slots(&staff.claimant(), &request, SLOTS, now)
        .await
        .map_err(|error| staff.shell.failed(error))?;
    let place_name = |place| super::desk::place_name(settings, place);
    match search.found {
        Found::Nothing(nothing) => offer.nothing = Some(texts().nothing(staff.shell.lang, nothing)),
        Found::Slots(slots) => {
            offer.after = slots.last().map(|last| last.slot.span.end().to_string());
            for offered in slots {
                let slot = &offered.slot;
                // Whom the person knows, when free; else the first of those who are.
                let known = slot.workers.iter().find(|worker| referents.contains(worker));
                let with: Vec<WorkerId> = match motive.workers.count() {
                    1 => known.or(slot.workers.first()).copied().into_iter().collect(),
                    _ => slot.workers.clone(),
                };
                let named = if with.len() == 1 { with.first() } else { None };
                offer.slots.push(SlotLine {
                    value: slot_value(slot.span.start(), slot.place.map(|place| place.0), named.map(|one| one.0)),
                    at: zones::wall_clock(offered.zone, slot.span.start()),
                    with: names(settings, &with),
                    place: place_name(slot.place),
                    left: None,
                });
            }
        }
        Found::Sessions(sessions) => {
            for session in sessions {
                let Some(site) = settings.site(motive.organisation, session.place) else { continue };
                offer.slots.push(SlotLine {
                    value: format!("session {}", session.appointment),
                    at: zones::wall_clock(site.zone, session.span.start()),
                    with: names(settings, &session.workers),
                    place: place_name(session.place),
                    left: Some(session.seats - session.taken),
                });
            }
        }
    }
    Ok(offer)
}

pub fn place_name(settings: &Settings, place: Option<PlaceId>) -> String {
    place.and_then(|place| settings.places.get(&place)).map(|place| place.name.clone()).unwrap_or_default()
}

pub fn names(settings: &Settings, workers: &[WorkerId]) -> String {
    let names: Vec<&str> =
        workers.iter().filter_map(|worker| settings.workers.get(worker)).map(|worker| worker.name.as_str()).collect();
    names.join(", ")
}

/// The workers of the organisation, by name.
pub fn workers(settings: &Settings, staff: &Staff) -> Vec<(WorkerId, String)> {
    let mut workers: Vec<(WorkerId, String)> = settings
        .workers_of(staff.organisation)
        .iter()
        .filter_map(|id| settings.workers.get(id).map(|worker| (*id, worker.name.clone())))
        .collect();
    workers.sort_by(|one, other| one.1.cmp(&other.1));
    workers
}

/// The places of the organisation, by name.
pub fn places(settings: &Settings, staff: &Staff) -> Vec<(PlaceId, String)> {
    let own = settings.places.values().filter(|place| place.organisation == staff.organisation);
    let mut places: Vec<(PlaceId, String)> = own.map(|place| (place.id, place.name.clone())).collect();
    places.sort_by(|one, other| one.1.cmp(&other.1));
    places
}

/// What a slot's button sends: start, place and worker, `-` for none.
fn slot_value(start: Timestamp, place: Option<i64>, worker: Option<i64>) -> String {
    let id = |id: Option<i64>| id.map_or_else(|| "-".to_owned(), |id| id.to_string());
    format!("{start} {} {}", id(place), id(worker))
}

/// What was chosen: a slot, or a session of a workshop.
pub enum Chosen {
    Slot { start: Timestamp, place: Option<i64>, worker: Option<i64> },
    Session(AppointmentId),
}

impl Chosen {
    pub fn read(value: &str) -> Option<Chosen> {
        let parts: Vec<&str> = value.split(' ').collect();
        match parts.as_slice() {
            ["session", id] => id.parse().ok().map(Chosen::Session),
            [start, place, worker] => Some(Chosen::Slot {
                start: Timestamp::parse(start).ok()?,
                place: place.parse().ok(),
                worker: worker.parse().ok(),
            }),
            _ => None,
        }
    }
}
