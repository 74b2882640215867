//! `cargo xtask completions`: shell completions, derived from the command line itself.

use clap::{Args, Command};
use clap_complete::Shell;

use crate::exit::{Exit, Failure};
use crate::terminal;

/// Print completions for a shell.
///
/// For bash, for example: `completions bash > ~/.local/share/bash-completion/completions/NAME`, where NAME is
/// the name of the installed command.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The shell.
    shell: Shell,
}

/// Runs the command.
pub(crate) fn run(mut command: Command, arguments: &Arguments) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut command,
        terminal::INSTALLED,
        &mut script,
    );
    terminal::data(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Success)
}
