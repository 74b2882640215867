//! The kind of a schema's values, and whether another kind has more, fewer or different values.

use super::same::{same_type, takes_all};
use crate::api::{Api, IntegerFormat, Object, Property, Schema, SchemaKind, StringFormat, Use};
use crate::compare::Rule;
use crate::compare::pair::Pair;

/// The rule for two schemas whose kinds differ; `None` if they have the same kind and at most their
/// content differs.
pub(super) fn rule(apis: Pair<&Api>, kinds: Pair<&SchemaKind>) -> Option<Rule> {
    use SchemaKind::{
        Any, Decimal, Enum, Integer, List, Map, Number, OpenTuple, String, Tuple, Union,
    };
    let (base, revision) = (apis.old, apis.new);
    let rule = match (kinds.old, kinds.new) {
        (old, new) if old == new => return None,
        (Enum(old), Enum(new)) if old.is_integer() == new.is_integer() => return None,
        (List(_), List(_)) | (Map { .. }, Map { .. }) => return None,
        (SchemaKind::Object(_), SchemaKind::Object(_)) | (Union(_), Union(_)) => return None,
        (Tuple(old), Tuple(new)) if old.len() == new.len() => return None,
        (
            OpenTuple {
                first: a,
                least: fewest,
                ..
            },
            OpenTuple {
                first: b, least, ..
            },
        ) if a.len() == b.len() => match least.cmp(fewest) {
            std::cmp::Ordering::Equal => return None,
            std::cmp::Ordering::Less => Rule::TypeWidened,
            std::cmp::Ordering::Greater => Rule::TypeNarrowed,
        },
        (String(StringFormat::Text), Enum(values)) if !values.is_integer() => Rule::BecameEnum,
        (Enum(values), String(StringFormat::Text)) if !values.is_integer() => Rule::NoLongerEnum,
        (Integer(_), Enum(values)) if values.is_integer() => Rule::BecameEnum,
        (Enum(values), Integer(_)) if values.is_integer() => Rule::NoLongerEnum,
        (_, Any) => Rule::TypeWidened,
        (Any, _) => Rule::TypeNarrowed,
        (Integer(old), Integer(new)) => integers(*old, *new),
        (Integer(_), Number | Decimal) | (Number, Decimal) => Rule::TypeWidened,
        (Number | Decimal, Integer(_)) | (Decimal, Number) => Rule::TypeNarrowed,
        (String(_), String(StringFormat::Text)) => Rule::TypeWidened,
        (String(StringFormat::Text), String(_)) => Rule::TypeNarrowed,
        (Enum(values), Number | Decimal) if values.is_integer() => Rule::TypeWidened,
        (Number | Decimal, Enum(values)) if values.is_integer() => Rule::TypeNarrowed,
        (SchemaKind::Object(object), Map { value, .. })
            if takes_all((revision, value), (base, values(object))) =>
        {
            Rule::TypeWidened
        }
        (Map { value, .. }, SchemaKind::Object(object))
            if takes_all((base, value), (revision, values(object))) =>
        {
            Rule::TypeNarrowed
        }
        (Tuple(items), List(item)) if takes_all((revision, item), (base, items.iter())) => {
            Rule::TypeWidened
        }
        (List(item), Tuple(items)) if takes_all((base, item), (revision, items.iter())) => {
            Rule::TypeNarrowed
        }
        (Tuple(items), OpenTuple { first, .. })
            if items.len() >= first.len() && all_same((base, items), (revision, first)) =>
        {
            Rule::TypeWidened
        }
        (OpenTuple { first, .. }, Tuple(items))
            if items.len() >= first.len() && all_same((revision, items), (base, first)) =>
        {
            Rule::TypeNarrowed
        }
        _ => Rule::TypeChanged,
    };
    Some(rule)
}

/// Whether items correspond one by one to the first of a tuple and the ones after them.
fn all_same((api, items): (&Api, &[Use]), (other, first): (&Api, &[Use])) -> bool {
    let mut pairs = items.iter().zip(first);
    pairs.all(|(item, first)| takes_all((other, first), (api, std::iter::once(item))))
}

/// Whether an object may be a value of a map on the other side: its further members have the type of
/// the map's values, and its names those of the keys. Not decided for other kinds.
pub(super) fn fits_map(apis: Pair<&Api>, schemas: Pair<&Schema>) -> bool {
    let Pair { old, new } = apis.with(schemas);
    let was_object = matches!(old.1.kind, SchemaKind::Object(_));
    let ((api, object), (other, map)) = if was_object { (old, new) } else { (new, old) };
    let (SchemaKind::Object(members), SchemaKind::Map { key, value }) = (&object.kind, &map.kind)
    else {
        return true;
    };
    let fits = match &members.additional {
        Some(further) => takes_all((other, value), (api, std::iter::once(further))),
        None => object.closed || is_any(other, value),
    };
    let key = key.as_ref().and_then(|key| other.schemas.get(key));
    let is_named = key.is_none_or(|key| match &key.kind {
        SchemaKind::Any | SchemaKind::String(StringFormat::Text) => {
            // Released clients read any text as a key.
            !was_object || key.limits.is_empty()
        }
        SchemaKind::Enum(known) => {
            let is_listed = |name: &str| known.values.iter().any(|one| one.wire.text() == name);
            !was_object || members.properties.iter().all(|one| is_listed(&one.name))
        }
        _ => false,
    });
    fits && is_named
}

/// Whether an object and a map allow the same values: the object requires no property, and all of its
/// properties, named or not, have the type of the map's values.
pub(super) fn is_same_map(apis: Pair<&Api>, schemas: Pair<&Schema>) -> bool {
    let Pair { old, new } = apis.with(schemas);
    let was_object = matches!(old.1.kind, SchemaKind::Object(_));
    let ((api, object), (other, map)) = if was_object { (old, new) } else { (new, old) };
    let (SchemaKind::Object(members), SchemaKind::Map { key: None, value }) =
        (&object.kind, &map.kind)
    else {
        return false;
    };
    let is_further = match &members.additional {
        Some(further) => same_type((api, further), (other, value)),
        None => !object.closed && is_any(other, value),
    };
    let is_free = |one: &Property| {
        let is_optional = !one.listed && !one.read_only && !one.write_only;
        is_optional && same_type((api, &one.value), (other, value))
    };
    is_further && members.properties.iter().all(is_free)
}

/// Whether values are arbitrary JSON.
pub(super) fn is_any(api: &Api, value: &Use) -> bool {
    let schema = api.schemas.get(&value.schema);
    schema.is_some_and(|schema| schema.kind == SchemaKind::Any)
}

/// How deep unions of scalars may be nested.
const DEEPEST: usize = 4;

/// Whether values are strings, numbers or booleans, or one of several such schemas.
pub(super) fn is_scalar(api: &Api, kind: &SchemaKind) -> bool {
    is_scalar_within(api, kind, DEEPEST)
}

fn is_scalar_within(api: &Api, kind: &SchemaKind, depth: usize) -> bool {
    use SchemaKind::{Boolean, Decimal, Enum, Integer, Number, String, Union};
    match kind {
        Boolean | Decimal | Enum(_) | Integer(_) | Number | String(_) => true,
        Union(union) if depth > 0 => union.variants.iter().all(|variant| {
            let schema = api.schemas.get(&variant.value.schema);
            schema.is_some_and(|schema| is_scalar_within(api, &schema.kind, depth - 1))
        }),
        _ => false,
    }
}

/// Whether values are any strings.
pub(super) fn is_text(api: &Api, value: &Use) -> bool {
    let schema = api.schemas.get(&value.schema);
    schema.is_some_and(|schema| {
        schema.kind == SchemaKind::String(StringFormat::Text) && schema.limits.is_empty()
    })
}

fn values(object: &Object) -> impl Iterator<Item = &Use> {
    object.properties.iter().map(|property| &property.value)
}

fn integers(old: IntegerFormat, new: IntegerFormat) -> Rule {
    use IntegerFormat::{Int32, Int64, Int128, UInt32, UInt64, UInt128};
    let holds = |large, small| match large {
        Int32 | UInt32 => false,
        Int64 => matches!(small, Int32 | UInt32),
        UInt64 => small == UInt32,
        Int128 => small != UInt128 && small != Int128,
        UInt128 => matches!(small, UInt32 | UInt64),
    };
    if holds(new, old) {
        Rule::TypeWidened
    } else if holds(old, new) {
        Rule::TypeNarrowed
    } else {
        Rule::TypeChanged
    }
}

/// Whether null is the only value.
pub(super) fn is_null(schema: &Schema) -> bool {
    let mut listed = schema.listed.iter();
    schema.kind == SchemaKind::Any
        && !schema.listed.is_empty()
        && listed.all(serde_json::Value::is_null)
}

/// A schema in OpenAPI's words.
pub(super) fn words(api: &Api, schema: &Schema) -> String {
    let item = |value: &Use| {
        let inner = api.schemas.get(&value.schema);
        match (value.schema.component(), inner.map(|inner| &inner.kind)) {
            (
                Some(name),
                Some(SchemaKind::Object(_) | SchemaKind::Union(_) | SchemaKind::Enum(_)),
            ) => name,
            (_, Some(SchemaKind::List(_))) => "array".to_owned(),
            (_, Some(SchemaKind::Map { .. })) => "map".to_owned(),
            (_, Some(_)) => inner.map(|inner| words(api, inner)).unwrap_or_default(),
            (_, None) => "any".to_owned(),
        }
    };
    match &schema.kind {
        SchemaKind::Any if is_null(schema) => "null".to_owned(),
        SchemaKind::Any => "any".to_owned(),
        SchemaKind::Boolean => "boolean".to_owned(),
        SchemaKind::Integer(format) => format!("integer ({})", integer_format(*format)),
        SchemaKind::Number => "number".to_owned(),
        SchemaKind::Decimal => "number (decimal)".to_owned(),
        SchemaKind::String(StringFormat::Text) => match format(schema) {
            Some(format) => format!("string ({format})"),
            None => "string".to_owned(),
        },
        SchemaKind::String(format) => format!("string ({})", string_format(*format)),
        SchemaKind::Enum(values) if values.is_integer() => "enum of integers".to_owned(),
        SchemaKind::Enum(_) => "enum of strings".to_owned(),
        SchemaKind::List(value) => format!("array of {}", item(value)),
        SchemaKind::Tuple(items) => format!("array of {} different items", items.len()),
        SchemaKind::OpenTuple { first, rest, .. } => format!(
            "array of {} different items and {}",
            first.len(),
            item(rest)
        ),
        SchemaKind::Map { value, .. } => format!("map of {}", item(value)),
        SchemaKind::Object(object) => match schema.id.component() {
            Some(name) => format!("object {name}"),
            None => format!("object of {} properties", object.properties.len()),
        },
        SchemaKind::Union(union) => format!("union of {} variants", union.variants.len()),
    }
}

/// The format of a schema, even if the client has no type for it.
pub(super) fn format(schema: &Schema) -> Option<&str> {
    let found = schema.limits.iter().find(|(key, _)| *key == "format");
    found.and_then(|(_, value)| value.as_str())
}

fn integer_format(format: IntegerFormat) -> &'static str {
    match format {
        IntegerFormat::Int32 => "int32",
        IntegerFormat::Int64 => "int64",
        IntegerFormat::UInt32 => "uint32",
        IntegerFormat::UInt64 => "uint64",
        IntegerFormat::Int128 => "int128",
        IntegerFormat::UInt128 => "uint128",
    }
}

fn string_format(format: StringFormat) -> &'static str {
    match format {
        StringFormat::Text => "text",
        StringFormat::Uuid => "uuid",
        StringFormat::DateTime => "date-time",
        StringFormat::Date => "date",
        StringFormat::Base64 => "byte",
        StringFormat::Base64Url => "base64url",
        StringFormat::Base32 => "base32",
        StringFormat::Base32Hex => "base32hex",
        StringFormat::Base16 => "base16",
        StringFormat::Binary => "binary",
    }
}
