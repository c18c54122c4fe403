//! The figures of an organisation: by motive, by worker, searches that found nothing; as a page and as
//! a workbook. What is computed how stands under each, in words.

pub mod workbook;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;

use super::booking::Asked;
use super::fields::{Faults, Fields};
use super::shell::Shell;
use super::staff::Staff;
use crate::actions::ActionError;
use crate::actions::statistics::Statistics;
use crate::app::App;
use crate::domain::appointments::Status;
use crate::domain::scheduling::zones;
use crate::domain::settings::Settings;
use crate::texts::texts;

/// Shown when nothing else is asked for: so many days, today included.
const USUAL_DAYS: u64 = 30;

pub struct MotiveLine {
    pub name: String,
    pub mode: &'static str,
    /// In the order of [`Status::ALL`].
    pub counts: Vec<i64>,
    pub no_show_per_mille: Option<i64>,
    pub third_slot: Option<i64>,
}

pub struct WorkerLine {
    pub name: String,
    pub appointments: i64,
    pub open_minutes: i64,
    pub taken_minutes: i64,
    pub occupancy_per_mille: Option<i64>,
}

pub struct MissLine {
    pub motive: String,
    pub why: String,
    pub count: i64,
}

/// What page and workbook show.
pub struct Figures {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub statuses: &'static [Status],
    pub motives: Vec<MotiveLine>,
    pub workers: Vec<WorkerLine>,
    pub misses: Vec<MissLine>,
}

impl Figures {
    fn of(shell: &Shell, (from, to): (NaiveDate, NaiveDate), statistics: Statistics) -> Figures {
        let Statistics { settings, by_motive, by_worker, misses } = statistics;
        let motive = |id| settings.motives.get(&id);
        let name = |id| motive(id).map(|motive| motive.name.clone()).unwrap_or_default();
        let mut motives: Vec<MotiveLine> = by_motive
            .into_iter()
            .map(|figures| MotiveLine {
                name: name(figures.motive),
                mode: motive(figures.motive).map_or("", |motive| motive.mode.word()),
                counts: Status::ALL.iter().map(|status| figures.tally.of(*status)).collect(),
                no_show_per_mille: figures.tally.no_show_per_mille(),
                third_slot: figures.third_slot,
            })
            .collect();
        motives.sort_by(|one, other| one.name.cmp(&other.name));
        let mut workers: Vec<WorkerLine> = by_worker
            .into_iter()
            .map(|figures| WorkerLine {
                name: settings.workers.get(&figures.worker).map(|worker| worker.name.clone()).unwrap_or_default(),
                appointments: figures.tally.all(),
                open_minutes: figures.open.0,
                taken_minutes: figures.taken.0,
                occupancy_per_mille: figures.occupancy_per_mille(),
            })
            .collect();
        workers.sort_by(|one, other| one.name.cmp(&other.name));
        let mut misses: Vec<MissLine> = misses
            .into_iter()
            .map(|(motive, why, count)| MissLine { motive: name(motive), why: texts().nothing(shell.lang, why), count })
            .collect();
        misses.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.motive.cmp(&other.motive)));
        Figures { from, to, statuses: Status::ALL, motives, workers, misses }
    }
}

#[derive(Template)]
#[template(path = "statistics/figures.html")]
struct FiguresPage {
    shell: Shell,
    /// As they stand in the fields.
    from: String,
    to: String,
    faults: Faults,
    figures: Option<Figures>,
}

impl FiguresPage {
    /// `12,5 %`, as the language writes it; a dash where there is nothing to divide by.
    fn percent(&self, per_mille: &Option<i64>) -> String {
        match per_mille {
            Some(share) => self.shell.t2("figures-percent", "whole", share / 10, "tenth", share % 10),
            None => self.shell.t("figures-nothing"),
        }
    }

    fn days(&self, days: &Option<i64>) -> String {
        days.map_or_else(|| self.shell.t("figures-nothing"), |days| self.shell.count("figures-days", &days))
    }

    fn hours(&self, minutes: &i64) -> String {
        self.shell.t2("figures-hours", "hours", minutes / 60, "minutes", format!("{:02}", minutes % 60))
    }
}

fn zone(settings: &Settings, staff: &Staff) -> Tz {
    settings.site(staff.organisation, None).map_or(Tz::UTC, |site| site.zone)
}

struct Asking {
    from: String,
    to: String,
    faults: Faults,
    figures: Option<Figures>,
}

async fn ask(app: &App, staff: &Staff, query: &Fields) -> Result<Asking, Response> {
    let shell = &staff.shell;
    let failed = |error| shell.failed(error);
    let now = app.clock.now();
    let (town, _) = app.desk.settings(&staff.claimant(), now).await.map_err(failed)?;
    let today = zones::local_day(zone(&town.settings, staff), now);
    let usual = today.checked_sub_days(Days::new(USUAL_DAYS - 1)).unwrap_or(today);
    let mut faults = Faults::default();
    let mut day = |field: &'static str, usual: NaiveDate| match query.given(field) {
        None => usual,
        Some(text) => text.parse().unwrap_or_else(|_| {
            faults.add(field, shell.t("figures-day"));
            usual
        }),
    };
    let (from, to) = (day("from", usual), day("to", today));
    let shown = |field, day: NaiveDate| query.given(field).map_or_else(|| day.to_string(), str::to_owned);
    let (from_shown, to_shown) = (shown("from", from), shown("to", to));
    let mut figures = None;
    if faults.is_empty() {
        match app.desk.statistics(&staff.claimant(), (from, to), now).await {
            Ok(statistics) => figures = Some(Figures::of(shell, (from, to), statistics)),
            Err(ActionError::Invalid { .. }) if to < from => {
                faults.add("to", shell.t("agenda-ends-before-it-starts"));
            }
            Err(ActionError::Invalid { .. }) => faults.add("to", shell.t("agenda-span-too-long")),
            Err(error) => return Err(shell.failed(error)),
        }
    }
    Ok(Asking { from: from_shown, to: to_shown, faults, figures })
}

pub async fn figures(State(app): State<App>, staff: Staff, asked: Asked) -> Response {
    match ask(&app, &staff, &asked.query).await {
        Ok(asking) => page(&staff, asking),
        Err(sorry) => sorry,
    }
}

fn page(staff: &Staff, asking: Asking) -> Response {
    let Asking { from, to, faults, figures } = asking;
    let shell = staff.shell.clone();
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    shell.page_with(status, &FiguresPage { shell: shell.clone(), from, to, faults, figures })
}

/// The same as a workbook; the page when there is nothing to write into one.
pub async fn download(State(app): State<App>, staff: Staff, asked: Asked) -> Response {
    let asking = match ask(&app, &staff, &asked.query).await {
        Ok(asking) => asking,
        Err(sorry) => return sorry,
    };
    let Some(figures) = &asking.figures else { return page(&staff, asking) };
    match workbook::write(&staff.shell, figures) {
        Ok(bytes) => {
            let name = format!("attachment; filename=\"relais-{}-{}.xlsx\"", figures.from, figures.to);
            let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            let mut response = bytes.into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            if let Ok(name) = HeaderValue::from_str(&name) {
                headers.insert(header::CONTENT_DISPOSITION, name);
            }
            response
        }
        Err(error) => {
            tracing::error!(%error, "a workbook could not be written");
            let shell = &staff.shell;
            shell.sorry(StatusCode::INTERNAL_SERVER_ERROR, shell.t("sorry-failed-title"), shell.t("figures-no-file"))
        }
    }
}
