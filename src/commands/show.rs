//! Slots and appointments as a person reads them in a terminal.

use chrono_tz::Tz;
use relais::actions::OfferedSlot;
use relais::actions::names::place_name;
use relais::domain::ids::{PlaceId, WorkerId};
use relais::domain::motives::Motive;
use relais::domain::scheduling::booking::Refusal;
use relais::domain::scheduling::zones;
use relais::domain::settings::Settings;
use relais::domain::time::{Span, Timestamp};
use relais::store::Appointment;

use super::voice::Voice;

/// One line of a table: when, and what is told beside the hours.
pub struct Entry {
    pub span: Span,
    pub zone: Tz,
    pub columns: Vec<String>,
}

/// Entries under the heading of their day, columns aligned. An hour that is not of the zone `here`
/// says so.
pub fn table(voice: &Voice, entries: &[Entry], here: Tz) -> String {
    let count = entries.iter().map(|entry| entry.columns.len()).max().unwrap_or(0);
    let width = |column: usize| {
        entries.iter().filter_map(|entry| entry.columns.get(column)).map(|text| text.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut table = String::new();
    let mut day = None;
    for entry in entries {
        let (from, to) =
            (zones::wall_clock(entry.zone, entry.span.start()), zones::wall_clock(entry.zone, entry.span.end()));
        if day != Some(from.date()) {
            day = Some(from.date());
            let heading = voice.texts.day(voice.lang, from.date());
            table.push_str(&format!("\n{heading}\n"));
        }
        let mut line = format!("  {}–{}", from.format("%H:%M"), to.format("%H:%M"));
        for (text, width) in entry.columns.iter().zip(&widths) {
            line.push_str(&format!("  {text:width$}"));
        }
        if entry.zone != here {
            line.push_str(&format!("  ({})", voice.say("slots-zone", &[("zone", entry.zone.name().into())])));
        }
        table.push_str(line.trim_end());
        table.push('\n');
    }
    table
}

/// Offered slots as entries: hours, workers, place.
pub fn slots(voice: &Voice, settings: &Settings, slots: &[OfferedSlot]) -> Vec<Entry> {
    slots
        .iter()
        .map(|offered| Entry {
            span: offered.slot.span,
            zone: offered.zone,
            columns: vec![workers(settings, &offered.slot.workers), at(voice, settings, offered.slot.place)],
        })
        .collect()
}

/// Why something was refused, and what else there is.
pub fn refused(
    voice: &Voice,
    settings: &Settings,
    motive: &Motive,
    refusal: &Refusal,
    others: &[OfferedSlot],
) -> anyhow::Error {
    let mut said = voice.texts.refusal(voice.lang, refusal);
    if let Refusal::NeedsAcceptance { warnings } = refusal {
        let words = warnings.iter().map(|warning| warning.word()).collect::<Vec<_>>().join(",");
        said.push('\n');
        said.push_str(&voice.say("how-to-accept", &[("words", words.into())]));
    }
    if matches!(refusal, Refusal::Taken { .. }) && !others.is_empty() {
        said.push('\n');
        said.push_str(&voice.say("others-title", &[]));
        said.push_str(table(voice, &slots(voice, settings, others), home_zone(settings, motive)).trim_end());
    }
    anyhow::Error::msg(said)
}

/// The zone in which the organisation of a motive lives.
pub fn home_zone(settings: &Settings, motive: &Motive) -> Tz {
    settings.site(motive.organisation, None).map_or(Tz::UTC, |site| site.zone)
}

pub fn workers(settings: &Settings, workers: &[WorkerId]) -> String {
    let name = |worker: &WorkerId| settings.workers.get(worker).map(|worker| worker.name.trim());
    workers.iter().filter_map(name).collect::<Vec<_>>().join(", ")
}

pub fn at(voice: &Voice, settings: &Settings, place: Option<PlaceId>) -> String {
    place_name(settings, place).map_or_else(|| voice.say("slots-no-place", &[]), str::to_owned)
}

/// `mardi 10 mars 2026 à 9 h 30`, there.
pub fn when(voice: &Voice, at: Timestamp, zone: Tz) -> String {
    voice.texts.day_and_hour(voice.lang, zones::wall_clock(zone, at))
}

/// A sentence about an appointment: its number, when, with whom and where.
pub fn appointment(voice: &Voice, settings: &Settings, key: &str, appointment: &Appointment) -> String {
    let args = [
        ("appointment", appointment.id.to_string().into()),
        ("when", when(voice, appointment.span.start(), appointment.zone).into()),
        ("who", workers(settings, &appointment.workers).into()),
        ("where", at(voice, settings, appointment.place).into()),
        ("seats", appointment.seats.unwrap_or_default().into()),
    ];
    voice.say(key, &args)
}

/// An address of a database that may be shown to anybody.
pub fn without_password(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    let (user, host) = match rest.rsplit_once('@') {
        Some((user, host)) => (user, host),
        None => return address.to_owned(),
    };
    match user.split_once(':') {
        Some((user, _)) => format!("{scheme}://{user}:•••@{host}"),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(without_password("postgres://relais:s@cret@db/town"), "postgres://relais:•••@db/town");
        assert_eq!(without_password("postgres://relais@db/town"), "postgres://relais@db/town");
        assert_eq!(without_password("sqlite:data/relais.db"), "sqlite:data/relais.db");
    }
}
