use std::io::{self, BufRead as _, Read};

use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};

use super::reader::{Reader, buffered};
use super::single::Single;

pub(super) fn brotli(coded: Reader, _first: &[u8]) -> io::Result<Reader> {
    buffered(Single::new(Brotli::new(coded), |it| &mut it.coded))
}

struct Brotli {
    coded: Reader,
    state: Box<BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>>,
}

impl Brotli {
    /// No window may be larger than the 16 MiB of [RFC 7932, section 9.1].
    ///
    /// [RFC 7932, section 9.1]: https://www.rfc-editor.org/rfc/rfc7932#section-9.1
    fn new(coded: Reader) -> Self {
        let allocator = StandardAlloc::default;
        Self {
            coded,
            state: Box::new(BrotliState::new_strict(
                allocator(),
                allocator(),
                allocator(),
            )),
        }
    }
}

impl Read for Brotli {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let coded = self.coded.fill_buf()?;
            let (mut unread, mut consumed) = (coded.len(), 0);
            let (mut room, mut read) = (buffer.len(), 0);
            let result = BrotliDecompressStream(
                &mut unread,
                &mut consumed,
                coded,
                &mut room,
                &mut read,
                buffer,
                &mut 0,
                &mut self.state,
            );
            let is_last = coded.is_empty();
            self.coded.consume(consumed);
            return match result {
                BrotliResult::ResultFailure => Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "corrupt brotli stream",
                )),
                BrotliResult::NeedsMoreInput if read == 0 && is_last => {
                    Err(io::ErrorKind::UnexpectedEof.into())
                }
                BrotliResult::NeedsMoreInput if read == 0 => continue,
                _ => Ok(read),
            };
        }
    }
}
