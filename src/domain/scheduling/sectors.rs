//! Sectors: a commune, and where a commune is cut, a street, leads to the organisations or the
//! workers in charge.

use super::search::Nothing;
use crate::domain::ids::{OrganisationId, SectorId, WorkerId};

/// One line of a sector: a whole commune, or one of its streets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    pub sector: SectorId,
    /// Normalised (see [`street_key`]); `None`: the whole commune.
    pub street: Option<String>,
    /// Who is in charge in this sector.
    pub targets: Vec<Target>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    pub organisation: OrganisationId,
    /// `None`: every worker of the organisation.
    pub worker: Option<WorkerId>,
}

/// Who is in charge at an address, from the zones of its commune.
///
/// A street wins over its commune. In a commune cut by street, a street that no zone names falls
/// to the zone of the whole commune; without one, the street is asked for.
///
/// # Errors
/// `SectorUnknown`: no zone for this commune. `StreetNeeded`: cut by street, and none (or none
/// known) was given. `NobodyInSector`: a zone, and nobody in charge of it.
pub fn in_charge(zones: &[Zone], street: Option<&str>) -> Result<Vec<Target>, Nothing> {
    if zones.is_empty() {
        return Err(Nothing::SectorUnknown);
    }
    let key = street.map(street_key);
    let named: Vec<&Zone> = zones.iter().filter(|zone| zone.street.is_some() && zone.street == key).collect();
    let cut_by_street = zones.iter().any(|zone| zone.street.is_some());
    let chosen = match (named.is_empty(), cut_by_street) {
        (false, _) => named,
        // A commune that is cut needs the street even when it also has a zone of its own: the
        // person may live in one of the streets that go elsewhere.
        (true, true) if key.is_none() => return Err(Nothing::StreetNeeded),
        (true, _) => zones.iter().filter(|zone| zone.street.is_none()).collect(),
    };
    if chosen.is_empty() {
        return Err(Nothing::StreetNeeded);
    }
    let mut targets: Vec<Target> = Vec::new();
    for target in chosen.iter().flat_map(|zone| &zone.targets) {
        if !targets.contains(target) {
            targets.push(*target);
        }
    }
    if targets.is_empty() { Err(Nothing::NobodyInSector) } else { Ok(targets) }
}

/// A street name without accents, case, punctuation or doubled spaces: `Rue de l'Église` and
/// `RUE DE L EGLISE` are the same street.
pub fn street_key(street: &str) -> String {
    crate::domain::people::folded(street)
}
