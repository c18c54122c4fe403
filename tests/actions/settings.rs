//! What administrators change: each change once, with its line; what cannot be is refused by field;
//! what belongs to another organisation does not exist.

use relais::actions::settings::{Once, SettingsError, Switched, WorkerForm};
use relais::actions::{ActionError, Claimant};
use relais::domain::access::{Caller, Role};
use relais::domain::ids::*;
use relais::domain::motives::{BookableBy, Motive, WorkersNeeded};
use relais::domain::scheduling::holidays::HolidayRegion;
use relais::domain::scheduling::search::Nothing;
use relais::domain::scheduling::sectors::Target;
use relais::domain::settings_rules::Wrong;
use relais::domain::time::Minutes;
use relais::store::{self, NewWorker, PlaceForm, StoreError};

use crate::support::acts::monday;
use crate::support::databases::on_both;
use crate::support::town::{TestTown, motive};

/// The first worker of the town, signed in.
fn admin(town: &TestTown, role: Role) -> Claimant {
    let (territory, organisation) = (town.territory, town.organisation);
    Claimant::Known(Caller::Worker { id: town.workers[0], territory, organisation, role })
}

fn place(name: &str) -> PlaceForm {
    PlaceForm {
        name: name.to_owned(),
        address: "2 rue Haute".to_owned(),
        phone: Some("+33321000000".to_owned()),
        zone: chrono_tz::Indian::Reunion,
        holidays: HolidayRegion::Reunion,
    }
}

fn worker(email: &str, role: Role) -> WorkerForm {
    WorkerForm {
        first_name: "Rose".to_owned(),
        last_name: "Morel".to_owned(),
        email: email.to_owned(),
        role,
        service: None,
    }
}

fn once(key: &str) -> Option<Once> {
    Some(Once { key: key.to_owned(), body_hash: key.as_bytes().to_vec() })
}

fn wrong<T: std::fmt::Debug>(result: Result<T, SettingsError>) -> Vec<(&'static str, Wrong)> {
    match result {
        Err(SettingsError::Faults(faults)) => faults.into_iter().map(|fault| (fault.field, fault.wrong)).collect(),
        other => panic!("faults were expected: {other:?}"),
    }
}

fn missing<T: std::fmt::Debug>(result: Result<T, SettingsError>) -> &'static str {
    match result {
        Err(SettingsError::Action(ActionError::NotFound(what))) => what,
        other => panic!("nothing was to be found: {other:?}"),
    }
}

/// Another organisation of the same territory, with one of each.
struct Elsewhere {
    organisation: OrganisationId,
    place: PlaceId,
    worker: WorkerId,
    team: TeamId,
    motive: MotiveId,
}

async fn elsewhere(town: &TestTown) -> Elsewhere {
    let territory = town.territory;
    let write = town.app.desk.db.write(move |tx| {
        Box::pin(async move {
            let (zone, region) = (chrono_tz::Europe::Paris, HolidayRegion::Metropole);
            let organisation = store::insert_organisation(tx, territory, "CCAS", zone, region).await?;
            let at = (territory, organisation);
            let place = store::insert_place(tx, at, ("Maison", ""), zone, region).await?;
            let new = NewWorker {
                first_name: "Ali",
                last_name: "Ben",
                email: "ali@example.org",
                service: None,
                organisations: &[organisation],
            };
            let (worker, _) = store::insert_worker(tx, territory, &new).await?;
            let team = store::insert_team(tx, at, "Autre équipe", &[worker]).await?;
            let motive = store::insert_motive(tx, territory, &motive(organisation, "Ailleurs")).await?;
            Ok::<_, StoreError>(Elsewhere { organisation, place, worker, team, motive })
        })
    });
    write.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_change_is_made_once_and_leaves_one_line() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let (desk, now) = (&town.app.desk, town.now());
        let who = admin(&town, Role::TerritoryAdmin);
        let mut raw = town.raw().await;
        let mut seen = raw.number("SELECT COALESCE(max(id), 0) FROM journal").await;
        let mut left = async |raw: &mut crate::support::raw::Raw, expected: &[&str]| {
            let sql = format!("SELECT act || ' ' || thing FROM journal WHERE id > {seen} ORDER BY id");
            assert_eq!(raw.texts(&sql).await, expected);
            seen = raw.number("SELECT COALESCE(max(id), 0) FROM journal").await;
        };
        // A new thing of each kind; the same form again adds nothing.
        let service = desk.save_service(&who, None, "Enfance".to_owned(), once("s"), now).await.unwrap();
        assert_eq!(desk.save_service(&who, None, "Enfance".to_owned(), once("s"), now).await.unwrap().id, service.id);
        left(&mut raw, &["added service"]).await;
        let new = Motive { service: Some(service.id), ..motive(town.organisation, "Budget") };
        let saved = desk.save_motive(&who, new.clone(), once("m"), now).await.unwrap();
        let again = desk.save_motive(&who, new.clone(), once("m"), now).await.unwrap();
        assert!(again.id == saved.id && !again.changed);
        left(&mut raw, &["added motive"]).await;
        let office = desk.save_place(&who, None, place("Annexe"), once("p"), now).await.unwrap().id;
        assert_eq!(desk.save_place(&who, None, place("Annexe"), once("p"), now).await.unwrap().id, office);
        left(&mut raw, &["added place"]).await;
        let form = worker(" Rose@Example.org", Role::Secretary);
        let rose = desk.add_worker(&who, form.clone(), once("w"), now).await.unwrap().id;
        assert_eq!(desk.add_worker(&who, form, once("w"), now).await.unwrap().id, rose);
        left(&mut raw, &["added worker"]).await;
        let members = ("Duo".to_owned(), vec![town.workers[0], rose]);
        let team = desk.save_team(&who, None, members.clone(), once("t"), now).await.unwrap().id;
        assert_eq!(desk.save_team(&who, None, members, once("t"), now).await.unwrap().id, team);
        left(&mut raw, &["added team"]).await;

        // Each changed, and sent twice.
        for changed in [true, false] {
            let other = Motive {
                id: saved.id,
                duration: Minutes(45),
                workers: WorkersNeeded::AnyTwoOf(team),
                quota: Some(2),
                ..new.clone()
            };
            assert_eq!(desk.save_motive(&who, other, None, now).await.unwrap().changed, changed);
            let other = PlaceForm { phone: None, ..place("Annexe") };
            assert_eq!(desk.save_place(&who, Some(office), other, None, now).await.unwrap().changed, changed);
            let name = "Famille".to_owned();
            assert_eq!(desk.save_service(&who, Some(service.id), name, None, now).await.unwrap().changed, changed);
            let into = (Role::TeamLead, Some(service.id));
            assert_eq!(desk.change_worker(&who, rose, into, now).await.unwrap().changed, changed);
            let members = ("Trio".to_owned(), vec![town.workers[0], town.workers[1]]);
            assert_eq!(desk.save_team(&who, Some(team), members, None, now).await.unwrap().changed, changed);
            assert_eq!(desk.switch(&who, Switched::Motive(saved.id), false, now).await.unwrap(), changed);
            assert_eq!(desk.switch(&who, Switched::Place(office), false, now).await.unwrap(), changed);
            assert_eq!(desk.switch(&who, Switched::Worker(rose), false, now).await.unwrap(), changed);
        }
        left(
            &mut raw,
            &[
                "changed motive",
                "changed place",
                "changed service",
                "changed worker",
                "changed worker",
                "changed team",
                "switched_off motive",
                "switched_off place",
                "switched_off worker",
            ],
        )
        .await;
        let lists = desk.settings_lists(&who, now).await.unwrap();
        let held = &lists.settings.motives[&saved.id];
        assert_eq!((held.duration, held.quota, held.active), (Minutes(45), Some(2), false));
        assert_eq!(held.workers, WorkersNeeded::AnyTwoOf(team));
        let rose = lists.workers.iter().find(|one| one.id == rose).unwrap();
        assert_eq!((rose.email.as_str(), rose.role, rose.active), ("rose@example.org", Role::TeamLead, false));
        assert_eq!(rose.service, Some(service.id));
        let trio = lists.teams.iter().find(|one| one.id == team).unwrap();
        assert_eq!((trio.name.as_str(), &trio.members), ("Trio", &town.workers));
        let annexe = lists.places.iter().find(|one| one.id == office).unwrap();
        assert_eq!((annexe.phone.as_deref(), annexe.active), (None, false));
        assert!(desk.switch(&who, Switched::Motive(saved.id), true, now).await.unwrap());
        left(&mut raw, &["switched_on motive"]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_refused_by_field() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let (desk, now) = (&town.app.desk, town.now());
        let who = admin(&town, Role::OrganisationAdmin);
        let base = motive(town.organisation, "Budget");
        let save = |motive: Motive| desk.save_motive(&who, motive, None, now);
        let mut far = base.clone();
        far.window.max_delay = Minutes(i64::MAX);
        let mut backwards = base.clone();
        backwards.window.min_delay = Minutes::days(121);
        let pair = WorkersNeeded::Pair(town.workers[0], town.workers[0]);
        for (motive, expected) in [
            (Motive { name: "  ".to_owned(), ..base.clone() }, ("name", Wrong::Missing)),
            (Motive { public_name: "x".repeat(121), ..base.clone() }, ("public_name", Wrong::TooLong)),
            (Motive { duration: Minutes(0), ..base.clone() }, ("duration", Wrong::NotPositive)),
            (Motive { buffer_after: Minutes(1411), ..base.clone() }, ("duration", Wrong::OverADay)),
            (Motive { buffer_before: Minutes(-1), ..base.clone() }, ("buffer_before", Wrong::Negative)),
            (far, ("max_delay", Wrong::TooFar)),
            (backwards, ("max_delay", Wrong::WindowBackwards)),
            (Motive { quota: Some(0), ..base.clone() }, ("quota", Wrong::NotPositive)),
            (Motive { seats: Some(-3), ..base.clone() }, ("seats", Wrong::NotPositive)),
            (Motive { workers: pair, ..base.clone() }, ("second_worker", Wrong::SamePerson)),
            (motive(town.organisation, "Premier accueil"), ("name", Wrong::NameTaken)),
        ] {
            assert_eq!(wrong(save(motive).await), [expected]);
        }
        assert_eq!(wrong(desk.save_place(&who, None, place("Mairie"), None, now).await), [("name", Wrong::NameTaken)]);
        assert_eq!(wrong(desk.save_place(&who, None, place(""), None, now).await), [("name", Wrong::Missing)]);
        let add = |form: WorkerForm| desk.add_worker(&who, form, None, now);
        assert_eq!(wrong(add(worker("rose", Role::Worker)).await), [("email", Wrong::NotAnEmail)]);
        let taken = worker("WORKER1@example.org", Role::Worker);
        assert_eq!(wrong(add(taken).await), [("email", Wrong::EmailTaken)]);
        // Nobody lifts anybody above themselves, and nobody locks themselves out.
        for role in [Role::TerritoryAdmin, Role::Operator, Role::Visitor] {
            assert_eq!(wrong(add(worker("rose@example.org", role)).await), [("role", Wrong::RoleAboveYours)]);
            let change = desk.change_worker(&who, town.workers[1], (role, None), now).await;
            assert_eq!(wrong(change), [("role", Wrong::RoleAboveYours)]);
        }
        let change = desk.change_worker(&who, town.workers[0], (Role::Secretary, None), now).await;
        assert_eq!(wrong(change), [("role", Wrong::Yourself)]);
        let off = desk.switch(&who, Switched::Worker(town.workers[0]), false, now).await;
        assert_eq!(wrong(off), [("worker", Wrong::Yourself)]);
        let mut raw = town.raw().await;
        assert_eq!(raw.count("journal WHERE act IN ('added', 'changed', 'switched_off')").await, 0);
        assert_eq!((raw.count("motive").await, raw.count("place").await, raw.count("worker").await), (1, 1, 2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_55_what_belongs_to_another_organisation_does_not_exist() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let other = elsewhere(&town).await;
        let (desk, now) = (&town.app.desk, town.now());
        let who = admin(&town, Role::TerritoryAdmin);
        let mut raw = town.raw().await;
        let before = raw.stored().await;
        let foreign = Motive { id: other.motive, ..motive(town.organisation, "Volé") };
        assert_eq!(missing(desk.save_motive(&who, foreign.clone(), None, now).await), "motive");
        let named = |workers| Motive { workers, ..motive(town.organisation, "Budget") };
        let team = named(WorkersNeeded::AnyTwoOf(other.team));
        assert_eq!(missing(desk.save_motive(&who, team.clone(), None, now).await), "team");
        assert_eq!(missing(desk.preview_motive(&who, team, now).await), "team");
        let pair = named(WorkersNeeded::Pair(town.workers[0], other.worker));
        assert_eq!(missing(desk.save_motive(&who, pair, None, now).await), "worker");
        let service = Motive { service: Some(ServiceId(99)), ..motive(town.organisation, "Budget") };
        assert_eq!(missing(desk.save_motive(&who, service, None, now).await), "service");
        assert_eq!(missing(desk.save_place(&who, Some(other.place), place("X"), None, now).await), "place");
        let role = (Role::Secretary, None);
        assert_eq!(missing(desk.change_worker(&who, other.worker, role, now).await), "worker");
        let members = ("X".to_owned(), vec![other.worker]);
        assert_eq!(missing(desk.save_team(&who, None, members, None, now).await), "worker");
        assert_eq!(missing(desk.save_team(&who, Some(other.team), ("X".to_owned(), vec![]), None, now).await), "team");
        for (what, name) in [
            (Switched::Motive(other.motive), "motive"),
            (Switched::Place(other.place), "place"),
            (Switched::Worker(other.worker), "worker"),
        ] {
            for on in [true, false] {
                assert_eq!(missing(desk.switch(&who, what, on, now).await), name);
            }
        }
        // Services and sectors belong to the territory.
        let own = admin(&town, Role::OrganisationAdmin);
        let denied = desk.save_service(&own, None, "Enfance".to_owned(), None, now).await;
        assert!(matches!(denied, Err(SettingsError::Action(ActionError::Denied(_)))));
        assert!(matches!(desk.sectors(&own).await, Err(ActionError::Denied(_))));
        let lead = admin(&town, Role::TeamLead);
        assert!(matches!(desk.settings_lists(&lead, now).await, Err(ActionError::Denied(_))));
        assert_eq!(raw.stored().await, before);
        assert_eq!(raw.count("motive WHERE name IN ('Volé', 'Budget')").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_or_a_place_with_appointments_to_come_is_not_switched_off() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let (desk, now) = (&town.app.desk, town.now());
        let who = admin(&town, Role::TerritoryAdmin);
        let shown = town.shown_on_monday(town.motive).await;
        let booked = town.book(town.wish(town.motive, &shown[0], town.somebody(1))).await.unwrap();
        let with = booked.appointment.workers[0];
        let colleague = if with == town.workers[1] { town.workers[1] } else { town.workers[0] };
        // The first worker is who asks: the appointment is then counted in the name of a colleague.
        let (territory, organisation) = (town.territory, town.organisation);
        let id = *town.workers.iter().find(|one| **one != colleague).unwrap();
        let asks = Claimant::Known(Caller::Worker { id, territory, organisation, role: Role::OrganisationAdmin });
        let off = desk.switch(&asks, Switched::Worker(colleague), false, now).await;
        assert!(matches!(off, Err(SettingsError::ToCome(1))), "{off:?}");
        let off = desk.switch(&who, Switched::Place(town.place), false, now).await;
        assert!(matches!(off, Err(SettingsError::ToCome(1))), "{off:?}");
        // Once it is over, they may go: no slot of hers is offered any more.
        town.app.clock.advance(Minutes::days(2));
        let now = town.now();
        assert!(desk.switch(&asks, Switched::Worker(colleague), false, now).await.unwrap());
        let shown = town.shown(town.motive, now, now + Minutes::days(7)).await;
        assert!(!shown.is_empty() && shown.iter().all(|one| !one.slot.workers.contains(&colleague)));
        assert!(desk.switch(&who, Switched::Place(town.place), false, now).await.unwrap());
        assert!(town.shown(town.motive, now, now + Minutes::days(7)).await.is_empty());
        assert!(monday(9, 0) < now);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_works_elsewhere_too_is_switched_off_by_the_territory_alone() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let other = elsewhere(&town).await;
        let (desk, now) = (&town.app.desk, town.now());
        let mut raw = town.raw().await;
        raw.run(&format!(
            "INSERT INTO worker_organisation (territory_id, worker_id, organisation_id, role) VALUES ({}, {}, {}, 'worker')",
            town.territory, town.workers[1], other.organisation
        ))
        .await
        .unwrap();
        let what = Switched::Worker(town.workers[1]);
        let off = desk.switch(&admin(&town, Role::OrganisationAdmin), what, false, now).await;
        assert_eq!(wrong(off), [("worker", Wrong::WorksElsewhere)]);
        assert!(desk.switch(&admin(&town, Role::TerritoryAdmin), what, false, now).await.unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_counts_what_the_public_is_then_shown_and_saves_nothing() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let (desk, now) = (&town.app.desk, town.now());
        let who = admin(&town, Role::OrganisationAdmin);
        let old = desk.settings_lists(&who, now).await.unwrap().settings.motives[&town.motive].clone();
        let longer = Motive { duration: Minutes(60), ..old.clone() };
        let mut raw = town.raw().await;
        let before = raw.stored().await;
        let preview = desk.preview_motive(&who, longer.clone(), now).await.unwrap();
        assert_eq!(raw.stored().await, before);
        desk.save_motive(&who, longer.clone(), None, now).await.unwrap();
        let shown = town.shown(town.motive, now, now + Minutes::days(7)).await.len();
        assert!(shown > 10);
        assert_eq!(preview.found, Ok(shown));
        // A new one is counted as if every opening gave it; then the same hours give the same.
        let new = Motive { id: MotiveId(0), name: "Autre".to_owned(), ..longer.clone() };
        let preview = desk.preview_motive(&who, new, now).await.unwrap();
        assert!(preview.as_if_given);
        assert_eq!(preview.found, Ok(shown));
        // Never nothing without its reason.
        let far = Motive {
            window: relais::domain::motives::BookingWindow { min_delay: Minutes::days(8), max_delay: Minutes::days(9) },
            ..longer.clone()
        };
        assert_eq!(desk.preview_motive(&who, far, now).await.unwrap().found, Err(Nothing::OutsideBookingWindow));
        let staff = Motive { bookable_by: BookableBy::Staff, follow_up: true, ..longer };
        assert_eq!(desk.preview_motive(&who, staff, now).await.unwrap().found, Ok(shown));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_in_charge_of_a_sector_is_exactly_who_is_named() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let other = elsewhere(&town).await;
        let (desk, now) = (&town.app.desk, town.now());
        let who = admin(&town, Role::TerritoryAdmin);
        let mut raw = town.raw().await;
        let sql = format!("INSERT INTO sector (territory_id, name) VALUES ({}, 'Nord') RETURNING id", town.territory);
        let sector = SectorId(raw.made(&sql).await.unwrap());
        let whole = Target { organisation: town.organisation, worker: None };
        let one = Target { organisation: other.organisation, worker: Some(other.worker) };
        let set = |targets: Vec<Target>| desk.set_sector_targets(&who, sector, targets, now);
        assert!(set(vec![whole, one, whole]).await.unwrap().changed);
        assert!(!set(vec![one, whole]).await.unwrap().changed);
        assert_eq!(desk.sectors(&who).await.unwrap()[0].targets, [whole, one]);
        assert!(set(vec![one]).await.unwrap().changed);
        assert_eq!(desk.sectors(&who).await.unwrap()[0].targets, [one]);
        let strange = Target { organisation: town.organisation, worker: Some(other.worker) };
        assert_eq!(missing(set(vec![strange]).await), "worker");
        let strange = Target { organisation: OrganisationId(99), worker: None };
        assert_eq!(missing(set(vec![strange]).await), "organisation");
        assert_eq!(missing(desk.set_sector_targets(&who, SectorId(99), vec![], now).await), "sector");
        assert_eq!(desk.sectors(&who).await.unwrap()[0].targets, [one]);
        assert_eq!(raw.count("journal WHERE act = 'changed' AND thing = 'sector'").await, 2);
    })
    .await;
}
