//! Who opens which case file, and who reads which note: beyond what the table of `domain::access` says of
//! roles, this says it of people.

use crate::domain::access::Role;
use crate::domain::ids::{ServiceId, WorkerId};
use crate::domain::motives::words;

words! {
    /// Which colleagues of the referent an organisation lets open a case file.
    CaseRule {
        Referent = "referent",
        Service = "service",
        Organisation = "organisation",
    }
}

words! {
    /// Who reads a note besides its author.
    Shared {
        Own = "own",
        /// The service in which it was written.
        Service = "service",
        Organisation = "organisation",
    }
}

/// What a worker is to a person, in one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub role: Role,
    pub worker: WorkerId,
    pub service: Option<ServiceId>,
    /// The referents of today at this organisation, each with her service.
    pub referents: Vec<(WorkerId, Option<ServiceId>)>,
    /// Has or had an appointment with the person lately.
    pub receives: bool,
    pub rule: CaseRule,
}

/// Whether the case file exists for this worker. Whoever has no referent belongs to whoever receives them.
pub fn may_open(standing: &Standing) -> bool {
    let Standing { role, worker, service, referents, receives, rule } = standing;
    match role {
        Role::TeamLead => true,
        Role::Worker => {
            let own = referents.iter().any(|(one, _)| one == worker);
            let colleague = referents.iter().any(|(_, theirs)| theirs.is_some() && theirs == service);
            own || match rule {
                CaseRule::Referent => referents.is_empty() && *receives,
                CaseRule::Service => colleague || (referents.is_empty() && *receives),
                CaseRule::Organisation => true,
            }
        }
        // They book, set up and keep the server running: none of it needs what people confided.
        Role::Secretary
        | Role::OrganisationAdmin
        | Role::TerritoryAdmin
        | Role::Operator
        | Role::Visitor
        | Role::Beneficiary => false,
    }
}

/// Whether a worker who may open the case file reads a note in it. A note of one's own stays one's own, also
/// before a team lead.
pub fn reads_note(
    (reader, service): (WorkerId, Option<ServiceId>),
    (author, written_in, shared): (WorkerId, Option<ServiceId>, Shared),
) -> bool {
    reader == author
        || match shared {
            Shared::Own => false,
            Shared::Service => written_in.is_some() && written_in == service,
            Shared::Organisation => true,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(role: Role) -> Standing {
        Standing {
            role,
            worker: WorkerId(1),
            service: Some(ServiceId(10)),
            referents: vec![(WorkerId(2), Some(ServiceId(20)))],
            receives: true,
            rule: CaseRule::Service,
        }
    }

    #[test]
    fn a_case_file_is_of_its_referent_of_her_service_and_of_the_team_lead() {
        let base = standing(Role::Worker);
        assert!(!may_open(&base), "receiving somebody whom another service follows is not enough");
        let own = Standing { referents: vec![(WorkerId(1), None)], rule: CaseRule::Referent, ..base.clone() };
        assert!(may_open(&own));
        let same = Standing { referents: vec![(WorkerId(2), Some(ServiceId(10)))], ..base.clone() };
        assert!(may_open(&same));
        assert!(!may_open(&Standing { rule: CaseRule::Referent, ..same }));
        let nobodys = Standing { referents: vec![(WorkerId(2), None)], service: None, ..base.clone() };
        assert!(!may_open(&nobodys), "two workers of no service are of no same service");
        assert!(may_open(&Standing { rule: CaseRule::Organisation, ..base.clone() }));
        let alone = Standing { referents: Vec::new(), ..base.clone() };
        assert!(may_open(&alone) && !may_open(&Standing { receives: false, ..alone }));
        assert!(may_open(&standing(Role::TeamLead)));
        for role in [Role::Secretary, Role::OrganisationAdmin, Role::TerritoryAdmin, Role::Operator, Role::Beneficiary]
        {
            assert!(!may_open(&Standing { rule: CaseRule::Organisation, ..standing(role) }), "{role}");
        }
    }

    #[test]
    fn a_note_is_its_authors_unless_it_is_shared() {
        let author = WorkerId(1);
        let service = Some(ServiceId(1));
        assert!(reads_note((author, None), (author, service, Shared::Own)));
        assert!(!reads_note((WorkerId(2), service), (author, service, Shared::Own)));
        assert!(reads_note((WorkerId(2), service), (author, service, Shared::Service)));
        assert!(!reads_note((WorkerId(2), None), (author, None, Shared::Service)));
        assert!(!reads_note((WorkerId(2), Some(ServiceId(2))), (author, service, Shared::Service)));
        assert!(reads_note((WorkerId(2), None), (author, service, Shared::Organisation)));
    }
}
