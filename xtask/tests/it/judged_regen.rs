//! `cargo xtask regen` in a checkout with a history: it judges the changes that it writes, and keeps
//! the names of renamed things.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::checkout::{Checkout, Run, description};
use crate::golden;
use crate::repository::{BREAKING, COMPATIBLE, OF_TEXTS, edited};

const API: &str = "spec/api.yaml";
const NAMES: &str = "spec/names.toml";
const CHANGELOG: &str = "CHANGELOG.md";

/// A generated and released client.
fn released(text: impl AsRef<[u8]>) -> Checkout {
    let checkout = Checkout::new(1);
    checkout.git(&["init", "--quiet", "--initial-branch=main"]);
    checkout.write(API, text);
    checkout.run(&["regen"]).expect(0);
    checkout.commit(&["v0.1.0"]);
    checkout
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}\n{}", run.stdout))
}

/// The files that were changed, removed or added.
fn differing(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let paths = before
        .keys()
        .chain(after.keys().filter(|path| !before.contains_key(*path)));
    let mut paths: Vec<String> = paths
        .filter(|path| before.get(*path) != after.get(*path))
        .cloned()
        .collect();
    paths.sort();
    paths
}

/// Regenerates, after which nothing may change: a second run writes nothing and `--check` succeeds,
/// before and after a commit.
#[track_caller]
fn settles(checkout: &Checkout) -> Run {
    let run = checkout.run(&["regen"]).expect(0);
    checkout.look(&["regen"]).expect(0);
    checkout.look(&["regen", "--check"]).expect(0);
    checkout.commit(&[]);
    let again = checkout.look(&["regen"]).expect(0);
    assert_eq!(again.stdout, "");
    checkout.look(&["regen", "--check"]).expect(0);
    run
}

#[test]
fn what_is_written_is_judged() {
    let checkout = released(description(1));
    checkout.write(API, edited(&description(2), BREAKING));
    let before = checkout.files();
    let dry = checkout
        .look(&["regen", "--dry-run", "--format", "json"])
        .expect(0);
    let run = checkout.run(&["regen"]).expect(0);
    golden::check_all("regen-judged", &run, &checkout, None);

    // The report names the files of the client, even if they are not written.
    let files = json(&dry)["files"].clone();
    let named: Vec<&str> = files
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["path"].as_str().unwrap())
        .collect();
    let mut written = differing(&before, &checkout.files());
    written.retain(|path| path.starts_with("generated-client/"));
    let mut sorted = named.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, written);
    let later = json(&checkout.look(&["regen", "--format", "json"]).expect(0));
    assert_eq!(later["files"], serde_json::json!([]));
    assert_eq!(later["changes"], json(&dry)["changes"]);
}

#[test]
fn a_report_is_due_where_one_is_asked_for() {
    let checkout = released(description(1));
    for (format, begins) in [
        ("json", "{\n"),
        (
            "markdown",
            "<!-- cargo-xtask-report -->\n## Tiny: nothing changed\n",
        ),
        ("html", "<!doctype html>"),
    ] {
        let run = checkout.look(&["regen", "--format", format]).expect(0);
        assert!(run.stdout.starts_with(begins), "{format}: {}", run.stdout);
    }
    assert_eq!(checkout.look(&["regen"]).expect(0).stdout, "");
    for clash in [
        ["--check", "--format=json"],
        ["--check", "--changelog"],
        ["--check", "--base=HEAD"],
        ["--diff", "--format=json"],
    ] {
        checkout.refuses(2, &["regen", clash[0], clash[1]]);
    }
}

#[test]
fn the_levels_to_fail_on_hold_after_writing() {
    for (edit, level, code) in [
        (BREAKING, "any", 11),
        (BREAKING, "breaking", 11),
        (COMPATIBLE, "any", 10),
        (COMPATIBLE, "breaking", 0),
        (BREAKING, "never", 0),
    ] {
        let checkout = released(description(1));
        checkout.write(API, edited(&description(1), edit));
        checkout.run(&["regen", "--fail-on", level]).expect(code);
        checkout.run(&["regen", "--check"]).expect(0);
    }
}

/// None of this is visible over HTTP, so no code may break.
#[test]
fn names_stay() {
    let checkout = released(description(2));
    let renamed = description(2)
        .replace("    Thing:\n", "    Item:\n")
        .replace("schemas/Thing", "schemas/Item")
        .replacen("tags: [Things]", "tags: [Items]", 1)
        .replace("operationId: getThing2", "operationId: fetchItem2");
    checkout.write(API, renamed);
    checkout.edit(
        "spec/overlays/010-thing.yaml",
        "schemas.Thing",
        "schemas.Item",
    );
    let run = settles(&checkout);
    golden::check_all("regen-names", &run, &checkout, None);
    let names = checkout.read(NAMES);
    for line in [
        "\n[tags]\n\"GET /things1/{id}\" = [\"Things\"]\n",
        "\nItem = \"Thing\"\n",
        "\"GET /things2/{id}\" = \"get_thing2\"\n",
    ] {
        assert!(names.contains(line), "{line}: {names}");
    }
    assert!(names.starts_with("# Pinned names"), "{names}");
}

/// Code that uses the old name works with the new type.
#[test]
fn a_type_that_became_another_goes_by_its_former_name() {
    let thing = description(2)
        .split_once("    Thing:\n")
        .unwrap()
        .1
        .to_owned();
    let two = edited(
        &description(2),
        ["summary: Get thing 2", "summary: Get other"],
    );
    let (before, after) = two.split_once("summary: Get other").unwrap();
    let after = after.replacen("schemas/Thing", "schemas/Other", 1);
    let checkout = released(format!(
        "{before}summary: Get other{after}    Other:\n{thing}"
    ));

    checkout.write(
        API,
        two.replace("Thing:", "Item:")
            .replace("schemas/Thing", "schemas/Item"),
    );
    checkout.edit(
        "spec/overlays/010-thing.yaml",
        "schemas.Thing",
        "schemas.Item",
    );
    settles(&checkout).says("compatible[R235]: the schema `Other` was renamed to `Item`\n");
    let names = checkout.read(NAMES);
    assert!(names.contains("\n[aliases]\nOther = \"Item\"\n"), "{names}");
    let models = checkout.read("generated-client/src/generated/models/mod.rs");
    assert!(models.contains("pub type Other = Thing;"), "{models}");
}

#[test]
fn a_name_changed_by_hand() {
    let checkout = released(description(1));
    checkout.edit(NAMES, "\"get_thing1\"", "\"fetch_it\"");
    let run = checkout.run(&["regen"]).expect(0);
    golden::check_all("regen-renamed", &run, &checkout, None);
    settles(&checkout);
    // The old name of a type is kept beside the new one.
    checkout.edit(NAMES, "Thing = \"Thing\"", "Thing = \"Item\"");
    settles(&checkout);
    let names = checkout.read(NAMES);
    assert!(
        names.contains("\n[aliases]\nThing = \"Thing\"\n"),
        "{names}"
    );
}

#[test]
fn the_changelog() {
    let old =
        "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Something.\n\n## [0.1.0]\n\n- First.\n";
    let checkout = released(description(1));
    checkout.write(CHANGELOG, old);
    checkout.write(API, edited(&edited(&description(1), COMPATIBLE), BREAKING));
    let run = checkout
        .look(&["regen", "--changelog", "--dry-run"])
        .expect(0);
    run.says("Would update CHANGELOG.md\n");
    let run = checkout.run(&["regen", "--changelog"]).expect(0);
    run.says("     Updated CHANGELOG.md\n");
    assert_eq!(
        checkout.read(CHANGELOG),
        "# Changelog\n\n## [Unreleased]\n\n### Changed (breaking)\n\n\
         - `models::Thing::id` changed: the property `id` became optional; released versions fail.\n\n\
         ### Added\n\n- Something.\n- `models::Thing::size`: the optional property `size` was added.\n\n\
         ## [0.1.0]\n\n- First.\n"
    );
    checkout.look(&["regen", "--changelog"]).expect(0);
    // Committed, and regenerated for another reason.
    checkout.commit(&[]);
    checkout.look(&["regen", "--changelog"]).expect(0);
    checkout
        .look(&["regen", "--changelog", "--base", "v0.1.0"])
        .expect(0);
}

#[test]
fn a_changelog_that_nobody_can_add_to() {
    let checkout = released(description(1));
    checkout.write(API, edited(&description(1), COMPATIBLE));
    checkout.write(CHANGELOG, "## Unreleased\n\n## [Unreleased]\n");
    checkout
        .refuses(100, &["regen", "--changelog"])
        .says("several headings `Unreleased`");
    std::fs::remove_file(checkout.path(CHANGELOG)).unwrap();
    checkout
        .run(&["regen", "--changelog"])
        .expect(0)
        .says("     Created CHANGELOG.md\n");

    // Without changes no changelog is created.
    let checkout = released(description(1));
    checkout.look(&["regen", "--changelog"]).expect(0);
}

#[test]
fn another_base() {
    let checkout = released(description(1));
    checkout.write(API, edited(&description(1), OF_TEXTS));
    settles(&checkout);
    let run = checkout.look(&["regen", "--base", "v0.1.0"]).expect(0);
    run.says("Comparing spec/api.yaml at v0.1.0 with spec/api.yaml\n");
    checkout.write("old.yaml", edited(&description(1), COMPATIBLE));
    checkout
        .look(&["regen", "--base", "old.yaml"])
        .expect(0)
        .says("R211");
    checkout.edit(API, "Get the first thing", "Get one");
    checkout
        .refuses(12, &["regen", "--base", "v0.2.0"])
        .says("similar: v0.1.0");
    checkout.write("bad.yaml", "openapi: [3\n");
    checkout.look(&["regen", "--base", "bad.yaml"]).expect(1);
}

#[test]
fn without_a_history_the_client_is_made_and_nothing_judged() {
    let checkout = Checkout::generated();
    checkout.write(API, edited(&description(1), BREAKING));
    for needs in [
        ["--format", "json"].as_slice(),
        &["--changelog"],
        &["--fail-on", "any"],
        &["--base", "HEAD"],
    ] {
        checkout.refuses(12, &[&["regen"], needs].concat());
    }
    let run = checkout.run(&["regen"]).expect(0);
    golden::check_all("regen-no-git", &run, &checkout, None);
    checkout.run(&["regen", "--check"]).expect(0);
}

/// The last commit may be faulty: fixing that is the purpose of this run.
#[test]
fn a_base_that_cannot_be_read_stops_nothing() {
    let checkout = released(description(1));
    checkout.edit(
        "spec/overlays/010-thing.yaml",
        "schemas.Thing",
        "schemas.Item",
    );
    checkout.commit(&[]);
    let run = checkout.refuses(100, &["regen"]);
    golden::check_all("regen-overlay", &run, &checkout, None);
    checkout.refuses(100, &["regen", "--check"]);

    checkout.edit(
        "spec/overlays/010-thing.yaml",
        "schemas.Item",
        "schemas.Thing",
    );
    checkout.edit("spec/overlays/010-thing.yaml", "A thing.", "Some thing.");
    let run = checkout.run(&["regen"]).expect(0);
    run.says("needs attention[D402]: `$.components.schemas.Item` matches nothing\n");
    checkout.run(&["regen", "--check"]).expect(0);
}

#[test]
fn acceptances_that_cannot_be_read_are_not_left_out() {
    let checkout = released(description(1));
    checkout.write(API, edited(&description(1), BREAKING));
    checkout.write("spec/accepted.toml", "[[accepted]\n");
    checkout
        .refuses(1, &["regen"])
        .says("spec/accepted.toml cannot be used");
}

#[test]
fn half_of_the_operations_gone() {
    let checkout = released(description(4));
    checkout.write(API, description(2));
    let run = checkout.refuses(100, &["regen"]);
    golden::check_all("regen-shrunken", &run, &checkout, None);
    checkout.refuses(100, &["regen", "--dry-run"]);
    checkout
        .run(&["regen", "--allow-shrink"])
        .expect(0)
        .says("R102");
    checkout.run(&["regen", "--check"]).expect(0);
}

/// Names chosen for parts of an operation or schema stay when its key changes.
#[test]
fn chosen_names_go_along() {
    let checkout = Checkout::committed(1, &[]);
    checkout.write(
        "spec/names.toml",
        "[parameters.\"GET /things1/{id}\"]\nid = \"thing\"\n\n[properties.Thing]\nname = \"title\"\n",
    );
    checkout.run(&["regen"]).expect(0);
    checkout.commit(&[]);
    checkout.edit("spec/api.yaml", "/things1/", "/objects1/");
    let text = checkout.read("spec/api.yaml").replace("Thing:", "Item:");
    checkout.write(
        "spec/api.yaml",
        text.replace("schemas/Thing\"", "schemas/Item\""),
    );
    let overlay = checkout.read("spec/overlays/010-thing.yaml");
    checkout.write(
        "spec/overlays/010-thing.yaml",
        overlay.replace("schemas.Thing", "schemas.Item"),
    );
    let run = checkout.run(&["regen"]).expect(0);
    assert!(!run.stderr.contains("D204"), "{}", run.stderr);
    let names = checkout.read("spec/names.toml");
    for line in [
        "[parameters.\"GET /objects1/{id}\"]",
        "id = \"thing\"",
        "[properties.Item]",
        "name = \"title\"",
    ] {
        assert!(names.contains(line), "{line}:\n{names}");
    }
    assert!(!names.contains("[properties.Thing]"), "{names}");
    let model = checkout.read("generated-client/src/generated/models/thing.rs");
    assert!(model.contains("pub title: Option<String>"), "{model}");
    checkout.run(&["regen", "--check"]).expect(0);
}
