//! Closing a place for a time: what it would cover, the closure itself, and what becomes of each
//! appointment.
//!
//! The closure is written first, under the locks of everybody who receives there: from then on nothing
//! new is booked into it. Each appointment then has a transaction of its own, so that a closing that is
//! cut short is simply done again: what was done is no longer there to be done.
//!
//! - By phone: the same hour, worker and motive; only the mode of this appointment changes and its place
//!   goes, its version grows, its room and car are free again, the person is told that it moved.
//! - Other times are offered: the appointment stays as it is, until the person or the desk moves it, or
//!   the desk cancels it (`change_status`). Cancelling at once would give the hour up before anybody has
//!   another, and somebody who does not read messages would have nothing left to ask about.
//! - A workshop is no phone call, and who has no phone is not called: these are offered other times.
//! - Whom no message can reach comes back in the answer, and the appointment is left alone.

use std::collections::HashMap;
use std::sync::Arc;

use super::agenda::Covered;
use super::{ActionError, Claimant, Desk};
use crate::domain::access::{Deed, Scope};
use crate::domain::ids::{AppointmentId, ClosureId, PersonId, PlaceId};
use crate::domain::journal::{Act, Detail, Line, Thing};
use crate::domain::messages::MessageKind;
use crate::domain::motives::Mode;
use crate::domain::settings::Settings;
use crate::domain::time::{Span, Timestamp};
use crate::store::{self, AgendaAppointment, AgendaPerson, ClosureLine, WriteTx};

/// What becomes of an appointment at a place that is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    Phone,
    ProposeOther,
    /// The desk sees to it.
    Leave,
}

#[derive(Clone, Debug)]
pub struct ClosePlace {
    pub place: PlaceId,
    pub span: Span,
    pub reason: String,
    pub then: Then,
    /// Those for which something else is chosen.
    pub each: HashMap<AppointmentId, Then>,
}

/// What was done, this time.
#[derive(Clone, Debug)]
pub struct PlaceClosed {
    pub closure: ClosureId,
    /// The place was already closed for exactly these hours.
    pub already: bool,
    pub by_phone: Vec<AppointmentId>,
    pub offered: Vec<AppointmentId>,
    /// Other times were offered by a closing before: nobody is written to twice.
    pub offered_before: Vec<AppointmentId>,
    pub left: Vec<AppointmentId>,
    /// With somebody who has neither phone nor e-mail. Who called for them may have left a number.
    pub unreachable: Vec<AgendaAppointment>,
}

enum Settled {
    ByPhone,
    Offered,
    OfferedBefore,
    /// Moved, cancelled or begun meanwhile.
    Gone,
}

impl Desk {
    /// The appointments that a closure would cover.
    ///
    /// # Errors
    /// `NotFound` for another organisation's place.
    pub async fn preview_closure(
        &self,
        claimant: &Claimant,
        (place, span): (PlaceId, Span),
        now: Timestamp,
    ) -> Result<Covered, ActionError> {
        let mut tx = self.db.read().await?;
        let (town, caller) = self.town(&mut tx, claimant, None, (now, now), |_, _| Vec::new()).await?;
        let scope = caller.may(Deed::EditSettings)?;
        own_place(&town.settings, &scope, place)?;
        let Some(to_come) = to_come(span, now) else { return Ok(Covered::default()) };
        let appointments = store::appointments_at(&mut tx, &scope, place, to_come).await?;
        Ok(Covered { appointments, others: 0 })
    }

    /// The closures of the caller's organisation that are not over.
    ///
    /// # Errors
    /// The caller may not see agendas.
    pub async fn closures(&self, claimant: &Claimant, now: Timestamp) -> Result<Vec<ClosureLine>, ActionError> {
        let mut tx = self.db.read().await?;
        let scope = self.caller(&mut tx, claimant).await?.may(Deed::SeeAgendas)?;
        Ok(store::closures(&mut tx, &scope, now).await?)
    }

    /// Opens a place again. What became of its appointments stays.
    ///
    /// # Errors
    /// `NotFound` for another organisation's.
    pub async fn delete_closure(
        &self,
        claimant: &Claimant,
        closure: ClosureId,
        now: Timestamp,
    ) -> Result<(), ActionError> {
        let scope = {
            let mut tx = self.db.read().await?;
            self.caller(&mut tx, claimant).await?.may(Deed::EditSettings)?
        };
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                let known = store::closure(tx, &scope, closure).await?;
                known.ok_or(ActionError::NotFound("closure"))?;
                store::delete_closure(tx, closure).await?;
                journal(tx, &scope, (Act::Removed, Thing::Closure, closure.0), Detail::default(), now).await
            })
        });
        write.await
    }

    /// Closes a place, and settles each appointment that lies under it. Done again it adds nothing.
    ///
    /// # Errors
    /// `NotFound` for another organisation's place; what was done before an error stays done.
    pub async fn close_place(
        &self,
        claimant: &Claimant,
        request: ClosePlace,
        now: Timestamp,
    ) -> Result<PlaceClosed, ActionError> {
        let (place, span) = (request.place, request.span);
        let (scope, settings) = {
            let mut tx = self.db.read().await?;
            let (town, caller) = self.town(&mut tx, claimant, None, (now, now), |_, _| Vec::new()).await?;
            let scope = caller.may(Deed::EditSettings)?;
            own_place(&town.settings, &scope, place)?;
            (scope, town.settings)
        };
        let (closure, already) = self.write_closure(&scope, (place, span), request.reason.clone(), now).await?;
        let covered = match to_come(span, now) {
            Some(to_come) => store::appointments_at(&mut self.db.read().await?, &scope, place, to_come).await?,
            None => Vec::new(),
        };
        let mut done = PlaceClosed {
            closure,
            already,
            by_phone: Vec::new(),
            offered: Vec::new(),
            offered_before: Vec::new(),
            left: Vec::new(),
            unreachable: Vec::new(),
        };
        for appointment in covered {
            let id = appointment.id;
            let chosen = request.each.get(&id).copied().unwrap_or(request.then);
            let coming: Vec<&AgendaPerson> = appointment.people.iter().filter(|one| one.status.blocks()).collect();
            // A session that nobody joined yet: nobody to tell.
            if chosen == Then::Leave || (appointment.seats.is_some() && coming.is_empty()) {
                done.left.push(id);
                continue;
            }
            let told: Vec<PersonId> = coming.iter().filter(|one| one.is_reachable()).map(|one| one.id).collect();
            let all_reachable = told.len() == coming.len() && !told.is_empty();
            let phone = chosen == Then::Phone
                && appointment.seats.is_none()
                && !coming.is_empty()
                && coming.iter().all(|one| one.phone.is_some());
            let settling = Settling { scope: scope.clone(), settings: settings.clone(), place, span, now };
            let settled = match (phone, told.is_empty()) {
                (true, _) => {
                    Some(self.db.write(move |tx| Box::pin(async move { settling.by_phone(tx, id).await })).await?)
                }
                (false, false) => {
                    Some(self.db.write(move |tx| Box::pin(async move { settling.offer(tx, id, &told).await })).await?)
                }
                (false, true) => None,
            };
            match settled {
                Some(Settled::ByPhone) => done.by_phone.push(id),
                Some(Settled::Offered) => done.offered.push(id),
                Some(Settled::OfferedBefore) => done.offered_before.push(id),
                Some(Settled::Gone) | None => {}
            }
            if !all_reachable && !matches!(settled, Some(Settled::Gone)) {
                done.unreachable.push(appointment);
            }
        }
        Ok(done)
    }

    async fn write_closure(
        &self,
        scope: &Scope,
        (place, span): (PlaceId, Span),
        reason: String,
        now: Timestamp,
    ) -> Result<(ClosureId, bool), ActionError> {
        let scope = scope.clone();
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                let territory = scope.territory();
                store::lock_place(tx, territory, place).await?;
                let calendars = store::calendars_at(tx, territory, place).await?;
                store::lock_calendars(tx, territory, &calendars).await?;
                if let Some(known) = store::same_closure(tx, place, span).await? {
                    return Ok((known, true));
                }
                let closure = store::insert_closure(tx, territory, place, span, reason.trim()).await?;
                journal(tx, &scope, (Act::Added, Thing::Closure, closure.0), Detail::default(), now).await?;
                Ok::<_, ActionError>((closure, false))
            })
        });
        write.await
    }
}

fn own_place(settings: &Settings, scope: &Scope, place: PlaceId) -> Result<(), ActionError> {
    let place = settings.places.get(&place).filter(|place| scope.covers(place.organisation));
    place.map(drop).ok_or(ActionError::NotFound("place"))
}

fn to_come(span: Span, now: Timestamp) -> Option<Span> {
    Span::new(span.start().max(now), span.end())
}

async fn journal(
    tx: &mut WriteTx,
    scope: &Scope,
    (act, thing, thing_id): (Act, Thing, i64),
    detail: Detail,
    now: Timestamp,
) -> Result<(), ActionError> {
    let line = Line { at: now, actor: scope.actor(), act, thing, thing_id, detail };
    Ok(store::write_line(tx, scope.territory(), &line).await?)
}

/// One appointment under a closure.
struct Settling {
    scope: Scope,
    settings: Arc<Settings>,
    place: PlaceId,
    span: Span,
    now: Timestamp,
}

impl Settling {
    /// The appointment, taken; `None` when it is no longer under the closure.
    async fn taken(&self, tx: &mut WriteTx, id: AppointmentId) -> Result<Option<store::Appointment>, ActionError> {
        let found = store::lock_appointment(tx, &self.scope, id).await?;
        Ok(found.filter(|one| one.place == Some(self.place) && one.status.is_to_come() && one.span.overlaps(self.span)))
    }

    async fn by_phone(&self, tx: &mut WriteTx, id: AppointmentId) -> Result<Settled, ActionError> {
        let Some(old) = self.taken(tx, id).await? else { return Ok(Settled::Gone) };
        // Its room is given back: a change of calendars, like any other.
        store::lock_calendars(tx, self.scope.territory(), &old.calendars).await?;
        let zone = self.settings.site(old.organisation, None).map_or(old.zone, |site| site.zone);
        store::make_phone_call(tx, id, zone).await?;
        let detail = Detail {
            reason: Some("place_closed".to_owned()),
            from: Some(old.mode.word().to_owned()),
            to: Some(Mode::Phone.word().to_owned()),
            ..Detail::default()
        };
        journal(tx, &self.scope, (Act::Moved, Thing::Appointment, id.0), detail, self.now).await?;
        store::tell_participants(tx, id, None, MessageKind::Moved, self.now).await?;
        Ok(Settled::ByPhone)
    }

    async fn offer(&self, tx: &mut WriteTx, id: AppointmentId, told: &[PersonId]) -> Result<Settled, ActionError> {
        if self.taken(tx, id).await?.is_none() {
            return Ok(Settled::Gone);
        }
        let mut new = false;
        for person in told {
            new |= store::offer_other(tx, id, *person, self.now).await?;
        }
        if !new {
            return Ok(Settled::OfferedBefore);
        }
        let detail = Detail { reason: Some("place_closed".to_owned()), ..Detail::default() };
        journal(tx, &self.scope, (Act::OfferedOther, Thing::Appointment, id.0), detail, self.now).await?;
        Ok(Settled::Offered)
    }
}
