//! Who may do what: one table, and the only maker of [`Scope`].
//!
//! Everything that reads or writes about people takes a `Scope`; it cannot be built elsewhere, so
//! pages, API, command line and jobs go through this door.

use std::fmt;
use std::str::FromStr;

use super::ids::{ApiKeyId, AppointmentId, OrganisationId, PersonId, TerritoryId, WorkerId};
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

words! {
    /// What somebody is to an organisation. Workers have one in each of theirs; the first two are guests.
    Role {
        /// Anybody on the public pages, also with a link.
        Visitor = "visitor",
        /// A person who proved a phone number.
        Beneficiary = "beneficiary",
        /// Receives people.
        Worker = "worker",
        /// Books into everybody's agenda; sees who, when and where, neither notes nor papers.
        Secretary = "secretary",
        TeamLead = "team_lead",
        OrganisationAdmin = "organisation_admin",
        TerritoryAdmin = "territory_admin",
        /// Keeps the server running: sees how it does, nobody's data.
        Operator = "operator",
    }
}

/// Somebody whose identity has been proven, as far as it needs to be.
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
    /// A worker signed in, at work for one of her organisations.
    Worker {
        id: WorkerId,
        territory: TerritoryId,
        organisation: OrganisationId,
        role: Role,
    },
    Guest(Guest),
}

/// Somebody on the public pages.
#[derive(Clone, Debug)]
pub struct Guest {
    pub territory: TerritoryId,
    /// Whether the phone number of the people was proven in this browser.
    pub proven: bool,
    /// For whom this guest may act: those who share the proven number, their relatives, or whom a link names.
    pub people: Vec<PersonId>,
    /// The appointments this browser made or has a link to: all that an unproven guest sees.
    pub appointments: Vec<AppointmentId>,
    /// The network address that its requests count against, as long as nothing is proven; `None` where it asks for nothing.
    pub address: Option<String>,
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
        SeeAgendas = "see_agendas",
        /// One's own openings and absences.
        EditOwnAgenda = "edit_own_agenda",
        /// Those of colleagues too.
        EditAgendas = "edit_agendas",
        SeeStatistics = "see_statistics",
        /// Motives, places, workers, teams and closures of an organisation.
        EditSettings = "edit_settings",
        /// Organisations, services and sectors.
        EditTerritory = "edit_territory",
        /// One's own sessions, password and second factor.
        OwnAccount = "own_account",
        /// Case files: which ones is decided by `domain::cases`, from what a worker is to the person.
        ReadCase = "read_case",
        WriteCase = "write_case",
        WriteNote = "write_note",
        /// Two records of one person.
        MergePeople = "merge_people",
        /// Gives what a worker who leaves has open to colleagues.
        HandOver = "hand_over",
        /// How the server does: no data of people.
        Operate = "operate",
        /// One's own safe, behind its PIN or card.
        OwnSafe = "own_safe",
        /// Of other people's safes, what they granted by name; no admin, whoever they name.
        ReadGranted = "read_granted",
        /// Put a document into the safe of somebody at the desk or in the street.
        CaptureForSafe = "capture_for_safe",
        /// Give somebody who stands there a safe, a ticket for their PIN, a card.
        SetUpSafe = "set_up_safe",
        /// Record that a worker signed the charter and was trained.
        RecordCharter = "record_charter",
        /// Erase somebody's safe: on the server itself only.
        EraseSafe = "erase_safe",
    }
}

/// The table: who may do each deed, and what it needs of an API key (`None`: no key may). The command
/// line may do all of it.
const TABLE: &[(Deed, Option<Permission>, &[Role])] = {
    use Role::*;
    &[
        (
            Deed::FindSlots,
            Some(Permission::Slots),
            &[Visitor, Beneficiary, Worker, Secretary, TeamLead, OrganisationAdmin, TerritoryAdmin],
        ),
        (
            Deed::ReadAppointments,
            Some(Permission::Read),
            &[Visitor, Beneficiary, Worker, Secretary, TeamLead, OrganisationAdmin, TerritoryAdmin],
        ),
        (Deed::ReadPeople, Some(Permission::Read), &[Worker, Secretary, TeamLead, OrganisationAdmin, TerritoryAdmin]),
        (
            Deed::Book,
            Some(Permission::Book),
            &[Visitor, Beneficiary, Worker, Secretary, TeamLead, OrganisationAdmin, TerritoryAdmin],
        ),
        (Deed::BookAsStaff, Some(Permission::Staff), &[Worker, Secretary, TeamLead, OrganisationAdmin, TerritoryAdmin]),
        (Deed::Import, None, &[TerritoryAdmin]),
        (Deed::SeeAgendas, None, &[Worker, Secretary, TeamLead, OrganisationAdmin, TerritoryAdmin]),
        (Deed::EditOwnAgenda, None, &[Worker, Secretary, TeamLead, OrganisationAdmin, TerritoryAdmin]),
        (Deed::EditAgendas, None, &[Secretary, TeamLead, OrganisationAdmin, TerritoryAdmin]),
        (Deed::SeeStatistics, None, &[TeamLead, OrganisationAdmin, TerritoryAdmin]),
        (Deed::EditSettings, None, &[OrganisationAdmin, TerritoryAdmin]),
        (Deed::EditTerritory, None, &[TerritoryAdmin]),
        (Deed::OwnAccount, None, &[Worker, Secretary, TeamLead, OrganisationAdmin, TerritoryAdmin, Operator]),
        (Deed::ReadCase, None, &[Worker, TeamLead]),
        (Deed::WriteCase, None, &[Worker, TeamLead]),
        (Deed::WriteNote, None, &[Worker, TeamLead]),
        (Deed::MergePeople, None, &[TeamLead, OrganisationAdmin, TerritoryAdmin]),
        (Deed::HandOver, None, &[TeamLead, OrganisationAdmin, TerritoryAdmin]),
        (Deed::Operate, None, &[Operator]),
        (Deed::OwnSafe, None, &[Beneficiary]),
        (Deed::ReadGranted, None, &[Worker, TeamLead]),
        (Deed::CaptureForSafe, None, &[Worker, Secretary, TeamLead]),
        (Deed::SetUpSafe, None, &[Worker, Secretary, TeamLead]),
        (Deed::RecordCharter, None, &[OrganisationAdmin, TerritoryAdmin]),
        (Deed::EraseSafe, None, &[]),
    ]
};

fn row(deed: Deed) -> (Option<Permission>, &'static [Role]) {
    TABLE.iter().find(|(one, ..)| *one == deed).map_or((None, &[]), |(_, permission, roles)| (*permission, *roles))
}

/// What a deed needs of an API key; `None`: no key may.
pub fn needs(deed: Deed) -> Option<Permission> {
    row(deed).0
}

impl Role {
    pub fn may(self, deed: Deed) -> bool {
        row(deed).1.contains(&self)
    }
}

/// What somebody may touch, and in whose name. Only [`Caller::may`] makes one.
#[derive(Clone, Debug)]
pub struct Scope {
    territory: TerritoryId,
    organisation: Option<OrganisationId>,
    actor: Actor,
    staff: bool,
    /// `None`: whoever the organisation knows.
    guest: Option<Guest>,
}

/// The caller is known, and may not do this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not allowed")]
pub struct Denied(pub Deed);

impl Caller {
    pub fn territory(&self) -> TerritoryId {
        match self {
            Caller::ApiKey { territory, .. }
            | Caller::CommandLine { territory }
            | Caller::Worker { territory, .. }
            | Caller::Guest(Guest { territory, .. }) => *territory,
        }
    }

    /// # Errors
    /// The deed that this caller may not do.
    pub fn may(&self, deed: Deed) -> Result<Scope, Denied> {
        let scope = Scope {
            territory: self.territory(),
            organisation: None,
            actor: Actor { kind: ActorKind::CommandLine, id: None },
            staff: true,
            guest: None,
        };
        match self {
            Caller::CommandLine { .. } => Ok(scope),
            Caller::ApiKey { id, organisation, permissions, .. } => {
                let needed = needs(deed).ok_or(Denied(deed))?;
                if !permissions.0.contains(&needed) {
                    return Err(Denied(deed));
                }
                Ok(Scope {
                    organisation: Some(*organisation),
                    actor: Actor { kind: ActorKind::ApiKey, id: Some(id.0) },
                    staff: permissions.0.contains(&Permission::Staff),
                    ..scope
                })
            }
            Caller::Worker { id, organisation, role, .. } => {
                if !role.may(deed) {
                    return Err(Denied(deed));
                }
                Ok(Scope {
                    organisation: Some(*organisation),
                    actor: Actor { kind: ActorKind::Worker, id: Some(id.0) },
                    ..scope
                })
            }
            Caller::Guest(guest) => {
                if !guest.role().may(deed) {
                    return Err(Denied(deed));
                }
                let id = guest.people.first().map(|person| person.0);
                let actor = Actor { kind: ActorKind::Person, id };
                Ok(Scope { actor, staff: false, guest: Some(guest.clone()), ..scope })
            }
        }
    }
}

impl Caller {
    /// Whether the calendar of this worker may be changed: one's own by each, a colleague's by those who
    /// keep the agendas.
    ///
    /// # Errors
    /// The deed that is missing.
    pub fn may_edit_agenda_of(&self, worker: WorkerId) -> Result<Scope, Denied> {
        let own = matches!(self, Caller::Worker { id, .. } if *id == worker);
        self.may(if own { Deed::EditOwnAgenda } else { Deed::EditAgendas })
    }

    /// The worker who acts, when it is one.
    pub fn worker(&self) -> Option<WorkerId> {
        match self {
            Caller::Worker { id, .. } => Some(*id),
            _ => None,
        }
    }
}

impl Guest {
    pub fn role(&self) -> Role {
        if self.proven { Role::Beneficiary } else { Role::Visitor }
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

    /// Whether the caller may act for this person, known to an organisation it covers.
    pub fn may_name(&self, person: PersonId) -> bool {
        self.guest.as_ref().is_none_or(|guest| guest.people.contains(&person))
    }

    /// Whether an appointment of an organisation it covers, with these people, exists for the caller.
    pub fn sees(&self, appointment: AppointmentId, people: impl IntoIterator<Item = PersonId>) -> bool {
        self.guest.as_ref().is_none_or(|guest| {
            guest.appointments.contains(&appointment)
                || (guest.proven && people.into_iter().any(|person| guest.people.contains(&person)))
        })
    }

    /// The guest, when it is one.
    pub fn guest(&self) -> Option<&Guest> {
        self.guest.as_ref()
    }

    /// Whether somebody who gives a known name and phone may be taken for that person. A guest
    /// whose number is not proven gets a record of its own.
    pub fn attaches(&self) -> bool {
        self.guest.is_none()
    }
}
