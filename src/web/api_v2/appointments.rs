//! Appointments: book, read, move, cancel, reinstate, say how it went, join a workshop.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::extract::{ApiJson, ApiQuery, Id, Key};
use super::people::page;
use super::slots::{bound, word};
use super::views::AppointmentView;
use crate::actions::ActionError;
use crate::actions::book::{BookRequest, Done, Outcome, Replay};
use crate::actions::change_status::StatusRequest;
use crate::actions::move_appointment::MoveRequest;
use crate::app::App;
use crate::domain::appointments::Status;
use crate::domain::ids::{AppointmentId, MotiveId, PersonId, PlaceId, WorkerId};
use crate::domain::people::{NewPerson, Who, phone};
use crate::domain::scheduling::booking::Warning;
use crate::domain::scheduling::search::{Audience, Bound};
use crate::domain::time::{Span, Timestamp};
use crate::texts::Lang;
use crate::web::problem::Problem;

const LONGEST_NAME: usize = 200;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BookBody {
    motive_id: i64,
    #[schema(value_type = String, format = DateTime)]
    starts_at: Timestamp,
    /// As the slot named it; the staff may leave it out.
    place_id: Option<i64>,
    /// `null`: any worker who is free.
    worker_id: Option<i64>,
    /// For whom. `null`, by the staff: a session of a workshop that people will join.
    person: Option<PersonBody>,
    /// The offer of the slot, for the public.
    offer: Option<String>,
    /// The hold of the slot.
    hold: Option<String>,
    /// `public` (default), `invited` or `staff`.
    audience: Option<String>,
    /// By the staff, what is knowingly passed over: `outside_opening`, `absent`, `place_closed`,
    /// `public_holiday`, `in_the_past`, `overlap`.
    #[serde(default)]
    accept: Vec<String>,
    /// Who called, when it is not the person.
    caller_name: Option<String>,
    caller_phone: Option<String>,
}

/// Somebody known by id, or somebody new by first name and phone.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonBody {
    id: Option<i64>,
    first_name: Option<String>,
    last_name: Option<String>,
    /// As typed: `06…`, `0690…`, `+262…`.
    phone: Option<String>,
    email: Option<String>,
    /// Default: `fr`.
    language: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveBody {
    #[schema(value_type = String, format = DateTime)]
    starts_at: Timestamp,
    place_id: Option<i64>,
    worker_id: Option<i64>,
    offer: Option<String>,
    audience: Option<String>,
    #[serde(default)]
    accept: Vec<String>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CancelBody {
    /// `public` (default): the person cancels, within the motive's notice. `staff`: we do.
    audience: Option<String>,
    /// One person of a workshop leaves it.
    person_id: Option<i64>,
    /// A code of yours, never a sentence: it is journaled.
    #[schema(max_length = 40)]
    reason: Option<String>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReinstateBody {
    /// `overlap`, to take back a time that was given to somebody else since.
    accept: Vec<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusBody {
    /// `late`, `arrived`, `seen`, `no_show`, `excused`, `cancelled` or `booked`.
    status: String,
    audience: Option<String>,
    #[schema(max_length = 40)]
    reason: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinBody {
    person: PersonBody,
    audience: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Starting from: a day in UTC or an instant.
    from: String,
    /// Starting before the end of this day, or before this instant.
    to: String,
    /// Only appointments after this id: the last one of the page before.
    after: Option<i64>,
    /// How many at most, from 1 to 200. Default: 50.
    limit: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AppointmentsAnswer {
    pub appointments: Vec<AppointmentView>,
}

pub(super) fn audience(text: Option<&str>) -> Result<Audience, Problem> {
    Ok(word(text, "audience")?.unwrap_or(Audience::Public))
}

fn warnings(accept: &[String]) -> Result<Vec<Warning>, Problem> {
    accept.iter().map(|one| one.parse().map_err(|error| Problem::unreadable(format_args!("accept: {error}")))).collect()
}

fn reason(code: Option<String>) -> Result<Option<String>, Problem> {
    let fits = |code: &str| code.len() <= 40 && code.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    match code {
        Some(code) if !fits(&code) => {
            Err(Problem::unreadable("reason: a code of at most 40 letters, digits, _ - or . (it is journaled)"))
        }
        code => Ok(code),
    }
}

fn text(value: Option<String>, field: &str) -> Result<Option<String>, Problem> {
    let value = value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    match value {
        Some(value) if value.chars().count() > LONGEST_NAME => {
            Err(Problem::unreadable(format_args!("{field}: at most {LONGEST_NAME} characters")))
        }
        Some(value) if value.chars().any(char::is_control) => {
            Err(Problem::unreadable(format_args!("{field}: control characters are not text")))
        }
        value => Ok(value),
    }
}

impl PersonBody {
    fn who(self) -> Result<Who, Problem> {
        if let Some(id) = self.id {
            if self.first_name.is_some() || self.last_name.is_some() || self.phone.is_some() {
                return Err(Problem::unreadable("person: either an id, or a name and a phone, not both"));
            }
            return Ok(Who::Known(PersonId(id)));
        }
        let first_name = text(self.first_name, "person.first_name")?
            .ok_or_else(|| Problem::unreadable("person.first_name: a name to call is needed"))?;
        let phone = text(self.phone, "person.phone")?
            .map(|typed| phone(&typed))
            .transpose()
            .map_err(|error| Problem::unreadable(format_args!("person.phone: {error}")))?;
        let language = text(self.language, "person.language")?.unwrap_or_else(|| "fr".to_owned());
        if language.len() > 12 {
            return Err(Problem::unreadable("person.language: a language code such as fr, en, ar"));
        }
        Ok(Who::New(NewPerson {
            first_name,
            last_name: text(self.last_name, "person.last_name")?.unwrap_or_default(),
            phone,
            email: text(self.email, "person.email")?,
            language,
        }))
    }
}

/// The answer of a write: written once, so that a repeated request can be given the same bytes.
fn rendered(done: &Done, created: bool) -> (u16, Vec<u8>) {
    let status = if created && !done.already { StatusCode::CREATED } else { StatusCode::OK };
    let body = serde_json::to_vec(&AppointmentView::from(&done.appointment)).unwrap_or_default();
    (status.as_u16(), body)
}

fn replay(idempotency: Option<(String, Vec<u8>)>, created: bool) -> Option<Replay> {
    idempotency.map(|(key, body_hash)| Replay {
        key,
        body_hash,
        render: Arc::new(move |done: &Done| rendered(done, created)),
    })
}

fn answer(outcome: Result<Outcome, ActionError>, lang: Lang, created: bool) -> Response {
    let (status, body) = match outcome {
        Ok(Outcome::Done { done, .. }) => rendered(&done, created),
        Ok(Outcome::Replayed { status, body }) => (status, body),
        Err(error) => return Problem::from_action(error, lang).into_response(),
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Books an appointment. The same person, motive and time again gives the appointment that is there (200).
#[utoipa::path(post, path = "/api/v2/appointments", tag = "appointments", request_body = BookBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request under the same key is done once")),
    responses((status = 201, body = AppointmentView), (status = 200, body = AppointmentView),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "Refused; when the time is taken, with other slots", body = Problem),
        (status = 413, body = Problem), (status = 415, body = Problem), (status = 422, body = Problem)))]
pub async fn book_appointment(
    State(app): State<App>,
    Key { claimant, lang }: Key,
    ApiJson { value: body, idempotency }: ApiJson<BookBody>,
) -> Result<Response, Problem> {
    let audience = audience(body.audience.as_deref())?;
    if body.person.is_none() && audience != Audience::Staff {
        return Err(Problem::unreadable("person: for whom is the appointment?"));
    }
    let caller_phone = text(body.caller_phone, "caller_phone")?
        .map(|typed| phone(&typed))
        .transpose()
        .map_err(|error| Problem::unreadable(format_args!("caller_phone: {error}")))?;
    let request = BookRequest {
        motive: MotiveId(body.motive_id),
        audience,
        start: body.starts_at,
        place: body.place_id.map(PlaceId),
        worker: body.worker_id.map(WorkerId),
        who: body.person.map(PersonBody::who).transpose()?,
        offer: body.offer,
        hold: body.hold,
        accept: warnings(&body.accept)?,
        caller: text(body.caller_name, "caller_name")?.map(|name| (name, caller_phone)),
        external_key: None,
    };
    let outcome = app.desk.book(&claimant, request, replay(idempotency, true), app.clock.now()).await;
    Ok(answer(outcome, lang, true))
}

/// Appointments that start in a range, in order of their id.
#[utoipa::path(get, path = "/api/v2/appointments", tag = "appointments", params(ListQuery), responses(
    (status = 200, body = AppointmentsAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub async fn list_appointments(
    State(app): State<App>,
    Key { claimant, lang }: Key,
    ApiQuery(query): ApiQuery<ListQuery>,
) -> Result<Json<AppointmentsAnswer>, Problem> {
    let needed = |field: &str, bound: Option<Bound>| {
        bound.ok_or_else(|| Problem::unreadable(format_args!("{field}: a day or an instant")))
    };
    let from = needed("from", bound(Some(&query.from), "from")?)?.first(chrono_tz::UTC);
    let to = needed("to", bound(Some(&query.to), "to")?)?.after(chrono_tz::UTC);
    let range = Span::new(from, to).ok_or_else(|| Problem::unreadable("to: the end is not after the beginning"))?;
    let page = page(query.after, query.limit)?;
    let found =
        app.desk.appointments(&claimant, range, page).await.map_err(|error| Problem::from_action(error, lang))?;
    Ok(Json(AppointmentsAnswer { appointments: found.iter().map(AppointmentView::from).collect() }))
}

/// One appointment.
#[utoipa::path(get, path = "/api/v2/appointments/{id}", tag = "appointments", params(("id" = i64, Path)), responses(
    (status = 200, body = AppointmentView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn read_appointment(
    State(app): State<App>,
    Key { claimant, lang }: Key,
    Id(id): Id,
) -> Result<Json<AppointmentView>, Problem> {
    let found =
        app.desk.appointment(&claimant, AppointmentId(id)).await.map_err(|error| Problem::from_action(error, lang))?;
    Ok(Json(AppointmentView::from(&found)))
}

/// Moves an appointment: all of it, or nothing.
#[utoipa::path(post, path = "/api/v2/appointments/{id}/move", tag = "appointments", request_body = MoveBody,
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = AppointmentView), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem),
        (status = 415, body = Problem), (status = 422, body = Problem)))]
pub async fn move_appointment(
    State(app): State<App>,
    Key { claimant, lang }: Key,
    Id(id): Id,
    ApiJson { value: body, idempotency }: ApiJson<MoveBody>,
) -> Result<Response, Problem> {
    let request = MoveRequest {
        appointment: AppointmentId(id),
        minutes: None,
        audience: audience(body.audience.as_deref())?,
        start: body.starts_at,
        place: body.place_id.map(PlaceId),
        worker: body.worker_id.map(WorkerId),
        offer: body.offer,
        accept: warnings(&body.accept)?,
    };
    let outcome = app.desk.move_appointment(&claimant, request, replay(idempotency, false), app.clock.now()).await;
    Ok(answer(outcome, lang, false))
}

/// Cancels an appointment, or one person's seat in a workshop.
#[utoipa::path(post, path = "/api/v2/appointments/{id}/cancel", tag = "appointments", request_body = CancelBody,
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = AppointmentView), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem),
        (status = 415, body = Problem), (status = 422, body = Problem)))]
pub async fn cancel_appointment(
    State(app): State<App>,
    Key { claimant, lang }: Key,
    Id(id): Id,
    ApiJson { value: body, idempotency }: ApiJson<CancelBody>,
) -> Result<Response, Problem> {
    let audience = audience(body.audience.as_deref())?;
    let request = StatusRequest {
        appointment: AppointmentId(id),
        audience,
        to: if audience == Audience::Staff { Status::Cancelled } else { Status::Excused },
        person: body.person_id.map(PersonId),
        accept: Vec::new(),
        reason: reason(body.reason)?,
    };
    let outcome = app.desk.change_status(&claimant, request, replay(idempotency, false), app.clock.now()).await;
    Ok(answer(outcome, lang, false))
}

/// Takes a cancellation back, when its time is still free.
#[utoipa::path(post, path = "/api/v2/appointments/{id}/reinstate", tag = "appointments", request_body = ReinstateBody,
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = AppointmentView), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem),
        (status = 415, body = Problem), (status = 422, body = Problem)))]
pub async fn reinstate_appointment(
    State(app): State<App>,
    Key { claimant, lang }: Key,
    Id(id): Id,
    ApiJson { value: body, idempotency }: ApiJson<ReinstateBody>,
) -> Result<Response, Problem> {
    let request = StatusRequest {
        appointment: AppointmentId(id),
        audience: Audience::Staff,
        to: Status::Booked,
        person: None,
        accept: warnings(&body.accept)?,
        reason: None,
    };
    let outcome = app.desk.change_status(&claimant, request, replay(idempotency, false), app.clock.now()).await;
    Ok(answer(outcome, lang, false))
}

/// Says how it went.
#[utoipa::path(post, path = "/api/v2/appointments/{id}/status", tag = "appointments", request_body = StatusBody,
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = AppointmentView), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem),
        (status = 415, body = Problem), (status = 422, body = Problem)))]
pub async fn set_status(
    State(app): State<App>,
    Key { claimant, lang }: Key,
    Id(id): Id,
    ApiJson { value: body, idempotency }: ApiJson<StatusBody>,
) -> Result<Response, Problem> {
    let to = body.status.parse().map_err(|error| Problem::unreadable(format_args!("status: {error}")))?;
    let request = StatusRequest {
        appointment: AppointmentId(id),
        audience: audience(body.audience.as_deref())?,
        to,
        person: None,
        accept: Vec::new(),
        reason: reason(body.reason)?,
    };
    let outcome = app.desk.change_status(&claimant, request, replay(idempotency, false), app.clock.now()).await;
    Ok(answer(outcome, lang, false))
}

/// Gives a person a seat in a workshop.
#[utoipa::path(post, path = "/api/v2/appointments/{id}/join", tag = "appointments", request_body = JoinBody,
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = AppointmentView), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem),
        (status = 415, body = Problem), (status = 422, body = Problem)))]
pub async fn join_session(
    State(app): State<App>,
    Key { claimant, lang }: Key,
    Id(id): Id,
    ApiJson { value: body, idempotency }: ApiJson<JoinBody>,
) -> Result<Response, Problem> {
    let wish = (AppointmentId(id), body.person.who()?);
    let audience = audience(body.audience.as_deref())?;
    let outcome = app.desk.join(&claimant, wish, audience, replay(idempotency, false), app.clock.now()).await;
    Ok(answer(outcome, lang, false))
}
