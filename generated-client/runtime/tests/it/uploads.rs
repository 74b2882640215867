//! Bodies that are sent: forms, files and streams.

use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use openapi_client_runtime::bytes::Bytes;
use openapi_client_runtime::{Body, ErrorKind, File, Form, Operation, Retry, RetryPolicy, Style};
use serde_json::json;

use crate::fixture::{GetThing, builder, client};
use crate::scripted::{Scripted, Step};
use crate::server::{Received, Response, Server};

async fn arrives(change: impl FnOnce(&mut GetThing)) -> Received {
    let server = Server::start([Response::json("{\"id\":1}")]).await;
    let mut operation = client(&server).post_thing();
    change(&mut operation);
    operation.call().await.unwrap();
    server.only()
}

/// A file of this content, removed at the end of the test.
struct OnDisk(PathBuf);

impl OnDisk {
    fn new(name: &str, content: &[u8]) -> Self {
        let folder = std::env::temp_dir().join(format!("runtime-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        std::fs::write(&path, content).unwrap();
        Self(path)
    }
}

impl Drop for OnDisk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.0.parent().unwrap());
    }
}

/// A stream of these pieces, each after a while.
struct Slow {
    pieces: Vec<Result<Bytes, &'static str>>,
    pause: Duration,
    sleep: Option<Pin<Box<tokio::time::Sleep>>>,
}

impl Stream for Slow {
    type Item = Result<Bytes, &'static str>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let pause = self.pause;
        let sleep = self
            .sleep
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(pause)));
        if sleep.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        self.sleep = None;
        Poll::Ready((!self.pieces.is_empty()).then(|| self.pieces.remove(0)))
    }
}

fn pieces(count: u8, pause: u64) -> Slow {
    Slow {
        pieces: (0..count)
            .map(|n| Ok(Bytes::from(vec![b'a' + n])))
            .collect(),
        pause: Duration::from_millis(pause),
        sleep: None,
    }
}

#[tokio::test]
async fn url_encoded_forms() {
    let body = json!({
        "text": "a b&c=ø", "number": 1.5, "yes": true, "none": null,
        "list": ["x", 2], "object": {"a": [1]},
        "deep": {"a": {"b": [1, {"c": "d"}]}, "n": null}, "deep_list": ["x", "y"],
        "comma": ["a,", "b"], "pipe": [1, 2], "space": ["s", "t"],
        "spread": {"p": 1, "q": 2}, "turns": {"p": 1, "q": 2}, "empty": []
    });
    let received = arrives(|operation| {
        operation.request.set_form(
            &body,
            &[
                ("deep", Style::DeepObject),
                ("deep_list", Style::DeepObject),
                ("comma", Style::Form),
                ("turns", Style::Form),
                ("empty", Style::Form),
                ("pipe", Style::Pipe),
                ("space", Style::Space),
                ("spread", Style::FormExploded),
            ],
        );
    })
    .await;
    assert_eq!(
        received.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    let mut pairs: Vec<(String, String)> = url::form_urlencoded::parse(&received.body)
        .into_owned()
        .collect();
    pairs.sort();
    let expected = [
        ("comma", "a,,b"),
        ("deep[a][b][0]", "1"),
        ("deep[a][b][1][c]", "d"),
        ("deep_list[0]", "x"),
        ("deep_list[1]", "y"),
        ("list", "2"),
        ("list", "x"),
        ("number", "1.5"),
        ("object", "{\"a\":[1]}"),
        ("p", "1"),
        ("pipe", "1|2"),
        ("q", "2"),
        ("space", "s t"),
        ("text", "a b&c=ø"),
        ("turns", "p,1,q,2"),
        ("yes", "true"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(pairs, expected);
}

#[tokio::test]
async fn a_form_is_an_object() {
    let server = Server::start([Response::json("{\"id\":1}")]).await;
    let mut operation = client(&server).post_thing();
    operation.request.set_form(&[1], &[]);
    let error = operation.prepare().unwrap_err().to_string();
    assert!(
        error.contains("a URL-encoded form must be an object"),
        "{error}"
    );
}

#[tokio::test]
async fn media_types_are_chosen() {
    let received = arrives(|operation| {
        operation.request.set_content_type("image/png");
        operation.request.set_body("image/*", &b"\x89PNG"[..]);
    })
    .await;
    assert_eq!(received.header("content-type"), Some("image/png"));
    let received = arrives(|operation| {
        operation.request = operation.request.clone().accept("text/csv");
    })
    .await;
    assert_eq!(received.header("accept"), Some("text/csv, */*;q=0.5"));
}

#[tokio::test]
async fn files_are_streamed_from_disk() {
    let content: Vec<u8> = (0..300_000_u32).map(|n| n as u8).collect();
    let file = OnDisk::new("large.bin", &content);
    let server = Server::start([Response::json("{\"id\":1}")]).await;
    let mut operation = client(&server).post_thing();
    let body = Body::from_path(&file.0);
    operation.request.set_body("application/octet-stream", body);
    let prepared = operation.prepare().unwrap();
    assert!(prepared.is_streamed() && prepared.body().is_empty());
    // The same request can be sent again: the file is opened anew.
    operation.clone().call().await.unwrap();
    operation.call().await.unwrap();
    for received in server.received() {
        assert_eq!(received.header("content-length"), Some("300000"));
        assert!(received.body == content);
    }
}

#[tokio::test]
async fn large_bytes_have_a_length() {
    let content = vec![7; 1_000_000];
    let received = arrives(|operation| {
        operation.request.set_body("a/b", content.clone());
    })
    .await;
    assert_eq!(received.header("content-length"), Some("1000000"));
    assert!(received.body == content);
}

#[tokio::test]
async fn a_file_that_is_not_there_is_told() {
    let server = Server::start([Response::json("{\"id\":1}")]).await;
    for path in ["/nowhere/at/all", "/"] {
        let mut operation = client(&server).post_thing();
        let body = Body::from_path(path);
        operation.request.set_body("application/octet-stream", body);
        let error = operation.call().await.unwrap_err().to_string();
        assert!(
            error.contains(&format!("the file {path} cannot be read: "))
                && error.ends_with("; nothing was sent"),
            "{error}"
        );
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn streams_are_sent_once() {
    let server = Server::start([Response::json("{\"id\":1}")]).await;
    let mut operation = client(&server).post_thing();
    let body = Body::from_stream(pieces(3, 1));
    operation.request.set_body("text/plain", body);
    let again = operation.clone();
    operation.call().await.unwrap();
    let received = server.only();
    assert_eq!(received.header("transfer-encoding"), Some("chunked"));
    assert_eq!(received.body, b"abc");
    let error = again.call().await.unwrap_err().to_string();
    assert!(error.contains("which can be sent only once"), "{error}");
    assert_eq!(server.received().len(), 1);

    let received = arrives(|operation| {
        let body = Body::from_reader(&b"read"[..]).length(4);
        operation.request.set_body("text/plain", body);
    })
    .await;
    assert_eq!(received.header("content-length"), Some("4"));
    assert_eq!(received.body, b"read");

    let mut operation = client(&server).post_thing();
    let body = Body::from_reader(&b"read"[..]).length(3);
    operation.request.set_body("text/plain", body);
    let error = operation.call().await.unwrap_err().to_string();
    assert!(error.contains("longer than its declared length"), "{error}");

    let to_mock = Scripted::new(|_| Step::good()).client();
    for client in [client(&server), to_mock] {
        let mut operation = client.post_thing();
        let body = Body::from_reader(&b"read"[..]).length(5);
        operation.request.set_body("text/plain", body);
        let error = operation.call().await.unwrap_err().to_string();
        let expected = "shorter than its declared length";
        assert!(error.contains(expected), "{error}");
    }
}

#[tokio::test]
async fn a_stream_that_fails_fails_the_call() {
    let server = Server::start([Response::json("{\"id\":1}")]).await;
    let mut operation = client(&server).post_thing();
    let mut stream = pieces(2, 1);
    stream.pieces.push(Err("the disk is on fire"));
    let body = Body::from_stream(stream);
    operation.request.set_body("text/plain", body);
    let error = operation.call().await.unwrap_err().to_string();
    assert!(error.contains("the disk is on fire"), "{error}");
}

/// The server says nothing while it takes the body, and that may last longer than it may be silent
/// or a call may take.
#[tokio::test]
async fn long_uploads_are_not_cut() {
    let server = Server::start([Response::json("{\"id\":1}")]).await;
    let limit = Duration::from_millis(300);
    let client = builder(&server.url)
        .read_timeout(limit)
        .timeout(limit)
        .build()
        .unwrap();
    let mut operation = client.post_thing();
    let body = Body::from_stream(pieces(8, 100));
    operation.request.set_body("text/plain", body);
    operation.call().await.unwrap();
    assert_eq!(server.only().body, b"abcdefgh");

    let mut operation = client.post_thing();
    let body = Body::from_stream(pieces(2, 2000));
    operation.request.set_body("text/plain", body);
    assert!(operation.call().await.unwrap_err().is_timeout());
}

/// The time that an attempt takes to send its body leaves the next one as much.
#[tokio::test]
async fn a_long_upload_is_sent_again() {
    let busy = Response::new("503 Service Unavailable", &[], "");
    let server = Server::start([busy, Response::json("{\"id\":1}")]).await;
    let at_once = Duration::from_millis(1);
    let client = builder(&server.url)
        .timeout(Duration::from_millis(300))
        .retries(RetryPolicy::default().backoff(at_once, at_once))
        .build()
        .unwrap();
    let mut operation = client.post_thing().with_safe_to_repeat();
    let body = Body::from_opener(|| pieces(5, 100));
    operation.request.set_body("text/plain", body);
    operation.call().await.unwrap();
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn forms_with_files_from_disk() {
    let file = OnDisk::new("notes.txt", b"on disk");
    let form = |form: Form| {
        form.text("kind", "a")
            .text_as("note", "text/markdown", "*b*")
            .json_as("data", "application/vnd.x+json", &json!({"c": 1}))
            .file_as("file", "text/plain", File::from_path(&file.0))
            .file_as(
                "own",
                "text/plain",
                File::new("d", "e").media_type("image/png"),
            )
    };
    let received = arrives(|operation| operation.request.set_multipart(form(Form::new()))).await;
    let media_type = received.header("content-type").unwrap();
    let boundary = media_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let expected = "--B\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\na\r\n\
        --B\r\nContent-Disposition: form-data; name=\"note\"\r\nContent-Type: text/markdown\r\n\r\n*b*\r\n\
        --B\r\nContent-Disposition: form-data; name=\"data\"\r\nContent-Type: application/vnd.x+json\r\n\r\n{\"c\":1}\r\n\
        --B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"notes.txt\"\r\nContent-Type: text/plain\r\n\r\non disk\r\n\
        --B\r\nContent-Disposition: form-data; name=\"own\"; filename=\"d\"\r\nContent-Type: image/png\r\n\r\ne\r\n\
        --B--\r\n";
    let body = String::from_utf8(received.body.clone()).unwrap();
    assert_eq!(body.replace(boundary, "B"), expected);
    let length = received.header("content-length").unwrap();
    assert_eq!(length, received.body.len().to_string());

    let received = arrives(|operation| {
        operation
            .request
            .set_multipart_as("multipart/mixed", form(Form::new()))
    })
    .await;
    let media_type = received.header("content-type").unwrap();
    assert!(media_type.starts_with("multipart/mixed; boundary="));
}

#[tokio::test]
async fn must_not_count_or_show_an_attempt_that_sent_nothing() {
    let upload = |transport: &Scripted, path: &PathBuf| {
        let mut call = transport.client().post_thing();
        call.request.set_body("text/plain", Body::from_path(path));
        call
    };
    let transport = Scripted::steps([Step::status(503), Step::good()]);
    let missing = PathBuf::from("/nowhere/at/all");
    let error = upload(&transport, &missing).call().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Request, 0));

    let file = OnDisk::new("vanishes.txt", b"text");
    let path = file.0.clone();
    let policy = RetryPolicy::default().decide_by(move |_| {
        let _ = std::fs::remove_file(&path);
        Retry::After(Duration::from_millis(1))
    });
    let call = upload(&transport, &file.0).with_retries(policy);
    let error = call.call().await.unwrap_err();
    assert_eq!(error.status().map(|it| it.as_u16()), Some(503));
    assert_eq!((error.attempts(), transport.times()), (1, 1));
}
