//! Motives: the reason of an appointment and every setting that goes with it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::ids::{MotiveId, OrganisationId, ServiceId, TeamId, WorkerId};
use super::time::{Minutes, Span, Timestamp};

/// A word that stands for a choice, in the database, in files and in the API.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("“{given}” is not one of: {accepted}")]
pub struct UnknownWord {
    given: String,
    accepted: String,
}

/// Writes an enum whose variants are words: one list gives the type, its text and its parser.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            pub const ALL: &[$name] = &[$($name::$variant),+];

            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::motives::UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok($name::$variant),)+
                    _ => Err($crate::domain::motives::UnknownWord::new(text, &[$($word),+])),
                }
            }
        }
    };
}
pub(crate) use words;

impl UnknownWord {
    pub fn new(given: &str, accepted: &[&str]) -> Self {
        UnknownWord { given: given.to_owned(), accepted: accepted.join(", ") }
    }
}

words! {
    /// How an appointment happens.
    Mode { Phone = "phone", Office = "office", Home = "home", Video = "video", Outreach = "outreach" }
}

words! {
    /// Who may book a motive without a worker.
    BookableBy {
        /// Workers and secretaries only.
        Staff = "staff",
        /// People who were sent a link, and the staff.
        Invited = "invited",
        /// Everybody.
        Public = "public",
    }
}

words! {
    /// What besides workers may not be double-booked.
    ResourceKind { Room = "room", Car = "car", Interpreter = "interpreter" }
}

words! {
    /// The drawing beside a motive, for those who read little.
    Pictogram {
        Talk = "talk",
        Phone = "phone",
        Home = "home",
        Paper = "paper",
        Money = "money",
        Health = "health",
        Family = "family",
        Work = "work",
        Food = "food",
        Law = "law",
        Group = "group",
        Screen = "screen",
    }
}

/// Several kinds of resources, as `room,interpreter`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ResourceKinds(pub Vec<ResourceKind>);

impl fmt::Display for ResourceKinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(","))
    }
}

impl FromStr for ResourceKinds {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// Which workers an appointment needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkersNeeded {
    One,
    AnyTwoOf(TeamId),
    Pair(WorkerId, WorkerId),
}

impl WorkersNeeded {
    pub fn count(self) -> usize {
        match self {
            WorkersNeeded::One => 1,
            WorkersNeeded::AnyTwoOf(_) | WorkersNeeded::Pair(..) => 2,
        }
    }
}

/// From the shortest to the longest notice at which a motive can be booked; both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookingWindow {
    pub min_delay: Minutes,
    pub max_delay: Minutes,
}

impl BookingWindow {
    pub fn earliest(self, now: Timestamp) -> Timestamp {
        now + self.min_delay
    }

    pub fn latest(self, now: Timestamp) -> Timestamp {
        now + self.max_delay
    }
}

/// The reason of an appointment and its settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Motive {
    pub id: MotiveId,
    pub organisation: OrganisationId,
    pub service: Option<ServiceId>,
    pub name: String,
    /// What may be said outside: neutral, never the reason itself.
    pub public_name: String,
    pub mode: Mode,
    pub duration: Minutes,
    pub buffer_before: Minutes,
    pub buffer_after: Minutes,
    pub window: BookingWindow,
    /// Until how long before the start the person may cancel or move it alone.
    pub cancel_notice: Minutes,
    pub move_notice: Minutes,
    /// With the person's referent only.
    pub follow_up: bool,
    pub bookable_by: BookableBy,
    /// How many live appointments to come a person may have for it.
    pub quota: Option<i64>,
    /// Seats of a workshop; `None`: an individual appointment.
    pub seats: Option<i64>,
    pub workers: WorkersNeeded,
    pub resources: ResourceKinds,
    pub text_before: String,
    pub text_after: String,
    pub pictogram: Pictogram,
    pub active: bool,
}

impl Motive {
    /// From the start, how long the person is received.
    pub fn span_at(&self, start: Timestamp) -> Option<Span> {
        Span::lasting(start, self.duration)
    }

    /// What calendars lose to an appointment: its span and its buffers.
    pub fn busy_span(&self, span: Span) -> Span {
        span.widened(self.buffer_before, self.buffer_after)
    }
}
