//! What one person hears of one appointment, from its booking to its end; and what happens when a way
//! of saying it is closed.

use relais::deliver::simulated::Behaviour;
use relais::domain::appointments::Status;
use relais::domain::messages::{Channel, MessageState, Reason};
use relais::domain::people::{NewPerson, Who};
use relais::domain::time::{Minutes, Timestamp};

use crate::support::databases::on_both;
use crate::support::messages::Post;
use crate::support::sign_in::here;
use crate::support::town::{TestTown, paris};

/// A day of March 2026.
fn on(day: u32, hour: u32) -> Timestamp {
    paris(2026, 3, day, hour, 0)
}

fn token(text: &str) -> String {
    text.split("/l/").nth(1).unwrap().split_whitespace().next().unwrap().trim_end_matches('.').to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn at_26_29_30_34_an_appointment_is_booked_reminded_moved_and_cancelled() {
    on_both(|db| async {
        let (town, post) = TestTown::with_post(db, 1).await;
        let id = town.staff_books(on(5, 10), 0, 1).await.unwrap().appointment.id;
        town.beat().await;
        assert_eq!(town.ledger().await, ["confirmation sms handed_over", "reminder sms due", "reminder sms due"]);
        assert!(post.texts()[0].starts_with("Rendez-vous jeudi 5 mars à 10 h, lieu : Mairie. http"), "{:?}", post.texts());

        town.set_clock(on(2, 10));
        town.beat().await;
        assert!(post.texts()[1].starts_with("Rappel : Rendez-vous jeudi 5 mars à 10 h"), "{:?}", post.texts());

        town.moved(town.move_request(id, on(6, 11), None)).await.unwrap();
        town.beat().await;
        assert!(post.texts()[2].starts_with("Nouvelle date : Rendez-vous vendredi 6 mars à 11 h"), "{:?}", post.texts());
        town.set_clock(on(4, 10));
        town.beat().await;
        // The old one is refused at its hour; the new one of three days before was said.
        assert_eq!(
            town.ledger().await,
            [
                "confirmation sms handed_over",
                "reminder sms handed_over",
                "reminder sms refused moved",
                "moved sms handed_over",
                "reminder sms handed_over",
                "reminder sms due",
            ]
        );
        town.set(id, Status::Cancelled).await.unwrap();
        town.beat().await;
        town.set(id, Status::Booked).await.unwrap();
        town.beat().await;
        assert!(post.texts()[4].starts_with("Annulé : Rendez-vous vendredi 6 mars"), "{:?}", post.texts());
        assert!(post.texts()[5].starts_with("Maintenu : Rendez-vous vendredi 6 mars"), "{:?}", post.texts());

        // Every link in every message opens it, until it is over and a day more.
        for text in post.texts() {
            let opened = town.app.desk.link(&token(&text), None, &here(), town.now()).await;
            assert!(opened.is_ok(), "{text}: {:?}", opened.err());
        }
        // The ledger keeps no token.
        let mut raw = town.raw().await;
        for body in raw.texts("SELECT body FROM message WHERE body IS NOT NULL").await {
            assert!(body.contains("/l/…"), "{body}");
        }
        town.set(id, Status::Excused).await.unwrap();
        town.set_clock(on(7, 10));
        town.beat().await;
        let said = post.texts().len();
        assert_eq!(raw.count("message WHERE state = 'due'").await, 0);
        assert_eq!(raw.count("message WHERE kind = 'reminder' AND state = 'handed_over'").await, 2);
        let last = token(&post.texts()[said - 1]);
        assert!(town.app.desk.link(&last, None, &here(), town.now()).await.is_ok());
        town.set_clock(on(7, 13));
        assert!(town.app.desk.link(&last, None, &here(), town.now()).await.is_err());
        town.beat().await;
        assert_eq!(post.texts().len(), said);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_26_31_of_what_is_cancelled_before_anything_was_said_one_cancellation_is_said() {
    on_both(|db| async {
        let (town, post) = TestTown::with_post(db, 1).await;
        let id = town.staff_books(on(5, 10), 0, 1).await.unwrap().appointment.id;
        town.set(id, Status::Cancelled).await.unwrap();
        town.beat().await;
        town.set_clock(on(6, 10));
        town.beat().await;
        assert_eq!(town.ledger().await, ["confirmation sms refused cancelled", "cancelled sms handed_over"]);
        assert_eq!(post.texts().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_33_who_books_late_gets_one_summary() {
    on_both(|db| async {
        let (town, post) = TestTown::with_post(db, 1).await;
        town.staff_books(on(2, 11), 0, 1).await.unwrap();
        town.beat().await;
        town.set_clock(on(2, 12));
        town.beat().await;
        assert_eq!(town.ledger().await, ["confirmation sms handed_over"]);
        assert_eq!(post.texts().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_fails_leaves_the_next_one() {
    on_both(|db| async {
        let (town, post) = TestTown::with_post(db, 1).await;
        post.sms.behaves(|_, _| Behaviour::Refuses);
        let with_mail = NewPerson {
            first_name: "Amina".to_owned(),
            last_name: String::new(),
            phone: Some("+33611111111".to_owned()),
            email: Some("amina@example.org".to_owned()),
            language: "fr".to_owned(),
        };
        let book = |hour, who| town.book(town.staff_wish(town.motive, on(5, hour), town.workers[0], who));
        book(9, Who::New(with_mail.clone())).await.unwrap();
        let alone = NewPerson { first_name: "Boris".to_owned(), email: None, ..with_mail.clone() };
        let alone = NewPerson { phone: Some("+33622222222".to_owned()), ..alone };
        book(10, Who::New(alone.clone())).await.unwrap();
        let landline = NewPerson { first_name: "Chloé".to_owned(), phone: Some("+33321123456".to_owned()), ..alone };
        book(11, Who::New(landline.clone())).await.unwrap();
        let nothing = NewPerson { first_name: "Denis".to_owned(), phone: None, ..landline };
        book(14, Who::New(nothing)).await.unwrap();
        town.beat().await;
        let mut raw = town.raw().await;
        assert_eq!(
            raw.ledger("kind = 'confirmation'").await,
            [
                "confirmation sms failed provider",
                "confirmation sms failed provider",
                "confirmation call by_hand",
                "confirmation letter by_hand",
                "confirmation email handed_over",
                "confirmation call by_hand",
            ]
        );
        let mail = post.mail.taken();
        assert_eq!((mail.len(), mail[0].to.as_str()), (1, "amina@example.org"));
        assert!(mail[0].text.contains("METHOD:REQUEST") && mail[0].text.contains("1 place du Marché"), "{}", mail[0].text);
        // What the provider says later moves it on too.
        post.sms.behaves(|_, _| Behaviour::Takes);
        book(15, Who::New(NewPerson { first_name: "Élise".to_owned(), ..with_mail })).await.unwrap();
        town.beat().await;
        let sent = raw.number("SELECT max(id) FROM message WHERE kind = 'confirmation'").await;
        let desk = &town.app.desk;
        for news in [true, false] {
            let failed = (MessageState::Failed, Some(Reason::Provider));
            let told = desk.report_message(sent.into(), failed.0, failed.1, town.now()).await.unwrap();
            assert_eq!(told, news);
        }
        town.beat().await;
        assert_eq!(post.mail.taken().len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asked_not_to_be_written_to_hears_nothing() {
    on_both(|db| async {
        let (town, post) = TestTown::with_post(db, 1).await;
        let id = town.staff_books(on(5, 10), 0, 1).await.unwrap().appointment.id;
        town.raw().await.run("UPDATE person SET do_not_write = TRUE").await.unwrap();
        town.beat().await;
        town.set(id, Status::Cancelled).await.unwrap();
        town.set_clock(on(4, 12));
        town.beat().await;
        assert!(post.all().is_empty());
        assert_eq!(town.raw().await.count("message WHERE reason = 'do_not_write'").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_24_the_night_waits_for_the_morning() {
    on_both(|db| async {
        let (town, post) = TestTown::with_post(db, 1).await;
        town.set_clock(on(1, 22));
        town.staff_books(on(5, 10), 0, 1).await.unwrap();
        town.beat().await;
        assert!(post.all().is_empty());
        assert_eq!(town.app.desk.watch(on(2, 7)).await.unwrap().late_messages[0], (Channel::Sms, 0));
        town.set_clock(on(2, 8));
        town.beat().await;
        assert_eq!(post.texts().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_37_each_reads_their_own_language_and_workers_hear_what_others_did() {
    on_both(|db| async {
        let (town, post) = TestTown::with_post(db, 1).await;
        town.raw().await.run("UPDATE worker SET told_by = 'email', language = 'en'").await.unwrap();
        let id = town.staff_books(on(5, 10), 0, 1).await.unwrap().appointment.id;
        town.raw().await.run("UPDATE person SET language = 'ar'").await.unwrap();
        town.beat().await;
        assert!(post.texts()[0].contains("الخميس 5 مارس 10:00"), "{:?}", post.texts());
        let mail = post.mail.taken();
        assert_eq!((mail.len(), mail[0].to.as_str()), (1, "worker0@example.org"));
        assert!(mail[0].text.starts_with("In your diary: Thursday 5 March at 10:00"), "{}", mail[0].text);
        town.set(id, Status::Cancelled).await.unwrap();
        town.beat().await;
        assert!(post.mail.taken()[1].text.starts_with("Cancelled in your diary"), "{}", post.mail.taken()[1].text);
        // Of what she does herself she hears nothing.
        let own = town.signed_in(town.workers[0], town.organisation, relais::domain::access::Role::Worker);
        let wish = town.staff_wish(town.motive, on(5, 14), town.workers[0], town.somebody(2));
        town.app.desk.book(&own, wish, None, town.now()).await.unwrap();
        town.beat().await;
        assert_eq!((post.mail.taken().len(), post.texts().len()), (2, 3));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_60_a_flood_of_codes_stops_at_its_cap_and_reminders_still_leave() {
    on_both(|db| async {
        let (mut town, post) = TestTown::with_post(db, 1).await;
        let config = relais::config::Config { codes_a_day: 5, ..relais::config::Config::default() };
        town.app.config = std::sync::Arc::new(config);
        let mut raw = town.raw().await;
        let (now, later) = (raw.at(town.now()), raw.at(town.now() + Minutes(10)));
        let territory = town.territory;
        for number in 0..40 {
            let phone = format!("+336{:08}", 20_000_000 + number);
            let code = raw
                .made(&format!(
                    "INSERT INTO sign_in_code (territory_id, phone, salt, created_at, expires_at)
                     VALUES ({territory}, '{phone}', 'salt{number}', {now}, {later}) RETURNING id"
                ))
                .await
                .unwrap();
            raw.run(&format!(
                "INSERT INTO notice (territory_id, kind, phone, language, code_id, created_at)
                 VALUES ({territory}, 'sign_in_code', '{phone}', 'fr', {code}, {now})"
            ))
            .await
            .unwrap();
        }
        town.staff_books(on(5, 10), 0, 1).await.unwrap();
        town.beat().await;
        assert_eq!(raw.count("message WHERE kind = 'sign_in_code' AND state = 'handed_over'").await, 5);
        assert_eq!(raw.count("message WHERE kind = 'sign_in_code' AND reason = 'cap'").await, 35);
        assert_eq!(raw.ledger("kind = 'confirmation'").await, ["confirmation sms handed_over"]);
        // Codes are not kept.
        for text in post.texts().iter().filter(|text| text.contains("votre code")) {
            let code = text.split(' ').next().unwrap();
            assert_eq!(raw.count(&format!("message WHERE body LIKE '%{code}%'")).await, 0);
        }
        // An organisation has a cap of its own, and what it closes goes another way.
        raw.run("UPDATE organisation SET segments_a_day = 1").await.unwrap();
        town.staff_books(on(5, 11), 0, 2).await.unwrap();
        town.beat().await;
        assert_eq!(
            raw.ledger("kind = 'confirmation' AND id > (SELECT min(id) FROM message WHERE kind = 'confirmation')").await,
            ["confirmation sms refused cap", "confirmation call by_hand"]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_40_a_provider_that_hangs_delays_no_other_lane() {
    on_both(|db| async {
        let (town, post): (TestTown, Post) = TestTown::with_post(db, 1).await;
        post.sms.behaves(|_, _| Behaviour::Slow(std::time::Duration::from_secs(4)));
        town.raw().await.run("UPDATE worker SET told_by = 'email'").await.unwrap();
        town.staff_books(on(5, 10), 0, 1).await.unwrap();
        town.run_job("plan_messages").await;
        let begun = std::time::Instant::now();
        let email = async {
            town.run_job("send_email").await;
            town.staff_books(on(5, 11), 0, 2).await.unwrap();
            begun.elapsed()
        };
        let (_, email) = tokio::join!(town.run_job("send_sms"), email);
        assert!(email.as_secs() < 3, "{email:?}");
        assert_eq!((post.mail.taken().len(), post.texts().len()), (1, 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_27_what_should_have_left_and_has_not_is_counted() {
    on_both(|db| async {
        let mut town = TestTown::new(db, 1).await;
        town.staff_books(on(5, 10), 0, 1).await.unwrap();
        town.beat().await;
        town.app.clock.advance(Minutes(11));
        let watch = town.app.desk.watch(town.now()).await.unwrap();
        assert_eq!(watch.late_messages, [(Channel::Sms, 1), (Channel::Email, 0)]);
        // Jobs that were heard of, and not again in time, are named.
        assert!(watch.late_jobs.contains(&"plan_messages".to_owned()), "{watch:?}");
        let post = Post { sms: Default::default(), mail: Default::default() };
        town.send_by(&post);
        town.beat().await;
        let watch = town.app.desk.watch(town.now()).await.unwrap();
        assert_eq!(watch.late_messages, [(Channel::Sms, 0), (Channel::Email, 0)]);
        assert!(watch.late_jobs.is_empty(), "{watch:?}");
        // A provider that is down makes it wait, not give up.
        post.sms.behaves(|_, _| Behaviour::Fails);
        town.staff_books(on(5, 11), 0, 2).await.unwrap();
        for _ in 0..3 {
            town.beat().await;
            town.app.clock.advance(Minutes(5));
        }
        assert_eq!(town.app.desk.watch(town.now()).await.unwrap().late_messages[0], (Channel::Sms, 1));
        post.sms.behaves(|_, _| Behaviour::Takes);
        town.app.clock.advance(Minutes(30));
        town.beat().await;
        assert_eq!(town.app.desk.watch(town.now()).await.unwrap().late_messages[0], (Channel::Sms, 0));
        assert_eq!(post.texts().len(), 2);
    })
    .await;
}
