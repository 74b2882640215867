//! `cargo xtask explain`: explains a diagnostic or a rule at length.

use clap::Args;
use generator::compare::{Direction, Http, Rule};
use generator::diagnostic::{Code, Severity};

use crate::exit::{Exit, Failure};
use crate::terminal;

/// Explain a diagnostic or a rule: what it means, what to do, and examples.
///
/// Diagnostics (D101) report problems of a description, rules (R210) classify its changes.
/// Without a code, all are listed.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The code of a diagnostic or the id of a rule, such as D101 or R210.
    code: Option<String>,
}

/// Something that can be explained.
#[derive(Clone, Copy)]
enum Subject {
    Diagnostic(Code),
    Rule(Rule),
}

impl Subject {
    fn all() -> impl Iterator<Item = Self> {
        let diagnostics = Code::ALL.iter().map(|code| Self::Diagnostic(*code));
        diagnostics.chain(Rule::ALL.iter().map(|rule| Self::Rule(*rule)))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Diagnostic(code) => code.as_str(),
            Self::Rule(rule) => rule.id(),
        }
    }

    fn row(self) -> String {
        let (word, title) = match self {
            Self::Diagnostic(code) => (severity(code.severity()), code.title()),
            Self::Rule(rule) => (rule.http(None).as_str(), rule.title()),
        };
        format!("{}  {word:<10} {title}\n", self.name())
    }

    fn text(self) -> String {
        match self {
            Self::Diagnostic(code) => format!(
                "{}: {}\n\nSeverity: {}\n\n{}",
                code.as_str(),
                code.title(),
                meaning(code.severity()),
                code.explanation()
            ),
            Self::Rule(rule) => format!(
                "{}: {}\n\nOver HTTP: {}\n\n{}",
                rule.id(),
                rule.title(),
                verdicts(rule),
                rule.explanation()
            ),
        }
    }
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let Some(wanted) = &arguments.code else {
        terminal::data(&Subject::all().map(Subject::row).collect::<String>())?;
        return Ok(Exit::Success);
    };
    let found = Subject::all().find(|one| one.name().eq_ignore_ascii_case(wanted));
    let Some(subject) = found else {
        return Err(Failure::failed(format!(
            "unknown diagnostic or rule `{}`",
            terminal::printable(wanted)
        ))
        .details(
            nearest(wanted)
                .into_iter()
                .map(|one| one.row().trim_end().to_owned()),
        )
        .help("`cargo xtask explain` lists all"));
    };
    terminal::data(&subject.text())?;
    Ok(Exit::Success)
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Skipped => "skipped",
        Severity::Note => "note",
    }
}

fn meaning(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error (nothing is generated)",
        Severity::Skipped => "skipped (this part is skipped, the rest is generated)",
        Severity::Note => "note (for information; nothing is skipped)",
    }
}

/// The verdicts of a rule on released clients.
fn verdicts(rule: Rule) -> String {
    let of = |direction| rule.http(Some(direction)).as_str();
    let (request, response) = (of(Direction::Request), of(Direction::Response));
    let worst = rule.http(None);
    let meaning = match worst {
        Http::Breaking => "released clients fail",
        Http::Warning => "released clients may see unexpected behavior",
        Http::Compatible => "released clients are unaffected",
    };
    if request == response {
        format!("{request}: {meaning}")
    } else {
        format!("{request} in a request, {response} in a response")
    }
}

/// The most similar names, at most three.
fn nearest(wanted: &str) -> Vec<Subject> {
    let wanted: String = wanted.to_ascii_uppercase().chars().take(20).collect();
    let likeness =
        |one: &Subject| similar::TextDiff::from_chars(wanted.as_str(), one.name()).ratio();
    let mut all: Vec<(f32, Subject)> = Subject::all().map(|one| (likeness(&one), one)).collect();
    // The sort is stable: equally similar names stay in the order of the list.
    all.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    all.into_iter().take(3).map(|(_, one)| one).collect()
}
