//! `multipart/form-data` bodies ([RFC 7578](https://www.rfc-editor.org/rfc/rfc7578)).
//!
//! What is in memory is written as bytes at once, so that a prepared request can be looked at;
//! files and streams are read when the form is sent.

use std::fmt::{self, Display};
use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;

use bytes::Bytes;
use http::HeaderValue;
use serde::Serialize;

use super::Body;
use crate::json::sending;

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
    body: Body,
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

    /// Adds a text of a media type of its own.
    #[must_use]
    pub fn text_as(
        self,
        name: impl Into<String>,
        media_type: impl Into<String>,
        value: impl Display,
    ) -> Self {
        let value = value.to_string().into();
        self.part(name.into(), None, Some(media_type.into()), value)
    }

    /// Adds a JSON value, as the OpenAPI description has it for objects and arrays.
    #[must_use]
    pub fn json(self, name: impl Into<String>, value: &(impl Serialize + ?Sized)) -> Self {
        self.json_as(name, "application/json", value)
    }

    /// Adds a JSON value of a media type of its own.
    #[must_use]
    pub fn json_as(
        self,
        name: impl Into<String>,
        media_type: impl Into<String>,
        value: &(impl Serialize + ?Sized),
    ) -> Self {
        let json = sending(|| crate::json::to_vec(value));
        self.encoded(name.into(), media_type.into(), json)
    }

    fn encoded(
        mut self,
        name: String,
        media_type: String,
        encoded: Result<Vec<u8>, serde_json::Error>,
    ) -> Self {
        match encoded {
            Ok(json) => self.part(name, None, Some(media_type), json.into()),
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
            Some(file.media_type.unwrap_or_else(|| OCTETS.to_owned())),
            file.body,
        )
    }

    /// Adds a file that is of this media type unless it says something else itself.
    #[must_use]
    pub fn file_as(
        self,
        name: impl Into<String>,
        media_type: impl Into<String>,
        mut file: File,
    ) -> Self {
        file.media_type.get_or_insert_with(|| media_type.into());
        self.file(name, file)
    }

    fn part(
        mut self,
        name: String,
        file_name: Option<String>,
        media_type: Option<String>,
        body: Body,
    ) -> Self {
        self.parts.push(Part {
            name,
            file_name,
            media_type,
            body,
        });
        self
    }

    /// The form as a body of this media type, `multipart/form-data` or one like it.
    pub(super) fn encode(self, media_type: &str) -> Result<(HeaderValue, Body), String> {
        let boundary = self.boundary();
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let mut body = Body::default();
        for part in self.parts {
            let head = format!("--{boundary}\r\n{}", part.head()?);
            body.append(head.into());
            body.append(part.body);
            body.append("\r\n".into());
        }
        body.append(format!("--{boundary}--\r\n").into());
        let media_type = format!("{media_type}; boundary={boundary}");
        match HeaderValue::try_from(media_type) {
            Ok(media_type) => Ok((media_type, body.joined())),
            Err(_) => Err("the form's media type is not a header value".to_owned()),
        }
    }

    /// A line that no part contains. Where all of them are in memory it is looked for and not
    /// drawn, so the same form is always the same bytes; what a file holds is not known before.
    fn boundary(&self) -> String {
        if !self.parts.iter().all(|part| part.body.is_known()) {
            let draw = || RandomState::new().hash_one("boundary");
            return format!("form-part-boundary-{:016x}{:016x}", draw(), draw());
        }
        let mut number = 0_u32;
        loop {
            let boundary = format!("form-part-boundary-{number:08}");
            let mut bytes = self.parts.iter().flat_map(|part| part.body.known_bytes());
            if !bytes.any(|bytes| contains(bytes, boundary.as_bytes())) {
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
        write!(f, "{}: {:?}", self.name, self.body)
    }
}

/// The media type of a file that says nothing else.
const OCTETS: &str = "application/octet-stream";

/// A file to upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    file_name: String,
    media_type: Option<String>,
    body: Body,
}

impl File {
    /// A file of the media type `application/octet-stream`, or the one that the description gives.
    pub fn new(file_name: impl Into<String>, content: impl Into<Body>) -> Self {
        Self {
            file_name: file_name.into(),
            media_type: None,
            body: content.into(),
        }
    }

    /// A file on disk under its own name. It is opened when the form is sent and read piece by
    /// piece, so it is never in memory as a whole.
    pub fn from_path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Self::new(name.into_owned(), Body::from_path(path))
    }

    /// Says what the file is, for example `image/png`.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// The name that is sent with the file.
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// What the file holds, where that is in memory.
    pub fn bytes(&self) -> Option<&Bytes> {
        self.body.as_bytes()
    }
}
