//! A server on the loopback interface that responds as Dixa does, from an [`Organization`].

use std::sync::{Arc, Mutex};

use dixa_client::Client;
use dixa_client::http::{HeaderMap, Request, Response, StatusCode};
use dixa_client::serde_json::Value;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::client;
use crate::organization::Organization;

pub(crate) const TOKEN: &str = "a token";

/// Listens until it is dropped.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) client: Client,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    organization: Mutex<Organization>,
    /// Path and query of each request.
    received: watch::Sender<Vec<String>>,
}

impl Server {
    pub(crate) async fn start(organization: Organization) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            organization: Mutex::new(organization),
            received: watch::Sender::new(Vec::new()),
        });
        let of_task = shared.clone();
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let shared = of_task.clone();
                let service = service_fn(move |request| {
                    let response = shared.respond(&request);
                    async { response.ok_or("no response") }
                });
                // A client that is gone is no matter.
                let connection =
                    http1::Builder::new().serve_connection(TokioIo::new(stream), service);
                tokio::spawn(async { drop(connection.await) });
            }
        });
        Self {
            client: client(&url),
            url,
            shared,
            task,
        }
    }

    /// Looks at the organization, or changes it.
    pub(crate) fn organization<T>(&self, with: impl FnOnce(&mut Organization) -> T) -> T {
        with(&mut self.shared.organization.lock().unwrap())
    }

    /// Path and query of each request so far.
    pub(crate) fn received(&self) -> Vec<String> {
        self.shared.received.borrow().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.shared.received.borrow().len()
    }

    /// Waits until this many requests came in all.
    pub(crate) async fn has_received(&self, count: usize) {
        let mut received = self.shared.received.subscribe();
        received
            .wait_for(|received| received.len() >= count)
            .await
            .unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    /// The response, if there is one.
    fn respond(&self, request: &Request<Incoming>) -> Option<Response<Full<Bytes>>> {
        let target = request.uri().to_string();
        let organization = self.organization.lock().unwrap();
        let is_broken = organization.broken.contains(request.uri().path());
        let found = organization.respond(request.uri());
        drop(organization);
        let number = self.received.borrow().len() + 1;
        let (status, body) = if is_authorized(request.headers()) {
            found
        } else {
            (StatusCode::UNAUTHORIZED, Value::Null)
        };
        self.received.send_modify(|received| received.push(target));
        if is_broken {
            return None;
        }
        let response = Response::builder()
            .status(status)
            .header("content-type", "application/json")
            .header("x-request-id", format!("request-{number}"))
            .body(body.to_string().into());
        Some(response.unwrap())
    }
}

fn is_authorized(headers: &HeaderMap) -> bool {
    headers.get("authorization").is_some_and(|it| it == TOKEN)
}
