//! `init`: a project for any description, in which the other commands work.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::checkout::{Checkout, Run, description};
use crate::repository::{BREAKING, COMPATIBLE, edited};

/// Runs the command in a folder like an installed one: only the folder determines the project.
pub(crate) fn run_in(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clientsmith"));
    command
        .env_remove("CARGO_MANIFEST_DIR")
        .env_remove("GITHUB_OUTPUT");
    command
        .env_remove("GITHUB_STEP_SUMMARY")
        .env_remove("NO_COLOR");
    command
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null());
    Run::of(command)
}

#[test]
fn a_project_is_kept_up() {
    let project = Checkout::empty();
    let outside = Checkout::empty();
    outside.write("published.yaml", description(6));
    let published = outside.path("published.yaml");
    let published = published.to_str().unwrap();
    let run = |arguments: &[&str]| run_in(project.root(), arguments);
    run(&["init", "--spec", published]).expect(0);
    for path in [
        "Cargo.toml",
        "README.md",
        ".gitignore",
        ".github/workflows/drift.yml",
        "spec/generator.toml",
        "spec/published.yaml",
        "spec/spec.lock",
        "spec/names.toml",
        "generated-client/Cargo.toml",
        "generated-client/src/lib.rs",
        "generated-client/src/generated/mod.rs",
        "generated-client/runtime/src/lib.rs",
    ] {
        assert!(project.path(path).is_file(), "{path}");
    }
    project.git(&["init", "--quiet"]);
    project.commit(&[]);
    let before = project.files();
    run(&["regen", "--check"]).expect(0);
    run(&["regen"]).expect(0);
    assert!(project.files() == before, "a second run changes nothing");
    run(&["init", "--spec", published]).expect(100);
    assert!(project.files() == before, "a refusal changes nothing");

    run(&["drift", "--from", published]).expect(0);
    outside.write("published.yaml", edited(&description(6), COMPATIBLE));
    run(&["drift", "--from", published]).expect(10);
    outside.write("published.yaml", edited(&description(6), BREAKING));
    run(&["drift", "--from", published]).expect(11);
    outside.write("published.yaml", edited(&description(6), COMPATIBLE));
    run(&["update", "--from", published]).expect(0);
    run(&["regen", "--check"]).expect(0);
    run(&["diff"]).expect(0);
    run(&["propose"]).expect(0);
    assert!(
        project
            .read("generated-client/src/generated/models/thing.rs")
            .contains("size")
    );
}

/// A failure leaves nothing behind, and initial defects don't stop `regen`.
#[test]
fn nothing_is_left_half() {
    let place = Checkout::empty();
    place.write("wrong.yaml", "openapi: 3.0.3\npaths: 7\n");
    let before = place.files();
    let run = |arguments: &[&str]| run_in(place.root(), arguments);
    run(&["init", "--spec", "wrong.yaml", "--out", "new"]).expect(1);
    run(&["init", "--spec", "gone.yaml", "--out", "new"]).expect(1);
    run(&[
        "init",
        "--spec",
        "wrong.yaml",
        "--out",
        "new",
        "--name",
        "No Name",
    ])
    .expect(2);
    assert!(place.files() == before && !place.path("new").exists());

    let twice = description(2).replace("getThing2", "getThing1");
    place.write("twice.yaml", twice);
    run(&[
        "init",
        "--spec",
        "twice.yaml",
        "--out",
        "new",
        "--name",
        "my-client",
    ])
    .expect(0);
    let settings = place.read("new/spec/generator.toml");
    assert!(
        settings.contains("accept-defects = [\"D201\"]"),
        "{settings}"
    );
    assert!(settings.contains("package = \"my-client\""), "{settings}");
    let new = place.path("new");
    run_in(&new, &["regen", "--check"]).expect(0);
    place.edit("new/spec/generator.toml", "[\"D201\"]", "[]");
    let refused = run_in(&new, &["regen"]).expect(1);
    assert!(refused.stderr.contains("D201"), "{}", refused.stderr);
}

/// Unambiguous conventions are written under their evidence, so that the user can delete them.
#[test]
fn paging_that_is_sure_is_chosen() {
    let place = Checkout::empty();
    let paged = description(1)
        .replace(
            "        - name: id",
            "        - name: pageToken\n          in: query\n          schema:\n            type: string\n        - name: id",
        )
        .replace(
            "        name:\n",
            "        parts:\n          type: array\n          items:\n            type: string\n        \
             nextPageToken:\n          type: string\n        name:\n",
        );
    place.write("paged.yaml", paged);
    run_in(
        place.root(),
        &["init", "--spec", "paged.yaml", "--out", "new"],
    )
    .expect(0);
    let settings = place.read("new/spec/generator.toml");
    let chosen = "# GET /things1/{id}\n[paging]\ncursor = \"pageToken\"\nnext = [\"nextPageToken\"]\nnext-is = \"cursor\"\nitems = \"parts\"\n";
    assert!(settings.contains(chosen), "{settings}");
    let operation =
        place.read("new/generated-client/src/generated/operations/things/get_thing1.rs");
    assert!(operation.contains("rt::cursor_itself("), "{operation}");
    let new = place.path("new");
    run_in(&new, &["propose"]).expect(0);
    place.edit("new/spec/generator.toml", chosen, "");
    let proposed = run_in(&new, &["propose"]).expect(0);
    assert!(
        proposed.stdout.contains("next-is = \"cursor\""),
        "{}",
        proposed.stdout
    );
}
