//! A path parameter arrives as one segment, or the request is not sent.

use openapi_client_runtime::Operation;

use crate::fixture::client;
use crate::server::{Answer, Server};

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
        let server = Server::start([Answer::json("{\"id\":1}")]).await;
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
    let server = Server::start([Answer::json("{\"id\":1}")]).await;
    for base in ["/mock/v1", "/mock/v1/"] {
        let client = crate::fixture::builder(&format!("{}{base}", server.url))
            .build()
            .unwrap();
        client.get_thing("..%").call().await.unwrap();
        let last = server.received().pop().unwrap();
        assert_eq!(last.target(), "/mock/v1/things/..%25/parts");
    }
}
