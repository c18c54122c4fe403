//! What is written about the sources is still so: paths in README and docs, names of constraints.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use relais::store::UNIQUE_BY_COLUMNS;

use super::sources::sources;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn papers() -> Vec<PathBuf> {
    let mut found = vec![root().join("README.md"), root().join("migrations/README.md")];
    let mut folders = vec![root().join("docs")];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found.retain(|path| path.exists() && path.extension().is_some_and(|extension| extension == "md"));
    found
}

/// The paths that a text names: what begins like one of ours and has no room for a choice.
fn paths(text: &str) -> Vec<String> {
    const FOLDERS: [&str; 11] = [
        "src/",
        "tests/",
        "docs/",
        "scripts/",
        "migrations/",
        "templates/",
        "locales/",
        "static/",
        "benches/",
        "jobs/",
        ".ci/",
    ];
    text.split(|c: char| c.is_whitespace() || "`()[]\"'“”,;|".contains(c))
        .map(|word| word.trim_end_matches(['.', ':', '…']))
        .filter(|word| FOLDERS.iter().any(|folder| word.starts_with(folder)))
        .filter(|word| {
            !word.contains(['*', '{', '<', '…']) && word.chars().all(|c| !c.is_uppercase() || word.ends_with(".md"))
        })
        .map(|word| word.split("::").next().unwrap_or(word).to_owned())
        .collect()
}

#[test]
fn every_path_that_readme_and_docs_name_exists() {
    let mut wrong = Vec::new();
    let mut checked = 0;
    for paper in papers() {
        let text = std::fs::read_to_string(&paper).unwrap();
        for path in paths(&text) {
            checked += 1;
            let beside = paper.parent().is_some_and(|folder| folder.join(&path).exists());
            if !root().join(&path).exists() && !beside {
                wrong.push(format!("{} names {path}", paper.strip_prefix(root()).unwrap().display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(checked > 0 || papers().is_empty());
}

/// Each UNIQUE and PRIMARY KEY of the migrations with a name: its columns as SQLite says them.
fn keys() -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    let mut files: Vec<_> = std::fs::read_dir(root().join("migrations/sqlite")).unwrap().collect();
    files.sort_by_key(|file| file.as_ref().unwrap().file_name());
    for file in files {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let mut table = String::new();
        for line in text.lines().map(str::trim) {
            if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
                table = rest.split([' ', '(']).next().unwrap_or_default().to_owned();
            }
            if let Some((name, rest)) =
                line.strip_prefix("CREATE UNIQUE INDEX ").and_then(|rest| rest.split_once(" ON "))
                && let Some((on, columns)) = rest.split_once(" (")
            {
                let columns = columns.split(')').next().unwrap_or_default().split(',');
                let columns: Vec<String> = columns.map(|column| format!("{on}.{}", column.trim())).collect();
                keys.insert(name.to_owned(), columns.join(", "));
            }
            let Some((name, rest)) = line.strip_prefix("CONSTRAINT ").and_then(|rest| rest.split_once(' ')) else {
                continue;
            };
            let columns = rest.strip_prefix("UNIQUE (").or_else(|| rest.strip_prefix("PRIMARY KEY ("));
            let Some((columns, _)) = columns.and_then(|columns| columns.split_once(')')) else { continue };
            let columns: Vec<String> = columns.split(',').map(|column| format!("{table}.{}", column.trim())).collect();
            assert!(keys.insert(name.to_owned(), columns.join(", ")).is_none(), "two constraints are called {name}");
        }
    }
    keys
}

#[test]
fn the_names_of_unique_constraints_agree_with_the_migrations() {
    let keys = keys();
    assert!(keys.len() > 10);
    for (columns, name) in UNIQUE_BY_COLUMNS {
        assert_eq!(keys.get(*name).map(String::as_str), Some(*columns), "{name}");
    }
    // Whatever the program matches on by its name, SQLite must be able to say.
    for source in sources("src").iter().filter(|source| source.path != "src/store/constraint.rs") {
        for name in keys.keys().filter(|name| source.code().contains(&format!("\"{name}\""))) {
            let known = UNIQUE_BY_COLUMNS.iter().any(|(_, known)| known == name);
            assert!(known, "{} matches on {name}, which SQLite only knows by its columns", source.path);
        }
    }
}
