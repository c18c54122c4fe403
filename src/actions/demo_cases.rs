//! Case files of the demo town: a few people with something to read in theirs, and two records of one of
//! them. Who and what is data (demo.json); nobody of it exists.

use chrono::{Days, Months, NaiveDate, NaiveTime};
use serde::Deserialize;

use crate::domain::cases::{Birth, BirthPrecision, Custody, RelativeKind, Shared};
use crate::domain::ids::{OrganisationId, PersonId, TerritoryId, WorkerId};
use crate::domain::time::{Minutes, Timestamp};
use crate::store::{self, ContactPreference, Identity, PersonLine, StoreError, WriteTx};

/// The file of one of the people of the town, by position.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct CasePlan {
    person: usize,
    #[serde(default)]
    spellings: Vec<String>,
    /// Only the year is known.
    #[serde(default)]
    year_only: bool,
    #[serde(default)]
    languages: String,
    safe: Option<(NaiveTime, NaiveTime)>,
    #[serde(default)]
    do_not_write: bool,
    #[serde(default)]
    phone_shared: bool,
    #[serde(default)]
    how: String,
    #[serde(default)]
    needs: String,
    /// Days from today; before today where it is negative.
    next_contact: Option<i64>,
    #[serde(default)]
    notes: Vec<NotePlan>,
    #[serde(default)]
    children: Vec<ChildPlan>,
    /// A second record of the same person, as another clerk wrote it.
    twin: Option<(String, String)>,
}

#[derive(Clone, Debug, Deserialize)]
struct NotePlan {
    shared: Shared,
    body: String,
    days_ago: i64,
}

#[derive(Clone, Debug, Deserialize)]
struct ChildPlan {
    first_name: String,
    /// Since birth.
    months: u32,
    #[serde(default)]
    custody: Option<Custody>,
}

/// Where and when the files are made, and by whom.
pub(super) struct Town<'t> {
    pub(super) at: (TerritoryId, OrganisationId),
    pub(super) people: &'t [(PersonId, PersonLine)],
    pub(super) workers: &'t [WorkerId],
    pub(super) today: NaiveDate,
    pub(super) now: Timestamp,
}

pub(super) async fn cases(tx: &mut WriteTx, plans: &[CasePlan], town: &Town<'_>) -> Result<(), StoreError> {
    for plan in plans {
        // As the people were given their referents.
        let author = town.workers.get(plan.person % (town.workers.len() + 1));
        let (Some((person, line)), Some(author)) = (town.people.get(plan.person), author) else { continue };
        one(tx, plan, town, (*person, line, *author)).await?;
    }
    Ok(())
}

async fn one(
    tx: &mut WriteTx,
    plan: &CasePlan,
    town: &Town<'_>,
    (person, line, author): (PersonId, &PersonLine, WorkerId),
) -> Result<(), StoreError> {
    let (territory, organisation) = town.at;
    let precision = if plan.year_only { BirthPrecision::Year } else { BirthPrecision::Day };
    let identity = Identity {
        first_name: line.first_name.clone(),
        last_name: line.last_name.clone(),
        spellings: plan.spellings.clone(),
        birth: line.birth_date.map(|date| Birth { date, precision }),
    };
    store::save_identity(tx, territory, person, &identity).await?;
    let preference = ContactPreference {
        languages: plan.languages.clone(),
        safe: plan.safe,
        do_not_write: plan.do_not_write,
        phone_shared: plan.phone_shared,
        how: plan.how.clone(),
    };
    let own = (line.phone.as_deref(), None, line.language.as_str());
    store::save_contact(tx, territory, person, own, &preference).await?;
    let needs = plan.needs.parse().map_err(|error| StoreError::BadRow(format!("demo.json: {error}")))?;
    let contact = plan.next_contact.and_then(|days| match u64::try_from(days) {
        Ok(days) => town.today.checked_add_days(Days::new(days)),
        Err(_) => town.today.checked_sub_days(Days::new(days.unsigned_abs())),
    });
    store::save_case_file(tx, town.at, person, (&needs, contact)).await?;
    for note in &plan.notes {
        let written = town.now - Minutes::days(note.days_ago);
        store::insert_note(tx, town.at, (person, author, None), (note.shared, &note.body), written).await?;
    }
    for child in &plan.children {
        let born = town.today.checked_sub_months(Months::new(child.months));
        let line = PersonLine {
            first_name: child.first_name.clone(),
            birth_date: born,
            phone: None,
            email: None,
            ..line.clone()
        };
        let relative = store::insert_person(tx, territory, &line, town.now).await?;
        store::join_organisation(tx, territory, relative, organisation).await?;
        let tie = (RelativeKind::Child, true, child.custody.unwrap_or(Custody::Whole));
        store::put_relative(tx, territory, (person, relative), tie).await?;
    }
    if let Some((first_name, last_name)) = &plan.twin {
        let twin =
            PersonLine { first_name: first_name.clone(), last_name: last_name.clone(), phone: None, ..line.clone() };
        let twin = store::insert_person(tx, territory, &twin, town.now).await?;
        store::join_organisation(tx, territory, twin, organisation).await?;
    }
    Ok(())
}
