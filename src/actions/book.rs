//! Book an appointment. One path for everybody: the web, the API, the command line and imports.
//!
//! The order is always the same: key, person, calendars (in the order of their ids), rules, rows.
//! For "any worker" each candidate is tried in a transaction of its own, and only when none is free
//! is the wish refused.

use std::sync::Arc;

use super::candidates::candidates;
use super::find_slots::{Ready, SlotRequest};
use super::locks::{Needs, calendars_of, locked_town, refused};
use super::offers::Wanted;
use super::repeats::{Before, Keyed, live_and_same};
use super::strangers::Stranger;
use super::{ActionError, Claimant, Desk};
use crate::domain::access::{Deed, Scope};
use crate::domain::appointments::Status;
use crate::domain::ids::{MotiveId, PersonId, PlaceId, WorkerId};
use crate::domain::journal::{Act, Detail};
use crate::domain::messages::MessageKind;
use crate::domain::motives::Motive;
use crate::domain::people::Who;
use crate::domain::scheduling::booking::{self, Decision, Refusal, Warning, Wish};
use crate::domain::scheduling::search::{Audience, Bound};
use crate::domain::settings::Settings;
use crate::domain::time::{Minutes, Span, Timestamp};
use crate::store::{self, Appointment, NewAppointment, StoreError, Taken, Town, Towns, WriteTx};

/// What is to be booked.
#[derive(Clone, Debug)]
pub struct BookRequest {
    pub motive: MotiveId,
    pub audience: Audience,
    pub start: Timestamp,
    pub place: Option<PlaceId>,
    /// `None`: any worker who is free.
    pub worker: Option<WorkerId>,
    /// `None`: a session of a workshop that people will join.
    pub who: Option<Who>,
    /// The proof that the public was shown this slot.
    pub offer: Option<String>,
    /// The token of a hold: the slot is the held one.
    pub hold: Option<String>,
    /// Warnings the staff passes over, by name.
    pub accept: Vec<Warning>,
    pub caller: Option<(String, Option<String>)>,
    pub external_key: Option<String>,
}

/// Writes an answer: its status and its bytes.
pub type Render = Arc<dyn Fn(&Done) -> (u16, Vec<u8>) + Send + Sync>;

/// An idempotency key, and how the answer is written once the effect is certain.
#[derive(Clone)]
pub struct Replay {
    pub key: String,
    pub body_hash: Vec<u8>,
    pub render: Render,
}

/// What was done: an appointment as it now is.
#[derive(Clone, Debug)]
pub struct Done {
    pub appointment: Appointment,
    /// The person had this appointment already: nothing was written.
    pub already: bool,
    /// The time it took, for the copies in memory once it is certain.
    pub taken: Vec<Taken>,
}

impl Done {
    /// What stands as it stood before.
    pub(super) fn already(appointment: Appointment) -> Done {
        Done { appointment, already: true, taken: Vec::new() }
    }
}

/// What an action on an appointment answers.
#[derive(Clone, Debug)]
pub enum Outcome {
    Done {
        done: Box<Done>,
        settings: Arc<Settings>,
    },
    /// The same key did the same before.
    Replayed {
        status: u16,
        body: Vec<u8>,
    },
}

impl Desk {
    /// # Errors
    /// `Refused` with its reason, and other slots when the time is taken.
    pub async fn book(
        &self,
        claimant: &Claimant,
        request: BookRequest,
        replay: Option<Replay>,
        now: Timestamp,
    ) -> Result<Outcome, ActionError> {
        let person = match &request.who {
            Some(Who::Known(person)) => Some(*person),
            _ => None,
        };
        let deed = if request.audience == Audience::Staff { Deed::BookAsStaff } else { Deed::Book };
        let (from, to) = (Bound::At(request.start), Bound::At(request.start + Minutes(1)));
        let search = SlotRequest {
            places: request.place.map(|place| vec![place]),
            workers: request.worker.map(|worker| vec![worker]),
            person,
            by_worker: request.worker.is_some(),
            ..SlotRequest::new(request.motive, request.audience, from, to)
        };
        let ready = self.ready(claimant, &search, deed, now).await?;
        let scope = ready.caller.may(deed)?;
        let replay = replay.map(|replay| Keyed::new(&ready.caller, &scope, "book", replay));
        let (start, audience) = (request.start, request.audience);
        let before = Before::of(&ready, &scope, &request, replay.clone());
        let chosen = match request.hold {
            Some(_) => None,
            None => Some(
                self.booking(&ready, &scope, request.clone(), replay.clone(), now)
                    .and_then(|booking| Ok((chosen(&ready, &booking)?, booking))),
            ),
        };
        // Most who come too late are refused by the agendas just read, before any lock.
        let at_once = matches!(chosen, Some(Err(_)));
        let tried = match chosen {
            Some(Ok((candidates, booking))) => self.try_each(booking, candidates).await,
            Some(Err(error)) => Err(error),
            None => self.book_held(&ready, scope.clone(), request, replay, now).await,
        };
        let refusal = match tried {
            Ok(Outcome::Done { done, settings }) => {
                self.towns.learn(&done.taken);
                return Ok(Outcome::Done { done, settings });
            }
            Err(ActionError::Refused { refusal, .. }) => refusal,
            other => return other,
        };
        if let Some(done) = before.look(&self.db, &refusal, now).await? {
            return Ok(done);
        }
        let others = match refusal.is_taken() {
            true => {
                let ready = if at_once { ready } else { self.ready(claimant, &search, deed, now).await? };
                self.other_slots(ready, search.by_worker, start, now)
            }
            false => Vec::new(),
        };
        Err(ActionError::Refused { refusal: self.told(&scope, audience, refusal).await?, others })
    }

    /// Books, and undoes it: everything but the commit is as it would be.
    ///
    /// # Errors
    /// As [`Desk::book`].
    pub(super) async fn rehearse(
        &self,
        claimant: &Claimant,
        request: BookRequest,
        now: Timestamp,
    ) -> Result<Done, ActionError> {
        let person = match &request.who {
            Some(Who::Known(person)) => Some(*person),
            _ => None,
        };
        let (from, to) = (Bound::At(request.start), Bound::At(request.start + Minutes(1)));
        let search = SlotRequest {
            places: request.place.map(|place| vec![place]),
            workers: request.worker.map(|worker| vec![worker]),
            person,
            ..SlotRequest::new(request.motive, request.audience, from, to)
        };
        let ready = self.ready(claimant, &search, Deed::BookAsStaff, now).await?;
        let scope = ready.caller.may(Deed::BookAsStaff)?;
        let before = Before::of(&ready, &scope, &request, None);
        let tried = match self.booking(&ready, &scope, request, None, now) {
            Ok(booking) => self.rehearse_each(&ready, booking).await,
            Err(error) => Err(error),
        };
        match tried {
            Err(ActionError::Refused { refusal, .. }) => match before.look(&self.db, &refusal, now).await? {
                Some(Outcome::Done { done, .. }) => Ok(*done),
                _ => Err(refusal.into()),
            },
            other => other,
        }
    }

    async fn rehearse_each(&self, ready: &Ready, booking: Booking) -> Result<Done, ActionError> {
        let candidates = chosen(ready, &booking)?;
        let booking = Arc::new(booking);
        let mut refused = Refusal::Taken { by: Vec::new() };
        for workers in candidates {
            let attempt = booking.clone();
            let undone = self
                .db
                .write(move |tx| {
                    Box::pin(async move {
                        // Always an error: nothing of it is kept.
                        Err::<(), _>(match attempt.write(tx, workers, None).await {
                            Ok(Outcome::Done { done, .. }) => Undone::Good(done),
                            Ok(Outcome::Replayed { .. }) => Undone::Bad(ActionError::KeyReused),
                            Err(error) => Undone::Bad(error),
                        })
                    })
                })
                .await;
            match undone {
                Ok(()) => unreachable!("the action above always answers an error"),
                Err(Undone::Good(done)) => return Ok(*done),
                Err(Undone::Bad(ActionError::Refused { refusal, .. })) if refusal.is_taken() => refused = refusal,
                Err(Undone::Bad(error)) => return Err(error),
            }
        }
        Err(refused.into())
    }

    /// Checks what only this request can prove: the offer.
    fn booking(
        &self,
        ready: &Ready,
        scope: &Scope,
        request: BookRequest,
        replay: Option<Keyed>,
        now: Timestamp,
    ) -> Result<Booking, ActionError> {
        let mut worker = request.worker;
        let as_of = match (request.audience, &request.offer) {
            (Audience::Staff, _) => now,
            (Audience::Public | Audience::Invited, None) => return Err(Refusal::NotOffered.into()),
            (Audience::Public | Audience::Invited, Some(offer)) => {
                let wanted = Wanted {
                    territory: scope.territory(),
                    motive: request.motive,
                    place: request.place,
                    worker: request.worker,
                    start: request.start,
                };
                let offer = self.signer.check(offer, wanted, now)?;
                // What was shown merged is given to whoever is free: the name is not the public's to choose.
                worker = offer.worker;
                offer.shown_at
            }
        };
        let accepted = if request.audience == Audience::Staff { request.accept.clone() } else { Vec::new() };
        let wish = Wish { audience: request.audience, start: request.start, place: request.place, as_of, accepted };
        let motive = ready.motive.clone();
        let stranger = self.stranger_of(scope, request.who.as_ref());
        let (towns, scope) = (self.towns.clone(), scope.clone());
        Ok(Booking { towns, scope, motive, wish, worker, request, stranger, replay, now })
    }

    /// Tries the candidates one after the other, each in its own transaction.
    async fn try_each(&self, booking: Booking, candidates: Vec<Vec<WorkerId>>) -> Result<Outcome, ActionError> {
        let booking = Arc::new(booking);
        let mut refused = None;
        for workers in candidates {
            let attempt = booking.clone();
            let done = self.db.write(move |tx| Box::pin(async move { attempt.run(tx, workers).await })).await;
            match done {
                Err(ActionError::Refused { refusal, .. }) if refusal.is_taken() => refused = Some(refusal),
                other => return other,
            }
        }
        Err(refused.unwrap_or(Refusal::Taken { by: Vec::new() }).into())
    }

    /// Turns a hold into an appointment: the hold is what was asked for, and it is used up.
    async fn book_held(
        &self,
        ready: &Ready,
        scope: Scope,
        request: BookRequest,
        replay: Option<Keyed>,
        now: Timestamp,
    ) -> Result<Outcome, ActionError> {
        let token = super::api_keys::hashed(request.hold.as_deref().unwrap_or_default());
        let towns = self.towns.clone();
        let motive = ready.motive.clone();
        let stranger = self.stranger_of(&scope, request.who.as_ref());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    if let Some(keyed) = &replay
                        && let Some(replayed) = keyed.claim(tx, now).await?
                    {
                        return Ok(replayed);
                    }
                    let hold = store::lock_hold(tx, scope.territory(), &token).await?;
                    let hold = hold.filter(|hold| scope.covers(hold.organisation) && hold.motive == motive.id);
                    let hold = hold.filter(|hold| hold.start == request.start).ok_or(Refusal::HoldExpired)?;
                    if hold.workers.is_empty() || hold.expires_at <= now {
                        return Err(Refusal::HoldExpired.into());
                    }
                    let wish = Wish {
                        audience: request.audience,
                        start: hold.start,
                        place: hold.place,
                        as_of: hold.shown_at,
                        accepted: request.accept.clone(),
                    };
                    let workers = hold.workers.clone();
                    let worker = None;
                    let booking = Booking { towns, scope, motive, wish, worker, request, stranger, replay: None, now };
                    // Its time is given up and taken again under the same lock: nobody comes between.
                    let held = Some(hold.id);
                    let done = booking.write(tx, workers, held).await?;
                    if let Outcome::Done { done, .. } = &done {
                        store::hold_was_taken(tx, hold.id, done.appointment.id, now).await?;
                    }
                    match &replay {
                        Some(keyed) => keyed.answer(tx, done).await,
                        None => Ok(done),
                    }
                })
            })
            .await
    }
}

/// How a rehearsed booking ends.
enum Undone {
    Good(Box<Done>),
    Bad(ActionError),
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Undone::Bad(error.into())
    }
}

/// The candidates for a booking. One who is named is looked at here too: her agenda has just been read.
fn chosen(ready: &Ready, booking: &Booking) -> Result<Vec<Vec<WorkerId>>, ActionError> {
    let Booking { motive, wish, worker, now, .. } = booking;
    let candidates = candidates(ready, motive, wish, *worker, *now)?;
    if let [workers] = candidates.as_slice() {
        booking::decide(&ready.town.settings, &ready.town.agendas, motive, wish, workers, *now)?;
    }
    Ok(candidates)
}

/// A booking about to be tried.
struct Booking {
    towns: Arc<Towns>,
    scope: Scope,
    motive: Motive,
    wish: Wish,
    worker: Option<WorkerId>,
    request: BookRequest,
    stranger: Stranger,
    replay: Option<Keyed>,
    now: Timestamp,
}

impl Booking {
    async fn run(&self, tx: &mut WriteTx, workers: Vec<WorkerId>) -> Result<Outcome, ActionError> {
        if let Some(keyed) = &self.replay
            && let Some(replayed) = keyed.claim(tx, self.now).await?
        {
            return Ok(replayed);
        }
        let done = self.write(tx, workers, None).await?;
        match &self.replay {
            Some(keyed) => keyed.answer(tx, done).await,
            None => Ok(done),
        }
    }

    /// Person, calendars, rules, rows.
    async fn write(
        &self,
        tx: &mut WriteTx,
        workers: Vec<WorkerId>,
        held: Option<crate::domain::ids::HoldId>,
    ) -> Result<Outcome, ActionError> {
        let now = self.now;
        self.stranger.count(tx, now).await?;
        let person = self.person(tx).await?;
        let span = self.motive.span_at(self.wish.start).ok_or(Refusal::NoLongerOpen)?;
        let needs = Needs { motive: &self.motive, workers: &workers, more: &[], person, span };
        let town = locked_town(tx, &self.towns, &self.scope, needs, now).await?;
        // Without a quota the database alone refuses the same motive twice at overlapping hours, and
        // who is refused is told of the appointment that is there.
        if let (Some(person), Some(quota)) = (person, self.motive.quota)
            && let Some(already) = self.already(tx, &town, person, quota, span).await?
        {
            return Ok(already);
        }
        let town = match held {
            Some(hold) => {
                store::delete_hold(tx, hold).await?;
                locked_town(tx, &self.towns, &self.scope, Needs { person: None, ..needs }, now).await?
            }
            None => town,
        };
        // The settings may have changed since the candidates were chosen; what is locked decides.
        let motive = town.settings.motives.get(&self.motive.id).filter(|motive| motive.active);
        let motive = motive.ok_or(ActionError::NotFound("motive"))?;
        let decision = booking::decide(&town.settings, &town.agendas, motive, &self.wish, &workers, now)?;
        let (appointment, taken) = self.insert(tx, &town, motive, &decision, person).await?;
        let done = Box::new(Done { appointment, already: false, taken });
        Ok(Outcome::Done { done, settings: town.settings })
    }

    async fn person(&self, tx: &mut WriteTx) -> Result<Option<PersonId>, ActionError> {
        Ok(match &self.request.who {
            None => None,
            Some(Who::Known(person)) => Some(*person),
            Some(Who::New(new)) => {
                let organisation = self.motive.organisation;
                Some(store::person_for(tx, &self.scope, organisation, new, self.now).await?)
            }
        })
    }

    /// The same person, motive and overlapping time: the appointment that is there. More than the
    /// motive allows: refused.
    async fn already(
        &self,
        tx: &mut WriteTx,
        town: &Town,
        person: PersonId,
        quota: i64,
        span: Span,
    ) -> Result<Option<Outcome>, ActionError> {
        let (live, same) = live_and_same(tx, &self.scope, (person, self.motive.id), span, self.now).await?;
        if let Some(appointment) = same {
            let done = Box::new(Done::already(appointment));
            return Ok(Some(Outcome::Done { done, settings: town.settings.clone() }));
        }
        if live as i64 >= quota { Err(Refusal::QuotaReached { quota }.into()) } else { Ok(None) }
    }

    async fn insert(
        &self,
        tx: &mut WriteTx,
        town: &Town,
        motive: &Motive,
        decision: &Decision,
        person: Option<PersonId>,
    ) -> Result<(Appointment, Vec<Taken>), ActionError> {
        let site = town.settings.site(motive.organisation, decision.place).ok_or(ActionError::NotFound("place"))?;
        let (caller_name, caller_phone) = self.request.caller.clone().unzip();
        let detail = Detail { warnings: decision.warnings.clone(), ..Detail::default() };
        let new = NewAppointment {
            organisation: motive.organisation,
            motive: motive.id,
            place: decision.place,
            mode: motive.mode,
            span: decision.span,
            zone: site.zone,
            seats: motive.seats,
            caller_name,
            caller_phone: caller_phone.flatten(),
            external_key: self.request.external_key.clone(),
            busy: decision.busy,
            deliberate: decision.deliberate(),
            calendars: calendars_of(&town.settings, &decision.workers, &decision.resources),
            person,
            // What comes from a file was announced where it comes from.
            tell: (person.is_some() && self.request.external_key.is_none()).then_some(MessageKind::Confirmation),
            line: (self.scope.actor(), if person.is_some() { Act::Booked } else { Act::Planned }, detail),
        };
        let (id, taken) =
            store::insert_appointment(tx, self.scope.territory(), &new, self.now).await.map_err(refused)?;
        let appointment = Appointment {
            id,
            organisation: new.organisation,
            motive: new.motive,
            place: new.place,
            mode: new.mode,
            status: Status::Booked,
            span: new.span,
            zone: new.zone,
            seats: new.seats,
            version: 1,
            caller_name: new.caller_name,
            caller_phone: new.caller_phone,
            created_at: self.now,
            workers: decision.workers.clone(),
            resources: decision.resources.clone(),
            calendars: new.calendars,
            people: person.into_iter().map(|person| (person, Status::Booked)).collect(),
        };
        Ok((appointment, taken))
    }
}
