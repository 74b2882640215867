//! Everything that is said to a person about their document has this one form.
//!
//! In: findings of the stages. Out: [`Diagnostic`]s, as text in rustc's manner or as JSON. Absent:
//! colours and wrapping, which belong to whoever owns the terminal.

mod codes;
mod explain;
mod meant;
mod render;

use std::cmp::Ordering;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::pointer::Pointer;

pub use codes::Code;
pub use meant::did_you_mean;
pub use render::{escape, render, render_up_to};

/// What a diagnostic means for the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// This operation or schema is left out; the rest is generated.
    Skipped,
    /// Worth knowing; nothing is left out.
    Note,
}

/// A position in a text: both count from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Place {
    /// The position of a byte of a text; its end where the text has no such byte.
    #[must_use]
    pub fn at(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self {
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
        }
    }
}

/// The part of a line that a diagnostic shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The line, or the part around the place where the line is long; not yet escaped.
    pub text: String,
    /// The column of the place within `text`, from 1, in characters.
    pub column: usize,
}

impl Excerpt {
    /// Characters shown before the place in a line that is too long to show, and twice as many
    /// after it.
    const BEFORE: usize = 50;

    /// The excerpt around `offset` of a text in which the line begins at `start`, both in bytes;
    /// `column` is that of the offset in the line. Reads no more of a long line than it shows.
    #[must_use]
    pub(crate) fn within(text: &str, start: usize, offset: usize, column: usize) -> Self {
        // A character has at most four bytes, and those before the place are shown once, those
        // behind it twice; whether the line is longer must show.
        let mut from = start.max(offset.saturating_sub(4 * (2 * Self::BEFORE)));
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let mut to = text
            .len()
            .min(offset.saturating_add(4 * (5 * Self::BEFORE)));
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        let part = text.get(from..to).unwrap_or_default();
        let line = part.lines().next().unwrap_or_default();
        let before = text.get(from..offset).unwrap_or_default();
        let column = if from == start {
            column
        } else {
            before.chars().count() + 1
        };
        Self::new(line, column)
    }

    /// The excerpt of `line` around `column` (from 1, in characters).
    #[must_use]
    pub fn new(line: &str, column: usize) -> Self {
        if line.chars().nth(4 * Self::BEFORE).is_none() {
            return Self {
                text: line.trim_end().to_owned(),
                column,
            };
        }
        let skipped = column.saturating_sub(Self::BEFORE + 1);
        let mut rest = line.chars().skip(skipped);
        let mut text: String = rest.by_ref().take(3 * Self::BEFORE).collect();
        if rest.next().is_some() {
            text.push('…');
        }
        if skipped == 0 {
            return Self { text, column };
        }
        text.insert(0, '…');
        Self {
            text,
            column: column - skipped + 1,
        }
    }
}

/// One thing to say about a document.
///
/// As JSON: `code`, `severity`, `title`, `message`, `pointer` (RFC 6901), `file`, `line` and
/// `column` (from 1, `null` where unknown), `excerpt` (the line or its part, or `null`), `help`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code; it fixes severity and help.
    pub code: Code,
    /// What was found, in one sentence without a final full stop.
    pub message: String,
    /// The node that it is about: in the effective description, or in the overlay that `file` names.
    pub pointer: Pointer,
    /// The file that holds the node; empty until [`crate::document::Document::locate`] fills it.
    pub file: String,
    /// Where the node stands in that file, where it is known.
    pub place: Option<Place>,
    /// The line of the file at `place`.
    pub excerpt: Option<Box<Excerpt>>,
}

impl Diagnostic {
    /// A diagnostic about the node at `pointer`, its place not yet known.
    pub fn new(code: Code, pointer: &Pointer, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            pointer: pointer.clone(),
            file: String::new(),
            place: None,
            excerpt: None,
        }
    }

    /// The severity, fixed by the code.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// Puts diagnostics into the order in which a person reads them: errors first, then by file and
/// place; what has no place follows by pointer.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(order);
}

/// The order of [`sort`].
fn order(a: &Diagnostic, b: &Diagnostic) -> Ordering {
    let place = |it: &Diagnostic| it.place.map_or((usize::MAX, 0), |it| (it.line, it.column));
    let severity = a.severity().cmp(&b.severity());
    let position = severity.then_with(|| (&a.file, place(a)).cmp(&(&b.file, place(b))));
    position.then_with(|| (&a.pointer, a.code, &a.message).cmp(&(&b.pointer, b.code, &b.message)))
}

impl Serialize for Diagnostic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Diagnostic", 10)?;
        fields.serialize_field("code", &self.code)?;
        fields.serialize_field("severity", &self.severity())?;
        fields.serialize_field("title", self.code.title())?;
        fields.serialize_field("message", &self.message)?;
        fields.serialize_field("pointer", self.pointer.as_str())?;
        fields.serialize_field("file", &self.file)?;
        fields.serialize_field("line", &self.place.map(|place| place.line))?;
        fields.serialize_field("column", &self.place.map(|place| place.column))?;
        fields.serialize_field(
            "excerpt",
            &self.excerpt.as_ref().map(|excerpt| &excerpt.text),
        )?;
        fields.serialize_field("help", self.code.help())?;
        fields.end()
    }
}
