//! Each broken link of the chain has its own message.

use std::collections::BTreeSet;
use std::fs;

use crate::checkout::{Checkout, OVERLAY};
use crate::golden;

/// The causes in the output of `regen --check` after `break_it`.
fn causes(break_it: impl FnOnce(&Checkout)) -> Vec<String> {
    let checkout = Checkout::generated();
    break_it(&checkout);
    let before = checkout.files();
    let run = checkout.run(&["regen", "--check"]).expect(4);
    assert_eq!(checkout.files(), before, "--check wrote something");
    let last = run.stderr.lines().last().unwrap();
    assert!(
        last.ends_with("stale; run cargo xtask regen and commit the result"),
        "{last}"
    );

    checkout.run(&["regen"]).expect(0);
    checkout.run(&["regen", "--check"]).expect(0);
    run.errors().into_iter().map(str::to_owned).collect()
}

#[test]
fn fresh_is_no_error() {
    let checkout = Checkout::generated();
    let run = checkout.run(&["regen", "--check"]).expect(0);
    assert_eq!(run.errors(), Vec::<&str>::new());
}

#[test]
fn every_link_has_its_own_words() {
    const OVERLAY_FILE: &str = "spec/overlays/010-thing.yaml";
    let description = causes(|it| it.edit("spec/api.yaml", "title: Tiny", "title: Small"));
    assert_eq!(
        description,
        ["description changed: spec/api.yaml is not the one in spec/spec.lock"]
    );

    let overlay = causes(|it| it.edit(OVERLAY_FILE, "A thing.", "Some thing."));
    assert_eq!(overlay, [format!("overlay changed: {OVERLAY_FILE}")]);

    let added = causes(|it| {
        it.write(
            "spec/overlays/020-more.yaml",
            OVERLAY.replace("A thing.", "Any thing."),
        );
    });
    assert_eq!(added, ["overlay added: spec/overlays/020-more.yaml"]);

    let removed = causes(|it| fs::remove_file(it.path(OVERLAY_FILE)).unwrap());
    assert_eq!(removed, [format!("overlay removed: {OVERLAY_FILE}")]);

    let mut file = String::new();
    let edited = causes(|it| {
        file = it.generated_files().remove(0);
        it.write(&file, format!("{}// by hand\n", it.read(&file)));
    });
    assert_eq!(edited, [format!("generated file edited by hand: {file}")]);

    let missing = causes(|it| fs::remove_file(it.path(&file)).unwrap());
    assert_eq!(missing, [format!("generated file missing: {file}")]);

    let left_over = causes(|it| {
        it.write("generated-client/src/generated/zzz.rs", "// @generated\n");
    });
    assert_eq!(
        left_over,
        ["generated file left over: generated-client/src/generated/zzz.rs"]
    );

    let lock = causes(|it| it.edit("spec/spec.lock", "sha256 = \"", "sha256 = \"0"));
    assert_eq!(
        lock,
        [
            "lock edited: spec/spec.lock does not match its own checksum; it was changed by hand or by a merge"
        ]
    );

    let no_lock = causes(|it| fs::remove_file(it.path("spec/spec.lock")).unwrap());
    assert_eq!(
        no_lock,
        ["no lock: spec/spec.lock is missing, so the inputs of the generated files are unknown"]
    );

    let names = causes(|it| {
        it.write(
            "spec/names.toml",
            format!("# Ours.\n{}", it.read("spec/names.toml")),
        );
    });
    assert_eq!(
        names,
        ["names changed: spec/names.toml is not the one in spec/spec.lock"]
    );

    let configuration = causes(|it| it.edit("spec/generator.toml", "\"Tiny\"", "\"Teeny\""));
    assert_eq!(
        configuration,
        ["configuration changed: spec/generator.toml is not the one in spec/spec.lock"]
    );

    let all = [
        description,
        overlay,
        added,
        removed,
        edited,
        missing,
        left_over,
        lock,
        no_lock,
        names,
        configuration,
    ];
    assert_eq!(
        all.iter().flatten().collect::<BTreeSet<_>>().len(),
        all.len()
    );
}

#[test]
fn several_broken_links_are_all_named() {
    let causes = causes(|it| {
        it.edit("spec/api.yaml", "title: Tiny", "title: Small");
        it.edit("spec/overlays/010-thing.yaml", "A thing.", "Some thing.");
    });
    assert_eq!(causes.len(), 2, "{causes:?}");
}

#[test]
fn an_unknown_lock_version_is_an_error_and_not_stale() {
    let checkout = Checkout::generated();
    checkout.edit("spec/spec.lock", "version = 1", "version = 9");
    let before = checkout.files();
    for arguments in [
        ["regen", "--check"].as_slice(),
        &["regen"],
        &["fetch", "--from", "x"],
    ] {
        let run = checkout.run(arguments).expect(1);
        assert!(
            run.stderr
                .contains("has version 9; this program knows version 1"),
            "{}",
            run.stderr
        );
    }
    assert_eq!(checkout.files(), before);
}

#[test]
fn the_report_reads_well() {
    let checkout = Checkout::generated();
    checkout.edit("spec/spec.lock", "sha256 = \"", "sha256 = \"0");
    golden::check(
        "check-lock-edited",
        &checkout.run(&["regen", "--check"]).expect(4),
        &checkout,
        None,
    );
}

/// Referenced files of the description are links of the chain, and are compared.
#[test]
fn files_of_the_description_are_links() {
    let checkout = Checkout::generated();
    let to = "      properties:\n        more: {$ref: schemas/more.yaml}\n";
    checkout.edit("spec/api.yaml", "      properties:\n", to);
    let more = "spec/schemas/more.yaml";
    checkout.write(more, "type: object\nproperties: {a: {type: string}}\n");
    checkout.run(&["regen"]).expect(0);
    checkout.run(&["regen", "--check"]).expect(0);

    checkout.edit(more, "a: {type: string}", "a: {type: integer}");
    let run = checkout.run(&["regen", "--check"]).expect(4);
    assert_eq!(run.errors(), [format!("file changed: {more}")]);

    // Only one file is downloaded; the others would be compared with themselves.
    for command in ["fetch", "update"] {
        let run = checkout.run(&[command, "--from", "spec/api.yaml"]);
        assert!(
            run.stderr
                .contains("references other files, such as `schemas/more.yaml`")
        );
    }
    let run = checkout
        .run(&["drift", "--from", "spec/api.yaml"])
        .expect(12);
    assert!(
        run.stderr.contains("only one file is downloaded"),
        "{}",
        run.stderr
    );
}
