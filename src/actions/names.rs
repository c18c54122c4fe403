//! Finding things of a territory by what people call them: a name, compared without accents or
//! case, or a number. Shared by the imports and the command line.

use crate::domain::ids::{OrganisationId, PlaceId};
use crate::domain::motives::Motive;
use crate::domain::people::folded;
use crate::domain::settings::{Organisation, Place, Settings};

/// Why a name leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// Nothing is called that; what there is, is.
    Unknown { known: Vec<String> },
    /// More than one is called that.
    Several { known: Vec<String> },
}

/// # Errors
/// No organisation of that name or number, or no name although there are several.
pub fn organisation<'s>(settings: &'s Settings, named: Option<&str>) -> Result<&'s Organisation, NotFound> {
    let all: Vec<&Organisation> = settings.organisations.values().collect();
    match named {
        None if all.len() == 1 => Ok(all[0]),
        None => Err(NotFound::Several { known: sorted(all.iter().map(|one| one.name.clone())) }),
        Some(named) => one(named, all, |one| one.id.0, |one| vec![one.name.clone()], |one| one.name.clone()),
    }
}

/// # Errors
/// No place of that name or number, or several organisations have one.
pub fn place<'s>(
    settings: &'s Settings,
    organisation: Option<OrganisationId>,
    named: &str,
) -> Result<&'s Place, NotFound> {
    let ours = |place: &&Place| organisation.is_none_or(|organisation| place.organisation == organisation);
    let all = settings.places.values().filter(ours).collect();
    let label = |place: &Place| format!("{}, {}", place.name, organisation_name(settings, place.organisation));
    one(named, all, |place| place.id.0, |place| vec![place.name.clone()], label)
}

/// A motive by number, by name, or by name and mode (`Suivi phone`) where one name has several.
///
/// # Errors
/// No active motive of that name or number, or several.
pub fn motive<'s>(
    settings: &'s Settings,
    organisation: Option<OrganisationId>,
    named: &str,
) -> Result<&'s Motive, NotFound> {
    let all = motives(settings, organisation);
    let with_mode = |motive: &Motive| format!("{} {}", motive.name, motive.mode);
    let label =
        |motive: &Motive| format!("{}, {}", with_mode(motive), organisation_name(settings, motive.organisation));
    one(named, all, |motive| motive.id.0, |motive| vec![motive.name.clone(), with_mode(motive)], label)
}

fn organisation_name(settings: &Settings, organisation: OrganisationId) -> &str {
    settings.organisations.get(&organisation).map_or("", |organisation| organisation.name.as_str())
}

/// Every motive of that name, whatever its mode.
pub fn motives_named<'s>(settings: &'s Settings, organisation: OrganisationId, named: &str) -> Vec<&'s Motive> {
    let wanted = folded(named);
    let mut found = motives(settings, Some(organisation));
    found.retain(|motive| {
        folded(&motive.name) == wanted
            || folded(&format!("{} {}", motive.name, motive.mode)) == wanted
            || motive.id.0.to_string() == named.trim()
    });
    found.sort_unstable_by_key(|motive| motive.id);
    found
}

/// The names that could have been given.
pub fn motive_names(settings: &Settings, organisation: OrganisationId) -> Vec<String> {
    sorted(motives(settings, Some(organisation)).into_iter().map(|motive| motive.name.clone()))
}

fn motives(settings: &Settings, organisation: Option<OrganisationId>) -> Vec<&Motive> {
    let ours = |motive: &&Motive| organisation.is_none_or(|organisation| motive.organisation == organisation);
    settings.motives.values().filter(ours).filter(|motive| motive.active).collect()
}

/// The name of a place, for showing.
pub fn place_name(settings: &Settings, place: Option<PlaceId>) -> Option<&str> {
    place.and_then(|place| settings.places.get(&place)).map(|place| place.name.as_str())
}

fn one<'s, T>(
    named: &str,
    all: Vec<&'s T>,
    id: impl Fn(&T) -> i64,
    names: impl Fn(&T) -> Vec<String>,
    label: impl Fn(&T) -> String,
) -> Result<&'s T, NotFound> {
    let wanted = folded(named);
    let mut called: Vec<&T> =
        all.iter().copied().filter(|one| names(one).iter().any(|name| folded(name) == wanted)).collect();
    if called.is_empty()
        && let Ok(number) = named.trim().parse::<i64>()
    {
        called = all.iter().copied().filter(|one| id(one) == number).collect();
    }
    match called.as_slice() {
        [] => {
            let known = all.iter().filter_map(|one| names(one).into_iter().next());
            Err(NotFound::Unknown { known: sorted(known) })
        }
        [one] => Ok(one),
        // The number tells apart whatever is called the same.
        several => Err(NotFound::Several {
            known: several.iter().map(|one| format!("{} ({})", id(one), label(one))).collect(),
        }),
    }
}

fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}
