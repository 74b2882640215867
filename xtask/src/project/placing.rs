//! Where `generate` writes: a crate of its own, or a module of a crate that is there.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use generator::Runtime;

use crate::exit::Failure;
use crate::project::extent::Extent;
use crate::project::host::{self, Host};
use crate::project::layouts;

/// What is written, and where.
#[derive(Args)]
pub(crate) struct Placing {
    /// The folder of the package, or of the module [default for a module: src/api]; created if missing.
    #[arg(long, value_name = "DIR", required_unless_present = "layout")]
    out: Option<PathBuf>,
    /// The layout: a crate of its own, or a module of the crate around `--out` [default: crate].
    #[arg(long, value_name = "LAYOUT")]
    layout: Option<Shape>,
}

/// What stands around the modules of a client.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// A crate of its own.
    Crate,
    /// A module of an existing crate.
    Module,
}

impl Placing {
    /// Where that is.
    ///
    /// # Errors
    ///
    /// Where no client of this layout can be written there.
    pub(crate) fn place(&self) -> Result<Place, Failure> {
        let is_module = self.layout == Some(Shape::Module);
        let out = match &self.out {
            Some(out) => out.clone(),
            None if is_module => PathBuf::from(host::FOLDER),
            None => {
                return Err(Failure::failed("a crate needs a folder")
                    .help("give a folder, such as `--out client`; it is created if missing"));
            }
        };
        if is_module {
            let host = Some(Host::around(&out)?);
            return Ok(Place { out, host });
        }
        if layouts::is_module(&out)? {
            let shown = out.display();
            return Err(
                Failure::refused(format!("{shown} contains a client as a module"))
                    .help("give `--layout module` again, or another folder"),
            );
        }
        Ok(Place { out, host: None })
    }
}

/// Where a client is written.
pub(crate) struct Place {
    /// The folder.
    pub(crate) out: PathBuf,
    /// The crate that it becomes a module of; none where it is one.
    host: Option<Host>,
}

impl Place {
    /// The folder of the crate.
    pub(crate) fn package(&self) -> &Path {
        self.host.as_ref().map_or(&self.out, |host| &host.folder)
    }

    /// What is generated there.
    pub(crate) fn extent(self, runtime: Runtime) -> Extent {
        match self.host {
            None => Extent::Alone(runtime),
            Some(host) => Extent::Module {
                host: Box::new(host),
                runtime,
            },
        }
    }
}
