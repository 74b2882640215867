//! How much of the client's package is generated, and where: in a project of `init`, the whole package; in a
//! package written by hand, only the modules, and its other files are not touched. `generate` writes a package
//! or a module into a folder without `spec/`.

use std::collections::BTreeMap;

use generator::diagnostic::Diagnostic;
use generator::output::Layout;
use generator::{Described, Generated, Runtime};
use toml_edit::{DocumentMut, Item};

use crate::disk::layout::{self, marked};
use crate::disk::plan::Plan;
use crate::disk::workspace::Workspace;
use crate::exit::Failure;
use crate::project::features;
use crate::project::host::Host;
use crate::project::layouts;
use crate::project::manifest;
use crate::project::names::{self, NamesFile};
use crate::project::runtime_choice::{self, RuntimeChoice};
use crate::project::spec::Spec;

/// The manifest of the client, relative to the workspace.
pub(crate) const MANIFEST: &str = "generated-client/Cargo.toml";

/// The manifest of the workspace.
const ROOT: &str = "Cargo.toml";

/// The vendored runtime crate, relative to the workspace.
const RUNTIME: &str = "generated-client/runtime";

/// The generated extent of a client's package.
pub(crate) enum Extent {
    /// The modules, in a package written by hand.
    Modules,
    /// The whole package of a project.
    Package {
        /// The location of the runtime crate.
        runtime: Runtime,
        /// The files of that crate, if it is in the package; by their paths there.
        vendored: Option<BTreeMap<String, String>>,
    },
    /// A package without `spec/`, which depends on this runtime crate.
    Alone(Runtime),
    /// A module of a crate written by hand.
    Module {
        /// The crate.
        host: Box<Host>,
        /// The location of the runtime crate.
        runtime: Runtime,
    },
}

impl Extent {
    /// The extent in a project: the package, if its settings have a location for the runtime, or if a
    /// file that only whole packages have is generated.
    ///
    /// # Errors
    ///
    /// If the runtime in the settings is unavailable.
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

    /// Generates this extent.
    pub(crate) fn generate(&self, described: Described) -> Result<Generated, Vec<Diagnostic>> {
        let layout = match self {
            Self::Modules => Layout::Modules,
            Self::Package { runtime, .. } => Layout::Project(runtime),
            Self::Alone(runtime) => Layout::Package(runtime),
            Self::Module { host, runtime } => Layout::Module {
                runtime,
                path: &host.module,
            },
        };
        let mut generated = generator::generate_as(described, layout)?;
        if let Self::Package { vendored, .. } = self {
            generated.files.extend(vendored.clone().unwrap_or_default());
        }
        Ok(generated)
    }

    /// The layout of the generated files.
    pub(crate) fn layout(&self) -> &'static layout::Layout {
        match self {
            Self::Modules => &layouts::MODULES,
            Self::Package { vendored: None, .. } => &layouts::PROJECT,
            Self::Package { .. } => &layouts::VENDORING,
            Self::Alone(_) => &layouts::PACKAGE,
            Self::Module { .. } => &layouts::MODULE,
        }
    }

    /// The file of the pinned names.
    pub(crate) fn names(&self) -> &'static NamesFile {
        match self {
            Self::Modules | Self::Package { .. } => &names::OF_PROJECT,
            Self::Alone(_) | Self::Module { .. } => &names::OF_CLIENT,
        }
    }

    /// Whether the package has a generated vendored runtime crate that it no longer uses.
    fn leaves_runtime(&self, workspace: &Workspace) -> Result<bool, Failure> {
        let Self::Package {
            runtime,
            vendored: None,
        } = self
        else {
            return Ok(false);
        };
        let is_used = matches!(runtime, Runtime::Folder(folder) if folder.ends_with(RUNTIME));
        let manifest = workspace.read(&format!("{RUNTIME}/Cargo.toml"))?;
        Ok(!is_used && manifest.is_some_and(|manifest| marked(&manifest)))
    }

    /// The changes on disk. A manifest written by hand gets only the features of tags.
    pub(crate) fn plan(
        &self,
        workspace: &Workspace,
        generated: &Generated,
    ) -> Result<Plan, Failure> {
        if let Self::Modules = self {
            let mut plan = Plan::of_layout(self.layout(), workspace, &generated.files)?;
            features::keep(&mut plan, workspace, MANIFEST, &generated.tag_features)?;
            return Ok(plan);
        }
        match self.leaves_runtime(workspace)? {
            true => without_runtime(workspace, generated),
            false => manifest::plan(self.layout(), workspace, generated),
        }
    }
}

/// Plans a package that no longer has a vendored runtime crate: the crate is removed, also from the members
/// of the workspace. A crate with files written by hand stays.
fn without_runtime(workspace: &Workspace, generated: &Generated) -> Result<Plan, Failure> {
    let Ok(mut plan) = manifest::plan(&layouts::VENDORING, workspace, generated) else {
        let mut plan = manifest::plan(&layouts::PROJECT, workspace, generated)?;
        plan.kept.push(RUNTIME.to_owned());
        return Ok(plan);
    };
    if let Some(text) = workspace.read_text(ROOT)? {
        let unusable = || Failure::failed(format!("{ROOT} cannot be used"));
        let mut root: DocumentMut = text.parse().map_err(|error| unusable().cause(&error))?;
        let members = root
            .get_mut("workspace")
            .and_then(|it| it.get_mut("members"));
        if let Some(members) = members.and_then(Item::as_array_mut) {
            members.retain(|member| member.as_str() != Some(RUNTIME));
        }
        if root.to_string() != text {
            plan.then(workspace, ROOT, root.to_string())?;
        }
    }
    Ok(plan)
}
