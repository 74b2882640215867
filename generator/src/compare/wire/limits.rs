//! Limits of values: the direction of their change.

use std::cmp::Ordering;

use serde_json::Value;

use super::draft::{Draft, verb};
use super::enums::sent;
use crate::api::{
    DISCRIMINATOR, KEY_PATTERN, OPEN_ENUM, OPEN_VALUES, Schema, SchemaKind, UNLISTED_NULL, bounds,
    integer,
};
use crate::compare::pair::Pair;
use crate::compare::{Http, Rule};
use crate::rust::matches_pattern;

/// The changes of a schema's limits. `kind` is set if its values are of another kind: limits of
/// unrelated values are not compared, and a format is part of a kind.
pub(super) fn judge(place: &str, kind: Option<Rule>, schemas: Pair<&Schema>) -> Vec<Draft> {
    let compared = match kind {
        None
        | Some(Rule::TypeWidened | Rule::TypeNarrowed | Rule::BecameEnum | Rule::NoLongerEnum) => {
            schemas.sides().to_vec()
        }
        // A variant is compared by itself; the union may limit all of them.
        Some(Rule::BecameUnion) => vec![schemas.new],
        Some(Rule::NoLongerUnion) => vec![schemas.old],
        Some(_) => Vec::new(),
    };
    let stated = |key: &str| schemas.map(|schema| limit(schema, key));
    let differs = |key: &str| stated(key).differs();
    let mut keys: Vec<&'static str> = Vec::new();
    for (key, _) in compared.into_iter().flat_map(|one| &one.limits) {
        // A default is reported with its property or parameter, a format or the media type of bytes with the
        // kind.
        let said = match *key {
            "default" => true,
            "format" | "contentMediaType" => kind.is_some(),
            // Whether a bound itself is allowed belongs to the bound.
            "exclusiveMinimum" => differs("minimum"),
            "exclusiveMaximum" => differs("maximum"),
            // A condition and its consequences are one change.
            "then" | "else" => differs("if"),
            // Reported with null.
            UNLISTED_NULL => true,
            _ => false,
        };
        let is_other = match kind {
            Some(Rule::BecameUnion) => !concerns(key, &schemas.old.kind),
            Some(Rule::NoLongerUnion) => !concerns(key, &schemas.new.kind),
            _ => false,
        };
        if !keys.contains(key) && !said && !is_other {
            keys.push(key);
        }
    }
    let mut drafts = Vec::new();
    for key in keys {
        let values = stated(key);
        if !values.differs() {
            continue;
        }
        let verb = verb(values);
        let draft = |rule, message: String| {
            let draft = Draft::new(rule, place, message).changed(values);
            draft.identified(key)
        };
        let inclusive = schemas.map(|schema| inclusive(schema, key)).both();
        let is_same = inclusive.is_some_and(|bounds| !bounds.differs());
        if is_same || !schemas.map(|schema| restriction(schema, key)).differs() {
            let message = format!("`{key}` was {verb}; the allowed values are the same");
            drafts.push(draft(Rule::TextChanged, message));
            continue;
        }
        if excludes_none(schemas, key) {
            let message = format!("`{key}` was {verb}; every listed value satisfies it");
            drafts.push(draft(Rule::TextChanged, message));
            continue;
        }
        if key == OPEN_VALUES {
            // Values of another kind are reported with the kind.
            drafts.extend(kind.is_none().then(|| opened(place, values)));
            continue;
        }
        if key == DISCRIMINATOR {
            let message =
                format!("a discriminator that doesn't distinguish any variants was {verb}");
            drafts.push(draft(Rule::TextChanged, message));
            continue;
        }
        let Some(rule) = rule(key, schemas.map(|schema| restriction(schema, key))) else {
            continue;
        };
        let kind = schemas.map(|schema| &schema.kind);
        let is_tuple = |kind: &SchemaKind| matches!(kind, SchemaKind::Tuple(_));
        if key == KEY_PATTERN {
            // Without a pattern the values of all keys have the type that the crate uses for all.
            let rule = match rule {
                Rule::PatternChanged => rule,
                _ => Rule::TextChanged,
            };
            drafts.push(draft(
                rule,
                format!("the pattern of the described keys was {verb}"),
            ));
            continue;
        }
        // Released clients decode all items of a tuple.
        if key == "minItems"
            && rule == Rule::LimitLoosened
            && kind.sides().into_iter().all(is_tuple)
        {
            let message = format!("`{key}` was {verb}; some of the items may be absent");
            drafts.push(draft(Rule::TypeWidened, message));
            continue;
        }
        if key == OPEN_ENUM {
            drafts.extend(open_list(place, values));
        } else if key == "format" && matches!(kind.old, SchemaKind::Integer(_)) && !kind.differs() {
            // The range is the same, whether a format or the limits define it.
            drafts.push(draft(Rule::TextChanged, format!("`format` was {verb}")));
        } else {
            drafts.push(draft(rule, format!("`{key}` was {verb}")));
        }
    }
    drafts
}

/// Whether a keyword may restrict values of this kind.
fn concerns(key: &str, kind: &SchemaKind) -> bool {
    use SchemaKind::{Decimal, Enum, Integer, List, Map, Number, Object, OpenTuple, String, Tuple};
    match key {
        "minLength" | "maxLength" | "pattern" => matches!(kind, String(_) | Enum(_)),
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
            matches!(kind, Integer(_) | Number | Decimal | Enum(_))
        }
        "minItems" | "maxItems" | "uniqueItems" => {
            matches!(kind, List(_) | Tuple(_) | OpenTuple { .. })
        }
        "minProperties" | "maxProperties" => matches!(kind, Object(_) | Map { .. }),
        _ => true,
    }
}

/// The value of a schema's limit.
pub(super) fn limit<'a>(schema: &'a Schema, key: &str) -> Option<&'a Value> {
    let found = schema.limits.iter().find(|(name, _)| *name == key);
    found.map(|(_, value)| value)
}

/// The value of a schema's limit, unless it restricts no value: zero as the least length, the bounds
/// of a format, and a format that is only a hint for user interfaces.
fn restriction<'a>(schema: &'a Schema, key: &str) -> Option<&'a Value> {
    let value = limit(schema, key)?;
    let is = |flag: &str| limit(schema, flag) == Some(&Value::Bool(true));
    let bounds = match (limit(schema, "format"), &schema.kind) {
        (Some(_), SchemaKind::Integer(format)) => Some(bounds(*format)),
        _ => None,
    };
    let integer = integer(value);
    let is_void = match key {
        "minLength" | "minItems" | "minProperties" => value.as_f64() == Some(0.0),
        "minimum" => {
            !is("exclusiveMinimum") && bounds.is_some_and(|(least, _)| integer == Some(least))
        }
        "maximum" => {
            !is("exclusiveMaximum") && bounds.is_some_and(|(_, most)| integer == Some(most))
        }
        "format" => value == "password",
        _ => false,
    };
    (!is_void).then_some(value)
}

/// Whether null, where the type of an enum allows it, is one of its values. Where it isn't, null is
/// invalid, though released clients accept it.
pub(super) fn lists_null(schema: &Schema) -> bool {
    limit(schema, UNLISTED_NULL).is_none()
}

/// The bound of an integer among its values: `exclusiveMinimum: 0` is `minimum: 1`.
fn inclusive(schema: &Schema, key: &str) -> Option<i128> {
    let (flag, step) = match key {
        "minimum" => ("exclusiveMinimum", 1),
        "maximum" => ("exclusiveMaximum", -1),
        _ => return None,
    };
    let bound = integer(limit(schema, key)?)?;
    let is_excluded = limit(schema, flag) == Some(&Value::Bool(true));
    let bound = if is_excluded { bound + step } else { bound };
    matches!(schema.kind, SchemaKind::Integer(_)).then_some(bound)
}

/// Whether a bound excludes no value: one side lists all of its values, and the bound of the other side
/// allows them; or both sides do, each within its own bound.
fn excludes_none(schemas: Pair<&Schema>, key: &str) -> bool {
    let allows = |schema: &Schema, values: &[Value]| {
        let mut values = values.iter();
        values.all(|value| is_within(schema, key, value))
    };
    let lists = schemas.map(all_values);
    match (lists.old, lists.new) {
        (Some(old), Some(new)) => allows(schemas.old, &old) && allows(schemas.new, &new),
        (Some(old), None) => allows(schemas.new, &old),
        (None, Some(new)) => allows(schemas.old, &new),
        (None, None) => false,
    }
}

/// The values of a schema other than null, if it lists all of them.
fn all_values(schema: &Schema) -> Option<Vec<Value>> {
    let values: Vec<Value> = match &schema.kind {
        SchemaKind::Enum(_) if is_open(schema) => return None,
        SchemaKind::Enum(known) => known.values.iter().map(|one| sent(&one.wire)).collect(),
        _ => {
            let values = schema.listed.iter().filter(|one| !one.is_null());
            values.cloned().collect()
        }
    };
    (!values.is_empty()).then_some(values)
}

/// Whether the bound of a schema allows a value. Not decided for other keywords.
fn is_within(schema: &Schema, key: &str, value: &Value) -> bool {
    let is = |flag: &str| limit(schema, flag) == Some(&Value::Bool(true));
    let length = |text: &str| Value::from(text.chars().count());
    let to = |value: &Value, bound: &str| limit(schema, bound).and_then(|it| order(value, it));
    match (key, value) {
        ("minLength", Value::String(text)) => to(&length(text), key) != Some(Ordering::Less),
        ("maxLength", Value::String(text)) => to(&length(text), key) != Some(Ordering::Greater),
        ("pattern", Value::String(text)) => {
            let pattern = limit(schema, key).and_then(Value::as_str);
            pattern.is_none_or(|pattern| matches_pattern(pattern, text))
        }
        ("minimum" | "exclusiveMinimum", Value::Number(_)) => match to(value, "minimum") {
            Some(Ordering::Equal) => !is("exclusiveMinimum"),
            order => order != Some(Ordering::Less),
        },
        ("maximum" | "exclusiveMaximum", Value::Number(_)) => match to(value, "maximum") {
            Some(Ordering::Equal) => !is("exclusiveMaximum"),
            order => order != Some(Ordering::Greater),
        },
        ("multipleOf", Value::Number(_)) => {
            limit(schema, key).is_none_or(|divisor| is_multiple(value, divisor))
        }
        // The bound is of values of another type.
        (
            "minLength" | "maxLength" | "pattern" | "minimum" | "exclusiveMinimum" | "maximum"
            | "exclusiveMaximum" | "multipleOf",
            _,
        ) => true,
        _ => false,
    }
}

/// The changes of values listed by `enum` or `const` without a type of their own: booleans,
/// numbers, and values of several types.
pub(super) fn listed(place: &str, schemas: Pair<&Schema>) -> Vec<Draft> {
    let values = schemas.map(|schema| -> Vec<&Value> {
        let values = schema.listed.iter();
        values.filter(|value| !value.is_null()).collect()
    });
    let draft = |rule, message: String| Draft::new(rule, place, message);
    let list = |values: &[&Value]| {
        let values: Vec<String> = values.iter().map(|it| format!("`{}`", text(it))).collect();
        values.join(", ")
    };
    let has_both = |values: &[&Value]| {
        let mut both = [true, false].into_iter().map(Value::Bool);
        schemas.old.kind == SchemaKind::Boolean && both.all(|one| values.contains(&&one))
    };
    match (values.old.as_slice(), values.new.as_slice()) {
        ([], []) => Vec::new(),
        ([], all) | (all, []) if has_both(all) => Vec::new(),
        ([], is) => {
            let message = format!("the values became restricted to {}", list(is));
            vec![draft(Rule::BecameEnum, message).values((), is)]
        }
        (was, []) => {
            let message = format!("the values are no longer restricted to {}", list(was));
            vec![draft(Rule::NoLongerEnum, message).values(was, ())]
        }
        ([was], [is]) if was != is => {
            let message = format!("the constant was `{}` and is `{}`", text(was), text(is));
            vec![draft(Rule::ConstantChanged, message).values(was, is)]
        }
        (was, is) => {
            let gone = was.iter().filter(|value| !is.contains(value)).map(|value| {
                let message = format!("the value `{}` was removed", text(value));
                draft(Rule::EnumValueRemoved, message).values(value, ())
            });
            let new = is.iter().filter(|value| !was.contains(value)).map(|value| {
                let message = format!("the value `{}` was added", text(value));
                draft(Rule::EnumValueAdded, message).values((), value)
            });
            gone.chain(new).collect()
        }
    }
}

/// Limits of map keys that only one side has. If the keys have a type of their own, the format is
/// part of it.
pub(super) fn of_keys(
    place: &str,
    is_typed: bool,
    limits: Pair<&[(&'static str, Value)]>,
) -> Vec<Draft> {
    let draft = |rule, key: &str, verb| {
        let draft = Draft::new(rule, place, format!("`{key}` of the keys was {verb}"));
        draft.identified(key)
    };
    let is_limit =
        |(key, _): &&(&'static str, Value)| *key != "default" && !(is_typed && *key == "format");
    let gone = limits.old.iter().filter(is_limit);
    let gone =
        gone.map(|(key, value)| draft(Rule::LimitLoosened, key, "removed").values(value, ()));
    let new = limits.new.iter().filter(is_limit);
    let new = new.map(|(key, value)| draft(Rule::LimitTightened, key, "added").values((), value));
    gone.chain(new).collect()
}

/// Whether two integers of different formats have the same bounds within both formats: then the
/// values are the same.
pub(super) fn same_range(schemas: Pair<&Schema>) -> bool {
    let is_integer = |schema: &Schema| matches!(schema.kind, SchemaKind::Integer(_));
    if !schemas.sides().into_iter().all(is_integer) {
        return false;
    }
    let bounds = schemas
        .map(|schema| ["minimum", "maximum"].map(|key| limit(schema, key).and_then(Value::as_i64)));
    let held = |bound: Option<i64>| bound.is_some_and(|bound| i32::try_from(bound).is_ok());
    !bounds.differs() && bounds.old.into_iter().all(held)
}

/// Whether an enum also allows other values.
pub(super) fn is_open(schema: &Schema) -> bool {
    limit(schema, OPEN_VALUES).is_some()
}

fn opened(place: &str, is_open: Pair<Option<&Value>>) -> Draft {
    let (rule, message) = match is_open.new {
        Some(_) => (Rule::NoLongerEnum, "values beyond the list became valid"),
        None => (Rule::BecameEnum, "only the listed values are valid now"),
    };
    Draft::new(rule, place, message.to_owned())
}

/// Added and removed values of a list that may grow at any time.
fn open_list(place: &str, lists: Pair<Option<&Value>>) -> Vec<Draft> {
    let values = lists.map(|list| {
        list.and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice)
    });
    let (was, is) = (values.old, values.new);
    let gone = was.iter().filter(|value| !is.contains(value)).map(|value| {
        let message = format!("the value `{}` was removed from an open list", text(value));
        let draft = Draft::new(Rule::EnumValueRemoved, place, message).values(value, ());
        draft.judged(Http::Warning)
    });
    let new = is.iter().filter(|value| !was.contains(value)).map(|value| {
        let message = format!("the value `{}` was added to an open list", text(value));
        Draft::new(Rule::EnumValueAdded, place, message).values((), value)
    });
    gone.chain(new).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn rule(key: &str, values: Pair<Option<&Value>>) -> Option<Rule> {
    let tighter = |is: bool| {
        Some(if is {
            Rule::LimitTightened
        } else {
            Rule::LimitLoosened
        })
    };
    match (key, values.old, values.new) {
        // Content inside a string is an annotation (JSON Schema, Validation, section 8.1).
        ("format" | "contentEncoding" | "contentMediaType" | "contentSchema", ..) => {
            Some(Rule::FormatChanged)
        }
        ("pattern", None, _) => tighter(true),
        ("pattern", _, None) => tighter(false),
        ("pattern", Some(old), Some(new)) => match (is_any(old), is_any(new)) {
            (true, true) => None,
            (true, false) => tighter(true),
            (false, true) => tighter(false),
            (false, false) => Some(Rule::PatternChanged),
        },
        ("exclusiveMinimum" | "exclusiveMaximum" | "uniqueItems", old, new) => {
            let is = |value: Option<&Value>| value == Some(&Value::Bool(true));
            (is(old) != is(new)).then(|| tighter(is(new))).flatten()
        }
        // Without it one item must match (JSON Schema, Validation, section 6.4.5).
        ("minContains", old, new) => {
            let least = |value: Option<&Value>| value.and_then(Value::as_u64).unwrap_or(1);
            let is_same = least(old) == least(new);
            (!is_same)
                .then(|| tighter(least(old) < least(new)))
                .flatten()
        }
        (_, None, _) => tighter(true),
        (_, _, None) => tighter(false),
        (key, Some(old), Some(new)) => match order(old, new) {
            Some(Ordering::Equal) => None,
            Some(order) => tighter(match key {
                "minimum" | "minLength" | "minItems" | "minProperties" => order == Ordering::Less,
                "maximum" | "maxLength" | "maxItems" | "maxProperties" | "maxContains" => {
                    order == Ordering::Greater
                }
                // A divisor of the old value is looser.
                _ => !is_multiple(old, new),
            }),
            None => match contained(key, old, new) {
                Some(order) => tighter(order == Ordering::Greater),
                None => Some(Rule::PatternChanged),
            },
        },
    }
}

/// Which of two lists of alternatives contains the other one; `None` if neither does. With `oneOf`
/// an additional alternative may also exclude values, so it decides nothing.
fn contained(key: &str, old: &Value, new: &Value) -> Option<Ordering> {
    let (old, new) = (old.as_array()?, new.as_array()?);
    let has_all = |all: &[Value], some: &[Value]| some.iter().all(|it| all.contains(it));
    match (key == "anyOf", has_all(old, new), has_all(new, old)) {
        (true, true, false) => Some(Ordering::Greater),
        (true, false, true) => Some(Ordering::Less),
        _ => None,
    }
}

/// Whether a pattern matches every string.
fn is_any(pattern: &Value) -> bool {
    matches!(pattern.as_str(), Some("" | ".*" | "^.*$"))
}

fn order(old: &Value, new: &Value) -> Option<Ordering> {
    match (integer(old), integer(new)) {
        (Some(old), Some(new)) => Some(old.cmp(&new)),
        _ => old.as_f64()?.partial_cmp(&new.as_f64()?),
    }
}

/// Whether each multiple of `old` is one of `new`.
fn is_multiple(old: &Value, new: &Value) -> bool {
    match (old.as_f64(), new.as_f64()) {
        (Some(old), Some(new)) if new != 0.0 => {
            // Decimal fractions such as 0.1 are inexact.
            let ratio = old / new;
            (ratio - ratio.round()).abs() <= ratio.abs() * 4.0 * f64::EPSILON
        }
        _ => false,
    }
}
