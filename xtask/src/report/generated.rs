//! The outcome of `generate`.

use std::collections::BTreeMap;
use std::time::Duration;

use generator::coverage::cover;
use generator::diagnostic::{Code, Diagnostic, Severity, escape, render_up_to};
use generator::document::{Document, Pointer};
use generator::name_quality::{GivenName, names};
use generator::{Config, Described, Generated, Input, Names, Source, Summary};
use serde::{Deserialize, Serialize};

use crate::disk::plan::{Change, Plan};
use crate::exit::Failure;
use crate::terminal::{self, count};

/// The maximum number of causes shown per code.
const NOTES: usize = 10;

/// The outcome as JSON, for programs and the corpus.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Outcome {
    /// The name of the package.
    pub(crate) package: String,
    /// Operations in the description, including those of webhooks and callbacks.
    pub(crate) described: usize,
    /// Operations of webhooks and callbacks, which the API calls rather than the client.
    pub(crate) uncalled: usize,
    /// Operations in the client.
    pub(crate) operations: usize,
    /// Schemas under `components/schemas`.
    pub(crate) schemas: usize,
    /// Examples in the description, each a test.
    pub(crate) examples: usize,
    /// Files of the package.
    pub(crate) files: usize,
    /// Lines in them.
    pub(crate) lines: usize,
    /// The duration.
    pub(crate) seconds: f64,
    /// Findings by severity.
    pub(crate) errors: usize,
    /// Findings by severity: skipped parts.
    pub(crate) skipped: usize,
    /// Findings by severity.
    pub(crate) notes: usize,
    /// Findings by code.
    pub(crate) codes: BTreeMap<String, usize>,
    /// Values of the description that were changed to check that the change is noticed.
    pub(crate) tried: usize,
    /// Pointers of the changed values that went unnoticed.
    pub(crate) silent: Vec<String>,
    /// Unions in the client.
    pub(crate) unions: usize,
    /// Pointers of the unions with indistinguishable variants.
    pub(crate) alike: Vec<String>,
    /// The names of the client, if requested.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) names: Vec<GivenName>,
}

impl Outcome {
    fn of(diagnostics: &[Diagnostic]) -> Self {
        let count = |severity: Severity| {
            let of = diagnostics.iter().filter(|it| it.severity() == severity);
            of.count()
        };
        let alike = diagnostics.iter();
        let alike = alike.filter(|it| it.code == Code::AlikeVariants);
        let mut codes = BTreeMap::new();
        for diagnostic in diagnostics {
            *codes
                .entry(diagnostic.code.as_str().to_owned())
                .or_default() += 1;
        }
        Self {
            errors: count(Severity::Error),
            skipped: count(Severity::Skipped),
            notes: count(Severity::Note),
            codes,
            alike: alike.map(|it| it.pointer.as_str().to_owned()).collect(),
            ..Self::default()
        }
    }
}

/// The report on a run that generated a package.
pub(crate) struct Report<'a> {
    description: &'a Source,
    diagnostics: &'a [Diagnostic],
    summary: Summary,
    plan: &'a Plan,
    outcome: Outcome,
    host: Option<InCrate>,
}

/// What a crate must have for the client that is a module of it.
struct InCrate {
    /// How it declares the module.
    entry: String,
    /// Its manifest, as a person calls it.
    manifest: String,
    /// The lines that the manifest lacks.
    lacking: Option<String>,
}

#[derive(Serialize)]
struct Json<'a> {
    #[serde(flatten)]
    outcome: &'a Outcome,
    created: usize,
    updated: usize,
    removed: usize,
    fresh: usize,
    kept: &'a [String],
    /// The lines that the manifest of the crate around a module lacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    lacking: Option<&'a str>,
    diagnostics: &'a [Diagnostic],
}

/// The JSON for a description without a generated package.
pub(crate) fn failed<Name>(
    input: &Input<Config<Name>>,
    diagnostics: &[Diagnostic],
) -> Result<String, Failure> {
    let read = Document::parse_within(&input.description, input.config.limits());
    let (described, uncalled) = read.map_or((0, 0), |it| (it.operations().len(), it.uncalled()));
    print(&Json {
        outcome: &Outcome {
            described: described + uncalled,
            uncalled,
            ..Outcome::of(diagnostics)
        },
        created: 0,
        updated: 0,
        removed: 0,
        fresh: 0,
        kept: &[],
        lacking: None,
        diagnostics,
    })
}

fn print(json: &Json<'_>) -> Result<String, Failure> {
    let text = serde_json::to_string(json)
        .map_err(|error| Failure::failed("could not print JSON").cause(&error))?;
    Ok(text + "\n")
}

impl<'a> Report<'a> {
    pub(crate) fn new(
        description: &'a Source,
        generated: &'a Generated,
        plan: &'a Plan,
        took: Duration,
    ) -> Self {
        let summary = generated.summary;
        let lines = generated.files.values().map(|text| text.lines().count());
        Self {
            description,
            diagnostics: &generated.diagnostics,
            summary,
            plan,
            outcome: Outcome {
                package: generated.package.clone(),
                described: summary.described + summary.uncalled,
                uncalled: summary.uncalled,
                operations: summary.operations,
                schemas: summary.schemas,
                unions: summary.unions,
                examples: summary.examples,
                files: generated.files.len(),
                lines: lines.sum(),
                seconds: took.as_secs_f64(),
                ..Outcome::of(&generated.diagnostics)
            },
            host: None,
        }
    }

    /// Adds the requirements of the crate that contains the module.
    pub(crate) fn host(&mut self, entry: String, manifest: &str, lacking: Option<String>) {
        self.host = Some(InCrate {
            entry,
            manifest: manifest.to_owned(),
            lacking,
        });
    }

    /// Changes this number of values of the description.
    pub(crate) fn cover(&mut self, input: &Input, values: usize) {
        if values == 0 || !input.overlays.is_empty() {
            return;
        }
        let unnamed = Input {
            names: Names::default(),
            ..input.clone()
        };
        if let Some(coverage) = cover(&unnamed, values) {
            self.outcome.tried = coverage.tried;
            let dropped = coverage.dropped.iter();
            self.outcome.silent = dropped.map(|at| at.as_str().to_owned()).collect();
        }
    }

    /// Lists the names of the client.
    pub(crate) fn list_names(&mut self, input: &Input) {
        if let Ok(described) = Described::read(input) {
            self.outcome.names = names(&described);
        }
    }

    pub(crate) fn json(&self) -> Result<String, Failure> {
        print(&Json {
            outcome: &self.outcome,
            created: self.changes(|it| it.old.is_none()),
            updated: self.changes(|it| it.old.is_some() && it.new.is_some()),
            removed: self.changes(|it| it.new.is_none()),
            fresh: self.plan.fresh,
            kept: &self.plan.kept,
            lacking: self.host.as_ref().and_then(|it| it.lacking.as_deref()),
            diagnostics: self.diagnostics,
        })
    }

    fn changes(&self, which: impl Fn(&Change) -> bool) -> usize {
        self.plan.changes.iter().filter(|it| which(it)).count()
    }

    /// Prints it for people; `check` if nothing was written.
    pub(crate) fn print(&self, check: bool) {
        self.print_findings();
        let (outcome, summary) = (&self.outcome, self.summary);
        let overlays = match summary.actions {
            0 => String::new(),
            actions => format!(" ({})", count(actions, "overlay action")),
        };
        terminal::status(
            "Loaded",
            format_args!("{}{overlays}", self.description.name),
        );
        terminal::status(
            "Generated",
            format_args!(
                "{}: {}, {}, {}, {} in {:.2} s",
                outcome.package,
                count(outcome.operations, "operation"),
                count(outcome.schemas, "schema"),
                count(outcome.files, "file"),
                count(outcome.lines, "line"),
                outcome.seconds
            ),
        );
        let verbs = if check {
            ["Missing", "Stale", "Left over"]
        } else {
            ["Created", "Updated", "Removed"]
        };
        let numbers = [
            self.changes(|it| it.old.is_none()),
            self.changes(|it| it.old.is_some() && it.new.is_some()),
            self.changes(|it| it.new.is_none()),
        ];
        for (verb, number) in verbs.into_iter().zip(numbers).filter(|(_, it)| *it > 0) {
            if check {
                terminal::problem(verb, count(number, "file"));
            } else {
                terminal::status(verb, count(number, "file"));
            }
        }
        if self.plan.fresh > 0 {
            terminal::status("Fresh", count(self.plan.fresh, "file"));
        }
        for path in &self.plan.kept {
            terminal::problem(
                "Kept",
                format_args!("{path}: not overwritten, because it has no `@generated` mark"),
            );
        }
        for at in &outcome.silent {
            terminal::problem(
                "Dropped",
                format_args!("{}: not reported by any diagnostic", escape(at)),
            );
        }
        self.print_skipped();
        self.print_crate_setup(check);
    }

    /// What a person adds to the crate around a module.
    fn print_crate_setup(&self, check: bool) {
        let Some(host) = &self.host else {
            return;
        };
        if let Some(lines) = &host.lacking {
            terminal::note(format_args!(
                "{} lacks dependencies of the module:",
                host.manifest
            ));
            terminal::plain(lines.trim_end());
        }
        let is_new = |it: &Change| it.path == "mod.rs" && it.old.is_none();
        if !check && self.changes(is_new) > 0 {
            terminal::help(&host.entry);
        }
    }

    /// All findings; the common part of notes is printed once.
    fn print_findings(&self) {
        let text = render_up_to(self.diagnostics, NOTES);
        if !text.is_empty() {
            terminal::plain(text.trim_end());
            terminal::note("`--format json` lists every position");
        }
    }

    fn print_skipped(&self) {
        let skipped = || {
            let all = self.diagnostics.iter();
            all.filter(|it| it.severity() == Severity::Skipped)
        };
        for diagnostic in skipped() {
            terminal::problem(
                "Skipped",
                format_args!(
                    "{}: {} [{}]",
                    escape(&part(&diagnostic.pointer)),
                    escape(&diagnostic.message),
                    diagnostic.code.as_str()
                ),
            );
        }
        if skipped().next().is_some() {
            terminal::help(
                "`cargo xtask explain CODE` says what to do; the client has everything else",
            );
        }
    }
}

/// The name of the part of a description at this position: method and path of an operation.
fn part(pointer: &Pointer) -> String {
    let tokens: Vec<String> = (pointer.as_str().split('/').skip(1))
        .map(|token| token.replace("~1", "/").replace("~0", "~"))
        .collect();
    match tokens.as_slice() {
        [paths, path, method, ..] if paths == "paths" => {
            format!("{} {path}", method.to_uppercase())
        }
        _ => pointer.to_string(),
    }
}
