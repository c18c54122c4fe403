//! All SQL, for both databases. The only place that names sqlx.
//!
//! Functions that read take `&mut ReadTx`, functions that write take `&mut WriteTx`; a `WriteTx`
//! can do all that a `ReadTx` can.

mod agenda_lists;
mod agenda_rows;
mod agenda_view;
mod agendas;
mod api_keys;
mod appointments;
mod attempts;
mod calls;
mod case_changes;
mod case_files;
mod closures;
mod constraint;
mod db;
mod doctor;
mod handover;
mod holds;
mod idempotency;
mod jobs;
mod journal;
pub mod journal_seals;
mod links;
mod logins;
mod merges;
mod messages;
mod messages_plan;
mod messages_view;
mod name_keys;
mod new_appointment;
mod people;
mod people_search;
mod replies;
mod retention;
pub mod safe_grants;
pub mod safe_items;
pub mod safes;
mod sectors;
mod sessions;
mod settings;
mod settings_changes;
mod settings_lists;
mod setup;
mod statement;
mod statistics;
mod town;
mod tx;
mod types;
mod waiting;
mod waiting_proposals;
mod writer;

pub use agenda_lists::*;
pub use agenda_rows::*;
pub use agenda_view::*;
pub use api_keys::{insert_api_key, key_by_hash};
pub use appointments::*;
pub use attempts::*;
pub use calls::*;
pub use case_changes::*;
pub use case_files::*;
pub use closures::*;
pub use constraint::{Constraint, UNIQUE_BY_COLUMNS};
pub use db::{Db, OpenError, StoreError};
pub use doctor::{Examination, examine};
pub use handover::*;
pub use holds::*;
pub use idempotency::*;
pub use jobs::*;
pub use journal::*;
pub use links::*;
pub use logins::*;
pub use merges::*;
pub use messages::*;
pub use messages_plan::*;
pub use messages_view::*;
pub use name_keys::write_missing_name_keys;
pub use new_appointment::*;
pub use people::*;
pub use people_search::*;
pub use replies::*;
pub use retention::*;
pub use sectors::*;
pub use sessions::*;
pub use settings_changes::*;
pub use settings_lists::*;
pub use setup::*;
pub use statement::{Statement, statements_run};
pub use statistics::*;
pub use town::{Ask, CallerKey, Town, Towns};
pub use tx::{ReadTx, WriteTx};
pub use waiting::*;
pub use waiting_proposals::*;

/// Every statement of the program, by name: a guard prepares each of them on both databases.
pub fn all_statements() -> Vec<(&'static str, Statement)> {
    [
        agenda_lists::ALL,
        agenda_rows::ALL,
        agenda_view::ALL,
        agendas::ALL,
        api_keys::ALL,
        appointments::ALL,
        attempts::ALL,
        calls::ALL,
        case_changes::ALL,
        case_files::ALL,
        closures::ALL,
        doctor::ALL,
        handover::ALL,
        holds::ALL,
        idempotency::ALL,
        jobs::ALL,
        journal::ALL,
        journal_seals::ALL,
        merges::ALL,
        name_keys::ALL,
        links::ALL,
        logins::ALL,
        messages::ALL,
        messages_plan::ALL,
        messages_view::ALL,
        new_appointment::ALL,
        people::ALL,
        people_search::ALL,
        replies::ALL,
        retention::ALL,
        safe_grants::ALL,
        safe_items::ALL,
        safes::ALL,
        sectors::ALL,
        sessions::ALL,
        settings::ALL,
        settings_changes::ALL,
        settings_lists::ALL,
        setup::ALL,
        statistics::ALL,
        town::ALL,
        waiting::ALL,
        waiting_proposals::ALL,
    ]
    .concat()
}
