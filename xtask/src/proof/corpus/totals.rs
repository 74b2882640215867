//! The totals of a corpus.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::judges::{self, Known};
use super::name_table;
use super::record::{End, Record};
use crate::exit::Failure;
use crate::terminal::count;

/// The number of slowest documents that are named.
const SLOWEST: usize = 5;

/// Totals over the documents so far.
pub(crate) struct Totals {
    others: Vec<String>,
    explanations: Known,
    records: Vec<Record>,
}

/// The totals as JSON.
#[derive(Serialize)]
struct Sums<'a> {
    documents: usize,
    generated: usize,
    refused: usize,
    panics: usize,
    timeouts: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    compiled_clean: Option<usize>,
    all_operations: usize,
    nothing_skipped: usize,
    operations_described: usize,
    operations_present: usize,
    /// Operations of webhooks and callbacks, which the API calls.
    operations_uncalled: usize,
    /// Changed values, and those whose change went unnoticed.
    values_tried: usize,
    silent_drops: usize,
    /// Unions, and those with indistinguishable variants.
    unions: usize,
    alike_unions: usize,
    /// Examples that are tests of the crates, and those that don't match their schemas.
    examples_tested: usize,
    examples_wrong: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    examples: Option<ExampleSums>,
    causes: BTreeMap<String, Cause>,
    /// The quality of names, by document.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    names: BTreeMap<&'a str, name_table::Row>,
    not_descriptions: &'a [String],
}

/// The totals over the examples.
#[derive(Default, Serialize)]
struct ExampleSums {
    /// In documents whose tests were run.
    all: usize,
    equal: usize,
    document_wrong: usize,
    ours: usize,
    unjudged: usize,
    /// Documents whose tests could not be run.
    not_run: usize,
}

/// A reason why documents are not clean.
#[derive(Serialize)]
struct Cause {
    documents: usize,
    /// The first of the documents.
    example: String,
    /// Its message.
    said: String,
}

impl Totals {
    pub(super) fn new(others: Vec<String>, explanations: Known) -> Self {
        Self {
            others,
            explanations,
            records: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, record: Record) {
        self.records.push(record);
    }

    pub(crate) fn names(&self, seed: u64) -> String {
        name_table::text(&self.records, seed)
    }

    fn number(&self, which: impl Fn(&Record) -> bool) -> usize {
        self.records.iter().filter(|record| which(record)).count()
    }

    /// The counts so far, in short.
    pub(super) fn short(&self, check: bool) -> String {
        let generated = self.number(Record::is_generated);
        let panics = self.number(|it| matches!(it.end, End::Panicked | End::Timeout));
        let mut text = format!("{generated} generated, ");
        if check {
            // Writing to a string can't fail.
            let _ = write!(text, "{} compiled, ", self.number(is_clean));
        }
        let _ = write!(text, "{panics} panicked or timed out;");
        text
    }

    /// Whether no document failed, and every checked crate compiles without warnings.
    pub(crate) fn all_well(&self, check: bool) -> bool {
        let badly = |it: &Record| matches!(it.end, End::Panicked | End::Timeout);
        self.records
            .iter()
            .all(|it| !badly(it) && (!check || !it.is_generated() || is_clean(it)))
            && judges::agree(&self.records, &self.explanations)
    }

    fn sums(&self, check: bool) -> Sums<'_> {
        Sums {
            documents: self.records.len(),
            generated: self.number(Record::is_generated),
            refused: self.number(|it| it.end == End::Refused),
            panics: self.number(|it| it.end == End::Panicked),
            timeouts: self.number(|it| it.end == End::Timeout),
            compiled_clean: check.then(|| self.number(is_clean)),
            all_operations: self.number(|it| it.is_generated() && has_all(it)),
            nothing_skipped: self.number(|it| it.is_generated() && it.outcome.skipped == 0),
            operations_described: self.records.iter().map(|it| it.outcome.described).sum(),
            operations_present: self.records.iter().map(|it| it.outcome.operations).sum(),
            operations_uncalled: self.records.iter().map(|it| it.outcome.uncalled).sum(),
            values_tried: self.records.iter().map(|it| it.outcome.tried).sum(),
            silent_drops: self.records.iter().map(|it| it.outcome.silent.len()).sum(),
            unions: self.records.iter().map(|it| it.outcome.unions).sum(),
            alike_unions: self.records.iter().map(|it| it.outcome.alike.len()).sum(),
            examples_tested: self.records.iter().map(|it| it.outcome.examples).sum(),
            examples_wrong: self.records.iter().map(wrong_examples).sum(),
            examples: self.examples(),
            causes: self.causes(),
            names: name_table::rows(&self.records),
            not_descriptions: &self.others,
        }
    }

    /// Every union with indistinguishable variants: the document and the pointer.
    pub(crate) fn alike(&self) -> String {
        let mut text = String::new();
        for record in &self.records {
            for at in &record.outcome.alike {
                // Writing to a string can't fail.
                let _ = writeln!(text, "{} {at}", record.document);
            }
        }
        text
    }

    /// The totals over the examples, if requested.
    fn examples(&self) -> Option<ExampleSums> {
        let mut tested = self
            .records
            .iter()
            .filter_map(|it| it.tested.as_ref())
            .peekable();
        tested.peek()?;
        let mut sums = ExampleSums::default();
        for one in tested {
            sums.equal += one.equal;
            sums.document_wrong += one.document_wrong;
            sums.ours += one.ours;
            sums.unjudged += one.unjudged;
            sums.not_run += usize::from(!one.said.is_empty());
        }
        sums.all = sums.equal + sums.document_wrong + sums.ours + sums.unjudged;
        Some(sums)
    }

    /// The causes that keep documents from being clean: codes of diagnostics and of the compiler,
    /// each with the number of documents.
    fn causes(&self) -> BTreeMap<String, Cause> {
        let mut causes: BTreeMap<String, Cause> = BTreeMap::new();
        for record in &self.records {
            for (code, said) in reasons(record) {
                let cause = causes.entry(code).or_insert_with(|| Cause {
                    documents: 0,
                    example: record.document.clone(),
                    said,
                });
                cause.documents += 1;
            }
        }
        causes
    }

    /// The totals as JSON.
    pub(crate) fn json(&self, check: bool) -> Result<String, Failure> {
        let text = serde_json::to_string(&self.sums(check))
            .map_err(|error| Failure::failed("could not print JSON").cause(&error))?;
        Ok(text + "\n")
    }

    /// The totals as text.
    pub(crate) fn text(&self, check: bool) -> String {
        let sums = self.sums(check);
        let mut text = String::new();
        let mut row = |name: &str, number: usize, of: usize| {
            let share = (number * 1000).checked_div(of).unwrap_or_default();
            let _ = writeln!(
                text,
                "{name:<38} {number:>7} of {of:>7}  {:>3}.{} %",
                share / 10,
                share % 10
            );
        };
        row("documents generated", sums.generated, sums.documents);
        row(
            "ended without panic or timeout",
            sums.documents - sums.panics - sums.timeouts,
            sums.documents,
        );
        if let Some(clean) = sums.compiled_clean {
            row("compiled without warnings", clean, sums.generated);
        }
        row("with all operations", sums.all_operations, sums.documents);
        row("with nothing skipped", sums.nothing_skipped, sums.documents);
        row(
            "operations present",
            sums.operations_present,
            sums.operations_described,
        );
        row(
            "operations that the API calls",
            sums.operations_uncalled,
            sums.operations_described,
        );
        row(
            "values dropped silently",
            sums.silent_drops,
            sums.values_tried,
        );
        row(
            "unions with indistinguishable variants",
            sums.alike_unions,
            sums.unions,
        );
        row(
            "examples ruled out by their schemas",
            sums.examples_wrong,
            sums.examples_tested + sums.examples_wrong,
        );
        if let Some(examples) = &sums.examples {
            row(
                "examples decoded and encoded equal",
                examples.equal,
                examples.all,
            );
            row(
                "examples wrong in the document",
                examples.document_wrong,
                examples.all,
            );
            row("examples wrong in the client", examples.ours, examples.all);
            row("examples without a judge", examples.unjudged, examples.all);
            row(
                "documents whose tests did not run",
                examples.not_run,
                sums.documents,
            );
        }
        text += &judges::table(&self.records, &self.explanations);
        self.write_causes(&mut text, &sums);
        self.write_slowest(&mut text);
        if !sums.not_descriptions.is_empty() {
            let _ = writeln!(
                text,
                "\nNot a description: {}",
                sums.not_descriptions.join(", ")
            );
        }
        text
    }

    fn write_causes(&self, text: &mut String, sums: &Sums<'_>) {
        if sums.causes.is_empty() {
            return;
        }
        let mut causes: Vec<_> = sums.causes.iter().collect();
        causes.sort_by_key(|(_, cause)| std::cmp::Reverse(cause.documents));
        let _ = writeln!(text, "\nCauses of the rest");
        for (code, cause) in causes {
            let said = cause.said.lines().next().unwrap_or_default();
            let said: String = said.chars().take(100).collect();
            let _ = writeln!(
                text,
                "{code:<24} {:<14} such as {}: {said}",
                count(cause.documents, "document"),
                cause.example
            );
        }
    }

    fn write_slowest(&self, text: &mut String) {
        let mut slowest: Vec<&Record> = self.records.iter().collect();
        slowest.sort_by(|a, b| took(b).total_cmp(&took(a)));
        let _ = writeln!(text, "\nSlowest");
        for record in slowest.into_iter().take(SLOWEST) {
            let _ = write!(
                text,
                "{}: {:.2} s and {:.0} MiB for {}, {}",
                record.document,
                record.outcome.seconds,
                record.peak_mib.unwrap_or_default(),
                count(record.outcome.operations, "operation"),
                count(record.outcome.lines, "line"),
            );
            if let Some(compiled) = &record.compiled {
                let _ = write!(
                    text,
                    "; compiling {:.1} s and {:.0} MiB",
                    compiled.seconds,
                    compiled.peak_mib.unwrap_or_default()
                );
            }
            text.push('\n');
        }
    }
}

fn is_clean(record: &Record) -> bool {
    record.compiled.as_ref().is_some_and(|it| it.is_clean())
}

fn wrong_examples(record: &Record) -> usize {
    let code = generator::diagnostic::Code::WrongExample.as_str();
    record.outcome.codes.get(code).copied().unwrap_or_default()
}

fn has_all(record: &Record) -> bool {
    record.outcome.operations + record.outcome.uncalled == record.outcome.described
}

fn took(record: &Record) -> f64 {
    record.outcome.seconds + record.compiled.as_ref().map_or(0.0, |it| it.seconds)
}

/// The reasons why a document is not clean, each with its message.
fn reasons(record: &Record) -> Vec<(String, String)> {
    let mut reasons = Vec::new();
    match record.end {
        End::Panicked => reasons.push(("panic".to_owned(), record.said.clone())),
        End::Timeout => reasons.push(("timeout".to_owned(), String::new())),
        End::Generated | End::Refused => {}
    }
    let codes = generator::diagnostic::Code::ALL.iter().filter(|code| {
        code.severity() != generator::diagnostic::Severity::Note
            && record.outcome.codes.contains_key(code.as_str())
    });
    reasons.extend(codes.map(|code| (code.as_str().to_owned(), code.title().to_owned())));
    if record.end == End::Refused && reasons.is_empty() {
        reasons.push(("unreadable".to_owned(), record.said.clone()));
    }
    if let Some(first) = record.outcome.silent.first() {
        reasons.push(("dropped silently".to_owned(), first.clone()));
    }
    if let Some(compiled) = &record.compiled {
        if compiled.timeout {
            reasons.push(("compiler timeout".to_owned(), String::new()));
        } else if let Some(first) = compiled.messages.first() {
            reasons.push((
                format!("rustc {}", first.code),
                format!("{} ({})", first.text, first.place),
            ));
        }
    }
    if let Some(tested) = &record.tested {
        if tested.ours > 0 {
            reasons.push(("example".to_owned(), tested.first_of_ours.clone()));
        }
        if !tested.said.is_empty() {
            reasons.push(("tests not run".to_owned(), tested.said.clone()));
        }
    }
    reasons
}
