//! A project as a command works with it, opened once. In: its folder. Out: its inputs, the extent of its
//! client and its lock. Absent: comparing, and writing.

use generator::Generated;

use crate::disk::plan::Plan;
use crate::disk::tree::Tree;
use crate::disk::workspace::Workspace;
use crate::exit::Failure;
use crate::project::extent::Extent;
use crate::project::lock::{Found, Lock};
use crate::project::names;
use crate::project::spec::Spec;

/// A project on disk.
pub(crate) struct Project<'a> {
    /// The folder that the paths of its files are relative to.
    pub(crate) folder: &'a Workspace,
    /// The inputs of its client.
    pub(crate) spec: Spec,
    /// What is generated from them, and where.
    pub(crate) extent: Extent,
    /// The lock of the last run; a client without `spec/` has none.
    pub(crate) lock: Found,
}

impl<'a> Project<'a> {
    /// The project in a folder.
    ///
    /// # Errors
    ///
    /// If an input, the runtime in the settings or the lock can't be used.
    pub(crate) fn open(folder: &'a Workspace) -> Result<Self, Failure> {
        Self::with_inputs(folder, folder)
    }

    /// The project in a folder, with the inputs of another tree.
    ///
    /// # Errors
    ///
    /// As of [`open`](Self::open).
    pub(crate) fn with_inputs(folder: &'a Workspace, inputs: &dyn Tree) -> Result<Self, Failure> {
        let spec = Spec::read(inputs)?;
        Ok(Self {
            extent: Extent::of(folder, &spec)?,
            lock: Lock::find(folder)?,
            spec,
            folder,
        })
    }

    /// The changes to the generated files, and to the pinned names.
    ///
    /// # Errors
    ///
    /// If a file without our mark is in the way, or a pinned name would be lost.
    pub(crate) fn plan(&self, generated: &Generated) -> Result<Plan, Failure> {
        let mut plan = self.extent.plan(self.folder, generated)?;
        let file = self.extent.names();
        let text = self.spec.names_text.as_deref();
        if let Some(text) = names::render(file, text, &self.spec.input.names, &generated.names)? {
            plan.then(self.folder, file.path, text)?;
        }
        Ok(plan)
    }
}
