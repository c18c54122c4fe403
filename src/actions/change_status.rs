//! Change the state of an appointment: cancel, reinstate, late, arrived, seen, did not come. And
//! the seats of a workshop: join, leave.

use std::sync::Arc;

use super::book::{Done, Outcome, Replay};
use super::locks::{Needs, locked_town, refused};
use super::repeats::Keyed;
use super::strangers::Stranger;
use super::{ActionError, Claimant, Desk};
use crate::domain::access::{Deed, Scope};
use crate::domain::appointments::Status;
use crate::domain::ids::{AppointmentId, PersonId};
use crate::domain::journal::{Act, Detail, Line, Thing};
use crate::domain::messages::MessageKind;
use crate::domain::people::Who;
use crate::domain::scheduling::booking::{Refusal, Warning};
use crate::domain::scheduling::search::Audience;
use crate::domain::time::Timestamp;
use crate::store::{self, Appointment, Town, Towns, WriteTx};

/// What an appointment is to become.
#[derive(Clone, Debug)]
pub struct StatusRequest {
    pub appointment: AppointmentId,
    pub audience: Audience,
    pub to: Status,
    /// One person of a workshop; `None`: the whole appointment.
    pub person: Option<PersonId>,
    /// `Overlap`, to reinstate over what was booked since.
    pub accept: Vec<Warning>,
    /// A code, never a sentence: it is journaled.
    pub reason: Option<String>,
}

/// What a change does.
enum Change {
    Status(StatusRequest),
    Join { appointment: AppointmentId, who: Who },
}

impl Change {
    fn appointment(&self) -> AppointmentId {
        match self {
            Change::Status(request) => request.appointment,
            Change::Join { appointment, .. } => *appointment,
        }
    }

    fn joining(&self) -> Option<&Who> {
        match self {
            Change::Join { who, .. } => Some(who),
            Change::Status(_) => None,
        }
    }
}

impl Desk {
    /// # Errors
    /// `Refused`: not possible from this state, too late for the public, or its time is taken again.
    pub async fn change_status(
        &self,
        claimant: &Claimant,
        request: StatusRequest,
        replay: Option<Replay>,
        now: Timestamp,
    ) -> Result<Outcome, ActionError> {
        let public = request.audience != Audience::Staff;
        // The public cancels or says it is late; everything else is for who receives.
        if public && !matches!(request.to, Status::Excused | Status::Late) {
            return Err(ActionError::Denied(Deed::BookAsStaff));
        }
        let deed = if public { Deed::Book } else { Deed::BookAsStaff };
        let action = match request.to {
            Status::Excused | Status::Cancelled => "cancel",
            Status::Booked => "reinstate",
            _ => "status",
        };
        self.change(claimant, deed, action, Change::Status(request), replay, now).await
    }

    /// Gives a person a seat in a session of a workshop.
    ///
    /// # Errors
    /// `SeatsTaken`, `TooSoon`, `TooLate`, `QuotaReached`.
    pub async fn join(
        &self,
        claimant: &Claimant,
        (appointment, who): (AppointmentId, Who),
        audience: Audience,
        replay: Option<Replay>,
        now: Timestamp,
    ) -> Result<Outcome, ActionError> {
        let deed = if audience == Audience::Staff { Deed::BookAsStaff } else { Deed::Book };
        self.change(claimant, deed, "join", Change::Join { appointment, who }, replay, now).await
    }

    async fn change(
        &self,
        claimant: &Claimant,
        deed: Deed,
        action: &'static str,
        change: Change,
        replay: Option<Replay>,
        now: Timestamp,
    ) -> Result<Outcome, ActionError> {
        // The settings must be held before the transaction; the statement also proves the token.
        let (_, caller) = {
            let mut tx = self.db.read().await?;
            self.town(&mut tx, claimant, None, (now, now), |_, _| Vec::new()).await?
        };
        let scope = caller.may(deed)?;
        let keyed = replay.map(|replay| Keyed::new(&caller, &scope, action, replay));
        let staff = deed == Deed::BookAsStaff;
        let audience = if staff { Audience::Staff } else { Audience::Public };
        let stranger = self.stranger_of(&scope, change.joining());
        let changing = Changing { towns: self.towns.clone(), scope: scope.clone(), stranger, keyed, staff, now };
        match self.db.write(move |tx| Box::pin(async move { changing.run(tx, change).await })).await {
            Err(ActionError::Refused { refusal, others }) => {
                Err(ActionError::Refused { refusal: self.told(&scope, audience, refusal).await?, others })
            }
            other => other,
        }
    }
}

struct Changing {
    towns: Arc<Towns>,
    scope: Scope,
    stranger: Stranger,
    keyed: Option<Keyed>,
    staff: bool,
    now: Timestamp,
}

impl Changing {
    async fn run(&self, tx: &mut WriteTx, change: Change) -> Result<Outcome, ActionError> {
        if let Some(keyed) = &self.keyed
            && let Some(replayed) = keyed.claim(tx, self.now).await?
        {
            return Ok(replayed);
        }
        // A newcomer is found or made before the appointment is taken: people first, always.
        let joining = change.joining();
        self.stranger.count(tx, self.now).await?;
        let settings = self.towns.held_settings(self.scope.territory());
        let settings = settings.ok_or(ActionError::NotFound("territory"))?;
        let known = match joining {
            Some(Who::Known(person)) => {
                let person = store::lock_person(tx, &self.scope, *person).await?;
                Some(person.ok_or(ActionError::NotFound("person"))?)
            }
            _ => None,
        };
        // A session is open to whoever may join it: it need not be theirs yet.
        let old = match joining {
            Some(_) => store::lock_appointment_just_named(tx, &self.scope, change.appointment()).await?,
            None => store::lock_appointment(tx, &self.scope, change.appointment()).await?,
        };
        let old = old.ok_or(ActionError::NotFound("appointment"))?;
        let motive = settings.motives.get(&old.motive).ok_or(ActionError::NotFound("motive"))?;
        let already = match change {
            Change::Status(request) => match request.person {
                Some(person) if !old.people.iter().any(|(one, _)| *one == person) => {
                    return Err(ActionError::NotFound("person"));
                }
                Some(person) if old.seats.is_some() => self.leave(tx, &old, motive, person, &request).await?,
                None if old.seats.is_some() && !self.staff => {
                    return Err(ActionError::invalid("person", "only the staff changes a workshop for everybody"));
                }
                _ => self.set_status(tx, &old, motive, &request).await?,
            },
            Change::Join { who, .. } => {
                let person = match (known, who) {
                    (Some(person), _) | (None, Who::Known(person)) => person,
                    (None, Who::New(new)) => {
                        let organisation = old.organisation;
                        store::person_for(tx, &self.scope, organisation, &new, self.now).await?
                    }
                };
                self.join(tx, &old, motive, person).await?
            }
        };
        let appointment = store::appointment_just_named(tx, &self.scope, old.id).await?;
        let appointment = appointment.ok_or(ActionError::NotFound("appointment"))?;
        let outcome = Outcome::Done { done: Box::new(Done { appointment, already, taken: Vec::new() }), settings };
        match &self.keyed {
            Some(keyed) => keyed.answer(tx, outcome).await,
            None => Ok(outcome),
        }
    }

    /// Whether it already was so: a second click changes nothing and is no error.
    async fn set_status(
        &self,
        tx: &mut WriteTx,
        old: &Appointment,
        motive: &crate::domain::motives::Motive,
        request: &StatusRequest,
    ) -> Result<bool, ActionError> {
        let to = request.to;
        if old.status == to {
            return Ok(true);
        }
        // Who is excused is a person: of a workshop, one of those who had a seat.
        if old.seats.is_some() && to == Status::Excused {
            return Err(Refusal::NotPossibleFrom { from: old.status, to }.into());
        }
        old.status.change(to, old.span.start(), self.now)?;
        if !self.staff && !to.blocks() && self.now > old.span.start() - motive.cancel_notice {
            return Err(Refusal::TooLateToCancel.into());
        }
        let mut deliberate = false;
        let mut warnings = Vec::new();
        if old.status.blocks() != to.blocks() {
            let needs = Needs { motive, workers: &old.workers, more: &old.calendars, person: None, span: old.span };
            let town = locked_town(tx, &self.towns, &self.scope, needs, self.now).await?;
            if to.blocks() {
                let taken = taken_by(&town, old, motive, self.now);
                if !taken.is_empty() {
                    if !(self.staff && request.accept.contains(&Warning::Overlap)) {
                        return Err(Refusal::Taken { by: taken }.into());
                    }
                    deliberate = true;
                    warnings.push(Warning::Overlap);
                }
            }
        }
        store::set_status(tx, old.id, (old.status, to), deliberate).await.map_err(refused)?;
        let (act, tell) = match to {
            Status::Excused | Status::Cancelled => (Act::Cancelled, Some(MessageKind::Cancelled)),
            Status::Booked if !old.status.blocks() => (Act::Reinstated, Some(MessageKind::Reinstated)),
            _ => (Act::StatusChanged, None),
        };
        let detail = Detail {
            warnings,
            reason: request.reason.clone(),
            from: Some(old.status.word().to_owned()),
            to: Some(to.word().to_owned()),
            ..Detail::default()
        };
        self.journal(tx, act, (Thing::Appointment, old.id.0), detail).await?;
        if let Some(kind) = tell {
            store::tell_participants(tx, old.id, None, kind, self.now).await?;
        }
        Ok(false)
    }

    async fn leave(
        &self,
        tx: &mut WriteTx,
        old: &Appointment,
        motive: &crate::domain::motives::Motive,
        person: PersonId,
        request: &StatusRequest,
    ) -> Result<bool, ActionError> {
        if !matches!(request.to, Status::Excused | Status::Cancelled) {
            return Err(Refusal::NotPossibleFrom { from: old.status, to: request.to }.into());
        }
        if !old.people.iter().any(|(one, status)| *one == person && status.blocks()) {
            return Ok(true);
        }
        old.status.change(request.to, old.span.start(), self.now)?;
        if !self.staff && self.now > old.span.start() - motive.cancel_notice {
            return Err(Refusal::TooLateToCancel.into());
        }
        store::leave(tx, old.id, person).await?;
        let detail = Detail { to: Some(request.to.word().to_owned()), ..Detail::default() };
        self.journal(tx, Act::Cancelled, (Thing::Appointment, old.id.0), detail).await?;
        store::tell_participants(tx, old.id, Some(person), MessageKind::Cancelled, self.now).await?;
        Ok(false)
    }

    async fn join(
        &self,
        tx: &mut WriteTx,
        old: &Appointment,
        motive: &crate::domain::motives::Motive,
        person: PersonId,
    ) -> Result<bool, ActionError> {
        if old.seats.is_none() {
            return Err(ActionError::invalid("appointment", "only sessions of a workshop are joined"));
        }
        if old.people.iter().any(|(one, status)| *one == person && status.blocks()) {
            return Ok(true);
        }
        if old.status != Status::Booked {
            return Err(Refusal::NotPossibleFrom { from: old.status, to: Status::Booked }.into());
        }
        if !self.staff {
            if motive.bookable_by != crate::domain::motives::BookableBy::Public {
                return Err(
                    Refusal::Nothing { reason: crate::domain::scheduling::search::Nothing::NotOpenToYou }.into()
                );
            }
            if old.span.start() < motive.window.earliest(self.now) {
                return Err(Refusal::TooSoon.into());
            }
            if old.span.start() > motive.window.latest(self.now) {
                return Err(Refusal::TooLate.into());
            }
        }
        let live = store::live_appointments(tx, &self.scope, person, motive.id, self.now).await?;
        if let Some(quota) = motive.quota.filter(|quota| live.len() as i64 >= *quota) {
            return Err(Refusal::QuotaReached { quota }.into());
        }
        let territory = self.scope.territory();
        store::seat_person(tx, territory, (old.id, person, motive.id), old.span).await.map_err(refused)?;
        self.journal(tx, Act::Joined, (Thing::Appointment, old.id.0), Detail::default()).await?;
        store::tell_participants(tx, old.id, Some(person), MessageKind::Confirmation, self.now).await?;
        Ok(false)
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

/// What lies on the time that an appointment had.
fn taken_by(
    town: &Town,
    old: &Appointment,
    motive: &crate::domain::motives::Motive,
    now: Timestamp,
) -> Vec<AppointmentId> {
    let busy = motive.busy_span(old.span);
    town.agendas
        .values()
        .flat_map(|agenda| agenda.busy.within(busy, now))
        // A hold is in the way like an appointment: it has no number to show.
        .map(|busy| busy.appointment.unwrap_or(AppointmentId(0)))
        .filter(|appointment| *appointment != old.id)
        .collect()
}
