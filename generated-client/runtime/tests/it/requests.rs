//! How queries, headers and bodies arrive.

use openapi_client_runtime::{File, Form, ListStyle, Operation, Style};
use serde_json::json;

use crate::fixture::{GetThing, client};
use crate::server::{Received, Response, Server};

async fn arrives(change: impl FnOnce(&mut GetThing)) -> Received {
    let server = Server::start([Response::json("{\"id\":1}")]).await;
    let mut operation = client(&server).post_thing();
    change(&mut operation);
    let prepared = operation.prepare().unwrap();
    operation.call().await.unwrap();
    let received = server.only();
    assert_eq!(
        format!("{}{}", server.url, received.target()),
        prepared.url()
    );
    assert_eq!(received.body, prepared.body());
    assert!(received.line.starts_with(prepared.method().as_str()));
    received
}

async fn refused(change: impl FnOnce(&mut GetThing)) -> String {
    let server = Server::start([Response::json("{\"id\":1}")]).await;
    let mut operation = client(&server).post_thing();
    change(&mut operation);
    let prepared = operation.prepare().unwrap_err().to_string();
    let sent = operation.call().await.unwrap_err();
    assert!(server.received().is_empty());
    assert_eq!(sent.to_string(), prepared);
    assert_eq!(sent.operation().unwrap().id, "postThing");
    prepared
}

#[tokio::test]
async fn query() {
    let received = arrives(|operation| {
        let request = &mut operation.request;
        request.set_query("email", "a+b@c.example");
        request.set_query("x", "first");
        request.set_query_list("ids[]", ListStyle::Repeat, [1, 2]);
        request.set_query_list("none", ListStyle::Repeat, [""; 0]);
        request.set_query_list("tags", ListStyle::Comma, ["a,b", "c"]);
        request.set_query("x", "å#&='");
        request.set_query("empty", "");
    })
    .await;
    assert_eq!(
        received.target(),
        "/things?email=a%2Bb%40c.example&x=%C3%A5%23%26%3D%27&ids%5B%5D=1&ids%5B%5D=2&tags=a%2Cb,c&empty="
    );
    let received = arrives(|operation| {
        operation.request.set_query_list("a", ListStyle::Pipe, [1]);
        operation
            .request
            .set_query_list("a", ListStyle::Pipe, [1; 0]);
    })
    .await;
    assert_eq!(received.target(), "/things");
}

#[tokio::test]
async fn parameters_of_every_style() {
    let filter = json!({ "range": { "from": 1 }, "tags": ["a&b", null, "c"] });
    let received = arrives(|operation| {
        let request = &mut operation.request;
        request.set_query_as("filter", Style::DeepObject, &filter);
        request.set_query_as(
            "page",
            Style::FormExploded,
            &json!({ "size": 20, "sort": ["a", "b"] }),
        );
        request.set_query_as("json", Style::Json, &json!({ "a": "'" }));
        request.set_reserved_query("path", Style::Form, "/a/b?c&d");
        request.set_query_as("nothing", Style::Form, &json!(null));
        request.set_query_as("x", Style::Form, &[1, 2]);
        request.set_query_as("x", Style::Pipe, &[3, 4]);
        request.set_header_as("X-Ids", Style::Simple, &["a", "b c"]);
        request.set_header_as(
            "X-Range",
            Style::SimpleExploded,
            &json!({ "from": 1, "to": 2 }),
        );
        request.set_header_as("X-Json", Style::Json, &json!({ "a": 1 }));
        request.set_header_as("X-Gone", Style::Simple, &[1]);
        request.set_header_as("x-gone", Style::Simple, &[1; 0]);
        request.set_cookie_as("seen", Style::FormExploded, &["1", "2;"]);
    })
    .await;
    assert_eq!(
        received.target(),
        "/things?filter%5Brange%5D%5Bfrom%5D=1&filter%5Btags%5D%5B0%5D=a%26b&filter%5Btags%5D%5B1%5D=c\
         &size=20&sort=a&sort=b&json=%7B%22a%22%3A%22%27%22%7D&path=/a/b?c%26d&x=3%7C4"
    );
    assert_eq!(received.header("x-ids"), Some("a,b c"));
    assert_eq!(received.header("x-range"), Some("from=1,to=2"));
    assert_eq!(received.header("x-json"), Some("{\"a\":1}"));
    assert_eq!(received.header("x-gone"), None);
    assert_eq!(received.header("cookie"), Some("seen=1; seen=2%3B"));

    let unwritable = std::collections::BTreeMap::from([((), 1)]);
    let text = refused(|operation| {
        operation
            .request
            .set_query_as("map", Style::Form, &unwritable);
    })
    .await;
    assert!(
        text.contains("parameter `map` cannot be encoded: key must be a string"),
        "{text}"
    );
    let text = refused(|operation| {
        operation
            .request
            .set_header_as("X-Ids", Style::Simple, &["a\nb"]);
    })
    .await;
    assert!(text.contains("`X-Ids` contains a line break"), "{text}");
}

#[tokio::test]
async fn headers() {
    let received = arrives(|operation| {
        operation.request.set_header("X-Kind", "a");
        operation.request.set_header("x-kind", 5);
        operation
            .request
            .set_header("Authorization", "not the token");
        operation.request.set_cookie("c", "1 2");
    })
    .await;
    assert_eq!(received.header("x-kind"), Some("5"));
    assert_eq!(received.head.matches("x-kind").count(), 1);
    assert_eq!(received.header("cookie"), Some("c=1%202"));
    assert_eq!(
        received.header("accept"),
        Some("application/json, */*;q=0.5")
    );
    assert_eq!(
        received.header("authorization"),
        Some(crate::fixture::TOKEN)
    );
    assert_eq!(received.header("content-type"), None);
    assert!(received.header("accept-encoding").unwrap().contains("gzip"));
}

#[tokio::test]
async fn what_cannot_be_sent() {
    let text = refused(|operation| operation.request.set_header("x-kind", "a\r\nEvil: 1")).await;
    assert_eq!(
        text,
        "POST /things: header parameter `x-kind` contains a line break or another control character; \
         nothing was sent"
    );
    let text = refused(|operation| {
        operation.request.set_header("bad name", "a");
        operation.request.set_header("x-kind", "a\n");
    })
    .await;
    assert!(
        text.contains("`bad name` is not a valid header name"),
        "{text}"
    );
    let keys = std::collections::BTreeMap::from([((1, 2), 3)]);
    let text = refused(|operation| operation.request.set_json(&keys)).await;
    assert!(
        text.contains("the body cannot be serialized as JSON"),
        "{text}"
    );
    let text = refused(|operation| {
        operation
            .request
            .set_multipart(Form::new().json("k", &keys))
    })
    .await;
    assert!(
        text.contains("form part `k` cannot be serialized as JSON"),
        "{text}"
    );
    let file = File::new("a", "x").media_type("a\r\nb");
    let text =
        refused(|operation| operation.request.set_multipart(Form::new().file("f", file))).await;
    assert!(text.contains("`Content-Type` of form part `f`"), "{text}");
    let text = refused(|operation| {
        operation.request = operation.request.clone().literal("/../secret");
    })
    .await;
    assert!(text.contains("would be changed by URL parsing"), "{text}");
}

#[tokio::test]
async fn bodies() {
    let body = json!({"a": [1, null], "b": "å"});
    let received = arrives(|operation| operation.request.set_json(&body)).await;
    assert_eq!(received.header("content-type"), Some("application/json"));
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&received.body).unwrap(),
        body
    );

    let received = arrives(|operation| operation.request.set_body("text/csv", "a;b")).await;
    assert_eq!(received.header("content-type"), Some("text/csv"));
    assert_eq!(received.body, b"a;b");

    let received = arrives(|_| {}).await;
    assert_eq!(received.header("content-length"), Some("0"));
    let received = arrives(|operation| operation.request.set_body("text/csv", "")).await;
    assert_eq!(received.header("content-type"), Some("text/csv"));
    assert_eq!(received.header("content-length"), Some("0"));
}

#[tokio::test]
async fn multipart() {
    let file = File::new(
        "naïve \"x\"\r\n.csv",
        &b"--form-part-boundary-00000000\r\n\xff"[..],
    )
    .media_type("text/csv");
    assert_eq!(file.bytes().unwrap().len(), 32);
    assert!(!format!("{file:?}").contains("boundary"));
    let form = Form::new()
        .text("count", 3)
        .json("meta", &json!({"a": 1}))
        .file("data", file.clone());
    let received = arrives(|operation| operation.request.set_multipart(form.clone())).await;
    let media_type = received.header("content-type").unwrap();
    let boundary = media_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let expected = [
        &b"--BOUNDARY\r\n\
        Content-Disposition: form-data; name=\"count\"\r\n\r\n3\r\n\
        --BOUNDARY\r\n\
        Content-Disposition: form-data; name=\"meta\"\r\n\
        Content-Type: application/json\r\n\r\n{\"a\":1}\r\n\
        --BOUNDARY\r\n\
        Content-Disposition: form-data; name=\"data\"; filename=\"na\xc3\xafve %22x%22%0D%0A.csv\"\r\n\
        Content-Type: text/csv\r\n\r\n"[..],
        file.bytes().unwrap(),
        b"\r\n--BOUNDARY--\r\n",
    ]
    .concat();
    assert_eq!(
        String::from_utf8_lossy(&received.body).replace(boundary, "BOUNDARY"),
        String::from_utf8_lossy(&expected)
    );
}
