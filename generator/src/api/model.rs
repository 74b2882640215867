//! The API as data: what a description says once every reference is resolved.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use super::receivers::Receiver;
use super::{Body, Example, Response, Shown, StatedPaging};
use crate::document::Pointer;

/// An API.
#[derive(Clone, Debug, Serialize)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.description`.
    pub description: Option<String>,
    /// What is said of tags, by name.
    pub tags: BTreeMap<String, String>,
    /// The servers that name a host: the default first, then in the order of the document.
    pub servers: Vec<Server>,
    /// The path that the document names where it names no host.
    pub base_path: String,
    /// The base URLs of operations, by their key, where they are not the API's.
    pub own_servers: BTreeMap<String, String>,
    /// How requests are authorised.
    pub security: Security,
    /// The operations, sorted by path and method.
    pub operations: Vec<Operation>,
    /// The requests that the API makes: webhooks and callbacks.
    pub receivers: Vec<Receiver>,
    /// Every schema, sorted by id: the components and those written in place. Looked up by hash, since
    /// thousands of pointers that begin alike are slow to compare.
    pub schemas: IndexMap<SchemaId, Schema>,
    /// Those that only the payloads of receivers have, in place; no type is made of them.
    pub received: BTreeMap<SchemaId, Schema>,
    /// The values that schemas and properties show of themselves, by the node that shows them.
    pub shown: BTreeMap<Pointer, Shown>,
}

/// The identity of a schema: the pointer of the node that declares it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SchemaId(pub Pointer);

impl SchemaId {
    /// The component's name, for a schema right under `components/schemas`.
    #[must_use]
    pub fn component(&self) -> Option<String> {
        let name = self.0.as_str().strip_prefix("/components/schemas/")?;
        if name.contains('/') {
            None
        } else {
            self.0.last()
        }
    }
}

impl fmt::Display for SchemaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A base URL.
#[derive(Clone, Debug, Serialize)]
pub struct Server {
    /// The URL, every variable at its default.
    pub url: String,
    /// The URL as written, where it has variables.
    pub template: Option<String>,
    /// The variables, sorted by name.
    pub variables: Vec<ServerVariable>,
    /// `name` (OpenAPI 3.2).
    pub name: Option<String>,
    /// What it is.
    pub description: Option<String>,
}

/// A variable of a base URL.
#[derive(Clone, Debug, Serialize)]
pub struct ServerVariable {
    /// Its name.
    pub name: String,
    /// Its value where none is given.
    pub default: String,
    /// Its values; any where there are none.
    pub values: Vec<String>,
    /// What it is.
    pub description: Option<String>,
}

/// How requests are authorised.
#[derive(Clone, Debug, Serialize)]
pub struct Security {
    /// The schemes that operations ask for: those with a token first, then in the order of the
    /// document.
    pub schemes: Vec<SecurityScheme>,
    /// What operations ask for that say nothing themselves; none where the document says nothing.
    pub default: Option<Requirement>,
    /// What operations ask for, by their key, where that is not what the others ask for.
    pub own: BTreeMap<String, Requirement>,
    /// The scopes that operations ask for, by their key and the name of the scheme.
    pub scopes: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
    /// Whether every operation asks for a credential.
    pub required: bool,
}

/// What is asked for, by names of schemes: alternatives, each of schemes that go together.
pub type Requirement = Vec<Vec<String>>;

/// A way to authenticate.
#[derive(Clone, Debug, Serialize)]
pub struct SecurityScheme {
    /// Its name.
    pub name: String,
    /// `description`.
    pub description: Option<String>,
    /// Where the credential goes.
    pub place: AuthPlace,
    /// Where a client gets tokens with credentials of its own (OAuth 2, `clientCredentials`).
    pub token_url: Option<String>,
}

/// Where a credential goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum AuthPlace {
    /// A header, with what stands before the token.
    Header {
        /// The header's name.
        name: String,
        /// Text before the token, such as `Bearer `.
        prefix: String,
    },
    /// A query parameter.
    Query {
        /// The parameter's name.
        name: String,
    },
    /// A cookie.
    Cookie {
        /// The cookie's name.
        name: String,
    },
    /// User and password in the header `Authorization`.
    Basic,
}

/// Where something stands. It is no part of what is said there: equal things stand in several places.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Stands(pub Pointer);

impl PartialEq for Stands {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// One schema, without its children: those are ids.
#[derive(Clone, Debug, Serialize)]
pub struct Schema {
    /// Its identity.
    pub id: SchemaId,
    /// `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// Whether null is one of its values.
    pub nullable: bool,
    /// Whether an object may have no properties but the named ones.
    pub closed: bool,
    /// Keywords that narrow its values beyond their type, with their values.
    pub limits: Vec<(&'static str, Value)>,
    /// The values that `enum` lists, where they are no type of their own.
    pub listed: Vec<Value>,
    /// What its other values are.
    pub kind: SchemaKind,
}

/// The values of a schema.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum SchemaKind {
    /// Any JSON.
    Any,
    /// true or false.
    Boolean,
    /// A whole number.
    Integer(IntegerFormat),
    /// A number.
    Number,
    /// A number of which every digit counts.
    Decimal,
    /// A text.
    String(StringFormat),
    /// One of these values; a newer server may know more.
    Enum(Enum),
    /// An array.
    List(Use),
    /// An array of so many items, each with a schema of its own.
    Tuple(Vec<Use>),
    /// An array that begins with items of a schema each, and goes on with others.
    OpenTuple {
        /// The first items.
        first: Vec<Use>,
        /// How many of them are always there.
        least: usize,
        /// All others.
        rest: Use,
    },
    /// An object whose keys are data.
    Map {
        /// The schema of the keys, where they are more than text.
        key: Option<SchemaId>,
        /// The values.
        value: Use,
    },
    /// An object with named properties.
    Object(Object),
    /// One of several schemas.
    Union(Union),
}

impl SchemaKind {
    /// The schemas right inside.
    pub fn children(&self) -> impl Iterator<Item = &Use> {
        let children: Vec<&Use> = match self {
            Self::List(item) => vec![item],
            Self::Tuple(items) => items.iter().collect(),
            Self::OpenTuple { first, rest, .. } => first.iter().chain([rest]).collect(),
            Self::Map { value, .. } => vec![value],
            Self::Object(object) => {
                let properties = object.properties.iter().map(|property| &property.value);
                properties.chain(&object.additional).collect()
            }
            Self::Union(union) => union.variants.iter().map(|one| &one.value).collect(),
            _ => Vec::new(),
        };
        children.into_iter()
    }
}

/// The range of an integer, from its `format` and its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum IntegerFormat {
    /// `int32`, `int16` and `int8`.
    Int32,
    /// `int64`, and where nothing is said.
    Int64,
    /// `uint32`, `uint16` and `uint8`.
    UInt32,
    /// `uint64`, and limits beyond `int64` without negative values.
    UInt64,
    /// Limits beyond both.
    Int128,
    /// Limits beyond `int64` and `uint64` without negative values.
    UInt128,
}

/// The known values of an enum: all texts, or all whole numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Enum {
    /// The values in the order of the document, each once.
    pub values: Vec<EnumValue>,
}

impl Enum {
    /// Whether the values are whole numbers.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        let first = self.values.first();
        first.is_some_and(|one| matches!(one.wire, EnumWire::Integer(_)))
    }
}

/// One value of an enum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EnumValue {
    /// The value as it is sent.
    pub wire: EnumWire,
    /// What the document calls it (`x-enum-varnames`, `x-enumNames`).
    pub name: Option<String>,
    /// What the document says about it (`x-enum-descriptions`).
    pub description: Option<String>,
}

/// The value of an enum as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum EnumWire {
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
}

impl EnumWire {
    /// The value as a mapping names it.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
        }
    }
}

/// `format` of a string; a format without meaning for the client is `Text`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum StringFormat {
    /// Any text.
    Text,
    /// `uuid`.
    Uuid,
    /// `date-time`.
    DateTime,
    /// `date`.
    Date,
    /// `byte`: bytes as base64.
    Base64,
    /// `base64url` (RFC 4648, section 5).
    Base64Url,
    /// `base32` (RFC 4648, section 6).
    Base32,
    /// `base32hex` (RFC 4648, section 7).
    Base32Hex,
    /// `base16` (RFC 4648, section 8).
    Base16,
    /// `binary`: the bytes of a file.
    Binary,
}

/// The use of a schema in one place, with what that place adds to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Use {
    /// The schema.
    pub schema: SchemaId,
    /// Whether null is allowed here.
    pub nullable: bool,
}

/// An object with named properties.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Object {
    /// The properties, sorted by name.
    pub properties: Vec<Property>,
    /// The values of properties that are not named, where the schema gives them a type.
    pub additional: Option<Use>,
}

/// One property of an object.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Property {
    /// The name on the wire.
    pub name: String,
    /// The node that declares it.
    pub at: Stands,
    /// Its values.
    pub value: Use,
    /// Where it stands among the properties that are always there, in the document's order; none
    /// where it may be absent.
    pub required: Option<usize>,
    /// Whether `required` lists it, also where one side never sends it.
    pub listed: bool,
    /// `description` of this property, or of its schema.
    pub description: Option<String>,
    /// `deprecated` of this property.
    pub deprecated: bool,
    /// The one value it has because it is the tag of a variant.
    pub tag: Option<Value>,
    /// Its one value, null aside, where that is no text; null where that is the only one.
    pub constant: Option<Value>,
    /// `readOnly`: only the server sends it.
    pub read_only: bool,
    /// `writeOnly`: only the client sends it.
    pub write_only: bool,
    /// Keywords that narrow its values or say what absence means, with their values.
    pub limits: Vec<(&'static str, Value)>,
}

/// One of several schemas.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Union {
    /// The property that says which variant it is.
    pub discriminator: Option<String>,
    /// What its values are: mappings name them as text.
    pub tag_type: TagType,
    /// The variants in the order of the document.
    pub variants: Vec<Variant>,
}

/// The type of the values of a discriminator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub enum TagType {
    /// Strings.
    #[default]
    Text,
    /// Numbers.
    Number,
    /// `true` and `false`.
    Boolean,
}

impl TagType {
    /// The value that a mapping names.
    #[must_use]
    pub fn value(self, text: &str) -> Value {
        let value = serde_json::from_str::<Value>(text).ok();
        let value = value.filter(|value| match self {
            Self::Text => false,
            Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
        });
        value.unwrap_or_else(|| text.into())
    }
}

/// One variant of a union.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Variant {
    /// The value of the discriminator, as a mapping names it. Of several variants with one value
    /// the rest of the value decides; a variant may be there once for each of its values.
    pub tag: Option<String>,
    /// Whether a value without a known tag is of this variant (`defaultMapping` of OpenAPI 3.2).
    pub default: bool,
    /// The schema of the variant.
    pub value: Use,
}

/// One operation.
#[derive(Clone, Debug, Serialize)]
pub struct Operation {
    /// Method and path: `GET /agents/{agentId}`. Unique, and the key of pinned names.
    pub key: String,
    /// The node in the document.
    pub pointer: Pointer,
    /// The path item that it stands in.
    pub item: Pointer,
    /// `operationId`.
    pub id: Option<String>,
    /// The name for programs that a person chose (`x-speakeasy-name-override`, `x-fern-sdk-method-name`).
    pub name: Option<String>,
    /// The method as it is sent.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The path in parts.
    pub parts: Vec<PathPart>,
    /// Query text that the path template holds.
    pub query: Vec<QueryText>,
    /// `summary`.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// When it will be gone (`x-sunset`), as the document writes it.
    pub sunset: Option<String>,
    /// How settled it is (`x-stability-level`), such as `beta`.
    pub stability: Option<String>,
    /// The tags in the order of the document, or the group that a person chose (`x-speakeasy-group`,
    /// `x-fern-sdk-group-name`); never empty.
    pub tags: Vec<String>,
    /// The parameters: those of the path in its order, then the others sorted by name.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// Whether a body must be sent whose media types the document does not name.
    pub bare_body: Option<bool>,
    /// What comes back where it went well.
    pub success: Vec<Response>,
    /// What comes back otherwise.
    pub failures: Vec<Response>,
    /// The payloads that the document shows.
    pub examples: Vec<Example>,
    /// How its list is read page by page (`x-ms-pageable`, `x-fern-pagination`, `x-speakeasy-pagination`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paging: Option<StatedPaging>,
}

/// A part of a path template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum PathPart {
    /// Text as it is sent.
    Literal(String),
    /// The name of a parameter.
    Parameter(String),
}

/// Query text that a path template holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QueryText {
    /// The parameter's name.
    pub name: String,
    /// All of it, as it is sent.
    pub text: String,
}

/// One parameter.
#[derive(Clone, Debug, Serialize)]
pub struct Parameter {
    /// The name on the wire.
    pub name: String,
    /// The node that describes it, or the operation where nothing does.
    pub at: Stands,
    /// Where it goes.
    pub location: Location,
    /// Whether it must be given.
    pub required: bool,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// How its value is spelled.
    pub style: Style,
    /// Whether the values in a list or object are spelled one by one.
    pub explode: bool,
    /// Whether reserved characters stay as they are where they can (`allowReserved`).
    pub reserved: bool,
    /// Whether the value may be several segments of the path.
    pub slashes: bool,
    /// What the server takes where it is not given.
    pub default: Option<Value>,
    /// Its values; text where nothing describes them.
    pub value: Option<Use>,
    /// A value that the document shows.
    pub example: Option<Value>,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Location {
    /// A part of the path.
    Path,
    /// The query.
    Query,
    /// All of the query (OpenAPI 3.2).
    QueryString,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

impl Location {
    /// What a parameter is called among the inputs of its operation. Names of headers are alike in
    /// any case (RFC 9110, section 5.1).
    #[must_use]
    pub fn input_name(self, name: &str) -> String {
        match self {
            Self::Path => format!("path {name}"),
            Self::Query => format!("query {name}"),
            Self::QueryString => format!("querystring {name}"),
            Self::Header => format!("header {}", name.to_ascii_lowercase()),
            Self::Cookie => format!("cookie {name}"),
        }
    }
}

/// How a value is spelled in a parameter (OpenAPI 3.0.3, Parameter Object, style values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Style {
    /// `simple`.
    Simple,
    /// `label`.
    Label,
    /// `matrix`.
    Matrix,
    /// `form`.
    Form,
    /// `spaceDelimited`.
    Space,
    /// `pipeDelimited`.
    Pipe,
    /// `deepObject`.
    DeepObject,
    /// JSON text: the parameter has `content`.
    Json,
}
