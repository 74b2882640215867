//! `regen` without changes since a run that had nothing to do.

use std::fs::{self, File};
use std::process::Command;

use crate::checkout::{Checkout, Run};

const NOTE: &str = "target/regen.json";
const THING: &str = "generated-client/src/generated/models/thing.rs";

/// A fresh checkout with a build folder that has the note of a run.
fn noted() -> Checkout {
    let checkout = Checkout::committed(1, &[]);
    fs::create_dir(checkout.path("target")).unwrap();
    checkout.write(".gitignore", "/target\n");
    let run = checkout.run(&["regen"]).expect(0);
    run.says("Generated 1 operation,");
    checkout.run(&["regen"]).expect(0);
    checkout.commit(&[]);
    checkout.run(&["regen"]).expect(0);
    checkout
}

/// Forges a count in the note: a run that prints it has not generated.
fn forge(checkout: &Checkout) {
    checkout.edit(NOTE, "\"operations\":1,", "\"operations\":7,");
}

fn generated(run: &Run) -> bool {
    let known = run.stderr.contains("Generated 7 operations,");
    assert!(
        known || run.stderr.contains("Generated 1 operation,"),
        "{}",
        run.stderr
    );
    !known
}

#[test]
fn nothing_is_generated_and_the_same_is_said() {
    let checkout = noted();
    let before = checkout.files();
    for arguments in [
        ["regen"].as_slice(),
        &["regen", "--check"],
        &["regen", "--dry-run"],
    ] {
        let known = checkout.run(arguments).expect(0);
        let note = checkout.read(NOTE);
        fs::remove_file(checkout.path(NOTE)).unwrap();
        let run = checkout.run(arguments).expect(0);
        assert_eq!(known.stderr, run.stderr);
        checkout.write(NOTE, note);
        forge(&checkout);
        assert!(!generated(&checkout.run(arguments).expect(0)));
        checkout.edit(NOTE, "\"operations\":7,", "\"operations\":1,");
    }
    assert_eq!(checkout.files(), before);
}

/// A file with the same length and time, but other content, is detected.
#[test]
fn every_byte_of_a_generated_file_counts() {
    let checkout = noted();
    let modified = fs::metadata(checkout.path(THING))
        .unwrap()
        .modified()
        .unwrap();
    checkout.edit(THING, "A thing.", "A thang.");
    let file = File::options()
        .write(true)
        .open(checkout.path(THING))
        .unwrap();
    file.set_modified(modified).unwrap();
    let run = checkout.run(&["regen", "--check"]).expect(4);
    assert_eq!(
        run.errors(),
        [format!("generated file edited by hand: {THING}")]
    );
    checkout.run(&["regen"]).expect(0).says("Updated");

    fs::remove_file(checkout.path(THING)).unwrap();
    let run = checkout.run(&["regen", "--check"]).expect(4);
    assert_eq!(run.errors(), [format!("generated file missing: {THING}")]);
    checkout.run(&["regen"]).expect(0).says("Created");

    let more = THING.replace("thing.rs", "more.rs");
    checkout.write(&more, "// @generated\n");
    let run = checkout.run(&["regen", "--check"]).expect(4);
    assert_eq!(run.errors(), [format!("generated file left over: {more}")]);
    checkout.write(&more, "// mine\n");
    checkout.run(&["regen"]).expect(100);
}

#[test]
fn every_input_counts() {
    for (path, from, to) in [
        (
            "spec/api.yaml",
            "summary: Get thing 1",
            "summary: Get a thing",
        ),
        ("spec/overlays/010-thing.yaml", "A thing.", "Some thing."),
        ("spec/generator.toml", "api = \"Tiny\"", "api = \"Small\""),
        ("spec/names.toml", "\"get_thing1\"", "\"get_thing\""),
    ] {
        let checkout = noted();
        checkout.edit(path, from, to);
        let run = checkout.run(&["regen", "--check"]).expect(4);
        assert!(
            run.errors().iter().any(|it| it.contains(path)),
            "{}",
            run.stderr
        );
    }
    let checkout = noted();
    checkout.write("spec/overlays/020-more.yaml", crate::checkout::OVERLAY);
    checkout.run(&["regen", "--check"]).expect(4);
}

/// Another build of the command may generate other files from the same inputs.
#[test]
fn another_executable_generates() {
    let checkout = noted();
    forge(&checkout);
    let other = tempfile::tempdir().unwrap();
    let other = other.path().join("clientsmith");
    fs::copy(env!("CARGO_BIN_EXE_clientsmith"), &other).unwrap();
    let root = checkout.root().to_str().unwrap();
    let mut command = Command::new(&other);
    command.args(["--root", root, "regen", "--check"]);
    assert!(generated(&Run::of(command).expect(0)));
}

/// A run compares with the last commit, so after another commit its report may differ.
#[test]
fn another_commit_is_compared_with() {
    let checkout = noted();
    forge(&checkout);
    checkout.git(&["commit", "--quiet", "--allow-empty", "-m", "more"]);
    assert!(!generated(&checkout.run(&["regen", "--check"]).expect(0)));
    assert!(generated(&checkout.run(&["regen"]).expect(0)));

    checkout.edit(
        "spec/api.yaml",
        "summary: Get thing 1",
        "summary: Get a thing",
    );
    let first = checkout.run(&["regen"]).expect(0);
    let again = checkout.run(&["regen"]).expect(0);
    assert!(!first.stdout.is_empty());
    assert_eq!(first.stdout.lines().next(), again.stdout.lines().next());
}

/// A checkout without a build folder gets no unexpected file.
#[test]
fn without_a_build_folder_nothing_is_noted() {
    let checkout = Checkout::generated();
    checkout.look(&["regen"]).expect(0);
    checkout.look(&["regen", "--check"]).expect(0);
}
