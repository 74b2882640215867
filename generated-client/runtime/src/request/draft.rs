//! A request under construction.

use std::fmt;

use http::{HeaderName, HeaderValue};
use serde::Serialize;

use super::body::Body;
use super::call_options::CallOptions;
use super::form;
use super::multipart::Form;
use super::operation_info::OperationInfo;
use super::style::Style;
use super::text::static_value;
use super::tree::Tree;
use crate::json::sending;
use crate::response::{Described, Expected};
use crate::{Pipeline, Requirement};

/// A value in a segment with other parts, which is checked as a whole.
#[derive(Clone, Copy)]
pub(super) struct Mixed {
    pub(super) name: &'static str,
    /// Where the value begins in the path.
    pub(super) at: usize,
}

/// The credentials that a request is sent with.
#[derive(Clone, Copy)]
pub(super) enum Authentication {
    /// Those of the API's operations.
    Default,
    /// Those of the operation.
    For(Requirement),
    /// All that the client has.
    ForAllGiven,
}

/// A request under construction. It owns its data, so it can move into a task.
#[derive(Clone)]
pub struct Request {
    pub(super) pipeline: Pipeline,
    pub(super) info: OperationInfo,
    pub(super) path: String,
    pub(super) mixed: Vec<Mixed>,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) cookies: Vec<(&'static str, String)>,
    pub(super) body: Option<(HeaderValue, Body)>,
    /// The form that the body is built from, and its media type.
    pub(super) form: Option<Box<(&'static str, Form)>>,
    /// Replaces the body's own media type.
    pub(super) content_type: Option<HeaderValue>,
    pub(super) expected: Expected,
    /// How often in a row an event stream is requested again after it ends.
    pub(super) reconnects: u32,
    /// The required security, if it differs from the API's default.
    pub(super) security: Authentication,
    /// The server, unless the caller chose a base URL.
    pub(super) server: Option<&'static str>,
    /// Whether the path is that of a whole URL, so that the base URL's path does not precede it.
    pub(super) is_whole_path: bool,
    pub(super) problem: Option<String>,
    /// The caller's options for this call.
    pub(super) options: Option<Box<CallOptions>>,
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
            security: Authentication::Default,
            server: None,
            is_whole_path: false,
            problem: None,
            options: None,
        }
    }

    /// Sets the responses that the operation describes, the bodies of each status in order of
    /// preference. Default: JSON.
    #[must_use]
    pub fn responses(mut self, described: &'static [Described]) -> Self {
        self.expected.described = described;
        self
    }

    /// Requests one of the media types that the operation describes.
    #[must_use]
    pub fn accept(mut self, media_type: &'static str) -> Self {
        self.expected.asked = Some(media_type);
        self
    }

    /// Sets the security that the operation requires, if that differs from
    /// [`ClientInfo::security`](crate::ClientInfo::security).
    #[must_use]
    pub fn security(mut self, security: Requirement) -> Self {
        self.security = Authentication::For(security);
        self
    }

    /// Sets the operation's own server, if it is not the API's. A base URL that the caller sets on
    /// the client takes precedence.
    #[must_use]
    pub fn server(mut self, base_url: &'static str) -> Self {
        self.server = Some(base_url);
        self
    }

    /// Sets a JSON body.
    pub fn set_json(&mut self, body: &(impl Serialize + ?Sized)) {
        self.set_json_as("application/json", body);
    }

    /// Sets a JSON body of another media type, such as `application/merge-patch+json`.
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

    /// Sets a multipart body of another media type, such as `multipart/mixed`.
    pub fn set_multipart_as(&mut self, media_type: &'static str, form: Form) {
        match form.clone().encode(media_type) {
            Ok(body) => self.body = Some(body),
            Err(problem) => self.refuse(problem),
        }
        self.form = Some(Box::new((media_type, form)));
    }

    /// Sets a URL-encoded form. `styles` lists the arrays and objects that are not in the default
    /// style.
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

    /// Replaces the media type of the body.
    pub fn set_content_type(&mut self, media_type: &str) {
        match HeaderValue::try_from(media_type) {
            Ok(media_type) => self.content_type = Some(media_type),
            Err(_) => self.refuse(format!("`{media_type:?}` is no media type")),
        }
    }

    /// Keeps the first problem: later ones are often its consequences.
    pub(super) fn refuse(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }

    #[inline]
    pub(crate) fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    /// The security schemes that it requires.
    pub(crate) fn requirement(&self) -> Option<Requirement> {
        match self.security {
            Authentication::Default => self.pipeline.info().security,
            Authentication::For(requirement) => Some(requirement),
            Authentication::ForAllGiven => None,
        }
    }

    /// The same request with another pipeline.
    pub(crate) fn sent_by(&self, pipeline: Pipeline) -> Self {
        Self {
            pipeline,
            ..self.clone()
        }
    }

    /// The response that it expects.
    pub(crate) fn expected(&self) -> Expected {
        self.expected
    }

    /// The operation of this request.
    #[inline]
    pub fn info(&self) -> OperationInfo {
        self.info
    }
}

/// Shows the operation, the names of the parameters, and the length of the body; no value and no
/// credential.
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
