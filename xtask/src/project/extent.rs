//! How much of the client's package is generated: what `init` began goes on as a whole, and around modules
//! that stand in a package written by hand nothing is touched.

use std::collections::BTreeMap;

use generator::diagnostic::Diagnostic;
use generator::output::Layout;
use generator::{Described, Generated, Runtime};

use crate::disk::layout;
use crate::disk::plan::Plan;
use crate::exit::Failure;
use crate::project::features;
use crate::project::layouts;
use crate::project::manifest;
use crate::project::runtime_choice::{self, RuntimeChoice};
use crate::project::spec::Spec;
use crate::project::workspace::{CLIENT, Workspace};

/// The manifest of the client, relative to the workspace.
pub(crate) const MANIFEST: &str = "generated-client/Cargo.toml";

/// How much of a client's package is generated.
pub(crate) enum Extent {
    /// The modules, in a package that is written by hand.
    Modules,
    /// The whole package.
    Package {
        /// Where it finds the runtime crate.
        runtime: Runtime,
        /// The files of that crate, where it is in the package; by their paths there.
        vendored: Option<BTreeMap<String, String>>,
    },
}

impl Extent {
    /// That of a project: the package, where its settings say how it finds the runtime, or where a file
    /// that only whole packages have is generated.
    ///
    /// # Errors
    ///
    /// Where the runtime cannot be had as the settings say.
    pub(crate) fn of(workspace: &Workspace, spec: &Spec) -> Result<Self, Failure> {
        let choice = match &spec.runtime {
            Some(choice) => choice.clone(),
            None if layouts::is_package(workspace)? => RuntimeChoice::default(),
            None => return Ok(Self::Modules),
        };
        let runtime = choice.of_project(workspace)?;
        let vendored = match choice {
            RuntimeChoice::Vendored(_) => Some(RuntimeChoice::files(runtime_choice::FOLDER)?),
            _ => None,
        };
        Ok(Self::Package { runtime, vendored })
    }

    /// Generates all of it.
    pub(crate) fn generate(&self, described: Described) -> Result<Generated, Vec<Diagnostic>> {
        let Self::Package { runtime, vendored } = self else {
            return generator::generate_as(described, Layout::Modules);
        };
        let mut generated = generator::generate_as(described, Layout::Project(runtime))?;
        generated.files.extend(vendored.clone().unwrap_or_default());
        Ok(generated)
    }

    /// Which files are ours.
    pub(crate) fn layout(&self) -> &'static layout::Layout {
        match self {
            Self::Modules => &layouts::MODULES,
            Self::Package { vendored: None, .. } => &layouts::PROJECT,
            Self::Package { .. } => &layouts::VENDORING,
        }
    }

    /// What of it changes on disk. A manifest that a person keeps gets the features of tags alone.
    pub(crate) fn plan(
        &self,
        workspace: &Workspace,
        generated: &Generated,
    ) -> Result<Plan, Failure> {
        let mut plan = match self {
            Self::Modules => Plan::of_layout(self.layout(), workspace, &generated.files)?,
            Self::Package { .. } => {
                let mut files = generated.files.clone();
                manifest::keep_edits(workspace, CLIENT, &mut files)?;
                Plan::of_package(self.layout(), workspace, &files)?
            }
        };
        let is_modules = matches!(self, Self::Modules);
        if is_modules || plan.kept.iter().any(|path| path == MANIFEST) {
            features::keep(&mut plan, workspace, MANIFEST, &generated.tag_features)?;
        }
        Ok(plan)
    }
}
