//! Unions: added and removed variants, and how they are told apart.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::kinds;
use super::pairs::Flow;
use super::same::{alike, same_type};
use crate::api::{Api, EnumWire, Schema, SchemaId, SchemaKind, TagType, Union, Use, Variant};
use crate::compare::pair::{Matched, Pair};
use crate::compare::{Http, Rule};

/// How many properties identify an object to a person.
const SHOWN_PROPERTIES: usize = 3;

/// A criterion that two variants are the same.
type Criterion<'a> = &'a dyn Fn(&Variant, &Variant) -> bool;

/// Matches variants by their identity, in any order: tag and schema, a tag that no other variant
/// has, the schema, the title; then by the kind of their values.
pub(super) fn match_variants<'a>(
    apis: Pair<&'a Api>,
    unions: Pair<&'a Union>,
) -> Matched<'a, Variant> {
    let mut matched = Matched::none(unions.map(|union| union.variants.as_slice()));
    let is_only = |union: &Union, one: &Variant| {
        let same = union.variants.iter().filter(|other| other.tag == one.tag);
        one.tag.is_some() && same.count() == 1
    };
    let same_tag = |a: &Variant, b: &Variant| a.tag.is_some() && a.tag == b.tag;
    let same_component = |a: &Variant, b: &Variant| {
        a.value.schema == b.value.schema && a.value.schema.component().is_some()
    };
    let same_types =
        |a: &Variant, b: &Variant| same_type((apis.old, &a.value), (apis.new, &b.value));
    let criteria: [Criterion<'_>; 8] = [
        &|a, b| same_tag(a, b) && same_component(a, b),
        &|a, b| same_tag(a, b) && is_only(unions.old, a) && is_only(unions.new, b),
        &same_component,
        &|a, b| same_tag(a, b) && same_types(a, b),
        &same_tag,
        &|old, new| same_title(apis, Pair { old, new }),
        &same_types,
        &|old, new| {
            let kinds = apis.with(Pair { old, new }).map(in_place).both();
            let rule = kinds.and_then(|kinds| kinds::rule(apis, kinds));
            matches!(rule, Some(Rule::TypeWidened | Rule::TypeNarrowed))
        },
    ];
    for criterion in criteria {
        matched.add(criterion);
    }
    match_alike(apis, &mut matched);
    matched
}

/// Matches objects, enums and unions that are inline or renamed, and identified only by their
/// content, with the most similar ones.
fn match_alike(apis: Pair<&Api>, matched: &mut Matched<'_, Variant>) {
    let Matched {
        pairs,
        removed,
        added,
    } = matched;
    let mut likely = Vec::new();
    for (at, old) in removed.iter().enumerate() {
        for (to, new) in added.iter().enumerate() {
            let pair = Pair {
                old: *old,
                new: *new,
            };
            let Some(kinds) = apis.with(pair).map(kind).both() else {
                continue;
            };
            // Keywords next to the alternatives turn a component into a schema of its own.
            let is_likely = is_in_place(old)
                || is_in_place(new)
                || is_renamed(apis, pair) && shares(kinds.old, kinds.new);
            if is_likely && let Some(differences) = differences(kinds.old, kinds.new) {
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
            pairs.push(Pair {
                old: removed[at],
                new: added[to],
            });
        }
    }
    let mut at = 0..;
    removed.retain(|_| !at.next().is_some_and(|at| old.contains(&at)));
    let mut to = 0..;
    added.retain(|_| !to.next().is_some_and(|to| new.contains(&to)));
}

/// Whether two inline variants have the same title and values of one kind.
fn same_title(apis: Pair<&Api>, variants: Pair<&Variant>) -> bool {
    let sides = apis.with(variants);
    let Some(kinds) = sides.map(in_place).both() else {
        return false;
    };
    let title = sides.map(|(api, variant)| {
        let schema = api.schemas.get(&variant.value.schema)?;
        schema.title.as_ref()
    });
    title.old.is_some() && !title.differs() && kinds::rule(apis, kinds).is_none()
}

/// Whether a component may have been renamed to another: each is on one side only, and so are their
/// tags, unless the names are similar.
fn is_renamed(apis: Pair<&Api>, variants: Pair<&Variant>) -> bool {
    let ids = variants.map(|variant| &variant.value.schema);
    let Some(names) = ids.map(SchemaId::component).both() else {
        return false;
    };
    let has_moved =
        !apis.new.schemas.contains_key(ids.old) && !apis.old.schemas.contains_key(ids.new);
    let tags = variants.map(|variant| variant.tag.as_ref());
    has_moved && (tags.both().is_none() || alike(&names.old, &names.new))
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

fn kind<'a>((api, variant): (&'a Api, &Variant)) -> Option<&'a SchemaKind> {
    let schema = api.schemas.get(&variant.value.schema);
    schema.map(|schema| &schema.kind)
}

/// The kind of an inline variant.
fn in_place<'a>((api, variant): (&'a Api, &Variant)) -> Option<&'a SchemaKind> {
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
        if let Some(SchemaKind::Object(object)) = in_place((api, variant)) {
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

/// The variant of the kind that the other side has alone, or that accepts its kind: the most similar
/// one.
pub(super) fn variant_of<'a>(
    (wide, union): (&Api, &'a Union),
    (narrow, schema): (&Api, &Schema),
) -> Option<&'a Variant> {
    let alone = Use {
        schema: schema.id.clone(),
        nullable: false,
    };
    let apis = Pair {
        old: narrow,
        new: wide,
    };
    let unlikeness = |variant: &Variant| {
        let one = wide.schemas.get(&variant.value.schema)?;
        let kinds = Pair {
            old: &schema.kind,
            new: &one.kind,
        };
        if one.id.component().is_some() && one.id == schema.id {
            Some(0)
        } else if same_type((wide, &variant.value), (narrow, &alone)) {
            Some(if limits_alike(one, schema) { 1 } else { 2 })
        } else {
            (kinds::rule(apis, kinds) == Some(Rule::TypeWidened)).then_some(3)
        }
    };
    let likely = union.variants.iter();
    let likely = likely.filter_map(|variant| Some((unlikeness(variant)?, variant)));
    let (_, variant) = likely.min_by_key(|(unlikeness, _)| *unlikeness)?;
    Some(variant)
}

/// Whether two schemas of one type restrict their own values equally.
fn limits_alike(a: &Schema, b: &Schema) -> bool {
    let listed = |schema: &Schema| -> Vec<bool> {
        match &schema.kind {
            SchemaKind::Object(object) => object.properties.iter().map(|it| it.listed).collect(),
            _ => Vec::new(),
        }
    };
    a.closed == b.closed && a.limits == b.limits && listed(a) == listed(b)
}

/// The changes of a union whose values go these ways: a draft and the variants that it concerns.
pub(super) fn judge(
    place: &str,
    flow: Flow,
    apis: Pair<&Api>,
    schemas: Pair<&Schema>,
    unions: Pair<&Union>,
) -> Vec<(Draft, Vec<String>)> {
    let matched = match_variants(apis, unions);
    let draft =
        |rule, message: String| Draft::new(rule, place, message).at(schemas.map(|one| &one.id.0));
    // A name that two variants share identifies neither.
    let with_shared = |name: String, variant: &Variant, union: &Union| {
        let others = union.variants.iter();
        let others = others.filter(|other| other.value.schema == variant.value.schema);
        let mut names: Vec<String> = others.filter_map(|other| other.tag.clone()).collect();
        names.push(name);
        names
    };
    let mut drafts = Vec::new();
    let discriminator = unions.map(|union| union.discriminator.as_ref());
    let tag_type = unions.map(|union| union.tag_type);
    if discriminator.differs() {
        let name = discriminator.map(|name| match name {
            Some(name) => format!("`{name}`"),
            None => "absent".to_owned(),
        });
        let message = format!("the discriminator was {} and is {}", name.old, name.new);
        let draft = draft(Rule::DiscriminatorChanged, message).changed(discriminator);
        // Values have the same form with and without a discriminator.
        let draft = match discriminator.both() {
            Some(_) => draft,
            None => draft.judged(Http::Warning),
        };
        drafts.push((draft, Vec::new()));
    } else if tag_type.differs() {
        let words = tag_type.map(|tag_type| match tag_type {
            TagType::Text => "text",
            TagType::Number => "numbers",
            TagType::Boolean => "booleans",
        });
        let message = format!(
            "the values of the discriminator were {} and are {}",
            words.old, words.new
        );
        let draft = draft(Rule::TagTypeChanged, message).changed(words);
        let tags = unions.old.variants.iter().chain(&unions.new.variants);
        let tags = tags.filter_map(|variant| variant.tag.clone()).collect();
        drafts.push((draft, tags));
    }
    if let Some((message, name, tags)) = default_changed(apis, unions, &matched.pairs) {
        let draft = draft(Rule::DefaultVariantChanged, message).changed(name.as_ref());
        let draft = match (&name.old, &name.new) {
            (None, _) => draft.judged(Http::Compatible),
            (_, None) if !flow.request => draft.judged(Http::Compatible),
            _ => draft,
        };
        drafts.push((draft, tags));
    }
    for gone in matched.removed {
        let name = variant_name(apis.old, gone);
        let message = format!("the variant `{name}` was removed");
        let draft = draft(Rule::VariantRemoved, message).values(&name, ());
        drafts.push((draft, with_shared(name, gone, unions.old)));
    }
    for added in matched.added {
        let name = variant_name(apis.new, added);
        let message = format!("the variant `{name}` was added");
        let draft = draft(Rule::VariantAdded, message).values((), &name);
        // Without a tag it may be mistaken for a known variant, also by a union that has a default
        // for unknown tags.
        let mistaken = discriminator.old.is_none() || default(unions.old).is_some();
        let draft = if mistaken && flow.response {
            draft.judged(Http::Warning)
        } else {
            draft
        };
        drafts.push((draft, with_shared(name, added, unions.new)));
    }
    for pair in matched.pairs {
        // The default variant accepts all tags that no other one has.
        let mut sides = pair.sides().into_iter();
        let is_any = sides.any(|one| one.tag.is_none() && one.default);
        let tag = pair.map(|one| &one.tag);
        if tag.differs() && !is_any && !discriminator.differs() {
            let shown = tag.map(|tag| tag.clone().unwrap_or_default());
            let message = format!(
                "the discriminator value `{}` became `{}`",
                shown.old, shown.new
            );
            let draft = draft(Rule::VariantTagChanged, message).changed(tag);
            drafts.push((draft, shown.sides().into()));
        }
    }
    drafts
}

/// The variant of values without a known tag.
fn default(union: &Union) -> Option<&Variant> {
    union.variants.iter().find(|variant| variant.default)
}

/// Another variant accepts values without a known tag: the message, the names of both variants, and
/// their tags.
///
/// Without a previous default, released clients keep such values unchanged, and send none. If the
/// default was removed, only the values that they send are refused.
fn default_changed(
    apis: Pair<&Api>,
    unions: Pair<&Union>,
    pairs: &[Pair<&Variant>],
) -> Option<(String, Pair<Option<String>>, Vec<String>)> {
    let default = unions.map(default);
    let is_default = |pair: &Pair<&Variant>| pair.old.default && pair.new.default;
    if default == Pair::default() || pairs.iter().any(is_default) {
        return None;
    }
    let name = apis.with(default);
    let name = name.map(|(api, variant)| variant.map(|variant| variant_name(api, variant)));
    let words = name.as_ref().map(|name| match name {
        Some(name) => format!("of `{name}`"),
        None => "of no known variant".to_owned(),
    });
    let message = format!(
        "values without a known `{}` were {} and are {}",
        unions.new.discriminator.as_deref().unwrap_or_default(),
        words.old,
        words.new
    );
    let tags = default.map(|variant| variant.and_then(|variant| variant.tag.clone()));
    Some((message, name, tags.sides().into_iter().flatten().collect()))
}
