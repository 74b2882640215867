//! Connections that are lost, and how long calls may take.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use openapi_client_runtime::{
    AttemptEnd, Body, ErrorKind, Observer, Operation, RetryPolicy, TimeoutStage, adapter, http,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::fixture::{Client, builder, client};
use crate::server::{Response, Server};

const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{\"id\":1}";

/// A server that keeps connections: it takes so many requests on each, and closes it when it was
/// idle for a while, or at the next request. Counts the requests.
async fn keeping(responses: usize, idle: Duration) -> (Client, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let requests = count.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let requests = requests.clone();
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                for number in 0.. {
                    // A new connection is not idle, however long it takes to use it.
                    let patience = if number == 0 {
                        Duration::from_secs(30)
                    } else {
                        idle
                    };
                    let read = timeout(patience, stream.read(&mut buffer)).await;
                    if !matches!(read, Ok(Ok(1..))) {
                        return;
                    }
                    requests.fetch_add(1, Ordering::Relaxed);
                    if number == responses || stream.write_all(OK).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    let builder = builder(&url).retries(RetryPolicy::default());
    (builder.build().unwrap(), count)
}

#[tokio::test]
async fn idempotent_calls_survive_the_race_for_idle_connections() {
    let (client, _) = keeping(usize::MAX, Duration::from_millis(3)).await;
    let mut lost = 0;
    for number in 0..300 {
        client.get_thing("1").call().await.unwrap();
        tokio::time::sleep(Duration::from_micros(1000 + number % 6 * 500)).await;
        let Err(error) = client.post_thing().call().await else {
            continue;
        };
        let ErrorKind::Reset { sent } = error.kind() else {
            panic!("{error}");
        };
        assert_eq!(error.is_retryable(), !sent);
        lost += 1;
    }
    assert!(lost < 300);
}

#[tokio::test]
async fn a_request_is_repeated_once_and_only_on_an_old_connection() {
    // The second request on each connection is lost.
    let (client, count) = keeping(1, Duration::from_secs(30)).await;
    client.get_thing("1").call().await.unwrap();
    client.get_thing("1").call().await.unwrap();
    assert_eq!(count.load(Ordering::Relaxed), 3);

    client.get_thing("1").call().await.unwrap();
    let error = client.post_thing().call().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Reset { sent: true });
    assert!(!error.is_retryable());
    assert!(
        error.to_string().contains("may have received the request"),
        "{error}"
    );

    // One on a new connection is sent again, too, but not at once.
    let (client, count) = keeping(0, Duration::from_secs(30)).await;
    let error = client.get_thing("1").call().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Reset { sent: true });
    assert!(error.is_retryable());
    assert_eq!(count.load(Ordering::Relaxed), 3);
    assert_eq!(error.attempts(), 3);
}

#[test]
fn polled_outside_a_runtime() {
    let client = builder("http://127.0.0.1:1").build().unwrap();
    let call = client.get_thing("1").call();
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let mut call = std::pin::pin!(call);
    let std::task::Poll::Ready(Err(error)) = call.as_mut().poll(&mut context) else {
        panic!("no error");
    };
    assert_eq!(error.kind(), ErrorKind::NoRuntime);
    assert!(error.to_string().contains("tokio runtime"), "{error}");
}

/// The head promises more than comes.
#[tokio::test]
async fn what_came_is_kept() {
    let head = "HTTP/1.1 200 OK\r\nX-Request-Id: r-1\r\nContent-Length: 99\r\n\r\n";
    let responses = [
        Response::raw(format!("{head}{{\"id\":1}}")),
        Response::stall(format!("{head}{{\"id\":1}}")),
        Response::raw(format!(
            "{}zz\r\n",
            head.replace("Content-Length: 99", "Transfer-Encoding: chunked")
                .to_owned()
                + "8\r\n{\"id\":1}\r\n"
        )),
    ];
    let server = Server::start(responses).await;
    let client = builder(&server.url)
        .read_timeout(Duration::from_millis(200))
        .build()
        .unwrap();
    for expected in [
        ErrorKind::Reset { sent: true },
        ErrorKind::Timeout {
            stage: TimeoutStage::Body,
            limit: Duration::from_millis(200),
        },
        ErrorKind::Protocol,
    ] {
        let error = client.get_thing("1").call().await.unwrap_err();
        assert_eq!(error.kind(), expected);
        assert_eq!(error.status().unwrap(), 200);
        assert_eq!(error.request_id(), Some("r-1"));
        assert_eq!(error.raw_body().unwrap(), "{\"id\":1}");
        assert!(error.is_truncated() && error.headers().is_some());
        assert!(error.to_string().contains("200 OK, but "), "{error}");
        assert!(error.clone().to_string() == error.to_string());
    }
}

#[tokio::test]
async fn the_total_timeout_holds_after_an_upload() {
    let path = std::env::temp_dir().join(format!("runtime-upload-{}", std::process::id()));
    std::fs::write(&path, "0123456789").unwrap();
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n";
    let pause = Duration::from_millis(200);
    let slow = Response::slow([head, "{", "\"", "i", "d", "\"", ":", "1", "}"], pause);
    let server = Server::start([slow, Response::stall("")]).await;
    let client = builder(&server.url)
        .timeout(Duration::from_millis(500))
        .build()
        .unwrap();
    for stage in [TimeoutStage::Body, TimeoutStage::Response] {
        let mut call = client.post_thing();
        call.request.set_body("text/plain", Body::from_path(&path));
        let begin = Instant::now();
        let error = call.call().await.unwrap_err();
        let limit = Duration::from_millis(500);
        assert_eq!(error.kind(), ErrorKind::Timeout { stage, limit });
        let took = begin.elapsed();
        assert!(took >= limit && took < limit * 2, "{took:?}");
    }
    std::fs::remove_file(&path).unwrap();
}

#[tokio::test]
async fn hosts_that_cannot_be_reached() {
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = nobody.local_addr().unwrap().port();
    drop(nobody);
    let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let secure_url = format!("https://{}", plain.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = plain.accept().await.unwrap();
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    });
    for (url, kind) in [
        (format!("http://127.0.0.1:{port}"), ErrorKind::Connect),
        ("http://name.invalid".to_owned(), ErrorKind::Dns),
        (secure_url, ErrorKind::Tls),
    ] {
        let client = builder(&url).build().unwrap();
        let error = client.post_thing().call().await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.is_connect() && error.is_retryable());
        let source = std::error::Error::source(&error).unwrap();
        assert!(source.source().is_some());
    }
}

#[tokio::test]
async fn texts_are_short() {
    let long = "x".repeat(800_000);
    let server = Server::start([
        Response::json(&format!(r#"{{"id":"{long}"}}"#)),
        Response::json(&format!(
            r#"{{"id":1,"parts":[{{"{long}":1,"id":"{long}"}}]}}"#
        )),
        Response::new("404 Not Found", &[("X-Request-Id", &long[..9000])], &long),
        Response::new(
            "302 Found",
            &[("Location", &format!("//{}", &long[..9000]))],
            "",
        ),
    ])
    .await;
    let client = client(&server);
    for _ in 0..4 {
        let error = client.get_thing("1").call().await.unwrap_err();
        assert!(
            error.to_string().len() <= 1024,
            "{}",
            error.to_string().len()
        );
        assert!(format!("{error:?}").len() <= 1040);
    }
}

/// How long each attempt waited for the next one.
#[derive(Clone, Default)]
struct Waits(Arc<Mutex<Vec<Option<Duration>>>>);

impl Observer for Waits {
    fn attempt(&self, end: &AttemptEnd<'_>) {
        self.0.lock().unwrap().push(end.retry_in());
    }
}

#[tokio::test]
async fn must_not_take_a_reset_stream_for_a_dead_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut connection = h2::server::handshake(stream).await.unwrap();
        let mut number = 0;
        while let Some(Ok((_, mut respond))) = connection.accept().await {
            if number == 1 {
                respond.send_reset(h2::Reason::INTERNAL_ERROR);
            } else {
                let head = http::Response::new(());
                let mut body = respond.send_response(head, false).unwrap();
                body.send_data("{\"id\":1}".into(), true).unwrap();
            }
            number += 1;
        }
    });
    let http = reqwest::Client::builder()
        .http2_prior_knowledge()
        .no_proxy();
    let http = http.retry(reqwest::retry::never()).build().unwrap();
    let waits = Waits::default();
    let client = builder(&url)
        .transport(adapter::Reqwest::new(http))
        .retries(RetryPolicy::default())
        .observer(waits.clone());
    let client = client.build().unwrap();
    client.get_thing("1").call().await.unwrap();
    client.get_thing("1").call().await.unwrap();
    let waits = waits.0.lock().unwrap();
    assert!(waits[1].is_some_and(|wait| !wait.is_zero()), "{waits:?}");
}
