//! One call, and whether what came of it is what must come.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use openapi_client_runtime::{
    AuthScheme, ClientBuilder, ClientInfo, DecodeError, Error, ErrorKind, Failure, Operation,
    OperationInfo, Pipeline, RawResponse, Request, RetryPolicy, SecurityScheme, decode,
};
use serde_json::Value;

use crate::list::{Expected, Fault, Over};
use crate::servers::Servers;

pub(crate) const TOKEN: &str = "S3cr3t/Token+of=4711";
pub(crate) const MAX_RESPONSE_BYTES: usize = 1024 * 1024;

static INFO: ClientInfo = ClientInfo {
    package: "faults",
    version: "0.0.0",
    base_url: "https://api.example.invalid",
    schemes: &[SecurityScheme {
        name: "token",
        auth: AuthScheme::Header {
            name: "Authorization",
            prefix: "Bearer ",
        },
    }],
    security: None,
    token_required: true,
    token_env: None,
    base_url_env: None,
    rate_limit: None,
};

static GET: OperationInfo = OperationInfo::new("get", "GET", "/{name}/{number}");
static POST: OperationInfo = OperationInfo::new("post", "POST", "/{name}/{number}");

struct Client(Pipeline);

impl From<Pipeline> for Client {
    fn from(pipeline: Pipeline) -> Self {
        Self(pipeline)
    }
}

#[derive(Clone)]
struct Call {
    request: Request,
}

impl Operation for Call {
    type Output = u64;
    type ErrorBody = Value;

    const FAILURES: &'static [Failure<Value>] = &[Failure::otherwise(decode::json)];

    fn request_mut(&mut self) -> &mut Request {
        &mut self.request
    }

    fn decode(response: &RawResponse) -> Result<u64, DecodeError> {
        let value: Value = decode::json(response)?;
        let number = value.get("number").and_then(Value::as_u64);
        number.ok_or_else(|| DecodeError::new("no number"))
    }
}

/// What is wrong with what came of a call, if anything is.
#[derive(Default)]
pub(crate) struct Verdict {
    pub(crate) shown: String,
    pub(crate) is_value: bool,
    pub(crate) panicked: bool,
    pub(crate) hung: bool,
    pub(crate) wrong_value: bool,
    pub(crate) wrong_error: bool,
    pub(crate) sent_twice: bool,
    pub(crate) without_status: bool,
    pub(crate) shows_token: bool,
    pub(crate) is_long: bool,
    /// The connection was idle, and the server closed it before it read anything of the request,
    /// which the client cannot know (RFC 9112, section 9.3.1). What may be sent again is then.
    pub(crate) raced: bool,
    /// The error says that the server did nothing.
    pub(crate) nothing_sent: bool,
}

/// The number of the next call.
static NUMBERS: AtomicUsize = AtomicUsize::new(1);

/// A client for each server.
pub(crate) struct Clients {
    clients: Vec<(Over, Client)>,
    /// Whether what is safe to repeat is sent again.
    repeats: bool,
}

impl Clients {
    /// Clients that wait so long for a silent server, and twice as long for a response as a whole.
    pub(crate) fn new(
        servers: &Servers,
        patience: Duration,
        retries: Option<&RetryPolicy>,
    ) -> Self {
        let policy = retries.cloned().unwrap_or_else(RetryPolicy::none);
        let client = |over| {
            let client = ClientBuilder::<Client>::new(&INFO)
                .base_url(servers.url(over))
                .root_certificates(servers.authority())
                .allow_http()
                .no_proxy()
                .token(TOKEN)
                .read_timeout(patience)
                .timeout(patience * 2)
                .connect_timeout(patience * 2)
                .max_response_bytes(MAX_RESPONSE_BYTES)
                .retries(policy.clone())
                .build();
            (over, client.unwrap())
        };
        Self {
            clients: Over::ALL.into_iter().map(client).collect(),
            repeats: retries.is_some(),
        }
    }

    pub(crate) async fn call(&self, fault: &Fault, method: &str, servers: &Servers) -> Verdict {
        let number = NUMBERS.fetch_add(1, Ordering::Relaxed);
        let (_, client) = self
            .clients
            .iter()
            .find(|(over, _)| *over == fault.over)
            .unwrap();
        let info = if method == "GET" { &GET } else { &POST };
        let mut request = Request::new(&client.0, info)
            .literal("/")
            .segment("name", fault.name)
            .literal("/")
            .segment("number", number);
        if method == "POST" {
            request.set_json(&vec!["some body"; 100]);
        }
        let call = tokio::spawn(AssertUnwindSafe(Call { request }).0.call());
        let outcome = tokio::time::timeout(Duration::from_secs(30), call).await;
        let mut verdict = Verdict::default();
        match outcome {
            Err(_) => verdict.hung = true,
            Ok(Err(error)) => verdict.panicked = error.is_panic(),
            Ok(Ok(Ok(value))) => {
                verdict.is_value = true;
                verdict.shown = format!("{value}");
                verdict.wrong_value = value != number as u64;
                verdict.wrong_error = !matches!(fault.expected, Expected::Value);
            }
            Ok(Ok(Err(error))) => {
                judge(&error, fault, &mut verdict);
                let lost =
                    matches!(error.kind(), ErrorKind::Reset { .. }) && error.status().is_none();
                let is_repeated = self.repeats && method == "GET";
                let is_unread = servers.times_received(number) == 0;
                if verdict.wrong_error && lost && is_unread && !is_repeated {
                    verdict.raced = true;
                    verdict.wrong_error = false;
                    verdict.without_status = false;
                }
            }
        }
        // More than one is right only where the method allows it, or the server said that it did
        // nothing.
        let allowed = match method {
            "GET" => 3,
            _ if verdict.nothing_sent => 3,
            _ => 1,
        };
        verdict.sent_twice = servers.times_received(number) > allowed;
        verdict
    }
}

fn judge(error: &Error<Value>, fault: &Fault, verdict: &mut Verdict) {
    verdict.shown = error.to_string();
    verdict.nothing_sent = matches!(error.kind(), ErrorKind::Reset { sent: false });
    let (kind, status) = match &fault.expected {
        Expected::Value => (None, None),
        Expected::Error(kind) => (Some(kind), None),
        Expected::Kept(status, kind) => (Some(kind), Some(*status)),
    };
    verdict.wrong_error = kind.is_none_or(|is_right| !is_right(&error.kind()));
    if let Some(status) = status {
        let has_all = error.status().is_some_and(|it| it.as_u16() == status)
            && error.headers().is_some()
            && error.raw_body().is_some()
            && error.request_id().is_some();
        verdict.without_status = !has_all;
    }
    let mut texts = vec![error.to_string(), format!("{error:?}")];
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(error) = cause {
        texts.extend([error.to_string(), format!("{error:?}")]);
        cause = error.source();
    }
    verdict.is_long = texts.iter().any(|text| text.len() > 1100);
    texts.extend([
        format!("{:?} {:?}", error.kind(), error.message()),
        format!("{:?} {:?}", error.headers(), error.body()),
        format!("{:?} {:?}", error.request_id(), error.decode_path()),
        String::from_utf8_lossy(error.raw_body().map_or(&[], |body| body)).into_owned(),
    ]);
    let small = TOKEN.to_ascii_lowercase();
    verdict.shows_token = texts
        .iter()
        .any(|text| text.contains(TOKEN) || text.contains(&small));
}
