//! The in-memory transport.

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use serde::Serialize;

use super::{Examples, Reply, Sent};
use crate::client::{Instant, now};
use crate::{
    NewConnection, Operation, OperationInfo, RequestBody, Transport, TransportError,
    TransportErrorKind, TransportFuture,
};

/// A [`Transport`] without a network. Clones share expectations and records: give one to the
/// client, and keep the other in the test.
///
/// A request gets the reply of the first expectation that it matches, else that of the
/// [script](Self::script) or of the [examples](Self::with_examples). Without any, the call fails
/// with an error that names the request, and [`verify`](Self::verify) panics.
#[derive(Clone, Default)]
pub struct Mock(Arc<Mutex<State>>);

type Script = Arc<dyn Fn(usize) -> Reply + Send + Sync>;

#[derive(Default)]
struct State {
    expected: Vec<Expected>,
    script: Option<Script>,
    examples: Option<&'static Examples>,
    began: Option<Instant>,
    sent: Vec<Sent>,
    unexpected: Vec<String>,
    in_flight: usize,
    most_in_flight: usize,
}

struct Expected {
    operation: OperationInfo,
    /// Set if a single request is expected, not every one of the operation.
    request: Option<(String, Bytes)>,
    replies: Vec<Reply>,
    received: usize,
}

impl Expected {
    fn matches(&self, sent: &Sent) -> bool {
        sent.operation
            .is_some_and(|it| (it.method, it.path) == (self.operation.method, self.operation.path))
            && self
                .request
                .as_ref()
                .is_none_or(|(url, body)| sent.uri == **url && sent.body == *body)
    }
}

impl Mock {
    /// A transport without expectations.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A transport that replies to each request without an expectation by its number, from 0.
    #[must_use]
    pub fn script(script: impl Fn(usize) -> Reply + Send + Sync + 'static) -> Self {
        let mock = Self::new();
        mock.state().script = Some(Arc::new(script));
        mock
    }

    /// A transport that replies to each request without an expectation with the example of its
    /// operation, and whose expectations can [do so](Expectation::respond_with_example), too.
    /// Generated clients have a function `testing::mock` for this.
    #[must_use]
    pub fn with_examples(examples: &'static Examples) -> Self {
        let mock = Self::new();
        mock.state().examples = Some(examples);
        mock
    }

    /// Expects this request: the same URL and the same body. Files and streams in a body are not
    /// compared; use [`on_any`](Self::on_any) for them.
    ///
    /// # Panics
    ///
    /// If the request can't be encoded.
    #[track_caller]
    pub fn on<O: Operation>(&self, mut request: O) -> Expectation<O> {
        let prepared = match request.request_mut().prepare() {
            Ok(prepared) => prepared,
            Err(report) => panic!("{}", crate::Error::<()>::new(report, None)),
        };
        let body = Bytes::copy_from_slice(prepared.body());
        self.expect(request, Some((prepared.url().to_owned(), body)))
    }

    /// Expects requests of the same operation with any inputs.
    pub fn on_any<O: Operation>(&self, request: O) -> Expectation<O> {
        self.expect(request, None)
    }

    fn expect<O: Operation>(
        &self,
        mut request: O,
        exact: Option<(String, Bytes)>,
    ) -> Expectation<O> {
        let mut state = self.state();
        state.expected.push(Expected {
            operation: request.request_mut().info(),
            request: exact,
            replies: Vec::new(),
            received: 0,
        });
        Expectation {
            mock: self.clone(),
            at: state.expected.len() - 1,
            success: request.request_mut().expected().success(),
            operation: PhantomData,
        }
    }

    /// All requests so far, in order. Each attempt counts as one.
    #[must_use]
    pub fn sent(&self) -> Vec<Sent> {
        self.state().sent.clone()
    }

    /// How many requests were sent.
    #[must_use]
    pub fn times(&self) -> usize {
        self.state().sent.len()
    }

    /// The time between each request and the previous one.
    #[must_use]
    pub fn gaps(&self) -> Vec<Duration> {
        let state = self.state();
        let pairs = state.sent.windows(2);
        pairs
            .filter_map(|pair| Some(pair.get(1)?.at - pair.first()?.at))
            .collect()
    }

    /// The largest number of requests that waited for a reply at the same time.
    #[must_use]
    pub fn most_in_flight(&self) -> usize {
        self.state().most_in_flight
    }

    /// Checks that every expectation received one request per reply, and that no unexpected request
    /// was sent.
    ///
    /// # Panics
    ///
    /// Otherwise; the message lists all differences.
    #[track_caller]
    pub fn verify(&self) {
        let state = self.state();
        let missing = state.expected.iter().filter_map(|expected| {
            let wanted = expected.replies.len().max(1);
            (expected.received < wanted).then(|| {
                format!(
                    "{} {}: {} of {wanted} requests",
                    expected.operation.method, expected.operation.path, expected.received
                )
            })
        });
        let unexpected = state
            .unexpected
            .iter()
            .map(|it| format!("unexpected: {it}"));
        let problems: Vec<String> = missing.chain(unexpected).collect();
        drop(state);
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a request gets.
enum Matched {
    Reply(Reply),
    /// Called when the state is no longer locked: a script may ask its own transport.
    Script(Script, usize),
}

impl State {
    fn matched(&mut self, mut sent: Sent) -> Result<Matched, TransportError> {
        let moment = now();
        sent.at = moment - *self.began.get_or_insert(moment);
        let number = self.sent.len();
        let operation = sent.operation;
        let matched = self.expected.iter_mut().find(|it| it.matches(&sent));
        let described = format!("{} {}", sent.method, sent.uri.path());
        self.sent.push(sent);
        if let Some(expected) = matched {
            let last = expected.replies.len().saturating_sub(1);
            let reply = expected.replies.get(expected.received.min(last)).cloned();
            expected.received += 1;
            return Ok(Matched::Reply(reply.unwrap_or_else(|| Reply::status(200))));
        }
        if let Some(script) = self.script.clone() {
            return Ok(Matched::Script(script, number));
        }
        let example = self.examples.zip(operation);
        if let Some(reply) = example.and_then(|(examples, it)| examples.reply(&it)) {
            return Ok(Matched::Reply(reply));
        }
        let problem = format!("the mock expects no request `{described}`");
        self.unexpected.push(described);
        Err(TransportError::new(TransportErrorKind::Protocol, problem))
    }
}

impl Transport for Mock {
    fn send(&self, request: http::Request<RequestBody>) -> TransportFuture<'_> {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body
                .collect()
                .await
                .map_err(|error| TransportError::new(TransportErrorKind::Protocol, error))?;
            let matched = {
                let mut state = self.state();
                let matched = state.matched(Sent {
                    at: Duration::ZERO,
                    operation: parts.extensions.get::<OperationInfo>().copied(),
                    method: parts.method,
                    uri: parts.uri,
                    headers: parts.headers,
                    body: body.to_bytes(),
                    on_new_connection: parts.extensions.get::<NewConnection>().is_some(),
                })?;
                state.in_flight += 1;
                state.most_in_flight = state.most_in_flight.max(state.in_flight);
                matched
            };
            let _leaves = Leaves(self);
            let reply = match matched {
                Matched::Reply(reply) => reply,
                Matched::Script(script, number) => script(number),
            };
            reply.play().await
        })
    }
}

struct Leaves<'a>(&'a Mock);

impl Drop for Leaves<'_> {
    fn drop(&mut self) {
        self.0.state().in_flight -= 1;
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock")
            .field("sent", &self.state().sent)
            .finish_non_exhaustive()
    }
}

/// Replies to matching requests: in order, then the last one repeatedly.
#[derive(Clone)]
pub struct Expectation<O> {
    mock: Mock,
    at: usize,
    /// The status of a successful response, and whether it has a body.
    success: (u16, bool),
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> Expectation<O> {
    /// Responds with a value of the operation's type as JSON, with the operation's first success
    /// status. Use [`reply`](Self::reply) for other media types.
    ///
    /// # Panics
    ///
    /// If the value can't be encoded.
    #[track_caller]
    pub fn respond(self, body: &O::Output) -> Self
    where
        O::Output: Serialize,
    {
        let reply = match self.success {
            (status, true) => Reply::json(status, body),
            (status, false) => Reply::status(status),
        };
        self.reply(reply)
    }

    /// Responds with the operation's successful example from the description; a page is the last
    /// one of its list.
    ///
    /// # Panics
    ///
    /// If the transport has [no examples](Mock::with_examples), or none for this operation.
    #[track_caller]
    pub fn respond_with_example(self) -> Self {
        let (examples, operation) = {
            let state = self.mock.state();
            let expected = state.expected.get(self.at).map(|it| it.operation);
            (state.examples, expected)
        };
        let Some(examples) = examples else {
            panic!("the mock has no examples; create it with `testing::mock()` of the client");
        };
        let Some(reply) = operation.and_then(|it| examples.reply(&it)) else {
            let path = operation.map_or("", |it| it.path);
            panic!("the description has no example for `{path}`; use `respond` or `reply`");
        };
        self.reply(reply)
    }

    /// Replies with a response or a fault.
    pub fn reply(self, reply: Reply) -> Self {
        if let Some(expected) = self.mock.state().expected.get_mut(self.at) {
            expected.replies.push(reply);
        }
        self
    }

    /// The number of matching requests.
    #[must_use]
    pub fn received(&self) -> usize {
        let state = self.mock.state();
        state.expected.get(self.at).map_or(0, |it| it.received)
    }
}
