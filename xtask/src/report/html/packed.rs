//! The compressed content of the changes outside the visible part. Browsers are slow with thousands
//! of elements and with megabytes of markup; most of it repeats, and they can decompress it.

use std::fmt::{self, Display, Formatter};

use data_encoding::BASE64;
use miniz_oxide::deflate::compress_to_vec;

/// A higher level takes longer and saves little.
const LEVEL: u8 = 6;

/// Contents, one per line.
#[derive(Default)]
pub(super) struct Packed(String);

impl Packed {
    pub(super) fn push(&mut self, content: &impl Display) {
        let content = content.to_string().replace('\n', "&#10;");
        self.0.push_str(&content);
        self.0.push('\n');
    }
}

/// In the script's format: deflated (RFC 1951), in base64.
impl Display for Packed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        let packed = BASE64.encode(&compress_to_vec(self.0.as_bytes(), LEVEL));
        writeln!(f, "<p id=\"packed\" hidden>{packed}</p>")
    }
}
