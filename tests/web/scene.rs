//! A town with everybody in it who may ask for a page, and with marks in what they may not see.

use relais::actions::book::BookRequest;
use relais::domain::access::Role;
use relais::domain::ids::{AppointmentId, PersonId, WorkerId};
use relais::domain::people::Who;
use relais::web::routes::For;

use super::foreign::{self, Foreign};
use super::samples::{Ids, Office, Sample};
use crate::support::acts::monday;
use crate::support::browsing::{Browsing, Page};
use crate::support::databases::TestDb;
use crate::support::raw::Raw;
use crate::support::town::{TestTown, motive};
use relais::domain::time::Minutes;

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

/// A worker who follows the person, and notes in both case files.
async fn plant_cases(town: &TestTown, worker: WorkerId, (person, neighbour): (PersonId, PersonId)) {
    let mut raw = town.raw().await;
    let (territory, organisation, author, now) =
        (town.territory, town.organisation, town.workers[0], raw.at(town.now()));
    let referent =
        format!("INSERT INTO referent (territory_id, person_id, worker_id) VALUES ({territory}, {person}, {worker})");
    assert_eq!(raw.run(&referent).await, Ok(1));
    let notes = [(person, "own", OWN_NOTE), (person, "organisation", CASE), (neighbour, "organisation", THEIR_CASE)];
    for (of, shared, body) in notes {
        let note = format!(
            "INSERT INTO case_note (territory_id, organisation_id, person_id, worker_id, shared, body, written_at)
             VALUES ({territory}, {organisation}, {of}, {author}, '{shared}', '{body}', {now})"
        );
        assert_eq!(raw.run(&note).await, Ok(1));
    }
}

/// What one's own pages find: two of what is deleted.
async fn plant_own(town: &TestTown, person: PersonId) {
    let mut raw = town.raw().await;
    let (place, worker, motive) = (town.place, town.workers[0], town.motive);
    let (from, to, now) =
        (raw.at(monday(8, 0) + Minutes::days(60)), raw.at(monday(9, 0) + Minutes::days(60)), raw.at(town.now()));
    let of_place = format!("SELECT territory_id, organisation_id, id FROM place WHERE id = {place}");
    for sql in [
        format!(
            "INSERT INTO opening (territory_id, organisation_id, calendar_id, place_id, first_day, blocks)
             SELECT territory_id, organisation_id, calendar_id, place_id, '2026-06-01', '09:00-10:00' FROM opening
             WHERE id = (SELECT min(id) FROM opening WHERE calendar_id = (SELECT calendar_id FROM worker WHERE id = {worker}))"
        ),
        format!(
            "INSERT INTO call_back (territory_id, organisation_id, name, phone, asked_at)
             SELECT territory_id, organisation_id, 'Amina', '+33639980001', {now} FROM ({of_place}) AS place"
        ),
        format!(
            "INSERT INTO reply (territory_id, organisation_id, phone, body, arrived_at, understood)
             SELECT territory_id, organisation_id, '+33639980001', 'Je serai en retard', {now}, 'unsure' FROM ({of_place}) AS place"
        ),
    ] {
        assert_eq!(raw.run(&sql).await, Ok(1), "{sql}");
    }
    plant_waiting(town, &mut raw, (place.0, person.0, motive.0)).await;
    let safe = format!(
        "INSERT INTO safe (territory_id, person_id, uid, pin_hash, card_hash, ticket_hash, ticket_ends_at, created_at)
         VALUES ({}, {person}, 'uid', 'pin', 'card', 'ticket', {now}, {now})",
        town.territory
    );
    assert_eq!(raw.run(&safe).await, Ok(1));
    for _ in 0..2 {
        for sql in [
            format!(
                "INSERT INTO closure (territory_id, place_id, starts_at, ends_at, reason)
                 SELECT territory_id, id, {from}, {to}, 'Travaux' FROM place WHERE id = {place}"
            ),
            format!(
                "INSERT INTO absence (territory_id, calendar_id, first_day, zone, block, reason)
                 SELECT territory_id, calendar_id, '2026-06-03', 'Europe/Paris', '09:00-10:00', 'Formation' FROM worker WHERE id = {worker}"
            ),
        ] {
            assert_eq!(raw.run(&sql).await, Ok(1), "{sql}");
        }
    }
}

/// Somebody on the waiting list, for whom a time is kept.
async fn plant_waiting(town: &TestTown, raw: &mut Raw, (place, person, motive): (i64, i64, i64)) {
    let (now, later) = (raw.at(town.now()), raw.at(town.now() + Minutes::days(9)));
    for sql in [
        format!(
            "INSERT INTO waiting_entry (territory_id, organisation_id, person_id, motive_id, created_at)
             SELECT territory_id, organisation_id, {person}, {motive}, {now} FROM place WHERE id = {place}"
        ),
        format!(
            "INSERT INTO link (territory_id, purpose, salt, token_hash, person_id, motive_id, created_at, expires_at)
             SELECT territory_id, 'invitation', 'salt', 'hash of {person}', person_id, motive_id, {now}, {later}
             FROM waiting_entry WHERE person_id = {person}"
        ),
        format!(
            "INSERT INTO waiting_proposal (territory_id, entry_id, hold_id, link_id, salt, starts_at, proposed_at, answer_by)
             SELECT entry.territory_id, entry.id, entry.id, link.id, 'salt', {later}, {now}, {later}
             FROM waiting_entry AS entry JOIN link ON link.person_id = entry.person_id WHERE entry.person_id = {person}"
        ),
    ] {
        assert_eq!(raw.run(&sql).await, Ok(1), "{sql}");
    }
}

/// Marks what only the staff of that organisation sees.
async fn plant(town: &TestTown, foreign: &Foreign) {
    let mut raw = town.raw().await;
    let Foreign { motive, place, worker, team, person, appointment, .. } = foreign;
    let (from, to, now) = (raw.at(monday(8, 0)), raw.at(monday(9, 0)), raw.at(town.now()));
    let of_place = format!("SELECT territory_id, organisation_id, id FROM place WHERE id = {place}");
    for sql in [
        format!("UPDATE person SET first_name = '{PRIVATE}', last_name = '{PRIVATE}', email = '{PRIVATE}@example.org' WHERE id = {person}"),
        format!("UPDATE worker SET first_name = '{PRIVATE}', last_name = '{PRIVATE}', email = '{PRIVATE}{worker}@example.org' WHERE id = {worker}"),
        format!("UPDATE team SET name = '{PRIVATE}' WHERE id = {team}"),
        format!("UPDATE motive SET name = '{PRIVATE}' WHERE id = {motive}"),
        format!("UPDATE appointment SET caller_name = '{PRIVATE}', caller_phone = '{PRIVATE}' WHERE id = {appointment}"),
        format!(
            "INSERT INTO closure (territory_id, place_id, starts_at, ends_at, reason)
             SELECT territory_id, id, {from}, {to}, '{PRIVATE}' FROM place WHERE id = {place}"
        ),
        format!(
            "INSERT INTO absence (territory_id, calendar_id, first_day, zone, block, reason)
             SELECT territory_id, calendar_id, '2026-03-03', 'Europe/Paris', '09:00-10:00', '{PRIVATE}' FROM worker WHERE id = {worker}"
        ),
        format!(
            "INSERT INTO call_back (territory_id, organisation_id, name, phone, asked_at)
             SELECT territory_id, organisation_id, '{PRIVATE}', '{PRIVATE}', {now} FROM ({of_place}) AS place"
        ),
        format!(
            "INSERT INTO reply (territory_id, organisation_id, phone, body, arrived_at, understood)
             SELECT territory_id, organisation_id, '{PRIVATE}', '{PRIVATE}', {now}, 'unsure' FROM ({of_place}) AS place"
        ),
        format!(
            "INSERT INTO case_note (territory_id, organisation_id, person_id, worker_id, shared, body, written_at)
             SELECT territory_id, organisation_id, {person}, {worker}, 'organisation', '{PRIVATE}', {now} FROM ({of_place}) AS place"
        ),
        format!(
            "INSERT INTO draft (territory_id, worker_id, kind, body, updated_at)
             SELECT territory_id, id, 'desk', '{PRIVATE}', {now} FROM worker WHERE id = {worker}"
        ),
    ] {
        assert_eq!(raw.run(&sql).await, Ok(1), "{sql}");
    }
    plant_waiting(town, &mut raw, (*place, *person, *motive)).await;
}
