//! `names.toml`: pinned names. Names are added, never changed, and a user's comments between them
//! stay.

use std::collections::BTreeMap;
use std::sync::Arc;

use generator::{NameLines, Names, Untagged};
use toml_edit::{Array, DocumentMut, Item, Table, TableLike, value};

use crate::exit::Failure;

/// The header of a new file; `COMMAND` is the command that writes it.
const HEADER: &str = "\
# Pinned names: they stay the same even if the description renames things.
# `COMMAND` adds new ones; a name may be changed by hand before it is first released.
# `untagged` groups operations without a tag: on the \"client\", or by the first word of their \"path\".
# [arguments] is the order of the required properties in `new`, [tags] are released tags that an operation
# no longer has, [aliases] are former names of types, [modules] are the modules of types in `models`.
# Any other name can be chosen: [handles] has tags, [parameters.OPERATION], [properties.SCHEMA] and
# [variants.SCHEMA] have names on the wire, each with the name in Rust. Events have tables of their own,
# such as [webhooks.schemas].
";

/// A file of pinned names.
pub(crate) struct NamesFile {
    /// The path for messages.
    pub(crate) path: &'static str,
    /// The command that adds names to it.
    pub(crate) command: &'static str,
}

/// The names of a project's client.
pub(crate) const OF_PROJECT: NamesFile = NamesFile {
    path: "spec/names.toml",
    command: "regen",
};

/// The names of a client without `spec/`, in its folder.
pub(crate) const OF_CLIENT: NamesFile = NamesFile {
    path: "names.toml",
    command: "generate",
};

/// The names in the text of the file, called `name` in messages; empty without a file.
pub(crate) fn read(text: Option<&str>, name: &str) -> Result<Names, Failure> {
    let Some(text) = text else {
        return Ok(Names::default());
    };
    let mut names: Names = toml_edit::de::from_str(text).map_err(|error| {
        Failure::failed(format!("{name} cannot be used"))
            .cause(&error)
            .help(
                "the tables are [operations], [schemas], [handles], [modules] and [aliases], each a \
                 key and a name per line; [arguments] and [tags], each a key and a list of names; \
                 [parameters.KEY], [properties.KEY] and [variants.KEY], each a key and a name per \
                 line; for events [webhooks.schemas], [webhooks.aliases], \
                 [webhooks.properties.KEY] and [webhooks.variants.KEY]",
            )
    })?;
    names.lines = Arc::new(NameLines {
        file: name.to_owned(),
        text: text.to_owned(),
        keys: key_positions(text),
    });
    Ok(names)
}

/// The position of each key of each table, and of each key of nested tables.
fn key_positions(text: &str) -> BTreeMap<Vec<String>, usize> {
    let mut positions = BTreeMap::new();
    let Ok(document) = toml_edit::Document::parse(text) else {
        return positions;
    };
    let mut open: Vec<(Vec<String>, &dyn TableLike)> = vec![(Vec::new(), document.as_table())];
    while let Some((path, table)) = open.pop() {
        for (name, item) in table.iter() {
            let mut path = path.clone();
            path.push(name.to_owned());
            if let Some(inner) = item.as_table_like() {
                open.push((path.clone(), inner));
            }
            let key = table.get_key_value(name).and_then(|(key, _)| key.span());
            if let Some(span) = key {
                positions.insert(path, span.start);
            }
        }
    }
    positions
}

/// The text of the file with the names that `after` adds to `before`; `None` if it adds none.
/// `text` is the current file.
///
/// # Errors
///
/// If `after` lost or changed a name.
pub(crate) fn render(
    file: &NamesFile,
    text: Option<&str>,
    before: &Names,
    after: &Names,
) -> Result<Option<String>, Failure> {
    let header = HEADER.replace("COMMAND", file.command);
    let mut document: DocumentMut = text.unwrap_or(&header).parse().map_err(|error| {
        Failure::failed(format!("{} cannot be used", file.path))
            .cause(&error as &toml_edit::TomlError)
    })?;
    let mut changed = before.untagged != after.untagged;
    if let (true, Some(untagged)) = (changed, after.untagged) {
        let untagged = match untagged {
            Untagged::Client => "client",
            Untagged::Path => "path",
        };
        let header = document.trailing().as_str().map(str::to_owned);
        let header = header.filter(|_| document.is_empty());
        document.insert("untagged", value(untagged));
        if let (Some(header), Some(mut key)) = (header, document.key_mut("untagged")) {
            key.leaf_decor_mut().set_prefix(header);
            document.set_trailing("");
        }
    }
    let [old, new] = [before, after];
    let [old_events, new_events] = [&before.webhooks, &after.webhooks];
    let [aliases, of_events] = [&new.aliases, &new_events.aliases];
    for (table, before, after, aliases) in [
        ("operations", &old.operations, &new.operations, aliases),
        ("schemas", &old.schemas, &new.schemas, aliases),
        ("aliases", &old.aliases, &new.aliases, aliases),
        (
            "webhooks.schemas",
            &old_events.schemas,
            &new_events.schemas,
            of_events,
        ),
        (
            "webhooks.aliases",
            &old_events.aliases,
            &new_events.aliases,
            of_events,
        ),
    ] {
        // A name may move to the replacement of its former owner.
        let lost = before.iter().find(|(key, name)| {
            after.get(*key) != Some(*name) && !after.values().any(|it| it == *name)
        });
        if let Some((key, name)) = lost
            && !aliases.contains_key(name)
        {
            return Err(Failure::failed(format!(
                "the generator did not keep the pinned name `{name}` of `{key}`"
            ))
            .help("this is a bug in the generator; please report it"));
        }
        let lost = before.keys().filter(|key| !after.contains_key(*key));
        let other = after
            .iter()
            .filter(|(key, name)| before.get(*key) != Some(*name));
        let other = other.map(|(key, name)| (key, value(name)));
        changed |= edit(&mut document, table, lost, other.collect());
    }
    // A module is removed along with its type.
    let lost = old
        .modules
        .keys()
        .filter(|key| !new.modules.contains_key(*key));
    let other = new
        .modules
        .iter()
        .filter(|(key, it)| old.modules.get(*key) != Some(*it));
    let other = other.map(|(key, module)| (key, value(module)));
    changed |= edit(&mut document, "modules", lost, other.collect());
    // The order of arguments follows the required properties: a removed property is dropped, a new
    // one appended.
    for (table, before, after) in [
        ("arguments", &old.arguments, &new.arguments),
        ("tags", &old.tags, &new.tags),
    ] {
        let lost = before.keys().filter(|key| !after.contains_key(*key));
        let other = after
            .iter()
            .filter(|(key, list)| before.get(*key) != Some(*list));
        let other = other.map(|(key, list)| (key, value(list.iter().collect::<Array>())));
        changed |= edit(&mut document, table, lost, other.collect());
    }
    // Chosen names follow the things that they name.
    for (table, before, after) in [
        ("parameters", &old.parameters, &new.parameters),
        ("properties", &old.properties, &new.properties),
        ("variants", &old.variants, &new.variants),
        (
            "webhooks.properties",
            &old_events.properties,
            &new_events.properties,
        ),
        (
            "webhooks.variants",
            &old_events.variants,
            &new_events.variants,
        ),
    ] {
        let lost = before.keys().filter(|key| !after.contains_key(*key));
        let other = after
            .iter()
            .filter(|(key, names)| before.get(*key) != Some(*names));
        let other = other.map(|(key, names)| {
            let names = names.iter().map(|(key, name)| (key, value(name)));
            (key, Item::Table(names.collect()))
        });
        changed |= edit(&mut document, table, lost, other.collect());
    }
    Ok(changed.then(|| document.to_string()))
}

/// Removes entries of a table, which may be nested in another, and sets others. Returns whether
/// anything changed.
fn edit<'a>(
    document: &mut DocumentMut,
    table: &str,
    lost: impl Iterator<Item = &'a String>,
    set: Vec<(&String, Item)>,
) -> bool {
    let mut changed = false;
    let mut path = table.split('.');
    let names = path.try_fold(document.as_item_mut(), |at, key| {
        at.as_table_like_mut()?.get_mut(key)
    });
    if let Some(names) = names.and_then(Item::as_table_like_mut) {
        for key in lost {
            changed |= names.remove(key).is_some();
        }
    }
    if set.is_empty() {
        return changed;
    }
    // Comments in a file without tables are at its end; they are the header of the first table.
    let header = document
        .is_empty()
        .then(|| document.trailing().as_str().map(str::to_owned))
        .flatten();
    if header.is_some() {
        document.set_trailing("");
    }
    let mut names = document.as_item_mut();
    for key in table.split('.') {
        let Some(holder) = names.as_table_like_mut() else {
            return changed;
        };
        // A table that only contains tables has no line of its own.
        let mut empty = Table::new();
        empty.set_implicit(true);
        names = holder.entry(key).or_insert(Item::Table(empty));
    }
    if let (Some(header), Some(names)) = (header, names.as_table_mut()) {
        names.decor_mut().set_prefix(format!("{header}\n"));
    }
    if let Some(names) = names.as_table_like_mut() {
        for (key, item) in set {
            names.insert(key, item);
        }
        names.sort_values();
    }
    true
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn names(operations: &[(&str, &str)], schemas: &[(&str, &str)]) -> Names {
        let own = |pairs: &[(&str, &str)]| {
            pairs
                .iter()
                .map(|(key, name)| ((*key).to_owned(), (*name).to_owned()))
                .collect()
        };
        Names {
            operations: own(operations),
            schemas: own(schemas),
            ..Names::default()
        }
    }

    #[test]
    fn adds_and_keeps_comments() {
        let text = "# Ours.\n\n[operations]\n# Why b.\n\"GET /b\" = \"b\" # stays\n";
        let before = names(&[("GET /b", "b")], &[]);
        let after = names(&[("GET /a", "list_a"), ("GET /b", "b")], &[("A b", "A")]);
        let rendered = render(&OF_PROJECT, Some(text), &before, &after)
            .unwrap()
            .unwrap();
        assert_eq!(
            rendered,
            "# Ours.\n\n[operations]\n\"GET /a\" = \"list_a\"\n# Why b.\n\"GET /b\" = \"b\" # stays\n\n\
             [schemas]\n\"A b\" = \"A\"\n"
        );
        assert_eq!(toml_edit::de::from_str::<Names>(&rendered).unwrap(), after);
        assert_eq!(
            render(&OF_PROJECT, Some(&rendered), &after, &after).unwrap(),
            None
        );
    }

    #[test]
    fn names_of_events_have_tables_in_a_table() {
        let mut after = names(&[], &[]);
        let event = ("Event".to_owned(), "Event".to_owned());
        after.webhooks.schemas.extend([event]);
        let new = render(&OF_PROJECT, None, &Names::default(), &after).unwrap();
        let new = new.unwrap();
        assert!(new.starts_with("# Pinned names") && new.contains("\n\n[webhooks.schemas]\n"));
        let text =
            "[webhooks.schemas]\nEvent = \"Event\"\n\n[webhooks.variants.Event]\na = \"B\"\n";
        let before = read(Some(text), "names.toml").unwrap();
        assert_eq!(
            before.lines.keys[&["webhooks", "schemas", "Event"].map(str::to_owned)[..]],
            19
        );
        let mut after = before.clone();
        let moved = after.webhooks.variants.remove("Event").unwrap();
        after.webhooks.variants.insert("Told".to_owned(), moved);
        let aliases = &mut after.webhooks.aliases;
        aliases.insert("Old".to_owned(), "Event".to_owned());
        after.operations.insert("GET /a".to_owned(), "a".to_owned());
        let rendered = render(&OF_PROJECT, Some(text), &before, &after);
        let rendered = rendered.unwrap().unwrap();
        assert_eq!(
            toml_edit::de::from_str::<Names>(&rendered).unwrap(),
            after,
            "{rendered}"
        );
        after.webhooks.schemas.clear();
        let failure = render(&OF_PROJECT, Some(text), &before, &after).unwrap_err();
        assert!(failure.message.contains("`Event`"), "{}", failure.message);
    }

    #[test]
    fn a_name_moves_to_what_took_the_place() {
        let text = "[schemas]\nA = \"A\"\n\n[arguments]\nA = [\"x\", \"y\"]\n";
        let before: Names = toml_edit::de::from_str(text).unwrap();
        let mut after = names(&[], &[("B", "A")]);
        let order = before.arguments["A"].clone();
        after.arguments.insert("B".to_owned(), order);
        after.aliases.insert("Old".to_owned(), "B".to_owned());
        after.tags.insert("GET /a".to_owned(), vec!["T".to_owned()]);
        let rendered = render(&OF_PROJECT, Some(text), &before, &after)
            .unwrap()
            .unwrap();
        assert_eq!(toml_edit::de::from_str::<Names>(&rendered).unwrap(), after);
    }

    #[test]
    fn keys_have_positions() {
        let text = "[operations]\n'GET /a' = 'a'\n[properties.Pet]\nnm = 'name'\n";
        let lines = read(Some(text), "names.toml").unwrap().lines;
        assert_eq!(lines.file, "names.toml");
        let at = |path: &[&str]| {
            let path: Vec<String> = path.iter().map(|&key| key.to_owned()).collect();
            text[lines.keys[&path]..].split(' ').next()
        };
        assert_eq!(at(&["operations", "GET /a"]), Some("'GET"));
        assert_eq!(at(&["properties", "Pet", "nm"]), Some("nm"));
    }

    #[test]
    fn begins_a_new_file_with_a_header() {
        let after = names(&[("GET /a", "a")], &[]);
        let rendered = render(&OF_PROJECT, None, &Names::default(), &after)
            .unwrap()
            .unwrap();
        assert!(
            rendered.starts_with(&HEADER.replace("COMMAND", "regen")),
            "{rendered}"
        );
        assert_eq!(toml_edit::de::from_str::<Names>(&rendered).unwrap(), after);
    }

    #[test]
    fn a_changed_name_is_an_error() {
        let before = names(&[], &[("A", "A")]);
        for after in [names(&[], &[("A", "B")]), names(&[], &[])] {
            let failure = render(&OF_PROJECT, None, &before, &after).unwrap_err();
            assert!(failure.message.contains("`A`"), "{}", failure.message);
        }
    }
}
