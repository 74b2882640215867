//! `cargo xtask diff --history`, and `cargo xtask diff-driver` as `git diff` runs it.

use serde_json::Value;

use crate::checkout::{Checkout, description};
use crate::repository::{BREAKING, COMPATIBLE, OF_TEXTS, edited};

const API: &str = "spec/api.yaml";

/// A checkout whose description was edited in two commits, and broken in a third.
fn checkout() -> Checkout {
    let checkout = Checkout::committed(1, &[]);
    let mut text = edited(&description(1), BREAKING);
    checkout.write(API, &text);
    checkout.commit(&[]);
    text = edited(&text, OF_TEXTS);
    checkout.write(API, &text);
    checkout.commit(&[]);
    checkout.write("elsewhere.txt", "no change of the description");
    checkout.commit(&[]);
    checkout
}

#[test]
fn each_commit_is_judged_against_the_one_before() {
    let checkout = checkout();
    for arguments in [
        &["diff", "--history", "9"][..],
        &["diff", API, "--history", "9"],
    ] {
        let run = checkout.look(arguments).expect(0);
        let steps: Vec<&str> = run
            .stdout
            .lines()
            .filter(|line| !line.starts_with("    "))
            .collect();
        assert_eq!(steps.len(), 2, "{}", run.stdout);
        run.says("    1 change: 1 compatible\n");
        run.says("    breaking[R221] Thing.id: the property `id` became optional\n");
    }
    let run = checkout.look(&["diff", "--history", "1"]).expect(0);
    assert!(!run.stdout.contains("R221"), "{}", run.stdout);
    let run = checkout.look(&["diff", "--history", "9", "--format", "json"]);
    let steps: Value = serde_json::from_str(&run.expect(0).stdout).unwrap();
    assert_eq!(steps[1]["report"]["counts"]["breaking"], 1);
    assert_eq!(steps[0]["before"], steps[1]["commit"]);
}

#[test]
fn a_commit_that_is_no_description_is_told_and_the_others_are_judged() {
    let checkout = checkout();
    checkout.write(API, "no description\n");
    checkout.commit(&[]);
    let run = checkout.look(&["diff", "--history", "9"]).expect(12);
    run.says("    not compared: the revision, spec/api.yaml at ");
    run.says("    breaking[R221] Thing.id");
}

#[test]
fn what_has_no_history_is_an_error() {
    let checkout = checkout();
    checkout.write("new.yaml", description(1));
    let run = checkout
        .look(&["diff", "new.yaml", "--history", "2"])
        .expect(12);
    run.says("error: git has no two commits that changed new.yaml");
    let run = checkout.look(&["diff", "/", "--history", "2"]).expect(12);
    run.says("error: / is not in this repository");
    let run = checkout
        .look(&["diff", "absent.yaml", "--history", "2"])
        .expect(12);
    run.says("error: could not read absent.yaml");
    let run = checkout
        .look(&["diff", "--history", "2", "--format", "html"])
        .expect(2);
    run.says("error: `--history` has the forms text and json");
    checkout.look(&["diff", "--history", "0"]).expect(2);
}

#[cfg(unix)]
#[test]
fn git_diff_prints_the_judgement() {
    let checkout = checkout();
    let (program, root) = (env!("CARGO_BIN_EXE_clientsmith"), checkout.root().display());
    let driver = format!("'{program}' --root '{root}' diff-driver");
    checkout.git(&["config", "diff.openapi.command", &driver]);
    checkout.write(
        ".gitattributes",
        "spec/*.yaml diff=openapi\nother.yaml diff=openapi\n",
    );
    checkout.write("other.yaml", "not: a description\n");
    checkout.commit(&[]);
    let text = checkout.read(API);
    checkout.write(API, edited(&text, COMPATIBLE));
    let shown = checkout.git(&["diff"]);
    let judged = "Comparing spec/api.yaml before with spec/api.yaml\n\ncompatible[R200]: ";
    assert!(shown.starts_with(judged), "{shown}");
    assert!(shown.contains("--> spec/api.yaml:"), "{shown}");
    // A file that can't be judged is shown line by line.
    checkout.write(API, &text);
    checkout.write("other.yaml", "still: none\n");
    let shown = checkout.git(&["diff"]);
    assert!(
        shown.starts_with("other.yaml can't be compared: "),
        "{shown}"
    );
    assert!(
        shown.contains("-not: a description\n+still: none"),
        "{shown}"
    );
    checkout.git(&["rm", "--quiet", "--force", "other.yaml"]);
    assert_eq!(checkout.git(&["diff", "HEAD"]), "other.yaml: deleted");
}
