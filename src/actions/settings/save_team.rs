//! Save a team: its name and its members.

use super::{Claimant, Desk, NAME_TAKEN, Once, Saved, SettingsError, none};
use crate::actions::ActionError;
use crate::domain::access::Deed;
use crate::domain::ids::{TeamId, WorkerId};
use crate::domain::journal::Thing;
use crate::domain::settings_rules;
use crate::domain::time::Timestamp;
use crate::store;

const ACTION: &str = "add_team";

impl Desk {
    /// Adds the team when none is named. Members are those named, and nobody else.
    ///
    /// # Errors
    /// What to correct; `NotFound` for a team or a worker of another organisation.
    pub async fn save_team(
        &self,
        claimant: &Claimant,
        team: Option<TeamId>,
        (name, mut members): (String, Vec<WorkerId>),
        once: Option<Once>,
        now: Timestamp,
    ) -> Result<Saved<TeamId>, SettingsError> {
        let office = self.office(claimant, Deed::EditSettings).await?;
        none(settings_rules::name("name", &name))?;
        members.sort_unstable();
        members.dedup();
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                let at = office.at()?;
                let workers = store::list_workers(tx, at).await?;
                if members.iter().any(|member| !workers.iter().any(|worker| worker.id == *member)) {
                    return Err(ActionError::NotFound("worker").into());
                }
                let Some(team) = team else {
                    if let Some(saved) = office.added_before(tx, (ACTION, once.as_ref()), now).await? {
                        return Ok(saved);
                    }
                    let id = store::insert_team(tx, at, &name, &members).await?;
                    return Ok(office.added(tx, (ACTION, once.as_ref()), (Thing::Team, id), now).await?);
                };
                let teams = store::list_teams(tx, at).await?;
                let old = teams.into_iter().find(|one| one.id == team).ok_or(ActionError::NotFound("team"))?;
                let mut changed = store::rename_team(tx, at, team, &name).await?;
                for member in members.iter().filter(|member| !old.members.contains(member)) {
                    changed |= store::put_member(tx, at.0, team, *member, true).await?;
                }
                for member in old.members.iter().filter(|member| !members.contains(member)) {
                    changed |= store::put_member(tx, at.0, team, *member, false).await?;
                }
                Ok(office.changed(tx, (Thing::Team, team), changed, now).await?)
            })
        });
        write.await.map_err(|error: SettingsError| error.or_taken("team_name", NAME_TAKEN))
    }
}
