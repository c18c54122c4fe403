//! The keyed MACs of signing in, and the hashing of passwords. Nothing secret is stored: codes, links
//! and second factors are made anew from a salt whenever they are needed.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tokio::sync::{OnceCell, Semaphore};
use totp_rs::{Algorithm as TotpAlgorithm, Builder, Totp};

use super::SignInError;
use crate::domain::ids::{TerritoryId, WorkerId};
use crate::domain::sign_in::LinkPurpose;

/// Memory in KiB, passes: what OWASP asks of Argon2id.
const COST: (u32, u32) = (19 * 1024, 2);
/// Both halves of the second factor last half a minute; the one before and the one after will do too.
pub(super) const TOTP_STEP: u64 = 30;
/// 128 bits: 22 characters.
const LINK_BYTES: usize = 16;
const TOTP_BYTES: usize = 20;

/// What the settings cap.
#[derive(Clone, Copy, Debug)]
pub struct Caps {
    /// Codes sent in a territory in a day at most.
    pub codes_a_day: i64,
    /// What people who have proven nothing may book or ask for in a day from one address.
    pub strangers_a_day: i64,
}

/// Cheap to clone.
#[derive(Clone)]
pub struct Secrets {
    codes: Hmac<Sha256>,
    links: Hmac<Sha256>,
    totp: Hmac<Sha256>,
    throttles: Hmac<Sha256>,
    demo: Hmac<Sha256>,
    pub(in crate::actions) passwords: Passwords,
    pub caps: Caps,
    /// By how much a stranger is answered later, each time (`domain::sign_in::paces_after`).
    pub pace: Duration,
}

impl Secrets {
    /// `derive` gives the key of each use, from the root key.
    pub fn new(derive: impl Fn(&str) -> [u8; 32], caps: Caps) -> Secrets {
        let mac = |usage: &str| Hmac::new_from_slice(&derive(usage)).expect("HMAC takes keys of any length");
        Secrets {
            codes: mac("sign-in codes"),
            links: mac("links"),
            totp: mac("totp"),
            throttles: mac("throttles"),
            demo: mac("demo passwords"),
            passwords: Passwords::new(COST),
            caps,
            pace: Duration::from_secs(1),
        }
    }

    /// For tests, which sign in often: passwords cost next to nothing, and strangers hardly wait.
    #[must_use]
    pub fn cheap(self) -> Secrets {
        Secrets { passwords: Passwords::new((16, 1)), pace: Duration::from_millis(20), ..self }
    }

    /// The six digits behind a row.
    pub fn code(&self, territory: TerritoryId, phone: &str, salt: &str) -> String {
        let full = tag(&self.codes, &[&territory.0.to_be_bytes(), phone.as_bytes(), salt.as_bytes()]);
        // 64 bits over a million: the bias is one in ten million millions.
        let number = full[..8].iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        format!("{:06}", number % 1_000_000)
    }

    /// In constant time: both are hashed under the key first.
    pub(in crate::actions) fn same(&self, one: &str, other: &str) -> bool {
        let mut mac = self.codes.clone();
        mac.update(one.as_bytes());
        mac.verify_slice(&tag_of_one(&self.codes, other)).is_ok()
    }

    /// What stands in the address of a link.
    pub fn link(&self, territory: TerritoryId, purpose: LinkPurpose, salt: &str) -> String {
        let full = tag(&self.links, &[&territory.0.to_be_bytes(), purpose.word().as_bytes(), salt.as_bytes()]);
        URL_SAFE_NO_PAD.encode(&full[..LINK_BYTES])
    }

    /// What books the time that is kept for somebody who waits.
    pub(in crate::actions) fn proposal(&self, territory: TerritoryId, salt: &str) -> String {
        let full = tag(&self.links, &[&territory.0.to_be_bytes(), b"waiting proposal", salt.as_bytes()]);
        URL_SAFE_NO_PAD.encode(full)
    }

    /// The second factor of a worker.
    ///
    /// # Errors
    /// The address or the issuer cannot stand in an `otpauth` address.
    pub(super) fn totp(&self, worker: WorkerId, salt: &str, email: &str) -> Result<Totp, SignInError> {
        let full = tag(&self.totp, &[&worker.0.to_be_bytes(), salt.as_bytes()]);
        Builder::new()
            .with_algorithm(TotpAlgorithm::SHA1)
            .with_secret(full[..TOTP_BYTES].to_vec())
            .with_step_duration(TOTP_STEP)
            .with_skew(1)
            .with_account_name(email.replace(':', ""))
            .with_issuer(Some("Relais"))
            .build()
            .map_err(|error| SignInError::System(error.to_string()))
    }

    /// A name for what is throttled, from which nobody reads whom.
    pub(in crate::actions) fn throttle(&self, what: &str, parts: &[&str]) -> String {
        let mut all: Vec<&[u8]> = vec![what.as_bytes()];
        all.extend(parts.iter().map(|part| part.as_bytes()));
        format!("{what}:{}", URL_SAFE_NO_PAD.encode(&tag(&self.throttles, &all)[..16]))
    }

    /// Always the same for the same root key: nothing to store, nothing to lose.
    pub(super) fn demo_password(&self, email: &str) -> String {
        const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        let full = tag_of_one(&self.demo, email);
        let letters: Vec<char> = full[..16].iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
        letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    }
}

/// Each part with its length before it: no two lists of parts give the same bytes.
fn tag(mac: &Hmac<Sha256>, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = mac.clone();
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn tag_of_one(mac: &Hmac<Sha256>, text: &str) -> [u8; 32] {
    let mut mac = mac.clone();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().into()
}

/// Where a request comes from, as throttles know it: one IPv4 address, or the /64 that a household or
/// an office has of IPv6.
pub(in crate::actions) fn network(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => address.to_string(),
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Err(_) => address.to_owned(),
    }
}

/// 128 random bits as text, to derive from.
///
/// # Errors
/// The system gives no random numbers.
pub(in crate::actions) fn salt() -> Result<String, SignInError> {
    random::<16>()
}

/// A new cookie: 256 random bits.
///
/// # Errors
/// The system gives no random numbers.
pub(super) fn cookie() -> Result<String, SignInError> {
    random::<32>()
}

fn random<const N: usize>() -> Result<String, SignInError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| SignInError::System(error.to_string()))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Argon2id, off the request threads, and never more at once than there are cores: each takes memory.
#[derive(Clone)]
pub(in crate::actions) struct Passwords {
    cost: (u32, u32),
    turns: Arc<Semaphore>,
    /// Somebody's whom we do not know: checked when there is no hash, so that both take as long.
    dummy: Arc<OnceCell<String>>,
}

impl Passwords {
    fn new(cost: (u32, u32)) -> Passwords {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Passwords { cost, turns: Arc::new(Semaphore::new(cores)), dummy: Arc::new(OnceCell::new()) }
    }

    fn argon2(&self) -> Result<Argon2<'static>, SignInError> {
        let (memory, passes) = self.cost;
        let params = Params::new(memory, passes, 1, None).map_err(|error| SignInError::System(error.to_string()))?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }

    async fn apart<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, SignInError> {
        let failed = |error: String| SignInError::System(error);
        let _turn = self.turns.acquire().await.map_err(|error| failed(error.to_string()))?;
        tokio::task::spawn_blocking(work).await.map_err(|error| failed(error.to_string()))
    }

    /// # Errors
    /// The system gives no random numbers, or no memory.
    pub async fn hash(&self, password: &str) -> Result<String, SignInError> {
        let (argon2, password) = (self.argon2()?, password.to_owned());
        let hashed = self.apart(move || {
            let hash: Result<PasswordHash, _> = argon2.hash_password(password.as_bytes());
            hash.map(|hash| hash.to_string())
        });
        hashed.await?.map_err(|error| SignInError::System(error.to_string()))
    }

    /// Whether it is the password; without a hash it takes as long to say no.
    ///
    /// # Errors
    /// What is stored is no hash, or the machine is out of memory.
    pub async fn is(&self, password: &str, hash: Option<&str>) -> Result<bool, SignInError> {
        let dummy = self.dummy.get_or_try_init(|| self.hash("nobody’s password")).await?;
        let known = hash.is_some();
        let (argon2, password, hash) = (self.argon2()?, password.to_owned(), hash.unwrap_or(dummy).to_owned());
        let checked = self.apart(move || {
            let hash = PasswordHash::new(&hash).map_err(|error| error.to_string())?;
            Ok::<_, String>(argon2.verify_password(password.as_bytes(), &hash).is_ok())
        });
        Ok(checked.await?.map_err(SignInError::System)? && known)
    }
}
