//! A package that stands alone offers its callers what the workspace's own client offers.

use std::fs;
use std::path::Path;

use generator::{Choices, Input, Names, Runtime, Source, generate_package};

fn package(text: &str) -> std::collections::BTreeMap<String, String> {
    let input = Input {
        description: Source {
            name: "description.yaml".to_owned(),
            text: text.to_owned(),
        },
        overlays: Vec::new(),
        names: Names::default(),
        config: Choices::default(),
    };
    generate_package(&input, &Runtime::Published).unwrap().files
}

const SMALL: &str = r#"openapi: 3.0.3
info: { title: Small, version: beta }
servers: [{ url: "https://api.example.com" }]
paths:
  /things:
    get:
      operationId: listThings
      responses:
        "200": { description: All., content: { application/json: { schema: { type: string }, EXAMPLE } } }
"#;

/// The lines from the first `pub use` on, up to the first blank one.
fn reexports(text: &str) -> Vec<&str> {
    let lines = text.lines().skip_while(|line| !line.starts_with("pub use"));
    lines.take_while(|line| !line.is_empty()).collect()
}

#[test]
fn the_root_reexports_what_the_own_client_does() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated-client/src/lib.rs");
    let own = fs::read_to_string(own).unwrap();
    let files = package(&SMALL.replace(", EXAMPLE", ""));
    assert!(reexports(&own).len() > 5);
    assert_eq!(reexports(&files["src/lib.rs"]), reexports(&own));
}

#[test]
fn the_manifest_has_the_features_of_the_own_client() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated-client/Cargo.toml");
    let read = |text: &str| -> toml_edit::DocumentMut { text.parse().unwrap() };
    let own = read(&fs::read_to_string(own).unwrap());
    let files = package(&SMALL.replace(", EXAMPLE", ""));
    let made = read(&files["Cargo.toml"]);
    for table in ["features", "dependencies"] {
        let keys = |manifest: &toml_edit::DocumentMut| -> Vec<String> {
            let table = manifest[table].as_table().unwrap();
            table.iter().map(|(key, _)| key.to_owned()).collect()
        };
        assert_eq!(keys(&made), keys(&own), "{table}");
    }
}

#[test]
fn tests_come_with_examples_only() {
    let tests = |text: &str| -> Vec<String> {
        let paths = package(text).into_keys();
        paths.filter(|path| path.starts_with("tests/")).collect()
    };
    assert_eq!(tests(&SMALL.replace(", EXAMPLE", "")), [""; 0]);
    assert_eq!(
        tests(&SMALL.replace("EXAMPLE", "example: one")),
        [
            "tests/examples.rs",
            "tests/generated/data.json",
            "tests/generated/examples.rs"
        ]
    );
}

#[test]
fn every_file_has_the_mark() {
    for (path, text) in package(&SMALL.replace("EXAMPLE", "example: one")) {
        let mut first = text.lines().take(5);
        let marked = first.any(|line| line.contains("@generated") && line.contains("generate`"));
        assert!(marked, "{path}:\n{text}");
    }
}
