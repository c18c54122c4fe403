//! Links in messages. Reading one changes nothing, however often a mail scanner or a neighbour does
//! it: only acting on it binds it to a browser, and from then on every other browser sees date and
//! place, and must prove the number.

use chrono_tz::Tz;

use super::guests::remembering;
use super::secrets::{Secrets, salt};
use super::{SignInError, Visit, look, note, token_hash};
use crate::actions::find_slots::{Found, SlotRequest};
use crate::actions::{ActionError, Claimant, Desk};
use crate::domain::access::{Caller, Deed, Guest};
use crate::domain::ids::{
    AppointmentId, LinkId, MotiveId, OrganisationId, PersonId, PlaceId, ProposalId, TerritoryId, WorkerId,
};
use crate::domain::journal::{Act, ActorKind, Thing};
use crate::domain::scheduling::search::{Audience, Bound, FURTHEST, Nothing};
use crate::domain::sign_in::{AFTER_APPOINTMENT, LINK_MISSES, LinkPurpose};
use crate::domain::time::Timestamp;
use crate::store::{self, LinkRow, LinkTo, NewLink, StoreError, WriteTx};

/// What a link opens, as its reader may know it.
#[derive(Clone, Debug)]
pub enum Opened {
    /// Date and place: all that is shown before the browser has acted.
    Appointment {
        territory: TerritoryId,
        appointment: AppointmentId,
        organisation: OrganisationId,
        starts_at: Timestamp,
        ends_at: Timestamp,
        zone: Tz,
        place: Option<PlaceId>,
        manage: Manage,
    },
    /// To book, for this motive when one is named.
    Invitation {
        territory: TerritoryId,
        person: PersonId,
        motive: Option<MotiveId>,
        /// A time that is kept for the person.
        kept: Option<Kept>,
        manage: Manage,
    },
    /// To choose a password (`Desk::accept_invitation`).
    WorkerInvitation { territory: TerritoryId, worker: WorkerId, email: String },
    /// To choose a new one (`Desk::reset`).
    PasswordReset { territory: TerritoryId, worker: WorkerId, email: String },
}

/// A time that came free, kept until an instant for whom a link names.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    pub id: ProposalId,
    pub starts_at: Timestamp,
    pub until: Timestamp,
    pub place: Option<PlaceId>,
}

/// Whether this browser may act on a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manage {
    /// It acted on it before.
    Here,
    /// Nobody has: a POST makes it this browser's (`Desk::take_link`).
    ByTaking,
    /// Another browser has: the number must be proven (`Desk::ask_code`).
    AfterCode,
}

impl Desk {
    /// What a link opens, for the browser with this cookie. Changes nothing, except that a token which
    /// opens nothing counts against the address it comes from.
    ///
    /// # Errors
    /// `NoLink`; `Wait` after twenty misses from this address, even for a good link.
    pub async fn link(
        &self,
        token: &str,
        cookie: Option<&str>,
        visit: &Visit,
        now: Timestamp,
    ) -> Result<Opened, SignInError> {
        let (row, purpose) = self.found_link(token, visit, now).await?;
        let session = match cookie {
            Some(cookie) => look(&mut self.db.read().await?, cookie, now).await?.map(|session| session.id),
            None => None,
        };
        let manage = match row.bound_to {
            None => Manage::ByTaking,
            bound if bound == session => Manage::Here,
            Some(_) => Manage::AfterCode,
        };
        opened(row, purpose, manage)
    }

    /// Makes a link this browser's: from now on it may manage the appointment, or book in the name of
    /// whom the invitation names. Gives back the cookie to set, when the browser's own will not do.
    ///
    /// # Errors
    /// `NoLink`; `NeedsCode`: another browser was first.
    pub async fn take_link(
        &self,
        token: &str,
        cookie: &str,
        visit: &Visit,
        now: Timestamp,
    ) -> Result<Option<String>, SignInError> {
        let (row, purpose) = self.found_link(token, visit, now).await?;
        if !matches!(purpose, LinkPurpose::Appointment | LinkPurpose::Invitation) {
            return Err(SignInError::NoLink);
        }
        let remembering = remembering(cookie, visit)?;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let (session, fresh) = remembering.session(tx, row.territory_id, now).await?;
                    if !store::bind_link(tx, row.id, session).await? {
                        return Err(SignInError::NeedsCode);
                    }
                    match (purpose, row.appointment_id, row.person_id) {
                        (LinkPurpose::Appointment, Some(appointment), _) => {
                            store::remember_appointment(tx, row.territory_id, session, appointment).await?;
                        }
                        (LinkPurpose::Invitation, _, Some(person)) => {
                            store::name_person(tx, session, person).await?;
                        }
                        _ => return Err(SignInError::NoLink),
                    }
                    let actor = (ActorKind::Person, row.person_id.map(|person| person.0));
                    note(tx, row.territory_id, actor, Act::LinkUsed, (Thing::Link, row.id.0), now).await?;
                    Ok(fresh)
                })
            })
            .await
    }

    /// A link to an appointment for a person in it, and the notice that carries it.
    ///
    /// # Errors
    /// `NotFound`: no such appointment, or the person is not in it.
    pub async fn make_appointment_link(
        &self,
        caller: &Caller,
        appointment: AppointmentId,
        person: PersonId,
        now: Timestamp,
    ) -> Result<String, SignInError> {
        let scope = caller.may(Deed::ReadPeople)?;
        let secrets = self.secrets.clone();
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let ends_at = store::appointment_to_link(tx, &scope, appointment, person).await?;
                    let ends_at = ends_at.ok_or(ActionError::NotFound("appointment"))?;
                    let actor = (scope.actor().kind, scope.actor().id);
                    let named = (scope.territory(), LinkPurpose::Appointment);
                    let to = LinkTo { appointment: Some(appointment), person: Some(person), ..LinkTo::default() };
                    let (link, token) = new_link(tx, &secrets, named, to, (now, ends_at)).await?;
                    let kind = LinkPurpose::Appointment.notice();
                    store::notice_to_person(tx, (scope.territory(), person), link, kind, now).await?;
                    note(tx, scope.territory(), actor, Act::LinkMade, (Thing::Link, link.0), now).await?;
                    Ok(token)
                })
            })
            .await
    }

    /// A link by which a person is invited to book, and the notice that carries it. Nobody is invited
    /// to find nothing: the slots are looked for first, as the person will see them.
    ///
    /// # Errors
    /// `NotFound`: nobody of this organisation, or no motive of it. `NoSlot`: why there is none.
    pub async fn invite_person(
        &self,
        caller: &Caller,
        person: PersonId,
        motive: Option<MotiveId>,
        now: Timestamp,
    ) -> Result<String, SignInError> {
        let scope = caller.may(Deed::BookAsStaff)?;
        if !store::knows_person(&mut self.db.read().await?, &scope, person).await? {
            return Err(ActionError::NotFound("person").into());
        }
        self.slot_for_link(caller, person, motive, now).await?;
        let secrets = self.secrets.clone();
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    if !store::knows_person(tx, &scope, person).await? {
                        return Err(ActionError::NotFound("person").into());
                    }
                    let actor = (scope.actor().kind, scope.actor().id);
                    let named = (scope.territory(), LinkPurpose::Invitation);
                    let to = LinkTo { person: Some(person), motive, ..LinkTo::default() };
                    let (link, token) = new_link(tx, &secrets, named, to, (now, now)).await?;
                    let kind = LinkPurpose::Invitation.notice();
                    store::notice_to_person(tx, (scope.territory(), person), link, kind, now).await?;
                    note(tx, scope.territory(), actor, Act::Invited, (Thing::Person, person.0), now).await?;
                    Ok(token)
                })
            })
            .await
    }

    /// Whether whoever takes an invitation for this motive (for any of the organisation's, when none is
    /// named) would be shown a slot.
    async fn slot_for_link(
        &self,
        caller: &Caller,
        person: PersonId,
        motive: Option<MotiveId>,
        now: Timestamp,
    ) -> Result<(), SignInError> {
        let scope = caller.may(Deed::BookAsStaff)?;
        let (town, _) = self.settings(&Claimant::Known(caller.clone()), now).await?;
        let all = town.settings.motives.values();
        let own = all.filter(|one| one.active && scope.covers(one.organisation));
        let mut asked: Vec<MotiveId> =
            own.map(|one| one.id).filter(|id| motive.is_none_or(|motive| motive == *id)).collect();
        asked.sort_unstable();
        if asked.is_empty() {
            return Err(ActionError::NotFound("motive").into());
        }
        let holder = Guest {
            territory: scope.territory(),
            proven: false,
            people: vec![person],
            appointments: Vec::new(),
            address: None,
        };
        let holder = Claimant::Known(Caller::Guest(holder));
        let mut why = Nothing::NoOpening;
        for motive in asked {
            let (from, to) = (Bound::At(now), Bound::At(now + FURTHEST));
            let request = SlotRequest { person: Some(person), ..SlotRequest::new(motive, Audience::Invited, from, to) };
            match self.next_slots(&holder, &request, now).await?.found {
                Found::Nothing(nothing) => why = nothing,
                Found::Slots(_) | Found::Sessions(_) => return Ok(()),
            }
        }
        Err(SignInError::NoSlot(why))
    }

    /// The row behind a token that opens something now; a miss is counted.
    pub(super) async fn found_link(
        &self,
        token: &str,
        visit: &Visit,
        now: Timestamp,
    ) -> Result<(LinkRow, LinkPurpose), SignInError> {
        let key = visit.key(&self.secrets, "link-miss");
        let row = {
            let mut tx = self.db.read().await?;
            super::throttle::check(&mut tx, &key, LINK_MISSES, now).await?;
            store::link_by_token(&mut tx, &token_hash(token)).await?
        };
        // A link that was good once is no guess: it does not count.
        if let Some(row) = row {
            let purpose = good_link(&row, now)?;
            return Ok((row, purpose));
        }
        let counted = self.db.write(move |tx| {
            Box::pin(async move {
                store::count_attempt(tx, &key, LINK_MISSES.window(now)).await?;
                store::attempts(tx, &key, LINK_MISSES.since(now)).await
            })
        });
        if counted.await?.count == LINK_MISSES.most {
            tracing::warn!(misses = LINK_MISSES.most, "somebody guesses links; the address is refused for an hour");
        }
        Err(SignInError::NoLink)
    }
}

/// What a row opens now.
///
/// # Errors
/// `NoLink` when it is used or over; a link to an appointment follows the appointment.
pub(super) fn good_link(row: &LinkRow, now: Timestamp) -> Result<LinkPurpose, SignInError> {
    let purpose = row.purpose.parse::<LinkPurpose>();
    let purpose = purpose.map_err(|error| StoreError::BadRow(format!("link {}: {error}", row.id)))?;
    let until = match row.ends_at {
        Some(ends_at) => ends_at + AFTER_APPOINTMENT,
        None => row.expires_at,
    };
    let left = row.worker_id.is_some() && row.active != Some(true);
    if row.used_at.is_some() || now >= until || left { Err(SignInError::NoLink) } else { Ok(purpose) }
}

fn opened(row: LinkRow, purpose: LinkPurpose, manage: Manage) -> Result<Opened, SignInError> {
    let territory = row.territory_id;
    let bad = || SignInError::Store(StoreError::BadRow(format!("link {}", row.id)));
    Ok(match purpose {
        LinkPurpose::Appointment => Opened::Appointment {
            territory,
            appointment: row.appointment_id.ok_or_else(bad)?,
            organisation: row.organisation_id.ok_or_else(bad)?,
            starts_at: row.starts_at.ok_or_else(bad)?,
            ends_at: row.ends_at.ok_or_else(bad)?,
            zone: row.zone.as_deref().and_then(|zone| zone.parse().ok()).ok_or_else(bad)?,
            place: row.place_id,
            manage,
        },
        LinkPurpose::Invitation => {
            let person = row.person_id.ok_or_else(bad)?;
            let kept = match (row.kept_id, row.kept_from, row.kept_until) {
                (Some(id), Some(starts_at), Some(until)) => Some(Kept { id, starts_at, until, place: row.kept_place }),
                _ => None,
            };
            Opened::Invitation { territory, person, motive: row.motive_id, kept, manage }
        }
        LinkPurpose::WorkerInvitation => Opened::WorkerInvitation {
            territory,
            worker: row.worker_id.ok_or_else(bad)?,
            email: row.email.ok_or(SignInError::NoLink)?,
        },
        LinkPurpose::PasswordReset => Opened::PasswordReset {
            territory,
            worker: row.worker_id.ok_or_else(bad)?,
            email: row.email.ok_or(SignInError::NoLink)?,
        },
    })
}

impl Secrets {
    /// The token by which a person opens an appointment: one for all messages, made from the root key and
    /// from whom it is for. Without the key nobody can make it.
    pub fn standing_token(&self, territory: TerritoryId, appointment: AppointmentId, person: PersonId) -> String {
        self.link(territory, LinkPurpose::Appointment, &standing_salt(appointment, person))
    }
}

fn standing_salt(appointment: AppointmentId, person: PersonId) -> String {
    format!("standing-{appointment}-{person}")
}

/// Has that token open the appointment until it is over, and a day more.
///
/// # Errors
/// The database refuses or does not answer.
pub async fn open_standing_link(
    tx: &mut WriteTx,
    secrets: &Secrets,
    (territory, appointment, person): (TerritoryId, AppointmentId, PersonId),
    (now, ends_at): (Timestamp, Timestamp),
) -> Result<(), StoreError> {
    let hash = token_hash(&secrets.standing_token(territory, appointment, person));
    let purpose = LinkPurpose::Appointment;
    let to = LinkTo { appointment: Some(appointment), person: Some(person), ..LinkTo::default() };
    let salt = standing_salt(appointment, person);
    let expires_at = ends_at + purpose.lives();
    let link = NewLink { territory, purpose, salt: &salt, token_hash: &hash, to, expires_at };
    store::standing_link(tx, &link, now).await
}

/// Writes a link that lives for its time from the given instant on. Its id and its token.
pub(in crate::actions) async fn new_link(
    tx: &mut WriteTx,
    secrets: &Secrets,
    (territory, purpose): (TerritoryId, LinkPurpose),
    to: LinkTo,
    (now, from): (Timestamp, Timestamp),
) -> Result<(LinkId, String), SignInError> {
    let salt = salt()?;
    let token = secrets.link(territory, purpose, &salt);
    let hash = token_hash(&token);
    let expires_at = from + purpose.lives();
    let link = NewLink { territory, purpose, salt: &salt, token_hash: &hash, to, expires_at };
    Ok((store::insert_link(tx, &link, now).await?, token))
}
