//! A file as it really comes: exported from a spreadsheet, with `;` or `,`, with a BOM or in the
//! encoding of an old Windows, with a header in somebody's own words.

use std::collections::HashMap;

use super::{FileProblem, Problem, Reason};
use crate::domain::people::folded;

/// A column an import knows: its name for us, and the headers it is met under: folded (no accents,
/// case or signs), separated by `|`.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub field: &'static str,
    pub required: bool,
    pub headers: &'static str,
}

/// A file that has been read: every row, and which columns of it are understood.
#[derive(Debug)]
pub struct Table {
    pub rows: Vec<Row>,
    headers: Vec<String>,
    /// Where each field stands; a phone may stand in two columns.
    fields: HashMap<&'static str, Vec<usize>>,
}

/// A row, and the line of the file it begins on.
#[derive(Debug)]
pub struct Row {
    pub line: u64,
    cells: csv::StringRecord,
}

impl Table {
    /// # Errors
    /// What makes the whole file unusable, in words for whoever exported it.
    pub fn read(file: &[u8], columns: &[Column]) -> Result<Table, FileProblem> {
        let text = decoded(file)?;
        if text.trim().is_empty() {
            return Err(FileProblem::Empty);
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator(&text))
            .has_headers(false)
            // A row with too few or too many columns is refused alone, not the file with it.
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut headers: Option<Vec<String>> = None;
        let mut rows = Vec::new();
        for record in reader.records() {
            let cells = record.map_err(|error| FileProblem::Unreadable { why: error.to_string() })?;
            // Spreadsheets leave rows of nothing but separators at the end.
            if cells.iter().all(str::is_empty) {
                continue;
            }
            let line = line_of(&text, cells.position());
            match headers {
                None => headers = Some(cells.iter().map(str::to_owned).collect()),
                Some(_) => rows.push(Row { line, cells }),
            }
        }
        let headers = headers.ok_or(FileProblem::Empty)?;
        let fields = fields(&headers, columns);
        let missing: Vec<&'static str> = columns
            .iter()
            .filter(|column| column.required && !fields.contains_key(column.field))
            .map(|column| column.field)
            .collect();
        if !missing.is_empty() {
            return Err(FileProblem::MissingColumns { missing, found: headers });
        }
        Ok(Table { rows, headers, fields })
    }

    /// The columns that are not read, so that nobody believes they were.
    pub fn ignored(&self) -> Vec<String> {
        let used: Vec<usize> = self.fields.values().flatten().copied().collect();
        let ignored = self.headers.iter().enumerate().filter(|(at, header)| !used.contains(at) && !header.is_empty());
        ignored.map(|(_, header)| header.clone()).collect()
    }

    /// # Errors
    /// The row has more or fewer columns than the header: nobody can say what is what.
    pub fn check(&self, row: &Row) -> Result<(), Problem> {
        self.check_count(row, self.headers.len())
    }

    /// The same for files that leave out the separators of empty cells at the end of a row.
    ///
    /// # Errors
    /// The row has more columns than the header, or ends before one that is needed.
    pub fn check_shortened(&self, row: &Row, needed: &[Column]) -> Result<(), Problem> {
        let last = needed.iter().filter(|column| column.required).filter_map(|column| self.fields.get(column.field));
        self.check_count(row, last.flatten().max().map_or(0, |at| at + 1))
    }

    fn check_count(&self, row: &Row, least: usize) -> Result<(), Problem> {
        let (expected, found) = (self.headers.len(), row.cells.len());
        let surplus = row.cells.iter().skip(expected).any(|cell| !cell.is_empty());
        if found < least || surplus {
            return Err(Problem { line: row.line, column: None, reason: Reason::ColumnCount { expected, found } });
        }
        Ok(())
    }

    /// What stands in a field; `None` when the column is not there or the cell is empty.
    pub fn cell<'r>(&self, row: &'r Row, field: &'static str) -> Option<&'r str> {
        self.cells(row, field).next()
    }

    /// Every cell of a field that may stand in several columns.
    pub fn cells<'r>(&self, row: &'r Row, field: &'static str) -> impl Iterator<Item = &'r str> {
        let at = self.fields.get(field).cloned().unwrap_or_default();
        at.into_iter().filter_map(|at| row.cells.get(at)).filter(|cell| !cell.is_empty())
    }

    /// # Errors
    /// The cell is empty.
    pub fn needed<'r>(&self, row: &'r Row, field: &'static str) -> Result<&'r str, Problem> {
        self.cell(row, field).ok_or_else(|| self.problem(row, field, Reason::Missing))
    }

    /// A problem in one cell, named as the file names its column.
    pub fn problem(&self, row: &Row, field: &'static str, reason: Reason) -> Problem {
        let column = self.header(field).unwrap_or(field).to_owned();
        Problem { line: row.line, column: Some(column), reason }
    }

    /// What the file calls a field.
    pub fn header(&self, field: &'static str) -> Option<&str> {
        let at = self.fields.get(field)?.first()?;
        self.headers.get(*at).map(String::as_str)
    }
}

fn fields(headers: &[String], columns: &[Column]) -> HashMap<&'static str, Vec<usize>> {
    let mut fields: HashMap<&'static str, Vec<usize>> = HashMap::new();
    for (at, header) in headers.iter().enumerate() {
        let header = folded(&header.replace(['º', '°'], " "));
        let known_as = |column: &&Column| column.headers.split('|').any(|known| known.trim() == header);
        if let Some(column) = columns.iter().find(known_as) {
            fields.entry(column.field).or_default().push(at);
        }
    }
    fields
}

/// The line a record begins on; empty lines before it are not its own.
fn line_of(text: &str, position: Option<&csv::Position>) -> u64 {
    let Some(position) = position else { return 0 };
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let skipped = text.get(from..).map_or(0, |rest| {
        let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        rest[..blank].matches('\n').count() as u64
    });
    position.line() + skipped
}

/// The text of a file in UTF-8, with or without BOM, or in Windows-1252.
fn decoded(file: &[u8]) -> Result<String, FileProblem> {
    if file.starts_with(b"PK\x03\x04") || file.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(FileProblem::Spreadsheet);
    }
    if file.starts_with(&[0xff, 0xfe]) || file.starts_with(&[0xfe, 0xff]) || file.contains(&0) {
        return Err(FileProblem::NotText);
    }
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    Ok(match std::str::from_utf8(file) {
        Ok(text) => text.to_owned(),
        Err(_) => file.iter().map(|byte| windows_1252(*byte)).collect(),
    })
}

/// What Windows-1252 has where Latin-1 has control characters.
const FROM_0X80: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => FROM_0X80[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// `;`, `,` or a tab: whichever the header has most of, outside quotes.
fn separator(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut quoted = false;
    let mut counts = [(b';', 0), (b',', 0), (b'\t', 0)];
    for c in header.bytes() {
        quoted ^= c == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(separator, _)| !quoted && *separator == c) {
            *count += 1;
        }
    }
    // Of equals the first one: French spreadsheets write `;`.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b';', |(separator, _)| *separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        Column { field: "name", required: true, headers: "nom | nom beneficiaire" },
        Column { field: "number", required: false, headers: "n caf | caf" },
    ];

    fn rows(file: &[u8]) -> Vec<(u64, String)> {
        let table = Table::read(file, COLUMNS).unwrap();
        let cell = |row| table.cell(row, "name").unwrap_or_default().to_owned();
        table.rows.iter().map(|row| (row.line, cell(row))).collect()
    }

    #[test]
    fn a_file_is_read_with_either_separator_a_bom_and_any_line_ends() {
        let expected = vec![(2, "Élodie".to_owned()), (4, "Zoé; dite Z".to_owned())];
        let semicolon = "\u{feff}Nom bénéficiaire;N° CAF\r\nÉlodie;1\r\n\r\n\"Zoé; dite Z\";2\r\n;\r\n\r\n";
        assert_eq!(rows(semicolon.as_bytes()), expected);
        assert_eq!(rows(b"CAF,Nom\n1,\xc9lodie\n\n2,\"Zo\xe9; dite Z\"\n"), expected);
    }

    #[test]
    fn what_is_not_a_list_is_refused_in_words() {
        assert_eq!(Table::read(b"", COLUMNS).unwrap_err(), FileProblem::Empty);
        assert_eq!(Table::read(b"\xef\xbb\xbf\r\n ;;\n", COLUMNS).unwrap_err(), FileProblem::Empty);
        assert_eq!(Table::read(b"PK\x03\x04rest", COLUMNS).unwrap_err(), FileProblem::Spreadsheet);
        assert_eq!(Table::read(b"\xff\xfeN\0o\0m\0", COLUMNS).unwrap_err(), FileProblem::NotText);
        assert_eq!(
            Table::read(b"Prenom;N\xb0 CAF\n", COLUMNS).unwrap_err(),
            FileProblem::MissingColumns { missing: vec!["name"], found: vec!["Prenom".into(), "N° CAF".into()] }
        );
    }

    #[test]
    fn a_header_alone_is_a_list_without_rows() {
        assert_eq!(rows(b"Nom;N\xb0 CAF\n"), []);
    }
}
