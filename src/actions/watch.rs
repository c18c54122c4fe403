//! How the work beside requests is doing: jobs that are late, messages that should have left.

use super::{ActionError, Desk};
use crate::domain::messages::{ALARM, Channel, LATE};
use crate::domain::scheduling::zones;
use crate::domain::time::Timestamp;
use crate::store;

/// A day's segments below this are no alarm, whatever the mean was.
const QUIET: i64 = 50;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    pub late_jobs: Vec<String>,
    /// By channel: due more than ten minutes ago, neither said, refused, failed nor unknown.
    pub late_messages: Vec<(Channel, i64)>,
}

impl Desk {
    /// # Errors
    /// The database does not answer.
    pub async fn watch(&self, now: Timestamp) -> Result<Watch, ActionError> {
        let mut tx = self.db.read().await?;
        let late = |job: &store::JobRow| job.next_at + LATE < now && job.leased_until.is_none_or(|until| until < now);
        let jobs = store::jobs(&mut tx).await?;
        let late_jobs = jobs.into_iter().filter(late).map(|job| job.name).collect();
        let mut late_messages = Vec::new();
        for channel in [Channel::Sms, Channel::Email] {
            late_messages.push((channel, store::late_messages(&mut tx, channel, now - LATE).await?));
        }
        Ok(Watch { late_jobs, late_messages })
    }

    /// How many organisations (and territories, for codes) spent today more than twice what they spend
    /// in a day.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn spending_alarms(&self, now: Timestamp) -> Result<usize, ActionError> {
        let today = zones::local_day(chrono_tz::UTC, now);
        let since = today - chrono::Days::new(7);
        let spent = store::spent(&mut self.db.read().await?, today, since).await?;
        Ok(spent.iter().filter(|spent| spent.today > QUIET && spent.today * 7 > spent.before * ALARM).count())
    }
}
