//! Guests: what a browser is remembered for, and the code that proves a number.
//!
//! A code is sent only to a number that somebody of the territory has: nobody can have us write to
//! the world (messages cost, and are stolen that way). For any other number everything looks and
//! lasts the same, and nothing is sent.

use super::secrets::{cookie, salt};
use super::throttle::{check, take};
use super::{SignInError, Visit, look, note, token_hash};
use crate::actions::Desk;
use crate::domain::ids::{AppointmentId, PersonId, SessionId, TerritoryId};
use crate::domain::journal::{Act, ActorKind, Thing};
use crate::domain::people;
use crate::domain::sign_in::{
    self, CODE_LIVES, CODES_PER_ADDRESS, CODES_PER_NUMBER, GUEST_SESSION, SessionKind, WRONG_CODES_PER_ADDRESS,
    codes_a_day,
};
use crate::domain::time::Timestamp;
use crate::store::{self, CallingPerson, LiveSession, NewSession, WriteTx};

/// Somebody as they are named before it is certain who is there: `Amina B.`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub person: PersonId,
    pub name: String,
}

impl From<CallingPerson> for Named {
    fn from(person: CallingPerson) -> Named {
        let name = match person.last_name.trim().chars().next() {
            Some(initial) => format!("{} {}.", person.first_name, initial.to_uppercase()),
            None => person.first_name,
        };
        Named { person: person.id, name }
    }
}

/// Who may be calling, and for whom they may act.
#[derive(Clone, Debug, Default)]
pub struct Calling {
    /// Everybody with the proven number.
    pub people: Vec<Named>,
    pub chosen: Option<PersonId>,
    /// The relatives of whom was chosen.
    pub relatives: Vec<Named>,
}

/// A browser that is about to be remembered.
pub(super) struct Remembering {
    token: String,
    fresh: String,
    device: String,
}

/// # Errors
/// The system gives no random numbers.
pub(super) fn remembering(token: &str, visit: &Visit) -> Result<Remembering, SignInError> {
    Ok(Remembering { token: token.to_owned(), fresh: cookie()?, device: sign_in::device(&visit.device) })
}

impl Remembering {
    /// The guest session of this browser in a territory, made when there is none; and the cookie to set
    /// when the one it has belongs to something else: another territory, a session that ended, a worker.
    pub(super) async fn session(
        &self,
        tx: &mut WriteTx,
        territory: TerritoryId,
        now: Timestamp,
    ) -> Result<(SessionId, Option<String>), SignInError> {
        if let Some(session) = guest(look(tx, &self.token, now).await?, territory) {
            return Ok((session.id, None));
        }
        for (token, fresh) in [(&self.token, None), (&self.fresh, Some(self.fresh.clone()))] {
            if let Some(session) = new_guest(tx, territory, token, &self.device, (None, None), now).await? {
                return Ok((session, fresh));
            }
        }
        Err(SignInError::SignedOut)
    }
}

fn guest(session: Option<LiveSession>, territory: TerritoryId) -> Option<LiveSession> {
    session.filter(|session| session.kind == SessionKind::Guest && session.territory == territory)
}

async fn new_guest(
    tx: &mut WriteTx,
    territory: TerritoryId,
    token: &str,
    device: &str,
    (phone, person): (Option<&str>, Option<PersonId>),
    now: Timestamp,
) -> Result<Option<SessionId>, SignInError> {
    let new = NewSession {
        territory,
        token_hash: &token_hash(token),
        kind: SessionKind::Guest,
        worker: None,
        organisation: None,
        phone,
        person,
        device,
        expires_at: now + GUEST_SESSION,
    };
    Ok(store::insert_session(tx, &new, now).await?)
}

impl Desk {
    /// This browser made the appointment, and sees it from now on. Gives back the cookie to set, when
    /// the browser's own will not do. A worker's browser is left alone: she sees it anyway.
    ///
    /// # Errors
    /// The database refuses or does not answer.
    pub async fn remember_appointment(
        &self,
        cookie: &str,
        territory: TerritoryId,
        appointment: AppointmentId,
        visit: &Visit,
        now: Timestamp,
    ) -> Result<Option<String>, SignInError> {
        let remembering = remembering(cookie, visit)?;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let there = look(tx, &remembering.token, now).await?;
                    if there.is_some_and(|session| session.kind == SessionKind::Worker) {
                        return Ok(None);
                    }
                    let (session, fresh) = remembering.session(tx, territory, now).await?;
                    store::remember_appointment(tx, territory, session, appointment).await?;
                    Ok(fresh)
                })
            })
            .await
    }

    /// Sends a code to a number, if somebody of the territory has it. Gives back the number as it was
    /// understood, to be shown. A new code makes those before it useless.
    ///
    /// # Errors
    /// `Phone`: no such number. `Wait`: asked too often for this number or from this address, or the
    /// territory has sent all it may today; the same whether somebody has the number or not.
    pub async fn ask_code(
        &self,
        territory: TerritoryId,
        typed: &str,
        visit: &Visit,
        now: Timestamp,
    ) -> Result<String, SignInError> {
        let phone = people::phone(typed)?;
        let secrets = &self.secrets;
        let number = secrets.throttle("code-number", &[&phone]);
        let address = visit.key(secrets, "code-address");
        let everybody = secrets.throttle("code-territory", &[&territory.to_string()]);
        let day = codes_a_day(secrets.caps.codes_a_day);
        {
            // Read first: a flood that is refused writes nothing.
            let mut tx = self.db.read().await?;
            check(&mut tx, &number, CODES_PER_NUMBER, now).await?;
            check(&mut tx, &address, CODES_PER_ADDRESS, now).await?;
            check(&mut tx, &everybody, day, now).await?;
        }
        let (salt, called) = (salt()?, phone.clone());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    take(tx, &number, CODES_PER_NUMBER, now).await?;
                    take(tx, &address, CODES_PER_ADDRESS, now).await?;
                    let code = store::insert_code(tx, (territory, &phone), &salt, (now, now + CODE_LIVES)).await?;
                    if store::notice_of_code(tx, (territory, &phone), code, now).await? {
                        // What is sent is counted; numbers that nobody has cannot use up the day.
                        take(tx, &everybody, day, now).await?;
                    } else {
                        check(tx, &everybody, day, now).await?;
                    }
                    let thing = (Thing::SignInCode, code.0);
                    note(tx, territory, (ActorKind::Person, None), Act::CodeAsked, thing, now).await?;
                    Ok::<_, SignInError>(())
                })
            })
            .await?;
        Ok(called)
    }

    /// The code that was sent. Gives back the cookie to set: the browser is now who has this number.
    /// When several people have it, one must be chosen (`KnownGuest::must_choose`).
    ///
    /// # Errors
    /// `Refused`: wrong, too old, used, tried five times, or nobody has the number. `Wait`: too many
    /// wrong codes from this address.
    pub async fn prove_code(
        &self,
        cookie: &str,
        territory: TerritoryId,
        typed_phone: &str,
        typed_code: &str,
        visit: &Visit,
        now: Timestamp,
    ) -> Result<String, SignInError> {
        let phone = people::phone(typed_phone)?;
        let code = sign_in::code(typed_code);
        let wrong = visit.key(&self.secrets, "code-wrong");
        let (secrets, Remembering { token, fresh, device }) = (self.secrets.clone(), remembering(cookie, visit)?);
        let cookie = fresh.clone();
        let proven = self.db.write(move |tx| {
            Box::pin(async move {
                take(tx, &wrong, WRONG_CODES_PER_ADDRESS, now).await?;
                let newest = store::try_code(tx, territory, &phone, now).await?;
                // Compared for a number without a code too: both take the same time.
                let (id, salt) = newest.map_or((None, String::new()), |(id, salt)| (Some(id), salt));
                let same = secrets.same(&secrets.code(territory, &phone, &salt), code.as_deref().unwrap_or_default());
                let people = store::people_with_proven_number(tx, territory, &phone).await?;
                let Some(id) = id.filter(|_| same && !people.is_empty()) else {
                    // Kept, so that the try counts.
                    return Ok(Err(SignInError::Refused));
                };
                if !store::use_code(tx, id, now).await? {
                    return Ok(Err(SignInError::Refused));
                }
                store::give_back_attempt(tx, &wrong, WRONG_CODES_PER_ADDRESS.window(now)).await?;
                let person = if let [only] = people[..] { Some(only) } else { None };
                let until = (now, now + GUEST_SESSION);
                let hash = token_hash(&fresh);
                let session = match guest(look(tx, &token, now).await?, territory) {
                    // What this browser made before stays its own.
                    Some(session) => {
                        store::prove_number(tx, session.id, &hash, (&phone, person), until).await?;
                        session.id
                    }
                    None => new_guest(tx, territory, &fresh, &device, (Some(&phone), person), now)
                        .await?
                        .ok_or(SignInError::SignedOut)?,
                };
                store::number_is_proven(tx, territory, &phone).await?;
                let actor = (ActorKind::Person, person.map(|person| person.0));
                note(tx, territory, actor, Act::NumberProven, (Thing::Session, session.0), now).await?;
                Ok::<Result<(), SignInError>, SignInError>(Ok(()))
            })
        });
        proven.await?.map(|()| cookie)
    }

    /// Who may be calling from the number this browser proved, by first name and initial.
    ///
    /// # Errors
    /// `SignedOut`: no number was proven here.
    pub async fn who_is_calling(&self, cookie: &str, now: Timestamp) -> Result<Calling, SignInError> {
        let mut tx = self.db.read().await?;
        let session = look(&mut tx, cookie, now).await?.filter(|session| session.phone.is_some());
        let session = session.ok_or(SignInError::SignedOut)?;
        let people = store::people_of_session(&mut tx, session.id).await?;
        let relatives = match session.person {
            Some(_) => store::relatives_of_session(&mut tx, session.id).await?,
            None => Vec::new(),
        };
        let named = |people: Vec<CallingPerson>| people.into_iter().map(Named::from).collect();
        Ok(Calling { people: named(people), chosen: session.person, relatives: named(relatives) })
    }

    /// Says who is calling. Once said it stays: somebody else who shares the number proves it anew.
    ///
    /// # Errors
    /// `SignedOut`: no number was proven here. `Refused`: the person has another number, or somebody
    /// was chosen already.
    pub async fn choose_person(&self, cookie: &str, person: PersonId, now: Timestamp) -> Result<(), SignInError> {
        let cookie = cookie.to_owned();
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let session = look(tx, &cookie, now).await?.filter(|session| session.phone.is_some());
                    let session = session.ok_or(SignInError::SignedOut)?;
                    if session.person.is_some_and(|chosen| chosen != person) {
                        return Err(SignInError::Refused);
                    }
                    if !store::choose_person(tx, session.id, person).await? {
                        return Err(SignInError::Refused);
                    }
                    let actor = (ActorKind::Person, Some(person.0));
                    let thing = (Thing::Session, session.id.0);
                    note(tx, session.territory, actor, Act::PersonChosen, thing, now).await?;
                    Ok(())
                })
            })
            .await
    }
}
