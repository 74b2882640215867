//! `multipart/form-data` bodies ([RFC 7578](https://www.rfc-editor.org/rfc/rfc7578)).
//!
//! Parts in memory are encoded at once, so that a prepared request can be inspected; files and
//! streams are read when the form is sent.

use std::fmt::{self, Display};
use std::path::PathBuf;

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use serde::Serialize;

use super::Body;
use super::style::{self, Place, Style};
use super::text::plain;
use super::tree::Tree;
use crate::json::sending;
use crate::{Json, List};

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
    headers: Vec<(String, String)>,
    body: Body,
}

impl Form {
    /// A form without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a string.
    #[must_use]
    pub fn text(self, name: impl Into<String>, value: impl Display) -> Self {
        self.part(name.into(), None, None, plain(value).into())
    }

    /// Adds a string with a media type.
    #[must_use]
    pub fn text_as(
        self,
        name: impl Into<String>,
        media_type: impl Into<String>,
        value: impl Display,
    ) -> Self {
        let value = plain(value).into();
        self.part(name.into(), None, Some(media_type.into()), value)
    }

    /// Adds a JSON value, the default of OpenAPI for objects and arrays.
    #[must_use]
    pub fn json(self, name: impl Into<String>, value: &(impl Serialize + ?Sized)) -> Self {
        self.json_as(name, "application/json", value)
    }

    /// Adds a JSON value with another media type.
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
                let problem = format!("form part `{name}` cannot be serialized as JSON: {error}");
                self.problem.get_or_insert(problem);
                self
            }
        }
    }

    /// Adds a value in the default form of its type (OpenAPI, [Encoding Object]): null adds no
    /// part, a list adds a part per item, an object or a nested list is JSON, anything else is
    /// text.
    ///
    /// [Encoding Object]: https://spec.openapis.org/oas/v3.1.1.html#encoding-object
    #[must_use]
    pub fn value(self, name: impl Into<String>, value: &(impl Serialize + ?Sized)) -> Self {
        self.tree(name.into(), "", Tree::of(value))
    }

    /// Adds a value whose parts have this media type. If that is a JSON type, strings are JSON as
    /// well.
    #[must_use]
    pub fn value_as(
        self,
        name: impl Into<String>,
        media_type: &str,
        value: &(impl Serialize + ?Sized),
    ) -> Self {
        self.tree(name.into(), media_type, Tree::of(value))
    }

    fn tree(
        mut self,
        name: String,
        media_type: &str,
        tree: Result<Tree, serde_json::Error>,
    ) -> Self {
        let items = match tree {
            Ok(Tree::List(items)) => items,
            Ok(one) => vec![one],
            Err(error) => return self.encoded(name, String::new(), Err(error)),
        };
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        let is_json = essence.to_ascii_lowercase().ends_with("json");
        for item in items {
            let is_structure = matches!(item, Tree::List(_) | Tree::Object(_));
            let (media_type, text) = match item.text() {
                None => continue,
                Some(_) if is_json => (Some(media_type), item.to_string()),
                Some(text) if is_structure => (Some("application/json"), text),
                Some(text) => (Some(media_type).filter(|it| !it.is_empty()), text),
            };
            let media_type = media_type.map(str::to_owned);
            self = self.part(name.clone(), None, media_type, text.into());
        }
        self
    }

    /// Adds a value in one of the styles of parameters: the parts are the pairs of a query, such as
    /// `filter[a]` and `filter[b]` for an object in the style `deepObject`.
    #[must_use]
    pub fn styled(mut self, name: &str, style: Style, value: &(impl Serialize + ?Sized)) -> Self {
        let pairs = match Tree::of(value) {
            Ok(tree) => style::encode(name, style, &tree, Place::Query).unwrap_or_default(),
            Err(error) => return self.encoded(name.to_owned(), String::new(), Err(error)),
        };
        for (name, value) in url::form_urlencoded::parse(pairs.as_bytes()) {
            self = self.part(name.into_owned(), None, None, value.into_owned().into());
        }
        self
    }

    /// Adds the properties that have not been added as parts.
    #[must_use]
    pub fn rest<N: AsRef<str>, T: Serialize>(
        self,
        properties: impl IntoIterator<Item = (N, T)>,
    ) -> Self {
        let properties = properties.into_iter();
        properties.fold(self, |form, (name, value)| {
            form.value(name.as_ref(), &value)
        })
    }

    /// Adds files, and values that may be files, that have not been added as parts.
    #[must_use]
    pub fn rest_of_files<N: AsRef<str>, T: Parts>(
        self,
        parts: impl IntoIterator<Item = (N, T)>,
    ) -> Self {
        let parts = parts.into_iter();
        parts.fold(self, |form, (name, part)| {
            part.add_to(form, name.as_ref(), "")
        })
    }

    /// Sets a header of all parts of a name, in the style `simple` (OpenAPI, [Header Object]); null
    /// sets no header.
    ///
    /// [Header Object]: https://spec.openapis.org/oas/v3.1.1.html#header-object
    #[must_use]
    pub fn header_of(
        mut self,
        part: &str,
        header: &str,
        style: Style,
        value: &(impl Serialize + ?Sized),
    ) -> Self {
        let text = match Tree::of(value) {
            Ok(tree) => style::encode(header, style, &tree, Place::Header),
            Err(error) => return self.encoded(part.to_owned(), String::new(), Err(error)),
        };
        if let Some(text) = text {
            for part in self.parts.iter_mut().filter(|it| it.name == part) {
                part.headers.push((header.to_owned(), text.clone()));
            }
        }
        self
    }

    /// Sets a single value for a part, in place of its values.
    pub(super) fn switch(&mut self, name: &str, value: &'static str) {
        let mut parts = std::mem::take(&mut self.parts);
        let at = parts.iter().position(|part| part.name == name);
        parts.retain(|part| part.name != name);
        let part = Part {
            name: name.to_owned(),
            file_name: None,
            media_type: None,
            headers: Vec::new(),
            body: value.into(),
        };
        parts.insert(at.unwrap_or(parts.len()), part);
        self.parts = parts;
    }

    /// The parts of a body without names, such as `multipart/mixed`: each item of a list is one.
    /// `first` are the media types of the first parts, `others` is that of all further ones; an
    /// empty one depends on the value.
    pub fn of_values(first: &[&str], others: &str, values: &(impl Serialize + ?Sized)) -> Self {
        let mut form = Self::new();
        let items = match Tree::of(values) {
            Ok(Tree::List(items)) => items,
            Ok(one) => vec![one],
            Err(error) => return form.encoded(String::new(), String::new(), Err(error)),
        };
        for (index, item) in items.into_iter().enumerate() {
            let media_type = first.get(index).unwrap_or(&others);
            // Here, a list is one part.
            let item = match item {
                Tree::List(_) => Tree::List(vec![item]),
                item => item,
            };
            form = form.tree(String::new(), media_type, Ok(item));
        }
        form
    }

    /// The parts of a body without names, like [`of_values`](Self::of_values), from files.
    pub fn of_files<T: Parts>(first: &[&str], others: &str, files: Vec<T>) -> Self {
        let files = files.into_iter().enumerate();
        files.fold(Self::new(), |form, (index, file)| {
            file.add_to(form, "", first.get(index).unwrap_or(&others))
        })
    }

    /// Adds files, and values that may be files, as one part each. Those without a media type get
    /// this one; if it is empty, `application/octet-stream`.
    #[must_use]
    pub fn files(self, name: &str, media_type: &str, files: impl Parts) -> Self {
        files.add_to(self, name, media_type)
    }

    /// Adds a file.
    #[must_use]
    pub fn file(mut self, name: impl Into<String>, file: File) -> Self {
        self.parts.push(Part {
            name: name.into(),
            file_name: Some(file.file_name),
            media_type: Some(file.media_type.unwrap_or_else(|| OCTETS.to_owned())),
            headers: file.headers,
            body: file.body,
        });
        self
    }

    /// Adds a file with this media type unless it has its own.
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
            headers: Vec::new(),
            body,
        });
        self
    }

    /// Sets a header of the part added last, except `Content-Type` and `Content-Disposition`.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Display) -> Self {
        if let Some(part) = self.parts.last_mut() {
            part.headers.push((name.into(), plain(value)));
        }
        self
    }

    /// The form as a body of this media type, `multipart/form-data` or one like it.
    pub(super) fn encode(self, media_type: &str) -> Result<(HeaderValue, Body), String> {
        let boundary = boundary();
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
            Err(_) => Err("the form's media type is not a valid header value".to_owned()),
        }
    }
}

impl Part {
    fn head(&self) -> Result<String, String> {
        let mut head = String::new();
        let file_name = self.file_name.as_deref().map(quoted);
        let disposition = match (&*self.name, &file_name) {
            ("", None) => None,
            ("", Some(_)) => Some("attachment".to_owned()),
            (name, _) => Some(format!("form-data; name=\"{}\"", quoted(name))),
        };
        if let Some(disposition) = disposition {
            head.push_str(&format!("Content-Disposition: {disposition}"));
            if let Some(file_name) = file_name {
                head.push_str(&format!("; filename=\"{file_name}\""));
            }
            head.push_str("\r\n");
        }
        let media_type = self.media_type.as_deref().map(|it| ("Content-Type", it));
        let others = self.headers.iter().map(|(name, value)| (&**name, &**value));
        for (header, value) in media_type.into_iter().chain(others) {
            if HeaderName::try_from(header).is_err() || HeaderValue::from_str(value).is_err() {
                let name = &self.name;
                return Err(format!(
                    "`{header}` of form part `{name}` contains a character that is not allowed in a header"
                ));
            }
            head.push_str(&format!("{header}: {value}\r\n"));
        }
        head.push_str("\r\n");
        Ok(head)
    }
}

/// Names in a part's head are escaped like in browsers (WHATWG HTML, multipart/form-data encoding
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

/// A line that no part contains: random, with more bits than the author of a part could guess.
/// Searching the parts for it would take time that they control, and is impossible in a stream.
fn boundary() -> String {
    let [first, second] = [(); 2].map(|()| crate::random::bits());
    format!("form-part-boundary-{first:014x}{second:014x}")
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", self.name, self.body)
    }
}

/// Adds itself to a form: files, parts that may be files, and lists of these.
pub trait Parts {
    /// Adds one part per file; `media_type` may be empty.
    fn add_to(self, form: Form, name: &str, media_type: &str) -> Form;
}

impl Parts for File {
    fn add_to(self, form: Form, name: &str, media_type: &str) -> Form {
        match media_type {
            "" => form.file(name, self),
            media_type => form.file_as(name, media_type, self),
        }
    }
}

/// A part that may be a file, a string or JSON, if the description leaves it open.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FormPart {
    /// A file.
    File(File),
    /// A string.
    Text(String),
    /// A JSON value.
    Json(Json),
}

impl Parts for FormPart {
    fn add_to(self, form: Form, name: &str, media_type: &str) -> Form {
        match self {
            Self::File(file) => file.add_to(form, name, media_type),
            Self::Text(text) => form.text(name, text),
            Self::Json(value) => form.json(name, &value),
        }
    }
}

impl From<File> for FormPart {
    fn from(file: File) -> Self {
        Self::File(file)
    }
}

impl From<String> for FormPart {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for FormPart {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Json> for FormPart {
    fn from(value: Json) -> Self {
        Self::Json(value)
    }
}

impl<T: Parts> Parts for Option<T> {
    fn add_to(self, form: Form, name: &str, media_type: &str) -> Form {
        self.into_iter()
            .fold(form, |form, part| part.add_to(form, name, media_type))
    }
}

impl<T: Parts> Parts for Vec<T> {
    fn add_to(self, form: Form, name: &str, media_type: &str) -> Form {
        self.into_iter()
            .fold(form, |form, part| part.add_to(form, name, media_type))
    }
}

impl<T: Parts> Parts for List<T> {
    fn add_to(self, form: Form, name: &str, media_type: &str) -> Form {
        self.into_iter()
            .fold(form, |form, part| part.add_to(form, name, media_type))
    }
}

/// The default media type of a file.
const OCTETS: &str = "application/octet-stream";

/// A file to upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    file_name: String,
    media_type: Option<String>,
    headers: Vec<(String, String)>,
    body: Body,
}

impl File {
    /// A file of the media type `application/octet-stream`, or of the described one.
    pub fn new(file_name: impl Into<String>, content: impl Into<Body>) -> Self {
        Self {
            file_name: file_name.into(),
            media_type: None,
            headers: Vec::new(),
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

    /// Sets the media type of the file, for example `image/png`.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// Sets a header of the file's part, if the description names some.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Display) -> Self {
        self.headers.push((name.into(), plain(value)));
        self
    }

    /// The name that is sent with the file.
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// The content of the file, if it is in memory.
    pub fn bytes(&self) -> Option<&Bytes> {
        self.body.as_bytes()
    }
}
