//! The one test binary: rules on plain values, the store and the actions on both databases, the
//! web through its router, and the guards.

#[path = "../benches/support/mod.rs"]
mod bench_support;
mod support;

mod domain {
    mod bookings;
    mod builders;
    mod clocks;
    mod communes;
    mod every_day;
    mod holidays;
    mod oracle;
    mod papers_caseload;
    mod papers_clocks;
    mod papers_dates;
    mod papers_held;
    mod papers_lost_bag;
    mod papers_plans;
    mod papers_properties;
    mod papers_rules;
    mod papers_support;
    mod properties;
    mod recurrence;
    mod slots_beyond_the_peer;
    mod slots_for_whom;
    mod slots_table;
    mod slots_together;
    mod slots_when;
    mod trials;
    mod worlds;
}

mod store {
    mod histories;
    mod neighbours;
    mod overlap;
    mod people_and_seats;
    mod schema;
    mod second_server;
    mod statements;
    mod versions;
}

mod actions {
    mod agenda_absences;
    mod agenda_look;
    mod agenda_openings;
    mod around_agenda;
    mod booking;
    mod cases;
    mod closures;
    mod conflicts;
    mod demo;
    mod double_booking;
    mod handover;
    mod holds;
    mod imports;
    mod invitations;
    mod lengths;
    mod merges;
    mod mixed_histories;
    mod moves;
    mod people_search;
    mod replies;
    mod resources;
    mod rules;
    mod safe_access;
    mod safe_files;
    mod safe_journal;
    mod safe_keys;
    mod safe_kills;
    mod safe_leaving;
    mod safe_speed;
    mod sectors;
    mod settings;
    mod shown_is_bookable;
    mod sign_in_guests;
    mod sign_in_staff;
    mod spellings;
    mod statement_counts;
    mod states;
    mod strangers;
    mod traces;
    mod twice;
    mod two_workers;
    mod waiting;
    mod workshops;
}

mod commands {
    mod command_line;
    mod set_up;
}

mod messages {
    mod flow;
    mod histories;
    mod outages;
    mod wording;
}

mod web {
    mod agenda_forms;
    mod agenda_grid;
    mod bad_bodies;
    mod bad_questions;
    mod cases;
    mod counter;
    mod descriptions;
    mod foreign;
    mod invitations;
    mod matrix;
    mod pages;
    mod planted;
    mod rights;
    mod samples;
    mod scene;
    mod settings;
    mod sms;
    mod zones;
}

/// The outside: against Kannel and a mail server (scripts/kannel, scripts/smtp).
mod deliver {
    mod incoming;
    mod mail;
    mod sms;
    mod support;
}

mod guards {
    mod layers;
    mod paper_texts;
    mod papers;
    mod sources;
    mod texts;
}

/// Over HTTP, against the real server in a process of its own. `scripts/prove` runs them in full.
mod prove {
    pub mod checks;
    pub mod kills;
    pub mod races;
    pub mod short;
    pub mod town;
}
