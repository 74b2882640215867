use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write as _};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use flate2::{Compression, bufread, write};
use futures_core::Stream;
use http::header::CONTENT_ENCODING;
use http::{HeaderMap, HeaderValue};
use tokio::io::AsyncReadExt as _;
use tokio_util::io::StreamReader;

use super::{Coding, Reader, codings};

fn read(values: &[&str]) -> Result<Vec<&'static Coding>, String> {
    let mut headers = HeaderMap::new();
    for value in values {
        headers.append(CONTENT_ENCODING, HeaderValue::from_str(value).unwrap());
    }
    codings(&headers)
}

fn names_of(values: &[&str]) -> Result<Vec<&'static str>, String> {
    Ok(read(values)?.into_iter().map(|it| it.name).collect())
}

#[test]
fn names() {
    for (values, expected) in [
        (&[][..], &[][..]),
        (&["gzip"], &["gzip"]),
        (&["X-GZip"], &["gzip"]),
        (&["GZIP"], &["gzip"]),
        (&["identity"], &[]),
        (&[" deflate ,, br,"], &["deflate", "br"]),
        (&["gzip", "br"], &["gzip", "br"]),
    ] {
        assert_eq!(names_of(values).as_deref(), Ok(expected), "{values:?}");
    }
    for (values, expected) in [
        (
            &["compress"][..],
            "content coding `compress` is not supported",
        ),
        (
            &["gzip, aes128gcm"],
            "content coding `aes128gcm` is not supported",
        ),
        #[cfg(not(feature = "zstd"))]
        (
            &["Zstd"],
            "content coding `zstd` is not supported by this build; the feature `zstd` of \
             `openapi-client-runtime` adds it",
        ),
        (&["br,br,br", "br,br"], "more than 4 content codings"),
    ] {
        assert_eq!(names_of(values), Err(expected.to_owned()), "{values:?}");
    }
}

/// Pieces of a body, and whether it ends after them.
struct Pieces(VecDeque<Bytes>, bool);

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.0.pop_front() {
            None if !self.1 => Poll::Pending,
            piece => Poll::Ready(piece.map(Ok)),
        }
    }
}

fn decoder(coding: &str, coded: &[u8], pieces: Pieces) -> io::Result<Reader> {
    let coding = read(&[coding]).unwrap()[0];
    (coding.decoder)(Box::pin(StreamReader::new(pieces)), coded)
}

/// What a body is that comes byte by byte.
async fn decoded(coding: &str, coded: &[u8]) -> Result<Vec<u8>, ErrorKind> {
    let bytes = coded.chunks(1).map(Bytes::copy_from_slice).collect();
    let mut reader = decoder(coding, coded, Pieces(bytes, true)).map_err(|error| error.kind())?;
    let mut decoded = Vec::new();
    let read = reader.read_to_end(&mut decoded).await;
    read.map(|_| decoded).map_err(|error| error.kind())
}

fn read_all(mut encoder: impl Read) -> Vec<u8> {
    let mut coded = Vec::new();
    encoder.read_to_end(&mut coded).unwrap();
    coded
}

/// A frame of one block that is not compressed; the window has 2 to the power of `bits` bytes.
#[cfg(feature = "zstd")]
fn zstd_frame(text: &[u8], bits: u8) -> Vec<u8> {
    let size = u32::try_from(text.len()).unwrap().to_le_bytes();
    let block = u32::from_le_bytes(size) << 3 | 1;
    let header = [0x28, 0xB5, 0x2F, 0xFD, 0x00, (bits - 10) << 3];
    [&header[..], &block.to_le_bytes()[..3], text].concat()
}

#[tokio::test]
async fn bodies_in_pieces() {
    let text = "to be or not to be, ".repeat(20);
    let text = text.as_bytes();
    // What `brotli` makes of a text of at most 16 bytes, as a block that is not compressed.
    let [head, middle, end] = [&[0x8B, 0x07, 0x80][..], &text[..16], &[0x03]];
    let brotli = [head, middle, end].concat();
    let gzip = read_all(bufread::GzEncoder::new(text, Compression::best()));
    let zlib = read_all(bufread::ZlibEncoder::new(text, Compression::best()));
    let bare = read_all(bufread::DeflateEncoder::new(text, Compression::best()));
    let several = [&gzip[..], &gzip].concat();

    assert_eq!(decoded("gzip", &several).await, Ok([text, text].concat()));
    #[cfg(feature = "zstd")]
    {
        let frame = zstd_frame(text, 23);
        let several = [&frame[..], &frame].concat();
        assert_eq!(decoded("zstd", &several).await, Ok([text, text].concat()));
        assert!(decoded("zstd", &zstd_frame(text, 24)).await.is_err());
    }
    for (coding, coded, text) in [
        ("gzip", &gzip, text),
        ("deflate", &zlib, text),
        ("deflate", &bare, text),
        ("br", &brotli, middle),
        #[cfg(feature = "zstd")]
        ("zstd", &zstd_frame(text, 10), text),
    ] {
        assert_eq!(
            decoded(coding, coded).await.as_deref(),
            Ok(text),
            "{coding}"
        );
        let error = decoded(coding, &coded[..coded.len() - 1]).await.err();
        // The decoder of deflate does not tell a body that broke off from another fault.
        let expected = match coding {
            "deflate" => ErrorKind::Other,
            _ => ErrorKind::UnexpectedEof,
        };
        assert_eq!(error, Some(expected), "{coding}");
        let longer = [coded, &b"more"[..]].concat();
        assert!(decoded(coding, &longer).await.is_err(), "{coding}");
    }
    // A window of up to a gigabyte, which brotli has beside the content coding.
    assert_eq!(
        decoded("br", &[0x11, 0x1E, 0, 0]).await,
        Err(ErrorKind::InvalidData)
    );
}

/// What a server has sent up to now is decoded, however little of the coded body may follow.
#[test]
fn nothing_waits_for_the_next_piece() {
    for size in [1, 1_000, 20_000, 40_000, 100_000] {
        let text = vec![b'a'; size];
        let mut encoder = write::GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&text).unwrap();
        encoder.flush().unwrap();
        let coded = encoder.get_ref().clone();
        let pieces = Pieces([Bytes::from(coded)].into(), false);
        let mut reader = decoder("gzip", &[], pieces).unwrap();
        let mut read = vec![0; size];
        let polled =
            pin!(reader.read_exact(&mut read)).poll(&mut Context::from_waker(Waker::noop()));
        assert!(polled.is_ready(), "{size} bytes are not there yet");
        assert_eq!(read, text);
    }
}
