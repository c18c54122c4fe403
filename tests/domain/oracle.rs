//! Free time and slots worked out the long way: minute by minute, day by day, with nothing clever.
//! It shares no code with the engine but the zones of chrono-tz and the list of public holidays,
//! and everything in it is a whole minute.
//!
//! A wall-clock time is found by walking the minutes of UTC and looking at the clock on the wall.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Datelike, NaiveDate, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;
use relais::domain::motives::ResourceKind;
use relais::domain::scheduling::holidays::{HolidayRegion, holiday_on};

/// Minutes of UTC since 1970.
pub type Minute = i64;
/// `[from, to)`.
pub type Stretch = (Minute, Minute);
/// Minutes after midnight on the wall, from and to; past 1440 on the days after.
pub type Hours = (i64, i64);

/// A town as plain as it can be written.
#[derive(Clone, Debug)]
pub struct PlainTown {
    /// The first is the organisation (an opening in no place), the others are places.
    pub sites: Vec<PlainSite>,
    pub workers: Vec<PlainCalendar>,
    pub resources: Vec<PlainResource>,
    pub motive: PlainMotive,
}

#[derive(Clone, Debug)]
pub struct PlainSite {
    pub zone: Tz,
    pub region: HolidayRegion,
    pub closures: Vec<Stretch>,
}

#[derive(Clone, Debug, Default)]
pub struct PlainCalendar {
    pub openings: Vec<PlainOpening>,
    pub absences: Vec<PlainAbsence>,
    pub busy: Vec<PlainBusy>,
}

#[derive(Clone, Debug)]
pub struct PlainOpening {
    pub site: usize,
    /// For the motive that is looked for, or for another one.
    pub for_motive: bool,
    pub days: PlainDays,
    pub blocks: Vec<Hours>,
    pub exceptions: BTreeMap<NaiveDate, Vec<Hours>>,
}

#[derive(Clone, Debug)]
pub struct PlainAbsence {
    pub zone: Tz,
    pub days: PlainDays,
    pub hours: Hours,
}

#[derive(Clone, Debug)]
pub struct PlainDays {
    pub first: NaiveDate,
    pub last: Option<NaiveDate>,
    /// `None`: once.
    pub weekly: Option<PlainWeekly>,
}

#[derive(Clone, Debug)]
pub struct PlainWeekly {
    pub every: u32,
    /// Monday first.
    pub on: [bool; 7],
}

#[derive(Clone, Copy, Debug)]
pub struct PlainBusy {
    pub at: Stretch,
    /// A hold ends by itself.
    pub expires: Option<Minute>,
}

#[derive(Clone, Debug)]
pub struct PlainResource {
    pub kind: ResourceKind,
    /// A room is in one place; `None` goes everywhere.
    pub site: Option<usize>,
    pub calendar: PlainCalendar,
}

#[derive(Clone, Debug)]
pub struct PlainMotive {
    pub duration: i64,
    pub before: i64,
    pub after: i64,
    pub min_delay: i64,
    pub max_delay: i64,
    /// Who gives it, in order.
    pub workers: Vec<usize>,
    /// Two of them together, not one.
    pub two: bool,
    pub kinds: Vec<ResourceKind>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlainSlot {
    pub start: Minute,
    pub site: usize,
    pub workers: Vec<usize>,
}

const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();

/// What the clock on the wall shows at each minute of a stretch of UTC.
#[derive(Clone)]
pub struct Clock {
    from: Minute,
    /// Minutes of the wall calendar since 1 January 1970 there.
    wall: Vec<i64>,
}

impl Clock {
    pub fn walk(zone: Tz, (from, to): Stretch) -> Clock {
        let shown = |minute: Minute| {
            let utc = DateTime::from_timestamp(minute * 60, 0).unwrap().naive_utc();
            minute + i64::from(zone.offset_from_utc_datetime(&utc).fix().local_minus_utc()) / 60
        };
        Clock { from, wall: (from..to).map(shown).collect() }
    }

    /// Days of the wall calendar since 1 January 1970.
    fn day(&self, minute: Minute) -> i64 {
        self.wall[(minute - self.from) as usize] / 1440
    }

    /// When the clock on the wall first shows so many minutes after midnight of that day. When it
    /// never does, it has just skipped over: as many minutes later as it was before the gap.
    pub fn find(&self, day: NaiveDate, after_midnight: i64) -> Minute {
        let wanted = (day - EPOCH).num_days() * 1440 + after_midnight;
        // No clock is 15 hours away from UTC.
        let mut minute = (wanted - 15 * 60).max(self.from);
        while self.wall[(minute - self.from) as usize] < wanted {
            minute += 1;
        }
        if self.wall[(minute - self.from) as usize] == wanted {
            return minute;
        }
        let just_before = minute - 1;
        just_before + wanted - self.wall[(just_before - self.from) as usize]
    }
}

impl PlainDays {
    /// Walked day by day from the first, counting Mondays.
    pub fn within(&self, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        let Some(weekly) = &self.weekly else {
            return if from <= self.first && self.first <= to { vec![self.first] } else { Vec::new() };
        };
        let mut found = Vec::new();
        let mut weeks = 0;
        let mut day = self.first;
        while day <= to && self.last.is_none_or(|last| day <= last) {
            if day != self.first && day.weekday().num_days_from_monday() == 0 {
                weeks += 1;
            }
            if weeks % weekly.every == 0 && weekly.on[day.weekday().num_days_from_monday() as usize] && day >= from {
                found.push(day);
            }
            day = day.succ_opt().unwrap();
        }
        found
    }
}

/// A town looked at during one stretch of time, at one moment.
pub struct Oracle<'a> {
    town: &'a PlainTown,
    now: Minute,
    asked: Stretch,
    /// Wide enough around what is asked for everything that reaches into it.
    all: Stretch,
    clocks: HashMap<Tz, Clock>,
    /// By worker: the stretches in which a person can be received without a pause, and where.
    free: Vec<Vec<(usize, Stretch)>>,
    /// By resource: the minutes at which it is taken, and those at which it is not there.
    resources: Vec<(Vec<bool>, Vec<bool>)>,
}

/// Nothing in a random town lasts longer than four days.
const AROUND: i64 = 6 * 1440;

impl<'a> Oracle<'a> {
    /// Knows every start in `asked`.
    pub fn look(town: &'a PlainTown, asked: Stretch, now: Minute) -> Oracle<'a> {
        let all = (asked.0 - AROUND, asked.1 + AROUND);
        let calendars = || town.workers.iter().chain(town.resources.iter().map(|resource| &resource.calendar));
        let absences = calendars().flat_map(|calendar| &calendar.absences).map(|absence| absence.zone);
        let zones: HashSet<Tz> = town.sites.iter().map(|site| site.zone).chain(absences).collect();
        let clocks = zones.into_iter().map(|zone| (zone, Clock::walk(zone, all))).collect();
        let mut oracle = Oracle { town, now, asked, all, clocks, free: Vec::new(), resources: Vec::new() };
        let closed: Vec<Vec<bool>> = town.sites.iter().map(|site| oracle.closed(site)).collect();
        oracle.free = town.workers.iter().map(|worker| oracle.free_stretches(worker, &closed)).collect();
        oracle.resources = town
            .resources
            .iter()
            .map(|resource| (oracle.taken(&resource.calendar), oracle.absent(&resource.calendar)))
            .collect();
        oracle
    }

    fn free_stretches(&self, worker: &PlainCalendar, closed: &[Vec<bool>]) -> Vec<(usize, Stretch)> {
        let (taken, absent) = (self.taken(worker), self.absent(worker));
        let motive = &self.town.motive;
        let mut free = Vec::new();
        for opening in worker.openings.iter().filter(|opening| opening.for_motive) {
            let received = |minute: Minute| {
                let clear = |minute: Minute| !taken[self.mark(minute)];
                !absent[self.mark(minute)]
                    && !closed[opening.site][self.mark(minute)]
                    && (minute - motive.before..=minute + motive.after).all(clear)
            };
            for (begins, ends) in self.blocks(opening) {
                // A pause ends a stretch; the next minute begins another.
                let mut since = None;
                for minute in begins..ends {
                    match (since, received(minute)) {
                        (None, true) => since = Some(minute),
                        (Some(start), false) => {
                            free.push((opening.site, (start, minute)));
                            since = None;
                        }
                        _ => {}
                    }
                }
                if let Some(start) = since {
                    free.push((opening.site, (start, ends)));
                }
            }
        }
        free
    }

    /// The days in which something that reaches into the question may begin.
    fn days(&self) -> (NaiveDate, NaiveDate) {
        let utc_day = |minute: Minute| DateTime::from_timestamp(minute * 60, 0).unwrap().date_naive();
        (utc_day(self.asked.0 - 4 * 1440), utc_day(self.asked.1 + 1440))
    }

    fn mark(&self, minute: Minute) -> usize {
        (minute - self.all.0) as usize
    }

    fn marked(&self, stretches: impl IntoIterator<Item = Stretch>) -> Vec<bool> {
        let mut marks = vec![false; self.mark(self.all.1)];
        for (from, to) in stretches {
            for minute in from.max(self.all.0)..to.min(self.all.1) {
                marks[self.mark(minute)] = true;
            }
        }
        marks
    }

    fn closed(&self, site: &PlainSite) -> Vec<bool> {
        let mut marks = self.marked(site.closures.iter().copied());
        let clock = &self.clocks[&site.zone];
        let mut today = (0, false);
        for minute in self.all.0..self.all.1 {
            let day = clock.day(minute);
            if day != today.0 {
                today = (day, holiday_on(site.region, EPOCH + TimeDelta::days(day)).is_some());
            }
            marks[self.mark(minute)] |= today.1;
        }
        marks
    }

    fn absent(&self, calendar: &PlainCalendar) -> Vec<bool> {
        let (from, to) = self.days();
        let mut absences = Vec::new();
        for PlainAbsence { zone, days, hours: (begins, ends) } in &calendar.absences {
            for day in days.within(from, to) {
                absences.push((self.clocks[zone].find(day, *begins), self.clocks[zone].find(day, *ends)));
            }
        }
        self.marked(absences)
    }

    fn taken(&self, calendar: &PlainCalendar) -> Vec<bool> {
        let counts = |busy: &&PlainBusy| busy.expires.is_none_or(|end| end > self.now);
        self.marked(calendar.busy.iter().filter(counts).map(|busy| busy.at))
    }

    fn blocks(&self, opening: &PlainOpening) -> Vec<Stretch> {
        let clock = &self.clocks[&self.town.sites[opening.site].zone];
        let (from, to) = self.days();
        let mut blocks = Vec::new();
        for day in opening.days.within(from, to) {
            for (begins, ends) in opening.exceptions.get(&day).unwrap_or(&opening.blocks) {
                let block = (clock.find(day, *begins), clock.find(day, *ends));
                if block.1 > self.asked.0 && block.0 <= self.asked.1 {
                    blocks.push(block);
                }
            }
        }
        blocks
    }

    /// Whether the worker can receive a person there for the whole duration.
    pub fn is_free(&self, worker: usize, site: usize, start: Minute) -> bool {
        let ends = start + self.town.motive.duration;
        self.free[worker].iter().any(|(at, (from, to))| *at == site && *from <= start && ends <= *to)
    }

    /// The starts of one worker: a grid that begins anew with each stretch.
    fn grid(&self, worker: usize) -> BTreeSet<(Minute, usize)> {
        let mut starts = BTreeSet::new();
        for (site, (from, to)) in &self.free[worker] {
            let mut start = *from;
            while start < self.now {
                start += 5;
            }
            while start + self.town.motive.duration <= *to {
                starts.insert((start, *site));
                start += self.town.motive.duration;
            }
        }
        starts
    }

    /// Whether a resource is not taken, buffers included, and there for the appointment itself.
    pub fn resource_is_free(&self, resource: usize, site: usize, start: Minute) -> bool {
        let motive = &self.town.motive;
        let ends = start + motive.duration;
        let (taken, absent) = &self.resources[resource];
        self.town.resources[resource].site.is_none_or(|at| at == site)
            && (start - motive.before..ends + motive.after).all(|minute| !taken[self.mark(minute)])
            && (start..ends).all(|minute| !absent[self.mark(minute)])
    }

    /// The first kind of which none is free.
    pub fn missing_kind(&self, site: usize, start: Minute) -> Option<ResourceKind> {
        let free = |kind: ResourceKind| {
            (0..self.town.resources.len())
                .any(|number| self.town.resources[number].kind == kind && self.resource_is_free(number, site, start))
        };
        self.town.motive.kinds.iter().copied().find(|kind| !free(*kind))
    }

    /// Every slot whose start lies in `[from, to)`, and in the booking window for the public.
    pub fn slots(&self, (from, to): Stretch, public: bool) -> Vec<PlainSlot> {
        let motive = &self.town.motive;
        let grids: Vec<(usize, BTreeSet<(Minute, usize)>)> =
            motive.workers.iter().map(|worker| (*worker, self.grid(*worker))).collect();
        let starts: BTreeSet<(Minute, usize)> = grids.iter().flat_map(|(_, grid)| grid.iter().copied()).collect();
        let mut slots = Vec::new();
        for (start, site) in starts {
            if start < from || start >= to || start < self.now || (public && !self.in_time(start, self.now)) {
                continue;
            }
            // Two of them: on the grid of one, and the others only need to be free.
            let can = |worker: usize, grid: &BTreeSet<(Minute, usize)>| {
                if motive.two { self.is_free(worker, site, start) } else { grid.contains(&(start, site)) }
            };
            let workers: Vec<usize> =
                grids.iter().filter(|(worker, grid)| can(*worker, grid)).map(|(worker, _)| *worker).collect();
            if (!motive.two || workers.len() >= 2) && self.missing_kind(site, start).is_none() {
                slots.push(PlainSlot { start, site, workers });
            }
        }
        slots
    }

    pub fn now(&self) -> Minute {
        self.now
    }

    /// Neither sooner than the shortest notice nor later than the longest, counted from `shown`.
    pub fn in_time(&self, start: Minute, shown: Minute) -> bool {
        let motive = &self.town.motive;
        start >= shown && start >= shown + motive.min_delay && start <= shown + motive.max_delay
    }
}
