//! Give somebody a safe, at the desk; choose a PIN; open, and close. Number and secret, always both: a
//! changed number alone opens nothing, nor does a card that was found.

use super::super::Desk;
use super::super::api_keys::hashed;
use super::super::sign_in::SignedIn;
use super::super::sign_in::throttle::take;
use super::{holder, worker};
use crate::domain::access::{Caller, Deed};
use crate::domain::ids::{PersonId, WorkerId};
use crate::domain::journal::{Act, Detail, Line, Thing};
use crate::domain::safe::{card_code, is_good_pin};
use crate::domain::sign_in::SAFE_SECRETS;
use crate::domain::time::Timestamp;
use crate::safe::SafeError;
use crate::safe::keys::random;
use crate::safe::secrets::{Lock, record_charter};
use crate::store::{self, safes::CharterRow};

/// What the holder gives beside the proven number.
#[derive(Clone)]
pub enum Secret {
    Pin(String),
    Card(String),
}

/// 130 bits, in letters and digits that are not taken for each other.
const CARD_LETTERS: usize = 26;
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";

impl Desk {
    /// Gives somebody who stands at the desk a safe, when they have none, and a ticket of eight digits,
    /// told aloud: with it they choose their PIN in their own browser. The worker never sees the PIN.
    ///
    /// # Errors
    /// `NotYet`; `NotFound`: the organisation does not know this person.
    pub async fn safe_ticket(
        &self,
        signed_in: &SignedIn,
        person: PersonId,
        now: Timestamp,
    ) -> Result<(String, Timestamp), SafeError> {
        let scope = worker(signed_in, Deed::SetUpSafe)?;
        let number = random::<8>()?.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let ticket = format!("{:08}", number % 100_000_000);
        let (desk, told) = (self.clone(), ticket.clone());
        let ends_at = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let lock = Lock::at_desk(tx, &desk.vault, &scope, person, now).await?;
                    let hash = desk.ticket_hash(&lock, &told);
                    lock.set_ticket(tx, &scope, &hash, now).await
                })
            })
            .await?;
        Ok((ticket, ends_at))
    }

    /// Prints a card for somebody who stands at the desk. The one before opens nothing any more. The
    /// code is shown once; alone it opens nothing either: the number must be proven too.
    ///
    /// # Errors
    /// As [`Desk::safe_ticket`].
    pub async fn safe_card(&self, signed_in: &SignedIn, person: PersonId, now: Timestamp) -> Result<String, SafeError> {
        let scope = worker(signed_in, Deed::SetUpSafe)?;
        let code: String =
            random::<CARD_LETTERS>()?.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
        let (desk, hash) = (self.clone(), hashed(&code));
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let lock = Lock::at_desk(tx, &desk.vault, &scope, person, now).await?;
                    lock.set_card(tx, &scope, &hash, now).await
                })
            })
            .await?;
        let groups: Vec<&str> = (0..CARD_LETTERS).step_by(5).map(|at| &code[at..CARD_LETTERS.min(at + 5)]).collect();
        Ok(groups.join("-"))
    }

    /// The holder chooses a PIN, with the ticket from the desk.
    ///
    /// # Errors
    /// `WeakPin`; `WrongSecret`: not this ticket, or too late; `Wait`.
    pub async fn choose_pin(
        &self,
        signed_in: &SignedIn,
        ticket: &str,
        pin: &str,
        now: Timestamp,
    ) -> Result<(), SafeError> {
        if !is_good_pin(pin) {
            return Err(SafeError::WeakPin);
        }
        let lock = self.lock_to_try(signed_in, now).await?;
        let digits: String = ticket.chars().filter(char::is_ascii_digit).collect();
        let hash = self.ticket_hash(&lock, &digits);
        let right = lock.ticket_hash(now).is_some_and(|known| self.secrets.same(known, &hash));
        let pin_hash = self.secrets.passwords.hash(&self.peppered(&lock, pin)).await?;
        self.tried(lock, right.then_some(Done::Pin(pin_hash)), "ticket", signed_in, now).await
    }

    /// The holder changes the PIN, with the PIN or the card.
    ///
    /// # Errors
    /// `WeakPin`; `WrongSecret`; `Wait`.
    pub async fn change_pin(
        &self,
        signed_in: &SignedIn,
        secret: &Secret,
        pin: &str,
        now: Timestamp,
    ) -> Result<(), SafeError> {
        if !is_good_pin(pin) {
            return Err(SafeError::WeakPin);
        }
        let lock = self.lock_to_try(signed_in, now).await?;
        let right = self.is_right(&lock, secret).await?;
        let pin_hash = self.secrets.passwords.hash(&self.peppered(&lock, pin)).await?;
        self.tried(lock, right.then_some(Done::Pin(pin_hash)), secret.word(), signed_in, now).await
    }

    /// Opens the holder's own safe in this browser, for a quarter of an hour.
    ///
    /// # Errors
    /// `Closed`: the number was not proven here; `NotFound`: no safe yet; `WrongSecret`; `Wait`.
    pub async fn open_safe(&self, signed_in: &SignedIn, secret: &Secret, now: Timestamp) -> Result<(), SafeError> {
        let lock = self.lock_to_try(signed_in, now).await?;
        let right = self.is_right(&lock, secret).await?;
        self.tried(lock, right.then_some(Done::Open), secret.word(), signed_in, now).await
    }

    /// Asks for the PIN or the card once more, before something is shown to somebody else.
    ///
    /// # Errors
    /// `WrongSecret`; `Wait`.
    pub(super) async fn confirm(&self, signed_in: &SignedIn, secret: &Secret, now: Timestamp) -> Result<(), SafeError> {
        let lock = self.lock_to_try(signed_in, now).await?;
        let right = self.is_right(&lock, secret).await?;
        self.tried(lock, right.then_some(Done::Nothing), secret.word(), signed_in, now).await
    }

    /// # Errors
    /// The database refuses or does not answer.
    pub async fn close_safe(&self, signed_in: &SignedIn, now: Timestamp) -> Result<(), SafeError> {
        let (scope, who) = holder(signed_in)?;
        self.db
            .write(move |tx| {
                Box::pin(async move { Lock::of_holder(tx, &scope, who, now).await?.close(tx, who.0, now).await })
            })
            .await
    }

    /// The holder's lock, with the try counted before it is made: a hundred at once are a hundred.
    async fn lock_to_try(&self, signed_in: &SignedIn, now: Timestamp) -> Result<Lock, SafeError> {
        let (scope, who) = holder(signed_in)?;
        let secrets = self.secrets.clone();
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let lock = Lock::of_holder(tx, &scope, who, now).await?;
                    let key = secrets.throttle("safe-secret", &[lock.uid()]);
                    take(tx, &key, SAFE_SECRETS, now).await?;
                    Ok::<_, SafeError>(lock)
                })
            })
            .await
    }

    /// Never inside a transaction: it takes as long as it is meant to.
    async fn is_right(&self, lock: &Lock, secret: &Secret) -> Result<bool, SafeError> {
        Ok(match secret {
            Secret::Pin(pin) => self.secrets.passwords.is(&self.peppered(lock, pin), lock.pin_hash()).await?,
            Secret::Card(code) => {
                let given = hashed(&card_code(code));
                lock.card_hash().is_some_and(|known| self.secrets.same(known, &given))
            }
        })
    }

    async fn tried(
        &self,
        lock: Lock,
        done: Option<Done>,
        what: &'static str,
        signed_in: &SignedIn,
        now: Timestamp,
    ) -> Result<(), SafeError> {
        let key = self.secrets.throttle("safe-secret", &[lock.uid()]);
        let session = signed_in.session;
        let tried = self.db.write(move |tx| {
            Box::pin(async move {
                let Some(done) = done else {
                    // Kept, so that the person reads of the try.
                    lock.refuse(tx, what, now).await?;
                    return Ok(Err(SafeError::WrongSecret));
                };
                store::give_back_attempt(tx, &key, SAFE_SECRETS.window(now)).await?;
                match done {
                    Done::Open => lock.open(tx, session, now).await?,
                    Done::Pin(hash) => lock.set_pin(tx, &hash, now).await?,
                    Done::Nothing => {}
                }
                Ok::<_, SafeError>(Ok(()))
            })
        });
        tried.await?
    }

    fn ticket_hash(&self, lock: &Lock, ticket: &str) -> String {
        self.secrets.throttle("safe-ticket", &[lock.uid(), ticket])
    }

    /// A PIN is short: under the root key first, so that a stolen database alone cannot try them all.
    fn peppered(&self, lock: &Lock, pin: &str) -> String {
        self.secrets.throttle("safe-pin", &[lock.uid(), pin])
    }

    /// Records what a worker signed and learnt: before it no safe opens to her.
    ///
    /// # Errors
    /// `Denied`; `NotFound`: no such worker.
    pub async fn record_charter(
        &self,
        caller: &Caller,
        of: WorkerId,
        charter: CharterRow,
        now: Timestamp,
    ) -> Result<(), SafeError> {
        let scope = caller.may(Deed::RecordCharter)?;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    record_charter(tx, &scope, of, charter).await?;
                    let line = Line {
                        at: now,
                        actor: scope.actor(),
                        act: Act::CharterRecorded,
                        thing: Thing::Worker,
                        thing_id: of.0,
                        detail: Detail::default(),
                    };
                    Ok(store::write_line(tx, scope.territory(), &line).await?)
                })
            })
            .await
    }
}

/// What a right secret does.
enum Done {
    Open,
    Pin(String),
    Nothing,
}

impl Secret {
    fn word(&self) -> &'static str {
        match self {
            Secret::Pin(_) => "pin",
            Secret::Card(_) => "card",
        }
    }
}
