//! Unions of empty objects whose examples are strings: enumerations, each value written as the
//! title of a variant.

use serde_json::Value;

use super::evidence::{Evidence, Sighting};
use super::overlay_text::{Action, Change, Node, references_node};
use super::places::Places;
use super::target;
use super::unions::{Union, Variant};
use crate::document::Pointer;

/// A union that is an enumeration.
pub(super) struct StringUnion<'a> {
    pub(super) union: Union<'a>,
    values: Vec<String>,
    comments: Vec<String>,
}

/// All unions of empty objects whose examples are strings, and similar ones without an example: those
/// whose titles all occur in one list of values that examples show.
pub(super) fn find<'a>(places: &Places<'a>, evidence: &Evidence<'a>) -> Vec<StringUnion<'a>> {
    let mut shown = shown_enumerations(places, evidence);
    let mut found = Vec::new();
    let mut unseen = Vec::new();
    for union in Union::all(places) {
        let titles: Option<Vec<_>> = union
            .variants
            .iter()
            .map(|variant| Some(variant.title()?.to_owned()))
            .collect();
        let Some(values) = titles.filter(|_| union.variants.iter().all(Variant::is_empty_object))
        else {
            continue;
        };
        let sights = evidence.at(&union.at);
        if sights.is_empty() {
            unseen.push((union, values));
        } else if is_shown(sights, &values) {
            let comments = comments(&union, sights, &values);
            shown.push((union.at.clone(), values.clone()));
            found.push(StringUnion {
                union,
                values,
                comments,
            });
        }
    }
    for (union, values) in unseen {
        let kin = shown
            .iter()
            .find(|(_, known)| values.iter().all(|value| known.contains(value)));
        if let Some((kin, _)) = kin {
            let name = |at: &Pointer| at.last().unwrap_or_default();
            let comments = vec![format!(
                "{}: no example; its titles are values of {}, which examples show as strings.",
                name(&union.at),
                name(kin)
            )];
            found.push(StringUnion {
                union,
                values,
                comments,
            });
        }
    }
    found.sort_by(|a, b| a.union.at.cmp(&b.union.at));
    found
}

/// Actions that turn each union into a string with an `enum`, and remove the variants that are not used
/// elsewhere.
pub(super) fn actions(places: &Places<'_>, strings: &[StringUnion<'_>]) -> Vec<Action> {
    let mut actions = Vec::new();
    let mut removed = Vec::new();
    for string in strings {
        let union = &string.union;
        let path = target::node(places, &union.at);
        let references: Option<Vec<_>> = union
            .variants
            .iter()
            .map(|variant| variant.reference)
            .collect();
        let mut expect = vec![
            ("type".to_owned(), Node::Absent),
            ("enum".to_owned(), Node::Absent),
            ("discriminator".to_owned(), Node::Absent),
        ];
        if let Some(references) = references {
            expect.push((
                union.keyword.to_owned(),
                references_node(references.into_iter()),
            ));
        }
        actions.push(Action {
            evidence: string.comments.clone(),
            target: path.clone(),
            matches: 1,
            expect,
            change: Change::Update(vec![
                ("type".to_owned(), Node::text("string")),
                ("enum".to_owned(), Node::Words(string.values.clone())),
            ]),
        });
        actions.push(removal(format!("{path}.{}", union.keyword), 1));
        let unused = union
            .variants
            .iter()
            .filter(|variant| is_used_only_by(places, &variant.at, strings));
        let mut unused: Vec<_> = unused
            .filter_map(|variant| Places::component(&variant.at))
            .collect();
        unused.retain(|name| !removed.contains(name));
        unused.dedup();
        for (target, matches) in target::in_components(&unused, &[]) {
            let mut action = removal(target, matches);
            action.expect = vec![
                ("type".to_owned(), Node::text("object")),
                ("properties".to_owned(), Node::Absent),
            ];
            actions.push(action);
        }
        removed.extend(unused);
    }
    actions
}

fn removal(target: String, matches: usize) -> Action {
    Action {
        evidence: Vec::new(),
        target,
        matches,
        expect: Vec::new(),
        change: Change::Remove,
    }
}

/// Enumerations that examples show and that are already declared as `enum`.
fn shown_enumerations(places: &Places<'_>, evidence: &Evidence<'_>) -> Vec<(Pointer, Vec<String>)> {
    let lists = places.schemas.iter().filter_map(|(at, schema)| {
        let values = schema.get("enum")?.as_array()?;
        let values: Vec<_> = values
            .iter()
            .filter_map(|value| Some(value.as_str()?.to_owned()))
            .collect();
        (Places::component(at).is_some() && is_shown(evidence.at(at), &values))
            .then(|| (at.clone(), values))
    });
    lists.collect()
}

/// Whether some examples are strings in the list and none is an object.
fn is_shown(sights: &[Sighting<'_>], values: &[String]) -> bool {
    let listed = |value: &Value| {
        value
            .as_str()
            .is_some_and(|text| values.iter().any(|value| value == text))
    };
    sights.iter().any(|sight| listed(sight.value))
        && !sights.iter().any(|sight| sight.value.is_object())
}

fn comments(union: &Union<'_>, sights: &[Sighting<'_>], values: &[String]) -> Vec<String> {
    let (listed, others): (Vec<_>, Vec<_>) = sights.iter().partition(|sight| {
        sight
            .value
            .as_str()
            .is_some_and(|text| values.iter().any(|value| value == text))
    });
    let count = if listed.len() == 1 {
        "1 example is a string".to_owned()
    } else {
        format!("{} examples are strings", listed.len())
    };
    let mut comments = vec![format!(
        "{}: {count}, the title of a variant:",
        union.at.last().unwrap_or_default()
    )];
    comments.extend(
        listed
            .iter()
            .take(2)
            .map(|sight| format!("  {}: {}", sight.at, sight.value)),
    );
    comments.extend(
        others
            .first()
            .map(|sight| format!("  Of no variant: {}, at {}", sight.value, sight.at)),
    );
    comments
}

fn is_used_only_by(places: &Places<'_>, variant: &Pointer, strings: &[StringUnion<'_>]) -> bool {
    let users = places.uses.get(variant).map_or(&[][..], Vec::as_slice);
    users.iter().all(|user| {
        let list = user.parent();
        strings
            .iter()
            .any(|string| string.union.at.child(string.union.keyword) == list)
    })
}
