//! Change one part of a case file. The parts are saved one by one, as the page shows them.

use chrono::NaiveDate;

use super::{Claimant, Desk, Opened, Reader};
use crate::actions::ActionError;
use crate::actions::settings::Once;
use crate::domain::access::Deed;
use crate::domain::cases::{Birth, Custody, LONGEST_LINE, LONGEST_NOTE, Needs, ReferentRole, RelativeKind, Shared};
use crate::domain::ids::{CaseNoteId, PersonId, WorkerId};
use crate::domain::journal::{Act, Detail, Thing};
use crate::domain::people;
use crate::domain::time::Timestamp;
use crate::store::{self, Claim, ContactPreference, IdempotencyKey, Identity, PersonLine, WriteTx};

/// How somebody can be reached, as it was typed.
#[derive(Clone, Debug, Default)]
pub struct NewContact {
    pub phone: String,
    pub email: String,
    /// Of messages: a code that the program speaks.
    pub language: String,
    pub preference: ContactPreference,
}

/// Who the relative is.
#[derive(Clone, Debug)]
pub enum RelativeWho {
    Known(PersonId),
    New { first_name: String, last_name: String, birth: Option<Birth> },
}

/// What is changed.
#[derive(Clone, Debug)]
pub enum CaseChange {
    Identity(Identity),
    Contact(NewContact),
    File { needs: Needs, next_contact: Option<NaiveDate> },
    Referent { worker: WorkerId, role: ReferentRole },
    EndReferent { worker: WorkerId },
    Relative { who: RelativeWho, kind: RelativeKind, together: bool, custody: Custody },
    RemoveRelative { relative: PersonId },
    WriteNote { shared: Shared, body: String },
    ChangeNote { note: CaseNoteId, shared: Shared, body: String },
    DeleteNote { note: CaseNoteId },
}

impl CaseChange {
    fn deed(&self) -> Deed {
        match self {
            CaseChange::WriteNote { .. } | CaseChange::ChangeNote { .. } | CaseChange::DeleteNote { .. } => {
                Deed::WriteNote
            }
            _ => Deed::WriteCase,
        }
    }

    /// As the journal calls it.
    fn part(&self) -> &'static str {
        match self {
            CaseChange::Identity(_) => "identity",
            CaseChange::Contact(_) => "contact",
            CaseChange::File { .. } => "file",
            CaseChange::Referent { .. } => "referent",
            CaseChange::EndReferent { .. } => "referent_ended",
            CaseChange::Relative { .. } => "relative",
            CaseChange::RemoveRelative { .. } => "relative_removed",
            CaseChange::WriteNote { .. } => "note",
            CaseChange::ChangeNote { .. } => "note_changed",
            CaseChange::DeleteNote { .. } => "note_deleted",
        }
    }
}

impl Desk {
    /// # Errors
    /// `NotFound` for a file that this worker may not open, and for another's note; `Invalid` with the key
    /// of the sentence that says what to correct.
    pub async fn change_case(
        &self,
        claimant: &Claimant,
        person: PersonId,
        change: CaseChange,
        once: Option<Once>,
        now: Timestamp,
    ) -> Result<(), ActionError> {
        let reader = self.reader(claimant, change.deed()).await?;
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                let opened = reader.open(tx, person, now).await?;
                let key = once.map(|once| IdempotencyKey {
                    territory: reader.territory,
                    caller: reader.caller.clone(),
                    action: "case",
                    key: once.key,
                    body_hash: once.body_hash,
                });
                if let Some(key) = &key {
                    match store::claim_key(tx, key, now).await? {
                        Claim::New => {}
                        Claim::Done { .. } => return Ok(()),
                        Claim::OtherRequest => return Err(ActionError::KeyReused),
                    }
                }
                apply(tx, &reader, &opened, change, now).await?;
                if let Some(key) = &key {
                    store::answer_key(tx, key, 200, b"").await?;
                }
                Ok::<_, ActionError>(())
            })
        });
        write.await
    }
}

fn long(field: &'static str, text: &str) -> Result<(), ActionError> {
    let too_long = text.chars().count() > LONGEST_LINE;
    if too_long { Err(ActionError::invalid(field, "wrong-too-long")) } else { Ok(()) }
}

async fn apply(
    tx: &mut WriteTx,
    reader: &Reader,
    opened: &Opened,
    change: CaseChange,
    now: Timestamp,
) -> Result<(), ActionError> {
    let (at, territory, person) = (reader.at(), reader.territory, opened.head.person);
    let part = change.part();
    let mut line = (Act::CaseChanged, (Thing::Person, person.0));
    match change {
        CaseChange::Identity(identity) => {
            if identity.first_name.is_empty() && identity.last_name.is_empty() {
                return Err(ActionError::invalid("first_name", "case-name-missing"));
            }
            long("first_name", &identity.first_name)?;
            long("last_name", &identity.last_name)?;
            store::save_identity(tx, territory, person, &identity).await?;
        }
        CaseChange::Contact(contact) => contact_saved(tx, reader, person, contact).await?,
        CaseChange::File { needs, next_contact } => {
            store::save_case_file(tx, at, person, (&needs, next_contact)).await?;
        }
        CaseChange::Referent { worker, role } => {
            if !store::put_referent(tx, at, (person, worker), (role, opened.today)).await? {
                return Err(ActionError::NotFound("worker"));
            }
        }
        CaseChange::EndReferent { worker } => {
            store::end_referent(tx, territory, (person, worker), opened.today).await?;
        }
        CaseChange::Relative { who, kind, together, custody } => {
            let relative = relative(tx, reader, who, now).await?;
            if relative == person {
                return Err(ActionError::invalid("relative", "case-relative-self"));
            }
            store::put_relative(tx, territory, (person, relative), (kind, together, custody)).await?;
        }
        CaseChange::RemoveRelative { relative } => {
            store::delete_relative(tx, territory, (person, relative)).await?;
        }
        CaseChange::WriteNote { shared, body } => {
            note_fits(&body)?;
            let by = (person, reader.worker, opened.head.service);
            let note = store::insert_note(tx, at, by, (shared, &body), now).await?;
            line = (Act::NoteWritten, (Thing::CaseNote, note.0));
        }
        CaseChange::ChangeNote { note, shared, body } => {
            note_fits(&body)?;
            own_note(tx, reader, person, note).await?;
            store::update_note(tx, note, (shared, &body), now).await?;
            line = (Act::Changed, (Thing::CaseNote, note.0));
        }
        CaseChange::DeleteNote { note } => {
            own_note(tx, reader, person, note).await?;
            store::delete_note(tx, note).await?;
            line = (Act::Removed, (Thing::CaseNote, note.0));
        }
    }
    let detail = Detail { reason: Some(part.to_owned()), ..Detail::default() };
    Ok(reader.note(tx, line.0, line.1, detail, now).await?)
}

async fn contact_saved(
    tx: &mut WriteTx,
    reader: &Reader,
    person: PersonId,
    contact: NewContact,
) -> Result<(), ActionError> {
    let NewContact { phone, email, language, preference } = contact;
    let phone = match phone.as_str() {
        "" => None,
        typed => Some(people::phone(typed).map_err(|_| ActionError::invalid("phone", "agenda-phone"))?),
    };
    if !email.is_empty() && !email.contains('@') {
        return Err(ActionError::invalid("email", "wrong-not-an-email"));
    }
    for (field, text) in [("email", &email), ("languages", &preference.languages), ("how", &preference.how)] {
        long(field, text)?;
    }
    let email = Some(email.as_str()).filter(|email| !email.is_empty());
    let own = (phone.as_deref(), email, language.as_str());
    Ok(store::save_contact(tx, reader.territory, person, own, &preference).await?)
}

async fn relative(
    tx: &mut WriteTx,
    reader: &Reader,
    who: RelativeWho,
    now: Timestamp,
) -> Result<PersonId, ActionError> {
    let (first_name, last_name, birth) = match who {
        RelativeWho::Known(person) => {
            let known = store::lock_person(tx, &reader.scope, person).await?;
            return known.ok_or(ActionError::NotFound("person"));
        }
        RelativeWho::New { first_name, last_name, birth } => (first_name, last_name, birth),
    };
    if first_name.is_empty() {
        return Err(ActionError::invalid("relative_first", "case-name-missing"));
    }
    long("relative_first", &first_name)?;
    long("relative_last", &last_name)?;
    let line = PersonLine {
        first_name: first_name.clone(),
        last_name: last_name.clone(),
        birth_date: birth.map(|birth| birth.date),
        phone: None,
        email: None,
        language: "fr".to_owned(),
        proven: true,
    };
    let person = store::insert_person(tx, reader.territory, &line, now).await?;
    store::join_organisation(tx, reader.territory, person, reader.organisation).await?;
    if birth.is_some() {
        let identity = Identity { first_name, last_name, spellings: Vec::new(), birth };
        store::save_identity(tx, reader.territory, person, &identity).await?;
    }
    reader.note(tx, Act::PersonAdded, (Thing::Person, person.0), Detail::default(), now).await?;
    Ok(person)
}

fn note_fits(body: &str) -> Result<(), ActionError> {
    match body.chars().count() {
        0 => Err(ActionError::invalid("body", "case-note-empty")),
        length if length > LONGEST_NOTE => Err(ActionError::invalid("body", "wrong-too-long")),
        _ => Ok(()),
    }
}

/// # Errors
/// `NotFound` for a note that somebody else wrote, shared or not.
async fn own_note(tx: &mut WriteTx, reader: &Reader, person: PersonId, note: CaseNoteId) -> Result<(), ActionError> {
    let author = store::note_author(tx, reader.at(), (person, note)).await?;
    author.filter(|author| *author == reader.worker).map(drop).ok_or(ActionError::NotFound("case_note"))
}
