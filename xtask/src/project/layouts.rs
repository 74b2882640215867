//! The layouts of generated files: a client package, and the runtime crate inside it.

use std::path::Path;

use crate::disk::layout::{Layout, marked};
use crate::disk::workspace::{self, Workspace};
use crate::exit::Failure;

/// The prefix of the paths of a project's client.
const CLIENT: &str = "generated-client/";

/// The file whose mark identifies a generated client.
const ROOT: &str = "src/generated/mod.rs";

/// The table of operations, which is also generated along with modules alone.
const TABLE: &str = "OPERATIONS.md";

/// The generated files of a package with the runtime crate in it, outside its owned folders; the manifest of
/// that crate first. If that has lost the mark, the whole crate belongs to the user.
const WITH_RUNTIME: [&str; 10] = [
    "runtime/Cargo.toml",
    "AGENTS.md",
    "Cargo.toml",
    TABLE,
    "README.md",
    "llms.txt",
    "src/lib.rs",
    "tests/deliveries.rs",
    "tests/examples.rs",
    "tests/requests.rs",
];

/// The same without the runtime crate. A package need not have all of them.
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

/// The client package of a project, entirely generated.
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

/// A client package in a separate folder.
pub(crate) const PACKAGE: Layout = Layout {
    prefix: "",
    ..PROJECT
};

/// A client as a module, in its own folder.
pub(crate) const MODULE: Layout = Layout {
    prefix: "",
    owned: &["generated"],
    beside: &["mod.rs", TABLE],
    root: "generated/mod.rs",
};

/// The runtime crate in a separate folder: all of its sources are generated.
pub(crate) const RUNTIME: Layout = Layout {
    prefix: "",
    owned: &["src"],
    beside: &["Cargo.toml"],
    root: "src/lib.rs",
};

/// Whether any of the files outside the modules exists and is generated, so that the whole package
/// is.
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
