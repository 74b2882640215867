//! What is generated for the fixtures, and for the hostile descriptions, compiles without a warning
//! against the real runtime.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use super::{generate, golden, hostile};

const MANIFEST: &str = r#"[package]
name = "NAME"
version = "0.1.0"
edition = "2024"

[features]
default = ["all-models"]
all-models = []

[dependencies]
openapi-client-runtime.workspace = true
serde.workspace = true
serde_json.workspace = true
uuid.workspace = true

[lints.rust]
missing_docs = "warn"
unreachable_pub = "warn"
unsafe_code = "forbid"
"#;

const LIB: &str = "//! Generated for a test.\n\nmod generated;\n\n\
    pub use generated::*;\n";

#[test]
fn fixtures_compile() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let workspace = shared.join("fixtures/workspace");
    let mut crates: Vec<(String, BTreeMap<String, String>)> = golden::features()
        .into_iter()
        .map(|feature| (feature.clone(), golden::generate(&feature).files))
        .collect();
    for (index, attack) in hostile::attacks().iter().enumerate() {
        let files = generate(hostile::document(attack).to_string()).files;
        crates.push((format!("hostile-{index}"), files));
    }
    let mut expected = vec![workspace.join("Cargo.toml"), workspace.join("Cargo.lock")];
    let runtime = manifest.join("../generated-client/runtime");
    write(
        &workspace.join("Cargo.toml"),
        &format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\"*-fixture\"]\n\n[workspace.dependencies]\n\
             openapi-client-runtime = {{ path = {runtime:?}, default-features = false }}\n\
             serde = \"1\"\nserde_json = \"1\"\nuuid = {{ version = \"1\", features = [\"serde\"] }}\n"
        ),
    );
    for (name, files) in &crates {
        let folder = workspace.join(format!("{name}-fixture"));
        let mut put = |path: &str, text: &str| {
            let path = folder.join(path);
            write(&path, text);
            expected.push(path);
        };
        put(
            "Cargo.toml",
            &MANIFEST.replace("NAME", &format!("{name}-fixture")),
        );
        put("src/lib.rs", LIB);
        for (path, text) in files.iter().filter(|(path, _)| path.starts_with("src/")) {
            put(path, text);
        }
    }
    remove_others(&workspace, &expected);
    // The versions that the workspace itself was built with, so that nothing is downloaded.
    fs::copy(manifest.join("../Cargo.lock"), workspace.join("Cargo.lock")).unwrap();
    let output = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
        .args([
            "check",
            "--offline",
            "--workspace",
            "--keep-going",
            "--quiet",
            "--message-format=short",
        ])
        .current_dir(&workspace)
        .env("CARGO_TARGET_DIR", shared.join("fixtures"))
        .env("CARGO_BUILD_WARNINGS", "deny")
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && !said.contains("warning"),
        "{} says:\n{said}",
        workspace.display()
    );
}

/// Writes what differs, so that cargo checks again only what did change.
pub(crate) fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|found| found == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Removes what an earlier run wrote and this one did not.
fn remove_others(folder: &Path, expected: &[PathBuf]) {
    for path in fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        if path.is_dir() {
            if expected.iter().any(|file| file.starts_with(&path)) {
                remove_others(&path, expected);
            } else {
                fs::remove_dir_all(&path).unwrap();
            }
        } else if !expected.contains(&path) {
            fs::remove_file(&path).unwrap();
        }
    }
}
