//! Two records become one, and can be two again: what each field becomes, and when it is too late.

use serde::{Deserialize, Serialize};

use crate::domain::motives::words;
use crate::domain::time::Minutes;

/// How long a merge can be undone.
pub const MERGE_KEPT: Minutes = Minutes::days(30);

words! {
    /// Whose value is kept.
    Side { Kept = "kept", Gone = "gone" }
}

words! {
    /// Why a merge can no longer be undone.
    NotUndone {
        TooLate = "too_late",
        /// The record that was kept has been merged into another since: that one first.
        MergedSince = "merged_since",
        Already = "already",
    }
}

/// A field in the three moments that count: before the merge, as the merge left it, now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub name: String,
    pub before: Option<String>,
    pub merged: Option<String>,
}

/// What a field is after the merge is undone: as before, unless somebody has changed it since.
pub fn field_after<'f>(field: &'f Field, now: Option<&'f str>) -> Option<&'f str> {
    if now == field.merged.as_deref() { field.before.as_deref() } else { now }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_since_is_kept() {
        let field = Field { name: "phone".into(), before: Some("1".into()), merged: Some("2".into()) };
        assert_eq!(field_after(&field, Some("2")), Some("1"));
        assert_eq!(field_after(&field, Some("3")), Some("3"));
        assert_eq!(field_after(&field, None), None);
    }
}
