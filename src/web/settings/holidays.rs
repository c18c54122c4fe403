//! The public holidays of each region where the organisation has a place: worked out, not entered.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{Datelike, NaiveDate};

use super::{either, lists};
use crate::app::App;
use crate::domain::scheduling::holidays::{Holiday, HolidayRegion, holidays};
use crate::domain::scheduling::zones;
use crate::web::shell::Shell;
use crate::web::staff::Staff;

/// One region: where it holds, and its days of this year and the next.
struct Region {
    region: HolidayRegion,
    places: String,
    years: Vec<(i32, Vec<(NaiveDate, Holiday)>)>,
}

#[derive(Template)]
#[template(path = "settings/holidays.html")]
struct HolidaysPage {
    shell: Shell,
    regions: Vec<Region>,
}

pub async fn list(State(app): State<App>, staff: Staff) -> Response {
    either(lists(&app, &staff).await.map(|lists| {
        let mut places: BTreeMap<HolidayRegion, Vec<String>> = BTreeMap::new();
        let mut year = app.clock.now().utc().year();
        if let Some(own) = lists.settings.organisations.get(&lists.organisation) {
            places.entry(own.site.holidays).or_default().push(own.name.clone());
            year = zones::wall_clock(own.site.zone, app.clock.now()).year();
        }
        for place in lists.places.iter().filter(|place| place.active) {
            places.entry(place.holidays).or_default().push(place.name.clone());
        }
        let regions = places.into_iter().map(|(region, places)| Region {
            region,
            places: places.join(", "),
            years: [year, year + 1].map(|year| (year, holidays(region, year))).to_vec(),
        });
        let page = HolidaysPage { shell: staff.shell.clone(), regions: regions.collect() };
        staff.shell.page(&page)
    }))
}
