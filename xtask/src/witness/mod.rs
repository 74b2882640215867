//! `cargo xtask witness`: whether the compiler agrees with the Rust verdicts.
//!
//! Every case of a rule has a small program. Both clients are generated, and the program is compiled
//! against each: with the base it always compiles, with the revision it does not exactly where the
//! verdict is `major`. The cases and verdicts are the library's; absent here is any judgement. With
//! `--edits`, whether every edit of our own description is judged and named.

mod agreement;
mod compile;
mod edits;
mod messages;
mod package;
mod reasons;
mod second_opinion;
#[cfg(feature = "examples")]
mod wire;

use std::fmt::Write;

use clap::Args;
use generator::compare::{Case, Rule};
use generator::{Input, Judgement, Which};
use serde::Serialize;

use crate::corpus::sample;
use crate::exit::{Exit, Failure};
use crate::generate::Format;
use crate::terminal::{self, count};
use crate::workspace::Workspace;
use package::Packages;

/// Prove the Rust verdicts of the rules with the compiler.
///
/// For each case of each rule both clients are generated, and the program of the case is compiled
/// against both. It must compile with the base; with the revision it must fail where the verdict is
/// `major`, and compile where it is less or where all that is `major` means something else now. Ends
/// with 1 if the compiler disagrees. Works in `target/witness`; no network. `--wire` proves the verdicts
/// over HTTP; it needs a build with `--features examples`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The rules, such as R210; all where none is given.
    #[arg(value_name = "RULE", value_parser = rule)]
    rules: Vec<Rule>,
    /// Take only so many cases, chosen by `--seed`.
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// The same seed chooses the same cases.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Instead of the rules, make so many edits of the description in spec/, one at a time and of all
    /// kinds, chosen by `--seed`, and end with 1 where one is not judged, or passes unnamed.
    #[arg(long, value_name = "N", conflicts_with_all = ["rules", "sample", "second_opinion"])]
    edits: Option<usize>,
    /// Ask `cargo semver-checks` instead, where it is installed, and list where its verdict is
    /// another one, each time with the reason; ends with 1 where no reason is known.
    #[arg(long)]
    second_opinion: bool,
    /// Prove the verdicts over HTTP instead: payloads of the revision go through the released client,
    /// and its requests are checked against the revision. With `--edits`, those of so many edits too.
    #[cfg(feature = "examples")]
    #[arg(long, conflicts_with = "second_opinion")]
    wire: bool,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

fn rule(id: &str) -> Result<Rule, &'static str> {
    let found = Rule::ALL
        .iter()
        .find(|rule| rule.id().eq_ignore_ascii_case(id));
    found
        .copied()
        .ok_or("no rule has this id; `cargo xtask explain` lists all")
}

/// What became of one case.
#[derive(Debug, Serialize)]
struct Line {
    case: String,
    rule: Rule,
    /// Our verdict.
    rust: generator::compare::Bump,
    agreement: Agreement,
    /// What was found.
    found: String,
}

/// Whether another judge comes to our verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Agreement {
    Agrees,
    /// It does not, and it is known why.
    Differs,
    /// It does not, and nobody knows why.
    Disagrees,
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<Exit, Failure> {
    #[cfg(feature = "examples")]
    if arguments.wire {
        let (edits, seed) = (arguments.edits, arguments.seed);
        return wire::run(workspace, &cases(arguments)?, edits, seed, arguments.format);
    }
    if let Some(number) = arguments.edits {
        return edits::run(workspace, number, arguments.seed, arguments.format);
    }
    let cases = cases(arguments)?;
    if arguments.second_opinion {
        second_opinion::is_installed()?;
    }
    let packages = Packages::write(workspace, &cases)?;
    let lines = if arguments.second_opinion {
        second_opinion::lines(&packages)?
    } else {
        agreement::lines(&packages, &compile::check(&packages)?)
    };
    terminal::data(&match arguments.format {
        Format::Json => json(&lines)?,
        Format::Text => {
            let rows = lines.iter().map(|line| Row {
                agreement: line.agreement,
                case: line.case.clone(),
                verdict: line.rust.as_str(),
                found: line.found.clone(),
            });
            table(&rows.collect::<Vec<_>>(), &count(lines.len(), "case"))
        }
    })?;
    let disagrees = |line: &Line| line.agreement == Agreement::Disagrees;
    Ok(match lines.iter().any(disagrees) {
        true => Exit::Failed,
        false => Exit::Success,
    })
}

/// The cases that are asked for, in the order of their rules.
fn cases(arguments: &Arguments) -> Result<Vec<Case>, Failure> {
    let chosen = |rule: &&Rule| arguments.rules.is_empty() || arguments.rules.contains(rule);
    let cases: Vec<Case> = Rule::ALL
        .iter()
        .filter(chosen)
        .flat_map(|rule| rule.cases())
        .collect();
    let cases = sample::choose(cases, Case::name, arguments.sample, arguments.seed);
    if cases.is_empty() {
        return Err(
            Failure::failed("no case was chosen, so nothing can be proved")
                .help("without arguments, all cases of all rules are taken"),
        );
    }
    Ok(cases)
}

/// A failure of a program, with the end of what it said.
fn failed(message: &str, stderr: &str) -> Failure {
    let lines: Vec<&str> = stderr.lines().collect();
    let last = lines.iter().skip(lines.len().saturating_sub(20));
    Failure::failed(message).details(last.map(|line| terminal::printable(line)))
}

/// Lines for programs.
fn json<T: Serialize>(lines: &[T]) -> Result<String, Failure> {
    let text = serde_json::to_string(lines)
        .map_err(|error| Failure::failed("could not print JSON").cause(&error))?;
    Ok(text + "\n")
}

/// What is shown of one case: its name, our verdict, and what was found.
struct Row {
    agreement: Agreement,
    case: String,
    verdict: &'static str,
    found: String,
}

/// A line for each row, and a sum that says what they are.
fn table(rows: &[Row], what: &str) -> String {
    let longest = |of: fn(&Row) -> usize| rows.iter().map(of).max().unwrap_or_default();
    let (case, verdict) = (longest(|it| it.case.len()), longest(|it| it.verdict.len()));
    let mut text = String::new();
    for row in rows {
        let mark = match row.agreement {
            Agreement::Agrees => "agrees",
            Agreement::Differs => "differs",
            Agreement::Disagrees => "DISAGREES",
        };
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "{mark:<9}  {:<case$}  {:<verdict$}  {}",
            row.case, row.verdict, row.found
        );
    }
    let sum = [
        (Agreement::Agrees, "agree"),
        (Agreement::Differs, "differ with a reason"),
        (Agreement::Disagrees, "disagree"),
    ];
    let sum = sum.map(|(agreement, verb)| {
        let number = rows.iter().filter(|it| it.agreement == agreement).count();
        format!("{number} {verb}")
    });
    let _ = writeln!(text, "\n{what}: {}", sum.join(", "));
    text
}

/// Judges both sides of a case.
fn judged(name: &str, base: &Input, revision: &Input) -> Result<Judgement, Failure> {
    generator::judge(base, revision).map_err(|(which, found)| {
        let side = match which {
            Which::Base => "base",
            Which::Revision => "revision",
        };
        Failure::documents(&format!("the {side} of {name}"), found)
    })
}
