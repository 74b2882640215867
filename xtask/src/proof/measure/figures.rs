//! Measurements: medians with their spread, as text and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::sources::Sources;
use crate::exit::Failure;
use crate::terminal::count;

/// For a figure that the system doesn't provide.
const UNKNOWN: &str = "not measured on this system";

/// The cost of one run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// Wall time.
    pub(crate) seconds: f64,
    /// Processor time of all its processes, on which other work on the machine has little effect;
    /// `None` if the system doesn't provide it.
    pub(crate) processor_seconds: Option<f64>,
    /// The peak memory of the largest process; `None` if the system doesn't provide it.
    pub(crate) peak_bytes: Option<u64>,
}

/// All figures of one package or program.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// The name of the package or program.
    name: String,
    /// Its sources, and separately those of the local crates that it depends on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) sources: Vec<Sources>,
    /// The cost of each command.
    commands: BTreeMap<String, Runs>,
    /// The command to whose processor time that of the others is compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) baseline: Option<&'static str>,
}

/// The runs of one command.
#[derive(Debug, Default, Serialize)]
struct Runs {
    /// Wall time of each run.
    seconds: Series,
    /// Processor time of each run; empty if the system doesn't provide it.
    processor_seconds: Series,
    /// Peak memory of each run; empty if the system doesn't provide it.
    peak_mib: Series,
}

/// Values in the order in which they were measured.
#[derive(Debug, Default)]
struct Series(Vec<f64>);

/// The summary of a series.
#[derive(Debug, PartialEq, Serialize)]
struct Spread {
    median: f64,
    min: f64,
    max: f64,
}

impl Report {
    /// A report without figures.
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            sources: Vec::new(),
            commands: BTreeMap::new(),
            baseline: None,
        }
    }

    /// Adds a run of a command.
    pub(crate) fn add(&mut self, command: &str, sample: Sample) {
        let runs = self.commands.entry(command.to_owned()).or_default();
        runs.seconds.0.push(sample.seconds);
        runs.processor_seconds.0.extend(sample.processor_seconds);
        if let Some(bytes) = sample.peak_bytes {
            #[allow(clippy::cast_precision_loss)] // No process has 2^53 bytes.
            runs.peak_mib.0.push(bytes as f64 / f64::from(1 << 20));
        }
    }

    /// The report as text, or as JSON.
    pub(crate) fn render(&self, json: bool) -> Result<String, Failure> {
        if json {
            let text = serde_json::to_string_pretty(self).map_err(|error| {
                Failure::failed("could not write the figures as JSON").cause(&error)
            })?;
            return Ok(text + "\n");
        }
        let mut text = format!("{}\n", self.name);
        for sources in &self.sources {
            // Writing to a string can't fail.
            let _ = writeln!(
                text,
                "  {} {}: {}, {}, {}",
                sources.package,
                sources.folder,
                count(sources.lines, "line"),
                count(sources.bytes, "byte"),
                count(sources.files, "file"),
            );
        }
        for (command, runs) in &self.commands {
            let seconds = runs.seconds.text("s", 2);
            let processor = runs.processor_seconds.text("s", 2);
            let memory = runs.peak_mib.text("MiB", 0);
            let _ = writeln!(
                text,
                "  {command}: {}; processor time {}{}; peak memory {}",
                seconds.as_deref().unwrap_or("no run"),
                processor.as_deref().unwrap_or(UNKNOWN),
                self.compared(command, runs).unwrap_or_default(),
                memory.as_deref().unwrap_or(UNKNOWN),
            );
        }
        Ok(text)
    }

    /// The processor time as a multiple of the baseline's.
    fn compared(&self, command: &str, runs: &Runs) -> Option<String> {
        let baseline = self.baseline.filter(|baseline| *baseline != command)?;
        let of = |runs: &Runs| Some(runs.processor_seconds.spread()?.median);
        let ratio = of(runs)? / of(self.commands.get(baseline)?)?;
        ratio
            .is_finite()
            .then(|| format!(", {ratio:.2} times that of `{baseline}`"))
    }
}

impl Series {
    /// Median and extremes; `None` without values.
    fn spread(&self) -> Option<Spread> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let upper = *sorted.get(sorted.len() / 2)?;
        let lower = *sorted.get((sorted.len() - 1) / 2)?;
        Some(Spread {
            median: f64::midpoint(lower, upper),
            min: *sorted.first()?,
            max: *sorted.last()?,
        })
    }

    /// `1.23 s (1.20 to 1.31)`.
    fn text(&self, unit: &str, decimals: usize) -> Option<String> {
        let Spread { median, min, max } = self.spread()?;
        Some(format!(
            "{median:.decimals$} {unit} ({min:.decimals$} to {max:.decimals$})"
        ))
    }
}

impl Serialize for Series {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.spread().serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn medians() {
        let spread = |values: &[f64]| Series(values.to_vec()).spread();
        let expected = |median, min, max| Some(Spread { median, min, max });
        assert_eq!(spread(&[]), None);
        assert_eq!(spread(&[2.0]), expected(2.0, 2.0, 2.0));
        assert_eq!(spread(&[3.0, 1.0, 2.0]), expected(2.0, 1.0, 3.0));
        assert_eq!(spread(&[4.0, 1.0, 2.0, 9.0]), expected(3.0, 1.0, 9.0));
    }

    fn report(processor_seconds: Option<f64>, peak_bytes: Option<u64>) -> Report {
        let mut report = Report::new("a-client");
        report.sources.push(Sources {
            package: "a-client".into(),
            folder: "src",
            files: 2,
            lines: 1234,
            bytes: 1,
        });
        for seconds in [1.5, 1.25] {
            report.add(
                "cargo check",
                Sample {
                    seconds,
                    processor_seconds,
                    peak_bytes,
                },
            );
        }
        report
    }

    #[test]
    fn text_for_people() {
        let text = report(Some(2.0), Some(3 << 20)).render(false).unwrap();
        let expected = "a-client
  a-client src: 1,234 lines, 1 byte, 2 files
  cargo check: 1.38 s (1.25 to 1.50); processor time 2.00 s (2.00 to 2.00); peak memory 3 MiB (3 to 3)
";
        assert_eq!(text, expected);
        let text = report(None, None).render(false).unwrap();
        assert!(text.ends_with(" not measured on this system\n"), "{text}");
    }

    #[test]
    fn another_command_is_compared_with_the_baseline() {
        let mut report = report(Some(2.0), None);
        report.baseline = Some("cargo check");
        let sample = Sample {
            seconds: 1.0,
            processor_seconds: Some(3.0),
            peak_bytes: None,
        };
        report.add("other", sample);
        let text = report.render(false).unwrap();
        let expected = "processor time 3.00 s (3.00 to 3.00), 1.50 times that of `cargo check`; ";
        assert!(text.contains(expected), "{text}");
        assert_eq!(text.matches("times that of").count(), 1, "{text}");
    }

    #[test]
    fn json_for_programs() {
        let text = report(Some(2.0), Some(3 << 20)).render(true).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let check = &value["commands"]["cargo check"];
        assert_eq!(check["seconds"]["median"], 1.375);
        assert_eq!(check["processor_seconds"]["max"], 2.0);
        assert_eq!(check["peak_mib"]["max"], 3.0);
        assert_eq!(value["sources"][0]["lines"], 1234);
        let text = report(None, None).render(true).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(value["commands"]["cargo check"]["peak_mib"].is_null());
    }
}
