//! Reads a type from a whole JSON text, and says what is wrong with it.

use serde::de::DeserializeOwned;

use super::defect::Defect;
use super::reader::Reader;
use super::scan::check;
use crate::DecodeError;

/// Reads a type from JSON text.
///
/// # Errors
///
/// If the text is not JSON, or does not match the type; the message says where and why.
pub fn read_text<T: DeserializeOwned>(text: &str) -> Result<T, DecodeError> {
    let mut reader = Reader::new(text);
    // Compiled for each type, so the rest is not here.
    match T::deserialize(&mut reader) {
        Ok(value) => {
            end(text, &mut reader)?;
            Ok(value)
        }
        Err(defect) => Err(explain(text, defect)),
    }
}

fn end(text: &str, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
    reader.end().map_err(|defect| explain(text, defect))
}

#[cold]
fn explain(text: &str, defect: Defect) -> DecodeError {
    match check(text) {
        // Truncated or invalid JSON has no position in the type.
        Err(error) => DecodeError::new(format!("not JSON: {}", error.describe(text))),
        Ok(()) => defect.into_decode_error(),
    }
}
