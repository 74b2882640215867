//! `multipart/form-data` bodies ([RFC 7578](https://www.rfc-editor.org/rfc/rfc7578)).
//!
//! Written as bytes at once, so that a prepared request can be looked at and sent again.

use std::fmt::{self, Display};

use bytes::Bytes;
use http::HeaderValue;
use serde::Serialize;

/// The parts of a form, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct Form {
    parts: Vec<Part>,
    problem: Option<String>,
}

#[derive(Clone)]
struct Part {
    name: String,
    file_name: Option<String>,
    media_type: Option<String>,
    bytes: Bytes,
}

impl Form {
    /// A form without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text.
    #[must_use]
    pub fn text(self, name: impl Into<String>, value: impl Display) -> Self {
        self.part(name.into(), None, None, value.to_string().into())
    }

    /// Adds a JSON value, as the OpenAPI description has it for objects and arrays.
    #[must_use]
    pub fn json(mut self, name: impl Into<String>, value: &(impl Serialize + ?Sized)) -> Self {
        let name = name.into();
        match serde_json::to_vec(value) {
            Ok(json) => {
                let media_type = Some("application/json".to_owned());
                self.part(name, None, media_type, json.into())
            }
            Err(error) => {
                let problem = format!("form part `{name}` cannot be written as JSON: {error}");
                self.problem.get_or_insert(problem);
                self
            }
        }
    }

    /// Adds a file.
    #[must_use]
    pub fn file(self, name: impl Into<String>, file: File) -> Self {
        self.part(
            name.into(),
            Some(file.file_name),
            Some(file.media_type),
            file.bytes,
        )
    }

    fn part(
        mut self,
        name: String,
        file_name: Option<String>,
        media_type: Option<String>,
        bytes: Bytes,
    ) -> Self {
        self.parts.push(Part {
            name,
            file_name,
            media_type,
            bytes,
        });
        self
    }

    pub(super) fn encode(&self) -> Result<(HeaderValue, Bytes), String> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        let boundary = self.boundary();
        let mut body = Vec::new();
        for part in &self.parts {
            body.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
            body.extend_from_slice(part.head()?.as_bytes());
            body.extend_from_slice(&part.bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let media_type = format!("multipart/form-data; boundary={boundary}");
        match HeaderValue::try_from(media_type) {
            Ok(media_type) => Ok((media_type, body.into())),
            Err(_) => Err("the form's boundary is not a header value".to_owned()),
        }
    }

    /// A line that no part contains. It is looked for and not drawn, so the same form is always the
    /// same bytes.
    fn boundary(&self) -> String {
        let mut number = 0_u32;
        loop {
            let boundary = format!("form-part-boundary-{number:08}");
            let taken = |part: &Part| contains(&part.bytes, boundary.as_bytes());
            if !self.parts.iter().any(taken) {
                return boundary;
            }
            number += 1;
        }
    }
}

impl Part {
    fn head(&self) -> Result<String, String> {
        let mut head = format!(
            "Content-Disposition: form-data; name=\"{}\"",
            quoted(&self.name)
        );
        if let Some(file_name) = &self.file_name {
            head.push_str(&format!("; filename=\"{}\"", quoted(file_name)));
        }
        if let Some(media_type) = &self.media_type {
            if HeaderValue::from_str(media_type).is_err() {
                let name = &self.name;
                return Err(format!(
                    "the media type of form part `{name}` holds what a header cannot hold"
                ));
            }
            head.push_str("\r\nContent-Type: ");
            head.push_str(media_type);
        }
        head.push_str("\r\n\r\n");
        Ok(head)
    }
}

/// Names in a part's head are escaped as browsers do it (WHATWG HTML, multipart/form-data encoding
/// algorithm); other control characters are dropped.
fn quoted(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '"' => out.push_str("%22"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.name, self.bytes.len())
    }
}

/// A file to upload.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    file_name: String,
    media_type: String,
    bytes: Bytes,
}

impl File {
    /// A file of the media type `application/octet-stream`.
    pub fn new(file_name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self {
            file_name: file_name.into(),
            media_type: "application/octet-stream".to_owned(),
            bytes: bytes.into(),
        }
    }

    /// Says what the file is, for example `image/png`.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = media_type.into();
        self
    }

    /// The name that is sent with the file.
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// What the file holds.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }
}

/// Shows how large the file is, not what it holds.
impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("file_name", &self.file_name)
            .field("media_type", &self.media_type)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}
