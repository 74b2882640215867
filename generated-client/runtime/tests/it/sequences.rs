//! JSON values one after the other, sent.

use std::pin::Pin;
use std::task::{Context, Poll};

use openapi_client_runtime::{Operation, Sequence};
use serde::Serialize;
use serde_json::json;

use crate::fixture::client;
use crate::server::{Response, Server};

struct Counter(u32);

impl futures_core::Stream for Counter {
    type Item = u32;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<u32>> {
        self.0 += 1;
        match self.0 % 3 {
            // Not there yet.
            0 => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            _ => Poll::Ready((self.0 < 8).then_some(self.0)),
        }
    }
}

async fn sent<T: Serialize>(media_type: &'static str, values: Sequence<T>) -> String {
    let server = Server::start([Response::json("{\"id\":1}")]).await;
    let mut operation = client(&server).post_thing();
    operation.request.set_sequence(media_type, values);
    operation.call().await.unwrap();
    let received = server.only();
    assert_eq!(received.header("content-type"), Some(media_type));
    String::from_utf8(received.body).unwrap()
}

#[tokio::test]
async fn sequences() {
    let jsonl = "application/jsonl";
    let values = || vec![json!({"a": "x\ny"}), json!(null)];
    let lines = "{\"a\":\"x\\ny\"}\nnull\n";
    assert_eq!(sent(jsonl, values().into()).await, lines);
    assert_eq!(sent(jsonl, Sequence::lazy(values())).await, lines);
    assert_eq!(sent(jsonl, (1..4).collect()).await, "1\n2\n3\n");
    assert_eq!(sent(jsonl, [1, 2].into()).await, "1\n2\n");
    let stream = Sequence::from_stream(Counter(0));
    assert_eq!(sent(jsonl, stream).await, "1\n2\n4\n5\n7\n");
    assert_eq!(sent(jsonl, Vec::<u8>::new().into()).await, "");

    let sequence = "application/json-seq";
    assert_eq!(
        sent(sequence, values().into()).await,
        "\u{1e}{\"a\":\"x\\ny\"}\n\u{1e}null\n"
    );
    assert_eq!(
        sent(sequence, Sequence::from_stream(Counter(5))).await,
        "\u{1e}7\n"
    );
    let many = sent(jsonl, Sequence::lazy(0..100_000)).await;
    assert_eq!(many.lines().count(), 100_000);
    assert_eq!(many.lines().last(), Some("99999"));
}

/// A value that has no form as JSON.
#[derive(Clone)]
struct Broken;

impl Serialize for Broken {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("broken"))
    }
}

#[tokio::test]
async fn values_that_cannot_be_written() {
    let server = Server::start([Response::json("{\"id\":1}")]).await;
    for values in [vec![Broken].into(), Sequence::lazy([Broken])] {
        let mut operation = client(&server).post_thing();
        operation.request.set_sequence("application/jsonl", values);
        let error = operation.call().await.unwrap_err();
        assert!(error.to_string().contains("broken"), "{error}");
    }
}
