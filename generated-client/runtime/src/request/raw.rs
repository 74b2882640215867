//! Requests without a description: method, path and parameters are the caller's.

use std::borrow::Cow;

use http::Method;

use super::draft::{Authentication, Request};
use super::encode;
use super::operation_info::OperationInfo;
use crate::Pipeline;

/// The methods that HTTP and its registry define and APIs use.
const METHODS: [&str; 9] = [
    "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "QUERY", "TRACE",
];

/// Shown instead of a path that may hold values.
pub(crate) const NO_TEMPLATE: &str = "(raw call)";

impl Request {
    /// A request without body. Only a literal, which holds no values, is shown as a path template.
    pub(crate) fn raw(pipeline: &Pipeline, method: Method, path: Cow<'static, str>) -> Self {
        let template = match path {
            Cow::Borrowed(literal) => literal.split(['?', '#']).next().unwrap_or_default(),
            Cow::Owned(_) => NO_TEMPLATE,
        };
        let known = METHODS.into_iter().find(|known| method == *known);
        // OpenTelemetry's name for all other methods.
        let info = OperationInfo::new("raw", known.unwrap_or("_OTHER"), template);
        let mut request = Self::new(pipeline, &info);
        let needed = pipeline.info().security.unwrap_or_default();
        if needed.iter().all(|names| names.is_empty()) {
            request.security = Authentication::ForAllGiven;
        }
        if known.is_none() {
            request.options_mut().method = Some(method);
        }
        if let Err(reason) = request.set_target(&path) {
            request.refuse(reason);
        }
        request
    }

    fn set_target(&mut self, target: &str) -> Result<(), String> {
        if target.contains('#') {
            return Err("the path has a fragment, which no request has".to_owned());
        }
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let scheme = path.split_once("://").map(|(scheme, _)| scheme);
        if scheme.is_some_and(|scheme| !scheme.contains('/')) {
            self.path = self.path_on_host(path)?;
            self.is_whole_path = true;
        } else if path.starts_with("//") {
            return Err("the path begins with `//`, which names another host".to_owned());
        } else {
            self.path = path.to_owned();
        }
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let name = url::form_urlencoded::parse(pair.as_bytes()).next();
            let name = name.map(|(name, _)| name.into_owned());
            let query = &mut self.options_mut().query;
            query.push((name.unwrap_or_default(), pair.to_owned()));
        }
        Ok(())
    }

    /// The path of a whole URL, which must be on the host of the base URL: the credential is for no
    /// other.
    fn path_on_host(&self, text: &str) -> Result<String, String> {
        let base = &self.pipeline.shared().base;
        let url = url::Url::parse(text).map_err(|error| format!("this is no URL: {error}"))?;
        // Taken unparsed, so that characters that a URL cannot hold are refused and not changed.
        let rest = text.split_once("://").map_or("", |(_, rest)| rest);
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let is_plain = !authority.contains(['@', '\\']);
        if url.origin() != base.origin() || !is_plain {
            return Err(format!(
                "the URL leads to {}, and the credential is for {} only; give a path, or build a client \
                 for the other address",
                url.origin().ascii_serialization(),
                base.origin().ascii_serialization(),
            ));
        }
        Ok(if path.is_empty() { "/" } else { path }.to_owned())
    }

    /// Replaces `{name}` in the path.
    pub(crate) fn fill(&mut self, name: &str, value: &str) {
        let place = format!("{{{name}}}");
        if !self.path.contains(&place) {
            return self.refuse(format!("the path has no parameter `{place}`"));
        }
        if let Some(defect) = encode::segment_defect(value) {
            return self.refuse(format!("path parameter `{name}` {defect}"));
        }
        let mut encoded = String::new();
        encode::push_encoded(&mut encoded, value);
        self.path = self.path.replace(&place, &encoded);
    }

    /// The error about a path parameter that has no value, if there is one.
    pub(super) fn unfilled(&self) -> Option<String> {
        let (_, rest) = self.path.split_once('{')?;
        let (name, _) = rest.split_once('}')?;
        Some(format!("path parameter `{name}` has no value"))
    }

    /// Reads the body of the response before the call returns, whatever its media type.
    pub(crate) fn read_whole(&mut self) {
        self.expected.whole = true;
    }
}
