//! Calls that wait, from programs without a runtime.

use std::marker::PhantomData;

use openapi_client_runtime::{
    DecodeError, Download, ErrorKind, Event, Events, Failure, Lines, Operation, Paged, RawResponse,
    Request, decode,
};
use tokio::runtime::Runtime;

use crate::fixture::{Client, GetThing, Thing, ThingError, client};
use crate::server::{Response, Server};
use crate::streams::STREAMED;

/// A server whose runtime is not the one of the calls.
fn start<const N: usize>(responses: [Response; N]) -> (Runtime, Server) {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Server::start(responses));
    (runtime, server)
}

#[test]
fn calls_and_lists() {
    let (_runtime, server) = start([
        Response::json(r#"{"data":[7]}"#),
        Response::json(r#"{"data":[1,2],"next":"?pageKey=a"}"#),
        Response::json(r#"{"data":[3]}"#),
        Response::json(r#"{"data":[4]}"#),
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
        Response::json(r#"{"data":[1],"next":"?pageKey=a"}"#),
        Response::new("404 Not Found", &[], ""),
    ]);
    let mut items = client(&server).list_things().items().blocking();
    assert!(items.next().unwrap().is_ok());
    assert!(items.next().unwrap().unwrap_err().is_not_found());
    assert!(items.next().is_none());
    assert_eq!(server.received().len(), 2);
}

#[test]
fn within_a_runtime_it_is_an_error_and_nothing_is_sent() {
    let (runtime, server) = start([Response::json(r#"{"data":[1]}"#)]);
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

/// A body that the caller reads piece by piece.
trait Streamed: Send + Sized + 'static {
    fn of(response: &RawResponse) -> Result<Self, DecodeError>;
}

impl Streamed for Events<Event<Thing>> {
    fn of(response: &RawResponse) -> Result<Self, DecodeError> {
        decode::events(response)
    }
}

impl Streamed for Lines<i64> {
    fn of(response: &RawResponse) -> Result<Self, DecodeError> {
        decode::lines(response)
    }
}

impl Streamed for Download {
    fn of(response: &RawResponse) -> Result<Self, DecodeError> {
        decode::download(response)
    }
}

struct Read<T>(GetThing, PhantomData<fn() -> T>);

impl<T> Clone for Read<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

fn read<T: Streamed>(client: &Client) -> T {
    let mut call = Read(client.get_thing("1"), PhantomData);
    call.0.request = call.0.request.responses(STREAMED);
    call.send_blocking().unwrap()
}

impl<T: Streamed> Operation for Read<T> {
    type Output = T;
    type ErrorBody = ThingError;

    const FAILURES: &'static [Failure<ThingError>] = &[];

    fn request_mut(&mut self) -> &mut Request {
        self.0.request_mut()
    }

    fn decode(response: &RawResponse) -> Result<T, DecodeError> {
        T::of(response)
    }
}

/// A part that can't be decoded is an error between the others; a stream that breaks off ends with one.
#[test]
fn events_and_lines() {
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nConnection: close\r\n\r\n1\n2\n";
    let (_runtime, server) = start([
        Response::new(
            "200 OK",
            &[("Content-Type", "text/event-stream")],
            "data: {\"id\":1}\n\ndata: no\n\ndata: {\"id\":2}\n\n",
        ),
        Response::new("200 OK", &[], "1\nno\n3"),
        Response::raw(cut),
    ]);
    let client = client(&server);
    let events = read::<Events<Event<Thing>>>(&client).blocking();
    let ids: Vec<_> = events.map(|event| event.map(|it| it.data.id)).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids[1].as_ref().unwrap_err().is_decode());
    assert_eq!(ids.into_iter().flatten().collect::<Vec<_>>(), [1, 2]);

    let lines: Vec<_> = read::<Lines<i64>>(&client).blocking().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[1].as_ref().unwrap_err().is_decode());
    assert_eq!(lines.into_iter().flatten().collect::<Vec<_>>(), [1, 3]);

    let mut lines = read::<Lines<i64>>(&client).blocking();
    assert_eq!(lines.next().unwrap().unwrap(), 1);
    assert_eq!(lines.next().unwrap().unwrap(), 2);
    assert!(!lines.next().unwrap().unwrap_err().is_decode());
    assert!(lines.next().is_none());
}

#[test]
fn downloads() {
    let content: Vec<u8> = (0..500_000_u32).map(|n| n as u8).collect();
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nabc";
    let whole = || Response::new("200 OK", &[("Content-Type", "image/png")], &content);
    let (runtime, server) = start([whole(), whole(), whole(), whole(), Response::raw(cut)]);
    let client = client(&server);

    let download = read::<Download>(&client).blocking();
    assert_eq!(download.get_ref().media_type(), Some("image/png"));
    let pieces: Result<Vec<_>, _> = download.collect();
    assert!(pieces.unwrap().concat() == content);
    assert!(read::<Download>(&client).blocking().bytes().unwrap() == content);
    let mut written = Vec::new();
    let download = read::<Download>(&client).blocking();
    assert_eq!(download.write_to(&mut written).unwrap(), 500_000);
    assert!(written == content);

    let mut full = [0; 10];
    let download = read::<Download>(&client).blocking();
    let error = download.write_to(&mut full.as_mut_slice()).unwrap_err();
    assert!(
        error.to_string().contains("writing the body failed"),
        "{error}"
    );

    let mut broken = read::<Download>(&client).blocking();
    assert_eq!(broken.next().unwrap().unwrap(), "abc");
    assert!(broken.next().unwrap().is_err());
    assert!(broken.next().is_none());

    // Waiting for a piece would stop a runtime, too.
    let mut within = read::<Download>(&client).blocking();
    let error = runtime.block_on(async { within.next().unwrap().unwrap_err() });
    assert_eq!(error.kind(), ErrorKind::InRuntime);
}
