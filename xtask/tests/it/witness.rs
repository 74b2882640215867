//! `cargo xtask witness`: the compiler on a few cases, and the failures if it is unavailable.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clientsmith"));
    command
        .arg("--root")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap())
        .arg("witness")
        .args(arguments)
        .stdin(Stdio::null());
    command
}

#[track_caller]
fn run(command: &mut Command, code: i32) -> (String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let [stdout, stderr] = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    assert_eq!(status.code(), Some(code), "{stdout}\n{stderr}");
    (stdout, stderr)
}

/// One rule that is major, and one that is minor.
#[test]
fn the_compiler_agrees_with_a_sample_of_the_rules() {
    let mut verdicts = Vec::new();
    let (stdout, _) = run(&mut command(&["R210", "R120", "--format", "json"]), 0);
    let lines: Vec<Value> = serde_json::from_str(&stdout).unwrap();
    for line in &lines {
        assert_eq!(line["agreement"], "agrees", "{line}");
        let compiles = line["found"] == "compiles";
        assert_eq!(compiles, line["rust"] != "major", "{line}");
        verdicts.push(line["rust"].as_str().unwrap());
    }
    for verdict in ["major", "minor"] {
        assert!(verdicts.contains(&verdict), "{stdout}");
    }
}

/// Breaking in responses, breaking in requests, and compatible.
#[cfg(feature = "examples")]
#[test]
fn payloads_agree_with_a_sample_of_the_rules() {
    let rules = ["--wire", "R201", "R221", "R240", "--format", "json"];
    let (stdout, _) = run(&mut command(&rules), 0);
    let lines: Vec<Value> = serde_json::from_str(&stdout).unwrap();
    let mut breaking = 0;
    for line in &lines {
        assert_eq!(line["agreement"], "agrees", "{line}");
        assert!(line["calls"].as_u64().unwrap() > 100, "{line}");
        let found = line["found"].as_str().unwrap();
        match line["http"].as_str().unwrap() {
            "breaking" => assert!(found.contains(" fail: "), "{line}"),
            _ => assert!(found.contains("calls pass"), "{line}"),
        }
        breaking += usize::from(line["http"] == "breaking");
    }
    assert!(breaking > 1 && breaking < lines.len(), "{stdout}");
}

#[test]
fn a_rule_that_is_none() {
    let (_, stderr) = run(&mut command(&["R000"]), 2);
    assert!(stderr.contains("no rule has this id"), "{stderr}");
}

#[test]
fn nobody_to_ask_for_a_second_opinion() {
    let empty = tempfile::tempdir().unwrap();
    let mut command = command(&["R210", "--second-opinion"]);
    command
        .env("CARGO", env!("CARGO"))
        .env("CARGO_HOME", empty.path())
        .env("PATH", empty.path());
    let (stdout, stderr) = run(&mut command, 1);
    assert!(stdout.is_empty(), "{stdout}");
    assert!(
        stderr.contains("`cargo semver-checks` is not installed"),
        "{stderr}"
    );
    assert!(
        stderr.contains("cargo install --locked cargo-semver-checks"),
        "{stderr}"
    );
}
