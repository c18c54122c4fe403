//! What the API writes: ids, instants in UTC, and the wall clock of the place with its zone.

use chrono::{Datelike, Timelike};
use serde::Serialize;
use utoipa::ToSchema;

use crate::actions::OfferedSlot;
use crate::domain::scheduling::search::Session;
use crate::domain::scheduling::zones;
use crate::domain::time::Timestamp;
use crate::store::Appointment;

/// The wall clock of a place: `2026-03-10T09:00`.
pub(super) fn wall_clock(zone: chrono_tz::Tz, instant: Timestamp) -> String {
    // Written by hand: a format string read for each of thousands of slots was a third of a search.
    let local = zones::wall_clock(zone, instant);
    let (day, hour) = (local.date(), local.time());
    format!("{:04}-{:02}-{:02}T{:02}:{:02}", day.year(), day.month(), day.day(), hour.hour(), hour.minute())
}

/// A start that can be booked for half an hour with its offer.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlotView {
    #[schema(value_type = String, format = DateTime)]
    pub starts_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub ends_at: Timestamp,
    /// What the clock on the wall shows there.
    #[schema(example = "2026-03-10T09:00")]
    pub local_start: String,
    #[schema(value_type = String, example = "Europe/Paris")]
    pub zone: &'static str,
    pub place_id: Option<i64>,
    /// With whom; empty when the slot is merged over everybody who is free.
    pub worker_ids: Vec<i64>,
    pub offer: String,
}

impl SlotView {
    pub fn new(offered: &OfferedSlot, by_worker: bool) -> SlotView {
        let OfferedSlot { slot, zone, .. } = offered;
        SlotView {
            starts_at: slot.span.start(),
            ends_at: slot.span.end(),
            local_start: wall_clock(*zone, slot.span.start()),
            zone: zone.name(),
            place_id: slot.place.map(|place| place.0),
            worker_ids: if by_worker { slot.workers.iter().map(|worker| worker.0).collect() } else { Vec::new() },
            offer: offered.offer.clone(),
        }
    }
}

/// A workshop that can be joined.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionView {
    pub appointment_id: i64,
    #[schema(value_type = String, format = DateTime)]
    pub starts_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub ends_at: Timestamp,
    pub place_id: Option<i64>,
    pub seats: i64,
    pub seats_left: i64,
    /// The person of the search already has a seat.
    pub joined: bool,
}

impl From<&Session> for SessionView {
    fn from(session: &Session) -> Self {
        SessionView {
            appointment_id: session.appointment.0,
            starts_at: session.span.start(),
            ends_at: session.span.end(),
            place_id: session.place.map(|place| place.0),
            seats: session.seats,
            seats_left: session.seats - session.taken,
            joined: session.joined,
        }
    }
}

/// An appointment as it is now.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppointmentView {
    pub id: i64,
    pub organisation_id: i64,
    pub motive_id: i64,
    pub place_id: Option<i64>,
    /// `phone`, `office`, `home`, `video`, `outreach`.
    pub mode: String,
    /// `booked`, `late`, `arrived`, `seen`, `no_show`, `excused`, `cancelled`.
    pub status: String,
    #[schema(value_type = String, format = DateTime)]
    pub starts_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub ends_at: Timestamp,
    #[schema(example = "2026-03-10T09:00")]
    pub local_start: String,
    #[schema(example = "Europe/Paris")]
    pub zone: String,
    pub seats: Option<i64>,
    pub seats_taken: usize,
    /// Grows with every change.
    pub version: i64,
    pub worker_ids: Vec<i64>,
    pub resource_ids: Vec<i64>,
    pub participations: Vec<ParticipationView>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ParticipationView {
    pub person_id: i64,
    pub status: String,
}

impl From<&Appointment> for AppointmentView {
    fn from(appointment: &Appointment) -> Self {
        AppointmentView {
            id: appointment.id.0,
            organisation_id: appointment.organisation.0,
            motive_id: appointment.motive.0,
            place_id: appointment.place.map(|place| place.0),
            mode: appointment.mode.word().to_owned(),
            status: appointment.status.word().to_owned(),
            starts_at: appointment.span.start(),
            ends_at: appointment.span.end(),
            local_start: wall_clock(appointment.zone, appointment.span.start()),
            zone: appointment.zone.name().to_owned(),
            seats: appointment.seats,
            seats_taken: appointment.seats_taken(),
            version: appointment.version,
            worker_ids: appointment.workers.iter().map(|worker| worker.0).collect(),
            resource_ids: appointment.resources.iter().map(|resource| resource.0).collect(),
            participations: appointment
                .people
                .iter()
                .map(|(person, status)| ParticipationView { person_id: person.0, status: status.word().to_owned() })
                .collect(),
            created_at: appointment.created_at,
        }
    }
}
