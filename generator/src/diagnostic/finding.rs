//! One thing to say about a document, its order among others, and its form as JSON.

use std::cmp::Ordering;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::codes::Code;
use super::excerpt::{Excerpt, Place};
use super::severity::Severity;
use crate::pointer::Pointer;

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
