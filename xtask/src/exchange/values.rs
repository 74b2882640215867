//! Makes payloads from a schema: small, full, and one for each kind of value that it allows, so that
//! a difference between two schemas is in at least one of them. All are candidates: the validator
//! decides.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::schemas::{Direction, resolve};

/// The maximum number of values of one schema.
const MOST: usize = 800;

/// The depth to which objects are filled; below, they have only required properties.
const DEPTH: usize = 10;

/// Strings of which at least one matches most patterns.
const TEXTS: [&str; 8] = [
    "text",
    "ABC",
    "A",
    "a1",
    "12",
    "a@b.cd",
    "https://a.example/b",
    "",
];

/// Makes values of schemas of one description.
pub(crate) struct Maker<'a> {
    pub(crate) root: &'a Value,
    pub(crate) direction: Direction,
}

impl Maker<'_> {
    /// Values of a schema, the most ordinary first.
    pub(crate) fn values(&self, schema: &Value) -> Vec<Value> {
        self.at(schema, 0)
    }

    fn at(&self, schema: &Value, depth: usize) -> Vec<Value> {
        let mut merged = Map::new();
        merge(self.root, schema, &mut merged, 0);
        let mut values = self.of(&merged, depth);
        if merged.get("nullable") == Some(&Value::Bool(true)) {
            values.push(Value::Null);
        }
        let mut seen = BTreeSet::new();
        values.retain(|value| seen.insert(value.to_string()));
        values.truncate(MOST);
        values
    }

    fn of(&self, schema: &Map<String, Value>, depth: usize) -> Vec<Value> {
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return values.clone();
        }
        if let Some(value) = schema.get("const") {
            return vec![value.clone()];
        }
        let own = self.of_type(schema, depth);
        let variants = ["oneOf", "anyOf"]
            .into_iter()
            .filter_map(|it| schema.get(it)?.as_array());
        let variants: Vec<&Value> = variants.flatten().collect();
        if variants.is_empty() {
            return own;
        }
        let mut first = Vec::new();
        let mut others = Vec::new();
        for variant in variants {
            let tagged = tagged(schema, variant);
            let mut values = self
                .at(&tagged, depth + 1)
                .into_iter()
                .map(|value| beside(&own, value));
            first.extend(values.next());
            others.extend(values);
        }
        first.extend(others);
        first
    }

    fn of_type(&self, schema: &Map<String, Value>, depth: usize) -> Vec<Value> {
        let kind = schema.get("type").and_then(Value::as_str);
        let has = |key: &str| schema.contains_key(key);
        match kind {
            Some("boolean") => vec![true.into(), false.into()],
            Some("integer") => integers(schema),
            Some("number") => {
                let mut values = vec![json!(1.5)];
                values.extend(integers(schema));
                values
            }
            Some("string") => texts(schema),
            Some("array") => self.arrays(schema, depth),
            Some("object") => self.objects(schema, depth),
            None if has("properties") || has("required") || has("additionalProperties") => {
                self.objects(schema, depth)
            }
            None if has("oneOf") || has("anyOf") => Vec::new(),
            _ => vec![json!("text"), json!(1), json!({ "any": true }), json!([])],
        }
    }

    fn arrays(&self, schema: &Map<String, Value>, depth: usize) -> Vec<Value> {
        let any = json!({});
        let least = usize::try_from(number(schema, "minItems").unwrap_or(0)).unwrap_or(0);
        let items = match depth > DEPTH && least == 0 {
            true => Vec::new(),
            false => self.at(schema.get("items").unwrap_or(&any), depth + 1),
        };
        let mut values: Vec<Value> = items
            .iter()
            .enumerate()
            .map(|(index, item)| {
                let rest = items
                    .iter()
                    .cycle()
                    .skip(index + 1)
                    .take(least.saturating_sub(1));
                [item].into_iter().chain(rest).cloned().collect()
            })
            .collect();
        values.insert(values.len().min(1), json!([]));
        if let Some(most) = number(schema, "maxItems") {
            let most = usize::try_from(most.min(200)).unwrap_or(0);
            values.push(items.iter().cycle().take(most).cloned().collect());
        } else if least == 0 {
            values.push(items.iter().cycle().take(3).cloned().collect());
        }
        values
    }

    fn objects(&self, schema: &Map<String, Value>, depth: usize) -> Vec<Value> {
        let none = Map::new();
        let properties = schema
            .get("properties")
            .and_then(Value::as_object)
            .unwrap_or(&none);
        let required = schema.get("required").and_then(Value::as_array);
        let required: BTreeSet<&str> = required
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut each: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for (name, property) in properties {
            let node = resolve(self.root, property);
            let hidden = node
                .get(self.direction.hidden())
                .or(property.get(self.direction.hidden()));
            let is_required = required.contains(name.as_str());
            if hidden == Some(&Value::Bool(true))
                || depth > DEPTH && !is_required
                || depth > DEPTH * 2
            {
                continue;
            }
            each.insert(name, self.at(property, depth + 1));
        }
        for name in &required {
            if !properties.contains_key(*name) && depth <= DEPTH {
                each.insert(name, vec![json!("text")]);
            }
        }
        let pick = |only_required: bool| -> Map<String, Value> {
            let chosen = each
                .iter()
                .filter(|(name, _)| !only_required || required.contains(*name));
            chosen
                .filter_map(|(name, values)| Some(((*name).to_owned(), values.first()?.clone())))
                .collect()
        };
        let (small, full) = (pick(true), pick(false));
        let mut all = vec![Value::Object(full.clone()), Value::Object(small.clone())];
        for (name, values) in &each {
            for value in values.iter().skip(1) {
                let mut one = small.clone();
                one.insert((*name).to_owned(), value.clone());
                all.push(Value::Object(one));
            }
            if !required.contains(*name) {
                let mut one = full.clone();
                one.remove(*name);
                all.push(Value::Object(one));
            }
        }
        match schema.get("additionalProperties") {
            Some(Value::Bool(false)) => {}
            Some(further @ Value::Object(_)) if depth <= DEPTH => {
                for value in self.at(further, depth + 1) {
                    let mut one = small.clone();
                    one.insert("further".to_owned(), value);
                    all.push(Value::Object(one));
                }
            }
            _ => {
                let mut one = small;
                one.insert("zzFurther".to_owned(), json!({ "any": [1] }));
                all.push(Value::Object(one));
            }
        }
        all
    }
}

/// Adds to a schema the contents of another's references and `allOf`.
pub(crate) fn merge(root: &Value, schema: &Value, into: &mut Map<String, Value>, depth: usize) {
    let Some(members) = resolve(root, schema).as_object() else {
        return;
    };
    if depth > 8 {
        return;
    }
    let parts = members.get("allOf").and_then(Value::as_array);
    for part in parts.into_iter().flatten() {
        merge(root, part, into, depth + 1);
    }
    for (key, value) in members.iter().filter(|(key, _)| *key != "allOf") {
        match (into.get_mut(key), value) {
            (Some(Value::Object(known)), Value::Object(more)) if key == "properties" => {
                known.extend(more.clone());
            }
            (Some(Value::Array(known)), Value::Array(more)) if key == "required" => {
                known.extend(more.iter().cloned());
            }
            _ => {
                into.insert(key.clone(), value.clone());
            }
        }
    }
}

/// A value of a variant, with the properties that the union has beside its variants.
fn beside(own: &[Value], value: Value) -> Value {
    match (own.first(), value) {
        (Some(Value::Object(own)), Value::Object(value)) => {
            let mut all = own.clone();
            all.extend(value);
            Value::Object(all)
        }
        (_, value) => value,
    }
}

fn number(schema: &Map<String, Value>, key: &str) -> Option<i64> {
    schema.get(key)?.as_i64()
}

fn integers(schema: &Map<String, Value>) -> Vec<Value> {
    let format = schema.get("format").and_then(Value::as_str);
    let large = if format == Some("int32") {
        i64::from(i32::MAX)
    } else {
        5_000_000_000
    };
    let limits = ["minimum", "maximum"]
        .into_iter()
        .filter_map(|key| number(schema, key));
    [7].into_iter()
        .chain(limits)
        .chain([large, 0, -7, 10_000])
        .map(Value::from)
        .collect()
}

fn texts(schema: &Map<String, Value>) -> Vec<Value> {
    let format = schema
        .get("format")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let of_format: &[&str] = match format {
        "uuid" => &["0b5e4b6e-8a52-4d5c-9b5a-3f1f6c1c2a10"],
        "date" => &["2023-01-05"],
        "date-time" => &["2023-01-05T06:42:31.532Z"],
        "byte" => &["aGVsbG8="],
        "uri" | "url" => &["https://a.example/b"],
        "email" => &["a@b.cd"],
        _ => &TEXTS,
    };
    let mut values: Vec<Value> = of_format.iter().map(|&it| it.into()).collect();
    for key in ["minLength", "maxLength"] {
        if let Some(length) = number(schema, key).and_then(|it| usize::try_from(it).ok())
            && (1..100_000).contains(&length)
        {
            values.push("x".repeat(length).into());
        }
    }
    values
}

/// A variant with its discriminator values.
pub(crate) fn tagged(union: &Map<String, Value>, variant: &Value) -> Value {
    let discriminator = union.get("discriminator");
    let property = discriminator.and_then(|it| it.get("propertyName")?.as_str());
    let tags = super::schemas::tags(discriminator, variant);
    match (property, tags.is_empty()) {
        (Some(property), false) => json!({ "allOf": [variant, { "type": "object",
            "required": [property], "properties": { property: { "enum": tags } } }] }),
        _ => variant.clone(),
    }
}
