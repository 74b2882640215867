//! Makes a value of a schema that the validator accepts, reproducible by the seed.

use std::collections::BTreeSet;

use fastrand::Rng;
use generator::document::Pointer;
use serde_json::{Map, Value, json};

use super::texts;
use crate::exchange::schemas::resolve;
use crate::exchange::values::{Maker, merge, tagged};
use crate::exchange::{Description, Direction};

/// Below this depth objects have only required properties, and arrays only the minimum of items.
const DEPTH: usize = 5;
/// Nothing is made below this depth, which only endlessly recursive schemas reach.
const DEEPEST: usize = 24;

/// A value of the schema at a pointer. `Err` has the best attempt if the validator accepts none.
pub(super) fn value(
    description: &Description,
    schema: &Pointer,
    direction: Direction,
    random: Rng,
    takes_examples: bool,
) -> Result<Value, Value> {
    let root = description.root();
    let (_, node) = description.node(schema);
    let mut sampler = Sampler {
        root,
        direction,
        random,
        takes_examples,
    };
    let made = sampler.value(node, "", 0);
    let Some(checker) = description.checker(schema, direction) else {
        return Ok(made);
    };
    if checker.is_valid(&made) {
        return Ok(made);
    }
    sampler.takes_examples = false;
    let again = sampler.value(node, "", 0);
    if checker.is_valid(&again) {
        return Ok(again);
    }
    let candidates = Maker { root, direction }.values(node);
    let valid = candidates.into_iter().find(|value| checker.is_valid(value));
    valid.ok_or(made)
}

struct Sampler<'a> {
    root: &'a Value,
    direction: Direction,
    random: Rng,
    takes_examples: bool,
}

impl Sampler<'_> {
    fn value(&mut self, schema: &Value, name: &str, depth: usize) -> Value {
        let mut merged = Map::new();
        merge(self.root, schema, &mut merged, 0);
        self.of(&merged, name, depth)
    }

    fn of(&mut self, schema: &Map<String, Value>, name: &str, depth: usize) -> Value {
        if depth > DEEPEST {
            return Value::Null;
        }
        if self.takes_examples {
            let shown = [schema.get("example"), schema.get("default")];
            if let Some(value) = shown.into_iter().flatten().next() {
                return value.clone();
            }
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array)
            && let Some(value) = self.random.choice(values)
        {
            return value.clone();
        }
        let variants = ["oneOf", "anyOf"].into_iter();
        let variants = variants.filter_map(|key| schema.get(key)?.as_array());
        let variants: Vec<&Value> = variants.flatten().collect();
        if variants.is_empty() {
            return self.of_type(schema, name, depth);
        }
        // A variant without objects ends the recursion.
        let variant = if depth > DEPTH {
            variants.first().copied()
        } else {
            self.random.choice(variants)
        };
        let variant = variant.unwrap_or(&Value::Null);
        let mut value = self.value(&tagged(schema, variant), name, depth + 1);
        if schema.contains_key("properties")
            && let (Value::Object(own), Value::Object(members)) =
                (self.of_type(schema, name, depth), &mut value)
        {
            for (key, value) in own {
                members.entry(key).or_insert(value);
            }
        }
        value
    }

    fn of_type(&mut self, schema: &Map<String, Value>, name: &str, depth: usize) -> Value {
        let kind = schema.get("type").and_then(Value::as_str);
        let is_object = ["properties", "additionalProperties", "required"]
            .iter()
            .any(|key| schema.contains_key(*key));
        match kind {
            Some("boolean") => self.random.bool().into(),
            Some("integer") => self.integer(schema),
            Some("number") => self.number(schema),
            Some("string") => texts::text(schema, name, &mut self.random).into(),
            Some("array") => self.array(schema, name, depth),
            Some("object") => self.object(schema, depth),
            None if is_object => self.object(schema, depth),
            None if schema.contains_key("items") => self.array(schema, name, depth),
            _ if depth > DEPTH => json!({}),
            _ => json!({ "any": "value" }),
        }
    }

    fn integer(&mut self, schema: &Map<String, Value>) -> Value {
        let limit = |key: &str| schema.get(key).and_then(Value::as_f64);
        let excludes = |key: &str| schema.get(key) == Some(&Value::Bool(true));
        #[allow(clippy::cast_possible_truncation)]
        let whole = |number: f64| number as i64;
        let low = limit("minimum").map(|it| whole(it.ceil()));
        let low = low.map(|it| it.saturating_add(i64::from(excludes("exclusiveMinimum"))));
        let high = limit("maximum").map(|it| whole(it.floor()));
        let high = high.map(|it| it.saturating_sub(i64::from(excludes("exclusiveMaximum"))));
        let (low, high) = match (low, high) {
            (None, None) => (1, 1_000),
            (Some(low), None) => (low, low.saturating_add(1_000)),
            (None, Some(high)) => (high.saturating_sub(1_000), high),
            (Some(low), Some(high)) => (low, high),
        };
        let made = self.random.i64(low..=high.max(low));
        match schema.get("multipleOf").and_then(Value::as_i64) {
            Some(step) if step > 0 => {
                let multiple = made - made.rem_euclid(step);
                let multiple = if multiple < low {
                    multiple.saturating_add(step)
                } else {
                    multiple
                };
                multiple.into()
            }
            _ => made.into(),
        }
    }

    fn number(&mut self, schema: &Map<String, Value>) -> Value {
        if schema.contains_key("multipleOf") {
            return self.integer(schema);
        }
        let limit = |key: &str| schema.get(key).and_then(Value::as_f64);
        match (limit("minimum"), limit("maximum")) {
            (Some(low), Some(high)) => json!(low + (high - low) / 2.0),
            _ => {
                let Value::Number(whole) = self.integer(schema) else {
                    return json!(1.5);
                };
                let above = if limit("maximum").is_some() {
                    -0.5
                } else {
                    0.5
                };
                json!(whole.as_f64().unwrap_or(1.0) + above)
            }
        }
    }

    fn array(&mut self, schema: &Map<String, Value>, name: &str, depth: usize) -> Value {
        let count = |key: &str| schema.get(key).and_then(Value::as_u64);
        let least = count("minItems").unwrap_or_default().min(1_000);
        let most = count("maxItems").unwrap_or(u64::MAX);
        let number = if depth > DEPTH {
            least
        } else {
            least.max(self.random.u64(1..=2)).min(most)
        };
        let any = json!({});
        let items = schema.get("items").unwrap_or(&any);
        let mut made: Vec<Value> = Vec::new();
        let mut seen = BTreeSet::new();
        let is_set = schema.get("uniqueItems") == Some(&Value::Bool(true));
        let first = schema.get("prefixItems").and_then(Value::as_array);
        let first = first.map_or(&[][..], Vec::as_slice);
        // `false` is written as `not: {}`.
        let number = match *items == json!({ "not": {} }) {
            true => first.len() as u64,
            false => number,
        };
        for _ in 0..number * 4 {
            if made.len() as u64 >= number {
                break;
            }
            let item = first.get(made.len()).unwrap_or(items);
            let item = self.value(item, name, depth + 1);
            let is_new = seen.insert(item.to_string());
            if is_new || !is_set {
                made.push(item);
            } else {
                // The same example would be used again: only a made value can differ.
                self.takes_examples = false;
            }
        }
        made.into()
    }

    fn object(&mut self, schema: &Map<String, Value>, depth: usize) -> Value {
        let required = schema.get("required").and_then(Value::as_array);
        let required: BTreeSet<&str> = required
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut made = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let node = resolve(self.root, property);
            let hidden = node
                .get(self.direction.hidden())
                .or(property.get(self.direction.hidden()));
            if hidden == Some(&Value::Bool(true))
                || depth > DEPTH && !required.contains(name.as_str())
            {
                continue;
            }
            let value = self.value(property, name, depth + 1);
            made.insert(name.clone(), value);
        }
        for name in required {
            if properties.is_none_or(|it| !it.contains_key(name)) {
                let further = schema
                    .get("additionalProperties")
                    .filter(|it| it.is_object());
                let value = match further {
                    Some(further) => self.value(further, name, depth + 1),
                    None => "text".into(),
                };
                made.insert(name.to_owned(), value);
            }
        }
        let any = json!({});
        let further = schema.get("additionalProperties").unwrap_or(&any);
        let shows_one = schema.contains_key("additionalProperties") && depth <= DEPTH;
        let least = schema.get("minProperties").and_then(Value::as_u64);
        let least = least.unwrap_or_default().max(u64::from(shows_one));
        let missing = least.saturating_sub(made.len() as u64).min(1_000);
        for number in (0..missing).filter(|_| further.is_object()) {
            let names = schema.get("propertyNames");
            let name = match names.map(|names| self.value(names, "key", depth + 1)) {
                Some(Value::String(name)) => name,
                _ if number == 0 => "key".to_owned(),
                _ => format!("key{}", number + 1),
            };
            let value = self.value(further, &name, depth + 1);
            made.insert(name, value);
        }
        Value::Object(made)
    }
}
