//! The command line itself, and the commands that only print.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::checkout::{Checkout, OVERLAY, Run};

#[test]
fn help_and_wrong_usage() {
    let checkout = Checkout::new(1);
    let run = checkout.run(&["--help"]).expect(0);
    for text in [
        "Usage: cargo xtask",
        "regen",
        "fetch",
        "dump",
        "propose",
        "measure",
        "generate",
        "explain",
        "corpus",
        "Exit codes:",
    ] {
        assert!(run.stdout.contains(text), "{text}: {}", run.stdout);
    }
    assert!(!run.stdout.contains("--root"), "{}", run.stdout);
    for command in [
        "regen", "fetch", "dump", "propose", "measure", "generate", "explain", "corpus",
    ] {
        let run = checkout.run(&[command, "--help"]).expect(0);
        let downloads = ["fetch", "generate"].contains(&command);
        assert_eq!(
            run.stdout.contains("--allow-http"),
            downloads,
            "{}",
            run.stdout
        );
    }
    for wrong in [
        [].as_slice(),
        &["regn"],
        &["regen", "--chekc"],
        &["dump", "nothing"],
    ] {
        checkout.run(wrong).expect(2);
    }
}

#[test]
fn version_and_colour() {
    let checkout = Checkout::new(1);
    let run = checkout.run(&["--version"]).expect(0);
    assert!(
        run.stdout.contains(env!("CARGO_PKG_VERSION")),
        "{}",
        run.stdout
    );
    for (choice, is_coloured) in [("always", true), ("never", false), ("auto", false)] {
        checkout.edit("spec/api.yaml", "openapi: 3.0.3", "openapi: none");
        let run = checkout.run(&["--color", choice, "regen"]).expect(1);
        assert_eq!(run.stderr.contains('\u{1b}'), is_coloured, "{}", run.stderr);
        checkout.edit("spec/api.yaml", "openapi: none", "openapi: 3.0.3");
    }
    checkout.run(&["--color", "green", "regen"]).expect(2);
}

#[test]
fn a_folder_without_spec_is_an_error() {
    let checkout = Checkout::new(1);
    fs::remove_dir_all(checkout.path("spec")).unwrap();
    let run = checkout.run(&["regen"]).expect(1);
    assert_eq!(run.errors(), ["spec/generator.toml is missing"]);
    let lost = checkout
        .command(&[])
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .unwrap();
    assert_eq!(lost.status.code(), Some(2));
}

#[test]
fn dump_prints_the_effective_document_and_its_nodes() {
    let checkout = Checkout::new(2);
    let whole = checkout.run(&["dump", "document"]).expect(0).stdout;
    assert!(whole.contains("description: A thing."), "{whole}");
    for name in ["Thing", "/components/schemas/Thing"] {
        let json = checkout
            .run(&["dump", "document", name, "--json"])
            .expect(0)
            .stdout;
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value["description"], "A thing.");
    }
    let operation = checkout
        .run(&["dump", "document", "getThing2"])
        .expect(0)
        .stdout;
    assert!(operation.contains("summary: Get thing 2"), "{operation}");
    let run = checkout.run(&["dump", "document", "getThing3"]).expect(1);
    assert!(run.errors()[0].contains("`getThing3`"), "{}", run.stderr);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    // More than the buffer of a pipe.
    let checkout = Checkout::new(500);
    let mut child = checkout
        .command(&["dump", "document"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), stderr.as_str()), (Some(0), ""));
}

#[test]
fn proposals_are_printed_or_written_and_never_overwrite() {
    let checkout = Checkout::new(1);
    let run = checkout.run(&["propose"]).expect(0);
    assert!(
        run.stdout.is_empty() && run.stderr.contains("Fresh"),
        "{}{}",
        run.stdout,
        run.stderr
    );

    checkout.edit(
        "spec/api.yaml",
        "        name:\n          type: string\n",
        "        name:\n          type: string\n          description: \"values: [Big, Small]\"\n",
    );
    let printed = checkout.run(&["propose"]).expect(0).stdout;
    assert!(printed.contains("Big"), "{printed}");

    let before = checkout.files();
    checkout.run(&["propose", "--write", "proposed"]).expect(0);
    let written = checkout.files();
    let new: Vec<&String> = written
        .keys()
        .filter(|path| !before.contains_key(*path))
        .collect();
    assert_eq!(new.len(), 1, "{new:?}");
    assert!(new[0].starts_with("proposed/") && printed.ends_with(&checkout.read(new[0])));

    checkout.write(new[0], OVERLAY);
    let run = checkout
        .run(&["propose", "--write", "proposed"])
        .expect(100);
    assert!(
        run.stderr.contains("would be overwritten"),
        "{}",
        run.stderr
    );
    assert_eq!(checkout.read(new[0]), OVERLAY);
}

/// Cargo runs the alias; the installed command has its own name in messages and in completions.
#[test]
fn an_installed_command_has_its_own_name() {
    let checkout = Checkout::new(1);
    let run = |arguments: &[&str]| {
        let mut command = checkout.command(arguments);
        command.env_remove("CARGO_MANIFEST_DIR");
        Run::of(command)
    };
    let name = "clientsmith";
    let help = run(&["--help"]).expect(0);
    assert!(
        help.stdout.contains(&format!("Usage: {name} ")),
        "{}",
        help.stdout
    );
    assert!(!help.stdout.contains("cargo xtask"), "{}", help.stdout);
    let unknown = run(&["explain", "R999"]).expect(1);
    unknown.says(&format!("`{name} explain` lists all"));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(&["completions", shell]).expect(0).stdout;
        assert!(
            script.contains(name) && script.contains("accept"),
            "{shell}"
        );
    }
    run(&["completions", "none"]).expect(2);
}

/// The commands in pages exist.
#[test]
fn pages_name_commands_that_there_are() {
    let checkout = Checkout::new(1);
    let help = checkout.run(&["--help"]).expect(0).stdout;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let docs = fs::read_dir(root.join("xtask/docs")).unwrap();
    let docs = docs.map(|entry| entry.unwrap().path());
    let pages = docs.chain([root.join("README.md"), root.join(".github/CONTRIBUTING.md")]);
    let mut seen = 0;
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        for rest in text.split("cargo xtask ").skip(1) {
            let is_letter = |c: &char| c.is_ascii_lowercase() || *c == '-';
            let word: String = rest.chars().take_while(is_letter).collect();
            if !word.is_empty() && rest[word.len()..].starts_with(['`', ' ', '\n']) {
                let known = help.contains(&format!("\n  {word} "));
                assert!(known, "{}: `cargo xtask {word}`", page.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen}");
}
