//! What a person and a log see: status lines in cargo's manner on stderr, data on stdout.

mod format;

use std::fmt::{Arguments, Display};
use std::io::{self, ErrorKind, IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use generator::diagnostic;

use crate::exit::Failure;

pub(crate) use format::Format;

const VERB: Style = AnsiColor::Green.on_default().bold();
const PROBLEM: Style = AnsiColor::Yellow.on_default().bold();
const ERROR: Style = AnsiColor::Red.on_default().bold();
const HELP: Style = AnsiColor::Cyan.on_default().bold();

/// How messages name this command: by its alias in the workspace that it is developed in.
pub(crate) const ALIAS: &str = "cargo xtask";

/// The name of the installed command.
pub(crate) const INSTALLED: &str = env!("CARGO_BIN_NAME");

/// What a person types to run this command: the alias where cargo runs it.
pub(crate) fn command_name() -> &'static str {
    match std::env::var_os("CARGO_MANIFEST_DIR") {
        Some(_) => ALIAS,
        None => INSTALLED,
    }
}

/// A message with the command under the name that a person types.
fn named(text: impl Display) -> String {
    text.to_string().replace(ALIAS, command_name())
}

/// Writes a line to stderr; anstream drops the colours where no terminal reads them and where
/// NO_COLOR is set. If stderr cannot be written to, nobody is left to be told.
#[cfg(not(test))]
fn line(text: Arguments<'_>) {
    let _ = writeln!(anstream::stderr(), "{}", named(text));
}

/// The same for unit tests, whose output is captured only where this macro writes it.
#[cfg(test)]
#[allow(clippy::print_stderr)]
fn line(text: Arguments<'_>) {
    eprintln!("{text}");
}

/// Applies `--color` to everything that is printed from now on.
pub(crate) fn choose_color(choice: clap::ColorChoice) {
    match choice {
        clap::ColorChoice::Auto => anstream::ColorChoice::Auto,
        clap::ColorChoice::Always => anstream::ColorChoice::Always,
        clap::ColorChoice::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}

/// A step that was done: a right-aligned verb and what it was done to.
pub(crate) fn status(verb: &str, text: impl Display) {
    line(format_args!("{VERB}{verb:>12}{VERB:#} {text}"));
}

/// Something that is not as it should be, in the form of a status line.
pub(crate) fn problem(verb: &str, text: impl Display) {
    line(format_args!("{PROBLEM}{verb:>12}{PROBLEM:#} {text}"));
}

/// Something worth knowing that stops nothing.
pub(crate) fn note(text: impl Display) {
    line(format_args!("{PROBLEM}note{PROBLEM:#}: {text}"));
}

/// An error on its own line; the command goes on to name others.
pub(crate) fn error(text: impl Display) {
    line(format_args!("{ERROR}error{ERROR:#}: {text}"));
}

/// What to do next.
pub(crate) fn help(text: impl Display) {
    line(format_args!("{HELP}help{HELP:#}: {text}"));
}

/// What is being done, on a line that the next one takes the place of. Only a terminal shows it.
pub(crate) fn transient(text: impl Display) {
    let mut stderr = io::stderr();
    if stderr.is_terminal() {
        let text = text.to_string();
        let _ = write!(stderr, "\r\x1b[2K{text}");
        let _ = stderr.flush();
    }
}

/// A line without any decoration.
pub(crate) fn plain(text: impl Display) {
    line(format_args!("{text}"));
}

/// What the library says about a document.
pub(crate) fn diagnostics(diagnostics: &[diagnostic::Diagnostic]) {
    if !diagnostics.is_empty() {
        plain(diagnostic::render(diagnostics).trim_end());
    }
}

/// Why a command did not succeed, and what to do next.
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

/// Data, to stdout.
///
/// # Errors
///
/// Where stdout cannot be written to; a reader that went away has seen what it wanted.
pub(crate) fn data(text: &str) -> Result<(), Failure> {
    write_out(io::stdout().lock(), text)
}

/// Data with styles, to stdout; anstream drops them where no terminal reads them and where NO_COLOR is
/// set.
///
/// # Errors
///
/// As of [`data`].
pub(crate) fn styled(text: &str) -> Result<(), Failure> {
    write_out(anstream::stdout().lock(), &named(text))
}

fn write_out(mut out: impl Write, text: &str) -> Result<(), Failure> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::failed("could not write to standard output").cause(&error))
        }
        _ => Ok(()),
    }
}

/// `1 overlay`, `2 overlays`, `1,234 files`: a count with its noun.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let plural = if number == 1 { "" } else { "s" };
    format!("{grouped} {noun}{plural}")
}

/// Text from elsewhere, such as a server, made harmless for a terminal and bounded in length.
pub(crate) fn printable(text: &str) -> String {
    diagnostic::escape(text).chars().take(200).collect()
}
