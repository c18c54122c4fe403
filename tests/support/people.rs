//! People of a town, and who looks for them.

use chrono::NaiveDate;
use relais::actions::Claimant;
use relais::actions::search_people::FoundPeople;
use relais::domain::access::{Caller, Role};
use relais::domain::ids::{OrganisationId, PersonId, WorkerId};
use relais::domain::scheduling::holidays::HolidayRegion;
use relais::store::{self, PersonLine, StoreError};

use super::town::TestTown;

/// Somebody with a name and nothing else; `born` and `with_phone` add to it.
pub fn somebody(first_name: &str, last_name: &str) -> PersonLine {
    PersonLine {
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
        birth_date: None,
        phone: None,
        email: None,
        language: "fr".to_owned(),
        proven: true,
    }
}

pub fn born(line: PersonLine, year: i32, month: u32, day: u32) -> PersonLine {
    PersonLine { birth_date: NaiveDate::from_ymd_opt(year, month, day), ..line }
}

pub fn with_phone(line: PersonLine, phone: &str) -> PersonLine {
    PersonLine { phone: Some(phone.to_owned()), ..line }
}

impl TestTown {
    pub async fn add_organisation(&self, name: &'static str) -> OrganisationId {
        let territory = self.territory;
        let zone = chrono_tz::Europe::Paris;
        let write = self.app.desk.db.write(move |tx| {
            Box::pin(
                async move { store::insert_organisation(tx, territory, name, zone, HolidayRegion::Metropole).await },
            )
        });
        write.await.map_err(|error: StoreError| error).unwrap()
    }

    /// People whom an organisation knows, in one transaction.
    pub async fn add_people(&self, organisation: OrganisationId, lines: Vec<PersonLine>) -> Vec<PersonId> {
        let (territory, now) = (self.territory, self.now());
        let write = self.app.desk.db.write(move |tx| {
            Box::pin(async move {
                let mut people = Vec::with_capacity(lines.len());
                for line in &lines {
                    let person = store::insert_person(tx, territory, line, now).await?;
                    store::join_organisation(tx, territory, person, organisation).await?;
                    people.push(person);
                }
                Ok::<_, StoreError>(people)
            })
        });
        write.await.unwrap()
    }

    pub async fn add_one(&self, organisation: OrganisationId, line: PersonLine) -> PersonId {
        self.add_people(organisation, vec![line]).await[0]
    }

    /// A secretary at work for an organisation.
    pub fn secretary(&self, organisation: OrganisationId) -> Claimant {
        self.secretary_who(self.workers[0], organisation)
    }

    pub fn secretary_who(&self, id: WorkerId, organisation: OrganisationId) -> Claimant {
        Claimant::Known(Caller::Worker { id, territory: self.territory, organisation, role: Role::Secretary })
    }

    pub async fn search_for(&self, organisation: OrganisationId, typed: &str) -> FoundPeople {
        self.app.desk.search_people(&self.secretary(organisation), typed, self.now()).await.unwrap()
    }

    /// The ids of whom the town's own organisation finds, in order.
    pub async fn find(&self, typed: &str) -> Vec<PersonId> {
        self.search_for(self.organisation, typed).await.here.into_iter().map(|found| found.id).collect()
    }
}
