//! The manifest of a client package, which both the generator and the user write. In: the generated
//! manifest, and the one on disk. Out: the generated one with the user's changes.

use std::collections::BTreeMap;

use generator::Generated;
use toml_edit::{DocumentMut, Item, TableLike, Value};

use crate::disk::layout::{Layout, marked};
use crate::disk::plan::Plan;
use crate::disk::workspace::Workspace;
use crate::exit::Failure;
use crate::project::features;

/// The file, relative to the package.
const MANIFEST: &str = "Cargo.toml";

/// The keys of `[package]` that belong to the user once they are written.
const CHOSEN: [&str; 2] = ["version", "description"];

/// The tables in which a user may add keys. All other generated tables are fixed.
const SHARED: [&[&str]; 3] = [&["package"], &["dependencies"], &["lints", "rust"]];

/// Plans the files of a package. Its manifest keeps the user's changes; a manifest that belongs entirely to the
/// user gets the features of tags.
///
/// # Errors
///
/// If the manifest on disk is not TOML, or a file without our mark is in the way.
pub(crate) fn plan(
    layout: &'static Layout,
    folder: &Workspace,
    generated: &Generated,
) -> Result<Plan, Failure> {
    let path = format!("{}{MANIFEST}", layout.prefix);
    let mut files = generated.files.clone();
    keep_edits(folder, &path, &mut files)?;
    let mut plan = Plan::of_package(layout, folder, files)?;
    if plan.kept.contains(&path) {
        features::keep(&mut plan, folder, &path, &generated.tag_features)?;
    }
    Ok(plan)
}

/// Merges a user's changes to the manifest at `path` into the generated one; a file without our mark belongs
/// entirely to the user.
///
/// # Errors
///
/// If the manifest on disk is not TOML.
fn keep_edits(
    folder: &Workspace,
    path: &str,
    files: &mut BTreeMap<String, String>,
) -> Result<(), Failure> {
    let Some(generated) = files.get_mut(MANIFEST) else {
        return Ok(());
    };
    let Some(on_disk) = folder.read_text(path)? else {
        return Ok(());
    };
    if marked(on_disk.as_bytes()) && on_disk != *generated {
        *generated = merged(generated, &on_disk).map_err(|error| {
            Failure::failed(format!("{path} is not a manifest"))
                .cause(&error)
                .help("correct the file, or delete it; nothing was written")
        })?;
    }
    Ok(())
}

fn merged(generated: &str, on_disk: &str) -> Result<String, toml_edit::TomlError> {
    let mut generated: DocumentMut = generated.parse()?;
    let on_disk: DocumentMut = on_disk.parse()?;
    for (key, item) in on_disk.iter() {
        if !generated.contains_key(key) {
            add(generated.as_table_mut(), on_disk.as_table(), key, item);
        }
    }
    for path in SHARED {
        if let (Some(ours), Some(theirs)) = (
            table_mut(generated.as_item_mut(), path),
            table(on_disk.as_item(), path),
        ) {
            for (key, item) in theirs.iter() {
                let is_chosen = path == ["package"] && CHOSEN.contains(&key);
                let is_theirs = !ours.contains_key(key) && !is_ours(item);
                if is_chosen || is_theirs {
                    add(ours, theirs, key, item);
                }
            }
        }
    }
    generated.set_trailing(on_disk.trailing().clone());
    Ok(generated.to_string())
}

/// Whether the line of a key has our mark, so that it goes with what it came from.
fn is_ours(item: &Item) -> bool {
    let decor = item.as_value().map(Value::decor);
    let end = decor.and_then(|it| it.suffix()?.as_str());
    end.is_some_and(|end| marked(end.as_bytes()))
}

/// Adds a key with the comment above it.
fn add(to: &mut dyn TableLike, from: &dyn TableLike, key: &str, item: &Item) {
    to.insert(key, item.clone());
    let decor = from.key(key).map(|key| key.leaf_decor().clone());
    if let (Some(mut key), Some(decor)) = (to.key_mut(key), decor) {
        *key.leaf_decor_mut() = decor;
    }
}

fn table<'a>(item: &'a Item, path: &[&str]) -> Option<&'a dyn TableLike> {
    let found = path.iter().try_fold(item, |at, key| at.get(key))?;
    found.as_table_like()
}

fn table_mut<'a>(item: &'a mut Item, path: &[&str]) -> Option<&'a mut dyn TableLike> {
    let found = path.iter().try_fold(item, |at, key| at.get_mut(key))?;
    found.as_table_like_mut()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::merged;

    const OLD: &str = "\
# @generated
[package]
name = \"a-client\"
description = \"Old.\"
version = \"0.1.0\"

[features]
gone = []

[dependencies]
# Transport.
runtime = { path = \"runtime\" }

[lints.rust]
missing_docs = \"warn\"
";

    #[test]
    fn what_is_untouched_is_replaced_and_what_a_person_wrote_stays() {
        let new = OLD
            .replace("gone = []", "new = []")
            .replace("path = \"runtime\"", "version = \"0.2.0\"");
        assert_eq!(merged(&new, OLD).unwrap(), new);

        let edited = OLD
            .replace("0.1.0\"", "2.0.0\" # the third release\nauthors = [\"An Owner\"]")
            .replace("\n[lints", "# Dates.\njiff = \"0.2\"\n\n# For the examples.\n[dev-dependencies]\ntokio = \"1\"\n\n[lints")
            .replace("missing_docs = \"warn\"", "missing_docs = \"allow\"\ndead_code = \"allow\"");
        let result = merged(&new, &edited).unwrap();
        for kept in [
            "version = \"2.0.0\" # the third release\n",
            "authors = [\"An Owner\"]\n",
            "# Dates.\njiff = \"0.2\"\n",
            "# For the examples.\n[dev-dependencies]\ntokio = \"1\"\n",
            "dead_code = \"allow\"\n",
            "# Transport.\nruntime = { version = \"0.2.0\" }\n",
            "missing_docs = \"warn\"\n",
            "new = []\n",
        ] {
            assert!(result.contains(kept), "{kept}\n{result}");
        }
        assert!(!result.contains("gone"), "{result}");

        // A line with the mark goes with the choice that it came from.
        let chosen = OLD.replace(
            "\n[lints",
            "# Of choices.\ndecimal = { version = \"1\" } # @generated\nunits = \"2\"\n\n[lints",
        );
        assert_eq!(merged(&chosen, &chosen).unwrap(), chosen);
        assert_eq!(
            merged(OLD, &chosen).unwrap(),
            OLD.replace("\n[lints", "units = \"2\"\n\n[lints")
        );
        assert_eq!(merged(&new, &result).unwrap(), result);
        assert!(merged(OLD, "<<<<<<< HEAD\n").is_err());
    }
}
