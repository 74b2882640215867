//! The workflows contain no logic: they call existing commands, with minimal permissions.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_yaml::Value;

use crate::checkout::Checkout;

/// The workflows whose steps call only `cargo xtask`.
const OF_XTASK: [&str; 2] = ["changes.yml", "drift.yml"];

/// The actions that may be used.
const ACTIONS: [&str; 3] = [
    "actions/checkout@v5",
    "Swatinem/rust-cache@v2",
    "actions/upload-artifact@v4",
];

fn workflows() -> Vec<(String, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = fs::read_dir(root.join(".github/workflows")).unwrap();
    let read = folder.map(|entry| {
        let place = entry.unwrap().path();
        let name = place.file_name().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(place).unwrap();
        let workflow = serde_yaml::from_str(&text);
        let workflow = workflow.unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, workflow)
    });
    read.collect()
}

fn steps(workflow: &Value) -> Vec<&Value> {
    let jobs = workflow["jobs"].as_mapping().unwrap().values();
    jobs.flat_map(|job| job["steps"].as_sequence().unwrap())
        .collect()
}

/// The lines of a step's script.
fn lines(step: &Value) -> Vec<&str> {
    let script = step.get("run").and_then(Value::as_str).unwrap_or_default();
    script.lines().collect()
}

#[test]
fn rights_are_few_and_nothing_from_outside_is_a_script() {
    let workflows = workflows();
    for name in OF_XTASK {
        assert!(workflows.iter().any(|(found, _)| found == name), "{name}");
    }
    for (name, workflow) in &workflows {
        assert_eq!(workflow["permissions"]["contents"], "read", "{name}");
        assert_eq!(
            workflow["permissions"].as_mapping().unwrap().len(),
            1,
            "{name}"
        );
        assert!(workflow["concurrency"]["group"].is_string(), "{name}");
        // It would run a stranger's code with the permissions of the repository.
        let on = workflow["on"].as_mapping().unwrap();
        assert!(!on.contains_key("pull_request_target"), "{name}");
        for (_, job) in workflow["jobs"].as_mapping().unwrap() {
            assert!(job["timeout-minutes"].is_u64(), "{name}");
        }
        for step in steps(workflow) {
            if let Some(action) = step.get("uses") {
                assert!(
                    ACTIONS.contains(&action.as_str().unwrap()),
                    "{name}: {action:?}"
                );
                let checkout = action.as_str().unwrap().starts_with("actions/checkout@");
                let credentials = &step["with"]["persist-credentials"];
                assert!(!checkout || *credentials == Value::Bool(false), "{name}");
            }
            for line in lines(step) {
                assert!(!line.contains("${{"), "{name}: {line}");
            }
        }
    }
}

#[test]
fn commands_and_options_exist() {
    let checkout = Checkout::empty();
    for (name, workflow) in workflows() {
        let only = OF_XTASK.contains(&name.as_str());
        for line in steps(&workflow).into_iter().flat_map(lines) {
            let Some(call) = line.strip_prefix("cargo xtask ") else {
                assert!(!only, "{name} calls {line}");
                continue;
            };
            assert!(
                !call.contains([';', '|', '&', '`', '>', '<']),
                "{name}: {line}"
            );
            let mut words = call.split(' ');
            let command = words.next().unwrap();
            let help = checkout.run(&[command, "--help"]).expect(0).stdout;
            let known: BTreeSet<&str> = help
                .split(|c: char| !c.is_alphanumeric() && c != '-')
                .collect();
            for word in words.filter(|word| word.starts_with("--")) {
                assert!(known.contains(word), "{name}: `{command}` has no {word}");
            }
        }
    }
}

#[test]
fn the_token_is_at_hand_where_it_is_needed_only() {
    for (name, workflow) in workflows() {
        assert!(
            workflow
                .get("env")
                .is_none_or(|env| env.get("GH_TOKEN").is_none())
        );
        for step in steps(&workflow) {
            let asks = |line: &&str| line.contains("--comment") || line.contains("--pull-request");
            let needed = lines(step).iter().any(asks);
            let given = step
                .get("env")
                .is_some_and(|env| env.get("GH_TOKEN").is_some());
            assert_eq!(given, needed, "{name}: {step:?}");
        }
    }
}
