//! Several ways to authenticate: each operation gets what it asks for, and nobody else sees any of
//! it.

use openapi_client_runtime::{
    AuthScheme, ClientBuilder, ClientInfo, Credential, Operation, Requirement, SecurityScheme,
};

use crate::fixture::{Client, GetThing, INFO};
use crate::server::{Response, Server};

const KEY: &str = "key-4711/+";
const PASSWORD: &str = "pass \"word\" ø:1";
/// `ann:` and the password.
const BASIC: &str = "YW5uOnBhc3MgIndvcmQiIMO4OjE=";

static SEVERAL: ClientInfo = ClientInfo {
    schemes: &[
        SecurityScheme {
            name: "key",
            auth: AuthScheme::Query { name: "key" },
        },
        SecurityScheme {
            name: "app",
            auth: AuthScheme::Header {
                name: "X-App",
                prefix: "App ",
            },
        },
        SecurityScheme {
            name: "user",
            auth: AuthScheme::Basic,
        },
        SecurityScheme {
            name: "session",
            auth: AuthScheme::Cookie { name: "session" },
        },
    ],
    security: Some(&[&["key", "app"], &["user"]]),
    token_required: false,
    ..INFO
};

fn open(info: &'static ClientInfo) -> ClientBuilder<Client> {
    ClientBuilder::new(info).allow_http().no_proxy()
}

/// What is sent of credentials: the query and three headers.
fn sent(builder: ClientBuilder<Client>, security: Option<Requirement>) -> String {
    let mut operation: GetThing = builder.build().unwrap().get_thing("1");
    if let Some(security) = security {
        operation.request = operation.request.security(security);
    }
    let prepared = operation.prepare().unwrap();
    let query = prepared
        .url()
        .split_once('?')
        .map_or("", |(_, query)| query);
    let mut sent = vec![query.to_owned()];
    for name in ["x-app", "authorization", "cookie"] {
        if let Some(value) = prepared.headers().get(name) {
            assert!(value.is_sensitive(), "{name}");
            sent.push(value.to_str().unwrap().to_owned());
        }
    }
    sent.join("|")
}

#[test]
fn an_operation_gets_what_it_asks_for() {
    let key = || open(&SEVERAL).token("k");
    let app = || open(&SEVERAL).credential("app", "a");
    let user = || open(&SEVERAL).credential("user", Credential::basic("u", "p"));
    let all = || {
        key()
            .credential("app", "a")
            .credential("user", "u:p")
            .credential("session", "s")
    };
    // As the API says: both, or the user.
    assert_eq!(sent(all(), None), "key=k|App a");
    assert_eq!(sent(key().credential("app", "a"), None), "key=k|App a");
    assert_eq!(sent(user(), None), "|Basic dTpw");
    assert_eq!(sent(key().credential("user", "u:p"), None), "|Basic dTpw");
    // No alternative is complete: the server judges.
    assert_eq!(sent(app(), None), "|App a");
    assert_eq!(sent(open(&SEVERAL), None), "");
    assert_eq!(sent(open(&SEVERAL).credential("session", "s"), None), "");
    // As the operation says.
    assert_eq!(sent(all(), Some(&[])), "");
    assert_eq!(sent(all(), Some(&[&["session"], &["key"]])), "|session=s");
    assert_eq!(sent(key(), Some(&[&["session"], &["key"]])), "key=k");
    // Nothing is needed, but what is given and complete is sent.
    assert_eq!(sent(key(), Some(&[&[], &["key"]])), "key=k");
    assert_eq!(sent(key(), Some(&[&[], &["key", "app"]])), "");
    assert_eq!(sent(key(), Some(&[&["key", "app"], &[]])), "");

    static UNSTATED: ClientInfo = ClientInfo {
        security: None,
        ..SEVERAL
    };
    let all = open(&UNSTATED).token("k").credential("session", "s");
    assert_eq!(sent(all, None), "key=k|session=s");
}

#[test]
fn a_credential_goes_before_a_parameter_of_its_name() {
    let client = open(&SEVERAL)
        .token("k")
        .credential("app", "a")
        .credential("session", "s");
    let mut operation = client.build().unwrap().get_thing("1");
    operation.request.set_query("key", "parameter");
    operation.request.set_cookie("session", "parameter");
    let prepared = operation.prepare().unwrap();
    assert!(prepared.url().ends_with("?key=k"), "{prepared:?}");
    assert_eq!(prepared.headers()["cookie"], "session=parameter");
    operation.request = operation.request.security(&[&["session"]]);
    let prepared = operation.prepare().unwrap();
    assert!(prepared.url().ends_with("?key=parameter"), "{prepared:?}");
    assert_eq!(prepared.headers()["cookie"], "session=s");
}

#[test]
fn cookies_are_added_to_those_of_the_header() {
    let client = open(&SEVERAL).credential("session", "s");
    let mut operation = client.build().unwrap().get_thing("1");
    operation.request.set_header("Cookie", "a=1");
    operation.request.set_cookie("b", "2");
    operation.request = operation.request.security(&[&["session"]]);
    let prepared = operation.prepare().unwrap();
    assert_eq!(prepared.headers()["cookie"], "a=1; b=2; session=s");
    assert!(prepared.headers()["cookie"].is_sensitive());
}

#[test]
fn what_is_no_credential() {
    let problem = |builder: ClientBuilder<Client>| {
        let error = builder.build().unwrap_err();
        let text = format!("{error}{error:?}");
        assert!(!text.contains("s3cret"), "{text}");
        text
    };
    for (builder, expected) in [
        (
            open(&SEVERAL).credential("other", "s3cret"),
            "not a security scheme",
        ),
        (
            open(&SEVERAL).credential("user", "s3cret"),
            "a user and a password",
        ),
        (
            open(&SEVERAL).credential("key", Credential::basic("s3cret", "s3cret")),
            "expects a token",
        ),
        (
            open(&SEVERAL).credential("user", Credential::basic("s3cret:a", "b")),
            "a colon",
        ),
        (
            open(&SEVERAL).credential("user", Credential::basic("a", "s3cret\n")),
            "a control character",
        ),
        (
            open(&SEVERAL).credential("session", "s3cret;"),
            "not allowed in a cookie",
        ),
        (open(&SEVERAL).token(""), "no API token"),
    ] {
        let text = problem(builder);
        assert!(text.contains(expected), "{text}");
    }
    assert!(
        open(&SEVERAL)
            .token_from_env()
            .build()
            .unwrap_err()
            .is_missing_token()
    );

    // A token as the user, as some APIs have it.
    let builder = open(&SEVERAL).credential("user", Credential::basic("s3cret", ""));
    assert_eq!(sent(builder, None), "|Basic czNjcmV0Og==");

    static REQUIRED: ClientInfo = ClientInfo {
        token_required: true,
        ..SEVERAL
    };
    assert!(open(&REQUIRED).build().unwrap_err().is_missing_token());
    assert!(open(&REQUIRED).credential("session", "s").build().is_ok());
}

#[tokio::test]
async fn no_credential_is_printed() {
    let spelled = [
        KEY.to_owned(),
        "key-4711%2F%2B".to_owned(),
        PASSWORD.to_owned(),
        "pass \\\"word\\\" ø:1".to_owned(),
        format!("ann:{PASSWORD}"),
        BASIC.to_owned(),
    ];
    let hides = |text: String| {
        for secret in &spelled {
            assert!(!text.contains(secret), "{secret} is shown: {text}");
        }
        assert!(!text.is_empty());
    };
    let echo = spelled.join(" and ");
    let json = serde_json::json!({ "id": &echo, "message": &echo }).to_string();
    let server = Server::start([
        Response::json(&json),
        Response::new("401 Unauthorized", &[], &echo),
        Response::new("404 Not Found", &[], &json),
        Response::raw(&*echo),
    ])
    .await;
    static BOTH: ClientInfo = ClientInfo {
        security: Some(&[&["key", "user"]]),
        ..SEVERAL
    };
    let builder = open(&BOTH)
        .base_url(&server.url)
        .token(KEY)
        .credential("user", Credential::basic("ann", PASSWORD));
    hides(format!(
        "{builder:?} {:?}",
        Credential::basic("ann", PASSWORD)
    ));
    let client = builder.build().unwrap();
    hides(format!("{client:#?}"));
    let prepared = client.get_thing("1").prepare().unwrap();
    hides(format!("{:?} {prepared:#?}", client.get_thing("1")));
    assert_eq!(
        prepared.headers()["authorization"],
        format!("Basic {BASIC}")
    );
    for _ in 0..4 {
        let error = client.get_thing("1").call().await.unwrap_err();
        hides(format!("{error} {error:?} {error:#?}"));
    }
    for received in server.received() {
        assert!(received.target().ends_with("?key=key-4711%2F%2B"));
    }
}
