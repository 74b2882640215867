//! Runs all documents, one after another.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::find::{self, Document};
use super::judges::{self, Known};
use super::options::{Options, Run};
use super::record::{Record, Results};
use super::totals::Totals;
use super::unusable::unusable;
use super::{child, compile, sample};
use crate::disk::digest;
use crate::disk::workspace::Workspace;
use crate::exit::Failure;
use crate::terminal;

/// Runs all documents, one after another.
///
/// # Errors
///
/// If there are none, or a folder can't be used; a failing document is a result, not an error.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<Totals, Failure> {
    let found = find::documents(&options.dir)?;
    let documents = sample::choose(
        found.documents,
        |document| document.name.clone(),
        options.sample,
        options.seed,
    );
    if documents.is_empty() {
        return Err(
            Failure::failed(format!("no description below {}", options.dir.display())).help(
                "descriptions are YAML or JSON files with `openapi` or `swagger` at their top",
            ),
        );
    }
    let out = options
        .out
        .clone()
        .unwrap_or_else(|| workspace.place("target/corpus"));
    let out = std::path::absolute(&out).map_err(|error| unusable(&out, &error))?;
    fs::create_dir_all(&out).map_err(|error| unusable(&out, &error))?;
    let run = Run {
        workspace,
        options,
        timeout: Duration::from_secs(options.timeout),
        out,
    };
    if options.compiles() {
        compile::prepare(&run)?;
    }
    let mut results = Results::open(&run.out, options.resume)?;
    let explanations = options
        .explanations
        .as_deref()
        .map(Known::read)
        .transpose()?;
    let mut totals = Totals::new(found.others, explanations.unwrap_or_default());
    for (index, document) in documents.iter().enumerate() {
        terminal::transient(format_args!(
            "[{}/{}] {} {}",
            index + 1,
            documents.len(),
            totals.short(options.check),
            document.name
        ));
        let digest = run.digest(document)?;
        let record = match results.known(&document.name, &digest) {
            Some(record) => record,
            None => {
                let record = run.one(document, digest)?;
                results.add(&record)?;
                record
            }
        };
        totals.add(record);
    }
    terminal::transient("");
    Ok(totals)
}

impl Run<'_> {
    /// The inputs of a result: the document and the options.
    fn digest(&self, document: &Document) -> Result<String, Failure> {
        let bytes = fs::read(&document.path).map_err(|error| unusable(&document.path, &error))?;
        let options = format!(
            "check {}, examples {}, judges {}, max bytes {:?}, values {}, names {}\n",
            self.options.check,
            self.options.examples(),
            self.options.judges.is_some(),
            self.options.max_bytes,
            self.options.try_values,
            self.options.names
        );
        Ok(digest::of_files([
            ("document", bytes.as_slice()),
            ("options", options.as_bytes()),
        ]))
    }

    /// Generates a client for one document and compiles it.
    fn one(&self, document: &Document, digest: String) -> Result<Record, Failure> {
        let folder = self.out.join(&document.package);
        // Remains of another document or an earlier generator must not be mistaken for this one's
        // output.
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(|error| unusable(&folder, &error))?;
        }
        let mut record = self.generate(document, &folder)?;
        record.digest = digest;
        if self.options.check && record.is_generated() {
            record.compiled = Some(compile::check(self, &document.package)?);
        }
        #[cfg(feature = "examples")]
        if self.options.examples && record.is_generated() {
            record.tested = Some(super::examples::run(self, document)?);
        }
        if let Some(programs) = &self.options.judges
            && record.is_generated()
        {
            let programs = programs.join("node_modules/.bin");
            record.judged = Some(judges::run(self, &programs, document)?);
        }
        Ok(record)
    }

    /// Generates a client for one document in a separate process.
    fn generate(&self, document: &Document, folder: &Path) -> Result<Record, Failure> {
        let program = std::env::current_exe()
            .map_err(|error| Failure::failed("cannot find this program").cause(&error))?;
        let mut command = std::process::Command::new(program);
        command
            .args(["--report-memory", "generate", "--format", "json", "--spec"])
            .arg(&document.path)
            .arg("--out")
            .arg(folder)
            .args(["--name", &document.package]);
        let values = self.options.try_values.to_string();
        command.args(["--try-values", &values]);
        if self.options.names {
            command.arg("--list-names");
        }
        if let Some(bytes) = self.options.max_bytes {
            command.args(["--max-bytes", &bytes.to_string()]);
        }
        if self.options.compiles() {
            command
                .arg("--path-runtime")
                .arg(compile::runtime(self.workspace)?);
        } else {
            command.args(["--runtime", "published"]);
        }
        let ended = child::run(&mut command, self.timeout, None)?;
        Ok(Record::of(document, ended))
    }
}
