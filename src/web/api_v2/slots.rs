//! Search: the slots of a motive, and the next ones.

use axum::Json;
use axum::extract::State;
use chrono::Datelike;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::extract::{ApiQuery, Key};
use super::views::{SessionView, SlotView};
use crate::actions::find_slots::{Found, Search, SlotRequest};
use crate::app::App;
use crate::domain::ids::{MotiveId, PersonId, TeamId};
use crate::domain::scheduling::search::{Audience, Bound, FURTHEST};
use crate::domain::time::{Minutes, Timestamp, YEARS};
use crate::texts::{Lang, texts};
use crate::web::problem::Problem;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SlotsQuery {
    /// The motive.
    #[param(example = 1)]
    motive: i64,
    /// From when: a day (`2026-03-10`, on the wall calendar there) or an instant with its offset. Default: now.
    from: Option<String>,
    /// Until when: a day, included whole, or an instant. Default: 28 days later; for the next availability, twelve months.
    to: Option<String>,
    /// Only at these places: ids separated by commas.
    places: Option<String>,
    /// Only with these workers: ids separated by commas.
    workers: Option<String>,
    team: Option<i64>,
    /// `phone`, `office`, `home`, `video` or `outreach`: nothing is found when the motive happens otherwise.
    mode: Option<String>,
    /// INSEE code of the commune where the person lives: only who is in charge there.
    city: Option<String>,
    /// Street, for communes that are cut by street.
    street: Option<String>,
    /// For whom: referents for a follow-up, sessions already joined.
    person: Option<i64>,
    /// `public` (default), `invited` or `staff`.
    audience: Option<String>,
    /// `start` (default): one slot per start and place; `worker`: one per worker.
    by: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SlotsAnswer {
    pub motive_id: i64,
    pub slots: Vec<SlotView>,
    /// Of a workshop: planned sessions with a seat left.
    pub sessions: Vec<SessionView>,
    /// Why nothing was found; never an empty list without its reason.
    pub nothing: Option<NothingView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NothingView {
    /// A stable word: `full`, `no_opening`, `no_referent`, `street_needed`…
    pub reason: String,
    /// The same as a sentence, in the language that was asked for.
    pub detail: String,
}

/// The slots of a motive in a range.
#[utoipa::path(get, path = "/api/v2/slots", tag = "slots", params(SlotsQuery), responses(
    (status = 200, body = SlotsAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn find_slots(
    State(app): State<App>,
    Key { claimant, lang }: Key,
    ApiQuery(query): ApiQuery<SlotsQuery>,
) -> Result<Json<SlotsAnswer>, Problem> {
    let now = app.clock.now();
    let request = query.request(now, false)?;
    let search =
        app.desk.find_slots(&claimant, &request, now).await.map_err(|error| Problem::from_action(error, lang))?;
    Ok(Json(SlotsAnswer::from(search, request.by_worker, lang)))
}

/// The next slot; with `places`, the next one of each of them.
#[utoipa::path(get, path = "/api/v2/next-availability", tag = "slots", params(SlotsQuery), responses(
    (status = 200, body = SlotsAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn next_availability(
    State(app): State<App>,
    Key { claimant, lang }: Key,
    ApiQuery(query): ApiQuery<SlotsQuery>,
) -> Result<Json<SlotsAnswer>, Problem> {
    let now = app.clock.now();
    let request = query.request(now, true)?;
    let search =
        app.desk.next_slots(&claimant, &request, now).await.map_err(|error| Problem::from_action(error, lang))?;
    Ok(Json(SlotsAnswer::from(search, request.by_worker, lang)))
}

impl SlotsAnswer {
    fn from(search: Search, by_worker: bool, lang: Lang) -> SlotsAnswer {
        let mut answer =
            SlotsAnswer { motive_id: search.motive.id.0, slots: Vec::new(), sessions: Vec::new(), nothing: None };
        match search.found {
            Found::Slots(slots) => {
                answer.slots = slots.iter().map(|slot| SlotView::new(slot, by_worker)).collect();
            }
            Found::Sessions(sessions) => answer.sessions = sessions.iter().map(SessionView::from).collect(),
            Found::Nothing(nothing) => {
                let detail = texts().nothing(lang, nothing);
                answer.nothing = Some(NothingView { reason: nothing.word().to_owned(), detail });
            }
        }
        answer
    }
}

impl SlotsQuery {
    fn request(&self, now: Timestamp, next: bool) -> Result<SlotRequest, Problem> {
        let audience = word(self.audience.as_deref(), "audience")?.unwrap_or(Audience::Public);
        let from = bound(self.from.as_deref(), "from")?.unwrap_or(Bound::At(now));
        let to = match bound(self.to.as_deref(), "to")? {
            Some(to) => to,
            None => {
                let length = if next { FURTHEST } else { Minutes::days(28) };
                match from {
                    Bound::At(from) => Bound::At(from + length),
                    Bound::On(day) => Bound::On(day + chrono::TimeDelta::minutes(length.0)),
                }
            }
        };
        let by_worker = match self.by.as_deref() {
            None | Some("start") => false,
            Some("worker") => true,
            Some(other) => return Err(Problem::unreadable(format_args!("by: “{other}” is not one of: start, worker"))),
        };
        if self.street.is_some() && self.city.is_none() {
            return Err(Problem::unreadable("street: a street needs its commune, give `city` too"));
        }
        plain(self.city.as_deref(), "city")?;
        plain(self.street.as_deref(), "street")?;
        Ok(SlotRequest {
            places: ids(self.places.as_deref(), "places")?,
            workers: ids(self.workers.as_deref(), "workers")?,
            team: self.team.map(TeamId),
            mode: word(self.mode.as_deref(), "mode")?,
            address: self.city.clone().map(|city| (city, self.street.clone())),
            person: self.person.map(PersonId),
            by_worker,
            ..SlotRequest::new(MotiveId(self.motive), audience, from, to)
        })
    }
}

pub(super) fn word<T>(text: Option<&str>, field: &str) -> Result<Option<T>, Problem>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    text.map(|text| text.parse().map_err(|error| Problem::unreadable(format_args!("{field}: {error}")))).transpose()
}

/// A day, or an instant with its offset. A time without one is refused, never guessed.
pub(super) fn bound(text: Option<&str>, field: &str) -> Result<Option<Bound>, Problem> {
    let Some(text) = text else { return Ok(None) };
    // In an address, a plus that was not escaped arrives as a space.
    let text = text.replace(' ', "+");
    if let Ok(day) = text.parse::<chrono::NaiveDate>() {
        if !YEARS.contains(&day.year()) {
            let (first, last) = (YEARS.start(), YEARS.end());
            return Err(Problem::unreadable(format_args!("{field}: “{text}” is not between {first} and {last}")));
        }
        return Ok(Some(Bound::On(day)));
    }
    let instant = Timestamp::parse(&text)
        .map_err(|error| Problem::unreadable(format_args!("{field}: neither a day (2026-03-10), nor: {error}")))?;
    Ok(Some(Bound::At(instant)))
}

/// Text that goes into a look-up: no control characters, and no longer than a name.
pub(super) fn plain(text: Option<&str>, field: &str) -> Result<(), Problem> {
    match text {
        Some(text) if text.chars().any(char::is_control) || text.len() > 200 => {
            Err(Problem::unreadable(format_args!("{field}: at most 200 characters, without control characters")))
        }
        _ => Ok(()),
    }
}

fn ids<T: From<i64>>(list: Option<&str>, field: &str) -> Result<Option<Vec<T>>, Problem> {
    list.map(|list| {
        list.split(',')
            .map(|id| {
                let id = id.trim();
                id.parse::<i64>()
                    .map(T::from)
                    .map_err(|_| Problem::unreadable(format_args!("{field}: “{id}” is not an id; write ids as 1,2,3")))
            })
            .collect()
    })
    .transpose()
}
