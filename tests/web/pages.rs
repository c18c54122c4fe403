//! What holds for every page, whatever it says: forms that were not made here change nothing, reading
//! changes nothing, the headers are there, nobody is sent elsewhere, and a second click is no second deed.

use relais::domain::access::Role;
use relais::web::routes::{self, For};

use super::samples::sample;
use super::scene::{Asker, Scene, Whose};
use crate::support::browsing::{Browsing, Form, Page};
use crate::support::databases::on_both;
use crate::support::town::TestTown;

/// Who may send the forms of a page.
fn sender(who: For, path: &str) -> Asker {
    match who {
        For::Staff(deed) if Role::TerritoryAdmin.may(deed) => Asker::Is(Role::TerritoryAdmin),
        For::Staff(_) => Asker::Is(Role::TeamLead),
        For::Everybody if path.starts_with("/my") || path == "/sign-in/who" => Asker::Is(Role::Beneficiary),
        For::Everybody => Asker::Nobody,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_was_not_made_here_changes_nothing_and_keeps_what_was_typed() {
    on_both(|db| async {
        let scene = Scene::new(db).await;
        let ids = scene.ids(Whose::Own).await;
        let mut wrong = Vec::new();
        // What providers bring is no form: it is guarded by a secret of the settings (tests/web/sms.rs).
        let forms = |route: &routes::PageRoute| route.method == "POST" && !route.path.starts_with("/sms/");
        for route in routes::pages().into_iter().filter(forms) {
            let sample = sample("POST", route.path, &ids).unwrap();
            let mut browser = scene.browser(sender(route.who, route.path)).await;
            let stranger = scene.browser(Asker::Nobody).await;
            let (own, other) = (browser.csrf(), stranger.csrf());
            for (how, token, headers) in [
                ("without a token", None, &[][..]),
                ("with nonsense", Some("x".to_owned()), &[]),
                ("with the token of another browser", Some(other), &[("sec-fetch-site", "same-origin")]),
                ("from elsewhere", Some(own.clone()), &[("sec-fetch-site", "cross-site")]),
                ("from a neighbour", Some(own), &[("sec-fetch-site", "same-site")]),
            ] {
                let typed = sample.fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
                let pairs: Vec<_> = token.into_iter().map(|token| ("csrf".to_owned(), token)).chain(typed).collect();
                let before = scene.town.rows().await;
                let page = browser.post(&sample.path, &pairs, headers).await;
                let what = format!("POST {} {how}", route.path);
                if scene.town.rows().await != before {
                    wrong.push(format!("{what} changed something"));
                }
                if page.status != 422 {
                    wrong.push(format!("{what}: {}", page.status));
                    continue;
                }
                let again = page.form(&sample.path);
                for (name, value) in &sample.fields {
                    let secret = matches!(*name, "password" | "code");
                    if (again.text(name) == value) == secret {
                        wrong.push(format!("{what}: {name} came back as “{}”", again.text(name)));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_53_asking_for_a_page_changes_nothing() {
    on_both(|db| async {
        let scene = Scene::new(db).await;
        let ids = scene.ids(Whose::Own).await;
        let mut wrong = Vec::new();
        for route in routes::pages().into_iter().filter(|route| route.method == "GET") {
            let sample = sample("GET", route.path, &ids).unwrap();
            for asker in Asker::all() {
                let mut browser = scene.browser(asker).await;
                let rows = async || {
                    let mut rows = scene.town.rows().await;
                    // A link that opens nothing counts against the address it came from: nobody guesses links.
                    rows.retain(|(table, _)| *table != "attempt" || route.path != "/link");
                    // Opening a case file leaves its line.
                    rows.retain(|(table, _)| *table != "journal" || route.path != "/cases/{person}");
                    rows
                };
                let before = rows().await;
                for method in ["GET", "HEAD", "GET"] {
                    browser.ask(method, &sample.path).await;
                }
                let after = rows().await;
                for (before, after) in before.iter().zip(&after).filter(|(before, after)| before != after) {
                    wrong.push(format!("{asker:?} GET {}: {before:?} → {after:?}", sample.path));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    })
    .await;
}

/// What every answer says of itself.
fn headers_are_there(what: &str, page: &Page, wrong: &mut Vec<String>) {
    for (name, wanted) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-robots-tag", "noindex"),
        ("cache-control", "no-store"),
    ] {
        if !page.header(name).contains(wanted) {
            wrong.push(format!("{what}: {name} is “{}”", page.header(name)));
        }
    }
    if page.text.contains("<html") {
        let policy = page.header("content-security-policy");
        let directives = ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"];
        if !directives.iter().all(|one| policy.contains(one)) || policy.contains("unsafe") || policy.contains('*') {
            wrong.push(format!("{what}: the policy is “{policy}”"));
        }
        for inline in [" onclick=", " onload=", " style=\"", "javascript:"] {
            if page.text.contains(inline) {
                wrong.push(format!("{what}: has{inline}"));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_says_that_nothing_may_be_kept_framed_or_run() {
    let scene = Scene::new(crate::support::databases::sqlite().await).await;
    let ids = scene.ids(Whose::Own).await;
    let mut wrong = Vec::new();
    for route in routes::pages() {
        let method = route.method.as_str();
        let sample = sample(method, route.path, &ids).unwrap();
        for asker in [Asker::Nobody, Asker::Is(Role::Beneficiary), Asker::Is(Role::TerritoryAdmin)] {
            let page = scene.ask(asker, method, &sample).await;
            headers_are_there(&format!("{asker:?} {method} {}", route.path), &page, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// From the first page to the form that books: somebody new, with this number.
async fn up_to_the_check(town: &TestTown, browser: &mut Browsing, phone: &str) -> Form {
    let territory = town.territory;
    let slots = browser.get(&format!("/book/{territory}/slots?m={}&p={}", town.motive, town.place)).await;
    let who = browser.get(&slots.link(&format!("/book/{territory}/who?"))).await;
    let form = who.form(&format!("/book/{territory}/check"));
    let check = browser.submit(&form.with("first_name", "Lila").with("phone", phone)).await;
    assert_eq!(check.status, 200, "{}", check.text);
    check.form(&format!("/book/{territory}/confirm"))
}

#[tokio::test(flavor = "multi_thread")]
async fn at_09_two_clicks_at_once_make_one_appointment() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let mut browser = Browsing::new(&town.app);
        let form = up_to_the_check(&town, &mut browser, "0612345678").await;
        let before = town.raw().await.count("appointment").await;
        let (mut one, mut two, mut three) = (browser.clone(), browser.clone(), browser.clone());
        let (a, b, c) = tokio::join!(one.submit(&form), two.submit(&form), three.submit(&form));
        assert_eq!(town.raw().await.count("appointment").await, before + 1);
        for (browser, answer) in [(&mut one, &a), (&mut two, &b), (&mut three, &c)] {
            assert_eq!((answer.status, answer.location()), (303, a.location()), "{answer:?}");
            let done = browser.get(answer.location()).await;
            assert_eq!(done.status, 200, "each sees the appointment: {done:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_10_a_form_sent_again_after_a_lost_answer_leads_to_the_same_appointment() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let mut browser = Browsing::new(&town.app);
        let form = up_to_the_check(&town, &mut browser, "0612345678").await;
        // Booked, and the answer never arrived: its cookies neither.
        let lost = browser.clone().submit(&form).await;
        assert_eq!(lost.status, 303, "{lost:?}");
        let before = town.raw().await.stored().await;
        let again = browser.submit(&form).await;
        assert_eq!((again.status, again.location()), (303, lost.location()));
        assert_eq!(town.raw().await.stored().await, before);
        assert_eq!(browser.get(again.location()).await.status, 200);
        // The same form with somebody else in it is another deed: the key is not worth it.
        let other = browser.submit(&form.with("first_name", "Nour")).await;
        assert_eq!(other.status, 422, "{other:?}");
        // Nobody else is let in by sending a form like it.
        let mut stranger = Browsing::new(&town.app);
        let theirs = up_to_the_check(&town, &mut stranger, "0612345678").await;
        stranger.submit(&theirs).await;
        let page = stranger.get(lost.location().split('?').next().unwrap()).await;
        assert_ne!(page.status, 200, "{page:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_booked_alone_moves_it_without_a_code() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let mut browser = Browsing::new(&town.app);
        let form = up_to_the_check(&town, &mut browser, "0612345678").await;
        let booked = browser.submit(&form).await;
        let own = booked.location().split('?').next().unwrap().to_owned();
        let to_slots = browser.get(&format!("{own}/move")).await;
        let slots = browser.get(to_slots.location()).await;
        let check = browser.get(&slots.link(&format!("/book/{}/check?", town.territory))).await;
        let moved = browser.submit(&check.form(&format!("{own}/move"))).await;
        assert_eq!((moved.status, moved.location()), (303, &*format!("{own}?done")), "{moved:?}");
        assert_eq!(town.raw().await.count("appointment").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_sent_to_another_site() {
    let scene = Scene::new(crate::support::databases::sqlite().await).await;
    let ids = scene.ids(Whose::Own).await;
    for next in [
        "//evil.example",
        "https://evil.example",
        "/%5Cevil.example",
        "%5C%5Cevil.example",
        "/%09/evil.example",
        "/%0a/evil.example",
        "%09//evil.example",
        "javascript:alert(1)//evil.example",
        "%2F%2Fevil.example",
        "evil.example",
    ] {
        let page = scene.browser(Asker::Nobody).await.get(&format!("/staff/sign-in?next={next}")).await;
        let kept = page.form("/staff/sign-in");
        assert_eq!(kept.text("next"), "/agenda", "{next}");
        let mut worker = scene.browser(Asker::Is(Role::Worker)).await;
        let on = worker.get(&format!("/staff/second-factor?next={next}")).await;
        assert_eq!((on.status, on.location()), (303, "/agenda"), "{next}");
        let to = format!("/agenda/appointment/{}/status", ids.appointment);
        let back = form_urlencoded::parse(format!("back={next}").as_bytes()).next().unwrap().1.into_owned();
        let fields = [("csrf", worker.csrf()), ("to", "late".to_owned()), ("back", back)];
        let fields = fields.map(|(name, value)| (name.to_owned(), value));
        let moved = worker.post(&to, &fields, &[]).await;
        assert!(!moved.location().contains("evil"), "{next}: {}", moved.location());
    }
    let page = scene.browser(Asker::Nobody).await.get("/staff/sign-in?next=/desk?q=1").await;
    assert_eq!(page.form("/staff/sign-in").text("next"), "/desk?q=1");
}

#[tokio::test(flavor = "multi_thread")]
async fn at_52_the_token_of_a_link_leaves_the_address_bar_and_is_on_no_page() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let (appointment, person) = town.appointment_at(9).await;
        let token = town.app.desk.make_appointment_link(&town.caller(), appointment, person, town.now()).await.unwrap();
        let mut browser = Browsing::new(&town.app);
        let first = browser.get(&format!("/l/{token}")).await;
        assert_eq!((first.status, first.location()), (303, "/link"));
        let cookies: Vec<_> = first.headers.get_all("set-cookie").iter().map(|one| one.to_str().unwrap()).collect();
        let link = cookies.iter().find(|cookie| cookie.contains(&token)).expect("a cookie carries it");
        assert!(link.contains("Path=/link") && link.contains("HttpOnly") && link.contains("SameSite"), "{link}");
        let before = town.rows().await;
        let opened = browser.get("/link").await;
        assert_eq!(opened.status, 200);
        assert!(!opened.text.contains(&token));
        assert_eq!(opened.header("referrer-policy"), "no-referrer");
        assert_eq!(town.rows().await, before, "a link that is read, by whatever reads it, is not used");
        let taken = browser.submit(&opened.form("/link")).await;
        assert_eq!((taken.status, taken.location()), (303, &*format!("/my/{appointment}")));
        assert_eq!(browser.get(taken.location()).await.status, 200);
    })
    .await;
}
