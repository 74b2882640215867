//! A tiny checkout in a temporary folder, with the built binary.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const SETTINGS: &str = r#"source = "https://example.invalid/api.yaml"
description = "api.yaml"
package = "tiny-client"
api = "Tiny"
token-env = "TINY_TOKEN"
"#;

pub(crate) const OVERLAY: &str = r#"overlay: 1.1.0
info:
  title: Things have a description
  version: 1.0.0
actions:
  - target: $.components.schemas.Thing
    description: The description says nothing about things.
    update:
      description: A thing.
"#;

/// A description with this many operations.
pub(crate) fn description(operations: usize) -> String {
    let paths: String = (1..=operations)
        .map(|number| {
            format!(
                r##"  /things{number}/{{id}}:
    get:
      operationId: getThing{number}
      summary: Get thing {number}
      tags: [Things]
      parameters:
        - name: id
          in: path
          required: true
          schema:
            type: string
      responses:
        "200":
          description: The thing.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/Thing"
"##
            )
        })
        .collect();
    format!(
        r#"openapi: 3.0.3
info:
  title: Tiny
  version: "1"
servers:
  - url: https://api.example.invalid
paths:
{paths}components:
  schemas:
    Thing:
      type: object
      required: [id]
      properties:
        id:
          type: string
        name:
          type: string
"#
    )
}

/// Environment variables that make a run print or write more than requested.
const SETTING: [&str; 4] = [
    "CLICOLOR_FORCE",
    "NO_COLOR",
    "GITHUB_OUTPUT",
    "GITHUB_STEP_SUMMARY",
];

/// The output and exit code of a run.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Runs a command to its end.
    pub(crate) fn of(mut command: Command) -> Self {
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().unwrap();
        Self {
            code: status.code().expect("ended by a signal"),
            stdout: String::from_utf8(stdout).unwrap(),
            stderr: String::from_utf8(stderr).unwrap(),
        }
    }

    /// Fails the test with all output unless this text is in it.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) {
        let all = format!("{}--- stderr\n{}", self.stdout, self.stderr);
        assert!(all.contains(text), "no `{text}`:\n{all}");
    }

    /// Fails the test with the output unless the run exited with this code.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout:\n{}\nstderr:\n{}",
            self.stdout, self.stderr
        );
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self
    }

    /// The lines that begin with `error: `, without that prefix.
    pub(crate) fn errors(&self) -> Vec<&str> {
        self.stderr
            .lines()
            .filter_map(|line| line.strip_prefix("error: "))
            .collect()
    }
}

/// The checkout, which is deleted with the value.
pub(crate) struct Checkout {
    folder: TempDir,
}

impl Checkout {
    /// An empty folder.
    pub(crate) fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A checkout that was never generated, with one overlay.
    pub(crate) fn new(operations: usize) -> Self {
        let checkout = Self::empty();
        checkout.write("spec/generator.toml", SETTINGS);
        checkout.write("spec/api.yaml", description(operations));
        checkout.write("spec/overlays/010-thing.yaml", OVERLAY);
        checkout
    }

    /// A fresh checkout with one operation.
    pub(crate) fn generated() -> Self {
        let checkout = Self::new(1);
        checkout.run(&["regen"]).expect(0);
        checkout
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let place = self.path(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Replaces `from` in a file, which must contain it.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no `{from}`:\n{text}");
        self.write(path, text.replacen(from, to, 1));
    }

    /// Every file with its content.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.root().to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let place = entry.unwrap().path();
                if place.is_dir() {
                    folders.push(place);
                } else {
                    let name = place.strip_prefix(self.root()).unwrap().to_str().unwrap();
                    files.insert(name.replace('\\', "/"), fs::read(&place).unwrap());
                }
            }
        }
        files
    }

    /// The generated files that are Rust modules.
    pub(crate) fn generated_files(&self) -> Vec<String> {
        let files = self.files().into_keys();
        files
            .filter(|path| path.starts_with("generated-client/src/generated/"))
            .collect()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clientsmith"));
        for name in SETTING {
            command.env_remove(name);
        }
        command
            .arg("--root")
            .arg(self.root())
            .args(arguments)
            .current_dir(self.root())
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command(arguments))
    }

    /// Runs a command that must not change any file.
    #[track_caller]
    pub(crate) fn look(&self, arguments: &[&str]) -> Run {
        let before = self.files();
        let run = self.run(arguments);
        assert!(self.files() == before, "{arguments:?} wrote something");
        run
    }

    /// Runs a command that must exit with this code, print the next step, and not change any file.
    #[track_caller]
    pub(crate) fn refuses(&self, code: i32, arguments: &[&str]) -> Run {
        let run = self.look(arguments).expect(code);
        assert!(run.stdout.is_empty(), "{}", run.stdout);
        let helps = run.stderr.contains("help: ") || code == 2;
        assert!(helps, "{}", run.stderr);
        run
    }
}
