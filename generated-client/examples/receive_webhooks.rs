//! Receives events of a webhook subscription, each once.
//!
//! ```text
//! DIXA_WEBHOOK_KEY=… cargo run -p dixa-client --features webhooks --example receive_webhooks -- 127.0.0.1:8080
//! ```
//!
//! DIXA_WEBHOOK_KEY is the `secretKey` of the subscription. Put a server that speaks TLS in front.
#![allow(clippy::print_stdout, clippy::print_stderr)] // An example shows what it does.

use std::collections::HashSet;
use std::convert::Infallible;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use dixa_client::bytes::Bytes;
use dixa_client::http::{Method, Request, Response, StatusCode};
use dixa_client::webhooks::{self, Event};
use dixa_client::{WebhookError, WebhookReceiver};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// The largest body that is read, in bytes.
const MAX_BODY: usize = 1 << 20;

struct App {
    receiver: WebhookReceiver,
    /// The ids of the events that were handled; a program that restarts keeps them in its database.
    seen: Mutex<HashSet<String>>,
}

impl App {
    async fn respond(&self, request: Request<Incoming>) -> StatusCode {
        if request.method() != Method::POST {
            return StatusCode::METHOD_NOT_ALLOWED;
        }
        let (head, body) = request.into_parts();
        let Ok(body) = Limited::new(body, MAX_BODY).collect().await else {
            return StatusCode::PAYLOAD_TOO_LARGE;
        };
        match self.handle(&head.headers, &body.to_bytes()) {
            Ok(()) => StatusCode::OK,
            Err(error) => {
                eprintln!("refused: {error}");
                error.status()
            }
        }
    }

    fn handle(
        &self,
        headers: &dixa_client::http::HeaderMap,
        body: &[u8],
    ) -> Result<(), WebhookError> {
        let delivery = self.receiver.receive::<Event>(headers, body)?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if !seen.insert(delivery.id.clone()) {
            println!("{} was already received", delivery.id);
            return Ok(());
        }
        match delivery.event {
            Event::ConversationCreated(event) => {
                println!(
                    "conversation {:?} was created",
                    event.data.conversation.csid
                );
            }
            Event::ConversationMessageAdded(event) => {
                println!("message {:?} was added", event.data.message_id);
            }
            Event::OtherEvent(event) => println!("{}", event.event_fqn),
            other => println!("{other:?}"),
        }
        Ok(())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address] = arguments.as_slice() else {
        eprintln!("usage: receive_webhooks ADDRESS");
        std::process::exit(2);
    };
    let key = std::env::var("DIXA_WEBHOOK_KEY")?;
    let app = Arc::new(App {
        receiver: webhooks::receiver(key)?,
        seen: Mutex::default(),
    });
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        let app = Arc::clone(&app);
        tokio::spawn(async move {
            let service = service_fn(|request| async {
                let mut response = Response::new(Full::<Bytes>::default());
                *response.status_mut() = app.respond(request).await;
                Ok::<_, Infallible>(response)
            });
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            if let Err(error) = connection.await {
                eprintln!("a connection broke: {error}");
            }
        });
    }
}
