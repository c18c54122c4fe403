//! What comes back from outside: a provider reports what became of a message, somebody answers one.
//! What an answer means and what is done with it is decided in `domain/messages/replies`; what is said
//! back is for the messages, from the outcome of the reply.

use super::calls::CallBackRequest;
use super::change_status::StatusRequest;
use super::{ActionError, Claimant, Desk};
use crate::domain::access::{Caller, Deed, Guest};
use crate::domain::appointments::Status;
use crate::domain::calls::CameBy;
use crate::domain::ids::{AppointmentId, OrganisationId, PersonId, ReplyId, TerritoryId};
use crate::domain::journal::{Act, Actor, ActorKind, Detail, Line, Thing};
use crate::domain::messages::replies::{self, LONGEST_REPLY, MayBe, ReplyOutcome, ReportState, Todo, Understood};
use crate::domain::messages::{MessageState, Reason};
use crate::domain::people;
use crate::domain::scheduling::search::Audience;
use crate::domain::time::{Minutes, Timestamp};
use crate::store::{self, EndedReply, NewReply, OpenReply};

/// How long after a message its answer is taken to be about it.
const ANSWERED_WITHIN: Minutes = Minutes::days(7);
/// How many replies are shown at once.
const MOST_SHOWN: i64 = 200;

/// A text that somebody sent, as the provider brings it.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// `None`: there is only one.
    pub territory: Option<TerritoryId>,
    /// As the provider writes it.
    pub from: String,
    pub text: String,
    /// The provider's own: what it brings twice is taken once.
    pub provider_id: Option<String>,
}

impl Desk {
    /// Keeps what became of a message that a provider took; whether it is news.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn record_report(
        &self,
        reference: String,
        state: ReportState,
        reason: String,
        now: Timestamp,
    ) -> Result<bool, ActionError> {
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                let news = store::put_report(tx, &reference, (state, &reason), now).await?;
                if let Some(message) = store::message_by_reference(tx, &reference).await? {
                    let (state, reason) = match state {
                        ReportState::HandedOver => (MessageState::HandedOver, None),
                        ReportState::Delivered => (MessageState::Delivered, None),
                        ReportState::Failed => (MessageState::Failed, Some(Reason::Provider)),
                    };
                    store::report_message(tx, message, state, reason).await?;
                }
                Ok::<_, ActionError>(news)
            })
        });
        write.await
    }

    /// Takes what somebody answered, and does what it surely says. One that stopped half way is taken up
    /// again when the provider brings it again; until then it stands on the secretary's list.
    ///
    /// # Errors
    /// `NotFound`: the territory has to be named, or has no organisation.
    pub async fn take_reply(&self, incoming: Incoming, now: Timestamp) -> Result<ReplyOutcome, ActionError> {
        let phone = number(&incoming.from);
        let body: String = incoming.text.chars().filter(|c| *c != '\0').take(LONGEST_REPLY).collect();
        let understood = replies::understand(&body);
        let (territory, reader, who) = {
            let mut tx = self.db.read().await?;
            let territory = match incoming.territory {
                Some(territory) => territory,
                None => store::only_territory(&mut tx).await?.ok_or(ActionError::NotFound("territory"))?,
            };
            let reader = store::first_organisation(&mut tx, territory).await?;
            let reader = reader.ok_or(ActionError::NotFound("organisation"))?;
            let asked = store::last_asked(&mut tx, &phone, now - ANSWERED_WITHIN, 20).await?;
            let asked = asked.into_iter().filter(|asked| asked.territory_id == territory);
            let asked = asked.filter_map(|asked| asked.appointment_id).next();
            let who = store::may_be_writing(&mut tx, territory, &phone, (reader, asked), now).await?;
            (territory, reader, who)
        };
        let soonest = who.iter().filter_map(|(one, _)| one.next).min_by_key(|next| next.starts_at);
        let reads = soonest.map(|next| next.organisation).or(who.first().map(|(one, _)| one.organisation));
        let new = NewReply {
            organisation: reads.unwrap_or(reader),
            provider_id: incoming.provider_id.filter(|id| !id.is_empty()),
            phone: phone.clone(),
            body,
            understood,
            at: now,
        };
        let (reply, done) = self.keep_reply(territory, new, now).await?;
        if let Some(done) = done {
            return Ok(done);
        }
        let before = {
            let mut tx = self.db.read().await?;
            store::reply_before(&mut tx, territory, &phone, reply).await?
        };
        let (people, names): (Vec<MayBe>, Vec<String>) = who.into_iter().unzip();
        let writer = Writer { territory, phone, people, names };
        let todo = replies::decide(understood, &writer.people, before, now);
        let ended = self.carry_out(&writer, todo, now).await?;
        self.end_reply(&writer, (reply, understood), ended, now).await?;
        Ok(ended.outcome)
    }

    /// Its id, and what was done with it if it came before.
    async fn keep_reply(
        &self,
        territory: TerritoryId,
        new: NewReply,
        now: Timestamp,
    ) -> Result<(ReplyId, Option<ReplyOutcome>), ActionError> {
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                let (id, done, is_new) = store::put_reply(tx, territory, &new).await?;
                if is_new {
                    let detail = Detail { to: Some(new.understood.word().to_owned()), ..Detail::default() };
                    let actor = Actor { kind: ActorKind::Person, id: None };
                    let line = Line { at: now, actor, act: Act::Added, thing: Thing::Reply, thing_id: id.0, detail };
                    store::write_line(tx, territory, &line).await?;
                }
                Ok::<_, ActionError>((id, done))
            })
        });
        write.await
    }

    async fn carry_out(&self, writer: &Writer, todo: Todo, now: Timestamp) -> Result<EndedReply, ActionError> {
        let about = |outcome, person, appointment| EndedReply {
            outcome,
            person: Some(person),
            appointment: Some(appointment),
            organisation: None,
        };
        Ok(match todo {
            Todo::Confirm(person, appointment) => about(ReplyOutcome::Confirmed, person, appointment),
            Todo::AskAgain(person, appointment) => about(ReplyOutcome::AskedAgain, person, appointment),
            Todo::Cancel(person, appointment) => {
                let outcome = self.cancel_by_reply(writer, person, appointment, now).await?;
                about(outcome, person, appointment)
            }
            Todo::CallBack(person, organisation, appointment) => {
                self.call_back_by_reply(writer, (person, organisation, appointment), now).await?;
                let organisation = Some(organisation);
                EndedReply { outcome: ReplyOutcome::CallBack, person: Some(person), appointment, organisation }
            }
            Todo::Stop => writer.ended(ReplyOutcome::Stopped),
            Todo::ForPeople => writer.ended(ReplyOutcome::ForPeople),
        })
    }

    async fn cancel_by_reply(
        &self,
        writer: &Writer,
        person: PersonId,
        appointment: AppointmentId,
        now: Timestamp,
    ) -> Result<ReplyOutcome, ActionError> {
        let request = StatusRequest {
            appointment,
            audience: Audience::Public,
            to: Status::Excused,
            person: Some(person),
            accept: Vec::new(),
            reason: Some("reply".to_owned()),
        };
        match self.change_status(&writer.claimant(person), request, None, now).await {
            Ok(_) => Ok(ReplyOutcome::Cancelled),
            // Too late to cancel by text, or not possible any more: somebody calls.
            Err(ActionError::Refused { .. }) => {
                let organisation = writer.organisation(person);
                let Some(organisation) = organisation else { return Ok(ReplyOutcome::ForPeople) };
                self.call_back_by_reply(writer, (person, organisation, Some(appointment)), now).await?;
                Ok(ReplyOutcome::TooLate)
            }
            // Gone meanwhile.
            Err(ActionError::NotFound(_)) => Ok(ReplyOutcome::ForPeople),
            Err(error) => Err(error),
        }
    }

    async fn call_back_by_reply(
        &self,
        writer: &Writer,
        (person, organisation, appointment): (PersonId, OrganisationId, Option<AppointmentId>),
        now: Timestamp,
    ) -> Result<(), ActionError> {
        let name = writer.name(person);
        let phone = writer.phone.clone();
        let request =
            CallBackRequest { organisation, person: Some(person), appointment, name, phone, came_by: CameBy::Sms };
        self.ask_call_back(&writer.claimant(person), request, now).await.map(drop)
    }

    async fn end_reply(
        &self,
        writer: &Writer,
        (reply, understood): (ReplyId, Understood),
        ended: EndedReply,
        now: Timestamp,
    ) -> Result<(), ActionError> {
        let (territory, phone) = (writer.territory, writer.phone.clone());
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                if !store::end_reply(tx, territory, reply, &ended, now).await? {
                    return Ok::<_, ActionError>(());
                }
                if ended.outcome == ReplyOutcome::Stopped {
                    store::stop_number(tx, territory, &phone, now).await?;
                }
                // Whoever answers what we sent there holds the number.
                if ended.outcome == ReplyOutcome::Confirmed {
                    store::number_is_proven(tx, territory, &phone).await?;
                }
                let detail = Detail {
                    from: Some(understood.word().to_owned()),
                    to: Some(ended.outcome.word().to_owned()),
                    ..Detail::default()
                };
                let actor = Actor { kind: ActorKind::Person, id: ended.person.map(|person| person.0) };
                let line = Line { at: now, actor, act: Act::Done, thing: Thing::Reply, thing_id: reply.0, detail };
                Ok(store::write_line(tx, territory, &line).await?)
            })
        });
        write.await
    }

    /// The replies that somebody of the caller's organisation has to read, the oldest first.
    ///
    /// # Errors
    /// The caller is no staff.
    pub async fn replies(&self, claimant: &Claimant) -> Result<Vec<OpenReply>, ActionError> {
        let mut tx = self.db.read().await?;
        let scope = self.caller(&mut tx, claimant).await?.may(Deed::BookAsStaff)?;
        Ok(store::open_replies(&mut tx, &scope, MOST_SHOWN).await?)
    }

    /// A reply has been dealt with. A second click changes nothing.
    ///
    /// # Errors
    /// `NotFound` for another organisation's.
    pub async fn handle_reply(&self, claimant: &Claimant, reply: ReplyId, now: Timestamp) -> Result<(), ActionError> {
        let caller = {
            let mut tx = self.db.read().await?;
            self.caller(&mut tx, claimant).await?
        };
        let (scope, worker) = (caller.may(Deed::BookAsStaff)?, caller.worker());
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                let handled = store::handle_reply(tx, &scope, reply, (now, worker)).await?;
                if handled.ok_or(ActionError::NotFound("reply"))? {
                    let (actor, detail) = (scope.actor(), Detail::default());
                    let line = Line { at: now, actor, act: Act::Done, thing: Thing::Reply, thing_id: reply.0, detail };
                    store::write_line(tx, scope.territory(), &line).await?;
                }
                Ok::<_, ActionError>(())
            })
        });
        write.await
    }
}

/// Who may have written.
struct Writer {
    territory: TerritoryId,
    phone: String,
    people: Vec<MayBe>,
    /// Of the people, in the same order.
    names: Vec<String>,
}

impl Writer {
    /// Somebody who holds the number of a person may do what that person may.
    fn claimant(&self, person: PersonId) -> Claimant {
        let territory = self.territory;
        Claimant::Known(Caller::Guest(Guest {
            territory,
            proven: true,
            people: vec![person],
            appointments: Vec::new(),
            address: None,
        }))
    }

    fn name(&self, person: PersonId) -> String {
        let known = self.people.iter().position(|one| one.person == person).and_then(|at| self.names.get(at));
        known.filter(|name| !name.is_empty()).unwrap_or(&self.phone).clone()
    }

    fn organisation(&self, person: PersonId) -> Option<OrganisationId> {
        let known = self.people.iter().find(|one| one.person == person)?;
        Some(known.next.map_or(known.organisation, |next| next.organisation))
    }

    /// About one person only when there is only one.
    fn ended(&self, outcome: ReplyOutcome) -> EndedReply {
        let one = match self.people.as_slice() {
            [one] => Some(one),
            _ => None,
        };
        let appointment = one.and_then(|one| one.next).map(|next| next.appointment);
        EndedReply { outcome, person: one.map(|one| one.person), appointment, organisation: None }
    }
}

/// The number of a text, in E.164. Operators leave the plus out; what is no number (a name, a short
/// code) stays as it is: nobody has it.
fn number(from: &str) -> String {
    let from = from.trim();
    let number = people::phone(from).or_else(|_| people::phone(&format!("+{from}")));
    number.unwrap_or_else(|_| from.chars().filter(|c| !c.is_control()).take(40).collect())
}
