//! One program with the clients of all bases as modules, which makes calls and prints the result of
//! each. It is compiled once.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use generator::output::Layout;
use generator::{Described, Generated, Input};
use serde_json::Value;

use crate::disk::workspace::Workspace;
use crate::disk::{digest, write};
use crate::exit::Failure;
use crate::proof::corpus::child;
use crate::proof::measure;
use crate::proof::witness::failed::failed;
use crate::proof::witness::package;
use crate::terminal;

/// The handwritten part of the program.
const MAIN: &str = include_str!("probe.rs.txt");

const LONGEST: Duration = Duration::from_secs(1800);

/// The program, to which clients are still added.
pub(super) struct Program {
    folder: PathBuf,
    runtime: String,
    lock: String,
    modules: BTreeMap<String, String>,
    files: BTreeMap<String, String>,
    tag_features: BTreeSet<String>,
}

impl Program {
    pub(super) fn new(workspace: &Workspace) -> Result<Self, Failure> {
        let absolute = |place: &str| {
            let place = workspace.place(place);
            std::path::absolute(&place).map_err(|error| package::unusable(&place, &error))
        };
        let lock = workspace.place("Cargo.lock");
        Ok(Self {
            folder: absolute("target/wire")?,
            runtime: absolute("generated-client/runtime")?.display().to_string(),
            lock: fs::read_to_string(&lock).map_err(|error| package::unusable(&lock, &error))?,
            modules: BTreeMap::new(),
            files: BTreeMap::new(),
            tag_features: BTreeSet::new(),
        })
    }

    /// Adds the client of a description and returns the name of its module. Equal clients share
    /// one.
    pub(super) fn add(&mut self, described: &Described, input: &Input) -> Result<String, Failure> {
        let input = Input {
            names: described.client.names.clone(),
            ..input.clone()
        };
        let described =
            Described::read(&input).map_err(|found| Failure::documents("a base", found))?;
        let probe = generator::probe(&described.client)
            .map_err(|error| Failure::failed("the calls are not valid Rust").details([error]))?;
        let Generated {
            files,
            tag_features,
            ..
        } = generator::generate_as(described, Layout::Modules)
            .map_err(|found| Failure::documents("a base", found))?;
        self.tag_features.extend(tag_features);
        let sources: BTreeMap<&str, &str> = files
            .iter()
            .filter_map(|(path, text)| Some((path.strip_prefix("src/generated/")?, text.as_str())))
            .collect();
        let digest = digest::of_files(sources.iter().map(|(path, text)| (*path, text.as_bytes())));
        if let Some(module) = self.modules.get(&digest) {
            return Ok(module.clone());
        }
        let module = format!("client_{}", self.modules.len());
        for (path, text) in sources {
            let text = text.replace("crate::", &format!("crate::{module}::"));
            self.files.insert(format!("src/{module}/{path}"), text);
        }
        let text = format!("use crate::{module} as released;\n\n{probe}");
        self.files.insert(format!("src/{module}_calls.rs"), text);
        self.modules.insert(digest, module.clone());
        Ok(module)
    }

    /// Compiles the program and makes the calls; returns their results in order.
    pub(super) fn run(mut self, calls: &[Value]) -> Result<Vec<Value>, Failure> {
        let modules: Vec<&String> = self.modules.values().collect();
        let mut main = "#![allow(warnings)]\n\n".to_owned();
        let mut arms = String::new();
        let mut events = String::new();
        for module in modules {
            main += &format!("mod {module};\nmod {module}_calls;\n");
            arms += &format!("        \"{module}\" => {module}_calls::call(probe).await,\n");
            events += &format!("        \"{module}\" => {module}_calls::deliver(probe),\n");
        }
        main += MAIN;
        main += &format!(
            "\nasync fn call(client: &str, probe: &Probe) -> Result<Outcome, String> {{\n    \
             match client {{\n{arms}        _ => Err(NO_CALL.to_owned()),\n    }}\n}}\n\n\
             fn deliver(client: &str, probe: &Probe) -> Result<Outcome, String> {{\n    \
             match client {{\n{events}        _ => Err(NO_CALL.to_owned()),\n    }}\n}}\n"
        );
        self.files.insert("src/main.rs".to_owned(), main);
        self.files
            .insert("Cargo.lock".to_owned(), self.lock.clone());
        self.files.insert("Cargo.toml".to_owned(), self.manifest());
        let lines: Vec<String> = calls.iter().map(Value::to_string).collect();
        self.files
            .insert("calls.jsonl".to_owned(), lines.join("\n"));
        for (path, text) in &self.files {
            let place = self.folder.join(path);
            write::file(&place, text.as_bytes())
                .map_err(|error| package::unusable(&place, &error))?;
        }
        terminal::transient("Compiling the clients");
        let mut command = measure::cargo("run");
        command
            .args(["--offline", "--quiet", "--target-dir"])
            .arg(self.folder.with_file_name("fixtures"))
            .args(["--", "calls.jsonl"])
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_BUILD_WARNINGS")
            .current_dir(&self.folder);
        let ended = child::run(&mut command, LONGEST, None)?;
        terminal::transient("");
        let found: Vec<Value> = ended
            .stdout
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        if found.len() != calls.len() {
            return Err(failed(
                "the program of the calls did not finish",
                &ended.stderr,
            ));
        }
        Ok(found)
    }

    fn manifest(&self) -> String {
        let mut manifest = toml_edit::DocumentMut::new();
        manifest["package"] = toml_edit::table();
        manifest["package"]["name"] = toml_edit::value("wire-proof");
        manifest["package"]["version"] = toml_edit::value("0.1.0");
        manifest["package"]["edition"] = toml_edit::value("2024");
        manifest["features"] = toml_edit::table();
        let tags = self.tag_features.iter().map(String::as_str);
        let default = tags.clone().chain(["all-tags", "webhooks"]);
        manifest["features"]["default"] = toml_edit::value(default.collect::<toml_edit::Array>());
        for feature in tags.chain([
            "all-models",
            "all-tags",
            "stream",
            "reqwest",
            "oauth",
            "webhooks",
        ]) {
            manifest["features"][feature] = toml_edit::value(toml_edit::Array::new());
        }
        manifest["workspace"] = toml_edit::table();
        let mut runtime = toml_edit::InlineTable::new();
        runtime.insert("path", self.runtime.as_str().into());
        runtime.insert("default-features", false.into());
        let features = toml_edit::Array::from_iter(["test-util", "webhooks"]);
        runtime.insert("features", features.into());
        let mut serde = toml_edit::InlineTable::new();
        serde.insert("version", "1".into());
        serde.insert("features", toml_edit::Array::from_iter(["derive"]).into());
        let mut tokio = toml_edit::InlineTable::new();
        tokio.insert("version", "1".into());
        tokio.insert(
            "features",
            toml_edit::Array::from_iter(["rt", "time"]).into(),
        );
        manifest["dependencies"] = toml_edit::table();
        manifest["dependencies"]["openapi-client-runtime"] = toml_edit::value(runtime);
        manifest["dependencies"]["serde"] = toml_edit::value(serde);
        manifest["dependencies"]["serde_json"] = toml_edit::value("1");
        manifest["dependencies"]["tokio"] = toml_edit::value(tokio);
        // Large clients have deeply nested futures, and nothing here is debugged.
        manifest["profile"] = toml_edit::table();
        manifest["profile"]["dev"] = toml_edit::table();
        manifest["profile"]["dev"]["debug"] = toml_edit::value(false);
        manifest.to_string()
    }
}
