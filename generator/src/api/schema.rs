//! One schema at a time: what its values are, its children as ids.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::all_of::Gathered;
use super::enumeration::{self, Values};
use super::event_item;
use super::family::{Extends, Families};
use super::keywords::Keywords;
use super::limits::LIMITS;
use super::union;
use super::{Object, Property, Schema, SchemaId, SchemaKind, Stands, StringFormat, Use};
use super::{range, shown};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{self, Made, Node, Pointer};

/// How many references and allOf parts are followed one after the other before a circle is assumed.
pub(super) const LONGEST_CHAIN: usize = 64;

/// Lowers schemas and, through a list of work, all that they lead to.
pub(super) struct SchemaLowering<'a> {
    pub(super) root: &'a Value,
    pub(super) families: Families,
    done: BTreeMap<SchemaId, Schema>,
    waiting: Vec<Work>,
    seen: BTreeSet<Pointer>,
    /// The schemas that describe events of a stream.
    events: BTreeSet<Pointer>,
    /// The values that schemas and properties show.
    shown: shown::Nodes,
    /// What is said, once each: where, and the message.
    reports: BTreeSet<(Code, Pointer, String)>,
}

/// A schema that is still to be lowered.
pub(super) struct Work {
    /// Its identity. Most stand there; those made of several parts stand nowhere.
    pub(super) id: Pointer,
    /// The schemas whose statements all hold.
    pub(super) parts: Vec<Pointer>,
    /// The lists of variants, as pointers of `oneOf` and `anyOf`, that are decided already.
    pub(super) decided: BTreeSet<Pointer>,
    pub(super) title: Option<String>,
}

/// All schemas, lowered.
pub(super) struct Lowered {
    pub(super) schemas: BTreeMap<SchemaId, Schema>,
    pub(super) extends: Extends,
    pub(super) shown: shown::Nodes,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'a> SchemaLowering<'a> {
    pub(super) fn new(root: &'a Value) -> Self {
        Self {
            root,
            families: Families::of(&Node::root(root)),
            done: BTreeMap::new(),
            waiting: Vec::new(),
            seen: BTreeSet::new(),
            shown: shown::Nodes::new(),
            events: BTreeSet::new(),
            reports: BTreeSet::new(),
        }
    }

    /// Adds a schema to the work.
    pub(super) fn add(&mut self, pointer: &Pointer) {
        self.add_made(Work {
            id: pointer.clone(),
            parts: vec![pointer.clone()],
            decided: BTreeSet::new(),
            title: None,
        });
    }

    /// Adds a schema that is made of parts to the work.
    pub(super) fn add_made(&mut self, work: Work) -> Use {
        let value = Use {
            schema: SchemaId(work.id.clone()),
            nullable: false,
        };
        if self.seen.insert(work.id.clone()) {
            self.waiting.push(work);
        }
        value
    }

    /// The use of the schema that stands, or is referred to, at `pointer`.
    pub(super) fn use_at(&mut self, pointer: &Pointer) -> Use {
        let (target, nullable) = self.follow(pointer);
        self.add(&target);
        Use {
            schema: SchemaId(target),
            nullable,
        }
    }

    /// Says that these schemas describe events of a stream.
    pub(super) fn add_events(&mut self, schemas: BTreeSet<Pointer>) {
        self.events.extend(schemas);
    }

    /// The use of a schema that says nothing: where nothing stands, anything may.
    pub(super) fn anything(&mut self) -> Use {
        self.use_at(&Pointer::root().made(Made::Nothing))
    }

    /// Works off the list.
    pub(super) fn finish(mut self) -> Lowered {
        while let Some(work) = self.waiting.pop() {
            let schema = self.lower(work);
            self.done.insert(schema.id.clone(), schema);
        }
        let reports = self.reports.into_iter();
        let diagnostics =
            reports.map(|(code, pointer, message)| Diagnostic::new(code, &pointer, message));
        Lowered {
            schemas: self.done,
            extends: self.families.into_extends(),
            shown: self.shown,
            diagnostics: diagnostics.collect(),
        }
    }

    fn show(&mut self, pointer: &Pointer, node: &Value) {
        let values = shown::at(node, pointer);
        if !values.is_empty() {
            self.shown.insert(pointer.clone(), values);
        }
    }

    /// The node at `pointer`, or the one that its references lead to.
    pub(super) fn node(&self, pointer: &Pointer) -> (Pointer, Keywords<'a>) {
        match Node::find(self.root, pointer.clone()).map(Node::followed) {
            Some(node) => (node.at().clone(), Keywords::new(node.value())),
            None => (pointer.clone(), Keywords::new(&Value::Null)),
        }
    }

    pub(super) fn at(&self, pointer: &Pointer) -> &'a Value {
        pointer.find(self.root).unwrap_or(&Value::Null)
    }

    /// Follows references, and allOf, oneOf and anyOf with one part that says something and
    /// nothing but remarks and null beside it, to the schema that says what it is; and whether null
    /// is allowed on the way.
    pub(super) fn follow(&self, pointer: &Pointer) -> (Pointer, bool) {
        self.walk(pointer, |_, _| {})
    }

    /// As [`follow`](Self::follow), with a look at each node on the way.
    pub(super) fn walk(
        &self,
        pointer: &Pointer,
        mut see: impl FnMut(&Pointer, &'a Value),
    ) -> (Pointer, bool) {
        let (mut pointer, mut value) = (pointer.clone(), self.at(pointer));
        let mut nullable = false;
        for _ in 0..LONGEST_CHAIN {
            let keywords = Keywords::new(value);
            nullable |= keywords.is_nullable();
            see(&pointer, value);
            let Some((target, next, null)) = self.only_part(&pointer, keywords, 0) else {
                break;
            };
            // A member of a family that adds nothing to its base is a variant of its own.
            if self.families.has(&target, &pointer) || !agrees(keywords, next) {
                break;
            }
            (pointer, value) = (target, next);
            nullable |= null;
        }
        (pointer, nullable)
    }

    /// Where the one reference leads that a schema consists of, and whether a part beside it adds
    /// null.
    fn only_part(
        &self,
        pointer: &Pointer,
        keywords: Keywords<'a>,
        depth: usize,
    ) -> Option<(Pointer, &'a Value, bool)> {
        if let Some(reference) = keywords.get("$ref") {
            let (target, value) = document::resolve(self.root, reference.as_str()?).ok()?;
            return Some((target, value, false));
        }
        let key = ["allOf", "oneOf", "anyOf"].into_iter().find(|key| {
            keywords.get(key).is_some() && keywords.only_remarks_beside(&[key, "type"])
        })?;
        let list = pointer.child(key);
        let mut found = None;
        let mut null = false;
        for (index, part) in keywords.list(key).iter().enumerate() {
            let at = list.child(index);
            let part = Keywords::new(part);
            let is_null = match key {
                // A part that says nothing is no alternative to ignore.
                "allOf" => part.only_remarks_beside(&[]),
                _ => union::is_null(self, &at),
            };
            if is_null {
                null |= key != "allOf" || part.is_nullable();
            } else if found.replace((at, part)).is_some() {
                return None;
            }
        }
        let (at, part) = found?;
        if depth == LONGEST_CHAIN {
            return None;
        }
        let (target, value, inner) = self.only_part(&at, part, depth + 1)?;
        agrees(part, value).then_some((target, value, null | inner | part.is_nullable()))
    }

    fn lower(&mut self, work: Work) -> Schema {
        let mut found = Gathered::default();
        for part in &work.parts {
            self.gather(part, &work, &mut found);
        }
        let mut kind = None;
        let value = self.at(&work.id);
        let keywords = Keywords::new(value);
        let stands_there = work.parts == [work.id.clone()];
        if stands_there && !value.is_null() {
            kind = self.family(&work.id);
        }
        self.report_content(&work);
        let mut nullable = keywords.is_nullable() || found.is_nullable();
        let closed = found.closed;
        let kind = match kind {
            Some(kind) => kind,
            None => self.decide(&work, found, &mut nullable),
        };
        // A made schema speaks with the words of its last part, the one that makes it special.
        let (words_at, words) = match work.parts.last() {
            Some(last) if !stands_there => self.node(last),
            _ => (work.id.clone(), keywords),
        };
        if let Some(at) = self.ignored_discriminator(&work.parts, &kind) {
            self.contradiction(
                &at,
                "the discriminator tells no variants apart; it is ignored",
            );
        }
        if stands_there {
            self.report_descriptions(&work.id, value);
            self.show(&work.id, value);
        }
        let title = match work.title {
            None if stands_there => words.text("title").map(str::to_owned),
            title => title,
        };
        Schema {
            id: SchemaId(work.id.clone()),
            title,
            description: self.description(&words_at),
            deprecated: words.is("deprecated"),
            nullable,
            closed,
            limits: self.limits(&work.parts, &kind),
            listed: self.listed(&work.parts, &kind),
            kind,
        }
    }

    /// Says that what a string holds has no type. The data of events has one.
    fn report_content(&mut self, work: &Work) {
        for part in &work.parts {
            let (target, keywords) = self.node(part);
            if keywords.get("contentSchema").is_some() {
                let message =
                    "`contentSchema`, the schema of what a text holds, is not in the type";
                let at = target.child("contentSchema");
                self.report(Code::UnsupportedKeyword, &at, message);
            }
        }
    }

    /// What a schema says that is no object and has no parts.
    pub(super) fn plain(&mut self, pointer: &Pointer, nullable: &mut bool) -> SchemaKind {
        let keywords = Keywords::new(self.at(pointer));
        *nullable |= keywords.list("enum").iter().any(Value::is_null);
        match enumeration::read(keywords) {
            Values::Enum(values) => return SchemaKind::Enum(values),
            Values::Mixed => {
                if !keywords.list("enum").iter().all(Value::is_boolean) {
                    self.note(pointer, "an enum with values of several types");
                    return SchemaKind::Any;
                }
                return SchemaKind::Boolean;
            }
            Values::OfType => {}
        }
        let format = keywords.text("format");
        match keywords.kind() {
            Some("boolean") => SchemaKind::Boolean,
            Some("integer") => self.integer(pointer, keywords),
            Some("number") => number(format),
            Some("string") => SchemaKind::String(string_format(format)),
            // Swagger 2.0's word for the bytes of a body.
            Some("file") => SchemaKind::String(StringFormat::Binary),
            Some("array") => self.list(pointer, keywords),
            None if keywords.get("items").is_some() || keywords.get("prefixItems").is_some() => {
                self.list(pointer, keywords)
            }
            None => match format {
                Some("int32" | "int64" | "uint32" | "uint64") => self.integer(pointer, keywords),
                Some("float" | "double" | "decimal" | "decimal128") => number(format),
                Some(_) => SchemaKind::String(string_format(format)),
                None => SchemaKind::Any,
            },
            Some(other) => {
                let message = format!("there is no type `{other}`");
                self.note(pointer, &message);
                SchemaKind::Any
            }
        }
    }

    fn integer(&mut self, pointer: &Pointer, keywords: Keywords<'_>) -> SchemaKind {
        match range::format(keywords) {
            Some(format) => SchemaKind::Integer(format),
            None => {
                self.note(
                    pointer,
                    "its limits are beyond 128 bits; it is a number that is not exact",
                );
                SchemaKind::Number
            }
        }
    }

    fn list(&mut self, pointer: &Pointer, keywords: Keywords<'_>) -> SchemaKind {
        /// The longest array that becomes a tuple.
        const LONGEST_TUPLE: usize = 12;
        let at = pointer.child("prefixItems");
        let first = keywords.list("prefixItems").len();
        if first == 0 {
            return SchemaKind::List(self.use_at(&pointer.child("items")));
        }
        let uses: Vec<Use> = (0..first)
            .map(|index| self.use_at(&at.child(index)))
            .collect();
        let count = |key: &str| keywords.get(key).and_then(whole);
        let closed = count("maxItems").is_some_and(|most| most <= first as u64);
        // Who closes an array and says nothing else means all of its items.
        let complete = count("minItems").is_none_or(|least| least >= first as u64);
        if closed && complete && first <= LONGEST_TUPLE {
            return SchemaKind::Tuple(uses);
        }
        let mut all = uses.clone();
        if !closed {
            all.push(self.use_at(&pointer.child("items")));
        }
        match all.split_first() {
            Some((item, others)) if others.iter().all(|other| other == item) => {
                SchemaKind::List(item.clone())
            }
            _ if !closed && first <= LONGEST_TUPLE => SchemaKind::OpenTuple {
                least: count("minItems").map_or(0, |least| {
                    usize::try_from(least).unwrap_or(first).min(first)
                }),
                rest: self.use_at(&pointer.child("items")),
                first: uses,
            },
            _ => {
                self.note(
                    pointer,
                    "an array of any length with items of several types",
                );
                SchemaKind::List(self.anything())
            }
        }
    }

    /// The object that all of these parts describe.
    pub(super) fn object(&mut self, work: &Work, mut found: Gathered) -> SchemaKind {
        if found.properties.is_empty()
            && let Some(value) = found.additional.take()
        {
            let key = self.at(&work.id.child("propertyNames"));
            let key = key.is_object().then(|| {
                let key = work.id.child("propertyNames");
                self.use_at(&key).schema
            });
            return SchemaKind::Map { key, value };
        }
        let is_open = !found.closed && !found.named;
        if found.properties.is_empty() && found.required.is_empty() && is_open {
            let value = self.anything();
            return SchemaKind::Map { key: None, value };
        }
        let mut properties: Vec<Property> = Vec::new();
        for (name, declared) in &found.properties {
            let (pointer, value) = match self.event_data(work, name, declared) {
                Some(contents) => self.property(work, name, &contents),
                None => self.property(work, name, declared),
            };
            let required = found.required.iter().position(|one| one == name);
            properties.push(self.describe(name, &pointer, value, required));
        }
        for (at, name) in found.required.iter().enumerate() {
            if !properties.iter().any(|property| property.name == *name) {
                if found.closed && found.additional.is_none() {
                    let message = format!(
                        "`required` names `{name}`, which `additionalProperties: false` rules out; it \
                         may have any value"
                    );
                    self.contradiction(&work.id, &message);
                }
                let value = match &found.additional {
                    Some(value) => value.clone(),
                    None => self.anything(),
                };
                let nowhere = Pointer::root().made(Made::Nothing);
                properties.push(self.describe(name, &nowhere, value, Some(at)));
            }
        }
        properties.sort_by(|a, b| a.name.cmp(&b.name));
        SchemaKind::Object(Object {
            properties,
            additional: found.additional,
        })
    }

    /// Where the data of an event is described: a string that holds JSON, by the schema of what it
    /// holds.
    fn event_data(&self, work: &Work, name: &str, declared: &[Pointer]) -> Option<Vec<Pointer>> {
        if name != "data" || !work.parts.iter().any(|part| self.events.contains(part)) {
            return None;
        }
        let content = |pointer: &Pointer| {
            let (target, keywords) = self.node(pointer);
            if !event_item::holds_json(keywords) {
                return pointer.clone();
            }
            match keywords.get("contentSchema") {
                Some(_) => target.child("contentSchema"),
                None => Pointer::root().made(Made::Nothing),
            }
        };
        Some(declared.iter().map(content).collect())
    }

    fn describe(
        &mut self,
        name: &str,
        pointer: &Pointer,
        value: Use,
        required: Option<usize>,
    ) -> Property {
        let description = self.said(pointer);
        let node = self.at(pointer);
        self.report_descriptions(pointer, node);
        self.show(pointer, node);
        let own = Keywords::new(node);
        let (_, target) = self.node(&value.schema.0);
        let limits = LIMITS.iter().filter_map(|key| {
            let value = own.get(key).or_else(|| target.get(key))?;
            Some((*key, value.clone()))
        });
        Property {
            name: name.to_owned(),
            at: Stands(pointer.clone()),
            listed: required.is_some(),
            required,
            deprecated: own.is("deprecated") || target.is("deprecated"),
            description,
            tag: None,
            constant: match own.list("enum").is_empty() {
                true => target.constant(),
                false => own.constant(),
            },
            read_only: own.is("readOnly") || target.is("readOnly"),
            write_only: own.is("writeOnly") || target.is("writeOnly"),
            limits: limits.collect(),
            value,
        }
    }

    pub(super) fn note(&mut self, pointer: &Pointer, message: &str) {
        self.report(Code::UnsupportedSchema, pointer, message);
    }

    pub(super) fn contradiction(&mut self, pointer: &Pointer, message: &str) {
        self.report(Code::Contradiction, pointer, message);
    }

    pub(super) fn report(&mut self, code: Code, pointer: &Pointer, message: &str) {
        let report = (code, pointer.clone(), message.to_owned());
        self.reports.insert(report);
    }
}

/// Whether the type beside a reference, if any, is the one of what it leads to.
fn agrees(keywords: Keywords<'_>, target: &Value) -> bool {
    let kind = keywords.kind();
    kind.is_none() || kind == Keywords::new(target).kind()
}

/// Money and the like are exact (the formats `decimal` and `decimal128` of the format registry).
fn number(format: Option<&str>) -> SchemaKind {
    match format {
        Some("decimal" | "decimal128") => SchemaKind::Decimal,
        _ => SchemaKind::Number,
    }
}

/// A count, which some write as `2.0`.
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
