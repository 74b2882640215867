//! The test kit as its users meet it.

use std::time::Duration;

use openapi_client_runtime::testing::{Mock, Reply};
use openapi_client_runtime::{
    ClientBuilder, ErrorKind, Operation as _, RetryPolicy, TransportErrorKind,
};

use crate::fixture::{Client, INFO, TOKEN, Thing};

fn client(mock: &Mock) -> Client {
    ClientBuilder::new(&INFO)
        .token(TOKEN)
        .transport(mock.clone())
        .retries(RetryPolicy::none())
        .build()
        .unwrap()
}

fn thing(id: i64) -> Thing {
    Thing {
        id,
        ..Thing::default()
    }
}

#[tokio::test]
async fn an_expected_request_gets_its_typed_response() {
    let mock = Mock::new();
    let client = client(&mock);
    let one = mock.on(client.get_thing("a b")).respond(&thing(1));
    mock.on_any(client.get_thing("x"))
        .respond(&thing(2))
        .respond(&thing(3));
    assert_eq!(client.get_thing("a b").call().await.unwrap(), thing(1));
    assert_eq!(client.get_thing("other").call().await.unwrap(), thing(2));
    assert_eq!(client.get_thing("a b").call().await.unwrap(), thing(1));
    assert_eq!(client.get_thing("third").call().await.unwrap(), thing(3));
    assert_eq!(one.received(), 2);
    mock.verify();

    let sent = mock.sent();
    assert_eq!(sent[0].target(), "/v1/things/a%20b/parts");
    assert_eq!(sent[0].header("authorization"), Some(TOKEN));
    assert_eq!(sent[0].operation.unwrap().id, "getThing");
    assert!(!format!("{mock:?}").contains(TOKEN));
}

#[tokio::test]
async fn a_request_that_is_not_expected_fails_and_is_named() {
    let mock = Mock::new();
    let client = client(&mock);
    mock.on(client.get_thing("a")).respond(&thing(1));
    let error = client.get_thing("b").call().await.unwrap_err();
    let text = format!("{error:?}");
    assert!(text.contains("GET /v1/things/b/parts"), "{text}");
    let panic = std::panic::catch_unwind(|| mock.verify()).unwrap_err();
    let text = panic.downcast_ref::<String>().unwrap();
    assert!(
        text.contains("0 of 1 requests") && text.contains("unexpected: GET /v1/things/b/parts"),
        "{text}"
    );
}

#[tokio::test(start_paused = true)]
async fn faults_come_on_demand() {
    let good = || Reply::json(200, &thing(1));
    let reset = TransportErrorKind::Lost {
        sent: true,
        reused: false,
    };
    type IsRight = fn(&ErrorKind<'_>) -> bool;
    let faults: [(Reply, IsRight); 8] = [
        (Reply::reset(), |it| matches!(it, ErrorKind::Reset { .. })),
        (Reply::error(reset), |it| {
            matches!(it, ErrorKind::Reset { .. })
        }),
        (Reply::error(TransportErrorKind::Dns), |it| {
            matches!(it, ErrorKind::Dns)
        }),
        (Reply::silence(), |it| {
            matches!(it, ErrorKind::Timeout { .. })
        }),
        (good().after(Duration::from_secs(3600)), |it| {
            matches!(it, ErrorKind::Timeout { .. })
        }),
        (good().half(), |it| matches!(it, ErrorKind::Incomplete)),
        (Reply::garbage(), |it| {
            matches!(it, ErrorKind::Decode { .. })
        }),
        (Reply::status(404), |it| matches!(it, ErrorKind::Status)),
    ];
    for (reply, is_right) in faults {
        let shown = format!("{reply:?}");
        let mock = Mock::script(move |_| reply.clone());
        let error = client(&mock).get_thing("a").call().await.unwrap_err();
        assert_eq!(mock.times(), 1);
        assert!(is_right(&error.kind()), "{shown}: {error:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn replies_are_in_order_and_times_are_kept() {
    let mock = Mock::new();
    let client: Client = ClientBuilder::new(&INFO)
        .token(TOKEN)
        .transport(mock.clone())
        .build()
        .unwrap();
    mock.on(client.get_thing("a"))
        .reply(Reply::status(503).header("retry-after", "2"))
        .respond(&thing(1));
    assert_eq!(client.get_thing("a").call().await.unwrap(), thing(1));
    assert!(
        mock.gaps()[0] >= Duration::from_secs(2),
        "{:?}",
        mock.gaps()
    );
    mock.verify();
}
