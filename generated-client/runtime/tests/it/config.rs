//! What a client is built from.

use openapi_client_runtime::adapter::Reqwest;
use openapi_client_runtime::{ClientBuilder, ClientInfo, Error, Operation};

use crate::fixture::{Client, INFO, TOKEN, builder};
use crate::server::{Response, Server};

fn failure(builder: ClientBuilder<Client>) -> String {
    let error = builder.build().expect_err("a client was built");
    let text = error.to_string();
    let debug = format!("{error:?}");
    assert!(!text.contains(TOKEN) && !debug.contains(TOKEN), "{debug}");
    text
}

fn new() -> ClientBuilder<Client> {
    ClientBuilder::new(&INFO)
}

#[test]
fn http_is_refused() {
    let text = failure(new().token(TOKEN).base_url("http://127.0.0.1:1/x"));
    assert!(
        text.contains("plain http") && text.contains("allow_http"),
        "{text}"
    );
    assert!(
        new()
            .token(TOKEN)
            .base_url("https://127.0.0.1:1/x")
            .build()
            .is_ok()
    );
}

#[test]
fn base_addresses_of_the_environment() {
    // Set by cargo for every test; its value is no address.
    static FROM_CARGO: ClientInfo = ClientInfo {
        base_url_env: Some("CARGO_PKG_NAME"),
        ..INFO
    };
    static NOT_SET: ClientInfo = ClientInfo {
        base_url_env: Some("EXAMPLE_CLIENT_BASE_URL_THAT_IS_NEVER_SET"),
        ..INFO
    };
    let from = |info| {
        ClientBuilder::<Client>::new(info)
            .token(TOKEN)
            .base_url_from_env()
    };
    let text = failure(from(&FROM_CARGO));
    assert!(text.contains("CARGO_PKG_NAME"), "{text}");
    assert!(!text.contains(env!("CARGO_PKG_NAME")), "{text}");
    let chosen = from(&FROM_CARGO).base_url("https://chosen.example");
    assert_eq!(
        chosen.build().unwrap().0.base_url(),
        "https://chosen.example"
    );
    for info in [&INFO, &NOT_SET] {
        let client = from(info).build().unwrap();
        assert_eq!(client.0.base_url(), INFO.base_url);
    }
}

#[test]
fn base_addresses() {
    for (url, expected) in [
        ("", "relative URL"),
        ("api.example", "relative URL"),
        ("ftp://api.example", "the scheme is `ftp`"),
        ("https://user:pass-word@api.example", "contains credentials"),
        ("https://api.example/?x=1", "a query or a fragment"),
        ("https://api.example/#x", "a query or a fragment"),
    ] {
        let text = failure(new().token(TOKEN).base_url(url));
        assert!(text.contains(expected), "{url}: {text}");
        assert!(!text.contains("pass-word"), "{text}");
    }
    let client = new().token(TOKEN).build().unwrap();
    assert_eq!(client.0.base_url(), "https://api.example.invalid/v1");
}

#[test]
fn missing_token() {
    let variable = INFO.token_env.unwrap();
    for builder in [new(), new().token(""), new().token_from_env()] {
        let error = builder.build().unwrap_err();
        assert!(error.is_missing_token());
        assert!(error.to_string().contains(variable), "{error}");
    }
    let error: Error<()> = new().build().unwrap_err().into();
    assert!(error.operation().is_none() && error.status().is_none());
    assert!(error.to_string().contains(variable), "{error}");
}

#[test]
fn token_from_the_environment() {
    // Set by cargo for every test.
    static FROM_CARGO: ClientInfo = ClientInfo {
        token_env: Some("CARGO_PKG_NAME"),
        ..INFO
    };
    let client = ClientBuilder::<Client>::new(&FROM_CARGO)
        .token_from_env()
        .build()
        .unwrap();
    let prepared = client.get_thing("1").prepare().unwrap();
    assert_eq!(prepared.headers()["authorization"], env!("CARGO_PKG_NAME"));

    static UNNAMED: ClientInfo = ClientInfo {
        token_env: None,
        ..INFO
    };
    let text = failure(ClientBuilder::new(&UNNAMED).token_from_env());
    assert!(text.contains("has no environment variable"), "{text}");
}

/// In a process of its own, which has the variable.
#[test]
fn an_unusable_token_names_its_variable() {
    const VARIABLE: &str = "EXAMPLE_CLIENT_UNUSABLE_TOKEN";
    static SET: ClientInfo = ClientInfo {
        token_env: Some(VARIABLE),
        ..INFO
    };
    if std::env::var_os(VARIABLE).is_some() {
        let text = failure(ClientBuilder::new(&SET).token_from_env());
        assert!(
            text.contains(VARIABLE) && text.contains("a line break"),
            "{text}"
        );
        return;
    }
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "config::an_unusable_token_names_its_variable"])
        .env(VARIABLE, format!("{TOKEN}\n"))
        .status();
    assert!(status.unwrap().success());
}

#[test]
fn no_calls_in_flight_is_error() {
    let text = failure(new().token(TOKEN).max_in_flight(0));
    assert!(text.contains("max_in_flight(0)"), "{text}");
}

#[test]
fn header_newline_is_error() {
    for (token, expected) in [
        (format!("{TOKEN}\n"), "a line break (byte 18 of 18)"),
        (
            format!("{TOKEN}\r\nX-Evil: 1"),
            "a line break (byte 18 of 28)",
        ),
        (format!("{TOKEN}\0"), "a control character"),
        (format!("{TOKEN}ø"), "a character outside ASCII"),
        (format!(" {TOKEN}"), "begins or ends with a space"),
    ] {
        let text = failure(new().token(token));
        assert!(text.contains(expected), "{text}");
    }
    let text = failure(new().token(TOKEN).user_agent("a\nb"));
    assert!(text.contains("user agent"), "{text}");
}

#[test]
fn no_authentication() {
    static OPEN: ClientInfo = ClientInfo {
        schemes: &[],
        security: None,
        token_required: false,
        ..INFO
    };
    let client = ClientBuilder::<Client>::new(&OPEN).build().unwrap();
    let prepared = client.get_thing("1").prepare().unwrap();
    assert!(!prepared.headers().contains_key("authorization"));
    let text = failure(ClientBuilder::new(&OPEN).token(TOKEN));
    assert!(text.contains("describes no authentication"), "{text}");
}

#[tokio::test]
async fn user_agent() {
    let server = Server::start([Response::json("{\"id\":1}")]).await;
    let plain = builder(&server.url).build().unwrap();
    let named = builder(&server.url)
        .user_agent("my-program/2")
        .build()
        .unwrap();
    plain.get_thing("1").call().await.unwrap();
    named.get_thing("1").call().await.unwrap();
    let agents: Vec<_> = server
        .received()
        .iter()
        .map(|request| request.header("user-agent").unwrap().to_owned())
        .collect();
    assert_eq!(
        agents,
        ["example-client/1.2.3", "my-program/2 example-client/1.2.3"]
    );
}

#[tokio::test]
async fn a_client_of_ones_own() {
    let server = Server::start([Response::stall("")]).await;
    let client = builder(&server.url)
        .transport(Reqwest::new(own_client()))
        .timeout(std::time::Duration::from_millis(200))
        .build()
        .unwrap();
    let error = client.get_thing("1").call().await.unwrap_err();
    assert!(
        error.is_timeout(),
        "the total timeout does not hold: {error}"
    );
    let request = server.only();
    assert_eq!(request.header("user-agent"), Some("example-client/1.2.3"));
    assert_eq!(request.header("x-own"), Some("1"));
}

fn own_client() -> reqwest::Client {
    let mut headers = http::HeaderMap::new();
    headers.insert("x-own", http::HeaderValue::from_static("1"));
    reqwest::Client::builder()
        .no_proxy()
        .default_headers(headers)
        .build()
        .unwrap()
}

#[test]
fn what_can_move_between_threads() {
    fn all<T: Send + Sync + Clone + 'static>() {}
    all::<openapi_client_runtime::Pipeline>();
    all::<openapi_client_runtime::Request>();
    all::<openapi_client_runtime::Form>();
    fn error<T: std::error::Error + Send + Sync + 'static>() {}
    error::<Error<Box<dyn Fn() + Send + Sync>>>();
    assert_eq!(size_of::<Error<[u8; 4096]>>(), 2 * size_of::<usize>());
}
