//! A small client, written the way a generator writes one.

use openapi_client_runtime::json;
use openapi_client_runtime::{
    AuthScheme, ClientBuilder, ClientInfo, DateTime, DecodeError, Extra, Failure, List, NextPage,
    Nullable, Operation, OperationInfo, Paged, Pipeline, RawResponse, Request, RetryPolicy,
    SecurityScheme, UnknownVariant, cursor_from_link, decode,
};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::server::Server;

pub(crate) const TOKEN: &str = "s3cr3t-token-4711";

pub(crate) static INFO: ClientInfo = ClientInfo {
    package: "example-client",
    version: "1.2.3",
    base_url: "https://api.example.invalid/v1",
    schemes: &[SecurityScheme {
        name: "token",
        auth: AuthScheme::Header {
            name: "Authorization",
            prefix: "",
        },
    }],
    security: Some(&[&["token"]]),
    token_required: true,
    token_env: Some("EXAMPLE_CLIENT_TOKEN_THAT_IS_NEVER_SET"),
    base_url_env: None,
    rate_limit: None,
};

#[derive(Clone, Debug)]
pub(crate) struct Client(pub(crate) Pipeline);

impl From<Pipeline> for Client {
    fn from(pipeline: Pipeline) -> Self {
        Self(pipeline)
    }
}

/// A client whose calls are sent once, unless a test says otherwise.
pub(crate) fn builder(url: &str) -> ClientBuilder<Client> {
    ClientBuilder::new(&INFO)
        .base_url(url)
        .allow_http()
        .no_proxy()
        .retries(RetryPolicy::none())
        .token(TOKEN)
}

pub(crate) fn client(server: &Server) -> Client {
    builder(&server.url).build().unwrap()
}

impl Client {
    pub(crate) fn get_thing(&self, id: &str) -> GetThing {
        static GET_THING: OperationInfo =
            OperationInfo::new("getThing", "GET", "/things/{thingId}/parts");
        let request = Request::new(&self.0, &GET_THING)
            .literal("/things/")
            .segment("thingId", id)
            .literal("/parts");
        GetThing { request }
    }

    pub(crate) fn post_thing(&self) -> GetThing {
        static POST_THING: OperationInfo = OperationInfo::new("postThing", "POST", "/things");
        let request = Request::new(&self.0, &POST_THING).literal("/things");
        GetThing { request }
    }

    pub(crate) fn list_things(&self) -> ListThings {
        static LIST_THINGS: OperationInfo = OperationInfo::new("listThings", "GET", "/things");
        let request = Request::new(&self.0, &LIST_THINGS).literal("/things");
        ListThings { request }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct GetThing {
    pub(crate) request: Request,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ThingError {
    NotFound(String),
    Client(Value),
    Other(String),
}

impl Operation for GetThing {
    type Output = Thing;
    type ErrorBody = ThingError;

    const FAILURES: &'static [Failure<ThingError>] = &[
        Failure::otherwise(|raw| decode::text(raw).map(ThingError::Other)),
        Failure::on_range(4, |raw| decode::json(raw).map(ThingError::Client)),
        Failure::on(404, |raw| {
            decode::json(raw).map(|Message { message }| ThingError::NotFound(message))
        }),
    ];

    fn request_mut(&mut self) -> &mut Request {
        &mut self.request
    }

    fn decode(response: &RawResponse) -> Result<Thing, DecodeError> {
        decode::json(response)
    }
}

#[derive(Deserialize)]
struct Message {
    message: String,
}

#[derive(Clone, Default, PartialEq)]
pub(crate) struct Thing {
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
    pub(crate) created: Option<DateTime>,
    pub(crate) tags: List<String>,
    pub(crate) note: Nullable<String>,
    pub(crate) content: Option<Box<Content>>,
    pub(crate) parts: List<Thing>,
    pub(crate) extra: Extra,
}

json::object! {
    Thing: "Thing";
    required {
        id: "id",
    }
    optional {
        name: "name",
        created: "created",
        tags: "tags",
        note: "note",
        content: "content",
        parts: "parts",
    }
    rest: extra;
}

/// A union that is told apart by `_type`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    Text(Text),
    Nested(Thing),
    Nothing,
    Unknown(UnknownVariant),
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = json::Captured::read_tagged(deserializer, "_type")?;
        match value.tag("_type").as_deref() {
            Some("Text") => value.decode().map(Self::Text),
            Some("Nested") => value.decode().map(Self::Nested),
            Some("Nothing") => Ok(Self::Nothing),
            _ if value.kind() == json::Kind::Object => {
                Ok(Self::Unknown(value.to_unknown(Some("_type"))))
            }
            _ => Err(D::Error::custom("expected Content")),
        }
    }
}

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => json::write_variant(text, "_type", "Text", serializer),
            // Its tag was read as a property that the description does not know.
            Self::Nested(thing) => thing.serialize(serializer),
            Self::Nothing => json::write_tag("_type", "Nothing", serializer),
            Self::Unknown(unknown) => unknown.serialize(serializer),
        }
    }
}

#[derive(Clone, PartialEq)]
pub(crate) struct Text {
    pub(crate) value: String,
    pub(crate) extra: Extra,
}

json::object! {
    Text: "Text";
    constant {
        "_type": "Text",
    }
    required {
        value: "value",
    }
    rest: extra;
}

#[derive(Clone, Debug)]
pub(crate) struct ListThings {
    pub(crate) request: Request,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    pub(crate) data: Vec<i64>,
    next: Option<String>,
}

impl Operation for ListThings {
    type Output = Page;
    type ErrorBody = ();

    const FAILURES: &'static [Failure<()>] = &[];

    fn request_mut(&mut self) -> &mut Request {
        &mut self.request
    }

    fn decode(response: &RawResponse) -> Result<Page, DecodeError> {
        decode::json(response)
    }
}

impl Paged for ListThings {
    type Item = i64;

    fn next_page(output: &Page) -> Option<NextPage> {
        cursor_from_link(output.next.as_deref()?, "pageKey")
    }

    fn into_items(output: Page) -> Vec<i64> {
        output.data
    }

    fn set_cursor(&mut self, cursor: &str) {
        self.request.set_query("pageKey", cursor);
    }
}
