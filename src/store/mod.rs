//! All SQL, for both databases. The only place that names sqlx.
//!
//! Functions that read take `&mut ReadTx`, functions that write take `&mut WriteTx`; a `WriteTx`
//! can do all that a `ReadTx` can.

mod agendas;
mod api_keys;
mod appointments;
mod attempts;
mod constraint;
mod db;
mod doctor;
mod holds;
mod idempotency;
mod journal;
mod links;
mod logins;
mod new_appointment;
mod people;
mod sectors;
mod sessions;
mod settings;
mod setup;
mod statement;
mod town;
mod tx;
mod types;
mod writer;

pub use api_keys::{insert_api_key, key_by_hash};
pub use appointments::*;
pub use attempts::*;
pub use constraint::{Constraint, UNIQUE_BY_COLUMNS};
pub use db::{Db, OpenError, StoreError};
pub use doctor::{Examination, examine};
pub use holds::*;
pub use idempotency::*;
pub use journal::*;
pub use links::*;
pub use logins::*;
pub use new_appointment::*;
pub use people::*;
pub use sectors::*;
pub use sessions::*;
pub use setup::*;
pub use statement::{Statement, statements_run};
pub use town::{Ask, CallerKey, Town, Towns};
pub use tx::{ReadTx, WriteTx};

/// Every statement of the program, by name: a guard prepares each of them on both databases.
pub fn all_statements() -> Vec<(&'static str, Statement)> {
    [
        agendas::ALL,
        api_keys::ALL,
        appointments::ALL,
        attempts::ALL,
        doctor::ALL,
        holds::ALL,
        idempotency::ALL,
        journal::ALL,
        links::ALL,
        logins::ALL,
        new_appointment::ALL,
        people::ALL,
        sectors::ALL,
        sessions::ALL,
        settings::ALL,
        setup::ALL,
        town::ALL,
    ]
    .concat()
}
