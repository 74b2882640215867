//! Golden messages: each folder of `fixtures` is a description, perhaps with overlays, pinned names and a
//! configuration, and the diagnostics of all stages. Every code has a fixture. `UPDATE_GOLDEN=1` rewrites the
//! messages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use generator::diagnostic::{Code, Diagnostic, render};
use generator::{Auth, Chosen, Config, Input, Mention, NameLines, Names, Source};

use super::source;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/document/fixtures")
}

fn fixtures() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    assert!(!folders.is_empty());
    folders
}

/// The diagnostics of all stages for the fixture in this folder.
fn findings(folder: &Path) -> Vec<Diagnostic> {
    let mut sources: Vec<Source> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|it| it == "yaml" || it == "json")
        })
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            source(&name, fs::read_to_string(&path).unwrap())
        })
        .collect();
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    let (descriptions, overlays): (Vec<_>, Vec<_>) = sources
        .into_iter()
        .partition(|it| it.name.starts_with("description."));
    assert_eq!(descriptions.len(), 1, "{}", folder.display());
    let input = Input {
        description: descriptions[0].clone(),
        overlays,
        names: names(folder),
        config: Config {
            reading_only: reading_only(folder),
            // This would be reported for nearly every description here, so only one has it.
            auth: (!folder.ends_with("no-security-scheme")).then(Auth::none),
            only: chosen(folder, "only"),
            exclude: chosen(folder, "exclude"),
            ..Config::new("fixture-client", "Fixture", "FIXTURE_TOKEN")
        },
    };
    match generator::generate(&input) {
        Ok(generated) => generated.diagnostics,
        Err(found) => found,
    }
}

/// The pinned names of the fixture, with their positions in its `names.toml`.
fn names(folder: &Path) -> Names {
    let text = fs::read_to_string(folder.join("names.toml")).unwrap_or_default();
    let document = toml_edit::Document::parse(text.as_str()).unwrap();
    let mut keys = BTreeMap::new();
    for (name, table) in document.iter() {
        for (key, item) in table.as_table().unwrap() {
            let mut add = |table: &toml_edit::Table, path: &[&str], key: &str| {
                let path = path.iter().chain([&key]).map(|&it| it.to_owned());
                let span = table.key(key).unwrap().span();
                keys.insert(path.collect(), span.unwrap().start);
            };
            add(table.as_table().unwrap(), &[name], key);
            for (inner, _) in item.as_table().into_iter().flatten() {
                add(item.as_table().unwrap(), &[name, key], inner);
            }
        }
    }
    let mut names: Names = toml_edit::de::from_str(&text).unwrap();
    let file = "names.toml".to_owned();
    names.lines = NameLines { file, text, keys }.into();
    names
}

/// The operations in the fixture's `generator.toml`, with their positions in it.
fn reading_only(folder: &Path) -> Vec<Mention> {
    mentions(folder, &["reading-only"])
}

/// The selected or excluded operations.
fn chosen(folder: &Path, side: &str) -> Chosen {
    let [tags, operations, paths, methods] =
        ["tags", "operations", "paths", "methods"].map(|list| mentions(folder, &[side, list]));
    Chosen {
        tags,
        operations,
        paths,
        methods,
    }
}

fn mentions(folder: &Path, keys: &[&str]) -> Vec<Mention> {
    let text = fs::read_to_string(folder.join("generator.toml")).unwrap_or_default();
    let settings = toml_edit::Document::parse(text.as_str()).unwrap();
    let list = (keys.iter()).try_fold(settings.as_item(), |item, key| item.get(key));
    let list = list.and_then(|it| it.as_array());
    let names = list.into_iter().flatten().map(|name| {
        let mut mention = Mention::from(name.as_str().unwrap().to_owned());
        mention.locate("generator.toml", &text, name.span().unwrap().start);
        mention
    });
    names.collect()
}

#[test]
fn messages_are_the_golden_ones() {
    let mut wrong = Vec::new();
    for folder in fixtures() {
        let said = render(&findings(&folder));
        let golden = folder.join("expected.txt");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&golden, &said).unwrap();
        }
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        if said != expected {
            wrong.push(format!("{}\n{said}", folder.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "UPDATE_GOLDEN=1 takes these over:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn diagnostics_are_located() {
    let mut seen = BTreeSet::new();
    for diagnostic in fixtures().iter().flat_map(|folder| findings(folder)) {
        assert!(!diagnostic.file.is_empty(), "{diagnostic:?}");
        assert!(!diagnostic.code.help().is_empty());
        if diagnostic.place.is_some() {
            seen.insert(diagnostic.code);
        }
    }
    let missing: Vec<&Code> = Code::ALL
        .iter()
        // No description is known that triggers it.
        .filter(|code| **code != Code::Internal)
        // For a description that is too large to keep here.
        .filter(|code| **code != Code::TooLarge)
        // For a configuration, which the command reads: its tests have each mistake with its
        // position.
        .filter(|code| **code != Code::ImpossibleChoice)
        .filter(|code| !seen.contains(code))
        .collect();
    assert!(
        missing.is_empty(),
        "codes without a located fixture: {missing:?}"
    );
}

#[test]
fn codes_are_unique_and_in_order() {
    let texts: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let mut sorted = texts.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(texts, sorted);
}

#[test]
fn findings_serialise() {
    let found = findings(&folder().join("broken-ref"));
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(json[0]["code"], "D101");
    assert_eq!(json[0]["severity"], "note");
    assert_eq!(json[0]["file"], "description.yaml");
    assert!(
        json[0]["line"].is_u64() && json[0]["column"].is_u64(),
        "{json}"
    );
}
