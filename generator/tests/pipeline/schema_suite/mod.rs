//! The JSON Schema Test Suite, draft 2020-12, against generated types: each schema is a component of
//! one description, so that one crate is built. Every valid instance decodes and encodes back
//! unchanged; no invalid instance decodes to a variant of this schema in a union with arbitrary
//! JSON. `explained.rs` has the reasons for the differences.
//!
//! `JSON_SCHEMA_TEST_SUITE` is the folder of the suite's files, as printed by `.ci/schema-suite`.

mod explained;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{env, fs};

use serde_json::{Map, Value, json};

use super::workspace::{Workspace, package};
use super::{generate, workspace};
use explained::{Claim, Reason};

/// A schema of the suite with its instances.
struct Case {
    file: String,
    description: String,
    schema: Value,
    tests: Vec<Test>,
}

struct Test {
    description: String,
    data: Value,
    valid: bool,
}

#[test]
#[allow(clippy::print_stderr)] // A skipped suite is reported, and so is the number of explained disagreements.
fn schema_suite() {
    let Some(folder) = env::var_os("JSON_SCHEMA_TEST_SUITE") else {
        eprintln!("JSON_SCHEMA_TEST_SUITE is not set: the suite is skipped");
        return;
    };
    let cases = read(Path::new(&folder));
    assert!(cases.len() > 300, "the suite has {} schemas", cases.len());
    let generated = generate(description(&cases).to_string());
    let places = generated.diagnostics.iter().map(|it| it.pointer.as_str());
    let noted: BTreeSet<usize> = places.filter_map(case_at).collect();
    let mut findings = Vec::new();
    let mut used = BTreeSet::new();
    let mut figures = BTreeMap::new();
    for (case, test, outcome) in decode(&cases, &generated.files) {
        let of = &cases[case];
        let Some(fault) = fault(&of.tests[test], &outcome) else {
            *figures.entry("agree").or_insert(0) += 1;
            continue;
        };
        // A keyword that a diagnostic reports is not in the type, so the values are not checked.
        if noted.contains(&case) {
            *figures.entry("noted").or_insert(0) += 1;
            continue;
        }
        let claim = match fault {
            Fault::Lost(_) => Claim::Decodes,
            Fault::Taken(_) => Claim::Excludes,
        };
        let explained = explained::reason(claim, of, &of.tests[test].description);
        match explained {
            Some(row) => {
                used.insert(row);
                *figures.entry("explained").or_insert(0) += 1;
            }
            None => findings.push(format!(
                "{} | {} | {}: {fault}\n    schema {}\n    instance {}",
                of.file, of.description, of.tests[test].description, of.schema, of.tests[test].data,
            )),
        }
    }
    eprintln!("{} schemas, instances: {figures:?}", cases.len());
    assert!(
        findings.is_empty(),
        "{} findings:\n{}",
        findings.len(),
        findings.join("\n")
    );
    let unused: Vec<&Reason> = explained::unused(&used).collect();
    assert!(unused.is_empty(), "no disagreement needs: {unused:#?}");
}

fn read(folder: &Path) -> Vec<Case> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "json"))
        .collect();
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let groups: Vec<Value> = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        for group in groups {
            let tests = group["tests"].as_array().unwrap().iter().map(|test| Test {
                description: test["description"].as_str().unwrap().to_owned(),
                data: test["data"].clone(),
                valid: test["valid"].as_bool().unwrap(),
            });
            cases.push(Case {
                file: path.file_stem().unwrap().to_str().unwrap().to_owned(),
                description: group["description"].as_str().unwrap().to_owned(),
                schema: group["schema"].clone(),
                tests: tests.collect(),
            });
        }
    }
    cases
}

/// The name of the component of a case.
fn name(case: usize) -> String {
    format!("Case{case}")
}

/// The case of a pointer into the description.
fn case_at(pointer: &str) -> Option<usize> {
    let rest = pointer.strip_prefix("/components/schemas/Case")?;
    rest.split('/').next()?.parse().ok()
}

/// All schemas as components, each with an object that has its values, and with a union of it and
/// arbitrary JSON.
fn description(cases: &[Case]) -> Value {
    let mut schemas = Map::new();
    schemas.insert(
        "Anything".to_owned(),
        json!({ "description": "Any value." }),
    );
    for (at, case) in cases.iter().enumerate() {
        let name = name(at);
        let own = json!({ "$ref": format!("#/components/schemas/{name}") });
        let anything = json!({ "$ref": "#/components/schemas/Anything" });
        let hold =
            json!({ "type": "object", "required": ["value"], "properties": { "value": own } });
        schemas.insert(format!("Hold{at}"), hold);
        let choose = json!({ "anyOf": [own, anything] });
        schemas.insert(format!("Choose{at}"), choose);
        schemas.insert(name, resource(at, &case.schema));
    }
    json!({
        "openapi": "3.1.1",
        "info": { "title": "Suite", "version": "1" },
        "paths": {},
        "components": { "schemas": schemas },
    })
}

/// A schema that can be combined with those of other cases: its references to itself stay its own.
fn resource(at: usize, schema: &Value) -> Value {
    let mut text = schema.to_string();
    for key in ["$anchor", "$dynamicAnchor"] {
        let given = format!("\"{key}\":\"");
        let names: BTreeSet<String> = text
            .split(&given)
            .skip(1)
            .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
            .collect();
        for name in names {
            text = text
                .replace(
                    &format!("{given}{name}\""),
                    &format!("{given}{name}-{at}\""),
                )
                .replace(&format!("#{name}\""), &format!("#{name}-{at}\""));
        }
    }
    let host = "http://localhost:1234";
    let text = text.replace(host, &format!("{host}/{at}"));
    let mut schema: Value = serde_json::from_str(&text).unwrap();
    if let Value::Object(members) = &mut schema
        && text.contains("\"#")
        && !members.contains_key("$id")
    {
        let address = format!("{host}/{at}/schema.json");
        members.insert("$id".to_owned(), address.into());
    }
    schema
}

/// The result of an instance with the generated types.
struct Outcome {
    value: Result<Value, String>,
    /// The variant to which it decoded; `None` without a union.
    choice: Option<String>,
}

/// Builds the crate once and decodes all instances.
fn decode(cases: &[Case], files: &BTreeMap<String, String>) -> Vec<(usize, usize, Outcome)> {
    let mut workspace = Workspace::new("schema-suite");
    workspace.put_crate("schemas", files);
    let package = package("schemas");
    workspace.put(
        "decode/Cargo.toml",
        &format!(
            "[package]\nname = \"decode\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [dependencies]\nserde.workspace = true\nserde_json.workspace = true\n\
             openapi-client-runtime.workspace = true\n{package} = {{ path = \"../{package}\" }}\n"
        ),
    );
    let models = format!("{}::models", package.replace('-', "_"));
    // A schema that allows anything makes no union of its own.
    let is_union = |at: usize| {
        let declared = format!("pub enum Choose{at} ");
        files.values().any(|text| text.contains(&declared))
    };
    let mut rows = String::new();
    for at in 0..cases.len() {
        let choice = match is_union(at) {
            true => format!("Some(choice::<m::Choose{at}>)"),
            false => "None".to_owned(),
        };
        rows.push_str(&format!("    ({at}, value::<m::Hold{at}>, {choice}),\n"));
    }
    workspace.put("decode/src/main.rs", include_str!("decode.rs"));
    workspace.put(
        "decode/src/cases.rs",
        &format!(
            "use {models} as m;\n\nuse super::{{Case, choice, value}};\n\n\
             pub const CASES: &[Case] = &[\n{rows}];\n"
        ),
    );
    let instances: Vec<Vec<&Value>> = cases
        .iter()
        .map(|case| case.tests.iter().map(|test| &test.data).collect())
        .collect();
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schema-suite.json");
    workspace::write(&path, &json!(instances).to_string());
    let output = workspace.cargo(&[
        "run",
        "--quiet",
        "--package",
        "decode",
        "--",
        path.to_str().unwrap(),
    ]);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = printed.lines().map(|line| {
        let (case, test, value, choice): (usize, usize, Value, Option<String>) =
            serde_json::from_str(line).unwrap();
        let value = match &value["text"] {
            Value::String(text) => Ok(serde_json::from_str::<Value>(text).unwrap()["value"].take()),
            _ => Err(value["error"].to_string()),
        };
        (case, test, Outcome { value, choice })
    });
    lines.collect()
}

/// The fault of an outcome.
enum Fault {
    /// A valid instance that doesn't decode, or encodes back to another value.
    Lost(String),
    /// An invalid instance that decodes to the variant.
    Taken(String),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Lost(how) => write!(f, "valid, but {how}"),
            Self::Taken(variant) => write!(f, "invalid, but taken for the variant {variant}"),
        }
    }
}

fn fault(test: &Test, outcome: &Outcome) -> Option<Fault> {
    if test.valid {
        return match &outcome.value {
            Err(error) => Some(Fault::Lost(error.clone())),
            Ok(value) if !same(value, &test.data) => {
                Some(Fault::Lost(format!("encoded as {value}")))
            }
            Ok(_) => None,
        };
    }
    let variant = outcome.choice.as_ref()?;
    // The other variant, and values of neither.
    let other = ["Anything", "Json", "Unknown"].contains(&variant.as_str());
    (!other).then(|| Fault::Taken(variant.clone()))
}

/// Whether two values are equal by JSON Schema: numbers by their mathematical value.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}
