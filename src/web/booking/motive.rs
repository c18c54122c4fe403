//! The first page: why somebody comes, as drawings and plain words.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::{Asked, Counter};
use crate::app::App;
use crate::domain::ids::{MotiveId, TerritoryId};
use crate::domain::motives::Pictogram;
use crate::store;
use crate::web::shell::Shell;

#[derive(Template)]
#[template(path = "booking/motives.html")]
struct MotivesPage {
    shell: Shell,
    territory: TerritoryId,
    territory_name: String,
    motives: Vec<Choice>,
    has_appointments: bool,
}

struct Choice {
    motive: MotiveId,
    name: String,
    pictogram: Pictogram,
}

#[derive(Template)]
#[template(path = "booking/territories.html")]
struct TerritoriesPage {
    shell: Shell,
    territories: Vec<(TerritoryId, String)>,
}

/// Where people arrive: straight to the motives where there is one territory.
pub async fn home(State(app): State<App>, asked: Asked) -> Response {
    let shell = Shell::new(&app, &asked.browser);
    let territories = async { store::territories(&mut app.desk.db.read().await?).await }.await;
    match territories.as_deref() {
        Ok([(territory, _)]) => motives(&app, &asked, *territory).await.unwrap_or_else(|sorry| sorry),
        Ok(territories) => shell.page(&TerritoriesPage { shell: shell.clone(), territories: territories.to_vec() }),
        Err(_) => match territories {
            Err(error) => shell.failed(error.into()),
            Ok(_) => shell.not_found(),
        },
    }
}

pub async fn choose_motive(State(app): State<App>, Path(territory): Path<i64>, asked: Asked) -> Response {
    motives(&app, &asked, TerritoryId(territory)).await.unwrap_or_else(|sorry| sorry)
}

async fn motives(app: &App, asked: &Asked, territory: TerritoryId) -> Result<Response, Response> {
    let counter = Counter::open(app, &asked.browser, territory).await?;
    let mut names: BTreeMap<&str, Choice> = BTreeMap::new();
    for motive in counter.settings.motives.values().filter(|motive| counter.bookable(motive)) {
        let choice = names.entry(&motive.public_name).or_insert_with(|| Choice {
            motive: motive.id,
            name: motive.public_name.clone(),
            pictogram: motive.pictogram,
        });
        // The oldest speaks for them all, so that the address stays the same.
        if motive.id < choice.motive {
            (choice.motive, choice.pictogram) = (motive.id, motive.pictogram);
        }
    }
    let mut motives: Vec<Choice> = names.into_values().collect();
    motives.sort_unstable_by_key(|choice| choice.motive);
    let page = MotivesPage {
        shell: counter.shell.clone(),
        territory,
        territory_name: counter.settings.name.clone(),
        motives,
        has_appointments: counter.visitor.has_appointments(),
    };
    Ok(counter.shell.page(&page))
}
