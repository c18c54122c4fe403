//! Seats, the same person twice, and the journal: what the database refuses by itself.

use relais::domain::ids::MotiveId;

use crate::support::databases::on_both;
use crate::support::rows::{Rows, at, refused};
use crate::support::town::{TestTown, motive};

#[tokio::test(flavor = "multi_thread")]
async fn at_12_a_workshop_has_no_more_people_than_seats() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let (organisation, motive) = (town.organisation.0, town.motive.0);
        let mut rows = Rows::of(&town).await;
        let workshop = rows.add_appointment(organisation, motive, Some(2)).await.unwrap();
        let hours = (at(9, 0), at(9, 30));
        let mut people = Vec::new();
        for name in ["amina", "boris", "chloe"] {
            people.push(rows.add_person(name).await);
        }
        rows.add_participation((workshop, people[0], motive), hours, true).await.unwrap();
        rows.add_participation((workshop, people[1], motive), hours, true).await.unwrap();
        refused(rows.add_participation((workshop, people[2], motive), hours, true).await, "appointment_seats");
        // Somebody who is no longer coming takes no seat, and may not come back to a full room.
        rows.add_participation((workshop, people[2], motive), hours, false).await.unwrap();
        let back = format!("UPDATE participation SET live = TRUE WHERE person_id = {}", people[2]);
        refused(rows.raw.run(&back).await, "appointment_seats");
        rows.raw.run(&format!("DELETE FROM participation WHERE person_id = {}", people[0])).await.unwrap();
        rows.raw.run(&back).await.unwrap();
        refused(
            rows.raw.run(&format!("UPDATE appointment SET seats = 1 WHERE id = {workshop}")).await,
            "appointment_seats",
        );
        assert_eq!(rows.raw.miscounted_seats().await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_09_the_same_person_motive_and_hours_are_one_participation() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let MotiveId(other_motive) = town.add_motive(motive(town.organisation, "Logement")).await;
        let (organisation, motive) = (town.organisation.0, town.motive.0);
        let mut rows = Rows::of(&town).await;
        let person = rows.add_person("amina").await;
        let mut appointments = Vec::new();
        for _ in 0..4 {
            appointments.push(rows.add_appointment(organisation, motive, None).await.unwrap());
        }
        let hours = (at(9, 0), at(9, 30));
        rows.add_participation((appointments[0], person, motive), hours, true).await.unwrap();
        let twice = rows.add_participation((appointments[0], person, motive), hours, false).await.unwrap_err();
        assert!(twice.contains("participation_seat") || twice.contains("participation.person_id"), "{twice}");
        for hours in [hours, (at(9, 15), at(9, 45)), (at(8, 0), at(10, 0)), (at(9, 10), at(9, 20))] {
            let second = rows.add_participation((appointments[1], person, motive), hours, true).await;
            refused(second, "participation_twice");
        }
        // Right after, for another reason, or no longer live: allowed.
        rows.add_participation((appointments[1], person, motive), (at(9, 30), at(10, 0)), true).await.unwrap();
        rows.add_participation((appointments[2], person, other_motive), hours, true).await.unwrap();
        rows.add_participation((appointments[3], person, motive), hours, false).await.unwrap();
        // And each change is checked.
        let change = |what: &str, of: i64| format!("UPDATE participation SET {what} WHERE appointment_id = {of}");
        let earlier = rows.raw.at(at(9, 15));
        refused(rows.raw.run(&change("live = TRUE", appointments[3])).await, "participation_twice");
        refused(rows.raw.run(&change(&format!("starts_at = {earlier}"), appointments[1])).await, "participation_twice");
        refused(rows.raw.run(&change(&format!("motive_id = {motive}"), appointments[2])).await, "participation_twice");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journal_can_be_added_to_and_nothing_else() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let mut rows = Rows::of(&town).await;
        let now = rows.raw.at(at(9, 0));
        let insert = |verb: &str, columns: &str, values: &str| {
            format!(
                "{verb} INTO journal ({columns}territory_id, at, actor_kind, act, thing, thing_id, detail)
                 VALUES ({values}{}, {now}, 'worker', 'booked', 'appointment', 1, '{{}}')",
                town.territory
            )
        };
        let id = rows.raw.made(&(insert("INSERT", "", "") + " RETURNING id")).await.unwrap();
        let lines = rows.raw.count("journal").await;
        let all = "SELECT act || thing_id || detail FROM journal ORDER BY id";
        let before = rows.raw.texts(all).await;
        let mut attempts = vec![
            "UPDATE journal SET act = 'moved'".to_owned(),
            format!("UPDATE journal SET detail = 'x' WHERE id = {id}"),
            format!("DELETE FROM journal WHERE id = {id}"),
            "DELETE FROM journal".to_owned(),
            insert("INSERT", "id, ", &format!("{id}, ")) + " ON CONFLICT (id) DO UPDATE SET act = 'moved'",
        ];
        match rows.raw.is_sqlite() {
            // A row that replaces another deletes it without asking the DELETE triggers.
            true => attempts.push(insert("INSERT OR REPLACE", "id, ", &format!("{id}, "))),
            false => attempts.push("TRUNCATE journal".to_owned()),
        }
        for attempt in attempts {
            refused(rows.raw.run(&attempt).await, "journal_stays");
        }
        assert_eq!(rows.raw.count("journal").await, lines);
        assert_eq!(rows.raw.texts(all).await, before);
    })
    .await;
}
