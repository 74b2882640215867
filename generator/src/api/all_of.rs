//! The kind of a schema with parts: merges all parts of an allOf, and adds properties beside oneOf and
//! anyOf to each variant.

use std::collections::BTreeSet;

use super::both::both;
use super::gather::Gathered;
use super::keywords::Keywords;
use super::lowering::SchemaLowering;
use super::object::object_kind;
use super::plain::plain_kind;
use super::property::property;
use super::queue::{DEEPEST_MADE, Work};
use super::reports::shown;
use super::union::{self, Choice};
use super::weight::{extends, is_object_like, weight};
use super::{SchemaKind, Use, enumeration};
use crate::document::{Made, Pointer};

/// The maximum number of variants that properties are added to; more become one object.
const MOST_VARIANTS: usize = 64;

/// The kind of the merged schema.
pub(super) fn decide(
    lowering: &mut SchemaLowering<'_>,
    work: &Work,
    mut found: Gathered,
    nullable: &mut bool,
) -> SchemaKind {
    let object = found.object || found.plain.is_empty() && !found.required.is_empty();
    if found.choices.is_empty() {
        if object {
            if !found.plain.is_empty() {
                let message = "the type omits the parts of this allOf that are not objects";
                lowering.reports.note(&work.id, message);
            }
            return object_kind(lowering, work, found);
        }
        return common(lowering, work, &found.plain, nullable);
    }
    if found.shaped {
        return distribute(lowering, work, found, nullable);
    }
    // A format adds nothing to the alternatives.
    let says_more = found.plain.iter().any(|pointer| {
        let (_, keywords) = lowering.schemas.node(pointer);
        keywords.says_values() || enumeration::is_annotated(keywords)
    });
    // Alternatives without a type, such as patterns, have the type of the schema.
    let of_type = !found.plain.is_empty()
        && found
            .choices
            .iter()
            .flat_map(|choice| &choice.variants)
            .any(|variant| weight(&lowering.schemas, variant) == 0);
    if says_more || of_type {
        lowering.reports.note(
            &work.id,
            "the type omits its alternatives (`oneOf` or `anyOf`)",
        );
        return common(lowering, work, &found.plain, nullable);
    }
    if found.choices.len() > 1 {
        lowering.reports.note(
            &work.id,
            "the type has only one of its lists of alternatives (`oneOf` or `anyOf`)",
        );
    }
    let choice = found.choices.swap_remove(0);
    let variants = choice
        .variants
        .iter()
        .map(|pointer| (pointer.clone(), lowering.use_at(pointer)))
        .collect();
    union(lowering, &choice, variants, nullable)
}

/// Properties beside alternatives: each alternative gets these properties as well.
fn distribute(
    lowering: &mut SchemaLowering<'_>,
    work: &Work,
    mut found: Gathered,
    nullable: &mut bool,
) -> SchemaKind {
    let count: usize = found
        .choices
        .iter()
        .map(|choice| choice.variants.len())
        .fold(1, usize::saturating_mul);
    let made = work.id.depth_of_made();
    let objects = found
        .choices
        .iter()
        .flat_map(|choice| &choice.variants)
        .all(|variant| is_object_like(&lowering.schemas, variant, &mut BTreeSet::new()));
    if count > MOST_VARIANTS || made > DEEPEST_MADE || !objects {
        lowering.reports.note(
            &work.id,
            "the type has its properties, but not its alternatives (`oneOf` or `anyOf`)",
        );
        found.choices.clear();
        return object_kind(lowering, work, found);
    }
    let choice = found.choices.swap_remove(0);
    let mut decided = work.decided.clone();
    decided.insert(choice.pointer.clone());
    let mut variants = Vec::new();
    for (index, variant) in choice.variants.iter().enumerate() {
        let (target, keywords) = lowering.schemas.node(variant);
        let value = if found.choices.is_empty() && extends(&lowering.schemas, &target, &work.id) {
            lowering.use_at(&target)
        } else {
            let own = SchemaName::of(&target, keywords);
            let title = work_name(&work.id)
                .zip(own.0)
                .map(|(a, b)| format!("{a} {b}"));
            let mut parts = work.parts.clone();
            parts.push(target.clone());
            lowering.queue.add_made(Work {
                id: work.id.made(Made::Variant).child(index),
                parts,
                decided: decided.clone(),
                title,
            })
        };
        variants.push((variant.clone(), value));
    }
    union(lowering, &choice, variants, nullable)
}

fn union(
    lowering: &mut SchemaLowering<'_>,
    choice: &Choice,
    variants: Vec<(Pointer, Use)>,
    nullable: &mut bool,
) -> SchemaKind {
    let (kind, null) = union::lower(&lowering.schemas, choice, variants);
    *nullable |= null;
    kind
}

/// The common type of parts that aren't objects: the most specific one, for enums the values that all
/// of them have, and for arrays the merged items.
fn common(
    lowering: &mut SchemaLowering<'_>,
    work: &Work,
    plain: &[Pointer],
    nullable: &mut bool,
) -> SchemaKind {
    let items = several_items(lowering, plain);
    let item = (!items.is_empty()).then(|| property(lowering, work, "items", &items).1);
    let mut common = SchemaKind::Any;
    for (index, pointer) in plain.iter().enumerate() {
        let kind = match &item {
            Some(item) if items.contains(&pointer.child("items")) => SchemaKind::List(item.clone()),
            _ => plain_kind(lowering, pointer, nullable),
        };
        common = match both(common, kind) {
            Some(kind) => kind,
            None => {
                let others: Vec<String> = plain[..index].iter().map(shown).collect();
                let message = format!(
                    "the parts of this allOf have no value in common: {} and {}",
                    others.join(", "),
                    shown(pointer)
                );
                lowering.reports.note(&work.id, &message);
                return SchemaKind::Any;
            }
        };
    }
    common
}

/// The schemas for the items of arrays that all apply, if there are several. Arrays with items by
/// position have further ones.
fn several_items(lowering: &SchemaLowering<'_>, plain: &[Pointer]) -> Vec<Pointer> {
    let has = |part: &&Pointer, key| lowering.schemas.node(part).1.get(key).is_some();
    let items = plain.iter().filter(|part| has(part, "items"));
    let items: Vec<Pointer> = items.map(|part| part.child("items")).collect();
    match items.len() {
        2.. if !plain.iter().any(|part| has(&part, "prefixItems")) => items,
        _ => Vec::new(),
    }
}

/// The name of a schema: its component's name, or its title.
struct SchemaName(Option<String>);

impl SchemaName {
    fn of(pointer: &Pointer, keywords: Keywords<'_>) -> Self {
        let component = super::SchemaId(pointer.clone()).component();
        Self(component.or_else(|| keywords.text("title").map(str::to_owned)))
    }
}

fn work_name(id: &Pointer) -> Option<String> {
    super::SchemaId(id.clone()).component()
}
