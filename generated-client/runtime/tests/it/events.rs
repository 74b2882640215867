//! Server-sent events.

use std::time::Duration;

use openapi_client_runtime::decode::{self, EventData};
use openapi_client_runtime::testing::{Mock, Reply};
use openapi_client_runtime::{BodyError, Error, Event, Events, Operation};
use serde::Deserialize;
use tokio::time::Instant;

use crate::fixture::{Client, Thing, ThingError, builder, client};
use crate::pieces::Pieces;
use crate::server::{Response, Server};
use crate::streams::{Decode, STREAMED, read};

const EVENTS: (&str, &str) = ("Content-Type", "text/event-stream");

pub(crate) async fn all<I>(mut events: Events<I>) -> Vec<Result<I, BodyError>> {
    let mut all = Vec::new();
    while let Some(event) = events.try_next().await.transpose() {
        all.push(event);
    }
    all
}

/// A body in chunks of one byte after `at` bytes in one.
pub(crate) fn chunked(body: &str, at: usize, end: &str) -> Response {
    let mut bytes = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\
        Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        .to_vec();
    let chunk = |bytes: &mut Vec<u8>, piece: &[u8]| {
        if !piece.is_empty() {
            bytes.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
            bytes.extend_from_slice(piece);
            bytes.extend_from_slice(b"\r\n");
        }
    };
    let (begin, rest) = body.as_bytes().split_at(at);
    chunk(&mut bytes, begin);
    rest.chunks(1).for_each(|piece| chunk(&mut bytes, piece));
    bytes.extend_from_slice(end.as_bytes());
    Response::raw(bytes)
}

const WHOLE: &str = "0\r\n\r\n";

#[tokio::test]
async fn events() {
    let stream = "data: {\"id\":1}\n\nevent: x\nid: 7\nretry: 10\ndata: {\"id\":\ndata: 2}\n\n\
                  data: {\"id\":\"three\"}\n\ndata: {\"id\":4}\n\ndata: [DONE]\n\ndata: {\"id\":5}\n\n";
    let server = Server::start([Response::new("200 OK", &[EVENTS], stream)]).await;
    let client = client(&server);
    let read_all = all(read(&client, decode::events::<Thing>).await.unwrap()).await;
    assert_eq!(read_all.len(), 4);
    let ids: Vec<i64> = read_all
        .iter()
        .flatten()
        .map(|event| event.data.id)
        .collect();
    assert_eq!(ids, [1, 2, 4]);
    let second = read_all[1].as_ref().unwrap();
    assert_eq!((second.event.as_str(), &*second.id), ("x", "7"));
    assert_eq!(second.retry, Some(Duration::from_millis(10)));
    let error = read_all[2].as_ref().unwrap_err();
    assert!(error.is_decode() && !error.is_timeout());
    assert_eq!(error.raw_body().unwrap(), "{\"id\":\"three\"}");
    assert_eq!(error.decode_path(), Some("id"));
    assert!(
        error
            .to_string()
            .contains("a part of the body cannot be decoded: at `id`"),
        "{error}"
    );

    let texts = all(read(&client, decode::text_events).await.unwrap()).await;
    let texts: Vec<String> = texts.into_iter().map(|event| event.unwrap().data).collect();
    assert_eq!(texts.len(), 6);
    assert_eq!(texts[4], "[DONE]");
}

#[tokio::test]
async fn events_of_any_size_are_not_kept() {
    let mut endless = b"HTTP/1.1 200 OK\r\n\r\ndata: 1\n\ndata: ".to_vec();
    endless.extend(vec![b'x'; 3000]);
    let server = Server::start([Response::stall(endless)]).await;
    let client = builder(&server.url)
        .max_response_bytes(2000)
        .build()
        .unwrap();
    let read_all = all(read(&client, decode::text_events).await.unwrap()).await;
    let error = read_all.last().unwrap().as_ref().unwrap_err();
    assert!(error.to_string().contains("larger than 2000"), "{error}");
}

/// However the body is cut into chunks, the events are the same.
#[tokio::test]
async fn chunks_of_events() {
    let body = "\u{feff}: hi\r\nid: 1\r\ndata: ä\r\rdata: b\n\nevent: c\ndata: 1\ndata: 2\n\n";
    let responses: Vec<Response> = (0..=body.len())
        .filter(|at| *at % 3 == 0)
        .map(|at| chunked(body, at, WHOLE))
        .collect();
    let count = responses.len();
    let server = Server::start(responses).await;
    let client = client(&server);
    for _ in 0..count {
        let read_all = all(read(&client, decode::text_events).await.unwrap()).await;
        let read_all: Vec<_> = read_all
            .into_iter()
            .map(|event| {
                event
                    .map(|it| (it.event, it.id.to_string(), it.data))
                    .unwrap()
            })
            .collect();
        let expected = [("message", "ä"), ("message", "b"), ("c", "1\n2")];
        let expected = expected.map(|(event, data)| (event.into(), "1".into(), data.into()));
        assert_eq!(read_all, expected);
    }
}

/// An event whose blank line is missing is dropped where the body is whole; a body that breaks off
/// is an error, which keeps what came of the event.
#[tokio::test]
async fn the_end_and_no_end() {
    let body = "data: 1\n\ndata: 2\nda";
    let server = Server::start([
        chunked(body, body.len(), WHOLE),
        chunked(body, body.len(), ""),
        chunked(body, 0, "5\r\nab"),
        Response::raw(format!(
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{body}"
        )),
    ])
    .await;
    let client = client(&server);
    let whole = all(read(&client, decode::events::<i64>).await.unwrap()).await;
    assert_eq!(whole.len(), 1);
    for _ in 0..3 {
        let mut events = read(&client, decode::events::<i64>).await.unwrap();
        assert_eq!(events.try_next().await.unwrap().unwrap().data, 1);
        let error = events.try_next().await.unwrap_err();
        assert!(!error.is_decode(), "{error}");
        assert!(error.raw_body().unwrap().starts_with(b"2\nda"), "{error}");
        let error: Error<ThingError> = error.into();
        assert_eq!(error.status().unwrap(), 200);
        assert!(error.is_truncated());
        assert!(events.try_next().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_body_that_is_no_event_stream() {
    let html = ("Content-Type", "text/html");
    let server = Server::start([Response::new("200 OK", &[html], "<html>\n</html>")]).await;
    let mut events = read(&client(&server), decode::text_events).await.unwrap();
    let error = events.try_next().await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert!(error.to_string().contains("not an event stream"), "{error}");
    assert!(events.try_next().await.unwrap().is_none());
}

#[derive(Debug, Deserialize, PartialEq)]
struct Item {
    event: String,
    id: Option<String>,
    retry: Option<u64>,
    data: serde_json::Value,
}

/// Events that are described as a whole. What data is goes by the name of the event.
#[tokio::test]
async fn items() {
    let stream = "data: {\"a\":1}\n\nevent: text\nid: 7\nretry: 10\ndata: {\"a\":\ndata: \u{1}\"\\\n\n\
        data: {},\"id\":\"8\"\n\nevent: new\ndata: [1]\n\nevent: new\ndata: hi\n\n\
        event: text\ndata: [DONE]\n\nevent: new\ndata: [DONE]\n\ndata: 9\n\n";
    let server = Server::start([Response::new("200 OK", &[EVENTS], stream)]).await;
    let client = client(&server);
    let decode: Decode<Events<Item>> = |raw| {
        decode::event_items(raw, |event| match event {
            "message" => EventData::Json,
            "text" => EventData::Text,
            _ => EventData::Either,
        })
    };
    let mut read_all = all(read(&client, decode).await.unwrap()).await;
    let error = read_all.remove(2).unwrap_err();
    assert_eq!(error.decode_path(), Some("data"), "{error}");
    assert_eq!(error.raw_body().unwrap(), "{},\"id\":\"8\"");
    let items: Vec<Item> = read_all.into_iter().map(Result::unwrap).collect();
    let item = |event: &str, id: Option<&str>, retry, data: &str| Item {
        event: event.to_owned(),
        id: id.map(str::to_owned),
        retry,
        data: serde_json::from_str(data).unwrap(),
    };
    assert_eq!(
        items,
        [
            item("message", None, None, "{\"a\":1}"),
            item(
                "text",
                Some("7"),
                Some(10),
                "\"{\\\"a\\\":\\n\\u0001\\\"\\\\\""
            ),
            item("new", Some("7"), None, "[1]"),
            item("new", Some("7"), None, "\"hi\""),
            item("text", Some("7"), None, "\"[DONE]\""),
        ]
    );
}

async fn resumed(client: &Client, id: &str, attempts: u32) -> Events<Event<String>> {
    let mut operation = client.get_thing("1");
    operation.request = operation.request.responses(STREAMED);
    operation.request.resume_from(id);
    operation.request.reconnect(attempts);
    operation.call_as(decode::text_events).await.unwrap()
}

/// Where the stream ends or breaks off it goes on from the last event that was complete, until the
/// server says that there is no more.
#[tokio::test]
async fn reconnecting() {
    let no_more = Response::raw("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    let server = Server::start([
        chunked("retry: 1\nid: 5\ndata: a\n\nid: 6\ndata: lost\n", 3, ""),
        Response::new("503 Service Unavailable", &[], ""),
        Response::new(
            "200 OK",
            &[EVENTS],
            "id: 6\ndata: b\n\ndata: c\n\nid:\ndata: d\n\n",
        ),
        Response::new("200 OK", &[EVENTS], ""),
        no_more,
    ])
    .await;
    let mut events = resumed(&client(&server), "4", 2).await;
    let mut data = Vec::new();
    while let Some(event) = events.try_next().await.unwrap() {
        data.push((event.data, event.id.to_string()));
    }
    let expected = [("a", "5"), ("b", "6"), ("c", "6"), ("d", "")];
    assert_eq!(data, expected.map(|(data, id)| (data.into(), id.into())));
    assert_eq!(events.retry(), Some(Duration::from_millis(1)));
    assert_eq!(events.last_event_id(), "");
    let received = server.received();
    let ids: Vec<_> = received
        .iter()
        .map(|it| it.header("last-event-id"))
        .collect();
    assert_eq!(ids, [Some("4"), Some("5"), Some("5"), None, None]);
}

#[tokio::test]
async fn attempts_to_reconnect_are_bounded() {
    let broken = chunked("retry: 1\ndata: a\n\n", 3, "");
    let refused = Response::new("503 Service Unavailable", &[], "");
    let server = Server::start([broken.clone(), refused]).await;
    let mut events = resumed(&client(&server), "", 3).await;
    assert_eq!(events.try_next().await.unwrap().unwrap().data, "a");
    let error: Error<ThingError> = events.try_next().await.unwrap_err().into();
    assert_eq!(error.status().unwrap(), 503);
    assert!(events.try_next().await.unwrap().is_none());
    assert_eq!(server.received().len(), 4);

    // A status that asking again does not change.
    let server = Server::start([broken, Response::new("404 Not Found", &[], "")]).await;
    let mut events = resumed(&client(&server), "", 3).await;
    assert_eq!(events.try_next().await.unwrap().unwrap().data, "a");
    let error: Error<ThingError> = events.try_next().await.unwrap_err().into();
    assert!(error.is_not_found());
    assert_eq!(server.received().len(), 2);
}

/// An id that the server doesn't repeat is not lost.
#[tokio::test]
async fn a_resumed_stream_without_ids_is_resumed_again() {
    let no_more = Response::raw("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    let server = Server::start([chunked("retry: 1\ndata: a\n\n", 3, ""), no_more]).await;
    let mut events = resumed(&client(&server), "4", 2).await;
    assert_eq!(events.last_event_id(), "4");
    assert_eq!(&*events.try_next().await.unwrap().unwrap().id, "4");
    assert!(events.try_next().await.unwrap().is_none());
    let received = server.received();
    assert_eq!(received.len(), 2);
    assert!(
        received
            .iter()
            .all(|it| it.header("last-event-id") == Some("4"))
    );

    let server = Server::start([Response::new("200 OK", &[EVENTS], "")]).await;
    let events = resumed(&client(&server), "7", 0).await;
    assert_eq!(events.last_event_id(), "7");
}

/// A wait that the caller gives up goes on with the next call, and costs no attempt.
#[tokio::test(start_paused = true)]
async fn waits_that_are_given_up() {
    let reply = |text: &'static str| Reply::new(200, "text/event-stream", text);
    let mock = Mock::script(move |number| match number {
        0 => reply("data: a\n\n"),
        1 => Reply::status(429).header("retry-after", "7"),
        _ => reply("data: b\n\n"),
    });
    let client = builder("http://localhost").transport(mock.clone()).build();
    let mut events = resumed(&client.unwrap(), "", 2).await;
    assert_eq!(events.try_next().await.unwrap().unwrap().data, "a");
    let next = loop {
        let short = Duration::from_millis(700);
        if let Ok(next) = tokio::time::timeout(short, events.try_next()).await {
            break next;
        }
    };
    assert_eq!(next.unwrap().unwrap().data, "b");
    let seconds: Vec<u64> = mock.gaps().iter().map(Duration::as_secs).collect();
    assert_eq!(seconds, [3, 7]);
}

/// A deadline holds for the waits and attempts to reconnect, too.
#[tokio::test(start_paused = true)]
async fn must_not_reconnect_after_the_deadline() {
    let within = async |transport: &Pieces, seconds| {
        let client = builder("http://localhost").transport(transport.clone());
        let deadline = Instant::now().into_std() + Duration::from_secs(seconds);
        let mut operation = client.build().unwrap().get_thing("1");
        operation = operation.with_deadline(deadline);
        operation.request = operation.request.responses(STREAMED);
        operation.request.reconnect(3);
        let mut events = operation.call_as(decode::text_events).await.unwrap();
        assert_eq!(events.try_next().await.unwrap().unwrap().data, "a");
        let begin = Instant::now();
        let next = events.try_next().await;
        (next, begin.elapsed().as_secs())
    };
    let silent = Pieces::new("data: a\n\n", 2, Duration::from_secs(1000));
    let (next, seconds) = within(&silent, 5).await;
    let error = next.unwrap_err();
    assert!(error.to_string().contains("deadline"), "{error}");
    assert_eq!((seconds, silent.times_sent()), (5, 1));

    // The stream ends, and the wait would be longer than the deadline.
    let short = Pieces::new("data: a\n\n", 1, Duration::ZERO);
    let (next, seconds) = within(&short, 2).await;
    assert!(next.unwrap().is_none());
    assert_eq!((seconds, short.times_sent()), (0, 1));
}

/// Another call need not wait until a stream that has ended is dropped.
#[tokio::test]
async fn a_stream_that_has_ended_is_not_in_flight() {
    let server = Server::start([
        Response::stall("HTTP/1.1 200 OK\r\n\r\ndata: 1\n\ndata: [DONE]\n\n"),
        Response::json("{\"id\":1}"),
    ])
    .await;
    let client = builder(&server.url).max_in_flight(1).build().unwrap();
    let mut events = read(&client, decode::events::<u8>).await.unwrap();
    assert_eq!(events.try_next().await.unwrap().unwrap().data, 1);
    assert!(events.try_next().await.unwrap().is_none());
    let call = client.get_thing("1").call();
    let limit = Duration::from_secs(20);
    tokio::time::timeout(limit, call).await.unwrap().unwrap();
    drop(events);
}

#[tokio::test]
async fn what_cannot_be_repeated_does_not_reconnect() {
    let server = Server::start([Response::new("200 OK", &[EVENTS], "")]).await;
    let mut operation = client(&server).post_thing();
    operation.request.reconnect(1);
    let error = operation.prepare().unwrap_err();
    assert!(error.to_string().contains("POST"), "{error}");
}

/// A server that brings a byte now and then within an event is as good as silent; between events it
/// may take its time.
#[tokio::test(start_paused = true)]
async fn slow_events() {
    let head = "HTTP/1.1 200 OK\r\n\r\ndata: 1\n\n";
    let dripping: Vec<&str> = [&[head][..], &["x"; 40]].concat();
    let beating: Vec<&str> = [&[head][..], &[":\n"; 40]].concat();
    let pause = Duration::from_secs(2);
    let mut counts = Vec::new();
    for pieces in [dripping, beating] {
        let server = Server::start([Response::slowly(pieces, pause)]).await;
        let client = builder(&server.url).build().unwrap();
        let mut events = read(&client, decode::text_events).await.unwrap();
        assert_eq!(events.try_next().await.unwrap().unwrap().data, "1");
        counts.push(events.try_next().await);
    }
    let error = counts[0].as_ref().unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(error.to_string().contains("32 bytes per second"), "{error}");
    assert!(counts[1].as_ref().unwrap().is_none());
}

#[tokio::test]
async fn faulty_text_in_data_costs_only_itself_where_that_is_allowed() {
    let stream = "data: {\"id\":1,\"name\":\"a\"}\n\ndata: {\"id\":2,\"name\":\"\\ud800\"}\n\n";
    let response = || [Response::new("200 OK", &[EVENTS], stream)];
    let server = Server::start(response()).await;
    let lossy = builder(&server.url).lossy_text(true).build().unwrap();
    let mut events = read(&lossy, decode::events::<serde_json::Value>)
        .await
        .unwrap();
    events.try_next().await.unwrap();
    assert!(!events.text_was_replaced());
    let event = events.try_next().await.unwrap().unwrap();
    assert_eq!(event.data["name"], "\u{fffd}");
    assert!(events.text_was_replaced());

    let server = Server::start(response()).await;
    let strict = read(&client(&server), decode::events::<serde_json::Value>).await;
    let strict = all(strict.unwrap()).await;
    assert!(strict[0].is_ok() && strict[1].as_ref().unwrap_err().is_decode());
}

#[tokio::test]
async fn must_not_resume_after_an_event_that_a_clean_end_cut_off() {
    let no_more = Response::raw("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    let cut = "retry: 1\nid: 5\ndata: a\n\nid: 6\ndata: cut\n";
    let server = Server::start([
        Response::new("200 OK", &[EVENTS], cut),
        Response::new("200 OK", &[EVENTS], "id: 6\ndata: b\n\n"),
        no_more,
    ])
    .await;
    let mut events = resumed(&client(&server), "4", 2).await;
    let mut data = Vec::new();
    while let Some(event) = events.try_next().await.unwrap() {
        data.push(event.data);
    }
    assert_eq!(data, ["a", "b"]);
    let received = server.received();
    let ids: Vec<_> = (received.iter().map(|it| it.header("last-event-id"))).collect();
    assert_eq!(ids, [Some("4"), Some("5"), Some("6")]);
}

#[tokio::test(start_paused = true)]
async fn must_not_lose_an_attempt_to_reconnect_that_is_given_up() {
    let reply = |text: &'static str| Reply::new(200, "text/event-stream", text);
    let mock = Mock::script(move |number| match number {
        0 => reply("data: a\n\n"),
        _ => reply("data: b\n\n").after(Duration::from_secs(5)),
    });
    let client = builder("http://localhost").transport(mock.clone()).build();
    let mut events = resumed(&client.unwrap(), "", 2).await;
    assert_eq!(events.try_next().await.unwrap().unwrap().data, "a");
    let mut rounds = 0;
    let next = loop {
        rounds += 1;
        assert!(rounds < 100, "{} requests and no event", mock.times());
        let short = Duration::from_millis(700);
        if let Ok(next) = tokio::time::timeout(short, events.try_next()).await {
            break next;
        }
    };
    assert_eq!(next.unwrap().unwrap().data, "b");
    assert_eq!(mock.times(), 2);
}
