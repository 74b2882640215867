//! `cargo xtask corpus`, on folders small enough that the result is known.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::checkout::{Checkout, Run, description};

/// A valid description, an invalid one, and a file that is not a description.
fn tiny() -> Checkout {
    let checkout = Checkout::new(1);
    checkout.write("corpus/good.yaml", description(2));
    checkout.write(
        "corpus/deep/wrong.json",
        r#"{"openapi": "3.0.3", "paths": 7}"#,
    );
    checkout.write("corpus/settings.yml", "a: 1\n");
    checkout.write("corpus/notes.txt", "openapi: 3.0.3\n");
    checkout
}

const CORPUS: [&str; 4] = ["corpus", "corpus", "--out", "results"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&CORPUS[..], more].concat()
}

fn sums(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn every_document_is_counted() {
    let checkout = tiny();
    let sums = sums(&checkout.run(&with(&["--format", "json"])).expect(0));
    for (name, number) in [
        ("documents", 2),
        ("generated", 1),
        ("refused", 1),
        ("panics", 0),
        ("timeouts", 0),
        ("all_operations", 1),
        ("operations_described", 2),
        ("operations_present", 2),
        ("operations_uncalled", 0),
        ("silent_drops", 0),
    ] {
        assert_eq!(sums[name], number, "{name}: {sums}");
    }
    assert_eq!(
        sums["not_descriptions"],
        serde_json::json!(["settings.yml"])
    );
    assert_eq!(sums["causes"]["D011"]["example"], "deep/wrong.json");
    assert!(checkout.path("results/good/src/lib.rs").is_file());

    let text = checkout.run(&CORPUS).expect(0).stdout;
    for part in [
        "documents generated                          1 of       2   50.0 %",
        "such as deep/wrong.json",
        "Not a description: settings.yml",
        "Slowest\n",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn a_second_run_goes_on_where_the_first_stopped() {
    let checkout = tiny();
    checkout.run(&CORPUS).expect(0);
    let results = checkout.read("results/results.jsonl");
    assert_eq!(results.lines().count(), 2);
    // As if the first run had been interrupted while writing the second line.
    let first = results.lines().next().unwrap();
    let begun = format!("{first}\n{}", &results.lines().nth(1).unwrap()[..20]);
    checkout.write("results/results.jsonl", begun);
    fs::remove_dir_all(checkout.path("results/good")).unwrap();
    let again = checkout
        .run(&with(&["--resume", "--format", "json"]))
        .expect(0);
    assert_eq!(sums(&again)["generated"], 1);
    assert!(checkout.path("results/good").exists());

    // Known results are reused until their document changes.
    fs::remove_dir_all(checkout.path("results/good")).unwrap();
    checkout.run(&with(&["--resume"])).expect(0);
    assert!(!checkout.path("results/good").exists());
    checkout.write("corpus/good.yaml", description(3));
    let again = checkout
        .run(&with(&["--resume", "--format", "json"]))
        .expect(0);
    assert_eq!(sums(&again)["operations_present"], 3);
}

#[test]
fn a_sample_is_the_same_each_time() {
    let checkout = Checkout::new(1);
    for number in 1..=6 {
        checkout.write(&format!("corpus/{number}.yaml"), description(number));
    }
    let sample = |seed: &str| {
        let run = with(&["--sample", "2", "--seed", seed, "--format", "json"]);
        let sums = sums(&checkout.run(&run).expect(0));
        assert_eq!(sums["documents"], 2);
        sums["operations_present"].as_u64().unwrap()
    };
    assert_eq!(sample("1"), sample("1"));
    let all: Vec<u64> = ["1", "2", "3", "4", "5"].map(sample).into();
    assert!(all.iter().any(|one| *one != all[0]), "{all:?}");
}

#[test]
fn names_are_measured_and_shown() {
    let checkout = Checkout::new(1);
    let text = description(1)
        .replace("getThing1", "getThing1AndMore")
        .replacen(
            "type: string",
            "{type: string, enum: [a, \" \", \"  \"]}",
            1,
        );
    checkout.write("corpus/one.yaml", &text);
    let run = with(&["--names", "--try-values", "0", "--format", "json"]);
    let names = &sums(&checkout.run(&run).expect(0))["names"]["one.yaml"];
    for (name, number) in [
        ("/methods/number", 1),
        ("/methods/longest", "get_thing1_and_more".len()),
        ("/not_operation_id", 0),
        ("/numbered", 0),
        ("/cut", 0),
        // Blanks have no words to tell them apart.
        ("/placeholder_others", 1),
        ("/placeholder_types", 0),
    ] {
        assert_eq!(names.pointer(name), Some(&number.into()), "{name}: {names}");
    }
    let text = checkout.run(&with(&["--names"])).expect(0).stdout;
    for part in [
        "  one.yaml\n",
        "in total\n",
        "get_thing1_and_more\n    getThing1AndMore; ",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn a_document_that_takes_too_long_ends_nothing_but_itself() {
    let checkout = tiny();
    let run = checkout
        .run(&with(&["--timeout", "0", "--format", "json"]))
        .expect(3);
    let sums = sums(&run);
    assert_eq!(
        (&sums["documents"], &sums["timeouts"]),
        (&2.into(), &2.into())
    );
}

#[test]
fn a_folder_without_descriptions_is_an_error() {
    let checkout = Checkout::new(1);
    checkout.write("corpus/settings.yml", "a: 1\n");
    let run = checkout.run(&CORPUS).expect(1);
    assert_eq!(run.errors(), ["no description below corpus"]);
}

/// The workspace, whose versions of dependencies are used.
fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The folder of built dependencies, which is kept from run to run.
fn compiled(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder)
}

/// Descriptions modelled on real ones become crates that compile without warnings.
#[test]
fn the_sample_of_the_project_compiles() {
    let output = Command::new(env!("CARGO_BIN_EXE_clientsmith"))
        .arg("corpus")
        .arg(workspace().join("generator/tests/corpus"))
        .args([
            "--check", "--sample", "6", "--seed", "7", "--format", "json",
        ])
        .arg("--out")
        .arg(compiled("corpus"))
        .arg("--root")
        .arg(workspace())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let (stdout, stderr) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert_eq!(output.status.code(), Some(0), "{stdout}\n{stderr}");
    let sums: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(sums["documents"], 6, "{stdout}");
    assert_eq!(sums["compiled_clean"], sums["generated"], "{stdout}");
    assert!(sums["generated"].as_u64() > Some(3), "{stdout}");
}

/// A valid example, and one that its own schema rules out, which is not a failure of the generator.
#[cfg(feature = "examples")]
#[test]
fn examples_are_run_and_judged() {
    let checkout = Checkout::new(1);
    let example =
        "              example: {id: EXAMPLE}\n              schema:\n                $ref";
    let both = description(2).replace("              schema:\n                $ref", example);
    checkout.write(
        "corpus/both.yaml",
        both.replacen("EXAMPLE", "a", 1).replace("EXAMPLE", "7"),
    );
    let output = Command::new(env!("CARGO_BIN_EXE_clientsmith"))
        .args(["corpus", "--examples", "--format", "json"])
        .arg(checkout.path("corpus"))
        .arg("--out")
        .arg(compiled("examples"))
        .arg("--root")
        .arg(workspace())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let sums: Value = serde_json::from_slice(&output.stdout).unwrap();
    let examples = &sums["examples"];
    assert_eq!(
        (&examples["equal"], &sums["examples_wrong"]),
        (&1.into(), &1.into()),
        "{sums}"
    );
    assert_eq!(
        (&examples["ours"], &examples["all"]),
        (&0.into(), &1.into())
    );
}
