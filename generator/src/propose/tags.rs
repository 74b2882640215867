//! Unions without a discriminator whose examples carry a tag.
//!
//! The evidence is a string member that no variant declares and whose value is the tag of a variant.
//! The member that most unions show is the tag property of the document; a union without examples of
//! its own uses it, and its comment says so.

use std::collections::BTreeMap;

use serde_json::Value;

use super::evidence::{Evidence, Sighting};
use super::overlay_text::{Action, Change, Node};
use super::places::Places;
use super::string_unions::StringUnion;
use super::target;
use super::unions::{Union, Variant};
use super::variant_tags;
use crate::document::Pointer;

/// Actions for all tagged unions without a discriminator, and then for their variants, once each even
/// if a variant is in several unions.
pub(super) fn actions(
    places: &Places<'_>,
    evidence: &Evidence<'_>,
    strings: &[StringUnion<'_>],
) -> Vec<Action> {
    let unions = Union::all(places);
    let Some(property) = tag_property(places, evidence, &unions) else {
        return Vec::new();
    };
    let tagged: Vec<_> = unions
        .iter()
        .filter(|union| !strings.iter().any(|string| string.union.at == union.at))
        .filter(|union| is_taggable(places, union, &property))
        .filter_map(|union| Some((union, Shown::of(union, evidence.at(&union.at), &property)?)))
        .collect();
    let mut actions: Vec<_> = tagged
        .iter()
        .map(|(union, shown)| discriminator(places, union, shown, &property))
        .collect();
    let grown: Vec<Union<'_>> = unions
        .iter()
        .filter_map(|union| untagged(places, union, &property))
        .collect();
    actions.extend(
        grown
            .iter()
            .map(|union| further_tags(places, union, &property)),
    );
    let tagged = tagged.into_iter().map(|(union, _)| union);
    actions.extend(variant_tags::actions(
        places,
        tagged.chain(&grown),
        &property,
    ));
    actions
}

/// A union whose mapping lacks some of its variants, reduced to these. `None` if it lacks none, if the
/// mapping doesn't follow the names of its variants, or if another property is the tag.
fn untagged<'a>(places: &Places<'a>, union: &Union<'a>, property: &str) -> Option<Union<'a>> {
    let discriminator = union.node.get("discriminator")?;
    if discriminator.get("propertyName")?.as_str()? != property {
        return None;
    }
    let mapping = discriminator.get("mapping")?.as_object()?;
    let (mapped, others): (Vec<_>, Vec<_>) = union.variants.iter().partition(|variant| {
        mapping
            .values()
            .any(|to| to.as_str().is_some() && to.as_str() == variant.reference)
    });
    let follows = |variant: &&Variant<'_>| {
        let tag = variant.tag().unwrap_or_default();
        mapping.get(&tag).and_then(Value::as_str) == variant.reference
    };
    let is_free = |variant: &&Variant<'_>| {
        variant.reference.is_some()
            && variant.is_object()
            && variant.tag().is_some_and(|tag| !mapping.contains_key(&tag))
            && is_free_for_tag(places, variant, property)
    };
    let follows = !mapped.is_empty() && mapped.iter().all(follows);
    let variants: Vec<_> = others.into_iter().filter(is_free).cloned().collect();
    (follows && !variants.is_empty()).then(|| Union {
        at: union.at.clone(),
        variants,
        ..*union
    })
}

/// The tags that a mapping lacks.
fn further_tags(places: &Places<'_>, union: &Union<'_>, property: &str) -> Action {
    let name = union.at.last().unwrap_or_default();
    let tags = || union.variants.iter().filter_map(Variant::tag);
    let within = |mapping| {
        let members = Node::Members(vec![("mapping".to_owned(), Node::Members(mapping))]);
        vec![("discriminator".to_owned(), members)]
    };
    let mapping = union
        .variants
        .iter()
        .filter_map(|variant| Some((variant.tag()?, Node::text(variant.reference?))));
    Action {
        evidence: vec![format!(
            "{name}: no tag by `{property}` yet: {}; follows the rule of the others.",
            tags().collect::<Vec<_>>().join(", ")
        )],
        target: target::node(places, &union.at),
        matches: 1,
        expect: within(tags().map(|tag| (tag, Node::Absent)).collect()),
        change: Change::Update(within(mapping.collect())),
    }
}

/// The member that most unions show as their tag, counting existing discriminators as well. Of several
/// that are equally frequent, the first by name.
fn tag_property(
    places: &Places<'_>,
    evidence: &Evidence<'_>,
    unions: &[Union<'_>],
) -> Option<String> {
    let mut counts = BTreeMap::<&str, usize>::new();
    for union in unions {
        if let Some(name) = union
            .node
            .pointer("/discriminator/propertyName")
            .and_then(Value::as_str)
        {
            *counts.entry(name).or_default() += 1;
        }
        for sight in evidence.at(&union.at) {
            for (key, member) in sight.value.as_object().into_iter().flatten() {
                let tagged = |variant: &Variant<'_>| {
                    member.as_str() == variant.tag().as_deref()
                        && is_free_for_tag(places, variant, key)
                };
                if member.is_string() && union.variants.iter().any(tagged) {
                    *counts.entry(key).or_default() += 1;
                }
            }
        }
    }
    let most = counts.values().max().copied()?;
    counts
        .into_iter()
        .find(|(_, count)| *count == most)
        .map(|(name, _)| name.to_owned())
}

/// Whether a variant doesn't declare the property, or allows this tag as its value.
fn is_free_for_tag(places: &Places<'_>, variant: &Variant<'_>, property: &str) -> bool {
    variant.declares(places, property).is_none_or(|declared| {
        declared.get("type").is_some_and(|kind| kind == "string")
            && match declared.get("enum").and_then(Value::as_array) {
                None => true,
                Some(values) => values.len() == 1 && values[0].as_str() == variant.tag().as_deref(),
            }
    })
}

/// A discriminator needs objects that can be referenced, with a distinct tag each.
fn is_taggable(places: &Places<'_>, union: &Union<'_>, property: &str) -> bool {
    union.node.get("discriminator").is_none()
        && union.has_distinct_tags()
        && !has_tag(places, union, property)
        && union.variants.iter().all(|variant| {
            variant.reference.is_some()
                && variant.is_object()
                && is_free_for_tag(places, variant, property)
        })
}

/// Whether a property other than the tag already distinguishes the variants: every variant requires it,
/// with values of any type that are not the same for all.
fn has_tag(places: &Places<'_>, union: &Union<'_>, tag: &str) -> bool {
    let all: Vec<_> = union.variants.iter().map(|it| it.listed(places)).collect();
    let Some((first, others)) = all.split_first() else {
        return false;
    };
    first.iter().any(|(name, values)| {
        let others: Option<Vec<_>> = others
            .iter()
            .map(|listed| listed.iter().find(|(other, _)| other == name))
            .collect();
        *name != tag && others.is_some_and(|others| others.iter().any(|(_, it)| it != values))
    })
}

/// The evidence for tags in the examples of one union.
struct Shown<'a> {
    /// How often each tag was seen.
    seen: BTreeMap<&'a str, usize>,
    first: Vec<&'a Pointer>,
    /// Values that aren't objects, or lack a tag, or have the tag of no variant.
    against: Vec<&'a Pointer>,
}

impl<'a> Shown<'a> {
    /// `None` if the examples contradict a tag, or if it is undecided whether a union of empty objects
    /// is tagged or a string.
    fn of(union: &Union<'_>, sights: &'a [Sighting<'a>], property: &str) -> Option<Self> {
        let mut shown = Self {
            seen: BTreeMap::new(),
            first: Vec::new(),
            against: Vec::new(),
        };
        for sight in sights {
            let tag = sight.value.get(property).and_then(Value::as_str);
            match tag {
                Some(tag)
                    if union
                        .variants
                        .iter()
                        .any(|variant| variant.tag().as_deref() == Some(tag)) =>
                {
                    *shown.seen.entry(tag).or_default() += 1;
                    shown.first.push(&sight.at);
                }
                _ => shown.against.push(&sight.at),
            }
        }
        let undecided = sights.is_empty() && union.variants.iter().all(Variant::is_empty_object);
        (!undecided && (sights.is_empty() || !shown.seen.is_empty())).then_some(shown)
    }

    fn comments(&self, union: &Union<'_>, property: &str) -> Vec<String> {
        let name = union.at.last().unwrap_or_default();
        if self.seen.is_empty() {
            return vec![format!(
                "{name}: no example; follows the rule of the other unions."
            )];
        }
        let total: usize = self.seen.values().sum();
        let count = if total == 1 {
            "1 example carries".to_owned()
        } else {
            format!("{total} examples carry")
        };
        let seen: Vec<_> = self
            .seen
            .iter()
            .map(|(tag, count)| format!("{tag} ({count})"))
            .collect();
        let mut comments = vec![format!(
            "{name}: {count} `{property}`: {}.",
            seen.join(", ")
        )];
        comments.extend(self.first.iter().take(2).map(|at| format!("  {at}")));
        let unseen = union.variants.iter().filter_map(Variant::tag);
        let unseen: Vec<_> = unseen
            .filter(|tag| !self.seen.contains_key(tag.as_str()))
            .collect();
        if !unseen.is_empty() {
            comments.push(format!("  Never seen: {}.", unseen.join(", ")));
        }
        if let Some(at) = self.against.first() {
            comments.push(format!(
                "  Without such a tag: {}, the first at {at}.",
                self.against.len()
            ));
        }
        comments
    }
}

fn discriminator(
    places: &Places<'_>,
    union: &Union<'_>,
    shown: &Shown<'_>,
    property: &str,
) -> Action {
    let mapping = union
        .variants
        .iter()
        .filter_map(|variant| Some((variant.tag()?, Node::text(variant.reference?))));
    Action {
        evidence: shown.comments(union, property),
        target: target::node(places, &union.at),
        matches: 1,
        expect: vec![("discriminator".to_owned(), Node::Absent)],
        change: Change::Update(vec![(
            "discriminator".to_owned(),
            Node::Members(vec![
                ("propertyName".to_owned(), Node::text(property)),
                ("mapping".to_owned(), Node::Members(mapping.collect())),
            ]),
        )]),
    }
}
