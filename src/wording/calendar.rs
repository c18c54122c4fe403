//! The invitation that goes with an e-mail: instants in UTC, so that every calendar shows its own wall
//! clock. The text is neutral: a calendar is often shared.

use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};

use crate::domain::messages::said::Said;
use crate::texts::{Lang, texts};

pub(super) fn invitation(lang: Lang, said: &Said, organizer: &str, to: &str) -> Option<(&'static str, String)> {
    let event = said.event.as_ref()?;
    let method = if event.cancelled { "CANCEL" } else { "REQUEST" };
    let location = [said.place.as_str(), said.address.as_str()].into_iter().filter(|part| !part.is_empty());
    let entry = Event::new()
        .uid(&event.uid)
        .summary(&texts().say(lang, "calendar-summary", &[]))
        .location(&location.collect::<Vec<_>>().join(", "))
        .starts(event.span.start().utc())
        .ends(event.span.end().utc())
        .timestamp(event.stamp.utc())
        .sequence(u32::try_from(event.sequence).unwrap_or(0))
        .status(if event.cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed })
        .append_property(Property::new("ORGANIZER", format!("mailto:{organizer}")))
        .append_property(Property::new("ATTENDEE", format!("mailto:{to}")))
        .done();
    let text = Calendar::new().append_property(Property::new("METHOD", method)).push(entry).done().to_string();
    Some((method, text))
}
