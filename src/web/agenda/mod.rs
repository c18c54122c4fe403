//! The agenda of the workers: the grid, one appointment, openings and absences.

pub mod appointment;
mod grid;
pub mod week;
