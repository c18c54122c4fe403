//! A ZIP without compression, written as it goes: every size and sum is known before its bytes come,
//! so that anything reads it, and nothing is held in memory but its table of contents.

use super::files::crc32;

/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
const VERSION: u16 = 20;

#[derive(Default)]
pub struct Zip {
    at: u64,
    table: Vec<u8>,
    count: u16,
}

/// The format ends at 4 GiB and 65,535 files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

impl Zip {
    /// What stands before the bytes of a file.
    ///
    /// # Errors
    /// `TooLarge`.
    pub fn begin(&mut self, name: &str, size: u64, crc: u32) -> Result<Vec<u8>, TooLarge> {
        let small = u32::try_from(size).map_err(|_| TooLarge)?;
        let offset = u32::try_from(self.at).map_err(|_| TooLarge)?;
        let length = u16::try_from(name.len()).map_err(|_| TooLarge)?;
        self.count = self.count.checked_add(1).ok_or(TooLarge)?;
        let mut common = Vec::with_capacity(26);
        for number in [VERSION, FLAGS, 0, 0, 0x21] {
            common.extend_from_slice(&number.to_le_bytes());
        }
        for number in [crc, small, small] {
            common.extend_from_slice(&number.to_le_bytes());
        }
        common.extend_from_slice(&length.to_le_bytes());
        common.extend_from_slice(&0_u16.to_le_bytes());
        let header = [b"PK\x03\x04", &common[..], name.as_bytes()].concat();
        self.table.extend_from_slice(b"PK\x01\x02");
        self.table.extend_from_slice(&VERSION.to_le_bytes());
        self.table.extend_from_slice(&common);
        // Comment, disk, attributes: none.
        self.table.extend_from_slice(&[0; 10]);
        self.table.extend_from_slice(&offset.to_le_bytes());
        self.table.extend_from_slice(name.as_bytes());
        self.at += header.len() as u64 + size;
        Ok(header)
    }

    /// A small file, whole.
    ///
    /// # Errors
    /// `TooLarge`.
    pub fn whole(&mut self, name: &str, bytes: &[u8]) -> Result<Vec<u8>, TooLarge> {
        let mut file = self.begin(name, bytes.len() as u64, crc32(0, bytes))?;
        file.extend_from_slice(bytes);
        Ok(file)
    }

    /// The table of contents.
    ///
    /// # Errors
    /// `TooLarge`.
    pub fn finish(self) -> Result<Vec<u8>, TooLarge> {
        let offset = u32::try_from(self.at).map_err(|_| TooLarge)?;
        let size = u32::try_from(self.table.len()).map_err(|_| TooLarge)?;
        let mut end = self.table;
        end.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        for number in [self.count, self.count] {
            end.extend_from_slice(&number.to_le_bytes());
        }
        for number in [size, offset] {
            end.extend_from_slice(&number.to_le_bytes());
        }
        end.extend_from_slice(&[0; 2]);
        Ok(end)
    }
}
