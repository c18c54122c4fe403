//! What people answer to a text message: done once, about the right appointment, or read by somebody.

use relais::actions::replies::Incoming;
use relais::domain::access::Role;
use relais::domain::appointments::Status;
use relais::domain::ids::ReplyId;
use relais::domain::messages::replies::{ReplyOutcome, ReportState};
use relais::domain::time::{Minutes, Timestamp};

use crate::support::acts::monday;
use crate::support::agenda::not_found;
use crate::support::databases::on_both;
use crate::support::town::{TestTown, motive};

async fn says(town: &TestTown, from: &str, text: &str, id: &str, now: Timestamp) -> ReplyOutcome {
    let provider_id = Some(id.to_owned()).filter(|id| !id.is_empty());
    let incoming = Incoming { territory: None, from: from.to_owned(), text: text.to_owned(), provider_id };
    town.app.desk.take_reply(incoming, now).await.unwrap()
}

async fn status(town: &TestTown, number: i64) -> String {
    town.raw().await.texts(&format!("SELECT status FROM appointment WHERE id = {number}")).await.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_said_twice_cancels_the_next_appointment_and_a_yes_proves_the_number() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let now = town.now();
        let later = town.staff_books(monday(15, 0), 0, 1).await.unwrap().appointment.id;
        let first = town.staff_books(monday(9, 0), 0, 1).await.unwrap().appointment.id;
        let phone = "+33610000001";
        assert_eq!(says(&town, phone, "OUI merci", "a", now).await, ReplyOutcome::Confirmed);
        assert_eq!(town.raw().await.count(&format!("person WHERE phone = '{phone}' AND NOT proven = FALSE")).await, 1);
        assert_eq!(says(&town, "33610000001", "Non", "b", now).await, ReplyOutcome::AskedAgain);
        assert_eq!(status(&town, first.0).await, Status::Booked.word(), "nothing is cancelled by one word");
        assert_eq!(says(&town, phone, "non", "b", now).await, ReplyOutcome::AskedAgain, "the same, brought again");
        assert_eq!(says(&town, phone, "NON.", "c", now + Minutes(5)).await, ReplyOutcome::Cancelled);
        assert_eq!(status(&town, first.0).await, Status::Excused.word());
        assert_eq!(says(&town, phone, "NON.", "c", now + Minutes(6)).await, ReplyOutcome::Cancelled, "once");
        assert_eq!(status(&town, later.0).await, Status::Booked.word());
        assert_eq!(says(&town, phone, "non", "d", now + Minutes(7)).await, ReplyOutcome::AskedAgain, "the next one");
        let mut raw = town.raw().await;
        assert_eq!(raw.count("outbox WHERE kind = 'cancelled'").await, 1);
        assert_eq!(raw.count("reply").await, 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn too_late_to_cancel_and_a_wish_to_be_called_both_open_a_call_back() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let now = town.now();
        let mut strict = motive(town.organisation, "Avec préavis");
        strict.cancel_notice = Minutes::days(3);
        let strict = town.add_motive(strict).await;
        let wish = town.staff_wish(strict, monday(9, 0), town.workers[0], town.somebody(2));
        let booked = town.book(wish).await.unwrap().appointment.id;
        assert_eq!(says(&town, "+33610000002", "non", "", now).await, ReplyOutcome::AskedAgain);
        assert_eq!(says(&town, "+33610000002", "non", "", now).await, ReplyOutcome::TooLate);
        assert_eq!(status(&town, booked.0).await, Status::Booked.word());
        town.staff_books(monday(10, 0), 0, 3).await.unwrap();
        assert_eq!(says(&town, "+33610000003", "Rappelez-moi svp", "", now).await, ReplyOutcome::CallBack);
        let calls = town.app.desk.call_backs(&town.claimant()).await.unwrap();
        let shown: Vec<_> = calls.iter().map(|call| (call.phone.as_str(), call.appointment.is_some())).collect();
        assert_eq!(shown, [("+33610000002", true), ("+33610000003", true)]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_is_honoured_for_everybody_with_that_number() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let now = town.now();
        town.person_with("Awa", "Diop", "+33610000004", true).await;
        town.person_with("Issa", "Diop", "+33610000004", true).await;
        town.person_with("Lila", "Haddad", "+33610000005", true).await;
        assert_eq!(says(&town, "+33610000004", "Stop", "s", now).await, ReplyOutcome::Stopped);
        let mut raw = town.raw().await;
        assert_eq!(raw.count("person WHERE stopped_at IS NOT NULL").await, 2);
        let at = raw.at(now);
        assert_eq!(raw.count(&format!("person WHERE stopped_at = {at}")).await, 2);
        assert!(town.app.desk.replies(&town.claimant()).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unsure_or_of_a_shared_number_is_read_by_the_secretary_of_that_organisation() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let (desk, now) = (&town.app.desk, town.now());
        let neighbour = town.neighbour().await;
        for (name, worker) in [("Awa", 0), ("Issa", 1)] {
            let person = town.person_with(name, "Diop", "+33610000006", true).await;
            let who = relais::domain::people::Who::Known(person);
            town.book(town.staff_wish(town.motive, monday(9, 0), town.workers[worker], who)).await.unwrap();
        }
        assert_eq!(says(&town, "+33610000006", "NON", "1", now).await, ReplyOutcome::ForPeople, "whose?");
        assert_eq!(says(&town, "+33699999999", "Oui", "2", now + Minutes(1)).await, ReplyOutcome::ForPeople);
        assert_eq!(says(&town, "36105", "Promo !", "3", now + Minutes(2)).await, ReplyOutcome::ForPeople);
        let secretary = town.with_role(Role::Secretary);
        let open = desk.replies(&secretary).await.unwrap();
        let shown: Vec<_> = open.iter().map(|reply| (reply.phone.as_str(), reply.body.as_str())).collect();
        assert_eq!(shown, [("+33610000006", "NON"), ("+33699999999", "Oui"), ("36105", "Promo !")]);
        let there = town.signed_in(neighbour.worker, neighbour.organisation, Role::Secretary);
        assert!(desk.replies(&there).await.unwrap().is_empty());
        not_found(desk.handle_reply(&there, open[0].id, now).await, "reply");
        not_found(desk.handle_reply(&secretary, ReplyId(999), now).await, "reply");
        desk.handle_reply(&secretary, open[0].id, now).await.unwrap();
        desk.handle_reply(&secretary, open[0].id, now).await.unwrap();
        assert_eq!(desk.replies(&secretary).await.unwrap().len(), 2);
        assert_eq!(town.raw().await.count("appointment WHERE status = 'booked'").await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_is_about_the_message_that_asked_for_it() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let now = town.now();
        let first = town.staff_books(monday(9, 0), 0, 1).await.unwrap().appointment.id;
        let later = town.staff_books(monday(15, 0), 0, 1).await.unwrap().appointment.id;
        let mut raw = town.raw().await;
        let (at, no) = (raw.at(now), if raw.is_sqlite() { "0" } else { "FALSE" });
        let sql = format!(
            "INSERT INTO message (territory_id, key, kind, channel, urgent, appointment_id, appointment_version, state,
                                  created_at, due_at, useless_after, try_at, said_at, sent_to)
             VALUES ({}, 'k', 'moved', 'sms', {no}, {later}, 1, 'handed_over', {at}, {at}, {at}, {at}, {at}, '+33610000001')",
            town.territory
        );
        assert_eq!(raw.run(&sql).await, Ok(1));
        assert_eq!(says(&town, "+33610000001", "non", "", now + Minutes(1)).await, ReplyOutcome::AskedAgain);
        assert_eq!(says(&town, "+33610000001", "non", "", now + Minutes(2)).await, ReplyOutcome::Cancelled);
        assert_eq!(status(&town, later.0).await, Status::Excused.word());
        assert_eq!(status(&town, first.0).await, Status::Booked.word());
        // What the operator says of that message stands in the ledger.
        let id = raw.number("SELECT id FROM message").await;
        town.app.desk.record_report(format!("m{id}"), ReportState::Delivered, String::new(), now).await.unwrap();
        assert_eq!(raw.texts("SELECT state FROM message").await, ["delivered"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_comes_twice_is_news_once() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let report = |state| town.app.desk.record_report("m1".to_owned(), state, String::new(), town.now());
        assert!(report(ReportState::HandedOver).await.unwrap());
        assert!(report(ReportState::Delivered).await.unwrap());
        assert!(!report(ReportState::Delivered).await.unwrap());
    })
    .await;
}
