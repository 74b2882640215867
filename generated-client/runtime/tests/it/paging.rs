//! Lists that come page by page.

use openapi_client_runtime::{ErrorKind, Operation, Paged, http};

use crate::fixture::client;
use crate::server::{Answer, Server};

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
        Answer::json(r#"{"data":[1,2],"next":"/v1/things?pageLimit=2&pageKey=a%2B%3D"}"#),
        Answer::json(r#"{"data":[],"next":"/v1/things?pageKey=b"}"#),
        Answer::json(r#"{"data":[3],"next":null}"#),
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
        Answer::json(r#"{"data":[1],"next":"?pageKey=a"}"#),
        Answer::new("503 Service Unavailable", &[], ""),
        Answer::json(r#"{"data":[2]}"#),
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
        Answer::json(r#"{"data":[1],"next":"?pageKey=a"}"#),
        Answer::json(r#"{"data":[2],"next":"?pageKey=b"}"#),
        Answer::json(r#"{"data":[3],"next":"?pageKey=a"}"#),
    ])
    .await;
    let mut items = client(&server).list_things().items();
    for expected in 1..=3 {
        assert_eq!(items.try_next().await.unwrap(), Some(expected));
    }
    for _ in 0..2 {
        let error = items.try_next().await.unwrap_err();
        assert!(
            error.to_string().contains("one that was read before"),
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
        let server = Server::start([Answer::json(&page)]).await;
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
    let server = Server::start([Answer::json(r#"{"data":[1],"next":""}"#)]).await;
    let mut pages = client(&server).list_things().pages();
    assert_eq!(pages.try_next().await.unwrap().unwrap().data, [1]);
    assert!(pages.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn one_page_alone() {
    let server = Server::start([Answer::json(r#"{"data":[1],"next":"?pageKey=a"}"#)]).await;
    let response = client(&server).list_things().send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(response.into_body().data, [1]);
    server.only();
}
