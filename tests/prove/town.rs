//! A territory of its own for each proof: some workers, three motives, people, a key.

use chrono::{Days, NaiveDate};

use crate::bench_support::database::Sql;
use crate::bench_support::load::Ask;
use crate::bench_support::town::{At, Builder, NewMotive, USUAL_HOURS, WORKING_DAYS, Workers, next_monday};

pub struct ProveTown {
    pub at: At,
    pub token: String,
    pub monday: NaiveDate,
    pub workers: Workers,
    /// Half an hour, one worker.
    pub usual: i64,
    /// 45 minutes and 10 more behind them: its hours overlap the half-hours partly.
    pub long: i64,
    /// Half an hour with any two of the workers.
    pub pair: i64,
    pub people: std::ops::Range<i64>,
}

impl ProveTown {
    pub async fn build(sql: Sql, name: &str, workers: i64, people: i64) -> ProveTown {
        let mut town = Builder::begin(sql).await;
        let territory = town.territory(name).await;
        let at = town.organisation(territory, name).await;
        let workers = town.workers(at, workers).await;
        let team = town.team(at, "Binôme", &workers.ids).await;
        let usual = town.motive(at, &NewMotive::named("Accueil")).await;
        let long = NewMotive { duration: 45, buffer_after: 10, ..NewMotive::named("Entretien") };
        let long = town.motive(at, &long).await;
        let pair = town.motive(at, &NewMotive { team: Some(team), ..NewMotive::named("À deux") }).await;
        town.openings(at, &workers.calendars, None, (WORKING_DAYS, USUAL_HOURS), &[usual, long, pair]).await;
        let people = town.people(at, people).await;
        let token = town.key(at).await;
        town.finish().await;
        ProveTown { at, token, monday: next_monday(), workers, usual, long, pair, people }
    }

    pub fn day(&self, number: u64) -> NaiveDate {
        self.monday + Days::new(number)
    }

    /// What the public is shown of one motive, `by` worker or start, in so many days.
    pub fn search(&self, motive: i64, by: &str, days: u64) -> Ask {
        let (from, to) = (self.monday, self.day(days - 1));
        Ask::get(&format!("/api/v2/slots?motive={motive}&by={by}&from={from}&to={to}")).by(&self.token)
    }
}
