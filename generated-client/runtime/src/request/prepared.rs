use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use url::Url;

use super::draft::Request;
use super::text::static_value;
use super::url::join;
use super::{Body, encode};
use crate::AuthScheme;
use crate::error::{Kind, Report};

/// A request as it will be sent: method, URL, headers and body.
///
/// The headers (or the URL, if the API expects the token there) hold the token, unless it comes
/// from a [`TokenSource`](crate::TokenSource), which is asked when the request is sent. `Debug`
/// shows the names of parameters and headers, but neither their values nor the token. Headers that
/// the HTTP library adds are missing: `host`, `content-length`, `accept-encoding`.
#[derive(Clone)]
pub struct Prepared {
    method: Method,
    url: String,
    headers: HeaderMap,
    body: Option<Body>,
    /// The path without values.
    template: &'static str,
}

impl Prepared {
    pub(super) fn new(request: &Request) -> Result<Self, String> {
        if let Some(problem) = &request.problem {
            return Err(problem.clone());
        }
        if let Some(problem) = request.mixed_defect() {
            return Err(problem);
        }
        let shared = request.pipeline.shared();
        let own_method = request.options().and_then(|options| options.method.clone());
        let method = match own_method {
            Some(method) => method,
            None => Method::from_bytes(request.info.method.as_bytes())
                .map_err(|_| format!("`{}` is not an HTTP method", request.info.method))?,
        };
        let own_base = match request.server {
            Some(server) if !shared.base_given => Some(operation_base(server, shared.allow_http)?),
            _ if request.is_whole_path => shared.base.join("/").ok(),
            _ => None,
        };
        let base = own_base.as_ref().unwrap_or(&shared.base);
        let secrets = request.pipeline.secrets();
        let credentials = || secrets.for_request(request.requirement());
        // A credential replaces a parameter of the same name.
        let is_credential = |place: fn(AuthScheme) -> Option<&'static str>, name: &str| {
            let mut schemes = credentials().map(|(scheme, _)| scheme.auth);
            schemes.any(|auth| place(auth) == Some(name))
        };
        let mut query = String::new();
        for (name, text) in request.query.iter().filter(|(_, text)| !text.is_empty()) {
            if !is_credential(in_query, name) {
                push(&mut query, "&", text);
            }
        }
        for (name, text) in request.options().iter().flat_map(|it| &it.query) {
            if !is_credential(in_query, name) {
                push(&mut query, "&", text);
            }
        }
        let mut cookies = String::new();
        for (name, text) in &request.cookies {
            if !is_credential(in_cookie, name) {
                push(&mut cookies, "; ", text);
            }
        }

        let mut headers = HeaderMap::with_capacity(request.headers.len() + 4);
        headers.insert(ACCEPT, accepted(request)?);
        headers.insert(USER_AGENT, shared.user_agent.clone());
        for (name, value) in &secrets.headers {
            headers.insert(name, secret(value.expose().to_owned())?);
        }
        for (name, value) in &request.headers {
            headers.insert(name, value.clone());
        }
        for (name, value) in &secrets.own_headers {
            headers.insert(name, secret(value.expose().to_owned())?);
        }
        if let Some((media_type, _)) = &request.body {
            let chosen = request.content_type.as_ref();
            headers.insert(CONTENT_TYPE, chosen.unwrap_or(media_type).clone());
        }
        let bytes = request.body.as_ref().map(|(_, body)| body.as_bytes());
        let is_empty = bytes.is_none_or(|bytes| bytes.is_some_and(|bytes| bytes.is_empty()));
        // RFC 9110, section 8.6. The HTTP library omits it, and some gateways respond with 411.
        if is_empty && matches!(method, Method::POST | Method::PUT | Method::PATCH) {
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }

        let mut cookie_is_secret = false;
        for (scheme, token) in credentials() {
            cookie_is_secret |= matches!(scheme.auth, AuthScheme::Cookie { .. });
            add_credential(
                scheme.auth,
                token.expose(),
                &mut headers,
                &mut query,
                &mut cookies,
            )?;
        }
        if !cookies.is_empty() {
            add_cookies(&mut headers, cookies, cookie_is_secret)?;
        }
        Ok(Self {
            method,
            url: join(base, &request.path, &query).ok_or_else(|| {
                request.unfilled().unwrap_or_else(|| {
                    format!(
                        "the path `{}` with these values would be changed by URL parsing",
                        request.info.path
                    )
                })
            })?,
            headers,
            body: request.body_with_properties()?,
            template: request.info.path,
        })
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The full URL. It holds the token if the API expects it in the query.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The headers. The one with the token is marked sensitive.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body if it is in memory: empty if there is none, or if it [is
    /// streamed](Self::is_streamed).
    pub fn body(&self) -> &[u8] {
        let bytes = self.body.as_ref().and_then(Body::as_bytes);
        bytes.map(Bytes::as_ref).unwrap_or_default()
    }

    /// Whether the body is read from a file or stream while it is sent.
    pub fn is_streamed(&self) -> bool {
        self.body
            .as_ref()
            .is_some_and(|body| body.as_bytes().is_none())
    }

    pub(crate) fn into_parts(self) -> (Method, String, HeaderMap, Option<Body>) {
        (self.method, self.url, self.headers, self.body)
    }
}

fn accepted(request: &Request) -> Result<HeaderValue, String> {
    let value = match request.expected.accept() {
        Cow::Borrowed(names) => static_value(names),
        Cow::Owned(names) => HeaderValue::try_from(names),
    };
    value.map_err(|_| "a media type of the response cannot be sent in `Accept`".to_owned())
}

/// The server of an operation that the description sends elsewhere.
fn operation_base(server: &str, allow_http: bool) -> Result<Url, String> {
    let base = crate::client::parse_base_url(server)
        .map_err(|reason| format!("the operation's own base address is not usable: {reason}"))?;
    if base.scheme() == "http" && !allow_http {
        return Err(format!(
            "the operation's own base address, {}, is plain http, which would send credentials \
             unencrypted; call `ClientBuilder::allow_http` if that is intended, or give an address \
             for all operations with `ClientBuilder::base_url`",
            base.host_str().unwrap_or_default()
        ));
    }
    Ok(base)
}

/// Adds a credential to the part of the request that its scheme names.
fn add_credential(
    auth: AuthScheme,
    token: &str,
    headers: &mut HeaderMap,
    query: &mut String,
    cookies: &mut String,
) -> Result<(), String> {
    match auth {
        AuthScheme::Header { name, prefix } => {
            let name = HeaderName::try_from(name)
                .map_err(|_| format!("the token's header `{name}` is not a header name"))?;
            headers.insert(name, secret([prefix, token].concat())?);
        }
        AuthScheme::Basic => {
            headers.insert(AUTHORIZATION, secret(["Basic ", token].concat())?);
        }
        AuthScheme::Query { name } => push(query, "&", &encode::pair(name, token)),
        AuthScheme::Cookie { name } => push(cookies, "; ", &format!("{name}={token}")),
    }
    Ok(())
}

/// Adds cookies to those that the header has already: the caller may have set it.
fn add_cookies(headers: &mut HeaderMap, cookies: String, is_secret: bool) -> Result<(), String> {
    let mut value = secret(cookies)?;
    let mut is_secret = is_secret;
    if let Some(own) = headers.get(COOKIE) {
        is_secret |= own.is_sensitive();
        let joined = [own.as_bytes(), b"; ", value.as_bytes()].concat();
        value = HeaderValue::from_bytes(&joined).map_err(|error| error.to_string())?;
    }
    value.set_sensitive(is_secret);
    headers.insert(COOKIE, value);
    Ok(())
}

fn in_query(auth: AuthScheme) -> Option<&'static str> {
    match auth {
        AuthScheme::Query { name } => Some(name),
        _ => None,
    }
}

fn in_cookie(auth: AuthScheme) -> Option<&'static str> {
    match auth {
        AuthScheme::Cookie { name } => Some(name),
        _ => None,
    }
}

fn push(out: &mut String, separator: &str, text: &str) {
    if !out.is_empty() {
        out.push_str(separator);
    }
    out.push_str(text);
}

/// The message does not repeat the value: it may hold the token.
fn secret(text: String) -> Result<HeaderValue, String> {
    let mut value = HeaderValue::try_from(text).map_err(|_| {
        "the token or a cookie contains a character that is not allowed in a header".to_owned()
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Headers whose values do not come from the caller.
const SHOWN: [HeaderName; 4] = [ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT];

/// Shows the names of parameters and headers, and the length of the body; no values and no token.
impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = Url::parse(&self.url).ok();
        let server = url.as_ref().map(|url| url.origin().ascii_serialization());
        let pairs = url.iter().filter_map(Url::query);
        let pairs = pairs.flat_map(|query| query.split('&'));
        let names = pairs.map(|pair| pair.split('=').next().unwrap_or_default());
        let query: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
        let headers: Vec<_> = self
            .headers
            .iter()
            .map(|(name, value)| (name, SHOWN.contains(name).then_some(value)))
            .collect();
        f.debug_struct("Prepared")
            .field("method", &self.method)
            .field("server", &server.unwrap_or_default())
            .field("path", &self.template)
            .field("query", &query)
            .field("headers", &headers)
            .field("body", &self.body)
            .finish()
    }
}

impl Request {
    pub(crate) fn prepare(&self) -> Result<Prepared, Box<Report>> {
        Prepared::new(self).map_err(|reason| {
            Box::new(Report::without_response(
                Kind::Request { reason },
                self.info,
            ))
        })
    }
}
