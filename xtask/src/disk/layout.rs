//! Which files of a folder are ours: by their place, and by the mark near their beginning.

use crate::exit::Failure;
use crate::project::workspace::Workspace;

/// Which files of a folder are ours.
#[derive(Debug)]
pub(crate) struct Layout {
    /// What stands before the path of a generated file, in the path of its change.
    pub(super) prefix: &'static str,
    /// The folders in which every file is ours.
    pub(super) owned: &'static [&'static str],
    /// The files beside them, of which not every set has all.
    pub(super) beside: &'static [&'static str],
}

impl Layout {
    /// The generated modules of the workspace's client.
    pub(crate) const MODULES: Self = Self {
        prefix: "generated-client/",
        owned: &["src/generated", "tests/generated"],
        beside: &[],
    };

    /// A whole client package.
    pub(crate) const PACKAGE: Self = Self {
        prefix: "",
        owned: &["src/generated", "tests/generated"],
        beside: &BESIDE,
    };

    /// The client package of a project, all of it generated.
    pub(crate) const PROJECT: Self = Self {
        prefix: "generated-client/",
        ..Self::PACKAGE
    };

    /// The same with the runtime crate in it.
    pub(crate) const VENDORING: Self = Self {
        owned: &["src/generated", "tests/generated", "runtime/src"],
        beside: &WITH_RUNTIME,
        ..Self::PROJECT
    };

    /// A crate of which all sources are ours.
    pub(crate) const CRATE: Self = Self {
        prefix: "",
        owned: &["src"],
        beside: &["Cargo.toml"],
    };

    /// Whether a file of this path is in a folder of ours.
    pub(crate) fn owns(&self, path: &str) -> bool {
        self.owned.iter().any(|folder| {
            path.strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/'))
        })
    }
}

/// What marks a file as ours, somewhere in its first [`MARK_LINES`] lines.
const MARK: &[u8] = b"@generated";
const MARK_LINES: usize = 5;

/// The table of operations, which also comes with modules alone.
const TABLE: &str = "OPERATIONS.md";

/// The files of a whole package that stand beside its owned folders. Not every package has all.
const BESIDE: [&str; 7] = [
    "AGENTS.md",
    "Cargo.toml",
    TABLE,
    "README.md",
    "llms.txt",
    "src/lib.rs",
    "tests/examples.rs",
];

/// The same where the runtime crate is in the package.
const WITH_RUNTIME: [&str; 8] = [
    "AGENTS.md",
    "Cargo.toml",
    TABLE,
    "README.md",
    "llms.txt",
    RUNTIME_MANIFEST,
    "src/lib.rs",
    "tests/examples.rs",
];

/// The manifest of the runtime crate. Where it has lost the mark, the whole crate is somebody's.
const RUNTIME_MANIFEST: &str = "runtime/Cargo.toml";

/// The file that tells a package of ours from any other.
pub(super) const ROOT: &str = "src/generated/mod.rs";

/// Whether any of the files beside the modules is there and generated, so that the package is.
pub(crate) fn is_package(folder: &Workspace) -> Result<bool, Failure> {
    let prefix = Layout::PROJECT.prefix;
    for path in BESIDE.iter().filter(|path| **path != TABLE) {
        let content = folder.read(&format!("{prefix}{path}"))?;
        if content.is_some_and(|content| marked(&content)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a file is ours.
pub(crate) fn marked(content: &[u8]) -> bool {
    content
        .split(|byte| *byte == b'\n')
        .take(MARK_LINES)
        .any(|line| line.windows(MARK.len()).any(|window| window == MARK))
}
