//! What a write takes before it decides: the person, then the calendars in the order of their ids. And
//! what it means when the database refuses all the same.

use super::ActionError;
use crate::domain::access::Scope;
use crate::domain::ids::{AppointmentId, CalendarId, PersonId, ResourceId, WorkerId};
use crate::domain::motives::Motive;
use crate::domain::scheduling::agenda::LONGEST_BUSY_TIME;
use crate::domain::scheduling::booking::Refusal;
use crate::domain::scheduling::search;
use crate::domain::settings::Settings;
use crate::domain::time::{Span, Timestamp};
use crate::store::{self, Ask, StoreError, Town, Towns, WriteTx};

/// What the database refuses, as the refusal it means.
pub(super) fn refused(error: StoreError) -> ActionError {
    match error.constraint() {
        Some("busy_time_overlap") => Refusal::Taken { by: Vec::new() }.into(),
        Some("appointment_seats") => Refusal::SeatsTaken.into(),
        Some("participation_seat" | "participation_twice") => {
            Refusal::AlreadyBooked { appointment: AppointmentId(0) }.into()
        }
        _ => error.into(),
    }
}

/// The calendars of these workers and resources, in order.
pub(super) fn calendars_of(settings: &Settings, workers: &[WorkerId], resources: &[ResourceId]) -> Vec<CalendarId> {
    let workers = workers.iter().filter_map(|id| settings.workers.get(id)).map(|worker| worker.calendar);
    let resources = resources.iter().filter_map(|id| settings.resources.get(id)).map(|resource| resource.calendar);
    let mut calendars: Vec<CalendarId> = workers.chain(resources).collect();
    calendars.sort_unstable();
    calendars.dedup();
    calendars
}

/// What a wish may touch.
#[derive(Clone, Copy)]
pub(super) struct Needs<'a> {
    pub motive: &'a Motive,
    pub workers: &'a [WorkerId],
    /// Calendars that it gives up.
    pub more: &'a [CalendarId],
    /// Taken too, before the calendars.
    pub person: Option<PersonId>,
    pub span: Span,
}

/// Takes the person and every calendar that a wish may touch, in order of their ids, and reads the
/// town under these locks; the time of holds that have ended is swept on the way.
pub(super) async fn locked_town(
    tx: &mut WriteTx,
    towns: &Towns,
    scope: &Scope,
    Needs { motive, workers, more, person, span }: Needs<'_>,
    now: Timestamp,
) -> Result<Town, ActionError> {
    let from = (span.start() - LONGEST_BUSY_TIME).min(now);
    let ask = Ask { territory: scope.territory(), token_hash: None, person, now, from };
    // Which calendars: from the settings held; a resource added since is simply not considered.
    let settings = towns.held_settings(scope.territory()).ok_or(ActionError::NotFound("territory"))?;
    let mut calendars = search::calendars(&settings, motive, workers);
    calendars.extend_from_slice(more);
    calendars.sort_unstable();
    calendars.dedup();
    let town = towns.lock(tx, &ask, &calendars, scope.organisation()).await?;
    // The territory was there a moment ago: it is the person who is not, or not for this scope.
    let town = town.ok_or(ActionError::NotFound("person"))?;
    let around = motive.busy_span(span);
    let ended: Vec<CalendarId> = town
        .agendas
        .values()
        .filter(|agenda| agenda.busy.overlapping(around).any(|busy| !busy.counts_at(now)))
        .map(|agenda| agenda.calendar)
        .collect();
    if !ended.is_empty() {
        store::sweep_holds(tx, &ended, now).await?;
    }
    Ok(town)
}
