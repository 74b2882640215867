//! `cargo xtask diff`: compares files, revisions and checkouts, and never writes anything.

use std::fs;

use serde_json::Value;

use crate::checkout::{Checkout, Run, description};
use crate::golden;
use crate::init::run_in;
use crate::repository::{BREAKING, COMPATIBLE, DOUBTFUL, OF_TEXTS, edited};

const API: &str = "spec/api.yaml";

/// A description with changes of all three kinds.
fn changed() -> String {
    let text = edited(&description(1), BREAKING);
    edited(&edited(&text, COMPATIBLE), DOUBTFUL)
}

/// The rules of the changes between two sides, the most urgent first.
#[track_caller]
fn rules(checkout: &Checkout, sides: &[&str]) -> Vec<String> {
    let report = json(&checkout.look(&[&["diff", "--format", "json"], sides].concat()));
    let changes = report["changes"].as_array().unwrap().iter();
    changes
        .map(|one| one["rule"].as_str().unwrap().to_owned())
        .collect()
}

#[track_caller]
fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| {
        panic!("{error}\nstdout:\n{}\nstderr:\n{}", run.stdout, run.stderr);
    })
}

/// Files need no project; any other side without a project is an error whose help names the remedy.
#[test]
fn files_anywhere() {
    let folder = Checkout::empty();
    folder.write("old.yaml", description(1));
    folder.write("new.yaml", changed());
    let run = |arguments: &[&str]| run_in(folder.root(), arguments);
    let found = run(&["diff", "old.yaml", "new.yaml", "--fail-on", "breaking"]).expect(11);
    assert!(found.stdout.contains("breaking[R"), "{}", found.stdout);
    let driver = [
        "diff-driver",
        "api.yaml",
        "old.yaml",
        "0",
        "1",
        "new.yaml",
        "0",
        "1",
    ];
    assert!(run(&driver).expect(0).stdout.contains("breaking[R"));
    for (sides, code, said) in [
        (["old.yaml"].as_slice(), 1, "spec/generator.toml"),
        (&["nope.yaml", "new.yaml"], 12, "no file nope.yaml"),
        (&["nope.yaml"], 12, "no file nope.yaml"),
        (&["spec/nope", "new.yaml"], 12, "no file spec/nope"),
        (&["old.yaml", "nope.yaml"], 12, "no file nope.yaml"),
        (&["old.yaml", "HEAD"], 1, "spec/generator.toml"),
    ] {
        let failed = run(&[&["diff"], sides].concat()).expect(code);
        assert!(failed.stderr.contains(said), "{}", failed.stderr);
    }
}

#[test]
fn files_against_files() {
    let checkout = Checkout::new(1);
    checkout.write("old.yaml", description(1));
    checkout.write("new.yaml", changed());
    let run = checkout.look(&["diff", "old.yaml", "new.yaml"]).expect(0);
    golden::check_all("diff-files", &run, &checkout, None);
    let run = checkout.look(&["diff", "new.yaml", "new.yaml"]).expect(0);
    golden::check_all("diff-fresh", &run, &checkout, None);
    // As JSON, from another folder, by absolute paths.
    checkout.write(
        "new.json",
        r#"{"openapi": "3.0.3", "info": {"title": "x", "version": "1"},
        "paths": {"/things1/{id}": {"delete": {"responses": {"204": {"description": ""}}}}}}"#,
    );
    let path = |name: &str| checkout.path(name).to_str().unwrap().to_owned();
    let sides = [path("old.yaml"), path("new.json")];
    let found = rules(&checkout, &[&sides[0], &sides[1]]);
    assert!(
        found.contains(&"R102".to_owned()) && found.contains(&"R101".to_owned()),
        "{found:?}"
    );
}

#[test]
fn revisions() {
    let checkout = Checkout::committed(1, &["v0.1.0"]);
    let hash = checkout.git(&["rev-parse", "HEAD"]);
    checkout.write(API, edited(&description(1), COMPATIBLE));
    checkout.commit(&[]);
    checkout.write(API, changed());
    for old in ["v0.1.0", "HEAD~1", &hash, &hash[..10], "main^"] {
        assert_eq!(
            rules(&checkout, &[old]),
            ["R221", "R211", "R200", "R200"],
            "{old}"
        );
        assert_eq!(rules(&checkout, &[old, "HEAD"]), ["R200"], "{old}");
        let run = checkout.look(&["diff", "HEAD", old]).expect(0);
        run.says(&format!("Comparing {API} at HEAD with {API} at {old}\n"));
    }
    assert_eq!(rules(&checkout, &[]), rules(&checkout, &["HEAD"]));
    assert_eq!(rules(&checkout, &["HEAD", "HEAD"]), [""; 0]);
    let run = checkout.look(&["diff"]).expect(0);
    golden::check_all("diff-committed", &run, &checkout, None);
    let run = checkout.look(&["diff", "v0.1.0", "HEAD"]).expect(0);
    golden::check_all("diff-revisions", &run, &checkout, None);
}

/// Each side is read with its own overlays and names.
#[test]
fn each_side_has_its_own_overlays() {
    let checkout = Checkout::committed(1, &[]);
    checkout.edit(API, "    Thing:", "    Item:");
    checkout.edit(API, "schemas/Thing", "schemas/Item");
    checkout.edit(
        "spec/overlays/010-thing.yaml",
        "schemas.Thing",
        "schemas.Item",
    );
    assert_eq!(rules(&checkout, &[]), ["R235"]);
    checkout.edit("spec/overlays/010-thing.yaml", "A thing.", "An item.");
    assert_eq!(rules(&checkout, &[]), ["R112", "R235"]);
}

#[test]
fn another_checkout() {
    let (checkout, other) = (Checkout::new(1), Checkout::new(1));
    other.write(API, changed());
    other.edit("spec/overlays/010-thing.yaml", "A thing.", "Some thing.");
    let folder = other.root().to_str().unwrap();
    let found = rules(&checkout, &[".", folder]);
    assert_eq!(found, ["R221", "R211", "R200", "R200", "R112"]);
    let run = checkout.look(&["diff", folder]).expect(0);
    run.says(&format!("Comparing {folder}/{API} with {API}\n"));
}

/// Otherwise everything that overlays correct would be reported as changed.
#[test]
fn a_file_borrows_the_overlays_of_the_other_side() {
    let checkout = Checkout::committed(1, &[]);
    checkout.write("new.yaml", edited(&description(1), COMPATIBLE));
    for sides in [["HEAD", "new.yaml"], ["new.yaml", "HEAD"]] {
        let run = checkout.look(&[&["diff"], &sides[..]].concat()).expect(0);
        run.says("1 change:");
        run.says(&format!(
            "note: 1 overlay of {API} at HEAD applied to new.yaml, too"
        ));
    }
    assert_eq!(rules(&checkout, &["new.yaml"]), ["R211"]);
}

/// The events of an API are described beside its operations, and received.
#[test]
fn events() {
    let checkout = Checkout::new(1);
    let settings = checkout.read("spec/generator.toml");
    let webhooks = "[webhooks]\ndescription = \"events.yaml\"\nheader = \"X-Signature\"\n\
                    signature = \"v1\"\nid = \"id\"\n";
    checkout.write("spec/events.yaml", EVENTS);
    checkout.git(&["init", "--quiet", "--initial-branch=main"]);
    checkout.commit(&[]);
    // They are added along with their document.
    checkout.write("spec/generator.toml", format!("{settings}\n{webhooks}"));
    assert_eq!(rules(&checkout, &[]), ["R290"]);
    checkout.commit(&[]);
    assert_eq!(rules(&checkout, &[]), [""; 0]);
    for [from, to] in [
        // An event is removed, another one added, and a value becomes optional.
        [
            "        - $ref: \"#/components/schemas/Closed\"\n",
            "        - $ref: \"#/components/schemas/Reopened\"\n",
        ],
        ["closed: Closed", "reopened: Reopened"],
        ["    Closed:\n", "    Reopened:\n"],
        ["required: [id, subject]", "required: [id]"],
    ] {
        checkout.edit("spec/events.yaml", from, to);
    }
    let run = checkout.look(&["diff"]).expect(0);
    golden::check_all("diff-events", &run, &checkout, None);
    let report = json(&checkout.look(&["diff", "--format", "json"]));
    for change in report["changes"].as_array().unwrap() {
        for side in ["base", "revision"] {
            let file = &change[side]["file"];
            assert!(file.is_null() || file == "spec/events.yaml", "{change:#}");
        }
        for item in change["rust_items"].as_array().unwrap() {
            let path = item["path"].as_str().unwrap();
            assert!(path.starts_with("webhooks::"), "{path}");
        }
    }
    names_of_events(&checkout);
}

/// They are pinned, stay with renamed events, and are reported if they can't be used.
fn names_of_events(checkout: &Checkout) {
    checkout.run(&["regen"]).expect(0);
    let names = checkout.read("spec/names.toml");
    let (_, of_events) = names.split_once("[webhooks.schemas]\n").unwrap();
    let pinned = "Created = \"Created\"\nEvent = \"Event\"\nReopened = \"Closed\"\n";
    assert_eq!(of_events, pinned);
    let module = checkout.read("generated-client/src/generated/webhooks/mod.rs");
    assert!(module.contains("pub use closed::Closed;"), "{module}");
    checkout.run(&["regen", "--check"]).expect(0);

    let names = names.replace("Event = ", "Even = \"Evening\"\nEvent = ");
    let names = names.replace("Created = \"Created\"", "Created = \"created\"");
    checkout.write("spec/names.toml", &names);
    let line = |key: &str| 1 + names.lines().position(|it| it.starts_with(key)).unwrap();
    let run = checkout.run(&["regen"]).expect(1);
    for said in [
        format!("spec/names.toml:{}:1", line("Created")),
        "the pinned name `created` is taken or is not a type name".to_owned(),
        format!("spec/names.toml:{}:1", line("Even")),
        "`Even` matches no schema; did you mean `Event`?".to_owned(),
    ] {
        assert!(run.stderr.contains(&said), "{said}: {}", run.stderr);
    }
}

const EVENTS: &str = r##"openapi: 3.1.0
info: { title: Events, version: "1" }
components:
  schemas:
    Event:
      oneOf:
        - $ref: "#/components/schemas/Created"
        - $ref: "#/components/schemas/Closed"
      discriminator:
        propertyName: kind
        mapping: { created: Created, closed: Closed }
    Created:
      type: object
      required: [id, subject]
      properties:
        id: { type: string }
        kind: { type: string }
        subject: { type: string }
    Closed:
      type: object
      required: [id]
      properties:
        id: { type: string }
        kind: { type: string }
"##;

#[test]
fn each_format() {
    let checkout = Checkout::committed(1, &["v0.1.0"]);
    checkout.write(API, changed());
    let show = |format: &str| checkout.look(&["diff", "--format", format]).expect(0);
    let report = json(&show("json"));
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["state"], "breaking");
    assert_eq!(report["base"]["source"], format!("{API} at HEAD"));
    assert_eq!(report["release"]["to"], "0.2.0");
    let breaking = &report["changes"][0];
    assert_eq!(
        (&breaking["http"], &breaking["rust"]),
        (&"breaking".into(), &"major".into())
    );
    assert_eq!(breaking["revision"]["file"], API);

    let page = show("html").stdout;
    assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"));
    assert_eq!(page.matches("<html").count(), 1);
    assert!(
        !page.contains("src=\"http") && !page.contains("<link"),
        "{page}"
    );
    assert!(page.contains("R221"));

    let comment = show("markdown").stdout;
    assert!(
        comment.starts_with("<!-- cargo-xtask-report -->\n"),
        "{comment}"
    );

    let text = show("text").stdout;
    assert_eq!(text, checkout.look(&["diff"]).stdout);
    checkout
        .refuses(2, &["diff", "--format", "yaml"])
        .says("[possible values: text");
}

#[test]
fn a_job_on_github_gets_annotations_summary_and_outputs() {
    let checkout = Checkout::committed(1, &["v0.1.0"]);
    checkout.write(API, changed());
    let files = tempfile::tempdir().unwrap();
    let [summary, output] = ["summary", "output"].map(|name| files.path().join(name));
    // The output of an earlier step is kept.
    fs::write(&output, "earlier=1\n").unwrap();
    let mut command = checkout.command(&["diff", "--format", "github"]);
    command
        .env("GITHUB_STEP_SUMMARY", &summary)
        .env("GITHUB_OUTPUT", &output);
    let run = Run::of(command).expect(0);
    golden::check_all("diff-github", &run, &checkout, None);
    let read = |path| fs::read_to_string(path).unwrap();
    assert_eq!(
        read(&output),
        "earlier=1\nstate=breaking\nbreaking=1\nbump=major\nversion=0.2.0\n"
    );
    assert!(read(&summary).contains("R221"));

    // Elsewhere these files don't exist, and a file that can't be written is reported.
    assert_eq!(
        checkout.look(&["diff", "--format", "github"]).stdout,
        run.stdout
    );
    let mut command = checkout.command(&["diff", "--format", "github"]);
    command.env("GITHUB_OUTPUT", files.path());
    let run = Run::of(command).expect(1);
    assert_eq!(
        run.errors(),
        ["could not write to the file that GITHUB_OUTPUT names"]
    );
}

#[test]
fn each_level_to_fail_on() {
    let checkout = Checkout::new(1);
    let old = description(1);
    for (name, text) in [
        ("same", old.clone()),
        ("compatible", edited(&old, COMPATIBLE)),
        ("doubtful", edited(&old, DOUBTFUL)),
        ("breaking", edited(&old, BREAKING)),
    ] {
        checkout.write(name, text);
    }
    for (new, codes) in [
        ("same", [0, 0, 0]),
        ("compatible", [0, 0, 10]),
        ("doubtful", [0, 0, 10]),
        ("breaking", [0, 11, 11]),
    ] {
        checkout.look(&["diff", "same", new]).expect(0);
        for (level, code) in ["never", "breaking", "any"].iter().zip(codes) {
            checkout
                .look(&["diff", "same", new, "--fail-on", level])
                .expect(code);
        }
    }
}

#[test]
fn the_schema_is_printed_and_nothing_compared() {
    let checkout = Checkout::new(1);
    let run = checkout.look(&["diff", "--print-schema"]).expect(0);
    assert_eq!(json(&run)["properties"]["schema_version"]["const"], 1);
}

#[test]
fn colours_are_for_terminals() {
    let checkout = Checkout::new(1);
    checkout.write("new.yaml", changed());
    let run = |settings: &[&str]| {
        let mut command = checkout.command(&["diff", API, "new.yaml"]);
        command.envs(settings.iter().map(|name| (name, "1")));
        Run::of(command).expect(0).stdout
    };
    let plain = run(&[]);
    assert!(!plain.contains('\x1b'), "{plain}");
    assert!(run(&["CLICOLOR_FORCE"]).contains("\x1b[1m\x1b[91mbreaking[R221]\x1b[0m"));
    assert_eq!(run(&["NO_COLOR"]), plain);
    assert_eq!(run(&["NO_COLOR", "CLICOLOR_FORCE"]), plain);
}

#[test]
fn the_version_follows_from_the_last_release() {
    let suggested = |tags: &[&str], edit: [&str; 2]| {
        let checkout = Checkout::committed(1, tags);
        checkout.write(API, edited(&description(1), edit));
        let report = json(&checkout.look(&["diff", "--format", "json"]).expect(0));
        let release = &report["release"];
        let text = |key: &str| release[key].as_str().unwrap_or("none").to_owned();
        format!("{} -> {}", text("from"), text("to"))
    };
    for (edit, below, above) in [
        (BREAKING, "0.1.0 -> 0.2.0", "1.2.3 -> 2.0.0"),
        (COMPATIBLE, "0.1.0 -> 0.1.1", "1.2.3 -> 1.3.0"),
        (OF_TEXTS, "0.1.0 -> 0.1.1", "1.2.3 -> 1.2.4"),
    ] {
        assert_eq!(suggested(&["v0.1.0"], edit), below);
        assert_eq!(suggested(&["v0.1.0", "tiny-client-v1.2.3"], edit), above);
    }
    assert_eq!(suggested(&[], BREAKING), "none -> 0.1.0");
    assert_eq!(suggested(&["other-v7.0.0"], BREAKING), "none -> 0.1.0");
}

/// The compared changes may be only a part of the changes since the release.
#[test]
fn changes_since_the_release_count_although_they_are_committed() {
    let checkout = Checkout::committed(1, &["v0.1.0"]);
    checkout.write(API, edited(&description(1), BREAKING));
    checkout.commit(&[]);
    let run = checkout.look(&["diff"]).expect(0);
    golden::check_all("diff-since-release", &run, &checkout, None);

    // History needs no version.
    checkout.commit(&["v0.2.0"]);
    checkout.write(API, changed());
    checkout.commit(&[]);
    let run = checkout.look(&["diff", "v0.1.0", "v0.2.0"]).expect(0);
    run.says("These changes need a major release of a client.\n");
    assert!(!run.stdout.contains("Suggested"), "{}", run.stdout);
    let run = checkout.look(&["diff", "v0.1.0", "HEAD"]).expect(0);
    run.says("Suggested version: 0.2.0 -> 0.3.0 (rust major; below 1.0 the minor number moves)\n");
}

#[test]
fn a_shallow_clone() {
    let original = Checkout::committed(1, &["v0.1.0"]);
    original.commit(&[]);
    let checkout = original.clone(&["--depth", "1"]);
    checkout.write(API, edited(&description(1), COMPATIBLE));
    let run = checkout.look(&["diff"]).expect(0);
    golden::check_all("diff-shallow", &run, &checkout, None);
    let run = checkout.refuses(12, &["diff", "v0.1.0"]);
    golden::check_all("diff-shallow-revision", &run, &checkout, None);
    checkout.git(&["fetch", "--quiet", "--unshallow", "--tags"]);
    checkout
        .look(&["diff", "v0.1.0"])
        .expect(0)
        .says("Suggested version: 0.1.0 -> 0.1.1");
}

#[test]
fn what_nobody_finds() {
    let checkout = Checkout::committed(1, &["v0.1.0"]);
    let run = checkout.refuses(12, &["diff", "v0.10"]);
    golden::check_all("diff-unknown", &run, &checkout, None);
    let run = checkout.refuses(12, &["diff", "HEAD", "spec/apy.yaml"]);
    golden::check_all("diff-unknown-file", &run, &checkout, None);
    let run = checkout.refuses(12, &["diff", "spec"]);
    golden::check_all("diff-unknown-folder", &run, &checkout, None);
    for name in ["HEAD~1", "", "-", "\u{202e}v1", "v0.1.0..HEAD"] {
        checkout.refuses(12, &["diff", "--", name]);
    }
    checkout.refuses(2, &["diff", "--al"]);
    checkout.refuses(2, &["diff", "HEAD", "HEAD", "HEAD"]);
}

#[test]
fn without_a_history() {
    let checkout = Checkout::new(1);
    let run = checkout.refuses(12, &["diff"]);
    golden::check_all("diff-no-git", &run, &checkout, None);
    checkout
        .refuses(12, &["diff", "HEAD"])
        .says("is not in a git checkout");
    // Files don't need it.
    let run = checkout.look(&["diff", API]).expect(0);
    run.says("is not in a git checkout; no version is suggested");

    checkout.git(&["init", "--quiet"]);
    checkout
        .refuses(12, &["diff"])
        .says("the repository has neither branches nor tags");
    checkout.write("README.md", "");
    checkout.git(&["add", "README.md"]);
    checkout.git(&["commit", "--quiet", "-m", "no spec yet"]);
    checkout
        .refuses(12, &["diff"])
        .says("spec/generator.toml at HEAD is missing");
}

/// One side at a time: a file, the work tree, and a commit.
#[test]
fn a_side_that_cannot_be_read() {
    let one = description(1);
    let yaml = one.replacen("info:\n", "info: [\n", 1);
    for (what, bytes, says) in [
        (
            "YAML",
            yaml.as_bytes(),
            "[D001]: the document is not valid YAML",
        ),
        ("another format", b"name: x\n", "[D010]: `openapi`"),
        ("empty", b"", "[D001]: the document is empty"),
        ("binary", b"\x7fELF\xff\xfe", "is not UTF-8 text"),
        (
            "no operations",
            b"openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {}\n",
            "",
        ),
    ] {
        let checkout = Checkout::committed(1, &[]);
        fs::remove_file(checkout.path("spec/overlays/010-thing.yaml")).unwrap();
        checkout.commit(&["good"]);
        checkout.write("bad.yaml", bytes);
        checkout.write(API, bytes);
        checkout.commit(&["bad"]);
        for sides in [
            ["bad.yaml", "good"],
            ["good", "bad.yaml"],
            ["bad", "good"],
            ["good", "bad"],
            ["good", "."],
        ] {
            let run = checkout.look(&["diff", sides[0], sides[1]]).expect(1);
            assert!(run.stdout.is_empty(), "{}", run.stdout);
            run.says(says);
            let file = if sides.contains(&"bad.yaml") {
                "bad.yaml"
            } else {
                API
            };
            assert!(run.stderr.contains(file), "{what}: {}", run.stderr);
        }
    }
    let checkout = Checkout::new(1);
    checkout.write("bad.yaml", yaml);
    let run = checkout.look(&["diff", API, "bad.yaml"]).expect(1);
    golden::check_all("diff-yaml", &run, &checkout, None);
    checkout.write("bad.yaml", "swagger: '1.2'\n");
    let run = checkout.look(&["diff", "bad.yaml", API]).expect(1);
    golden::check_all("diff-version", &run, &checkout, None);
}

#[test]
fn a_checkout_that_lacks_something() {
    let (checkout, other) = (Checkout::new(1), Checkout::new(1));
    let folder = other.root().to_str().unwrap();
    fs::remove_file(other.path(API)).unwrap();
    checkout
        .refuses(12, &["diff", folder])
        .says(&format!("{folder}/{API} is missing"));
    other.write("spec/generator.toml", "package = 5\n");
    let run = checkout.look(&["diff", folder]).expect(1);
    run.says(&format!("{folder}/spec/generator.toml cannot be used"));
    other.write("spec/accepted.toml", "[[accepted]\n");
    checkout.write("spec/accepted.toml", "[[accepted]\n");
    checkout
        .refuses(1, &["diff", API])
        .says("spec/accepted.toml cannot be used");
}

#[test]
fn overlays_that_no_longer_apply() {
    let renamed = description(1)
        .replace("Thing:", "Item:")
        .replace("schemas/Thing", "schemas/Item");
    let checkout = Checkout::committed(1, &["good"]);
    checkout.write("new.yaml", &renamed);
    let run = checkout.look(&["diff", "good", "new.yaml"]).expect(0);
    golden::check_all("diff-overlay-file", &run, &checkout, None);

    checkout.write(API, &renamed);
    let run = checkout.look(&["diff", "--fail-on", "any"]).expect(10);
    golden::check_all("diff-overlay-work-tree", &run, &checkout, None);

    checkout.commit(&["bad"]);
    let run = checkout.look(&["diff", "bad", "good"]).expect(0);
    golden::check_all("diff-overlay-committed", &run, &checkout, None);
    // The faulty parts of overlays are not compared.
    checkout.look(&["diff", API, "new.yaml"]).expect(0);

    // A malformed overlay is a mistake, not a decision.
    checkout.write("spec/overlays/010-thing.yaml", "overlay: 1.1.0\n");
    checkout.look(&["diff", "good"]).expect(1).says("[D401]");
}

#[test]
fn half_of_the_operations_gone() {
    let checkout = Checkout::committed(4, &[]);
    checkout.write(API, description(2));
    let run = checkout.look(&["diff", "--fail-on", "breaking"]).expect(11);
    golden::check_all("diff-shrunken", &run, &checkout, None);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    use std::process::Stdio;
    let checkout = Checkout::new(1);
    // More than the buffer of a pipe.
    checkout.write("large.yaml", description(400));
    let mut command = checkout.command(&["diff", "large.yaml", API]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), stderr.as_str()), (Some(0), ""));
}
