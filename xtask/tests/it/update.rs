//! `cargo xtask update` in the work tree: all or nothing.

use serde_json::Value;

use crate::checkout::{Checkout, Run, description};
use crate::github::Hosted;
use crate::repository::{BREAKING, COMPATIBLE, edited};
use crate::server::{Server, raw, response};

pub(crate) const YAML: (&str, &str) = ("Content-Type", "application/yaml");

/// A server that publishes these one after another.
pub(crate) fn publishes(descriptions: &[&str]) -> Server {
    let responses = descriptions.iter();
    Server::new(
        responses
            .map(|text| response("200 OK", &[YAML], text))
            .collect(),
    )
}

/// The command for the description at this address.
pub(crate) fn from<'a>(url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let published = ["update", "--allow-http", "--timeout", "20", "--from", url];
    [&published, more].concat()
}

/// Updates the work tree.
#[track_caller]
fn update(checkout: &Checkout, server: &Server, more: &[&str]) -> Run {
    checkout.run(&from(&server.url("/api.yaml"), more))
}

#[test]
fn one_command_does_what_two_do() {
    let new = edited(&description(3), COMPATIBLE);
    let (one, two) = (Hosted::new(3).checkout, Hosted::new(3).checkout);
    let server = publishes(&[&new, &new]);
    let run = update(&one, &server, &[]).expect(0);
    run.says("     Updated spec/api.yaml\n");
    run.says("     Updated CHANGELOG.md\n");
    run.says("Suggested version: 0.1.0 -> 0.1.1");

    let url = server.url("/api.yaml");
    two.run(&["fetch", "--allow-http", "--from", &url])
        .expect(0);
    two.run(&["regen", "--changelog"]).expect(0);
    let files = |checkout: &Checkout| {
        let mut files = checkout.files();
        files.retain(|path, _| !path.starts_with(".git/"));
        files
    };
    assert!(files(&one) == files(&two));
    one.run(&["regen", "--check"]).expect(0);
}

#[test]
fn what_is_published_already_changes_nothing() {
    let old = description(3);
    let (checkout, server) = (Hosted::new(3).checkout, publishes(&[&old, &old, &old]));
    let before = checkout.files();
    let run = update(&checkout, &server, &["--report", "report"]).expect(0);
    run.says("Fresh spec/api.yaml is the published one");
    assert!(run.stdout.is_empty() && checkout.files() == before);
    let run = update(&checkout, &server, &["--format", "json"]).expect(0);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["state"], "fresh");
    assert!(checkout.files() == before);

    // A description that is already in the work tree is not new either.
    checkout.write("spec/api.yaml", edited(&old, COMPATIBLE));
    let run = update(&checkout, &server, &[]).expect(0);
    run.says("Nothing changed between spec/api.yaml at HEAD and spec/api.yaml");
    assert_eq!(checkout.git(&["status", "--short"]), "M spec/spec.lock");
}

#[test]
fn a_second_update_before_a_commit_adds_nothing() {
    let new = edited(&description(3), COMPATIBLE);
    let headers = [YAML, ("ETag", "\"2\"")];
    let server = Server::new(vec![
        response("200 OK", &headers, &new),
        raw("304 Not Modified", &[], b""),
    ]);
    let checkout = Hosted::new(3).checkout;
    update(&checkout, &server, &[]).expect(0);
    let before = checkout.files();
    let run = update(&checkout, &server, &[]).expect(0);
    assert!(checkout.files() == before, "{}", run.stderr);
}

#[test]
fn the_report_is_written_in_three_forms() {
    let new = edited(&description(3), BREAKING);
    let (checkout, server) = (Hosted::new(3).checkout, publishes(&[&new]));
    let run = update(
        &checkout,
        &server,
        &["--report", "out/report", "--format", "json"],
    );
    let printed = run.expect(0).stdout;
    assert_eq!(checkout.read("out/report/report.json"), printed);
    assert!(
        checkout
            .read("out/report/report.html")
            .starts_with("<!doctype html>")
    );
    let comment = checkout.read("out/report/report.md");
    assert!(comment.starts_with("<!-- cargo-xtask-report -->\n## Tiny: 1 breaking change\n"));
}

#[test]
fn what_cannot_be_written_keeps_all_else_from_it() {
    let checkout = Hosted::new(3).checkout;
    let new = edited(&description(3), COMPATIBLE);
    for (path, text) in [
        ("generated-client/src/generated/mine.rs", "// by hand\n"),
        ("CHANGELOG.md", "## Unreleased\n\n## Unreleased\n"),
    ] {
        checkout.write(path, text);
        let before = checkout.files();
        let run = update(&checkout, &publishes(&[&new]), &[]).expect(100);
        assert!(checkout.files() == before, "{path}");
        run.says("help: ");
        checkout.git(&["stash", "--include-untracked", "--quiet"]);
    }
}

#[test]
fn refusals_and_failures_keep_their_codes() {
    let renamed = description(3)
        .replace("Thing:", "Item:")
        .replace("schemas/Thing\"", "schemas/Item\"");
    let twice = description(4).replace("getThing4", "getThing1");
    for (code, responded, said) in [
        (
            100,
            response("200 OK", &[YAML], description(2)),
            "lost 1 of 3 operations",
        ),
        (
            100,
            response("200 OK", &[YAML], renamed),
            "overlays no longer apply",
        ),
        (
            12,
            response("503 Service Unavailable", &[], ""),
            "drift check failed",
        ),
        (
            12,
            response("200 OK", &[YAML], "openapi: [3"),
            "drift check failed",
        ),
        (
            1,
            response("200 OK", &[YAML], twice),
            "`cargo xtask fetch` puts the new description",
        ),
    ] {
        let checkout = Hosted::new(3).checkout;
        let before = checkout.files();
        let run = update(&checkout, &Server::new(vec![responded]), &[]).expect(code);
        run.says(said);
        assert!(checkout.files() == before, "{said}");
    }
    let (checkout, server) = (Hosted::new(3).checkout, publishes(&[&description(2)]));
    update(&checkout, &server, &["--allow-shrink"]).expect(0);
}
