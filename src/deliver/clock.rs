//! The one place that reads the clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::domain::time::{Minutes, Timestamp};

#[derive(Clone)]
pub enum Clock {
    System,
    /// Set by hand: for tests, and for trying a day that is not today.
    ByHand(Arc<AtomicI64>),
}

impl Clock {
    pub fn by_hand(now: Timestamp) -> Clock {
        Clock::ByHand(Arc::new(AtomicI64::new(now.micros())))
    }

    #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is handed")]
    pub fn now(&self) -> Timestamp {
        match self {
            Clock::System => Timestamp::from_utc(chrono::Utc::now()),
            Clock::ByHand(now) => Timestamp::from_micros(now.load(Ordering::SeqCst)).unwrap_or(Timestamp::MAX),
        }
    }

    /// Moves a clock that is set by hand. The system's clock moves by itself.
    pub fn advance(&self, by: Minutes) {
        if let Clock::ByHand(now) = self {
            now.fetch_add(by.micros(), Ordering::SeqCst);
        }
    }
}
