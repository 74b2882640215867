//! A workspace of generated crates, written below the target folder and built against the real
//! runtime with the versions of this workspace, so that nothing is downloaded.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use super::golden;

const MANIFEST: &str = r#"[package]
name = "NAME"
version = "0.1.0"
edition = "2024"

[features]
default = ["all-models", "all-tags", "test-util", "webhooks"]
test-util = ["openapi-client-runtime/test-util"]
all-models = ["all-tags"]
webhooks = ["openapi-client-runtime/webhooks"]
all-tags = [TAGS]

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

/// The name of the package that is generated for a fixture.
pub(crate) fn package(feature: &str) -> String {
    format!("{feature}-fixture")
}

/// Files to be written below the folder of a workspace.
pub(crate) struct Workspace {
    folder: PathBuf,
    target: PathBuf,
    expected: Vec<PathBuf>,
}

impl Workspace {
    pub(crate) fn new(name: &str) -> Self {
        let shared = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let mut workspace = Self {
            folder: shared.join("fixtures").join(name),
            target: shared.join("fixtures"),
            expected: Vec::new(),
        };
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let runtime = manifest.join("../generated-client/runtime");
        workspace.put(
            "Cargo.toml",
            &format!(
                "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n\n[workspace.dependencies]\n\
                 openapi-client-runtime = {{ path = {runtime:?}, default-features = false, features = [\"charset\", \"reqwest\"] }}\n\
                 serde = \"1\"\nserde_json = \"1\"\nuuid = {{ version = \"1\", features = [\"serde\"] }}\n"
            ),
        );
        let lock = workspace.folder.join("Cargo.lock");
        fs::copy(manifest.join("../Cargo.lock"), &lock).unwrap();
        workspace.expected.push(lock);
        workspace
    }

    /// Adds a file.
    pub(crate) fn put(&mut self, path: &str, text: &str) {
        let path = self.folder.join(path);
        write(&path, text);
        self.expected.push(path);
    }

    /// Adds the crate that is generated for a fixture.
    pub(crate) fn put_crate(&mut self, feature: &str, files: &BTreeMap<String, String>) {
        let package = package(feature);
        let tags = tag_features(files);
        let quoted = tags.iter().map(|tag| format!("{tag:?}"));
        let quoted: Vec<String> = quoted.collect();
        let mut manifest = MANIFEST
            .replace("NAME", &package)
            .replace("TAGS", &quoted.join(", "));
        if let Some(dependencies) = golden::dependencies(feature) {
            manifest = manifest.replace("\n[lints", &format!("{dependencies}\n[lints"));
        }
        let declared: String = tags.iter().map(|tag| format!("{tag} = []\n")).collect();
        manifest = manifest.replace("\n[dependencies]", &format!("{declared}\n[dependencies]"));
        self.put(&format!("{package}/Cargo.toml"), &manifest);
        self.put(&format!("{package}/src/lib.rs"), LIB);
        for (path, text) in files.iter().filter(|(path, _)| path.starts_with("src/")) {
            self.put(&format!("{package}/{path}"), text);
        }
    }

    /// Runs cargo in the workspace, without network and with warnings denied.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Output {
        remove_others(&self.folder, &self.expected);
        Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
            .args(arguments)
            .arg("--offline")
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_BUILD_WARNINGS", "deny")
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap()
    }
}

/// The tag features in generated files.
fn tag_features(files: &BTreeMap<String, String>) -> BTreeSet<&str> {
    let texts = files.iter().filter(|(path, _)| path.starts_with("src/"));
    let named = texts.flat_map(|(_, text)| text.split("feature = \"").skip(1));
    let named = named.filter_map(|rest| Some(rest.split_once('"')?.0));
    named.filter(|name| name.starts_with("tag-")).collect()
}

/// Writes changed files only, so that cargo rebuilds only what changed.
pub(crate) fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|found| found == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Removes the files of an earlier run that this one didn't write.
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
