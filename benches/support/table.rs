//! Tables that a person can read in a terminal.

pub struct Table {
    title: String,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(title: &str, head: &[&str]) -> Table {
        Table { title: title.to_owned(), head: head.iter().map(|cell| (*cell).to_owned()).collect(), rows: Vec::new() }
    }

    pub fn row(&mut self, cells: Vec<String>) {
        assert_eq!(cells.len(), self.head.len(), "a row of “{}”", self.title);
        self.rows.push(cells);
    }

    pub fn print(&self) {
        let widths: Vec<usize> = (0..self.head.len())
            .map(|column| {
                let cells = self.rows.iter().map(|row| row[column].chars().count());
                cells.chain([self.head[column].chars().count()]).max().unwrap_or(0)
            })
            .collect();
        let line = |cells: &[String]| {
            let padded = cells.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
                let padding = " ".repeat(width - cell.chars().count());
                // Names to the left, figures to the right.
                if column == 0 { format!("{cell}{padding}") } else { format!("{padding}{cell}") }
            });
            println!("| {} |", padded.collect::<Vec<_>>().join(" | "));
        };
        println!("\n{}\n", self.title);
        line(&self.head);
        println!("|{}|", widths.iter().map(|width| "-".repeat(width + 2)).collect::<Vec<_>>().join("|"));
        self.rows.iter().for_each(|row| line(row));
    }
}

pub fn yes(met: bool) -> String {
    if met { "yes" } else { "NO" }.to_owned()
}
