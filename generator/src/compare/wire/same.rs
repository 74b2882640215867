//! Whether schemas of two APIs say the same, as far as it takes to recognise one under another name.

use crate::api::{Api, Object, SchemaKind, Use};

/// How deep schemas are compared.
const DEEPEST: usize = 4;

/// Whether two uses have values of the same type.
pub(super) fn same_type((base, a): (&Api, &Use), (revision, b): (&Api, &Use)) -> bool {
    same(base, a, revision, b, 0)
}

fn same(base: &Api, a: &Use, revision: &Api, b: &Use, depth: usize) -> bool {
    if a.schema.component().is_some() && a.schema == b.schema {
        return true;
    }
    let (Some(old), Some(new)) = (base.schemas.get(&a.schema), revision.schemas.get(&b.schema))
    else {
        return false;
    };
    let deeper = |a: &Use, b: &Use| depth < DEEPEST && same(base, a, revision, b, depth + 1);
    match (&old.kind, &new.kind) {
        (SchemaKind::List(a), SchemaKind::List(b)) => deeper(a, b),
        (SchemaKind::Map { value: a, .. }, SchemaKind::Map { value: b, .. }) => deeper(a, b),
        (SchemaKind::Tuple(a), SchemaKind::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| deeper(a, b))
        }
        (SchemaKind::Object(a), SchemaKind::Object(b)) => {
            let names = |object: &Object| -> Vec<String> {
                let properties = object.properties.iter();
                properties.map(|one| one.name.clone()).collect()
            };
            names(a) == names(b)
        }
        (SchemaKind::Union(a), SchemaKind::Union(b)) => {
            a.variants.len() == b.variants.len()
                && a.variants
                    .iter()
                    .zip(&b.variants)
                    .all(|(a, b)| deeper(&a.value, &b.value))
        }
        (SchemaKind::Enum(a), SchemaKind::Enum(b)) => a == b,
        (a, b) => a == b,
    }
}

/// Whether two kinds are of objects that have less than half of the properties of the smaller one in
/// common.
pub(super) fn is_unlike(old: &SchemaKind, new: &SchemaKind) -> bool {
    let (SchemaKind::Object(old), SchemaKind::Object(new)) = (old, new) else {
        return false;
    };
    let has = |object: &Object, name: &str| object.properties.iter().any(|one| one.name == name);
    let common = old.properties.iter().filter(|one| has(new, &one.name)).count();
    common * 2 < old.properties.len().min(new.properties.len())
}

/// Whether values of `all` may be each of the others: they are of its type, or it takes anything.
pub(super) fn takes_all<'a>(
    (wide, all): (&Api, &Use),
    (narrow, mut others): (&Api, impl Iterator<Item = &'a Use>),
) -> bool {
    let kind = wide.schemas.get(&all.schema).map(|schema| &schema.kind);
    kind == Some(&SchemaKind::Any) || others.all(|one| same_type((wide, all), (narrow, one)))
}

/// Whether two names look like one: the same letters, or one with something added.
pub(super) fn alike(a: &str, b: &str) -> bool {
    let letters = |name: &str| -> String {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let (a, b) = (letters(a), letters(b));
    let (short, long) = if a.len() < b.len() { (&a, &b) } else { (&b, &a) };
    short.chars().count() > 2 && long.contains(short.as_str())
}
