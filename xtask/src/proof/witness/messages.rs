//! The messages of cargo and the compiler about the packages, by package and target.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::proof::cargo_lines::{self, Line, lines};
use crate::terminal;

/// A cargo target: the name of the package, and that of the example; `None` for its library.
type Target = (String, Option<String>);

/// The messages about all targets.
#[derive(Debug, Default)]
pub(super) struct Messages {
    compiled: BTreeSet<Target>,
    messages: BTreeMap<Target, Vec<Message>>,
}

/// A message of the compiler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) is_error: bool,
    /// With its code, such as `no field x [E0609]`.
    pub(super) text: String,
    /// The file, relative to the folder of the workspace, with `/` on every system, and the line.
    pub(super) place: Option<(String, usize)>,
}

impl Messages {
    /// Parses the output of a run of cargo.
    pub(super) fn read(stdout: &str) -> Self {
        let mut said = Self::default();
        lines(stdout.as_bytes()).for_each(|line| said.add(line));
        said
    }

    fn add(&mut self, line: Line) {
        // A package is named like its folder. The full path may differ from ours because of links.
        let folder = Path::new(&line.manifest_path).parent();
        let folder = folder.and_then(Path::file_name);
        let (Some(target), Some(folder)) = (line.target, folder) else {
            return;
        };
        let package = folder.to_string_lossy().into_owned();
        let is_example = target.kind.iter().any(|kind| kind == "example");
        let target = (package, is_example.then_some(target.name));
        match line.message {
            None if line.reason == "compiler-artifact" => {
                self.compiled.insert(target);
            }
            None => {}
            Some(message) => {
                if let Some(message) = Message::read(message) {
                    self.messages.entry(target).or_default().push(message);
                }
            }
        }
    }

    /// Whether a target compiled without an error, now or in an earlier run.
    pub(super) fn is_compiled(&self, package: &str, example: Option<&str>) -> bool {
        let target = (package.to_owned(), example.map(str::to_owned));
        self.compiled.contains(&target)
    }

    /// The messages about a target.
    pub(super) fn of(&self, package: &str, example: Option<&str>) -> &[Message] {
        let target = (package.to_owned(), example.map(str::to_owned));
        self.messages.get(&target).map_or(&[], Vec::as_slice)
    }
}

impl Message {
    /// Parses an error or a warning.
    fn read(line: cargo_lines::Message) -> Option<Self> {
        let is_error = match line.level.as_str() {
            "error" => true,
            "warning" => false,
            _ => return None,
        };
        if !line.is_of_code() {
            return None;
        }
        let (text, place) = (terminal::printable(&line.message), line.place());
        Some(Self {
            is_error,
            text: match line.code {
                Some(code) => format!("{text} [{}]", code.code),
                None => text,
            },
            place,
        })
    }
}
