//! The limits beyond which a text is refused.

/// The maximum size of a description.
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
    /// The maximum number of values, for small texts; larger texts may have more.
    const VALUES: usize = 5_000_000;
    /// The bytes of text that allow one more value: a short key and a short value.
    const BYTES_PER_VALUE: usize = 14;

    /// A text of this many bytes, whitespace not counted, and the number of values that it can
    /// reasonably contain.
    #[must_use]
    pub fn of_bytes(bytes: usize) -> Self {
        Self { bytes }
    }

    /// The maximum number of values, counting each use of a YAML alias.
    pub(super) fn values(self) -> usize {
        Self::VALUES.max(self.bytes / Self::BYTES_PER_VALUE)
    }

    /// The maximum size of strings and keys in bytes, counting each use of a YAML alias.
    pub(super) fn strings(self) -> usize {
        self.bytes.saturating_mul(2)
    }

    /// Fails if a text is too long. Whitespace isn't counted: it takes no memory after parsing, and may
    /// be half of a large description.
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
            "the document has {counted} bytes without whitespace; the limit is {limit}"
        ))
    }
}
