//! Offers: a slot that was shown stays bookable for half an hour while its time is free, even if
//! the grid of starts has moved since. An offer is signed (by the actions, which hold the key) and
//! never stored.

use crate::domain::ids::{MotiveId, PlaceId, TerritoryId, WorkerId};
use crate::domain::time::{Minutes, Timestamp};

/// How long a shown slot stays bookable: long enough for a slow reader on an old phone.
pub const VALID_FOR: Minutes = Minutes(30);

/// A slot as it was shown. `worker` is `None` when it was shown merged: any free worker will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    pub territory: TerritoryId,
    pub motive: MotiveId,
    pub place: Option<PlaceId>,
    pub worker: Option<WorkerId>,
    pub start: Timestamp,
    pub shown_at: Timestamp,
}

impl Offer {
    pub fn is_current(&self, now: Timestamp) -> bool {
        self.shown_at <= now && now < self.shown_at + VALID_FOR
    }

    /// The exact bytes that are signed: fixed width, so that no two offers share them.
    pub fn bytes(&self) -> [u8; 48] {
        let optional = |id: Option<i64>| id.unwrap_or(i64::MIN);
        let fields = [
            self.territory.0,
            self.motive.0,
            optional(self.place.map(|place| place.0)),
            optional(self.worker.map(|worker| worker.0)),
            self.start.micros(),
            self.shown_at.micros(),
        ];
        let mut bytes = [0; 48];
        for (target, field) in bytes.chunks_exact_mut(8).zip(fields) {
            target.copy_from_slice(&field.to_be_bytes());
        }
        bytes
    }
}
