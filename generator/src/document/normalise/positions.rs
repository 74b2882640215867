//! The positions of objects in a description: the fixed fields of OpenAPI 3.0 and 3.1 whose values are
//! objects of the specification. Unlisted fields (examples, defaults, enums, extensions) are data of
//! the API and are never changed.

use crate::document::Pointer;

/// The kinds of objects that can contain a reference or a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::document) enum Kind {
    Document,
    Components,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Header,
    MediaType,
    Encoding,
    Schema,
    Callback,
    Link,
    Example,
    SecurityScheme,
    SecurityRequirement,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Tag,
}

/// How a field contains its objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::document) enum Shape {
    /// The value is the object.
    One,
    /// The value is an array of them.
    List,
    /// The value is an object with the objects as members, under any key.
    Map,
    /// Like `Map`, but keys that begin with `x-` are extensions.
    Patterned,
}

impl Kind {
    /// All of them.
    pub(super) const ALL: [Self; 22] = [
        Self::Document,
        Self::Components,
        Self::PathItem,
        Self::Operation,
        Self::Parameter,
        Self::RequestBody,
        Self::Response,
        Self::Header,
        Self::MediaType,
        Self::Encoding,
        Self::Schema,
        Self::Callback,
        Self::Link,
        Self::Example,
        Self::SecurityScheme,
        Self::SecurityRequirement,
        Self::Info,
        Self::Contact,
        Self::License,
        Self::Server,
        Self::ServerVariable,
        Self::Tag,
    ];

    /// The name of the kind in messages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Document => "a description",
            Self::Components => "`components`",
            Self::PathItem => "a path item",
            Self::Operation => "an operation",
            Self::Parameter => "a parameter",
            Self::RequestBody => "a request body",
            Self::Response => "a response",
            Self::Header => "a header",
            Self::MediaType => "a media type",
            Self::Encoding => "an encoding",
            Self::Schema => "a schema",
            Self::Callback => "a callback",
            Self::Link => "a link",
            Self::Example => "an example object",
            Self::SecurityScheme => "a security scheme",
            Self::SecurityRequirement => "a security requirement",
            Self::Info => "`info`",
            Self::Contact => "`contact`",
            Self::License => "`license`",
            Self::Server => "a server",
            Self::ServerVariable => "a variable of a server",
            Self::Tag => "a tag",
        }
    }

    /// Whether a Reference Object may replace it (path items and schemas have a `$ref` of their own).
    pub(super) fn may_be_reference(self) -> bool {
        matches!(
            self,
            Self::PathItem
                | Self::Parameter
                | Self::RequestBody
                | Self::Response
                | Self::Header
                | Self::MediaType
                | Self::Schema
                | Self::Callback
                | Self::Link
                | Self::Example
                | Self::SecurityScheme
        )
    }

    /// Whether an operation can't be generated without it.
    pub(super) fn is_part_of_operation(self) -> bool {
        matches!(
            self,
            Self::Parameter | Self::RequestBody | Self::Response | Self::MediaType
        )
    }
}

/// The content of the member `key` in an object of this kind; `None` for data.
pub(in crate::document) fn member(kind: Kind, key: &str) -> Option<(Shape, Kind)> {
    use Kind::*;
    use Shape::*;
    Some(match (kind, key) {
        (Document, "paths" | "webhooks") => (Patterned, PathItem),
        (Document, "components") => (One, Components),
        (Document, "info") => (One, Info),
        (Document, "tags") => (List, Tag),
        (Info, "contact") => (One, Contact),
        (Info, "license") => (One, License),
        (Document | PathItem | Operation, "servers") => (List, Server),
        (Server, "variables") => (Map, ServerVariable),
        (Document | Operation, "security") => (List, SecurityRequirement),
        (Components, "schemas") => (Map, Schema),
        (Components, "parameters") => (Map, Parameter),
        (Components, "responses") => (Map, Response),
        (Components, "requestBodies") => (Map, RequestBody),
        (Components, "headers") => (Map, Header),
        (Components, "examples") => (Map, Example),
        (Components, "links") => (Map, Link),
        (Components, "callbacks") => (Map, Callback),
        (Components, "securitySchemes") => (Map, SecurityScheme),
        (Components, "pathItems") => (Map, PathItem),
        (Components, "mediaTypes") => (Map, MediaType),
        (PathItem, method) if METHODS.contains(&method) => (One, Operation),
        (PathItem, ADDITIONAL) => (Map, Operation),
        (PathItem | Operation, "parameters") => (List, Parameter),
        (Operation, "requestBody") => (One, RequestBody),
        (Operation, "responses") => (Patterned, Response),
        (Operation, "callbacks") => (Map, Callback),
        (Callback, expression) if !expression.starts_with("x-") => (One, PathItem),
        (Parameter | Header | MediaType, "schema") | (MediaType, "itemSchema") => (One, Schema),
        (Parameter | Header | MediaType, "examples") => (Map, Example),
        (Parameter | Header | RequestBody | Response, "content") => (Map, MediaType),
        (Response | Encoding, "headers") => (Map, Header),
        (Response, "links") => (Map, Link),
        (MediaType, "encoding") => (Map, Encoding),
        (
            Schema,
            "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas",
        ) => (Map, Schema),
        (
            Schema,
            "items"
            | "additionalProperties"
            | "not"
            | "propertyNames"
            | "contains"
            | "contentSchema"
            | "if"
            | "then"
            | "else"
            | "unevaluatedItems"
            | "unevaluatedProperties",
        ) => (One, Schema),
        (Schema, "allOf" | "oneOf" | "anyOf" | "prefixItems") => (List, Schema),
        _ => return None,
    })
}

/// The kind of the object at `pointer`; `None` inside data and between objects.
pub(super) fn kind_at(pointer: &Pointer) -> Option<Kind> {
    let mut segments = pointer.segments();
    let mut kind = Kind::Document;
    while let Some(key) = segments.next() {
        let (shape, next) = member(kind, &key)?;
        if shape != Shape::One {
            let name = segments.next()?;
            if shape == Shape::Patterned && name.starts_with("x-") {
                return None;
            }
        }
        kind = next;
    }
    Some(kind)
}

/// The fields of a path item that contain one operation each; `query` since OpenAPI 3.2.
pub(crate) const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// The field of a path item that contains operations by method.
pub(in crate::document) const ADDITIONAL: &str = "additionalOperations";
