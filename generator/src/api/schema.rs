//! One schema at a time: what its values are, its children as ids.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{
    AdditionalProperties, AnySchema, IntegerFormat as SpecIntegerFormat,
    NumberFormat as SpecNumberFormat, ReferenceOr, Schema as SpecSchema, SchemaKind as SpecKind,
    StringFormat as SpecStringFormat, Type, VariantOrUnknownOrEmpty,
};
use serde_json::Value;

use super::shallow::read_schema;
use super::union;
use super::{
    IntegerFormat, NumberFormat, Object, Property, Schema, SchemaId, SchemaKind, StringFormat, Use,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{self, Pointer};

/// How many references and allOf parts are followed one after the other before a circle is assumed.
const LONGEST_CHAIN: usize = 64;

/// Lowers schemas and, through a list of work, all that they lead to.
pub(super) struct SchemaLowering<'a> {
    root: &'a Value,
    done: BTreeMap<SchemaId, Schema>,
    waiting: Vec<Pointer>,
    seen: BTreeSet<Pointer>,
    diagnostics: Vec<Diagnostic>,
}

/// A schema's typed form together with where it stands.
struct Node {
    pointer: Pointer,
    schema: SpecSchema,
}

impl<'a> SchemaLowering<'a> {
    pub(super) fn new(root: &'a Value) -> Self {
        Self {
            root,
            done: BTreeMap::new(),
            waiting: Vec::new(),
            seen: BTreeSet::new(),
            diagnostics: Vec::new(),
        }
    }

    /// Adds a schema to the work.
    pub(super) fn add(&mut self, pointer: &Pointer) {
        if self.seen.insert(pointer.clone()) {
            self.waiting.push(pointer.clone());
        }
    }

    /// The use of the schema that stands, or is referred to, at `pointer`.
    pub(super) fn use_at(&mut self, pointer: &Pointer) -> Use {
        let (target, nullable, _) = self.follow(pointer);
        self.add(&target);
        Use {
            schema: SchemaId(target),
            nullable,
        }
    }

    /// The use behind a reference of a shallow node.
    pub(super) fn use_of<T>(&mut self, reference: &ReferenceOr<T>) -> Use {
        match self.target(reference) {
            Some(pointer) => self.use_at(&pointer),
            // Reported with the document; where nothing stands, anything may.
            None => self.use_at(&Pointer::root().child("x-unknown")),
        }
    }

    /// Works off the list.
    pub(super) fn finish(mut self) -> (BTreeMap<SchemaId, Schema>, Vec<Diagnostic>) {
        while let Some(pointer) = self.waiting.pop() {
            let id = SchemaId(pointer.clone());
            let schema = match self.read(&pointer) {
                Some(node) => self.lower(node),
                None => Schema {
                    id: id.clone(),
                    title: None,
                    description: None,
                    deprecated: false,
                    nullable: false,
                    kind: SchemaKind::Any,
                },
            };
            self.done.insert(id, schema);
        }
        (self.done, self.diagnostics)
    }

    /// Where a reference of a shallow node leads; broken ones were reported with the document.
    fn target<T>(&self, reference: &ReferenceOr<T>) -> Option<Pointer> {
        match reference {
            ReferenceOr::Reference { reference } => document::resolve(self.root, reference)
                .ok()
                .map(|(pointer, _)| pointer),
            ReferenceOr::Item(_) => None,
        }
    }

    fn read(&mut self, pointer: &Pointer) -> Option<Node> {
        let value = self.root.pointer(pointer.as_str())?;
        match read_schema(value, pointer) {
            Ok(schema) => Some(Node {
                pointer: pointer.clone(),
                schema,
            }),
            Err(diagnostic) => {
                if !self.diagnostics.contains(&diagnostic) {
                    self.diagnostics.push(diagnostic);
                }
                None
            }
        }
    }

    /// Follows references, and allOf with one part and nothing but remarks beside it, to the
    /// schema that says what it is; collects what stands on the way.
    fn follow(&mut self, pointer: &Pointer) -> (Pointer, bool, Option<String>) {
        let mut pointer = pointer.clone();
        let mut nullable = false;
        let mut description = None;
        for _ in 0..LONGEST_CHAIN {
            let Some(value) = self.root.pointer(pointer.as_str()) else {
                break;
            };
            nullable |= value
                .get("nullable")
                .and_then(Value::as_bool)
                .unwrap_or(false);
            description = description.or_else(|| super::text(value.get("description")));
            let next = match (value.get("$ref"), value.get("allOf")) {
                (Some(Value::String(reference)), _) => reference,
                (None, Some(Value::Array(parts))) if only_remarks_beside_all_of(value) => {
                    match parts.as_slice() {
                        [Value::Object(part)] => match part.get("$ref") {
                            Some(Value::String(reference)) => reference,
                            _ => break,
                        },
                        _ => break,
                    }
                }
                _ => break,
            };
            match document::resolve(self.root, next) {
                Ok((target, _)) => pointer = target,
                Err(_) => break,
            }
        }
        (pointer, nullable, description)
    }

    fn lower(&mut self, node: Node) -> Schema {
        let data = node.schema.schema_data.clone();
        let mut nullable = data.nullable;
        let kind = self.kind(&node, &mut nullable, 0);
        Schema {
            id: SchemaId(node.pointer),
            title: data.title.filter(|title| !title.trim().is_empty()),
            description: data.description.filter(|text| !text.trim().is_empty()),
            deprecated: data.deprecated,
            nullable,
            kind,
        }
    }

    fn kind(&mut self, node: &Node, nullable: &mut bool, depth: usize) -> SchemaKind {
        match &node.schema.schema_kind {
            SpecKind::Type(Type::Boolean(_)) => SchemaKind::Boolean,
            SpecKind::Type(Type::Integer(integer)) => SchemaKind::Integer(match integer.format {
                VariantOrUnknownOrEmpty::Item(SpecIntegerFormat::Int32) => IntegerFormat::Int32,
                _ => IntegerFormat::Int64,
            }),
            SpecKind::Type(Type::Number(number)) => SchemaKind::Number(match number.format {
                VariantOrUnknownOrEmpty::Item(SpecNumberFormat::Float) => NumberFormat::Float,
                _ => NumberFormat::Double,
            }),
            SpecKind::Type(Type::String(string)) => {
                let values: Vec<String> = string.enumeration.iter().flatten().cloned().collect();
                *nullable |= string.enumeration.contains(&None);
                if values.is_empty() {
                    SchemaKind::String(string_format(&string.format))
                } else {
                    SchemaKind::Enum(distinct(values))
                }
            }
            SpecKind::Type(Type::Array(array)) => match &array.items {
                Some(item) => SchemaKind::List(self.use_of(item)),
                None => SchemaKind::List(self.use_at(&node.pointer.child("items"))),
            },
            SpecKind::Type(Type::Object(object)) => {
                let required = object.required.clone();
                let mut parts = ObjectParts {
                    required,
                    ..ObjectParts::default()
                };
                self.collect_properties(&object.properties, &mut parts);
                parts.additional = self.additional(object.additional_properties.as_ref());
                self.object(node, parts)
            }
            SpecKind::OneOf { one_of: variants } | SpecKind::AnyOf { any_of: variants } => {
                self.union(node, variants, nullable)
            }
            SpecKind::AllOf { all_of } => self.merge(node, all_of, None, nullable, depth),
            SpecKind::Not { .. } => SchemaKind::Any,
            SpecKind::Any(any) => self.any(node, any, nullable, depth),
        }
    }

    fn union(
        &mut self,
        node: &Node,
        variants: &[ReferenceOr<SpecSchema>],
        nullable: &mut bool,
    ) -> SchemaKind {
        let discriminator = node.schema.schema_data.discriminator.as_ref();
        let uses = variants
            .iter()
            .map(|variant| self.use_of(variant))
            .collect();
        let (kind, null) = union::lower(self.root, uses, discriminator);
        *nullable |= null;
        kind
    }

    /// A schema without a type, or with keywords of several types.
    fn any(
        &mut self,
        node: &Node,
        any: &AnySchema,
        nullable: &mut bool,
        depth: usize,
    ) -> SchemaKind {
        let variants = if any.one_of.is_empty() {
            &any.any_of
        } else {
            &any.one_of
        };
        let shaped = !any.properties.is_empty() || any.additional_properties.is_some();
        if !any.all_of.is_empty() {
            return self.merge(node, &any.all_of, Some(any), nullable, depth);
        }
        if shaped || any.typ.as_deref() == Some("object") && variants.is_empty() {
            let mut parts = ObjectParts::default();
            self.collect_any(any, &mut parts);
            return self.object(node, parts);
        }
        if !variants.is_empty() {
            return self.union(node, variants, nullable);
        }
        if let Some(items) = &any.items {
            return SchemaKind::List(self.use_of(items));
        }
        let format = any.format.as_deref();
        match any.typ.as_deref() {
            Some("string") => SchemaKind::String(named_string_format(format)),
            Some("integer") if format == Some("int32") => SchemaKind::Integer(IntegerFormat::Int32),
            Some("integer") => SchemaKind::Integer(IntegerFormat::Int64),
            Some("number") if format == Some("float") => SchemaKind::Number(NumberFormat::Float),
            Some("number") => SchemaKind::Number(NumberFormat::Double),
            Some("boolean") => SchemaKind::Boolean,
            _ => {
                let texts: Option<Vec<String>> = any
                    .enumeration
                    .iter()
                    .map(|value| value.as_str().map(str::to_owned))
                    .collect();
                match texts {
                    Some(texts) if !texts.is_empty() => SchemaKind::Enum(distinct(texts)),
                    _ => SchemaKind::Any,
                }
            }
        }
    }

    /// allOf: the properties of all parts in one object. Parts that are no objects leave the
    /// schema as it is if there is one of them and nothing else.
    fn merge(
        &mut self,
        node: &Node,
        all_of: &[ReferenceOr<SpecSchema>],
        beside: Option<&AnySchema>,
        nullable: &mut bool,
        depth: usize,
    ) -> SchemaKind {
        let mut parts = ObjectParts::default();
        let mut others = Vec::new();
        let mut trail = BTreeSet::from([node.pointer.clone()]);
        self.collect_all_of(all_of, &mut parts, &mut others, &mut trail);
        if let Some(any) = beside {
            self.collect_any(any, &mut parts);
            if !any.one_of.is_empty() || !any.any_of.is_empty() {
                others.push(node.pointer.clone());
            }
        }
        if parts.seen {
            if !others.is_empty() {
                self.note(
                    node,
                    "parts of this allOf that are no objects are not in the type",
                );
            }
            return self.object(node, parts);
        }
        match others.as_slice() {
            [only] if depth < LONGEST_CHAIN && *only != node.pointer => match self.read(only) {
                Some(inner) => self.kind(&inner, nullable, depth + 1),
                None => SchemaKind::Any,
            },
            [] => SchemaKind::Any,
            _ => {
                self.note(node, "the parts of this allOf have no type in common");
                SchemaKind::Any
            }
        }
    }

    fn collect_all_of(
        &mut self,
        all_of: &[ReferenceOr<SpecSchema>],
        parts: &mut ObjectParts,
        others: &mut Vec<Pointer>,
        trail: &mut BTreeSet<Pointer>,
    ) {
        for part in all_of {
            let Some(pointer) = self.target(part) else {
                continue;
            };
            let (pointer, ..) = self.follow(&pointer);
            if !trail.insert(pointer.clone()) || trail.len() > LONGEST_CHAIN {
                continue;
            }
            let Some(node) = self.read(&pointer) else {
                continue;
            };
            match &node.schema.schema_kind {
                SpecKind::Type(Type::Object(object)) => {
                    parts.seen = true;
                    parts.required.extend(object.required.iter().cloned());
                    self.collect_properties(&object.properties, parts);
                    let additional = self.additional(object.additional_properties.as_ref());
                    parts.additional = parts.additional.take().or(additional);
                }
                SpecKind::AllOf { all_of } => self.collect_all_of(all_of, parts, others, trail),
                SpecKind::Any(any) if !any.all_of.is_empty() || is_object(any) => {
                    self.collect_all_of(&any.all_of, parts, others, trail);
                    self.collect_any(any, parts);
                }
                SpecKind::Any(any) if !any.required.is_empty() => {
                    parts.required.extend(any.required.iter().cloned());
                }
                SpecKind::Any(any) if is_empty(any) => {}
                _ => others.push(pointer),
            }
        }
    }

    fn collect_any(&mut self, any: &AnySchema, parts: &mut ObjectParts) {
        parts.seen |= is_object(any);
        parts.required.extend(any.required.iter().cloned());
        self.collect_properties(&any.properties, parts);
        let additional = self.additional(any.additional_properties.as_ref());
        parts.additional = parts.additional.take().or(additional);
    }

    fn collect_properties(
        &mut self,
        properties: &indexmap::IndexMap<String, ReferenceOr<Box<SpecSchema>>>,
        parts: &mut ObjectParts,
    ) {
        parts.seen |= !properties.is_empty();
        for (name, reference) in properties {
            if let Some(pointer) = self.target(reference) {
                parts.properties.insert(name.clone(), pointer);
            }
        }
    }

    fn additional(&mut self, additional: Option<&AdditionalProperties>) -> Option<Use> {
        match additional? {
            AdditionalProperties::Any(_) => None,
            AdditionalProperties::Schema(schema) => Some(self.use_of(schema.as_ref())),
        }
    }

    fn object(&mut self, node: &Node, parts: ObjectParts) -> SchemaKind {
        if parts.properties.is_empty()
            && let Some(value) = parts.additional
        {
            let key = node.schema.schema_data.extensions.get("x-property-names");
            let key = key
                .and_then(|key| key.get("$ref")?.as_str())
                .and_then(|reference| document::resolve(self.root, reference).ok())
                .map(|(pointer, _)| self.use_at(&pointer).schema);
            return SchemaKind::Map { key, value };
        }
        let properties = parts
            .properties
            .into_iter()
            .map(|(name, pointer)| {
                let value = self.use_at(&pointer);
                let (.., description) = self.follow(&pointer);
                let own = self.root.pointer(pointer.as_str());
                Property {
                    required: parts.required.iter().position(|one| *one == name),
                    deprecated: own
                        .and_then(|own| own.get("deprecated")?.as_bool())
                        .unwrap_or(false),
                    description,
                    value,
                    name,
                    tag: None,
                }
            })
            .collect();
        SchemaKind::Object(Object {
            properties,
            additional: parts.additional,
        })
    }

    fn note(&mut self, node: &Node, message: &str) {
        self.diagnostics.push(Diagnostic::new(
            Code::UnsupportedSchema,
            &node.pointer,
            message,
        ));
    }
}

/// The parts of an object, gathered from one schema or from all parts of an allOf.
#[derive(Default)]
struct ObjectParts {
    seen: bool,
    properties: BTreeMap<String, Pointer>,
    required: Vec<String>,
    additional: Option<Use>,
}

fn is_object(any: &AnySchema) -> bool {
    any.typ.as_deref() == Some("object")
        || !any.properties.is_empty()
        || any.additional_properties.is_some()
}

fn is_empty(any: &AnySchema) -> bool {
    *any == AnySchema::default()
}

fn distinct(values: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let first = |value: &String| seen.insert(value.clone());
    values.into_iter().filter(first).collect()
}

fn only_remarks_beside_all_of(value: &Value) -> bool {
    value.as_object().is_some_and(|object| {
        object.keys().all(|key| {
            matches!(
                key.as_str(),
                "allOf"
                    | "description"
                    | "deprecated"
                    | "nullable"
                    | "title"
                    | "default"
                    | "example"
                    | "readOnly"
                    | "writeOnly"
            ) || key.starts_with("x-")
        })
    })
}

fn string_format(format: &VariantOrUnknownOrEmpty<SpecStringFormat>) -> StringFormat {
    match format {
        VariantOrUnknownOrEmpty::Item(SpecStringFormat::DateTime) => StringFormat::DateTime,
        VariantOrUnknownOrEmpty::Item(SpecStringFormat::Date) => StringFormat::Date,
        VariantOrUnknownOrEmpty::Item(SpecStringFormat::Binary) => StringFormat::Binary,
        VariantOrUnknownOrEmpty::Unknown(name) => named_string_format(Some(name)),
        _ => StringFormat::Text,
    }
}

fn named_string_format(format: Option<&str>) -> StringFormat {
    match format {
        Some("uuid") => StringFormat::Uuid,
        Some("date-time") => StringFormat::DateTime,
        Some("date") => StringFormat::Date,
        Some("binary") => StringFormat::Binary,
        _ => StringFormat::Text,
    }
}
