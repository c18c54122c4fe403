//! What the database refused, by name: the same name on both databases, whatever each one says.

use sqlx::Error;

use super::db::StoreError;

/// A named rule of the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint(String);

impl Constraint {
    pub fn name(&self) -> &str {
        &self.0
    }
}

/// SQLite names the columns of a UNIQUE or PRIMARY KEY, not its name. Only what the code meets on
/// purpose stands here; a guard test holds the list against the migrations.
pub const UNIQUE_BY_COLUMNS: &[(&str, &str)] = &[
    ("participation.appointment_id, participation.person_id", "participation_seat"),
    ("person_identifier.territory_id, person_identifier.kind, person_identifier.value", "person_identifier_once"),
    ("idempotency.territory_id, idempotency.caller, idempotency.action, idempotency.key", "idempotency_key"),
    ("appointment.territory_id, appointment.external_key", "appointment_key"),
    ("worker.territory_id, worker.email", "worker_email"),
    ("territory.name", "territory_name"),
    ("motive.territory_id, motive.organisation_id, motive.name, motive.mode", "motive_name"),
    ("place.territory_id, place.organisation_id, place.name", "place_name"),
    ("service.territory_id, service.name", "service_name"),
    ("waiting_proposal.entry_id", "waiting_proposal_one_open"),
    ("team.territory_id, team.organisation_id, team.name", "team_name"),
];

/// Turns what sqlx says into what the actions match on.
pub(super) fn explained(error: Error) -> StoreError {
    let Some(database) = error.as_database_error() else { return StoreError::Sql(error) };
    let name = match database.constraint() {
        Some(name) => Some(name.to_owned()),
        None => from_sqlite(database.message()),
    };
    match name {
        Some(name) => StoreError::Refused(Constraint(name)),
        None => StoreError::Sql(error),
    }
}

fn from_sqlite(message: &str) -> Option<String> {
    if let Some(name) = message.strip_prefix("CHECK constraint failed: ") {
        return Some(name.to_owned());
    }
    if let Some(columns) = message.strip_prefix("UNIQUE constraint failed: ") {
        let known = UNIQUE_BY_COLUMNS.iter().find(|(of, _)| *of == columns);
        return Some(known.map_or(columns, |(_, name)| name).to_owned());
    }
    // Our triggers say nothing but the name of their rule.
    let is_name = !message.is_empty() && message.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    is_name.then(|| message.to_owned())
}
