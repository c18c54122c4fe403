//! The one test binary: rules on plain values, the store and the actions on both databases, the
//! web through its router, and the guards.

mod domain {
    mod builders;
    mod holidays;
    mod slots_table;
}
