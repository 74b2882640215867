//! A decoding failure, as it propagates.
//!
//! The path is built while the error unwinds: that costs nothing on success, and nothing is decoded
//! twice. Values are omitted from messages, because they may be personal.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

use super::scan::{Syntax, unescape};
use crate::DecodeError;

/// How much of a name is shown in a path.
const MAX_NAME_BYTES: usize = 128;

/// Boxed, because it is part of every `Result` on the way.
#[derive(Debug)]
pub(super) struct Defect(Box<Place>);

#[derive(Debug)]
struct Place {
    /// From the inside out.
    steps: Vec<Step>,
    reason: String,
}

#[derive(Debug)]
pub(super) enum Step {
    Property(String),
    Index(usize),
    /// The path inside a variant, which a separate reader decoded.
    Inner(String),
}

impl Step {
    /// A property by its raw name in the text.
    #[cold]
    pub(super) fn property(raw: &str) -> Self {
        let mut end = raw.len().min(MAX_NAME_BYTES);
        while !raw.is_char_boundary(end) {
            end -= 1;
        }
        Self::Property(unescape(raw.get(..end).unwrap_or_default()))
    }
}

impl Defect {
    #[cold]
    fn new(reason: String) -> Self {
        let steps = Vec::new();
        Self(Box::new(Place { steps, reason }))
    }

    #[cold]
    pub(super) fn syntax(error: Syntax, text: &str) -> Self {
        Self::new(error.describe(text))
    }

    /// Adds where the value with the defect is: from the inside out.
    #[cold]
    pub(super) fn locate(&mut self, step: Step) {
        self.0.steps.push(step);
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for step in self.0.steps.iter().rev() {
            match step {
                Step::Index(index) => path.push_str(&format!("[{index}]")),
                Step::Property(name) | Step::Inner(name) => {
                    if !path.is_empty() && !name.starts_with('[') {
                        path.push('.');
                    }
                    path.push_str(name);
                }
            }
        }
        if path.is_empty() {
            path.push('.');
        }
        path
    }

    #[cold]
    pub(super) fn into_decode_error(self) -> DecodeError {
        DecodeError::at(self.path(), self.0.reason)
    }

    /// Splits the message of an inner defect: serde passes errors of an inner reader on as a
    /// message only, and the two paths belong together.
    fn from_text(text: String) -> Self {
        let inner = text
            .strip_prefix("at `")
            .and_then(|rest| rest.split_once("`: "));
        match inner {
            Some((".", reason)) => Self::new(reason.to_owned()),
            Some((path, reason)) => {
                let mut defect = Self::new(reason.to_owned());
                defect.locate(Step::Inner(path.to_owned()));
                defect
            }
            None => Self::new(text),
        }
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at `{}`: {}", self.path(), self.0.reason)
    }
}

impl std::error::Error for Defect {}

/// The JSON kind of a value.
fn kind(found: Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "integer",
        Unexpected::Float(_) => "number",
        Unexpected::Str(_) | Unexpected::Char(_) => "string",
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Seq => "array",
        Unexpected::Map => "object",
        _ => "value",
    }
}

impl de::Error for Defect {
    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::from_text(message.to_string())
    }

    #[cold]
    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!(
            "invalid type: {}, expected {expected}",
            kind(found)
        ))
    }

    #[cold]
    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!(
            "invalid value: {}, expected {expected}",
            kind(found)
        ))
    }
}
