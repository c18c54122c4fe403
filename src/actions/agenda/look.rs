//! Looking at agendas: of workers, or of a place; six statements at most, however many workers.
//!
//! Of another organisation nothing is seen but that a time is taken.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::actions::{ActionError, Claimant, Desk};
use crate::domain::access::{Deed, Scope};
use crate::domain::ids::{AbsenceId, CalendarId, ClosureId, MotiveId, OpeningId, PlaceId, WorkerId};
use crate::domain::scheduling::agenda::{Absence, Opening};
use crate::domain::scheduling::holidays::{Holiday, holiday_on};
use crate::domain::scheduling::recurrence::{Days, Horizon};
use crate::domain::scheduling::zones;
use crate::domain::settings::{Settings, Site, Worker};
use crate::domain::time::{Minutes, Span, Timestamp};
use crate::store::{self, AgendaAppointment, ClosureLine};

/// The longest stretch that is shown at once: a quarter, and the weeks around it.
const LONGEST_VIEW: Minutes = Minutes::days(110);

/// Whose agenda is looked at.
#[derive(Clone, Debug)]
pub enum WhoseAgenda {
    /// Empty: everybody of the organisation.
    Workers(Vec<WorkerId>),
    /// Everybody who has an opening or an appointment there then, with all that they have.
    Place(PlaceId),
}

#[derive(Clone, Debug)]
pub struct AgendaRequest {
    pub whose: WhoseAgenda,
    pub span: Span,
}

/// Agendas side by side, with the settings that name what is in them.
#[derive(Clone, Debug)]
pub struct AgendaView {
    pub settings: Arc<Settings>,
    pub span: Span,
    /// As they were named, or in order of their names.
    pub workers: Vec<WorkerAgenda>,
    /// Closures and public holidays, of the organisation and of each of its places.
    pub closed: Vec<SiteClosed>,
}

#[derive(Clone, Debug)]
pub struct WorkerAgenda {
    pub worker: WorkerId,
    pub name: String,
    pub openings: Vec<OpeningSpan>,
    pub absences: Vec<AbsenceSpan>,
    /// Of the caller's organisation, in any state.
    pub appointments: Vec<AgendaAppointment>,
    /// Taken by others, or kept for minutes: nothing more is told.
    pub busy: Vec<Span>,
}

/// One block of an occurrence of an opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningSpan {
    pub opening: OpeningId,
    /// The day of the occurrence: what is changed by [`crate::domain::scheduling::editing::Which`].
    pub day: NaiveDate,
    pub span: Span,
    pub place: Option<PlaceId>,
    pub motives: Vec<MotiveId>,
    pub recurs: bool,
    /// Its hours are others than those of the rest.
    pub differs: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsenceSpan {
    pub absence: AbsenceId,
    pub span: Span,
    pub reason: String,
    pub recurs: bool,
}

/// A time at which nobody is received somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteClosed {
    /// `None`: the organisation itself, by phone or video.
    pub place: Option<PlaceId>,
    pub span: Span,
    pub why: ClosedWhy,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClosedWhy {
    Closure { id: ClosureId, reason: String },
    Holiday(Holiday),
}

impl Desk {
    /// # Errors
    /// `NotFound` for a worker or a place of another organisation; `Invalid` for a span that is too long.
    pub async fn agenda(
        &self,
        claimant: &Claimant,
        request: &AgendaRequest,
        now: Timestamp,
    ) -> Result<AgendaView, ActionError> {
        let span = request.span;
        if Span::lasting(span.start(), LONGEST_VIEW).is_none_or(|longest| !longest.contains(span)) {
            return Err(ActionError::invalid("to", "agenda-span-too-long"));
        }
        let mut tx = self.db.read().await?;
        let (town, caller) = self.town(&mut tx, claimant, None, (now, now), |_, _| Vec::new()).await?;
        let scope = caller.may(Deed::SeeAgendas)?;
        let settings = town.settings;
        let workers = workers(&settings, &scope, &request.whose)?;
        let calendars: Vec<CalendarId> = workers.iter().map(|worker| worker.calendar).collect();
        let mut received = store::received(&mut tx, &settings, &calendars, horizon(span)).await?;
        let mut appointments: BTreeMap<CalendarId, Vec<AgendaAppointment>> = BTreeMap::new();
        for appointment in store::agenda_appointments(&mut tx, &scope, &calendars, span).await? {
            for calendar in &appointment.calendars {
                appointments.entry(*calendar).or_default().push(appointment.clone());
            }
        }
        let mut busy: BTreeMap<CalendarId, Vec<Span>> = BTreeMap::new();
        for elsewhere in store::busy_elsewhere(&mut tx, &scope, &calendars, span, now).await? {
            busy.entry(elsewhere.calendar).or_default().push(elsewhere.span);
        }
        let (reasons, closures) = store::reasons(&mut tx, &scope, &calendars, span).await?;
        let mut agendas = Vec::with_capacity(workers.len());
        for worker in workers {
            let (openings, absences) = received.remove(&worker.calendar).unwrap_or_default();
            let mut openings: Vec<OpeningSpan> = openings
                .iter()
                .filter(|opening| scope.covers(opening.organisation))
                .flat_map(|opening| opening_spans(&settings, opening, span))
                .collect();
            openings.sort_by_key(|opening| (opening.span, opening.opening));
            let reason = |absence: &Absence| reasons.get(&absence.id).cloned().unwrap_or_default();
            let mut absences: Vec<AbsenceSpan> =
                absences.iter().flat_map(|absence| absence_spans(absence, reason(absence), span)).collect();
            absences.sort_by_key(|absence| (absence.span, absence.absence));
            agendas.push(WorkerAgenda {
                worker: worker.id,
                name: worker.name.clone(),
                openings,
                absences,
                appointments: appointments.remove(&worker.calendar).unwrap_or_default(),
                busy: busy.remove(&worker.calendar).unwrap_or_default(),
            });
        }
        if let WhoseAgenda::Place(place) = request.whose {
            agendas.retain(|agenda| {
                agenda.openings.iter().any(|opening| opening.place == Some(place))
                    || agenda.appointments.iter().any(|appointment| appointment.place == Some(place))
            });
        }
        let closed = closed(&settings, &scope, closures, span);
        Ok(AgendaView { settings, span, workers: agendas, closed })
    }
}

fn workers<'a>(settings: &'a Settings, scope: &Scope, whose: &WhoseAgenda) -> Result<Vec<&'a Worker>, ActionError> {
    let is_own = |worker: &&Worker| worker.organisations.iter().any(|organisation| scope.covers(*organisation));
    match whose {
        WhoseAgenda::Workers(named) if !named.is_empty() => {
            let own = |worker: &WorkerId| settings.workers.get(worker).filter(is_own);
            let all = named.iter().map(|worker| own(worker).ok_or(ActionError::NotFound("worker")));
            return all.collect();
        }
        WhoseAgenda::Workers(_) => {}
        WhoseAgenda::Place(place) => {
            let place = settings.places.get(place).filter(|place| scope.covers(place.organisation));
            place.ok_or(ActionError::NotFound("place"))?;
        }
    }
    let mut all: Vec<&Worker> = settings.workers.values().filter(is_own).collect();
    all.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(all)
}

/// The days for which rules are worked out: an absence may have begun 44 days before.
fn horizon(span: Span) -> Horizon {
    let day = |at: Timestamp| at.utc().date_naive();
    Horizon { from: day(span.start() - Minutes::days(47)), to: day(span.end() + Minutes::days(2)) }
}

fn opening_spans(settings: &Settings, opening: &Opening, window: Span) -> Vec<OpeningSpan> {
    let Some(site) = settings.site(opening.organisation, opening.place) else { return Vec::new() };
    let days = zones::local_days(site.zone, window);
    let one = |(day, span)| OpeningSpan {
        opening: opening.id,
        day,
        span,
        place: opening.place,
        motives: opening.motives.clone(),
        recurs: !matches!(opening.days, Days::Once(_)),
        differs: opening.exceptions.contains_key(&day),
    };
    opening.dated_spans(days, window, site.zone).map(one).collect()
}

fn absence_spans(absence: &Absence, reason: String, window: Span) -> Vec<AbsenceSpan> {
    let recurs = !matches!(absence.days, Days::Once(_));
    let one = |span| AbsenceSpan { absence: absence.id, span, reason: reason.clone(), recurs };
    absence.spans(window).map(one).collect()
}

fn closed(settings: &Settings, scope: &Scope, closures: Vec<ClosureLine>, window: Span) -> Vec<SiteClosed> {
    let mut closed: Vec<SiteClosed> = Vec::new();
    let own = |place: &PlaceId| settings.places.get(place).is_some_and(|place| scope.covers(place.organisation));
    for ClosureLine { id, place, span, reason } in closures.into_iter().filter(|closure| own(&closure.place)) {
        closed.push(SiteClosed { place: Some(place), span, why: ClosedWhy::Closure { id, reason } });
    }
    let organisations = settings.organisations.values().filter(|organisation| scope.covers(organisation.id));
    let places = settings.places.values().filter(|place| scope.covers(place.organisation));
    let sites = organisations.map(|one| (None, &one.site)).chain(places.map(|one| (Some(one.id), &one.site)));
    for (place, site) in sites {
        closed.extend(holidays(site, window).map(|(span, why)| SiteClosed { place, span, why }));
    }
    closed.sort_by_key(|closed| (closed.span, closed.place));
    closed.dedup();
    closed
}

fn holidays(site: &Site, window: Span) -> impl Iterator<Item = (Span, ClosedWhy)> + '_ {
    let (first, last) = zones::local_days(site.zone, window);
    first.iter_days().take_while(move |day| *day <= last).filter_map(move |day| {
        let holiday = holiday_on(site.holidays, day)?;
        let span = zones::day_span(site.zone, day).filter(|span| span.overlaps(window))?;
        Some((span, ClosedWhy::Holiday(holiday)))
    })
}
