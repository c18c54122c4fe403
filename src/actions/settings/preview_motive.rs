//! See what a motive would offer, before it is saved: the search of the public, on the agendas as
//! they are, over the next seven days.

use std::sync::Arc;

use super::save_motive::named_exist;
use super::{Claimant, Desk, SettingsError, none};
use crate::domain::access::Deed;
use crate::domain::ids::{CalendarId, MotiveId, WorkerId};
use crate::domain::motives::{BookableBy, Motive};
use crate::domain::scheduling::agenda::Agenda;
use crate::domain::scheduling::search::{self, Agendas, Audience, Nothing, Query};
use crate::domain::settings::Settings;
use crate::domain::settings_rules;
use crate::domain::time::{Minutes, Span, Timestamp};
use crate::store;

const WEEK: Minutes = Minutes::days(7);

/// What a motive would offer in the next seven days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Who would see it.
    pub audience: Audience,
    /// How many slots (of a workshop: planned sessions with a seat left), or why none.
    pub found: Result<usize, Nothing>,
    pub sessions: bool,
    /// No opening gives a motive that is new: counted as if all of them did.
    pub as_if_given: bool,
}

impl Desk {
    /// # Errors
    /// As [`Desk::save_motive`]: what could not be saved has no preview.
    pub async fn preview_motive(
        &self,
        claimant: &Claimant,
        motive: Motive,
        now: Timestamp,
    ) -> Result<Preview, SettingsError> {
        let office = self.office(claimant, Deed::EditSettings).await?;
        none(settings_rules::motive(&motive))?;
        let (territory, organisation) = office.at()?;
        let motive = Motive { organisation, ..motive };
        let audience = match motive.bookable_by {
            BookableBy::Public => Audience::Public,
            BookableBy::Invited => Audience::Invited,
            BookableBy::Staff => Audience::Staff,
        };
        // A follow-up goes to each person's own referent: together they are everybody who receives.
        let query = |settings: &Settings| -> Query {
            let referents: Vec<WorkerId> = settings.workers_of(organisation).to_vec();
            Query { referents: Some(referents), ..Query::for_motive(motive.id, audience) }
        };
        let calendars = |settings: &Settings, _: &[WorkerId]| -> Vec<CalendarId> {
            let workers = search::eligible(settings, &motive, &query(settings)).unwrap_or_default();
            search::calendars(settings, &motive, &workers)
        };
        let mut tx = self.db.read().await?;
        named_exist(&mut tx, &office, &motive).await?;
        let (town, _) = self.town(&mut tx, claimant, None, (now, now), calendars).await?;
        let as_if_given = motive.id == MotiveId(0) && motive.seats.is_none();
        let agendas = if as_if_given { given_everywhere(&town.agendas, &motive) } else { town.agendas };
        let settings = &town.settings;
        let preview = |found| Preview { audience, found, sessions: motive.seats.is_some(), as_if_given };
        let query = query(settings);
        let Some(week) = Span::new(now, now + WEEK) else { return Ok(preview(Err(Nothing::OutsideBookingWindow))) };
        let ready = search::eligible(settings, &motive, &query)
            .and_then(|workers| Ok((workers, search::start_range(&motive, audience, week, now)?)));
        let (workers, range) = match ready {
            Ok(ready) => ready,
            Err(nothing) => return Ok(preview(Err(nothing))),
        };
        if motive.seats.is_some() {
            let all = store::sessions(&mut tx, territory, motive.id, week, None).await?;
            let planned = !all.is_empty();
            let open = search::open_sessions(all, &query, &workers, range).len();
            return Ok(preview(match open {
                0 if planned => Err(Nothing::Full),
                0 => Err(Nothing::NoOpening),
                open => Ok(open),
            }));
        }
        let slots = search::slots(settings, &agendas, &motive, &query, &workers, range, now).len();
        Ok(preview(match slots {
            0 => Err(search::why_nothing(settings, &agendas, &motive, &query, &workers, range)),
            slots => Ok(slots),
        }))
    }
}

/// The same agendas, with a motive in every opening of its organisation.
fn given_everywhere(agendas: &Agendas, motive: &Motive) -> Agendas {
    let with = |agenda: &Agenda| {
        let mut openings = agenda.openings.as_ref().clone();
        for opening in openings.iter_mut().filter(|opening| opening.organisation == motive.organisation) {
            opening.motives.push(motive.id);
        }
        Agenda { openings: Arc::new(openings), ..agenda.with_busy(agenda.busy.clone()) }
    };
    agendas.iter().map(|(calendar, agenda)| (*calendar, Arc::new(with(agenda)))).collect()
}
