//! A path parameter arrives as one segment, or the request is not sent.

use openapi_client_runtime::{Operation, OperationInfo, Request, Style};

use crate::fixture::{GetThing, client};
use crate::server::{Response, Server};

#[tokio::test]
async fn path_segment() {
    for (value, segment) in [
        ("plain-1.0_~", Some("plain-1.0_~")),
        ("../../x", Some("..%2F..%2Fx")),
        ("%252e", Some("%25252e")),
        ("%2e%2e", Some("%252e%252e")),
        ("..\\..", Some("..%5C..")),
        ("a\0b", Some("a%00b")),
        ("abc/#", Some("abc%2F%23")),
        ("?x=", Some("%3Fx%3D")),
        ("//evil", Some("%2F%2Fevil")),
        ("x/..", Some("x%2F..")),
        ("/..", Some("%2F..")),
        (".\t.", Some(".%09.")),
        ("\r\nHost: evil", Some("%0D%0AHost%3A%20evil")),
        ("...", Some("...")),
        ("a;b=c,d", Some("a%3Bb%3Dc%2Cd")),
        ("@evil", Some("%40evil")),
        ("{id}", Some("%7Bid%7D")),
        ("sørensen 漢", Some("s%C3%B8rensen%20%E6%BC%A2")),
        ("\u{2025}", Some("%E2%80%A5")),
        ("", None),
        (".", None),
        ("..", None),
    ] {
        let server = Server::start([Response::json("{\"id\":1}")]).await;
        let result = client(&server).get_thing(value).call().await;
        match segment {
            Some(segment) => {
                result.unwrap_or_else(|error| panic!("{value:?}: {error}"));
                assert_eq!(server.only().target(), format!("/things/{segment}/parts"));
            }
            None => {
                let error = result.expect_err(value);
                assert!(server.received().is_empty(), "{value:?} was sent");
                let text = error.to_string();
                assert!(text.starts_with("GET /things/{thingId}/parts: "), "{text}");
                assert!(text.contains("path parameter `thingId` is "), "{text}");
                assert!(!error.is_retryable());
            }
        }
    }
}

#[tokio::test]
async fn the_path_of_the_base_address_is_kept() {
    let server = Server::start([Response::json("{\"id\":1}")]).await;
    for base in ["/mock/v1", "/mock/v1/"] {
        let client = crate::fixture::builder(&format!("{}{base}", server.url))
            .build()
            .unwrap();
        client.get_thing("..%").call().await.unwrap();
        let last = server.received().pop().unwrap();
        assert_eq!(last.target(), "/mock/v1/things/..%25/parts");
    }
}

/// Where a request arrives whose path is put together by `build`, or why it is not sent.
async fn arrives(build: impl FnOnce(Request) -> Request) -> Result<String, String> {
    static ANY: OperationInfo = OperationInfo::new("any", "GET", "/any");
    let server = Server::start([Response::json("{\"id\":1}")]).await;
    let request = build(Request::new(&client(&server).0, &ANY));
    match (GetThing { request }).call().await {
        Ok(_) => Ok(server.only().target().to_owned()),
        Err(error) => {
            assert!(server.received().is_empty());
            Err(error.to_string())
        }
    }
}

#[tokio::test]
async fn a_segment_of_several_parts_is_looked_at_as_a_whole() {
    for (name, extension, expected) in [
        ("a/b", "t#t", Some("/files/a%2Fb.t%23t/x")),
        ("", "txt", Some("/files/.txt/x")),
        ("..", "", Some("/files/.../x")),
        ("", "", None),
        ("", ".", None),
        (".", "", None),
    ] {
        let result = arrives(|request| {
            request
                .literal("/files/")
                .part("name", name)
                .literal(".")
                .part("extension", extension)
                .literal("/x")
        })
        .await;
        match expected {
            Some(expected) => assert_eq!(result.as_deref(), Ok(expected)),
            None => {
                let text = result.expect_err(name);
                assert!(
                    text.contains("the path segment of parameter `name` is"),
                    "{text}"
                );
            }
        }
    }
    let empty = arrives(|request| request.literal("/").part("a", "").part("b", "")).await;
    assert!(empty.unwrap_err().contains("is empty"));
    let one = arrives(|request| request.literal("/").part("a", "").part("b", 7)).await;
    assert_eq!(one.as_deref(), Ok("/7"));
    let colon = arrives(|request| request.literal("/").part("id", "a:b").literal(":cancel")).await;
    assert_eq!(colon.as_deref(), Ok("/a%3Ab:cancel"));
}

#[tokio::test]
async fn a_value_of_several_segments() {
    for (value, expected) in [
        ("a", Ok("/tree/a/x")),
        ("a b/c?d/%2e%2e", Ok("/tree/a%20b/c%3Fd/%252e%252e/x")),
        ("a/../b", Err("is `..`")),
        ("./a", Err("is `.`")),
        ("/a", Err("is empty")),
        ("a/", Err("is empty")),
        ("a//b", Err("is empty")),
        ("", Err("is empty")),
    ] {
        let result = arrives(|request| {
            request
                .literal("/tree/")
                .segments("path", value)
                .literal("/x")
        })
        .await;
        match (result, expected) {
            (Ok(target), Ok(expected)) => assert_eq!(target, expected),
            (Err(text), Err(expected)) => assert!(text.contains(expected), "{value}: {text}"),
            (result, _) => panic!("{value}: {result:?}"),
        }
    }
}

#[tokio::test]
async fn styles_in_a_path() {
    let target = arrives(|request| {
        request
            .literal("/a/")
            .styled("ids", Style::Simple, &["1,2", "../3"])
            .literal("/b")
            .styled("kind", Style::Label, "x/y")
            .literal("/c")
            .styled("colour", Style::MatrixExploded, &["red", "a;b"])
            .literal("/")
            .styled("json", Style::Json, &serde_json::json!({ "a": [1] }))
    })
    .await;
    assert_eq!(
        target.as_deref(),
        Ok("/a/1%2C2,..%2F3/b.x%2Fy/c;colour=red;colour=a%3Bb/%7B%22a%22%3A%5B1%5D%7D")
    );
    for value in [&[][..], &[""], &[".."]] {
        let result =
            arrives(|request| request.literal("/").styled("a", Style::Simple, value)).await;
        assert!(result.is_err(), "{value:?}: {result:?}");
    }
    let dots = arrives(|request| request.literal("/").styled("a", Style::Label, ".")).await;
    assert!(dots.unwrap_err().contains("is `..`"));
}

#[tokio::test]
async fn query_text_in_a_path_template() {
    let target = arrives(|request| {
        request
            .literal("/things")
            .query("kind", "kind=a%20b")
            .query("all", "all")
    })
    .await;
    assert_eq!(target.as_deref(), Ok("/things?kind=a%20b&all"));
    let target = arrives(|request| {
        let mut request = request.literal("/things").query("all", "all");
        request.set_query("all", true);
        request
    })
    .await;
    assert_eq!(target.as_deref(), Ok("/things?all=true"));
}
