//! What cargo prints with `--message-format=json`, a line each (The Cargo Book, External Tools).

use std::path::PathBuf;

use serde::Deserialize;

/// A line.
#[derive(Deserialize)]
pub(super) struct Line {
    /// What it is about, such as `compiler-artifact`.
    pub(super) reason: String,
    #[serde(default)]
    pub(super) package_id: String,
    #[serde(default)]
    pub(super) manifest_path: String,
    pub(super) target: Option<Target>,
    /// What the compiler says.
    pub(super) message: Option<Message>,
    /// Whether an artifact stood there already.
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
    /// Whether it is about code: sums such as "aborting due to 3 previous errors" have neither code nor
    /// place.
    pub(super) fn is_of_code(&self) -> bool {
        self.code.is_some() || !self.spans.is_empty()
    }

    /// The file, with `/` on every system, and the line. What a macro made stands where the macro is
    /// called.
    pub(super) fn place(&self) -> Option<(String, usize)> {
        let mut span = self.spans.iter().find(|span| span.is_primary)?;
        while let Some(expansion) = &span.expansion {
            span = &expansion.span;
        }
        Some((span.file_name.replace('\\', "/"), span.line_start))
    }
}

/// The lines; what is no JSON is left out.
pub(super) fn lines(stdout: &[u8]) -> impl Iterator<Item = Line> {
    stdout
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice(line).ok())
}
