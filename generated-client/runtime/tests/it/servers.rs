//! Where requests go.

use openapi_client_runtime::{ClientBuilder, ClientInfo, Operation};

use crate::fixture::{Client, INFO, TOKEN, builder};
use crate::server::{Response, Server};

fn url(builder: ClientBuilder<Client>, server: Option<&'static str>) -> Result<String, String> {
    let client = builder
        .token(TOKEN)
        .build()
        .map_err(|error| error.to_string())?;
    let mut operation = client.get_thing("1");
    if let Some(server) = server {
        operation.request = operation.request.server(server);
    }
    let prepared = operation.prepare().map_err(|error| error.to_string())?;
    Ok(prepared.url().to_owned())
}

#[test]
fn an_operation_on_a_server_of_its_own() {
    let new = || ClientBuilder::new(&INFO);
    let own = Some("https://upload.example/v2/");
    assert_eq!(
        url(new(), own).as_deref(),
        Ok("https://upload.example/v2/things/1/parts")
    );
    // What the caller chose goes before it: a mock, say, gets everything.
    assert_eq!(
        url(new().base_url("https://mock.example"), own).as_deref(),
        Ok("https://mock.example/things/1/parts")
    );
    let plain = Some("http://upload.example");
    let text = url(new(), plain).unwrap_err();
    assert!(text.contains("upload.example, is plain http"), "{text}");
    assert_eq!(
        url(new().allow_http(), plain).as_deref(),
        Ok("http://upload.example/things/1/parts")
    );
    let text = url(new(), Some("https://a:b@upload.example")).unwrap_err();
    assert!(
        text.contains("not usable: it contains credentials"),
        "{text}"
    );
}

#[test]
fn a_description_without_a_host() {
    static RELATIVE: ClientInfo = ClientInfo {
        base_url: "/v1",
        ..INFO
    };
    static NOWHERE: ClientInfo = ClientInfo {
        base_url: "",
        ..INFO
    };
    let text = url(ClientBuilder::new(&RELATIVE), None).unwrap_err();
    assert!(
        text.contains("only the path `/v1`") && text.contains("`https://host/v1`"),
        "{text}"
    );
    let text = url(ClientBuilder::new(&NOWHERE), None).unwrap_err();
    assert!(text.contains("has no host; give the address"), "{text}");
    for info in [&RELATIVE, &NOWHERE] {
        let given = ClientBuilder::new(info).base_url("https://host.example/v1/");
        assert_eq!(
            url(given, None).as_deref(),
            Ok("https://host.example/v1/things/1/parts")
        );
    }
}

#[test]
fn an_api_that_is_plain_http() {
    static PLAIN: ClientInfo = ClientInfo {
        base_url: "http://api.example",
        ..INFO
    };
    let text = url(ClientBuilder::new(&PLAIN), None).unwrap_err();
    assert!(
        text.contains("the API's own address, api.example, is plain http"),
        "{text}"
    );
    assert_eq!(
        url(ClientBuilder::new(&PLAIN).allow_http(), None).as_deref(),
        Ok("http://api.example/things/1/parts")
    );
}

#[tokio::test]
async fn an_unreachable_server_of_its_own_is_named() {
    let server = Server::start([Response::json("{\"id\":1}")]).await;
    let client = builder(&server.url).build().unwrap();
    client.get_thing("1").call().await.unwrap();
    static NOWHERE: ClientInfo = ClientInfo {
        base_url: "http://127.0.0.1:1",
        ..INFO
    };
    let client: Client = ClientBuilder::new(&NOWHERE)
        .allow_http()
        .no_proxy()
        .token(TOKEN)
        .build()
        .unwrap();
    let mut operation = client.get_thing("1");
    operation.request = operation.request.server("http://localhost:1");
    let text = operation.call().await.unwrap_err().to_string();
    assert!(text.contains("cannot connect to localhost"), "{text}");
}
