//! A transport without a network: it keeps what is sent and when, and responds by a script.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{HeaderMap, Method};
use openapi_client_runtime::{
    ClientBuilder, NewConnection, RequestBody, ResponseBody, Transport, TransportError,
    TransportErrorKind, TransportFuture,
};
use tokio::time::Instant;

use crate::fixture::{Client, INFO, TOKEN};

/// What a request is answered with.
#[derive(Clone)]
pub(crate) enum Step {
    Status(u16, Vec<(&'static str, &'static str)>),
    Body(&'static str),
    /// A head, and a body that breaks off.
    Broken,
    Error(TransportErrorKind),
    /// Nothing, ever.
    Silence,
    /// Something, after a time.
    After(Duration, Box<Step>),
}

impl Step {
    pub(crate) fn good() -> Self {
        Self::Body(r#"{"id":1}"#)
    }

    pub(crate) fn status(status: u16) -> Self {
        Self::Status(status, Vec::new())
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) at: Instant,
    pub(crate) method: Method,
    pub(crate) uri: String,
    pub(crate) headers: HeaderMap,
    pub(crate) on_new_connection: bool,
}

#[derive(Clone)]
pub(crate) struct Scripted {
    script: Arc<dyn Fn(usize) -> Step + Send + Sync>,
    sent: Arc<Mutex<Vec<Sent>>>,
    in_flight: Arc<AtomicUsize>,
    most_in_flight: Arc<AtomicUsize>,
}

impl Scripted {
    /// Responds to each request by its number, from 0.
    pub(crate) fn new(script: impl Fn(usize) -> Step + Send + Sync + 'static) -> Self {
        Self {
            script: Arc::new(script),
            sent: Arc::default(),
            in_flight: Arc::default(),
            most_in_flight: Arc::default(),
        }
    }

    /// These, and then the last one again and again.
    pub(crate) fn steps(steps: impl Into<Vec<Step>>) -> Self {
        let steps = steps.into();
        Self::new(move |number| steps[number.min(steps.len() - 1)].clone())
    }

    pub(crate) fn builder(&self) -> ClientBuilder<Client> {
        ClientBuilder::new(&INFO)
            .token(TOKEN)
            .transport(self.clone())
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap().clone()
    }

    pub(crate) fn times(&self) -> usize {
        self.sent.lock().unwrap().len()
    }

    /// The time between each request and the one before.
    pub(crate) fn gaps(&self) -> Vec<Duration> {
        let sent = self.sent();
        sent.windows(2)
            .map(|pair| pair[1].at - pair[0].at)
            .collect()
    }

    pub(crate) fn most_in_flight(&self) -> usize {
        self.most_in_flight.load(Ordering::SeqCst)
    }
}

impl Transport for Scripted {
    fn send(&self, request: http::Request<RequestBody>) -> TransportFuture<'_> {
        Box::pin(async move {
            let now = self.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
            self.most_in_flight.fetch_max(now, Ordering::SeqCst);
            let _guard = Leaves(&self.in_flight);
            let (parts, _) = request.into_parts();
            let number = {
                let mut sent = self.sent.lock().unwrap();
                sent.push(Sent {
                    at: Instant::now(),
                    method: parts.method,
                    uri: parts.uri.to_string(),
                    headers: parts.headers,
                    on_new_connection: parts.extensions.get::<NewConnection>().is_some(),
                });
                sent.len() - 1
            };
            let mut step = (self.script)(number);
            while let Step::After(time, next) = step {
                tokio::time::sleep(time).await;
                step = *next;
            }
            play(step).await
        })
    }
}

struct Leaves<'a>(&'a AtomicUsize);

impl Drop for Leaves<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn play(step: Step) -> Result<http::Response<ResponseBody>, TransportError> {
    let json = http::Response::builder().header("content-type", "application/json");
    Ok(match step {
        Step::Status(status, headers) => {
            let mut response = json.status(status);
            for (name, value) in headers {
                response = response.header(name, value);
            }
            response.body("{}".into()).unwrap()
        }
        Step::Body(body) => json.body(body.into()).unwrap(),
        Step::Broken => json.body(ResponseBody::new(BreaksOff)).unwrap(),
        Step::Error(kind) => return Err(kind.into()),
        Step::Silence | Step::After(..) => std::future::pending().await,
    })
}

struct BreaksOff;

impl http_body::Body for BreaksOff {
    type Data = openapi_client_runtime::bytes::Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Self::Data>, TransportError>>> {
        std::task::Poll::Ready(Some(Err(TransportErrorKind::Incomplete.into())))
    }
}
