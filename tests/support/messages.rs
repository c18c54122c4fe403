//! A town whose messages leave, through providers that remember what they took.

use std::sync::Arc;

use relais::deliver::Senders;
use relais::deliver::mail::Mailer;
use relais::deliver::simulated::{Simulated, Taken};
use relais::deliver::sms::SmsSender;
use relais::domain::time::Timestamp;
use relais::jobs::{self, Done, Outcome, Run};

use super::databases::TestDb;
use super::raw::Raw;
use super::town::TestTown;

pub struct Post {
    pub sms: Simulated,
    pub mail: Simulated,
}

impl Post {
    pub fn texts(&self) -> Vec<String> {
        self.sms.taken().into_iter().map(|taken| taken.text).collect()
    }

    /// All that was taken, on both channels.
    pub fn all(&self) -> Vec<Taken> {
        let mut all = self.sms.taken();
        all.extend(self.mail.taken());
        all
    }
}

/// The jobs that messages go through, in this order.
const MESSAGES: [&str; 8] = [
    "plan_messages",
    "plan_reminders",
    "send_codes",
    "send_sms",
    "send_links",
    "send_email",
    "list_letters",
    "list_calls",
];

impl TestTown {
    pub async fn with_post(db: TestDb, workers: usize) -> (TestTown, Post) {
        let mut town = TestTown::new(db, workers).await;
        let post = Post { sms: Simulated::default(), mail: Simulated::default() };
        town.send_by(&post);
        (town, post)
    }

    pub fn send_by(&mut self, post: &Post) {
        self.app.senders = Arc::new(Senders {
            sms: Some(SmsSender::Simulated(post.sms.clone())),
            mail: Some(Mailer::Simulated(post.mail.clone())),
        });
    }

    pub async fn run_job(&self, name: &str) -> Done {
        match jobs::named(name).unwrap().run(&Run::new(self.app.clone()), true).await.unwrap() {
            Outcome::Done(done) => done,
            Outcome::NotNow => panic!("{name} is running elsewhere"),
        }
    }

    /// Everything that plans and says messages, once; and once more for what fell back to another channel.
    pub async fn beat(&self) {
        for name in MESSAGES.into_iter().chain(MESSAGES.into_iter().skip(2)) {
            self.run_job(name).await;
        }
    }

    /// The clock, set to an instant to come.
    pub fn set_clock(&self, to: Timestamp) {
        let minutes = (to - self.now()).num_minutes();
        assert!(minutes >= 0, "the clock does not go back");
        self.app.clock.advance(relais::domain::time::Minutes(minutes));
    }

    /// Each row of the ledger: kind, channel, state, reason.
    pub async fn ledger(&self) -> Vec<String> {
        self.raw().await.ledger("TRUE").await
    }
}

impl Raw {
    pub async fn ledger(&mut self, which: &str) -> Vec<String> {
        self.texts(&format!(
            "SELECT kind || ' ' || channel || ' ' || state || COALESCE(' ' || reason, '') FROM message
             WHERE {which} ORDER BY id"
        ))
        .await
    }
}
