//! What people do, in one line each, so that tests spell out only what matters to them.

use std::fmt::Debug;
use std::sync::Arc;

use relais::actions::book::{BookRequest, Done, Outcome, Replay};
use relais::actions::change_status::StatusRequest;
use relais::actions::find_slots::{Found, SlotRequest};
use relais::actions::hold::{Held, HoldRequest};
use relais::actions::move_appointment::MoveRequest;
use relais::actions::{ActionError, OfferedSlot};
use relais::app::App;
use relais::domain::appointments::Status;
use relais::domain::ids::{AppointmentId, MotiveId, OrganisationId, PersonId, WorkerId};
use relais::domain::people::Who;
use relais::domain::scheduling::booking::{Refusal, Warning};
use relais::domain::scheduling::search::{Audience, Bound, Nothing};
use relais::domain::time::{Minutes, Timestamp};
use relais::store::{self, Db, StoreError};

use super::raw::Raw;
use super::town::{TestTown, paris};

/// Monday 2 March 2026 in Paris.
pub fn monday(hour: u32, minute: u32) -> Timestamp {
    paris(2026, 3, 2, hour, minute)
}

/// The word of what came out: `ok`, the code of the refusal, or the error.
pub fn word<T: Debug>(result: &Result<T, ActionError>) -> String {
    match result {
        Ok(_) => "ok".to_owned(),
        Err(ActionError::Refused { refusal, .. }) => refusal.code().to_owned(),
        Err(error) => error.to_string(),
    }
}

pub fn refusal<T: Debug>(result: Result<T, ActionError>) -> Refusal {
    match result {
        Err(ActionError::Refused { refusal, .. }) => refusal,
        other => panic!("a refusal was expected: {other:?}"),
    }
}

pub fn done(outcome: Outcome) -> Done {
    match outcome {
        Outcome::Done { done, .. } => *done,
        Outcome::Replayed { .. } => panic!("nothing was asked twice"),
    }
}

/// An idempotency key; the answer is the id of the appointment and how often it was written.
pub fn keyed(key: &str, body: &str) -> Replay {
    Replay {
        key: key.to_owned(),
        body_hash: body.as_bytes().to_vec(),
        render: Arc::new(|done: &Done| (201, format!("appointment {}", done.appointment.id).into_bytes())),
    }
}

impl TestTown {
    pub async fn raw(&self) -> Raw {
        Raw::open(&self.test_db.url).await
    }

    /// Another process: its own connections, its own copies in memory.
    pub async fn second_process(&self) -> App {
        let mut app = self.another_server();
        app.desk.db = Db::open(&self.test_db.url, 16).await.unwrap();
        app
    }

    /// What is shown of a motive on the Monday.
    pub async fn shown_on_monday(&self, motive: MotiveId) -> Vec<OfferedSlot> {
        self.shown(motive, monday(0, 0), monday(23, 59)).await
    }

    /// The slots of each worker by name, with offers that name them.
    pub async fn shown_by_worker(&self, motive: MotiveId, from: Timestamp, to: Timestamp) -> Vec<OfferedSlot> {
        let mut request = SlotRequest::new(motive, Audience::Public, Bound::At(from), Bound::At(to));
        request.by_worker = true;
        match self.app.desk.find_slots(&self.claimant(), &request, self.now()).await.unwrap().found {
            Found::Slots(slots) => slots,
            other => panic!("{other:?}"),
        }
    }

    /// Why a search finds nothing.
    pub async fn nothing(&self, request: &SlotRequest) -> Nothing {
        match self.app.desk.find_slots(&self.claimant(), request, self.now()).await.unwrap().found {
            Found::Nothing(nothing) => nothing,
            other => panic!("something was found: {other:?}"),
        }
    }

    pub async fn book_with(
        &self,
        app: &App,
        request: BookRequest,
        replay: Option<Replay>,
    ) -> Result<Outcome, ActionError> {
        app.desk.book(&self.claimant(), request, replay, self.now()).await
    }

    /// The staff books a start of a worker for somebody new.
    pub async fn staff_books(&self, start: Timestamp, worker: usize, number: usize) -> Result<Done, ActionError> {
        self.book(self.staff_wish(self.motive, start, self.workers[worker], self.somebody(number))).await
    }

    pub async fn change(
        &self,
        audience: Audience,
        appointment: AppointmentId,
        to: Status,
        accept: Vec<Warning>,
    ) -> Result<Done, ActionError> {
        let request = StatusRequest { appointment, audience, to, person: None, accept, reason: None };
        self.app.desk.change_status(&self.claimant(), request, None, self.now()).await.map(done)
    }

    /// The staff says that an appointment is now this.
    pub async fn set(&self, appointment: AppointmentId, to: Status) -> Result<Done, ActionError> {
        self.change(Audience::Staff, appointment, to, Vec::new()).await
    }

    /// A person leaves a workshop.
    pub async fn leave(&self, appointment: AppointmentId, person: PersonId) -> Result<Done, ActionError> {
        let audience = Audience::Public;
        let to = Status::Excused;
        let request =
            StatusRequest { appointment, audience, to, person: Some(person), accept: Vec::new(), reason: None };
        self.app.desk.change_status(&self.claimant(), request, None, self.now()).await.map(done)
    }

    pub async fn join(&self, appointment: AppointmentId, who: Who) -> Result<Done, ActionError> {
        let wish = (appointment, who);
        self.app.desk.join(&self.claimant(), wish, Audience::Public, None, self.now()).await.map(done)
    }

    pub fn move_request(&self, appointment: AppointmentId, start: Timestamp, worker: Option<WorkerId>) -> MoveRequest {
        MoveRequest {
            appointment,
            minutes: None,
            audience: Audience::Staff,
            start,
            place: None,
            worker,
            offer: None,
            accept: Vec::new(),
        }
    }

    /// The public moves to a slot it was shown.
    pub fn move_to(&self, appointment: AppointmentId, slot: &OfferedSlot) -> MoveRequest {
        MoveRequest {
            audience: Audience::Public,
            place: slot.slot.place,
            offer: Some(slot.offer.clone()),
            ..self.move_request(appointment, slot.slot.span.start(), None)
        }
    }

    pub async fn moved(&self, request: MoveRequest) -> Result<Done, ActionError> {
        self.app.desk.move_appointment(&self.claimant(), request, None, self.now()).await.map(done)
    }

    pub async fn hold(&self, slot: &OfferedSlot, minutes: i64) -> Result<Held, ActionError> {
        let request = HoldRequest {
            motive: self.motive,
            audience: Audience::Public,
            start: slot.slot.span.start(),
            place: slot.slot.place,
            worker: None,
            offer: Some(slot.offer.clone()),
            minutes: Minutes(minutes),
        };
        self.app.desk.hold(&self.claimant(), request, self.now()).await
    }

    /// The booking of what was held.
    pub fn confirmation(&self, slot: &OfferedSlot, held: &Held, who: Who) -> BookRequest {
        BookRequest { offer: None, hold: Some(held.token.clone()), ..self.wish(self.motive, slot, who) }
    }

    /// A key of an organisation with these permissions, as `slots,read`.
    pub async fn add_key(&self, organisation: OrganisationId, name: &str, permissions: &str) -> String {
        let permissions = permissions.parse().unwrap();
        let caller = self.caller();
        self.app.desk.make_api_key(&caller, organisation, name, permissions, self.now()).await.unwrap()
    }

    /// Somebody the organisation knows.
    pub async fn known_person(&self, name: &str) -> PersonId {
        let (territory, organisation, now) = (self.territory, self.organisation, self.now());
        let line = store::PersonLine {
            first_name: name.to_owned(),
            last_name: String::new(),
            birth_date: None,
            phone: None,
            email: None,
            language: "fr".to_owned(),
            proven: true,
        };
        let write = self.app.desk.db.write(move |tx| {
            Box::pin(async move {
                let person = store::insert_person(tx, territory, &line, now).await?;
                store::join_organisation(tx, territory, person, organisation).await?;
                Ok::<_, StoreError>(person)
            })
        });
        write.await.unwrap()
    }
}
