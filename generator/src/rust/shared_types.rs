//! Inline schemas that are one type. In: the API, its types and pinned names. Out: which schemas
//! are equal, and which of the equal ones share a type. Absent: components, which are types of
//! their own even if two are equal, and the names of shared types.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::own_types::{is_type, key};
use super::shapes::Shapes;
use crate::Names;
use crate::api::{Api, Encoding, Schema, SchemaId, SchemaKind};

/// Objects with this many properties, and enums with this many values, are not equal by accident: whoever
/// changes one changes all.
const MIN_PARTS: usize = 4;

/// The schemas that share a type; `types` are the inline schemas that are types. A component among
/// them comes first, else the one with the least pointer.
pub(super) fn share(api: &Api, types: &[&Schema], pinned: &Names) -> Vec<Vec<SchemaId>> {
    let mut apart = chosen(types, pinned);
    apart.extend(forms(api));
    loop {
        let groups = groups(api, types, &apart);
        let others = pinned_apart(&groups, pinned);
        if others.is_empty() {
            return groups;
        }
        // Taking a schema out may make the schemas that contain it unequal.
        apart.extend(others);
    }
}

fn groups(api: &Api, types: &[&Schema], apart: &BTreeSet<SchemaId>) -> Vec<Vec<SchemaId>> {
    let mut shapes = Shapes::of(api, apart);
    let mut classes: BTreeMap<usize, Vec<&Schema>> = BTreeMap::new();
    for schema in types {
        let class = shapes.number(&schema.id);
        classes.entry(class).or_default().push(schema);
    }
    let mut components: BTreeMap<usize, Vec<&Schema>> = BTreeMap::new();
    let all = api
        .schemas
        .values()
        .filter(|it| it.id.component().is_some());
    for schema in all.filter(|schema| is_type(schema) && !apart.contains(&schema.id)) {
        let class = shapes.class(&schema.id);
        components.entry(class).or_default().push(schema);
    }
    let mut ties = Ties::new(api);
    for (number, class) in &classes {
        let mut titles: BTreeMap<&str, &SchemaId> = BTreeMap::new();
        for schema in class {
            let id = &schema.id;
            if is_distinctive(schema) {
                ties.tie(&class[0].id, id);
            } else if let Some(title) = &schema.title {
                ties.tie(titles.entry(title).or_insert(id), id);
            }
        }
        // Of two equal components neither represents the others.
        if let Some([component]) = components.get(number).map(Vec::as_slice) {
            let has_title = |it: &&&Schema| it.title.is_some() && it.title == component.title;
            let same = |it: &&&Schema| is_distinctive(it) || has_title(it);
            let same = class.iter().filter(same);
            same.for_each(|schema| ties.tie(&component.id, &schema.id));
        }
    }
    let in_place: BTreeSet<&SchemaId> = types.iter().map(|schema| &schema.id).collect();
    let mut groups: BTreeMap<&SchemaId, Vec<SchemaId>> = BTreeMap::new();
    for id in api.schemas.keys() {
        let first = ties.first(id);
        if in_place.contains(id) || (id.component().is_some() && first == id) {
            groups.entry(first).or_default().push(id.clone());
        }
    }
    let groups = groups.into_values();
    groups.filter(|group| group.len() > 1).collect()
}

/// Schemas that are one, each with its representative.
struct Ties<'a> {
    api: &'a Api,
    parents: IndexMap<&'a SchemaId, &'a SchemaId>,
}

impl<'a> Ties<'a> {
    fn new(api: &'a Api) -> Self {
        Self {
            api,
            parents: IndexMap::new(),
        }
    }

    /// The representative of this schema: a component, else the one with the least pointer.
    fn first(&self, mut id: &'a SchemaId) -> &'a SchemaId {
        while let Some(parent) = self.parents.get(id) {
            id = parent;
        }
        id
    }

    /// Ties two equal schemas, and those within them.
    fn tie(&mut self, a: &'a SchemaId, b: &'a SchemaId) {
        let (a, b) = (self.first(a), self.first(b));
        if a == b {
            return;
        }
        let rank = |id: &'a SchemaId| (id.component().is_none(), id);
        let (first, second) = if rank(a) < rank(b) { (a, b) } else { (b, a) };
        self.parents.insert(second, first);
        for (one, other) in self.inside(first).into_iter().zip(self.inside(second)) {
            if one.component().is_none() && other.component().is_none() {
                self.tie(one, other);
            }
        }
    }

    /// The schemas directly within another, including those of a map's keys.
    fn inside(&self, id: &'a SchemaId) -> Vec<&'a SchemaId> {
        let api = self.api;
        let Some(schema) = api.schemas.get(id) else {
            return Vec::new();
        };
        let key = match &schema.kind {
            SchemaKind::Map { key, .. } => key.as_ref(),
            _ => None,
        };
        let values = schema.kind.children().map(|value| &value.schema);
        values.chain(key).collect()
    }
}

/// The schemas with chosen names of properties or variants.
fn chosen<'a>(types: &'a [&Schema], names: &'a Names) -> BTreeSet<SchemaId> {
    let chosen = types.iter().filter(|schema| {
        let key = key(&schema.id);
        names.properties.contains_key(&key) || names.variants.contains_key(&key)
    });
    chosen.map(|schema| schema.id.clone()).collect()
}

/// The schemas that are sent as forms: the encoding of their parts depends on the body.
fn forms(api: &Api) -> impl Iterator<Item = SchemaId> {
    let bodies = api.operations.iter().filter_map(|it| it.body.as_ref());
    let contents = bodies.flat_map(|body| &body.contents);
    let forms = contents.filter(|content| content.encoding == Encoding::Multipart);
    forms.map(|content| content.value.schema.clone())
}

/// The schemas whose pinned name differs from that of the first of their group.
fn pinned_apart(groups: &[Vec<SchemaId>], pinned: &Names) -> Vec<SchemaId> {
    let mut apart = Vec::new();
    for group in groups {
        let names = group
            .iter()
            .filter_map(|id| Some((id, pinned.schemas.get(&key(id))?)));
        let names: Vec<_> = names.collect();
        if let Some((_, first)) = names.first() {
            let others = names.iter().filter(|(_, name)| name != first);
            apart.extend(others.map(|(id, _)| (*id).clone()));
        }
    }
    apart
}

/// Whether equal schemas are not equal by accident.
fn is_distinctive(schema: &Schema) -> bool {
    let parts = match &schema.kind {
        SchemaKind::Object(object) => object.properties.len(),
        SchemaKind::Enum(known) => known.values.len(),
        _ => 0,
    };
    parts >= MIN_PARTS
}
