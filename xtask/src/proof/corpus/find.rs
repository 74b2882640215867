//! Finds the descriptions below a folder, and names their packages.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use generator::rust::is_package_name;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::unusable::unusable;
use crate::exit::Failure;

/// The maximum length of the part of a package name that comes from a path.
const LONGEST: usize = 56;

/// A description.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// The path below the folder, with `/` on every system.
    pub(super) name: String,
    pub(super) path: PathBuf,
    /// The name of the package and its folder.
    pub(super) package: String,
}

/// The files below a folder.
pub(super) struct Found {
    /// The descriptions, sorted by path.
    pub(super) documents: Vec<Document>,
    /// The paths of YAML and JSON files that are not descriptions.
    pub(super) others: Vec<String>,
}

/// Searches a folder. Links are not followed, and hidden files are ignored.
pub(super) fn documents(root: &Path) -> Result<Found, Failure> {
    let mut files = Vec::new();
    let mut waiting = vec![root.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| unusable(&folder, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| unusable(&folder, &error))?;
            let kind = entry
                .file_type()
                .map_err(|error| unusable(&folder, &error))?;
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                waiting.push(entry.path());
            } else if kind.is_file() && has_ending(&entry.path()) {
                files.push(entry.path());
            }
        }
    }
    let name = |path: &Path| {
        let below = path.strip_prefix(root).unwrap_or(path);
        below.to_string_lossy().replace('\\', "/")
    };
    files.sort_by_cached_key(|path| name(path));
    let mut found = Found {
        documents: Vec::new(),
        others: Vec::new(),
    };
    let mut taken = BTreeSet::new();
    for path in files {
        let name = name(&path);
        let bytes = fs::read(&path).map_err(|error| unusable(&path, &error))?;
        if is_description(&String::from_utf8_lossy(&bytes)) {
            found.documents.push(Document {
                package: package(&name, &mut taken),
                name,
                path,
            });
        } else {
            found.others.push(name);
        }
    }
    Ok(found)
}

fn has_ending(path: &Path) -> bool {
    path.extension().is_some_and(|ending| {
        ["json", "yaml", "yml"]
            .iter()
            .any(|one| ending.eq_ignore_ascii_case(one))
    })
}

/// Whether a text has `openapi` or `swagger` at its top level.
fn is_description(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Top {
        openapi: Option<IgnoredAny>,
        swagger: Option<IgnoredAny>,
    }
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{')
        && let Ok(top) = serde_json::from_str::<Top>(text)
    {
        return top.openapi.is_some() || top.swagger.is_some();
    }
    // YAML, or invalid JSON, which the generator reports.
    text.lines().any(|line| {
        let key = line.trim_start_matches(['{', '"', '\'']);
        let depth = line.len() - line.trim_start().len();
        let named = key
            .strip_prefix("openapi")
            .or_else(|| key.strip_prefix("swagger"));
        depth == 0
            && named.is_some_and(|rest| {
                rest.trim_start_matches(['"', '\''])
                    .trim_start()
                    .starts_with(':')
            })
    })
}

/// A unique package name made from a path.
fn package(name: &str, taken: &mut BTreeSet<String>) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let text: String = stem
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                ' '
            }
        })
        .collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut base: String = words.join("-").chars().take(LONGEST).collect();
    base.truncate(base.trim_end_matches('-').len());
    if !is_package_name(&base) {
        base = format!("api-{base}");
    }
    if !is_package_name(&base) {
        base = "document".to_owned();
    }
    let mut package = base.clone();
    let mut number = 1;
    while !taken.insert(package.clone()) {
        number += 1;
        package = format!("{base}-{number}");
    }
    package
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_known_by_their_top() {
        for text in [
            "openapi: 3.0.3\n",
            "# a comment\nswagger: '2.0'\n",
            "\"openapi\" : 3.1.0\n",
            r#"{"info": {}, "openapi": "3.0.0"}"#,
            "{\"swagger\": \"2.0\", \"paths\": {",
            "\u{feff}openapi: 3.0.3",
        ] {
            assert!(is_description(text), "{text}");
        }
        for text in [
            "",
            "a: openapi\n",
            "info:\n  openapi: 3.0.3\n",
            "openapis: 3\n",
            r#"{"a": {"openapi": "3.0.0"}}"#,
            "[]",
        ] {
            assert!(!is_description(text), "{text}");
        }
    }

    #[test]
    fn packages_have_different_valid_names() {
        let mut taken = BTreeSet::new();
        for name in [
            "a/b.json",
            "a-b.yaml",
            "1.yml",
            "微信.json",
            "😀.json",
            "std.json",
            &format!("{}.json", "long-name/".repeat(30)),
            &format!("{}x.json", "long-name/".repeat(30)),
        ] {
            let package = package(name, &mut taken);
            assert!(is_package_name(&package), "{name}: {package}");
        }
        assert_eq!(taken.len(), 8);
    }
}
