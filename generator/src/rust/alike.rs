//! Unions with indistinguishable variants. In: the API and its types. Out: a diagnostic for each such
//! union. Absent: the choice of a variant, which is the first one.

use super::model_names::Named;
use super::types::type_of;
use crate::api::{self, Api, ObjectShape, Presence, SchemaKind, Shape};
use crate::diagnostic::{Code, Diagnostic};

/// Reports each union with values that match two variants without a way to choose: there is no tag,
/// and neither variant excludes values of the other.
pub(super) fn report(api: &Api, named: &Named, diagnostics: &mut Vec<Diagnostic>) {
    for (_, id) in named.owners() {
        let Some(SchemaKind::Union(union)) = api.schemas.get(id).map(|schema| &schema.kind) else {
            continue;
        };
        let pairs = alike(api, named, union);
        let Some((first, second)) = pairs.first() else {
            continue;
        };
        let [first, second] = [first, second].map(|variant| &variant.value.schema.0);
        let more = match pairs.len() - 1 {
            0 => String::new(),
            more => format!(", and so are {more} more pairs"),
        };
        let message = format!(
            "the variants at `#{first}` and `#{second}` are indistinguishable{more}: a value that is valid for both decodes as the closer match, else as the first"
        );
        diagnostics.push(Diagnostic::new(Code::AlikeVariants, &id.0, message));
    }
}

type Pair<'a> = (&'a api::Variant, &'a api::Variant);

fn alike<'a>(api: &Api, named: &Named, union: &'a api::Union) -> Vec<Pair<'a>> {
    let variants = || union.variants.iter().filter(|it| !it.default).enumerate();
    let mut found = Vec::new();
    // Includes the shapes of variants that share a tag.
    let shapes: Vec<Option<Shape>> = variants()
        .map(|(at, one)| {
            let others = variants().filter(|(to, _)| *to != at);
            let mut tags = others.map(|(_, other)| &other.tag);
            tags.any(|tag| *tag == one.tag)
                .then(|| Shape::of(api, &one.value))
        })
        .collect();
    for (one, a) in variants().zip(&shapes) {
        for (other, b) in variants().zip(&shapes).skip(one.0 + 1) {
            let (one, other) = (one.1, other.1);
            let (Some(a), Some(b)) = (a, b) else {
                continue;
            };
            if one.tag != other.tag || one.value.schema == other.value.schema {
                continue;
            }
            if covers(a, b) && covers(b, a) {
                // Values of one type are one variant.
                let types = [one, other].map(|variant| type_of(api, named, &variant.value));
                if types[0] != types[1] {
                    found.push((one, other));
                }
            }
        }
    }
    found
}

/// Whether a shape accepts everything that another one accepts. Two numbers or string formats are
/// distinguished by their values.
fn covers(wide: &Shape, narrow: &Shape) -> bool {
    match (wide, narrow) {
        (Shape::Any, _) => true,
        (Shape::OrNull(wide), Shape::OrNull(narrow)) => covers(wide, narrow),
        (Shape::OrNull(wide), narrow) => covers(wide, narrow),
        (wide, Shape::Either(all)) => all.iter().all(|narrow| covers(wide, narrow)),
        (Shape::Either(all), narrow) => all.iter().any(|wide| covers(wide, narrow)),
        (Shape::Text, Shape::Formatted(_)) => true,
        (Shape::Text, Shape::Listed(values) | Shape::Only(values)) => {
            values.iter().all(serde_json::Value::is_string)
        }
        (Shape::Listed(wide) | Shape::Only(wide), Shape::Listed(narrow) | Shape::Only(narrow)) => {
            narrow.iter().all(|value| wide.contains(value))
        }
        (Shape::Array(wide), Shape::Array(narrow)) => covers(wide, narrow),
        (Shape::Array(wide), Shape::Tuple(all)) => all.iter().all(|narrow| covers(wide, narrow)),
        (Shape::Tuple(wide), Shape::Tuple(narrow)) => {
            let mut pairs = wide.iter().zip(narrow);
            wide.len() == narrow.len() && pairs.all(|(wide, narrow)| covers(wide, narrow))
        }
        (Shape::Map(wide), Shape::Map(narrow)) => covers(wide, narrow),
        (Shape::Map(wide), Shape::Object(object)) => {
            let mut values = object.properties.iter().map(|property| &property.shape);
            (object.closed || **wide == Shape::Any) && values.all(|narrow| covers(wide, narrow))
        }
        (Shape::Object(object), Shape::Map(narrow)) => {
            let mut properties = object.properties.iter();
            !object.closed
                && properties.all(|property| {
                    property.presence == Presence::Optional && covers(&property.shape, narrow)
                })
        }
        (Shape::Object(wide), Shape::Object(narrow)) => covers_object(wide, narrow),
        (wide, narrow) => wide == narrow,
    }
}

fn covers_object(wide: &ObjectShape, narrow: &ObjectShape) -> bool {
    let is_known = |name: &str| wide.properties.iter().any(|it| it.name == name);
    let allowed = || {
        let properties = narrow.properties.iter();
        properties.filter(|it| it.presence != Presence::Forbidden)
    };
    if wide.closed && !(narrow.closed && allowed().all(|it| is_known(&it.name))) {
        return false;
    }
    wide.properties.iter().all(|property| {
        let same = narrow.properties.iter().find(|it| it.name == property.name);
        match (property.presence, same.map(|it| it.presence)) {
            (Presence::Required, Some(Presence::Required))
            | (Presence::Optional, Some(Presence::Required | Presence::Optional)) => {
                same.is_some_and(|it| covers(&property.shape, &it.shape))
            }
            (Presence::Required, _) => false,
            (Presence::Optional, _) => true,
            (Presence::Forbidden, None) => narrow.closed,
            (Presence::Forbidden, Some(presence)) => presence == Presence::Forbidden,
        }
    })
}
