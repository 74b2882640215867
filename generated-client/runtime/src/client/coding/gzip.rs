use std::io::{self, BufRead as _, Read};

use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};

use super::reader::{Reader, buffered};
use super::single::Single;

pub(super) fn gzip(coded: Reader, _first: &[u8]) -> io::Result<Reader> {
    buffered(Gzip {
        coded,
        member: None,
    })
}

/// A series of members ([RFC 1952, section 2.2]).
///
/// The decoder of flate2 for such series reads a header as a whole before it looks at it, and so
/// takes a few bytes of something else for a member that broke off.
///
/// [RFC 1952, section 2.2]: https://www.rfc-editor.org/rfc/rfc1952#section-2.2
struct Gzip {
    /// The coded body, between two members.
    coded: Reader,
    /// The current member, which has the coded body.
    member: Option<GzDecoder<Reader>>,
}

impl Read for Gzip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(member) = &mut self.member {
                let read = member.read(buffer)?;
                if read > 0 || buffer.is_empty() {
                    return Ok(read);
                }
                self.coded = take(member.get_mut());
                self.member = None;
            }
            match self.coded.fill_buf()? {
                [] => return Ok(0),
                [FIRST_BYTE, ..] => self.member = Some(GzDecoder::new(take(&mut self.coded))),
                _ => return Err(io::Error::new(io::ErrorKind::InvalidData, "no gzip header")),
            }
        }
    }
}

/// Of a member.
const FIRST_BYTE: u8 = 0x1F;

fn take(reader: &mut Reader) -> Reader {
    std::mem::replace(reader, Box::new(io::empty()))
}

pub(super) fn deflate(coded: Reader, first: &[u8]) -> io::Result<Reader> {
    match is_zlib(first) {
        true => buffered(Single::new(ZlibDecoder::new(coded), ZlibDecoder::get_mut)),
        false => buffered(Single::new(
            DeflateDecoder::new(coded),
            DeflateDecoder::get_mut,
        )),
    }
}

/// Whether a `deflate` body has the zlib format, as RFC 9110 requires. Some servers, as the RFC
/// notes, send raw deflate. RFC 1950, section 2.2: the method is 8, and the first two bytes are a
/// multiple of 31.
fn is_zlib(first: &[u8]) -> bool {
    match *first {
        [method, check, ..] => {
            method & 0x0F == 8 && u16::from_be_bytes([method, check]).is_multiple_of(31)
        }
        [method] => method & 0x0F == 8,
        [] => true,
    }
}
