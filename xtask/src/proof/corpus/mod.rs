//! Every description below a folder through the generator and the compiler.
//!
//! Each document is generated in a process of its own, so that one that panics, hangs or takes all
//! memory ends nothing but itself. What became of it is kept as a line of `results.jsonl`.

pub(crate) mod child;
mod compile;
#[cfg(feature = "examples")]
mod examples;
mod find;
#[cfg(feature = "examples")]
pub(crate) mod judge;
mod judges;
mod name_table;
mod record;
pub(crate) mod sample;
mod totals;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use crate::disk::digest;
use crate::exit::Failure;
use crate::project::workspace::Workspace;
use crate::terminal;
use find::Document;
use judges::Known;
use record::{Record, Results};
pub(crate) use totals::Totals;

/// What is taken, and what is done with it.
#[derive(Args)]
pub(crate) struct Options {
    /// The folder with the descriptions.
    dir: PathBuf,
    /// Run `cargo check` on every crate; dependencies are built once.
    #[arg(long)]
    pub(crate) check: bool,
    /// Run the tests of the examples, and judge those that fail by the description's own schemas.
    #[cfg(feature = "examples")]
    #[arg(long)]
    examples: bool,
    /// Send the request of each documented call to Prism and Steady, which npm installed in FOLDER.
    #[arg(long, value_name = "FOLDER")]
    judges: Option<PathBuf>,
    /// The answered disagreements of judges; those without an answer end with 3.
    #[arg(long, value_name = "FILE", requires = "judges")]
    answers: Option<PathBuf>,
    /// Take only so many documents, chosen by `--seed`.
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// The same seed chooses the same documents, and the same names.
    #[arg(long, default_value_t = 0)]
    pub(crate) seed: u64,
    /// Go on where an earlier run into the same folder stopped: skip documents that it finished,
    /// unless they or the options changed.
    #[arg(long)]
    resume: bool,
    /// Timeout in seconds per document, for generating and for compiling.
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    timeout: u64,
    /// The values of each document that are changed, one after the other, to count those of which
    /// neither the client nor a diagnostic shows anything.
    #[arg(long, value_name = "N", default_value_t = 12)]
    try_values: usize,
    /// The size in bytes, whitespace not counted, beyond which a description is refused [default: 64
    /// MiB].
    #[arg(long, value_name = "N")]
    max_bytes: Option<usize>,
    /// Print a table of name quality, and 40 names chosen by `--seed` beside the description's words.
    #[arg(long)]
    pub(crate) names: bool,
    /// The folder for crates and results; without it, `corpus` in the target folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Where things go in a run.
struct Run<'a> {
    workspace: &'a Workspace,
    options: &'a Options,
    out: PathBuf,
    timeout: Duration,
}

impl Options {
    /// Whether the tests of the examples are asked for; without the feature they cannot be.
    fn examples(&self) -> bool {
        #[cfg(feature = "examples")]
        return self.examples;
        #[cfg(not(feature = "examples"))]
        false
    }

    fn compiles(&self) -> bool {
        self.check || self.examples() || self.judges.is_some()
    }
}

/// Takes the documents, one after the other.
///
/// # Errors
///
/// Where there is none, or a folder cannot be used; a document that fails is a result.
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
    let answers = options.answers.as_deref().map(Known::read).transpose()?;
    let mut totals = Totals::new(found.others, answers.unwrap_or_default());
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
    /// What a result depends on: the document and what was asked for.
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

    /// Generates one document and compiles what came of it.
    fn one(&self, document: &Document, digest: String) -> Result<Record, Failure> {
        let folder = self.out.join(&document.package);
        // What another document or an earlier generator left must not be taken for this one's.
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
            record.tested = Some(examples::run(self, document)?);
        }
        if let Some(programs) = &self.options.judges
            && record.is_generated()
        {
            let programs = programs.join("node_modules/.bin");
            record.judged = Some(judges::run(self, &programs, document)?);
        }
        Ok(record)
    }

    /// Generates one document in a process of its own.
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

fn unusable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::failed(format!("could not use {}", path.display())).cause(error)
}
