//! A diagnostic, its order among others, and its JSON form.

use std::cmp::Ordering;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::codes::Code;
use super::excerpt::{Excerpt, Place};
use super::severity::Severity;
use crate::pointer::Pointer;

/// A finding about a document.
///
/// As JSON: `code`, `severity`, `title`, `message`, `pointer` (RFC 6901), `file`, `line` and `column`
/// (from 1, `null` if unknown), `excerpt` (the line or its part, or `null`), `help`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code; it fixes severity and help.
    pub code: Code,
    /// The message: one sentence without a final full stop.
    pub message: String,
    /// The node concerned: in the effective description, or in the overlay that `file` names.
    pub pointer: Pointer,
    /// The file that holds the node; empty until [`crate::document::Document::locate`] fills it.
    pub file: String,
    /// The position of the node in that file, if known.
    pub place: Option<Place>,
    /// The line of the file at `place`.
    pub excerpt: Option<Box<Excerpt>>,
}

impl Diagnostic {
    /// A diagnostic about the node at `pointer`, without a position yet.
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

/// Sorts diagnostics for display: errors first, then by file and position; those without a position
/// follow, by pointer.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(order);
}

/// The order of [`sort`].
pub(super) fn order(a: &Diagnostic, b: &Diagnostic) -> Ordering {
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
