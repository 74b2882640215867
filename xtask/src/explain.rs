//! `cargo xtask explain`: what a diagnostic means, at length.

use clap::Args;
use generator::diagnostic::{Code, Severity};

use crate::exit::{Exit, Failure};
use crate::terminal;

/// Explain a diagnostic: what it means, what to do, and an example.
///
/// Without a code, all codes are listed.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The code, such as D101.
    code: Option<String>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let Some(wanted) = &arguments.code else {
        let rows = Code::ALL.iter().map(|code| row(*code));
        terminal::data(&rows.collect::<String>())?;
        return Ok(Exit::Success);
    };
    let found = Code::ALL
        .iter()
        .find(|code| code.as_str().eq_ignore_ascii_case(wanted));
    let Some(code) = found else {
        return Err(Failure::failed(format!(
            "no diagnostic has the code `{}`",
            terminal::printable(wanted)
        ))
        .details(
            nearest(wanted)
                .into_iter()
                .map(|code| row(code).trim_end().to_owned()),
        )
        .help("`cargo xtask explain` lists all codes"));
    };
    terminal::data(&format!(
        "{}: {}\n\nSeverity: {}\n\n{}",
        code.as_str(),
        code.title(),
        meaning(code.severity()),
        code.explanation()
    ))?;
    Ok(Exit::Success)
}

fn row(code: Code) -> String {
    let severity = match code.severity() {
        Severity::Error => "error",
        Severity::Skipped => "skipped",
        Severity::Note => "note",
    };
    format!("{}  {severity:<8} {}\n", code.as_str(), code.title())
}

fn meaning(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error (nothing is generated)",
        Severity::Skipped => "skipped (this part is left out, the rest is generated)",
        Severity::Note => "note (worth knowing; nothing is left out)",
    }
}

/// The codes that are most like this one, at most three.
fn nearest(wanted: &str) -> Vec<Code> {
    let wanted: String = wanted.to_ascii_uppercase().chars().take(20).collect();
    let likeness =
        |code: &Code| similar::TextDiff::from_chars(wanted.as_str(), code.as_str()).ratio();
    let mut codes: Vec<(f32, Code)> = Code::ALL
        .iter()
        .map(|code| (likeness(code), *code))
        .collect();
    // The sort is stable: what is equally like stays in the order of the codes.
    codes.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    codes.into_iter().take(3).map(|(_, code)| code).collect()
}
