//! How a request is spelled.
//!
//! In: an operation's method and path template, and values as the caller gave them. Out: a
//! [`Prepared`] request: method, URL, headers and bytes. Deliberately absent: sending. The first
//! value that cannot be spelled is kept and told when the request is prepared or sent, so that the
//! setters of generated requests need no `Result`.

mod body;
mod encode;
mod form;
mod multipart;
mod options;
mod parameter;
mod path;
mod prepared;
mod raw;
mod resume;
mod sequence;
mod style;
mod switch;
mod tree;
mod url;

use std::fmt::{self, Display};

use bytes::Bytes;
use http::header::InvalidHeaderValue;
use http::{HeaderName, HeaderValue};
use serde::Serialize;

use crate::error::{Kind, Report};
use crate::json::sending;
use crate::response::{Described, Expected};
use crate::{Pipeline, Requirement};
pub use body::Body;
pub(crate) use body::{OpenBody, PIECE_BYTES, Progress};
pub use encode::ListStyle;
pub(crate) use encode::push_encoded;
pub use multipart::{File, Form, FormPart, Parts};
pub(crate) use options::CallOptions;
pub use prepared::Prepared;
#[cfg(feature = "tracing")]
pub(crate) use raw::NO_TEMPLATE;
pub use sequence::Sequence;
pub(crate) use sequence::is_sequence;
pub use style::Style;
use tree::Tree;

/// A value as the text of a parameter or of a part. Date-times, which text and JSON repeat as they
/// came, are RFC 3339 here.
fn plain(value: impl Display) -> String {
    format!("{value:#}")
}

/// The value of a header without a copy of its text.
fn static_value(text: &'static str) -> Result<HeaderValue, InvalidHeaderValue> {
    HeaderValue::from_maybe_shared(Bytes::from_static(text.as_bytes()))
}

/// What the description says about an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The `operationId`.
    pub id: &'static str,
    /// The method in upper case.
    pub method: &'static str,
    /// The path template, such as `/agents/{agentId}`.
    pub path: &'static str,
    /// Whether it changes nothing although its method may, such as a search by `POST`.
    pub reading_only: bool,
    /// Whether the caller said that this call is safe to repeat.
    pub(crate) safe_to_repeat: bool,
}

impl OperationInfo {
    /// An operation that may change what its method may.
    #[must_use]
    pub const fn new(id: &'static str, method: &'static str, path: &'static str) -> Self {
        Self {
            id,
            method,
            path,
            reading_only: false,
            safe_to_repeat: false,
        }
    }

    /// Says that the operation changes nothing, so that it is safe to repeat.
    #[must_use]
    pub const fn reading_only(self) -> Self {
        Self {
            reading_only: true,
            ..self
        }
    }

    /// Whether sending it twice is the same as sending it once: by its method ([RFC 9110, section
    /// 9.2.2]), because it only reads, or because the caller said so. `QUERY` is safe, and so idempotent, by its definition.
    ///
    /// [RFC 9110, section 9.2.2]: https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        self.reading_only
            || self.safe_to_repeat
            || matches!(
                self.method,
                "GET" | "HEAD" | "OPTIONS" | "TRACE" | "PUT" | "DELETE" | "QUERY"
            )
    }
}

/// The credentials that a request is sent with.
#[derive(Clone, Copy)]
enum Asks {
    /// Those of the API's operations.
    Default,
    /// Those of the operation.
    For(Requirement),
    /// All that the client has.
    ForAllGiven,
}

/// A request as it is being put together. It owns what it needs, so it can move into a task.
#[derive(Clone)]
pub struct Request {
    pipeline: Pipeline,
    info: OperationInfo,
    path: String,
    mixed: Vec<path::Mixed>,
    query: Vec<(&'static str, String)>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cookies: Vec<(&'static str, String)>,
    body: Option<(HeaderValue, Body)>,
    /// The form that the body was made of, and its media type.
    form: Option<Box<(&'static str, Form)>>,
    /// In place of the media type that the body comes with.
    content_type: Option<HeaderValue>,
    expected: Expected,
    /// How often in a row an event stream is asked for again where it ends.
    reconnects: u32,
    /// What it asks for, where that is not what the API's operations ask for.
    security: Asks,
    /// Where it goes unless the caller chose an address.
    server: Option<&'static str>,
    /// Whether the path is that of the whole URL, so that the one of the base address goes not before it.
    is_whole_path: bool,
    problem: Option<String>,
    /// What the caller chose for this call.
    options: Option<Box<CallOptions>>,
}

impl Request {
    /// A request without path, parameters and body.
    pub fn new(pipeline: &Pipeline, info: &OperationInfo) -> Self {
        Self {
            pipeline: pipeline.clone(),
            info: *info,
            path: String::with_capacity(info.path.len() + 32),
            mixed: Vec::new(),
            query: Vec::new(),
            headers: Vec::new(),
            cookies: Vec::new(),
            body: None,
            form: None,
            content_type: None,
            expected: Expected::default(),
            reconnects: 0,
            security: Asks::Default,
            server: None,
            is_whole_path: false,
            problem: None,
            options: None,
        }
    }

    /// Says what the operation may respond with, the bodies of each status in the order of
    /// preference. Without it, that is JSON.
    #[must_use]
    pub fn responses(mut self, described: &'static [Described]) -> Self {
        self.expected.described = described;
        self
    }

    /// Asks for one media type among those that the operation may respond with.
    #[must_use]
    pub fn accept(mut self, media_type: &'static str) -> Self {
        self.expected.asked = Some(media_type);
        self
    }

    /// Says what the operation asks for, where that differs from
    /// [`ClientInfo::security`](crate::ClientInfo::security).
    #[must_use]
    pub fn security(mut self, security: Requirement) -> Self {
        self.security = Asks::For(security);
        self
    }

    /// Says where the operation is served, where that is not the API's own address. An address that
    /// the caller gives the client goes before it.
    #[must_use]
    pub fn server(mut self, base_url: &'static str) -> Self {
        self.server = Some(base_url);
        self
    }

    /// Sets a JSON body.
    pub fn set_json(&mut self, body: &(impl Serialize + ?Sized)) {
        self.set_json_as("application/json", body);
    }

    /// Sets a JSON body of a media type of its own, such as `application/merge-patch+json`.
    pub fn set_json_as(&mut self, media_type: &'static str, body: &(impl Serialize + ?Sized)) {
        self.put_json(media_type, sending(|| crate::json::to_vec(body)));
    }

    fn put_json(&mut self, media_type: &'static str, encoded: Result<Vec<u8>, serde_json::Error>) {
        match encoded {
            Ok(json) => self.set_body(media_type, json),
            Err(error) => self.refuse(format!("the body cannot be written as JSON: {error}")),
        }
    }

    /// Sets a `multipart/form-data` body ([RFC 7578](https://www.rfc-editor.org/rfc/rfc7578)).
    pub fn set_multipart(&mut self, form: Form) {
        self.set_multipart_as("multipart/form-data", form);
    }

    /// Sets a body of several parts of another media type, such as `multipart/mixed`.
    pub fn set_multipart_as(&mut self, media_type: &'static str, form: Form) {
        match form.clone().encode(media_type) {
            Ok(body) => self.body = Some(body),
            Err(problem) => self.refuse(problem),
        }
        self.form = Some(Box::new((media_type, form)));
    }

    /// Sets a URL-encoded form. `styles` names the lists and objects that are not written as usual.
    pub fn set_form(&mut self, body: &(impl Serialize + ?Sized), styles: &[(&'static str, Style)]) {
        self.put_form(Tree::of(body), styles);
    }

    fn put_form(
        &mut self,
        body: Result<Tree, serde_json::Error>,
        styles: &[(&'static str, Style)],
    ) {
        let body = body.map_err(|error| format!("the body cannot be written as a form: {error}"));
        match body.and_then(|body| form::encode(&body, styles)) {
            Ok(form) => self.set_body("application/x-www-form-urlencoded", form),
            Err(problem) => self.refuse(problem),
        }
    }

    /// Sets a body of any media type.
    pub fn set_body(&mut self, media_type: &'static str, body: impl Into<Body>) {
        self.form = None;
        match static_value(media_type) {
            Ok(media_type) => self.body = Some((media_type, body.into())),
            Err(_) => self.refuse(format!("`{media_type:?}` is no media type")),
        }
    }

    /// Says that the body is of another media type than it comes with.
    pub fn set_content_type(&mut self, media_type: &str) {
        match HeaderValue::try_from(media_type) {
            Ok(media_type) => self.content_type = Some(media_type),
            Err(_) => self.refuse(format!("`{media_type:?}` is no media type")),
        }
    }

    /// Keeps the first problem: the later ones are often its consequences.
    fn refuse(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }

    #[inline]
    pub(crate) fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    /// The security schemes that it asks for.
    pub(crate) fn asks(&self) -> Option<Requirement> {
        match self.security {
            Asks::Default => self.pipeline.info().security,
            Asks::For(requirement) => Some(requirement),
            Asks::ForAllGiven => None,
        }
    }

    /// The same request by another pipeline.
    pub(crate) fn sent_by(&self, pipeline: Pipeline) -> Self {
        Self {
            pipeline,
            ..self.clone()
        }
    }

    /// What it expects of the response.
    pub(crate) fn expected(&self) -> Expected {
        self.expected
    }

    /// The operation that this is a request of.
    #[inline]
    pub fn info(&self) -> OperationInfo {
        self.info
    }

    pub(crate) fn prepare(&self) -> Result<Prepared, Box<Report>> {
        Prepared::new(self).map_err(|reason| {
            Box::new(Report::without_response(
                Kind::Request { reason },
                self.info,
            ))
        })
    }
}

/// Shows which operation it is, the names of its parameters, and how long the body is; no value and
/// no credential.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let query: Vec<&str> = self.query.iter().map(|(name, _)| *name).collect();
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        let cookies: Vec<&str> = self.cookies.iter().map(|(name, _)| *name).collect();
        f.debug_struct("Request")
            .field("operation", &self.info.id)
            .field("method", &self.info.method)
            .field("path", &self.info.path)
            .field("query", &query)
            .field("headers", &headers)
            .field("cookies", &cookies)
            .field("body", &self.body.as_ref().map(|(_, body)| body))
            .field("problem", &self.problem)
            .finish_non_exhaustive()
    }
}
