//! The server of the mock: HTTP/1.1 on loopback, with limits on size, time and connections.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::log::Seen;
use super::prefer::Fault;
use super::problem;
use super::reply::Reply;
use super::respond::Mock;
use crate::exchange::{Headers, Request};
use crate::exit::{Exit, Failure};
use crate::terminal;

/// The maximum size of a request body in bytes.
const MAX_BODY: usize = 16 << 20;
/// The timeout for the headers of a request.
const HEADERS: Duration = Duration::from_secs(10);
/// The timeout for the body of a request.
const BODY: Duration = Duration::from_secs(60);
/// The time for which a stalling response keeps its connection open.
const STALL: Duration = Duration::from_secs(60);
/// The time for responses in progress when the mock is stopped.
const STOPPING: Duration = Duration::from_secs(1);
/// The maximum number of concurrent connections.
const CONNECTIONS: usize = 256;

type Body = UnsyncBoxBody<Bytes, io::Error>;

/// Serves until Ctrl-C.
pub(crate) fn run(mock: Mock, port: u16) -> Result<Exit, Failure> {
    let failed = |what: &str, error: &io::Error| Failure::failed(what.to_owned()).cause(error);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| failed("could not prepare the server", &error))?;
    runtime.block_on(async {
        let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
        let listener = TcpListener::bind(address).await.map_err(|error| {
            failed(&format!("could not listen on {address}"), &error)
                .help("choose another port with `--port N`; 0 takes any free one")
        })?;
        let address = listener
            .local_addr()
            .map_err(|error| failed("could not listen", &error))?;
        let page = &mock.page;
        terminal::status(
            "Listening",
            format_args!("on http://{address}; Ctrl-C stops"),
        );
        if !page.is_empty() {
            terminal::status("Page", format_args!("http://{address}{page}"));
        }
        let mock = Arc::new(mock);
        tokio::select! {
            () = serve(listener, Arc::clone(&mock)) => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        let total = mock.state().log.total;
        let total = terminal::count(usize::try_from(total).unwrap_or(usize::MAX), "exchange");
        terminal::status("Stopped", format_args!("after {total}"));
        for (schema, why) in mock.description.unusable() {
            let why = terminal::printable(&why);
            terminal::note(format_args!("{schema} was not checked in full: {why}"));
        }
        Ok::<_, Failure>(())
    })?;
    runtime.shutdown_timeout(STOPPING);
    Ok(Exit::Success)
}

async fn serve(listener: TcpListener, mock: Arc<Mock>) {
    let free = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(permit) = Arc::clone(&free).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            // Probably out of file descriptors: some will be freed.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let mock = Arc::clone(&mock);
        tokio::spawn(async move {
            let service = service_fn(|request| exchange(&mock, request));
            let connection = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEADERS)
                .serve_connection(TokioIo::new(stream), service);
            // Errors of a client's connection don't matter.
            let _ = connection.await;
            drop(permit);
        });
    }
}

/// One exchange; an error closes the connection.
async fn exchange(
    mock: &Mock,
    request: hyper::Request<Incoming>,
) -> Result<Response<Body>, io::Error> {
    let start = Instant::now();
    let (head, body) = request.into_parts();
    let headers = head.headers.iter();
    let headers = headers.map(|(name, value)| {
        (
            name.as_str().to_owned(),
            String::from_utf8_lossy(value.as_bytes()).into_owned(),
        )
    });
    let mut request = Request {
        method: head.method.as_str().to_owned(),
        target: head.uri.to_string(),
        headers: Headers(headers.collect()),
        body: None,
    };
    let limited = Limited::new(body, MAX_BODY).collect();
    let reply = match tokio::time::timeout(BODY, limited).await {
        Ok(Ok(body)) => {
            request.body = Some(body.to_bytes().to_vec());
            mock.respond(&request)
        }
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            let detail = format!("the body has more than {MAX_BODY} bytes");
            problem::plain(413, "Content too large", detail).with_header("connection", "close")
        }
        Ok(Err(_)) => return Err(io::ErrorKind::UnexpectedEof.into()),
        Err(_) => {
            let detail = format!("the body took longer than {} s", BODY.as_secs());
            problem::plain(408, "Request timeout", detail).with_header("connection", "close")
        }
    };
    tokio::time::sleep(reply.delay).await;
    if request.path() != mock.page || reply.operation.is_some() {
        let seen = Seen::of(&mock.description, &request, &reply, start.elapsed());
        seen.print();
        mock.state().log.add(seen);
    }
    response(reply)
}

fn response(reply: Reply) -> Result<Response<Body>, io::Error> {
    let broken = || io::Error::from(io::ErrorKind::ConnectionReset);
    let length = reply.body.len();
    let body = match reply.fault {
        Some(Fault::Close) => return Err(broken()),
        Some(fault @ (Fault::Truncate | Fault::Stall)) => {
            let half = Bytes::copy_from_slice(reply.body.get(..length / 2).unwrap_or_default());
            let frames = futures_util::stream::unfold(0_u8, move |step| {
                let half = half.clone();
                async move {
                    match (step, fault) {
                        (0, _) => Some((Ok(Frame::data(half)), 1)),
                        (1, Fault::Stall) => {
                            tokio::time::sleep(STALL).await;
                            Some((Err(broken()), 2))
                        }
                        // The written part is flushed before the connection is closed.
                        (1, _) => {
                            tokio::time::sleep(Duration::from_millis(20)).await;
                            Some((Err(broken()), 2))
                        }
                        _ => None,
                    }
                }
            });
            StreamBody::new(frames).boxed_unsync()
        }
        _ => Full::new(Bytes::from(reply.body))
            .map_err(never)
            .boxed_unsync(),
    };
    let mut response = Response::new(body);
    let status = StatusCode::from_u16(reply.status);
    *response.status_mut() = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    for (name, value) in &reply.headers.0 {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            headers.append(name, value);
        }
    }
    if matches!(reply.fault, Some(Fault::Truncate | Fault::Stall)) {
        headers.insert("content-length", HeaderValue::from(length.max(2)));
    }
    Ok(response)
}

fn never(never: Infallible) -> io::Error {
    match never {}
}
