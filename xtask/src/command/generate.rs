//! `cargo xtask generate`: any description in, a whole client package out.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use generator::diagnostic::Severity;
use generator::{Choices, Generated, Input, Source};

use crate::exit::{Exit, Failure};
use crate::project::beside;
use crate::project::denied::Denied;
use crate::project::manifest;
use crate::project::names::{self, NamesFile};
use crate::project::placing::Placing;
use crate::project::published::Published;
use crate::project::runtime_choice::{FOLDER, RuntimeChoice};
use crate::project::selecting::Selecting;
use crate::project::spec::{self, package_name};
use crate::project::workspace::{self, Workspace};
use crate::report::generated::{self, Report};
use crate::terminal::{self, Format};

/// The pinned names of a package, in its folder.
const NAMES: NamesFile = NamesFile {
    path: "names.toml",
    command: "generate",
};

/// The effective description of the last run, so that what it had keeps its name.
const KEPT: &str = ".generator/description.json";

/// The document of the events that a package was generated from.
const KEPT_EVENTS: &str = ".generator/events.yaml";

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
    /// The folder that contains all files referenced by the description [default: the folder of the
    /// description].
    #[arg(long, value_name = "DIR")]
    spec_root: Option<PathBuf>,
    #[command(flatten)]
    placing: Placing,
    /// The name of the package [default: derived from the description's title].
    #[arg(long, value_parser = package_name)]
    name: Option<String>,
    /// The configuration for this API, in the format of `spec/generator.toml`, which `init` writes with
    /// all settings; those about the description, such as `source`, have no effect here.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// An OpenAPI Overlay to apply first; repeatable, applied in this order.
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,
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
    let runtime = choice.of_client(place.package())?;
    let beside = choice.plan(place.package())?;
    let left = choice.left_behind(place.package());
    let out = Workspace::find(Some(place.out.clone()))?;
    let layout = place.layout(&runtime);
    let names_text = out.read_text(NAMES.path)?;
    let input = Input {
        description: description(arguments)?,
        overlays: (arguments.overlays.iter())
            .map(|path| read(path))
            .collect::<Result<_, _>>()?,
        names: NAMES.read(names_text.as_deref())?,
        config,
    };
    terminal::transient(format_args!("Generating {}", input.description.name));
    let generated = match out.read_text(KEPT)? {
        None => generator::generate_package(&input, layout),
        Some(text) => {
            let kept = |name: &str, text| Source {
                name: name.to_owned(),
                text,
                ..Source::default()
            };
            let events = out.read_text(KEPT_EVENTS)?;
            let events = events.map(|text| kept(KEPT_EVENTS, text));
            let before = kept(KEPT, text);
            generator::generate_package_after(&before, events.as_ref(), &input, layout)
        }
    };
    terminal::transient("");
    let generated = match generated {
        Ok(generated) => generated,
        Err(diagnostics) if arguments.format == Format::Json => {
            terminal::data(&generated::failed(&input, &diagnostics)?)?;
            return Ok(Exit::Failed);
        }
        Err(diagnostics) => {
            return Err(Failure::documents(&input.description.name, diagnostics));
        }
    };
    if arguments.format == Format::Text {
        let denied = &arguments.denied;
        denied.check(&input.description.name, &generated.diagnostics)?;
    } else if !arguments.denied.among(&generated.diagnostics).is_empty() {
        terminal::data(&generated::failed(&input, &generated.diagnostics)?)?;
        return Ok(Exit::Failed);
    }
    let mut plan = manifest::plan(place.ours(), &out, &generated)?;
    let new_names = names::render(
        &NAMES,
        names_text.as_deref(),
        &input.names,
        &generated.names,
    )?;
    if let Some(text) = new_names {
        plan.then(&out, NAMES.path, text)?;
    }
    plan.then(&out, KEPT, generated.effective.to_string())?;
    if let Some(webhooks) = &input.config.webhooks {
        let (events, _) = generator::Events::read(webhooks)
            .map_err(|found| Failure::documents(&webhooks.source.name, found))?;
        plan.then(&out, KEPT_EVENTS, events.value().to_string())?;
    }
    if !arguments.check {
        // First, so that an interrupted run leaves no client without it.
        if let Some((folder, runtime)) = &beside {
            runtime.apply(folder, |_| ())?;
        }
        plan.apply(&out, |_| ())?;
        if let Ok(Some((folder, left))) = &left {
            left.apply(folder, |_| ())?;
            // Only where it is empty.
            let _: io::Result<()> = fs::remove_dir(place.package().join(FOLDER));
        }
    }
    if let Err(failure) = &left {
        terminal::note(format_args!(
            "the client no longer uses {FOLDER}, which is not removed: {}",
            failure.message
        ));
    }
    let mut report = Report::new(&input.description, &generated, &plan, start.elapsed());
    if let (Some(host), Some(needed)) = (&place.host, &generated.dependencies) {
        report.host(host.entry(), &host.manifest_name, host.lacks(needed));
    }
    report.cover(&input, arguments.try_values);
    if arguments.list_names {
        report.list_names(&input);
    }
    match arguments.format {
        Format::Json => terminal::data(&report.json()?)?,
        Format::Text => report.print(arguments.check),
    }
    let is_stale = !plan.changes.is_empty()
        || beside.is_some_and(|it| !it.1.changes.is_empty())
        || matches!(left, Ok(Some(_)));
    Ok(exit(arguments, &generated, is_stale))
}

fn exit(arguments: &Arguments, generated: &Generated, is_stale: bool) -> Exit {
    let skipped = |it: &generator::diagnostic::Diagnostic| it.severity() == Severity::Skipped;
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
        let arrived = published.get(spec, None)?;
        let arrived = arrived.ok_or_else(|| Failure::failed("the server sent no description"))?;
        return arrived.source();
    }
    let path = Path::new(spec);
    beside::of_file(read(path)?, path, arguments.spec_root.as_deref())
}

/// The text of a file that the command line names.
fn read(path: &Path) -> Result<Source, Failure> {
    let name = path.display().to_string();
    let bytes = workspace::read(path, &name)?
        .ok_or_else(|| Failure::failed(format!("there is no file {name}")))?;
    Ok(Source {
        text: workspace::text(bytes, &name)?,
        name,
        ..Source::default()
    })
}

/// The choices of the configuration and the command line, and where the configuration says that the runtime
/// crate is: folders in it are relative to its file.
fn choices(arguments: &Arguments) -> Result<(Choices, Option<RuntimeChoice>), Failure> {
    let (mut choices, runtime) = match &arguments.config {
        None => (Choices::default(), None),
        Some(path) => {
            let source = read(path)?;
            let (mut choices, runtime) = spec::choices(&source.text, &source.name)?;
            if let Some(webhooks) = &mut choices.webhooks {
                beside::events(webhooks, path, &read)?;
            }
            if let Some(package) = &choices.package {
                package_name(package).map_err(|rule| {
                    Failure::failed(format!(
                        "{}: `{package}` is not a valid package name",
                        source.name
                    ))
                    .help(rule)
                })?;
            }
            let folder = path.parent().unwrap_or(Path::new(""));
            (choices, runtime.map(|runtime| runtime.within(folder)))
        }
    };
    arguments.selecting.add_to(&mut choices);
    choices.max_bytes = arguments.max_bytes.or(choices.max_bytes);
    if arguments.name.is_some() {
        choices.package.clone_from(&arguments.name);
    }
    Ok((choices, runtime))
}
