//! The agenda: looking at it, and changing when workers receive. Booking into it is in the other verbs.
//!
//! Whose calendar may be changed by whom is decided in [`Desk::editing`], for all of it. Every change
//! takes the lock of the calendar and answers with the appointments that it leaves without their time.

mod absences;
mod look;
mod openings;

use std::sync::Arc;

pub use absences::{AbsenceDone, Covered};
pub use look::{AbsenceSpan, AgendaRequest, AgendaView, ClosedWhy, OpeningSpan, SiteClosed, WhoseAgenda, WorkerAgenda};
pub use openings::{OpeningDone, OpeningFound};

use super::{ActionError, Claimant, Desk};
use crate::domain::access::{Deed, Scope};
use crate::domain::ids::{AbsenceId, CalendarId, OpeningId, OrganisationId, WorkerId};
use crate::domain::journal::{Act, Detail, Line, Thing};
use crate::domain::scheduling::editing::Unfit;
use crate::domain::scheduling::recurrence::Horizon;
use crate::domain::scheduling::search::FURTHEST;
use crate::domain::settings::Settings;
use crate::domain::time::{Minutes, Span, Timestamp};
use crate::store::{self, Ask, Town, Towns, WriteTx};

impl From<Unfit> for ActionError {
    /// `why` is the key of a text: a page says it next to the field.
    fn from(unfit: Unfit) -> Self {
        ActionError::invalid(unfit.field(), unfit.key())
    }
}

/// Whose calendar a change is about, as the request names it.
#[derive(Clone, Copy)]
enum Of {
    Worker(WorkerId),
    Opening(OpeningId),
    Absence(AbsenceId),
}

/// A calendar that the caller may change.
#[derive(Clone)]
struct Editing {
    towns: Arc<Towns>,
    scope: Scope,
    settings: Arc<Settings>,
    calendar: CalendarId,
    /// For which new openings are.
    organisation: OrganisationId,
    now: Timestamp,
}

impl Desk {
    /// # Errors
    /// `NotFound` for what belongs to another organisation, `Denied` for a colleague's calendar.
    async fn editing(&self, claimant: &Claimant, of: Of, now: Timestamp) -> Result<Editing, ActionError> {
        let mut tx = self.db.read().await?;
        let (town, caller) = self.town(&mut tx, claimant, None, (now, now), |_, _| Vec::new()).await?;
        let seen = caller.may(Deed::SeeAgendas)?;
        let territory = seen.territory();
        let workers = &town.settings.workers;
        let of_calendar = |calendar| workers.values().find(|worker| worker.calendar == calendar);
        let (thing, worker, organisation) = match of {
            Of::Worker(worker) => ("worker", workers.get(&worker), None),
            Of::Opening(id) => match store::opening(&mut tx, territory, id).await? {
                Some(opening) => ("opening", of_calendar(opening.calendar), Some(opening.organisation)),
                None => ("opening", None, None),
            },
            Of::Absence(id) => match store::absence_calendar(&mut tx, territory, id).await? {
                Some(calendar) => ("absence", of_calendar(calendar), None),
                None => ("absence", None, None),
            },
        };
        let worker = worker.ok_or(missing(thing))?;
        let own = worker.organisations.iter().copied().find(|organisation| seen.covers(*organisation));
        let organisation = organisation.or(own).filter(|organisation| seen.covers(*organisation));
        let organisation = organisation.filter(|_| own.is_some()).ok_or(missing(thing))?;
        let scope = caller.may_edit_agenda_of(worker.id)?;
        Ok(Editing {
            towns: self.towns.clone(),
            scope,
            settings: town.settings.clone(),
            calendar: worker.calendar,
            organisation,
            now,
        })
    }
}

/// Each thing in full: its words are looked up by name.
fn missing(thing: &str) -> ActionError {
    match thing {
        "opening" => ActionError::NotFound("opening"),
        "absence" => ActionError::NotFound("absence"),
        _ => ActionError::NotFound("worker"),
    }
}

impl Editing {
    /// The calendar as it is, taken until the transaction ends.
    async fn locked(&self, tx: &mut WriteTx) -> Result<Town, ActionError> {
        let ask =
            Ask { territory: self.scope.territory(), token_hash: None, person: None, now: self.now, from: self.now };
        let town = self.towns.lock(tx, &ask, &[self.calendar], None).await?;
        town.ok_or(ActionError::NotFound("territory"))
    }

    /// From now on, as far as anybody books.
    fn to_come(&self) -> Span {
        Span::lasting(self.now, FURTHEST).expect("a year is not empty")
    }

    fn horizon(&self) -> Horizon {
        let day = |at: Timestamp| at.utc().date_naive();
        // An absence that lasts into the window began at most 44 days before.
        Horizon { from: day(self.now - Minutes::days(47)), to: day(self.now + FURTHEST + Minutes::days(2)) }
    }

    async fn journal(
        &self,
        tx: &mut WriteTx,
        act: Act,
        (thing, thing_id): (Thing, i64),
        detail: Detail,
    ) -> Result<(), ActionError> {
        let line = Line { at: self.now, actor: self.scope.actor(), act, thing, thing_id, detail };
        Ok(store::write_line(tx, self.scope.territory(), &line).await?)
    }
}
