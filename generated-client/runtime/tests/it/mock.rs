//! The test kit as its users meet it.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use openapi_client_runtime::json::{Map, Object};
use openapi_client_runtime::testing::{Examples, Mock, Reply};
use openapi_client_runtime::{
    ClientBuilder, ErrorKind, Operation as _, OperationInfo, RetryPolicy, TransportErrorKind,
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

/// Values as the generator writes them: a model that refers to another one and to itself.
const EXAMPLES: &str = r##"{
    "@generated": "by hand",
    "events": {"Thing": {"required": {"id": 9}}},
    "models": {
        "Thing": {"required": {"id": 4}},
        "Node": {
            "required": {"thing": {"@model": "Thing"}, "children": [{"@model": "Node"}]},
            "optional": {
                "parent": {"@model": "Node"},
                "tagged": {"@any": [{"@model": "Node"}, {"@model": "Thing", "kind": "thing"}]}
            }
        },
        "Endless": {"required": {"inner": {"@model": "Endless"}}}
    },
    "responses": {
        "GET /things/{thingId}/parts": {"status": 200, "body": {"@model": "Thing"}},
        "POST /things": {"status": 204}
    }
}"##;
static SHOWN: Examples = Examples::new(EXAMPLES);

#[tokio::test]
async fn examples_are_replies_where_nothing_else_is_expected() {
    let mock = Mock::with_examples(&SHOWN);
    let client = client(&mock);
    mock.on(client.get_thing("a")).respond(&thing(1));
    mock.on(client.get_thing("b"))
        .reply(Reply::status(404))
        .respond_with_example();
    assert_eq!(client.get_thing("a").call().await.unwrap(), thing(1));
    assert!(
        client
            .get_thing("b")
            .call()
            .await
            .unwrap_err()
            .is_not_found()
    );
    assert_eq!(client.get_thing("b").call().await.unwrap().id, 4);
    assert_eq!(client.get_thing("other").call().await.unwrap().id, 4);
    mock.verify();
    // An operation without an example is refused as ever.
    assert!(client.list_things().send_raw().await.is_err());
    let shown = SHOWN.reply(&OperationInfo::new("postThing", "POST", "/things"));
    assert!(shown.is_some());
}

#[test]
fn models_are_made_of_models_and_end() {
    assert_eq!(SHOWN.model::<Thing>().id, 4);
    assert_eq!(SHOWN.event::<Thing>().id, 9);
    let node: Node = SHOWN.model();
    let expected = serde_json::json!({
        "thing": {"id": 4},
        "children": [],
        "tagged": {"id": 4, "kind": "thing"},
    });
    assert_eq!(node.0, expected);
}

#[test]
#[should_panic = "no example of `Endless`"]
fn a_model_that_needs_itself_has_no_example() {
    let _: Endless = SHOWN.model();
}

#[test]
#[should_panic = "the mock has no examples"]
fn a_mock_without_examples_says_so() {
    let mock = Mock::new();
    let _ = mock
        .on_any(client(&mock).get_thing("a"))
        .respond_with_example();
}

#[test]
#[should_panic = "no example for `/things`"]
fn an_operation_without_an_example_is_named() {
    let mock = Mock::with_examples(&SHOWN);
    let _ = mock
        .on_any(client(&mock).list_things())
        .respond_with_example();
}

/// JSON under the name of a model.
macro_rules! model {
    ($name:ident) => {
        #[derive(serde::Deserialize)]
        struct $name(#[allow(dead_code)] serde_json::Value);

        impl Object for $name {
            const NAME: &'static str = stringify!($name);

            fn read<'de, A: serde::de::MapAccess<'de>>(_: A) -> Result<Self, A::Error> {
                unreachable!("it is decoded by its derive")
            }

            fn write<M: serde::ser::SerializeMap>(&self, _: Map<'_, M>) -> Result<(), M::Error> {
                Ok(())
            }
        }
    };
}

model!(Node);
model!(Endless);

#[tokio::test]
async fn must_not_show_values_of_paths() {
    let mock = Mock::script(|_| Reply::json(200, &thing(1)));
    let _ = client(&mock).get_thing("alice@brown.com").call().await;
    let text = format!("{mock:?} {:?}", mock.sent());
    assert!(!text.contains("alice"), "{text}");
    assert!(text.contains("/things/{thingId}"), "{text}");
}

#[tokio::test]
async fn a_script_may_ask_its_own_mock() {
    let known = Arc::new(OnceLock::<Mock>::new());
    let own = known.clone();
    let mock = Mock::script(move |_| {
        let times = own.get().map_or(0, Mock::times);
        Reply::json(200, &thing(i64::try_from(times).unwrap()))
    });
    known.set(mock.clone()).unwrap();
    let client = client(&mock);
    assert_eq!(client.get_thing("a").call().await.unwrap(), thing(1));
    assert_eq!(client.get_thing("a").call().await.unwrap(), thing(2));
}
