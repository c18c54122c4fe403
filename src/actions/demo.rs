//! A town to try: always the same, made once, around today. Its names are data (demo.json), its
//! people do not exist and their phone numbers are those kept for fiction (06 39 98 …).

use chrono::{Datelike, Days, NaiveDate, Weekday};
use chrono_tz::Tz;
use futures_util::future::join_all;
use serde::Deserialize;

use super::api_keys::hashed;
use super::book::BookRequest;
use super::demo_cases::{self, CasePlan};
use super::find_slots::{Found, SlotRequest};
use super::set_up::{OrganisationPlan, SetUp, SetUpError, TownPlan, set_up};
use super::sign_in::SignInError;
use super::sign_in::accounts::AccountPlan;
use super::{ActionError, Claimant, Desk};
use crate::domain::access::{Caller, Permission, Permissions};
use crate::domain::ids::{MotiveId, OrganisationId, PersonId, PlaceId, TerritoryId, WorkerId};
use crate::domain::journal::{Act, Actor, ActorKind, Detail, Line, Thing};
use crate::domain::motives::{Mode, Motive};
use crate::domain::people::{IdentifierKind, Who};
use crate::domain::scheduling::search::{Audience, Bound};
use crate::domain::scheduling::zones;
use crate::domain::time::Timestamp;
use crate::store::{self, NewAbsence, NewOpening, PersonLine, StoreError, WriteTx, ZoneLine};

const PEOPLE: usize = 200;
/// Appointments of each worker in the days to come.
const BOOKED_EACH: usize = 6;
const SESSIONS: u64 = 3;

#[derive(Deserialize)]
struct Plan {
    town: TownPlan,
    absences: Vec<String>,
    sectors: Vec<SectorPlan>,
    first_names: Vec<String>,
    last_names: Vec<String>,
    key: String,
    accounts: Vec<AccountPlan>,
    cases: Vec<CasePlan>,
}

#[derive(Deserialize)]
struct SectorPlan {
    name: String,
    /// City code, city name, street (empty: the whole commune).
    zones: Vec<(String, String, String)>,
}

fn demo_plan() -> Result<Plan, StoreError> {
    serde_json::from_str(include_str!("demo.json")).map_err(|error| StoreError::BadRow(format!("demo.json: {error}")))
}

/// The name of the demo town, and who can sign in there.
pub(super) fn accounts() -> Result<(String, Vec<AccountPlan>), StoreError> {
    demo_plan().map(|plan| (plan.town.territory, plan.accounts))
}

/// The demo town, and what is worth trying in it.
#[derive(Clone, Debug)]
pub struct Demo {
    pub territory: TerritoryId,
    pub name: String,
    pub organisation: String,
    /// Bookable by everybody, in an office.
    pub motive: (MotiveId, String),
    pub worker: String,
    /// When the worker is free next, on the wall clock there.
    pub start: String,
    /// The file number of somebody.
    pub person: String,
    /// A key with every permission: always the same for the same root key.
    pub token: String,
    /// Whether it has just been made.
    pub made: bool,
}

impl Desk {
    /// The demo town, made when it is not there. `secret` makes its API key.
    ///
    /// # Errors
    /// The database refuses or does not answer.
    pub async fn demo_town(&self, secret: [u8; 32], now: Timestamp) -> Result<Demo, ActionError> {
        let plan = demo_plan()?;
        let known = {
            let mut tx = self.db.read().await?;
            store::territories(&mut tx).await?
        };
        let known = known.into_iter().find(|(_, name)| *name == plan.town.territory);
        let made = known.is_none();
        let territory = match known {
            Some((territory, _)) => territory,
            None => {
                let territory =
                    self.db.write(move |tx| Box::pin(async move { furnish(tx, &demo_plan()?, now).await })).await?;
                self.fill(territory, &plan, now).await?;
                territory
            }
        };
        self.make_demo_accounts(territory, plan.accounts.clone(), now).await.map_err(|error| match error {
            SignInError::Store(error) => ActionError::Store(error),
            other => ActionError::invalid("demo", other),
        })?;
        let token = self.demo_key(territory, &plan, secret, now).await?;
        let claimant = Claimant::Known(Caller::CommandLine { territory });
        let (town, _) = self.settings(&claimant, now).await?;
        let first = &plan.town.organisations[0];
        let motive = town.settings.motives.values().find(|motive| {
            motive.name == first.motives[0].name
                && town.settings.organisations.get(&motive.organisation).is_some_and(|one| one.name == first.name)
        });
        let motive = motive.ok_or(ActionError::NotFound("motive"))?;
        let tomorrow = after(zones::local_day(first.zone, now), 1);
        let worker = {
            let mut tx = self.db.read().await?;
            store::worker_by_email(&mut tx, territory, &first.workers[0].email).await?
        };
        let request = SlotRequest {
            workers: worker.map(|(worker, _)| vec![worker]),
            ..SlotRequest::new(motive.id, Audience::Staff, Bound::On(tomorrow), Bound::On(after(tomorrow, 60)))
        };
        let next = match self.next_slots(&claimant, &request, now).await?.found {
            Found::Slots(slots) => slots.first().map(|offered| offered.slot.span.start()),
            Found::Sessions(_) | Found::Nothing(_) => None,
        };
        let start = zones::wall_clock(first.zone, next.unwrap_or(now)).format("%Y-%m-%d %H:%M").to_string();
        Ok(Demo {
            start,
            territory,
            name: plan.town.territory,
            organisation: first.name.clone(),
            motive: (motive.id, motive.name.clone()),
            worker: first.workers[0].email.clone(),
            person: number(0),
            token,
            made,
        })
    }

    async fn demo_key(
        &self,
        territory: TerritoryId,
        plan: &Plan,
        secret: [u8; 32],
        now: Timestamp,
    ) -> Result<String, ActionError> {
        use base64::Engine;
        let token = format!("relais_{territory}_{}", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(secret));
        let (hash, name, organisation) = (hashed(&token), plan.key.clone(), plan.town.organisations[0].name.clone());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    if store::key_by_hash(tx, territory, &hash).await?.is_some() {
                        return Ok::<_, ActionError>(());
                    }
                    let organisation = store::organisation_by_name(tx, territory, &organisation).await?;
                    let organisation = organisation.ok_or(ActionError::NotFound("organisation"))?;
                    let all = Permissions(Permission::ALL.to_vec());
                    let key = store::insert_api_key(tx, (territory, organisation), &name, &hash, &all, now).await?;
                    journal(tx, territory, Act::ApiKeyMade, (Thing::ApiKey, key.0), now).await?;
                    Ok(())
                })
            })
            .await?;
        Ok(token)
    }

    /// Sessions of workshops and appointments, booked as the staff books them.
    async fn fill(&self, territory: TerritoryId, plan: &Plan, now: Timestamp) -> Result<(), ActionError> {
        let caller = Caller::CommandLine { territory };
        let claimant = Claimant::Known(caller);
        let (town, _) = self.settings(&claimant, now).await?;
        let settings = &town.settings;
        let mut people = {
            let mut tx = self.db.read().await?;
            let scope = Caller::CommandLine { territory }.may(crate::domain::access::Deed::ReadPeople)?;
            store::find_people(&mut tx, &scope, "", "", (0, PEOPLE as i64)).await?.into_iter().map(|person| person.id)
        }
        .cycle();
        for organisation in &plan.town.organisations {
            let today = zones::local_day(organisation.zone, now);
            let ours = settings.organisations.values().find(|one| one.name == organisation.name);
            let ours = ours.ok_or(ActionError::NotFound("organisation"))?.id;
            for motive_plan in &organisation.motives {
                let motive =
                    settings.motives.values().find(|one| one.organisation == ours && one.name == motive_plan.name);
                let motive = motive.ok_or(ActionError::NotFound("motive"))?;
                if motive.seats.is_some() {
                    self.plan_sessions(&claimant, motive, today, organisation.zone, now).await?;
                }
            }
            let everyday = settings
                .motives
                .values()
                .find(|one| one.organisation == ours && one.name == organisation.motives[0].name);
            let everyday = everyday.ok_or(ActionError::NotFound("motive"))?.id;
            for worker in settings.workers_of(ours) {
                let wishes = self.wishes(&claimant, everyday, *worker, today, now).await?;
                let each = wishes.into_iter().zip(people.by_ref()).map(|((start, place), person)| {
                    self.book(&claimant, booking(everyday, *worker, place, start, person), None, now)
                });
                for booked in join_all(each).await {
                    match booked {
                        // Somebody who already has an appointment then: one appointment less.
                        Ok(_) | Err(ActionError::Refused { .. }) => {}
                        Err(error) => return Err(error),
                    }
                }
            }
        }
        Ok(())
    }

    /// Some free starts of a worker, spread over the days to come.
    async fn wishes(
        &self,
        claimant: &Claimant,
        motive: MotiveId,
        worker: WorkerId,
        today: NaiveDate,
        now: Timestamp,
    ) -> Result<Vec<(Timestamp, Option<PlaceId>)>, ActionError> {
        let (from, to) = (Bound::On(after(today, 1)), Bound::On(after(today, 21)));
        let request =
            SlotRequest { workers: Some(vec![worker]), ..SlotRequest::new(motive, Audience::Staff, from, to) };
        let search = self.find_slots(claimant, &request, now).await?;
        Ok(match search.found {
            // Every seventh, from a start that differs between workers: days look lived in.
            Found::Slots(slots) => slots
                .iter()
                .skip(usize::try_from(worker.0 % 5).unwrap_or(0))
                .step_by(7)
                .take(BOOKED_EACH)
                .map(|offered| (offered.slot.span.start(), offered.slot.place))
                .collect(),
            Found::Sessions(_) | Found::Nothing(_) => Vec::new(),
        })
    }

    async fn plan_sessions(
        &self,
        claimant: &Claimant,
        motive: &Motive,
        today: NaiveDate,
        zone: Tz,
        now: Timestamp,
    ) -> Result<(), ActionError> {
        let thursday = (1..=7).map(|days| after(today, days)).find(|day| day.weekday() == Weekday::Thu);
        let thursday = thursday.unwrap_or(today);
        for week in 0..SESSIONS {
            let hour = chrono::NaiveTime::from_hms_opt(14, 0, 0).unwrap_or_default();
            let start = zones::instant(zone, after(thursday, 7 * week + 7).and_time(hour));
            let request = BookRequest {
                motive: motive.id,
                audience: Audience::Staff,
                start,
                place: None,
                worker: None,
                who: None,
                offer: None,
                hold: None,
                accept: Vec::new(),
                caller: None,
                external_key: None,
            };
            match self.book(claimant, request, None, now).await {
                // A public holiday: no workshop that week.
                Ok(_) | Err(ActionError::Refused { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn booking(
    motive: MotiveId,
    worker: WorkerId,
    place: Option<PlaceId>,
    start: Timestamp,
    person: PersonId,
) -> BookRequest {
    BookRequest {
        motive,
        audience: Audience::Staff,
        start,
        place,
        worker: Some(worker),
        who: Some(Who::Known(person)),
        offer: None,
        hold: None,
        accept: Vec::new(),
        caller: None,
        external_key: None,
    }
}

fn after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

/// A file number of the demo.
fn number(person: usize) -> String {
    format!("DEMO{:04}", person + 1)
}

async fn journal(
    tx: &mut WriteTx,
    territory: TerritoryId,
    act: Act,
    (thing, thing_id): (Thing, i64),
    now: Timestamp,
) -> Result<(), StoreError> {
    let actor = Actor { kind: ActorKind::CommandLine, id: None };
    let line = Line { at: now, actor, act, thing, thing_id, detail: Detail::default() };
    store::write_line(tx, territory, &line).await
}

/// Everything but appointments, in one transaction: an interrupted demo leaves nothing behind.
async fn furnish(tx: &mut WriteTx, plan: &Plan, now: Timestamp) -> Result<TerritoryId, ActionError> {
    let (territory, organisations) = set_up(tx, &plan.town, now).await.map_err(|error| match error {
        SetUpError::Store(error) => error,
        other => StoreError::BadRow(format!("demo.json: {other}")),
    })?;
    for (made, organisation) in organisations.iter().zip(&plan.town.organisations) {
        openings(tx, territory, made, organisation, &plan.absences, now).await?;
    }
    let first = organisations.first().ok_or(ActionError::NotFound("organisation"))?;
    let referents: Vec<WorkerId> = first.workers.iter().map(|(worker, _)| *worker).collect();
    let people = people(tx, plan, (territory, first.id), &referents, now).await?;
    let today = zones::local_day(plan.town.organisations[0].zone, now);
    let town = demo_cases::Town { at: (territory, first.id), people: &people, workers: &referents, today, now };
    demo_cases::cases(tx, &plan.cases, &town).await?;
    for sector in &plan.sectors {
        let id = store::sector_named(tx, territory, &sector.name).await?;
        for (city_code, city_name, street_name) in &sector.zones {
            let zone = ZoneLine {
                city_code: city_code.clone(),
                city_name: city_name.clone(),
                street_name: street_name.clone(),
            };
            store::put_zone(tx, territory, id, &zone).await?;
        }
        store::put_target(tx, territory, id, first.id).await?;
    }
    Ok(territory)
}

/// When everybody receives: a day a week by phone and outside, a different one for each; the others in
/// an office. Somebody is always away.
async fn openings(
    tx: &mut WriteTx,
    territory: TerritoryId,
    made: &SetUp,
    organisation: &OrganisationPlan,
    reasons: &[String],
    now: Timestamp,
) -> Result<(), StoreError> {
    let motives = |in_office: bool| -> Vec<MotiveId> {
        let all = made.motives.iter().zip(&organisation.motives);
        all.filter(|(_, plan)| (plan.mode == Mode::Office) == in_office).map(|(id, _)| *id).collect()
    };
    let today = zones::local_day(organisation.zone, now);
    let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
    for (position, (_, calendar)) in made.workers.iter().enumerate() {
        let away = position % 5;
        let days = ["MO", "TU", "WE", "TH", "FR"];
        let office: Vec<&str> = (0..5).filter(|day| *day != away).map(|day| days[day]).collect();
        let opening = |place, days: String, motives: Vec<MotiveId>| NewOpening {
            organisation: made.id,
            calendar: *calendar,
            place,
            first_day: monday,
            last_day: None,
            rule: Some(format!("FREQ=WEEKLY;BYDAY={days}")),
            blocks: "09:00-12:00,14:00-17:00".to_owned(),
            motives,
            external_key: None,
        };
        let place = made.places.get(position % made.places.len().max(1)).copied();
        let openings =
            [opening(place, office.join(","), motives(true)), opening(None, days[away].to_owned(), motives(false))];
        for opening in &openings {
            store::insert_opening(tx, territory, opening).await?;
        }
        // Two days of the next fortnight, for one in four.
        if position % 4 == 1 {
            let first_day = after(monday, 7 + position as u64 % 5);
            let reason = reasons.get(position % reasons.len().max(1)).map_or("", String::as_str);
            let absence = NewAbsence {
                calendar: *calendar,
                first_day,
                last_day: None,
                rule: None,
                zone: organisation.zone,
                block: "08:00-18:00",
                days_over: 1,
                reason,
            };
            store::insert_absence(tx, territory, &absence).await?;
        }
    }
    Ok(())
}

async fn people(
    tx: &mut WriteTx,
    plan: &Plan,
    (territory, organisation): (TerritoryId, OrganisationId),
    referents: &[WorkerId],
    now: Timestamp,
) -> Result<Vec<(PersonId, PersonLine)>, StoreError> {
    let mut made = Vec::with_capacity(PEOPLE);
    for position in 0..PEOPLE {
        let first_name = plan.first_names[position % plan.first_names.len()].clone();
        let last_name = plan.last_names[position / plan.first_names.len() % plan.last_names.len()].clone();
        let line = PersonLine {
            birth_date: NaiveDate::from_ymd_opt(1950 + (position * 7 % 55) as i32, 1 + (position % 12) as u32, 15),
            phone: Some(format!("+33639980{position:03}")),
            email: None,
            language: "fr".to_owned(),
            proven: true,
            first_name,
            last_name,
        };
        let person = store::insert_person(tx, territory, &line, now).await?;
        store::join_organisation(tx, territory, person, organisation).await?;
        store::insert_identifier(tx, territory, person, IdentifierKind::External, &number(position)).await?;
        if let Some(referent) = referents.get(position % (referents.len() + 1)) {
            store::insert_referent(tx, territory, person, *referent).await?;
        }
        journal(tx, territory, Act::PersonAdded, (Thing::Person, person.0), now).await?;
        made.push((person, line));
    }
    Ok(made)
}
