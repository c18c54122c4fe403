//! Every route, in one list: it builds the router, the description of the API, and the tests that
//! try each route with each right. A guard refuses `.route(` anywhere else.

use std::time::Duration;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::Method;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{Json, Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};
use utoipa_axum::routes;

use super::browser::Browser;
use super::problem::Problem;
use super::shell::Shell;
use super::{
    agenda, api_v2, booking, calls, cases, closing, demo, desk, headers, health, my, replies, settings, sign_in, sms,
    staff, static_files, statistics,
};
use crate::app::App;
use crate::domain::access::Deed;

/// No request of the API is larger.
const LARGEST_BODY: usize = 64 * 1024;
const LONGEST_REQUEST: Duration = Duration::from_secs(30);

/// A route of the API and what it does; the table of rights says what that needs.
pub struct ApiRoute {
    pub deed: Deed,
    pub handler: UtoipaMethodRouter<App>,
}

/// The list.
pub fn api() -> Vec<ApiRoute> {
    use api_v2::{appointments, holds, people, slots, town};
    let route = |deed, handler| ApiRoute { deed, handler };
    vec![
        route(Deed::FindSlots, routes!(town::read_town)),
        route(Deed::FindSlots, routes!(slots::find_slots)),
        route(Deed::FindSlots, routes!(slots::next_availability)),
        route(Deed::Book, routes!(holds::hold_slot)),
        route(Deed::ReadAppointments, routes!(appointments::list_appointments)),
        route(Deed::Book, routes!(appointments::book_appointment)),
        route(Deed::ReadAppointments, routes!(appointments::read_appointment)),
        route(Deed::Book, routes!(appointments::move_appointment)),
        route(Deed::Book, routes!(appointments::cancel_appointment)),
        route(Deed::BookAsStaff, routes!(appointments::reinstate_appointment)),
        route(Deed::Book, routes!(appointments::set_status)),
        route(Deed::Book, routes!(appointments::join_session)),
        route(Deed::ReadPeople, routes!(people::find_people)),
    ]
}

/// Who may ask for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// Anybody; what a guest sees of it is decided by the guest's own scope.
    Everybody,
    /// A worker signed in whose role may do this.
    Staff(Deed),
}

/// A page, and who may ask for it.
pub struct PageRoute {
    pub method: Method,
    pub path: &'static str,
    pub who: For,
    handler: MethodRouter<App>,
}

/// The list of pages.
pub fn pages() -> Vec<PageRoute> {
    use agenda::{absences, appointment, openings, week};
    use booking::{call_me, motive, place, slots, waiting, who};
    use desk::{book, draft, find, person};
    use my::{change, copies, list};
    use settings::{holidays, motives, places, sectors, services, teams, workers};
    let (office, territory) = (For::Staff(Deed::EditSettings), For::Staff(Deed::EditTerritory));
    use sign_in::{account, guest, link, staff as signing};
    let see = |path, who, handler| PageRoute { method: Method::GET, path, who, handler };
    let send = |path, who, handler| PageRoute { method: Method::POST, path, who, handler };
    vec![
        see("/", For::Everybody, get(motive::home)),
        see("/book/{territory}", For::Everybody, get(motive::choose_motive)),
        see("/book/{territory}/where", For::Everybody, get(place::choose_place)),
        see("/book/{territory}/places", For::Everybody, get(place::list_places)),
        see("/book/{territory}/slots", For::Everybody, get(slots::choose_slot)),
        see("/book/{territory}/who", For::Everybody, get(who::ask_who)),
        send("/book/{territory}/who", For::Everybody, post(who::ask_who_again)),
        see("/book/{territory}/check", For::Everybody, get(who::check_known)),
        send("/book/{territory}/check", For::Everybody, post(who::check)),
        send("/book/{territory}/confirm", For::Everybody, post(who::confirm)),
        see("/book/{territory}/call-me", For::Everybody, get(call_me::ask)),
        send("/book/{territory}/call-me", For::Everybody, post(call_me::send)),
        see("/book/{territory}/waiting", For::Everybody, get(waiting::ask)),
        send("/book/{territory}/waiting", For::Everybody, post(waiting::join)),
        see("/demo", For::Everybody, get(demo::demo)),
        see("/sign-in", For::Everybody, get(guest::ask_phone)),
        send("/sign-in", For::Everybody, post(guest::send_code)),
        send("/sign-in/code", For::Everybody, post(guest::prove)),
        see("/sign-in/who", For::Everybody, get(guest::ask_who)),
        send("/sign-in/who", For::Everybody, post(guest::choose_who)),
        send("/sign-out", For::Everybody, post(guest::sign_out)),
        see("/l/{token}", For::Everybody, get(link::arrive)),
        see("/link", For::Everybody, get(link::open)),
        send("/link", For::Everybody, post(link::take)),
        send("/link/password", For::Everybody, post(link::choose_password)),
        see("/staff/sign-in", For::Everybody, get(signing::ask_password)),
        send("/staff/sign-in", For::Everybody, post(signing::password)),
        see("/staff/second-factor", For::Everybody, get(signing::ask_factor)),
        send("/staff/second-factor", For::Everybody, post(signing::factor)),
        see("/staff/reset", For::Everybody, get(signing::ask_reset)),
        send("/staff/reset", For::Everybody, post(signing::send_reset)),
        send("/staff/sign-out", For::Everybody, post(signing::sign_out)),
        see("/account", For::Staff(Deed::OwnAccount), get(account::account)),
        send("/account/sessions", For::Staff(Deed::OwnAccount), post(account::revoke)),
        send("/account/password", For::Staff(Deed::OwnAccount), post(account::change_password)),
        send("/account/organisation", For::Staff(Deed::OwnAccount), post(account::work_for)),
        see("/desk", For::Staff(Deed::BookAsStaff), get(find::find)),
        see("/desk/new", For::Staff(Deed::BookAsStaff), get(person::new_person)),
        send("/desk/draft", For::Staff(Deed::BookAsStaff), post(draft::keep)),
        send("/desk/draft/discard", For::Staff(Deed::BookAsStaff), post(draft::discard)),
        send("/desk/new", For::Staff(Deed::BookAsStaff), post(person::show_again)),
        see("/desk/person/{person}", For::Staff(Deed::ReadPeople), get(person::person)),
        send("/desk/person/{person}/invite", For::Staff(Deed::BookAsStaff), post(person::invite)),
        send("/desk/book", For::Staff(Deed::BookAsStaff), post(book::book)),
        see("/desk/booked/{appointment}", For::Staff(Deed::BookAsStaff), get(book::see_booked)),
        see("/agenda", For::Staff(Deed::SeeAgendas), get(week::agenda)),
        see("/agenda/print", For::Staff(Deed::SeeAgendas), get(week::print)),
        see("/agenda/appointment/{appointment}", For::Staff(Deed::ReadAppointments), get(appointment::appointment)),
        send("/agenda/appointment/{appointment}/status", For::Staff(Deed::BookAsStaff), post(appointment::set_status)),
        send("/agenda/appointment/{appointment}/move", For::Staff(Deed::BookAsStaff), post(appointment::move_to)),
        see("/agenda/openings", For::Staff(Deed::EditOwnAgenda), get(openings::list)),
        see("/agenda/openings/new", For::Staff(Deed::EditOwnAgenda), get(openings::new)),
        send("/agenda/openings/new", For::Staff(Deed::EditOwnAgenda), post(openings::create)),
        see("/agenda/openings/{opening}", For::Staff(Deed::EditOwnAgenda), get(openings::edit)),
        send("/agenda/openings/{opening}", For::Staff(Deed::EditOwnAgenda), post(openings::change)),
        send("/agenda/openings/{opening}/delete", For::Staff(Deed::EditOwnAgenda), post(openings::delete)),
        see("/agenda/absences", For::Staff(Deed::EditOwnAgenda), get(absences::list)),
        see("/agenda/absences/new", For::Staff(Deed::EditOwnAgenda), get(absences::new)),
        send("/agenda/absences/new", For::Staff(Deed::EditOwnAgenda), post(absences::create)),
        see("/agenda/absences/{absence}", For::Staff(Deed::EditOwnAgenda), get(absences::edit)),
        send("/agenda/absences/{absence}", For::Staff(Deed::EditOwnAgenda), post(absences::change)),
        send("/agenda/absences/{absence}/delete", For::Staff(Deed::EditOwnAgenda), post(absences::delete)),
        send("/agenda/appointment/{appointment}/call", For::Staff(Deed::BookAsStaff), post(appointment::note_call)),
        see("/calls", For::Staff(Deed::ReadAppointments), get(calls::calls)),
        send("/calls", For::Staff(Deed::BookAsStaff), post(calls::add)),
        send("/calls/{call}/take", For::Staff(Deed::BookAsStaff), post(calls::take)),
        send("/calls/{call}/leave", For::Staff(Deed::BookAsStaff), post(calls::leave)),
        send("/calls/{call}/end", For::Staff(Deed::BookAsStaff), post(calls::end)),
        send("/calls/waiting/{entry}/reason", For::Staff(Deed::BookAsStaff), post(calls::set_reason)),
        see("/cases", For::Staff(Deed::ReadCase), get(cases::list)),
        see("/cases/{person}", For::Staff(Deed::ReadCase), get(cases::file::file)),
        send("/cases/{person}/identity", For::Staff(Deed::WriteCase), post(cases::save_identity)),
        send("/cases/{person}/contact", For::Staff(Deed::WriteCase), post(cases::save_contact)),
        send("/cases/{person}/needs", For::Staff(Deed::WriteCase), post(cases::save_needs)),
        send("/cases/{person}/referents", For::Staff(Deed::WriteCase), post(cases::save_referent)),
        send("/cases/{person}/referents/{worker}/end", For::Staff(Deed::WriteCase), post(cases::end_referent)),
        send("/cases/{person}/relatives", For::Staff(Deed::WriteCase), post(cases::save_relative)),
        send("/cases/{person}/relatives/{relative}/remove", For::Staff(Deed::WriteCase), post(cases::remove_relative)),
        send("/cases/{person}/notes", For::Staff(Deed::WriteNote), post(cases::write_note)),
        send("/cases/{person}/notes/{note}", For::Staff(Deed::WriteNote), post(cases::change_note)),
        see("/people/duplicates", For::Staff(Deed::MergePeople), get(cases::merging::duplicates)),
        see("/people/duplicates/{person}/{other}", For::Staff(Deed::MergePeople), get(cases::merging::preview)),
        send("/people/duplicates/{person}/{other}", For::Staff(Deed::MergePeople), post(cases::merging::decide)),
        send("/people/merges/{merge}/undo", For::Staff(Deed::MergePeople), post(cases::merging::undo)),
        see("/people/handover", For::Staff(Deed::HandOver), get(cases::handover::index)),
        see("/people/handover/{worker}", For::Staff(Deed::HandOver), get(cases::handover::worker)),
        send("/people/handover/{worker}", For::Staff(Deed::HandOver), post(cases::handover::hand_over)),
        send("/people/rule", For::Staff(Deed::EditSettings), post(cases::handover::save_rule)),
        see("/settings/close", For::Staff(Deed::EditSettings), get(closing::form)),
        send("/settings/close", For::Staff(Deed::EditSettings), post(closing::preview)),
        send("/settings/close/confirm", For::Staff(Deed::EditSettings), post(closing::close)),
        send("/settings/close/{closure}/delete", For::Staff(Deed::EditSettings), post(closing::reopen)),
        see("/replies", For::Staff(Deed::BookAsStaff), get(replies::replies)),
        send("/replies/{reply}/done", For::Staff(Deed::BookAsStaff), post(replies::handle)),
        // Providers of text messages, who know a secret of the settings. Kannel can only GET: these two are
        // the only GETs that write.
        see("/sms/report", For::Everybody, get(sms::report)),
        send("/sms/report", For::Everybody, post(sms::report)),
        see("/sms/incoming", For::Everybody, get(sms::incoming)),
        send("/sms/incoming", For::Everybody, post(sms::incoming)),
        see("/statistics", For::Staff(Deed::SeeStatistics), get(statistics::figures)),
        see("/statistics.xlsx", For::Staff(Deed::SeeStatistics), get(statistics::download)),
        see("/my", For::Everybody, get(list::appointments)),
        send("/my/waiting/{entry}/leave", For::Everybody, post(my::waiting::leave)),
        send("/my/kept/{proposal}/take", For::Everybody, post(my::kept::take)),
        send("/my/kept/{proposal}/decline", For::Everybody, post(my::kept::decline)),
        see("/my/{appointment}", For::Everybody, get(list::appointment)),
        see("/my/{appointment}/cancel", For::Everybody, get(change::ask_cancel)),
        send("/my/{appointment}/cancel", For::Everybody, post(change::cancel)),
        send("/my/{appointment}/late", For::Everybody, post(change::late)),
        see("/my/{appointment}/move", For::Everybody, get(change::ask_move)),
        send("/my/{appointment}/move", For::Everybody, post(change::move_to)),
        see("/my/{appointment}/rdv.ics", For::Everybody, get(copies::calendar)),
        see("/settings", office, get(settings::index)),
        see("/settings/motives", office, get(motives::list)),
        see("/settings/motives/new", office, get(motives::new)),
        send("/settings/motives/new", office, post(motives::add)),
        see("/settings/motives/{id}", office, get(motives::edit)),
        send("/settings/motives/{id}", office, post(motives::change)),
        send("/settings/motives/{id}/switch", office, post(motives::switch)),
        see("/settings/places", office, get(places::list)),
        see("/settings/places/new", office, get(places::new)),
        send("/settings/places/new", office, post(places::add)),
        see("/settings/places/{id}", office, get(places::edit)),
        send("/settings/places/{id}", office, post(places::change)),
        send("/settings/places/{id}/switch", office, post(places::switch)),
        see("/settings/services", territory, get(services::list)),
        see("/settings/services/new", territory, get(services::new)),
        send("/settings/services/new", territory, post(services::add)),
        see("/settings/services/{id}", territory, get(services::edit)),
        send("/settings/services/{id}", territory, post(services::change)),
        see("/settings/workers", office, get(workers::list)),
        see("/settings/workers/new", office, get(workers::new)),
        send("/settings/workers/new", office, post(workers::add)),
        see("/settings/workers/{id}", office, get(workers::edit)),
        send("/settings/workers/{id}", office, post(workers::change)),
        send("/settings/workers/{id}/switch", office, post(workers::switch)),
        send("/settings/workers/{id}/invite", office, post(workers::invite_again)),
        see("/settings/teams", office, get(teams::list)),
        see("/settings/teams/new", office, get(teams::new)),
        send("/settings/teams/new", office, post(teams::add)),
        see("/settings/teams/{id}", office, get(teams::edit)),
        send("/settings/teams/{id}", office, post(teams::change)),
        see("/settings/sectors", territory, get(sectors::list)),
        see("/settings/sectors/{id}", territory, get(sectors::edit)),
        send("/settings/sectors/{id}", territory, post(sectors::change)),
        see("/settings/holidays", office, get(holidays::list)),
    ]
}

fn page_router(app: &App) -> Router<App> {
    let mut router = Router::new().route("/static/{file}", get(static_files::file));
    for PageRoute { path, who, handler, .. } in pages() {
        let handler = match who {
            For::Everybody => handler,
            For::Staff(deed) => handler.layer(middleware::from_fn_with_state((app.clone(), deed), staff::gate)),
        };
        router = router.route(path, handler);
    }
    router.layer(CompressionLayer::new().gzip(true)).layer(middleware::from_fn(headers::of_pages))
}

fn api_router() -> (Router<App>, OpenApi) {
    let mut router = OpenApiRouter::with_openapi(api_v2::description());
    for route in api() {
        router = router.routes(route.handler);
    }
    router.split_for_parts()
}

/// The description of the API, as it is served.
pub fn openapi() -> OpenApi {
    api_router().1
}

pub fn router(app: App) -> Router {
    health::start_metrics();
    let (api, openapi) = api_router();
    api.merge(page_router(&app))
        .route("/live", get(health::live))
        .route("/ready", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/api/v2/openapi.json", get(move || async move { Json(openapi) }))
        .fallback(nothing_there)
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "This address takes another method")
        })
        .layer(middleware::from_fn(health::measure))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| panicked()))
        .with_state(app)
}

/// Machines get a problem, people a page.
async fn nothing_there(State(app): State<App>, uri: Uri, browser: Browser) -> Response {
    match uri.path().starts_with("/api/") {
        true => Problem::not_found().into_response(),
        false => Shell::new(&app, &browser).not_found(),
    }
}

fn panicked() -> Response {
    tracing::error!("a request handler panicked");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", "Something failed on our side").into_response()
}
