//! Which schemas become types of their own, and their names.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Ident;
use super::chosen_types::ChosenTypes;
use super::ident::PRELUDE;
use super::nulls::Nulls;
use super::operation_names::OperationName;
use super::own_types::{children, key, own_types};
use super::place_names::PlaceNames;
use super::shapes::Shapes;
use super::shared_names;
use super::shared_types::share;
use crate::Names;
use crate::api::{Api, Schema, SchemaId, SchemaKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Pointer;

/// The schemas that are types, by id; several equal schemas may share a name.
#[derive(Debug)]
pub(super) struct Named {
    names: BTreeMap<SchemaId, Ident>,
    /// The schema that defines each name: the first in the order of ids.
    owners: BTreeMap<Ident, SchemaId>,
    /// The pinned order of required properties.
    arguments: BTreeMap<String, Vec<String>>,
    /// The types that the configuration chooses.
    pub(super) chosen: ChosenTypes,
    /// The properties whose null is read as absence.
    pub(super) nulls: Nulls,
    /// The samples of schemas with limits.
    pub(super) limited: BTreeMap<SchemaId, Value>,
    /// Different values of schemas in lists with `uniqueItems`.
    pub(super) varied: BTreeMap<SchemaId, Vec<Value>>,
}

impl Named {
    /// The type of a schema, if it has one of its own.
    pub(super) fn get(&self, id: &SchemaId) -> Option<&Ident> {
        self.names.get(id)
    }

    /// The type of every schema that has one.
    pub(super) fn by_schema(&self) -> &BTreeMap<SchemaId, Ident> {
        &self.names
    }

    /// The types and the schemas that define them, sorted by name.
    pub(super) fn owners(&self) -> impl Iterator<Item = (&Ident, &SchemaId)> {
        self.owners.iter()
    }

    /// The types of several schemas.
    pub(super) fn shared(&self) -> BTreeSet<&Ident> {
        let mut seen = BTreeSet::new();
        let names = self.names.values();
        names.filter(|name| !seen.insert(*name)).collect()
    }

    /// The pinned order of a type's required properties.
    pub(super) fn arguments(&self, name: &Ident) -> &[String] {
        let key = self.owners.get(name).map(key);
        key.and_then(|key| self.arguments.get(&key))
            .map_or(&[], Vec::as_slice)
    }

    /// The key of each schema in the file of pinned names, with its type; and whether it defines it.
    pub(super) fn keys(&self) -> impl Iterator<Item = (String, &Ident, bool)> {
        let is_owner = |id, name| self.owners.get(name) == Some(id);
        let names = self.names.iter();
        names.map(move |(id, name)| (key(id), name, is_owner(id, name)))
    }
}

/// Names every schema that is a type of its own: pinned names first, then components by their
/// names, then inline schemas by their title or position.
pub(super) fn name_models(
    api: &Api,
    operations: &[OperationName],
    pinned: &Names,
    diagnostics: &mut Vec<Diagnostic>,
) -> Named {
    let users = users(api);
    let types = own_types(api);
    let in_place: Vec<&Schema> = types
        .iter()
        .copied()
        .filter(|schema| schema.id.component().is_none())
        .collect();
    let shared = share(api, &in_place, pinned);
    let mut namer = Namer {
        api,
        shapes: Shapes::new(api),
        users,
        places: PlaceNames::new(api, operations, &in_place),
        titles: shared_titles(&in_place, &shared),
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
            chosen: ChosenTypes::default(),
            nulls: Nulls::default(),
            limited: BTreeMap::new(),
            varied: BTreeMap::new(),
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
    // `User` keeps its name, whatever names `user` and `USER` get.
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
        namer.claim_one_of(&schema.id, names);
    }
    for schema in numbered {
        namer.name_numbered(schema);
    }
    namer.name_shared(&shared);
    for schema in in_place {
        namer.name_in_place(schema);
    }
    namer.named
}

/// For each title of inline schemas those that it names: the type of more than half of them. A
/// title of several types, such as `Link`, names none of them.
fn shared_titles(in_place: &[&Schema], shared: &[Vec<SchemaId>]) -> BTreeMap<String, SchemaId> {
    let firsts = shared.iter().flat_map(|group| {
        let of_first = |id| Some((id, group.first()?));
        group.iter().filter_map(of_first)
    });
    let firsts: BTreeMap<&SchemaId, &SchemaId> = firsts.collect();
    let mut titles: BTreeMap<&String, BTreeMap<&SchemaId, usize>> = BTreeMap::new();
    for schema in in_place {
        if let Some(title) = &schema.title {
            let first = firsts.get(&schema.id).copied().unwrap_or(&schema.id);
            *titles.entry(title).or_default().entry(first).or_default() += 1;
        }
    }
    let of_most = titles.into_iter().filter_map(|(title, types)| {
        let all: usize = types.values().sum();
        let (first, _) = types.into_iter().find(|(_, count)| count * 2 > all)?;
        Some((title.clone(), first.clone()))
    });
    of_most.collect()
}

/// The components that use each component.
fn users(api: &Api) -> BTreeMap<&SchemaId, BTreeSet<SchemaId>> {
    let mut users: BTreeMap<&SchemaId, BTreeSet<SchemaId>> = BTreeMap::new();
    for schema in api.schemas.values() {
        let Some(user) = enclosing_component(&schema.id) else {
            continue;
        };
        for (child, _) in children(api, schema) {
            users.entry(&child.schema).or_default().insert(user.clone());
        }
    }
    users
}

fn enclosing_component(id: &SchemaId) -> Option<SchemaId> {
    const BEFORE: &str = "/components/schemas/";
    let pointer = id.0.as_str();
    let name = pointer.strip_prefix(BEFORE)?.split('/').next()?;
    let component = Pointer::parse(&pointer[..BEFORE.len() + name.len()])?;
    Some(SchemaId(component))
}

/// Whether a component's name ends in a number that a tool added: such tools number components with
/// one name (`Text`, `Text1`), and the title keeps the name. Without such a title the number is a
/// part of the name (`Ipv4`).
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
    shapes: Shapes<'a>,
    users: BTreeMap<&'a SchemaId, BTreeSet<SchemaId>>,
    places: PlaceNames,
    /// The type that each title names: its first schema.
    titles: BTreeMap<String, SchemaId>,
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
        let shared = owner.is_some_and(|owner| self.shapes.are_equal(owner, &schema.id));
        if let (true, Some(ident)) = (shared, &ident) {
            self.named.names.insert(schema.id.clone(), ident.clone());
            return;
        }
        let free = self.taken.insert(name.to_lowercase());
        let Some(ident) = ident.filter(|_| free) else {
            let message = format!("the pinned name `{name}` is taken or is not a type name");
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
    fn claim_one_of(&mut self, id: &SchemaId, names: impl Iterator<Item = Ident>) {
        if let Some(name) = self.one_of(names) {
            self.claim(id, name);
        }
    }

    /// The first free name, else the first one.
    fn one_of(&self, mut names: impl Iterator<Item = Ident>) -> Option<Ident> {
        let first = names.next()?;
        if self.is_free(&first) {
            return Some(first);
        }
        Some(names.find(|name| self.is_free(name)).unwrap_or(first))
    }

    fn insert(&mut self, id: &SchemaId, name: Ident) {
        self.named.owners.insert(name.clone(), id.clone());
        self.named.names.insert(id.clone(), name);
    }

    /// A numbered component gets its name without the number if that is free, else the name of the
    /// one component that uses it and that name, else its name with the number.
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
        self.claim_one_of(&schema.id, names.chain([numbered]));
    }

    /// Equal inline schemas are one type: a component's, or one that is named by their common
    /// words. Widely shared schemas are named first, and schemas within them after them.
    fn name_shared(&mut self, shared: &[Vec<SchemaId>]) {
        let of_group = |group| move |id| (id, group);
        let groups = shared.iter().flat_map(|it| it.iter().map(of_group(it)));
        let groups: BTreeMap<&SchemaId, &Vec<SchemaId>> = groups.collect();
        let mut by_size: Vec<&Vec<SchemaId>> = shared.iter().collect();
        by_size.sort_by_key(|group| Reverse(group.len()));
        for group in by_size {
            self.name_group(group, &groups);
        }
    }

    fn name_group(&mut self, group: &[SchemaId], groups: &BTreeMap<&SchemaId, &Vec<SchemaId>>) {
        let Some(first) = group.first() else { return };
        let mut known = group.iter().find_map(|id| self.named.get(id)).cloned();
        if known.is_none() {
            let title = self.api.schemas.get(first).and_then(|it| self.title(it));
            let inside = self.name_inside(group, groups);
            let names = title.into_iter().chain(inside);
            let shared =
                std::iter::once_with(|| shared_names::names(group, |id| self.names_of_place(id)));
            if let Some(name) = self.one_of(names.chain(shared.flatten())) {
                self.claim(first, name);
            }
            known = self.named.get(first).cloned();
        }
        for (id, name) in group.iter().zip(known.iter().cycle()) {
            let names = &mut self.named.names;
            names.entry(id.clone()).or_insert_with(|| name.clone());
        }
    }

    /// The type that contains most of a group, and the property.
    fn name_inside(
        &mut self,
        group: &[SchemaId],
        groups: &BTreeMap<&SchemaId, &Vec<SchemaId>>,
    ) -> Option<Ident> {
        let outer = |id: &SchemaId| {
            let mut place = SchemaId(id.0.parent());
            while !groups.contains_key(&place) {
                let parent = place.0.parent();
                if parent == place.0 {
                    return None;
                }
                place = SchemaId(parent);
            }
            groups.get(&place).copied()
        };
        let mut around: BTreeMap<&SchemaId, usize> = BTreeMap::new();
        for outer in group.iter().filter_map(outer).filter_map(|it| it.first()) {
            *around.entry(outer).or_default() += 1;
        }
        let most = around.into_iter().rev().max_by_key(|(_, count)| *count);
        let around = most.filter(|(_, count)| count * 2 > group.len());
        let around = groups.get(around?.0).copied()?;
        self.name_group(around, groups);
        let around = self.named.get(around.first()?)?;
        let words = shared_names::property(&group.first()?.0)?.join(" ");
        Some(Ident::pascal(&format!("{around} {words}")))
    }

    /// An inline schema is named by its title if that means one thing in the whole API, else by its
    /// position.
    fn name_in_place(&mut self, schema: &Schema) {
        if self.named.names.contains_key(&schema.id) {
            return;
        }
        let title = self.title(schema).into_iter();
        let names = title.chain(self.names_of_place(&schema.id));
        if let Some(name) = self.one_of(names) {
            self.claim(&schema.id, name);
        }
    }

    /// The title of a schema, if it names its type.
    fn title(&self, schema: &Schema) -> Option<Ident> {
        let title = schema.title.as_ref()?;
        let is_name = self.titles.get(title) == Some(&schema.id);
        is_name.then(|| Ident::pascal(title))
    }

    fn names_of_place<'b>(&'b self, id: &'b SchemaId) -> impl Iterator<Item = Ident> + use<'b> {
        let owner = enclosing_component(id).and_then(|id| self.named.get(&id));
        self.places.names(id, owner)
    }
}
