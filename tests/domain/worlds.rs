//! Random towns, plain for the oracle and the same for the engine: every French zone, the days
//! around the changes of the clock more often than others.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::{America, Europe, Indian, Pacific, Tz};
use proptest::collection::{btree_map, vec};
use proptest::option::weighted;
use proptest::prelude::*;
use relais::domain::ids::*;
use relais::domain::motives::{BookingWindow, ResourceKind, ResourceKinds, WorkersNeeded};
use relais::domain::scheduling::agenda::{Absence, Agenda, Block, BusyTime, BusyTimes, Opening};
use relais::domain::scheduling::holidays::HolidayRegion;
use relais::domain::scheduling::search::Slot;
use relais::domain::settings::Site;
use relais::domain::time::{Minutes, Span, Timestamp};

use super::builders::*;
use super::oracle::*;

/// Every zone of France, with the public holidays that are kept there.
pub const ZONES: [(Tz, HolidayRegion); 12] = [
    (Europe::Paris, HolidayRegion::Metropole),
    (America::Cayenne, HolidayRegion::Guyane),
    (America::Guadeloupe, HolidayRegion::Guadeloupe),
    (America::Martinique, HolidayRegion::Martinique),
    (Indian::Reunion, HolidayRegion::Reunion),
    (Indian::Mayotte, HolidayRegion::Mayotte),
    (Pacific::Noumea, HolidayRegion::NouvelleCaledonie),
    (Pacific::Tahiti, HolidayRegion::PolynesieFrancaise),
    (Pacific::Marquesas, HolidayRegion::PolynesieFrancaise),
    (Pacific::Gambier, HolidayRegion::PolynesieFrancaise),
    (Pacific::Wallis, HolidayRegion::WallisEtFutuna),
    (America::Miquelon, HolidayRegion::SaintPierreEtMiquelon),
];

/// A town, what is asked of it and when.
#[derive(Clone, Debug)]
pub struct World {
    pub town: PlainTown,
    pub asked: Stretch,
    pub now: Minute,
}

/// Worlds of some days around a random one.
pub fn worlds(days: i64) -> impl Strategy<Value = World> {
    (a_day(), a_zone(), -2880..1000i64).prop_flat_map(move |(day, zone, now)| {
        let begins = minute_of(day);
        let now = begins + now;
        let asked = (begins - 1440..begins + 1440, 1440..=days * 1440).prop_map(|(from, length)| (from, from + length));
        (a_town(day, zone, now, days), asked).prop_map(move |(town, asked)| World { town, asked, now })
    })
}

pub fn a_day() -> impl Strategy<Value = NaiveDate> {
    let any_day = (2020..=2040, 1..=365u32).prop_map(|(year, nth)| NaiveDate::from_yo_opt(year, nth).unwrap());
    let date = |month, days: std::ops::RangeInclusive<u32>| {
        (2020..=2040, days).prop_map(move |(year, day)| NaiveDate::from_ymd_opt(year, month, day).unwrap())
    };
    prop_oneof![
        3 => any_day,
        3 => date(3, 25..=31),
        3 => date(10, 24..=31),
        1 => date(3, 7..=15),
        1 => date(11, 1..=8),
        1 => date(12, 23..=31),
    ]
}

/// Paris and Miquelon more often: they alone change their clocks.
pub fn a_zone() -> impl Strategy<Value = (Tz, HolidayRegion)> {
    prop_oneof![3 => Just(ZONES[0]), 1 => Just(ZONES[11]), 4 => proptest::sample::select(&ZONES[..])]
}

pub fn minute_of(day: NaiveDate) -> Minute {
    day.and_time(NaiveTime::MIN).and_utc().timestamp() / 60
}

fn a_town(day: NaiveDate, zone: (Tz, HolidayRegion), now: Minute, days: i64) -> impl Strategy<Value = PlainTown> {
    let site = move |zone: (Tz, HolidayRegion)| {
        vec(a_stretch(day, days, 1..=2000), 0..2).prop_map(move |mut closures| {
            closures.sort_unstable();
            PlainSite { zone: zone.0, region: zone.1, closures }
        })
    };
    // Sometimes a place far away, with another clock on its wall.
    let elsewhere = prop_oneof![3 => Just(zone), 1 => a_zone()].prop_flat_map(site);
    let sites = (site(zone), site(zone), elsewhere).prop_map(|(none, here, there)| vec![none, here, there]);
    let workers = vec(a_calendar(day, zone.0, now, days, 1..4), 1..=3);
    let kind = prop_oneof![2 => Just(ResourceKind::Room), 1 => Just(ResourceKind::Car)];
    let resource = (kind, weighted(0.7, 1..3usize), a_calendar(day, zone.0, now, days, 0..1))
        .prop_map(|(kind, site, calendar)| PlainResource { kind, site, calendar });
    (sites, workers, vec(resource, 0..4), a_motive()).prop_map(|(sites, workers, resources, mut motive)| {
        motive.two &= workers.len() > 1;
        motive.workers = (0..workers.len()).collect();
        PlainTown { sites, workers, resources, motive }
    })
}

fn a_motive() -> impl Strategy<Value = PlainMotive> {
    let duration = prop_oneof![3 => (2..=18i64).prop_map(|fives| fives * 5), 1 => 7..=100i64];
    let buffer = || prop_oneof![2 => Just(0i64), 1 => 0..=45i64];
    let min_delay = prop_oneof![3 => Just(0i64), 1 => 0..3000i64];
    let max_delay = prop_oneof![3 => Just(365 * 1440i64), 1 => 0..8000i64];
    let kinds = prop_oneof![
        5 => Just(vec![]),
        1 => Just(vec![ResourceKind::Room]),
        1 => Just(vec![ResourceKind::Room, ResourceKind::Car]),
    ];
    (duration, buffer(), buffer(), min_delay, max_delay, kinds, prop::bool::weighted(0.3)).prop_map(
        |(duration, before, after, min_delay, max_delay, kinds, two)| {
            let workers = Vec::new();
            PlainMotive { duration, before, after, min_delay, max_delay, workers, two, kinds }
        },
    )
}

fn a_calendar(
    day: NaiveDate,
    zone: Tz,
    now: Minute,
    days: i64,
    openings: std::ops::Range<usize>,
) -> impl Strategy<Value = PlainCalendar> {
    (
        vec(an_opening(day), openings),
        vec(an_absence(day, zone), 0..3),
        vec(
            (a_stretch(day, days, 5..=240), weighted(0.25, -30..60i64))
                .prop_map(move |(at, left)| PlainBusy { at, expires: left.map(|left| now + left) }),
            0..6,
        ),
    )
        .prop_map(|(openings, absences, busy)| PlainCalendar { openings, absences, busy })
}

pub fn a_stretch(day: NaiveDate, days: i64, length: std::ops::RangeInclusive<i64>) -> impl Strategy<Value = Stretch> {
    let from = minute_of(day) - 1440;
    (0..(days + 2) * 1440, length).prop_map(move |(later, length)| (from + later, from + later + length))
}

fn an_opening(day: NaiveDate) -> impl Strategy<Value = PlainOpening> {
    let exceptions = btree_map(nearby(day, -2..6), vec(some_hours(20..=480), 0..3), 0..3);
    (
        prop_oneof![1 => Just(0usize), 3 => Just(1), 1 => Just(2)],
        prop::bool::weighted(0.9),
        some_days(day),
        exceptions,
        blocks(),
    )
        .prop_map(|(site, for_motive, days, exceptions, blocks)| PlainOpening {
            site,
            for_motive,
            days,
            blocks,
            exceptions,
        })
}

/// One block, two around lunch, or any, also over one another.
fn blocks() -> impl Strategy<Value = Vec<Hours>> {
    prop_oneof![
        Just(vec![(9 * 60, 12 * 60), (14 * 60, 17 * 60)]),
        vec(some_hours(20..=600), 1..=1),
        vec(some_hours(20..=480), 1..=3),
    ]
}

/// Often in the night, where clocks change.
fn some_hours(length: std::ops::RangeInclusive<i64>) -> impl Strategy<Value = Hours> {
    let from = prop_oneof![2 => (0..60i64).prop_map(|fives| fives * 5), 1 => 0..1440i64, 1 => 1320..1440i64];
    (from, length).prop_map(|(from, length)| (from, from + length))
}

fn an_absence(day: NaiveDate, zone: Tz) -> impl Strategy<Value = PlainAbsence> {
    let hours = prop_oneof![4 => some_hours(5..=600), 1 => some_hours(600..=4300)];
    let zone = prop_oneof![4 => Just(zone), 1 => a_zone().prop_map(|(zone, _)| zone)];
    (zone, some_days(day), hours).prop_map(|(zone, days, hours)| PlainAbsence { zone, days, hours })
}

fn nearby(day: NaiveDate, days: std::ops::Range<i64>) -> impl Strategy<Value = NaiveDate> {
    days.prop_map(move |later| day + chrono::TimeDelta::days(later))
}

fn some_days(day: NaiveDate) -> impl Strategy<Value = PlainDays> {
    let once = nearby(day, -2..5).prop_map(|first| PlainDays { first, last: None, weekly: None });
    let weekdays = (any::<[bool; 7]>(), 0..7usize).prop_map(|(mut on, one)| {
        on[one] = true;
        on
    });
    let every = prop_oneof![2 => Just(1u32), 1 => 2..=3u32];
    let weekly = (nearby(day, -25..3), weighted(0.25, nearby(day, -1..5)), every, weekdays)
        .prop_map(|(first, last, every, on)| PlainDays { first, last, weekly: Some(PlainWeekly { every, on }) });
    prop_oneof![1 => once, 3 => weekly]
}

pub fn timestamp(minute: Minute) -> Timestamp {
    Timestamp::from_micros(minute * 60_000_000).unwrap()
}

pub fn minute(timestamp: Timestamp) -> Minute {
    assert_eq!(timestamp.micros() % 60_000_000, 0, "{timestamp} is not a whole minute");
    timestamp.micros() / 60_000_000
}

pub fn span((from, to): Stretch) -> Span {
    Span::new(timestamp(from), timestamp(to)).unwrap()
}

pub fn place_of(site: usize) -> Option<PlaceId> {
    (site > 0).then(|| place(site as i64))
}

pub fn plain(slot: &Slot) -> PlainSlot {
    PlainSlot {
        start: minute(slot.span.start()),
        site: slot.place.map_or(0, |place| (place.0 - super::builders::place(0).0) as usize),
        workers: slot.workers.iter().map(|id| number_of(*id)).collect(),
    }
}

pub fn number_of(id: WorkerId) -> usize {
    (id.0 - WORKER.0) as usize
}

impl World {
    /// The same town for the engine.
    pub fn built(&self) -> Town {
        let sites: Vec<Site> = self
            .town
            .sites
            .iter()
            .map(|site| {
                let closures = site.closures.iter().map(|closure| span(*closure)).collect();
                Site { zone: site.zone, holidays: site.region, closures }
            })
            .collect();
        let mut town = Town::of(sites[0].zone, sites[0].holidays);
        town.now = timestamp(self.now);
        town.settings.organisations.get_mut(&ORGANISATION).unwrap().site = sites[0].clone();
        for (number, site) in sites.into_iter().enumerate().skip(1) {
            town = town.place_with(place(number as i64), site);
        }
        for (number, calendar) in self.town.workers.iter().enumerate() {
            let id = worker(number as i64);
            town = town.worker(id);
            town.agendas.insert(calendar_of(id), Arc::new(agenda(calendar_of(id), calendar, &self.town.sites)));
        }
        for (number, PlainResource { kind, site, calendar }) in self.town.resources.iter().enumerate() {
            let id = resource(number as i64);
            town = town.resource(id, *kind, site.and_then(place_of));
            let id = calendar_of_resource(id);
            town.agendas.insert(id, Arc::new(agenda(id, calendar, &self.town.sites)));
        }
        let PlainMotive { duration, before, after, min_delay, max_delay, workers, two, kinds } = &self.town.motive;
        let members: Vec<WorkerId> = workers.iter().map(|number| worker(*number as i64)).collect();
        let needed = match (two, &members[..]) {
            (false, _) => WorkersNeeded::One,
            (true, [one, other]) => WorkersNeeded::Pair(*one, *other),
            (true, _) => WorkersNeeded::AnyTwoOf(TEAM),
        };
        town.team(TEAM, &members).needing(needed).buffers(*before, *after).needing_resources(kinds).motive(|motive| {
            motive.duration = Minutes(*duration);
            motive.resources = ResourceKinds(kinds.clone());
            motive.window = BookingWindow { min_delay: Minutes(*min_delay), max_delay: Minutes(*max_delay) };
        })
    }

    pub fn oracle(&self) -> Oracle<'_> {
        Oracle::look(&self.town, self.asked, self.now)
    }
}

fn agenda(calendar: CalendarId, plain: &PlainCalendar, sites: &[PlainSite]) -> Agenda {
    let openings = plain.openings.iter().zip(200_000..).map(|(opening, id)| Opening {
        id: OpeningId(id),
        organisation: ORGANISATION,
        place: place_of(opening.site),
        motives: vec![if opening.for_motive { MOTIVE } else { MotiveId(MOTIVE.0 + 1) }],
        days: engine_days(&opening.days, sites[opening.site].zone),
        blocks: opening.blocks.iter().map(|hours| block(*hours)).collect(),
        exceptions: opening
            .exceptions
            .iter()
            .map(|(day, blocks)| (*day, blocks.iter().map(|hours| block(*hours)).collect()))
            .collect::<BTreeMap<_, _>>(),
    });
    let absences = plain.absences.iter().zip(210_000..).map(|(absence, id)| Absence {
        id: AbsenceId(id),
        zone: absence.zone,
        days: engine_days(&absence.days, absence.zone),
        block: block(absence.hours),
    });
    let busy = plain.busy.iter().zip(220_000..).map(|(busy, id)| BusyTime {
        id: BusyTimeId(id),
        span: span(busy.at),
        appointment: busy.expires.is_none().then_some(AppointmentId(id + 10_000)),
        expires_at: busy.expires.map(timestamp),
    });
    Agenda {
        calendar,
        openings: Arc::new(openings.collect()),
        absences: Arc::new(absences.collect()),
        busy: BusyTimes::new(busy.collect()),
    }
}

fn engine_days(plain: &PlainDays, zone: Tz) -> relais::domain::scheduling::recurrence::Days {
    days(plain.first, plain.last, plain.weekly.as_ref().map(rule_of).as_deref(), zone)
}

pub fn rule_of(weekly: &PlainWeekly) -> String {
    let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let on: Vec<&str> = names.into_iter().zip(weekly.on).filter(|(_, on)| *on).map(|(name, _)| name).collect();
    format!("FREQ=WEEKLY;INTERVAL={};BYDAY={}", weekly.every, on.join(","))
}

fn block((from, to): Hours) -> Block {
    let time = |minutes: i64| NaiveTime::MIN + chrono::TimeDelta::minutes(minutes % 1440);
    Block::over_days(time(from), time(to), (to / 1440) as u16).unwrap()
}
