use std::io::{self, BufRead as _, Read};

use super::reader::Reader;

/// A decoder of a coding whose end must be the end of the body: data after it is an error instead
/// of being dropped.
pub(super) struct Single<D> {
    decoder: D,
    coded: fn(&mut D) -> &mut Reader,
    ended: bool,
}

impl<D> Single<D> {
    pub(super) fn new(decoder: D, coded: fn(&mut D) -> &mut Reader) -> Self {
        Self {
            decoder,
            coded,
            ended: false,
        }
    }
}

impl<D: Read> Read for Single<D> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.ended {
            let read = self.decoder.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            self.ended = true;
        }
        match (self.coded)(&mut self.decoder).fill_buf()? {
            [] => Ok(0),
            _ => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "data follows its end",
            )),
        }
    }
}
