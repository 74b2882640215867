//! Unions: added and removed variants, and how they are told apart.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::kinds;
use super::pairs::Flow;
use super::same::{alike, same_type};
use crate::api::{Api, EnumWire, Schema, SchemaKind, TagType, Union, Use, Variant};
use crate::compare::{Http, Rule};

/// How many properties identify an object to a person.
const SHOWN_PROPERTIES: usize = 3;

/// The variants of two unions.
pub(super) struct Variants<'a> {
    pub(super) pairs: Vec<(&'a Variant, &'a Variant)>,
    pub(super) removed: Vec<&'a Variant>,
    pub(super) added: Vec<&'a Variant>,
}

/// A criterion that two variants are the same.
type Criterion<'a> = &'a dyn Fn(&Variant, &Variant) -> bool;

/// Matches variants by their identity, in any order: tag and schema, a tag that no other variant
/// has, the schema, the title; then by the kind of their values.
pub(super) fn match_variants<'a>(
    (base, old): (&'a Api, &'a Union),
    (revision, new): (&'a Api, &'a Union),
) -> Variants<'a> {
    let mut removed: Vec<&Variant> = old.variants.iter().collect();
    let mut added: Vec<&Variant> = new.variants.iter().collect();
    let mut pairs = Vec::new();
    let is_only = |union: &Union, one: &Variant| {
        let same = union.variants.iter().filter(|other| other.tag == one.tag);
        one.tag.is_some() && same.count() == 1
    };
    let same_tag = |a: &Variant, b: &Variant| a.tag.is_some() && a.tag == b.tag;
    let same_component = |a: &Variant, b: &Variant| {
        a.value.schema == b.value.schema && a.value.schema.component().is_some()
    };
    let same_types = |a: &Variant, b: &Variant| same_type((base, &a.value), (revision, &b.value));
    let criteria: [Criterion<'_>; 8] = [
        &|a, b| same_tag(a, b) && same_component(a, b),
        &|a, b| same_tag(a, b) && is_only(old, a) && is_only(new, b),
        &same_component,
        &|a, b| same_tag(a, b) && same_types(a, b),
        &same_tag,
        &|a, b| same_title((base, a), (revision, b)),
        &same_types,
        &|a, b| match (in_place(base, a), in_place(revision, b)) {
            (Some(old), Some(new)) => {
                let rule = kinds::rule((base, old), (revision, new));
                matches!(rule, Some(Rule::TypeWidened | Rule::TypeNarrowed))
            }
            _ => false,
        },
    ];
    for criterion in criteria {
        removed.retain(|a| {
            let Some(at) = added.iter().position(|b| criterion(a, b)) else {
                return true;
            };
            pairs.push((*a, added.remove(at)));
            false
        });
    }
    match_alike((base, &mut removed), (revision, &mut added), &mut pairs);
    Variants {
        pairs,
        removed,
        added,
    }
}

/// Matches objects, enums and unions that are inline or renamed, and identified only by their
/// content, with the most similar ones.
fn match_alike<'a>(
    (base, removed): (&'a Api, &mut Vec<&'a Variant>),
    (revision, added): (&'a Api, &mut Vec<&'a Variant>),
    pairs: &mut Vec<(&'a Variant, &'a Variant)>,
) {
    let mut likely = Vec::new();
    for (at, old) in removed.iter().enumerate() {
        for (to, new) in added.iter().enumerate() {
            let (Some(a), Some(b)) = (kind(base, old), kind(revision, new)) else {
                continue;
            };
            // Keywords next to the alternatives turn a component into a schema of its own.
            let is_likely = is_in_place(old)
                || is_in_place(new)
                || is_renamed((base, old), (revision, new)) && shares(a, b);
            if is_likely && let Some(differences) = differences(a, b) {
                // The same in both directions.
                likely.push((differences, at.abs_diff(to), at + to, at, to));
            }
        }
    }
    likely.sort_unstable();
    let (mut old, mut new) = (BTreeSet::new(), BTreeSet::new());
    for (.., at, to) in likely {
        if !old.contains(&at) && !new.contains(&to) {
            old.insert(at);
            new.insert(to);
            pairs.push((removed[at], added[to]));
        }
    }
    let mut at = 0..;
    removed.retain(|_| !at.next().is_some_and(|at| old.contains(&at)));
    let mut to = 0..;
    added.retain(|_| !to.next().is_some_and(|to| new.contains(&to)));
}

/// Whether two inline variants have the same title and values of one kind.
fn same_title((base, a): (&Api, &Variant), (revision, b): (&Api, &Variant)) -> bool {
    let (Some(was), Some(is)) = (in_place(base, a), in_place(revision, b)) else {
        return false;
    };
    let title =
        |api: &Api, variant: &Variant| api.schemas.get(&variant.value.schema)?.title.clone();
    let title = (title(base, a), title(revision, b));
    title.0.is_some() && title.0 == title.1 && kinds::rule((base, was), (revision, is)).is_none()
}

/// Whether a component may have been renamed to another: each is on one side only, and so are their
/// tags, unless the names are similar.
fn is_renamed((base, old): (&Api, &Variant), (revision, new): (&Api, &Variant)) -> bool {
    let (was, is) = (&old.value.schema, &new.value.schema);
    let (Some(old_name), Some(new_name)) = (was.component(), is.component()) else {
        return false;
    };
    let has_moved = !revision.schemas.contains_key(was) && !base.schemas.contains_key(is);
    let has_tags = old.tag.is_some() && new.tag.is_some();
    has_moved && (!has_tags || alike(&old_name, &new_name))
}

/// Whether two objects or enums have anything in common.
fn shares(a: &SchemaKind, b: &SchemaKind) -> bool {
    match (a, b) {
        (SchemaKind::Object(a), SchemaKind::Object(b)) => {
            let has = |name: &str| b.properties.iter().any(|one| one.name == name);
            a.properties.iter().any(|one| has(&one.name))
        }
        (SchemaKind::Enum(_), SchemaKind::Enum(_)) => true,
        _ => false,
    }
}

fn is_in_place(variant: &Variant) -> bool {
    variant.value.schema.component().is_none()
}

fn kind<'a>(api: &'a Api, variant: &Variant) -> Option<&'a SchemaKind> {
    let schema = api.schemas.get(&variant.value.schema);
    schema.map(|schema| &schema.kind)
}

/// The kind of an inline variant.
fn in_place<'a>(api: &'a Api, variant: &Variant) -> Option<&'a SchemaKind> {
    let schema = api.schemas.get(&variant.value.schema)?;
    schema.id.component().is_none().then_some(&schema.kind)
}

/// How many properties, values or variants only one of two has; `None` if these are the majority.
fn differences(a: &SchemaKind, b: &SchemaKind) -> Option<usize> {
    match (a, b) {
        (SchemaKind::Object(a), SchemaKind::Object(b)) => {
            let has = |name: &str| b.properties.iter().any(|one| one.name == name);
            let common = a.properties.iter().filter(|one| has(&one.name)).count();
            let all = a.properties.len() + b.properties.len();
            (common * 3 >= all - common).then_some(all - 2 * common)
        }
        (SchemaKind::Enum(a), SchemaKind::Enum(b)) => {
            let has = |wire: &EnumWire| b.values.iter().any(|one| one.wire == *wire);
            let common = a.values.iter().filter(|one| has(&one.wire)).count();
            let all = a.values.len() + b.values.len();
            (common > 0 && common * 3 >= all - common).then_some(all - 2 * common)
        }
        (SchemaKind::Union(a), SchemaKind::Union(b)) => {
            Some(a.variants.len().abs_diff(b.variants.len()))
        }
        // Their content is compared separately.
        (SchemaKind::List(_), SchemaKind::List(_))
        | (SchemaKind::Map { .. }, SchemaKind::Map { .. }) => Some(1),
        _ => None,
    }
}

/// The name of a variant for people.
pub(super) fn variant_name(api: &Api, variant: &Variant) -> String {
    let tag = variant.tag.clone();
    let schema = api.schemas.get(&variant.value.schema);
    let words = || {
        if let Some(SchemaKind::Object(object)) = in_place(api, variant) {
            let names = object.properties.iter().map(|one| one.name.as_str());
            let names: Vec<&str> = names.take(SHOWN_PROPERTIES).collect();
            return Some(format!("object with {}", names.join(", ")));
        }
        let words = kinds::words(api, schema?);
        words.split(" (").next().map(str::to_owned)
    };
    tag.or_else(|| variant.value.schema.component())
        .or_else(|| schema?.title.clone())
        .or_else(words)
        .unwrap_or_default()
}

/// Whether one of the variants is the kind that the other side has alone, or accepts all its
/// values.
pub(super) fn has_variant(
    (wide, union): (&Api, &Union),
    (narrow, schema): (&Api, &Schema),
) -> bool {
    let alone = Use {
        schema: schema.id.clone(),
        nullable: false,
    };
    union.variants.iter().any(|variant| {
        let same = variant.value.schema.component().is_some() && variant.value.schema == schema.id;
        let kind = wide
            .schemas
            .get(&variant.value.schema)
            .map(|schema| &schema.kind);
        let takes = kind.is_some_and(|kind| {
            let rule = kinds::rule((narrow, &schema.kind), (wide, kind));
            rule == Some(Rule::TypeWidened)
        });
        same || takes || same_type((wide, &variant.value), (narrow, &alone))
    })
}

/// The changes of a union whose values go these ways: a draft and the variants that it concerns.
pub(super) fn judge(
    place: &str,
    flow: Flow,
    (base, old, was): (&Api, &Schema, &Union),
    (revision, new, is): (&Api, &Schema, &Union),
) -> Vec<(Draft, Vec<String>)> {
    let matched = match_variants((base, was), (revision, is));
    // A name that two variants share identifies neither.
    let with_shared = |name: String, variant: &Variant, union: &Union| {
        let others = union.variants.iter();
        let others = others.filter(|other| other.value.schema == variant.value.schema);
        let mut names: Vec<String> = others.filter_map(|other| other.tag.clone()).collect();
        names.push(name);
        names
    };
    let mut drafts = Vec::new();
    if was.discriminator != is.discriminator {
        let name = |union: &Union| match &union.discriminator {
            Some(name) => format!("`{name}`"),
            None => "nothing".to_owned(),
        };
        let message = format!(
            "variants were told apart by {} and are by {}",
            name(was),
            name(is)
        );
        let draft = Draft::new(Rule::DiscriminatorChanged, place, message);
        let draft = draft.values(&was.discriminator, &is.discriminator);
        // Values have the same form with and without a discriminator.
        let renamed = was.discriminator.is_some() && is.discriminator.is_some();
        let draft = if renamed {
            draft
        } else {
            draft.judged(Http::Warning)
        };
        drafts.push((draft.at(&old.id.0, &new.id.0), Vec::new()));
    }
    if was.discriminator == is.discriminator && was.tag_type != is.tag_type {
        let words = |union: &Union| match union.tag_type {
            TagType::Text => "text",
            TagType::Number => "numbers",
            TagType::Boolean => "booleans",
        };
        let (old_words, new_words) = (words(was), words(is));
        let message =
            format!("the values of the discriminator were {old_words} and are {new_words}");
        let draft = Draft::new(Rule::TagTypeChanged, place, message).values(old_words, new_words);
        let tags = was.variants.iter().chain(&is.variants);
        let tags = tags.filter_map(|variant| variant.tag.clone()).collect();
        drafts.push((draft.at(&old.id.0, &new.id.0), tags));
    }
    drafts.extend(default_changed(
        (place, flow),
        (base, old, was),
        (revision, new, is),
        &matched.pairs,
    ));
    for gone in matched.removed {
        let name = variant_name(base, gone);
        let draft = Draft::new(
            Rule::VariantRemoved,
            place,
            format!("the variant `{name}` was removed"),
        );
        let draft = draft.values(&name, ()).at(&old.id.0, &new.id.0);
        drafts.push((draft, with_shared(name, gone, was)));
    }
    for added in matched.added {
        let name = variant_name(revision, added);
        let draft = Draft::new(
            Rule::VariantAdded,
            place,
            format!("the variant `{name}` was added"),
        );
        let draft = draft.values((), &name).at(&old.id.0, &new.id.0);
        // Without a tag it may be mistaken for a known variant, also by a union that has a default
        // for unknown tags.
        let mistaken = was.discriminator.is_none() || default(was).is_some();
        let mistaken = mistaken && flow.response;
        let draft = if mistaken {
            draft.judged(Http::Warning)
        } else {
            draft
        };
        drafts.push((draft, with_shared(name, added, is)));
    }
    for (one, other) in matched.pairs {
        // The default variant accepts all tags that no other one has.
        let is_any = (one.tag.is_none() && one.default) || (other.tag.is_none() && other.default);
        if one.tag != other.tag && !is_any && was.discriminator == is.discriminator {
            let tag = |variant: &Variant| variant.tag.clone().unwrap_or_default();
            let message = format!("the variant `{}` is called `{}` now", tag(one), tag(other));
            let draft = Draft::new(Rule::VariantTagChanged, place, message);
            let draft = draft.values(&one.tag, &other.tag).at(&old.id.0, &new.id.0);
            drafts.push((draft, vec![tag(one), tag(other)]));
        }
    }
    drafts
}

/// The variant of values without a known tag.
fn default(union: &Union) -> Option<&Variant> {
    union.variants.iter().find(|variant| variant.default)
}

/// Another variant accepts values without a known tag.
///
/// Without a previous default, released clients keep such values unchanged, and send none. If the
/// default was removed, only the values that they send are refused.
fn default_changed(
    (place, flow): (&str, Flow),
    (base, old, was): (&Api, &Schema, &Union),
    (revision, new, is): (&Api, &Schema, &Union),
    pairs: &[(&Variant, &Variant)],
) -> Option<(Draft, Vec<String>)> {
    let (before, after) = (default(was), default(is));
    let same = pairs
        .iter()
        .any(|(one, other)| one.default && other.default);
    if before.is_none() && after.is_none() || same {
        return None;
    }
    let before = before.map(|variant| variant_name(base, variant));
    let after = after.map(|variant| variant_name(revision, variant));
    let words = |name: &Option<String>| match name {
        Some(name) => format!("of `{name}`"),
        None => "of no known variant".to_owned(),
    };
    let message = format!(
        "values without a known `{}` were {} and are {}",
        is.discriminator.as_deref().unwrap_or_default(),
        words(&before),
        words(&after)
    );
    let draft = Draft::new(Rule::DefaultVariantChanged, place, message);
    let draft = draft.values(&before, &after).at(&old.id.0, &new.id.0);
    let tags = [was, is].map(|union| default(union).and_then(|variant| variant.tag.clone()));
    let draft = match (&before, &after) {
        (None, _) => draft.judged(Http::Compatible),
        (_, None) if !flow.request => draft.judged(Http::Compatible),
        _ => draft,
    };
    Some((draft, tags.into_iter().flatten().collect()))
}
