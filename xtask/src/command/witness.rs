//! `cargo xtask witness`: checks whether the compiler agrees with the Rust verdicts.

use clap::Args;
use generator::compare::{Case, Rule};

use crate::disk::workspace::Workspace;
use crate::exit::{Exit, Failure};
use crate::judging::rule_id;
use crate::proof::corpus::sample;
use crate::proof::witness;
use crate::terminal::Format;

/// Prove the Rust verdicts of the rules with the compiler.
///
/// For each case of each rule both clients are generated, and the program of the case is compiled
/// against both. It must compile with the base; with the revision it must fail if the verdict is
/// `major`, and compile if the verdict is less, or if only the meaning of code changes. Exits
/// with 1 if the compiler disagrees. Works in `target/witness`; no network. `--wire` proves the verdicts
/// over HTTP; it needs a build with `--features examples`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The rules, such as R210 [default: all].
    #[arg(value_name = "RULE", value_parser = rule_id::parse)]
    rules: Vec<Rule>,
    /// Take only this many cases, chosen by `--seed`.
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// The same seed chooses the same cases.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Instead of the rules, make this many edits of the description in spec/, one at a time and of all
    /// kinds, chosen by `--seed`, and exit with 1 if one is refused or not reported.
    #[arg(long, value_name = "N", conflicts_with_all = ["rules", "sample", "second_opinion"])]
    edits: Option<usize>,
    /// Ask `cargo semver-checks` instead, if it is installed, and list the differing verdicts, each
    /// with the reason; exit with 1 if no reason is known.
    #[arg(long)]
    second_opinion: bool,
    /// Prove the verdicts over HTTP instead: payloads and events of the revision go through the released
    /// client, and its requests are checked against the revision. With `--edits`, those of this many edits too.
    #[cfg(feature = "examples")]
    #[arg(long, conflicts_with = "second_opinion")]
    wire: bool,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<Exit, Failure> {
    #[cfg(feature = "examples")]
    if arguments.wire {
        let (edits, seed) = (arguments.edits, arguments.seed);
        return witness::wire::run(workspace, &cases(arguments)?, edits, seed, arguments.format);
    }
    if let Some(number) = arguments.edits {
        return witness::edits::run(workspace, number, arguments.seed, arguments.format);
    }
    let second_opinion = arguments.second_opinion;
    witness::run(
        workspace,
        &cases(arguments)?,
        second_opinion,
        arguments.format,
    )
}

/// The requested cases, in the order of their rules.
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
            Failure::failed("no case was chosen; there is nothing to prove")
                .help("without arguments, all cases of all rules are proved"),
        );
    }
    Ok(cases)
}
