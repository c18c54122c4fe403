//! The motives of the organisation: every setting, and what it would offer before it is saved.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::motive_form::{self, MOST_RESOURCES, UNITS, resource_field};
use super::{Choice, Form, either, lists, once, refused, sentences};
use crate::actions::settings::{Lists, Preview, Switched};
use crate::app::App;
use crate::domain::ids::{MotiveId, WorkerId};
use crate::domain::motives::{BookableBy, Mode, Motive, Pictogram, ResourceKind};
use crate::domain::scheduling::search::Audience;
use crate::texts::texts;
use crate::web::booking::Asked;
use crate::web::browser::Posted;
use crate::web::fields::Fields;
use crate::web::shell::Shell;
use crate::web::staff::Staff;

const LIST: &str = "/settings/motives";

#[derive(Template)]
#[template(path = "settings/motives.html")]
struct ListPage {
    shell: Shell,
    motives: Vec<Motive>,
    saved: bool,
}

#[derive(Template)]
#[template(path = "settings/motive.html")]
struct MotivePage {
    shell: Shell,
    /// Whether it is there already, and in use.
    there: Option<(MotiveId, bool)>,
    form: Form,
    /// What the preview says: how much, to whom, and how it was counted.
    preview: Vec<String>,
    modes: Vec<Choice>,
    bookable_by: Vec<Choice>,
    services: Vec<Choice>,
    pictograms: Vec<Pictogram>,
    units: Vec<Choice>,
    needed: Vec<Choice>,
    workers: Vec<Choice>,
    /// The field of each kind of resource, and its name.
    resources: Vec<Choice>,
    counts: Vec<Choice>,
}

fn page(shell: &Shell, lists: &Lists, motive: &Motive, form: Form, preview: Vec<String>) -> Response {
    let there = (motive.id != MotiveId(0)).then_some((motive.id, motive.active));
    let mut services = vec![(String::new(), shell.t("settings-no-service"))];
    services.extend(lists.services.iter().map(|service| (service.id.to_string(), service.name.clone())));
    let mut needed = vec![("one".to_owned(), shell.t("motive-workers-one"))];
    let team = |name: &str| shell.t1("motive-workers-team", "team", name);
    needed.extend(lists.teams.iter().map(|one| (format!("team:{}", one.id), team(&one.name))));
    needed.push(("pair".to_owned(), shell.t("motive-workers-pair")));
    let mut workers = vec![(String::new(), shell.t("settings-nobody"))];
    // Who was named stays named, also without working there.
    let named = |worker: WorkerId| {
        ["first_worker", "second_worker"].iter().any(|field| form.value(field) == worker.to_string())
    };
    let listed = lists.workers.iter().filter(|worker| worker.active || named(worker.id));
    workers.extend(listed.map(|worker| (worker.id.to_string(), worker.name())));
    let page = MotivePage {
        there,
        preview,
        modes: Mode::ALL.iter().map(|mode| (mode.word().to_owned(), shell.word("motive-mode", mode.word()))).collect(),
        bookable_by: BookableBy::ALL
            .iter()
            .map(|by| (by.word().to_owned(), shell.word("bookable-by", by.word())))
            .collect(),
        services,
        pictograms: Pictogram::ALL.to_vec(),
        units: UNITS.iter().map(|(word, _)| ((*word).to_owned(), shell.word("unit", word))).collect(),
        needed,
        workers,
        resources: ResourceKind::ALL
            .iter()
            .map(|kind| (resource_field(*kind).to_owned(), shell.word("motive-resource", kind.word())))
            .collect(),
        counts: (0..=MOST_RESOURCES).map(|count| (count.to_string(), count.to_string())).collect(),
        shell: shell.clone(),
        form,
    };
    let status = page.form.status();
    shell.page_with(status, &page)
}

/// A motive of the organisation, or the page that says there is none.
fn found(shell: &Shell, lists: &Lists, id: i64) -> Result<Motive, Response> {
    let motive = lists.settings.motives.get(&MotiveId(id));
    let motive = motive.filter(|motive| motive.organisation == lists.organisation);
    motive.cloned().ok_or_else(|| shell.not_found())
}

fn said(shell: &Shell, preview: &Preview) -> Vec<String> {
    let mut said = Vec::new();
    match preview.found {
        Ok(count) => {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            said.push(shell.count(if preview.sessions { "preview-sessions" } else { "preview-slots" }, &count));
        }
        Err(nothing) => {
            said.push(shell.t("preview-none"));
            said.push(texts().nothing(shell.lang, nothing));
        }
    }
    said.push(match preview.audience {
        Audience::Public => shell.t("preview-public"),
        Audience::Invited => shell.t("preview-invited"),
        Audience::Staff => shell.t("preview-staff"),
    });
    if preview.as_if_given {
        said.push(shell.t("preview-as-if-given"));
    }
    said
}

pub async fn list(State(app): State<App>, staff: Staff, asked: Asked) -> Response {
    either(lists(&app, &staff).await.map(|lists| {
        let motives = lists.motives().into_iter().cloned().collect();
        staff.shell.page(&ListPage { shell: staff.shell.clone(), motives, saved: asked.query.has("saved") })
    }))
}

pub async fn new(State(app): State<App>, staff: Staff) -> Response {
    either(lists(&app, &staff).await.map(|lists| {
        let motive = motive_form::usual(&lists);
        page(&staff.shell, &lists, &motive, Form::of(motive_form::filled(&motive)), Vec::new())
    }))
}

pub async fn edit(State(app): State<App>, staff: Staff, Path(id): Path<i64>) -> Response {
    either(lists(&app, &staff).await.and_then(|lists| {
        let motive = found(&staff.shell, &lists, id)?;
        Ok(page(&staff.shell, &lists, &motive, Form::of(motive_form::filled(&motive)), Vec::new()))
    }))
}

pub async fn add(State(app): State<App>, staff: Staff, posted: Posted) -> Response {
    either(sent(&app, &staff, None, posted.fields).await)
}

pub async fn change(State(app): State<App>, staff: Staff, Path(id): Path<i64>, posted: Posted) -> Response {
    either(sent(&app, &staff, Some(id), posted.fields).await)
}

/// Saved, or only looked at: two buttons send the same form.
async fn sent(app: &App, staff: &Staff, id: Option<i64>, fields: Fields) -> Result<Response, Response> {
    let shell = &staff.shell;
    let lists = lists(app, staff).await?;
    let old = match id {
        Some(id) => found(shell, &lists, id)?,
        None => motive_form::usual(&lists),
    };
    let again = |fields, refusal, preview| page(shell, &lists, &old, Form::again(fields, refusal), preview);
    let motive = match motive_form::read(&fields, &old) {
        Ok(motive) => motive,
        Err(faults) => return Ok(again(fields, (sentences(shell, &faults), None), Vec::new())),
    };
    let now = app.clock.now();
    let refusal = if fields.text("do") == "preview" {
        match app.desk.preview_motive(&staff.claimant(), motive, now).await {
            Ok(preview) => return Ok(again(fields, Default::default(), said(shell, &preview))),
            Err(error) => error,
        }
    } else {
        match app.desk.save_motive(&staff.claimant(), motive, once(&fields), now).await {
            Ok(_) => return Ok(shell.go(&format!("{LIST}?saved"))),
            Err(error) => error,
        }
    };
    Ok(again(fields, refused(shell, refusal, "place-to-come")?, Vec::new()))
}

pub async fn switch(State(app): State<App>, staff: Staff, Path(id): Path<i64>, posted: Posted) -> Response {
    let what = Switched::Motive(MotiveId(id));
    match app.desk.switch(&staff.claimant(), what, posted.fields.has("on"), app.clock.now()).await {
        Ok(_) => staff.shell.go(&format!("{LIST}?saved")),
        Err(error) => match refused(&staff.shell, error, "place-to-come") {
            Ok(_) => staff.shell.go(&format!("{LIST}/{id}")),
            Err(page) => page,
        },
    }
}
