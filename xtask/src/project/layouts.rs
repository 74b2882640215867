//! What is generated of a client package, and of the runtime crate that comes with it.

use std::path::Path;

use crate::disk::layout::{Layout, marked};
use crate::exit::Failure;
use crate::project::workspace::{self, Workspace};

/// What stands before the paths of the client of a project.
const CLIENT: &str = "generated-client/";

/// The file that tells a client of ours from any other.
const ROOT: &str = "src/generated/mod.rs";

/// The table of operations, which also comes with modules alone.
const TABLE: &str = "OPERATIONS.md";

/// The files of a package with the runtime crate in it, beside its owned folders; the manifest of that crate
/// first. Where that has lost the mark, the whole crate is somebody's.
const WITH_RUNTIME: [&str; 9] = [
    "runtime/Cargo.toml",
    "AGENTS.md",
    "Cargo.toml",
    TABLE,
    "README.md",
    "llms.txt",
    "src/lib.rs",
    "tests/examples.rs",
    "tests/requests.rs",
];

/// The same without the runtime crate. Not every package has all.
const BESIDE: &[&str] = {
    let [_, beside @ ..] = &WITH_RUNTIME;
    beside
};

/// The generated modules of a project's client.
pub(crate) const MODULES: Layout = Layout {
    prefix: CLIENT,
    owned: &["src/generated", "tests/generated"],
    beside: &[],
    root: ROOT,
};

/// The client package of a project, all of it generated.
pub(crate) const PROJECT: Layout = Layout {
    beside: BESIDE,
    ..MODULES
};

/// The same with the runtime crate in it.
pub(crate) const VENDORING: Layout = Layout {
    owned: &["src/generated", "tests/generated", "runtime/src"],
    beside: &WITH_RUNTIME,
    ..MODULES
};

/// A client package in a folder of its own.
pub(crate) const PACKAGE: Layout = Layout {
    prefix: "",
    ..PROJECT
};

/// A client as a module, in a folder of its own.
pub(crate) const MODULE: Layout = Layout {
    prefix: "",
    owned: &["generated"],
    beside: &["mod.rs", TABLE],
    root: "generated/mod.rs",
};

/// The runtime crate in a folder of its own: all of its sources are ours.
pub(crate) const RUNTIME: Layout = Layout {
    prefix: "",
    owned: &["src"],
    beside: &["Cargo.toml"],
    root: "src/lib.rs",
};

/// Whether any of the files beside the modules is there and generated, so that the package is.
pub(crate) fn is_package(folder: &Workspace) -> Result<bool, Failure> {
    for path in BESIDE.iter().filter(|path| **path != TABLE) {
        let content = folder.read(&format!("{CLIENT}{path}"))?;
        if content.is_some_and(|content| marked(&content)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a folder holds a client as a module.
pub(crate) fn is_module(folder: &Path) -> Result<bool, Failure> {
    let root = folder.join(MODULE.root);
    let content = workspace::read(&root, &root.display().to_string())?;
    Ok(content.is_some_and(|content| marked(&content)))
}
