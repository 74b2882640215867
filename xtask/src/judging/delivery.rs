//! The output of a report, and the exit code after it.

use std::env;
use std::fs::OpenOptions;
use std::io::Write;

use clap::{Args, ValueEnum};

use crate::exit::{Exit, Failure};
use crate::report::wording::GroupBy;
use crate::report::{
    Report, State, github, history, html, json, junit, markdown, one_line, sarif, text,
};
use crate::terminal;

/// Report format and grouping.
#[derive(Args, Default)]
pub(crate) struct Delivery {
    /// Report format, on standard output.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// List text changes individually, and all operations and items.
    #[arg(long)]
    all: bool,
    /// Group the changes, in the text format.
    #[arg(long, value_enum, value_name = "BY")]
    group: Option<GroupBy>,
}

/// Report format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal or a log.
    #[default]
    Text,
    /// For programs; `cargo xtask diff --print-schema` prints the schema.
    Json,
    /// For a comment on a pull request, at most 60,000 characters.
    Markdown,
    /// Annotations for a GitHub job; also writes the job's summary and outputs.
    Github,
    /// One self-contained page.
    Html,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit XML, one test case per change.
    Junit,
    /// One line per change, beginning with file, line and column, for editors and grep.
    OneLine,
}

/// The variable with the path of a job's summary.
const SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// The changes with an exit code of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Changes that break released clients and are not accepted: 11.
    Breaking,
    /// Any change: 11, or 10 if nothing breaks.
    Any,
    /// No changes.
    Never,
}

impl Delivery {
    /// Prints a report.
    pub(crate) fn deliver(&self, report: &Report) -> Result<(), Failure> {
        match self.format {
            Format::Text => {
                let (all, group) = (self.all, self.group);
                terminal::styled(&text::render(report, text::Options { all, group }))
            }
            Format::Json => terminal::data(&json::render(report)?),
            Format::Markdown => {
                terminal::data(&markdown::render(report, markdown::Medium::Comment))
            }
            Format::Html => terminal::data(&html::render(report)),
            Format::Sarif => terminal::data(&sarif::render(report)?),
            Format::Junit => terminal::data(&junit::render(report)),
            Format::OneLine => terminal::data(&one_line::render(report)),
            Format::Github => {
                terminal::data(&github::render(report))?;
                let summary = markdown::render(report, markdown::Medium::Summary);
                append(SUMMARY, &summary)?;
                append("GITHUB_OUTPUT", &github::outputs(report))
            }
        }
    }

    /// Adds the report to the summary of the job, unless it is there already.
    pub(crate) fn summarise(&self, report: &Report) -> Result<(), Failure> {
        match self.format {
            Format::Github => Ok(()),
            _ => append(
                SUMMARY,
                &markdown::render(report, markdown::Medium::Summary),
            ),
        }
    }

    /// Prints the steps of a history.
    ///
    /// # Errors
    ///
    /// If the format allows only one report.
    pub(crate) fn deliver_steps(&self, steps: &[history::Step]) -> Result<(), Failure> {
        match self.format {
            Format::Text => terminal::data(&history::text(steps)),
            Format::Json => terminal::data(&history::json(steps)?),
            _ => Err(Failure {
                exit: Exit::Usage,
                ..Failure::failed("`--history` has the forms text and json")
                    .help("compare one step in this form: `cargo xtask diff BEFORE COMMIT`")
            }),
        }
    }

    /// Whether the report is for people.
    pub(crate) fn is_text(&self) -> bool {
        self.format == Format::Text
    }
}

impl FailOn {
    /// The exit code.
    pub(crate) fn exit(self, report: &Report) -> Exit {
        match (self, report.state) {
            (Self::Never, _) | (_, State::Fresh) => Exit::Success,
            (_, State::Breaking) => Exit::Breaking,
            (Self::Any, State::Compatible) => Exit::Drift,
            (Self::Breaking, State::Compatible) => Exit::Success,
        }
    }
}

/// Appends to the file named by an environment variable, if that is set.
fn append(variable: &str, text: &str) -> Result<(), Failure> {
    let Some(path) = env::var_os(variable).filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    OpenOptions::new()
        .append(true)
        .create(true)
        .open(&path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| {
            Failure::failed(format!("could not write to the file that {variable} names"))
                .cause(&error)
                .help("outside of a job on GitHub, unset the variable")
        })
}
