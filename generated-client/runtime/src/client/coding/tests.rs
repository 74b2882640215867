use std::io::{BufRead as _, ErrorKind, Read};

use bytes::Bytes;
use flate2::{Compression, bufread};
use http::header::CONTENT_ENCODING;
use http::{HeaderMap, HeaderValue};

use super::{Coding, codings, pieces};

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

/// What a body is that comes byte by byte.
fn decoded(coding: &str, coded: &[u8]) -> Result<Vec<u8>, ErrorKind> {
    let coding = read(&[coding]).unwrap()[0];
    let (sender, reader) = pieces();
    let mut reader = (coding.decoder)(reader, coded).map_err(|error| error.kind())?;
    let (mut sender, mut bytes) = (Some(sender), coded.iter());
    let mut decoded = Vec::new();
    loop {
        match reader.fill_buf() {
            Ok([]) => return Ok(decoded),
            Ok(piece) => {
                decoded.extend_from_slice(piece);
                let read = piece.len();
                reader.consume(read);
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                sender = match (bytes.next(), sender) {
                    (Some(byte), Some(sender)) => {
                        sender.send(Bytes::copy_from_slice(&[*byte])).unwrap();
                        Some(sender)
                    }
                    _ => None,
                };
            }
            Err(error) => return Err(error.kind()),
        }
    }
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

#[test]
fn bodies_in_pieces() {
    let text = "to be or not to be, ".repeat(20);
    let text = text.as_bytes();
    // What `brotli` makes of a text of at most 16 bytes, as a block that is not compressed.
    let [head, middle, end] = [&[0x8B, 0x07, 0x80][..], &text[..16], &[0x03]];
    let brotli = [head, middle, end].concat();
    let gzip = read_all(bufread::GzEncoder::new(text, Compression::best()));
    let zlib = read_all(bufread::ZlibEncoder::new(text, Compression::best()));
    let bare = read_all(bufread::DeflateEncoder::new(text, Compression::best()));
    let several = [&gzip[..], &gzip].concat();

    assert_eq!(decoded("gzip", &several), Ok([text, text].concat()));
    #[cfg(feature = "zstd")]
    {
        let frame = zstd_frame(text, 23);
        let several = [&frame[..], &frame].concat();
        assert_eq!(decoded("zstd", &several), Ok([text, text].concat()));
        assert!(decoded("zstd", &zstd_frame(text, 24)).is_err());
    }
    for (coding, coded, text) in [
        ("gzip", &gzip, text),
        ("deflate", &zlib, text),
        ("deflate", &bare, text),
        ("br", &brotli, middle),
        #[cfg(feature = "zstd")]
        ("zstd", &zstd_frame(text, 10), text),
    ] {
        assert_eq!(decoded(coding, coded).as_deref(), Ok(text), "{coding}");
        let last = coded.len() - 1;
        assert_eq!(
            decoded(coding, &coded[..last]),
            Err(ErrorKind::UnexpectedEof),
            "{coding}"
        );
        let longer = [coded, &b"more"[..]].concat();
        assert!(decoded(coding, &longer).is_err(), "{coding}");
    }
    // A window of up to a gigabyte, which brotli has beside the content coding.
    assert_eq!(
        decoded("br", &[0x11, 0x1E, 0, 0]),
        Err(ErrorKind::InvalidData)
    );
}
