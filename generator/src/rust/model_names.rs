//! Which schemas become types of their own, and what these are called.

use std::collections::{BTreeMap, BTreeSet};

use super::Ident;
use super::ident::PRELUDE;
use super::operation_names::OperationName;
use super::place_names::PlaceNames;
use super::same_schema::{same_kind, same_schema};
use crate::Names;
use crate::api::{Api, Schema, SchemaId, SchemaKind, Use};
use crate::diagnostic::{Code, Diagnostic};

/// The schemas that are types, by id; several equal schemas may share a name.
#[derive(Debug)]
pub(super) struct Named {
    names: BTreeMap<SchemaId, Ident>,
    /// The schema that stands for each name: the first in the order of ids.
    owners: BTreeMap<Ident, SchemaId>,
    /// The pinned order of required properties.
    arguments: BTreeMap<String, Vec<String>>,
}

impl Named {
    /// The type of a schema, where it is a type of its own.
    pub(super) fn get(&self, id: &SchemaId) -> Option<&Ident> {
        self.names.get(id)
    }

    /// The type of every schema that is one.
    pub(super) fn by_schema(&self) -> &BTreeMap<SchemaId, Ident> {
        &self.names
    }

    /// The types and the schemas that define them, sorted by name.
    pub(super) fn owners(&self) -> impl Iterator<Item = (&Ident, &SchemaId)> {
        self.owners.iter()
    }

    /// The pinned order of a type's required properties.
    pub(super) fn arguments(&self, name: &Ident) -> &[String] {
        let key = self.owners.get(name).map(key);
        key.and_then(|key| self.arguments.get(&key))
            .map_or(&[], Vec::as_slice)
    }

    /// The key of each type in the file of pinned names.
    pub(super) fn keys(&self) -> impl Iterator<Item = (String, &Ident)> {
        self.owners.iter().map(|(name, id)| (key(id), name))
    }
}

/// The key of a schema in the file of pinned names.
pub(crate) fn key(id: &SchemaId) -> String {
    id.component().unwrap_or_else(|| id.0.to_string())
}

/// Names every schema that is a type of its own: pinned names first, then components by their
/// names, then schemas written in place by their title or place.
pub(super) fn name_models(
    api: &Api,
    operations: &[OperationName],
    pinned: &Names,
    diagnostics: &mut Vec<Diagnostic>,
) -> Named {
    let units = unit_variants(api);
    let tags = tag_values(api);
    let users = users(api);
    let types: Vec<&Schema> = api
        .schemas
        .values()
        .filter(|schema| {
            is_type(schema) && !units.contains(&schema.id) && !tags.contains(&schema.id)
        })
        .collect();
    let in_place: Vec<&Schema> = types
        .iter()
        .copied()
        .filter(|schema| schema.id.component().is_none())
        .collect();
    let mut namer = Namer {
        api,
        users,
        places: PlaceNames::new(api, operations, &in_place),
        titles: shared_titles(api, &in_place),
        of_title: BTreeMap::new(),
        taken: PRELUDE
            .iter()
            .copied()
            .chain(pinned.aliases.keys().map(String::as_str))
            .map(str::to_lowercase)
            .collect(),
        named: Named {
            names: BTreeMap::new(),
            owners: BTreeMap::new(),
            arguments: pinned.arguments.clone(),
        },
    };
    for schema in &types {
        if let Some(name) = pinned.schemas.get(&key(&schema.id)) {
            namer.pin(schema, name, pinned, diagnostics);
        }
    }
    let components = types
        .iter()
        .filter(|schema| schema.id.component().is_some());
    let (numbered, plain): (Vec<&Schema>, Vec<&Schema>) =
        components.partition(|schema| is_numbered(schema));
    // `User` keeps its name whatever comes of `user` and `USER`.
    let (exact, others): (Vec<&Schema>, Vec<&Schema>) = plain.into_iter().partition(|schema| {
        let name = schema.id.component().unwrap_or_default();
        Ident::pascal(&name).as_str() == name
    });
    for schema in exact.into_iter().chain(others) {
        let name = schema.id.component().unwrap_or_default();
        let kind = match schema.kind {
            SchemaKind::Enum(_) => "enum",
            SchemaKind::Union(_) => "union",
            _ => "object",
        };
        let names = [
            name.clone(),
            format!("{name} schema"),
            format!("{name} {kind}"),
        ];
        let names = names.iter().map(|name| Ident::pascal(name));
        namer.claim_one_of(&schema.id, names.collect());
    }
    for schema in numbered {
        namer.name_numbered(schema);
    }
    for schema in &in_place {
        if let (Some(title), Some(_)) = (&schema.title, namer.named.get(&schema.id)) {
            let pinned = namer.of_title.entry(title.clone()).or_default();
            pinned.push(schema.id.clone());
        }
    }
    for schema in in_place {
        namer.name_in_place(schema);
    }
    namer.named
}

/// For each title of schemas in place the type that it names: the one that more than half of them are.
/// A title that several types have, such as `Link`, is no name of any of them.
fn shared_titles(api: &Api, in_place: &[&Schema]) -> BTreeMap<String, SchemaId> {
    let mut titles: BTreeMap<&String, Vec<(&Schema, usize)>> = BTreeMap::new();
    for schema in in_place {
        let Some(title) = &schema.title else { continue };
        let groups = titles.entry(title).or_default();
        let mut same = groups.iter_mut();
        match same.find(|(first, _)| same_kind(api, &first.kind, &schema.kind, 0)) {
            Some((_, count)) => *count += 1,
            None => groups.push((schema, 1)),
        }
    }
    let of_most = titles.into_iter().filter_map(|(title, groups)| {
        let all: usize = groups.iter().map(|(_, count)| count).sum();
        let (first, _) = groups.iter().find(|(_, count)| count * 2 > all)?;
        Some((title.clone(), first.id.clone()))
    });
    of_most.collect()
}

/// Objects, unions and enums are types of their own; everything else is spelled out where it is
/// used.
fn is_type(schema: &Schema) -> bool {
    matches!(
        schema.kind,
        SchemaKind::Object(_) | SchemaKind::Union(_) | SchemaKind::Enum(_)
    )
}

/// Empty objects that are used as tagged variants and nowhere else: variants without a payload.
fn unit_variants(api: &Api) -> BTreeSet<SchemaId> {
    let mut units = BTreeSet::new();
    let mut others = BTreeSet::new();
    for schema in api.schemas.values() {
        for (child, tagged) in children(schema) {
            if tagged && is_unit(api, &child.schema) {
                units.insert(child.schema.clone());
            } else {
                others.insert(child.schema.clone());
            }
        }
    }
    others.extend(used_by_operations(api).cloned());
    units.difference(&others).cloned().collect()
}

/// Whether a schema is an object without any property but its tag.
pub(super) fn is_unit(api: &Api, id: &SchemaId) -> bool {
    match api.schemas.get(id).map(|schema| &schema.kind) {
        Some(SchemaKind::Object(object)) => {
            object.additional.is_none()
                && object
                    .properties
                    .iter()
                    .all(|property| property.tag.is_some())
        }
        _ => false,
    }
}

/// Schemas written in place that only give a variant's tag: there is nothing to choose.
fn tag_values(api: &Api) -> BTreeSet<SchemaId> {
    let objects = api
        .schemas
        .values()
        .filter_map(|schema| match &schema.kind {
            SchemaKind::Object(object) => Some(object),
            _ => None,
        });
    let tags = objects
        .flat_map(|object| &object.properties)
        .filter(|one| one.tag.is_some());
    let in_place = tags.filter(|one| one.value.schema.component().is_none());
    in_place.map(|one| one.value.schema.clone()).collect()
}

/// The schemas right inside another, tags aside, and whether as a tagged variant.
fn children(schema: &Schema) -> Vec<(&Use, bool)> {
    match &schema.kind {
        SchemaKind::Object(object) => object
            .properties
            .iter()
            .filter(|property| property.tag.is_none())
            .map(|property| (&property.value, false))
            .chain(object.additional.iter().map(|value| (value, false)))
            .collect(),
        SchemaKind::Union(union) => union
            .variants
            .iter()
            .map(|variant| (&variant.value, variant.tag.is_some()))
            .collect(),
        other => other.children().map(|value| (value, false)).collect(),
    }
}

fn used_by_operations(api: &Api) -> impl Iterator<Item = &SchemaId> {
    api.operations.iter().flat_map(|operation| {
        let bodies = operation.body.iter().flat_map(|body| &body.contents);
        let responses = operation.success.iter().chain(&operation.failures);
        let contents = bodies.chain(responses.flat_map(|response| &response.contents));
        let parameters = operation
            .parameters
            .iter()
            .filter_map(|parameter| Some(&parameter.value.as_ref()?.schema));
        contents
            .map(|content| &content.value.schema)
            .chain(parameters)
    })
}

/// The components that each component is used in.
fn users(api: &Api) -> BTreeMap<SchemaId, BTreeSet<SchemaId>> {
    let mut users: BTreeMap<SchemaId, BTreeSet<SchemaId>> = BTreeMap::new();
    for schema in api.schemas.values() {
        let Some(user) = enclosing_component(&schema.id) else {
            continue;
        };
        for (child, _) in children(schema) {
            users
                .entry(child.schema.clone())
                .or_default()
                .insert(user.clone());
        }
    }
    users
}

fn enclosing_component(id: &SchemaId) -> Option<SchemaId> {
    let mut pointer = id.0.clone();
    loop {
        let id = SchemaId(pointer.clone());
        if id.component().is_some() {
            return Some(id);
        }
        let parent = pointer.parent();
        if parent == pointer {
            return None;
        }
        pointer = parent;
    }
}

/// Whether a component's name ends in a number that its author did not mean: the tools that
/// write descriptions number components that have one name (`Text`, `Text1`), and the title
/// keeps the name. Without such a title the number is a part of the name (`Ipv4`).
fn is_numbered(schema: &Schema) -> bool {
    let name = schema.id.component().unwrap_or_default();
    let bare = without_number(&name);
    bare != name && schema.title.as_deref().is_some_and(|title| title == bare)
}

fn without_number(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '_' | '-'))
}

struct Namer<'a> {
    api: &'a Api,
    users: BTreeMap<SchemaId, BTreeSet<SchemaId>>,
    places: PlaceNames,
    /// The type that each title names.
    titles: BTreeMap<String, SchemaId>,
    /// The schemas in place with each title that have a name of their own.
    of_title: BTreeMap<String, Vec<SchemaId>>,
    taken: BTreeSet<String>,
    named: Named,
}

impl Namer<'_> {
    fn pin(
        &mut self,
        schema: &Schema,
        name: &str,
        pinned: &Names,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let ident = Ident::exact(name, true);
        let owner = ident
            .as_ref()
            .and_then(|ident| self.named.owners.get(ident));
        let shared = owner.is_some_and(|owner| same_schema(self.api, owner, &schema.id));
        if let (true, Some(ident)) = (shared, &ident) {
            self.named.names.insert(schema.id.clone(), ident.clone());
            return;
        }
        let free = self.taken.insert(name.to_lowercase());
        let Some(ident) = ident.filter(|_| free) else {
            let message = format!("the pinned name `{name}` is taken or is no type name");
            let mut found = Diagnostic::new(Code::NameCollision, &schema.id.0, message);
            pinned.locate(&["schemas", &key(&schema.id)], &mut found);
            diagnostics.push(found);
            return;
        };
        self.insert(&schema.id, ident);
    }

    fn claim(&mut self, id: &SchemaId, name: Ident) {
        if !self.named.names.contains_key(id) {
            let name = if PRELUDE.contains(&name.as_str()) {
                Ident::pascal(&format!("{name} Schema"))
            } else {
                name
            };
            let name = name.unique(&mut self.taken);
            self.insert(id, name);
        }
    }

    fn is_free(&self, name: &Ident) -> bool {
        !self.taken.contains(&name.as_str().to_lowercase()) && !PRELUDE.contains(&name.as_str())
    }

    /// Takes the first free name.
    fn claim_one_of(&mut self, id: &SchemaId, names: Vec<Ident>) {
        let free = names.iter().find(|name| self.is_free(name));
        if let Some(name) = free.or(names.first()) {
            self.claim(id, name.clone());
        }
    }

    fn insert(&mut self, id: &SchemaId, name: Ident) {
        self.named.owners.insert(name.clone(), id.clone());
        self.named.names.insert(id.clone(), name);
    }

    /// A numbered component is called by its name without the number where that is free, else by
    /// the one component that uses it and that name, else by its name with the number.
    fn name_numbered(&mut self, schema: &Schema) {
        if self.named.names.contains_key(&schema.id) {
            return;
        }
        let component = schema.id.component().unwrap_or_default();
        let name = Ident::pascal(without_number(&component));
        if !self.taken.contains(&name.as_str().to_lowercase()) {
            self.claim(&schema.id, name);
            return;
        }
        let mut prefix = None;
        let mut id = schema.id.clone();
        for _ in 0..8 {
            let users: Vec<SchemaId> = self.users.get(&id).into_iter().flatten().cloned().collect();
            let [user] = users.as_slice() else { break };
            if let Some(user) = self.named.names.get(user) {
                prefix = Some(user.clone());
                break;
            }
            id = user.clone();
        }
        let names = prefix.map(|prefix| name.after(&prefix)).into_iter();
        let numbered = Ident::pascal(&component);
        self.claim_one_of(&schema.id, names.chain([numbered]).collect());
    }

    /// A schema written in place is called by its title where that says one thing in the whole API,
    /// else by the place. Equal schemas with the same title are one type.
    fn name_in_place(&mut self, schema: &Schema) {
        if self.named.names.contains_key(&schema.id) {
            return;
        }
        if let Some(title) = &schema.title {
            let equal = |other: &SchemaId| {
                let other = self.api.schemas.get(other);
                other.is_some_and(|other| same_kind(self.api, &other.kind, &schema.kind, 0))
            };
            let name = Ident::pascal(title);
            let owner = self.named.owners.get(&name);
            if owner.is_some_and(|owner| owner.component().is_none() && equal(owner)) {
                self.named.names.insert(schema.id.clone(), name);
                return;
            }
            let mut of_title = self.of_title.get(title).into_iter().flatten();
            if let Some(first) = of_title.find(|other| equal(other))
                && let Some(name) = self.named.names.get(first)
            {
                let name = name.clone();
                self.named.names.insert(schema.id.clone(), name);
                return;
            }
            let is_name = self.titles.get(title).is_some_and(equal);
            let of_title = self.of_title.entry(title.clone()).or_default();
            of_title.push(schema.id.clone());
            if is_name && self.is_free(&name) {
                self.claim(&schema.id, name);
                return;
            }
        }
        let owner = enclosing_component(&schema.id).and_then(|id| self.named.get(&id));
        let names = self.places.names(&schema.id, owner);
        self.claim_one_of(&schema.id, names);
    }
}
