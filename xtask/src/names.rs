//! `names.toml`: pinned names. Names are added, never changed, and what a person wrote between
//! them stays.

use std::collections::BTreeMap;

use generator::Names;
use toml_edit::{Array, DocumentMut, Item, Table, value};

use crate::exit::Failure;

/// What stands at the top of a new file; `COMMAND` is the one that writes it.
const HEADER: &str = "\
# Names that stay as they are, whatever the description calls things later.
# `cargo xtask COMMAND` adds new ones; a name may be changed by hand before it is first released.
# [arguments] is the order in which `new` takes what a schema requires.
";

/// A file of pinned names.
pub(crate) struct NamesFile {
    /// The path as a person knows it.
    pub(crate) path: &'static str,
    /// The command that adds names to it.
    pub(crate) command: &'static str,
}

/// The names of the workspace's own client.
pub(crate) const OF_WORKSPACE: NamesFile = NamesFile {
    path: "spec/names.toml",
    command: "regen",
};

impl NamesFile {
    /// The names in the text of the file; none where there is no file.
    pub(crate) fn read(&self, text: Option<&str>) -> Result<Names, Failure> {
        text.map_or(Ok(Names::default()), |text| {
            toml_edit::de::from_str(text).map_err(|error| {
                Failure::failed(format!("{} cannot be used", self.path))
                    .cause(&error)
                    .help("the tables are [operations] and [schemas], each a key and a name a line")
            })
        })
    }
}

/// The text of the file with the names that `after` has on top of `before`; `None` where there are
/// none. `text` is the file as it stands.
///
/// # Errors
///
/// Where `after` lost or changed a name.
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
    let mut changed = false;
    for (table, before, after) in [
        ("operations", &before.operations, &after.operations),
        ("schemas", &before.schemas, &after.schemas),
    ] {
        if let Some((key, name)) = before
            .iter()
            .find(|(key, name)| after.get(*key) != Some(*name))
        {
            return Err(Failure::failed(format!(
                "the generator did not keep the pinned name `{name}` of `{key}`"
            ))
            .help("this is a defect of the generator; please report it"));
        }
        let added = || after.iter().filter(|(key, _)| !before.contains_key(*key));
        if added().next().is_none() {
            continue;
        }
        changed = true;
        // Comments in a file without tables stand at its end; they are the header of the first one.
        let header = document
            .is_empty()
            .then(|| document.trailing().as_str().map(str::to_owned));
        let names = document.entry(table).or_insert(Item::Table(Table::new()));
        if let (Some(Some(header)), Some(names)) = (header, names.as_table_mut()) {
            names.decor_mut().set_prefix(format!("{header}\n"));
            document.set_trailing("");
        }
        let names = &mut document[table];
        let Some(names) = names.as_table_like_mut() else {
            continue;
        };
        for (key, name) in added() {
            names.insert(key, value(name));
        }
        names.sort_values();
    }
    changed |= render_arguments(&mut document, &before.arguments, &after.arguments);
    Ok(changed.then(|| document.to_string()))
}

/// The order of arguments follows the required properties: a property that is gone leaves it, a
/// new one goes to its end.
fn render_arguments(
    document: &mut DocumentMut,
    before: &BTreeMap<String, Vec<String>>,
    after: &BTreeMap<String, Vec<String>>,
) -> bool {
    let changed = after
        .iter()
        .filter(|(key, order)| before.get(*key) != Some(*order));
    let mut any = false;
    for (key, order) in changed {
        any = true;
        let table = document
            .entry("arguments")
            .or_insert(Item::Table(Table::new()));
        if let Some(table) = table.as_table_like_mut() {
            table.insert(key, value(order.iter().collect::<Array>()));
            table.sort_values();
        }
    }
    any
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
        let rendered = render(&OF_WORKSPACE, Some(text), &before, &after)
            .unwrap()
            .unwrap();
        assert_eq!(
            rendered,
            "# Ours.\n\n[operations]\n\"GET /a\" = \"list_a\"\n# Why b.\n\"GET /b\" = \"b\" # stays\n\n\
             [schemas]\n\"A b\" = \"A\"\n"
        );
        assert_eq!(toml_edit::de::from_str::<Names>(&rendered).unwrap(), after);
        assert_eq!(
            render(&OF_WORKSPACE, Some(&rendered), &after, &after).unwrap(),
            None
        );
    }

    #[test]
    fn begins_a_new_file_with_a_header() {
        let after = names(&[("GET /a", "a")], &[]);
        let rendered = render(&OF_WORKSPACE, None, &Names::default(), &after)
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
            let failure = render(&OF_WORKSPACE, None, &before, &after).unwrap_err();
            assert!(failure.message.contains("`A`"), "{}", failure.message);
        }
    }
}
