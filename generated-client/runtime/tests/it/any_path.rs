//! Any text as the value of a path parameter: it stays in its segment, or nothing is sent.
//! `generator/fuzz` runs the same function.

use openapi_client_runtime::{
    ClientBuilder, ClientInfo, DecodeError, Failure, Operation, OperationInfo, Pipeline,
    RawResponse, Request,
};

static CLIENT: ClientInfo = ClientInfo {
    package: "any-client",
    version: "1.0.0",
    base_url: "http://api.example.invalid/v1",
    schemes: &[],
    security: None,
    token_required: false,
    token_env: None,
    base_url_env: None,
    rate_limit: None,
};

static INFO: OperationInfo = OperationInfo::new("any", "GET", "/any");

struct Client(Pipeline);

impl From<Pipeline> for Client {
    fn from(pipeline: Pipeline) -> Self {
        Self(pipeline)
    }
}

#[derive(Clone)]
struct Any(Request);

impl Operation for Any {
    type Output = ();
    type ErrorBody = ();

    const FAILURES: &'static [Failure<()>] = &[];

    fn request_mut(&mut self) -> &mut Request {
        &mut self.0
    }

    fn decode(_: &RawResponse) -> Result<(), DecodeError> {
        Ok(())
    }
}

// Plain HTTP, so that the fuzzer can do without TLS.
thread_local! {
    static ANY: Client = ClientBuilder::new(&CLIENT).allow_http().build().unwrap();
}

/// The path that is sent, without what stands before the values; `None` where nothing is.
fn path(build: impl FnOnce(Request) -> Request) -> Option<String> {
    let request = ANY
        .with(|client| Request::new(&client.0, &INFO))
        .literal("/x/");
    let prepared = Any(build(request)).prepare().ok()?;
    let rest = prepared
        .url()
        .strip_prefix("http://api.example.invalid/v1/x/");
    let rest = rest.unwrap_or_else(|| panic!("{}", prepared.url()));
    assert!(!rest.contains(['?', '#', '\\']), "{rest}");
    Some(rest.to_owned())
}

/// Puts the bytes into a path in each way that there is.
pub(crate) fn path_segment(bytes: &[u8]) {
    let value = &*String::from_utf8_lossy(bytes);
    let is_dots = |text: &str| text.is_empty() || text == "." || text == "..";
    let alone = path(|request| request.segment("v", value).literal("/y"));
    assert_eq!(alone.is_none(), is_dots(value), "{value:?}");
    if let Some(path) = alone {
        let segment = path.strip_suffix("/y").unwrap();
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~%".contains(c);
        assert!(segment.chars().all(plain), "{value:?}: {segment}");
    }
    let between = path(|request| request.part("v", value).literal(":").part("v", value));
    assert_eq!(between.unwrap().matches('/').count(), 0, "{value:?}");
    let several = path(|request| request.segments("v", value).literal("/y"));
    assert_eq!(
        several.is_none(),
        value.split('/').any(is_dots),
        "{value:?}"
    );
    if let Some(path) = several {
        assert_eq!(path.split('/').count(), value.split('/').count() + 1);
    }
}

#[test]
fn any_text_stays_in_its_segment() {
    let parts = [
        "", ".", "..", "/", "\\", "%2e", "%2F", "\t", "\r\n", "?", "#", ":", "@", "é", "a",
        "\u{0}", "\u{2024}",
    ];
    for first in parts {
        for second in parts {
            for third in parts {
                path_segment(format!("{first}{second}{third}").as_bytes());
            }
        }
    }
}
