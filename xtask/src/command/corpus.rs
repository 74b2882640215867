//! `cargo xtask corpus`: runs the generator and the compiler on every description below a folder.

use clap::Args;

use crate::disk::workspace::Workspace;
use crate::exit::{Exit, Failure};
use crate::proof::corpus::{self, Options};
use crate::terminal::{self, Format};

/// Generate a client for every description under DIR, and report totals.
///
/// Takes every YAML and JSON file that is an OpenAPI or Swagger description. The results are kept
/// in `results.jsonl` in the output folder, one line per document. Exits with 0 if every document ended
/// without a panic or timeout and, with `--check`, every generated crate compiled without warnings.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    options: Options,
    /// List the unions with indistinguishable variants (D341): document and pointer.
    #[arg(long)]
    list_unions: bool,
    /// Output format of the totals.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<Exit, Failure> {
    let options = &arguments.options;
    let totals = corpus::run(workspace, options)?;
    let text = match arguments.format {
        Format::Json => totals.json(options.check)?,
        Format::Text => totals.text(options.check),
    };
    let text = match options.names && arguments.format == Format::Text {
        true => text + "\n" + &totals.names(options.seed),
        false => text,
    };
    let text = match arguments.list_unions && arguments.format == Format::Text {
        true => text + "\nUnions with indistinguishable variants\n" + &totals.alike(),
        false => text,
    };
    terminal::data(&text)?;
    Ok(if totals.all_well(options.check) {
        Exit::Success
    } else {
        Exit::Incomplete
    })
}
