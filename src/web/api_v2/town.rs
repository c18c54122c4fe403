//! The town as the key may see it: what there is to book, where, with whom.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::extract::Key;
use crate::app::App;
use crate::web::problem::Problem;

#[derive(Debug, Serialize, ToSchema)]
pub struct TownView {
    pub motives: Vec<MotiveView>,
    pub places: Vec<PlaceView>,
    pub workers: Vec<WorkerView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MotiveView {
    pub id: i64,
    pub organisation_id: i64,
    pub name: String,
    /// What may be said outside.
    pub public_name: String,
    pub mode: String,
    /// In minutes.
    pub duration: i64,
    pub min_delay: i64,
    pub max_delay: i64,
    pub follow_up: bool,
    /// `staff`, `invited` or `public`.
    pub bookable_by: String,
    /// Of a workshop.
    pub seats: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceView {
    pub id: i64,
    pub organisation_id: i64,
    pub name: String,
    #[schema(example = "Europe/Paris")]
    pub zone: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct WorkerView {
    pub id: i64,
    pub name: String,
}

/// Motives, places and workers of the key's organisation.
#[utoipa::path(get, path = "/api/v2/town", tag = "town", responses(
    (status = 200, body = TownView), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn read_town(State(app): State<App>, Key { claimant, lang }: Key) -> Result<Json<TownView>, Problem> {
    let found = app.desk.settings(&claimant, app.clock.now()).await;
    let (town, scope) = found.map_err(|error| Problem::from_action(error, lang))?;
    let settings = &town.settings;
    let mut view = TownView {
        motives: settings
            .motives
            .values()
            .filter(|motive| motive.active && scope.covers(motive.organisation))
            .map(|motive| MotiveView {
                id: motive.id.0,
                organisation_id: motive.organisation.0,
                name: motive.name.clone(),
                public_name: motive.public_name.clone(),
                mode: motive.mode.word().to_owned(),
                duration: motive.duration.0,
                min_delay: motive.window.min_delay.0,
                max_delay: motive.window.max_delay.0,
                follow_up: motive.follow_up,
                bookable_by: motive.bookable_by.word().to_owned(),
                seats: motive.seats,
            })
            .collect(),
        places: settings
            .places
            .values()
            .filter(|place| scope.covers(place.organisation))
            .map(|place| PlaceView {
                id: place.id.0,
                organisation_id: place.organisation.0,
                name: place.name.clone(),
                zone: place.site.zone.name().to_owned(),
            })
            .collect(),
        workers: settings
            .workers
            .values()
            .filter(|worker| worker.organisations.iter().any(|organisation| scope.covers(*organisation)))
            .map(|worker| WorkerView { id: worker.id.0, name: worker.name.clone() })
            .collect(),
    };
    view.motives.sort_unstable_by_key(|motive| motive.id);
    view.places.sort_unstable_by_key(|place| place.id);
    view.workers.sort_unstable_by_key(|worker| worker.id);
    Ok(Json(view))
}
