//! What settings may be: the rules that a motive, a place, a worker or a name is held to before it is
//! written. Each fault names its field and a word; the texts make a sentence of the word.
//!
//! Not here: what only the database knows (a name that is taken, appointments to come).

use chrono_tz::Tz;

use super::access::Role;
use super::motives::{Motive, WorkersNeeded, words};
use super::scheduling::search::FURTHEST;
use super::time::Minutes;

words! {
    /// What is wrong with one field of a form.
    Wrong {
        Missing = "missing",
        TooLong = "too_long",
        NameTaken = "name_taken",
        NotANumber = "not_a_number",
        /// At least one is needed.
        NotPositive = "not_positive",
        Negative = "negative",
        /// With its buffers an appointment would not fit in a day.
        OverADay = "over_a_day",
        /// The latest notice is before the earliest.
        WindowBackwards = "window_backwards",
        /// Searches look no further ahead.
        TooFar = "too_far",
        SamePerson = "same_person",
        /// One of the two workers is not named.
        PairIncomplete = "pair_incomplete",
        /// A team or a pair, not both.
        TeamAndPair = "team_and_pair",
        NotAPhone = "not_a_phone",
        NotAnEmail = "not_an_email",
        EmailTaken = "email_taken",
        /// None of those that can be chosen.
        NotInList = "not_in_list",
        /// Nobody takes a right away from themselves: the last administrator would be locked out.
        Yourself = "yourself",
        /// The role is above the one who gives or takes it.
        RoleAboveYours = "role_above_yours",
        /// Other organisations need this worker too.
        WorksElsewhere = "works_elsewhere",
    }
}

/// One thing to correct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// As the form calls it.
    pub field: &'static str,
    pub wrong: Wrong,
}

impl Fault {
    pub const fn new(field: &'static str, wrong: Wrong) -> Fault {
        Fault { field, wrong }
    }
}

/// Longer than any name of a place or a motive.
const LONGEST_NAME: usize = 120;
/// A text before or after: a page of a letter.
const LONGEST_TEXT: usize = 2_000;
const ONE_DAY: Minutes = Minutes::days(1);

/// A name that must be there.
pub fn name(field: &'static str, text: &str) -> Option<Fault> {
    match text.trim().chars().count() {
        0 => Some(Fault::new(field, Wrong::Missing)),
        1..=LONGEST_NAME => None,
        _ => Some(Fault::new(field, Wrong::TooLong)),
    }
}

/// A text that may be empty.
pub fn text(field: &'static str, text: &str) -> Option<Fault> {
    (text.chars().count() > LONGEST_TEXT).then_some(Fault::new(field, Wrong::TooLong))
}

/// Enough to catch a slip of the finger; the invitation proves the rest.
pub fn email(field: &'static str, text: &str) -> Option<Fault> {
    let good = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains('@')
    });
    match text {
        "" => Some(Fault::new(field, Wrong::Missing)),
        text if good && text.len() <= 254 && !text.contains(char::is_whitespace) => None,
        _ => Some(Fault::new(field, Wrong::NotAnEmail)),
    }
}

/// What cannot be in a motive, by field, in the order of the form.
pub fn motive(motive: &Motive) -> Vec<Fault> {
    let mut faults: Vec<Fault> = [name("name", &motive.name), name("public_name", &motive.public_name)]
        .into_iter()
        .chain([text("text_before", &motive.text_before), text("text_after", &motive.text_after)])
        .flatten()
        .collect();
    let mut add = |field, wrong, is_so: bool| {
        if is_so {
            faults.push(Fault::new(field, wrong));
        }
    };
    add("duration", Wrong::NotPositive, motive.duration.0 < 1);
    let none_negative = [
        ("buffer_before", motive.buffer_before),
        ("buffer_after", motive.buffer_after),
        ("min_delay", motive.window.min_delay),
        ("cancel_notice", motive.cancel_notice),
        ("move_notice", motive.move_notice),
    ];
    for (field, minutes) in none_negative {
        add(field, Wrong::Negative, minutes.0 < 0);
        add(field, Wrong::TooFar, minutes > FURTHEST);
    }
    // Each for itself first: numbers out of any measure would overflow in the sum.
    let each = [motive.buffer_before, motive.duration, motive.buffer_after];
    let over = each.iter().any(|one| *one > ONE_DAY) || each.iter().map(|one| one.0).sum::<i64>() > ONE_DAY.0;
    add("duration", Wrong::OverADay, over);
    add("max_delay", Wrong::TooFar, motive.window.max_delay > FURTHEST);
    add("max_delay", Wrong::WindowBackwards, motive.window.max_delay < motive.window.min_delay);
    add("quota", Wrong::NotPositive, motive.quota.is_some_and(|quota| quota < 1));
    add("seats", Wrong::NotPositive, motive.seats.is_some_and(|seats| seats < 1));
    add("second_worker", Wrong::SamePerson, matches!(motive.workers, WorkersNeeded::Pair(one, other) if one == other));
    faults
}

/// Whether somebody with one role may give or take another: nobody lifts anybody above themselves.
pub fn may_give(own: Role, role: Role) -> bool {
    match role {
        Role::Worker | Role::Secretary | Role::TeamLead | Role::OrganisationAdmin => {
            matches!(own, Role::OrganisationAdmin | Role::TerritoryAdmin)
        }
        Role::TerritoryAdmin => own == Role::TerritoryAdmin,
        // Guests are no workers; who keeps the server running is named on the server.
        Role::Visitor | Role::Beneficiary | Role::Operator => false,
    }
}

/// The wall clocks of France, each with the word that names it in the texts.
pub const FRENCH_ZONES: &[(Tz, &str)] = &[
    (chrono_tz::Europe::Paris, "paris"),
    (chrono_tz::America::Guadeloupe, "guadeloupe"),
    (chrono_tz::America::Martinique, "martinique"),
    (chrono_tz::America::Cayenne, "cayenne"),
    (chrono_tz::Indian::Reunion, "reunion"),
    (chrono_tz::Indian::Mayotte, "mayotte"),
    (chrono_tz::America::St_Barthelemy, "saint-barthelemy"),
    (chrono_tz::America::Marigot, "marigot"),
    (chrono_tz::America::Miquelon, "miquelon"),
    (chrono_tz::Pacific::Noumea, "noumea"),
    (chrono_tz::Pacific::Tahiti, "tahiti"),
    (chrono_tz::Pacific::Marquesas, "marquesas"),
    (chrono_tz::Pacific::Gambier, "gambier"),
    (chrono_tz::Pacific::Wallis, "wallis"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_gives_a_role_above_their_own() {
        assert!(may_give(Role::OrganisationAdmin, Role::TeamLead));
        assert!(!may_give(Role::OrganisationAdmin, Role::TerritoryAdmin));
        assert!(may_give(Role::TerritoryAdmin, Role::TerritoryAdmin));
        assert!(!may_give(Role::TeamLead, Role::Worker));
        assert!(Role::ALL.iter().all(|role| !may_give(*role, Role::Operator)));
    }

    #[test]
    fn an_address_without_a_host_is_no_email() {
        for (typed, good) in
            [("a@b.fr", true), ("a@b", false), ("a b@c.fr", false), ("@b.fr", false), ("a@b.fr@c.fr", false)]
        {
            assert_eq!(email("email", typed).is_none(), good, "{typed}");
        }
    }
}
