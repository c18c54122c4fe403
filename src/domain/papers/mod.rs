//! Papers that speak before they expire: types and rules as data, ends and windows, freshness on the
//! filing day, renewal plans, clocks, and the caseload in days of slack.
//!
//! Pure: no database, no clock, no network. **A day** is a day on the wall calendar of the place: the
//! caller turns `now` into `today` with [`super::scheduling::zones::local_day`] and hands `today` in.
//! Only slots are instants, and come with the zone they are read in.
//!
//! Where is what: `rules/*.toml` the data; `rules` what they mean and who overrides them; `reading`
//! refuses a bad file with its place; `dates` calendar arithmetic; `held` a paper of a person and its
//! state; `plans` (and `obtaining`) the renewal plan; `lost_bag`; `clocks`, `interim`; `caseload`.
//!
//! Nothing here is legal advice. What the facts mark as not verified stays marked: every answer that
//! leans on a rule carries its [`rules::Remark`]s, and pages show them.

pub mod caseload;
pub mod clocks;
pub mod dates;
pub mod held;
pub mod interim;
pub mod lost_bag;
pub mod obtaining;
pub mod plans;
pub mod reading;
pub mod rules;
