//! How much is read before a text is refused.

/// How large a description may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    bytes: usize,
}

impl Default for Limits {
    /// 64 MiB of text and 5 million values.
    fn default() -> Self {
        Self::of_bytes(64 << 20)
    }
}

impl Limits {
    /// The values that are read of the smallest text; more of a larger one.
    const VALUES: usize = 5_000_000;
    /// The bytes of text that one more value is read for: a short key and a short value.
    const BYTES_PER_VALUE: usize = 14;

    /// Text of so many bytes, whitespace not counted, and as many values as that can reasonably
    /// hold.
    #[must_use]
    pub fn of_bytes(bytes: usize) -> Self {
        Self { bytes }
    }

    /// The most values, counting each use of a YAML alias.
    pub(super) fn values(self) -> usize {
        Self::VALUES.max(self.bytes / Self::BYTES_PER_VALUE)
    }

    /// The most bytes of strings and keys, counting each use of a YAML alias.
    pub(super) fn strings(self) -> usize {
        self.bytes.saturating_mul(2)
    }

    /// What is wrong with a text that is too long. Whitespace takes no memory once it is read, and
    /// half of a large description can be indentation.
    pub(super) fn check_bytes(self, text: &str) -> Result<(), String> {
        if text.len() <= self.bytes {
            return Ok(());
        }
        let counted = text.bytes().filter(|byte| !byte.is_ascii_whitespace());
        let counted = counted.count();
        if counted <= self.bytes {
            return Ok(());
        }
        let limit = self.bytes;
        Err(format!(
            "the text has {counted} bytes without whitespace; the limit is {limit}"
        ))
    }
}
