//! A town for the tests of the scheduling core: one organisation, one place, one worker, one motive
//! of half an hour for everybody, in Paris, on 1 March 2026. A test spells out only what matters.
//!
//! Here: building values and asking the engine. Not here: anything that says what is right.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use relais::domain::appointments::Status;
use relais::domain::ids::*;
use relais::domain::motives::{BookableBy, BookingWindow, Mode, Motive, ResourceKind, ResourceKinds, WorkersNeeded};
use relais::domain::scheduling::agenda::{Absence, Agenda, Block, BusyTime, BusyTimes, Opening, parse_blocks};
use relais::domain::scheduling::booking::{Decision, Refusal, Warning, Wish, decide};
use relais::domain::scheduling::holidays::HolidayRegion;
use relais::domain::scheduling::recurrence::{Days, Horizon, Rule};
use relais::domain::scheduling::search::{self, Agendas, Audience, Nothing, Query, Slot};
use relais::domain::settings::{Organisation, Place, Resource, Settings, Site, Team, Worker};
use relais::domain::time::{Minutes, Span, Timestamp};

// Each kind of id starts 10,000 further: mixed-up ids find nothing instead of something else.
pub const TERRITORY: TerritoryId = TerritoryId(10_000);
pub const ORGANISATION: OrganisationId = OrganisationId(20_000);
pub const MOTIVE: MotiveId = MotiveId(30_000);
pub const TEAM: TeamId = TeamId(40_000);
pub const PLACE: PlaceId = place(0);
pub const WORKER: WorkerId = worker(0);
const FIRST_CALENDAR: i64 = 70_000;
const FIRST_RESOURCE: i64 = 80_000;

pub const fn place(number: i64) -> PlaceId {
    PlaceId(50_000 + number)
}

pub const fn worker(number: i64) -> WorkerId {
    WorkerId(60_000 + number)
}

pub const fn calendar_of(worker: WorkerId) -> CalendarId {
    CalendarId(FIRST_CALENDAR + worker.0 - 60_000)
}

pub const fn resource(number: i64) -> ResourceId {
    ResourceId(FIRST_RESOURCE + number)
}

pub const fn calendar_of_resource(resource: ResourceId) -> CalendarId {
    CalendarId(75_000 + resource.0 - FIRST_RESOURCE)
}

/// `Tue 10 March 2026`; a weekday that does not fall on that date is refused.
pub fn day(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%a %d %B %Y").unwrap_or_else(|error| panic!("“{text}”: {error}"))
}

/// `Tue 10 March 2026 09:30` on the wall clock of the zone.
pub fn instant(zone: Tz, text: &str) -> Timestamp {
    let local =
        NaiveDateTime::parse_from_str(text, "%a %d %B %Y %H:%M").unwrap_or_else(|error| panic!("“{text}”: {error}"));
    let local = zone.from_local_datetime(&local).earliest().unwrap_or_else(|| panic!("“{text}” does not exist there"));
    Timestamp::from_utc(local.to_utc())
}

/// An opening in the making.
#[derive(Clone, Debug)]
pub struct Open {
    worker: WorkerId,
    opening: Opening,
    first_day: NaiveDate,
    last_day: Option<NaiveDate>,
    rule: Option<String>,
}

/// `open("Tue 10 March 2026", "09:00-12:00,14:00-17:00")`: once, for the motive, at the place.
pub fn open(first_day: &str, blocks: &str) -> Open {
    let first_day = day(first_day);
    Open {
        worker: WORKER,
        opening: Opening {
            id: OpeningId(0),
            organisation: ORGANISATION,
            place: Some(PLACE),
            motives: vec![MOTIVE],
            days: Days::Once(first_day),
            blocks: parse_blocks(blocks).unwrap(),
            exceptions: BTreeMap::new(),
        },
        first_day,
        last_day: None,
        rule: None,
    }
}

impl Open {
    pub fn of(mut self, worker: WorkerId) -> Open {
        self.worker = worker;
        self
    }

    pub fn at(mut self, place: Option<PlaceId>) -> Open {
        self.opening.place = place;
        self
    }

    pub fn for_motive(mut self, motive: MotiveId) -> Open {
        self.opening.motives = vec![motive];
        self
    }

    pub fn every(mut self, rule: &str) -> Open {
        self.rule = Some(rule.to_owned());
        self
    }

    pub fn until(mut self, last_day: &str) -> Open {
        self.last_day = Some(day(last_day));
        self
    }

    /// Other blocks on that day, or none at all.
    pub fn except(mut self, on: &str, blocks: &str) -> Open {
        self.opening.exceptions.insert(day(on), parse_blocks(blocks).unwrap());
        self
    }
}

/// The days of something that begins on `first_day`, with a horizon that no test leaves.
pub fn days(first_day: NaiveDate, last_day: Option<NaiveDate>, rule: Option<&str>, zone: Tz) -> Days {
    let horizon = Horizon {
        from: NaiveDate::from_ymd_opt(2019, 1, 1).unwrap(),
        to: NaiveDate::from_ymd_opt(2046, 1, 1).unwrap(),
    };
    let rule = rule.map(|rule| Rule::parse(rule, zone).unwrap_or_else(|error| panic!("{rule}: {error}")));
    Days::new(first_day, last_day, rule.as_ref(), horizon)
}

#[derive(Clone, Debug)]
pub struct Town {
    pub settings: Settings,
    pub agendas: Agendas,
    pub zone: Tz,
    pub now: Timestamp,
    next_id: i64,
}

pub fn town() -> Town {
    Town::of(chrono_tz::Europe::Paris, HolidayRegion::Metropole)
}

impl Town {
    pub fn of(zone: Tz, holidays: HolidayRegion) -> Town {
        let site = Site { zone, holidays, closures: Vec::new() };
        let organisation = Organisation { id: ORGANISATION, name: "CCAS".to_owned(), site };
        let settings = Settings {
            name: String::new(),
            workers_by_organisation: Default::default(),
            territory: TERRITORY,
            version: 1,
            organisations: HashMap::from([(ORGANISATION, organisation)]),
            places: HashMap::new(),
            workers: HashMap::new(),
            teams: HashMap::new(),
            resources: HashMap::new(),
            motives: HashMap::from([(MOTIVE, half_an_hour())]),
        };
        let now = instant(zone, "Sun 01 March 2026 08:00");
        let town = Town { settings, agendas: HashMap::new(), zone, now, next_id: 100_000 };
        town.place(PLACE).worker(WORKER)
    }

    pub fn place(self, id: PlaceId) -> Town {
        let site = self.settings.organisations[&ORGANISATION].site.clone();
        self.place_with(id, site)
    }

    /// A place with hours of its own: another zone, other holidays.
    pub fn place_with(mut self, id: PlaceId, site: Site) -> Town {
        let place = Place {
            id,
            organisation: ORGANISATION,
            name: format!("place {id}"),
            address: String::new(),
            phone: None,
            site,
        };
        self.settings.places.insert(id, place);
        self
    }

    pub fn worker(mut self, id: WorkerId) -> Town {
        let calendar = calendar_of(id);
        let name = format!("worker {id}");
        let organisations = vec![ORGANISATION];
        let worker = Worker { id, calendar, name, service: None, organisations, teams: Vec::new() };
        self.settings.workers.insert(id, worker);
        self.empty_calendar(calendar)
    }

    pub fn team(mut self, id: TeamId, members: &[WorkerId]) -> Town {
        self.settings
            .teams
            .insert(id, Team { organisation: ORGANISATION, name: format!("team {id}"), members: members.to_vec() });
        self
    }

    pub fn resource(mut self, id: ResourceId, kind: ResourceKind, place: Option<PlaceId>) -> Town {
        let calendar = calendar_of_resource(id);
        let name = format!("{kind} {id}");
        self.settings.resources.insert(id, Resource { id, calendar, organisation: ORGANISATION, kind, name, place });
        self.empty_calendar(calendar)
    }

    fn empty_calendar(mut self, calendar: CalendarId) -> Town {
        let (openings, absences, busy) = (Arc::default(), Arc::default(), BusyTimes::default());
        self.agendas.insert(calendar, Arc::new(Agenda { calendar, openings, absences, busy }));
        self
    }

    pub fn motive(mut self, change: impl FnOnce(&mut Motive)) -> Town {
        change(self.settings.motives.get_mut(&MOTIVE).unwrap());
        self
    }

    pub fn lasting(self, minutes: i64) -> Town {
        self.motive(|motive| motive.duration = Minutes(minutes))
    }

    pub fn delays(self, min_delay: Minutes, max_delay: Minutes) -> Town {
        self.motive(|motive| motive.window = BookingWindow { min_delay, max_delay })
    }

    pub fn buffers(self, before: i64, after: i64) -> Town {
        self.motive(|motive| (motive.buffer_before, motive.buffer_after) = (Minutes(before), Minutes(after)))
    }

    pub fn needing(self, workers: WorkersNeeded) -> Town {
        self.motive(|motive| motive.workers = workers)
    }

    pub fn needing_resources(self, kinds: &[ResourceKind]) -> Town {
        self.motive(|motive| motive.resources = ResourceKinds(kinds.to_vec()))
    }

    pub fn now(mut self, text: &str) -> Town {
        self.now = self.at(text);
        self
    }

    pub fn open(mut self, open: Open) -> Town {
        let Open { worker, mut opening, first_day, last_day, rule } = open;
        opening.id = OpeningId(self.new_id());
        let zone = self.settings.site(opening.organisation, opening.place).expect("a place of the town").zone;
        opening.days = days(first_day, last_day, rule.as_deref(), zone);
        Arc::make_mut(&mut self.agenda(calendar_of(worker)).openings).push(opening);
        self
    }

    /// No opening any more: somebody has edited the agenda.
    pub fn without_openings(mut self, worker: WorkerId) -> Town {
        self.agenda(calendar_of(worker)).openings = Arc::default();
        self
    }

    pub fn absent(self, from: &str, to: &str) -> Town {
        self.absence(calendar_of(WORKER), from, to, None)
    }

    /// From one wall-clock time to another, maybe days later; again by the rule.
    pub fn absence(mut self, calendar: CalendarId, from: &str, to: &str, rule: Option<&str>) -> Town {
        let local = |text| NaiveDateTime::parse_from_str(text, "%a %d %B %Y %H:%M").unwrap();
        let (from, to) = (local(from), local(to));
        let days_later = (to.date() - from.date()).num_days() as u16;
        let block = Block::over_days(from.time(), to.time(), days_later).unwrap();
        let id = AbsenceId(self.new_id());
        let absence = Absence { id, zone: self.zone, days: days(from.date(), None, rule, self.zone), block };
        Arc::make_mut(&mut self.agenda(calendar).absences).push(absence);
        self
    }

    pub fn closed(mut self, from: &str, to: &str) -> Town {
        let closure = self.span(from, to);
        let site = &mut self.settings.places.get_mut(&PLACE).unwrap().site;
        site.closures.push(closure);
        site.closures.sort_unstable();
        self
    }

    /// An appointment of the worker.
    pub fn busy(self, from: &str, to: &str) -> Town {
        let span = self.span(from, to);
        self.taken(calendar_of(WORKER), span)
    }

    /// An appointment in that state: it keeps its time, or it does not.
    pub fn appointment(self, status: Status, from: &str, to: &str) -> Town {
        if status.blocks() { self.busy(from, to) } else { self }
    }

    pub fn taken(mut self, calendar: CalendarId, span: Span) -> Town {
        let appointment = Some(AppointmentId(self.new_id() + 100_000));
        self.add_busy(calendar, span, appointment, None)
    }

    pub fn held(self, from: &str, to: &str, expires_at: &str) -> Town {
        let (span, expires_at) = (self.span(from, to), self.at(expires_at));
        self.add_busy(calendar_of(WORKER), span, None, Some(expires_at))
    }

    pub fn add_busy(
        mut self,
        calendar: CalendarId,
        span: Span,
        appointment: Option<AppointmentId>,
        expires_at: Option<Timestamp>,
    ) -> Town {
        let id = BusyTimeId(self.new_id());
        let agenda = self.agenda(calendar);
        let mut all = agenda.busy.all().to_vec();
        all.push(BusyTime { id, span, appointment, expires_at });
        agenda.busy = BusyTimes::new(all);
        self
    }

    /// Writes the appointment into every calendar that it takes.
    pub fn booked(self, decision: &Decision) -> Town {
        let workers = decision.workers.iter().copied().map(calendar_of);
        let resources = decision.resources.iter().copied().map(calendar_of_resource);
        let calendars: Vec<CalendarId> = workers.chain(resources).collect();
        calendars.into_iter().fold(self, |town, calendar| town.taken(calendar, decision.busy))
    }

    fn agenda(&mut self, calendar: CalendarId) -> &mut Agenda {
        Arc::make_mut(self.agendas.get_mut(&calendar).expect("a calendar of the town"))
    }

    fn new_id(&mut self) -> i64 {
        self.next_id += 1;
        self.next_id
    }

    pub fn at(&self, text: &str) -> Timestamp {
        instant(self.zone, text)
    }

    pub fn span(&self, from: &str, to: &str) -> Span {
        Span::new(self.at(from), self.at(to)).unwrap_or_else(|| panic!("“{to}” is not after “{from}”"))
    }

    pub fn the_motive(&self) -> &Motive {
        &self.settings.motives[&MOTIVE]
    }

    /// What the search shows, from its first step to its last.
    pub fn search(&self, query: &Query, range: Span) -> Result<Vec<Slot>, Nothing> {
        let motive = self.the_motive();
        let workers = search::eligible(&self.settings, motive, query)?;
        let range = search::start_range(motive, query.audience, range, self.now)?;
        Ok(search::slots(&self.settings, &self.agendas, motive, query, &workers, range, self.now))
    }

    /// The first slot of each place from now on.
    pub fn next(&self, query: &Query) -> Result<BTreeMap<Option<PlaceId>, Slot>, Nothing> {
        let motive = self.the_motive();
        let workers = search::eligible(&self.settings, motive, query)?;
        let range = Span::lasting(self.now, search::FURTHEST).unwrap();
        let range = search::start_range(motive, query.audience, range, self.now)?;
        Ok(search::first_slots(&self.settings, &self.agendas, motive, query, &workers, range, self.now))
    }

    /// The starts that the public is shown on one day, on its wall clock.
    pub fn starts(&self, on: &str) -> Vec<String> {
        self.starts_for(&everybody(), &format!("{on} 00:00"), &format!("{on} 23:59"), "%H:%M")
    }

    /// The starts inside a range, written `10 Mar 09:00`; none when nothing is found.
    pub fn starts_between(&self, from: &str, to: &str) -> Vec<String> {
        self.starts_for(&everybody(), from, to, "%-d %b %H:%M")
    }

    pub fn starts_for(&self, query: &Query, from: &str, to: &str, format: &str) -> Vec<String> {
        let slots = self.search(query, self.span(from, to)).unwrap_or_default();
        slots.iter().map(|slot| self.written(slot.span.start(), format)).collect()
    }

    pub fn written(&self, instant: Timestamp, format: &str) -> String {
        instant.utc().with_timezone(&self.zone).format(format).to_string()
    }

    pub fn decide(&self, wish: &Wish, workers: &[WorkerId]) -> Result<Decision, Refusal> {
        decide(&self.settings, &self.agendas, self.the_motive(), wish, workers, self.now)
    }

    /// The public takes a start that it sees now.
    pub fn wish(&self, start: &str) -> Wish {
        self.wish_at(self.at(start))
    }

    pub fn wish_at(&self, start: Timestamp) -> Wish {
        Wish { audience: Audience::Public, start, place: Some(PLACE), as_of: self.now, accepted: Vec::new() }
    }

    pub fn staff_wish(&self, start: &str, accepted: &[Warning]) -> Wish {
        let start = self.at(start);
        Wish { audience: Audience::Staff, start, place: None, as_of: self.now, accepted: accepted.to_vec() }
    }
}

/// Somebody of the public, with no wish but the motive.
pub fn everybody() -> Query {
    Query::for_motive(MOTIVE, Audience::Public)
}

pub fn staff() -> Query {
    Query::for_motive(MOTIVE, Audience::Staff)
}

fn half_an_hour() -> Motive {
    Motive {
        id: MOTIVE,
        organisation: ORGANISATION,
        service: None,
        name: "Accès aux droits".to_owned(),
        public_name: "Rendez-vous".to_owned(),
        mode: Mode::Office,
        duration: Minutes(30),
        buffer_before: Minutes(0),
        buffer_after: Minutes(0),
        window: BookingWindow { min_delay: Minutes(0), max_delay: Minutes::days(365) },
        cancel_notice: Minutes(0),
        move_notice: Minutes(0),
        follow_up: false,
        bookable_by: BookableBy::Public,
        quota: None,
        seats: None,
        workers: WorkersNeeded::One,
        resources: ResourceKinds::default(),
        text_before: String::new(),
        text_after: String::new(),
        pictogram: relais::domain::motives::Pictogram::Talk,
        active: true,
    }
}
