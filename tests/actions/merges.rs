//! Two records of one person: found, made one, and two again; and those that are never made one.

use relais::actions::ActionError;
use relais::actions::cases::{CaseChange, MergeChoices};
use relais::domain::access::Role;
use relais::domain::appointments::Status;
use relais::domain::cases::{Shared, Why};
use relais::domain::ids::{AppointmentId, MergeId, PersonId};
use relais::domain::people::Who;
use relais::domain::time::Minutes;
use relais::store::Identity;

use super::cases::as_worker;
use crate::support::acts::monday;
use crate::support::databases::on_both;
use crate::support::people::{born, somebody, with_phone};
use crate::support::town::TestTown;

const PHONE: &str = "+33639980001";

impl TestTown {
    async fn pairs(&self) -> Vec<(PersonId, PersonId, Vec<Why>)> {
        let lead = as_worker(self, self.workers[0], Role::TeamLead);
        let found = self.app.desk.duplicates(&lead).await.unwrap();
        found.into_iter().map(|(pair, ..)| (pair.one, pair.other, pair.evidence.whys)).collect()
    }

    async fn merge(&self, pair: (PersonId, PersonId), choices: MergeChoices) -> Result<MergeId, ActionError> {
        let lead = as_worker(self, self.workers[0], Role::TeamLead);
        self.app.desk.merge_people(&lead, pair, choices, self.now()).await
    }

    async fn undo(&self, merge: MergeId, after: Minutes) -> Result<(), ActionError> {
        let lead = as_worker(self, self.workers[0], Role::TeamLead);
        self.app.desk.undo_merge(&lead, merge, self.now() + after).await
    }

    async fn booked(&self, person: PersonId, hour: u32, worker: usize) -> AppointmentId {
        let wish = self.staff_wish(self.motive, monday(hour, 0), self.workers[worker], Who::Known(person));
        self.book(wish).await.unwrap().appointment.id
    }

    async fn whose(&self, appointment: AppointmentId) -> Vec<i64> {
        let sql = format!("SELECT person_id FROM participation WHERE appointment_id = {appointment}");
        self.raw().await.numbers(&sql).await
    }
}

fn why(refused: Result<impl std::fmt::Debug, ActionError>) -> String {
    match refused {
        Err(ActionError::Invalid { why, .. }) => why,
        other => panic!("refused with a reason: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn at_57_duplicates_are_looked_for_among_ones_own_people_only() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let elsewhere = town.add_organisation("CCAS").await;
        let line = || born(somebody("Mohamed", "Diallo"), 1990, 5, 3);
        let own = town.add_one(town.organisation, line()).await;
        let theirs = town.add_one(elsewhere, line()).await;
        assert!(town.pairs().await.is_empty(), "another service's record is not shown");
        let lead = as_worker(&town, town.workers[0], Role::TeamLead);
        let asked = town.app.desk.preview_merge(&lead, (own, theirs)).await;
        assert!(matches!(asked, Err(ActionError::NotFound("person"))), "nor by its number");
        assert!(matches!(town.merge((own, theirs), MergeChoices::default()).await, Err(ActionError::NotFound(_))));
        // Once both are known here it is shown; but what another organisation knows too, the territory decides.
        let spelt = town.add_one(town.organisation, born(somebody("Mohammed", "Jallow"), 1990, 5, 3)).await;
        let pairs = town.pairs().await;
        assert_eq!(pairs.iter().map(|(one, other, _)| (*one, *other)).collect::<Vec<_>>(), [(own, spelt)]);
        assert!(pairs[0].2.contains(&Why::OtherSpelling) && pairs[0].2.contains(&Why::SameBirth));
        let join = format!(
            "INSERT INTO person_organisation (territory_id, person_id, organisation_id) VALUES ({}, {spelt}, {elsewhere})",
            town.territory
        );
        town.raw().await.run(&join).await.unwrap();
        assert_eq!(why(town.merge((own, spelt), MergeChoices::default()).await), "merge-elsewhere");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_58_a_couple_with_one_phone_and_one_mail_is_never_made_one() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let mut people = Vec::new();
        for first in ["Karim", "Nadia"] {
            let mut line = with_phone(somebody(first, "Benali"), PHONE);
            line.email = Some("benali@example.org".to_owned());
            people.push(town.add_one(town.organisation, line).await);
        }
        let pair = (people[0], people[1]);
        assert!(town.pairs().await.is_empty());
        assert_eq!(why(town.merge(pair, MergeChoices::default()).await), "merge-contact-alone");
        assert_eq!(town.raw().await.count("person_merge").await, 0);
        assert_eq!(town.find("Nadia Benali").await.first(), Some(&people[1]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_moves_everything_and_undoing_it_gives_back_what_has_not_changed_since() {
    on_both(|db| async {
        let town = TestTown::new(db, 3).await;
        let kept = town.add_one(town.organisation, somebody("Fatoumata", "Diallo")).await;
        let line = with_phone(born(somebody("Fatumata", "Jallow"), 1990, 5, 3), PHONE);
        let gone = town.add_one(town.organisation, line).await;
        town.follows(0, kept).await;
        town.follows(1, gone).await;
        let (first, second) = (town.booked(kept, 9, 0).await, town.booked(gone, 10, 1).await);
        let body = CaseChange::WriteNote { shared: Shared::Own, body: "à moi".to_owned() };
        town.change_file(1, gone, body).await.unwrap();
        let mut raw = town.raw().await;
        let number = format!(
            "INSERT INTO person_identifier (territory_id, person_id, kind, value) VALUES ({}, {gone}, 'caf', '123')",
            town.territory
        );
        raw.run(&number).await.unwrap();
        let from_gone = ["birth", "phone"].map(str::to_owned).to_vec();
        let merge = town.merge((kept, gone), MergeChoices { from_gone, give_up: Vec::new() }).await.unwrap();
        assert_eq!(town.whose(second).await, [kept.0]);
        for typed in ["Fatoumata Diallo", "fatumata jallow", "06 39 98 00 01", "123"] {
            assert_eq!(town.find(typed).await, [kept], "{typed}");
        }
        let reader = as_worker(&town, town.workers[1], Role::Worker);
        let view = town.app.desk.read_case(&reader, kept, town.now()).await.unwrap();
        assert_eq!((view.notes.len(), view.appointments.len(), view.referents.len()), (1, 2, 2));
        assert_eq!(view.head.phone.as_deref(), Some(PHONE));
        let other = as_worker(&town, town.workers[0], Role::Worker);
        let theirs = town.app.desk.read_case(&other, kept, town.now()).await.unwrap();
        assert!(theirs.notes.is_empty(), "a note stays its author's");
        assert!(town.app.desk.read_case(&reader, gone, town.now()).await.is_err());
        assert!(town.pairs().await.is_empty());
        // Since then: another appointment, another last name.
        let third = town.booked(kept, 11, 2).await;
        let identity = Identity {
            first_name: "Fatoumata".to_owned(),
            last_name: "Diallo-Bah".to_owned(),
            spellings: view.spellings.clone(),
            birth: view.head.birth,
        };
        town.change_file(0, kept, CaseChange::Identity(identity)).await.unwrap();
        town.undo(merge, Minutes::days(29)).await.unwrap();
        assert_eq!(town.whose(first).await, [kept.0]);
        assert_eq!(town.whose(second).await, [gone.0]);
        assert_eq!(town.whose(third).await, [kept.0], "what came since stays");
        assert_eq!(town.find("Diallo-Bah").await.first(), Some(&kept));
        assert_eq!(town.find("06 39 98 00 01").await, [gone], "the number is the other's again");
        assert_eq!(town.find("123").await, [gone]);
        let view = town.app.desk.read_case(&reader, gone, town.now()).await.unwrap();
        assert_eq!((view.notes.len(), view.appointments.len()), (1, 1));
        let kept_now = town.app.desk.read_case(&other, kept, town.now()).await.unwrap().head;
        assert_eq!((kept_now.birth, kept_now.phone), (None, None));
        assert_eq!(why(town.undo(merge, Minutes(0)).await), "not-undone-already");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_is_not_undone_after_thirty_days_or_out_of_order() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let line = || somebody("Jean", "Dupont");
        let people = town.add_people(town.organisation, vec![line(), line(), line()]).await;
        let first = town.merge((people[1], people[0]), MergeChoices::default()).await.unwrap();
        let second = town.merge((people[2], people[1]), MergeChoices::default()).await.unwrap();
        assert_eq!(why(town.undo(first, Minutes(0)).await), "not-undone-merged-since");
        assert_eq!(why(town.undo(second, Minutes::days(31)).await), "not-undone-too-late");
        town.undo(second, Minutes(0)).await.unwrap();
        town.undo(first, Minutes(0)).await.unwrap();
        let mut found = town.find("Jean Dupont").await;
        found.sort();
        assert_eq!(found, people);
        // Another organisation's merge is not there.
        let elsewhere = town.add_organisation("CCAS").await;
        let lead = relais::actions::Claimant::Known(relais::domain::access::Caller::Worker {
            id: town.workers[0],
            territory: town.territory,
            organisation: elsewhere,
            role: Role::TeamLead,
        });
        let asked = town.app.desk.undo_merge(&lead, first, town.now()).await;
        assert!(matches!(asked, Err(ActionError::NotFound("merge"))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_appointments_at_one_time_the_worker_chooses() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let line = || somebody("Jean", "Dupont");
        let people = town.add_people(town.organisation, vec![line(), line()]).await;
        let (kept, gone) = (people[0], people[1]);
        let (own, theirs) = (town.booked(kept, 9, 0).await, town.booked(gone, 9, 1).await);
        let lead = as_worker(&town, town.workers[0], Role::TeamLead);
        let preview = town.app.desk.preview_merge(&lead, (kept, gone)).await.unwrap();
        let shown: Vec<_> = preview.conflicts.iter().map(|one| (one.kept.id, one.gone.id)).collect();
        assert_eq!(shown, [(own, theirs)]);
        assert_eq!(why(town.merge((kept, gone), MergeChoices::default()).await), "merge-choose");
        assert_eq!(town.whose(theirs).await, [gone.0], "nothing was done by half");
        let give_up = vec![own];
        town.merge((kept, gone), MergeChoices { give_up, ..MergeChoices::default() }).await.unwrap();
        assert_eq!(town.whose(theirs).await, [kept.0]);
        let mut raw = town.raw().await;
        let cancelled = format!("appointment WHERE id = {own} AND status = '{}'", Status::Cancelled.word());
        assert_eq!(raw.count(&cancelled).await, 1);
        assert_eq!(raw.count(&format!("outbox WHERE appointment_id = {own} AND kind = 'cancelled'")).await, 1);
        // Its time is free again.
        town.booked(town.known_person("Lila").await, 9, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_who_were_kept_apart_are_not_shown_again() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let line = || somebody("Jean", "Dupont");
        let people = town.add_people(town.organisation, vec![line(), line()]).await;
        assert_eq!(town.pairs().await.len(), 1);
        let lead = as_worker(&town, town.workers[0], Role::TeamLead);
        town.app.desk.keep_apart(&lead, (people[1], people[0]), town.now()).await.unwrap();
        assert!(town.pairs().await.is_empty());
        for role in [Role::Worker, Role::Secretary] {
            let claimant = as_worker(&town, town.workers[0], role);
            assert!(matches!(town.app.desk.duplicates(&claimant).await, Err(ActionError::Denied(_))), "{role}");
        }
    })
    .await;
}
