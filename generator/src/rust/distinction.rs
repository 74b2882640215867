//! How the variants of a union are told apart: by the discriminator, by listed values that it does
//! not mention, or by their schemas. The tables hold no more than necessary.

use serde_json::Value;

use super::{Distinction, Untagged, Variant};
use crate::api::{self, ObjectShape, Presence, PropertyShape, Shape, TagType};

/// The known facts of a variant's values.
pub(super) struct VariantFacts {
    pub(super) shape: Shape,
    /// Whether values without a known tag are of this variant.
    pub(super) default: bool,
}

impl VariantFacts {
    /// Adds values of this shape.
    pub(super) fn or(&mut self, shape: Shape) {
        if self.shape == shape {
            return;
        }
        match &mut self.shape {
            Shape::Either(shapes) => shapes.push(shape),
            first => *first = Shape::Either(vec![first.clone(), shape]),
        }
    }
}

pub(super) fn decide(union: &api::Union, pairs: &[(Variant, VariantFacts)]) -> Distinction {
    let mut shapes: Vec<Shape> = pairs.iter().map(|(_, look)| look.shape.clone()).collect();
    let Some(name) = &union.discriminator else {
        return by_shape(shapes);
    };
    let default = pairs.iter().position(|(_, look)| look.default);
    let tags = pairs.iter().enumerate();
    let values: Vec<(Value, usize)> = tags
        .filter_map(|(at, (variant, _))| Some((variant.tag.clone()?, at)))
        .collect();
    let is_shared = |at: usize| match pairs.get(at).and_then(|(variant, _)| variant.tag.as_ref()) {
        Some(tag) => values.iter().filter(|(value, _)| value == tag).count() > 1,
        None => default != Some(at),
    };
    let shared: Vec<bool> = (0..pairs.len()).map(is_shared).collect();
    let property = |shape: &Shape| match shape {
        Shape::Object(object) => {
            let mut properties = object.properties.iter();
            properties.find(|it| it.name == *name).map(|it| it.presence)
        }
        _ => None,
    };
    let may_be_absent = default.is_none()
        && shapes
            .iter()
            .any(|shape| property(shape) == Some(Presence::Optional));
    // The variants of values without a tag.
    let untagged: Vec<usize> = (0..shapes.len())
        .filter(|at| may_be_absent && property(&shapes[*at]) != Some(Presence::Required))
        .collect();
    if union.tag_type == TagType::Text && !shared.contains(&true) {
        let has_payload = |at: &usize| pairs[*at].0.payload.is_some();
        let rest = match (default, untagged.as_slice()) {
            (Some(default), _) => Some(Untagged::Unknown(default)),
            (None, [only]) => Some(Untagged::Absent(*only)),
            _ => None,
        };
        let alike = untagged.windows(2).all(|pair| {
            let shapes = [pair[0], pair[1]].map(|at| without(&shapes[at], name));
            shapes[0] == shapes[1]
        });
        let decides = match rest {
            Some(Untagged::Absent(at) | Untagged::Unknown(at)) => has_payload(&at),
            // Untagged values are indistinguishable.
            None => alike,
        };
        if decides {
            return Distinction::Tag { rest };
        }
    }
    if shared.contains(&true) || may_be_absent {
        // Shapes only matter without a tag, or with a shared one.
        for (at, shape) in shapes.iter_mut().enumerate() {
            *shape = match shared[at] || untagged.contains(&at) {
                true => without(shape, name),
                false => with_only(std::slice::from_ref(name), Shape::Any),
            };
        }
        simplify(&mut shapes);
    } else {
        shapes.clear();
    }
    Distinction::Table {
        path: vec![name.clone()],
        values,
        default,
        shapes,
    }
}

/// An object without its tag, unless the tag is required.
fn without(shape: &Shape, tag: &str) -> Shape {
    let mut shape = shape.clone();
    if let Shape::Object(object) = &mut shape {
        let asked = |it: &PropertyShape| it.name != tag || it.presence == Presence::Required;
        object.properties.retain(asked);
    }
    shape
}

fn by_shape(mut shapes: Vec<Shape>) -> Distinction {
    let (mut path, mut values) = (Vec::new(), Vec::new());
    if let Some((found, tags)) = implied(&shapes) {
        (path, values) = (found, tags);
        match shapes.iter().all(|shape| kinds(shape) == OBJECT) {
            true => shapes.clear(),
            false => {
                for shape in shapes.iter_mut().filter(|it| kinds(it) & OBJECT != 0) {
                    *shape = with_only(&path, Shape::Any);
                }
            }
        }
    }
    only(&mut shapes);
    simplify(&mut shapes);
    names_only(&mut shapes);
    Distinction::Table {
        path,
        values,
        default: None,
        shapes,
    }
}

/// An object that requires this property.
fn with_only(path: &[String], shape: Shape) -> Shape {
    path.iter().rev().fold(shape, |shape, name| {
        Shape::Object(ObjectShape {
            properties: vec![PropertyShape {
                name: name.clone(),
                presence: Presence::Required,
                shape,
            }],
            closed: false,
        })
    })
}

/// The path of a tag that the shapes imply, and the variant of each of its values.
type Implied = (Vec<String>, Vec<(Value, usize)>);

/// The property that every object requires, or one of an object that every object requires, with
/// different values in each.
fn implied(shapes: &[Shape]) -> Option<Implied> {
    let objects: Vec<(usize, &Shape)> = shapes
        .iter()
        .enumerate()
        .filter(|(_, shape)| kinds(shape) & OBJECT != 0)
        .collect();
    let [(_, first), _, ..] = objects.as_slice() else {
        return None;
    };
    paths(first).into_iter().find_map(|path| {
        let mut all: Vec<(Value, usize)> = Vec::new();
        for (at, shape) in &objects {
            for value in values_at(shape, &path)? {
                match all.iter().find(|(other, _)| *other == value) {
                    Some((_, other)) if other != at => return None,
                    Some(_) => {}
                    None => all.push((value, *at)),
                }
            }
        }
        Some((path, all))
    })
}

/// The properties of an object with listed values, those one level down last.
fn paths(shape: &Shape) -> Vec<Vec<String>> {
    fn required(shape: &Shape) -> impl Iterator<Item = &PropertyShape> {
        let object = match shape {
            Shape::Object(object) => Some(object),
            _ => None,
        };
        let properties = object.into_iter().flat_map(|object| &object.properties);
        properties.filter(|property| property.presence == Presence::Required)
    }
    let is_listed = |property: &&PropertyShape| matches!(property.shape, Shape::Listed(_));
    let shape = match shape {
        Shape::OrNull(inner) => inner,
        shape => shape,
    };
    let shape = match shape {
        Shape::Either(shapes) => shapes.first().unwrap_or(shape),
        shape => shape,
    };
    let near = required(shape)
        .filter(is_listed)
        .map(|it| vec![it.name.clone()]);
    let far = required(shape).flat_map(|outer| {
        let inner = required(&outer.shape).filter(is_listed);
        inner.map(|inner| vec![outer.name.clone(), inner.name.clone()])
    });
    near.chain(far).collect()
}

/// The listed values of an object's required property.
fn values_at(shape: &Shape, path: &[String]) -> Option<Vec<Value>> {
    let (name, rest) = path.split_first()?;
    match shape {
        Shape::OrNull(shape) => values_at(shape, path),
        Shape::Either(shapes) => {
            let mut all = Vec::new();
            for shape in shapes.iter().filter(|shape| kinds(shape) & OBJECT != 0) {
                all.extend(values_at(shape, path)?);
            }
            Some(all)
        }
        Shape::Object(object) => {
            let property = object.properties.iter().find(|it| it.name == *name)?;
            match &property.shape {
                _ if property.presence != Presence::Required => None,
                Shape::Listed(values) if rest.is_empty() => Some(values.clone()),
                // A nullable property has another value.
                Shape::Object(_) if !rest.is_empty() => values_at(&property.shape, rest),
                _ => None,
            }
        }
        _ => None,
    }
}

/// If several variants list values of one property, and any two list either the same or disjoint
/// values, these tell them apart: another value belongs to none of them.
fn only(shapes: &mut [Shape]) {
    fn listed<'a>(shape: &'a Shape, name: &str) -> Option<&'a Vec<Value>> {
        let Shape::Object(object) = shape else {
            return None;
        };
        let property = object.properties.iter().find(|it| it.name == name)?;
        match &property.shape {
            Shape::Listed(values) => Some(values),
            _ => None,
        }
    }
    let mut names: Vec<String> = Vec::new();
    for shape in shapes.iter() {
        if let Shape::Object(object) = shape {
            names.extend(object.properties.iter().map(|it| it.name.clone()));
        }
    }
    names.sort();
    names.dedup();
    for name in names {
        let lists: Vec<&Vec<Value>> = shapes.iter().filter_map(|it| listed(it, &name)).collect();
        let shares = |a: &Vec<Value>, b: &Vec<Value>| a.iter().any(|value| b.contains(value));
        let same = |a: &Vec<Value>, b: &Vec<Value>| {
            a.iter().all(|value| b.contains(value)) && b.iter().all(|value| a.contains(value))
        };
        let differ = lists.windows(2).any(|pair| !same(pair[0], pair[1]));
        let apart = lists.iter().enumerate().all(|(at, list)| {
            let mut before = lists.iter().take(at);
            before.all(|other| !shares(other, list) || same(other, list))
        });
        if !(differ && apart) {
            continue;
        }
        for shape in shapes.iter_mut() {
            if let Shape::Object(object) = shape {
                for property in object.properties.iter_mut().filter(|it| it.name == name) {
                    if let Shape::Listed(values) = &mut property.shape {
                        property.shape = Shape::Only(std::mem::take(values));
                    }
                }
            }
        }
    }
}

const NULL: u8 = 1;
const BOOLEAN: u8 = 2;
const NUMBER: u8 = 4;
const TEXT: u8 = 8;
const ARRAY: u8 = 16;
const OBJECT: u8 = 32;

/// The JSON kinds of a shape's values.
fn kinds(shape: &Shape) -> u8 {
    match shape {
        Shape::Any => u8::MAX,
        Shape::OrNull(shape) => NULL | kinds(shape),
        Shape::Boolean => BOOLEAN,
        Shape::Integer | Shape::Number => NUMBER,
        Shape::Text | Shape::Formatted(_) => TEXT,
        Shape::Listed(values) | Shape::Only(values) => {
            let kinds = values.iter().map(|value| match value {
                Value::Null => NULL,
                Value::Bool(_) => BOOLEAN,
                Value::Number(_) => NUMBER,
                Value::String(_) => TEXT,
                Value::Array(_) => ARRAY,
                Value::Object(_) => OBJECT,
            });
            kinds.fold(0, |all, kind| all | kind)
        }
        Shape::Array(_) | Shape::Tuple(_) => ARRAY,
        Shape::Map(_) | Shape::Object(_) => OBJECT,
        Shape::Either(shapes) => shapes.iter().fold(0, |all, shape| all | kinds(shape)),
    }
}

/// Removes parts that distinguish no variant.
fn simplify(shapes: &mut [Shape]) {
    let all: Vec<u8> = shapes.iter().map(kinds).collect();
    for (at, shape) in shapes.iter_mut().enumerate() {
        let others = all.iter().enumerate().filter(|(other, _)| *other != at);
        let others = others.fold(0, |all, (_, kinds)| all | kinds);
        // The only shape of its kind needs no more than that.
        if kinds(shape) & others == 0 {
            match (&*shape, kinds(shape)) {
                (Shape::Object(_), _) => *shape = Shape::Object(ObjectShape::default()),
                (Shape::Array(_), _) => *shape = Shape::Array(Box::new(Shape::Any)),
                (_, TEXT) => *shape = Shape::Text,
                _ => {}
            }
        }
    }
    let objects = || shapes.iter().filter(|shape| kinds(shape) & OBJECT != 0);
    let open: Option<Vec<&ObjectShape>> = objects()
        .map(|shape| match shape {
            Shape::Object(object) if !object.closed => Some(object),
            _ => None,
        })
        .collect();
    let Some([first, others @ ..]) = open.as_deref() else {
        return;
    };
    let in_all = |property: &&PropertyShape| {
        !others.is_empty()
            && others
                .iter()
                .all(|other| other.properties.contains(property))
    };
    let common: Vec<PropertyShape> = first.properties.iter().filter(in_all).cloned().collect();
    for shape in shapes {
        if let Shape::Object(object) = shape {
            object
                .properties
                .retain(|property| !common.contains(property));
        }
    }
}

/// Removes the content of properties of objects that each require a property that no other one has:
/// their names tell them apart.
fn names_only(shapes: &mut [Shape]) {
    let objects: Option<Vec<&ObjectShape>> = shapes
        .iter()
        .map(|shape| match shape {
            Shape::Object(object) => Some(object),
            _ => None,
        })
        .collect();
    let Some(objects) = objects else { return };
    let has_own = |at: usize, object: &ObjectShape| {
        object.properties.iter().any(|property| {
            let mut others = objects.iter().enumerate().filter(|(other, _)| *other != at);
            property.presence == Presence::Required
                && others
                    .all(|(_, other)| !other.properties.iter().any(|it| it.name == property.name))
        })
    };
    if !objects
        .iter()
        .enumerate()
        .all(|(at, object)| has_own(at, object))
    {
        return;
    }
    for shape in shapes {
        if let Shape::Object(object) = shape {
            for property in &mut object.properties {
                if kinds(&property.shape) & (ARRAY | OBJECT) != 0 {
                    property.shape = Shape::Any;
                }
            }
        }
    }
}
