//! Values of all models for users' tests: from the description, else made up. Models refer to each
//! other by name, so that all of them together are no larger than the description.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::model_names::Named;
use super::schema_examples::Values;
use super::{
    Model, ModelKind, ModelValues, Operation, sample, sample_limits, sample_sets, sample_value,
};
use crate::api::{Api, Property, SchemaId, SchemaKind, Use, fault};

/// How deep values without a type of their own are followed.
const DEEPEST: usize = 8;
/// The most values in a property; schemas that double with each level end here.
const MOST: usize = 100;
/// The most alternatives that need no other model. The test kit of the runtime takes the first that isn't
/// within itself, and fills in optional properties of at most four models within each other.
const MOST_COMPLETE: usize = 5;

/// The values by model.
pub(super) fn decide_test_values(
    shown: &Values<'_>,
    named: &Named,
    models: &[Model],
) -> BTreeMap<String, ModelValues> {
    let is_json = |model: &&Model| matches!(&model.kind, ModelKind::Struct(it) if it.is_json());
    let structs: BTreeSet<String> = (models.iter().filter(is_json))
        .map(|model| model.name.to_string())
        .collect();
    let mut seen = Seen {
        api: shown.api,
        objects: BTreeMap::new(),
    };
    for operation in &shown.api.operations {
        for example in &operation.examples {
            if let Some(of) = sample::described(operation, example.direction) {
                seen.walk(&of.schema, &example.value);
            }
        }
    }
    let objects = seen.objects;
    let maker = Maker {
        shown,
        named,
        objects,
        made: Cell::new(0),
    };
    let mut values = BTreeMap::new();
    for schema in shown.api.schemas.values() {
        if let Some(name) = named.get(&schema.id)
            && structs.contains(name.as_str())
            && let SchemaKind::Object(object) = &schema.kind
        {
            values
                .entry(name.to_string())
                .or_insert_with(|| maker.model(&schema.id, &object.properties));
        }
    }
    values
}

/// The successful responses by method and path, from the samples.
pub(super) fn responses(operations: &[Operation]) -> BTreeMap<String, Value> {
    let found = operations.iter();
    found
        .filter_map(|one| Some((format!("{} {}", one.method, one.path), response(one)?)))
        .collect()
}

/// The sample's response, without a link to a further page. `None` if it is not JSON.
fn response(operation: &Operation) -> Option<Value> {
    let (status, body) = &operation.sample.response;
    let mut body = body.clone();
    if body.is_some() && !operation.output.decoding.is_json() {
        return None;
    }
    let paging = operation.paging.as_ref();
    if let Some((last, path)) = paging.and_then(|it| it.convention.next.split_last())
        && let Some(body) = &mut body
    {
        let holder = path.iter().try_fold(body, |at, name| at.get_mut(name));
        if let Some(members) = holder.and_then(Value::as_object_mut) {
            members.remove(last);
        }
    }
    Some(match body {
        Some(body) => json!({ "status": status, "body": body }),
        None => json!({ "status": status }),
    })
}

/// The objects in the description's payloads, by schema: the first of each.
struct Seen<'a> {
    api: &'a Api,
    objects: BTreeMap<&'a SchemaId, &'a Map<String, Value>>,
}

impl<'a> Seen<'a> {
    fn walk(&mut self, id: &'a SchemaId, value: &'a Value) {
        let Some(schema) = self.api.schemas.get(id) else {
            return;
        };
        match (&schema.kind, value) {
            (SchemaKind::Object(object), Value::Object(members)) => {
                if !self.objects.contains_key(id) && self.fits(id, value) {
                    self.objects.insert(id, members);
                }
                for property in &object.properties {
                    if let Some(value) = members.get(&property.name) {
                        self.walk(&property.value.schema, value);
                    }
                }
            }
            (SchemaKind::List(item), Value::Array(items)) => {
                for value in items {
                    self.walk(&item.schema, value);
                }
            }
            (SchemaKind::Map { value: of, .. }, Value::Object(members)) => {
                for value in members.values() {
                    self.walk(&of.schema, value);
                }
            }
            (SchemaKind::Union(union), value) => {
                let tag = union.discriminator.as_ref().and_then(|it| value.get(it));
                let variant = union
                    .variants
                    .iter()
                    .find(|variant| match (tag, &variant.tag) {
                        (Some(tag), Some(text)) => union.tag_type.value(text) == *tag,
                        _ => self.fits(&variant.value.schema, value),
                    });
                if let Some(variant) = variant {
                    self.walk(&variant.value.schema, value);
                }
            }
            _ => {}
        }
    }

    /// Whether a value matches a schema.
    fn fits(&self, id: &SchemaId, value: &Value) -> bool {
        let of = Use {
            schema: id.clone(),
            nullable: false,
        };
        fault(self.api, &of, value, &id.0).is_none()
    }
}

struct Maker<'a> {
    shown: &'a Values<'a>,
    named: &'a Named,
    objects: BTreeMap<&'a SchemaId, &'a Map<String, Value>>,
    /// The number of values in the current property so far.
    made: Cell<usize>,
}

impl Maker<'_> {
    fn api(&self) -> &Api {
        self.shown.api
    }

    fn model(&self, id: &SchemaId, properties: &[Property]) -> ModelValues {
        if let Some(Value::Object(whole)) = self.shown.own(id) {
            return ModelValues {
                optional: Map::new(),
                required: whole.clone(),
            };
        }
        let mut values = ModelValues::default();
        let (tags, object) = (self.api().tags_of(id), self.objects.get(id));
        for property in properties {
            let fixed = tags.get(&property.name).or(property.constant.as_ref());
            let member = object.and_then(|object| object.get(&property.name));
            // A property that is missing in an example stays absent.
            if object.is_some() && member.is_none() && property.required.is_none() {
                continue;
            }
            let shown = || self.shown.shown(property);
            self.made.set(0);
            let value = match (fixed, member) {
                (Some(fixed), _) => fixed.clone(),
                (None, Some(member)) => self.member(&property.value, member),
                (None, None) => shown().unwrap_or_else(|| self.value(&property.value, DEEPEST)),
            };
            let part = match property.required {
                Some(_) => &mut values.required,
                None => &mut values.optional,
            };
            part.insert(property.name.clone(), value);
        }
        values
    }

    /// A value from an example, with a reference in place of an object that is a model.
    fn member(&self, of: &Use, value: &Value) -> Value {
        let kind = self.api().schemas.get(&of.schema).map(|it| &it.kind);
        match (kind, value) {
            (Some(SchemaKind::Object(_)), Value::Object(_)) => self.value(of, DEEPEST),
            (Some(SchemaKind::List(item)), Value::Array(items)) => {
                let items = items.iter().map(|value| self.member(item, value));
                let mut items: Vec<Value> = items.collect();
                // Repeating the same model adds nothing.
                items.dedup();
                Value::Array(items)
            }
            _ => value.clone(),
        }
    }

    fn value(&self, of: &Use, left: usize) -> Value {
        let id = &of.schema;
        let made = self.made.replace(self.made.get() + 1);
        let is_bounded = left > 0 && made < MOST;
        let Some(schema) = self.api().schemas.get(id).filter(|_| is_bounded) else {
            // No alternative: a value that needs this one does not exist.
            return json!({ "@any": [] });
        };
        let inner = |of: &Use| self.value(of, left - 1);
        match &schema.kind {
            SchemaKind::Object(_) if let Some(name) = self.named.get(id) => {
                json!({ "@model": name.as_str() })
            }
            SchemaKind::List(item) if !self.is_plain(&item.schema) => {
                let made = inner(item);
                // A model is only referenced, so several are hardly larger.
                let is_one = made.get("@model").is_none() || sample_sets::is_set(schema);
                let number = if is_one {
                    1
                } else {
                    sample_limits::items(schema)
                };
                json!(vec![made; number])
            }
            SchemaKind::Tuple(items) => items.iter().map(inner).collect(),
            SchemaKind::Union(union) => {
                let (mut alternatives, mut complete) = (Vec::new(), 0);
                for variant in &union.variants {
                    let mut made = inner(&variant.value);
                    if let (Some(name), Some(tag), Value::Object(made)) =
                        (&union.discriminator, &variant.tag, &mut made)
                    {
                        made.insert(name.clone(), union.tag_type.value(tag));
                    }
                    alternatives.push(made);
                    complete += usize::from(self.is_complete(&variant.value.schema));
                    if complete == MOST_COMPLETE || self.made.get() > MOST {
                        break;
                    }
                }
                json!({ "@any": alternatives })
            }
            _ => sample_value::make(self.api(), self.named, of),
        }
    }

    /// Whether its values need no other model.
    fn is_complete(&self, id: &SchemaId) -> bool {
        match self.api().schemas.get(id).map(|it| &it.kind) {
            Some(SchemaKind::Object(object)) => {
                let mut needed = object.properties.iter().filter(|it| it.required.is_some());
                needed.all(|property| self.is_plain(&property.value.schema))
            }
            _ => self.is_plain(id),
        }
    }

    /// Whether its values contain no model: neither it nor the items of lists are one.
    fn is_plain(&self, id: &SchemaId) -> bool {
        let mut kind = self.api().schemas.get(id).map(|it| &it.kind);
        for _ in 0..DEEPEST {
            let Some(SchemaKind::List(item)) = kind else {
                break;
            };
            kind = self.api().schemas.get(&item.schema).map(|it| &it.kind);
        }
        kind.is_some_and(|kind| kind.children().next().is_none())
    }
}
