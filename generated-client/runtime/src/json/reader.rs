//! The reader of JSON text: a position, and what applies to the values that follow.
//!
//! Nothing here depends on the type that is read, so that it is compiled once.

use serde::de::{Error as _, Expected, Unexpected};

use super::defect::Defect;
use super::number::integer;
use super::scan::{Cursor, MAX_DEPTH, Syntax};
use super::scope;

/// The name by which [`Captured`](super::Captured) asks for the text of a value.
pub(super) const CAPTURE: &str = "$openapi_client_runtime::Captured";

pub(crate) const TOO_LARGE: &str =
    "the decoded value needs more memory than the limit on the size of a response allows";

/// A position in a text, from which values are read.
pub(super) struct Reader<'de> {
    pub(super) cursor: Cursor<'de>,
    /// How many arrays and objects may still be entered.
    pub(super) depth: u8,
    /// A property that is hidden from the next object.
    pub(super) hidden: Option<&'static str>,
    /// How many bytes of memory are already charged for the next value.
    pub(super) paid: usize,
}

pub(super) type Result<T, E = Defect> = std::result::Result<T, E>;

impl<'de> Reader<'de> {
    pub(super) fn new(text: &'de str) -> Self {
        Self {
            cursor: Cursor::new(text),
            depth: MAX_DEPTH,
            hidden: None,
            paid: 0,
        }
    }

    /// A reader of a variant: without the tag, and with memory already charged for the value.
    pub(super) fn of_variant(text: &'de str, hidden: Option<&'static str>, paid: usize) -> Self {
        Self {
            hidden,
            paid,
            ..Self::new(text)
        }
    }

    /// No text may follow.
    pub(super) fn end(&mut self) -> Result<()> {
        let ended = self.cursor.end();
        self.located(ended)
    }

    #[inline]
    pub(super) fn located<T>(&self, result: Result<T, Syntax>) -> Result<T> {
        result.map_err(|error| Defect::syntax(error, self.cursor.text()))
    }

    #[cold]
    pub(super) fn syntax<T>(&self, what: &'static str) -> Result<T> {
        self.located(self.cursor.fail(what))
    }

    /// The visitor does not expect the value here. No `Result`: this would be compiled for each type.
    #[cold]
    pub(super) fn unexpected(&mut self, expected: &dyn Expected) -> Defect {
        let start = self.cursor.position();
        let skipped = self.cursor.skip_value(self.depth);
        if let Err(defect) = self.located(skipped) {
            return defect;
        }
        let text = self.cursor.since(start);
        let found = match text.as_bytes().first() {
            Some(b'"') => Unexpected::Str(""),
            Some(b'{') => Unexpected::Map,
            Some(b'[') => Unexpected::Seq,
            Some(b'n') => Unexpected::Unit,
            Some(b't' | b'f') => Unexpected::Bool(true),
            _ if integer(text).is_some() => Unexpected::Signed(0),
            _ => Unexpected::Float(0.0),
        };
        Defect::invalid_type(found, expected)
    }

    #[inline]
    pub(super) fn enter(&mut self) -> Result<()> {
        if self.depth == 0 {
            return self.syntax("recursion limit exceeded");
        }
        self.depth -= 1;
        self.cursor.bump();
        Ok(())
    }

    /// Enters an object that takes this many bytes; returns the property that is hidden in it.
    pub(super) fn enter_object(
        &mut self,
        size: usize,
        expected: &dyn Expected,
    ) -> Result<Option<&'static str>> {
        if self.cursor.peek() != b'{' {
            return Err(self.unexpected(expected));
        }
        charge(size.saturating_sub(self.paid))?;
        self.enter()?;
        Ok(self.hidden.take())
    }

    pub(super) fn enter_array(&mut self, expected: &dyn Expected) -> Result<()> {
        if self.cursor.peek() != b'[' {
            return Err(self.unexpected(expected));
        }
        self.enter()
    }

    /// Passes the closing bracket of an array or object.
    pub(super) fn leave(&mut self, bracket: u8) -> Result<()> {
        if self.cursor.peek() != bracket {
            return Err(Defect::custom("more items than expected"));
        }
        self.cursor.bump();
        self.depth += 1;
        Ok(())
    }

    /// Passes null, if it is the next value.
    pub(super) fn passes_null(&mut self) -> Result<bool> {
        if self.cursor.peek() != b'n' {
            return Ok(false);
        }
        let null = self.cursor.literal("null");
        self.located(null)?;
        Ok(true)
    }

    #[inline]
    pub(super) fn number(&mut self) -> Result<&'de str> {
        let number = self.cursor.number();
        self.located(number)
    }

    pub(super) fn float(&self, text: &str) -> Result<f64> {
        match text.parse() {
            Ok(value) if f64::is_finite(value) => Ok(value),
            _ => Err(Defect::custom("number out of range")),
        }
    }
}

/// Charges the memory of a value.
#[inline]
pub(super) fn charge(bytes: usize) -> Result<()> {
    match scope::charge(bytes) {
        true => Ok(()),
        false => Err(too_large()),
    }
}

#[cold]
pub(super) fn too_large() -> Defect {
    Defect::custom(TOO_LARGE)
}
