//! `cargo xtask init`: starts a project for the client of any API.

use std::path::PathBuf;

use clap::Args;

use crate::exit::{Exit, Failure};
use crate::project::published::Published;
use crate::project::runtime_choice::RuntimeChoice;
use crate::project::spec::package_name;
use crate::terminal::{self, count};
use crate::upkeep::init::{self, New};

/// Start a project that keeps a client in sync with its description.
///
/// Writes `spec/` with the description, its lock, the pinned names and `generator.toml`, in which every
/// choice is listed with its default; the client crate in `generated-client/`, with the runtime crate in
/// it; and a workflow that checks for drift. In it, `regen`, `fetch`, `drift`, `diff`, `update`, `accept`
/// and `propose` work. Either all of it is written, or nothing.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The description: a file, or an https address.
    #[arg(long, value_name = "FILE|URL")]
    spec: String,
    /// The folder of the project; created if missing.
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
    /// The name of the client's package [default: derived from the description's title].
    #[arg(long, value_parser = package_name)]
    name: Option<String>,
    /// Where the client finds the runtime crate: `vendored`, written into `generated-client/runtime`;
    /// `published`, in the registry; `git=URL` or `git=URL#REVISION`; or `path=DIR`, a folder that has it,
    /// relative to the project [default: vendored, unless this command came from the registry].
    #[arg(long, value_name = "WHERE", value_parser = RuntimeChoice::parse)]
    runtime: Option<RuntimeChoice>,
    /// `crate`: the client of a project is one.
    #[arg(long, hide = true, value_name = "LAYOUT", value_parser = only_a_crate)]
    layout: Option<()>,
    /// The configuration of the Stainless generator for this description: its names, groups and paging
    /// become an overlay in `spec/overlays/`, the names of its models lines of `spec/names.toml`. Parts
    /// without effect are reported.
    #[arg(long, value_name = "FILE")]
    stainless: Option<PathBuf>,
    /// Timeout of a download.
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    timeout: u64,
    /// Accept http addresses of this machine, such as http://127.0.0.1:8080/api.yaml.
    #[arg(long)]
    allow_http: bool,
}

fn only_a_crate(layout: &str) -> Result<(), &'static str> {
    match layout {
        "crate" => Ok(()),
        _ => Err(
            "the client of a project is a crate; `generate --layout module` writes a module of an \
             existing crate",
        ),
    }
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let new = New {
        spec: &arguments.spec,
        out: &arguments.out,
        name: arguments.name.clone(),
        stainless: arguments.stainless.as_deref(),
        runtime: arguments.runtime.clone().unwrap_or_default(),
        published: Published::within(arguments.timeout, arguments.allow_http),
    };
    let made = init::write(new)?;
    for path in &made.kept {
        terminal::problem("Kept", format_args!("{path}: exists already"));
    }
    terminal::status(
        "Created",
        format_args!("{}: {}", made.package, count(made.files, "file")),
    );
    terminal::help(
        "commit these files; `drift` reports changes of the published description, `update` applies them, \
         and `spec/generator.toml` is the configuration; on GitHub, set the variable GENERATOR_REPOSITORY to \
         the git address of clientsmith",
    );
    Ok(Exit::Success)
}
