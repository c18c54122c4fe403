//! Statistics of an organisation, computed from its rows each time they are looked at: numbers about
//! motives and workers, never about a person.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::{ActionError, Claimant, Desk};
use crate::domain::access::{Deed, Scope};
use crate::domain::ids::{CalendarId, MotiveId, WorkerId};
use crate::domain::motives::{BookableBy, Motive};
use crate::domain::scheduling::figures::{Tally, common, minutes, open_time, per_mille, united};
use crate::domain::scheduling::recurrence::Horizon;
use crate::domain::scheduling::search::{self, Audience, FURTHEST, Nothing, Query};
use crate::domain::scheduling::zones;
use crate::domain::settings::Settings;
use crate::domain::time::{Minutes, Span, Timestamp};
use crate::store::{self, ReadTx, Town};

/// Two years and a day.
const LONGEST_PERIOD: i64 = 732;
/// How far the third slot is: one may be an accident, three are a choice.
const SLOTS_WAITED_FOR: usize = 3;

#[derive(Clone, Debug)]
pub struct Statistics {
    /// What names the motives and workers.
    pub settings: Arc<Settings>,
    /// In order of their id: those of the organisation that are in use or have something to count.
    pub by_motive: Vec<MotiveFigures>,
    pub by_worker: Vec<WorkerFigures>,
    /// How often a search found nothing, and why.
    pub misses: Vec<(MotiveId, Nothing, i64)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MotiveFigures {
    pub motive: MotiveId,
    pub tally: Tally,
    /// Days from today to the third slot that is free now, as the public would find it (as the staff, for
    /// motives that only the staff books). `None`: there are not three, or the motive is not in use, is
    /// with a referent, or is a workshop.
    pub third_slot: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerFigures {
    pub worker: WorkerId,
    pub tally: Tally,
    /// Of the openings here, without absences, closures and public holidays.
    pub open: Minutes,
    /// What appointments took of it, with their buffers, whosever they are.
    pub taken: Minutes,
}

impl WorkerFigures {
    /// In thousandths; `None` when nothing was open.
    pub fn occupancy_per_mille(&self) -> Option<i64> {
        per_mille(self.taken.0, self.open.0)
    }
}

impl Desk {
    /// From one day to another, both included.
    ///
    /// # Errors
    /// `Invalid` for a period that ends before it starts or is longer than two years.
    pub async fn statistics(
        &self,
        claimant: &Claimant,
        (from, to): (NaiveDate, NaiveDate),
        now: Timestamp,
    ) -> Result<Statistics, ActionError> {
        if to < from {
            return Err(ActionError::invalid("to", "agenda-ends-before-it-starts"));
        }
        if (to - from).num_days() > LONGEST_PERIOD {
            return Err(ActionError::invalid("to", "agenda-span-too-long"));
        }
        let mut tx = self.db.read().await?;
        let (town, caller) = self.town(&mut tx, claimant, None, (now, now), |_, _| Vec::new()).await?;
        let scope = caller.may(Deed::SeeStatistics)?;
        let town = self.town_of_searches(&mut tx, claimant, &town, &scope, now).await?;
        let settings = town.settings.clone();
        let zone = zone(&settings, &scope);
        let after = to.succ_opt().unwrap_or(to);
        let period = Span::new(zones::day_start(zone, from), zones::day_start(zone, after));
        let period = period.ok_or_else(|| ActionError::invalid("to", "agenda-ends-before-it-starts"))?;
        let mut motives: BTreeMap<MotiveId, MotiveFigures> = BTreeMap::new();
        let mut of_motive = |motive| {
            motives.entry(motive).or_insert(MotiveFigures { motive, tally: Tally::default(), third_slot: None });
        };
        let own = settings.motives.values().filter(|motive| motive.active && scope.covers(motive.organisation));
        own.for_each(|motive| of_motive(motive.id));
        let counted = store::counted_by_motive(&mut tx, &scope, period).await?;
        counted.iter().for_each(|(motive, ..)| of_motive(*motive));
        for (motive, status, count, minutes) in counted {
            if let Some(figures) = motives.get_mut(&motive) {
                figures.tally.add(status, count, minutes);
            }
        }
        for figures in motives.values_mut() {
            let motive = settings.motives.get(&figures.motive).filter(|motive| motive.active);
            figures.third_slot = motive.and_then(|motive| third_slot(&town, motive, zone, now));
        }
        let by_worker = by_worker(&mut tx, &settings, &scope, period).await?;
        let misses = store::search_misses(&mut tx, &scope, (from, to)).await?;
        Ok(Statistics { settings, by_motive: motives.into_values().collect(), by_worker, misses })
    }

    /// Notes that a search for a motive found nothing: counts by day and reason, nothing about who looked.
    /// A browser counts once a day for a motive, however often it looks again: what is kept of it for
    /// that is a keyed digest, swept like every attempt. No line of the journal: it is about nobody.
    ///
    /// # Errors
    /// `NotFound` for another organisation's motive.
    pub async fn note_miss(
        &self,
        claimant: &Claimant,
        motive: MotiveId,
        reason: Nothing,
        browser: &str,
        now: Timestamp,
    ) -> Result<(), ActionError> {
        let key = self.secrets.throttle("miss", &[browser, &motive.to_string()]);
        let (scope, organisation, day, window) = {
            let mut tx = self.db.read().await?;
            let (town, caller) = self.town(&mut tx, claimant, None, (now, now), |_, _| Vec::new()).await?;
            let scope = caller.may(Deed::FindSlots)?;
            let motive = town.settings.motives.get(&motive).filter(|motive| scope.covers(motive.organisation));
            let organisation = motive.ok_or(ActionError::NotFound("motive"))?.organisation;
            let zone = town.settings.site(organisation, None).map_or(Tz::UTC, |site| site.zone);
            let day = zones::local_day(zone, now);
            let window = zones::day_start(zone, day);
            // A reload writes nothing.
            if store::attempts(&mut tx, &key, window - Minutes(1)).await?.count > 0 {
                return Ok(());
            }
            (scope, organisation, day, window)
        };
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                // Two tabs at the same moment are one browser.
                if store::count_attempt(tx, &key, window).await? > 1 {
                    return Ok(());
                }
                store::note_miss(tx, scope.territory(), (organisation, motive), day, reason).await
            })
        });
        Ok(write.await?)
    }

    /// The town with every calendar that decides a search for one of the scope's motives.
    async fn town_of_searches(
        &self,
        tx: &mut ReadTx,
        claimant: &Claimant,
        town: &Town,
        scope: &Scope,
        now: Timestamp,
    ) -> Result<Town, ActionError> {
        let motives = town.settings.motives.values();
        let own: Vec<&Motive> = motives.filter(|motive| motive.active && scope.covers(motive.organisation)).collect();
        let mut calendars: Vec<CalendarId> = Vec::new();
        for motive in own {
            let workers = search::eligible(&town.settings, motive, &query(motive)).unwrap_or_default();
            calendars.extend(search::calendars(&town.settings, motive, &workers));
        }
        calendars.sort_unstable();
        calendars.dedup();
        let (town, _) = self.town(tx, claimant, None, (now, now), |_, _| calendars.clone()).await?;
        Ok(town)
    }
}

fn query(motive: &Motive) -> Query {
    let audience = match motive.bookable_by {
        BookableBy::Public => Audience::Public,
        BookableBy::Invited => Audience::Invited,
        BookableBy::Staff => Audience::Staff,
    };
    Query::for_motive(motive.id, audience)
}

/// Where days are counted: at the organisation; over a whole territory, at its first one.
fn zone(settings: &Settings, scope: &Scope) -> Tz {
    let own = settings.organisations.values().filter(|organisation| scope.covers(organisation.id));
    own.min_by_key(|organisation| organisation.id).map_or(Tz::UTC, |organisation| organisation.site.zone)
}

fn third_slot(town: &Town, motive: &Motive, zone: Tz, now: Timestamp) -> Option<i64> {
    if motive.seats.is_some() || motive.follow_up {
        return None;
    }
    let query = query(motive);
    let workers = search::eligible(&town.settings, motive, &query).ok()?;
    let range = search::start_range(motive, query.audience, Span::lasting(now, FURTHEST)?, now).ok()?;
    let (settings, agendas) = (&town.settings, &town.agendas);
    let slots = search::earliest(settings, agendas, motive, &query, &workers, range, now, SLOTS_WAITED_FOR);
    let third = slots.get(SLOTS_WAITED_FOR - 1)?;
    Some((zones::local_day(zone, third.span.start()) - zones::local_day(zone, now)).num_days())
}

async fn by_worker(
    tx: &mut ReadTx,
    settings: &Settings,
    scope: &Scope,
    period: Span,
) -> Result<Vec<WorkerFigures>, ActionError> {
    let mut figures: BTreeMap<WorkerId, WorkerFigures> = BTreeMap::new();
    let new = |worker| WorkerFigures { worker, tally: Tally::default(), open: Minutes(0), taken: Minutes(0) };
    let mut calendars: HashMap<CalendarId, WorkerId> = HashMap::new();
    for worker in settings.workers.values() {
        if worker.organisations.iter().any(|organisation| scope.covers(*organisation)) {
            calendars.insert(worker.calendar, worker.id);
            figures.insert(worker.id, new(worker.id));
        }
    }
    for (worker, status, count, minutes) in store::counted_by_worker(tx, scope, period).await? {
        figures.entry(worker).or_insert_with(|| new(worker)).tally.add(status, count, minutes);
    }
    let mut list: Vec<CalendarId> = calendars.keys().copied().collect();
    list.sort_unstable();
    let day = |at: Timestamp| at.utc().date_naive();
    let (from, to) = (day(period.start() - Minutes::days(47)), day(period.end() + Minutes::days(2)));
    let received = store::received(tx, settings, &list, Horizon { from, to }).await?;
    let mut taken: HashMap<CalendarId, Vec<Span>> = HashMap::new();
    for (calendar, span) in store::taken_time(tx, scope.territory(), &list, period).await? {
        taken.entry(calendar).or_default().push(span);
    }
    for (calendar, (openings, absences)) in received {
        let worker = calendars.get(&calendar).and_then(|worker| figures.get_mut(worker));
        let Some(figures) = worker else { continue };
        let own = openings.iter().filter(|opening| scope.covers(opening.organisation));
        let open = open_time(settings, own, &absences, period);
        figures.open = minutes(&open);
        figures.taken = minutes(&common(&open, &united(taken.remove(&calendar).unwrap_or_default())));
    }
    Ok(figures.into_values().collect())
}
