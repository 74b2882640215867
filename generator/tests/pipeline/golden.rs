//! Golden files: each folder of `fixtures` has a description of one feature and its generated
//! files. `x-golden` in the description names the files that show the feature. `UPDATE_GOLDEN=1`
//! rewrites them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use generator::diagnostic::render;
use generator::document::Files;
use generator::propose::stainless;
use generator::{Effective, Generated, Input, Source};

/// The prefix that paths of golden files omit.
const ROOT: &str = "src/generated/";

/// The folder of the fixtures.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pipeline/fixtures")
}

/// The names of all fixtures.
pub(crate) fn features() -> Vec<String> {
    let mut features: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    features.sort();
    assert!(features.len() > 10);
    features
}

/// The description of a fixture.
pub(crate) fn text(feature: &str) -> String {
    fs::read_to_string(folder().join(feature).join("description.yaml")).unwrap()
}

/// The input for a fixture, with the other files of its description, its `names.toml`, and the overlay and
/// names of its `stainless.yml`, if it has them.
pub(crate) fn input(feature: &str) -> Input {
    let mut input = super::input(text(feature));
    let own = &input.description;
    input.description.files = Files::collect(&own.name, &own.text, &mut |path| {
        fs::read_to_string(folder().join(feature).join(path)).map_err(|error| error.to_string())
    });
    if let Ok(names) = fs::read_to_string(folder().join(feature).join("names.toml")) {
        input.names = toml_edit::de::from_str(&names).unwrap();
    }
    if let Ok(text) = fs::read_to_string(folder().join(feature).join("stainless.yml")) {
        let file = Source {
            name: "stainless.yml".to_owned(),
            text,
            ..Source::default()
        };
        let effective = Effective::read(&input).unwrap().document;
        let found = stainless(&file, effective.value()).unwrap();
        assert_eq!(found.notes, [""; 0]);
        input.overlays.extend(found.overlay.map(|overlay| Source {
            name: overlay.file_name,
            text: overlay.text,
            ..Source::default()
        }));
        input.names.schemas = found.schemas;
    }
    input
}

/// The input for a fixture with its `generator.toml`, if it has one.
pub(crate) fn input_with_config(feature: &str) -> Input {
    let mut input = input(feature);
    if let Ok(config) = fs::read_to_string(folder().join(feature).join("generator.toml")) {
        input.config = toml_edit::de::from_str(&config).unwrap();
    }
    if let Some(webhooks) = &mut input.config.webhooks {
        webhooks.source = Source {
            name: webhooks.description.clone(),
            text: fs::read_to_string(folder().join(feature).join(&webhooks.description)).unwrap(),
            ..Source::default()
        };
    }
    input
}

/// The dependencies in the `generator.toml` of a fixture, as lines of a manifest.
pub(crate) fn dependencies(feature: &str) -> Option<String> {
    let config = fs::read_to_string(folder().join(feature).join("generator.toml")).ok()?;
    let config: toml_edit::DocumentMut = config.parse().unwrap();
    Some(config.get("dependencies")?.to_string())
}

/// Generates the client of a fixture.
#[track_caller]
pub(crate) fn generate(feature: &str) -> Generated {
    let input = input_with_config(feature);
    generator::generate(&input).unwrap_or_else(|found| panic!("{}", render(&found)))
}

/// The expected content of a fixture's golden files.
fn made(generated: &Generated) -> BTreeMap<String, String> {
    let chosen: Vec<&str> = generated.effective["x-golden"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|prefix| prefix.as_str())
        .collect();
    let names = generated.files.iter().filter_map(|(path, text)| {
        let name = path.strip_prefix(ROOT).unwrap_or(path);
        let chosen = chosen.iter().any(|prefix| name.starts_with(prefix));
        chosen.then(|| (name.to_owned(), text.clone()))
    });
    let made: BTreeMap<String, String> = names.collect();
    assert!(
        chosen.is_empty() || !made.is_empty(),
        "no file begins with {chosen:?}"
    );
    made
}

/// The current golden files of a fixture.
fn read(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(path) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&path) else {
            continue;
        };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap();
                found.insert(name.replace('\\', "/"), fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn golden() {
    let mut wrong = Vec::new();
    for feature in features() {
        let expected = folder().join(&feature).join("expected");
        let made = made(&generate(&feature));
        if env::var_os("UPDATE_GOLDEN").is_some() {
            let _ = fs::remove_dir_all(&expected);
            for (name, text) in &made {
                let path = expected.join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
        }
        let golden = read(&expected);
        for name in golden.keys().chain(made.keys()) {
            if golden.get(name) != made.get(name) {
                let now = made
                    .get(name)
                    .map_or("is no longer generated", String::as_str);
                wrong.push(format!("{feature}/expected/{name}:\n{now}"));
            }
        }
    }
    wrong.dedup();
    assert!(
        wrong.is_empty(),
        "UPDATE_GOLDEN=1 takes these over:\n{}",
        wrong.join("\n")
    );
}

/// prettyplease prints its input unchanged, except for blank lines between items and for tables, which it
/// fills like prose.
#[test]
fn golden_files_are_formatted() {
    for feature in features() {
        for (path, text) in generate(&feature).files {
            if !path.ends_with(".rs") {
                continue;
            }
            let (table, others) = without_tables(&text);
            for line in table {
                assert!(is_one_row(line), "{feature}/{path}: {line}");
            }
            let printed = prettyplease::unparse(&syn::parse_file(&others).unwrap());
            let lines = |text: &str| -> Vec<String> {
                let lines = text.lines().filter(|line| !line.is_empty());
                lines.map(str::to_owned).collect()
            };
            assert_eq!(lines(&others)[1..], lines(&printed), "{feature}/{path}");
            assert!(
                !text.contains("\n\n\n") && text.ends_with('\n'),
                "{feature}/{path}"
            );
        }
    }
}

/// Whether a line of a table is one entry, or opens or closes a group. Types may have commas.
fn is_one_row(line: &str) -> bool {
    match line.parse::<proc_macro2::TokenStream>() {
        Ok(tokens) => {
            let tokens: Vec<String> = tokens.into_iter().map(|token| token.to_string()).collect();
            let ends = |end: &str| tokens.iter().filter(|token| *token == end).count();
            match tokens.last().map(String::as_str) {
                Some(";") => ends(";") == 1,
                Some(",") => ends(";") == 0 && ends(",") == 1,
                _ => false,
            }
        }
        Err(_) => line.ends_with(" {") || line == "    }",
    }
}

/// The lines in tables, and the rest of a file.
fn without_tables(text: &str) -> (Vec<&str>, String) {
    let (mut table, mut others) = (Vec::new(), String::new());
    let mut in_table = false;
    for line in text.lines() {
        if ["rt::json::object! {", "rt::operation! {"].contains(&line) {
            in_table = true;
        } else if line == "}" && in_table {
            in_table = false;
        } else if in_table {
            table.push(line);
        } else {
            others.push_str(line);
            others.push('\n');
        }
    }
    (table, others)
}
