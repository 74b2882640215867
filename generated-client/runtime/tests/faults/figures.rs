use std::fmt;
use std::time::Duration;

use crate::client::Verdict;

/// What is counted.
#[derive(Default)]
pub(crate) struct Figures {
    calls: usize,
    values: usize,
    errors: usize,
    panics: usize,
    hangs: usize,
    wrong_values: usize,
    wrong_errors: usize,
    double_sends: usize,
    without_status: usize,
    shown_tokens: usize,
    long_texts: usize,
    races: usize,
    /// The first of what is not as it must be.
    examples: Vec<String>,
    /// The calls of the mix.
    pub(crate) mixed: usize,
    pub(crate) took: Duration,
    pub(crate) peak: usize,
    pub(crate) left: usize,
    pub(crate) open_connections: usize,
    pub(crate) requests: usize,
}

/// How much memory 64 calls may take at once: 4 MiB each, which is 4 times the limit of a response.
const MAX_PEAK: usize = 64 * 4 * 1024 * 1024;
/// How much may be left when all is over: pools, buffers and caches of the HTTP library.
const MAX_LEFT: usize = 8 * 1024 * 1024;
const MAX_EXAMPLES: usize = 20;

impl Figures {
    pub(crate) fn count(&mut self, name: &str, verdict: &Verdict) {
        self.calls += 1;
        self.values += usize::from(verdict.is_value);
        self.errors += usize::from(!verdict.is_value);
        self.races += usize::from(verdict.raced);
        for (is_so, count, what) in [
            (verdict.panicked, &mut self.panics, "panicked"),
            (verdict.hung, &mut self.hangs, "hung"),
            (verdict.wrong_value, &mut self.wrong_values, "wrong value"),
            (verdict.wrong_error, &mut self.wrong_errors, "wrong outcome"),
            (verdict.sent_twice, &mut self.double_sends, "sent twice"),
            (
                verdict.without_status,
                &mut self.without_status,
                "no status",
            ),
            (
                verdict.shows_token,
                &mut self.shown_tokens,
                "shows the token",
            ),
            (verdict.is_long, &mut self.long_texts, "long text"),
        ] {
            if is_so {
                *count += 1;
                if self.examples.len() < MAX_EXAMPLES {
                    self.examples
                        .push(format!("{name}: {what}: {}", verdict.shown));
                }
            }
        }
    }

    pub(crate) fn panicked(&mut self) {
        self.calls += 1;
        self.panics += 1;
    }

    pub(crate) fn is_as_it_must_be(&self) -> bool {
        self.examples.is_empty()
            && self.panics == 0
            && self.races <= 1 + self.calls / 100
            && self.peak <= MAX_PEAK
            && self.left <= MAX_LEFT
            && self.open_connections == 0
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mebibytes = |bytes: usize| format!("{:.1} MiB", bytes as f64 / 1_048_576.0);
        for (name, figure) in [
            ("calls", self.calls.to_string()),
            ("values", self.values.to_string()),
            ("errors", self.errors.to_string()),
            ("requests at the servers", self.requests.to_string()),
            ("panics", self.panics.to_string()),
            ("hangs", self.hangs.to_string()),
            ("wrong values", self.wrong_values.to_string()),
            ("wrong outcomes", self.wrong_errors.to_string()),
            ("double sends", self.double_sends.to_string()),
            ("errors without status", self.without_status.to_string()),
            ("texts with the token", self.shown_tokens.to_string()),
            ("texts over 1 KiB", self.long_texts.to_string()),
            ("lost on idle connections", self.races.to_string()),
            (
                "open connections at the end",
                self.open_connections.to_string(),
            ),
            ("peak memory of the mix", mebibytes(self.peak)),
            ("memory left after the mix", mebibytes(self.left)),
            ("time of the mix", format!("{:.1?}", self.took)),
            (
                "calls of the mix a second",
                format!(
                    "{:.0}",
                    self.mixed as f64 / self.took.as_secs_f64().max(0.001)
                ),
            ),
        ] {
            writeln!(f, "| {name:<29} | {figure:>12} |")?;
        }
        // At the end, where a log that is cut still has them.
        for example in &self.examples {
            writeln!(f, "! {example}")?;
        }
        Ok(())
    }
}
