//! The agenda of the workers: the grid, one appointment, openings and absences.

pub mod absences;
pub mod appointment;
mod grid;
mod hours;
pub mod openings;
pub mod week;
