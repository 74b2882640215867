//! Tests over the wire: a fixture may have a `wire.rs`, with tests that call its generated crate
//! against a server on the loopback interface.
//!
//! All of them are built into one test program. `WIRE_TESTS=name` runs those whose path contains the
//! name, such as `streams` or `streams::lines_are_items`.

// It belongs to the test program that is built below; here it is only checked and formatted.
#[allow(dead_code, unreachable_pub)]
mod server;

use std::{env, fs};

use super::golden;
use super::workspace::{Workspace, package};

const SERVER: &str = include_str!("server.rs");

const TOKIO: &str =
    r#"tokio = { version = "1", features = ["macros", "rt", "rt-multi-thread", "time"] }"#;

/// The tests of a fixture, if it has any.
pub(crate) fn tests(feature: &str) -> Option<String> {
    fs::read_to_string(golden::folder().join(feature).join("wire.rs")).ok()
}

#[test]
fn wire() {
    let tests: Vec<(String, String)> = golden::features()
        .into_iter()
        .filter_map(|feature| Some((feature.clone(), tests(&feature)?)))
        .collect();
    assert!(!tests.is_empty(), "no fixture has a wire.rs");
    let mut workspace = Workspace::new("wire");
    let mut manifest = "[package]\nname = \"wire\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
        [dependencies]\nopenapi-client-runtime.workspace = true\nserde_json.workspace = true\n\
        uuid.workspace = true\njiff = { version = \"0.2\", default-features = false, features = [\"std\"] }\n"
        .to_owned();
    manifest.push_str(TOKIO);
    let mut main = "#[allow(dead_code, unreachable_pub)]\nmod server;\n".to_owned();
    for (feature, text) in &tests {
        workspace.put_crate(feature, &golden::generate(feature).files);
        let module = feature.replace('-', "_");
        let package = package(feature);
        manifest.push_str(&format!("\n{package} = {{ path = \"../{package}\" }}"));
        main.push_str(&format!("mod {module};\n"));
        workspace.put(&format!("wire/tests/wire/{module}.rs"), text);
    }
    workspace.put("wire/Cargo.toml", &manifest);
    workspace.put("wire/src/lib.rs", "");
    workspace.put("wire/tests/wire/main.rs", &main);
    workspace.put("wire/tests/wire/server.rs", SERVER);
    let filter = env::var("WIRE_TESTS").unwrap_or_default();
    let output = workspace.cargo(&[
        "test",
        "--quiet",
        "--package",
        "wire",
        "--test",
        "wire",
        &filter,
    ]);
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stderr),
        String::from_utf8_lossy(&output.stdout)
    );
}
