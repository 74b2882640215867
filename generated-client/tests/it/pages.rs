//! Lists that come page by page.

use serde_json::{Value, json};

use crate::support::serve;
use crate::support::server::{Response, Server};

fn user(number: u8) -> Value {
    json!({
        "createdAt": "2023-01-05T06:42:31Z",
        "id": format!("00000000-0000-0000-0000-{number:012}"),
        "displayName": number.to_string(),
    })
}

/// Three pages: two users, none, one. Cursors are opaque, base64 and a colon in practice.
fn pages() -> [Response; 3] {
    let next = |cursor: &str| format!("/beta/endusers/?pageKey={cursor}");
    let meta = |next: String| json!({ "next": next, "previous": "/beta/endusers/?pageKey=back" });
    [
        json!({ "data": [user(1), user(2)], "meta": meta(next("b%2B%2F%3D%3D:")) }),
        json!({ "data": [], "meta": meta(next("c")) }),
        json!({ "data": [user(3)], "meta": { "previous": next("b") } }),
    ]
    .map(|body| Response::json(200, &body))
}

fn queries(server: &Server) -> Vec<String> {
    let received = server.received();
    received.iter().map(|one| one.query().to_owned()).collect()
}

const QUERIES: [&str; 3] = [
    "email=a%40b.example&pageLimit=2",
    "email=a%40b.example&pageLimit=2&pageKey=b%2B%2F%3D%3D%3A",
    "email=a%40b.example&pageLimit=2&pageKey=c",
];

#[tokio::test]
async fn items_of_three_pages() {
    let (server, client) = serve(pages()).await;
    let request = client
        .end_users()
        .list_end_users()
        .email("a@b.example")
        .page_limit(2);
    let mut items = request.items();
    let mut names = Vec::new();
    while let Some(user) = items.try_next().await.unwrap() {
        names.push(user.display_name.unwrap());
        // A page is asked for when it is needed.
        assert_eq!(server.received().len(), if names.len() < 3 { 1 } else { 3 });
    }
    assert_eq!(names, ["1", "2", "3"]);
    assert_eq!(items.try_next().await.unwrap(), None);
    assert_eq!(queries(&server), QUERIES);
}

#[tokio::test]
async fn three_pages() {
    let (server, client) = serve(pages()).await;
    let request = client
        .end_users()
        .list_end_users()
        .email("a@b.example")
        .page_limit(2);
    let mut pages = request.pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        sizes.push(page.data.len());
    }
    assert_eq!(sizes, [2, 0, 1]);
    assert_eq!(queries(&server), QUERIES);
}

/// After a failure the same page is asked for again.
#[tokio::test]
async fn a_failure_between_pages_loses_nothing() {
    let [first, second, third] = pages();
    let busy = Response::json(429, &json!({ "message": "slower" }));
    let (_server, client) = serve([first, second, busy, third]).await;
    let mut items = client.end_users().list_end_users().items();
    let mut names = Vec::new();
    let mut failures = 0;
    loop {
        match items.try_next().await {
            Ok(Some(user)) => names.push(user.display_name.unwrap()),
            Ok(None) => break,
            Err(error) => {
                assert!(error.is_rate_limited());
                failures += 1;
            }
        }
    }
    assert_eq!((names.concat().as_str(), failures), ("123", 1));
}
