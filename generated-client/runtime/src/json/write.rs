use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};

/// Serializes a body. A whole double is written as people and most servers write it: `5`, not
/// `5.0`. All others are written with the fewest digits that parse to the same double.
///
/// # Errors
///
/// If the type fails to serialize, for example as a map whose keys are not strings.
pub(crate) fn to_vec<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Vec<u8>> {
    // Most bodies are smaller; growing up to here would take six allocations.
    let mut text = Vec::with_capacity(256);
    let mut writer = serde_json::Serializer::with_formatter(&mut text, Numbers);
    value.serialize(&mut writer)?;
    Ok(text)
}

struct Numbers;

impl Formatter for Numbers {
    fn write_f64<W: io::Write + ?Sized>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        /// Up to here, doubles are as dense as integers.
        const EXACT: f64 = (1_u64 << 53) as f64;
        let is_whole = value.fract() == 0.0 && value.abs() <= EXACT;
        // Minus zero is not the integer 0.
        if is_whole && (value != 0.0 || value.is_sign_positive()) {
            self.write_i64(writer, value as i64)
        } else {
            CompactFormatter.write_f64(writer, value)
        }
    }
}
