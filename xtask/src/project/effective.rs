//! The effective description of a project, or of any description with the overlays and settings
//! from the command line.

use std::path::PathBuf;

use clap::Args;
use generator::document::Document;
use generator::{Input, Names, Paging, RateLimit, Source, Webhooks};

use super::given::Given;
use super::spec::Spec;
use crate::disk::workspace::Workspace;
use crate::exit::Failure;
use crate::terminal;

/// Which description a command about traffic is about.
#[derive(Args)]
pub(crate) struct Which {
    /// The description: OpenAPI 3.0 or 3.1 or Swagger 2.0, YAML or JSON [default: the effective
    /// description of the project].
    #[arg(long, value_name = "FILE", global = true)]
    spec: Option<PathBuf>,
    #[command(flatten)]
    given: Given,
}

/// A description, and the settings for its API that affect traffic.
pub(crate) struct Subject {
    /// The name for users.
    pub(crate) name: String,
    /// The description as written.
    pub(crate) description: Source,
    /// The effective description.
    pub(crate) document: Document,
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) paging: Vec<Paging>,
    pub(crate) webhooks: Option<Webhooks>,
}

impl Which {
    /// Reads the description and reports its diagnostics; errors fail the command.
    pub(crate) fn read(
        &self,
        workspace: impl FnOnce() -> Result<Workspace, Failure>,
    ) -> Result<Subject, Failure> {
        let workspace = self.spec.is_none().then(workspace).transpose()?;
        self.read_with(workspace.as_ref(), &[])
    }

    /// Whether it is the description of a project.
    pub(crate) fn is_of_project(&self) -> bool {
        self.spec.is_none()
    }

    /// The same with further overlays. Needs a workspace if the description is that of a project.
    pub(crate) fn read_with(
        &self,
        workspace: Option<&Workspace>,
        overlays: &[Source],
    ) -> Result<Subject, Failure> {
        let Some(path) = &self.spec else {
            let workspace = workspace.ok_or_else(|| Failure::failed("there is no project"))?;
            let mut spec = Spec::read(workspace)?;
            spec.input.overlays.extend_from_slice(overlays);
            let config = &spec.input.config;
            return Ok(Subject {
                description: spec.input.description.clone(),
                document: spec.effective()?,
                rate_limit: config.rate_limit,
                paging: config.paging.clone(),
                webhooks: config.webhooks.clone(),
                name: spec.name,
            });
        };
        let description = self.given.description(path)?;
        let name = description.name.clone();
        let mut all = self.given.overlays()?;
        all.extend_from_slice(overlays);
        // No client is generated, so no runtime is needed.
        let (config, _) = self.given.choices()?;
        let input = Input {
            description,
            overlays: all,
            names: Names::default(),
            config: config.clone(),
        };
        let effective = generator::Effective::read(&input)
            .map_err(|diagnostics| Failure::documents(&name, diagnostics))?;
        let defects = effective
            .diagnostics
            .iter()
            .filter(|it| it.code.is_defect());
        let defects = defects.count();
        if defects > 0 {
            let defects = terminal::count(defects, "defect");
            terminal::note(format_args!(
                "{defects} in {}; `generate` lists them",
                terminal::printable(&name)
            ));
        }
        Ok(Subject {
            name,
            description: input.description,
            document: effective.document,
            rate_limit: config.rate_limit,
            paging: config.paging,
            webhooks: config.webhooks,
        })
    }
}
