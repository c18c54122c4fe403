//! What every write leaves: a line of the journal, and a message to each person who must be told, in
//! the same transaction. A refusal leaves nothing at all.

use relais::actions::change_status::StatusRequest;
use relais::actions::{ActionError, OfferedSlot};
use relais::domain::appointments::Status;
use relais::domain::people::Who;
use relais::domain::scheduling::search::Audience;
use relais::domain::time::Minutes;

use crate::support::acts::{keyed, monday, word};
use crate::support::databases::on_both;
use crate::support::raw::Raw;
use crate::support::town::{TestTown, motive};

/// The acts and the messages that came since these ids.
async fn since(raw: &mut Raw, (line, message): (i64, i64)) -> (Vec<String>, Vec<String>) {
    let acts = format!("SELECT act FROM journal WHERE id > {line} ORDER BY id");
    let told = format!("SELECT kind || ' ' || person_id FROM outbox WHERE id > {message} ORDER BY id");
    (raw.texts(&acts).await, raw.texts(&told).await)
}

async fn newest(raw: &mut Raw) -> (i64, i64) {
    let line = raw.number("SELECT COALESCE(max(id), 0) FROM journal").await;
    (line, raw.number("SELECT COALESCE(max(id), 0) FROM outbox").await)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_write_leaves_its_line_and_tells_whoever_must_know() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let mut raw = town.raw().await;
        let shown = town.shown_on_monday(town.motive).await;
        let mut from = newest(&mut raw).await;
        let mut left = async |raw: &mut Raw, acts: &[&str], told: &[&str]| {
            let found = since(raw, from).await;
            assert_eq!(
                found,
                (acts.iter().map(|a| a.to_string()).collect(), told.iter().map(|t| t.to_string()).collect())
            );
            from = newest(raw).await;
        };
        let id = town.book(town.wish(town.motive, &shown[0], town.somebody(1))).await.unwrap().appointment.id;
        left(&mut raw, &["person_added", "booked"], &["confirmation 1"]).await;
        town.book(town.wish(town.motive, &shown[0], town.somebody(1))).await.unwrap();
        left(&mut raw, &[], &[]).await;
        town.moved(town.move_to(id, &shown[2])).await.unwrap();
        left(&mut raw, &["moved"], &["moved 1"]).await;
        town.change(Audience::Public, id, Status::Late, Vec::new()).await.unwrap();
        left(&mut raw, &["status_changed"], &[]).await;
        town.change(Audience::Public, id, Status::Excused, Vec::new()).await.unwrap();
        left(&mut raw, &["cancelled"], &["cancelled 1"]).await;
        town.change(Audience::Public, id, Status::Excused, Vec::new()).await.unwrap();
        left(&mut raw, &[], &[]).await;
        town.set(id, Status::Booked).await.unwrap();
        left(&mut raw, &["reinstated"], &["reinstated 1"]).await;
        let held = town.hold(&shown[5], 10).await.unwrap();
        left(&mut raw, &["held"], &[]).await;
        town.book(town.confirmation(&shown[5], &held, town.somebody(2))).await.unwrap();
        left(&mut raw, &["person_added", "booked"], &["confirmation 2"]).await;
        // Whoever is told is told of the appointment as it is after the change.
        let behind = "outbox JOIN appointment ON appointment.id = appointment_id WHERE appointment_version > version";
        assert_eq!(raw.count(behind).await, 0);
        assert_eq!(raw.number("SELECT max(appointment_version) FROM outbox").await, 5);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_in_a_workshop_is_told_of_what_happens_to_it() {
    on_both(|db| async {
        let mut town = TestTown::new(db, 1).await;
        let mut workshop = motive(town.organisation, "Atelier");
        workshop.seats = Some(5);
        town.motive = town.add_motive(workshop).await;
        let mut plan = town.staff_wish(town.motive, monday(9, 0), town.workers[0], town.somebody(1));
        plan.who = None;
        let id = town.book(plan).await.unwrap().appointment.id;
        let mut raw = town.raw().await;
        assert_eq!(raw.count("outbox").await, 0);
        assert_eq!(raw.count("journal WHERE act = 'planned'").await, 1);
        let mut people = Vec::new();
        for name in ["Amina", "Boris", "Chloé"] {
            let person = town.known_person(name).await;
            town.join(id, Who::Known(person)).await.unwrap();
            people.push(person);
        }
        town.leave(id, people[1]).await.unwrap();
        let from = newest(&mut raw).await;
        town.moved(town.move_request(id, monday(10, 0), None)).await.unwrap();
        town.set(id, Status::Cancelled).await.unwrap();
        let (acts, told) = since(&mut raw, from).await;
        assert_eq!(acts, ["moved", "cancelled"]);
        let mut told: Vec<&str> = told.iter().map(String::as_str).collect();
        told.sort_unstable();
        let expected = ["cancelled 1", "cancelled 3", "moved 1", "moved 3"];
        assert_eq!(told, expected, "who left hears no more of it");
        drop(people);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_leaves_nothing_behind() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let shown = town.shown_on_monday(town.motive).await;
        let taken = town.book(town.wish(town.motive, &shown[0], town.somebody(1))).await.unwrap().appointment.id;
        let other = town.book(town.wish(town.motive, &shown[1], town.somebody(2))).await.unwrap().appointment.id;
        let mut raw = town.raw().await;
        let before = raw.stored().await;
        let newcomer = |slot: &OfferedSlot| town.wish(town.motive, slot, town.somebody(9));
        let mut words = Vec::new();
        words.push(word(&town.book_with(&town.app, newcomer(&shown[0]), Some(keyed("a", "b"))).await));
        words.push(word(&town.staff_books(monday(9, 15), 0, 9).await));
        words.push(word(&town.staff_books(monday(12, 30), 0, 9).await));
        words.push(word(&town.hold(&shown[0], 10).await));
        words.push(word(&town.moved(town.move_to(taken, &shown[1])).await));
        words.push(word(&town.set(taken, Status::Seen).await));
        words.push(word(&town.join(other, town.somebody(9)).await));
        let mut unknown = newcomer(&shown[3]);
        unknown.who = Some(Who::Known(relais::domain::ids::PersonId(404)));
        words.push(word(&town.book(unknown).await));
        let nobody = StatusRequest {
            appointment: relais::domain::ids::AppointmentId(404),
            audience: Audience::Public,
            to: Status::Excused,
            person: None,
            accept: Vec::new(),
            reason: None,
        };
        let nobody = town.app.desk.change_status(&town.claimant(), nobody, Some(keyed("c", "d")), town.now()).await;
        words.push(word(&nobody));
        town.app.clock.advance(Minutes(31));
        words.push(word(&town.book(newcomer(&shown[4])).await));
        let expected = [
            "taken",
            "taken",
            "needs_acceptance",
            "taken",
            "taken",
            "not_yet",
            "appointment: only sessions of a workshop are joined",
            "there is no such person",
            "there is no such appointment",
            "offer_expired",
        ];
        assert_eq!(words, expected);
        assert_eq!(raw.stored().await, before);
    })
    .await;
}

/// Makes every new row of a table fail, as a full disk would.
async fn broken(raw: &mut Raw, table: &str) {
    let sql = match raw.is_sqlite() {
        true => format!("CREATE TRIGGER broken BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'broken'); END"),
        false => format!("ALTER TABLE {table} ADD CONSTRAINT broken CHECK (FALSE) NOT VALID"),
    };
    raw.run(&sql).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appointment_whose_line_or_message_cannot_be_written_is_not_made() {
    on_both(|db| async move {
        for table in ["journal", "outbox", "participation"] {
            let town = TestTown::new(crate::support::databases::like(&db).await, 1).await;
            let shown = town.shown_on_monday(town.motive).await;
            let kept = town.book(town.wish(town.motive, &shown[0], town.somebody(1))).await.unwrap().appointment.id;
            let mut raw = town.raw().await;
            broken(&mut raw, table).await;
            let before = raw.stored().await;
            let failed =
                town.book_with(&town.app, town.wish(town.motive, &shown[1], town.somebody(2)), Some(keyed("k", "b")));
            let failed = failed.await;
            assert!(matches!(failed, Err(ActionError::Store(_))), "{table}: {failed:?}");
            if table != "participation" {
                let failed = town.moved(town.move_to(kept, &shown[2])).await;
                assert!(matches!(failed, Err(ActionError::Store(_))), "{table}: {failed:?}");
                let failed = town.set(kept, Status::Cancelled).await;
                assert!(matches!(failed, Err(ActionError::Store(_))), "{table}: {failed:?}");
            }
            assert_eq!(raw.stored().await, before, "{table}");
            let now = town.app.desk.appointment(&town.claimant(), kept).await.unwrap();
            assert_eq!((now.version, now.status, now.span.start()), (1, Status::Booked, monday(9, 0)));
        }
    })
    .await;
}
