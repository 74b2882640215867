//! The kind of a schema that isn't an object and has no parts.

use serde_json::Value;

use super::enumeration::{self, Values};
use super::keywords::Keywords;
use super::lowering::SchemaLowering;
use super::range;
use super::{SchemaKind, StringFormat, Use};
use crate::document::Pointer;

/// The kind of a schema that isn't an object and has no parts.
pub(super) fn plain_kind(
    lowering: &mut SchemaLowering<'_>,
    pointer: &Pointer,
    nullable: &mut bool,
) -> SchemaKind {
    let keywords = Keywords::new(lowering.schemas.at(pointer));
    *nullable |= keywords.list("enum").iter().any(Value::is_null);
    match enumeration::read(keywords) {
        Values::Enum(values) => return SchemaKind::Enum(values),
        Values::Mixed => {
            let listed = keywords.list("enum").iter().filter(|it| !it.is_null());
            let listed: Vec<&Value> = listed.collect();
            return if listed.iter().all(|it| it.is_boolean()) {
                SchemaKind::Boolean
            } else if listed.iter().all(|it| it.is_i64() || it.is_u64()) {
                integer(lowering, pointer, keywords)
            } else if listed.iter().all(|it| it.is_number()) {
                number(keywords.text("format"))
            } else {
                let message = "an enum with values of several types";
                lowering.reports.note(pointer, message);
                SchemaKind::Any
            };
        }
        Values::OfType => {}
    }
    let format = keywords.text("format");
    match keywords.kind() {
        Some("boolean") => SchemaKind::Boolean,
        Some("integer") => integer(lowering, pointer, keywords),
        Some("number") => number(format),
        Some("string") => SchemaKind::String(string_format(format)),
        // Swagger 2.0's type for the bytes of a body.
        Some("file") => SchemaKind::String(StringFormat::Binary),
        Some("array") => list(lowering, pointer, keywords),
        None if keywords.get("items").is_some() || keywords.get("prefixItems").is_some() => {
            list(lowering, pointer, keywords)
        }
        None => match format {
            Some("int32" | "int64" | "uint32" | "uint64") => integer(lowering, pointer, keywords),
            Some("float" | "double" | "decimal" | "decimal128") => number(format),
            Some(_) => SchemaKind::String(string_format(format)),
            None => SchemaKind::Any,
        },
        Some(other) => {
            let message = format!("`{other}` is not a type");
            lowering.reports.note(pointer, &message);
            SchemaKind::Any
        }
    }
}

fn integer(
    lowering: &mut SchemaLowering<'_>,
    pointer: &Pointer,
    keywords: Keywords<'_>,
) -> SchemaKind {
    match range::format(keywords) {
        Some(format) => SchemaKind::Integer(format),
        None => {
            lowering.reports.note(
                pointer,
                "its limits exceed 128 bits; it is typed as an inexact number",
            );
            SchemaKind::Number
        }
    }
}

fn list(
    lowering: &mut SchemaLowering<'_>,
    pointer: &Pointer,
    keywords: Keywords<'_>,
) -> SchemaKind {
    /// The maximum length of an array that becomes a tuple.
    const LONGEST_TUPLE: usize = 12;
    let at = pointer.child("prefixItems");
    let first = keywords.list("prefixItems").len();
    if first == 0 {
        return SchemaKind::List(lowering.use_at(&pointer.child("items")));
    }
    let uses: Vec<Use> = (0..first)
        .map(|index| lowering.use_at(&at.child(index)))
        .collect();
    let count = |key: &str| keywords.get(key).and_then(whole);
    let closed = count("maxItems").is_some_and(|most| most <= first as u64);
    // An array limited to these items, without `minItems`, is meant to have all of them.
    let complete = count("minItems").is_none_or(|least| least >= first as u64);
    if closed && complete && first <= LONGEST_TUPLE {
        return SchemaKind::Tuple(uses);
    }
    let mut all = uses.clone();
    if !closed {
        all.push(lowering.use_at(&pointer.child("items")));
    }
    match all.split_first() {
        Some((item, others)) if others.iter().all(|other| other == item) => {
            SchemaKind::List(item.clone())
        }
        _ if !closed && first <= LONGEST_TUPLE => SchemaKind::OpenTuple {
            least: count("minItems").map_or(0, |least| {
                usize::try_from(least).unwrap_or(first).min(first)
            }),
            rest: lowering.use_at(&pointer.child("items")),
            first: uses,
        },
        _ => {
            lowering.reports.note(
                pointer,
                "an array of any length with items of several types",
            );
            SchemaKind::List(lowering.queue.any_schema())
        }
    }
}

/// Amounts such as money are exact (the formats `decimal` and `decimal128` of the format registry).
fn number(format: Option<&str>) -> SchemaKind {
    match format {
        Some("decimal" | "decimal128") => SchemaKind::Decimal,
        _ => SchemaKind::Number,
    }
}

/// A count, which may be written as `2.0`.
fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        let count = value.as_f64()?;
        let small = count.fract() == 0.0 && (0.0..1e6).contains(&count);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        small.then_some(count as u64)
    })
}

fn string_format(format: Option<&str>) -> StringFormat {
    match format {
        Some("uuid") => StringFormat::Uuid,
        Some("date-time") => StringFormat::DateTime,
        Some("date") => StringFormat::Date,
        Some("byte") => StringFormat::Base64,
        Some("base64url") => StringFormat::Base64Url,
        Some("base32") => StringFormat::Base32,
        Some("base32hex") => StringFormat::Base32Hex,
        Some("base16") => StringFormat::Base16,
        Some("binary") => StringFormat::Binary,
        _ => StringFormat::Text,
    }
}
