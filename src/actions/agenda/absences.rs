//! Absences of a worker: a part of a day, several days, or again and again. Each answers with the
//! appointments it covers, so that the page can offer to move them or to call.
//!
//! An absence is of the calendar, not of an organisation: whoever works with the worker sees it.

use super::{Editing, FormKey, Of};
use crate::actions::{ActionError, Claimant, Desk};
use crate::domain::ids::{AbsenceId, WorkerId};
use crate::domain::journal::{Act, Detail, Thing};
use crate::domain::scheduling::editing::AbsencePlan;
use crate::domain::scheduling::figures::united;
use crate::domain::time::{Span, Timestamp};
use crate::store::{self, AgendaAppointment, IdempotencyKey, WriteTx};

/// Appointments to come whose hours lie under something.
#[derive(Clone, Debug, Default)]
pub struct Covered {
    /// Of the caller's organisation, in order of their start.
    pub appointments: Vec<AgendaAppointment>,
    /// How many of other organisations: theirs to move.
    pub others: usize,
}

#[derive(Clone, Debug)]
pub struct AbsenceDone {
    pub absence: AbsenceId,
    pub covered: Covered,
}

impl Desk {
    /// # Errors
    /// `NotFound` for a worker of another organisation, `Denied` for a colleague.
    pub async fn create_absence(
        &self,
        claimant: &Claimant,
        worker: WorkerId,
        plan: AbsencePlan,
        now: Timestamp,
    ) -> Result<AbsenceDone, ActionError> {
        self.create_absence_once(claimant, worker, plan, None, now).await
    }

    /// The same for a form that may be sent twice: the second time answers with what the first made, and
    /// with what it covers now.
    ///
    /// # Errors
    /// As [`Desk::create_absence`]; `KeyReused` when the form says something else now.
    pub async fn create_absence_once(
        &self,
        claimant: &Claimant,
        worker: WorkerId,
        plan: AbsencePlan,
        form: Option<FormKey>,
        now: Timestamp,
    ) -> Result<AbsenceDone, ActionError> {
        let editing = self.editing(claimant, Of::Worker(worker), now).await?;
        let form = form.map(|form| editing.form(claimant, "create_absence", form));
        self.put_absence(editing, None, plan, form).await
    }

    /// # Errors
    /// As [`Desk::create_absence`].
    pub async fn change_absence(
        &self,
        claimant: &Claimant,
        absence: AbsenceId,
        plan: AbsencePlan,
        now: Timestamp,
    ) -> Result<AbsenceDone, ActionError> {
        let editing = self.editing(claimant, Of::Absence(absence), now).await?;
        self.put_absence(editing, Some(absence), plan, None).await
    }

    /// # Errors
    /// As [`Desk::create_absence`].
    pub async fn delete_absence(
        &self,
        claimant: &Claimant,
        absence: AbsenceId,
        now: Timestamp,
    ) -> Result<(), ActionError> {
        let editing = self.editing(claimant, Of::Absence(absence), now).await?;
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                editing.locked(tx).await?;
                editing.still_there(tx, absence).await?;
                store::delete_absence(tx, absence).await?;
                editing.journal(tx, Act::Removed, (Thing::Absence, absence.0), Detail::default()).await
            })
        });
        write.await
    }

    async fn put_absence(
        &self,
        editing: Editing,
        known: Option<AbsenceId>,
        plan: AbsencePlan,
        form: Option<IdempotencyKey>,
    ) -> Result<AbsenceDone, ActionError> {
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                let town = editing.locked(tx).await?;
                if let Some(before) = editing.done_before(tx, form.as_ref()).await? {
                    let absence = AbsenceId(before);
                    return Ok(AbsenceDone { absence, covered: editing.covered(tx, absence).await? });
                }
                let site = town.settings.site(editing.organisation, None);
                let zone = site.ok_or(ActionError::NotFound("organisation"))?.zone;
                let (absence, act) = match known {
                    None => {
                        let territory = editing.scope.territory();
                        (store::write_absence(tx, territory, editing.calendar, &plan, zone).await?, Act::Added)
                    }
                    Some(absence) => {
                        editing.still_there(tx, absence).await?;
                        store::rewrite_absence(tx, absence, &plan, zone).await?;
                        (absence, Act::Changed)
                    }
                };
                editing.journal(tx, act, (Thing::Absence, absence.0), Detail::default()).await?;
                editing.remember(tx, form.as_ref(), absence.0).await?;
                let covered = editing.covered(tx, absence).await?;
                Ok::<_, ActionError>(AbsenceDone { absence, covered })
            })
        });
        write.await
    }
}

impl Editing {
    async fn still_there(&self, tx: &mut WriteTx, absence: AbsenceId) -> Result<(), ActionError> {
        let calendar = store::absence_calendar(tx, self.scope.territory(), absence).await?;
        calendar.filter(|calendar| *calendar == self.calendar).ok_or(ActionError::NotFound("absence"))?;
        Ok(())
    }

    async fn covered(&self, tx: &mut WriteTx, absence: AbsenceId) -> Result<Covered, ActionError> {
        let window = self.to_come();
        let received = store::received(tx, &self.settings, &[self.calendar], self.horizon()).await?;
        let absences = received.get(&self.calendar).map_or(&[][..], |(_, absences)| absences.as_slice());
        let spans = absences.iter().filter(|one| one.id == absence).flat_map(|one| one.spans(window));
        let spans: Vec<Span> = united(spans.filter_map(|span| span.common(window)).collect());
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return Ok(Covered::default()) };
        let window = Span::new(first.start(), last.end()).unwrap_or(window);
        let under = |span: Span| spans.iter().any(|absence| absence.overlaps(span));
        let mut appointments = store::agenda_appointments(tx, &self.scope, &[self.calendar], window).await?;
        appointments.retain(|one| one.status.is_to_come() && under(one.span));
        let elsewhere = store::busy_elsewhere(tx, &self.scope, &[self.calendar], window, self.now).await?;
        let others = elsewhere.into_iter().filter(|busy| busy.booked && under(busy.span)).count();
        Ok(Covered { appointments, others })
    }
}
