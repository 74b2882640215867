//! Calls that wait, from programs without a runtime.

use openapi_client_runtime::{ErrorKind, Operation, Paged};
use tokio::runtime::Runtime;

use crate::fixture::client;
use crate::server::{Answer, Server};

/// A server whose runtime is not the one of the calls.
fn start<const N: usize>(answers: [Answer; N]) -> (Runtime, Server) {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Server::start(answers));
    (runtime, server)
}

#[test]
fn calls_and_lists() {
    let (_runtime, server) = start([
        Answer::json(r#"{"data":[7]}"#),
        Answer::json(r#"{"data":[1,2],"next":"?pageKey=a"}"#),
        Answer::json(r#"{"data":[3]}"#),
        Answer::json(r#"{"data":[4]}"#),
    ]);
    let client = client(&server);
    assert_eq!(client.list_things().send_blocking().unwrap().data, [7]);
    let items = client.list_things().items().blocking();
    let items: Vec<i64> = items.map(|item| item.unwrap()).collect();
    assert_eq!(items, [1, 2, 3]);
    assert_eq!(client.list_things().pages().blocking().count(), 1);
    assert_eq!(server.received().len(), 4);
}

#[test]
fn an_iterator_ends_after_an_error() {
    let (_runtime, server) = start([
        Answer::json(r#"{"data":[1],"next":"?pageKey=a"}"#),
        Answer::new("404 Not Found", &[], ""),
    ]);
    let mut items = client(&server).list_things().items().blocking();
    assert!(items.next().unwrap().is_ok());
    assert!(items.next().unwrap().unwrap_err().is_not_found());
    assert!(items.next().is_none());
    assert_eq!(server.received().len(), 2);
}

#[test]
fn within_a_runtime_it_is_an_error_and_nothing_is_sent() {
    let (runtime, server) = start([Answer::json(r#"{"data":[1]}"#)]);
    let client = client(&server);
    let call = client.list_things();
    let error = runtime.block_on(async { call.send_blocking().unwrap_err() });
    assert_eq!(error.kind(), ErrorKind::InRuntime);
    assert!(error.to_string().contains("std::thread::spawn"), "{error}");
    assert!(server.received().is_empty());
    // A thread of its own may wait, with a client that other tasks use.
    let call = client.list_things();
    let apart = runtime.block_on(async {
        let thread = std::thread::spawn(move || call.send_blocking());
        tokio::task::spawn_blocking(move || thread.join().unwrap())
            .await
            .unwrap()
    });
    assert_eq!(apart.unwrap().data, [1]);
}
