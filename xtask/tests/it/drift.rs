//! `cargo xtask drift` with a server on loopback. It never writes anything.

use std::fs;
use std::net::TcpListener;

use serde_json::Value;

use crate::checkout::{Checkout, Run, description};
use crate::golden;
use crate::repository::{BREAKING, COMPATIBLE, edited};
use crate::server::{Server, raw, response};

const YAML: (&str, &str) = ("Content-Type", "application/yaml");

/// The arguments for checking a server.
fn drift<'a>(url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let given = ["drift", "--allow-http", "--timeout", "20", "--from", url];
    [&given[..], more].concat()
}

/// Checks a server that publishes this text.
#[track_caller]
fn published(checkout: &Checkout, text: &str, more: &[&str]) -> (Run, Server) {
    let server = Server::new(vec![response("200 OK", &[YAML], text)]);
    let run = checkout.look(&drift(&server.url("/api.yaml"), more));
    (run, server)
}

/// A checkout with six operations, released as 0.1.0.
fn checkout() -> Checkout {
    Checkout::committed(6, &["v0.1.0"])
}

#[test]
fn the_same_bytes() {
    let checkout = checkout();
    let (run, server) = published(&checkout, &description(6), &[]);
    golden::check_all("drift-200", &run.expect(0), &checkout, Some(&server));
    let request = server.request();
    assert!(request.starts_with("get /api.yaml "), "{request}");
    assert!(!request.contains("if-none-match"), "{request}");
}

#[test]
fn not_modified() {
    let checkout = checkout();
    let headers = [YAML, ("ETag", "\"v6\"")];
    let not_modified = raw("304 Not Modified", &[], b"");
    let server = Server::new(vec![
        response("200 OK", &headers, description(6)),
        not_modified.clone(),
        not_modified,
        response("200 OK", &headers, description(6)),
    ]);
    let url = server.url("/api.yaml");
    checkout
        .run(&["fetch", "--allow-http", "--from", &url])
        .expect(0);
    server.request();

    let run = checkout.look(&drift(&url, &[])).expect(0);
    golden::check_all("drift-304", &run, &checkout, Some(&server));
    let request = server.request();
    assert!(
        request.contains("\r\nif-none-match: \"v6\"\r\n"),
        "{request}"
    );
    // Programs always get a report.
    let run = checkout.look(&drift(&url, &["--format", "json"])).expect(0);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        (&report["state"], &report["schema_version"]),
        (&"fresh".into(), &1.into())
    );
    assert_eq!(report["revision"]["source"], url);
    server.request();
    checkout.look(&drift(&url, &["--force"])).expect(0);
    assert!(!server.request().contains("if-none-match"));
}

#[test]
fn what_drifted_is_judged() {
    let checkout = checkout();
    let compatible = edited(&description(6), COMPATIBLE);
    let (run, server) = published(&checkout, &compatible, &[]);
    golden::check_all(
        "drift-compatible",
        &run.expect(10),
        &checkout,
        Some(&server),
    );
    let (run, _) = published(&checkout, &compatible, &["--fail-on", "breaking"]);
    run.expect(0);

    let breaking = edited(&description(6), BREAKING);
    let (run, server) = published(&checkout, &breaking, &[]);
    golden::check_all("drift-breaking", &run.expect(11), &checkout, Some(&server));
    let (run, _) = published(&checkout, &breaking, &["--fail-on", "never"]);
    run.expect(0);

    // The fingerprint equals that of the same change in a file.
    let (run, _) = published(&checkout, &breaking, &["--format", "json"]);
    let report: Value = serde_json::from_str(&run.expect(11).stdout).unwrap();
    let fingerprint = report["changes"][0]["fingerprint"].as_str().unwrap();
    checkout.write("new.yaml", &breaking);
    let reason = "nobody reads it";
    let accept = [
        "accept",
        fingerprint,
        "--reason",
        reason,
        "--revision",
        "new.yaml",
    ];
    checkout.run(&accept).expect(0);
    let (run, _) = published(&checkout, &breaking, &[]);
    let run = run.expect(10);
    run.says("accepted[R221]");
    run.says(reason);
}

#[test]
fn could_not_look() {
    let html = ("Content-Type", "text/html; charset=utf-8");
    let page = "<!DOCTYPE html>\n<html><body>Sign in</body></html>\n";
    let length = (description(6).len() + 1).to_string();
    let truncated = raw(
        "200 OK",
        &[YAML, ("Content-Length", &length)],
        description(6).as_bytes(),
    );
    for (name, response) in [
        ("404", response("404 Not Found", &[], "nothing here")),
        ("503", response("503 Service Unavailable", &[], "")),
        ("html", response("200 OK", &[html], page)),
        ("html-as-yaml", response("200 OK", &[YAML], page)),
        ("truncated", truncated),
        ("304", raw("304 Not Modified", &[], b"")),
        (
            "half",
            response("200 OK", &[YAML], "{\"openapi\": \"3.0.3\", \"info\": {"),
        ),
        ("empty", response("200 OK", &[YAML], "")),
        ("binary", response("200 OK", &[YAML], b"\x7fELF\xff\xfe")),
        (
            "no-paths",
            response("200 OK", &[YAML], "openapi: 3.0.3\ninfo: {}\npaths: 7\n"),
        ),
    ] {
        let checkout = checkout();
        fs::remove_file(checkout.path("spec/overlays/010-thing.yaml")).unwrap();
        let server = Server::new(vec![response]);
        let run = checkout.look(&drift(&server.url("/api.yaml"), &["--format", "markdown"]));
        let run = run.expect(12);
        assert!(run.stdout.is_empty(), "{name}: {}", run.stdout);
        assert!(
            run.errors()
                .last()
                .unwrap()
                .starts_with("drift check failed: "),
            "{name}"
        );
        if matches!(name, "503" | "half" | "no-paths") {
            golden::check_all(&format!("drift-{name}"), &run, &checkout, Some(&server));
        }
    }
}

#[test]
fn nobody_responds() {
    let checkout = checkout();
    let address = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let url = format!("http://{address}/api.yaml");
    let run = checkout.refuses(12, &drift(&url, &[]));
    assert_eq!(
        run.errors(),
        [format!("drift check failed: could not download {url}")]
    );
    checkout
        .refuses(12, &["drift", "--from", "nowhere.yaml"])
        .says("drift check failed");
    checkout
        .refuses(12, &["drift", "--from", &url])
        .says("is not an https address");
    checkout.edit(
        "spec/generator.toml",
        "source = \"https://example.invalid/api.yaml\"\n",
        "",
    );
    checkout
        .refuses(12, &["drift"])
        .says("the source of the description is not configured");
}

#[test]
fn a_file_stands_for_what_is_published() {
    let checkout = checkout();
    checkout.write("saved.yaml", description(6));
    checkout.look(&["drift", "--from", "saved.yaml"]).expect(0);
    checkout.write("saved.yaml", description(7));
    checkout
        .look(&["drift", "--from", "saved.yaml"])
        .expect(10)
        .says("R101");
    // Changed formatting is no drift, but doesn't prevent the report.
    checkout.write("saved.yaml", format!("# saved\n{}", description(6)));
    let run = checkout.look(&["drift", "--from", "saved.yaml"]).expect(0);
    run.says("Nothing changed between spec/api.yaml and saved.yaml\n");
}

/// This counts as drift, and everything else is judged.
#[test]
fn overlays_that_no_longer_apply() {
    let checkout = checkout();
    let renamed = description(6)
        .replace("Thing:", "Item:")
        .replace("schemas/Thing", "schemas/Item");
    let (run, server) = published(&checkout, &renamed, &[]);
    golden::check_all("drift-overlay", &run.expect(10), &checkout, Some(&server));
}

#[test]
fn half_of_the_operations_gone() {
    let checkout = checkout();
    let (run, server) = published(&checkout, &description(3), &[]);
    golden::check_all("drift-shrunken", &run.expect(11), &checkout, Some(&server));
    let (run, _) = published(&checkout, &description(5), &[]);
    run.expect(11);
}

/// If the response couldn't be used, nothing is requested, and the fault is attributed to this side.
#[test]
fn our_own_side_is_wrong() {
    for (path, text, says) in [
        (
            "spec/accepted.toml",
            "[[accepted]\n",
            "spec/accepted.toml cannot be used",
        ),
        (
            "spec/api.yaml",
            "openapi: [3\n",
            "the base, spec/api.yaml, cannot be read",
        ),
        (
            "spec/generator.toml",
            "package = 5\n",
            "spec/generator.toml cannot be used",
        ),
        ("spec/overlays/010-thing.yaml", "overlay: 1.1.0\n", "[D401]"),
    ] {
        let checkout = checkout();
        checkout.write(path, text);
        let (run, _) = published(&checkout, &description(7), &[]);
        let run = run.expect(1);
        run.says(says);
        assert!(!run.stderr.contains("drift check failed"), "{}", run.stderr);
    }
}

#[test]
fn a_job_on_github() {
    let checkout = checkout();
    let files = tempfile::tempdir().unwrap();
    let output = files.path().join("output");
    let breaking = edited(&description(6), BREAKING);
    let server = Server::new(vec![response("200 OK", &[YAML], breaking)]);
    let url = server.url("/api.yaml");
    let mut command = checkout.command(&drift(&url, &["--format", "github"]));
    command.env("GITHUB_OUTPUT", &output);
    let run = Run::of(command).expect(11);
    assert!(
        run.stdout.starts_with("::error title=R221"),
        "{}",
        run.stdout
    );
    let output = fs::read_to_string(output).unwrap();
    assert_eq!(
        output,
        "state=breaking\nbreaking=1\nbump=major\nversion=0.2.0\n"
    );
}
