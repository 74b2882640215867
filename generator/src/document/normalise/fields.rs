//! The fields of each object of the specification, in OpenAPI 3.0, 3.1 and 3.2 and in JSON Schema
//! 2020-12 and its predecessors. Unlisted fields are reported: most are misspelt, or belong to another
//! object.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::notes::Notes;
use super::positions::Kind;
use crate::diagnostic::{Code, did_you_mean};
use crate::document::Pointer;

/// The maximum number of different fields with a suggestion; more would only repeat the pattern.
const GUESSES: usize = 200;

/// The keywords of a schema, the frequent ones first.
const SCHEMA: &[&str] = &[
    "type",
    "description",
    "properties",
    "$ref",
    "example",
    "format",
    "required",
    "items",
    "enum",
    "title",
    "nullable",
    "allOf",
    "oneOf",
    "anyOf",
    "additionalProperties",
    "default",
    "readOnly",
    "writeOnly",
    "deprecated",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "discriminator",
    "xml",
    "externalDocs",
    "examples",
    "const",
    "not",
    "multipleOf",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minProperties",
    "maxProperties",
    "patternProperties",
    "propertyNames",
    "prefixItems",
    "additionalItems",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contains",
    "minContains",
    "maxContains",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "if",
    "then",
    "else",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "$id",
    "$anchor",
    "$schema",
    "$comment",
    "$defs",
    "definitions",
    "$vocabulary",
    "$dynamicAnchor",
    "$dynamicRef",
    "$recursiveAnchor",
    "$recursiveRef",
];

/// The fields of an object; `None` if its members have names chosen by the author.
pub(super) fn fields(kind: Kind) -> Option<&'static [&'static str]> {
    Some(match kind {
        Kind::Document => &[
            "openapi",
            "info",
            "servers",
            "paths",
            "webhooks",
            "components",
            "security",
            "tags",
            "externalDocs",
            "jsonSchemaDialect",
            "$self",
        ],
        Kind::Info => &[
            "title",
            "summary",
            "description",
            "termsOfService",
            "contact",
            "license",
            "version",
        ],
        Kind::Contact => &["name", "url", "email"],
        Kind::License => &["name", "identifier", "url"],
        Kind::Server => &["url", "name", "description", "variables"],
        Kind::ServerVariable => &["enum", "default", "description"],
        Kind::Components => &[
            "schemas",
            "responses",
            "parameters",
            "examples",
            "requestBodies",
            "headers",
            "securitySchemes",
            "links",
            "callbacks",
            "pathItems",
            "mediaTypes",
        ],
        Kind::PathItem => &[
            "$ref",
            "summary",
            "description",
            "get",
            "put",
            "post",
            "delete",
            "options",
            "head",
            "patch",
            "trace",
            "query",
            "additionalOperations",
            "servers",
            "parameters",
        ],
        Kind::Operation => &[
            "tags",
            "summary",
            "description",
            "externalDocs",
            "operationId",
            "parameters",
            "requestBody",
            "responses",
            "callbacks",
            "deprecated",
            "security",
            "servers",
        ],
        Kind::Parameter => &[
            "name",
            "in",
            "description",
            "required",
            "schema",
            "example",
            "style",
            "explode",
            "deprecated",
            "allowEmptyValue",
            "allowReserved",
            "examples",
            "content",
        ],
        Kind::Header => &[
            "description",
            "required",
            "schema",
            "example",
            "style",
            "explode",
            "deprecated",
            "allowEmptyValue",
            "allowReserved",
            "examples",
            "content",
        ],
        Kind::RequestBody => &["description", "content", "required"],
        Kind::Response => &["summary", "description", "headers", "content", "links"],
        Kind::MediaType => &[
            "schema",
            "itemSchema",
            "example",
            "examples",
            "encoding",
            "prefixEncoding",
            "itemEncoding",
        ],
        Kind::Encoding => &[
            "contentType",
            "headers",
            "style",
            "explode",
            "allowReserved",
            "encoding",
            "prefixEncoding",
            "itemEncoding",
        ],
        Kind::Schema => SCHEMA,
        Kind::Link => &[
            "operationRef",
            "operationId",
            "parameters",
            "requestBody",
            "description",
            "server",
        ],
        Kind::Example => &[
            "summary",
            "description",
            "value",
            "dataValue",
            "serializedValue",
            "externalValue",
        ],
        Kind::SecurityScheme => &[
            "type",
            "description",
            "name",
            "in",
            "scheme",
            "bearerFormat",
            "flows",
            "openIdConnectUrl",
            "oauth2MetadataUrl",
            "deprecated",
        ],
        Kind::Tag => &[
            "name",
            "summary",
            "description",
            "externalDocs",
            "parent",
            "kind",
        ],
        Kind::Callback | Kind::SecurityRequirement => return None,
    })
}

/// The fields of the small inline objects that contain neither references nor schemas.
pub(super) fn inner(kind: Kind, field: &str) -> Option<(&'static str, &'static [&'static str])> {
    Some(match (kind, field) {
        (Kind::Schema, "discriminator") => (
            "a discriminator",
            &["propertyName", "mapping", "defaultMapping"],
        ),
        (Kind::Schema, "xml") => (
            "`xml`",
            &[
                "name",
                "namespace",
                "prefix",
                "attribute",
                "wrapped",
                "nodeType",
            ],
        ),
        (_, "externalDocs") => ("`externalDocs`", &["description", "url"]),
        (Kind::SecurityScheme, "flows") => (
            "`flows`",
            &[
                "implicit",
                "password",
                "clientCredentials",
                "authorizationCode",
                "deviceAuthorization",
            ],
        ),
        _ => return None,
    })
}

/// The fields of each OAuth flow.
pub(super) const FLOW: &[&str] = &[
    "authorizationUrl",
    "tokenUrl",
    "refreshUrl",
    "scopes",
    "deviceAuthorizationUrl",
];

/// The additional fields of Swagger 2.0, which are converted; misspelt ones are not.
fn of_swagger(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Document => &[
            "swagger",
            "host",
            "basePath",
            "schemes",
            "consumes",
            "produces",
            "definitions",
            "parameters",
            "responses",
            "securityDefinitions",
        ],
        Kind::Operation => &["consumes", "produces", "schemes"],
        Kind::Parameter | Kind::Header => &[
            "type",
            "format",
            "items",
            "collectionFormat",
            "default",
            "enum",
            "maximum",
            "minimum",
            "maxLength",
            "minLength",
            "pattern",
            "maxItems",
            "minItems",
            "uniqueItems",
        ],
        Kind::RequestBody => &["name", "in", "schema"],
        Kind::Response => &["schema", "examples"],
        Kind::SecurityScheme => &["flow", "authorizationUrl", "tokenUrl", "scopes"],
        _ => &[],
    }
}

/// The suggestions for unknown fields, so that each is compared with the known ones only once.
#[derive(Debug, Default)]
pub(super) struct Unknown {
    messages: BTreeMap<(&'static str, String), String>,
    /// Whether the description is Swagger 2.0.
    is_swagger: bool,
}

impl Unknown {
    pub(super) fn new(is_swagger: bool) -> Self {
        Self {
            is_swagger,
            ..Self::default()
        }
    }

    /// Reports the members of an object that aren't among its fields.
    pub(super) fn report(
        &mut self,
        kind: Kind,
        members: &Map<String, Value>,
        at: &Pointer,
        notes: &mut Notes,
    ) {
        let Some(fields) = fields(kind) else {
            return;
        };
        let further = match self.is_swagger {
            true => of_swagger(kind),
            false => &[],
        };
        self.members(kind.name(), (fields, further), members, at, notes);
        for (key, value) in members {
            let Some((name, fields)) = inner(kind, key) else {
                continue;
            };
            let Some(members) = value.as_object() else {
                continue;
            };
            let at = at.child(key);
            self.members(name, (fields, &[]), members, &at, notes);
            if key == "flows" {
                for (flow, value) in members {
                    if let Some(members) = value.as_object() {
                        self.members("a flow", (FLOW, &[]), members, &at.child(flow), notes);
                    }
                }
            }
        }
    }

    fn members(
        &mut self,
        object: &'static str,
        (fields, further): (&[&str], &[&str]),
        members: &Map<String, Value>,
        at: &Pointer,
        notes: &mut Notes,
    ) {
        for key in members.keys() {
            if fields.contains(&key.as_str()) || key.starts_with("x-") {
                continue;
            }
            let known = self.messages.get(&(object, key.clone()));
            let message = match known {
                Some(message) => message.clone(),
                None => {
                    let guess = self.messages.len() < GUESSES;
                    let fields = [fields, further].concat();
                    let message = message(object, &fields, key, guess);
                    self.messages.insert((object, key.clone()), message.clone());
                    message
                }
            };
            notes.say(Code::UnknownField, &at.child(key), message);
        }
    }
}

fn message(object: &str, fields: &[&str], key: &str, guess: bool) -> String {
    let meant = match guess {
        true => did_you_mean(key, fields.iter().copied()),
        false => String::new(),
    };
    format!("`{key}` is not a field of {object}; it is ignored{meant}")
}
