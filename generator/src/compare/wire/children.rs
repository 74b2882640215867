//! The schemas within two schemas that correspond.

use super::pairs::{Flow, SchemaPair, UsePair, User, Waiting, used};
use super::positions::located;
use super::{kinds, objects, unions};
use crate::api::{Api, Object, Property, SchemaId, SchemaKind, Use, Variant};
use crate::compare::Rule;
use crate::compare::pair::Pair;

/// The uses directly within a pair of schemas.
pub(super) fn children<'a>(
    apis: Pair<&'a Api>,
    at: usize,
    pair: &SchemaPair<'a>,
) -> Vec<Waiting<'a>> {
    if pair.is_another() {
        return Vec::new();
    }
    let nodes = pair.schemas.map(|one| &one.id.0);
    let one = |old: &'a Use, new: &'a Use, member: Option<&str>, inside: &str| {
        let from = User::Schema(at, member.map(str::to_owned), Flow::BOTH);
        let place = format!("{}{inside}", pair.place);
        used(from, place, nodes, Pair { old, new })
    };
    match (&pair.schemas.old.kind, &pair.schemas.new.kind) {
        (SchemaKind::List(a), SchemaKind::List(b)) => vec![one(a, b, None, "[]")],
        (SchemaKind::Tuple(a), SchemaKind::Tuple(b)) => {
            let items = a.iter().zip(b).enumerate();
            items
                .map(|(at, (a, b))| one(a, b, None, &format!("[{at}]")))
                .collect()
        }
        (
            SchemaKind::OpenTuple {
                first: a, rest: ra, ..
            },
            SchemaKind::OpenTuple {
                first: b, rest: rb, ..
            },
        ) => {
            let items = a.iter().zip(b).enumerate();
            let items = items.map(|(at, (a, b))| one(a, b, None, &format!("[{at}]")));
            items.chain([one(ra, rb, None, "[]")]).collect()
        }
        (SchemaKind::Map { value: a, key: old }, SchemaKind::Map { value: b, key: new }) => {
            let mut uses = vec![one(a, b, None, "{}")];
            if let (Some(old), Some(new)) = (old, new) {
                let (_, like) = one(a, b, None, "{key}");
                let nullable = Pair::same(false);
                uses.push((Pair { old, new }, UsePair { nullable, ..like }));
            }
            uses
        }
        (SchemaKind::Union(old), SchemaKind::Union(new)) => {
            let matched = unions::match_variants(apis, Pair { old, new });
            let pairs = matched.pairs.into_iter();
            pairs
                .map(|Pair { old, new }| {
                    let name = unions::variant_name(apis.old, old);
                    // The same name from both sides, even if one type became another.
                    let name = match old.tag {
                        Some(_) => name,
                        None => name.min(unions::variant_name(apis.new, new)),
                    };
                    let inside = format!(" ({name})");
                    one(&old.value, &new.value, old.tag.as_deref(), &inside)
                })
                .collect()
        }
        (SchemaKind::Object(old), SchemaKind::Object(new)) => {
            let mut uses = properties(apis, (at, pair), Pair { old, new });
            if let (Some(a), Some(b)) = (&old.additional, &new.additional) {
                uses.push(one(a, b, None, ".*"));
            }
            uses
        }
        _ => moved(apis, at, pair),
    }
}

/// The uses within schemas of different kinds that describe the same values: a schema and a variant,
/// the properties of an object and the values of a map, the items of a tuple and of a list.
fn moved<'a>(apis: Pair<&'a Api>, at: usize, pair: &SchemaPair<'a>) -> Vec<Waiting<'a>> {
    let Pair { old, new } = pair.schemas;
    match (&old.kind, &new.kind) {
        (_, SchemaKind::Union(union)) => {
            let found = unions::variant_of((apis.new, union), (apis.old, old));
            let schemas = found.map(|one| Pair {
                old: &old.id,
                new: &one.value.schema,
            });
            let variant = schemas.zip(found).into_iter();
            variant
                .map(|(schemas, one)| of_variant((at, pair), schemas, (apis.new, one)))
                .collect()
        }
        (SchemaKind::Union(union), _) => {
            let found = unions::variant_of((apis.old, union), (apis.new, new));
            let schemas = found.map(|one| Pair {
                old: &one.value.schema,
                new: &new.id,
            });
            let variant = schemas.zip(found).into_iter();
            variant
                .map(|(schemas, one)| of_variant((at, pair), schemas, (apis.old, one)))
                .collect()
        }
        (old, new) => {
            let rule = kinds::rule(apis, Pair { old, new });
            let is_alike = matches!(rule, Some(Rule::TypeWidened | Rule::TypeNarrowed))
                && kinds::fits_map(apis, pair.schemas);
            let parts = is_alike.then(|| parts(old, new)).into_iter().flatten();
            let parts = parts.map(|(of, inside, uses)| {
                let (member, flow) = match of {
                    Some(one) => (Some(one.name.clone()), flow(one)),
                    None => (None, Flow::BOTH),
                };
                let nodes = pair.schemas.map(|one| &one.id.0);
                let from = User::Schema(at, member, flow);
                moved_use(used(from, format!("{}{inside}", pair.place), nodes, uses))
            });
            parts.collect()
        }
    }
}

/// A schema alone and one of the variants on the other side. Whether null is allowed belongs to the
/// union as a whole.
fn of_variant<'a>(
    (at, pair): (usize, &SchemaPair<'a>),
    schemas: Pair<&'a SchemaId>,
    (api, variant): (&Api, &'a Variant),
) -> Waiting<'a> {
    let place = format!("{} ({})", pair.place, unions::variant_name(api, variant));
    let from = User::Schema(at, variant.tag.clone(), Flow::BOTH);
    let nodes = pair.schemas.map(|one| &one.id.0);
    let (_, like) = moved_use(used(from, place, nodes, Pair::same(&variant.value)));
    let nullable = Pair::same(true);
    (schemas, UsePair { nullable, ..like })
}

/// A part that two kinds describe differently: the property, its place, and the values.
type Part<'a> = (Option<&'a Property>, String, Pair<&'a Use>);

fn parts<'a>(old: &'a SchemaKind, new: &'a SchemaKind) -> Vec<Part<'a>> {
    use SchemaKind::{List, Map, Object, OpenTuple, Tuple};
    let both = Pair { old, new };
    match (old, new) {
        (Object(object), Map { .. }) | (Map { .. }, Object(object)) => {
            let named = object.properties.iter().map(|one| {
                let uses = both.map(|kind| match kind {
                    Map { value, .. } => value,
                    _ => &one.value,
                });
                (Some(one), format!(".{}", one.name), uses)
            });
            let further = object.additional.iter().map(|one| {
                let uses = both.map(|kind| match kind {
                    Map { value, .. } => value,
                    _ => one,
                });
                (None, ".*".to_owned(), uses)
            });
            named.chain(further).collect()
        }
        (Tuple(all), List(_) | OpenTuple { .. }) | (List(_) | OpenTuple { .. }, Tuple(all)) => {
            let items = all.iter().enumerate().map(|(at, item)| {
                let uses = both.map(|kind| match kind {
                    List(item) => item,
                    OpenTuple { first, rest, .. } => first.get(at).unwrap_or(rest),
                    _ => item,
                });
                (None, format!("[{at}]"), uses)
            });
            items.collect()
        }
        _ => Vec::new(),
    }
}

fn moved_use((schemas, used): Waiting<'_>) -> Waiting<'_> {
    let is_moved = true;
    (schemas, UsePair { is_moved, ..used })
}

fn flow(property: &Property) -> Flow {
    Flow::of_property(property.read_only, property.write_only)
}

fn properties<'a>(
    apis: Pair<&'a Api>,
    (at, pair): (usize, &SchemaPair<'a>),
    objects: Pair<&'a Object>,
) -> Vec<Waiting<'a>> {
    let (matched, renamed) = objects::match_properties(apis, objects);
    // What one side names may be among the further properties of the other side.
    let further = apis.with(objects).map(|(api, object)| {
        let further = object.additional.as_ref();
        further.filter(|value| !kinds::is_any(api, value))
    });
    let one = |named: &Property, uses: Pair<&'a Use>| {
        let from = User::Schema(at, Some(named.name.clone()), flow(named));
        let nodes = pair.schemas.map(|one| &one.id.0);
        let place = format!("{}.{}", pair.place, named.name);
        moved_use(used(from, place, nodes, uses))
    };
    let gone = matched.removed.iter().filter_map(|gone| {
        let (old, new) = (&gone.value, further.new?);
        Some(one(gone, Pair { old, new }))
    });
    let added = matched.added.iter().filter_map(|added| {
        let (old, new) = (further.old?, &added.value);
        Some(one(added, Pair { old, new }))
    });
    let mut uses: Vec<Waiting<'a>> = gone.chain(added).collect();
    let pairs = matched.pairs.into_iter().chain(renamed);
    // The tag of a variant is reported with the union.
    let tags = apis.with(pair.schemas);
    let tags = tags.map(|(api, schema)| api.tags_of(&schema.id));
    let pairs = pairs.filter(|pair| {
        let mut sides = pair.with(tags).sides().into_iter();
        sides.any(|(property, tags)| !tags.contains_key(&property.name))
    });
    let named = pairs.map(|property| {
        // A property that becomes or is no longer read-only or write-only is reported with the
        // property.
        let flow = property.map(flow);
        let name = &property.old.name;
        let from = User::Schema(at, Some(name.clone()), flow.old.and(flow.new));
        let nodes = property.map(|one| &one.at.0);
        let around = pair.schemas.map(|one| &one.id.0);
        let nodes = nodes.with(around);
        let nodes = nodes.map(|(at, around)| located(at, around));
        let values = property.map(|one| &one.value);
        used(from, format!("{}.{name}", pair.place), nodes, values)
    });
    uses.extend(named);
    uses
}
