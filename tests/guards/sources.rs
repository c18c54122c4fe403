//! The sources as the guards read them, and what may not stand in them.

use std::path::Path;

pub struct Source {
    /// From the root of the repository.
    pub path: String,
    /// The first folder, or the file, under src.
    pub layer: String,
    pub text: String,
}

impl Source {
    /// Without comments, and without the tests at its end.
    pub fn code(&self) -> String {
        let lines = self.text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
        let mut code = String::with_capacity(self.text.len());
        for line in lines.filter(|line| !line.trim_start().starts_with("//")) {
            code.push_str(line);
            code.push('\n');
        }
        code
    }
}

pub fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                // The jobs are a layer beside src.
                let nth = if path.starts_with("jobs/") { 0 } else { 1 };
                let layer = path.split('/').nth(nth).unwrap_or_default().trim_end_matches(".rs").to_owned();
                found.push(Source { path, layer, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// What the program is made of: `src` and `jobs`.
pub fn program() -> Vec<Source> {
    let mut all = sources("src");
    all.extend(sources("jobs"));
    all
}

#[test]
fn nothing_that_panics_or_was_left_behind_stands_in_the_program() {
    let mut wrong = Vec::new();
    for source in program() {
        for (number, line) in source.code().lines().enumerate() {
            for word in [".unwrap()", "todo!(", "unimplemented!(", "dbg!(", "panic!(", "FIXME", "XXX"] {
                if line.contains(word) {
                    wrong.push(format!("{} (about line {}): {word}", source.path, number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is longer, and why it is better whole.
const LONG: &[(&str, &str)] =
    &[("tests/domain/builders.rs", "one builder of one town, with a line for each thing a test can change")];

#[test]
fn no_file_is_too_long_to_be_read_in_one_sitting() {
    for (folder, most) in [("src", 700), ("jobs", 500), ("tests", 400)] {
        for source in sources(folder) {
            let lines = source.text.lines().count();
            let listed = LONG.iter().any(|(path, _)| *path == source.path);
            assert_eq!(
                lines > most,
                listed,
                "{} has {lines} lines; {most} at most, or listed with its reason",
                source.path
            );
        }
    }
}

#[test]
fn every_file_begins_by_saying_what_belongs_there() {
    for folder in ["src", "jobs", "tests"] {
        for source in sources(folder) {
            let begins = source.text.lines().find(|line| !line.starts_with("#!["));
            assert!(
                begins.is_some_and(|line| line.starts_with("//! ")),
                "{} begins without a word about itself",
                source.path
            );
        }
    }
}
