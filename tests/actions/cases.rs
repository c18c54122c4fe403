//! Case files: who opens them, what is kept of whom, and what is left behind by each reading.

use relais::actions::cases::{CaseChange, CaseView, NewContact, RelativeWho};
use relais::actions::{ActionError, Claimant};
use relais::domain::access::{Caller, Role};
use relais::domain::cases::{Birth, BirthPrecision, Custody, Need, Needs, ReferentRole, RelativeKind, Shared};
use relais::domain::ids::{PersonId, WorkerId};
use relais::domain::people::Who;
use relais::domain::time::Minutes;
use relais::store::{ContactPreference, Identity};

use crate::support::acts::monday;
use crate::support::databases::on_both;
use crate::support::people::somebody;
use crate::support::town::TestTown;

pub(super) fn as_worker(town: &TestTown, worker: WorkerId, role: Role) -> Claimant {
    let (territory, organisation) = (town.territory, town.organisation);
    Claimant::Known(Caller::Worker { id: worker, territory, organisation, role })
}

impl TestTown {
    pub(super) async fn change_file(
        &self,
        worker: usize,
        person: PersonId,
        change: CaseChange,
    ) -> Result<(), ActionError> {
        let claimant = as_worker(self, self.workers[worker], Role::Worker);
        self.app.desk.change_case(&claimant, person, change, None, self.now()).await
    }

    async fn read(&self, worker: usize, role: Role, person: PersonId) -> Result<CaseView, ActionError> {
        let claimant = as_worker(self, self.workers[worker], role);
        self.app.desk.read_case(&claimant, person, self.now()).await
    }

    /// Makes a worker the referent of somebody, as a list that was imported does.
    pub(super) async fn follows(&self, worker: usize, person: PersonId) {
        let sql = format!(
            "INSERT INTO referent (territory_id, person_id, worker_id) VALUES ({}, {person}, {})",
            self.territory, self.workers[worker]
        );
        self.raw().await.run(&sql).await.unwrap();
    }
}

fn note(shared: Shared, body: &str) -> CaseChange {
    CaseChange::WriteNote { shared, body: body.to_owned() }
}

fn bodies(view: &CaseView) -> Vec<&str> {
    let mut bodies: Vec<&str> = view.notes.iter().map(|note| note.body.as_str()).collect();
    bodies.sort_unstable();
    bodies
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_file_is_opened_by_its_referent_and_each_opening_is_in_the_journal() {
    on_both(|db| async {
        let town = TestTown::new(db, 3).await;
        let person = town.add_one(town.organisation, somebody("Awa", "")).await;
        town.follows(0, person).await;
        let view = town.read(0, Role::Worker, person).await.unwrap();
        assert_eq!((view.head.birth, view.head.phone, view.referents.len()), (None, None, 1));
        let mut raw = town.raw().await;
        let reads = format!("journal WHERE act = 'case_read' AND thing_id = {person} AND actor_kind = 'worker'");
        assert_eq!(raw.count(&reads).await, 1);
        town.read(1, Role::TeamLead, person).await.unwrap();
        assert_eq!(raw.count(&reads).await, 2);
        for (worker, role) in [(1, Role::Worker), (0, Role::Secretary), (0, Role::TerritoryAdmin)] {
            let refused = town.read(worker, role, person).await;
            assert!(matches!(refused, Err(ActionError::NotFound(_) | ActionError::Denied(_))), "{role}");
        }
        assert!(town.app.desk.read_case(&town.claimant(), person, town.now()).await.is_err(), "no key opens one");
        assert_eq!(raw.count(&reads).await, 2);
        // Nobody's person is of whoever receives them.
        let alone = town.add_one(town.organisation, somebody("Lila", "Petit")).await;
        assert!(town.read(2, Role::Worker, alone).await.is_err());
        let wish = town.staff_wish(town.motive, monday(9, 0), town.workers[2], Who::Known(alone));
        town.book(wish).await.unwrap();
        let view = town.read(2, Role::Worker, alone).await.unwrap();
        assert_eq!(view.appointments.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_its_authors_until_she_shares_it() {
    on_both(|db| async {
        let town = TestTown::new(db, 3).await;
        let mut raw = town.raw().await;
        let sql =
            format!("INSERT INTO service (territory_id, name) VALUES ({}, 'Insertion') RETURNING id", town.territory);
        let service = raw.made(&sql).await.unwrap();
        let (a, b) = (town.workers[0], town.workers[1]);
        raw.run(&format!("UPDATE worker SET service_id = {service} WHERE id IN ({a}, {b})")).await.unwrap();
        let person = town.add_one(town.organisation, somebody("Awa", "Diop")).await;
        town.follows(0, person).await;
        town.follows(2, person).await;
        for (shared, body) in
            [(Shared::Own, "à moi"), (Shared::Service, "au service"), (Shared::Organisation, "à tous")]
        {
            town.change_file(0, person, note(shared, body)).await.unwrap();
        }
        assert_eq!(bodies(&town.read(0, Role::Worker, person).await.unwrap()).len(), 3);
        assert_eq!(bodies(&town.read(1, Role::Worker, person).await.unwrap()), ["au service", "à tous"]);
        assert_eq!(bodies(&town.read(2, Role::Worker, person).await.unwrap()), ["à tous"]);
        assert_eq!(bodies(&town.read(2, Role::TeamLead, person).await.unwrap()), ["à tous"]);
        let own = town.read(0, Role::Worker, person).await.unwrap();
        let id = own.notes.iter().find(|note| note.body == "à tous").unwrap().id;
        let take = || CaseChange::ChangeNote { note: id, shared: Shared::Own, body: "repris".to_owned() };
        assert!(matches!(town.change_file(2, person, take()).await, Err(ActionError::NotFound("case_note"))));
        town.change_file(0, person, take()).await.unwrap();
        assert!(bodies(&town.read(2, Role::Worker, person).await.unwrap()).is_empty());
        town.change_file(0, person, CaseChange::DeleteNote { note: id }).await.unwrap();
        assert_eq!(bodies(&town.read(0, Role::Worker, person).await.unwrap()).len(), 2);
        let empty = town.change_file(0, person, note(Shared::Own, "")).await;
        assert!(matches!(empty, Err(ActionError::Invalid { field: "body", .. })));
        // The words are nowhere in the journal.
        assert_eq!(raw.count("journal WHERE detail LIKE '%service%'").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_part_is_kept_and_nothing_is_needed() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let person = town.add_one(town.organisation, somebody("Fatoumata", "Diallo")).await;
        town.follows(0, person).await;
        let birth = Birth { date: "1990-01-01".parse().unwrap(), precision: BirthPrecision::Presumed };
        let identity = Identity {
            first_name: "Fatoumata".to_owned(),
            last_name: String::new(),
            spellings: vec!["Binta Kanté".to_owned()],
            birth: Some(birth),
        };
        town.change_file(0, person, CaseChange::Identity(identity.clone())).await.unwrap();
        assert_eq!(town.find("binta kante").await, [person], "another spelling is searched like the name");
        assert_eq!(town.find("Bineta Kanthe").await, [person], "and may itself be misspelt");
        assert_eq!(town.find("Fatumata").await, [person]);
        let preference = ContactPreference {
            languages: "peul, français".to_owned(),
            safe: Some(("18:00:00".parse().unwrap(), "20:00:00".parse().unwrap())),
            do_not_write: true,
            phone_shared: true,
            how: "demander Awa".to_owned(),
        };
        let contact = NewContact {
            phone: "06 39 98 00 01".to_owned(),
            language: "fr".to_owned(),
            preference: preference.clone(),
            ..NewContact::default()
        };
        town.change_file(0, person, CaseChange::Contact(contact)).await.unwrap();
        let day = "2026-04-01".parse().unwrap();
        let file = CaseChange::File { needs: Needs(vec![Need::Reading]), next_contact: Some(day) };
        town.change_file(0, person, file).await.unwrap();
        let view = town.read(0, Role::Worker, person).await.unwrap();
        assert_eq!(view.head.birth, Some(birth));
        assert_eq!(view.spellings, identity.spellings);
        assert_eq!(view.head.contact, preference);
        assert_eq!(view.head.phone.as_deref(), Some("+33639980001"));
        assert_eq!((view.head.needs, view.head.next_contact), (Needs(vec![Need::Reading]), Some(day)));
        // All of it may be taken back.
        town.change_file(
            0,
            person,
            CaseChange::Contact(NewContact { language: "fr".to_owned(), ..NewContact::default() }),
        )
        .await
        .unwrap();
        town.change_file(0, person, CaseChange::File { needs: Needs::default(), next_contact: None }).await.unwrap();
        let view = town.read(0, Role::Worker, person).await.unwrap();
        assert_eq!((view.head.phone, view.head.next_contact), (None, None));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn referents_have_a_role_a_start_and_an_end() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let person = town.add_one(town.organisation, somebody("Awa", "Diop")).await;
        town.follows(0, person).await;
        let add = CaseChange::Referent { worker: town.workers[1], role: ReferentRole::Housing };
        town.change_file(0, person, add.clone()).await.unwrap();
        let view = town.read(1, Role::Worker, person).await.unwrap();
        let second = view.referents.iter().find(|one| one.worker == town.workers[1]).unwrap();
        assert_eq!((second.role, second.starts_on.is_some(), second.ends_on), (ReferentRole::Housing, true, None));
        let claimant = as_worker(&town, town.workers[1], Role::Worker);
        assert_eq!(town.app.desk.own_cases(&claimant, town.now()).await.unwrap().cases.len(), 1);
        town.change_file(0, person, CaseChange::EndReferent { worker: town.workers[1] }).await.unwrap();
        assert!(town.read(1, Role::Worker, person).await.is_err(), "what has ended opens nothing");
        assert!(town.app.desk.own_cases(&claimant, town.now()).await.unwrap().cases.is_empty());
        let view = town.read(0, Role::Worker, person).await.unwrap();
        assert_eq!(view.referents.len(), 2, "who followed is still known");
        town.change_file(0, person, add).await.unwrap();
        assert!(town.read(1, Role::Worker, person).await.is_ok());
        let nobody = CaseChange::Referent { worker: WorkerId(999_999), role: ReferentRole::Main };
        assert!(matches!(town.change_file(0, person, nobody).await, Err(ActionError::NotFound("worker"))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn separated_parents_each_see_their_part() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let line = |name| somebody(name, "Benali");
        let people = town.add_people(town.organisation, vec![line("Karim"), line("Nadia")]).await;
        for parent in &people {
            town.follows(0, *parent).await;
        }
        let birth = Birth { date: "2020-05-10".parse().unwrap(), precision: BirthPrecision::Day };
        let child = RelativeWho::New { first_name: "Sami".into(), last_name: "Benali".into(), birth: Some(birth) };
        let tie = |who, custody| CaseChange::Relative { who, kind: RelativeKind::Child, together: false, custody };
        town.change_file(0, people[0], tie(child, Custody::Shared)).await.unwrap();
        let child = town.read(0, Role::Worker, people[0]).await.unwrap().relatives[0].other;
        town.change_file(0, people[1], tie(RelativeWho::Known(child), Custody::None)).await.unwrap();
        for parent in &people {
            let view = town.read(0, Role::Worker, *parent).await.unwrap();
            let shown: Vec<PersonId> = view.relatives.iter().map(|one| one.other).collect();
            assert_eq!(shown, [child], "the child, never the other parent");
            assert_eq!(view.relatives[0].birth, Some(birth));
        }
        let view = town.read(0, Role::TeamLead, child).await.unwrap();
        assert_eq!(view.relatives.len(), 2, "on the child's file both");
        // A parent without any right does not act for the child on the public pages either.
        let mut raw = town.raw().await;
        for (parent, acts) in people.iter().zip([true, false]) {
            let phone = format!("+3363998{:04}", parent.0 % 10_000);
            raw.run(&format!("UPDATE person SET phone = '{phone}' WHERE id = {parent}")).await.unwrap();
            let cookie = town.proven_guest(*parent, &phone, &format!("parent{parent}")).await;
            let session = town.app.desk.session(&cookie, town.now()).await.unwrap().unwrap();
            let Some(Caller::Guest(guest)) = session.caller() else { panic!("a guest") };
            assert_eq!(guest.people.contains(&child), acts);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_case_files_come_in_the_order_of_what_is_next() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let names = ["Sans date", "Plus tard", "Bientôt", "Rendez-vous"];
        let lines = names.iter().map(|name| somebody(name, "")).collect();
        let people = town.add_people(town.organisation, lines).await;
        for person in &people {
            town.follows(0, *person).await;
        }
        for (person, day) in [(people[1], "2026-04-01"), (people[2], "2026-03-01")] {
            let next_contact = Some(day.parse().unwrap());
            town.change_file(0, person, CaseChange::File { needs: Needs::default(), next_contact }).await.unwrap();
        }
        let start = monday(9, 0) + Minutes::days(1);
        town.book(town.staff_wish(town.motive, start, town.workers[1], Who::Known(people[3]))).await.unwrap();
        let own = town.app.desk.own_cases(&as_worker(&town, town.workers[0], Role::Worker), town.now()).await.unwrap();
        let order: Vec<&str> = own.cases.iter().map(|case| case.name.as_str()).collect();
        assert_eq!(order, ["Bientôt", "Rendez-vous", "Plus tard", "Sans date"]);
    })
    .await;
}
