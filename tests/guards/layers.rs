//! Who may name whom: the table of src/lib.rs, held against the sources. And the few words that have
//! one place each.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::{Source, program, sources};

/// The table as it stands in src/lib.rs: each layer and what it may name of ours.
fn table() -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")).unwrap();
    let mut table = BTreeMap::new();
    for line in text.lines().filter_map(|line| line.strip_prefix("//! ")) {
        let Some((layer, rest)) = line.split_once('→') else { continue };
        // What follows two spaces is a remark.
        let named = rest.trim().split("  ").next().unwrap_or_default();
        let named = named.split(',').map(|one| one.trim().to_owned()).filter(|one| one != "nothing of ours");
        table.insert(layer.trim().to_owned(), named.collect());
    }
    table
}

/// The layers that a file names: `crate::store`, `relais::store`, and those in braces after `crate::{`.
fn named(source: &Source) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let code = source.code();
    for start in ["crate::", "relais::"] {
        for (position, _) in code.match_indices(start) {
            let rest = &code[position + start.len()..];
            if let Some(group) = rest.strip_prefix('{') {
                let group = group.split("};").next().unwrap_or_default();
                let mut depth = 0;
                let mut word = String::new();
                for c in group.chars().chain([',']) {
                    match c {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 0 => {
                            found.insert(word.split("::").next().unwrap_or_default().trim().to_owned());
                            word.clear();
                        }
                        c if depth == 0 => word.push(c),
                        _ => {}
                    }
                }
                continue;
            }
            found.insert(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    found
}

#[test]
fn each_layer_names_only_what_the_table_of_lib_rs_allows() {
    let table = table();
    for layer in ["domain", "store", "deliver", "safe", "actions", "web", "wording", "jobs"] {
        assert!(table.contains_key(layer), "{layer} has left the table of src/lib.rs");
    }
    let layers: BTreeSet<String> = program().iter().map(|source| source.layer.clone()).collect();
    let mut wrong = Vec::new();
    for source in program() {
        let Some(allowed) = table.get(&source.layer) else { continue };
        for other in named(&source).intersection(&layers) {
            if *other != source.layer && !allowed.contains(other) {
                wrong.push(format!("{}: {} may not name {other}", source.path, source.layer));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A word, and the files where it may stand.
fn only_in(word: &str, allowed: &[&str]) {
    let wrong: Vec<String> = program()
        .into_iter()
        .filter(|source| source.code().contains(word) && !allowed.iter().any(|place| source.path.starts_with(place)))
        .map(|source| source.path)
        .collect();
    assert!(wrong.is_empty(), "{word} stands in {wrong:?}, and belongs in {allowed:?} alone");
    let there = program().into_iter().any(|source| source.code().contains(word));
    assert!(there, "{word} stands nowhere: this guard looks for the wrong word");
}

#[test]
fn each_of_these_has_one_place() {
    only_in("sqlx::", &["src/store/"]);
    only_in("axum::", &["src/web/"]);
    only_in("tokio_cron_scheduler::", &["jobs/metronome.rs"]);
    only_in(".route(", &["src/web/routes.rs"]);
    // Statements run through the macros, so that each has a name and is prepared by a test.
    only_in("sqlx::query", &["src/store/statement.rs", "src/store/db.rs", "src/store/writer.rs"]);
    only_in("Utc::now", &["src/deliver/clock.rs"]);
    only_in("Scope {", &["src/domain/access.rs"]);
    // What a safe holds is reached through its door, and only the door's own file makes one.
    only_in("Door {", &["src/safe/door.rs"]);
    for rows in ["store::safes", "store::safe_items", "store::safe_grants"] {
        only_in(rows, &["src/safe/"]);
    }
    only_in("chacha20poly1305::", &["src/safe/keys.rs", "src/safe/stream.rs"]);
    only_in("object_store::", &["src/deliver/object_store.rs", "src/safe/"]);
}

#[test]
fn every_file_of_the_store_lists_its_statements_for_the_test_that_prepares_them() {
    let listed = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/store/mod.rs")).unwrap();
    let mut declaring = 0;
    for source in sources("src/store") {
        if !source.code().contains("\nstatements! {") {
            continue;
        }
        declaring += 1;
        let name = source.path.rsplit('/').next().unwrap().trim_end_matches(".rs").to_owned();
        assert!(listed.contains(&format!("{name}::ALL")), "{} is missing from store::all_statements", source.path);
    }
    assert!(declaring > 8);
    assert_eq!(sources("src").iter().filter(|source| source.code().contains("macro_rules! statements ")).count(), 1);
}

#[test]
fn the_sources_are_read_as_they_are_meant() {
    let source = |code: &str| Source { path: "src/x.rs".to_owned(), layer: "x".to_owned(), text: code.to_owned() };
    let names = |code: &str| named(&source(code)).into_iter().collect::<Vec<_>>();
    assert_eq!(names("use crate::store::{self, Db};"), ["store"]);
    assert_eq!(names("use crate::{store, domain::{ids::A, time}, web};"), ["domain", "store", "web"]);
    assert_eq!(names("// crate::web\nlet a = relais::actions::b();"), ["actions"]);
    assert_eq!(source("a\n#[cfg(test)]\nmod tests { x.unwrap() }").code().trim(), "a");
}
