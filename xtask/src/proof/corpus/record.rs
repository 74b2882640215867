//! What became of one document, and where that is kept.

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

/// How generating ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum End {
    /// A crate was written.
    Generated,
    /// The description is wrong, and that was said.
    Refused,
    /// A panic, an abort or a stack overflow: a defect of the generator.
    Panicked,
    /// It took too long.
    Timeout,
}

/// What became of one document: a line of the results.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) document: String,
    /// Of the document and the options.
    pub(super) digest: String,
    pub(super) end: End,
    #[serde(flatten)]
    pub(super) outcome: Outcome,
    /// The peak memory of generating.
    pub(super) peak_mib: Option<f64>,
    /// What was said where it ended badly.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) said: String,
    /// What the compiler made of the crate, where it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) compiled: Option<Compiled>,
    /// What became of its examples, where that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) tested: Option<Examples>,
    /// What judges say of its requests, where they were asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) judged: Option<Judged>,
}

/// What became of the examples of a description.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Examples {
    /// Whether the tests were run.
    pub(super) run: bool,
    /// Read and written back equal.
    pub(super) equal: usize,
    /// Not what the description's own schema allows.
    pub(super) document_wrong: usize,
    /// Allowed, and yet not read and written back equal.
    pub(super) ours: usize,
    /// Neither could be told.
    pub(super) unjudged: usize,
    /// The pointer of the first that is ours.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) first_of_ours: String,
    /// Why the tests were not run.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) said: String,
    pub(super) seconds: f64,
}

/// What the compiler made of a crate.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Compiled {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) timeout: bool,
    pub(super) seconds: f64,
    /// The peak memory of the compiler.
    pub(super) peak_mib: Option<f64>,
    /// The first messages: code, place and text.
    pub(super) messages: Vec<Message>,
}

/// What the compiler says.
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
    /// The record of a process that generated this document.
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
            // Without panic something was wrong that was told in words, such as a file that is
            // no text.
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
    /// Opens the file; `resume` keeps what an earlier run wrote.
    pub(super) fn open(out: &Path, resume: bool) -> Result<Self, Failure> {
        let path = out.join(FILE);
        let text = if resume {
            fs::read_to_string(&path).unwrap_or_default()
        } else {
            String::new()
        };
        // A line that an interrupted run left unfinished is no record. Later lines win.
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

    /// Goes to the end of what is kept, on a line of its own.
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

    /// The record of a document, taken out, where it is of this digest.
    pub(super) fn known(&mut self, document: &str, digest: &str) -> Option<Record> {
        let record = self.known.remove(document)?;
        (record.digest == digest).then_some(record)
    }

    /// Writes a record down.
    pub(super) fn add(&mut self, record: &Record) -> Result<(), Failure> {
        let line = serde_json::to_string(record)
            .map_err(|error| Failure::failed("could not print JSON").cause(&error))?;
        self.file
            .write_all(format!("{line}\n").as_bytes())
            .map_err(|error| unusable(Path::new(FILE), &error))
    }
}
