//! The scheduling core: what workers' agendas leave free, who may book what, and who gets it.
//! Pure: no database, no clock, no network.

pub mod agenda;
pub mod assignment;
pub mod booking;
pub mod editing;
pub mod figures;
pub mod free_time;
pub mod holidays;
pub mod offers;
pub mod recurrence;
pub mod search;
pub mod sectors;
pub mod zones;
