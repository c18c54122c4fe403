//! Guests: codes, who is calling, links, and what each throttle holds back.

use relais::actions::sign_in::links::{Manage, Opened};
use relais::domain::access::Deed;
use relais::domain::sign_in::NoticeKind;
use relais::domain::time::Minutes;
use relais::store::{self, StoreError};

use crate::support::acts::monday;
use crate::support::databases::on_both;
use crate::support::sign_in::{PASSWORD, here, said, visit};
use crate::support::town::TestTown;

const PHONE: &str = "+33639980001";
/// A cookie as a browser has it before anything is remembered.
const COOKIE: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const OTHER: &str = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";

fn managed(opened: &Opened) -> Manage {
    match opened {
        Opened::Appointment { manage, .. } | Opened::Invitation { manage, .. } => *manage,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_code_proves_a_number_and_those_who_booked_with_it() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        let person = town.person_with("Amina", "Benali", PHONE, false).await;
        let stranger = town.person_with("Bruno", "", "+33639980002", false).await;
        let desk = &town.app.desk;
        assert!(town.session(COOKIE).await.is_none());
        let understood = desk.ask_code(town.territory, "06 39 98 00 01", &here(), town.now()).await.unwrap();
        assert_eq!(understood, PHONE);
        let notice = town.notices().await.remove(0);
        assert_eq!((notice.kind, notice.phone.as_deref()), (NoticeKind::SignInCode, Some(PHONE)));
        assert_eq!(notice.language, "ar");
        let code = format!("{} - {}", &notice.secret[..3], &notice.secret[3..]);
        let prove = |cookie: &'static str, code: String| {
            let (desk, now, territory) = (desk.clone(), town.now(), town.territory);
            async move { desk.prove_code(cookie, territory, "0639980001", &code, &here(), now).await }
        };
        let wrong = if notice.secret == "123456" { "123457" } else { "123456" };
        assert_eq!(said(&prove(COOKIE, wrong.to_owned()).await), "refused");
        let cookie = prove(COOKIE, code.clone()).await.unwrap();
        assert_ne!(cookie, COOKIE);
        assert_eq!(said(&prove(OTHER, code).await), "refused", "a code works once");
        let guest = town.guest_of(&cookie).await;
        assert!(guest.proven && guest.people == [person] && guest.appointments.is_empty());
        let mut raw = town.raw().await;
        assert_eq!(raw.numbers("SELECT id FROM person WHERE proven").await, [person.0]);
        assert_ne!(person, stranger);
        // A day, and the browser is forgotten.
        town.app.clock.advance(Minutes::hours(24));
        assert!(town.session(&cookie).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_code_lives_ten_minutes_and_five_tries_and_the_newest_alone_counts() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        town.person_with("Amina", "Benali", PHONE, true).await;
        let desk = &town.app.desk;
        let asking = visit("192.0.2.7");
        let ask = || desk.ask_code(town.territory, PHONE, &asking, town.now());
        let prove = |code: String| {
            let (desk, now, territory) = (desk.clone(), town.now(), town.territory);
            async move { said(&desk.prove_code(COOKIE, territory, PHONE, &code, &here(), now).await) }
        };
        ask().await.unwrap();
        let first = town.last_secret().await;
        town.app.clock.advance(Minutes(10));
        assert_eq!(prove(first.clone()).await, "refused", "ten minutes later");
        ask().await.unwrap();
        let second = town.last_secret().await;
        let wrong = (0..).map(|n| format!("{n:06}")).find(|code| *code != second).unwrap();
        for _ in 0..5 {
            assert_eq!(prove(wrong.clone()).await, "refused");
        }
        assert_eq!(prove(second.clone()).await, "refused", "after five tries");
        ask().await.unwrap();
        let third = town.last_secret().await;
        if second != third {
            assert_eq!(prove(second).await, "refused", "an earlier code");
        }
        assert_eq!(prove(third).await, "ok");
    })
    .await;
}

#[tokio::test]
async fn at_60_codes_are_few_for_a_number_an_address_and_a_day_and_none_goes_to_strangers() {
    on_both(|db| async move {
        let mut town = TestTown::new(db, 1).await;
        town.app.desk.secrets.caps.codes_a_day = 8;
        for number in 0..30 {
            town.person_with("Amina", "B", &format!("+336399801{number:02}"), true).await;
        }
        let desk = town.app.desk.clone();
        let territory = town.territory;
        let ask = |phone: String, address: String| {
            let (desk, now) = (desk.clone(), town.now());
            async move { said(&desk.ask_code(territory, &phone, &visit(&address), now).await) }
        };
        // A number: three in 24 hours, whoever asks, also at the same moment.
        let asked = (0..10).map(|n| ask("+33639980100".to_owned(), format!("192.0.2.{n}")));
        let asked = futures_util::future::join_all(asked).await;
        assert_eq!(asked.iter().filter(|word| *word == "ok").count(), 3, "{asked:?}");
        assert_eq!(town.notices().await.len(), 3);
        // Numbers that nobody has: the same words, the same limits, no message.
        for _ in 0..3 {
            assert_eq!(ask("+33639989999".to_owned(), "192.0.2.50".to_owned()).await, "ok");
        }
        assert_eq!(ask("+33639989999".to_owned(), "192.0.2.51".to_owned()).await, "wait");
        assert_eq!(town.notices().await.len(), 3);
        let guess = desk.prove_code(COOKIE, territory, "+33639989999", "123456", &here(), town.now()).await;
        assert_eq!(said(&guess), "refused");
        // An address: twenty in an hour; a /64 of IPv6 is one address.
        for n in 0..20 {
            assert_eq!(ask(format!("+336399888{n:02}"), format!("2001:db8::{n}")).await, "ok");
        }
        assert_eq!(ask("+33639988850".to_owned(), "2001:db8::ffff".to_owned()).await, "wait");
        // The day of the territory: five more are sent, then nobody gets one, known or not.
        let flood = (1..30).map(|n| ask(format!("+336399801{n:02}"), format!("198.51.100.{n}")));
        let flood = futures_util::future::join_all(flood).await;
        assert_eq!(flood.iter().filter(|word| *word == "ok").count(), 5, "{flood:?}");
        assert_eq!(town.notices().await.len(), 8);
        assert_eq!(ask("+33639987777".to_owned(), "203.0.113.1".to_owned()).await, "wait");
        // What is refused is not counted: a day later all is as before.
        town.app.clock.advance(Minutes::hours(25));
        let again = desk.ask_code(territory, "+33639980100", &visit("192.0.2.1"), town.now()).await;
        assert_eq!(said(&again), "ok");
        assert_eq!(town.notices().await.len(), 9);
        assert_eq!(said(&desk.ask_code(territory, "12", &here(), town.now()).await), "not_a_phone");
    })
    .await;
}

#[tokio::test]
async fn at_58_a_shared_number_asks_who_is_calling_and_shows_nothing_before() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        let (appointment, _) = town.appointment_at(9).await;
        let amina = town.person_with("Amina", "Benali", PHONE, true).await;
        let yanis = town.person_with("Yanis", "", PHONE, true).await;
        let child = town.person_with("Lina", "Benali", "+33639980009", true).await;
        let mut raw = town.raw().await;
        let territory = town.territory;
        let relative = format!("INSERT INTO relative (territory_id, person_id, relative_id, kind) VALUES ({territory}, {amina}, {child}, 'child')");
        raw.run(&relative).await.unwrap();
        let theirs = format!("UPDATE participation SET person_id = {yanis} WHERE appointment_id = {appointment}");
        raw.run(&theirs).await.unwrap();
        let desk = &town.app.desk;
        let cookie = town.proven(COOKIE, PHONE).await;
        let guest = town.guest_of(&cookie).await;
        assert!(guest.proven && guest.people.is_empty());
        let calling = desk.who_is_calling(&cookie, town.now()).await.unwrap();
        let names: Vec<&str> = calling.people.iter().map(|named| named.name.as_str()).collect();
        assert_eq!((names, calling.chosen, calling.relatives.len()), (vec!["Amina B.", "Yanis"], None, 0));
        assert_eq!(said(&desk.choose_person(&cookie, child, town.now()).await), "refused", "another number");
        desk.choose_person(&cookie, amina, town.now()).await.unwrap();
        let session = town.session(&cookie).await.unwrap();
        let caller = session.caller().unwrap();
        assert_eq!(town.guest_of(&cookie).await.people, [amina, child]);
        let scope = caller.may(Deed::ReadAppointments).unwrap();
        assert!(!scope.sees(appointment, [yanis]), "nothing of who shares the number");
        assert_eq!(said(&desk.choose_person(&cookie, yanis, town.now()).await), "refused", "chosen once");
        let calling = desk.who_is_calling(&cookie, town.now()).await.unwrap();
        assert_eq!(calling.relatives[0].name, "Lina B.");
        // Two people stay two.
        assert_eq!(raw.count(&format!("person WHERE phone = '{PHONE}'")).await, 2);
        // Somebody else's number from now on: no longer the one who proved it.
        raw.run(&format!("UPDATE person SET phone = '+33639980077' WHERE id = {amina}")).await.unwrap();
        assert!(
            town.session(&cookie)
                .await
                .unwrap()
                .caller()
                .is_some_and(|caller| { !caller.may(Deed::ReadAppointments).unwrap().may_name(amina) })
        );
    })
    .await;
}

#[tokio::test]
async fn a_browser_is_remembered_for_what_it_booked_and_nothing_else() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        let (first, _) = town.appointment_at(9).await;
        let (second, _) = town.appointment_at(10).await;
        let desk = &town.app.desk;
        let mut raw = town.raw().await;
        assert_eq!(raw.count("session").await, 0);
        let remember = |cookie: String, appointment| {
            let (desk, now, territory) = (desk.clone(), town.now(), town.territory);
            async move { desk.remember_appointment(&cookie, territory, appointment, &here(), now).await.unwrap() }
        };
        assert_eq!(remember(COOKIE.to_owned(), first).await, None);
        let guest = town.guest_of(COOKIE).await;
        assert!(!guest.proven && guest.people.is_empty() && guest.appointments == [first]);
        let caller = town.session(COOKIE).await.unwrap().caller().unwrap();
        let scope = caller.may(Deed::ReadAppointments).unwrap();
        assert!(scope.sees(first, []) && !scope.sees(second, []));
        // Proving a number keeps what was made, under a new cookie.
        town.person_with("Amina", "", PHONE, false).await;
        let proven = town.proven(COOKIE, PHONE).await;
        assert!(town.session(COOKIE).await.is_none());
        assert_eq!(town.guest_of(&proven).await.appointments, [first]);
        assert_eq!(raw.count("session").await, 1);
        // A session that ended gets another cookie.
        desk.sign_out(&proven, town.now()).await.unwrap();
        let fresh = remember(proven, second).await.unwrap();
        assert_eq!(town.guest_of(&fresh).await.appointments, [second]);
        // The browser of a worker stays hers.
        let (worker, _) = town.enrolled().await;
        assert_eq!(remember(worker.clone(), first).await, None);
        town.worker_of(&worker).await;
    })
    .await;
}

#[tokio::test]
async fn at_52_a_leaked_link_shows_date_and_place_and_needs_a_code() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        let (appointment, person) = town.appointment_at(9).await;
        let desk = &town.app.desk;
        let link = desk.make_appointment_link(&town.caller(), appointment, person, town.now()).await.unwrap();
        assert_eq!(link.len(), 22);
        assert_eq!(town.last_secret().await, link, "a message sent again says the same");
        let opened = desk.link(&link, Some(COOKIE), &here(), town.now()).await.unwrap();
        let Opened::Appointment { starts_at, place, manage, .. } = opened else { panic!("{opened:?}") };
        assert_eq!((starts_at, place, manage), (monday(9, 0), Some(town.place), Manage::ByTaking));
        assert!(town.session(COOKIE).await.is_none());
        // The first browser that acts.
        assert_eq!(desk.take_link(&link, COOKIE, &here(), town.now()).await.unwrap(), None);
        assert_eq!(town.guest_of(COOKIE).await.appointments, [appointment]);
        let again = desk.link(&link, Some(COOKIE), &here(), town.now()).await.unwrap();
        assert_eq!(managed(&again), Manage::Here);
        assert!(desk.take_link(&link, COOKIE, &here(), town.now()).await.is_ok());
        // Every other one sees date and place.
        let theirs = desk.link(&link, Some(OTHER), &here(), town.now()).await.unwrap();
        assert_eq!(managed(&theirs), Manage::AfterCode);
        assert_eq!(managed(&desk.link(&link, None, &here(), town.now()).await.unwrap()), Manage::AfterCode);
        assert_eq!(said(&desk.take_link(&link, OTHER, &here(), town.now()).await), "needs_code");
        assert!(town.session(OTHER).await.is_none(), "nothing is left of a refused try");
        // Proving the number keeps the link this browser's: its session is the same.
        let mine = town.proven(COOKIE, "+33610000009").await;
        assert_eq!(managed(&desk.link(&link, Some(&mine), &here(), town.now()).await.unwrap()), Manage::Here);
        // Until a day after the appointment, wherever it was moved to.
        let clock = town.app.clock.clone();
        clock.advance(Minutes((monday(9, 0) - town.now()).num_minutes()));
        clock.advance(Minutes::days(1));
        assert!(desk.link(&link, None, &here(), town.now()).await.is_ok());
        clock.advance(Minutes(30));
        assert_eq!(said(&desk.link(&link, None, &here(), town.now()).await), "no_link");
    })
    .await;
}

#[tokio::test]
async fn at_53_reading_every_link_changes_nothing() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        let (appointment, person) = town.appointment_at(9).await;
        town.enrolled().await;
        let (desk, caller) = (&town.app.desk, town.caller());
        desk.make_appointment_link(&caller, appointment, person, town.now()).await.unwrap();
        desk.invite_person(&caller, person, Some(town.motive), town.now()).await.unwrap();
        desk.invite_worker(&caller, town.workers[0], town.now()).await.unwrap();
        desk.ask_reset("worker0@example.org", &here(), town.now()).await.unwrap();
        let mut raw = town.raw().await;
        let tables = ["link", "session", "guest_appointment", "attempt", "journal", "notice", "sign_in_code"];
        let links: Vec<String> = town.notices().await.into_iter().take(4).map(|notice| notice.secret).collect();
        let mut before = Vec::new();
        for table in tables {
            before.push(raw.count(table).await);
        }
        for link in &links {
            for cookie in [None, Some(COOKIE), None] {
                desk.link(link, cookie, &here(), town.now()).await.unwrap();
            }
        }
        let mut after = Vec::new();
        for table in tables {
            after.push(raw.count(table).await);
        }
        assert_eq!(before, after);
        assert_eq!(raw.count("link WHERE bound_to IS NOT NULL").await, 0);
        // And each still does what it is for.
        desk.take_link(&links[3], COOKIE, &here(), town.now()).await.unwrap();
        desk.take_link(&links[2], OTHER, &here(), town.now()).await.unwrap();
        let invited = town.guest_of(OTHER).await;
        assert!(invited.people == [person] && !invited.proven);
        desk.reset(&links[0], PASSWORD, &here(), town.now()).await.unwrap();
        assert_eq!(said(&desk.take_link(&links[0], COOKIE, &here(), town.now()).await), "no_link");
    })
    .await;
}

#[tokio::test]
async fn at_51_links_are_128_bits_and_guessing_them_is_refused_after_twenty_misses() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        let (appointment, person) = town.appointment_at(9).await;
        let desk = &town.app.desk;
        let mut live = std::collections::BTreeSet::new();
        for _ in 0..20 {
            live.insert(desk.make_appointment_link(&town.caller(), appointment, person, town.now()).await.unwrap());
        }
        assert_eq!(live.len(), 20);
        assert!(live.iter().all(|link| link.len() == 22));
        let (mut misses, mut refused) = (0, 0);
        for address in 0..10 {
            let guesser = visit(&format!("198.51.100.{address}"));
            for number in 0..30 {
                let guess = format!("{address:02}{number:020}");
                match said(&desk.link(&guess, None, &guesser, town.now()).await).as_str() {
                    "no_link" => misses += 1,
                    "wait" => refused += 1,
                    other => panic!("{guess}: {other}"),
                }
            }
        }
        assert_eq!((misses, refused), (200, 100));
        // Even a good link, for an hour; elsewhere it works.
        let good = live.first().unwrap();
        assert_eq!(said(&desk.link(good, None, &visit("198.51.100.3"), town.now()).await), "wait");
        assert_eq!(said(&desk.link(good, None, &here(), town.now()).await), "ok");
        town.app.clock.advance(Minutes(70));
        assert_eq!(said(&desk.link(good, None, &visit("198.51.100.3"), town.now()).await), "ok");
    })
    .await;
}

#[tokio::test]
async fn no_column_holds_a_secret_in_clear() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        let (appointment, person) = town.appointment_at(9).await;
        let (cookie, totp) = town.enrolled().await;
        let desk = &town.app.desk;
        desk.make_appointment_link(&town.caller(), appointment, person, town.now()).await.unwrap();
        desk.ask_reset("worker0@example.org", &visit("192.0.2.99"), town.now()).await.unwrap();
        let guest = town.proven(COOKIE, "+33610000009").await;
        let mut secrets: Vec<String> = town.notices().await.into_iter().map(|notice| notice.secret).collect();
        assert!(secrets.len() >= 4);
        secrets.extend([cookie, guest, PASSWORD.to_owned(), totp.secret().to_base32(), "192.0.2.99".to_owned()]);
        let raw_secret: String = totp.secret().as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        secrets.push(raw_secret);
        let mut raw = town.raw().await;
        // Everything that signing in writes; numbers of people stand in rows that say whom to tell.
        let columns = [
            ("worker_login", "COALESCE(password_hash, '') || ' ' || COALESCE(totp_salt, '')"),
            ("session", "token_hash || ' ' || device || ' ' || COALESCE(phone, '')"),
            ("sign_in_code", "salt || ' ' || phone"),
            ("link", "salt || ' ' || token_hash || ' ' || purpose"),
            ("attempt", "key"),
            ("notice", "kind || ' ' || COALESCE(phone, '') || ' ' || COALESCE(email, '')"),
            ("journal", "detail"),
        ];
        for (table, columns) in columns {
            let rows = raw.texts(&format!("SELECT {columns} FROM {table}")).await;
            assert!(!rows.is_empty(), "{table}");
            for (row, secret) in rows.iter().flat_map(|row| secrets.iter().map(move |secret| (row, secret))) {
                assert!(!row.contains(secret.as_str()), "{table}: {row} holds {secret}");
            }
        }
        // What has no use any more goes, and takes its notices along.
        town.app.clock.advance(Minutes::days(40));
        assert!(desk.sweep_sign_in(town.now()).await.unwrap() > 0);
        for table in ["session", "sign_in_code", "link", "attempt", "notice", "guest_appointment"] {
            assert_eq!(raw.count(table).await, 0, "{table}");
        }
        let kept =
            town.app.desk.db.write(move |tx| Box::pin(async move { store::sweep_attempts(tx, monday(0, 0)).await }));
        assert_eq!(kept.await.map_err(|error: StoreError| error).unwrap(), 0);
    })
    .await;
}
