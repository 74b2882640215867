//! The pieces of a body as a reader.

use std::io::{self, BufRead, Read};

use bytes::Bytes;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::reader::Reader;

/// A reader of the pieces that are sent to it; it ends when its sender is dropped.
pub(in crate::client) fn pieces() -> (UnboundedSender<Bytes>, Reader) {
    let (sender, pieces) = unbounded_channel();
    let piece = Bytes::new();
    (sender, Box::new(Pieces { pieces, piece }))
}

struct Pieces {
    pieces: UnboundedReceiver<Bytes>,
    piece: Bytes,
}

impl BufRead for Pieces {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.piece.is_empty() {
            match self.pieces.try_recv() {
                Ok(piece) => self.piece = piece,
                Err(TryRecvError::Disconnected) => break,
                Err(TryRecvError::Empty) => return Err(io::ErrorKind::WouldBlock.into()),
            }
        }
        Ok(&self.piece)
    }

    fn consume(&mut self, read: usize) {
        let _ = self.piece.split_to(read.min(self.piece.len()));
    }
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}
