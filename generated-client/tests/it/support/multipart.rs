//! Forms: what is sent, and how it is read (RFC 7578).

use dixa_client::{File, models::UploadAttachmentsInput};

use super::server::Received;

/// Name, media type and content of the files that are sent. The second holds what looks like the
/// end of a form.
pub(crate) const FILES: [(&str, &str, &[u8]); 2] = [
    ("lögo one.png", "image/png", b"\x89PNG\r\n\x1a\n\0\xff"),
    (
        "two.jpg",
        "image/jpeg",
        b"\r\n--form-part-boundary-00000000--\r\n",
    ),
];

pub(crate) fn form() -> UploadAttachmentsInput {
    let files =
        FILES.map(|(name, media_type, bytes)| File::new(name, bytes).media_type(media_type));
    UploadAttachmentsInput::new().files(files)
}

/// A part of a form.
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) file_name: Option<String>,
    pub(crate) media_type: Option<String>,
    pub(crate) bytes: Vec<u8>,
}

pub(crate) fn parts(received: &Received) -> Vec<Part> {
    let media_type = received.header("content-type").unwrap();
    let boundary = media_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap_or_else(|| panic!("no form: {media_type}"));
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    // The first delimiter has no line break in front of it.
    let mut rest = [b"\r\n".as_slice(), &received.body].concat();
    let mut chunks = Vec::new();
    while let Some(at) = position(&rest, &delimiter) {
        let tail = rest.split_off(at + delimiter.len());
        rest.truncate(at);
        chunks.push(std::mem::replace(&mut rest, tail));
    }
    assert_eq!(rest, b"--\r\n", "the form does not end");
    assert!(
        chunks.remove(0).is_empty(),
        "something stands before the form"
    );
    chunks.iter().map(|chunk| part(chunk)).collect()
}

fn part(chunk: &[u8]) -> Part {
    let end = position(chunk, b"\r\n\r\n").unwrap();
    let head = String::from_utf8(chunk[..end].to_vec()).unwrap();
    let header = |name: &str| {
        head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    };
    let disposition = header("content-disposition").unwrap();
    assert!(disposition.starts_with("form-data; "));
    let parameter = |name: &str| {
        let (_, value) = disposition.split_once(&format!("; {name}=\""))?;
        Some(value.split_once('"').unwrap().0.to_owned())
    };
    Part {
        name: parameter("name").unwrap(),
        file_name: parameter("filename"),
        media_type: header("content-type").map(str::to_owned),
        bytes: chunk[end + 4..].to_vec(),
    }
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}
