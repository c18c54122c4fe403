//! A town with everybody in it who may ask for a page, and with marks in what they may not see.

use relais::actions::book::BookRequest;
use relais::domain::access::Role;
use relais::domain::ids::{AppointmentId, PersonId, WorkerId};
use relais::domain::people::Who;
use relais::web::routes::For;

use super::foreign::{self, Foreign};
use super::planted::{plant, plant_cases, plant_own};
use super::samples::{Ids, Office, Sample};
use crate::support::acts::monday;
use crate::support::browsing::{Browsing, Page};
use crate::support::databases::TestDb;
use crate::support::raw::Raw;
use crate::support::town::{TestTown, motive};

/// In everything of another organisation that only its staff sees. What the public sees of it, as its
/// places, carries `foreign::CANARY`.
pub(super) const PRIVATE: &str = "Okapi";
/// In the name of somebody whom the same organisation knows.
pub(super) const NEIGHBOUR: &str = "Tapir";
/// In a note of the person's case file that everybody reads who may open it; in one of the neighbour's; and
/// in one that its author kept to herself.
pub(super) const CASE: &str = "Castor";
pub(super) const THEIR_CASE: &str = "Loutre";
pub(super) const OWN_NOTE: &str = "Tamanoir";
/// In every column that proves something.
pub(super) const SECRET: &str = "Ocelot";
pub(super) const PHONE: &str = "+33612000001";

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asker {
    Nobody,
    Is(Role),
}

impl Asker {
    pub(super) fn all() -> impl Iterator<Item = Asker> {
        std::iter::once(Asker::Nobody).chain(Role::ALL.iter().copied().map(Asker::Is))
    }

    pub(super) fn is_guest(self) -> bool {
        matches!(self, Asker::Is(Role::Visitor | Role::Beneficiary))
    }

    pub(super) fn may(self, who: For) -> bool {
        match (self, who) {
            (_, For::Everybody) => true,
            (Asker::Is(role), For::Staff(deed)) => !self.is_guest() && role.may(deed),
            (Asker::Nobody, For::Staff(_)) => false,
        }
    }
}

/// Whose ids stand in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    Own,
    /// Of another person of the same organisation.
    Neighbour,
    Organisation,
    Territory,
}

/// A town with everybody in it, and two that are none of its business.
pub(super) struct Scene {
    pub(super) town: TestTown,
    pub(super) browsing: Browsing,
    person: PersonId,
    appointment: AppointmentId,
    neighbour: (PersonId, AppointmentId),
    foreign: [Foreign; 2],
    pub(super) workers: Vec<(Role, WorkerId)>,
    office: Office,
    /// A service and a sector of another territory.
    foreign_office: (i64, i64),
    browsers: std::cell::Cell<u32>,
}

impl Scene {
    pub(super) async fn new(db: TestDb) -> Scene {
        let town = TestTown::new(db, 2).await;
        let foreign = foreign::foreigners(&town).await;
        let person = town.person_with("Amina", "Benali", PHONE, true).await;
        let next_door = town.person_with(NEIGHBOUR, NEIGHBOUR, "+33612000002", true).await;
        let mut appointments = Vec::new();
        for (hour, who) in [(9, person), (10, next_door)] {
            let wish = town.staff_wish(town.motive, monday(hour, 0), town.workers[0], Who::Known(who));
            appointments.push(town.book(BookRequest { place: Some(town.place), ..wish }).await.unwrap().appointment.id);
        }
        let mut workers = Vec::new();
        for role in Role::ALL.iter().copied().filter(|role| !matches!(role, Role::Visitor | Role::Beneficiary)) {
            workers.push((role, town.worker_as(town.organisation, role).await));
        }
        let own = workers.iter().find(|(role, _)| *role == Role::Worker).expect("one of each").1;
        plant_cases(&town, own, (person, next_door)).await;
        for theirs in &foreign {
            plant(&town, theirs).await;
        }
        let mut raw = town.raw().await;
        let mut made = Vec::new();
        for (table, name) in [("service", PRIVATE), ("sector", PRIVATE), ("service", "Insertion"), ("sector", "Nord")] {
            let territory =
                if name == PRIVATE { format!("id <> {}", town.territory) } else { format!("id = {}", town.territory) };
            let sql = format!(
                "INSERT INTO {table} (territory_id, name) SELECT id, '{name}' FROM territory WHERE {territory} RETURNING id"
            );
            made.push(raw.made(&sql).await.unwrap());
        }
        let (territory, organisation) = (town.territory, town.organisation);
        let of = format!("SELECT {territory}, {organisation}");
        let team = format!("INSERT INTO team (territory_id, organisation_id, name) {of}, 'Nord' RETURNING id");
        let place = format!(
            "INSERT INTO place (territory_id, organisation_id, name, zone, holidays)
             SELECT territory_id, organisation_id, 'Annexe', zone, holidays FROM place WHERE id = {} RETURNING id",
            town.place
        );
        let office = Office {
            motive: town.add_motive(motive(organisation, "Autre accueil")).await.0,
            place: raw.made(&place).await.unwrap(),
            worker: town.workers[1].0,
            team: raw.made(&team).await.unwrap(),
            service: made[2],
            sector: made[3],
        };
        plant_own(&town, person).await;
        // Its copies in memory are younger than what was planted.
        let browsing = Browsing::new(&town.another_server());
        let (appointment, neighbour) = (appointments[0], (next_door, appointments[1]));
        Scene {
            town,
            browsing,
            person,
            appointment,
            neighbour,
            foreign,
            workers,
            office,
            foreign_office: (made[0], made[1]),
            browsers: Default::default(),
        }
    }

    pub(super) async fn ids(&self, whose: Whose) -> Ids {
        let town = &self.town;
        let mut raw = town.raw().await;
        let own = Ids {
            territory: town.territory.0,
            motive: town.motive.0,
            place: town.place.0,
            worker: town.workers[0].0,
            person: self.person.0,
            other: self.neighbour.0.0,
            appointment: self.appointment.0,
            organisation: town.organisation.0,
            session: 0,
            opening: 0,
            absence: 0,
            closure: 0,
            call: 0,
            reply: 0,
            waiting: 0,
            proposal: 0,
            note: 0,
            merge: 0,
            gone: (0, 0, 0),
            office: self.office,
        };
        let own = with_agenda(own, &mut raw).await;
        let of = |at: usize| &self.foreign[at];
        let theirs = match whose {
            Whose::Own => return own,
            Whose::Neighbour => {
                return Ids {
                    person: self.neighbour.0.0,
                    other: self.person.0,
                    appointment: self.neighbour.1.0,
                    ..own
                };
            }
            Whose::Organisation => of(0),
            Whose::Territory => of(1),
        };
        let organisation = raw.number(&format!("SELECT organisation_id FROM place WHERE id = {}", theirs.place)).await;
        let ids = Ids {
            motive: theirs.motive,
            place: theirs.place,
            worker: theirs.worker,
            person: theirs.person,
            appointment: theirs.appointment,
            organisation,
            office: Office {
                motive: theirs.motive,
                place: theirs.place,
                worker: theirs.worker,
                team: theirs.team,
                service: self.foreign_office.0,
                sector: self.foreign_office.1,
            },
            ..own
        };
        with_agenda(ids, &mut raw).await
    }

    /// A browser of its own for each request: some of them end the session.
    pub(super) async fn browser(&self, asker: Asker) -> Browsing {
        self.browsers.set(self.browsers.get() + 1);
        let name = format!("browser{}", self.browsers.get());
        let cookie = match asker {
            // Who was here before and of whom nothing is known.
            Asker::Nobody => format!("{name:x<43}"),
            Asker::Is(Role::Visitor) => self.town.unproven_guest(self.appointment, &name).await,
            Asker::Is(Role::Beneficiary) => self.town.proven_guest(self.person, PHONE, &name).await,
            Asker::Is(role) => {
                let (_, worker) = self.workers.iter().find(|(one, _)| *one == role).unwrap();
                self.town.signed_in_with(*worker, self.town.organisation, &name).await
            }
        };
        self.browsing.with(Some(&cookie))
    }

    pub(super) async fn ask(&self, asker: Asker, method: &str, sample: &Sample) -> Page {
        let mut browser = self.browser(asker).await;
        if method == "GET" {
            return browser.get(&sample.path).await;
        }
        let mut pairs: Vec<(String, String)> = vec![("csrf".to_owned(), browser.csrf())];
        pairs.extend(sample.fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        browser.post(&sample.path, &pairs, &[]).await
    }
}

/// The ids of what belongs to the worker, the place, the person and the organisation that are named: the
/// first of each, and the last for what is deleted.
async fn with_agenda(ids: Ids, raw: &mut Raw) -> Ids {
    let calendar = format!("calendar_id = (SELECT calendar_id FROM worker WHERE id = {})", ids.worker);
    let (place, person, organisation) = (
        format!("place_id = {}", ids.place),
        format!("person_id = {}", ids.person),
        format!("organisation_id = {}", ids.organisation),
    );
    let mut first = Vec::new();
    for (table, of) in [
        ("opening", &calendar),
        ("absence", &calendar),
        ("closure", &place),
        ("call_back", &organisation),
        ("waiting_entry", &person),
        ("reply", &organisation),
        ("case_note", &person),
    ] {
        first.push((
            raw.number(&format!("SELECT coalesce(min(id), 0) FROM {table} WHERE {of}")).await,
            raw.number(&format!("SELECT coalesce(max(id), 0) FROM {table} WHERE {of}")).await,
        ));
    }
    let of_entry = format!("SELECT coalesce(min(id), 0) FROM waiting_proposal WHERE entry_id = {}", first[4].0);
    Ids {
        opening: first[0].0,
        absence: first[1].0,
        closure: first[2].0,
        call: first[3].0,
        waiting: first[4].0,
        reply: first[5].0,
        proposal: raw.number(&of_entry).await,
        note: first[6].0,
        gone: (first[0].1, first[1].1, first[2].1),
        ..ids
    }
}
