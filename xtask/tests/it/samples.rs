//! `samples`: an overlay with the example of each operation, all of which compile.

use std::path::Path;
use std::process::{Command, Stdio};

use generator::Source;
use generator::document::Document;
use serde_json::Value;

use crate::checkout::{Checkout, Run, description};
use crate::init::run_in;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

fn source(text: String) -> Source {
    Source {
        name: "text".to_owned(),
        text,
        ..Source::default()
    }
}

/// The samples of each operation of a description to which the overlay is applied.
fn applied(description: String, overlay: String) -> Vec<Vec<String>> {
    let mut document = Document::parse(&source(description)).unwrap();
    document.apply(&[source(overlay)]).unwrap();
    let paths = document.value()["paths"].as_object().unwrap();
    let operations = paths.values().flat_map(|item| item.as_object().unwrap());
    let operations = operations.filter(|(_, it)| it.get("responses").is_some());
    let samples = |operation: &Value| -> Vec<String> {
        let samples = operation["x-codeSamples"].as_array().unwrap().iter();
        samples
            .map(|it| it["source"].as_str().unwrap().to_owned())
            .collect()
    };
    operations.map(|(_, it)| samples(it)).collect()
}

/// Those of this repository's client, 123, one for each operation, as one program.
#[test]
fn every_sample_compiles() {
    let overlay = run_in(Path::new(ROOT), &["samples"]).expect(0).stdout;
    let published = std::fs::read_to_string(format!("{ROOT}/spec/dixa-api-beta.yaml")).unwrap();
    let samples = applied(published, overlay);
    assert_eq!(samples.len(), 123);
    let program = Checkout::empty();
    let mut main = "#![allow(unused)]\n".to_owned();
    for (index, of_operation) in samples.iter().enumerate() {
        let [sample] = of_operation.as_slice() else {
            panic!("{of_operation:?}");
        };
        assert!(!sample.contains("openapi_client_runtime"), "{sample}");
        main += &format!("mod sample{index} {{\n{sample}\n}}\n");
    }
    program.write("src/main.rs", main + "fn main() {}\n");
    let client = Path::new(ROOT)
        .join("generated-client")
        .canonicalize()
        .unwrap();
    program.write(
        "Cargo.toml",
        format!(
            "[workspace]\n[package]\nname = \"samples\"\nedition = \"2024\"\n[dependencies]\n\
             dixa-client = {{ path = {:?} }}\n",
            client.to_str().unwrap()
        ),
    );
    program.write(
        "Cargo.lock",
        std::fs::read_to_string(format!("{ROOT}/Cargo.lock")).unwrap(),
    );
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    command
        .args(["check", "--quiet"])
        .current_dir(program.root())
        .env("CARGO_TARGET_DIR", target.join("fixtures"))
        .env("CARGO_NET_OFFLINE", "true")
        .env_remove("CARGO_MANIFEST_DIR")
        .stdin(Stdio::null());
    Run::of(command).expect(0);
}

/// Samples of other languages stay, unusual paths work, and files of others are not overwritten.
#[test]
fn the_overlay_of_any_project() {
    let place = Checkout::empty();
    let text = description(2)
        .replace("/things2/{id}", "/it's/{id}")
        .replacen(
            "      tags:",
            "      x-codeSamples: [{lang: Shell, source: curl}]\n      tags:",
            1,
        );
    place.write("api.yaml", &text);
    let run = |arguments: &[&str]| run_in(place.root(), arguments);
    run(&["init", "--spec", "api.yaml"]).expect(0);
    run(&["samples", "--out", "samples.yaml", "--check"]).expect(4);
    run(&["samples", "--out", "samples.yaml"])
        .expect(0)
        .says("(2 operations)");
    run(&["samples", "--out", "samples.yaml", "--check"]).expect(0);
    let samples = applied(text, place.read("samples.yaml"));
    assert_eq!(samples.len(), 2);
    let all: Vec<&String> = samples.iter().flatten().collect();
    assert_eq!(all.len(), 3);
    let rust = all
        .iter()
        .filter(|it| it.starts_with("use tiny_client::{Client, Error};"));
    assert_eq!(rust.count(), 2, "{all:?}");
    place.write("samples.yaml", "mine\n");
    run(&["samples", "--out", "samples.yaml"]).expect(100);
    assert_eq!(place.read("samples.yaml"), "mine\n");
}
