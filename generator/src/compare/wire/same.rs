//! Whether schemas of two APIs are equal, as far as needed to recognize a renamed one.

use std::collections::BTreeSet;

use crate::api::{Api, Enum, EnumWire, Object, Schema, SchemaId, SchemaKind, Use, Variant};
use crate::compare::pair::Pair;

/// How deep schemas are compared.
const DEEPEST: usize = 4;

/// The schemas of two uses, if they are one component.
pub(super) fn same_component<'a>(
    apis: Pair<&'a Api>,
    uses: Pair<&Use>,
) -> Option<Pair<&'a Schema>> {
    let ids = uses.map(|one| &one.schema);
    let schemas = apis.with(ids).map(|(api, id)| api.schemas.get(id));
    let is_one = ids.old.component().is_some() && !ids.differs();
    schemas.both().filter(|_| is_one)
}

/// Whether two uses have values of the same type.
pub(super) fn same_type((base, a): (&Api, &Use), (revision, b): (&Api, &Use)) -> bool {
    let mut trail = Trail {
        sides: [base, revision],
        pairs: Vec::new(),
    };
    trail.same(a, b)
}

/// The schemas on the path to two that are compared.
struct Trail<'a> {
    sides: [&'a Api; 2],
    pairs: Vec<(SchemaId, SchemaId)>,
}

impl Trail<'_> {
    fn same(&mut self, a: &Use, b: &Use) -> bool {
        if a.schema.component().is_some() && a.schema == b.schema {
            return true;
        }
        let [base, revision] = self.sides;
        let (Some(old), Some(new)) = (base.schemas.get(&a.schema), revision.schemas.get(&b.schema))
        else {
            return false;
        };
        let pair = (a.schema.clone(), b.schema.clone());
        // A reference cycle on both sides is equal as far as compared.
        if self.pairs.contains(&pair) {
            return true;
        }
        if self.pairs.len() == DEEPEST {
            return false;
        }
        self.pairs.push(pair);
        let same = self.same_kind(&old.kind, &new.kind);
        self.pairs.pop();
        same
    }

    fn same_kind(&mut self, old: &SchemaKind, new: &SchemaKind) -> bool {
        match (old, new) {
            (SchemaKind::List(a), SchemaKind::List(b)) => self.same(a, b),
            (SchemaKind::Map { value: a, .. }, SchemaKind::Map { value: b, .. }) => self.same(a, b),
            (SchemaKind::Tuple(a), SchemaKind::Tuple(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.same(a, b))
            }
            (
                SchemaKind::OpenTuple {
                    first: a,
                    least: la,
                    rest: ra,
                },
                SchemaKind::OpenTuple {
                    first: b,
                    least: lb,
                    rest: rb,
                },
            ) => {
                a.len() == b.len()
                    && la == lb
                    && self.same(ra, rb)
                    && a.iter().zip(b).all(|(a, b)| self.same(a, b))
            }
            (SchemaKind::Object(a), SchemaKind::Object(b)) => {
                let names = |object: &Object| -> BTreeSet<String> {
                    let properties = object.properties.iter();
                    properties.map(|one| one.name.clone()).collect()
                };
                names(a) == names(b)
            }
            (SchemaKind::Union(a), SchemaKind::Union(b)) => {
                // Their order has no meaning.
                let mut left: Vec<&Variant> = b.variants.iter().collect();
                a.variants.len() == b.variants.len()
                    && a.variants.iter().all(|a| {
                        let same = |b: &&Variant| a.tag == b.tag && self.same(&a.value, &b.value);
                        let at = left.iter().position(same);
                        at.map(|at| left.remove(at)).is_some()
                    })
            }
            (SchemaKind::Enum(a), SchemaKind::Enum(b)) => {
                let values = |known: &Enum| -> BTreeSet<EnumWire> {
                    known.values.iter().map(|one| one.wire.clone()).collect()
                };
                values(a) == values(b)
            }
            (a, b) => a == b,
        }
    }
}

/// Whether two kinds are objects that share less than half of the properties of the smaller one.
pub(super) fn is_unlike(old: &SchemaKind, new: &SchemaKind) -> bool {
    let (SchemaKind::Object(old), SchemaKind::Object(new)) = (old, new) else {
        return false;
    };
    let has = |object: &Object, name: &str| object.properties.iter().any(|one| one.name == name);
    let common = old
        .properties
        .iter()
        .filter(|one| has(new, &one.name))
        .count();
    common * 2 < old.properties.len().min(new.properties.len())
}

/// Whether values of `all` may be each of the others: they have its type, or it accepts anything.
pub(super) fn takes_all<'a>(
    (wide, all): (&Api, &Use),
    (narrow, mut others): (&Api, impl Iterator<Item = &'a Use>),
) -> bool {
    let kind = wide.schemas.get(&all.schema).map(|schema| &schema.kind);
    kind == Some(&SchemaKind::Any) || others.all(|one| same_type((wide, all), (narrow, one)))
}

/// Whether two names are similar: the same letters, or one with an addition.
pub(super) fn alike(a: &str, b: &str) -> bool {
    let letters = |name: &str| -> String {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let (a, b) = (letters(a), letters(b));
    let (short, long) = if a.len() < b.len() {
        (&a, &b)
    } else {
        (&b, &a)
    };
    short.chars().count() > 2 && long.contains(short.as_str())
}
