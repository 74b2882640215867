//! Wrong descriptions from end to end: the mock behaves like the real API, the client of the description
//! calls it and records the traffic, `observe` finds every defect of the description and nothing else, and
//! the client of the corrected description decodes the recorded responses.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

use crate::checkout::{Checkout, Run};
use crate::mock::Mock;

const DESCRIPTION: &str = include_str!("../../src/observe/tests/description.yaml");
const TRUTH: &str = include_str!("mock_truth/truth.yaml");
const MANIFEST: &str = include_str!("mock_truth/program.toml");

/// Findings: count, kind and position.
const TEN: [&str; 10] = [
    "1 format: property `shippedAt`",
    "1 missing-property: property `currency`",
    "1 null: property `note`",
    "1 type: property `total`",
    "1 undeclared-property: property `discount`",
    "1 undocumented-media-type: text/csv",
    "1 undocumented-parameter: query parameter `sort`",
    "1 undocumented-status: 409",
    "2 undocumented-path: GET /v1/customers/{id}",
    "25 enum: property `status`",
];

/// Generates the client of the description, unchanged or with overlays.
fn generate(checkout: &Checkout, name: &str, overlays: &[String]) {
    let runtime = concat!(env!("CARGO_MANIFEST_DIR"), "/../generated-client/runtime");
    let mut arguments = vec![
        "generate",
        "--spec",
        "orders.yaml",
        "--path-runtime",
        runtime,
    ];
    arguments.extend(["--out", name, "--name", name]);
    for overlay in overlays {
        arguments.extend(["--overlay", overlay]);
    }
    checkout.run(&arguments).expect(0);
}

/// Runs a program beside a client, built in the folder of the fixtures, which has its dependencies.
fn run(checkout: &Checkout, client: &str, (program, source): (&str, &str), arguments: &[&str]) {
    let manifest = MANIFEST
        .replace("PROGRAM", program)
        .replace("CLIENT", client);
    checkout.write(&format!("{program}/Cargo.toml"), manifest);
    checkout.write(&format!("{program}/src/main.rs"), source);
    let members =
        format!("[workspace]\nresolver = \"3\"\nmembers = [\"{client}\", \"{program}\"]\n");
    checkout.write("Cargo.toml", members);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    // The versions of this workspace, so that nothing is downloaded.
    checkout.write("Cargo.lock", fs::read(root.join("Cargo.lock")).unwrap());
    let shared = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut command = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
    command
        .args(["run", "--quiet", "--offline", "--package", program, "--"])
        .args(arguments)
        .current_dir(checkout.root())
        .env("CARGO_TARGET_DIR", shared.join("fixtures"))
        .env_remove("RUSTFLAGS");
    Run::of(command).expect(0);
}

#[test]
fn ten_lies_are_ten_findings_and_overlays_make_the_client_right() {
    let checkout = Checkout::empty();
    checkout.write("orders.yaml", DESCRIPTION);
    checkout.write("truth.yaml", TRUTH);
    generate(&checkout, "documented", &[]);
    let path = |name: &str| checkout.path(name).display().to_string();
    let mock = Mock::start(&[
        "--spec",
        &path("orders.yaml"),
        "--overlay",
        &path("truth.yaml"),
    ]);
    let base = format!("http://{}/v1", mock.address);
    let record = ("record", include_str!("mock_truth/record.rs"));
    run(
        &checkout,
        "documented",
        record,
        &[&base, &path("traffic.jsonl")],
    );

    let traffic = ["--spec", "orders.yaml", "--host", &mock.address];
    let observed = ["observe", "traffic.jsonl", "--format", "json"];
    let report = checkout.run(&[&observed[..], &traffic].concat()).expect(11);
    let report: Value = serde_json::from_str(&report.stdout).unwrap();
    let text = |of: &Value| of.as_str().unwrap_or_default().to_owned();
    let findings = report["findings"].as_array().unwrap();
    let mut found: Vec<String> = findings
        .iter()
        .map(|it| {
            format!(
                "{} {}: {}",
                it["count"],
                text(&it["kind"]),
                text(&it["where"])
            )
        })
        .map(|it| {
            it.replace(": request: ", ": ")
                .replace(": response: ", ": ")
        })
        .map(|it| it.replace(": response ", ": "))
        .collect();
    found.sort();
    assert_eq!(found, TEN);
    let places = findings
        .iter()
        .map(|it| text(&it["described"][0]["position"]));
    assert!(
        places.clone().all(|it| it.starts_with("orders.yaml:")),
        "{findings:#?}"
    );

    let propose = ["propose", "--from", "traffic.jsonl", "--write", "overlays"];
    checkout.run(&[&propose[..], &traffic].concat()).expect(0);
    let overlays = fs::read_dir(checkout.path("overlays")).unwrap();
    let mut overlays: Vec<String> = overlays
        .map(|entry| entry.unwrap().path().display().to_string())
        .collect();
    overlays.sort();
    generate(&checkout, "corrected", &overlays);
    let replay = ("replay", include_str!("mock_truth/replay.rs"));
    run(&checkout, "corrected", replay, &[&path("traffic.jsonl")]);
}
