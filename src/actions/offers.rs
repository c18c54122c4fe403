//! Signing offers: what was shown can be proven, and nothing needs to be stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::OfferedSlot;
use crate::domain::ids::{MotiveId, PlaceId, TerritoryId, WorkerId};
use crate::domain::scheduling::booking::Refusal;
use crate::domain::scheduling::offers::Offer;
use crate::domain::scheduling::search::Slot;
use crate::domain::time::Timestamp;

/// 128 bits: nobody guesses one in the half hour that an offer lives.
const TAG: usize = 16;

/// Signs offers; cheap to clone.
#[derive(Clone)]
pub struct Signer(Hmac<Sha256>);

impl Signer {
    pub fn new(key: [u8; 32]) -> Signer {
        Signer(Hmac::new_from_slice(&key).expect("HMAC takes keys of any length"))
    }

    /// The offer as text: when it was shown, whether it names a worker, and the tag over all of it.
    pub fn sign(&self, offer: &Offer) -> String {
        let mut token = [0; 9 + TAG];
        token[..8].copy_from_slice(&offer.shown_at.micros().to_be_bytes());
        token[8] = u8::from(offer.worker.is_some());
        token[9..].copy_from_slice(&self.tag(offer));
        URL_SAFE_NO_PAD.encode(token)
    }

    /// The offer behind a text, for the slot that the request names.
    ///
    /// # Errors
    /// `NotOffered` for anything that was not signed here for exactly this slot; `OfferExpired`.
    pub fn check(&self, token: &str, wanted: Wanted, now: Timestamp) -> Result<Offer, Refusal> {
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| Refusal::NotOffered)?;
        let bytes: [u8; 9 + TAG] = bytes.try_into().map_err(|_| Refusal::NotOffered)?;
        let (shown_at, rest) = bytes.split_at(8);
        let shown_at = i64::from_be_bytes(shown_at.try_into().expect("split at eight bytes"));
        let worker = match rest[0] {
            0 => None,
            _ => Some(wanted.worker.ok_or(Refusal::NotOffered)?),
        };
        let offer = Offer {
            territory: wanted.territory,
            motive: wanted.motive,
            place: wanted.place,
            worker,
            start: wanted.start,
            shown_at: Timestamp::from_micros(shown_at).ok_or(Refusal::NotOffered)?,
        };
        let mut mac = self.0.clone();
        mac.update(&offer.bytes());
        mac.verify_truncated_left(&rest[1..]).map_err(|_| Refusal::NotOffered)?;
        if offer.is_current(now) { Ok(offer) } else { Err(Refusal::OfferExpired) }
    }

    fn tag(&self, offer: &Offer) -> [u8; TAG] {
        let mut mac = self.0.clone();
        mac.update(&offer.bytes());
        let full = mac.finalize().into_bytes();
        let mut tag = [0; TAG];
        tag.copy_from_slice(&full[..TAG]);
        tag
    }

    /// A slot with its offer; to one worker, or merged over all who are free.
    pub fn offer(
        &self,
        territory: TerritoryId,
        motive: MotiveId,
        (slot, zone): (Slot, chrono_tz::Tz),
        worker: Option<WorkerId>,
        now: Timestamp,
    ) -> OfferedSlot {
        let offer =
            self.sign(&Offer { territory, motive, place: slot.place, worker, start: slot.span.start(), shown_at: now });
        OfferedSlot { slot, zone, offer }
    }
}

/// The slot a request claims to have been shown.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    pub territory: TerritoryId,
    pub motive: MotiveId,
    pub place: Option<PlaceId>,
    pub worker: Option<WorkerId>,
    pub start: Timestamp,
}
