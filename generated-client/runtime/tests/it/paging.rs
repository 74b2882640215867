//! Lists that come page by page.

use std::time::Duration;

use openapi_client_runtime::{ErrorKind, Operation, Paged, http};

use crate::fixture::client;
use crate::scripted::{Scripted, Step};
use crate::server::{Response, Server};

fn targets(server: &Server) -> Vec<String> {
    let received = server.received();
    received
        .iter()
        .map(|request| request.target().to_owned())
        .collect()
}

#[tokio::test]
async fn items_of_all_pages() {
    let server = Server::start([
        Response::json(r#"{"data":[1,2],"next":"/v1/things?pageLimit=2&pageKey=a%2B%3D"}"#),
        Response::json(r#"{"data":[],"next":"/v1/things?pageKey=b"}"#),
        Response::json(r#"{"data":[3],"next":null}"#),
    ])
    .await;
    let mut list = client(&server).list_things();
    list.request.set_query("pageLimit", 2);
    let mut items = list.items();
    let all = tokio::spawn(async move {
        let mut all = Vec::new();
        while let Some(item) = items.try_next().await.unwrap() {
            all.push(item);
        }
        assert!(items.try_next().await.unwrap().is_none());
        all
    });
    assert_eq!(all.await.unwrap(), [1, 2, 3]);
    assert_eq!(
        targets(&server),
        [
            "/things?pageLimit=2",
            "/things?pageLimit=2&pageKey=a%2B%3D",
            "/things?pageLimit=2&pageKey=b",
        ]
    );
}

#[tokio::test]
async fn a_page_can_be_asked_for_again() {
    let server = Server::start([
        Response::json(r#"{"data":[1],"next":"?pageKey=a"}"#),
        Response::new("503 Service Unavailable", &[], ""),
        Response::json(r#"{"data":[2]}"#),
    ])
    .await;
    let mut pages = client(&server).list_things().pages();
    assert_eq!(pages.try_next().await.unwrap().unwrap().data, [1]);
    assert!(pages.try_next().await.unwrap_err().is_retryable());
    assert_eq!(pages.try_next().await.unwrap().unwrap().data, [2]);
    assert!(pages.try_next().await.unwrap().is_none());
    assert_eq!(
        targets(&server),
        ["/things", "/things?pageKey=a", "/things?pageKey=a"]
    );
}

#[tokio::test]
async fn a_circle_is_an_error() {
    let server = Server::start([
        Response::json(r#"{"data":[1],"next":"?pageKey=a"}"#),
        Response::json(r#"{"data":[2],"next":"?pageKey=b"}"#),
        Response::json(r#"{"data":[3],"next":"?pageKey=a"}"#),
    ])
    .await;
    let mut items = client(&server).list_things().items();
    for expected in 1..=3 {
        assert_eq!(items.try_next().await.unwrap(), Some(expected));
    }
    for _ in 0..2 {
        let error = items.try_next().await.unwrap_err();
        assert!(
            error.to_string().contains("a page that was already read"),
            "{error}"
        );
        assert_eq!(error.kind(), ErrorKind::Paging);
    }
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn a_link_without_a_cursor_is_an_error() {
    for link in ["/things?page=2", "/things", "/things?pageKey="] {
        let page = format!(r#"{{"data":[1,2],"next":"{link}"}}"#);
        let server = Server::start([Response::json(&page)]).await;
        let mut pages = client(&server).list_things().pages();
        let error = pages.try_next().await.unwrap_err();
        assert!(error.to_string().contains("has no `pageKey`"), "{error}");
        assert_eq!(error.status(), Some(http::StatusCode::OK));
        assert_eq!(error.raw_body().unwrap(), page.as_bytes());
        assert!(!error.is_retryable() && !error.is_decode());
        assert_eq!(pages.take_page().unwrap().data, [1, 2]);
        assert_eq!(
            pages.try_next().await.unwrap_err().kind(),
            ErrorKind::Paging
        );

        let mut items = client(&server).list_things().items();
        assert_eq!(items.try_next().await.unwrap(), Some(1));
        assert_eq!(items.try_next().await.unwrap(), Some(2));
        assert!(items.try_next().await.is_err() && items.try_next().await.is_err());
    }
    let server = Server::start([Response::json(r#"{"data":[1],"next":""}"#)]).await;
    let mut pages = client(&server).list_things().pages();
    assert_eq!(pages.try_next().await.unwrap().unwrap().data, [1]);
    assert!(pages.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn one_page_alone() {
    let server = Server::start([Response::json(r#"{"data":[1],"next":"?pageKey=a"}"#)]).await;
    let response = client(&server).list_things().send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(response.into_body().data, [1]);
    server.only();
}

fn page(data: &str, next: &str) -> Step {
    Step::Body(Box::leak(
        format!(r#"{{"data":[{data}],"next":"{next}"}}"#).into_boxed_str(),
    ))
}

#[tokio::test(start_paused = true)]
async fn a_list_is_resumed_where_it_was_left() {
    let transport = Scripted::steps([
        page("1,2", "?pageKey=a"),
        page("", "?pageKey=b"),
        page("3,4", "?pageKey=c"),
        page("3,4", "?pageKey=c"),
        page("5", ""),
    ]);
    let client = transport.client();
    let mut pages = client.list_things().pages();
    assert_eq!((pages.cursor(), pages.is_complete()), (None, false));
    pages.try_next().await.unwrap();
    assert_eq!(pages.cursor(), Some("a"));

    let mut items = client.list_things().items().resume("a");
    assert_eq!(items.cursor(), Some("a"));
    assert_eq!(items.try_next().await.unwrap(), Some(3));
    assert_eq!(items.cursor(), Some("b"), "4 is still to come");
    let stored = items.cursor().unwrap().to_owned();
    let mut items = client.list_things().items().resume(&stored);
    for expected in [3, 4] {
        assert_eq!(items.try_next().await.unwrap(), Some(expected));
    }
    assert_eq!(items.cursor(), Some("c"));
    assert_eq!(items.try_next().await.unwrap(), Some(5));
    assert!(items.is_complete() && items.try_next().await.unwrap().is_none());
    let keys: Vec<_> = transport
        .sent()
        .iter()
        .map(|sent| {
            sent.target()
                .split_once("pageKey=")
                .map(|(_, key)| key.to_owned())
        })
        .collect();
    let expected = [None, Some("a"), Some("b"), Some("b"), Some("c")];
    assert_eq!(keys, expected.map(|key| key.map(str::to_owned)));
}

#[tokio::test]
async fn a_cursor_that_leads_to_itself_is_an_error_after_resuming_too() {
    let transport = Scripted::steps([page("1", "?pageKey=a")]);
    let mut pages = transport.client().list_things().pages().resume("a");
    assert_eq!(
        pages.try_next().await.unwrap_err().kind(),
        ErrorKind::Paging
    );
    assert_eq!(pages.cursor(), Some("a"));
}

#[tokio::test(start_paused = true)]
async fn a_dropped_future_loses_no_page() {
    let later = |step| Step::After(Duration::from_secs(10), Box::new(step));
    let transport = Scripted::steps([later(page("1", "?pageKey=a")), page("2", "")]);
    let mut items = transport.client().list_things().items();
    let soon = tokio::time::timeout(Duration::from_secs(6), items.try_next());
    soon.await.unwrap_err();
    let begin = tokio::time::Instant::now();
    assert_eq!(items.try_next().await.unwrap(), Some(1));
    assert_eq!(begin.elapsed(), Duration::from_secs(4));
    assert_eq!(items.try_next().await.unwrap(), Some(2));
    assert_eq!(transport.times(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_page_is_read_ahead_on_request_only() {
    for (ahead, expected) in [(false, 1), (true, 2)] {
        let transport = Scripted::steps([page("1", "?pageKey=a"), page("2", "?pageKey=b")]);
        let mut pages = transport.client().list_things().pages();
        if ahead {
            pages = pages.read_ahead();
        }
        pages.try_next().await.unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(transport.times(), expected);
        assert_eq!(
            pages.cursor(),
            Some("a"),
            "what is read ahead was not given"
        );
        assert_eq!(pages.try_next().await.unwrap().unwrap().data, [2]);
    }
}

#[cfg(feature = "stream")]
mod stream {
    use std::future::poll_fn;
    use std::pin::pin;

    use futures_core::Stream;
    use openapi_client_runtime::{Paged, decode};
    use serde_json::{Value, json};

    use super::page;
    use crate::fixture::client;
    use crate::scripted::{Scripted, Step};
    use crate::server::{Response, Server};
    use crate::streams::read;

    async fn all<S: Stream>(stream: S) -> Vec<S::Item> {
        let mut stream = pin!(stream);
        let mut all = Vec::new();
        while let Some(item) = poll_fn(|context| stream.as_mut().poll_next(context)).await {
            all.push(item);
        }
        all
    }

    #[tokio::test]
    async fn pages_and_items_are_streams() {
        let script = [
            page("1,2", "?pageKey=a"),
            page("", "?pageKey=b"),
            page("3", ""),
        ];
        let transport = Scripted::steps(script.clone());
        let items = all(transport.client().list_things().items()).await;
        let items: Vec<i64> = items.into_iter().map(Result::unwrap).collect();
        assert_eq!(items, [1, 2, 3]);
        let transport = Scripted::steps(script);
        let pages = all(transport.client().list_things().pages()).await;
        let pages: Vec<_> = pages.into_iter().map(|page| page.unwrap().data).collect();
        assert_eq!(pages, [vec![1, 2], vec![], vec![3]]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_ends_after_an_error_and_the_list_can_go_on() {
        let transport = Scripted::steps([
            page("1,2", "?pageKey=a"),
            Step::status(400),
            page("3", "?pageKey=a"),
        ]);
        let mut items = transport.client().list_things().items();
        let first = all(&mut items).await;
        assert_eq!(first.len(), 3);
        assert!(first[1].is_ok() && first[2].is_err());
        assert_eq!(all(&mut items).await.len(), 0);
        assert_eq!(transport.times(), 2);
        assert_eq!(items.try_next().await.unwrap(), Some(3));
        // A list that cannot go on is an error and not the end.
        let rest = all(&mut items).await;
        assert!(rest.len() == 1 && rest[0].is_err());
    }

    #[tokio::test]
    async fn bodies_are_streams() {
        let server = Server::start([
            Response::new("200 OK", &[], "1\nno\n3"),
            Response::new("200 OK", &[], "data: 1\n\ndata: {\"a\":2}\n\n"),
            Response::new("200 OK", &[], "bytes"),
        ])
        .await;
        let client = client(&server);
        let lines = read(&client, decode::lines::<Value>).await.unwrap();
        let lines = all(lines.into_stream()).await;
        assert_eq!(lines.len(), 3);
        assert!(lines[1].as_ref().unwrap_err().is_decode());
        assert_eq!(lines[2].as_ref().unwrap(), &json!(3));
        let events = read(&client, decode::events::<Value>).await.unwrap();
        let events = all(events.into_stream()).await;
        let events: Vec<_> = events
            .into_iter()
            .map(|event| event.unwrap().data)
            .collect();
        assert_eq!(events, [json!(1), json!({"a": 2})]);
        let download = read(&client, decode::download).await.unwrap();
        let pieces = all(download.into_stream()).await;
        let pieces: Vec<_> = pieces.into_iter().map(Result::unwrap).collect();
        assert_eq!(pieces.concat(), b"bytes");
    }
}
