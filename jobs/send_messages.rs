//! Every few seconds, on each lane (a channel; what somebody waits for apart from the rest): messages
//! that are due are decided from the state at that moment, said, and marked. The decision and the claim
//! are one transaction; the provider is asked outside any; its answers are written with the next claim.
//!
//! A server that dies leaves what it was handing over: asked for again under the same reference where
//! the provider knows it, otherwise marked “unknown” and shown, never silently repeated.

use std::time::Duration;

use futures_util::future::join_all;

use super::{Done, Ended, Run};
use crate::actions::messages::{content, open_link, try_next_channel};
use crate::actions::sign_in::secrets::Secrets;
use crate::app::App;
use crate::deliver::mail::{CalendarPart, Mail};
use crate::deliver::sms::Sms;
use crate::deliver::{HandedOver, NotSent};
use crate::domain::ids::{MessageId, OrganisationId};
use crate::domain::messages::decide::{Decision, Facts, decide};
use crate::domain::messages::{Channel, LEASE, MessageState, Reason, gsm7, retry_after};
use crate::domain::scheduling::zones;
use crate::domain::time::Timestamp;
use crate::store::{self, Decided, Ended as EndedMessage, MessageNow, SaidSo, StoreError, WriteTx, reference};
use crate::texts::Lang;
use crate::wording;

/// Claimed in one transaction and said at once.
const CHUNK: i64 = 16;
/// Whoever does not answer by then may have taken it. The senders have shorter limits of their own.
const PROVIDER: Duration = Duration::from_secs(35);
/// In one run: the row of the job is written now and then.
const MOST_CHUNKS: usize = 400;

/// A message that was decided, on its way.
struct Saying {
    row: MessageNow,
    to: String,
    words: Words,
    attempts: i64,
}

enum Words {
    Sms(String),
    Mail(wording::Letter),
}

pub async fn run(run: &Run, lane: (Channel, bool)) -> Ended {
    let app = &run.app;
    let there = match lane.0 {
        Channel::Sms => app.senders.sms.is_some(),
        Channel::Email => app.senders.mail.is_some(),
        Channel::Letter | Channel::Call => true,
    };
    // Without a sender they stay due: somebody may set one up.
    if !there || run.dry {
        let waiting = store::any_due(&mut app.desk.db.read().await?, lane, run.now()).await?;
        return Ok(Done(vec![("waiting", i64::from(waiting))]));
    }
    let mut tally = Tally { left_behind: take_back(run, lane.0).await?, ..Tally::default() };
    let mut ended: Vec<EndedMessage> = Vec::new();
    for _ in 0..MOST_CHUNKS {
        let taking = !run.is_stopping();
        let claim = Claim {
            secrets: app.desk.secrets.clone(),
            public_url: app.config.public_url.clone(),
            codes_a_day: i64::from(app.config.codes_a_day),
            server: run.server.to_string(),
            now: run.now(),
        };
        let marking = std::mem::take(&mut ended);
        let chunk = app.desk.db.write(move |tx| {
            Box::pin(async move {
                for one in &marking {
                    claim.mark(tx, one).await?;
                }
                match taking {
                    true => claim.take(tx, lane).await,
                    false => Ok((Vec::new(), 0)),
                }
            })
        });
        let (saying, looked_at): (Vec<Saying>, usize) = chunk.await?;
        if looked_at == 0 {
            break;
        }
        tally.refused += looked_at as i64 - saying.len() as i64;
        ended = join_all(saying.into_iter().map(|one| say(app, one))).await;
        for one in &ended {
            tally.count(one.state);
        }
    }
    if !ended.is_empty() {
        mark(run, ended).await?;
    }
    Ok(tally.done())
}

async fn mark(run: &Run, ended: Vec<EndedMessage>) -> Result<(), StoreError> {
    let (server, now) = (run.server.to_string(), run.now());
    let secrets = run.app.desk.secrets.clone();
    let claim = Claim { secrets, public_url: String::new(), codes_a_day: 0, server, now };
    run.app
        .desk
        .db
        .write(move |tx| {
            Box::pin(async move {
                for one in &ended {
                    claim.mark(tx, one).await?;
                }
                Ok(())
            })
        })
        .await
}

#[derive(Default)]
struct Tally {
    handed_over: i64,
    /// Not to be said, or not yet.
    refused: i64,
    failed: i64,
    again: i64,
    unknown: i64,
    left_behind: i64,
}

impl Tally {
    fn count(&mut self, state: MessageState) {
        match state {
            MessageState::HandedOver => self.handed_over += 1,
            MessageState::Unknown => self.unknown += 1,
            MessageState::Due => self.again += 1,
            _ => self.failed += 1,
        }
    }

    fn done(self) -> Done {
        let Tally { handed_over, refused, failed, again, unknown, left_behind } = self;
        let figures = [
            ("handed_over", handed_over),
            ("not_said", refused),
            ("failed", failed),
            ("again", again),
            ("unknown", unknown),
            ("left_behind", left_behind),
        ];
        for (state, count) in figures {
            metrics::counter!("relais_messages_total", "state" => state).increment(count.unsigned_abs());
        }
        Done(figures.to_vec())
    }
}

async fn take_back(run: &Run, channel: Channel) -> Result<i64, StoreError> {
    let senders = &run.app.senders;
    let again = match channel {
        Channel::Sms => senders.sms.as_ref().is_some_and(|sender| sender.knows_reference()),
        Channel::Email => senders.mail.as_ref().is_some_and(|sender| sender.knows_reference()),
        Channel::Letter | Channel::Call => return Ok(0),
    };
    let now = run.now();
    let taken = run.app.desk.db.write(move |tx| Box::pin(store::take_back(tx, channel, again, now)));
    Ok(taken.await? as i64)
}

/// What a claim needs: the state of the messages is read in its own transaction.
struct Claim {
    secrets: Secrets,
    public_url: String,
    codes_a_day: i64,
    server: String,
    now: Timestamp,
}

impl Claim {
    async fn mark(&self, tx: &mut WriteTx, ended: &EndedMessage) -> Result<(), StoreError> {
        let ours = store::end_message(tx, &self.server, ended).await?;
        if ours
            && ended.state == MessageState::Failed
            && let Some(row) = store::message_now(tx, ended.message).await?
        {
            try_next_channel(tx, &row, self.now).await?;
        }
        Ok(())
    }

    /// What is to be said now, and how many messages were looked at.
    async fn take(&self, tx: &mut WriteTx, lane: (Channel, bool)) -> Result<(Vec<Saying>, usize), StoreError> {
        let due = store::due_messages(tx, lane, self.now, CHUNK).await?;
        let looked_at = due.len();
        let mut saying = Vec::new();
        for row in due {
            saying.extend(self.decide(tx, row).await?);
        }
        Ok((saying, looked_at))
    }

    async fn decide(&self, tx: &mut WriteTx, row: MessageNow) -> Result<Option<Saying>, StoreError> {
        let (facts, to, about) = (row.facts()?, row.recipient(), row.about(self.now)?);
        match decide(&facts, &about, &to, self.now) {
            Decision::Refuse(reason) => self.refuse(tx, &row, reason).await.map(|()| None),
            Decision::Wait(until) => {
                let waits = Decided { try_at: Some(until), due_at: Some(until), ..decided(&row, MessageState::Due) };
                store::decide_message(tx, row.id, &waits, self.now).await.map(|()| None)
            }
            Decision::Say => {
                open_link(tx, &row, &self.secrets, self.now).await?;
                let lang = Lang::of(&to.language).unwrap_or(Lang::DEFAULT);
                let content = content(tx, &row, (&self.secrets, &self.public_url), self.now).await?;
                let address = to.address(facts.channel).unwrap_or_default().to_owned();
                let words = match facts.channel {
                    Channel::Sms => Words::Sms(wording::sms(lang, &content.said)),
                    _ => Words::Mail(wording::letter(lang, &content.said, (&organizer(&self.public_url), &address))),
                };
                let (text, segments) = match &words {
                    Words::Sms(text) => (text, gsm7::segments(text)),
                    Words::Mail(letter) => (&letter.text, 0),
                };
                // A try that was surely not taken has spent its segments already.
                if segments > 0 && row.attempts == 0 && !self.spend(tx, &row, &facts, segments).await? {
                    return self.refuse(tx, &row, Reason::Cap).await.map(|()| None);
                }
                let hidden = content.secret.as_deref().map_or_else(|| text.clone(), |secret| text.replace(secret, "…"));
                let said = SaidSo { to: address.clone(), language: lang.code().to_owned(), body: hidden, segments };
                let automatic = facts.channel.is_automatic();
                let state = if automatic { MessageState::Sending } else { MessageState::ByHand };
                let lease = automatic.then(|| (self.now + LEASE, self.server.clone()));
                let attempts = row.attempts + 1;
                let going = Decided { lease, said: Some(said), attempts, ..decided(&row, state) };
                store::decide_message(tx, row.id, &going, self.now).await?;
                Ok(automatic.then_some(Saying { row, to: address, words, attempts }))
            }
        }
    }

    async fn refuse(&self, tx: &mut WriteTx, row: &MessageNow, reason: Reason) -> Result<(), StoreError> {
        let refused = Decided { reason: Some(reason), ..decided(row, MessageState::Refused) };
        store::decide_message(tx, row.id, &refused, self.now).await?;
        // The message is wanted, this way of saying it is closed.
        if matches!(reason, Reason::NoAddress | Reason::Stopped | Reason::Cap) {
            try_next_channel(tx, row, self.now).await?;
        }
        Ok(())
    }

    /// Codes are capped by territory and apart: a flood of them leaves the rest its means.
    async fn spend(
        &self,
        tx: &mut WriteTx,
        row: &MessageNow,
        facts: &Facts,
        segments: i64,
    ) -> Result<bool, StoreError> {
        let (whose, cap) = match row.organisation_id {
            Some(organisation) if !facts.kind.is_urgent() => (organisation, row.segments_a_day.unwrap_or(0)),
            _ => (OrganisationId(0), self.codes_a_day),
        };
        let day = zones::local_day(chrono_tz::UTC, self.now);
        store::spend(tx, (row.territory_id, whose), day, segments, cap).await
    }
}

/// A decision with nothing said: the row is free again.
fn decided(row: &MessageNow, state: MessageState) -> Decided {
    Decided { state, reason: None, try_at: None, due_at: None, lease: None, said: None, attempts: row.attempts }
}

/// Whom calendars show as inviting: an address nobody reads.
fn organizer(public_url: &str) -> String {
    let host = public_url.split("//").last().unwrap_or_default();
    let host = host.split(['/', ':']).next().unwrap_or_default();
    format!("noreply@{host}")
}

async fn say(app: &App, saying: Saying) -> EndedMessage {
    let reference = reference(saying.row.id);
    let answer = tokio::time::timeout(PROVIDER, hand_over(app, &saying, &reference)).await;
    let answer = answer.unwrap_or_else(|_| Err(NotSent::Unknown("no answer in time".to_owned())));
    let now = app.clock.now();
    ended(app, &saying, answer, now)
}

async fn hand_over(app: &App, saying: &Saying, reference: &str) -> Result<HandedOver, NotSent> {
    match (&saying.words, &app.senders.sms, &app.senders.mail) {
        (Words::Sms(text), Some(sender), _) => sender.send(&Sms { to: &saying.to, text, reference }).await,
        (Words::Mail(letter), _, Some(mailer)) => {
            let calendar = letter.calendar.as_ref().map(|(method, text)| CalendarPart { method, text });
            let mail = Mail {
                to: &saying.to,
                subject: &letter.subject,
                text: &letter.text,
                html: &letter.html,
                calendar,
                reference,
                list_unsubscribe: None,
            };
            mailer.send(&mail).await
        }
        _ => Err(NotSent::TryAgain("no sender".to_owned())),
    }
}

fn ended(app: &App, saying: &Saying, answer: Result<HandedOver, NotSent>, now: Timestamp) -> EndedMessage {
    let message: MessageId = saying.row.id;
    let end = |state, reason| EndedMessage { message, state, reason, try_at: None, provider_ref: None, said_at: None };
    let again = || {
        let wait = retry_after(saying.attempts).filter(|wait| now + *wait <= saying.row.useless_after);
        match wait {
            Some(wait) => EndedMessage { try_at: Some(now + wait), ..end(MessageState::Due, None) },
            None => end(MessageState::Failed, Some(Reason::GaveUp)),
        }
    };
    // What the provider says may hold a number: the log names our message alone.
    match answer {
        Ok(taken) => {
            EndedMessage { provider_ref: taken.provider_ref, said_at: Some(now), ..end(MessageState::HandedOver, None) }
        }
        Err(NotSent::Refused(_)) => {
            tracing::warn!(%message, "the provider refused a message");
            end(MessageState::Failed, Some(Reason::Provider))
        }
        Err(NotSent::TryAgain(_)) => again(),
        Err(NotSent::Unknown(_)) => {
            let known = match saying.words {
                Words::Sms(_) => app.senders.sms.as_ref().is_some_and(|sender| sender.knows_reference()),
                Words::Mail(_) => app.senders.mail.as_ref().is_some_and(|sender| sender.knows_reference()),
            };
            match known {
                true => again(),
                false => EndedMessage { said_at: Some(now), ..end(MessageState::Unknown, Some(Reason::TimedOut)) },
            }
        }
    }
}
