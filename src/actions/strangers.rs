//! What people who have proven nothing book or ask for is counted, by number and by address: no code
//! is asked of them, so something else must keep one machine from taking all the slots of a town.
//! Counted in the transaction of what they do: what is refused, or done before, does not count.

use super::sign_in::secrets::network;
use super::{ActionError, Desk};
use crate::domain::access::Scope;
use crate::domain::people::Who;
use crate::domain::scheduling::booking::Refusal;
use crate::domain::sign_in::{Limit, STRANGERS_PER_NUMBER, strangers_a_day};
use crate::domain::time::Timestamp;
use crate::store::{self, WriteTx};

/// What a request of a stranger counts under; nothing for everybody else.
pub(super) struct Stranger(Vec<(String, Limit)>);

impl Desk {
    /// `phone`: the number that a newcomer gives. Who is named, or has proven a number, is no stranger.
    pub(super) fn stranger(&self, scope: &Scope, phone: Option<&str>) -> Stranger {
        let secrets = &self.secrets;
        let Some(address) = scope.guest().filter(|guest| !guest.proven).and_then(|guest| guest.address.as_deref())
        else {
            return Stranger(Vec::new());
        };
        let territory = scope.territory().to_string();
        let address = secrets.throttle("stranger-address", &[&territory, &network(address)]);
        let number = phone.map(|phone| secrets.throttle("stranger-number", &[&territory, phone]));
        let number = number.map(|key| (key, STRANGERS_PER_NUMBER));
        let address = (address, strangers_a_day(secrets.caps.strangers_a_day));
        // In this order always: two that wait for each other would wait for ever.
        Stranger([address].into_iter().chain(number).collect())
    }

    /// Of somebody who comes: a newcomer may be a stranger, whom the caller may name is none.
    pub(super) fn stranger_of(&self, scope: &Scope, who: Option<&Who>) -> Stranger {
        match who {
            Some(Who::New(new)) => self.stranger(scope, new.phone.as_deref()),
            Some(Who::Known(_)) | None => Stranger(Vec::new()),
        }
    }
}

impl Stranger {
    /// One more, to be undone with the transaction when nothing comes of it.
    ///
    /// # Errors
    /// `AskedTooOften`.
    pub(super) async fn count(&self, tx: &mut WriteTx, now: Timestamp) -> Result<(), ActionError> {
        for (key, limit) in &self.0 {
            store::count_attempt(tx, key, limit.window(now)).await?;
            if store::attempts(tx, key, limit.since(now)).await?.count > limit.most {
                return Err(Refusal::AskedTooOften.into());
            }
        }
        Ok(())
    }
}
