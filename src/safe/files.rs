//! What a file is: by its bytes, never by its name. Pure: the bytes are handed in as they come.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::deliver::keys::to_hex;
use crate::domain::safe::{FileFault, FileLimits, FileType};

/// In here stands the size of a picture; some cameras write a lot before it.
const HEAD: usize = 512 * 1024;
/// Enough to know the type.
const START: usize = 16;
/// The longest word that is looked for in a PDF, and what may stand after it.
const CARRY: usize = 24;

/// What is known of a received file. Sealed as a whole: a size or a hash can betray a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    pub file_type: FileType,
    pub bytes: u64,
    /// In hexadecimal digits, as `sha256sum` writes it.
    pub sha256: String,
    pub crc32: u32,
    /// Of a PDF, as far as it can be counted from outside.
    pub pages: u64,
    /// Width and height of a picture.
    pub pixels: Option<(u32, u32)>,
    /// Whether a scanner saw it and found nothing.
    pub scanned: bool,
}

/// A file that is coming in.
pub struct Intake {
    limits: FileLimits,
    head: Vec<u8>,
    file_type: Option<FileType>,
    bytes: u64,
    sha: Sha256,
    crc: u32,
    carry: Vec<u8>,
    pages: u64,
}

impl Intake {
    pub fn new(limits: FileLimits) -> Intake {
        Intake {
            limits,
            head: Vec::new(),
            file_type: None,
            bytes: 0,
            sha: Sha256::new(),
            crc: 0,
            carry: Vec::new(),
            pages: 0,
        }
    }

    /// # Errors
    /// As soon as it is certain that the file is not taken in.
    pub fn push(&mut self, piece: &[u8]) -> Result<(), FileFault> {
        self.bytes += piece.len() as u64;
        if self.bytes > self.limits.bytes {
            return Err(FileFault::TooLarge);
        }
        self.sha.update(piece);
        self.crc = crc32(self.crc, piece);
        if self.head.len() < HEAD {
            self.head.extend_from_slice(&piece[..piece.len().min(HEAD - self.head.len())]);
        }
        if self.file_type.is_none() && self.head.len() >= START {
            self.file_type = Some(type_of(&self.head).ok_or(FileFault::UnknownType)?);
        }
        // Until the type is known, any file may be a PDF: the count is thrown away otherwise.
        if matches!(self.file_type, None | Some(FileType::Pdf)) {
            self.count_pages(piece);
            if self.pages > self.limits.pages {
                return Err(FileFault::TooManyPages);
            }
        }
        Ok(())
    }

    /// `/Type /Page` in clear, or the `/Count` of the tree of pages. What a PDF hides in compressed
    /// objects is not counted: its size is limited anyway.
    fn count_pages(&mut self, piece: &[u8]) {
        let mut text = std::mem::take(&mut self.carry);
        let before = text.len();
        text.extend_from_slice(piece);
        // A word that was known from what was carried over was counted then.
        let fresh = |known_at: usize| known_at >= before;
        for (at, word) in words_in(&text) {
            match word {
                Word::Page => {
                    if fresh(at) {
                        self.pages += 1;
                    }
                }
                Word::Count(count) => self.pages = self.pages.max(count),
            }
        }
        let keep = text.len().saturating_sub(CARRY);
        self.carry = text.split_off(keep);
    }

    /// # Errors
    /// It is empty, of no known type, or a picture too large to be opened.
    pub fn finish(self) -> Result<FileFacts, FileFault> {
        if self.bytes == 0 {
            return Err(FileFault::Empty);
        }
        let file_type = match self.file_type {
            Some(file_type) => file_type,
            None => type_of(&self.head).ok_or(FileFault::UnknownType)?,
        };
        let pixels = match file_type {
            FileType::Pdf => None,
            // A picture whose size cannot be found is no picture.
            _ => Some(size_of(file_type, &self.head).ok_or(FileFault::UnknownType)?),
        };
        if pixels.is_some_and(|(width, height)| u64::from(width) * u64::from(height) > self.limits.pixels) {
            return Err(FileFault::TooManyPixels);
        }
        Ok(FileFacts {
            file_type,
            bytes: self.bytes,
            sha256: to_hex(&self.sha.finalize()),
            crc32: self.crc,
            pages: if file_type == FileType::Pdf { self.pages.max(1) } else { 1 },
            pixels,
            scanned: false,
        })
    }
}

enum Word {
    Page,
    Count(u64),
}

/// The words of a PDF that say how many pages it has, each with the byte from which it is known.
fn words_in(text: &[u8]) -> impl Iterator<Item = (usize, Word)> + '_ {
    text.iter().enumerate().filter(|(_, byte)| **byte == b'/').filter_map(|(at, _)| {
        let rest = &text[at..];
        let skip = |from: usize| from + rest[from..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if rest.starts_with(b"/Type") {
            let value = skip(5);
            let named = rest[value..].starts_with(b"/Page");
            // Known only with what comes after: `/Pages` is the tree.
            let next = rest.get(value + 5)?;
            return (named && !next.is_ascii_alphanumeric()).then_some((at + value + 5, Word::Page));
        }
        if rest.starts_with(b"/Count") {
            let value = skip(6);
            let digits: String = rest[value..]
                .iter()
                .take(10)
                .take_while(|byte| byte.is_ascii_digit())
                .map(|b| char::from(*b))
                .collect();
            return digits.parse().ok().map(|count| (at + value + digits.len(), Word::Count(count)));
        }
        None
    })
}

fn type_of(head: &[u8]) -> Option<FileType> {
    let at = |from: usize, bytes: &[u8]| head.get(from..from + bytes.len()) == Some(bytes);
    if at(0, b"%PDF-") {
        Some(FileType::Pdf)
    } else if at(0, b"\xff\xd8\xff") {
        Some(FileType::Jpeg)
    } else if at(0, b"\x89PNG\r\n\x1a\n") {
        Some(FileType::Png)
    } else if at(0, b"RIFF") && at(8, b"WEBP") {
        Some(FileType::Webp)
    } else if at(4, b"ftyp") && [b"heic", b"heix", b"mif1", b"hevc"].iter().any(|brand| at(8, *brand)) {
        Some(FileType::Heic)
    } else {
        None
    }
}

/// Width and height.
fn size_of(file_type: FileType, head: &[u8]) -> Option<(u32, u32)> {
    let big = |at: usize| Some(u32::from_be_bytes(*head.get(at..)?.first_chunk::<4>()?));
    let little = |at: usize, count: usize| {
        let bytes = head.get(at..at + count)?;
        Some(bytes.iter().rev().fold(0_u32, |number, byte| number << 8 | u32::from(*byte)))
    };
    match file_type {
        FileType::Pdf => None,
        FileType::Png => Some((big(16)?, big(20)?)),
        FileType::Jpeg => jpeg_size(head),
        FileType::Webp => match head.get(12..16)? {
            b"VP8X" => Some((little(24, 3)? + 1, little(27, 3)? + 1)),
            b"VP8 " => Some((little(26, 2)? & 0x3fff, little(28, 2)? & 0x3fff)),
            b"VP8L" => {
                let bits = little(21, 4)?;
                Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
            }
            _ => None,
        },
        FileType::Heic => {
            // The largest of its pictures: thumbnails and tiles have a box too.
            let boxes = head.windows(4).enumerate().filter(|(_, word)| word == b"ispe");
            boxes
                .filter_map(|(at, _)| Some((big(at + 8)?, big(at + 12)?)))
                .max_by_key(|(width, height)| u64::from(*width) * u64::from(*height))
        }
    }
}

fn jpeg_size(head: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let [0xff, marker, high, low, ..] = *head.get(at..)? else { return None };
        // Frames of every kind; C4, C8 and CC are tables.
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let [height_high, height_low, width_high, width_low] = *head.get(at + 5..at + 9)? else { return None };
            let width = u32::from(u16::from_be_bytes([width_high, width_low]));
            return Some((width, u32::from(u16::from_be_bytes([height_high, height_low]))));
        }
        match marker {
            0xff => at += 1,
            0xda | 0xd9 => return None,
            _ => at += 2 + usize::from(u16::from_be_bytes([high, low])),
        }
    }
}

/// As `sha256sum` writes it.
pub fn sha256(bytes: &[u8]) -> String {
    to_hex(&Sha256::digest(bytes))
}

const CRC_TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut value = index as u32;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { 0xedb8_8320 ^ (value >> 1) } else { value >> 1 };
            bit += 1;
        }
        table[index] = value;
        index += 1;
    }
    table
};

/// As ZIP wants it; begins with 0.
pub fn crc32(before: u32, bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!before, |crc, byte| CRC_TABLE[((crc ^ u32::from(*byte)) & 0xff) as usize] ^ (crc >> 8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::safe::FILE_LIMITS;

    const SMALL: FileLimits = FileLimits { bytes: 1000, pages: 3, pixels: 10_000 };

    fn looked_at(limits: FileLimits, bytes: &[u8], step: usize) -> Result<FileFacts, FileFault> {
        let mut intake = Intake::new(limits);
        for piece in bytes.chunks(step) {
            intake.push(piece)?;
        }
        intake.finish()
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend_from_slice(&width.to_be_bytes());
        bytes.extend_from_slice(&height.to_be_bytes());
        bytes.extend_from_slice(&[8, 2, 0, 0, 0]);
        bytes
    }

    fn jpeg(width: u16, height: u16) -> Vec<u8> {
        let mut bytes = b"\xff\xd8\xff\xe1\x00\x08Exif\0\0\xff\xff\xc4\x00\x03\x01\xff\xc2\x00\x11\x08".to_vec();
        bytes.extend_from_slice(&height.to_be_bytes());
        bytes.extend_from_slice(&width.to_be_bytes());
        bytes.extend_from_slice(&[3; 12]);
        bytes
    }

    #[test]
    fn the_type_is_what_the_bytes_say() {
        assert_eq!(
            looked_at(SMALL, &png(20, 30), 1).map(|facts| (facts.file_type, facts.pixels)),
            Ok((FileType::Png, Some((20, 30))))
        );
        assert_eq!(looked_at(SMALL, &jpeg(40, 50), 7).map(|facts| facts.pixels), Ok(Some((40, 50))));
        let bad: &[&[u8]] = &[
            b"<html><script>alert(1)</script>",
            b"<svg xmlns='http://www.w3.org/2000/svg'>",
            b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0",
            b"PK\x03\x04 a document of an office",
            b"x",
        ];
        for bytes in bad {
            assert_eq!(looked_at(SMALL, bytes, 5), Err(FileFault::UnknownType));
        }
        assert_eq!(looked_at(SMALL, b"", 1), Err(FileFault::Empty));
        assert_eq!(looked_at(SMALL, b"\xff\xd8\xff\xd9 and nothing of a picture", 50), Err(FileFault::UnknownType));
    }

    #[test]
    fn what_is_too_much_is_refused_while_it_comes() {
        assert_eq!(looked_at(SMALL, &png(101, 100), 100), Err(FileFault::TooManyPixels));
        assert_eq!(looked_at(SMALL, &png(4_000_000_000, 4_000_000_000), 100), Err(FileFault::TooManyPixels));
        assert_eq!(looked_at(SMALL, &jpeg(60_000, 60_000), 100), Err(FileFault::TooManyPixels));
        let large = [b"%PDF-1.7 ".to_vec(), vec![0; 1000]].concat();
        assert_eq!(looked_at(SMALL, &large, 100), Err(FileFault::TooLarge));
        for step in [1, 2, 3, 7, 10, 1000] {
            let pages = |count: usize| {
                [b"%PDF-1.7 <</Type /Pages>> ".to_vec(), b"<</Type/Page /Parent 1>> <</Type /Page>> ".repeat(count)]
                    .concat()
            };
            assert_eq!(looked_at(SMALL, &pages(1), step).map(|facts| facts.pages), Ok(2), "by {step}");
            assert_eq!(looked_at(SMALL, &pages(2), step), Err(FileFault::TooManyPages), "by {step}");
            let tree = b"%PDF-1.7 <</Type /Pages /Count 200000 /Kids []>>";
            assert_eq!(looked_at(SMALL, tree, step), Err(FileFault::TooManyPages), "by {step}");
        }
    }

    #[test]
    fn hashes_are_those_of_everybody_else() {
        let facts = looked_at(FILE_LIMITS, b"%PDF-1.7 123456789", 4).unwrap();
        assert_eq!(facts.sha256.len(), 64);
        assert_eq!(crc32(0, b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(crc32(0, b"1234"), b"56789"), 0xcbf4_3926);
    }
}
