//! Unions: the variants that came and went, and how they are told apart.

use super::draft::Draft;
use super::kinds;
use super::pairs::Flow;
use super::same::same_type;
use crate::api::{Api, Schema, Union, Use, Variant};
use crate::compare::{Http, Rule};

/// The variants of two unions.
pub(super) struct Variants<'a> {
    pub(super) pairs: Vec<(&'a Variant, &'a Variant)>,
    pub(super) removed: Vec<&'a Variant>,
    pub(super) added: Vec<&'a Variant>,
}

/// Matches variants by tag, then by schema, then by what their values are.
pub(super) fn match_variants<'a>(
    (base, old): (&'a Api, &'a Union),
    (revision, new): (&'a Api, &'a Union),
) -> Variants<'a> {
    let mut removed: Vec<&Variant> = old.variants.iter().collect();
    let mut added: Vec<&Variant> = new.variants.iter().collect();
    let mut pairs = Vec::new();
    let kind = |api: &'a Api, variant: &Variant| {
        let schema = api.schemas.get(&variant.value.schema)?;
        schema.id.component().is_none().then_some(&schema.kind)
    };
    let ways: [&dyn Fn(&Variant, &Variant) -> bool; 4] = [
        &|a, b| a.tag.is_some() && a.tag == b.tag,
        &|a, b| a.value.schema == b.value.schema && a.value.schema.component().is_some(),
        &|a, b| same_type((base, &a.value), (revision, &b.value)),
        &|a, b| match (kind(base, a), kind(revision, b)) {
            (Some(old), Some(new)) => {
                let rule = kinds::rule((base, old), (revision, new));
                matches!(rule, Some(Rule::TypeWidened | Rule::TypeNarrowed))
            }
            _ => false,
        },
    ];
    for way in ways {
        removed.retain(|a| {
            let Some(at) = added.iter().position(|b| way(a, b)) else {
                return true;
            };
            pairs.push((*a, added.remove(at)));
            false
        });
    }
    Variants {
        pairs,
        removed,
        added,
    }
}

/// What a person calls a variant.
pub(super) fn variant_name(api: &Api, variant: &Variant) -> String {
    let tag = variant.tag.clone();
    let words = || {
        let words = kinds::words(api, api.schemas.get(&variant.value.schema)?);
        words.split(" (").next().map(str::to_owned)
    };
    tag.or_else(|| variant.value.schema.component())
        .or_else(words)
        .unwrap_or_default()
}

/// Whether one of the variants is what the other side has alone, or takes all of it.
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

/// What changed about a union whose values go these ways: a draft and the variants that it concerns.
pub(super) fn judge(
    place: &str,
    ways: Flow,
    (base, old, was): (&Api, &Schema, &Union),
    (revision, new, is): (&Api, &Schema, &Union),
) -> Vec<(Draft, Vec<String>)> {
    let matched = match_variants((base, was), (revision, is));
    // What stands for one variant and for another one, too, tells neither.
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
        // Values have the same form with and without a word on how they are told apart.
        let renamed = was.discriminator.is_some() && is.discriminator.is_some();
        let draft = if renamed {
            draft
        } else {
            draft.judged(Http::Warning)
        };
        drafts.push((draft.at(&old.id.0, &new.id.0), Vec::new()));
    }
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
        // Without a tag it may be taken for a variant that is known.
        let mistaken = was.discriminator.is_none() && ways.response;
        let draft = if mistaken {
            draft.judged(Http::Warning)
        } else {
            draft
        };
        drafts.push((draft, with_shared(name, added, is)));
    }
    for (one, other) in matched.pairs {
        if one.tag != other.tag && was.discriminator == is.discriminator {
            let tag = |variant: &Variant| variant.tag.clone().unwrap_or_default();
            let message = format!("the variant `{}` is called `{}` now", tag(one), tag(other));
            let draft = Draft::new(Rule::VariantTagChanged, place, message);
            let draft = draft.values(&one.tag, &other.tag).at(&old.id.0, &new.id.0);
            drafts.push((draft, vec![tag(one), tag(other)]));
        }
    }
    drafts
}
