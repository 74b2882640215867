//! `cargo xtask generate`: any description in, a whole client package out.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use generator::diagnostic::{Diagnostic, Severity};
use generator::{Choices, Described, Effective, Generated, Input, Source};

use crate::disk::workspace::{self, Workspace};
use crate::exit::{Exit, Failure};
use crate::project::Project;
use crate::project::denied::Denied;
use crate::project::extent::Extent;
use crate::project::given::Given;
use crate::project::kept::Kept;
use crate::project::lock::Found;
use crate::project::names::{self, OF_CLIENT};
use crate::project::placing::Placing;
use crate::project::published::Published;
use crate::project::runtime_choice::{FOLDER, RuntimeChoice};
use crate::project::selecting::Selecting;
use crate::project::spec::{Spec, package_name};
use crate::report::generated::{self, Report};
use crate::terminal::{self, Format};

/// The time for a download.
const DOWNLOAD_SECONDS: u64 = 120;

/// Generate a client package for any OpenAPI description.
///
/// Writes a complete crate: manifest, sources, README, a table of the operations, and tests of their
/// requests and of the description's examples. Names are stable from run to run, even if the description
/// renames things: they are kept in `names.toml` in the folder, and the description of the previous run
/// in `.generator`. Only changed files are written, and a file without the `@generated` mark is never
/// overwritten or deleted. The network is used only for an address.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The description: OpenAPI 3.0, 3.1, 3.2 or Swagger 2.0, YAML or JSON. A file, an https address, or
    /// `-` for standard input. Other files that it references are read only if it is a file.
    #[arg(long, value_name = "FILE|URL|-")]
    spec: String,
    /// Accept http addresses of this machine, such as http://127.0.0.1:8080/api.yaml.
    #[arg(long)]
    allow_http: bool,
    #[command(flatten)]
    given: Given,
    #[command(flatten)]
    placing: Placing,
    /// The name of the package [default: derived from the description's title].
    #[arg(long, value_parser = package_name)]
    name: Option<String>,
    /// Where the client finds the runtime crate: `published`, in the registry; `git=URL` or
    /// `git=URL#REVISION`; `path=DIR`, a folder that has it; `vendored` or `vendored=DIR`, written into
    /// the client's folder `runtime` or into DIR, which several clients can share [default: vendored,
    /// unless this command came from the registry].
    #[arg(long, value_name = "WHERE", value_parser = RuntimeChoice::parse, conflicts_with = "path_runtime")]
    runtime: Option<RuntimeChoice>,
    /// The same as `--runtime path=DIR`.
    #[arg(long, value_name = "DIR", hide = true)]
    path_runtime: Option<PathBuf>,
    /// The size in bytes, whitespace not counted, beyond which a description is refused [default: 64
    /// MiB].
    #[arg(long, value_name = "N")]
    max_bytes: Option<usize>,
    /// Also change this many values of the description, one after the other, and list those without any
    /// effect on the client or the diagnostics.
    #[arg(long, value_name = "N", default_value_t = 0)]
    try_values: usize,
    /// With `--format json`, list the client's names beside the description's words.
    #[arg(long)]
    list_names: bool,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    selecting: Selecting,
    #[command(flatten)]
    denied: Denied,
    /// Write nothing; exit with 4 if the package is stale.
    #[arg(long)]
    check: bool,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let start = Instant::now();
    let place = arguments.placing.place()?;
    let of_path = arguments.path_runtime.clone().map(RuntimeChoice::Path);
    let (config, configured) = choices(arguments)?;
    let chosen = of_path.or(arguments.runtime.clone()).or(configured);
    let choice = chosen.unwrap_or_default();
    let package = place.package().to_path_buf();
    let beside = choice.plan(&package)?;
    let left = choice.left_behind(&package);
    let out = Workspace::find(Some(place.out.clone()))?;
    let extent = place.extent(choice.of_client(&package)?);
    let names_text = out.read_text(OF_CLIENT.path)?;
    let given = Input {
        description: description(arguments)?,
        overlays: arguments.given.overlays()?,
        names: names::read(names_text.as_deref(), OF_CLIENT.path)?,
        config,
    };
    let kept = Kept::find(&out)?;
    terminal::transient(format_args!("Generating {}", given.description.name));
    let generated = generate(&given, kept.as_ref(), &extent);
    terminal::transient("");
    let is_text = arguments.format == Format::Text;
    let (input, generated) = match generated {
        Ok(generated) => generated,
        Err(diagnostics) if is_text => {
            return Err(Failure::documents(&given.description.name, diagnostics));
        }
        Err(diagnostics) => {
            terminal::data(&generated::failed(&given, &diagnostics)?)?;
            return Ok(Exit::Failed);
        }
    };
    let denied = &arguments.denied;
    if is_text {
        denied.check(&input.description.name, &generated.diagnostics)?;
    } else if !denied.among(&generated.diagnostics).is_empty() {
        terminal::data(&generated::failed(&input, &generated.diagnostics)?)?;
        return Ok(Exit::Failed);
    }
    let project = Project {
        folder: &out,
        spec: Spec::given(input, names_text),
        extent,
        lock: Found::Nothing,
    };
    let mut plan = project.plan(&generated)?;
    Kept::plan(&mut plan, &project, &generated)?;
    if !arguments.check {
        // First, so that an interrupted run leaves no client without it.
        if let Some((folder, runtime)) = &beside {
            runtime.apply(folder)?;
        }
        plan.apply(&out).map_err(|failure| match &beside {
            Some((folder, runtime)) => failure.details(runtime.revert(folder)),
            None => failure,
        })?;
        if let Ok(Some((folder, left))) = &left {
            left.apply(folder)?;
            // Only where it is empty.
            let _: io::Result<()> = fs::remove_dir(package.join(FOLDER));
        }
    }
    if let Err(failure) = &left {
        terminal::note(format_args!(
            "the client no longer uses {FOLDER}, which is not removed: {}",
            failure.message
        ));
    }
    let input = &project.spec.input;
    let mut report = Report::new(&input.description, &generated, &plan, start.elapsed());
    if let (Extent::Module { host, .. }, Some(needed)) = (&project.extent, &generated.dependencies)
    {
        report.host(host.entry(), &host.manifest_name, host.lacks(needed));
    }
    report.cover(input, arguments.try_values);
    if arguments.list_names {
        report.list_names(input);
    }
    match is_text {
        true => report.print(arguments.check),
        false => terminal::data(&report.json()?)?,
    }
    let is_stale = !plan.changes.is_empty()
        || beside.is_some_and(|it| !it.1.changes.is_empty())
        || matches!(left, Ok(Some(_)));
    Ok(exit(arguments, &generated, is_stale))
}

/// Completes the configuration, and generates the client with the names of the one before.
fn generate(
    given: &Input<Choices>,
    kept: Option<&Kept>,
    extent: &Extent,
) -> Result<(Input, Generated), Vec<Diagnostic>> {
    let effective = Effective::read(given)?;
    let input = Input {
        config: effective.complete(&given.config),
        description: given.description.clone(),
        overlays: given.overlays.clone(),
        names: given.names.clone(),
    };
    let described = match kept {
        Some(kept) => kept.followed_by(effective, &input),
        None => Described::of(effective, &input.names, &input.config),
    }?;
    Ok((input, extent.generate(described)?))
}

fn exit(arguments: &Arguments, generated: &Generated, is_stale: bool) -> Exit {
    let skipped = |it: &Diagnostic| it.severity() == Severity::Skipped;
    if arguments.check && is_stale {
        Exit::Stale
    } else if generated.diagnostics.iter().any(skipped) {
        Exit::Incomplete
    } else {
        Exit::Success
    }
}

/// The description, and where it is a file, those that it refers to.
fn description(arguments: &Arguments) -> Result<Source, Failure> {
    let spec = &arguments.spec;
    if spec == "-" {
        let name = "standard input".to_owned();
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes);
        read.map_err(|error| Failure::failed(format!("could not read {name}")).cause(&error))?;
        let text = workspace::text(bytes, &name)?;
        return Ok(Source {
            name,
            text,
            ..Source::default()
        });
    }
    if spec.contains("://") {
        let published = Published::within(DOWNLOAD_SECONDS, arguments.allow_http);
        return published.first(spec)?.source();
    }
    arguments.given.description(Path::new(spec))
}

/// The choices of the configuration and the command line, and where the configuration says that the runtime
/// crate is.
fn choices(arguments: &Arguments) -> Result<(Choices, Option<RuntimeChoice>), Failure> {
    let (mut choices, runtime) = arguments.given.choices()?;
    if let (Some(package), Some(path)) = (&choices.package, &arguments.given.config) {
        package_name(package).map_err(|rule| {
            let path = path.display();
            Failure::failed(format!("{path}: `{package}` is not a valid package name")).help(rule)
        })?;
    }
    arguments.selecting.add_to(&mut choices);
    choices.max_bytes = arguments.max_bytes.or(choices.max_bytes);
    if arguments.name.is_some() {
        choices.package.clone_from(&arguments.name);
    }
    Ok((choices, runtime))
}
