//! The one test binary: rules on plain values, the store and the actions on both databases, the
//! web through its router, and the guards.

mod domain {
    mod builders;
    mod every_day;
    mod holidays;
    mod oracle;
    mod properties;
    mod recurrence;
    mod slots_table;
    mod trials;
    mod worlds;
}
