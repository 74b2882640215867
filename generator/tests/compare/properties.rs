//! What holds for all comparisons, whatever the descriptions.

mod rewrite;
mod shuffle;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use generator::compare::{Bump, Case, Change, Comparison, Rule};
use generator::{Config, Input, Names, Source};
use serde_json::Value;

use crate::check;

/// The folder of this package.
fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder, sorted.
fn files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(package().join(folder)).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn source(path: &Path) -> Source {
    Source {
        name: path.display().to_string(),
        text: fs::read_to_string(path).unwrap(),
    }
}

fn input(description: Source) -> Input {
    Input {
        description,
        overlays: Vec::new(),
        names: Names::default(),
        config: Config {
            package: "library-client".to_owned(),
            api: "Library".to_owned(),
            token_env: "LIBRARY_TOKEN".to_owned(),
            reference: None,
            paging: None,
        },
    }
}

/// The base of all cases, the fixtures of the pipeline and the corpus.
fn descriptions() -> Vec<Input> {
    let library = package().join("src/compare/rules/library.yaml");
    let fixtures = files("tests/pipeline/fixtures").into_iter();
    let fixtures = fixtures.map(|folder| folder.join("description.yaml"));
    let all = [library].into_iter().chain(fixtures).chain(files("tests/corpus"));
    all.map(|path| input(source(&path))).collect()
}

/// The description that this project is about, with its overlays.
fn own() -> Input {
    let spec = package().join("../spec");
    let read = |name: &str| fs::read_to_string(spec.join(name)).unwrap();
    let mut settings: toml_edit::DocumentMut = read("generator.toml").parse().unwrap();
    settings.remove("source");
    let description = settings.remove("description").unwrap();
    Input {
        description: source(&spec.join(description.as_str().unwrap())),
        overlays: files("../spec/overlays").iter().map(|path| source(path)).collect(),
        names: toml_edit::de::from_str(&read("names.toml")).unwrap(),
        config: toml_edit::de::from_document(settings).unwrap(),
    }
}

/// The same description in other words.
fn reworded(input: &Input, text: String) -> Input {
    let mut other = input.clone();
    other.description.text = text;
    other
}

/// The document; none where it has a number that is no JSON number for most.
fn value(input: &Input) -> Option<Value> {
    let value = serde_yaml::from_str(&input.description.text);
    let is_huge = |error: &serde_yaml::Error| error.to_string().contains("out of range");
    assert!(value.as_ref().err().is_none_or(is_huge), "{}", input.description.name);
    value.ok()
}

#[test]
fn nothing_differs_from_itself() {
    for input in descriptions().iter().chain([&own()]) {
        let found = check(input, input);
        assert_eq!(found.to_string(), "", "{}", input.description.name);
    }
}

/// The order of keys never matters, nor does that of the lists in `shuffle::is_free`. And JSON is
/// read like YAML.
#[test]
fn order_and_spelling_say_nothing() {
    for (at, input) in descriptions().iter().enumerate() {
        let Some(value) = value(input) else { continue };
        let text = shuffle::shuffled(&value, at);
        let found = check(input, &reworded(input, text));
        assert_eq!(found.to_string(), "", "{}", input.description.name);
    }
}

/// The descriptions whose components are rewritten one by one.
const OF_SCHEMAS: [&str; 7] = [
    "rules/library", "/all-of/", "/enums/", "/maps/", "/nullable/", "/recursion/", "/tagged-union/",
];

/// Where a schema is written, and in how many pieces, is no part of the API: at most it is said
/// that a component has another name.
#[test]
fn where_a_schema_is_written_says_nothing() {
    let mut wrong = String::new();
    for input in descriptions() {
        let Some(value) = value(&input) else { continue };
        let is_of_schemas = OF_SCHEMAS.iter().any(|name| input.description.name.contains(name));
        for (name, text) in rewrite::rewritten(&value, is_of_schemas) {
            let other = reworded(&input, text);
            let mut say = |way: &str, found: &Comparison| {
                let is_said = |one: &Change| !matches!(one.rule, Rule::SchemaRenamed | Rule::TextChanged);
                if found.changes.iter().any(is_said) || found.bump() > Bump::Patch {
                    wrong += &format!("{} {name} {way}:\n{found}", input.description.name);
                }
            };
            let there = match generator::judge(&input, &other) { Ok(j) => j, Err((_, e)) => {
                 wrong += &format!("{} {name}: ERROR {}\n", input.description.name, generator::diagnostic::render(&e).lines().next().unwrap());
                 continue
            } };
            say("there", &there.comparison);
            let other = Input { names: there.revision.client.names, ..other };
            let back = match generator::judge(&other, &input) { Ok(j) => j, Err((_, e)) => {
                 wrong += &format!("{} {name} back: ERROR {}\n", input.description.name, generator::diagnostic::render(&e).lines().next().unwrap());
                 continue
            } };
            say("back", &back.comparison);
        }
    }
    assert_eq!(wrong, "");
}

fn cases() -> Vec<Case> {
    Rule::ALL.iter().flat_map(|rule| rule.cases()).collect()
}

/// Renames make one place two: the base calls it otherwise than the revision.
fn renames(comparison: &Comparison) -> Vec<(String, String)> {
    let is_rename = |rule| {
        matches!(
            rule,
            Rule::PathChanged
                | Rule::PathVariableRenamed
                | Rule::ParameterMoved
                | Rule::PropertyRenamed
                | Rule::SchemaRenamed
                | Rule::VariantTagChanged
        )
    };
    let text = |value: &Option<Value>| Some(value.as_ref()?.as_str()?.to_owned());
    let changes = comparison.changes.iter().filter(|one| is_rename(one.rule));
    changes
        .filter_map(|one| Some((text(&one.before)?, text(&one.after)?)))
        .collect()
}

/// The places of all changes, as the revision calls them. The names of parameters in a path are
/// left out.
fn places(comparison: &Comparison, renames: &[(String, String)]) -> BTreeSet<String> {
    let name = |place: &str| {
        let mut place = place.to_owned();
        for (before, after) in renames {
            place = words(&place, before, after);
        }
        let mut parts = place.split('{').collect::<Vec<_>>().into_iter();
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |place, part| match part.split_once('}') {
            Some((_, rest)) => format!("{place}{{}}{rest}"),
            None => format!("{place}{{{part}"),
        })
    };
    let changes = comparison.changes.iter();
    changes.map(|change| name(&change.place)).collect()
}

/// Replaces whole words.
fn words(text: &str, before: &str, after: &str) -> String {
    let mut replaced = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(before).filter(|_| !before.is_empty()) {
        let (left, right) = rest.split_at(at);
        let right = &right[before.len()..];
        let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_word = !is_part(left.chars().next_back()) && !is_part(right.chars().next());
        replaced.push_str(left);
        replaced.push_str(if is_word { after } else { before });
        rest = right;
    }
    replaced + rest
}

#[test]
fn the_way_back_leads_to_the_same_places() {
    let mut wrong = String::new();
    for case in cases() {
        let there = check(&case.base(), &case.revision());
        let back = check(&case.revision(), &case.base());
        let (was, is) = (places(&there, &renames(&there)), places(&back, &[]));
        if was != is {
            wrong += &format!("{}: {was:?}, {is:?}\n{there}{back}", case.name());
        }
    }
    assert_eq!(wrong, "");
}

/// A change from one description to a third was made on the way to the second or from there on.
/// Where one of these steps is about a whole, the change may be about a part of it.
#[test]
fn what_changes_in_two_steps_changes_in_one_of_them() {
    let mut wrong = String::new();
    let cases: Vec<Case> = cases().into_iter().filter(|case| case.base().overlays.is_empty()).collect();
    for pair in cases.windows(2) {
        let [one, other] = pair else { unreachable!() };
        let (a, b, c) = (one.base(), one.revision(), other.revision());
        let (first, second) = (check(&a, &b), check(&b, &c));
        let mut known = places(&first, &[]);
        let back: Vec<_> = renames(&first).into_iter().map(|(was, is)| (is, was)).collect();
        known.extend(places(&second, &back));
        for place in places(&check(&a, &c), &[]) {
            if !known.iter().any(|whole| place.starts_with(whole.as_str())) {
                wrong += &format!("{} to {}: {place}\n", one.name(), other.name());
            }
        }
    }
    assert_eq!(wrong, "");
}
fn scratch_input(overlays: &[String]) -> Input {
    let overlays = overlays.iter().enumerate().map(|(at, actions)| Source {
        name: format!("overlay-{at}.yaml"),
        text: format!("overlay: 1.1.0\ninfo: {{ title: Change, version: \"1\" }}\nactions:\n{actions}"),
    });
    Input {
        description: Source {
            name: "library.yaml".to_owned(),
            text: std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/compare/rules/library.yaml")).unwrap(),
        },
        overlays: overlays.collect(),
        names: Names::default(),
        config: Config {
            package: "library-client".to_owned(),
            api: "Library".to_owned(),
            token_env: "LIBRARY_TOKEN".to_owned(),
            reference: None,
            paging: None,
        },
    }
}

/// SCRATCH=file of `## title` sections with `yaml before` and `yaml` blocks.
#[test]
#[ignore]
fn scratch() {
    for file in std::env::var("SCRATCH").unwrap().split(',') {
        let text = std::fs::read_to_string(file).unwrap();
        for section in text.split("\n## ").skip(1) {
            let (title, text) = section.split_once('\n').unwrap();
            let (mut before, mut after) = (None, String::new());
            for block in text.split("```").skip(1).step_by(2) {
                let (kind, text) = block.split_once('\n').unwrap();
                match kind.trim() {
                    "yaml before" => before = Some(text.to_owned()),
                    "yaml" => after = text.to_owned(),
                    _ => {}
                }
            }
            if after.is_empty() { continue; }
            let mut all: Vec<String> = before.into_iter().collect();
            let base = scratch_input(&all);
            all.push(after);
            let time = std::time::Instant::now();
            let revision = scratch_input(&all);
            println!("=== {file} {title}");
            match std::panic::catch_unwind(|| check(&base, &revision)) {
                Ok(found) => {
                    let back = check(&revision, &base);
                    println!("{found}--- back ({:?})\n{back}", time.elapsed() / 2);
                }
                Err(_) => println!("PANIC"),
            }
        }
    }
}

#[test]
#[ignore]
fn oasdiff() {
    let folder = std::path::Path::new("/tmp/histories/oasdiff-repaired");
    let verdicts = std::fs::read_to_string("/tmp/histories/oasdiff/VERDICTS.tsv").unwrap();
    let mut pairs: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()).collect();
    pairs.sort();
    for pair in pairs {
        let name = pair.file_name().unwrap().to_str().unwrap();
        let read = |what: &str| {
            let file = std::fs::read_dir(&pair).unwrap().map(|e| e.unwrap().path()).find(|p| p.file_stem().unwrap() == what)?;
            let mut one = scratch_input(&[]);
            one.description.text = std::fs::read_to_string(file).unwrap();
            Some(one)
        };
        println!("=== {name}");
        for line in verdicts.lines().filter(|l| l.split('\t').next() == Some(name)) {
            let mut parts = line.split('\t');
            parts.next();
            println!("  oasdiff {} {}: {}", parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        }
        let (Some(base), Some(revision)) = (read("base"), read("revision")) else { println!("NO FILES"); continue };
        match generator::judge(&base, &revision) {
            Ok(found) => println!("{}", found.comparison),
            Err((which, found)) => println!("ERROR {which:?} {}", generator::diagnostic::render(&found)),
        }
    }
}

#[test]
#[ignore]
fn names() {
    let folder = std::path::Path::new("/tmp/histories/oasdiff-repaired").join(std::env::var("PAIR").unwrap());
    let read = |what: &str| {
        let mut one = scratch_input(&[]);
        one.description.text = std::fs::read_to_string(folder.join(what)).unwrap();
        one
    };
    let base = generator::Described::read(&read("base.yaml")).unwrap();
    let revision = generator::Described::read(&read("revision.yaml")).unwrap();
    println!("{:#?}", base.client.names);
    println!("{:#?}", base.client.named);
    let side = generator::compare::Side { api: &base.api, client: &base.client };
    for change in generator::judge(&read("base.yaml"), &read("revision.yaml")).unwrap().comparison.changes { println!("{}", serde_json::to_string(&change).unwrap()); }
    println!("{:#?}", generator::compare::carry_names(side, &revision.api, &Names::default()));
}
