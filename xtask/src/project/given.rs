//! Inputs that the command line names. In: paths. Out: their contents, each with its path as its name.
//! Absent: those of a project, which are in `spec/`.

use std::path::{Path, PathBuf};

use clap::Args;
use generator::{Choices, Source};

use crate::disk::workspace;
use crate::exit::Failure;
use crate::project::beside;
use crate::project::runtime_choice::RuntimeChoice;
use crate::project::spec;
use crate::terminal::printable;

/// The inputs that belong to a description.
#[derive(Args)]
pub(crate) struct Given {
    /// The folder that contains all files referenced by the description [default: the folder of the
    /// description].
    #[arg(long, value_name = "DIR", requires = "spec", global = true)]
    spec_root: Option<PathBuf>,
    /// The configuration for this API, in the format of `spec/generator.toml`, which `init` writes with
    /// all settings; those about the description, such as `source`, have no effect here.
    #[arg(long, value_name = "FILE", requires = "spec", global = true)]
    pub(crate) config: Option<PathBuf>,
    /// An OpenAPI Overlay to apply first; repeatable, applied in this order.
    #[arg(
        long = "overlay",
        value_name = "FILE",
        requires = "spec",
        global = true
    )]
    overlays: Vec<PathBuf>,
}

impl Given {
    /// A description in a file, with the files that it references.
    pub(crate) fn description(&self, path: &Path) -> Result<Source, Failure> {
        beside::of_file(source(path)?, path, self.spec_root.as_deref())
    }

    /// The overlays.
    pub(crate) fn overlays(&self) -> Result<Vec<Source>, Failure> {
        self.overlays.iter().map(|path| source(path)).collect()
    }

    /// The choices of the configuration with the events that it names, and its location of the runtime
    /// crate, whose folder is relative to the file.
    pub(crate) fn choices(&self) -> Result<(Choices, Option<RuntimeChoice>), Failure> {
        let Some(path) = &self.config else {
            return Ok(Default::default());
        };
        let text = source(path)?;
        let (mut choices, runtime) = spec::choices(&text.text, &text.name)?;
        if let Some(webhooks) = &mut choices.webhooks {
            beside::events(webhooks, path, &source)?;
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        Ok((choices, runtime.map(|runtime| runtime.within(folder))))
    }
}

/// The text of a file.
pub(crate) fn source(path: &Path) -> Result<Source, Failure> {
    let name = path.display().to_string();
    let bytes = workspace::read(path, &name)?.ok_or_else(|| {
        Failure::failed(format!("there is no file {}", printable(&name))).help("check the path")
    })?;
    Ok(Source {
        text: workspace::text(bytes, &name)?,
        name,
        ..Source::default()
    })
}
