//! What options name: an organisation, a place, a motive, a worker, a person.

use relais::actions::names::{self, NotFound};
use relais::domain::ids::{OrganisationId, PersonId, WorkerId};
use relais::domain::motives::Motive;
use relais::domain::people::{NewPerson, Who, folded, phone};
use relais::domain::settings::{Organisation, Place, Settings};
use relais::store;

use super::town::Town;
use super::voice::Voice;

pub fn organisation<'s>(
    voice: &Voice,
    settings: &'s Settings,
    wanted: Option<&str>,
) -> anyhow::Result<&'s Organisation> {
    names::organisation(settings, wanted)
        .map_err(|error| not_found(voice, "organisation", "--organisation", wanted, error))
}

pub fn place<'s>(
    voice: &Voice,
    settings: &'s Settings,
    organisation: Option<OrganisationId>,
    wanted: &str,
) -> anyhow::Result<&'s Place> {
    names::place(settings, organisation, wanted)
        .map_err(|error| not_found(voice, "place", "--place", Some(wanted), error))
}

pub fn motive<'s>(
    voice: &Voice,
    settings: &'s Settings,
    organisation: Option<OrganisationId>,
    wanted: &str,
) -> anyhow::Result<&'s Motive> {
    names::motive(settings, organisation, wanted)
        .map_err(|error| not_found(voice, "motive", "--motive", Some(wanted), error))
}

/// A worker by e-mail, name or id.
pub async fn worker(voice: &Voice, town: &Town, wanted: &str) -> anyhow::Result<WorkerId> {
    let emails = {
        let mut tx = town.app.desk.db.read().await.map_err(|error| voice.database(&error))?;
        store::worker_emails(&mut tx, town.territory()).await.map_err(|error| voice.database(&error))?
    };
    if let Some((worker, _)) = emails.get(&wanted.trim().to_lowercase()) {
        return Ok(*worker);
    }
    let workers = &town.settings.workers;
    let called: Vec<WorkerId> =
        workers.values().filter(|worker| folded(&worker.name) == folded(wanted)).map(|worker| worker.id).collect();
    match called.as_slice() {
        [worker] => return Ok(*worker),
        [] => {}
        several => {
            let mut known: Vec<String> =
                emails.iter().filter(|(_, (id, _))| several.contains(id)).map(|(email, _)| email.clone()).collect();
            known.sort_unstable();
            return Err(not_found(voice, "worker", "--worker", Some(wanted), NotFound::Several { known }));
        }
    }
    if let Some(worker) = wanted.trim().parse().ok().map(WorkerId).filter(|worker| workers.contains_key(worker)) {
        return Ok(worker);
    }
    let mut known: Vec<String> = emails.into_keys().collect();
    known.sort_unstable();
    Err(not_found(voice, "worker", "--worker", Some(wanted), NotFound::Unknown { known }))
}

/// Somebody by file number, or by the id that Relais gives.
pub async fn person(voice: &Voice, town: &Town, wanted: &str) -> anyhow::Result<PersonId> {
    let wanted = wanted.trim();
    let found = town.app.desk.people(&town.claimant(), (wanted, ""), (0, 2)).await;
    match found.map_err(|error| voice.action(error))?.as_slice() {
        [person] => return Ok(person.id),
        [] => {}
        _ => return Err(voice.error("person-several", &[("value", wanted.into())])),
    }
    let Ok(id) = wanted.parse::<i64>() else {
        return Err(voice.error("person-unknown", &[("value", wanted.into())]));
    };
    // In order of their id, after the one before: it comes first when it is there.
    let found = town.app.desk.people(&town.claimant(), ("", ""), (id.saturating_sub(1), 1)).await;
    let found = found.map_err(|error| voice.action(error))?;
    let there = found.first().map(|person| person.id).filter(|person| person.0 == id);
    there.ok_or_else(|| voice.error("person-unknown", &[("value", wanted.into())]))
}

/// Whom an appointment is for.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ForWhom {
    /// Somebody known: a file number, or the id in Relais.
    #[arg(long, conflicts_with_all = ["first_name", "last_name", "phone"])]
    person: Option<String>,
    /// Somebody new: the first name.
    #[arg(long)]
    first_name: Option<String>,
    /// Somebody new: the last name.
    #[arg(long, requires = "first_name")]
    last_name: Option<String>,
    /// Somebody new: the phone number.
    #[arg(long, requires = "first_name")]
    phone: Option<String>,
}

impl ForWhom {
    pub async fn find(&self, voice: &Voice, town: &Town) -> anyhow::Result<Option<Who>> {
        if let Some(wanted) = &self.person {
            return Ok(Some(Who::Known(person(voice, town, wanted).await?)));
        }
        let Some(first_name) = &self.first_name else { return Ok(None) };
        let phone = match &self.phone {
            Some(typed) => Some(phone(typed).map_err(|_| voice.error("phone-form", &[("value", typed.into())]))?),
            None => None,
        };
        Ok(Some(Who::New(NewPerson {
            first_name: first_name.trim().to_owned(),
            last_name: self.last_name.as_deref().unwrap_or_default().trim().to_owned(),
            phone,
            email: None,
            language: voice.lang.code().to_owned(),
        })))
    }
}

fn not_found(voice: &Voice, thing: &str, option: &str, wanted: Option<&str>, error: NotFound) -> anyhow::Error {
    let thing = voice.thing(thing);
    let list = |known: Vec<String>| match known.is_empty() {
        true => voice.say("name-nothing-known", &[]),
        false => known.join(", "),
    };
    match (error, wanted) {
        (NotFound::Unknown { known }, wanted) => {
            let value = wanted.unwrap_or_default();
            let known = list(known);
            voice.error("name-unknown", &[("thing", thing.into()), ("value", value.into()), ("known", known.into())])
        }
        (NotFound::Several { known }, Some(wanted)) => {
            let known = list(known);
            voice.error("name-several", &[("thing", thing.into()), ("value", wanted.into()), ("known", known.into())])
        }
        (NotFound::Several { known }, None) => {
            let known = list(known);
            voice.error("name-needed", &[("thing", thing.into()), ("option", option.into()), ("known", known.into())])
        }
    }
}
