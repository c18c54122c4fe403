//! A worker leaves: everything open gets an owner, and after the last day nothing is readable.

use std::collections::HashMap;

use relais::actions::ActionError;
use relais::actions::cases::HandoverPlan;
use relais::domain::access::Role;
use relais::domain::ids::WorkerId;
use relais::domain::people::Who;
use relais::domain::time::Minutes;

use super::cases::as_worker;
use crate::support::acts::monday;
use crate::support::databases::on_both;
use crate::support::people::somebody;
use crate::support::town::TestTown;

fn plan(town: &TestTown, last_day: &str, to: usize) -> HandoverPlan {
    HandoverPlan {
        last_day: last_day.parse().unwrap(),
        to: town.workers[to],
        cases: HashMap::new(),
        appointments: HashMap::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_stays_open_without_an_owner_and_nothing_is_read_after_the_last_day() {
    on_both(|db| async {
        let town = TestTown::new(db, 3).await;
        let people = town.add_people(town.organisation, vec![somebody("Awa", "Diop"), somebody("Lila", "Petit")]).await;
        for person in &people {
            town.follows(0, *person).await;
        }
        // One before the last day, one after, and one after whose hour the colleague has taken.
        let (before, after, taken) = (monday(9, 0), monday(9, 0) + Minutes::days(7), monday(10, 0) + Minutes::days(7));
        let mut booked = Vec::new();
        for (start, worker, person) in [
            (before, 0, people[0]),
            (after, 0, people[0]),
            (taken, 0, people[1]),
            (taken, 1, town.known_person("X").await),
        ] {
            let wish = town.staff_wish(town.motive, start, town.workers[worker], Who::Known(person));
            booked.push(town.book(wish).await.unwrap().appointment.id);
        }
        let mut raw = town.raw().await;
        let now = raw.at(town.now());
        let waiting = format!(
            "INSERT INTO waiting_entry (territory_id, organisation_id, person_id, motive_id, worker_id, created_at)
             VALUES ({}, {}, {}, {}, {}, {now})",
            town.territory, town.organisation, people[0], town.motive, town.workers[0]
        );
        raw.run(&waiting).await.unwrap();
        let lead = as_worker(&town, town.workers[2], Role::TeamLead);
        let desk = &town.app.desk;
        let open = desk.handover(&lead, town.workers[0], town.now()).await.unwrap();
        assert_eq!((open.cases.len(), open.appointments.len(), open.waiting.len()), (2, 3, 1));
        let cookie = town.signed_in_with(town.workers[0], town.organisation, "leaver").await;
        let plan =
            HandoverPlan { cases: HashMap::from([(people[1], town.workers[2])]), ..plan(&town, "2026-03-06", 1) };
        let stayed = desk.hand_over(&lead, town.workers[0], plan.clone(), town.now()).await.unwrap();
        assert_eq!(stayed, [booked[2]]);
        let open = desk.handover(&lead, town.workers[0], town.now()).await.unwrap();
        assert_eq!(open.last_day, Some("2026-03-06".parse().unwrap()));
        let left: Vec<_> = open.appointments.iter().map(|one| one.id).collect();
        assert_eq!((left, open.waiting.len()), (vec![booked[0], booked[2]], 0));
        let orphans = desk.without_owner(&lead, town.now()).await.unwrap();
        let shown: Vec<_> = orphans.appointments.iter().map(|one| one.id).collect();
        assert_eq!((shown, orphans.people.len()), (vec![booked[2]], 0), "what has no owner is said");
        // Until her last day she still works; from the next day on nothing is there.
        let reader = |worker| as_worker(&town, worker, Role::Worker);
        let opens = async |worker: WorkerId, person, at| desk.read_case(&reader(worker), person, at).await.is_ok();
        let (friday, saturday) = (monday(9, 0) + Minutes::days(4), monday(9, 0) + Minutes::days(5));
        assert!(opens(town.workers[0], people[0], friday).await);
        assert!(!opens(town.workers[0], people[0], saturday).await);
        assert!(opens(town.workers[1], people[0], saturday).await && opens(town.workers[2], people[1], saturday).await);
        assert!(!opens(town.workers[1], people[1], saturday).await);
        assert!(desk.session(&cookie, town.now()).await.unwrap().is_some());
        let until = raw.at(saturday + Minutes::days(30));
        raw.run(&format!("UPDATE session SET expires_at = {until}, seen_at = {}", raw.at(saturday))).await.unwrap();
        assert!(desk.session(&cookie, saturday).await.unwrap().is_none(), "her session is worth nothing");
        // Nobody is offered her time.
        let openings = format!(
            "opening WHERE calendar_id = {} AND (last_day IS NULL OR last_day > '2026-03-06')",
            town.calendars[0]
        );
        assert_eq!(raw.count(&openings).await, 0);
        // Sent again: the hour that was taken is given to somebody else.
        let again = HandoverPlan { appointments: HashMap::from([(booked[2], town.workers[2])]), ..plan };
        assert!(desk.hand_over(&lead, town.workers[0], again, town.now()).await.unwrap().is_empty());
        assert!(desk.without_owner(&lead, town.now()).await.unwrap().appointments.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handover_needs_a_day_to_come_and_a_colleague() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let lead = as_worker(&town, town.workers[1], Role::TeamLead);
        let ask = async |plan| {
            match town.app.desk.hand_over(&lead, town.workers[0], plan, town.now()).await {
                Err(ActionError::Invalid { why, .. }) => why,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(ask(plan(&town, "2026-02-01", 1)).await, "handover-over");
        assert_eq!(ask(plan(&town, "2026-03-06", 0)).await, "wrong-not-in-list");
        let elsewhere = town.add_organisation("CCAS").await;
        let own = format!(
            "INSERT INTO worker_organisation (territory_id, worker_id, organisation_id, role) VALUES ({}, {}, {elsewhere}, 'worker')",
            town.territory, town.workers[0]
        );
        town.raw().await.run(&own).await.unwrap();
        assert_eq!(ask(plan(&town, "2026-03-06", 1)).await, "wrong-works-elsewhere");
        let secretary = as_worker(&town, town.workers[1], Role::Secretary);
        let asked = town.app.desk.handover(&secretary, town.workers[0], town.now()).await;
        assert!(matches!(asked, Err(ActionError::Denied(_))));
    })
    .await;
}
