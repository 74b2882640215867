//! The API as data: the meaning of a description with every reference resolved.

use std::collections::BTreeMap;
use std::fmt;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use super::{Annotations, Body, Example, Receiver, Response, Security, Shown, StatedPaging};
use crate::document::Pointer;

/// An API.
#[derive(Clone, Debug, Serialize)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.description`.
    pub description: Option<String>,
    /// The descriptions of tags, by name.
    pub tags: BTreeMap<String, String>,
    /// The servers with a host: the default first, then in document order.
    pub servers: Vec<Server>,
    /// The base path, if the document has a server without a host.
    pub base_path: String,
    /// The servers of operations that have their own, by key; the first one is used.
    pub own_servers: BTreeMap<String, Vec<Server>>,
    /// How requests are authorised.
    pub security: Security,
    /// The operations, sorted by path and method.
    pub operations: Vec<Operation>,
    /// The requests that the API makes: webhooks and callbacks.
    pub receivers: Vec<Receiver>,
    /// Every schema, sorted by id: the components and inline schemas. Looked up by hash, since
    /// thousands of pointers with a common prefix are slow to compare.
    pub schemas: IndexMap<SchemaId, Schema>,
    /// Inline schemas that only the payloads of receivers use; no types are generated for them.
    pub received: BTreeMap<SchemaId, Schema>,
    /// The properties that are the tags of variants.
    pub variant_tags: VariantTags,
    /// The examples of schemas and properties, by the node that declares them.
    pub shown: BTreeMap<Pointer, Shown>,
}

/// The properties that are the tags of variants, each with its only value: by schema, then by name.
pub type VariantTags = IndexMap<SchemaId, BTreeMap<String, Value>>;

static NO_TAGS: BTreeMap<String, Value> = BTreeMap::new();

impl Api {
    /// The properties of a schema that are tags, with their values.
    pub(crate) fn tags_of(&self, schema: &SchemaId) -> &BTreeMap<String, Value> {
        self.variant_tags.get(schema).unwrap_or(&NO_TAGS)
    }

    /// The default base URL of requests.
    #[must_use]
    pub fn address(&self) -> &str {
        let first = self.servers.first();
        first.map_or(self.base_path.as_str(), |server| &server.url)
    }

    /// The base URL of an operation, if it is not that of the API.
    #[must_use]
    pub fn own_address(&self, operation: &str) -> Option<&str> {
        let own = self.own_servers.get(operation)?.first()?.url.as_str();
        (own != self.address()).then_some(own)
    }
}

/// The identity of a schema: the pointer of the node that declares it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SchemaId(pub Pointer);

impl SchemaId {
    /// The component's name, for a schema directly under `components/schemas`.
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
    /// The URL as written, if it has variables.
    pub template: Option<String>,
    /// The variables, sorted by name.
    pub variables: Vec<ServerVariable>,
    /// `name` (OpenAPI 3.2).
    pub name: Option<String>,
    /// `description`.
    pub description: Option<String>,
}

/// A variable of a base URL.
#[derive(Clone, Debug, Serialize)]
pub struct ServerVariable {
    /// Its name.
    pub name: String,
    /// The node that describes it.
    pub at: SourceLocation,
    /// Its default value.
    pub default: String,
    /// Its allowed values; empty if any value is allowed.
    pub values: Vec<String>,
    /// `description`.
    pub description: Option<String>,
}

/// The location of an item. It doesn't affect equality, as equal items have different locations.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SourceLocation(pub Pointer);

impl PartialEq for SourceLocation {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for SourceLocation {}

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
    /// Whether null is allowed.
    pub nullable: bool,
    /// Whether an object may only have the named properties.
    pub closed: bool,
    /// Keywords that restrict its values beyond their type, with their values.
    pub limits: Vec<(&'static str, Value)>,
    /// The values that `enum` lists, if they don't become a type of their own.
    pub listed: Vec<Value>,
    /// The kind of its values other than null.
    pub kind: SchemaKind,
}

/// The kind of a schema's values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum SchemaKind {
    /// Any JSON.
    Any,
    /// `true` or `false`.
    Boolean,
    /// An integer.
    Integer(IntegerFormat),
    /// A number.
    Number,
    /// A number with exact decimal digits.
    Decimal,
    /// A string.
    String(StringFormat),
    /// One of these values, or one that a newer server adds.
    Enum(Enum),
    /// An array.
    List(Use),
    /// An array of fixed length, each item with its own schema.
    Tuple(Vec<Use>),
    /// An array whose first items have their own schemas, followed by items of another schema.
    OpenTuple {
        /// The first items.
        first: Vec<Use>,
        /// How many of them are always present.
        least: usize,
        /// All other items.
        rest: Use,
    },
    /// An object whose keys are data.
    Map {
        /// The schema of the keys, unless they are arbitrary strings.
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
    /// The direct children.
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
    /// `int64`, and the default.
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

/// The known values of an enum: all strings, or all integers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Enum {
    /// The values in document order, without duplicates.
    pub values: Vec<EnumValue>,
}

impl Enum {
    /// Whether the values are integers.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        let first = self.values.first();
        first.is_some_and(|one| matches!(one.wire, EnumWire::Integer(_)))
    }
}

/// One value of an enum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EnumValue {
    /// The value as sent.
    pub wire: EnumWire,
    /// Its name in the document (`x-enum-varnames`, `x-enumNames`).
    pub name: Option<String>,
    /// Its description in the document (`x-enum-descriptions`).
    pub description: Option<String>,
}

/// The value of an enum as sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum EnumWire {
    /// A string.
    Text(String),
    /// An integer.
    Integer(i64),
}

impl EnumWire {
    /// The value as a string, as in a mapping.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
        }
    }
}

/// `format` of a string; a format that the client doesn't support is `Text`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum StringFormat {
    /// Any string.
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

/// The use of a schema in one position, with the modifiers of that position.
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
    /// The values of additional properties, if the schema gives them a type.
    pub additional: Option<Use>,
}

/// One property of an object.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Property {
    /// The name on the wire.
    pub name: String,
    /// The node that declares it.
    pub at: SourceLocation,
    /// Its values.
    pub value: Use,
    /// Its index among the properties that are always present, in document order; `None` if it may be
    /// absent.
    pub required: Option<usize>,
    /// Whether `required` lists it, even if one side never sends it.
    pub listed: bool,
    /// `description` of this property, or of its schema.
    pub description: Option<String>,
    /// `deprecated` of this property.
    pub deprecated: bool,
    /// Its only value, ignoring null, unless that is a string; null if that is the only one.
    pub constant: Option<Value>,
    /// `readOnly`: only the server sends it.
    pub read_only: bool,
    /// `writeOnly`: only the client sends it.
    pub write_only: bool,
    /// Keywords that restrict its values or define the meaning of absence, with their values.
    pub limits: Vec<(&'static str, Value)>,
}

/// One of several schemas.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Union {
    /// The property that identifies the variant.
    pub discriminator: Option<String>,
    /// The type of its values, which mappings write as strings.
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
    /// The value for a key of a mapping.
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
    /// The value of the discriminator, as a string as in a mapping. Variants with the same tag are
    /// distinguished by the rest of the value; a variant with several tags is listed once for each.
    pub tag: Option<String>,
    /// Whether values without a known tag are of this variant (`defaultMapping` of OpenAPI 3.2).
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
    /// The path item that contains it.
    pub item: Pointer,
    /// `operationId`.
    pub id: Option<String>,
    /// The method name chosen by the author (`x-speakeasy-name-override`, `x-fern-sdk-method-name`).
    pub name: Option<String>,
    /// The method as sent.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The path in parts.
    pub parts: Vec<PathPart>,
    /// Query strings in the path template.
    pub query: Vec<QueryText>,
    /// `summary`.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// The facts beside parameters, bodies and responses.
    #[serde(flatten)]
    pub annotations: Annotations,
    /// The tags in document order, or the group chosen by the author (`x-speakeasy-group`,
    /// `x-fern-sdk-group-name`); never empty.
    pub tags: Vec<String>,
    /// The parameters: those of the path in its order, then the others sorted by name.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// Whether the body is required, for a body without media types.
    pub untyped_body: Option<bool>,
    /// The success responses.
    pub success: Vec<Response>,
    /// The failure responses.
    pub failures: Vec<Response>,
    /// The example payloads in the document.
    pub examples: Vec<Example>,
    /// How its list is paged (`x-ms-pageable`, `x-fern-pagination`, `x-speakeasy-pagination`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paging: Option<StatedPaging>,
}

/// A part of a path template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum PathPart {
    /// A literal, as sent.
    Literal(String),
    /// The name of a parameter.
    Parameter(String),
}

/// Part of the query in a path template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QueryText {
    /// The parameter's name.
    pub name: String,
    /// The whole part, as sent.
    pub text: String,
}

/// One parameter.
#[derive(Clone, Debug, Serialize)]
pub struct Parameter {
    /// The name on the wire.
    pub name: String,
    /// The node that describes it, or the operation if it isn't described.
    pub at: SourceLocation,
    /// Where it is sent.
    pub location: Location,
    /// Whether it is required.
    pub required: bool,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// How its value is encoded.
    pub style: Style,
    /// Whether the values in a list or object are encoded one by one.
    pub explode: bool,
    /// Whether reserved characters stay unescaped if possible (`allowReserved`).
    pub reserved: bool,
    /// Whether the server accepts it without a value (`allowEmptyValue`).
    pub empty: bool,
    /// Whether the value may span several segments of the path.
    pub slashes: bool,
    /// The server's default value.
    pub default: Option<Value>,
    /// Its values; `None` for a string without a schema.
    pub value: Option<Use>,
    /// An example in the document.
    pub example: Option<Value>,
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Location {
    /// A part of the path.
    Path,
    /// The query.
    Query,
    /// The whole query (OpenAPI 3.2).
    QueryString,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

impl Location {
    /// The name of a parameter among the inputs of its operation. Header names are case-insensitive
    /// (RFC 9110, section 5.1).
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

/// How a parameter's value is encoded (OpenAPI 3.0.3, Parameter Object, style values).
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
    /// JSON: the parameter has `content`.
    Json,
}
