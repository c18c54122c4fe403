//! Proving that a form was made here for one browser: a keyed MAC of its cookie, masked anew in each
//! response, so that compressed pages do not give it away letter by letter.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Of the proof in a form; the mask before it is as long.
const PROOF: usize = 16;

/// Proves that forms were made here for one browser; cheap to clone.
#[derive(Clone)]
pub struct FormKey(Hmac<Sha256>);

impl FormKey {
    pub fn new(key: [u8; 32]) -> FormKey {
        FormKey(Hmac::new_from_slice(&key).expect("HMAC takes keys of any length"))
    }

    fn proof(&self, cookie: &str) -> [u8; PROOF] {
        let mut mac = self.0.clone();
        mac.update(cookie.as_bytes());
        let full = mac.finalize().into_bytes();
        let mut proof = [0; PROOF];
        proof.copy_from_slice(&full[..PROOF]);
        proof
    }

    /// The proof under a mask of its own.
    pub fn masked(&self, cookie: &str, mask: [u8; PROOF]) -> String {
        let mut both = [0; 2 * PROOF];
        both[..PROOF].copy_from_slice(&mask);
        for (at, byte) in self.proof(cookie).into_iter().enumerate() {
            both[PROOF + at] = byte ^ mask[at];
        }
        URL_SAFE_NO_PAD.encode(both)
    }

    pub fn accepts(&self, cookie: &str, sent: &str) -> bool {
        let Ok(both) = URL_SAFE_NO_PAD.decode(sent) else { return false };
        if both.len() != 2 * PROOF {
            return false;
        }
        let unmasked: Vec<u8> = both[..PROOF].iter().zip(&both[PROOF..]).map(|(mask, byte)| mask ^ byte).collect();
        let mut mac = self.0.clone();
        mac.update(cookie.as_bytes());
        // In constant time.
        mac.verify_truncated_left(&unmasked).is_ok()
    }
}
