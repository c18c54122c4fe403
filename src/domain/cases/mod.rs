//! Case files: births that are known in part, households, how to reach somebody, who reads what, which
//! records are one person. No papers here; no database.

mod access;
mod births;
mod duplicates;
mod merging;
mod parts;

pub use access::{CaseRule, Shared, Standing, may_open, reads_note};
pub use births::{AGES, Birth, BirthPrecision, Milestone, NotABirth, milestones};
pub use duplicates::{Evidence, Pair, Record, Why, compare, pairs};
pub use merging::{Field, MERGE_KEPT, NotUndone, Side, field_after};
pub use parts::{
    Custody, LONGEST_LINE, LONGEST_NOTE, MOST_SPELLINGS, Need, Needs, ReferentRole, RelativeKind, spellings,
};
