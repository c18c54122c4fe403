//! The document safe: its words, its limits, and what a file may be. Pure; keys and files are in
//! `src/safe`.

use chrono::NaiveDate;

use super::motives::words;
use super::time::Minutes;

words! {
    ItemState { Staged = "staged", Held = "held", Binned = "binned", Destroyed = "destroyed" }
}

words! {
    VersionState {
        Staged = "staged",
        Held = "held",
        /// The scanner did not answer: nobody reads it before it does.
        Quarantined = "quarantined",
        /// Its bytes are no longer those that were received.
        Damaged = "damaged",
    }
}

words! {
    /// What a file is, by its content. Nothing else is taken in.
    FileType { Pdf = "application/pdf", Jpeg = "image/jpeg", Png = "image/png", Webp = "image/webp", Heic = "image/heic" }
}

impl FileType {
    pub fn ending(self) -> &'static str {
        match self {
            FileType::Pdf => "pdf",
            FileType::Jpeg => "jpg",
            FileType::Png => "png",
            FileType::Webp => "webp",
            FileType::Heic => "heic",
        }
    }
}

words! {
    /// Why a file is not taken in.
    FileFault {
        Empty = "empty",
        TooLarge = "too_large",
        /// Neither a PDF nor a picture, whatever its name says.
        UnknownType = "unknown_type",
        TooManyPages = "too_many_pages",
        TooManyPixels = "too_many_pixels",
        Infected = "infected",
    }
}

words! {
    /// What a worker still lacks before a safe opens to her.
    Missing { Charter = "charter", Training = "training" }
}

/// What one file may be at most.
#[derive(Clone, Copy, Debug)]
pub struct FileLimits {
    pub bytes: u64,
    pub pages: u64,
    pub pixels: u64,
}

pub const FILE_LIMITS: FileLimits = FileLimits { bytes: 25 * 1024 * 1024, pages: 200, pixels: 60_000_000 };

/// A safe that was opened closes by itself.
pub const OPENING_LIVES: Minutes = Minutes(15);
/// From the desk to the PIN that the person chooses.
pub const TICKET_LIVES: Minutes = Minutes(30);
pub const GRANT_LIVES: Minutes = Minutes::days(30);
/// A grant may not be made for longer.
pub const GRANT_LIVES_AT_MOST: Minutes = Minutes::days(365);
pub const BIN_KEEPS: Minutes = Minutes::days(30);
/// An upload that was not finished by then never will be.
pub const STAGED_LIVES: Minutes = Minutes::days(1);

pub const LONGEST_NAME: usize = 120;
pub const LONGEST_PURPOSE: usize = 300;
/// The kind of a document: a code of the paper types, never a sentence.
pub const LONGEST_KIND: usize = 40;

/// Who captured it and whether it was compared with the original, and what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemFacts {
    /// A code of the paper types.
    pub kind: String,
    pub name: String,
    pub issued_on: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
    /// Somebody held the original beside the copy.
    pub compared: bool,
}

impl ItemFacts {
    /// The field that will not do.
    ///
    /// # Errors
    /// A name or kind that is empty or too long, an end before the beginning.
    pub fn check(&self) -> Result<(), &'static str> {
        let code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if self.kind.is_empty() || self.kind.len() > LONGEST_KIND || !self.kind.chars().all(code) {
            return Err("kind");
        }
        if self.name.trim().is_empty() || self.name.chars().count() > LONGEST_NAME {
            return Err("name");
        }
        if let (Some(issued), Some(expires)) = (self.issued_on, self.expires_on)
            && expires < issued
        {
            return Err("expires_on");
        }
        Ok(())
    }
}

/// Whether these digits may guard a safe: six to twelve of them, not all the same, not in a row, no year of birth twice.
pub fn is_good_pin(pin: &str) -> bool {
    let digits: Vec<u8> = pin.bytes().map(|byte| byte.wrapping_sub(b'0')).collect();
    if !(6..=12).contains(&digits.len()) || digits.iter().any(|digit| *digit > 9) {
        return false;
    }
    let steps: Vec<u8> = digits.windows(2).map(|two| (10 + two[1] - two[0]) % 10).collect();
    // 000000, 123456, 987654; 121212 and 123123 too.
    let even = steps.iter().all(|step| *step == steps[0]);
    let repeats = |length: usize| {
        digits.len().is_multiple_of(length) && digits.chunks(length).all(|part| part == &digits[..length])
    };
    !(even || repeats(2) || repeats(3))
}

/// A card's code as it is typed: letters of either case, with or without dashes.
pub fn card_code(typed: &str) -> String {
    typed.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_that_everybody_tries_first_will_not_do() {
        for bad in ["", "12345", "1234567890123", "000000", "123456", "987654", "121212", "123123", "12345a", "٣٤٥٦٧٨"]
        {
            assert!(!is_good_pin(bad), "{bad}");
        }
        for good in ["274091", "1990027", "502938471625"] {
            assert!(is_good_pin(good), "{good}");
        }
    }
}
