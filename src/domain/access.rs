//! Who may do what: one table, and the only maker of [`Scope`].
//!
//! Everything that reads or writes about people takes a `Scope`; it cannot be built elsewhere, so
//! pages, API, command line and jobs go through this door.

use std::fmt;
use std::str::FromStr;

use super::ids::{ApiKeyId, OrganisationId, TerritoryId};
use super::journal::{Actor, ActorKind};
use super::motives::{UnknownWord, words};

words! {
    /// What an API key was given for.
    Permission {
        /// Settings and free slots: nothing about people.
        Slots = "slots",
        /// Appointments and the people in them.
        Read = "read",
        /// Book, move, cancel, as the public may.
        Book = "book",
        /// As the staff: any free start, warnings passed over by name, outcomes.
        Staff = "staff",
    }
}

/// Several permissions, as `slots,read`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions(pub Vec<Permission>);

impl FromStr for Permissions {
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

impl fmt::Display for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.iter().map(|permission| permission.word()).collect::<Vec<_>>().join(","))
    }
}

/// Somebody whose identity has been proven.
#[derive(Clone, Debug)]
pub enum Caller {
    ApiKey {
        id: ApiKeyId,
        territory: TerritoryId,
        organisation: OrganisationId,
        permissions: Permissions,
    },
    /// Whoever can start the program on the server already holds the database.
    CommandLine {
        territory: TerritoryId,
    },
}

words! {
    /// What is done, as the table names it.
    Deed {
        FindSlots = "find_slots",
        ReadAppointments = "read_appointments",
        ReadPeople = "read_people",
        Book = "book",
        /// Outside what is offered, over warnings, with outcomes.
        BookAsStaff = "book_as_staff",
        Import = "import",
    }
}

/// The table: what each deed needs of an API key. The command line may do all of it.
pub const fn needs(deed: Deed) -> Option<Permission> {
    match deed {
        Deed::FindSlots => Some(Permission::Slots),
        Deed::ReadAppointments | Deed::ReadPeople => Some(Permission::Read),
        Deed::Book => Some(Permission::Book),
        Deed::BookAsStaff => Some(Permission::Staff),
        Deed::Import => None,
    }
}

/// What somebody may touch, and in whose name. Only [`Caller::may`] makes one.
#[derive(Clone, Debug)]
pub struct Scope {
    territory: TerritoryId,
    organisation: Option<OrganisationId>,
    actor: Actor,
    staff: bool,
}

/// The caller is known, and may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this needs the permission “{0}”")]
pub struct Denied(pub Permission);

impl Caller {
    /// # Errors
    /// The permission that is missing. An import over the API has none that would do.
    pub fn may(&self, deed: Deed) -> Result<Scope, Denied> {
        match self {
            Caller::CommandLine { territory } => Ok(Scope {
                territory: *territory,
                organisation: None,
                actor: Actor { kind: ActorKind::CommandLine, id: None },
                staff: true,
            }),
            Caller::ApiKey { id, territory, organisation, permissions } => {
                let needed = needs(deed).unwrap_or(Permission::Staff);
                if needs(deed).is_none() || !permissions.0.contains(&needed) {
                    return Err(Denied(needed));
                }
                Ok(Scope {
                    territory: *territory,
                    organisation: Some(*organisation),
                    actor: Actor { kind: ActorKind::ApiKey, id: Some(id.0) },
                    staff: permissions.0.contains(&Permission::Staff),
                })
            }
        }
    }
}

impl Scope {
    pub fn territory(&self) -> TerritoryId {
        self.territory
    }

    /// `None`: every organisation of the territory.
    pub fn organisation(&self) -> Option<OrganisationId> {
        self.organisation
    }

    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// Whether the caller acts as the staff rather than as the public.
    pub fn is_staff(&self) -> bool {
        self.staff
    }

    /// Another organisation's thing does not exist here.
    pub fn covers(&self, organisation: OrganisationId) -> bool {
        self.organisation.is_none_or(|own| own == organisation)
    }
}
