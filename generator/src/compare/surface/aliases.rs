//! Types that go by another name in the revision, where their former name stays as an alias.

use std::collections::BTreeMap;

use super::{Item, Origin, Part, Surface};
use crate::rust::Ident;

/// The items of the base with types by the names that the revision has for them.
pub(super) fn renamed(surface: Surface, aliases: &BTreeMap<Ident, Ident>) -> Surface {
    if aliases.is_empty() {
        return surface;
    }
    let items = surface.into_iter();
    items
        .map(|(path, item)| (text(&path, aliases), renamed_item(item, aliases)))
        .collect()
}

fn renamed_item(item: Item, aliases: &BTreeMap<Ident, Ident>) -> Item {
    let parts = |parts: Vec<Part>| {
        let parts = parts.into_iter().map(|part| Part {
            origin: origin(part.origin, aliases),
            text: text(&part.text, aliases),
        });
        parts.collect()
    };
    Item {
        parent: item.parent.map(|parent| text(&parent, aliases)),
        origin: origin(item.origin, aliases),
        parts: parts(item.parts),
        wire: parts(item.wire),
        ..item
    }
}

fn origin(origin: Origin, aliases: &BTreeMap<Ident, Ident>) -> Origin {
    let now = |name: Ident| aliases.get(&name).cloned().unwrap_or(name);
    match origin {
        Origin::Model(name) => Origin::Model(now(name)),
        Origin::Member(name, member) => Origin::Member(now(name), member),
        other => other,
    }
}

/// Replaces what stands behind `models::`.
fn text(text: &str, aliases: &BTreeMap<Ident, Ident>) -> String {
    const MODELS: &str = "models::";
    let mut pieces = text.split(MODELS);
    let mut renamed = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let (name, rest) = piece.split_at(end.unwrap_or(piece.len()));
        let now = aliases.iter().find(|(alias, _)| alias.as_str() == name);
        renamed.push_str(MODELS);
        renamed.push_str(now.map_or(name, |(_, now)| now.as_str()));
        renamed.push_str(rest);
    }
    renamed
}
