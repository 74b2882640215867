//! `cargo xtask dump`: prints the data of a stage of the generator, for people and for programs.

use clap::{Args, ValueEnum};
use generator::Described;
use generator::diagnostic::did_you_mean;

use crate::disk::workspace::Workspace;
use crate::exit::{Exit, Failure};
use crate::project::spec::Spec;
use crate::terminal;

/// Print the output of a stage of the generator: all of it, or one operation or schema.
///
/// `dump document` prints the effective description, that is, with all overlays applied: plain
/// OpenAPI 3.0, exactly as the generator reads it. `dump tokens` prints source code.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The stage to print.
    stage: Stage,
    /// An operationId, method and path such as "GET /agents", the name of a component or type, or
    /// a JSON pointer such as /components/schemas/Agent.
    name: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Stage {
    /// The effective description.
    Document,
    /// The API: every reference resolved, every allOf merged.
    Api,
    /// The client as Rust items: every name, type and box decided.
    Rust,
    /// The client as source code.
    Tokens,
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<Exit, Failure> {
    let spec = Spec::read(workspace)?;
    let stage = match arguments.stage {
        Stage::Document => generator::Stage::Document,
        Stage::Api => generator::Stage::Api,
        Stage::Rust => generator::Stage::Rust,
        Stage::Tokens => generator::Stage::Tokens,
    };
    let name = arguments.name.as_deref();
    let dumped = generator::dump(&spec.input, stage, name, arguments.json)
        .map_err(|diagnostics| Failure::documents("spec/", diagnostics))?;
    let text = dumped.ok_or_else(|| {
        let name = name.unwrap_or_default();
        let message = format!(
            "this stage has no item `{name}`{}",
            meant(&spec, name)
        );
        Failure::failed(terminal::printable(&message)).help(
            "give an operationId, \"GET /path\", the name of a component or type, or a JSON pointer",
        )
    })?;
    terminal::data(&text)?;
    Ok(Exit::Success)
}

/// Suggests the operation, component or type that was probably meant.
fn meant(spec: &Spec, name: &str) -> String {
    let Ok(described) = Described::read(&spec.input) else {
        return String::new();
    };
    let client = &described.client;
    let operations = client.operations.iter();
    let operations = operations.flat_map(|it| [it.id.as_str(), it.key.as_str(), it.name.as_str()]);
    let models = client.models.iter().map(|it| it.name.as_str());
    let components = client.names.schemas.keys().map(String::as_str);
    did_you_mean(name, operations.chain(models).chain(components))
}
