//! Every page, asked for by everybody there is, with ids of their own and of others: what a role may
//! not ask is refused, what is somebody else's does not exist, and nothing of it is ever shown.
//! The list of pages is the router's own; a page without a sample here fails the test.

use relais::domain::access::Role;
use relais::web::routes::{self, For};

use super::samples::{Ids, Office, sample};
use super::scene::{Asker, CASE, NEIGHBOUR, OWN_NOTE, PHONE, PRIVATE, SECRET, Scene, THEIR_CASE, Whose};
use super::{foreign, rights};
use crate::support::acts::monday;
use crate::support::api::Api;
use crate::support::browsing::Page;
use crate::support::databases::on_both;
use crate::support::town::TestTown;

/// What is wrong with an answer to somebody, if anything is.
fn fault(asker: Asker, who: For, (method, template): (&str, &str), whose: Whose, page: &Page) -> Option<String> {
    let status = page.status;
    let foreign = matches!(whose, Whose::Organisation | Whose::Territory);
    let names_something = [
        "{person}",
        "{appointment}",
        "{id}",
        "{opening}",
        "{absence}",
        "{closure}",
        "{call}",
        "{reply}",
        "{entry}",
        "{proposal}",
        "{merge}",
        "{worker}",
    ]
    .iter()
    .any(|name| template.contains(name));
    let expect = |good: bool, what: &str| (!good).then(|| format!("{what}, not {status} {}", page.location()));
    let mine = template.starts_with("/my");
    if !asker.may(who) {
        let signed_out = asker == Asker::Nobody || asker.is_guest();
        return match (signed_out, method) {
            (true, "GET") => expect(status == 303 && page.location().starts_with("/staff/sign-in"), "to sign in"),
            (true, _) => expect(status == 401, "401"),
            (false, _) => expect(status == 403, "403"),
        };
    }
    if mine && !asker.is_guest() {
        return expect(status == 303 && page.location() == "/sign-in", "to sign in as a guest");
    }
    let theirs = foreign || (asker.is_guest() && whose == Whose::Neighbour);
    let edits = template.starts_with("/agenda/openings") || template.starts_with("/agenda/absences");
    if template.starts_with("/cases/{person}") {
        // One's own people; a team lead those of the organisation. Another's note is nobody's to change.
        let opens = asker == Asker::Is(Role::TeamLead) && !theirs || whose == Whose::Own;
        return match opens && template != "/cases/{person}/notes/{note}" {
            true => expect(!matches!(status, 401 | 403 | 404), "an answer"),
            false => expect(status == 404, "404"),
        };
    }
    // Nothing was merged: there is nothing to undo.
    if template == "/people/merges/{merge}/undo" {
        return expect(status == 404, "404");
    }
    match template {
        // A colleague's agenda is edited by those who book for others.
        _ if edits && asker == Asker::Is(Role::Worker) && !theirs => return expect(status == 403, "403"),
        // What is gone, or never was: back to one's own agenda, where it is not.
        "/agenda/openings/{opening}/delete" | "/agenda/absences/{absence}/delete" => {
            let back = status == 303 && page.location().starts_with("/agenda");
            return expect(back || (theirs && status == 404), "404, or back");
        }
        "/settings/close/{closure}/delete" => return expect(status == 303 || status == 404, "gone, or back"),
        // A motive of elsewhere says nothing here: whoever wants to be called is asked by whom.
        "/book/{territory}/call-me" => return expect(status != 403, "an answer"),
        // A neighbour's ids carry one's own place on the list.
        "/calls/waiting/{entry}/reason"
        | "/my/waiting/{entry}/leave"
        | "/my/kept/{proposal}/take"
        | "/my/kept/{proposal}/decline"
            if whose == Whose::Neighbour =>
        {
            return None;
        }
        _ => {}
    }
    // Who has proven no number has no place on a waiting list that this browser could know.
    if (template == "/my/waiting/{entry}/leave" || template.starts_with("/my/kept/"))
        && asker == Asker::Is(Role::Visitor)
    {
        return expect(status == 404, "404");
    }
    match who {
        For::Staff(_) if names_something && theirs => expect(status == 404, "404"),
        For::Everybody if mine && names_something && theirs => expect(status == 404, "404"),
        For::Staff(_) if !theirs && template != "/account/sessions" => {
            expect(!matches!(status, 401 | 403 | 404), "an answer")
        }
        For::Everybody if mine => expect(!matches!(status, 401 | 403 | 404), "an answer"),
        // What can be booked in another territory cannot be booked in this one.
        For::Everybody if template.starts_with("/book/") && template != "/book/{territory}" => match whose {
            Whose::Territory => expect(status == 404, "404"),
            Whose::Own => expect(!matches!(status, 401 | 403 | 404), "an answer"),
            Whose::Neighbour | Whose::Organisation => None,
        },
        _ => None,
    }
}

/// The marks that this page may not show to whoever asks.
fn leaks(asker: Asker, who: For, template: &str, page: &Page) -> Vec<&'static str> {
    let mut marks = vec![PRIVATE, "98765432", "98 76 54 32"];
    // The sectors are the territory's: they name each of its organisations.
    if (who != For::Everybody && !template.starts_with("/settings/sectors")) || template.starts_with("/my") {
        marks.push(foreign::CANARY);
    }
    if asker == Asker::Nobody || asker.is_guest() {
        marks.push(NEIGHBOUR);
    }
    marks.push(OWN_NOTE);
    if !matches!(asker, Asker::Is(Role::TeamLead)) {
        marks.push(THEIR_CASE);
    }
    if !matches!(asker, Asker::Is(Role::TeamLead | Role::Worker)) {
        marks.push(CASE);
    }
    let shown = format!("{} {:?}", page.text, page.headers);
    marks.retain(|mark| shown.contains(mark));
    marks
}

#[test]
fn at_55_every_page_has_a_sample() {
    let ids = Ids {
        territory: 1,
        motive: 1,
        place: 1,
        worker: 1,
        person: 1,
        other: 2,
        appointment: 1,
        organisation: 1,
        session: 1,
        opening: 1,
        absence: 1,
        closure: 1,
        call: 1,
        reply: 1,
        waiting: 1,
        proposal: 1,
        note: 1,
        merge: 1,
        gone: (1, 1, 1),
        office: Office { motive: 1, place: 1, worker: 1, team: 1, service: 1, sector: 1 },
    };
    for page in routes::pages() {
        let sample = sample(page.method.as_str(), page.path, &ids);
        let sample = sample.unwrap_or_else(|| panic!("{} {} wants a line in `sample`", page.method, page.path));
        assert!(!sample.path.contains('{'), "{}", sample.path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn at_55_a_page_answers_who_may_ask_and_shows_nothing_of_others() {
    on_both(|db| async {
        let scene = Scene::new(db).await;
        let mut wrong = Vec::new();
        for whose in [Whose::Own, Whose::Neighbour, Whose::Organisation, Whose::Territory] {
            let mut ids = scene.ids(whose).await;
            // Somebody else's session, whoever asks.
            let other = scene.town.workers[0];
            scene.town.signed_in_with(other, scene.town.organisation, &format!("other{whose:?}")).await;
            ids.session = scene.town.raw().await.number("SELECT max(id) FROM session").await;
            for route in routes::pages() {
                let method = route.method.as_str();
                let sample = sample(method, route.path, &ids).unwrap();
                for asker in Asker::all() {
                    let watched = method == "POST"
                        && matches!(whose, Whose::Organisation | Whose::Territory)
                        // The draft is one's own, whatever it says.
                        && !route.path.starts_with("/desk/draft")
                        && (route.who != For::Everybody || route.path.starts_with("/my"));
                    let before = if watched { things(&scene.town).await } else { Vec::new() };
                    let page = scene.ask(asker, method, &sample).await;
                    let what = format!("{asker:?} {method} {} ({whose:?})", sample.path);
                    if let Some(fault) = fault(asker, route.who, (method, route.path), whose, &page) {
                        wrong.push(format!("{what}: {fault}"));
                    }
                    for leak in leaks(asker, route.who, route.path, &page) {
                        wrong.push(format!("{what}: shows {leak}"));
                    }
                    if watched && things(&scene.town).await != before {
                        wrong.push(format!("{what}: changed something"));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
    })
    .await;
}

/// Everything that belongs to somebody: not the sessions, which the test makes itself.
async fn things(town: &TestTown) -> Vec<(&'static str, i64)> {
    let mut rows = town.rows().await;
    rows.retain(|(table, _)| !matches!(*table, "session" | "guest_appointment" | "chosen" | "at work"));
    rows
}

/// The columns that prove something, or from which a proof is made.
const SECRETS: [&str; 13] = [
    "api_key.token_hash",
    "hold.token_hash",
    "idempotency.body_hash",
    "link.salt",
    "link.token_hash",
    "safe.card_hash",
    "safe.pin_hash",
    "safe.ticket_hash",
    "session.token_hash",
    "sign_in_code.salt",
    "waiting_proposal.salt",
    "worker_login.password_hash",
    "worker_login.totp_salt",
];

#[tokio::test(flavor = "multi_thread")]
async fn at_56_no_page_and_no_json_contains_what_proves_somebody() {
    on_both(|db| async {
        let scene = Scene::new(db).await;
        let town = &scene.town;
        town.enrolled().await;
        town.app.desk.ask_reset("worker0@example.org", &crate::support::sign_in::here(), town.now()).await.unwrap();
        town.app.desk.ask_code(town.territory, PHONE, &crate::support::sign_in::here(), town.now()).await.unwrap();
        let mut raw = town.raw().await;
        let suspicious = ["hash", "salt", "secret", "password", "token"].map(|word| format!("col LIKE '%{word}%'"));
        let columns = match raw.is_sqlite() {
            true => "SELECT m.name AS tab, p.name AS col FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS p WHERE m.type = 'table'",
            false => "SELECT CAST(table_name AS TEXT) AS tab, CAST(column_name AS TEXT) AS col FROM information_schema.columns WHERE table_schema = 'public'",
        };
        let sql = format!("SELECT tab || '.' || col FROM ({columns}) AS one WHERE {}", suspicious.join(" OR "));
        let mut found = raw.texts(&sql).await;
        found.sort();
        assert_eq!(found, SECRETS, "a new column that proves something: plant in it too");
        let who = "CAST(coalesce(max(id), 0) AS TEXT)";
        assert_ne!(raw.texts(&format!("SELECT {who} FROM hold")).await, ["0"]);
        let mut planted = 0;
        for column in SECRETS {
            let (table, column) = column.split_once('.').unwrap();
            let row = if table == "worker_login" { "worker_id" } else { "id" };
            let but = match (table, column) {
                // What these prove is asked for below: their own values are looked for.
                ("session", _) | ("idempotency", _) => continue,
                ("api_key", _) => "WHERE name <> 'tests'",
                _ => "",
            };
            let changed = raw.run(&format!("UPDATE {table} SET {column} = '{SECRET}-{column}-' || {row} {but}")).await;
            planted += usize::from(changed.unwrap() > 0);
        }
        assert_eq!(planted, 10, "every table has a row; the only key of the API is the one used");
        let ids = scene.ids(Whose::Own).await;
        let mut seen = Vec::new();
        for asker in Asker::all() {
            for route in routes::pages() {
                let sample = sample(route.method.as_str(), route.path, &ids).unwrap();
                let page = scene.ask(asker, route.method.as_str(), &sample).await;
                seen.push((format!("{asker:?} {} {}", route.method, route.path), format!("{page:?}")));
            }
        }
        let api = Api::of(town);
        let motive = town.motive;
        for (method, path, _) in rights::inventory() {
            let question = format!("?motive={motive}&from=2026-03-01&to=2026-03-31&name=Amina&q=Amina");
            let path = path.replace("{id}", "1");
            let answer = match method.as_str() {
                "GET" => api.get(&format!("{path}{question}")).await,
                _ => api.post(&path, &serde_json::json!({ "motive_id": motive.0, "starts_at": monday(14, 0).to_string() })).await,
            };
            seen.push((format!("{method} {path}"), answer.text));
        }
        for path in ["/metrics", "/ready", "/live", "/api/v2/openapi.json"] {
            seen.push((path.to_owned(), scene.browsing.with(None).get(path).await.text));
        }
        let mut secrets = raw.texts("SELECT token_hash FROM session").await;
        secrets.extend(raw.texts("SELECT token_hash FROM api_key").await);
        secrets.extend(raw.texts("SELECT key FROM attempt").await);
        secrets.push(SECRET.to_owned());
        for (what, text) in &seen {
            let shown = secrets.iter().find(|secret| text.contains(secret.as_str()));
            assert_eq!(shown, None, "{what}: {text}");
        }
    })
    .await;
}
