//! Set a town up: its organisations, places, workers, teams, resources and motives, from a plan in
//! JSON. The first thing anybody does; the demo does it too. Openings and people come from imports.

use std::collections::{BTreeSet, HashMap};

use chrono_tz::Tz;
use serde::Deserialize;
use thiserror::Error;

use super::Desk;
use crate::domain::ids::{CalendarId, MotiveId, OrganisationId, PlaceId, TeamId, TerritoryId, WorkerId};
use crate::domain::journal::{Act, Actor, ActorKind, Detail, Line, Thing};
use crate::domain::motives::{
    BookableBy, BookingWindow, Mode, Motive, Pictogram, ResourceKind, ResourceKinds, WorkersNeeded,
};
use crate::domain::people::folded;
use crate::domain::scheduling::holidays::HolidayRegion;
use crate::domain::time::{Minutes, Timestamp};
use crate::store::{self, NewWorker, StoreError, WriteTx};

/// A slot and its buffers last a day at most: so does what the database keeps of them.
const LONGEST_SLOT: i64 = 24 * 60;

/// A town as its plan describes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TownPlan {
    pub territory: String,
    pub organisations: Vec<OrganisationPlan>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganisationPlan {
    pub name: String,
    /// Where it has no place (phone, video); a place has its own when it says so.
    pub zone: Tz,
    pub holidays: HolidayRegion,
    #[serde(default)]
    pub places: Vec<PlacePlan>,
    #[serde(default)]
    pub workers: Vec<WorkerPlan>,
    #[serde(default)]
    pub teams: Vec<TeamPlan>,
    #[serde(default)]
    pub resources: Vec<ResourcePlan>,
    #[serde(default)]
    pub motives: Vec<MotivePlan>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlacePlan {
    pub name: String,
    #[serde(default)]
    pub address: String,
    pub zone: Option<Tz>,
    pub holidays: Option<HolidayRegion>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkerPlan {
    pub first_name: String,
    pub last_name: String,
    /// Their name in every file to come: unique in the territory.
    pub email: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamPlan {
    pub name: String,
    /// By e-mail.
    pub workers: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResourcePlan {
    pub name: String,
    pub kind: ResourceKind,
    /// By name; `None`: it goes anywhere.
    pub place: Option<String>,
}

/// All times in minutes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MotivePlan {
    pub name: String,
    /// What everybody may read over a shoulder.
    pub public_name: String,
    pub mode: Mode,
    pub duration: i64,
    pub bookable_by: BookableBy,
    #[serde(default)]
    pub buffer_before: i64,
    #[serde(default)]
    pub buffer_after: i64,
    #[serde(default = "an_hour")]
    pub min_delay: i64,
    #[serde(default = "ninety_days")]
    pub max_delay: i64,
    #[serde(default = "four_hours")]
    pub cancel_notice: i64,
    #[serde(default = "four_hours")]
    pub move_notice: i64,
    #[serde(default)]
    pub follow_up: bool,
    pub quota: Option<i64>,
    pub seats: Option<i64>,
    /// Any two of a team, by its name.
    pub two_of: Option<String>,
    /// A named pair, by e-mail.
    pub pair: Option<(String, String)>,
    #[serde(default)]
    pub resources: Vec<ResourceKind>,
    #[serde(default)]
    pub text_before: String,
    #[serde(default)]
    pub text_after: String,
    /// By default a telephone, a house, a screen or two who talk: as the mode is.
    pub pictogram: Option<Pictogram>,
}

fn an_hour() -> i64 {
    Minutes::hours(1).0
}

fn ninety_days() -> i64 {
    Minutes::days(90).0
}

fn four_hours() -> i64 {
    Minutes::hours(4).0
}

/// What is wrong with a plan, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// As a path: `organisations[0].motives[2].duration`.
    pub at: String,
    pub why: Why,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Nothing is written there.
    Empty,
    /// Another has the same.
    Twice { value: String },
    /// Nothing of the plan is called that.
    Unknown { value: String },
    /// A number that cannot be.
    Number { value: i64, from: i64, to: i64 },
    /// One or the other: not both.
    Both { other: &'static str },
}

/// Why a town was not set up.
#[derive(Debug, Error)]
pub enum SetUpError {
    #[error("{at}: {why}")]
    Form { at: String, why: String },
    #[error("{} faults in the plan", .0.len())]
    Faults(Vec<Fault>),
    #[error("the territory “{0}” is already there")]
    Exists(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl TownPlan {
    /// # Errors
    /// Where the text is not a plan, or what is wrong with the plan.
    pub fn read(json: &str) -> Result<TownPlan, SetUpError> {
        let mut reader = serde_json::Deserializer::from_str(json);
        let plan: TownPlan = serde_path_to_error::deserialize(&mut reader)
            .map_err(|error| SetUpError::Form { at: error.path().to_string(), why: error.inner().to_string() })?;
        let faults = plan.faults();
        if faults.is_empty() { Ok(plan) } else { Err(SetUpError::Faults(faults)) }
    }

    fn faults(&self) -> Vec<Fault> {
        let mut faults = Faults::default();
        faults.named("territory", &self.territory);
        faults.some("organisations", self.organisations.len());
        faults.names("organisations", self.organisations.iter().map(|organisation| &organisation.name));
        let mut emails = BTreeSet::new();
        for (nth, organisation) in self.organisations.iter().enumerate() {
            organisation.faults(&format!("organisations[{nth}]"), &mut emails, &mut faults);
        }
        faults.0
    }
}

impl OrganisationPlan {
    fn faults(&self, at: &str, emails: &mut BTreeSet<String>, faults: &mut Faults) {
        faults.names(&format!("{at}.places"), self.places.iter().map(|place| &place.name));
        faults.names(&format!("{at}.teams"), self.teams.iter().map(|team| &team.name));
        faults.names(&format!("{at}.resources"), self.resources.iter().map(|resource| &resource.name));
        let mut ours = BTreeSet::new();
        for (nth, worker) in self.workers.iter().enumerate() {
            let at = format!("{at}.workers[{nth}]");
            faults.named(&format!("{at}.last_name"), &worker.last_name);
            let email = worker.email.trim().to_lowercase();
            if !email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty()) {
                faults.add(format!("{at}.email"), Why::Empty);
            } else if !emails.insert(email.clone()) {
                faults.add(format!("{at}.email"), Why::Twice { value: email.clone() });
            }
            ours.insert(email);
        }
        let known = |email: &String| ours.contains(&email.trim().to_lowercase());
        for (nth, team) in self.teams.iter().enumerate() {
            for (member, email) in team.workers.iter().enumerate().filter(|(_, email)| !known(email)) {
                faults.add(format!("{at}.teams[{nth}].workers[{member}]"), Why::Unknown { value: email.clone() });
            }
        }
        for (nth, resource) in self.resources.iter().enumerate() {
            if let Some(place) = &resource.place
                && !self.places.iter().any(|one| one.name == *place)
            {
                faults.add(format!("{at}.resources[{nth}].place"), Why::Unknown { value: place.clone() });
            }
        }
        let mut names = BTreeSet::new();
        for (nth, motive) in self.motives.iter().enumerate() {
            let at = format!("{at}.motives[{nth}]");
            if !names.insert((folded(&motive.name), motive.mode.word())) {
                faults.add(format!("{at}.name"), Why::Twice { value: motive.name.clone() });
            }
            motive.faults(&at, faults);
            if let Some(team) = &motive.two_of
                && !self.teams.iter().any(|one| one.name == *team)
            {
                faults.add(format!("{at}.two_of"), Why::Unknown { value: team.clone() });
            }
            for (nth, email) in motive.pair.iter().flat_map(|(one, other)| [one, other]).enumerate() {
                if !known(email) {
                    faults.add(format!("{at}.pair[{nth}]"), Why::Unknown { value: email.clone() });
                }
            }
        }
    }
}

impl MotivePlan {
    fn faults(&self, at: &str, faults: &mut Faults) {
        faults.named(&format!("{at}.name"), &self.name);
        faults.named(&format!("{at}.public_name"), &self.public_name);
        faults.number(&format!("{at}.buffer_before"), self.buffer_before, (0, LONGEST_SLOT - 1));
        faults.number(&format!("{at}.buffer_after"), self.buffer_after, (0, LONGEST_SLOT - 1));
        let left = LONGEST_SLOT - self.buffer_before.max(0) - self.buffer_after.max(0);
        faults.number(&format!("{at}.duration"), self.duration, (1, left.max(1)));
        let year = Minutes::days(366).0;
        faults.number(&format!("{at}.min_delay"), self.min_delay, (0, year));
        faults.number(&format!("{at}.max_delay"), self.max_delay, (self.min_delay.clamp(0, year), year));
        faults.number(&format!("{at}.cancel_notice"), self.cancel_notice, (0, year));
        faults.number(&format!("{at}.move_notice"), self.move_notice, (0, year));
        for (field, number) in [("quota", self.quota), ("seats", self.seats)] {
            if let Some(number) = number {
                faults.number(&format!("{at}.{field}"), number, (1, 10_000));
            }
        }
        if let Some((one, other)) = &self.pair {
            if self.two_of.is_some() {
                faults.add(format!("{at}.pair"), Why::Both { other: "two_of" });
            }
            if folded(one) == folded(other) {
                faults.add(format!("{at}.pair"), Why::Twice { value: one.clone() });
            }
        }
    }

    fn motive(
        &self,
        organisation: OrganisationId,
        teams: &HashMap<&str, TeamId>,
        workers: &HashMap<String, WorkerId>,
    ) -> Motive {
        let worker = |email: &String| workers.get(&email.trim().to_lowercase()).copied();
        let team = self.two_of.as_deref().and_then(|team| teams.get(team)).copied();
        let pair = self.pair.as_ref().and_then(|(one, other)| Some((worker(one)?, worker(other)?)));
        Motive {
            id: MotiveId(0),
            organisation,
            service: None,
            name: self.name.clone(),
            public_name: self.public_name.clone(),
            mode: self.mode,
            duration: Minutes(self.duration),
            buffer_before: Minutes(self.buffer_before),
            buffer_after: Minutes(self.buffer_after),
            window: BookingWindow { min_delay: Minutes(self.min_delay), max_delay: Minutes(self.max_delay) },
            cancel_notice: Minutes(self.cancel_notice),
            move_notice: Minutes(self.move_notice),
            follow_up: self.follow_up,
            bookable_by: self.bookable_by,
            quota: self.quota,
            seats: self.seats,
            workers: match (team, pair) {
                (Some(team), _) => WorkersNeeded::AnyTwoOf(team),
                (None, Some((one, other))) => WorkersNeeded::Pair(one, other),
                (None, None) => WorkersNeeded::One,
            },
            resources: ResourceKinds(self.resources.clone()),
            text_before: self.text_before.clone(),
            text_after: self.text_after.clone(),
            pictogram: self.pictogram.unwrap_or(match self.mode {
                Mode::Phone => Pictogram::Phone,
                Mode::Video => Pictogram::Screen,
                Mode::Home | Mode::Outreach => Pictogram::Home,
                Mode::Office => Pictogram::Talk,
            }),
            active: true,
        }
    }
}

#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, at: String, why: Why) {
        self.0.push(Fault { at, why });
    }

    fn named(&mut self, at: &str, name: &str) {
        if name.trim().is_empty() {
            self.add(at.to_owned(), Why::Empty);
        }
    }

    fn some(&mut self, at: &str, count: usize) {
        if count == 0 {
            self.add(at.to_owned(), Why::Empty);
        }
    }

    /// Of a list: each has a name, and a name of its own.
    fn names<'n>(&mut self, at: &str, names: impl Iterator<Item = &'n String>) {
        let mut seen = BTreeSet::new();
        for (nth, name) in names.enumerate() {
            let at = format!("{at}[{nth}].name");
            self.named(&at, name);
            if !seen.insert(folded(name)) {
                self.add(at, Why::Twice { value: name.clone() });
            }
        }
    }

    fn number(&mut self, at: &str, value: i64, (from, to): (i64, i64)) {
        if !(from..=to).contains(&value) {
            self.add(at.to_owned(), Why::Number { value, from, to });
        }
    }
}

/// An organisation that was set up, in the order of its plan.
pub struct SetUp {
    pub id: OrganisationId,
    pub places: Vec<PlaceId>,
    pub workers: Vec<(WorkerId, CalendarId)>,
    pub motives: Vec<MotiveId>,
}

impl Desk {
    /// Writes a town, all of it or nothing.
    ///
    /// # Errors
    /// `Exists` when a territory has that name.
    pub async fn set_up(&self, plan: TownPlan, now: Timestamp) -> Result<TerritoryId, SetUpError> {
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let (territory, _) = set_up(tx, &plan, now).await?;
                    Ok(territory)
                })
            })
            .await
    }
}

/// The same, inside a transaction that goes on.
pub(super) async fn set_up(
    tx: &mut WriteTx,
    plan: &TownPlan,
    now: Timestamp,
) -> Result<(TerritoryId, Vec<SetUp>), SetUpError> {
    let called = folded(&plan.territory);
    if store::territories(tx).await?.iter().any(|(_, name)| folded(name) == called) {
        return Err(SetUpError::Exists(plan.territory.clone()));
    }
    let territory = store::insert_territory(tx, plan.territory.trim()).await?;
    let mut organisations = Vec::new();
    for organisation in &plan.organisations {
        organisations.push(set_up_organisation(tx, territory, organisation).await?);
    }
    let actor = Actor { kind: ActorKind::CommandLine, id: None };
    let (act, thing) = (Act::SetUp, Thing::Territory);
    let line = Line { at: now, actor, act, thing, thing_id: territory.0, detail: Detail::default() };
    store::write_line(tx, territory, &line).await?;
    Ok((territory, organisations))
}

async fn set_up_organisation(
    tx: &mut WriteTx,
    territory: TerritoryId,
    plan: &OrganisationPlan,
) -> Result<SetUp, StoreError> {
    let id = store::insert_organisation(tx, territory, plan.name.trim(), plan.zone, plan.holidays).await?;
    let at = (territory, id);
    let mut set_up = SetUp { id, places: Vec::new(), workers: Vec::new(), motives: Vec::new() };
    let mut places: HashMap<&str, PlaceId> = HashMap::new();
    for place in &plan.places {
        let (zone, holidays) = (place.zone.unwrap_or(plan.zone), place.holidays.unwrap_or(plan.holidays));
        let made = store::insert_place(tx, at, (place.name.trim(), place.address.trim()), zone, holidays).await?;
        places.insert(&place.name, made);
        set_up.places.push(made);
    }
    let mut workers: HashMap<String, WorkerId> = HashMap::new();
    for worker in &plan.workers {
        let email = worker.email.trim().to_lowercase();
        let (first_name, last_name) = (worker.first_name.trim(), worker.last_name.trim());
        let new = NewWorker { first_name, last_name, email: &email, service: None, organisations: &[id] };
        let made = store::insert_worker(tx, territory, &new).await?;
        workers.insert(email, made.0);
        set_up.workers.push(made);
    }
    let mut teams: HashMap<&str, TeamId> = HashMap::new();
    for team in &plan.teams {
        let members: BTreeSet<WorkerId> =
            team.workers.iter().filter_map(|email| workers.get(&email.trim().to_lowercase())).copied().collect();
        let members: Vec<WorkerId> = members.into_iter().collect();
        teams.insert(&team.name, store::insert_team(tx, at, team.name.trim(), &members).await?);
    }
    for resource in &plan.resources {
        let place = resource.place.as_deref().and_then(|place| places.get(place)).copied();
        store::insert_resource(tx, at, resource.kind, resource.name.trim(), place).await?;
    }
    for motive in &plan.motives {
        set_up.motives.push(store::insert_motive(tx, territory, &motive.motive(id, &teams, &workers)).await?);
    }
    Ok(set_up)
}
