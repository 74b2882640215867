//! How much and how long a client puts up with.

use std::io::Write;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use openapi_client_runtime::{MAX_ERROR_BODY_BYTES, Operation};

use crate::fixture::builder;
use crate::server::{Response, Server};

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

const GZIP: (&str, &str) = ("Content-Encoding", "gzip");

#[tokio::test]
async fn body_cap() {
    let body = format!("{{\"id\":1,\"name\":\"{}\"}}", "x".repeat(983));
    assert_eq!(body.len(), 1001);
    let chunked = format!(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n{body}\r\n0\r\n\r\n"
    );
    let server = Server::start([
        Response::json(&body),
        Response::raw(chunked),
        Response::new("200 OK", &[GZIP], gzip(body.as_bytes())),
    ])
    .await;
    for limit in [1000, 1001] {
        for _ in 0..3 {
            let client = builder(&server.url)
                .max_response_bytes(limit)
                .build()
                .unwrap();
            let result = client.get_thing("1").call().await;
            if limit == 1001 {
                assert_eq!(result.unwrap().id, 1);
                continue;
            }
            let error = result.unwrap_err();
            assert!(
                error.to_string().contains("larger than 1000 bytes"),
                "{error}"
            );
            assert!(!error.is_decode() && !error.is_retryable());
        }
    }
}

#[tokio::test]
async fn gzip_bomb() {
    let bomb = gzip(&vec![b' '; 64 * 1024 * 1024]);
    assert!(bomb.len() < 128 * 1024);
    let server = Server::start([
        Response::new("200 OK", &[GZIP], &bomb),
        Response::new("500 Internal Server Error", &[GZIP], &bomb),
    ])
    .await;
    let client = builder(&server.url).build().unwrap();
    let error = client.get_thing("1").call().await.unwrap_err();
    assert!(
        error.to_string().contains("larger than 16777216 bytes"),
        "{error}"
    );
    let error = client.get_thing("1").call().await.unwrap_err();
    assert_eq!(error.raw_body().unwrap().len(), MAX_ERROR_BODY_BYTES);
    assert!(error.is_truncated());
}

#[tokio::test]
async fn error_bodies_are_kept_in_part() {
    let long = "e".repeat(MAX_ERROR_BODY_BYTES + 1);
    let server = Server::start([
        Response::new("500 Internal Server Error", &[], &long),
        Response::new("500 Internal Server Error", &[], &long[1..]),
        Response::raw("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 9\r\n\r\nhalf"),
    ])
    .await;
    let client = builder(&server.url).build().unwrap();
    for (length, truncated) in [
        (MAX_ERROR_BODY_BYTES, true),
        (MAX_ERROR_BODY_BYTES, false),
        (4, true),
    ] {
        let error = client.get_thing("1").call().await.unwrap_err();
        assert_eq!(error.raw_body().unwrap().len(), length);
        assert_eq!(error.is_truncated(), truncated);
        assert_eq!(error.status().unwrap(), 500);
        assert!(error.to_string().len() < 1000);
    }
}

#[tokio::test]
async fn slow_body_times_out() {
    let stalled = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":";
    let limit = Duration::from_millis(200);
    for response in [stalled, ""] {
        let server = Server::start([Response::stall(response)]).await;
        let long = Duration::from_secs(20);
        for builder in [
            builder(&server.url).read_timeout(limit).timeout(long),
            builder(&server.url).read_timeout(long).timeout(limit),
        ] {
            let client = builder.build().unwrap();
            let begin = Instant::now();
            let get = client.get_thing("1").call().await.unwrap_err();
            assert!(begin.elapsed() < Duration::from_secs(10));
            assert!(get.is_timeout() && get.is_retryable(), "{get}");
            assert!(get.to_string().contains("timed out"), "{get}");
            assert!(get.to_string().contains("200ms"), "{get}");
            let post = client.post_thing().call().await.unwrap_err();
            assert!(post.is_timeout() && !post.is_retryable(), "{post}");
        }
    }
}

#[tokio::test]
async fn a_broken_success_is_an_error() {
    let server = Server::start([
        Response::raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":1}"),
        Response::new("200 OK", &[GZIP], "{\"id\":1}"),
        Response::raw(""),
    ])
    .await;
    let client = builder(&server.url).build().unwrap();
    for (expected, is_retryable) in [
        (
            "200 OK, but the connection was lost while reading the body",
            true,
        ),
        (
            "200 OK, but the body is not in the content coding `gzip`",
            false,
        ),
        ("the connection was lost before the response", true),
    ] {
        let error = client.get_thing("1").call().await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!error.to_string().contains("127.0.0.1"), "{error}");
        assert_eq!(error.is_retryable(), is_retryable);
        assert!(!error.is_timeout());
    }
}
