//! Chance for cookies, nonces and the keys of forms.

/// `None`: the system gives no random numbers.
pub fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    match getrandom::fill(&mut bytes) {
        Ok(()) => Some(bytes),
        Err(error) => {
            tracing::error!(%error, "no random numbers");
            None
        }
    }
}
