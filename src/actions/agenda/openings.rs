//! Openings: make one, change it or delete it — one occurrence, all from a day on, or all of them.
//!
//! An opening that goes covers nothing: its appointments stay. Those that were inside an opening and no
//! longer are come back as information.

use super::{Editing, FormKey, Of};
use crate::actions::{ActionError, Claimant, Desk};
use crate::domain::access::Deed;
use crate::domain::ids::{OpeningId, WorkerId};
use crate::domain::journal::{Act, Detail, Thing};
use crate::domain::scheduling::agenda::Opening;
use crate::domain::scheduling::editing::{self, Change, OpeningPlan, Which};
use crate::domain::settings::Settings;
use crate::domain::time::Timestamp;
use crate::store::{self, AgendaAppointment, IdempotencyKey, NewOpening, StoreError, WriteTx};

/// What a change of openings comes to.
#[derive(Clone, Debug)]
pub struct OpeningDone {
    /// The opening that holds what was asked for; `None` once it is deleted whole.
    pub opening: Option<OpeningId>,
    /// Appointments of the caller's organisation that are now outside its openings: they stay.
    pub outside: Vec<AgendaAppointment>,
}

/// An opening as a form shows it.
#[derive(Clone, Debug)]
pub struct OpeningFound {
    pub worker: WorkerId,
    pub plan: OpeningPlan,
}

impl Desk {
    /// # Errors
    /// `NotFound` for another organisation's.
    pub async fn opening(
        &self,
        claimant: &Claimant,
        id: OpeningId,
        now: Timestamp,
    ) -> Result<OpeningFound, ActionError> {
        let mut tx = self.db.read().await?;
        let (town, caller) = self.town(&mut tx, claimant, None, (now, now), |_, _| Vec::new()).await?;
        let scope = caller.may(Deed::SeeAgendas)?;
        let opening = store::opening(&mut tx, scope.territory(), id).await?;
        let opening = opening.filter(|opening| scope.covers(opening.organisation));
        let opening = opening.ok_or(ActionError::NotFound("opening"))?;
        let worker = town.settings.workers.values().find(|worker| worker.calendar == opening.calendar);
        let worker = worker.ok_or(ActionError::NotFound("opening"))?.id;
        Ok(OpeningFound { worker, plan: stored(&town.settings, &opening)? })
    }

    /// # Errors
    /// `NotFound` for a place, a motive or a worker of another organisation; `Denied` for a colleague.
    pub async fn create_opening(
        &self,
        claimant: &Claimant,
        worker: WorkerId,
        plan: OpeningPlan,
        now: Timestamp,
    ) -> Result<OpeningDone, ActionError> {
        self.create_opening_once(claimant, worker, plan, None, now).await
    }

    /// The same for a form that may be sent twice: the second time answers with what the first made.
    ///
    /// # Errors
    /// As [`Desk::create_opening`]; `KeyReused` when the form says something else now.
    pub async fn create_opening_once(
        &self,
        claimant: &Claimant,
        worker: WorkerId,
        plan: OpeningPlan,
        form: Option<FormKey>,
        now: Timestamp,
    ) -> Result<OpeningDone, ActionError> {
        let editing = self.editing(claimant, Of::Worker(worker), now).await?;
        editing.known(&plan)?;
        let form = form.map(|form| editing.form(claimant, "create_opening", form));
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                editing.locked(tx).await?;
                if let Some(before) = editing.done_before(tx, form.as_ref()).await? {
                    return Ok(OpeningId(before));
                }
                let id = store::insert_opening(tx, editing.scope.territory(), &editing.row(&plan)).await?;
                editing.journal(tx, Act::Added, (Thing::Opening, id.0), Detail::default()).await?;
                editing.remember(tx, form.as_ref(), id.0).await?;
                Ok::<_, ActionError>(id)
            })
        });
        Ok(OpeningDone { opening: Some(write.await?), outside: Vec::new() })
    }

    /// Makes `which` of an opening what `plan` says. Changed for one day only its hours are an exception;
    /// with another place, other motives or another day it becomes an opening of its own.
    ///
    /// # Errors
    /// As [`Desk::create_opening`]; `Invalid` for a day that it does not have.
    pub async fn change_opening(
        &self,
        claimant: &Claimant,
        (opening, which): (OpeningId, Which),
        plan: OpeningPlan,
        now: Timestamp,
    ) -> Result<OpeningDone, ActionError> {
        self.change_opening_once(claimant, (opening, which), plan, None, now).await
    }

    /// The same for a form that may be sent twice.
    ///
    /// # Errors
    /// As [`Desk::change_opening`]; `KeyReused` when the form says something else now.
    pub async fn change_opening_once(
        &self,
        claimant: &Claimant,
        (opening, which): (OpeningId, Which),
        plan: OpeningPlan,
        form: Option<FormKey>,
        now: Timestamp,
    ) -> Result<OpeningDone, ActionError> {
        let editing = self.editing(claimant, Of::Opening(opening), now).await?;
        editing.known(&plan)?;
        let form = form.map(|form| editing.form(claimant, "change_opening", form));
        self.edit(editing, (opening, which), Act::Changed, form, move |old| editing::change(old, which, plan)).await
    }

    /// # Errors
    /// As [`Desk::change_opening`].
    pub async fn delete_opening(
        &self,
        claimant: &Claimant,
        (opening, which): (OpeningId, Which),
        now: Timestamp,
    ) -> Result<OpeningDone, ActionError> {
        self.delete_opening_once(claimant, (opening, which), None, now).await
    }

    /// The same for a form that may be sent twice.
    ///
    /// # Errors
    /// As [`Desk::delete_opening`]; `KeyReused` when the form says something else now.
    pub async fn delete_opening_once(
        &self,
        claimant: &Claimant,
        (opening, which): (OpeningId, Which),
        form: Option<FormKey>,
        now: Timestamp,
    ) -> Result<OpeningDone, ActionError> {
        let editing = self.editing(claimant, Of::Opening(opening), now).await?;
        let form = form.map(|form| editing.form(claimant, "delete_opening", form));
        self.edit(editing, (opening, which), Act::Removed, form, move |old| editing::delete(&old.when, which)).await
    }

    async fn edit(
        &self,
        editing: Editing,
        (id, which): (OpeningId, Which),
        act: Act,
        form: Option<IdempotencyKey>,
        decide: impl FnOnce(&OpeningPlan) -> Result<Change, editing::Unfit> + Send + 'static,
    ) -> Result<OpeningDone, ActionError> {
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                let before = editing.locked(tx).await?;
                if let Some(opening) = editing.done_before(tx, form.as_ref()).await? {
                    let opening = Some(OpeningId(opening)).filter(|opening| opening.0 != 0);
                    return Ok(OpeningDone { opening, outside: Vec::new() });
                }
                // Read again under the lock: somebody else may have changed it meanwhile.
                let row = store::opening(tx, editing.scope.territory(), id).await?;
                let row = row.filter(|row| row.calendar == editing.calendar).ok_or(ActionError::NotFound("opening"))?;
                let change = decide(&stored(&before.settings, &row)?)?;
                let opening = editing.apply(tx, id, change).await?;
                let (ways, day) = match which {
                    Which::ThisOnly(day) => ("this_only", Some(day)),
                    Which::FromThisOn(day) => ("from_this_on", Some(day)),
                    Which::All => ("all", None),
                };
                let from = day.map(|day| day.to_string());
                let detail = Detail { reason: Some(ways.to_owned()), from, ..Detail::default() };
                editing.journal(tx, act, (Thing::Opening, id.0), detail).await?;
                editing.remember(tx, form.as_ref(), opening.map_or(0, |opening| opening.0)).await?;
                let openings = before.agendas.get(&editing.calendar).map(|agenda| agenda.openings.clone());
                let outside = editing.outside(tx, &openings.unwrap_or_default()).await?;
                Ok::<_, ActionError>(OpeningDone { opening, outside })
            })
        });
        write.await
    }
}

pub(super) fn stored(settings: &Settings, row: &NewOpening) -> Result<OpeningPlan, ActionError> {
    // At a place that is no longer in use the zone only reads an UNTIL.
    let zone = settings.site(row.organisation, row.place).map_or(chrono_tz::Tz::UTC, |site| site.zone);
    let days = (row.first_day, row.last_day);
    OpeningPlan::stored(row.place, days, row.rule.as_deref(), &row.blocks, row.motives.clone(), zone)
        .map_err(|why| StoreError::BadRow(format!("opening: {why}")).into())
}

fn is_inside(settings: &Settings, openings: &[Opening], appointment: &AgendaAppointment) -> bool {
    openings.iter().any(|opening| {
        opening.organisation == appointment.organisation
            && opening.motives.contains(&appointment.motive)
            && (opening.place == appointment.place || appointment.place.is_none())
            && settings.site(opening.organisation, opening.place).is_some_and(|site| {
                opening.spans(appointment.span, site.zone).any(|block| block.contains(appointment.span))
            })
    })
}

impl Editing {
    /// Whether place and motives are those of the organisation.
    fn known(&self, plan: &OpeningPlan) -> Result<(), ActionError> {
        if let Some(place) = plan.place {
            let place = self.settings.places.get(&place).filter(|place| place.organisation == self.organisation);
            place.ok_or(ActionError::NotFound("place"))?;
        }
        for motive in plan.motives() {
            let motive = self.settings.motives.get(motive).filter(|motive| motive.organisation == self.organisation);
            motive.ok_or(ActionError::NotFound("motive"))?;
        }
        Ok(())
    }

    fn row(&self, plan: &OpeningPlan) -> NewOpening {
        NewOpening {
            organisation: self.organisation,
            calendar: self.calendar,
            place: plan.place,
            first_day: plan.when.first_day(),
            last_day: plan.when.last_day(),
            rule: plan.when.rule(),
            blocks: plan.hours.text(),
            motives: plan.motives().to_vec(),
            external_key: None,
        }
    }

    async fn apply(&self, tx: &mut WriteTx, id: OpeningId, change: Change) -> Result<Option<OpeningId>, ActionError> {
        let territory = self.scope.territory();
        match change {
            Change::Rewrite(plan) => {
                store::rewrite_opening(tx, territory, id, &self.row(&plan)).await?;
                // What differs on a day that is no longer one of its days would come back by surprise.
                for day in store::exception_days(tx, id).await? {
                    if !plan.when.is_on(day) {
                        store::delete_exception(tx, id, day).await?;
                    }
                }
                Ok(Some(id))
            }
            Change::Except(day, hours) => {
                store::put_exception(tx, territory, id, day, &hours.text()).await?;
                Ok(Some(id))
            }
            Change::Drop(day, instead) => {
                store::put_exception(tx, territory, id, day, "").await?;
                match instead {
                    Some(plan) => Ok(Some(store::insert_opening(tx, territory, &self.row(&plan)).await?)),
                    None => Ok(Some(id)),
                }
            }
            Change::End(last_day, next) => {
                store::end_opening(tx, id, last_day).await?;
                let new = match &next {
                    Some(plan) => Some((store::insert_opening(tx, territory, &self.row(plan)).await?, plan)),
                    None => None,
                };
                for day in store::exception_days(tx, id).await?.into_iter().filter(|day| *day > last_day) {
                    match new {
                        // The day of the change itself takes the new hours.
                        Some((new, plan)) if Some(day) != last_day.succ_opt() && plan.when.is_on(day) => {
                            store::move_exception(tx, id, day, new).await?;
                        }
                        _ => store::delete_exception(tx, id, day).await?,
                    }
                }
                Ok(Some(new.map_or(id, |(new, _)| new)))
            }
            Change::Delete => {
                store::delete_opening(tx, id).await?;
                Ok(None)
            }
        }
    }

    /// The appointments to come that were inside one of the `openings` there were, and are inside none
    /// any more.
    async fn outside(&self, tx: &mut WriteTx, openings: &[Opening]) -> Result<Vec<AgendaAppointment>, ActionError> {
        let mut appointments = store::agenda_appointments(tx, &self.scope, &[self.calendar], self.to_come()).await?;
        appointments.retain(|one| one.status.is_to_come() && is_inside(&self.settings, openings, one));
        if appointments.is_empty() {
            return Ok(appointments);
        }
        let received = store::received(tx, &self.settings, &[self.calendar], self.horizon()).await?;
        let now = received.get(&self.calendar).map_or(&[][..], |(openings, _)| openings.as_slice());
        appointments.retain(|one| !is_inside(&self.settings, now, one));
        Ok(appointments)
    }
}
