//! People: found by file number or phone, so that they can be booked for.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::extract::{ApiQuery, Key};
use super::slots::plain;
use crate::app::App;
use crate::domain::people::phone;
use crate::web::problem::Problem;

const LARGEST_PAGE: i64 = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// A file number, whole.
    number: Option<String>,
    /// A phone number as typed: `06…`, `0690…`, `+262…`.
    phone: Option<String>,
    /// Only people after this id: the last one of the page before.
    after: Option<i64>,
    /// How many at most, from 1 to 200. Default: 50.
    limit: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PeopleAnswer {
    pub people: Vec<PersonView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PersonView {
    pub id: i64,
    pub first_name: String,
    pub last_name: String,
    /// In E.164.
    pub phone: Option<String>,
    pub language: String,
}

/// People of the key's organisation.
#[utoipa::path(get, path = "/api/v2/people", tag = "people", params(PeopleQuery), responses(
    (status = 200, body = PeopleAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub async fn find_people(
    State(app): State<App>,
    Key { claimant, lang }: Key,
    ApiQuery(query): ApiQuery<PeopleQuery>,
) -> Result<Json<PeopleAnswer>, Problem> {
    let phone = query.phone.as_deref().map(phone).transpose().map_err(Problem::unreadable)?;
    plain(query.number.as_deref(), "number")?;
    let page = page(query.after, query.limit)?;
    let search = (query.number.as_deref().unwrap_or_default(), phone.as_deref().unwrap_or_default());
    let found = app.desk.people(&claimant, search, page).await.map_err(|error| Problem::from_action(error, lang))?;
    let people = found.into_iter().map(|person| PersonView {
        id: person.id.0,
        first_name: person.first_name,
        last_name: person.last_name,
        phone: person.phone,
        language: person.language,
    });
    Ok(Json(PeopleAnswer { people: people.collect() }))
}

pub(super) fn page(after: Option<i64>, limit: Option<i64>) -> Result<(i64, i64), Problem> {
    let limit = limit.unwrap_or(50);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        return Err(Problem::unreadable(format_args!("limit: from 1 to {LARGEST_PAGE}, not {limit}")));
    }
    Ok((after.unwrap_or(0), limit))
}
