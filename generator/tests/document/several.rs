//! Descriptions in several files; the cases are in `several.yaml`.

use std::collections::BTreeMap;

use generator::document::{Document, Files};
use serde_json::Value;

use super::{run, source};

const CASES: &str = include_str!("several.yaml");

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    files: BTreeMap<String, String>,
    #[serde(default)]
    value: Value,
    #[serde(default)]
    found: Vec<String>,
}

/// Each file has a path item with a callback that is the path item of the next file.
#[test]
fn a_long_way_through_files_ends() {
    let text = "openapi: 3.0.3\npaths: {/a: {$ref: 0.yaml}}\n";
    let mut description = source("api.yaml", text);
    description.files = Files::collect("api.yaml", text, &mut |path| {
        let number: usize = path.trim_end_matches(".yaml").parse().unwrap();
        let next = number + 1;
        Ok(if number < 5_000 {
            format!("get: {{responses: {{}}, callbacks: {{c: {{u: {{$ref: {next}.yaml}}}}}}}}\n")
        } else {
            "{}".to_owned()
        })
    });
    let (document, found) = run(&description, &[]);
    assert!(document.is_some_and(|it| it.operations().contains("GET /a")));
    let is_told = |it: &generator::diagnostic::Diagnostic| it.message.contains("levels deep");
    assert!(found.iter().any(is_told), "{found:?}");
}

#[test]
fn files_are_one_value() {
    let cases: Vec<Case> = serde_yaml::from_str(CASES).unwrap();
    for case in cases {
        let is_description = |path: &&String| path.rsplit('/').next().unwrap().starts_with("api.");
        let own = case.files.keys().find(is_description).unwrap();
        let mut description = source(own, case.files[own].clone());
        description.files = Files::collect(own, &description.text, &mut |path| {
            let text = case.files.get(path).cloned();
            text.ok_or_else(|| "there is no such file".to_owned())
        });
        if !case.value.is_null() {
            let document = Document::parse(&description).unwrap();
            assert_eq!(*document.value(), case.value, "{}", case.name);
        }
        if !case.found.is_empty() {
            let (_, found) = run(&description, &[]);
            let found = found.iter().map(|it| {
                let place = it.place.map(|at| format!("{}:{}", at.line, at.column));
                format!("{}:{}: {}", it.file, place.unwrap_or_default(), it.message)
            });
            assert_eq!(found.collect::<Vec<_>>(), case.found, "{}", case.name);
        }
    }
}
