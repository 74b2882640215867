//! How a command ends: the exit code, and the failure that is printed.

use std::error::Error;
use std::process::ExitCode;

use generator::diagnostic::{Diagnostic, Severity, did_you_mean};

/// The exit codes, a stable interface for continuous integration. All are below 125, as shells
/// reserve the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Done, or nothing to do.
    Success = 0,
    /// Failed: disk, network, or an invalid document. Implies nothing about staleness.
    Failed = 1,
    /// Invalid command line (the code is clap's own).
    Usage = 2,
    /// Done as far as possible: a client was written without the parts of its description that
    /// can't be expressed, or a corpus has documents that failed.
    Incomplete = 3,
    /// The checkout differs from the output of `regen`; running it fixes that.
    Stale = 4,
    /// Drift: there are changes, but none breaks released clients, or all that do are accepted.
    Drift = 10,
    /// Changes that are not accepted break released clients.
    Breaking = 11,
    /// The comparison base is unavailable (network, file, revision). Implies nothing about drift.
    NoBase = 12,
    /// Refused: a person must decide; nothing was written.
    Refused = 100,
}

/// The codes as `--help` shows them.
pub(crate) const HELP: &str = "\
Exit codes:
  0    done, or nothing to do
  1    failed: disk, network, or an invalid document
  2    invalid command line
  3    incomplete: the skipped parts are listed
  4    stale: `cargo xtask regen` would change the checkout
  10   drift: there are changes, and none breaks released clients
  11   breaking: changes that are not accepted break released clients
  12   comparison base unavailable (network, file, revision)
  100  refused: a decision is needed; nothing was written";

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Whether a diagnostic stops the generation of our own client. The generator continues past faults
/// of a description, but ours can be corrected with an overlay, and must not lose anything
/// silently.
pub(crate) fn is_fault(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity() == Severity::Error || diagnostic.code.is_defect()
}

/// Why a command did not succeed, and what to do next.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The exit code.
    pub(crate) exit: Exit,
    /// Diagnostics about the documents; printed first.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What failed, without a final full stop.
    pub(crate) message: String,
    /// Subjects and causes, one per line.
    pub(crate) details: Vec<String>,
    /// The next step for the user.
    pub(crate) help: Option<String>,
}

/// The key that was probably meant, if the parser's error lists the known ones: ``unknown field
/// `idd`, expected one of `id`, `name` ``.
fn meant_key(error: &str) -> String {
    for what in ["unknown field `", "unknown variant `"] {
        let found = error.split_once(what).and_then(|(_, rest)| {
            let (typed, known) = rest.split_once("`, expected ")?;
            Some((typed, known.split('`').skip(1).step_by(2)))
        });
        if let Some((typed, known)) = found {
            return did_you_mean(typed, known);
        }
    }
    String::new()
}

impl Failure {
    fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            diagnostics: Vec::new(),
            message: message.into(),
            details: Vec::new(),
            help: None,
        }
    }

    /// The command failed.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::new(Exit::Failed, message)
    }

    /// The command could continue, but a person must decide first.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::new(Exit::Refused, message)
    }

    /// The comparison base is unavailable.
    pub(crate) fn no_base(message: impl Into<String>) -> Self {
        Self::new(Exit::NoBase, message)
    }

    /// The documents are invalid; `subject` names them.
    pub(crate) fn documents(subject: &str, diagnostics: Vec<Diagnostic>) -> Self {
        let errors = diagnostics.iter().filter(|it| is_fault(it)).count();
        let noun = if errors == 1 { "error" } else { "errors" };
        Self {
            diagnostics,
            ..Self::failed(format!("{errors} {noun} in {subject}; nothing was written"))
        }
    }

    /// Adds an error and its chain of sources.
    pub(crate) fn cause(mut self, error: &dyn Error) -> Self {
        let mut next = Some(error);
        let mut said = String::new();
        while let Some(error) = next {
            let text = error.to_string();
            // Many errors repeat their source in their own message.
            if !said.contains(&text) {
                said.push_str(&text);
                let meant = meant_key(&text);
                let text = if meant.is_empty() {
                    &*text
                } else {
                    text.trim_end()
                };
                self.details.push(format!("caused by: {text}{meant}"));
            }
            next = error.source();
        }
        self
    }

    /// Adds detail lines.
    pub(crate) fn details(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.details.extend(lines);
        self
    }

    /// Sets the next step for the user.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_compared_with_the_known_ones() {
        for (error, meant) in [
            (
                "line 1\nunknown field `pakage`, expected one of `package`, `api`\n",
                "; did you mean `package`?",
            ),
            (
                "unknown variant `pth`, expected `path` or `client`",
                "; did you mean `path`?",
            ),
            ("unknown field `colour`, expected `hide` or `show`", ""),
            ("unknown field `x`, there are no fields", ""),
            ("missing field `reason`", ""),
        ] {
            assert_eq!(meant_key(error), meant, "{error}");
        }
    }
}
