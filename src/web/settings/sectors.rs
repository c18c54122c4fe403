//! The sectors of the territory: which communes, and who is in charge there. The communes come from
//! an import; who is in charge is changed here.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::{Choice, Form, either, lists, refused};
use crate::actions::settings::Lists;
use crate::app::App;
use crate::domain::ids::{OrganisationId, SectorId, WorkerId};
use crate::domain::scheduling::sectors::Target;
use crate::store::ListedSector;
use crate::web::booking::Asked;
use crate::web::browser::Posted;
use crate::web::fields::Fields;
use crate::web::shell::Shell;
use crate::web::staff::Staff;

const LIST: &str = "/settings/sectors";

#[derive(Template)]
#[template(path = "settings/sectors.html")]
struct ListPage {
    shell: Shell,
    /// Each sector with its communes and with who is in charge.
    sectors: Vec<(ListedSector, String, String)>,
    saved: bool,
}

#[derive(Template)]
#[template(path = "settings/sector.html")]
struct SectorPage {
    shell: Shell,
    sector: ListedSector,
    communes: String,
    form: Form,
    /// Who is in charge, or was chosen to be.
    now: Vec<Choice>,
    organisations: Vec<Choice>,
    /// Of the own organisation: those of others are named there.
    workers: Vec<Choice>,
}

/// A target in a form: `3`, or `3:12` for one worker.
fn written(target: &Target) -> String {
    match target.worker {
        Some(worker) => format!("{}:{worker}", target.organisation),
        None => target.organisation.to_string(),
    }
}

fn read(text: &str) -> Option<Target> {
    let (organisation, worker) = match text.split_once(':') {
        Some((organisation, worker)) => (organisation, Some(worker.parse::<WorkerId>().ok()?)),
        None => (text, None),
    };
    Some(Target { organisation: organisation.parse::<OrganisationId>().ok()?, worker })
}

fn name(lists: &Lists, target: &Target) -> String {
    let settings = &lists.settings;
    let organisation = settings.organisations.get(&target.organisation).map_or("", |one| one.name.as_str());
    let worker = target.worker.map(|worker| match settings.workers.get(&worker) {
        Some(worker) => worker.name.clone(),
        // Somebody who no longer works there.
        None => worker.to_string(),
    });
    worker.map_or_else(|| organisation.to_owned(), |worker| format!("{worker} ({organisation})"))
}

fn communes(sector: &ListedSector) -> String {
    let zone = |(city, street): &(String, String)| match street.as_str() {
        "" => city.clone(),
        street => format!("{city} ({street})"),
    };
    sector.zones.iter().map(zone).collect::<Vec<_>>().join(", ")
}

async fn all(app: &App, staff: &Staff) -> Result<(Lists, Vec<ListedSector>), Response> {
    let sectors = app.desk.sectors(&staff.claimant()).await.map_err(|error| staff.shell.failed(error))?;
    Ok((lists(app, staff).await?, sectors))
}

pub async fn list(State(app): State<App>, staff: Staff, asked: Asked) -> Response {
    either(all(&app, &staff).await.map(|(lists, sectors)| {
        let in_charge = |sector: &ListedSector| {
            sector.targets.iter().map(|target| name(&lists, target)).collect::<Vec<_>>().join(", ")
        };
        let sectors = sectors
            .into_iter()
            .map(|sector| {
                let (communes, in_charge) = (communes(&sector), in_charge(&sector));
                (sector, communes, in_charge)
            })
            .collect();
        staff.shell.page(&ListPage { shell: staff.shell.clone(), sectors, saved: asked.query.has("saved") })
    }))
}

fn page(shell: &Shell, lists: &Lists, sector: ListedSector, form: Form) -> Response {
    let choice = |target: &Target| (written(target), name(lists, target));
    let chosen = form.typed.all("target").filter_map(read);
    let mut now: Vec<Target> = sector.targets.iter().copied().chain(chosen).collect();
    now.sort_unstable_by_key(|target| (target.organisation, target.worker));
    now.dedup();
    let mut organisations: Vec<Target> =
        lists.settings.organisations.keys().map(|one| Target { organisation: *one, worker: None }).collect();
    organisations.sort_unstable_by_key(|target| target.organisation);
    let own = lists.organisation;
    let workers = lists.workers.iter().filter(|worker| worker.active);
    let workers = workers.map(|worker| Target { organisation: own, worker: Some(worker.id) });
    let left = |target: &Target| !now.contains(target);
    let page = SectorPage {
        shell: shell.clone(),
        communes: communes(&sector),
        now: now.iter().map(choice).collect(),
        organisations: organisations.iter().filter(|one| left(one)).map(choice).collect(),
        workers: workers.filter(left).map(|target| choice(&target)).collect(),
        sector,
        form,
    };
    let status = page.form.status();
    shell.page_with(status, &page)
}

fn found(shell: &Shell, sectors: Vec<ListedSector>, id: i64) -> Result<ListedSector, Response> {
    sectors.into_iter().find(|sector| sector.id == SectorId(id)).ok_or_else(|| shell.not_found())
}

pub async fn edit(State(app): State<App>, staff: Staff, Path(id): Path<i64>) -> Response {
    either(all(&app, &staff).await.and_then(|(lists, sectors)| {
        let sector = found(&staff.shell, sectors, id)?;
        let form = Form::of(sector.targets.iter().map(|target| ("target", written(target))));
        Ok(page(&staff.shell, &lists, sector, form))
    }))
}

pub async fn change(State(app): State<App>, staff: Staff, Path(id): Path<i64>, posted: Posted) -> Response {
    either(save(&app, &staff, id, posted.fields).await)
}

async fn save(app: &App, staff: &Staff, id: i64, fields: Fields) -> Result<Response, Response> {
    let shell = &staff.shell;
    let targets = fields.all("target").filter_map(read).collect();
    match app.desk.set_sector_targets(&staff.claimant(), SectorId(id), targets, app.clock.now()).await {
        Ok(_) => Ok(shell.go(&format!("{LIST}?saved"))),
        Err(error) => {
            let refusal = refused(shell, error, "place-to-come")?;
            let (lists, sectors) = all(app, staff).await?;
            Ok(page(shell, &lists, found(shell, sectors, id)?, Form::again(fields, refusal)))
        }
    }
}
