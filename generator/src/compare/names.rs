//! Keeps names although the description renames things: a change that is compatible over HTTP
//! should be compatible in the crate, and names of schemas and tags are not sent over HTTP.

use std::collections::{BTreeMap, BTreeSet};

use super::correspondence::Correspondence;
use super::pair::Pair;
use super::wire::{SchemaPair, SchemaPairs};
use crate::Names;
use crate::api::{Api, Schema, SchemaId, SchemaKind};
use crate::rust::{Client, Ident, Shapes, handle_tags, schema_key};

impl Correspondence<'_> {
    /// The pinned names for the revision: `given`, and for each operation and schema that replaces
    /// one of `base` with another key, the name of the replaced one. An operation that lost a tag
    /// keeps its handle.
    #[must_use]
    pub fn carry_names(&self, base: &Client, given: &Names) -> Names {
        let known = &base.names;
        let mut names = given.clone();
        names.untagged = given.untagged.or(known.untagged);
        keep(&mut names.operations, &known.operations);
        keep(&mut names.schemas, &known.schemas);
        keep(&mut names.arguments, &known.arguments);
        keep(&mut names.modules, &known.modules);
        for pair in &self.alignment.pairs {
            let key = pair.map(|one| &one.key);
            let Pair { old, new } = key;
            if key.differs() {
                if !given.operations.contains_key(new) {
                    rename_key(&mut names.operations, old, new);
                }
                rename_parts(&mut names.parameters, old, new);
            }
            let described = || handle_tags(pair.old, known.untagged);
            let released = known.tags.get(old).cloned().unwrap_or_else(described);
            let tags = handle_tags(pair.new, names.untagged);
            let is_at_home = released.first() == tags.first();
            let stays = is_at_home && released.iter().all(|tag| tags.contains(tag));
            if !stays && !given.tags.contains_key(new) {
                names.tags.insert(new.clone(), released);
            }
        }
        carry_types(&self.pairs, base, self.apis.new, given, &mut names);
        names
    }
}

/// Adds the entries of the base whose keys are missing.
fn keep<T: Clone>(names: &mut BTreeMap<String, T>, known: &BTreeMap<String, T>) {
    for (key, value) in known {
        names.entry(key.clone()).or_insert_with(|| value.clone());
    }
}

/// Gives the entry that the base has under one key to another key.
fn follow<T: Clone>(
    names: &mut BTreeMap<String, T>,
    known: &BTreeMap<String, T>,
    old: &str,
    new: &str,
) {
    if let Some(value) = known.get(old) {
        names.insert(new.to_owned(), value.clone());
    }
}

/// Carries the chosen names of a node's parts over to its replacement.
fn rename_parts(table: &mut BTreeMap<String, BTreeMap<String, String>>, old: &str, new: &str) {
    if !table.contains_key(new)
        && let Some(chosen) = table.remove(old)
    {
        table.insert(new.to_owned(), chosen);
    }
}

/// Carries the base's types over to the schemas that replace theirs in the revision.
fn carry_types(
    pairs: &SchemaPairs<'_>,
    base: &Client,
    revision: &Api,
    given: &Names,
    names: &mut Names,
) {
    let is: BTreeSet<String> = revision.schemas.keys().map(schema_key).collect();
    let (named, known) = (&base.named, &base.names);
    let keys = |pair: &SchemaPair<'_>| pair.schemas.map(|one| schema_key(&one.id));
    let stayed = pairs.iter().map(keys).filter(|key| !key.differs());
    let stayed: BTreeSet<String> = stayed.map(|key| key.old).collect();
    let by_hand = |key: &String| {
        let name = given.schemas.get(key);
        name.is_some() && name != known.schemas.get(key)
    };
    let of_types = || {
        let types = pairs.iter();
        let types = types.filter(|pair| !pair.is_moved() && is_like(pair.schemas));
        types.filter_map(|pair| Some((named.get(&pair.schemas.old.id)?, pair)))
    };
    // An index in a list of variants is no name: a variant that moved keeps its name.
    let mut moved: Vec<(&Ident, &SchemaPair<'_>)> = Vec::new();
    let mut places = BTreeSet::new();
    for (name, pair) in of_types() {
        let new = keys(pair).new;
        let is_titled = !pair.schemas.map(|one| &one.title).differs();
        let has_name = stayed.contains(&new) && (is_titled || names.schemas.contains_key(&new));
        if !has_name && !by_hand(&new) && places.insert(new) {
            moved.push((name, pair));
        }
    }
    let wanted: BTreeSet<&str> = moved.iter().map(|(name, _)| name.as_str()).collect();
    names.schemas.retain(|key, name| {
        let free = places.contains(key) || wanted.contains(name.as_str());
        stayed.contains(key) || by_hand(key) || !free
    });
    // The name of each schema of the revision.
    let mut holders: BTreeMap<String, SchemaId> = BTreeMap::new();
    for id in revision.schemas.keys() {
        if let Some(name) = names.schemas.get(&schema_key(id)) {
            holders.entry(name.clone()).or_insert_with(|| id.clone());
        }
    }
    let mut shapes = Shapes::new(revision);
    // If schemas that shared a type are no longer equal, the first one keeps the name.
    for id in revision.schemas.keys() {
        let key = schema_key(id);
        let holder = names.schemas.get(&key).and_then(|name| holders.get(name));
        let parted = holder.is_some_and(|holder| holder != id && !shapes.are_equal(holder, id));
        if parted && !by_hand(&key) {
            names.schemas.remove(&key);
        }
    }
    for (name, pair) in moved {
        let Pair { old, new } = keys(pair);
        let id = &pair.schemas.new.id;
        let holder = holders.get(name.as_str());
        let equal = holder.is_some_and(|holder| shapes.are_equal(holder, id));
        if holder.is_some() && !equal {
            continue;
        }
        names.schemas.insert(new.clone(), name.to_string());
        holders
            .entry(name.to_string())
            .or_insert_with(|| id.clone());
        follow(&mut names.arguments, &known.arguments, &old, &new);
        follow(&mut names.modules, &known.modules, &old, &new);
        rename_parts(&mut names.properties, &old, &new);
        rename_parts(&mut names.variants, &old, &new);
    }
    // A type that several schemas had, or one with another type now, keeps its former name as an
    // alias.
    for (name, pair) in of_types() {
        if !holders.contains_key(name.as_str()) && !given.aliases.contains_key(name.as_str()) {
            let key = schema_key(&pair.schemas.new.id);
            names.aliases.entry(name.to_string()).or_insert(key);
        }
    }
    keep(&mut names.aliases, &known.aliases);
    // Names of removed things are dropped.
    let stays = |key: &String, given: bool| is.contains(key) || given;
    names.schemas.retain(|key, name| {
        is.contains(key) || given.schemas.contains_key(key) && !holders.contains_key(name)
    });
    names
        .arguments
        .retain(|key, _| stays(key, given.arguments.contains_key(key)));
    names
        .modules
        .retain(|key, _| stays(key, given.modules.contains_key(key)));
    names
        .aliases
        .retain(|name, key| stays(key, given.aliases.contains_key(name)));
    let keys: BTreeSet<&String> = revision.operations.iter().map(|one| &one.key).collect();
    names
        .operations
        .retain(|key, _| keys.contains(key) || given.operations.contains_key(key));
}

/// Carries the value of one key over to another key.
fn rename_key<T>(map: &mut BTreeMap<String, T>, old: &str, new: &str) {
    if let Some(value) = map.remove(old) {
        map.insert(new.to_owned(), value);
    }
}

/// Whether a schema is the same one under a new name, and not a different one in its place.
fn is_like(schemas: Pair<&Schema>) -> bool {
    match (&schemas.old.kind, &schemas.new.kind) {
        (SchemaKind::Object(old), SchemaKind::Object(new)) => {
            let kept = old
                .properties
                .iter()
                .filter(|one| new.properties.iter().any(|other| other.name == one.name));
            kept.count() * 2 >= old.properties.len()
        }
        (SchemaKind::Enum(old), SchemaKind::Enum(new)) => {
            let kept = old
                .values
                .iter()
                .filter(|one| new.values.iter().any(|other| other.wire == one.wire));
            kept.count() > 0
        }
        (SchemaKind::Union(_), SchemaKind::Union(_)) => true,
        _ => false,
    }
}
