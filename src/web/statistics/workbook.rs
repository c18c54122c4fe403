//! The figures as a workbook: a sheet per table. Names are written as strings, whatever they begin with:
//! a motive called `=1+1` is no formula.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::Figures;
use crate::texts::texts;
use crate::web::shell::Shell;

/// Longer names of sheets are refused by the format.
const LONGEST_SHEET_NAME: usize = 31;

struct Sheet<'b> {
    sheet: &'b mut Worksheet,
    row: u32,
}

enum Cell {
    Text(String),
    Number(f64),
    /// A share of one.
    Share(f64),
    Empty,
}

/// Counts and minutes of two years at most: they fit.
fn float(value: i64) -> f64 {
    f64::from(i32::try_from(value).unwrap_or(i32::MAX))
}

fn number(value: i64) -> Cell {
    Cell::Number(float(value))
}

fn share(per_mille: Option<i64>) -> Cell {
    per_mille.map_or(Cell::Empty, |share| Cell::Share(float(share) / 1000.0))
}

impl Sheet<'_> {
    fn line(&mut self, cells: impl IntoIterator<Item = Cell>) -> Result<(), XlsxError> {
        let percent = Format::new().set_num_format("0.0%");
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Text(text) => self.sheet.write_string(self.row, column, text)?,
                Cell::Number(number) => self.sheet.write_number(self.row, column, number)?,
                Cell::Share(share) => self.sheet.write_number_with_format(self.row, column, share, &percent)?,
                Cell::Empty => continue,
            };
        }
        self.row += 1;
        Ok(())
    }

    fn head(&mut self, names: &[String]) -> Result<(), XlsxError> {
        let bold = Format::new().set_bold();
        for (column, name) in (0u16..).zip(names) {
            self.sheet.write_string_with_format(self.row, column, name, &bold)?;
        }
        self.row += 1;
        Ok(())
    }

    /// A sentence under the table, one line apart.
    fn say(&mut self, sentences: &[String]) -> Result<(), XlsxError> {
        self.row += 1;
        sentences.iter().try_for_each(|sentence| self.line([Cell::Text(sentence.clone())]))
    }
}

fn sheet<'b>(book: &'b mut Workbook, shell: &Shell, name: &str) -> Result<Sheet<'b>, XlsxError> {
    let sheet = book.add_worksheet();
    let name: String = shell.t(name).chars().filter(|c| !"[]:*?/\\".contains(*c)).take(LONGEST_SHEET_NAME).collect();
    sheet.set_name(name)?;
    sheet.set_right_to_left(shell.lang.is_right_to_left());
    sheet.set_column_width(0, 32)?;
    Ok(Sheet { sheet, row: 0 })
}

/// # Errors
/// The library refuses a cell.
pub fn write(shell: &Shell, figures: &Figures) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let t = |key: &str| shell.t(key);
    let period = shell.t2("figures-period", "from", shell.day(&figures.from), "to", shell.day(&figures.to));

    let mut motives = sheet(&mut book, shell, "figures-motives")?;
    let mut head = vec![t("figures-motive")];
    head.extend(figures.statuses.iter().map(|status| texts().status(shell.lang, *status)));
    head.extend([t("figures-no-show"), t("figures-third-slot")]);
    motives.head(&head)?;
    for line in &figures.motives {
        let mut cells = vec![Cell::Text(line.name.clone())];
        cells.extend(line.counts.iter().map(|count| number(*count)));
        cells.push(share(line.no_show_per_mille));
        cells.push(line.third_slot.map_or(Cell::Empty, number));
        motives.line(cells)?;
    }
    motives.say(&[period.clone(), t("figures-status-how"), t("figures-no-show-how"), t("figures-third-slot-how")])?;

    let mut workers = sheet(&mut book, shell, "figures-workers")?;
    workers.head(&[
        t("figures-worker"),
        t("figures-appointments"),
        t("figures-open-minutes"),
        t("figures-taken-minutes"),
        t("figures-occupancy"),
    ])?;
    for line in &figures.workers {
        workers.line([
            Cell::Text(line.name.clone()),
            number(line.appointments),
            number(line.open_minutes),
            number(line.taken_minutes),
            share(line.occupancy_per_mille),
        ])?;
    }
    workers.say(&[period.clone(), t("figures-occupancy-how")])?;

    let mut misses = sheet(&mut book, shell, "figures-misses")?;
    misses.head(&[t("figures-motive"), t("figures-why"), t("figures-times")])?;
    for line in &figures.misses {
        misses.line([Cell::Text(line.motive.clone()), Cell::Text(line.why.clone()), number(line.count)])?;
    }
    misses.say(&[period, t("figures-misses-how")])?;
    book.save_to_buffer()
}
