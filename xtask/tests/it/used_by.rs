//! `cargo xtask diff --used-by`: compiles a program of this project with both clients.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::checkout::{Checkout, Run, description};
use crate::repository::{BREAKING, COMPATIBLE, edited};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// A folder with a client of a description of three operations, and a program beside it.
fn program() -> Checkout {
    let checkout = Checkout::empty();
    checkout.write("old.yaml", description(3));
    let runtime = format!("{ROOT}/generated-client/runtime");
    let arguments = [
        "generate",
        "--spec",
        "old.yaml",
        "--out",
        "client",
        "--path-runtime",
    ];
    checkout
        .run(&[&arguments[..], &[&runtime]].concat())
        .expect(0);
    let carried = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/dependant");
    for file in ["Cargo.toml", "src/main.rs"] {
        let text = fs::read_to_string(carried.join(file)).unwrap();
        checkout.write(&format!("program/{file}"), text);
    }
    // The versions of this workspace, so that nothing is downloaded.
    let lock = fs::read_to_string(format!("{ROOT}/Cargo.lock")).unwrap();
    checkout.write("program/Cargo.lock", lock);
    checkout
}

/// Judges the change to a description, in this workspace, whose build folder has the dependencies.
fn judge(checkout: &Checkout, text: &str, more: &[&str]) -> Run {
    checkout.write("new.yaml", text);
    let before = checkout.files();
    let mut command = Command::new(env!("CARGO_BIN_EXE_clientsmith"));
    command
        .args(["--root", ROOT, "diff", "old.yaml", "new.yaml", "--used-by"])
        .args(more)
        .current_dir(checkout.root());
    let run = Run::of(command);
    assert!(checkout.files() == before, "the program is left alone");
    run
}

#[test]
fn what_breaks_a_program_is_said_at_its_own_lines() {
    let checkout = program();
    // Two operations are removed, and the program calls neither.
    let old = description(3);
    let gone = description(1);
    let run = judge(&checkout, &edited(&gone, BREAKING), &["program"]).expect(0);
    run.says("dependant: 1 of 3 breaking changes affects operations that it calls\n");
    run.says("  breaking[R221] the property `id` became optional (GET /things1/{id})\n");
    run.says("  1 error with the new client\n");
    run.says("  error: mismatched types [E0308]\n    --> src/main.rs:8:8\n");
    // Changes of other operations don't affect it.
    let run = judge(&checkout, &gone, &["program", "--format", "json"]).expect(0);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let used = &report["used_by"][0];
    assert_eq!(used["calls"], serde_json::json!(["GET /things1/{id}"]));
    assert_eq!(
        (&used["touched"], &used["errors"]),
        (&serde_json::json!([]), &serde_json::json!([]))
    );
    assert_eq!(used["breaking"], 2);
    // Existing errors are not reported.
    checkout.edit("program/src/main.rs", "let _ = show;", "let _: u8 = show;");
    let run = judge(&checkout, &edited(&old, COMPATIBLE), &["program"]).expect(0);
    run.says("dependant: 0 of 0 breaking changes affect operations that it calls\n");
    run.says("  1 error with the client of the base too, not repeated here\n");
}

#[test]
fn a_folder_that_is_no_dependant_is_an_error() {
    let checkout = program();
    let run = judge(&checkout, &description(3), &["absent"]).expect(1);
    assert_eq!(run.errors(), ["absent contains no package"]);
    checkout.edit("program/Cargo.toml", "tiny-client = ", "# ");
    let run = judge(&checkout, &description(3), &["program"]).expect(1);
    assert_eq!(run.errors(), ["program does not depend on tiny-client"]);
    checkout.write("program/Cargo.toml", "no manifest");
    let run = judge(&checkout, &description(3), &["program"]).expect(1);
    assert_eq!(
        run.errors(),
        ["cargo could not read the package in program"]
    );
}
