//! Asking to be called: a name and a number, nothing more. Who is known is not asked again.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::who::{name_fault, phone_fault};
use super::{Asked, Counter};
use crate::actions::ActionError;
use crate::actions::calls::CallBackRequest;
use crate::actions::sign_in::Visit;
use crate::app::App;
use crate::domain::calls::CameBy;
use crate::domain::ids::{AppointmentId, MotiveId, OrganisationId, PersonId, TerritoryId};
use crate::domain::people::phone_shown;
use crate::domain::scheduling::booking::Refusal;
use crate::texts::texts;
use crate::web::browser::Posted;
use crate::web::fields::{Faults, Fields};
use crate::web::shell::Shell;
use crate::web::sign_in::From;

/// What was typed, as it was typed.
#[derive(Clone, Debug, Default)]
struct Typed {
    first_name: String,
    phone: String,
    organisation: Option<OrganisationId>,
}

#[derive(Template)]
#[template(path = "booking/call_me.html")]
struct CallMePage {
    shell: Shell,
    territory: TerritoryId,
    motive: Option<MotiveId>,
    appointment: Option<AppointmentId>,
    /// Empty where there is nothing to choose.
    organisations: Vec<(OrganisationId, String)>,
    known: bool,
    typed: Typed,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "booking/call_me_done.html")]
struct DonePage {
    shell: Shell,
    territory: TerritoryId,
    organisation: String,
    phone: String,
}

/// Who asks, about what.
struct Wish {
    counter: Counter,
    territory: TerritoryId,
    motive: Option<MotiveId>,
    appointment: Option<AppointmentId>,
    /// The one that is asked, where motive, appointment or territory leave no choice.
    organisation: Option<OrganisationId>,
    /// The person and the number, of who has proven it.
    known: Option<(PersonId, String)>,
}

impl Wish {
    async fn open(
        app: &App,
        browser: &crate::web::browser::Browser,
        territory: i64,
        fields: &Fields,
    ) -> Result<Wish, Response> {
        let territory = TerritoryId(territory);
        let counter = Counter::open(app, browser, territory).await?;
        let motive = fields.parsed::<MotiveId>("m").filter(|id| counter.settings.motives.contains_key(id));
        let appointment = match fields.parsed::<AppointmentId>("a") {
            // One that is gone, or somebody else's, is left aside: the call matters more.
            Some(id) => app.desk.appointment(&counter.claimant(), id).await.ok(),
            None => None,
        };
        let of_motive = motive.and_then(|id| counter.settings.motives.get(&id)).map(|motive| motive.organisation);
        let mut all = counter.settings.organisations.keys();
        let only = all.next().copied().filter(|_| all.next().is_none());
        let organisation = appointment.as_ref().map(|one| one.organisation).or(of_motive).or(only);
        let phone = counter.visitor.phone().map(str::to_owned);
        let known = counter.visitor.person().zip(phone);
        Ok(Wish { territory, motive, appointment: appointment.map(|one| one.id), organisation, known, counter })
    }

    fn page(self, typed: Typed, faults: Faults) -> Response {
        let Wish { counter, territory, motive, appointment, organisation, known } = self;
        let shell = counter.shell;
        let mut organisations = Vec::new();
        if organisation.is_none() {
            let all = counter.settings.organisations.values();
            organisations.extend(all.map(|one| (one.id, one.name.clone())));
            organisations.sort_by(|one, other| one.1.cmp(&other.1));
        }
        let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let known = known.is_some();
        let page =
            CallMePage { shell: shell.clone(), territory, motive, appointment, organisations, known, typed, faults };
        shell.page_with(status, &page)
    }
}

pub async fn ask(State(app): State<App>, Path(territory): Path<i64>, asked: Asked) -> Response {
    match Wish::open(&app, &asked.browser, territory, &asked.query).await {
        Ok(wish) => {
            let phone = wish.known.as_ref().map(|(_, phone)| phone_shown(phone)).unwrap_or_default();
            wish.page(Typed { phone, ..Typed::default() }, Faults::default())
        }
        Err(sorry) => sorry,
    }
}

pub async fn send(State(app): State<App>, Path(territory): Path<i64>, From(visit): From, posted: Posted) -> Response {
    sent(&app, territory, &visit, posted).await.unwrap_or_else(|sorry| sorry)
}

async fn sent(app: &App, territory: i64, visit: &Visit, posted: Posted) -> Result<Response, Response> {
    let fields = posted.fields;
    let mut wish = Wish::open(app, &posted.browser, territory, &fields).await?;
    wish.counter.visitor = wish.counter.visitor.from(visit);
    let shell = wish.counter.shell.clone();
    let typed = Typed {
        first_name: fields.text("first_name").to_owned(),
        phone: fields.text("phone").to_owned(),
        organisation: fields.parsed("organisation"),
    };
    let mut faults = Faults::default();
    let settings = wish.counter.settings.clone();
    let organisation = wish.organisation.or(typed.organisation);
    let organisation = organisation.and_then(|id| settings.organisations.get(&id));
    if organisation.is_none() {
        faults.add("organisation", shell.t("call-me-organisation-missing"));
    }
    let (person, name) = match &wish.known {
        Some((person, _)) => (Some(*person), wish.counter.visitor.name_of(*person)),
        None => {
            name_fault(&shell, &typed.first_name, "first_name", &mut faults);
            (None, typed.first_name.clone())
        }
    };
    let phone = phone_fault(&shell, &typed.phone, "call-me-phone-missing", &mut faults);
    let (Some(organisation), Some(phone), true) = (organisation, phone, faults.is_empty()) else {
        return Ok(wish.page(typed, faults));
    };
    let request = CallBackRequest {
        organisation: organisation.id,
        person,
        appointment: wish.appointment,
        name,
        phone: phone.clone(),
        came_by: CameBy::Web,
    };
    let asked = app.desk.ask_call_back(&wish.counter.claimant(), request, app.clock.now()).await;
    match asked {
        Err(ActionError::Refused { refusal: refusal @ Refusal::AskedTooOften, .. }) => {
            return Ok(wish.page(typed, Faults::one("phone", texts().refusal(shell.lang, &refusal))));
        }
        asked => asked.map_err(|error| shell.failed(error))?,
    };
    let page = DonePage {
        territory: wish.territory,
        organisation: organisation.name.clone(),
        phone: phone_shown(&phone),
        shell: shell.clone(),
    };
    Ok(shell.page(&page))
}
