//! The command line of this workspace.
//!
//! Only this package touches disk and network; the library interprets descriptions. `regen` is a function
//! of the checkout; `fetch`, `drift`, `update`, `init` and `generate` download. `generate` and `corpus` work
//! with any description.

mod command;
mod disk;
// Each feature uses only a part of it.
#[cfg(feature = "exchange")]
#[allow(dead_code, unused_imports)]
mod exchange;
mod exit;
mod git;
mod judging;
#[cfg(feature = "mock")]
mod mock;
mod net;
#[cfg(feature = "observe")]
mod observe;
mod project;
mod proof;
mod report;
mod terminal;
mod upkeep;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};

use command::{
    accept, completions, corpus, diff, diff_driver, drift, dump, explain, fetch, generate, init,
    measure, propose, regen, samples, update, witness,
};
use disk::workspace::Workspace;
use exit::{Exit, Failure};
use proof::measure::report_peak;

/// Tokens and syntax trees are made of millions of small allocations.
#[cfg(feature = "allocator")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Keep the client in sync with its OpenAPI description.
///
/// `spec/` holds the description, its overlays, pinned names and the configuration; `regen` generates
/// `generated-client/` from them, and `spec/spec.lock` records the digests of inputs and outputs.
#[derive(Parser)]
#[command(version = env!("COMMAND_VERSION"))]
struct Cli {
    /// The folder with `spec/` and `generated-client/`.
    #[arg(long, global = true, hide = true, value_name = "DIR")]
    root: Option<PathBuf>,
    /// When to colour the output.
    #[arg(long, global = true, value_name = "WHEN", default_value_t)]
    color: ColorChoice,
    /// Print the peak memory of this process at its end; `measure --generate` asks for it.
    #[arg(long, global = true, hide = true)]
    report_memory: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Regen(regen::Arguments),
    Diff(diff::Arguments),
    DiffDriver(diff_driver::Arguments),
    Drift(drift::Arguments),
    Accept(accept::Arguments),
    Fetch(fetch::Arguments),
    Update(update::Arguments),
    Dump(dump::Arguments),
    Propose(propose::Arguments),
    Samples(samples::Arguments),
    Observe(command::observe::Arguments),
    Mock(command::mock::Arguments),
    Measure(measure::Arguments),
    Generate(generate::Arguments),
    Init(init::Arguments),
    Explain(explain::Arguments),
    Completions(completions::Arguments),
    Corpus(corpus::Arguments),
    Witness(witness::Arguments),
}

impl Cli {
    fn run(self) -> Result<Exit, Failure> {
        terminal::choose_color(self.color);
        // Commands about any description need no workspace.
        let workspace = || Workspace::find(self.root);
        let exit = match self.command {
            Command::Regen(arguments) => regen::run(&workspace()?, &arguments),
            Command::Diff(arguments) => diff::run(workspace, &arguments),
            Command::DiffDriver(arguments) => {
                let workspace = workspace().unwrap_or_else(|_| Workspace::here());
                diff_driver::run(&workspace, &arguments)
            }
            Command::Drift(arguments) => drift::run(&workspace()?, &arguments),
            Command::Accept(arguments) => accept::run(&workspace()?, &arguments),
            Command::Fetch(arguments) => fetch::run(&workspace()?, &arguments),
            Command::Update(arguments) => update::run(&workspace()?, &arguments),
            Command::Dump(arguments) => dump::run(&workspace()?, &arguments),
            Command::Propose(arguments) => propose::run(workspace, &arguments),
            Command::Samples(arguments) => samples::run(&workspace()?, &arguments),
            Command::Observe(arguments) => command::observe::run(workspace, &arguments),
            Command::Mock(arguments) => command::mock::run(workspace, &arguments),
            Command::Measure(arguments) => measure::run(&workspace()?, &arguments),
            Command::Generate(arguments) => generate::run(&arguments),
            Command::Init(arguments) => init::run(&arguments),
            Command::Explain(arguments) => explain::run(&arguments),
            Command::Completions(arguments) => completions::run(Self::command(), &arguments),
            Command::Corpus(arguments) => corpus::run(&workspace()?, &arguments),
            Command::Witness(arguments) => witness::run(&workspace()?, &arguments),
        }?;
        if self.report_memory {
            report_peak()?;
        }
        Ok(exit)
    }
}

fn main() -> ExitCode {
    let name = terminal::command_name();
    let command = Cli::command()
        .name(name)
        .bin_name(name)
        .after_help(exit::HELP.replace(terminal::ALIAS, name));
    let cli = command
        .try_get_matches()
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let exit = match cli {
        Ok(cli) => cli.run().unwrap_or_else(|failure| {
            terminal::failure(&failure);
            failure.exit
        }),
        Err(error) => {
            // A closed pipe is not an error.
            let _ = error.print();
            if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Success
            }
        }
    };
    exit.into()
}
