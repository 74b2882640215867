//! Translates schemas of the effective description, which has the form of OpenAPI 3.0, to JSON
//! Schema 2020-12 for the `jsonschema` crate.

use std::collections::BTreeMap;

use generator::document::{self, Node, Pointer};
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{Draft, JsonType, ValidationError, Validator};
use serde_json::{Map, Value, json};

use super::finding::{Kind, Violation};

/// The direction of a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Direction {
    Request,
    Response,
}

impl Direction {
    /// The keyword for properties that don't occur in payloads of this direction.
    pub(crate) fn hidden(self) -> &'static str {
        match self {
            Self::Request => "readOnly",
            Self::Response => "writeOnly",
        }
    }
}

/// The target of a reference; the node itself if it is not a reference.
pub(crate) fn resolve<'a>(root: &'a Value, node: &'a Value) -> &'a Value {
    let Some(reference) = node.get("$ref").and_then(Value::as_str) else {
        return node;
    };
    let target = document::resolve(root, reference).ok();
    let target = target.and_then(|(at, _)| Node::find(root, at));
    target.map_or(&Value::Null, |it| it.followed().value())
}

/// The last name in a reference.
pub(crate) fn component(node: &Value) -> Option<&str> {
    node.get("$ref")?.as_str()?.rsplit('/').next()
}

/// The discriminator values of a variant.
pub(crate) fn tags(discriminator: Option<&Value>, variant: &Value) -> Vec<String> {
    let Some(name) = component(variant) else {
        return Vec::new();
    };
    let mapping = discriminator.and_then(|it| it.get("mapping")?.as_object());
    let mapped = mapping.into_iter().flatten().filter(|(_, target)| {
        let target = target.as_str().unwrap_or_default();
        target.rsplit('/').next() == Some(name)
    });
    let mapped: Vec<String> = mapped.map(|(tag, _)| tag.clone()).collect();
    match (mapped.is_empty(), discriminator) {
        (true, Some(_)) => vec![name.to_owned()],
        _ => mapped,
    }
}

/// The string formats for which generated clients have types.
pub(crate) const TYPED: &[&str] = &["uuid", "date", "date-time", "byte"];

/// All string formats that are checked.
pub(crate) const ALL: &[&str] = &[
    "uuid",
    "date",
    "date-time",
    "byte",
    "email",
    "uri",
    "ipv4",
    "ipv6",
];

/// The validator of a schema, with the components that it reaches. `None` if the schema is invalid.
pub(crate) fn validator(root: &Value, schema: &Value, direction: Direction) -> Option<Validator> {
    let translation = Translation {
        root,
        direction,
        formats: TYPED,
        patterns: true,
    };
    build(&translation.whole(schema, "")).ok()
}

/// A validator that reports the position of a violated keyword in the description.
pub(crate) struct Checker {
    validator: Validator,
    whole: Value,
}

impl Checker {
    /// The checker of the schema at a pointer of an effective description.
    ///
    /// # Errors
    ///
    /// The reason why a part of the schema can't be used, such as a pattern that is not a regular
    /// expression; with a checker without patterns, if there is one.
    pub(crate) fn of(
        root: &Value,
        pointer: &str,
        direction: Direction,
    ) -> Result<Self, (String, Option<Self>)> {
        let mut translation = Translation {
            root,
            direction,
            formats: ALL,
            patterns: true,
        };
        let schema = root.pointer(pointer).unwrap_or(&Value::Null);
        let whole = translation.whole(schema, pointer);
        build(&whole)
            .map(|validator| Self { validator, whole })
            .map_err(|error| {
                translation.patterns = false;
                let whole = translation.whole(schema, pointer);
                let validator = build(&whole).ok();
                (error, validator.map(|validator| Self { validator, whole }))
            })
    }

    /// Whether the schema allows a value.
    pub(crate) fn is_valid(&self, value: &Value) -> bool {
        self.validator.is_valid(value)
    }

    /// All violations by a value.
    pub(crate) fn violations(&self, value: &Value) -> Vec<Violation> {
        let mut found = Vec::new();
        for error in self.validator.iter_errors(value) {
            self.explain(&error, &mut found);
        }
        found
    }

    /// Adds the violations of a validation error. For a union, those of the intended variant are
    /// reported if it is known: the one of the tag, or the only one with the value's shape.
    fn explain(&self, error: &ValidationError<'_>, found: &mut Vec<Violation>) {
        use ValidationErrorKind as Of;
        let schema = error.schema_path().as_str();
        let at = error.instance_path().as_str();
        let value = error.instance();
        if let Of::AnyOf { context } | Of::OneOfNotValid { context } = error.kind() {
            let union = schema.rsplit_once('/').map_or("", |(union, _)| union);
            let union = self.whole.pointer(union).unwrap_or(&Value::Null);
            let deeper = |errors: &[ValidationError<'_>]| {
                errors
                    .iter()
                    .all(|it| it.instance_path().as_str().len() > at.len())
            };
            let of_tag = |errors: &[ValidationError<'_>]| {
                !errors
                    .iter()
                    .any(|it| self.is_of_tag(it.schema_path().as_str()))
            };
            let mut meant = context.iter().filter(|errors| match &union[MARK] {
                Value::String(mark) if mark == "null" => {
                    !value.is_null() && !errors.iter().any(|it| is_null_branch(it, at))
                }
                Value::String(mark) if mark == "tag" => of_tag(errors),
                _ => deeper(errors),
            });
            if let (Some(errors), None) = (meant.next(), meant.next()) {
                for error in errors {
                    self.explain(error, found);
                }
                return;
            }
        }
        let described = self.described(schema);
        let scalar = (!value.is_object() && !value.is_array()).then(|| value.clone().into_owned());
        let mut add = |kind: Kind, at: String, message: String, value: Option<Value>| {
            let described = described.clone();
            found.push(Violation {
                kind,
                at,
                described,
                message,
                value,
                is_violation: true,
            });
        };
        let masked = error.masked().to_string();
        let kind = match error.kind() {
            Of::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                let message = format!("the required property `{name}` is missing");
                return add(Kind::MissingProperty, child(at, name), message, None);
            }
            Of::AdditionalProperties { unexpected } => {
                for name in unexpected {
                    let message = format!("the property `{name}` is not allowed");
                    add(Kind::UndeclaredProperty, child(at, name), message, None);
                }
                return;
            }
            _ if value.is_null() => Kind::Null,
            Of::Type { .. } => Kind::Type,
            Of::Enum { .. } => Kind::Enum,
            Of::Format { .. } => Kind::Format,
            Of::AnyOf { .. } | Of::OneOfNotValid { .. } => Kind::Variant,
            _ => Kind::Constraint,
        };
        let found = match kind {
            Kind::Null => "null is not allowed".to_owned(),
            Kind::Type => format!("{masked}; it is {}", kind_of(value)),
            Kind::Enum => "the value is not one of the listed values".to_owned(),
            Kind::Variant => "the value matches no variant".to_owned(),
            _ => masked,
        };
        add(kind, at.to_owned(), found, scalar);
    }

    fn is_of_tag(&self, schema: &str) -> bool {
        let mut at = schema;
        loop {
            if self.whole.pointer(at).is_some_and(|it| it[MARK] == "tags") {
                return true;
            }
            match at.rsplit_once('/') {
                Some((parent, _)) => at = parent,
                None => return false,
            }
        }
    }

    /// The description's keyword for a keyword of the translated schema: the nearest node with an
    /// origin, and the keyword, if that node has it.
    fn described(&self, schema: &str) -> Pointer {
        let mut at = schema;
        let mut below = "";
        loop {
            if let Some(node) = self.whole.pointer(at)
                && let Some(origin) = node[ORIGIN].as_str()
            {
                let keyword = below.split('/').next().unwrap_or_default();
                let origin = Pointer::parse(origin).unwrap_or_default();
                return match keyword {
                    "" => origin,
                    keyword => origin.child(keyword),
                };
            }
            match at.rsplit_once('/') {
                Some((parent, _)) => (below, at) = (&schema[parent.len() + 1..], parent),
                None => return Pointer::root(),
            }
        }
    }
}

fn is_null_branch(error: &ValidationError<'_>, at: &str) -> bool {
    error.instance_path().as_str() == at
        && matches!(
            error.kind(),
            ValidationErrorKind::Type {
                kind: TypeKind::Single(JsonType::Null)
            }
        )
}

/// The name of a JSON value's type.
fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// The pointer of a member of the node at a pointer.
pub(super) fn child(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn build(whole: &Value) -> Result<Validator, String> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .with_format("uuid", is_uuid)
        .with_format("byte", is_base64)
        .build(whole)
        .map_err(|error| error.to_string())
}

/// The form of RFC 9562, section 4.
pub(crate) fn is_uuid(text: &str) -> bool {
    let is_hyphen = |index| [8, 13, 18, 23].contains(&index);
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| {
            byte == b'-' && is_hyphen(index) || byte.is_ascii_hexdigit() && !is_hyphen(index)
        })
}

/// The form of RFC 4648, section 4.
fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    text.len().is_multiple_of(4) && text.len() - digits.len() <= 2 && digits.bytes().all(is_digit)
}

fn resolve_once<'a>(root: &'a Value, pointer: &str) -> &'a Value {
    let pointer = percent_encoding::percent_decode_str(pointer).decode_utf8_lossy();
    root.pointer(&pointer).unwrap_or(&Value::Null)
}

fn references(node: &Value) -> Vec<String> {
    match node {
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(members) => {
            let own = members
                .get("$ref")
                .and_then(Value::as_str)
                .map(str::to_owned);
            own.into_iter()
                .chain(members.values().flat_map(references))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Sets the value at a pointer, with all objects on the way.
fn put(whole: &mut Value, pointer: &str, schema: Value) {
    let mut node = whole;
    for part in pointer.split('/').skip(1) {
        let part = percent_encoding::percent_decode_str(part).decode_utf8_lossy();
        let part = part.replace("~1", "/").replace("~0", "~");
        if !node.is_object() {
            *node = json!({});
        }
        node = &mut node[part.as_str()];
    }
    *node = schema;
}

/// The keyword in a translated schema with its position in the description.
const ORIGIN: &str = "x-origin";
/// The keyword that marks a schema without a counterpart in the description.
const MARK: &str = "x-mark";

/// Translates the schemas of a description to JSON Schema: null, read-only and write-only properties,
/// and unions with a discriminator, which is more specific than `oneOf`.
struct Translation<'a> {
    root: &'a Value,
    direction: Direction,
    formats: &'a [&'a str],
    patterns: bool,
}

impl Translation<'_> {
    /// A schema with all components that it reaches, at their pointers.
    fn whole(&self, schema: &Value, pointer: &str) -> Value {
        let mut reached: BTreeMap<String, Value> = BTreeMap::new();
        let mut open = vec![schema.clone()];
        let mut whole = json!({ "allOf": [self.schema(schema, pointer)] });
        while let Some(node) = open.pop() {
            for reference in references(&node) {
                let pointer = reference.trim_start_matches('#').to_owned();
                let target = resolve_once(self.root, &pointer);
                let decoded = percent_encoding::percent_decode_str(&pointer).decode_utf8_lossy();
                reached.entry(pointer.clone()).or_insert_with(|| {
                    open.push(target.clone());
                    self.schema(target, &decoded)
                });
            }
        }
        for (pointer, schema) in reached {
            put(&mut whole, &pointer, schema);
        }
        whole
    }

    fn schema(&self, value: &Value, at: &str) -> Value {
        let Value::Object(members) = value else {
            return match value {
                Value::Array(items) => (items.iter().enumerate())
                    .map(|(index, item)| self.schema(item, &child(at, &index.to_string())))
                    .collect(),
                scalar => scalar.clone(),
            };
        };
        if members.contains_key("$ref") {
            return json!({ "$ref": members["$ref"] });
        }
        let mut translated = Map::new();
        for (key, value) in members {
            let value = match (key.as_str(), value) {
                (
                    "nullable" | "discriminator" | "example" | "examples" | "default" | "title"
                    | "description",
                    _,
                ) => continue,
                // Their effect is in the references already.
                ("$id" | "$schema" | "$anchor" | "$dynamicAnchor", _) => continue,
                (key, _) if key.starts_with("x-") => continue,
                // The exclusive limits of OpenAPI 3.0.
                ("exclusiveMinimum" | "exclusiveMaximum", Value::Bool(_)) => continue,
                ("minimum", limit) if is_exclusive(members, "exclusiveMinimum") => {
                    translated.insert("exclusiveMinimum".to_owned(), limit.clone());
                    continue;
                }
                ("maximum", limit) if is_exclusive(members, "exclusiveMaximum") => {
                    translated.insert("exclusiveMaximum".to_owned(), limit.clone());
                    continue;
                }
                ("pattern", _) if !self.patterns => continue,
                ("format", Value::String(format)) if !self.formats.contains(&format.as_str()) => {
                    continue;
                }
                (
                    "properties" | "patternProperties" | "dependentSchemas" | "$defs",
                    Value::Object(named),
                ) => {
                    let at = child(at, key);
                    (named.iter())
                        .map(|(name, schema)| {
                            (name.clone(), self.schema(schema, &child(&at, name)))
                        })
                        .collect()
                }
                ("enum" | "const" | "dependentRequired", value) => value.clone(),
                ("required", Value::Array(names)) => {
                    let names: Vec<Value> = (names.iter())
                        .filter(|name| self.is_sent(members, name))
                        .cloned()
                        .collect();
                    if names.is_empty() {
                        continue;
                    }
                    names.into()
                }
                ("oneOf" | "anyOf", Value::Array(variants))
                    if members.contains_key("discriminator") =>
                {
                    let inner = |index: usize, variant: &Value| {
                        self.schema(variant, &child(&child(at, key), &index.to_string()))
                    };
                    let tagged =
                        of_discriminator(members, variants, &inner, &child(at, "discriminator"));
                    translated.insert("anyOf".to_owned(), tagged);
                    translated.insert(MARK.to_owned(), "tag".into());
                    continue;
                }
                (_, value) => self.schema(value, &child(at, key)),
            };
            translated.insert(key.clone(), value);
        }
        let typed = ["type", "allOf", "anyOf", "oneOf"]
            .iter()
            .any(|key| members.contains_key(*key));
        if members.get("properties").is_some_and(Value::is_object) && !typed {
            translated.insert("type".to_owned(), "object".into());
        }
        let limits = match members.get("format").and_then(Value::as_str) {
            Some("int32") => Some([i32::MIN.into(), i32::MAX.into()]),
            Some("int64") => Some([i64::MIN, i64::MAX]),
            _ => None,
        };
        // The limits of the format, unless keywords set others (OpenAPI 3.0.4, Data Types).
        for (key, limit) in ["minimum", "maximum"]
            .into_iter()
            .zip(limits.into_iter().flatten())
        {
            translated.entry(key).or_insert_with(|| limit.into());
        }
        translated.insert(ORIGIN.to_owned(), at.into());
        if members.get("nullable") == Some(&Value::Bool(true)) {
            return json!({ "anyOf": [{ "type": "null" }, translated], ORIGIN: at, MARK: "null" });
        }
        Value::Object(translated)
    }

    /// Whether a required property occurs in payloads of this direction.
    fn is_sent(&self, members: &Map<String, Value>, name: &Value) -> bool {
        let name = name.as_str().unwrap_or_default();
        let property = members.get("properties").and_then(|it| it.get(name));
        let property = property.map(|it| (it, resolve(self.root, it)));
        let hidden = |it: &Value| it.get(self.direction.hidden()) == Some(&Value::Bool(true));
        !property.is_some_and(|(node, target)| hidden(node) || hidden(target))
    }
}

fn is_exclusive(members: &Map<String, Value>, key: &str) -> bool {
    members.get(key) == Some(&Value::Bool(true))
}

/// The variants of a union, each with its discriminator values.
fn of_discriminator(
    members: &Map<String, Value>,
    variants: &[Value],
    inner: &dyn Fn(usize, &Value) -> Value,
    at: &str,
) -> Value {
    let discriminator = members.get("discriminator");
    let property = discriminator
        .and_then(|it| it.get("propertyName")?.as_str())
        .unwrap_or_default();
    variants
        .iter()
        .enumerate()
        .map(|(index, variant)| {
            let tags = tags(discriminator, variant);
            let translated = inner(index, variant);
            match tags.is_empty() {
                true => translated,
                false => json!({ "allOf": [translated,
                    { "properties": { property: { "enum": tags } }, ORIGIN: at, MARK: "tags" }] }),
            }
        })
        .collect()
}
