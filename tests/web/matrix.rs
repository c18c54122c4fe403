//! Every page, asked for by everybody there is, with ids of their own and of others: what a role may
//! not ask is refused, what is somebody else's does not exist, and nothing of it is ever shown.
//! The list of pages is the router's own; a page without a sample here fails the test.

use relais::actions::book::BookRequest;
use relais::domain::access::Role;
use relais::domain::appointments::desk_code;
use relais::domain::ids::{AppointmentId, PersonId, WorkerId};
use relais::domain::people::Who;
use relais::web::routes::{self, For};

use super::foreign::{self, Foreign};
use super::rights;
use crate::support::acts::monday;
use crate::support::api::Api;
use crate::support::browsing::{Browsing, Page};
use crate::support::databases::{TestDb, on_both};
use crate::support::town::{TestTown, motive};

/// In everything of another organisation that only its staff sees. What the public sees of it, as its
/// places, carries `foreign::CANARY`.
const PRIVATE: &str = "Okapi";
/// In the name of somebody whom the same organisation knows.
const NEIGHBOUR: &str = "Tapir";
/// In every column that proves something.
const SECRET: &str = "Ocelot";
const PHONE: &str = "+33612000001";
const TOKEN: &str = "a-link-that-nobody-was-sent";

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asker {
    Nobody,
    Is(Role),
}

impl Asker {
    pub(super) fn all() -> impl Iterator<Item = Asker> {
        std::iter::once(Asker::Nobody).chain(Role::ALL.iter().copied().map(Asker::Is))
    }

    fn is_guest(self) -> bool {
        matches!(self, Asker::Is(Role::Visitor | Role::Beneficiary))
    }

    fn may(self, who: For) -> bool {
        match (self, who) {
            (_, For::Everybody) => true,
            (Asker::Is(role), For::Staff(deed)) => !self.is_guest() && role.may(deed),
            (Asker::Nobody, For::Staff(_)) => false,
        }
    }
}

/// Whose ids stand in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    Own,
    /// Of another person of the same organisation.
    Neighbour,
    Organisation,
    Territory,
}

pub(super) struct Ids {
    territory: i64,
    motive: i64,
    place: i64,
    worker: i64,
    person: i64,
    pub(super) appointment: i64,
    organisation: i64,
    session: i64,
    /// What the settings name: kept apart, so that switching it off changes nothing else.
    office: Office,
}

#[derive(Clone, Copy)]
struct Office {
    motive: i64,
    place: i64,
    worker: i64,
    team: i64,
    service: i64,
    sector: i64,
}

impl Office {
    fn of(self, kind: &str) -> Option<i64> {
        match kind {
            "motives" => Some(self.motive),
            "places" => Some(self.place),
            "workers" => Some(self.worker),
            "teams" => Some(self.team),
            "services" => Some(self.service),
            "sectors" => Some(self.sector),
            _ => None,
        }
    }
}

/// A request that is complete but for who asks: the address, and what a form carries.
pub(super) struct Sample {
    pub(super) path: String,
    pub(super) fields: Vec<(&'static str, String)>,
}

/// What is done with a thing of the settings; nothing: it is seen or changed.
const SETTINGS: [&str; 3] = ["", "switch", "invite"];

/// The table. `None`: the page is new here, and wants a line.
pub(super) fn sample(method: &str, template: &str, ids: &Ids) -> Option<Sample> {
    let Ids { territory, motive, place, worker, person, appointment, organisation, session, office } = ids;
    let start = monday(14, 0).to_string();
    let trip = format!("m={motive}&p={place}&t={start}");
    let see = |path: String| Some(Sample { path, fields: Vec::new() });
    let send = |path: String, fields: Vec<(&'static str, String)>| Some(Sample { path, fields });
    let typed = || {
        vec![
            ("m", motive.to_string()),
            ("p", place.to_string()),
            ("t", start.clone()),
            ("first_name", "Lila".to_owned()),
            ("no_phone", "on".to_owned()),
            ("person", person.to_string()),
            ("w", String::new()),
        ]
    };
    match (method, template) {
        ("GET", "/" | "/sign-in" | "/sign-in/who" | "/link" | "/staff/sign-in" | "/staff/second-factor") => {
            see(template.to_owned())
        }
        ("GET", "/staff/reset" | "/account" | "/my" | "/demo") => see(template.to_owned()),
        ("GET", "/agenda" | "/agenda/print") => see(format!("{template}?worker={worker}&place={place}&day=2026-03-02")),
        ("GET" | "POST", "/settings" | "/settings/holidays") => send(template.to_owned(), Vec::new()),
        ("GET", "/settings/motives" | "/settings/places" | "/settings/services") => see(template.to_owned()),
        ("GET", "/settings/workers" | "/settings/teams" | "/settings/sectors") => see(template.to_owned()),
        (_, "/settings/motives/new" | "/settings/places/new" | "/settings/services/new") => {
            send(template.to_owned(), Vec::new())
        }
        (_, "/settings/workers/new" | "/settings/teams/new") => send(template.to_owned(), Vec::new()),
        // One word and an id, and perhaps what is done with it.
        (_, path)
            if path.starts_with("/settings/") && SETTINGS.contains(&path.split('/').nth(4).unwrap_or_default()) =>
        {
            let invited = path.ends_with("/invite").then_some(*worker);
            let id = invited.or(office.of(path.split('/').nth(2).unwrap_or_default()))?;
            send(path.replace("{id}", &id.to_string()), vec![("name", "Autre".to_owned())])
        }
        ("GET", "/book/{territory}") => see(format!("/book/{territory}")),
        ("GET", "/book/{territory}/where") => see(format!("/book/{territory}/where?{trip}&q=62000")),
        ("GET", "/book/{territory}/places") => see(format!("/book/{territory}/places?{trip}")),
        ("GET", "/book/{territory}/slots") => see(format!("/book/{territory}/slots?m={motive}&p={place}")),
        ("GET", "/book/{territory}/who") => see(format!("/book/{territory}/who?{trip}")),
        ("GET", "/book/{territory}/check") => see(format!("/book/{territory}/check?{trip}")),
        ("POST", "/book/{territory}/who" | "/book/{territory}/check" | "/book/{territory}/confirm") => {
            send(template.replace("{territory}", &territory.to_string()), typed())
        }
        ("POST", "/sign-in") => send("/sign-in".to_owned(), vec![("territory", territory.to_string())]),
        ("POST", "/sign-in/code") => send(
            "/sign-in/code".to_owned(),
            vec![("territory", territory.to_string()), ("phone", PHONE.to_owned()), ("code", "000000".to_owned())],
        ),
        ("POST", "/sign-in/who") => send("/sign-in/who".to_owned(), vec![("person", person.to_string())]),
        ("POST", "/sign-out" | "/staff/sign-out" | "/link") => send(template.to_owned(), Vec::new()),
        ("GET", "/l/{token}") => see(format!("/l/{TOKEN}")),
        ("POST", "/link/password") => send(template.to_owned(), vec![("password", "trois vélos jaunes".to_owned())]),
        ("POST", "/staff/sign-in") => send(
            template.to_owned(),
            vec![("email", "nobody@example.org".to_owned()), ("password", "trois vélos".to_owned())],
        ),
        ("POST", "/staff/second-factor") => send(template.to_owned(), vec![("code", "000000".to_owned())]),
        ("POST", "/staff/reset") => send(template.to_owned(), vec![("email", "nobody@example.org".to_owned())]),
        ("POST", "/account/sessions") => send(template.to_owned(), vec![("session", session.to_string())]),
        ("POST", "/account/organisation") => {
            send(template.to_owned(), vec![("organisation", organisation.to_string())])
        }
        // The code of the appointment: a foreign one is nobody's.
        ("GET", "/desk") => see(format!("/desk?q={}", desk_code(AppointmentId(*appointment)).unwrap_or_default())),
        ("GET", "/desk/new") => see(format!("/desk/new?m={motive}&q=Lila")),
        ("POST", "/desk/new") => send(template.to_owned(), vec![("m", motive.to_string())]),
        ("GET", "/desk/person/{person}") => see(format!("/desk/person/{person}?m={motive}")),
        ("POST", "/desk/book") => send(
            template.to_owned(),
            vec![
                ("m", motive.to_string()),
                ("person", person.to_string()),
                ("slot", format!("{} {place} {worker}", monday(15, 0))),
            ],
        ),
        ("GET", "/desk/booked/{appointment}") => see(format!("/desk/booked/{appointment}")),
        ("GET", "/agenda/appointment/{appointment}") => see(format!("/agenda/appointment/{appointment}")),
        ("POST", "/agenda/appointment/{appointment}/status") => {
            send(format!("/agenda/appointment/{appointment}/status"), vec![("to", "late".to_owned())])
        }
        ("POST", "/agenda/appointment/{appointment}/move") => send(
            format!("/agenda/appointment/{appointment}/move"),
            vec![("at", "2026-03-02T16:00".to_owned()), ("worker", worker.to_string()), ("place", place.to_string())],
        ),
        ("GET", "/my/{appointment}") => see(format!("/my/{appointment}")),
        ("GET" | "POST", "/my/{appointment}/cancel") => send(format!("/my/{appointment}/cancel"), Vec::new()),
        ("POST", "/my/{appointment}/late") => send(format!("/my/{appointment}/late"), Vec::new()),
        ("GET", "/my/{appointment}/move") => see(format!("/my/{appointment}/move")),
        ("POST", "/my/{appointment}/move") => {
            send(format!("/my/{appointment}/move"), vec![("m", motive.to_string()), ("t", start)])
        }
        ("GET", "/my/{appointment}/rdv.ics") => see(format!("/my/{appointment}/rdv.ics")),
        _ => None,
    }
}

/// A town with everybody in it, and two that are none of its business.
pub(super) struct Scene {
    pub(super) town: TestTown,
    browsing: Browsing,
    person: PersonId,
    appointment: AppointmentId,
    neighbour: (PersonId, AppointmentId),
    foreign: [Foreign; 2],
    workers: Vec<(Role, WorkerId)>,
    office: Office,
    /// A service and a sector of another territory.
    foreign_office: (i64, i64),
    browsers: std::cell::Cell<u32>,
}

impl Scene {
    pub(super) async fn new(db: TestDb) -> Scene {
        let town = TestTown::new(db, 2).await;
        let foreign = foreign::foreigners(&town).await;
        let person = town.person_with("Amina", "Benali", PHONE, true).await;
        let next_door = town.person_with(NEIGHBOUR, NEIGHBOUR, "+33612000002", true).await;
        let mut appointments = Vec::new();
        for (hour, who) in [(9, person), (10, next_door)] {
            let wish = town.staff_wish(town.motive, monday(hour, 0), town.workers[0], Who::Known(who));
            appointments.push(town.book(BookRequest { place: Some(town.place), ..wish }).await.unwrap().appointment.id);
        }
        let mut workers = Vec::new();
        for role in Role::ALL.iter().copied().filter(|role| !matches!(role, Role::Visitor | Role::Beneficiary)) {
            workers.push((role, town.worker_as(town.organisation, role).await));
        }
        for theirs in &foreign {
            plant(&town, theirs).await;
        }
        let mut raw = town.raw().await;
        let mut made = Vec::new();
        for (table, name) in [("service", PRIVATE), ("sector", PRIVATE), ("service", "Insertion"), ("sector", "Nord")] {
            let territory =
                if name == PRIVATE { format!("id <> {}", town.territory) } else { format!("id = {}", town.territory) };
            let sql = format!(
                "INSERT INTO {table} (territory_id, name) SELECT id, '{name}' FROM territory WHERE {territory} RETURNING id"
            );
            made.push(raw.made(&sql).await.unwrap());
        }
        let (territory, organisation) = (town.territory, town.organisation);
        let of = format!("SELECT {territory}, {organisation}");
        let team = format!("INSERT INTO team (territory_id, organisation_id, name) {of}, 'Nord' RETURNING id");
        let place = format!(
            "INSERT INTO place (territory_id, organisation_id, name, zone, holidays)
             SELECT territory_id, organisation_id, 'Annexe', zone, holidays FROM place WHERE id = {} RETURNING id",
            town.place
        );
        let office = Office {
            motive: town.add_motive(motive(organisation, "Autre accueil")).await.0,
            place: raw.made(&place).await.unwrap(),
            worker: town.workers[1].0,
            team: raw.made(&team).await.unwrap(),
            service: made[2],
            sector: made[3],
        };
        // Its copies in memory are younger than what was planted.
        let browsing = Browsing::new(&town.another_server());
        let (appointment, neighbour) = (appointments[0], (next_door, appointments[1]));
        Scene {
            town,
            browsing,
            person,
            appointment,
            neighbour,
            foreign,
            workers,
            office,
            foreign_office: (made[0], made[1]),
            browsers: Default::default(),
        }
    }

    pub(super) async fn ids(&self, whose: Whose) -> Ids {
        let town = &self.town;
        let mut raw = town.raw().await;
        let own = Ids {
            territory: town.territory.0,
            motive: town.motive.0,
            place: town.place.0,
            worker: town.workers[0].0,
            person: self.person.0,
            appointment: self.appointment.0,
            organisation: town.organisation.0,
            session: 0,
            office: self.office,
        };
        let of = |at: usize| &self.foreign[at];
        let theirs = match whose {
            Whose::Own => return own,
            Whose::Neighbour => {
                return Ids { person: self.neighbour.0.0, appointment: self.neighbour.1.0, ..own };
            }
            Whose::Organisation => of(0),
            Whose::Territory => of(1),
        };
        let organisation = raw.number(&format!("SELECT organisation_id FROM place WHERE id = {}", theirs.place)).await;
        Ids {
            motive: theirs.motive,
            place: theirs.place,
            worker: theirs.worker,
            person: theirs.person,
            appointment: theirs.appointment,
            organisation,
            office: Office {
                motive: theirs.motive,
                place: theirs.place,
                worker: theirs.worker,
                team: theirs.team,
                service: self.foreign_office.0,
                sector: self.foreign_office.1,
            },
            ..own
        }
    }

    /// A browser of its own for each request: some of them end the session.
    pub(super) async fn browser(&self, asker: Asker) -> Browsing {
        self.browsers.set(self.browsers.get() + 1);
        let name = format!("browser{}", self.browsers.get());
        let cookie = match asker {
            // Who was here before and of whom nothing is known.
            Asker::Nobody => format!("{name:x<43}"),
            Asker::Is(Role::Visitor) => self.town.unproven_guest(self.appointment, &name).await,
            Asker::Is(Role::Beneficiary) => self.town.proven_guest(self.person, PHONE, &name).await,
            Asker::Is(role) => {
                let (_, worker) = self.workers.iter().find(|(one, _)| *one == role).unwrap();
                self.town.signed_in_with(*worker, self.town.organisation, &name).await
            }
        };
        self.browsing.with(Some(&cookie))
    }

    pub(super) async fn ask(&self, asker: Asker, method: &str, sample: &Sample) -> Page {
        let mut browser = self.browser(asker).await;
        if method == "GET" {
            return browser.get(&sample.path).await;
        }
        let mut pairs: Vec<(String, String)> = vec![("csrf".to_owned(), browser.csrf())];
        pairs.extend(sample.fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        browser.post(&sample.path, &pairs, &[]).await
    }
}

/// Marks what only the staff of that organisation sees.
async fn plant(town: &TestTown, foreign: &Foreign) {
    let mut raw = town.raw().await;
    let Foreign { motive, place, worker, team, person, appointment, .. } = foreign;
    let (from, to, now) = (raw.at(monday(8, 0)), raw.at(monday(9, 0)), raw.at(town.now()));
    let of_place = format!("SELECT territory_id, organisation_id, id FROM place WHERE id = {place}");
    for sql in [
        format!("UPDATE person SET first_name = '{PRIVATE}', last_name = '{PRIVATE}', email = '{PRIVATE}@example.org' WHERE id = {person}"),
        format!("UPDATE worker SET first_name = '{PRIVATE}', last_name = '{PRIVATE}', email = '{PRIVATE}{worker}@example.org' WHERE id = {worker}"),
        format!("UPDATE team SET name = '{PRIVATE}' WHERE id = {team}"),
        format!("UPDATE motive SET name = '{PRIVATE}' WHERE id = {motive}"),
        format!("UPDATE appointment SET caller_name = '{PRIVATE}', caller_phone = '{PRIVATE}' WHERE id = {appointment}"),
        format!(
            "INSERT INTO closure (territory_id, place_id, starts_at, ends_at, reason)
             SELECT territory_id, id, {from}, {to}, '{PRIVATE}' FROM place WHERE id = {place}"
        ),
        format!(
            "INSERT INTO absence (territory_id, calendar_id, first_day, zone, block, reason)
             SELECT territory_id, calendar_id, '2026-03-03', 'Europe/Paris', '09:00-10:00', '{PRIVATE}' FROM worker WHERE id = {worker}"
        ),
        format!(
            "INSERT INTO call_back (territory_id, organisation_id, name, phone, asked_at)
             SELECT territory_id, organisation_id, '{PRIVATE}', '{PRIVATE}', {now} FROM ({of_place}) AS place"
        ),
        format!(
            "INSERT INTO draft (territory_id, worker_id, kind, body, updated_at)
             SELECT territory_id, id, 'desk', '{PRIVATE}', {now} FROM worker WHERE id = {worker}"
        ),
    ] {
        assert_eq!(raw.run(&sql).await, Ok(1), "{sql}");
    }
}

/// What is wrong with an answer to somebody, if anything is.
fn fault(asker: Asker, who: For, (method, template): (&str, &str), whose: Whose, page: &Page) -> Option<String> {
    let status = page.status;
    let foreign = matches!(whose, Whose::Organisation | Whose::Territory);
    let names_something = ["{person}", "{appointment}", "{id}"].iter().any(|name| template.contains(name));
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
        appointment: 1,
        organisation: 1,
        session: 1,
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
const SECRETS: [&str; 9] = [
    "api_key.token_hash",
    "hold.token_hash",
    "idempotency.body_hash",
    "link.salt",
    "link.token_hash",
    "session.token_hash",
    "sign_in_code.salt",
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
        assert_eq!(planted, 6, "every table has a row; the only key of the API is the one used");
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
