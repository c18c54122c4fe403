//! Find people at the desk by whatever is typed: names in any spelling, a phone, a birth year, a file
//! number. And say whom to ask, when only another organisation knows them.

use chrono::NaiveDate;

use super::{ActionError, Claimant, Desk};
use crate::domain::access::Deed;
use crate::domain::ids::{MotiveId, PersonId, WorkerId};
use crate::domain::names::{Typed, TypedName};
use crate::domain::time::Timestamp;
use crate::store::{self, Candidate};

/// Shown at most: who is not among them is found by typing more.
const MOST_SHOWN: usize = 10;
/// Less like what is typed than this is not shown.
const LEAST: f64 = 0.45;
/// Nor is who falls this far behind the best: a phone that is right leaves out who only has such a name.
const FARTHEST: f64 = 1.0;

/// Somebody the caller's organisation knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundHere {
    pub id: PersonId,
    pub first_name: String,
    pub last_name: String,
    pub phone: Option<String>,
    pub birth_date: Option<NaiveDate>,
    pub language: String,
    pub referents: Vec<WorkerId>,
    /// Of their latest appointment in this organisation.
    pub last_motive: Option<MotiveId>,
    pub proven: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundPeople {
    /// The likeliest first.
    pub here: Vec<FoundHere>,
    /// A record may exist: the names of the organisations to ask, and nothing of the person.
    pub elsewhere: Vec<String>,
}

impl Desk {
    /// # Errors
    /// The permission is missing.
    pub async fn search_people(
        &self,
        claimant: &Claimant,
        typed: &str,
        now: Timestamp,
    ) -> Result<FoundPeople, ActionError> {
        let typed = Typed::read(typed, now);
        let (scope, candidates, known) = {
            let mut tx = self.db.read().await?;
            let scope = self.caller(&mut tx, claimant).await?.may(Deed::ReadPeople)?;
            if typed.is_empty() {
                return Ok(FoundPeople::default());
            }
            let candidates = store::candidates(&mut tx, &scope, &typed).await?;
            let known = store::known_elsewhere(&mut tx, &scope, &typed).await?;
            (scope, candidates, known)
        };
        let here = ranked(&typed, candidates);
        if known.is_empty() {
            return Ok(FoundPeople { here, elsewhere: Vec::new() });
        }
        let mut elsewhere: Vec<String> = known.iter().map(|one| one.name.clone()).collect();
        elsewhere.sort();
        elsewhere.dedup();
        let write =
            self.db.write(move |tx| Box::pin(async move { store::may_tell_elsewhere(tx, &scope, &known, now).await }));
        // Past the limit the answer is that of a name nobody has: it tells nothing, not even that.
        let may_tell = write.await.map_err(|error: store::StoreError| ActionError::from(error))?;
        Ok(FoundPeople { here, elsewhere: if may_tell { elsewhere } else { Vec::new() } })
    }
}

fn ranked(typed: &Typed, candidates: Vec<Candidate>) -> Vec<FoundHere> {
    let name = TypedName::new(&typed.words);
    let mut worth: Vec<(f64, Candidate)> = candidates
        .into_iter()
        .map(|candidate| (worth(typed, &name, &candidate), candidate))
        .filter(|(worth, _)| *worth >= LEAST)
        .collect();
    // The newest record first among equals.
    worth.sort_by(|(a, one), (b, other)| b.total_cmp(a).then(other.id.cmp(&one.id)));
    let best = worth.first().map_or(0.0, |(best, _)| *best);
    worth.retain(|(worth, _)| *worth >= best - FARTHEST);
    worth.truncate(MOST_SHOWN);
    worth
        .into_iter()
        .map(|(_, candidate)| FoundHere {
            id: candidate.id,
            first_name: candidate.first_name,
            last_name: candidate.last_name,
            phone: candidate.phone,
            birth_date: candidate.birth_date,
            language: candidate.language,
            referents: candidate.referents,
            last_motive: candidate.last_motive,
            proven: candidate.proven,
        })
        .collect()
}

/// How much of what is typed a person has.
fn worth(typed: &Typed, name: &TypedName, candidate: &Candidate) -> f64 {
    let spelt = candidate.names.iter().map(|spelling| name.likeness(spelling, "").0);
    let mut worth = spelt.fold(name.likeness(&candidate.first_name, &candidate.last_name).0, f64::max);
    let phone = candidate.phone.as_deref();
    if candidate.numbered || (typed.phone.is_some() && typed.phone.as_deref() == phone) {
        worth += 2.0;
    }
    if typed.phone_end.as_deref().is_some_and(|end| phone.is_some_and(|phone| phone.ends_with(end))) {
        worth += 1.0;
    }
    // A birth date that differs was misheard, or is that of a namesake: later in the list, still in it.
    match (typed.birth.and_then(|birth| birth.days()), candidate.birth_date) {
        (Some((first, last)), Some(born)) if (first..=last).contains(&born) => worth + 0.5,
        (Some(_), Some(_)) => worth - 0.2,
        _ => worth,
    }
}
