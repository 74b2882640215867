//! The result of one document, and the file of results.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::child::Ended;
use super::find::Document;
use super::judges::Judged;
use super::unusable::unusable;
use crate::exit::{Exit, Failure};
use crate::proof::measure::MARK;
use crate::report::generated::Outcome;
use crate::terminal;

/// The file of the results in the output folder.
const FILE: &str = "results.jsonl";

/// The outcome of generating.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum End {
    /// A crate was written.
    Generated,
    /// The description is invalid, and that was reported.
    Refused,
    /// A panic, an abort or a stack overflow: a defect of the generator.
    Panicked,
    /// Timeout.
    Timeout,
}

/// The result of one document: a line of the file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) document: String,
    /// The digest of the document and the options.
    pub(super) digest: String,
    pub(super) end: End,
    #[serde(flatten)]
    pub(super) outcome: Outcome,
    /// The peak memory of generating.
    pub(super) peak_mib: Option<f64>,
    /// The error messages, if it failed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) said: String,
    /// The result of compiling, if requested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) compiled: Option<Compiled>,
    /// The results of its examples, if requested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) tested: Option<Examples>,
    /// The verdicts of judges on its requests, if requested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) judged: Option<Judged>,
}

/// The results of a description's examples.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Examples {
    /// Whether the tests were run.
    pub(super) run: bool,
    /// Decoded and encoded back to an equal value.
    pub(super) equal: usize,
    /// Not allowed by the description's own schema.
    pub(super) document_wrong: usize,
    /// Allowed, but not encoded back to an equal value.
    pub(super) ours: usize,
    /// Undetermined.
    pub(super) unjudged: usize,
    /// The pointer of the first example in `ours`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) first_of_ours: String,
    /// Why the tests were not run.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) said: String,
    pub(super) seconds: f64,
}

/// The result of compiling a crate.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Compiled {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) timeout: bool,
    pub(super) seconds: f64,
    /// The peak memory of the compiler.
    pub(super) peak_mib: Option<f64>,
    /// The first messages: code, position and text.
    pub(super) messages: Vec<Message>,
}

/// A message of the compiler.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Message {
    /// Such as `E0277` or `unused_imports`.
    pub(super) code: String,
    pub(super) text: String,
    /// File and line.
    pub(super) place: String,
}

impl Compiled {
    pub(super) fn is_clean(&self) -> bool {
        !self.timeout && self.errors == 0 && self.warnings == 0
    }
}

impl Record {
    /// The record of a process that generated a client for this document.
    pub(super) fn of(document: &Document, ended: Ended) -> Self {
        let mut lines = ended.stdout.lines();
        let told = lines
            .next()
            .and_then(|line| serde_json::from_str::<Outcome>(line).ok());
        let peak = lines.find_map(|line| line.strip_prefix(MARK)?.parse::<u64>().ok());
        let code = ended.status.map(|status| status.code());
        let is = |code: Option<i32>, exit: Exit| code == Some(exit as i32);
        let end = match (code, &told) {
            (None, _) => End::Timeout,
            (Some(code), Some(_)) if is(code, Exit::Success) || is(code, Exit::Incomplete) => {
                End::Generated
            }
            // Without a panic, an error was reported, such as a file with invalid UTF-8.
            (Some(code), _) if is(code, Exit::Failed) => End::Refused,
            _ => End::Panicked,
        };
        let said = if end == End::Panicked || told.is_none() {
            let lines = ended.stderr.lines().map(terminal::printable).take(5);
            lines.collect::<Vec<_>>().join("\n")
        } else {
            String::new()
        };
        let mut outcome = told.unwrap_or_default();
        outcome.package.clone_from(&document.package);
        if outcome.seconds == 0.0 {
            outcome.seconds = ended.seconds;
        }
        Self {
            document: document.name.clone(),
            digest: String::new(),
            end,
            outcome,
            peak_mib: peak.map(mib),
            said,
            compiled: None,
            tested: None,
            judged: None,
        }
    }

    pub(super) fn is_generated(&self) -> bool {
        self.end == End::Generated
    }
}

/// Bytes in MiB.
#[allow(
    clippy::cast_precision_loss,
    reason = "sizes of processes are far below 2^53"
)]
pub(super) fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// The file of the results.
pub(super) struct Results {
    file: File,
    known: BTreeMap<String, Record>,
}

impl Results {
    /// Opens the file; `resume` keeps the records of an earlier run.
    pub(super) fn open(out: &Path, resume: bool) -> Result<Self, Failure> {
        let path = out.join(FILE);
        let text = if resume {
            fs::read_to_string(&path).unwrap_or_default()
        } else {
            String::new()
        };
        // An incomplete line of an interrupted run is not a record. Later lines take precedence.
        let known: BTreeMap<String, Record> = text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .map(|record: Record| (record.document.clone(), record))
            .collect();
        let file = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(!resume)
            .append(false)
            .open(&path)
            .map_err(|error| unusable(&path, &error))?;
        let mut results = Self { file, known };
        results.begin(&path, &text)?;
        Ok(results)
    }

    /// Appends to the existing records, starting on a new line.
    fn begin(&mut self, path: &Path, text: &str) -> Result<(), Failure> {
        use std::io::{Seek, SeekFrom};
        let begun = self.file.seek(SeekFrom::End(0)).and_then(|_| {
            if text.is_empty() || text.ends_with('\n') {
                Ok(())
            } else {
                self.file.write_all(b"\n")
            }
        });
        begun.map_err(|error| unusable(path, &error))
    }

    /// Takes out the record of a document, if it has this digest.
    pub(super) fn known(&mut self, document: &str, digest: &str) -> Option<Record> {
        let record = self.known.remove(document)?;
        (record.digest == digest).then_some(record)
    }

    /// Writes a record.
    pub(super) fn add(&mut self, record: &Record) -> Result<(), Failure> {
        let line = serde_json::to_string(record)
            .map_err(|error| Failure::failed("could not print JSON").cause(&error))?;
        self.file
            .write_all(format!("{line}\n").as_bytes())
            .map_err(|error| unusable(Path::new(FILE), &error))
    }
}
