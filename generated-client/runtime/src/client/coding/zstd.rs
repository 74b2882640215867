use std::io;

use zstd::stream::read::Decoder;

use super::reader::{Reader, buffered};

const WINDOW_BITS: u32 = 23;

/// A zstd body is a series of frames. None may need a window of more than 8 MiB ([RFC 9659]).
///
/// [RFC 9659]: https://www.rfc-editor.org/rfc/rfc9659
pub(super) fn zstd(coded: Reader, _first: &[u8]) -> io::Result<Reader> {
    let mut decoder = Decoder::with_buffer(coded)?;
    decoder.window_log_max(WINDOW_BITS)?;
    buffered(decoder)
}
