//! Diagnostics that make a run fail: `--deny`.

use clap::Args;
use generator::diagnostic::{Code, Diagnostic, did_you_mean};

use crate::exit::Failure;
use crate::terminal::count;

/// The value that denies every code.
const ALL: &str = "notes";

/// The diagnostics that make a run fail.
#[derive(Args, Default)]
pub(crate) struct Denied {
    /// Fail if this diagnostic is reported, such as D391, and write nothing; `notes` denies all.
    /// Repeatable.
    #[arg(long = "deny", value_name = "CODE|notes", value_parser = subject)]
    subjects: Vec<Subject>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    Notes,
    Code(Code),
}

fn subject(text: &str) -> Result<Subject, String> {
    if text.eq_ignore_ascii_case(ALL) {
        return Ok(Subject::Notes);
    }
    let named = |code: &&Code| code.as_str().eq_ignore_ascii_case(text);
    let code = Code::ALL.iter().find(named).copied();
    code.map(Subject::Code).ok_or_else(|| {
        let codes = Code::ALL.iter().map(|code| code.as_str());
        let meant = did_you_mean(text, codes.chain([ALL]));
        format!("no diagnostic has this code{meant}; give one that `explain` lists, or `{ALL}`")
    })
}

impl Denied {
    /// Whether any diagnostic is denied.
    pub(crate) fn is_any(&self) -> bool {
        !self.subjects.is_empty()
    }

    /// Fails with the denied diagnostics; `subject` names the input.
    ///
    /// # Errors
    ///
    /// If there is one.
    pub(crate) fn check(&self, subject: &str, diagnostics: &[Diagnostic]) -> Result<(), Failure> {
        let found = self.among(diagnostics);
        if found.is_empty() {
            return Ok(());
        }
        Err(Failure {
            diagnostics: found.iter().map(|it| (*it).clone()).collect(),
            ..Failure::failed(format!(
                "{subject} has {} that `--deny` denies; nothing was written",
                count(found.len(), "diagnostic")
            ))
        }
        .help("correct the description with an overlay, or correct its overlays, names or configuration"))
    }

    /// The denied diagnostics.
    pub(crate) fn among<'d>(&self, diagnostics: &'d [Diagnostic]) -> Vec<&'d Diagnostic> {
        let is_denied = |it: &&Diagnostic| {
            let code = Subject::Code(it.code);
            self.subjects.contains(&Subject::Notes) || self.subjects.contains(&code)
        };
        diagnostics.iter().filter(is_denied).collect()
    }
}
