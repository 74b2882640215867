//! The output of cargo with `--message-format=json`, one message per line (The Cargo Book, External
//! Tools).

use std::path::PathBuf;

use serde::Deserialize;

/// A line.
#[derive(Deserialize)]
pub(super) struct Line {
    /// The kind of message, such as `compiler-artifact`.
    pub(super) reason: String,
    #[serde(default)]
    pub(super) package_id: String,
    #[serde(default)]
    pub(super) manifest_path: String,
    pub(super) target: Option<Target>,
    /// The compiler's message.
    pub(super) message: Option<Message>,
    /// Whether an artifact was already up to date.
    pub(super) fresh: Option<bool>,
    pub(super) executable: Option<PathBuf>,
}

/// A target of a package.
#[derive(Deserialize)]
pub(super) struct Target {
    pub(super) name: String,
    pub(super) kind: Vec<String>,
}

/// A message of the compiler.
#[derive(Deserialize)]
pub(super) struct Message {
    pub(super) level: String,
    pub(super) message: String,
    pub(super) code: Option<Code>,
    spans: Vec<Span>,
}

/// The code of a message, such as `E0609`.
#[derive(Deserialize)]
pub(super) struct Code {
    pub(super) code: String,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: usize,
    is_primary: bool,
    expansion: Option<Box<Expansion>>,
}

#[derive(Deserialize)]
struct Expansion {
    span: Span,
}

impl Message {
    /// Whether it is about code: summaries such as "aborting due to 3 previous errors" have neither
    /// code nor position.
    pub(super) fn is_of_code(&self) -> bool {
        self.code.is_some() || !self.spans.is_empty()
    }

    /// The file, with `/` on every system, and the line. Code from a macro is located at the macro
    /// call.
    pub(super) fn place(&self) -> Option<(String, usize)> {
        let mut span = self.spans.iter().find(|span| span.is_primary)?;
        while let Some(expansion) = &span.expansion {
            span = &expansion.span;
        }
        Some((span.file_name.replace('\\', "/"), span.line_start))
    }
}

/// The lines; anything that isn't JSON is skipped.
pub(super) fn lines(stdout: &[u8]) -> impl Iterator<Item = Line> {
    stdout
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice(line).ok())
}
