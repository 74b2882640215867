//! `cargo xtask dump`: what a stage of the generator holds, for people and for programs.

use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::exit::{Exit, Failure};
use crate::spec::Spec;
use crate::terminal;
use crate::workspace::Workspace;

/// Print what a stage of the generator holds: all of it, or one operation or schema.
///
/// `dump document` prints the effective description, that is, with all overlays applied: plain
/// OpenAPI 3.0, and just what the generator reads.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The stage to look into.
    stage: Stage,
    /// An operationId, a component's name, or a JSON pointer such as /paths/~1agents/get.
    name: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Stage {
    /// The effective description.
    Document,
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<Exit, Failure> {
    let spec = Spec::read(workspace)?;
    let text = match arguments.stage {
        Stage::Document => document(&spec, arguments)?,
    };
    terminal::data(&text)?;
    Ok(Exit::Success)
}

fn document(spec: &Spec, arguments: &Arguments) -> Result<String, Failure> {
    let subject = &spec.input.description.name;
    let document = spec.effective()?;
    let node = match &arguments.name {
        None => document.value(),
        Some(name) => node(document.value(), name).ok_or_else(|| {
            let name = terminal::printable(name);
            Failure::failed(format!(
                "{subject} has no operation, component or node `{name}`"
            ))
            .help("give an operationId, a component's name, or a JSON pointer that begins with /")
        })?,
    };
    let unprintable = |error: &dyn std::error::Error| {
        Failure::failed("could not print the description").cause(error)
    };
    if arguments.json {
        let json = serde_json::to_string_pretty(node).map_err(|error| unprintable(&error))?;
        Ok(format!("{json}\n"))
    } else {
        serde_yaml::to_string(node).map_err(|error| unprintable(&error))
    }
}

/// The node that a person means by `name`.
fn node<'a>(description: &'a Value, name: &str) -> Option<&'a Value> {
    if name.starts_with('/') {
        return description.pointer(name);
    }
    let members = |value: &'a Value| value.as_object().into_iter().flat_map(|it| it.values());
    let operation = description
        .get("paths")
        .into_iter()
        .flat_map(members)
        .flat_map(members)
        .find(|it| it.get("operationId").and_then(Value::as_str) == Some(name));
    operation.or_else(|| {
        let components = description.get("components")?;
        let schema = components
            .get("schemas")
            .and_then(|schemas| schemas.get(name));
        schema.or_else(|| members(components).find_map(|kind| kind.get(name)))
    })
}
