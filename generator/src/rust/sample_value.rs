//! A value of a schema. The items of a list with `uniqueItems` differ.

use std::iter;

use serde_json::{Map, Value, json};

use super::model_names::Named;
use super::sample_limits::{self, TEXT};
use super::sample_sets::{self, Different};
use crate::api::{
    Api, EnumWire, Object, Schema, SchemaId, SchemaKind, StringFormat, Union, Use, Variant,
};

/// To which depth optional properties are filled in.
const OPTIONAL_DEPTH: usize = 3;
/// To which depth values are made at all; a schema that requires itself ends here.
const DEEPEST: usize = 24;
/// The most values that are made for one payload; schemas that double with each level end here.
const MOST: usize = 1_000;
/// The most values in one list, which may repeat them: long lists of long lists end here.
const MOST_IN_LIST: usize = 10_000;
/// How many schemas of one payload are searched for different values.
const MOST_SEARCHES: usize = 1_000;
/// By how many items a list in a list may be longer than it must be, so that there are more of them.
const LONGER: usize = 10;

/// A value of a schema.
pub(super) fn make(api: &Api, named: &Named, value: &Use) -> Value {
    let mut maker = Maker {
        api,
        named,
        left: MOST,
        searches: MOST_SEARCHES,
    };
    maker.schema(&value.schema, 0)
}

/// Makes one payload.
struct Maker<'a> {
    api: &'a Api,
    named: &'a Named,
    /// How many values may still be made.
    left: usize,
    /// How many schemas may still be searched for different values.
    searches: usize,
}

impl<'a> Maker<'a> {
    fn schema(&mut self, id: &SchemaId, depth: usize) -> Value {
        let api = self.api;
        let Some(schema) = api.schemas.get(id) else {
            return Value::Null;
        };
        if depth > DEEPEST || self.left == 0 {
            return Value::Null;
        }
        self.left -= 1;
        if let Some(value) = self.named.chosen.sample(id) {
            return value.clone();
        }
        if let Some(value) = self.named.limited.get(id) {
            return value.clone();
        }
        match &schema.kind {
            SchemaKind::Any => json!({ "any": "value" }),
            SchemaKind::Boolean => json!(true),
            SchemaKind::Integer(_) => json!(7),
            SchemaKind::Number | SchemaKind::Decimal => json!(1.5),
            SchemaKind::String(StringFormat::Uuid) => json!("1c6fbb06-9a5e-4b7c-8f4e-7f6a1d2c3b4a"),
            SchemaKind::String(StringFormat::DateTime) => json!("2026-01-02T03:04:05.678Z"),
            SchemaKind::String(StringFormat::Date) => json!("2026-01-02"),
            SchemaKind::String(StringFormat::Base64 | StringFormat::Base64Url) => {
                json!("c29tZSB0ZXh0")
            }
            SchemaKind::String(StringFormat::Base32) => json!("ONXW2ZI="),
            SchemaKind::String(StringFormat::Base32Hex) => json!("EDNMQP8="),
            SchemaKind::String(StringFormat::Base16) => json!("736F6D65"),
            SchemaKind::String(StringFormat::Text | StringFormat::Binary) => json!(TEXT),
            SchemaKind::Enum(known) => match known.values.first().map(|value| &value.wire) {
                Some(EnumWire::Text(text)) => json!(text),
                Some(EnumWire::Integer(number)) => json!(number),
                None => Value::Null,
            },
            SchemaKind::Tuple(items) => self.array(schema, items, None, depth + 1),
            SchemaKind::OpenTuple { first, rest, .. } => {
                self.array(schema, first, Some(rest), depth + 1)
            }
            SchemaKind::List(item) => self.array(schema, &[], Some(item), depth + 1),
            SchemaKind::Map { key, value } => {
                let key = key.as_ref().map(|key| self.schema(key, depth + 1));
                let key = key.and_then(|key| key.as_str().map(str::to_owned));
                let key = key.unwrap_or_else(|| "1c6fbb06-9a5e-4b7c-8f4e-7f6a1d2c3b4a".into());
                json!({ key: self.schema(&value.schema, depth + 1) })
            }
            SchemaKind::Object(object) => {
                let tags = self.api.tags_of(id);
                let mut made = Map::new();
                for property in &object.properties {
                    if let Some(tag) = tags.get(&property.name) {
                        made.insert(property.name.clone(), tag.clone());
                    } else if let Some(value) =
                        self.named.chosen.sample_of_property(id, &property.name)
                    {
                        made.insert(property.name.clone(), value.clone());
                    } else if property.required.is_some() || depth < OPTIONAL_DEPTH {
                        made.insert(
                            property.name.clone(),
                            self.schema(&property.value.schema, depth + 1),
                        );
                    }
                }
                Value::Object(made)
            }
            SchemaKind::Union(union) => match union.variants.first() {
                Some(variant) => self.variant(union, variant, depth),
                None => Value::Null,
            },
        }
    }

    /// An array: the first items have their own schemas, the others share one.
    fn array(&mut self, schema: &Schema, first: &[Use], rest: Option<&Use>, depth: usize) -> Value {
        let number = sample_limits::items(schema);
        let is_set = sample_sets::is_set(schema);
        let mut items: Vec<Value> = Vec::new();
        for of in first {
            let mut value = self.schema(&of.schema, depth);
            if is_set && sample_sets::holds(&items, &value) {
                let mut others = self.differing(of, &value, first.len(), depth).into_iter();
                let other = others.find(|it| !sample_sets::holds(&items, it));
                value = other.unwrap_or(value);
            }
            items.push(value);
        }
        if let Some(rest) = rest.filter(|_| items.len() < number) {
            let value = self.schema(&rest.schema, depth);
            let number = number.min((MOST_IN_LIST / size(&value)).max(1));
            let mut others = match is_set {
                true => self.differing(rest, &value, number, depth),
                false => vec![value; number],
            };
            others.retain(|it| !is_set || !sample_sets::holds(&items, it));
            others.truncate(number.saturating_sub(items.len()));
            items.append(&mut others);
        }
        items.into()
    }

    fn variant(&mut self, union: &Union, variant: &Variant, depth: usize) -> Value {
        let made = self.schema(&variant.value.schema, depth + 1);
        tagged(union, variant, made)
    }

    /// Different values of a schema, the first one among them; fewer than wanted if no more were
    /// found.
    fn differing(&mut self, of: &Use, first: &Value, number: usize, depth: usize) -> Vec<Value> {
        let (api, named) = (self.api, self.named);
        let mut found = Different::up_to(number);
        found.add(first.clone());
        let schema = api.schemas.get(&of.schema).filter(|schema| {
            let is_chosen = named.chosen.sample(&schema.id).is_some();
            !found.is_full() && !is_chosen && depth <= DEEPEST && self.searches > 0
        });
        let Some(schema) = schema else {
            return found.into_values();
        };
        self.searches -= 1;
        match (&schema.kind, first) {
            (SchemaKind::Union(union), _) => self.differ_by_variant(union, &mut found, depth),
            (SchemaKind::Object(object), Value::Object(members)) => {
                self.differ_by_property((&schema.id, object), members, &mut found, depth);
            }
            (SchemaKind::Map { key, value }, Value::Object(members)) => {
                if let Some((name, one)) = members.iter().next() {
                    self.differ_by_entry((key.as_ref(), name), (value, one), &mut found, depth);
                }
            }
            (SchemaKind::List(item), Value::Array(items)) => {
                self.differ_by_item(schema, item, items, &mut found, depth);
            }
            (
                SchemaKind::Tuple(uses) | SchemaKind::OpenTuple { first: uses, .. },
                Value::Array(items),
            ) => {
                let mut slots: Vec<Vec<Value>> = items.iter().map(|it| vec![it.clone()]).collect();
                for (slot, of) in slots.iter_mut().zip(uses) {
                    if let [one] = &slot[..] {
                        *slot = self.differing(of, &one.clone(), number, depth + 1);
                    }
                }
                found.add_arrays(&slots, sample_sets::is_set(schema));
            }
            _ => {
                let values = named.varied.get(&schema.id).into_iter().flatten();
                values.for_each(|value| found.add(value.clone()));
            }
        }
        if of.nullable || schema.nullable {
            found.add(Value::Null);
        }
        found.into_values()
    }

    /// Maps with one entry that differ by its value, its key or both.
    fn differ_by_entry(
        &mut self,
        (key, name): (Option<&SchemaId>, &str),
        (value, one): (&Use, &Value),
        found: &mut Different,
        depth: usize,
    ) {
        let number = found.number();
        let values = self.differing(value, one, number, depth + 1);
        let keys = match key {
            Some(key) => {
                let schema = key.clone();
                let nullable = false;
                self.differing(&Use { schema, nullable }, &json!(name), number, depth + 1)
            }
            None => {
                let others = (2..=number).map(|it| json!(format!("{name}-{it}")));
                iter::once(json!(name)).chain(others).collect()
            }
        };
        for pair in sample_sets::combinations(&[values, keys], number) {
            if let [value, Value::String(key)] = pair[..] {
                found.add(json!({ key: value }));
            }
        }
    }

    /// Lists that differ by their items, and if these are too few, by their length.
    fn differ_by_item(
        &mut self,
        schema: &Schema,
        item: &Use,
        items: &[Value],
        found: &mut Different,
        depth: usize,
    ) {
        let Some(one) = items.first() else { return };
        let known = self.differing(item, one, found.number() + items.len(), depth + 1);
        let most = sample_limits::count(schema, "maxItems").unwrap_or(usize::MAX);
        let is_set = sample_sets::is_set(schema);
        for length in items.len()..=most.min(items.len() + LONGER) {
            let mut slots = vec![known.clone(); length];
            if is_set && length <= known.len() {
                // The first combination has different items.
                let turned = slots.iter_mut().enumerate();
                turned.for_each(|(index, slot)| slot.rotate_left(index));
            }
            found.add_arrays(&slots, is_set);
            if found.is_full() {
                break;
            }
        }
    }

    /// One value of each variant, then further ones.
    fn differ_by_variant(&mut self, union: &Union, found: &mut Different, depth: usize) {
        let number = found.number();
        let variants = union.variants.iter().take(number);
        let firsts: Vec<(&Variant, Value)> = variants
            .map(|variant| (variant, self.variant(union, variant, depth)))
            .collect();
        firsts
            .iter()
            .for_each(|(_, first)| found.add(first.clone()));
        for (variant, first) in &firsts {
            if found.is_full() {
                break;
            }
            for value in self.differing(&variant.value, first, number, depth + 1) {
                found.add(tagged(union, variant, value));
            }
        }
    }

    /// Objects that differ by the values of properties, and if these are too few, by their absence.
    fn differ_by_property(
        &mut self,
        (id, object): (&SchemaId, &Object),
        members: &Map<String, Value>,
        found: &mut Different,
        depth: usize,
    ) {
        let (named, number) = (self.named, found.number());
        let tags = self.api.tags_of(id);
        let mut names = Vec::new();
        let mut slots: Vec<Vec<Option<Value>>> = Vec::new();
        let mut reached = 1_usize;
        for property in &object.properties {
            let is_fixed = tags.contains_key(&property.name) || property.constant.is_some();
            let chosen = named.chosen.sample_of_property(id, &property.name);
            if reached >= number || is_fixed || property.read_only || chosen.is_some() {
                continue;
            }
            let usual = members.get(&property.name).cloned();
            let one = usual.clone();
            let one = one.unwrap_or_else(|| self.schema(&property.value.schema, depth + 1));
            let values = self.differing(&property.value, &one, number, depth + 1);
            let absent = usual.is_none().then_some(None);
            let slot: Vec<Option<Value>> = absent
                .into_iter()
                .chain(values.into_iter().map(Some))
                .collect();
            reached = reached.saturating_mul(slot.len());
            names.push(property);
            slots.push(slot);
        }
        if reached < number {
            for (slot, property) in slots.iter_mut().zip(&names) {
                if property.required.is_none() && !slot.contains(&None) {
                    slot.push(None);
                }
            }
        }
        for values in sample_sets::combinations(&slots, number) {
            let mut members = members.clone();
            for (property, value) in names.iter().zip(values) {
                match value {
                    Some(value) => members.insert(property.name.clone(), value.clone()),
                    None => members.remove(&property.name),
                };
            }
            found.add(Value::Object(members));
        }
    }
}

/// The value of a variant with its tag.
fn tagged(union: &Union, variant: &Variant, mut value: Value) -> Value {
    if let (Some(name), Some(tag), Value::Object(members)) =
        (&union.discriminator, &variant.tag, &mut value)
    {
        members.insert(name.clone(), union.tag_type.value(tag));
    }
    value
}

/// The number of values in a value, itself among them.
fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.values().map(size).sum::<usize>(),
        _ => 0,
    }
}
