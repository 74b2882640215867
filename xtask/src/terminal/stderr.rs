//! Status lines and messages about a run, on stderr.

use std::fmt::{Arguments, Display};
use std::io::{self, IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use generator::diagnostic;

use crate::exit::Failure;

const VERB: Style = AnsiColor::Green.on_default().bold();
const PROBLEM: Style = AnsiColor::Yellow.on_default().bold();
const ERROR: Style = AnsiColor::Red.on_default().bold();
const HELP: Style = AnsiColor::Cyan.on_default().bold();

/// Writes a line to stderr; anstream strips the colours if no terminal reads them or NO_COLOR is
/// set. A failure to write to stderr can't be reported.
#[cfg(not(test))]
fn line(text: Arguments<'_>) {
    let _ = writeln!(anstream::stderr(), "{}", super::name::named(text));
}

/// The same for unit tests, whose output is captured only if this macro writes it.
#[cfg(test)]
#[allow(clippy::print_stderr)]
fn line(text: Arguments<'_>) {
    eprintln!("{text}");
}

/// Applies `--color` to all further output.
pub(crate) fn choose_color(choice: clap::ColorChoice) {
    match choice {
        clap::ColorChoice::Auto => anstream::ColorChoice::Auto,
        clap::ColorChoice::Always => anstream::ColorChoice::Always,
        clap::ColorChoice::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}

/// A finished step: a right-aligned verb and its object.
pub(crate) fn status(verb: &str, text: impl Display) {
    line(format_args!("{VERB}{verb:>12}{VERB:#} {text}"));
}

/// A problem, in the form of a status line.
pub(crate) fn problem(verb: &str, text: impl Display) {
    line(format_args!("{PROBLEM}{verb:>12}{PROBLEM:#} {text}"));
}

/// A note that stops nothing.
pub(crate) fn note(text: impl Display) {
    line(format_args!("{PROBLEM}note{PROBLEM:#}: {text}"));
}

/// An error on its own line; the command continues, to report others.
pub(crate) fn error(text: impl Display) {
    line(format_args!("{ERROR}error{ERROR:#}: {text}"));
}

/// The next step for the user.
pub(crate) fn help(text: impl Display) {
    line(format_args!("{HELP}help{HELP:#}: {text}"));
}

/// A step in progress, on a line that the next one replaces. Only a terminal shows it.
pub(crate) fn transient(text: impl Display) {
    let mut stderr = io::stderr();
    if stderr.is_terminal() {
        let text = text.to_string();
        let _ = write!(stderr, "\r\x1b[2K{text}");
        let _ = stderr.flush();
    }
}

/// An undecorated line.
pub(crate) fn plain(text: impl Display) {
    line(format_args!("{text}"));
}

/// Diagnostics about a document.
pub(crate) fn diagnostics(diagnostics: &[diagnostic::Diagnostic]) {
    if !diagnostics.is_empty() {
        plain(diagnostic::render(diagnostics).trim_end());
    }
}

/// Why a command failed, and the next step.
pub(crate) fn failure(failure: &Failure) {
    diagnostics(&failure.diagnostics);
    error(&failure.message);
    for detail in &failure.details {
        plain(format_args!(
            "  {}",
            detail.trim_end().replace('\n', "\n  ")
        ));
    }
    if let Some(text) = &failure.help {
        help(text);
    }
}
