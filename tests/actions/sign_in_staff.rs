//! The staff signs in: password, second factor, sessions, invitations, forgotten passwords.

use relais::actions::sign_in::staff::PasswordRight;
use relais::actions::sign_in::{Next, Standing};
use relais::domain::access::{Caller, Role};
use relais::domain::ids::OrganisationId;
use relais::domain::sign_in::NoticeKind;
use relais::domain::time::Minutes;
use relais::store::{self, StoreError};
use totp_rs::Builder;

use crate::support::databases::on_both;
use crate::support::sign_in::{EMAIL, PASSWORD, authenticator, here, said, visit};
use crate::support::town::TestTown;

#[tokio::test]
async fn a_worker_is_invited_chooses_a_password_and_needs_a_second_factor() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        let desk = &town.app.desk;
        desk.invite_worker(&town.caller(), town.workers[0], town.now()).await.unwrap();
        let notice = town.notices().await.remove(0);
        assert_eq!((notice.kind, notice.email.as_deref()), (NoticeKind::WorkerInvitation, Some(EMAIL)));
        let (link, now) = (notice.secret, town.now());
        assert_eq!(link.len(), 22);
        // A password that breaks a rule leaves the link good.
        let short = desk.accept_invitation(&link, "court", &here(), now).await;
        assert_eq!(said(&short), "too_short");
        assert_eq!(said(&desk.accept_invitation(&link, "worker0 worker0", &here(), now).await), "holds_address");
        let (half, next) = desk.accept_invitation(&link, PASSWORD, &here(), now).await.unwrap();
        assert_eq!(next, Next::EnrolTotp);
        assert_eq!(said(&desk.accept_invitation(&link, PASSWORD, &here(), now).await), "no_link");
        // The password alone opens nothing.
        let session = town.session(&half).await.unwrap();
        assert!(session.caller().is_none());
        assert!(matches!(session.standing, Standing::HalfWay { next: Next::EnrolTotp, .. }));
        let enrolment = desk.enrol_totp(&half, now).await.unwrap();
        assert!(enrolment.url.starts_with("otpauth://totp/") && enrolment.url.contains(&enrolment.secret));
        assert_eq!(desk.enrol_totp(&half, now).await.unwrap().secret, enrolment.secret);
        let code = authenticator(&enrolment.secret).generate(town.seconds()).to_string();
        // Spaces are welcome.
        let typed = format!("{} {}", &code[..3], &code[3..]);
        let cookie = desk.confirm_totp(&half, &typed, &here(), now).await.unwrap();
        assert!(town.session(&half).await.is_none(), "the cookie of before is worth nothing");
        let Caller::Worker { id, organisation, role, .. } = town.worker_of(&cookie).await else { panic!() };
        assert_eq!((id, organisation, role), (town.workers[0], town.organisation, Role::Worker));
        assert_eq!(said(&desk.enrol_totp(&cookie, now).await), "signed_out");
        desk.sign_out(&cookie, now).await.unwrap();
        assert!(town.session(&cookie).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_code_of_the_second_factor_works_once() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        let (_, totp) = town.enrolled().await;
        let desk = &town.app.desk;
        let used = totp.generate(town.seconds()).to_string();
        let half = town.half().await;
        // The code that confirmed it a moment ago.
        assert_eq!(said(&desk.second_factor(&half, &used, &here(), town.now()).await), "refused");
        town.app.clock.advance(Minutes(1));
        let code = totp.generate(town.seconds()).to_string();
        desk.second_factor(&half, &code, &here(), town.now()).await.unwrap();
        let again = town.half().await;
        assert_eq!(said(&desk.second_factor(&again, &code, &here(), town.now()).await), "refused");
        // Nor one from before the last one used.
        let earlier = totp.generate(town.seconds() - 30).to_string();
        assert_eq!(said(&desk.second_factor(&again, &earlier, &here(), town.now()).await), "refused");
        // Two at the same moment: one.
        town.app.clock.advance(Minutes(1));
        let code = totp.generate(town.seconds()).to_string();
        let (one, other) = (town.half().await, town.half().await);
        let (visit, now) = (here(), town.now());
        let both =
            tokio::join!(desk.second_factor(&one, &code, &visit, now), desk.second_factor(&other, &code, &visit, now));
        assert!(both.0.is_ok() != both.1.is_ok(), "{both:?}");
    })
    .await;
}

#[tokio::test]
async fn wrong_second_factors_make_the_address_wait() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        let (_, totp) = town.enrolled().await;
        town.app.clock.advance(Minutes(1));
        let half = town.half().await;
        let desk = &town.app.desk;
        let right = totp.generate(town.seconds()).to_string();
        let wrong = if right == "000000" { "000001" } else { "000000" };
        for _ in 0..5 {
            assert_eq!(said(&desk.second_factor(&half, wrong, &here(), town.now()).await), "refused");
        }
        assert_eq!(said(&desk.second_factor(&half, &right, &here(), town.now()).await), "wait");
        town.app.clock.advance(Minutes(2));
        let right = totp.generate(town.seconds()).to_string();
        assert_eq!(said(&desk.second_factor(&half, &right, &here(), town.now()).await), "ok");
    })
    .await;
}

#[tokio::test]
async fn an_address_that_nobody_has_and_a_wrong_password_are_answered_the_same() {
    on_both(|db| async move {
        let town = TestTown::new(db, 2).await;
        town.enrolled().await;
        let desk = &town.app.desk;
        let now = town.now();
        // Wrong password; nobody; somebody who was never invited.
        for email in [EMAIL, "nobody@example.org", "worker1@example.org"] {
            for tries in 0..5 {
                let refused = desk.sign_in(email, "quatre vélos jaunes", None, &here(), now).await;
                assert_eq!(said(&refused), "refused", "{email} {tries}");
            }
            assert_eq!(said(&desk.sign_in(email, PASSWORD, None, &here(), now).await), "wait", "{email}");
        }
        // A forgotten password: the same words, and a message to one of them only.
        let before = town.notices().await.len();
        for email in [EMAIL, "nobody@example.org", "worker1@example.org"] {
            for _ in 0..3 {
                assert_eq!(said(&desk.ask_reset(email, &here(), now).await), "ok");
            }
            assert_eq!(said(&desk.ask_reset(email, &here(), now).await), "wait", "{email}");
        }
        let sent = town.notices().await;
        assert_eq!(sent.len(), before + 3);
        assert!(sent.iter().take(3).all(|notice| notice.email.as_deref() == Some(EMAIL)));
    })
    .await;
}

#[tokio::test]
async fn failures_elsewhere_lock_nobody_out() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        town.enrolled().await;
        for number in 0..12 {
            let attacker = visit(&format!("198.51.100.{number}"));
            for _ in 0..5 {
                assert_eq!(said(&town.password("faux faux faux", &attacker).await), "refused");
            }
            assert_eq!(said(&town.password(PASSWORD, &attacker).await), "wait");
        }
        // At the usual address nothing has changed; at a new one the answer only comes later.
        assert_eq!(said(&town.password(PASSWORD, &here()).await), "ok");
        let begun = std::time::Instant::now();
        assert_eq!(said(&town.password(PASSWORD, &visit("203.0.113.9")).await), "ok");
        assert!(begun.elapsed() >= town.app.desk.secrets.pace * 3);
        // The waits: 1 minute, then 2, then 4.
        let attacker = visit("198.51.100.0");
        for minutes in [1, 2, 4] {
            town.app.clock.advance(Minutes(minutes));
            assert_eq!(said(&town.password("faux faux faux", &attacker).await), "refused", "{minutes}");
            assert_eq!(said(&town.password("faux faux faux", &attacker).await), "wait", "{minutes}");
        }
        // A right password after the wait begins anew.
        town.app.clock.advance(Minutes(15));
        assert_eq!(said(&town.password(PASSWORD, &attacker).await), "ok");
        assert_eq!(said(&town.password("faux faux faux", &attacker).await), "refused");
    })
    .await;
}

#[tokio::test]
async fn a_hundred_guesses_at_the_same_moment_are_a_hundred_guesses() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        town.enrolled().await;
        let attacker = visit("198.51.100.7");
        let tries = (0..100).map(|_| town.password("faux faux faux", &attacker));
        let answers = futures_util::future::join_all(tries).await;
        let checked = answers.iter().filter(|answer| said(answer) == "refused").count();
        assert_eq!(checked, 5);
        // One address and many accounts: it waits as well.
        let accounts: Vec<String> = (0..60).map(|number| format!("agent{number}@example.org")).collect();
        let mut waited = 0;
        for account in &accounts {
            let answer = town.app.desk.sign_in(account, "faux faux faux", None, &attacker, town.now()).await;
            waited += usize::from(said(&answer) == "wait");
        }
        assert_eq!(waited, 25);
    })
    .await;
}

#[tokio::test]
async fn sessions_end_when_idle_old_revoked_or_when_the_worker_leaves() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        let (first, totp) = town.enrolled().await;
        let desk = &town.app.desk;
        let second = town.signed_in_again(&totp).await;
        let caller = town.worker_of(&second).await;
        let sessions = desk.sessions(&caller, town.now()).await.unwrap();
        assert_eq!(sessions.len(), 2);
        assert_eq!(sessions[0].device, "Firefox · Linux");
        desk.revoke_session(&caller, sessions[1].id, town.now()).await.unwrap();
        assert!(town.session(&first).await.is_none() && town.session(&second).await.is_some());
        let twice = desk.revoke_session(&caller, sessions[1].id, town.now()).await;
        assert!(said(&twice).contains("no such session"));
        // Idle for twelve hours.
        town.app.clock.advance(Minutes::hours(11));
        assert!(town.session(&second).await.is_some());
        town.app.clock.advance(Minutes::hours(11));
        assert!(town.session(&second).await.is_some(), "seen eleven hours ago");
        town.app.clock.advance(Minutes::hours(12));
        assert!(town.session(&second).await.is_none());
        // Seven days at most, however busy.
        let third = town.signed_in_again(&totp).await;
        for _ in 0..16 {
            town.app.clock.advance(Minutes::hours(10));
            assert!(town.session(&third).await.is_some());
        }
        town.app.clock.advance(Minutes::hours(10));
        assert!(town.session(&third).await.is_none());
        let fourth = town.signed_in_again(&totp).await;
        town.raw().await.run("UPDATE worker SET active = FALSE").await.unwrap();
        assert!(town.session(&fourth).await.is_none());
        assert_eq!(said(&town.password(PASSWORD, &here()).await), "refused");
    })
    .await;
}

#[tokio::test]
async fn a_session_is_marked_as_seen_every_five_minutes_at_most() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        let (cookie, _) = town.enrolled().await;
        let mut raw = town.raw().await;
        let mut marks = Vec::new();
        for _ in 0..10 {
            town.app.clock.advance(Minutes(1));
            town.session(&cookie).await.unwrap();
            marks.push(raw.texts("SELECT CAST(seen_at AS TEXT) FROM session WHERE second_factor_at IS NOT NULL").await);
        }
        marks.dedup();
        assert_eq!(marks.len(), 3, "as it was, after five minutes, after ten");
    })
    .await;
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_link_used_once_and_every_session_ends() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        let (cookie, totp) = town.enrolled().await;
        let desk = &town.app.desk;
        for _ in 0..2 {
            desk.ask_reset(" Worker0@Example.org ", &here(), town.now()).await.unwrap();
        }
        let notices = town.notices().await;
        let (newer, older) = (&notices[0].secret, &notices[1].secret);
        assert_eq!(notices[0].kind, NoticeKind::PasswordReset);
        assert_eq!(said(&desk.reset(newer, "motdepasse2026", &here(), town.now()).await), "common");
        desk.reset(newer, "quatre vélos verts", &here(), town.now()).await.unwrap();
        assert!(town.session(&cookie).await.is_none());
        for link in [newer, older] {
            assert_eq!(said(&desk.reset(link, "cinq vélos verts", &here(), town.now()).await), "no_link");
        }
        assert_eq!(said(&town.password(PASSWORD, &here()).await), "refused");
        // The second factor stays.
        let right = town.password("quatre vélos verts", &here()).await.unwrap();
        let PasswordRight::Next { token, next } = right else { panic!("{right:?}") };
        assert_eq!(next, Next::SecondFactor);
        town.app.clock.advance(Minutes(1));
        let code = totp.generate(town.seconds()).to_string();
        desk.second_factor(&token, &code, &here(), town.now()).await.unwrap();
        // An hour, then it is over.
        desk.ask_reset(EMAIL, &here(), town.now()).await.unwrap();
        let link = town.last_secret().await;
        town.app.clock.advance(Minutes(60));
        assert_eq!(said(&desk.reset(&link, "cinq vélos verts", &here(), town.now()).await), "no_link");
    })
    .await;
}

#[tokio::test]
async fn an_address_in_two_territories_is_asked_where() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        town.enrolled().await;
        let write = town.app.desk.db.write(|tx| {
            Box::pin(async move {
                let territory = store::insert_territory(tx, "Nord").await?;
                let zone = chrono_tz::Europe::Paris;
                let region = relais::domain::scheduling::holidays::HolidayRegion::Metropole;
                let organisation = store::insert_organisation(tx, territory, "CCAS", zone, region).await?;
                let organisations = &[organisation];
                let new = store::NewWorker {
                    first_name: "Agent",
                    last_name: "0",
                    email: EMAIL,
                    service: None,
                    organisations,
                };
                let (worker, _) = store::insert_worker(tx, territory, &new).await?;
                Ok::<_, StoreError>((territory, worker))
            })
        });
        let (north, worker) = write.await.unwrap();
        let desk = &town.app.desk;
        // Not invited there yet: one account.
        assert!(matches!(town.password(PASSWORD, &here()).await.unwrap(), PasswordRight::Next { .. }));
        desk.invite_worker(&Caller::CommandLine { territory: north }, worker, town.now()).await.unwrap();
        let link = desk.notices(&Caller::CommandLine { territory: north }, 1).await.unwrap().remove(0).secret;
        desk.accept_invitation(&link, PASSWORD, &here(), town.now()).await.unwrap();
        let PasswordRight::Where(places) = town.password(PASSWORD, &here()).await.unwrap() else { panic!() };
        assert_eq!(places, [(town.territory, "Pas-de-Calais".to_owned()), (north, "Nord".to_owned())]);
        let chosen = desk.sign_in(EMAIL, PASSWORD, Some(north), &here(), town.now()).await.unwrap();
        let PasswordRight::Next { token, next: Next::EnrolTotp } = chosen else { panic!("{chosen:?}") };
        assert_eq!(town.session(&token).await.unwrap().territory, north);
    })
    .await;
}

#[tokio::test]
async fn a_worker_works_for_her_own_organisations_only() {
    on_both(|db| async move {
        let town = TestTown::new(db, 1).await;
        let (cookie, _) = town.enrolled().await;
        let desk = &town.app.desk;
        let elsewhere = desk.work_for(&cookie, OrganisationId(town.organisation.0 + 1), town.now()).await;
        assert_eq!(said(&elsewhere), "signed_out");
        desk.work_for(&cookie, town.organisation, town.now()).await.unwrap();
        town.set_role(town.workers[0], town.organisation, Role::TeamLead).await;
        let Standing::Worker(worker) = town.session(&cookie).await.unwrap().standing else { panic!() };
        assert_eq!(worker.organisations, [(town.organisation, Role::TeamLead)]);
        assert_eq!(worker.name, "Agent 0");
    })
    .await;
}

#[tokio::test]
async fn only_an_administrator_invites_and_makes_forget_a_lost_phone() {
    on_both(|db| async move {
        let town = TestTown::new(db, 2).await;
        let (cookie, totp) = town.enrolled().await;
        let desk = &town.app.desk;
        let (me, colleague) = (town.workers[0], town.workers[1]);
        let caller = town.worker_of(&cookie).await;
        assert!(desk.invite_worker(&caller, colleague, town.now()).await.is_err());
        assert!(desk.forget_second_factor(&caller, colleague, town.now()).await.is_err());
        town.set_role(me, town.organisation, Role::OrganisationAdmin).await;
        let caller = town.worker_of(&cookie).await;
        desk.invite_worker(&caller, colleague, town.now()).await.unwrap();
        assert!(desk.forget_second_factor(&caller, me, town.now()).await.is_err(), "not one's own");
        desk.forget_second_factor(&town.caller(), me, town.now()).await.unwrap();
        assert!(town.session(&cookie).await.is_none());
        let right = town.password(PASSWORD, &here()).await.unwrap();
        let PasswordRight::Next { token, next: Next::EnrolTotp } = right else { panic!("{right:?}") };
        let fresh = desk.enrol_totp(&token, town.now()).await.unwrap().secret;
        assert_ne!(fresh, totp.secret().to_base32());
        assert!(Builder::new().with_secret(vec![0; 20]).build().is_ok());
    })
    .await;
}

#[tokio::test]
async fn ones_own_password_is_changed_by_who_knows_the_old_one_and_other_sessions_end() {
    on_both(|db| async move {
        const NEW: &str = "quatre trains verts";
        let town = TestTown::new(db, 1).await;
        let desk = &town.app.desk;
        let (elsewhere, totp) = town.enrolled().await;
        let here = town.signed_in_again(&totp).await;
        let (caller, session) = (town.worker_of(&here).await, town.session(&here).await.unwrap().session);
        let change = async |old, new| said(&desk.change_password(&caller, session, (old, new), town.now()).await);
        assert_eq!(change(PASSWORD, "court").await, "too_short");
        assert_eq!(change("un autre mot", NEW).await, "refused");
        assert!(town.session(&elsewhere).await.is_some(), "nothing has changed");
        assert_eq!(change(PASSWORD, NEW).await, "ok");
        assert!(town.session(&elsewhere).await.is_none() && town.session(&here).await.is_some());
        assert_eq!(said(&town.password(PASSWORD, &visit("192.0.2.9")).await), "refused");
        assert_eq!(said(&town.password(NEW, &visit("192.0.2.9")).await), "ok");
        // Whoever sits at an open session cannot try passwords for long.
        let mut tries = Vec::new();
        for _ in 0..8 {
            tries.push(change("un autre mot", PASSWORD).await);
        }
        assert_eq!(tries.last().map(String::as_str), Some("wait"), "{tries:?}");
        // Nobody else has an account here.
        let key = desk.change_password(&town.caller(), session, (NEW, PASSWORD), town.now()).await;
        assert!(key.is_err());
    })
    .await;
}
