//! The size, the names and the ownership of files.

use std::collections::BTreeSet;
use std::fs;

use crate::{none, root, sources};

/// A longer file contains more than one decision.
const MAX_LINES: usize = 600;

/// Names that don't describe a purpose.
const NO_NAMES: [&str; 4] = ["util", "helpers", "common", "misc"];

const GENERATED: [&str; 2] = [
    "generated-client/src/generated",
    "generated-client/tests/generated",
];

#[test]
fn hand_written_files_are_short() {
    let mut findings = Vec::new();
    for source in sources("").iter().filter(|source| !source.is_generated()) {
        let lines = source.text.lines().count();
        if lines > MAX_LINES {
            findings.push(format!(
                "{} has {lines} lines, {MAX_LINES} are the limit",
                source.path
            ));
        }
    }
    none(&findings);
}

#[test]
fn names_say_what_a_file_is_for() {
    let mut findings = Vec::new();
    for source in sources("").iter().filter(|source| !source.is_generated()) {
        let mut parts = source.path.trim_end_matches(".rs").split('/');
        if parts.any(|part| NO_NAMES.contains(&part)) {
            findings.push(source.path.clone());
        }
    }
    none(&findings);
}

#[test]
fn every_folder_of_the_generator_says_what_it_is() {
    let sources = sources("generator/src");
    let folders: BTreeSet<_> = sources
        .iter()
        .map(|source| source.path.rsplit_once('/').unwrap().0)
        .filter(|folder| *folder != "generator/src")
        .collect();
    let mut findings = Vec::new();
    for folder in folders {
        let text = fs::read_to_string(root().join(folder).join("mod.rs"));
        if !text.is_ok_and(|text| text.starts_with("//! ")) {
            findings.push(format!("{folder} has no mod.rs that begins with `//!`"));
        }
    }
    none(&findings);
}

#[test]
fn the_mark_is_on_generated_files_and_no_others() {
    let mut findings = Vec::new();
    for source in sources("") {
        let owned = GENERATED
            .iter()
            .any(|folder| source.path.starts_with(&format!("{folder}/")));
        // The expected output of the generator has the mark as well.
        if source.path.contains("/fixtures/") {
            continue;
        }
        match (owned, source.is_generated()) {
            (true, false) => findings.push(format!("{} lacks the mark", source.path)),
            (false, true) => findings.push(format!("{} has the mark", source.path)),
            _ => {}
        }
    }
    none(&findings);
    for folder in GENERATED {
        assert!(sources(folder).iter().all(|source| source.is_generated()));
    }
}
