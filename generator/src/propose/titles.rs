//! Titles for lists of values. Equal inline schemas with one title become one type, so a list that
//! occurs in twelve positions needs one name. These are suggestions for the user to improve.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;
use serde_json::Value;

use super::listing::{Listing, Role};
use super::places::Places;
use super::unions::Union;
use crate::document::Pointer;

/// A title for each list, all distinct and different from component names: that of an equal `enum` in
/// the document, or else the key part of a map's name (`Map_Channel_Int`), or else the property's name,
/// preceded by its owner's name if necessary.
pub(super) fn suggest(places: &Places<'_>, lists: &[Listing]) -> Vec<String> {
    let owners = Owners::of(places);
    let known = known_enums(places);
    let mut taken: BTreeSet<String> = known.values().cloned().collect();
    for (at, schema) in &places.schemas {
        if let Some(name) = Places::component(at) {
            taken.extend(
                schema
                    .get("title")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            );
            taken.insert(name);
        }
    }
    let names: Vec<_> = lists.iter().map(|list| list.name(places)).collect();
    let mut titles = Vec::new();
    for (list, name) in lists.iter().zip(&names) {
        // Two values may be equal by chance.
        let equal = known.get(&list.values.iter().map(String::as_str).collect());
        if let Some(title) = equal.filter(|_| list.values.len() > 2) {
            titles.push(title.clone());
            continue;
        }
        let is_shared = names.iter().filter(|other| *other == name).count() > 1;
        let alone = (!is_shared).then(|| name.clone());
        let owned = owners
            .of_most(list)
            .into_iter()
            .map(|owner| format!("{owner}{name}"));
        let numbered = (2..).map(|number| format!("{name}{number}"));
        let mut candidates = alone.into_iter().chain(owned).chain(numbered);
        let title = candidates
            .find(|title| taken.insert(title.clone()))
            .unwrap_or_default();
        titles.push(title);
    }
    titles
}

impl Listing {
    fn name(&self, places: &Places<'_>) -> String {
        let of_keys = self
            .places
            .iter()
            .filter(|(_, role)| *role == Role::Keys)
            .find_map(|(at, _)| {
                let component = Places::component(at)?;
                let mut words = component.strip_prefix("Map_")?.split('_');
                words
                    .next()
                    .filter(|_| words.next().is_some())
                    .map(str::to_owned)
            });
        // The name of a single value is better than that of a list.
        let names = |of_items: bool| {
            let here = self.places.iter().map(|(at, _)| at);
            let here = here.filter(move |at| of_items == (at.last().as_deref() == Some("items")));
            most_frequent(here.filter_map(|at| property(places, at)))
        };
        let name = of_keys.or_else(|| names(false)).or_else(|| names(true));
        name.unwrap_or_else(|| "Value".to_owned())
            .to_upper_camel_case()
    }
}

/// The name of the property, parameter or component at or around a position; for an array's items in
/// the singular, which removes a final `s`.
pub(super) fn property(places: &Places<'_>, at: &Pointer) -> Option<String> {
    let mut here = at.clone();
    let mut is_item = false;
    loop {
        let parent = here.parent();
        if parent == here {
            return None;
        }
        let name = here.last()?;
        let is_name = matches!(
            parent.last().as_deref(),
            Some("properties" | "schemas" | "headers")
        );
        let parameter = places
            .node(&parent)
            .filter(|_| name == "schema")
            .and_then(|node| node.get("name"));
        let found = if is_name {
            Some(name.as_str())
        } else {
            parameter.and_then(Value::as_str)
        };
        match found {
            Some(found) if is_item && !found.ends_with("ss") => {
                return Some(found.strip_suffix('s').unwrap_or(found).to_owned());
            }
            Some(found) => return Some(found.to_owned()),
            None => is_item |= name == "items",
        }
        here = parent;
    }
}

/// Lists that are already declared as `enum`, by their values.
fn known_enums<'a>(places: &Places<'a>) -> BTreeMap<BTreeSet<&'a str>, String> {
    let mut known = BTreeMap::new();
    for schema in places.schemas.values() {
        for schema in [Some(*schema), schema.get("propertyNames")]
            .into_iter()
            .flatten()
        {
            let title = schema.get("title").and_then(Value::as_str);
            let values = schema.get("enum").and_then(Value::as_array);
            if let (Some(title), Some(values)) = (title, values) {
                let values = values.iter().filter_map(Value::as_str).collect();
                known.entry(values).or_insert_with(|| title.to_owned());
            }
        }
    }
    known
}

/// Component name to the unions that have it as a variant.
struct Owners(BTreeMap<String, BTreeSet<String>>);

impl Owners {
    fn of(places: &Places<'_>) -> Self {
        let mut owners = BTreeMap::<_, BTreeSet<_>>::new();
        for union in Union::all(places) {
            for variant in &union.variants {
                if let (Some(variant), Some(union)) =
                    (Places::component(&variant.at), Places::component(&union.at))
                {
                    owners.entry(variant).or_default().insert(union);
                }
            }
        }
        Self(owners)
    }

    /// The owners of most positions of a list, the wider first: the union that has the component as a
    /// variant, the component; the last fixed segment of a path.
    fn of_most(&self, list: &Listing) -> Vec<String> {
        let owner = |at: &Pointer, is_wide: bool| {
            let mut segments = at.segments();
            if segments.next()? == "paths" {
                let path = segments.next()?;
                let mut fixed = path
                    .rsplit('/')
                    .filter(|part| !part.is_empty() && !part.starts_with('{'));
                return fixed.next().map(str::to_owned);
            }
            let component = segments.nth(1)?;
            let mut unions = self
                .0
                .get(&component)
                .filter(|_| is_wide)
                .into_iter()
                .flatten();
            let union = unions.next().filter(|_| unions.next().is_none()).cloned();
            Some(union.unwrap_or(component))
        };
        let most =
            |is_wide| most_frequent(list.places.iter().filter_map(|(at, _)| owner(at, is_wide)));
        let owners = [most(true), most(false)].into_iter().flatten();
        owners
            .map(|owner| {
                owner
                    .trim_end_matches(|c: char| c.is_ascii_digit())
                    .to_upper_camel_case()
            })
            .collect()
    }
}

/// The most frequent string; of several, the first in alphabetical order.
fn most_frequent(texts: impl Iterator<Item = String>) -> Option<String> {
    let mut counts = BTreeMap::<String, usize>::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    let most = counts.values().max().copied()?;
    counts
        .into_iter()
        .find(|(_, count)| *count == most)
        .map(|(text, _)| text)
}
