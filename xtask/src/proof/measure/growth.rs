//! The cost of generating for growing descriptions: the effective description in `spec/` once, twice, four
//! and eight times over.

use std::path::Path;

use serde_json::{Map, Value};

use super::compile::program;
use super::figures::Report;
use super::generating;
use crate::disk::workspace::Workspace;
use crate::disk::write;
use crate::exit::{Exit, Failure};
use crate::project::spec::Spec;
use crate::terminal;

/// The number of repetitions, and the name of such a run.
const SIZES: [(usize, &str); 4] = [
    (1, "1 time"),
    (2, "2 times"),
    (4, "4 times"),
    (8, "8 times"),
];
const FOLDER: &str = "target/measure/growth";

/// Builds this program in release mode and runs the generator `runs` times for each size, without
/// writing.
pub(crate) fn measure(workspace: &Workspace, runs: usize) -> Result<Report, Failure> {
    terminal::status("Preparing", "xtask in release mode");
    let program = program(&workspace.place("xtask/Cargo.toml"), &generating::RELEASED)?;
    let effective = Spec::read(workspace)?.effective()?;
    for (times, name) in SIZES {
        let text = repeat(effective.value(), times).to_string();
        write::file(&place(workspace, name), text.as_bytes()).map_err(|error| {
            Failure::failed(format!("could not write to {FOLDER}")).cause(&error)
        })?;
    }
    let mut report = Report::new("generating the description several times over");
    // Alternating, so that a busy minute of the machine affects all sizes.
    for _ in 0..runs {
        for (_, name) in SIZES {
            report.add(name, sample(workspace, &program, name)?);
        }
    }
    terminal::status("Measured", terminal::count(runs, "run"));
    Ok(report)
}

fn place(workspace: &Workspace, name: &str) -> std::path::PathBuf {
    workspace.place(FOLDER).join(format!("{name}.json"))
}

fn sample(
    workspace: &Workspace,
    program: &Path,
    name: &str,
) -> Result<super::figures::Sample, Failure> {
    let mut command = generating::command(program);
    command
        .args(["generate", "--check", "--spec"])
        .arg(place(workspace, name))
        .arg("--out")
        .arg(workspace.place(FOLDER).join("nothing"));
    // The client doesn't exist, and is not written.
    generating::sample(&mut command, &[Exit::Stale])
}

/// A document with each path and schema of another repeated, each time under a different name.
fn repeat(document: &Value, times: usize) -> Value {
    let mut repeated = document.clone();
    for (pointer, named) in [
        (
            "/paths",
            &(|path: &str, time| format!("/copy-{time}{path}")) as &dyn Fn(&str, usize) -> String,
        ),
        ("/components/schemas", &|name, time| {
            format!("{name}In{time}")
        }),
    ] {
        let members = document.pointer(pointer).and_then(Value::as_object);
        let copies = (0..times).flat_map(|time| {
            let copy = move |(key, item): (&String, &Value)| {
                (named(key, time), copied(item.clone(), time))
            };
            members.into_iter().flatten().map(copy)
        });
        let copies: Map<String, Value> = copies.collect();
        if let Some(place) = repeated.pointer_mut(pointer) {
            *place = copies.into();
        }
    }
    repeated
}

/// A node with the operationIds and references of its copy.
fn copied(mut node: Value, time: usize) -> Value {
    let mut waiting = vec![&mut node];
    while let Some(node) = waiting.pop() {
        match node {
            Value::Object(members) => {
                for (key, value) in members {
                    match (key.as_str(), value) {
                        // References, and the values of a discriminator's mapping.
                        (_, Value::String(text)) if text.starts_with("#/components/schemas/") => {
                            text.push_str(&format!("In{time}"));
                        }
                        ("operationId", Value::String(text)) => text.push_str(&time.to_string()),
                        (_, value) => waiting.push(value),
                    }
                }
            }
            Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
    node
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_copy_has_its_own_operations_and_schemas() {
        let document = json!({
            "paths": {"/a": {"get": {"operationId": "a", "schema": {"$ref": "#/components/schemas/A"}}}},
            "components": {"schemas": {"A": {"items": [{"$ref": "#/components/schemas/A"}]}}},
        });
        let expected = json!({
            "paths": {
                "/copy-0/a": {"get": {"operationId": "a0", "schema": {"$ref": "#/components/schemas/AIn0"}}},
                "/copy-1/a": {"get": {"operationId": "a1", "schema": {"$ref": "#/components/schemas/AIn1"}}},
            },
            "components": {"schemas": {
                "AIn0": {"items": [{"$ref": "#/components/schemas/AIn0"}]},
                "AIn1": {"items": [{"$ref": "#/components/schemas/AIn1"}]},
            }},
        });
        assert_eq!(repeat(&document, 2), expected);
    }
}
