//! Another organisation's things, and another territory's, do not exist: not in an address, not in a
//! body, not in a list, not in a refusal. Every route is tried with every kind of foreign id.

use relais::domain::ids::{MotiveId, OrganisationId, PersonId, TerritoryId, WorkerId};
use relais::domain::people::Who;
use relais::domain::scheduling::holidays::HolidayRegion;
use relais::store::{self, NewOpening, NewWorker, PersonLine, StoreError};
use serde_json::{Value, json};

use super::rights::inventory;
use crate::support::acts::monday;
use crate::support::api::{Answer, Api};
use crate::support::databases::on_both;
use crate::support::town::{TestTown, motive};

/// In the name of everything that is not ours.
pub(super) const CANARY: &str = "Zibeline";

/// What there is of another organisation.
pub(super) struct Foreign {
    pub(super) motive: i64,
    pub(super) place: i64,
    pub(super) worker: i64,
    pub(super) team: i64,
    pub(super) person: i64,
    pub(super) appointment: i64,
    pub(super) workshop: i64,
    hold: String,
}

/// An organisation with everything an address or a body can name, in that territory.
async fn add_foreign(town: &TestTown, territory: TerritoryId, shared: Option<WorkerId>) -> Foreign {
    let now = town.now();
    let write = town.app.desk.db.write(move |tx| {
        Box::pin(async move {
            let (zone, region) = (chrono_tz::Europe::Paris, HolidayRegion::Metropole);
            let organisation =
                store::insert_organisation(tx, territory, &format!("{CANARY} org"), zone, region).await?;
            let at = (territory, organisation);
            let place = store::insert_place(tx, at, (&format!("{CANARY} place"), CANARY), zone, region).await?;
            let worker = NewWorker {
                first_name: CANARY,
                last_name: "worker",
                email: "z@example.org",
                service: None,
                organisations: &[organisation],
            };
            let (worker, calendar) = store::insert_worker(tx, territory, &worker).await?;
            let mut members = vec![worker];
            members.extend(shared);
            let team = store::insert_team(tx, at, &format!("{CANARY} team"), &members).await?;
            let mut motives = Vec::new();
            for (name, seats) in [("one", None), ("seats", Some(5))] {
                let mut new = motive(organisation, &format!("{CANARY} {name}"));
                new.seats = seats;
                new.public_name = CANARY.to_owned();
                let id = store::insert_motive(tx, territory, &new).await?;
                let opening = NewOpening {
                    organisation,
                    calendar,
                    place: Some(place),
                    first_day: chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(),
                    last_day: None,
                    rule: None,
                    blocks: "09:00-18:00".to_owned(),
                    motives: vec![id],
                    external_key: None,
                };
                store::insert_opening(tx, territory, &opening).await?;
                motives.push(id);
            }
            let line = PersonLine {
                first_name: CANARY.to_owned(),
                last_name: "person".to_owned(),
                birth_date: None,
                phone: Some("+33698765432".to_owned()),
                email: None,
                language: "fr".to_owned(),
                proven: true,
            };
            let person = store::insert_person(tx, territory, &line, now).await?;
            store::join_organisation(tx, territory, person, organisation).await?;
            Ok::<_, StoreError>((place, worker, team, motives, person))
        })
    });
    let (place, worker, team, motives, person) = write.await.unwrap();
    let (appointment, workshop) = book_there(town, territory, &motives, worker, person).await;
    let hold = hold_there(town, territory, motives[0]).await;
    Foreign {
        motive: motives[0].0,
        place: place.0,
        worker: worker.0,
        team: team.0,
        person: person.0,
        appointment,
        workshop,
        hold,
    }
}

fn command_line(territory: TerritoryId) -> relais::actions::Claimant {
    relais::actions::Claimant::Known(relais::domain::access::Caller::CommandLine { territory })
}

async fn book_there(
    town: &TestTown,
    territory: TerritoryId,
    motives: &[MotiveId],
    worker: WorkerId,
    person: PersonId,
) -> (i64, i64) {
    let mut ids = Vec::new();
    for (motive, hour, who) in [(motives[0], 9, Some(Who::Known(person))), (motives[1], 15, None)] {
        let wish = town.staff_wish(motive, monday(hour, 0), worker, town.somebody(0));
        let wish = relais::actions::book::BookRequest { who, ..wish };
        let done = town.app.desk.book(&command_line(territory), wish, None, town.now()).await.unwrap();
        ids.push(crate::support::acts::done(done).appointment.id.0);
    }
    (ids[0], ids[1])
}

async fn hold_there(town: &TestTown, territory: TerritoryId, motive: MotiveId) -> String {
    let request = relais::actions::hold::HoldRequest {
        motive,
        audience: relais::domain::scheduling::search::Audience::Staff,
        start: monday(11, 0),
        place: None,
        worker: None,
        offer: None,
        minutes: relais::domain::time::Minutes(30),
    };
    town.app.desk.hold(&command_line(territory), request, town.now()).await.unwrap().token
}

/// Another organisation of our territory (with a worker of ours in its team), and another territory.
pub(super) async fn foreigners(town: &TestTown) -> [Foreign; 2] {
    let write = town.app.desk.db.write(|tx| Box::pin(async { store::insert_territory(tx, "Réunion").await }));
    let elsewhere = write.await.map_err(|error: StoreError| error).unwrap();
    [add_foreign(town, town.territory, Some(town.workers[1])).await, add_foreign(town, elsewhere, None).await]
}

fn no_leak(answer: &Answer, what: &str) {
    assert!(!answer.text.contains(CANARY), "{what}: {answer:?}");
}

/// Every request that names something foreign, wherever a request can name something.
fn requests(town: &TestTown, foreign: &Foreign) -> Vec<(&'static str, String, Value)> {
    let (motive, start) = (town.motive.0, monday(10, 0).to_string());
    let someone = json!({ "first_name": "Amina" });
    let theirs = json!({ "id": foreign.person });
    let mut all = Vec::new();
    for search in ["slots", "next-availability"] {
        for question in [
            format!("motive={}", foreign.motive),
            format!("motive={motive}&places={}", foreign.place),
            format!("motive={motive}&places={},{}", town.place, foreign.place),
            format!("motive={motive}&workers={}", foreign.worker),
            format!("motive={motive}&team={}", foreign.team),
            format!("motive={motive}&person={}", foreign.person),
        ] {
            all.push(("GET", format!("/api/v2/{search}?{question}"), Value::Null));
        }
    }
    for audience in ["public", "staff"] {
        for (field, id) in [("motive_id", foreign.motive), ("place_id", foreign.place), ("worker_id", foreign.worker)] {
            let mut body = json!({ "motive_id": motive, "starts_at": start, "audience": audience });
            body[field] = json!(id);
            all.push(("POST", "/api/v2/holds".to_owned(), body.clone()));
            body["person"] = someone.clone();
            all.push(("POST", "/api/v2/appointments".to_owned(), body.clone()));
            if field != "motive_id" {
                let body = json!({ "starts_at": start, "audience": audience, field: id });
                all.push(("POST", "/api/v2/appointments/{own}/move".to_owned(), body));
            }
        }
        let body = json!({ "motive_id": motive, "starts_at": start, "audience": audience, "person": theirs });
        all.push(("POST", "/api/v2/appointments".to_owned(), body));
        let cancel = json!({ "person_id": foreign.person, "audience": audience });
        all.push(("POST", "/api/v2/appointments/{own}/cancel".to_owned(), cancel.clone()));
        all.push(("POST", "/api/v2/appointments/{workshop}/cancel".to_owned(), cancel));
        let join = json!({ "person": theirs, "audience": audience });
        all.push(("POST", "/api/v2/appointments/{workshop}/join".to_owned(), join));
        for id in [foreign.appointment, foreign.workshop] {
            let act = |act: &str| format!("/api/v2/appointments/{id}/{act}");
            all.push(("POST", act("move"), json!({ "starts_at": start, "audience": audience })));
            all.push(("POST", act("cancel"), json!({ "audience": audience })));
            all.push(("POST", act("cancel"), json!({ "audience": audience, "person_id": foreign.person })));
            all.push(("POST", act("status"), json!({ "status": "late", "audience": audience })));
            all.push(("POST", act("join"), json!({ "person": someone, "audience": audience })));
        }
    }
    for id in [foreign.appointment, foreign.workshop] {
        all.push(("GET", format!("/api/v2/appointments/{id}"), Value::Null));
        all.push(("POST", format!("/api/v2/appointments/{id}/reinstate"), json!({ "accept": ["overlap"] })));
    }
    all
}

/// Our town, with an appointment and a workshop of its own.
async fn our_town(db: crate::support::databases::TestDb) -> (TestTown, i64, i64) {
    let town = TestTown::new(db, 2).await;
    let mut seats = motive(town.organisation, "Atelier");
    seats.seats = Some(3);
    let seats = town.add_motive(seats).await;
    let own = town.staff_books(monday(16, 0), 0, 1).await.unwrap().appointment.id.0;
    let mut plan = town.staff_wish(seats, monday(17, 0), town.workers[0], town.somebody(2));
    plan.who = None;
    let workshop = town.book(plan).await.unwrap().appointment.id.0;
    (town, own, workshop)
}

#[tokio::test(flavor = "multi_thread")]
async fn at_55_what_belongs_to_others_is_not_there_whatever_the_key_may_do() {
    on_both(|db| async {
        let (town, own, workshop) = our_town(db).await;
        let foreigners = foreigners(&town).await;
        let api = Api::of(&town);
        let mut raw = town.raw().await;
        let mut wrong = Vec::new();
        for permissions in ["", "slots", "read", "book", "staff", "slots,read,book", "slots,read,book,staff"] {
            let api = api.with(&town.add_key(town.organisation, "one", permissions).await);
            let before = raw.stored().await;
            for (which, foreign) in foreigners.iter().enumerate() {
                for (method, path, body) in requests(&town, foreign) {
                    let path = path.replace("{own}", &own.to_string()).replace("{workshop}", &workshop.to_string());
                    let answer = if method == "GET" { api.get(&path).await } else { api.post(&path, &body).await };
                    no_leak(&answer, &path);
                    let full = permissions == "slots,read,book,staff";
                    // With every right it is "not there"; without, whichever of the two comes first.
                    if answer.status != 404 && (full || answer.status != 403) {
                        wrong.push(format!(
                            "{method} {path} {body} with “{permissions}”, foreigner {which}: {answer:?}"
                        ));
                    }
                }
            }
            assert_eq!(raw.stored().await, before, "“{permissions}”");
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_55_lists_and_descriptions_hold_nothing_of_others() {
    on_both(|db| async {
        let (town, own, workshop) = our_town(db).await;
        let foreigners = foreigners(&town).await;
        let api = Api::of(&town);
        let mut tried = 0;
        for (_, path, _) in inventory().iter().filter(|(method, path, _)| method == "GET" && !path.contains("{id}")) {
            for question in
                ["", "?from=2026-03-01&to=2026-03-31&limit=200", "?phone=0698765432", "?number=1", "?limit=200"]
            {
                no_leak(&api.get(&format!("{path}{question}")).await, path);
                tried += 1;
            }
        }
        assert!(tried > 20);
        let list = api.get("/api/v2/appointments?from=2026-03-01&to=2026-03-31&limit=200").await.json();
        let ids: Vec<i64> =
            list["appointments"].as_array().unwrap().iter().map(|one| one["id"].as_i64().unwrap()).collect();
        assert_eq!(ids, [own, workshop]);
        let people = api.get("/api/v2/people?limit=200").await.json();
        assert_eq!(people["people"].as_array().unwrap().len(), 1);
        assert!(api.get("/api/v2/people?phone=0698765432").await.json()["people"].as_array().unwrap().is_empty());
        let seen = api.get("/api/v2/town").await.json();
        for (kind, id) in
            [("motives", foreigners[0].motive), ("places", foreigners[0].place), ("workers", foreigners[0].worker)]
        {
            assert!(seen[kind].as_array().unwrap().iter().all(|one| one["id"] != id), "{kind}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_55_a_shared_worker_tells_nothing_of_the_other_organisation() {
    on_both(|db| async {
        let (town, ..) = our_town(db).await;
        let [foreign, _] = foreigners(&town).await;
        // Their worker comes to us on Mondays too.
        let mut raw = town.raw().await;
        let role = format!(
            "INSERT INTO worker_organisation (territory_id, worker_id, organisation_id, role) VALUES ({}, {}, {}, 'worker')",
            town.territory, foreign.worker, town.organisation
        );
        raw.run(&role).await.unwrap();
        let api = Api::of(&town);
        let mut body = json!({
            "motive_id": town.motive.0, "worker_id": foreign.worker, "audience": "staff",
            "starts_at": monday(9, 15).to_string(), "person": { "first_name": "Amina" }, "accept": ["outside_opening"]
        });
        let refused = api.post("/api/v2/appointments", &body).await;
        assert_eq!((refused.status, refused.code().as_str()), (409, "taken"), "{refused:?}");
        // That something is in the way, not which of their appointments.
        assert_eq!(refused.json()["refusal"]["by"], json!([]), "{refused:?}");
        body["starts_at"] = json!(monday(12, 0).to_string());
        assert_eq!(api.post("/api/v2/appointments", &body).await.status, 201);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_55_a_hold_or_a_key_of_others_is_worth_nothing_here() {
    on_both(|db| async {
        let (town, ..) = our_town(db).await;
        let [foreign, elsewhere] = foreigners(&town).await;
        let api = Api::of(&town);
        for hold in [&foreign.hold, &elsewhere.hold] {
            let body = json!({
                "motive_id": town.motive.0, "starts_at": monday(11, 0).to_string(), "hold": hold,
                "person": { "first_name": "Amina" }
            });
            let answer = api.post("/api/v2/appointments", &body).await;
            no_leak(&answer, "a hold");
            assert_eq!((answer.status, answer.code().as_str()), (409, "hold_expired"), "{answer:?}");
        }
        // The same idempotency key and body, from another organisation: its own request.
        let other =
            OrganisationId(town.raw().await.number("SELECT max(id) FROM organisation WHERE territory_id = 1").await);
        let theirs = api.with(&town.add_key(other, "theirs", "slots,read,book,staff").await);
        let body = json!({
            "motive_id": foreign.motive, "starts_at": monday(13, 0).to_string(), "audience": "staff",
            "person": { "first_name": CANARY }, "accept": ["outside_opening"]
        });
        let send = async |api: &Api| {
            let request = api.request("POST", "/api/v2/appointments").header("content-type", "application/json");
            let request = request.header("idempotency-key", "the same");
            api.send(request.body(axum::body::Body::from(body.to_string())).unwrap()).await
        };
        assert_eq!(send(&theirs).await.status, 201);
        let ours = send(&api).await;
        no_leak(&ours, "a key");
        assert_eq!(ours.status, 404, "{ours:?}");
    })
    .await;
}
