//! Random histories of everything that can be written: after each step a server that has been
//! running all along shows what a server that has just started shows.

use relais::actions::change_status::StatusRequest;
use relais::actions::find_slots::{Found, SlotRequest};
use relais::actions::hold::HoldRequest;
use relais::actions::move_appointment::MoveRequest;
use relais::app::App;
use relais::domain::appointments::Status;
use relais::domain::ids::AppointmentId;
use relais::domain::scheduling::booking::Warning;
use relais::domain::scheduling::search::{Audience, Bound, Slot};
use relais::domain::time::{Minutes, Timestamp};

use crate::support::databases::{TestDb, postgres, sqlite};
use crate::support::random::{Random, seeds};
use crate::support::raw::Raw;
use crate::support::town::TestTown;

const STEPS: usize = 40;

/// What a server shows of the ten days to come, by worker; or why it shows nothing.
async fn seen(town: &TestTown, app: &App) -> Result<Vec<Slot>, String> {
    let now = town.now();
    let mut request =
        SlotRequest::new(town.motive, Audience::Staff, Bound::At(now), Bound::At(now + Minutes::days(10)));
    request.by_worker = true;
    match app.desk.find_slots(&town.claimant(), &request, now).await {
        Ok(search) => match search.found {
            Found::Slots(slots) => Ok(slots.into_iter().map(|slot| slot.slot).collect()),
            other => Err(format!("{other:?}")),
        },
        Err(error) => Err(error.to_string()),
    }
}

/// A half-hour of the coming days; often one that others have wanted before.
fn some_start(town: &TestTown, random: &mut Random) -> Timestamp {
    let today = Timestamp::from_micros(town.now().micros() / Minutes::days(1).micros() * Minutes::days(1).micros());
    let day = Minutes::days(1 + random.below(3) as i64);
    today.unwrap() + day + Minutes::hours(8) + Minutes(15 * random.below(12) as i64)
}

async fn one_step(town: &TestTown, app: &App, raw: &mut Raw, random: &mut Random, step: usize) -> String {
    let (desk, claimant, now) = (&app.desk, town.claimant(), town.now());
    let worker = *random.pick(&town.workers);
    let calendar = town.calendars[town.workers.iter().position(|one| *one == worker).unwrap()];
    let appointments = raw.numbers("SELECT id FROM appointment ORDER BY id").await;
    let appointment = appointments.last().map(|_| AppointmentId(*random.pick(&appointments)));
    let start = some_start(town, random);
    let day = start.utc().format("%Y-%m-%d");
    let territory = town.territory;
    let accept = if random.once_in(4) { vec![Warning::Overlap, Warning::OutsideOpening] } else { Vec::new() };
    let sql = match (random.below(14), appointment) {
        (0..=3, _) | (4..=6, None) => {
            let mut wish = town.staff_wish(town.motive, start, worker, town.somebody(step));
            wish.accept = accept;
            let done = desk.book(&claimant, wish, None, now).await;
            return format!("book: {:?}", done.err());
        }
        (4, Some(appointment)) => {
            let audience = Audience::Staff;
            let request = MoveRequest {
                appointment,
                audience,
                start,
                minutes: None,
                place: None,
                worker: Some(worker),
                offer: None,
                accept,
            };
            return format!("move: {:?}", desk.move_appointment(&claimant, request, None, now).await.err());
        }
        (5 | 6, Some(appointment)) => {
            let to = *random.pick(&[Status::Cancelled, Status::Booked, Status::Late]);
            let request =
                StatusRequest { appointment, audience: Audience::Staff, to, person: None, accept, reason: None };
            return format!("to {to}: {:?}", desk.change_status(&claimant, request, None, now).await.err());
        }
        (7, _) => {
            let request = HoldRequest {
                motive: town.motive,
                audience: Audience::Staff,
                start,
                place: None,
                worker: Some(worker),
                offer: None,
                minutes: Minutes(10),
            };
            return format!("hold: {:?}", desk.hold(&claimant, request, now).await.err());
        }
        (8, _) => {
            let by = *random.pick(&[Minutes(11), Minutes::hours(30), Minutes::days(31)]);
            // Days have their own holidays and changes of the clock; both servers are asked as of then.
            town.app.clock.advance(by);
            return format!("{by:?} later");
        }
        (9, _) => format!(
            "INSERT INTO absence (territory_id, calendar_id, first_day, zone, block)
             VALUES ({territory}, {calendar}, '{day}', 'Europe/Paris', '09:00-11:15')"
        ),
        (10, _) => "DELETE FROM absence WHERE id = (SELECT min(id) FROM absence)".to_owned(),
        (11, _) => format!(
            "INSERT INTO opening_exception (territory_id, opening_id, day, blocks)
             VALUES ({territory}, (SELECT id FROM opening WHERE calendar_id = {calendar}), '{day}', '10:00-12:30')
             ON CONFLICT (opening_id, day) DO UPDATE SET blocks = ''"
        ),
        (12, _) => {
            let (from, to) = (raw.at(start), raw.at(start + Minutes::hours(2)));
            format!(
                "INSERT INTO closure (territory_id, place_id, starts_at, ends_at, reason)
                 VALUES ({territory}, {}, {from}, {to}, '')",
                town.place
            )
        }
        _ => random
            .pick(&[
                "UPDATE motive SET duration = CASE duration WHEN 30 THEN 20 ELSE 30 END",
                "UPDATE motive SET buffer_after = 10 - buffer_after",
                "UPDATE worker SET active = NOT active WHERE id = (SELECT max(id) FROM worker)",
                "DELETE FROM closure",
                "UPDATE opening SET blocks = '08:30-12:00' WHERE id = (SELECT min(id) FROM opening)",
                "DELETE FROM busy_time WHERE hold_id IS NOT NULL",
            ])
            .replace(
                "active = NOT active",
                if raw.is_sqlite() { "active = 1 - active" } else { "active = NOT active" },
            ),
    };
    let changed = raw.run(&sql).await;
    format!("{sql}: {changed:?}")
}

async fn history(db: TestDb, seed: u64) {
    let town = TestTown::new(db, 3).await;
    let mut raw = Raw::open(&town.test_db.url).await;
    let mut random = Random::seeded(seed);
    // Two servers that have been running for long; each writes, each must see the other's.
    let servers = [town.app.clone(), town.another_server()];
    let mut told = Vec::new();
    for step in 0..STEPS {
        let app = random.pick(&servers);
        told.push(one_step(&town, app, &mut raw, &mut random, step).await);
        let cold = seen(&town, &town.another_server()).await;
        for server in &servers {
            let warm = seen(&town, server).await;
            assert_eq!(warm, cold, "seed {seed} on {}: {}", town.test_db.db.kind(), told.join("\n"));
        }
    }
    assert_eq!(raw.overlaps().await, 0, "seed {seed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_has_run_for_long_shows_what_a_new_one_shows() {
    for seed in seeds(3) {
        history(sqlite().await, seed).await;
        history(postgres().await, seed).await;
    }
}
