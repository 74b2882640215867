//! `cargo xtask accept`, and the effect of `spec/accepted.toml` on reports.

use serde_json::Value;

use crate::checkout::{Checkout, Run, description};
use crate::golden;
use crate::repository::{BREAKING, COMPATIBLE, DOUBTFUL, edited};

const API: &str = "spec/api.yaml";
const ACCEPTED: &str = "spec/accepted.toml";

/// A released checkout with one later change of each kind.
fn checkout() -> Checkout {
    let checkout = Checkout::committed(1, &["v0.1.0"]);
    let text = edited(&edited(&description(1), BREAKING), COMPATIBLE);
    checkout.write(API, edited(&text, DOUBTFUL));
    checkout
}

/// The fingerprint of the first change with this HTTP verdict.
fn fingerprint(checkout: &Checkout, http: &str) -> String {
    let run = checkout.look(&["diff", "--format", "json"]).expect(0);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let mut changes = report["changes"].as_array().unwrap().iter();
    let found = changes.find(|one| one["http"] == http).unwrap();
    found["fingerprint"].as_str().unwrap().to_owned()
}

fn accept(checkout: &Checkout, fingerprint: &str, reason: &str) -> Run {
    checkout.run(&["accept", fingerprint, "--reason", reason])
}

#[test]
fn what_is_accepted_breaks_nothing_any_more() {
    let checkout = checkout();
    checkout.look(&["diff", "--fail-on", "any"]).expect(11);
    let breaking = fingerprint(&checkout, "breaking");
    let before = checkout.files();
    let run = accept(&checkout, &breaking, "it was never sent").expect(0);
    golden::check_all("accept", &run, &checkout, None);
    let mut after = checkout.files();
    let written = String::from_utf8(after.remove(ACCEPTED).unwrap()).unwrap();
    assert_eq!(after, before);
    for line in [
        &format!("fingerprint = \"{breaking}\""),
        "rule = \"R221\"",
        "place = \"Thing.id\"",
        "reason = \"it was never sent\"",
        "since = \"0.1.0\"",
    ] {
        assert!(
            written.contains(&format!("\n{line}\n")),
            "{line}: {written}"
        );
    }

    let run = checkout.look(&["diff", "--fail-on", "any"]).expect(10);
    golden::check_all("accept-diff", &run, &checkout, None);
    checkout.look(&["diff", "--fail-on", "breaking"]).expect(0);

    // A warning, in capitals; once more, with the same reason and with another one.
    let warning = fingerprint(&checkout, "warning");
    accept(&checkout, &warning.to_ascii_uppercase(), "seen").expect(0);
    let run = checkout
        .look(&["accept", &warning, "--reason", " seen\n"])
        .expect(0);
    run.says("       Fresh spec/accepted.toml\n");
    accept(&checkout, &warning, "seen twice").expect(0);
    let text = checkout.read(ACCEPTED);
    assert!(
        text.starts_with(&written) && text.contains("seen twice"),
        "{text}"
    );
    assert_eq!(text.matches("[[accepted]]").count(), 2);
    checkout
        .look(&["diff"])
        .expect(0)
        .says("4 changes: 2 compatible, 2 accepted\n");
}

#[test]
fn what_a_person_wrote_stays() {
    let checkout = checkout();
    let by_hand = "# Ours.\n\n[[accepted]] # old\nreason = 'b'\nplace = \"P\" # where\n\
                   fingerprint = 'bbbbbbbbbbbb'\nrule = \"R1\"\n# the end";
    checkout.write(ACCEPTED, by_hand);
    accept(&checkout, &fingerprint(&checkout, "breaking"), "fine").expect(0);
    let text = checkout.read(ACCEPTED);
    assert!(
        text.starts_with(&format!("{by_hand}\n\n[[accepted]]\n")),
        "{text}"
    );
    // A reason of several lines is kept unchanged.
    accept(
        &checkout,
        &fingerprint(&checkout, "warning"),
        "one\n\"two\"\n",
    )
    .expect(0);
    checkout
        .look(&["diff"])
        .expect(0)
        .says("   = accepted: one\\n\"two\"\n");
}

#[test]
fn refusals_write_nothing() {
    let checkout = checkout();
    let run = checkout.refuses(100, &["accept", "0123456789ab", "--reason", "x"]);
    golden::check_all("accept-unknown", &run, &checkout, None);
    let compatible = fingerprint(&checkout, "compatible");
    let run = checkout.refuses(100, &["accept", &compatible, "--reason", "x"]);
    golden::check_all("accept-compatible", &run, &checkout, None);

    let breaking = fingerprint(&checkout, "breaking");
    for wrong in ["0123", "0123456789az", "", "0123456789abcdef", "\u{202e}"] {
        let run = checkout.refuses(2, &["accept", wrong, "--reason", "x"]);
        run.says("a fingerprint is twelve hexadecimal digits");
    }
    for blank in ["", " \n\t"] {
        let run = checkout.refuses(2, &["accept", &breaking, "--reason", blank]);
        run.says("say why the change is acceptable");
    }
    checkout.refuses(2, &["accept", &breaking]);
    checkout.refuses(2, &["accept", "--reason", "x"]);
    checkout.refuses(
        12,
        &["accept", &breaking, "--reason", "x", "--base", "v9.9.9"],
    );
    checkout.write(ACCEPTED, "[[accepted]\n");
    checkout
        .refuses(1, &["accept", &breaking, "--reason", "x"])
        .says("line 1, column");
}

/// A committed change is found by naming the sides.
#[test]
fn a_change_that_is_committed() {
    let checkout = checkout();
    let breaking = fingerprint(&checkout, "breaking");
    checkout.commit(&[]);
    checkout.refuses(100, &["accept", &breaking, "--reason", "x"]);
    checkout
        .run(&["accept", &breaking, "--reason", "x", "--base", "v0.1.0"])
        .expect(0);
    // It stays accepted as long as it is part of the next release.
    let run = checkout.look(&["diff"]).expect(0);
    assert!(!run.stdout.contains("matches no change"), "{}", run.stdout);
    checkout
        .look(&["diff", "v0.1.0"])
        .expect(0)
        .says("accepted[R221]");
}

#[test]
fn stale_acceptances_are_reported() {
    let checkout = checkout();
    accept(&checkout, &fingerprint(&checkout, "breaking"), "fine").expect(0);
    let stale = |checkout: &Checkout, sides: &[&str]| {
        let run = checkout
            .look(&[&["diff", "--format", "json"], sides].concat())
            .expect(0);
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        report["stale_acceptances"].as_array().unwrap().len()
    };
    assert_eq!(stale(&checkout, &[]), 0);
    // It is still needed after other changes, even if only those are compared.
    checkout.commit(&[]);
    checkout.edit(API, "summary: Get thing 1", "summary: Get it");
    assert_eq!(stale(&checkout, &[]), 0);
    // A clone without the release can't determine it.
    let clone = checkout.clone(&["--depth", "1"]);
    clone.edit(API, "summary: Get thing 1", "summary: Get it");
    assert_eq!(stale(&clone, &[]), 0);

    // The vendor reverted it.
    checkout.write(API, description(1));
    assert_eq!(stale(&checkout, &["v0.1.0"]), 1);
    let run = checkout.look(&["diff", "v0.1.0"]).expect(0);
    golden::check_all("accept-stale", &run, &checkout, None);
    // Or it was released.
    checkout.git(&["checkout", "--quiet", "--", "."]);
    checkout.git(&["tag", "v0.2.0"]);
    assert_eq!(stale(&checkout, &[]), 1);
}

/// Acceptances by common properties of changes, which also apply to later changes.
#[test]
fn changes_of_a_kind_are_accepted_together() {
    let checkout = checkout();
    checkout.refuses(2, &["accept", "--reason", "x"]);
    checkout.refuses(2, &["accept", "--rule", "R999", "--reason", "x"]);
    let run = checkout.refuses(100, &["accept", "--cause", "Nothing", "--reason", "x"]);
    run.says("no breaking change or warning between");
    checkout
        .run(&["accept", "--place", "Thing.*", "--reason", "beta"])
        .expect(0)
        .says("Accepted");
    let text = checkout.read(ACCEPTED);
    assert!(text.contains("place = \"Thing.*\"\n"), "{text}");
    assert!(!text.contains("fingerprint = "), "{text}");
    let run = checkout.look(&["diff"]).expect(0);
    run.says("4 changes: 2 compatible, 2 accepted\n");
    run.says("   = accepted: beta\n");
}
