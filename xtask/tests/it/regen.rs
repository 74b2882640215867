//! `cargo xtask regen`.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use crate::checkout::Checkout;
use crate::golden;

const GENERATED: &str = "generated-client/src/generated";

#[test]
fn the_second_run_writes_nothing() {
    let checkout = Checkout::new(2);
    checkout.run(&["regen"]).expect(0);
    let before = checkout.files();
    assert!(before.contains_key("spec/spec.lock") && before.contains_key("spec/names.toml"));

    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for path in before.keys() {
        File::options()
            .write(true)
            .open(checkout.path(path))
            .unwrap()
            .set_modified(long_ago)
            .unwrap();
    }
    let run = checkout.run(&["regen"]).expect(0);
    assert_eq!(checkout.files(), before);
    for path in before.keys() {
        let modified = fs::metadata(checkout.path(path))
            .unwrap()
            .modified()
            .unwrap();
        assert_eq!(modified, long_ago, "{path} was written");
    }
    for verb in ["Created", "Updated", "Removed"] {
        assert!(!run.stderr.contains(verb), "{}", run.stderr);
    }
    checkout.run(&["regen", "--check"]).expect(0);
}

/// The generator tolerates these; our own client must not silently lose anything to them.
#[test]
fn a_description_at_fault_is_refused() {
    for (from, to, code) in [
        (
            "      summary: Get thing 1\n",
            "      requestBody: 5\n",
            "D303",
        ),
        ("operationId: getThing2", "operationId: getThing1", "D201"),
        (
            "type: object\n",
            "type: object\n      required: 5\n",
            "D002",
        ),
        ("required: [id]\n", "required: 5\n", "D012"),
    ] {
        let checkout = Checkout::new(2);
        checkout.edit("spec/api.yaml", from, to);
        let before = checkout.files();
        let run = checkout.run(&["regen"]).expect(1);
        assert!(run.stderr.contains(code), "{}", run.stderr);
        assert_eq!(checkout.files(), before);
    }
}

#[test]
fn an_unmarked_file_in_a_generated_folder_is_refused() {
    for path in [
        format!("{GENERATED}/mod.rs"),
        format!("{GENERATED}/mine.rs"),
        format!("{GENERATED}/deep/mine.rs"),
        "generated-client/tests/generated/mine.rs".to_owned(),
    ] {
        let checkout = Checkout::new(1);
        checkout.write(
            &path,
            "// my own work\n\n\n\n\n// @generated is said too late\n",
        );
        let before = checkout.files();
        for arguments in [
            ["regen"].as_slice(),
            &["regen", "--check"],
            &["regen", "--dry-run"],
        ] {
            let run = checkout.run(arguments).expect(100);
            assert!(
                run.stderr.contains(&format!("\n  {path}\n")),
                "{}",
                run.stderr
            );
        }
        assert_eq!(checkout.files(), before);
    }
}

#[test]
fn the_refusal_reads_well() {
    let checkout = Checkout::new(1);
    checkout.write(&format!("{GENERATED}/mine.rs"), "// my own work\n");
    golden::check(
        "regen-unmarked",
        &checkout.run(&["regen"]).expect(100),
        &checkout,
        None,
    );
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_generated_folder_is_refused() {
    let outside = tempfile::tempdir().unwrap();
    let checkout = Checkout::new(1);
    fs::create_dir_all(checkout.path("generated-client/src")).unwrap();
    std::os::unix::fs::symlink(outside.path(), checkout.path(GENERATED)).unwrap();
    let run = checkout.run(&["regen"]).expect(100);
    assert!(run.stderr.contains(GENERATED), "{}", run.stderr);
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[test]
fn what_is_no_longer_generated_is_removed() {
    let checkout = Checkout::generated();
    let before = checkout.files();
    checkout.write(&format!("{GENERATED}/old/deep/gone.rs"), "// @generated\n");
    let run = checkout.run(&["regen"]).expect(0);
    assert!(
        run.stderr
            .contains(&format!("     Removed {GENERATED}/old/deep/gone.rs\n")),
        "{}",
        run.stderr
    );
    assert_eq!(checkout.files(), before);
    assert!(!checkout.path(&format!("{GENERATED}/old")).exists());
}

#[test]
fn dry_run_and_diff_write_nothing() {
    let checkout = Checkout::generated();
    checkout.edit("spec/overlays/010-thing.yaml", "A thing.", "Some thing.");
    let before = checkout.files();
    let run = checkout.run(&["regen", "--dry-run", "--diff"]).expect(0);
    assert_eq!(checkout.files(), before);
    assert!(
        run.stderr.contains("Would update spec/spec.lock\n"),
        "{}",
        run.stderr
    );
    assert!(
        run.stdout
            .contains("\n--- a/spec/spec.lock\n+++ b/spec/spec.lock\n"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("Some thing."), "{}", run.stdout);
}

#[test]
fn a_long_diff_is_cut() {
    let checkout = Checkout::new(100);
    let run = checkout.run(&["regen", "--dry-run", "--diff"]).expect(0);
    let last = run.stdout.lines().last().unwrap();
    assert_eq!(run.stdout.lines().count(), 401);
    assert!(
        last.starts_with("... ") && last.ends_with(" more lines of diff"),
        "{last}"
    );
}

#[test]
fn names_are_added_and_never_changed() {
    let checkout = Checkout::generated();
    let text = checkout.read("spec/names.toml");
    let pinned = "\"GET /things1/{id}\" = \"fetch_it\" # ours";
    let line = text
        .lines()
        .find(|line| line.starts_with("\"GET /things1/{id}\""))
        .unwrap();
    checkout.write(
        "spec/names.toml",
        format!("# A word.\n{}", text.replace(line, pinned)),
    );
    checkout.write("spec/api.yaml", crate::checkout::description(2));
    checkout.run(&["regen"]).expect(0);

    let text = checkout.read("spec/names.toml");
    assert!(text.starts_with("# A word.\n"), "{text}");
    assert!(text.contains(pinned), "{text}");
    assert!(text.contains("\"GET /things2/{id}\" = "), "{text}");
    checkout.run(&["regen", "--check"]).expect(0);
}

#[test]
fn bad_input_touches_nothing() {
    let one = crate::checkout::description(1);
    for (name, file, text) in [
        ("not YAML", "spec/api.yaml", "a: [1".to_owned()),
        (
            "not OpenAPI 3",
            "spec/api.yaml",
            one.replace("openapi: 3.0.3", "swagger: '1.2'"),
        ),
        (
            "no paths",
            "spec/api.yaml",
            crate::checkout::description(0).replace("paths:", "paths: {}"),
        ),
        (
            "broken reference",
            "spec/api.yaml",
            one.replace("schemas/Thing\"", "schemas/Nothing\""),
        ),
        (
            "overlay",
            "spec/overlays/010-thing.yaml",
            "overlay: 1.1.0\n".to_owned(),
        ),
        (
            "settings",
            "spec/generator.toml",
            "description = \"api.yaml\"\npakcage = 1\n".to_owned(),
        ),
        (
            "description's name",
            "spec/generator.toml",
            "description = \"../api.yaml\"\npackage = 'a'\napi = 'a'\ntoken-env = 'A'\n".to_owned(),
        ),
        ("names", "spec/names.toml", "[operation]\n".to_owned()),
    ] {
        let checkout = Checkout::generated();
        checkout.write(file, text);
        let before = checkout.files();
        for arguments in [["regen"].as_slice(), &["regen", "--check"]] {
            let run = checkout.run(arguments);
            assert_eq!(run.code, 1, "{name}: {}", run.stderr);
            assert!(run.stderr.contains(file), "{name}: {}", run.stderr);
        }
        assert_eq!(checkout.files(), before, "{name}");
    }
}

#[test]
fn first_run_reads_well() {
    let checkout = Checkout::new(1);
    let run = checkout.run(&["regen"]).expect(0);
    let kept: Vec<&str> = run
        .stderr
        .lines()
        .filter(|line| !line.contains("-->"))
        .filter(|line| line.contains("Loaded") || line.contains("spec/"))
        .collect();
    assert_eq!(
        kept,
        [
            "      Loaded spec/api.yaml (1 overlay, 1 action)",
            "     Created spec/names.toml",
            "     Created spec/spec.lock",
        ]
    );
}
