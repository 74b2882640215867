//! Content codings: all data, or an error that names what is wrong.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use openapi_client_runtime::{ErrorKind, Operation, decode};
use serde_json::{Value, json};

use crate::fixture::{builder, client};
use crate::server::{Response, Server};
use crate::streams::read;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn coded(coding: &str, body: &[u8]) -> Response {
    Response::new(
        "200 OK",
        &[("Content-Encoding", coding), ("X-Request-Id", "r-1")],
        body,
    )
}

#[tokio::test]
async fn all_members_of_gzip() {
    let members = [gzip(b"1\n2\n"), gzip(b""), gzip(b"3\n4")].concat();
    let server = Server::start([coded("gzip", &members)]).await;
    let client = client(&server);

    let mut lines = read(&client, decode::lines::<Value>).await.unwrap();
    let mut all = Vec::new();
    while let Some(value) = lines.try_next().await.unwrap() {
        all.push(value);
    }
    assert_eq!(all, [json!(1), json!(2), json!(3), json!(4)]);

    let download = read(&client, decode::download).await.unwrap();
    assert_eq!(download.content_length(), None);
    assert_eq!(download.bytes().await.unwrap(), "1\n2\n3\n4");

    let whole = client.get_thing("1").call_as(decode::text).await.unwrap();
    assert_eq!(whole, "1\n2\n3\n4");
    assert_eq!(
        server.received()[0].header("accept-encoding"),
        Some(if cfg!(feature = "zstd") {
            "gzip, br, zstd, deflate"
        } else {
            "gzip, br, deflate"
        })
    );
}

#[tokio::test]
async fn names_and_stacks() {
    let text = br#"{"id":7}"#;
    let zlib = {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    };
    let bare = {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    };
    // What `brotli` makes of the text, written as an uncompressed block.
    let brotli = [&[0x8B, 0x03, 0x80][..], text, &[0x03]].concat();
    for (coding, body) in [
        ("GZIP", gzip(text)),
        ("x-gzip", gzip(text)),
        ("identity", text.to_vec()),
        ("gzip, gzip", gzip(&gzip(text))),
        ("deflate, gzip", gzip(&zlib)),
        ("deflate", zlib),
        ("deflate", bare),
        ("br", brotli),
    ] {
        let server = Server::start([coded(coding, &body)]).await;
        let thing = client(&server).get_thing("1").call().await;
        assert_eq!(thing.map(|thing| thing.id).ok(), Some(7), "{coding}");
    }
}

#[tokio::test]
async fn what_cannot_be_decoded_is_named() {
    let garbage = [gzip(b"{}"), b"garbage".to_vec()].concat();
    let cut = &gzip(&[b'1'; 1000])[..15];
    for (coding, body, expected, kind) in [
        #[cfg(not(feature = "zstd"))]
        (
            "zstd",
            &b"\x28\xb5"[..],
            "content coding `zstd`",
            ErrorKind::Encoding,
        ),
        (
            "compress",
            &b"x"[..],
            "content coding `compress`",
            ErrorKind::Encoding,
        ),
        (
            "gzip, foo",
            b"x",
            "content coding `foo`",
            ErrorKind::Encoding,
        ),
        ("gzip", b"{\"id\":1}", "coding `gzip`", ErrorKind::Encoding),
        ("gzip", &garbage, "coding `gzip`", ErrorKind::Encoding),
        (
            "gzip",
            cut,
            "ended before it was complete",
            ErrorKind::Incomplete,
        ),
    ] {
        let server = Server::start([coded(coding, body)]).await;
        let client = client(&server);
        let error = client.get_thing("1").call().await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(error.kind(), kind);
        assert_eq!(error.status().unwrap(), 200);
        assert_eq!(error.request_id(), Some("r-1"));
        if coding != "gzip" {
            assert_eq!(error.raw_body().unwrap(), body);
        }

        let error = match read(&client, decode::download).await {
            Ok(download) => download.bytes().await.unwrap_err().into(),
            Err(error) => error,
        };
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(error.status().unwrap(), 200);
        assert_eq!(error.request_id(), Some("r-1"));
    }
}

#[tokio::test]
async fn errors_and_empty_bodies() {
    let gone = gzip(br#"{"message":"gone"}"#);
    let server = Server::start([
        Response::new("404 Not Found", &[("Content-Encoding", "gzip")], gone),
        Response::new("404 Not Found", &[("Content-Encoding", "foo")], "x"),
        Response::new("404 Not Found", &[("Content-Encoding", "gzip")], ""),
    ])
    .await;
    let client = client(&server);
    let error = client.get_thing("1").call().await.unwrap_err();
    assert_eq!(error.message().as_deref(), Some("gone"));
    for _ in 0..2 {
        let error = client.get_thing("1").call().await.unwrap_err();
        assert!(error.is_not_found() && error.message().is_none());
    }
}

/// However much a piece becomes, only as much is read as may be.
#[tokio::test]
async fn stacked_bombs() {
    let bomb = gzip(&gzip(&vec![b' '; 256 * 1024 * 1024]));
    assert!(bomb.len() < 4096, "{}", bomb.len());
    let server = Server::start([coded("gzip, gzip", &bomb)]).await;
    let client = builder(&server.url)
        .max_response_bytes(100_000)
        .build()
        .unwrap();
    let error = client.get_thing("1").call().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge { limit: 100_000 });
    assert_eq!(error.raw_body().map(|body| body.len()), Some(100_000));
}

#[tokio::test]
async fn must_refuse_a_large_window_below_another_coding_too() {
    let window = [0x11, 0x1E, 0, 0];
    for (coding, body) in [("br", window.to_vec()), ("br, gzip", gzip(&window))] {
        let server = Server::start([coded(coding, &body)]).await;
        let call = client(&server).get_thing("1").call_as(decode::text);
        let error = call.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Encoding, "{coding}: {error}");
        assert!(error.to_string().contains("16 MiB"), "{coding}: {error}");
    }
}
