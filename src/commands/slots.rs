//! `relais slots`: what is free, as a table a person can read.

use chrono::NaiveDate;
use clap::Args;
use relais::actions::find_slots::{Found, SlotRequest};
use relais::config::Config;
use relais::domain::people::Who;
use relais::domain::scheduling::search::{Audience, Bound};
use relais::domain::scheduling::zones;

use super::named::{self, ForWhom};
use super::show::{self, Entry};
use super::town::{Town, Where};
use super::voice::Voice;

/// Lines that a person still reads.
const MOST_LINES: usize = 200;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    wanted: Where,
    /// The motive: name (with its mode where one name has several: "Suivi phone") or id.
    #[arg(long)]
    motive: String,
    /// Only at this place: name or id. May be repeated.
    #[arg(long)]
    place: Vec<String>,
    /// Only with this worker: e-mail, name or id. May be repeated.
    #[arg(long)]
    worker: Vec<String>,
    /// Only who is in charge in this commune: its INSEE code (62014).
    #[arg(long)]
    city: Option<String>,
    /// The street, for communes that are cut by street.
    #[arg(long, requires = "city")]
    street: Option<String>,
    #[command(flatten)]
    whom: ForWhom,
    /// From this day: 2026-03-10. Default: today.
    #[arg(long)]
    from: Option<String>,
    /// Over so many days.
    #[arg(long, default_value_t = 7)]
    days: u64,
    /// public: what anybody may book; invited; staff: every free slot.
    #[arg(long, default_value = "staff")]
    audience: Audience,
    /// Only the next slot, up to a year ahead; with several places, the next of each.
    #[arg(long)]
    next: bool,
    /// One line per worker instead of one per start.
    #[arg(long)]
    by_worker: bool,
}

pub async fn run(voice: &Voice, config: Config, arguments: Arguments) -> anyhow::Result<()> {
    let town = Town::open(voice, config, &arguments.wanted).await?;
    let settings = &town.settings;
    let organisation = town.named_organisation(voice, &arguments.wanted)?.map(|organisation| organisation.id);
    let motive = named::motive(voice, settings, organisation, &arguments.motive)?;
    let zone = show::home_zone(settings, motive);
    let first = match &arguments.from {
        Some(typed) => typed
            .trim()
            .parse::<NaiveDate>()
            .map_err(|_| voice.error("day-form", &[("value", typed.as_str().into())]))?,
        None => zones::local_day(zone, town.now),
    };
    if !(1..=366).contains(&arguments.days) {
        return Err(voice.error("days-range", &[]));
    }
    let days = if arguments.next { 366 } else { arguments.days };
    let last = first.checked_add_days(chrono::Days::new(days - 1)).unwrap_or(first);
    let mut places = Vec::new();
    for wanted in &arguments.place {
        places.push(named::place(voice, settings, Some(motive.organisation), wanted)?.id);
    }
    let mut workers = Vec::new();
    for wanted in &arguments.worker {
        workers.push(named::worker(voice, &town, wanted).await?);
    }
    let person = match arguments.whom.find(voice, &town).await? {
        Some(Who::Known(person)) => Some(person),
        _ => None,
    };
    let request = SlotRequest {
        places: Some(places).filter(|places| !places.is_empty()),
        workers: Some(workers).filter(|workers| !workers.is_empty()),
        address: arguments.city.map(|city| (city, arguments.street)),
        person,
        by_worker: arguments.by_worker,
        ..SlotRequest::new(motive.id, arguments.audience, Bound::On(first), Bound::On(last))
    };
    let claimant = town.claimant();
    let search = match arguments.next {
        true => town.app.desk.next_slots(&claimant, &request, town.now).await,
        false => town.app.desk.find_slots(&claimant, &request, town.now).await,
    };
    let search = search.map_err(|error| voice.action(error))?;
    let settings = &search.town.settings;
    let mut entries = match search.found {
        Found::Nothing(why) => {
            let why = voice.texts.nothing(voice.lang, why);
            voice.print(&voice.say("slots-none", &[("why", why.into())]));
            return Ok(());
        }
        Found::Slots(slots) => show::slots(voice, settings, &slots),
        Found::Sessions(sessions) => sessions
            .iter()
            .map(|session| {
                let site = settings.site(search.motive.organisation, session.place);
                let args = [
                    ("appointment", session.appointment.to_string().into()),
                    ("left", (session.seats - session.taken).into()),
                    ("seats", session.seats.into()),
                ];
                Entry {
                    span: session.span,
                    zone: site.map_or(zone, |site| site.zone),
                    columns: vec![
                        show::workers(settings, &session.workers),
                        show::at(voice, settings, session.place),
                        voice.say("slots-session", &args),
                    ],
                }
            })
            .collect(),
    };
    let title = [("motive", search.motive.name.as_str().into()), ("minutes", search.motive.duration.0.into())];
    voice.print(&voice.say("slots-title", &title));
    let count = entries.len();
    let mut end = voice.say("slots-count", &[("count", count.into())]);
    // Whole days: a day of which only the morning is shown would seem full in the afternoon.
    if let Some(cut) = entries.get(MOST_LINES) {
        let day = |entry: &Entry| zones::local_day(entry.zone, entry.span.start());
        let next = day(cut);
        let shown = entries.iter().take_while(|entry| day(entry) < next).count();
        if shown > 0 {
            entries.truncate(shown);
            let args = [("shown", shown.into()), ("count", count.into()), ("next", next.to_string().into())];
            end = voice.say("slots-cut", &args);
        }
    }
    voice.print(&show::table(voice, &entries, zone));
    voice.print(&format!("\n{end}"));
    town.app.desk.db.close().await;
    Ok(())
}
